"""Two schemes → what differs between them, in the order of the document: not its formatting, its comments or the order of keys."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from zlpg.diff.declarations import fact_changes, measure_changes
from zlpg.diff.matching import Names, items_and_sections, matched_facts, matched_parts, matched_tables
from zlpg.diff.nodes import meaning, node_variations, with_weight
from zlpg.diff.renaming import as_written, renamed_measure, renamed_total
from zlpg.diff.results import TOTAL, merged
from zlpg.diff.rules import item_variations
from zlpg.diff.settled import settling_variations
from zlpg.diff.tables import Entry, Table, holds, moves, table
from zlpg.diff.variations import RuleChange, differing
from zlpg.engine.lowering import ALL_APPLY
from zlpg.model.table import Item, Scheme, Section, Total
from zlpg.model.walks import facts_read, parts_below, references_of
from zlpg.records import dataclass


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two schemes with the names of the old one's facts and parts in the new one, and back."""

    old: Scheme
    new: Scheme
    facts: Names
    parts: Names
    ids_of_facts: Names
    ids_of_parts: Names

    def written(self, change: RuleChange) -> RuleChange:
        """A change with what the old file holds by its own ids."""
        return as_written(change, self.ids_of_facts, self.ids_of_parts)


def scheme_changes(old: Scheme, new: Scheme) -> tuple[RuleChange, ...]:
    """Every difference between two rule files that says something else to a reader or to the score."""
    whole = RuleChange("scheme", new.scheme, "", None, None)
    facts, parts = matched_facts(old, new)[0], matched_parts(old, new)
    pair = _Pair(old, new, facts, parts, *({name: id for id, name in names.items()} for names in (facts, parts)))
    return (
        *differing(whole, old, new, ("scheme", "year", "title", "note")),
        *_of_offices(old, new),
        *_of_facts(pair),
        *_of_measures(pair),
        *_of_table(pair),
    )


def _of_offices(old: Scheme, new: Scheme) -> Iterator[RuleChange]:
    for id in {**new.offices, **old.offices}:
        was, now = old.offices.get(id), new.offices.get(id)
        change = RuleChange("office", id, "", was, now, ("offices", id), ("offices", id))
        if was is None or now is None:
            yield change
        else:
            yield from differing(change, was, now, ("name", "stands_for_all"))


def _of_facts(pair: _Pair) -> Iterator[RuleChange]:
    old, new = pair.old, pair.new
    was_id = {name: id for id, name in pair.facts.items() if id in old.facts}
    read = {pair.facts[id] for id in facts_read(old, references_of(old))} | {*facts_read(new, references_of(new))}
    for name in {**new.facts, **was_id}:
        id = was_id.get(name, name)
        was, now = old.facts.get(id) if name in was_id else None, new.facts.get(name)
        change = RuleChange("fact", name if now else id, "", was, now, ("facts", id), ("facts", name if now else id))
        for each in (change,) if was is None or now is None else fact_changes(change, was, now, id):
            yield replace(each, can_change_score=each.can_change_score and name in read)


def _of_measures(pair: _Pair) -> Iterator[RuleChange]:
    old, new = pair.old, pair.new
    was_id = {name: id for id, name in pair.facts.items() if id in old.measures}
    read = {pair.facts.get(each.id) for each in references_of(old)} | {each.id for each in references_of(new)}
    for name in {**new.measures, **was_id}:
        id = was_id.get(name, name)
        was, now = old.measures.get(id) if name in was_id else None, new.measures.get(name)
        here = name if now else id
        change = RuleChange("measure", here, "", was, now, ("measures", id), ("measures", here))
        if was is None or now is None:
            yield change
            continue
        if id != name:
            yield replace(change, key="id", old=id, new=name)
        for each, _, _ in measure_changes(change, renamed_measure(was, pair.facts), now):
            yield pair.written(replace(each, can_change_score=each.can_change_score and name in read))


