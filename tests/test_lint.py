"""What a rule file that is valid may still have wrong, as slips in small rule files."""

import pytest

from conftest import RULES
from facade import read_rules
from zlpg.diagnostics import Diagnostic

TEXT = RULES.read_text(encoding="utf-8")

SMALL = """
scheme: small
year: 2020
title: 小
offices: {one: {name: 一}}
facts:
  score: {type: number, label: 得分, unit: 分, range: [0, 100]}
  few: {type: count, label: 少, range: [0, 3]}
  many: {type: count, label: 多}
  done: {type: yes_no, label: 成}
  results: {type: results, label: 奖, levels: {low: 低, high: 高}}
total:
  sections:
    - id: main
      title: 主
      items:
        - {id: first, number: 1, title: 甲, text: 甲, responsible: [one], RULE}
        - id: rest
          number: 2
          title: 余
          text: 余
          responsible: [one]
          note: 分值为0.1、0.2、0.3。
          rule:
            sum:
              - {count: few, rate: 0.1}
              - {count: many, rate: 0.1}
              - {once: done, points: 0.1}
              - {each: results, is: {low: 0.1, high: 0.2}}
              - {table: score, at_least: {60: 0.3}, otherwise: 0}
"""


def found_in(rule: str) -> list[Diagnostic]:
    """What is found in the small rule file with an item, the text check's findings aside."""
    found = read_rules(SMALL.replace("RULE", rule)).findings
    return [each for each in found if each.code not in {"unstated-number", "unused-number"}]


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        ("rule: {count: few, rate: 1}", []),
        ("rule: {count: few, over: 2, rate: 1}", []),
        ("rule: {count: few, over: 3, rate: 1}", ["never-pays"]),
        ("rule: {sum: [{count: few, over: 3, rate: 1}, {count: many, rate: 1}]}", ["never-pays"]),
        ("rule: {table: few, at_least: {1: 0}}", ["never-pays"]),
        ("rule: {each: results, is: {low: 0, high: 0}}", ["never-pays"]),
        ("rule: {highest: [{once: done, points: 1}, {count: many, rate: 1}]}", []),
        ("rule: {highest: [{table: few, at_least: {0: 2}}, {once: done, points: 1}]}", ["never-pays"]),
        ("cap: 2, rule: {each: results, is: {low: 1, high: 2}}", []),
        ("cap: 2, rule: {each: results, is: {low: 1, high: 2.5}}", ["unreachable-bracket"]),
        ("cap: 2, rule: {sum: [{each: results, is: {low: 1, high: 2}, cap: 1.5}, {once: done, points: 1}]}", ["unreachable-bracket"]),
        ("cap: 2, rule: {count: many, rate: 2.5}", ["unreachable-rate"]),
        ("cap: 2, rule: {sum: [{once: done, points: 2.5}, {count: few, rate: 1}]}", ["unreachable-rate"]),
        ("cap: 2, rule: {table: few, at_least: {1: 1, 2: 3}}", ["unreachable-bracket"]),
        ("cap: 4, rule: {count: few, rate: 1}", ["unreachable-cap"]),
        ("cap: 2, rule: {sum: [{count: many, rate: 1, cap: 3}, {once: done, points: 1}]}", ["unreachable-cap"]),
        ("rule: {table: few, at_least: {1: 1, 4: 3}}", ["unreachable-bracket"]),
        ("rule: {table: few, at_least: {2: 1}}", []),
        ("rule: {table: few, at_least: {2: 1}, otherwise: 0}", []),
        ("rule: {table: score, at_least: {60: 1}}", ["undeclared-policy"]),
        ("rule: {table: score, at_least: {60: 1, 60.0: 2}, otherwise: 0}", ["brackets-not-ascending"]),
        ("rule: {table: score, at_least: {60: 1, 50: 2}, otherwise: 0}", ["brackets-not-ascending"]),
        ("rule: {table: few, at_least: {1: 1, 2: 1}}", ["idle-bracket"]),
    ],
)  # fmt: skip
def test_a_number_that_makes_no_difference_is_found(rule: str, found: list[str]) -> None:
    assert sorted(each.code for each in found_in(rule)) == sorted(found)


