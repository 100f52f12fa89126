"""What a rule file has to declare because documents differ, and what its conditions, vetoes and grades can be wrong about."""

import pytest

from facade import read_rules, worded
from zlpg.diagnostics import Diagnostic

SMALL = """
scheme: small
year: 2020
title: 小
facts:
  score: {type: number, label: 得分, unit: 分, range: [0, 100]}
  few: {type: count, label: 少, range: [0, 3]}
  many: {type: count, label: 多}
  every: {type: number, step: 1, range: [0, null], label: 全}
  done: {type: yes_no, label: 成}
  kind: {type: choice, label: 类, options: {new: 新, old: 旧}}
  rated: {type: numbers, as: mean, label: 评, range: [0, 10]}
  results: {type: results, label: 奖, levels: {low: 低, high: 高}}
measures:
  share: {share: few, of: every, label: 率, range: [0, 1], if_none: 0}
total:
  sections:
    - id: main
      title: 主
      items:
        - {id: first, number: 1, title: 甲, text: 甲, RULE}
        - id: rest
          number: 2
          title: 余
          text: 余
          rule:
            sum:
              - {count: few, rate: 0.1}
              - {count: many, rate: 0.1}
              - {count: every, rate: 0.1}
              - {once: done, points: 0.1}
              - {table: kind, is: {new: 0.1, old: 0.2}}
              - {each: results, is: {low: 0.1, high: 0.2}}
              - rated
              - {table: share, at_least: {0.5: 0.3}, otherwise: 0}
              - {table: score, at_least: {60: 0.3}, otherwise: 0}
"""
PLAIN = "rule: {count: few, rate: 1}"


def found_in(rule: str = PLAIN, *changes: tuple[str, str]) -> list[Diagnostic]:
    """What is found in the small rule file with an item and some changes, the text check's findings aside."""
    text = SMALL.replace("RULE", rule)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    found = read_rules(text).findings
    return [each for each in found if each.code not in {"unstated-number", "unused-number"}]


