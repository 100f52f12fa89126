"""What holds for every scheme and every unit."""

import pickle
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal, localcontext
from fractions import Fraction
from operator import add, mul, sub
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

import zlpg
import zlpg.model.rules as r
from facade import come_to, scored, workings
from strategies import FACTS, Completions, reports, schemes, tables
from zlpg.model.table import Item, Scheme, Section, Total
from zlpg.model.walks import facts_of, walk_items, walk_sections
from zlpg.numbers import EXACT, UNBOUNDED, ZERO, Interval, Ratio, divided, exact, multiple, plain

SMALL = tuple(id for id in FACTS if not id.startswith("results"))
"""Facts whose every value can be tried."""


def shuffled(scheme: Scheme, random: Any) -> Scheme:
    """The same scheme with its sections, items and facts in another order."""

    def mixed(parts: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(random.sample(parts, len(parts)))

    def section(old: Section) -> Section:
        return replace(old, sections=mixed(tuple(map(section, old.sections))), items=mixed(old.items))

    facts = dict(mixed(tuple(scheme.asked.items())))
    return replace(
        scheme, facts=facts, total=replace(scheme.total, sections=mixed(tuple(map(section, scheme.total.sections))))
    )


@given(schemes(sections_capped=False), reports())
def test_the_total_is_the_sum_of_its_items_where_no_section_is_capped(scheme: Scheme, facts: dict[str, Any]) -> None:
    breakdown = scored(scheme, facts)
    assert breakdown.total == sum(result.working.points.lowest for result in breakdown.items)


@given(schemes(), reports())
def test_every_section_and_the_total_are_the_capped_sum_of_what_is_directly_under_them(
    scheme: Scheme, facts: dict[str, Any]
) -> None:
    parts, total = zlpg.prepare(scheme).points(zlpg.facts_from(facts, scheme).values)
    nodes: list[tuple[Section | Total, Decimal]] = [(scheme.total, total)]
    nodes += [(section, parts[section.id]) for _, section in walk_sections(scheme)]
    for node, points in nodes:
        items = node.items if isinstance(node, Section) else ()
        under = (*(section.id for section in node.sections), *(item.id for item in items))
        expected = sum((parts[id] for id in under), Decimal(0))
        assert points == (expected if node.cap is None else min(expected, node.cap))


@given(schemes(), reports())
def test_nothing_exceeds_its_cap(scheme: Scheme, facts: dict[str, Any]) -> None:
    breakdown = scored(scheme, facts)
    for result in breakdown.items:
        if result.item.cap is not None:
            assert abs(result.working.points.highest) <= result.item.cap
    for section in breakdown.sections:
        if section.section.cap is not None:
            assert section.working.points.highest <= section.section.cap


@given(schemes(ascending=True), reports(), st.sampled_from([id for id in FACTS if id.startswith("count")]))
def test_one_more_counted_award_never_lowers_a_score(scheme: Scheme, facts: dict[str, Any], count: str) -> None:
    assume(facts[count] < 3)
    before = scored(scheme, facts)
    after = scored(scheme, {**facts, count: facts[count] + 1})
    assert before.working.points.lowest <= after.working.points.lowest
    assert all(
        old.working.points.lowest <= new.working.points.lowest
        for old, new in zip(before.items, after.items, strict=True)
    )


@given(schemes(), reports(), st.randoms(use_true_random=False))
def test_the_order_of_items_and_keys_is_irrelevant(scheme: Scheme, facts: dict[str, Any], random: Any) -> None:
    other = shuffled(scheme, random)
    reported = dict(random.sample(list(facts.items()), len(facts)))
    one = zlpg.prepare(scheme).points(zlpg.facts_from(facts, scheme).values)
    assert zlpg.prepare(other).points(zlpg.facts_from(reported, other).values) == one


@given(schemes(), reports())
def test_points_come_out_the_same_whichever_way_the_expression_is_read(scheme: Scheme, facts: dict[str, Any]) -> None:
    read = zlpg.facts_from(facts, scheme)
    parts, total = zlpg.prepare(scheme).points(read.values)
    breakdown = zlpg.score(scheme, read)
    results = [*((result.item.id, result.working) for result in breakdown.items)]
    results += [(result.section.id, result.working) for result in breakdown.sections]
    assert {id: working.points for id, working in results} == {id: Interval.exactly(each) for id, each in parts.items()}
    assert breakdown.total == total
    assert breakdown.complete


@given(schemes(), reports(), st.sets(st.sampled_from(SMALL), max_size=3))
def test_bounds_contain_every_completion(scheme: Scheme, facts: dict[str, Any], still_open: set[str]) -> None:
    known = {id: value for id, value in facts.items() if id not in still_open}
    breakdown = scored(scheme, known)
    bounds = {result.item.id: result.working.points for result in breakdown.items}
    bounds |= {result.section.id: result.working.points for result in breakdown.sections}
    for parts, total in Completions(scheme, known, tuple(still_open)).totals():
        assert breakdown.working.points.lowest <= total <= breakdown.working.points.highest
        for id, points in parts.items():
            assert bounds[id].lowest <= points <= bounds[id].highest


@given(schemes(), reports(), st.sets(st.sampled_from(SMALL), min_size=1, max_size=3))
def test_bounds_are_exact_where_no_fact_is_read_twice(
    scheme: Scheme, facts: dict[str, Any], still_open: set[str]
) -> None:
    read = Counter(fact for _, _, item in walk_items(scheme) for fact in _named_in(item))
    assume(all(read[fact] <= 1 for fact in still_open))
    known = {id: value for id, value in facts.items() if id not in still_open}
    breakdown = scored(scheme, known)
    totals = [total for _, total in Completions(scheme, known, tuple(still_open)).totals()]
    assert (breakdown.lowest, breakdown.highest) == (min(totals), max(totals))


@given(schemes(ascending=True), reports(), st.sets(st.sampled_from(SMALL), min_size=1, max_size=3))
def test_bounds_are_exact_where_each_fact_pushes_in_one_direction(
    scheme: Scheme, facts: dict[str, Any], still_open: set[str]
) -> None:
    known = {id: value for id, value in facts.items() if id not in still_open}
    breakdown = scored(scheme, known)
    totals = [total for _, total in Completions(scheme, known, tuple(still_open)).totals()]
    assert (breakdown.lowest, breakdown.highest) == (min(totals), max(totals))


@given(schemes(), reports(), st.randoms(use_true_random=False))
def test_reporting_one_more_fact_lands_inside_the_bounds(scheme: Scheme, facts: dict[str, Any], random: Any) -> None:
    reported: dict[str, Any] = {}
    before = scored(scheme, reported)
    for id in random.sample(list(facts), len(facts)):
        reported[id] = facts[id]
        after = scored(scheme, reported)
        assert before.working.points.lowest <= after.working.points.lowest
        assert after.working.points.highest <= before.working.points.highest
        before = after
    assert before.total is not None


@given(schemes(ascending=True), reports())
def test_what_caps_took_is_never_negative_where_nothing_is_deducted(scheme: Scheme, facts: dict[str, Any]) -> None:
    breakdown = scored(scheme, facts)
    for result in breakdown.items:
        lost = result.working.lost.known
        assert lost is not None
        assert lost >= 0
        assert result.working.uncapped.lowest - lost == result.working.points.lowest


@given(schemes(), reports(), st.sets(st.sampled_from(SMALL), max_size=4))
def test_the_workings_of_an_item_are_arithmetic_that_comes_to_its_points(
    scheme: Scheme, facts: dict[str, Any], still_open: set[str]
) -> None:
    known = {id: value for id, value in facts.items() if id not in still_open}
    for result in scored(scheme, known).items:
        line = workings(result.working, scheme)
        shows_open = not still_open.isdisjoint(
            facts_of(scheme, result.item)
        )  # in what is outdone, whatever that comes to
        if "capped" in line or "not below" in line or "→" in line or shows_open:
            continue
        arithmetic, _, shown = (
            line.replace("full marks ", "").replace("−", "-").replace("×", "*").replace("÷", "/").rpartition(" = ")
        )
        assert Decimal(shown) == result.working.points.known
        exact = re.sub(r"\d+(\.\d+)?", lambda number: f"Fraction('{number.group()}')", arithmetic or shown)
        assert eval(exact, {"Fraction": Fraction, "max": max}) == Fraction(shown)  # noqa: S307  # our own arithmetic


@given(schemes(), reports())
def test_what_caps_took_of_a_section_is_the_sum_of_what_they_took_under_it(
    scheme: Scheme, facts: dict[str, Any]
) -> None:
    breakdown = scored(scheme, facts)
    taken = [result.working.taken.lowest for result in breakdown.sections] + [breakdown.working.taken.lowest]
    items = [max(result.working.lost.lowest, Decimal(0)) for result in breakdown.items]
    assert breakdown.lost.known == sum((*taken, *items), Decimal(0))


@given(st.decimals(0, 10**9, places=6), st.decimals(0, 10**9, places=6), st.integers(1, 10**9))
def test_arithmetic_is_exact_to_the_last_digit(rate: Decimal, over: Decimal, count: int) -> None:
    assume(rate > 0)
    rule = r.CountedRule("count_0", rate, over=over)
    points, _ = come_to(rule, {"count_0": Decimal(count)})
    assert Fraction(points) == max(Fraction(count) - Fraction(over), Fraction(0)) * Fraction(rate)


fractions = st.fractions(max_denominator=10**6).filter(lambda each: each.denominator > 0)


@given(fractions, fractions)
def test_amounts_that_no_decimal_is_are_worked_with_as_fractions(one: Fraction, other: Fraction) -> None:
    left, right = exact(one), exact(other)
    with localcontext(EXACT):
        assert Fraction(*(left + right).as_integer_ratio()) == one + other
        for operation in (add, sub, mul):
            assert operation(left, right) == exact(operation(one, other))
        assert (divided(left, right) if other else ZERO) == (exact(one / other) if other else ZERO)
    assert (left < right, left == right, left >= right) == (one < other, one == other, one >= other)
    assert hash(left) == hash(one)
    assert left + UNBOUNDED == UNBOUNDED
    assert pickle.loads(pickle.dumps(left)) == left  # noqa: S301  # what was dumped here
    assert -left == exact(-one)
    assert abs(left) == exact(abs(one))


@given(fractions)
def test_an_amount_is_a_decimal_wherever_there_is_one(number: Fraction) -> None:
    rest = number.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    assert isinstance(exact(number), Ratio) == (rest != 1)


@given(fractions, st.sampled_from(["1", "0.1", "5", "0.25"]), st.sampled_from(["half_up", "up", "down"]))
def test_rounding_goes_to_a_multiple_no_further_than_one_step_away(number: Fraction, to: str, mode: str) -> None:
    step = Fraction(to)
    came_to = Fraction(*multiple(exact(number), Decimal(to), mode).as_integer_ratio())
    assert (came_to / step).denominator == 1
    assert abs(came_to - number) < step
    if mode == "down":
        assert abs(came_to) <= abs(number)
    elif mode == "up":
        assert abs(came_to) >= abs(number)
    else:
        assert abs(came_to - number) < step / 2 or (abs(came_to - number) == step / 2 and abs(came_to) > abs(number))


@given(st.decimals(-(10**12), 10**12, places=8))
def test_a_number_is_written_plainly_and_reads_back_the_same(number: Decimal) -> None:
    text = plain(number)
    assert Decimal(text) == number
    assert "E" not in text
    assert not ("." in text and text.endswith(("0", ".")))
    assert text != "-0"


@given(tables(ascending=False), st.integers(0, 4))
def test_a_bracket_is_the_last_row_whose_threshold_is_reached(table: Mapping[str, Decimal], number: int) -> None:
    points, bounds = come_to(r.TableRule("x", at_least=table), {"x": Decimal(number)})
    reached = [points for key, points in table.items() if Decimal(key) <= number]
    expected = reached[-1] if reached else Decimal(0)
    assert points == expected
    assert bounds.known == expected


def _named_in(item: Item) -> list[str]:
    return [fact for _, rule in r.walk_amount((), item.rule) if (fact := r.reading_of(rule)) is not None]
