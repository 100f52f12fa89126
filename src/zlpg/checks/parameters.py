"""The numbers of rules and conditions that a clause states, and when a number of a clause is one of them."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import assert_never

import zlpg.model.rules as r
from zlpg.checks.stated import Stated
from zlpg.diagnostics import Path
from zlpg.model.marks import kind_of
from zlpg.numbers import ONE, ZERO
from zlpg.records import dataclass


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number of a rule, with its path. Not every one has to be stated: a maximum stands in a column of its own."""

    at: Path
    number: Decimal
    in_points: bool | None
    """Whether it is an amount, or a threshold; `None` for what can be either."""
    required: bool = True
    side: str = ""
    """Of a threshold which side of it is meant: `at_least`, `over`, `at_most` or `below`."""
    in_table: bool = False
    """Whether it is the threshold of a row."""
    whole: bool = False
    """Whether it is a threshold of whole numbers, so that 超过10 can't be 10."""

    @property
    def value(self) -> Decimal:
        """What a clause says of it: 扣1分 of what is -1."""
        return abs(self.number)

    def is_stated(self, number: Stated) -> bool:
        """Whether a number of the clause has its value, or is the last one on the other side of the threshold."""
        if self.side == "at_least" and number.beyond:
            return self.value - 1 in number.values or (self.value in number.values and not self.whole)
        if self.value in number.values:
            return True
        if self.side == "over":
            return self.whole and not number.beyond and self.value + 1 in number.values
        if self.side == "below":
            return number.below and self.value - 1 in number.values
        return self.side == "at_most" and self.whole and number.below and self.value + 1 in number.values

    def seen_from_beyond(self, number: Stated) -> bool:
        """Whether a number of the clause says where what a row leaves out starts: 30 of 30–34 where a row ends at 29."""
        if self.side == "at_most":
            return self.value + 1 in number.values or (number.beyond and self.value in number.values)
        return self.side == "below" and number.minimum and self.value in number.values

    def fits(self, number: Stated) -> bool:
        """Whether a number of the clause can be this one, also by its unit: a threshold can be one of points, as in 90分以上."""
        in_points = number.amount
        if self.in_points is None or in_points is None or self.in_points == in_points:
            return self.is_stated(number)
        of_points = not self.in_points and (number.minimum or number.beyond or number.below)
        return of_points and self.is_stated(number)


def parameters_of(at: Path, rule: r.Rule, counts: Collection[str] = ()) -> Iterator[Parameter]:
    """The numbers of a rule and of every rule inside it, in the order of the file. `counts` are the facts that are counts."""
    match rule:
        case r.JudgedRule():
            return
        case r.StartRule(start=points):
            yield Parameter((*at, "start"), points, in_points=True)
        case r.ProportionalRule(full=full, points=points, over=over):
            if over is not None:
                yield Parameter((*at, "over"), over, in_points=None)
            yield Parameter((*at, "full"), full, in_points=None)
            yield Parameter((*at, "points"), points, in_points=True)
        case r.CountedRule():
            yield from _of_counted(at, rule)
        case r.OnceRule(once=condition, points=points, otherwise=otherwise):
            yield from parameters_of_condition((*at, "once"), condition, counts)
            yield from _of_amount((*at, "points"), points, counts)
            yield from _of_amount((*at, "otherwise"), otherwise, counts)
        case r.BracketsRule():
            yield from _of_brackets(at, rule, counts)
        case r.ChoiceRule(points=options):
            for option, points in options.items():
                yield from _of_amount((*at, "points", option), points, counts)
        case r.LevelsRule(points=levels, best=best):
            for level, points in levels.items():
                yield Parameter((*at, "points", level), points, in_points=True)
            if best is not None:
                yield Parameter((*at, "best"), Decimal(best), in_points=False)
        case r.SumRule() | r.ProductRule() | r.HighestRule() | r.LowestRule() | r.AverageRule():
            for position, part in enumerate(r.parts_in(rule)):
                for each in parameters_of((*at, kind_of(type(rule)), position), part, counts):
                    yield _or_factor(each) if isinstance(rule, r.ProductRule) else each
            if isinstance(rule, r.HighestRule) and rule.best != ONE:
                yield Parameter((*at, "best"), Decimal(rule.best), in_points=False)
            yield from of_rounding(at, rule.round)
        case _:
            assert_never(rule)
    for key, bound in (("floor", r.floor_of(rule)), ("cap", r.cap_of(rule))):
        if bound is not None:
            yield Parameter((*at, key), bound, in_points=True)


def _or_factor(each: Parameter) -> Parameter:
    """A number of a product, which may be a factor; once what there is goes without saying."""
    return replace(each, in_points=None, required=each.required and each.value != ONE) if each.in_points else each


def _of_amount(at: Path, amount: r.Amount, counts: Collection[str]) -> Iterator[Parameter]:
    if not isinstance(amount, Decimal):
        yield from parameters_of(at, amount, counts)
    elif amount or at[-1] != "otherwise":  # nothing otherwise goes without saying
        yield Parameter(at, amount, in_points=True)


def _of_counted(at: Path, rule: r.CountedRule) -> Iterator[Parameter]:
    for key, threshold in (("over", rule.over), ("under", rule.under)):
        if threshold is not None:
            yield Parameter((*at, key), threshold, in_points=False)
    if rule.per != ONE:
        yield Parameter((*at, "per"), rule.per, in_points=False)
    elif rule.steps is not None:
        yield Parameter((*at, "steps"), ONE, in_points=False, required=False)  # 每下降1个百分点
    yield Parameter((*at, "rate"), rule.rate, in_points=True)


def _of_brackets(at: Path, rule: r.BracketsRule, counts: Collection[str]) -> Iterator[Parameter]:
    whole = rule.brackets in counts
    upwards = rule.table[0].side in {"at_least", "over"}
    for position, row in enumerate(rule.table):
        here = (*at, "table", position)
        first = whole and row.threshold == ONE and row.side in {"at_least", "below"}  # 1 goes without saying in 2起以下
        outermost = position == (0 if upwards else len(rule.table) - 1)
        nothing = outermost and row.points == ZERO  # what earns nothing anyway
        yield Parameter(
            (*here, row.side), row.threshold, in_points=False, required=not (first or nothing), side=row.side,
            in_table=True, whole=whole,
        )  # fmt: skip
        yield from _of_amount((*here, "points"), row.points, counts)


def parameters_of_condition(at: Path, condition: r.Condition, counts: Collection[str] = ()) -> Iterator[Parameter]:
    """The thresholds of a condition and of every condition inside it. One of anything goes without saying."""
    for here, each in r.walk_condition(at, condition):
        if isinstance(each, str | r.Chosen):
            continue
        kind = kind_of(type(each))
        for id, threshold in r.thresholds_of(each).items():
            whole = id in counts
            any_at_all = whole and threshold == ONE and kind in {"at_least", "below"}
            side = "at_least" if isinstance(each, r.Reaches) else kind
            in_points = True if isinstance(each, r.Reaches) else False if whole else None
            at_id = (*here, kind, id)
            yield Parameter(at_id, threshold, in_points, required=not any_at_all, side=side, whole=whole)


def of_rounding(at: Path, rounding: r.Rounding | None) -> Iterator[Parameter]:
    """How many places are kept, which need not be said in digits."""
    if rounding is not None:
        yield Parameter((*at, "round", "places"), Decimal(rounding.places), in_points=False, required=False)