def codes(found: list[Diagnostic]) -> list[str]:
    """The codes of findings."""
    return sorted(each.code for each in found)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("rule: {count: few, rate: 1}", []),
        ("rule: {count: few, rate: 1, steps: whole}", ["superfluous-policy"]),
        ("rule: {count: few, rate: 1, per: 2}", ["undeclared-policy"]),
        ("rule: {count: few, rate: 1, per: 2, steps: started}", []),
        ("rule: {count: few, rate: 1, over: 0.5}", ["undeclared-policy"]),
        ("rule: {count: score, rate: 1}", ["undeclared-policy"]),
        ("rule: {count: rated, rate: 1}", ["undeclared-policy"]),
        ("rule: {count: share, rate: 1}", ["undeclared-policy"]),
        ("rule: {count: score, rate: 1, steps: continuous}", []),
        ("rule: {count: score, rate: 1, steps: whole, over: 1, under: 2}", ["over-and-under"]),
        ("rule: {highest: [{count: few, rate: 1}, {once: done, points: 1}], best: 2}", ["superfluous-policy"]),
        ("rule: {highest: [{count: few, rate: 1}, {once: done, points: 1}, rated], best: 2}", []),
        ("rule: {proportional: score, over: 78, full: 38, points: 4}", []),
        ("rule: {proportional: score, over: 78, full: 78, points: 4}", ["empty-range"]),
        ("rule: {proportional: score, full: 0, points: 4}", ["out-of-range"]),
        ("not_applicable: zero, rule: {count: many, rate: 1}", ["superfluous-policy"]),
        ("not_applicable: zero, rule: 1", ["superfluous-policy"]),
        ("round: {mode: up}, rule: {count: few, rate: 1}", ["missing-key"]),
    ],
)  # fmt: skip
def test_a_policy_that_documents_differ_in_is_declared(rule: str, expected: list[str]) -> None:
    assert codes(found_in(rule)) == expected


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("not_applicable: zero", []),
        ("not_applicable: full_marks", ["undeclared-policy"]),
        ("not_applicable: full_marks, cap: 2", []),
        ("not_applicable: full_marks, rule: {deduct: {count: own, rate: 1}}", []),
        ("not_applicable: renormalise, cap: 2", ["cannot-renormalise"]),
    ],
)
def test_what_is_not_applicable_counts_as_something_that_is_known(keys: str, expected: list[str]) -> None:
    own = ("facts:\n", "facts:\n  own: {type: count, label: 己}\n")
    rule = keys if "rule" in keys else f"{keys}, rule: {{count: own, rate: 1}}"
    assert codes(found_in(rule, own)) == expected


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("otherwise: 4", ["table-word"]),
        ("at_least: {50: 4}, at_most: {60: 4}, otherwise: 0", ["table-word"]),
        ("columns: {table: few}, at_least: {50: [4]}, otherwise: 0", ["table-word"]),
        ("at_least: {50: [4]}, otherwise: 0", ["wrong-length"]),
        ("columns: {table: few, at_least: [0, 2]}, at_least: {50: [4]}, otherwise: 0", ["wrong-length"]),
        ("columns: {table: few, at_least: [0, 2]}, at_least: {50: 4}, otherwise: 0", ["wrong-length"]),
        ("columns: {table: few, at_least: [0, 2]}, at_least: {50: [4, 3]}, otherwise: 0", []),
        ("columns: {table: few, at_least: [0, 2]}, at_least: {0: [1, 2], 50: [4, 3]}", []),
        ("columns: {table: few, at_least: [1, 2]}, at_least: {0: [1, 2], 50: [4, 3]}", ["undeclared-policy"]),
        ("columns: {table: few, at_least: [2, 0]}, at_least: {50: [4, 3]}, otherwise: 0", ["brackets-not-ascending"]),
        ("columns: {table: few, at_least: [0, 9]}, at_least: {50: [4, 3]}, otherwise: 0", ["unreachable-bracket"]),
        ("columns: {table: few, at_least: [0, 2]}, at_least: {0: [1, 2], 50: [1, 2]}", ["idle-bracket"]),
        ("over: {50: 4}", ["undeclared-policy"]),
        ("over: {50: 4}, otherwise: 0", []),
        ("over: {0: 1, 50: 4}", ["undeclared-policy"]),
        ("over: {0: 1, 50: 4}, otherwise: 0", []),
        ("over: {0: 1, 100: 4}, otherwise: 0", ["unreachable-bracket"]),
        ("below: {30: 15, 35: 10}", ["undeclared-policy"]),
        ("below: {30: 15, 35: 10}, otherwise: 0", []),
        ("below: {30: 15, 101: 10}, otherwise: 0", ["superfluous-policy"]),
        ("below: {0: 15, 101: 10}", ["unreachable-bracket"]),
        ("below: {50: 15, 101: 10, 140: 5}", ["unreachable-bracket"]),
        ("at_most: {35: 15, 100: 10}", []),
        ("at_most: {35: 15}", ["undeclared-policy"]),
        ("at_most: {35: 15, 100: 10, 120: 1}", ["unreachable-bracket"]),
        ("at_most: {35: 15, 30: 12, 100: 10}", ["brackets-not-ascending"]),
        ("at_most: {35: 15, 35.0: 12, 100: 10}", ["brackets-not-ascending"]),
        ("at_most: {35: 15, 50: 15, 100: 10}", ["idle-bracket"]),
        ("at_least: {50: 0}, otherwise: 0", ["idle-bracket", "never-pays"]),
        ("is: {50: 4}", ["undeclared-policy"]),
        ("is: {50: 4, 60: 4}, otherwise: 0", []),
        ("is: {50: 4, 120: 5}, otherwise: 0", ["unreachable-bracket"]),
        ("is: {new: 4}", ["wrong-fact-type"]),
        ("is: {50: 4, new: 5}, otherwise: 0", ["wrong-fact-type"]),
        ("at_least: {0: 0, 50: {table: few, below: {2: 4}, otherwise: 0}}", []),
        ("at_least: {0: {once: done, points: 1}, 50: {once: done, points: 1}}", ["idle-bracket"]),
    ],
)  # fmt: skip
def test_each_number_belongs_to_one_row_of_a_table(table: str, expected: list[str]) -> None:
    assert codes(found_in(f"rule: {{table: score, {table}}}")) == expected


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("{table: many, at_least: {2: 1}}", []),
        ("{table: many, at_least: {2: 1}, otherwise: 0}", []),
        ("{table: many, at_most: {1: 60, 2: 57}}", ["undeclared-policy"]),
        ("{table: few, is: {0: 1, 1: 2, 2: 3, 3: 4}}", []),
        ("{table: few, is: {0: 1, 1: 2, 3: 4}}", ["undeclared-policy"]),
        ("{table: kind, at_least: {new: 1}}", ["wrong-fact-type"]),
    ],
)
def test_what_is_in_no_row_earns_what_the_table_says(rule: str, expected: list[str]) -> None:
    assert codes(found_in(f"rule: {rule}")) == expected


@pytest.mark.parametrize(
    ("rule", "code", "said"),
    [
        ("rule: done", "wrong-fact-type", "the fact “done” is of type yes_no; this reads count, number, numbers, measure"),
        ("rule: {sum: [1, judged]}", "unknown-fact", "there is no fact “judged” (points that somebody gives are an item's whole rule: rule: judged)"),
        ("rule: parts.points", "unknown-part", "there is no item or section “parts” (known are: first, main, rest, total)"),
        ("rule: {proportional: few, full: 3, points: 1}", "wrong-fact-type", "the fact “few” is of type count; this reads number, numbers, measure"),
        ("rule: {table: done, is: {new: 1, old: 2}}", "wrong-fact-type", "the fact “done” is of type yes_no; this reads choice"),
        ("rule: {once: many, points: 1}", "wrong-fact-type", "the fact “many” is of type count; this reads yes_no"),
        ("rule: {once: {at_least: {done: 1}}, points: 1}", "wrong-fact-type", "the fact “done” is of type yes_no; this reads count, number, numbers, measure"),
        ("requirement: {text: 要, at_least: {share: 1}}, rule: rated", "wrong-fact-type", "“share” is a measure; this reads count, number, numbers"),
        ("rule: {once: {at_least: {shar: 0.6}}, points: 1}", "unknown-fact", "there is no fact “shar” (did you mean “share”?)"),
        ("rule: {once: {none: [dne]}, points: 1}", "unknown-fact", "there is no fact “dne” (did you mean “done”?)"),
        ("rule: {once: {at_least: {rst.points: 1}}, points: 1}", "unknown-part", "there is no item or section “rst” (did you mean “rest”?)"),
        ("rule: {once: {is: {kind: nw}}, points: 1}", "unknown-option", "the fact “kind” has no option “nw” (did you mean “new”?)"),
        ("rule: {table: kind, is: {new: 1}}", "undeclared-policy", "the table does not say what old earns (say what is earned there, even if it is 0: otherwise: 0)"),
        ("rule: {table: kind, is: {new: 1, old: 2, third: 3}}", "unknown-option", "the fact “kind” has no option “third” (known are: new, old)"),
    ],
)  # fmt: skip
def test_rules_and_conditions_refer_to_what_they_can_read(rule: str, code: str, said: str) -> None:
    (found,) = found_in(rule)
    assert (found.code, told(found)) == (code, said)


