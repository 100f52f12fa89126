"""The text check: the numbers that a clause states, held against the numbers of its rule, both ways."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from decimal import Decimal
from difflib import SequenceMatcher
from typing import assert_never

from zlpg.checks.references import Findings, nodes_of
from zlpg.checks.stated import Stated, numbers_in
from zlpg.diagnostics import Diagnostic, Message, Path
from zlpg.records import dataclass
from zlpg.scheme import (
    BracketsRule,
    CountedRule,
    CountFact,
    HighestRule,
    Item,
    JudgedRule,
    LevelsRule,
    NumberFact,
    OnceRule,
    ProportionalRule,
    Rule,
    Scheme,
    Section,
    SumRule,
    cap_of,
    facts_of,
    kind_of,
    walk_items,
    walk_rule,
    walk_sections,
)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number of a rule, with its path. Not every one has to be stated: a maximum stands in a column of its own."""

    at: Path
    value: Decimal
    in_points: bool | None
    """Whether it is an amount, or a threshold; `None` for what can be either."""
    required: bool = True
    starts: bool = False
    """Whether it is the first number of a bracket: 11 where the clause says 超过10篇."""
    whole: bool = False
    """Whether it is a threshold of whole numbers, so that 超过10 can't be 10."""

    def is_stated(self, number: Stated) -> bool:
        """Whether a number of the clause has its value."""
        if self.starts and number.beyond:
            return self.value - 1 in number.values or (self.value in number.values and not self.whole)
        return self.value in number.values

    def fits(self, number: Stated) -> bool:
        """Whether a number of the clause can be this one, also by its unit: a threshold can be one of points, as in 90分以上."""
        in_points = number.amount
        if self.in_points is None or in_points is None or self.in_points == in_points:
            return self.is_stated(number)
        of_points = not self.in_points and (number.minimum or number.beyond or number.below)
        return of_points and self.is_stated(number)


def parameters_of(at: Path, rule: Rule, counts: Collection[str] = ()) -> Iterator[Parameter]:
    """The numbers of a rule and of every rule inside it, in the order of the file. `counts` are the facts that are counts."""
    match rule:
        case JudgedRule():
            return
        case ProportionalRule(full=full, points=points):
            yield Parameter((*at, "full"), full, in_points=None)
            yield Parameter((*at, "points"), points, in_points=True)
        case CountedRule(rate=rate, over=over):
            yield Parameter((*at, "over"), over, in_points=False)
            yield Parameter((*at, "rate"), rate, in_points=True)
        case OnceRule(points=points):
            yield Parameter((*at, "points"), points, in_points=True)
        case BracketsRule(brackets=fact, table=table):
            for position, row in enumerate(table):
                here = (*at, "table", position, "at_least")
                whole = fact in counts
                first = whole and row.at_least == 1  # goes without saying where the clause says 2起以下
                yield Parameter(here, row.at_least, in_points=False, required=not first, starts=True, whole=whole)
                yield Parameter((*at, "table", position, "points"), row.points, in_points=True)
        case LevelsRule(points=levels):
            for level, points in levels.items():
                yield Parameter((*at, "points", level), points, in_points=True)
        case SumRule(sum=parts) | HighestRule(highest=parts):
            for position, part in enumerate(parts):
                yield from parameters_of((*at, kind_of(type(rule)), position), part, counts)
        case _:
            assert_never(rule)
    if (cap := cap_of(rule)) is not None:
        yield Parameter((*at, "cap"), cap, in_points=True)


def clauses_state_the_numbers_of_their_rules(scheme: Scheme) -> Findings:
    """What a rule pays, from where on and up to where is what its clause says, and all that its clause says.

    A number that the clause leaves open is stated by the note, which says how the text was read, by the requirement, or by the
    text of a section around the item. What a clause states has to be used; what a note states doesn't.
    """
    for path, around in walk_sections(scheme):
        for position, item in enumerate(around.items):
            at = (*path, "items", position)
            beside = [*_texts_around(scheme, path), item.note]
            if item.requirement is not None:
                beside.append(item.requirement.text)
            yield from _held_against(at, tuple(numbers_in(item.text)), tuple(_of_item(scheme, at, item)), beside)
            yield from _minimums(at, item)


_GIVEN = re.compile(r"加|得|奖|计|赋")
_TAKEN = re.compile(r"扣|减|罚")


def clauses_say_what_is_given_or_taken(scheme: Scheme) -> Findings:
    """A clause that only takes off (扣) is a deduction's, and one that only gives (加, 得) an award's.

    A judged item says nothing of it, and neither does one with a maximum, from which a clause may take off.
    """
    for path, _, item in walk_items(scheme):
        if item.max is not None or any(isinstance(rule, JudgedRule) for _, rule in walk_rule((), item.rule)):
            continue
        given, taken = bool(_GIVEN.search(item.text)), bool(_TAKEN.search(item.text))
        if taken not in {given, item.direction == "deduction"}:
            message = (
                Message("the clause takes points off, and the item gives them")
                if taken
                else Message("the clause gives points, and the item takes them off")
            )
            hint = Message("write: {form}", form=f"direction: {'deduction' if taken else 'award'}")
            yield Diagnostic("wrong-direction", message, hint, at=(*path, "direction"))


def sections_state_their_maximum_and_cap(scheme: Scheme) -> Findings:
    """What the document says of a section as a whole (满分90分, 累计不超过10分) is what the section declares."""
    for path, node in nodes_of(scheme):
        ceilings = [Parameter((*path, "cap"), node.cap, in_points=True)] if node.cap is not None else []
        if node.max is not None:
            ceilings.append(Parameter((*path, "max"), node.max, in_points=True, required=False))
        stated = tuple(each for each in numbers_in(node.text) if each.ceiling) if isinstance(node, Section) else ()
        yield from _held_against(path, stated, tuple(ceilings), [node.note])


