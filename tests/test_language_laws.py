"""What holds for every scheme that the language can say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import language
import zlpg
from language import Meaning, at_most, completions, facts_from, fraction
from zlpg.model.table import Item, Section, Total


@given(st.data(), language.schemes())
def test_a_scheme_means_what_its_rules_say_in_fractions(data: st.DataObject, scheme: zlpg.Scheme) -> None:
    report = data.draw(language.reports(scheme))
    meaning = Meaning(scheme, report)
    breakdown = zlpg.score(scheme, facts_from(scheme, report))
    found = {each.item.id: each.working.points for each in breakdown.items}
    found |= {each.section.id: each.working.points for each in breakdown.sections}
    found["total"] = breakdown.working.points
    assert {id: (fraction(each.lowest), fraction(each.highest)) for id, each in found.items()} == {
        id: (points, points) for id, points in meaning.parts.items()
    }
    assert breakdown.outcome.no_result is meaning.no_result
    assert breakdown.outcome.no_total is meaning.no_total
    assert tuple(grade.id for grade in breakdown.outcome.grades) == ((meaning.grade,) if meaning.grade else ())


@given(st.data(), language.schemes())
def test_points_come_out_the_same_whichever_way_an_expression_is_read(data: st.DataObject, scheme: zlpg.Scheme) -> None:
    report = data.draw(language.reports(scheme))
    parts, total = zlpg.prepare(scheme).points(facts_from(scheme, report).values)
    assert {id: fraction(each) for id, each in {**parts, "total": total}.items()} == Meaning(scheme, report).parts


@given(st.data(), language.schemes())
def test_bounds_grades_and_results_hold_whatever_is_still_reported(data: st.DataObject, scheme: zlpg.Scheme) -> None:
    report = data.draw(language.reports(scheme))
    open = data.draw(language.left_open(scheme))
    own = [id for id in report if id[-1] == open[0][-1]]
    if any(report[id] is None for id in own):
        report |= {id: language.values_of(id)[0] for id in own}
    known = {id: value for id, value in report.items() if id not in open}
    breakdown = zlpg.score(scheme, facts_from(scheme, known))
    bounds = {each.item.id: each.working.points for each in breakdown.items}
    bounds |= {each.section.id: each.working.points for each in breakdown.sections}
    bounds["total"] = breakdown.working.points
    possible = {grade.id for grade in breakdown.outcome.grades}
    for complete in completions(scheme, report, open):
        meaning = Meaning(scheme, complete)
        for id, points in () if meaning.no_result else meaning.parts.items():
            assert at_most(bounds[id].lowest, points), (id, complete)
            assert at_most(points, bounds[id].highest), (id, complete)
        assert breakdown.outcome.no_result in {None, meaning.no_result}
        assert breakdown.outcome.no_total in {None, meaning.no_total}
        if meaning.grade is not None:
            assert meaning.grade in possible


@pytest.mark.parametrize(
    "fact", [f"{kind}_{item}" for item, several in enumerate(language.NUMBERS) for kind in several]
)
def test_whatever_a_number_turns_out_to_be_its_item_has_that_and_had_bounds_around_it(fact: str) -> None:
    item = Item("item_0", "I", "text", fact)
    declared = language.declared(int(fact[-1]))[fact]
    scheme = zlpg.Scheme("one", 2020, "One", Total((Section("first", "S", items=(item,)),)), {fact: declared})
    before = zlpg.score(scheme, facts_from(scheme, {})).working.points
    for value in language.values_of(fact):
        number = Meaning(scheme, {fact: value}).parts["item_0"]
        after = zlpg.score(scheme, facts_from(scheme, {fact: value})).working.points
        assert fraction(after.lowest) == fraction(after.highest) == number
        assert at_most(before.lowest, number), value
        assert at_most(number, before.highest), value
