"""Comparisons of scores whose numbers were worked out by hand; each test says how."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

import zlpg
import zlpg.model.rules as r
from facade import scheme_of, scored
from zlpg.diff.effects import Effect
from zlpg.diff.scores import LineChange
from zlpg.engine.readers.results import result_of
from zlpg.model.declarations import ChoiceFact, CountFact, FactDeclaration, NumberFact, Office, ResultsFact
from zlpg.model.table import Item, Scheme, Section, Total, Veto
from zlpg.numbers import Interval
from zlpg.show.comparison import labels

NEWS = CountFact("count", "信息")
BRIEFS = CountFact("count", "简报")
JUDGED = NumberFact("number", "评分", (Decimal(0), Decimal(2)))


def scheme(year: int, facts: Mapping[str, FactDeclaration], *sections: Section, cap: Any = None) -> Scheme:
    return Scheme("small", year, "小", Total(sections, cap=exact(cap)), facts, {"one": Office("一")})


def section(id: str, *items: Item, cap: Any = None, formerly: tuple[str, ...] = ()) -> Section:
    return Section(id, id, items=items, cap=exact(cap), formerly=formerly)


def item(id: str, rule: r.Amount, *, max: Any = None, cap: Any = None, formerly: tuple[str, ...] = ()) -> Item:
    return Item(id, id, "条款", rule, max=exact(max), cap=exact(cap), formerly=formerly)


def counted(fact: str, rate: Any, over: Any = 0, *, cap: Any = None) -> r.CountedRule:
    return r.CountedRule(fact, Decimal(rate), Decimal(over), cap=exact(cap))


def exact(number: Any) -> Decimal | None:
    return None if number is None else Decimal(number)


def score(rules: Scheme, facts: Mapping[str, Any], unit: str = "甲", year: int | None = None) -> zlpg.Breakdown:
    return scored(rules, facts, unit=unit, year=year or rules.year)


def line(comparison: zlpg.Comparison, id: str, kind: str = "item") -> LineChange:
    (found,) = (
        each for each in comparison.lines if each.kind == kind and id in {held.id for held in each.lines if held}
    )
    return found


def between(lowest: Any, highest: Any = None) -> Interval:
    return Interval(Decimal(lowest), Decimal(lowest if highest is None else highest))


def rules(of: LineChange) -> Effect:
    assert of.effects
    return of.effects.rules


def performance(of: LineChange) -> Effect:
    assert of.effects
    return of.effects.performance


def both(of: LineChange) -> tuple[Interval, Interval]:
    return rules(of).points, performance(of).points


def kinds(comparison: zlpg.Comparison) -> list[str]:
    return [each.kind for each in comparison.lines]


def test_a_rate_changed_and_the_facts_did_not() -> None:
    """10 × 0.1 = 1 before, 10 × 0.2 = 2 after: the rules bring 1, the unit nothing."""
    old = scheme(2020, {"news": NEWS}, section("all", item("reporting", counted("news", "0.1"))))
    new = scheme(2021, {"news": NEWS}, section("all", item("reporting", counted("news", "0.2"))))
    comparison = zlpg.compare(score(old, {"news": 10}), score(new, {"news": 10}))
    for each in comparison.lines:
        assert each.points == (between(1), between(2))
        assert each.change == between(1)
        assert both(each) == (between(1), between(0))
        assert not rules(each).depends_on_order
        assert each.status == "changed"
    reporting = line(comparison, "reporting")
    assert not reporting.facts
    (rate,) = reporting.parameters
    assert (rate.key, rate.old, rate.new, rate.mattered) == ("rate", Decimal("0.1"), Decimal("0.2"), True)


def test_what_a_judged_item_was_given_is_known_by_the_rules_of_the_other_year_too() -> None:
    """Of 0 to 4 the unit was given 2.5 and then 3; the new rules round: 2.5 → 3 brings the rules 0.5 first, and nothing last."""
    old = item("given", r.JUDGED, max="4")
    new = replace(old, round=r.Rounding(0, "half_up"))
    before = scheme(2020, {}, section("all", old))
    after = scheme(2021, {}, section("all", new))
    given = line(zlpg.compare(score(before, {"given": Decimal("2.5")}), score(after, {"given": 3})), "given")
    assert rules(given) == Effect(rules_first=between("0.5"), facts_first=between(0))
    assert performance(given) == Effect(rules_first=between(0), facts_first=between("0.5"))
    assert [(each.old, each.new) for each in given.facts] == [(Decimal("2.5"), Decimal(3))]


def test_both_changed_and_the_effects_are_the_means_of_both_orders() -> None:
    """10 × 0.1 = 1, 20 × 0.1 = 2, 10 × 0.2 = 2, 20 × 0.2 = 4. Rules: 2 − 1 = 1 first, 4 − 2 = 2 last; performance likewise."""
    old = scheme(2020, {"news": NEWS}, section("all", item("reporting", counted("news", "0.1"))))
    new = scheme(2021, {"news": NEWS}, section("all", item("reporting", counted("news", "0.2"))))
    reporting = line(zlpg.compare(score(old, {"news": 10}), score(new, {"news": 20})), "reporting")
    assert reporting.change == between(3)
    assert rules(reporting) == Effect(rules_first=between(1), facts_first=between(2))
    assert performance(reporting) == Effect(rules_first=between(2), facts_first=between(1))
    assert both(reporting) == (between("1.5"), between("1.5"))
    assert rules(reporting).range == performance(reporting).range == between(1, 2)
    assert rules(reporting).depends_on_order
    assert not rules(reporting).sign_depends_on_order


def test_a_cap_bites_so_that_a_fact_and_a_rate_made_no_difference() -> None:
    """20 × 0.2 = 4 and 30 × 0.3 = 9, each capped at 2: neither the ten more nor the rate made a difference."""
    old = scheme(2020, {"news": NEWS}, section("all", item("reporting", counted("news", "0.2"), cap=2)))
    new = scheme(2021, {"news": NEWS}, section("all", item("reporting", counted("news", "0.3"), cap=2)))
    reporting = line(zlpg.compare(score(old, {"news": 20}), score(new, {"news": 30})), "reporting")
    assert reporting.change == between(0)
    assert both(reporting) == (between(0), between(0))
    (news,) = reporting.facts
    assert (str(news.id), news.old, news.new, news.mattered) == ("news", Decimal(20), Decimal(30), False)
    (rate,) = reporting.parameters
    assert (rate.key, rate.mattered) == ("rate", False)
    assert reporting.status == "changed"


def test_of_two_parameters_the_one_that_bites_mattered() -> None:
    """30 × 0.2 = 6 under a cap of 2, 30 × 0.3 = 9 under one of 3: the cap made the one point, either rate goes beyond both."""
    old = scheme(2020, {"news": NEWS}, section("all", item("reporting", counted("news", "0.2"), cap=2)))
    new = scheme(2021, {"news": NEWS}, section("all", item("reporting", counted("news", "0.3"), cap=3)))
    reporting = line(zlpg.compare(score(old, {"news": 30}), score(new, {"news": 30})), "reporting")
    assert both(reporting) == (between(1), between(0))
    assert {each.key: each.mattered for each in reporting.parameters} == {"rate": False, "cap": True}


def test_whether_the_rules_gained_or_cost_points_depends_on_the_order() -> None:
    """Before, from 10 up earns 2; after, from 20 up earns 3, less nothing. Facts 15 → 25.

    S(R₀,15) = 2, S(R₁,15) = 0, S(R₀,25) = 2, S(R₁,25) = 3. Rules first: −2; last: +1; mean −0.5. Performance: 3 and 0; 1.5.
    """
    old = scheme(2020, {"news": NEWS}, section("all", item("reporting", row(10, 2))))
    new = scheme(2021, {"news": NEWS}, section("all", item("reporting", row(20, 3))))
    comparison = zlpg.compare(score(old, {"news": 15}), score(new, {"news": 25}))
    for each in comparison.lines:
        assert each.change == between(1)
        assert rules(each) == Effect(rules_first=between(-2), facts_first=between(1))
        assert both(each) == (between("-0.5"), between("1.5"))
        assert rules(each).range == between(-2, 1)
        assert rules(each).sign_depends_on_order
        assert performance(each).range == between(0, 3)
        assert not performance(each).sign_depends_on_order


def row(at_least: int, points: int) -> r.TableRule:
    return r.TableRule("news", at_least={str(at_least): Decimal(points)})


def test_an_item_came_and_another_went() -> None:
    """Briefs went with 4 × 0.5 = 2, pilots came with 3 × 1 = 3; the news stay 1. All of it is the rules: +3 − 2 = +1."""
    news = item("reporting", counted("news", "0.1"))
    old = scheme(2020, {"news": NEWS, "briefs": BRIEFS}, section("all", news, item("briefs", counted("briefs", "0.5"))))
    new = scheme(2021, {"news": NEWS, "pilots": NEWS}, section("all", news, item("pilots", counted("pilots", 1))))
    comparison = zlpg.compare(score(old, {"news": 10, "briefs": 4}), score(new, {"news": 10, "pilots": 3}))
    came, went, stayed = (line(comparison, id) for id in ("pilots", "briefs", "reporting"))
    assert (came.status, came.points, came.change, both(came)) == (
        "added",
        (None, between(3)),
        between(3),
        (between(3), between(0)),
    )
    assert (went.status, went.points, went.change, both(went)) == (
        "removed",
        (between(2), None),
        between(-2),
        (between(-2), between(0)),
    )
    assert stayed.status == "unchanged"
    assert comparison.total.change == between(1)
    assert both(comparison.total) == (between(1), between(0))


def test_an_item_that_came_differs_though_it_is_worth_nothing_yet() -> None:
    """No pilots: 0. The table is another one all the same."""
    news = item("reporting", counted("news", "0.1"))
    old = scheme(2020, {"news": NEWS}, section("all", news))
    new = scheme(2021, {"news": NEWS, "pilots": NEWS}, section("all", news, item("pilots", counted("pilots", 1))))
    scores = score(old, {"news": 10}), score(new, {"news": 10, "pilots": 0})
    for comparison in (zlpg.compare(*scores), zlpg.compare(*reversed(scores))):
        assert line(comparison, "pilots").status in {"added", "removed"}
        assert line(comparison, "pilots").differs
        assert comparison.differs


def test_an_item_moved_into_a_capped_section() -> None:
    """News 3 stood in `free` and stand in `capped` (cap 4), where visits are 2: 5 − 1 by the cap. Nothing else changed.

    The news are shown where they stand now: `free` was 3, made up for by the line of what moved; `capped` was 2. The facts are
    the same, so that all of it is the rules: −3 in `free`, and in `capped` +3 by what moved and −1 by the cap; −1 in total.
    """
    facts = {"news": NEWS, "visits": BRIEFS, "pilots": BRIEFS}
    news, visits, pilots = (item(id, counted(id, 1)) for id in ("news", "visits", "pilots"))
    old = scheme(2020, facts, section("free", news, pilots), section("capped", visits, cap=4))
    new = scheme(2021, facts, section("free", pilots), section("capped", visits, news, cap=4))
    reported = {"news": 3, "visits": 2, "pilots": 1}
    comparison = zlpg.compare(score(old, reported), score(new, reported))
    moved = line(comparison, "news")
    assert (moved.points, moved.status, both(moved)) == ((between(3), between(3)), "changed", (between(0), between(0)))
    (within,) = moved.parameters
    assert (within.key, within.old, within.new) == ("within", "free", "capped")
    free, capped = (line(comparison, id, "section") for id in ("free", "capped"))
    assert (free.points, both(free)) == ((between(4), between(1)), (between(-3), between(0)))
    assert (capped.points, both(capped)) == ((between(2), between(4)), (between(2), between(0)))
    assert line(comparison, "free", "moved").points == (between(3), between(0))
    assert line(comparison, "capped", "moved").points == (between(-3), between(0))
    assert line(comparison, "capped", "cap").points == (between(0), between(-1))
    assert both(line(comparison, "capped", "cap")) == (between(-1), between(0))
    assert (comparison.total.change, both(comparison.total)) == (between(-1), (between(-1), between(0)))


def test_an_item_moved_into_a_section_that_is_new() -> None:
    """News were 3 and are 5, in a section of their own now; visits stay 2. 3 + 2 = 5, 5 + 2 = 7: two more by the unit.

    `kept` was 5, and is 2; `new` wasn't there, so that the news that are shown in it were −3 by what moved: 3 − 3 = 0 before.
    """
    facts = {"news": NEWS, "visits": BRIEFS}
    news, visits = (item(id, counted(id, 1)) for id in ("news", "visits"))
    old = scheme(2020, facts, section("kept", news, visits))
    new = scheme(2021, facts, section("kept", visits), section("new", news))
    comparison = zlpg.compare(score(old, {"news": 3, "visits": 2}), score(new, {"news": 5, "visits": 2}))
    assert (comparison.total.change, both(comparison.total)) == (between(2), (between(0), between(2)))
    for id, change in (("kept", -3), ("new", 5)):
        of = line(comparison, id, "section")
        assert of.change == between(change)
        assert both(of)[0].lowest + both(of)[1].lowest == change
    assert line(comparison, "new", "moved").points[0] in {None, between(-3)}


def test_an_item_of_a_section_that_went_is_in_another_now() -> None:
    """The other way round: −2 by the unit, in total and in no other way."""
    facts = {"news": NEWS, "visits": BRIEFS}
    news, visits = (item(id, counted(id, 1)) for id in ("news", "visits"))
    old = scheme(2020, facts, section("kept", visits), section("gone", news))
    new = scheme(2021, facts, section("kept", news, visits))
    comparison = zlpg.compare(score(old, {"news": 5, "visits": 2}), score(new, {"news": 3, "visits": 2}))
    assert (comparison.total.change, both(comparison.total)) == (between(-2), (between(0), between(-2)))


def test_an_item_its_fact_and_its_section_have_other_ids() -> None:
    """20 × 0.1 = 2 and 30 × 0.1 = 3 under the same rules by other ids: one more by the unit; nothing came or went."""
    old = scheme(2020, {"news": NEWS}, section("all", item("item_17", counted("news", "0.1"))))
    renamed = CountFact("count", "信息", formerly=("news",))
    reporting = item("reporting", counted("reports", "0.1"), formerly=("item_17",))
    new = scheme(2021, {"reports": renamed}, section("whole", reporting, formerly=("all",)))
    comparison = zlpg.compare(score(old, {"news": 20}), score(new, {"reports": 30}))
    assert kinds(comparison) == ["section", "item", "total"]
    for each in comparison.lines:
        assert (each.points, both(each)) == ((between(2), between(3)), (between(0), between(1)))
    changed = line(comparison, "reporting")
    assert [held and held.id for held in changed.lines] == ["item_17", "reporting"]
    (fact,) = changed.facts
    assert (str(fact.id), fact.old, fact.new, fact.mattered) == ("reports", Decimal(20), Decimal(30), True)


def test_a_new_part_of_a_sum_reads_a_fact_that_the_old_file_lacks() -> None:
    """News 10 × 0.1 = 1 in both years; new is 0.5 a brief, at most 2. The new file has 3 briefs: 1 + 1.5 = 2.5.

    S(R₁,F₀) is 1 to 3, since nobody asked for briefs: rules first 0 to 2, facts first 1.5; mean 0.75 to 1.75. Performance:
    2.5 − (1 to 3) = −0.5 to 1.5 with the rules first, 0 with the facts first; mean −0.25 to 0.75.
    """
    parts = counted("news", "0.1"), counted("briefs", "0.5", cap=2)
    old = scheme(2020, {"news": NEWS}, section("all", item("reporting", r.SumRule(parts[:1]))))
    new = scheme(2021, {"news": NEWS, "briefs": BRIEFS}, section("all", item("reporting", r.SumRule(parts))))
    comparison = zlpg.compare(score(old, {"news": 10}), score(new, {"news": 10, "briefs": 3}))
    for each in comparison.lines:
        assert each.change == between("1.5")
        assert rules(each) == Effect(rules_first=between(0, 2), facts_first=between("1.5"))
        assert performance(each) == Effect(rules_first=between("-0.5", "1.5"), facts_first=between(0))
        assert both(each) == (between("0.75", "1.75"), between("-0.25", "0.75"))
    (fact,) = line(comparison, "reporting").facts
    assert (str(fact.id), fact.old, fact.new, fact.asked) == ("briefs", None, Decimal(3), (False, True))


@pytest.mark.parametrize(("now", "old_rules_new_facts"), [("1.5", ("1.5", "1.5")), ("2.5", (0, 2))])
def test_points_were_given_on_another_scale(now: str, old_rules_new_facts: tuple[Any, Any]) -> None:
    """1 of at most 2 before; of at most 3 after. 1.5 could have been given before; 2.5 couldn't, so it is 0 to 2 there.

    S(R₁,F₀) = 1. With 1.5: rules 0, performance 0.5. With 2.5: rules first 0, facts first 2.5 − (0 to 2) = 0.5 to 2.5, mean
    0.25 to 1.25; performance first (0 to 2) − 1 = −1 to 1, rules first 1.5, mean 0.25 to 1.25.
    """
    given = item("given", "points")
    old = scheme(2020, {"points": JUDGED}, section("all", given))
    new = scheme(2021, {"points": NumberFact("number", "评分", (Decimal(0), Decimal(3)))}, section("all", given))
    changed = line(zlpg.compare(score(old, {"points": 1}), score(new, {"points": Decimal(now)})), "given")
    crossed = between(*old_rules_new_facts)
    assert rules(changed).rules_first == between(0)
    assert rules(changed).facts_first == between(Decimal(now) - crossed.highest, Decimal(now) - crossed.lowest)
    assert performance(changed).facts_first == between(crossed.lowest - 1, crossed.highest - 1)
    expected = ((0, 0), ("0.5", "0.5")) if now == "1.5" else (("0.25", "1.25"), ("0.25", "1.25"))
    assert both(changed) == tuple(between(*each) for each in expected)


def test_a_fact_of_another_type_is_open_by_the_other_rules() -> None:
    """From 2 up earns 1, of a count up to 3 before, of a number up to 3 after. 1 and then 2: 0 and 1 point.

    What was counted isn't what is measured: each is 0 or 1 by the other's rules. Rules: first (0 to 1) − 0, last 1 − (0 to 1).
    """
    rule = row(2, 1)
    old = scheme(2020, {"news": CountFact("count", "信息", range=(0, 3))}, section("all", item("reporting", rule)))
    new_facts = {"news": NumberFact("number", "信息", (Decimal(0), Decimal(3)))}
    new = scheme(2021, new_facts, section("all", item("reporting", rule)))
    reporting = line(zlpg.compare(score(old, {"news": 1}), score(new, {"news": 2})), "reporting")
    assert reporting.change == between(1)
    assert both(reporting) == (between(0, 1), between(0, 1))


def test_a_table_in_place_of_a_rate_gains_and_costs_no_more_than_between_its_rows() -> None:
    """0.5 each, 1 at most, before; 1 from 2 up after: alike but for one report, which was 0.5 and is 0. How many is open."""
    facts = {"news": CountFact("count", "信息")}
    old = scheme(2020, facts, section("all", item("reporting", counted("news", "0.5"), cap=1)))
    new = scheme(2021, facts, section("all", item("reporting", row(2, 1))))
    reporting = line(zlpg.compare(score(old, {}), score(new, {})), "reporting")
    assert rules(reporting).rules_first == rules(reporting).facts_first == between("-0.5", 0)


def test_the_options_of_a_choice_exclude_each_other_by_both_rules() -> None:
    """Large: 3 and 2 before, which a table and a condition say; 1 and 5 after. Small: 1, then 2. Which it is, is open."""
    facts = {"size": ChoiceFact("choice", "规模", {"large": "大", "small": "小"})}

    def rule(*points: int) -> r.Rule:
        large, more, small = map(Decimal, points)
        table = r.TableRule("size", is_={"large": large, "small": small})
        return r.SumRule((table, r.OnceRule(r.Criteria(is_={"size": "large"}), more)))

    years = ((2020, rule(3, 2, 1)), (2021, rule(1, 5, 2)))
    old, new = (scheme(year, facts, section("all", item("reporting", each))) for year, each in years)
    reporting = line(zlpg.compare(score(old, {}), score(new, {})), "reporting")
    assert rules(reporting).rules_first == rules(reporting).facts_first == between(1)


LEVELS = """
scheme: small
year: YEAR
title: 小
facts:
  degree: {type: choice, label: 学历, levels: {LEVELS}}
