"""Facts → breakdown. A scheme is prepared once; it then scores any number of units."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass as with_cache
from decimal import Decimal, localcontext
from functools import cached_property, reduce

import zlpg.engine.expression as e
from zlpg.engine.breakdown import Breakdown, ItemResult, SectionResult, Shortfall
from zlpg.engine.readers.bounds import Working, work_out
from zlpg.engine.readers.closures import Points, compiled, of_part
from zlpg.engine.scalars import APPLIES, applicability, at_level, chosen, domain, lower_measure, scalars
from zlpg.engine.settling import Settling, settling
from zlpg.engine.table import TOTAL, evaluated, parts_below
from zlpg.model.facts import Facts
from zlpg.model.table import ChosenMax, Item, Scheme, Section, Total
from zlpg.model.walks import facts_of, profile_of, read_beside_items, walk_items, walk_sections, worth
from zlpg.numbers import EXACT, ONE, ZERO, Interval, plus, times
from zlpg.records import dataclass


@dataclass(frozen=True, slots=True)
class PreparedItem:
    """An item, with the facts of its rule, each with the scalars it is to the engine, and the scalar that says if it applies."""

    item: Item
    section: Section
    reads: Mapping[str, tuple[str, ...]]
    applies: str | None


@dataclass(frozen=True, slots=True)
class PreparedSection:
    """A section, how many sections are around it, and what it can bring."""

    section: Section
    depth: int
    worth: Decimal | None


@with_cache(frozen=True, repr=False, eq=False)
class Prepared:
    """A scheme made ready to score any number of units. Sections stand in the document's order, parents first.

    `expressions` are those of every item, every section and the total, each after those that it is worked out from.
    """

    scheme: Scheme
    domain: Mapping[str, Interval]
    measures: Mapping[str, e.Expression]
    expressions: Mapping[str, e.Expression]
    items: tuple[PreparedItem, ...]
    sections: tuple[PreparedSection, ...]
    settling: Settling
    read_beside: tuple[tuple[str, str], ...]
    by_choice: bool
    """Whether the maximum of any item depends on a choice."""

    @cached_property
    def _compiled(self) -> tuple[dict[str, Points], dict[str, tuple[str, Points]]]:
        """Measures, and the parts of the table with the keys of their points, as functions; made when first asked for."""
        measures = {id: compiled(expression) for id, expression in self.measures.items()}
        return measures, {id: (of_part(id), compiled(expression)) for id, expression in self.expressions.items()}

    @cached_property
    def _settled(self) -> dict[str, Decimal]:
        """The scalars that can only be one thing."""
        return {scalar: possible.lowest for scalar, possible in self.domain.items() if possible.known is not None}

    def points(self, values: Mapping[str, Decimal]) -> tuple[dict[str, Decimal], Decimal]:
        """The points of every item and section, by id, and the total, from scalars that are all reported."""
        measures, expressions = self._compiled
        known = {**self._settled, **values}
        parts: dict[str, Decimal] = {}
        with localcontext(EXACT):
            for id, measure in measures.items():
                applies = known.get(at_level(self.scheme.measures[id].share, APPLIES), ONE)
                known[id] = measure(known) if applies else ZERO
            known.update(applicability(self.scheme, known))
            for id, (key, points) in expressions.items():
                parts[id] = known[key] = points(known)
        return parts, parts.pop(TOTAL)

    def score(self, facts: Facts) -> Breakdown:
        """The whole result for one unit, every step kept, with bounds where facts aren't reported yet."""
        known = {**self.domain, **{scalar: Interval.exactly(value) for scalar, value in facts.values.items()}}
        parts: dict[str, Working] = {}
        with localcontext(EXACT):
            measures = {id: work_out(expression, known, parts) for id, expression in self.measures.items()}
            known.update((id, working.points) for id, working in measures.items())
            known.update(applicability(self.scheme, known))
            for id, expression in self.expressions.items():
                parts[id] = work_out(expression, known, parts)
            outcome = self.settling.outcome(known, parts)
        lost = {each.item.id: _lost_in_item(parts[each.item.id]) for each in self.items}
        for each in reversed(self.sections):
            lost[each.section.id] = _lost_in(each.section, parts[each.section.id], lost)
        options = chosen(self.scheme, facts.values)
        items = tuple(_item_result(prepared, parts, facts, known, options) for prepared in self.items)
        sections = tuple(
            SectionResult(
                prepared.section,
                prepared.depth,
                parts[prepared.section.id],
                worth(prepared.section, options) if self.by_choice else prepared.worth,
                lost[prepared.section.id],
            )
            for prepared in self.sections
        )
        total = parts[TOTAL]
        lost_in_all = _lost_in(self.scheme.total, total, lost)
        warnings = tuple(_shortfalls(items, facts))
        return Breakdown(
            self.scheme,
            facts,
            items,
            sections,
            total,
            lost_in_all,
            warnings,
            measures,
            outcome,
            self._open_beside(items, facts),
        )

    def _open_beside(self, items: tuple[ItemResult, ...], facts: Facts) -> tuple[tuple[str, str], ...]:
        if not self.read_beside:
            return ()
        waited_for = {fact for result in items for fact in result.open}
        values = facts.values
        found: dict[str, str] = {}
        for fact, title in self.read_beside:
            is_open = any(scalar not in values for scalar, _ in scalars(fact, self.scheme.facts[fact]))
            if is_open and fact not in waited_for and values.get(at_level(fact, APPLIES)) != ZERO:
                found.setdefault(fact, title)
        return tuple(found.items())


