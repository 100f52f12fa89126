"""Items, sections and the total → expressions: what the parts of a table come to from what is under them.

>>> item = Item("publicity", "质量宣传", "", "panel", cap=Decimal(4))
>>> lower_item(item) == e.Cap(e.Fact(Scalar("panel")), Decimal(4))
True
>>> lower_section(Section("work", "质量工作", items=(item,), floor=ZERO)) == e.Floor(e.Sum((e.Part("publicity"),)), ZERO)
True

A section reads the points of its parts (`Part`), not what they are worked out from; what an item that is not applicable counts as is
said by itself or around it, and is part of what it means.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import reduce
from typing import assert_never

import zlpg.engine.expression as e
from zlpg.engine.expression import Path
from zlpg.engine.lowering import (
    ALONE,
    Surroundings,
    Worth,
    any_applies,
    capped,
    floored,
    left_of,
    lower,
    lower_condition,
    rounded,
    somethings_to_divide_by,
)
from zlpg.model.declarations import ChoiceFact, ResultsFact
from zlpg.model.references import references_in
from zlpg.model.scalars import APPLIES, Scalar, may_not_apply
from zlpg.model.table import ChosenMax, Grade, Item, NotApplicable, Scheme, Section, Total
from zlpg.model.walks import (
    Table,
    divided_measures,
    facts_of,
    facts_read,
    is_divided,
    items_under,
    parts_below,
    paying_parts,
    profile_of,
    references_of,
    references_of_conditions,
    walk_items,
    worth_of,
)
from zlpg.numbers import ONE, ZERO, Interval, plus, times

TOTAL = "total"
"""What the total is called where items and sections go by their ids."""


def lower_item(
    item: Item,
    policy_around: NotApplicable | None = None,
    around: Surroundings = ALONE,
    path: Path = (),
    path_around: Path = (),
) -> e.Expression:
    """An item's points as they enter its section: under its cap, and negative where it only takes some off.

    `policy_around` is what its sections say of items that are not applicable, and `path_around` where; `around` is what its rule
    may read of the table.
    """
    amount = rounded(_given(item, around, path), item.round, path)
    if item.deducts and not item.only_deducts:
        amount = e.Floor(amount, ZERO, (*path, "max"))  # 扣完为止
    amount = capped(floored(amount, item.floor, path), item.cap, path)
    policy = item.not_applicable or policy_around
    when = applies(item, around, path)
    if policy is not None and when != e.YES:
        here = path_around if item.not_applicable is None else (*path, "not_applicable")
        without = _full_marks(item, path) if policy == "full_marks" else e.Number(ZERO, here)
        amount = e.When(when, amount, without, here)
    return amount


def _given(item: Item, around: Surroundings, path: Path) -> e.Expression:
    """What an item's rule gives, or leaves of its maximum; of one that is judged, no more than the maximum that the unit has."""
    if item.deducts and not item.only_deducts:
        return left_of(_full_marks(item, path), item.amount, around, (*path, "rule"))
    given = lower(item.amount, around, (*path, "rule"))
    if item.is_judged and isinstance(item.max, ChosenMax):
        return _by_option(item.max, lambda points, at: e.Cap(given, points, at), path)
    return given


def _by_option(maximum: ChosenMax, amount: Callable[[Decimal, Path], e.Expression], path: Path) -> e.Expression:
    at = (*path, "max")
    return e.Choice(
        tuple(
            (e.Fact(Scalar(maximum.choice, option), at), amount(points, (*at, "points", option)))
            for option, points in maximum.points.items()
        ),
        at,
    )


def _full_marks(item: Item, path: Path) -> e.Expression:
    if isinstance(item.max, ChosenMax):
        return _by_option(item.max, e.Number, path)
    return e.Number(ZERO if item.limit is None else item.limit, path if item.max is None else (*path, "max"))


def applies(item: Item, around: Surroundings = ALONE, path: Path = ()) -> e.Expression:
    """Whether an item is applicable: all facts of one are, or none, but for the choice that its maximum depends on.

    An item that is a share of nothing isn't either, where the share says so.
    """
    profile = profile_of(item)
    read = dict.fromkeys(each.id for each in references_in((), item.amount) if each.wanted != "part")
    first = next((id for id in read if id != profile), None)
    if first is None and not around.divided_items:
        return e.YES
    asked = (id for id in read if id == first or id in around.divided)
    conditions = [
        *(e.Fact(Scalar(id, APPLIES)) for id in asked),
        *(somethings_to_divide_by(item.amount, around, (*path, "rule")) if item.id in around.divided_items else ()),
    ]
    return e.Applies((_every(conditions),)) if conditions else e.YES


def _every(conditions: Sequence[e.Expression], path: Path = ()) -> e.Expression:
    return conditions[0] if len(conditions) == 1 else e.All(tuple(conditions), path)


