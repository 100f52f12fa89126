"""What a table is made of: ranges, what sections hold, maxima that add up, parts that wait for each other."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise, product

import zlpg.model.rules as r
from zlpg.checks.parts import Parts
from zlpg.checks.registration import Findings, finds
from zlpg.codes import Code
from zlpg.diagnostics import MAX_LISTED, Diagnostic, Message, Path
from zlpg.engine.table import TOTAL
from zlpg.model.declarations import ChoiceFact, CountFact, NumberFact, NumbersFact, ends_of
from zlpg.model.references import Reference, references_in, references_of_condition
from zlpg.model.table import ChosenMax, Item, Scheme, Section, Total
from zlpg.model.walks import brings_points, items_under, parts_at, parts_below, paying_parts, worth, worth_of_parts
from zlpg.numbers import ZERO, Interval


@finds("empty-range")
def ranges_ascend(parts: Parts) -> Findings:
    """A range goes from its lowest number up to its highest."""
    for path, ends in _ranges(parts):
        if ends.lowest >= ends.highest:
            message = Message("the range goes from {lowest} to {highest}", lowest=ends.lowest, highest=ends.highest)
            yield Diagnostic("empty-range", message, Message("write [lowest, highest]"), at=(*path, "range"))


@finds("superfluous-policy")
def what_stands_beside_a_range_is_not_in_it(parts: Parts) -> Findings:
    """A number that a fact can be beside its range is no number of the range."""
    for id, fact in parts.facts.items():
        ends = ends_of(fact) if isinstance(fact, NumberFact) else None
        if isinstance(fact, NumberFact) and fact.or_ is not None and ends and ends.lowest <= fact.or_ <= ends.highest:
            message = Message("{number} is in the range", number=fact.or_)
            yield Diagnostic("superfluous-policy", message, Message("leave it out"), at=("facts", id, "or"))


def _ranges(parts: Parts) -> Iterator[tuple[Path, Interval]]:
    for id, fact in parts.facts.items():
        if isinstance(fact, NumberFact | CountFact | NumbersFact):
            yield ("facts", id), ends_of(fact)
    for id, measure in parts.measures.items():
        if measure.range is not None:
            yield ("measures", id), ends_of(measure)


@finds("empty-range")
def floors_are_below_caps(parts: Parts) -> Findings:
    """What holds an amount between a floor and a cap leaves it something to be."""
    for path, node in (*parts.nodes, *parts.items):
        if node.floor is not None and node.cap is not None and node.floor >= node.cap:
            message = Message("the floor of {floor} is not below the cap of {cap}", floor=node.floor, cap=node.cap)
            yield Diagnostic("empty-range", message, at=(*path, "floor"))


@finds(
    Code(
        "section-contents",
        needs_everything=True,
        documentation="""
        A section holds nothing, or holds both sections and items. A section of the table consists of one kind, so that
        its points have one sum.

        ```diff
                   rule: {each: award_results, is: {applied: 0.1, silver: 1, gold: 2}}
        +    - id: penalties
        +      number: 四
        +      title: 一票否决
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: put the missing items in, or put the items into a section of their own beside the others.
        """,
    ),
)
def sections_hold_one_kind(parts: Parts) -> Findings:
    """A section consists of sections or of items."""
    for path, section in parts.nodes:
        if isinstance(section, Section) and bool(section.sections) == bool(section.items):
            message = Message("the section “{section}” must hold either sections or items", section=section.id)
            yield Diagnostic("section-contents", message, at=path)


@finds(
    Code(
        "max-not-sum",
        waivable=True,
        harmless=True,
        needs_everything=True,
        documentation="""
        The `max` of a section or of the total is not the sum of what its parts are worth, or their average, the lowest or
        the highest of them where it says so (`combine`), or one of its parts has neither a `max` nor a `cap`. The points of the whole table have to add
        up to the full marks that the document states. A part with a `weight` counts with what it is worth times that.
        Where what a part is worth depends on a choice, it has to add up for every option. What only takes off does not
        count into the sum, because it brings no points, and neither does a `bonus`, which comes on top.

        ```diff
        -      text: 质量工作（满分9分）
        -      max: 9
        +      text: 质量工作（满分10分）
        +      max: 10
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: compare each `max` and `cap` under it with the document and correct the one that differs, or add the
        one that is missing.
        """,
    ),
)
def maxima_add_up(parts: Parts) -> Findings:
    """A declared maximum of a section or the total is what everything under it is worth, whatever a unit is."""
    for path, node in parts.nodes:
        if node.max is None or node.combine == "deduct":
            continue
        for options in _profiles(parts.scheme, node):
            if (under := worth_of_parts(node, options)) != node.max:
                yield _not_the_sum((*path, "max"), node, node.max, under, tuple(options.values()))
                break


def _profiles(scheme: Scheme, node: Section | Total) -> Iterator[dict[str, str]]:
    """Every way of choosing what the maxima under a section depend on."""
    below = [item for part in paying_parts(node) for item in ((part,) if isinstance(part, Item) else items_under(part))]
    choices = dict.fromkeys(item.max.choice for item in below if isinstance(item.max, ChosenMax))
    declared = {id: fact for id in choices if isinstance(fact := scheme.asked.get(id), ChoiceFact)}
    for options in product(*(fact.names for fact in declared.values())):
        yield dict(zip(declared, options, strict=True))


def _not_the_sum(
    at: Path, node: Section | Total, max: Decimal, under: Decimal | None, options: tuple[str, ...]
) -> Diagnostic:
    if under is None:
        message = Message("max is {max}, but not everything under it has a max or a cap", max=max)
    elif options:
        message = Message(
            "max is {max}, but for “{option}” what is under it comes to {sum}", max=max, option=options, sum=under
        )
    elif node.combine == "average":
        message = Message("max is {max}, but the average of what is under it is {sum}", max=max, sum=under)
    elif node.combine == "lowest":
        message = Message("max is {max}, but the lowest of what is under it is worth {sum}", max=max, sum=under)
    elif node.combine == "highest":
        message = Message("max is {max}, but the highest of what is under it is worth {sum}", max=max, sum=under)
    else:
        message = Message("max is {max}, but what is under it adds up to {sum}", max=max, sum=under)
    unsaid = tuple(
        each.id for each in paying_parts(node) if (worth(each) if isinstance(each, Section) else each.limit) is None
    )
    hint = Message("neither has: {parts}", parts=unsaid[:MAX_LISTED]) if unsaid else None
    return Diagnostic("max-not-sum", message, hint, at=at)


@finds(
    Code(
        "misplaced-deduct",
        documentation="""
        A `deduct` stands inside another rule, or the item that it is the rule of has a `cap` or a `floor`. What is taken
        off is taken from the `max` of the item, down to nothing, or without a `max` from what is around it; a sign that
        depends on where a rule stands would be read wrongly, and there is nothing else to be held to.

        Or a section, or the total, with `combine: deduct` has no `max` that is taken from, or something in it that brings
        points; or a part that only takes off stands where the lowest or the highest part counts.

        ```diff
        -          rule: {deduct: {table: accident_deaths, at_least: {1: 2, 3: 5}}}
        +          rule: {sum: [{deduct: {table: accident_deaths, at_least: {1: 2, 3: 5}}}]}
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: let `deduct` be the whole rule of the item, with the `cap` on what is at most taken off inside it
        (`deduct: {count: accidents, rate: 1, cap: 3}`); what also gives is a `sum`, with negative numbers.
        """,
    ),
)
def what_is_deducted_is_a_whole_rule(parts: Parts) -> Findings:
    """A `deduct` is the outermost rule of its item, and is held by the item's maximum alone."""
    for path, item in parts.items:
        outermost = (*path, "rule")
        for at, rule in r.walk_amount(outermost, item.amount):
            if isinstance(rule, r.DeductRule) and at != outermost:
                message = Message("deduct stands inside another rule")
                hint = Message("let it be the whole rule of the item, or write negative numbers")
                yield Diagnostic("misplaced-deduct", message, hint, at=(*at, "deduct"), on_key=True)
        for key in ("cap", "floor"):
            if item.deducts and getattr(item, key) is not None:
                message = Message(
                    "{key} stands beside deduct, which takes from the max of the item, or from what is around it",
                    key=key,
                )
                hint = Message("what is at most taken off is a cap inside deduct")
                yield Diagnostic("misplaced-deduct", message, hint, at=(*path, key), on_key=True)


@finds(
    Code(
        "factor-of-nothing",
        documentation="""
        A factor of a product is 0 where its condition doesn't hold, and so is the product then. A `once` without
        `otherwise` is 0 otherwise: what was meant to double something only if leaves nothing of it if not.

        ```diff
        -          rule: {deduct: {table: accident_deaths, at_least: {1: 2, 3: 5}}}
        +          rule: {deduct: {product: [{table: accident_deaths, at_least: {1: 2, 3: 5}}, {once: standards_revised, points: 1}]}}
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: say what the factor is otherwise (`{once: repeated, points: 2, otherwise: 1}`), or where nothing is
        to be left, write the product as what a `once` gives.
        """,
        waivable=True,
        harmless=True,
    ),
)
def a_factor_is_never_nothing(parts: Parts) -> Findings:
    """What depends on a condition leaves something of a product when that doesn't hold."""
    for at, rule in parts.rules():
        for place, factor in enumerate(rule.product) if isinstance(rule, r.ProductRule) else ():
            if isinstance(factor, r.OnceRule) and factor.otherwise == ZERO:
                message = Message("where this doesn't hold, it is 0, and so is the product")
                hint = Message("write what it is then, as in otherwise: 1, or let the product be the points of a once")
                yield Diagnostic("factor-of-nothing", message, hint, at=(*at, "product", place))


