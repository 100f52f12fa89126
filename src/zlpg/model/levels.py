"""Which thresholds of conditions are levels of a choice, and no readings: that is known by what is held to them.

>>> from decimal import Decimal as D
>>> from zlpg.model.declarations import ChoiceFact
>>> from zlpg.model.rules import Criteria, OnceRule
>>> from zlpg.model.table import Item, Section, Total
>>> graduate = OnceRule(Criteria(at_least={"degree": "bachelor"}), D(2))
>>> total = Total((Section("staff", "队伍", items=(Item("degree", "学历", "本科以上的得2分", graduate),)),))
>>> degree = ChoiceFact("choice", "学历", levels={"college": "大专", "bachelor": "本科", "master": "硕士"})
>>> scheme = with_levels(Scheme("town", 2020, "考核表", total, {"degree": degree}))
>>> scheme.total.sections[0].items[0].rule.once.at_least
{'degree': Level('bachelor')}
"""

from collections.abc import Iterator

import zlpg.model.rules as r
from zlpg.diagnostics import Path
from zlpg.model.declarations import ChoiceFact
from zlpg.model.rules import Level
from zlpg.model.table import Scheme
from zlpg.model.trees import with_at
from zlpg.model.walks import conditions_beside_items, walk_items


def with_levels(scheme: Scheme) -> Scheme:
    """The scheme, each threshold that a choice is held to being a level."""
    if not any(isinstance(fact, ChoiceFact) for fact in scheme.asked.values()):
        return scheme
    found = scheme
    for at, condition in _conditions(scheme):
        for entry in r.entries_in(at, condition):
            is_text = isinstance(entry.threshold, str) and entry.word != "is"
            if is_text and isinstance(scheme.asked.get(entry.reading), ChoiceFact):
                found = with_at(found, entry.at, Level(entry.threshold))
    return found if found is scheme else found.read_from(scheme.sha256)


def _conditions(scheme: Scheme) -> Iterator[tuple[Path, r.Condition]]:
    for path, _, item in walk_items(scheme):
        yield from r.conditions_in((*path, "rule"), item.amount)
    for id, measure in scheme.measures.items():
        yield from r.conditions_in(("measures", id), measure)
    yield from ((each.at, each.condition) for each in conditions_beside_items(scheme))
