"""Ways through a scheme: its sections and items, what they refer to, and what they are worth.

>>> item = Item("publicity", "质量宣传", "", "judged", max=Decimal(4))
>>> scheme = Scheme("town", 2020, "考核表", Total((Section("work", "质量工作", items=(item,)),)))
>>> [(path, section.id, item.id) for path, section, item in walk_items(scheme)]
[(('total', 'sections', 0, 'items', 0), 'work', 'publicity')]
>>> [each.id for each in references_of(scheme)], worth(scheme.total)
(['publicity'], Decimal('4'))
>>> [*Table(scheme).around("publicity")], Table(scheme).below
(['work', 'total'], {'total': ('work',), 'work': ('publicity',)})
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cached_property, reduce
from types import MappingProxyType
from typing import NamedTuple, assert_never

from zlpg.diagnostics import Path
from zlpg.model.references import Reference, references_in, references_of_condition
from zlpg.model.rules import Amount, Condition, shares_in
from zlpg.model.table import ChosenMax, Grade, Item, NotApplicable, Scheme, Section, Total, Veto
from zlpg.numbers import ONE, divided, plus, times


def paying_parts(node: Section | Total) -> tuple[Section | Item, ...]:
    """The sections and items directly under a section or the total that make up what it is worth.

    They can bring points, which those can't that only deduct, and aren't what comes on top.
    """
    return tuple(part for part in parts_below(node) if brings_points(part) and not part.bonus)


def brings_points(part: Section | Item) -> bool:
    """Whether an item, a section or anything in it can bring points; what is taken off its maximum leaves some of that."""
    if isinstance(part, Item):
        return not part.only_deducts
    return part.combine == "deduct" or any(map(brings_points, parts_below(part)))


def parts_below(node: Section | Total) -> tuple[Section | Item, ...]:
    """The sections and items directly under a section or the total."""
    return (*node.sections, *(node.items if isinstance(node, Section) else ()))


def parts_at(path: Path, node: Section | Total) -> Iterator[tuple[Path, Section | Item]]:
    """The same, each with its path in the file, where `path` is that of what they stand in."""
    yield from (((*path, "sections", position), section) for position, section in enumerate(node.sections))
    if isinstance(node, Section):
        yield from (((*path, "items", position), item) for position, item in enumerate(node.items))


NO_OPTIONS: Mapping[str, str] = MappingProxyType({})


def worth_of_parts(node: Section | Total, options: Mapping[str, str] = NO_OPTIONS) -> Decimal | None:
    """What everything under a section or the total can bring together, where the document says so of every part.

    `options` are those chosen, by fact, where a maximum depends on one.
    """
    parts = paying_parts(node)
    worths = [each.limit_by(options) if isinstance(each, Item) else worth(each, options) for each in parts]
    weighted = [times(each, part.weight) for each, part in zip(worths, parts, strict=True) if each is not None]
    if not weighted or len(weighted) < len(worths):
        return None
    match node.combine:
        case "lowest":
            return min(weighted)
        case "highest":
            return max(weighted)
        case "average":
            return divided(reduce(plus, weighted), reduce(plus, (part.weight for part in parts)))
        case "sum" | "deduct":
            return reduce(plus, weighted)
        case _:
            assert_never(node.combine)


def worth(node: Section | Total, options: Mapping[str, str] = NO_OPTIONS) -> Decimal | None:
    """What a section or the total can bring: its declared maximum, else what its parts can, under its cap."""
    at_best = node.max if node.max is not None else worth_of_parts(node, options)
    limits = [each for each in (at_best, node.cap) if each is not None]
    return min(limits, default=None)


def worth_of(part: Section | Item | Total, options: Mapping[str, str] = NO_OPTIONS) -> Decimal | None:
    """What a part of the table can bring; of what only takes off, nothing is said."""
    if isinstance(part, Item):
        return part.limit_by(options)
    return worth(part, options) if isinstance(part, Total) or brings_points(part) else None


def items_under(node: Section | Total) -> Iterator[Item]:
    """Every item in a section or the total, and in the sections in it."""
    for part in parts_below(node):
        yield from (part,) if isinstance(part, Item) else items_under(part)


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


class Placed(NamedTuple):
    """A section or an item of a scheme, its path in the file, and what it stands in; the total stands nowhere."""

    node: Total | Section | Item
    at: Path
    within: str = ""


class Table:
    """The table of a scheme by ids, in which the total goes by `total`: its sections and items, and what is directly under each."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self.parts: dict[str, Placed] = {}
        self.below: dict[str, tuple[str, ...]] = {}
        self._place("total", Placed(scheme.total, ("total",)))

    def _place(self, id: str, placed: Placed) -> None:
        self.parts[id] = placed
        if not isinstance(placed.node, Item):
            self.below[id] = tuple(part.id for part in parts_below(placed.node))
            for at, part in parts_at(placed.at, placed.node):
                self._place(part.id, Placed(part, at, id))

    def around(self, id: str) -> Iterator[str]:
        """The sections that a part stands in, the inmost first, and the total."""
        while id := self.parts[id].within:
            yield id

    @cached_property
    def conditional_on(self) -> frozenset[str]:
        """The parts that a condition is about."""
        return frozenset(each.id for each in references_of(self.scheme) if each.wanted == "part")

    def policy_around(self, id: str) -> NotApplicable | None:
        """What is said around a part of items that are not applicable."""
        said = (self.parts[each].node.not_applicable for each in self.around(id))
        return next((each for each in said if each is not None), None)


