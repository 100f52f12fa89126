"""Schemes with other ids for the facts, measures and parts of the table that they refer to."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import zlpg.model.rules as r
from zlpg.diff.matching import Names, Value
from zlpg.diff.variations import RuleChange
from zlpg.model.declarations import Measure
from zlpg.model.references import condition_with, rule_with
from zlpg.model.table import ChosenMax, Item, Requirement, Section, Total

CONDITIONS = frozenset({"once", "requires", "veto", "all", "any", "none"})
"""The keys that hold conditions, or one of them."""


def renamed(item: Item, facts: Names, parts: Names) -> Item:
    """The item with other names for what it refers to."""
    asked = item.requirement and _asked(item.requirement, facts)
    most = item.max
    if isinstance(most, ChosenMax):
        most = replace(most, choice=facts.get(most.choice, most.choice))
    return replace(item, rule=rule_with(item.rule, facts, parts), requirement=asked, max=most)


def renamed_section(section: Section, facts: Names, parts: Names) -> Section:
    """The section, with all that is under it, by other ids, and with other names for what it refers to."""
    return replace(
        section,
        id=parts[section.id],
        requires=None if section.requires is None else condition_with(section.requires, facts, parts),
        sections=tuple(renamed_section(each, facts, parts) for each in section.sections),
        items=tuple(replace(renamed(each, facts, parts), id=parts[each.id]) for each in section.items),
    )


def renamed_total(total: Total, facts: Names, parts: Names) -> Total:
    """The total, with all that is under it, by other ids, and with other names for what it refers to."""
    return replace(
        total,
        sections=tuple(renamed_section(each, facts, parts) for each in total.sections),
        vetoes=tuple(replace(each, veto=condition_with(each.veto, facts, parts)) for each in total.vetoes),
    )


def renamed_measure(measure: Measure, facts: Names) -> Measure:
    """The measure with other names for the facts that it is worked out from."""
    of, without = (tuple(facts.get(id, id) for id in each) for each in (measure.of, measure.without))
    return replace(measure, share=facts.get(measure.share, measure.share), of=of, without=without)


def as_written(change: RuleChange, facts: Names, parts: Names) -> RuleChange:
    """A change with what the old file holds by the ids that are there, instead of names; these lead back to them."""
    return replace(change, old=_written(change, facts, parts))


def _written(change: RuleChange, facts: Names, parts: Names) -> Value:
    old = change.old
    match old:
        case Requirement():
            return _asked(old, facts)
        case Measure():
            return renamed_measure(old, facts)
        case r.Bracket():
            return _row(old, facts, parts)
        case (
            r.AllOf()
            | r.AnyOf()
            | r.NoneOf()
            | r.AtLeast()
            | r.Over()
            | r.AtMost()
            | r.Below()
            | r.Chosen()
            | r.Reaches()
        ):
            return condition_with(old, facts, parts)
        case str() if change.key in CONDITIONS or (change.thing == "measure" and change.key == "share"):
            return facts.get(old, old)
        case tuple() if old and all(isinstance(each, r.Bracket) for each in old):
            return tuple(_row(each, facts, parts) for each in old)
        case tuple() if change.thing == "measure" and change.key in {"of", "without"}:
            return tuple(facts.get(each, each) for each in old)
        case _ if r.is_rule(old):
            return rule_with(old, facts, parts)
        case _:
            return old


def _row(row: r.Bracket, facts: Names, parts: Names) -> r.Bracket:
    return row if isinstance(row.points, Decimal) else replace(row, points=rule_with(row.points, facts, parts))


def _asked(requirement: Requirement, facts: Mapping[str, str]) -> Requirement:
    return replace(requirement, at_least={facts.get(id, id): least for id, least in requirement.at_least.items()})
