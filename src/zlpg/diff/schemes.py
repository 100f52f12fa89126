"""Two schemes → what differs between them, in the order of the document: not its formatting, its comments or the order of keys."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from zlpg.diagnostics import Path
from zlpg.diff.matching import as_written, facts_declared, items_and_sections, matched, matched_tables, renamed
from zlpg.diff.results import TOTAL, merged
from zlpg.diff.rules import RuleChange, differing, differing_entries, item_variations
from zlpg.lowering import at_level
from zlpg.scheme import FactDeclaration, Item, ResultsFact, Scheme, Section, Total, facts_of, walk_items

Names: TypeAlias = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """A section or an item of one scheme: where it stands, the name and the id of what it is in, and the caps around it."""

    node: Section | Item
    at: Path
    within: str
    within_id: str
    under_caps_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A scheme's sections and items by the names that they go by in a comparison, what is directly under each, and the total."""

    entries: Mapping[str, Entry]
    below: Mapping[str, tuple[str, ...]]
    nodes: Mapping[str, Section | Total]


def table(scheme: Scheme, names: Names) -> Table:
    """The table of a scheme under the names of a comparison."""
    entries: dict[str, Entry] = {}
    below: dict[str, tuple[str, ...]] = {}
    nodes: dict[str, Section | Total] = {}

    def enter(node: Section | Total, name: str, at: Path, around: tuple[str, ...]) -> None:
        id = node.id if isinstance(node, Section) else "total"
        items: tuple[Item, ...] = node.items if isinstance(node, Section) else ()
        below[name] = (*(names[each.id] for each in node.sections), *(names[each.id] for each in items))
        nodes[name] = node
        inside = around if node.cap is None else (*around, name)
        for position, section in enumerate(node.sections):
            here = (*at, "sections", position)
            entries[names[section.id]] = Entry(section, here, name, id, inside)
            enter(section, names[section.id], here, inside)
        for position, item in enumerate(items):
            entries[names[item.id]] = Entry(item, (*at, "items", position), name, id, inside)

    enter(scheme.total, TOTAL, ("total",), ())
    return Table(entries, below, nodes)


def scheme_changes(old: Scheme, new: Scheme) -> tuple[RuleChange, ...]:
    """Every difference between two rule files that says something else to a reader or to the score."""
    whole = RuleChange("scheme", new.scheme, "", None, None)
    facts, _ = matched((facts_declared(old), facts_declared(new)))
    return (
        *differing(whole, old, new, ("scheme", "year", "title", "note")),
        *_of_offices(old, new),
        *_of_facts(old, new, facts),
        *_of_table(old, new, facts),
    )


def _of_offices(old: Scheme, new: Scheme) -> Iterator[RuleChange]:
    for id in {**new.offices, **old.offices}:
        was, now = old.offices.get(id), new.offices.get(id)
        change = RuleChange("office", id, "", was, now, ("offices", id), ("offices", id))
        if was is None or now is None:
            yield change
        else:
            yield from differing(change, was, now, ("name", "stands_for_all"))


def _of_facts(old: Scheme, new: Scheme, names: Names) -> Iterator[RuleChange]:
    was_id = {name: id for id, name in names.items()}
    read = {fact for _, _, item in walk_items(old) for fact in facts_of(renamed(item, names))}
    read |= {fact for _, _, item in walk_items(new) for fact in facts_of(item)}
    for name in {**new.facts, **was_id}:
        id = was_id.get(name, name)
        was, now = old.facts.get(id) if name in was_id else None, new.facts.get(name)
        change = RuleChange("fact", name if now else id, "", was, now, ("facts", id), ("facts", name if now else id))
        for each in (change,) if was is None or now is None else fact_changes(change, was, now, id):
            yield replace(each, can_change_score=each.can_change_score and name in read)


