"""What settles a result besides points: vetoes that leave no total, and grades that take more than points."""

import json
from collections.abc import Mapping
from decimal import Decimal
from itertools import product
from typing import Any

import pytest

import zlpg
from facade import (
    compared,
    comparison_shown,
    explained,
    outcomes,
    read_cases,
    read_facts,
    read_rules,
    read_saved,
    scheme_of,
    scored,
    shown,
    unexercised,
    unnoticed,
    worded,
)
from zlpg.examples.mutants import mutants_of
from zlpg.model.table import Grade

VETOED = """
scheme: websites
year: 2020
title: 政府网站检查
facts:
  veto_found: {type: yes_no, label: 单项否决}
  closed: {type: yes_no, label: 关停}
  news: {type: number, label: 动态要闻, range: [0, 100]}
total:
  text: 60分以上为合格，60分以下为不合格。单项否决的，不再评分，评为不合格。以上包括本数，以下不包括本数。
  vetoes:
    - {veto: veto_found, title: 单项否决, grade: failed, points: none}
    - {veto: closed, title: 关停, points: none}
  grades:
    - {id: passed, title: 合格, at_least: 60}
    - {id: failed, title: 不合格}
  sections:
    - {id: deductions, title: 扣分指标, items: [{id: news, title: 动态要闻, text: 动态要闻满分100分。, max: 100, rule: news}]}
"""


def websites(**facts: Any) -> zlpg.Breakdown:
    return scored(VETOED, facts)


def test_a_veto_with_a_grade_and_no_points_leaves_the_grade_alone_and_asks_for_nothing_else() -> None:
    score = websites(veto_found=True, closed=False)
    assert (score.outcome.no_result, score.outcome.no_total) == (False, True)
    assert (score.total, score.lowest, score.highest) == (None, None, None)
    assert score.outcome.grade is not None
    assert (score.outcome.grade.id, score.complete) == ("failed", True)


def test_without_a_grade_it_leaves_no_result_whatever_other_vetoes_say() -> None:
    score = websites(veto_found=True, closed=True)
    assert (score.outcome.no_result, score.outcome.no_total, score.outcome.grades) == (True, True, ())


def test_whether_there_is_a_result_is_asked_where_there_is_no_total_for_certain() -> None:
    score = websites(veto_found=True)
    assert (score.outcome.no_result, score.outcome.no_total) == (None, True)
    assert [fact for fact, _ in score.open_beside] == ["closed"]


def test_whether_there_is_a_total_is_asked_where_the_grade_is_settled() -> None:
    rules = VETOED.replace("{veto: closed, title: 关停, points: none}", "{veto: closed, title: 关停, grade: failed}")
    score = scored(rules, {"closed": True})
    assert (score.outcome.no_total, [grade.id for grade in score.outcome.grades]) == (None, ["failed"])
    assert [fact for fact, _ in score.open_beside] == ["veto_found"]


def test_of_several_vetoes_each_fixes_what_it_says_and_no_total_counts_before_any_points() -> None:
    rules = VETOED.replace("title: 关停, points: none", "title: 关停, grade: passed, points: 59")
    one, both = (scored(rules, {"closed": True, "veto_found": found, "news": 80}) for found in (False, True))
    assert (one.total, one.outcome.grade and one.outcome.grade.id) == (Decimal(59), "passed")
    assert (both.total, both.outcome.grade and both.outcome.grade.id) == (None, "failed")


@pytest.mark.parametrize(
    ("facts", "total", "veto"),
    [
        ({"veto_found": True, "closed": False}, "no total", "Vetoed: 单项否决 → 不合格, no total"),
        ({"veto_found": True, "closed": True}, "no result", "No result: 关停"),
        ({"closed": False, "news": 70}, "70", "May still be vetoed: 单项否决 → 不合格, no total"),
    ],
)
def test_a_total_that_is_not_there_is_said_in_its_place(facts: Mapping[str, Any], total: str, veto: str) -> None:
    text = shown(websites(**facts))
    row = next(line for line in text.splitlines() if line.lstrip().startswith("Total"))
    assert total in row
    assert veto in text


