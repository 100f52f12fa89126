"""The exported schemas, and the configurations that the documents show, held by check-jsonschema, as others would run it."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest

from conftest import ROOT, RULES, Ran
from validating import rule_file

Run = Callable[..., Ran]

EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
FACTS = ROOT / "examples" / "pujiang-2020.yaml"

SMALL = rule_file(8)
"""A rule file with every kind of rule, for its size: check-jsonschema takes its time to read YAML."""

BROKEN_RULES: Mapping[str, tuple[str, str]] = {
    "a misspelt key of a rule": ("over: 12", "ovr: 12"),
    "a misspelt key of an item": ("cap: 4", "capp: 4"),
    "a misspelt key of a section": ("sections:\n        - id", "sectoins:\n        - id"),
    "a key of our own": ("year: 2020\n", "year: 2020\nsha256: abc\n"),
    "a number in quotes": ("rate: 0.5", 'rate: "0.5"'),
    "a number that is none": ("max: 23", "max: 二十三"),
    "a year with a fraction": ("year: 2020", "year: 2020.5"),
    "a mapping for a list": ("responsible: [office_1]", "responsible: {office_1: true}"),
    "a text for a list": ("responsible: [office_1]", "responsible: office_1"),
    "a list for a mapping": ("{name: 经发办}", "[name, 经发办]"),
    "a text for an office": ("{name: 经发办}", "经发办"),
    "a word for yes": ("{name: 经发办}", "{name: 经发办, stands_for_all: 是}"),
    "a number for a title": ("title: 食品商圈质量提升", "title: 1"),
    "an empty title": ("title: 食品商圈质量提升", "title: ''"),
    "a maximum of nothing": ("max: 23", "max: 0"),
    "a range of one number": ("range: [0, 50]", "range: [0]"),
    "a range of three numbers": ("range: [0, 50]", "range: [0, 20, 50]"),
    "a minimum of nothing": ("at_least: {events_7: 3}", "at_least: {events_7: 0}"),
    "a count at most nothing": ("unit: 篇}", "unit: 篇, range: [0, 0]}"),
    "a sum of no parts": ("rule: {highest: [{once: so_6, points: 1}, {once: more_6, points: 2}]}", "rule: {sum: []}"),
    "a table without rows": (
        "fact_4\n                  at_least: {1: 3, 2: 5}\n",
        "fact_4\n                  at_least: {}\n",
    ),
    "an unknown kind of rule": ("rule: fact_7", "rule: {jugded: fact_7}"),
    "a rule of two kinds": ("rule: fact_7", "rule: {count: fact_7, once: fact_7, rate: 1, points: 1}"),
    "a rule of no kind": ("rule: fact_7", "rule: {}"),
    "an unknown type of fact": ("type: yes_no", "type: yesno"),
    "a fact of no type": ("{type: yes_no, ", "{"),
    "a deduction of nothing": ("rule: fact_7", "rule: {deduct: []}"),
    "what the total makes of its parts in another word": ("total:\n", "total:\n  combine: mean\n"),
    "an id with a capital": ("- id: item_1\n", "- id: Item_1\n"),
    "an id with a hyphen": ("- id: item_1\n", "- id: item-1\n"),
    "an id in Chinese": ("  office_0: {", "  经发办: {"),
    "a number that is true": ("number: 7", "number: true"),
    "a number that is a fraction": ("number: 7", "number: 7.5"),
    "a day as it is spoken": ("year: 2020\n", "year: 2020\ndue: 2020年12月10日\n"),
    "a period of one day": ("year: 2020\n", "year: 2020\nperiod: [2020-12-10]\n"),
    "no year": ("year: 2020\n", ""),
    "no clause": ("text: 做好食品工地质量提升工作，制定年度计划，落实专人负责。\n              ", ""),
    "no range": (", range: [0, 50]", ""),
    "no levels": ("    levels: {applied: 申报, district: 区级, city: 市级, national: 国家级}\n", ""),
    "no points": ("{once: so_3, points: 0.6}", "{once: so_3}"),
}
BROKEN_FACTS: Mapping[str, tuple[str, str]] = {
    "a misspelt fact": ("work_plan: 2", "work_plans: 2"),
    "a misspelt key": ("facts:", "fact:"),
    "a misspelt key of the long form": ("briefs: 4", "briefs: {value: 4, notes: x}"),
    "a misspelt key of an applicant": ("{name: 乙食品公司, level", "{name: 乙食品公司, levle"),
    "a number in quotes": ("work_plan: 2", 'work_plan: "2"'),
    "a number out of range": ("work_plan: 2", "work_plan: 2.5"),
    "a number out of range in the long form": ("work_plan: 2", "work_plan: {value: 2.5}"),
    "a negative number": ("work_plan: 2", "work_plan: -1"),
    "half a one": ("briefs: 4", "briefs: 4.5"),
    "a negative count": ("briefs: 4", "briefs: -4"),
    "a count in Chinese": ("briefs: 4", "briefs: 四"),
    "a number for yes": ("district_standards_revised: true", "district_standards_revised: 1"),
    "a word for yes": ("district_standards_revised: true", "district_standards_revised: 是"),
    "an unknown level": ("level: district_silver", "level: gold"),
    "a level by its name": ("level: district_silver", "level: 区长质量奖金奖"),
    "an applicant without a level": ("{name: 乙食品公司, level: district_silver}", "{name: 乙食品公司}"),
    "an applicant without a name": ("{name: 乙食品公司, level: district_silver}", "{level: district_gold}"),
    "an applicant that is a text": ("{name: 乙食品公司, level: district_silver}", "乙食品公司"),
    "an applicant with an empty name": ("{name: 乙食品公司, level", "{name: '', level"),
    "an applicant with a blank name": ("{name: 乙食品公司, level", "{name: ' ', level"),
    "a unit that is a number": ("unit: 浦江镇", "unit: 3"),
    "a year that is a text": ("year: 2020", "year: 二〇二〇"),
    "a rule file without a name": ("year: 2020", "rules: ''"),
    "no facts": ("facts:", "x:"),
}


def refused(schema: Iterable[str], files: Iterable[Path]) -> dict[str, str]:
    """The files that check-jsonschema refuses, with what it says of each: one process for all."""
    command = [sys.executable, "-m", "check_jsonschema", *schema, "-o", "json", *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    said = json.loads(done.stdout)
    assert done.returncode == (0 if said["status"] == "ok" else 1), done.stderr
    assert not said.get("parse_errors")
    return {Path(error["filename"]).name: f"{error['path']}: {error['message']}" for error in said["errors"]}


def broken_files(text: str, broken: Mapping[str, tuple[str, str]], folder: Path) -> list[Path]:
    """A file for each way to break a text, under the name of that way."""
    files = []
    for name, (old, new) in broken.items():
        assert old in text, name
        files.append(folder / f"{name}.yaml")
        files[-1].write_text(text.replace(old, new, 1), encoding="utf-8")
    return files


@pytest.mark.slow
def test_a_day_may_stand_without_quotes(run: Run, tmp_path: Path) -> None:
    schema, dated = tmp_path / "schema.json", tmp_path / "dated.yaml"
    assert run("schema", "rules", "-o", schema).code == 0
    days = "year: 2020\nperiod: [2020-01-01, '2020-12-31']\ndue: 2020-12-10\n"
    dated.write_text(SMALL.replace("year: 2020\n", days, 1), encoding="utf-8")
    assert refused(["--schemafile", str(schema)], [dated]) == {}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("subject", "text", "good", "broken"),
    [
        ("rules", SMALL, [RULES], BROKEN_RULES),
        ("facts", FACTS.read_text(encoding="utf-8"), EXAMPLES, BROKEN_FACTS),
    ],
    ids=["rules", "facts"],
)
def test_another_validator_accepts_the_shipped_files_and_refuses_the_broken_ones_as_we_do(
    run: Run, tmp_path: Path, subject: str, text: str, good: list[Path], broken: Mapping[str, tuple[str, str]]
) -> None:
    schema = tmp_path / "schema.json"
    assert run("schema", subject, "-o", schema).code == 0
    files = broken_files(text, broken, tmp_path)
    said = refused(["--schemafile", str(schema)], [*good, *files])
    assert set(said) == {file.name for file in files}
    done = run("validate", *files, "--rules", RULES, "--format", "json")
    ours = {Path(each["file"]).name for each in json.loads(done.out) if each["severity"] == "error"}
    assert ours == set(said)
