"""`zlpg explain-code`: the section of a code, from the document that comes with the program."""

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import ROOT, Ran, run_really
from zlpg.load.manual import manual, sections_of, summary
from zlpg.show.lines import cells

Run = Callable[..., Ran]

DOCUMENT = ROOT / "docs" / "diagnostics.md"
SECTIONS = sections_of(DOCUMENT.read_text(encoding="utf-8"))
COLOURS = re.compile("\x1b\\[[0-9;]*m")


@pytest.mark.parametrize("code", SECTIONS)
def test_a_code_is_explained_by_its_section_as_it_stands_in_the_document(run: Run, code: str) -> None:
    assert run("explain-code", code) == (0, SECTIONS[code], "")
    assert SECTIONS[code] in DOCUMENT.read_text(encoding="utf-8")


def test_a_code_may_be_copied_with_its_brackets(run: Run) -> None:
    assert run("explain-code", "[alias]") == run("explain-code", " alias ") == run("explain-code", "alias")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("max-not-sun", "there is no code “max-not-sun”. did you mean “max-not-sum”?"),
        ("[unused-facts]", "there is no code “unused-facts”. did you mean “unused-fact”?"),
        ("0815", "there is no code “0815”. “zlpg explain-code” lists them all"),
        ("", "there is no code “”. “zlpg explain-code” lists them all"),
    ],
)
def test_an_unknown_code_is_wrong_usage_and_told_with_the_nearest_one(run: Run, written: str, said: str) -> None:
    done = run("explain-code", written)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_without_a_code_all_are_listed_each_in_a_line_with_what_it_means(run: Run) -> None:
    done = run("explain-code")
    assert done.code == 0
    listed = [line.split(maxsplit=1) for line in done.out.splitlines()]
    assert listed == [[code, summary(section)] for code, section in SECTIONS.items()]
    assert dict(listed)["tag"] == "A value has a YAML tag such as `!!str`."


@pytest.mark.parametrize("columns", [50, 80, 120])
def test_a_list_in_a_terminal_is_no_wider_than_it(run: Run, monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = run("explain-code").out.splitlines()
    assert max(map(cells, lines)) <= columns
    assert [line.split()[0] for line in lines if not line.startswith(" ")] == list(SECTIONS)


@pytest.mark.parametrize("columns", [50, 100])
@pytest.mark.parametrize("code", ["mixed-scales", "no-rule-file", "too-many-findings", "wrong-type"])
def test_in_a_terminal_prose_is_as_wide_as_it_and_code_is_as_it_stands(
    run: Run, monkeypatch: pytest.MonkeyPatch, code: str, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    shown = run("explain-code", code).out
    first, *parts = re.split(r"^```\w+\n(.*?)^```\n", SECTIONS[code], flags=re.MULTILINE | re.DOTALL)
    for block in parts[::2]:
        assert f"\n\n{block}\n" in shown
        shown = shown.replace(f"\n{block}", "", 1)
    assert max(map(cells, shown.splitlines())) <= columns
    prose = "".join((first, *parts[1::2])).replace("#", "").replace("`", "")
    assert shown.split() == prose.split()


@pytest.mark.parametrize("columns", [50, 80, 120])
def test_in_a_terminal_nothing_of_an_explanation_is_cut_off(
    run: Run, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    for code, section in SECTIONS.items():
        assert run("explain-code", code).out.count("…") == section.count("…"), code


def test_in_colour_what_is_taken_out_and_put_in_can_be_told_apart(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    plain = run("explain-code", "max-not-sum").out
    monkeypatch.setattr("zlpg.cli.explain_code.in_colour", lambda _output: True)
    monkeypatch.setattr("zlpg.cli.streams.in_colour", lambda _output: True)
    shown = run("explain-code", "max-not-sum").out
    assert "\x1b[31m-      max: 9" in shown
    assert "\x1b[32m+      max: 10" in shown
    assert "\x1b[1m$ zlpg validate rules.yaml" in shown
    assert [line.rstrip() for line in COLOURS.sub("", shown).splitlines()] == plain.splitlines()


def test_an_explanation_can_be_written_to_a_file_but_not_over_the_document(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "alias.md"
    assert run("explain-code", "alias", "-o", file) == (0, "", "")
    assert file.read_text(encoding="utf-8") == SECTIONS["alias"]
    before = DOCUMENT.read_bytes()
    assert run("explain-code", "alias", "-o", DOCUMENT).code == 2
    assert DOCUMENT.read_bytes() == before


def test_an_installed_package_explains_from_the_document_packed_with_it(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = tmp_path / "zlpg" / "docs" / "diagnostics.md"
    packed.parent.mkdir(parents=True)
    packed.write_text("# Diagnostics\n\n## `tag`\n\nPacked. As it is.\n", encoding="utf-8")
    monkeypatch.setattr("zlpg.load.find._PACKAGE", tmp_path / "zlpg")
    assert manual() == packed
    assert run("explain-code", "tag").out == "## `tag`\n\nPacked. As it is.\n"
    assert run("explain-code").out == "tag  Packed.\n"


def test_the_document_is_packed_where_an_installed_package_looks_for_it() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packed = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert packed["docs/diagnostics.md"] == "zlpg/docs/diagnostics.md"


def test_a_package_without_the_document_says_so(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zlpg.load.find._PACKAGE", tmp_path / "src" / "zlpg")
    done = run("explain-code", "tag")
    assert (done.code, done.out) == (3, "")
    assert "diagnostics.md:1:1: error: there is no such file [no-such-file]" in done.err


def test_what_a_code_means_is_the_first_sentence_of_its_section_wherever_it_ends() -> None:
    assert summary("## `a`\n\nIt is in `x.yaml`, version 1.5. More.\n") == "It is in `x.yaml`, version 1.5."
    assert summary("## `a`\n\nIt is.\n\nMore.\n") == "It is."
    assert summary("## `a`\n\nno sentence") == ""


def test_shells_can_complete_codes() -> None:
    asked = {"_ZLPG_COMPLETE": "bash_complete", "COMP_WORDS": "zlpg explain-code unused-", "COMP_CWORD": "2"}
    program = "import sys; sys.argv = ['zlpg']; from zlpg.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, **asked}, capture_output=True, text=True, check=True
    )
    offered = [line.removeprefix("plain,") for line in done.stdout.splitlines()]
    assert offered == [code for code in SECTIONS if code.startswith("unused-")]


def test_an_explanation_that_is_piped_needs_neither_rich_nor_pydantic() -> None:
    program = (
        "import sys\nfrom zlpg.cli import main\ntry: main(['explain-code', 'tag'])\nexcept SystemExit: pass\n"
        "print(sorted({'pydantic', 'pydantic_core', 'rich'} & set(sys.modules)), file=sys.stderr)"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stderr == b"[]\n"


def test_no_character_of_an_explanation_ends_the_program_on_a_console_that_lacks_it() -> None:
    code, out, err = run_really("explain-code", "not-utf-8", env={"PYTHONIOENCODING": "gbk"})
    assert (code, err) == (0, b"")
    assert "甲精密机械公司" in out.decode("gbk")
