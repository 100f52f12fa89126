"""Rule kind → expression: what a rule, and a condition, means."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import partial
from itertools import dropwhile
from types import MappingProxyType
from typing import Literal, NamedTuple, assert_never

from zlpg.expression import (
    Brackets,
    Cap,
    Choice,
    Excess,
    Expression,
    Fact,
    Greatest,
    Least,
    Negative,
    Number,
    Part,
    Product,
    Quotient,
    Rounded,
    Sum,
    When,
)
from zlpg.lowering.scalars import at_level
from zlpg.points import ONE, UNBOUNDED, ZERO, minus
from zlpg.scheme import (
    AllOf,
    Amount,
    AnyOf,
    AtLeast,
    AtMost,
    AverageRule,
    Below,
    Bracket,
    BracketsRule,
    ChoiceRule,
    Chosen,
    Condition,
    CountedRule,
    HighestRule,
    JudgedRule,
    LevelsRule,
    LowestRule,
    NoneOf,
    OnceRule,
    Over,
    ProductRule,
    ProportionalRule,
    Reaches,
    Rounding,
    Rule,
    StartRule,
    SumRule,
)

YES: Expression = Number(ONE)

ALL_APPLY: Mapping[str, Expression] = MappingProxyType({})
"""Of a table in which nothing drops out: no part has a condition on which it applies."""


def lower(rule: Rule, applying: Mapping[str, Expression] = ALL_APPLY) -> Expression:
    """What a rule means, before the direction of its item.

    `applying` says of each part of the table that may be not applicable when it is.
    """
    return capped(without_cap(rule, applying), getattr(rule, "cap", None))


def without_cap(rule: Rule, applying: Mapping[str, Expression] = ALL_APPLY) -> Expression:
    """What a rule means but for a cap of its own."""
    lowered, amount_of = partial(lower, applying=applying), partial(lower_amount, applying=applying)
    match rule:
        case JudgedRule(judged=fact):
            return Fact(fact)
        case StartRule(start=points):
            return Number(points)
        case ProportionalRule():
            return _proportional(rule)
        case CountedRule(rate=rate, floor=floor):
            return floored(Product((_counted(rule), Number(rate))), floor)
        case OnceRule(once=condition, points=points, otherwise=otherwise):
            return When(lower_condition(condition, applying), amount_of(points), amount_of(otherwise))
        case BracketsRule(brackets=fact, table=table):
            return _brackets(fact, [(row, amount_of(row.points)) for row in table])
        case ChoiceRule(choice=fact, points=options):
            return Choice(tuple((Fact(at_level(fact, each)), amount_of(points)) for each, points in options.items()))
        case LevelsRule(floor=floor):
            return floored(_levels(rule), floor)
        case SumRule(sum=parts):
            amount: Expression = Sum(tuple(map(lowered, parts)))
        case ProductRule(product=parts):
            amount = Product(tuple(map(lowered, parts)))
        case HighestRule(highest=parts, best=best):
            amount = Greatest(tuple(map(lowered, parts)), best)
        case LowestRule(lowest=parts):
            amount = Least(tuple(map(lowered, parts)))
        case AverageRule(average=parts):
            amount = Quotient(Sum(tuple(map(lowered, parts))), Decimal(len(parts)))
        case _:
            assert_never(rule)
    return floored(rounded(amount, rule.round), rule.floor)


def lower_amount(amount: Amount, applying: Mapping[str, Expression] = ALL_APPLY) -> Expression:
    """Points, stated or by a rule of their own."""
    return Number(amount) if isinstance(amount, Decimal) else lower(amount, applying)


def _proportional(rule: ProportionalRule) -> Expression:
    fact, points = Fact(rule.proportional), Number(rule.points)
    if rule.over is None:
        return Product((Quotient(fact, rule.full), points))
    beyond = _beyond(fact, rule.over) if rule.over < rule.full else _short_of(fact, rule.over)
    return Least((Product((Quotient(beyond, abs(minus(rule.full, rule.over))), points)), points))


def _counted(rule: CountedRule) -> Expression:
    fact = Fact(rule.count)
    counted: Expression = fact
    if rule.under is not None:
        counted = _short_of(fact, rule.under)
    elif rule.over is not None:
        counted = _beyond(fact, rule.over)
    match rule.steps:
        case "whole":
            counted = Rounded(counted, rule.per, "down")
        case "started":
            counted = Rounded(counted, rule.per, "up")
        case _:
            pass
    return counted if rule.per == ONE else Quotient(counted, rule.per)


def _beyond(fact: Fact, over: Decimal) -> Expression:
    return Excess(fact, over)


def _short_of(fact: Fact, under: Decimal) -> Expression:
    return Excess(Negative(fact), -under)


def _brackets(fact: str, table: list[tuple[Bracket, Expression]]) -> Expression:
    rows = [(row.threshold, amount) for row, amount in table]
    side = table[0][0].side
    beyond = side in {"over", "at_most"}
    if side in {"at_most", "below"}:  # from the bottom: each row starts where the one before ends
        starts = [-UNBOUNDED, *(threshold for threshold, _ in rows)]
        rows = list(zip(starts, [*(amount for _, amount in rows), Number(ZERO)], strict=True))
    nothing = Number(ZERO)  # what earns nothing is as good as below the first
    return Brackets(Fact(fact), tuple(dropwhile(lambda row: row[1] == nothing, rows)), beyond)


def _levels(rule: LevelsRule) -> Expression:
    """Each level's points times its applicants; of the best few, step by step from the highest level down."""
    if rule.best is None:
        terms = (Product((Fact(at_level(rule.levels, level)), Number(each))) for level, each in rule.points.items())
        return Sum(tuple(terms))
    levels = sorted(rule.points.items(), key=lambda each: -each[1])
    below = [*(points for _, points in levels[1:]), ZERO]
    steps: list[Expression] = []
    for position, (_, points) in enumerate(levels):
        if points != (next_points := below[position]):
            up_to_here = Sum(tuple(Fact(at_level(rule.levels, level)) for level, _ in levels[: position + 1]))
            counted = Least((up_to_here, Number(Decimal(rule.best))))
            steps.append(Product((counted, Number(minus(points, next_points)))))
    return Sum(tuple(steps))


