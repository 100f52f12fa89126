"""Checking rule files of hundreds and thousands of items, as whole processes: the time of an item, and of other programs.

The rule files are made up, but of everything that documents hold: every kind of rule, clauses that state their numbers,
requirements, offices, maxima that add up. Nothing is to be found in them, and that is checked first; `--check` ends there.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

SIZES = (500, 1_000, 5_000)
FEW = 10
TARGET_SECONDS, TARGET_GROWTH, TARGET_RATIO = 5.0, 1.15, 1.0
"""For the largest file; an item's time in it against one's in the next smaller; against check-jsonschema."""

DIGITS = "一二三四五六七八九十"
PARTS = len(DIGITS)
"""How many sections there are, and how many each of them consists of, at most."""
LEAST_IN_A_SECTION = 7

SECTORS = ("食品", "药品", "建筑工程", "特种设备", "旅游服务", "养老服务", "物业管理", "农产品", "计量器具", "电子商务")
SUBJECTS = (
    *("质量提升", "品牌培育", "标准制定", "安全巡查", "诚信建设", "人才培训", "风险监测", "投诉处理", "技术改造"),
    *("认证推广", "信息公开", "宣传教育", "绿色发展", "应急演练", "社会共治", "隐患整改", "检验检测", "示范创建"),
    *("专项整治", "档案管理", "协同执法", "满意度调查"),
)
PLACES = (
    *("园区", "社区", "商圈", "学校", "医院", "街区", "集市", "工地", "车站", "景点", "仓库", "码头", "企业", "门店"),
    *("厂房", "基地", "站点", "村组", "楼宇", "平台", "港口", "场馆", "农场", "工坊", "作业区"),
)
OFFICES = ("经发办", "市场所", "规建办", "环保办", "安委办", "农业服务中心", "企业服务中心", "社会事业办")


@dataclass(slots=True)
class Draft:
    """An item, its facts, and what it is worth; nothing where it takes off."""

    facts: list[str]
    lines: list[str]
    worth: Decimal = field(default=Decimal(0))


def judged(number: int, topic: str) -> Draft:
    """What a panel gives, with a minimum count."""
    most, times = number % 5 + 2, number % 3 + 2
    return Draft(
        [
            f"fact_{number}: {{type: number, label: {topic}得分, unit: 分, range: [0, {most}]}}",
            f"events_{number}: {{type: count, label: {topic}活动, unit: 次}}",
        ],
        [
            f"text: 做好{topic}工作，制定年度计划，落实专人负责。",
            f"max: {most}",
            "requirement:",
            f"  text: 考核周期内组织不少于{times}次的{topic}活动，通知、签到和总结材料完备。",
            f"  at_least: {{events_{number}: {times}}}",
            f"rule: fact_{number}",
            "note: 原文未在项内细分分值，由考核方评定，可有小数。",
        ],
        Decimal(most),
    )


def proportional(number: int, topic: str) -> Draft:
    """A share of another authority's result."""
    full, points = (100, 80, 50)[number % 3], number % 4 + 3
    return Draft(
        [f"fact_{number}: {{type: number, label: {topic}考核结果, unit: 分, range: [0, {full}]}}"],
        [
            f"text: 参照主管部门对{topic}的考核结果，以{full}分为基准，按比例折算为{points}分。",
            f"max: {points}",
            f"rule: {{proportional: fact_{number}, full: {full}, points: {points}}}",
        ],
        Decimal(points),
    )


def counted(number: int, topic: str) -> Draft:
    """So much for each beyond a threshold."""
    over, rate, cap = (5, 10, 12, 20)[number % 4], ("0.1", "0.2", "0.5")[number % 3], number % 3 + 2
    return Draft(
        [f"fact_{number}: {{type: count, label: {topic}信息, unit: 篇}}"],
        [
            f"text: 报送{topic}工作信息全年超过{over}篇的，每篇加{rate}分，封顶{cap}分。",
            f"cap: {cap}",
            f"rule: {{count: fact_{number}, over: {over}, rate: {rate}}}",
        ],
        Decimal(cap),
    )


