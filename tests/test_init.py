"""What `init` writes: a facts file, and the schema by which an editor checks it while it is filled in."""

import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit
from urllib.request import url2pathname

import pytest
import yaml
from jsonschema import Draft202012Validator

from conftest import RULES, Ran
from facade import scheme_of
from test_facts_of_each_type import RULES as EVERYTHING
from test_facts_of_each_type import read
from zlpg.load.json_schema import facts_schema
from zlpg.show.template import facts_template, reference
from zlpg.show.words import words_of

Run = Callable[..., Ran]

MODELINE = "# yaml-language-server: $schema="


def schema_of(file: Path, text: str | None = None) -> Path:
    """The file that the first line leads to, as a reference relative to the file that it stands in."""
    first = (text or file.read_text(encoding="utf-8")).splitlines()[0]
    assert first.startswith(MODELINE)
    assert " " not in first.removeprefix(MODELINE)
    parts = urlsplit(urljoin(file.absolute().as_uri(), first.removeprefix(MODELINE)))
    assert (parts.scheme, parts.query, parts.fragment) == ("file", "", "")
    return Path(url2pathname(parts.path))


def validator(schema: Path) -> Draft202012Validator:
    """A validator for a schema in a file."""
    made = json.loads(schema.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(made)
    return Draft202012Validator(made)


def filled(file: Path, **facts: Any) -> Any:
    """A facts file as another YAML library reads it, with some facts filled in."""
    document = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    document["facts"].update(facts)
    return document


NAMES = [
    *(
        "north.yaml",
        "north.yml",
        "north",
        "north.2020.yaml",
        "浦江镇-2020.yaml",
        "two words.yaml",
        "a#b.yaml",
        "100%.yaml",
    ),
    *(
        "what?.yaml",
        "a:b.yaml",
        "http.yaml",
        "file:x.yaml",
        "浦江　镇.yaml",
        "a%20b.yaml",
        "[x]{y}.yaml",
        "a&b='\"c.yaml",
    ),
    *("..yaml", ".yaml", "line\nbreak.yaml", "back\\slash.yaml", "none.yaml"),
]


@pytest.mark.parametrize("name", NAMES)
def test_the_first_line_leads_to_the_schema_beside_whatever_the_names(run: Run, tmp_path: Path, name: str) -> None:
    file = tmp_path / "一 # 镇" / name
    file.parent.mkdir()
    assert run("init", "-o", file) == (0, "", "")
    schema = schema_of(file)
    assert schema.name.endswith(".schema.json")
    assert set(file.parent.iterdir()) == {file, schema}


def test_what_is_filled_in_is_valid_by_the_schema_beside_and_a_slip_is_not(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "浦江镇-2020.yaml"
    assert run("init", "--unit", "浦江镇", "-o", file) == (0, "", "")
    checked = validator(schema_of(file))
    checked.validate(filled(file))
    checked.validate(filled(file, work_plan=2))
    assert not checked.is_valid(filled(file, work_plan=2.5))
    assert not checked.is_valid(filled(file, work_plam=2))
    assert run("validate", file, "--strict").code == 0


def test_the_schema_beside_is_the_one_that_schema_prints(run: Run, tmp_path: Path) -> None:
    rules, file = tmp_path / "my rules.yaml", tmp_path / "towns" / "north.yaml"
    file.parent.mkdir()
    rules.write_bytes(RULES.read_bytes().replace(b"range: [0, 40]", b"range: [0, 40.0]"))
    assert run("init", "--rules", rules, "-o", file).code == 0
    assert schema_of(file).read_text(encoding="utf-8") == run("schema", "facts", "--rules", rules).out


@pytest.mark.parametrize("picked", [(), ("--year", "2020"), ("--rules", "{folder}/my rules.yaml")])
def test_a_printed_facts_file_says_how_to_make_the_schema_that_it_names(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, picked: tuple[str, ...]
) -> None:
    (tmp_path / "my rules.yaml").write_bytes(RULES.read_bytes())
    picked = tuple(each.format(folder=tmp_path) for each in picked)
    monkeypatch.chdir(tmp_path)
    done = run("init", *picked)
    file = tmp_path / "facts.yaml"
    file.write_text(done.out, encoding="utf-8")
    _program, *command = shlex.split(done.out.splitlines()[1].partition(": ")[2])
    assert _program == "zlpg"
    assert command[:2] == ["schema", "facts"]
    assert command[-2:] == ["-o", "facts.schema.json"]
    assert set(picked) <= set(command)
    assert run(*command).code == 0
    assert schema_of(file) == tmp_path / "facts.schema.json"
    validator(schema_of(file)).validate(filled(file))


def test_a_printed_facts_file_stays_on_the_year_that_it_was_made_for(run: Run) -> None:
    assert "zlpg schema facts --year 2020 -o facts.schema.json" in run("init").out


@pytest.mark.parametrize("there", [("north.yaml",), ("north.schema.json",), ("north.yaml", "north.schema.json")])
def test_nothing_is_overwritten_and_nothing_written_where_one_of_the_two_is_there(
    run: Run, tmp_path: Path, there: tuple[str, ...]
) -> None:
    for name in there:
        (tmp_path / name).write_text("mine", encoding="utf-8")
    done = run("init", "-o", tmp_path / "north.yaml")
    assert (done.code, done.out) == (3, "")
    assert done.err.count("[file-exists]") == len(there)
    assert all(f"{tmp_path / name}:1:1: error: there is such a file already" in done.err for name in there)
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == dict.fromkeys(there, "mine")


def test_neither_is_written_where_one_can_not_be(run: Run, tmp_path: Path) -> None:
    (tmp_path / "north.schema.json").mkdir()
    done = run("init", "-o", tmp_path / "north.yaml")
    assert done.code == 3
    assert f"{tmp_path}/north.schema.json:1:1: error: can't be written: a folder, not a file [unwritable]" in done.err
    assert f"{tmp_path}/north.yaml:1:1: error: not written, because of the errors above [not-written]" in done.err
    assert [path.name for path in tmp_path.iterdir()] == ["north.schema.json"]


def test_neither_is_written_where_the_schema_s_name_is_too_long(run: Run, tmp_path: Path) -> None:
    done = run("init", "-o", tmp_path / f"{'x' * 246}.yaml")
    assert done.code == 3
    assert "[unwritable]" in done.err
    assert "[not-written]" in done.err
    assert not list(tmp_path.iterdir())


def test_what_is_no_file_of_its_own_gets_no_schema_beside(run: Run, tmp_path: Path) -> None:
    assert run("init", "-o", "/dev/null") == (0, "", "")
    assert not Path("/dev/null.schema.json").exists()
    assert run("init", "-o", tmp_path).code == 3
    assert not list(tmp_path.parent.glob("*.schema.json"))


def test_a_reference_keeps_chinese_for_editors_that_decode_nothing() -> None:
    assert reference("浦江镇-2020.schema.json") == "./浦江镇-2020.schema.json"
    assert reference("浦江镇 #1.schema.json") == "./浦江镇%20%231.schema.json"
    assert unquote(reference("\udcff\u202e%.schema.json"), errors="surrogateescape") == "./\udcff\u202e%.schema.json"


@pytest.fixture(scope="module")
def asked() -> dict[str, list[str]]:
    """The facts file of a scheme with every type of fact: the comments above each fact, up to the one before."""
    scheme = scheme_of(EVERYTHING)
    asked: dict[str, list[str]] = {}
    comments: list[str] = []
    for line in facts_template(scheme, words_of("en"), schema="facts.schema.json").splitlines():
        if line.startswith("  #"):
            comments.append(line.removeprefix("  # "))
        elif line.endswith(":"):
            asked[line.strip(" :")], comments = comments, []
    return asked


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        ("profile", ["起评情形: one of the options", "options: full (经常性指标完整), new (新设立), other (其他)"]),
        ("jury", ["评委打分: a list of numbers from 0 to 100, such as [0, 100] (分); their mean counts, of more than 5 without one highest and one lowest"]),
        ("visits", ["季度评分: a list of numbers from 0 to 10, such as [0, 10]; their mean counts"]),
        ("treated", ["4 管理 · max 10", "管理人数: a whole number, 0 or more · or not_applicable"]),
        ("exempted", ["豁免人数: a whole number, 0 or more · or not_applicable"]),
        ("planned", ["计划: a whole number, 0 or more"]),
        ("lift_checks", ["电梯年检: true or false · or not_applicable · read by items lifting, awards"]),
        ("fatal", ["其余", "港口", "Total", "亡人事故一票否决", "亡人事故: true or false"]),
    ],
)  # fmt: skip
def test_every_type_of_fact_is_asked_for_with_what_it_takes(
    asked: dict[str, list[str]], fact: str, said: list[str]
) -> None:
    assert [line.removeprefix("==== ") for line in asked[fact]][-len(said) :] == said


