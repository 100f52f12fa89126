"""Reads an expression for its points where every fact is known: the meaning that its bounds have, several times as fast.

0.1 for each report beyond 10, as a function of the number of reports:

>>> from zlpg.model.scalars import Scalar
>>> reports = Scalar("reports")
>>> paid = compiled(e.Product((e.Excess(e.Fact(reports), Decimal(10)), e.Number(Decimal("0.1")))))
>>> [str(paid({reports: Decimal(number)})) for number in (13, 16)]
['0.3', '0.6']

It is for those who need numbers, many of them, and no workings: `Prepared.points`, which scores many units under one scheme, and
`same`, which tries out many facts to find some by which two rules differ. A score that is shown is that of `bounds`.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import reduce
from typing import TypeAlias, assert_never

import zlpg.engine.expression as e
from zlpg.engine.program import Key
from zlpg.engine.readers.bounds import best_levels, compare, count_steps, scaled_up
from zlpg.numbers import ONE, ZERO, Interval, divided, minus, multiple, place_in, plus, times

Evaluator: TypeAlias = Callable[[Mapping[Key, Decimal]], Decimal]
"""An expression as a function: from what is known, and what the steps before came to, to points."""


def compiled(expression: e.Expression) -> Evaluator:  # one case a node
    """The expression as a function."""
    match expression:
        case e.Number(value=value):
            return lambda _known: value
        case e.Fact(scalar=key) | e.Part(name=key):
            return lambda known: known[key]
        case e.Sum(terms=terms):
            return _summed(tuple(map(compiled, terms)))
        case e.Product(factors=(of, e.Number(value=value))):
            once = compiled(of)
            return lambda known: times(once(known), value)
        case e.Product(factors=factors):
            each = tuple(map(compiled, factors))
            return lambda known: reduce(times, (factor(known) for factor in each))
        case e.Quotient(of=of, by=by):
            return _divided(compiled(of), by)
        case e.Negative(of=of):
            positive = compiled(of)
            return lambda known: minus(ZERO, positive(known))
        case e.Excess(of=of, over=over):
            counted = compiled(of)
            return lambda known: max(minus(counted(known), over), ZERO)
        case e.Shortfall(of=of, under=under):
            reached = compiled(of)
            return lambda known: max(minus(under, reached(known)), ZERO)
        case e.Steps(of=of):
            amount = compiled(of)
            return lambda known: count_steps(expression, amount(known))
        case e.Cap(of=of, at=at):
            uncapped = compiled(of)
            return lambda known: min(uncapped(known), at)
        case e.Floor(of=of, at=at):
            unheld = compiled(of)
            return lambda known: max(unheld(known), at)
        case e.Greatest(of=several, best=1):
            candidates = tuple(map(compiled, several))
            return lambda known: max(candidate(known) for candidate in candidates)
        case e.Greatest(of=several, best=best):
            candidates = tuple(map(compiled, several))
            return lambda known: reduce(plus, sorted((each(known) for each in candidates), reverse=True)[:best])
        case e.Least(of=several):
            candidates = tuple(map(compiled, several))
            return lambda known: min(candidate(known) for candidate in candidates)
        case e.BestLevels(levels=levels):
            counts = tuple(compiled(count) for count, _ in levels)
            return lambda known: best_levels(expression, [count(known) for count in counts])
        case e.Brackets():
            return _looked_up(expression)
        case e.Choice(rows=rows):
            options = [(compiled(option), compiled(amount)) for option, amount in rows]
            return lambda known: next((amount(known) for is_it, amount in options if is_it(known)), ZERO)
        case e.When(condition=condition, then=then, otherwise=otherwise):
            holds, amount_then, other = compiled(condition), compiled(then), compiled(otherwise)
            return lambda known: amount_then(known) if holds(known) else other(known)
        case e.Compare(of=of):
            compared = compiled(of)
            return lambda known: compare(expression, compared(known))
        case e.All(of=several):
            conditions = tuple(map(compiled, several))
            return lambda known: ONE if all(holds(known) for holds in conditions) else ZERO
        case e.Any(of=several) | e.Applies(of=several):
            conditions = tuple(map(compiled, several))
            return lambda known: ONE if any(holds(known) for holds in conditions) else ZERO
        case e.Not(of=of):
            denied = compiled(of)
            return lambda known: ZERO if denied(known) else ONE
        case e.Rounded(of=of, to=to, mode=mode):
            unrounded = compiled(of)
            return lambda known: multiple(unrounded(known), to, mode)
        case e.Share(of=of, by=by, times=scale, if_none=if_none):
            return _share(compiled(of), compiled(by), scale, ZERO if if_none is None else if_none)
        case e.ScaledUp():
            return _scaled_up(expression)
        case _:
            assert_never(expression)


def _summed(terms: tuple[Evaluator, ...]) -> Evaluator:
    def points(known: Mapping[Key, Decimal]) -> Decimal:
        total = ZERO
        for term in terms:
            total = plus(total, term(known))
        return total

    return points


def _divided(dividend: Evaluator, by: Decimal) -> Evaluator:
    return lambda known: divided(dividend(known), by)


def _share(part: Evaluator, whole: Evaluator, scale: Decimal, if_none: Decimal) -> Evaluator:
    def points(known: Mapping[Key, Decimal]) -> Decimal:
        of = whole(known)
        return times(divided(part(known), of), scale) if of > ZERO else if_none

    return points


def _looked_up(table: e.Brackets) -> Evaluator:
    of, *amounts = map(compiled, e.children(table))
    keys, word = [key.value for key, _ in table.rows], table.word
    return lambda known: amounts[place_in(keys, word, of(known))](known)


def _scaled_up(expression: e.ScaledUp) -> Evaluator:
    amounts, applies = (tuple(map(compiled, each)) for each in (expression.of, expression.applies))
    worths, scale = expression.worths, expression.times

    def points(known: Mapping[Key, Decimal]) -> Decimal:
        of = tuple(Interval.exactly(amount(known)) for amount in amounts)
        counted = tuple(Interval.exactly(each(known)) for each in applies)
        return scaled_up(of, counted, worths, scale).lowest

    return points
