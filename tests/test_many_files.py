"""Runs over many files: one that can't be used costs the others nothing, and a closing line says what it came to."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import ROOT, RULES, Ran

FULL, HALF = "examples/pujiang-2020.yaml", "examples/pujiang-2020-mid-year.yaml"
Run = Callable[..., Ran]

UNUSABLE = {
    "not there": (None, "no-such-file"),
    "a folder": ("", "not-a-file"),
    "no YAML": ("year: 2020\nfacts: [\n", "yaml-syntax"),
    "no text": ("year: 2020\x00\n", "not-text"),
    "a fact that there isn't": ("year: 2020\nfacts: {brief: 1}\n", "unknown-fact"),
    "no rule file": ("year: 1999\nfacts: {}\n", "no-rule-file"),
    "a rule file itself": (RULES.read_text(encoding="utf-8"), "wrong-type"),
}


def unusable(kind: str, folder: Path) -> tuple[str, str]:
    """The name of a facts file that can't be used, and the code of what is wrong with it."""
    text, code = UNUSABLE[kind]
    file = folder / "乙镇.yaml"
    if text:
        file.write_text(text, encoding="utf-8")
    elif text == "":
        file.mkdir()
    return str(file), code


@pytest.mark.parametrize(
    "form",
    ["text", pytest.param("markdown", marks=pytest.mark.slow), pytest.param("csv", marks=pytest.mark.slow), "jsonl"],
)
@pytest.mark.parametrize(("kind", "place"), [*((kind, 1) for kind in UNUSABLE), ("not there", 0), ("not there", 2)])
def test_the_others_are_scored_and_it_has_a_row_with_its_error(
    run: Run, tmp_path: Path, kind: str, place: int, form: str
) -> None:
    file, code = unusable(kind, tmp_path)
    files = [FULL, HALF]
    files.insert(place, file)
    ending = {"text": "txt", "markdown": "md"}.get(form, form)
    target = tmp_path / f"all.{ending}"
    shown = run("score", *files, "--format", form, "--width", 400)
    written = run("score", *files, "-o", target, "--width", 400)
    text = target.read_text(encoding="utf-8-sig" if form == "csv" else "utf-8")
    assert (shown.code, written.code, written.out) == (1, 1, "")
    assert text.replace("\r\n", "\n") == shown.out.replace("\r\n", "\n")
    assert shown.err == written.err
    assert shown.err.splitlines()[-1] == "files: 3, scored: 2, errors: 1, warnings: 0"
    without = run("score", FULL, HALF, "--format", form, "--width", 400).out
    match form:
        case "jsonl":
            found = [json.loads(line) for line in shown.out.splitlines()]
            (lost,) = (each for each in found if each["schema"] == "zlpg.unscored/1")
            assert found.index(lost) == place
            assert (lost["file"], [each["code"] for each in lost["findings"]]) == (file, [code])
            assert f"[{code}]" in lost["error"]
            assert [each for each in found if each != lost] == [json.loads(line) for line in without.splitlines()]
        case "csv":
            rows = list(csv.DictReader(shown.out.splitlines()))
            (row,) = (each for each in rows if each["Kind"] == "error")
            assert (row["Id"], row["Title"], row["Points"]) == (code, file, "")
            assert row["Workings"].startswith(f"not scored: {file}:")
            assert rows.index(row) == {0: 0, 1: (len(rows) - 1) // 2, 2: len(rows) - 1}[place]
            assert [each for each in rows if each != row] == list(csv.DictReader(without.splitlines()))
        case _:
            (line,) = (each for each in shown.out.splitlines() if each.startswith("not scored: "))
            assert code in line.replace("\\", "")
            rest = shown.out.replace(f"{line}\n\n", "") if place < 2 else shown.out.replace(f"\n{line}\n", "")
            assert rest == without


def test_a_broken_rule_file_is_told_once_and_each_of_its_facts_files_has_a_row(run: Run, tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_bytes(RULES.read_bytes().replace(b"max: 90", b"max: 91"))
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text("rules: rules.yaml\nfacts: {}\n", encoding="utf-8")
    done = run("score", tmp_path / "a.yaml", FULL, tmp_path / "b.yaml", "--format", "csv")
    assert done.code == 1
    assert done.err.count("[max-not-sum]") == 1
    rows = [row for row in csv.DictReader(done.out.splitlines()) if row["Kind"] == "error"]
    assert [row["Title"] for row in rows] == [str(tmp_path / "a.yaml"), str(tmp_path / "b.yaml")]
    assert rows[0]["Workings"].startswith(f"not scored: {tmp_path / 'a.yaml'}: {tmp_path / 'rules.yaml'}:")
    assert rows[1]["Workings"] == f"not scored: {tmp_path / 'b.yaml'}: not checked: its rule file can't be used"


@pytest.mark.parametrize("form", ["text", "csv", "jsonl"])
@pytest.mark.parametrize("files", [("nowhere.yaml",), ("nowhere.yaml", "elsewhere.yaml")])
def test_where_nothing_could_be_scored_nothing_is_written(
    run: Run, tmp_path: Path, files: tuple[str, ...], form: str
) -> None:
    assert run("score", *files, "--format", form)[:2] == (3, "")
    target = tmp_path / f"out.{'txt' if form == 'text' else form}"
    target.write_text("old", encoding="utf-8")
    done = run("score", *files, "-o", target)
    assert done.code == 3
    assert target.read_text(encoding="utf-8") == "old"
    assert f"{target}:1:1: error: not written, because of the errors above [not-written]" in done.err


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "files: 2, scored: 2, errors: 16, warnings: 0"),
        ("zh", "共 2 个文件，已计分 2 个，错误 16 处，警告 0 处"),
    ],
)
def test_the_score_of_many_files_ends_in_a_line_that_counts(run: Run, lang: str, said: str) -> None:
    done = run("score", FULL, HALF, "--complete", "--lang", lang)
    assert (done.code, done.err.splitlines()[-1]) == (1, said)
    assert run("score", FULL, HALF, "--format", "csv").err == ""
    assert run("score", FULL).err == ""


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "files: 3, errors: 17, warnings: 0"),
        ("zh", "共 3 个文件，错误 17 处，警告 0 处"),
    ],
)
def test_the_check_of_many_files_ends_in_a_line_that_counts(run: Run, lang: str, said: str) -> None:
    hostile = "tests/hostile/rules-many-mistakes.yaml"
    done = run("validate", FULL, hostile, "nowhere.yaml", "--lang", lang)
    assert (done.code, done.out.splitlines()[-1]) == (3, said)
    assert said not in run("validate", hostile).out
    assert said not in run("validate", FULL, hostile, "nowhere.yaml", "--format", "github").out


