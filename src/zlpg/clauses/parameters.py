"""The numbers that the file states: of rules and conditions, of items, sections, grades and vetoes.

A threshold has a side, so that 超过80% isn't `at_least: 80`. An amount, a rate, a bound or a factor has none.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import reduce
from typing import NamedTuple, assert_never

import zlpg.model.rules as r
from zlpg.clauses.numbers import Stated, is_in_points, numbers_in
from zlpg.diagnostics import Path
from zlpg.model.declarations import (
    ChoiceFact,
    CountFact,
    FactDeclaration,
    Measure,
    NumberFact,
    NumbersFact,
    ResultsFact,
    possible_of,
)
from zlpg.model.marks import kind_of
from zlpg.model.measures import NamedRule
from zlpg.model.references import Reference, references_in
from zlpg.model.table import ChosenMax, Grade, Item, Scheme, Section, Total, Veto
from zlpg.model.walks import facts_read, references_behind, walk_items, walk_sections
from zlpg.numbers import EVERYTHING, ONE, OPPOSITE, PERCENTS, ZERO, Interval, plus
from zlpg.records import record


@record(frozen=True, slots=True)
class Parameter:
    """A number of a rule, with its path. Not every one has to be stated: a maximum stands in a column of its own."""

    at: Path
    number: Decimal
    in_points: bool | None
    """Whether it is an amount, or a threshold; `None` for what can be either."""
    required: bool = True
    side: str | None = None
    """Of a threshold, on which side of it what it is about lies, or that it is at it: a `Word`."""
    end: str = ""
    """Of one that it is at, whether it is the `highest` or the `lowest` that there can be."""
    grain: Decimal | None = None
    """How far it is from one number to the next, where only such numbers are possible: 1 for counts, the `step` of numbers."""
    in_table: bool = False
    """Whether it is the threshold of a row."""
    on_key: bool = False
    """Whether it is the key of what stands there."""
    of_part: str = ""
    """Of a threshold, whether it is one of `points` of a part of the table, or of a `percent` of what that is worth."""
    pays: "Pays | None" = None
    """Of a threshold that nothing but one side of it is paid for, what is; no other row has the other side."""

    @property
    def value(self) -> Decimal:
        """What a clause says of it: 扣1分 of what is -1."""
        return abs(self.number)

    @property
    def is_ceiling(self) -> bool:
        """Whether it is the most that there can be."""
        return self.at[-1] in {"cap", "max"}

    @property
    def is_places(self) -> bool:
        """Whether it says how exact points are, and isn't a number of anything."""
        return self.at[-1] == "places"


class Pays(NamedTuple):
    """What is paid on one side of a threshold, and there alone."""

    side: str
    """A `Side`."""
    amount: Decimal
    by_step: bool
    """Whether for each step away from the threshold, and not once."""


@record(frozen=True, slots=True)
class Readings:
    """What is known of what rules and conditions read: facts, measures, and points of the table."""

    grain_of: Callable[[str], Decimal | None] = lambda _: None
    """How far it is from one number to the next."""
    possible: Callable[[str], Interval] = lambda _: EVERYTHING
    """What there can be."""
    declared: Callable[[str], FactDeclaration | Measure | None] = lambda _: None
    """The fact or the measure that it is."""


NOTHING_KNOWN = Readings()


