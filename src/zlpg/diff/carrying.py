"""What is known of the scalars of one scheme by facts that were reported of another one."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from zlpg.diff.matching import Names
from zlpg.engine.program import MEASURES, Key, Program
from zlpg.engine.readers.bounds import points_of
from zlpg.model.declarations import ChoiceFact, FactDeclaration, RatingsFact, ResultsFact
from zlpg.model.facts import Facts, Report
from zlpg.model.scalars import APPLIES, EITHER, Scalar, mean_of, scalars
from zlpg.model.table import Scheme
from zlpg.numbers import NOTHING, ONE, UNBOUNDED, ZERO, Interval

ANY_NUMBER = Interval(ZERO, UNBOUNDED)
SO, NOT_SO = Interval.exactly(ONE), Interval.exactly(ZERO)


def known_under(program: Program, facts: Facts, of: Scheme, ids: Names) -> dict[Key, Interval]:
    """Every scalar that a program reads, measures included, with what it can be by facts that were reported `of` another one.

    `ids` leads from the scheme's facts to the other's. What was not asked there is open, and so is what could not have been
    reported here: points given on another scale, a fact of another type, an option that isn't known, and a fact that is not
    applicable where it has to be.
    """
    known: dict[Key, Interval] = dict(program.domain.items())
    for id, fact in program.scheme.facts.items():
        was = ids.get(id, "")
        before = of.facts.get(was)
        if before is None or before.type != fact.type:
            continue
        known.update(_carried(id, fact, was, before, facts))
        applies = Scalar(id, APPLIES)
        if applies in known and (reported := is_applicable(was, before, facts)) is not None:
            known[applies] = SO if reported else NOT_SO if known[applies] == EITHER else known[applies]
    return program.run(points_of, known, program.of_kind(MEASURES))


def is_applicable(id: str, fact: FactDeclaration, facts: Facts) -> bool | None:
    """Whether a fact is reported to be applicable, as one is of which anything is reported; `None` where it is open."""
    applies = facts.values.get(Scalar(id, APPLIES))
    if applies is not None:
        return bool(applies)
    return True if any(scalar in facts.values for scalar, _ in scalars(id, fact)) else None


def _carried(
    id: str, fact: FactDeclaration, was: str, before: FactDeclaration, facts: Facts
) -> Iterable[tuple[Scalar, Interval]]:
    """What is known of a fact's scalars as it was reported where it was declared as it was `before`."""
    if isinstance(fact, ResultsFact) and isinstance(before, ResultsFact):
        return _results(id, fact, was, before, facts.values)
    if isinstance(fact, ChoiceFact) and isinstance(before, ChoiceFact):
        chosen = next((option for option in before.options if facts.values.get(Scalar(was, option))), None)
        options = fact.options if chosen in fact.options else ()
        return ((Scalar(id, option), SO if option == chosen else NOT_SO) for option in options)
    value = facts.values.get(Scalar(was))
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
    return mean_of(fact, ratings) if ratings else None


def _results(
    id: str, fact: ResultsFact, was: str, before: ResultsFact, values: Mapping[Scalar, Decimal]
) -> Iterator[tuple[Scalar, Interval]]:
    """The applicants at each level. Those at a level that isn't known here can be at any that is."""
    reported = {
        level: Interval.exactly(values[there]) if (there := Scalar(was, level)) in values else ANY_NUMBER
        for level in before.levels
    }
    elsewhere = sum((count for level, count in reported.items() if level not in fact.levels), start=NOTHING)
    for level in fact.levels:
        count = reported.get(level, ANY_NUMBER)
        yield Scalar(id, level), Interval(count.lowest, (count + elsewhere).highest)


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
