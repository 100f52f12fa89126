"""A score as JSON that scripts rely on: exact decimals as numbers, null where a number isn't known.

>>> import zlpg
>>> from zlpg.show.words import words_of
>>> scheme = zlpg.load_scheme("rules/2020.yaml")
>>> score = as_mapping(zlpg.score(scheme, zlpg.facts_from({"work_reports": 13}, scheme)), words_of("en"))
>>> score["schema"], score["total"], str(score["highest"])
('zlpg.breakdown/2', None, '110')
>>> {key: str(score["items"][16][key]) for key in ("id", "points", "lowest", "highest")}
{'id': 'reporting', 'points': 'None', 'lowest': '0.3', 'highest': '2'}
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from zlpg.engine.breakdown import SCHEMA, Breakdown, ItemResult
from zlpg.engine.table import TOTAL
from zlpg.model.table import Section, Total
from zlpg.model.walks import adjustments, only_adds, parts_below
from zlpg.numbers import Interval, added
from zlpg.show.findings import warning
from zlpg.show.formats import encoded, exactly, finite
from zlpg.show.words import Words
from zlpg.show.workings import Writer


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
    outcome = breakdown.outcome
    amount = _amount("total", None if outcome.no_total else breakdown.working.points)
    return {
        **amount,
        "total": breakdown.total,
        "result": None if outcome.no_result is None else not outcome.no_result,
        "has_total": None if outcome.no_total is None else not outcome.no_total,
        "lower_is_better": breakdown.scheme.total.lower_is_better,
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
        from zlpg.engine.readers.adjustments import adjustments_of  # noqa: PLC0415  # it takes longer to import than all that is used here

        return {id: adjustment.points for id, adjustment in adjustments_of(breakdown).items()}
    return {id: whole.minus_parts(parts[id]) for id, (_, whole) in nodes.items()}


def _measure(breakdown: Breakdown, id: str, writer: Writer) -> dict[str, Any]:
    working, applies = breakdown.measures[id], id not in breakdown.inapplicable
    return {
        "id": id,
        "label": breakdown.scheme.measures[id].label,
        **_amount("value", working.points if applies else None),
        "workings": writer.measure(id, working, applies=applies),
    }


def _amount(name: str, points: Interval | None) -> dict[str, Decimal | None]:
    if points is None:
        return {name: None, "lowest": None, "highest": None}
    return {name: points.known, "lowest": finite(points.lowest), "highest": finite(points.highest)}


def _with_exact(values: dict[str, Any]) -> dict[str, Any]:
    return {**values, **exactly(values)}
