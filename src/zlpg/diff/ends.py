"""The first and the last score of a comparison, each under the other's rules, and what means the same by both."""

from collections.abc import Mapping
from functools import cached_property

import zlpg.engine.expression as e
from zlpg.diff.corners import Corner
from zlpg.diff.crossing import Crossing, crossed
from zlpg.diff.effects import both
from zlpg.diff.nodes import makes_up
from zlpg.diff.reasons import ItemPair, Read, read
from zlpg.diff.results import TOTAL, Column
from zlpg.diff.sides import Side, named
from zlpg.diff.tables import Table, table
from zlpg.engine.breakdown import Breakdown
from zlpg.engine.program import TABLE, Key, Step
from zlpg.engine.readers.bounds import points_of
from zlpg.engine.table import TOTAL as TOTAL_ID
from zlpg.model.scalars import APPLIES, Scalar
from zlpg.numbers import Interval


class End:
    """The first or the last score of a comparison by the names of its lines, with its items as they are read there."""

    def __init__(self, column: Column, side: Side) -> None:
        self.column, self.side = column, side
        self.names = {**column.names, TOTAL_ID: TOTAL}
        self.table: Table = table(side.breakdown.scheme, column.names)
        self.items: dict[str, Read] = {column.names[each.item.id]: read(each, side) for each in side.breakdown.items}

    def at_home(self) -> Corner:
        """The points of every line by its own rules from its own facts, and of the total, whether there is a result or not."""
        return Corner(self.column, self.side.program, self.side.at_home)

    def under(self, other: "End", same_rules: set[str]) -> Corner:
        """The points of every line by these rules, from the other score's facts.

        An item that only these rules have is the rules' as a whole: it counts as it does.
        """
        ours, theirs = self.column.points(), other.column.points()
        alone = {name for name in self.items if name not in other.items}
        items: dict[Key, Interval] = {
            line.id: (theirs if name in same_rules else ours)[name]
            for name, line in self.column.lines.items()
            if line.is_item and (name in same_rules or name in alone)
        }
        program = self.side.program
        steps = (step for step in program.of_kind(TABLE) if step.key not in items)
        known = {**self.side.carried, **self._applies(alone), **items}
        return Corner(self.column, program, program.run(points_of, known, steps))

    def _applies(self, alone: set[str]) -> dict[Key, Interval]:
        """Whether facts are applicable that nothing reads but items that only these rules have: those count as they do."""
        side = self.side
        read = {fact for name, each in self.items.items() if name not in alone for fact in each.facts}
        facts = {side.ids[fact] for name in alone for fact in self.items[name].facts if fact not in read}
        measures = {id for id, measure in side.program.scheme.measures.items() if measure.share in facts}
        scalars = (Scalar(id, APPLIES) for id in facts | measures)
        return {scalar: side.at_home[scalar] for scalar in scalars if scalar in side.at_home}

    def read(self, name: str) -> tuple[set[str], set[str]]:
        """The facts that a line is worked out from, and the other lines, those below it included; none where it isn't there."""
        item, id = self.items.get(name), self.ids.get(name)
        if id is None:
            return set(), set()
        expression = self.side.program.expression(id)
        facts = {scalar.fact for scalar in e.scalars_in(self.side.named(expression))}
        parts = {self.names[part] for part in e.parts_in(expression)}
        return facts.union(item.facts if item else ()), parts.union(self.table.below.get(name, ()))

    def beyond_parts(self, name: str) -> e.Expression:
        """What a section is beyond its parts added up."""
        parts = tuple(e.Part(self.ids[each]) for each in self.table.below[name])
        return self.side.named(e.Sum((self.side.program.expression(self.ids[name]), e.Negative(e.Sum(parts)))))

    @cached_property
    def ids(self) -> Mapping[str, str]:
        """From the names of lines to the ids of the scheme."""
        return {name: id for id, name in self.names.items()}


def own_change(part: str) -> str:
    """What the change of a part goes by, beside what the part was."""
    return f"{part} change"


