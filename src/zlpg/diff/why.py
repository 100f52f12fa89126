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
from typing import TypeAlias

import zlpg.engine.expression as e
from zlpg.diff.four_scores import FourScores, Year, applies_in, listed_in
from zlpg.diff.scheme_changes import (
    Part,
    RuleChange,
    Tables,
    as_written,
    declaration_changes,
    meaning,
    moves,
    part_changes,
    variations,
    with_change,
)
from zlpg.engine.lowering import lower_measure
from zlpg.engine.program import MEASURES, TABLE, Key, settling
from zlpg.engine.readers.bounds import Working, points_of, work_out
from zlpg.engine.score import outcome_of
from zlpg.model.declarations import ChoiceFact, FactDeclaration, NumbersFact
from zlpg.model.references import references_in
from zlpg.model.scalars import APPLIES, Scalar
from zlpg.model.table import NotApplicable, Total
from zlpg.model.walks import facts_read, references_behind, references_of_part
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
            references = references_of_part((), year.table.parts[name].node)
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
        return next((option for option in fact.names if year.facts.values.get(Scalar(name, option))), None)
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
    if name not in year.table.parts:
        return False
    return _comes_to_another(year, year.table.parts[name].node, year.table.policy_around(name), known=known)


def parameter_changes(scores: FourScores, name: str) -> Iterator[RuleChange]:
    """The differences between two years' rules for a line that can change a score, each with whether it made a difference."""
    old, new = scores.old, scores.new
    if name not in old.table.parts or name not in new.table.parts:
        return
    tables = Tables(scores.aligned, old.table, new.table, (old.around, new.around))
    found = (moves if _says_the_same(scores, name) else part_changes)(name, tables)
    told = [_tried(scores, each, tables) for each in found if each.can_change_score or each.key in {"within", "weight"}]
    yield from (each for each in told if each.key != "weight")
    if scores.has_both(name):
        yield from _declared_parameters(scores, name)
    yield from (replace(each, can_change_score=True) for each in told if each.key == "weight")


def _says_the_same(scores: FourScores, name: str) -> bool:
    """Whether an item means the same in both years, is worth as much and counts as much, so that nothing it says can matter."""
    if not scores.has_both(name):
        return False
    was, now = scores.old.items[name], scores.new.items[name]
    return was.expression == now.expression and (was.item.max, was.item.weight) == (now.item.max, now.item.weight)


def _tried(scores: FourScores, change: RuleChange, tables: Tables) -> RuleChange:
    """A change of a part of the table with whether it made a difference, if it can be tried by itself, as the old file has it."""
    is_elsewhere = change.key == "weight" and tables.is_moved(change.id)
    if change.key in {"within", "max"} or is_elsewhere:
        return as_written(change, scores.aligned)
    mattered = any(
        _comes_to_another(year, other, around, change.key)
        for year, (_, other, around) in zip((scores.old, scores.new), variations(change, tables), strict=True)
    )
    return as_written(replace(change, mattered=mattered), scores.aligned)


def _comes_to_another(
    year: Year, node: Part, around: NotApplicable | None, key: str = "", known: Mapping[Key, Interval] = NOTHING_ELSE
) -> bool:
    """Whether a part of the table, as it is here, comes to something else than in a score, or the result does.

    So may what is under it, as far as a key is about that. `known` are scalars that are something else, and with them whatever is
    worked out from them.
    """
    program = year.program
    points: ChainMap[Key, Interval] = ChainMap({}, dict(known), year.known)
    steps = meaning(node, around, key, year.around)
    own = program.place[steps[-1].key]
    before = [
        program.by_key[each] for each in program.reached(known) if program.place[each] < own and each not in known
    ]
    for step in (*(each for each in before if each.kind in MEASURES | TABLE), *steps):
        points[step.key] = points_of(step.expression, points)
    if any(points[step.key] != year.known[step.key] for step in steps):
        return True
    return isinstance(node, Total) and _result(year, node, points) != _result(year, program.scheme.total, year.known)


