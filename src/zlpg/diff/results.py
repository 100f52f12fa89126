"""What a comparison knows of each score: the lines of its table with their points, and the breakdown where there is one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from zlpg.breakdown import Breakdown
from zlpg.points import Interval
from zlpg.scheme import Item, Section, Total

TOTAL = ""
"""What the total goes by among the names of sections and items."""


@dataclass(frozen=True, slots=True)
class Line:
    """A section or an item of a table, `within` the section around it, or the total."""

    id: str
    within: str
    number: int | str | None
    title: str
    points: Interval
    is_item: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """What a total means: the grades still possible, best first, by their ids with their titles.

    `no_result` is whether there is none; `None` while that is open. `settles` says whether the rules have anything that settles a
    result besides its points, and `graded` whether they have grades.
    """

    grades: tuple[tuple[str, str], ...] = ()
    no_result: bool | None = False
    settles: bool = False
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

    `breakdown` is `None` for a result that was read as such: what it was worked out from isn't known.
    """

    unit: str | None
    year: int
    scheme: str
    rules_year: int
    sha256: str
    title: str
    lines: tuple[Line, ...]
    total: Interval
    breakdown: Breakdown | None = None
    standing: Standing = Standing()


def result_of(breakdown: Breakdown) -> Result:
    """What a comparison takes of a breakdown."""
    scheme, facts = breakdown.scheme, breakdown.facts
    points = {result.item.id: result.working.points for result in breakdown.items}
    points |= {result.section.id: result.working.points for result in breakdown.sections}
    return Result(
        facts.unit,
        breakdown.year,
        scheme.scheme,
        scheme.year,
        scheme.sha256,
        scheme.title,
        tuple(_lines(scheme.total, TOTAL, points)),
        breakdown.working.points,
        breakdown,
        _standing(breakdown),
    )


def _standing(breakdown: Breakdown) -> Standing:
    total, outcome = breakdown.scheme.total, breakdown.outcome
    settles = bool(total.grades or total.vetoes) or outcome.no_result is not False
    grades = tuple((grade.id, grade.title) for grade in outcome.grades)
    return Standing(grades, outcome.no_result, settles, bool(total.grades))


def _lines(node: Section | Total, id: str, points: Mapping[str, Interval]) -> Iterator[Line]:
    items: tuple[Item, ...] = node.items if isinstance(node, Section) else ()
    for section in node.sections:
        yield Line(section.id, id, section.number, section.title, points[section.id], is_item=False)
        yield from _lines(section, section.id, points)
    for item in items:
        yield Line(item.id, id, item.number, item.title, points[item.id], is_item=True)


@dataclass(frozen=True, slots=True)
class Column:
    """A result with the names that its lines go by throughout the comparison."""

    result: Result
    names: Mapping[str, str]
    lines: Mapping[str, Line]
    below: Mapping[str, tuple[str, ...]]
    """What is directly under each section, and under the total."""

    def points(self) -> dict[str, Interval]:
        """The points of every line, and of the total."""
        return {TOTAL: self.result.total, **{name: line.points for name, line in self.lines.items()}}


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
