"""Maxima that depend on what a unit is."""

from decimal import Decimal
from pathlib import Path

import pytest

import zlpg
from facade import Read, read_rules, scored

RULES = """\
scheme: example
year: 2021
title: 例
facts:
  kind: {type: choice, label: 单位类别, options: {urban: 街道, rural: 镇}}
  events: {type: count, label: 宣传活动, unit: 次}
  patrols: {type: number, label: 巡查得分, range: [0, 4]}
  harvest: {type: number, label: 秋收得分, range: [0, 2]}
total:
  max: 10
  sections:
    - id: part
      title: 部分
      items:
        - id: events
          title: 宣传活动
          text: 街道每次活动得1分，最多得6分；镇每次活动得2分，最多得8分。
          max: {choice: kind, points: {urban: 6, rural: 8}}
          rule: {table: kind, is: {urban: {count: events, rate: 1, cap: 6}, rural: {count: events, rate: 2, cap: 8}}}
        - id: season
          title: 季节工作
          text: 街道巡查满分4分，镇秋收满分2分。
          max: {choice: kind, points: {urban: 4, rural: 2}}
          rule: {table: kind, is: {urban: patrols, rural: harvest}}
"""


def loaded(folder: Path, *slips: tuple[str, str]) -> Read[zlpg.Scheme]:
    text = RULES
    for right, wrong in slips:
        assert text.count(right) == 1
        text = text.replace(right, wrong)
    (folder / "rules.yaml").write_text(text, encoding="utf-8")
    return read_rules(folder / "rules.yaml")


def test_each_unit_is_held_to_the_maxima_of_its_own_kind(tmp_path: Path) -> None:
    rules = loaded(tmp_path)
    assert rules.findings == ()
    for kind, worth in (("urban", [6, 4]), ("rural", [8, 2]), (None, [8, 4])):
        breakdown = scored(rules.usable, {"kind": kind, "events": 3})
        assert [result.max for result in breakdown.items] == worth
        if kind:
            assert breakdown.sections[0].max == Decimal(10)


SLIPS = [
    (("urban: 6", "urban: 5"), "max-not-reached"),
    (("rural: 8}}\n", "rural: 9}}\n"), "max-not-reached"),
    (("max: 10", "max: 11"), "max-not-sum"),
    (("urban: 4, rural: 2", "urban: 4"), "option-without-points"),
    (("urban: 4, rural: 2", "urban: 4, rurl: 2"), "unknown-option"),
    (("max: {choice: kind, points: {urban: 4", "max: {choice: knd, points: {urban: 4"), "unknown-fact"),
    (("max: {choice: kind, points: {urban: 4", "max: {choice: events, points: {urban: 4"), "wrong-fact-type"),
    (("      title: 部分\n", "      title: 部分\n      not_applicable: renormalise\n"), "cannot-renormalise"),
]


@pytest.mark.parametrize(("slip", "code"), SLIPS, ids=[code for _, code in SLIPS])
def test_a_slip_in_a_maximum_by_choice_is_a_finding(slip: tuple[str, str], code: str, tmp_path: Path) -> None:
    assert code in loaded(tmp_path, slip).codes
