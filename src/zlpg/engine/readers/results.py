"""A score as the lines of its table with their points, which is what is saved of it and compared.

A result that was saved and read again has the same lines, and no breakdown.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from zlpg.engine.breakdown import Breakdown
from zlpg.engine.readers.adjustments import Adjustment, adjustments_of
from zlpg.engine.table import TOTAL
from zlpg.model.table import Section, Total
from zlpg.model.walks import parts_below
from zlpg.numbers import Interval
from zlpg.records import record


@dataclass(frozen=True, slots=True)
class ScoreLine:
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


@record(frozen=True, slots=True)
class Standing:
    """What a total means: the grades still possible, best first, by their ids with their titles.

    `no_result` is whether there is none, `no_total` whether there is no total, be it beside a grade; `None` while that is open.
    `graded` says whether the rules have grades.
    """

    grades: tuple[tuple[str, str], ...] = ()
    no_result: bool | None = False
    graded: bool = False
    no_total: bool | None = False

    @property
    def grade(self) -> str | None:
        """The id of the grade, where only one is possible and there certainly is a result."""
        return self.grades[0][0] if len(self.grades) == 1 and self.no_result is False else None

    @property
    def decides(self) -> tuple[tuple[str, ...], bool | None, bool | None]:
        """What makes two results different ones, whatever grades are called."""
        return tuple(id for id, _ in self.grades), self.no_result, self.no_total


@record(frozen=True, slots=True)
class Result:
    """A unit's score. `lines` stand in the document's order, what holds others before them.

    `total` is `None` where there is none. `breakdown` is `None` for a result that was read as such: what it was worked out from
    isn't known.
    """

    unit: str | None
    year: int
    scheme: str
    rules_year: int
    sha256: str
    title: str
    lines: tuple[ScoreLine, ...]
    total: Interval | None
    adjustment: Adjustment
    standing: Standing
    breakdown: Breakdown | None = None
    rule_file: str = ""
    """What the rule file is called; empty where that isn't known."""
    lower_is_better: bool = False
    """Whether fewer points are better."""


def result_of(breakdown: Breakdown) -> Result:
    """What is saved and compared of a breakdown."""
    scheme, facts, outcome = breakdown.scheme, breakdown.facts, breakdown.outcome
    adjusted = adjustments_of(breakdown)
    grades = tuple((grade.id, grade.title) for grade in outcome.grades)
    return Result(
        facts.unit,
        breakdown.year,
        scheme.scheme,
        scheme.year,
        scheme.sha256,
        scheme.title,
        tuple(_lines(scheme.total, TOTAL, breakdown.points, adjusted)),
        None if outcome.no_total else breakdown.working.points,
        adjusted[TOTAL],
        Standing(grades, outcome.no_result, bool(scheme.total.grades), outcome.no_total),
        breakdown,
        breakdown.rule_file,
        scheme.total.lower_is_better,
    )


def _lines(
    node: Section | Total, id: str, points: Mapping[str, Interval], adjusted: Mapping[str, Adjustment]
) -> Iterator[ScoreLine]:
    for part in parts_below(node):
        adjustment = adjusted[part.id] if isinstance(part, Section) else None
        yield ScoreLine(part.id, id, part.number, part.title, points[part.id], part.formerly, adjustment)
        if isinstance(part, Section):
            yield from _lines(part, part.id, points, adjusted)
