"""Mutants → words: what stands in the file, and what it could be that no case would notice."""

from collections.abc import Mapping
from dataclasses import is_dataclass
from typing import Any

from zlpg.diagnostics import Place
from zlpg.examples import Mutant
from zlpg.show.changes import flow, plain_data
from zlpg.show.words import Words, visible

THRESHOLDS = frozenset({"at_least", "over", "at_most", "below", "all", "any"})
"""The keys that a slip can turn into one another."""


def unnoticed(mutant: Mutant, place: Place, words: Words) -> str:
    """A mutant that no case notices, with its place, as a sentence."""
    before, after = written(mutant, place)
    if after is None:
        said = words.gettext("'{before}' left out goes unnoticed").format(before=before)
    else:
        said = words.gettext("'{before}' → '{after}' goes unnoticed").format(before=before, after=after)
    return f"{where(place)}: {said}"


def written(mutant: Mutant, place: Place) -> tuple[str, str | None]:
    """What stands in the file, and what the mutant has instead; `None` where it is left out."""
    key, before, after = mutant.at[-1], mutant.before, mutant.after
    if after is None and (isinstance(key, str) or isinstance(before, str)):
        named = key if isinstance(key, str) else mutant.at[-2]
        return f"{named}: {_value(before)}", None
    if after is None:
        return visible(place.excerpt.strip()), None
    if isinstance(before, Mapping):
        names = [name for name in before if before[name] != after[name]]
        return _entries(before, names), _entries(after, names)
    if is_dataclass(before) or key == "table":
        return _threshold(before), _threshold(after)
    key = next(step for step in reversed(mutant.at) if isinstance(step, str))
    return f"{key}: {_value(before)}", f"{key}: {_value(after)}"


def _entries(points: Mapping[str, Any], names: list[str]) -> str:
    return ", ".join(f"{name}: {_value(points[name])}" for name in names)


def _threshold(value: Any) -> str:
    """What is held to a threshold: a condition, the first row of a table, or a grade without its texts."""
    data = plain_data(value)
    keyed = data[0] if isinstance(data, list) else data
    return ", ".join(f"{key}: {flow(each)}" for key, each in keyed.items() if key in THRESHOLDS)


def _value(value: Any) -> str:
    return flow(plain_data(value))


def where(place: Place) -> str:
    """A place as other programs follow it."""
    return f"{visible(place.file)}:{place.line}"
