"""Tables: what a number, an option or a level earns by its row, with columns or without, once or for each of several."""

from decimal import Decimal
from typing import Any

import pytest

import zlpg
from facade import read_facts, read_rules, scheme_of
from zlpg.show.words import words_of
from zlpg.show.workings import Writer

FILE = """
scheme: tables
year: 2020
title: Tables
facts:
  place: {type: number, step: 1, range: [1, 5], label: Place}
  rate: {type: number, range: [0, 100], label: Rate}
  papers: {type: count, label: Papers}
  age: {type: number, step: 1, range: [18, 60], label: Age}
  degree: {type: choice, label: Degree, levels: {none: None, college: College, bachelor: Bachelor, master: Master}}
  kind: {type: choice, label: Kind, options: {urban: Urban, rural: Rural}}
  exams: {type: results, label: Exams, levels: {failed: Failed, passed: Passed, merit: Merit, distinction: Distinction}}
total:
  sections:
    - id: main
      title: Main
      items:
        - {id: item, title: Item, text: As it says., rule: RULE}
"""

AT_LEAST = "{table: rate, at_least: {5: 1, 10: 2, 15: 3}, otherwise: 0}"
GRID = "{table: rate, columns: {table: age, at_least: [18, 30, 40]}, at_least: {40: [10, 5, 0], 60: [20, 20, 1]}, otherwise: -1}"
BEST = "{highest: [{each: exams, is: {passed: 1, merit: 3, distinction: 5}, otherwise: 0}, {table: place, is: {1: 4}, otherwise: 0}, {once: {is: {kind: urban}}, points: 2}], best: 2}"


def with_rule(rule: str) -> zlpg.Scheme:
    return scheme_of(FILE.replace("RULE", rule))


def points(rule: str, facts: dict[str, Any]) -> tuple[Decimal, Decimal]:
    scheme = with_rule(rule)
    (item,) = zlpg.score(scheme, zlpg.facts_from(facts, scheme)).items
    return item.working.points.lowest, item.working.points.highest


@pytest.mark.parametrize(
    ("rule", "facts", "expected"),
    [
        (AT_LEAST, {"rate": "4.9"}, "0"),
        (AT_LEAST, {"rate": 5}, "1"),
        (AT_LEAST, {"rate": "14.9"}, "2"),
        (AT_LEAST, {"rate": 15}, "3"),
        (AT_LEAST.replace("at_least", "over"), {"rate": 5}, "0"),
        (AT_LEAST.replace("at_least", "over"), {"rate": 15}, "2"),
        (AT_LEAST.replace("at_least", "at_most"), {"rate": 5}, "1"),
        (AT_LEAST.replace("at_least", "at_most"), {"rate": "15.1"}, "0"),
        (AT_LEAST.replace("at_least", "below"), {"rate": 5}, "2"),
        (AT_LEAST.replace("at_least", "below"), {"rate": 15}, "0"),
        (AT_LEAST.replace("at_least", "is"), {"rate": 10}, "2"),
        (AT_LEAST.replace("at_least", "is"), {"rate": "10.5"}, "0"),
        ("{table: place, is: {1: 60, 2: 57, 3: 54, 4: 51, 5: 48}}", {"place": 4}, "51"),
        ("{table: papers, at_least: {2: 1}}", {"papers": 1}, "0"),
        ("{table: degree, at_least: {college: 5, bachelor: 10}, otherwise: 0}", {"degree": "none"}, "0"),
        ("{table: degree, at_least: {college: 5, bachelor: 10}, otherwise: 0}", {"degree": "master"}, "10"),
        ("{table: degree, over: {college: 5}, otherwise: 1}", {"degree": "college"}, "1"),
        ("{table: degree, at_most: {college: 5, bachelor: 10}, otherwise: 0}", {"degree": "none"}, "5"),
        ("{table: degree, below: {master: 5}, otherwise: 0}", {"degree": "master"}, "0"),
        ("{table: kind, is: {urban: {count: papers, rate: 2}}, otherwise: 1}", {"kind": "rural"}, "1"),
        ("{once: {at_least: {degree: bachelor}}, points: 2}", {"degree": "master"}, "2"),
        ("{once: {at_least: {degree: bachelor}}, points: 2}", {"degree": "college"}, "0"),
        ("{once: {below: {degree: bachelor}}, points: 2}", {"degree": "college"}, "2"),
        ("{once: {below: {degree: none}}, points: 2}", {"degree": "none"}, "0"),
        (GRID, {"rate": 40, "age": 29}, "10"),
        (GRID, {"rate": 59, "age": 30}, "5"),
        (GRID, {"rate": 60, "age": 60}, "1"),
        (GRID, {"rate": 39, "age": 18}, "-1"),
        ("{table: degree, columns: {table: kind, is: [urban, rural]}, at_least: {college: [1, 2], master: [3, 4]}, otherwise: 0}", {"degree": "bachelor", "kind": "rural"}, "2"),
        ("{table: rate, at_least: {10: 5}, otherwise: -5, cap: 3, floor: -2}", {"rate": 50}, "3"),
        ("{table: rate, at_least: {10: 5}, otherwise: -5, cap: 3, floor: -2}", {"rate": 5}, "-2"),
        ("{each: [rate, age], at_least: {20: 1, 50: 3}, otherwise: 0}", {"rate": 20, "age": 50}, "4"),
        ("{highest: [{each: [rate, age], at_least: {20: 1, 50: 3}, otherwise: 0}]}", {"rate": 20, "age": 50}, "3"),
        ("{lowest: [{each: [rate, age], at_least: {20: 1, 50: 3}, otherwise: 0}, 2]}", {"rate": 20, "age": 50}, "1"),
        ("{average: [{each: [rate, age], at_least: {20: 1, 50: 3}, otherwise: 0}, 2]}", {"rate": 20, "age": 50}, "2"),
        ("{each: exams, at_least: {passed: 1, merit: 3}, otherwise: -1}", {"exams": {"failed": 1, "merit": 1, "distinction": 2}}, "8"),
        (BEST, {"exams": {"merit": 2}, "place": 1, "kind": "urban"}, "7"),
        (BEST, {"exams": {"distinction": 3}, "place": 1, "kind": "urban"}, "10"),
        (BEST, {"exams": {}, "place": 1, "kind": "urban"}, "6"),
        (BEST, {"exams": {"passed": 4}, "place": 2, "kind": "urban"}, "3"),
    ],
)  # fmt: skip
def test_a_table_gives_the_amount_of_the_row_that_something_is_in(
    rule: str, facts: dict[str, Any], expected: str
) -> None:
    facts = {
        id: Decimal(value) if isinstance(value, str) and value[0].isdigit() else value for id, value in facts.items()
    }
    assert points(rule, facts) == (Decimal(expected), Decimal(expected))


