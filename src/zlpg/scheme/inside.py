"""What is inside a rule: the rules and amounts that it combines, and what it reads and holds itself."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, assert_never, get_args

from zlpg.diagnostics import Path
from zlpg.scheme.marks import kind_of
from zlpg.scheme.rules import (
    Amount,
    AverageRule,
    BracketsRule,
    ChoiceRule,
    Combining,
    CountedRule,
    HighestRule,
    JudgedRule,
    LevelsRule,
    LowestRule,
    OnceRule,
    ProductRule,
    ProportionalRule,
    Rule,
    StartRule,
    SumRule,
)


def is_rule(value: Any) -> bool:
    """Whether a value of the model is a rule."""
    return isinstance(value, get_args(get_args(Rule)[0]))


def parts_in(rule: Combining) -> tuple[Rule, ...]:
    """The parts that a rule combines."""
    found: tuple[Rule, ...] = getattr(rule, kind_of(type(rule)))
    return found


def cap_of(rule: Rule) -> Decimal | None:
    """The cap that a rule has itself, `None` where it has none or its kind takes none."""
    return getattr(rule, "cap", None)


def floor_of(rule: Rule) -> Decimal | None:
    """The floor that a rule has itself, `None` where it has none or its kind takes none."""
    return getattr(rule, "floor", None)


def amounts_in(rule: Rule) -> Iterator[tuple[Path, Amount]]:
    """What a rule gives by which row, option or answer it is, each with the way to it; nothing of other kinds."""
    match rule:
        case OnceRule(points=points, otherwise=otherwise):
            yield ("points",), points
            yield ("otherwise",), otherwise
        case BracketsRule(table=table):
            yield from ((("table", position, "points"), row.points) for position, row in enumerate(table))
        case ChoiceRule(points=options):
            yield from ((("points", option), points) for option, points in options.items())
        case _:
            pass


def rules_in(rule: Rule) -> Iterator[tuple[Path, Rule]]:
    """The rules directly inside a rule, each with the way to it."""
    match rule:
        case SumRule() | ProductRule() | HighestRule() | LowestRule() | AverageRule():
            yield from (((kind_of(type(rule)), position), part) for position, part in enumerate(parts_in(rule)))
        case OnceRule() | BracketsRule() | ChoiceRule():
            yield from ((way, amount) for way, amount in amounts_in(rule) if not isinstance(amount, Decimal))
        case JudgedRule() | ProportionalRule() | CountedRule() | LevelsRule() | StartRule():
            pass
        case _:
            assert_never(rule)


def walk_rule(path: Path, rule: Rule) -> Iterator[tuple[Path, Rule]]:
    """A rule and every rule inside it, each with its path in the file."""
    yield path, rule
    for way, inner in rules_in(rule):
        yield from walk_rule((*path, *way), inner)


def fact_of(rule: Rule) -> str | None:
    """The fact that a rule reads itself, `None` for one that combines others, holds a condition or reads nothing."""
    read = getattr(rule, kind_of(type(rule)))
    return read if isinstance(read, str) else None