def fact_changes(change: RuleChange, old: FactDeclaration, new: FactDeclaration, old_id: str) -> Iterator[RuleChange]:
    """What differs between two declarations of a fact; what it can be bears on the score, what it is called doesn't."""
    if old_id != change.id:
        yield replace(change, key="id", old=old_id, new=change.id)
    for each in differing(change, old, new, ("type", "label", "unit", "range", "at_most")):
        yield replace(each, can_change_score=each.key in {"type", "range", "at_most"})
    if isinstance(old, ResultsFact) and isinstance(new, ResultsFact):
        for each in differing_entries(change, old.levels, new.levels, "levels"):
            yield replace(
                each, about=at_level(change.id, each.about), can_change_score=each.old is None or each.new is None
            )


def node_changes(change: RuleChange, old: Section | Total, new: Section | Total) -> Iterator[RuleChange]:
    """What a section, or the total, says of itself that differs."""
    for each in differing(change, old, new, ("number", "title", "text", "max", "cap", "note")):
        yield replace(each, can_change_score=each.key in {"max", "cap"})


def _of_table(old: Scheme, new: Scheme, facts: Names) -> Iterator[RuleChange]:
    names = matched_tables((items_and_sections(old), items_and_sections(new)))
    earlier, later = table(old, names[0]), table(new, names[1])
    ids = {name: id for id, name in facts.items()}
    below = merged((earlier.below, later.below))
    total = RuleChange("total", "total", "", None, None, ("total",), ("total",))
    yield from node_changes(total, old.total, new.total)
    yield from _of_order(total, earlier, later, TOTAL)
    waiting = list(reversed(below[TOTAL]))
    while waiting:
        name = waiting.pop()
        was, now = earlier.entries.get(name), later.entries.get(name)
        if was is None or now is None:
            yield _come_or_gone(was, now)
        else:
            yield from _of_entry(was, now, facts, ids)
        waiting.extend(reversed(below.get(name, ())))
        if was is not None and now is not None and name in earlier.below and name in later.below:
            change = RuleChange("section", now.node.id, "", None, None, was.at, now.at)
            yield from _of_order(change, earlier, later, name)


def _come_or_gone(was: Entry | None, now: Entry | None) -> RuleChange:
    (node,) = (entry.node for entry in (was, now) if entry is not None)
    return RuleChange(
        "item" if isinstance(node, Item) else "section",
        node.id,
        "",
        was and was.node,
        now and now.node,
        was.at if was else (),
        now.at if now else (),
        can_change_score=isinstance(node, Item) or node.cap is not None,
    )


def _of_entry(was: Entry, now: Entry, facts: Names, ids: Names) -> Iterator[RuleChange]:
    """What differs between a section, or an item, of two schemes: its id, its place in the table, and what it says."""
    old, new = was.node, now.node
    change = RuleChange("item" if isinstance(new, Item) else "section", new.id, "", None, None, was.at, now.at)
    if old.id != new.id:
        yield replace(change, key="id", old=old.id, new=new.id, at_old=(*was.at, "id"), at_new=(*now.at, "id"))
    yield from moves(was, now)
    if isinstance(old, Item) and isinstance(new, Item):
        for each, _, _ in item_variations(renamed(old, facts), new, was.at, now.at):
            yield replace(each, old=as_written(each.old, ids))
    elif isinstance(old, Section) and isinstance(new, Section):
        yield from node_changes(change, old, new)


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
            can_change_score=was.under_caps_of != now.under_caps_of,
        )


def _of_order(change: RuleChange, earlier: Table, later: Table, name: str) -> Iterator[RuleChange]:
    """What both have in a section, or in the total, in another order."""

    def ids(of: Table, other: Table) -> dict[str, str]:
        others = set(other.below[name])
        common = (each for each in of.below[name] if each in others)
        return {each: of.entries[each].node.id for each in common}

    old, new = ids(earlier, later), ids(later, earlier)
    if list(old) != list(new):
        yield replace(change, key="order", old=tuple(old.values()), new=tuple(new.values()))
