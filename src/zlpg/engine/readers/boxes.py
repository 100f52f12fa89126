"""What unknowns can be together, and linear forms of them: what `pieces` cuts a rule into, and with.

>>> x, y = Form(NONE, {"x": WHOLE}), Form(NONE, {"y": WHOLE})
>>> box = box_of({"x": Interval(ZERO, UNBOUNDED), "y": Interval(ZERO, Decimal(5))}, grains={"x": 1})
>>> print(box.where(x, "over", Fraction(10)))
x 11 …, y 0 … 5
>>> print(box.where(y, "below", Fraction(3)))
x 0 …, y 0 … below 3
>>> less = box.where(x.plus(y), "at_most", Fraction(4))  # kept, as it bears on both: each can be 4 at most
>>> print(less)
x 0 … 4, y 0 … 4
>>> print(less.range(x.plus(y)))
(End(number=Fraction(0, 1), hair=0), End(number=Fraction(4, 1), hair=0))

A box is never too small, and exact where no inequality bears on several unknowns; else there may be less in it than it says.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor, gcd, inf
from typing import NamedTuple, TypeAlias

import zlpg.engine.expression as e
from zlpg.engine.program import Key, keys_in
from zlpg.model.scalars import Scalar
from zlpg.numbers import OPPOSITE, UNBOUNDED, ZERO, Interval, Side, exact

NONE, WHOLE = Fraction(0), Fraction(1)


class End(NamedTuple):
    """Where a box ends: at a number (hair 0), just above it (1) or just below it (-1). Compared as a pair."""

    number: Fraction | float
    hair: int = 0


class Values(NamedTuple):
    """What an unknown can be: from an end to an end, all multiples of a grain where there is one.

    The grain of a count is 1; that of 0.1 for each is 0.1. It has none where it can be any number between its ends.
    """

    low: End
    high: End
    grain: Fraction | None = None


class Bundle:
    """A sub-expression that is taken as one unknown."""

    __slots__ = ("_hash", "expression")

    def __init__(self, expression: e.Expression) -> None:
        self.expression = expression
        self._hash = hash(expression)  # once: it goes through all that is below

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Bundle) and self.expression == other.expression)

    def __str__(self) -> str:
        return f"({', '.join(dict.fromkeys(map(str, keys_in(self.expression))))})"


class Opaque(NamedTuple):
    """A product, a share or a rounding of open amounts: no straight line, so an unknown of its own."""

    kind: str
    forms: "frozenset[FormKey] | tuple[FormKey, ...]"
    how: tuple[object, ...] = ()

    def __str__(self) -> str:
        return f"({self.kind})"


Unknown: TypeAlias = Key | Bundle | Opaque

FormKey: TypeAlias = tuple[Fraction, frozenset[tuple[Unknown, Fraction]]]
"""What equal forms have in common."""


class Form(NamedTuple):
    """A linear form: a constant, and what each unknown is multiplied by, which is never 0."""

    constant: Fraction
    by: Mapping[Unknown, Fraction] = {}

    def plus(self, other: "Form", times: Fraction = WHOLE) -> "Form":
        """This form and so much of another one."""
        by = dict(self.by)
        for unknown, each in other.by.items():
            if factor := by.pop(unknown, NONE) + each * times:
                by[unknown] = factor
        return Form(self.constant + other.constant * times, by)

    def times(self, number: Fraction) -> "Form":
        """The form multiplied by a number."""
        by = {unknown: each * number for unknown, each in self.by.items()} if number else {}
        return Form(self.constant * number, by)

    def minus(self, number: Fraction) -> "Form":
        """The form less a number."""
        return Form(self.constant - number, self.by)

    @property
    def key(self) -> FormKey:
        """What equal forms have in common."""
        return self.constant, frozenset(self.by.items())

    def lattice(self, values: Mapping[Unknown, Values]) -> Fraction | None:
        """How far apart its values are at least: they are its constant and multiples of this. `None` where they may be any."""
        return common_grain(
            None if (grain := values[unknown].grain) is None else abs(each) * grain for unknown, each in self.by.items()
        )

    def grain(self, values: Mapping[Unknown, Values]) -> Fraction | None:
        """Of what all its values are multiples; `None` where they may be any."""
        return common_grain((abs(self.constant), self.lattice(values)))

    def __str__(self) -> str:
        told = ""
        for unknown, each in self.by.items():
            amount = str(unknown) if abs(each) == 1 else f"{exact(abs(each))} × {unknown}"
            told += f"{' − ' if told else '−'}{amount}" if each < 0 else f"{' + ' if told else ''}{amount}"
        if not told:
            return str(exact(self.constant))
        constant = exact(abs(self.constant))
        return told if not self.constant else f"{told} {'−' if self.constant < 0 else '+'} {constant}"


ZERO_FORM = Form(NONE)


class Options(NamedTuple):
    """The options of a choice: at most one is 1, and exactly one where nothing is known of them."""

    keys: tuple[Key, ...]
    one: bool


class Inequality(NamedTuple):
    """That a form is at least 0, or more than that."""

    form: Form
    strict: bool

    def bears_on(self, values: Mapping[Unknown, Values]) -> bool:
        """Whether it could also be otherwise: one that holds anyway says nothing."""
        least: Fraction | float = self.form.constant
        for unknown, times in self.form.by.items():
            least += times * (values[unknown].low if times > 0 else values[unknown].high).number
        return least < 0 or (least == 0 and self.strict)


class Box:
    """What each unknown can be, from an end to an end; options of a choice exclude each other, counts are whole."""

    __slots__ = ("_intervals", "choices", "inequalities", "values")

    def __init__(
        self,
        values: dict[Unknown, Values],
        choices: Mapping[Key, Options],
        inequalities: tuple[Inequality, ...] = (),
    ) -> None:
        self.values, self.choices, self.inequalities = values, choices, inequalities
        self._intervals: _Intervals | None = None

    @property
    def intervals(self) -> Mapping[Key, Interval]:
        """What can be, as other readers take it: with both ends."""
        if self._intervals is None:
            self._intervals = _Intervals(self.values)
        return self._intervals

    def of(self, keys: Iterable[Key]) -> "Box":
        """The box of some scalars and steps alone, and of what belongs together with them. No inequality may bear on several."""
        found = [each for key in keys for each in (self.choices[key].keys if key in self.choices else (key,))]
        choices = {key: self.choices[key] for key in found if key in self.choices}
        return Box({key: self.values[key] for key in found}, choices)

    def is_open(self, key: Key) -> bool:
        """Whether a scalar, a step, or what is chosen among the options of which this is the first, can still be several things."""
        options = self.choices.get(key)
        return any(self.values[each].low != self.values[each].high for each in (options.keys if options else (key,)))

    def form(self, unknown: Unknown) -> Form:
        """An unknown as a form: a number where only one is possible."""
        low, high, _ = self.values[unknown]
        return Form(Fraction(low.number)) if low == high else Form(NONE, {unknown: WHOLE})

    def range(self, form: Form, depth: int = 1) -> tuple[End, End]:
        """What a form can come to within the box; `depth` inequalities are used together."""
        low, high = self._ends(form)
        if len(form.by) < 2:  # noqa: PLR2004  # then ends are ends of the unknown
            return low, high
        for inequality in self.inequalities:
            for unknown in form.by.keys() & inequality.form.by.keys():
                # As the form of an inequality is 0 or more, a form is no less without so much of it.
                times = form.by[unknown] / inequality.form.by[unknown]
                left = form.plus(inequality.form, -times)
                rest = self._ends(left) if depth == 1 else self.range(left, depth - 1)
                if times > 0:
                    low = max(low, End(rest[0].number, 1 if inequality.strict else rest[0].hair))
                else:
                    high = min(high, End(rest[1].number, -1 if inequality.strict else rest[1].hair))
        lattice = form.lattice(self.values)
        return inside(low, high, lattice, form.constant) if lattice else (low, high)

    def where(self, form: Form, side: Side, at: Fraction) -> "Box | None":
        """The part of the box where a form is on a side of a number; `None` where it is nowhere.

        Of one unknown it moves an end. Of several, the inequality is kept, and tightens the ends that it bears on.
        """
        apart = form.minus(at)
        if side in {"at_most", "below"}:
            apart = apart.times(-WHOLE)
        strict = side in {"over", "below"}
        threshold = End(NONE, int(strict))
        low, high = self.range(apart)
        if low >= threshold:
            return self
        if high < threshold:
            return None
        if len(apart.by) == 1:
            ((unknown, times),) = apart.by.items()
            end = -apart.constant / times
            least, most, _ = self.values[unknown]
            if times > 0:
                return self.narrowed(unknown, max(least, End(end, int(strict))), most)
            return self.narrowed(unknown, least, min(most, End(end, -int(strict))))
        lattice = apart.lattice(self.values)
        if lattice:  # over 0 is at least the first of its values that is
            first = inside(threshold, End(inf), lattice, apart.constant)[0]
            apart, strict = apart.minus(Fraction(first.number)), False
        return self._with(dict(self.values), (*self.inequalities, Inequality(apart, strict)))

    def sides(self, form: Form, side: Side, at: Fraction) -> "tuple[Box | None, Box | None]":
        """The part of the box where a form is on a side of a number, and the rest."""
        return self.where(form, side, at), self.where(form, OPPOSITE[side], at)

    def at(self, form: Form, number: Fraction) -> "Box | None":
        """The part of the box where a form is a number."""
        below = self.where(form, "at_most", number)
        return below and below.where(form, "at_least", number)

    def by_value(self, form: Form, most: int) -> "Iterator[tuple[Fraction, Box]] | None":
        """A form's values one by one, each with where it is; `None` where there may be more than so many."""
        if not form.by:
            return iter([(form.constant, self)])
        lattice = form.lattice(self.values)
        numbers = None if lattice is None else multiples(*self.range(form), lattice, most)
        if numbers is None:
            return None
        return ((number, box) for number in numbers if (box := self.at(form, number)) is not None)

    def narrowed(self, unknown: Unknown, low: End, high: End) -> "Box | None":
        """The part of the box where an unknown is between two ends."""
        values = dict(self.values)
        if not self._narrow(values, unknown, low, high):
            return None
        return self._with(values, self.inequalities)

    def with_unknown(self, unknown: Unknown, values: Values) -> "Box":
        """The box with one unknown more."""
        return (
            self if unknown in self.values else Box({**self.values, unknown: values}, self.choices, self.inequalities)
        )

    def _ends(self, form: Form) -> tuple[End, End]:
        low: Fraction | float = form.constant
        high: Fraction | float = form.constant
        low_hair = high_hair = 0
        for unknown, times in form.by.items():
            least, most, _ = self.values[unknown]
            if times < 0:
                least, most = most, least
            low, high = low + times * least.number, high + times * most.number
            low_hair, high_hair = low_hair or abs(least.hair), high_hair or abs(most.hair)
        return End(low, low_hair), End(high, -high_hair)

    def _narrow(self, values: dict[Unknown, Values], unknown: Unknown, low: End, high: End) -> bool:
        """Move the ends of an unknown, and of what that settles besides; whether anything is left."""
        waiting = [(unknown, low, high)]
        while waiting:
            unknown, low, high = waiting.pop()
            was = values[unknown]
            low, high = max(low, was.low), min(high, was.high)
            if was.grain:
                low, high = inside(low, high, was.grain)
            if low > high:
                return False
            values[unknown] = Values(low, high, was.grain)
            options = self.choices.get(unknown) if isinstance(unknown, Scalar | str) else None
            if options and low == high and was.low != was.high:
                possible = [each for each in options.keys if values[each].high.number]
                if low.number:
                    waiting += [(each, End(NONE), End(NONE)) for each in possible if each != unknown]
                elif options.one and len(possible) < 2:  # noqa: PLR2004  # what is left is it
                    if not possible:
                        return False
                    waiting.append((possible[0], End(WHOLE), End(WHOLE)))
        return True

    def _with(self, values: dict[Unknown, Values], inequalities: tuple[Inequality, ...]) -> "Box | None":
        """A box with its ends tightened by its inequalities; `None` where they can't all hold."""
        for _ in range(2 if inequalities else 0):  # what is left after that isn't worth the time
            before = dict(values)
            inequalities = tuple([inequality for inequality in inequalities if inequality.bears_on(values)])
            if not all(self._propagated(values, inequality) for inequality in inequalities):
                return None
            if values == before:
                break
        return Box(values, self.choices, inequalities)

    def _propagated(self, values: dict[Unknown, Values], inequality: Inequality) -> bool:
        """Move the ends of the unknowns of an inequality as far as it doesn't hold beyond them; whether anything is left."""
        total, without_end, hairy = inequality.form.constant, list[Unknown](), set[Unknown]()
        for unknown, times in inequality.form.by.items():
            end = values[unknown].high if times > 0 else values[unknown].low
            if end.hair:
                hairy.add(unknown)
            if abs(end.number) == inf:
                without_end.append(unknown)
            else:
                total += times * Fraction(end.number)
        if not without_end and (total < 0 or (total == 0 and (inequality.strict or hairy))):
            return False
        for unknown, times in inequality.form.by.items():
            low, high, _ = values[unknown]
            if low == high or (without_end and without_end != [unknown]):
                continue
            rest = total if without_end else total - times * (high if times > 0 else low).number
            at, hair = -rest / times, int(inequality.strict or bool(hairy - {unknown}))
            if times > 0 and End(at, hair) > low:
                low = End(at, hair)
            elif times < 0 and End(at, -hair) < high:
                high = End(at, -hair)
            else:
                continue
            if not self._narrow(values, unknown, low, high):
                return False
        return True

    def __str__(self) -> str:
        told = (_between(str(unknown), *values) for unknown, values in self.values.items())
        return ", ".join(each for each in told if each)