def _of_table(pair: _Pair) -> Iterator[RuleChange]:
    old, new = pair.old, pair.new
    names = matched_tables((items_and_sections(old), items_and_sections(new)))
    earlier, later = table(old, names[0]), table(new, names[1])
    meant = _by_name(
        renamed_total(old.total, pair.facts, pair.parts), {pair.parts[id]: names[0][id] for id in names[0]}
    )
    below = merged((earlier.below, later.below))
    yield from _of_total(pair, meant[TOTAL], earlier, later)
    waiting = list(reversed(below[TOTAL]))
    while waiting:
        name = waiting.pop()
        was, now = earlier.entries.get(name), later.entries.get(name)
        if was is None or now is None:
            yield _come_or_gone(was, now)
        else:
            for change in _of_entry(was, now, meant[name]):
                bears = change.can_change_score
                if change.key == "weight" and was.within == now.within:
                    parents = (
                        (meant[was.within], meant[name], now.node),
                        (later.nodes[now.within], now.node, meant[name]),
                    )
                    bears = any(
                        meaning(parent, None) != meaning(with_weight(parent, *parts), None)
                        for parent, *parts in parents
                    )
                yield pair.written(replace(change, can_change_score=bears))
        waiting.extend(reversed(below.get(name, ())))
        if was is not None and now is not None and name in earlier.below and name in later.below:
            change = RuleChange("section", now.node.id, "", None, None, was.at, now.at)
            yield from _of_order(change, earlier, later, name)


def _by_name(total: Total, names: Names) -> dict[str, Any]:
    """The total, every section and every item by the names of a comparison."""
    found: dict[str, Any] = {TOTAL: total}
    waiting: list[Total | Section | Item] = [total]
    while waiting:
        for part in parts_below(node) if not isinstance(node := waiting.pop(), Item) else ():
            found[names[part.id]] = part
            waiting.append(part)
    return found


def _of_total(pair: _Pair, old: Total, earlier: Table, later: Table) -> Iterator[RuleChange]:
    change, new = RuleChange("total", "total", "", None, None, ("total",), ("total",)), pair.new.total
    for each, _, _ in node_variations(change, old, new):
        yield each
    yield from _of_order(change, earlier, later, TOTAL)
    for of_settling, _, _ in settling_variations(change, old, new):
        yield pair.written(of_settling)


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
        can_change_score=isinstance(node, Item) or holds(node),
    )


def _of_entry(was: Entry, now: Entry, meant: Any) -> Iterator[RuleChange]:
    """What differs between a section, or an item, of two schemes: its id, its place in the table, and what it says.

    `meant` is the old one with references by the names of the new one.
    """
    old, new = was.node, now.node
    change = RuleChange("item" if isinstance(new, Item) else "section", new.id, "", None, None, was.at, now.at)
    if old.id != new.id:
        yield replace(change, key="id", old=old.id, new=new.id, at_old=(*was.at, "id"), at_new=(*now.at, "id"))
    yield from moves(was, now)
    if isinstance(new, Item):
        tables = (was.around, ALL_APPLY), (now.around, ALL_APPLY)  # which is said of other items
        for each, _, _ in item_variations(meant, new, was.at, now.at, tables):
            yield each
    else:
        for of_section, _, _ in node_variations(change, meant, new, (was.around, now.around)):
            yield of_section


def _of_order(change: RuleChange, earlier: Table, later: Table, name: str) -> Iterator[RuleChange]:
    """What both have in a section, or in the total, in another order."""

    def ids(of: Table, other: Table) -> dict[str, str]:
        others = set(other.below[name])
        common = (each for each in of.below[name] if each in others)
        return {each: of.entries[each].node.id for each in common}

    old, new = ids(earlier, later), ids(later, earlier)
    if list(old) != list(new):
        yield replace(change, key="order", old=tuple(old.values()), new=tuple(new.values()))