def parameters_of(at: Path, rule: r.Amount, readings: Readings = NOTHING_KNOWN) -> Iterator[Parameter]:
    """The numbers of a rule and of every rule inside it, in the order of the file."""
    match rule:
        case str():  # a reading states no number
            return
        case Decimal():
            yield Parameter(at, rule, in_points=True)
        case r.ProportionalRule(full=full, points=points, over=over):
            if over is not None:
                yield Parameter((*at, "over"), over, in_points=None)
            yield Parameter((*at, "full"), full, in_points=None)
            yield Parameter((*at, "points"), points, in_points=True)
        case r.CountedRule():
            yield from _of_counted(at, rule)
        case r.OnceRule(once=condition, points=points, otherwise=otherwise):
            for each in parameters_of_condition((*at, "once"), condition, readings):
                yield _paid_once(each, points) if otherwise == ZERO and isinstance(points, Decimal) else each
            yield from parameters_of((*at, "points"), points, readings)
            if otherwise != ZERO:  # which goes without saying
                yield from parameters_of((*at, "otherwise"), otherwise, readings)
        case r.TableRule() | r.EachRule():
            yield from _of_table(at, rule, readings)
        case r.ShareRule(share=share, of=of, times=multiplied, if_none=if_none):
            for key, part in (("share", share), ("of", of)):
                yield from parameters_of((*at, key), part, readings)
            if multiplied == PERCENTS:  # which goes without saying, and may be said: 90%—100%
                yield Parameter((*at, "times"), multiplied, in_points=False, required=False)
            elif multiplied != ONE:
                yield Parameter((*at, "times"), multiplied, in_points=None)
            if isinstance(if_none, Decimal):  # that it is none, or nothing, is said without a number
                yield Parameter((*at, "if_none"), if_none, in_points=None, required=bool(if_none))
            yield from _of_rounding(at, rule.round)
        case r.SumRule() | r.DifferenceRule() | r.ProductRule() | r.HighestRule() | r.LowestRule() | r.AverageRule():
            parts = r.parts_in(rule)
            in_doubt = isinstance(rule, r.ProductRule) and sum(not _is_factor(part) for part in parts) != 1
            for position, part in enumerate(parts):
                for each in parameters_of((*at, kind_of(type(rule)), position), part, readings):
                    factor = in_doubt or (isinstance(rule, r.ProductRule) and _is_factor(part))
                    yield _or_factor(each) if factor else each
            if isinstance(rule, r.HighestRule) and rule.best != ONE:
                yield Parameter((*at, "best"), Decimal(rule.best), in_points=False)
            yield from _of_rounding(at, rule.round)
        case r.DeductRule():
            for way, part in r.taken_off(rule):
                yield from map(_taken_off, parameters_of((*at, *way), part, readings))
        case _:
            assert_never(rule)
    yield from _of_bounds(at, floor=r.floor_of(rule), cap=r.cap_of(rule))


def _is_factor(part: r.Amount) -> bool:
    """Whether a part of a product is surely no points: something holds, or what there is counts once."""
    return isinstance(part, r.OnceRule) and ONE in {part.points, part.otherwise}


def _or_factor(each: Parameter) -> Parameter:
    """A number of a product, which may be a factor; once what there is goes without saying."""
    return replace(each, in_points=None, required=each.required and each.value != ONE) if each.in_points else each


def _taken_off(each: Parameter) -> Parameter:
    """A number of what is taken off: what its threshold pays is paid by the unit."""
    return each if each.pays is None else replace(each, pays=each.pays._replace(amount=-each.pays.amount))


def _paid_once(each: Parameter, points: Decimal) -> Parameter:
    """A threshold of a condition that pays if it holds, and else nothing: of `none` the other side."""
    if each.side is None or each.side == "is":
        return each
    side = OPPOSITE[each.side] if each.at.count("none") % 2 else each.side
    return replace(each, pays=Pays(side, points, by_step=False))


def _of_counted(at: Path, rule: r.CountedRule) -> Iterator[Parameter]:
    for key, threshold in (("over", rule.over), ("under", rule.under)):
        if isinstance(threshold, Decimal):  # what is read states no number
            pays = Pays("over" if key == "over" else "below", rule.rate, by_step=True)
            yield Parameter((*at, key), threshold, in_points=False, pays=pays)  # there is nothing at it on either side
    if rule.per != ONE:
        yield Parameter((*at, "per"), rule.per, in_points=False)
    elif rule.steps is not None:
        yield Parameter((*at, "steps"), ONE, in_points=False, required=False)  # 每下降1个百分点
    yield Parameter((*at, "rate"), rule.rate, in_points=True)


def _of_table(at: Path, rule: r.Tabular, readings: Readings) -> Iterator[Parameter]:
    """Row by row, as texts state them: in a table with columns, each row may say them again."""
    keys: dict[Path, Parameter] = {}
    columns: list[Parameter] = []
    for lookup in r.lookups_of(rule):
        of_lookup = _of_keys(at, lookup, readings)
        if lookup.of_columns:
            columns = list(of_lookup)
        else:  # of several things that are read, the keys are the same
            keys |= {each.at: each for each in of_lookup}
    for word, key, row in r.rows_of(rule):
        here = (*at, word, key)
        yield from (keys[here],) if here in keys else ()
        yield from columns
        columns = [replace(each, required=False) for each in columns]
        if isinstance(row, tuple):
            for place, amount in enumerate(row):
                yield from parameters_of((*here, place), amount, readings)
        else:
            yield from parameters_of(here, row, readings)
    if rule.otherwise is not None:
        yield from parameters_of((*at, "otherwise"), rule.otherwise, readings)


def _of_keys(at: Path, lookup: r.Lookup, readings: Readings) -> Iterator[Parameter]:
    """The thresholds of rows, or of columns."""
    grain = readings.grain_of(lookup.reading)
    in_points = None if _is_of_points(lookup.reading, readings) else False
    for way, number in lookup.numbers:
        yield Parameter(
            (*at, *way), number, in_points, required=not _is_any_at_all(number, lookup.word, grain), side=lookup.word,
            grain=grain, in_table=True, on_key=not lookup.of_columns, of_part=_of_part(lookup.reading),
            end=_end_at(number, lookup.word, lookup.reading, readings),
        )  # fmt: skip


