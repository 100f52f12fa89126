"""Facts as the scalars that the engine reads: a number, a count, a level's applicants, an option that it is or isn't.

>>> str(Scalar("awards", "gold")), str(Scalar("reports"))
('awards.gold', 'reports')
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import reduce
from typing import NamedTuple, assert_never

from zlpg.model.declarations import (
    ChoiceFact,
    CountFact,
    FactDeclaration,
    NumberFact,
    NumbersFact,
    ResultsFact,
    YesNoFact,
    possible_of,
)
from zlpg.model.table import Scheme
from zlpg.model.walks import (
    facts_of,
    facts_that_apply_together,
    policies,
    profile_of,
    walk_items,
)
from zlpg.numbers import ONE, UNBOUNDED, ZERO, Interval, divided, plus

APPLIES = "applies"
"""Which scalar of a fact says whether it is applicable."""


class Scalar(NamedTuple):
    """One number of a fact, or of a measure.

    `which` is a level of results, whose applicants it counts; an option of a choice, which it says 1 or 0 of; or `applies`, which says
    whether the fact is applicable. It is empty where the fact is one number: a count, what a list of numbers is read as, yes as 1 and no as 0.
    """

    fact: str
    which: str = ""

    def __str__(self) -> str:
        return f"{self.fact}.{self.which}" if self.which else self.fact


def scalars(id: str, fact: FactDeclaration) -> Iterator[tuple[Scalar, Interval]]:
    """The scalars that a declared fact is to the engine, each with every value it can have."""
    match fact:
        case NumberFact() | CountFact() | NumbersFact():
            yield Scalar(id), possible_of(fact)
        case YesNoFact():
            yield Scalar(id), EITHER
        case ResultsFact(levels=levels):
            yield from ((Scalar(id, level), Interval(ZERO, UNBOUNDED)) for level in levels)
        case ChoiceFact(names=options):
            yield from ((Scalar(id, option), EITHER) for option in options)
        case _:
            assert_never(fact)


EITHER, SURE = Interval(ZERO, ONE), Interval.exactly(ONE)


def number_of(declared: NumbersFact, numbers: tuple[Decimal, ...]) -> Decimal:
    """The scalar of a list: what it is read as; of the mean of more than declared, without one highest and one lowest."""
    match declared.as_:
        case "mean":
            trimmed = declared.trimmed_over is not None and len(numbers) > declared.trimmed_over
            counted = sorted(numbers)[1:-1] if trimmed else numbers
            return divided(reduce(plus, counted), Decimal(len(counted)))
        case "sum":
            return reduce(plus, numbers, ZERO)
        case "lowest":
            return min(numbers)
        case "highest":
            return max(numbers)
        case _:
            assert_never(declared.as_)


def domain(scheme: Scheme, facts: Iterable[str]) -> dict[Scalar, Interval]:
    """Every scalar of the facts with every value it can have: what is known of a unit that has reported nothing."""
    every = tuple(facts)
    optional = may_not_apply(scheme)
    around = policies(scheme)
    asked = {
        id
        for _, _, item in walk_items(scheme)
        if item.not_applicable or around[item.id]
        for id in facts_of(scheme, item)
    }
    found = {scalar: values for id in every for scalar, values in scalars(id, scheme.asked[id])}
    found.update((Scalar(id, APPLIES), EITHER if id in optional else SURE) for id in every if id in asked)
    return found


def chosen(scheme: Scheme, values: Mapping[Scalar, Decimal]) -> dict[str, str]:
    """The options that are chosen, by fact."""
    return {
        id: option
        for id, fact in scheme.asked.items()
        if isinstance(fact, ChoiceFact)
        for option in fact.names
        if values.get(Scalar(id, option))
    }


def may_not_apply(scheme: Scheme) -> frozenset[str]:
    """The facts that may be not applicable: those that items read for which it is declared what that means, and no others.

    Conditions of sections and vetoes may read them, too; they leave out what is not applicable.
    """
    around = policies(scheme)
    declared = {item.id: item.not_applicable or around[item.id] for _, _, item in walk_items(scheme)}
    if not any(declared.values()):
        return frozenset()
    read = {item.id: frozenset(facts_that_apply_together(scheme, item)) for _, _, item in walk_items(scheme)}
    fixed = {profile for _, _, item in walk_items(scheme) if (profile := profile_of(item)) is not None}
    fixed.update(*(facts for id, facts in read.items() if declared[id] is None))
    every = frozenset().union(*read.values())
    readers: dict[str, list[str]] = {}
    for item, facts in read.items():
        for fact in facts:
            readers.setdefault(fact, []).append(item)
    found = list(fixed)
    while found:  # of one item, all are or none
        for item in readers.get(found.pop(), ()):
            linked = read.pop(item, frozenset()) - fixed
            fixed |= linked
            found += linked
    return every - fixed
