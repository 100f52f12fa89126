"""The closed set of nodes that every rule is lowered to.

Whoever computes or explains reads these and nothing else: points, bounds, workings. A node added here makes the type
checker name every reader that doesn't handle it yet.
"""

from decimal import Decimal
from typing import Literal, TypeAlias

from zlpg.records import dataclass


@dataclass(frozen=True, slots=True)
class Number:
    """A number that the rule file states."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Fact:
    """A scalar fact: a number, a count, 0 or 1 for no or yes, or the applicants at one level (`awards.gold`).

    Of a choice, each option is 0 or 1 (`profile.new`); `profile.applies` is whether the fact is applicable, 0 or 1.
    """

    id: str


@dataclass(frozen=True, slots=True)
class Part:
    """The points of an item, a section or the total worked out before, by its id."""

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
    """An amount divided by a number."""

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
    """The greatest of several amounts, or the sum of the greatest few."""

    of: "tuple[Expression, ...]"
    best: int = 1


@dataclass(frozen=True, slots=True)
class Least:
    """The least of several amounts."""

    of: "tuple[Expression, ...]"


@dataclass(frozen=True, slots=True)
class Brackets:
    """The amount of the highest threshold reached (以上), or passed where it is `beyond` (超过); 0 below the first. Rows ascend."""

    of: "Expression"
    rows: "tuple[tuple[Decimal, Expression], ...]"
    beyond: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """The amount of the one option that it is."""

    rows: "tuple[tuple[Fact, Expression], ...]"


@dataclass(frozen=True, slots=True)
class When:
    """One amount where something is so, another where it isn't. The condition is 0 or 1."""

    condition: "Expression"
    then: "Expression"
    otherwise: "Expression" = Number(Decimal(0))


@dataclass(frozen=True, slots=True)
class Rounded:
    """An amount rounded to a multiple of a number; up is away from zero."""

    of: "Expression"
    to: Decimal
    mode: Literal["half_up", "up", "down"]


@dataclass(frozen=True, slots=True)
class Share:
    """An amount divided by another, times a number, within a range that the facts keep to.

    Where there is nothing to divide by, it is `if_none`, whatever is divided; `None` where the facts keep from that, too.
    """

    of: "Expression"
    by: "Expression"
    times: Decimal
    range: tuple[Decimal, Decimal]
    if_none: Decimal | None


@dataclass(frozen=True, slots=True)
class Applicable:
    """The amounts that are applicable as a share of what these are worth together, times a number; 0 where none is.

    `applies` are 0 or 1. With weights for worths and times 1 it is a weighted mean.
    """

    of: "tuple[Expression, ...]"
    applies: "tuple[Expression, ...]"
    worths: tuple[Decimal, ...]
    times: Decimal


Expression: TypeAlias = (
    Number
    | Fact
    | Part
    | Sum
    | Product
    | Quotient
    | Negative
    | Excess
    | Cap
    | Greatest
    | Least
    | Brackets
    | Choice
    | When
    | Rounded
    | Share
    | Applicable
)
