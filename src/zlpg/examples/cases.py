"""Cases and what comes of running them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import localcontext
from functools import cached_property

from zlpg.bounds import Working, work_out
from zlpg.diagnostics import Path
from zlpg.expression import Expression
from zlpg.facts import Facts
from zlpg.lowering import domain, lower_item, lower_section
from zlpg.points import EXACT, Interval
from zlpg.scheme import Item, Scheme, Section, walk_items, walk_sections

TOTAL = "total"
"""What a case calls the total by."""


@dataclass(frozen=True, slots=True)
class Case:
    """A named case: what is reported, and what it should come to. Facts that it doesn't name aren't reported."""

    name: str
    facts: Facts
    points: Mapping[str, Interval]
    """Expected points by item, section or `total`, each with both ends alike where only one amount is possible."""
    warnings: tuple[str, ...] | None = None
    """The facts that should be told to fall short of a requirement under full marks; `None` where the case isn't about that."""
    at: Path = ()
    """Where it stands in its file."""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """What a part of the scheme should have come to, and what it did."""

    id: str
    expected: Interval
    working: Working
    parts: tuple[tuple[str, Working], ...] = ()
    """The items under a section or the total, with what they came to."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A case that was run: it passed where nothing is in `mismatches` or among the warnings."""

    case: Case
    mismatches: tuple[Mismatch, ...]
    missing: tuple[str, ...]
    """Facts that should have been warned of."""
    unexpected: tuple[str, ...]
    """Facts that were warned of and should not have been."""

    @property
    def passed(self) -> bool:
        """Whether everything came out as expected."""
        return not (self.mismatches or self.missing or self.unexpected)


@dataclass(frozen=True)
class Trial:
    """A scheme made ready to try cases on: only what a case is about is worked out."""

    scheme: Scheme
    items: Mapping[str, Item]
    sections: Mapping[str, Section]

    @cached_property
    def domain(self) -> Mapping[str, Interval]:
        """What each scalar can be."""
        return domain(self.scheme, self.scheme.facts)

    def expression(self, id: str) -> Expression:
        """What an item, a section or the total comes from."""
        if id in self.items:
            return lower_item(self.items[id])
        return lower_section(self.scheme.total if id == TOTAL else self.sections[id])

    def known(self, case: Case) -> dict[str, Interval]:
        """What each scalar can be in a case."""
        return {**self.domain, **{scalar: Interval.exactly(value) for scalar, value in case.facts.values.items()}}

    def work_out(self, ids: tuple[str, ...], known: Mapping[str, Interval]) -> dict[str, Working]:
        """Items, sections or the total, with everything under them."""
        parts: dict[str, Working] = {}
        with localcontext(EXACT):
            for id in ids:
                self._work_out(id, known, parts)
        return parts

    def _work_out(self, id: str, known: Mapping[str, Interval], parts: dict[str, Working]) -> None:
        if id in parts:
            return
        for below in self.parts_of(id):
            self._work_out(below, known, parts)
        parts[id] = work_out(self.expression(id), known, parts)

    def parts_of(self, id: str) -> tuple[str, ...]:
        """The ids of what is directly under a section or the total."""
        if id in self.items:
            return ()
        node = self.scheme.total if id == TOTAL else self.sections[id]
        items = node.items if isinstance(node, Section) else ()
        return (*(section.id for section in node.sections), *(item.id for item in items))

    def items_under(self, id: str) -> Iterator[str]:
        """The ids of the items under a section or the total, in the order of the document."""
        for below in self.parts_of(id):
            if below in self.items:
                yield below
            yield from self.items_under(below)

    def involved(self, ids: tuple[str, ...]) -> frozenset[str]:
        """The ids with all that is under them."""
        found: set[str] = set()
        waiting = list(ids)
        while waiting:
            id = waiting.pop()
            found.add(id)
            waiting += self.parts_of(id)
        return frozenset(found)


def trial_of(scheme: Scheme) -> Trial:
    """A scheme made ready to try cases on."""
    return Trial(
        scheme,
        {item.id: item for _, _, item in walk_items(scheme)},
        {section.id: section for _, section in walk_sections(scheme)},
    )


def run(trial: Trial, case: Case) -> Outcome:
    """What a case comes to, held against what it should."""
    known = trial.known(case)
    workings = trial.work_out(tuple(case.points), known)
    mismatches = tuple(
        Mismatch(id, expected, workings[id], tuple((part, workings[part]) for part in trial.items_under(id)))
        for id, expected in case.points.items()
        if workings[id].points != expected
    )
    if case.warnings is None:
        return Outcome(case, mismatches, (), ())
    short = shortfalls(trial, case, known)
    return Outcome(
        case,
        mismatches,
        tuple(fact for fact in case.warnings if fact not in short),
        tuple(fact for fact in short if fact not in case.warnings),
    )


def shortfalls(trial: Trial, case: Case, known: Mapping[str, Interval]) -> tuple[str, ...]:
    """The facts below a minimum of an item with full marks."""
    each = (shortfalls_of(trial, item, case, known) for item in trial.items.values())
    return tuple(dict.fromkeys(fact for facts in each for fact in facts))


def shortfalls_of(trial: Trial, item: Item, case: Case, known: Mapping[str, Interval]) -> tuple[str, ...]:
    """The facts below a minimum of an item, where it has full marks."""
    least = item.requirement.at_least if item.requirement is not None and item.max is not None else {}
    if not least or trial.work_out((item.id,), known)[item.id].points.known != item.max:
        return ()
    values = case.facts.values
    return tuple(fact for fact, minimum in least.items() if fact in values and values[fact] < minimum)
