"""What docs/rule-files.md says is so: its examples come to the points in their tables, and its tables of keys are the model.

- A ```` ```yaml ```` block that begins with a file's name in a comment is that file; ```` ```console ```` blocks are played back
  beside these files.
- Any other ```` ```yaml ```` block declares `facts` and has `items` or a `total`. It is loaded inside of a whole rule file. The
  table below it has facts in its first column, and in the others what the part that the column is headed by comes to:
  `points` for the block's only item, else an id.
- A table whose first column is headed `key` lists the keys of what its heading is about.
"""

import re
import shlex
from collections.abc import Callable, Iterator
from dataclasses import MISSING, Field, fields, is_dataclass
from decimal import Decimal
from pathlib import Path
from textwrap import indent
from typing import Any, NamedTuple, get_args, get_type_hints

import pytest

import zlpg
from conftest import ROOT, Ran
from zlpg.cli.test import FORMATS, command
from zlpg.diagnostics import Code
from zlpg.examples.coverage import Kind
from zlpg.examples.mutation import Verdict
from zlpg.load import load_rules
from zlpg.load.examples import CASE, KEYS, cases_from
from zlpg.points import UNBOUNDED, Interval
from zlpg.scheme import (
    Bracket,
    CountedRule,
    FactDeclaration,
    Item,
    Office,
    Requirement,
    Rule,
    Scheme,
    Section,
    Total,
    kind_of,
    walk_items,
    walk_rule,
)
from zlpg.source import read_yaml

Run = Callable[..., Ran]

DOCUMENT = ROOT / "docs" / "rule-files.md"
TEXT = DOCUMENT.read_text(encoding="utf-8")

