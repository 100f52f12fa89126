"""Facts → breakdown. A scheme is prepared once; it then scores any number of units.

13 reports, of which those over 10 count at 0.1; then a unit that has reported nothing yet, where the cap is 2:

>>> from zlpg.model.declarations import CountFact
>>> from zlpg.model.rules import CountedRule
>>> from zlpg.model.table import Total
>>> def year(number, rate, cap):
...     reporting = Item("reporting", "信息报送", "", CountedRule("reports", Decimal(rate), over=Decimal(10)), cap=Decimal(cap))
...     total = Total((Section("bonuses", "加分", items=(reporting,)),))
...     return Scheme("town", number, "考核表", total, {"reports": CountFact("count", "工作信息")})
>>> scored = prepare(year(2020, "0.1", 2)).score(Facts(values={Scalar("reports"): Decimal(13)}))
>>> scored.total, scored.complete
(Decimal('0.3'), True)
>>> open = score(year(2020, "0.1", 2), Facts())
>>> open.total, open.lowest, open.highest, open.items[0].open
(None, Decimal('0'), Decimal('2'), ('reports',))
"""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from functools import cached_property

import zlpg.engine.expression as e
from zlpg.engine.breakdown import Breakdown, ItemResult, Outcome, SectionResult, UnmetMinimum
from zlpg.engine.program import (
    HAS_NO_TOTAL,
    HAS_NONE,
    OUTCOME,
    TABLE,
    Key,
    Program,
    grade_at,
    nothing_in,
    program_of,
    veto_at,
)
from zlpg.engine.readers.bounds import Working, given, work_out
from zlpg.engine.readers.closures import Evaluator, compiled
from zlpg.engine.readers.live import open_facts
from zlpg.engine.readers.together import Together
from zlpg.engine.table import TOTAL, applies
from zlpg.model.facts import Facts
from zlpg.model.scalars import APPLIES, EITHER, Scalar, chosen, scalars
from zlpg.model.table import ChosenMax, Item, Scheme, Section, Total
from zlpg.model.walks import facts_of, parts_below, profile_of, read_beside_items, walk_items, walk_sections, worth
from zlpg.numbers import EXACT, ZERO, Interval, added
from zlpg.records import record


@record(frozen=True, slots=True)
class PreparedItem:
    """An item, with the facts of its rule, each with the scalars it is to the engine, and what says if it applies."""

    item: Item
    section: Section
    reads: Mapping[str, tuple[Scalar, ...]]
    applies: e.Expression | None


@record(frozen=True, slots=True)
class PreparedSection:
    """A section, how many sections are around it, and what it can bring."""

    section: Section
    depth: int
    worth: Decimal | None


