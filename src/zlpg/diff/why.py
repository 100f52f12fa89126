"""Why a line changed: the facts and the parameters that differ, and which of them made a difference.

A fact made a difference where the points of one of the two scores would be others with the other year's value of it alone; a
parameter, where they would be with the other year's rule in it alone. So a rate that is another one, in an item whose cap takes it all,
is told as what changed and made no difference: here to 2 points, with 40 reports and with 60.

>>> from zlpg.engine.score import score
>>> from zlpg.model.declarations import CountFact
>>> from zlpg.model.facts import Facts
>>> from zlpg.model.rules import CountedRule
>>> from zlpg.model.table import Item, Scheme, Section, Total
>>> def scored(number, rate, reports):
...     reporting = Item("reporting", "信息报送", "", CountedRule("reports", Decimal(rate), over=Decimal(10)), cap=Decimal(2))
...     total = Total((Section("bonuses", "加分", items=(reporting,)),))
...     scheme = Scheme("town", number, "考核表", total, {"reports": CountFact("count", "工作信息")})
...     return score(scheme, Facts(values={Scalar("reports"): Decimal(reports)}))
>>> four = FourScores(scored(2020, "0.1", 40), scored(2021, "0.2", 60))
>>> [(each.key, each.mattered) for each in parameter_changes(four, "reporting")]
[('rate', False)]
>>> [(each.id.fact, each.mattered) for each in fact_changes(four, "reporting")]
[('reports', False)]
"""

from collections import ChainMap
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import partial
from itertools import chain
from types import MappingProxyType
from typing import Any, TypeAlias

import zlpg.engine.expression as e
from zlpg.diff.four_scores import FourScores, Year, applies_in, listed_in
from zlpg.diff.scheme_changes import (
    Part,
    RuleChange,
    Varied,
    as_written,
    change_of_part,
    declaration_changes,
    meaning,
    measure_variations,
    moves,
    part_variations,
    settling_variations,
)
from zlpg.engine.lowering import lower_measure
from zlpg.engine.program import MEASURES, TABLE, Key, settling
from zlpg.engine.readers.bounds import Working, points_of, work_out
from zlpg.engine.score import outcome_of
from zlpg.model.declarations import ChoiceFact, FactDeclaration, NumbersFact
from zlpg.model.references import references_in
from zlpg.model.scalars import APPLIES, Scalar
from zlpg.model.table import Item, NotApplicable, Total
from zlpg.model.walks import facts_read, references_of_part
from zlpg.numbers import Interval
from zlpg.records import record


@record(frozen=True, slots=True)
class FactChange:
    """A fact that something reads, or states a minimum of, and that isn't the same in both facts files; of results, one level.

    `old` and `new` are numbers, or the ids of options; `None` where it is open, not applicable, or not asked for. `declared` is how
    both years' rules declare it, `None` where they don't ask for it, and `applies` whether it is applicable, `None` where that is
    open. `mattered` says whether putting only this into the old score, or taking only it out of the new one, makes the line's points
    others.
    """

    id: Scalar
    declared: tuple[FactDeclaration | None, FactDeclaration | None]
    old: Decimal | str | None
    new: Decimal | str | None
    mattered: bool
    applies: tuple[bool | None, bool | None] = (True, True)

    @property
    def fact(self) -> FactDeclaration:
        """How the last of the two years that ask for it declares it."""
        return next(each for each in reversed(self.declared) if each is not None)

    @property
    def asked(self) -> tuple[bool, bool]:
        """Whether each of both years' rules ask for it."""
        return self.declared[0] is not None, self.declared[1] is not None


NOTHING_ELSE: Mapping[Key, Interval] = MappingProxyType({})

Matters: TypeAlias = Callable[[tuple[Scalar, ...]], bool]
"""Whether the other year's values of several scalars alone would make a difference."""


def fact_changes(scores: FourScores, name: str) -> Iterator[FactChange]:
    """The facts that differ of those that a line reads: an item with its minimums, or the conditions of a section or the total."""
    names: dict[str, None] = {}
    if scores.has_both(name):
        old, new = scores.old.items[name], scores.new.items[name]
        minimums = (each.item.requirement.at_least if each.item.requirement else () for each in (new, old))
        names.update(dict.fromkeys((*new.facts, *old.facts, *chain(*minimums))))
    for year in (scores.new, scores.old):
        if name in year.table.below:
            references = references_of_part((), year.table.entries[name].node)
            names.update(dict.fromkeys(facts_read(year.program.scheme, references)))
    yield from _differing(scores, names, partial(_matter, scores, name))


