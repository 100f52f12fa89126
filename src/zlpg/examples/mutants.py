"""A scheme with one slip in it: every number a step off, caps and parts left out, levels swapped, directions turned."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import Any

from zlpg.diagnostics import Path
from zlpg.points import terminates
from zlpg.records import dataclass
from zlpg.scheme import HighestRule, Item, LevelsRule, ProportionalRule, Scheme, SumRule
from zlpg.scheme.marks import least_allowed

UNCOUNTED = frozenset({"year", "number", "sha256"})
"""Numbers that name something and bear on no points."""

MAX_STEPS = 1000
"""How far the next number is looked for that can be divided by."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A scheme with one slip: where it is, and what stands there before and after; `None` for what is left out."""

    at: Path
    before: Any
    after: Any
    scheme: Scheme

    @property
    def holder(self) -> Any:
        """What holds the value that was changed: a rule, an item, a fact."""
        held: Any = self.scheme
        for step in self.at[:-1]:
            held = getattr(held, step) if isinstance(step, str) and is_dataclass(held) else held[step]
        return held


def mutants_of(scheme: Scheme) -> Iterator[Mutant]:
    """Every mutant of a scheme that its file could hold."""
    for at, before, after in _slips((), scheme, None):
        yield Mutant(at, before, after, _with(scheme, at, after))


def _slips(at: Path, value: Any, hint: Any) -> Iterator[tuple[Path, Any, Any]]:
    """Every slip in a value of a declared type, with its path, and what stands there before and after."""
    match value:
        case bool() | str() | None:
            return
        case int() | Decimal():
            yield from ((at, value, other) for other in _neighbours(value, hint))
            return
        case (Decimal() as lowest, Decimal() as highest):  # a range
            yield from ((at, value, (other, highest)) for other in _neighbours(lowest, None))
            yield from ((at, value, (lowest, other)) for other in _neighbours(highest, None))
            return
        case LevelsRule(points=points):
            yield from _swaps((*at, "points"), points)
        case SumRule(sum=parts) | HighestRule(highest=parts) if len(parts) > 1:
            key = "sum" if isinstance(value, SumRule) else "highest"
            for position in range(len(parts)):
                yield (*at, key, position), parts[position], None
        case ProportionalRule(full=full):
            yield from (((*at, "full"), full, other) for other in _divisors_beside(full))
        case Item(direction=direction):
            yield (*at, "direction"), direction, "award" if direction == "deduction" else "deduction"
        case _:
            pass
    yield from _below(at, value, hint)


def _below(at: Path, value: Any, hint: Any) -> Iterator[tuple[Path, Any, Any]]:
    """The slips in what a mapping, a list or a record holds."""
    if isinstance(value, Mapping):
        for key, below in value.items():
            yield from _slips((*at, key), below, hint)
    elif isinstance(value, tuple):
        for position, below in enumerate(value):
            yield from _slips((*at, position), below, hint)
    elif is_dataclass(value):
        for field in fields(value):
            below = getattr(value, field.name)
            if field.name in UNCOUNTED or (below == field.default and below is not None):
                continue
            if isinstance(value, ProportionalRule) and field.name == "full":
                continue  # not every number divides
            if field.name == "cap" and below is not None:
                yield (*at, "cap"), below, None
            yield from _slips((*at, field.name), below, field.type)


def _neighbours(number: int | Decimal, hint: Any) -> Iterator[int | Decimal]:
    """The number one step up and one down, a step being one in its last place, where the declared type allows it."""
    step = Decimal(1).scaleb(int(number.as_tuple().exponent)) if isinstance(number, Decimal) else 1
    least, included = least_allowed(hint)
    for other in (number + step, number - step):
        if other > least or (included and other == least):
            yield type(number)(other)


def _divisors_beside(full: Decimal) -> Iterator[Decimal]:
    """The next larger and the next smaller number that dividing by has an exact result: 125 and 80 beside 100."""
    step = Decimal(1).scaleb(int(full.as_tuple().exponent))
    for direction in (step, -step):
        others = (full + direction * count for count in range(1, MAX_STEPS))
        other = next((other for other in others if other > 0 and terminates(other)), None)
        if other is not None:
            yield other


def _swaps(at: Path, points: Mapping[str, Decimal]) -> Iterator[tuple[Path, Any, Any]]:
    names = list(points)
    for one, other in pairwise(names):
        if points[one] != points[other]:
            swapped = {**points, one: points[other], other: points[one]}
            yield at, points, swapped


def _with(value: Any, at: Path, after: Any) -> Any:
    """The value with what is at a path in it replaced; left out of a list where it is `None`."""
    if not at:
        return after
    step, *rest = at
    if isinstance(value, tuple):
        assert isinstance(step, int)  # noqa: S101  # what is in a tuple is counted
        new = () if not rest and after is None else (_with(value[step], tuple(rest), after),)
        return (*value[:step], *new, *value[step + 1 :])
    if isinstance(value, Mapping):
        return {**value, str(step): _with(value[str(step)], tuple(rest), after)}
    return replace(value, **{str(step): _with(getattr(value, str(step)), tuple(rest), after)})
