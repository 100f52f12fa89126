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
from zlpg.model.references import Reference
from zlpg.model.table import Scheme
from zlpg.model.walks import references_of_measure, references_of_part, walk_items, walk_sections
from zlpg.records import document_key


def scheme_with(scheme: Scheme, facts: Mapping[str, str], parts: Mapping[str, str]) -> Scheme:
    """The scheme with the ids that `facts`, of facts and measures, and `parts`, of sections and items, have for its own."""
    keys: dict[Path, str] = {}
    values: dict[Path, tuple[str, str]] = {}
    for each in _ids_in(scheme):
        other = (parts if each.wanted == "part" else facts).get(each.id, each.id)
        if other != each.id and each.on_key:
            keys[each.at] = other
        elif other != each.id:
            values[each.at] = each.id, other
    touched = {at[:length] for at in (*keys, *values) for length in range(len(at) + 1)}

    def renamed(tree: Any, at: Path) -> Any:
        if at not in touched:
            return tree
        if isinstance(tree, str):
            id, other = values[at]
            return other + tree.removeprefix(id) if tree.partition(".")[0] == id else tree  # not the word `judged`
        if isinstance(tree, Mapping):
            return {keys.get((*at, key), key): renamed(each, (*at, key)) for key, each in tree.items()}
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


def _ids_in(scheme: Scheme) -> Iterator[Reference]:
    """Every id in a scheme of a fact, a measure or a part of the table: where it is declared, and wherever it is referred to."""
    for key in ("facts", "measures"):
        yield from (Reference((key, id), id, "quantity", on_key=True) for id in getattr(scheme, key))
    for id, measure in scheme.measures.items():
        yield from references_of_measure(("measures", id), measure)
    yield from references_of_part(("total",), scheme.total)
    for path, section in walk_sections(scheme):
        yield Reference((*path, "id"), section.id, "part")
        yield from references_of_part(path, section)
    for path, _, item in walk_items(scheme):
        yield Reference((*path, "id"), item.id, "part")
        yield from references_of_part(path, item)
