"""What docs/rule-files.md says is so: its examples come to the points in their tables, and its tables of keys are the model.

- A ```` ```yaml ```` block that begins with a file's name in a comment is that file; ```` ```console ```` blocks are played back
  beside these files.
- Any other ```` ```yaml ```` block is a part of a rule file with a table of what facts come to (`documented`).
- A table whose first column is headed `key` lists the keys of what its heading is about.
"""

import re
import shlex
from collections.abc import Callable, Iterator
from dataclasses import MISSING, Field, fields, is_dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

import zlpg.model.rules as r
from conftest import ROOT, Ran
from documented import Example, Table, amount, anchors_in, code, examples_in, links_in, loaded, scored, tables_in
from facade import parsed, read_cases
from zlpg.checks import CODES
from zlpg.cli.test import FORMATS, command
from zlpg.examples.coverage import Kind
from zlpg.examples.mutation import Verdict
from zlpg.load.examples import EXPECTED, ExamplesFile, WrittenCase, WrittenTable
from zlpg.load.values import NOT_APPLICABLE
from zlpg.model.declarations import FactDeclaration, Measure, Office
from zlpg.model.marks import kind_of
from zlpg.model.measures import NamedRule
from zlpg.model.table import ChosenMax, Grade, Item, NotApplicable, Requirement, Scheme, Section, Total, Veto
from zlpg.model.walks import references_of, walk_items
from zlpg.numbers import ONE, exact, multiple, plain, readable
from zlpg.records import document_key
from zlpg.show.rule_changes import flow, plain_data

Run = Callable[..., Ran]

DOCUMENT = ROOT / "docs" / "rule-files.md"
TEXT = DOCUMENT.read_text(encoding="utf-8")

