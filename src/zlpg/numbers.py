"""Exact amounts: the decimal arithmetic of scoring, and intervals for what isn't known yet.

Nothing is ever rounded. What no decimal is exactly is a `Ratio`, and shown with the fraction that it is:

>>> divided(Decimal(1), Decimal(3)) * 3 == 1, readable(divided(Decimal(1), Decimal(3)))
(True, '0.3333… (1/3)')

2 points that are sure, and 0 to 2 while a count is open:

>>> both = Interval.exactly(Decimal(2)) + Interval(ZERO, Decimal(2))
>>> both.lowest, both.highest, both.known
(Decimal('2'), Decimal('4'), None)
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import (
    ROUND_HALF_UP,
    Context,
    Decimal,
    DivisionByZero,
    Inexact,
    InvalidOperation,
    Overflow,
)
from fractions import Fraction
from operator import add, mul, sub
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast

ZERO = Decimal(0)
ONE = Decimal(1)
UNBOUNDED = Decimal("Infinity")

MAX_DIGITS = 20
"""The longest number a file may hold. Products and sums of such numbers stay far inside the precision of `EXACT`."""

EXACT = Context(prec=200, rounding=ROUND_HALF_UP, traps=[InvalidOperation, DivisionByZero, Overflow, Inexact])
"""The context that points are worked out in: an operation that would have to round raises `Inexact` instead."""

SHOWN_PLACES = 4
"""How many places of an amount that no decimal is exactly are shown to people."""

RATIO_DIGITS = 28
"""To how many digits a ratio is written where only a decimal can stand."""

_NEAREST = Context(prec=RATIO_DIGITS, rounding=ROUND_HALF_UP)


def plain(number: Decimal) -> str:
    """A decimal as people write it: `4.375`, `5`, `100`; no exponent, no trailing zeros, no negative zero."""
    return format(EXACT.normalize(number), "f") if number else "0"


def readable(number: Decimal) -> str:
    """The number as people read it: as `plain`, and one that no decimal is exactly as `7.7619… (163/21)`.

    A fraction that is too long to be read is left out.
    """
    if not isinstance(number, Ratio):
        return plain(number)
    numerator, denominator = number.as_integer_ratio()
    whole, places = divmod(abs(numerator) * 10**SHOWN_PLACES // denominator, 10**SHOWN_PLACES)
    cut_off = f"{'-' if numerator < 0 else ''}{Decimal(whole):f}.{places:0{SHOWN_PLACES}}…"
    return f"{cut_off} ({number.fraction})" if max(abs(numerator), denominator) < 10**MAX_DIGITS else cut_off


def nearest(number: Decimal) -> Decimal:
    """The number, or of one that no decimal is exactly, the decimal of `RATIO_DIGITS` digits next to it."""
    if not isinstance(number, Ratio):
        return number
    return _NEAREST.divide(Decimal(number.fraction.numerator), Decimal(number.fraction.denominator))


def holdable(number: Decimal) -> bool:
    """Whether a number is one that a file may hold: finite, and not longer than `MAX_DIGITS` written out."""
    if not number.is_finite():
        return False
    _, digits, exponent = number.as_tuple()
    return max(len(digits), len(digits) + int(exponent), -int(exponent)) <= MAX_DIGITS


if TYPE_CHECKING:
    _StandsAsDecimal = Decimal  # points are annotated as decimals, and a ratio stands wherever they do
else:
    _StandsAsDecimal = object  # but it is none: whatever computes with decimals would round it without a word


@dataclass(frozen=True, slots=True, eq=False)
class Ratio(_StandsAsDecimal):
    """An amount that no decimal is exactly, or none of up to 200 digits: 163/21, not 7.7619.

    It is added, multiplied and compared as the fraction, with decimals on either side; what comes out as a decimal is one. It is no
    `Decimal`, and whatever takes nothing else refuses it; `nearest` is for where only a decimal can stand.
    """

    fraction: Fraction
    """What it is exactly."""

    def is_finite(self) -> bool:
        """That it is."""
        return True

    def as_integer_ratio(self) -> tuple[int, int]:
        """Its numerator and its denominator."""
        return self.fraction.as_integer_ratio()

    def __str__(self) -> str:
        return readable(self)

    def __hash__(self) -> int:
        return hash(self.fraction)

    def __bool__(self) -> bool:
        return bool(self.fraction)


def _between(name: str) -> Callable[[Any, Any], Any]:
    """An operation of Ratio: that of fractions, and with what isn't finite that of any decimal of its sign."""
    of_fractions, of_decimals = getattr(Fraction, name), getattr(Decimal, name)

    def operation(self: Ratio, other: Any) -> Any:
        if isinstance(other, Ratio):
            outcome = of_fractions(self.fraction, other.fraction)
        elif isinstance(other, Decimal):
            if not other.is_finite():
                return of_decimals(Decimal((self.fraction > 0) - (self.fraction < 0)), other)
            outcome = of_fractions(self.fraction, Fraction(other))
        elif isinstance(other, int | Fraction):
            outcome = of_fractions(self.fraction, Fraction(other))
        else:
            return NotImplemented
        return exact(outcome) if isinstance(outcome, Fraction) else outcome

    return operation