class Ends:
    """Both, with what is known of each one's facts by the other's rules."""

    def __init__(self, columns: tuple[Column, ...], old: Breakdown, new: Breakdown) -> None:
        self.crossing: Crossing = crossed(old, new)
        self.old, self.new = End(columns[0], self.crossing.old), End(columns[-1], self.crossing.new)
        self.pairs: Mapping[str, ItemPair] = {
            name: ItemPair(self.crossing, each, self.new.items[name])
            for name, each in self.old.items.items()
            if name in self.new.items
        }
        self.same_rules: set[str] = set()
        self.same_parts: set[str] = set()
        for step in self.new.side.program.of_kind(TABLE):
            pair = self.pairs.get(name := self.new.names[step.name])
            if self._makes_up_the_same(name, step) if pair is None else pair.has_same_rules(self.same_parts):
                self.same_rules.add(name)
                self.same_parts.add(step.name)
        self.same: set[str] = {part for part in self.same_parts if self.has_same_facts(self.new.names[part])}
        self.corners = (
            self.old.at_home(),
            self.new.at_home(),
            self.old.under(self.new, self.same_rules),
            self.new.under(self.old, self.same_rules),
        )

    def has_same_facts(self, name: str) -> bool:
        """Whether all that a line is worked out from was reported alike of one unit in one year, as far as it was reported."""
        return self.crossing.one_unit and name not in self._reported_otherwise

    @cached_property
    def _reported_otherwise(self) -> set[str]:
        """The lines that read a fact that isn't reported alike, by themselves or by others that they read."""
        otherwise = self.crossing.reported_otherwise
        found: set[str] = set()
        readers: dict[str, list[str]] = {}
        for end in (self.old, self.new) if otherwise else ():
            for name in end.ids:
                facts, parts = end.read(name)
                if not otherwise.isdisjoint(facts):
                    found.add(name)
                for part in parts:
                    readers.setdefault(part, []).append(name)
        waiting = list(found)
        while waiting:
            reached = set(readers.get(waiting.pop(), ())) - found
            found |= reached
            waiting += reached
        return found

    def _makes_up_the_same(self, name: str, step: Step) -> bool:
        """Whether a section, or the total, is made up alike by both years' rules, with all that is under it."""
        old, new = self.old, self.new
        if name not in old.table.nodes or name not in new.table.nodes:
            return False
        if not self.same_rules.issuperset(new.table.below[name]):
            return False
        was, now = old.table.nodes[name], new.table.nodes[name]
        if makes_up(was, old.side) != makes_up(now, new.side):
            return False
        read = new.side.named(step.expression)
        return self.crossing.alike.issuperset(e.scalars_in(read)) and self.same_parts.issuperset(e.parts_in(read))

    def adjusted(self, name: str, changes: Mapping[str, Interval | None]) -> Interval | None:
        """By how much it can change what a section is beyond its parts, given the changes of these; `None` where nothing is known.

        A part is what it was and its change, so that a cap takes no more of it than there is more.
        """
        ends = self.old, self.new
        if not self.crossing.one_unit or not all(name in end.table.below for end in ends):
            return None
        beyond = tuple(end.beyond_parts(name) for end in ends)
        moved = {
            self.new.side.parts[id]: change
            for each, change in changes.items()
            if change is not None and each in self.old.ids and (id := self.new.ids.get(each)) is not None
        }

        def plus_change(node: e.Expression) -> e.Expression | None:
            if isinstance(node, e.Part) and node.name in moved:
                return e.Sum((node, e.Part(own_change(node.name))))
            return None

        def from_one(at: int) -> Interval:
            """What it is more in the other score than in one, of which the parts are known."""
            here, there = ends[at].side.known, ends[1 - at].side.known
            by: dict[Key, Interval] = {own_change(part): -change if at else change for part, change in moved.items()}
            was: dict[Key, Interval] = {part: here[part] for part in moved}
            rules = beyond[at], e.substituted(beyond[1 - at], plus_change)
            known = {**here, **by}, {**there, **was, **by}
            return self.crossing.between(rules, known, lambda key: key in by or key in was or self._is_same(key))

        return both(from_one(0), -from_one(1))

    def _is_same(self, key: Key) -> bool:
        return key in self.same if isinstance(key, str) else self.crossing.is_same(key)

    @cached_property
    def by_part(self) -> tuple[Mapping[Key, Interval], Mapping[Key, Interval]]:
        """The points of parts by the old rules from the new facts, and by the new rules from the old facts, by their names."""
        by_old, by_new = (
            named({id: corner.values[id] for id in end.names}, end.side.names, end.side.parts)
            for end, corner in zip((self.old, self.new), self.corners[2:], strict=True)
        )
        return by_old, by_new
