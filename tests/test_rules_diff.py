"""What differs between two rule files, and how it is shown."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from typing import Any, NamedTuple, get_args, get_type_hints

import pytest
from hypothesis import given

import zlpg
from conftest import ROOT, RULES
from facade import Source, parsed, read_values, scheme_of
from strategies import schemes
from zlpg.diagnostics import Path, Place
from zlpg.diff.scheme_changes import APART, TOGETHER, RuleChange, scheme_changes, with_change
from zlpg.model import declarations, rules
from zlpg.model import table as model_table
from zlpg.model.marks import Id, kind_of
from zlpg.model.table import Grade, Scheme, Section, Total
from zlpg.model.trees import value_at
from zlpg.records import document_key
from zlpg.show.drawing import drawn
from zlpg.show.formats import encoded
from zlpg.show.lines import cells
from zlpg.show.rule_changes import (
    ChangeWords,
    PlacedChange,
    csv_table,
    differing_parts,
    flow,
    json_mapping,
    key_names,
    markdown,
    placed,
    plain_data,
    table,
)
from zlpg.show.words import Words, words_of

BASE = """\
scheme: small
year: 2020
title: 小镇考核
offices:
  one: {name: 甲办}
  two: {name: 乙办}
facts:
  visits: {type: number, label: 走访得分, range: [0, 6]}
  result: {type: number, label: 考核结果, range: [0, 100]}
  reports: {type: count, label: 工作信息, unit: 篇}
  briefs: {type: count, label: 工作简报, unit: 篇, range: [0, 9]}
  posts: {type: count, label: 新媒体信息}
  deaths: {type: count, label: 死亡人数}
  charter: {type: yes_no, label: 章程}
  panel: {type: numbers, label: 评分, range: [0, 5], as: mean}
  awards:
    type: results
    label: 获奖
    levels: {silver: 银奖, gold: 金奖}
total:
  note: 合计
  sections:
    - id: work
      number: 一
      title: 工作
      text: 工作共11分
      items:
        - id: visits
          number: 1
          title: 走访
          text: 走访企业，评0至6分
          max: 6
          requirement: {text: 走访不少于2次, at_least: {briefs: 2}}
          responsible: [one]
          rule: visits
          note: 由考核方评定
        - id: result
          number: 2
          title: 结果
          text: 按结果折算5分
          rule: {proportional: result, full: 100, points: 5}
    - id: extra
      number: 二
      title: 加扣分
      cap: 8
      items:
        - id: reporting
          number: 3
          title: 信息报送
          text: 工作信息每篇加分
          cap: 2
          rule:
            sum:
              - {count: reports, over: 10, rate: 0.1, cap: 1}
              - {count: posts, rate: 0.2}
              - {once: charter, points: 0.5}
              - highest: [{count: briefs, rate: 0.3}, {count: deaths, rate: 0.1}]
                cap: 1.5
        - id: accidents
          number: 4
          title: 事故
          text: 事故扣分
          rule: {deduct: {table: deaths, at_least: {1: 2, 3: 5}}}
        - id: prizes
          number: 5
          title: 奖项
          text: 按最终结果计
          rule: {each: awards, is: {silver: 1, gold: 2}}
