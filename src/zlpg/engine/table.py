"""Items, sections and the total → expressions: what the parts of a table come to from what is under them."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import reduce
from graphlib import TopologicalSorter

import zlpg.engine.expression as e
from zlpg.engine.lowering import ALL_APPLY, YES, any_of, capped, floored, lower, lower_condition, not_so, rounded
from zlpg.engine.readers.bounds import operands
from zlpg.engine.scalars import APPLIES, at_level, may_not_apply
from zlpg.model.references import references_in
from zlpg.model.table import ChosenMax, Grade, Item, NotApplicable, Scheme, Section, Total
from zlpg.model.walks import facts_of, policies, profile_of, references_of, walk_items, walk_sections
from zlpg.numbers import ONE, ZERO, plus, times


def lower_item(
    item: Item, around: NotApplicable | None = None, applying: Mapping[str, e.Expression] = ALL_APPLY
) -> e.Expression:
    """An item's points as they enter its section: under its cap, and negative where it is a deduction.

    `around` is what its sections say of items that are not applicable, `applying` when parts are that a condition may read.
    """
    amount = _held(lower(item.rule, applying), item)
    policy = item.not_applicable or around
    if policy is not None:
        amount = e.When(applies(item), amount, _full_marks(item) if policy == "full_marks" else e.Number(ZERO))
    return e.Negative(amount) if item.direction == "deduction" else amount


def _full_marks(item: Item) -> e.Expression:
    if item.direction == "deduction":
        return e.Number(ZERO)
    if isinstance(item.max, ChosenMax):
        options = item.max.points.items()
        return e.Choice(
            tuple((e.Fact(at_level(item.max.choice, option)), e.Number(points)) for option, points in options)
        )
    return e.Number(ZERO if item.limit is None else item.limit)


def applies(item: Item) -> e.Expression:
    """Whether an item is applicable: all facts of one are, or none, but for the choice that its maximum depends on."""
    profile = profile_of(item)
    read = (each.id for each in references_in((), item.rule) if each.wanted != "part")
    first = next((id for id in read if id != profile), None)
    return YES if first is None else e.Fact(at_level(first, APPLIES))


def parts_that_may_drop_out(scheme: Scheme) -> dict[str, e.Expression]:
    """The items and sections that may be not applicable, by id, each with when it is: a section where anything in it is."""
    optional = may_not_apply(scheme)
    if not optional:
        return {}
    found: dict[str, e.Expression] = {}

    def drops_out(part: Section | Item) -> e.Expression:
        if isinstance(part, Item):
            when = applies(part) if optional.intersection(facts_of(scheme, part)) else YES
        else:
            when = any_of(map(drops_out, parts_below(part)))
        if when != YES:
            found[part.id] = when
        return when

    for section in scheme.total.sections:
        drops_out(section)
    return found


def lower_section(section: Section | Total, applying: Mapping[str, e.Expression] = ALL_APPLY) -> e.Expression:
    """A section's points, or the total's, from the points of what is directly under it.

    Where items that are not applicable drop out, it is from all items under it.
    """
    parts = parts_below(section)
    if section.not_applicable == "renormalise":
        together: e.Expression = _renormalised(section)
    else:
        together = e.Sum(tuple(_weighted(part) for part in parts))
        if section.average:
            together = e.Quotient(together, reduce(plus, (part.weight for part in parts)))
    if isinstance(section, Section) and section.requires is not None:
        together = e.When(lower_condition(section.requires, applying, of_nothing=1), together)
    amount = _held(together, section)
    for veto in reversed(section.vetoes if isinstance(section, Total) else ()):
        if veto.points is not None:
            amount = e.When(lower_condition(veto.veto, applying), e.Number(veto.points), amount)
    return amount


def parts_below(node: Section | Total) -> tuple[Section | Item, ...]:
    """The sections and items directly under a section or the total."""
    return (*node.sections, *(node.items if isinstance(node, Section) else ()))


def _weighted(part: Section | Item) -> e.Expression:
    return e.Part(part.id) if part.weight == ONE else e.Product((e.Part(part.id), e.Number(part.weight)))


def _renormalised(section: Section | Total) -> e.Expression:
    items = tuple(items_counted(section))
    worths = tuple(worth for _, _, worth in items)
    scale = ONE if section.average else reduce(plus, worths, ZERO)
    return e.Applicable(
        tuple(_weighted(item) for item, _, _ in items), tuple(each for _, each, _ in items), worths, scale
    )


def items_counted(section: Section | Total) -> Iterator[tuple[Item, e.Expression, Decimal]]:
    """The items under a section that is scaled up to what is applicable: whether each counts, and what it is worth there."""

    def below(node: Section | Total) -> Iterator[Item]:
        for part in parts_below(node):
            yield from (part,) if isinstance(part, Item) else below(part)

    for item in below(section):
        # A deduction is worth nothing in a sum, so there it has nothing to drop out of; in an average it has its weight.
        drops_out = item.not_applicable in {None, "renormalise"} and (section.average or item.direction == "award")
        own = item.limit if item.limit is not None and item.direction == "award" else ZERO
        worth = item.weight if section.average else times(own, item.weight)
        yield item, applies(item) if drops_out else YES, worth


TOTAL = "total"
"""What the total is called where items and sections go by their ids."""


def evaluated(scheme: Scheme) -> tuple[tuple[str, e.Expression], ...]:
    """Every item, every section and the total, by id, with what it means, each after those that it is worked out from."""
    around = policies(scheme)
    reads_parts = any(each.wanted == "part" for each in references_of(scheme))
    applying = parts_that_may_drop_out(scheme) if reads_parts else ALL_APPLY
    items = [(item.id, lower_item(item, around[item.id], applying)) for _, _, item in walk_items(scheme)]
    sections = [(section.id, lower_section(section, applying)) for _, section in walk_sections(scheme)]
    every = (
        *items,
        *reversed(sections),
        (TOTAL, lower_section(scheme.total, applying)),
    )  # children before their parents
    if not reads_parts:
        return every
    by_id = dict(every)
    order = TopologicalSorter({id: dict.fromkeys(parts_read(expression)) for id, expression in every}).static_order()
    return tuple((id, by_id[id]) for id in order if id in by_id)


def parts_read(expression: e.Expression) -> Iterator[str]:
    """The parts of the table that an expression is worked out from."""
    if isinstance(expression, e.Part):
        yield expression.id
    for below in operands(expression):
        yield from parts_read(below)


def lower_grade(grade: Grade, *, last: bool) -> e.Expression:
    """Whether the total takes a grade, by its threshold. Without one it takes the last; any other only a veto gives."""
    if grade.at_least is not None:
        return e.Brackets(e.Part(TOTAL), ((grade.at_least, YES),))
    if grade.over is not None:
        return e.Brackets(e.Part(TOTAL), ((grade.over, YES),), beyond=True)
    return YES if last else e.Number(ZERO)


def nothing_applies(node: Section | Total) -> Iterator[tuple[str, e.Expression]]:
    """Each section, or the total, that is scaled up to what is applicable, by id: that nothing of worth under it is."""
    if node.not_applicable == "renormalise":
        applying = tuple(applies for _, applies, worth in items_counted(node) if worth)
        if YES not in applying:
            id = node.id if isinstance(node, Section) else TOTAL
            yield id, not_so(e.Greatest(applying)) if applying else YES
    for section in node.sections:
        yield from nothing_applies(section)


def _held(amount: e.Expression, by: Item | Section | Total) -> e.Expression:
    """The amount rounded, not below a floor, under a cap."""
    return capped(floored(rounded(amount, by.round), by.floor), by.cap)
