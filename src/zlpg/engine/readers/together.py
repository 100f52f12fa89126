"""Reads the steps of a program for their bounds, the readings of one open fact together.

An item of 0.1 for each report, another that takes 0.1 off for each: whatever is reported, they come to 0 together.

>>> from decimal import Decimal as D
>>> from zlpg.engine.program import Step
>>> each = e.Product((e.Fact(Scalar("reports")), e.Number(D("0.1"))))
>>> both = e.Sum((e.Part("reporting"), e.Part("too_many")))
>>> steps = Step("reporting", "item", each), Step("too_many", "item", e.Negative(each)), Step("total", "total", both)
>>> list(reading_twice(steps))
['total']

Bounds are worked out as ever, with every step kept. Only where a measure or a part of the table reads an open fact twice, itself or
through what it is worked out from, is its number that of `pieces`, which may be narrower than what its steps seem to add up to; then the working
names the facts whose readings went together. A score, a case and a mutant are all read in this way.
"""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

import zlpg.engine.expression as e
from zlpg.engine.program import MEASURES, TABLE, Change, Key, Program, Step
from zlpg.engine.readers.bounds import Working, work_out
from zlpg.model.declarations import ChoiceFact
from zlpg.model.scalars import Scalar

if TYPE_CHECKING:
    from zlpg.engine.readers.program_boxes import ProgramBoxes


class Together:
    """A program's reader of its own steps: `Program.run(Together(program), known)`."""

    def __init__(self, program: Program) -> None:
        self.program = program

    def __call__(self, expression: e.Expression, values: Mapping[Key, Working]) -> Working:
        """Bounds, step by step; those of the expression itself, where it reads an open fact twice, of the readings together."""
        working = work_out(expression, values)
        if working.points.known is not None or id(expression) not in self.twice:
            return working
        from zlpg.engine.readers.pieces import bounds  # noqa: PLC0415  # only where facts are open: it takes time to import

        box = self.boxes.around(expression, lambda key: values[key].points)
        whole = self.boxes.inlined(expression, box)
        points = bounds(whole, box)
        if points == working.points:
            return working
        read = Counter(key.fact for key in _readings(whole) if isinstance(key, Scalar) and box.is_open(key))
        return replace(working, points=points, shared=tuple(fact for fact, times in read.items() if times > 1))

    @cached_property
    def twice(self) -> frozenset[int]:
        """The expressions that may read an open fact twice, by their identity: the program keeps them."""
        return frozenset(id(self.program.expression(key)) for key in self.reading_twice)

    @cached_property
    def reading_twice(self) -> frozenset[Key]:
        """The steps of these expressions."""
        choices = {id for id, fact in self.program.scheme.asked.items() if isinstance(fact, ChoiceFact)}
        return frozenset(reading_twice(self.program.steps, choices))

    @cached_property
    def looked_into(self) -> frozenset[Key]:
        """These steps, and those that they are worked out from: what they come to depends on more than what those come to."""
        return frozenset(step.key for step in self.program.needed(self.reading_twice))

    @cached_property
    def boxes(self) -> "ProgramBoxes":
        """What the boxes of the program have in common."""
        from zlpg.engine.readers.program_boxes import ProgramBoxes  # noqa: PLC0415  # only where facts are open

        return ProgramBoxes(self.program)

    def changed(self, change: Change) -> "Together":
        """The reader of the program with something otherwise in it: steps that read nothing that they didn't, or all of it."""
        if change.program is not None:
            found = Together(change.program)
            known = self.program.by_key  # of which expressions that say the same may stand where others do
            found.twice |= {id(known[key].expression) for key in found.reading_twice if key in known}
            return found
        return _Changed(self, change.steps) if self.twice and change.steps else self


class _Changed(Together):
    """The reader of a program with some steps otherwise, without the program as a whole, which would take long to make."""

    def __init__(self, before: Together, steps: Mapping[Key, Step | None]) -> None:
        super().__init__(before.program)
        self.before, self.steps = before, steps

    @cached_property
    def twice(self) -> frozenset[int]:
        was = self.before.program.by_key
        after = (
            step for key, step in self.steps.items() if key in was and id(was[key].expression) in self.before.twice
        )
        return self.before.twice.union(id(step.expression) for step in after if step is not None)

    @cached_property
    def boxes(self) -> "ProgramBoxes":
        return self.before.boxes.changed(self.steps)


def reading_twice(steps: Iterable[Step], choices: Container[str] = ()) -> Iterator[Key]:
    """The measures and parts of the table in which, with all that they are worked out from, a scalar is read more than once.

    `choices` are the facts of which all options are one. Of a table by options one is read; two by one choice read it twice.
    """
    below: dict[Key, frozenset[Key]] = {}
    twice: set[Key] = set()
    for step in steps:
        read = [
            one
            for key in _readings(step.expression)
            for one in below.get(key, (Scalar(key.fact) if isinstance(key, Scalar) and key.fact in choices else key,))
        ]
        below[step.key] = frozenset(read)
        if len(read) > len(below[step.key]) or not twice.isdisjoint(step.reads):
            twice.add(step.key)
            if step.kind in TABLE | MEASURES:
                yield step.key


def _readings(expression: e.Expression) -> Iterator[Key]:
    """What an expression reads, as often as it does; a choice among options reads one of them."""
    match expression:
        case e.Fact(scalar=key) | e.Part(name=key):
            yield key
        case e.Choice(rows=rows):
            yield from _readings(rows[0][0])
            for _, amount in rows:
                yield from _readings(amount)
        case _:  # each reading of each operand: one too many costs time, and changes nothing
            for below in e.children(expression):
                yield from _readings(below)
