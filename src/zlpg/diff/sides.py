"""One of two scores that are compared: its facts, measures and parts by the names that they have throughout the comparison."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass as with_cache
from decimal import Decimal
from functools import cached_property
from graphlib import TopologicalSorter
from typing import TypeVar

import zlpg.engine.expression as e
import zlpg.model.rules as r
from zlpg.diff.carrying import SO, Asked, asked_by
from zlpg.diff.leaves import Leaves
from zlpg.diff.matching import Names
from zlpg.diff.renaming import renamed_measure
from zlpg.engine.breakdown import Breakdown
from zlpg.engine.readers.bounds import Working, points_of
from zlpg.engine.scalars import APPLIES, applicability, at_level
from zlpg.engine.table import TOTAL, parts_read, parts_that_may_drop_out
from zlpg.model.declarations import FactDeclaration, Measure
from zlpg.model.references import references_in
from zlpg.model.table import NotApplicable, Scheme
from zlpg.model.walks import policies, references_beside_items, walk_items
from zlpg.numbers import UNBOUNDED, ZERO, Interval

T = TypeVar("T")

ANYTHING = Interval(-UNBOUNDED, UNBOUNDED)


@with_cache(frozen=True)
class Side:
    """One of two scores. Its facts, measures and parts go by the names that they have throughout the comparison.

    `names` leads to these from the ids of its scheme, `ids` back, `parts` likewise of items, sections and the total. `leaves` are
    what its expressions read by these names, with measures as what they are worked out from. `scalars` are those of each fact,
    `domain` is every value that a scalar can have by its own rules; `known` what its facts leave possible of that, and of what only
    the other's rules ask for; `crossed` what they leave possible of what the other's rules ask for. `carried` is, by the ids of its
    scheme, what the other's facts leave possible of what its rules ask for, and `at_home` what its own do. `reads_parts` says whether a condition of it is about points.
    """

    breakdown: Breakdown
    names: Names
    ids: Names
    parts: Names
    leaves: Leaves
    scalars: Mapping[str, tuple[str, ...]]
    facts: Mapping[str, FactDeclaration]
    measures: Mapping[str, Measure]
    values: Mapping[str, Decimal]
    domain: Mapping[str, Interval]
    known: Mapping[str, Interval]
    crossed: Mapping[str, Interval]
    at_home: Mapping[str, Interval]
    carried: Mapping[str, Interval]
    reads_parts: bool

    @cached_property
    def expressions(self) -> tuple[tuple[str, e.Expression], ...]:
        """What every item, every section and the total means, by id, each after those that it is worked out from."""
        breakdown = self.breakdown
        every = (
            *((each.item.id, each.working.expression) for each in breakdown.items),
            *((each.section.id, each.working.expression) for each in reversed(breakdown.sections)),
            (TOTAL, breakdown.working.expression),
        )
        if not self.reads_parts:
            return every
        by_id = dict(every)
        order = TopologicalSorter({id: dict.fromkeys(parts_read(each)) for id, each in every}).static_order()
        return tuple((id, by_id[id]) for id in order)

    @cached_property
    def points(self) -> dict[str, Interval]:
        """The points of every item, every section and the total, by the ids of its scheme."""
        breakdown = self.breakdown
        points = {each.item.id: each.working.points for each in breakdown.items}
        points |= {each.section.id: each.working.points for each in breakdown.sections}
        return {**points, TOTAL: breakdown.working.points}

    @cached_property
    def by_name(self) -> dict[str, Interval]:
        """The same by their names."""
        return {self.parts[id]: points for id, points in self.points.items()}

    @cached_property
    def any_part(self) -> "defaultdict[str, Interval]":
        """The same, and anything for what isn't there: what only the other's rules know."""
        return defaultdict(lambda: ANYTHING, self.by_name)

    @cached_property
    def any_scalar(self) -> "defaultdict[str, Interval]":
        """What is known of scalars; what its rules don't say of a fact's being applicable is that it is."""
        return defaultdict(lambda: SO, self.known)

    @cached_property
    def workings(self) -> "defaultdict[str, Working]":
        """The workings of every part by its name, and anything for what isn't there."""
        breakdown = self.breakdown
        found = {each.item.id: each.working for each in breakdown.items}
        found |= {each.section.id: each.working for each in breakdown.sections}
        by_name = {self.parts[id]: working for id, working in {**found, TOTAL: breakdown.working}.items()}
        return defaultdict(lambda: Working(e.Number(ZERO), ANYTHING, ANYTHING), by_name)

    @cached_property
    def ids_of_parts(self) -> Names:
        """From the names of parts to the ids of its scheme."""
        return {name: id for id, name in self.parts.items()}

    @cached_property
    def dropping_out(self) -> Mapping[str, e.Expression]:
        """The parts of its table that may be not applicable, by the ids of its scheme, each with when it is."""
        return parts_that_may_drop_out(self.breakdown.scheme)

    @cached_property
    def applying(self) -> Mapping[str, e.Expression]:
        """The same by their names, over the names of facts."""
        return {self.parts[id]: self.leaves.within(each) for id, each in self.dropping_out.items()}

    @cached_property
    def around(self) -> Mapping[str, NotApplicable | None]:
        """What the sections around each item say of items that are not applicable."""
        return policies(self.breakdown.scheme)


