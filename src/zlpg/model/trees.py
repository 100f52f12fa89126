"""A rule file as a tree of records, mappings and lists, and the same tree with another value at one place.

>>> from decimal import Decimal as D
>>> from zlpg.model.rules import CountedRule, SumRule
>>> rule = SumRule((CountedRule("reports", D("0.1"), over=D(10)), CountedRule("letters", D("0.2"))))
>>> with_at(rule, ("sum", 0, "over"), D(12)).sum[0].over
Decimal('12')
>>> with_at(rule, ("sum", 1), None).sum == rule.sum[:1]
True
"""

from collections.abc import Mapping
from dataclasses import fields
from dataclasses import replace as record_with
from typing import Any

from zlpg.diagnostics import Path


def field_of(record: Any, key: str) -> str:
    """The field of a record, or of a class of records, that a key of the document is."""
    return f"{key}_" if hasattr(record, f"{key}_") else key


def value_at(tree: Any, path: Path) -> Any:
    """What stands at a path; `None` where the tree has no such place."""
    for step in path:
        match tree, step:
            case Mapping(), _:
                tree = tree.get(step)
            case tuple(), int():
                tree = tree[step] if step < len(tree) else None
            case _:
                tree = getattr(tree, field_of(tree, str(step)), None)
    return tree


def with_at(tree: Any, path: Path, value: Any) -> Any:
    """The tree with another value at a path, one past the end of a list to add to it.

    With `None` there, what was there is left out: of a list or a mapping altogether, of a record so that its default holds.
    """
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(tree, tuple):
        assert isinstance(step, int)  # noqa: S101  # what is in a list is counted
        part = with_at(tree[step], rest, value) if rest else value
        return (*tree[:step], *(() if part is None else (part,)), *tree[step + 1 :])
    if isinstance(tree, Mapping):
        part = with_at(tree[str(step)], rest, value) if rest else value
        return {key: each for key, each in {**tree, str(step): part}.items() if each is not None}
    name = field_of(tree, str(step))
    if not rest and value is None:
        return record_with(tree, **{name: next(field.default for field in fields(tree) if field.name == name)})
    return record_with(tree, **{name: with_at(getattr(tree, name), rest, value)})