def test_an_amount_above_a_section_cap_is_never_paid_unless_something_is_deducted_there() -> None:
    capped = SMALL.replace("      title: 主\n", "      title: 主\n      cap: 3\n      note: 封顶3。\n")
    for rule, codes in (
        ("rule: {once: done, points: 4}", ["unreachable-rate"]),
        ("cap: 4, rule: {count: many, rate: 1}", ["unreachable-cap"]),
        ("rule: {deduct: {count: many, rate: 1, cap: 4}}", []),
    ):
        found = read_rules(capped.replace("RULE", rule)).findings
        assert [each.code for each in found if each.code not in {"unstated-number", "unused-number"}] == codes


@pytest.mark.parametrize(
    ("text", "rule", "found"),
    [
        ("每起扣1分", "rule: {count: many, rate: 1}", True),
        ("每起扣1分", "rule: {deduct: {count: many, rate: 1}}", False),
        ("每篇加1分", "rule: {deduct: {count: many, rate: 1}}", True),
        ("每篇得1分", "rule: {count: many, rate: 1}", False),
        ("每起1分", "rule: {deduct: {count: many, rate: 1}}", False),
        ("加分后每起再扣1分", "rule: {deduct: {count: many, rate: 1}}", False),
        ("得9分，每起扣1分，扣完为止", "max: 9, rule: {deduct: {count: many, rate: 1}}", False),
        ("每起扣1分，扣完为止", "max: 9, rule: {deduct: {count: many, rate: 1}}", False),
        ("每篇得1分，最多9分", "max: 9, rule: {deduct: {count: many, rate: 1}}", True),
    ],
)
def test_a_clause_that_takes_off_is_one_of_what_is_deducted(text: str, rule: str, found: bool) -> None:  # noqa: FBT001
    item = SMALL.replace("text: 甲,", f"text: {text},").replace("RULE", rule)
    codes = read_rules(item).codes
    assert ("wrong-direction" in codes) == found


@pytest.mark.parametrize(
    ("name", "codes"), [("2020.yaml", []), ("2021.yaml", ["wrong-year"]), ("2020-draft.yaml", []), ("rules.yaml", [])]
)
def test_a_rule_file_named_by_a_year_is_of_that_year(name: str, codes: list[str]) -> None:
    assert read_rules(TEXT, file=f"rules/{name}").codes == codes


def test_more_slips_than_are_told_are_still_told_and_no_bug() -> None:
    items = "".join(
        f"        - {{id: item_{n}, number: {n + 3}, title: 项, text: 每次1分, responsible: [one], rule: {{count: x{n}, rate: 1}}}}\n"
        for n in range(300)
    )
    text = SMALL.replace("RULE", "rule: score").rstrip("\n") + "\n" + items
    codes = read_rules(text).codes
    assert codes.count("unknown-fact") == 200
    assert "too-many-findings" in codes


def test_a_maximum_names_the_items_that_have_none() -> None:
    found = read_rules(TEXT.replace("              max: 40\n", "")).findings
    (finding,) = [each for each in found if each.code == "max-not-sum"]
    assert "town_specialty" in str(finding.hint) or "specialty" in str(finding.hint)


@pytest.mark.parametrize(
    ("old", "new", "code", "hint"),
    [
        ("  work_reports: {type", "  work-reports: {type", "invalid-id", "work_reports"),
        ("              max: 40", "              MAX: 40", "unknown-key", "max"),
        ("    type: results", "    TYPE: results", "unknown-key", "type"),
    ],
)
def test_capitals_and_hyphens_are_seen_through_and_lead_to_nothing_else(
    old: str, new: str, code: str, hint: str
) -> None:
    (found,) = read_rules(TEXT.replace(old, new, 1)).findings
    assert (found.code, found.suggestion) == (code, hint)


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        ("number: 12\n", "number: 13\n", ["number-sequence", "number-sequence"]),
        ("number: 5\n", "number: 6\n", ["number-sequence", "number-sequence"]),
        ("number: 1\n", "number: 2\n", ["number-sequence", "number-sequence"]),
        ("number: 三", "number: 四", ["number-sequence", "number-sequence"]),
        ("number: 14\n", "number: 1\n", ["number-sequence"]),
        ("number: 12\n", f"number: '{'1' * 5_000}'\n", []),  # nothing to count on from
        ("responsible: [planning_and_construction]", "responsible: []", ["no-office"]),
        ("text: 区域工程质量水平", "text: ……", ["no-clause"]),
        ("text: 区域工程质量水平", "text: ' '", ["no-clause"]),
    ],
)
def test_what_a_complete_table_has_is_missed(old: str, new: str, codes: list[str]) -> None:
    assert old in TEXT
    found = read_rules(TEXT.replace(old, new, 1)).findings
    assert sorted(each.code for each in found) == sorted(codes)


