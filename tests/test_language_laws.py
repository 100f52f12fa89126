"""What holds for every scheme that the language can say."""

from hypothesis import given
from hypothesis import strategies as st

import language
import zlpg
from language import Meaning, at_most, completions, facts_from, fraction


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
    assert tuple(grade.id for grade in breakdown.outcome.grades) == ((meaning.grade,) if meaning.grade else ())


@given(st.data(), language.schemes())
def test_points_come_out_the_same_whichever_way_an_expression_is_read(data: st.DataObject, scheme: zlpg.Scheme) -> None:
    report = data.draw(language.reports(scheme))
    parts, total = zlpg.prepare(scheme).points(facts_from(scheme, report).values)
    assert {id: fraction(each) for id, each in {**parts, "total": total}.items()} == Meaning(scheme, report).parts


@given(st.data(), language.schemes())
def test_bounds_grades_and_results_hold_whatever_is_still_reported(data: st.DataObject, scheme: zlpg.Scheme) -> None:
    report = data.draw(language.reports(scheme))
    item = data.draw(st.sampled_from(("_0", "_1", "_2")))
    open = tuple(
        data.draw(
            st.lists(
                st.sampled_from([id for id in scheme.asked if id.endswith(item)]), min_size=1, max_size=3, unique=True
            )
        )
    )
    if any(report[id] is None for id in report if id.endswith(item)):
        report |= {id: language.values_of(id)[0] for id in report if id.endswith(item)}
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
        if meaning.grade is not None:
            assert meaning.grade in possible
