"""What rules can come to, held against what the file says they come to."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal, localcontext

from zlpg.bounds import Working, work_out
from zlpg.checks.references import Findings, nodes_of
from zlpg.diagnostics import Diagnostic, Message, Path
from zlpg.expression import Expression
from zlpg.lowering import domain, lower, lower_item, lower_section, without_cap
from zlpg.points import EXACT, UNBOUNDED, Interval
from zlpg.scheme import (
    BracketsRule,
    Item,
    Rule,
    Scheme,
    Section,
    cap_of,
    walk_items,
    walk_rule,
)


class Items:
    """The items whose amounts can be worked out, with their paths, and what their rules can come to, worked out once."""

    def __init__(self, scheme: Scheme, held: tuple[tuple[Path, Item], ...]) -> None:
        self.scheme = scheme
        self.held = held
        self.domain = domain(scheme, scheme.facts)
        self._possible: dict[int, Interval] = {}

    def __iter__(self) -> Iterator[tuple[Path, Item]]:
        return iter(self.held)

    def possible(self, rule: Rule) -> Interval:
        """Everything that a rule of the scheme can come to, whatever the facts are."""
        found = self._possible.get(id(rule))
        if found is None:
            found = self._possible[id(rule)] = self.worked_out(lower(rule)).points
        return found

    def worked_out(self, expression: Expression) -> Working:
        """An expression over facts, worked out for all that they can be."""
        with localcontext(EXACT):
            return work_out(expression, self.domain, {})


def items_reach_their_maximum(items: Items) -> Findings:
    """An item's maximum is exactly what its rule can give at best."""
    for path, item in items:
        if item.max is None:
            continue
        highest = items.possible(item.rule).highest
        if item.cap is not None:
            message = Message("an item has a max (its rule can give exactly this) or a cap (its rule could give more)")
            yield Diagnostic("max-and-cap", message, at=(*path, "cap"), on_key=True)
        elif highest != item.max:
            message = (
                Message("max is {max}, but the rule has no upper limit", max=item.max)
                if highest == UNBOUNDED
                else Message("max is {max}, but the rule gives {highest} at best", max=item.max, highest=highest)
            )
            hint = Message("a ceiling on what a rule gives is a cap") if highest > item.max else None
            yield Diagnostic("max-not-reached", message, hint, at=(*path, "max"))


def caps_can_be_reached(items: Items) -> Findings:
    """What a cap is put on can come to as much."""
    for path, item in items:
        if item.cap is not None:
            yield from _unreachable(path, item.cap, items.possible(item.rule))
        for at, rule in walk_rule((*path, "rule"), item.rule):
            if (cap := cap_of(rule)) is not None:
                if at == (*path, "rule"):
                    message = Message("a cap on everything that an item's rule gives is written at the item")
                    yield Diagnostic("misplaced-cap", message, at=(*at, "cap"), on_key=True)
                yield from _unreachable(at, cap, items.worked_out(without_cap(rule)).points)


def caps_of_sections_can_be_reached(items: Items) -> Findings:
    """What is under a section, or under the total, can come to as much as its cap."""
    nodes = nodes_of(items.scheme)
    if all(node.cap is None for _, node in nodes) or len(items.held) < len(tuple(walk_items(items.scheme))):
        return
    parts = {item.id: items.worked_out(lower_item(item)) for _, item in items}
    with localcontext(EXACT):
        for path, node in reversed(nodes):  # children before their parents
            uncapped = work_out(lower_section(replace(node, cap=None)), {}, parts)
            if node.cap is not None:
                yield from _unreachable(path, node.cap, uncapped.points)
            if isinstance(node, Section):
                parts[node.id] = work_out(lower_section(node), {}, parts)


def brackets_ascend(items: Items) -> Findings:
    """Each threshold of a bracket table is above the one before it, and within what the fact can be."""
    for at, rule in _rules(items):
        if not isinstance(rule, BracketsRule):
            continue
        for position, row in enumerate(rule.table):
            here = (*at, "table", position, "at_least")
            if position and row.at_least <= (before := rule.table[position - 1].at_least):
                message = Message(
                    "{threshold} does not ascend: the row before starts at {before}",
                    threshold=row.at_least,
                    before=before,
                )
                yield Diagnostic("brackets-not-ascending", message, at=here)
            possible = items.domain[rule.brackets]
            if row.at_least > possible.highest:
                message = Message("“{fact}” never comes to {threshold}", fact=rule.brackets, threshold=row.at_least)
                yield Diagnostic("unreachable-bracket", message, at=here)
            elif row.at_least < possible.lowest:
                message = Message("“{fact}” is never as low as {threshold}", fact=rule.brackets, threshold=row.at_least)
                yield Diagnostic("unreachable-bracket", message, at=here)


AMOUNT_CHECKS: tuple[Callable[[Items], Findings], ...] = (
    items_reach_their_maximum,
    caps_can_be_reached,
    caps_of_sections_can_be_reached,
    brackets_ascend,
)
"""What rules can come to."""


def _rules(items: Items) -> Iterator[tuple[Path, Rule]]:
    for path, item in items:
        yield from walk_rule((*path, "rule"), item.rule)


def _unreachable(path: Path, cap: Decimal, possible: Interval) -> Findings:
    if possible.highest < cap:
        message = Message(
            "the cap of {cap} can't be reached: {highest} is the most there is", cap=cap, highest=possible.highest
        )
        yield Diagnostic("unreachable-cap", message, at=(*path, "cap"))