def told(found: Diagnostic) -> str:
    """A finding as its message and its hint."""
    return worded(found.message) + (f" ({worded(found.hint)})" if found.hint else "")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (", if_none: 0", "", ["undeclared-policy"]),
        ("{type: number, step: 1, range: [0, null], label: 全}", "{type: number, step: 1, range: [1, 9], label: 全}", ["superfluous-policy"]),
        ("of: every", "of: []", ["wrong-type"]),
        ("of: every", "of: share", ["cycle"]),
        ("of: every", "of: done", ["wrong-fact-type"]),
        ("of: every", "of: mny", ["unknown-fact"]),
        ("range: [0, 1]", "range: [1, 0]", ["empty-range"]),
        ("range: [0, 10]", "range: [10, 0]", ["empty-range"]),
        ("  share: {share", "  few: {share", ["duplicate-id", "unknown-fact"]),
        ("  share: {share", "  spare: {share: few, of: every, label: 率, range: [0, 1], if_none: 0}\n  share: {share", ["unused-measure"]),
        ("{table: share,", "{table: shre,", ["unknown-fact", "unused-measure"]),
        ("{new: 新, old: 旧}", "{new: 新, old: 旧, not_applicable: 无}", ["reserved-level"]),
        ("{low: 低, high: 高}", "{low: 低, high: 高, applies: 用}", ["reserved-level"]),
    ],
)  # fmt: skip
def test_declarations_are_right_in_themselves(old: str, new: str, expected: list[str]) -> None:
    found = found_in(PLAIN, (old, new))
    if "type: number" in new:
        found = [each for each in found if each.code != "undeclared-policy"]  # what is counted by steps
    assert codes(found) == expected


def test_facts_that_only_measures_sections_and_vetoes_read_are_read() -> None:
    spare = "  a: {type: number, step: 1, range: [0, null], label: A}\n  b: {type: yes_no, label: B}\n  c: {type: yes_no, label: C}\nmeasures:\n"
    changes = [
        ("measures:\n", spare),
        ("of: every", "of: {sum: [every, a]}"),
        ("      title: 主\n", "      title: 主\n      requires: b\n"),
    ]
    veto = ("total:\n", "total:\n  vetoes: [{veto: {all: [c]}, title: 否决, points: none}]\n")
    assert found_in(PLAIN, *changes, veto) == []