@pytest.mark.parametrize(
    ("keys", "en", "zh"),
    [
        ("range: [1, 14], step: 1", "a whole number from 1 to 14 (名)", "1～14 的整数，单位：名"),
        ("range: [0, null], step: 1", "a whole number, 0 or more (名)", "不小于 0 的整数，单位：名"),
        (
            "range: [0, 90], step: 5",
            "a whole number from 0 to 90, a multiple of 5 (名)",
            "0～90 的整数，且为 5 的倍数，单位：名",
        ),
        (
            "range: [0, 9], step: 0.5",
            "a number from 0 to 9, a multiple of 0.5 (名)",
            "0～9，可有小数，且为 0.5 的倍数，单位：名",
        ),
        (
            "range: [null, 9], step: 1",
            "a number, 9 or less, a multiple of 1 (名)",
            "不大于 9 的数，且为 1 的倍数，单位：名",
        ),
        ("range: [0, 9]", "a number from 0 to 9 (名)", "0～9，可有小数，单位：名"),
    ],
)
def test_whether_a_number_is_whole_is_told_from_what_it_goes_in(keys: str, en: str, zh: str) -> None:
    declared = f"n: {{type: number, label: 数, {keys}, unit: 名}}"
    section = "    - {id: s, title: 节, items: [{id: i, title: 项, text: 条款, cap: 1, rule: {once: {at_least: {n: 5}}, points: 1}}]}"
    scheme = scheme_of(f"scheme: x\nyear: 2024\ntitle: X\nfacts: {{{declared}}}\ntotal:\n  sections:\n{section}\n")
    for language, said in (("en", f"数: {en}"), ("zh", f"数：{zh}")):
        assert f"  # {said}\n" in facts_template(scheme, words_of(language), schema="x.json")


