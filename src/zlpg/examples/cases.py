"""Cases and what comes of running them."""

from collections.abc import Mapping
from dataclasses import field
from decimal import Decimal

from zlpg.diagnostics import Path
from zlpg.engine.breakdown import Outcome as Settled
from zlpg.engine.program import Key
from zlpg.engine.readers.bounds import Working
from zlpg.engine.table import TOTAL
from zlpg.examples.trial import Trial
from zlpg.model.facts import Facts
from zlpg.model.scalars import Scalar
from zlpg.model.table import Item
from zlpg.numbers import Interval
from zlpg.records import record


@record(frozen=True, slots=True)
class Case:
    """A named case: what is reported, and what it should come to. Facts that it doesn't name aren't reported."""

    name: str
    facts: Facts
    points: Mapping[str, Interval]
    """Expected points by item, section or `total`, each with both ends alike where only one amount is possible."""
    warnings: tuple[str, ...] | None = None
    """The facts that should be told to fall short of a requirement under full marks; `None` where the case isn't about that."""
    at: Path = ()
    """Where it stands in its file."""
    grades: tuple[str, ...] | None = None
    """The grades that should still be possible, best first; `None` where the case isn't about them."""
    no_result: bool | None = None
    """Whether there should be no result at all; `None` where the case isn't about that."""
    no_total: bool = False
    """Whether there should be no total, be it beside a grade."""

    @property
    def is_about_outcome(self) -> bool:
        """Whether it matters to the case what grade there is, or that there is a result."""
        return self.grades is not None or self.no_result is not None or self.no_total or TOTAL in self.points

    def is_met_by(self, outcome: Settled) -> bool:
        """Whether the grades that are possible, and whether there is a result and a total, are what the case expects."""
        return (
            self.grades in {None, tuple(grade.id for grade in outcome.grades)}
            and self.no_result in {None, outcome.no_result}
            and not (self.no_total and outcome.no_total is not True)
            and not (TOTAL in self.points and outcome.no_total)
        )


@record(frozen=True, slots=True)
class Mismatch:
    """What a part of the scheme should have come to, and what it did."""

    id: str
    expected: Interval
    working: Working
    parts: tuple[tuple[str, Working], ...] = ()
    """The items under a section or the total, with what they came to."""
    no_total: bool = False
    """Whether it is the total, and there is none, whatever its points are."""


@record(frozen=True, slots=True)
class Outcome:
    """A case that was run: it passed where nothing came out otherwise, and every warning is as it should be."""

    case: Case
    mismatches: tuple[Mismatch, ...]
    missing: tuple[str, ...]
    """Facts that should have been warned of."""
    unexpected: tuple[str, ...]
    """Facts that were warned of and should not have been."""
    settled: Settled = field(default_factory=Settled)
    """The grades that are possible, the vetoes, and whether there is a result."""

    @property
    def grades(self) -> tuple[str, ...]:
        """The grades that are possible, best first."""
        return tuple(grade.id for grade in self.settled.grades)

    @property
    def grades_differ(self) -> bool:
        """Whether other grades are possible than the case expects."""
        return self.case.grades is not None and self.grades != self.case.grades

    @property
    def no_result_differs(self) -> bool:
        """Whether there is a result where the case expects none, or the other way round, or that is still open."""
        return self.case.no_result is not None and self.settled.no_result is not self.case.no_result

    @property
    def no_total_differs(self) -> bool:
        """Whether there is a total, or may be one, where the case expects none."""
        return self.case.no_total and self.settled.no_total is not True

    @property
    def passed(self) -> bool:
        """Whether everything came out as expected."""
        return not (self.mismatches or self.missing or self.unexpected) and self.case.is_met_by(self.settled)


def run(trial: Trial, case: Case, values: dict[Key, Working] | None = None) -> Outcome:
    """What a case comes to, held against what it should. What is worked out is added to `values`; what is there isn't again."""
    values = trial.known(case.facts) if values is None else values
    trial.work_out(case.points, values)
    settled = trial.outcome(values) if case.is_about_outcome else Settled()
    without = frozenset({TOTAL}) if settled.no_total else frozenset[str]()
    mismatches = tuple(
        Mismatch(
            id,
            expected,
            values[id],
            tuple((part, values[part]) for part in trial.items_under(id) if part in values),
            no_total=id in without,
        )
        for id, expected in case.points.items()
        if values[id].points != expected or id in without
    )
    short = () if case.warnings is None else shortfalls(trial, case, values)
    return Outcome(
        case,
        mismatches,
        tuple(fact for fact in case.warnings or () if fact not in short),
        tuple(fact for fact in short if fact not in (case.warnings or ())),
        settled,
    )


def shortfalls(trial: Trial, case: Case, values: dict[Key, Working]) -> tuple[str, ...]:
    """The facts below a minimum of an item with full marks."""
    items = [item for item in trial.items.values() if minimums(item)]
    trial.work_out((item.id for item in items), values)
    return tuple(dict.fromkeys(fact for item in items for fact in shortfalls_of(item, case, values)))


def shortfalls_of(item: Item, case: Case, values: Mapping[Key, Working]) -> tuple[str, ...]:
    """The facts below a minimum of an item, where it has full marks."""
    reported = ((fact, case.facts.values.get(Scalar(fact)), minimum) for fact, minimum in minimums(item).items())
    short = tuple(fact for fact, number, minimum in reported if number is not None and number < minimum)
    return short if short and values[item.id].points.known == item.max else ()


def minimums(item: Item) -> Mapping[str, Decimal]:
    """What an item with full marks needs at least."""
    return item.requirement.at_least if item.requirement is not None and item.max is not None else {}
