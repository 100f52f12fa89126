"""The nine real documents under examples/schemes: valid, true to their own examples, and scored as published."""

import json
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from conftest import ROOT, Ran
from facade import read_rules
from zlpg.examples import mutants_of

Run = Callable[..., Ran]

SCHEMES = sorted(path.parent for path in (ROOT / "examples" / "schemes").glob("*/rules.yaml"))


def test_there_are_nine() -> None:
    assert len(SCHEMES) == 9


@pytest.mark.parametrize("folder", SCHEMES, ids=lambda folder: folder.name)
def test_nothing_is_wrong_with_a_scheme_its_examples_and_its_facts(folder: Path, run: Run) -> None:
    ran = run("validate", "--strict", str(folder))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.count("nothing found") == 3


@pytest.mark.parametrize("folder", SCHEMES, ids=lambda folder: folder.name)
def test_its_examples_come_out_and_leave_nothing_out(folder: Path, run: Run) -> None:
    ran = run("test", str(folder), "--coverage", "--format", "json")
    (told,) = json.loads(ran.out)["files"]
    assert ran.code == 0
    assert told["cases"]
    assert all(case["passed"] for case in told["cases"])
    assert told["coverage"]["missing"] == []


@pytest.mark.slow
@pytest.mark.parametrize("folder", SCHEMES, ids=lambda folder: folder.name)
def test_no_wrong_number_in_it_would_go_unnoticed(folder: Path, run: Run) -> None:
    ran = run("test", str(folder), "--mutate")
    assert (ran.code, ran.err) == (0, "")
    assert len(list(mutants_of(read_rules(folder / "rules.yaml").usable))) > 30


@pytest.mark.parametrize("folder", SCHEMES, ids=lambda folder: folder.name)
@pytest.mark.parametrize("form", ["text", "json", "csv", "markdown"])
def test_its_facts_are_scored_in_every_format(folder: Path, form: str, run: Run) -> None:
    ran = run("score", str(folder / "facts.yaml"), "--format", form)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out


SCORECARD = ROOT / "examples" / "schemes" / "openssf-scorecard"


def test_a_published_result_of_scorecard_is_converted_to_its_facts_and_comes_to_its_own_score(run: Run) -> None:
    converted = subprocess.run(
        [sys.executable, "convert.py", "result.json"], cwd=SCORECARD, capture_output=True, check=True, encoding="utf-8"
    )
    assert converted.stdout == (SCORECARD / "facts.yaml").read_text(encoding="utf-8")
    published = json.loads((SCORECARD / "result.json").read_text(encoding="utf-8"), parse_float=Decimal)
    scored = json.loads(run("score", str(SCORECARD / "facts.yaml"), "--format", "json").out, parse_float=Decimal)
    assert scored["total"] == published["score"]
    inconclusive = {check["name"] for check in published["checks"] if check["score"] == -1}
    assert inconclusive
    assert inconclusive <= {item["title"] for item in scored["items"] if item["applies"] is False}


def test_the_workings_of_an_indicator_show_the_patients_that_are_excepted(run: Run) -> None:
    facts = ROOT / "examples" / "schemes" / "qof-diabetes" / "facts.yaml"
    assert "580 ÷ (900 − 60) × 100 = 69.0476… (1450/21)" in run("explain", str(facts), "blood_pressure").out
