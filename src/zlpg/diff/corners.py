"""One score's rules with one score's facts: the points of every line, and what sections make of their parts."""

from collections.abc import Mapping
from dataclasses import dataclass as with_cache
from functools import cached_property

from zlpg.diff.adjusting import adjusted
from zlpg.diff.effects import Effect, Effects, split
from zlpg.diff.results import TOTAL, Column
from zlpg.engine.program import Key, Program
from zlpg.engine.readers.ground import box_around
from zlpg.engine.table import TOTAL as TOTAL_ID
from zlpg.numbers import NOTHING, Interval, added
from zlpg.records import dataclass


@with_cache(frozen=True)
class Corner:
    """The lines and the rules of one score, and what these come to from the facts of one: scalars and parts, by the ids of its scheme."""

    column: Column
    program: Program
    values: Mapping[Key, Interval]

    @cached_property
    def _ids(self) -> Mapping[str, str]:
        """From the names of lines to the ids of the scheme."""
        return {TOTAL: TOTAL_ID, **{name: line.id for name, line in self.column.lines.items()}}

    @cached_property
    def points(self) -> Mapping[str, Interval]:
        """The points of every line, by its name."""
        return {name: self.values[id] for name, id in self._ids.items()}

    def adjusted(self, name: str) -> Interval:
        """What a section is beyond its parts added up."""
        if name not in self.column.below:
            return NOTHING
        ids = self._ids
        parts = {ids[each]: self.points[each] for each in self.column.below[name]}
        by, expression = self.column.adjustments[name].by, self.program.expression(ids[name])
        facts = self.program.scheme.facts
        return adjusted(by, self.points[name], parts, expression, lambda read: box_around(read, self.values, facts))

    def moved(self, name: str, shown: tuple[str, ...]) -> Interval:
        """What the parts of a section are beyond the lines that are shown there."""
        return moved(self.column, self.points, name, shown)

    def at(self, name: str, within: str | None) -> Interval:
        """What a line brings to a section, or to none in particular; nothing where it isn't there."""
        there = name in self.points and (within is None or name in self.column.below.get(within, ()))
        return self.points[name] if there else NOTHING


def moved(column: Column, points: Mapping[str, Interval], name: str, shown: tuple[str, ...]) -> Interval:
    """What the parts of a section are beyond the lines that are shown there."""
    own, here = set(column.below.get(name, ())), {each for each in shown if each in column.lines}
    gone, come = own - here, here - own
    return added(points[each] for each in gone) + -added(points[each] for each in come)


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
