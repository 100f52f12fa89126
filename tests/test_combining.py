"""What a section, or the total, makes of its parts: their sum, their mean, the lowest, the highest, or what they leave of a maximum."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from facade import read_rules, scored, unexercised, worded, workings
from test_small_tables import FRAME, A, B, item, scheme_of, section, total_of

LESS = item("ix", "{deduct: {count: c, rate: 3}}"), item("iy", "{deduct: {once: fraud, points: 5}}")


def combined(way: str, *items: str, keys: str = "") -> str:
    """The total of one section that makes this of some items."""
    return section(*items, keys=f"      combine: {way}\n{keys}")


@pytest.mark.parametrize(("way", "points"), [("sum", "12"), ("average", "6"), ("lowest", "4"), ("highest", "8")])
def test_a_section_makes_of_its_parts_what_it_says(way: str, points: str) -> None:
    assert total_of(combined(way, A, B), {"a": 8, "b": 4}).total == Decimal(points)


def test_each_part_counts_with_its_weight() -> None:
    double = item("ib", "b", max=10, weight=3)
    assert total_of(combined("lowest", A, double), {"a": 8, "b": 4}).total == Decimal(8)
    assert total_of(combined("highest", A, double), {"a": 8, "b": 4}).total == Decimal(12)


def test_the_total_is_the_lowest_of_its_sections() -> None:
    sections = "".join(f"    - {{id: {id}, title: 节, items: [{each}]}}\n" for id, each in (("s", A), ("t", B)))
    assert total_of(f"  combine: lowest\n  sections:\n{sections}", {"a": 8, "b": 4}).total == Decimal(4)


@pytest.mark.parametrize(
    ("facts", "points"),
    [
        ({"c": 0, "fraud": False}, "20"),
        ({"c": 2, "fraud": True}, "9"),
        ({"c": 9, "fraud": True}, "0"),
    ],
)
def test_what_is_taken_off_a_section_leaves_no_less_than_nothing(facts: Mapping[str, Any], points: str) -> None:
    assert total_of(combined("deduct", *LESS, keys="      max: 20\n"), facts).total == Decimal(points)


@pytest.mark.parametrize(
    ("sections", "at"),
    [
        (combined("deduct", *LESS, keys="      max: 20\n"), ("total", "sections", 0, "max")),
        (section(item("ix", "{deduct: {count: c, rate: 3}}", max=20)), ("total", "sections", 0, "items", 0, "max")),
    ],
)
def test_a_case_that_takes_off_all_of_it_is_asked_for_where_the_maximum_stands(
    sections: str, at: tuple[str | int, ...]
) -> None:
    """扣完为止; the floor under it stands nowhere in the file."""
    told = {goal.at: worded(goal.reason) for goal in unexercised(scheme_of(sections), ())}
    assert told[at] == "no case takes off all of it"
    assert "no case comes to its floor" not in told.values()


@pytest.mark.parametrize(
    ("way", "keys", "facts", "possible"),
    [
        ("lowest", "", {"a": 8}, ("0", "8")),
        ("highest", "", {"a": 8}, ("8", "10")),
        ("deduct", "      max: 20\n", {"c": 2}, ("9", "14")),
        ("deduct", "      max: 20\n", {"fraud": True}, ("0", "15")),
    ],
)
def test_what_is_not_reported_leaves_what_is_possible(
    way: str, keys: str, facts: Mapping[str, Any], possible: tuple[str, str]
) -> None:
    breakdown = total_of(combined(way, *(LESS if keys else (A, B)), keys=keys), facts)
    assert (breakdown.lowest, breakdown.highest) == tuple(map(Decimal, possible))


@pytest.mark.parametrize(
    ("way", "keys", "facts", "said"),
    [
        ("lowest", "", {"a": 8, "b": 4}, "min(8, 4) = 4"),
        ("highest", "", {"a": 8, "b": 4}, "max(8, 4) = 8"),
        ("deduct", "      max: 20\n", {"c": 2, "fraud": True}, "full marks 20 − 6 − 5 = 9"),
        ("deduct", "      max: 20\n", {"c": 9, "fraud": True}, "full marks 20 − 27 − 5 = −12, not below 0"),
    ],
)
def test_a_section_explains_itself(way: str, keys: str, facts: Mapping[str, Any], said: str) -> None:
    scheme = scheme_of(combined(way, *(LESS if keys else (A, B)), keys=keys))
    assert workings(scored(scheme, facts).sections[0].working, scheme) == said


@pytest.mark.parametrize(
    ("total", "told"),
    [
        (combined("lowest", A, B, keys="      max: 10\n"), []),
        (combined("lowest", A, B, keys="      max: 20\n"), ["max-not-sum"]),
        (combined("highest", A, item("ib", "b", max=10, weight=2), keys="      max: 20\n"), []),
        (combined("highest", A, LESS[0]), ["misplaced-deduct"]),
        (combined("deduct", *LESS, keys="      max: 20\n"), []),
        (combined("deduct", *LESS), ["misplaced-deduct"]),
        (combined("deduct", *LESS, A, keys="      max: 20\n"), ["misplaced-deduct"]),
        (combined("deduct", *LESS, keys="      max: 20\n      floor: 0\n"), ["superfluous-policy"]),
        (combined("deduct", *LESS, keys="      max: 20\n      not_applicable: renormalise\n"), ["cannot-renormalise"]),
        (combined("lowest", A, B, keys="      not_applicable: renormalise\n"), ["cannot-renormalise"]),
        (section(A, keys="      average: true\n"), ["unknown-key"]),
    ],
)
def test_what_is_combined_is_held_to_what_it_can_be(total: str, told: list[str]) -> None:
    found = read_rules(f"{FRAME}total:\n{total}").findings
    aside = {
        "unused-fact",
        "unused-measure",
        "unstated-number",
        "no-office",
        "may-fall",
        "reserved-level",
        "wrong-direction",
    }
    assert [each.code for each in found if each.code not in aside] == told


def test_a_maximum_above_what_is_taken_off_counts_the_full_marks() -> None:
    inner = f"    - {{id: s, title: 节, max: 20, combine: deduct, items: [{', '.join(LESS)}]}}\n"
    other = f"    - {{id: t, title: 节, items: [{A}]}}\n"
    found = read_rules(f"{FRAME}total:\n  max: 30\n  sections:\n{inner}{other}").codes
    assert "max-not-sum" not in found
    assert "max-not-sum" in read_rules(f"{FRAME}total:\n  max: 10\n  sections:\n{inner}{other}").codes


def with_bonus(keys: str, part: str = "", total: str = "  max: 10\n", condition: str = "") -> str:
    """A section of an item worth 10, and one of another, which comes on top."""
    work = f"    - {{id: s, title: 节, items: [{A}]}}\n"
    extra = f"    - {{id: t, title: 节, {keys}items: [{part or item('ib', 'b', max=10)}]}}\n"
    asked = f"    - {{id: u, title: 节, items: [{item('iz', condition)}]}}\n" if condition else ""
    return f"{total}  sections:\n{work}{extra}{asked}"


def test_what_comes_on_top_counts_and_is_no_part_of_the_full_marks() -> None:
    assert total_of(with_bonus("bonus: true, "), {"a": 9, "b": 4}).total == Decimal(13)
    assert "max-not-sum" not in read_rules(f"{FRAME}total:\n{with_bonus('bonus: true, ')}").codes
    assert "max-not-sum" in read_rules(f"{FRAME}total:\n{with_bonus('')}").codes


@pytest.mark.parametrize(("bonus", "percent"), [("true", 120), ("false", 60)])
def test_what_comes_on_top_is_left_out_of_a_percentage(bonus: str, percent: int) -> None:
    extra = item("ib", "b", max=10, bonus=bonus)
    read = item("iz", f"{{once: {{is: {{s.percent: {percent}}}}}, points: 1}}")
    total = (
        f"  sections:\n    - {{id: s, title: 节, items: [{A}, {extra}]}}\n    - {{id: u, title: 节, items: [{read}]}}\n"
    )
    assert total_of(total, {"a": 8, "b": 4}).total == Decimal(13)


@pytest.mark.parametrize(
    ("total", "told"),
    [
        (with_bonus("bonus: true, "), []),
        (with_bonus("bonus: true, ", total=""), ["superfluous-policy"]),
        (with_bonus("bonus: true, ", total="", condition="{once: {over: {total.percent: 50}}, points: 1}"), ["cycle"]),
        (
            with_bonus(
                "bonus: true, ", total="  vetoes: [{veto: {over: {total.percent: 50}}, title: 甲, no_result: true}]\n"
            ),
            [],
        ),
        (with_bonus("bonus: true, ", LESS[0]), ["superfluous-policy"]),
        (with_bonus("bonus: true, ", total="  max: 10\n  combine: highest\n"), ["superfluous-policy"]),
    ],
)
def test_a_bonus_is_on_top_of_something(total: str, told: list[str]) -> None:
    found = read_rules(f"{FRAME}total:\n{total}").codes
    assert [each for each in found if each in {"superfluous-policy", "cycle", "max-not-sum"}] == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("满分10分", []),
        ("满分10分，附加分最多4分", []),
        ("满分10分，附加分4分", []),
        ("满分10分，附加分最多5分", ["unused-number"]),
    ],
)
def test_a_text_may_state_what_comes_on_top_beside_the_full_marks(text: str, told: list[str]) -> None:
    total = with_bonus("bonus: true, cap: 4, ", total=f"  max: 10\n  text: {text}\n")
    found = read_rules(f"{FRAME}total:\n{total}").findings
    assert [each.code for each in found if each.code == "unused-number"] == told
