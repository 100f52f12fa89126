"""Lines, trees and tables as text for a terminal or a file, as wide as they may be."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass as unfrozen
from dataclasses import field
from functools import cached_property
from typing import Protocol

from zlpg.records import dataclass
from zlpg.render.lines import WORD, broken, cells, longest_word, spans, widest_number

_COLOURS = {"bold": "1", "red": "31", "green": "32", "bold red": "1;31", "bold green": "1;32"}

GAP = 2
"""How many columns of a terminal lie between two columns of a table."""
NARROWEST, LEAST = 10, 4
"""How wide a column of words is at least, and where there is room for nothing else."""


class Part(Protocol):
    """Something to draw."""

    def fitted(self, width: int | None) -> "Iterator[Line]":
        """Its lines, each at most as wide as `width` wherever that can be."""


@dataclass(frozen=True, slots=True)
class Line:
    """Text with a style, which may be that of its first characters only, behind a lead that has none."""

    text: str = ""
    style: str = ""
    styled: int | None = None
    lead: str = ""

    def fitted(self, width: int | None) -> "Iterator[Line]":
        """The text, broken where it breaks itself, and where it is too wide."""
        at = 0
        for text in self.text.split("\n"):
            for start, end in ((0, len(text.rstrip())),) if width is None else spans(text, width):
                styled = None if self.styled is None else min(max(self.styled - at - start, 0), end - start)
                yield Line(text[start:end], self.style, styled, self.lead)
            at += len(text) + 1

    def drawn(self, *, colour: bool) -> str:
        """The line, with what makes a terminal show its style."""
        styled, rest = self.text[: self.styled], "" if self.styled is None else self.text[self.styled :]
        if colour and self.style and styled:
            styled = f"\x1b[{_COLOURS[self.style]}m{styled}\x1b[0m"
        return f"{self.lead}{styled}{rest}".rstrip()


@unfrozen(slots=True)
class Tree:
    """A line with branches below it."""

    label: Line
    branches: "list[Tree]" = field(default_factory=list)

    def add(self, label: Line) -> "Tree":
        """A new branch."""
        self.branches.append(Tree(label))
        return self.branches[-1]

    def fitted(self, width: int | None) -> Iterator[Line]:
        """The line, and each branch behind what ties it to the others."""
        return self.fitted_behind(width, "", "")

    def fitted_behind(self, width: int | None, first: str, lead: str) -> Iterator[Line]:
        """The same, with `first` before its first line and `lead` before the others."""
        room = None if width is None else max(width - cells(lead), 1)
        for at, line in enumerate(self.label.fitted(room)):
            yield Line(line.text, line.style, line.styled, lead if at else first)
        for at, branch in enumerate(self.branches, start=1):
            tie, below = ("└── ", "    ") if at == len(self.branches) else ("├── ", "│   ")
            yield from branch.fitted_behind(width, lead + tie, lead + below)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table. `apart` is whether there is room above it."""

    cells: tuple[str, ...]
    style: str = ""
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows below headings, with lines between them that go across. The columns of amounts stand to the right."""

    headings: tuple[str, ...]
    rows: tuple[Row | Line, ...]
    amounts: frozenset[int]
    names: int
    """How many columns, the first ones, name the rows."""
    unbroken: frozenset[int] = frozenset()
    """The columns whose cells are broken only where there is no other way."""

    def fitted(self, width: int | None) -> Iterator[Line]:
        """The table, or where there isn't room for all its columns, several below each other, each with the names."""
        texts = [self.headings, *(row.cells for row in self.rows if isinstance(row, Row))]
        columns = [
            Column(tuple(column), at, unbroken=at in self.unbroken)
            for at, column in enumerate(zip(*texts, strict=True))
        ]
        for count, chosen in enumerate(_side_by_side(columns, self.names, width)):
            if count:
                yield Line()
            yield from self._drawn([column.at for column in chosen], _widths(chosen, width), width)

    def _drawn(self, columns: Sequence[int], widths: Sequence[int], width: int | None) -> Iterator[Line]:
        yield from self._row(Row(self.headings, "bold"), columns, widths)
        yield Line("─" * (sum(widths) + GAP * (len(widths) - 1)))
        for row in self.rows:
            if isinstance(row, Row):
                yield from self._row(row, columns, widths)
            else:
                yield from row.fitted(width)

    def _row(self, row: Row, columns: Sequence[int], widths: Sequence[int]) -> Iterator[Line]:
        if row.apart:
            yield Line()
        held = [_cell(row.cells[at], width) for at, width in zip(columns, widths, strict=True)]
        for number in range(max(map(len, held))):
            texts = [lines[number] if number < len(lines) else "" for lines in held]
            padded = (
                f"{' ' * (width - cells(text))}{text}" if at in self.amounts else f"{text}{' ' * (width - cells(text))}"
                for at, text, width in zip(columns, texts, widths, strict=True)
            )
            yield Line((" " * GAP).join(padded).rstrip(), row.style)


def _cell(text: str, width: int) -> list[str]:
    """A cell's lines; where the first one is indented, all are."""
    indent = text[: len(text) - len(text.lstrip())]
    return [f"{indent}{line}" for line in broken(text[len(indent) :], max(width - len(indent), 1))]


class Column:
    """How wide a column of a table is by itself, and how far it can be squeezed."""

    def __init__(self, texts: tuple[str, ...], at: int, *, unbroken: bool) -> None:
        self.texts, self.at, self.unbroken = texts, at, unbroken
        self.width = max(map(cells, texts))

    @cached_property
    def least(self) -> int:
        """The width below which words would be broken, or a number, or there would be little to read in a line."""
        words = self.width if self.unbroken else min(max(longest_word(self.texts), NARROWEST), WORD)
        return max(self.numbers, min(self.width, words))

    @cached_property
    def numbers(self) -> int:
        """The width below which a number would be broken."""
        return max(widest_number(self.texts), min(self.width, LEAST))


def _side_by_side(columns: Sequence[Column], names: int, width: int | None) -> Iterator[list[Column]]:
    """All the columns, or as many as there is room for each time beside those that name the rows."""
    if width is None or sum(column.width + GAP for column in columns) - GAP <= width:
        yield list(columns)
        return
    always, *others = list(columns[:names]), *columns[names:]
    chosen: list[Column] = []
    for column in others:
        if chosen and sum(each.least + GAP for each in (*always, *chosen, column)) - GAP > width:
            yield [*always, *chosen]
            chosen = []
        chosen.append(column)
    yield [*always, *chosen]


def _widths(columns: Sequence[Column], width: int | None) -> list[int]:
    """How wide each column is: by itself, or where there isn't room, the widest ones less, down to what they need."""
    widths = [column.width for column in columns]
    room = sum(widths) if width is None else width - GAP * (len(widths) - 1)
    if sum(widths) <= room:
        return widths
    for least in ([column.least for column in columns], [column.numbers for column in columns]):
        widths = [max(min(wide, room), need) for wide, need in zip(widths, least, strict=True)]
        while sum(widths) > room and (wider := [at for at, wide in enumerate(widths) if wide > least[at]]):
            widths[max(wider, key=lambda at: widths[at])] -= 1
    return widths


def drawn(parts: Iterable[Part], *, width: int | None, colour: bool) -> str:
    """The parts below each other, no wider than `width` where that can be; no spaces at the ends of lines."""
    return "".join(f"{line.drawn(colour=colour)}\n" for part in parts for line in part.fitted(width))
