"""Workings: every kind of rule, known, open and in between, as it reads; and that the arithmetic is right."""

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import facade
import zlpg
from facade import Working, explained, shown, workings
from language import facts_from, reports, schemes
from zlpg.show.words import words_of
from zlpg.show.workings import Writer

EN = words_of("en")

SCHEME = """
scheme: workings
year: 2024
title: Workings
facts:
  rate: {type: number, label: Rate, range: [0, 200], unit: "%"}
  other: {type: number, label: Result, range: [0, 100]}
  growth: {type: number, label: Growth, range: [-50, 50]}
  reports: {type: count, label: Reports}
  founded: {type: yes_no, label: Founded}
  accident: {type: yes_no, label: Accident}
  degree: {type: choice, label: Degree, options: {doctor: Doctor, master: Master, none: No degree}}
  marks: {type: numbers, as: mean, label: Marks, range: [0, 10], trimmed_over: 5}
  awards: {type: results, label: Awards, levels: {bronze: Bronze, silver: Silver, gold: Gold}}
  treated: {type: count, label: Treated}
  registered: {type: count, label: Registered}
  exempted: {type: count, label: Exempted}
  salary: {type: number, label: Salary, range: [0, 99]}
  age: {type: number, label: Age, range: [18, 60]}
measures:
  share:
    {share: treated, of: {difference: [registered, exempted]}, times: 100, range: [0, 100], if_none: 0, label: Share, unit: "%"}
total:
  sections:
    - id: work
      title: Work
      items:
        - id: other_item
          title: Other
          text: text
          max: 100
          rule: other
        - id: item
          title: Item
          text: text
"""

WHOLE_STEPS = "max: 9\nrule: {deduct: {count: rate, under: 100, steps: whole, rate: 1}}"
TWO_SIDED = """rule:
  sum:
    - 8
    - {count: rate, under: 12, steps: whole, rate: 1}
    - {count: rate, over: 12, steps: started, rate: -1}
"""
PER_FIVE = "rule: {sum: [10, {count: rate, under: 100, per: 5, steps: whole, rate: -1, floor: -3}]}"
AGE = "rule: {table: age, below: {30: 15, 35: 10}}"
DEGREE = "rule: {table: degree, is: {doctor: 30, master: {count: reports, rate: 2}}}"
LINEAR = "rule: {proportional: share, over: 38, full: 78, points: 10}"
FALLING = "rule: {proportional: rate, over: 78, full: 38, points: 10}"
FACTOR = "rule: {product: [other, {once: accident, points: 2, otherwise: 1}]}"
REACHED = "rule: {once: {at_least: {rate: 100}}, points: 3.5}"
JOINT = "rule: {once: {all: [{at_least: {rate: 100}}, founded, {none: [accident]}]}, points: 3.5, otherwise: 1}"
NESTED = """rule:
  once:
    any:
      - {below: {rate: 100, other: 60}}
      - {all: [founded, {is: {degree: doctor}}]}
      - {at_most: {reports: 3}}
  points: 3.5
"""
CHAIN = "rule: {once: {below: {rate: 30}}, points: 3, otherwise: {once: {below: {rate: 60}}, points: 2, otherwise: 1}}"
EITHER = "rule: {once: {over: {rate: 60}}, points: {count: reports, rate: 0.5}, otherwise: other}"
UNLESS = "rule: {once: {none: [founded]}, points: 5}"
IF_FOUNDED = "rule: {once: founded, points: {count: reports, rate: 0.5}}"
PART = "rule: {once: {at_least: {other_item.points: 60}}, points: 2}"
TWO_WAY = """rule:
  table: salary
  at_least: {5: {table: age, below: {40: 15}}, 7: {count: reports, rate: 2}, 10: 40}
"""
BEST_LEVELS = "rule: {highest: [{each: awards, is: {bronze: 0.5, silver: 1, gold: 2.5}}], best: 3}"
LEVELS = "rule: {each: awards, is: {bronze: -0.5, silver: 1, gold: 2.5}, floor: 0}"
BEST_OF = "rule: {highest: [{count: reports, rate: 2}, {once: founded, points: 5}, other], best: 2}"
BEST_OF_BOTH = BEST_LEVELS.replace("}]", "}, {count: reports, rate: 2}, other]")
HIGHEST = "rule: {highest: [{count: reports, rate: 2}, {once: founded, points: 5}]}"
LOWEST = "rule: {lowest: [other, {proportional: rate, full: 100, points: 10}]}"
MEAN = "rule: {average: [other, {proportional: rate, full: 100, points: 10}, growth]}"
ROUNDED = MEAN.replace("]}", "], round: {places: 1, mode: half_up}}")
HELD = "rule: other\nround: {places: 0, mode: up}\nfloor: 2\ncap: 8"
PRODUCT = "rule: {product: [growth, {count: reports, rate: -2}]}"
DEDUCTION_BY_CHOICE = "rule: {deduct: {table: degree, is: {master: {count: reports, rate: 2, cap: 5}}, otherwise: 0}}"
DEDUCTION = "rule: {deduct: {count: reports, rate: 2, floor: 1, cap: 5}}"
SEVERAL_DEDUCTIONS = "max: 5\nrule: {deduct: [{count: reports, rate: 2, cap: 3}, {once: founded, points: 1}]}"
FULL_MARKS = "rule: growth\nmax: 50\nnot_applicable: full_marks"
STARTED_BELOW_ZERO = "rule: {count: growth, per: 2, steps: whole, rate: 1}"
POSSIBLE_SHARE = "min(max(Share − 38, 0) ÷ 40 × 10, 10) = [0, 10]"  # all may be exempted, and then it is 0