@dataclass(frozen=True, repr=False, eq=False)
class Prepared:
    """A scheme made ready to score any number of units. Sections stand in the document's order, parents first."""

    program: Program
    items: tuple[PreparedItem, ...]
    sections: tuple[PreparedSection, ...]
    read_beside: tuple[tuple[str, str], ...]
    by_choice: bool
    """Whether the maximum of any item depends on a choice."""

    @property
    def scheme(self) -> Scheme:
        """The scheme."""
        return self.program.scheme

    @cached_property
    def _functions(self) -> tuple[tuple[Key, Evaluator], ...]:
        """The parts of the table, and the measures that it reads, as functions, in order; made when first asked for."""
        steps = self.program.needed(step.key for step in self.program.steps if step.kind in TABLE)
        return tuple((step.key, compiled(step.expression)) for step in steps)

    @cached_property
    def _known_anyway(self) -> dict[Key, Decimal]:
        """The scalars that can only be one thing, and anything for those of facts that needn't be applicable: then nothing counts them."""
        possible = self.program.domain
        return {
            scalar: next((end for end in (interval.lowest, interval.highest) if end.is_finite()), ZERO)
            for scalar, interval in possible.items()
            if interval.known is not None or possible.get(Scalar(scalar.fact, APPLIES)) == EITHER
        }

    def points(self, values: Mapping[Scalar, Decimal]) -> tuple[dict[str, Decimal], Decimal]:
        """The points of every item and section, by id, and the total, from scalars that are all reported."""
        known: dict[Key, Decimal] = {**self._known_anyway, **values}  # type: ignore[dict-item]  # scalars are keys
        parts: dict[str, Decimal] = {}
        with localcontext(EXACT):
            for key, evaluate in self._functions:
                known[key] = evaluate(known)
                if isinstance(key, str):
                    parts[key] = known[key]
        return parts, parts.pop(TOTAL)

    def score(self, facts: Facts) -> Breakdown:
        """The whole result for one unit, every step kept, with bounds where facts aren't reported yet."""
        with localcontext(EXACT):
            values = self.program.run(self._read, known_of(self.program, facts))
        lost = {each.item.id: _not_spared(values[each.item.id].lost) for each in self.items}
        for each in reversed(self.sections):
            lost[each.section.id] = _lost_in(each.section, values[each.section.id], lost)
        options = chosen(self.scheme, facts.values)
        outcome = outcome_of(self.scheme, values)
        asked = self._asked(values, outcome)
        items = tuple(_item_result(prepared, values, asked, options) for prepared in self.items)
        sections = tuple(
            SectionResult(
                prepared.section,
                prepared.depth,
                values[prepared.section.id],
                worth(prepared.section, options) if self.by_choice else prepared.worth,
                lost[prepared.section.id],
            )
            for prepared in self.sections
        )
        return Breakdown(
            self.program,
            facts,
            items,
            sections,
            values[TOTAL],
            _lost_in(self.scheme.total, values[TOTAL], lost),
            tuple(_unmet_minimums(items, facts)),
            {id: values[Scalar(id)] for id in self.scheme.measures},
            frozenset(id for id in self.scheme.measures if _is_surely_not(values.get(Scalar(id, APPLIES)))),
            outcome,
            self._open_beside(items, asked),
        )

    @cached_property
    def _read(self) -> Together:
        return Together(self.program)

    def _open_beside(self, items: tuple[ItemResult, ...], asked: Container[str]) -> tuple[tuple[str, str], ...]:
        waited_for = {fact for result in items for fact in result.open}
        found: dict[str, str] = {}
        for fact, title in self.read_beside:
            if fact in asked and fact not in waited_for:
                found.setdefault(fact, title)
        return tuple(found.items())

    def _asked(self, values: Mapping[Key, Working], outcome: Outcome) -> frozenset[str]:
        """The open facts that can still change something: points, or where a veto has settled the result, that alone."""
        keys: list[Key] = [OUTCOME, HAS_NO_TOTAL]
        profiles: list[str | None] = []
        if not outcome.is_settled:
            keys += [step.key for step in self.program.of_kind(TABLE)]
            profiles += [profile_of(each.item) for each in self.items]
        elif any(veto.fixed_points is not None for veto in outcome.settling):  # another one may still come before
            keys.append(TOTAL)
        facts = {scalar.fact for scalar in open_facts(values, keys)}
        return frozenset(facts.union(profile for profile in profiles if profile is not None))


def known_of(program: Program, facts: Facts) -> dict[Key, Working]:
    """What is known of the scalars of a unit: what is reported, and of what isn't, all that it can be."""
    reported = facts.values
    known: dict[Key, Working] = {
        scalar: given(scalar, possible) for scalar, possible in program.domain.items() if scalar not in reported
    }
    known.update([(scalar, given(scalar, Interval.exactly(value))) for scalar, value in reported.items()])
    return known


def outcome_of(scheme: Scheme, values: Mapping[Key, Working]) -> Outcome:
    """What settles a result besides its points, while facts may be open; nothing that is still possible is left out."""
    total = scheme.total
    conditions = tuple(values[veto_at(at)] for at in range(len(total.vetoes)))
    vetoes = [(veto, worked.points) for veto, worked in zip(total.vetoes, conditions, strict=True)]
    ids = (*(section.id for _, section in walk_sections(scheme)), TOTAL)
    nothing = [(id, values[name].points) for id in ids if (name := nothing_in(id)) in values]
    takes = tuple(values[grade_at(at)] for at in range(len(total.grades)))
    given = {id for veto, holds in vetoes if holds.highest for id in (veto.grade, veto.grade_at_most)}
    outdone = {place for place in _outdone(takes) if total.grades[place].id not in given}
    places = amounts_of(values[OUTCOME]) - outdone
    return Outcome(
        tuple(grade for place, grade in enumerate(total.grades) if place in places),
        tuple(veto for veto, holds in vetoes if holds.lowest),
        tuple(veto for veto, holds in vetoes if holds.highest and not holds.lowest),
        _holds(values[HAS_NONE]),
        _holds(values[HAS_NO_TOTAL]),
        tuple(id for id, holds in nothing if holds.lowest),
        tuple(id for id, holds in nothing if holds.highest and not holds.lowest),
        conditions,
        takes,
    )


def _outdone(takes: tuple[Working, ...]) -> Iterator[int]:
    """The grades, by their places, that hold only where one before them does, so that no total gives them.

    Where A takes 90 and B 70, and both that a unit is not idle, one with 95 points is never B: it is A, or neither.
    """
    asked = [_together_in(each) for each in takes]
    for place, needed in enumerate(asked):
        if any(before <= needed for before in asked[:place]):
            yield place


def _together_in(condition: Working) -> set[e.Expression]:
    """What has to be so for a condition, of that which isn't so for certain."""
    parts = condition.operands if isinstance(condition.expression, e.All) else (condition,)
    return {each.expression for each in parts if not each.points.lowest}