@pytest.mark.parametrize(
    ("total", "expected"),
    [
        ("vetoes: [{veto: done, title: V, points: 0}]", []),
        ("vetoes: [{veto: done, title: V}]", ["veto-without-effect"]),
        ("vetoes: [{veto: done, title: V, points: 0, no_result: false}]", ["unknown-key"]),
        ("vetoes: [{veto: done, title: V, points: nothing}]", ["wrong-type"]),
        ("vetoes: [{veto: done, title: V, points: 0, grade: b}]\n  GRADES", []),
        ("vetoes: [{veto: done, title: V, points: none, grade: b}]\n  GRADES", []),
        ("vetoes: [{veto: done, title: V, points: 0, grade_at_most: b}]\n  GRADES", []),
        ("vetoes: [{veto: done, title: V, grade: b, grade_at_most: b}]\n  GRADES", ["veto-without-effect"]),
        ("vetoes: [{veto: done, title: V, points: none, grade_at_most: b}]\n  GRADES", ["veto-without-effect"]),
        ("vetoes: [{veto: done, title: V, grade: d}]", ["unknown-grade"]),
        ("vetoes: [{veto: done, title: V, grade: d}]\n  GRADES", ["unknown-grade"]),
        ("vetoes: [{veto: done, title: V, grade: b}]\n  GRADES", []),
        ("vetoes: [{veto: done, title: V, grade_at_most: a}]\n  GRADES", ["veto-without-effect"]),
        ("vetoes: [{veto: dne, title: V, grade_at_most: b}]\n  GRADES", ["unknown-fact"]),
        ("grades: [{id: a, title: A, at_least: 5}, {id: b, title: B, at_least: 3}]", ["grades-not-descending"]),
        ("grades: [{id: a, title: A, at_least: 5}, {id: b, title: B, at_least: 7}, {id: c, title: C}]", ["grades-not-descending"]),
        ("grades: [{id: a, title: A, at_least: 5}, {id: b, title: B, over: 5}, {id: c, title: C}]", ["grades-not-descending"]),
        ("grades: [{id: a, title: A, over: 5}, {id: b, title: B, at_least: 5}, {id: c, title: C}]", []),
        ("grades: [{id: a, title: A}, {id: b, title: B, at_least: 5}, {id: c, title: C}]", ["grades-not-descending"]),
        ("vetoes: [{veto: done, title: V, grade: m}]\n  grades: [{id: a, title: A, at_least: 5}, {id: m, title: M}, {id: c, title: C}]", []),
        ("vetoes: [{veto: done, title: V, grade: m}]\n  grades: [{id: a, title: A, at_least: 5}, {id: m, title: M}, {id: b, title: B, at_least: 6}, {id: c, title: C}]", ["grades-not-descending"]),
        ("grades: [{id: a, title: A, over: 5, at_least: 6}, {id: c, title: C}]", ["grades-not-descending"]),
        ("grades: [{id: a, title: A, at_most: 3}, {id: b, title: B, at_most: 5}, {id: c, title: C}]", []),
        ("grades: [{id: a, title: A, below: 3}, {id: b, title: B, at_most: 3}, {id: c, title: C}]", []),
        ("grades: [{id: a, title: A, at_most: 3}, {id: b, title: B, below: 3}, {id: c, title: C}]", ["grades-not-descending"]),
        ("grades: [{id: a, title: A, at_most: 5}, {id: b, title: B, at_most: 3}, {id: c, title: C}]", ["grades-not-descending"]),
        ("grades: [{id: a, title: A, at_least: 5}, {id: b, title: B, at_most: 3}, {id: c, title: C}]", ["grades-not-descending"]),
        ("grades: [{id: a, title: A, at_least: 5, if: done}, {id: b, title: B, at_least: 5}, {id: c, title: C}]", []),
        ("grades: [{id: a, title: A, at_least: 5}, {id: b, title: B, at_least: 5, if: done}, {id: c, title: C}]", ["grades-not-descending"]),
        ("grades: [{id: a, title: A, at_least: 5, if: done}, {id: b, title: B, at_least: 5, if: done}, {id: c, title: C}]", ["grades-not-descending"]),
        ("grades: [{id: a, title: A, at_least: 5, if: done}, {id: b, title: B, at_least: 6}, {id: c, title: C}]", ["grades-not-descending"]),
        ("grades: [{id: a, title: A, if: done}, {id: c, title: C}]", []),
        ("grades: [{id: a, title: A, at_least: 5}, {id: c, title: C, if: done}]", ["grades-not-descending"]),
        ("grades: [{id: a, title: A, if: dne}, {id: c, title: C}]", ["unknown-fact"]),
        ("grades: [{id: a, title: A, if: {at_least: {score: 101}}}, {id: c, title: C}]", ["unreachable-threshold"]),
        ("grades: [{id: a, title: A, at_least: 5, if: {at_least: {score: 80}}}, {id: b, title: B, at_least: 3, if: {at_least: {score: 60}}}, {id: c, title: C}]", []),
        ("grades: [{id: a, title: A, at_least: 5, if: {at_least: {score: 60}}}, {id: b, title: B, at_least: 3, if: {over: {score: 60}}}, {id: c, title: C}]", ["grades-not-nested"]),
        ("grades: [{id: a, title: A, at_least: 5, if: {at_most: {score: 60}}}, {id: b, title: B, at_least: 3, if: {all: [done], at_most: {score: 50}}}, {id: c, title: C}]", ["grades-not-nested"]),
        ("grades: [{id: a, title: A, at_least: 5, if: {at_least: {score: 60}}}, {id: b, title: B, at_least: 3, if: {any: [{at_least: {score: 80}}, done]}}, {id: c, title: C}]", []),
        ("grades: [{id: a, title: A, at_least: 5, if: {at_least: {score: 60}}}, {id: b, title: B, at_least: 3, if: {all: [{all: [{at_least: {score: 70}}]}]}}, {id: c, title: C}]", ["grades-not-nested"]),
        ("grades: [{id: a, title: A, at_least: 5}, {id: a, title: C}]", ["duplicate-id"]),
        ("cap: 8\n  grades: [{id: a, title: A, at_least: 9}, {id: c, title: C}]", ["unreachable-grade"]),
        ("cap: 8\n  grades: [{id: a, title: A, over: 8}, {id: c, title: C}]", ["unreachable-grade"]),
        ("grades: [{id: a, title: A, below: -3}, {id: c, title: C}]", ["unreachable-grade"]),
        ("grades: [{id: a, title: A, at_most: 1}, {id: c, title: C}]", []),
        ("cap: 5\n  floor: 5", ["empty-range"]),
        ("floor: 0", ["unreachable-floor"]),
        ("vetoes: [{veto: {at_least: {total.points: 5}}, title: V, points: 0}]", ["cycle"]),
        ("vetoes: [{veto: {at_least: {total.points: 5}}, title: V, points: none}]", []),
        ("vetoes: [{veto: {at_least: {share: 60}}, title: V, points: none}]", ["mixed-scales"]),
        ("vetoes: [{veto: {at_least: {score: 101}}, title: V, points: none}]", ["unreachable-threshold"]),
    ],
)  # fmt: skip
def test_vetoes_grades_and_the_total_are_settled(total: str, expected: list[str]) -> None:
    grades = "grades: [{id: a, title: A, at_least: 5}, {id: b, title: B}]"
    assert codes(found_in(PLAIN, ("total:\n", f"total:\n  {total.replace('GRADES', grades)}\n"))) == expected


@pytest.mark.parametrize(
    ("rule", "section", "ring"),
    [
        ("rule: {once: {at_least: {first.points: 1}}, points: 1}", "", "first → first"),
        ("rule: {once: {at_least: {main.points: 1}}, points: 1}", "", "first → main → first"),
        ("rule: {once: {any: [done, {at_least: {total.points: 1}}]}, points: 1}", "", "first → total → main → first"),
        (PLAIN, "requires: {at_least: {total.points: 1}}", "main → total → main"),
    ],
)
def test_a_part_that_depends_on_itself_is_named_with_its_ring(rule: str, section: str, ring: str) -> None:
    changes = [("      title: 主\n", f"      title: 主\n      {section}\n")] if section else []
    (found,) = found_in(rule, *changes)
    assert (found.code, found.message.values["ring"]) == ("cycle", ring)