@finds("misplaced-deduct", "superfluous-policy")
def what_is_combined_is_of_one_kind(parts: Parts) -> Findings:
    """What is taken off a section's maximum brings no points, and what is the lowest or the highest of several does."""
    for path, node in parts.nodes:
        if node.combine == "deduct":
            yield from _taken_from(path, node)
        elif node.combine in {"lowest", "highest"}:
            for at, part in parts_at(path, node):
                if not brings_points(part):
                    message = Message(
                        "“{part}” only takes off: it is not the lowest or the highest of anything", part=part.id
                    )
                    yield Diagnostic("misplaced-deduct", message, at=at)


@finds("superfluous-policy")
def what_comes_on_top_comes_on_top_of_something(parts: Parts) -> Findings:
    """A bonus brings points, is added to what is beside it, and is left out of something that is stated or read around it."""
    read = {each.id for each in parts.references() if each.of_part not in {"", "points"}}
    for path, node in parts.nodes:
        around = list(_around(parts.scheme, path))
        for at, part in parts_at(path, node):
            if not part.bonus:
                continue
            if not brings_points(part):
                message = Message("“{part}” only takes off: it is no bonus", part=part.id)
            elif node.combine != "sum":
                message = Message("“{part}” is a bonus of what isn't added up", part=part.id)
            elif not any(each.max is not None or _id_of(each) in read for each in around):
                message = Message(
                    "nothing around “{part}” says what it is worth, or is read as a percentage", part=part.id
                )
            else:
                continue
            yield Diagnostic("superfluous-policy", message, Message("leave it out"), at=(*at, "bonus"), on_key=True)


