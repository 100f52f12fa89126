"""What a section, or the total, makes of what is under it, and what differs in that between two years."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import zlpg.engine.expression as e
from zlpg.diff.conditions import condition_variations
from zlpg.diff.leaves import scalars_in
from zlpg.diff.sides import Side
from zlpg.diff.variations import RuleChange, Variation, keys
from zlpg.engine.lowering import lower_condition
from zlpg.engine.readers.bounds import points_of
from zlpg.engine.table import TOTAL, items_counted, lower_item, lower_section, parts_below, parts_read
from zlpg.model.table import Item, NotApplicable, Section, Total
from zlpg.numbers import Interval

Node = Section | Total

_FIRST = ("number", "title", "text", "max", "cap")
_HELD = ("floor", "round", "average", "weight")
ARITHMETIC = frozenset({"cap", "floor", "round", "average", "requires", "not_applicable"})
"""The keys of a section that say what it makes of its parts."""


def node_id(node: Node) -> str:
    """The id of a section, or what the total goes by."""
    return node.id if isinstance(node, Section) else TOTAL


def node_variations(
    change: RuleChange, old: Node, new: Node, around: tuple[NotApplicable | None, NotApplicable | None] = (None, None)
) -> Iterator[Variation[Any]]:
    """What a section, or the total, says of itself that differs; both with references under the same names.

    `around` is what the sections around each say of items that are not applicable. Vetoes and grades are left aside.
    """
    for each, applied, reverted in _of_node(change, old, new):
        means = each.key in {"max", "weight"} or any(
            meaning(varied, policy, each.key) != meaning(node, policy, each.key)
            for varied, node, policy in zip((applied, reverted), (old, new), around, strict=True)
        )
        yield replace(each, can_change_score=means), applied, reverted


def _of_node(change: RuleChange, old: Node, new: Node) -> Iterator[Variation[Node]]:
    yield from keys(change, old, new, _FIRST)
    yield from keys(change, old, new, _HELD)
    if isinstance(old, Section) and isinstance(new, Section):
        for each, applied, reverted in condition_variations(change, old.requires, new.requires, "requires"):
            yield each, replace(old, requires=applied), replace(new, requires=reverted)
    yield from keys(change, old, new, ("not_applicable", "note"))


def meaning(node: Node, around: NotApplicable | None, key: str = "") -> tuple[tuple[str, e.Expression], ...]:
    """What a section, or the total, means, by its id; with everything under it where a key is about that."""
    below: tuple[tuple[str, e.Expression], ...] = ()
    if key == "not_applicable":
        policy = node.not_applicable or around
        for part in parts_below(node):
            below += ((part.id, lower_item(part, policy)),) if isinstance(part, Item) else meaning(part, policy, key)
    return (*below, (node_id(node), lower_section(node)))


def with_weight(node: Any, part: Section | Item, weight: Section | Item) -> Any:
    """A section, or the total, with one of its parts counting as another one does."""
    key = "items" if isinstance(part, Item) else "sections"
    held = tuple(replace(each, weight=weight.weight) if each.id == part.id else each for each in getattr(node, key))
    return replace(node, **{key: held})


def makes_up(node: Node, side: Side) -> tuple[Any, ...]:
    """All that says what a section, or the total, makes of its parts, under the names of a comparison, in whatever order they are."""

    def named(expression: e.Expression) -> e.Expression:
        return side.leaves.within(expression)

    is_total = isinstance(node, Total)
    requires = None
    if isinstance(node, Section) and node.requires is not None:
        requires = named(lower_condition(node.requires, side.dropping_out, of_nothing=1))
    vetoes = (each for each in (node.vetoes if isinstance(node, Total) else ()) if each.points is not None)
    counted = items_counted(node) if node.not_applicable == "renormalise" else ()
    return (
        is_total,
        frozenset((side.parts[part.id], part.weight) for part in parts_below(node)),
        (node.cap, node.floor, node.round, node.average),
        requires,
        tuple((named(lower_condition(each.veto, side.dropping_out)), each.points) for each in vetoes),
        node.not_applicable == "renormalise",
        frozenset((side.parts[item.id], named(applies), worth, item.weight) for item, applies, worth in counted),
    )


def read_beside_parts(node: Node, side: Side) -> tuple[frozenset[str], frozenset[str]]:
    """The scalars, and the parts of the table, that the conditions of a section, or of the total, read, by their names."""
    lowered = (lower_condition(each, side.dropping_out) for each in conditions_of(node))
    expressions = tuple(map(side.leaves.within, lowered))
    if node.not_applicable == "renormalise":
        expressions += tuple(side.leaves.within(applies) for _, applies, _ in items_counted(node))
    scalars = frozenset(scalar for each in expressions for scalar in scalars_in(each))
    return scalars, frozenset(part for each in expressions for part in parts_read(each))


def conditions_of(node: Node, *, settling: bool = False) -> Iterator[Any]:
    """The conditions on which the points of a section, or the total, depend; with `settling`, those of every veto."""
    if isinstance(node, Total):
        yield from (each.veto for each in node.vetoes if settling or each.points is not None)
    elif node.requires is not None:
        yield node.requires


def worked_out(
    expressions: tuple[tuple[str, e.Expression], ...], known: Mapping[str, Interval], points: Mapping[str, Interval]
) -> dict[str, Interval]:
    """The points of several parts, each after those that it is worked out from, given those of all others."""
    parts = dict(points)
    for id, expression in expressions:
        parts[id] = points_of(expression, known, parts)
    return {id: parts[id] for id, _ in expressions}
