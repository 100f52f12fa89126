"""A result saved by `zlpg score --format json` → what a comparison takes of it, and diagnostics."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from types import UnionType

from zlpg.breakdown import SCHEMA
from zlpg.diagnostics import Diagnostic, Loaded, Message, did_you_mean, has_errors, limited
from zlpg.diagnostics import Path as At
from zlpg.diff.results import TOTAL, Line, Result
from zlpg.load.expectations import (
    LIST,
    MAPPING,
    NUMBER,
    NUMBER_OR_TEXT,
    TEXT,
    WHOLE_NUMBER,
    described,
    empty_value,
    missing_key,
    quoted,
    unexpected,
)
from zlpg.load.placing import all_found, empty
from zlpg.points import UNBOUNDED, Interval, Ratio, exact
from zlpg.source import MAX_DEPTH, Data, Source

_PAIR = re.compile(r"(?<!\\)((?:\\\\)*)\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", re.IGNORECASE)

_FRACTION = re.compile(r"-?[0-9]{1,400}/[1-9][0-9]{0,399}")

_AMOUNT = {"lowest": NUMBER, "highest": NUMBER}
_RESULT = {
    "unit": TEXT,
    "year": WHOLE_NUMBER,
    "rules": MAPPING,
    "total": NUMBER,
    **_AMOUNT,
    "items": LIST,
    "sections": LIST,
}
_RULES = {"scheme": TEXT, "year": WHOLE_NUMBER, "sha256": TEXT}
_LINE = {"id": TEXT, "number": NUMBER_OR_TEXT, "title": TEXT, "section": TEXT, "points": NUMBER, **_AMOUNT}
"""The keys that a comparison needs, with what each holds. The others, and those of later versions, are passed over."""

_MAY_BE_NULL = frozenset({"unit", "number", "total", "points", "lowest", "highest"})

_TYPES: Mapping[Message, type | UnionType] = {
    TEXT: str,
    NUMBER: Decimal | Ratio,
    WHOLE_NUMBER: Decimal,
    NUMBER_OR_TEXT: Decimal | str,
    LIST: tuple,
    MAPPING: dict,
}


def with_whole_escapes(text: str) -> str:
    """A text in JSON with the escapes of rare characters as YAML writes them: JSON has two for each, YAML one."""

    def whole(found: re.Match[str]) -> str:
        before, high, low = found.groups()
        code = 0x10000 + ((int(high, 16) - 0xD800) << 10) + int(low, 16) - 0xDC00
        return f"{before}\\U{code:08x}"

    return _PAIR.sub(whole, text) if text.startswith("{") else text


def is_result(data: Data) -> bool:
    """Whether a document is a saved result rather than a facts file, by what it says of itself."""
    schema = data.get("schema") if isinstance(data, dict) else None
    return isinstance(schema, str) and schema.startswith("zlpg.breakdown/")


def result_from(source: Source) -> Loaded[Result]:
    """A saved result as a comparison takes it. It is there unless an error was found."""
    if source.root is None:
        return Loaded(None, source.diagnostics or (empty(source),))
    source = _with_fractions(source)
    found = limited(_wrong_with_values(source.data)) or limited(_wrong_with_table(source.data))
    diagnostics = all_found(source, found)
    return Loaded(None if has_errors(diagnostics) else _result(source.data), diagnostics)


def _with_fractions(source: Source) -> Source:
    """The source with the fractions behind numbers that no decimal is exactly, which are written longer than any that is read."""
    exactly = set()
    for at, written in _objects(source.data):
        fractions = written.get("exact")
        for key, text in fractions.items() if isinstance(fractions, dict) else ():
            if key in written and isinstance(text, str) and _FRACTION.fullmatch(text):
                written[key] = exact(Fraction(text))
                exactly.add(source.place((*at, key)))
    kept = (each for each in source.diagnostics if each.code != "number-too-long" or each.place not in exactly)
    return replace(source, diagnostics=tuple(kept))


def _objects(data: Data) -> Iterator[tuple[At, dict[str, Data]]]:
    """The result as a whole and everything listed in it, each with the way to it."""
    if isinstance(data, dict):
        yield (), data
        for key, listed in data.items():
            for position, each in enumerate(listed if isinstance(listed, tuple) else ()):
                if isinstance(each, dict):
                    yield (key, position), each


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
    if data.get("result", True) is not None or data.get("total") is not None:  # else there may be no result
        yield from _wrong_with_amount(data, "total", ())
    if isinstance(rules := data.get("rules"), dict):
        yield from _wrong_with_keys(rules, ("rules",), _RULES)
    for kind, may_be_null in (("items", _MAY_BE_NULL), ("sections", _MAY_BE_NULL | {"section"})):
        lines = data.get(kind)
        for position, line in enumerate(lines if isinstance(lines, tuple) else ()):
            at: At = (kind, position)
            if not isinstance(line, dict):
                yield unexpected(MAPPING, line, at)
                continue
            yield from _wrong_with_keys(line, at, _LINE, may_be_null)
            yield from _wrong_with_amount(line, "points", at)


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


def _fits(expected: Message, value: Data) -> bool:
    fits = isinstance(value, _TYPES[expected])
    return fits and (expected == NUMBER or not isinstance(value, Decimal) or value == value.to_integral_value())


def _wrong_with_amount(data: Mapping[str, Data], name: str, at: At) -> Iterator[Diagnostic]:
    """What doesn't agree in an amount whose three numbers are numbers, or `null`."""
    known, lowest, highest = amount = [data.get(key, "") for key in (name, "lowest", "highest")]
    if not all(each is None or isinstance(each, Decimal | Ratio) for each in amount):
        return
    if lowest is not None and highest is not None and lowest > highest:
        message = Message("the range goes from {lowest} to {highest}", lowest=lowest, highest=highest)
        yield Diagnostic("empty-range", message, at=(*at, "lowest"))
    elif known != (meant := lowest if lowest == highest else None):
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
    rules = data["rules"]
    below: dict[str, list[Line]] = {}
    for kind in ("sections", "items"):
        for each in data[kind]:
            line = _line(each, is_item=kind == "items")
            below.setdefault(line.within, []).append(line)
    return Result(
        data["unit"],
        int(data["year"]),
        rules["scheme"],
        int(rules["year"]),
        rules["sha256"],
        "",
        tuple(_in_order(below, TOTAL)),
        _interval(data),
    )


def _line(data: Mapping[str, Data], *, is_item: bool) -> Line:
    number = data["number"]
    return Line(
        data["id"],
        data["section"] or TOTAL,
        int(number) if isinstance(number, Decimal) else number,
        data["title"],
        _interval(data),
        is_item,
    )


def _in_order(below: Mapping[str, Sequence[Line]], around: str) -> Iterator[Line]:
    """What is in a section, or in the total: each section followed by what is in it, then the items."""
    for line in below.get(around, ()):
        yield line
        if not line.is_item:
            yield from _in_order(below, line.id)


def _interval(data: Mapping[str, Data]) -> Interval:
    lowest, highest = data["lowest"], data["highest"]
    return Interval(-UNBOUNDED if lowest is None else lowest, UNBOUNDED if highest is None else highest)
