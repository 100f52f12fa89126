"""The exported schemas, held by a validator that isn't ours against what ours accepts and refuses."""

import json
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from conftest import ROOT, RULES, Ran
from facade import parsed, read_rules, read_values, scheme_of
from test_facts_of_each_type import RULES as EVERYTHING
from test_facts_of_each_type import read
from zlpg.load.json_schema import facts_schema, rules_schema

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
    return lambda *arguments: validator_of(run("schema", *arguments).out)


@cache
def validator_of(text: str) -> Draft202012Validator:
    """A validator for a schema, which is valid itself."""
    schema = json.loads(text)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def document(path: str | Path, old: str = "", new: str = "") -> Any:
    text = (ROOT / path).read_text(encoding="utf-8")
    assert old in text
    return plain(parsed(text.replace(old, new, 1) if old else text).data)


def test_the_shipped_files_are_accepted(validator: Callable[..., Draft202012Validator]) -> None:
    validator("rules").validate(document(RULES))
    for path in ("examples/pujiang-2020.yaml", "examples/pujiang-2020-mid-year.yaml"):
        validator("facts").validate(document(path))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("rate: 0.1", "rat: 0.1"),
        ("range: [0, 100]", "range: [0, 40, 80]"),
        ("rate: 0.1", 'rate: "0.1"'),
        ("work_plan", "{jugded: work_plan}"),
        ("max: 90", "max: 0"),
        ("range: [0, 100]", "range: [0]"),
        ("            deduct:", "            deduct: x\n            deducted:"),
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
    of_rules: Draft202012Validator, old: str, new: str
) -> None:
    assert not of_rules.is_valid(document(RULES, old, new))
    text = RULES.read_text(encoding="utf-8").replace(old, new, 1)
    assert read_rules(text).value is None


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
        assert all(property["description"] for property in definition.get("properties", {}).values())


def test_a_fact_is_described_by_its_label_and_range_for_editors(validator: Callable[..., Draft202012Validator]) -> None:
    schema = validator("facts").schema
    assert isinstance(schema, dict)
    fact = schema["properties"]["facts"]["properties"]["work_plan"]
    assert fact["description"] == "年度工作计划 [0, 2]"
    assert (fact["anyOf"][0]["minimum"], fact["anyOf"][0]["maximum"]) == (0, 2)


@pytest.fixture(scope="module")
def of_rules() -> Draft202012Validator:
    """A validator for rule files."""
    return Draft202012Validator(json.loads(json.dumps(rules_schema(), default=float)))


def with_rule(rule: str) -> str:
    """A rule file with one rule for another one."""
    old = "{once: plan, points: 1}"
    assert EVERYTHING.count(old) == 1
    return EVERYTHING.replace(old, rule)


@pytest.mark.parametrize(
    "rule",
    [
        "{sum: [9, {count: lifts, under: 100, per: 5, steps: whole, rate: -1}], floor: 0}",
        "{average: [lifts], round: {places: 1, mode: half_up}, cap: 3}",
        "{product: [lifts, {once: plan, points: 2, otherwise: 1}]}",
        "{highest: [lifts, lifts, 1], best: 2}",
        "{lowest: [lifts], round: {places: -1, mode: down}}",
        "{highest: [{each: lift_awards, is: {city: 1, state: 2}}], best: 3, cap: 5, floor: 0}",
        "{proportional: care, over: 38, full: 78, points: 10}",
        "{table: profile, is: {full: 1, new: lifts, other: 0.5}}",
        "{table: lifts, below: {1: 5, 2: {table: care, at_least: {50: 1}}}}",
        "{once: {all: [plan, {any: [{at_least: {care: 50, lifts: 1}}, {none: [{is: {profile: new}}]}]}]}, points: 1, otherwise: -1}",
        "{once: {at_least: {caring.points: 5, total.points: 60}}, points: 1}",
        "{once: {over: {lifts: -1}}, points: -1}",
        "{once: {at_most: {lifts: 1.5}}, points: 1}",
    ],
)  # fmt: skip
def test_every_kind_of_rule_is_accepted_by_the_schema_as_by_us(of_rules: Draft202012Validator, rule: str) -> None:
    source = parsed(with_rule(rule))
    assert read_values(source).value is not None
    of_rules.validate(plain(source.data))


