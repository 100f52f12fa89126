"""Files broken at random, in their bytes and in their structure: always findings with places, or a result that is usable."""

import codecs
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from traceback import extract_tb
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

import zlpg
from conftest import ROOT, RULES
from corruptions import broken, corrupted, guarded
from facade import outcomes, parsed, read_cases, read_rules, scored
from test_json_schema import plain
from validating import rule_file
from zlpg.cli import run as run_command
from zlpg.diagnostics import Diagnostic, has_errors
from zlpg.load.facts import facts_under, read_envelope
from zlpg.show.findings import lines_of
from zlpg.show.words import UNSEEN, words_of

FACTS = ROOT / "examples" / "pujiang-2020.yaml"
EXAMPLES = RULES.with_suffix(".examples.yaml")
SEEDS = [
    *(range(first, first + 25) for first in range(0, 100, 25)),
    *(
        pytest.param(range(first, first + 100), marks=pytest.mark.slow, id=f"{first}-{first + 99}")
        for first in range(100, 1000, 100)
    ),
]
"""What a thousand files are broken with: a tenth of them in every run."""
HANG = 120
"""Seconds; what takes longer hangs."""

SMALL = rule_file(8)


def findings_of_rules(file: Path) -> tuple[Diagnostic, ...]:
    """What is found in a rule file, which is usable where no error is."""
    rules = read_rules(file)
    assert (rules.value is None) == has_errors(rules.findings)
    if rules.value is not None:
        scored(rules.value, {})
    return rules.findings


def findings_of_facts(file: Path, scheme: zlpg.Scheme) -> tuple[Diagnostic, ...]:
    """What is found in a facts file, which is usable where no error is."""
    envelope = read_envelope(file)
    if envelope.value is None:
        assert has_errors(envelope.diagnostics)
        return envelope.diagnostics
    facts = facts_under(envelope.value, scheme)
    assert (facts.value is None) == has_errors(facts.diagnostics)
    if facts.value is not None:
        zlpg.score(scheme, facts.value)
    return envelope.diagnostics + facts.diagnostics


def findings_of_examples(file: Path, scheme: zlpg.Scheme) -> tuple[Diagnostic, ...]:
    """What is found in an examples file, whose cases can be run where no error is."""
    cases = read_cases(file, scheme)
    assert (cases.value is None) == has_errors(cases.findings)
    outcomes(scheme, cases.value or ())
    return cases.findings


def lines_in(content: bytes) -> list[list[str]]:
    """The lines of a file as editors show them, in each encoding that it may be read in, damage as escapes."""
    content = content.removeprefix(codecs.BOM_UTF8)
    return [content.decode(encoding, "backslashreplace").split("\n") for encoding in ("utf-8", "gb18030")]


def hold(found: Iterable[Diagnostic], content: bytes) -> None:
    """Every finding has a place inside the file, and is said in both languages."""
    readings = lines_in(content)
    for finding in found:
        place = finding.place
        assert place is not None, finding.code
        lines = next((lines for lines in readings if place.excerpt in lines[place.line - 1 : place.line]), readings[0])
        assert 1 <= place.line <= len(lines), f"{finding.code} in line {place.line} of {len(lines)}"
        width = len(lines[place.line - 1])
        assert 1 <= place.column <= width + 1, f"{finding.code} in column {place.column} of {width}"
        for language in ("en", "zh"):
            said = lines_of(finding, words_of(language))
            assert said[0].text.endswith(f"[{finding.code}]")
            assert not any(UNSEEN.search(line.text) for line in said), finding.code