def numbered(*sections: tuple[str, list[str]]) -> str:
    """A rule file with sections and items of these numbers, one level deep."""
    rows = []
    for position, (number, items) in enumerate(sections):
        rows.append(f"    - id: section_{position}\n      number: {number!r}\n      title: 部\n      items:")
        rows += [
            f"        - {{id: item_{position}_{n}, number: {item!r}, title: 项, text: 项, responsible: [one], rule: score}}"
            for n, item in enumerate(items)
        ]
    head = SMALL.split("  few:", maxsplit=1)[0] + "total:\n  sections:\n"
    return head + "\n".join(rows)


@pytest.mark.parametrize(
    ("sections", "wrong"),
    [
        ([("一", ["1", "2"]), ("二", ["3", "4"])], []),
        ([("一", ["1", "2"]), ("二", ["1", "2"])], []),
        ([("1", ["1.1", "1.2"]), ("2", ["2.1", "2.2"])], []),
        ([("（一）", ["（1）", "（2）"]), ("（二）", ["（1）"])], []),
        ([("A", ["A1", "A2"]), ("B", ["B1"])], []),
        ([("九", ["1"]), ("十", ["2"])], ["九"]),
        ([("一", ["1", "3"])], ["3"]),
        ([("一", ["1", "1"])], ["1"]),
        ([("一", ["1", "2"]), ("三", ["3"])], ["三"]),
        ([("1", ["1.1", "1.3"])], ["1.3"]),
        ([("甲", ["1"]), ("丙", ["2"])], []),
    ],
)
def test_numbers_go_on_or_start_anew(sections: list[tuple[str, list[str]]], wrong: list[str]) -> None:
    found = read_rules(numbered(*sections)).findings
    assert [str(each.message.values["number"]) for each in found] == wrong
    assert {each.code for each in found} <= {"number-sequence"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("title: 年度工作计划", "title: 工作计划", None),
        ("number: 3\n", "number: 4\n", None),
        ("text: 制定年度质量强镇（区）工作计划。", "text: 按新办法评定。", None),
        (
            "title: 年度工作计划\n              text: 制定年度质量强镇（区）工作计划。",
            "title: 企业家座谈\n              text: 邀请辖区内各位代表出席会议。",
            "“work_plan” was “年度工作计划” the year before",
        ),
        ("briefs: {type: count, label: 工作简报, unit: 篇}", "briefs: {type: count, label: 党建专题学习, unit: 次}", "“briefs” was “工作简报” the year before"),
        ("district_standards_revised: {type: yes_no, label", "district_standards_revised: {type: count, label", "the fact “district_standards_revised” was of type yes_no the year before"),
        ("- id: publicity\n", "- id: town_publicity\n", "“舆论宣传” had the id “publicity” the year before"),
    ],
)  # fmt: skip
def test_an_id_that_stands_for_another_thing_than_the_year_before_is_found(
    old: str, new: str, said: str | None
) -> None:
    before = read_rules(TEXT, file="2020.yaml").value
    assert old in TEXT
    later = TEXT.replace("year: 2020", "year: 2021").replace(old, new, 1)
    found = read_rules(later, file="2021.yaml", before=before).findings
    assert [str(each.message) for each in found if each.code == "changed-meaning"] == ([said] if said else [])


def test_two_ids_that_changed_places_are_found() -> None:
    before = read_rules(TEXT, file="2020.yaml").value
    later = (
        TEXT.replace("year: 2020", "year: 2021")
        .replace("- id: leading_group\n", "- id: X\n")
        .replace("- id: work_plan\n", "- id: leading_group\n")
    )
    later = later.replace("- id: X\n", "- id: work_plan\n")
    found = read_rules(later, file="2021.yaml", before=before).findings
    assert [each.code for each in found] == ["changed-meaning", "changed-meaning"]
