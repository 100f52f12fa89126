r"""An examples file → cases and diagnostics, held against the rule file that it stands beside.

>>> import zlpg
>>> from zlpg.source import read_yaml
>>> scheme = zlpg.load_scheme("rules/2020.yaml")
>>> text = "cases:\n  - {name: 三类累计, facts: {work_reports: 13, briefs: 4, media_posts: 3}, points: {reporting: 1.9}}\n"
>>> (case,) = cases_from(read_yaml("2020.examples.yaml", text), scheme).value
>>> case.name, str(case.points["reporting"].known)
('三类累计', '1.9')

Cases of one form stand in a table, a row each:

>>> table = "{name: 表彰, columns: [commendations, commendations.points], rows: [[1, 1], [3, 2]]}"
>>> [case.name for case in cases_from(read_yaml("2020.examples.yaml", f"tables: [{table}]"), scheme).value]
['表彰: commendations 1', '表彰: commendations 3']
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, NamedTuple

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
from zlpg.model.table import NO_TOTAL, Scheme
from zlpg.model.walks import walk_items, walk_sections
from zlpg.numbers import MAX_DIGITS, UNBOUNDED, Interval, exact, plain
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
class WrittenTable:
    """Cases of one form, as they are written: what is the same in all of them, and a row each."""

    name: Text
    columns: Annotated[tuple[Text, ...], Limits(min_length=1)]
    rows: Annotated[tuple[tuple[Any, ...], ...], Limits(min_length=1)]
    facts: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""


@record(frozen=True, slots=True)
class ExamplesFile:
    """An examples file; what its cases are is looked at one by one."""

    cases: Annotated[tuple[Any, ...], Limits(min_length=1)] = ()
    tables: Annotated[tuple[Any, ...], Limits(min_length=1)] = ()
    note: str = ""


EXPECTED = ("points", "grade", "no_result", "warnings")
"""The keys of a case that say what it should come to, of which it has at least one."""

AMOUNT = Message("a number, a fraction such as 163/21, or [lowest, highest] where it is still open")
_FRACTION = re.compile(rf"\s*(-?[0-9]{{1,{MAX_DIGITS}}})\s*/\s*([0-9]{{1,{MAX_DIGITS}}})\s*")


def cases_from(source: Source, scheme: Scheme | None) -> Loaded[tuple[Case, ...]]:
    """The cases of an examples file. Without the scheme only its form is looked at."""
    if source.root is None:
        return Loaded(None, source.diagnostics or (empty(source),))
    document = source.data if isinstance(source.data, dict) else {}
    found = [*validated(source.data, ExamplesFile).diagnostics]
    meant = {*document, *(each.suggestion for each in found)}
    if isinstance(source.data, dict) and meant.isdisjoint({"cases", "tables"}):
        found.append(missing_key("cases", ()))
    made: list[Case] = []
    named: dict[str, Message] = {}
    for position, data in enumerate(_list(document.get("cases"))):
        at: At = ("cases", position)
        case, within = _read(data, at, scheme)
        wrong = [*(replace(each, at=(*at, *each.at)) for each in within), *_wrong_with_case(data, at)]
        name = data.get("name") if isinstance(data, dict) else None
        if isinstance(name, str):
            wrong += _named_before(named, name, Message("case {number}", number=position + 1), (*at, "name"))
        found += without_consequences(wrong)
        if case is not None and not has_errors(wrong):
            made.append(case)
    for position, data in enumerate(_list(document.get("tables"))):
        cases, of_table = _cases_of_table(data, ("tables", position), named, scheme)
        found += of_table
        made += cases
    diagnostics = without_waived(source, all_found(source, limited(found)))
    return Loaded(None if has_errors(diagnostics) or scheme is None else tuple(made), diagnostics)


def _list(data: Data) -> tuple[Data, ...]:
    return data if isinstance(data, tuple) else ()


def _wrong_with_case(data: Data, at: At) -> Iterator[Diagnostic]:
    """What is wrong with a case beyond its shape: it expects nothing, or its name can't be seen."""
    if isinstance(data, dict) and data.keys().isdisjoint(EXPECTED):
        yield missing_key("points", at)
    yield from _unseen_name(data, at)


def _unseen_name(data: Data, at: At) -> Iterator[Diagnostic]:
    name = data.get("name") if isinstance(data, dict) else None
    if isinstance(name, str) and name and not seen(name):
        yield empty_value((*at, "name"))


def _named_before(named: dict[str, Message], name: str, which: Message, at: At) -> Iterator[Diagnostic]:
    if (first := named.setdefault(seen(name), which)) is not which:
        message = Message("“{name}” is {first} and {again}", name=quoted(name), first=first, again=which)
        yield Diagnostic("duplicate-case", message, at=at)


# --- Tables, each row of which is read as a case


class _Column(NamedTuple):
    """What a column of a table is: the key of a case, and what of it where that holds several."""

    key: str
    id: str = ""

    @property
    def is_expected(self) -> bool:
        return self.key in EXPECTED


def _column(written: str) -> _Column:
    if written in {"grade", "warnings"}:
        return _Column(written)
    id = written.removesuffix(".points")
    return _Column("points", id) if id not in {"", written} else _Column("facts", written)


