"""A scheme made ready to try cases on: only what a case is about is worked out."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import localcontext
from functools import cached_property

import zlpg.engine.expression as e
from zlpg.engine.breakdown import Outcome
from zlpg.engine.program import MEASURES, SETTLING, TABLE, Key, Program, Step, program_of
from zlpg.engine.readers.bounds import Working, given
from zlpg.engine.readers.together import Together
from zlpg.engine.score import known_of, outcome_of
from zlpg.engine.table import TOTAL
from zlpg.model.declarations import NumbersFact
from zlpg.model.facts import Facts
from zlpg.model.scalars import Scalar, number_of
from zlpg.model.table import Item, Scheme, Section, Total
from zlpg.model.walks import parts_below, walk_items, walk_sections
from zlpg.numbers import EXACT, Interval


@dataclass(frozen=True)
class Trial:
    """A scheme made ready to try cases on."""

    program: Program
    items: Mapping[str, Item]
    sections: Mapping[str, Section]

    @property
    def scheme(self) -> Scheme:
        """The scheme."""
        return self.program.scheme

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The ids of the items, the sections and the total."""
        return (*self.items, *self.sections, TOTAL)

    @cached_property
    def settling(self) -> tuple[Step, ...]:
        """The steps that settle the result besides its points."""
        return self.program.of_kind(SETTLING)

    @cached_property
    def settled_by(self) -> tuple[str, ...]:
        """The parts of the table that grades, and whether there is a result, depend on."""
        read = dict.fromkeys(key for step in self.settling for key in step.reads)
        return tuple(key for key in read if isinstance(key, str) and self.program.by_key[key].kind in TABLE)

    def node(self, id: str) -> Item | Section | Total:
        """The item or section of an id, or the total."""
        return self.items.get(id) or (self.scheme.total if id == TOTAL else self.sections[id])

    def known(self, facts: Facts) -> dict[Key, Working]:
        """What each scalar and each measure can be for a unit."""
        known = known_of(self.program, facts)
        known.update(numbers_reported(self.scheme, facts, facts.reports))
        with localcontext(EXACT):
            return self.program.run(self.read, known, self._measures)

    def reported(self, facts: Facts) -> dict[Key, Working]:
        """What a unit reports of scalars."""
        found: dict[Key, Working] = {
            scalar: given(scalar, Interval.exactly(value)) for scalar, value in facts.values.items()
        }
        found.update(numbers_reported(self.scheme, facts, facts.reports))
        return found

    @cached_property
    def read(self) -> Together:
        """How steps are read: as in a score."""
        return Together(self.program)

    @cached_property
    def _measures(self) -> tuple[Step, ...]:
        """Measures and whether they apply, but for those that are worked out from points of the table."""
        table = {step.key for step in self.program.of_kind(TABLE)}
        of_points = set(self.program.reached(table))
        return tuple(step for step in self.program.of_kind(MEASURES) if step.key not in of_points)

    def work_out(self, keys: Iterable[Key], values: dict[Key, Working]) -> dict[Key, Working]:
        """Steps, with everything that they are worked out from, added to the values; what is there isn't worked out again."""
        waiting = [key for key in keys if key not in values]
        if waiting:
            steps = (step for step in self.program.needed(waiting) if step.key not in values)
            with localcontext(EXACT):
                for step in steps:
                    values[step.key] = self.read(step.expression, values)
        return values

    def outcome(self, values: dict[Key, Working]) -> Outcome:
        """The grades that are possible and whether there is a result; what they depend on is added to the values."""
        self.work_out((step.key for step in self.settling), values)
        return outcome_of(self.scheme, values)

    def items_under(self, id: str) -> Iterator[str]:
        """The ids of the items under a section or the total, in the order of the document."""
        node = self.node(id)
        for below in () if isinstance(node, Item) else parts_below(node):
            if isinstance(below, Item):
                yield below.id
            yield from self.items_under(below.id)

    def live(self, keys: Iterable[Key], values: Mapping[Key, Working]) -> frozenset[Key]:
        """The parts of the table with all that they depend on as things are: not what is behind a requirement not met, or a veto."""
        return _closure(keys, lambda each: _live_parts(values[each]))


def trial_of(scheme: Scheme) -> Trial:
    """A scheme made ready to try cases on."""
    return Trial(
        program_of(scheme),
        {item.id: item for _, _, item in walk_items(scheme)},
        {section.id: section for _, section in walk_sections(scheme)},
    )


def numbers_reported(scheme: Scheme, facts: Facts, ids: Iterable[str]) -> Iterator[tuple[Scalar, Working]]:
    """What lists of numbers are read as in a scheme, which may be another one than they were read by."""
    for id in ids:
        report, declared, scalar = facts.reports.get(id), scheme.asked.get(id), Scalar(id)
        if report is None or scalar not in facts.values or not isinstance(declared, NumbersFact):
            continue
        if report.numbers or declared.as_ == "sum":
            yield scalar, given(scalar, Interval.exactly(number_of(declared, report.numbers)))


def _closure(keys: Iterable[Key], reads: Callable[[Key], Iterable[Key]]) -> frozenset[Key]:
    found: set[Key] = set()
    waiting = list(keys)
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting += reads(key)
    return frozenset(found)


def _live_parts(working: Working) -> Iterator[str]:
    if isinstance(working.expression, e.Part):
        yield working.expression.name
    operands = working.operands
    if isinstance(working.expression, e.When):
        condition, then, otherwise = operands
        operands = (condition, *((then,) if condition.points.highest else ()))
        operands += () if condition.points.lowest else (otherwise,)
    for operand in operands:
        yield from _live_parts(operand)
