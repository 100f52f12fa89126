"""An examples file → cases and diagnostics, held against the rule file that it stands beside."""

import os
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from zlpg.diagnostics import Diagnostic, Loaded, Message, did_you_mean, has_errors, limited, without_consequences
from zlpg.diagnostics import Path as At
from zlpg.examples import Case
from zlpg.examples.cases import TOTAL
from zlpg.facts import Facts
from zlpg.load.expectations import (
    LIST,
    MAPPING,
    NUMBER,
    TEXT,
    empty_value,
    missing_key,
    quoted,
    unexpected,
    unknown_key,
)
from zlpg.load.facts import reduced
from zlpg.load.placing import all_found, empty
from zlpg.load.waivers import without_waived
from zlpg.points import UNBOUNDED, Interval
from zlpg.scheme import Scheme, walk_items, walk_sections
from zlpg.source import Data, Source

ENDINGS = (".examples.yaml", ".examples.yml")
"""How the name of an examples file ends; without `.examples` it is that of its rule file."""

KEYS = ("cases", "note")
CASE = ("name", "note", "facts", "points", "warnings")
AMOUNT = Message("a number, or [lowest, highest] where it is still open")


def examples_beside(rules: str) -> str:
    """The examples file of a rule file: the one that is there, else the one that should be."""
    stem, ending = os.path.splitext(rules)  # noqa: PTH122  # a path as it was written
    return _first_there(f"{stem}.examples", ending)


def rules_beside(examples: str) -> str:
    """The rule file of an examples file: the same name without `.examples`."""
    stem, ending = os.path.splitext(examples)  # noqa: PTH122
    return _first_there(stem.removesuffix(".examples"), ending)


def _first_there(stem: str, ending: str) -> str:
    """The name with the first ending that there is a file with, the given one preferred."""
    names = [stem + each for each in dict.fromkeys((ending or ".yaml", ".yaml", ".yml"))]
    return next((name for name in names if os.path.isfile(name)), names[0])  # noqa: PTH113


def cases_from(source: Source, scheme: Scheme | None) -> Loaded[tuple[Case, ...]]:
    """The cases of an examples file. Without the scheme only its form is looked at."""
    if source.root is None:
        return Loaded(None, source.diagnostics or (empty(source),))
    cases = source.data.get("cases") if isinstance(source.data, dict) else None
    found = [*_wrong_with_file(source.data)]
    made: list[Case] = []
    names: dict[str, int] = {}
    for position, data in enumerate(cases if isinstance(cases, tuple) else ()):
        at: At = ("cases", position)
        wrong = (*_wrong_with_case(data, at), *_named_before(names, data, position))
        found += without_consequences(wrong)
        if scheme is not None and isinstance(data, dict):
            case, more = _case(data, at, scheme)
            found += more
            if case is not None and not has_errors((*wrong, *more)):
                made.append(case)
    diagnostics = without_waived(source, all_found(source, limited(found)))
    return Loaded(None if has_errors(diagnostics) or scheme is None else tuple(made), diagnostics)


def _wrong_with_file(data: Data) -> Iterator[Diagnostic]:
    if not isinstance(data, dict):
        yield unexpected(MAPPING, data, ())
        return
    for key in data:
        if key not in KEYS:
            yield unknown_key(key, (key,), KEYS)
    if "cases" not in data:
        yield missing_key("cases", ())
    elif not isinstance(data["cases"], tuple):
        yield unexpected(LIST, data["cases"], ("cases",))
    elif not data["cases"]:
        yield empty_value(("cases",))


def _wrong_with_case(data: Data, at: At) -> Iterator[Diagnostic]:
    if not isinstance(data, dict):
        yield unexpected(Message("a case with name, facts and points"), data, at)
        return
    yield from (unknown_key(key, (*at, key), CASE) for key in data if key not in CASE)
    yield from (missing_key(key, at) for key in ("name", "facts") if key not in data)
    if not {"points", "warnings"} & data.keys():
        yield missing_key("points", at)
    for key in {"name", "note"} & data.keys():
        if not isinstance(data[key], str):
            yield unexpected(TEXT, data[key], (*at, key))
        elif key == "name" and not data[key].strip():
            yield empty_value((*at, key))
    for key in {"facts", "points"} & data.keys():
        if not isinstance(data[key], dict):
            yield unexpected(MAPPING, data[key], (*at, key))
        elif key == "points" and not data[key]:
            yield empty_value((*at, key))
    if "warnings" in data and not isinstance(data["warnings"], tuple):
        yield unexpected(LIST, data["warnings"], (*at, "warnings"))


