"""Text from files is data in every format: no markup, no terminal escapes, no formulas."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import RULES, Ran, run_really

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
        "note: 本项称“简报”，第8项称“专报”，按两个事实分别填报。", f'note: "{NASTY}"'
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
    assert set(unescaped) == {8}
    assert not any("<b>" in row.replace("\\<", "") for row in rows)
