"""A rule file's own examples: run, counted, and put to the proof by making the rule file wrong."""

import json
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given

import zlpg
import zlpg.model.rules as r
from conftest import ROOT, RULES, Ran, examples
from facade import outcomes, read_cases, read_rules, unexercised, unnoticed
from strategies import schemes
from zlpg.examples import Case, goals, mutants_of, put_to_the_proof, trial_of
from zlpg.numbers import Interval

Run = Callable[..., Ran]

EXAMPLES = ROOT / "rules" / "2020.examples.yaml"
TEXT = EXAMPLES.read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the rule file of 2020 and its examples, to change."""
    for path in (RULES, EXAMPLES):
        (tmp_path / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    return tmp_path


def changed(folder: Path, old: str, new: str, name: str = EXAMPLES.name) -> Path:
    """One of the files with a text replaced."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def cases_of_2020(scheme: zlpg.Scheme) -> tuple[Case, ...]:
    """The shipped cases."""
    cases = read_cases(TEXT, scheme)
    assert cases.findings == ()
    return cases.usable


def test_every_case_of_2020_passes_all_is_covered_and_no_wrong_number_goes_unnoticed(run: Run) -> None:
    done = run("test", "--coverage", "--mutate")
    assert done.code == 0, done.out
    assert re.search(
        r"passed: 41, failed: 0\n  coverage: (\d+) of \1 \(100 %\)\n  mutants: 140; .*unnoticed 0\n", done.out
    )


def test_the_examples_are_found_by_the_rule_file_the_folder_or_their_own_name(run: Run, folder: Path) -> None:
    for path in (folder, folder / "2020.yaml", folder / "2020.examples.yaml"):
        assert run("test", path).out == f"{folder / '2020.examples.yaml'}: passed: 41, failed: 0\n"


def test_a_case_works_out_what_a_score_does(scheme: zlpg.Scheme) -> None:
    cases, prepared = cases_of_2020(scheme), zlpg.prepare(scheme)
    for case, outcome in zip(cases, outcomes(scheme, cases), strict=True):
        breakdown = prepared.score(case.facts)
        scored = {result.item.id: result.working.points for result in breakdown.items}
        scored |= {result.section.id: result.working.points for result in breakdown.sections}
        scored["total"] = breakdown.working.points
        assert {id: scored[id] for id in case.points} == case.points
        if case.warnings is not None:
            assert {shortfall.fact for shortfall in breakdown.warnings} == set(case.warnings)
        assert outcome.passed


def test_a_failing_case_shows_expected_actual_and_workings_side_by_side(run: Run, folder: Path) -> None:
    path = changed(folder, "{reporting: 1.9}", "{reporting: 2, equipment_accidents: [-6, 0]}")
    done = run("test", path)
    assert done.code == 1
    lines = done.out.splitlines()
    line = TEXT[: TEXT.index("name: 三类累计\n")].count("\n") + 1
    assert lines[0] == f"FAILED {path}:{line}: 三类累计"
    assert lines[1].split() == ["Item", "Expected", "Actual", "Workings"]
    said = "17 质量信息报送 (reporting) 2 1.9 (13 − 10) × 0.1 + (4 − 2) × 0.5 + 3 × 0.2 = 1.9"
    assert " ".join(lines[3].split()) == said
    assert lines[-1] == f"{path}: passed: 40, failed: 1"


def test_warnings_that_come_or_fail_to_come_are_told(run: Run, folder: Path) -> None:
    path = changed(
        folder, "warnings: [leading_group_meetings, publicity_events, ", "warnings: [leading_group_meetings, "
    )
    changed(
        folder,
        "facts: {annual_meeting: 2.5, leading_group_meetings: 0}\n    warnings: []",
        "facts: {annual_meeting: 2.5, leading_group_meetings: 0}\n    warnings: [leading_group_meetings]",
    )
    out = run("test", path).out
    assert "  a warning about “专题性质量宣传活动” (publicity_events) came, and was not expected" in out
    assert "  expected a warning about “专题质量强镇（区）工作会议” (leading_group_meetings), which did not come" in out


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("{work_reports: 13, briefs: 0, media_posts: 0}\n    points: {reporting: 0.3}", ["{count: briefs, over: 2, rate: 0.5}: no case in which it brings points", "over: 2: no case goes beyond it", "cap: 2: no case comes to its cap", "1: 2: no case reaches it", "national: 2.5: no case reaches it", "no case expects a total", "publicity_events: 2: no case falls short of it, with the warning expected", "judged: no case reports it"]),
        ("{work_reports: 13, briefs: 0, media_posts: 0}\n    points: {total: [null, null]}", ["{count: briefs"]),
        ("{work_reports: 13}\n    points: {commendations: [0, 2]}", ["over: 10: no case goes beyond it", "over: 10: no case stays at or below it"]),
    ],
)  # fmt: skip
def test_what_no_case_exercises_is_named_with_its_line_and_why(
    run: Run, folder: Path, rows: str, said: list[str]
) -> None:
    (folder / EXAMPLES.name).write_text(f"cases:\n  - name: 一例\n    facts: {rows}\n", encoding="utf-8")
    out = run("test", folder, "--coverage").out
    rules = RULES.read_text(encoding="utf-8").splitlines()
    for each in said:
        assert each in out
    places = re.findall(r"2020\.yaml:(\d+): (?:\S+: )?(\{[^}]*\}|\S+):", out)
    assert len(places) > 30
    assert all(text.split(":")[0].strip("{") in rules[int(line) - 1] for line, text in places)


