"""Exact amounts: the decimal arithmetic of scoring, and intervals for what isn't known yet."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import (
    ROUND_DOWN,
    ROUND_HALF_UP,
    Context,
    Decimal,
    DivisionByZero,
    Inexact,
    InvalidOperation,
    Overflow,
    localcontext,
)
from fractions import Fraction
from typing import Any, Self

ZERO = Decimal(0)
ONE = Decimal(1)
UNBOUNDED = Decimal("Infinity")

MAX_DIGITS = 20
"""The longest number a file may hold. Products and sums of such numbers stay far inside the precision of `EXACT`."""

EXACT = Context(prec=200, rounding=ROUND_HALF_UP, traps=[InvalidOperation, DivisionByZero, Overflow, Inexact])
"""The context that points are worked out in: an operation that would have to round raises `Inexact` instead."""


_SHOWN = Decimal("0.0001")

RATIO_DIGITS = 28
"""To how many digits a ratio is written where only a decimal can stand."""

_ROUGHLY = Context(prec=RATIO_DIGITS, rounding=ROUND_HALF_UP)


def plain(number: Decimal) -> str:
    """The number as people write it: `4.375`, `5`, `100`; no exponent, no trailing zeros, no negative zero."""
    return format(number.normalize(EXACT), "f") if number else "0"


def told(number: Decimal) -> str:
    """The number as people read it: as `plain`, and one that no decimal is exactly as `7.7619… (163/21)`."""
    if not isinstance(number, Ratio):
        return plain(number)
    return f"{Decimal(number).quantize(_SHOWN, rounding=ROUND_DOWN)}… ({number.fraction})"


def holdable(number: Decimal) -> bool:
    """Whether a number is one that a file may hold: finite, and not longer than `MAX_DIGITS` written out."""
    if not number.is_finite():
        return False
    _, digits, exponent = number.as_tuple()
    return max(len(digits), len(digits) + int(exponent), -int(exponent)) <= MAX_DIGITS


class Ratio(Decimal):
    """An amount that no decimal is exactly: 163/21, not 7.7619. As a Decimal it is itself to `RATIO_DIGITS` digits.

    Sums, products and comparisons are those of the fraction, with Decimals on either side; what comes out as a decimal is one.
    """

    __slots__ = ("fraction",)
    fraction: Fraction
    """What it is exactly."""

    def __new__(cls, fraction: Fraction) -> Self:  # noqa: D102  # Decimal's
        made = super().__new__(cls, _ROUGHLY.divide(Decimal(fraction.numerator), Decimal(fraction.denominator)))
        made.fraction = fraction
        return made

    def as_integer_ratio(self) -> tuple[int, int]:
        """Its numerator and its denominator."""
        return self.fraction.as_integer_ratio()

    def __reduce__(self) -> tuple[type[Self], tuple[Fraction]]:  # type: ignore[override]  # made from a fraction
        return type(self), (self.fraction,)

    def __hash__(self) -> int:
        return hash(self.fraction)

    def __repr__(self) -> str:
        return f"Ratio({self.fraction})"

    def __neg__(self, context: Context | None = None) -> Decimal:
        return Ratio(-self.fraction)

    def __abs__(self, round: bool = True, context: Context | None = None) -> Decimal:  # noqa: FBT001, FBT002
        return Ratio(abs(self.fraction))


def _between(name: str) -> Callable[[Any, Any], Any]:
    """An operation of Ratio: that of fractions, and with infinity that of its decimal."""
    of_fractions, of_decimals = getattr(Fraction, name), getattr(Decimal, name)

    def operation(self: Ratio, other: Any) -> Any:
        if not isinstance(other, Decimal | Fraction | int):
            return NotImplemented
        if isinstance(other, Decimal) and not other.is_finite():
            return of_decimals(Decimal(self), other)
        outcome = of_fractions(self.fraction, other.fraction if isinstance(other, Ratio) else Fraction(other))
        return exact(outcome) if isinstance(outcome, Fraction) else outcome

    return operation


for _name in ("add", "radd", "sub", "rsub", "mul", "rmul", "truediv", "rtruediv", "eq", "lt", "le", "gt", "ge"):
    setattr(Ratio, f"__{_name}__", _between(f"__{_name}__"))


def exact(fraction: Fraction) -> Decimal:
    """The fraction as a decimal, or where it has none, as a ratio."""
    with localcontext(EXACT):
        try:
            return Decimal(fraction.numerator) / Decimal(fraction.denominator)
        except Inexact:
            return Ratio(fraction)


def divided(number: Decimal, by: Decimal) -> Decimal:
    """The quotient, exactly, whatever the context."""
    if not (isinstance(number, Ratio) or isinstance(by, Ratio)):
        try:
            return EXACT.divide(number, by)
        except Inexact:
            pass
    return exact(Fraction(*number.as_integer_ratio()) / Fraction(*by.as_integer_ratio()))


def multiple(number: Decimal, of: Decimal, rounding: str) -> Decimal:
    """The number rounded to a multiple of another one; `half_up` and `up` go away from zero, `down` goes towards it."""
    if not number.is_finite():
        return number
    steps = abs(Fraction(*number.as_integer_ratio()) / Fraction(*of.as_integer_ratio()))
    whole = {"down": steps.__floor__, "up": steps.__ceil__, "half_up": (steps + Fraction(1, 2)).__floor__}[rounding]()
    return EXACT.multiply(Decimal(whole if number >= 0 else -whole), of)


def plus(one: Decimal, other: Decimal) -> Decimal:
    """The sum, exactly, whatever the context."""
    with localcontext(EXACT):
        return one + other


def times(one: Decimal, other: Decimal) -> Decimal:
    """The product, exactly, whatever the context."""
    with localcontext(EXACT):
        return one * other


def minus(one: Decimal, other: Decimal) -> Decimal:
    """The difference, exactly, whatever the context."""
    with localcontext(EXACT):
        return one - other


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

    @classmethod
    def around_all(cls, intervals: Iterable["Interval"]) -> "Interval":
        """The smallest interval that holds all the intervals, of which there is at least one."""
        held = tuple(intervals)
        return cls(min(each.lowest for each in held), max(each.highest for each in held))

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
