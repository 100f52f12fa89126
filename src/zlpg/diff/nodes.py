"""What a section, or the total, makes of what is under it, and what differs in that between two years."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import zlpg.engine.expression as e
from zlpg.diff.conditions import condition_variations
from zlpg.diff.sides import Side
from zlpg.diff.variations import RuleChange, Variation, keys
from zlpg.engine.lowering import lower_condition
from zlpg.engine.program import Step
from zlpg.engine.table import TOTAL, items_counted, lower_item, lower_section
from zlpg.model.table import Item, NotApplicable, Section, Total
from zlpg.model.walks import parts_below

Node = Section | Total

_FIRST = ("number", "title", "text", "max", "cap")
_HELD = ("floor", "round", "average", "weight")


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


def meaning(node: Node, around: NotApplicable | None, key: str = "") -> tuple[Step, ...]:
    """What a section, or the total, means; with everything under it where a key is about that."""
    below: tuple[Step, ...] = ()
    if key == "not_applicable":
        policy = node.not_applicable or around
        for part in parts_below(node):
            below += (
                (Step(part.id, "item", lower_item(part, policy)),)
                if isinstance(part, Item)
                else meaning(part, policy, key)
            )
    return (*below, Step(node_id(node), "section", lower_section(node)))


def with_weight(node: Any, part: Section | Item, weight: Section | Item) -> Any:
    """A section, or the total, with one of its parts counting as another one does."""
    key = "items" if isinstance(part, Item) else "sections"
    held = tuple(replace(each, weight=weight.weight) if each.id == part.id else each for each in getattr(node, key))
    return replace(node, **{key: held})


def makes_up(node: Node, side: Side) -> tuple[Any, ...]:
    """All that says what a section, or the total, makes of its parts, under the names of a comparison, in whatever order they are."""
    is_total = isinstance(node, Total)
    requires = None
    if isinstance(node, Section) and node.requires is not None:
        requires = side.named(lower_condition(node.requires, side.dropping_out, of_nothing=e.YES))
    vetoes = (each for each in (node.vetoes if isinstance(node, Total) else ()) if each.points is not None)
    counted = items_counted(node) if node.not_applicable == "renormalise" else ()
    return (
        is_total,
        frozenset((side.parts[part.id], part.weight) for part in parts_below(node)),
        (node.cap, node.floor, node.round, node.average),
        requires,
        tuple((side.named(lower_condition(each.veto, side.dropping_out)), each.points) for each in vetoes),
        node.not_applicable == "renormalise",
        frozenset((side.parts[item.id], side.named(applies), worth, item.weight) for item, applies, worth in counted),
    )


def conditions_of(node: Node, *, settling: bool = False) -> Iterator[Any]:
    """The conditions on which the points of a section, or the total, depend; with `settling`, those of every veto."""
    if isinstance(node, Total):
        yield from (each.veto for each in node.vetoes if settling or each.points is not None)
    elif node.requires is not None:
        yield node.requires
