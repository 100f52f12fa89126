"""Amounts that are held under a cap, above a floor, or to what goes beyond a threshold."""

from decimal import Decimal
from typing import Literal, TypeAlias

import zlpg.engine.expression as e
from zlpg.numbers import UNBOUNDED, ZERO, Interval, less
from zlpg.records import dataclass

Held: TypeAlias = Literal["cap", "floor", "excess"]
HELD: tuple[Held, ...] = ("cap", "floor", "excess")
"""The ways to hold an amount, in the order in which they are taken off: caps lie around floors."""


@dataclass(frozen=True, slots=True)
class Holding:
    """An amount held in one way, at a number."""

    kind: Held
    of: e.Expression
    at: Decimal


def held_by(expression: e.Expression, kind: Held) -> Holding | None:
    """What an expression holds in one way; `None` where it doesn't."""
    match expression:
        case e.Cap(of=of, at=at) if kind == "cap":
            return Holding(kind, of, at)
        case e.Floor(of=of, at=at) | e.Greatest(of=(of, e.Number(value=at)), best=1) if kind == "floor":
            return Holding(kind, of, at)
        case e.Excess(of=of, over=at) if kind == "excess":
            return Holding(kind, of, at)
        case e.Shortfall(of=of, under=at) if kind == "excess":
            return Holding(kind, e.Negative(of), -at)
        case _:
            return None


def let_through(holding: Holding | None, inner: Interval, one: Interval, other: Interval) -> Interval:
    """What a cap, a floor or a threshold leaves of the difference between two amounts."""
    if holding is None:
        return inner
    if holding.kind == "cap":
        all_of_it = max(one.highest, other.highest) <= holding.at
    else:
        all_of_it = min(one.lowest, other.lowest) >= holding.at
    return inner if all_of_it else Interval(min(inner.lowest, ZERO), max(inner.highest, ZERO))


def held_apart(new: Holding | None, old: Holding | None, of: Decimal) -> Decimal:
    """What one amount is more as the new one holds it than as the old one does."""
    kind = next(each.kind for each in (new, old) if each is not None)
    if kind == "excess":
        below_new, below_old = (min(of, each.at) if each is not None else ZERO for each in (new, old))
        return less(below_old, below_new)
    if kind == "floor":
        above_new, above_old = (max(of, each.at) if each is not None else of for each in (new, old))
        return less(above_new, above_old)
    at_new, at_old = (each.at if each is not None else UNBOUNDED for each in (new, old))
    return less(min(of, at_new), min(of, at_old))