def _named_before(names: dict[str, int], data: Data, position: int) -> Iterator[Diagnostic]:
    name = data.get("name") if isinstance(data, dict) else None
    if isinstance(name, str) and (first := names.setdefault(name, position)) != position:
        message = Message(
            "“{name}” is case {first} and case {again}", name=quoted(name), first=first + 1, again=position + 1
        )
        yield Diagnostic("duplicate-case", message, at=("cases", position, "name"))


def _case(data: dict[str, Data], at: At, scheme: Scheme) -> tuple[Case | None, tuple[Diagnostic, ...]]:
    facts, points, warnings = (data.get(key) for key in ("facts", "points", "warnings"))
    reported = facts if isinstance(facts, dict) else {}
    values, reports, wrong = reduced(reported, scheme)
    found = [replace(each, at=(*at, *each.at)) for each in without_consequences(wrong)]
    expected = points if isinstance(points, dict) else {}
    found += _wrong_with_points(expected, (*at, "points"), scheme)
    found += _wrong_with_warnings(warnings if isinstance(warnings, tuple) else (), (*at, "warnings"), scheme)
    if has_errors(found):
        return None, tuple(found)
    case = Case(
        str(data.get("name")),
        Facts(None, None, values, reports),
        {id: _interval(amount) for id, amount in expected.items()},
        warnings if isinstance(warnings, tuple) else None,
        at,
    )
    return case, tuple(found)


def _wrong_with_points(expected: dict[str, Data], at: At, scheme: Scheme) -> Iterator[Diagnostic]:
    known = {TOTAL, *(item.id for _, _, item in walk_items(scheme)), *(each.id for _, each in walk_sections(scheme))}
    for id, amount in expected.items():
        if id not in known:
            message = Message("there is no item or section “{id}”", id=quoted(id))
            yield Diagnostic("unknown-item", message, did_you_mean(id, sorted(known)), at=(*at, id), on_key=True)
        if isinstance(amount, tuple):
            ends = (each for each in amount if each is not None)
            if len(amount) != 2 or not all(isinstance(each, Decimal) for each in ends):  # noqa: PLR2004  # two ends
                yield unexpected(AMOUNT, amount, (*at, id))
            elif None not in amount and amount[0] > amount[1]:
                lowest, highest = amount
                message = Message("the range goes from {lowest} to {highest}", lowest=lowest, highest=highest)
                yield Diagnostic("empty-range", message, Message("write [lowest, highest]"), at=(*at, id))
        elif not isinstance(amount, Decimal):
            yield unexpected(NUMBER if isinstance(amount, str) else AMOUNT, amount, (*at, id))


def _wrong_with_warnings(facts: tuple[Data, ...], at: At, scheme: Scheme) -> Iterator[Diagnostic]:
    minimums = {
        fact: None for _, _, item in walk_items(scheme) if item.requirement for fact in item.requirement.at_least
    }
    for position, fact in enumerate(facts):
        if not isinstance(fact, str):
            yield unexpected(TEXT, fact, (*at, position))
        elif fact not in minimums:
            message = Message("no requirement states a minimum for “{fact}”", fact=quoted(fact))
            yield Diagnostic("unknown-fact", message, did_you_mean(fact, minimums), at=(*at, position))


def _interval(amount: Data) -> Interval:
    """An expected amount; a `null` at either end is one without an end."""
    if isinstance(amount, Decimal):
        return Interval.exactly(amount)
    lowest, highest = amount
    return Interval(-UNBOUNDED if lowest is None else lowest, UNBOUNDED if highest is None else highest)
