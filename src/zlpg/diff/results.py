"""A score as a comparison takes it: the lines of its table with their points, and the breakdown where there is one.

A result that was saved and read again has the same lines, and no breakdown.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import localcontext
from functools import cache

import zlpg.engine.expression as e
from zlpg.engine.breakdown import Breakdown
from zlpg.engine.program import MEASURES, TABLE, Key, Program
from zlpg.engine.readers.bounds import points_of
from zlpg.engine.readers.boxes import Box
from zlpg.engine.readers.ground import box_around
from zlpg.engine.readers.pieces import difference
from zlpg.engine.table import TOTAL
from zlpg.model.facts import Facts
from zlpg.model.table import Section, Total
from zlpg.model.walks import adjustments, parts_below, walk_sections
from zlpg.numbers import EXACT, Interval, added


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What a section, or the total, is beyond its parts added up, and the keys by which it can be anything: none where it only adds."""

    by: tuple[str, ...]
    points: Interval


@dataclass(frozen=True, slots=True)
class Line:
    """A section or an item of a table, `within` the section around it, or the total.

    `formerly` are the ids that it had before, and `adjustment` is what a section makes of its parts; an item has none.
    """

    id: str
    within: str
    number: int | str | None
    title: str
    points: Interval
    formerly: tuple[str, ...] = ()
    adjustment: Adjustment | None = None

    @property
    def is_item(self) -> bool:
        """Whether it is an item and no section."""
        return self.adjustment is None


@dataclass(frozen=True, slots=True)
class Standing:
    """What a total means: the grades still possible, best first, by their ids with their titles.

    `no_result` is whether there is none; `None` while that is open. `graded` says whether the rules have grades.
    """

    grades: tuple[tuple[str, str], ...] = ()
    no_result: bool | None = False
    graded: bool = False

    @property
    def grade(self) -> str | None:
        """The id of the grade, where only one is possible and there certainly is a result."""
        return self.grades[0][0] if len(self.grades) == 1 and self.no_result is False else None

    @property
    def decides(self) -> tuple[tuple[str, ...], bool | None]:
        """What makes two results different ones, whatever grades are called."""
        return tuple(id for id, _ in self.grades), self.no_result


@dataclass(frozen=True, slots=True)
class Result:
    """A unit's score as a comparison takes it. `lines` stand in the document's order, what holds others before them.

    `total` is `None` where there is no result. `breakdown` is `None` for a result that was read as such: what it was worked out from
    isn't known.
    """

    unit: str | None
    year: int
    scheme: str
    rules_year: int
    sha256: str
    title: str
    lines: tuple[Line, ...]
    total: Interval | None
    adjustment: Adjustment
    standing: Standing
    breakdown: Breakdown | None = None
    rule_file: str = ""
    """What the rule file is called; empty where that isn't known."""


def result_of(breakdown: Breakdown) -> Result:
    """What a comparison takes of a breakdown."""
    scheme, facts, outcome = breakdown.scheme, breakdown.facts, breakdown.outcome
    points = {result.item.id: result.working.points for result in breakdown.items}
    points |= {result.section.id: result.working.points for result in breakdown.sections}
    adjusted = adjustments_of(breakdown)
    grades = tuple((grade.id, grade.title) for grade in outcome.grades)
    return Result(
        facts.unit,
        breakdown.year,
        scheme.scheme,
        scheme.year,
        scheme.sha256,
        scheme.title,
        tuple(_lines(scheme.total, TOTAL, points, adjusted)),
        None if outcome.no_result else breakdown.working.points,
        adjusted[TOTAL],
        Standing(grades, outcome.no_result, bool(scheme.total.grades)),
        breakdown,
        breakdown.rule_file,
    )


def _lines(
    node: Section | Total, id: str, points: Mapping[str, Interval], adjusted: Mapping[str, Adjustment]
) -> Iterator[Line]:
    for part in parts_below(node):
        adjustment = adjusted[part.id] if isinstance(part, Section) else None
        yield Line(part.id, id, part.number, part.title, points[part.id], part.formerly, adjustment)
        if isinstance(part, Section):
            yield from _lines(part, part.id, points, adjusted)


def adjustments_of(breakdown: Breakdown) -> dict[str, Adjustment]:
    """What each section, and the total, makes of its parts, by their ids."""
    workings = {each.section.id: each.working for each in breakdown.sections} | {TOTAL: breakdown.working}
    points = {id: working.points for id, working in workings.items()}
    points |= {each.item.id: each.working.points for each in breakdown.items}

    @cache
    def known() -> Mapping[Key, Interval]:
        return possible_by(breakdown.program, breakdown.facts)

    def box(read: Iterable[e.Expression]) -> Box:
        return box_around(read, known(), breakdown.scheme.facts)

    def adjustment(id: str, node: Section | Total) -> Adjustment:
        by, parts = adjustments(node), {part.id: points[part.id] for part in parts_below(node)}
        return Adjustment(by, beyond_parts(by, points[id], parts, workings[id].expression, box))

    sections = [section for _, section in walk_sections(breakdown.scheme)]
    with localcontext(EXACT):
        found = {section.id: adjustment(section.id, section) for section in sections}
        return {**found, TOTAL: adjustment(TOTAL, breakdown.scheme.total)}


def beyond_parts(
    by: Collection[str],
    whole: Interval,
    parts: Mapping[str, Interval],
    expression: e.Expression,
    box: Callable[[Iterable[e.Expression]], Box],
) -> Interval:
    """What a section is beyond its parts, given these by their ids: nothing, less where its cap takes some, more where weights do.

    `box` makes a box of what is known of what expressions read; it is asked for only where that is open.
    """
    together = added(parts.values())
    if (whole.known is not None and together.known is not None) or set(by) <= {"cap"}:
        return whole.beyond(together)
    added_up = e.Sum(tuple(map(e.Part, parts)))
    return difference(expression, added_up, box((expression, added_up)))


def possible_by(program: Program, facts: Facts) -> dict[Key, Interval]:
    """What a score's own facts leave possible of every scalar and part of its scheme."""
    known: dict[Key, Interval] = dict(program.domain.items())
    known.update((scalar, Interval.exactly(value)) for scalar, value in facts.values.items())
    return program.run(points_of, known, program.of_kind(MEASURES | TABLE))
