"""Facts that are choices, ratings, parts of a measure, or not applicable; and cases that expect grades and fractions."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

import zlpg
from facade import Case, Read, by_name, explained, read_cases, read_facts, scheme_of, scored
from zlpg.diagnostics import Diagnostic
from zlpg.model.facts import Report
from zlpg.numbers import Interval, Ratio

RULES = """
scheme: everything
year: 2024
title: 全部
facts:
  profile: {type: choice, label: 起评情形, options: {full: 经常性指标完整, new: 新设立, other: 其他}}
  jury: {type: ratings, label: 评委打分, range: [0, 100], trimmed_over: 5, unit: 分}
  visits: {type: ratings, label: 季度评分, range: [0, 10]}
  treated: {type: count, label: 管理人数}
  registered: {type: count, label: 登记人数}
  exempted: {type: count, label: 豁免人数}
  started: {type: count, label: 开工}
  planned: {type: count, label: 计划}
  boats: {type: count, label: 船只}
  berths: {type: count, label: 泊位}
  lifts: {type: number, label: 电梯得分, range: [0, 5]}
  lift_checks: {type: yes_no, label: 电梯年检}
  lift_awards: {type: results, label: 电梯奖项, levels: {city: 市级, state: 国家级}}
  harbour: {type: yes_no, label: 有港口}
  plan: {type: yes_no, label: 有计划}
  fatal: {type: yes_no, label: 亡人事故}
measures:
  care: {share: treated, of: [registered], without: [exempted], label: 管理率, times: 100, range: [0, 100], unit: "%"}
  begun: {share: started, of: [planned], label: 开工率, range: [0, 1], if_none: 1}
  moored: {share: boats, of: [berths], label: 泊位利用率, range: [0, 1]}
total:
  vetoes: [{veto: fatal, title: 亡人事故一票否决, grade: poor}]
  grades: [{id: good, title: 优秀, at_least: 90}, {id: fair, title: 合格, at_least: 60}, {id: poor, title: 不合格}]
  sections:
  - id: usual
    title: 通常
    requires: plan
    items:
    - {id: start, title: 起评, text: 起评分, rule: {choice: profile, points: {full: 100, new: 93, other: 90}}}
    - {id: judged, title: 评审, text: 评审, rule: {sum: [jury, visits]}}
    - {id: works, title: 开工, text: 开工, rule: {proportional: begun, full: 1, points: 5}}
  - id: special
    title: 专项
    not_applicable: renormalise
    items:
    - {id: caring, title: 管理, number: 4, text: 管理率, max: 10, rule: {proportional: care, over: 38, full: 78, points: 10}}
    - {id: lifting, title: 电梯, text: 电梯, max: 6, rule: {sum: [lifts, {once: lift_checks, points: 1}]}}
    - {id: awards, title: 奖项, text: 奖项, max: 3, rule: {sum: [{once: lift_checks, points: 1}, {levels: lift_awards, points: {city: 1, state: 2}}]}}
    - {id: sailing, title: 航行, text: 航行, cap: 3, not_applicable: zero, rule: {sum: [{count: boats, rate: 1}, {once: harbour, points: 1}]}}
    - {id: mooring, title: 停泊, text: 停泊, max: 1, rule: {brackets: moored, table: [{at_least: 1, points: 1}]}}
    - {id: planning, title: 规划, text: 规划, max: 1, rule: {once: plan, points: 1}}
  - id: further
    title: 其余
    items:
    - {id: port, title: 港口, text: 港口, rule: {once: harbour, points: 1}}
"""


@pytest.fixture(scope="module")
def everything() -> zlpg.Scheme:
    """A scheme with every type of fact, looked at value by value only."""
    return scheme_of(RULES)


def read(text: str, scheme: zlpg.Scheme) -> Read[zlpg.Facts]:
    """A facts file's facts, from the text below `facts:`."""
    return read_facts(f"facts: {text}\n", scheme)


def values(text: str, scheme: zlpg.Scheme) -> Mapping[str, Decimal]:
    """The scalars of a facts file that is right."""
    return by_name(read(text, scheme).usable)


