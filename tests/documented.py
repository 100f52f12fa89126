"""What tests of documents share: blocks of YAML with tables below them that say what facts come to.

A block has `items` or a `total`, and perhaps declares `facts` and `measures`. It is loaded inside of a whole rule file. The table
below it has facts in its first column, and in the others what the part that the column is headed by comes to: `points` for the
block's only item, `grade` for the grades still possible, best first, else the id of an item or a section, or `total`.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from textwrap import indent
from typing import Any, NamedTuple, TypeAlias

import facade
import zlpg
from facade import parsed, read_rules
from zlpg.numbers import UNBOUNDED, Interval, exact

NO_RESULT = "none"
"""What a cell says where there is no result; behind grades, where there may be none."""

Outcome: TypeAlias = Interval | tuple[str, ...] | None
"""What a part comes to, or the grades that are possible; `None` where there is no result."""

_FRACTION = re.compile(r"-?\d+/\d+")


class Table(NamedTuple):
    """A table of a document, with the last heading above it."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Example(NamedTuple):
    """A part of a rule file, with the table of what it comes to."""

    text: str
    table: Table

    @property
    def name(self) -> str:
        return self.table.heading

    @property
    def asked(self) -> tuple[str, ...]:
        """What the columns after the first are headed by."""
        return tuple(column.strip("`") for column in self.table.columns[1:])

    def expected(self, row: tuple[str, ...]) -> dict[str, Outcome]:
        """What a row says that its facts come to."""
        return {id: outcome(id, cell) for id, cell in zip(self.asked, row[1:], strict=True)}


def sections(text: str, deepest: int = 4) -> Iterator[tuple[str, str]]:
    """Each heading down to a level, with what is below it up to the next one. A comment in a block is no heading."""
    for part in re.split(rf"^(?=#{{1,{deepest}}} (?!.*\.yaml$))", text, flags=re.MULTILINE)[1:]:
        heading, below = part.split("\n", 1)
        yield heading.lstrip("# "), below


def cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line.split("|")[1:-1])


def table_of(heading: str, lines: str) -> Table:
    head, _, *rows = map(cells, lines.splitlines())
    assert all(len(row) == len(head) for row in rows), lines
    return Table(heading, head, tuple(rows))


def tables_in(text: str) -> list[Table]:
    """Every table of a document."""
    return [
        table_of(heading, lines)
        for heading, below in sections(text)
        for lines in re.findall(r"(?:^\|.*\n)+", below, re.MULTILINE)
    ]


def examples_in(text: str) -> list[Example]:
    """Every block that is no file of its own, with the table below it."""
    return [
        Example(block, table_of(heading, lines))
        for heading, below in sections(text, 3)
        for block, lines in re.findall(r"^```yaml\n(?!# )((?:(?!```).*\n)+)```\n\n((?:\|.*\n)+)", below, re.MULTILINE)
    ]


def anchors_in(text: str) -> set[str]:
    """What links into a document can lead to."""
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading, _ in sections(text)}


def links_in(text: str) -> list[tuple[str, str]]:
    """The file and the anchor of every link, either of them empty."""
    return re.findall(r"\]\((?!https?://)([^)#]*)(?:#([^)]*))?\)", text)


def code(cell: str) -> str:
    """What a cell holds as inline code, and holds nothing but."""
    found = re.fullmatch("`([^`]+)`", cell)
    assert found, cell
    return found[1]


def whole(example: Example) -> str:
    """The rule file around an example."""
    parts = dict(re.findall(r"^(\w+):\n((?:(?:  .*)?\n)+)", example.text, re.MULTILINE))
    assert parts.keys() - {"facts", "measures", "offices"} in ({"items"}, {"total"}), parts.keys()
    inside = parts.pop("total", None)
    if inside is None:
        items = indent(parts.pop("items"), " " * 6)
        inside = f"  sections:\n    - id: part\n      title: 部分\n      items:\n{items}"
    named = [id for ids in re.findall(r"responsible: \[([^\]]+)\]", inside) for id in ids.split(", ")]
    offices = "".join(f"  {office}: {{name: {office}}}\n" for office in dict.fromkeys(named))
    declared = {"offices": offices, **parts, "total": inside}
    blocks = "".join(f"\n{key}:\n{block}" for key, block in declared.items() if block)
    return f"scheme: example\nyear: 2021\ntitle: 例\n{blocks}"


def loaded(example: Example, folder: Path) -> zlpg.Scheme:
    """An example as a scheme, in which nothing is wrong."""
    file = folder / "rules.yaml"
    file.write_text(whole(example), encoding="utf-8")
    rules = read_rules(file)
    assert not rules.findings, [(each.at, str(each.message)) for each in rules.findings]
    return rules.usable


def read(cell: str) -> Any:
    """What a cell says as YAML, with or without being set as code."""
    source = parsed(cell.strip("`"))
    assert not source.diagnostics, cell
    return source.data


def amount(cell: str) -> Interval:
    """A number, also as a fraction, or an interval whose missing ends are open."""
    said = read(cell)
    if not isinstance(said, tuple):
        return Interval.exactly(_number(said))
    lowest, highest = said
    return Interval(
        -UNBOUNDED if lowest is None else _number(lowest), UNBOUNDED if highest is None else _number(highest)
    )


def _number(said: Any) -> Decimal:
    if isinstance(said, Decimal):
        return said
    assert _FRACTION.fullmatch(said), said
    return exact(Fraction(said))


def outcome(id: str, cell: str) -> Outcome:
    """What a cell says of a part, or of the grade."""
    if cell == NO_RESULT:
        return None
    return tuple(cell.split(", ")) if id == "grade" else amount(cell)


def scored(scheme: zlpg.Scheme, facts: str) -> Mapping[str, Outcome]:
    """What every item, every section and the total come to; `points` where there is but one item; the grades possible."""
    breakdown = facade.scored(scheme, read(facts))
    items = {each.item.id: each.working.points for each in breakdown.items}
    parts = {each.section.id: each.working.points for each in breakdown.sections}
    only = {"points": next(iter(items.values()))} if len(items) == 1 else {}
    grades = tuple(each.id for each in breakdown.outcome.grades)
    none = breakdown.outcome.no_result
    open_grades = grades if none is not None else (*grades, NO_RESULT)
    total = None if breakdown.outcome.no_total else breakdown.working.points
    settled: dict[str, Outcome] = {"total": total, "grade": open_grades}
    return {**items, **parts, **only, **(dict.fromkeys(settled) if none else settled)}
