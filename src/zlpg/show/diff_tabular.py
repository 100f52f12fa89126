"""Comparison → CSV and Markdown."""

from collections.abc import Sequence
from decimal import Decimal

from zlpg.diff.scores import LineChange
from zlpg.numbers import Interval
from zlpg.show.comparison import ComparisonWords, id_of
from zlpg.show.formats import Cell, csv_rows, escaped, markdown_row
from zlpg.show.standings import StandingWords


def csv_table(said: ComparisonWords, lines: Sequence[LineChange]) -> str:
    """One row a line, with what is least and most where a number is open or depends on the order, and the reasons in one cell."""
    _ = said.words.gettext
    names = [*said.labels, _("Change")]
    if said.comparison.attributed:
        names += [_("Rules"), _("Performance")]
    template = _("{column}, {end}")
    spread = [template.format(column=name, end=end) for name in names for end in (_("lowest"), _("highest"))]
    rows: list[tuple[Cell, ...]] = [
        (_("Kind"), _("Id"), _("No."), _("Title"), _("Status"), *names, *spread, _("Why")),
    ]
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
        rows.append(
            (
                kind,
                id_of(line),
                said.number(line),
                said.title(line),
                statuses[line.status],
                *(each.known if each else None for each in amounts),
                *(end for each in ranges for end in _ends(each)),
                why,
            )
        )
    standings = StandingWords(said)
    if standings.shown:
        kind = _("grade") if standings.graded else _("result")
        status = statuses["changed" if standings.differs else "unchanged"]
        blank = (None,) * (len(names) - len(said.labels) + len(spread))
        why = _("; ").join(standings.why())
        rows.append((kind, None, None, standings.title(), status, *standings.each(), *blank, why))
    return csv_rows(rows)


def _ends(amount: Interval | None) -> tuple[Decimal | None, Decimal | None]:
    return (None, None) if amount is None else (amount.lowest, amount.highest)


def markdown(said: ComparisonWords, lines: Sequence[LineChange]) -> str:
    """Headings, the table, and the reasons as a list."""
    whose, under = said.heading()
    headings = said.headings()
    out = [f"## {escaped(whose)}", "", escaped(under), "", markdown_row(headings)]
    out.append("|---|---|" + "--:|" * (len(headings) - 2))
    out += [markdown_row(said.cells(line), strong=line.kind in {"section", "total"}) for line in lines]
    standings = StandingWords(said)
    if standings.shown:
        out.append(markdown_row(standings.cells(), strong=True))
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