@pytest.mark.parametrize(
    ("rule", "facts", "expected"),
    [
        (WHOLE_STEPS, {"rate": 97}, "full marks 9 − (100 − 97) × 1 = 6"),
        (WHOLE_STEPS, {"rate": "97.5"}, "full marks 9 − floor(100 − 97.5) × 1 = 7"),
        (WHOLE_STEPS, {"rate": 100}, "9"),
        (WHOLE_STEPS, {"rate": 80}, "full marks 9 − (100 − 80) × 1 = −11, not below 0"),
        (WHOLE_STEPS, {}, "full marks 9 − floor(max(100 − Rate, 0)) × 1 = [−91, 9], not below 0"),
        (TWO_SIDED, {"rate": 10}, "8 + (12 − 10) × 1 = 10"),
        (TWO_SIDED, {"rate": "15.5"}, "8 − ceil(15.5 − 12) × 1 = 4"),
        (PER_FIVE, {"rate": 92}, "10 − floor((100 − 92) ÷ 5) × 1 = 9"),
        (PER_FIVE, {"rate": 90}, "10 − (100 − 90) ÷ 5 × 1 = 8"),
        (PER_FIVE, {"rate": 70}, "10 + (−(100 − 70) ÷ 5 × 1 = −6, not below −3) = 7"),
        (STARTED_BELOW_ZERO, {"growth": -3}, "(−3, rounded to −2) ÷ 2 × 1 = −1"),
        (AGE, {"age": 29}, "29 → 15"),
        (AGE, {"age": 40}, "40 → 0"),
        (AGE, {}, "Age → [0, 15]"),
        (DEGREE, {"degree": "doctor"}, "Doctor → 30"),
        (DEGREE, {"degree": "master", "reports": 3}, "Master → 3 × 2 = 6"),
        (DEGREE, {"degree": "none"}, "No degree → 0"),
        (LINEAR, {"treated": 580, "registered": 900, "exempted": 60}, "(69.0476… − 38) ÷ 40 × 10 = 7.7619… (163/21)"),
        (LINEAR, {"treated": 30, "registered": 100, "exempted": 0}, "max(30 − 38, 0) ÷ 40 × 10 = 0"),
        (LINEAR, {"treated": 90, "registered": 100, "exempted": 0}, "min((90 − 38) ÷ 40 × 10, 10) = 10"),
        (LINEAR, {"treated": 580, "registered": 900}, POSSIBLE_SHARE),
        (FALLING, {"rate": 50}, "(78 − 50) ÷ 40 × 10 = 7"),
        (FACTOR, {"other": 8, "accident": True}, "8 × 2 = 16"),
        (FACTOR, {"other": 8}, "8 × (2 if Accident, else 1) = [8, 16]"),
        (REACHED, {"rate": 101}, "Rate ≥ 100 (101) → 3.5"),
        (REACHED, {"rate": 99}, "Rate < 100 (99) → 0"),
        (REACHED, {}, "(3.5 if Rate ≥ 100) = [0, 3.5]"),
        (JOINT, {"rate": 101, "founded": True, "accident": False}, "Rate ≥ 100 and Founded and not Accident → 3.5"),
        (JOINT, {"rate": 99}, "Rate < 100 or not Founded or Accident → 1"),
        (JOINT, {}, "(3.5 if Rate ≥ 100 and Founded and not Accident, else 1) = [1, 3.5]"),
        (
            *(NESTED, {"reports": 3}),
            "(Rate < 100 and Result < 60) or (Founded and Degree = Doctor) or Reports ≤ 3 → 3.5",
        ),
        (
            *(NESTED, {"reports": 4, "rate": 100, "founded": False}),
            "(Rate ≥ 100 or Result ≥ 60) and (not Founded or Degree ≠ Doctor) and Reports > 3 → 0",
        ),
        (CHAIN, {"rate": 45}, "Rate ≥ 30 (45) → Rate < 60 (45) → 2"),
        (EITHER, {"rate": 61, "reports": 3}, "Rate > 60 (61) → 3 × 0.5 = 1.5"),
        (EITHER, {"rate": 60, "other": 4}, "Rate ≤ 60 (60) → 4"),
        (EITHER, {"reports": 3}, "(3 × 0.5 if Rate > 60, else Result) = [0, 100]"),
        (UNLESS, {"founded": False}, "5"),
        (UNLESS, {"founded": True}, "0"),
        (UNLESS, {}, "not Founded → [0, 5]"),
        (IF_FOUNDED, {"founded": True, "reports": 3}, "3 × 0.5 = 1.5"),
        (IF_FOUNDED, {"founded": False}, "not Founded → 0"),
        (IF_FOUNDED, {"reports": 3}, "(3 × 0.5 if Founded) = [0, 1.5]"),
        (PART, {"other": 60}, "Other ≥ 60 (60) → 2"),
        (PART, {}, "(2 if Other ≥ 60) = [0, 2]"),
        (TWO_WAY, {"salary": 6, "age": 29}, "Salary 6, Age 29 → 15"),
        (TWO_WAY, {"salary": 6, "age": 45}, "Salary 6, Age 45 → 0"),
        (TWO_WAY, {"salary": 6}, "Salary 6, Age → [0, 15]"),
        (TWO_WAY, {"salary": 8, "reports": 3}, "Salary 8 → 3 × 2 = 6"),
        (TWO_WAY, {"salary": 12}, "12 → 40"),
        (TWO_WAY, {"age": 29}, "Salary → [0, ∞)"),
        (
            *(BEST_LEVELS, {"awards": {"gold": 1, "silver": 3, "bronze": 2}}),
            "best 3 of (1 × 2.5 + 3 × 1 + 2 × 0.5) = 4.5",
        ),
        (BEST_LEVELS, {"awards": {"gold": 1, "silver": 2}}, "1 × 2.5 + 2 × 1 = 4.5"),
        (BEST_LEVELS, {"awards": {"gold": 1, "silver": None}}, "best 3 of (1 × 2.5 + Silver × 1) = [2.5, 4.5]"),
        (LEVELS, {"awards": {"silver": 1, "bronze": 4}}, "−4 × 0.5 + 1 × 1 = −1, not below 0"),
        (
            BEST_OF_BOTH,
            {"awards": {"gold": 1, "silver": 3}, "reports": 1, "other": 3},
            "best 3 of (1 × 2.5 + 3 × 1, 1 × 2, 3) = 7.5",
        ),
        (
            BEST_OF_BOTH,
            {"awards": {"gold": 1}, "reports": 1},
            "best 3 of (1 × 2.5, 1 × 2, Result) = [4.5, 104.5]",
        ),
        (BEST_OF, {"reports": 4, "founded": True, "other": 3}, "best 2 of (4 × 2, 5, 3) = 13"),
        (BEST_OF, {"reports": 4}, "best 2 of (4 × 2, (Founded → [0, 5]), Result) = [8, 108]"),
        (HIGHEST, {"reports": 4, "founded": True}, "max(4 × 2, 5) = 8"),
        (LOWEST, {"other": 7, "rate": 60}, "min(7, 60 ÷ 100 × 10) = 6"),
        (MEAN, {"other": 7, "rate": 60, "growth": 0}, "(7 + 60 ÷ 100 × 10 + 0) ÷ 3 = 4.3333… (13/3)"),
        (MEAN, {"other": 7, "rate": 65, "growth": -3}, "(7 + 65 ÷ 100 × 10 − 3) ÷ 3 = 3.5"),
        (
            ROUNDED,
            {"other": 7, "rate": 60, "growth": 0},
            "(7 + 60 ÷ 100 × 10 + 0) ÷ 3 = 4.3333… (13/3), rounded to 4.3",
        ),
        (HELD, {"other": "7.2"}, "ceil(7.2) = 8"),
        (HELD, {"other": "9.5"}, "ceil(9.5) = 10, capped at 8 (2 lost)"),
        (HELD, {"other": "0.5"}, "ceil(0.5) = 1, not below 2"),
        (HELD, {}, "ceil(Result) = [0, 100], not below 2, capped at 8"),
        (PRODUCT, {"growth": -3, "reports": 4}, "−3 × (−4 × 2) = 24"),
        (SEVERAL_DEDUCTIONS, {"reports": 1, "founded": False}, "full marks 5 − 1 × 2 = 3"),
        (SEVERAL_DEDUCTIONS, {"reports": 0, "founded": False}, "5"),
        (SEVERAL_DEDUCTIONS, {"reports": 1, "founded": True}, "full marks 5 − 1 × 2 − 1 = 2"),
        (DEDUCTION, {"reports": 0}, "−(0 × 2 = 0, not below 1) = −1"),
        (DEDUCTION, {"reports": 4}, "−(4 × 2 = 8, capped at 5 (3 spared)) = −5"),
        (
            *(DEDUCTION_BY_CHOICE, {"degree": "master", "reports": 4}),
            "−(Master → 4 × 2 = 8, capped at 5 (3 spared)) = −5",
        ),
        (FULL_MARKS, {"growth": "not_applicable"}, "not applicable → 50"),
        (FULL_MARKS, {"growth": -3}, "−3"),
        ("rule: marks", {"marks": [7, 8, 9, 9, "9.5", 2]}, "8.25"),
    ],
)
def test_workings_as_they_read(rule: str, facts: Mapping[str, Any], expected: str) -> None:
    assert written(scored(rule, facts))[0] == expected