def test_parts_may_read_what_is_worked_out_before_them() -> None:
    assert found_in("rule: {once: {at_least: {rest.points: 1}}, points: 1}") == []
    assert (
        found_in(PLAIN, ("      title: 主\n", "      title: 主\n      requires: {at_least: {first.points: 2}}\n")) == []
    )


NESTED = """
scheme: small
year: 2020
title: 小
facts: {a: {type: number, label: A, range: [0, 4]}, b: {type: number, label: B, range: [0, 6]}}
total:
  sections:
    - id: outer
      title: 外
      not_applicable: renormalise
      OUTER
      sections:
        - id: inner
          title: 内
          INNER
          items:
            - {id: first, title: 甲, text: 甲, FIRST}
            - {id: second, title: 乙, text: 乙, rule: b, max: 6}
"""


@pytest.mark.parametrize(
    ("outer", "inner", "first", "expected"),
    [
        ("note: x", "note: x", "max: 4", []),
        ("note: x", "note: x", "note: x", ["cannot-renormalise"]),
        ("note: x", "note: x", "not_applicable: zero, rule: {deduct: {count: a, steps: whole, rate: 1}}", []),
        ("note: x", "cap: 9", "max: 4", ["cannot-renormalise"]),
        ("note: x", "round: {places: 0, mode: down}", "max: 4", ["cannot-renormalise"]),
        ("note: x", "floor: 1", "max: 4", ["cannot-renormalise"]),
        ("note: x", "weight: 2", "max: 4", ["cannot-renormalise"]),
        ("note: x", "combine: average", "max: 4", ["cannot-renormalise"]),
        ("note: x", "requires: {at_least: {a: 1}}", "max: 4", ["cannot-renormalise"]),
        ("note: x", "not_applicable: zero", "max: 4", ["cannot-renormalise"]),
        ("combine: average", "note: x", "max: 4", ["cannot-renormalise"]),
        ("cap: 9", "max: 10", "max: 4, not_applicable: renormalise", []),
    ],
)
def test_what_is_scaled_up_is_made_of_plain_sums(outer: str, inner: str, first: str, expected: list[str]) -> None:
    text = (
        NESTED.replace("OUTER", outer)
        .replace("INNER", inner)
        .replace("FIRST", first if "rule" in first else f"rule: a, {first}")
    )
    found = read_rules(text).findings
    assert codes([each for each in found if each.code != "unstated-number"]) == expected


def test_an_average_of_items_is_scaled_up_without_maxima() -> None:
    changes = ("      title: 主\n", "      title: 主\n      combine: average\n      not_applicable: renormalise\n")
    assert found_in(PLAIN, changes) == []


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("rule: {proportional: share, over: 38, full: 78, points: 4}", ["mixed-scales"]),
        ("rule: {proportional: share, over: 0.38, full: 0.78, points: 4}", []),
        ("rule: {proportional: score, over: 0.38, full: 0.78, points: 4}", ["mixed-scales"]),
        ("rule: {table: share, at_least: {60: 4}, otherwise: 0}", ["mixed-scales"]),
        ("rule: {table: score, at_least: {0.6: 4}, otherwise: 0}", ["mixed-scales"]),
        ("rule: {table: score, at_least: {0.6: 1, 90: 4}, otherwise: 0}", []),
        ("rule: {once: {at_least: {score: 0.6}}, points: 1}", ["mixed-scales"]),
        ("rule: {once: {at_least: {score: 1}}, points: 1}", []),
        ("rule: {once: {at_least: {score: 101}}, points: 1}", ["unreachable-threshold"]),
        ("rule: {once: {at_least: {score: 0}}, points: 1}", ["unreachable-threshold"]),
        ("rule: {once: {over: {score: 100}}, points: 1}", ["unreachable-threshold"]),
        ("rule: {once: {at_most: {score: 100}}, points: 1}", ["unreachable-threshold"]),
        ("rule: {once: {at_most: {score: -1}}, points: 1}", ["unreachable-threshold"]),
        ("rule: {once: {below: {score: 0}}, points: 1}", ["unreachable-threshold"]),
        ("rule: {once: {below: {few: 4}}, points: 1}", ["unreachable-threshold"]),
        ("rule: {once: {at_least: {rest.points: 0}}, points: 1}", ["unreachable-threshold"]),
        ("rule: {count: score, over: -5, steps: whole, rate: 1}", ["unreachable-threshold"]),
        ("rule: {count: score, under: 110, steps: whole, rate: 1}", ["unreachable-threshold"]),
        ("rule: {proportional: score, full: 120, points: 4}", ["unreachable-threshold"]),
        ("max: 4, rule: {proportional: score, full: 120, points: 4}", ["max-not-reached"]),
    ],
)  # fmt: skip
def test_thresholds_are_on_the_scale_of_what_they_are_thresholds_of(rule: str, expected: list[str]) -> None:
    assert codes(found_in(rule)) == expected


