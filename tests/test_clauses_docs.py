"""What docs/clauses.md says is so: each clause's YAML has nothing wrong with it, and comes to what the table below it says."""

import re
from pathlib import Path

import pytest

from conftest import ROOT
from documented import Example, amount, anchors_in, examples_in, links_in, loaded, scored, tables_in
from facade import read_rules
from zlpg.model.walks import walk_items

DOCUMENT = ROOT / "docs" / "clauses.md"
TEXT = DOCUMENT.read_text(encoding="utf-8")
EXAMPLES = examples_in(TEXT)
ROWS = [(example, row) for example in EXAMPLES for row in example.table.rows]

(REFUSED,) = (each for each in tables_in(TEXT) if each.columns[-1] == "refused")
AROUND = """\
scheme: example
year: 2021
title: 例
facts:
  work: {type: number, label: 工作, unit: 分, range: [0, 100]}
  factor: {type: number, label: 系数, range: [1, 2]}
  last_year: {type: number, label: 上年, unit: 分, range: [0, 100]}
  notified: {type: yes_no, label: 被通报}
  kind: {type: choice, label: 类别, options: {urban: 街道, rural: 镇}}
  panel: {type: numbers, as: mean, label: 评委, range: [0, 10]}
total:
  sections:
    - id: part
      title: 部分
      %s
      items:
        - {id: work_item, title: 工作, text: 工作满分100分。, max: 100, rule: work}
        - {id: other, title: 其他, text: 原文。, %s}
"""
"""A rule file with a place for a key of a section, and one for the rule of an item."""


def test_every_block_of_yaml_has_a_table_that_says_what_it_comes_to() -> None:
    assert len(re.findall("^```", TEXT, re.MULTILINE)) == 2 * len(EXAMPLES)
    assert len([each for each in tables_in(TEXT) if each.columns[0] == "facts"]) == len(EXAMPLES)


def test_there_are_some_forty_clauses() -> None:
    assert len(EXAMPLES) >= 40
    assert len({each.name for each in EXAMPLES}) == len(EXAMPLES)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_nothing_is_wrong_with_a_clause(example: Example, tmp_path: Path) -> None:
    assert all(item.text for _, _, item in walk_items(loaded(example, tmp_path)))
    assert len(example.table.rows) >= 3


@pytest.mark.parametrize(("example", "row"), ROWS, ids=[f"{each.name} {row[0]}" for each, row in ROWS])
def test_facts_come_to_what_the_table_says(example: Example, row: tuple[str, ...], tmp_path: Path) -> None:
    found = scored(loaded(example, tmp_path), row[0])
    assert example.asked
    assert {id: found[id] for id in example.asked} == example.expected(row)


def test_a_wrong_cell_would_be_noticed(tmp_path: Path) -> None:
    by_name = {each.name: each for each in EXAMPLES}
    exempted = loaded(by_name["Who is exempted doesn't count"], tmp_path)
    points = scored(exempted, "{treated: 580, register: 900, exempted: 60}")["points"]
    assert points == amount("163/21")
    assert points != amount("7.7619")
    settled = scored(loaded(by_name["Vetoes"], tmp_path), "{work: 88, forged: false, applied: true}")
    assert settled["grade"] == ("passed", "failed")
    assert settled["grade"] != ("failed", "passed")


def test_a_link_leads_somewhere() -> None:
    for file, anchor in links_in(TEXT):
        assert (DOCUMENT.parent / file).exists() if file else anchor in anchors_in(TEXT), (file, anchor)
    assert "(clauses.md)" in (DOCUMENT.parent / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("row", REFUSED.rows, ids=lambda row: row[0])
def test_what_cannot_be_said_is_refused_where_it_is_said(row: tuple[str, ...], tmp_path: Path) -> None:
    tried = re.fullmatch("`((?:rule|not_applicable|weight): .*)`: `([a-z-]+)`", row[-1])
    assert tried
    key = tried[1].split(":")[0]
    of_rule = key == "rule"
    file = tmp_path / "rules.yaml"
    file.write_text(AROUND % (("note: 无", tried[1]) if of_rule else (tried[1], "rule: factor")), encoding="utf-8")
    found = read_rules(file)
    assert found.value is None
    (refusal,) = (each for each in found.findings if key in each.at and each.code != "unstated-number")
    assert refusal.code == tried[2]
    assert "found" in str(refusal.message) or refusal.hint is not None


def test_it_is_not_the_rest_of_the_file_that_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text(AROUND % ("note: 无", "rule: factor"), encoding="utf-8")
    assert set(read_rules(file).codes) == {"unused-fact"}