def _cases_of_table(
    data: Data, at: At, named: dict[str, Message], scheme: Scheme | None
) -> tuple[list[Case], list[Diagnostic]]:
    """The cases of a table, a row each, and what is wrong with it. What all rows share is told once."""
    found = [replace(each, at=(*at, *each.at)) for each in validated(data, WrittenTable).diagnostics]
    if isinstance(data, dict) and not found:
        found += [*_unseen_name(data, at), *_wrong_with_columns(data, at)]
    if not isinstance(data, dict) or found:
        return [], found
    columns, made = [_column(each) for each in data["columns"]], []
    for position, cells in enumerate(data["rows"]):
        row: At = (*at, "rows", position)
        if wrong := [*_wrong_with_row(columns, cells, row)]:
            found += wrong
            continue
        as_case = _as_case(data, columns, cells)
        which = Message("row {row} of “{table}”", row=position + 1, table=quoted(data["name"]))
        case, within = _read(as_case, row, scheme)
        wrong = [
            *_named_before(named, as_case["name"], which, row),
            *(replace(each, at=_place_in_table(each, columns, at, row)) for each in within),
        ]
        found += wrong
        if case is not None and not has_errors(wrong):
            made.append(case)
    return made, [*dict.fromkeys(found)]


def _wrong_with_columns(table: Mapping[str, Data], at: At) -> Iterator[Diagnostic]:
    columns: tuple[str, ...] = table["columns"]
    for position, column in enumerate(columns):
        place = (*at, "columns", position)
        if column in columns[:position]:
            message = Message("the column “{id}” is there twice", id=quoted(column))
            yield Diagnostic("duplicate-column", message, at=place)
        elif column in (table.get("facts") or {}):
            message = Message("“{id}” is a column, and one of the facts that all rows share", id=quoted(column))
            yield Diagnostic("duplicate-column", message, at=place)
        elif "." in column and _column(column).key == "facts":
            message = Message("“{id}” is neither a fact nor points", id=quoted(column))
            form = f"{column.partition('.')[0]}.points"
            yield Diagnostic("invalid-id", message, Message("did you mean “{name}”?", name=form), at=place)
    if not any(_column(column).is_expected for column in columns):
        hint = Message("add a column for it, such as one of {forms}", forms=("total.points", "grade", "warnings"))
        message = Message("no column says what a row should come to")
        yield Diagnostic("nothing-expected", message, hint, at=(*at, "columns"))


def _wrong_with_row(columns: list[_Column], cells: tuple[Data, ...], row: At) -> Iterator[Diagnostic]:
    if len(cells) != len(columns):
        message = Message("values: {found}, columns: {expected}", found=len(cells), expected=len(columns))
        yield Diagnostic("wrong-length", message, at=row)
        return
    for position, (column, cell) in enumerate(zip(columns, cells, strict=True)):
        if column.is_expected and cell is None:
            yield empty_value((*row, position))


def _as_case(table: Mapping[str, Data], columns: list[_Column], cells: tuple[Data, ...]) -> dict[str, Data]:
    """The case that could stand in the place of a row. It is called by its table, and by the facts that it alone reports."""
    data: dict[str, Data] = {"facts": {}}
    for column, cell in zip(columns, cells, strict=True):
        if column.id:
            data.setdefault(column.key, {})[column.id] = cell
        else:
            data[column.key] = cell
    own = ", ".join(f"{id} {_as_text(value)}" for id, value in data["facts"].items() if value is not None)
    name = f"{table['name']}: {own}" if own else table["name"]
    return {**data, "name": name, "facts": {**(table.get("facts") or {}), **data["facts"]}}


def _place_in_table(finding: Diagnostic, columns: list[_Column], table: At, row: At) -> At:
    """Where in a table something stands that is at a place of the case that a row is read as."""
    key, *rest = finding.at or ("",)
    of_one = _Column(str(key)) if _Column(str(key)) in columns else _Column(str(key), str(rest[0]) if rest else "")
    if of_one not in columns:  # what all rows share
        return (*table, *finding.at)
    column = columns.index(of_one)
    if finding.on_key and len(finding.at) == (2 if of_one.id else 1):
        return (*table, "columns", column)
    return (*row, column, *(rest[1:] if of_one.id else rest))


def _as_text(value: Data) -> str:
    """A value as it would be written."""
    match value:
        case Decimal():
            return plain(value)
        case bool():
            return "true" if value else "false"
        case tuple():
            return f"[{', '.join(map(_as_text, value))}]"
        case dict():
            return f"{{{', '.join(f'{key}: {_as_text(each)}' for key, each in value.items())}}}"
        case _:
            return "null" if value is None else str(value)


# --- One case


def _read(data: Data, at: At, scheme: Scheme | None) -> tuple[Case | None, tuple[Diagnostic, ...]]:
    """The case of what is written of it, and what is wrong with that, by the way to it within the case."""
    found = validated(data, WrittenCase).diagnostics
    if scheme is None or not isinstance(data, dict):
        return None, found
    case, more = _case(data, at, scheme)
    return (None if has_errors(found) else case), (*found, *more)


def _case(data: dict[str, Data], at: At, scheme: Scheme) -> tuple[Case | None, tuple[Diagnostic, ...]]:
    """A case that stands at a place, and what is wrong with it under the rule file."""
    facts, points, warnings = (data.get(key) for key in ("facts", "points", "warnings"))
    grade, no_result = data.get("grade"), data.get("no_result")
    reported = facts if isinstance(facts, dict) else {}
    values, reports, wrong = reduced(reported, scheme)
    found = [*without_consequences(wrong)]
    expected = points if isinstance(points, dict) else {}
    found += _wrong_with_points(expected, ("points",), scheme)
    found += _unknown_grades(grade, ("grade",), scheme)
    found += _wrong_with_warnings(_list(warnings), ("warnings",), scheme)
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
        no_total=expected.get(TOTAL) == NO_TOTAL,
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
        if id == TOTAL and amount == NO_TOTAL:
            continue
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
