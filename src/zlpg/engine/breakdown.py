"""The result of scoring a unit: numbers with the steps that led to them. Words are made where it is shown."""

from collections.abc import Mapping
from dataclasses import field
from decimal import Decimal

from zlpg.engine.program import Program
from zlpg.engine.readers.bounds import Working
from zlpg.engine.table import TOTAL
from zlpg.model.declarations import ChoiceFact, YesNoFact
from zlpg.model.facts import Facts
from zlpg.model.table import NO_TOTAL, Grade, Item, Scheme, Section, Veto
from zlpg.numbers import Interval
from zlpg.records import record

SCHEMA = "zlpg.breakdown/2"
"""The name of the form in which a breakdown is saved as JSON; another number means other keys."""

SHIPPED = "zlpg:"
"""What the name of a rule file begins with that comes with the program."""


@record(frozen=True, slots=True)
class ItemResult:
    """What an item came to; what only takes off comes to less than 0. `open` are those of its rule's facts not reported yet."""

    item: Item
    section: Section
    working: Working
    facts: tuple[str, ...]
    open: tuple[str, ...]
    max: Decimal | None = None
    """What it is worth, or its cap: by the unit's choices where it depends on one, the highest where that is open."""
    applies: bool | None = True
    """Whether it is applicable; `None` while that is open, which it is only where the scheme says what it would mean."""


@record(frozen=True, slots=True)
class SectionResult:
    """What a section came to. `max` is its declared maximum, else what its parts are worth where all of them say so.

    `lost` is what caps took in it, its own included; what caps spared of deductions isn't set off against that.
    """

    section: Section
    depth: int
    working: Working
    max: Decimal | None
    lost: Interval


@record(frozen=True, slots=True)
class UnmetMinimum:
    """An item with full marks, though a count that its requirement states a minimum for is below that, or isn't reported."""

    item: Item
    fact: str
    reported: Decimal | None
    least: Decimal


@record(frozen=True, slots=True)
class Outcome:
    """What a total means: the grades that are still possible, best first, and the vetoes that hold or still may.

    `grades` is empty where none are declared, and where there is no result. `no_result` is whether there is none; `None` while
    that is open. So `no_total` of the total, of which there is none either where a veto leaves a grade alone.
    """

    grades: tuple[Grade, ...] = ()
    holding: tuple[Veto, ...] = ()
    possible: tuple[Veto, ...] = ()
    no_result: bool | None = False
    no_total: bool | None = False
    empty: tuple[str, ...] = ()
    """The sections, or `total`, that are scaled up to what is applicable, and under which nothing is."""
    maybe_empty: tuple[str, ...] = ()
    """Those under which nothing may turn out to be."""
    conditions: tuple[Working, ...] = field(default=(), compare=False)
    """The conditions of the scheme's vetoes, worked out, in the vetoes' order: how the outcome came about, not what it is."""
    takes: tuple[Working, ...] = field(default=(), compare=False)
    """What each grade takes, worked out, in the grades' order."""

    @property
    def settling(self) -> tuple[Veto, ...]:
        """The vetoes that hold and made the result what it is: not those that came too late, or where there is no result anyway."""
        if self.no_result:
            return tuple(veto for veto in self.holding if veto.no_result)
        grade = next((veto.grade for veto in self.holding if veto.grade is not None), None)
        fixed = (veto.points for veto in self.holding if veto.points is not None)
        points = NO_TOTAL if any(veto.no_total for veto in self.holding) else next(fixed, None)
        return tuple(
            veto
            for veto in self.holding
            if (veto.grade_at_most is not None and grade is None)
            or (veto.grade is not None and veto.grade == grade)
            or (veto.points is not None and veto.points == points)
        )

    @property
    def is_settled(self) -> bool:
        """Whether no item and no section bears on the result any more: there is none, or a veto fixes the grade or the points."""
        fixed = any(veto.grade is not None or veto.points is not None for veto in self.settling)
        return self.no_result is True or fixed

    @property
    def may_settle(self) -> tuple[Veto, ...]:
        """The vetoes that may still hold, where that can make the result another one."""
        return () if self.no_result else self.possible

    @property
    def grade(self) -> Grade | None:
        """The grade, where only one is possible and there certainly is a result."""
        return self.grades[0] if len(self.grades) == 1 and self.no_result is False else None


@record(frozen=True, slots=True)
class Breakdown:
    """A unit's score under a scheme, item by item, with the facts it was worked out from, and what caps took in all."""

    program: Program = field(compare=False)
    """What the score was worked out by; the same scheme may be lowered more than once."""
    facts: Facts
    items: tuple[ItemResult, ...]
    sections: tuple[SectionResult, ...]
    working: Working
    lost: Interval
    warnings: tuple[UnmetMinimum, ...] = ()
    measures: Mapping[str, Working] = field(default_factory=dict)
    inapplicable: frozenset[str] = frozenset()
    """The measures that are not applicable: their facts aren't, or there is nothing to divide by."""
    outcome: Outcome = field(default_factory=Outcome)
    open_beside: tuple[tuple[str, str], ...] = ()
    """The open facts that no item is waiting for, each with the title of the section, the veto or the grade that it bears on."""
    rule_file: str = ""
    """What results call the rule file that the scheme was read from; empty where only the program that asks knows."""

    @property
    def scheme(self) -> Scheme:
        """The scheme."""
        return self.program.scheme

    def label(self, fact: str) -> str:
        """What a fact or a measure is called."""
        declared = self.scheme.measures.get(fact) or self.scheme.asked[fact]
        return declared.label

    def unit(self, fact: str) -> str:
        """What the number of a fact is counted in; nothing where that has no name."""
        declared = self.scheme.asked[fact]
        return "" if isinstance(declared, YesNoFact | ChoiceFact) else declared.unit

    @property
    def points(self) -> dict[str, Interval]:
        """What every item and section came to, and the total, by their ids."""
        points = {each.item.id: each.working.points for each in self.items}
        points |= {each.section.id: each.working.points for each in self.sections}
        return {**points, TOTAL: self.working.points}

    @property
    def year(self) -> int:
        """The year that it is for: the one that the facts name, else the rules'."""
        return self.scheme.year if self.facts.year is None else self.facts.year

    @property
    def complete(self) -> bool:
        """Whether every fact is reported that bears on points, on what they come to mean, or that full marks rest on."""
        open = self.open_beside or any(result.open for result in self.items)
        return not open and all(shortfall.reported is not None for shortfall in self.warnings)

    @property
    def total(self) -> Decimal | None:
        """The total, where only one is possible and there certainly is one."""
        return self.working.points.known if self.outcome.no_total is False else None

    @property
    def lowest(self) -> Decimal | None:
        """The lowest total still possible; `None` where there is none."""
        return None if self.outcome.no_total else self.working.points.lowest

    @property
    def highest(self) -> Decimal | None:
        """The highest total still possible; infinite where a rule without a cap counts something still open.

        `None` where there is none.
        """
        return None if self.outcome.no_total else self.working.points.highest
