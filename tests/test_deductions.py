"""What is taken off: from an item's maximum, down to nothing; from what is around it; and how that is told."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from facade import read_rules
from test_small_tables import A, item, scheme_of, section, total_of
from zlpg.examples.mutants import mutants_of

FROM_MAX = "{deduct: [{count: c, rate: 2, cap: 6}, {once: fraud, points: 3}]}"


@pytest.mark.parametrize(
    ("facts", "points"),
    [
        ({"c": 0, "fraud": False}, "8"),
        ({"c": 1, "fraud": False}, "6"),
        ({"c": 1, "fraud": True}, "3"),
        ({"c": 9, "fraud": False}, "2"),
        ({"c": 9, "fraud": True}, "0"),
    ],
)
def test_with_a_maximum_it_is_taken_from_that_and_no_more_than_there_is(facts: Mapping[str, Any], points: str) -> None:
    assert total_of(section(item("ix", FROM_MAX, max=8)), facts).total == Decimal(points)


def test_without_a_maximum_it_is_taken_from_what_is_around_it() -> None:
    assert total_of(section(A, item("ix", FROM_MAX)), {"a": 5, "c": 1, "fraud": True}).total == Decimal(0)
    assert total_of(section(A, item("ix", FROM_MAX)), {"a": 5, "c": 9, "fraud": True}).total == Decimal(-4)


def test_what_is_left_of_a_maximum_by_choice_is_that_of_the_option() -> None:
    worth = "{choice: kind, points: {urban: 8, rural: 2}}"
    total = section(item("ix", "{deduct: {count: c, rate: 3}}", max=worth))
    assert total_of(total, {"c": 1, "kind": "urban"}).total == Decimal(5)
    assert total_of(total, {"c": 1, "kind": "rural"}).total == Decimal(0)
    breakdown = total_of(total, {"c": 1})
    assert (breakdown.lowest, breakdown.highest) == (Decimal(0), Decimal(5))


@pytest.mark.parametrize(
    ("facts", "possible"),
    [({}, ("0", "8")), ({"c": 1}, ("3", "6")), ({"fraud": True}, ("0", "5")), ({"c": 9}, ("0", "2"))],
)
def test_what_is_not_reported_may_be_taken_off_or_not(facts: Mapping[str, Any], possible: tuple[str, str]) -> None:
    breakdown = total_of(section(item("ix", FROM_MAX, max=8)), facts)
    assert (breakdown.lowest, breakdown.highest) == tuple(map(Decimal, possible))


def test_what_is_left_is_rounded_before_it_is_held_to_nothing() -> None:
    rounding = "{places: 0, mode: half_up}"
    total = section(item("ix", "{deduct: {count: c, rate: 0.5}}", max=4, round=rounding))
    assert total_of(total, {"c": 1}).total == Decimal(4)
    assert total_of(total, {"c": 10}).total == Decimal(0)


def test_not_applicable_nothing_is_taken_off() -> None:
    keys = "      not_applicable: full_marks\n"
    taken, left = item("ix", "{deduct: {count: c, rate: 3}}"), item("iy", "{deduct: {once: fraud, points: 3}}", max=8)
    total = section(taken, left, keys=keys)
    assert total_of(total, {"c": "n/a", "fraud": "n/a"}).total == Decimal(8)


def test_the_key_that_there_was_is_told_with_what_is_written_now() -> None:
    text = f"  sections:\n    - {{id: s, title: 一, items: [{item('ix', '{count: c, rate: 1}', direction='deduction')}]}}\n"
    found = read_rules(
        "scheme: s\nyear: 2020\ntitle: T\nfacts:\n  c: {type: count, label: C}\ntotal:\n" + text
    ).findings
    (told,) = (each for each in found if each.code == "unknown-key")
    assert told.hint is not None
    assert "rule: {deduct: " in str(told.hint.values["form"])


def test_of_two_numbers_that_are_taken_off_each_may_have_been_slipped() -> None:
    scheme = scheme_of(section(A, item("ix", "{deduct: [2, 3]}", max=8)))
    slips = {(mutant.at[-1], mutant.after) for mutant in mutants_of(scheme) if mutant.at[-2:-1] == ("deduct",)}
    assert {(0, Decimal(1)), (0, Decimal(3)), (1, Decimal(2)), (1, Decimal(4))} <= slips