FILES = re.findall(r"^```yaml\n(# (\S+)\n.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
PLAYED = re.findall(r"^```console\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)

RULE_KINDS: tuple[type, ...] = get_args(r.Rule)
FACT_TYPES: tuple[type, ...] = get_args(get_args(FactDeclaration)[0])
HEADINGS: dict[type, str] = {
    Scheme: "The file",
    Office: "Offices",
    Measure: "Measures",
    Total: "The total",
    Veto: "Vetoes",
    Grade: "Grades",
    Section: "Sections",
    Item: "Items",
    ChosenMax: "A maximum by choice",
    Requirement: "Requirements",
    r.Rounding: "Rounding",
    r.Columns: "columns",
    r.Criteria: "Conditions",
    **{each: f"`type: {kind_of(each, 'type')}`" for each in FACT_TYPES},
    **{each: f"`{kind_of(each)}`" for each in RULE_KINDS},
}
"""Where the keys of each part of a rule file are told."""

TABLES = tables_in(TEXT)
EXAMPLES = examples_in(TEXT)
ROWS = [(example, row) for example in EXAMPLES for row in example.table.rows]


def table(*columns: str) -> Table:
    """The only table with these columns first."""
    (found,) = (each for each in TABLES if each.columns[: len(columns)] == columns)
    return found


def test_every_block_of_yaml_is_a_file_or_a_part_of_one_with_a_table() -> None:
    assert len(re.findall("^```yaml$", TEXT, re.MULTILINE)) == len(FILES) + len(EXAMPLES)
    assert [name for _, name in FILES] == ["rules/2021.yaml", "rules/2021.examples.yaml"]
    assert len([each for each in TABLES if each.columns[0] == "facts"]) == len(EXAMPLES)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_nothing_is_wrong_with_an_example(example: Example, tmp_path: Path) -> None:
    assert loaded(example, tmp_path).asked
    assert len(example.table.rows) >= 3


@pytest.mark.parametrize(("example", "row"), ROWS, ids=[f"{each.name} {row[0]}" for each, row in ROWS])
def test_facts_come_to_the_points_of_their_table(example: Example, row: tuple[str, ...], tmp_path: Path) -> None:
    found = scored(loaded(example, tmp_path), row[0])
    assert example.asked
    assert {id: found[id] for id in example.asked} == example.expected(row)


def test_a_wrong_number_in_a_table_would_be_noticed(tmp_path: Path) -> None:
    example = next(each for each in EXAMPLES if each.name == "`proportional`")
    points = scored(loaded(example, tmp_path), "`{product_quality: 87.5}`")["points"]
    assert points == amount("4.375")
    assert points != amount("4.38")
    assert points != amount("[4.375, 5]")


@pytest.mark.parametrize("kind", RULE_KINDS, ids=kind_of)
def test_every_kind_of_rule_has_an_example_in_its_place(kind: type, tmp_path: Path) -> None:
    own = [loaded(each, tmp_path) for each in EXAMPLES if each.name == HEADINGS[kind]]
    assert own
    assert all(any(isinstance(rule, kind) for rule in amounts_of(scheme)) for scheme in own)
    told = [code(row[0].split("]")[0].removeprefix("[")) for row in table("kind", "reads a fact of type").rows]
    assert kind_of(kind) in told
    assert len(told) == len(RULE_KINDS)


def amounts_of(scheme: Scheme) -> Iterator[object]:
    yield from (rule for _, rule in rules_of(scheme))
    yield from (rule for measure in scheme.measures.values() for _, rule in r.walk_amount((), measure))


def rules_of(scheme: Scheme) -> Iterator[tuple[Item, object]]:
    return ((item, rule) for _, _, item in walk_items(scheme) for _, rule in r.walk_amount((), item.rule))


def test_every_key_of_a_condition_and_everything_that_it_reads_has_an_example(tmp_path: Path) -> None:
    schemes = [loaded(each, tmp_path) for each in EXAMPLES if each.name == "Conditions"]
    held = [rule.once for scheme in schemes for _, rule in rules_of(scheme) if isinstance(rule, r.OnceRule)]
    held += [veto.veto for scheme in schemes for veto in scheme.total.vetoes]
    held += [grade.if_ for scheme in schemes for grade in scheme.total.grades if grade.if_ is not None]
    inside = [each for condition in held for _, each in r.walk_condition((), condition)]
    keys = {
        field.name
        for each in inside
        if isinstance(each, r.Criteria)
        for field in fields(each)
        if getattr(each, field.name)
    }
    assert keys == {field.name for field in fields(r.Criteria)}
    assert any(isinstance(each, str) for each in inside)
    entries = [entry for condition in held for entry in r.entries_in((), condition)]
    assert {each.reading.partition(".")[2] for each in entries} == {"", "points", "percent", "each.points"}
    assert {type(each.threshold) for each in entries if each.word != "is"} == {Decimal, str}
    assert {type(each.threshold) for each in entries if each.word == "is"} >= {Decimal, tuple}


def test_what_a_mapping_of_words_may_hold_is_what_a_condition_says_itself() -> None:
    keys = {field.name: get_type_hints(r.Criteria)[field.name] for field in fields(r.Criteria)}
    words = {field.name: get_type_hints(r.Words)[field.name] for field in fields(r.Words)}
    assert words == {name: type for name, type in keys.items() if name not in r.GROUPS}


def test_every_policy_has_an_example(tmp_path: Path) -> None:
    texts = {heading: "".join(each.text for each in EXAMPLES if each.name == heading) for heading in HEADINGS.values()}
    for policy in get_args(NotApplicable):
        (example,) = (each for each in EXAMPLES if each.name == "Not applicable")
        assert f"not_applicable: {policy}\n" in example.text
    for steps in get_args(r.Steps):
        assert f"steps: {steps}," in texts["`count`"]
    for side in ("at_least", "over", "at_most", "below"):
        assert f"{side}: " in texts["`table`"] or f"{side}:\n" in texts["`table`"]
    for type in map(kind_of, FACT_TYPES, ["type"] * len(FACT_TYPES)):
        assert any(f"type: {type}," in each.text or f"type: {type}\n" in each.text for each in EXAMPLES)
    assert any(each.wanted == "part" for example in EXAMPLES for each in references_of(loaded(example, tmp_path)))


def test_what_stands_for_not_applicable_is_told() -> None:
    told_ = TEXT.split("### Not applicable")[1].split("\n\n")[1]
    assert re.findall("`(.*?)`", told_) == list(NOT_APPLICABLE)


@pytest.mark.parametrize("row", table("number", "places").rows, ids=lambda row: f"{row[0]} to {row[1]}")
def test_a_number_is_rounded_as_the_document_says(row: tuple[str, ...]) -> None:
    number, to = Decimal(row[0]), ONE.scaleb(-int(row[1]))
    modes = get_args(get_type_hints(r.Rounding)["mode"])
    assert table("number", "places").columns[2:] == modes
    assert tuple(plain(multiple(number, to, mode)) for mode in modes) == row[2:]


def test_a_fraction_is_shown_as_the_document_says() -> None:
    assert f"`{readable(exact(Fraction(163, 21)))}`" in TEXT


def test_counting_is_shown_with_and_without_a_threshold_and_caps(tmp_path: Path) -> None:
    shown = {
        (bool(rule.over), rule.cap is not None, item.cap is not None)
        for each in EXAMPLES
        if each.name == "`count`"
        for item, rule in rules_of(loaded(each, tmp_path))
        if isinstance(rule, r.CountedRule)
    }
    assert {(False, False, False), (True, False, True), (True, True, False)} <= shown


def parts_of_the_model(of: type = Scheme) -> Iterator[type]:
    """The dataclass and every one that its fields can hold, each once."""
    found: dict[type, None] = {}
    waiting: list[Any] = [of]
    while waiting:
        each = waiting.pop()
        if not is_dataclass(each):
            waiting += get_args(each)
        elif isinstance(each, type) and each not in found:
            found[each] = None
            waiting += get_type_hints(each).values()
    yield from found


NAMED_RULES = get_args(get_args(NamedRule)[0])
PARTS = (
    Measure,  # whose keys every rule with a name has, beside those of its kind
    *(part for part in parts_of_the_model() if part not in {r.Words, *NAMED_RULES}),  # a condition has those of words
)
KEY_TABLES = [each for each in TABLES if each.columns[0] == "key"]


def keys_of(heading: str) -> dict[str, str]:
    """The keys that are documented below a heading, each with its default."""
    (found,) = (each for each in KEY_TABLES if each.heading == heading)
    assert found.columns == ("key", "value", "default", "meaning")
    documented = {code(key): default for key, _, default, _ in found.rows}
    assert len(documented) == len(found.rows)
    return documented


def default_of(field: Field[Any]) -> str:
    """How the document says what holds where a key is left out."""
    if field.default is MISSING:
        return "required" if field.default_factory is MISSING else "—"
    if field.default in ("", (), None):
        return "—"
    return f"`{flow(plain_data(field.default))}`"


@pytest.mark.parametrize("heading", dict.fromkeys(HEADINGS.values()))
def test_every_key_of_the_model_is_documented_in_its_place_with_its_default(heading: str) -> None:
    told_here = [part for part in PARTS if HEADINGS[part] == heading]
    of_model = [
        (document_key(field.name), default_of(field)) for part in told_here for field in fields(part) if field.init
    ]
    assert keys_of(heading) == dict(of_model)
    assert len(dict(of_model)) == len(of_model)


def test_no_keys_are_documented_that_the_model_does_not_have() -> None:
    assert set(PARTS) == set(HEADINGS)
    of_examples = {"The examples file", "A case", "A table of cases"}
    assert sorted(each.heading for each in KEY_TABLES) == sorted({*HEADINGS.values(), *of_examples})


CASE, TABLE, KEYS = (tuple(field.name for field in fields(each)) for each in (WrittenCase, WrittenTable, ExamplesFile))
"""The keys of a case, those of a table of cases, and those of an examples file."""


@pytest.mark.parametrize("key", CASE)
def test_every_key_of_a_case_is_documented_and_required_where_it_says_so(scheme: Scheme, key: str) -> None:
    case = {
        "name": "x",
        "note": "x",
        "facts": "{}",
        "points": "{total: [-6, 110]}",
        "warnings": "[]",
        "no_result": "false",
    }
    rest = ", ".join(f"{each}: {value}" for each, value in case.items() if each != key)
    found = read_cases(f"cases:\n  - {{{rest}}}\n", scheme)
    assert found.codes == ["missing-key"] * (keys_of("A case")[key] == "required")


@pytest.mark.parametrize("key", TABLE)
def test_every_key_of_a_table_is_documented_and_required_where_it_says_so(scheme: Scheme, key: str) -> None:
    table_ = {"name": "x", "note": "x", "facts": "{}", "columns": "[total.points]", "rows": "[[[-6, 110]]]"}
    rest = ", ".join(f"{each}: {value}" for each, value in table_.items() if each != key)
    found = read_cases(f"tables:\n  - {{{rest}}}\n", scheme)
    assert found.codes == ["missing-key"] * (keys_of("A table of cases")[key] == "required")


def test_the_keys_of_the_examples_are_those_that_are_documented() -> None:
    assert keys_of("A table of cases").keys() == set(TABLE)
    assert keys_of("A case").keys() == set(CASE)
    of_those = re.search("A case has at least one of (.*?)\\.\n", TEXT)
    assert of_those
    assert re.findall("`(.*?)`", of_those[1]) == list(EXPECTED)
    assert keys_of("The examples file") == dict.fromkeys(KEYS, "—")


@pytest.mark.parametrize("row", table("written", "read as").rows, ids=lambda row: row[0])
def test_a_value_is_read_as_the_document_says(row: tuple[str, ...]) -> None:
    value = parsed(f"key: {code(row[0])}\n").data["key"]
    kinds = {Decimal: "number", bool: "yes or no", type(None): "nothing", str: "text"}
    assert kinds[type(value)] == row[1]


def test_the_small_rule_file_is_small() -> None:
    assert 30 <= FILES[0][0].count("\n") <= 50


@pytest.mark.parametrize("played", PLAYED)
def test_a_command_prints_what_is_shown(played: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "rules").mkdir()
    for content, name in FILES:
        (tmp_path / name).write_text(content, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    printed = ""
    for line in re.findall(r"^\$ zlpg (.*)$", played, re.MULTILINE):
        ran = run(*shlex.split(line))
        assert (ran.code, ran.err) == (1 if "goes unnoticed" in ran.out else 0, "")
        printed += f"$ zlpg {line}\n{ran.out}"
    assert printed == played


def test_no_slip_in_the_small_rule_file_goes_unnoticed() -> None:
    assert "$ zlpg test rules --coverage --mutate\n" in PLAYED[0]
    assert "(100 %)" in PLAYED[0]
    assert "unnoticed 0\n" in PLAYED[0]


def test_the_options_kinds_and_verdicts_of_testing_are_those_that_there_are() -> None:
    options = {code(row[0]).split()[0] for row in table("option").rows}
    assert options == {param.opts[-1] for param in command.params if param.opts[0].startswith("-")} - {
        "--output",
        "--lang",
    }
    (formats,) = (row[1] for row in table("option").rows if row[0] == "`--format`")
    assert tuple(re.findall("`(.*?)`", formats)) == FORMATS
    assert {code(row[0]) for row in table("kind", "what is counted").rows} == set(get_args(Kind))
    verdicts = {code(row[0]).replace("unnoticed", "survived") for row in table("what comes of it").rows}
    assert verdicts == set(get_args(Verdict))


def test_a_code_that_is_named_exists() -> None:
    named = set(re.findall(r"`([a-z]+(?:-[a-z0-9]+)+)`", TEXT))
    assert len(named) > 30
    assert named <= CODES.keys()


def test_a_link_leads_somewhere() -> None:
    links = links_in(TEXT)
    assert len(links) > 15
    for file, anchor in links:
        assert (DOCUMENT.parent / file).exists() if file else anchor in anchors_in(TEXT), (file, anchor)
    assert "(rule-files.md)" in (DOCUMENT.parent / "README.md").read_text(encoding="utf-8")
