"""Two items → what differs between them; each difference with both items as they would be for it alone."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, TypeAlias, TypeVar

from zlpg.diagnostics import Path
from zlpg.diff.matching import Value
from zlpg.expression import Expression
from zlpg.lowering import at_level, lower_item
from zlpg.scheme import (
    Bracket,
    BracketsRule,
    HighestRule,
    Item,
    LevelsRule,
    Requirement,
    Rule,
    SumRule,
    fact_of,
    kind_of,
)

Thing: TypeAlias = Literal["scheme", "office", "fact", "section", "item", "total"]


@dataclass(frozen=True, slots=True)
class RuleChange:
    """One difference between two rule files.

    `key` is the key that differs, of the thing or of what is inside it; empty where the thing itself is new or gone. `about` is
    the fact, or the level of one (`awards.gold`), that a part of a rule reads; the fact has a `~` behind it where the new file has
    its id for something else. `old` and `new` are what the files hold, `None` for nothing; `at_old` and `at_new` lead to it, or
    to where it would be. `mattered` is known where two scores are compared: whether the points of one of them would be others
    without this change alone.
    """

    thing: Thing
    id: str
    key: str
    old: Value
    new: Value
    at_old: Path = ()
    at_new: Path = ()
    about: str = ""
    can_change_score: bool = False
    mattered: bool | None = None


T = TypeVar("T")
Variation: TypeAlias = tuple[RuleChange, T, T]
"""A change, the old one with nothing but it applied, and the new one with nothing but it taken back."""


def item_variations(old: Item, new: Item, at_old: Path, at_new: Path) -> Iterator[Variation[Expression]]:
    """What differs between two items that read facts under the same names, apart from their ids; both as what they mean."""
    change = RuleChange("item", new.id, "", None, None, at_old, at_new)
    meant = lower_item(old), lower_item(new)
    for each, *changed in _of_item(change, old, new):
        applied, reverted = map(lower_item, changed)
        means = (applied, reverted) != meant
        # A maximum is no part of the arithmetic: it is what the rule has to be able to give.
        yield replace(each, can_change_score=each.key == "max" or means), applied, reverted


def _of_item(change: RuleChange, old: Item, new: Item) -> Iterator[Variation[Item]]:
    yield from _keys(change, old, new, ("number", "title", "text", "max", "direction"))
    inner = replace(change, at_old=(*change.at_old, "rule"), at_new=(*change.at_new, "rule"))
    for each, applied, reverted in _of_rule(inner, old.rule, new.rule):
        yield each, replace(old, rule=applied), replace(new, rule=reverted)
    yield from _keys(change, old, new, ("cap", "responsible"))
    if old.requirement and new.requirement:
        inner = replace(change, at_old=(*change.at_old, "requirement"), at_new=(*change.at_new, "requirement"))
        for each, asked, asked_before in _of_requirement(inner, old.requirement, new.requirement):
            yield each, replace(old, requirement=asked), replace(new, requirement=asked_before)
    else:
        yield from _keys(change, old, new, ("requirement",))
    yield from _keys(change, old, new, ("note",))


def _of_requirement(change: RuleChange, old: Requirement, new: Requirement) -> Iterator[Variation[Requirement]]:
    for each, applied, reverted in _keys(change, old, new, ("text",)):
        yield replace(each, key="requirement"), applied, reverted
    yield from _entries(change, old, new, "at_least")


def _of_rule(change: RuleChange, old: Rule, new: Rule) -> Iterator[Variation[Rule]]:
    """What differs between two rules; one by itself is as good as a sum, or a highest, of one."""
    combining = {type(rule) for rule in (old, new) if isinstance(rule, SumRule | HighestRule)}
    if len(combining) == 1:
        (kind,) = combining
        yield from _of_parts(change, old, new, kind)
    elif combining or _known_by(old) != _known_by(new):
        yield replace(change, key="rule", old=old, new=new), new, old
    else:
        yield from _of_same_kind(replace(change, about=fact_of(new) or ""), old, new)


def _of_same_kind(change: RuleChange, old: Rule, new: Rule) -> Iterator[Variation[Rule]]:
    if isinstance(old, BracketsRule) and isinstance(new, BracketsRule):
        yield from _of_table(change, old, new)
    elif isinstance(old, LevelsRule) and isinstance(new, LevelsRule):
        for each, applied, reverted in _entries(change, old, new, "points"):
            yield replace(each, about=at_level(new.levels, each.about)), applied, reverted
        yield from _keys(change, old, new, ("cap",))
    else:
        yield from _keys(change, old, new, tuple(field.name for field in fields(new))[1:])


def _of_parts(change: RuleChange, old: Rule, new: Rule, kind: type[SumRule | HighestRule]) -> Iterator[Variation[Rule]]:
    key = kind_of(kind)
    earlier, later = (_parts(rule, key) for rule in (old, new))
    whole_old, whole_new = (rule if isinstance(rule, kind) else kind((rule,)) for rule in (old, new))

    def with_parts(whole: Rule, parts: Mapping[Any, tuple[Path, Rule]]) -> Rule:
        left = tuple(part for _, part in parts.values())
        return replace(whole, **{key: left}) if left else SumRule(())  # type: ignore[arg-type]

    for name in {**later, **earlier}:
        at_old, was = earlier.get(name, ((), None))
        at_new, now = later.get(name, ((), None))
        here = replace(change, at_old=(*change.at_old, *at_old), at_new=(*change.at_new, *at_new))
        if was is not None and now is not None:
            inner: Iterator[tuple[RuleChange, Rule | None, Rule | None]] = iter(_of_rule(here, was, now))
        else:
            about = fact_of(was or now or new) or ""
            inner = iter(((replace(here, key=key, about=about, old=was, new=now), now, was),))
        for each, applied, reverted in inner:
            yield (
                each,
                with_parts(whole_old, _with(earlier, name, (at_old, applied))),
                with_parts(whole_new, _with(later, name, (at_new, reverted))),
            )
    yield from _keys(change, whole_old, whole_new, ("cap",))


def _parts(rule: Rule, key: str) -> dict[Any, tuple[Path, Rule]]:
    """The parts of a rule by what they are known by, each with the way to it; of several such, by which of them it is."""
    if key != kind_of(type(rule)):
        return {(*_known_by(rule), 0): ((), rule)}
    parts: dict[Any, tuple[Path, Rule]] = {}
    seen = Counter[tuple[Any, ...]]()
    for position, part in enumerate(getattr(rule, key)):
        name = _known_by(part)
        parts[*name, seen[name]] = ((key, position), part)
        seen[name] += 1
    return parts


def _known_by(rule: Rule) -> tuple[Any, ...]:
    return kind_of(type(rule)), fact_of(rule)


def _with(parts: Mapping[Any, tuple[Path, Rule]], name: Any, part: tuple[Path, Rule | None]) -> dict[Any, Any]:
    changed = {**parts, name: part}
    return changed if part[1] is not None else {each: changed[each] for each in changed if each != name}


def _of_table(change: RuleChange, old: BracketsRule, new: BracketsRule) -> Iterator[Variation[Rule]]:
    """Rows are the same one by their threshold; where each has one counterpart in order, by their place."""
    by_place = len(old.table) == len(new.table)
    earlier, later = (
        {position if by_place else row.at_least: (position, row) for position, row in enumerate(rule.table)}
        for rule in (old, new)
    )

    def with_row(rule: BracketsRule, row: Bracket | None, instead_of: Bracket | None) -> BracketsRule:
        rows = (*(each for each in rule.table if each != instead_of), *((row,) if row else ()))
        return replace(rule, table=tuple(sorted(rows, key=lambda each: each.at_least)))

    for name in sorted({*earlier, *later}):
        at_old, was = earlier.get(name, (None, None))
        at_new, now = later.get(name, (None, None))
        here = replace(
            change,
            at_old=(*change.at_old, "table", *(() if at_old is None else (at_old,))),
            at_new=(*change.at_new, "table", *(() if at_new is None else (at_new,))),
        )
        if was is None or now is None:
            yield replace(here, key="table", old=was, new=now), with_row(old, now, was), with_row(new, was, now)
            continue
        for each, applied, reverted in _keys(here, was, now, ("at_least", "points")):
            yield each, with_row(old, applied, was), with_row(new, reverted, now)


def _keys(change: RuleChange, old: T, new: T, keys: tuple[str, ...]) -> Iterator[Variation[T]]:
    """The keys that two records hold other values of."""
    for each in differing(change, old, new, keys):
        yield each, replace(old, **{each.key: each.new}), replace(new, **{each.key: each.old})  # type: ignore[type-var]


def _entries(change: RuleChange, old: T, new: T, key: str) -> Iterator[Variation[T]]:
    """The entries that differ of a mapping that two records hold."""
    earlier: Mapping[str, Value] = getattr(old, key)
    later: Mapping[str, Value] = getattr(new, key)
    for each in differing_entries(change, earlier, later, key):
        yield (
            each,
            replace(old, **{key: _entry(earlier, each.about, each.new)}),  # type: ignore[type-var]
            replace(new, **{key: _entry(later, each.about, each.old)}),  # type: ignore[type-var]
        )


def _entry(of: Mapping[str, Value], name: str, value: Value) -> dict[str, Value]:
    return {key: each for key, each in {**of, name: value}.items() if each is not None}


def differing(change: RuleChange, old: object, new: object, keys: tuple[str, ...]) -> Iterator[RuleChange]:
    """The keys that two records hold other values of; a key that only one of them can have holds nothing in the other."""
    for key in keys:
        was, now = getattr(old, key, None), getattr(new, key, None)
        if was != now and _as_read(was) != _as_read(now):
            yield replace(change, key=key, old=was, new=now, at_old=(*change.at_old, key), at_new=(*change.at_new, key))


def differing_entries(
    change: RuleChange, old: Mapping[str, Value], new: Mapping[str, Value], key: str
) -> Iterator[RuleChange]:
    """The entries that two mappings at a key don't share; `about` names each."""
    for name in {**new, **old}:
        was, now = old.get(name), new.get(name)
        if was != now:
            at_old, at_new = (*change.at_old, key, name), (*change.at_new, key, name)
            yield replace(change, key=key, about=name, old=was, new=now, at_old=at_old, at_new=at_new)


def _as_read(value: Value) -> Value:
    """A value as it is read: a text that isn't there says as much as an empty one, and as one broken into other lines."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)  # a numbering may be quoted
    return re.sub(r"\s+", "", value) if isinstance(value, str) else "" if value is None else value
