"""`zlpg diff`: what it takes, what it says, and its exit codes."""

import json
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT, Ran

OLD, NEW, HALF = "examples/years/2020.yaml", "examples/years/2021.yaml", "examples/pujiang-2020-mid-year.yaml"
OLD_RULES, NEW_RULES = "rules/2020.yaml", "examples/years/rules/2021.yaml"
Run = Callable[..., Ran]


def found(run: Run, *arguments: object) -> dict[str, Any]:
    """What a comparison comes to, as JSON."""
    done = run("diff", *arguments, "--format", "json")
    assert done.code == 0, done.err
    read: dict[str, Any] = json.loads(done.out, parse_float=Decimal, parse_int=Decimal)
    return read


def saved(run: Run, folder: Path, facts: str) -> Path:
    """A result that was saved before."""
    file = folder / f"{Path(facts).stem}.json"
    assert run("score", facts, "--format", "json", "-o", file).code == 0
    return file


@pytest.mark.parametrize("form", ["text", "json", "csv", pytest.param("markdown", marks=pytest.mark.slow)])
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((OLD, NEW), 0),
        ((OLD, NEW, "--exit-code"), 1),
        ((OLD, OLD, "--exit-code"), 0),
        ((HALF, HALF, "--exit-code"), 0),
        ((HALF, OLD, NEW), 0),
        ((OLD_RULES, NEW_RULES), 0),
        ((OLD_RULES, NEW_RULES, "--exit-code"), 1),
        ((OLD_RULES, OLD_RULES, "--exit-code"), 0),
        ((OLD,), 2),
        (("-", "-"), 2),
        ((OLD, NEW_RULES), 2),
        ((OLD_RULES, NEW_RULES, OLD_RULES), 2),
        ((OLD_RULES, NEW_RULES, "--sort", "change"), 2),
        ((OLD_RULES, NEW_RULES, "--rules", OLD_RULES), 2),
        ((OLD, NEW, "--sort", "size"), 2),
        ((OLD, NEW, "-o", OLD), 2),
        ((OLD, NEW, "--new-rules", NEW_RULES, "-o", NEW_RULES), 2),
        ((OLD, "nowhere.yaml"), 3),
        ((OLD, NEW, "--old-rules", "nowhere.yaml"), 3),
        ((OLD, "tests/hostile/many-mistakes.yaml"), 1),
        ((OLD_RULES, "tests/hostile/rules-many-mistakes.yaml"), 1),
        ((OLD, "rules/2020.examples.yaml"), 1),
        ((OLD, NEW, "--rules", OLD_RULES), 1),
    ],
)
def test_an_exit_code_says_how_it_went(run: Run, arguments: tuple[str, ...], code: int, form: str) -> None:
    done = run("diff", *arguments, "--format", form)
    assert done.code == code
    assert "Traceback" not in done.err
    assert bool(done.out) == (code == 0 or "--exit-code" in arguments)


@pytest.mark.parametrize("facts", [OLD, HALF])
def test_a_file_doesn_t_differ_from_itself(run: Run, facts: str) -> None:
    comparison = found(run, facts, facts)
    assert comparison["differs"] is False
    for line in (comparison["total"], *comparison["items"], *comparison["sections"]):
        assert (line["status"], line["change"]) == ("unchanged", 0)
        assert (line["rules_effect"], line["performance_effect"]) == (0, 0)
    assert comparison["adjustments"] == found(run, facts, facts, "--only", "changed")["items"] == []
    assert "No difference." in run("diff", facts, facts).out


def test_the_columns_add_up_from_the_items_to_the_total(run: Run) -> None:
    comparison = found(run, OLD, NEW)
    total = comparison["total"]
    for key in ("old", "new", "change", "rules_effect", "performance_effect"):
        lines = (*comparison["items"], *comparison["adjustments"])
        assert sum(line[key] or 0 for line in lines) == total[key], key
    assert total["change"] == total["rules_effect"] + total["performance_effect"] == Decimal("-0.705")