def lower_condition(
    condition: Condition, applying: Mapping[str, Expression] = ALL_APPLY, *, of_nothing: Literal[0, 1] = 0
) -> Expression:
    """What a condition means: 1 where it holds, 0 where it doesn't.

    A part that isn't applicable is left out of what it stands in. `of_nothing` is what the condition is where nothing is left
    of it: a veto doesn't hold then, what a section requires is met.
    """
    holds, applies = _lowered(condition, applying)
    if applies == YES:
        return holds
    return When(applies, holds, YES) if of_nothing else Product((applies, holds))


class _Held(NamedTuple):
    """Whether a condition holds, and whether anything in it is applicable."""

    holds: Expression
    applies: Expression = YES


def _lowered(condition: Condition, applying: Mapping[str, Expression]) -> _Held:
    match condition:
        case str():
            return _Held(Fact(condition))
        case AllOf(all=several):
            return _every([_lowered(each, applying) for each in several])
        case AnyOf(any=several):
            return _some([_lowered(each, applying) for each in several])
        case NoneOf(none=several):
            some = _some([_lowered(each, applying) for each in several])
            return _Held(not_so(some.holds), some.applies)
        case AtLeast(at_least=thresholds):
            return _every([_Held(_from(Fact(id), at)) for id, at in thresholds.items()])
        case Over(over=thresholds):
            return _every([_Held(_from(Fact(id), at, beyond=True)) for id, at in thresholds.items()])
        case AtMost(at_most=thresholds):
            return _every([_Held(not_so(_from(Fact(id), at, beyond=True))) for id, at in thresholds.items()])
        case Below(below=thresholds):
            return _every([_Held(not_so(_from(Fact(id), at))) for id, at in thresholds.items()])
        case Chosen(chosen=options):
            return _every([_Held(Fact(at_level(id, option))) for id, option in options.items()])
        case Reaches(reaches=thresholds):
            return _every([_Held(_from(Part(id), at), applying.get(id, YES)) for id, at in thresholds.items()])
        case _:
            assert_never(condition)


def _every(several: list[_Held]) -> _Held:
    """All of several conditions, what isn't applicable among them left out."""
    held = tuple(each.holds if each.applies == YES else When(each.applies, each.holds, YES) for each in several)
    return _Held(held[0] if len(held) == 1 else Product(held), _anything(several))


def _some(several: list[_Held]) -> _Held:
    """At least one of several conditions, what isn't applicable among them left out."""
    held = tuple(each.holds if each.applies == YES else Product((each.applies, each.holds)) for each in several)
    return _Held(Greatest(held), _anything(several))


def _anything(several: Iterable[_Held]) -> Expression:
    return any_of(each.applies for each in several)


def any_of(conditions: Iterable[Expression]) -> Expression:
    """1 where at least one of several conditions holds."""
    held = tuple(dict.fromkeys(conditions))
    if YES in held:
        return YES
    return held[0] if len(held) == 1 else Greatest(held)


def _from(of: Expression, at: Decimal, *, beyond: bool = False) -> Expression:
    return Brackets(of, ((at, YES),), beyond)


def not_so(condition: Expression) -> Expression:
    """1 where a condition doesn't hold."""
    return When(condition, Number(ZERO), YES)


def capped(amount: Expression, cap: Decimal | None) -> Expression:
    """The amount under a cap, where there is one."""
    return amount if cap is None else Cap(amount, cap)


def floored(amount: Expression, floor: Decimal | None) -> Expression:
    """The amount, or a floor where that is more."""
    return amount if floor is None else Greatest((amount, Number(floor)))


def rounded(amount: Expression, rounding: Rounding | None) -> Expression:
    """The amount rounded, where that is declared."""
    return amount if rounding is None else Rounded(amount, ONE.scaleb(-rounding.places), rounding.mode)
