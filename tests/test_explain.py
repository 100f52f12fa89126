"""`zlpg explain`: what it is asked by, sections, and which parts of a condition hold."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

import zlpg
from conftest import Ran
from facade import explained, scheme_of
from test_small_tables import A, B, item, section, total_of, veto

FULL, HALF = "examples/pujiang-2020.yaml", "examples/pujiang-2020-mid-year.yaml"
Run = Callable[..., Ran]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("reporting", "17 质量信息报送 (reporting): "),
        ("17", "17 质量信息报送 (reporting): "),
        ("１７", "17 质量信息报送 (reporting): "),
        ("质量信息报送", "17 质量信息报送 (reporting): "),
        ("17 质量信息报送", "17 质量信息报送 (reporting): "),
        ("17、质量信息报送", "17 质量信息报送 (reporting): "),
        (" 质量 信息报送 ", "17 质量信息报送 (reporting): "),
        ("leader_evaluation", "区领导评价 (leader_evaluation): "),
        ("work", "工作得分 (work): 81.625 "),
        ("工作得分", "工作得分 (work): 81.625 "),
        ("六", "六 加分项 (bonuses): 7.5 "),
        ("六、", "六 加分项 (bonuses): 7.5 "),
        ("加分项", "六 加分项 (bonuses): 7.5 "),
        ("总分", ("Total: 97.325", "总分: 97.325")),
        ("Total", ("Total: 97.325", "总分: 97.325")),
        ("total", ("Total: 97.325", "总分: 97.325")),
    ],
)
def test_it_takes_what_people_see(run: Run, asked: str, first: str | tuple[str, str], lang: str) -> None:
    done = run("explain", FULL, asked, "--lang", lang)
    assert (done.code, done.err) == (0, "")
    expected = first if isinstance(first, str) else first[lang == "zh"]
    assert done.out.replace("：", ": ").startswith(expected)


RULES = """\
scheme: t
year: 2021
title: 表
facts:
  a: {type: number, label: 甲, range: [0, 10]}
  n: {type: count, label: 次数}
  ok: {type: yes_no, label: 合格}
  kind: {type: choice, label: 类别, options: {urban: 城区, rural: 农村}}
total:
  sections:
    - id: first
      number: 1
      title: 工作
      items:
        - {id: one, number: 1, title: 落实, text: 满分10分, max: 10, rule: a}
        - {id: two, number: 2, title: 落实, text: 满分10分, max: 10, rule: a}
    - id: second
      title: 总分
      text: 第一部分达到15分的，封顶6分
      requires: {all: [{at_least: {first.points: 15}}, {none: [ok]}]}
      cap: 6
      items:
        - id: extra
          title: 奖励
          text: 次数达到3次且农村或者合格的，加5分
          rule: {once: {all: [{at_least: {n: 3}}, {any: [{is: {kind: rural}}, ok]}, {below: {n: 9}}]}, points: 5}
        - {id: other, title: 其他, text: 每次加1分，最高3分, cap: 3, rule: {count: n, rate: 1}}
