"""What can be so of a unit, yes or no: a closed union, told apart by the first key of each; a bare id is a fact that is yes or no."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Annotated, TypeAlias, assert_never

from zlpg.diagnostics import Path
from zlpg.records import dataclass
from zlpg.scheme.marks import Id, Kinds, Limits, Number, kind_of

Thresholds: TypeAlias = Annotated[Mapping[Id, Number], Limits(min_length=1)]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every one of several conditions holds."""

    all: "Annotated[tuple[Condition, ...], Limits(min_length=1)]"
    """The conditions."""


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of several conditions holds."""

    any: "Annotated[tuple[Condition, ...], Limits(min_length=1)]"
    """The conditions."""


@dataclass(frozen=True, slots=True)
class NoneOf:
    """None of several conditions holds."""

    none: "Annotated[tuple[Condition, ...], Limits(min_length=1)]"
    """The conditions."""


@dataclass(frozen=True, slots=True)
class AtLeast:
    """Each number is at least so much (以上, 不低于)."""

    at_least: Thresholds
    """The thresholds, themselves included, by fact."""


@dataclass(frozen=True, slots=True)
class Over:
    """Each number is more than so much (超过, 高于)."""

    over: Thresholds
    """The thresholds, themselves left out, by fact."""


@dataclass(frozen=True, slots=True)
class AtMost:
    """Each number is at most so much (以下, 不超过)."""

    at_most: Thresholds
    """The thresholds, themselves included, by fact."""


@dataclass(frozen=True, slots=True)
class Below:
    """Each number is less than so much (不到, 低于)."""

    below: Thresholds
    """The thresholds, themselves left out, by fact."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Each choice is this option."""

    chosen: Annotated[Mapping[Id, Id], Limits(min_length=1)]
    """The options, by fact."""


@dataclass(frozen=True, slots=True)
class Reaches:
    """Each item or section, or the total, has at least so many points."""

    reaches: Thresholds
    """The points, by item, section or `total`."""


_Conditions: TypeAlias = AllOf | AnyOf | NoneOf | AtLeast | Over | AtMost | Below | Chosen | Reaches
Condition: TypeAlias = Annotated[_Conditions | str, Kinds(plain={str: Id})]


def walk_condition(path: Path, condition: Condition) -> Iterator[tuple[Path, Condition]]:
    """A condition and every condition inside it, each with its path in the file."""
    yield path, condition
    if isinstance(condition, AllOf | AnyOf | NoneOf):
        kind = kind_of(type(condition))
        for position, part in enumerate(getattr(condition, kind)):
            yield from walk_condition((*path, kind, position), part)


def thresholds_of(condition: Condition) -> Mapping[str, Decimal]:
    """The thresholds that a condition holds its facts, or parts of the table, to."""
    match condition:
        case AtLeast() | Over() | AtMost() | Below() | Reaches():
            found: Mapping[str, Decimal] = getattr(condition, kind_of(type(condition)))
            return found
        case str() | Chosen() | AllOf() | AnyOf() | NoneOf():
            return {}
        case _:
            assert_never(condition)