measures:
  above: {label: 本科以上, once: {at_least: {degree: bachelor}}, points: 2}
  named: {label: 折算, table: degree, is: {college: 1, bachelor: 2, master: 3}}
total:
  sections:
    - id: all
      title: 全部
      items:
        - {id: above, title: 甲, text: 本科以上加2分, rule: RULE}
        - {id: named, title: 乙, text: 按学历计, rule: named}
"""


@pytest.mark.parametrize("rule", ["{once: {at_least: {degree: bachelor}}, points: 2}", "above"])
def test_levels_in_another_order_are_told_where_something_is_said_of_those_above_one(rule: str) -> None:
    """2 for 本科以上: 硕士 were above it, and are below; what each is worth by its name is the same."""
    text = LEVELS.replace("RULE", rule)
    old, new = (
        scheme_of(text.replace("YEAR", str(year)).replace("LEVELS", levels))
        for year, levels in (
            (2020, "college: 大专, bachelor: 本科, master: 硕士"),
            (2021, "college: 大专, master: 硕士, bachelor: 本科"),
        )
    )
    comparison = zlpg.compare(score(old, {"degree": "master"}), score(new, {"degree": "master"}))
    assert both(line(comparison, "above")) == (between(-2), between(0))
    for id, matters in (("above", True), ("named", False)):
        (order,) = line(comparison, id).parameters
        assert (order.id, order.key, order.mattered) == ("degree", "order", matters)
        assert (order.old, order.new) == (("college", "bachelor", "master"), ("college", "master", "bachelor"))


def awards(*levels: str) -> ResultsFact:
    return ResultsFact("results", "奖项", dict.fromkeys(levels, "级"))


def test_a_level_was_dropped() -> None:
    """Bronze 1, silver 2, gold 3 before; silver 2, gold 3 after. Two bronze and one gold: 5; then one silver: 2.

    S(R₁,F₀): the gold one is 3; the two of bronze can be silver or gold, or nothing: 3 to 9. S(R₀,F₁): silver 2, and bronze
    wasn't asked for: 2 or more. Rules first: (3 to 9) − 5 = −2 to 4, which the bounds may exceed; performance first: −3 or more.
    """
    points = {"bronze": Decimal(1), "silver": Decimal(2), "gold": Decimal(3)}
    left = {level: points[level] for level in ("silver", "gold")}
    old = scheme(2020, {"prizes": awards(*points)}, section("all", item("prizes", r.EachRule("prizes", is_=points))))
    new = scheme(2021, {"prizes": awards(*left)}, section("all", item("prizes", r.EachRule("prizes", is_=left))))
    prizes = line(
        zlpg.compare(score(old, {"prizes": {"bronze": 2, "gold": 1}}), score(new, {"prizes": {"silver": 1}})), "prizes"
    )
    assert prizes.change == between(-3)
    first = rules(prizes).rules_first
    assert first.lowest == -2
    assert first.highest >= 4
    assert performance(prizes).facts_first.lowest == 2 - 5
    assert performance(prizes).facts_first.highest == Decimal("Infinity")


def test_a_level_was_added() -> None:
    """Silver 2, gold 3 before; bronze 1 besides after. One gold, then one bronze: 3, then 1.

    By the old rules the bronze one can be anything or nothing: 0 to 3, so facts first −3 to 0. By the new rules, bronze wasn't
    asked for: 3 or more, so the rules first bring 0 or more.
    """
    points = {"bronze": Decimal(1), "silver": Decimal(2), "gold": Decimal(3)}
    before = {level: points[level] for level in ("silver", "gold")}
    old = scheme(2020, {"prizes": awards(*before)}, section("all", item("prizes", r.EachRule("prizes", is_=before))))
    new = scheme(2021, {"prizes": awards(*points)}, section("all", item("prizes", r.EachRule("prizes", is_=points))))
    prizes = line(zlpg.compare(score(old, {"prizes": {"gold": 1}}), score(new, {"prizes": {"bronze": 1}})), "prizes")
    assert prizes.change == between(-2)
    assert rules(prizes).rules_first == between(0, "Infinity")
    assert performance(prizes).facts_first.lowest == -3
    assert performance(prizes).facts_first.highest >= 0


def test_the_total_is_capped() -> None:
    """8 + 4 = 12, then 9 + 4 = 13, under a cap of 10 in both years: the unit's one more is taken by the cap, in its line."""
    facts = {"news": NEWS, "briefs": BRIEFS}
    parts = (section("one", item("news", counted("news", 1))), section("two", item("briefs", counted("briefs", 1))))
    old, new = (scheme(year, facts, *parts, cap=10) for year in (2020, 2021))
    comparison = zlpg.compare(score(old, {"news": 8, "briefs": 4}), score(new, {"news": 9, "briefs": 4}))
    assert kinds(comparison) == ["section", "item", "section", "item", "cap", "total"]
    cap = comparison.lines[-2]
    assert (cap.points, cap.change, both(cap)) == ((between(-2), between(-3)), between(-1), (between(0), between(-1)))
    assert both(line(comparison, "news")) == (between(0), between(1))
    assert (comparison.total.change, both(comparison.total)) == (between(0), (between(0), between(0)))