def found(text: str, scheme: zlpg.Scheme) -> list[tuple[str, str, str, str]]:
    """What is found in a facts file: the code, the text at the place, the message and the hint."""
    lines = f"facts: {text}\n".splitlines()

    def at(each: Diagnostic) -> str:
        assert each.place is not None
        return lines[each.place.line - 1][each.place.column - 1 : each.place.end_column - 1]

    return [(each.code, at(each), str(each.message), str(each.hint or "")) for each in read(text, scheme).findings]


def test_a_choice_is_1_for_its_option_and_0_for_the_others(everything: zlpg.Scheme) -> None:
    options = {"profile.full": 0, "profile.new": 1, "profile.other": 0}
    assert values("{profile: new}", everything) == options
    assert values("{profile: {value: new, note: 今年成立}}", everything) == options
    assert values("{profile: }", everything) == {}


@pytest.mark.parametrize(
    ("written", "mean"),
    [
        ("[80]", "80"),
        ("[80, 90]", "85"),
        ("[0.1, 0.2]", "0.15"),
        ("[70, 80, 80, 90, 100]", "84"),
        ("[100, 70, 80, 81, 90, 90]", "85.25"),
        ("[100, 100, 70, 70, 80, 81, 90]", "84.2"),
        ("{value: [80, 90], note: 两位评委}", "85"),
    ],
)
def test_ratings_count_as_their_mean_with_one_highest_and_one_lowest_left_out_where_there_are_many(
    everything: zlpg.Scheme, written: str, mean: str
) -> None:
    assert values(f"{{jury: {written}}}", everything) == {"jury": Decimal(mean)}


def test_a_mean_that_no_decimal_is_stays_exact(everything: zlpg.Scheme) -> None:
    mean = values("{visits: [1, 2, 2]}", everything)["visits"]
    assert isinstance(mean, Ratio)
    assert mean.fraction == Fraction(5, 3)


def test_ratings_of_which_one_is_missing_are_open_and_the_others_are_kept(everything: zlpg.Scheme) -> None:
    facts = zlpg.facts_from({"jury": [80, None, Decimal("90.5")]}, everything)
    assert facts.values == {}
    assert facts.reports["jury"] == Report(ratings=(Decimal(80), Decimal("90.5")))


@pytest.mark.parametrize(
    ("written", "code", "at", "message", "hint"),
    [
        ("{profile: newly}", "unknown-option", "newly", "there is no option “newly”", "did you mean “new”?"),
        ("{profile: 新设立}", "unknown-option", "新设立", "there is no option “新设立”", "did you mean “new”?"),
        ("{profile: {value: z}}", "unknown-option", "z", "there is no option “z”", "known are: ('full (经常性指标完整)', 'new (新设立)', 'other (其他)')"),
        ("{profile: 3}", "wrong-type", "3", "expected one of ('full', 'new', 'other'), found the number 3", ""),
        ("{profile: [new]}", "wrong-type", "[new]", "expected one of ('full', 'new', 'other'), found a list", ""),
        ("{jury: []}", "empty-value", "[]", "there is nothing in it", ""),
        ("{jury: 87}", "wrong-type", "87", "expected a list, found the number 87", "list every number, not their mean; a single one stands in brackets, too: [87]"),
        ("{jury: good}", "wrong-type", "good", "expected a list, found the text “good”", ""),
        ("{jury: [80, 101]}", "out-of-range", "101", "101 is out of range: 0 to 100", ""),
        ("{jury: {value: [80, true]}}", "wrong-type", "true", "expected a number, found “true”", ""),
    ],
)  # fmt: skip
def test_a_wrong_value_of_a_choice_or_of_ratings_is_told_with_its_place(
    everything: zlpg.Scheme, written: str, code: str, at: str, message: str, hint: str
) -> None:
    assert found(written, everything) == [(code, at, message, hint)]


@pytest.mark.parametrize(
    "written", ["not_applicable", "n/a", "N/A", "不适用", "{value: Not_Applicable, note: 没有电梯}"]
)
def test_all_facts_of_an_item_go_with_one_that_is_not_applicable_and_through_shared_ones_other_items(
    everything: zlpg.Scheme, written: str
) -> None:
    without = {"lifts.applies": 0, "lift_checks.applies": 0, "lift_awards.applies": 0}
    assert values(f"{{lift_awards: {written}, jury: [1]}}", everything) == {**without, "jury": 1}
    without = {"berths.applies": 0, "boats.applies": 0, "harbour.applies": 0}
    assert values(f"{{berths: {written}, boats: , jury: [1]}}", without_harbour(everything)) == {**without, "jury": 1}