def parameters_of_condition(
    at: Path, condition: r.Condition, readings: Readings = NOTHING_KNOWN
) -> Iterator[Parameter]:
    """The thresholds of a condition and of every condition inside it."""
    for entry in r.entries_in(at, condition):
        grain, of_part = readings.grain_of(entry.reading), _of_part(entry.reading)
        is_counted = isinstance(readings.declared(entry.reading), CountFact)
        in_points = True if of_part == "points" else False if is_counted else None  # a measured number can be either
        for number in (each for each in entry.values if isinstance(each, Decimal)):
            goes_without = (
                not number if entry.word == "is" else not of_part and _is_any_at_all(number, entry.word, grain)
            )
            yield Parameter(
                entry.at, number, in_points, required=not goes_without, side=entry.word, grain=grain, of_part=of_part,
                end=_end_at(number, entry.word, entry.reading, readings),
            )  # fmt: skip


def _is_any_at_all(number: Decimal, word: str, grain: Decimal | None) -> bool:
    """Whether a threshold goes without saying: 2起以下 is from 1 on, and any at all are at least 1."""
    return grain == ONE == number and word in {"at_least", "below"}


def _end_at(number: Decimal, word: str, reading: str, readings: Readings) -> str:
    """Of what is the number itself, whether that is the most or the least that there can be."""
    if word != "is":
        return ""
    possible = readings.possible(reading)
    return "highest" if number == possible.highest else "lowest" if number == possible.lowest else ""


def _of_part(reading: str) -> str:
    """What is read of a part of the table: `points`, or a `percent`."""
    return reading.partition(".")[2].rpartition(".")[2]


def _is_of_points(reading: str, readings: Readings) -> bool:
    """Whether what is read can be in points: those of the table, and what is measured in points."""
    declared = readings.declared(reading)
    return _of_part(reading) == "points" or is_in_points(getattr(declared, "unit", ""))


def _of_rounding(at: Path, rounding: r.Rounding | None) -> Iterator[Parameter]:
    """How many places are kept, which need not be said in digits."""
    if rounding is not None:
        yield Parameter((*at, "round", "places"), Decimal(rounding.places), in_points=None, required=False)


def _of_bounds(at: Path, *, floor: Decimal | None, cap: Decimal | None) -> Iterator[Parameter]:
    for key, bound in (("floor", floor), ("cap", cap)):
        if bound is not None:
            yield Parameter((*at, key), bound, in_points=True)


def parameters_of_item(scheme: Scheme, at: Path, item: Item, readings: Readings) -> Iterator[Parameter]:
    """The numbers of an item, of its rule, of the facts that it reads, and its minimums."""
    yield from parameters_of((*at, "rule"), item.amount, readings)
    yield from _of_bounds(at, floor=item.floor, cap=item.cap)
    if isinstance(item.max, ChosenMax):
        for option, worth in item.max.points.items():
            yield Parameter((*at, "max", "points", option), worth, in_points=True, required=False)
    elif item.max is not None:
        yield Parameter((*at, "max"), item.max, in_points=True, required=False)
    if item.weight != ONE:
        yield Parameter((*at, "weight"), item.weight, in_points=None)
    yield from _of_rounding(at, item.round)
    yield from parameters_behind(scheme, references_in((), item.amount), readings)
    yield from minimums_of(at, item, required=False)


def parameters_behind(scheme: Scheme, references: Iterable[Reference], readings: Readings) -> Iterator[Parameter]:
    """What may be stated of what is read: what facts can be, the numbers of measures, and the most that parts of the table can."""
    references = tuple(references)
    for fact in facts_read(scheme, references):
        yield from _of_fact(scheme, fact)
    for id in dict.fromkeys(each.id for each in references_behind(scheme, references)):
        if (measure := scheme.measures.get(id)) is not None:
            yield from _of_measure(("measures", id), measure, readings)
    read = dict.fromkeys((each.id, each.of_part) for each in references if each.wanted == "part")
    for at, part in _parts_of(scheme) if read else ():
        if (part.id, "points") in read and isinstance(part.max, Decimal):
            yield Parameter((*at, "max"), part.max, in_points=True, required=False)
        if (part.id, "percent") in read:
            yield Parameter((*at, "max"), PERCENTS, in_points=False, required=False)


def _parts_of(scheme: Scheme) -> Iterator[tuple[Path, Section | Item]]:
    """The sections and items, each with its path."""
    yield from walk_sections(scheme)
    yield from ((at, item) for at, _, item in walk_items(scheme))