"""
RESULT = BASE[BASE.index("        - id: result") : BASE.index("    - id: extra")]
PRIZES = BASE[BASE.index("        - id: prizes") :]
ACCIDENTS = BASE[BASE.index("        - id: accidents") : BASE.index("        - id: prizes")]

ROW = "3: 5}"
PART = "              - {count: posts, rate: 0.2}\n"


def number(text: str) -> Decimal:
    return Decimal(text)


class Edit(NamedTuple):
    """An edit of the small file, and the one change that it is: its key, both values, whether it can change a score."""

    name: str
    edits: Mapping[str, str]
    subject: str
    key: str
    old: Any
    new: Any
    can_change_score: bool
    line: str


EDITS = [
    Edit(*each) for each in (
        ("the scheme", {"scheme: small": "scheme: other"}, "The document", "scheme", "small", "other", False, "assessment small → other"),
        ("the year", {"year: 2020": "year: 2021"}, "The document", "year", 2020, 2021, False, "year 2020 → 2021"),
        ("the title", {"小镇考核": "小镇年度考核"}, "The document", "title", "小镇考核", "小镇年度考核", False, "title 小镇考核 → 小镇年度考核"),
        ("a note on the whole", {"title: 小镇考核": "title: 小镇考核\nnote: 试行"}, "The document", "note", "", "试行", False, "note none → 试行"),
        ("the name of an office", {"{name: 乙办}": "{name: 丙办}"}, "Office: 丙办 (two)", "name", "乙办", "丙办", False, "name 乙办 → 丙办"),
        ("an office that stands for all", {"{name: 乙办}": "{name: 乙办, stands_for_all: true}"}, "Office: 乙办 (two)", "stands_for_all", False, True, False, "stands for all offices no → yes"),
        ("a new office", {"  two:": "  three: {name: 丙办}\n  two:"}, "Office: 丙办 (three)", "", None, {"name": "丙办"}, False, "new {name: 丙办}"),
        ("the label of a fact", {"label: 工作信息": "label: 信息"}, "Fact: 信息 (reports)", "label", "工作信息", "信息", False, "label 工作信息 → 信息"),
        ("the unit of a fact", {"label: 死亡人数": "label: 死亡人数, unit: 人"}, "Fact: 死亡人数 (deaths)", "unit", "", "人", False, "unit of measure none → 人"),
        ("the range of a fact", {"range: [0, 6]": "range: [0, 5.5]"}, "Fact: 走访得分 (visits)", "range", [0, 6], [0, number("5.5")], True, "range [0, 6] → [0, 5.5]"),
        ("the highest count", {"range: [0, 9]": "range: [0, 8]"}, "Fact: 工作简报 (briefs)", "range", [0, 9], [0, 8], True, "range [0, 9] → [0, 8]"),
        ("no highest count", {", range: [0, 9]": ""}, "Fact: 工作简报 (briefs)", "range", [0, 9], [0, None], True, "range [0, 9] → [0, ∞)"),
        ("how a list of numbers is read", {"as: mean": "as: lowest"}, "Fact: 评分 (panel)", "as", "mean", "lowest", False, "read as mean → lowest"),
        ("the name of a level", {"gold: 金奖": "gold: 特等奖"}, "Fact: 获奖 (awards)", "levels", "金奖", "特等奖", False, "level: 特等奖 金奖 → 特等奖"),
        ("the order of levels", {"{silver: 银奖, gold: 金奖}": "{gold: 金奖, silver: 银奖}"}, "Fact: 获奖 (awards)", "order", ["silver", "gold"], ["gold", "silver"], True, "order of levels 银奖, 金奖 → 金奖, 银奖"),
        ("a new fact", {"  charter: {": "  leaflets: {type: yes_no, label: 传单}\n  charter: {"}, "Fact: 传单 (leaflets)", "", None, {"type": "yes_no", "label": "传单"}, False, "new {type: yes_no, label: 传单}"),
        ("a fact under another id", {"  visits: {type: number, label: 走访得分": "  calls: {type: number, formerly: [visits], label: 走访得分", "rule: visits": "rule: calls"}, "Fact: 走访得分 (calls)", "id", "visits", "calls", False, "id visits → calls"),
        ("the note of the total", {"note: 合计": "note: 相加"}, "Total", "note", "合计", "相加", False, "reading 合计 → 相加"),
        ("a cap on the total", {"  note: 合计": "  note: 合计\n  cap: 10"}, "Total", "cap", None, 10, True, "cap none → 10"),
        ("a maximum of the total", {"  note: 合计": "  note: 合计\n  max: 10"}, "Total", "max", None, 10, True, "maximum none → 10"),
        ("the number of a section", {"number: 二": "number: 三"}, "三 加扣分 (extra)", "number", "二", "三", False, "number 二 → 三"),
        ("the title of a section", {"title: 加扣分": "title: 加分和扣分"}, "二 加分和扣分 (extra)", "title", "加扣分", "加分和扣分", False, "title 加扣分 → 加分和扣分"),
        ("the text of a section", {"工作共11分": "工作满分11分"}, "一 工作 (work)", "text", "工作共11分", "工作满分11分", False, "clause 工作共11分 → 工作满分11分"),
        ("a section under another id", {"- id: work": "- id: duty\n      formerly: [work]"}, "一 工作 (duty)", "id", "work", "duty", False, "id work → duty"),
        ("the cap of a section", {"cap: 8": "cap: 7.5"}, "二 加扣分 (extra)", "cap", 8, number("7.5"), True, "cap 8 → 7.5"),
        ("no cap on a section", {"      cap: 8\n": ""}, "二 加扣分 (extra)", "cap", 8, None, True, "cap 8 → none"),
        ("the order of items", {ACCIDENTS + PRIZES: PRIZES + ACCIDENTS}, "二 加扣分 (extra)", "order", ["reporting", "accidents", "prizes"], ["reporting", "prizes", "accidents"], False, "order 信息报送, 事故, 奖项 → 信息报送, 奖项, 事故"),
        ("a new item", {"        - id: accidents": "        - {id: more, number: 6, title: 其他, text: 其他得分, cap: 2, rule: visits}\n        - id: accidents"}, "6 其他 (more)", "", None, {"id": "more", "number": 6, "title": "其他", "max": None, "cap": 2}, True, "new 其他"),
        ("an item no more", {PRIZES: ""}, "5 奖项 (prizes)", "", {"id": "prizes", "number": 5, "title": "奖项", "max": None, "cap": None}, None, True, "removed 奖项"),
        ("an item moved under a cap", {RESULT: "", "        - id: reporting": RESULT + "        - id: reporting"}, "2 结果 (result)", "within", "work", "extra", True, "moved 一 工作 → 二 加扣分"),
        ("an item under another id", {"- id: prizes": "- id: honours\n          formerly: [prizes]"}, "5 奖项 (honours)", "id", "prizes", "honours", False, "id prizes → honours"),
        ("the number of an item", {"number: 3\n": "number: 三\n"}, "三 信息报送 (reporting)", "number", 3, "三", False, "number 3 → 三"),
        ("the title of an item", {"title: 信息报送": "title: 信息"}, "3 信息 (reporting)", "title", "信息报送", "信息", False, "title 信息报送 → 信息"),
        ("the clause", {"text: 事故扣分": "text: 事故另扣分"}, "4 事故 (accidents)", "text", "事故扣分", "事故另扣分", False, "clause 事故扣分 → 事故另扣分"),
        ("the maximum", {"max: 6": "max: 5"}, "1 走访 (visits)", "max", 6, 5, True, "maximum 6 → 5"),
        ("the cap of an item", {"          cap: 2": "          cap: 2.5"}, "3 信息报送 (reporting)", "cap", 2, number("2.5"), True, "cap 2 → 2.5"),
        ("given instead of taken off", {"{deduct: {table: deaths, at_least: {1: 2, 3: 5}}}": "deaths"}, "4 事故 (accidents)", "rule", {"deduct": {"table": "deaths", "at_least": {"1": 2, "3": 5}}}, "deaths", True, "rule {deduct: {table: deaths, at_least: {1: 2, 3: 5}}} → deaths"),
        ("one more that is taken off", {"{deduct: {table: deaths, at_least: {1: 2, 3: 5}}}": "{deduct: [{table: deaths, at_least: {1: 2, 3: 5}}, 1]}"}, "4 事故 (accidents)", "deduct", {"table": "deaths", "at_least": {"1": 2, "3": 5}}, [{"table": "deaths", "at_least": {"1": 2, "3": 5}}, 1], True, "part {table: deaths, at_least: {1: 2, 3: 5}} → [{table: deaths, at_least: {1: 2, 3: 5}}, 1]"),
        ("who is responsible", {"responsible: [one]": "responsible: [one, two]"}, "1 走访 (visits)", "responsible", ["one"], ["one", "two"], False, "offices 甲办 → 甲办, 乙办"),
        ("nobody is responsible", {"          responsible: [one]\n": ""}, "1 走访 (visits)", "responsible", ["one"], [], False, "offices 甲办 → none"),
        ("the requirement", {"走访不少于2次": "走访2次"}, "1 走访 (visits)", "requirement", "走访不少于2次", "走访2次", False, "requirement 走访不少于2次 → 走访2次"),
        ("a new requirement", {"text: 事故扣分": "text: 事故扣分\n          requirement: {text: 不得发生事故}"}, "4 事故 (accidents)", "requirement", None, {"text": "不得发生事故"}, False, "requirement none → {text: 不得发生事故}"),
        ("a minimum", {"at_least: {briefs: 2}": "at_least: {briefs: 3}"}, "1 走访 (visits)", "at_least", 2, 3, False, "minimum: 工作简报 2 → 3"),
        ("the reading", {"note: 由考核方评定": "note: 由专家评定"}, "1 走访 (visits)", "note", "由考核方评定", "由专家评定", False, "reading 由考核方评定 → 由专家评定"),
        ("what a full result is", {"full: 100": "full: 50"}, "2 结果 (result)", "full", 100, 50, True, "full result: 考核结果 100 → 50"),
        ("what a full result earns", {"points: 5}\n": "points: 4}\n"}, "2 结果 (result)", "points", 5, 4, True, "points: 考核结果 5 → 4"),
        ("another kind of rule", {"{proportional: result, full: 100, points: 5}": "result"}, "2 结果 (result)", "rule", {"proportional": "result", "full": 100, "points": 5}, "result", True, "rule {proportional: result, full: 100, points: 5} → result"),
        ("the rate", {"rate: 0.2": "rate: 0.25"}, "3 信息报送 (reporting)", "rate", number("0.2"), number("0.25"), True, "rate: 新媒体信息 0.2 → 0.25"),
        ("the threshold", {"over: 10": "over: 12"}, "3 信息报送 (reporting)", "over", 10, 12, True, "threshold: 工作信息 10 → 12"),
        ("no threshold", {"over: 10, ": ""}, "3 信息报送 (reporting)", "over", 10, 0, True, "threshold: 工作信息 10 → 0"),
        ("the cap of a part", {"rate: 0.1, cap: 1}": "rate: 0.1, cap: 1.2}"}, "3 信息报送 (reporting)", "cap", 1, number("1.2"), True, "cap: 工作信息 1 → 1.2"),
        ("the cap of several parts", {"cap: 1.5": "cap: 1.4"}, "3 信息报送 (reporting)", "cap", number("1.5"), number("1.4"), True, "cap: 工作简报, 死亡人数 1.5 → 1.4"),
        ("what a yes earns", {"{once: charter, points: 0.5}": "{once: charter, points: 0.4}"}, "3 信息报送 (reporting)", "points", number("0.5"), number("0.4"), True, "points: 章程 0.5 → 0.4"),
        ("a part no more", {PART: ""}, "3 信息报送 (reporting)", "sum", {"count": "posts", "rate": number("0.2")}, None, True, "part: 新媒体信息 {count: posts, rate: 0.2} → none"),
        ("a new part", {PART: PART + "              - {count: deaths, over: 1, rate: 0.3}\n"}, "3 信息报送 (reporting)", "sum", None, {"count": "deaths", "over": 1, "rate": number("0.3")}, True, "part: 死亡人数 none → {count: deaths, over: 1, rate: 0.3}"),
        ("a part of the highest", {", {count: deaths, rate: 0.1}]": "]"}, "3 信息报送 (reporting)", "highest", {"count": "deaths", "rate": number("0.1")}, None, True, "part: 死亡人数 {count: deaths, rate: 0.1} → none"),
        ("a part that combines others no more", {"              - highest: [{count: briefs, rate: 0.3}, {count: deaths, rate: 0.1}]\n                cap: 1.5\n": ""}, "3 信息报送 (reporting)", "sum", {"highest": [{"count": "briefs", "rate": number("0.3")}, {"count": "deaths", "rate": number("0.1")}], "cap": number("1.5")}, None, True, "part: 工作简报, 死亡人数 {highest: [{count: briefs, rate: 0.3}, {count: deaths, rate: 0.1}], cap: 1.5} → none"),
        ("the threshold of a bracket", {ROW: "4: 5}"}, "4 事故 (accidents)", "at_least", 3, 4, True, "bracket threshold: 死亡人数 3 → 4"),
        ("what a bracket earns", {ROW: "3: 4}"}, "4 事故 (accidents)", "points", 5, 4, True, "points: 死亡人数 (≥ 3) 5 → 4"),
        ("a new bracket", {ROW: f"{ROW[:-1]}, 9: 6}}"}, "4 事故 (accidents)", "at_least", None, 6, True, "bracket: 死亡人数 (≥ 9) none → 6"),
        ("a bracket no more", {f", {ROW}": "}"}, "4 事故 (accidents)", "at_least", 5, None, True, "bracket: 死亡人数 (≥ 3) 5 → none"),
        ("what a level earns", {"gold: 2}": "gold: 2.5}"}, "5 奖项 (prizes)", "points", 2, number("2.5"), True, "points: 金奖 2 → 2.5"),
        ("a cap on levels", {"is: {silver: 1, gold: 2}": "is: {silver: 1, gold: 2}, cap: 3"}, "5 奖项 (prizes)", "cap", None, 3, True, "cap: 获奖 none → 3"),
    )
]  # fmt: skip


def edited(edits: Mapping[str, str], text: str = BASE) -> str:
    """The small file with each text replaced by another, each of which stands in it once."""
    for old, new in edits.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def changes_of(old: str, new: str) -> tuple[RuleChange, ...]:
    return zlpg.compare(scheme_of(old), scheme_of(new))


@pytest.mark.parametrize("edit", EDITS, ids=[edit.name for edit in EDITS])
def test_a_single_edit_is_one_change_with_both_values_and_whether_it_can_change_a_score(edit: Edit) -> None:
    (change,) = changes_of(BASE, edited(edit.edits))
    found = (change.key, plain_data(change.old), plain_data(change.new), change.can_change_score)
    assert found == (edit.key, edit.old, edit.new, edit.can_change_score)
    said = ChangeWords(scheme_of(BASE), scheme_of(edited(edit.edits)), words_of("en"))
    assert (said.subject(change), said.line(change)) == (edit.subject, edit.line)


@pytest.mark.parametrize("edit", EDITS, ids=[edit.name for edit in EDITS])
def test_the_other_way_round_old_and_new_change_places(edit: Edit) -> None:
    (there,) = changes_of(BASE, edited(edit.edits))
    (back,) = changes_of(edited(edit.edits), BASE)
    assert (there.thing, there.key, there.old, there.new) == (back.thing, back.key, back.new, back.old)
    assert (there.at_old, there.at_new) == (back.at_new, back.at_old)
    assert there.can_change_score == back.can_change_score
    assert there.about == back.about


FIRST = "    - {veto: {at_least: {deaths: 3}}, title: 重大事故, grade: poor}\n"
SECOND = "    - {veto: charter, title: 无章程, points: 0}\n"
GRADES = """\
  grades:
    - {id: good, title: 优, at_least: 8}
    - {id: fair, title: 良, at_least: 5}
    - {id: poor, title: 差}