def test_the_cap_of_the_total_is_another() -> None:
    """12 under a cap of 10, then 13 under one of 11. The cap takes −2, by R₁ −1, by F₁ −3, in the end −2.

    Its line: rules first −1 + 2 = 1, last −2 + 3 = 1; performance −1. The total: rules 1, performance 1 − 1 = 0.
    """
    parts = (section("one", item("news", counted("news", 1))),)
    old, new = (scheme(year, {"news": NEWS}, *parts, cap=cap) for year, cap in ((2020, 10), (2021, 11)))
    comparison = zlpg.compare(score(old, {"news": 12}), score(new, {"news": 13}))
    cap = comparison.lines[-2]
    assert (cap.kind, cap.points, both(cap)) == ("cap", (between(-2), between(-2)), (between(1), between(-1)))
    assert (comparison.total.change, both(comparison.total)) == (between(1), (between(1), between(0)))


def test_self_assessment_and_final_score_differ_by_performance_alone() -> None:
    """One rule file, one unit, one year: 2 claimed, 1.5 given; briefs 4 claimed and still open to the office: 0 or more."""
    facts: dict[str, FactDeclaration] = {"points": JUDGED, "briefs": BRIEFS}
    one = scheme(2020, facts, section("all", item("given", "points"), item("briefs", counted("briefs", 1, cap=5))))
    comparison = zlpg.compare(score(one, {"points": 2, "briefs": 4}), score(one, {"points": Decimal("1.5")}))
    assert both(line(comparison, "given")) == (between(0), between("-0.5"))
    assert both(line(comparison, "briefs")) == (between(0), between(-4, 1))
    assert both(comparison.total) == (between(0), between("-4.5", "0.5"))
    assert not any(each.parameters for each in comparison.lines)


