"""Breakdowns → CSV and Markdown."""

import csv
import re
from collections.abc import Iterable
from decimal import Decimal
from io import StringIO

from zlpg.breakdown import Breakdown
from zlpg.points import nearest, plain
from zlpg.render.outcome import outcome_of
from zlpg.render.rows import Row, rows_of
from zlpg.render.rule_files import under
from zlpg.render.table import footers, heading, settled
from zlpg.render.warnings import warning
from zlpg.render.words import Words, visible

_FORMULA = ("=", "+", "-", "−", "@", "＝", "＋", "－", "＠")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~&])")


def csv_table(breakdown: Breakdown, words: Words, *, headings: bool = True) -> str:
    """One row for each section, each item and the total, below a line of headings where it is the first of a file.

    Numbers are plain; text that a spreadsheet would take for a formula is kept from being one by an apostrophe.
    """
    _ = words.gettext
    names = (
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
    kinds = {
        "section": _("section"),
        "item": _("item"),
        "total": _("total"),
        "grade": _("grade"),
        "veto": _("veto"),
        "no_result": _("no result"),
    }
    unit, year = csv_text(visible(breakdown.facts.unit or "")), breakdown.year
    rule_file = csv_text(visible(breakdown.rule_file))
    target = StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    if headings:
        writer.writerow(names)
    for row in rows_of(breakdown, words):
        writer.writerow(
            (
                unit,
                year,
                kinds[row.kind],
                row.id,
                csv_text(row.number),
                csv_text(row.title),
                csv_number(row.max),
                *map(csv_number, _amounts(row)),
                csv_number(row.lost),
                csv_text(row.workings),
                csv_text(words.listed(row.offices)),
                rule_file,
            )
        )
    for said in outcome_of(breakdown, words):
        if said.kind != "otherwise":
            blank = ("",) * 6
            writer.writerow(
                (
                    unit,
                    year,
                    kinds[said.kind],
                    said.id,
                    "",
                    csv_text(said.title),
                    *blank,
                    csv_text(said.state),
                    "",
                    rule_file,
                )
            )
    return target.getvalue()


def _amounts(row: Row) -> tuple[Decimal | None, ...]:
    points = row.points
    if points is None:
        return (None,) * 4
    return points.known, points.lowest, points.highest, row.working.uncapped.known


def markdown_table(breakdown: Breakdown, words: Words) -> str:
    """A heading, the table, and what the numbers alone don't say, warnings included."""
    _ = words.gettext
    lines = [f"## {escaped(visible(heading(breakdown, words)))}", ""]
    lines.append(
        markdown_line((_("No."), _("Item"), _("Max"), _("Points"), _("Lost to cap"), _("Workings"), _("Offices")))
    )
    lines.append("|---|---|--:|--:|--:|---|---|")
    for row in rows_of(breakdown, words):
        cells = (
            escaped(row.number),
            escaped(row.weighted_title(words)),
            "" if row.max is None else words.number(row.max),
            escaped(row.said(words)),
            escaped(words.number(row.lost)) if row.lost and row.lost > 0 else "",
            escaped(row.workings),
            escaped(words.listed(row.offices)),
        )
        lines.append(
            markdown_line(cells if row.kind == "item" else tuple(f"**{cell}**" if cell else "" for cell in cells))
        )
    lines.append("")
    lines += [f"- {escaped(line)}" if line else "" for line in settled(breakdown, words)]
    lines += [escaped(line) for line in footers(breakdown, words)]
    lines += ["", *(f"- {escaped(words.say(warning(breakdown, each).message))}" for each in breakdown.warnings)]
    lines = [*"\n".join(lines).rstrip().splitlines(), "", *map(escaped, under((breakdown.rule_file,), words))]
    return "\n".join(lines).rstrip() + "\n"


def markdown_line(cells: Iterable[str]) -> str:
    """A row of a Markdown table, of cells that are escaped."""
    return f"| {' | '.join(cells)} |"


def escaped(text: str) -> str:
    """Text that Markdown takes for text: no markup, no end of a cell."""
    return _MARKDOWN.sub(r"\\\1", text)


def csv_text(text: str) -> str:
    """Text for a cell of a CSV file, kept from being a formula by an apostrophe."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def csv_number(number: Decimal | None) -> str:
    """A number for a cell of a CSV file; nothing where it isn't known or has no end."""
    return plain(nearest(number)) if number is not None and number.is_finite() else ""