@pytest.mark.parametrize(
    ("rule", "facts", "expected"),
    [
        (AT_LEAST, {}, ("0", "3")),
        ("{table: place, is: {1: 60, 2: 57, 3: 54, 4: 51, 5: 48}}", {}, ("48", "60")),
        ("{table: degree, at_least: {college: 5, bachelor: 10}, otherwise: 0}", {}, ("0", "10")),
        (GRID, {"age": 35}, ("-1", "20")),
        (GRID, {"rate": 70}, ("1", "20")),
        (BEST, {"place": 1, "kind": "urban"}, ("6", "10")),
    ],
)
def test_what_is_open_is_anything_from_the_least_to_the_greatest_row_that_there_can_be(
    rule: str, facts: dict[str, Any], expected: tuple[str, str]
) -> None:
    assert points(rule, facts) == tuple(map(Decimal, expected))


def found_in(rule: str, text: str = "As it says.") -> set[str]:
    file = FILE.replace("RULE", rule).replace("As it says.", text)
    return set(read_rules(file).codes) - {"unused-fact", "unstated-number"}


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("{table: place, is: {1: 60, 2: 57, 3: 54, 4: 51, 5: 48}}", set()),
        ("{table: place, is: {1: 60, 2: 57, 3: 54, 4: 51, 5: 48}, otherwise: 0}", {"superfluous-policy"}),
        ("{table: place, is: {1: 60, 2: 57, 3: 54}}", {"undeclared-policy"}),
        ("{table: place, at_least: {1.5: 60}, otherwise: 0}", {"off-step"}),
        ("{table: kind, at_least: {urban: 1}, otherwise: 0}", {"wrong-fact-type"}),
        ("{table: degree, at_least: {bachelor: 1, college: 2}, otherwise: 0}", {"brackets-not-ascending"}),
        ("{table: degree, at_least: {doctor: 1}, otherwise: 0}", {"unknown-option"}),
        ("{each: exams, at_least: {expelled: 1}, otherwise: 0}", {"unknown-level"}),
        ("{table: exams, is: {passed: 1}, otherwise: 0}", {"wrong-fact-type"}),
        ("{once: {at_least: {degree: doctor}}, points: 1}", {"unknown-option"}),
        ("{once: {at_least: {kind: urban}}, points: 1}", {"wrong-fact-type"}),
        ("{once: {at_least: {degree: none}}, points: 1}", {"unreachable-threshold"}),
        ("{once: {below: {degree: none}}, points: 1}", {"unreachable-threshold"}),
        ("{lowest: [{each: exams, is: {passed: 1}, otherwise: 0}, 1]}", {"misplaced-each"}),
        ("{highest: [{each: exams, is: {passed: 1}, otherwise: 0, cap: 1}]}", {"misplaced-each"}),
        ("{highest: [{each: exams, is: {passed: rate}, otherwise: 0}]}", {"misplaced-each"}),
        ("{highest: [{each: exams, is: {passed: 1, failed: -1}, otherwise: 0}, {once: {is: {kind: urban}}, points: 1}], best: 2}", {"negative-best"}),
        ("{brackets: rate, table: [{at_least: 5, points: 1}]}", {"unknown-key", "wrong-type"}),
        ("{choice: kind, points: {urban: 1}}", {"unknown-kind"}),
        ("{levels: exams, points: {passed: 1}}", {"unknown-kind"}),
    ],
)  # fmt: skip
def test_a_table_that_leaves_something_open_or_names_what_there_is_not_is_refused(
    rule: str, expected: set[str]
) -> None:
    assert found_in(rule) == expected


