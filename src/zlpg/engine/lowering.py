"""Rules and conditions → expressions: what each kind of rule means.

This and nothing else knows what a kind of rule means; that of items, sections and the total is in `engine.table`.

Like what item 17 of 2020 says of reports, but with the cap for itself: 0.1 for each beyond 10, 2 points at most.

>>> from decimal import Decimal as D
>>> reports = r.CountedRule("reports", rate=D("0.1"), over=D(10), cap=D(2))
>>> lower(reports) == e.Cap(e.Product((e.Excess(e.Fact(Scalar("reports")), D(10)), e.Number(D("0.1")))), D(2))
True
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple, assert_never, cast

import zlpg.engine.expression as e
import zlpg.model.rules as r
from zlpg.engine.expression import Path
from zlpg.model.declarations import Measure
from zlpg.model.marks import kind_of
from zlpg.model.scalars import Scalar
from zlpg.numbers import ONE, UNBOUNDED, ZERO, Side, minus

ALL_APPLY: Mapping[str, e.Expression] = {}
"""Of a table in which nothing drops out: no part has a condition on which it applies."""


def lower(amount: r.Amount, applying: Mapping[str, e.Expression] = ALL_APPLY, path: Path = ()) -> e.Expression:
    """What an amount means, before the direction of its item.

    `applying` says of each part of the table that may be not applicable when it is; `path` is where the rule stands.
    """
    return capped(without_cap(amount, applying, path), r.cap_of(amount), path)


def without_cap(rule: r.Amount, applying: Mapping[str, e.Expression] = ALL_APPLY, path: Path = ()) -> e.Expression:
    """What an amount means but for a cap of its own."""
    match rule:
        case Decimal():
            return e.Number(rule, path)
        case str():
            return lower_reading(rule, path)
        case r.ProportionalRule():
            return _proportional(rule, path)
        case r.CountedRule(rate=rate, floor=floor):
            return floored(e.Product((_counted(rule, path), e.Number(rate, (*path, "rate"))), path), floor, path)
        case r.OnceRule(once=condition, points=points, otherwise=otherwise):
            holds = lower_condition(condition, applying, (*path, "once"))
            then, other = (
                lower(amount, applying, (*path, key)) for key, amount in (("points", points), ("otherwise", otherwise))
            )
            return e.When(holds, then, other, (*path, "once"))
        case r.BracketsRule(brackets=fact, table=table):
            rows = [(row, lower(row.points, applying, (*path, "table", at, "points"))) for at, row in enumerate(table)]
            return _brackets(fact, rows, path)
        case r.ChoiceRule(choice=fact, points=options):
            return e.Choice(
                tuple(
                    (
                        e.Fact(Scalar(fact, each), (*path, "points", each)),
                        lower(points, applying, (*path, "points", each)),
                    )
                    for each, points in options.items()
                ),
                path,
            )
        case r.LevelsRule(floor=floor):
            return floored(_levels(rule, path), floor, path)
        case r.SumRule() | r.ProductRule() | r.HighestRule() | r.LowestRule() | r.AverageRule():
            return floored(rounded(_combined(rule, applying, path), rule.round, path), rule.floor, path)
        case _:
            assert_never(rule)


def _combined(rule: r.Combining, applying: Mapping[str, e.Expression], path: Path) -> e.Expression:
    kind = kind_of(type(rule))
    parts = tuple(lower(part, applying, (*path, kind, at)) for at, part in enumerate(r.parts_in(rule)))
    match rule:
        case r.SumRule():
            return e.Sum(parts, path)
        case r.ProductRule():
            return e.Product(parts, path)
        case r.HighestRule(best=best):
            return e.Greatest(parts, best, path)
        case r.LowestRule():
            return e.Least(parts, path)
        case r.AverageRule():
            return e.Quotient(e.Sum(parts, path), Decimal(len(parts)), path)
        case _:
            assert_never(rule)


def lower_reading(reading: str, path: Path = ()) -> e.Expression:
    """A number that is read: of a fact, of a measure, or the points of a part of the table.

    >>> lower_reading("reports") == e.Fact(Scalar("reports")), lower_reading("total.points") == e.Part("total")
    (True, True)
    """
    id, _, of_part = reading.partition(".")
    return e.Part(id, path) if of_part else e.Fact(Scalar(id), path)


def _proportional(rule: r.ProportionalRule, path: Path) -> e.Expression:
    fact, points = e.Fact(Scalar(rule.proportional), path), e.Number(rule.points, (*path, "points"))
    if rule.over is None:
        return e.Product((e.Quotient(fact, rule.full, path), points), path)
    bound = (*path, "over")
    reached = e.Excess(fact, rule.over, bound) if rule.over < rule.full else e.Shortfall(fact, rule.over, bound)
    of_full = e.Quotient(reached, abs(minus(rule.full, rule.over)), path)
    return e.Least((e.Product((of_full, points), path), e.Number(rule.points, (*path, "full"))), path)


def _counted(rule: r.CountedRule, path: Path) -> e.Expression:
    counted: e.Expression = e.Fact(Scalar(rule.count), path)
    if rule.under is not None:
        counted = e.Shortfall(counted, rule.under, (*path, "under"))
    elif rule.over is not None:
        counted = e.Excess(counted, rule.over, (*path, "over"))
    if rule.steps in {"whole", "started"}:
        return e.Steps(counted, rule.per, rule.steps == "started", (*path, "steps"))
    return counted if rule.per == ONE else e.Quotient(counted, rule.per, (*path, "per"))


def _brackets(fact: str, table: list[tuple[r.Bracket, e.Expression]], path: Path) -> e.Expression:
    rows = [(row.threshold, amount) for row, amount in table]
    side = table[0][0].side
    exclusive = side in {"over", "at_most"}
    if side in {"at_most", "below"}:  # from the bottom: each row starts where the one before ends
        starts = [-UNBOUNDED, *(threshold for threshold, _ in rows)]
        rows = list(zip(starts, [*(amount for _, amount in rows), e.Number(ZERO, path)], strict=True))
    return e.Brackets(e.Fact(Scalar(fact), path), tuple(rows), exclusive, path)


def _levels(rule: r.LevelsRule, path: Path) -> e.Expression:
    """Each level's points times its applicants, or those of the best few."""
    counts = {level: e.Fact(Scalar(rule.levels, level), (*path, "points", level)) for level in rule.points}
    if rule.best is None:
        terms = (
            e.Product((counts[level], e.Number(each, (*path, "points", level))), (*path, "points", level))
            for level, each in rule.points.items()
        )
        return e.Sum(tuple(terms), path)
    dearest_first = sorted(rule.points.items(), key=lambda each: -each[1])
    return e.BestLevels(tuple((counts[level], points) for level, points in dearest_first), Decimal(rule.best), path)