def test_what_the_total_would_be_is_said_without_the_vetoes_that_may_still_hold() -> None:
    assert "Otherwise: 70, 合格" in shown(websites(closed=False, news=70))


def test_a_grade_alone_is_saved_and_read_again() -> None:
    saved = json.loads(shown(websites(veto_found=True, closed=False, news=70), "json"))
    assert {key: saved[key] for key in ("total", "lowest", "highest", "result", "has_total", "grade")} == {
        "total": None,
        "lowest": None,
        "highest": None,
        "result": True,
        "has_total": False,
        "grade": "failed",
    }
    assert saved["vetoes"][0]["points"] == "none"
    result = read_saved(json.dumps(saved)).usable
    assert (result.total, result.standing.no_result, result.standing.no_total) == (None, False, True)


def test_a_comparison_tells_of_a_total_that_is_no_longer_there() -> None:
    comparison = compared(websites(veto_found=False, closed=False, news=50), websites(veto_found=True, closed=False))
    assert comparison.differs
    assert comparison.total.change is None
    assert any("no total" in text for text in comparison_shown(comparison))


def test_an_explanation_has_no_arithmetic_of_a_total_that_is_not_there() -> None:
    text = explained(websites(veto_found=True, closed=False, news=70))
    assert text.startswith("Total: no total")
    assert "Vetoed: 单项否决 → 不合格, no total" in text


CASES = """cases:
  - {name: vetoed, facts: {veto_found: true, closed: false}, points: {total: none}, grade: failed}
  - {name: closed, facts: {veto_found: false, closed: true}, no_result: true}
  - {name: passed, facts: {veto_found: false, closed: false, news: 60}, points: {total: 60}, grade: passed}
  - {name: failed, facts: {veto_found: false, closed: false, news: 59}, points: {total: 59}, grade: failed}
"""


def test_a_case_expects_that_there_is_no_total() -> None:
    scheme = scheme_of(VETOED)
    cases = read_cases(CASES, scheme).usable
    assert all(each.passed for each in outcomes(scheme, cases))
    assert [goal.kind for goal in unexercised(scheme, cases)] == []
    assert [(mutant.at, mutant.after) for mutant in unnoticed(scheme, cases) if mutant.at[0] == "total"] == []


def test_a_case_that_expects_no_total_fails_where_there_is_or_may_be_one() -> None:
    scheme = scheme_of(VETOED)
    text = "cases:\n  - {name: one, facts: {news: 60}, points: {total: none}}\n  - {name: two, facts: {veto_found: false, closed: false}, points: {total: none}}\n"
    unsure, sure = outcomes(scheme, read_cases(text, scheme).usable)
    assert not unsure.passed
    assert not sure.passed
    assert (unsure.settled.no_total, sure.settled.no_total) == (None, False)


def test_a_case_may_expect_none_of_the_total_only() -> None:
    found = read_cases("cases:\n  - {name: one, facts: {}, points: {news: none}}\n", scheme_of(VETOED))
    assert found.codes == ["wrong-type"]


def test_without_its_points_or_its_grade_a_veto_is_a_slip_that_cases_have_to_notice() -> None:
    scheme = scheme_of(VETOED)
    cases = read_cases("\n".join(CASES.splitlines()[:1] + CASES.splitlines()[2:]) + "\n", scheme).usable
    slips = {
        (mutant.at[2:], mutant.after) for mutant in unnoticed(scheme, cases) if mutant.at[:2] == ("total", "vetoes")
    }
    assert {((0, "points"), None), ((0, "grade"), None)} <= slips


def test_what_was_no_result_is_told_as_points_now() -> None:
    found = read_rules(VETOED.replace("title: 关停, points: none", "title: 关停, no_result: true"))
    assert found.codes == ["unknown-key"]
    hint = found.findings[0].hint
    assert hint is not None
    assert worded(hint) == "“no_result” is “points” now: points: none"