FILES = re.findall(r"^```yaml\n(# (\S+)\n.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
PLAYED = re.findall(r"^```console\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)

RULE_KINDS: tuple[type, ...] = get_args(get_args(Rule)[0])
FACT_TYPES: tuple[type, ...] = get_args(get_args(FactDeclaration)[0])
HEADINGS: dict[type, str] = {
    Scheme: "The file",
    Office: "Offices",
    Total: "The total",
    Section: "Sections",
    Item: "Items",
    Requirement: "Requirements",
    Bracket: "A row of a table",
    **{each: f"`type: {kind_of(each, 'type')}`" for each in FACT_TYPES},
    **{each: f"`{kind_of(each)}`" for each in RULE_KINDS},
}
"""Where the keys of each part of a rule file are told."""


class Table(NamedTuple):
    """A table of the document, with the last heading above it."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Example(NamedTuple):
    """A part of a rule file, with the table of what it comes to."""

    text: str
    table: Table

    @property
    def name(self) -> str:
        return self.table.heading


def sections(deepest: int = 4) -> Iterator[tuple[str, str]]:
    """Each heading down to a level, with what is below it up to the next one. A comment in a block is no heading."""
    for part in re.split(rf"^(?=#{{1,{deepest}}} (?!.*\.yaml$))", TEXT, flags=re.MULTILINE)[1:]:
        heading, below = part.split("\n", 1)
        yield heading.lstrip("# "), below


def cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line.split("|")[1:-1])


def table_of(heading: str, lines: str) -> Table:
    head, _, *rows = map(cells, lines.splitlines())
    assert all(len(row) == len(head) for row in rows), lines
    return Table(heading, head, tuple(rows))


TABLES = [
    table_of(heading, lines)
    for heading, below in sections()
    for lines in re.findall(r"(?:^\|.*\n)+", below, re.MULTILINE)
]
EXAMPLES = [
    Example(text, table_of(heading, lines))
    for heading, below in sections(3)
    for text, lines in re.findall(r"^```yaml\n(?!# )((?:(?!```).*\n)+)```\n\n((?:\|.*\n)+)", below, re.MULTILINE)
]
ROWS = [(example, row) for example in EXAMPLES for row in example.table.rows]


def table(*columns: str) -> Table:
    """The only table with these columns first."""
    (found,) = (each for each in TABLES if each.columns[: len(columns)] == columns)
    return found


def code(cell: str) -> str:
    """What a cell holds as inline code, and holds nothing but."""
    found = re.fullmatch("`([^`]+)`", cell)
    assert found, cell
    return found[1]


def whole(example: Example) -> str:
    """The rule file around an example."""
    parts = dict(re.findall(r"^(\w+):\n((?:(?:  .*)?\n)+)", example.text, re.MULTILINE))
    assert parts.keys() in ({"facts", "items"}, {"facts", "total"}), parts.keys()
    inside = parts.get("total")
    if inside is None:
        inside = f"  sections:\n    - id: part\n      title: 部分\n      items:\n{indent(parts['items'], ' ' * 6)}"
    named = re.findall(r"responsible: \[(\w+)\]", inside)
    offices = "".join(f"  {office}: {{name: {office}}}\n" for office in dict.fromkeys(named))
    return f"scheme: example\nyear: 2021\ntitle: 例\n\noffices:\n{offices}\nfacts:\n{parts['facts']}\ntotal:\n{inside}"


def loaded(example: Example, folder: Path) -> Scheme:
    file = folder / "rules.yaml"
    file.write_text(whole(example), encoding="utf-8")
    rules = load_rules(file)
    assert rules.diagnostics == ()
    assert rules.value is not None
    return rules.value


def read(cell: str) -> Any:
    """What a cell says as YAML, with or without being set as code."""
    source = read_yaml("cell", cell.strip("`"))
    assert not source.diagnostics, cell
    return source.data


def amount(cell: str) -> Interval:
    """A number, or an interval whose missing ends are open."""
    said = read(cell)
    if isinstance(said, Decimal):
        return Interval.exactly(said)
    lowest, highest = said
    return Interval(-UNBOUNDED if lowest is None else lowest, UNBOUNDED if highest is None else highest)


def scored(scheme: Scheme, facts: str) -> dict[str, Interval]:
    """What every item, every section and the total come to; `points` where there is but one item."""
    breakdown = zlpg.score(scheme, zlpg.facts_from(read(facts), scheme))
    items = {each.item.id: each.working.points for each in breakdown.items}
    parts = {each.section.id: each.working.points for each in breakdown.sections}
    only = {"points": next(iter(items.values()))} if len(items) == 1 else {}
    return {**items, **parts, **only, "total": breakdown.working.points}


def test_every_block_of_yaml_is_a_file_or_a_part_of_one_with_a_table() -> None:
    assert len(re.findall("^```yaml$", TEXT, re.MULTILINE)) == len(FILES) + len(EXAMPLES)
    assert [name for _, name in FILES] == ["rules/2021.yaml", "rules/2021.examples.yaml"]
    assert len([each for each in TABLES if each.columns[0] == "facts"]) == len(EXAMPLES)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_nothing_is_wrong_with_an_example(example: Example, tmp_path: Path) -> None:
    assert loaded(example, tmp_path).facts
    assert len(example.table.rows) >= 3


@pytest.mark.parametrize(("example", "row"), ROWS, ids=[f"{each.name} {row[0]}" for each, row in ROWS])
def test_facts_come_to_the_points_of_their_table(example: Example, row: tuple[str, ...], tmp_path: Path) -> None:
    points = scored(loaded(example, tmp_path), row[0])
    asked = [column.strip("`") for column in example.table.columns[1:]]
    assert asked
    assert {id: points[id] for id in asked} == {id: amount(cell) for id, cell in zip(asked, row[1:], strict=True)}


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
    assert all(any(isinstance(rule, kind) for _, rule in rules_of(scheme)) for scheme in own)
    told = [code(row[0].split("]")[0].removeprefix("[")) for row in table("kind", "reads a fact of type").rows]
    assert kind_of(kind) in told
    assert len(told) == len(RULE_KINDS)


def rules_of(scheme: Scheme) -> Iterator[tuple[Item, object]]:
    return ((item, rule) for _, _, item in walk_items(scheme) for _, rule in walk_rule((), item.rule))


def test_counting_is_shown_with_and_without_a_threshold_and_caps(tmp_path: Path) -> None:
    shown = {
        (bool(rule.over), rule.cap is not None, item.cap is not None)
        for each in EXAMPLES
        if each.name == "`count`"
        for item, rule in rules_of(loaded(each, tmp_path))
        if isinstance(rule, CountedRule)
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


PARTS = tuple(parts_of_the_model())
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
    return f"`{str(field.default).lower() if isinstance(field.default, bool) else field.default}`"


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_every_key_of_the_model_is_documented_in_its_place_with_its_default(part: type) -> None:
    assert keys_of(HEADINGS[part]) == {field.name: default_of(field) for field in fields(part) if field.init}


def test_no_keys_are_documented_that_the_model_does_not_have() -> None:
    assert set(PARTS) == set(HEADINGS)
    assert sorted(each.heading for each in KEY_TABLES) == sorted([*HEADINGS.values(), "The examples file", "A case"])


@pytest.mark.parametrize("key", CASE)
def test_every_key_of_a_case_is_documented_and_required_where_it_says_so(scheme: Scheme, key: str) -> None:
    case = {"name": "x", "note": "x", "facts": "{}", "points": "{total: [-6, 110]}", "warnings": "[]"}
    rest = ", ".join(f"{each}: {value}" for each, value in case.items() if each != key)
    found = cases_from(read_yaml("x.examples.yaml", f"cases:\n  - {{{rest}}}\n"), scheme)
    assert [each.code for each in found.diagnostics] == ["missing-key"] * (keys_of("A case")[key] == "required")


def test_the_keys_of_the_examples_are_those_that_are_documented() -> None:
    assert keys_of("A case").keys() == set(CASE) == {"name", "note", "facts", "points", "warnings"}
    assert keys_of("The examples file") == dict(zip(KEYS, ("required", "—"), strict=True))


@pytest.mark.parametrize("row", table("written", "read as").rows, ids=lambda row: row[0])
def test_a_value_is_read_as_the_document_says(row: tuple[str, ...]) -> None:
    value = read_yaml("file", f"key: {code(row[0])}\n").data["key"]
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
    assert named <= set(get_args(Code))


def test_a_link_leads_somewhere() -> None:
    anchors = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading, _ in sections()}
    links = re.findall(r"\]\(([^)#]*)(?:#([^)]*))?\)", TEXT)
    assert len(links) > 15
    for file, anchor in links:
        assert (DOCUMENT.parent / file).exists() if file else anchor in anchors, (file, anchor)
    assert "(rule-files.md)" in (DOCUMENT.parent / "README.md").read_text(encoding="utf-8")