def test_a_rule_file_without_examples_beside_it_is_told(run: Run, tmp_path: Path) -> None:
    rules = tmp_path / "2020.yaml"
    rules.write_bytes(RULES.read_bytes())
    assert run("validate", rules) == (0, f"{rules}: nothing found; no examples beside it\n", "")
    assert run("validate", rules, "--lang", "zh").out == f"{rules}: 未发现问题；旁边没有算例文件\n"
    assert run("validate", rules, "--format", "json").out == "[]\n"
    (tmp_path / "2020.examples.yml").write_bytes((ROOT / "rules" / "2020.examples.yaml").read_bytes())
    assert run("validate", rules) == (0, f"{rules}: nothing found\n", "")
    assert run("validate", RULES, FULL).out.count("no examples") == 0


def test_an_examples_file_that_can_not_be_run_costs_the_others_nothing(run: Run, tmp_path: Path) -> None:
    for name in ("2020", "2021"):
        (tmp_path / f"{name}.yaml").write_bytes(RULES.read_bytes().replace(b"year: 2020", f"year: {name}".encode()))
        (tmp_path / f"{name}.examples.yaml").write_bytes((ROOT / "rules" / "2020.examples.yaml").read_bytes())
    (tmp_path / "2021.examples.yaml").write_text("cases: [\n", encoding="utf-8")
    done = run("test", tmp_path, "-o", tmp_path / "out.txt")
    passed, failed = (tmp_path / "out.txt").read_text(encoding="utf-8").splitlines()
    assert passed.startswith(f"{tmp_path}/2020.examples.yaml: passed: ")
    assert failed == f"{tmp_path}/2021.examples.yaml: errors: 1, warnings: 0"
    assert done.code == 1
    assert "[yaml-syntax]" in done.err


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_comparison_needs_all_of_its_files_and_says_so(run: Run, tmp_path: Path, lang: str) -> None:
    target = tmp_path / "out.md"
    target.write_text("old", encoding="utf-8")
    done = run("diff", FULL, "nowhere.yaml", HALF, "-o", target, "--lang", lang)
    assert (done.code, done.out) == (3, "")
    assert target.read_text(encoding="utf-8") == "old"
    said = "not compared: every one of the files is needed" if lang == "en" else "未比较：所有文件都可用才能比较"
    assert f"{said} [not-written]" in done.err
    assert said in run("diff", FULL, "nowhere.yaml", HALF, "--lang", lang).err
