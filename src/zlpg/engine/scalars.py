"""Facts and measures as the scalars that the engine reads."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import reduce
from typing import TypeVar, assert_never

import zlpg.engine.expression as e
from zlpg.model.declarations import (
    ChoiceFact,
    CountFact,
    FactDeclaration,
    Measure,
    NumberFact,
    RatingsFact,
    ResultsFact,
    YesNoFact,
)
from zlpg.model.table import Scheme
from zlpg.model.walks import (
    facts_of,
    facts_read,
    facts_that_apply_together,
    policies,
    references_beside_items,
    walk_items,
)
from zlpg.numbers import ONE, UNBOUNDED, ZERO, Interval, divided, plus

APPLIES = "applies"
"""What the scalar that says whether a fact is applicable ends in."""


def lower_measure(measure: Measure) -> e.Expression:
    """What a measure means."""
    by: tuple[e.Expression, ...] = (*map(e.Fact, measure.of), *(e.Negative(e.Fact(id)) for id in measure.without))
    divisor = by[0] if len(by) == 1 else e.Sum(by)
    return e.Share(e.Fact(measure.share), divisor, measure.times, measure.range, measure.if_none)


def at_level(fact: str, level: str) -> str:
    """The scalar that holds how many applicants are at a level."""
    return f"{fact}.{level}"


def scalars(id: str, fact: FactDeclaration) -> Iterator[tuple[str, Interval]]:
    """The scalars that a declared fact is to the engine, each with every value it can have."""
    match fact:
        case NumberFact(range=(lowest, highest)):
            yield id, Interval(lowest, highest)
        case CountFact(at_most=at_most):
            yield id, Interval(ZERO, UNBOUNDED if at_most is None else Decimal(at_most))
        case YesNoFact():
            yield id, Interval(ZERO, ONE)
        case RatingsFact(range=(lowest, highest)):
            yield id, Interval(lowest, highest)
        case ResultsFact(levels=levels):
            yield from ((at_level(id, level), Interval(ZERO, UNBOUNDED)) for level in levels)
        case ChoiceFact(options=options):
            yield from ((at_level(id, option), Interval(ZERO, ONE)) for option in options)
        case _:
            assert_never(fact)


def mean_of(declared: RatingsFact, ratings: tuple[Decimal, ...]) -> Decimal:
    """The scalar of ratings: their mean, of more than declared without one highest and one lowest."""
    trimmed = declared.trimmed_over is not None and len(ratings) > declared.trimmed_over
    counted = sorted(ratings)[1:-1] if trimmed else ratings
    return divided(reduce(plus, counted), Decimal(len(counted)))


def domain(scheme: Scheme, facts: Iterable[str]) -> dict[str, Interval]:
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
    found = {scalar: values for id in every for scalar, values in scalars(id, scheme.facts[id])}
    found.update((at_level(id, APPLIES), EITHER if id in optional else SURE) for id in every if id in asked)
    return found


def chosen(scheme: Scheme, values: Mapping[str, Decimal]) -> dict[str, str]:
    """The options that are chosen, by fact."""
    return {
        id: option
        for id, fact in scheme.facts.items()
        if isinstance(fact, ChoiceFact)
        for option in fact.options
        if values.get(at_level(id, option))
    }


EITHER, SURE = Interval(ZERO, ONE), Interval.exactly(ONE)


def may_not_apply(scheme: Scheme) -> frozenset[str]:
    """The facts that may be not applicable: those that only items read for which it is declared what that means."""
    around = policies(scheme)
    declared = {item.id: item.not_applicable or around[item.id] for _, _, item in walk_items(scheme)}
    if not any(declared.values()):
        return frozenset()
    read = {item.id: frozenset(facts_that_apply_together(scheme, item)) for _, _, item in walk_items(scheme)}
    fixed = set(facts_read(scheme, references_beside_items(scheme)))
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


Known = TypeVar("Known")


def applicability(scheme: Scheme, known: Mapping[str, Known]) -> Iterator[tuple[str, Known]]:
    """Whether each measure is applicable: its facts all are, or none."""
    for id, measure in scheme.measures.items():
        if (of_fact := known.get(at_level(measure.share, APPLIES))) is not None:
            yield at_level(id, APPLIES), of_fact
