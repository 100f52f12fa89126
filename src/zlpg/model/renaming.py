"""A scheme with other ids for its facts, its measures and the parts of its table, wherever it refers to them.

>>> from decimal import Decimal as D
>>> from zlpg.model.rules import CountedRule
>>> from zlpg.model.declarations import CountFact
>>> from zlpg.model.table import Item, Section, Total
>>> letters = Item("letters", "工作信息", "每篇0.1分", CountedRule("letters", D("0.1")))
>>> total = Total((Section("work", "质量工作", items=(letters,)),))
>>> scheme = Scheme("town", 2020, "考核表", total, {"letters": CountFact("count", "工作信息")})
>>> renamed = scheme_with(scheme, facts={"letters": "work_reports"}, parts={"letters": "reporting"})
>>> [*renamed.facts], renamed.total.sections[0].items[0].id, renamed.total.sections[0].items[0].rule.count
(['work_reports'], 'reporting', 'work_reports')
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from typing import Any

from zlpg.diagnostics import Path
from zlpg.model.references import Reference, references_in
from zlpg.model.table import Scheme
from zlpg.model.walks import references_of_part, walk_items, walk_sections
from zlpg.records import document_key


def scheme_with(scheme: Scheme, facts: Mapping[str, str], parts: Mapping[str, str]) -> Scheme:
    """The scheme with the ids that `facts`, of facts and measures, and `parts`, of sections and items, have for its own."""
    keys: dict[Path, tuple[str, str]] = {}
    values: dict[Path, tuple[str, str]] = {}
    for each in _ids_in(scheme):
        other = (parts if each.wanted == "part" else facts).get(each.id, each.id)
        if other != each.id:
            (keys if each.on_key else values)[each.at] = each.id, other
    touched = {at[:length] for at in (*keys, *values) for length in range(len(at) + 1)}

    def renamed(tree: Any, at: Path) -> Any:
        if at not in touched:
            return tree
        if isinstance(tree, str):
            return _with_id(tree, *values[at]) if at in values else tree
        if isinstance(tree, Mapping):
            return {
                _with_id(key, *keys.get((*at, key), ("", ""))): renamed(each, (*at, key)) for key, each in tree.items()
            }
        if isinstance(tree, tuple):
            return tuple(renamed(each, (*at, position)) for position, each in enumerate(tree))
        if not hasattr(tree, "__dataclass_fields__"):  # the threshold that a key is held to
            return tree
        below = {field.name: (*at, document_key(field.name)) for field in fields(tree)}
        return replace(
            tree, **{name: renamed(getattr(tree, name), way) for name, way in below.items() if way in touched}
        )

    found: Scheme = renamed(scheme, ())
    return found


def _with_id(reading: str, id: str, other: str) -> str:
    """What is read, of something that has another id: `work.points` is `quality.points` where it is called so; never `judged`."""
    return other + reading.removeprefix(id) if reading.partition(".")[0] == id else reading


def _ids_in(scheme: Scheme) -> Iterator[Reference]:
    """Every id in a scheme of a fact, a measure or a part of the table: where it is declared, and wherever it is referred to."""
    for key in ("facts", "measures"):
        yield from (Reference((key, id), id, "quantity", on_key=True) for id in getattr(scheme, key))
    for id, measure in scheme.measures.items():
        yield from references_in(("measures", id), measure)
    yield from references_of_part(("total",), scheme.total)
    for path, section in walk_sections(scheme):
        yield Reference((*path, "id"), section.id, "part")
        yield from references_of_part(path, section)
    for path, _, item in walk_items(scheme):
        yield Reference((*path, "id"), item.id, "part")
        yield from references_of_part(path, item)
