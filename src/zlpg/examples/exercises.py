"""What a case should exercise of a rule, kind by kind."""

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import assert_never

import zlpg.engine.expression as e
import zlpg.model.rules as r
from zlpg.diagnostics import Message, Path
from zlpg.engine.lowering import lower, lower_condition
from zlpg.engine.scalars import at_level
from zlpg.examples.goals import (
    NEVER_AVERAGED,
    NEVER_BELOW,
    NEVER_BETWEEN,
    NEVER_BEYOND,
    NEVER_FAILS,
    NEVER_FROM,
    NEVER_FULL,
    NEVER_HOLDS,
    NEVER_MORE,
    NEVER_PART_OF_STEP,
    NEVER_PAYS,
    NEVER_REACHED,
    NEVER_REPORTED,
    NEVER_SHORT_OF,
    Bounds,
    Goal,
    Kind,
    Reached,
    Tried,
    both,
    certainly,
    certainly_not,
)
from zlpg.model.declarations import CountFact
from zlpg.model.marks import kind_of
from zlpg.model.table import Scheme
from zlpg.numbers import ONE, ZERO, multiple
from zlpg.records import dataclass

HELD = ("round", "floor", "cap")


@dataclass(frozen=True, slots=True)
class RuleGoals:
    """The goals of the rules of one item."""

    scheme: Scheme
    part: str
    applying: Mapping[str, e.Expression]
    """The parts of the table that may be not applicable, each with when it is."""

    def of(self, at: Path, rule: r.Rule, counts: Reached) -> Iterator[Goal]:
        """The goals of a rule and of every rule inside it, which are reached only where it `counts`."""
        match rule:
            case r.JudgedRule(judged=fact):
                yield self.goal(at, "part", NEVER_REPORTED, lambda tried: tried.value(fact) is not None, counts)
            case r.StartRule():
                pass
            case r.ProportionalRule():
                yield from self._proportional(at, rule, counts)
            case r.CountedRule():
                yield from self._counted(at, rule, counts)
            case r.OnceRule():
                yield from self._once(at, rule, counts)
            case r.BracketsRule():
                yield from self._brackets(at, rule, counts)
            case r.ChoiceRule(choice=fact, points=options):
                for option, amount in options.items():
                    is_it = both(certainly(e.Fact(at_level(fact, option))), counts)
                    here = (*at, "points", option)
                    yield self.goal(here, "option", NEVER_REACHED, is_it)
                    yield from self._amount(here, amount, is_it)
            case r.LevelsRule():
                yield from self._levels(at, rule, counts)
            case r.SumRule() | r.ProductRule() | r.HighestRule() | r.LowestRule() | r.AverageRule():
                yield from self._combined(at, rule, counts)
            case _:
                assert_never(rule)
        held = [getattr(rule, each, None) for each in HELD]
        if held != [None] * len(HELD):
            yield from Bounds(*held).goals(at, self.part, lower(_unheld(rule), self.applying), counts)

    def goal(self, at: Path, kind: Kind, reason: Message, *reached: Reached) -> Goal:
        """A goal that is reached where everything named is."""
        return Goal(at, kind, self.part, reason, both(*reached))

    def _amount(self, at: Path, amount: r.Amount, counts: Reached) -> Iterator[Goal]:
        """The goals of what a row, an option or a branch gives, where that is a rule of its own."""
        if not isinstance(amount, Decimal):
            yield from self.of(at, amount, counts)

    def _pays(self, at: Path, rule: r.Rule, counts: Reached) -> Goal:
        expression = lower(rule, self.applying)
        return self.goal(
            at, "part", NEVER_PAYS, lambda tried: tried.points(expression).known not in {None, ZERO}, counts
        )

    def _counted(self, at: Path, rule: r.CountedRule, counts: Reached) -> Iterator[Goal]:
        fact, over, under = rule.count, rule.over, rule.under
        yield self._pays(at, rule, counts)
        if over is not None:
            yield self.goal((*at, "over"), "threshold", NEVER_BEYOND, _compared(fact, operator.gt, over), counts)
            yield self.goal((*at, "over"), "threshold", NEVER_BELOW, _compared(fact, operator.le, over), counts)
        if under is not None:
            yield self.goal((*at, "under"), "threshold", NEVER_SHORT_OF, _compared(fact, operator.lt, under), counts)
            yield self.goal((*at, "under"), "threshold", NEVER_FROM, _compared(fact, operator.ge, under), counts)
        one_by_one = rule.per == ONE and isinstance(self.scheme.facts.get(fact), CountFact)
        if rule.steps in {"whole", "started"} and not one_by_one:
            steps = lower(replace(rule, steps="continuous", rate=ONE, floor=None, cap=None))
            yield self.goal((*at, "steps"), "steps", NEVER_PART_OF_STEP, _has_part(steps), counts)

    def _proportional(self, at: Path, rule: r.ProportionalRule, counts: Reached) -> Iterator[Goal]:
        fact, full, over = rule.proportional, rule.full, rule.over
        if over is None:
            yield self._pays(at, rule, counts)
            return
        reason = NEVER_BELOW if over < full else NEVER_FROM
        up_to, from_ = (operator.le, operator.ge) if over < full else (operator.ge, operator.le)
        beyond, short = (operator.gt, operator.lt) if over < full else (operator.lt, operator.gt)
        between = _compared(fact, beyond, over), _compared(fact, short, full)
        yield self.goal((*at, "over"), "threshold", reason, _compared(fact, up_to, over), counts)
        yield self.goal(at, "part", NEVER_BETWEEN, *between, counts)
        yield self.goal((*at, "full"), "threshold", NEVER_FULL, _compared(fact, from_, full), counts)

    def _once(self, at: Path, rule: r.OnceRule, counts: Reached) -> Iterator[Goal]:
        condition = lower_condition(rule.once, self.applying)
        holds, fails = both(certainly(condition), counts), both(certainly_not(condition), counts)
        if isinstance(rule.points, Decimal) and rule.points > ZERO:
            yield self.goal(at, "part", NEVER_PAYS, holds)
        else:
            yield self.goal((*at, "once"), "branch", NEVER_HOLDS, holds)
        yield from self._amount((*at, "points"), rule.points, holds)
        if rule.otherwise != ZERO or _has_thresholds(rule.once):
            yield self.goal((*at, "once"), "branch", NEVER_FAILS, fails)
        yield from self._amount((*at, "otherwise"), rule.otherwise, fails)

    def _brackets(self, at: Path, rule: r.BracketsRule, counts: Reached) -> Iterator[Goal]:
        for position, row in enumerate(rule.table):
            is_it = both(_in_row(rule, position), counts)
            here = (*at, "table", position)
            yield self.goal(here, "bracket", NEVER_REACHED, is_it)
            yield from self._amount((*here, "points"), row.points, is_it)

    def _levels(self, at: Path, rule: r.LevelsRule, counts: Reached) -> Iterator[Goal]:
        each = {level: e.Fact(at_level(rule.levels, level)) for level in rule.points}
        for level, fact in each.items():
            yield self.goal((*at, "points", level), "level", NEVER_REACHED, _any_of(fact), counts)
        if (best := rule.best) is not None:
            every = e.Sum(tuple(each.values()))
            yield self.goal((*at, "best"), "best", NEVER_MORE, lambda tried: tried.points(every).lowest > best, counts)

    def _combined(self, at: Path, rule: r.Combining, counts: Reached) -> Iterator[Goal]:
        kind, parts = kind_of(type(rule)), r.parts_in(rule)
        amounts = tuple(lower(part, self.applying) for part in parts)
        for position, part in enumerate(parts):
            others = (*amounts[:position], *amounts[position + 1 :])
            yield from self.of((*at, kind, position), part, both(_weighs(rule, amounts[position], others), counts))
        if isinstance(rule, r.HighestRule) and (best := rule.best) > 1:
            yield self.goal((*at, "best"), "best", NEVER_MORE, _left_over(amounts, best), counts)
        if isinstance(rule, r.AverageRule) and len(parts) > 1:
            yield self.goal(at, "average", NEVER_AVERAGED, differing(amounts), counts)