def side_of(
    breakdown: Breakdown,
    asked: Asked,
    by: tuple[Names, Names],
    carried: Mapping[str, Interval],
    crossed: Mapping[str, Interval],
) -> Side:
    """One of two scores, `by` the names of its facts and measures, and those of its parts."""
    names, parts = by
    scheme, facts, reads = breakdown.scheme, breakdown.facts, reads_parts(breakdown.scheme)
    known = _at_home(breakdown, asked)
    domain = named(asked.domain, names)
    scalars: dict[str, list[str]] = {names[id]: [] for id in scheme.facts}
    for scalar in domain:
        scalars[scalar.partition(".")[0]].append(scalar)
    return Side(
        breakdown,
        names,
        {name: id for id, name in names.items()},
        parts,
        _leaves(breakdown, asked, names, parts if reads else {}),
        {name: tuple(each) for name, each in scalars.items()},
        {names[id]: fact for id, fact in scheme.facts.items()},
        {names[id]: renamed_measure(measure, names) for id, measure in scheme.measures.items()},
        named(facts.values, names),
        domain,
        {**crossed, **named(known, names)},
        crossed,
        known,
        carried,
        reads,
    )


def _leaves(breakdown: Breakdown, asked: Asked, names: Names, parts: Names) -> Leaves:
    """What stands for the scalars of a scheme, and for the parts of the table that its items read."""
    scheme = breakdown.scheme
    renamed = {id: name for id, name in names.items() if id != name}
    scalars: dict[str, e.Expression] = {}
    for scalar in asked.domain if renamed else ():
        id, dot, which = scalar.partition(".")
        if id in renamed:
            scalars[scalar] = e.Fact(f"{renamed[id]}{dot}{which}")
    facts = Leaves(scalars, {})
    measured = {id: facts.within(working.expression) for id, working in breakdown.measures.items()}
    for id, measure in scheme.measures.items():
        scalars[id] = measured[id]
        scalars[at_level(id, APPLIES)] = e.Fact(at_level(names[measure.share], APPLIES))
    return Leaves(scalars, {id: name for id, name in parts.items() if id != name})


def at_home(breakdown: Breakdown) -> dict[str, Interval]:
    """What is known of the scalars of a score's scheme by its own facts."""
    return _at_home(breakdown, asked_by(breakdown.scheme))


def _at_home(breakdown: Breakdown, asked: Asked) -> dict[str, Interval]:
    reported = {scalar: Interval.exactly(value) for scalar, value in breakdown.facts.values.items()}
    return worked_out(breakdown, {**asked.domain, **reported})


def worked_out(breakdown: Breakdown, known: dict[str, Interval]) -> dict[str, Interval]:
    """What is known of a scheme's scalars, with its measures."""
    for id, working in breakdown.measures.items():
        known[id] = points_of(working.expression, known)
    known.update(applicability(breakdown.scheme, known))
    return known


_LEAVES = r.JudgedRule | r.ProportionalRule | r.CountedRule | r.LevelsRule | r.StartRule
"""Kinds of rule with no condition in them."""


def reads_parts(scheme: Scheme) -> bool:
    """Whether any condition of a scheme is about the points of its parts, other than what settles its result."""
    in_items = (
        each.wanted == "part"
        for _, _, item in walk_items(scheme)
        if not isinstance(item.rule, _LEAVES)
        for each in references_in((), item.rule)
    )
    return any(in_items) or any(each.wanted == "part" for each in references_beside_items(scheme))


def named(by_scalar: Mapping[str, T], names: Names) -> dict[str, T]:
    """What is by scalar ids, under the names that their facts go by."""
    if all(id == name for id, name in names.items()):
        return dict(by_scalar)
    parted = ((*scalar.partition("."), each) for scalar, each in by_scalar.items())
    return {f"{names[id]}{dot}{level}": each for id, dot, level, each in parted}
