"""What conditions mean, and what is told of them: small tables whose result anybody can check by hand."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from facade import explained, read_rules
from test_small_tables import FRAME, A, B, item, scheme_of, section, total_of, veto
from zlpg.diff.scheme_changes import scheme_changes
from zlpg.examples.mutants import mutants_of
from zlpg.model.renaming import scheme_with
from zlpg.show.rule_changes import flow, plain_data

BY_KIND = item("ia", "a", max="{choice: kind, points: {urban: 10, rural: 20}}")


def once(condition: str) -> str:
    """An item that gives 1 where a condition holds."""
    return item("ic", f"{{once: {condition}, points: 1}}", max=1)


def codes_of(total: str) -> list[str]:
    """What is told of a table, aside from its texts."""
    of_texts = {
        "unused-fact",
        "unused-measure",
        "unstated-number",
        "unused-number",
        "wrong-side",
        "wrong-direction",
        "max-not-reached",
    }
    found = (each for each in read_rules(f"{FRAME}total:\n{total}").findings if each.code not in of_texts)
    return [f"{each.code} {'.'.join(map(str, each.at[-2:]))}" for each in found]


@pytest.mark.parametrize(
    ("condition", "facts", "holds"),
    [
        ("{at_least: {a: 5}, at_most: {a: 7}}", {"a": 5}, True),
        ("{at_least: {a: 5}, at_most: {a: 7}}", {"a": 7}, True),
        ("{at_least: {a: 5}, at_most: {a: 7}}", {"a": "7.1"}, False),
        ("{is: {kind: rural}, over: {a: 5}}", {"kind": "rural", "a": "5.1"}, True),
        ("{is: {kind: rural}, over: {a: 5}}", {"kind": "rural", "a": 5}, False),
        ("{is: {kind: rural}, over: {a: 5}}", {"kind": "urban", "a": 6}, False),
        ("{is: {a: 0}}", {"a": 0}, True),
        ("{is: {a: 0}}", {"a": "0.1"}, False),
        ("{is: {c: [1, 3]}}", {"c": 3}, True),
        ("{is: {c: [1, 3]}}", {"c": 2}, False),
        ("{is: {c: 2, a: 1}}", {"c": 2, "a": 2}, False),
        ("{any: {is: {c: 2, a: 1}}}", {"c": 2, "a": 2}, True),
        ("{any: {at_least: {a: 5}, below: {c: 1}}}", {"a": 4, "c": 0}, True),
        ("{any: {at_least: {a: 5}, below: {c: 1}}}", {"a": 4, "c": 1}, False),
        ("{none: {at_least: {a: 5}, below: {c: 1}}}", {"a": 4, "c": 1}, True),
        ("{none: {at_least: {a: 5}, below: {c: 1}}}", {"a": 5, "c": 1}, False),
        ("{all: [fraud], none: {is: {c: 0}}, any: [{over: {a: 1}}, {over: {b: 1}}]}", {"fraud": True, "c": 1, "a": 0, "b": 2}, True),
        ("{all: [fraud], none: {is: {c: 0}}, any: [{over: {a: 1}}, {over: {b: 1}}]}", {"fraud": True, "c": 0, "a": 0, "b": 2}, False),
        ("{all: [fraud], none: {is: {c: 0}}, any: [{over: {a: 1}}, {over: {b: 1}}]}", {"fraud": True, "c": 1, "a": 0, "b": 1}, False),
        ("{at_least: {a: b}}", {"a": 5, "b": 5}, True),
        ("{over: {a: b}}", {"a": 5, "b": 5}, False),
        ("{at_most: {a: b}}", {"a": "5.1", "b": 5}, False),
        ("{below: {a: b}}", {"a": "4.9", "b": 5}, True),
        ("{at_least: {share: a}}", {"asked": 6, "done": 2, "a": 3}, True),
        ("{over: {share: a}}", {"asked": 6, "done": 2, "a": 3}, False),
    ],
)  # fmt: skip
def test_everything_in_a_condition_holds(condition: str, facts: Mapping[str, Any], holds: bool) -> None:  # noqa: FBT001
    known = {"a": 1, "b": 1, "c": 1, "kind": "urban", "fraud": False, "asked": 1, "done": 1}
    given = {key: Decimal(value) if key in {"a", "b"} else value for key, value in {**known, **facts}.items()}
    assert total_of(section(once(condition)), given).total == Decimal(holds)


@pytest.mark.parametrize(
    ("condition", "a", "b", "holds"),
    [
        ("{at_least: {s.each.points: 6}}", 6, 7, True),
        ("{at_least: {s.each.points: 6}}", 6, 5, False),
        ("{any: {at_least: {s.each.points: 6}}}", 6, 5, True),
        ("{any: {is: {s.each.points: 0}}}", 10, 0, True),
        ("{none: {is: {s.each.points: 0}}}", 10, 1, True),
        ("{at_least: {s.each.percent: 30}}", 3, 6, True),
        ("{at_least: {s.each.percent: 30}}", 3, 5, False),
        ("{at_least: {s.percent: 50}}", 5, 10, True),
        ("{over: {s.percent: 50}}", 5, 10, False),
        ("{over: {ib.points: ia.points}}", 5, 6, True),
        ("{over: {ib.percent: ia.percent}}", 5, 6, False),
        ("{is: {ib.percent: 25}}", 0, 5, True),
    ],
)
def test_points_of_parts_and_percentages_of_their_worth_are_read(condition: str, a: int, b: int, holds: bool) -> None:  # noqa: FBT001
    double = item("ib", "{count: done, rate: 1, cap: 20}", max=20)
    taken = item("ix", "{deduct: {count: c, rate: 1}}")
    first = f"    - {{id: s, title: 一, items: [{A}, {taken}, {double}]}}\n"
    second = f"    - {{id: t, title: 二, items: [{once(condition)}]}}\n"
    breakdown = total_of(f"  sections:\n{first}{second}", {"a": a, "done": b, "c": 0})
    assert breakdown.sections[1].working.points.known == Decimal(holds)


@pytest.mark.parametrize(("kind", "a", "holds"), [("urban", 5, True), ("rural", 9, False), ("rural", 10, True)])
def test_a_percentage_is_of_what_a_part_is_worth_to_the_unit(kind: str, a: int, holds: bool) -> None:  # noqa: FBT001
    table = section(BY_KIND, once("{at_least: {ia.percent: 50}}"))
    assert total_of(table, {"a": a, "kind": kind}).items[1].working.points.known == Decimal(holds)


def test_while_the_option_is_open_a_percentage_can_be_of_either_worth() -> None:
    table = section(BY_KIND, once("{at_least: {ia.percent: 50}}"))
    points = [total_of(table, {"a": a}).items[1].working.points for a in (4, 5, 10)]
    assert [(str(each.lowest), str(each.highest)) for each in points] == [("0", "0"), ("0", "1"), ("1", "1")]


@pytest.mark.parametrize(
    ("condition", "facts", "grade"),
    [
        ("{below: {b: 5}}", {"b": "n/a"}, "good"),
        ("{none: [{at_least: {b: 5}}]}", {"b": "n/a"}, "good"),
        ("{any: {below: {b: 5, a: 5}}}", {"a": 4, "b": "n/a"}, "bad"),
        ("{any: {below: {b: 5, a: 5}}}", {"a": 5, "b": "n/a"}, "good"),
        ("{below: {b: 5, a: 5}}", {"a": 4, "b": "n/a"}, "bad"),
        ("{below: {b: a}}", {"b": "n/a"}, "good"),
        ("{below: {a: b}, all: [fraud]}", {"b": "n/a", "fraud": True}, "bad"),
        ("{any: {is: {s.each.points: 0}}}", {"b": "n/a"}, "good"),
        ("{any: {is: {s.each.points: 0}}}", {"b": 0}, "bad"),
        ("{at_most: {s.each.percent: 50}}", {"a": 5, "b": "n/a"}, "bad"),
    ],
)
def test_what_is_not_applicable_is_left_out_of_a_veto(condition: str, facts: Mapping[str, Any], grade: str) -> None:
    table = section(A, B, keys="      not_applicable: renormalise\n", total=veto(condition))
    outcome = total_of(table, {"a": 10, "fraud": False, **facts}).outcome
    assert [each.id for each in outcome.grades] == [grade]


def test_a_condition_may_hold_a_number_to_points_that_may_be_not_applicable() -> None:
    optional = item("ib", "b", max=10, not_applicable="zero")
    table = section(A, optional, once("{any: [{over: {a: ib.points}}, fraud]}"))
    assert codes_of(table) == []
    assert [total_of(table, {"a": 5, "b": b, "fraud": False}).total for b in (4, 5, "n/a")] == [10, 10, 5]


def test_a_section_that_requires_what_is_not_applicable_has_what_it_takes() -> None:
    table = section(A, B, keys="      not_applicable: full_marks\n      requires: {at_least: {b: 5}}\n")
    assert [total_of(table, {"a": 3, "b": b}).total for b in ("n/a", 5, 4)] == [13, 8, 0]


def test_a_measure_of_what_is_not_applicable_is_left_out() -> None:
    table = section(
        A,
        item("id", "{count: done, rate: 1}"),
        keys="      not_applicable: zero\n",
        total=veto("{at_most: {share: 1000}}"),
    )
    facts = {"a": 10, "asked": 1}
    assert [[each.id for each in total_of(table, {**facts, "done": done}).outcome.grades] for done in (1, "n/a")] == [
        ["bad"],
        ["good"],
    ]


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ("{at_least: {a: 5}}", []),
        ("{at_least: {a: 0}}", ["unreachable-threshold at_least.a"]),
        ("{is: {a: 11}}", ["unreachable-threshold is.a"]),
        ("{is: {a: [3, -1]}}", ["unreachable-threshold is.a"]),
        ("{is: {c: 1.5}}", ["unreachable-threshold is.c"]),
        ("{is: {c: 1}}", []),
        ("{is: {kind: [urban, park]}}", ["unknown-option is.kind"]),
        ("{is: {kind: [urban]}}", []),
        ("{is: {kind: [rural, urban]}}", ["unreachable-threshold is.kind"]),
        ("{is: {kind: 3}}", ["wrong-fact-type is.kind"]),
        ("{is: {a: urban}}", ["wrong-fact-type is.a"]),
        ("{is: {ia.points: urban}}", ["wrong-fact-type is.ia.points"]),
        ("{over: {a: kind}}", ["wrong-fact-type over.a"]),
        ("{over: {ia.points: ib.points}}", ["unknown-part over.ia.points"]),
        ("{below: {s.each.percent: 30}}", ["cycle below.s.each.percent"]),
        ("{below: {ia.each.points: 30}}", ["unreadable-part below.ia.each.points"]),
        ("{below: {ix.percent: 30}}", ["unreadable-part below.ix.percent"]),
        ("{over: {ia.percent: 100}}", ["unreachable-threshold over.ia.percent"]),
        ("{over: {ia.points: ia.points}}", []),
        ("{below: {ix.points: ia.points}, over: {ia.points: ix.points}}", []),
    ],
)
def test_what_a_condition_reads_is_there_and_can_be_so_or_not(condition: str, told: list[str]) -> None:
    taken = item("ix", "{deduct: {count: c, rate: 1}}")
    assert codes_of(section(A, taken, once(condition))) == told


@pytest.mark.parametrize(
    ("requires", "told"),
    [
        ("{at_least: {s.each.points: 5}}", []),
        ("{at_least: {ia.points: 5}}", []),
        ("{at_least: {s.points: 5}}", ["cycle at_least.s.points"]),
        ("{at_least: {total.each.points: 5}}", ["cycle at_least.total.each.points"]),
    ],
)
def test_a_section_may_require_something_of_its_own_parts_and_not_of_itself(requires: str, told: list[str]) -> None:
    assert codes_of(section(A, keys=f"      requires: {requires}\n")) == told


@pytest.mark.parametrize(
    ("condition", "facts", "told"),
    [
        ("{below: {ia.percent: 30}}", {"a": 2}, "ia < 30%: holds (20%)"),
        ("{below: {a: b}}", {"a": 2, "b": 3}, "甲得分 < 乙得分: holds (2, 3)"),
        ("{below: {a: b}}", {"a": 3, "b": 3}, "甲得分 < 乙得分: doesn't hold (3, 3)"),
        ("{none: {is: {a: 0}}}", {"a": 0}, "甲得分 ≠ 0: doesn't hold (0)"),
        ("{is: {kind: rural}}", {"kind": "rural"}, "类别 = 镇: holds"),
    ],
)
def test_a_condition_says_what_was_found(condition: str, facts: Mapping[str, Any], told: str) -> None:
    table = section(A, B, total=veto(condition))
    assert f"── Condition: {told}\n" in explained(total_of(table, facts))


def test_which_part_of_a_condition_decided_is_told_of_each_part_of_a_section() -> None:
    shown = explained(total_of(section(A, B, total=veto("{any: {below: {s.each.points: 6}}}")), {"a": 10, "b": 5}))
    assert "── Condition: ia < 6 or ib < 6: holds\n" in shown
    assert "── ia < 6: doesn't hold (10)\n" in shown
    assert "── ib < 6: holds (5)\n" in shown


@pytest.mark.parametrize(
    ("condition", "slips"),
    [
        ("{at_least: {a: 5}}", ["over: {a: 5}", "at_least: {a: 6}", "at_least: {a: 4}"]),
        ("{is: {c: [1, 3]}}", ["is: {c: [2, 3]}", "is: {c: [0, 3]}", "is: {c: [1, 4]}", "is: {c: [1, 2]}"]),
        (
            "{at_least: {a: b}, all: [fraud]}",
            ["all: [fraud]", "all: [fraud], over: {a: b}", "at_least: {a: b}"],
        ),
        ("{none: [fraud]}", ["any: [fraud]"]),
        ("{any: {is: {kind: rural}, below: {a: b}}}", [
            "all: [{below: {a: b}, is: {kind: rural}}]", "none: {below: {a: b}, is: {kind: rural}}",
            "any: {is: {kind: rural}}", "any: {below: {a: b}}", "any: {at_most: {a: b}, is: {kind: rural}}",
        ]),
        ("{all: [fraud, {below: {a: b}}]}", [
            "all: [{below: {a: b}}]", "all: [fraud]", "any: [fraud, {below: {a: b}}]", "all: [fraud, {at_most: {a: b}}]",
        ]),
    ],
)  # fmt: skip
def test_each_number_each_entry_each_word_and_each_group_is_slipped(condition: str, slips: list[str]) -> None:
    scheme = scheme_of(section(item("ic", f"{{once: {condition}, points: a}}")))
    mutants = [each for each in mutants_of(scheme) if "once" in each.at]
    found = [plain_data(each.scheme.total.sections[0].items[0].rule.once) for each in mutants]  # type: ignore[union-attr]
    assert sorted(flow(each)[1:-1] for each in found) == sorted(slips)


def test_what_is_read_goes_by_other_ids_where_things_have_others() -> None:
    scheme = scheme_of(
        section(A, once("{any: {below: {ia.points: b, a: ia.percent}}, is: {kind: rural, ia.points: 3}}"))
    )
    renamed = scheme_with(scheme, facts={"a": "x", "b": "y", "kind": "sort"}, parts={"ia": "iz"})
    condition = renamed.total.sections[0].items[1].rule.once  # type: ignore[union-attr]
    assert (
        flow(plain_data(condition)) == "{any: {below: {iz.points: y, x: iz.percent}}, is: {sort: rural, iz.points: 3}}"
    )


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        ("{at_least: {a: 5, b: 5}}", "{at_least: {a: 6, b: 5}}", [("at_least", "a", "5", "6")]),
        ("{at_least: {a: 5}, below: {a: b}}", "{at_least: {a: 5}}", [("below", "a", "b", None)]),
        ("{at_least: {a: 5}}", "{at_least: {a: 5, s.each.points: 1}}", [("at_least", "s.each.points", None, "1")]),
        ("{any: {is: {a: 0, b: 0}}}", "{any: {is: {a: 0, b: 1}}}", [("is", "b", "0", "1")]),
        ("{at_least: {a: 5}, all: [fraud]}", "{at_least: {a: 5}, none: [fraud]}", [("all", "", "['fraud']", None), ("none", "", None, "['fraud']")]),
        ("{at_least: {a: 5}}", "{over: {a: 5}}", [("requires", "", "{at_least: {a: 5}}", "{over: {a: 5}}")]),
        ("{all: [fraud, {is: {a: 1}}]}", "{all: [{is: {a: 2}}, fraud]}", [("is", "a", "1", "2")]),
    ],
)  # fmt: skip
def test_conditions_of_two_years_differ_entry_by_entry(before: str, after: str, changes: list[tuple[Any, ...]]) -> None:
    schemes = [scheme_of(section(A, B, keys=f"      requires: {each}\n")) for each in (before, after)]

    def said(value: Any) -> str | None:
        return None if value is None else flow(plain_data(value)) if not isinstance(value, tuple) else str(list(value))

    found = [(each.key, each.about.fact, said(each.old), said(each.new)) for each in scheme_changes(*schemes)]
    assert found == changes
    assert all(each.can_change_score for each in scheme_changes(*schemes))
