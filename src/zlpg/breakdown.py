"""The result of scoring a unit: numbers with the steps that led to them. Words are made where it is shown."""

from decimal import Decimal

from zlpg.bounds import Working
from zlpg.facts import Facts
from zlpg.records import dataclass
from zlpg.scheme import Item, Scheme, Section

SCHEMA = "zlpg.breakdown/1"
"""The name of the form in which a breakdown is saved as JSON; another number means other keys."""


@dataclass(frozen=True, slots=True)
class ItemResult:
    """What an item came to; a deduction's points are negative. `open` are those of its rule's facts not reported yet."""

    item: Item
    section: Section
    working: Working
    facts: tuple[str, ...]
    open: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SectionResult:
    """What a section came to. `max` is its declared maximum, else what its parts are worth where all of them say so.

    `lost` is what caps took in it, its own included; what caps spared of deductions isn't set off against that.
    """

    section: Section
    depth: int
    working: Working
    max: Decimal | None
    lost: Decimal | None


@dataclass(frozen=True, slots=True)
class Shortfall:
    """An item with full marks, though a count that its requirement states a minimum for is below that."""

    item: Item
    fact: str
    reported: Decimal
    least: Decimal


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A unit's score under a scheme, item by item, with the facts it was worked out from, and what caps took in all."""

    scheme: Scheme
    facts: Facts
    items: tuple[ItemResult, ...]
    sections: tuple[SectionResult, ...]
    working: Working
    lost: Decimal | None
    warnings: tuple[Shortfall, ...] = ()

    def label(self, fact: str) -> str:
        """What a fact is called."""
        return self.scheme.facts[fact].label

    @property
    def complete(self) -> bool:
        """Whether every fact that bears on points is reported."""
        return not any(result.open for result in self.items)

    @property
    def total(self) -> Decimal | None:
        """The total, where only one is possible."""
        return self.working.points.known

    @property
    def lowest(self) -> Decimal:
        """The lowest total still possible."""
        return self.working.points.lowest

    @property
    def highest(self) -> Decimal:
        """The highest total still possible; infinite where a rule without a cap counts something still open."""
        return self.working.points.highest
