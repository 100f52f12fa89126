"""Scores → what changed from the first to the last, line by line: how much of it is the rules, how much the unit, and why."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from typing import TypeAlias

from zlpg.bounds import points_of
from zlpg.diff.comparison import Comparison, Kind, LineChange
from zlpg.diff.crossing import Crossing, Side, crossed, under_other_rules
from zlpg.diff.effects import (
    NO_EFFECTS,
    NOTHING,
    Effect,
    Effects,
    all_performance,
    all_rules,
    beyond,
    both,
    difference,
    split,
    together,
)
from zlpg.diff.matching import Year, items_and_sections, matched_tables
from zlpg.diff.reasons import FactChange, ItemPair, Read, read
from zlpg.diff.results import TOTAL, Column, Result, column_of, merged
from zlpg.diff.rules import RuleChange
from zlpg.diff.schemes import Table, moves, node_changes, table
from zlpg.points import EXACT, Interval, added
from zlpg.scheme import Section

Amount: TypeAlias = Callable[[Column, Mapping[str, Interval], str], Interval]


def compare_results(results: Sequence[Result], *, attributed: bool = True) -> Comparison:
    """Compare two scores or more; `attributed` where the change from the first to the last is to be split."""
    with localcontext(EXACT):
        return _Comparing(tuple(results), attributed=attributed).comparison()


class _End:
    """The first or the last score of a comparison by the names of its lines, with its items as they are read there."""

    def __init__(self, column: Column, side: Side) -> None:
        self.column, self.side = column, side
        self.table: Table = table(side.breakdown.scheme, column.names)
        self.items: dict[str, Read] = {column.names[each.item.id]: read(each, side) for each in side.breakdown.items}

    def under(self, other: "_End", same_rules: set[str]) -> dict[str, Interval]:
        """The points of every line by these rules, from the other score's facts.

        An item that only these rules have is the rules' as a whole: it counts as it does.
        """
        ours, theirs = self.column.points(), other.column.points()
        points = {
            name: points_of(each.expression, other.side.crossed)
            if name in other.items and name not in same_rules
            else (theirs if name in same_rules else ours)[name]
            for name, each in self.items.items()
        }
        by_id = {line.id: points[name] for name, line in self.column.lines.items() if line.is_item}
        by_rules = under_other_rules(self.side.breakdown, by_id)
        return {self.column.names[id] if id else TOTAL: each for id, each in by_rules.items()}


@dataclass(frozen=True, slots=True)
class _Corners:
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


class _Comparing:
    """The columns of a comparison, and the first and the last of them under each other's rules."""

    def __init__(self, results: tuple[Result, ...], *, attributed: bool) -> None:
        self.results = results
        self.columns = tuple(map(column_of, results, matched_tables([_ids(result) for result in results])))
        self.points = tuple(column.points() for column in self.columns)
        self.shown = merged([column.below for column in self.columns])
        self.same_rules: set[str] = set()
        self.crossing: Crossing | None = None
        old, new = results[0].breakdown, results[-1].breakdown
        if old is not None and new is not None:
            self.crossing = crossed(old, new)
            self.ends = _End(self.columns[0], self.crossing.old), _End(self.columns[-1], self.crossing.new)
            self.pairs = {
                name: ItemPair(self.crossing, each, self.ends[1].items[name])
                for name, each in self.ends[0].items.items()
                if name in self.ends[1].items
            }
            self.same_rules.update(name for name, pair in self.pairs.items() if pair.has_same_rules())
            old_rules, new_rules = (end.under(other, self.same_rules) for end, other in (self.ends, self.ends[::-1]))
            first, last = self.columns[0], self.columns[-1]
            self.corners = (first, self.points[0]), (last, self.points[-1]), (first, old_rules), (last, new_rules)
        self.attributed = attributed and self.crossing is not None

    def comparison(self) -> Comparison:
        """Every line as it is shown, the total last."""
        total, below = self._line(TOTAL, -1)
        return Comparison(self.results, (*below, replace(total, depth=0)))

    def _line(self, name: str, depth: int) -> tuple[LineChange, tuple[LineChange, ...]]:
        """A line, and every line below it."""
        if name not in self.shown:
            return self._item(name, depth), ()
        under = {each: self._line(each, depth + 1) for each in self.shown[name]}
        if self.crossing is not None and self._means_the_same(name):
            self.same_rules.add(name)
        own = tuple(self._own(name, depth + 1))
        direct = [*(line for line, _ in under.values()), *own]
        points, parameters = self._points(name), tuple(self._parameters(name))
        parts = {each: line.effects for each, (line, _) in under.items()}
        parts |= {line.kind: line.effects for line in own}
        change, effects = self._split(name, points, self._made_up(name, parts))
        whole = LineChange(
            "total" if name == TOTAL else "section",
            depth,
            tuple(column.lines.get(name) for column in self.columns),
            points,
            change,
            effects,
            parameters=parameters,
            differs=change not in (None, NOTHING) or bool(parameters) or any(line.differs for line in direct),
        )
        return whole, (*(each for line, below in under.values() for each in (line, *below)), *own)

    def _made_up(self, name: str, parts: Mapping[str, Effects | None]) -> Effects | None:
        """The effects of a section from those of its parts: what stands here in one year only is here in that year only."""
        if self.crossing is None:
            return None
        old, new = (column.below.get(name, ()) for column in (self.columns[0], self.columns[-1]))
        at_old, at_new = set(old), set(new)
        made_up = [parts.get("cap") or NO_EFFECTS]
        for each in dict.fromkeys((*old, *new)):
            lines = [column.lines.get(each) for column in (self.columns[0], self.columns[-1])]
            if all(lines) and (each in at_old) is not (each in at_new):
                made_up.append(self._here(each, name).split())
            elif each in parts:
                made_up.append(parts[each] or NO_EFFECTS)
            else:  # gone, and in another section in a year between
                made_up.append(all_rules(-self.points[0][each]))
        return together(made_up) & self._here(name).split()

    def _here(self, name: str, within: str | None = None) -> _Corners:
        """What a line brings, to the section that it stands in or to none in particular."""
        return _Corners(
            *(
                points[name] if name in points and (within is None or name in column.below.get(within, ())) else NOTHING
                for column, points in self.corners
            )
        )

    def _item(self, name: str, depth: int) -> LineChange:
        points = self._points(name)
        lines = tuple(column.lines.get(name) for column in self.columns)
        facts: tuple[FactChange, ...] = ()
        parameters: tuple[RuleChange, ...] = ()
        between: Effects | None = None
        if self.crossing is not None and name in self.pairs:
            pair = self.pairs[name]
            facts = tuple(pair.fact_changes())
            parameters = (*moves(*(end.table.entries[name] for end in self.ends)), *pair.parameter_changes())
            if name not in self.same_rules:
                here = self._here(name)
                between = here.split(None if here.known else pair.by_rules())
        else:
            between = all_rules(difference(points[-1] or NOTHING, points[0] or NOTHING))
        change, effects = self._split(name, points, between)
        come_or_gone = (points[0] is None) is not (points[-1] is None)
        differs = come_or_gone or change not in (None, NOTHING) or bool(facts or parameters)
        return LineChange("item", depth, lines, points, change, effects, facts, parameters, differs)

    def _parameters(self, name: str) -> Iterator[RuleChange]:
        """What a section, or the total, says of itself that differs and can change a score."""
        if self.crossing is None or not all(name in end.table.nodes for end in self.ends):
            return
        old, new = (end.table.nodes[name] for end in self.ends)
        entries = [end.table.entries.get(name) for end in self.ends]
        if entries[0] and entries[1]:
            yield from moves(entries[0], entries[1])
        id = new.id if isinstance(new, Section) else "total"
        for change in node_changes(RuleChange("section" if name else "total", id, "", None, None), old, new):
            if change.key == "cap":
                yield replace(change, mattered=self._cap_matters(name, old.cap, new.cap))
            elif change.can_change_score:
                yield change

    def _cap_matters(self, name: str, old: Decimal | None, new: Decimal | None) -> bool:
        """Whether another year's cap would make the points of a section others."""
        for column, points, cap in ((self.columns[0], self.points[0], new), (self.columns[-1], self.points[-1], old)):
            parts = added(points[each] for each in column.below[name])
            if (parts if cap is None else parts.up_to(cap)) != points[name]:
                return True
        return False

    def _own(self, name: str, depth: int) -> Iterator[LineChange]:
        """What a section's or the total's own cap takes, and what makes up for lines that stood elsewhere."""
        lines = tuple(column.lines.get(name) for column in self.columns)
        kinds: tuple[tuple[Kind, Amount], ...] = (("cap", self._capped), ("moved", self._moved))
        for kind, amount in kinds:
            points = tuple(amount(*each, name) for each in zip(self.columns, self.points, strict=True))
            corners = _Corners(*(amount(*each, name) for each in self.corners)) if self.crossing else None
            change, effects = self._split(name, points, corners.split() if corners else None)
            differs = change not in (None, NOTHING) or effects not in (None, NO_EFFECTS)
            if differs or any(each != NOTHING for each in points):
                yield LineChange(kind, depth, lines, points, change, effects, differs=differs)

    def _capped(self, column: Column, points: Mapping[str, Interval], name: str) -> Interval:
        """Of one score, what a section is beyond its parts: nothing, or less where its cap takes some."""
        if name not in column.below:
            return NOTHING
        return beyond(points[name], added(points[each] for each in column.below[name]))

    def _moved(self, column: Column, points: Mapping[str, Interval], name: str) -> Interval:
        """Of one score, what the parts of a section are beyond the lines that are shown there."""
        own, here = set(column.below.get(name, ())), {each for each in self.shown[name] if each in column.lines}
        gone, come = own - here, here - own
        return difference(added(points[each] for each in gone), added(points[each] for each in come))

    def _points(self, name: str) -> tuple[Interval | None, ...]:
        return tuple(points.get(name) for points in self.points)

    def _split(
        self, name: str, points: tuple[Interval | None, ...], effects: Effects | None
    ) -> tuple[Interval | None, Effects | None]:
        """The change from the first to the last, and its effects, given what they are where nothing is the same in both."""
        old, new = points[0], points[-1]
        if old is None and new is None:
            return None, NO_EFFECTS if self.attributed else None
        same_facts = self.crossing.same_facts if self.crossing else self.results[0] == self.results[-1]
        change = difference(new or NOTHING, old or NOTHING)
        if same_facts and (name in self.same_rules or not self.crossing):
            change, effects = NOTHING, NO_EFFECTS
        elif name in self.same_rules:
            effects = all_performance(change)
        elif same_facts and effects is not None:
            change = both(change, effects.rules.points)
            effects = all_rules(change)
        return change, effects if self.attributed else None

    def _means_the_same(self, name: str) -> bool:
        """Whether a section, or the total, is made up alike by both years' rules, with all that is under it."""
        old, new = (end.table for end in self.ends)
        if name not in old.below or name not in new.below or set(old.below[name]) != set(new.below[name]):
            return False
        return old.nodes[name].cap == new.nodes[name].cap and self.same_rules.issuperset(new.below[name])


def _ids(result: Result) -> tuple[Year, Year]:
    if result.breakdown is not None:
        return items_and_sections(result.breakdown.scheme)
    items, sections = ({line.id: () for line in result.lines if line.is_item is is_item} for is_item in (True, False))
    return Year(result.rules_year, items), Year(result.rules_year, sections)
