"""The text check: the numbers that a clause states, held against the numbers of its rule, both ways."""

from collections.abc import Callable, Iterator
from decimal import Decimal
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
    facts_of,
    kind_of,
    walk_sections,
)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number of a rule, with its path. Not every one has to be stated: a maximum stands in a column of its own."""

    at: Path
    value: Decimal
    in_points: bool
    required: bool = True
    starts: bool = False
    """Whether it is the first number of a bracket: 11 where the clause says 超过10篇."""

    def states(self, number: Stated) -> bool:
        """Whether a number of the clause can be this one."""
        return self.value in number.values or (self.starts and number.beyond and self.value - 1 in number.values)


def parameters_of(at: Path, rule: Rule) -> Iterator[Parameter]:
    """The numbers of a rule and of every rule inside it, in the order of the file."""
    match rule:
        case JudgedRule():
            return
        case ProportionalRule(full=full, points=points):
            yield Parameter((*at, "full"), full, in_points=False)
            yield Parameter((*at, "points"), points, in_points=True)
        case CountedRule(rate=rate, over=over):
            yield Parameter((*at, "over"), over, in_points=False)
            yield Parameter((*at, "rate"), rate, in_points=True)
        case OnceRule(points=points):
            yield Parameter((*at, "points"), points, in_points=True)
        case BracketsRule(table=table):
            for position, row in enumerate(table):
                yield Parameter((*at, "table", position, "at_least"), row.at_least, in_points=False, starts=True)
                yield Parameter((*at, "table", position, "points"), row.points, in_points=True)
        case LevelsRule(points=levels):
            for level, points in levels.items():
                yield Parameter((*at, "points", level), points, in_points=True)
        case SumRule(sum=parts) | HighestRule(highest=parts):
            for position, part in enumerate(parts):
                yield from parameters_of((*at, kind_of(type(rule)), position), part)
        case _:
            assert_never(rule)
    if isinstance(rule, CountedRule | LevelsRule | SumRule | HighestRule) and rule.cap is not None:
        yield Parameter((*at, "cap"), rule.cap, in_points=True)


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
    yield from parameters_of((*at, "rule"), item.rule)
    if item.cap is not None:
        yield Parameter((*at, "cap"), item.cap, in_points=True)
    if item.max is not None:
        yield Parameter((*at, "max"), item.max, in_points=True, required=False)
    for fact in facts_of(item):
        match scheme.facts.get(fact):
            case NumberFact(range=ends):
                for end in ends:
                    yield Parameter(("facts", fact, "range"), end, in_points=True, required=False)
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
    missing = [each for each in required if not any(map(each.states, stated))]
    if missing:
        said = {value for other in beside for number in numbers_in(other) for value in number.values}
        said |= {each.value for each in parameters if not each.required}
        missing = [each for each in missing if each.value not in said]
    for parameter in missing:
        meant = next((number for number in unused if number.amount in {parameter.in_points, None}), None)
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
    free = list(parameters)
    rest: list[Stated] = []
    for number in stated:
        if number.below and any(each.states(number) and not each.in_points for each in parameters):
            continue  # the same threshold seen from the other side
        own = next((each for each in free if each.states(number) and each.in_points == number.amount), None)
        if own is None:
            rest.append(number)
        else:
            free.remove(own)
    for number in rest:
        # A threshold can be one of points, as in 90分以上; an amount without a unit can be anything.
        fits = (each for each in free if each.states(number) and number.amount in {None, True, each.in_points})
        other = next(fits, None)
        if other is not None:
            free.remove(other)
        elif not number.incidental and any(number.values):
            yield number


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
    sections_state_their_maximum_and_cap,
)
"""What texts and numbers have to say alike."""
