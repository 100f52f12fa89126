"""What a comparison knows of each score: the lines of its table with their points, and the breakdown where there is one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from zlpg.diff.adjusting import Adjustment, adjustments_of
from zlpg.engine.breakdown import Breakdown
from zlpg.engine.table import TOTAL as TOTAL_ID
from zlpg.model.table import Section, Total
from zlpg.model.walks import parts_below
from zlpg.numbers import Interval

TOTAL = ""
"""What the total goes by among the names of sections and items."""


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
    scheme, facts = breakdown.scheme, breakdown.facts
    points = {result.item.id: result.working.points for result in breakdown.items}
    points |= {result.section.id: result.working.points for result in breakdown.sections}
    adjustments = adjustments_of(breakdown)
    return Result(
        facts.unit,
        breakdown.year,
        scheme.scheme,
        scheme.year,
        scheme.sha256,
        scheme.title,
        tuple(_lines(scheme.total, TOTAL, points, adjustments)),
        None if breakdown.outcome.no_result else breakdown.working.points,
        adjustments[TOTAL_ID],
        _standing(breakdown),
        breakdown,
        breakdown.rule_file,
    )


def _standing(breakdown: Breakdown) -> Standing:
    total, outcome = breakdown.scheme.total, breakdown.outcome
    grades = tuple((grade.id, grade.title) for grade in outcome.grades)
    return Standing(grades, outcome.no_result, bool(total.grades))


def _lines(
    node: Section | Total, id: str, points: Mapping[str, Interval], adjustments: Mapping[str, Adjustment]
) -> Iterator[Line]:
    for part in parts_below(node):
        adjustment = adjustments[part.id] if isinstance(part, Section) else None
        yield Line(part.id, id, part.number, part.title, points[part.id], part.formerly, adjustment)
        if isinstance(part, Section):
            yield from _lines(part, part.id, points, adjustments)


@dataclass(frozen=True)
class Column:
    """A result with the names that its lines go by throughout the comparison."""

    result: Result
    names: Mapping[str, str]
    lines: Mapping[str, Line]
    below: Mapping[str, tuple[str, ...]]
    """What is directly under each section, and under the total."""

    @cached_property
    def adjustments(self) -> dict[str, Adjustment]:
        """What every section, and the total, makes of its parts."""
        of_lines = {name: line.adjustment for name, line in self.lines.items() if line.adjustment is not None}
        return {TOTAL: self.result.adjustment, **of_lines}

    def points(self) -> dict[str, Interval]:
        """The points of every line, and of the total where there is a result."""
        total = {} if self.result.total is None else {TOTAL: self.result.total}
        return total | {name: line.points for name, line in self.lines.items()}


def column_of(result: Result, names: Mapping[str, str]) -> Column:
    """A result under the names of the comparison."""
    below: dict[str, list[str]] = {TOTAL: []}
    for line in result.lines:
        if not line.is_item:
            below[names[line.id]] = []
        below[names[line.within] if line.within else TOTAL].append(names[line.id])
    lines = {names[line.id]: line for line in result.lines}
    return Column(result, names, lines, {name: tuple(each) for name, each in below.items()})


def merged(tables: Sequence[Mapping[str, tuple[str, ...]]]) -> dict[str, tuple[str, ...]]:
    """Several tables as one, from what is directly under each section: the last, with what only earlier ones have in its place."""
    shown: dict[str, tuple[str, ...]] = {}
    placed: set[str] = set()
    for table in reversed(tables):
        for around, names in table.items():
            here = shown.get(around, ())
            shown[around] = tuple(_merged(here, names, placed))
            placed.update(names)
    return shown


def _merged(here: tuple[str, ...], names: tuple[str, ...], placed: set[str]) -> Iterator[str]:
    """What is shown already, each followed by what comes after it in `names` and is `placed` nowhere yet."""
    held, after = set(here), ""
    new: dict[str, list[str]] = {}
    for name in names:
        if name in held:
            after = name
        elif name not in placed:
            new.setdefault(after, []).append(name)
    yield from new.get("", ())
    for name in here:
        yield name
        yield from new.get(name, ())
