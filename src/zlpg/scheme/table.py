"""The rule file as a whole: the declared assessment of one year, as a tree of sections and items."""

from collections.abc import Iterator, Mapping
from dataclasses import field
from decimal import Decimal
from functools import reduce
from typing import Annotated, Literal, Self

from zlpg.diagnostics import Path
from zlpg.points import EXACT
from zlpg.records import dataclass
from zlpg.scheme.declarations import FactDeclaration, Office
from zlpg.scheme.marks import Id, Limits, Numbering, Positive, Text, WholeNumber
from zlpg.scheme.rules import Rule, facts_in


@dataclass(frozen=True, slots=True)
class Requirement:
    """What the document asks of the work (考核要求)."""

    text: Text
    """The requirement, word for word."""
    at_least: Mapping[Id, Positive] = field(default_factory=dict)
    """Minimum counts that it states, by fact. They set no points: full marks below one of them are a warning."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the table."""

    id: Id
    """A snake_case word or two that stays the same across years."""
    title: Text
    """A short title for tables."""
    text: Text
    """The clause, word for word."""
    rule: Rule
    """How its facts become points."""
    responsible: tuple[Id, ...] = ()
    """The offices that answer for it, where the document names any."""
    number: Numbering | None = None
    """Its number in the document."""
    max: Positive | None = None
    """What it is worth: the rule must be able to give exactly this."""
    cap: Positive | None = None
    """A ceiling on what the rule gives (封顶)."""
    direction: Literal["award", "deduction"] = "award"
    """Whether the points are given or taken off."""
    requirement: Requirement | None = None
    """What the document asks of the work."""
    note: str = ""
    """How the text was read, where it left a choice."""
    formerly: tuple[Id, ...] = ()
    """The ids that it had in earlier years, so that years can be compared."""

    @property
    def limit(self) -> Decimal | None:
        """Its maximum or its cap, where it has one."""
        return self.max if self.max is not None else self.cap


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the table: sections, or items."""

    id: Id
    """A snake_case word or two that stays the same across years."""
    title: Text
    """What the document calls it."""
    number: Numbering | None = None
    """Its number in the document."""
    text: str = ""
    """What the document says of it, word for word."""
    max: Positive | None = None
    """What everything under it must add up to (满分)."""
    cap: Positive | None = None
    """A ceiling on what everything under it gives together."""
    note: str = ""
    """How the text was read, where it left a choice."""
    sections: "tuple[Section, ...]" = ()
    """The sections it consists of."""
    items: tuple[Item, ...] = ()
    """The items it consists of."""
    formerly: tuple[Id, ...] = ()
    """The ids that it had in earlier years, so that years can be compared."""


@dataclass(frozen=True, slots=True)
class Total:
    """How the total is made up: every section added."""

    sections: Annotated[tuple[Section, ...], Limits(min_length=1)]
    """The sections, in the document's order."""
    max: Positive | None = None
    """What all sections must add up to."""
    cap: Positive | None = None
    """A ceiling on the total."""
    note: str = ""
    """How the text was read, where it left a choice."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """The whole declared assessment of a year."""

    scheme: Id
    """The id of this assessment, the same in every year."""
    year: WholeNumber
    """The year it holds for."""
    title: Text
    """The document's title."""
    offices: Annotated[Mapping[Id, Office], Limits(min_length=1)]
    """The bodies that answer for items, by id."""
    facts: Annotated[Mapping[Id, FactDeclaration], Limits(min_length=1)]
    """Everything that is asked of a unit, by id."""
    total: Total
    """How the total is made up."""
    note: str = ""
    """What a reader should know of the whole."""
    sha256: str = field(default="", init=False, compare=False)
    """The SHA-256 of the file it was read from. Not a key of the file."""

    def read_from(self, sha256: str) -> Self:
        """The scheme, knowing the digest of its file; called once, by the loader."""
        object.__setattr__(self, "sha256", sha256)  # frozen from here on
        return self


def parts_of(node: Section | Total) -> tuple[Section | Item, ...]:
    """The sections and items directly under a section or the total that bring points: not those that only deduct."""
    items = node.items if isinstance(node, Section) else ()
    sections = (section for section in node.sections if parts_of(section))
    return (*sections, *(item for item in items if item.direction == "award"))


def worth_of_parts(node: Section | Total) -> Decimal | None:
    """What everything under a section or the total can bring together, where the document says so of every part."""
    worths = [each.limit if isinstance(each, Item) else worth(each) for each in parts_of(node)]
    known = [each for each in worths if each is not None]
    return reduce(EXACT.add, known) if known and len(known) == len(worths) else None


def worth(node: Section | Total) -> Decimal | None:
    """What a section or the total can bring: its declared maximum, else what its parts can, under its cap."""
    at_best = node.max if node.max is not None else worth_of_parts(node)
    held = [each for each in (at_best, node.cap) if each is not None]
    return min(held, default=None)


def walk_sections(scheme: Scheme) -> Iterator[tuple[Path, Section]]:
    """Every section in the document's order, parents first, each with its path in the file."""

    def below(path: Path, node: Section | Total) -> Iterator[tuple[Path, Section]]:
        for position, section in enumerate(node.sections):
            here = (*path, "sections", position)
            yield here, section
            yield from below(here, section)

    return below(("total",), scheme.total)


def walk_items(scheme: Scheme) -> Iterator[tuple[Path, Section, Item]]:
    """Every item in the document's order, with its path in the file and the section that holds it."""
    for path, section in walk_sections(scheme):
        for position, item in enumerate(section.items):
            yield (*path, "items", position), section, item


def facts_of(item: Item) -> tuple[str, ...]:
    """The facts that an item's points depend on, in the order in which the rule names them."""
    return facts_in(item.rule)


def offices_of(scheme: Scheme, item: Item) -> tuple[str, ...]:
    """The offices that answer for an item, with a name that stands for all of them resolved."""
    if any(scheme.offices[office].stands_for_all for office in item.responsible):
        return tuple(id for id, office in scheme.offices.items() if not office.stands_for_all)
    return item.responsible
