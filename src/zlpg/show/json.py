"""Breakdown → JSON that scripts rely on: exact decimals as numbers, null where a number isn't known."""

import json
from collections.abc import Callable, Iterator, Mapping
from decimal import Context, Decimal
from json.encoder import encode_basestring, encode_basestring_ascii
from typing import Any

from zlpg.engine.breakdown import SCHEMA, Breakdown, ItemResult
from zlpg.engine.table import TOTAL
from zlpg.model.table import Section, Total
from zlpg.model.walks import adjustments, only_adds, parts_below
from zlpg.numbers import Interval, Ratio, added, nearest, plain
from zlpg.show.measures import measure_applies
from zlpg.show.warnings import warning
from zlpg.show.words import UNSEEN_IN_BLOCK, Words
from zlpg.show.workings import Writer

_BINARY = Context(prec=15)
"""Numbers to as many digits as they keep in every program that reads JSON: many hold them in binary."""


def json_text(breakdown: Breakdown, words: Words, *, indent: int | None = 2, ascii_only: bool = False) -> str:
    """One JSON object, over several lines or on one; `ascii_only` where the output can't hold Chinese text as UTF-8."""
    return encoded(as_mapping(breakdown, words), indent=indent, ascii_only=ascii_only) + "\n"


def as_mapping(breakdown: Breakdown, words: Words) -> dict[str, Any]:
    """The breakdown as plain data."""
    scheme, facts = breakdown.scheme, breakdown.facts
    writer, beyond_parts = Writer(scheme, words, facts.values), _beyond_parts(breakdown)
    return {
        "schema": SCHEMA,
        "unit": facts.unit,
        "year": breakdown.year,
        "rules": {
            "scheme": scheme.scheme,
            "title": scheme.title,
            "year": scheme.year,
            "sha256": scheme.sha256,
            "file": breakdown.rule_file or None,
        },
        "complete": breakdown.complete,
        **_with_exact(_outcome(breakdown)),
        "adjustment": _adjustment(scheme.total, beyond_parts[TOTAL]),
        "items": [_with_exact(_item(result, writer)) for result in breakdown.items],
        "sections": [_with_exact(each) for each in _sections(breakdown, beyond_parts)],
        "measures": [_with_exact(_measure(breakdown, id, writer)) for id in scheme.measures],
        "warnings": [
            {
                "code": (said := warning(breakdown, shortfall)).code,
                "item": shortfall.item.id,
                "message": words.say(said.message),
            }
            for shortfall in breakdown.warnings
        ],
    }


def _outcome(breakdown: Breakdown) -> dict[str, Any]:
    outcome, no_result = breakdown.outcome, breakdown.outcome.no_result
    amount = _amount("total", None if no_result else breakdown.working.points)
    return {
        **amount,
        "total": breakdown.total,
        "result": None if no_result is None else not no_result,
        "grade": None if outcome.grade is None else outcome.grade.id,
        "grades": [grade.id for grade in outcome.grades],
        "grade_titles": {grade.id: grade.title for grade in breakdown.scheme.total.grades},
        "vetoes": [
            {
                "title": veto.title,
                "holds": True if veto in outcome.settling else None,
                "grade": veto.grade,
                "grade_at_most": veto.grade_at_most,
                "points": veto.points,
                "no_result": veto.no_result,
            }
            for veto in breakdown.scheme.total.vetoes
            if veto in outcome.settling or veto in outcome.may_settle
        ],
    }


def _item(result: ItemResult, writer: Writer) -> dict[str, Any]:
    return {
        "id": result.item.id,
        "number": result.item.number,
        "title": result.item.title,
        "section": result.section.id,
        "formerly": list(result.item.formerly),
        **_amount("points", result.working.points),
        "max": result.max,
        "uncapped": result.working.uncapped.known,
        **_lost(result.working.lost),
        "responsible": list(result.item.responsible),
        "applies": result.applies,
        "open": list(result.open),
        "workings": writer.line(result.working),
    }


def _sections(breakdown: Breakdown, beyond_parts: Mapping[str, Interval]) -> Iterator[dict[str, Any]]:
    around = {below.id: result.section.id for result in breakdown.sections for below in result.section.sections}
    for result in breakdown.sections:
        yield {
            "id": result.section.id,
            "number": result.section.number,
            "title": result.section.title,
            "section": around.get(result.section.id),
            "formerly": list(result.section.formerly),
            **_amount("points", result.working.points),
            "max": result.max,
            **_lost(result.lost),
            "adjustment": _adjustment(result.section, beyond_parts[result.section.id]),
        }


