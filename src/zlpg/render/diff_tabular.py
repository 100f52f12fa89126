"""Comparison → CSV and Markdown."""

import csv
from collections.abc import Sequence
from decimal import Decimal
from io import StringIO

from zlpg.diff import LineChange
from zlpg.points import Interval
from zlpg.render.comparison import ComparisonWords, id_of
from zlpg.render.standings import StandingWords
from zlpg.render.tabular import csv_number, csv_text, escaped, markdown_line


def csv_table(said: ComparisonWords, lines: Sequence[LineChange]) -> str:
    """One row a line, with what is least and most where a number is open or depends on the order, and the reasons in one cell."""
    _ = said.words.gettext
    target = StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    names = [*said.labels, _("Change")]
    if said.comparison.attributed:
        names += [_("Rules"), _("Performance")]
    template = _("{column}, {end}")
    spread = [template.format(column=name, end=end) for name in names for end in (_("lowest"), _("highest"))]
    writer.writerow(map(csv_text, (_("Kind"), _("Id"), _("No."), _("Title"), _("Status"), *names, *spread, _("Why"))))
    kinds = {"section": _("section"), "item": _("item"), "cap": _("cap"), "moved": _("moved"), "total": _("total")}
    statuses = {
        "added": _("added"),
        "removed": _("removed"),
        "changed": _("changed"),
        "open": _("open"),
        "unchanged": _("unchanged"),
        "between": _("in between"),
    }
    for line in lines:
        amounts = [*line.points, line.change]
        ranges = list(amounts)
        if line.effects is not None:
            amounts += [line.effects.rules.points, line.effects.performance.points]
            ranges += [line.effects.rules.range, line.effects.performance.range]
        why = _("; ").join(said.why(line))
        kind = kinds[line.kind] if line.kind != "cap" or line.adjusted_by == ("cap",) else _("adjustment")
        writer.writerow(
            (
                kind,
                id_of(line),
                csv_text(said.number(line)),
                csv_text(said.title(line)),
                statuses[line.status],
                *(csv_number(each.known if each else None) for each in amounts),
                *(csv_number(end) for each in ranges for end in _ends(each)),
                csv_text(why),
            )
        )
    standings = StandingWords(said)
    if standings.shown:
        kind = _("grade") if standings.graded else _("result")
        status = statuses["changed" if standings.differs else "unchanged"]
        each, why = map(csv_text, standings.each()), csv_text(_("; ").join(standings.why()))
        blank = ("",) * (len(names) - len(said.labels) + len(spread))
        writer.writerow((kind, "", "", csv_text(standings.title()), status, *each, *blank, why))
    return target.getvalue()


def _ends(amount: Interval | None) -> tuple[Decimal | None, Decimal | None]:
    return (None, None) if amount is None else (amount.lowest, amount.highest)


def markdown(said: ComparisonWords, lines: Sequence[LineChange]) -> str:
    """Headings, the table, and the reasons as a list."""
    whose, under = said.heading()
    headings = said.headings()
    out = [f"## {escaped(whose)}", "", escaped(under), "", markdown_line(map(escaped, headings))]
    out.append("|---|---|" + "--:|" * (len(headings) - 2))
    for line in lines:
        cells = tuple(map(escaped, said.cells(line)))
        strong = line.kind in {"section", "total"}
        out.append(markdown_line(f"**{cell}**" if cell and strong else cell for cell in cells))
    standings = StandingWords(said)
    if standings.shown:
        grades = map(escaped, standings.cells())
        out.append(markdown_line(f"**{cell}**" if cell else cell for cell in grades))
    out.append("")
    for line in lines:
        if why := tuple(said.why(line)):
            out.append(f"- {escaped(said.summary(line))}")
            out += [f"  - {escaped(reason)}" for reason in why]
    if standings.shown and (why := tuple(standings.why())):
        out.append(f"- {escaped(standings.summary())}")
        out += [f"  - {escaped(reason)}" for reason in why]
    for each in said.footers():
        out += ["", escaped(each)]
    return "\n".join(each.rstrip() for each in out).rstrip() + "\n"
