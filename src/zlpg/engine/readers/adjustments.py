"""What sections, and the total, make of their parts beyond adding them up: what a cap takes, what weights and averages do.

A section of three items with 4, 3 and 2 points and a cap of 8 is 1 less than its parts. While facts are open, that is an interval, and
not just the section's less its parts': all of them read the same facts.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from decimal import localcontext
from functools import cache

import zlpg.engine.expression as e
from zlpg.engine.breakdown import Breakdown
from zlpg.engine.program import MEASURES, TABLE, Key, Program
from zlpg.engine.readers.bounds import points_of
from zlpg.engine.readers.boxes import Box
from zlpg.engine.readers.pieces import difference
from zlpg.engine.readers.program_boxes import box_around
from zlpg.engine.table import TOTAL
from zlpg.model.facts import Facts
from zlpg.model.table import Section, Total
from zlpg.model.walks import adjustments, parts_below, walk_sections
from zlpg.numbers import EXACT, Interval, added
from zlpg.records import record


@record(frozen=True, slots=True)
class Adjustment:
    """What a section, or the total, is beyond its parts added up, and the keys by which it can be anything: none where it only adds."""

    by: tuple[str, ...]
    points: Interval


def adjustments_of(breakdown: Breakdown) -> dict[str, Adjustment]:
    """What each section, and the total, makes of its parts, by their ids."""
    workings = {each.section.id: each.working for each in breakdown.sections} | {TOTAL: breakdown.working}
    points = breakdown.points

    @cache
    def known() -> Mapping[Key, Interval]:
        return possible_by(breakdown.program, breakdown.facts)

    def box(read: Iterable[e.Expression]) -> Box:
        return box_around(read, known(), breakdown.scheme.asked)

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
    sum_of_parts = added(parts.values())
    if (whole.known is not None and sum_of_parts.known is not None) or set(by) <= {"cap"}:
        return whole.minus_parts(sum_of_parts)
    added_up = e.Sum(tuple(map(e.Part, parts)))
    return difference(expression, added_up, box((expression, added_up)))


def possible_by(program: Program, facts: Facts) -> dict[Key, Interval]:
    """What a score's own facts leave possible of every scalar and part of its scheme."""
    known: dict[Key, Interval] = dict(program.domain.items())
    known.update((scalar, Interval.exactly(value)) for scalar, value in facts.values.items())
    return program.run(points_of, known, program.of_kind(MEASURES | TABLE))
