"""What is known of the scalars of one scheme by facts that were reported of another one."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import reduce

from zlpg.diff.effects import NOTHING
from zlpg.diff.matching import Names
from zlpg.engine.scalars import APPLIES, at_level, domain, may_not_apply, scalars
from zlpg.model.declarations import ChoiceFact, FactDeclaration, RatingsFact, ResultsFact
from zlpg.model.facts import Facts, Report
from zlpg.model.table import Scheme
from zlpg.model.walks import walk_items, walk_sections
from zlpg.numbers import ONE, UNBOUNDED, ZERO, Interval, divided, plus
from zlpg.records import dataclass

ANY_NUMBER = Interval(ZERO, UNBOUNDED)
SO, NOT_SO = Interval.exactly(ONE), Interval.exactly(ZERO)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a scheme asks for: its facts, every value that each scalar can have, and the facts that may be not applicable."""

    facts: Mapping[str, FactDeclaration]
    domain: Mapping[str, Interval]
    optional: frozenset[str]


def asked_by(scheme: Scheme) -> Asked:
    """What a scheme asks for."""
    if not _has_policies(scheme):
        possible = (each for id, fact in scheme.facts.items() for each in scalars(id, fact))
        return Asked(scheme.facts, dict(possible), frozenset())
    return Asked(scheme.facts, domain(scheme, scheme.facts), may_not_apply(scheme))


def _has_policies(scheme: Scheme) -> bool:
    if scheme.total.not_applicable or any(section.not_applicable for _, section in walk_sections(scheme)):
        return True
    return any(item.not_applicable for _, _, item in walk_items(scheme))


def known_under(asked: Asked, facts: Facts, of: Asked, ids: Names) -> dict[str, Interval]:
    """Every scalar that a scheme asks for with what it can be by facts that were reported `of` another one.

    `ids` leads from the scheme's facts to the other's. What was not asked there is open, and so is what could not have been
    reported here: points given on another scale, a fact of another type, an option that isn't known, and a fact that is not
    applicable where it has to be.
    """
    known = dict(asked.domain)
    for id, fact in asked.facts.items():
        was = ids.get(id, "")
        before = of.facts.get(was)
        if before is None or before.type != fact.type:
            continue
        known.update(_carried(id, fact, was, before, facts))
        applies = at_level(id, APPLIES)
        if applies in known and (reported := is_applicable(was, before, facts)) is not None:
            known[applies] = SO if reported else NOT_SO if id in asked.optional else known[applies]
    return known


def is_applicable(id: str, fact: FactDeclaration, facts: Facts) -> bool | None:
    """Whether a fact is reported to be applicable, as one is of which anything is reported; `None` where it is open."""
    applies = facts.values.get(at_level(id, APPLIES))
    if applies is not None:
        return bool(applies)
    return True if any(scalar in facts.values for scalar, _ in scalars(id, fact)) else None


def _carried(
    id: str, fact: FactDeclaration, was: str, before: FactDeclaration, facts: Facts
) -> Iterable[tuple[str, Interval]]:
    """What is known of a fact's scalars as it was reported where it was declared as it was `before`."""
    if isinstance(fact, ResultsFact) and isinstance(before, ResultsFact):
        return _results(id, fact, was, before, facts.values)
    if isinstance(fact, ChoiceFact) and isinstance(before, ChoiceFact):
        chosen = next((option for option in before.options if facts.values.get(at_level(was, option))), None)
        options = fact.options if chosen in fact.options else ()
        return ((at_level(id, option), SO if option == chosen else NOT_SO) for option in options)
    value = facts.values.get(was)
    if value is not None and isinstance(fact, RatingsFact) and isinstance(before, RatingsFact):
        value = _mean(fact, before, value, facts.reports.get(was))
    ((scalar, possible),) = scalars(id, fact)
    fits = value is not None and possible.lowest <= value <= possible.highest
    return ((scalar, Interval.exactly(value)),) if value is not None and fits else ()


def _mean(fact: RatingsFact, before: RatingsFact, mean: Decimal, report: Report | None) -> Decimal | None:
    """The mean of what was reported by the other declaration; `None` where what was can't be, or isn't known."""
    ratings = report.ratings if report is not None else ()
    if not all(fact.range[0] <= each <= fact.range[1] for each in ratings):
        return None
    if fact.trimmed_over == before.trimmed_over:
        return mean
    if not ratings:
        return None
    trimmed = fact.trimmed_over is not None and len(ratings) > fact.trimmed_over
    counted = sorted(ratings)[1:-1] if trimmed else ratings
    return divided(reduce(plus, counted), Decimal(len(counted)))


def _results(
    id: str, fact: ResultsFact, was: str, before: ResultsFact, values: Mapping[str, Decimal]
) -> Iterator[tuple[str, Interval]]:
    """The applicants at each level. Those at a level that isn't known here can be at any that is."""
    reported = {
        level: Interval.exactly(values[there]) if (there := at_level(was, level)) in values else ANY_NUMBER
        for level in before.levels
    }
    elsewhere = sum((count for level, count in reported.items() if level not in fact.levels), start=NOTHING)
    for level in fact.levels:
        count = reported.get(level, ANY_NUMBER)
        yield at_level(id, level), Interval(count.lowest, (count + elsewhere).highest)


def is_carried_whole(fact: FactDeclaration | None, before: FactDeclaration | None) -> bool:
    """Whether whatever is reported of a fact as it was declared `before` is the same by another declaration, wherever it can be."""
    match fact, before:
        case ResultsFact(levels=here), ResultsFact(levels=there):
            return there.keys() <= here.keys()
        case ChoiceFact(options=here), ChoiceFact(options=there):
            return there.keys() <= here.keys()
        case RatingsFact(trimmed_over=here), RatingsFact(trimmed_over=there):
            return here == there
        case None, None:
            return True
        case _:
            return fact is not None and before is not None and fact.type == before.type