@pytest.mark.parametrize(
    ("first", "rest", "average", "expected"),
    [
        ("0.6", "0.4", False, []),
        ("60", "0.4", False, ["mixed-scales"]),
        ("60", "40", False, ["mixed-scales"]),
        ("60", "40", True, []),
        ("10", "2.5", True, []),
        ("1.5", "0.5", True, []),
    ],
)
def test_weights_side_by_side_are_on_one_scale(first: str, rest: str, average: bool, expected: list[str]) -> None:  # noqa: FBT001
    changes = [("          number: 2\n", f"          number: 2\n          weight: {rest}\n")]
    if average:
        changes.append(("      title: 主\n", "      title: 主\n      combine: average\n"))
    assert codes(found_in(f"weight: {first}, {PLAIN}", *changes)) == expected


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("floor: 0, rule: {sum: [9, {count: score, under: 100, steps: whole, rate: -1}]}", []),
        ("rule: {sum: [9, {count: many, rate: -1}], floor: 0}", ["misplaced-cap"]),
        ("floor: 0, rule: {sum: [9, {count: few, rate: -1}]}", ["unreachable-floor"]),
        ("rule: {sum: [9, {count: few, rate: -1, floor: -5}]}", ["unreachable-floor"]),
        ("rule: {sum: [9, {count: many, rate: -1, floor: -5}]}", []),
        ("floor: 5, cap: 5, rule: {sum: [9, {count: few, rate: -2}]}", ["empty-range"]),
        ("cap: 8, rule: {sum: [9, {count: few, rate: -1}]}", []),
        ("cap: 8, rule: {sum: [9, {count: few, rate: 1}]}", ["unreachable-rate"]),
        ("cap: 2, rule: {table: kind, is: {new: 1, old: 3}}", ["unreachable-bracket"]),
        ("cap: 2, rule: {average: [3, {once: done, points: 2}]}", []),
        ("cap: 8, rule: {product: [rated, {once: done, points: 9, otherwise: 1}]}", []),
        ("max: 20, rule: {product: [rated, {once: done, points: 2, otherwise: 1}]}", []),
        ("max: 9, rule: {sum: [9, {count: few, rate: -1}]}", []),
        ("rule: {lowest: [1, {sum: [2, {count: few, rate: 1}]}]}", ["never-pays"]),
        ("rule: {highest: [3, {count: few, rate: 1}]}", ["never-pays"]),
        ("rule: {once: done, points: {once: {over: {few: 0}}, points: 0}}", ["never-pays", "never-pays"]),
        ("rule: 0", []),
        ("rule: {sum: [5, {count: few, rate: -1}]}", []),
        ("rule: {count: few, rate: -1}", ["wrong-direction"]),
        ("rule: {deduct: {count: few, rate: -1}}", ["wrong-direction"]),
        ("rule: {deduct: -1}", ["wrong-direction"]),
        ("rule: {deduct: {sum: [5, {count: few, rate: -3}]}}", ["wrong-direction"]),
        ("rule: {deduct: [{count: many, rate: 1}, {sum: [5, {count: few, rate: -3}], floor: 0}]}", []),
        ("max: 9, rule: {deduct: {count: few, rate: 1}}", []),
        ("max: 9, rule: {deduct: [{count: few, rate: 1}, 2]}", ["max-not-reached"]),
        ("max: 9, rule: {deduct: {count: few, rate: -1}}", ["max-not-reached", "wrong-direction"]),
        ("cap: 3, rule: {deduct: {count: few, rate: 1}}", ["misplaced-deduct"]),
        ("max: 9, floor: 0, rule: {deduct: {count: many, rate: 1}}", ["misplaced-deduct"]),
        ("rule: {sum: [9, {deduct: {count: few, rate: 1}}]}", ["misplaced-deduct"]),
        ("rule: {deduct: {deduct: {count: few, rate: 1}}}", ["misplaced-deduct"]),
        ("max: 9, rule: {deduct: {count: few, rate: 4, cap: 3}}", ["unreachable-rate"]),
    ],
)  # fmt: skip
def test_what_rules_of_both_signs_can_come_to_is_held_against_their_bounds(rule: str, expected: list[str]) -> None:
    assert codes(found_in(rule)) == expected


@pytest.mark.parametrize(
    ("text", "rule", "wrong"),
    [
        ("得9分，每次扣1分", "rule: {sum: [9, {count: many, rate: -1}]}", []),
        ("得9分，每次扣1分", "rule: {sum: [9, {count: many, rate: 1}]}", ["1"]),
        ("每次扣1分", "rule: {sum: [9, {count: many, rate: -1}]}", []),
        ("每次得1分", "rule: {sum: [9, {count: many, rate: -1}]}", ["-1"]),
        (
            "每低1次加1分，每多1次扣1分",
            "rule: {sum: [{count: few, under: 2, rate: 1}, {count: few, over: 2, rate: -1}]}",
            [],
        ),
    ],
)
def test_a_number_has_the_sign_that_its_clause_states(text: str, rule: str, wrong: list[str]) -> None:
    found = [each for each in found_in(rule, ("text: 甲,", f"text: {text},")) if each.code == "wrong-direction"]
    places = [each.place for each in found if each.place]
    assert [each.excerpt[each.column - 1 : each.end_column - 1] for each in places] == wrong