def test_goals_are_counted_for_parts_brackets_levels_thresholds_caps_and_minimums(scheme: zlpg.Scheme) -> None:
    counted: dict[str, int] = {}
    for goal in goals(trial_of(scheme)):
        counted[goal.kind] = counted.get(goal.kind, 0) + 1
    assert counted == {"part": 26, "threshold": 4, "bracket": 2, "level": 7, "cap": 5, "minimum": 6, "total": 1}


@pytest.mark.parametrize(
    ("removed", "survivor"),
    [
        ("无人员死亡事故最高扣3分", None),
        ("上海市政府质量奖加2分", "'shanghai: 2' → 'shanghai: 3' goes unnoticed"),
        pytest.param(
            "次数、篇数恰好达到要求，满分无提示",
            "'special_reports: 2' → 'special_reports: 3' goes unnoticed",
            marks=pytest.mark.slow,
        ),
        pytest.param("死亡2人扣3分", "'2: 3' → '3: 3' goes unnoticed", marks=pytest.mark.slow),
    ],
)
def test_a_wrong_number_that_no_case_would_notice_is_listed(
    run: Run, folder: Path, removed: str, survivor: str | None
) -> None:
    cases = TEXT.split("\n  - name: ")
    kept = [each for each in cases if not each.startswith(f"{removed}\n")]
    assert len(kept) == len(cases) - 1
    text = "\n  - name: ".join(kept)
    if survivor and survivor.startswith("'shanghai"):
        text = text.replace("national: 2}", "district_gold: 2}")
    if survivor and survivor.startswith("'special"):
        text = text.replace("special_reports: 1", "special_reports: 0")
    if survivor and "'2: 3" in survivor:
        text = text.replace("accident_deaths: 2", "accident_deaths: 3")
    (folder / EXAMPLES.name).write_text(text, encoding="utf-8")
    done = run("test", folder, "--mutate")
    if survivor is None:  # another case comes to the same cap
        assert done.code == 0
    else:
        assert done.code == 1
        assert survivor in done.out


def test_a_cap_that_no_case_comes_to_could_be_dropped_unnoticed(run: Run, folder: Path) -> None:
    (folder / EXAMPLES.name).write_text(
        "cases:\n  - name: 一次\n    facts: {commendations: 1}\n    points: {commendations: 1}\n", encoding="utf-8"
    )
    done = run("test", folder, "--mutate")
    line = RULES.read_text(encoding="utf-8").split("id: commendations")[0].count("\n") + 5
    assert f"{folder}/2020.yaml:{line}: 'cap: 2' left out goes unnoticed" in done.out
    assert f"{folder}/2020.yaml:{line}: 'cap: 2' → 'cap: 3' goes unnoticed" in done.out
    assert f"2020.yaml:{line + 2}: 'rate: 1'" not in done.out
    assert done.code == 1


