"""What rules and conditions refer to by id, and the same rules with other ids."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, Literal, TypeAlias, assert_never

from zlpg.diagnostics import Path
from zlpg.records import dataclass
from zlpg.scheme.conditions import (
    AllOf,
    AnyOf,
    AtLeast,
    AtMost,
    Below,
    Chosen,
    Condition,
    NoneOf,
    Over,
    Reaches,
    walk_condition,
)
from zlpg.scheme.inside import parts_in, walk_rule
from zlpg.scheme.marks import kind_of
from zlpg.scheme.rules import (
    AverageRule,
    Bracket,
    BracketsRule,
    ChoiceRule,
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

Wanted: TypeAlias = Literal["number", "quantity", "yes_no", "choice", "results", "part"]
"""What a reference is to: a measured number, a number or a count, a yes or no, a choice, results, or a part of the table."""


@dataclass(frozen=True, slots=True)
class Reference:
    """An id that refers to something, with its place. `on_key`: it is the key of a mapping there."""

    at: Path
    id: str
    wanted: Wanted
    on_key: bool = False


def references_of_condition(path: Path, condition: Condition) -> Iterator[Reference]:
    """Everything that a condition, and every condition inside it, refers to."""
    for at, each in walk_condition(path, condition):
        match each:
            case str():
                yield Reference(at, each, "yes_no")
            case AtLeast() | Over() | AtMost() | Below():
                kind = kind_of(type(each))
                yield from (Reference((*at, kind, id), id, "quantity", on_key=True) for id in getattr(each, kind))
            case Chosen(chosen=options):
                yield from (Reference((*at, "chosen", id), id, "choice", on_key=True) for id in options)
            case Reaches(reaches=parts):
                yield from (Reference((*at, "reaches", id), id, "part", on_key=True) for id in parts)
            case AllOf() | AnyOf() | NoneOf():
                pass
            case _:
                assert_never(each)


def references_in(path: Path, rule: Rule) -> Iterator[Reference]:
    """Everything that a rule, and every rule inside it, refers to, in the order of the file."""
    for at, each in walk_rule(path, rule):
        match each:
            case OnceRule(once=condition):
                yield from references_of_condition((*at, "once"), condition)
            case JudgedRule(judged=id) | ProportionalRule(proportional=id):
                yield Reference((*at, kind_of(type(each))), id, "number")
            case CountedRule(count=id) | BracketsRule(brackets=id):
                yield Reference((*at, kind_of(type(each))), id, "quantity")
            case ChoiceRule(choice=id):
                yield Reference((*at, "choice"), id, "choice")
            case LevelsRule(levels=id):
                yield Reference((*at, "levels"), id, "results")
            case SumRule() | ProductRule() | HighestRule() | LowestRule() | AverageRule() | StartRule():
                pass
            case _:
                assert_never(each)


def condition_with(condition: Condition, facts: Mapping[str, str], parts: Mapping[str, str] | None = None) -> Condition:
    """The condition with other ids for the facts, and for the parts of the table, that it refers to."""
    match condition:
        case str():
            return facts.get(condition, condition)
        case AtLeast() | Over() | AtMost() | Below() | Chosen():
            return _with_keys(condition, facts)
        case Reaches():
            return _with_keys(condition, parts or {})
        case AllOf() | AnyOf() | NoneOf():
            kind = kind_of(type(condition))
            inner = tuple(condition_with(each, facts, parts) for each in getattr(condition, kind))
            return replace(condition, **{kind: inner})  # type: ignore[arg-type]
        case _:
            assert_never(condition)


def _with_keys(
    condition: AtLeast | Over | AtMost | Below | Chosen | Reaches, ids: Mapping[str, str]
) -> AtLeast | Over | AtMost | Below | Chosen | Reaches:
    kind = kind_of(type(condition))
    held: Mapping[str, Any] = getattr(condition, kind)
    return replace(condition, **{kind: {ids.get(id, id): each for id, each in held.items()}})  # type: ignore[arg-type]


def rule_with(rule: Rule, facts: Mapping[str, str], parts: Mapping[str, str] | None = None) -> Rule:
    """The rule with other ids for the facts, and for the parts of the table, that it refers to."""

    def amount(value: Rule | Decimal) -> Rule | Decimal:
        return value if isinstance(value, Decimal) else rule_with(value, facts, parts)

    match rule:
        case SumRule() | ProductRule() | HighestRule() | LowestRule() | AverageRule():
            inner = tuple(rule_with(part, facts, parts) for part in parts_in(rule))
            return replace(rule, **{kind_of(type(rule)): inner})  # type: ignore[arg-type]
        case OnceRule(once=condition, points=points, otherwise=otherwise):
            return OnceRule(condition_with(condition, facts, parts), amount(points), amount(otherwise))
        case BracketsRule(brackets=id, table=table):
            rows: tuple[Bracket, ...] = tuple(replace(row, points=amount(row.points)) for row in table)
            return BracketsRule(facts.get(id, id), rows)
        case ChoiceRule(choice=id, points=options):
            return ChoiceRule(facts.get(id, id), {option: amount(points) for option, points in options.items()})
        case JudgedRule() | ProportionalRule() | CountedRule() | LevelsRule():
            kind = kind_of(type(rule))
            id = getattr(rule, kind)
            return replace(rule, **{kind: facts.get(id, id)})
        case StartRule():
            return rule
        case _:
            assert_never(rule)
