"""What the cases of a rule file exercise, and what none does."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal, localcontext
from typing import Literal, TypeAlias, assert_never

from zlpg.bounds import work_out
from zlpg.checks.references import nodes_of
from zlpg.diagnostics import Message, Path
from zlpg.examples.cases import TOTAL, Case, Trial, shortfalls_of
from zlpg.expression import Expression
from zlpg.lowering import at_level, lower, without_cap
from zlpg.points import EXACT, ZERO, Interval
from zlpg.records import dataclass
from zlpg.scheme import (
    BracketsRule,
    CountedRule,
    HighestRule,
    Item,
    JudgedRule,
    LevelsRule,
    OnceRule,
    ProportionalRule,
    Rule,
    Section,
    SumRule,
    cap_of,
    walk_items,
)

Known: TypeAlias = Mapping[str, Interval]

Counts: TypeAlias = Callable[[Known], bool]

Kind: TypeAlias = Literal["part", "bracket", "level", "threshold", "cap", "minimum", "total"]


@dataclass(frozen=True, slots=True)
class Goal:
    """Something that a case should exercise: where it stands, what it is, and when a case that is about `part` does."""

    at: Path
    kind: Kind
    part: str
    """The item, section or total that a case has to be about."""
    reason: Message
    """Why it counts as not exercised, where no case does it."""
    reached: Callable[[Case, Known], bool]


def goals(trial: Trial) -> Iterator[Goal]:
    """Everything of a scheme that its cases should exercise, in the order of the file."""
    for path, _, item in walk_items(trial.scheme):
        yield from _of_rule((*path, "rule"), item.rule, item, _always)
        if item.cap is not None:
            yield _cap((*path, "cap"), item.id, lower(item.rule), item.cap, _always)
        yield from _minimums(trial, path, item)
    for path, node in nodes_of(trial.scheme):
        id = node.id if isinstance(node, Section) else TOTAL
        if node.cap is not None:
            yield Goal((*path, "cap"), "cap", id, NEVER_AT_CAP, _section_at_its_cap(trial, id, node.cap))
    yield Goal(("total",), "total", TOTAL, NEVER_EXPECTED, lambda case, _: TOTAL in case.points)


def unreached(trial: Trial, cases: Iterable[Case]) -> tuple[int, tuple[Goal, ...]]:
    """How many goals there are, and those that no case reaches."""
    waiting = list(goals(trial))
    count = len(waiting)
    for case in cases:
        about = trial.involved(tuple(case.points))
        known = trial.known(case)
        with localcontext(EXACT):
            waiting = [
                goal
                for goal in waiting
                if not ((goal.part in about or goal.kind == "minimum") and goal.reached(case, known))
            ]
    return count, tuple(waiting)


NEVER_REPORTED = Message("no case reports it")
NEVER_PAYS = Message("no case in which it brings points")
NEVER_REACHED = Message("no case reaches it")
NEVER_BEYOND = Message("no case goes beyond it")
NEVER_BELOW = Message("no case stays at or below it")
NEVER_AT_CAP = Message("no case comes to its cap")
NEVER_SHORT = Message("no case falls short of it, with the warning expected")
NEVER_EXPECTED = Message("no case expects a total")


def _always(_: Known) -> bool:
    return True


def _of_rule(at: Path, rule: Rule, item: Item, counts: Counts) -> Iterator[Goal]:
    """The goals of a rule and of every rule inside it, which are reached only where it `counts`: not outdone by another."""
    match rule:
        case JudgedRule(judged=fact):
            yield Goal(at, "part", item.id, NEVER_REPORTED, lambda _, known: counts(known) and _reported(known, fact))
        case CountedRule(count=fact, over=over):
            yield _pays(at, rule, item, counts)
            if over:
                yield _beyond((*at, "over"), item, fact, over)
                yield _within((*at, "over"), item, fact, over)
        case ProportionalRule() | OnceRule():
            yield _pays(at, rule, item, counts)
        case BracketsRule(brackets=fact, table=table):
            ends = [*(row.at_least for row in table[1:]), None]
            for position, (row, end) in enumerate(zip(table, ends, strict=True)):
                yield _bracket((*at, "table", position), item, fact, (row.at_least, end), counts)
        case LevelsRule(levels=fact, points=levels):
            for level in levels:
                yield _level((*at, "points", level), item, at_level(fact, level), counts)
        case SumRule(sum=parts):
            for position, part in enumerate(parts):
                yield from _of_rule((*at, "sum", position), part, item, counts)
        case HighestRule(highest=parts):
            for position, part in enumerate(parts):
                others = (*parts[:position], *parts[position + 1 :])
                yield from _of_rule((*at, "highest", position), part, item, _not_outdone(part, others, counts))
        case _:
            assert_never(rule)
    if (cap := cap_of(rule)) is not None:
        yield _cap((*at, "cap"), item.id, without_cap(rule), cap, counts)


def _not_outdone(part: Rule, others: tuple[Rule, ...], counts: Counts) -> Counts:
    mine, theirs = lower(part), tuple(map(lower, others))

    def reached(known: Known) -> bool:
        points = work_out(mine, known, {}).points
        return counts(known) and all(work_out(each, known, {}).points.highest <= points.lowest for each in theirs)

    return reached


def _pays(at: Path, rule: Rule, item: Item, counts: Counts) -> Goal:
    expression = lower(rule)

    def reached(_: Case, known: Known) -> bool:
        return counts(known) and work_out(expression, known, {}).points.known not in {None, ZERO}

    return Goal(at, "part", item.id, NEVER_PAYS, reached)


def _beyond(at: Path, item: Item, fact: str, over: Decimal) -> Goal:
    return Goal(
        at, "threshold", item.id, NEVER_BEYOND, lambda _, known: known[fact].lowest > over and _reported(known, fact)
    )


def _within(at: Path, item: Item, fact: str, over: Decimal) -> Goal:
    return Goal(at, "threshold", item.id, NEVER_BELOW, lambda _, known: known[fact].highest <= over)


def _bracket(at: Path, item: Item, fact: str, row: tuple[Decimal, Decimal | None], counts: Counts) -> Goal:
    start, end = row

    def reached(_: Case, known: Known) -> bool:
        value = known[fact].known
        return value is not None and start <= value and (end is None or value < end) and counts(known)

    return Goal(at, "bracket", item.id, NEVER_REACHED, reached)


def _level(at: Path, item: Item, scalar: str, counts: Counts) -> Goal:
    def reached(_: Case, known: Known) -> bool:
        return _reported(known, scalar) and known[scalar].lowest > ZERO and counts(known)

    return Goal(at, "level", item.id, NEVER_REACHED, reached)


def _cap(at: Path, part: str, uncapped: Expression, cap: Decimal, counts: Counts) -> Goal:
    def reached(_: Case, known: Known) -> bool:
        return work_out(uncapped, known, {}).points.lowest >= cap and counts(known)

    return Goal(at, "cap", part, NEVER_AT_CAP, reached)


def _section_at_its_cap(trial: Trial, id: str, cap: Decimal) -> Callable[[Case, Known], bool]:
    def reached(_: Case, known: Known) -> bool:
        (inner,) = trial.work_out((id,), known)[id].steps
        return inner.points.lowest >= cap

    return reached


def _minimums(trial: Trial, path: Path, item: Item) -> Iterator[Goal]:
    for fact in item.requirement.at_least if item.requirement else ():
        at = (*path, "requirement", "at_least", fact)
        if item.max is not None:
            yield Goal(at, "minimum", item.id, NEVER_SHORT, _warned_of(trial, item, fact))


def _warned_of(trial: Trial, item: Item, fact: str) -> Callable[[Case, Known], bool]:
    return lambda case, known: fact in (case.warnings or ()) and fact in shortfalls_of(trial, item, case, known)


def _reported(known: Known, scalar: str) -> bool:
    return known[scalar].known is not None
