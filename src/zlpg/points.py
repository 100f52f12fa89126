"""Exact amounts: the decimal arithmetic of scoring, and intervals for what isn't known yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, DivisionByZero, Inexact, InvalidOperation, Overflow

ZERO = Decimal(0)
ONE = Decimal(1)
UNBOUNDED = Decimal("Infinity")

MAX_DIGITS = 20
"""The longest number a file may hold. Products and sums of such numbers stay far inside the precision of `EXACT`."""

EXACT = Context(prec=200, rounding=ROUND_HALF_UP, traps=[InvalidOperation, DivisionByZero, Overflow, Inexact])
"""The context that points are worked out in: an operation that would have to round raises `Inexact` instead."""


def plain(number: Decimal) -> str:
    """The number as people write it: `4.375`, `5`, `100`; no exponent, no trailing zeros, no negative zero."""
    return format(number.normalize(EXACT), "f") if number else "0"


def holdable(number: Decimal) -> bool:
    """Whether a number is one that a file may hold: finite, and not longer than `MAX_DIGITS` written out."""
    if not number.is_finite():
        return False
    _, digits, exponent = number.as_tuple()
    return max(len(digits), len(digits) + int(exponent), -int(exponent)) <= MAX_DIGITS


def terminates(divisor: Decimal) -> bool:
    """Whether dividing by the number always has an exact decimal: its only prime factors are 2 and 5."""
    rest, _ = divisor.as_integer_ratio()
    for prime in (2, 5):
        while rest and rest % prime == 0:
            rest //= prime
    return rest == 1


@dataclass(frozen=True, slots=True)
class Interval:
    """Every value that an amount can still take, from `lowest` to `highest`, both included."""

    lowest: Decimal
    highest: Decimal

    @classmethod
    def exactly(cls, number: Decimal) -> "Interval":
        """The interval of an amount that is known."""
        return cls(number, number)

    @classmethod
    def around(cls, numbers: Iterable[Decimal]) -> "Interval":
        """The smallest interval that holds all the numbers, of which there is at least one."""
        held = tuple(numbers)
        return cls(min(held), max(held))

    @property
    def known(self) -> Decimal | None:
        """The amount, where only one is possible."""
        return self.lowest if self.lowest == self.highest else None

    def up_to(self, at: Decimal) -> "Interval":
        """The amount under a ceiling."""
        return Interval(min(self.lowest, at), min(self.highest, at))

    def __add__(self, other: "Interval") -> "Interval":
        return Interval(self.lowest + other.lowest, self.highest + other.highest)

    def __neg__(self) -> "Interval":
        return Interval(-self.highest, -self.lowest)

    def __mul__(self, other: "Interval") -> "Interval":
        one, another = self.known, other.known
        if one is not None and another is not None:
            return Interval.exactly(one * another)
        return Interval.around(
            _times(mine, yours) for mine in (self.lowest, self.highest) for yours in (other.lowest, other.highest)
        )


def added(amounts: Iterable[Interval]) -> Interval:
    """All the amounts together, nothing where there is none."""
    lowest = highest = ZERO
    for each in amounts:
        lowest += each.lowest
        highest += each.highest
    return Interval(lowest, highest)


def _times(left: Decimal, right: Decimal) -> Decimal:
    # A count without an upper limit that nothing is paid for is worth nothing: 0 × ∞ is 0 here, not an error.
    return left * right if left and right else ZERO