@pytest.fixture(autouse=True)
def uncached(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZLPG_CACHE", "")


def troubles(original: Path, seeds: range, look: Callable[[Path], Iterable[Diagnostic]], file: Path) -> dict[int, str]:
    """What does not hold of a file that is broken at random, by the seed that it is broken with."""
    content, found = original.read_bytes(), {}
    with guarded(HANG):
        for seed in seeds:
            made = corrupted(content, seed)
            file.write_bytes(made)
            try:
                hold(look(file), made)
            except Exception as error:  # noqa: BLE001  # whatever it is, the others are looked at, too
                *_, last = extract_tb(error.__traceback__)
                said = str(error).partition("\n")[0]
                found[seed] = f"{type(error).__name__}: {said} ({Path(last.filename).name}:{last.lineno})"
    return found


@pytest.mark.parametrize("seeds", SEEDS, ids=str)
def test_a_rule_file_with_broken_bytes_is_diagnosed_or_usable(tmp_path: Path, seeds: range) -> None:
    assert not troubles(RULES, seeds, findings_of_rules, tmp_path / "rules.yaml")


@pytest.mark.parametrize("seeds", SEEDS, ids=str)
def test_a_facts_file_with_broken_bytes_is_diagnosed_or_usable(
    tmp_path: Path, scheme: zlpg.Scheme, seeds: range
) -> None:
    assert not troubles(FACTS, seeds, lambda file: findings_of_facts(file, scheme), tmp_path / "facts.yaml")


@pytest.mark.parametrize("seeds", SEEDS, ids=str)
def test_an_examples_file_with_broken_bytes_is_diagnosed_or_usable(
    tmp_path: Path, scheme: zlpg.Scheme, seeds: range
) -> None:
    assert not troubles(EXAMPLES, seeds, lambda file: findings_of_examples(file, scheme), tmp_path / "2020.yaml")


def document(text: str) -> Any:
    """A file as plain data."""
    return plain(parsed(text).data)


def as_yaml(made: Any) -> bytes:
    """A document as JSON, which is YAML, over several lines, so that places mean something."""
    return json.dumps(made, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass")


def exit_code(file: Path, *options: str) -> int:
    """How the program ends over a file, in this process."""
    return run_command(["validate", str(file), *options, "-o", "/dev/null"])


def hold_rules(made: Any, file: Path) -> None:
    """A rule file of a broken document is diagnosed or usable."""
    content = as_yaml(made)
    file.write_bytes(content)
    with guarded(HANG):
        found = findings_of_rules(file)
        hold(found, content)
        assert exit_code(file) == int(has_errors(found))


def hold_facts(made: Any, file: Path, scheme: zlpg.Scheme) -> None:
    """A facts file of a broken document is diagnosed or usable."""
    content = as_yaml(made)
    file.write_bytes(content)
    with guarded(HANG):
        found = findings_of_facts(file, scheme)
        hold(found, content)
        if "rules" not in str(made):
            assert exit_code(file, "--rules", str(RULES)) == int(has_errors(found))


FAST = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
MANY = settings(FAST, max_examples=500, phases=[Phase.explicit, Phase.generate], database=None)


@FAST
@given(made=broken(document(SMALL)))
def test_a_rule_file_with_a_broken_structure_is_diagnosed_or_usable(tmp_path: Path, made: Any) -> None:
    hold_rules(made, tmp_path / "rules.yaml")


@FAST
@given(made=broken(document(FACTS.read_text(encoding="utf-8"))))
def test_a_facts_file_with_a_broken_structure_is_diagnosed_or_usable(
    tmp_path: Path, scheme: zlpg.Scheme, made: Any
) -> None:
    hold_facts(made, tmp_path / "facts.yaml", scheme)


@FAST
@given(made=broken({"cases": document(EXAMPLES.read_text(encoding="utf-8"))["cases"][:6]}))
def test_an_examples_file_with_a_broken_structure_is_diagnosed_or_usable(
    tmp_path: Path, scheme: zlpg.Scheme, made: Any
) -> None:
    content, file = as_yaml(made), tmp_path / "2020.examples.yaml"
    file.write_bytes(content)
    with guarded(HANG):
        hold(findings_of_examples(file, scheme), content)


@pytest.mark.slow
@MANY
@given(made=broken(document(RULES.read_text(encoding="utf-8"))))
def test_the_shipped_rule_file_with_a_broken_structure_is_diagnosed_or_usable(tmp_path: Path, made: Any) -> None:
    hold_rules(made, tmp_path / "rules.yaml")


@pytest.mark.slow
@MANY
@given(made=broken(document(FACTS.read_text(encoding="utf-8"))))
def test_the_shipped_facts_file_with_a_broken_structure_is_diagnosed_or_usable(
    tmp_path: Path, scheme: zlpg.Scheme, made: Any
) -> None:
    hold_facts(made, tmp_path / "facts.yaml", scheme)


def test_the_rule_files_made_up_for_this_and_for_benchmarks_are_without_findings() -> None:
    for size in (1, 2, 6, 8, 101):
        assert read_rules(rule_file(size)).findings == ()