def _differing(scores: FourScores, names: Iterable[str], matters: Matters) -> Iterator[FactChange]:
    years = old, new = scores.old, scores.new
    for name in names:
        declared = old.declared.get(name), new.declared.get(name)
        scalars = tuple(dict.fromkeys((*new.scalars.get(name, ()), *old.scalars.get(name, ()))))
        has_policy = any(Scalar(name, APPLIES) in year.program.domain for year in years)
        applies = (applies_in(old, name), applies_in(new, name)) if has_policy else (True, True)
        was, now = (_value(year, name) for year in years)
        if False in applies and applies[0] != applies[1]:
            yield FactChange(Scalar(name), declared, was, now, matters(scalars), applies)
        elif any(isinstance(each, ChoiceFact) for each in declared):
            if was != now or _is_of_other_type(declared, was, now):
                yield FactChange(Scalar(name), declared, was, now, matters(scalars))
        elif not _list_the_same(old, new, name):
            yield from _by_scalar(old, new, tuple(each for each in scalars if each != Scalar(name, APPLIES)), matters)


def _by_scalar(old: Year, new: Year, scalars: tuple[Scalar, ...], matters: Matters) -> Iterator[FactChange]:
    for scalar in scalars:
        was, now = old.facts.values.get(scalar), new.facts.values.get(scalar)
        before, after = (year.declared[scalar.fact] if scalar in year.program.domain else None for year in (old, new))
        other_type = _is_of_other_type((before, after), was, now)
        if was != now or other_type:
            yield FactChange(scalar, (before, after), was, now, other_type or matters((scalar,)))


def _is_of_other_type(declared: tuple[FactDeclaration | None, ...], was: object, now: object) -> bool:
    types = [each.type if each is not None else None for each in declared]
    return was is not None and now is not None and types[0] != types[1]


def _value(year: Year, name: str) -> Decimal | str | None:
    """A fact's one value, or the option that it is; `None` of results, which have several."""
    fact = year.declared.get(name)
    if isinstance(fact, ChoiceFact):
        return next((option for option in fact.options if year.facts.values.get(Scalar(name, option))), None)
    return year.facts.values.get(Scalar(name))


def _list_the_same(old: Year, new: Year, name: str) -> bool:
    """Whether the same numbers were listed, whatever they are read as by both rules."""
    if not all(isinstance(year.declared.get(name), NumbersFact) for year in (old, new)):
        return False
    was, now = listed_in(old, name), listed_in(new, name)
    return bool(was) and was == now


def _matter(scores: FourScores, name: str, scalars: tuple[Scalar, ...]) -> bool:
    """Whether a part of the table would come to something else with the other year's value of a fact alone."""
    return any(
        _differs(year, name, {scalar: other.known[scalar] for scalar in scalars})
        for year, other in ((scores.old, scores.new), (scores.new, scores.old))
    )


def _differs(year: Year, name: str, known: Mapping[Key, Interval]) -> bool:
    """Whether a part of the table, where it is there, comes to something else where several scalars are."""
    entry = year.table.entries.get(name)
    if entry is None:
        return False
    is_item = isinstance(entry.node, Item)  # whose points are all that it comes to
    before = (year.possible[name],) if is_item else _came_to(year, entry.node, entry.around)
    return before != _came_to(year, entry.node, entry.around, known=known)


def parameter_changes(scores: FourScores, name: str) -> Iterator[RuleChange]:
    """The differences between two years' rules for a line that can change a score, each with whether it made a difference."""
    old, new, aligned_old = scores.old, scores.new, scores.aligned
    if name not in old.table.entries or name not in new.table.entries:
        return
    was, now = old.table.entries[name], new.table.entries[name]
    yield from moves(name, was, now, aligned_old)
    weights = []
    applying = old.applying, new.applying
    for change, *varied in (
        () if _says_the_same(scores, name) else part_variations(name, old.table, new.table, applying)
    ):
        if change.key == "max":
            yield as_written(change, aligned_old)
        elif change.key == "weight":
            in_same = was.within == now.within
            mattered = _varied_mattered(scores, change, *varied) if in_same else None
            weights.append(replace(change, can_change_score=True, mattered=mattered))
        elif change.can_change_score:
            yield as_written(replace(change, mattered=_varied_mattered(scores, change, *varied)), aligned_old)
    if isinstance(was.node, Total) and isinstance(now.node, Total):
        for of_total, applied, reverted in settling_variations(change_of_part(name, was, now), was.node, now.node):
            if of_total.can_change_score:
                pair = Varied(was.node, applied, None), Varied(now.node, reverted, None)
                yield as_written(replace(of_total, mattered=_varied_mattered(scores, of_total, *pair)), aligned_old)
    if scores.has_both(name):
        yield from _declared_parameters(scores, name)
    yield from weights


