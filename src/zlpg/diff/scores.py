"""Scores → what changed from the first to the last, line by line: how much of it is the rules, how much the unit, and why."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import localcontext
from functools import reduce
from operator import add
from typing import TypeAlias

from zlpg.diff.comparison import Comparison, Kind, LineChange
from zlpg.diff.crossing import Crossing, Side, crossed, under_other_rules
from zlpg.diff.effects import NO_EFFECTS, NOTHING, Effects, all_performance, all_rules, beyond, both, difference, split
from zlpg.diff.joint import points_of
from zlpg.diff.matching import Year, items_and_sections, matched_tables
from zlpg.diff.reasons import FactChange, ItemPair, Read, read
from zlpg.diff.results import TOTAL, Column, Result, column_of, merged
from zlpg.diff.rules import RuleChange
from zlpg.diff.schemes import Table, moves, table
from zlpg.points import EXACT, Interval

Amount: TypeAlias = Callable[[Column, Mapping[str, Interval], str], Interval | None]


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
        """The points of every line by these rules, from the other score's facts."""
        theirs = other.column.points()
        points = {
            name: theirs[name] if name in same_rules else points_of(each.expression, other.side.crossed)
            for name, each in self.items.items()
        }
        by_id = {line.id: points[name] for name, line in self.column.lines.items() if line.is_item}
        by_rules = under_other_rules(self.side.breakdown, by_id)
        return {self.column.names[id] if id else TOTAL: each for id, each in by_rules.items()}


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
            self.crossed = tuple(end.under(other, self.same_rules) for end, other in (self.ends, self.ends[::-1]))
        self.attributed = attributed and self.crossing is not None

    def comparison(self) -> Comparison:
        """Every line as it is shown, the total last."""
        total, below = self._line(TOTAL, -1)
        return Comparison(self.results, (*below, replace(total, depth=0)))

    def _line(self, name: str, depth: int) -> tuple[LineChange, tuple[LineChange, ...]]:
        """A line, and every line below it."""
        if name not in self.shown:
            return self._item(name, depth), ()
        under = [self._line(each, depth + 1) for each in self.shown[name]]
        if self.crossing is not None and self._means_the_same(name):
            self.same_rules.add(name)
        own = tuple(self._own(name, depth + 1))
        direct = [*(line for line, _ in under), *own]
        points = self._points(name)
        change, _ = self._split(name, points, None)
        if change is not None and None not in {line.change for line in direct}:
            change = both(change, _added(line.change for line in direct if line.change))
        whole = LineChange(
            "total" if name == TOTAL else "section",
            depth,
            tuple(column.lines.get(name) for column in self.columns),
            points,
            change,
            reduce(add, (line.effects for line in direct if line.effects), NO_EFFECTS) if self.attributed else None,
            differs=change != NOTHING or any(line.differs for line in direct),
        )
        return whole, (*(each for line, below in under for each in (line, *below)), *own)

    def _item(self, name: str, depth: int) -> LineChange:
        points = self._points(name)
        lines = tuple(column.lines.get(name) for column in self.columns)
        facts: tuple[FactChange, ...] = ()
        parameters: tuple[RuleChange, ...] = ()
        between: Effects | None = None
        old, new = points[0], points[-1]
        if self.crossing is not None and old is not None and new is not None:
            pair = self.pairs[name]
            facts = tuple(pair.fact_changes())
            parameters = (*moves(*(end.table.entries[name] for end in self.ends)), *pair.parameter_changes())
            crossed = self.crossed[0][name], self.crossed[1][name]
            between = None if name in self.same_rules else split(old, new, *crossed, rules=pair.by_rules())
        change, effects = self._split(name, points, between)
        come_or_gone = (old is None) is not (new is None)
        differs = come_or_gone or change not in {None, NOTHING} or bool(facts or parameters)
        return LineChange("item", depth, lines, points, change, effects, facts, parameters, differs)

    def _own(self, name: str, depth: int) -> Iterator[LineChange]:
        """What a section's or the total's own cap takes, and what makes up for lines that stood elsewhere."""
        lines = tuple(column.lines.get(name) for column in self.columns)
        ends = (self.columns[0], self.columns[-1])
        kinds: tuple[tuple[Kind, Amount], ...] = (("cap", self._capped), ("moved", self._moved))
        for kind, amount in kinds:
            points = tuple(amount(*each, name) for each in zip(self.columns, self.points, strict=True))
            crossed = [amount(*each, name) for each in zip(ends, self.crossed, strict=True)] if self.crossing else []
            four = [each for each in (points[0], points[-1], *crossed) if each is not None]
            between = split(four[0], four[1], four[2], four[3]) if len(four) == len((*ends, *ends)) else None
            change, effects = self._split(name, points, between)
            differs = change not in {None, NOTHING} or effects not in {None, NO_EFFECTS}
            if differs or any(each not in {None, NOTHING} for each in points):
                yield LineChange(kind, depth, lines, points, change, effects, differs=differs)

    def _capped(self, column: Column, points: Mapping[str, Interval], name: str) -> Interval | None:
        """Of one score, what a section is beyond its parts: nothing, or less where its cap takes some."""
        if name not in column.below:
            return None
        return beyond(points[name], _added(points[each] for each in column.below[name]))

    def _moved(self, column: Column, points: Mapping[str, Interval], name: str) -> Interval:
        """Of one score, what the parts of a section are beyond the lines that are shown there."""
        own, here = set(column.below.get(name, ())), {each for each in self.shown[name] if each in column.lines}
        gone, come = own - here, here - own
        return difference(_added(points[each] for each in gone), _added(points[each] for each in come))

    def _points(self, name: str) -> tuple[Interval | None, ...]:
        return tuple(points.get(name) for points in self.points)

    def _split(
        self, name: str, points: tuple[Interval | None, ...], between: Effects | None
    ) -> tuple[Interval | None, Effects | None]:
        """The change from the first to the last, and its effects; `between` where both rules and facts may be others."""
        old, new = points[0], points[-1]
        same_facts = self.crossing.same_facts if self.crossing else self.results[0] == self.results[-1]
        if old is None or new is None:
            change = new if old is None else -old
            effects = NO_EFFECTS if change is None else all_rules(change)
        elif same_facts and (name in self.same_rules or not self.crossing):
            change, effects = NOTHING, NO_EFFECTS
        else:
            change = difference(new, old)
            if name in self.same_rules:
                effects = all_performance(change)
            elif same_facts:
                change = change if between is None else both(change, between.rules.points)
                effects = all_rules(change)
            else:
                effects = between or NO_EFFECTS
        return change, effects if self.attributed else None

    def _means_the_same(self, name: str) -> bool:
        """Whether a section, or the total, is made up alike by both years' rules, with all that is under it."""
        old, new = (end.table for end in self.ends)
        if name not in old.below or name not in new.below or set(old.below[name]) != set(new.below[name]):
            return False
        return old.caps[name] == new.caps[name] and self.same_rules.issuperset(new.below[name])


def _added(amounts: Iterable[Interval]) -> Interval:
    return reduce(add, amounts, NOTHING)


def _ids(result: Result) -> tuple[Year, Year]:
    if result.breakdown is not None:
        return items_and_sections(result.breakdown.scheme)
    items, sections = ({line.id: () for line in result.lines if line.is_item is is_item} for is_item in (True, False))
    return Year(result.rules_year, items), Year(result.rules_year, sections)
