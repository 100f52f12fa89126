"""Text from files is data in every format: no markup, no terminal escapes, no formulas."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import RULES, Ran, run_really
from zlpg.show.drawing import Row, Table, drawn
from zlpg.show.formats import csv_rows, markdown_row, markdown_table
from zlpg.show.words import UNSEEN, visible

Run = Callable[..., Ran]

NASTY = "[red]x[/red] [link=file:///] \\e[31m \\a \\u202e \\x9b31m | `a` <b> *c* {0} %s"


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    """A facts file and a rule file with text that wants to be more than text."""
    rules = RULES.read_text(encoding="utf-8")
    rules = rules.replace("title: 质量信息报送", f'title: "=1+1 {NASTY}"').replace(
        "label: 工作信息,", f'label: "@{NASTY}",'
    )
    rules = rules.replace("{name: 经发办}", f'{{name: "+{NASTY}"}}').replace(
        "note: 本项称“简报”，第8项称“专报”，按两个填报项分别填报。", f'note: "{NASTY}"'
    )
    (tmp_path / "rules.yaml").write_text(rules, encoding="utf-8")
    path = tmp_path / "facts.yaml"
    path.write_text(
        f'unit: "-2+3 {NASTY}"\nrules: rules.yaml\nfacts:\n  briefs: {{value: 3, note: "{NASTY}", evidence: ["=x{NASTY}"]}}\n',
        encoding="utf-8",
    )
    return path


@pytest.mark.parametrize("form", ["text", "json", "jsonl", "csv", "markdown"])
def test_nothing_that_steers_a_terminal_gets_out_of_a_score(run: Run, facts: Path, form: str) -> None:
    done = run("score", facts, "--format", form)
    assert done.code == 0, done.err
    assert not set(done.out) & set("\x1b\x07\u202e\x9b")
    assert "[red]" in done.out or "\\[red\\]" in done.out


@pytest.mark.parametrize("item", [(), ("reporting",)])
def test_nothing_that_steers_a_terminal_gets_out_of_an_explanation(
    run: Run, facts: Path, item: tuple[str, ...]
) -> None:
    out = run("explain", facts, *item).out
    assert not set(out) & set("\x1b\x07\u202e\x9b")
    assert "[red]x[/red] [link=file:///] \\x1b[31m" in out


def test_nothing_that_steers_a_terminal_gets_out_of_a_diagnostic(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "facts\x1b[31m.yaml"
    file.write_text(f'year: 2020\nfacts:\n  "{NASTY}": 1\n  briefs: "{NASTY}"\n', encoding="utf-8")
    done = run("score", file)
    assert done.code == 1
    assert not set(done.err) & set("\x1b\x07\u202e\x9b")
    assert "[red]x[/red]" in done.err


def test_what_init_writes_stays_comments_and_text(run: Run, facts: Path) -> None:
    done = run("init", "--rules", facts.parent / "rules.yaml", "--unit", 'a"\nfacts: {}')
    assert done.code == 0
    target = facts.parent / "new.yaml"
    target.write_text(done.out, encoding="utf-8")
    assert run("validate", target, "--rules", facts.parent / "rules.yaml").code == 0


def test_json_holds_the_text_itself(run: Run, facts: Path) -> None:
    found = json.loads(run("score", facts, "--format", "json").out)
    assert found["unit"].startswith("-2+3 [red]x[/red] [link=file:///] \x1b[31m \x07 \u202e \x9b31m")


def test_no_cell_of_a_csv_is_a_formula_and_numbers_stay_numbers(run: Run, facts: Path) -> None:
    rows = list(csv.reader(io.StringIO(run("score", facts, "--format", "csv").out)))
    texts = [cell for row in rows[1:] for cell in row if not _is_number(cell)]
    assert not [cell for cell in texts if cell.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r"))]
    assert any(cell.startswith("'=1+1") for cell in texts)
    _, gbk, _ = run_really("score", facts, "--format", "csv", env={"PYTHONIOENCODING": "gbk"})
    cells = [
        cell for row in list(csv.reader(io.StringIO(gbk.decode("gbk"))))[1:] for cell in row if not _is_number(cell)
    ]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    full = list(csv.DictReader(io.StringIO(run("score", "examples/pujiang-2020.yaml", "--format", "csv").out)))
    assert next(row["Points"] for row in full if row["Id"] == "equipment_accidents") == "-1"


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def test_a_cell_of_markdown_can_not_end_its_row_or_become_html(run: Run, facts: Path) -> None:
    rows = [line for line in run("score", facts, "--format", "markdown").out.splitlines() if line.startswith("|")]
    unescaped = [row.replace("\\\\", "").replace("\\|", "").count("|") for row in rows]
    assert set(unescaped) == {7}
    assert not any("<b>" in row.replace("\\<", "") for row in rows)


AWKWARD = st.text(st.sampled_from("=+-@−＝＠ \u3000\t\r\n\x1b\u202e\x85\u2028\"',;|\\\\`*<&a工1")) | st.text()


@given(st.lists(st.lists(AWKWARD, min_size=2, max_size=4), min_size=1, max_size=3))
def test_any_text_in_a_csv_is_one_cell_that_is_seen_and_no_formula(rows: list[list[str]]) -> None:
    written = csv_rows(rows)
    read = list(csv.reader(io.StringIO(written, newline="")))
    assert written.count("\n") == written.count("\r") == len(rows)
    assert [[cell.removeprefix("'") for cell in row] for row in read] == [
        [visible(cell).removeprefix("'") for cell in row] for row in rows
    ]
    assert not UNSEEN.search(written.replace("\r\n", ""))
    assert not [cell for row in read for cell in row if cell.strip().startswith(tuple("=+-@−＝＋－＠"))]


@given(st.lists(AWKWARD, min_size=1, max_size=4))
def test_any_text_in_a_markdown_table_is_one_cell(texts: list[str]) -> None:
    row = markdown_row(texts)
    assert "\n" not in row
    assert not UNSEEN.search(row)
    assert row.replace("\\\\", "").replace("\\|", "").count("|") == len(texts) + 1


EVERYWHERE = """\
scheme: hostile
year: {year}
title: "{text}"
offices:
  o: {{name: "{text}"}}