def _unheld(rule: r.Rule) -> r.Rule:
    """The rule without rounding, floor and cap."""
    return replace(rule, **{each: None for each in HELD if hasattr(rule, each)})  # type: ignore[arg-type]


def _compared(fact: str, holds: Callable[[Decimal, Decimal], bool], threshold: Decimal) -> Reached:
    """Whether what is known of a fact is beyond a threshold, or whatever else it is held to."""

    def reached(tried: Tried) -> bool:
        value = tried.value(fact)
        return value is not None and holds(value, threshold)

    return reached


def _has_part(steps: e.Expression) -> Reached:
    """Whether not all steps are whole."""

    def reached(tried: Tried) -> bool:
        number = tried.points(steps).known
        return number is not None and multiple(number, ONE, "down") != number

    return reached


def _any_of(fact: e.Fact) -> Reached:
    return lambda tried: bool(tried.value(fact.id))


def _has_thresholds(condition: r.Condition) -> bool:
    return any(r.thresholds_of(each) for _, each in r.walk_condition((), condition))


def _in_row(rule: r.BracketsRule, position: int) -> Reached:
    sides = {"at_least": operator.ge, "over": operator.gt, "at_most": operator.le, "below": operator.lt}
    side = rule.table[0].side
    holds, last = sides[side], side in {"at_least", "over"}

    def reached(tried: Tried) -> bool:
        value = tried.value(rule.brackets)
        if value is None:
            return False
        rows = [at for at, row in enumerate(rule.table) if holds(value, row.threshold)]
        return bool(rows) and position == rows[-1 if last else 0]

    return reached


def _weighs(rule: r.Combining, mine: e.Expression, others: tuple[e.Expression, ...]) -> Reached:
    """Whether it matters what one of several parts comes to: that no other outdoes it, or makes nothing of it."""

    def reached(tried: Tried) -> bool:
        own, theirs = tried.points(mine), map(tried.points, others)
        match rule:
            case r.HighestRule(best=best):
                return sum(each.highest > own.lowest for each in theirs) < best
            case r.LowestRule():
                return all(each.lowest >= own.highest for each in theirs)
            case r.ProductRule():
                return all(each.lowest > ZERO or each.highest < ZERO for each in theirs)
            case r.SumRule() | r.AverageRule():
                return True
            case _:
                assert_never(rule)

    return reached


def _left_over(amounts: tuple[e.Expression, ...], best: int) -> Reached:
    """Whether more parts than are counted come to something."""
    return lambda tried: sum(tried.points(each).known not in {None, ZERO} for each in amounts) > best


def differing(amounts: tuple[e.Expression, ...]) -> Reached:
    """Whether amounts are known, and not all the same."""

    def reached(tried: Tried) -> bool:
        found = {tried.points(each).known for each in amounts}
        return None not in found and len(found) > 1

    return reached