def prepare(scheme: Scheme) -> Prepared:
    """Lower every measure, every item, every section and the total, once for all units."""
    possible = domain(scheme, scheme.facts)
    reads = {id: tuple(scalar for scalar, _ in scalars(id, fact)) for id, fact in scheme.facts.items()}
    return Prepared(
        scheme,
        possible,
        {id: lower_measure(measure) for id, measure in scheme.measures.items()},
        dict(evaluated(scheme)),
        tuple(
            _prepared_item(section, item, {id: reads[id] for id in facts_of(scheme, item)}, possible)
            for _, section, item in walk_items(scheme)
        ),
        tuple(PreparedSection(each, len(path) // 2 - 1, worth(each)) for path, each in walk_sections(scheme)),
        settling(scheme),
        tuple(read_beside_items(scheme)),
        any(isinstance(item.max, ChosenMax) for _, _, item in walk_items(scheme)),
    )


def score(scheme: Scheme, facts: Facts) -> Breakdown:
    """Score one unit. To score many under one scheme, `prepare` it once."""
    return prepare(scheme).score(facts)


def _prepared_item(
    section: Section, item: Item, reads: Mapping[str, tuple[str, ...]], possible: Mapping[str, Interval]
) -> PreparedItem:
    applies = (at_level(id, APPLIES) for id in reads)
    optional = next((each for each in applies if each in possible and possible[each].known is None), None)
    return PreparedItem(item, section, reads, optional)


def _item_result(
    prepared: PreparedItem,
    parts: Mapping[str, Working],
    facts: Facts,
    known: Mapping[str, Interval],
    options: Mapping[str, str],
) -> ItemResult:
    values = facts.values
    applies = None if prepared.applies is None else known[prepared.applies].known
    left_out = applies is not None and not applies
    working = parts[prepared.item.id]
    missing = (id for id, scalars in prepared.reads.items() if not values.keys() >= set(scalars))
    if left_out:  # then nothing matters but its profile, where full marks depend on that
        missing = (id for id in missing if id == profile_of(prepared.item) and working.points.known is None)
    return ItemResult(
        prepared.item,
        prepared.section,
        working,
        tuple(prepared.reads),
        tuple(missing),
        prepared.item.limit_by(options),
        True if prepared.applies is None else None if applies is None else bool(applies),
    )


def _lost_in_item(working: Working) -> Decimal | None:
    """What caps took in an item, nothing where they only spared a deduction; `None` while that is open."""
    return None if (lost := working.lost) is None else max(lost, ZERO)


def _lost_in(node: Section | Total, working: Working, lost: Mapping[str, Decimal | None]) -> Decimal | None:
    """What caps took in a section or the total: its own, and those of what is under it; `None` while that is open.

    What caps spared of deductions isn't set off against that, other than where parts are averaged or scaled up.
    """
    if node.average or node.not_applicable == "renormalise":
        return working.lost
    losses = [working.taken, *(_weighted(lost[part.id], part.weight) for part in parts_below(node))]
    return None if None in losses else reduce(plus, (lost for lost in losses if lost is not None))


def _weighted(lost: Decimal | None, weight: Decimal) -> Decimal | None:
    return lost if lost is None or weight == ONE else times(lost, weight)


def _shortfalls(results: tuple[ItemResult, ...], facts: Facts) -> Iterator[Shortfall]:
    for result in results:
        item = result.item
        has_full_marks = item.max is not None and result.working.points.known == result.max
        if item.requirement is None or not has_full_marks or result.applies is False:
            continue
        for fact, least in item.requirement.at_least.items():
            reported = facts.values.get(fact)
            if reported is None or reported < least:
                yield Shortfall(item, fact, reported, least)
