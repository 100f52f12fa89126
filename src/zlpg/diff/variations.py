"""Two records → the keys that differ; each difference with both records as they would be for it alone."""

import operator
import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias, TypeVar

from zlpg.diagnostics import Path
from zlpg.diff.matching import Value
from zlpg.model.scalars import Scalar

Thing: TypeAlias = Literal["scheme", "office", "fact", "measure", "section", "item", "total", "veto", "grade"]


NOTHING_IN_PARTICULAR = Scalar("")
"""What a change is about that is of a whole."""


@dataclass(frozen=True, slots=True)
class RuleChange:
    """One difference between two rule files.

    `key` is the key that differs, of the thing or of what is inside it; empty where the thing itself is new or gone. A veto goes by
    its title. `about` is the fact, or the level or option of one, that a part of a rule or a condition reads, or the part of the
    table; a fact has a `~` behind it where the new file has its id for something else. `old` and `new` are what the
    files hold, `None` for nothing; `at_old` and `at_new` lead to it, or to where it would be. `mattered` is known where two scores
    are compared: whether the points of one of them would be others without this change alone.
    """

    thing: Thing
    id: str
    key: str
    old: Value
    new: Value
    at_old: Path = ()
    at_new: Path = ()
    about: Scalar = NOTHING_IN_PARTICULAR
    can_change_score: bool = False
    mattered: bool | None = None

    def inside(self, *way: str | int) -> "RuleChange":
        """The same for what is inside, as far as the way to it goes."""
        return replace(self, at_old=(*self.at_old, *way), at_new=(*self.at_new, *way))


T = TypeVar("T")
Variation: TypeAlias = tuple[RuleChange, T, T]
"""A change, the old one with nothing but it applied, and the new one with nothing but it taken back."""


def keys(change: RuleChange, old: T, new: T, named: tuple[str, ...]) -> Iterator[Variation[T]]:
    """The keys that two records hold other values of."""
    for each in differing(change, old, new, named):
        yield each, replace(old, **{each.key: each.new}), replace(new, **{each.key: each.old})  # type: ignore[type-var]


def entries(
    change: RuleChange, old: T, new: T, key: str, about: Callable[[str], Scalar] = Scalar
) -> Iterator[Variation[T]]:
    """The entries that differ of a mapping that two records hold."""
    earlier: Mapping[str, Value] = getattr(old, key)
    later: Mapping[str, Value] = getattr(new, key)
    for name, each in differing_entries(change, earlier, later, key, about):
        yield (
            each,
            replace(old, **{key: with_entry(earlier, name, each.new)}),  # type: ignore[type-var]
            replace(new, **{key: with_entry(later, name, each.old)}),  # type: ignore[type-var]
        )


def with_entry(of: Mapping[str, Value], name: str, value: Value) -> dict[str, Value]:
    """A mapping with one entry another; without it, where that is nothing."""
    return {key: each for key, each in {**of, name: value}.items() if each is not None}


def differing(change: RuleChange, old: object, new: object, named: tuple[str, ...]) -> Iterator[RuleChange]:
    """The keys that two records hold other values of; a key that only one of them can have holds nothing in the other."""
    for key in named:
        was, now = getattr(old, key, None), getattr(new, key, None)
        if was != now and _as_read(was) != _as_read(now):
            yield replace(change.inside(key), key=key, old=was, new=now)


def differing_entries(
    change: RuleChange,
    old: Mapping[str, Value],
    new: Mapping[str, Value],
    key: str,
    about: Callable[[str], Scalar] = Scalar,
) -> Iterator[tuple[str, RuleChange]]:
    """The entries that two mappings at a key don't share, by their names; `about` says what each is about."""
    for name in {**new, **old}:
        was, now = old.get(name), new.get(name)
        if was != now:
            yield name, replace(change.inside(key, name), key=key, about=about(name), old=was, new=now)


def _as_read(value: Value) -> Value:
    """A value as it is read: a text that isn't there says as much as an empty one, and as one broken into other lines."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)  # a numbering may be quoted
    return re.sub(r"\s+", "", value) if isinstance(value, str) else "" if value is None else value


def paired(
    old: Sequence[T], new: Sequence[T], known_by: Callable[[T], Hashable]
) -> Iterator[tuple[int | None, int | None]]:
    """Which of several parts are the same ones in both, by their places: what is equal, then what is known by the same, in order.

    They come in the order of the new ones; those that only the old one has are last.
    """
    left: dict[Hashable, list[int]] = {}
    for place, part in enumerate(old):
        left.setdefault(known_by(part), []).append(place)
    found: dict[int, int] = {}
    for is_same in (operator.eq, lambda _old, _new: True):
        for place, part in enumerate(new):
            others = left.get(known_by(part), [])
            at = next((each for each in others if is_same(old[each], part)), None) if place not in found else None
            if at is not None:
                others.remove(at)
                found[place] = at
    yield from ((found.get(place), place) for place in range(len(new)))
    taken = set(found.values())
    yield from ((place, None) for place in range(len(old)) if place not in taken)


def with_part(parts: Sequence[T], at: int | None, part: T | None) -> tuple[T, ...]:
    """Several parts with the one at a place another, or one more, or without it, where it is nothing."""
    instead = () if part is None else (part,)
    return (*parts, *instead) if at is None else (*parts[:at], *instead, *parts[at + 1 :])
