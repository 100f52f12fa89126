"""What settles a result, and everything else that only some schemes have, as it is shown in every format."""

import csv
import io
import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

import facade
import zlpg
from facade import explained, read_saved, shown, warned_of, worded
from zlpg.numbers import Interval, Ratio

Golden = Callable[[str, str], None]

RULES = """
scheme: safety
year: 2024
title: 安全生产考核办法
facts:
  deaths: {type: count, label: 事故死亡人数, unit: 人}
  fraud: {type: yes_no, label: 弄虚作假}
  system: {type: yes_no, label: 建立安全管理制度}
  base: {type: number, label: 基础管理得分, range: [0, 100], unit: 分}
  site: {type: number, label: 现场管理得分, range: [0, 100], unit: 分}
  training: {type: number, label: 培训得分, range: [0, 20], unit: 分}
  drills: {type: number, label: 演练得分, range: [0, 10], unit: 分}
  innovations: {type: count, label: 创新项目, unit: 项}
  passed: {type: count, label: 合格隐患, unit: 项}
  found: {type: number, step: 1, range: [0, null], label: 排查隐患, unit: 项}
  waived: {type: number, step: 1, range: [0, null], label: 豁免隐患, unit: 项}
  class: {type: choice, label: 企业类别, options: {large: 大型企业, small: 小型企业}}
  panel: {type: numbers, as: mean, label: 专家打分, range: [0, 10], trimmed_over: 4, unit: 分}
measures:
  rate: {share: passed, of: {difference: [found, waived]}, times: 100, range: [0, 100], if_none: 100, label: 隐患整改率, unit: "%"}
total:
  text: 总分为各部分加权之和，四舍五入取一位小数。
  round: {places: 1, mode: half_up}
  sections:
    - id: management
      title: 管理
      weight: 0.6
      text: 占60%，即乘以0.6，按权重平均
      combine: average
      items:
        - {id: base_item, number: 1, title: 基础管理, text: 基础管理, max: 100, rule: base}
        - {id: site_item, number: 2, title: 现场管理, text: 现场管理，权重为2, max: 100, weight: 2, rule: site}
    - id: work
      title: 工作
      not_applicable: renormalise
      items:
        - {id: training_item, number: 3, title: 培训, text: 培训, max: 20, rule: training}
        - {id: drills_item, number: 4, title: 演练, text: 演练, max: 10, rule: drills}
        - id: rate_item
          number: 5
          title: 隐患整改
          text: 整改率38%以上至78%按比例得分
          max: 10
          rule: {proportional: rate, over: 38, full: 78, points: 10}
    - id: extra
      title: 加分
      requires: {at_least: {work.points: 20}}
      cap: 5
      text: 工作得分达到20分的，方可加分，累计加分封顶5分
      items:
        - {id: innovation, title: 创新, text: 每项加1分，最高4分, cap: 4, rule: {count: innovations, rate: 1}}
        - {id: size, title: 类别, text: 大型企业得1分，小型企业得2分, max: 2, rule: {table: class, is: {large: 1, small: 2}}}
        - {id: panel_item, title: 专家评议, text: 专家评议, max: 10, rule: panel}
  vetoes:
    - {veto: {at_least: {deaths: 2}}, title: 重大事故, grade: failed, text: 一次死亡2人及以上实行一票否决}
    - {veto: fraud, title: 弄虚作假, points: 0}
    - {veto: {none: [system]}, title: 未建立制度, points: none}
    - {veto: {below: {site: 60}}, title: 现场不达标, text: 现场管理低于60分的不得评为优秀, grade_at_most: good}
  grades:
    - {id: excellent, title: 优秀, text: 90分以上, at_least: 90}
    - {id: good, title: 良好, text: 80分以上, at_least: 80}
    - {id: passed, title: 合格, text: 60分以上, at_least: 60}
    - {id: failed, title: 不合格}
"""

SETTLED: Mapping[str, Any] = {
    "deaths": 0,
    "fraud": False,
    "system": True,
    "base": 90,
    "site": 85,
    "training": 18,
    "drills": 9,
    "innovations": 7,
    "passed": 58,
    "found": 90,
    "waived": 6,
    "class": "small",
    "panel": [9, 8, 8, 7, 3],
}
SCORES: Mapping[str, Mapping[str, Any]] = {
    "full": {**SETTLED, "drills": "not_applicable"},
    "half": {**SETTLED, "deaths": None, "fraud": None, "panel": [9, 8, None]},
    "none": {"deaths": 3, "fraud": True, "system": False, "base": 90, "site": 50, "training": 18, "drills": 9},
}
"""A unit with a grade, one that may still be vetoed, and one without a result."""
NOTHING = dict.fromkeys(("training", "drills", "passed", "found", "waived"), "not_applicable")


def scored(facts: Mapping[str, Any], text: str = RULES) -> zlpg.Breakdown:
    """A unit's score; what the clauses state isn't what this is about."""
    return facade.scored(text, facts)


