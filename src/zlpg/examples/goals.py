"""What a case can exercise: a goal, and a case as it was tried on one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from functools import cached_property
from typing import Literal, TypeAlias

import zlpg.engine.expression as e
import zlpg.model.rules as r
from zlpg.diagnostics import Message, Path
from zlpg.engine.lowering import floored, rounded
from zlpg.engine.readers.bounds import Working, work_out
from zlpg.engine.table import parts_read
from zlpg.examples.cases import Case
from zlpg.examples.trial import OUTCOME, Trial
from zlpg.numbers import EXACT, Interval

Kind: TypeAlias = Literal[
    "part",
    "bracket",
    "option",
    "level",
    "branch",
    "threshold",
    "steps",
    "best",
    "rounding",
    "floor",
    "cap",
    "average",
    "not_applicable",
    "measure",
    "minimum",
    "veto",
    "grade",
    "total",
]


@dataclass(frozen=True)
class Tried:
    """A case as it was tried: what is known, what was worked out of it so far, and the parts of the table that it is about."""

    trial: Trial
    case: Case
    known: Mapping[str, Interval]
    parts: dict[str, Working]

    @cached_property
    def about(self) -> frozenset[str]:
        """The items, sections and total that what the case expects comes from: not those that something keeps from counting."""
        ids = [*self.case.points]
        if self.case.grades is not None or self.case.no_result is not None:
            outcome = self.trial.outcome(self.known, self.parts)
            if not outcome.no_result and all(veto.grade is None for veto in outcome.holding):
                ids += self.trial.settling_reads
        self.trial.work_out(ids, self.known, self.parts)
        live = self.trial.live(ids, self.parts)
        return live | {OUTCOME} if self.case.is_about_outcome else live

    def points(self, expression: e.Expression) -> Interval:
        """What an expression comes to."""
        self.trial.work_out(parts_read(expression), self.known, self.parts)
        with localcontext(EXACT):
            return work_out(expression, self.known, self.parts).points

    def value(self, scalar: str) -> Decimal | None:
        """What is known of a scalar or a measure; nothing while it is open."""
        return self.known[scalar].known

    def holds(self, condition: e.Expression) -> bool:
        """Whether a condition certainly holds."""
        return bool(self.points(condition).lowest)

    def fails(self, condition: e.Expression) -> bool:
        """Whether a condition certainly doesn't hold."""
        return not self.points(condition).highest


Reached: TypeAlias = Callable[[Tried], bool]


@dataclass(frozen=True, slots=True)
class Goal:
    """Something that a case should exercise: where it stands, what it is, and when a case that is about `part` does."""

    at: Path
    kind: Kind
    part: str
    """The item, section or total that a case has to be about."""
    reason: Message
    """Why it counts as not exercised, where no case does it."""
    reached: Reached
    wherever: bool = False
    """Whether `reached` sees for itself what the case is about."""


NEVER_REPORTED = Message("no case reports it")
NEVER_PAYS = Message("no case in which it brings points")
NEVER_REACHED = Message("no case reaches it")
NEVER_BEYOND = Message("no case goes beyond it")
NEVER_BELOW = Message("no case stays at or below it")
NEVER_SHORT_OF = Message("no case stays below it")
NEVER_FROM = Message("no case comes to it or goes beyond it")
NEVER_FULL = Message("no case comes to it")
NEVER_BETWEEN = Message("no case between the lower bound and the full result")
NEVER_HOLDS = Message("no case in which it holds")
NEVER_FAILS = Message("no case in which it does not hold")
NEVER_PART_OF_STEP = Message("no case with a part of a step")
NEVER_MORE = Message("no case with more than that")
NEVER_ROUNDED = Message("no case in which rounding changes anything")
NEVER_AT_FLOOR = Message("no case comes to its floor")
NEVER_AT_CAP = Message("no case comes to its cap")
NEVER_AVERAGED = Message("no case in which its parts differ")
NEVER_LEFT_OUT = Message("no case in which something is not applicable")
NEVER_TAKEN_OFF = Message("no case in which there are any")
NEVER_NONE = Message("no case in which there is nothing to divide by")
NEVER_SHORT = Message("no case falls short of it, with the warning expected")
NEVER_GIVEN = Message("no case expects it")
NEVER_EXPECTED = Message("no case expects a total")


def always(_: Tried) -> bool:
    """What counts whatever the case."""
    return True


def both(*reached: Reached) -> Reached:
    """What is reached where everything named is."""
    return reached[0] if len(reached) == 1 else lambda tried: all(each(tried) for each in reached)


def certainly(condition: e.Expression) -> Reached:
    """What is reached where a condition certainly holds."""
    return lambda tried: tried.holds(condition)


def certainly_not(*conditions: e.Expression) -> Reached:
    """What is reached where none of several conditions can hold."""
    return lambda tried: all(map(tried.fails, conditions))


@dataclass(frozen=True, slots=True)
class Bounds:
    """What is put on an amount: rounding, then a floor, then a cap."""

    round: r.Rounding | None
    floor: Decimal | None
    cap: Decimal | None

    def goals(self, at: Path, part: str, amount: e.Expression, counts: Reached) -> "tuple[Goal, ...]":
        """The goals of each: a case in which it does something, or comes to where it would."""
        to_places = rounded(amount, self.round)
        from_floor = floored(to_places, self.floor)
        goals = (
            (self.round, Goal((*at, "round"), "rounding", part, NEVER_ROUNDED, _rounds(amount, to_places, counts))),
            (self.floor, Goal((*at, "floor"), "floor", part, NEVER_AT_FLOOR, _at_floor(to_places, self.floor, counts))),
            (self.cap, Goal((*at, "cap"), "cap", part, NEVER_AT_CAP, _at_cap(from_floor, self.cap, counts))),
        )
        return tuple(goal for bound, goal in goals if bound is not None)


def _rounds(amount: e.Expression, to_places: e.Expression, counts: Reached) -> Reached:
    def reached(tried: Tried) -> bool:
        before = tried.points(amount).known
        return before is not None and tried.points(to_places).known != before and counts(tried)

    return reached


def _at_floor(amount: e.Expression, floor: Decimal | None, counts: Reached) -> Reached:
    return lambda tried: floor is not None and tried.points(amount).highest <= floor and counts(tried)


def _at_cap(amount: e.Expression, cap: Decimal | None, counts: Reached) -> Reached:
    return lambda tried: cap is not None and tried.points(amount).lowest >= cap and counts(tried)