def added(number: int, topic: str) -> Draft:
    """Several things, added."""
    rate, once, cap = ("0.1", "0.4", "0.5")[number % 3], ("0.6", "0.8", "1")[number % 3], number % 2 + 3
    return Draft(
        [
            f"fact_{number}: {{type: count, label: 新增{topic}项目, unit: 项}}",
            f"so_{number}: {{type: yes_no, label: 参与{topic}标准制修订}}",
        ],
        [
            f"text: 新增{topic}项目的加{rate}分/项；积极参与标准制修订工作的加{once}分；以上各项累计加分封顶{cap}分。",
            f"cap: {cap}",
            "rule:",
            "  sum:",
            f"    - {{count: fact_{number}, rate: {rate}}}",
            f"    - {{once: so_{number}, points: {once}}}",
            "note: 原文写“分/项”的按项数计，只写“分”的计一次。",
        ],
        Decimal(cap),
    )


def taken_off(number: int, topic: str) -> Draft:
    """What is taken off, by how bad it was."""
    few, many = number % 2 + 3, number % 2 + 5
    return Draft(
        [f"fact_{number}: {{type: count, label: {topic}责任事故, unit: 起}}"],
        [
            f"text: 考核周期内发生{topic}责任事故的，1起扣{few}分，2起以上扣{many}分。",
            "rule:",
            "  deduct:",
            f"    table: fact_{number}",
            f"    at_least: {{1: {few}, 2: {many}}}",
        ],
    )


def awarded(number: int, topic: str) -> Draft:
    """So much for each applicant, by its final result."""
    cap = number % 3 + 3
    return Draft(
        [
            f"fact_{number}:",
            "  type: results",
            f"  label: {topic}奖项申报组织或个人",
            "  unit: 项",
            "  levels: {applied: 申报, district: 区级, city: 市级, national: 国家级}",
        ],
        [
            f"text: 辖区内组织或个人获得{topic}奖项的，申报的加0.1分/项，区级加0.5分/项，市级加1.5分/项，国家级加2.5分/项，封顶{cap}分。",
            f"cap: {cap}",
            "rule:",
            f"  each: fact_{number}",
            "  is: {applied: 0.1, district: 0.5, city: 1.5, national: 2.5}",
        ],
        Decimal(cap),
    )


def at_best(number: int, topic: str) -> Draft:
    """The better of two."""
    less = number % 3 + 1
    more = less + number % 2 + 1
    return Draft(
        [
            f"so_{number}: {{type: yes_no, label: {topic}获区级通报表扬}}",
            f"more_{number}: {{type: yes_no, label: {topic}获市级通报表扬}}",
        ],
        [
            f"text: {topic}工作获区级通报表扬的得{less}分，获市级通报表扬的得{more}分，就高不重复计分。",
            f"max: {more}",
            f"rule: {{highest: [{{once: so_{number}, points: {less}}}, {{once: more_{number}, points: {more}}}]}}",
        ],
        Decimal(more),
    )


KINDS: tuple[Callable[[int, str], Draft], ...] = (
    *(judged, proportional, counted, added),
    *(taken_off, awarded, at_best),
)


def topic(number: int) -> str:
    """What an item is about: no two items of a file are about the same."""
    number, place = divmod(number, len(PLACES))
    number, subject = divmod(number, len(SUBJECTS))
    return f"{SECTORS[number % len(SECTORS)]}{PLACES[place]}{SUBJECTS[subject]}"


def rule_file(items: int) -> str:
    """A rule file of so many items, with nothing to find in it."""
    drafts = [KINDS[number % len(KINDS)](number, topic(number)) for number in range(1, items + 1)]
    offices = OFFICES[:items]
    return "\n".join(
        (
            "scheme: made_up",
            "year: 2020",
            f"title: 年度质量工作评估任务分解表（{items}项）",
            "offices:",
            *(f"  office_{number}: {{name: {name}}}" for number, name in enumerate(offices)),
            "facts:",
            *(f"  {line}" for draft in drafts for line in draft.facts),
            "total:",
            "  sections:",
            *(f"    {line}" for line in _sections(drafts, len(offices))),
            "",
        )
    )


def _cut(whole: list[T], size: int) -> list[list[T]]:
    return [whole[first : first + size] for first in range(0, len(whole), size)]