def lines_after_the_table(breakdown: zlpg.Breakdown) -> list[str]:
    """What stands below the total."""
    lines = shown(breakdown).splitlines()
    total = next(at for at, line in enumerate(lines) if line.strip().startswith("Total"))
    return [line for line in lines[total + 1 :] if line]


@pytest.mark.parametrize(("name", "columns", "lang"), [("half", 80, "en"), ("none", 160, "zh")])
def test_a_table_in_a_terminal_of_some_width(golden: Golden, name: str, columns: int, lang: str) -> None:
    golden(f"safety-{name}.{lang}.{columns}", shown(scored(SCORES[name]), language=lang, width=columns))


@pytest.mark.parametrize("name", SCORES)
def test_every_sign_of_a_table_is_one_that_chinese_windows_has(name: str) -> None:
    shown(scored(SCORES[name]), width=80).replace("−", "-").encode("gbk")


@pytest.mark.parametrize(("form", "lang"), [("json", "en"), ("csv", "en"), ("markdown", "zh")])
def test_every_other_format(golden: Golden, form: str, lang: str) -> None:
    golden(f"safety-half.{lang}.{form}", shown(scored(SCORES["half"]), form, lang))


def test_explanations_of_totals_and_items(golden: Golden) -> None:
    breakdown = scored(SCORES["full"])
    items = {each.item.id: each for each in breakdown.items}
    told = [explained(scored(SCORES[name])) for name in SCORES]
    told += [explained(breakdown, items[id]) for id in ("rate_item", "drills_item", "panel_item", "size", "innovation")]
    golden("safety-explained.en.txt", "\n".join(told))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ["Grade: 优秀"]),
        ({"deaths": 2}, ["Grade: 不合格", "Vetoed: 重大事故 → 不合格"]),
        ({"site": 59}, ["Grade: 良好", "Vetoed: 现场不达标 → 良好 at best"]),
        ({"fraud": True}, ["Grade: 不合格", "Vetoed: 弄虚作假 → a total of 0"]),
        ({"system": False}, ["No result: 未建立制度"]),
        ({"system": False, "deaths": 2}, ["No result: 未建立制度"]),
        (NOTHING, ["No result: nothing under “工作” is applicable"]),
        (
            {"deaths": None},
            [
                "Grades still possible: 优秀, 不合格",
                "May still be vetoed: 重大事故 → 不合格",
                "Otherwise: 优秀",
            ],
        ),
        (
            {"fraud": None},
            [
                "Grades still possible: 优秀, 良好, 合格, 不合格",
                "May still be vetoed: 弄虚作假 → a total of 0",
                "Otherwise: 91.8, 优秀",
            ],
        ),
        (
            {"system": None},
            ["Grades still possible: 优秀", "May still be vetoed: 未建立制度 → no result", "Otherwise: 优秀"],
        ),
        (
            dict.fromkeys(NOTHING),
            [
                "Grades still possible: 优秀, 良好, 合格, 不合格",
                "May still have no result: nothing under “工作” is applicable",
            ],
        ),
    ],
)
def test_what_settles_the_result_stands_below_the_total(changes: Mapping[str, Any], expected: list[str]) -> None:
    assert lines_after_the_table(scored({**SETTLED, **changes}))[:-1] == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "Every fact that bears on points is reported."),
        ({"deaths": None}, "Still open: 1 of 13 facts that bear on points. They can't change this total."),
        (
            {"system": None},
            "Still open: 1 of 13 facts that bear on points. The total, if there is one, lies in 91.8.",
        ),
        ({"system": False, "base": None}, "Nothing that is still open can change the result."),
    ],
)
def test_facts_that_vetoes_depend_on_count_as_open(changes: Mapping[str, Any], expected: str) -> None:
    assert lines_after_the_table(scored({**SETTLED, **changes}))[-1] == expected


def test_a_complete_score_names_the_open_facts_of_vetoes() -> None:
    breakdown = scored({**SETTLED, "deaths": None})
    (finding,) = warned_of(breakdown, complete=True)
    assert worded(finding.message) == "“事故死亡人数” (deaths) is open; it bears on “重大事故”"
    assert json.loads(shown(breakdown, "json"))["complete"] is False


def test_a_scheme_without_grades_says_what_the_total_is_otherwise() -> None:
    text = (
        RULES[: RULES.index("  grades:")]
        .replace(", grade: failed", ", points: 0")
        .replace("grade_at_most: good", "points: 10")
    )
    breakdown = scored({**SETTLED, "deaths": None}, text)
    assert lines_after_the_table(breakdown)[:-1] == ["May still be vetoed: 重大事故 → a total of 0", "Otherwise: 91.8"]


