"""A scheme made ready to try cases on: only what a case is about is worked out."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import localcontext
from functools import cached_property

import zlpg.engine.expression as e
from zlpg.engine.breakdown import Outcome
from zlpg.engine.program import OUTCOME, TABLE, Key, Program, Step, program_of
from zlpg.engine.readers.bounds import Working, given, work_out
from zlpg.engine.score import known_of, outcome_of
from zlpg.engine.table import TOTAL, parts_that_may_drop_out
from zlpg.model.declarations import RatingsFact
from zlpg.model.facts import Facts
from zlpg.model.scalars import Scalar, mean_of
from zlpg.model.table import Item, NotApplicable, Scheme, Section, Total
from zlpg.model.walks import parts_below, policies, walk_items, walk_sections
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
        return tuple(step for step in self.program.steps if step.kind in SETTLING)

    @cached_property
    def settled(self) -> e.Expression:
        """The outcome over facts and the points of the parts of the table: with every condition in its place."""
        conditions = {step.key: step.expression for step in self.settling}

        def instead(node: e.Expression) -> e.Expression | None:
            condition = conditions.get(node.name) if isinstance(node, e.Part) else None
            return None if condition is None else e.substituted(condition, instead)

        return e.substituted(conditions[OUTCOME], instead)

    @cached_property
    def settled_by(self) -> tuple[str, ...]:
        """The parts of the table that grades, and whether there is a result, depend on."""
        read = dict.fromkeys(key for step in self.settling for key in step.reads)
        return tuple(key for key in read if isinstance(key, str) and self.program.by_key[key].kind in TABLE)

    @cached_property
    def around(self) -> Mapping[str, NotApplicable | None]:
        """What the sections around each item say of items that are not applicable."""
        return policies(self.scheme)

    @cached_property
    def applying(self) -> Mapping[str, e.Expression]:
        """The parts of the table that may be not applicable, each with when it is."""
        return parts_that_may_drop_out(self.scheme)

    def node(self, id: str) -> Item | Section | Total:
        """The item or section of an id, or the total."""
        return self.items.get(id) or (self.scheme.total if id == TOTAL else self.sections[id])

    def known(self, facts: Facts) -> dict[Key, Working]:
        """What each scalar and each measure can be for a unit."""
        known = known_of(self.program, facts)
        for id, report in facts.reports.items():
            declared = self.scheme.facts.get(id)
            if report.ratings and Scalar(id) in facts.values and isinstance(declared, RatingsFact):
                known[Scalar(id)] = given(Scalar(id), Interval.exactly(mean_of(declared, report.ratings)))
        with localcontext(EXACT):
            return self.program.run(work_out, known, self._measures)

    @cached_property
    def _measures(self) -> tuple[Step, ...]:
        return tuple(step for step in self.program.steps if isinstance(step.key, Scalar))

    def work_out(self, keys: Iterable[Key], values: dict[Key, Working]) -> dict[Key, Working]:
        """Steps, with everything that they are worked out from, added to the values; what is there isn't worked out again."""
        waiting = [key for key in keys if key not in values]
        if waiting:
            steps = (step for step in self.program.needed(waiting) if step.key not in values)
            with localcontext(EXACT):
                for step in steps:
                    values[step.key] = work_out(step.expression, values)
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

    def involved(self, keys: Iterable[Key]) -> frozenset[Key]:
        """The steps with all that they can depend on."""
        return frozenset(step.key for step in self.program.needed(keys))

    def live(self, keys: Iterable[Key], values: Mapping[Key, Working]) -> frozenset[Key]:
        """The parts of the table with all that they depend on as things are: not what is behind a requirement not met, or a veto."""
        return _closure(keys, lambda each: _live_parts(values[each]))


SETTLING = frozenset({"veto", "grade", "nothing", "outcome"})
"""The kinds of step that settle a result besides its points."""


def trial_of(scheme: Scheme, like: Trial | None = None) -> Trial:
    """A scheme made ready to try cases on. `like` is one of nearly the same scheme."""
    return Trial(
        program_of(scheme, None if like is None else like.program),
        {item.id: item for _, _, item in walk_items(scheme)},
        {section.id: section for _, section in walk_sections(scheme)},
    )


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
    steps = working.steps
    if isinstance(working.expression, e.When):
        condition, then, otherwise = steps
        steps = (condition, *((then,) if condition.points.highest else ()))
        steps += () if condition.points.lowest else (otherwise,)
    for step in steps:
        yield from _live_parts(step)
