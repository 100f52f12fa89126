"""Small tables whose result anybody can check by hand: what is below 0, not applicable, divided by nothing, vetoed."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

import facade
import zlpg
from facade import Read, read_rules, scored, warned_of, workings
from zlpg.numbers import UNBOUNDED, Interval
from zlpg.show.score import outcome_of, rows_of
from zlpg.show.words import words_of

FRAME = """
scheme: small
year: 2021
title: 小表
facts:
  change: {type: number, label: 变动率, unit: "%", range: [-100, 1000]}
  a: {type: number, label: 甲得分, unit: 分, range: [0, 10]}
  b: {type: number, label: 乙得分, unit: 分, range: [0, 10]}
  c: {type: count, label: 丙, unit: 次}
  done: {type: number, step: 1, range: [0, null], label: 完成, unit: 件}
  asked: {type: count, label: 任务, unit: 件}
  prizes: {type: results, label: 奖, unit: 项, levels: {bad: 通报, silver: 银奖, gold: 金奖}}
  kind: {type: choice, label: 类别, options: {urban: 街道, rural: 镇}}
  fraud: {type: yes_no, label: 弄虚作假}
measures:
  share: {share: asked, of: done, range: [0, 1000], if_none: 1000, label: 任务与完成之比}
"""


def scheme_of(total: str) -> zlpg.Scheme:
    """A scheme with this total, whatever its texts and the checks say of it."""
    return facade.scheme_of(f"{FRAME}total:\n{total}")


def section(*items: str, keys: str = "", total: str = "") -> str:
    """The total of one section."""
    held = "".join(f"        - {item}\n" for item in items)
    return f"{total}  sections:\n    - id: s\n      title: 节\n{keys}      items:\n{held}"


def total_of(total: str, facts: Mapping[str, Any]) -> zlpg.Breakdown:
    return scored(scheme_of(total), facts)


def item(id: str, rule: str, **keys: object) -> str:
    said = "".join(f", {key}: {value}" for key, value in keys.items())
    return f"{{id: {id}, title: {id}, text: 按得分计{said}, rule: {rule}}}"


A, B = item("ia", "a", max=10), item("ib", "b", max=10)


@pytest.mark.parametrize(
    ("rule", "change", "points"),
    [
        ("{count: change, over: 0, steps: whole, rate: -0.8}", "-3", "0"),
        ("{count: change, over: 0, steps: whole, rate: -0.8}", "2.5", "-1.6"),
        ("{count: change, steps: whole, rate: -0.8}", "-3.5", "2.4"),
        ("{count: change, under: 0, steps: started, rate: 0.5}", "-2.1", "1.5"),
        ("{count: change, under: 0, steps: started, rate: 0.5}", "0.1", "0"),
        ("{count: change, over: -10, steps: whole, rate: 1}", "-8", "2"),
        ("{proportional: change, over: 0, full: 10, points: 5}", "-4", "0"),
        ("{proportional: change, over: 0, full: -10, points: 5}", "-4", "2"),
    ],
)
def test_a_threshold_of_0_is_a_threshold_for_what_can_be_below_0(rule: str, change: str, points: str) -> None:
    breakdown = total_of(section(item("i", f"{{sum: [0, {rule}]}}")), {"change": Decimal(change)})
    assert breakdown.total == Decimal(points)


GRADES = "  grades:\n    - {id: good, title: 合格, at_least: 0}\n    - {id: bad, title: 不合格}\n"


def veto(condition: str) -> str:
    return f"{GRADES}  vetoes:\n    - {{veto: {condition}, title: 一票否决, grade: bad}}\n"


@pytest.mark.parametrize(
    ("condition", "facts", "grade"),
    [
        ("{none: [{at_least: {ia.points: 6, ib.points: 6}}]}", {"a": 10, "b": "n/a"}, "good"),
        ("{none: [{at_least: {ia.points: 6, ib.points: 6}}]}", {"a": 5, "b": "n/a"}, "bad"),
        ("{none: [{at_least: {ia.points: 6}}, {at_least: {ib.points: 6}}]}", {"a": 10, "b": "n/a"}, "good"),
        (
            "{any: [{none: [{at_least: {ia.points: 6}}]}, {none: [{at_least: {ib.points: 6}}]}]}",
            {"a": 10, "b": "n/a"},
            "good",
        ),
        (
            "{any: [{none: [{at_least: {ia.points: 6}}]}, {none: [{at_least: {ib.points: 6}}]}]}",
            {"a": 10, "b": 5},
            "bad",
        ),
        ("{at_least: {ib.points: 0}}", {"a": 10, "b": "n/a"}, "good"),
        ("{none: [{at_least: {ib.points: 0}}]}", {"a": 10, "b": "n/a"}, "good"),
        ("{all: [{at_least: {ib.points: 6}}, {at_least: {ia.points: 6}}]}", {"a": 10, "b": "n/a"}, "bad"),
        ("{all: [fraud, {at_least: {ib.points: 6}}]}", {"a": 10, "b": "n/a", "fraud": True}, "bad"),
    ],
)
def test_what_is_not_applicable_is_left_out_of_a_veto(condition: str, facts: Mapping[str, Any], grade: str) -> None:
    table = section(A, B, keys="      not_applicable: renormalise\n", total=veto(condition))
    outcome = total_of(table, {"fraud": False, **facts}).outcome
    assert [each.id for each in outcome.grades] == [grade]


@pytest.mark.parametrize("policy", ["renormalise", "full_marks", "zero"])
def test_it_is_left_out_whatever_it_counts_as(policy: str) -> None:
    table = section(A, B, keys=f"      not_applicable: {policy}\n", total=veto("{none: [{at_least: {ib.points: 6}}]}"))
    assert [each.id for each in total_of(table, {"a": 10, "b": "n/a"}).outcome.grades] == ["good"]


def test_it_is_left_out_beside_what_is_always_applicable() -> None:
    optional = item("ib", "b", max=10, not_applicable="zero")
    table = section(A, optional, total=veto("{none: [{at_least: {ib.points: 6}}]}"))
    assert [each.id for each in total_of(table, {"a": 10, "b": "n/a"}).outcome.grades] == ["good"]


def test_a_section_of_which_nothing_is_applicable_is_left_out_too() -> None:
    first = f"    - {{id: first, title: 一, items: [{A}]}}\n"
    second = f"    - {{id: second, title: 二, not_applicable: zero, items: [{B}]}}\n"
    table = f"{veto('{none: [{at_least: {first.points: 6, second.points: 6}}]}')}  sections:\n{first}{second}"
    for facts, grade in (({"a": 6, "b": "n/a"}, "good"), ({"a": 6, "b": 5}, "bad"), ({"a": 5, "b": "n/a"}, "bad")):
        assert [each.id for each in total_of(table, facts).outcome.grades] == [grade]


@pytest.mark.parametrize(("b", "total"), [("n/a", 10 + 10 + 5), (6, 6 + 10 + 6), (5, 5 + 0 + 5)])
def test_a_requirement_of_which_nothing_is_left_is_met_and_a_once_gives_its_otherwise(b: object, total: int) -> None:
    first = f"    - {{id: first, title: 一, not_applicable: full_marks, items: [{B}]}}\n"
    second = f"    - {{id: second, title: 二, requires: {{at_least: {{first.points: 6}}}}, items: [{A}]}}\n"
    once = item("ic", "{once: {at_least: {ib.points: 6}}, points: 6, otherwise: 5}")
    third = f"    - {{id: third, title: 三, items: [{once}]}}\n"
    assert total_of(f"  sections:\n{first}{second}{third}", {"a": 10, "b": b}).total == total


@pytest.mark.parametrize(("asked", "done", "points"), [(0, 0, 0), (5, 0, 0), (5, 10, 1), (10, 5, 0)])
def test_nothing_to_divide_by_counts_as_declared_whatever_is_divided(asked: int, done: int, points: int) -> None:
    table = section(item("i", "{once: {at_most: {share: 1}}, points: 1}"))
    assert total_of(table, {"asked": asked, "done": done}).total == points


def test_while_it_is_open_whether_there_is_anything_to_divide_by_both_is_possible() -> None:
    scheme = scheme_of(section(item("i", "{count: share, steps: continuous, rate: 1}")))
    for done, expected in (({}, [0, 1000]), ({"done": 0}, [1000, 1000]), ({"done": 5}, [2, 2])):
        points = scored(scheme, {"asked": 10, **done}).working.points
        assert [int(points.lowest), int(points.highest)] == expected


@pytest.mark.parametrize(
    ("best", "prizes", "points"),
    [
        (1, {"bad": 3}, "-1"),
        (1, {"bad": 3, "silver": 1}, "1"),
        (1, {"bad": 1, "silver": 2, "gold": 1}, "2.5"),
        (1, {}, "0"),
    ],
)
def test_the_best_applicant_may_be_one_that_takes_points_off(best: int, prizes: Mapping[str, int], points: str) -> None:
    table = section(item("i", f"{{highest: [{{each: prizes, is: {{bad: -1, silver: 1, gold: 2.5}}}}], best: {best}}}"))
    assert total_of(table, {"prizes": prizes}).total == Decimal(points)


def checked(total: str) -> Read[zlpg.Scheme]:
    return read_rules(f"{FRAME}total:\n{total}")


def test_of_the_best_several_none_takes_points_off() -> None:
    table = section(item("i", "{highest: [{each: prizes, is: {bad: -1, silver: 1, gold: 2.5}}], best: 2}"))
    (found,) = (each for each in checked(table).findings if each.code == "negative-best")
    assert str(found.message) == "-1 is below 0, and the best 2 count"
    assert found.at[-2:] == ("is", "bad")
    assert found.severity == "error"


MAX_BY_CHOICE = item(
    "i",
    "{sum: [{table: kind, is: {urban: 6, rural: 4}}, {count: c, rate: -1}]}",
    max="{choice: kind, points: {urban: 6, rural: 4}}",
    floor=1,
)


@pytest.mark.parametrize(
    ("policy", "facts", "lowest", "highest", "complete"),
    [
        ("zero", {}, "0", "6", False),
        ("zero", {"c": "n/a"}, "0", "0", True),
        ("zero", {"c": "n/a", "kind": "rural"}, "0", "0", True),
        ("zero", {"c": 2, "kind": "urban"}, "4", "4", True),
        ("zero", {"c": 9, "kind": "urban"}, "1", "1", True),
        ("full_marks", {}, "1", "6", False),
        ("full_marks", {"c": "n/a"}, "4", "6", False),
        ("full_marks", {"c": "n/a", "kind": "rural"}, "4", "4", True),
    ],
)
def test_an_item_with_a_maximum_by_choice_may_be_not_applicable(
    policy: str,
    facts: Mapping[str, Any],
    lowest: str,
    highest: str,
    complete: bool,  # noqa: FBT001
) -> None:
    breakdown = total_of(section(MAX_BY_CHOICE, keys=f"      not_applicable: {policy}\n"), facts)
    assert (breakdown.lowest, breakdown.highest) == (Decimal(lowest), Decimal(highest))
    assert breakdown.complete is complete


def test_what_a_maximum_depends_on_is_always_known() -> None:
    scheme = scheme_of(section(MAX_BY_CHOICE, keys="      not_applicable: zero\n"))
    with pytest.raises(zlpg.InvalidInput) as refused:
        zlpg.facts_from({"kind": "n/a"}, scheme)
    (found,) = refused.value.diagnostics
    assert str(found.message) == "“kind” can't be not applicable: “i” depends on it, too"


@pytest.mark.parametrize(
    ("facts", "total"),
    [({"a": 6, "c": 2}, "2"), ({"a": 6, "c": "n/a"}, "6"), ({"a": "n/a", "c": 2}, "-2"), ({"a": 6, "c": 0}, "3")],
)
def test_a_deduction_that_is_not_applicable_has_no_weight_in_an_average(facts: Mapping[str, Any], total: str) -> None:
    deduction = item("ic", "{deduct: {count: c, rate: 1}}")
    keys = "      combine: average\n      not_applicable: renormalise\n"
    assert total_of(section(A, deduction, keys=keys), facts).total == Decimal(total)


def weighted(*weights: object, text: str = "", average: bool = True, requires: str = "") -> str:
    ids = "abcd"
    items = {
        "a": A,
        "b": B,
        "c": item("ic", "{count: c, rate: 1, cap: 9}"),
        "d": item("id", "{count: done, rate: 1, cap: 9}"),
    }
    parts = "".join(
        f"    - {{id: s_{id}, title: 占{weight}, weight: {str(weight).rstrip('%')}{requires}, items: [{items[id]}]}}\n"
        for id, weight in zip(ids, weights, strict=False)
    )
    return f"  text: {text or '按权重计'}\n  combine: {'average' if average else 'sum'}\n  sections:\n{parts}"


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (weighted(0.5, 0.4, 0.2), "the weights add up to 1.1, not to 1"),
        (weighted(0.5, 0.3, 0.2), None),
        (weighted(0.6, 0.5, average=False), "the weights add up to 1.1, not to 1"),
        (weighted("50%", "40%", "20%"), "the weights add up to 110, not to 100"),
        (weighted("50%", "30%", "20%"), None),
        (weighted(50, 40, 20, text="甲占百分之五十。"), "the weights add up to 110, not to 100"),
        (weighted(10, 7.5, 5), None),  # of 22.5, and no per cent
        (weighted(1, 2, 3), None),
        (weighted("33.33%", "33.33%", "33.33%"), None),  # alike: whatever they add up to, it is the mean
        (weighted(0.5, 0.4, 0.2, requires=", requires: fraud"), None),  # not all of them count
    ],
)
def test_weights_in_parts_of_one_or_in_per_cent_make_a_whole(table: str, told: str | None) -> None:
    found = [each for each in checked(table).findings if each.code == "weights-not-whole"]
    assert [str(each.message) for each in found] == ([told] if told else [])
    assert all(each.severity == "warning" for each in found)


TWO_VETOES = f"{GRADES}  vetoes:\n" + "".join(f"    - {each}\n" for each in (
    "{veto: {at_least: {a: 1}}, title: 无法评价, points: none}",
    "{veto: fraud, title: 弄虚作假, grade: bad}",
    "{veto: {at_least: {b: 1}}, title: 有投诉, grade: good}",
    "{veto: {at_least: {b: 2}}, title: 有事故, grade_at_most: bad}",
))  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "lines"),
    [
        ({"a": 1, "b": 2, "fraud": True}, ["No result: 无法评价"]),
        ({"a": 1, "b": 0}, ["No result: 无法评价"]),
        ({"a": 0, "b": 2, "fraud": True}, ["Grade: 不合格", "Vetoed: 弄虚作假 → 不合格"]),
        ({"a": 0, "b": 2, "fraud": False}, ["Grade: 合格", "Vetoed: 有投诉 → 合格"]),
        ({"a": 0, "b": 0, "fraud": False}, ["Grade: 合格"]),
    ],
)
def test_only_what_settled_a_result_is_told(facts: Mapping[str, Any], lines: list[str]) -> None:
    breakdown = total_of(section(A, B, total=TWO_VETOES), facts)
    assert [said.line for said in outcome_of(breakdown, words_of("en"))] == lines


WITH_MINIMUM = section(
    "{id: i, title: 例会, text: 满分10分, max: 10, requirement: {text: 不少于2次, at_least: {c: 2}}, rule: a}"
)


@pytest.mark.parametrize(
    ("facts", "told", "told_if_complete"),
    [
        ({"a": 10}, [("open-fact", "warning")], [("open-fact", "error")]),
        ({"a": 10, "c": 1}, [("minimum-not-met", "warning")], [("minimum-not-met", "warning")]),
        ({"a": 10, "c": 2}, [], []),
        ({"a": 9}, [], []),
    ],
)
def test_full_marks_whose_minimum_count_falls_short_or_is_open_are_told(
    facts: Mapping[str, Any], told: list[tuple[str, str]], told_if_complete: list[tuple[str, str]]
) -> None:
    breakdown = total_of(WITH_MINIMUM, facts)
    for complete, expected in ((False, told), (True, told_if_complete)):
        found = warned_of(breakdown, complete=complete)
        assert [(each.code, each.severity) for each in found] == expected
    assert breakdown.complete is (("open-fact", "warning") not in told)


LONG = "1.23456789012345678"


@pytest.mark.parametrize("factors", [2, 12, 250])
def test_a_product_of_any_length_is_exact(factors: int) -> None:
    ids = [f"f{number}" for number in range(factors)]
    declared = "".join(f"  {id}: {{type: number, label: {id}, range: [0, 9]}}\n" for id in ids)
    judged = ", ".join(f"{id}" for id in ids)
    text = f"{FRAME.replace('measures', f'{declared}measures')}total:\n{section(item('i', f'{{product: [{judged}]}}'))}"
    scheme = facade.scheme_of(text)
    facts = zlpg.facts_from({**dict.fromkeys(ids, Decimal(LONG)), "asked": 1, "done": 1}, scheme)
    total = zlpg.score(scheme, facts).total
    assert total is not None
    assert Fraction(*total.as_integer_ratio()) == Fraction(LONG) ** factors
    (points, together) = zlpg.prepare(scheme).points(facts.values)
    assert points["i"] == together == total


def test_points_are_exact_however_deep_weights_are_nested() -> None:
    inner = f"{{id: s0, title: s0, weight: {LONG}, cap: 9, items: [{A}]}}"
    for depth in range(1, 15):
        inner = f"{{id: s{depth}, title: s{depth}, weight: {LONG}, sections: [{inner}]}}"
    table = f"  sections:\n    - {inner}\n"
    assert checked(table).findings  # and none of the checks stumbles over the digits
    total = total_of(table, {"a": 3}).total
    assert total is not None
    assert Fraction(*total.as_integer_ratio()) == 3 * Fraction(LONG) ** 15


def test_full_marks_for_what_is_not_applicable_rest_on_no_count() -> None:
    one = "{id: i, title: 例会, text: 满分10分, max: 10, not_applicable: full_marks, requirement: {text: 不少于2次, at_least: {c: 2}}, rule: a}"
    breakdown = total_of(section(one), {"a": "n/a"})
    assert breakdown.total == Decimal(10)
    assert not breakdown.warnings
    assert breakdown.complete


@pytest.mark.parametrize(
    ("facts", "shown"),
    [
        ({"a": 0, "b": 0}, "(0 if 弄虚作假, else 0) = 0"),
        ({"a": 1, "b": 0}, "(0 if 弄虚作假, else 1)"),
        ({"a": 1, "b": 0, "fraud": True}, "弄虚作假 → 0"),
    ],
)
def test_an_open_veto_is_not_told_as_if_it_held(facts: Mapping[str, Any], shown: str) -> None:
    vetoes = "  vetoes:\n    - {veto: fraud, title: 弄虚作假, points: 0}\n"
    breakdown = total_of(section(A, B, total=vetoes), facts)
    line = workings(breakdown.working, breakdown.scheme, breakdown.facts)
    assert line.startswith(shown), line


def test_workings_of_a_total_that_is_none_are_not_told() -> None:
    vetoes = "  vetoes:\n    - {veto: {at_least: {a: 1}}, title: 无法评价, points: none}\n    - {veto: fraud, title: 弄虚作假, points: 0}\n"
    breakdown = total_of(section(A, B, total=vetoes), {"a": 1, "b": 0, "fraud": True})
    total = list(rows_of(breakdown, words_of("en")))[-1]
    assert (total.points, total.workings) == (None, "")


def still_open(breakdown: zlpg.Breakdown) -> list[str]:
    """The facts that are asked for."""
    asked = [fact for result in breakdown.items for fact in result.open]
    return [*asked, *(fact for fact, _ in breakdown.open_beside)]


@pytest.mark.parametrize(
    ("facts", "open", "complete"),
    [
        ({"kind": "rural"}, [], True),
        ({"kind": "urban"}, ["c"], False),
        ({}, ["kind", "c"], False),
        ({"c": 3}, ["kind"], False),
    ],
)
def test_a_fact_that_is_only_read_for_another_option_is_not_open(
    facts: Mapping[str, Any],
    open: list[str],
    complete: bool,  # noqa: FBT001  # a row of the table
) -> None:
    rule = "{table: kind, is: {urban: {count: c, rate: 1, cap: 4}, rural: 5}}"
    breakdown = total_of(section(item("ia", rule, max=5)), facts)
    assert (still_open(breakdown), breakdown.complete) == (open, complete)


def test_where_a_cap_is_reached_whatever_comes_nothing_is_open_and_what_the_cap_took_is_an_interval() -> None:
    table = section(item("ia", "{sum: [{count: c, rate: 1}, {count: done, rate: 1}], cap: 4}"))
    breakdown = total_of(table, {"c": 6})
    assert (still_open(breakdown), breakdown.complete, breakdown.total) == ([], True, Decimal(4))
    assert breakdown.lost == Interval(Decimal(2), UNBOUNDED)
    assert total_of(table, {"c": 3}).lost == Interval(Decimal(0), UNBOUNDED)
    assert total_of(table, {"c": 3, "done": 5}).lost.known == 4


@pytest.mark.parametrize(
    ("settles", "facts", "open"),
    [
        ("grade: bad", {"fraud": True}, []),
        ("points: 0", {"fraud": True}, []),
        ("points: none", {"fraud": True}, []),
        ("points: none, grade: bad", {"fraud": True}, []),
        ("grade_at_most: bad", {"fraud": True}, ["a"]),
        ("grade: bad", {"fraud": False}, ["a"]),
        ("grade: bad", {}, ["a", "fraud"]),
    ],
)
def test_nothing_is_asked_of_a_unit_whose_result_a_veto_has_settled(
    settles: str, facts: Mapping[str, Any], open: list[str]
) -> None:
    total = f"{GRADES}  vetoes: [{{veto: fraud, title: 弄虚作假, {settles}}}]\n"
    breakdown = total_of(section(A, total=total), facts)
    assert still_open(breakdown) == open
    assert breakdown.complete is (not open)


def test_what_caps_may_have_taken_holds_every_way_that_it_can_turn_out() -> None:
    """Of a branch with a cap, and one without: intervals of what it comes to alone would leave out both."""
    table = section(item("ia", "{once: fraud, points: {sum: [5], cap: 2}, otherwise: 3}"))
    assert total_of(table, {}).lost == Interval(Decimal(0), Decimal(3))


@pytest.mark.parametrize(
    ("rule", "highest"),
    [
        ("{once: {at_least: {c: 2}}, points: 0, otherwise: {sum: [1.5, {count: c, rate: -1}]}}", "1.5"),
        ("{sum: [{table: kind, is: {urban: 10, rural: 4}}, {table: kind, is: {urban: 2, rural: 8}}]}", "12"),
        ("{highest: [{sum: [3, {count: c, rate: -1}]}, {count: c, rate: 1, cap: 2}]}", "3"),
    ],
)
def test_where_an_open_fact_is_read_twice_its_readings_go_together(rule: str, highest: str) -> None:
    breakdown = total_of(section(item("ia", rule, floor=-100)), {})
    assert breakdown.working.points.highest == Decimal(highest)
    assert breakdown.working.points.lowest >= 0


@pytest.mark.parametrize(
    ("facts", "highest"),
    [({"asked": 0}, 0), ({"asked": 1}, 1), ({"done": 0}, 1), ({"done": 3}, Fraction(1, 2)), ({}, 1)],
)
def test_a_share_of_which_one_number_is_open_is_no_more_than_it_can_be(
    facts: Mapping[str, Any], highest: object
) -> None:
    """Of what is asked, and of what is asked and done, of which there may be none; up to 3 of each."""
    table = section(item("i", "{proportional: part, over: 0, full: 1, points: 1}"))
    text = f"{FRAME}  part: {{share: asked, of: {{sum: [asked, done]}}, range: [0, 1], if_none: 0, label: 之比}}\ntotal:\n{table}"
    text = text.replace("label: 任务, unit: 件", "label: 任务, unit: 件, range: [0, 3]").replace(
        "label: 完成, unit: 件", "label: 完成, unit: 件, range: [0, 3]"
    )
    assert scored(facade.scheme_of(text), facts).working.points.highest == highest


def test_items_whose_maxima_depend_on_one_choice_come_to_no_more_together_than_one_option_lets_them() -> None:
    maxima = ((10, 4), (2, 8), (5, 5))
    items = (
        item(f"i{at}", f"{{table: kind, is: {{urban: {urban}, rural: {rural}}}}}")
        for at, (urban, rural) in enumerate(maxima)
    )
    breakdown = total_of(section(*items), {})
    assert [each.working.points.highest for each in breakdown.items] == [10, 8, 5]
    assert breakdown.sections[0].working.points == Interval.exactly(Decimal(17))
    assert (breakdown.total, breakdown.complete) == (Decimal(17), False)


def test_what_the_cap_of_a_total_takes_is_told_under_a_veto_that_does_not_hold() -> None:
    total = "  cap: 12\n  vetoes: [{veto: fraud, title: 弄虚作假, points: 0}]\n"
    breakdown = total_of(section(A, B, total=total), {"a": 10, "b": 5, "fraud": False})
    assert (breakdown.total, breakdown.lost.known) == (Decimal(12), Decimal(3))
    assert total_of(section(A, B, total=total), {"a": 10, "b": 5}).lost == Interval(Decimal(0), Decimal(3))


def test_a_veto_that_may_come_before_the_one_that_holds_is_asked_for() -> None:
    vetoes = "[{veto: {at_least: {c: 1}}, title: 有投诉, points: 0}, {veto: fraud, title: 弄虚作假, points: 5}]"
    table = section(A, total=f"  vetoes: {vetoes}\n")
    assert still_open(total_of(table, {"fraud": True})) == ["c"]
    assert still_open(total_of(table, {"fraud": True, "c": 0})) == []