def test_facts_of_a_vetoed_unit_are_those_of_the_veto_alone() -> None:
    assert read_facts("facts: {veto_found: true, closed: false}\n", scheme_of(VETOED)).codes == []


LADDER = """
scheme: ladder
year: 2020
title: 评级
facts:
  score: {type: number, label: 得分, range: [0, 100]}
  rate: {type: number, label: 完成率, unit: "%", range: [0, 100]}
  idle: {type: yes_no, label: 无收入}
  deaths: {type: count, label: 死亡, unit: 人}
total:
  text: TEXT
  sections:
    - {id: parts, title: 得分, items: [{id: score, title: 得分, text: 得分满分100分。, max: 100, rule: score}]}
  grades:
GRADES
"""


def ladder(*grades: str, text: str = "见各等级。", more: str = "") -> str:
    """A scheme with one item, whose points are a fact, and these grades."""
    return LADDER.replace("TEXT", text).replace("GRADES", "\n".join(f"    - {{{each}}}" for each in grades)) + more


BESIDE_THE_SCALE = ladder(
    "id: a, title: A级, at_least: 90, if: {none: [idle]}",
    "id: b, title: B级, at_least: 70, if: {none: [idle]}",
    "id: m, title: M级, at_least: 70",
    "id: c, title: C级, at_least: 40",
    "id: d, title: D级",
    text="90分以上为A级，70分以上为B级，40分以上为C级，其余为D级；70分以上但无收入的为M级。",
)
WORST_OF_TWO = ladder(
    "id: good, title: 优, at_least: 80, if: {at_least: {rate: 90}}",
    "id: fair, title: 良, at_least: 60, if: {at_least: {rate: 70}}",
    "id: poor, title: 差",
    text="80分以上且完成率90%以上为优，60分以上且完成率70%以上为良，其余为差。",
)
RISING = ladder(
    "id: five, title: 五星, at_most: 15, if: {at_most: {deaths: 2}}",
    "id: four, title: 四星, below: 30",
    "id: three, title: 三星, at_most: 30",
    "id: none, title: 无星",
    text="15分以下且死亡不超过2人的为五星，不满30分的为四星，恰为30分的为三星。",
)
CONDITION_ALONE = ladder(
    "id: high, title: 高, at_least: 7",
    "id: medium, title: 中, if: {at_least: {deaths: 3}}",
    "id: low, title: 低",
    text="7分以上为高，有3人死亡的为中。",
)


@pytest.mark.parametrize(
    ("rules", "facts", "grade"),
    [
        (BESIDE_THE_SCALE, {"score": 95, "idle": False}, "a"),
        (BESIDE_THE_SCALE, {"score": 95, "idle": True}, "m"),
        (BESIDE_THE_SCALE, {"score": 69, "idle": True}, "c"),
        (BESIDE_THE_SCALE, {"score": 39, "idle": True}, "d"),
        (WORST_OF_TWO, {"score": 80, "rate": 90}, "good"),
        (WORST_OF_TWO, {"score": 100, "rate": 89}, "fair"),
        (WORST_OF_TWO, {"score": 79, "rate": 100}, "fair"),
        (WORST_OF_TWO, {"score": 100, "rate": 69}, "poor"),
        (RISING, {"score": 15, "deaths": 2}, "five"),
        (RISING, {"score": 15, "deaths": 3}, "four"),
        (RISING, {"score": 16, "deaths": 0}, "four"),
        (RISING, {"score": 30, "deaths": 0}, "three"),
        (RISING, {"score": 31, "deaths": 0}, "none"),
        (CONDITION_ALONE, {"score": 7, "deaths": 0}, "high"),
        (CONDITION_ALONE, {"score": 6, "deaths": 3}, "medium"),
        (CONDITION_ALONE, {"score": 6, "deaths": 2}, "low"),
    ],
)
def test_the_first_grade_that_holds_is_it(rules: str, facts: Mapping[str, Any], grade: str) -> None:
    score = scored(rules, facts)
    assert score.outcome.grade is not None
    assert score.outcome.grade.id == grade


