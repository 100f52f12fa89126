"""A scheme made ready to try cases on: only what a case is about is lowered and worked out."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import localcontext
from functools import cached_property

import zlpg.engine.expression as e
from zlpg.engine.breakdown import Outcome
from zlpg.engine.readers.bounds import Working, operands, work_out
from zlpg.engine.scalars import applicability, domain, lower_measure, mean_of
from zlpg.engine.settling import Settling, settling
from zlpg.engine.table import TOTAL, lower_item, lower_section, parts_below, parts_read, parts_that_may_drop_out
from zlpg.model.declarations import RatingsFact
from zlpg.model.facts import Facts
from zlpg.model.table import Item, NotApplicable, Scheme, Section, Total
from zlpg.model.walks import policies, walk_items, walk_sections
from zlpg.numbers import EXACT, Interval

OUTCOME = "=outcome"
"""What grades and whether there is a result go by among the parts of the table; no id is like it."""


@dataclass(frozen=True)
class Trial:
    """A scheme made ready to try cases on.

    `like` is one of nearly the same scheme, whose parts are those of this one where nothing else stands in them.
    """

    scheme: Scheme
    items: Mapping[str, Item]
    sections: Mapping[str, Section]
    like: "Trial | None" = None

    @cached_property
    def domain(self) -> Mapping[str, Interval]:
        """What each scalar can be. Measures aren't among them."""
        if self.like is not None and self.scheme.facts is self.like.scheme.facts:
            return self.like.domain
        return domain(self.scheme, self.scheme.facts)

    @cached_property
    def measures(self) -> Mapping[str, e.Expression]:
        """What each measure means."""
        return {id: lower_measure(measure) for id, measure in self.scheme.measures.items()}

    @cached_property
    def around(self) -> Mapping[str, NotApplicable | None]:
        """What the sections around each item say of items that are not applicable."""
        return policies(self.scheme)

    @cached_property
    def applying(self) -> Mapping[str, e.Expression]:
        """The parts of the table that may be not applicable, each with when it is."""
        return parts_that_may_drop_out(self.scheme)

    @cached_property
    def settling(self) -> Settling:
        """What settles the result besides its points."""
        return settling(self.scheme)

    @cached_property
    def settling_reads(self) -> tuple[str, ...]:
        """The parts of the table that grades, and whether there is a result, depend on."""
        return tuple(dict.fromkeys(id for each in conditions_of(self.settling) for id in parts_read(each)))

    @cached_property
    def _lowered(self) -> dict[str, tuple[e.Expression, tuple[str, ...]]]:
        return {}

    def node(self, id: str) -> Item | Section | Total:
        """The item or section of an id, or the total."""
        return self.items.get(id) or (self.scheme.total if id == TOTAL else self.sections[id])

    def expression(self, id: str) -> e.Expression:
        """What an item, a section or the total comes from."""
        return self._known(id)[0]

    def reads(self, id: str) -> tuple[str, ...]:
        """The parts of the table that an item, a section or the total is worked out from."""
        return self._known(id)[1]

    def _known(self, id: str) -> tuple[e.Expression, tuple[str, ...]]:
        found = self._lowered.get(id)
        if found is None:
            found = self._lowered[id] = self._lower(id)
        return found

    def _settings(self, id: str) -> tuple[object, ...]:
        """What an item, a section or the total means depends on besides what it says itself."""
        return self.around.get(id), self.applying

    def _lower(self, id: str) -> tuple[e.Expression, tuple[str, ...]]:
        node = self.node(id)
        like = self.like
        if like is not None and node is like.node(id) and self._settings(id) == like._settings(id):  # noqa: SLF001  # its own kind
            return like._known(id)  # noqa: SLF001  # its own kind
        expression = (
            lower_item(node, self.around[id], self.applying)
            if isinstance(node, Item)
            else lower_section(node, self.applying)
        )
        return expression, tuple(dict.fromkeys(parts_read(expression)))

    def known(self, facts: Facts) -> dict[str, Interval]:
        """What each scalar and each measure can be for a unit."""
        known = {**self.domain, **{scalar: Interval.exactly(value) for scalar, value in facts.values.items()}}
        for id, report in facts.reports.items():
            if report.ratings and id in facts.values and isinstance(declared := self.scheme.facts.get(id), RatingsFact):
                known[id] = Interval.exactly(mean_of(declared, report.ratings))
        if self.measures:
            with localcontext(EXACT):
                known.update((id, work_out(each, known, {}).points) for id, each in self.measures.items())
            known.update(applicability(self.scheme, known))
        return known

    def work_out(
        self, ids: Iterable[str], known: Mapping[str, Interval], parts: dict[str, Working] | None = None
    ) -> dict[str, Working]:
        """Items, sections or the total, with everything that they are worked out from; added to `parts`, where given."""
        parts = {} if parts is None else parts
        with localcontext(EXACT):
            for id in ids:
                self._work_out(id, known, parts)
        return parts

    def _work_out(self, id: str, known: Mapping[str, Interval], parts: dict[str, Working]) -> None:
        if id in parts:
            return
        expression, reads = self._known(id)
        for each in reads:
            self._work_out(each, known, parts)
        parts[id] = work_out(expression, known, parts)

    def outcome(self, known: Mapping[str, Interval], parts: dict[str, Working]) -> Outcome:
        """The grades that are possible and whether there is a result; what they depend on is added to `parts`."""
        self.work_out(self.settling_reads, known, parts)
        with localcontext(EXACT):
            return self.settling.outcome(known, parts)

    def items_under(self, id: str) -> Iterator[str]:
        """The ids of the items under a section or the total, in the order of the document."""
        node = self.node(id)
        for below in () if isinstance(node, Item) else parts_below(node):
            if isinstance(below, Item):
                yield below.id
            yield from self.items_under(below.id)

    def involved(self, ids: Iterable[str]) -> frozenset[str]:
        """The ids with all that they can depend on."""
        return _closure(ids, self.reads)

    def live(self, ids: Iterable[str], parts: Mapping[str, Working]) -> frozenset[str]:
        """The ids with all that they depend on as things are: not what is behind a requirement not met, or a veto."""
        return _closure(ids, lambda each: _live_parts(parts[each]))