def without_harbour(scheme: zlpg.Scheme) -> zlpg.Scheme:
    """The scheme where the fact of the last item may be not applicable, too."""
    text = RULES.replace("title: 其余", "title: 其余\n    not_applicable: full_marks")
    changed = scheme_of(text)
    assert changed != scheme
    return changed


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("{lift_checks: true}", {"lift_checks": 1, "lift_checks.applies": 1}),
        ("{lift_awards: [], lift_checks: }", {"lift_awards.city": 0, "lift_awards.state": 0, "lift_awards.applies": 1}),
        ("{lift_awards: {city: , state: 1}}", {"lift_awards.state": 1, "lift_awards.applies": 1}),
        ("{lift_awards: {city: , state: }}", {}),
        ("{lifts: {note: 待评}}", {}),
        ("{profile: full}", {"profile.full": 1, "profile.new": 0, "profile.other": 0}),
    ],
)
def test_a_fact_that_may_be_not_applicable_applies_where_it_has_a_value_and_is_open_without(
    everything: zlpg.Scheme, written: str, expected: dict[str, int]
) -> None:
    assert values(written, everything) == expected


DECLARE = "what it means is declared at the item “{}”, its section or the total: not_applicable: renormalise | full_marks | zero"
ALL_OR_NONE = "all facts of an item are not applicable, or none"


@pytest.mark.parametrize(
    ("written", "findings"),
    [
        (
            "{profile: n/a}",
            [("not-applicable", "n/a", "the rule file does not say what it means that “profile” is not applicable", DECLARE.format("start"))],
        ),
        (
            "{fatal: n/a}",
            [("not-applicable", "n/a", "“fatal” can't be not applicable: “亡人事故一票否决” depends on it, too", "report a value, or leave it open")],
        ),
        (
            "{plan: n/a}",
            [("not-applicable", "n/a", "“plan” can't be not applicable: “通常” depends on it, too", "report a value, or leave it open")],
        ),
        (
            "{berths: 不适用}",  # which takes `harbour` with it, and that is read by an item besides that has no policy
            [("not-applicable", "不适用", "the rule file does not say what it means that “harbour” is not applicable", DECLARE.format("port"))],
        ),
        (
            "{treated: n/a, registered: 3, exempted: {value: 0}}",
            [("partly-applicable", "n/a", "“treated” is not applicable, yet for the same item, “4 管理” (caring), there is a value of: ('registered', 'exempted')", ALL_OR_NONE)],
        ),
        (
            "{treated: n/a, registered: n/a, exempted: 0}",
            [("partly-applicable", "n/a", "“treated” is not applicable, yet for the same item, “4 管理” (caring), there is a value of: ('exempted',)", ALL_OR_NONE)],
        ),
        (
            "{lift_checks: n/a, lift_awards: {city: , state: 1}}",
            [("partly-applicable", "n/a", "“lift_checks” is not applicable, yet for the same item, “奖项” (awards), there is a value of: ('lift_awards',)", ALL_OR_NONE)],
        ),
    ],
)  # fmt: skip
def test_what_is_reported_as_not_applicable_and_cannot_be_is_told_with_its_place(
    everything: zlpg.Scheme, written: str, findings: list[tuple[str, str, str, str]]
) -> None:
    assert found(written, everything) == findings


def test_a_fact_that_no_item_reads_can_not_be_not_applicable(everything: zlpg.Scheme) -> None:
    measures = {**everything.measures, "care": replace(everything.measures["care"], without=())}
    ((code, _, message, _),) = found("{exempted: n/a}", replace(everything, measures=measures))
    assert code == "not-applicable"
    assert message == "the rule file does not say what it means that “exempted” is not applicable"