def test_an_item_improves_while_its_rules_harden(run: Run) -> None:
    """By hand: 1.9 by the old rules, 2 of 2.6 with the new facts; by the new rules 1.4, and 1.9 with the new facts."""
    (item,) = (each for each in found(run, OLD, NEW)["items"] if each["id"] == "reporting")
    assert (item["old_number"], item["number"], item["status"]) == (17, 16, "changed")
    assert (item["old"], item["new"], item["change"]) == (Decimal("1.9"), Decimal("1.9"), 0)
    assert (item["rules_effect"], item["performance_effect"]) == (Decimal("-0.3"), Decimal("0.3"))
    assert item["range"]["rules_effect"] == [Decimal("-0.5"), Decimal("-0.1")]
    changed = {(each["key"], each["about"]): (each["old"], each["new"]) for each in item["parameters"]}
    assert changed == {
        ("over", "work_reports"): (10, 12),
        ("rate", "media_posts"): (Decimal("0.2"), Decimal("0.1")),
    }
    assert {each["id"]: (each["old"], each["new"]) for each in item["facts"]} == {
        "work_reports": (13, 16),
        "media_posts": (3, 5),
    }


def test_items_come_and_go_with_the_rules_and_keep_their_history_under_another_id(run: Run) -> None:
    items = {each["id"]: each for each in found(run, OLD, NEW)["items"]}
    assert (items["quality_projects"]["status"], items["quality_projects"]["new"]) == ("removed", None)
    assert (items["chief_quality_officers"]["status"], items["chief_quality_officers"]["old"]) == ("added", None)
    for id in ("quality_projects", "chief_quality_officers"):
        assert items[id]["rules_effect"] == items[id]["change"] != 0
        assert items[id]["performance_effect"] == 0
    renamed = items["performance_excellence"]
    assert (renamed["old_id"], renamed["status"], renamed["rules_effect"]) == ("excellence_model", "changed", 0)


def test_under_one_rule_file_everything_is_performance(run: Run) -> None:
    comparison = found(run, HALF, OLD)
    for line in (comparison["total"], *comparison["items"], *comparison["sections"]):
        assert line["rules_effect"] == 0
        assert line["range"]["rules_effect"] == [0, 0]
        ends = ("lowest", "highest")
        assert [line[end]["performance_effect"] for end in ends] == [line[end]["change"] for end in ends]


def test_one_facts_file_under_two_rule_files_differs_by_the_rules(run: Run, tmp_path: Path) -> None:
    text = (ROOT / OLD_RULES).read_text(encoding="utf-8")
    harder = text.replace("每报送一篇加0.2分", "每报送一篇加0.1分").replace(
        "media_posts, rate: 0.2", "media_posts, rate: 0.1"
    )
    (tmp_path / "harder.yaml").write_text(harder, encoding="utf-8")
    for facts, change in ((OLD, Decimal("-0.3")), (HALF, Decimal("-0.3"))):
        comparison = found(run, facts, facts, "--new-rules", tmp_path / "harder.yaml")
        assert comparison["total"]["performance_effect"] == 0
        (item,) = (each for each in comparison["items"] if each["status"] != "unchanged")
        expected = change if facts == OLD else Decimal(0)  # its cap of 2 takes what the rate would bring
        assert (item["id"], item["change"], item["rules_effect"]) == ("reporting", expected, expected)
        assert item["parameters"][0]["mattered"] is (facts == OLD)


def test_what_is_open_is_never_shown_as_no_effect(run: Run) -> None:
    comparison = found(run, HALF, NEW)
    items = {each["id"]: each for each in comparison["items"]}
    town = items["town_specialty"]
    assert (town["old"], town["new"], town["change"], town["performance_effect"]) == (None, 36, None, None)
    assert (town["lowest"]["change"], town["highest"]["change"]) == (-4, 36)
    imported = items["product_quality"]
    assert imported["rules_effect"] is None
    assert (imported["lowest"]["rules_effect"], imported["highest"]["rules_effect"]) == (
        Decimal("0.46"),
        Decimal("0.96"),
    )


