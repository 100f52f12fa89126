"""Slips in one part of a rule file beside other parts, and clauses that say a number twice."""

from pathlib import Path

import pytest

from facade import read_rules

FILE = """\
scheme: example
year: 2024
title: Example
facts:
  rate: {{type: number, label: Rate, unit: "%", range: [0, 100]}}
  place: {{type: count, label: Place, range: [0, 9]}}
  kind: {{type: choice, label: Kind, options: {{new: New, old: Old}}}}
  done: {{type: count, label: Done, range: [0, 50]}}
  asked: {{type: number, step: 1, label: Asked, range: [0, 50]}}
measures:
  share: {{share: done, of: asked, range: [0, 100], if_none: 0, label: Share, unit: "%"{times}}}
total:
  cap: {cap}
  note: At most {cap}.
  sections:
    - id: part
      title: Part
      items:
        - id: completed
          title: Completed
          text: 完成率100%得30分，每下降5个百分点扣2分，不足5个百分点的按5个百分点计，扣完为止。
          max: 30
          floor: 0
          rule: {{sum: [30, {{count: {rate}, under: 100, per: 5, steps: started, rate: -2}}]}}
        - id: place
          title: Place
          text: 排名第1得5分，第2得3分，其余不得分。
          max: 5
          rule: {{table: place, is: {{1: 5, 2: 3}}, otherwise: 0}}
        - {{id: kind, title: Kind, text: 新的1分，旧的2分。, max: 2, rule: {{table: kind, is: {{new: 1, {old}: 2}}}}}}
        - {{id: share, title: Share, text: 比例100%得10分。, max: 10, rule: {{proportional: share, full: 100, points: 10}}}}
"""


def codes(folder: Path, **slips: str) -> set[str]:
    right = {"times": ", times: 100", "cap": "40", "rate": "rate", "old": "old"}
    (folder / "rules.yaml").write_text(FILE.format(**{**right, **slips}), encoding="utf-8")
    return set(read_rules(folder / "rules.yaml").codes)


def test_a_number_that_a_clause_says_twice_and_a_place_without_its_measure_word_are_stated(tmp_path: Path) -> None:
    assert codes(tmp_path) == set()


@pytest.mark.parametrize(
    ("slips", "expected"),
    [
        ({"rate": "rat"}, {"unknown-fact", "unused-fact"}),
        ({"old": "odl"}, {"unknown-option", "undeclared-policy"}),
        ({"times": ""}, {"mixed-scales"}),
        ({"cap": "400"}, {"unreachable-cap"}),
    ],
)
def test_a_slip_is_told_also_where_the_total_has_a_cap(
    slips: dict[str, str], expected: set[str], tmp_path: Path
) -> None:
    assert expected & codes(tmp_path, **slips)
    assert codes(tmp_path, **slips) <= expected | {"max-not-reached"}