def _texts_around(scheme: Scheme, path: Path) -> list[str]:
    """The texts of a section and of those around it."""
    texts, sections = [], scheme.total.sections
    for step in path:
        if isinstance(step, int):
            section = sections[step]
            texts.append(section.text)
            sections = section.sections
    return texts


def _of_item(scheme: Scheme, at: Path, item: Item) -> Iterator[Parameter]:
    counts = [fact for fact in facts_of(item) if isinstance(scheme.facts.get(fact), CountFact)]
    yield from parameters_of((*at, "rule"), item.rule, counts)
    if item.cap is not None:
        yield Parameter((*at, "cap"), item.cap, in_points=True)
    if item.max is not None:
        yield Parameter((*at, "max"), item.max, in_points=True, required=False)
    for fact in facts_of(item):
        match scheme.facts.get(fact):
            case NumberFact(range=ends):
                for end in ends:
                    yield Parameter(("facts", fact, "range"), end, in_points=None, required=False)
            case CountFact(at_most=at_most) if at_most is not None:
                yield Parameter(("facts", fact, "at_most"), Decimal(at_most), in_points=False, required=False)
            case _:
                pass
    for fact, least in item.requirement.at_least.items() if item.requirement else ():
        yield Parameter((*at, "requirement", "at_least", fact), least, in_points=False, required=False)


def _held_against(
    at: Path, stated: tuple[Stated, ...], parameters: tuple[Parameter, ...], beside: list[str]
) -> Findings:
    """A finding for each number on one side that has no counterpart on the other; one for two that belong together."""
    unused = list(_without_parameter(stated, parameters))
    required = [each for each in parameters if each.required and each.value]
    if not (required or unused):
        return
    missing = [each for each in required if not any(map(each.fits, stated))]
    if missing:
        said = {value for other in beside for number in numbers_in(other) for value in number.values}
        said |= {each.value for each in parameters if not each.required}
        missing = [each for each in missing if each.value not in said]
    for parameter in missing:
        alike = [number for number in unused if number.amount in {parameter.in_points, None}]
        alike.sort(key=lambda number: number.ceiling != (parameter.at[-1] in {"cap", "max"}))
        meant = next(iter(alike), None)
        if meant is not None:
            unused.remove(meant)
        yield _unstated(parameter, meant)
    for number in unused:
        message = Message("the clause states {number}, which no number of the rule uses", number=number.text)
        yield Diagnostic("unused-number", message, at=(*at, "text"), within=(number.start, number.end))


def _unstated(parameter: Parameter, meant: Stated | None) -> Diagnostic:
    message = Message("{number} is not stated in the clause", number=parameter.value)
    hint = (
        Message("the clause states {number}, which no number of the rule uses", number=meant.text)
        if meant is not None
        else Message("correct it, or say in the note how the text was read")
    )
    return Diagnostic("unstated-number", message, hint, at=parameter.at)


def _without_parameter(stated: tuple[Stated, ...], parameters: tuple[Parameter, ...]) -> Iterator[Stated]:
    """The numbers that no parameter is left for. Each parameter takes one: first of its own kind, then of any it may be."""
    free = dict(enumerate(parameters))
    rest = dict(enumerate(stated))
    for number in stated:
        if number.below and any(each.is_stated(number) or number.just_below(each.value) for each in parameters):
            rest = {place: each for place, each in rest.items() if each is not number}  # a threshold seen from below
    for place, its in _in_order(rest, parameters):
        del rest[place], free[its]
    for place, number in tuple(rest.items()):
        own = [its for its, each in free.items() if each.fits(number) and each.in_points == number.amount]
        other = own or [its for its, each in free.items() if each.fits(number)]
        if other:
            del rest[place], free[other[0]]
    paid_each = any(each.in_points for each in parameters) and not any(each.starts for each in parameters)
    for number in rest.values():
        if not (number.incidental or (number.one_that_pays and paid_each)) and any(number.values):
            yield number


def _in_order(stated: Mapping[int, Stated], parameters: tuple[Parameter, ...]) -> Iterator[tuple[int, int]]:
    """The numbers and parameters that are alike in the same order, as documents and files mostly have them."""
    places = list(stated)
    said = [(stated[place].values[0], stated[place].amount) for place in places]
    used = [(each.value, each.in_points) for each in parameters]
    for block in SequenceMatcher(None, said, used, autojunk=False).get_matching_blocks():
        yield from ((places[block.a + step], block.b + step) for step in range(block.size))


def _minimums(at: Path, item: Item) -> Findings:
    """The minimum counts of a requirement are those that its text states."""
    if item.requirement is None:
        return
    numbers = tuple(numbers_in(item.requirement.text))
    said = {value for number in numbers for value in number.values}
    for fact, least in item.requirement.at_least.items():
        if least not in said:
            message = Message("{number} is not stated in the requirement", number=least)
            yield Diagnostic("unstated-number", message, at=(*at, "requirement", "at_least", fact))
    used = {*item.requirement.at_least.values(), *(each.value for each in parameters_of((), item.rule))}
    for number in numbers:
        if number.minimum and not number.incidental and used.isdisjoint(number.values):
            message = Message("the requirement states {number}, which no minimum uses", number=number.text)
            hint = Message("declare it under at_least, with the fact that it is about")
            place = (*at, "requirement", "text")
            yield Diagnostic("unused-number", message, hint, at=place, within=(number.start, number.end))


CLAUSE_CHECKS: tuple[Callable[[Scheme], Findings], ...] = (
    clauses_state_the_numbers_of_their_rules,
    clauses_say_what_is_given_or_taken,
    sections_state_their_maximum_and_cap,
)
"""What texts and numbers have to say alike."""