"""
VETOED = f"{BASE}  vetoes:\n{FIRST}{SECOND}{GRADES}"


@pytest.mark.parametrize(
    ("edits", "told"),
    [
        (
            {"title: 重大事故": "title: 安全事故"},
            [("Veto: 安全事故", "title 重大事故 → 安全事故", False)],
        ),
        (
            {"deaths: 3}}, title: 重大事故": "deaths: 2}}, title: 重大事故"},
            [("Veto: 重大事故", "condition: 死亡人数 (≥) 3 → 2", True)],
        ),
        (
            {FIRST + SECOND: SECOND + FIRST},
            [("Total", "order of vetoes 重大事故, 无章程 → 无章程, 重大事故", False)],
        ),
        (
            {"id: good, title: 优": "id: top, title: 优"},
            [
                ("Grade: 优 (top)", "id good → top", True),
            ],
        ),
        (
            {"id: good, title: 优": "id: fair, title: 优", "id: fair, title: 良": "id: good, title: 良"},
            [
                ("Grade: 优 (fair)", "threshold 5 → 8", True),
                ("Grade: 优 (fair)", "title 良 → 优", False),
                ("Grade: 良 (good)", "threshold 8 → 5", True),
                ("Grade: 良 (good)", "title 优 → 良", False),
                ("Total", "order of grades 优, 良, 差 (good, fair, poor) → 优, 良, 差 (fair, good, poor)", True),
            ],
        ),
        (
            {"one: {name: 甲办}": "one: {name: 丙办}", "two: {name: 乙办}": "two: {name: 甲办}", "[one]": "[two]"},
            [
                ("Office: 丙办 (one)", "name 甲办 → 丙办", False),
                ("Office: 甲办 (two)", "name 乙办 → 甲办", False),
                ("1 走访 (visits)", "offices 甲办 (one) → 甲办 (two)", False),
            ],
        ),
    ],
)
def test_what_settles_a_result_is_told_by_what_it_is_called_and_by_ids_where_that_reads_the_same(
    edits: Mapping[str, str], told: list[tuple[str, str, bool]]
) -> None:
    new = edited(edits, VETOED)
    said = ChangeWords(scheme_of(VETOED), scheme_of(new), words_of("en"))
    changes = changes_of(VETOED, new)
    assert [(said.subject(each), said.line(each), each.can_change_score) for each in changes] == told


SEVERAL = [
    (
        "a new level, with what it earns",
        {"levels: {silver: 银奖": "levels: {bronze: 铜奖, silver: 银奖", "is: {silver: 1": "is: {bronze: 0.5, silver: 1"},
        {"Fact: 获奖 (awards)": ["level: 铜奖 none → 铜奖"], "5 奖项 (prizes)": ["bracket: 铜奖 none → 0.5"]},
    ),
    (
        "a level no more",
        {"levels: {silver: 银奖, ": "levels: {", "is: {silver: 1, ": "is: {"},
        {"Fact: 获奖 (awards)": ["level: 银奖 银奖 → none"], "5 奖项 (prizes)": ["bracket: 银奖 1 → none"]},
    ),
    (
        "a fact of another type",
        {"deaths: {type: count, label: 死亡人数}": "deaths: {type: number, label: 死亡人数, range: [0, 9]}"},
        {"Fact: 死亡人数 (deaths)": ["type count → number", "range [0, ∞) → [0, 9]"]},
    ),
    (
        "an item and its fact under other ids, worth more",
        {
            "  visits: {type": "  calls: {formerly: [visits], type",
            "- id: visits": "- id: calls\n          formerly: [visits]",
            "rule: visits": "rule: calls",
            "max: 6": "max: 7",
            "range: [0, 6]": "range: [0, 7]",
        },
        {
            "Fact: 走访得分 (calls)": ["id visits → calls", "range [0, 6] → [0, 7]"],
            "1 走访 (calls)": ["id visits → calls", "maximum 6 → 7"],
        },
    ),
    (
        "an item in another section, renumbered",
        {RESULT: "", "        - id: reporting": RESULT.replace("number: 2", "number: 9") + "        - id: reporting"},
        {"9 结果 (result)": ["moved 一 工作 → 二 加扣分", "number 2 → 9"]},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("edits", "said"), [each[1:] for each in SEVERAL], ids=[each[0] for each in SEVERAL])
def test_what_belongs_together_is_told_together(edits: dict[str, str], said: dict[str, list[str]]) -> None:
    words = ChangeWords(scheme_of(BASE), scheme_of(edited(edits)), words_of("en"))
    found: dict[str, list[str]] = {}
    for change in changes_of(BASE, edited(edits)):
        found.setdefault(words.subject(change), []).append(words.line(change))
    assert found == said


OTHERWISE_WRITTEN = [
    ("comments", {"scheme: small": "# 说明\nscheme: small  # 标识"}),
    ("quotes", {"title: 小镇考核": 'title: "小镇考核"', "text: 事故扣分": "text: '事故扣分'"}),
    ("a number with more zeros", {"rate: 0.2": "rate: 0.20", "cap: 8": "cap: 8.0"}),
    ("block and flow style", {"rule: visits": "rule:\n            visits", "levels: {silver: 银奖, gold: 金奖}": "levels:\n      silver: 银奖\n      gold: 金奖"}),
    ("the order of keys", {"          cap: 2\n          rule:\n": "          rule:\n", "                cap: 1.5\n": "                cap: 1.5\n          cap: 2\n", "{count: posts, rate: 0.2}": "{rate: 0.2, count: posts}"}),
    ("a default written out", {"rate: 0.2}": "rate: 0.2, over: 0}", "text: 按结果折算5分": "text: 按结果折算5分\n          weight: 1"}),
    ("the order of declarations", {"  one: {name: 甲办}\n  two: {name: 乙办}\n": "  two: {name: 乙办}\n  one: {name: 甲办}\n"}),
    ("the order of parts", {PART: "", "              - highest": f"{PART}              - highest"}),
    ("a text over several lines", {"text: 事故扣分": "text:\n            事故扣分"}),
    ("an older id listed too", {"- id: prizes": "- id: prizes\n          formerly: [honours]"}),
]  # fmt: skip


@pytest.mark.parametrize("edits", [each[1] for each in OTHERWISE_WRITTEN], ids=[each[0] for each in OTHERWISE_WRITTEN])
def test_the_same_written_otherwise_is_no_change(edits: dict[str, str]) -> None:
    assert changes_of(BASE, edited(edits)) == ()


TOLD_WHOLE = {"choice", "places", "mode"}
"""The keys of what is told as one value: a maximum by choice, a rounding."""


def keys_that_can_differ() -> set[str]:
    """The keys of all records of a rule file, but for what is told apart; that a rule reads another fact makes another rule of it."""
    of_a_file = (each for module in (declarations, rules, model_table) for each in vars(module).values())
    records = {each for each in of_a_file if isinstance(each, type) and is_dataclass(each)}
    held = {(record, document_key(field.name)) for record in records for field in fields(record)}
    kinds = {(kind, kind_of(kind)) for kind in get_args(rules.Rule)}
    naming_a_fact = {(kind, key) for kind, key in kinds if names_a_fact(kind, key)}
    return {key for _, key in held - naming_a_fact} - (APART - {"id"}) - TOLD_WHOLE


def names_a_fact(kind: type, key: str) -> bool:
    """Whether the first key of a kind of rule is the id of the fact that it reads."""
    return bool(get_type_hints(kind, include_extras=True)[key] == Id)


def test_there_are_words_for_every_key_of_a_rule_file() -> None:
    keys = keys_that_can_differ()
    assert {edit.key for edit in EDITS} - {"", "within", "order"} <= keys  # random schemes differ in the others, too
    assert keys - key_names(words_of("en")).keys() == set()


YEARS = RULES, ROOT / "examples" / "years" / "rules" / "2021.yaml"
ENGLISH, CHINESE = words_of("en"), words_of("zh")


class Files(NamedTuple):
    """Two rule files with what differs between them."""

    old: zlpg.Scheme
    new: zlpg.Scheme
    placed: tuple[PlacedChange, ...]

    def table(self, words: Words, width: int | None) -> str:
        return drawn(table(self.old, self.new, self.placed, words, width=width), width=width, colour=False)

    def json(self) -> Any:
        return json.loads(encoded(json_mapping(self.old, self.new, self.placed)), parse_float=Decimal)

    def csv(self, words: Words) -> list[list[str]]:
        return list(csv.reader(io.StringIO(csv_table(self.old, self.new, self.placed, words))))

    def markdown(self, words: Words) -> list[str]:
        return markdown(self.old, self.new, self.placed, words).splitlines()


def files(old: Source, new: Source) -> Files:
    one, other = (read_values(source).usable for source in (old, new))
    return Files(one, other, placed(zlpg.compare(one, other), old.place, new.place))


def texts(old: str, new: str, names: tuple[str, str] = ("old.yaml", "new.yaml")) -> Files:
    return files(parsed(old, names[0]), parsed(new, names[1]))


@pytest.fixture(scope="module")
def years() -> Files:
    """The rule files of 2020 and of the year made up after it."""
    sources = [parsed(path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix()) for path in YEARS]
    return files(*sources)


def at(place: dict[str, Any], name: str) -> str:
    """The line of a file at a place, from its column on."""
    assert place["file"].endswith(name)
    lines = (ROOT / place["file"]).read_text(encoding="utf-8").splitlines()
    return str(lines[place["line"] - 1][place["column"] - 1 :])


def test_json_has_every_change_with_exact_values_and_both_places(years: Files) -> None:
    found = years.json()
    assert found["schema"] == "zlpg.changes/1"
    assert found["old"] == {"scheme": "pujiang_town_quality", "year": 2020, "sha256": ""}
    by_key = {(each["thing"], each["id"], each["key"], each["about"]): each for each in found["changes"]}
    assert len(by_key) == len(found["changes"]) == len(years.placed)
    rate = by_key["item", "reporting", "rate", "media_posts"]
    assert (rate["old"], rate["new"], rate["can_change_score"]) == (number("0.2"), number("0.1"), True)
    assert at(rate["places"]["old"], "2020.yaml") == "0.2}"
    assert at(rate["places"]["new"], "2021.yaml") == "0.1}"
    gone = by_key["item", "quality_projects", "", None]
    limits = {"id": "quality_projects", "number": 16, "title": "质量工作相关项目", "max": None, "cap": 3}
    assert (gone["old"], gone["new"], gone["places"]["new"]) == (limits, None, None)
    assert at(gone["places"]["old"], "2020.yaml") == "id: quality_projects"
    offices = by_key["item", "engineering_quality", "responsible", None]
    assert offices["new"] == ["planning_and_construction", "work_safety"]
    fact = by_key["fact", "chief_quality_officers", "", None]
    assert fact["new"] == {"type": "count", "label": "新聘任并完成培训、备案的首席质量官", "unit": "名"}
    assert at(fact["places"]["new"], "2021.yaml").startswith("chief_quality_officers: {type: count")
    renamed = by_key["item", "performance_excellence", "id", None]
    assert (renamed["old"], renamed["new"]) == ("excellence_model", "performance_excellence")
    note = by_key["scheme", "pujiang_town_quality", "note", None]
    assert at(note["places"]["new"], "2021.yaml") == note["new"]


def test_the_place_of_a_key_that_is_not_there_is_that_of_what_it_would_belong_to() -> None:
    found = texts(BASE, edited({"{count: posts, rate: 0.2}": "{count: posts, rate: 0.2, cap: 1}"}))
    (change,) = found.json()["changes"]
    line = BASE.splitlines().index(PART.rstrip("\n")) + 1
    assert change["places"]["old"] == {"file": "old.yaml", "line": line, "column": 17}
    assert change["places"]["new"] == {"file": "new.yaml", "line": line, "column": 48}
    assert f"old.yaml:{line} → new.yaml:{line}" in found.table(ENGLISH, None)


@pytest.mark.parametrize("width", [80, 100, 160])
@pytest.mark.parametrize("words", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_the_table_keeps_to_its_width_with_nothing_lost(years: Files, words: Words, width: int) -> None:
    lines = years.table(words, width).splitlines()
    assert max(map(cells, lines)) <= width
    said = "".join("".join(lines).split())
    for part in (
        "“上海品牌”认证(shanghai_brands_certified)",
        "9产品质量水平(product_quality)",
        "2020.yaml",
        "2021.yaml",
    ):
        assert part in said
    (threshold,) = (line for line in lines if "10  " in line and "12  " in line and "295 → " in line)
    assert threshold.endswith(words.gettext("yes"))
    assert ("rules/2020.yaml:295 →" in threshold) == (width == 160)


def test_the_table_is_one_line_a_change_where_its_width_is_not_limited(years: Files) -> None:
    lines = years.table(ENGLISH, None).splitlines()
    changes = [line for line in lines if ".yaml:" in line]
    assert len(changes) == len(years.placed)
    assert sum(line.endswith("yes") for line in changes) == 9
    assert any(line.split()[:5] == ["threshold:", "工作信息", "10", "12", "rules/2020.yaml:295"] for line in changes)
    assert lines[:2] == [
        "  2020 · 2020年度浦江镇质量管理绩效评估任务分解表 · rules/2020.yaml",
        "→ 2021 · 2021年度浦江镇质量管理绩效评估任务分解表（虚构示例） · examples/years/rules/2021.yaml",
    ]
    assert lines[-1] == "Changes: 31; 9 of them can change a score."


def test_the_table_says_of_what_is_new_or_gone_what_it_is_worth_and_not_its_name_again(years: Files) -> None:
    lines = [" ".join(line.split()) for line in years.table(ENGLISH, None).splitlines()]
    assert lines[lines.index("16 质量工作相关项目 (quality_projects)") + 1] == "removed cap 3 rules/2020.yaml:270 → yes"
    fact = lines.index("Fact: “上海品牌”认证 (shanghai_brands_certified)")
    assert lines[fact + 1] == "removed {type: count, unit: 项} rules/2020.yaml:57 →"


def test_the_table_shows_long_texts_where_they_differ_and_the_other_formats_whole(years: Files) -> None:
    shown = years.table(ENGLISH, None)
    assert " …各项累计加分封顶3分。 " in shown
    assert " …各项累计加分封顶2.5分。 " in shown
    assert "考核周期内积极推广区政府质量奖" not in shown
    (clause,) = (each for each in years.placed if each.change.id == "quality_awards" and each.change.key == "text")
    assert any(change["new"] == clause.change.new for change in years.json()["changes"])
    assert any(row[7] == clause.change.new for row in years.csv(ENGLISH))
    assert any(f"| {clause.change.new} |" in row for row in years.markdown(ENGLISH))


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("封顶3分", "封顶4分", ("封顶3分", "封顶4分")),
        ("甲" * 20 + "三" + "乙" * 20, "甲" * 20 + "四" + "乙" * 20, (f"…{'甲' * 8}三{'乙' * 8}…", f"…{'甲' * 8}四{'乙' * 8}…")),
        ("一" + "甲" * 30 + "三", "二" + "甲" * 30 + "四", (f"一{'甲' * 8}…{'甲' * 8}三", f"二{'甲' * 8}…{'甲' * 8}四")),
        ("一甲二", "三甲四", ("一甲二", "三甲四")),
        ("甲" * 20, "甲" * 20 + "。", (f"…{'甲' * 8}", f"…{'甲' * 8}。")),
        ("", "甲" * 100, ("", "甲" * 60 + "…")),
        ("甲" * 9 + "三" * 400, "甲" * 9 + "四" * 400, (f"…{'甲' * 8}{'三' * 52}…", f"…{'甲' * 8}{'四' * 52}…")),
    ],
)  # fmt: skip
def test_texts_are_cut_to_where_they_differ(old: str, new: str, shown: tuple[str, str]) -> None:
    assert differing_parts(old, new) == shown
    assert differing_parts(new, old) == shown[::-1]


def test_a_long_order_is_shown_where_it_differs() -> None:
    items = [f"        - {{id: extra_{name}, title: 第{name}, text: 文, rule: visits}}\n" for name in "abcde"]
    here, there = (BASE + "".join(items[each] for each in order) for order in ((0, 1, 2, 3, 4), (0, 2, 1, 3, 4)))
    found = texts(here, there)
    assert ["order", "…,", "第b,", "第c,", "…", "…,", "第c,", "第b,", "…"] in [
        line.split()[:9] for line in found.table(ENGLISH, None).splitlines()
    ]
    assert "奖项, 第a, 第b, 第c, 第d, 第e" in "\n".join(found.markdown(ENGLISH))


def test_csv_has_one_row_a_change_with_numbers_as_numbers(years: Files) -> None:
    heading, *rows = years.csv(ENGLISH)
    assert len(rows) == len(years.placed)
    assert {len(row) for row in rows} == {len(heading)} == {11}
    (row,) = (row for row in rows if row[4:6] == ["rate", "media_posts"])
    where = ["rules/2020.yaml:297", "examples/years/rules/2021.yaml:287"]
    named = ["item", "reporting", "16 质量信息报送 (reporting)", "rate: 新媒体信息"]
    assert row == [*named, "rate", "media_posts", "0.2", "0.1", *where, "yes"]
    (row,) = (row for row in rows if row[1] == "quality_projects")
    assert row[6:] == ["质量工作相关项目", "", "rules/2020.yaml:270", "", "yes"]
    chinese = years.csv(CHINESE)
    assert [row[-1] for row in chinese[1:]] == ["是" if row[-1] == "yes" else "否" for row in rows]
    assert any("规建办、安委办" in row for row in chinese)


def test_markdown_is_one_table_under_a_heading(years: Files) -> None:
    heading, empty, *rows, blank, footer = years.markdown(ENGLISH)
    assert heading.startswith("## 2020 · 2020年度浦江镇质量管理绩效评估任务分解表 → 2021 · ")
    assert empty == blank == ""
    assert len(rows) == len(years.placed) + 2
    assert "| 15 政府质量奖 (quality\\_awards) | cap | 3 | 2.5 | " in "\n".join(rows)
    assert footer == "Changes: 31; 9 of them can change a score."


@pytest.mark.parametrize("words", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_where_nothing_differs_every_format_says_so(words: Words) -> None:
    same = texts(BASE, BASE)
    nothing = words.gettext("No difference.")
    assert same.placed == ()
    assert same.table(words, 80).splitlines()[-1] == nothing
    assert same.markdown(words)[-1] == nothing
    assert same.json()["changes"] == []
    assert len(same.csv(words)) == 1


def test_the_same_files_give_the_same_bytes() -> None:
    new = edited({"rate: 0.2": "rate: 0.25", "note: 合计": "note: 相加"})
    one, other = texts(BASE, new), texts(BASE, new)
    assert one.table(ENGLISH, 80) == other.table(ENGLISH, 80)
    assert encoded(json_mapping(*one)) == encoded(json_mapping(*other))


NASTY = "[red]x[/red] \x1b[31m \x07 \u202e \x9b31m | `a` <b> *c* {0} %s"
WRITTEN = NASTY.replace("\x1b", "\\e").replace("\x07", "\\a").replace("\u202e", "\\u202e").replace("\x9b", "\\x9b")


@pytest.fixture(scope="module")
def hostile() -> Files:
    """Files whose texts want to be more than text, some in both, some only in the new one."""
    old = edited(
        {
            "label: 工作信息": f'label: "@{WRITTEN}"',
            "{name: 甲办}": f'{{name: "+{WRITTEN}"}}',
            "title: 信息报送": f'title: "=1+1 {WRITTEN}"',
            "gold: 金奖": f'gold: "＝{WRITTEN}"',
        }
    )
    new = old
    for was, now in {
        "over: 10": "over: 12",
        "title: 走访\n": f'title: "=2+2 {WRITTEN}"\n',
        "note: 由考核方评定": f'note: "=cmd {WRITTEN}"',
        "  charter: {": f'  leaflets: {{type: yes_no, label: "-{WRITTEN}"}}\n  charter: {{',
        "gold: 2}": "gold: 3}",
        "          responsible: [one]\n": "",
        "number: 4": f'number: "={WRITTEN}"',
        "cap: 8": f'cap: 8\n      note: "{WRITTEN}"',
        ROW: "3: 4}",
    }.items():
        assert new.count(was) == 1, was
        new = new.replace(was, now)
    return texts(old, new, ("old\x1b[31m.yaml", "=new[red].yaml"))


@pytest.mark.parametrize("words", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_nothing_that_steers_a_terminal_gets_out(hostile: Files, words: Words) -> None:
    csv_text = csv_table(hostile.old, hostile.new, hostile.placed, words)
    for shown in (hostile.table(words, 80), hostile.table(words, None), csv_text, "".join(hostile.markdown(words))):
        assert not set(shown) & set("\x1b\x07\u202e\x9b")
    assert "[red]x[/red] \\x1b[31m" in hostile.table(words, None)
    assert not set(encoded(json_mapping(*hostile))) & set("\x1b\x07\u202e\x9b")
    assert any(NASTY in str(change["new"]) for change in hostile.json()["changes"])


def test_no_cell_of_a_csv_is_a_formula(hostile: Files) -> None:
    rows = hostile.csv(ENGLISH)
    found = [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "＝", "\t", "\r"))]
    assert found == []
    assert any(cell.startswith("'=2+2") for row in rows for cell in row)
    assert any(cell.startswith("'=new[red].yaml:") for row in rows for cell in row)


def test_a_cell_of_markdown_can_not_end_its_row_or_become_html(hostile: Files) -> None:
    rows = [line for line in hostile.markdown(ENGLISH) if line.startswith("|")]
    assert {row.replace("\\\\", "").replace("\\|", "").count("|") for row in rows} == {7}
    assert not any("<b>" in row.replace("\\<", "") for row in rows)


@pytest.mark.parametrize("width", [1, 20, 40])
def test_a_very_narrow_terminal_breaks_lines_that_can_still_be_read(hostile: Files, years: Files, width: int) -> None:
    for shown in (hostile.table(ENGLISH, width), years.table(CHINESE, width)):
        assert max(map(cells, shown.splitlines())) <= max(width, 48)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({"label": "yes: no", "unit": ""}, '{label: "yes: no", unit: ""}'),
        (["a, b", "- c", "true", "12", "甲（乙）、“丙”", "a:b"], '["a, b", "- c", "true", "12", 甲（乙）、“丙”, a:b]'),
        ({"max": None, "flag": True, "rate": number("0.10"), "line": "a\nb"}, '{max: null, flag: true, rate: 0.1, line: "a\\nb"}'),
    ],
)  # fmt: skip
def test_a_value_is_written_as_yaml_reads_it(value: Any, written: str) -> None:
    assert flow(value) == written
    assert plain_data(parsed(written).data) == value


@given(schemes(), schemes())
def test_the_changes_of_any_two_rule_files_can_be_shown(old: zlpg.Scheme, new: zlpg.Scheme) -> None:
    found = Files(old, new, placed(zlpg.compare(old, new), nowhere, nowhere))
    assert max(map(cells, found.table(CHINESE, 80).splitlines())) <= 80
    assert len(found.json()["changes"]) == len(found.csv(ENGLISH)) - 1 == len(found.placed)
    assert found.markdown(CHINESE)
    assert not zlpg.compare(old, old)


@given(schemes(), schemes())
def test_of_any_two_rule_files_the_other_way_round_is_the_same_turned_round(old: zlpg.Scheme, new: zlpg.Scheme) -> None:
    turned = [
        replace(each, old=each.new, new=each.old, at_old=each.at_new, at_new=each.at_old)
        for each in zlpg.compare(new, old)
    ]
    assert sorted(map(repr, zlpg.compare(old, new))) == sorted(map(repr, turned))


NO_RULE = rules.SumRule(())
"""What is left of a rule without any part, which is told as another one."""


@given(schemes(), schemes())
def test_a_rule_file_with_one_change_of_another_differs_from_what_it_was_by_that_alone(
    old: zlpg.Scheme, new: zlpg.Scheme
) -> None:
    def said(changes: Iterable[RuleChange]) -> list[tuple[Any, ...]]:
        return [(each.thing, each.id, each.about, each.old, each.new) for each in changes]

    linked = {key for keys in TOGETHER.values() for key in keys}
    for change in scheme_changes(old, new):
        if change.thing in {"section", "item", "total"} and change.key not in {"", "id", "within", "order"}:
            varied = with_change(old, change, new)
            found = said(scheme_changes(old, varied))
            if NO_RULE not in (value_at(varied, change.at_old), value_at(varied, change.at_old[:-2])):
                assert said([change])[0] in found
                assert len(found) == 1 or change.key in linked


def nowhere(_path: Path, *, on_key: bool = False) -> Place:
    return Place("rules.yaml", 1 + on_key)


def test_a_grade_with_another_id_is_the_same_one_by_its_title_or_else_by_its_threshold() -> None:
    def scheme(*grades: Grade) -> Scheme:
        return Scheme("town", 2020, "考核表", Total((Section("work", "质量工作"),), grades=grades))

    old = scheme(
        Grade("good", "良好", at_least=Decimal(80)), Grade("fair", "合格", at_least=Decimal(60)), Grade("poor", "差")
    )
    new = scheme(
        Grade("fine", "良好", at_least=Decimal(85)), Grade("pass", "及格", at_least=Decimal(60)), Grade("poor", "差")
    )
    changes = [(each.thing, each.id, each.key, each.old, each.new) for each in scheme_changes(old, new)]
    assert changes == [
        ("grade", "fine", "id", "good", "fine"),
        ("grade", "fine", "at_least", Decimal(80), Decimal(85)),
        ("grade", "pass", "id", "fair", "pass"),
        ("grade", "pass", "title", "合格", "及格"),
    ]
