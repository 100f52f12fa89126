"""An examples file → cases and diagnostics, held against the rule file that it stands beside."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from zlpg.diagnostics import (
    Diagnostic,
    Loaded,
    Message,
    did_you_mean,
    did_you_mean_by_name,
    has_errors,
    limited,
    without_consequences,
)
from zlpg.diagnostics import Path as At
from zlpg.engine.table import TOTAL
from zlpg.examples import Case
from zlpg.load.facts import reduced
from zlpg.load.waivers import without_waived
from zlpg.load.wording import (
    LIST,
    MAPPING,
    NUMBER,
    TEXT,
    YES_OR_NO,
    empty_value,
    missing_key,
    quoted,
    unexpected,
    unknown_key,
)
from zlpg.lookalikes import seen
from zlpg.model.facts import Facts
from zlpg.model.table import Scheme
from zlpg.model.walks import walk_items, walk_sections
from zlpg.numbers import MAX_DIGITS, UNBOUNDED, Interval, exact
from zlpg.source import Data, Source, all_found, empty

KEYS = ("cases", "note")
CASE = ("name", "note", "facts", "points", "grade", "no_result", "warnings")
EXPECTED = ("points", "grade", "no_result", "warnings")
"""The keys of a case that say what it should come to, of which it has at least one."""

AMOUNT = Message("a number, a fraction such as 163/21, or [lowest, highest] where it is still open")
_FRACTION = re.compile(rf"\s*(-?[0-9]{{1,{MAX_DIGITS}}})\s*/\s*([0-9]{{1,{MAX_DIGITS}}})\s*")


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
    if data.keys().isdisjoint(EXPECTED):
        yield missing_key("points", at)
    for key in {"name", "note"} & data.keys():
        if not isinstance(data[key], str):
            yield unexpected(TEXT, data[key], (*at, key))
        elif key == "name" and not seen(data[key]):
            yield empty_value((*at, key))
    for key in {"facts", "points"} & data.keys():
        if not isinstance(data[key], dict):
            yield unexpected(MAPPING, data[key], (*at, key))
        elif key == "points" and not data[key]:
            yield empty_value((*at, key))
    if "warnings" in data and not isinstance(data["warnings"], tuple):
        yield unexpected(LIST, data["warnings"], (*at, "warnings"))
    if "grade" in data:
        yield from _wrong_with_grade(data["grade"], (*at, "grade"))
    if "no_result" in data and not isinstance(data["no_result"], bool):
        yield unexpected(YES_OR_NO, data["no_result"], (*at, "no_result"))


def _wrong_with_grade(grade: Data, at: At) -> Iterator[Diagnostic]:
    if isinstance(grade, tuple):
        yield from (
            unexpected(TEXT, each, (*at, place)) for place, each in enumerate(grade) if not isinstance(each, str)
        )
        if not grade:
            yield empty_value(at)
    elif not isinstance(grade, str):
        yield unexpected(Message("the id of a grade, or a list of those still possible"), grade, at)


def _named_before(names: dict[str, int], data: Data, position: int) -> Iterator[Diagnostic]:
    name = data.get("name") if isinstance(data, dict) else None
    if isinstance(name, str) and (first := names.setdefault(seen(name), position)) != position:
        message = Message(
            "“{name}” is case {first} and case {again}", name=quoted(name), first=first + 1, again=position + 1
        )
        yield Diagnostic("duplicate-case", message, at=("cases", position, "name"))


def _case(data: dict[str, Data], at: At, scheme: Scheme) -> tuple[Case | None, tuple[Diagnostic, ...]]:
    facts, points, warnings = (data.get(key) for key in ("facts", "points", "warnings"))
    grade, no_result = data.get("grade"), data.get("no_result")
    reported = facts if isinstance(facts, dict) else {}
    values, reports, wrong = reduced(reported, scheme)
    found = [replace(each, at=(*at, *each.at)) for each in without_consequences(wrong)]
    expected = points if isinstance(points, dict) else {}
    found += _wrong_with_points(expected, (*at, "points"), scheme)
    found += _unknown_grades(grade, (*at, "grade"), scheme)
    found += _wrong_with_warnings(warnings if isinstance(warnings, tuple) else (), (*at, "warnings"), scheme)
    if has_errors(found):
        return None, tuple(found)
    case = Case(
        str(data.get("name")),
        Facts(None, None, values, reports),
        {id: interval for id, amount in expected.items() if (interval := _interval(amount)) is not None},
        warnings if isinstance(warnings, tuple) else None,
        at,
        grades=None if grade is None else tuple(each.id for each in scheme.total.grades if each.id in _listed(grade)),
        no_result=no_result if isinstance(no_result, bool) else None,
    )
    return case, tuple(found)


def _wrong_with_points(expected: dict[str, Data], at: At, scheme: Scheme) -> Iterator[Diagnostic]:
    titles = {TOTAL: ""} | {item.id: item.title for _, _, item in walk_items(scheme)}
    titles |= {each.id: each.title for _, each in walk_sections(scheme)}
    for id, amount in expected.items():
        if id not in titles:
            message = Message("there is no item or section “{id}”", id=quoted(id))
            hint = did_you_mean(id, sorted(titles)) if id.isascii() else did_you_mean_by_name(id, titles)
            yield Diagnostic("unknown-item", message, hint, at=(*at, id), on_key=True)
        if (interval := _interval(amount)) is None:
            is_misspelt = isinstance(amount, str) and "/" not in amount
            yield unexpected(NUMBER if is_misspelt else AMOUNT, amount, (*at, id))
        elif interval.lowest > interval.highest:
            message = Message(
                "the range goes from {lowest} to {highest}", lowest=interval.lowest, highest=interval.highest
            )
            yield Diagnostic("empty-range", message, Message("write [lowest, highest]"), at=(*at, id))


def _unknown_grades(grade: Data, at: At, scheme: Scheme) -> Iterator[Diagnostic]:
    titles = {each.id: each.title for each in scheme.total.grades}
    for place, id in enumerate(_listed(grade)):
        if isinstance(id, str) and id not in titles:
            message = Message("there is no grade “{grade}”", grade=quoted(id))
            hint = did_you_mean_by_name(id, titles)
            yield Diagnostic("unknown-grade", message, hint, at=at if isinstance(grade, str) else (*at, place))


def _listed(grade: Data) -> tuple[Data, ...]:
    return grade if isinstance(grade, tuple) else () if grade is None else (grade,)


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


def _interval(amount: Data) -> Interval | None:
    """An expected amount; a `null` at either end is one without an end. `None` where it is no amount."""
    if not isinstance(amount, tuple):
        known = _number(amount)
        return None if known is None else Interval.exactly(known)
    if len(amount) != 2:  # noqa: PLR2004  # two ends
        return None
    lowest, highest = (
        end if each is None else _number(each) for each, end in zip(amount, (-UNBOUNDED, UNBOUNDED), strict=True)
    )
    return None if lowest is None or highest is None else Interval(lowest, highest)


def _number(written: Data) -> Decimal | None:
    """A number, or a fraction as the exact number that it is; `None` where it is neither."""
    if isinstance(written, Decimal):
        return written
    fraction = _FRACTION.fullmatch(written) if isinstance(written, str) else None
    if fraction is None or not int(fraction[2]):
        return None
    return exact(Fraction(int(fraction[1]), int(fraction[2])))