def _around(scheme: Scheme, path: Path) -> Iterator[Section | Total]:
    """The total, and the sections along a path to one."""
    node: Section | Total = scheme.total
    yield node
    for step in path:
        if isinstance(step, int):
            node = node.sections[step]
            yield node


def _id_of(node: Section | Total) -> str:
    return node.id if isinstance(node, Section) else TOTAL


def _taken_from(path: Path, node: Section | Total) -> Findings:
    if node.max is None:
        message = Message("there is no max that combine: deduct takes from")
        yield Diagnostic("misplaced-deduct", message, at=(*path, "combine"), on_key=True)
    for at, part in parts_at(path, node):
        if brings_points(part):
            message = Message("“{part}” brings points, and stands in what is only taken off", part=part.id)
            hint = Message("write what it takes off as a deduct, without a max")
            yield Diagnostic("misplaced-deduct", message, hint, at=at)
    if node.floor is not None and node.floor <= ZERO:
        message = Message("what is taken off a max leaves no less than 0")
        yield Diagnostic("superfluous-policy", message, Message("leave it out"), at=(*path, "floor"), on_key=True)


@finds(
    Code(
        "cycle",
        documentation="""
        A condition or a rule asks for the points of a part that themselves depend on it. Neither could be worked out
        before the other.

        What is in a section is worked out before the section, and all sections before the total. What
        decides on points therefore asks for parts that do not hold what it decides on, and that do not wait for it
        otherwise. The `veto` of a grade may ask for the total, because grades come after it.

        ```diff
               title: 加分项
        +      text: 得分8分以上的，方可加分。
        +      requires: {at_least: {total.points: 8}}
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: ask for a section that is worked out before, here `work`; where the document means the points
        without these, put all that they are made up of into a section of its own.
        """,
    ),
    slips=False,
)
def no_part_waits_for_itself(parts: Parts) -> Findings:
    """What a rule or a condition asks of the points of a part can be known before the part that it stands in is worked out."""
    asked = _asked(parts)
    if not asked:
        return
    waits: dict[str, dict[str, Reference | None]] = {item.id: {} for _, item in parts.items}
    for _, node in parts.nodes:
        id = node.id if isinstance(node, Section) else TOTAL
        waits[id] = dict.fromkeys(below.id for below in parts_below(node))
    for id, reference in asked:
        waits.setdefault(id, {}).setdefault(reference.id, reference)
    while (ring := _ring(waits)) is not None:
        closing = next(
            ((reader, found) for read, reader in pairwise(ring) if (found := waits[reader][read]) is not None),
            None,
        )
        if closing is None:  # an id that stands for two things
            return
        reader, reference = closing
        message = Message("“{part}” depends on itself: {ring}", part=reader, ring=" → ".join(reversed(ring)))
        hint = Message("leave out one of these, or let it read a section that holds only what is known before")
        yield Diagnostic("cycle", message, hint, at=reference.at, on_key=reference.on_key)
        del waits[reader][reference.id]


