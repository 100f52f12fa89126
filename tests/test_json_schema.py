"""The exported schemas, held by a validator that isn't ours against what ours accepts and refuses."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from conftest import ROOT, RULES, Ran
from zlpg.load.rules import rules_from
from zlpg.source import read_yaml

Run = Callable[..., Ran]


def plain(value: Any) -> Any:
    """A document as any other YAML library would read it."""
    match value:
        case dict():
            return {key: plain(each) for key, each in value.items()}
        case tuple():
            return [plain(each) for each in value]
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case _:
            return value


@pytest.fixture
def validator(run: Run) -> Callable[..., Draft202012Validator]:
    """A validator for the schema that a command prints."""

    def validator(*arguments: str) -> Draft202012Validator:
        schema = json.loads(run("schema", *arguments).out)
        Draft202012Validator.check_schema(schema)
        return Draft202012Validator(schema)

    return validator


def document(path: str | Path, old: str = "", new: str = "") -> Any:
    text = (ROOT / path).read_text(encoding="utf-8")
    assert old in text
    return plain(read_yaml("file", text.replace(old, new, 1) if old else text).data)


def test_the_shipped_files_are_accepted(validator: Callable[..., Draft202012Validator]) -> None:
    validator("rules").validate(document(RULES))
    for path in ("examples/pujiang-2020.yaml", "examples/pujiang-2020-mid-year.yaml"):
        validator("facts").validate(document(path))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("rate: 0.1", "rat: 0.1"),
        ("rate: 0.1", "rate: -0.1"),
        ("rate: 0.1", 'rate: "0.1"'),
        ("{judged: work_plan}", "{jugded: work_plan}"),
        ("max: 90", "max: 0"),
        ("range: [0, 40]", "range: [0]"),
        ("direction: deduction", "direction: minus"),
        ("- id: work_plan", "- id: Work-Plan"),
        ("year: 2020", "year: 2020.5"),
        ("type: yes_no", "type: yesno"),
        ("title: 质量特色", "titel: 质量特色"),
        ("  work_safety: {name: 安委办}", "  Work_Safety: {name: 安委办}"),
        ("  work_safety: {name: 安委办}", "  work_safety: 安委办"),
        ("number: 17", "number: true"),
        ("year: 2020\n", "year: 2020\nsha256: abc\n"),
    ],
)
def test_a_broken_rule_file_is_refused_by_the_schema_as_by_us(
    validator: Callable[..., Draft202012Validator], old: str, new: str
) -> None:
    assert not validator("rules").is_valid(document(RULES, old, new))
    text = RULES.read_text(encoding="utf-8").replace(old, new, 1)
    assert rules_from(read_yaml("rules.yaml", text), "").value is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("work_plan: 2", "work_plan: 2.5"),
        ("work_plan: 2", "work_plans: 2"),
        ("work_plan: 2", 'work_plan: "2"'),
        ("briefs: 4", "briefs: 4.5"),
        ("briefs: 4", "briefs: -4"),
        ("briefs: 4", "briefs: {value: 4, notes: x}"),
        ("district_standards_revised: true", "district_standards_revised: 1"),
        ("level: district_gold", "level: gold"),
        ("{name: 乙食品公司, level", "{nam: 乙食品公司, level"),
        ("{name: 乙食品公司, level", "{name: ' ', level"),
        ("unit: 浦江镇", "unit: 3"),
        ("year: 2020", "rules: ''"),
        ("facts:", "fact:"),
    ],
)
def test_a_broken_facts_file_is_refused_by_the_schema_as_by_us(
    validator: Callable[..., Draft202012Validator], run: Run, tmp_path: Path, old: str, new: str
) -> None:
    assert not validator("facts").is_valid(document("examples/pujiang-2020.yaml", old, new))
    file = tmp_path / "facts.yaml"
    text = (ROOT / "examples/pujiang-2020.yaml").read_text(encoding="utf-8")
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert run("score", file).code == 1


def test_every_key_of_a_rule_file_is_described_for_editors(validator: Callable[..., Draft202012Validator]) -> None:
    schema = validator("rules").schema
    assert isinstance(schema, dict)
    for definition in (schema, *schema["$defs"].values()):
        assert definition["description"]
        assert all(property["description"] for property in definition["properties"].values())


def test_a_fact_is_described_by_its_label_and_range_for_editors(validator: Callable[..., Draft202012Validator]) -> None:
    schema = validator("facts").schema
    assert isinstance(schema, dict)
    fact = schema["properties"]["facts"]["properties"]["work_plan"]
    assert fact["description"] == "年度工作计划得分（分） [0, 2]"
    assert (fact["anyOf"][0]["minimum"], fact["anyOf"][0]["maximum"]) == (0, 2)
