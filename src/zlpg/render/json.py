"""Breakdown → JSON that scripts rely on: exact decimals as numbers, null where a number isn't known."""

import json
from decimal import Decimal
from json.encoder import encode_basestring, encode_basestring_ascii
from typing import Any

from zlpg.bounds import Working
from zlpg.breakdown import SCHEMA, Breakdown
from zlpg.points import plain
from zlpg.render.warnings import warning
from zlpg.render.words import UNSEEN_IN_BLOCK, Words
from zlpg.render.workings import Writer


def json_text(breakdown: Breakdown, words: Words, *, indent: int | None = 2, ascii_only: bool = False) -> str:
    """One JSON object, over several lines or on one; `ascii_only` where the output can't hold Chinese text as UTF-8."""
    return encoded(as_mapping(breakdown, words), indent=indent, ascii_only=ascii_only) + "\n"


def as_mapping(breakdown: Breakdown, words: Words) -> dict[str, Any]:
    """The breakdown as plain data."""
    scheme, facts = breakdown.scheme, breakdown.facts
    writer = Writer(scheme, words)
    around = {below.id: result.section.id for result in breakdown.sections for below in result.section.sections}
    return {
        "schema": SCHEMA,
        "unit": facts.unit,
        "year": facts.year or scheme.year,
        "rules": {"scheme": scheme.scheme, "year": scheme.year, "sha256": scheme.sha256},
        "complete": breakdown.complete,
        **_amount("total", breakdown.working),
        "items": [
            {
                "id": result.item.id,
                "number": result.item.number,
                "title": result.item.title,
                "section": result.section.id,
                **_amount("points", result.working),
                "max": result.item.limit,
                "uncapped": result.working.uncapped.known,
                "lost_to_cap": result.working.lost,
                "responsible": list(result.item.responsible),
                "open": list(result.open),
                "workings": writer.line(result.working),
            }
            for result in breakdown.items
        ],
        "sections": [
            {
                "id": result.section.id,
                "number": result.section.number,
                "title": result.section.title,
                "section": around.get(result.section.id),
                **_amount("points", result.working),
                "max": result.max,
                "lost_to_cap": result.lost,
            }
            for result in breakdown.sections
        ],
        "warnings": [
            {
                "code": (said := warning(breakdown, shortfall)).code,
                "item": shortfall.item.id,
                "message": words.say(said.message),
            }
            for shortfall in breakdown.warnings
        ],
    }


def _amount(name: str, working: Working) -> dict[str, Decimal | None]:
    points = working.points
    return {name: points.known, "lowest": finite(points.lowest), "highest": finite(points.highest)}


def finite(number: Decimal) -> Decimal | None:
    """The number, `None` where there is no end to what is possible."""
    return number if number.is_finite() else None


def encoded(value: Any, *, indent: int | None = 2, ascii_only: bool = False) -> str:
    """Plain data as JSON. The standard library's encoder writes no Decimal as a number."""
    quoted = encode_basestring_ascii if ascii_only else encode_basestring
    inwards = "" if indent is None else " " * indent

    def text_of(value: Any, line: str) -> str:
        if value is None:
            return "null"
        if isinstance(value, Decimal):
            return plain(value)
        if isinstance(value, str):
            return quoted(value)
        if isinstance(value, bool):
            return "true" if value else "false"
        deeper = line + inwards
        if isinstance(value, dict):
            opening, closing = "{}"
            parts = [f"{quoted(key)}: {text_of(each, deeper)}" for key, each in value.items()]
        elif isinstance(value, list | tuple):
            opening, closing = "[]"
            parts = [text_of(each, deeper) for each in value]
        else:
            return json.dumps(value)
        if not parts or indent is None:
            return f"{opening}{', '.join(parts)}{closing}"
        return f"{opening}{deeper}{f',{deeper}'.join(parts)}{line}{closing}"

    text = text_of(value, "\n")
    return UNSEEN_IN_BLOCK.sub(lambda found: f"\\u{ord(found.group()):04x}", text)
