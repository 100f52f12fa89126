"""One score's rules with one score's facts: the points of every line, and what sections make of their parts."""

from collections.abc import Mapping
from dataclasses import dataclass as with_cache
from functools import cached_property

import zlpg.engine.expression as e
from zlpg.diff.adjusting import adjusted
from zlpg.diff.effects import NOTHING, Effect, Effects, split
from zlpg.diff.joint import Known
from zlpg.diff.results import TOTAL, Column
from zlpg.diff.sides import at_home
from zlpg.engine.table import TOTAL as TOTAL_ID
from zlpg.numbers import Interval, added
from zlpg.records import dataclass


@with_cache(frozen=True)
class Corner:
    """The points of every line by the rules of one score from the facts of one, and what is known of scalars by these rules.

    `scalars` are `None` where they are what the score's own facts leave possible.
    """

    column: Column
    points: Mapping[str, Interval]
    scalars: Mapping[str, Interval] | None = None

    def adjusted(self, name: str) -> Interval:
        """What a section is beyond its parts added up."""
        if name not in self.column.below:
            return NOTHING
        parts = {self._ids[each]: self.points[each] for each in self.column.below[name]}
        by = self.column.adjustments[name].by
        return adjusted(by, self.points[name], parts, self._expressions[name], lambda: self._known)

    @cached_property
    def _expressions(self) -> Mapping[str, e.Expression]:
        """What sections and the total mean, by their names."""
        breakdown, names = self.column.result.breakdown, self.column.names
        if breakdown is None:
            return {}
        sections = {names[each.section.id]: each.working.expression for each in breakdown.sections}
        return {**sections, TOTAL: breakdown.working.expression}

    @cached_property
    def _ids(self) -> Mapping[str, str]:
        """From the names of lines to the ids of the scheme."""
        return {TOTAL: TOTAL_ID, **{name: line.id for name, line in self.column.lines.items()}}

    @cached_property
    def _known(self) -> Known:
        """What is known of what a section reads, by the ids of the scheme."""
        breakdown = self.column.result.breakdown
        scalars = self.scalars if self.scalars is not None or breakdown is None else at_home(breakdown)
        return Known(scalars or {}, {id: self.points[name] for name, id in self._ids.items()})

    def moved(self, name: str, shown: tuple[str, ...]) -> Interval:
        """What the parts of a section are beyond the lines that are shown there."""
        own, here = set(self.column.below.get(name, ())), {each for each in shown if each in self.column.lines}
        gone, come = own - here, here - own
        return added(self.points[each] for each in gone) + -added(self.points[each] for each in come)

    def at(self, name: str, within: str | None) -> Interval:
        """What a line brings to a section, or to none in particular; nothing where it isn't there."""
        there = name in self.points and (within is None or name in self.column.below.get(within, ()))
        return self.points[name] if there else NOTHING


@dataclass(frozen=True, slots=True)
class Amounts:
    """What both years' rules make of both years' facts. Of what isn't there, nothing."""

    old: Interval
    new: Interval
    old_rules_new_facts: Interval
    new_rules_old_facts: Interval

    @property
    def known(self) -> bool:
        """Whether nothing is open in any of them."""
        corners = self.old, self.new, self.old_rules_new_facts, self.new_rules_old_facts
        return all(each.known is not None for each in corners)

    def split(self, rules: Effect | None = None) -> Effects:
        """The change between them; `rules` is their effect where it is known better."""
        return split(self.old, self.new, self.old_rules_new_facts, self.new_rules_old_facts, rules)
