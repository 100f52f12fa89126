"""Could anything come out otherwise? Two meanings are tried on values that facts and parts of the table can have.

What is tried are the numbers that stand in them and those next to these, the ends of what is possible, and some between. What
comes out otherwise for one of them does; what comes out alike for all of thousands is taken to mean the same.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import cached_property
from itertools import chain, islice, product
from math import prod
from random import Random
from typing import TypeAlias

import zlpg.engine.expression as e
from zlpg.engine.program import OUTCOME, Key
from zlpg.engine.readers.bounds import Working
from zlpg.engine.readers.closures import compiled
from zlpg.examples.grids import Grid, Grids
from zlpg.examples.trial import Trial
from zlpg.model.declarations import ChoiceFact
from zlpg.model.facts import Facts
from zlpg.model.scalars import APPLIES, Scalar
from zlpg.numbers import EXACT, ONE, ZERO, Interval, exact, nearest

TRIES = 3_000
"""How many values are tried of amounts."""

FAR = 1_000_000
"""What stands for a count without end."""

Values: TypeAlias = Mapping[Key, Decimal]
Axis: TypeAlias = tuple[Values, ...]
"""The values to try of one fact or one part of the table, from the lowest up."""


class Witnesses:
    """Looks for values with which two meanings differ, over what the facts and the parts of one scheme can be."""

    def __init__(self, trial: Trial) -> None:
        self._trial = trial
        self._grids = Grids(trial)

    @cached_property
    def _known(self) -> dict[Key, Working]:
        return self._trial.known(Facts())

    def differ(self, one: e.Expression, other: e.Expression) -> bool:
        """Whether two expressions can come to different amounts."""
        if one == other:
            return False
        first, second = compiled(one), compiled(other)
        with localcontext(EXACT):
            return any(first(values) != second(values) for values in _tried(self._axes((one, other)), TRIES))

    def measure_differs(self, id: str, other: e.Expression, touched: Iterable[Key]) -> bool:
        """Whether something that a measure is read for can come out otherwise, where the measure means something else."""
        key, range = Scalar(id), self._trial.scheme.measures[id].range
        one = self._trial.program.expression(key)
        with localcontext(EXACT):
            for part in touched:
                reader = self._trial.settled if part == OUTCOME else self._trial.program.expression(part)
                axes, comes_to = self._axes((one, other, reader), but=key), compiled(reader)
                tried = ((values, compiled(one)(values), compiled(other)(values)) for values in _tried(axes, TRIES))
                if any(
                    before != after and comes_to({**values, key: before}) != comes_to({**values, key: after})
                    for values, before, after in tried
                    if range[0] <= before <= range[1]
                ):
                    return True
        return False

    def _axes(self, expressions: tuple[e.Expression, ...], *, but: Scalar | None = None) -> list[Axis]:
        inside = [below for each in expressions for below in e.walk(each)]
        numbers = sorted({number * sign for each in inside for number in _numbers(each) for sign in (ONE, -ONE)})
        random = Random(0)  # noqa: S311  # the same values in every run
        facts = tuple(dict.fromkeys(each.scalar for each in inside if isinstance(each, e.Fact) and each.scalar != but))
        axes = [self._options(fact) for fact in dict.fromkeys(each.fact for each in facts if self._is_option(each))]
        axes += [
            _axis(each, self._known[each].points, self._grids.of_scalar(each), numbers, random)
            for each in facts
            if not self._is_option(each)
        ]
        for name in dict.fromkeys(each.name for each in inside if isinstance(each, e.Part)):
            possible = self._trial.work_out((name,), self._known)[name].points
            axes.append(_axis(name, possible, self._grids.of_part(name), numbers, random))
        return axes

    def _is_option(self, scalar: Scalar) -> bool:
        return isinstance(self._trial.scheme.facts.get(scalar.fact), ChoiceFact) and scalar.which != APPLIES

    def _options(self, fact: str) -> Axis:
        declared = self._trial.scheme.facts[fact]
        options = tuple(declared.options) if isinstance(declared, ChoiceFact) else ()
        return tuple({Scalar(fact, each): ONE if each == one else ZERO for each in options} for one in options)


def _numbers(expression: e.Expression) -> Iterable[Decimal]:
    """The numbers that a node holds what is under it to."""
    match expression:
        case (
            e.Number(value=number)
            | e.Excess(over=number)
            | e.Shortfall(under=number)
            | e.Steps(per=number)
            | e.Cap(at=number)
            | e.Floor(at=number)
            | e.Compare(at=number)
            | e.BestLevels(best=number)
            | e.Quotient(by=number)
            | e.Rounded(to=number)
        ):
            return (number,)
        case e.Brackets(rows=rows):
            return tuple(threshold for threshold, _ in rows if threshold.is_finite())
        case _:
            return ()


def _axis(key: Key, possible: Interval, grid: Grid, numbers: list[Decimal], random: Random) -> Axis:
    return tuple({key: value} for value in _on_grid(possible, grid, numbers, random))


def _on_grid(possible: Interval, grid: Grid, numbers: list[Decimal], random: Random) -> list[Decimal]:
    """Values within what is possible: its ends, the numbers, those next to them, and some between."""
    if possible.known is not None or grid == 0:
        return [possible.lowest if possible.known is not None else ZERO]
    lowest = possible.lowest if possible.lowest.is_finite() else Decimal(-FAR)
    highest = possible.highest if possible.highest.is_finite() else Decimal(FAR)
    between = [lowest + (highest - lowest) * random.randrange(1000) / 1000 for _ in range(6)]
    between += [Decimal(random.randrange(-20, 100)) for _ in range(4)]
    found = {lowest, highest}
    for number in (*numbers, *between):
        if grid is None:
            near = _half_a_step(number)
            found.update((number - near, number, number + near))
        else:
            at = Fraction(*number.as_integer_ratio()) // grid
            found.update(exact((at + step) * grid) for step in (-1, 0, 1, 2))
    return sorted(value for value in found if lowest <= value <= highest)


def _half_a_step(number: Decimal) -> Decimal:
    """Half of one in the last place of a number."""
    return Decimal(5).scaleb(int(nearest(number).as_tuple().exponent) - 1)


def _tried(axes: list[Axis], most: int) -> Iterator[Values]:
    """All combinations of values, or where these are too many, those that differ in one value from some, and any others."""
    if prod(map(len, axes)) <= most:
        combined: Iterator[Iterable[Values]] = iter(product(*axes))
    else:
        combined = islice(chain(_one_at_a_time(axes), _any(axes)), most)
    for each in combined:
        yield {key: value for values in each for key, value in values.items()}


def _one_at_a_time(axes: list[Axis]) -> Iterator[Iterable[Values]]:
    picked = _any(axes)
    bases = [[axis[0] for axis in axes], [axis[-1] for axis in axes], *(list(next(picked)) for _ in range(3))]
    for base in bases:
        for at, axis in enumerate(axes):
            for value in axis:
                yield (*base[:at], value, *base[at + 1 :])


def _any(axes: list[Axis]) -> Iterator[Iterable[Values]]:
    random = Random(1)  # noqa: S311  # the same values in every run
    while True:
        yield [random.choice(axis) for axis in axes]
