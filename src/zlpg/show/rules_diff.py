"""What changed between two rule files → a table, JSON, CSV, Markdown."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any, Protocol

from zlpg.diagnostics import Path, Place
from zlpg.diff.scheme_changes import RuleChange
from zlpg.model.table import Scheme
from zlpg.records import dataclass
from zlpg.show.changes import ChangeWords, own_id, plain_data
from zlpg.show.drawing import Line, Part, Row, Table, drawn
from zlpg.show.formats import Cell, csv_rows, encodable, escaped, markdown_row
from zlpg.show.lines import cells
from zlpg.show.words import Words, visible

SCHEMA = "zlpg.changes/1"


class Finds(Protocol):
    """Knows where the value at a path of a file stands, or its key: `Source.place`."""

    def __call__(self, path: Path, /, *, on_key: bool = ...) -> Place: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Told:
    """A change with its places; `None` where the file hasn't got the thing at all."""

    change: RuleChange
    old: Place | None
    new: Place | None


def told(changes: Iterable[RuleChange], old: Finds, new: Finds) -> tuple[Told, ...]:
    """The changes with their places in both files; of a key that only one file has, the place of what it would belong to."""
    return tuple(
        Told(each, _place(each, each.old, each.at_old, old), _place(each, each.new, each.at_new, new))
        for each in changes
    )


def _place(change: RuleChange, value: Any, at: Path, find: Finds) -> Place | None:
    if not change.key and value is None:
        return None
    return find(at, on_key=change.thing in {"fact", "measure", "office"} and change.key in {"", "id"})


def table(  # noqa: PLR0913  # one argument for each thing that only the caller knows
    old: Scheme, new: Scheme, told: Sequence[Told], words: Words, *, width: int | None, colour: bool
) -> str:
    """The changes as a table, grouped by what they are about; long texts where they differ."""
    said = ChangeWords(old, new, words)
    _ = words.gettext
    parts: list[Part] = [Line(line, "bold") for line in _heads(old, new, told)]
    if told:
        full, lines = ([_where(each, full=full) for each in told] for full in (True, False))
        whole = width is None or max(map(cells, full)) <= width * 2 // 5
        headings = (_("What"), _("Old"), _("New"), _("Where") if whole else _("Line"), _("Can change a score"))
        rows: list[Row | Line] = []
        places = zip(told, full if whole else lines, strict=True)
        for subject, group in groupby(places, lambda each: said.subject(each[0].change)):
            rows.append(Line(subject, "bold"))
            for each, where in group:
                what, sides = said.what(each.change), said.short_sides(each.change)
                rows.append(Row((f"  {what}", *sides, where, _yes(each, words))))
        parts += [Line(), Table(headings, tuple(rows), amounts=frozenset(), names=1, unbroken=frozenset({3}))]
    parts += [Line(), Line(_footer(told, words))]
    return drawn(parts, width=width, colour=colour)


def _heads(old: Scheme, new: Scheme, told: Sequence[Told]) -> Iterator[str]:
    for sign, scheme, file in (
        ("  ", old, _file(each.old for each in told)),
        ("→ ", new, _file(each.new for each in told)),
    ):
        yield sign + " · ".join(filter(None, (str(scheme.year), visible(scheme.title), file)))


def _file(places: Iterable[Place | None]) -> str:
    return next((visible(place.file) for place in places if place is not None), "")


def _where(each: Told, *, full: bool) -> str:
    old, new = (_at(place) if full or place is None else str(place.line) for place in (each.old, each.new))
    return f"{old} → {new}".strip()


def _at(place: Place | None) -> str:
    return "" if place is None else f"{visible(place.file)}:{place.line}"


def _yes(each: Told, words: Words) -> str:
    return words.gettext("yes") if each.change.can_change_score else ""


def _footer(told: Sequence[Told], words: Words) -> str:
    if not told:
        return words.gettext("No difference.")
    template = words.gettext("Changes: {all}; {bearing} of them can change a score.")
    return template.format(all=len(told), bearing=sum(each.change.can_change_score for each in told))


def json_mapping(old: Scheme, new: Scheme, told: Sequence[Told]) -> dict[str, Any]:
    """The changes as plain data, for JSON."""
    return {
        "schema": SCHEMA,
        "old": _which(old),
        "new": _which(new),
        "changes": [
            {
                "thing": each.change.thing,
                "id": each.change.id,
                "key": each.change.key,
                "about": own_id(str(each.change.about)) or None,
                "old": plain_data(each.change.old),
                "new": plain_data(each.change.new),
                "places": {"old": _place_data(each.old), "new": _place_data(each.new)},
                "can_change_score": each.change.can_change_score,
            }
            for each in told
        ],
    }


def _which(scheme: Scheme) -> dict[str, Any]:
    return {"scheme": scheme.scheme, "year": scheme.year, "sha256": scheme.sha256}


def _place_data(place: Place | None) -> dict[str, Any] | None:
    return None if place is None else {"file": encodable(place.file), "line": place.line, "column": place.column}


def csv_table(old: Scheme, new: Scheme, told: Sequence[Told], words: Words) -> str:
    """A line of headings and one row a change, texts whole."""
    _ = words.gettext
    said = ChangeWords(old, new, words)
    kinds = {
        "scheme": _("document"),
        "office": _("office"),
        "fact": _("fact"),
        "measure": _("measure"),
        "section": _("section"),
        "item": _("item"),
        "total": _("total"),
        "veto": _("veto"),
        "grade": _("grade"),
    }
    names = (_("Kind"), _("Id"), _("Subject"), _("What"), _("Key"), _("About"), _("Old"), _("New"))
    rows: list[tuple[Cell, ...]] = [(*names, _("Old place"), _("New place"), _("Can change a score"))]
    for each in told:
        change = each.change
        rows.append(
            (
                kinds[change.thing],
                change.id,
                said.subject(change),
                said.what(change),
                change.key,
                own_id(str(change.about)),
                *map(_cell, (change.old, change.new), said.sides(change)),
                *map(_at, (each.old, each.new)),
                _("yes") if change.can_change_score else _("no"),
            )
        )
    return csv_rows(rows)


def _cell(value: Any, said: str) -> Cell:
    """A value in a cell: a number as such, nothing for nothing."""
    return value if value is None or isinstance(value, Decimal) else said


def markdown(old: Scheme, new: Scheme, told: Sequence[Told], words: Words) -> str:
    """A heading, one table with texts whole, and how many changes there are."""
    _ = words.gettext
    said = ChangeWords(old, new, words)
    lines = [f"## {escaped(' '.join(head.strip() for head in _heads(old, new, ())))}", ""]
    if told:
        lines.append(markdown_row((_("Subject"), _("What"), _("Old"), _("New"), _("Where"), _("Can change a score"))))
        lines.append("|---|---|---|---|---|---|")
    for each in told:
        texts = (said.subject(each.change), said.what(each.change), *said.sides(each.change), _where(each, full=True))
        lines.append(markdown_row((*texts, _yes(each, words))))
    if told:
        lines.append("")
    return "\n".join((*lines, escaped(_footer(told, words)))) + "\n"