@pytest.mark.parametrize(
    ("total", "expected"),
    [
        ("grades: [{id: a, title: A, at_least: 5, text: 5分以上为优}, {id: b, title: B}]", []),
        ("grades: [{id: a, title: A, at_least: 5, text: 6分以上为优}, {id: b, title: B}]", ["unstated-number"]),
        ("grades: [{id: a, title: A, at_least: 5}, {id: b, title: B}]", ["unstated-number"]),
        ("grades: [{id: a, title: A, at_least: 5, note: 以5分为界。}, {id: b, title: B}]", []),
        ("text: 5分以上优，3–5良\n  grades: [{id: a, title: A, at_least: 5}, {id: b, title: B, at_least: 3}, {id: c, title: C}]", []),
        ("text: 5分以上优，3–5良\n  grades: [{id: a, title: A, at_least: 5}, {id: c, title: C}]", ["unused-number"]),
        ("grades: [{id: a, title: A, at_least: 5, text: 5—10分为优}, {id: b, title: B, at_least: 3, text: 3—5分为良}, {id: c, title: C, text: 0—3分}]", []),
        ("grades: [{id: a, title: A, at_least: 5, text: 5—10分为优}, {id: b, title: B, at_least: 3, text: 3—4分为良}, {id: c, title: C, text: 2分以下}]", []),
        ("grades: [{id: a, title: A, at_least: 5, text: 5—10分为优}, {id: b, title: B, at_least: 3, text: 3—6分为良}, {id: c, title: C}]", ["unused-number"]),
        ("grades: [{id: a, title: A, at_most: 3, text: 0—3分为优}, {id: b, title: B, at_most: 5, text: 4—5分为良}, {id: c, title: C, text: 6—10分}]", []),
        ("grades: [{id: a, title: A, at_most: 3, text: 0—3分为优}, {id: b, title: B, at_most: 5, text: 3—5分为良}, {id: c, title: C, text: 超过5分}]", []),
        ("grades: [{id: a, title: A, at_most: 3, text: 4分以下为优}, {id: c, title: C}]", ["unstated-number"]),
        ("text: 0–3优，4–5良，6–10差\n  grades: [{id: a, title: A, at_most: 3}, {id: b, title: B, at_most: 5}, {id: c, title: C}]", []),
        ("text: 3分以下优，5分以下良\n  grades: [{id: a, title: A, at_most: 3}, {id: c, title: C}]", ["unused-number"]),
        ("grades: [{id: a, title: A, at_least: 5, if: {at_most: {many: 1}}, text: 5分以上且死亡不超过1人}, {id: c, title: C}]", []),
        ("grades: [{id: a, title: A, at_least: 5, if: {at_most: {many: 2}}, text: 5分以上且死亡不超过1人}, {id: c, title: C}]", ["unstated-number"]),
        ("text: 5分以上且死亡不超过3人为优\n  grades: [{id: a, title: A, at_least: 5, if: {at_most: {many: 3}}}, {id: c, title: C}]", []),
        ("text: 5分以上且死亡不超过3人为优\n  grades: [{id: a, title: A, at_least: 5, if: {at_most: {many: 2}}}, {id: c, title: C}]", ["unstated-number"]),
        ("vetoes: [{veto: {at_least: {many: 2}}, title: V, text: 死亡2人以上一票否决, points: none}]", []),
        ("vetoes: [{veto: {at_least: {many: 2}}, title: V, text: 死亡3人以上一票否决, points: none}]", ["unstated-number"]),
        ("vetoes: [{veto: done, title: V, text: 计0分, points: 0}]", []),
        ("vetoes: [{veto: done, title: V, text: 计3分, points: 2}]", ["unstated-number"]),
        ("cap: 5\n  text: 总分不超过5分", []),
        ("cap: 5\n  text: 总分不超过6分", ["unstated-number"]),
    ],
)  # fmt: skip
def test_grades_vetoes_and_the_total_are_stated_by_their_texts(total: str, expected: list[str]) -> None:
    text = SMALL.replace("RULE", PLAIN).replace("total:\n", f"total:\n  {total}\n")
    found = read_rules(text).findings
    of_texts = [each for each in found if each.code in {"unstated-number", "unused-number"}]
    assert codes([each for each in of_texts if "sections" not in each.at]) == expected


@pytest.mark.parametrize(
    ("section", "stated"),
    [
        ("weight: 0.3", False),
        ("weight: 0.3\n      note: 权重30%", True),
        ("weight: 0.3\n      text: 占0.3", True),
        ("weight: 0.1\n      note: 除以10", True),
        ("weight: 0.4\n      note: 权重30%", False),
        ("requires: {at_least: {score: 60}}", False),
        ("requires: {at_least: {score: 60}}\n      text: 得分60分以上方可计分", True),
        ("cap: 3\n      text: 累计不超过3分", True),
        ("cap: 3\n      text: 累计不超过4分", False),
    ],
)
def test_what_a_section_declares_is_stated_by_its_texts(section: str, stated: bool) -> None:  # noqa: FBT001
    text = SMALL.replace("RULE", PLAIN).replace("      title: 主\n", f"      title: 主\n      {section}\n")
    found = read_rules(text).findings
    assert ([each for each in found if each.code == "unstated-number" and "items" not in each.at] == []) == stated


def test_a_file_without_offices_is_not_asked_for_any() -> None:
    assert found_in() == []
    assert codes(found_in(PLAIN, ("facts:\n", "offices: {one: {name: 一}}\nfacts:\n"))) == [
        "no-office",
        "no-office",
        "unused-office",
    ]