OF_MEASURES = [
    ("{treated: 580, registered: 840, exempted: 0}", []),
    ("{treated: 840, registered: 900, exempted: 60}", []),
    ("{treated: 900, registered: 840}", []),
    ("{started: 0, planned: 0}", []),
    (
        "{treated: 900, registered: 840, exempted: 0}",
        [("out-of-range", "900", "“管理率” (care) comes to 107.1428… (750/7), out of range: 0 to 100", "“treated” is 900, and it is divided by 840")],
    ),
    (
        "{treated: {value: 900}, registered: 960, exempted: 120}",
        [("out-of-range", "900", "“管理率” (care) comes to 107.1428… (750/7), out of range: 0 to 100", "“treated” is 900, and it is divided by 840")],
    ),
    (
        "{started: 3, planned: 2}",
        [("out-of-range", "3", "“开工率” (begun) comes to 1.5, out of range: 0 to 1", "“started” is 3, and it is divided by 2")],
    ),
    (
        "{treated: 0, registered: 2, exempted: 2}",
        [("nothing-to-divide-by", "2", "“管理率” (care) can't be worked out: what it is divided by comes to 0", "where there is nothing of the kind, report it as not_applicable")],
    ),
    (
        "{treated: 0, registered: 2, exempted: 3}",
        [("nothing-to-divide-by", "3", "“管理率” (care) can't be worked out: what it is divided by comes to -1", "more is taken away, ('exempted',), than there is, ('registered',)")],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("written", "findings"), OF_MEASURES)
def test_a_measure_that_comes_to_something_impossible_is_told_at_the_fact(
    everything: zlpg.Scheme, written: str, findings: list[tuple[str, str, str, str]]
) -> None:
    assert found(written, everything) == findings


def test_a_measure_with_nothing_to_divide_by_has_to_be_declared_where_it_always_applies(
    everything: zlpg.Scheme,
) -> None:
    scheme = scheme_of(RULES.replace(", if_none: 1", ""))
    ((code, _, _, hint),) = found("{started: 0, planned: 0}", scheme)
    assert code == "nothing-to-divide-by"
    assert hint == "what it then counts as is for the rule file to say: if_none at the measure"
    assert found("{started: 0, planned: 0}", everything) == []


def test_what_is_wrong_with_one_fact_does_not_hide_what_is_wrong_with_others_together(everything: zlpg.Scheme) -> None:
    text = "{profile: z, treated: 900, registered: 840, exempted: 0, lifts: n/a, lift_checks: true, fatal: 1}"
    assert [each[0] for each in found(text, everything)] == [
        "unknown-option",
        "out-of-range",
        "partly-applicable",
        "wrong-type",
    ]


def test_python_takes_the_values_that_a_file_does(everything: zlpg.Scheme) -> None:
    facts: dict[str, Any] = {"profile": "new", "jury": [80, 90], "lifts": {"value": "not_applicable", "note": "无"}}
    read = zlpg.facts_from(facts, everything)
    in_a_file = values("{profile: new, jury: [80, 90], lifts: {value: not_applicable, note: 无}}", everything)
    assert by_name(read) == in_a_file
    assert read.reports["lifts"] == Report("无")
    with pytest.raises(zlpg.InvalidInput, match="there is no option “z”"):
        zlpg.facts_from({"profile": "z"}, everything)


def test_a_part_that_is_not_applicable_is_scored_and_explained_as_such(everything: zlpg.Scheme) -> None:
    facts = {"treated": 580, "registered": 840, "exempted": 0, "lifts": "n/a"}
    breakdown = scored(everything, facts)
    results = {result.item.id: result for result in breakdown.items}
    assert results["caring"].working.points.known == Ratio(Fraction(163, 21))
    assert [results[id].applies for id in ("caring", "lifting", "awards")] == [True, False, False]
    assert results["awards"].open == ()


@pytest.mark.parametrize(
    ("item", "facts", "said"),
    [
        ("start", {"profile": "new"}, "profile 起评情形: 新设立"),
        ("start", {}, "profile 起评情形: open"),
        ("judged", {"jury": [80, 90]}, "jury 评委打分: 85 分, the mean of 80, 90"),
        ("judged", {"jury": [80]}, "jury 评委打分: 80 分"),
        ("judged", {"jury": [80, None, 90]}, "jury 评委打分: open, of 80, 90"),
        ("judged", {"jury": [None]}, "jury 评委打分: open"),
        (
            "judged",
            {"jury": [100, 70, 80, 81, 90, 90]},
            "jury 评委打分: 85.25 分, the mean of 100, 70, 80, 81, 90, 90, with one highest, 100, and one lowest, 70, left out",
        ),
        ("judged", {"visits": [1, 2, 2]}, "visits 季度评分: 1.6666… (5/3), the mean of 1, 2, 2"),
        ("awards", {"lifts": "n/a"}, "lift_awards 电梯奖项: not applicable"),
        ("awards", {"lifts": "n/a"}, "lift_checks 电梯年检: not applicable"),
    ],
)
def test_a_fact_is_explained_in_the_words_of_its_declaration(
    everything: zlpg.Scheme, item: str, facts: dict[str, Any], said: str
) -> None:
    breakdown = scored(everything, facts)
    result = next(each for each in breakdown.items if each.item.id == item)
    lines = explained(breakdown, result, width=200).splitlines()
    assert said in [line.lstrip("│├└─ ") for line in lines]


def cases(rows: str, scheme: zlpg.Scheme) -> Read[tuple[Case, ...]]:
    """The one case of an examples file, from what stands below its name and facts."""
    return read_cases(f"cases:\n- name: 一例\n  facts: {{}}\n  {rows}\n", scheme)


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ("163/21", (Fraction(163, 21), Fraction(163, 21))),
        ("1/4", (Decimal("0.25"), Decimal("0.25"))),
        ("-10/3", (Fraction(-10, 3), Fraction(-10, 3))),
        ("[1/3, 2 / 3]", (Fraction(1, 3), Fraction(2, 3))),
        ("[1/3, null]", (Fraction(1, 3), Decimal("Infinity"))),
    ],
)
def test_expected_points_may_be_a_fraction(
    everything: zlpg.Scheme, points: str, expected: tuple[Fraction | Decimal, Fraction | Decimal]
) -> None:
    (case,) = cases(f"points: {{total: {points}}}", everything).usable
    lowest, highest = (Ratio(each) if isinstance(each, Fraction) else each for each in expected)
    assert case.points == {"total": Interval(lowest, highest)}


