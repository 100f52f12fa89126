"""The facts file: both forms of a fact, where the rule file is found, what stays for the explanation."""

import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import zlpg
from conftest import FULL_MARKS, RULES, Ran
from facade import by_name
from zlpg.model.facts import Applicant, Report

Run = Callable[..., Ran]


def test_a_fact_means_the_same_in_its_short_and_its_long_form(scheme: zlpg.Scheme) -> None:
    short = zlpg.facts_from({"briefs": 3, "district_standards_revised": True, "award_results": []}, scheme)
    long = zlpg.facts_from(
        {"briefs": {"value": 3}, "district_standards_revised": {"value": True}, "award_results": {"value": []}}, scheme
    )
    assert short.values == long.values


def test_notes_evidence_and_applicants_stay_for_the_explanation(scheme: zlpg.Scheme) -> None:
    applicants = [{"name": "甲", "level": "applied", "note": "四月", "evidence": ["a.pdf"]}]
    facts = zlpg.facts_from({"award_results": {"value": applicants, "note": "名单", "evidence": ["b.pdf"]}}, scheme)
    assert facts.reports["award_results"] == Report(
        "名单", ("b.pdf",), (Applicant("甲", "applied", "四月", ("a.pdf",)),)
    )


@pytest.mark.parametrize("value", [None, {"value": None}, {"note": "十月"}, {"value": None, "evidence": []}])
def test_a_fact_without_a_value_is_open_and_not_zero(scheme: zlpg.Scheme, value: Any) -> None:
    assert "briefs" not in by_name(zlpg.facts_from({"briefs": value}, scheme))


def test_an_empty_list_of_applicants_is_a_report_of_none(scheme: zlpg.Scheme) -> None:
    assert set(zlpg.facts_from({"award_results": []}, scheme).values.values()) == {Decimal(0)}


def test_a_level_that_is_named_without_a_number_is_open_and_one_that_is_not_named_has_none(scheme: zlpg.Scheme) -> None:
    values = by_name(zlpg.facts_from({"award_results": {"applied": 2, "national": None}}, scheme))
    assert values["award_results.applied"] == 2
    assert values["award_results.shanghai"] == 0
    assert "award_results.national" not in values


def test_decimals_are_exact_from_the_text_of_the_file_on(tmp_path: Path, scheme: zlpg.Scheme) -> None:
    file = tmp_path / "facts.yaml"
    file.write_text("facts: {leading_group: 0.1, work_plan: 0.2}\n", encoding="utf-8")
    values = by_name(zlpg.load_facts(file, scheme))
    assert values["leading_group"] + values["work_plan"] == Decimal("0.3")


def test_a_float_is_refused_with_what_to_pass_instead(scheme: zlpg.Scheme) -> None:
    with pytest.raises(TypeError, match=r"pass Decimal\('87.5'\)"):
        zlpg.facts_from({"service_quality": 87.5}, scheme)


@pytest.mark.parametrize("value", [object(), {1, 2}, b"3"])
def test_what_can_be_no_fact_is_refused(scheme: zlpg.Scheme, value: Any) -> None:
    with pytest.raises(TypeError, match="a fact can't be a"):
        zlpg.facts_from({"briefs": value}, scheme)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"brief": 1}, "unknown-fact"),
        ({3: 1}, "unknown-fact"),
        ({"leading_group": Decimal("NaN")}, "number-too-long"),
        ({"commendations": Decimal("Infinity")}, "number-too-long"),
        ({"work_reports": 10**300}, "number-too-long"),
        ({"leading_group": Decimal("1e-300")}, "number-too-long"),
        ({"briefs": -1}, "out-of-range"),
        ({"leading_group": Decimal("2.01")}, "out-of-range"),
        ({"briefs": Decimal("1.5")}, "wrong-type"),
        ({"briefs": "3"}, "wrong-type"),
        ({"briefs": True}, "wrong-type"),
        ({"district_standards_revised": 1}, "wrong-type"),
        ({"award_results": 3}, "wrong-type"),
        ({"award_results": {"gold": 1}}, "unknown-level"),
        ({"award_results": {"applied": Decimal("0.5")}}, "wrong-type"),
        ({"award_results": [{"name": "甲", "level": "gold"}]}, "unknown-level"),
        ({"award_results": [{"name": "甲"}]}, "missing-key"),
        ({"award_results": [{"name": "甲", "level": None}]}, "wrong-type"),
        ({"award_results": [{"name": " ", "level": "applied"}]}, "wrong-type"),
        ({"award_results": [{"name": "甲", "level": "applied"}] * 2}, "duplicate-applicant"),
        ({"briefs": "不适用"}, "not-applicable"),
        ({"briefs": {"value": 1, "notes": "x"}}, "unknown-key"),
        ({"briefs": {"value": 1, "note": 3}}, "wrong-type"),
        ({"briefs": {"value": 1, "evidence": "x"}}, "wrong-type"),
        ({"briefs": {"value": 1, "evidence": [1]}}, "wrong-type"),
        ({"briefs": [1]}, "wrong-type"),
    ],
)
def test_a_wrong_fact_is_refused(scheme: zlpg.Scheme, facts: dict[Any, Any], code: str) -> None:
    with pytest.raises(zlpg.InvalidInput) as refused:
        zlpg.facts_from(facts, scheme)
    assert [each.code for each in refused.value.diagnostics] == [code]


def scheme_of(run: Run, *arguments: str | Path) -> str:
    """The title of the rule file that a score was made under."""
    done = run("score", *arguments)
    assert done.code == 0, done.err
    return done.out.splitlines()[0].partition(" · ")[2]


