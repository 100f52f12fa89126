"""Which things of several years are the same one: by id, or by an id that it had formerly."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from zlpg.engine.table import TOTAL
from zlpg.model.table import Scheme
from zlpg.model.walks import walk_items, walk_sections
from zlpg.records import dataclass

Value: TypeAlias = Any
"""What a key of a rule file holds: a number, text, a flag, a tuple, a mapping, a rule, a condition; `None` for nothing."""


@dataclass(frozen=True, slots=True)
class Year:
    """The ids of one year, each with those that the thing had before."""

    year: int
    formerly: Mapping[str, tuple[str, ...]]


Names: TypeAlias = Mapping[str, str]
"""From ids to what goes by them throughout a comparison."""


def matched_facts(old: Scheme, new: Scheme) -> tuple[Names, Names]:
    """For each of two schemes, its facts and measures with their names. A fact is never a measure, whatever the ids are."""
    facts = matched([Year(each.year, {id: fact.formerly for id, fact in each.facts.items()}) for each in (old, new)])
    if not (old.measures or new.measures):
        return facts[0], facts[1]
    measures = matched([Year(each.year, {id: of.formerly for id, of in each.measures.items()}) for each in (old, new)])
    earlier = {id: _free(name, measures[1].values()) for id, name in facts[0].items()}
    earlier |= {id: _free(name, (*facts[1].values(), *earlier.values())) for id, name in measures[0].items()}
    return earlier, {**facts[1], **measures[1]}


def matched_parts(old: Scheme, new: Scheme) -> Names:
    """From the ids of the items and sections of an old scheme, and of the total, to those that the new one has for them.

    What is gone keeps its id, with a `~` where the new one has it for something else.
    """
    earlier, later = matched_tables((items_and_sections(old), items_and_sections(new)))
    ids = {name: id for id, name in later.items()}
    return {TOTAL: TOTAL, **{id: ids.get(name) or _free(id, later) for id, name in earlier.items()}}


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
