"""JSON as it is read: what the standard library reads of it, with the place of everything, and exact numbers of any length."""

import json
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facade import Source
from zlpg.load.results import MAX_LENGTH, read_json
from zlpg.numbers import Ratio

whole_text = st.text(st.characters(categories=["L", "M", "N", "P", "S", "Zs"]), max_size=8)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | whole_text,
    lambda below: st.lists(below, max_size=4) | st.dictionaries(whole_text, below, max_size=4),
    max_leaves=12,
)
ways = st.fixed_dictionaries(
    {
        "ensure_ascii": st.booleans(),
        "indent": st.sampled_from((None, 1, "\t")),
        "separators": st.sampled_from((None, (",", ":"), (" ,\r\n\t", " : "))),
    }
)


def as_tuples(data: Any) -> Any:
    """Data with lists as they are read."""
    if isinstance(data, dict):
        return {key: as_tuples(each) for key, each in data.items()}
    return tuple(map(as_tuples, data)) if isinstance(data, list) else data


def told(source: Source) -> list[tuple[str, int, int]]:
    return [(each.code, each.place.line, each.place.column) for each in source.diagnostics if each.place]


@given(values, ways)
def test_what_any_program_writes_is_read_as_it_was(data: Any, way: dict[str, Any]) -> None:
    source = read_json("file", json.dumps(data, **way))
    assert not source.diagnostics
    assert source.data == as_tuples(json.loads(json.dumps(data), parse_float=Decimal))


def nodes(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    yield path, data
    below: Any = data.items() if isinstance(data, dict) else enumerate(data if isinstance(data, list) else ())
    for key, each in below:
        yield from nodes(each, (*path, key))


def has_pairs(data: Any) -> bool:
    return "\\ud" in json.dumps(data)  # which YAML has as one escape, so that what follows stands elsewhere


@given(values, st.booleans())
def test_everything_has_its_place(data: Any, ascii_only: bool) -> None:  # noqa: FBT001
    text = json.dumps(data, ensure_ascii=ascii_only and not has_pairs(data), indent=2)
    source = read_json("file", text)
    lines = text.split("\n")
    for path, value in nodes(data):
        place = source.place(path)
        if place.line == place.end_line:
            found = lines[place.line - 1][place.column - 1 : place.end_column - 1]
            assert json.loads(found) == value
            assert place.excerpt == lines[place.line - 1]
        if path and isinstance(path[-1], str):
            key = source.place(path, on_key=True)
            assert json.loads(lines[key.line - 1][key.column - 1 : key.end_column - 1]) == path[-1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1e-08", Decimal("0.00000001")),
        ("1E+2", Decimal(100)),
        ("-0", Decimal(0)),
        ("0." + "1" * 200, Decimal("0." + "1" * 200)),
        ("0." + "3" * 201, Ratio(Fraction(int("3" * 201), 10**201))),
        (f"1e{MAX_LENGTH}", Decimal(10) ** MAX_LENGTH),
        (f"1e{MAX_LENGTH + 1}", f"1e{MAX_LENGTH + 1}"),
        ("1e-999999999999999999999", "1e-999999999999999999999"),
        ("NaN", "NaN"),
        ("-Infinity", "-Infinity"),
        ('"\\ud842\\udfb7\\/"', "𠮷/"),
    ],
)
def test_a_number_is_exact_and_what_is_none_is_text(text: str, expected: Any) -> None:
    assert read_json("file", f"[{text}]").data == (expected,)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[1,\n 2", ("yaml-syntax", 2, 3)),
        ('{"a": 1\n "b": 2}', ("yaml-syntax", 2, 5)),
        ('["\\ud800"]', ("yaml-syntax", 1, 5)),
        ("{}\n{}", ("yaml-syntax", 2, 1)),
        ('{"a": 1,\n "a": 2}', ("duplicate-key", 2, 2)),
        ("[" + "1" * (MAX_LENGTH + 1) + "]", ("number-too-long", 1, 2)),
        ("[" * 100_000, ("too-deep", 1, 41)),
    ],
    ids=lambda value: value[:9] if isinstance(value, str) else value[0],
)
def test_what_is_wrong_is_told_where_it_is(text: str, expected: tuple[str, int, int]) -> None:
    assert told(read_json("file", text)) == [expected]
