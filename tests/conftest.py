"""What tests share: the shipped scheme, a way to run commands, golden files."""

import gc
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, settings

import zlpg
from zlpg.cli import main

LARGE = (HealthCheck.too_slow, HealthCheck.data_too_large)  # whole schemes are
settings.register_profile("quick", max_examples=10, deadline=None, derandomize=True, suppress_health_check=LARGE)
# Drawn alike each time, so that what is red is red for what changed. `thorough` is what .ci/run asks for besides.
settings.register_profile("thorough", max_examples=100, deadline=None, derandomize=True, suppress_health_check=LARGE)
settings.load_profile("quick")


def examples(quick: int) -> settings:
    """For a law whose examples are large: how many are drawn each time, and as many times more where many are asked for."""
    return settings(max_examples=quick * settings().max_examples // 10)


ROOT = Path(__file__).parent.parent
GOLDEN = Path(__file__).parent / "golden"
RULES = ROOT / "rules" / "2020.yaml"

FULL_MARKS: Mapping[str, Any] = {
    "leading_group": 2,
    "annual_meeting": 3,
    "work_plan": 2,
    "publicity": 4,
    "excellence_model": 6,
    "brand_building": 6,
    "quality_education": 3,
    "work_reporting": 4,
    "town_specialty": 40,
    **dict.fromkeys(("product_quality", "engineering_quality", "service_quality", "environment_quality"), 100),
    "leader_evaluation": 10,
}
NO_EVENT: Mapping[str, Any] = {
    **dict.fromkeys(
        ("nonfatal_accidents", "accident_deaths", "work_reports", "briefs", "media_posts", "commendations"), 0
    ),
    **dict.fromkeys(("standard_pilots_started", "city_standard_pilots_accepted"), 0),
    **dict.fromkeys(("national_standard_pilots_accepted", "shanghai_brands_certified"), 0),
    **dict.fromkeys(
        ("district_standards_revised", "integrity_community_approved", "integrity_community_created"), False
    ),
    "award_results": [],
}


class Ran(NamedTuple):
    """What a command did."""

    code: int
    out: str
    err: str


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write what is printed now into tests/golden")


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A language, a width and a cache that don't depend on who runs the tests, and nothing left behind."""
    monkeypatch.setenv("ZLPG_CACHE", str(tmp_path_factory.getbasetemp() / "cache"))
    monkeypatch.setenv("LANGUAGE", "en")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    for variable in (
        "ZLPG_LANG",
        "COLUMNS",
        "NO_COLOR",
        "PYTHONIOENCODING",
        "GITHUB_ACTIONS",
        "PYTHONDONTWRITEBYTECODE",
    ):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.chdir(ROOT)
    yield
    gc.enable()  # which the program's entry point leaves off


@pytest.fixture(scope="session")
def scheme() -> zlpg.Scheme:
    """The scheme of 2020."""
    return zlpg.load_scheme(RULES)


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Runs a command in this process, through the program's own entry point."""

    def run(*arguments: str | Path) -> Ran:
        capfd.readouterr()
        with pytest.raises(SystemExit) as stopped:
            main([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        return Ran(int(stopped.value.code or 0), out, err)

    return run


def run_really(
    *arguments: str | Path, env: Mapping[str, str] | None = None, stdin: bytes = b""
) -> tuple[int, bytes, bytes]:
    """Run a command in a process of its own, as users do; streams as bytes."""
    done = subprocess.run(
        [sys.executable, "-m", "zlpg", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        env={**os.environ, **(env or {})},
        check=False,
        timeout=60,
    )
    return done.returncode, done.stdout, done.stderr


def needed(program: str) -> None:
    """See that a program is there that a test needs; the test is skipped where it isn't, but fails in CI."""
    if shutil.which(program) is None:
        reason = f"{program} is not installed"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Holds text against a file of tests/golden; `--update-golden` writes the file instead."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--update-golden"):
            with path.open("w", encoding="utf-8", newline="") as file:
                file.write(text)
        with path.open(encoding="utf-8", newline="") as file:
            assert text == file.read()

    return compare


def points_of(breakdown: zlpg.Breakdown, item: str) -> Decimal | None:
    """The points of one item."""
    return next(result.working.points.known for result in breakdown.items if result.item.id == item)
