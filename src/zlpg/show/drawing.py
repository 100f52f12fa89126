"""Lines, trees and tables as text for a terminal or a file, as wide as they may be.

>>> rows = Row(("17", "信息报送", "0.3", "(13 − 10) × 0.1")), Row(("", "Total", "97.325", ""), "bold", apart=True)
>>> table = Table(("No.", "Item", "Points", "Workings"), rows, amounts=frozenset({2}), names=2)
>>> print(drawn([table], width=36, colour=False), end="")
No.  Item      Points  Workings
────────────────────────────────────
17   信息报送     0.3  (13 − 10)
                       × 0.1
<BLANKLINE>
     Total     97.325

What is drawn is data until then, which another output may read as well. rich draws it. Where lines end and how wide columns are is
decided here: rich breaks Chinese text and numbers anywhere.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from functools import cached_property, partial
from itertools import chain
from typing import TYPE_CHECKING, Literal

from zlpg.records import record
from zlpg.show.lines import WORD, broken, cells, longest_word, spans, widest_number

if TYPE_CHECKING:
    from rich.console import Group, JustifyMethod, RenderableType
    from rich.text import Text
    from rich.tree import Tree as Drawn

UNLIMITED = 2**31
"""The width of a console in which rich neither breaks nor crops anything."""
GAP = 2
"""How many columns of a terminal lie between two columns of a table."""
TIE = 4
"""How many columns what ties a branch to a tree takes."""
NARROWEST, LEAST = 10, 4
"""How wide a column of words is at least, and where there is room for nothing else."""


@record(frozen=True, slots=True)
class Line:
    """Text with a style, which may be that of its first characters only."""

    text: str = ""
    style: str = ""
    styled: int | None = None
    unbroken: bool = False
    """Whether it is left as it is where it is too wide."""

    def fitted(self, width: int) -> "Text":
        """The text, broken where it breaks itself, and where it is too wide."""
        from rich.text import Text

        text = Text(self.text)
        text.stylize(self.style, 0, self.styled)
        whole, room = text.split(allow_blank=True), UNLIMITED if self.unbroken else width
        lines = (line for each in whole for line in each.divide(chain(*spans(each.plain, room)))[1::2])
        return Text("\n").join(lines)


@record(frozen=True, slots=True)
class Tree:
    """A line with branches below it."""

    label: Line
    branches: "list[Tree]" = field(default_factory=list)

    def add(self, label: Line) -> "Tree":
        """A new branch."""
        self.branches.append(Tree(label))
        return self.branches[-1]

    def fitted(self, width: int) -> "Drawn":
        """The line, and each branch behind what ties it to the others."""
        from rich.tree import Tree as Drawn

        tree = Drawn(self.label.fitted(width))
        tree.children += [branch.fitted(max(width - TIE, 1)) for branch in self.branches]
        return tree


@record(frozen=True, slots=True)
class Row:
    """A row of a table. `apart` is whether there is room above it."""

    cells: tuple[str, ...]
    style: str = ""
    apart: bool = False


@record(frozen=True, slots=True)
class Table:
    """Rows below headings, with lines between them that go across. The columns of amounts stand to the right.

    A column in which no row has anything is left out, unless it names the rows.
    """

    headings: tuple[str, ...]
    rows: tuple[Row | Line, ...]
    amounts: frozenset[int]
    names: int
    """How many columns, the first ones, name the rows."""
    unbroken: frozenset[int] = frozenset()
    """The columns whose cells are broken only where there is no other way."""

    def fitted(self, width: int) -> "Group":
        """The table, or where there isn't room for all its columns, several below each other, each with the names."""
        from rich.console import Group
        from rich.text import Text

        texts = [self.headings, *(row.cells for row in self.rows if isinstance(row, Row))]
        columns = [
            Column(tuple(column), at, unbroken=at in self.unbroken)
            for at, column in enumerate(zip(*texts, strict=True))
            if at < self.names or any(column[1:])
        ]
        first, *others = (self._grids(chosen, width) for chosen in _side_by_side(columns, self.names, width))
        return Group(*first, *(each for grids in others for each in (Text(), *grids)))

    def _grids(self, columns: "Sequence[Column]", width: int) -> "Iterator[RenderableType]":
        """The rows from each line that goes across to the next, the first ones below the headings, and these lines."""
        from rich.box import SIMPLE_HEAD
        from rich.cells import cell_len
        from rich.table import Column as GridColumn
        from rich.table import Table as Grid
        from rich.text import Text

        heads, texts_of_columns = [], []
        for column, wide in zip(columns, _widths(columns, width), strict=True):
            heading, *texts = fitted = [_cell(text, wide) for text in column.texts]
            needed = max(
                cell_len(line) for text in fitted for line in text.split("\n")
            )  # what can't be broken is wider
            justify: JustifyMethod = "right" if column.at in self.amounts else "left"
            heads.append(GridColumn(Text(heading), width=max(wide, needed), no_wrap=True, justify=justify))
            texts_of_columns.append(texts)
        following = zip(*texts_of_columns, strict=True)
        grid = partial(Grid, box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, GAP - 1, 0, 0))
        yield (below := grid(*map(GridColumn.copy, heads)))
        for row in self.rows:
            if isinstance(row, Row):
                if row.apart:
                    below.add_section()
                below.add_row(*map(Text, next(following)), style=row.style)
            else:
                yield row.fitted(width)
                yield (below := grid(*map(GridColumn.copy, heads), show_header=False))


Part = Line | Tree | Table
"""Something to draw."""


def _cell(text: str, width: int) -> str:
    """A cell's lines; where the first one is indented, all are."""
    indent = text[: len(text) - len(text.lstrip())]
    return "\n".join(f"{indent}{line}" for line in broken(text[len(indent) :], max(width - len(indent), 1)))


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


def _side_by_side(columns: Sequence[Column], names: int, width: int) -> Iterator[list[Column]]:
    """All the columns, or as many as there is room for each time beside those that name the rows."""
    if sum(column.width + GAP for column in columns) - GAP <= width:
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


def _widths(columns: Sequence[Column], width: int) -> list[int]:
    """How wide each column is: by itself, or where there isn't room, the widest ones less, down to what they need."""
    widths = [column.width for column in columns]
    room = width - GAP * (len(widths) - 1)
    if sum(widths) <= room:
        return widths
    for least in ([column.least for column in columns], [column.numbers for column in columns]):
        widths = [max(min(wide, room), need) for wide, need in zip(widths, least, strict=True)]
        while sum(widths) > room and (wider := [at for at, wide in enumerate(widths) if wide > least[at]]):
            widths[max(wider, key=lambda at: widths[at])] -= 1
    return widths


def drawn(parts: Iterable[Part], *, width: int | None, colour: bool) -> str:
    """The parts below each other, no wider than `width` where that can be."""
    from rich.console import Group

    fitted = (part.fitted(UNLIMITED if width is None else width) for part in parts)
    return printed(Group(*fitted), width=UNLIMITED, colour=colour)


def printed(what: "RenderableType", *, width: int, colour: bool) -> str:
    """What rich prints on a terminal of that width; no spaces at the ends of lines."""
    from io import StringIO

    from rich.console import Console

    target = StringIO()
    system: Literal["standard"] | None = "standard" if colour else None
    console = Console(file=target, width=width, force_terminal=colour, color_system=system, legacy_windows=False)
    console.print(what, crop=False)
    return "\n".join(line.rstrip() for line in target.getvalue().split("\n"))
