"""Points of every item and the total, in process: a prepared scheme against a function written by hand for the document.

That both give the same is checked first; `--check` ends there.
"""

import random
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from pathlib import Path
from typing import Any

import zlpg
from zlpg.model.declarations import ends_of

ROOT = Path(__file__).parent.parent
UNITS, ROUNDS, TARGET = 400, 15, 0.5

JUDGED = (
    *("leading_group", "annual_meeting", "work_plan", "publicity", "excellence_model", "brand_building"),
    *("quality_education", "work_reporting"),
)
IMPORTED = ("product_quality", "engineering_quality", "service_quality", "environment_quality")
Values = Mapping[str, Decimal]


def by_hand(facts: Values) -> tuple[dict[str, Decimal], Decimal]:
    """The 2020 document as somebody would write it down in Python for this one year."""
    with localcontext(Context(prec=50, rounding=ROUND_HALF_UP)):
        points = {item: facts[item] for item in JUDGED}
        for item in IMPORTED:
            points[item] = facts[item] / Decimal(100) * Decimal(5)
        points["town_specialty"] = facts["town_specialty"]
        deaths = facts["accident_deaths"]
        fatal = Decimal(3) if deaths >= 2 else Decimal(2) if deaths >= 1 else Decimal(0)  # noqa: PLR2004
        points["equipment_accidents"] = -(min(facts["nonfatal_accidents"] * Decimal(1), Decimal(3)) + fatal)
        awards = (
            facts["award_results.applied"] * Decimal("0.1")
            + facts["award_results.document_review"] * Decimal("0.2")
            + facts["award_results.site_review"] * Decimal("0.5")
            + facts["award_results.district_silver"] * Decimal(1)
            + facts["award_results.district_gold"] * Decimal("1.5")
            + facts["award_results.shanghai"] * Decimal(2)
            + facts["award_results.national"] * Decimal("2.5")
        )
        points["quality_awards"] = min(awards, Decimal(3))
        projects = (
            facts["standard_pilots_started"] * Decimal("0.1")
            + facts["city_standard_pilots_accepted"] * Decimal("0.5")
            + facts["national_standard_pilots_accepted"] * Decimal(1)
            + facts["shanghai_brands_certified"] * Decimal("0.5")
        )
        if facts["district_standards_revised"]:
            projects += Decimal("0.5")
        if facts["integrity_community_approved"]:
            projects += Decimal("0.5")
        if facts["integrity_community_created"]:
            projects += Decimal(1)
        points["quality_projects"] = min(projects, Decimal(3))
        reports = max(facts["work_reports"] - Decimal(10), Decimal(0)) * Decimal("0.1")
        briefs = max(facts["briefs"] - Decimal(2), Decimal(0)) * Decimal("0.5")
        points["reporting"] = min(reports + briefs + facts["media_posts"] * Decimal("0.2"), Decimal(2))
        points["commendations"] = min(facts["commendations"] * Decimal(1), Decimal(2))
        points["leader_evaluation"] = facts["leader_evaluation"]
        return points, sum(points.values(), Decimal(0))


def random_facts(scheme: zlpg.Scheme, chance: random.Random) -> zlpg.Facts:
    """Some unit's facts."""
    facts: dict[str, object] = {}
    for id, fact in scheme.asked.items():
        match fact.type:
            case "number":
                facts[id] = Decimal(chance.randint(0, int(ends_of(fact).highest) * 10)) / 10
            case "count":
                facts[id] = chance.randint(0, 15)
            case "yes_no":
                facts[id] = chance.random() < 0.5  # noqa: PLR2004
            case "results":
                facts[id] = {level: chance.randint(0, 1) for level in fact.levels}
            case _:
                raise AssertionError(id)
    return zlpg.facts_from(facts, scheme)


def seconds(function: Callable[[Any], object], units: Sequence[object]) -> float:
    """How long all units take."""
    start = time.perf_counter()
    for values in units:
        function(values)
    return time.perf_counter() - start


def main() -> int:
    """Check that both give the same answers, then time them in turns. Returns 1 where the target is missed."""
    scheme = zlpg.load_scheme(ROOT / "rules" / "2020.yaml")
    prepared = zlpg.prepare(scheme)
    chance = random.Random(2020)  # noqa: S311  # facts, not secrets
    units = [random_facts(scheme, chance).values for _ in range(UNITS)]
    by_name = [{str(scalar): value for scalar, value in values.items()} for values in units]
    for values, named in zip(units, by_name, strict=True):
        expected, total = by_hand(named)
        points, ours = prepared.points(values)
        assert ours == total, (named, ours, total)
        assert {id: points[id] for id in expected} == expected, named
    if "--check" in sys.argv[1:]:
        print(f"same answers for {UNITS} units")
        return 0
    ratios = []
    for _ in range(ROUNDS):
        hand, prepared_time = seconds(by_hand, by_name), seconds(prepared.points, units)
        ratios.append(hand / prepared_time)
    ratio = statistics.median(ratios)
    print(
        f"same answers for {UNITS} units; speed against the function written by hand: {ratio:.2f} (target ≥ {TARGET})"
    )
    return int(ratio < TARGET)


if __name__ == "__main__":
    sys.exit(main())