def _says_the_same(scores: FourScores, name: str) -> bool:
    """Whether an item means the same in both years, is worth as much and counts as much, so that nothing it says can matter."""
    if not scores.has_both(name):
        return False
    was, now = scores.old.items[name], scores.new.items[name]
    return was.expression == now.expression and (was.item.max, was.item.weight) == (now.item.max, now.item.weight)


def _varied_mattered(scores: FourScores, change: RuleChange, *varied: Varied) -> bool:
    return any(
        _came_to(year, other, around, change.key) != _came_to(year, node, around, change.key)
        for year, (node, other, around) in zip((scores.old, scores.new), varied, strict=True)
    )


def _came_to(
    year: Year, node: Part, around: NotApplicable | None, key: str = "", known: Mapping[Key, Interval] = NOTHING_ELSE
) -> tuple[Any, ...]:
    """What a part of the table comes to by one score's facts, and what is under it as far as a key is about that; or the result.

    `known` are scalars that are something else, and with them whatever is worked out from them.
    """
    program = year.program
    points: ChainMap[Key, Interval] = ChainMap({}, dict(known), year.known)
    steps = meaning(node, around, key, year.applying)
    own = program.place[steps[-1].key]
    before = [
        program.by_key[each] for each in program.reached(known) if program.place[each] < own and each not in known
    ]
    for step in (*(each for each in before if each.kind in MEASURES | TABLE), *steps):
        points[step.key] = points_of(step.expression, points)
    came = tuple(points[step.key] for step in steps)
    if not isinstance(node, Total):
        return came
    scheme = replace(program.scheme, total=_with_its_grades(node))
    values = {key: Working(e.NO, each, each) for key, each in points.items()}
    outcome = outcome_of(scheme, program.run(work_out, values, settling(scheme)))
    return (*came, tuple(each.id for each in outcome.grades), outcome.no_result)


def _with_its_grades(total: Total) -> Total:
    """A total with vetoes that fix only grades that it has: of another year's, those that are gone fix nothing."""
    ids = {None, *(grade.id for grade in total.grades)}
    vetoes = (
        replace(each, grade=None, grade_at_most=None) if {each.grade, each.grade_at_most} - ids else each
        for each in total.vetoes
    )
    return replace(total, vetoes=tuple(vetoes))


def _declared_parameters(scores: FourScores, name: str) -> Iterator[RuleChange]:
    """What differs in how the facts and measures are declared that an item reads."""
    old, new = scores.old, scores.new
    items = old.items[name], new.items[name]
    for fact in dict.fromkeys((*items[1].facts, *items[0].facts)):
        was, now = (year.program.scheme.facts.get(fact) for year in (old, new))  # a judged item's is its maximum
        if was != now and was and now:
            change = RuleChange("fact", fact, "", None, None, about=Scalar(fact))
            for each in declaration_changes(change, was, now):
                if each.can_change_score:
                    yield replace(each, mattered=_declaration_matters(scores, name, each.about))
    measures = [year.program.scheme.measures for year in (old, new)]
    rules = [read.item.amount for read in reversed(items)] if all(measures) else []
    for id in dict.fromkeys(each.id for rule in rules for each in references_in((), rule)):
        before, after = (each.get(id) for each in measures)
        if before and after and before != after:
            way = ("measures", id)
            about = RuleChange("measure", id, "", None, None, way, way, Scalar(id))
            for each, applied, reverted in measure_variations(about, before, after):
                mattered = _measure_matters(scores, name, id, (applied, reverted))
                yield as_written(replace(each, can_change_score=True, mattered=mattered), scores.aligned)


def _declaration_matters(scores: FourScores, name: str, about: Scalar) -> bool:
    """Whether what the facts leave possible is less, or other, by the other year's declaration than by their own."""
    old, new = scores.old, scores.new
    return any(
        scalar not in year.program.domain or year.possible_by_others[scalar] != year.known[scalar]
        for year in (old, new)
        for scalar in dict.fromkeys((*new.items[name].scalars, *old.items[name].scalars))
        if scalar in year.possible_by_others and about in {scalar, Scalar(scalar.fact)}
    )


def _measure_matters(scores: FourScores, name: str, id: str, varied: tuple[Any, Any]) -> bool:
    """Whether another definition of a measure would make an item's points others."""
    return any(
        _differs(year, name, {Scalar(id): points_of(lower_measure(measure), year.known)})
        for year, measure in zip((scores.old, scores.new), varied, strict=True)
    )