def _of_measure(at: Path, measure: NamedRule, readings: Readings) -> Iterator[Parameter]:
    """The numbers of a measure, which any clause may state that reads it."""
    yield from (replace(each, required=False) for each in parameters_of(at, measure, readings))
    for end in measure.range or ():
        if end is not None:
            yield Parameter((*at, "range"), end, in_points=None, required=False)


def minimums_of(at: Path, item: Item, *, required: bool = True) -> Iterator[Parameter]:
    """The minimum counts that an item's requirement declares."""
    for fact, least in item.requirement.at_least.items() if item.requirement else ():
        here = (*at, "requirement", "at_least", fact)
        yield Parameter(here, least, in_points=False, required=required, side="at_least", grain=ONE)


def _of_fact(scheme: Scheme, id: str) -> Iterator[Parameter]:
    match scheme.asked.get(id):
        case NumberFact() | CountFact() | NumbersFact() as fact:
            for position, end in enumerate(fact.range):
                if end is not None and not (isinstance(fact, CountFact) and end == ZERO):
                    at, counted = ("facts", id, "range", position), isinstance(fact, CountFact)
                    yield Parameter(at, Decimal(end), in_points=False if counted else None, required=False)
            if isinstance(fact, NumberFact) and fact.or_ is not None:
                yield Parameter(("facts", id, "or"), fact.or_, in_points=None, required=False)
            if isinstance(fact, NumbersFact) and fact.trimmed_over is not None:
                most = Decimal(fact.trimmed_over)
                yield Parameter(("facts", id, "trimmed_over"), most, in_points=False, required=False)
        case _:
            pass


def parameters_of_node(at: Path, node: Section | Total, readings: Readings) -> Iterator[Parameter]:
    """The numbers of a section, or of the total, by itself."""
    yield from _of_bounds(at, cap=node.cap, floor=node.floor)
    if node.max is not None:
        yield Parameter((*at, "max"), node.max, in_points=True, required=False)
    yield from _of_rounding(at, node.round)
    if isinstance(node, Section) and node.requires is not None:
        yield from parameters_of_condition((*at, "requires"), node.requires, readings)


def parameters_of_grade(
    at: Path, grade: Grade, total: Total, readings: Readings, *, required: bool = True
) -> Iterator[Parameter]:
    """The threshold of a grade, and the numbers of its condition."""
    grain = readings.grain_of("total.points")
    if grain is None and total.round is not None:
        grain = ONE.scaleb(-total.round.places)
    for side in grade.sides:
        yield Parameter((*at, side), getattr(grade, side), in_points=True, required=required, side=side, grain=grain)
    if grade.if_ is not None:
        for each in parameters_of_condition((*at, "if"), grade.if_, readings):
            yield replace(each, required=each.required and required)


def parameters_of_veto(at: Path, veto: Veto, readings: Readings) -> Iterator[Parameter]:
    """The numbers of a veto: of its condition, and the points that it fixes."""
    yield from parameters_of_condition((*at, "veto"), veto.veto, readings)
    if veto.fixed_points is not None:
        yield Parameter((*at, "points"), veto.fixed_points, in_points=True)


def numbers_of_labels(scheme: Scheme, references: Iterable[Reference]) -> Iterator[Stated]:
    """The numbers in the names of what a rule reads, and of its options and levels: 35 of 35岁以下人数, 1 of Grade 1."""
    references = tuple(references)
    for id in dict.fromkeys((*facts_read(scheme, references), *(each.id for each in references))):
        if (declared := scheme.meant_by(id)) is None:
            continue
        yield from numbers_in(declared.label)
        names = {ChoiceFact: "names", ResultsFact: "levels"}.get(type(declared))
        for name in getattr(declared, names).values() if names else ():
            yield from numbers_in(name)


def worths_of(scheme: Scheme, references: Iterable[Reference]) -> Iterator[Decimal]:
    """What a share of the maximum may be a share of: the most that each fact, measure or part that is read can be, or the total."""
    references = tuple(references)
    for id in dict.fromkeys((*facts_read(scheme, references), *(each.id for each in references))):
        declared = scheme.meant_by(id)
        if isinstance(declared, NumberFact | CountFact | NumbersFact | Measure):
            most = possible_of(declared).highest
            yield from (most,) if most.is_finite() else ()
    parts = {each.id for each in references if each.wanted == "part"}
    for _, part in _parts_of(scheme) if parts else ():
        if part.id in parts and isinstance(part.max, Decimal):
            yield part.max
    maxima = [each.max for each in scheme.total.sections if each.max is not None]
    yield reduce(plus, maxima, ZERO) if scheme.total.max is None else scheme.total.max