def _sections(drafts: list[Draft], offices: int) -> Iterator[str]:
    numbered = list(enumerate(drafts, 1))
    inner = _cut(numbered, max(LEAST_IN_A_SECTION, -(-len(drafts) // PARTS**2)))
    for position, held in enumerate(_cut(inner, -(-len(inner) // PARTS))):
        yield from _heading(f"part_{position}", DIGITS[position], [each for below in held for each in below])
        yield "  sections:"
        for below, held_items in enumerate(held):
            heading = _heading(f"part_{position}_{below}", f"（{DIGITS[below]}）", held_items)
            yield from (f"    {line}" for line in heading)
            yield "      items:"
            for number, draft in held_items:
                yield from (f"        {line}" for line in _item(number, draft, offices))


def _heading(id: str, number: str, held: list[tuple[int, Draft]]) -> Iterator[str]:
    worth = sum(draft.worth for _, draft in held)
    about = f"{topic(held[0][0])}等工作"
    yield f"- id: {id}"
    yield f"  number: {number}"
    yield f"  title: {about}"
    if worth:
        yield f"  text: {about}（满分{worth}分）"
        yield f"  max: {worth}"


def _item(number: int, draft: Draft, offices: int) -> Iterator[str]:
    also = f", office_{(number + 1) % offices}" if number % 4 == 0 and offices > 1 else ""
    yield f"- id: item_{number}"
    yield f"  number: {number}"
    yield f"  title: {topic(number)}"
    yield f"  responsible: [office_{number % offices}{also}]"
    yield from (f"  {line}" for line in draft.lines)


def zlpg(*arguments: str) -> tuple[str, ...]:
    """The program."""
    return (sys.executable, "-m", "zlpg", *arguments)


def seconds(*command: str, runs: int = 3) -> float:
    """The least processor time of several runs of a command that finds nothing."""
    times = []
    for _ in range(runs):
        environment = {**os.environ, "ZLPG_CACHE": ""}
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        assert os.waitstatus_to_exitcode(status) == 0
        times.append(usage.ru_utime + usage.ru_stime)
    return min(times)


def written(folder: str, size: int) -> str:
    """The name of a rule file in which nothing is found."""
    file = Path(folder) / f"items-{size}.yaml"  # no year, so that none is held against another
    file.write_text(rule_file(size), encoding="utf-8")
    found = subprocess.run(zlpg("validate", "--strict", str(file)), capture_output=True, text=True, check=False)
    assert (found.returncode, found.stderr) == (0, ""), found.stderr[:2000]
    assert found.stdout.startswith(f"{file}: nothing found"), found.stdout
    return str(file)


def measured(folder: str, files: Mapping[int, str]) -> dict[int, dict[str, float]]:
    """For each size, the seconds of each program."""
    schema = f"{folder}/rules.schema.json"
    subprocess.run(zlpg("schema", "rules", "-o", schema), check=True)
    compose = "import sys, yaml\nyaml.compose(open(sys.argv[1], encoding='utf-8'), Loader=yaml.CSafeLoader)"
    return {
        size: {
            "zlpg validate": seconds(*zlpg("validate", file)),
            "check-jsonschema": seconds("check-jsonschema", "--schemafile", schema, file, runs=1),
            "yaml.compose": seconds(sys.executable, "-c", compose, file),
        }
        for size, file in files.items()
    }


def main() -> int:
    """Check that nothing is found, then time it, and print the table. Returns 1 where a target is missed."""
    with tempfile.TemporaryDirectory() as folder:
        files = {size: written(folder, size) for size in (FEW, *SIZES)}
        print("nothing found in files of", ", ".join(map(str, files)), "items")
        if "--check" in sys.argv[1:]:
            return 0
        taken = measured(folder, files)
    programs = tuple(taken[FEW])
    print("seconds of processor time of whole processes:")
    print(f"{'items':>10}" + "".join(f"{name:>18}" for name in programs))
    for size, times in taken.items():
        print(f"{size:10}" + "".join(f"{times[name]:18.2f}" for name in programs))

    def an_item(size: int, name: str) -> float:
        """What an item beyond the first few takes."""
        return (taken[size][name] - taken[FEW][name]) / (size - FEW)

    print("time of an item, in files of as many items:")
    growth = 0.0
    for less, more in pairwise(SIZES):
        ratios = {name: an_item(more, name) / an_item(less, name) for name in programs}
        growth = ratios[programs[0]]
        print(f"{f'{more} ÷ {less}':>10}" + "".join(f"{ratios[name]:18.2f}" for name in programs))
    most = taken[SIZES[-1]]
    ratio = most["zlpg validate"] / most["check-jsonschema"]
    print(f"{SIZES[-1]} items: {most['zlpg validate']:.2f} s (target < {TARGET_SECONDS})")
    print(f"time of an item in it against the next smaller file: {growth:.2f} (target ≤ {TARGET_GROWTH})")
    print(f"against check-jsonschema, which looks at the shape alone: {ratio:.2f} (target < {TARGET_RATIO})")
    return int(most["zlpg validate"] >= TARGET_SECONDS or growth > TARGET_GROWTH or ratio >= TARGET_RATIO)


if __name__ == "__main__":
    sys.exit(main())