"""


@pytest.fixture
def facts(tmp_path: Path) -> Callable[[str], Path]:
    """Makes a facts file under rules whose parts share names and whose conditions have parts."""
    (tmp_path / "rules.yaml").write_text(RULES.replace("加5分", "加5分，不满9次"), encoding="utf-8")

    def made(facts: str) -> Path:
        file = tmp_path / "facts.yaml"
        file.write_text(f"rules: rules.yaml\nfacts: {{{facts}}}\n", encoding="utf-8")
        return file

    return made


@pytest.mark.parametrize(
    ("asked", "en", "zh"),
    [
        ("落实", "“落实” can be several: one (1 落实), two (2 落实). name one by its id", "one (1 落实)、two (2 落实)"),
        ("1", "“1” can be several: first (1 工作), one (1 落实). name one by its id", "first (1 工作)、one (1 落实)"),
        ("总分", "“总分” can be several: second (总分), total (", "second (总分)、total ("),
        ("奖厉", "there is no item or section “奖厉”", "没有大项或小项“奖厉”"),
        ("工 作作", "there is no item or section “工 作作”. did you mean “工作”?", "是否指“工作”？"),
        ("secnd", "did you mean “second”?", "是否指“second”？"),
        ("", "there is no item or section “”", "没有大项或小项“”"),
        ("\x1b[31m", "there is no item or section “\\x1b[31m”", "“\\x1b[31m”"),
    ],
)
def test_what_can_be_several_or_none_is_wrong_usage_that_lists_them(
    run: Run, facts: Callable[[str], Path], asked: str, en: str, zh: str
) -> None:
    file = facts("a: 8, n: 4, ok: false, kind: rural")
    for lang, said in (("en", en), ("zh", zh)):
        done = run("explain", file, asked, "--lang", lang)
        assert (done.code, done.out) == (2, "")
        assert said in done.err


@pytest.mark.parametrize(
    ("reported", "told"),
    [
        (
            "a: 8, n: 2, ok: false, kind: rural",
            [
                "doesn't hold",
                "次数 ≥ 3: doesn't hold (2)",
                "类别 = 农村: holds",
                "合格: doesn't hold",
                "次数 < 9: holds (2)",
            ],
        ),
        (
            "a: 8, n: 9, ok: true, kind: urban",
            [
                "doesn't hold",
                "次数 ≥ 3: holds (9)",
                "类别 = 农村: doesn't hold",
                "合格: holds",
                "次数 < 9: doesn't hold (9)",
            ],
        ),
        (
            "a: 8, n: 4, kind: rural",
            ["holds", "次数 ≥ 3: holds (4)", "类别 = 农村: holds", "合格: open", "次数 < 9: holds (4)"],
        ),
        (
            "a: 8, ok: true",
            ["open", "次数 ≥ 3: open ([0, ∞))", "类别 = 农村: open", "合格: holds", "次数 < 9: open ([0, ∞))"],
        ),
    ],
)
def test_each_part_of_a_condition_is_told_with_whether_it_holds(
    run: Run, facts: Callable[[str], Path], reported: str, told: list[str]
) -> None:
    out = run("explain", facts(reported), "extra").out
    whole, *parts = told
    assert f"── Condition: 次数 ≥ 3 and (类别 = 农村 or 合格) and 次数 < 9: {whole}\n" in out
    listed = [line.partition("── ")[2] for line in out.partition("── Condition: ")[2].splitlines()[1:]]
    assert listed[: len(parts)] == parts


def test_a_section_is_explained_down_to_what_it_requires(run: Run, facts: Callable[[str], Path]) -> None:
    done = run("explain", facts("a: 7, n: 4, ok: false, kind: rural"), "second", "--lang", "zh")
    assert done.out.splitlines()[0] == "总分 (second)：0 / 6"
    for line in (
        "├── 考核内容：第一部分达到15分的，封顶6分",
        "├── 条件：工作 ≥ 15 且 非（合格）：不成立",
        "│   ├── 工作 ≥ 15：不成立（现为 14）",
        "│   └── 非（合格）：成立",
        "│   ├── 奖励：",
        "├── 封顶：6，未达到，尚差 6",
    ):
        assert any(each.startswith(line) for each in done.out.splitlines()), line
    half = run("explain", HALF, "bonuses").out
    assert half.startswith("六 加分项 (bonuses): ")
    assert "Still open, by office" in half
    assert "leader_evaluation" not in half
    full = run("explain", FULL, "bonuses").out
    assert "├── 15 政府质量奖: " in full.replace("│   ", "")
    assert "Lost to caps" in full
    assert "14 特种设备事故" not in full


def test_a_warning_is_told_in_the_sections_around_its_item(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "facts.yaml"
    file.write_text("year: 2020\nfacts: {annual_meeting: 3, leading_group_meetings: 0}\n", encoding="utf-8")
    for asked, is_told in (("work", True), ("一", True), ("二", False), ("bonuses", False)):
        assert ("Warning: " in run("explain", file, asked).out) == is_told


@pytest.mark.parametrize(
    ("condition", "b", "told"),
    [
        ("{none: [{at_least: {ia.points: 6, ib.points: 6}}]}", "n/a", ["ia < 6 or ib < 6: doesn't hold", "ia < 6: doesn't hold (10)", "ib < 6: not applicable"]),
        ("{none: [{at_least: {ia.points: 6, ib.points: 6}}]}", 5, ["ia < 6 or ib < 6: holds", "ia < 6: doesn't hold (10)", "ib < 6: holds (5)"]),
        ("{none: [{at_least: {ia.points: 6, ib.points: 6}}]}", None, ["ia < 6 or ib < 6: open", "ia < 6: doesn't hold (10)", "ib < 6: open ([0, 10])"]),
        ("{any: [{at_least: {ia.points: 11}}, {none: [{at_least: {ib.points: 6}}]}]}", "n/a", ["ia ≥ 11 or ib < 6: doesn't hold", "ia ≥ 11: doesn't hold (10)", "ib < 6: not applicable"]),
        ("{all: [fraud, {at_least: {ib.points: 6}}]}", "n/a", ["弄虚作假 and ib ≥ 6: holds", "弄虚作假: holds", "ib ≥ 6: not applicable"]),
        ("{at_least: {ib.points: 0}}", "n/a", ["ib ≥ 0: not applicable"]),
        ("{none: [{at_least: {ib.points: 0}}]}", "n/a", ["ib < 0: not applicable"]),
        ("{at_least: {ib.points: 6}}", 6, ["ib ≥ 6: holds (6)"]),
    ],
)  # fmt: skip
def test_what_is_not_applicable_is_told_as_left_out_of_a_condition(condition: str, b: object, told: list[str]) -> None:
    table = section(A, B, keys="      not_applicable: renormalise\n", total=veto(condition))
    facts: Mapping[str, Any] = {"a": 10, "fraud": True, **({} if b is None else {"b": b})}
    lines = explained(total_of(table, facts)).splitlines()
    said = [
        line.partition("── ")[2] for line in lines[next(at for at, line in enumerate(lines) if "Condition" in line) :]
    ]
    assert said[: len(told)] == [f"Condition: {told[0]}", *told[1:]]
    assert len(told) == len(said) or not said[len(told)].startswith("i")


@pytest.mark.parametrize(("b", "told"), [("n/a", "not applicable"), (6, "holds (6)"), (5, "doesn't hold (5)")])
def test_what_a_section_requires_of_what_is_not_applicable_is_left_out(b: object, told: str) -> None:
    first = f"    - {{id: first, title: 一, not_applicable: full_marks, items: [{B}]}}\n"
    second = f"    - {{id: second, title: 二, requires: {{at_least: {{first.points: 6}}}}, items: [{A}]}}\n"
    breakdown = total_of(f"  sections:\n{first}{second}", {"a": 10, "b": b})
    shown = explained(breakdown, breakdown.sections[1])
    assert f"── Condition: 一 ≥ 6: {told}\n" in shown
    assert "Condition" not in explained(breakdown, breakdown.sections[0])


def test_a_condition_in_an_item_is_told_in_its_parts_and_those_that_are_not_applicable_are_left_out() -> None:
    once = item("ic", "{once: {all: [{at_least: {ib.points: 6}}, fraud]}, points: 6, otherwise: 5}")
    table = section(A, B, once, keys="      not_applicable: zero\n")
    breakdown = total_of(table, {"a": 10, "b": "n/a", "fraud": True})
    shown = explained(breakdown, breakdown.items[2], "zh")
    assert "── 条件：ib ≥ 6 且 弄虚作假：成立\n│   ├── ib ≥ 6：不适用\n│   └── 弄虚作假：成立\n" in shown


@pytest.mark.parametrize(
    ("reported", "told", "warned"),
    [
        (1, "质量活动不少于 2 次，实有 1 次，未达标", "仅 1 次，考核要求不少于 2 次"),
        (2, "质量活动不少于 2 次，实有 2 次，达标", ""),
        (None, "质量活动不少于 2 次，待填报", "待填报，考核要求不少于 2 次"),
    ],
)
def test_a_minimum_is_told_with_what_it_is_counted_in(reported: int | None, told: str, warned: str) -> None:
    asked = "text: 不少于2次, at_least: {events: 2}"
    judged = f"    - {{id: s, title: 节, items: [{{id: a, title: 宣传, text: 条款, max: 4, requirement: {{{asked}}}, rule: judged}}]}}"
    counted = "facts: {events: {type: count, label: 质量活动, unit: 次}}"
    scheme = scheme_of(f"scheme: small\nyear: 2024\ntitle: 小表\n{counted}\ntotal:\n  sections:\n{judged}\n")
    breakdown = zlpg.score(scheme, zlpg.facts_from({"a": 4, "events": reported}, scheme))
    shown = explained(breakdown, breakdown.items[0], "zh")
    assert f"── 最低要求：{told}\n" in shown
    warning = f"“宣传”（a）按满分填报，但“质量活动”（events）{warned}\n"
    assert (f"── 警告：{warning}" in explained(breakdown, None, "zh")) is bool(warned)


def test_why_what_a_section_can_come_to_is_narrower_than_its_items_is_told_once() -> None:
    maxima = ((10, 4), (2, 8), (5, 5))
    rules = (f"{{table: kind, is: {{urban: {urban}, rural: {rural}}}}}" for urban, rural in maxima)
    breakdown = total_of(section(*(item(f"i{at}", rule) for at, rule in enumerate(rules))), {})
    for part in (None, breakdown.sections[0]):
        shown = explained(breakdown, part)
        assert shown.count("Narrower because: 类别: read in several places, the same in all of them\n") == 1
    assert "[4, 10] + [2, 8] + 5 = 17\n" in explained(breakdown, breakdown.sections[0])
    assert "── 范围较窄的原因：类别用在多处，各处取值相同\n" in explained(breakdown, None, "zh")
    assert "Narrower" not in explained(breakdown, breakdown.items[0])
