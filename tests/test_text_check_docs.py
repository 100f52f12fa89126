"""What docs/text-check.md says is so: each wording is read as its row says, and each rule beside a clause has what its row finds."""

from collections.abc import Iterator

import pytest

from conftest import ROOT
from documented import tables_in
from facade import read_rules
from zlpg.clauses.numbers import TAKEN_FOR, numbers_in, skipped_in
from zlpg.numbers import plain

TEXT = (ROOT / "docs" / "text-check.md").read_text(encoding="utf-8")
SIDES, READ, SKIPPED, MATCHED = (table.rows for table in tables_in(TEXT))

AROUND = """
scheme: small
year: 2020
title: 小
facts:
  few: {type: count, label: 次数, unit: 次}
  score: {type: number, label: 得分, range: [0, 100]}
  staff: {type: count, label: 35岁以下人数, unit: 人}
  grade: {type: choice, label: Grade, options: {top: Grade 1 or 2, other: Any other}}
  age: {type: number, step: 1, label: 年龄, unit: 岁, range: [0, null]}
  place: {type: number, step: 1, label: 名次, unit: 名, range: [1, 14]}
  warmth: {type: number, step: 0.1, label: 体温, range: [20, 45]}
  prizes: {type: count, label: 近5年内获奖项数, unit: 项}
  reading: {type: number, step: 1, label: Reading, range: [0, 12]}
  writing: {type: number, step: 1, label: Writing, range: [0, 12]}
measures:
  lowest: {label: 两项中较低的, lowest: [reading, writing]}
total:
  sections:
    - id: work
      title: 工作
      items: [{id: visits, title: 走访, text: 满分50分, max: 50, rule: judged}]
    - id: main
      title: 主
      items:
        - {id: first, title: 甲, text: "TEXT", rule: RULE}
"""
OF_THE_TEXT_CHECK = {"unstated-number", "unused-number", "wrong-side"}


@pytest.mark.parametrize(("side", "before", "behind"), SIDES, ids=[row[0] for row in SIDES])
def test_the_words_of_a_side_say_it_before_a_number_or_behind_it(side: str, before: str, behind: str) -> None:
    """Also where others stand around them; 10次 is what they are said of."""
    said = [f"{word} 10 reports" if word.isascii() else f"每年{word}10次的" for word in before.split(", ")]
    said += [f"10 reports {word}" if word.isascii() else f"每年10次{word}的" for word in behind.split(", ")]
    found = {text: [each.side for each in numbers_in(text)] for text in said}
    assert found == {text: [side.strip("`")] for text in said}


def wordings() -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    """Each wording of the first table, with the rows of its numbers."""
    wording, numbers = "", list[tuple[str, ...]]()
    for first, *number in READ:
        if first and wording:
            yield wording, numbers
            numbers = []
        wording = first or wording
        numbers.append(tuple(number))
    yield wording, numbers


WORDINGS = list(wordings())


@pytest.mark.parametrize(("wording", "numbers"), WORDINGS, ids=[wording for wording, _ in WORDINGS])
def test_a_wording_is_read_as_its_rows_say(wording: str, numbers: list[tuple[str, ...]]) -> None:
    in_points = {True: "yes", False: "no", None: "–"}
    read = [
        (
            each.text,
            ", ".join(map(plain, each.values)),
            in_points[each.in_points],
            (each.side or "–") + (" (a range's end)" if each.range_end else ""),
            each.role or "–",
        )
        for each in numbers_in(wording)
    ]
    assert read == numbers


@pytest.mark.parametrize(("wording", "taken"), SKIPPED, ids=[row[0] for row in SKIPPED])
def test_what_is_no_number_is_taken_for_what_its_row_says(wording: str, taken: str) -> None:
    assert "; ".join(f"{each.text}: {each.kind}" for each in skipped_in(wording)) == taken
    assert all(each.role == "doubtful" for each in numbers_in(wording))


def test_everything_that_a_text_can_be_taken_for_has_a_row_and_words() -> None:
    assert {each.kind for wording, _ in SKIPPED for each in skipped_in(wording)} == TAKEN_FOR.keys()
    assert all(f"`{kind}`" in TEXT for kind in TAKEN_FOR)


@pytest.mark.parametrize(("clause", "rule", "found"), MATCHED, ids=[" ".join(row[:2]) for row in MATCHED])
def test_a_clause_and_a_rule_have_what_their_row_finds(clause: str, rule: str, found: str) -> None:
    findings = read_rules(AROUND.replace("TEXT", clause).replace("RULE", rule.strip("`"))).findings
    told = [
        f"`{each.code}: {str(each.message.values['number']).replace(' ', '')}`"
        for each in findings
        if each.code in OF_THE_TEXT_CHECK
    ]
    assert (", ".join(told) or "–") == found
    assert {each.code for each in findings} <= OF_THE_TEXT_CHECK | {
        "unused-fact",
        "unused-measure",
        "undeclared-policy",
        "may-fall",
    }
