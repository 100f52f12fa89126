"""The closed set of nodes that every rule is lowered to.

Whoever computes or explains reads these and nothing else: points, bounds, workings. A node added here makes the type
checker name every reader that doesn't handle it yet.
"""

from decimal import Decimal
from typing import TypeAlias

from zlpg.records import dataclass


@dataclass(frozen=True, slots=True)
class Number:
    """A number that the rule file states."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Fact:
    """A scalar fact: a number, a count, 0 or 1 for no or yes, or the applicants at one level (`awards.gold`)."""

    id: str


@dataclass(frozen=True, slots=True)
class Part:
    """The points of an item or a section worked out before, by its id."""

    id: str


@dataclass(frozen=True, slots=True)
class Sum:
    """All terms added."""

    terms: "tuple[Expression, ...]"


@dataclass(frozen=True, slots=True)
class Product:
    """All factors multiplied."""

    factors: "tuple[Expression, ...]"


@dataclass(frozen=True, slots=True)
class Quotient:
    """An amount divided by a number that always divides exactly."""

    of: "Expression"
    by: Decimal


@dataclass(frozen=True, slots=True)
class Negative:
    """What is taken off instead of given."""

    of: "Expression"


@dataclass(frozen=True, slots=True)
class Excess:
    """What an amount has beyond a threshold; 0 up to and at it (超过 does not include the number)."""

    of: "Expression"
    over: Decimal


@dataclass(frozen=True, slots=True)
class Cap:
    """An amount, or the ceiling where that is less."""

    of: "Expression"
    at: Decimal


@dataclass(frozen=True, slots=True)
class Greatest:
    """The greatest of several amounts."""

    of: "tuple[Expression, ...]"


@dataclass(frozen=True, slots=True)
class Brackets:
    """The points of the highest threshold reached (以上 includes the number); 0 below the first. Rows ascend."""

    of: "Expression"
    rows: tuple[tuple[Decimal, Decimal], ...]


@dataclass(frozen=True, slots=True)
class When:
    """An amount where a yes/no fact is yes, 0 where it is no."""

    fact: Fact
    then: "Expression"


Expression: TypeAlias = (
    Number | Fact | Part | Sum | Product | Quotient | Negative | Excess | Cap | Greatest | Brackets | When
)