class _Intervals(dict[Key, Interval]):
    """What is in a box as intervals, each made when it is asked for."""

    def __init__(self, values: Mapping[Unknown, Values]) -> None:
        super().__init__()
        self._values = values

    def __missing__(self, key: Key) -> Interval:
        low, high, _ = self._values[key]
        self[key] = found = Interval(as_decimal(low.number), as_decimal(high.number))
        return found


def box_of(
    known: Mapping[Key, Interval],
    grains: Mapping[Key, Fraction | int] | None = None,
    choices: Iterable[tuple[Key, ...]] = (),
) -> Box:
    """A box of what each scalar, and each step of a program, can be.

    `grains` says of what an open one's values are multiples, `choices` which scalars are the options of one choice.
    """
    fractions = {key: Fraction(grain) for key, grain in (grains or {}).items()}
    values: dict[Unknown, Values] = {}
    for key, interval in known.items():
        values[key] = Values(End(as_number(interval.lowest)), End(as_number(interval.highest)), fractions.get(key))
    several = (Options(keys, all(known[each].known is None for each in keys)) for keys in choices)
    return Box(values, {key: options for options in several for key in options.keys})


def inside(low: End, high: End, grain: Fraction, offset: Fraction = NONE) -> tuple[End, End]:
    """The ends moved in to the first numbers that are multiples of a grain, from an offset on."""
    if abs(low.number) != inf:
        at = ceil((low.number - offset) / grain) * grain + offset
        low = End(at + grain if low.hair > 0 and at == low.number else at)
    if abs(high.number) != inf:
        at = floor((high.number - offset) / grain) * grain + offset
        high = End(at - grain if high.hair < 0 and at == high.number else at)
    return low, high


