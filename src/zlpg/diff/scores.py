"""Scores → what changed from the first to the last, line by line: how much of it is the rules, how much the unit, and why.

13 reports over 10 at 0.1; a year later 20 of them at 0.2, of which a cap leaves 1.5:

>>> from decimal import Decimal
>>> from zlpg.engine.score import score
>>> from zlpg.model.facts import Facts
>>> from zlpg.model.scalars import Scalar
>>> from zlpg.model.declarations import CountFact
>>> from zlpg.model.rules import CountedRule
>>> from zlpg.model.table import Item, Scheme, Section, Total
>>> def year(number, rate, cap):
...     reporting = Item("reporting", "信息报送", "", CountedRule("reports", Decimal(rate), over=Decimal(10)), cap=Decimal(cap))
...     total = Total((Section("bonuses", "加分", items=(reporting,)),))
...     return Scheme("town", number, "考核表", total, {"reports": CountFact("count", "工作信息")})
>>> old, new = year(2020, "0.1", 2), year(2021, "0.2", "1.5")
>>> was, now = (score(of, Facts(values={Scalar("reports"): Decimal(count)})) for of, count in ((old, 13), (new, 20)))
>>> for line in compare(was, now).lines:
...     rules, performance = line.effects.rules.points.known, line.effects.performance.points.known
...     print(line.kind, line.points[0].known, line.points[1].known, rules, performance)
section 0.3 1.5 0.40 0.80
item 0.3 1.5 0.40 0.80
total 0.3 1.5 0.40 0.80
>>> [(each.key, each.mattered) for each in compare(was, now).lines[1].parameters]
[('rate', True), ('cap', True)]

A comparison is a table, so every column has to add up, whatever moved: a section is its parts, what it makes of them beyond adding
them (its cap), and what makes up for lines that stand elsewhere in another year.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import localcontext
from functools import partial
from typing import Literal, NamedTuple, TypeAlias, overload

from zlpg.diff.align import Ids, matched, merged
from zlpg.diff.effects import NO_EFFECTS, Amounts, Effects, all_performance, all_rules, summed
from zlpg.diff.four_scores import FourScores, moved
from zlpg.diff.scheme_changes import RuleChange, scheme_changes
from zlpg.diff.why import FactChange, fact_changes, parameter_changes
from zlpg.engine.breakdown import Breakdown
from zlpg.engine.readers.adjustments import Adjustment
from zlpg.engine.readers.results import Result, ScoreLine, result_of
from zlpg.engine.table import TOTAL
from zlpg.model.table import Scheme
from zlpg.numbers import EXACT, NOTHING, Interval, added
from zlpg.records import record

Kind: TypeAlias = Literal["section", "item", "cap", "moved", "total"]
Status: TypeAlias = Literal["added", "removed", "changed", "open", "unchanged", "between"]


@record(frozen=True, slots=True)
class LineChange:
    """A line of the table in every score: a section, an item, the total, or what a section makes of its parts beyond adding them.

    The latter is of kind `cap`; `adjusted_by` are the keys of the section by which it comes about, none where they aren't known.

    A line of kind `moved` makes up for what stands under a section here and stood elsewhere in another year, so that a section
    shows its own points and every column adds up. `lines` and `points` are `None` in a score that doesn't have it, and so are the
    points of a total where there is no result. `effects` is `None` where nothing is known but the points.
    """

    kind: Kind
    depth: int
    lines: tuple[ScoreLine | None, ...]
    points: tuple[Interval | None, ...]
    change: Interval | None
    effects: Effects | None = None
    facts: tuple[FactChange, ...] = ()
    parameters: tuple[RuleChange, ...] = ()
    differs: bool = False
    adjusted_by: tuple[str, ...] = ("cap",)

    @property
    def status(self) -> Status:
        """Whether the first and the last score have it, and whether anything about it differs, or may for all that is known."""
        match self.points[0], self.points[-1]:
            case (None, _) | (_, None) if self.kind == "total":  # there is no result
                return "changed" if self.differs else "unchanged"
            case None, None:
                return "between"
            case None, _:
                return "added"
            case _, None:
                return "removed"
            case _ if self.change is not None and self.change.known is None and not (self.facts or self.parameters):
                return "open" if self.points[0] == self.points[-1] else "changed"
            case _:
                return "changed" if self.differs else "unchanged"


@record(frozen=True, slots=True)
class Comparison:
    """What changed from the first score to the last. `lines` stand as they are shown, the total last."""

    results: tuple[Result, ...]
    lines: tuple[LineChange, ...]
    attributed: bool
    """Whether changes are split into what the rules did and what the unit did."""

    @property
    def total(self) -> LineChange:
        """The change of the total."""
        return self.lines[-1]

    @property
    def differs(self) -> bool:
        """Whether anything differs between the first and the last."""
        return any(line.differs for line in self.lines)


@overload
def compare(old: Breakdown, new: Breakdown, *later: Breakdown) -> Comparison: ...


@overload
def compare(old: Scheme, new: Scheme) -> tuple[RuleChange, ...]: ...


def compare(old: Breakdown | Scheme, new: Breakdown | Scheme, *later: Breakdown) -> Comparison | tuple[RuleChange, ...]:
    """What changed from the first score to the last, or between two rule files.

    Of scores, each line of the table has its change as what the rules did and what the unit did, with the facts and parameters
    behind it. Of more than two, each is a column, and the change goes from the first to the last.

    Raises:
        TypeError: A score is compared with a rule file.
    """
    if isinstance(old, Scheme) and isinstance(new, Scheme) and not later:
        return scheme_changes(old, new)
    breakdowns = [each for each in (old, new, *later) if isinstance(each, Breakdown)]
    if len(breakdowns) < 2 + len(later):
        raise TypeError("compare takes breakdowns, or two schemes")
    return compare_results(tuple(map(result_of, breakdowns)))


def compare_results(results: Sequence[Result], *, attributed: bool = True) -> Comparison:
    """Compare two scores or more; `attributed` where the change from the first to the last is to be split."""
    columns = Columns(tuple(results), attributed=attributed)
    old, new = results[0].breakdown, results[-1].breakdown
    with localcontext(EXACT):
        if old is None or new is None:
            return Comparison(columns.results, columns.filled(partial(_by_points, columns)), attributed=False)
        scores = FourScores(old, new, columns.names[0])
        lines = columns.filled(partial(_attributed, columns, scores))
    if not attributed:
        lines = tuple(replace(line, effects=None) for line in lines)
    return Comparison(columns.results, lines, attributed)


class Row(NamedTuple):
    """Where a line stands in the table of a comparison: what kind of line of the part of that name, and how deep."""

    kind: Kind
    name: str
    depth: int


Under: TypeAlias = Mapping[Row, LineChange]
"""The lines that stand directly in a section."""


class Columns:
    """Several scores as the columns of one table, whose lines go by the names that things have throughout.

    `attributed` is whether effects are shown, so that a line differs by them, too.
    """

    def __init__(self, results: tuple[Result, ...], *, attributed: bool) -> None:
        self.results, self.attributed = results, attributed
        self.names = matched([_ids(result) for result in results])
        named = tuple(zip(results, self.names, strict=True))
        self.lines = tuple({names[line.id]: line for line in result.lines} for result, names in named)
        self.below = tuple(_below(result, names) for result, names in named)
        self.shown = merged(self.below)
        self.points_by_name: tuple[Mapping[str, Interval], ...] = tuple(
            {name: line.points for name, line in lines.items()} | ({} if of.total is None else {TOTAL: of.total})
            for lines, of in zip(self.lines, results, strict=True)
        )

    def filled(self, line_of: Callable[[Row, Under], LineChange]) -> tuple[LineChange, ...]:
        """Every line as it is shown, the total last, each made of those that stand in it."""

        def below(name: str, depth: int) -> tuple[dict[Row, LineChange], list[LineChange]]:
            under: dict[Row, LineChange] = {}
            shown: list[LineChange] = []
            for each in self.shown[name]:
                inside, lines = below(each, depth + 1) if each in self.shown else ({}, [])
                row = Row("section" if each in self.shown else "item", each, depth)
                under[row] = self._line(line_of(row, inside), inside)
                shown += (under[row], *lines)
            for row in (Row("cap", name, depth), Row("moved", name, depth)):
                under[row] = line = self._line(line_of(row, under), {})
                if line.differs or any(each != NOTHING for each in line.points):
                    shown.append(line)
            return under, shown

        under, shown = below(TOTAL, 0)
        total = self._line(line_of(Row("total", TOTAL, 0), under), under)
        has_result = None not in (total.points[0], total.points[-1])
        return (*shown, total if has_result else replace(total, change=None, effects=None))

    def _line(self, line: LineChange, under: Under) -> LineChange:
        """A line, knowing whether it differs: by what it comes to, by being new or gone, by its grade, by what stands in it."""
        old, new = self.results[0], self.results[-1]
        differs = (
            line.change not in (None, NOTHING)
            or (self.attributed and line.kind in {"cap", "moved"} and line.effects not in (None, NO_EFFECTS))
            or (line.kind == "item" and (line.points[0] is None) is not (line.points[-1] is None))
            or (line.kind == "total" and old.standing.decides != new.standing.decides)
            or bool(line.facts or line.parameters)
            or any(each.differs for each in under.values())
        )
        return replace(line, differs=differs)

    def line(self, row: Row) -> LineChange:
        """A line of the comparison with no more than the points of each score, and the last less the first."""
        lines, points = tuple(lines.get(row.name) for lines in self.lines), self._points(row)
        old, new = points[0], points[-1]
        change = None if old is None and new is None else (new or NOTHING) - (old or NOTHING)
        by = dict.fromkeys(key for each in self._adjustments(row.name) if each for key in each.by)
        adjusted_by = tuple(by if row.kind == "cap" else ()) or ("cap",)
        return LineChange(row.kind, row.depth, lines, points, change, adjusted_by=adjusted_by)

    def _points(self, row: Row) -> tuple[Interval | None, ...]:
        if row.kind == "cap":
            return tuple(NOTHING if each is None else each.points for each in self._adjustments(row.name))
        if row.kind == "moved":
            columns = zip(self.below, self.points_by_name, strict=True)
            return tuple(moved(*each, row.name, self.shown[row.name]) for each in columns)
        return tuple(points.get(row.name) for points in self.points_by_name)

    def _adjustments(self, name: str) -> tuple[Adjustment | None, ...]:
        """What each score makes of the parts of a section, or of the total; `None` where it isn't there."""
        if name == TOTAL:
            return tuple(result.adjustment for result in self.results)
        return tuple(lines[name].adjustment if name in lines else None for lines in self.lines)