@pytest.mark.parametrize(
    ("rule", "facts", "expected"),
    [
        ("rule: {count: reports, over: 10, rate: 0.1}", {"reports": 13}, "(13 − 10) × 0.1 = 0.3"),
        ("rule: {count: reports, over: 10, rate: 0.1}", {"reports": 8}, "(8 超过 10 的部分) × 0.1 = 0"),
        ("rule: {count: reports, over: 10, rate: 0.1}", {}, "(Reports 超过 10 的部分) × 0.1 = 0 起"),
        (WHOLE_STEPS, {}, "满分 9 − 向下取整(Rate 不足 100 的部分) × 1 = −91～9，不低于 0"),
        (HIGHEST, {"reports": 4, "founded": True}, "取高值(4 × 2、5) = 8"),
    ],
)
def test_what_is_beyond_a_threshold_is_said_in_words_in_chinese_where_it_is_not_plain_arithmetic(
    rule: str, facts: Mapping[str, Any], expected: str
) -> None:
    breakdown = scored(rule, facts)
    writer = Writer(breakdown.scheme, words_of("zh"), breakdown.facts.values)
    assert writer.line(breakdown.items[-1].working) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"treated": 580, "registered": 900, "exempted": 60}, "580 ÷ (900 − 60) × 100 = 69.0476… (1450/21)"),
        ({"treated": 580, "registered": 900}, "580 ÷ (900 − Exempted) × 100 = [0, 100]"),  # 0 if all are exempted
        ({"treated": 0, "registered": 60, "exempted": 60}, "nothing to divide by → 0"),
    ],
)
def test_workings_of_a_measure(facts: Mapping[str, Any], expected: str) -> None:
    breakdown = scored(LINEAR, facts)
    assert workings(breakdown.measures["share"], breakdown.scheme) == expected


