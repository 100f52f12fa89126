"""What is printed, to the byte. `pytest --update-golden` writes the files anew; the diff is the review."""

import re
from collections.abc import Callable

import pytest

from conftest import GOLDEN, Ran

FULL, HALF = "examples/pujiang-2020.yaml", "examples/pujiang-2020-mid-year.yaml"
OLD, NEW = YEARS = ("examples/years/2020.yaml", "examples/years/2021.yaml")
RULES = ("rules/2020.yaml", "examples/years/rules/2021.yaml")
THREE = (HALF, *YEARS, "--only", "changed", "--sort", "change")
MISTAKES = "tests/hostile/many-mistakes.yaml", "tests/hostile/rules-many-mistakes.yaml"
COMMANDS = ("score", "explain", "diff", "validate", "test", "explain-code", "init", "schema")
EXPLAINED = (
    *((FULL, part) for part in ("quality_awards", "14", "17", "service_quality", "bonuses", "total")),
    *((HALF, part) for part in ("2", "quality_awards", "reporting", "work", "total")),
)

PRINTED: dict[str, tuple[tuple[str, ...], ...]] = {
    "score-half.zh.text": (("score", HALF),),
    "score-half.en.json": (("score", HALF, "--format", "json"),),
    "score-half.en.csv": (("score", HALF, "--format", "csv"),),
    "score-half.zh.markdown": (("score", HALF, "--format", "markdown"),),
    "score-both.en.text": (("score", FULL, HALF),),
    "score-both.zh.jsonl": (("score", FULL, HALF, "--format", "jsonl"),),
    "score-both.zh.csv": (("score", FULL, HALF, "--format", "csv"),),
    "score-full.zh.80": (("score", FULL),),
    "score-full.en.160": (("score", FULL),),
    **{f"explain.{lang}.txt": tuple(("explain", *each) for each in EXPLAINED) for lang in ("en", "zh")},
    "diff-years.zh.text": (("diff", *YEARS),),
    "diff-years.en.160": (("diff", *YEARS),),
    "diff-years.en.json": (("diff", *YEARS, "--format", "json"),),
    "diff-half.en.text": (("diff", HALF, NEW),),
    "diff-half.en.csv": (("diff", HALF, NEW, "--format", "csv"),),
    "diff-half.zh.markdown": (("diff", HALF, NEW, "--format", "markdown"),),
    "diff-three.zh.80": (("diff", *THREE),),
    "diff-three.zh.csv": (("diff", *THREE, "--format", "csv"),),
    "diff-rules.en.text": (("diff", *RULES),),
    "diff-rules.zh.80": (("diff", *RULES),),
    "diff-rules.en.json": (("diff", *RULES, "--format", "json"),),
    "diff-rules.zh.csv": (("diff", *RULES, "--format", "csv"),),
    "diff-rules.en.markdown": (("diff", *RULES, "--format", "markdown"),),
    **{f"init.{lang}.yaml": (("init", "--unit", "浦江镇"),) for lang in ("en", "zh")},
    "schema-rules.en.json": (("schema", "rules"),),
    "schema-facts.en.json": (("schema", "facts"),),
    **{f"help.{lang}.txt": (("--help",), *((each, "--help") for each in COMMANDS)) for lang in ("en", "zh")},
    **{f"findings.{lang}.txt": (("score", MISTAKES[0]), ("validate", MISTAKES[1])) for lang in ("en", "zh")},
}
"""What the files of tests/golden hold: name, language, and a number of columns or a format, with the commands that print it."""


@pytest.mark.parametrize("name", PRINTED)
def test_what_a_command_prints(
    run: Callable[..., Ran], golden: Callable[[str, str], None], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    _, lang, form = name.split(".")
    if form.isdigit():
        monkeypatch.setenv("COLUMNS", form)
    printed = ""
    for command in PRINTED[name]:
        done = run(*command, "--lang", lang)
        assert done.code == ("hostile" in " ".join(command))
        heading = f"$ zlpg {' '.join(command)}\n" if len(PRINTED[name]) > 1 else ""
        printed += f"{heading}{done.err}{done.out}"
    golden(name, printed)


def test_no_golden_file_is_left_that_nothing_writes(request: pytest.FixtureRequest) -> None:
    tests = "".join(path.read_text("utf-8") for path in request.path.parent.glob("test_*.py"))
    others = {path.name for path in GOLDEN.iterdir()} - PRINTED.keys()
    written = re.findall(r'golden\(f?"(\w+)-', tests)
    assert not [name for name in others if name.split("-")[0] not in written]