def test_one_half_filled_file_under_two_rule_files_differs_by_the_rules_alone() -> None:
    """News 10: 1, then 2. Points are open, by the same rules, so that they can't have changed.

    Briefs are open, 0 to 4 and then 0 to 2: the rules took 2 of them at most, the unit nothing.
    """
    facts: dict[str, FactDeclaration] = {"news": NEWS, "points": JUDGED, "briefs": BRIEFS}

    def year(year: int, rate: str, cap: int) -> Scheme:
        items = (
            item("news", counted("news", rate)),
            item("given", "points"),
            item("briefs", counted("briefs", 1), cap=cap),
        )
        return scheme(year, facts, section("all", *items))

    old, new = year(2020, "0.1", 4), year(2021, "0.2", 2)
    comparison = zlpg.compare(score(old, {"news": 10}, year=2020), score(new, {"news": 10}, year=2020))
    assert all(performance(each).range == between(0) for each in comparison.lines)
    assert both(line(comparison, "news"))[0] == between(1)
    assert (line(comparison, "given").change, line(comparison, "given").status) == (between(0), "unchanged")
    assert both(line(comparison, "given"))[0] == between(0)
    briefs = both(line(comparison, "briefs"))[0]
    assert briefs.lowest <= -2
    assert briefs.highest >= 0


