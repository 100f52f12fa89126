"""Examples of the whole language: cases that expect grades or no result, what they exercise, and the slips they notice."""

import json
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal, InvalidOperation, localcontext
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import facade
import language
import zlpg
from conftest import Ran, examples
from facade import outcomes, parsed, read_cases, unexercised, unnoticed
from zlpg.checks import check_sums
from zlpg.checks.parts import Parts
from zlpg.examples import Case, Mutant, goals, mutants_of, put_to_the_proof, trial_of
from zlpg.model.scalars import APPLIES
from zlpg.numbers import EXACT, Interval
from zlpg.show.trials import written

Run = Callable[..., Ran]
ROOT = Path(__file__).parents[1]

FACTS = """
facts:
  rate: {type: number, label: R, range: [0, 100]}
  age: {type: number, label: A, range: [0, 100]}
  place: {type: count, label: P, range: [0, 9]}
  visits: {type: count, label: V}
  open: {type: yes_no, label: O}
  shut: {type: yes_no, label: S}
  profile: {type: choice, label: F, options: {full: Full, new: New, other: Other}}
  awards: {type: results, label: W, levels: {low: Low, high: High}}
  marks: {type: numbers, as: mean, label: M, range: [0, 10], trimmed_over: 3}
  score: {type: number, label: J, range: [0, 10]}
  treated: {type: count, label: T}
  patients: {type: count, label: N}
  exempt: {type: count, label: E}
measures:
  share: {share: treated, of: {difference: [patients, exempt]}, times: 100, range: [0, 100], label: H, if_none: 40}
"""


def scheme_of(total: str) -> zlpg.Scheme:
    """A scheme with the facts of these tests, or with its own, and this total."""
    text = "scheme: small\nyear: 2020\ntitle: T\n" + ("" if "\nfacts:" in total else FACTS) + total
    return facade.scheme_of(text)


def with_rule(rule: str) -> zlpg.Scheme:
    """A scheme with one item, which has this rule."""
    item = f"{{id: it, number: 1, title: I, text: I, rule: {rule}}}"
    return scheme_of(f"total:\n  sections:\n    - id: main\n      title: M\n      items:\n        - {item}\n")


def cases_of(scheme: zlpg.Scheme, cases: str) -> tuple[Case, ...]:
    """Cases, one a line, without their names."""
    lines = [line.strip() for line in cases.strip().splitlines()]
    text = "cases:\n" + "".join(f"  - {{name: case {n}, {line}}}\n" for n, line in enumerate(lines))
    return read_cases(text, scheme).usable


def points_of_item(pairs: str) -> str:
    """`facts → points` of the one item, a case each, as cases."""
    return "\n".join(
        f"facts: {{{facts.strip()}}}, points: {{it: {points.strip()}}}"
        for facts, points in (pair.split("→") for pair in pairs.strip().split("|"))
    )


def failed(scheme: zlpg.Scheme, cases: tuple[Case, ...]) -> list[str]:
    """The cases that come out otherwise."""
    done = zip(cases, outcomes(scheme, cases), strict=True)
    return [f"{case.name}: {outcome}" for case, outcome in done if not outcome.passed]


def missing(scheme: zlpg.Scheme, cases: tuple[Case, ...]) -> list[str]:
    """What no case exercises, in any order: the key that it is at, and what it is."""
    return sorted(f"{goal.at[-1]}: {goal.kind}" for goal in unexercised(scheme, cases))


def said(mutant: Mutant) -> str:
    """A mutant by the key that it is at, and what stands there before and after."""
    before, after = written(mutant, parsed("line: of the file").place(()))
    return f"{before} → {after}"


def survivors(scheme: zlpg.Scheme, cases: tuple[Case, ...], *, beside: str = "facts") -> list[str]:
    """The mutants that no case notices; what facts can be is another matter."""
    return [said(mutant) for mutant in unnoticed(scheme, cases) if mutant.at[0] != beside]