def test_json_tells_the_outcome() -> None:
    full, half, none = (json.loads(shown(scored(SCORES[name]), "json")) for name in SCORES)
    assert (full["result"], full["grade"], full["grades"], full["vetoes"]) == (True, "excellent", ["excellent"], [])
    assert (half["result"], half["grade"]) == (True, None)
    assert half["grades"] == ["excellent", "good", "passed", "failed"]
    assert [(veto["title"], veto["holds"]) for veto in half["vetoes"]] == [("重大事故", None), ("弄虚作假", None)]
    assert half["vetoes"][0]["grade"] == "failed"
    assert half["vetoes"][1]["points"] == 0
    assert (none["result"], none["total"], none["lowest"], none["highest"], none["grades"]) == (
        False,
        None,
        None,
        None,
        [],
    )
    maybe = json.loads(shown(scored({**SETTLED, "system": None}), "json"))
    assert (maybe["result"], maybe["total"], maybe["lowest"], maybe["highest"]) == (None, None, 91.8, 91.8)


@pytest.mark.parametrize(("reported", "expected"), [("not_applicable", False), (5, True), (None, None)])
def test_json_tells_whether_an_item_is_applicable(reported: Any, expected: bool | None) -> None:  # noqa: FBT001
    found = json.loads(shown(scored({**SETTLED, "drills": reported}), "json"))
    assert {item["id"]: item["applies"] for item in found["items"]}["drills_item"] is expected


def test_json_keeps_fractions_beside_their_decimals_and_a_saved_result_is_read_with_them() -> None:
    breakdown = scored(SCORES["full"])
    text = shown(breakdown, "json")
    found = json.loads(text, parse_float=Decimal)
    (rate,) = (item for item in found["items"] if item["id"] == "rate_item")
    assert rate["points"] == Decimal("7.761904761904761904761904762")
    assert rate["exact"] == dict.fromkeys(("points", "lowest", "highest", "uncapped"), "163/21")
    assert "exact" not in found
    assert found["measures"][0]["exact"]["value"] == "1450/21"
    saved = read_saved(text)
    assert not saved.findings
    points = {line.id: line.points for line in saved.usable.lines}
    assert points["rate_item"] == Interval.exactly(Ratio(Fraction(163, 21)))
    assert points == {each.item.id: each.working.points for each in breakdown.items} | {
        each.section.id: each.working.points for each in breakdown.sections
    }


@pytest.mark.parametrize("fraction", ["163/0", "x", "", "163/21/2", "-/3", "1e5", "٣", None, 7, ["163/21"], {}])
def test_a_saved_fraction_that_is_none_is_told(fraction: Any) -> None:
    data = json.loads(shown(scored(SCORES["full"]), "json"))
    for item in data["items"]:
        if item["id"] == "rate_item":
            item["exact"]["points"] = fraction
    found = read_saved(json.dumps(data, ensure_ascii=False)).findings
    assert [finding.at[-2:] for finding in found] == [("exact", "points")]


@pytest.mark.parametrize("changes", [{}, {"system": None}, {"system": False}, {"fraud": None}])
def test_a_saved_result_is_read_whatever_settles_it(changes: Mapping[str, Any]) -> None:
    saved = read_saved(shown(scored({**SETTLED, **changes}), "json"))
    assert saved.value is not None, saved.findings


def test_csv_has_a_row_for_each_grade_and_each_veto() -> None:
    rows = list(csv.DictReader(io.StringIO(shown(scored(SCORES["half"]), "csv"))))
    outcome = [
        (row["Kind"], row["Id"], row["Title"], row["Workings"]) for row in rows if row["Kind"] in {"grade", "veto"}
    ]
    assert outcome == [
        ("grade", "excellent", "优秀", "still possible"),
        ("grade", "good", "良好", "still possible"),
        ("grade", "passed", "合格", "still possible"),
        ("grade", "failed", "不合格", "still possible"),
        ("veto", "", "重大事故", "may still hold → 不合格"),
        ("veto", "", "弄虚作假", "may still hold → a total of 0"),
    ]
    none = list(csv.DictReader(io.StringIO(shown(scored(SCORES["none"]), "csv"))))
    (total,) = (row for row in none if row["Kind"] == "total")
    assert (total["Points"], total["Lowest"], total["Highest"], total["Without caps"], total["Lost to cap"]) == (
        "",
    ) * 5
    assert [(row["Kind"], row["Title"]) for row in none[-1:]] == [("no result", "未建立制度")]


NASTY = "[red]x[/red] \\e[31m \\u202e | `a` <b> *c* {0} %s"


@pytest.mark.parametrize("show", [shown, explained], ids=["table", "explain_total"])
def test_titles_of_grades_vetoes_options_and_measures_are_data(show: Callable[..., str]) -> None:
    text = RULES
    for title in (
        "title: 重大事故",
        "title: 现场不达标",
        "title: 优秀",
        "title: 不合格",
        "small: 小型企业",
        "label: 隐患整改率",
    ):
        text = text.replace(title, f'{title.partition(":")[0]}: "{NASTY}"')
    for facts in SCORES.values():
        told = show(scored(facts, text))
        assert not set(told) & set("\x1b\u202e")
        assert "[red]x[/red] \\x1b[31m \\u202e" in told
