"""Reads an expression for its points where every fact is known: the meaning that its bounds have, several times as fast."""

from collections.abc import Callable, Mapping
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
from zlpg.points import ZERO

Points: TypeAlias = Callable[[Mapping[str, Decimal]], Decimal]
"""From the values of the leaves, by id, to points."""


def compiled(expression: Expression) -> Points:
    """The expression as a function. It is to be called where `points.EXACT` is the context."""
    match expression:
        case Number(value=value):
            return lambda _known: value
        case Fact(id=id) | Part(id=id):
            return lambda known: known[id]
        case Sum(terms=terms):
            return _summed(tuple(map(compiled, terms)))
        case Product(factors=(of, Number(value=value))):
            times = compiled(of)
            return lambda known: times(known) * value
        case Product(factors=factors):
            each = tuple(map(compiled, factors))
            return lambda known: reduce(mul, (factor(known) for factor in each))
        case Quotient(of=of, by=by):
            divided = compiled(of)
            return lambda known: divided(known) / by
        case Negative(of=of):
            positive = compiled(of)
            return lambda known: -positive(known)
        case Excess(of=of, over=over):
            counted = compiled(of)
            return lambda known: max(counted(known) - over, ZERO)
        case Cap(of=of, at=at):
            uncapped = compiled(of)
            return lambda known: min(uncapped(known), at)
        case Greatest(of=several):
            candidates = tuple(map(compiled, several))
            return lambda known: max(candidate(known) for candidate in candidates)
        case Brackets(of=of, rows=rows):
            return _looked_up(compiled(of), rows)
        case When(fact=Fact(id=id), then=then):
            amount = compiled(then)
            return lambda known: amount(known) if known[id] else ZERO
        case _:
            assert_never(expression)


def _summed(terms: tuple[Points, ...]) -> Points:
    def points(known: Mapping[str, Decimal]) -> Decimal:
        total = ZERO
        for term in terms:
            total += term(known)
        return total

    return points


def _looked_up(of: Points, rows: tuple[tuple[Decimal, Decimal], ...]) -> Points:
    descending = rows[::-1]

    def points(known: Mapping[str, Decimal]) -> Decimal:
        number = of(known)
        return next((points for threshold, points in descending if number >= threshold), ZERO)

    return points