@pytest.mark.parametrize(
    ("rule", "facts", "expected"),
    [
        (WHOLE_STEPS, {"rate": 97}, ["full marks: 9", "Rate: −(100 − 97) × 1 = −3"]),
        (NESTED, {}, ["Rate, Result, Founded, Degree, Reports: (3.5 if (Rate"]),
        (PART, {"other": 60}, ["Other: Other ≥ 60 (60) → 2"]),
        (BEST_LEVELS, {"awards": {"gold": 1}}, ["Gold, Silver, Bronze: 1 × 2.5 = 2.5"]),
        (HELD, {"other": 9}, ["Result: 9"]),
        (DEDUCTION, {"reports": 3}, ["Reports: 3 × 2 = 6"]),
    ],
)
def test_terms_say_what_they_are_about(rule: str, facts: Mapping[str, Any], expected: list[str]) -> None:
    terms = written(scored(rule, facts))[1]
    assert [term[: len(start)] for term, start in zip(terms, expected, strict=True)] == expected


@pytest.mark.parametrize(
    ("rule", "facts", "expected"),
    [
        (
            HELD,
            {"other": "7.2"},
            ["Rounding: 7.2 to 8 (up, to 1)", "Floor: 2, not reached: 6 above it", "Cap: 8, reached"],
        ),
        (
            HELD,
            {"other": "0.5"},
            ["Rounding: 0.5 to 1 (up, to 1)", "Floor: 2, which added 1", "Cap: 8, not reached: 6 below it"],
        ),
        (HELD, {"other": "2"}, ["Rounding: 2 to 2 (up, to 1)", "Floor: 2, reached", "Cap: 8, not reached: 6 below it"]),
        (
            *(HELD, {}),
            [
                "Rounding: [0, 100] to [0, 100] (up, to 1)",
                "Floor: 2, open whether it is reached",
                "Cap: 8, open whether it is reached",
            ],
        ),
        (ROUNDED, {"other": 7, "rate": 60, "growth": 0}, ["Rounding: 4.3333… (13/3) to 4.3 (half up, to 0.1)"]),
        (WHOLE_STEPS, {"rate": "97.5"}, ["Floor: 0, not reached: 7 above it"]),
        (FULL_MARKS, {"growth": "not_applicable"}, []),
    ],
)
def test_an_explanation_tells_what_roundings_floors_and_caps_did(
    rule: str, facts: Mapping[str, Any], expected: list[str]
) -> None:
    breakdown = scored(rule, facts)
    lines = [line.lstrip("│├└─ ") for line in explained(breakdown, breakdown.items[-1]).splitlines()]
    assert [line for line in lines if line.startswith(("Rounding: ", "Floor: ", "Cap: "))] == expected