def test_the_working_of_a_table_with_columns_names_what_its_row_and_its_column_go_by() -> None:
    scheme = with_rule(GRID)
    score = zlpg.score(scheme, zlpg.facts_from({"rate": 45, "age": 33}, scheme))
    writer = Writer(scheme, words_of("en"), score.facts.values)
    assert writer.line(score.items[0].working) == "Rate 45, Age 33 → 5"


def test_what_a_row_of_a_table_is_for_stands_once_however_it_is_written() -> None:
    rule = "{table: rate, at_least: {35: 1, 35.0: 2}, otherwise: 0}"
    assert found_in(rule) == {"brackets-not-ascending"}


def test_measures_sections_vetoes_and_grades_hold_a_choice_to_a_level_as_rules_do() -> None:
    asked = "{at_least: {degree: bachelor}}"
    total = f"""total:
  vetoes: [{{veto: {{below: {{degree: college}}}}, title: Veto, grade: fair}}]
  grades: [{{id: good, title: Good, at_least: 3, if: {asked}}}, {{id: fair, title: Fair}}]
  sections:
    - id: main
      title: Main
      requires: {{over: {{degree: none}}}}
"""
    head, _, items = FILE.partition("total:\n")
    text = f"{head}measures:\n  learned: {{once: {asked}, points: 3, label: Learned}}\n{total}{items.partition('Main')[2][1:]}"
    scheme = scheme_of(text.replace("RULE", "learned"))
    for degree, grade, points in (
        ("master", "good", 3),
        ("bachelor", "good", 3),
        ("college", "fair", 0),
        ("none", "fair", 0),
    ):
        scored = zlpg.score(scheme, zlpg.facts_from({"degree": degree}, scheme))
        assert ([each.id for each in scored.outcome.grades], scored.total) == ([grade], Decimal(points)), degree


LEARNED = "measures:\n  learned: {table: degree, at_least: {bachelor: 2}, otherwise: 0, label: Learned}\ntotal:\n"


def test_a_measure_by_level_is_known_to_come_to_what_every_level_earns() -> None:
    text = FILE.replace("RULE", "{once: {over: {learned: 1}}, points: 2}").replace("total:\n", LEARNED)
    scheme = scheme_of(text)
    for degree, points in (("master", 2), ("bachelor", 2), ("college", 0)):
        assert zlpg.score(scheme, zlpg.facts_from({"degree": degree}, scheme)).total == Decimal(points)
    assert "unreachable-threshold" not in read_rules(text).codes


def test_what_is_divided_by_by_level_is_no_less_than_nothing_for_any_level() -> None:
    scheme = with_rule("{share: papers, of: {table: degree, at_least: {bachelor: -1}, otherwise: 1}}")
    for degree, codes in (
        ("college", []),
        ("bachelor", ["nothing-to-divide-by"]),
        ("master", ["nothing-to-divide-by"]),
    ):
        read = read_facts(f"year: 2020\nfacts: {{papers: 1, degree: {degree}}}\n", scheme)
        assert [each.code for each in read.findings] == codes, degree


@pytest.mark.parametrize(
    "other", [GRID.replace("[18, 30, 40]", "[18, 30, 41]"), GRID.replace("at_least: {40", "over: {40")]
)
def test_a_table_that_is_alone_in_one_year_and_added_to_something_in_the_next_is_compared(other: str) -> None:
    alone, added = with_rule(GRID), with_rule(f"{{sum: [{other}, 2]}}")
    for old, new in ((alone, added), (added, alone)):
        changes = zlpg.compare(old, new)
        assert {each.key for each in changes} & {"columns", "over", "at_least"}
        assert all(each.can_change_score for each in changes)


@pytest.mark.parametrize(
    ("condition", "degree", "told"),
    [
        ("{at_least: {degree: bachelor}}", "master", "Degree ≥ Bachelor → 2"),
        ("{at_least: {degree: bachelor}}", "college", "Degree < Bachelor → 0"),
        ("{over: {degree: bachelor}}", "master", "Degree > Bachelor → 2"),
        ("{at_most: {degree: college}}", "none", "Degree ≤ College → 2"),
        ("{below: {degree: bachelor}}", "master", "Degree ≥ Bachelor → 0"),
    ],
)
def test_that_a_choice_is_on_a_side_of_a_level_is_said_as_it_is_written(condition: str, degree: str, told: str) -> None:
    scheme = with_rule(f"{{once: {condition}, points: 2}}")
    (item,) = zlpg.score(scheme, zlpg.facts_from({"degree": degree}, scheme)).items
    assert Writer(scheme, words_of("en"), {}).line(item.working) == told
