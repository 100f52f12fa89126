"""Breakdown → a table for a terminal or a file."""

from collections.abc import Iterable

from zlpg.engine.breakdown import Breakdown
from zlpg.model.walks import read_beside_items
from zlpg.show.drawing import Line, Part, Row, Table, drawn
from zlpg.show.outcome import outcome_of
from zlpg.show.rows import Row as TableRow
from zlpg.show.rows import lost_to_caps, rows_of
from zlpg.show.rule_files import under
from zlpg.show.words import Words, visible


def table(breakdown: Breakdown, words: Words, *, width: int | None, colour: bool) -> str:
    """The breakdown as a table, as wide as its content, or at most `width` columns."""
    _ = words.gettext
    headings = (_("No."), _("Item"), _("Max"), _("Points"), _("Lost to cap"), _("Workings"), _("Offices"))
    rows = (
        Row(_cells(row, words), style="" if row.kind == "item" else "bold", apart=row.kind == "total")
        for row in rows_of(breakdown, words)
    )
    parts: tuple[Part, ...] = (
        Line(visible(heading(breakdown, words)), "bold"),
        Line(),
        Table(headings, tuple(rows), amounts=frozenset({2, 3, 4}), names=2),
        Line(),
        *map(Line, settled(breakdown, words)),
        *map(Line, (*footers(breakdown, words), *under((breakdown.rule_file,), words))),
    )
    return drawn(parts, width=width, colour=colour)


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
    missing = dict.fromkeys(each.fact for each in breakdown.warnings if each.reported is None)
    if missing:
        labels = words.listed(tuple(visible(breakdown.label(fact)) for fact in missing))
        yield words.named(words.gettext("Not reported, though full marks rest on it"), labels)
    asked = {fact for result in breakdown.items for fact in result.facts}
    asked.update(fact for fact, _ in read_beside_items(breakdown.scheme))
    still_open = {fact for result in breakdown.items for fact in result.open}
    still_open.update(fact for fact, _ in breakdown.open_beside)
    if not still_open:
        every = words.gettext("Every fact that bears on points is reported.")
        reported = {scalar.fact for scalar in breakdown.facts.values}
        yield every if asked <= reported else words.gettext("Nothing that is still open can change the result.")
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
    yield template.format(open=len(still_open), all=len(asked), interval=words.interval(breakdown.working.points))


def _cells(row: TableRow, words: Words) -> tuple[str, ...]:
    return (
        f"{' ' * row.depth}{row.number or ('·' if row.depth else '')}",
        row.weighted_title(words),
        "" if row.max is None else words.number(row.max),
        row.said(words),
        lost_to_caps(row.lost, words),
        row.workings,
        " ".join(row.offices),
    )