def _result(
    year: Year, total: Total, points: Mapping[Key, Interval]
) -> tuple[tuple[str, ...], bool | None, bool | None]:
    """The grades that are possible with what everything comes to, whether there is no result, and whether no total.

    A total has vetoes that fix only grades that it has: of another year's, those that are gone fix nothing.
    """
    ids = {None, *(grade.id for grade in total.grades)}
    vetoes = (
        replace(each, grade=None, grade_at_most=None, points=None) if {each.grade, each.grade_at_most} - ids else each
        for each in total.vetoes
    )
    scheme = replace(year.program.scheme, total=replace(total, vetoes=tuple(vetoes)))
    values = {key: Working(e.NO, each, each) for key, each in points.items()}
    outcome = outcome_of(scheme, year.program.run(work_out, values, settling(scheme)))
    return tuple(each.id for each in outcome.grades), outcome.no_result, outcome.no_total


def _declared_parameters(scores: FourScores, name: str) -> Iterator[RuleChange]:
    """What differs in how the facts and measures are declared that an item reads."""
    old, new = scores.old, scores.new
    items = old.items[name], new.items[name]
    for fact in dict.fromkeys((*items[1].facts, *items[0].facts)):
        was, now = (year.program.scheme.facts.get(fact) for year in (old, new))  # a judged item's is its maximum
        change = RuleChange("fact", fact, "", was, now, about=Scalar(fact))
        for each in declaration_changes(change) if change.is_in_both else ():
            if each.key == "order":
                yield replace(each, mattered=_order_matters(scores, name, each))
            elif each.can_change_score:
                yield replace(each, mattered=_declaration_matters(scores, name, each.about))
    before, after = (year.program.scheme.measures for year in (old, new))
    years = ((new, items[1]), (old, items[0])) if before and after else ()
    read = (
        each.id
        for year, of in years
        for each in references_behind(year.program.scheme, references_in((), of.item.amount))
    )
    for id in dict.fromkeys(read):
        way = ("measures", id)
        change = RuleChange("measure", id, "", before.get(id), after.get(id), way, way, Scalar(id))
        for each in declaration_changes(change) if change.is_in_both else ():
            if each.can_change_score:
                yield as_written(replace(each, mattered=_measure_matters(scores, name, each)), scores.aligned)


def _declaration_matters(scores: FourScores, name: str, about: Scalar) -> bool:
    """Whether what the facts leave possible is less, or other, by the other year's declaration than by their own."""
    old, new = scores.old, scores.new
    return any(
        scalar not in year.program.domain or year.possible_by_others[scalar] != year.known[scalar]
        for year in (old, new)
        for scalar in dict.fromkeys((*new.items[name].scalars, *old.items[name].scalars))
        if scalar in year.possible_by_others and about in {scalar, Scalar(scalar.fact)}
    )


def _order_matters(scores: FourScores, name: str, change: RuleChange) -> bool:
    """Whether an item's points would be others with the levels of a fact in the order of the other year."""
    return any(
        _differs_in(year, other, name, change.id)
        for year, other in ((scores.old, scores.new), (scores.new, scores.old))
    )


def _differs_in(year: Year, other: Year, name: str, fact: str) -> bool:
    """Whether an item comes to something else where the levels of a fact that are in both years are in another one's order."""
    names = year.around.names[fact]
    common = iter(each for each in other.around.names[fact] if each in names)
    ordered = tuple(next(common) if each in other.around.names[fact] else each for each in names)
    around = replace(year.around, names={**year.around.names, fact: ordered})
    scheme = year.program.scheme
    known: ChainMap[Key, Interval] = ChainMap({}, year.known)
    for step in year.program.steps:  # measures stand in the order in which they are worked out
        if step.kind in MEASURES and isinstance(step.key, Scalar) and step.key.fact in scheme.measures:
            known[step.key] = points_of(lower_measure(scheme.measures[step.key.fact], around), known)
    part = year.table.parts[name]
    (step,) = meaning(part.node, year.table.policy_around(name), around=around)
    return points_of(step.expression, known) != year.known[step.key]


def _measure_matters(scores: FourScores, name: str, change: RuleChange) -> bool:
    """Whether another definition of a measure would make an item's points others."""
    old, new = scores.old.program.scheme, scores.new.program.scheme
    varied = with_change(old, change, new), with_change(new, change.backwards, old)
    return any(
        _differs(
            year,
            name,
            {Scalar(change.id): points_of(lower_measure(scheme.measures[change.id], year.around), year.known)},
        )
        for year, scheme in zip((scores.old, scores.new), varied, strict=True)
    )