def applies_of_measure(
    scheme: Scheme, id: str, possible: Mapping[Scalar, Interval], around: Surroundings
) -> e.Expression | None:
    """Whether a measure is applicable: its facts are, those it reads, and what it divides by is more than nothing.

    `None` where nothing asks.
    """
    path, measure = ("measures", id), scheme.measures[id]
    references = tuple(references_in(path, measure))
    asked = [applies for fact in facts_read(scheme, references) if (applies := Scalar(fact, APPLIES)) in possible]
    facts = tuple(applies for applies in asked if possible[applies].known is None)
    measures = dict.fromkeys(
        Scalar(each.id, APPLIES) for each in references if each.wanted != "part" and each.id in around.divided
    )
    conditions: list[e.Expression] = [e.Fact(applies, path) for applies in (*facts, *measures)]
    conditions += somethings_to_divide_by(measure, around, path)
    if not conditions and asked:
        return e.Fact(asked[0], path)
    if not conditions:  # of points alone, which are always there
        return None if any(each.wanted != "part" for each in references) else e.YES
    return _every(conditions, path)


def parts_that_may_drop_out(scheme: Scheme, around: Surroundings = ALONE) -> dict[str, e.Expression]:
    """The items and sections that may be not applicable, by id, each with when it is: a section where anything in it is."""
    optional = may_not_apply(scheme)
    if not optional and not around.divided_items:
        return {}
    found: dict[str, e.Expression] = {}
    at = {item.id: path for path, _, item in walk_items(scheme)}

    def drops_out(part: Section | Item) -> e.Expression:
        if isinstance(part, Item):
            may_drop_out = part.id in around.divided_items or not optional.isdisjoint(facts_of(scheme, part))
            when = applies(part, around, at[part.id]) if may_drop_out else e.YES
        else:
            when = any_applies([drops_out(each) for each in parts_below(part)])  # of each, whatever the first one is
        if when != e.YES:
            found[part.id] = when
        return when

    for section in scheme.total.sections:
        drops_out(section)
    return found


def surroundings_of(scheme: Scheme, *others: Scheme) -> Surroundings:
    """What the rules and conditions of a scheme, and those of others, read of its table, beside points.

    What can't be read, since there is no such part or nothing says what it is worth, is left out; checks tell of it.
    """
    asked = [each for of in (scheme, *others) for each in references_of(of) if each.wanted == "part"]
    around = surroundings_of_facts(scheme)
    if asked:
        parts = {id: placed.node for id, placed in Table(scheme).parts.items()}
        each_of = {each.id for each in asked if each.of_part.startswith("each.")}
        within = {
            id: tuple(part.id for part in paying_parts(node))
            for id in each_of
            if not isinstance(node := parts.get(id), Item | None)
        }
        percents = {each.id for each in asked if each.of_part == "percent"}
        percents.update(part for each in asked if each.of_part == "each.percent" for part in within.get(each.id, ()))
        worths = {id: worth_by_option(scheme, parts[id]) for id in percents if id in parts}
        known = {id: each for id, each in worths.items() if each is not None}
        around = replace(around, worths=known, within=within, reads_parts=True)
    applies: dict[Scalar | str, e.Expression] = dict(_facts_that_may_drop_out(scheme, around, *others))
    if asked:
        applies.update(parts_that_may_drop_out(scheme, around))
    return replace(around, applies=applies) if applies else around


def surroundings_of_facts(scheme: Scheme) -> Surroundings:
    """The same for what reads facts and measures alone, none of which drops out."""
    measures = divided_measures(scheme)
    items = frozenset(item.id for _, _, item in walk_items(scheme) if is_divided(item.amount, measures))
    return Surroundings(names=names_of(scheme), divided=measures, divided_items=items)


def names_of(scheme: Scheme) -> dict[str, tuple[str, ...]]:
    """The options, or levels, of each choice and of results, in their order."""
    return {
        id: tuple(fact.names if isinstance(fact, ChoiceFact) else fact.levels)
        for id, fact in scheme.asked.items()
        if isinstance(fact, ChoiceFact | ResultsFact)
    }


def _facts_that_may_drop_out(
    scheme: Scheme, around: Surroundings, *others: Scheme
) -> Iterator[tuple[Scalar, e.Expression]]:
    """The facts and measures that conditions of sections and vetoes read and that may be not applicable, each with when it is."""
    optional = may_not_apply(scheme)
    if not optional and not around.divided:
        return
    read = (each for of in (scheme, *others) for each in references_of_conditions(of) if each.wanted != "part")
    for id in dict.fromkeys(each.id for each in read):
        measure = scheme.measures.get(id)
        facts = {id} if measure is None else facts_read(scheme, references_in((), measure))
        if id in around.divided or not optional.isdisjoint(facts):
            yield Scalar(id), e.Applies((e.Fact(Scalar(id, APPLIES)),))


def worth_by_option(scheme: Scheme, part: Section | Item | Total) -> Worth | None:
    """What a part of the table is worth, by the options that this depends on; `None` where the file doesn't say."""
    items = [part] if isinstance(part, Item) else items_under(part)
    profiles = dict.fromkeys(choice for item in items if (choice := profile_of(item)) is not None)

    def of(left: tuple[str, ...], options: Mapping[str, str]) -> Worth | None:
        if not left:
            return worth_of(part, options)
        fact = scheme.asked.get(left[0])
        names = fact.names if isinstance(fact, ChoiceFact) else ()
        each = {name: of(left[1:], {**options, left[0]: name}) for name in names}
        known = tuple((name, worth) for name, worth in each.items() if worth is not None)
        if len(known) < len(each) or not known:
            return None
        return known[0][1] if len(set(each.values())) == 1 else (left[0], known)

    return of(tuple(profiles), {})