def _holds(condition: Working) -> bool | None:
    """Whether a condition holds; `None` while that is open."""
    return True if condition.points.lowest else None if condition.points.highest else False


def amounts_of(working: Working) -> set[Decimal]:
    """Every amount that can still come of numbers among which conditions choose."""
    match working.expression:
        case e.When():
            condition, then, otherwise = working.operands
            found = amounts_of(then) if condition.points.highest else set()
            return found if condition.points.lowest else found | amounts_of(otherwise)
        case e.Least():
            several = [amounts_of(operand) for operand in working.operands]
            least = min(map(max, several))  # that much one of them always is, or less
            return {amount for each in several for amount in each if amount <= least}
        case e.Greatest():
            several = [amounts_of(operand) for operand in working.operands]
            most = max(map(min, several))
            return {amount for each in several for amount in each if amount >= most}
        case _:  # a number, or whether something holds: what chooses among numbers is above
            return {working.points.lowest, working.points.highest}


def prepare(scheme: Scheme) -> Prepared:
    """Lower a scheme, once for all units."""
    program = program_of(scheme)
    reads = {id: tuple(scalar for scalar, _ in scalars(id, fact)) for id, fact in scheme.asked.items()}
    return Prepared(
        program,
        tuple(
            _prepared_item(program, section, item, {id: reads[id] for id in facts_of(scheme, item)})
            for _, section, item in walk_items(scheme)
        ),
        tuple(PreparedSection(each, len(path) // 2 - 1, worth(each)) for path, each in walk_sections(scheme)),
        tuple(read_beside_items(scheme)),
        any(isinstance(item.max, ChosenMax) for _, _, item in walk_items(scheme)),
    )


def score(scheme: Scheme, facts: Facts) -> Breakdown:
    """Score one unit. To score many under one scheme, `prepare` it once."""
    return prepare(scheme).score(facts)


def _prepared_item(
    program: Program, section: Section, item: Item, reads: Mapping[str, tuple[Scalar, ...]]
) -> PreparedItem:
    possible = program.domain
    optional = next(
        (each for id in reads if (each := Scalar(id, APPLIES)) in possible and possible[each].known is None), None
    )
    when = None if optional is None else e.Fact(optional)
    return PreparedItem(
        item, section, reads, applies(item, program.around) if item.id in program.around.divided_items else when
    )


def _item_result(
    prepared: PreparedItem, worked: Mapping[Key, Working], asked: Container[str], options: Mapping[str, str]
) -> ItemResult:
    item, working = prepared.item, worked[prepared.item.id]
    is_applicable = None if prepared.applies is None else work_out(prepared.applies, worked).points.known
    waited_for = {scalar.fact for scalar in open_facts(worked, (item.id,))} if working.points.known is None else set()
    if (profile := profile_of(item)) is not None and profile not in options and is_applicable != ZERO:
        waited_for.add(profile)  # what the item is worth depends on it
    return ItemResult(
        item,
        prepared.section,
        working,
        tuple(prepared.reads),
        tuple(fact for fact in prepared.reads if fact in waited_for and fact in asked),
        item.limit_by(options),
        True if prepared.applies is None else None if is_applicable is None else bool(is_applicable),
    )


def _is_surely_not(working: Working | None) -> bool:
    return working is not None and working.points.known == ZERO


def _not_spared(lost: Interval) -> Interval:
    """What caps took in an item, nothing where they only spared a deduction."""
    return Interval(max(lost.lowest, ZERO), max(lost.highest, ZERO))


def _lost_in(node: Section | Total, working: Working, lost: Mapping[str, Interval]) -> Interval:
    """What caps took in a section or the total: its own, and those of what is under it.

    What caps spared of deductions isn't set off against that, other than where parts are scaled up, or not just added or taken off.
    """
    if node.combine not in {"sum", "deduct"} or node.not_applicable == "renormalise":
        return working.lost
    weighted = (lost[part.id] * Interval.exactly(part.weight) for part in parts_below(node))
    return added((working.taken, *weighted))


def _unmet_minimums(results: tuple[ItemResult, ...], facts: Facts) -> Iterator[UnmetMinimum]:
    """The minimums that items with full marks fall short of, or whose facts are not reported.

    Of an item that may yet have full marks, or not, nothing is said: facts of its own are open then, and are asked for. So a fact
    that only a requirement reads is asked for once its item has full marks for certain, and not before.
    """
    for result in results:
        item = result.item
        has_full_marks = item.max is not None and result.working.points.known == result.max
        if item.requirement is None or not has_full_marks or result.applies is False:
            continue
        for fact, least in item.requirement.at_least.items():
            reported = facts.values.get(Scalar(fact))
            if reported is None or reported < least:
                yield UnmetMinimum(item, fact, reported, least)