def test_mutants_are_numbers_a_step_off_dropped_caps_and_parts_swapped_levels_and_turned_directions(
    scheme: zlpg.Scheme,
) -> None:
    mutants = list(mutants_of(scheme))
    assert all(mutant.scheme != scheme for mutant in mutants)
    slips = {(mutant.at[-1], str(mutant.before), str(mutant.after)) for mutant in mutants}
    assert {
        ("rate", "0.1", "0.2"),
        ("rate", "0.5", "0.4"),
        ("cap", "3", "4"),
        ("cap", "3", "2"),
        ("cap", "3", "None"),
    } <= slips
    assert {("over", "10", "11"), ("over", "10", "9")} <= slips
    moved = [[*mutant.after] for mutant in mutants if mutant.at[-1] == "at_least" and isinstance(mutant.after, dict)]
    assert ["0", "2"] in moved
    assert ["1", "3"] in moved
    swaps = [mutant for mutant in mutants if mutant.at[-1] == "is" and isinstance(mutant.before, dict)]
    assert len(swaps) == 6
    parts = [mutant for mutant in mutants if mutant.after is None and mutant.at[-1] != "cap"]
    assert len(parts) == 2 + 7 + 3
    turned = [mutant.after.over for mutant in mutants if isinstance(mutant.after, r.TableRule)]
    assert turned == [{"1": Decimal(2), "2": Decimal(3)}]


@examples(2)
@given(schemes())
def test_a_case_that_expects_everything_open_notices_no_less_than_none(scheme: zlpg.Scheme) -> None:
    """Whatever the scheme: its own bounds are what a case expects of it, and mutants of it don't break the machinery."""
    trial = trial_of(scheme)
    workings = trial.work_out(trial.parts, trial.known(zlpg.Facts()))
    case = Case("everything open", zlpg.Facts(), {id: workings[id].points for id in trial.parts})
    wrong = Case("wrong", zlpg.Facts(), {"total": Interval.exactly(Decimal(-1000))})
    assert [each.passed for each in outcomes(scheme, (case, wrong))] == [True, False]
    verdicts = [verdict for _, verdict in put_to_the_proof(scheme, (case,))]
    assert set(verdicts) <= {"noticed", "refused", "survived"}
    assert len(unexercised(scheme, (case,))) <= len(list(goals(trial)))


SMALL = """
scheme: small
year: 2020
title: 小
offices: {one: {name: 一}}
facts:
  few: {type: count, label: 少, range: [0, 3]}
  rating: {type: number, label: 率, range: [0, 125]}
  city: {type: yes_no, label: 市}
  trainings: {type: count, label: 培训}
  plan: {type: number, label: 计划, range: [0, 2]}
  edu: {type: number, label: 教育, range: [0, 3]}
  spare: {type: count, label: 备}  # zlpg: allow[unused-fact] 区里要求一并填报
total:
  sections:
    - id: main
      title: 主
      items:
        - {id: capped, number: 1, title: 甲, text: 每次1分, cap: 3, responsible: [one], rule: {count: few, rate: 1}}
        - {id: share, number: 2, title: 乙, text: 满100得4分, cap: 4, responsible: [one], rule: {proportional: rating, full: 100, points: 4}, note: 封顶4。}
        - {id: best, number: 3, title: 丙, text: 取高2分或0.5分, responsible: [one], rule: {highest: [{once: city, points: 2}, {count: few, rate: 0.5}]}}
        - id: table
          number: 4
          title: 丁
          text: 60以上2分
          responsible: [one]
          rule: {table: rating, at_least: {60: 2}, otherwise: 0}
        - {id: plan, number: 5, title: 戊, text: 戊, max: 2, responsible: [one], rule: plan, requirement: {text: 不少于5次, at_least: {trainings: 5}}}
        - {id: edu, number: 6, title: 己, text: 己, max: 3, responsible: [one], rule: edu, requirement: {text: 不少于10次, at_least: {trainings: 10}}}
"""


def small(*cases: str, rules: str = SMALL) -> tuple[zlpg.Scheme, tuple[Case, ...]]:
    """A small scheme with a waived finding, and cases for it."""
    scheme = read_rules(rules).usable
    text = "cases:\n" + "".join(f"  - {{name: {n}例, {case}}}\n" for n, case in enumerate(cases))
    return scheme, read_cases(text, scheme).usable


def survivors(*cases: str, text: str = SMALL) -> set[str]:
    """What no case notices."""
    return {f"{mutant.at[-1]}: {mutant.before} → {mutant.after}" for mutant in unnoticed(*small(*cases, rules=text))}


def test_a_waived_finding_refuses_no_mutant() -> None:
    assert {"rate: 1 → 2", "cap: 4 → 5", "points: 2 → 3"} <= survivors("facts: {}, points: {edu: [0, 3]}")