def test_one_file_with_results_under_two_rule_files_differs_by_the_rules_alone() -> None:
    """One gold, at levels that both years have: 3, then 4. That bronze is no level any more changes nothing that was reported."""
    points = {"bronze": Decimal(1), "gold": Decimal(3)}
    old = scheme(2020, {"prizes": awards(*points)}, section("all", item("prizes", r.EachRule("prizes", is_=points))))
    rule = r.EachRule("prizes", is_={"gold": Decimal(4)})
    new = scheme(2021, {"prizes": awards("gold")}, section("all", item("prizes", rule)))
    reported = {"prizes": {"gold": 1}}
    for scores in ((old, new), (new, old)):
        one, other = (score(each, reported, year=2020) for each in scores)
        assert both(zlpg.compare(one, other).total)[1] == between(0)


def test_what_is_open_in_both_years_is_never_no_change() -> None:
    """Points are open for two years: 0 to 2 each, so that −2 to 2 changed, all of it performance; it is called open."""
    given = section("all", item("given", "points"))
    old, new = (scheme(year, {"points": JUDGED}, given) for year in (2020, 2021))
    comparison = zlpg.compare(score(old, {}), score(new, {}))
    for each in comparison.lines:
        assert each.change == between(-2, 2)
        assert both(each) == (between(0), between(-2, 2))
        assert performance(each).range == between(-2, 2)
        assert not performance(each).sign_depends_on_order  # it isn't the order that it depends on
        assert each.status == "open"