KINDS = {
    "from full marks down": (
        "{sum: [9, {count: rate, under: 100, steps: whole, rate: -1}], floor: 0}",
        "rate: 100 → 9 | rate: 97 → 6 | rate: 96.5 → 6 | rate: 90.5 → 0 | rate: 20 → 0 | rate: 91 → 0 | rate: 92 → 1",
        ["1: part", "under: threshold", "under: threshold", "steps: steps", "floor: floor"],
    ),
    "around a baseline": (
        "{sum: [8, {count: rate, under: 12, steps: whole, rate: 1}, {count: rate, over: 12, steps: whole, rate: -1}]}",
        "rate: 12 → 8 | rate: 10.5 → 9 | rate: 13.5 → 7 | rate: 11 → 9 | rate: 13 → 7",
        ["1: part", "under: threshold", "under: threshold", "steps: steps", "2: part", "over: threshold", "over: threshold", "steps: steps"],
    ),
    "started steps, with the most that is taken off": (
        "{sum: [5, {count: rate, over: 20, per: 5, steps: started, rate: -0.5, floor: -2}]}",
        "rate: 20 → 5 | rate: 20.1 → 4.5 | rate: 25 → 4.5 | rate: 26 → 4 | rate: 25.5 → 4 | rate: 100 → 3",
        ["1: part", "over: threshold", "over: threshold", "steps: steps", "floor: floor"],
    ),
    "a share of what is continuous": (
        "{count: rate, over: 10, per: 4, steps: continuous, rate: 1, cap: 3}",
        "rate: 10 → 0 | rate: 12 → 0.5 | rate: 22 → 3 | rate: 30 → 3",
        ["rule: part", "over: threshold", "over: threshold", "cap: cap"],
    ),
    "in proportion between two bounds": (
        "{proportional: rate, over: 38, full: 78, points: 10}",
        "rate: 38 → 0 | rate: 58 → 5 | rate: 78 → 10 | rate: 77 → 9.75",
        ["over: threshold", "over: threshold", "rule: part", "full: threshold"],
    ),
    "in proportion, less being better": (
        "{proportional: rate, over: 50, full: 10, points: 4}",
        "rate: 50 → 0 | rate: 49 → 0.1 | rate: 10 → 4 | rate: 11 → 3.9",
        ["over: threshold", "over: threshold", "rule: part", "full: threshold"],
    ),
    "by an option": (
        "{table: profile, is: {full: 100, new: 93, other: {count: visits, rate: 2}}}",
        "profile: full → 100 | profile: new → 93 | profile: other, visits: 3 → 6",
        ["full: option", "new: option", "other: option", "other: part"],
    ),
    "by a row from the bottom, its end included": (
        "{table: place, at_most: {1: 60, 2: 57}}",
        "place: 1 → 60 | place: 2 → 57 | place: 3 → 0",
        ["1: bracket", "2: bracket"],
    ),
    "by a row from the bottom, its end left out": (
        "{table: age, below: {30: 15, 35: 10}}",
        "age: 29.5 → 15 | age: 30 → 10 | age: 34.5 → 10 | age: 35 → 0",
        ["30: bracket", "35: bracket"],
    ),
    "by a row from the top, its start left out": (
        "{table: age, over: {30: -1, 35: -3}}",
        "age: 30 → 0 | age: 30.5 → -1 | age: 35 → -1 | age: 35.5 → -3",
        ["30: bracket", "35: bracket"],
    ),
    "by two tables": (
        "{table: rate, at_least: {6: {table: age, below: {30: 20}}, 8: 30}}",
        "rate: 5.5, age: 20 → 0 | rate: 6, age: 29.5 → 20 | rate: 6, age: 30 → 0 | rate: 8, age: 50 → 30 | rate: 7.5, age: 2 → 20",
        ["6: bracket", "30: bracket", "8: bracket"],
    ),
    "if something is so": (
        "{once: {at_least: {rate: 60}}, points: 3.5, otherwise: -1}",
        "rate: 60 → 3.5 | rate: 59.5 → -1",
        ["once: part", "once: branch"],
    ),
    "if all of several are so": (
        "{once: {all: [open, {below: {rate: 5}}, {is: {profile: new}}]}, points: 2}",
        "open: true, rate: 4.5, profile: new → 2 | open: true, rate: 5, profile: new → 0 | open: false, rate: 4, profile: new → 0 | open: true, rate: 4, profile: full → 0",
        ["once: part", "once: branch"],
    ),
    "if any of several is so, or none": (
        "{once: {any: [open, {none: [shut, {over: {place: 3}}]}]}, points: 2}",
        "open: true, shut: true, place: 0 → 2 | open: false, shut: false, place: 3 → 2 | open: false, shut: true, place: 0 → 0 | open: false, shut: false, place: 4 → 0",
        ["once: part", "once: branch"],
    ),
    "times a factor": (
        "{product: [score, {once: open, points: 2, otherwise: 1}], cap: 15}",
        "score: 3, open: true → 6 | score: 3, open: false → 3 | score: 9, open: true → 15",
        ["0: part", "once: part", "once: branch", "cap: cap"],
    ),
    "the best few": (
        "{highest: [score, {count: visits, rate: 2}, {once: open, points: 5}], best: 2}",
        "score: 6, visits: 1, open: true → 11 | score: 1, visits: 4, open: true → 13 | score: 4, visits: 1, open: false → 6 | score: 1, visits: 1, open: true → 7",
        ["0: part", "1: part", "once: part", "best: best"],
    ),
    "the lowest": (
        "{lowest: [score, {count: visits, rate: 2}]}",
        "score: 6, visits: 2 → 4 | score: 3, visits: 5 → 3",
        ["0: part", "1: part"],
    ),
    "the mean, rounded": (
        "{average: [score, {count: visits, rate: 1}, {count: place, rate: 2}], round: {places: 1, mode: half_up}}",
        "score: 1, visits: 0, place: 0 → 0.3 | score: 2, visits: 0, place: 0 → 0.7 | score: 0, visits: 1, place: 1 → 1",
        ["0: part", "1: part", "2: part", "rule: average", "round: rounding"],
    ),
    "the applicants that earn most": (
        "{highest: [{each: awards, is: {low: 1, high: 3}}], best: 2, cap: 5}",
        "awards: {low: 3} → 2 | awards: {high: 1} → 3 | awards: {low: 1, high: 1} → 4 | awards: {high: 2} → 5",
        ["low: level", "high: level", "best: best", "cap: cap"],
    ),
    "the mean of ratings": (
        "marks",
        "marks: [5, 6, 10] → 7 | marks: [1, 5, 6, 9] → 5.5",
        ["rule: part"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("rule", "pairs", "goals_there"), KINDS.values(), ids=KINDS)
def test_of_each_kind_everything_is_exercised_and_no_slip_goes_unnoticed(
    rule: str, pairs: str, goals_there: list[str]
) -> None:
    scheme = with_rule(rule)
    cases = cases_of(scheme, points_of_item(pairs))
    assert failed(scheme, cases) == []
    found = [f"{goal.at[-1]}: {goal.kind}" for goal in goals(trial_of(scheme)) if goal.part == "it"]
    assert sorted(found) == sorted(goals_there)
    assert missing(scheme, cases) == ["total: total"]
    assert survivors(scheme, cases) == []


@pytest.mark.parametrize(("rule", "goals_there"), [(rule, there) for rule, _, there in KINDS.values()], ids=KINDS)
def test_without_cases_nothing_is_exercised_and_slips_go_unnoticed(rule: str, goals_there: list[str]) -> None:
    scheme = with_rule(rule)
    assert missing(scheme, ()) == sorted([*goals_there, "total: total"])


@pytest.mark.parametrize(
    ("rule", "pairs", "survivor"),
    [
        ("{sum: [9, {count: rate, under: 100, steps: whole, rate: -1}], floor: 0}", "rate: 97 → 6", "steps: whole → steps: started"),
        ("{sum: [9, {count: rate, under: 100, steps: whole, rate: -1}], floor: 0}", "rate: 97 → 6", "steps: whole → steps: continuous"),
        ("{sum: [9, {count: rate, under: 100, steps: whole, rate: -1}], floor: 0}", "rate: 97 → 6", "floor: 0 → None"),
        ("{table: age, below: {30: 15, 35: 10}}", "age: 20 → 15 | age: 31 → 10 | age: 40 → 0", "below: {30: 15, 35: 10} → at_most: {30: 15, 35: 10}"),
        ("{table: age, over: {30: 5}}", "age: 32 → 5 | age: 20 → 0", "over: {30: 5} → at_least: {30: 5}"),
        ("{table: profile, is: {full: 100, new: 93, other: 9}}", "profile: full → 100", "new: 93, other: 9 → new: 9, other: 93"),
        ("{once: {at_least: {rate: 60, age: 3}}, points: 5}", "rate: 70, age: 9 → 5 | rate: 5, age: 5 → 0", "at_least: {rate: 60, age: 3} → over: {rate: 60, age: 3}"),
        ("{once: {at_most: {rate: 60}}, points: 5}", "rate: 50 → 5 | rate: 80 → 0", "at_most: {rate: 60} → below: {rate: 60}"),
        ("{once: {all: [open, shut]}, points: 5}", "open: true, shut: true → 5", "all: [open, shut] → any: [open, shut]"),
        ("{sum: [{once: open, points: 1}, {once: {any: [open, shut, {over: {rate: 3}}]}, points: 5}]}", "open: true, shut: true, rate: 9 → 6", "any: open → None"),
        ("{highest: [score, 3, 2, 0], best: 2}", "score: 0 → 5", "best: 2 → best: 3"),
        ("{average: [score, 3], round: {places: 1, mode: up}}", "score: 1 → 2", "mode: up → mode: half_up"),
        ("{average: [score, 3], round: {places: 0, mode: up}}", "score: 1 → 2", "round: {places: 0, mode: up} → None"),
        ("{proportional: rate, over: 38, full: 78, points: 10}", "rate: 20 → 0", "points: 10 → points: 11"),
        ("{count: share, per: 10, steps: continuous, rate: 1}", "treated: 4, patients: 8, exempt: 0 → 5", "if_none: 40 → if_none: 41"),
        ("{count: share, per: 10, steps: continuous, rate: 1}", "treated: 0, patients: 8, exempt: 0 → 0", "times: 100 → None"),
    ],
)  # fmt: skip
def test_a_slip_that_no_case_would_notice_is_told_in_words(rule: str, pairs: str, survivor: str) -> None:
    scheme = with_rule(rule)
    cases = cases_of(scheme, points_of_item(pairs))
    assert failed(scheme, cases) == []
    assert survivor in survivors(scheme, cases)


@pytest.mark.parametrize(
    ("rule", "equivalent"),
    [
        ("{highest: [score, 3], best: 2}", "best: 2 → best: 3"),  # there are no more
        ("{sum: [{count: visits, rate: 5}], round: {places: 0, mode: up}}", "mode: up → mode: down"),  # nothing to round
        ("{sum: [{count: visits, rate: 5}], floor: 0}", "floor: 0 → None"),  # nothing takes anything off
        ("{sum: [{count: visits, rate: 5}], floor: 0}", "floor: 0 → floor: -1"),
        ("{sum: [{count: place, rate: 5}], cap: 45}", "cap: 45 → None"),  # 9 places at most
        ("{once: {all: [{at_least: {place: 10}}, open]}, points: 5}", "at_least: {place: 10} → over: {place: 10}"),
        ("{table: place, at_most: {5: 2, 9: 1}}", "9: 1 → 10: 1"),
    ],
)  # fmt: skip
def test_what_nothing_could_come_out_otherwise_with_is_no_mutant(rule: str, equivalent: str) -> None:
    scheme = with_rule(rule)
    assert equivalent in map(said, mutants_of(scheme))
    assert equivalent not in survivors(scheme, ())


def test_nothing_that_only_names_is_a_mutant() -> None:
    scheme = scheme_of(HSP)
    changed = {mutant.at[-1] for mutant in mutants_of(scheme)}
    assert changed.isdisjoint({"id", "title", "label", "text", "year", "number", "scheme", "type", "share", "judged"})


def test_a_rule_behind_a_row_an_option_or_a_branch_is_exercised_only_where_that_counts() -> None:
    scheme = with_rule("{table: profile, is: {full: 3, new: {once: open, points: 1}, other: 0}}")
    behind = "once: part"
    assert behind in missing(scheme, cases_of(scheme, points_of_item("profile: full, open: true → 3")))
    assert behind not in missing(scheme, cases_of(scheme, points_of_item("profile: new, open: true → 1")))
    scheme = with_rule("{once: open, points: {count: visits, rate: 1}, otherwise: score}")
    shut = cases_of(scheme, points_of_item("open: false, visits: 2, score: 3 → 3"))
    assert "points: part" in missing(scheme, shut)
    assert "otherwise: part" not in missing(scheme, shut)


def test_a_factor_of_nothing_is_not_exercised() -> None:
    scheme = with_rule("{product: [score, {once: open, points: 2, otherwise: 1}]}")
    assert "once: branch" in missing(scheme, cases_of(scheme, points_of_item("score: 0, open: false → 0")))
    assert "once: branch" not in missing(scheme, cases_of(scheme, points_of_item("score: 1, open: false → 1")))


def test_what_is_taken_from_a_divisor_and_nothing_to_divide_by_are_exercised() -> None:
    scheme = with_rule("{proportional: share, full: 100, points: 10}")
    cases = cases_of(scheme, points_of_item("treated: 580, patients: 900, exempt: 60 → 145/21"))
    assert failed(scheme, cases) == []
    assert missing(scheme, cases) == ["if_none: measure", "total: total"]
    none = cases_of(scheme, points_of_item("treated: 0, patients: 5, exempt: 5 → 4"))
    assert missing(scheme, none) == ["total: total"]
    assert "difference: exempt → None" in map(said, mutants_of(scheme))
    range_left = [each for each in survivors(scheme, (*cases, *none)) if not each.startswith("range")]
    assert range_left == []


def test_a_case_whose_measure_is_no_longer_in_range_notices_that() -> None:
    scheme = with_rule("{count: share, steps: continuous, rate: 0.1}")
    whole = cases_of(scheme, points_of_item("treated: 8, patients: 8, exempt: 0 → 10"))
    narrowed = "range: [0, 100] → range: [0, 99]"
    assert narrowed in survivors(scheme, ())
    assert narrowed not in survivors(scheme, whole)


def test_a_case_whose_measure_is_of_nothing_notices_a_range_that_begins_above_it() -> None:
    scheme = with_rule("{count: share, steps: continuous, rate: 0.1}")
    none = cases_of(scheme, points_of_item("treated: 0, patients: 8, exempt: 0 → 0"))
    assert "range: [0, 100] → range: [1, 100]" not in survivors(scheme, none)


def test_from_how_many_ratings_on_the_ends_are_left_out_is_noticed() -> None:
    scheme = with_rule("marks")
    three, four = (
        cases_of(scheme, points_of_item(pair)) for pair in ("marks: [5, 6, 10] → 7", "marks: [1, 5, 6, 9] → 5.5")
    )
    trimmed = {"trimmed_over: 3 → trimmed_over: 2", "trimmed_over: 3 → trimmed_over: 4"}
    assert trimmed <= set(survivors(scheme, (), beside=""))
    assert trimmed & set(survivors(scheme, three, beside="")) == {"trimmed_over: 3 → trimmed_over: 4"}
    assert trimmed.isdisjoint(survivors(scheme, (*three, *four), beside=""))


TABLE = """
total:
  round: {places: 0, mode: half_up}
  floor: 0
  cap: 30
  vetoes:
    - {veto: shut, title: Shut, points: 0}
    - {veto: {at_least: {place: 5}}, title: Far, points: none}
    - {veto: {below: {age: 3}}, title: Young, grade_at_most: b}
    - {veto: {at_least: {visits: 9}}, title: Often, grade: c}
  grades:
    - {id: a, title: A grade, at_least: 20}
    - {id: b, title: B grade, over: 10}
    - {id: c, title: C grade}
  sections:
    - id: main
      title: Main
      weight: 0.6
      requires: {any: [open, {at_least: {extra.points: 2}}]}
      items:
        - {id: judged, number: 1, title: J, text: J, weight: 5, rule: score}
    - id: side
      title: Side
      combine: average
      items:
        - {id: rated, number: 2, title: R, text: R, weight: 3, rule: {proportional: rate, full: 100, points: 10}}
        - {id: extra, number: 3, title: E, text: E, not_applicable: zero, rule: {deduct: {table: profile, is: {full: -2, new: -1, other: 3}}}}
"""

BASE = {"rate": "0", "profile": "new", "place": "0", "visits": "0", "age": "9", "shut": "false", "open": "true", "score": "0"}  # fmt: skip


def facts(**changed: str) -> str:
    """Facts with which nothing is settled otherwise, but for some."""
    return "{" + ", ".join(f"{id}: {value}" for id, value in {**BASE, **changed}.items()) + "}"


TABLE_CASES = f"""
facts: {facts(score="5")}, points: {{total: 15, main: 25}}, grade: b, no_result: false
facts: {facts(score="6.5", profile="full")}, points: {{total: 20, side: 0.5}}, grade: a
facts: {facts(score="6", profile="full")}, points: {{total: 19}}, grade: b
facts: {facts(score="6.5", profile="n/a")}, points: {{total: 20, extra: 0, side: 0}}
facts: {facts(score="10", rate="100")}, points: {{side: 7.75, total: 30}}
facts: {facts(profile="other")}, points: {{extra: -3, side: -0.75, total: 0}}
facts: {facts(score="3.4")}, points: {{total: 10}}, grade: c
facts: {facts(score="3.5")}, points: {{total: 11}}, grade: b
facts: {facts(open="false", score="10")}, points: {{main: 0, extra: 1, total: 0}}
facts: {facts(open="false", score="3", profile="full")}, points: {{main: 15, extra: 2, total: 10}}
facts: {facts(shut="true", score="5")}, points: {{total: 0}}
facts: {facts(place="5", score="5")}, no_result: true
facts: {facts(place="4", score="5")}, no_result: false
facts: {facts(age="2", score="10")}, grade: b
facts: {facts(age="3", score="10")}, grade: a
facts: {facts(visits="9", score="10")}, grade: c
facts: {facts(visits="8", score="10")}, grade: a
facts: {facts(age="2", score="0")}, grade: c
facts: {{}}, points: {{total: [0, 30]}}, grade: [a, b, c]
"""


def test_of_a_table_everything_is_exercised_and_no_slip_goes_unnoticed() -> None:
    scheme = scheme_of(TABLE)
    cases = cases_of(scheme, TABLE_CASES)
    assert failed(scheme, cases) == []
    assert missing(scheme, cases) == []
    assert survivors(scheme, cases) == []


def test_the_goals_of_a_table_are_its_requirements_policies_vetoes_grades_and_what_holds_its_sections() -> None:
    scheme = scheme_of(TABLE)
    goals_around = [goal for goal in unexercised(scheme, ()) if goal.part not in trial_of(scheme).items]
    assert [f"{goal.at[-1]}: {goal.kind}" for goal in goals_around] == [
        "requires: branch",
        "requires: branch",
        "combine: average",
        "cap: cap",
        "floor: floor",
        "round: rounding",
        "0: veto",
        "1: veto",
        "2: veto",
        "3: veto",
        "0: grade",
        "1: grade",
        "2: grade",
        "total: total",
    ]


def test_a_veto_is_exercised_by_a_case_that_is_about_what_it_does() -> None:
    scheme = scheme_of(TABLE)
    shut = facts(shut="true", score="5")
    assert "0: veto" in missing(scheme, cases_of(scheme, f"facts: {shut}, grade: c"))
    assert "0: veto" not in missing(scheme, cases_of(scheme, f"facts: {shut}, points: {{total: 0}}"))


def test_nothing_behind_a_requirement_not_met_or_a_veto_is_exercised() -> None:
    scheme = scheme_of(TABLE)
    unmet = cases_of(scheme, f"facts: {facts(open='false', score='10')}, points: {{total: 0}}")
    assert "rule: part" in missing(scheme, unmet)
    vetoed = cases_of(scheme, f"facts: {facts(shut='true', score='5', rate='5')}, points: {{total: 0}}")
    assert missing(scheme, vetoed).count("rule: part") == 2
    assert "combine: average" in missing(scheme, vetoed)


def test_what_settles_the_result_has_its_slips_too() -> None:
    scheme = scheme_of(TABLE)
    slips = set(map(said, mutants_of(scheme)))
    assert {
        "at_least: 20 → at_least: 21",
        "at_least: 20 → over: 20",
        "over: 10 → at_least: 10",
        "weight: 0.6 → weight: 0.7",
        "weight: 5 → weight: 4",
        *(f"combine: average → combine: {way}" for way in ("sum", "lowest", "highest")),
        "requires: {any: [open, {at_least: {extra.points: 2}}]} → None",
        "not_applicable: zero → not_applicable: full_marks",
        "not_applicable: zero → not_applicable: renormalise",
        "round: {places: 0, mode: half_up} → None",
        "mode: half_up → mode: down",
        "new: -1, other: 3 → new: 3, other: -1",
        "floor: 0 → None",
        "cap: 30 → None",
    } <= slips
    assert sum(mutant.at[:2] == ("total", "vetoes") and mutant.after is None for mutant in mutants_of(scheme)) == 4


def test_a_veto_that_no_case_is_about_could_be_left_out_unnoticed() -> None:
    scheme = scheme_of(HSP)
    without = tuple(case for case in cases_of(scheme, HSP_CASES) if case.no_result is None)
    left = {mutant.at for mutant in unnoticed(scheme, without) if mutant.at[0] == "total"}
    veto = ("total", "vetoes", 0)
    assert left == {veto, (*veto, "veto"), (*veto, "veto", "below", "salary")}


def test_a_threshold_between_two_totals_that_there_can_be_is_no_mutant() -> None:
    """Points come in fives: 69 or more is 70 or more."""
    scheme = scheme_of(HSP)
    left = survivors(scheme, ())
    assert "at_least: 70 → at_least: 71" in left
    assert "at_least: 70 → over: 70" in left
    assert "at_least: 70 → at_least: 69" not in left


TAX_CREDIT = ROOT / "examples/schemes/tax-credit/rules.yaml"


def test_a_threshold_between_two_totals_that_there_can_be_is_a_mutant_where_few_units_come_between() -> None:
    """90 to begin with, and nothing taken off, is what an A takes; below 3 years it is a B."""
    left = survivors(zlpg.load_scheme(TAX_CREDIT), ())
    assert {"at_least: 90 → at_least: 91", "at_least: 90 → at_least: 89", "at_least: 90 → over: 90"} <= set(left)
    assert {"years_in_business: 3 → years_in_business: 2", "zero_tax_months: 6 → zero_tax_months: 7"} <= set(left)
    assert "range: [0, 200] → range: [0, 201]" not in left  # of the years, of which 3 are asked for


def test_a_minimum_that_full_marks_imply_is_no_mutant() -> None:
    minimum = "{{text: R, at_least: {{{fact}: 5}}}}"
    item = f"{{{{id: it, number: 1, title: I, text: I, max: 5, rule: {{rule}}, requirement: {minimum}}}}}"
    total = "total:\n  sections:\n    - id: main\n      title: M\n      items:\n        - {item}\n"
    rule = "{sum: [{count: place, rate: 1, cap: 5}]}"
    slips = {f"{fact}: 5 → {fact}: {number}" for fact in ("place", "visits") for number in (4, 6)}
    found = {
        slip
        for fact in ("place", "visits")
        for slip in survivors(scheme_of(total.format(item=item.format(rule=rule, fact=fact))), ())
    }
    assert slips & found == slips - {"place: 5 → place: 4"}  # who has full marks has 5


HSP = """
facts:
  degree: {type: choice, label: D, options: {doctor: Doctor, master: Master, none: None}}
  years: {type: number, label: Y, range: [0, 60]}
  age: {type: count, label: A, range: [0, 120]}
  salary: {type: number, label: S, range: [0, 1000]}
  japanese: {type: choice, label: J, options: {n1: N1, n2: N2, none: None}}
total:
  vetoes:
    - {veto: {below: {salary: 3}}, title: Salary too low, points: none}
  grades:
    - {id: eighty, title: 80 and more, at_least: 80}
    - {id: seventy, title: 70 and more, at_least: 70}
    - {id: fewer, title: Fewer}
  sections:
    - id: main
      title: Main
      items:
        - {id: education, number: 1, title: E, text: E, rule: {table: degree, is: {doctor: 30, master: 20, none: 0}}}
        - {id: experience, number: 2, title: X, text: X, rule: {table: years, at_least: {3: 5, 5: 10, 7: 15, 10: 20}}}
        - {id: age, number: 3, title: A, text: A, rule: {table: age, below: {30: 15, 35: 10, 40: 5}}}
        - id: salary
          number: 4
          title: S
          text: S
          rule:
            table: salary
            at_least:
              6: {table: age, below: {40: 20}, otherwise: 0}
              7: {table: age, below: {40: 25}, otherwise: 0}
              8: 30
            otherwise: 0
        - {id: language, number: 5, title: L, text: L, rule: {table: japanese, is: {n1: 15, n2: 10, none: 0}}}
"""

HSP_CASES = """
facts: {age: 29, degree: master, years: 5, salary: 7, japanese: n1}, points: {total: 85}, grade: eighty, no_result: false
facts: {age: 40, degree: master, years: 5, salary: 7, japanese: n1}, points: {total: 45}, grade: fewer
facts: {age: 38, degree: master, years: 15, salary: 8.5, japanese: none}, points: {total: 75}, grade: seventy
facts: {age: 29, degree: doctor, years: 60, salary: 2.9, japanese: n1}, no_result: true
facts: {age: 29, degree: doctor, years: 60, salary: 3, japanese: n1}, no_result: false
facts: {age: 0, salary: 6}, points: {salary: 20}
facts: {age: 39, salary: 6.9}, points: {salary: 20, age: 5}
facts: {age: 40, salary: 6.9}, points: {salary: 0, age: 0}
facts: {age: 39, salary: 7}, points: {salary: 25}
facts: {age: 120, salary: 7.9}, points: {salary: 0}
facts: {age: 39, salary: 7.9}, points: {salary: 25}
facts: {age: 99, salary: 8}, points: {salary: 30}
facts: {age: 29, salary: 5.9}, points: {salary: 0, age: 15}
facts: {age: 30, years: 2.9, degree: doctor}, points: {age: 10, experience: 0, education: 30}
facts: {age: 34, years: 3, degree: none}, points: {age: 10, experience: 5, education: 0}
facts: {age: 35, years: 4.9, japanese: n2}, points: {age: 5, experience: 5, language: 10}
facts: {years: 5}, points: {experience: 10}
facts: {years: 6.9}, points: {experience: 10}
facts: {years: 7}, points: {experience: 15}
facts: {years: 9.9}, points: {experience: 15}
facts: {years: 10}, points: {experience: 20}
facts: {age: 29, degree: doctor, years: 7, salary: 6, japanese: none}, points: {total: 80}, grade: eighty
facts: {age: 29, degree: doctor, years: 5, salary: 7, japanese: none}, points: {total: 80}, grade: eighty
facts: {age: 29, degree: master, years: 7, salary: 6, japanese: none}, points: {total: 70}, grade: seventy
facts: {age: 29, degree: master, years: 5, salary: 6, japanese: none}, points: {total: 65}, grade: fewer
facts: {}, points: {total: [0, 110]}, grade: [eighty, seventy, fewer]
"""

OPENSSF = """
facts:
  critical: {type: number, label: C, range: [0, 10]}
  high: {type: number, label: H, range: [0, 10]}
  medium: {type: number, label: M, range: [0, 10]}
  low: {type: number, label: L, range: [0, 10]}
total:
  combine: average
  not_applicable: renormalise
  round: {places: 1, mode: half_up}
  sections:
    - id: checks
      title: Checks
      items:
        - {id: critical, number: 1, title: C, text: C, weight: 10, max: 10, rule: critical}
        - {id: high, number: 2, title: H, text: H, weight: 7.5, max: 10, rule: high}
        - {id: medium, number: 3, title: M, text: M, weight: 5, max: 10, rule: medium}
        - {id: low, number: 4, title: L, text: L, weight: 2.5, max: 10, rule: low}
"""

OPENSSF_CASES = """
facts: {critical: 10, high: 5, medium: 0, low: 10}, points: {total: 6.5}
facts: {critical: 10, high: n/a, medium: 0, low: 10}, points: {total: 7.1}
facts: {critical: n/a, high: n/a, medium: n/a, low: n/a}, no_result: true
facts: {critical: 10, high: 0, medium: 0, low: 0}, points: {total: 4}, no_result: false
facts: {critical: 0, high: 10, medium: 0, low: 0}, points: {total: 3}
facts: {critical: 0, high: 0, medium: 10, low: 0}, points: {total: 2}
facts: {critical: 0, high: 0, medium: 0, low: 10}, points: {total: 1}
facts: {critical: 10, high: 10, medium: 10, low: 0}, points: {total: 9}
facts: {critical: 0, high: 10, medium: 10, low: 0}, points: {total: 5}
facts: {critical: n/a, high: n/a, medium: 10, low: 0}, points: {total: 6.7}
facts: {critical: n/a, high: 10, medium: 0, low: n/a}, points: {total: 6}
facts: {critical: n/a, high: 0, medium: n/a, low: 1}, points: {total: 0.3}
facts: {critical: 10, high: 1, medium: n/a, low: n/a}, points: {total: 6.1}
facts: {}, points: {critical: [0, 10], high: [0, 10], medium: [0, 10], low: [0, 10], total: [0, 10]}
"""

TAX = """
facts:
  profile: {type: choice, label: P, options: {full: Full, regular: Regular, none: None}}
  late: {type: count, label: L}
  concealed: {type: count, label: C}
  statements: {type: count, label: S}
  years: {type: number, label: Y, range: [0, 200]}
  serious: {type: yes_no, label: X}
total:
  vetoes:
    - {veto: serious, title: Serious, grade: d}
    - {veto: {below: {years: 3}}, title: Too young, grade_at_most: b}
  grades:
    - {id: a, title: A, at_least: 90}
    - {id: b, title: B, at_least: 70}
    - {id: c, title: C, at_least: 40}
    - {id: d, title: D}
  sections:
    - id: beginning
      title: Start
      items:
        - {id: start, number: 1, title: S, text: S, rule: {table: profile, is: {full: 100, regular: 93, none: 90}}}
    - id: off
      title: Off
      items:
        - {id: late, number: 2, title: L, text: L, rule: {deduct: {count: late, rate: 5}}}
        - {id: concealed, number: 3, title: C, text: C, rule: {deduct: {count: concealed, rate: 11}}}
        - {id: statements, number: 4, title: T, text: T, rule: {deduct: {count: statements, rate: 3}}}
"""

TAX_CASES = """
facts: {profile: full, late: 2, concealed: 0, statements: 0, years: 9, serious: false}, points: {total: 90}, grade: a, no_result: false
facts: {profile: regular, late: 1, concealed: 0, statements: 0, years: 9, serious: false}, points: {total: 88}, grade: b
facts: {profile: full, late: 3, concealed: 1, statements: 0, years: 9, serious: false}, points: {total: 74}, grade: b
facts: {profile: none, late: 8, concealed: 1, statements: 0, years: 9, serious: false}, points: {total: 39}, grade: d
facts: {profile: full, late: 0, concealed: 0, statements: 0, years: 2, serious: false}, points: {total: 100}, grade: b
facts: {profile: full, late: 0, concealed: 0, statements: 0, years: 3, serious: false}, grade: a
facts: {profile: full, late: 0, concealed: 0, statements: 0, years: 2.5, serious: false}, grade: b
facts: {profile: full, late: 0, concealed: 0, statements: 0, years: 9, serious: true}, grade: d
facts: {profile: full, late: 0, concealed: 1, statements: 0, years: 9, serious: false}, points: {total: 89}, grade: b
facts: {profile: full, late: 6, concealed: 0, statements: 0, years: 9, serious: false}, points: {total: 70}, grade: b
facts: {profile: full, late: 4, concealed: 1, statements: 0, years: 9, serious: false}, points: {total: 69}, grade: c
facts: {profile: full, late: 12, concealed: 0, statements: 0, years: 9, serious: false}, points: {total: 40}, grade: c
facts: {profile: none, late: 0, concealed: 0, statements: 7, years: 9, serious: false}, points: {statements: -21, total: 69}, grade: c
facts: {profile: full, late: 0, concealed: 0, statements: 0, serious: false}, points: {total: 100}, grade: [a, b]
facts: {profile: full, late: 0, concealed: 0, statements: 0, years: 9}, grade: [a, d]
facts: {}, points: {total: [null, 100]}, grade: [a, b, c, d]
"""


REAL = {"Japan": (HSP, HSP_CASES), "OpenSSF": (OPENSSF, OPENSSF_CASES), "tax credit": (TAX, TAX_CASES)}


@pytest.mark.parametrize(("rules", "cases"), REAL.values(), ids=REAL)
def test_real_schemes_come_out_as_published_exercised_in_full_and_no_slip_goes_unnoticed(
    rules: str, cases: str
) -> None:
    scheme = scheme_of(rules)
    read = cases_of(scheme, cases)
    assert failed(scheme, read) == []
    assert missing(scheme, read) == []
    assert survivors(scheme, read) == []


def test_a_case_that_expects_another_grade_or_a_result_where_there_is_none_fails() -> None:
    scheme = scheme_of(TAX)
    case, *_ = cases_of(
        scheme, TAX_CASES.replace("grade: a,", "grade: b,").replace("no_result: false", "no_result: true")
    )
    (outcome,) = outcomes(scheme, (case,))
    assert not outcome.passed
    assert (outcome.grades_differ, outcome.grades, outcome.no_result_differs) == (True, ("a",), True)
    assert outcome.mismatches == ()


def test_points_of_a_total_fail_where_there_is_no_result_and_hold_where_that_is_open() -> None:
    scheme = scheme_of(HSP)
    low, open = cases_of(
        scheme,
        """facts: {age: 29, degree: master, years: 5, salary: 2, japanese: n1}, points: {total: 60, education: 20}
        facts: {age: 29, degree: master, years: 5, japanese: n1}, points: {total: [60, 90]}, grade: [eighty, seventy, fewer]""",
    )
    unsure = Case("unsure", open.facts, {}, no_result=False)
    of_low, of_open, of_unsure = outcomes(scheme, (low, open, unsure))
    assert [(each.id, each.no_total) for each in of_low.mismatches] == [("total", True)]
    assert of_open.passed
    assert of_unsure.no_result_differs


def test_a_case_in_which_an_open_fact_is_read_twice_notices_what_moves_its_bounds() -> None:
    scheme = with_rule("{once: {at_least: {visits: 2}}, points: 0, otherwise: {sum: [1.5, {count: visits, rate: -1}]}}")
    cases = cases_of(scheme, "facts: {}, points: {it: [0, 1.5]}")
    assert failed(scheme, cases) == []
    noticed = {*survivors(scheme, ())} - {*survivors(scheme, cases)}
    assert {"sum: 1.5 → sum: 1.6", "rate: -1 → rate: -2", "points: 0 → points: -1"} <= noticed
    assert "visits: 2 → visits: 1" not in noticed  # from 0 to 1.5, too


def case_of(scheme: zlpg.Scheme, reported: zlpg.Facts) -> Case:
    """A case that expects what a score gives."""
    breakdown = zlpg.score(scheme, reported)
    points = {each.item.id: each.working.points for each in breakdown.items}
    points |= {each.section.id: each.working.points for each in breakdown.sections}
    points["total"] = breakdown.working.points
    grades, no_result = tuple(grade.id for grade in breakdown.outcome.grades), breakdown.outcome.no_result
    return Case("scored", reported, points, grades=grades, no_result=no_result)


SHARED = """total:
  sections:
    - id: s
      title: S
      items:
        - {id: up, title: U, text: U, cap: 2, rule: {count: visits, over: 1, rate: 1}}
        - {id: down, title: D, text: D, rule: {deduct: {count: visits, over: 1, rate: 1, cap: 2}}}
"""

VETOED = """total:
  not_applicable: zero
  sections:
    - id: s
      title: S
      items:
        - {id: up, title: U, text: U, cap: 2, rule: {count: visits, rate: 1}}
  vetoes:
    - {veto: {at_least: {visits: 4}}, title: V, points: 0}
"""


def test_a_case_notices_a_slip_that_only_shows_where_an_open_fact_is_read_twice() -> None:
    """What goes up goes down again: 0, until the two don't go together any more, though each is 0 to 2 as before."""
    scheme = scheme_of(SHARED)
    cases = cases_of(scheme, "facts: {}, points: {s: 0}")
    assert failed(scheme, cases) == []
    assert "over: 1 → over: 2" in survivors(scheme, ())
    assert survivors(scheme, cases) == []


def test_what_is_reported_is_applicable_whatever_a_slip_makes_optional() -> None:
    scheme = scheme_of(VETOED)
    slips = unnoticed(scheme, cases_of(scheme, "facts: {visits: 1}, points: {up: 1}"))
    assert [mutant.before.title for mutant in slips if mutant.at == ("total", "vetoes", 0)] == ["V"]


@examples(10)
@given(st.data(), language.schemes())
def test_whatever_the_scheme_a_case_works_out_what_a_score_does(data: st.DataObject, scheme: zlpg.Scheme) -> None:
    report = data.draw(language.reports(scheme))
    open = data.draw(st.sets(st.sampled_from(sorted(report)), max_size=3))
    reported = language.facts_from(scheme, {fact: value for fact, value in report.items() if fact not in open})
    case = case_of(scheme, reported)
    (outcome,) = outcomes(scheme, (case,))
    has_no_total = zlpg.score(scheme, reported).outcome.no_total is True
    assert [each.id for each in outcome.mismatches] == (["total"] if has_no_total else [])
    assert not outcome.grades_differ
    assert not outcome.no_result_differs
    assert len(unexercised(scheme, (case,))) <= len(list(goals(trial_of(scheme))))


@pytest.mark.slow
@examples(4)
@given(st.data(), language.schemes())
def test_a_slip_is_noticed_where_a_score_with_it_is_another_one(data: st.DataObject, scheme: zlpg.Scheme) -> None:
    report = data.draw(language.reports(scheme))
    open = data.draw(st.sets(st.sampled_from(sorted(report)), max_size=3))
    reported = {fact: value for fact, value in report.items() if fact not in open}
    case = case_of(scheme, language.facts_from(scheme, reported))
    verdicts = {(mutant.at, str(mutant.after)): verdict for mutant, verdict in put_to_the_proof(scheme, (case,))}
    for mutant in mutants_of(scheme):
        verdict = verdicts.get((mutant.at, str(mutant.after)))
        if mutant.at[0] == "total" and verdict in {"noticed", "survived"}:
            otherwise = case_of(mutant.scheme, language.facts_from(mutant.scheme, reported))
            is_other = replace(otherwise, facts=case.facts) != case
            assert (verdict == "noticed") is is_other, said(mutant)


def refused(scheme: zlpg.Scheme) -> tuple[set[str], set[str]]:
    """The mutants that are refused, and those in which anything is wrong that isn't wrong in the scheme itself."""

    def wrong(scheme: zlpg.Scheme) -> set[object]:
        with localcontext(EXACT), suppress(InvalidOperation, ZeroDivisionError):
            return {(finding.code, finding.at) for finding in check_sums(Parts(scheme))}
        return {"a proportion of nothing"}  # from one bound to the same

    told = {f"{mutant.at}: {mutant.after}" for mutant, verdict in put_to_the_proof(scheme, ()) if verdict == "refused"}
    anyway, mutants = wrong(scheme), mutants_of(scheme)
    return told, {f"{mutant.at}: {mutant.after}" for mutant in mutants if not wrong(mutant.scheme) <= anyway}


@pytest.mark.parametrize("rules", [rules for rules, _ in REAL.values()], ids=REAL)
def test_what_a_slip_bears_on_is_all_that_it_can_make_wrong(rules: str) -> None:
    told, wrong = refused(scheme_of(rules))
    assert told == wrong


@pytest.mark.slow
@examples(3)
@given(language.schemes())
def test_whatever_the_scheme_what_a_slip_bears_on_is_all_that_it_can_make_wrong(scheme: zlpg.Scheme) -> None:
    told, wrong = refused(scheme)
    assert told == wrong


@pytest.mark.slow
@settings(max_examples=3, derandomize=True)  # what is looked for by trying has no proof that it isn't there
@given(st.data(), language.schemes())
def test_what_does_not_count_as_a_mutant_comes_out_alike(data: st.DataObject, scheme: zlpg.Scheme) -> None:
    counted = {(mutant.at, str(mutant.after)) for mutant, _ in put_to_the_proof(scheme, ())}
    reported = language.facts_from(scheme, data.draw(language.reports(scheme)))
    for mutant in mutants_of(scheme):
        if (mutant.at, str(mutant.after)) not in counted and mutant.at[0] == "total":
            assert everything(mutant.scheme, reported) == everything(scheme, reported), said(mutant)


def everything(scheme: zlpg.Scheme, reported: zlpg.Facts) -> object:
    """All points, the grade, and whether there is a result, and a total; what a slip made optional is reported as applicable."""
    trial = trial_of(scheme)
    applicable = {scalar: Decimal(1) for scalar in trial.program.domain if scalar.which == APPLIES}
    values = trial.known(replace(reported, values={**applicable, **reported.values}))
    outcome = trial.outcome(trial.work_out(trial.parts, values))
    points = {id: Fraction(*values[id].points.lowest.as_integer_ratio()) for id in trial.parts}
    return points, [grade.id for grade in outcome.grades], outcome.no_result, outcome.no_total


def test_a_mutant_that_would_divide_by_nothing_is_refused() -> None:
    scheme = with_rule("{proportional: score, full: 1, points: 10}")
    cases = cases_of(scheme, points_of_item("score: 0.5 → 5"))
    verdicts = {said(mutant): verdict for mutant, verdict in put_to_the_proof(scheme, cases)}
    assert verdicts["full: 1 → full: 0"] == "refused"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with rules, and two cases, of which one expects the wrong grade and one a result."""
    (tmp_path / "rules.yaml").write_text(SETTLED, encoding="utf-8")
    (tmp_path / "rules.examples.yaml").write_text(
        """cases:
  - {name: wrong grade, facts: {score: 9, serious: true, young: false}, grade: [a, b]}
  - {name: no such result, facts: {score: 9, serious: true, young: true}, points: {total: 9}, no_result: false}
""",
        encoding="utf-8",
    )
    return tmp_path


SETTLED = """
scheme: settled
year: 2020
title: T
facts:
  score: {type: number, label: J, range: [0, 10]}
  serious: {type: yes_no, label: S}
  young: {type: yes_no, label: Y}
total:
  max: 10
  vetoes:
    - {veto: serious, title: Serious, grade: c}
    - {veto: young, title: Too young, points: none}
  grades:
    - {id: a, title: A, at_least: 8, text: 8分以上}
    - {id: b, title: B, at_least: 6, text: 6分以上}
    - {id: c, title: C}
  sections:
    - {id: main, title: M, max: 10, items: [{id: it, number: 1, title: I, text: 满分10分, max: 10, rule: score}]}
"""


def test_grades_and_results_that_differ_are_told_with_what_settled_them(run: Run, folder: Path) -> None:
    done = run("test", folder)
    assert done.code == 1, done.err
    assert "  expected the grade “A” (a) or “B” (b), and it is “C” (c)\n  it is settled by: Serious\n" in done.out
    assert re.search(r"Total +9 +no result", done.out)
    assert "  expected a result, and there is none\n  it is settled by: Serious, Too young\n" in done.out
    assert "passed: 0, failed: 2" in done.out


def test_json_and_junit_hold_grades_and_results_that_differ(run: Run, folder: Path) -> None:
    first, second = json.loads(run("test", folder, "--format", "json").out, parse_float=Decimal)["files"][0]["cases"]
    assert (first["grades"], first["no_result"]) == ({"expected": ["a", "b"], "actual": ["c"]}, None)
    assert (second["grades"], second["no_result"]) == (None, {"expected": False, "actual": True})
    assert second["mismatches"] == [{"id": "total", "expected": 9, "actual": None, "workings": ""}]
    failures = [*ET.fromstring(run("test", folder, "--format", "junit").out).iter("failure")]  # noqa: S314  # our own
    assert "expected the grade" in str(failures[0].text)
    assert "no result" in str(failures[1].text)


def test_an_amount_that_no_decimal_is_exactly_is_shown_with_its_fraction(run: Run, tmp_path: Path) -> None:
    item = (
        "{id: it, number: 1, title: I, text: 满100得10分, max: 10, rule: {proportional: share, full: 100, points: 10}}"
    )
    declared = "facts: {treated: {type: count, label: T}, patients: {type: count, label: P}}\nmeasures: {share: {share: treated, of: patients, times: 100, range: [0, 100], label: S, if_none: 0}}\n"
    rules = f"scheme: small\nyear: 2020\ntitle: T\n{declared}total: {{sections: [{{id: main, title: M, max: 10, items: [{item}]}}]}}\n"
    (tmp_path / "rules.yaml").write_text(rules, encoding="utf-8")
    (tmp_path / "rules.examples.yaml").write_text(
        "cases:\n  - {name: one, facts: {treated: 1, patients: 3}, points: {it: 3.3333}}\n", encoding="utf-8"
    )
    assert re.search(r"3\.3333 +3\.3333… \(10/3\)", run("test", tmp_path, "--mutate").out)
    (case,) = json.loads(run("test", tmp_path, "--format", "json").out)["files"][0]["cases"]
    assert case["mismatches"][0]["exact"] == {"actual": "10/3"}


def test_a_case_is_about_points_grades_or_results_as_it_says() -> None:
    nothing = Case("nothing", zlpg.Facts(), {})
    assert not nothing.is_about_outcome
    assert Case("grade", zlpg.Facts(), {}, grades=("a",)).is_about_outcome
    assert Case("total", zlpg.Facts(), {"total": Interval.exactly(Decimal(0))}).is_about_outcome
