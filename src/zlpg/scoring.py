"""Facts → breakdown. A scheme is prepared once; it then scores any number of units."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass as with_cache
from decimal import Decimal, localcontext
from functools import cached_property, reduce

from zlpg.bounds import Working, work_out
from zlpg.breakdown import Breakdown, ItemResult, SectionResult, Shortfall
from zlpg.closures import Points, compiled
from zlpg.expression import Expression
from zlpg.facts import Facts
from zlpg.lowering import lower_item, lower_section, scalars
from zlpg.points import EXACT, ZERO, Interval
from zlpg.records import dataclass
from zlpg.scheme import Item, Scheme, Section, Total, facts_of, walk_items, walk_sections, worth


@dataclass(frozen=True, slots=True)
class PreparedItem:
    """An item with its meaning. `reads` are the facts of its rule, each with the scalars it is to the engine."""

    item: Item
    section: Section
    expression: Expression
    reads: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class PreparedSection:
    """A section with its meaning, how many sections are around it, and what it can bring."""

    section: Section
    depth: int
    expression: Expression
    worth: Decimal | None


@with_cache(frozen=True)
class Prepared:
    """A scheme made ready to score any number of units. Sections stand in the document's order, parents first."""

    scheme: Scheme
    domain: Mapping[str, Interval]
    items: tuple[PreparedItem, ...]
    sections: tuple[PreparedSection, ...]
    expression: Expression

    @cached_property
    def _compiled(self) -> tuple[dict[str, Points], dict[str, Points], Points]:
        """Items and sections, by id, and the total as functions; made when they are first asked for."""
        items = {each.item.id: compiled(each.expression) for each in self.items}
        sections = {each.section.id: compiled(each.expression) for each in reversed(self.sections)}
        return items, sections, compiled(self.expression)

    def points(self, values: Mapping[str, Decimal]) -> tuple[dict[str, Decimal], Decimal]:
        """The points of every item and section, by id, and the total, from scalars that are all reported."""
        items, sections, total = self._compiled
        with localcontext(EXACT):
            parts = {id: points(values) for id, points in items.items()}
            for id, points in sections.items():
                parts[id] = points(parts)
            return parts, total(parts)

    def score(self, facts: Facts) -> Breakdown:
        """The whole result for one unit, every step kept, with bounds where facts aren't reported yet."""
        known = {**self.domain, **{scalar: Interval.exactly(value) for scalar, value in facts.values.items()}}
        parts: dict[str, Working] = {}
        with localcontext(EXACT):
            for item in self.items:
                parts[item.item.id] = work_out(item.expression, known, parts)
            for section in reversed(self.sections):
                parts[section.section.id] = work_out(section.expression, known, parts)
            total = work_out(self.expression, known, parts)
        lost = {each.item.id: _lost_in_item(parts[each.item.id]) for each in self.items}
        for each in reversed(self.sections):
            lost[each.section.id] = _lost_in(each.section, parts[each.section.id], lost)
        items = tuple(
            ItemResult(
                prepared.item,
                prepared.section,
                parts[prepared.item.id],
                tuple(prepared.reads),
                tuple(fact for fact, scalars in prepared.reads.items() if not facts.values.keys() >= set(scalars)),
            )
            for prepared in self.items
        )
        sections = tuple(
            SectionResult(
                prepared.section,
                prepared.depth,
                parts[prepared.section.id],
                prepared.worth,
                lost[prepared.section.id],
            )
            for prepared in self.sections
        )
        lost_in_all = _lost_in(self.scheme.total, total, lost)
        return Breakdown(self.scheme, facts, items, sections, total, lost_in_all, tuple(_shortfalls(items, facts)))


def prepare(scheme: Scheme) -> Prepared:
    """Lower every item, every section and the total, once for all units."""
    by_fact = {id: dict(scalars(id, fact)) for id, fact in scheme.facts.items()}
    reads = {id: tuple(of_fact) for id, of_fact in by_fact.items()}
    return Prepared(
        scheme,
        {scalar: values for of_fact in by_fact.values() for scalar, values in of_fact.items()},
        tuple(
            PreparedItem(item, section, lower_item(item), {id: reads[id] for id in facts_of(item)})
            for _, section, item in walk_items(scheme)
        ),
        tuple(_prepared_section(section, len(path) // 2 - 1) for path, section in walk_sections(scheme)),
        lower_section(scheme.total),
    )


def score(scheme: Scheme, facts: Facts) -> Breakdown:
    """Score one unit. To score many under one scheme, `prepare` it once."""
    return prepare(scheme).score(facts)


def _prepared_section(section: Section, depth: int) -> PreparedSection:
    return PreparedSection(section, depth, lower_section(section), worth(section))


def _lost_in_item(working: Working) -> Decimal | None:
    """What caps took in an item, nothing where they only spared a deduction; `None` while that is open."""
    return None if (lost := working.lost) is None else max(lost, ZERO)


def _lost_in(node: Section | Total, working: Working, lost: Mapping[str, Decimal | None]) -> Decimal | None:
    """What caps took in a section or the total: its own, and those of what is under it; `None` while that is open."""
    items = node.items if isinstance(node, Section) else ()
    ids = (*(section.id for section in node.sections), *(item.id for item in items))
    losses = [working.taken, *(lost[id] for id in ids)]
    return None if None in losses else reduce(EXACT.add, (lost for lost in losses if lost is not None))


def _shortfalls(results: tuple[ItemResult, ...], facts: Facts) -> Iterator[Shortfall]:
    for result in results:
        item = result.item
        if item.requirement is None or item.max is None or result.working.points.known != item.max:
            continue
        for fact, least in item.requirement.at_least.items():
            if (reported := facts.values.get(fact)) is not None and reported < least:
                yield Shortfall(item, fact, reported, least)
