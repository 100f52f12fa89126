"""Facts that are choices, ratings, parts of a measure, or not applicable; and cases that expect grades and fractions."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

import zlpg
from facade import Case, Read, by_name, explained, read_cases, read_facts, read_rules, scheme_of, scored
from zlpg.diagnostics import Diagnostic
from zlpg.diff.carried import known_under
from zlpg.engine.program import program_of
from zlpg.model.facts import Report
from zlpg.model.scalars import Scalar
from zlpg.model.trees import with_at
from zlpg.numbers import Interval, Ratio

RULES = """
scheme: everything
year: 2024
title: 全部
facts:
  profile: {type: choice, label: 起评情形, options: {full: 经常性指标完整, new: 新设立, other: 其他}}
  jury: {type: numbers, as: mean, label: 评委打分, range: [0, 100], trimmed_over: 5, unit: 分}
  visits: {type: numbers, as: mean, label: 季度评分, range: [0, 10]}
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
  care: {share: treated, of: {difference: [registered, exempted]}, label: 管理率, times: 100, range: [0, 100], if_none: not_applicable, unit: "%"}
  begun: {share: started, of: planned, label: 开工率, range: [0, 1], if_none: 1}
  moored: {share: boats, of: berths, label: 泊位利用率, range: [0, 1], if_none: not_applicable}
total:
  vetoes: [{veto: fatal, title: 亡人事故一票否决, grade: poor}]
  grades: [{id: good, title: 优秀, at_least: 90}, {id: fair, title: 合格, at_least: 60}, {id: poor, title: 不合格}]
  sections:
  - id: usual
    title: 通常
    requires: plan
    items:
    - {id: start, title: 起评, text: 起评分, rule: {table: profile, is: {full: 100, new: 93, other: 90}}}
    - {id: judged, title: 评审, text: 评审, rule: {sum: [jury, visits]}}
    - {id: works, title: 开工, text: 开工, rule: {proportional: begun, full: 1, points: 5}}
  - id: special
    title: 专项
    not_applicable: renormalise
    items:
    - {id: caring, title: 管理, number: 4, text: 管理率, max: 10, rule: {proportional: care, over: 38, full: 78, points: 10}}
    - {id: lifting, title: 电梯, text: 电梯, max: 6, rule: {sum: [lifts, {once: lift_checks, points: 1}]}}
    - {id: awards, title: 奖项, text: 奖项, max: 3, rule: {sum: [{once: lift_checks, points: 1}, {each: lift_awards, is: {city: 1, state: 2}}]}}
    - {id: sailing, title: 航行, text: 航行, cap: 3, not_applicable: zero, rule: {sum: [{count: boats, rate: 1}, {once: harbour, points: 1}]}}
    - {id: mooring, title: 停泊, text: 停泊, max: 1, rule: {table: moored, at_least: {1: 1}}}
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
    assert facts.reports["jury"] == Report(numbers=(Decimal(80), Decimal("90.5")))


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
            [("not-applicable", "n/a", "the rule file does not say what it means that “fatal” is not applicable", "report a value, or leave it open")],
        ),
        ("{plan: n/a}", []),  # which a section requires, too
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
    measures = {**everything.measures, "care": with_at(everything.measures["care"], ("of",), "registered")}
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
    ("{treated: 0, registered: 2, exempted: 2}", []),
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


def test_an_item_whose_share_has_nothing_to_divide_by_is_not_applicable(everything: zlpg.Scheme) -> None:
    results = {each.item.id: each for each in scored(everything, {"treated": 0, "registered": 2, "exempted": 2}).items}
    without = {each.item.id: each for each in scored(everything, {"treated": "n/a"}).items}
    assert results["caring"].applies is False
    assert results["caring"].working.points == without["caring"].working.points


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


ENDS = """
scheme: ends
year: 2024
title: 端点
facts:
  debt: {type: number, label: 债务增长, unit: "%", range: [0, null]}
  change: {type: number, label: 编制增减, unit: 人, range: [null, null]}
  below: {type: number, label: 低于, range: [null, 5]}
  visits: {type: count, label: 走访, range: [2, null]}
total:
  sections:
  - id: all
    title: 全部
    items:
    - {id: control, title: 控制, text: 债务, rule: {table: debt, at_most: {10: 4, 20: 3}}}
    - {id: staff, title: 编制, text: 编制, rule: {sum: [{count: change, over: 0, steps: whole, rate: 1, cap: 2}, {count: change, under: 0, steps: whole, rate: -1, floor: -3}]}}
    - {id: lower, title: 低于, text: 低于, rule: {sum: [{count: below, under: 5, steps: continuous, rate: 1}]}}
    - {id: visiting, title: 走访, text: 走访, cap: 4, rule: {count: visits, rate: 1}}
"""


