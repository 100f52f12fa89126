"""Shares, differences and measures: small tables whose result anybody can check by hand, and what is told of them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

import facade
import zlpg
from facade import explained, read_facts, read_rules, scored, workings
from test_small_tables import A, item, section
from zlpg.diagnostics import Path
from zlpg.diff.scheme_changes import scheme_changes
from zlpg.examples.mutants import mutants_of
from zlpg.show.rule_changes import flow, plain_data

FACTS = """
scheme: small
year: 2021
title: 小表
facts:
  a: {type: number, label: 甲得分, unit: 分, range: [0, 10]}
  here: {type: number, label: 本地, range: [0, 100]}
  there: {type: number, label: 全市, range: [0, 100]}
  happy: {type: number, step: 1, range: [0, null], label: 满意, unit: 件}
  called: {type: number, step: 1, range: [0, null], label: 回访, unit: 件}
  barred: {type: number, step: 1, range: [0, null], label: 剔除, unit: 件}
"""


def text_of(total: str, *measures: str) -> str:
    declared = "".join(f"  {each}\n" for each in measures)
    heading = "measures:\n" if measures else ""
    return f"{FACTS}{heading}{declared}total:\n{total}"


def of_item(rule: str, *measures: str, facts: Mapping[str, Any], **keys: object) -> Decimal | None:
    """What the only item of a table comes to."""
    scheme = facade.scheme_of(text_of(section(item("i", rule, **keys)), *measures))
    return scored(scheme, facts).items[0].working.points.known


def told(total: str, *measures: str) -> list[str]:
    """What is told of a table, aside from its texts and from facts that nothing reads."""
    others = {"unused-fact", "unstated-number", "unused-number", "max-not-reached", "wrong-direction", "wrong-side"}
    found = (each for each in read_rules(text_of(total, *measures)).findings if each.code not in others)
    return [f"{each.code} {'.'.join(map(str, each.at))}" for each in found]


EXCESS = "excess: {difference: [here, there], label: 高出}"
HAPPY = "happy_share: {share: happy, of: called, times: 100, range: [0, 100], if_none: not_applicable, label: 满意率}"


@pytest.mark.parametrize(
    ("rule", "facts", "points"),
    [
        ("{difference: [here, there]}", {"here": 7, "there": 4}, 3),
        ("{difference: [here, there, a]}", {"here": 7, "there": 4, "a": 5}, -2),
        ("{sum: [1, {difference: [10, here], floor: 0}]}", {"here": 12}, 1),
        ("{share: here, of: there, times: 6, if_none: 0}", {"here": 10, "there": 40}, "1.5"),
        ("{share: here, of: there, times: 6, if_none: 2}", {"here": 10, "there": 0}, 2),
        ("{share: {sum: [here, a]}, of: {difference: [there, 10], floor: 0}, if_none: 0}", {"here": 8, "a": 2, "there": 30}, "0.5"),
        ("{sum: [1, {share: here, of: there, if_none: 0, round: {places: 0, mode: up}}]}", {"here": 1, "there": 3}, 2),
        ("{count: here, over: there, steps: started, rate: -0.5}", {"here": Decimal("41.2"), "there": 40}, -1),
        ("{count: here, over: there, steps: started, rate: -0.5}", {"here": 40, "there": 40}, 0),
        ("{count: here, under: there, steps: whole, per: 2, rate: 1}", {"here": 35, "there": 40}, 2),
        ("{count: here, under: there, steps: whole, rate: 1}", {"here": 50, "there": 40}, 0),
    ],
)  # fmt: skip
def test_a_rule_reads_several_numbers(rule: str, facts: Mapping[str, Any], points: object) -> None:
    assert of_item(rule, facts=facts) == Decimal(str(points))


def test_a_count_begins_where_the_points_of_another_item_end() -> None:
    table = section(A, item("i", "{count: here, over: ia.points, steps: continuous, rate: 1}"))
    breakdown = scored(facade.scheme_of(text_of(table)), {"a": 4, "here": 10})
    assert breakdown.items[1].working.points.known == 6


@pytest.mark.parametrize(
    ("measures", "points"),
    [
        (("m: {sum: [here, 1], label: 加一}",), 41),
        (("m: {count: here, over: there, steps: whole, rate: 2, label: 超出}",), 20),
        (("m: {once: {over: {here: there}}, points: 5, label: 高于}",), 5),
        (("m: {table: here, at_least: {0: 1, 40: 3}, label: 档}",), 3),
        (("m: {product: [here, 0.125], round: {places: 0, mode: down}, label: 取整}",), 5),
        (("m: {difference: [n, there], label: 差}", "n: {product: [here, 2], label: 倍}"), 50),
        (("m: {difference: [ia.points, 2], label: 差}",), 2),
        (("m: {product: [n, 10], label: 倍}", "n: {difference: [ia.percent, here], label: 差}"), 0),
    ],
)
def test_a_measure_is_any_rule_with_a_name_and_reads_measures_and_points(
    measures: tuple[str, ...], points: int
) -> None:
    table = section(A, item("i", "{sum: [m]}"))
    scheme = facade.scheme_of(text_of(table, *measures))
    assert told(table, *measures) == []
    assert scored(scheme, {"a": 4, "here": 40, "there": 30}).items[1].working.points.known == points


@pytest.mark.parametrize(
    ("measures", "codes"),
    [
        (("m: {sum: [n, 1], label: M}", "n: {difference: [m, 1], label: N}"), ["cycle measures.n.difference.0"]),
        (("m: {difference: [m, 1], label: M}",), ["cycle measures.m.difference.0"]),
        (("m: {difference: [i.points, 1], label: M}",), ["cycle measures.m.difference.0"]),
        (("m: {difference: [here], label: M}",), ["wrong-length measures.m.difference"]),
        (("m: {share: here, of: there, label: M}",), ["undeclared-policy measures.m"]),
        (("m: {share: here, of: {sum: [there, 1]}, if_none: 0, label: M}",), ["superfluous-policy measures.m.if_none"]),
        (("m: {share: here, of: 5, label: M}",), ["wrong-type measures.m.of"]),
        (("m: {share: here, of: [there], if_none: 0, label: M}",), ["wrong-type measures.m.of"]),
        (("m: {share: here, of: {difference: [0, there]}, if_none: 1, label: M}",), ["out-of-range measures.m.of"]),
        (("m: {share: here, of: {difference: [ia.points, 1]}, if_none: 0, label: M}",), ["out-of-range measures.m.of"]),
        (("m: {share: here, of: there, if_none: none, label: M}",), ["wrong-type measures.m.if_none"]),
        (("m: {share: here, of: there, if_none: not_applicable, label: M}",), ["undeclared-policy total.sections.0.items.1"]),
        (("m: {difference: [ia.points, 1], range: [0, 9], label: M}",), ["superfluous-policy measures.m.range"]),
        (("m: {difference: [here, x], label: M}",), ["unknown-fact measures.m.difference.1"]),
        (("m: {difference: [here, ix.points], label: M}",), ["unknown-part measures.m.difference.1"]),
        (("m: {levels: here, points: {low: 1}, label: M}",), ["unknown-kind measures.m.levels"]),
        (("m: {label: M, unit: 分}",), ["unknown-kind measures.m"]),
        (("m: {difference: [here, there], share: here, label: M}",), ["unknown-key measures.m.share"]),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_measure_is_told_where_it_stands(measures: tuple[str, ...], codes: list[str]) -> None:
    assert told(section(A, item("i", "{sum: [m]}")), *measures) == codes


@pytest.mark.parametrize(
    ("measure", "hint"),
    [
        (
            "m: {share: here, of: [there, a], label: M}",
            "what is added up is a sum now, and one alone no list: of: {sum: [a, b]}",
        ),
        (
            "m: {share: here, of: there, without: [a], if_none: 0, label: M}",
            "“without” is “difference” now: of: {difference: [{sum: [a, b]}, c]}",
        ),
    ],
)
def test_how_measures_were_written_is_told_as_it_is_written_now(measure: str, hint: str) -> None:
    found = read_rules(text_of(section(item("i", "{sum: [m]}")), measure)).findings
    assert hint in [str(each.hint) for each in found]


@pytest.mark.parametrize(
    ("policy", "facts", "points", "total"),
    [
        ("not_applicable: full_marks", {"happy": 9, "called": 10}, 9, 14),
        ("not_applicable: full_marks", {"happy": 0, "called": 0}, 10, 15),
        ("not_applicable: full_marks", {"happy": "n/a", "called": "n/a"}, 10, 15),
        ("not_applicable: zero", {"happy": 0, "called": 0}, 0, 5),
        ("not_applicable: renormalise", {"happy": 0, "called": 0}, 0, 10),
        ("not_applicable: renormalise", {"happy": 9, "called": 10}, 9, 14),
    ],
)
@pytest.mark.parametrize(
    "shares",
    [
        ("{share: happy, of: called, times: 10, if_none: not_applicable}",),
        ("{proportional: happy_share, full: 100, points: 10}", HAPPY),
        ("{sum: [m]}", "m: {product: [happy_share, 0.1], label: 折算}", HAPPY),
    ],
)
def test_an_item_that_reads_a_share_of_nothing_counts_as_its_policy_says(
    policy: str, facts: Mapping[str, Any], points: int, total: int, shares: tuple[str, ...]
) -> None:
    rule, *measures = shares
    table = section(item("ia", "judged", max=10), item("i", rule, cap=10), keys=f"      {policy}\n")
    breakdown = scored(facade.scheme_of(text_of(table, *measures)), {"ia": 5, **facts})
    assert (breakdown.items[1].working.points.known, breakdown.total) == (Decimal(points), Decimal(total))
    assert breakdown.items[1].applies is (facts["called"] == 10)
    assert told(table, *measures) == []


def test_a_share_that_may_be_of_nothing_leaves_open_whether_its_item_is_applicable() -> None:
    table = section(item("i", "{sum: [happy_share]}", cap=10), keys="      not_applicable: full_marks\n")
    scheme = facade.scheme_of(text_of(table, HAPPY))
    (none,), (some,), (sure,) = (scored(scheme, facts).items for facts in ({}, {"happy": 1}, {"called": 20}))
    assert [each.applies for each in (none, some, sure)] == [None, None, None]
    (known,) = scored(scheme, {"happy": 1, "called": 20}).items
    assert (known.applies, known.working.points.known) == (True, Decimal(5))


def test_a_share_of_nothing_is_left_out_of_a_veto() -> None:
    grades = "  grades: [{id: good, title: 合格, at_least: 0}, {id: bad, title: 不合格}]\n"
    veto = f"{grades}  vetoes: [{{veto: {{below: {{m: 60}}}}, title: 否决, grade: bad}}]\n"
    scheme = facade.scheme_of(text_of(section(A, total=veto), "m: {sum: [happy_share], label: 率}", HAPPY))
    for facts, grade in (({"happy": 1, "called": 2}, "bad"), ({"happy": 0, "called": 0}, "good")):
        outcome = scored(scheme, {"a": 1, **facts}).outcome
        assert [each.id for each in outcome.grades] == [grade]


@pytest.mark.parametrize(
    ("rule", "measure", "facts", "found"),
    [
        ("m", "m: {share: happy, of: {difference: [called, barred]}, if_none: 0, label: 率}", "{happy: 1, called: 2, barred: 3}", ["nothing-to-divide-by facts.barred"]),
        ("{share: happy, of: {difference: [called, barred]}, if_none: 0}", "", "{happy: 1, called: 2, barred: 3}", ["nothing-to-divide-by facts.barred"]),
        ("m", "m: {share: happy, of: {difference: [called, barred], floor: 0}, if_none: 0, label: 率}", "{happy: 1, called: 2, barred: 3}", []),
        ("m", "m: {difference: [here, there], range: [0, 5], label: 差}", "{here: 9, there: 3}", ["out-of-range facts.here"]),
        ("m", "m: {difference: [here, there], range: [null, 5], label: 差}", "{here: 3, there: 30}", []),
        ("{sum: [n]}", "n: {sum: [m], range: [0, 5], label: N}\n  m: {difference: [here, there], label: 差}", "{here: 9, there: 3}", ["out-of-range facts.here"]),
    ],
)  # fmt: skip
def test_facts_that_a_share_or_a_range_doesnt_allow_are_refused(
    rule: str, measure: str, facts: str, found: list[str]
) -> None:
    scheme = facade.scheme_of(text_of(section(item("i", rule)), *([measure] if measure else [])))
    read = read_facts(f"year: 2021\nfacts: {facts}\n", scheme)
    assert [f"{each.code} {each.at[0]}.{each.at[1]}" for each in read.findings] == found


@pytest.mark.parametrize(
    ("rule", "facts", "said"),
    [
        ("{difference: [here, there]}", {"here": 7, "there": 4}, "7 − 4 = 3"),
        ("{count: here, over: there, steps: continuous, rate: 2}", {"here": 7, "there": 4}, "(7 − 4) × 2 = 6"),
        ("{count: here, under: there, steps: continuous, rate: 2}", {"here": 7, "there": 4}, "max(4 − 7, 0) × 2 = 0"),
        ("{share: here, of: there, times: 6, if_none: 0}", {"here": 1, "there": 4}, "1 ÷ 4 × 6 = 1.5"),
        ("{share: here, of: there, times: 6, if_none: 0}", {"here": 1, "there": 0}, "nothing to divide by → 0"),
    ],
)
def test_workings_say_what_was_divided_and_taken(rule: str, facts: Mapping[str, Any], said: str) -> None:
    scheme = facade.scheme_of(text_of(section(item("i", rule))))
    breakdown = scored(scheme, facts)
    assert workings(breakdown.items[0].working, scheme, breakdown.facts) == said


def test_measures_are_explained_below_what_they_are_worked_out_from() -> None:
    scheme = facade.scheme_of(
        text_of(section(item("i", "{sum: [double]}")), EXCESS, "double: {product: [excess, 2], unit: 个, label: 两倍}")
    )
    breakdown = scored(scheme, {"here": 7, "there": 4})
    shown = explained(breakdown, breakdown.items[0])
    lines = [line.strip(" │├└─") for line in shown.splitlines()]
    assert (
        lines.index("here 本地: 7") < lines.index("excess 高出: 7 − 4 = 3") < lines.index("double 两倍: 3 × 2 = 6 个")
    )


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        (EXCESS, "excess: {difference: [here, a], label: 高出}", ["difference [here, there] → [here, a]"]),
        (EXCESS, "excess: {sum: [here, there], label: 高出}", ["rule {difference: [here, there], label: 高出} → {sum: [here, there], label: 高出}"]),
        (HAPPY, HAPPY.replace("times: 100", "times: 10"), ["times 100 → 10"]),
        (HAPPY, HAPPY.replace("not_applicable", "5"), ["if_none not_applicable → 5"]),
    ],
)  # fmt: skip
def test_what_differs_between_measures_is_told_key_by_key(old: str, new: str, changes: list[str]) -> None:
    table = section(
        item("i", "{sum: [excess]}" if "excess" in old else "{sum: [happy_share]}"), keys="      not_applicable: zero\n"
    )
    schemes = [facade.scheme_of(text_of(table, each)) for each in (old, new)]
    found = scheme_changes(*schemes)
    assert [f"{each.key} {_flow(each.old)} → {_flow(each.new)}" for each in found] == changes
    assert all(each.can_change_score for each in found)


def _flow(value: Any) -> str:
    data = plain_data(value)
    return flow(
        {key: each for key, each in data.items() if each not in (None, "", ())} if isinstance(data, dict) else data
    )


def test_a_difference_whose_parts_change_places_is_another_rule() -> None:
    old, new = (
        facade.scheme_of(text_of(section(item("i", f"{{difference: [{parts}]}}"))))
        for parts in ("here, there", "there, here")
    )
    assert [each.key for each in scheme_changes(old, new)] == ["rule"]


def test_slips_in_a_share_and_a_difference_are_what_a_file_could_hold() -> None:
    scheme = facade.scheme_of(
        text_of(section(item("i", "{share: {difference: [here, there]}, of: {sum: [a, 1]}, times: 6}")))
    )
    slips = {(each.at[6:], flow(plain_data(each.after))) for each in mutants_of(scheme) if "rule" in each.at}
    assert (("share", "difference"), "[there, here]") in slips
    assert (("share", "difference", 1), "null") in slips
    assert (("times",), "7") in slips
    assert (("of", "sum", 1), "null") in slips


@pytest.mark.parametrize(
    ("label", "text", "found"),
    [
        ("率", "按0.8折算，率达到60的，得5分。", []),
        ("按0.8折算的率", "率达到60的，得5分。", []),
        ("率", "率达到60的，得5分。", [(("measures", "m", "product", 1), "unstated-number")]),
    ],
)
def test_numbers_of_a_measure_are_stated_by_its_label_or_by_what_reads_it(
    label: str, text: str, found: list[tuple[Path, str]]
) -> None:
    said = item("i", "{once: {at_least: {m: 60}}, points: 5}", max=5).replace("按得分计", text)
    findings = read_rules(text_of(section(said), f"m: {{product: [here, 0.8], label: {label}}}")).findings
    assert [(each.at, each.code) for each in findings if each.code != "unused-fact"] == found


def test_a_threshold_of_a_measure_is_on_the_side_that_what_reads_it_says() -> None:
    said = item("i", "m", max=5).replace("按得分计", "超过60的，得5分。")
    table = "{table: here, at_least: {60: 5}, otherwise: 0, label: 得分}"
    findings = read_rules(text_of(section(said), f"m: {table}")).findings
    assert [each.code for each in findings if each.code != "unused-fact"] == ["wrong-side"]


def test_the_scheme_of_a_measure_is_read_again_as_it_was_written() -> None:
    scheme = facade.scheme_of(text_of(section(item("i", "{sum: [excess]}")), EXCESS))
    assert flow(plain_data(scheme.measures["excess"])).startswith("{difference: [here, there]")
    assert isinstance(scheme, zlpg.Scheme)
