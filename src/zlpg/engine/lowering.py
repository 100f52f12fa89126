"""Rule kind → expression: what a rule, and a condition, means."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import partial
from itertools import dropwhile
from types import MappingProxyType
from typing import Literal, NamedTuple, assert_never

import zlpg.engine.expression as e
import zlpg.model.rules as r
from zlpg.engine.scalars import at_level
from zlpg.numbers import ONE, UNBOUNDED, ZERO, minus

YES: e.Expression = e.Number(ONE)

ALL_APPLY: Mapping[str, e.Expression] = MappingProxyType({})
"""Of a table in which nothing drops out: no part has a condition on which it applies."""


def lower(rule: r.Rule, applying: Mapping[str, e.Expression] = ALL_APPLY) -> e.Expression:
    """What a rule means, before the direction of its item.

    `applying` says of each part of the table that may be not applicable when it is.
    """
    return capped(without_cap(rule, applying), getattr(rule, "cap", None))


def without_cap(rule: r.Rule, applying: Mapping[str, e.Expression] = ALL_APPLY) -> e.Expression:
    """What a rule means but for a cap of its own."""
    lowered, amount_of = partial(lower, applying=applying), partial(lower_amount, applying=applying)
    match rule:
        case r.JudgedRule(judged=fact):
            return e.Fact(fact)
        case r.StartRule(start=points):
            return e.Number(points)
        case r.ProportionalRule():
            return _proportional(rule)
        case r.CountedRule(rate=rate, floor=floor):
            return floored(e.Product((_counted(rule), e.Number(rate))), floor)
        case r.OnceRule(once=condition, points=points, otherwise=otherwise):
            return e.When(lower_condition(condition, applying), amount_of(points), amount_of(otherwise))
        case r.BracketsRule(brackets=fact, table=table):
            return _brackets(fact, [(row, amount_of(row.points)) for row in table])
        case r.ChoiceRule(choice=fact, points=options):
            return e.Choice(
                tuple((e.Fact(at_level(fact, each)), amount_of(points)) for each, points in options.items())
            )
        case r.LevelsRule(floor=floor):
            return floored(_levels(rule), floor)
        case r.SumRule(sum=parts):
            amount: e.Expression = e.Sum(tuple(map(lowered, parts)))
        case r.ProductRule(product=parts):
            amount = e.Product(tuple(map(lowered, parts)))
        case r.HighestRule(highest=parts, best=best):
            amount = e.Greatest(tuple(map(lowered, parts)), best)
        case r.LowestRule(lowest=parts):
            amount = e.Least(tuple(map(lowered, parts)))
        case r.AverageRule(average=parts):
            amount = e.Quotient(e.Sum(tuple(map(lowered, parts))), Decimal(len(parts)))
        case _:
            assert_never(rule)
    return floored(rounded(amount, rule.round), rule.floor)


def lower_amount(amount: r.Amount, applying: Mapping[str, e.Expression] = ALL_APPLY) -> e.Expression:
    """Points, stated or by a rule of their own."""
    return e.Number(amount) if isinstance(amount, Decimal) else lower(amount, applying)


def _proportional(rule: r.ProportionalRule) -> e.Expression:
    fact, points = e.Fact(rule.proportional), e.Number(rule.points)
    if rule.over is None:
        return e.Product((e.Quotient(fact, rule.full), points))
    beyond = _beyond(fact, rule.over) if rule.over < rule.full else _short_of(fact, rule.over)
    return e.Least((e.Product((e.Quotient(beyond, abs(minus(rule.full, rule.over))), points)), points))


def _counted(rule: r.CountedRule) -> e.Expression:
    fact = e.Fact(rule.count)
    counted: e.Expression = fact
    if rule.under is not None:
        counted = _short_of(fact, rule.under)
    elif rule.over is not None:
        counted = _beyond(fact, rule.over)
    match rule.steps:
        case "whole":
            counted = e.Rounded(counted, rule.per, "down")
        case "started":
            counted = e.Rounded(counted, rule.per, "up")
        case _:
            pass
    return counted if rule.per == ONE else e.Quotient(counted, rule.per)


def _beyond(fact: e.Fact, over: Decimal) -> e.Expression:
    return e.Excess(fact, over)


def _short_of(fact: e.Fact, under: Decimal) -> e.Expression:
    return e.Excess(e.Negative(fact), -under)


def _brackets(fact: str, table: list[tuple[r.Bracket, e.Expression]]) -> e.Expression:
    rows = [(row.threshold, amount) for row, amount in table]
    side = table[0][0].side
    beyond = side in {"over", "at_most"}
    if side in {"at_most", "below"}:  # from the bottom: each row starts where the one before ends
        starts = [-UNBOUNDED, *(threshold for threshold, _ in rows)]
        rows = list(zip(starts, [*(amount for _, amount in rows), e.Number(ZERO)], strict=True))
    nothing = e.Number(ZERO)  # what earns nothing is as good as below the first
    return e.Brackets(e.Fact(fact), tuple(dropwhile(lambda row: row[1] == nothing, rows)), beyond)


def _levels(rule: r.LevelsRule) -> e.Expression:
    """Each level's points times its applicants; of the best few, step by step from the highest level down."""
    if rule.best is None:
        terms = (
            e.Product((e.Fact(at_level(rule.levels, level)), e.Number(each))) for level, each in rule.points.items()
        )
        return e.Sum(tuple(terms))
    levels = sorted(rule.points.items(), key=lambda each: -each[1])
    below = [*(points for _, points in levels[1:]), ZERO]
    steps: list[e.Expression] = []
    for position, (_, points) in enumerate(levels):
        if points != (next_points := below[position]):
            up_to_here = e.Sum(tuple(e.Fact(at_level(rule.levels, level)) for level, _ in levels[: position + 1]))
            counted = e.Least((up_to_here, e.Number(Decimal(rule.best))))
            steps.append(e.Product((counted, e.Number(minus(points, next_points)))))
    return e.Sum(tuple(steps))