def lower_section(section: Section | Total, around: Surroundings = ALONE, path: Path = ()) -> e.Expression:
    """A section's points, or the total's, from the points of what is directly under it.

    Where items that are not applicable drop out, it is from all items under it.
    """
    if section.not_applicable == "renormalise":
        amount: e.Expression = _scaled_up(section, around, path)
    else:
        amount = _combined(section, path)
    if isinstance(section, Section) and section.requires is not None:
        met = lower_condition(section.requires, around, (*path, "requires"), of_nothing=e.YES)
        amount = e.When(met, amount, e.Number(ZERO, path), (*path, "requires"))
    amount = _limited(amount, section, path)
    for at, veto in reversed(tuple(enumerate(section.vetoes if isinstance(section, Total) else ()))):
        if veto.fixed_points is not None:
            here = (*path, "vetoes", at)
            holds = lower_condition(veto.veto, around, (*here, "veto"))
            amount = e.When(holds, e.Number(veto.fixed_points, (*here, "points")), amount, (*here, "veto"))
    return amount


def _combined(section: Section | Total, path: Path) -> e.Expression:
    """What is made of the parts of a section, or of the total."""
    here, below = (*path, "combine"), parts_below(section)
    parts = tuple(_weighted(part, path) for part in below)
    match section.combine:
        case "sum":
            return e.Sum(parts, path)
        case "average":
            return e.Quotient(e.Sum(parts, path), reduce(plus, (part.weight for part in below)), here)
        case "lowest":
            return e.Least(parts, here)
        case "highest":
            return e.Greatest(parts, path=here)
        case "deduct":  # from its maximum, of which nothing less than nothing is left
            most = (*path, "max")
            return e.Floor(e.Sum((e.Number(section.max or ZERO, most), *parts), path), ZERO, most)
        case _:
            assert_never(section.combine)


def _weighted(part: Section | Item, path: Path) -> e.Expression:
    points = e.Part(part.id, path)
    return points if part.weight == ONE else e.Product((points, e.Number(part.weight, path)), path)


def _scaled_up(section: Section | Total, around: Surroundings, path: Path) -> e.Expression:
    items = tuple(items_counted(section, around))
    worths = tuple(worth for _, _, worth in items)
    scale = ONE if section.combine == "average" else reduce(plus, worths, ZERO)
    amounts = tuple(_weighted(item, path) for item, _, _ in items)
    return e.ScaledUp(amounts, tuple(each for _, each, _ in items), worths, scale, (*path, "not_applicable"))


def items_counted(
    section: Section | Total, around: Surroundings = ALONE
) -> Iterator[tuple[Item, e.Expression, Decimal]]:
    """The items under a section that is scaled up to what is applicable: whether each counts, and what it is worth there."""
    averages = section.combine == "average"
    for item in items_under(section):
        # What only takes off is worth nothing in a sum, so there it has nothing to drop out of; in an average it has its weight.
        drops_out = item.not_applicable in {None, "renormalise"} and (averages or not item.only_deducts)
        own = item.limit if item.limit is not None else ZERO
        worth = item.weight if averages else times(own, item.weight)
        yield item, applies(item, around) if drops_out else e.YES, worth


def lower_grade(grade: Grade, around: Surroundings = ALONE, path: Path = (), *, last: bool) -> e.Expression:
    """Whether a grade holds: by its threshold, by what has to be so for it, or both.

    The last takes neither, so that it always holds; another one that takes neither only a veto gives.
    """
    taken: list[e.Expression] = []
    if grade.side is not None and grade.threshold is not None:
        taken.append(e.Compare(e.Part(TOTAL, path), grade.side, grade.threshold, path))
    if grade.if_ is not None:
        taken.append(lower_condition(grade.if_, around, (*path, "if"), of_nothing=e.YES))
    return _every(taken, path) if taken else e.YES if last else e.NO


def nothing_applies(node: Section | Total, around: Surroundings = ALONE) -> Iterator[tuple[str, e.Expression]]:
    """Each section, or the total, that is scaled up to what is applicable, by id: that nothing of worth under it is."""
    if node.not_applicable == "renormalise":
        counted = any_applies(applies for _, applies, worth in items_counted(node, around) if worth)
        if counted != e.YES:
            yield node.id if isinstance(node, Section) else TOTAL, e.Not(counted)
    for section in node.sections:
        yield from nothing_applies(section, around)


def _limited(amount: e.Expression, by: Item | Section | Total, path: Path) -> e.Expression:
    """The amount rounded, not below a floor, under a cap."""
    return capped(floored(rounded(amount, by.round, path), by.floor, path), by.cap, path)
