"""A result saved by `zlpg score --format json` → what a comparison takes of it, and diagnostics."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from types import UnionType

from zlpg.diagnostics import Diagnostic, Loaded, Message, did_you_mean, has_errors, limited
from zlpg.diagnostics import Path as At
from zlpg.diff.adjusting import Adjustment
from zlpg.diff.results import TOTAL, Line, Result, Standing
from zlpg.engine.breakdown import SCHEMA
from zlpg.load.json import MAX_LENGTH, read_json
from zlpg.load.values import is_whole
from zlpg.load.wording import (
    LIST,
    MAPPING,
    NUMBER,
    NUMBER_OR_TEXT,
    TEXT,
    WHOLE_NUMBER,
    YES_OR_NO,
    described,
    empty_value,
    missing_key,
    quoted,
    unexpected,
)
from zlpg.model.walks import ADJUSTING
from zlpg.numbers import MAX_DIGITS, UNBOUNDED, Interval, Ratio, exact, holdable, plain
from zlpg.source import MAX_DEPTH, Data, Source, all_found, empty

_EXACT = re.compile(rf"-?[0-9]{{1,{MAX_LENGTH}}}(?:/[1-9][0-9]{{0,{MAX_LENGTH - 1}}}|\.[0-9]{{1,{MAX_LENGTH}}})?")

_SAYS_SO = re.compile(r'"schema"\s*:\s*"zlpg\.breakdown/')
"""By which a text that can't be read says that it is a saved result."""

_AMOUNT = {"lowest": NUMBER, "highest": NUMBER}
_RESULT = {
    "unit": TEXT,
    "year": WHOLE_NUMBER,
    "rules": MAPPING,
    "total": NUMBER,
    **_AMOUNT,
    "result": YES_OR_NO,
    "grades": LIST,
    "grade_titles": MAPPING,
    "adjustment": MAPPING,
    "items": LIST,
    "sections": LIST,
}
_RULES = {"scheme": TEXT, "title": TEXT, "year": WHOLE_NUMBER, "sha256": TEXT}
_ITEM = {
    "id": TEXT,
    "number": NUMBER_OR_TEXT,
    "title": TEXT,
    "section": TEXT,
    "formerly": LIST,
    "points": NUMBER,
    **_AMOUNT,
}
_SECTION = {**_ITEM, "adjustment": MAPPING}
_ADJUSTMENT = {"by": LIST, "points": NUMBER, **_AMOUNT}
"""The keys that a comparison needs, with what each holds. The others, and those of later versions, are passed over."""

_EXACTLY = Message("a number as text, such as 2.5 or 163/21")

_MAY_BE_NULL = frozenset({"unit", "number", "total", "points", "lowest", "highest", "result"})

_TYPES: Mapping[Message, type | UnionType] = {
    TEXT: str,
    YES_OR_NO: bool,
    NUMBER: Decimal | Ratio,
    WHOLE_NUMBER: Decimal,
    NUMBER_OR_TEXT: Decimal | str,
    LIST: tuple,
    MAPPING: dict,
}


def read_result(file: str, text: str) -> Source | None:
    """A document that is a saved result in JSON, as it says of itself; `None` where it is anything else."""
    if not text.lstrip().startswith("{"):
        return None
    source = read_json(file, text)
    says_so = _SAYS_SO.search(text) if source.root is None else is_result(source.data)
    return source if says_so else None


def is_result(data: Data) -> bool:
    """Whether a document is a saved result rather than a facts file, by what it says of itself."""
    schema = data.get("schema") if isinstance(data, dict) else None
    return isinstance(schema, str) and schema.startswith("zlpg.breakdown/")


def result_from(source: Source) -> Loaded[Result]:
    """A saved result as a comparison takes it. It is there unless an error was found."""
    if source.root is None:
        return Loaded(None, source.diagnostics or (empty(source),))
    for _, written in _objects(source.data, ()):
        _put_exactly(written)
    found = limited(_wrong_with_values(source.data)) or limited(_wrong_with_table(source.data))
    diagnostics = all_found(source, found)
    return Loaded(None if has_errors(diagnostics) else _result(source.data), diagnostics)


def _objects(data: Data, at: At) -> Iterator[tuple[At, dict[str, Data]]]:
    """The result as a whole and everything in it that has amounts, each with the way to it."""
    if isinstance(data, dict):
        yield at, data
        yield from _objects(data.get("adjustment"), (*at, "adjustment"))
        for key in () if at else ("items", "sections"):
            listed = data.get(key)
            for position, each in enumerate(listed if isinstance(listed, tuple) else ()):
                yield from _objects(each, (key, position))


def _put_exactly(written: dict[str, Data]) -> None:
    """Numbers as what they are exactly, where that stands beside them: another program may have rounded them since."""
    exactly = written.get("exact")
    if isinstance(exactly, dict) and all(map(_is_exact, exactly.values())):
        written.update((key, _exact(text)) for key, text in exactly.items() if isinstance(written.get(key), Decimal))


