"""Two conditions → what differs between them; each difference with both conditions as they would be for it alone."""

from collections.abc import Hashable, Iterator
from dataclasses import replace
from typing import assert_never

import zlpg.model.rules as r
from zlpg.diff.variations import RuleChange, Variation, entries, paired, with_part
from zlpg.model.marks import kind_of


def condition_variations(
    change: RuleChange, old: r.Condition | None, new: r.Condition | None, key: str
) -> Iterator[Variation[r.Condition | None]]:
    """What differs between the conditions that two records hold at a key; `None` where one holds none there."""
    if old is not None and new is not None:
        yield from _of_condition(change.inside(key), old, new, key)
    elif old is not new:
        yield replace(change.inside(key), key=key, old=old, new=new), new, old


def _of_condition(change: RuleChange, old: r.Condition, new: r.Condition, key: str) -> Iterator[Variation[r.Condition]]:
    """Part by part where they have one in common, so that something is left of both without the others; else as a whole."""
    if old == new:
        return
    if type(old) is type(new) and not isinstance(new, str):
        kind = kind_of(type(new))
        match old:
            case r.AtLeast() | r.Over() | r.AtMost() | r.Below() | r.Chosen() | r.Reaches() if _held(old) & _held(new):
                yield from entries(change, old, new, kind)
                return
            case r.AllOf() | r.AnyOf() | r.NoneOf() if set(map(_known_by, _in(old))) & set(map(_known_by, _in(new))):
                yield from _of_several(change, old, new, kind)
                return
            case _:
                pass
    yield replace(change, key=key, old=old, new=new), new, old


def _of_several(change: RuleChange, old: r.Condition, new: r.Condition, kind: str) -> Iterator[Variation[r.Condition]]:
    """Condition by condition, those that are known by the same held against each other."""
    earlier, later = _in(old), _in(new)
    for at_old, at_new in paired(earlier, later, _known_by):
        was = None if at_old is None else earlier[at_old]
        now = None if at_new is None else later[at_new]
        here = replace(
            change,
            at_old=(*change.at_old, kind, *(() if at_old is None else (at_old,))),
            at_new=(*change.at_new, kind, *(() if at_new is None else (at_new,))),
        )
        varied: Iterator[Variation[r.Condition | None]] = iter(((replace(here, key=kind, old=was, new=now), now, was),))
        if was is not None and now is not None:
            varied = iter(_of_condition(here, was, now, kind))
        for each, applied, reverted in varied:
            yield each, _with(old, at_old, applied), _with(new, at_new, reverted)


def _in(condition: r.Condition) -> tuple[r.Condition, ...]:
    found: tuple[r.Condition, ...] = getattr(condition, kind_of(type(condition)))
    return found


def _with(condition: r.Condition, at: int | None, part: r.Condition | None) -> r.Condition:
    """A condition of several with one of them another, one more, or one less."""
    return replace(condition, **{kind_of(type(condition)): with_part(_in(condition), at, part)})  # type: ignore[type-var]


def _held(condition: r.Condition) -> set[str]:
    """What a condition holds to thresholds or options."""
    return set(getattr(condition, kind_of(type(condition))))


def _known_by(condition: r.Condition) -> Hashable:
    """What tells a condition from others beside it: its kind and what it is about."""
    match condition:
        case str():
            return condition
        case r.AllOf() | r.AnyOf() | r.NoneOf():
            return (type(condition),)
        case r.AtLeast() | r.Over() | r.AtMost() | r.Below() | r.Chosen() | r.Reaches():
            return type(condition), frozenset(_held(condition))
        case _:
            assert_never(condition)