def _alone(name: str) -> Callable[[Any], Any]:
    """An operation of a ratio by itself: that of its fraction, which no decimal is either."""
    of_fractions = getattr(Fraction, name)
    return lambda ratio: Ratio(of_fractions(ratio.fraction))


for _name in ("pos", "neg", "abs"):
    setattr(Ratio, f"__{_name}__", _alone(f"__{_name}__"))
for _name in ("add", "radd", "sub", "rsub", "mul", "rmul", "truediv", "rtruediv", "eq", "lt", "le", "gt", "ge"):
    setattr(Ratio, f"__{_name}__", _between(f"__{_name}__"))


def exact(fraction: Fraction) -> Decimal:
    """The fraction as a decimal, or where it has none, as a ratio."""
    try:
        return EXACT.divide(Decimal(fraction.numerator), Decimal(fraction.denominator))
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
    return times(Decimal(whole if number >= 0 else -whole), of)


def is_multiple(number: Decimal, of: Decimal) -> bool:
    """Whether a number is so many times another one."""
    return (Fraction(*number.as_integer_ratio()) / Fraction(*of.as_integer_ratio())).denominator == 1


_add, _subtract, _multiply = EXACT.add, EXACT.subtract, EXACT.multiply


def plus(one: Decimal, other: Decimal) -> Decimal:
    """The sum, exactly, whatever the context."""
    try:
        return _add(one, other)
    except (TypeError, Inexact):
        return _of_fractions(add, one, other)


def minus(one: Decimal, other: Decimal) -> Decimal:
    """The difference, exactly, whatever the context."""
    try:
        return _subtract(one, other)
    except (TypeError, Inexact):
        return _of_fractions(sub, one, other)


def times(one: Decimal, other: Decimal) -> Decimal:
    """The product, exactly, whatever the context."""
    try:
        return _multiply(one, other)
    except (TypeError, Inexact):
        return _of_fractions(mul, one, other)


def _of_fractions(operation: Callable[[Any, Any], Any], one: Decimal, other: Decimal) -> Decimal:
    """What comes of amounts of which one is a ratio, or that have more digits than `EXACT` together."""
    if isinstance(one, Ratio) or isinstance(other, Ratio):
        return cast("Decimal", operation(one, other))
    return exact(operation(Fraction(one), Fraction(other)))


Side: TypeAlias = Literal["at_least", "over", "at_most", "below"]
"""On which side of a threshold something is, and whether the threshold itself is."""

UPWARDS: frozenset[str] = frozenset({"at_least", "over"})
"""The sides on which there is more. By these, tables are read from the top: rows start at their thresholds; those of others end there."""

Word: TypeAlias = Literal[Side, "is"]
"""On a side of a threshold, or at it and nowhere else."""

OPPOSITE: Mapping[str, Side] = {"at_least": "below", "below": "at_least", "over": "at_most", "at_most": "over"}
"""The side on which all is that isn't on one."""