def test_two_units_under_one_rule_file_with_something_open() -> None:
    """Another unit's unknown is another one: −2 to 2."""
    one = scheme(2020, {"points": JUDGED}, section("all", item("given", "points")))
    assert both(zlpg.compare(score(one, {}), score(one, {}, "乙")).total) == (between(0), between(-2, 2))
    assert both(zlpg.compare(score(one, {}), score(one, {})).total) == (between(0), between(0))


def test_an_open_fact_alone_does_not_make_the_sign_depend_on_the_order() -> None:
    """The rate goes from 1 to 2, points of at most 2 (0 to 4 after); before 1 was given, now it is open, and so are new briefs.

    S(R₀,F₀) = 1; S(R₁,F₀) = 1 + 0 to 1; S(R₀,F₁) = 0 to 2; S(R₁,F₁) = 0 to 3. Performance: first −1 to 1, last −2 to 2. Each
    order holds a gain and a loss alike: that is what is open, not the order.
    """
    facts = {"points": JUDGED}
    old = scheme(2020, facts, section("all", item("given", r.SumRule(("points",)))))
    parts = r.SumRule(("points", counted("briefs", 1, cap=1)))
    new = scheme(2021, {**facts, "briefs": BRIEFS}, section("all", item("given", parts)))
    given = line(zlpg.compare(score(old, {"points": 1}), score(new, {})), "given")
    assert performance(given).facts_first == between(-1, 1)
    assert performance(given).rules_first == between(-2, 2)
    assert not performance(given).sign_depends_on_order