def _lost(lost: Interval) -> dict[str, Any]:
    return {"lost_to_cap": lost.known, "lost_lowest": finite(lost.lowest), "lost_highest": finite(lost.highest)}


def _adjustment(node: Section | Total, beyond_parts: Interval) -> dict[str, Any]:
    return _with_exact({"by": list(adjustments(node)), **_amount("points", beyond_parts)})


def _beyond_parts(breakdown: Breakdown) -> Mapping[str, Interval]:
    """What each section, and the total, is beyond its parts added up, by their ids."""
    nodes: dict[str, tuple[Section | Total, Interval]] = {
        each.section.id: (each.section, each.working.points) for each in breakdown.sections
    }
    nodes[TOTAL] = breakdown.scheme.total, breakdown.working.points
    points = {each.item.id: each.working.points for each in breakdown.items}
    points |= {id: whole for id, (_, whole) in nodes.items()}
    parts = {id: added(points[part.id] for part in parts_below(node)) for id, (node, _) in nodes.items()}
    if any(None in (whole.known, parts[id].known) and not only_adds(node) for id, (node, whole) in nodes.items()):
        from zlpg.diff.adjusting import adjustments_of  # noqa: PLC0415  # it takes longer to import than all that is used here

        return {id: adjustment.points for id, adjustment in adjustments_of(breakdown).items()}
    return {id: whole.beyond(parts[id]) for id, (_, whole) in nodes.items()}


def _measure(breakdown: Breakdown, id: str, writer: Writer) -> dict[str, Any]:
    applies = measure_applies(breakdown, id)
    return {
        "id": id,
        "label": breakdown.scheme.measures[id].label,
        **_amount("value", breakdown.measures[id].points if applies else None),
        "workings": writer.line(breakdown.measures[id]) if applies else writer.words.gettext("not applicable"),
    }


def _amount(name: str, points: Interval | None) -> dict[str, Decimal | None]:
    if points is None:
        return {name: None, "lowest": None, "highest": None}
    return {name: points.known, "lowest": finite(points.lowest), "highest": finite(points.highest)}


def _with_exact(values: dict[str, Any]) -> dict[str, Any]:
    return {**values, **exactly(values)}


def exactly(values: Mapping[str, Any]) -> dict[str, Any]:
    """What the numbers among the values are exactly, as text, where other programs could round them."""
    exact = {key: _exact_text(each) for key, each in values.items() if is_rounded(each)}
    return {"exact": exact} if exact else {}


def is_rounded(value: Any) -> bool:
    """Whether a value is a number that a program rounds which holds it in binary, or that is written rounded."""
    if isinstance(value, Decimal):
        return _BINARY.plus(value) != value
    return isinstance(value, Ratio)


def _exact_text(number: Decimal) -> str:
    if isinstance(number, Ratio):
        return "/".join(
            f"{Decimal(each):f}" for each in number.as_integer_ratio()
        )  # of any length, unlike text of an `int`
    return plain(number)


def finite(number: Decimal) -> Decimal | None:
    """The number, `None` where there is no end to what is possible."""
    return number if number.is_finite() else None


def encoded(value: Any, *, indent: int | None = 2, ascii_only: bool = False) -> str:
    """Plain data as JSON. The standard library's encoder writes no Decimal as a number."""
    text = _encoded(value, encode_basestring_ascii if ascii_only else encode_basestring, indent, "\n")
    return UNSEEN_IN_BLOCK.sub(lambda found: encode_basestring_ascii(found.group())[1:-1], text)


def _encoded(value: Any, quoted: Callable[[str], str], indent: int | None, line: str) -> str:
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, Decimal | Ratio):
        return plain(nearest(value))
    if value is None:
        return "null"
    if not isinstance(value, dict | list | tuple):
        return json.dumps(value)
    if not value:
        return "{}" if isinstance(value, dict) else "[]"
    deeper = line if indent is None else line + " " * indent
    if isinstance(value, dict):
        opening, closing = "{}"
        parts = [f"{quoted(key)}: {_encoded(each, quoted, indent, deeper)}" for key, each in value.items()]
    else:
        opening, closing = "[]"
        parts = [_encoded(each, quoted, indent, deeper) for each in value]
    if indent is None:
        return f"{opening}{', '.join(parts)}{closing}"
    return f"{opening}{deeper}{f',{deeper}'.join(parts)}{line}{closing}"