def test_what_nothing_could_come_out_otherwise_with_is_no_mutant() -> None:
    """A cap that never bites, a zero row that says nothing new, a range that the cap is far below of."""
    left = survivors("facts: {}, points: {edu: [0, 3]}")
    assert not {"cap: 3 → None", "at_least: 0 → 1"} & left
    assert not any(
        each.startswith("range: (Decimal('0'), Decimal('125')) → (Decimal('0'), Decimal('126'))") for each in left
    )
    assert "cap: 4 → None" in left


NARROWED = "range: (Decimal('0'), Decimal('3')) → (Decimal('1'), Decimal('3'))"


def test_a_case_that_reports_what_is_no_longer_taken_notices_whatever_it_is_about() -> None:
    stated = SMALL.replace("text: 己,", "text: 不做得0分,")
    assert NARROWED in survivors("facts: {edu: 2}, points: {plan: [0, 2]}", text=stated)
    assert NARROWED not in survivors("facts: {edu: 0}, points: {plan: [0, 2]}", text=stated)


def test_an_end_of_a_range_that_no_clause_states_or_that_is_under_a_cap_is_no_slip() -> None:
    """Nobody has copied it wrongly then: it was only taken to be far enough."""
    assert NARROWED not in survivors("facts: {}, points: {plan: [0, 2]}")
    under_a_cap = SMALL.replace("满100得4分", "满100得4分，最高125")
    left = survivors("facts: {}, points: {plan: [0, 2]}", text=under_a_cap)
    assert not any(each.startswith("range: (Decimal('0'), Decimal('125'))") for each in left)


def test_a_full_result_is_a_step_off_whether_it_divides_or_not() -> None:
    scheme, _ = small("facts: {}, points: {total: [0, 17]}")
    fulls = {mutant.after for mutant in mutants_of(scheme) if mutant.at[-1] == "full"}
    assert fulls == {Decimal(101), Decimal(99)}


def test_no_mutant_holds_what_a_file_could_not() -> None:
    scheme, _ = small("facts: {}, points: {total: [0, 17]}")
    mutants = list(mutants_of(scheme))
    after = {(mutant.at[-1], mutant.after) for mutant in mutants if isinstance(mutant.after, Decimal)}
    rows = [mutant.after for mutant in mutants if isinstance(mutant.after, dict)]
    assert {"59": Decimal(2)} in rows  # a row of a table
    assert ("60", Decimal(1)) in after  # what a row earns
    assert ("otherwise", Decimal(-1)) in after  # what is taken off elsewhere
    assert not any(key in {"max", "weight", "per"} and value <= 0 for key, value in after)


@pytest.mark.parametrize(
    ("case", "missing"),
    [
        ("facts: {city: true, few: 1}, points: {best: 2}", True),
        ("facts: {city: false, few: 1}, points: {best: 0.5}", False),
        ("facts: {city: false, few: 1}, points: {total: [0.5, 17]}", True),
    ],
)
def test_a_part_that_another_outdoes_is_not_exercised(case: str, missing: bool) -> None:  # noqa: FBT001
    scheme, cases = small(case)
    passing = [case for case, outcome in zip(cases, outcomes(scheme, cases), strict=True) if outcome.passed]
    part = next(goal for goal in goals(trial_of(scheme)) if goal.part == "best" and goal.at[-1] == 1)
    assert (part.at in {goal.at for goal in unexercised(scheme, passing)}) == missing


def test_a_minimum_is_exercised_by_the_item_that_is_warned_of() -> None:
    scheme, cases = small("facts: {plan: 0, edu: 3, trainings: 3}, warnings: [trainings]")
    assert [goal.part for goal in unexercised(scheme, cases) if goal.kind == "minimum"] == ["plan"]


def test_a_total_that_fails_is_broken_down_into_its_items(run: Run, folder: Path) -> None:
    done = run("test", changed(folder, "points: {deductions: -6, total: 104}", "points: {total: 105}"))
    assert re.search(r"Total +105 +104 ", done.out)
    assert re.search(r"  14 特种设备事故 \(equipment_accidents\) +−6 ", done.out)
    assert done.out.count("(") > 19


def test_hostile_names_of_cases_break_no_format(run: Run, folder: Path) -> None:
    changed(folder, "name: 三类累计\n", 'name: "[red]::error\\uffff\\u001b[31m"\n')
    changed(folder, "{reporting: 1.9}", "{reporting: 2}")
    done = run("test", folder)
    assert "[red]::error" in done.out
    assert "\x1b[31m" not in done.out
    ET.fromstring(run("test", folder, "--format", "junit").out)  # noqa: S314  # our own
    json.loads(run("test", folder, "--format", "json").out)