def test_what_is_open_twice_is_no_change_where_one_unit_reports_another_fact() -> None:
    """News 3, then 4, at 1 each; points 0 to 2, open both times; both under a cap of 5 and one of 9, beside 0 to 2 more of points.

    News and points: 3 to 5, then 4 to 5. From 3 + p to the least of 4 + p and 5, with one p: 0 to 1. The cap takes nothing, then 0 to
    1. The other section is as open as it was, so that the total gains what the first does: 0 to 1, and 9 holds none of it back.
    """
    facts: dict[str, FactDeclaration] = {"news": NEWS, "points": JUDGED, "more": JUDGED}
    one = section("one", item("news", counted("news", 1)), item("given", "points"), cap=5)
    other = section("other", item("more", "more"))
    rules = scheme(2020, facts, one, other, cap=9)
    for year, points, total in ((2020, between(0), between(0, 1)), (2021, between(-2, 2), between(-3, 4))):
        comparison = zlpg.compare(score(rules, {"news": 3}), score(rules, {"news": 4}, year=year))
        for id in ("given", "more"):
            assert line(comparison, id).change == points
        assert line(comparison, "other", "section").change == points
        assert line(comparison, "news").change == between(1)
        assert comparison.total.change == total
        assert both(comparison.total) == (between(0), total)
    assert line(zlpg.compare(score(rules, {"news": 3}), score(rules, {"news": 4})), "one", "section").change == between(
        0, 1
    )