def test_what_has_no_end_can_be_any_number_beyond_the_end_that_there_is() -> None:
    scheme = scheme_of(ENDS)
    nothing = {each.item.id: each for each in scored(scheme, {}).items}
    found = {id: nothing[id].working.points for id in ("control", "staff", "lower", "visiting")}
    assert found == {
        "control": Interval(Decimal(0), Decimal(4)),
        "staff": Interval(Decimal(-3), Decimal(2)),
        "lower": Interval(Decimal(0), Decimal("Infinity")),
        "visiting": Interval(Decimal(2), Decimal(4)),
    }
    much = {
        each.item.id: each
        for each in scored(scheme, {"debt": 100_000, "change": -100_000, "below": -7, "visits": 2}).items
    }
    assert [much[id].working.points.known for id in ("control", "staff", "lower", "visiting")] == [0, -3, 12, 2]


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        ("debt: -1", "-1 is out of range: 0 or more"),
        ("debt: '-1%'", "-1 is out of range: 0 or more"),
        ("below: 5.1", "5.1 is out of range: 5 or less"),
        ("visits: 1", "1 is out of range: 2 or more"),
    ],
)
def test_a_number_is_held_to_the_end_that_there_is(fact: str, said: str) -> None:
    (finding,) = read_facts(f"facts: {{{fact}}}", scheme_of(ENDS)).findings
    assert said in {str(finding.message), str(finding.hint)}


def lists(declared: str, rule: str = "several") -> str:
    return f"""
scheme: lists
year: 2024
title: 多个数
facts:
  several: {{type: numbers, label: 多个数, {declared}}}
total:
  sections:
  - {{id: all, title: 全部, items: [{{id: one, title: 一项, text: 按给分, rule: {rule}}}]}}
"""


@pytest.mark.parametrize(
    ("read_as", "listed", "number"),
    [
        ("mean", [6, 8, 13], 9),
        ("sum", [6, 8, 13], 27),
        ("sum", [7], 7),
        ("sum", [], 0),
        ("lowest", [8, 6, 13], 6),
        ("highest", [8, 13, 6], 13),
    ],
)
def test_a_list_of_numbers_is_one_number_as_the_rule_file_says(read_as: str, listed: list[int], number: int) -> None:
    breakdown = scored(lists(f"as: {read_as}, range: [5, 15]"), {"several": listed})
    assert breakdown.working.points.known == number


@pytest.mark.parametrize(
    ("declared", "possible"),
    [
        ("as: mean, range: [5, 15]", Interval(Decimal(5), Decimal(15))),
        ("as: highest, range: [5, 15]", Interval(Decimal(5), Decimal(15))),
        ("as: sum, range: [5, 15]", Interval(Decimal(0), Decimal("Infinity"))),
        ("as: sum, range: [-5, 15]", Interval(Decimal("-Infinity"), Decimal("Infinity"))),
        ("as: sum, range: [null, -5]", Interval(Decimal("-Infinity"), Decimal(0))),
    ],
)
def test_an_open_list_that_is_added_can_come_to_anything_that_any_number_of_numbers_can(
    declared: str, possible: Interval
) -> None:
    assert scored(lists(declared), {}).working.points == possible


@pytest.mark.parametrize("read_as", ["mean", "lowest", "highest"])
def test_a_list_may_be_empty_only_where_it_is_added(read_as: str) -> None:
    assert read_facts("facts: {several: []}", scheme_of(lists(f"as: {read_as}, range: [5, 15]"))).codes == [
        "empty-value"
    ]
    assert not read_facts("facts: {several: []}", scheme_of(lists("as: sum, range: [5, 15]"))).codes


def test_each_number_of_a_list_is_held_to_the_range_however_the_list_is_read() -> None:
    (finding,) = read_facts("facts: {several: [5, 16]}", scheme_of(lists("as: sum, range: [5, 15]"))).findings
    assert (finding.code, finding.at) == ("out-of-range", ("facts", "several", 1))


