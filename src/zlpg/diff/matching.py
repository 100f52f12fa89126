"""Which things of several years are the same one: by id, or by an id that it had formerly."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias, get_args

from zlpg.records import dataclass
from zlpg.scheme import (
    HighestRule,
    Item,
    Requirement,
    Rule,
    Scheme,
    SumRule,
    fact_of,
    kind_of,
    walk_items,
    walk_sections,
)

Value: TypeAlias = Any
"""What a key of a rule file holds: a number, text, a flag, a tuple of ids, a mapping, a rule, a bracket; `None` for nothing."""


@dataclass(frozen=True, slots=True)
class Year:
    """The ids of one year, each with those that the thing had before."""

    year: int
    formerly: Mapping[str, tuple[str, ...]]


def facts_declared(scheme: Scheme) -> Year:
    """The ids of a scheme's facts."""
    return Year(scheme.year, {id: fact.formerly for id, fact in scheme.facts.items()})


def items_and_sections(scheme: Scheme) -> tuple[Year, Year]:
    """The ids of a scheme's items, and those of its sections."""
    items = {item.id: item.formerly for _, _, item in walk_items(scheme)}
    sections = {section.id: section.formerly for _, section in walk_sections(scheme)}
    return Year(scheme.year, items), Year(scheme.year, sections)


def matched_tables(years: Sequence[tuple[Year, Year]]) -> tuple[dict[str, str], ...]:
    """The same for the items and the sections of each year; an item is never a section, whatever the ids are."""
    items, sections = (matched(kind) for kind in zip(*years, strict=True))
    return tuple(
        {**of_items, **{id: f"{name}/" for id, name in of_sections.items()}}
        for of_items, of_sections in zip(items, sections, strict=True)
    )


def matched(years: Sequence[Year]) -> tuple[dict[str, str], ...]:
    """For each year, its ids with the name that each thing goes by throughout: the id in the last year that has it.

    What a later year says of former ids comes before what an earlier one says, and both before an id that is the same: the id
    may have been given to another thing. A name that is taken gets a `~`.
    """
    former: dict[str, dict[str, None]] = {}
    latest: dict[str, int] = {}
    names: list[dict[str, str]] = []
    for year in reversed(years):
        found = _pairs(year, former, latest)
        for id in year.formerly:
            if id not in found:
                found[id] = _free(id, former)
        for id, name in found.items():
            former.setdefault(name, {}).update(dict.fromkeys(each for each in (id, *year.formerly[id]) if each != name))
            latest[name] = max(year.year, latest.get(name, year.year))
        names.append(found)
    return tuple(reversed(names))


def _pairs(year: Year, former: Mapping[str, Iterable[str]], latest: Mapping[str, int]) -> dict[str, str]:
    of_others = [(latest[name] >= year.year, id, name) for name, ids in former.items() for id in ids]
    own = [(latest.get(name, 0) < year.year, id, name) for id, names in year.formerly.items() for name in names]
    claims = sorted((*of_others, *own), key=lambda claim: not claim[0])  # the later year's first; sorting is stable
    pairs: dict[str, str] = {}
    taken: set[str] = set()
    for id, name in (*((id, name) for _, id, name in claims), *((id, id) for id in year.formerly)):
        if id in year.formerly and name in former and id not in pairs and name not in taken:
            pairs[id] = name
            taken.add(name)
    return pairs


def _free(id: str, taken: Iterable[str]) -> str:
    while id in taken:
        id += "~"
    return id


def renamed(item: Item, facts: Mapping[str, str]) -> Item:
    """The item with other names for the facts that it reads."""
    asked = item.requirement and _asked(item.requirement, facts)
    return replace(item, rule=_read(item.rule, facts), requirement=asked)


def as_written(value: Value, ids: Mapping[str, str]) -> Value:
    """What an item of an old scheme holds at a key, with facts by the ids that they have there instead of their names."""
    if isinstance(value, Requirement):
        return _asked(value, ids)
    return _read(value, ids) if isinstance(value, get_args(Rule)[0]) else value


def _asked(requirement: Requirement, facts: Mapping[str, str]) -> Requirement:
    return replace(requirement, at_least={facts.get(id, id): least for id, least in requirement.at_least.items()})


def _read(rule: Rule, facts: Mapping[str, str]) -> Rule:
    kind = kind_of(type(rule))
    if isinstance(rule, SumRule | HighestRule):
        parts = tuple(_read(part, facts) for part in getattr(rule, kind))
        return replace(rule, **{kind: parts})  # type: ignore[arg-type]  # `sum` or `highest`
    fact = fact_of(rule) or ""
    return replace(rule, **{kind: facts.get(fact, fact)})  # type: ignore[arg-type]
