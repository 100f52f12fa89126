"""A folder stands for the files in it that are meant for us: what editors, systems and version control leave there is none."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Ran
from zlpg.load.find import yaml_files

Run = Callable[..., Ran]

RULES = """\
scheme: t
year: 2021
title: 表
facts:
  work: {type: number, label: 得分, range: [0, 100]}
total:
  sections:
    - id: s
      title: 节
      items:
        - {id: i, title: 项, text: 满分100分。, max: 100, rule: work}
"""
EXAMPLES = "cases:\n  - {name: 满分, facts: {work: 100}, points: {total: 100}}\n"
BROKEN = "a: ["


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one rule file, and its examples."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "2021.yaml").write_text(RULES, encoding="utf-8")
    (tmp_path / "rules" / "2021.examples.yaml").write_text(EXAMPLES, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "rules"


def dangling(folder: Path) -> None:
    (folder / "2020.yaml").symlink_to("nowhere")
    (folder / ".#2021.yaml").symlink_to("user@host.1:2")


def companions(folder: Path) -> None:
    (folder / "._2021.yaml").write_bytes(b"\0\5\26\7\0\2")
    (folder / ".pre-commit-config.yaml").write_text("repos: []\n", encoding="utf-8")


def dot_folders(folder: Path) -> None:
    for name in (".history", ".github/workflows", "old/.git"):
        (folder / name).mkdir(parents=True)
        (folder / name / "2021.yaml").write_text(BROKEN, encoding="utf-8")


def round_in_a_circle(folder: Path) -> None:
    (folder / "again").symlink_to("..")
    (folder / "self.yaml").symlink_to(".")
    (folder / "knot.yaml").symlink_to("knot.yaml")


def no_file(folder: Path) -> None:
    os.mkfifo(folder / "pipe.yaml")
    (folder / "empty.yaml").mkdir()


@pytest.mark.parametrize("left_there", [dangling, companions, dot_folders, round_in_a_circle, no_file])
@pytest.mark.parametrize("command", ["validate", "test"])
def test_what_others_leave_in_a_folder_is_none_of_ours(
    run: Run, rules: Path, left_there: Callable[[Path], None], command: str
) -> None:
    expected = run(command, rules.parent)
    assert expected.code == 0
    left_there(rules)
    assert run(command, rules.parent) == expected
    assert run(command).code == 0


@pytest.mark.parametrize("command", ["validate", "test"])
@pytest.mark.parametrize("name", ["2022.YAML", "2022.Yml", "old.yaml/2022.yaml", "b/c/2022.yml"])
def test_what_goes_by_any_ending_anywhere_in_a_folder_is_ours(run: Run, rules: Path, name: str, command: str) -> None:
    file = rules / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(RULES.replace("2021", "2022"), encoding="utf-8")
    beside = file.with_name(f"2022.examples{file.suffix}")
    beside.write_text(EXAMPLES.replace("total: 100", "total: 99"), encoding="utf-8")
    assert run(command, "rules").code == (0 if command == "validate" else 1)
    file.write_text(BROKEN, encoding="utf-8")
    done = run(command, "rules")
    assert done.code == 1
    assert f"rules/{name}:1:" in done.err


def test_the_order_is_that_of_the_names(tmp_path: Path) -> None:
    names = ("a.yaml", "a/b.yaml", "a/z/a.yml", "a-b.YAML", "b.yaml", "浦江镇.yaml")
    for name in reversed(names):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    found = [str(Path(each).relative_to(tmp_path)) for each in yaml_files(str(tmp_path))]
    assert found == ["a/b.yaml", "a/z/a.yml", "a-b.YAML", "a.yaml", "b.yaml", "浦江镇.yaml"]
    assert yaml_files(str(tmp_path / "nowhere")) == (str(tmp_path / "nowhere"),)


def test_a_file_or_a_folder_that_is_named_is_looked_at_whatever_its_name(run: Run, rules: Path) -> None:
    (rules / "2021.yaml").rename(rules / ".2021.yaml")
    assert run("validate", rules / ".2021.yaml") == (
        0,
        f"{rules / '.2021.yaml'}: nothing found; no examples beside it\n",
        "",
    )
    (rules.parent / ".hidden").mkdir()
    (rules / ".2021.yaml").rename(rules.parent / ".hidden" / "2021.yaml")
    assert run("validate", ".hidden").out == ".hidden/2021.yaml: nothing found; no examples beside it\n"


@pytest.mark.parametrize("command", ["validate", "test", "score", "explain"])
def test_an_empty_name_is_no_folder(run: Run, rules: Path, command: str) -> None:  # noqa: ARG001  # where it is run
    done = run(command, "")
    assert done.code == 3
    assert "'':1:1: error: there is no such file [no-such-file]" in done.err