def test_a_case_that_fails_keeps_mutants_from_being_tried(run: Run, folder: Path) -> None:
    changed(folder, "{reporting: 1.9}", "{reporting: 2}")
    assert "mutants: not tried, because a case fails" in run("test", folder, "--mutate").out
    tried = ET.fromstring(run("test", folder, "--mutate", "--format", "junit").out)  # noqa: S314  # our own
    assert len(list(tried.iter("skipped"))) == 1


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("{reporting: 1.9}", "{reportin: 1.9}", "unknown-item"),
        ("{reporting: 1.9}", "{}", "empty-value"),
        ("{reporting: 1.9}", "{reporting: '1.9'}", "wrong-type"),
        ("{reporting: 1.9}", "{reporting: [1]}", "wrong-type"),
        ("{reporting: 1.9}", "{reporting: [a, b]}", "wrong-type"),
        ("{reporting: 1.9}", "{reporting: [2, 0]}", "empty-range"),
        ("points: {reporting: 1.9}", "points: [1.9]", "wrong-type"),
        ("points: {reporting: 1.9}", "point: {reporting: 1.9}", "unknown-key"),
        ("points: {reporting: 1.9}", "note: 没有分", "missing-key"),
        ("{award_results: {national: 1, district_gold: 1}}", "{award_result: {national: 1}}", "unknown-fact"),
        ("{award_results: {national: 1, district_gold: 1}}", "{award_results: {nation: 1}}", "unknown-level"),
        ("{commendations: 3}", "{commendations: 3.5}", "wrong-type"),
        ("{commendations: 3}", "[3]", "wrong-type"),
        ("warnings: []", "warnings: [briefs]", "unknown-fact"),
        ("warnings: []", "warnings: 没有", "wrong-type"),
        ("warnings: []", "warnings: [1]", "wrong-type"),
        ("name: 三类累计\n", "name: 表彰封顶2分\n", "duplicate-case"),
        ("name: 三类累计\n", "name: ''\n", "empty-value"),
        ("name: 三类累计\n", "name: 3\n", "wrong-type"),
        ("cases:\n", "case:\n", "unknown-key"),
        ("  - name: 三类累计\n", "  - 三类累计\n  - name: 三类累计\n", "wrong-type"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("command", ["test", "validate"])
def test_what_is_wrong_with_an_examples_file_is_found_where_it_stands(
    run: Run, folder: Path, command: str, old: str, new: str, code: str
) -> None:
    path = changed(folder, old, new)
    done = run(command, path)
    assert done.code == 1
    if (command, old) != ("validate", "cases:\n"):  # without that key, it is taken for a facts file
        assert re.search(rf"{re.escape(str(path))}:\d+:\d+: error: .*\[{code}\]", done.err), done.err


def test_what_is_wrong_with_the_rule_file_keeps_its_examples_from_running(run: Run, folder: Path) -> None:
    changed(folder, "max: 90", "max: 91", "2020.yaml")
    done = run("test", folder)
    assert (done.code, done.out) == (1, "")
    assert "[max-not-sum]" in done.err


def test_without_examples_there_is_nothing_to_run(run: Run, tmp_path: Path) -> None:
    named = tmp_path / "2020.yaml"
    assert "[no-examples]" in run("test", tmp_path).err
    assert "[no-such-file]" in run("test", named).err
    named.write_text(RULES.read_text(encoding="utf-8"), encoding="utf-8")
    for path in (tmp_path, named):
        done = run("test", path)
        assert done.code == 3
        assert f"{tmp_path}/2020.examples.yaml:1:1: error: there is no examples file [no-examples]" in done.err


def test_a_rule_file_without_examples_is_not_passed_over_in_its_folder(run: Run, folder: Path) -> None:
    (folder / "2021.yaml").write_text(RULES.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "notes.yml").write_text("unit: 甲\nfacts: {}\n", encoding="utf-8")
    done = run("test", folder)
    assert done.code == 3
    assert "passed: 41" in done.out
    assert "2021.examples.yaml:1:1: error: there is no examples file" in done.err
    assert "notes" not in done.err


def test_no_result_takes_the_place_of_a_rule_file_or_its_examples(run: Run, folder: Path) -> None:
    for name in ("2020.yaml", "2020.examples.yaml"):
        before = (folder / name).read_bytes()
        for path in (folder, folder / "2020.yaml", folder / "2020.examples.yaml"):
            assert run("test", path, "-o", folder / name).code == 2
            assert (folder / name).read_bytes() == before


def test_a_result_is_not_written_where_a_file_can_not_be_run(run: Run, folder: Path) -> None:
    (folder / "out.txt").write_text("before", encoding="utf-8")
    changed(folder, "max: 90", "max: 91", "2020.yaml")
    assert run("test", folder, "-o", folder / "out.txt").code == 1
    assert (folder / "out.txt").read_text(encoding="utf-8") == "before"
    (file,) = json.loads(run("test", folder, "--format", "json").out)["files"]
    assert {finding["code"] for finding in file["findings"]} == {"max-not-sum", "unused-number"}
    broken = ET.fromstring(run("test", folder, "--format", "junit").out)  # noqa: S314  # our own
    assert len(list(broken.iter("failure"))) == 1


def test_a_file_is_run_once_however_often_it_is_named(run: Run, folder: Path) -> None:
    done = run("test", folder, folder / "2020.yaml", folder / "2020.examples.yaml")
    assert done.out.count("passed: 41") == 1


def test_endings_of_yaml_may_differ_and_standard_input_is_refused(run: Run, folder: Path) -> None:
    (folder / "2020.examples.yaml").rename(folder / "2020.examples.yml")
    assert "passed: 41" in run("test", folder / "2020.yaml").out
    assert "passed: 41" in run("test", folder).out
    assert run("test", "-").code == 2


def test_an_examples_file_without_its_rule_file_can_not_be_checked(run: Run, folder: Path) -> None:
    (folder / "2020.yaml").unlink()
    done = run("validate", folder)
    assert done.code == 3
    assert "[no-rule-file]" in done.err


def test_k_picks_cases_by_their_names_and_says_so_where_there_are_none(run: Run) -> None:
    assert run("test", "-k", "封顶").out == "rules/2020.examples.yaml: passed: 5, failed: 0\n"
    done = run("test", "-k", "没有这样的算例")
    assert done.code == 2
    assert "no case has “没有这样的算例” in its name" in done.err


def test_json_holds_every_case_coverage_and_mutants(run: Run, folder: Path) -> None:
    path = changed(folder, "{reporting: 1.9}", "{reporting: 2, total: [-4.1, null]}")
    done = run("test", path, "--format", "json", "--coverage")
    found = json.loads(done.out, parse_float=Decimal)
    assert done.code == 1
    assert found["schema"] == "zlpg.test/1"
    (file,) = found["files"]
    assert len(file["cases"]) == 41
    (failed,) = [case for case in file["cases"] if not case["passed"]]
    reporting, total = failed["mismatches"]
    assert (reporting["expected"], reporting["actual"]) == (2, Decimal("1.9"))
    assert reporting["workings"].startswith("(13 − 10) × 0.1")
    assert (total["expected"], total["actual"]) == ([Decimal("-4.1"), None], [Decimal("-4.1"), Decimal("109.9")])
    assert file["coverage"]["covered"] == file["coverage"]["goals"] == 51
    assert file["mutation"] is None
    proof = json.loads(run("test", "--format", "json", "--mutate").out)["files"][0]["mutation"]
    assert proof["mutants"] == proof["noticed"] + proof["refused"] == 140
    assert proof["survivors"] == []


def test_junit_has_a_case_for_each_and_one_for_the_mutants(run: Run, folder: Path) -> None:
    passed = ET.fromstring(run("test", "--format", "junit", "--mutate").out)  # noqa: S314  # our own
    assert [case.get("name") for case in passed.iter("testcase")][-1] == "zlpg test --coverage --mutate"
    assert len(list(passed.iter("testcase"))) == 42
    assert not list(passed.iter("failure"))
    changed(folder, "{reporting: 1.9}", "{reporting: 2}")
    failed = ET.fromstring(run("test", folder, "--format", "junit").out)  # noqa: S314
    (failure,) = failed.iter("failure")
    assert "(13 − 10) × 0.1" in str(failure.text)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_failures_are_told_in_both_languages_and_fit_a_terminal(
    run: Run, golden: Callable[[str, str], None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, lang: str
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)
    Path("2020.yaml").write_text(RULES.read_text(encoding="utf-8"), encoding="utf-8")
    Path("2020.examples.yaml").write_text(TEXT.replace("{reporting: 1.9}", "{reporting: 2}"), encoding="utf-8")
    failed = run("test", "2020.yaml", "--coverage", "--lang", lang).out
    cases = re.sub("(?s)  # 18.*(?=\ntables:)", "", TEXT)
    Path("2020.examples.yaml").write_text(cases, encoding="utf-8")
    unnoticed = run("test", "2020.yaml", "--coverage", "--mutate", "--lang", lang).out
    golden(f"test-examples.{lang}.txt", failed + unnoticed)


TABLE = """
tables:
  - name: 质量信息报送
    facts: {media_posts: 0, publicity: 4}
    columns: [work_reports, briefs, publicity_events, reporting.points, warnings]
    rows:
      - [13, 0, 2, 0.3, []]
      - [10, 4, null, 1, []]
      - [0, null, 1, [0, 2], [publicity_events]]
"""

WRITTEN_OUT = """
cases:
  - {name: 一, facts: {work_reports: 13, briefs: 0, media_posts: 0, publicity: 4, publicity_events: 2}, points: {reporting: 0.3}, warnings: []}
  - {name: 二, facts: {work_reports: 10, briefs: 4, media_posts: 0, publicity: 4}, points: {reporting: 1}, warnings: []}
  - {name: 三, facts: {work_reports: 0, media_posts: 0, publicity: 4, publicity_events: 1}, points: {reporting: [0, 2]}, warnings: [publicity_events]}
"""


def test_the_rows_of_a_table_are_the_cases_that_they_would_be_written_out(scheme: zlpg.Scheme) -> None:
    rows, cases = (read_cases(text, scheme) for text in (TABLE, WRITTEN_OUT))
    assert rows.findings == cases.findings == ()
    assert [each.name for each in rows.usable] == [
        "质量信息报送: work_reports 13, briefs 0, publicity_events 2",
        "质量信息报送: work_reports 10, briefs 4",
        "质量信息报送: work_reports 0, publicity_events 1",
    ]
    for row, case in zip(rows.usable, cases.usable, strict=True):
        assert dict(row.facts.values) == dict(case.facts.values)
        assert dict(row.points) == dict(case.points)
        assert (row.warnings, row.grades) == (case.warnings, case.grades)
    assert all(each.passed for each in outcomes(scheme, rows.usable))
    assert unexercised(scheme, rows.usable) == unexercised(scheme, cases.usable)


def test_cases_and_tables_stand_beside_each_other(scheme: zlpg.Scheme) -> None:
    assert len(read_cases(TABLE + WRITTEN_OUT, scheme).usable) == 6


def test_a_row_can_expect_a_grade(run: Run, tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    shipped = ROOT / "examples" / "schemes" / "australia-points" / "rules.yaml"
    rules.write_text(shipped.read_text(encoding="utf-8"), encoding="utf-8")
    table = "tables: [{name: Nothing, columns: [age, grade], rows: [[28, [passed, not_passed]], [29, passed]]}]\n"
    (tmp_path / "rules.examples.yaml").write_text(table, encoding="utf-8")
    done = run("test", rules)
    assert "passed: 1, failed: 1" in done.out
    assert "Nothing: age 29\n" in done.out


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("{national: 1}", "{national: 1}"),
        ("[{name: 甲, level: applied}]", "[{name: 甲, level: applied}]"),
        ("{value: {national: 1}, note: }", "{value: {national: 1}, note: null}"),
    ],
)
def test_a_row_is_named_by_its_values_as_they_are_written(scheme: zlpg.Scheme, value: str, said: str) -> None:
    rows = f"[[{value}, true, [0, 3]]]"
    columns = "[award_results, integrity_community_created, quality_awards.points]"
    (case,) = read_cases(f"tables: [{{name: 奖, columns: {columns}, rows: {rows}}}]", scheme).usable
    assert case.name == f"奖: award_results {said}, integrity_community_created true"


def test_a_row_that_fails_is_told_with_its_line_in_every_format(run: Run, folder: Path) -> None:
    path = folder / EXAMPLES.name
    path.write_text(TABLE.replace("[10, 4, null, 1, []]", "[10, 4, null, 2, []]"), encoding="utf-8")
    done = run("test", folder)
    assert done.out.startswith(f"FAILED {path}:8: 质量信息报送: work_reports 10, briefs 4\n")
    (file,) = json.loads(run("test", folder, "--format", "json").out)["files"]
    assert [(case["line"], case["passed"]) for case in file["cases"]] == [(7, True), (8, False), (9, True)]
    suites = ET.fromstring(run("test", folder, "--format", "junit").out)  # noqa: S314  # our own
    assert [case.get("name") for case in suites.iter("testcase")] == [case["name"] for case in file["cases"]]
    assert run("test", folder, "-k", "work_reports 13").out == f"{path}: passed: 1, failed: 0\n"


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("[13, 0, 2, 0.3, []]", "[13, 0, 2, 0.3]", "7:9 wrong-length"),
        ("[13, 0, 2, 0.3, []]", "[13, 0, 2, 0.3, [], 1]", "7:9 wrong-length"),
        ("[13, 0, 2, 0.3, []]", "13", "7:9 wrong-type"),
        ("[13, 0, 2, 0.3, []]", "[13.5, 0, 2, 0.3, []]", "7:10 wrong-type"),
        ("[13, 0, 2, 0.3, []]", "[13, 0, 2, x, []]", "7:20 wrong-type"),
        ("[13, 0, 2, 0.3, []]", "[13, 0, 2, [1, 0], []]", "7:20 empty-range"),
        ("[13, 0, 2, 0.3, []]", "[13, 0, 2, null, []]", "7:20 empty-value"),
        ("[13, 0, 2, 0.3, []]", "[13, 0, 2, 0.3, ]", "7:9 wrong-length"),
        ("[13, 0, 2, 0.3, []]", "[13, 0, 2, 0.3, [briefs]]", "7:26 unknown-fact"),
        ("[13, 0, 2, 0.3, []]", "[13, 0, 2, 0.3, briefs]", "7:25 wrong-type"),
        ("[10, 4, null, 1, []]", "[13, 0, 2, 1, []]", "8:9 duplicate-case"),
        ("briefs, publicity_events", "work_reports, publicity_events", "5:29 duplicate-column"),
        ("work_reports, briefs", "work_reports, media_posts", "5:29 duplicate-column"),
        ("work_reports, briefs", "work_reports, brief", "5:29 unknown-fact"),
        ("work_reports, briefs", "work_reports, briefs.number", "5:29 invalid-id"),
        ("reporting.points, warnings", "reports.points, warnings", "5:55 unknown-item"),
        ("reporting.points, warnings", "commendations, quality_projects", "5:14 nothing-expected"),
        ("media_posts: 0, publicity: 4", "media_posts: 0, publicity: 5", "4:40 out-of-range"),
        ("media_posts: 0, publicity: 4", "media_post: 0, publicity: 4", "4:13 unknown-fact"),
        ("    columns:", "    column:", "5:5 unknown-key"),
        ("    columns:", "    栏:", "5:5 unknown-key"),
        ("name: 质量信息报送", "note: 质量信息报送", "3:5 missing-key"),
        ("name: 质量信息报送", "name: '\u3000'", "3:11 empty-value"),
        ("tables:\n", "table:\n", "2:1 unknown-key"),
        ("tables:\n", "note: x\nother:\n", "2:1 missing-key, 3:1 unknown-key"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_table_is_told_once_where_it_stands(
    scheme: zlpg.Scheme, old: str, new: str, found: str
) -> None:
    assert old in TABLE
    told = read_cases(TABLE.replace(old, new, 1), scheme).findings
    assert [f"{each.place.line}:{each.place.column} {each.code}" for each in told if each.place] == found.split(", ")


def test_a_row_with_more_wrong_than_anybody_reads_is_told_like_any_other(scheme: zlpg.Scheme) -> None:
    facts = ", ".join(f"x{number}: 1" for number in range(300))
    codes = read_cases(TABLE.replace("media_posts: 0", facts), scheme).codes
    assert set(codes) == {"unknown-fact", "too-many-findings"}


def test_a_row_may_not_be_called_as_a_case_is(scheme: zlpg.Scheme) -> None:
    name = "质量信息报送: work_reports 10, briefs 4"
    (found,) = read_cases(TABLE + WRITTEN_OUT.replace("name: 二", f"name: '{name}'"), scheme).findings
    assert str(found.message) == f"“{name}” is case 2 and row 2 of “质量信息报送”"


def test_of_a_table_its_form_is_looked_at_without_the_rule_file(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "2020.examples.yaml"
    file.write_text(TABLE.replace("[13, 0, 2, 0.3, []]", "[13]"), encoding="utf-8")
    assert "[wrong-length]" in run("validate", file).err + run("validate", file).out


def test_a_file_of_tables_alone_is_an_examples_file_under_any_name(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "算例.yaml"
    file.write_text(TABLE.replace("[13, 0, 2, 0.3, []]", "[13]"), encoding="utf-8")
    assert "[wrong-length]" in run("validate", file).err + run("validate", file).out
