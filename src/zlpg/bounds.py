"""Reads an expression for its bounds: what it can come to while some facts are open, with every step kept to explain it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from operator import mul
from typing import TypeAlias, assert_never

from zlpg.expression import (
    Brackets,
    Cap,
    Excess,
    Expression,
    Fact,
    Greatest,
    Negative,
    Number,
    Part,
    Product,
    Quotient,
    Sum,
    When,
)
from zlpg.points import EXACT, UNBOUNDED, ZERO, Interval, added


@dataclass(frozen=True, slots=True)
class Working:
    """One step of the arithmetic: an expression, what it comes to, what it would without any cap, and the steps below."""

    expression: Expression
    points: Interval
    uncapped: Interval
    steps: "tuple[Working, ...]" = ()

    @property
    def lost(self) -> Decimal | None:
        """What caps took, negative where they only spared a deduction; `None` while that is open."""
        if self.points.known is None or self.uncapped.known is None:
            return None
        return EXACT.subtract(self.uncapped.known, self.points.known)

    @property
    def taken(self) -> Decimal | None:
        """What the cap that this step is took, 0 where it is none; `None` while that is open."""
        if not isinstance(self.expression, Cap):
            return ZERO
        inner = self.steps[0].points
        if inner.highest <= self.expression.at:
            return ZERO
        return None if inner.known is None else EXACT.subtract(inner.known, self.expression.at)


def work_out(expression: Expression, known: Mapping[str, Interval], parts: Mapping[str, Working]) -> Working:
    """Bounds, step by step: what an expression can come to, given what each fact can be.

    Exact where each open fact pushes in one direction; never too narrow.
    """
    match expression:
        case Fact(id=id):
            return Working(expression, known[id], known[id])
        case Number(value=value):
            points = Interval.exactly(value)
            return Working(expression, points, points)
        case Part(id=id):
            return Working(expression, parts[id].points, parts[id].uncapped)
        case _:
            pass
    steps = tuple([work_out(below, known, parts) for below in operands(expression)])
    if isinstance(expression, Cap):
        return Working(expression, steps[0].points.up_to(expression.at), steps[0].uncapped, steps)
    below, uncapped = tuple([step.points for step in steps]), tuple([step.uncapped for step in steps])
    points = combine(expression, below)
    return Working(expression, points, points if below == uncapped else combine(expression, uncapped), steps)


def points_of(expression: Expression, known: Mapping[str, Interval]) -> Interval:
    """What an expression can come to, without the steps, given what each fact and each part can be."""
    match expression:
        case Fact(id=id) | Part(id=id):
            return known[id]
        case Number(value=value):
            return Interval.exactly(value)
        case Cap(of=of, at=at):
            return points_of(of, known).up_to(at)
        case _:
            return combine(expression, tuple([points_of(below, known) for below in operands(expression)]))


def operands(expression: Expression) -> tuple[Expression, ...]:
    """The expressions directly under a node."""
    match expression:
        case Sum(terms=several) | Product(factors=several) | Greatest(of=several):
            return several
        case Quotient(of=one) | Negative(of=one) | Excess(of=one) | Cap(of=one) | Brackets(of=one):
            return (one,)
        case When(fact=fact, then=then):
            return fact, then
        case Number() | Fact() | Part():
            return ()
        case _:
            assert_never(expression)


Combining: TypeAlias = Sum | Product | Quotient | Negative | Excess | Greatest | Brackets | When


def combine(expression: Combining, of: tuple[Interval, ...]) -> Interval:
    """The bounds of a node from the bounds of its operands."""
    match expression:
        case Sum():
            return added(of)
        case Product():
            return reduce(mul, of)
        case Quotient(by=by):
            return Interval(of[0].lowest / by, of[0].highest / by)
        case Negative():
            return -of[0]
        case Excess(over=over):
            return Interval(max(of[0].lowest - over, ZERO), max(of[0].highest - over, ZERO))
        case Greatest():
            return Interval(max(each.lowest for each in of), max(each.highest for each in of))
        case Brackets(rows=rows):
            return Interval.around(_reachable(rows, of[0]))
        case When():
            condition, then = of
            return condition * then
        case _:
            assert_never(expression)


def _reachable(rows: tuple[tuple[Decimal, Decimal], ...], of: Interval) -> Iterator[Decimal]:
    starts = [-UNBOUNDED, *(threshold for threshold, _ in rows)]
    ends = [*starts[1:], None]
    for start, end, points in zip(starts, ends, [ZERO, *(points for _, points in rows)], strict=True):
        if start <= of.highest and (end is None or of.lowest < end):
            yield points
