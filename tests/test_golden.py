"""What is printed, to the byte. `pytest --update-golden` writes the files anew; the diff is the review."""

from collections.abc import Callable

import pytest

from conftest import Ran

FULL, HALF = "examples/pujiang-2020.yaml", "examples/pujiang-2020-mid-year.yaml"
YEARS = ("examples/years/2020.yaml", "examples/years/2021.yaml")
RULES = ("rules/2020.yaml", "examples/years/rules/2021.yaml")
Run = Callable[..., Ran]
Golden = Callable[[str, str], None]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("form", ["text", "json", "jsonl", "csv", "markdown"])
@pytest.mark.parametrize(("name", "facts"), [("full", (FULL,)), ("half", (HALF,))])
def test_a_score_in_every_format_and_language(
    run: Run, golden: Golden, name: str, facts: tuple[str, ...], form: str, lang: str
) -> None:
    done = run("score", *facts, "--format", form, "--lang", lang)
    assert done.code == 0
    golden(f"score-{name}.{lang}.{form}", done.out)


@pytest.mark.parametrize("form", ["text", "jsonl", "csv", "markdown"])
def test_several_units_in_one_call(run: Run, golden: Golden, form: str) -> None:
    done = run("score", FULL, HALF, "--format", form)
    assert done.code == 0
    golden(f"score-both.en.{form}", done.out)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("columns", [80, 160])
def test_a_table_in_a_terminal_of_some_width(
    run: Run, golden: Golden, monkeypatch: pytest.MonkeyPatch, columns: int, lang: str
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    done = run("score", FULL, "--lang", lang)
    assert done.code == 0
    golden(f"score-full-{columns}.{lang}.table", done.out)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    ("name", "facts", "item"),
    [
        ("awards", FULL, "quality_awards"),
        ("accidents", FULL, "14"),
        ("reporting", FULL, "17"),
        ("imported", FULL, "service_quality"),
        ("meeting-half", HALF, "2"),
        ("awards-half", HALF, "quality_awards"),
        ("reporting-half", HALF, "reporting"),
        ("total", FULL, None),
        ("total-half", HALF, None),
        ("bonuses", FULL, "bonuses"),
        ("work-half", HALF, "work"),
    ],
)
def test_an_explanation(run: Run, golden: Golden, name: str, facts: str, item: str | None, lang: str) -> None:
    done = run("explain", facts, *([item] if item else []), "--lang", lang)
    assert done.code == 0
    golden(f"explain-{name}.{lang}.txt", done.out)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("form", ["text", "json", "csv", "markdown"])
@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("years", YEARS),
        ("half", (HALF, YEARS[1])),
        ("three", (HALF, *YEARS, "--only", "changed", "--sort", "change")),
        ("rules", RULES),
    ],
)
def test_a_diff_in_every_format_and_language(
    run: Run, golden: Golden, name: str, files: tuple[str, ...], form: str, lang: str
) -> None:
    done = run("diff", *files, "--format", form, "--lang", lang)
    assert done.code == 0
    golden(f"diff-{name}.{lang}.{form}", done.out)


@pytest.mark.parametrize("columns", [80, 160])
@pytest.mark.parametrize(("name", "files"), [("years", YEARS), ("rules", RULES)])
def test_a_diff_in_a_terminal_of_some_width(
    run: Run, golden: Golden, monkeypatch: pytest.MonkeyPatch, name: str, files: tuple[str, ...], columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    golden(f"diff-{name}-{columns}.zh.table", run("diff", *files, "--lang", "zh").out)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_facts_file_to_fill_in(run: Run, golden: Golden, lang: str) -> None:
    done = run("init", "--unit", "浦江镇", "--lang", lang)
    assert done.code == 0
    golden(f"init.{lang}.yaml", done.out)


@pytest.mark.parametrize("subject", ["rules", "facts"])
def test_a_json_schema(run: Run, golden: Golden, subject: str) -> None:
    done = run("schema", subject)
    assert done.code == 0
    golden(f"schema-{subject}.json", done.out)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("command", ["", "score", "explain", "diff", "validate", "explain-code", "init", "schema"])
def test_help(run: Run, golden: Golden, command: str, lang: str) -> None:
    done = run(*([command] if command else []), "--help", "--lang", lang)
    assert done.code == 0
    golden(f"help-{command or 'zlpg'}.{lang}.txt", done.out)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_findings_in_a_facts_file(run: Run, golden: Golden, lang: str) -> None:
    done = run("score", "tests/hostile/many-mistakes.yaml", "--lang", lang)
    assert (done.code, done.out) == (1, "")
    golden(f"findings-facts.{lang}.txt", done.err)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_findings_in_a_rule_file(run: Run, golden: Golden, lang: str) -> None:
    done = run("validate", "tests/hostile/rules-many-mistakes.yaml", "--lang", lang)
    assert done.code == 1
    golden(f"findings-rules.{lang}.txt", done.err + done.out)
