"""The numbers that the file states: of rules and conditions, of items, sections, grades and vetoes.

A threshold has a side, so that 超过80% isn't `at_least: 80`. An amount, a rate, a bound or a factor has none.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import reduce
from typing import NamedTuple, TypeAlias, assert_never

import zlpg.model.rules as r
from zlpg.clauses.numbers import Stated, numbers_in
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
    step_of,
)
from zlpg.model.marks import kind_of
from zlpg.model.measures import NamedRule
from zlpg.model.references import Reference, references_in
from zlpg.model.table import ChosenMax, Grade, Item, Scheme, Section, Total, Veto
from zlpg.model.walks import facts_read, references_behind, walk_items, walk_sections
from zlpg.numbers import ONE, OPPOSITE, ZERO, plus
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
    """Of a threshold, on which side of it what it is about lies: a `Side`."""
    grain: Decimal | None = None
    """How far it is from one number to the next, where only such numbers are possible: 1 for counts, the `step` of numbers."""
    in_table: bool = False
    """Whether it is the threshold of a row."""
    on_key: bool = False
    """Whether it is the key of what stands there."""
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
    def is_of_part(self) -> bool:
        """Whether it is what the points of a part of the table are held to."""
        return str(self.at[-1]).endswith((".points", ".percent"))

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


Stepped: TypeAlias = Mapping[str, FactDeclaration]
"""The facts whose numbers go in steps, counts among them."""

NONE_STEPPED: Stepped = {}


def stepped_in(scheme: Scheme) -> Stepped:
    """The facts whose numbers go in steps."""
    return {id: fact for id, fact in scheme.asked.items() if step_of(fact) is not None}


def parameters_of(at: Path, rule: r.Amount, stepped: Stepped = NONE_STEPPED) -> Iterator[Parameter]:
    """The numbers of a rule and of every rule inside it, in the order of the file. `stepped` are the facts that go in steps."""
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
            for each in parameters_of_condition((*at, "once"), condition, stepped):
                yield _paid_once(each, points) if otherwise == ZERO and isinstance(points, Decimal) else each
            yield from parameters_of((*at, "points"), points, stepped)
            if otherwise != ZERO:  # which goes without saying
                yield from parameters_of((*at, "otherwise"), otherwise, stepped)
        case r.TableRule() | r.EachRule():
            yield from _of_table(at, rule, stepped)
        case r.ShareRule(share=share, of=of, times=multiplied, if_none=if_none):
            for key, part in (("share", share), ("of", of)):
                yield from parameters_of((*at, key), part, stepped)
            if multiplied not in {ONE, Decimal(100)}:  # which go without saying
                yield Parameter((*at, "times"), multiplied, in_points=None)
            if isinstance(if_none, Decimal):  # that it is none, or nothing, is said without a number
                yield Parameter((*at, "if_none"), if_none, in_points=None, required=bool(if_none))
            yield from _of_rounding(at, rule.round)
        case r.SumRule() | r.DifferenceRule() | r.ProductRule() | r.HighestRule() | r.LowestRule() | r.AverageRule():
            for position, part in enumerate(r.parts_in(rule)):
                for each in parameters_of((*at, kind_of(type(rule)), position), part, stepped):
                    yield _or_factor(each) if isinstance(rule, r.ProductRule) else each
            if isinstance(rule, r.HighestRule) and rule.best != ONE:
                yield Parameter((*at, "best"), Decimal(rule.best), in_points=False)
            yield from _of_rounding(at, rule.round)
        case r.DeductRule():
            for way, part in r.taken_off(rule):
                yield from map(_taken_off, parameters_of((*at, *way), part, stepped))
        case _:
            assert_never(rule)
    yield from _of_bounds(at, floor=r.floor_of(rule), cap=r.cap_of(rule))


def _or_factor(each: Parameter) -> Parameter:
    """A number of a product, which may be a factor; once what there is goes without saying."""
    return replace(each, in_points=None, required=each.required and each.value != ONE) if each.in_points else each


def _taken_off(each: Parameter) -> Parameter:
    """A number of what is taken off: what its threshold pays is paid by the unit."""
    return each if each.pays is None else replace(each, pays=each.pays._replace(amount=-each.pays.amount))


def _paid_once(each: Parameter, points: Decimal) -> Parameter:
    """A threshold of a condition that pays if it holds, and else nothing: of `none` the other side."""
    if each.side is None:
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


def _of_table(at: Path, rule: r.Tabular, stepped: Stepped) -> Iterator[Parameter]:
    """Row by row, as texts state them: in a table with columns, each row may say them again."""
    keys: dict[Path, Parameter] = {}
    columns: list[Parameter] = []
    for lookup in r.lookups_of(rule):
        of_lookup = _of_keys(at, lookup, stepped)
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
                yield from parameters_of((*here, place), amount, stepped)
        else:
            yield from parameters_of(here, row, stepped)
    if rule.otherwise is not None:
        yield from parameters_of((*at, "otherwise"), rule.otherwise, stepped)


def _of_keys(at: Path, lookup: r.Lookup, stepped: Stepped) -> Iterator[Parameter]:
    """The thresholds of rows, or of columns. Of several numbers in a row, each with its own amount, the first and the last are said."""
    grain = step_of(stepped.get(lookup.reading))
    numbers = [number for _, number in lookup.numbers]
    side = None if lookup.word == "is" else lookup.word
    for place, (way, number) in enumerate(lookup.numbers):
        any_at_all = grain == ONE == number and side in {"at_least", "below"}  # 2起以下 is from 1 on
        is_between = (
            side is None
            and 0 < place < len(numbers) - 1
            and numbers[place + 1] - numbers[place - 1] == 2 * (grain or ONE)
        )
        yield Parameter(
            (*at, *way), number, in_points=False, required=not (any_at_all or is_between), side=side, grain=grain,
            in_table=True, on_key=not lookup.of_columns,
        )  # fmt: skip


def parameters_of_condition(at: Path, condition: r.Condition, stepped: Stepped = NONE_STEPPED) -> Iterator[Parameter]:
    """The thresholds of a condition and of every condition inside it. One of anything goes without saying."""
    for entry in r.entries_in(at, condition):
        side = None if entry.word == "is" else entry.word
        for number in (each for each in entry.values if isinstance(each, Decimal)):
            if side is None:  # that it is none, or nothing, is said without a number
                yield Parameter(entry.at, number, _in_points(entry), required=bool(number))
            elif entry.reading in stepped:
                fact = stepped[entry.reading]
                grain, in_points = step_of(fact), False if isinstance(fact, CountFact) else None
                any_at_all = grain == ONE == number and side in {"at_least", "below"}
                yield Parameter(entry.at, number, in_points, required=not any_at_all, side=side, grain=grain)
            else:
                yield Parameter(entry.at, number, _in_points(entry), side=side)


def _in_points(entry: r.Entry) -> bool | None:
    """Whether what is held to a threshold is an amount; a number that is measured, and a percentage, can be either."""
    return True if entry.reading.endswith(".points") else None


def _of_rounding(at: Path, rounding: r.Rounding | None) -> Iterator[Parameter]:
    """How many places are kept, which need not be said in digits."""
    if rounding is not None:
        yield Parameter((*at, "round", "places"), Decimal(rounding.places), in_points=None, required=False)


def _of_bounds(at: Path, *, floor: Decimal | None, cap: Decimal | None) -> Iterator[Parameter]:
    for key, bound in (("floor", floor), ("cap", cap)):
        if bound is not None:
            yield Parameter((*at, key), bound, in_points=True)


def parameters_of_item(scheme: Scheme, at: Path, item: Item, stepped: Stepped) -> Iterator[Parameter]:
    """The numbers of an item, of its rule, of the facts that it reads, and its minimums."""
    yield from parameters_of((*at, "rule"), item.amount, stepped)
    yield from _of_bounds(at, floor=item.floor, cap=item.cap)
    if isinstance(item.max, ChosenMax):
        for option, worth in item.max.points.items():
            yield Parameter((*at, "max", "points", option), worth, in_points=True, required=False)
    elif item.max is not None:
        yield Parameter((*at, "max"), item.max, in_points=True, required=False)
    if item.weight != ONE:
        yield Parameter((*at, "weight"), item.weight, in_points=None)
    yield from _of_rounding(at, item.round)
    references = tuple(references_in((), item.amount))
    for fact in facts_read(scheme, references):
        yield from _of_fact(scheme, fact)
    for id in dict.fromkeys(each.id for each in references_behind(scheme, references)):
        if (measure := scheme.measures.get(id)) is not None:
            yield from _of_measure(("measures", id), measure, stepped)
    yield from minimums_of(at, item, required=False)


def _of_measure(at: Path, measure: NamedRule, stepped: Stepped) -> Iterator[Parameter]:
    """The numbers of a measure, which any clause may state that reads it."""
    yield from (replace(each, required=False) for each in parameters_of(at, measure, stepped))
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


def parameters_of_node(at: Path, node: Section | Total, stepped: Stepped) -> Iterator[Parameter]:
    """The numbers of a section, or of the total, by itself."""
    yield from _of_bounds(at, cap=node.cap, floor=node.floor)
    if node.max is not None:
        yield Parameter((*at, "max"), node.max, in_points=True, required=False)
    yield from _of_rounding(at, node.round)
    if isinstance(node, Section) and node.requires is not None:
        yield from parameters_of_condition((*at, "requires"), node.requires, stepped)


def parameters_of_grade(
    at: Path, grade: Grade, total: Total, stepped: Stepped, *, required: bool = True
) -> Iterator[Parameter]:
    """The threshold of a grade, which has a grain where the total is rounded, and the numbers of its condition."""
    grain = ONE.scaleb(-total.round.places) if total.round is not None else None
    for side in grade.sides:
        yield Parameter((*at, side), getattr(grade, side), in_points=True, required=required, side=side, grain=grain)
    if grade.if_ is not None:
        for each in parameters_of_condition((*at, "if"), grade.if_, stepped):
            yield replace(each, required=each.required and required)


def parameters_of_veto(at: Path, veto: Veto, stepped: Stepped) -> Iterator[Parameter]:
    """The numbers of a veto: of its condition, and the points that it fixes."""
    yield from parameters_of_condition((*at, "veto"), veto.veto, stepped)
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
    for part in (each for walk in (walk_sections(scheme), walk_items(scheme)) for *_, each in walk if parts):
        if part.id in parts and isinstance(part.max, Decimal):
            yield part.max
    maxima = [each.max for each in scheme.total.sections if each.max is not None]
    yield reduce(plus, maxima, ZERO) if scheme.total.max is None else scheme.total.max