TURNED: Mapping[str, Side] = {"at_least": "over", "over": "at_least", "at_most": "below", "below": "at_most"}
"""The same side with the threshold itself left out, or taken in: what is most easily read the wrong way round (以上含本数)."""


def place_in(keys: Sequence[Decimal], word: Word, number: Decimal) -> int:
    """At which of several keys that ascend something is, by a word; behind them all where it is at none.

    >>> keys = [Decimal(5), Decimal(10)]
    >>> [place_in(keys, word, Decimal(10)) for word in ("at_least", "over", "at_most", "below", "is")]
    [1, 0, 1, 2, 1]
    >>> [place_in(keys, word, Decimal(4)) for word in ("at_least", "over", "at_most", "below", "is")]
    [2, 2, 0, 0, 2]
    """
    if word == "is":
        return keys.index(number) if number in keys else len(keys)
    reached = bisect_right if word in {"at_least", "below"} else bisect_left  # how many keys there are before it
    before = reached(keys, number)
    return (before - 1) % (len(keys) + 1) if word in UPWARDS else before


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
        several = tuple(numbers)
        return cls(min(several), max(several))

    @classmethod
    def around_all(cls, intervals: Iterable["Interval"]) -> "Interval":
        """The smallest interval that holds all the intervals, of which there is at least one."""
        several = tuple(intervals)
        return cls(min(each.lowest for each in several), max(each.highest for each in several))

    @property
    def known(self) -> Decimal | None:
        """The amount, where only one is possible."""
        return self.lowest if self.lowest == self.highest else None

    def up_to(self, at: Decimal) -> "Interval":
        """The amount under a ceiling."""
        return Interval(min(self.lowest, at), min(self.highest, at))

    def __add__(self, other: "Interval") -> "Interval":
        return Interval(plus(self.lowest, other.lowest), plus(self.highest, other.highest))

    def __sub__(self, other: "Interval") -> "Interval":
        """Every difference that two amounts can have which don't depend on each other."""
        return self + -other

    def __and__(self, other: "Interval") -> "Interval":
        """What is possible by two bounds of one amount."""
        return Interval(max(self.lowest, other.lowest), min(self.highest, other.highest))

    def __neg__(self) -> "Interval":
        return Interval(minus(ZERO, self.highest), minus(ZERO, self.lowest))

    def __mul__(self, other: "Interval") -> "Interval":
        one, another = self.known, other.known
        if one is not None and another is not None:
            return Interval.exactly(times(one, another))
        return Interval.around(
            _times(mine, yours) for mine in (self.lowest, self.highest) for yours in (other.lowest, other.highest)
        )

    def minus_parts(self, parts: "Interval") -> "Interval":
        """What a whole is beyond its parts added up, where both are known, or where it is just these under a cap.

        It rises with them then, and by no more than they do, so that the difference is least where both are highest: parts of 3 to 9
        under a cap of 8 are 3 to 8, which is −1 to 0 beyond them. Of what weights or averages its parts this doesn't hold.
        """
        return Interval(less(self.highest, parts.highest), less(self.lowest, parts.lowest))


NOTHING = Interval.exactly(ZERO)
"""No points, for certain."""

PERCENTS = Decimal(100)
"""All of something, in per cent."""

EVERYTHING = Interval(-UNBOUNDED, UNBOUNDED)
"""Whatever number it is."""


def less(one: Decimal, other: Decimal) -> Decimal:
    """One number less another; of two that are without end alike, nothing."""
    return ZERO if one == other else minus(one, other)


def added(amounts: Iterable[Interval]) -> Interval:
    """All the amounts together, nothing where there is none."""
    lowest = highest = ZERO
    for each in amounts:
        lowest, highest = plus(lowest, each.lowest), plus(highest, each.highest)
    return Interval(lowest, highest)


def _times(left: Decimal, right: Decimal) -> Decimal:
    # A count without an upper limit that nothing is paid for is worth nothing: 0 × ∞ is 0 here, not an error.
    return times(left, right) if left and right else ZERO