def test_twelve_years_are_twelve_columns(run: Run, tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    files = []
    for year in range(2010, 2022):
        rules, facts = (OLD_RULES, OLD) if year < 2021 else (NEW_RULES, NEW)
        files.append(tmp_path / f"{year}.yaml")
        for name, file in ((rules, tmp_path / "rules" / f"{year}.yaml"), (facts, files[-1])):
            text = (ROOT / name).read_text(encoding="utf-8")
            text = re.sub("^year: .*", f"year: {year}", text, flags=re.MULTILINE)
            file.write_text(text, encoding="utf-8")
        text = files[-1].read_text(encoding="utf-8")
        text = re.sub(r"(work_reports: (?:{value: )?)[0-9]+", rf"\g<1>{year - 2000}", text)
        files[-1].write_text(text, encoding="utf-8")
    comparison = found(run, *files)
    assert [each["year"] for each in (comparison["old"], *comparison["between"], comparison["new"])] == list(
        range(2010, 2022)
    )
    (item,) = (each for each in comparison["items"] if each["id"] == "reporting")
    by_year = [item["old"], *item["between"], item["new"]]
    assert by_year == [*map(Decimal, ("1.6", "1.7", "1.8", "1.9")), *[2] * 8]
    heading = run("diff", *files, "--width", "200").out.splitlines()[3]
    assert heading.split() == ["No.", "Item", *map(str, range(2010, 2022)), "Change", "Rules", "Performance"]


def test_no_number_is_broken_in_a_narrow_terminal(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    text = run("diff", OLD, HALF, NEW).out
    assert max(map(len, text.splitlines())) <= 60
    for number in ("81.625", "82.02", "[6.8, 110]", "97.325", "96.62", "−0.705"):
        assert number in text


def test_saved_results_are_taken_in_place_of_facts_files(run: Run, tmp_path: Path) -> None:
    old, new = (saved(run, tmp_path, facts) for facts in (OLD, NEW))
    done = run("diff", old, new, "--format", "json")
    assert done.code == 0
    assert f"{new}:9:15: warning: made under other rules than {old}" in done.err
    comparison = json.loads(done.out, parse_float=Decimal)
    assert comparison["attributed"] is False
    assert (comparison["total"]["change"], comparison["total"]["rules_effect"]) == (Decimal("-0.705"), None)
    (item,) = (each for each in comparison["items"] if each["id"] == "service_quality")
    assert (item["old"], item["new"], item["change"]) == (Decimal("4.375"), Decimal("3.5"), Decimal("-0.875"))
    assert "Performance" not in run("diff", old, new).out


def test_a_saved_result_under_the_same_rules_is_compared_without_a_warning(run: Run, tmp_path: Path) -> None:
    old = saved(run, tmp_path, OLD)
    for other in (HALF, saved(run, tmp_path, HALF)):
        done = run("diff", old, other)
        assert (done.code, done.err) == (0, "")


def test_a_saved_result_of_something_open_doesn_t_differ_from_itself(run: Run, tmp_path: Path) -> None:
    half = saved(run, tmp_path, HALF)
    assert run("diff", half, half, "--exit-code").code == 0


def test_asking_for_a_split_of_saved_results_is_refused(run: Run, tmp_path: Path) -> None:
    old = saved(run, tmp_path, OLD)
    assert run("diff", old, NEW, "--attribution").code == 2
    assert found(run, OLD, NEW, "--no-attribution")["attributed"] is False


def test_the_greatest_change_comes_first(run: Run) -> None:
    sizes = [abs(item["change"]) for item in found(run, OLD, NEW, "--sort", "change")["items"]]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == Decimal("1.6")


def test_only_what_changed_is_shown_on_request(run: Run) -> None:
    shown = [item["id"] for item in found(run, OLD, NEW, "--only", "changed")["items"]]
    assert shown == [item["id"] for item in found(run, OLD, NEW)["items"] if item["status"] != "unchanged"]
    assert len(shown) == 9


@pytest.mark.parametrize(
    ("files", "headings"),
    [
        ({"a.yaml": ("甲镇", 2020), "b.yaml": ("甲镇", 2020)}, ["a", "b"]),
        ({"a.yaml": ("甲镇", 2020), "b.yaml": ("乙镇", 2020)}, ["甲镇", "乙镇"]),
        ({"self/a.yaml": ("甲镇", 2020), "final/a.yaml": ("甲镇", 2020)}, ["self/a.yaml", "final/a.yaml"]),
    ],
    ids=["self and final", "town and town", "two folders"],
)
def test_the_columns_are_named_by_what_tells_them_apart(
    run: Run, tmp_path: Path, files: dict[str, tuple[str, int]], headings: list[str]
) -> None:
    for name, (unit, year) in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"unit: {unit}\nyear: {year}\nfacts: {{}}\n", encoding="utf-8")
    heading = run("diff", *(tmp_path / name for name in files), "--width", "400").out.splitlines()[3].split()
    assert [each.removeprefix(f"{tmp_path}/") for each in heading[2:4]] == headings


def test_text_of_files_stays_text(run: Run, tmp_path: Path) -> None:
    hostile = "=1+1[red]\x1b[31m|<b>"
    for year, name in ((2020, OLD), (2021, NEW)):
        text = (ROOT / name).read_text(encoding="utf-8").replace("浦江镇", json.dumps(hostile)[1:-1])
        unit = json.dumps(f"{hostile} {year}")
        text = re.sub("^unit: .*", lambda _: f"unit: {unit}", text, flags=re.MULTILINE)  # noqa: B023
        text = text.replace(f"year: {year}", f"year: 2020\nrules: {ROOT / OLD_RULES}") if year == 2020 else text
        (tmp_path / f"{year}.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "rules").symlink_to(ROOT / "examples" / "years" / "rules")
    files = (tmp_path / "2020.yaml", tmp_path / "2021.yaml")
    for form in ("text", "markdown", "csv", "json"):
        done = run("diff", *files, "--format", form)
        assert done.code == 0, done.err
        assert "\x1b" not in done.out
    assert "=1+1[red]" in run("diff", *files).out
    assert r"\[red\]" in run("diff", *files, "--format", "markdown").out


@pytest.mark.parametrize("first", ["rules", "facts", "result"])
def test_a_file_is_told_by_its_content_from_standard_input_too(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: str
) -> None:
    name = {"rules": ROOT / OLD_RULES, "facts": ROOT / OLD, "result": saved(run, tmp_path, OLD)}[first]
    import io
    import sys

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(name.read_bytes())))
    other = NEW_RULES if first == "rules" else NEW
    assert run("diff", "-", other, "--old-rules", OLD_RULES).code == (2 if first == "rules" else 0)