def trial_of(scheme: Scheme, like: Trial | None = None) -> Trial:
    """A scheme made ready to try cases on."""
    return Trial(
        scheme,
        {item.id: item for _, _, item in walk_items(scheme)},
        {section.id: section for _, section in walk_sections(scheme)},
        like,
    )


def conditions_of(settling: Settling) -> Iterator[e.Expression]:
    """Every condition that settles a result."""
    yield from (condition for _, condition in (*settling.vetoes, *settling.grades))
    yield from (condition for _, condition in settling.nothing)


def facts_in(expression: e.Expression) -> Iterator[str]:
    """The facts and measures that an expression reads, by their ids."""
    if isinstance(expression, e.Fact):
        yield expression.id.partition(".")[0]
    for below in operands(expression):
        yield from facts_in(below)


def _closure(ids: Iterable[str], reads: Callable[[str], Iterable[str]]) -> frozenset[str]:
    found: set[str] = set()
    waiting = list(ids)
    while waiting:
        id = waiting.pop()
        if id not in found:
            found.add(id)
            waiting += reads(id)
    return frozenset(found)


def _live_parts(working: Working) -> Iterator[str]:
    if isinstance(working.expression, e.Part):
        yield working.expression.id
    steps = working.steps
    if isinstance(working.expression, e.When):
        condition, then, otherwise = steps
        steps = (condition, *((then,) if condition.points.highest else ()))
        steps += () if condition.points.lowest else (otherwise,)
    for step in steps:
        yield from _live_parts(step)