def lower_measure(measure: Measure, path: Path = ()) -> e.Expression:
    """What a measure means."""
    by: tuple[e.Expression, ...] = (
        *(e.Fact(Scalar(id), (*path, "of", at)) for at, id in enumerate(measure.of)),
        *(
            e.Negative(e.Fact(Scalar(id), (*path, "without", at)), (*path, "without", at))
            for at, id in enumerate(measure.without)
        ),
    )
    divisor = by[0] if len(by) == 1 else e.Sum(by, path)
    of = e.Fact(Scalar(measure.share), (*path, "share"))
    return e.Share(of, divisor, measure.times, measure.range, measure.if_none, path)


def lower_condition(
    condition: r.Condition,
    applying: Mapping[str, e.Expression] = ALL_APPLY,
    path: Path = (),
    *,
    of_nothing: e.Number = e.NO,
) -> e.Expression:
    """What a condition means: 1 where it holds, 0 where it doesn't.

    A part that isn't applicable is left out of what it stands in. `of_nothing` is what the condition is where nothing is left
    of it: a veto doesn't hold then, what a section requires is met.
    """
    return _left_out(_lowered(condition, applying, path), of_nothing)


class _Condition(NamedTuple):
    """Whether a condition holds, and whether anything in it is applicable."""

    holds: e.Expression
    applies: e.Expression = e.YES


