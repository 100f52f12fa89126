"""Scores → what changed from the first to the last, line by line: how much of it is the rules, how much the unit, and why."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import localcontext

from zlpg.diff.comparison import Comparison, Kind, LineChange
from zlpg.diff.corners import Amounts, Corner, moved
from zlpg.diff.effects import NO_EFFECTS, Effects, all_performance, all_rules, both, difference, together
from zlpg.diff.ends import Ends
from zlpg.diff.matching import Year, matched_tables
from zlpg.diff.reported import FactChange
from zlpg.diff.results import TOTAL, Result, column_of, merged
from zlpg.diff.sections import Sections
from zlpg.diff.tables import moves
from zlpg.diff.variations import RuleChange
from zlpg.numbers import EXACT, NOTHING, Interval, added


def compare_results(results: Sequence[Result], *, attributed: bool = True) -> Comparison:
    """Compare two scores or more; `attributed` where the change from the first to the last is to be split."""
    with localcontext(EXACT):
        return _Comparing(tuple(results), attributed=attributed).comparison()


class _Comparing:
    """The columns of a comparison, and the first and the last of them under each other's rules."""

    def __init__(self, results: tuple[Result, ...], *, attributed: bool) -> None:
        self.results = results
        self.columns = tuple(map(column_of, results, matched_tables([_ids(result) for result in results])))
        self.points = tuple(column.points() for column in self.columns)
        self.shown = merged([column.below for column in self.columns])
        old, new = results[0].breakdown, results[-1].breakdown
        self.ends = None if old is None or new is None else Ends(self.columns, old, new)
        self.sections = None if self.ends is None else Sections(self.ends)
        self.same_rules: set[str] = set() if self.ends is None else self.ends.same_rules
        self.attributed = attributed and self.ends is not None

    def comparison(self) -> Comparison:
        """Every line as it is shown, the total last."""
        total, below = self._line(TOTAL, -1)
        return Comparison(self.results, (*below, self._settled(replace(total, depth=0))), self.attributed)

    def _settled(self, total: LineChange) -> LineChange:
        """The total, which differs where the grade does, too, and has no change where there is no result."""
        differs = total.differs or self.results[0].standing.decides != self.results[-1].standing.decides
        total = replace(total, differs=differs)
        return replace(total, change=None, effects=None) if None in (total.points[0], total.points[-1]) else total

    def _line(self, name: str, depth: int) -> tuple[LineChange, tuple[LineChange, ...]]:
        """A line, and every line below it."""
        if name not in self.shown:
            return self._item(name, depth), ()
        under = {each: self._line(each, depth + 1) for each in self.shown[name]}
        own = tuple(self._own(name, depth + 1, {each: line.change for each, (line, _) in under.items()}))
        direct = [*(line for line, _ in under.values()), *own]
        points = self._points(name)
        parameters = () if self.sections is None else tuple(self.sections.parameters(name))
        facts = () if self.sections is None else tuple(self.sections.facts(name))
        parts = {each: line.effects for each, (line, _) in under.items()}
        parts |= {line.kind: line.effects for line in own}
        one_unit = self.ends is not None and self.ends.crossing.one_unit and None not in (points[0], points[-1])
        closer = added(line.change or NOTHING for line in direct) if one_unit else None
        change, effects = self._split(name, points, self._made_up(name, parts), closer)
        whole = LineChange(
            "total" if name == TOTAL else "section",
            depth,
            tuple(column.lines.get(name) for column in self.columns),
            points,
            change,
            effects,
            facts,
            parameters,
            change not in (None, NOTHING) or bool(facts or parameters) or any(line.differs for line in direct),
        )
        return whole, (*(each for line, below in under.values() for each in (line, *below)), *own)

    def _made_up(self, name: str, parts: Mapping[str, Effects | None]) -> Effects | None:
        """The effects of a section from those of its parts: what stands here in one year only is here in that year only."""
        if self.ends is None:
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

    def _here(self, name: str, within: str | None = None) -> Amounts:
        """What a line brings, to the section that it stands in or to none in particular."""
        return Amounts(*(corner.at(name, within) for corner in self.ends.corners)) if self.ends else _NOTHING

    def _item(self, name: str, depth: int) -> LineChange:
        points = self._points(name)
        lines = tuple(column.lines.get(name) for column in self.columns)
        facts: tuple[FactChange, ...] = ()
        parameters: tuple[RuleChange, ...] = ()
        between: Effects | None = None
        closer: Interval | None = None
        if self.ends is not None and self.sections is not None and name in self.ends.pairs:
            pair = self.ends.pairs[name]
            facts = tuple(pair.fact_changes())
            entries = self.ends.old.table.entries[name], self.ends.new.table.entries[name]
            parameters = (*moves(*entries), *pair.parameter_changes(), *self.sections.weight(name, *entries))
            here, ends = self._here(name), self.ends
            if name not in self.same_rules:
                between = here.split(None if here.known else pair.by_rules(ends.by_part, ends.same_parts))
            if ends.crossing.one_unit and not here.known and not ends.has_same_facts(name):
                closer, performance = pair.by_facts(ends.by_part, ends.same)
                between = between and replace(between, performance=between.performance & performance)
        else:
            between = all_rules(difference(points[-1] or NOTHING, points[0] or NOTHING))
        change, effects = self._split(name, points, between, closer)
        come_or_gone = (points[0] is None) is not (points[-1] is None)
        differs = come_or_gone or change not in (None, NOTHING) or bool(facts or parameters)
        return LineChange("item", depth, lines, points, change, effects, facts, parameters, differs)

    def _own(self, name: str, depth: int, changes: Mapping[str, Interval | None]) -> Iterator[LineChange]:
        """What a section, or the total, makes of its parts beyond adding them, and what makes up for lines that stood elsewhere.

        `changes` are those of the lines that are shown in it.
        """
        lines = tuple(column.lines.get(name) for column in self.columns)
        shown = self.shown[name]
        adjusted = tuple(
            column.adjustments[name].points if name in column.adjustments else NOTHING for column in self.columns
        )
        elsewhere = tuple(moved(*each, name, shown) for each in zip(self.columns, self.points, strict=True))
        kinds: tuple[tuple[Kind, tuple[Interval, ...]], ...] = (("cap", adjusted), ("moved", elsewhere))
        for kind, points in kinds:

            def amount(corner: Corner, kind: Kind = kind) -> Interval:
                return corner.adjusted(name) if kind == "cap" else corner.moved(name, shown)

            amounts = Amounts(*map(amount, self.ends.corners)) if self.ends else None
            closer = (
                self.ends.adjusted(name, changes)
                if self.ends and amounts and kind == "cap" and not amounts.known
                else None
            )
            change, effects = self._split(name, points, amounts.split() if amounts else None, closer)
            differs = change not in (None, NOTHING) or effects not in (None, NO_EFFECTS)
            if differs or any(each != NOTHING for each in points):
                by = self._adjusted_by(name) if kind == "cap" else ()
                yield LineChange(kind, depth, lines, points, change, effects, differs=differs, adjusted_by=by)

    def _adjusted_by(self, name: str) -> tuple[str, ...]:
        """By what a section comes to something else than its parts added up, in any of the scores."""
        by = (key for column in self.columns if name in column.adjustments for key in column.adjustments[name].by)
        return tuple(dict.fromkeys(by)) or ("cap",)

    def _points(self, name: str) -> tuple[Interval | None, ...]:
        return tuple(points.get(name) for points in self.points)

    def _split(
        self,
        name: str,
        points: tuple[Interval | None, ...],
        effects: Effects | None,
        closer: Interval | None = None,
    ) -> tuple[Interval | None, Effects | None]:
        """The change from the first to the last, and its effects, given what they are where nothing is the same in both.

        `closer` is what the change can be at most, where that is known better.
        """
        old, new = points[0], points[-1]
        if old is None and new is None:
            return None, NO_EFFECTS if self.attributed else None
        same_facts = self.ends.has_same_facts(name) if self.ends else self.results[0] == self.results[-1]
        change = difference(new or NOTHING, old or NOTHING)
        change = change if closer is None else both(change, closer)
        if same_facts and (name in self.same_rules or not self.ends):
            change, effects = NOTHING, NO_EFFECTS
        elif name in self.same_rules:
            effects = all_performance(change)
        elif same_facts and effects is not None:
            change = both(change, effects.rules.points)
            effects = all_rules(change)
        return change, effects if self.attributed else None


_NOTHING = Amounts(NOTHING, NOTHING, NOTHING, NOTHING)


def _ids(result: Result) -> tuple[Year, Year]:
    items, sections = (
        Year(result.rules_year, {line.id: line.formerly for line in result.lines if line.is_item is is_item})
        for is_item in (True, False)
    )
    return items, sections