def multiples(low: End, high: End, grain: Fraction, most: int) -> list[Fraction] | None:
    """The numbers from an end to an end that are so far apart; `None` where they are more than so many."""
    if not grain or not (high.number - low.number) / grain < most:
        return None
    count = int((high.number - low.number) / grain) + 1
    return [Fraction(low.number) + grain * place for place in range(count)]


def common_grain(grains: Iterable[Fraction | None]) -> Fraction | None:
    """The greatest grain of which all of several are multiples, 0 where there is none but 0."""
    found = NONE
    for grain in grains:
        if grain is None:
            return None
        numerator = gcd(found.numerator * grain.denominator, grain.numerator * found.denominator)
        found = Fraction(numerator, found.denominator * grain.denominator)
    return found


def product_of_grains(grains: Iterable[Fraction | None]) -> Fraction | None:
    """Of what products are multiples, given that of each factor; `None` where one may be any."""
    found = WHOLE
    for grain in grains:
        if grain is None:
            return None
        found *= grain
    return found


@lru_cache(maxsize=4096)
def exactly(number: Decimal) -> Fraction:
    """The number as a fraction, of which there are few."""
    return Fraction(*number.as_integer_ratio())


def as_number(number: Decimal) -> Fraction | float:
    """The number as boxes have it: without end, as a float."""
    return exactly(number) if number.is_finite() else inf if number > ZERO else -inf


def as_decimal(number: Fraction | float) -> Decimal:
    """The number as intervals have it."""
    return (UNBOUNDED if number > 0 else -UNBOUNDED) if abs(number) == inf else exact(Fraction(number))


def _between(name: str, low: End, high: End, _grain: Fraction | None) -> str:
    """What an unknown can be, as people read it; nothing where it can be anything."""
    if low == high:
        return f"{name} {exact(Fraction(low.number))}"
    ends = []
    if low.number != -inf:
        ends.append(f"{'over ' if low.hair else ''}{exact(Fraction(low.number))}")
    ends.append("…")
    if high.number != inf:
        ends.append(f"{'below ' if high.hair else ''}{exact(Fraction(high.number))}")
    return f"{name} {' '.join(ends)}" if len(ends) > 1 else ""