def _ids(result: Result) -> tuple[Ids, Ids]:
    items, sections = (
        Ids(result.rules_year, {line.id: line.formerly for line in result.lines if line.is_item is is_item})
        for is_item in (True, False)
    )
    return items, sections


def _below(result: Result, names: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """What is directly under each section, and under the total."""
    below: dict[str, list[str]] = {TOTAL: []}
    for line in result.lines:
        if not line.is_item:
            below[names[line.id]] = []
        below[TOTAL if line.within == TOTAL else names[line.within]].append(names[line.id])
    return {name: tuple(each) for name, each in below.items()}


def _by_points(columns: Columns, row: Row, _under: Under) -> LineChange:
    """A line of results of which nothing is known but the points."""
    line = columns.line(row)
    same = columns.results[0] == columns.results[-1]
    return replace(line, change=NOTHING) if same and line.change is not None else line


def _attributed(columns: Columns, scores: FourScores, row: Row, under: Under) -> LineChange:
    """A line with how much of its change is the rules and how much the unit, and with the facts and parameters behind it."""
    line = columns.line(row)
    match row.kind:
        case "item":
            effects, tighter = _item_split(scores, row.name, line)
        case "cap" | "moved":
            effects, tighter = _adjustment_split(columns, scores, row, under)
        case _:
            effects, tighter = _section_split(columns, scores, row.name, line, under)
    change, effects = _split(scores, row.name, line.change, effects, tighter)
    if row.kind in {"cap", "moved"}:
        return replace(line, change=change, effects=effects)
    facts, parameters = tuple(fact_changes(scores, row.name)), tuple(parameter_changes(scores, row.name))
    return replace(line, change=change, effects=effects, facts=facts, parameters=parameters)


Split: TypeAlias = tuple[Effects | None, Interval | None]
"""The effects as if no open fact were the same in both scores, and a tighter change than the last points less the first, if known."""


def _split(
    scores: FourScores, name: str, change: Interval | None, effects: Effects | None, tighter: Interval | None
) -> tuple[Interval | None, Effects | None]:
    """The change and the effects of a line, given them as if no open fact were the same in both scores.

    Where the rules mean the same, all of the change is the unit's performance; where the facts are, all is the rules'; where both are,
    there is no change, whatever is open.
    """
    if change is None:
        return None, NO_EFFECTS
    same_rules, same_facts = name in scores.same_rules, scores.has_same_facts(name)
    change = change if tighter is None else change & tighter
    if same_rules and same_facts:
        return NOTHING, NO_EFFECTS
    if same_rules:
        return change, all_performance(change)
    if same_facts and effects is not None:
        change = change & effects.rules.points
        return change, all_rules(change)
    return change, effects


def _brought(scores: FourScores, name: str, within: str | None = None) -> Amounts:
    """What a line brings, to the section that it stands in or to none in particular."""
    return scores.amounts(lambda score: score.at(name, within))


def _item_split(scores: FourScores, name: str, line: LineChange) -> Split:
    if not scores.has_both(name):
        return all_rules(line.change or NOTHING), None
    effects, tighter, here = None, None, _brought(scores, name)
    if name not in scores.same_rules:
        effects = here.split(None if here.known else scores.by_rules(name))
    if scores.one_unit and not here.known and not scores.has_same_facts(name):
        tighter = scores.more(name, scores.old_score, scores.new_score)
        effects = effects and replace(effects, performance=effects.performance & scores.by_facts(name))
    return effects, tighter


def _adjustment_split(columns: Columns, scores: FourScores, row: Row, under: Under) -> Split:
    """What a section, or the total, makes of its parts beyond adding them, or what makes up for lines that stood elsewhere."""
    if row.kind == "moved":
        shown = columns.shown[row.name]
        return scores.amounts(lambda score: score.moved(row.name, shown)).split(), None
    amounts = scores.amounts(lambda score: score.adjusted(row.name))
    changes = {each.name: line.change for each, line in under.items()}
    return amounts.split(), None if amounts.known else scores.adjusted(row.name, changes)


def _section_split(columns: Columns, scores: FourScores, name: str, line: LineChange, under: Under) -> Split:
    """A section from its parts: what stands here in one year only is here in that year only."""
    old, new = columns.below[0].get(name, ()), columns.below[-1].get(name, ())
    at_old, at_new = set(old), set(new)
    parts = {row.name: each.effects for row, each in under.items() if row.kind in {"item", "section"}}
    made_up = [each.effects or NO_EFFECTS for row, each in under.items() if row.kind == "cap"]
    for each in dict.fromkeys((*old, *new)):
        in_both = each in columns.lines[0] and each in columns.lines[-1]
        if in_both and (each in at_old) is not (each in at_new):
            made_up.append(_brought(scores, each, name).split())
        elif each in parts:
            made_up.append(parts[each] or NO_EFFECTS)
        else:  # gone, and in another section in a year between
            made_up.append(all_rules(-columns.points_by_name[0][each]))
    effects = summed(made_up) & _brought(scores, name).split()
    has_both_points = None not in (line.points[0], line.points[-1])
    tighter = added(each.change or NOTHING for each in under.values()) if scores.one_unit and has_both_points else None
    return effects, tighter
