"""Comparison → a table with the reasons below it."""

from collections.abc import Sequence

from zlpg.diff.scores import LineChange
from zlpg.show.comparison import ComparisonWords
from zlpg.show.drawing import Line, Part, Row, Table, Tree, drawn
from zlpg.show.standings import StandingWords


def table(said: ComparisonWords, lines: Sequence[LineChange], *, width: int | None, colour: bool) -> str:
    """The lines as a table, or as several beneath each other in a narrow terminal; below, each item that changed, and why."""
    headings, standings = said.headings(), StandingWords(said)
    whose, under = said.heading()
    rows = [_row(said, line) for line in lines]
    if standings.shown:
        rows.append(Row(standings.cells(), "bold"))
    grid = Table(headings, tuple(rows), amounts=frozenset(range(2, len(headings))), names=2)
    parts: list[Part] = [Line(whose, "bold"), Line(under), Line(), grid, Line()]
    if (reasons := _reasons(said, lines, standings)).branches:
        parts += [reasons, Line()]
    footers = tuple(map(Line, said.footers()))
    return drawn((*parts, *footers) if footers else parts[:-1], width=width, colour=colour)


def _row(said: ComparisonWords, line: LineChange) -> Row:
    number, *others = said.cells(line)
    cells = (f"{' ' * line.depth}{number or ('·' if line.depth else '')}", *others)
    return Row(cells, "bold" if line.kind in {"section", "total"} else "", apart=line.kind == "total")


def _reasons(said: ComparisonWords, lines: Sequence[LineChange], standings: StandingWords) -> Tree:
    tree = Tree(Line(said.words.gettext("Why"), "bold"))
    for line in lines:
        if why := tuple(said.why(line)):
            branch = tree.add(Line(said.summary(line), "bold"))
            for reason in why:
                branch.add(Line(reason))
    if standings.shown and (why := tuple(standings.why())):
        branch = tree.add(Line(standings.summary(), "bold"))
        for reason in why:
            branch.add(Line(reason))
    return tree