def _left_out(condition: _Condition, instead: e.Number) -> e.Expression:
    """A condition, and where nothing in it is applicable, what takes no part in deciding: 1 among all, 0 among any."""
    holds, applies = condition
    return holds if applies == e.YES else e.When(applies, holds, instead, holds.path)


def _lowered(condition: r.Condition, applying: Mapping[str, e.Expression], path: Path) -> _Condition:
    match condition:
        case str():
            return _Condition(e.Fact(Scalar(condition), path))
        case r.AllOf() | r.AnyOf() | r.NoneOf():
            kind = kind_of(type(condition))
            several = [_lowered(each, applying, (*path, kind, at)) for at, each in enumerate(getattr(condition, kind))]
            if isinstance(condition, r.AllOf):
                return _every(several, path)
            some = _some(several, path)
            return some if isinstance(condition, r.AnyOf) else _Condition(e.Not(some.holds, path), some.applies)
        case r.AtLeast() | r.Over() | r.AtMost() | r.Below():
            side = cast("Side", kind_of(type(condition)))
            thresholds: Mapping[str, Decimal] = getattr(condition, side)
            compared = (
                e.Compare(e.Fact(Scalar(id), at), side, threshold, at)
                for id, threshold in thresholds.items()
                for at in ((*path, side, id),)
            )
            return _every(list(map(_Condition, compared)), path)
        case r.Chosen(chosen=options):
            facts = (e.Fact(Scalar(id, option), (*path, "chosen", id)) for id, option in options.items())
            return _every(list(map(_Condition, facts)), path)
        case r.Reaches(reaches=parts):
            reached = (
                _Condition(e.Compare(e.Part(id, at), "at_least", points, at), applying.get(id, e.YES))
                for id, points in parts.items()
                for at in ((*path, "reaches", id),)
            )
            return _every(list(reached), path)
        case _:
            assert_never(condition)


def _every(several: list[_Condition], path: Path) -> _Condition:
    """All of several conditions, what isn't applicable among them left out."""
    counting = tuple(_left_out(each, e.YES) for each in several)
    return _Condition(
        counting[0] if len(counting) == 1 else e.All(counting, path), any_applies(each.applies for each in several)
    )


def _some(several: list[_Condition], path: Path) -> _Condition:
    """At least one of several conditions, what isn't applicable among them left out."""
    counting = tuple(_left_out(each, e.NO) for each in several)
    return _Condition(
        counting[0] if len(counting) == 1 else e.Any(counting, path), any_applies(each.applies for each in several)
    )


def any_applies(several: Iterable[e.Expression]) -> e.Expression:
    """Whether anything of several is applicable."""
    facts: dict[e.Expression, None] = {}
    for each in several:
        if each == e.YES:
            return e.YES
        facts |= dict.fromkeys(e.children(each))
    return e.Applies(tuple(facts)) if facts else e.NO


def capped(amount: e.Expression, cap: Decimal | None, path: Path = ()) -> e.Expression:
    """The amount under a cap, where there is one."""
    return amount if cap is None else e.Cap(amount, cap, (*path, "cap"))


def floored(amount: e.Expression, floor: Decimal | None, path: Path = ()) -> e.Expression:
    """The amount, or a floor where that is more."""
    return amount if floor is None else e.Floor(amount, floor, (*path, "floor"))


def rounded(amount: e.Expression, rounding: r.Rounding | None, path: Path = ()) -> e.Expression:
    """The amount rounded, where that is declared."""
    if rounding is None:
        return amount
    return e.Rounded(amount, ONE.scaleb(-rounding.places), rounding.mode, (*path, "round"))