def _is_exact(value: Data) -> bool:
    return isinstance(value, str) and _EXACT.fullmatch(value) is not None


def _exact(text: str) -> Decimal:
    above, _, below = text.partition("/")
    if not below:
        return exact(Fraction(Decimal(text)))
    return exact(Fraction(int(Decimal(above)), int(Decimal(below))))  # of any length, unlike `int` of text


def _wrong_with_values(data: Data) -> Iterator[Diagnostic]:
    """What is wrong with the values by themselves, as far as a comparison needs them."""
    if not isinstance(data, dict):
        yield unexpected(MAPPING, data, ())
        return
    if "schema" not in data:
        yield missing_key("schema", ())
        return
    if data["schema"] != SCHEMA:
        finding = unexpected(Message("“{value}”", value=SCHEMA), data["schema"], ("schema",))
        hint = Message("it was saved by another version of zlpg; score its facts file again")
        yield replace(finding, hint=hint) if is_result(data) else finding
        return
    yield from _wrong_with_keys(data, (), _RESULT)
    if data.get("result") is not False:  # else there is no total
        yield from _wrong_with_amount(data, "total", (), is_sure=data.get("result") is True)
    if isinstance(rules := data.get("rules"), dict):
        named = {"file": TEXT} if rules.get("file") is not None else {}
        yield from _wrong_with_keys(rules, ("rules",), _RULES | named)
    yield from _wrong_with_grades(data)
    for at_object, written in _objects(data, ()):
        yield from _wrong_with_exact(written, (*at_object, "exact"))
    yield from _wrong_with_adjustment(data, ())
    for kind, expected, may_be_null in (
        ("items", _ITEM, _MAY_BE_NULL),
        ("sections", _SECTION, _MAY_BE_NULL | {"section"}),
    ):
        lines = data.get(kind)
        for position, line in enumerate(lines if isinstance(lines, tuple) else ()):
            at: At = (kind, position)
            if not isinstance(line, dict):
                yield unexpected(MAPPING, line, at)
                continue
            yield from _wrong_with_keys(line, at, expected, may_be_null)
            yield from _wrong_with_amount(line, "points", at)
            yield from _texts_missing(line, "formerly", at)
            yield from _wrong_with_adjustment(line, at)


def _wrong_with_keys(
    data: Mapping[str, Data], at: At, expected: Mapping[str, Message], may_be_null: Collection[str] = _MAY_BE_NULL
) -> Iterator[Diagnostic]:
    for key, what in expected.items():
        if key not in data:
            yield missing_key(key, at)
        elif key == "id" and data[key] == "":
            yield empty_value((*at, key))
        elif not (_fits(what, data[key]) or (data[key] is None and key in may_be_null)):
            yield unexpected(what, data[key], (*at, key))
        elif what in (WHOLE_NUMBER, NUMBER_OR_TEXT) and isinstance(data[key], Decimal) and not holdable(data[key]):
            length = len(plain(data[key]))
            message = Message(
                "a number of {length} characters; at most {most} are read", length=length, most=MAX_DIGITS
            )
            yield Diagnostic("number-too-long", message, at=(*at, key))


def _fits(expected: Message, value: Data) -> bool:
    fits = isinstance(value, _TYPES[expected])
    return fits and (expected == NUMBER or not isinstance(value, Decimal) or is_whole(value))


def _texts_missing(data: Mapping[str, Data], key: str, at: At) -> Iterator[Diagnostic]:
    """What is no text in a list of texts."""
    listed = data.get(key)
    for position, each in enumerate(listed if isinstance(listed, tuple) else ()):
        if not isinstance(each, str):
            yield unexpected(TEXT, each, (*at, key, position))


def _wrong_with_exact(written: Mapping[str, Data], at: At) -> Iterator[Diagnostic]:
    """What is no number in what numbers are exactly."""
    exactly = written.get("exact", {})
    if not isinstance(exactly, dict):
        yield unexpected(MAPPING, exactly, at)
        return
    for key, text in exactly.items():
        if not _is_exact(text):
            yield unexpected(_EXACTLY, text, (*at, key))


def _wrong_with_grades(data: Mapping[str, Data]) -> Iterator[Diagnostic]:
    """What is wrong with the grades that are possible, and with the titles of all."""
    titles, grades = data.get("grade_titles"), data.get("grades")
    if not isinstance(titles, dict) or not isinstance(grades, tuple):
        return
    for grade, title in titles.items():
        if not isinstance(title, str):
            yield unexpected(TEXT, title, ("grade_titles", grade))
    for position, grade in enumerate(grades):
        if grade not in tuple(titles):
            yield unexpected(Message("one of {allowed}", allowed=tuple(titles)), grade, ("grades", position))