@pytest.mark.parametrize(
    "rule",
    [
        "{once: 3, points: 1}",
        "{once: true, points: 1}",
        "{once: Plan, points: 1}",
        "{once: {all: []}, points: 1}",
        "{once: {al: [plan]}, points: 1}",
        "{once: {all: plan}, points: 1}",
        "{once: {at_least: {}}, points: 1}",
        '{once: {at_least: {lifts: "1"}}, points: 1}',
        "{once: {is: {profile: true}}, points: 1}",
        "{once: {any: {}}, points: 1}",
        "{once: {all: null}, points: 1}",
        "{once: plan, points: One}",
        "{once: plan, points: true}",
        "{once: plan, points: {strat: 1}}",
        "{once: plan, points: [1]}",
        "{table: profile, is: {}}",
        "{table: lifts, at_least: {}}",
        "{table: lifts, at_least: {1%: 1}}",
        "{table: lifts, at_least: [1]}",
        "{sum: []}",
        "{sum: [1], round: 1}",
        "{sum: [1], round: {places: 1, mode: even}}",
        "{sum: [1], round: {places: 10, mode: up}}",
        "{sum: [1], round: {places: 0.5, mode: up}}",
        "{highest: [1], best: 0}",
        "{count: lifts, rate: 1, per: 0}",
        "{count: lifts, rate: 1, steps: half}",
        "[3]",
        "part.score",
        "true",
    ],
)
def test_a_broken_rule_is_refused_by_the_schema_as_by_us(of_rules: Draft202012Validator, rule: str) -> None:
    source = parsed(with_rule(rule))
    assert read_values(source).value is None
    assert not of_rules.is_valid(plain(source.data))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("not_applicable: zero", "not_applicable: none"),
        ("not_applicable: renormalise", "not_applicable: true"),
        ("options: {full: 经常性指标完整, new: 新设立, other: 其他}", "options: {}"),
        ("trimmed_over: 5", "trimmed_over: 1"),
        ("share: started", "part: started"),
        ("times: 100", "times: 0"),
        ("requires: plan", "requires: [plan]"),
        ("title: 优秀, at_least: 90", "title: 优秀, at_least: A"),
        ("max: 10", "max: 10, weight: 0"),
    ],
)
def test_a_broken_declaration_is_refused_by_the_schema_as_by_us(
    of_rules: Draft202012Validator, old: str, new: str
) -> None:
    assert EVERYTHING.count(old) == 1
    source = parsed(EVERYTHING.replace(old, new))
    assert read_values(source).value is None
    assert not of_rules.is_valid(plain(source.data))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: 亡人事故一票否决, grade: poor", "title: 亡人事故一票否决"),
        ("title: 亡人事故一票否决, grade: poor", "title: 亡人事故一票否决, grade: poor, grade_at_most: poor"),
        ("title: 优秀, at_least: 90", "title: 优秀, at_least: 90, over: 90"),
        ("table: moored, at_least: {1: 1}", "table: moored, otherwise: 1"),
        ("table: moored, at_least: {1: 1}", "table: moored, at_least: {1: 1}, below: {2: 1}"),
        ("options: {full: 经常性指标完整", "levels: {one: 一}, options: {full: 经常性指标完整"),
        ("{count: boats, rate: 1}", "{count: boats, rate: 1, over: 1, under: 2}"),
        ("max: 10", "max: 10, cap: 10"),
    ],
)
def test_keys_that_exclude_each_other_are_refused_by_the_schema(
    of_rules: Draft202012Validator, old: str, new: str
) -> None:
    assert EVERYTHING.count(old) == 1
    of_rules.validate(plain(parsed(EVERYTHING).data))
    assert not of_rules.is_valid(plain(parsed(EVERYTHING.replace(old, new)).data))


@pytest.mark.parametrize(
    "effect",
    ["points: 0", "points: none", "grade_at_most: fair", "grade: fair, points: null", "grade: fair, points: none"],
)
def test_a_veto_may_have_any_effect_or_two_by_the_schema(of_rules: Draft202012Validator, effect: str) -> None:
    old = "title: 亡人事故一票否决, grade: poor"
    text = EVERYTHING.replace(old, f"title: 亡人事故一票否决, {effect}")
    of_rules.validate(plain(parsed(text).data))


@pytest.mark.parametrize(
    ("facts", "is_valid"),
    [
        ("{profile: new}", True),
        ("{profile: }", True),
        ("{profile: {value: new, note: 今年}}", True),
        ("{profile: newly}", False),
        ("{profile: 新设立}", False),
        ("{jury: [80, 90.5]}", True),
        ("{jury: [80, null]}", True),
        ("{jury: {value: [80]}}", True),
        ("{jury: []}", False),
        ("{jury: 80}", False),
        ("{jury: [101]}", False),
        ("{lifts: not_applicable}", True),
        ("{lift_awards: n/a}", True),
        ("{treated: {value: 不适用, note: 无}}", True),
        ("{profile: not_applicable}", False),
        ("{jury: n/a}", False),
    ],
)
def test_facts_of_every_type_are_accepted_and_refused_by_the_schema_as_by_us(facts: str, *, is_valid: bool) -> None:
    scheme = scheme_of(EVERYTHING)
    document = plain(parsed(f"facts: {facts}").data)
    assert validator_of(json.dumps(facts_schema(scheme), default=float)).is_valid(document) == is_valid
    assert (read(facts, scheme).value is not None) == is_valid


def test_editors_show_the_names_of_options() -> None:
    scheme = scheme_of(EVERYTHING)
    fact = facts_schema(scheme)["properties"]["facts"]["properties"]["profile"]
    assert fact["description"] == "起评情形 full (经常性指标完整) / new (新设立) / other (其他)"
    assert fact["anyOf"][0]["description"] == "full: 经常性指标完整; new: 新设立; other: 其他"


def test_defaults_are_values_that_the_schema_accepts(of_rules: Draft202012Validator) -> None:
    schema = of_rules.schema
    assert isinstance(schema, dict)
    for definition in schema["$defs"].values():
        for property in definition.get("properties", {}).values():
            if "default" in property:
                Draft202012Validator({**property, "$defs": schema["$defs"]}).validate(property["default"])