@pytest.fixture
def nested(tmp_path: Path) -> Path:
    """A facts file two folders below a `rules/` of its own, and other rule files to be named."""
    for name, title in (("rules/2020", "nearest"), ("other", "named by the file"), ("third", "named by the option")):
        path = tmp_path / f"{name}.yaml"
        path.parent.mkdir(exist_ok=True)
        text = RULES.read_text(encoding="utf-8")
        path.write_text(
            text.replace("title: 2020年度浦江镇质量管理绩效评估任务分解表", f"title: {title}"), encoding="utf-8"
        )
    file = tmp_path / "towns" / "north" / "facts.yaml"
    file.parent.mkdir(parents=True)
    file.write_text("year: 2020\nfacts: {}\n", encoding="utf-8")
    return file


def test_the_option_comes_before_what_the_file_names_before_its_year_before_what_is_shipped(
    run: Run, nested: Path
) -> None:
    folder = nested.parent.parent.parent
    assert scheme_of(run, nested) == "nearest"
    shutil.rmtree(folder / "rules")
    assert scheme_of(run, nested).startswith("2020年度浦江镇")
    nested.write_text("year: 2020\nrules: ../../other.yaml\nfacts: {}\n", encoding="utf-8")
    assert scheme_of(run, nested) == "named by the file"
    assert scheme_of(run, nested, "--rules", folder / "third.yaml") == "named by the option"


def test_where_no_rule_file_is_found_every_place_looked_at_is_told(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "facts.yaml"
    file.write_text("year: 1999\nfacts: {}\n", encoding="utf-8")
    done = run("score", file)
    assert done.code == 3
    for place in (tmp_path, tmp_path.parent, Path("/")):
        assert str(place / "rules" / "1999.yaml") in done.err
    assert "facts.yaml:1:7: error: no rule file for 1999 [no-rule-file]" in done.err


def test_the_public_functions_give_what_the_command_shows(scheme: zlpg.Scheme) -> None:
    facts = zlpg.load_facts("examples/pujiang-2020.yaml", scheme)
    breakdown = zlpg.score(scheme, facts)
    assert breakdown.total == Decimal("97.325")
    assert (facts.unit, facts.year) == ("浦江镇", 2020)
    assert zlpg.prepare(scheme).score(facts) == breakdown


def test_loading_what_is_wrong_raises_with_everything_that_was_found(tmp_path: Path, scheme: zlpg.Scheme) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_text(
        RULES.read_text(encoding="utf-8").replace("max: 90", "max: 91").replace("full: 100", "full: 103"),
        encoding="utf-8",
    )
    with pytest.raises(zlpg.InvalidInput, match=r"rules.yaml:68:12: max is 91") as refused:
        zlpg.load_scheme(rules)
    codes = [each.code for each in refused.value.diagnostics]
    assert sorted(set(codes)) == ["max-not-reached", "max-not-sum", "unstated-number", "unused-number"]
    assert codes.count("max-not-reached") == 4
    facts = tmp_path / "facts.yaml"
    facts.write_text("unit: 3\nfacts: {}\n", encoding="utf-8")
    with pytest.raises(zlpg.InvalidInput, match="expected text, found the number 3"):
        zlpg.load_facts(facts, scheme)
    facts.write_text("unit: 3\nfacts: {brief: 1, media_posts: x}\n", encoding="utf-8")
    with pytest.raises(zlpg.InvalidInput) as all_at_once:
        zlpg.load_facts(facts, scheme)
    assert [each.code for each in all_at_once.value.diagnostics] == ["wrong-type", "unknown-fact", "wrong-type"]
    facts.write_text("facts: {briefs: 1", encoding="utf-8")
    with pytest.raises(zlpg.InvalidInput, match=r"opened by “\{” is not closed"):
        zlpg.load_facts(facts, scheme)
    with pytest.raises(zlpg.InvalidInput, match="there is no such file"):
        zlpg.load_facts(tmp_path / "none.yaml", scheme)


def test_a_scheme_knows_the_digest_of_its_file(scheme: zlpg.Scheme) -> None:
    import hashlib

    assert scheme.sha256 == hashlib.sha256(RULES.read_bytes()).hexdigest()


def test_an_unknown_name_of_the_package_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="scor"):
        zlpg.scor  # noqa: B018


def test_the_open_facts_of_a_file_are_findings_where_it_has_to_be_complete(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "facts.yaml"
    lines = [f"  {id}: {value}" for id, value in FULL_MARKS.items() if id != "work_plan"]
    file.write_text("\n".join(["year: 2020", "facts:", *lines, "  briefs:"]), encoding="utf-8")
    done = run("score", file, "--complete")
    assert done.code == 1
    assert done.out
    found = [line for line in done.err.splitlines() if line.endswith("[open-fact]")]
    assert len(found) == 15 + 5  # and what full marks rest on, but for work_reports, which is among the 15
    assert f"{file}:2:1: error: “年度工作计划” (work_plan) is open; it bears on “3 年度工作计划” [open-fact]" in found
    assert any(f"{file}:{len(lines) + 3}:3: error: “工作简报” (briefs) is open" in line for line in found)
    assert run("score", "examples/pujiang-2020.yaml", "--complete").code == 0


def test_a_misspelt_key_of_the_frame_does_not_hide_what_is_wrong_with_the_facts(
    run: Callable[..., Ran], tmp_path: Path
) -> None:
    file = tmp_path / "facts.yaml"
    file.write_text("Unit: 甲\nYear: 2020\nfact:\n  brief: 3\n  work_plan: 9\n", encoding="utf-8")
    done = run("validate", file)
    assert [line.rsplit("[", 1)[1] for line in done.err.splitlines() if line.endswith("]")] == [
        "unknown-key]",
        "unknown-key]",
        "unknown-key]",
        "unknown-fact]",
        "out-of-range]",
    ]
