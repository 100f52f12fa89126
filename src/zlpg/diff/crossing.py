"""Two scores, each under the other's rules as well: what is known there of the facts, and what points they come to."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TypeVar

from zlpg.bounds import points_of
from zlpg.breakdown import Breakdown
from zlpg.diff.effects import NOTHING
from zlpg.diff.matching import facts_declared, matched
from zlpg.diff.results import TOTAL
from zlpg.facts import Facts
from zlpg.lowering import at_level, scalars
from zlpg.points import UNBOUNDED, ZERO, Interval
from zlpg.records import dataclass
from zlpg.scheme import FactDeclaration, ResultsFact, Scheme

T = TypeVar("T")

ANY_NUMBER = Interval(ZERO, UNBOUNDED)


@dataclass(frozen=True, slots=True)
class Side:
    """One of two scores. Its facts and scalars go by the names that they have throughout the comparison.

    `names` leads to these from the ids of its scheme, `ids` back. `scalars` are those of each fact, `domain` is every value that a
    scalar can have by its own rules; `known` what its facts leave possible of that, and of what only the other's rules ask for;
    `crossed` what they leave possible of what the other's rules ask for.
    """

    breakdown: Breakdown
    names: Mapping[str, str]
    ids: Mapping[str, str]
    scalars: Mapping[str, tuple[str, ...]]
    facts: Mapping[str, FactDeclaration]
    values: Mapping[str, Decimal]
    domain: Mapping[str, Interval]
    known: Mapping[str, Interval]
    crossed: Mapping[str, Interval]


@dataclass(frozen=True, slots=True)
class Crossing:
    """Two scores with what is known of each one's facts by the other's rules.

    `same_facts` says that both are of one unit and year, and that what both ask for was reported alike, so that what is open in
    one is the same unknown as in the other. `alike` are the scalars that can be the same by both rules.
    """

    old: Side
    new: Side
    same_facts: bool
    alike: frozenset[str]


def crossed(old: Breakdown, new: Breakdown) -> Crossing:
    """Both scores' facts held against both scores' rules."""
    names = matched((facts_declared(old.scheme), facts_declared(new.scheme)))
    new_facts = known_under(old.scheme, new.facts, new.scheme, _leading(*names))
    old_facts = known_under(new.scheme, old.facts, old.scheme, _leading(*reversed(names)))
    sides = (
        _side(old, names[0], _named(old_facts, names[1])),
        _side(new, names[1], _named(new_facts, names[0])),
    )
    one, other = sides
    same = (old.facts.unit, old.facts.year) == (new.facts.unit, new.facts.year) and all(
        one.values.get(scalar) == other.values.get(scalar) for scalar in one.domain.keys() & other.domain.keys()
    )
    facts = {name: fact.type for name, fact in one.facts.items()}
    alike = (
        scalar
        for name, fact in other.facts.items()
        if facts.get(name) == fact.type
        for scalar in other.scalars[name]
        if one.domain.get(scalar) == other.domain[scalar]
    )
    return Crossing(*sides, same, frozenset(alike))


def _side(breakdown: Breakdown, names: Mapping[str, str], crossed: Mapping[str, Interval]) -> Side:
    scheme, facts = breakdown.scheme, breakdown.facts
    values = _named(facts.values, names)
    declared = {names[id]: fact for id, fact in scheme.facts.items()}
    by_fact = {name: dict(scalars(name, fact)) for name, fact in declared.items()}
    possible = {scalar: each for of_fact in by_fact.values() for scalar, each in of_fact.items()}
    reported = {scalar: Interval.exactly(value) for scalar, value in values.items()}
    ids = {name: id for id, name in names.items()}
    of_facts = {name: tuple(of_fact) for name, of_fact in by_fact.items()}
    return Side(
        breakdown, names, ids, of_facts, declared, values, possible, {**crossed, **possible, **reported}, crossed
    )


def under_other_rules(breakdown: Breakdown, items: Mapping[str, Interval]) -> dict[str, Interval]:
    """The points of every section, and of the total, by a score's rules from other points of its items."""
    points = dict(items)
    for result in reversed(breakdown.sections):
        points[result.section.id] = points_of(result.working.expression, points)
    return {**points, TOTAL: points_of(breakdown.working.expression, points)}


def _leading(mine: Mapping[str, str], yours: Mapping[str, str]) -> dict[str, str]:
    """From the ids of one scheme to those of the other, by the names that they share."""
    by_name = {name: id for id, name in yours.items()}
    return {id: by_name[name] for id, name in mine.items() if name in by_name}


def _named(by_scalar: Mapping[str, T], names: Mapping[str, str]) -> dict[str, T]:
    """What is by scalar ids, under the names that their facts go by."""
    if all(id == name for id, name in names.items()):
        return dict(by_scalar)
    parted = ((*scalar.partition("."), each) for scalar, each in by_scalar.items())
    return {f"{names[id]}{dot}{level}": each for id, dot, level, each in parted}


def known_under(scheme: Scheme, facts: Facts, of: Scheme, ids: Mapping[str, str]) -> dict[str, Interval]:
    """Every scalar of a scheme with what it can be by facts that were reported `of` another one.

    `ids` leads from the scheme's facts to the other's. What was not asked there is open, and so is a value that could not have
    been reported here: points given on another scale, or a fact of another type.
    """
    known: dict[str, Interval] = {}
    for id, fact in scheme.facts.items():
        was = ids.get(id, "")
        asked = of.facts.get(was)
        if asked is None or asked.type != fact.type:
            known.update(scalars(id, fact))
        elif isinstance(fact, ResultsFact) and isinstance(asked, ResultsFact):
            known.update(_results(id, fact, was, asked, facts.values))
        else:
            ((scalar, possible),) = scalars(id, fact)
            value = facts.values.get(was)
            fits = value is not None and possible.lowest <= value <= possible.highest
            known[scalar] = Interval.exactly(value) if value is not None and fits else possible
    return known


def _results(
    id: str, fact: ResultsFact, was: str, asked: ResultsFact, values: Mapping[str, Decimal]
) -> Iterator[tuple[str, Interval]]:
    """The applicants at each level. Those at a level that isn't known here can be at any that is."""
    reported = {
        level: Interval.exactly(values[there]) if (there := at_level(was, level)) in values else ANY_NUMBER
        for level in asked.levels
    }
    elsewhere = sum((count for level, count in reported.items() if level not in fact.levels), start=NOTHING)
    for level in fact.levels:
        count = reported.get(level, ANY_NUMBER)
        yield at_level(id, level), Interval(count.lowest, (count + elsewhere).highest)
