"""What rules and conditions refer to by id, and the same rules with other ids."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, Literal, TypeAlias, assert_never

import zlpg.model.rules as r
from zlpg.diagnostics import Path
from zlpg.model.marks import kind_of
from zlpg.records import dataclass

Wanted: TypeAlias = Literal["number", "quantity", "yes_no", "choice", "results", "part"]
"""What a reference is to: a measured number, a number or a count, a yes or no, a choice, results, or a part of the table."""


@dataclass(frozen=True, slots=True)
class Reference:
    """An id that refers to something, with its place. `on_key`: it is the key of a mapping there."""

    at: Path
    id: str
    wanted: Wanted
    on_key: bool = False


def references_of_condition(path: Path, condition: r.Condition) -> Iterator[Reference]:
    """Everything that a condition, and every condition inside it, refers to."""
    for at, each in r.walk_condition(path, condition):
        match each:
            case str():
                yield Reference(at, each, "yes_no")
            case r.AtLeast() | r.Over() | r.AtMost() | r.Below():
                kind = kind_of(type(each))
                yield from (Reference((*at, kind, id), id, "quantity", on_key=True) for id in getattr(each, kind))
            case r.Chosen(chosen=options):
                yield from (Reference((*at, "chosen", id), id, "choice", on_key=True) for id in options)
            case r.Reaches(reaches=parts):
                yield from (Reference((*at, "reaches", id), id, "part", on_key=True) for id in parts)
            case r.AllOf() | r.AnyOf() | r.NoneOf():
                pass
            case _:
                assert_never(each)


def references_in(path: Path, rule: r.Rule) -> Iterator[Reference]:
    """Everything that a rule, and every rule inside it, refers to, in the order of the file."""
    for at, each in r.walk_rule(path, rule):
        match each:
            case r.OnceRule(once=condition):
                yield from references_of_condition((*at, "once"), condition)
            case r.JudgedRule(judged=id) | r.ProportionalRule(proportional=id):
                yield Reference((*at, kind_of(type(each))), id, "number")
            case r.CountedRule(count=id) | r.BracketsRule(brackets=id):
                yield Reference((*at, kind_of(type(each))), id, "quantity")
            case r.ChoiceRule(choice=id):
                yield Reference((*at, "choice"), id, "choice")
            case r.LevelsRule(levels=id):
                yield Reference((*at, "levels"), id, "results")
            case r.SumRule() | r.ProductRule() | r.HighestRule() | r.LowestRule() | r.AverageRule() | r.StartRule():
                pass
            case _:
                assert_never(each)


def condition_with(
    condition: r.Condition, facts: Mapping[str, str], parts: Mapping[str, str] | None = None
) -> r.Condition:
    """The condition with other ids for the facts, and for the parts of the table, that it refers to."""
    match condition:
        case str():
            return facts.get(condition, condition)
        case r.AtLeast() | r.Over() | r.AtMost() | r.Below() | r.Chosen():
            return _with_keys(condition, facts)
        case r.Reaches():
            return _with_keys(condition, parts or {})
        case r.AllOf() | r.AnyOf() | r.NoneOf():
            kind = kind_of(type(condition))
            inner = tuple(condition_with(each, facts, parts) for each in getattr(condition, kind))
            return replace(condition, **{kind: inner})  # type: ignore[arg-type]
        case _:
            assert_never(condition)


def _with_keys(
    condition: r.AtLeast | r.Over | r.AtMost | r.Below | r.Chosen | r.Reaches, ids: Mapping[str, str]
) -> r.AtLeast | r.Over | r.AtMost | r.Below | r.Chosen | r.Reaches:
    kind = kind_of(type(condition))
    held: Mapping[str, Any] = getattr(condition, kind)
    return replace(condition, **{kind: {ids.get(id, id): each for id, each in held.items()}})  # type: ignore[arg-type]


def rule_with(rule: r.Rule, facts: Mapping[str, str], parts: Mapping[str, str] | None = None) -> r.Rule:
    """The rule with other ids for the facts, and for the parts of the table, that it refers to."""

    def amount(value: r.Rule | Decimal) -> r.Rule | Decimal:
        return value if isinstance(value, Decimal) else rule_with(value, facts, parts)

    match rule:
        case r.SumRule() | r.ProductRule() | r.HighestRule() | r.LowestRule() | r.AverageRule():
            inner = tuple(rule_with(part, facts, parts) for part in r.parts_in(rule))
            return replace(rule, **{kind_of(type(rule)): inner})  # type: ignore[arg-type]
        case r.OnceRule(once=condition, points=points, otherwise=otherwise):
            return r.OnceRule(condition_with(condition, facts, parts), amount(points), amount(otherwise))
        case r.BracketsRule(brackets=id, table=table):
            rows: tuple[r.Bracket, ...] = tuple(replace(row, points=amount(row.points)) for row in table)
            return r.BracketsRule(facts.get(id, id), rows)
        case r.ChoiceRule(choice=id, points=options):
            return r.ChoiceRule(facts.get(id, id), {option: amount(points) for option, points in options.items()})
        case r.JudgedRule() | r.ProportionalRule() | r.CountedRule() | r.LevelsRule():
            kind = kind_of(type(rule))
            id = getattr(rule, kind)
            return replace(rule, **{kind: facts.get(id, id)})
        case r.StartRule():
            return rule
        case _:
            assert_never(rule)
