"""Breakdowns → CSV and Markdown."""

from decimal import Decimal

from zlpg.engine.breakdown import Breakdown
from zlpg.show.formats import Cell, csv_rows, escaped, markdown_row
from zlpg.show.outcome import outcome_of
from zlpg.show.rows import Row, lost_to_caps, rows_of
from zlpg.show.rule_files import under
from zlpg.show.table import footers, heading, settled
from zlpg.show.warnings import warning
from zlpg.show.words import Words


def columns(words: Words) -> tuple[str, ...]:
    """The names of the columns of `csv_table`."""
    _ = words.gettext
    return (
        _("Unit"),
        _("Year"),
        _("Kind"),
        _("Id"),
        _("No."),
        _("Title"),
        _("Max"),
        _("Points"),
        _("Lowest"),
        _("Highest"),
        _("Without caps"),
        _("Lost to cap"),
        _("Workings"),
        _("Offices"),
        _("Rule file"),
    )


def csv_table(breakdown: Breakdown, words: Words, *, headings: bool = True) -> str:
    """One row for each section, each item and the total, below the headings unless these stand above others already."""
    _ = words.gettext
    kinds = {
        "section": _("section"),
        "item": _("item"),
        "total": _("total"),
        "grade": _("grade"),
        "veto": _("veto"),
        "no_result": _("no result"),
    }
    whose, under_what = (breakdown.facts.unit, breakdown.year), breakdown.rule_file
    rows: list[tuple[Cell, ...]] = []
    for row in rows_of(breakdown, words):
        named, offices = (kinds[row.kind], row.id, row.number, row.title), words.listed(row.offices)
        rows.append(
            (
                *whose,
                *named,
                row.max,
                *_amounts(row),
                None if row.lost is None else row.lost.known,
                row.workings,
                offices,
                under_what,
            )
        )
    for said in outcome_of(breakdown, words):
        if said.kind != "otherwise":
            blank = (None,) * 6
            rows.append((*whose, kinds[said.kind], said.id, None, said.title, *blank, said.state, None, under_what))
    return csv_rows([columns(words), *rows] if headings else rows)


def _amounts(row: Row) -> tuple[Decimal | None, ...]:
    points = row.points
    if points is None:
        return (None,) * 4
    return points.known, points.lowest, points.highest, row.working.uncapped.known


def markdown_table(breakdown: Breakdown, words: Words) -> str:
    """A heading, the table, and what the numbers alone don't say, warnings included."""
    _ = words.gettext
    lines = [f"## {escaped(heading(breakdown, words))}", ""]
    lines.append(
        markdown_row((_("No."), _("Item"), _("Max"), _("Points"), _("Lost to cap"), _("Workings"), _("Offices")))
    )
    lines.append("|---|---|--:|--:|--:|---|---|")
    for row in rows_of(breakdown, words):
        cells = (
            row.number,
            row.weighted_title(words),
            "" if row.max is None else words.number(row.max),
            row.said(words),
            lost_to_caps(row.lost, words),
            row.workings,
            words.listed(row.offices),
        )
        lines.append(markdown_row(cells, strong=row.kind != "item"))
    lines.append("")
    lines += [f"- {escaped(line)}" if line else "" for line in settled(breakdown, words)]
    lines += [escaped(line) for line in footers(breakdown, words)]
    lines += ["", *(f"- {escaped(words.say(warning(breakdown, each).message))}" for each in breakdown.warnings)]
    lines = [*"\n".join(lines).rstrip().splitlines(), "", *map(escaped, under((breakdown.rule_file,), words))]
    return "\n".join(lines).rstrip() + "\n"