def facts_of(scheme: Scheme, item: Item) -> tuple[str, ...]:
    """The facts that an item's points depend on, in the order in which the rule names them, those of measures included.

    So is the choice that its maximum depends on, which is what it counts where it has full marks without being applicable.
    """
    profile = profile_of(item)
    read = facts_read(scheme, references_in((), item.amount))
    return read if profile is None or profile in read else (*read, profile)


def profile_of(item: Item) -> str | None:
    """The choice that an item's maximum depends on: what a unit is, which is known whether the item is applicable or not."""
    return item.max.choice if isinstance(item.max, ChosenMax) else None


def facts_that_apply_together(scheme: Scheme, item: Item) -> tuple[str, ...]:
    """The facts of an item of which all are applicable, or none: those that its rule reads, aside from its profile."""
    profile = profile_of(item)
    return tuple(fact for fact in facts_of(scheme, item) if fact != profile)


def facts_read(scheme: Scheme, references: Iterable[Reference]) -> tuple[str, ...]:
    """The facts behind references, those of measures included."""
    measures = scheme.measures
    return tuple(dict.fromkeys(each.id for each in references_behind(scheme, references) if each.id not in measures))


def references_behind(scheme: Scheme, references: Iterable[Reference]) -> Iterator[Reference]:
    """References to facts and measures, each followed by those of the measures that are referred to, once each; none to parts."""
    entered = set[str]()
    waiting = [*references][::-1]
    while waiting:
        each = waiting.pop()
        if each.wanted == "part":
            continue
        yield each
        if (measure := scheme.measures.get(each.id)) is not None and each.id not in entered:
            entered.add(each.id)
            waiting += [*references_in(("measures", each.id), measure)][::-1]


def measures_in_order(scheme: Scheme) -> tuple[str, ...]:
    """The measures, each after those that it reads; none of a ring of them."""
    found: dict[str, None] = {}
    left = dict(scheme.measures)
    reads = {
        id: {each.id for each in references_in((), measure) if each.wanted != "part"} for id, measure in left.items()
    }
    while ready := [id for id in left if reads[id].isdisjoint(left)]:
        found.update(dict.fromkeys(ready))
        for id in ready:
            del left[id]
    return tuple(found)


def parts_read_by_measures(scheme: Scheme) -> Iterator[Reference]:
    """What measures read of the table."""
    for id, measure in scheme.measures.items():
        yield from (each for each in references_in(("measures", id), measure) if each.wanted == "part")


def measures_of_points(scheme: Scheme) -> frozenset[str]:
    """The measures that read points of the table, themselves or through others."""
    found = {str(each.at[1]) for each in parts_read_by_measures(scheme)}
    for id in measures_in_order(scheme) if found else ():
        if any(each.id in found for each in references_in((), scheme.measures[id]) if each.wanted != "part"):
            found.add(id)
    return frozenset(found)


def divided_measures(scheme: Scheme) -> frozenset[str]:
    """The measures that are not applicable where there is nothing to divide a share by."""
    found = set[str]()
    for id in measures_in_order(scheme):
        if is_divided(scheme.measures[id], found):
            found.add(id)
    return frozenset(found)


def is_divided(amount: Amount, measures: Container[str]) -> bool:
    """Whether an amount is not applicable where there is nothing to divide a share by: its own, or that of one of these measures."""
    if any(isinstance(share.if_none, str) for _, share in shares_in((), amount)):
        return True
    return any(each.id in measures for each in references_in((), amount) if each.wanted != "part")


def references_of(scheme: Scheme) -> Iterator[Reference]:
    """Everything that the items, the sections and the total of a scheme refer to, and the parts that measures do; no minimums."""
    for path, _, item in walk_items(scheme):
        yield from references_in((*path, "rule"), item.amount)
    yield from parts_read_by_measures(scheme)
    yield from references_beside_items(scheme)


def references_beside_items(scheme: Scheme) -> Iterator[Reference]:
    """Everything that maxima and the conditions of sections, vetoes and grades refer to."""
    for path, _, item in walk_items(scheme):
        yield from _references_beside_rule(path, item)
    yield from references_of_conditions(scheme)


def references_of_conditions(scheme: Scheme) -> Iterator[Reference]:
    """Everything that the conditions of sections, vetoes and grades refer to."""
    for each in conditions_beside_items(scheme):
        yield from references_of_condition(each.at, each.condition)