@pytest.mark.parametrize(
    ("rules", "facts", "grades", "open"),
    [
        (BESIDE_THE_SCALE, {"score": 95}, ["a", "m"], ["idle"]),
        (BESIDE_THE_SCALE, {"score": 60}, ["c"], []),
        (BESIDE_THE_SCALE, {"idle": True}, ["m", "c", "d"], ["score"]),
        (WORST_OF_TWO, {"score": 100}, ["good", "fair", "poor"], ["rate"]),
        (WORST_OF_TWO, {"rate": 80}, ["fair", "poor"], ["score"]),
        (WORST_OF_TWO, {"score": 59}, ["poor"], []),
        (RISING, {"score": 10}, ["five", "four"], ["deaths"]),
        (CONDITION_ALONE, {}, ["high", "medium", "low"], ["deaths", "score"]),
    ],
)
def test_grades_that_may_still_come_are_named_and_what_decides_on_them_is_asked(
    rules: str, facts: Mapping[str, Any], grades: list[str], open: list[str]
) -> None:
    score = scored(rules, facts)
    assert [grade.id for grade in score.outcome.grades] == grades
    asked = {fact for item in score.items for fact in item.open} | {fact for fact, _ in score.open_beside}
    assert sorted(asked) == open


THRESHOLDS = {"at_least": (3, 2), "over": (3, 1), "at_most": (1, 2), "below": (1, 3)}


@pytest.mark.parametrize("side", THRESHOLDS)
@pytest.mark.parametrize("conditions", [("a", "b"), ("a", None), (None, "b"), ("a", "a"), (None, None)])
@pytest.mark.parametrize("thresholds", ["both", "first", "second"])
def test_the_grades_that_are_named_are_those_that_units_with_such_facts_can_have(
    side: str, conditions: tuple[str | None, ...], thresholds: str
) -> None:
    def written(at: int) -> str:
        has_threshold = thresholds in {"both", ("first", "second")[at]}
        taken = f", {side}: {THRESHOLDS[side][at]}" if has_threshold else ""
        return f"id: g{at}, title: G{at}{taken}" + (f", if: {conditions[at]}" if conditions[at] else "")

    text = ladder(written(0), written(1), "id: rest, title: R")
    declared = "  a: {type: yes_no, label: A}\n  b: {type: yes_no, label: B}\n"
    scheme = scheme_of(text.replace("facts:\n", f"facts:\n{declared}").replace("range: [0, 100]", "range: [0, 4]", 1))
    values: dict[str, tuple[Any, ...]] = {"score": (0, 1, 2, 3, 4), "a": (False, True), "b": (False, True)}

    def holding(facts: Mapping[str, Any]) -> list[bool]:
        """Which grades hold of a unit, vetoes and order aside."""
        found = []
        for at in (0, 1):
            has_threshold, threshold = thresholds in {"both", ("first", "second")[at]}, THRESHOLDS[side][at]
            score, condition = facts["score"], conditions[at]
            kept = {
                "at_least": score >= threshold,
                "over": score > threshold,
                "at_most": score <= threshold,
                "below": score < threshold,
            }[side]
            takes_nothing = not has_threshold and condition is None
            found.append(not takes_nothing and (kept or not has_threshold) and (condition is None or facts[condition]))
        return [*found, True]

    for reported in product(*((*several, None) for several in values.values())):
        known = {id: value for id, value in zip(values, reported, strict=True) if value is not None}
        every = [
            holding(dict(zip(values, completion, strict=True)))
            for completion in product(*([known[id]] if id in known else several for id, several in values.items()))
        ]
        first = {each.index(True) for each in every}
        score = zlpg.score(scheme, zlpg.facts_from(known, scheme))
        assert [grade.id for grade in score.outcome.grades] == [("g0", "g1", "rest")[at] for at in sorted(first)], known