def _wrong_with_adjustment(data: Mapping[str, Data], at: At) -> Iterator[Diagnostic]:
    """What is wrong with what a section, or the total, makes of its parts."""
    adjustment, at = data.get("adjustment"), (*at, "adjustment")
    if isinstance(adjustment, dict):
        yield from _wrong_with_keys(adjustment, at, _ADJUSTMENT)
        yield from _wrong_with_amount(adjustment, "points", at)
        by = adjustment.get("by")
        for position, key in enumerate(by if isinstance(by, tuple) else ()):
            if key not in ADJUSTING:
                yield unexpected(Message("one of {allowed}", allowed=ADJUSTING), key, (*at, "by", position))


def _wrong_with_amount(data: Mapping[str, Data], name: str, at: At, *, is_sure: bool = True) -> Iterator[Diagnostic]:
    """What doesn't agree in an amount whose three numbers are numbers, or `null`; it is also `null` where it isn't sure to be."""
    known, lowest, highest = amount = [data.get(key, "") for key in (name, "lowest", "highest")]
    if not all(each is None or isinstance(each, Decimal | Ratio) for each in amount):
        return
    meant = lowest if lowest == highest and is_sure else None
    if lowest is not None and highest is not None and lowest > highest:
        message = Message("the range goes from {lowest} to {highest}", lowest=lowest, highest=highest)
        yield Diagnostic("empty-range", message, at=(*at, "lowest"))
    elif known != meant:
        message = Message("expected {expected}, found {found}", expected=described(meant), found=described(known))
        hint = Message("points are known where “lowest” and “highest” are the same number, and only there")
        yield Diagnostic("out-of-range", message, hint, at=(*at, name))


def _wrong_with_table(data: Mapping[str, Data]) -> Iterator[Diagnostic]:
    """What is wrong with how sections and items, valid by themselves, make up a table."""
    sections = {section["id"] for section in data["sections"]}
    depths: dict[str | None, int] = {None: 0}
    ids: set[str] = set()
    for kind in ("sections", "items"):
        for position, line in enumerate(data[kind]):
            id, around, at = line["id"], line["section"], (kind, position)
            if id in ids:
                message = Message("the id “{id}” is used more than once among sections and items", id=quoted(id))
                yield Diagnostic("duplicate-id", message, at=(*at, "id"))
            ids.add(id)
            if around not in depths:
                yield _no_section(around, (*at, "section"), sections)
            if kind == "sections":
                depths[id] = depths.get(around, 0) + 1
                if depths[id] == MAX_DEPTH + 1:
                    yield Diagnostic("too-deep", Message("nested more than {depth} deep", depth=MAX_DEPTH), at=at)


def _no_section(around: str, at: At, sections: set[str]) -> Diagnostic:
    if around in sections:
        message = Message("there is no section “{section}” before this one", section=quoted(around))
        hint: Message | None = Message("a section stands after the one that it is in")
    else:
        message = Message("there is no section “{section}”", section=quoted(around))
        hint = did_you_mean(around, sorted(sections))
    return Diagnostic("unknown-item", message, hint, at=at)


def _result(data: Mapping[str, Data]) -> Result:
    rules, titles, result = data["rules"], data["grade_titles"], data["result"]
    below: dict[str, list[Line]] = {}
    for kind in ("sections", "items"):
        for each in data[kind]:
            line = _line(each, None if kind == "items" else _adjustment(each["adjustment"]))
            below.setdefault(line.within, []).append(line)
    return Result(
        data["unit"],
        int(data["year"]),
        rules["scheme"],
        int(rules["year"]),
        rules["sha256"],
        rules["title"],
        tuple(_in_order(below, TOTAL)),
        None if result is False else _interval(data),
        _adjustment(data["adjustment"]),
        Standing(
            tuple((grade, titles[grade]) for grade in data["grades"]),
            None if result is None else not result,
            bool(titles),
        ),
        rule_file=rules.get("file") or "",
    )


def _line(data: Mapping[str, Data], adjustment: Adjustment | None) -> Line:
    number = data["number"]
    return Line(
        data["id"],
        data["section"] or TOTAL,
        int(number) if isinstance(number, Decimal) else number,
        data["title"],
        _interval(data),
        data["formerly"],
        adjustment,
    )


def _adjustment(data: Mapping[str, Data]) -> Adjustment:
    return Adjustment(data["by"], _interval(data))


def _in_order(below: Mapping[str, Sequence[Line]], around: str) -> Iterator[Line]:
    """What is in a section, or in the total: each section followed by what is in it, then the items."""
    for line in below.get(around, ()):
        yield line
        if not line.is_item:
            yield from _in_order(below, line.id)


def _interval(data: Mapping[str, Data]) -> Interval:
    lowest, highest = data["lowest"], data["highest"]
    return Interval(-UNBOUNDED if lowest is None else lowest, UNBOUNDED if highest is None else highest)