def test_an_explanation_shows_the_points_that_a_condition_reads() -> None:
    breakdown = scored(PART, {"other": 60})
    assert "other_item Other: 60" in explained(breakdown, breakdown.items[-1])


@given(st.data())
def test_any_score_is_shown_and_its_arithmetic_is_right(data: st.DataObject) -> None:
    scheme = data.draw(schemes())
    facts = facts_from(scheme, data.draw(reports(scheme)))
    open = data.draw(st.sets(st.sampled_from(sorted(scheme.asked)), max_size=3))
    reported = {scalar: value for scalar, value in facts.values.items() if scalar.fact not in open}
    breakdown = zlpg.score(scheme, zlpg.Facts(values=reported))
    for width in (80, None):
        shown(breakdown, width=width)
    for form in ("csv", "markdown", "json"):
        shown(breakdown, form)
    for part in (breakdown.items[0], None):
        explained(breakdown, part, width=80)
    writer = Writer(scheme, EN, reported)
    parts = [*(each.working for each in breakdown.items), *(each.working for each in breakdown.sections)]
    for working in (*parts, breakdown.working, *breakdown.measures.values()):
        hold_arithmetic(writer, working)


def hold_arithmetic(writer: Writer, working: Working) -> None:
    """Work out what the workings say, where that is arithmetic alone, and hold it against the points."""
    line, text = writer.line(working), writer.formula(working).text
    line.replace("−", "-").encode("gbk")
    assert line.count("(") + line.count("[") == line.count(")") + line.count("]")
    known = working.points.known
    if known is not None and re.fullmatch(r"([0-9.×÷+−(), ]|max|min|floor|ceil)+", text):
        assert worked_out(text) == Fraction(*known.as_integer_ratio())


def worked_out(text: str) -> Fraction:
    """What a piece of arithmetic comes to."""
    names = {
        "F": Fraction,
        "max": max,
        "min": min,
        "floor": lambda number: Fraction(floor(number)),
        "ceil": lambda number: Fraction(ceil(number)),
    }
    python = re.sub(r"[0-9]+(\.[0-9]+)?", r"F('\g<0>')", text)
    python = python.replace("×", "*").replace("÷", "/").replace("−", "-")
    return Fraction(eval(python, names))  # noqa: S307  # numbers, signs and four functions, as matched


def scored(rule: str, facts: Mapping[str, Any]) -> zlpg.Breakdown:
    """A score under the scheme with one item of this rule."""
    indented = "".join(f"          {line}\n" for line in rule.splitlines())
    return facade.scored(SCHEME + indented, exactly(facts))


def exactly(value: Any) -> Any:
    """Facts with decimals where numbers are written as text."""
    if isinstance(value, dict):
        return {key: exactly(each) for key, each in value.items()}
    if isinstance(value, list):
        return [exactly(each) for each in value]
    return Decimal(value) if isinstance(value, str) and value[0].isdigit() else value


def written(breakdown: zlpg.Breakdown) -> tuple[str, list[str]]:
    """The workings of the item, and its terms."""
    writer = Writer(breakdown.scheme, EN, breakdown.facts.values)
    working = breakdown.items[-1].working
    return writer.line(working), list(writer.terms(working))
