"""What differs between two declarations of a fact, or of a measure."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

from zlpg.diff.matching import Value
from zlpg.diff.variations import RuleChange, Variation, differing, differing_entries, keys
from zlpg.model.declarations import ChoiceFact, FactDeclaration, Measure, ResultsFact
from zlpg.model.scalars import Scalar

_CAN_CHANGE = frozenset({"type", "range", "at_most", "trimmed_over"})
_WORKED_OUT_BY = frozenset({"share", "of", "without", "times", "range", "if_none"})


def fact_changes(change: RuleChange, old: FactDeclaration, new: FactDeclaration, old_id: str) -> Iterator[RuleChange]:
    """What differs between two declarations of a fact; what it can be bears on the score, what it is called doesn't."""
    if old_id != change.id:
        yield replace(change, key="id", old=old_id, new=change.id)
    for each in differing(change, old, new, ("type", "label", "unit", "range", "at_most", "trimmed_over")):
        yield replace(each, can_change_score=each.key in _CAN_CHANGE)
    if isinstance(old, ResultsFact) and isinstance(new, ResultsFact):
        yield from _of_names(change, old.levels, new.levels, "levels")
    if isinstance(old, ChoiceFact) and isinstance(new, ChoiceFact):
        yield from _of_names(change, old.options, new.options, "options")


def _of_names(change: RuleChange, old: Mapping[str, Value], new: Mapping[str, Value], key: str) -> Iterator[RuleChange]:
    """Levels or options; one that is new or gone bears on the score, another name doesn't."""
    for _, each in differing_entries(change, old, new, key, partial(Scalar, change.id)):
        yield replace(each, can_change_score=each.old is None or each.new is None)


def measure_changes(change: RuleChange, old: Measure, new: Measure) -> Iterator[Variation[Measure]]:
    """What differs between two measures that are worked out from facts under the same names."""
    named = ("label", "unit", "share", "of", "without", "times", "range", "if_none")
    for each, applied, reverted in keys(change, old, new, named):
        yield replace(each, can_change_score=each.key in _WORKED_OUT_BY), applied, reverted
