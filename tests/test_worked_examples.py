"""The readings of the 2020 document, as results that can be checked by hand."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

import zlpg
from conftest import FULL_MARKS, NO_EVENT, points_of
from facade import scored
from zlpg.numbers import UNBOUNDED, Interval

AWARDS_AT_CAP = {"award_results": {"national": 1, "district_silver": 1}}
PROJECTS_AT_CAP = {"national_standard_pilots_accepted": 3}
REPORTING_AT_CAP = {"media_posts": 10}
COMMENDATIONS_AT_CAP = {"commendations": 2}


@pytest.mark.parametrize(
    ("facts", "item", "points"),
    [
        ({"award_results": {"applied": 1, "site_review": 1, "district_silver": 1}}, "quality_awards", "1.6"),
        ({"award_results": {"national": 1, "district_gold": 1}}, "quality_awards", "3"),
        ({"work_reports": 13, "briefs": 4, "media_posts": 3}, "reporting", "1.9"),
        ({"work_reports": 20, "briefs": 5, "media_posts": 10}, "reporting", "2"),
        ({"work_reports": 10, "briefs": 2, "media_posts": 0}, "reporting", "0"),
        ({"work_reports": 11, "briefs": 2, "media_posts": 0}, "reporting", "0.1"),
        ({"nonfatal_accidents": 5, "accident_deaths": 1}, "equipment_accidents", "-5"),
        ({"nonfatal_accidents": 3, "accident_deaths": 0}, "equipment_accidents", "-3"),
        ({"nonfatal_accidents": 0, "accident_deaths": 2}, "equipment_accidents", "-3"),
        ({"nonfatal_accidents": 9, "accident_deaths": 9}, "equipment_accidents", "-6"),
        ({"service_quality": Decimal("87.5")}, "service_quality", "4.375"),
        ({"district_standards_revised": True}, "quality_projects", "0.5"),
        ({"integrity_community_approved": True, "integrity_community_created": True}, "quality_projects", "1.5"),
        ({"commendations": 1}, "commendations", "1"),
        ({"commendations": 3}, "commendations", "2"),
        ({"leading_group": Decimal("1.75")}, "leading_group", "1.75"),
    ],
)
def test_an_item_comes_to_what_its_clause_says(
    scheme: zlpg.Scheme, facts: Mapping[str, Any], item: str, points: str
) -> None:
    breakdown = scored(scheme, {**FULL_MARKS, **NO_EVENT, **facts})
    assert points_of(breakdown, item) == Decimal(points)


@pytest.mark.parametrize(
    ("facts", "total"),
    [
        ({}, "100"),
        ({**AWARDS_AT_CAP, **PROJECTS_AT_CAP, **REPORTING_AT_CAP, **COMMENDATIONS_AT_CAP}, "110"),
        ({"nonfatal_accidents": 5, "accident_deaths": 1}, "95"),
        ({**dict.fromkeys(FULL_MARKS, 0), "nonfatal_accidents": 3, "accident_deaths": 2}, "-6"),
    ],
)
def test_the_total_has_neither_a_cap_at_100_nor_a_floor_at_0(
    scheme: zlpg.Scheme, facts: Mapping[str, Any], total: str
) -> None:
    assert scored(scheme, {**FULL_MARKS, **NO_EVENT, **facts}).total == Decimal(total)


@pytest.mark.parametrize(
    ("facts", "item", "uncapped", "lost"),
    [
        ({"award_results": {"national": 1, "district_gold": 1}}, "quality_awards", "4", "1"),
        ({"work_reports": 20, "briefs": 5, "media_posts": 10}, "reporting", "4.5", "2.5"),
        ({"work_reports": 13, "briefs": 4, "media_posts": 3}, "reporting", "1.9", "0"),
        ({"nonfatal_accidents": 5, "accident_deaths": 1}, "equipment_accidents", "-7", "-2"),
    ],
)
def test_what_a_cap_took_is_told_and_negative_where_it_spared_a_deduction(
    scheme: zlpg.Scheme, facts: Mapping[str, Any], item: str, uncapped: str, lost: str
) -> None:
    breakdown = scored(scheme, {**FULL_MARKS, **NO_EVENT, **facts})
    working = next(result.working for result in breakdown.items if result.item.id == item)
    assert (working.uncapped.known, working.lost.known) == (Decimal(uncapped), Decimal(lost))


def test_named_applicants_count_like_their_number_at_each_level(scheme: zlpg.Scheme) -> None:
    named = [
        {"name": "甲", "level": "applied"},
        {"name": "乙", "level": "shanghai"},
        {"name": "丙", "level": "applied"},
    ]
    by_name = zlpg.facts_from({"award_results": named}, scheme)
    by_level = zlpg.facts_from({"award_results": {"applied": 2, "shanghai": 1}}, scheme)
    assert by_name.values == by_level.values


@pytest.mark.parametrize(
    ("facts", "warned"),
    [
        ({"leading_group_meetings": 0}, "leading_group_meetings"),
        ({"leading_group_meetings": 1}, None),
        ({"publicity_events": 1}, "publicity_events"),
        ({"publicity_events": 1, "publicity": 3}, None),
        ({"special_reports": 1}, "special_reports"),
        ({"work_reports": 9}, "work_reports"),
        ({"school_activities": 0, "community_activities": 1}, "school_activities"),
        ({}, None),
    ],
)
def test_full_marks_below_a_minimum_count_carry_a_warning_that_names_both(
    scheme: zlpg.Scheme, facts: Mapping[str, Any], warned: str | None
) -> None:
    reported = {**FULL_MARKS, **NO_EVENT, "work_reports": 10, **facts}
    warnings = scored(scheme, reported).warnings
    assert [each.fact for each in warnings if each.reported is not None] == ([warned] if warned else [])


def test_with_nothing_reported_the_total_lies_between_the_worst_and_the_best_there_is(scheme: zlpg.Scheme) -> None:
    breakdown = scored(scheme, {})
    assert (breakdown.lowest, breakdown.highest, breakdown.total) == (Decimal(-6), Decimal(110), None)
    assert not breakdown.complete


def test_an_item_is_one_number_where_its_cap_is_reached_whatever_is_still_open(scheme: zlpg.Scheme) -> None:
    breakdown = scored(scheme, {"media_posts": 10})
    result = next(result for result in breakdown.items if result.item.id == "reporting")
    assert (result.working.points.known, result.open) == (Decimal(2), ())
    assert result.working.lost == Interval(Decimal(0), UNBOUNDED)


def test_what_a_cap_spared_is_not_set_off_against_what_another_took(scheme: zlpg.Scheme) -> None:
    facts = {**FULL_MARKS, **NO_EVENT, "nonfatal_accidents": 5, "award_results": {"national": 1, "district_gold": 1}}
    assert scored(scheme, facts).lost.known == 1