facts:
  a: {{type: number, label: "{text}", range: [0, 10], unit: "{text}"}}
  bad: {{type: yes_no, label: "{text}"}}
total:
  grades:
    - {{id: pass, title: "{text}", at_least: 6, text: "6分以上{text}"}}
    - {{id: fail, title: 不合格}}
  vetoes:
    - {{title: "{text}", veto: bad, grade: fail, text: "{text}"}}
  sections:
    - id: s
      number: "{text}"
      title: "{text}"
      items:
        - {{id: i, number: "{text}", title: "{text}", text: "{text}满分十分", max: 10, responsible: [o], rule: a}}
"""
FORMULA = "=cmd|' /C calc'!A \\e[m\\r\\n ::error::x | <b> "


@pytest.mark.parametrize("form", ["csv", "markdown"])
@pytest.mark.parametrize("first", ["", " ", "\\t", "\\e"])
def test_text_from_everywhere_in_a_rule_file_is_a_cell_of_every_table(
    run: Run, tmp_path: Path, form: str, first: str
) -> None:
    for year in (2020, 2021):
        text = EVERYWHERE.format(year=year, text=f"{first}{FORMULA}{chr(year)}")
        (tmp_path / f"{year}.yaml").write_text(text, encoding="utf-8")
        facts = f'unit: "{FORMULA}{year}"\nrules: {year}.yaml\nfacts: {{a: 3, bad: {str(year == 2020).lower()}}}\n'
        (tmp_path / f"facts-{year}.yaml").write_text(facts, encoding="utf-8")
    for command in (
        ("score", tmp_path / "facts-2020.yaml"),
        ("diff", tmp_path / "facts-2020.yaml", tmp_path / "facts-2021.yaml"),
        ("diff", tmp_path / "2020.yaml", tmp_path / "2021.yaml"),
    ):
        done = run(*command, "--format", form)
        assert (done.code, done.err) == (0, "")
        assert not UNSEEN.search(done.out.replace("\n", "").replace("\r", ""))
        if form == "csv":
            read = list(csv.reader(io.StringIO(done.out, newline="")))
            assert len({len(row) for row in read}) == 1
            cells = [cell for row in read for cell in row if not _is_number(cell)]
            assert not [cell for cell in cells if cell.strip().startswith(("=", "+", "-", "@"))]
            assert any(cell.startswith("'") for cell in cells) or first.startswith("\\")
        else:
            rows = [line for line in done.out.splitlines() if line.startswith("|")]
            assert len({row.replace("\\\\", "").replace("\\|", "").count("|") for row in rows}) == 1
            assert "<b>" not in done.out.replace("\\<", "")


def test_a_column_in_which_no_row_has_anything_is_left_out_but_for_those_that_name_the_rows() -> None:
    headings = ("No.", "Item", "Max", "Points", "Offices")
    rows = (("", "甲", "", "1", ""), ("", "乙", "", "2.5", ""))
    table = Table(headings, tuple(map(Row, rows)), amounts=frozenset({2, 3}), names=2)
    assert drawn([table], width=80, colour=False).splitlines()[0] == "No.  Item  Points"
    written = markdown_table(headings, [(cells, False) for cells in rows], amounts={2, 3})
    assert list(written) == ["| Item | Points |", "|---|--:|", "| 甲 | 1 |", "| 乙 | 2.5 |"]
