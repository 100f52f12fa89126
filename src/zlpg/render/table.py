"""Breakdown → a table for a terminal or a file."""

from collections.abc import Iterable
from io import StringIO
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from rich.tree import Tree

from zlpg.breakdown import Breakdown
from zlpg.points import told
from zlpg.render.outcome import outcome_of
from zlpg.render.rows import Row, rows_of
from zlpg.render.words import Words, visible
from zlpg.scheme import read_beside_items

UNLIMITED = 100_000
"""The width of what isn't a terminal: everything on one line."""


def table(breakdown: Breakdown, words: Words, *, width: int | None, colour: bool) -> str:
    """The breakdown as a table, as wide as its content, or at most `width` columns."""
    _ = words.gettext
    grid = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1), show_edge=False)
    grid.add_column(_("No."), no_wrap=True)
    grid.add_column(_("Item"), overflow="fold")
    grid.add_column(_("Max"), justify="right", overflow="fold")
    grid.add_column(_("Points"), justify="right", overflow="fold")
    grid.add_column(_("Lost to cap"), justify="right", overflow="fold")
    grid.add_column(_("Workings"), overflow="fold")
    grid.add_column(_("Offices"), overflow="fold")
    for row in rows_of(breakdown, words):
        if row.kind == "total":
            grid.add_section()
        grid.add_row(*(Text(cell) for cell in _cells(row, words)), style="" if row.kind == "item" else "bold")
    parts: tuple[Text | Table, ...] = (
        Text(visible(heading(breakdown, words)), style="bold"),
        Text(),
        grid,
        Text(),
        *map(Text, settled(breakdown, words)),
        *map(Text, footers(breakdown, words)),
    )
    return drawn(parts, width=width, colour=colour)


def drawn(parts: Iterable["Text | Table | Tree"], *, width: int | None, colour: bool) -> str:
    """What rich makes of the parts, without spaces at the ends of lines."""
    target = StringIO()
    console = Console(
        file=target,
        width=width or UNLIMITED,
        force_terminal=colour,
        color_system="standard" if colour else None,
        markup=False,
        highlight=False,
        emoji=False,
        legacy_windows=False,
    )
    for part in parts:
        console.print(part, soft_wrap=width is None and isinstance(part, Text))
    return "".join(f"{line.rstrip()}\n" for line in target.getvalue().splitlines())


def heading(breakdown: Breakdown, words: Words) -> str:
    """Whose score this is, under what."""
    unit = breakdown.facts.unit or words.gettext("(unit not named)")
    year = breakdown.year
    return f"{unit} {year} · {breakdown.scheme.title}"


def settled(breakdown: Breakdown, words: Words) -> Iterable[str]:
    """The grade, and what else settles the result, a line each, then an empty one; nothing where there is none of that."""
    lines = [said.line for said in outcome_of(breakdown, words) if said.line]
    return [*lines, ""] if lines else []


def footers(breakdown: Breakdown, words: Words) -> Iterable[str]:
    """What the numbers alone don't say."""
    still_open = {fact for result in breakdown.items for fact in result.open}
    still_open.update(fact for fact, _ in breakdown.open_beside)
    if not still_open:
        yield words.gettext("Every fact that bears on points is reported.")
        return
    if breakdown.outcome.no_result:
        template = words.gettext("Still open: {open} of {all} facts that bear on points.")
    elif breakdown.outcome.no_result is None:
        template = words.gettext(
            "Still open: {open} of {all} facts that bear on points. The total, if there is one, lies in {interval}."
        )
    elif breakdown.total is not None:
        template = words.gettext("Still open: {open} of {all} facts that bear on points. They can't change this total.")
    else:
        template = words.gettext("Still open: {open} of {all} facts that bear on points. The total lies in {interval}.")
    asked = {fact for result in breakdown.items for fact in result.facts}
    asked.update(fact for fact, _ in read_beside_items(breakdown.scheme))
    yield template.format(open=len(still_open), all=len(asked), interval=words.interval(breakdown.working.points))


def _cells(row: Row, words: Words) -> tuple[str, ...]:
    return (
        f"{' ' * row.depth}{row.number or ('·' if row.depth else '')}",
        row.weighted_title,
        "" if row.max is None else told(row.max),
        row.said(words),
        told(row.lost) if row.lost and row.lost > 0 else "",
        row.workings,
        " ".join(row.offices),
    )
