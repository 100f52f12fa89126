"""The earlier of two years in the ids of the later one, so that what is compared are two like schemes.

An item that was `letters` in 2020 and is `reporting` in 2021 goes by `reporting` in both. In 2021 something else may be called
`letters`; had 2020 a thing of that name besides, it would go by `letters~`.

>>> old, new = Ids(2020, {"letters": ()}), Ids(2021, {"letters": (), "reporting": ("letters",)})
>>> matched([[old], [new]])
({'letters': 'reporting'}, {'letters': 'letters', 'reporting': 'reporting'})
>>> matched([[Ids(2020, {"rate": ()}), Ids(2020, {})], [Ids(2021, {}), Ids(2021, {"rate": ()})]])[0]  # a fact, then a measure
{'rate': 'rate~'}
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

from zlpg.diagnostics import Path
from zlpg.engine.table import TOTAL
from zlpg.model.facts import Facts
from zlpg.model.renaming import scheme_with
from zlpg.model.scalars import Scalar
from zlpg.model.table import Scheme
from zlpg.model.trees import value_at
from zlpg.model.walks import walk_items, walk_sections


class Ids(NamedTuple):
    """The ids that things of one kind have in one year, each with those that the thing had before."""

    year: int
    formerly: Mapping[str, tuple[str, ...]]


Names: TypeAlias = Mapping[str, str]
"""From ids to what goes by them throughout a comparison."""


def ids_of_facts(scheme: Scheme) -> tuple[Ids, Ids]:
    """The ids of a scheme's facts, and those of its measures."""
    facts, measures = ({id: each.formerly for id, each in of.items()} for of in (scheme.asked, scheme.measures))
    return Ids(scheme.year, facts), Ids(scheme.year, measures)


def ids_of_parts(scheme: Scheme) -> tuple[Ids, Ids]:
    """The ids of a scheme's items, and those of its sections."""
    items = {item.id: item.formerly for _, _, item in walk_items(scheme)}
    sections = {section.id: section.formerly for _, section in walk_sections(scheme)}
    return Ids(scheme.year, items), Ids(scheme.year, sections)


def matched(years: Sequence[Sequence[Ids]]) -> tuple[dict[str, str], ...]:
    """For each year its ids, of several kinds, with the name that each thing goes by throughout: the id in the last year that has it.

    A thing of one kind is never one of another, whatever the ids are. A name that is taken gets a `~`.
    """
    found: tuple[dict[str, str], ...] = tuple({} for _ in years)
    taken = {TOTAL, *(id for of_kind in years[-1] for id in of_kind.formerly)}
    for of_kind in zip(*years, strict=True):
        names = _matched(of_kind)
        free: dict[str, str] = {name: name for name in names[-1].values()}
        for name in (name for year in reversed(names) for name in year.values()):
            if name not in free:
                free[name] = _free(name, taken)
                taken.add(free[name])
        for year, of_year in zip(found, names, strict=True):
            year.update((id, free[name]) for id, name in of_year.items())
    return found


def _matched(years: Sequence[Ids]) -> tuple[dict[str, str], ...]:
    """The same of one kind.

    What a later year says of former ids comes before what an earlier one says, and both before an id that is the same: the id
    may have been given to another thing.
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


def _pairs(year: Ids, former: Mapping[str, Iterable[str]], latest: Mapping[str, int]) -> dict[str, str]:
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


@dataclass(frozen=True)
class Aligned:
    """A scheme in the ids of a later one. `facts` and `parts` lead there from its own: of facts and measures, and of the table."""

    written: Scheme
    facts: Names
    parts: Names

    @cached_property
    def is_renamed(self) -> bool:
        """Whether anything goes by another id."""
        return any(id != name for names in (self.facts, self.parts) for id, name in names.items())

    @cached_property
    def scheme(self) -> Scheme:
        """The scheme in the later ids."""
        return scheme_with(self.written, self.facts, self.parts) if self.is_renamed else self.written

    @cached_property
    def own_ids(self) -> tuple[Names, Names]:
        """From the later ids to those of its file: of facts and measures, and of the table."""
        facts, parts = ({name: id for id, name in names.items()} for names in (self.facts, self.parts))
        return facts, parts

    def facts_in(self, facts: Facts) -> Facts:
        """Facts that were reported by it, in the later ids."""
        if not self.is_renamed:
            return facts
        values = {Scalar(self.facts[fact], which): each for (fact, which), each in facts.values.items()}
        reports = {self.facts[id]: each for id, each in facts.reports.items()}
        return replace(facts, values=values, reports=reports)

    def as_written(self, path: Path) -> tuple[Path, Any, Any]:
        """A path in the scheme as its file has it, what the scheme holds there, and what the file does."""
        way: list[str | int] = []
        here, there = self.scheme, self.written
        for step in path:
            own = step
            if isinstance(here, Mapping) and isinstance(there, Mapping) and step in here:
                own = list(there)[list(here).index(step)]  # the same key, whatever it is called
            here, there = value_at(here, (step,)), value_at(there, (own,))
            way.append(own)
        return tuple(way), here, there


def aligned(old: Scheme, new: Scheme, parts: Names | None = None) -> Aligned:
    """An old scheme in the ids of a new one; `parts` where it is known already what the parts of its table go by."""
    facts, _ = matched((ids_of_facts(old), ids_of_facts(new)))
    if parts is None:
        parts, _ = matched((ids_of_parts(old), ids_of_parts(new)))
    given = {id: parts[id] for id in old.asked if id not in old.facts}  # by the id of its item, whatever that is
    return Aligned(old, {**facts, **given}, {TOTAL: TOTAL, **parts})


def merged(tables: Sequence[Mapping[str, tuple[str, ...]]]) -> dict[str, tuple[str, ...]]:
    """Several tables as one, from what is directly under each section: the last, with what only earlier ones have in its place."""
    shown: dict[str, tuple[str, ...]] = {}
    placed: set[str] = set()
    for table in reversed(tables):
        for around, names in table.items():
            here = shown.get(around, ())
            shown[around] = tuple(_merged(here, names, placed))
            placed.update(names)
    return shown


def _merged(here: tuple[str, ...], names: tuple[str, ...], placed: set[str]) -> Iterator[str]:
    """What is shown already, each followed by what comes after it in `names` and is `placed` nowhere yet."""
    held, after = set(here), ""
    new: dict[str, list[str]] = {}
    for name in names:
        if name in held:
            after = name
        elif name not in placed:
            new.setdefault(after, []).append(name)
    yield from new.get("", ())
    for name in here:
        yield name
        yield from new.get(name, ())