OPTIONAL = """
scheme: optional
year: 2020
title: 评级
facts:
  bonus: {type: number, label: 附加, range: [0, 10]}
total:
  text: 8分以上且附加5分以上的为优。
  sections:
    - {id: parts, title: 得分, items: [{id: score, title: 得分, text: 得分满分100分。, max: 100, rule: judged}]}
    - id: more
      title: 附加
      not_applicable: full_marks
      items: [{id: extra, title: 附加, text: 附加满分10分。, max: 10, rule: bonus}]
  grades:
    - {id: good, title: 优, at_least: 8, if: {at_least: {extra.points: 5}}}
    - {id: rest, title: 差}
"""


def test_what_is_not_applicable_is_left_out_of_what_a_grade_takes() -> None:
    without, below = (scored(OPTIONAL, {"score": 90, "bonus": each}) for each in ("not_applicable", 4))
    assert [each.outcome.grade and each.outcome.grade.id for each in (without, below)] == ["good", "rest"]


def test_an_explanation_says_of_each_grade_what_it_takes_and_what_of_that_holds() -> None:
    text = explained(scored(BESIDE_THE_SCALE, {"score": 95, "idle": True}))
    assert "A级: Total ≥ 90 and not 无收入" in text
    assert "Total ≥ 90: holds (95)" in text
    assert "not 无收入: doesn't hold" in text
    assert "M级: Total ≥ 70" in text


def test_a_fact_that_only_a_grade_reads_is_named_with_the_grade() -> None:
    score = scored(BESIDE_THE_SCALE, {"score": 95})
    assert score.open_beside == (("idle", "A级"),)
    assert not score.complete


GRADED = """cases:
  - {name: a, facts: {score: 90, idle: false}, grade: a}
  - {name: b, facts: {score: 89, idle: false}, grade: b}
  - {name: least of b, facts: {score: 70, idle: false}, points: {total: 70}, grade: b}
  - {name: m, facts: {score: 95, idle: true}, grade: m}
  - {name: least of m, facts: {score: 70, idle: true}, grade: m}
  - {name: c, facts: {score: 69, idle: true}, grade: c}
  - {name: least of c, facts: {score: 40, idle: false}, grade: c}
  - {name: d, facts: {score: 39, idle: false}, grade: d}
"""


def test_cases_on_both_sides_of_each_threshold_and_condition_exercise_and_notice_everything() -> None:
    scheme = scheme_of(BESIDE_THE_SCALE)
    cases = read_cases(GRADED, scheme).usable
    assert all(each.passed for each in outcomes(scheme, cases))
    assert unexercised(scheme, cases) == []
    assert [(mutant.at, mutant.after) for mutant in unnoticed(scheme, cases) if mutant.at[0] == "total"] == []


@pytest.mark.parametrize(
    ("without", "unreached", "slips"),
    [
        (["m"], [("if",)], [((0, "if"), None)]),
        (["m", "least of m"], [("if",), ("if",), ()], [((0, "if"), None)]),
        (["b", "least of b"], [()], []),
    ],
)
def test_a_condition_that_no_case_needs_is_named(
    without: list[str], unreached: list[tuple[str, ...]], slips: list[tuple[Any, Any]]
) -> None:
    scheme = scheme_of(BESIDE_THE_SCALE)
    cases = tuple(each for each in read_cases(GRADED, scheme).usable if each.name not in without)
    goals = [goal.at[3:] for goal in unexercised(scheme, cases) if goal.at[:2] == ("total", "grades")]
    assert goals == unreached
    unseen = [
        (mutant.at[2:], mutant.after) for mutant in unnoticed(scheme, cases) if mutant.at[:2] == ("total", "grades")
    ]
    assert [each for each in slips if each not in unseen] == []