class Asked(NamedTuple):
    """What a section, a veto or a grade asks for, with its path in the file."""

    at: Path
    condition: Condition
    of: Section | Veto | Grade


def conditions_beside_items(scheme: Scheme) -> Iterator[Asked]:
    """The conditions of all sections, and of the vetoes and grades."""
    for path, section in walk_sections(scheme):
        yield from conditions_of_part(path, section)
    yield from conditions_of_part(("total",), scheme.total)


def conditions_of_part(path: Path, part: Item | Section | Total) -> Iterator[Asked]:
    """What a section requires, or what the vetoes and grades of the total ask for. What a rule does is the rule's."""
    if isinstance(part, Section) and part.requires is not None:
        yield Asked((*path, "requires"), part.requires, part)
    elif isinstance(part, Total):
        for position, veto in enumerate(part.vetoes):
            yield Asked((*path, "vetoes", position, "veto"), veto.veto, veto)
        for position, grade in enumerate(part.grades):
            if grade.if_ is not None:
                yield Asked((*path, "grades", position, "if"), grade.if_, grade)


def references_of_part(path: Path, part: Item | Section | Total) -> Iterator[Reference]:
    """Everything that a part of the table itself refers to, minimums included."""
    if isinstance(part, Item):
        yield from references_in((*path, "rule"), part.amount)
    yield from _references_beside_rule(path, part)
    if isinstance(part, Item) and part.requirement is not None:
        for fact in part.requirement.at_least:
            yield Reference((*path, "requirement", "at_least", fact), fact, "quantity", on_key=True)


def _references_beside_rule(path: Path, part: Item | Section | Total) -> Iterator[Reference]:
    if isinstance(part, Item) and isinstance(part.max, ChosenMax):
        yield Reference((*path, "max", "choice"), part.max.choice, "choice")
    for each in conditions_of_part(path, part):
        yield from references_of_condition(each.at, each.condition)


def read_beside_items(scheme: Scheme) -> Iterator[tuple[str, str]]:
    """Every fact that a section requires something of or that a veto or a grade depends on, each with the title of that."""
    for each in conditions_beside_items(scheme):
        read = facts_read(scheme, references_of_condition((), each.condition))
        yield from ((fact, each.of.title) for fact in read)


ADJUSTING = ("not_applicable", "weight", "combine", "round", "floor", "cap", "requires", "vetoes")
"""The keys of sections, of their parts and of the total by which they can come to anything else than their parts added."""


def adjustments(node: Section | Total) -> tuple[str, ...]:
    """The keys by which a section, or the total, can come to anything else than its parts added."""
    found = [] if node.combine == "sum" else ["combine"]
    found += [key for key in ("round", "floor", "cap") if getattr(node, key) is not None]
    parts: tuple[Section | Item, ...] = (*node.sections, *(node.items if isinstance(node, Section) else ()))
    if any(part.weight != ONE for part in parts):
        found.insert(0, "weight")
    if node.not_applicable == "renormalise":
        found.insert(0, "not_applicable")
    if isinstance(node, Section) and node.requires is not None:
        found.append("requires")
    if isinstance(node, Total) and any(each.fixed_points is not None for each in node.vetoes):
        found.append("vetoes")
    return tuple(found)


def only_adds(node: Section | Total) -> bool:
    """Whether a section, or the total, is its parts added, under a cap or none."""
    return set(adjustments(node)) <= {"cap"}


def policies(scheme: Scheme) -> dict[str, NotApplicable | None]:
    """What the sections around each item say of items that are not applicable, by item."""
    found: dict[str, NotApplicable | None] = {}

    def below(node: Section | Total, around: NotApplicable | None) -> None:
        here = node.not_applicable or around
        found.update((item.id, here) for item in (node.items if isinstance(node, Section) else ()))
        for section in node.sections:
            below(section, here)

    below(scheme.total, None)
    return found


def offices_of(scheme: Scheme, item: Item) -> tuple[str, ...]:
    """The offices that report the facts of an item: the one that leads, else all that answer for it.

    A name that stands for all of them is resolved.
    """
    named = item.responsible if item.lead is None else (item.lead,)
    if any(scheme.offices[office].stands_for_all for office in named):
        return tuple(id for id, office in scheme.offices.items() if not office.stands_for_all)
    return named


def due_of(scheme: Scheme, item: Item) -> Mapping[str, str]:
    """The day by which each office reports the facts of an item, by office: the nearest of its own, the office's and the file's.

    It is that of nobody in particular, "", where no office answers for it. A day that isn't said is left out.
    """
    if item.due is not None:
        return dict.fromkeys(offices_of(scheme, item) or ("",), item.due)
    named = item.responsible if item.lead is None else (item.lead,)
    for_all = next((each.due for id in named if (each := scheme.offices[id]).stands_for_all), None)
    days = {id: scheme.offices[id].due or for_all or scheme.due for id in offices_of(scheme, item)}
    return {id: day for id, day in (days or {"": scheme.due}).items() if day is not None}
