"""The kinds of rule: how an item's facts become points. A closed union, told apart by the first key of each."""

from collections.abc import Iterator, Mapping
from dataclasses import field
from decimal import Decimal
from typing import Annotated, TypeAlias, assert_never

from zlpg.diagnostics import Path
from zlpg.records import dataclass
from zlpg.scheme.marks import Id, Kinds, Limits, NotNegative, Number, Positive, kind_of


@dataclass(frozen=True, slots=True)
class JudgedRule:
    """The points are what the assessor gave."""

    judged: Id
    """The fact that holds the points; its range is what can be given."""


@dataclass(frozen=True, slots=True)
class ProportionalRule:
    """Points in proportion to a result."""

    proportional: Id
    """The fact that holds the result."""
    full: Positive
    """The result that earns all the points."""
    points: Positive
    """What a full result earns."""


@dataclass(frozen=True, slots=True)
class CountedRule:
    """Points for each one counted."""

    count: Id
    """The fact that holds the count."""
    rate: Positive
    """Points per count."""
    over: NotNegative = field(default=Decimal(0))
    """The threshold: only what goes beyond it is counted (超过)."""
    cap: Positive | None = None
    """The most that this part can come to."""


@dataclass(frozen=True, slots=True)
class OnceRule:
    """Points once, if something is so."""

    once: Id
    """The yes/no fact."""
    points: Positive
    """What a yes earns."""


@dataclass(frozen=True, slots=True)
class Bracket:
    """A row of a bracket table: threshold → points."""

    at_least: Number
    """The threshold, itself included (以上)."""
    points: NotNegative
    """What reaching it earns, in place of what the rows below earn."""


@dataclass(frozen=True, slots=True)
class BracketsRule:
    """Points by the highest threshold that a number reaches; none below the first."""

    brackets: Id
    """The fact that holds the number."""
    table: Annotated[tuple[Bracket, ...], Limits(min_length=1)]
    """The thresholds and their points, ascending."""


@dataclass(frozen=True, slots=True)
class LevelsRule:
    """Points for each applicant, by the level of its final result."""

    levels: Id
    """The fact that holds the results."""
    points: Mapping[Id, NotNegative]
    """What each level earns, per applicant."""
    cap: Positive | None = None
    """The most that this part can come to."""


@dataclass(frozen=True, slots=True)
class SumRule:
    """All parts added."""

    sum: "Annotated[tuple[Rule, ...], Limits(min_length=1)]"
    """The parts."""
    cap: Positive | None = None
    """The most that the parts together can come to."""


@dataclass(frozen=True, slots=True)
class HighestRule:
    """The highest of several parts; the others don't count."""

    highest: "Annotated[tuple[Rule, ...], Limits(min_length=1)]"
    """The parts."""
    cap: Positive | None = None
    """The most that the highest can come to."""


Rule: TypeAlias = Annotated[
    JudgedRule | ProportionalRule | CountedRule | OnceRule | BracketsRule | LevelsRule | SumRule | HighestRule, Kinds()
]


def cap_of(rule: Rule) -> Decimal | None:
    """The cap that a rule has itself, `None` where it has none or its kind takes none."""
    return rule.cap if isinstance(rule, CountedRule | LevelsRule | SumRule | HighestRule) else None


def walk_rule(path: Path, rule: Rule) -> Iterator[tuple[Path, Rule]]:
    """A rule and every rule inside it, each with its path in the file."""
    yield path, rule
    match rule:
        case SumRule(sum=parts) | HighestRule(highest=parts):
            for position, part in enumerate(parts):
                yield from walk_rule((*path, kind_of(type(rule)), position), part)
        case JudgedRule() | ProportionalRule() | CountedRule() | OnceRule() | BracketsRule() | LevelsRule():
            pass
        case _:
            assert_never(rule)


def fact_of(rule: Rule) -> str | None:
    """The fact that a rule reads itself, `None` for one that only combines others."""
    return None if isinstance(rule, SumRule | HighestRule) else str(getattr(rule, kind_of(type(rule))))


def facts_in(rule: Rule) -> tuple[str, ...]:
    """The facts that a rule and every rule inside it read, in the order in which they name them."""
    if (own := fact_of(rule)) is not None:
        return (own,)
    read = (fact_of(inner) for _, inner in walk_rule((), rule))
    return tuple(dict.fromkeys(fact for fact in read if fact is not None))
