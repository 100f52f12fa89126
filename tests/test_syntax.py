"""What the parser finds wrong, in our words and within our limits, whichever version of it is installed."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from conftest import ROOT, RULES, Ran
from facade import worded
from zlpg.diagnostics import Diagnostic
from zlpg.source import MAX_VALUES, read_yaml

Run = Callable[..., Ran]

NEUTRAL = "this is not valid YAML"


def finding(text: str) -> Diagnostic:
    (found,) = read_yaml("facts.yaml", text).diagnostics
    return found


PROBLEMS = [
    # The next token
    ("found character that cannot start any token", "a: @b\n", "1:4"),
    ("could not find expected ':'", "a: 1\nb\nc: 2\n", "2:1"),
    ("block sequence entries are not allowed in this context", "a: - b\n", "1:4"),
    ("mapping keys are not allowed in this context", "a: ? b\n", "1:4"),
    ("mapping values are not allowed in this context", "a: b: c\n", "1:5"),
    # Directives
    ("found unknown directive name", "%FOO\n---\na: 1\n", "1:5"),
    ("did not find expected comment or line break", "%YAML 1.1 x\n---\na: 1\n", "1:11"),
    ("could not find expected directive name", "%\na: 1\n", "1:2"),
    ("could not find expected directive name", "%注\na: 1\n", "1:2"),
    ("found unexpected non-alphabetical character", "%FOO|\n---\na: 1\n", "1:5"),
    ("did not find expected digit or '.' character", "%YAML 1,1\n---\na: 1\n", "1:8"),
    ("found extremely long version number", "%YAML 1234567890123.1\n---\na: 1\n", "1:16"),
    ("did not find expected version number", "%YAML x\n---\na: 1\n", "1:7"),
    ("did not find expected whitespace", "%TAG !x!y z\n---\na: 1\n", "1:9"),
    ("did not find expected '!'", "%TAG x y\n---\na: 1\n", "1:6"),
    ("did not find expected tag URI", "%TAG ! \n---\na: 1\n", "1:8"),
    ("found duplicate %YAML directive", "%YAML 1.1\n%YAML 1.1\n---\na: 1\n", "2:1"),
    ("found duplicate %TAG directive", "%TAG ! x:\n%TAG ! y:\n---\na: 1\n", "2:1"),
    ("found incompatible YAML document", "%YAML 9.9\n---\na: 1\n", "1:1"),
    # Anchors, aliases, tags
    ("did not find expected alphabetic or numeric character", "a: *重要\n", "1:5"),
    ("did not find expected alphabetic or numeric character", "a: & b\n", "1:5"),
    ("did not find expected whitespace or line break", "a: !b{c\n", "1:6"),
    ("did not find the expected '>'", "a: !<b c\n", "1:7"),
    ("did not find expected tag URI", "a: !<> b\n", "1:6"),
    ("did not find URI escaped octet", "a: !%zz b\n", "1:5"),
    ("found an incorrect leading UTF-8 octet", "a: !<%ff> b\n", "1:6"),
    ("found an incorrect trailing UTF-8 octet", "a: !<%e4%41%41> b\n", "1:9"),
    ("found undefined tag handle", "a: !x!y b\n", "1:4"),
    # Texts
    ("found an indentation indicator equal to 0", "a: |0\n  b\n", "1:5"),
    ("did not find expected comment or line break", "a: |2x\n  b\n", "1:6"),
    ("found a tab character where an indentation space is expected", "a: |\n\n\tb: 1\n", "3:1"),
    ("found unexpected document indicator", 'a: "b\n--- c"\n', "1:4"),
    ("found unexpected end of stream", "a: 1\nb: 'c\nd: 1\n", "2:4"),
    ("found unknown escape character", 'a: "\\q"\n', "1:5"),
    ("did not find expected hexdecimal number", 'a: "\\x1"\n', "1:7"),
    ("found invalid Unicode character escape code", '{"a": "\\ud800"}\n', "1:10"),
    ("found unexpected ':'", "[a:]\n", "1:3"),
    ("found a tab character that violates indentation", "a: b\n\tc\n", "2:1"),
    # Structure
    ("did not find expected <document start>", "[a]\nb: 1\n", "2:1"),
    ("did not find expected node content", "a: [b, ,]\n", "1:8"),
    ("did not find expected '-' indicator", "- a\n- b\nc: 1\n", "3:1"),
    ("did not find expected key", "a: 'b' c\n", "1:8"),
    ("did not find expected ',' or ']'", "a: [b, c\nd: 1\n", "1:4"),
    ("did not find expected ',' or '}'", "a: {b: c\nd: 1\n", "1:4"),
]
"""What the parser says; a text of which it says so; where we say it."""


def problem(text: str) -> str | None:
    try:
        list(yaml.parse(text, Loader=yaml.CSafeLoader))
    except yaml.MarkedYAMLError as error:
        return error.problem
    return None


@pytest.mark.parametrize(("said", "text", "place"), PROBLEMS)
def test_what_the_parser_says_is_said_in_our_words_in_both_languages(said: str, text: str, place: str) -> None:
    assert problem(text) in {said, None}, "the example is of something else"
    if problem(text) is None:
        pytest.skip("this version of the parser takes it")
    found = finding(text)
    assert found.code == "yaml-syntax"
    assert found.place is not None
    assert f"{found.place.line}:{found.place.column}" == place
    assert str(found.message) not in {NEUTRAL, said}
    for message in (found.message, found.hint):
        if message is not None:
            assert not re.search("[A-Za-z]{2,}", worded(message, "zh").replace("Tab", ""))


def test_anything_else_that_a_parser_says_is_told_without_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def later_parser(*_: object, **__: object) -> None:
        raise yaml.MarkedYAMLError(problem="found something new", problem_mark=yaml.Mark("", 3, 0, 3, None, 0))

    monkeypatch.setattr("zlpg.source.yaml.parse", later_parser)
    found = finding("a: b")
    assert (str(found.message), found.place and found.place.column) == (NEUTRAL, 4)
    assert worded(found.message, "zh") == "写法有误，无法读取"


def test_an_error_without_a_place_is_told_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreadable(*_: object, **__: object) -> None:
        raise yaml.reader.ReaderError("", 0, 1, "", "control characters are not allowed")

    monkeypatch.setattr("zlpg.source.yaml.parse", unreadable)
    assert str(finding("a: b").message) == NEUTRAL


def blocks(depth: int) -> str:
    return "\n".join(f"{' ' * each}a:" for each in range(depth))


SHAPES: dict[str, Callable[[int], str]] = {
    "lists in brackets": lambda depth: "[" * depth + "]" * depth,
    "lists never closed": lambda depth: "[" * depth,
    "lists in lines of their own": lambda depth: "[\n" * depth,
    "mappings in braces": lambda depth: "{a: " * depth,
    "lists of lists": lambda depth: "- " * depth,
    "mappings as keys": lambda depth: "? " * depth,
    "mappings below each other": blocks,
    "below a text": lambda depth: "unit: x\nfacts: " + "[" * depth,
}


@pytest.mark.parametrize("depth", [50, 500, 999, 1000, 1001, 1500])
@pytest.mark.parametrize("shape", SHAPES)
def test_nesting_is_refused_at_the_same_place_however_deep_it_goes(shape: str, depth: int) -> None:
    found = finding(SHAPES[shape](depth))
    shallower = finding(SHAPES[shape](45))
    assert found.code == shallower.code == "too-deep"
    assert found.place is not None
    assert shallower.place is not None
    assert (found.place.line, found.place.column) == (shallower.place.line, shallower.place.column)


@pytest.mark.parametrize("shape", [shape for shape in SHAPES if shape != "mappings below each other"])
def test_a_hundred_thousand_levels_are_refused_too(shape: str) -> None:
    assert finding(SHAPES[shape](100_000)).code == "too-deep"


@pytest.mark.parametrize("depth", [50, 500, 1500, 100_000])
@pytest.mark.parametrize("name", ["rules.yaml", "facts.yaml", "rules.examples.yaml", "saved.json"])
def test_nesting_is_refused_in_files_of_every_kind(run: Run, tmp_path: Path, name: str, depth: int) -> None:
    (tmp_path / "rules.yaml").write_bytes(RULES.read_bytes())
    (tmp_path / name).write_text('{"schema": "zlpg.breakdown/1", "facts": ' + "[" * depth, encoding="utf-8")
    done = run("diff", tmp_path / name, tmp_path / name) if name == "saved.json" else run("validate", tmp_path / name)
    assert done.code == 1
    assert f"{name}:1:80: error: nested more than 40 deep [too-deep]" in done.err


MANY: dict[str, str] = {
    "numbers": "[" + "1," * 1001 + "]",
    "lists": "[" + "[]," * 1001 + "]",
    "mappings": "[" + "{a: 1}," * 400 + "]",
    "entries": "- \n" * 1001,
    "keys": "".join(f"k{number}:\n" for number in range(600)),
}


@pytest.mark.parametrize("kind", MANY)
def test_more_values_than_any_file_has_are_refused(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setattr("zlpg.source.MAX_VALUES", 1000)
    found = finding(MANY[kind])
    assert (found.code, str(found.message)) == ("too-large", "more than 1000 keys and values")


@pytest.mark.slow
def test_the_largest_number_of_values_is_far_above_a_rule_file_of_thousands_of_items() -> None:
    text = "[" + "1," * (MAX_VALUES + 9) + "]"
    assert finding(text).code == "too-large"


def test_a_key_longer_than_the_parser_reads_is_called_so() -> None:
    found = finding(f"{'a' * 1025}: 1\nb: 2\n")
    assert (str(found.message), found.place and found.place.line) == ("a key of more than 1,024 characters", 1)


def test_json_may_escape_what_could_not_stand_in_a_file_as_it_is() -> None:
    text = "甲\u2028\x85\r\ufeff\u202e\0乙"
    assert read_yaml("facts.json", json.dumps({"unit": text})).data == {"unit": text}


FACTS = ROOT / "examples" / "pujiang-2020.yaml"
SCHEME = ROOT / "examples" / "schemes" / "meilong-petitions" / "rules.yaml"
INDENTATION = re.compile(r"^ +(?=[^\s#])")

TYPED: dict[str, tuple[str, str]] = {
    "full-width spaces for the indentation": (INDENTATION.pattern, "\u3000"),
    "no-break spaces for the indentation": (INDENTATION.pattern, "\u00a0\u00a0"),
    "a tab for the indentation": (INDENTATION.pattern, "\t"),
    "a no-break space in the indentation": (r"^( *) (?=[^\s#])", "\\1\u00a0"),
    "a zero-width space before a key": (r"^( +)(?=\w+:)", "\\1\u200b"),
    "a no-break space after the colon": (r"^( *(?:- )?\w+:) (?=\S)", "\\1\u00a0"),
    "a full-width space after the colon": (r"^( *(?:- )?\w+:) (?=\S)", "\\1\u3000"),
    "a full-width dash": (r"^( *)- ", "\\1－ "),
    "a full-width space after the dash": (r"^( *)- ", "\\1-\u3000"),
    "no space after the dash": (r"^( *)- (?=[\w{])", "\\1-"),
    "no indentation": (INDENTATION.pattern, ""),
    "too little indentation": (r"^( *) (?=[^\s#])", "\\1"),
    "too much indentation": (r"^( +)(?=[^\s#])", "\\1 "),
}
"""What people type in a line that was right: what of it, and what instead."""


@pytest.mark.parametrize("typed", TYPED)
@pytest.mark.parametrize("file", [FACTS, pytest.param(SCHEME, marks=pytest.mark.slow)], ids=["facts", "rules"])
def test_whatever_is_typed_in_a_line_is_told_of_that_line(file: Path, typed: str) -> None:
    lines = file.read_text(encoding="utf-8").split("\n")
    told = {}
    for number, line in enumerate(lines):
        slip = re.sub(*TYPED[typed], line, count=1)
        if slip != line:
            found = read_yaml("f.yaml", "\n".join([*lines[:number], slip, *lines[number + 1 :]])).diagnostics
            if found and found[0].place is not None:  # the last line of a mapping may be right anywhere
                told[number + 1] = found[0].place.line
    assert told
    assert {number: line for number, line in told.items() if line != number} == {}
    if "indentation" not in typed:
        assert len(told) == sum(re.search(TYPED[typed][0], line) is not None for line in lines)
