"""Comparison → a table with the reasons below it."""

from collections.abc import Iterator, Sequence

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from zlpg.diff import LineChange
from zlpg.render.comparison import ComparisonWords
from zlpg.render.standings import StandingWords
from zlpg.render.table import drawn
from zlpg.render.words import cells

GAP = 3
"""How many columns of a terminal lie between two columns of the table."""

NAME = 16
"""How wide the names of items are at least, where there is not room for all of them."""


def table(said: ComparisonWords, lines: Sequence[LineChange], *, width: int | None, colour: bool) -> str:
    """The lines as a table, or as several beneath each other in a narrow terminal; below, each item that changed, and why."""
    headings, rows, standings = said.headings(), [said.cells(line) for line in lines], StandingWords(said)
    grades = [standings.cells()] if standings.shown else []
    whose, under = said.heading()
    parts: list[Text | Table | Tree] = [Text(whose, style="bold"), Text(under), Text()]
    for columns in _side_by_side([headings, *rows, *grades], width):
        grid = _grid(headings, columns)
        for line, row in zip(lines, rows, strict=True):
            if line.kind == "total":
                grid.add_section()
            number = f"{' ' * line.depth}{row[0] or ('·' if line.depth else '')}"
            style = "bold" if line.kind in {"section", "total"} else ""
            grid.add_row(*map(Text, (number, row[1], *(row[column] for column in columns))), style=style)
        for row in grades:
            grid.add_row(*map(Text, (row[0], row[1], *(row[column] for column in columns))), style="bold")
        parts += [grid, Text()]
    if (reasons := _reasons(said, lines, standings)).children:
        parts += [reasons, Text()]
    footers = tuple(map(Text, said.footers()))
    return drawn((*parts, *footers) if footers else parts[:-1], width=width, colour=colour)


def _grid(headings: Sequence[str], columns: Sequence[int]) -> Table:
    grid = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1), show_edge=False)
    grid.add_column(headings[0], no_wrap=True)
    grid.add_column(headings[1], overflow="fold")
    for column in columns:
        grid.add_column(headings[column], justify="right", overflow="fold")
    return grid


def _side_by_side(rows: Sequence[Sequence[str]], width: int | None) -> Iterator[list[int]]:
    """The columns of amounts that there is room for beside the names, as many as fit each time; no number is broken."""
    number, name, *amounts = (
        max(max(map(cells, cell.split(" "))) for cell in column) for column in zip(*rows, strict=True)
    )
    room = None if width is None else width - number - min(name, NAME) - GAP
    columns: list[int] = []
    taken = 0
    for column, needed in enumerate(amounts, start=2):
        if columns and room is not None and taken + needed + GAP > room:
            yield columns
            columns, taken = [], 0
        columns.append(column)
        taken += needed + GAP
    yield columns


def _reasons(said: ComparisonWords, lines: Sequence[LineChange], standings: StandingWords) -> Tree:
    tree = Tree(Text(said.words.gettext("Why"), style="bold"))
    for line in lines:
        if why := tuple(said.why(line)):
            branch = tree.add(Text(said.summary(line), style="bold"))
            for reason in why:
                branch.add(Text(reason))
    if standings.shown and (why := tuple(standings.why())):
        branch = tree.add(Text(standings.summary(), style="bold"))
        for reason in why:
            branch.add(Text(reason))
    return tree