def test_an_item_that_also_reads_what_is_open_changes_by_what_is_told_apart() -> None:
    """0.5 for each piece of news and for each briefing, 3 at most; 2 and then 4 of news, briefings open: 0 to 1 more."""
    rule = r.SumRule((counted("news", "0.5"), counted("briefs", "0.5")))
    rules = scheme(2020, {"news": NEWS, "briefs": BRIEFS}, section("all", item("reporting", rule, cap=3)))
    comparison = zlpg.compare(score(rules, {"news": 2}), score(rules, {"news": 4}))
    assert [each.change for each in comparison.lines] == [between(0, 1)] * 3


def test_three_scores_are_three_columns() -> None:
    """1, 2 and 4; what only the second has is between: the change is 3, and the item that came and went is no part of it."""
    news = item("news", counted("news", 1))
    one = scheme(2020, {"news": NEWS}, section("all", news))
    two = scheme(2021, {"news": NEWS, "briefs": BRIEFS}, section("all", news, item("briefs", counted("briefs", 1))))
    three = scheme(2022, {"news": NEWS}, section("all", news))
    comparison = zlpg.compare(score(one, {"news": 1}), score(two, {"news": 2, "briefs": 7}), score(three, {"news": 4}))
    assert line(comparison, "news").points == (between(1), between(2), between(4))
    briefs = line(comparison, "briefs")
    assert (briefs.status, briefs.points, briefs.change) == ("between", (None, between(7), None), None)
    assert comparison.total.points == (between(1), between(9), between(4))
    assert (comparison.total.change, both(comparison.total)) == (between(3), (between(0), between(3)))


def test_a_score_is_not_compared_with_a_rule_file() -> None:
    one = scheme(2020, {"points": JUDGED}, section("all", item("given", "points")))
    with pytest.raises(TypeError, match="breakdowns, or two schemes"):
        zlpg.compare(score(one, {}), one)  # type: ignore[call-overload]  # that is what is tried


def test_a_fact_that_a_veto_reads_matters_to_the_total_where_it_brings_points_though_the_veto_holds_in_neither() -> (
    None
):
    veto = Veto(r.Criteria(at_least={"reports": Decimal(100)}), "造假", points=Decimal(0))
    facts: Mapping[str, FactDeclaration] = {"reports": CountFact("count", "工作信息")}
    rules = scheme(2020, facts, section("work", item("reporting", counted("reports", "0.5"))))
    vetoed = replace(rules, total=replace(rules.total, vetoes=(veto,)))
    total = zlpg.compare(score(vetoed, {"reports": 12}), score(vetoed, {"reports": 14})).total
    assert [(each.id.fact, each.mattered) for each in total.facts] == [("reports", True)]


def test_units_without_a_name_are_told_apart_by_their_years() -> None:
    rules = scheme(2020, {"reports": CountFact("count", "工作信息")}, section("work", item("a", counted("reports", 1))))
    results = [result_of(scored(rules, {"reports": 1}, year=year)) for year in (2020, 2021)]
    results += [result_of(scored(rules, {"reports": 1}, unit="甲", year=2020))]
    assert labels(results, ("a.yaml", "b.yaml", "c.yaml")) == ("2020", "2021", "甲 2020")