def test_what_is_judged_is_asked_for_as_points() -> None:
    section = "    - {id: s, title: 节, items: [{id: i, title: 项, text: 条款, max: 4, rule: judged}]}"
    scheme = scheme_of(f"scheme: x\nyear: 2024\ntitle: X\ntotal:\n  sections:\n{section}\n")
    for language, said in (("en", "points: a number from 0 to 4"), ("zh", "得分：0～4，可有小数")):
        assert f"  # {said}\n" in facts_template(scheme, words_of(language), schema="x.json")


def test_a_fact_that_only_a_section_depends_on_is_asked_for_under_the_total() -> None:
    scheme = scheme_of(EVERYTHING.replace("{once: plan, points: 1}", "1"))
    text = facts_template(scheme, words_of("en"), schema="facts.schema.json")
    assert text.endswith(
        "  # ==== Total\n\n  # 通常\n  # 有计划: true or false\n  plan:\n"
        "\n  # 亡人事故一票否决\n  # 亡人事故: true or false\n  fatal:\n"
    )


def test_every_fact_is_asked_for_once_and_the_file_is_valid_as_it_is() -> None:
    scheme = scheme_of(EVERYTHING)
    text = facts_template(scheme, words_of("en"), schema="facts.schema.json")
    document = yaml.load(text, Loader=yaml.CSafeLoader)
    assert sorted(re.findall(r"^  (\w+):$", text, re.MULTILINE)) == sorted(scheme.asked)
    Draft202012Validator(json.loads(json.dumps(facts_schema(scheme), default=float))).validate(document)
    below = text.partition("facts:\n")[2]
    facts = read(f"\n{below}", scheme)
    assert facts.value is not None, facts.findings
    assert facts.value.values == {}