@pytest.mark.parametrize(
    ("rows", "grades", "no_result"),
    [
        ("grade: good", ("good",), None),
        ("grade: [fair, good]", ("good", "fair"), None),
        ("no_result: true", None, True),
        ("no_result: false", None, False),
        ("points: {total: 3}\n  grade: poor\n  no_result: false", ("poor",), False),
        ("warnings: []", None, None),
    ],
)  # fmt: skip
def test_a_case_may_expect_a_grade_or_those_still_possible_or_no_result(
    everything: zlpg.Scheme, rows: str, *, grades: tuple[str, ...] | None, no_result: bool | None
) -> None:
    (case,) = cases(rows, everything).usable
    assert (case.grades, case.no_result) == (grades, no_result)


@pytest.mark.parametrize(
    ("rows", "code", "message", "hint"),
    [
        ("grade: goood", "unknown-grade", "there is no grade “goood”", "did you mean “good”?"),
        ("grade: [poor, 优秀]", "unknown-grade", "there is no grade “优秀”", "did you mean “good”?"),
        ("grade: 3", "wrong-type", "expected the id of a grade, or a list of those still possible, found the number 3", ""),
        ("grade: {good: 1}", "wrong-type", "expected the id of a grade, or a list of those still possible, found a mapping", ""),
        ("grade:", "wrong-type", "expected the id of a grade, or a list of those still possible, found nothing", ""),
        ("grade: [good, 3]", "wrong-type", "expected text, found the number 3", "put it in quotes if it is meant as text"),
        ("grade: []", "empty-value", "there is nothing in it", ""),
        ("no_result: 1", "wrong-type", "expected true or false, found the number 1", "write true for yes and false for no"),
        ("note: x", "missing-key", "the key “points” is missing", ""),
        ("points: {total: 1/0}", "wrong-type", "expected a number, a fraction such as 163/21, or [lowest, highest] where it is still open, found the text “1/0”", ""),
        ("points: {total: 1.5/3}", "wrong-type", "expected a number, a fraction such as 163/21, or [lowest, highest] where it is still open, found the text “1.5/3”", ""),
        ("points: {total: [1/2, x]}", "wrong-type", "expected a number, a fraction such as 163/21, or [lowest, highest] where it is still open, found a list", ""),
        ("points: {total: [1/2, 1/3]}", "empty-range", "the range goes from 0.5 to 0.3333… (1/3)", "write [lowest, highest]"),
    ],
)  # fmt: skip
def test_a_wrong_expectation_is_told(everything: zlpg.Scheme, rows: str, code: str, message: str, hint: str) -> None:
    findings = cases(rows, everything).findings
    assert [(each.code, str(each.message), str(each.hint or "")) for each in findings] == [(code, message, hint)]
