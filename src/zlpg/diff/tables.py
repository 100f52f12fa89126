"""The tables of two schemes by the names of a comparison: what stands where, and what moved."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from zlpg.diagnostics import Path
from zlpg.diff.matching import Names
from zlpg.diff.nodes import Node, node_id
from zlpg.diff.results import TOTAL
from zlpg.diff.variations import RuleChange
from zlpg.model.table import Item, NotApplicable, Scheme, Section, Total
from zlpg.model.walks import adjustments, references_of
from zlpg.numbers import ONE


@dataclass(frozen=True, slots=True)
class Entry:
    """A section or an item of one scheme: where it stands, the name and the id of what it is in, and what is around it.

    `held_by` are the sections around it that do more than add up what is in them, or that a condition is about, and `around` is
    what they say of items that are not applicable.
    """

    node: Section | Item
    at: Path
    within: str
    within_id: str
    held_by: tuple[str, ...]
    around: NotApplicable | None


@dataclass(frozen=True, slots=True)
class Table:
    """A scheme's sections and items by the names that they go by in a comparison, what is directly under each, and the total."""

    entries: Mapping[str, Entry]
    below: Mapping[str, tuple[str, ...]]
    nodes: Mapping[str, Node]

    def around(self, name: str) -> NotApplicable | None:
        """What is said around a section of items that are not applicable."""
        return self.entries[name].around if name in self.entries else None


def table(scheme: Scheme, names: Names) -> Table:
    """The table of a scheme under the names of a comparison."""
    entries: dict[str, Entry] = {}
    below: dict[str, tuple[str, ...]] = {}
    nodes: dict[str, Node] = {}
    read = {each.id for each in references_of(scheme) if each.wanted == "part"}

    def enter(node: Node, name: str, at: Path, held_by: tuple[str, ...], around: NotApplicable | None) -> None:
        items: tuple[Item, ...] = node.items if isinstance(node, Section) else ()
        below[name] = (*(names[each.id] for each in node.sections), *(names[each.id] for each in items))
        nodes[name] = node
        inside = (*held_by, name) if holds(node) or node_id(node) in read else held_by
        policy = node.not_applicable or around
        for position, section in enumerate(node.sections):
            here = (*at, "sections", position)
            entries[names[section.id]] = Entry(section, here, name, node_id(node), inside, policy)
            enter(section, names[section.id], here, inside, policy)
        for position, item in enumerate(items):
            entries[names[item.id]] = Entry(item, (*at, "items", position), name, node_id(node), inside, policy)

    enter(scheme.total, TOTAL, ("total",), (), None)
    return Table(entries, below, nodes)


def holds(node: Node) -> bool:
    """Whether a section does more than add up what is in it, whatever that is."""
    if isinstance(node, Total):
        return bool(set(adjustments(node)) - {"weight", "vetoes"})
    return node.weight != ONE or bool(set(adjustments(node)) - {"weight"})


def moves(was: Entry, now: Entry) -> Iterator[RuleChange]:
    """That a section or an item stands in another section; the score is another one only where other caps are around it."""
    if was.within != now.within:
        yield RuleChange(
            "item" if isinstance(now.node, Item) else "section",
            now.node.id,
            "within",
            was.within_id,
            now.within_id,
            was.at,
            now.at,
            can_change_score=(was.held_by, was.around) != (now.held_by, now.around),
        )