@pytest.mark.parametrize(
    ("declared", "code", "at"),
    [
        ("range: [0, 10]", "missing-key", ("facts", "several")),
        ("as: median, range: [0, 10]", "wrong-type", ("facts", "several", "as")),
        ("as_: mean, range: [0, 10]", "unknown-key", ("facts", "several", "as_")),
        ("as: sum, range: [0, 10], trimmed_over: 4", "superfluous-policy", ("facts", "several", "trimmed_over")),
    ],
)
def test_how_a_list_is_read_is_declared_in_one_of_four_words_and_ends_are_left_out_of_means_alone(
    declared: str, code: str, at: tuple[str, ...]
) -> None:
    found = {(each.code, each.at) for each in read_rules(lists(declared)).findings}
    assert (code, at) in found


def test_a_list_is_explained_with_what_it_is_read_as() -> None:
    said = {
        read_as: explained(of, of.items[0])
        for read_as in ("mean", "sum", "lowest", "highest")
        for of in (scored(lists(f"as: {read_as}, range: [5, 15]"), {"several": [6, 8]}),)
    }
    assert "7, the mean of 6, 8" in said["mean"]
    assert "14, the sum of 6, 8" in said["sum"]
    assert "6, the lowest of 6, 8" in said["lowest"]
    assert "8, the highest of 6, 8" in said["highest"]


def stepped(declared: str, rule: str, text: str = "按数给分") -> str:
    return f"""
scheme: steps
year: 2024
title: 步长
facts:
  number: {{type: number, label: 数, {declared}}}
total:
  sections:
  - {{id: all, title: 全部, items: [{{id: one, title: 一项, text: {text}, rule: {rule}}}]}}
"""


@pytest.mark.parametrize(
    ("declared", "value", "codes"),
    [
        ("step: 1, range: [1, 14]", "3", []),
        ("step: 1, range: [1, 14]", "3.5", ["off-step"]),
        ("step: 0.1, range: [30, 45]", "36.6", []),
        ("step: 0.1, range: [30, 45]", "36.65", ["off-step"]),
        ("step: 5, range: [-10, null]", "-5", []),
        ("step: 5, range: [-10, null]", "-15", ["out-of-range"]),
        ("step: 0.0000000001, range: [0, null]", "12345678901", []),
    ],
)
def test_a_number_with_a_step_is_a_multiple_of_it(declared: str, value: str, codes: list[str]) -> None:
    scheme = scheme_of(stepped(declared, "number"))
    assert read_facts(f"facts: {{number: {value}}}", scheme).codes == codes


def test_each_number_of_a_list_is_a_multiple_of_its_step() -> None:
    scheme = scheme_of(lists("as: mean, step: 0.5, range: [0, 10]"))
    (finding,) = read_facts("facts: {several: [8, 8.5, 8.6]}", scheme).findings
    assert (finding.code, finding.at) == ("off-step", ("facts", "several", 2))
    assert scored(scheme, {"several": [8, Decimal("8.5")]}).working.points.known == Decimal("8.25")


@pytest.mark.parametrize(
    ("declared", "rule", "at"),
    [
        ("step: 1, range: [0.5, 14]", "number", ("facts", "number", "range", 0)),
        ("step: 2, range: [0, 5]", "number", ("facts", "number", "range", 1)),
        (
            "step: 1, range: [0, 9]",
            "{table: number, at_least: {2.5: 1}, otherwise: 0}",
            "2.5",
        ),
        ("step: 1, range: [0, 9]", "{once: {over: {number: 2.5}}, points: 1}", "number"),
        ("step: 1, range: [0, 9]", "{count: number, over: 2.5, steps: whole, rate: 1}", "over"),
    ],
)
def test_ends_and_thresholds_between_the_steps_of_a_number_are_refused(
    declared: str, rule: str, at: str | tuple[str, ...]
) -> None:
    found = [each for each in read_rules(stepped(declared, rule)).findings if each.code == "off-step"]
    assert [each.at if isinstance(at, tuple) else each.at[-1] for each in found] == [at]