@pytest.mark.parametrize("command", ["diff", "score", "validate"])
def test_what_is_wrong_with_a_file_that_is_named_twice_is_told_once(run: Run, tmp_path: Path, command: str) -> None:
    facts = tmp_path / "facts.yaml"
    right = (ROOT / OLD).read_text(encoding="utf-8")
    facts.write_text(right.replace("work_plan: 2", "work_plan: 2000"), encoding="utf-8")
    done = run(command, facts, facts, "--rules", OLD_RULES)
    assert (done.out + done.err).count("[out-of-range]") == 1


def test_what_is_wrong_with_a_rule_file_that_is_compared_with_itself_is_told_once(run: Run, tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    right = (ROOT / OLD_RULES).read_text(encoding="utf-8")
    rules.write_text(right.replace("year: 2020", "year: soon", 1), encoding="utf-8")
    assert run("diff", rules, rules).err.count("[wrong-type]") == 1


def test_files_of_different_schemes_are_compared_with_a_warning(run: Run) -> None:
    town, firm = ROOT / "examples", ROOT / "examples" / "schemes" / "tax-credit"
    done = run("diff", town / "pujiang-2020.yaml", firm / "facts.yaml")
    assert done.code == 0
    assert "this is of the scheme “tax_credit”" in done.err
    assert "[other-scheme]" in done.err
    rules = run("diff", ROOT / "rules" / "2020.yaml", firm / "rules.yaml")
    assert rules.code == 0
    assert "rules.yaml:4:9: warning" in rules.err
    half = run("diff", town / "pujiang-2020-mid-year.yaml", town / "pujiang-2020.yaml")
    assert "[other-scheme]" not in half.err
