r"""An examples file → cases and diagnostics, held against the rule file that it stands beside.

>>> import zlpg
>>> from zlpg.source import read_yaml
>>> scheme = zlpg.load_scheme("rules/2020.yaml")
>>> text = "cases:\n  - {name: 三类累计, facts: {work_reports: 13, briefs: 4, media_posts: 3}, points: {reporting: 1.9}}\n"
>>> (case,) = cases_from(read_yaml("2020.examples.yaml", text), scheme).value
>>> case.name, str(case.points["reporting"].known)
('三类累计', '1.9')
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any

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
from zlpg.load.shape import validated
from zlpg.load.waivers import without_waived
from zlpg.load.wording import (
    NUMBER,
    empty_value,
    missing_key,
    quoted,
    unexpected,
)
from zlpg.lookalikes import seen
from zlpg.model.facts import Facts
from zlpg.model.marks import TAG, Flag, Limits, Text
from zlpg.model.table import Scheme
from zlpg.model.walks import walk_items, walk_sections
from zlpg.numbers import MAX_DIGITS, UNBOUNDED, Interval, exact
from zlpg.records import record
from zlpg.source import Data, Source, all_found, empty


class _Grades:
    """Marks the id of a grade, or a list of those still possible."""

    def __get_pydantic_core_schema__(self, _source: Any, handler: Any) -> dict[str, Any]:
        several = {**handler.generate_schema(tuple[str, ...]), "min_length": 1}
        return {
            "type": "tagged-union",
            "choices": {f"{TAG}one": {"type": "str"}, f"{TAG}several": several},
            "discriminator": _one_or_several,
            "custom_error_type": "grades",
            "custom_error_message": "",
        }


def _one_or_several(grade: object) -> str | None:
    return f"{TAG}one" if isinstance(grade, str) else f"{TAG}several" if isinstance(grade, tuple) else None


@record(frozen=True, slots=True)
class WrittenCase:
    """A case as it is written. What it expects is held against the scheme."""

    name: Text
    facts: Mapping[str, Any]
    note: str = ""
    points: Annotated[Mapping[str, Any], Limits(min_length=1)] = field(default_factory=dict)
    grade: Annotated[Any, _Grades()] = None
    no_result: Flag = False
    warnings: tuple[str, ...] = ()


@record(frozen=True, slots=True)
class ExamplesFile:
    """An examples file; what its cases are is looked at one by one."""

    cases: Annotated[tuple[Any, ...], Limits(min_length=1)]
    note: str = ""


EXPECTED = ("points", "grade", "no_result", "warnings")
"""The keys of a case that say what it should come to, of which it has at least one."""

AMOUNT = Message("a number, a fraction such as 163/21, or [lowest, highest] where it is still open")
_FRACTION = re.compile(rf"\s*(-?[0-9]{{1,{MAX_DIGITS}}})\s*/\s*([0-9]{{1,{MAX_DIGITS}}})\s*")


def cases_from(source: Source, scheme: Scheme | None) -> Loaded[tuple[Case, ...]]:
    """The cases of an examples file. Without the scheme only its form is looked at."""
    if source.root is None:
        return Loaded(None, source.diagnostics or (empty(source),))
    cases = source.data.get("cases") if isinstance(source.data, dict) else None
    found = [*validated(source.data, ExamplesFile).diagnostics]
    made: list[Case] = []
    names: dict[str, int] = {}
    for position, data in enumerate(cases if isinstance(cases, tuple) else ()):
        at: At = ("cases", position)
        shaped = (replace(each, at=(*at, *each.at)) for each in validated(data, WrittenCase).diagnostics)
        wrong = (*shaped, *_wrong_with_case(data, at), *_named_before(names, data, position))
        found += without_consequences(wrong)
        if scheme is not None and isinstance(data, dict):
            case, more = _case(data, at, scheme)
            found += more
            if case is not None and not has_errors((*wrong, *more)):
                made.append(case)
    diagnostics = without_waived(source, all_found(source, limited(found)))
    return Loaded(None if has_errors(diagnostics) or scheme is None else tuple(made), diagnostics)


def _wrong_with_case(data: Data, at: At) -> Iterator[Diagnostic]:
    """What is wrong with a case beyond its shape: it expects nothing, or its name can't be seen."""
    if isinstance(data, dict) and data.keys().isdisjoint(EXPECTED):
        yield missing_key("points", at)
    name = data.get("name") if isinstance(data, dict) else None
    if isinstance(name, str) and name and not seen(name):
        yield empty_value((*at, "name"))


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
        if isinstance(fact, str) and fact not in minimums:
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
