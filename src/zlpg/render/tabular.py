"""Breakdowns → CSV and Markdown."""

import csv
import re
from collections.abc import Iterable
from decimal import Decimal
from io import StringIO

from zlpg.breakdown import Breakdown
from zlpg.points import plain
from zlpg.render.rows import rows_of
from zlpg.render.table import footers, heading
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
    )
    kinds = {"section": _("section"), "item": _("item"), "total": _("total")}
    target = StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    if headings:
        writer.writerow(names)
    for row in rows_of(breakdown, words):
        writer.writerow(
            (
                _text(visible(breakdown.facts.unit or "")),
                breakdown.facts.year or breakdown.scheme.year,
                kinds[row.kind],
                row.id,
                _text(row.number),
                _text(row.title),
                _number(row.max),
                _number(row.working.points.known),
                _number(row.working.points.lowest),
                _number(row.working.points.highest),
                _number(row.working.uncapped.known),
                _number(row.lost),
                _text(row.workings),
                _text(words.listed(row.offices)),
            )
        )
    return target.getvalue()


def markdown_table(breakdown: Breakdown, words: Words) -> str:
    """A heading, the table, and what the numbers alone don't say, warnings included."""
    _ = words.gettext
    lines = [f"## {_escaped(visible(heading(breakdown, words)))}", ""]
    lines.append(_line((_("No."), _("Item"), _("Max"), _("Points"), _("Lost to cap"), _("Workings"), _("Offices"))))
    lines.append("|---|---|--:|--:|--:|---|---|")
    for row in rows_of(breakdown, words):
        cells = (
            _escaped(row.number),
            _escaped(row.title),
            _number(row.max),
            _escaped(words.interval(row.working.points)),
            _number(row.lost) if row.lost and row.lost > 0 else "",
            _escaped(row.workings),
            _escaped(words.listed(row.offices)),
        )
        lines.append(_line(cells if row.kind == "item" else tuple(f"**{cell}**" if cell else "" for cell in cells)))
    lines += ["", *(_escaped(line) for line in footers(breakdown, words))]
    lines += ["", *(f"- {_escaped(words.say(warning(breakdown, each).message))}" for each in breakdown.warnings)]
    return "\n".join(lines).rstrip() + "\n"


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _escaped(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", text)


def _text(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _number(number: Decimal | None) -> str:
    return plain(number) if number is not None and number.is_finite() else ""
