"""What the cases of a rule file exercise, and what none does."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal, localcontext
from typing import Literal, TypeAlias, assert_never

from zlpg.bounds import work_out
from zlpg.checks.references import nodes_of
from zlpg.diagnostics import Message, Path
from zlpg.examples.cases import TOTAL, Case, Trial
from zlpg.expression import Cap, Expression
from zlpg.lowering import at_level, lower
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
    walk_items,
    walk_rule,
)

Known: TypeAlias = Mapping[str, Interval]

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
        for at, rule in walk_rule((*path, "rule"), item.rule):
            yield from _of_rule(at, rule, item)
        if item.cap is not None:
            yield _cap((*path, "cap"), item.id, lower(item.rule), item.cap)
        yield from _minimums(path, item)
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
NEVER_BELOW = Message("no case stays at or below it")
NEVER_AT_CAP = Message("no case comes to its cap")
NEVER_SHORT = Message("no case falls short of it, with the warning expected")
NEVER_EXPECTED = Message("no case expects a total")


def _of_rule(at: Path, rule: Rule, item: Item) -> Iterator[Goal]:
    match rule:
        case JudgedRule(judged=fact):
            yield Goal(at, "part", item.id, NEVER_REPORTED, lambda _, known: known[fact].known is not None)
        case CountedRule(count=fact, over=over):
            yield _pays(at, rule, item)
            if over:
                yield _beyond((*at, "over"), item, fact, over)
                yield _within((*at, "over"), item, fact, over)
        case ProportionalRule() | OnceRule():
            yield _pays(at, rule, item)
        case BracketsRule(brackets=fact, table=table):
            ends = [*(row.at_least for row in table[1:]), None]
            for position, (row, end) in enumerate(zip(table, ends, strict=True)):
                yield _bracket((*at, "table", position), item, fact, row.at_least, end)
        case LevelsRule(levels=fact, points=levels):
            for level in levels:
                yield _level((*at, "points", level), item, at_level(fact, level))
        case SumRule() | HighestRule():
            pass
        case _:
            assert_never(rule)
    if isinstance(rule, CountedRule | LevelsRule | SumRule | HighestRule) and rule.cap is not None:
        lowered = lower(rule)
        assert isinstance(lowered, Cap)  # noqa: S101  # what a capped rule is lowered to
        yield _cap((*at, "cap"), item.id, lowered.of, rule.cap)


def _pays(at: Path, rule: Rule, item: Item) -> Goal:
    expression = lower(rule)

    def reached(_: Case, known: Known) -> bool:
        return work_out(expression, known, {}).points.known not in {None, ZERO}

    return Goal(at, "part", item.id, NEVER_PAYS, reached)


def _beyond(at: Path, item: Item, fact: str, over: Decimal) -> Goal:
    return Goal(
        at, "threshold", item.id, NEVER_REACHED, lambda _, known: known[fact].lowest > over and _reported(known, fact)
    )


def _within(at: Path, item: Item, fact: str, over: Decimal) -> Goal:
    return Goal(at, "threshold", item.id, NEVER_BELOW, lambda _, known: known[fact].highest <= over)


def _bracket(at: Path, item: Item, fact: str, start: Decimal, end: Decimal | None) -> Goal:
    def reached(_: Case, known: Known) -> bool:
        return _reported(known, fact) and start <= known[fact].lowest and (end is None or known[fact].lowest < end)

    return Goal(at, "bracket", item.id, NEVER_REACHED, reached)


def _level(at: Path, item: Item, scalar: str) -> Goal:
    return Goal(
        at, "level", item.id, NEVER_REACHED, lambda _, known: _reported(known, scalar) and known[scalar].lowest > ZERO
    )


def _cap(at: Path, part: str, uncapped: Expression, cap: Decimal) -> Goal:
    return Goal(at, "cap", part, NEVER_AT_CAP, lambda _, known: work_out(uncapped, known, {}).points.lowest >= cap)


def _section_at_its_cap(trial: Trial, id: str, cap: Decimal) -> Callable[[Case, Known], bool]:
    def reached(_: Case, known: Known) -> bool:
        (inner,) = trial.work_out((id,), known)[id].steps
        return inner.points.lowest >= cap

    return reached


def _minimums(path: Path, item: Item) -> Iterator[Goal]:
    for fact, least in item.requirement.at_least.items() if item.requirement else ():
        at = (*path, "requirement", "at_least", fact)
        if item.max is not None:
            yield Goal(at, "minimum", item.id, NEVER_SHORT, _warned_of(fact, least))


def _warned_of(fact: str, least: Decimal) -> Callable[[Case, Known], bool]:
    return lambda case, known: fact in (case.warnings or ()) and _reported(known, fact) and known[fact].lowest < least


def _reported(known: Known, scalar: str) -> bool:
    return known[scalar].known is not None