SHAPES = [
    ("rule: [5]", "wrong-type", "expected a number, what is read, or a rule, found a list"),
    ("rule: {judged: score}", "unknown-kind", "there is no rule “judged” (“judged” is a fact by itself now, or the whole rule of an item: rule: judged)"),
    ("rule: {sum: [{start: 5}]}", "unknown-kind", "there is no rule “start” (“start” is a number by itself now: sum: [110, …])"),
    ("rule: {sumn: [score]}", "unknown-kind", "there is no rule “sumn” (did you mean “sum”?)"),
    ("rule: {linear: score}", "unknown-kind", "there is no rule “linear” (known are: proportional, count, once, table, each, share, sum, difference, product, highest, lowest, average, deduct; a place among others, or what a formula comes to, is a fact)"),
    ("rule: {count: many, rate: 1, once: done}", "unknown-key", "a rule is of one kind; “once” is another beside “count” (combine rules with sum or highest)"),
    ("rule: {once: true, points: 1}", "wrong-type", "expected the id of a yes_no fact, or a condition, found “true”"),
    ("rule: {once: [done], points: 1}", "wrong-type", "expected the id of a yes_no fact, or a condition, found a list"),
    ("rule: {once: {al: [done]}, points: 1}", "unknown-key", "unknown key “al” (did you mean “all”?)"),
    ("rule: {once: {unless: [done]}, points: 1}", "unknown-key", "unknown key “unless” (known are: all, any, none, at_least, over, at_most, below, is)"),
    ("rule: {once: {chosen: {kind: new}}, points: 1}", "unknown-key", "unknown key “chosen” (“chosen” is “is” now: is: {fact: option})"),
    ("rule: {once: {reaches: {i: 1}}, points: 1}", "unknown-key", "unknown key “reaches” (“reaches” is “at_least” of points now: at_least: {part.points: 60})"),
    ("rule: {once: {any: done}, points: 1}", "wrong-type", "expected a list of conditions, or a mapping of words, found the text “done”"),
    ("rule: {once: {any: {}}, points: 1}", "empty-value", "there is nothing in it"),
    ("rule: {once: {all: null}, points: 1}", "empty-value", "there is nothing in it"),
    ("rule: {once: {is: {kind: true}}, points: 1}", "wrong-type", "expected a number, an option, or a list of them, found “true”"),
    ("rule: {once: {}, points: 1}", "empty-value", "there is nothing in it"),
    ("rule: {once: Done, points: 1}", "invalid-id", "“Done” is not an id (did you mean “done”?)"),
    ("rule: {once: {at_least: {score: 六十}}, points: 1}", "wrong-type", "expected a number, or what is read, found the text “六十” (write: 60)"),
    ("rule: {once: done, points: １}", "wrong-type", "expected a number, what is read, or a rule, found the text “１” (write it without quotes and in plain digits: 1)"),
    ("rule: {once: done, points: {cunt: many, rate: 1}}", "unknown-kind", "there is no rule “cunt” (did you mean “count”?)"),
    ("rule: {table: kind, is: {new: true, old: 1}}", "wrong-type", "expected a number, what is read, or a rule, found “true”"),
    ("rule: {count: score, rate: 1, steps: half}", "wrong-type", "expected one of whole, started, continuous, found the text “half”"),
    ("not_applicable: drop, rule: {count: few, rate: 1}", "wrong-type", "expected one of renormalise, full_marks, zero, found the text “drop”"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "code", "said"), SHAPES, ids=[rule for rule, _, _ in SHAPES])
def test_a_rule_or_condition_of_a_wrong_shape_is_told_what_belongs_there(rule: str, code: str, said: str) -> None:
    (found,) = found_in(rule)
    assert (found.code, told(found)) == (code, said)


def test_what_is_left_out_with_a_wrong_value_leads_to_no_other_finding() -> None:
    """A measure, a grade, a veto and an item that are wrong in themselves, and what refers to them."""
    total = "total:\n  vetoes: [{veto: done, title: V, grade: a}]\n  grades: [{id: a, title: A, at_least: x}, {id: b, title: B}]\n"
    changes = [("range: [0, 1]", "range: 1"), ("total:\n", total)]
    found = found_in("max: x, rule: score", *changes, ("once: done", "once: {at_least: {first.points: 1}}"))
    assert codes(found) == ["wrong-type"] * 3


@pytest.mark.parametrize(
    ("rule", "changes", "at"),
    [
        (PLAIN, [("of: every", "of: many")], ("measures", "share", "of")),
        (PLAIN, [("of: every", "of: {difference: [every, many]}")], ("measures", "share", "of", "difference", 1)),
        ("rule: {count: many, under: 2, rate: 1}", [], ("total", "sections", 0, "items", 0, "rule", "count")),
    ],
)
def test_a_count_that_stands_where_something_may_fall_is_told(
    rule: str, changes: list[tuple[str, str]], at: tuple[str | int, ...]
) -> None:
    (found,) = [each for each in found_in(rule, *changes) if each.code == "may-fall"]
    assert (found.severity, found.at) == ("warning", at)


@pytest.mark.parametrize(
    "rule", [PLAIN, "rule: {count: every, under: 2, rate: 1}", "rule: {count: many, over: 2, rate: 1}"]
)
def test_a_number_may_fall_and_a_count_beyond_a_threshold_only_grows(rule: str) -> None:
    assert "may-fall" not in codes(found_in(rule))


def test_a_count_that_stands_twice_where_something_may_fall_is_told_once() -> None:
    found = found_in("rule: {count: many, under: 2, rate: 1}", ("of: every", "of: many"))
    assert codes(found).count("may-fall") == 1


def test_a_count_that_may_fall_keeps_nothing_else_from_being_told() -> None:
    """What the table comes to is known all the same: nobody has 5 of the item's 2 points at most."""
    veto = ("total:\n", "total:\n  vetoes: [{veto: {at_least: {first.points: 5}}, title: 否, points: 0}]\n")
    found = found_in("rule: {count: many, under: 2, rate: 1}", veto)
    assert codes(found) == ["may-fall", "unreachable-threshold"]