def test_every_side_of_a_grade_is_slipped_to_the_other_one() -> None:
    slips = {
        (mutant.at, key)
        for mutant in mutants_of(scheme_of(RISING))
        if mutant.at[:2] == ("total", "grades") and isinstance(mutant.after, Grade)
        for key in mutant.after.sides
    }
    assert slips == {
        (("total", "grades", 0), "below"),
        (("total", "grades", 1), "at_most"),
        (("total", "grades", 2), "below"),
    }


def changes(old: str, new: str) -> list[tuple[str, str, Any, Any, bool]]:
    """What differs between two rule files."""
    found = zlpg.compare(scheme_of(old), scheme_of(new))
    return [(each.id, each.key, each.old, each.new, each.can_change_score) for each in found]


def test_a_threshold_and_a_condition_of_a_grade_are_told_apart() -> None:
    other = WORST_OF_TWO.replace("at_least: 80, if: {at_least: {rate: 90}}", "at_least: 85, if: {at_least: {rate: 95}}")
    assert changes(WORST_OF_TWO, other) == [
        ("good", "at_least", Decimal(80), Decimal(85), True),
        ("good", "at_least", Decimal(90), Decimal(95), True),
    ]


def test_a_condition_that_is_new_and_a_threshold_of_another_side_are_told_by_the_id_of_the_grade() -> None:
    new = BESIDE_THE_SCALE.replace("title: M级, at_least: 70", "title: M级, over: 70, if: idle")
    assert changes(BESIDE_THE_SCALE, new) == [
        ("m", "at_least", Decimal(70), None, True),
        ("m", "over", None, Decimal(70), True),
        ("m", "if", None, "idle", True),
    ]


def test_another_condition_of_a_grade_shows_in_a_comparison_of_scores_with_whether_it_mattered() -> None:
    facts = {"score": 85, "rate": 92}
    other = WORST_OF_TWO.replace("if: {at_least: {rate: 90}}", "if: {at_least: {rate: 95}}")
    old, new = scored(WORST_OF_TWO, facts), scored(other.replace("year: 2020", "year: 2021"), facts)
    comparison = compared(old, new)
    (change,) = comparison.total.parameters
    assert (change.id, change.key, change.old, change.new, change.mattered) == (
        "good",
        "at_least",
        Decimal(90),
        Decimal(95),
        True,
    )
    assert [result.standing.grade for result in comparison.results] == ["good", "fair"]


def test_a_fact_that_only_a_grade_reads_is_behind_a_change_of_the_grade() -> None:
    comparison = compared(*(scored(BESIDE_THE_SCALE, {"score": 95, "idle": idle}) for idle in (False, True)))
    assert [(each.id.fact, each.mattered) for each in comparison.total.facts] == [("idle", True)]


def test_fewer_points_are_better_where_the_rules_say_so_in_words_and_in_what_is_saved() -> None:
    rules = RISING.replace("  grades:\n", "  lower_is_better: true\n  grades:\n")
    old, new = (scored(rules, {"score": score, "deaths": 0}) for score in (20, 15))
    plain = [scored(RISING, {"score": score, "deaths": 0}) for score in (20, 15)]
    assert (new.total, new.outcome.grade and new.outcome.grade.id) == (Decimal(15), "five")
    assert [each.outcome.grades for each in (old, new)] == [each.outcome.grades for each in plain]
    assert "Fewer points are better." in comparison_shown(compared(old, new))[0]
    assert "Fewer points" not in comparison_shown(compared(*plain))[0]
    saved = shown(new, "json")
    assert json.loads(saved)["lower_is_better"] is True
    assert read_saved(saved).usable.lower_is_better


def test_that_fewer_points_are_better_only_now_changes_no_score() -> None:
    new = RISING.replace("  grades:\n", "  lower_is_better: true\n  grades:\n")
    assert changes(RISING, new) == [("total", "lower_is_better", False, True, False)]
    old_score, new_score = (scored(each, {"score": 20, "deaths": 0}) for each in (RISING, new))
    assert "Fewer points are better by the rules of: " in comparison_shown(compared(old_score, new_score))[0]