def lower_condition(
    condition: r.Condition, applying: Mapping[str, e.Expression] = ALL_APPLY, *, of_nothing: Literal[0, 1] = 0
) -> e.Expression:
    """What a condition means: 1 where it holds, 0 where it doesn't.

    A part that isn't applicable is left out of what it stands in. `of_nothing` is what the condition is where nothing is left
    of it: a veto doesn't hold then, what a section requires is met.
    """
    holds, applies = _lowered(condition, applying)
    if applies == YES:
        return holds
    return e.When(applies, holds, YES) if of_nothing else e.Product((applies, holds))


class _Held(NamedTuple):
    """Whether a condition holds, and whether anything in it is applicable."""

    holds: e.Expression
    applies: e.Expression = YES


def _lowered(condition: r.Condition, applying: Mapping[str, e.Expression]) -> _Held:
    match condition:
        case str():
            return _Held(e.Fact(condition))
        case r.AllOf(all=several):
            return _every([_lowered(each, applying) for each in several])
        case r.AnyOf(any=several):
            return _some([_lowered(each, applying) for each in several])
        case r.NoneOf(none=several):
            some = _some([_lowered(each, applying) for each in several])
            return _Held(not_so(some.holds), some.applies)
        case r.AtLeast(at_least=thresholds):
            return _every([_Held(_from(e.Fact(id), at)) for id, at in thresholds.items()])
        case r.Over(over=thresholds):
            return _every([_Held(_from(e.Fact(id), at, beyond=True)) for id, at in thresholds.items()])
        case r.AtMost(at_most=thresholds):
            return _every([_Held(not_so(_from(e.Fact(id), at, beyond=True))) for id, at in thresholds.items()])
        case r.Below(below=thresholds):
            return _every([_Held(not_so(_from(e.Fact(id), at))) for id, at in thresholds.items()])
        case r.Chosen(chosen=options):
            return _every([_Held(e.Fact(at_level(id, option))) for id, option in options.items()])
        case r.Reaches(reaches=thresholds):
            return _every([_Held(_from(e.Part(id), at), applying.get(id, YES)) for id, at in thresholds.items()])
        case _:
            assert_never(condition)


def _every(several: list[_Held]) -> _Held:
    """All of several conditions, what isn't applicable among them left out."""
    held = tuple(each.holds if each.applies == YES else e.When(each.applies, each.holds, YES) for each in several)
    return _Held(held[0] if len(held) == 1 else e.Product(held), _anything(several))


def _some(several: list[_Held]) -> _Held:
    """At least one of several conditions, what isn't applicable among them left out."""
    held = tuple(each.holds if each.applies == YES else e.Product((each.applies, each.holds)) for each in several)
    return _Held(e.Greatest(held), _anything(several))


def _anything(several: Iterable[_Held]) -> e.Expression:
    return any_of(each.applies for each in several)


def any_of(conditions: Iterable[e.Expression]) -> e.Expression:
    """1 where at least one of several conditions holds."""
    held = tuple(dict.fromkeys(conditions))
    if YES in held:
        return YES
    return held[0] if len(held) == 1 else e.Greatest(held)


def _from(of: e.Expression, at: Decimal, *, beyond: bool = False) -> e.Expression:
    return e.Brackets(of, ((at, YES),), beyond)


def not_so(condition: e.Expression) -> e.Expression:
    """1 where a condition doesn't hold."""
    return e.When(condition, e.Number(ZERO), YES)


def capped(amount: e.Expression, cap: Decimal | None) -> e.Expression:
    """The amount under a cap, where there is one."""
    return amount if cap is None else e.Cap(amount, cap)


def floored(amount: e.Expression, floor: Decimal | None) -> e.Expression:
    """The amount, or a floor where that is more."""
    return amount if floor is None else e.Greatest((amount, e.Number(floor)))


def rounded(amount: e.Expression, rounding: r.Rounding | None) -> e.Expression:
    """The amount rounded, where that is declared."""
    return amount if rounding is None else e.Rounded(amount, ONE.scaleb(-rounding.places), rounding.mode)
