"""The text check of items: the numbers that a clause states, held against the numbers of its rule, both ways."""

import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

import zlpg.model.rules as r
from zlpg.checks.references import Findings
from zlpg.clauses.matching import Clause, held_against, relation, wrong_side
from zlpg.clauses.numbers import Stated, left_out_by, numbers_in
from zlpg.clauses.parameters import (
    Parameter,
    counts_of,
    minimums_of,
    numbers_of_labels,
    parameters_of,
    parameters_of_item,
    worths_of,
)
from zlpg.diagnostics import Diagnostic, Message, Path
from zlpg.model.references import references_in
from zlpg.model.table import ChosenMax, Item, Scheme, Section
from zlpg.model.walks import walk_items, walk_sections
from zlpg.numbers import ZERO


def clauses_state_the_numbers_of_their_rules(scheme: Scheme) -> Findings:
    """What a rule pays, from where on and up to where is what its clause says, and all that its clause says.

    A number that the clause leaves open is stated by the note, which says how the text was read, by the requirement, or by the
    text of a section around the item. What a clause states has to be used; what a note states doesn't.
    """
    counts, of_all = counts_of(scheme), left_out_by(scheme.note, scheme.total.text, scheme.total.note)
    for path, section in walk_sections(scheme):
        around = [*_sections_around(scheme, path)]
        for position, item in enumerate(section.items):
            at = (*path, "items", position)
            beside = [*(each.text for each in around), item.note]
            left_out = of_all | left_out_by(item.text, *beside)
            if item.requirement is not None:
                beside.append(item.requirement.text)
            clause = Clause(
                at,
                item.text,
                tuple(_stated(item, left_out)),
                beside,
                numbers_of_labels(scheme, references_in((), item.rule)),
                _worths(scheme, item, around),
                left_out,
            )
            yield from held_against(clause, tuple(parameters_of_item(scheme, at, item, counts)))
            yield from _minimums(at, item, left_out)


def _stated(item: Item, left_out: frozenset[str]) -> Iterator[Stated]:
    """The numbers that a clause states, but for the lower end of what is judged: 不到位的扣1-5分."""
    judged = any(isinstance(rule, r.JudgedRule) for _, rule in r.walk_rule((), item.rule))
    for number in numbers_in(item.text, left_out):
        if not (judged and number.range_end == "lower"):
            yield number


def _worths(scheme: Scheme, item: Item, around: Iterable[Section]) -> Iterator[Decimal]:
    """What a share of the maximum may be a share of: of what the item is worth, of what is around it, of what its rule reads."""
    own = item.max.points.values() if isinstance(item.max, ChosenMax) else (item.limit,)
    yield from (each for each in (*own, *(each.max for each in around)) if each is not None)
    yield from worths_of(scheme, references_in((), item.rule))


def _sections_around(scheme: Scheme, path: Path) -> Iterator[Section]:
    """A section and those around it."""
    sections = scheme.total.sections
    for step in path:
        if isinstance(step, int):
            yield sections[step]
            sections = sections[step].sections


_GIVEN = re.compile(r"加|得|奖|计|赋")
_TAKEN = re.compile(r"扣|减|罚")


_JUST_GIVEN = re.compile(r"(?:加|得|奖|计|赋)[^\d，。；、,;扣减罚]{0,3}$")
_JUST_TAKEN = re.compile(r"(?:扣|减|罚)[^\d，。；、,;加得奖计赋]{0,3}$")


def clauses_say_what_is_given_or_taken(scheme: Scheme) -> Findings:
    """A clause that only takes off (扣) is a deduction's, or one of negative points; one that only gives (加, 得) is neither.

    Where it does both, each number has the sign that it is stated with. A judged item says nothing of it, and neither does one
    with a maximum, from which a clause may take off.
    """
    for path, _, item in walk_items(scheme):
        if item.max is not None or any(isinstance(rule, r.JudgedRule) for _, rule in r.walk_rule((), item.rule)):
            continue
        given, taken = bool(_GIVEN.search(item.text)), bool(_TAKEN.search(item.text))
        amounts = tuple(_amounts(path, item))
        negative = any(each.number < ZERO for each in amounts)
        if taken not in {given, negative or item.direction == "deduction"}:
            message = (
                Message("the clause takes points off, and the item gives them")
                if taken
                else Message("the clause gives points, and the item takes them off")
            )
            if given and item.direction == "award":
                yield from _signs(amounts, item.text)
                continue
            hint = Message("write: {form}", form=f"direction: {'deduction' if taken else 'award'}")
            yield Diagnostic("wrong-direction", message, hint, at=(*path, "direction"))
        elif given and taken and item.direction == "award":
            yield from _signs(amounts, item.text)


def only_gives(text: str) -> bool:
    """Whether a clause gives points and takes none off."""
    return bool(_GIVEN.search(text)) and not _TAKEN.search(text)


def _amounts(path: Path, item: Item) -> Iterator[Parameter]:
    """The points that an item's rule states, neither thresholds nor bounds nor factors."""
    for each in parameters_of((*path, "rule"), item.rule):
        if each.in_points and each.value and each.at[-1] not in {"cap", "floor"} and "reaches" not in each.at:
            yield each


def _signs(amounts: Iterable[Parameter], text: str) -> Findings:
    """The amounts that are negative where the clause gives them throughout, or positive where it takes them off."""
    before: dict[Decimal, list[str]] = {}
    for number in numbers_in(text):
        for value in dict.fromkeys(number.values if number.in_points else ()):
            before.setdefault(value, []).append(text[max(0, number.start - 8) : number.start])
    taken = {value for value, each in before.items() if all(map(_JUST_TAKEN.search, each))}
    given = {value for value, each in before.items() if all(map(_JUST_GIVEN.search, each))}
    for each in amounts:
        if each.number > ZERO and each.value in taken:
            message = Message("the clause takes {number} off, and the rule gives it", number=each.value)
        elif each.number < ZERO and each.value in given:
            message = Message("the clause gives {number}, and the rule takes it off", number=each.value)
        else:
            continue
        hint = Message("points that are taken off are negative, those that are given positive")
        yield Diagnostic("wrong-direction", message, hint, at=each.at)


def _minimums(at: Path, item: Item, left_out: frozenset[str]) -> Findings:
    """The minimum counts of a requirement are those that its text states."""
    if item.requirement is None:
        return
    numbers, minimums = numbers_in(item.requirement.text, left_out), tuple(minimums_of(at, item))
    for each in minimums:
        related = {relation(number, each): number for number in numbers}
        if "wrong" in related and "same" not in related:
            yield wrong_side(each, related["wrong"])
        elif "same" not in related:
            message = Message("{number} is not stated in the requirement", number=each.value)
            yield Diagnostic("unstated-number", message, at=each.at)
    used = {each.value for each in (*minimums, *parameters_of((), item.rule))}
    for number in numbers:
        needed = number.side == "at_least" and number.role is None and not number.range_end
        if needed and used.isdisjoint(number.values):
            message = Message("the requirement states {number}, which no minimum uses", number=number.text)
            hint = Message("declare it under at_least, with the fact that it is about")
            place = (*at, "requirement", "text")
            yield Diagnostic("unused-number", message, hint, at=place, within=(number.start, number.end))


CLAUSE_CHECKS: tuple[Callable[[Scheme], Findings], ...] = (
    clauses_state_the_numbers_of_their_rules,
    clauses_say_what_is_given_or_taken,
)
"""What texts and numbers have to say alike."""