@pytest.mark.parametrize(
    ("declared", "rule", "codes"),
    [
        ("step: 1, range: [0, 9]", "{count: number, over: 2, rate: 1}", set()),
        ("step: 1, range: [0, 9]", "{count: number, over: 2, steps: whole, rate: 1}", {"superfluous-policy"}),
        ("step: 10, range: [0, 90]", "{count: number, over: 20, per: 5, rate: 1}", set()),
        ("step: 1, range: [0, 9]", "{count: number, over: 2, per: 2, rate: 1}", {"undeclared-policy"}),
        ("step: 10, range: [0, 90]", "{count: number, over: 20, per: 4, rate: 1}", {"undeclared-policy"}),
        ("range: [0, 9]", "{count: number, over: 2, rate: 1}", {"undeclared-policy"}),
    ],
)
def test_what_a_part_of_a_step_counts_as_is_declared_where_there_are_any(
    declared: str, rule: str, codes: set[str]
) -> None:
    policies = {"superfluous-policy", "undeclared-policy"}
    assert policies.intersection(read_rules(stepped(declared, rule)).codes) == codes


@pytest.mark.parametrize(("step", "codes"), [("step: 0.1, ", []), ("", ["unstated-number"])])
def test_the_step_says_which_number_comes_after_a_threshold(step: str, codes: list[str]) -> None:
    rule = "{table: number, at_most: {35.0: 3}, otherwise: 0}"
    found = read_rules(stepped(f"{step}range: [30, 36]", rule, "35.1以上的不得分，其余得3分")).codes
    assert [each for each in found if each in {"unstated-number", "unused-number", "wrong-side"}] == codes


def test_a_number_from_a_year_with_another_step_is_open_where_it_could_not_have_been_reported() -> None:
    old, new = (
        scheme_of(stepped(f"{step}range: [0, 9]", "number").replace("2024", str(year)))
        for year, step in ((2024, ""), (2025, "step: 1, "))
    )
    for value, known in (("2.5", Interval(Decimal(0), Decimal(9))), ("2", Interval.exactly(Decimal(2)))):
        facts = zlpg.facts_from({"number": Decimal(value)}, old)
        assert known_under(program_of(new), facts, old)[Scalar("number")] == known


BESIDE = "range: [5, 10], or: 0"


@pytest.mark.parametrize(
    ("value", "codes"), [("0", []), ("5", []), ("10", []), ("4", ["out-of-range"]), ("11", ["out-of-range"])]
)
def test_a_number_is_in_its_range_or_the_one_beside_it(value: str, codes: list[str]) -> None:
    found = read_facts(f"facts: {{number: {value}}}", scheme_of(stepped(BESIDE, "number")))
    assert found.codes == codes
    assert [str(each.message) for each in found.findings] == [f"{value} is out of range: 0, or 5 to 10" for _ in codes]


def test_an_open_number_may_be_the_one_beside_its_range() -> None:
    assert scored(stepped(BESIDE, "number"), {}).working.points == Interval(Decimal(0), Decimal(10))
    above = stepped("range: [0, 5], or: 20", "number")
    assert scored(above, {}).working.points == Interval(Decimal(0), Decimal(20))


@pytest.mark.parametrize(
    ("declared", "code"),
    [
        ("range: [5, 10], or: 7", "superfluous-policy"),
        ("range: [5, 10], or: 10", "superfluous-policy"),
        ("range: [5, 10], or: 0.5, step: 1", "off-step"),
        ("range: [5, 10], or_: 0", "unknown-key"),
        ("range: [5, 10], or: nothing", "wrong-type"),
    ],
)
def test_what_stands_beside_a_range_is_a_number_that_is_not_in_it(declared: str, code: str) -> None:
    (finding,) = [each for each in read_rules(stepped(declared, "number")).findings if each.code == code]
    assert finding.at[:2] == ("facts", "number")
    assert finding.at[2] in {"or", "or_"}


@pytest.mark.parametrize(
    ("declared", "codes"),
    [
        ("as: sum, range: [5, 15], merge: add", []),
        ("as: mean, range: [5, 15], merge: add", ["superfluous-policy"]),
        ("as: sum, range: [5, 15], merge: highest", ["wrong-type"]),
    ],
)
def test_lists_of_several_offices_are_one_only_where_they_are_added(declared: str, codes: list[str]) -> None:
    assert [each for each in read_rules(lists(declared)).codes if each in {"superfluous-policy", "wrong-type"}] == codes


@pytest.mark.parametrize("of", ["type: yes_no", "type: number, range: [0, 9]", "type: choice, options: {one: 一}"])
def test_what_cannot_be_added_is_not_merged(of: str) -> None:
    text = lists("").replace("type: numbers, label: 多个数, ", f"{of}, label: 一个, merge: add")
    assert "unknown-key" in read_rules(text).codes