def _asked(parts: Parts) -> list[tuple[str, Reference]]:
    """Each part and measure that a rule or a condition reads, with what it decides on."""
    found = [(item.id, each) for path, item in parts.items for each in references_in((*path, "rule"), item.amount)]
    for id, measure in parts.measures.items():
        found += [(_named(parts, id), each) for each in references_in(("measures", id), measure)]
    for path, section in parts.nodes:
        if isinstance(section, Section) and section.requires is not None:
            found += [(section.id, each) for each in references_of_condition((*path, "requires"), section.requires)]
    for path, veto in parts.vetoes():
        if veto.fixed_points is not None:  # other effects come after the total
            found += [(TOTAL, each) for each in references_of_condition((*path, "veto"), veto.veto)]
    return [(id, each) for id, read in found for each in _one_by_one(parts, read)]


def _named(parts: Parts, measure: str) -> str:
    """What a measure goes by among the parts of the table, of which one may have its id."""
    taken = any(item.id == measure for _, item in parts.items) or any(
        isinstance(node, Section) and node.id == measure for _, node in parts.nodes
    )
    return f"measures.{measure}" if taken else measure


def _one_by_one(parts: Parts, read: Reference) -> Iterator[Reference]:
    """What is read of the table, and the measures; of each part of something, those parts."""
    if read.wanted != "part":
        if read.id in parts.measures and read.id not in parts.scheme.facts:
            yield replace(read, id=_named(parts, read.id))
    elif not read.of_part.startswith("each."):
        yield read
    else:
        yield from (replace(read, id=id) for id in parts.around.within.get(read.id, ()))


def _ring(waits: dict[str, dict[str, Reference | None]]) -> list[str] | None:
    """Parts that each wait for the one before, the first and the last the same; `None` where there are none."""
    try:
        TopologicalSorter(waits).prepare()
    except CycleError as error:
        ring: list[str] = error.args[1]
        return ring
    return None


STRUCTURE_CHECKS = (
    ranges_ascend,
    what_stands_beside_a_range_is_not_in_it,
    floors_are_below_caps,
    sections_hold_one_kind,
    maxima_add_up,
    what_is_deducted_is_a_whole_rule,
    a_factor_is_never_nothing,
    what_is_combined_is_of_one_kind,
    what_comes_on_top_comes_on_top_of_something,
    no_part_waits_for_itself,
)
"""Ranges, nesting, sums, and the order in which parts can be worked out."""
