"""What facts that were reported under one year's rules say under another year's.

9 points of 0 to 10 are no points of 0 to 4, and say nothing there; what is reported of a level that is no more is at some other one:

>>> from zlpg.model.declarations import NumberFact
>>> was, now = (NumberFact("number", "质量宣传得分", (ZERO, Decimal(most))) for most in (10, 4))
>>> facts = Facts(values={Scalar("publicity"): Decimal(9)})
>>> list(_carried("publicity", now, was, facts)), list(_carried("publicity", was, was, facts))
([], [(Scalar(fact='publicity', which=''), Interval(lowest=Decimal('9'), highest=Decimal('9')))])
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from zlpg.engine.program import MEASURES, Key, Program
from zlpg.engine.readers.bounds import points_of
from zlpg.model.declarations import ChoiceFact, FactDeclaration, NumberFact, NumbersFact, ResultsFact, takes
from zlpg.model.facts import Facts, Report
from zlpg.model.scalars import APPLIES, EITHER, SURE, Scalar, number_of, scalars
from zlpg.model.table import Scheme
from zlpg.numbers import NOTHING, UNBOUNDED, ZERO, Interval

ANY_NUMBER = Interval(ZERO, UNBOUNDED)


def known_under(program: Program, facts: Facts, of: Scheme) -> dict[Key, Interval]:
    """Every scalar that a program reads, measures included, with what it can be by facts that were reported `of` another scheme.

    Both have the same ids. What was not asked there is open, and so is what could not have been reported here: points given on
    another scale, a fact of another type, an option that isn't known, and a fact that is not applicable where it has to be.
    """
    known: dict[Key, Interval] = dict(program.domain.items())
    for id, fact in program.scheme.asked.items():
        before = of.asked.get(id)
        if before is None or before.type != fact.type:
            continue
        known.update(_carried(id, fact, before, facts))
        applies = Scalar(id, APPLIES)
        if applies in known and (reported := is_applicable(id, before, facts)) is not None:
            known[applies] = SURE if reported else NOTHING if known[applies] == EITHER else known[applies]
    return program.run(points_of, known, program.of_kind(MEASURES))


def is_applicable(id: str, fact: FactDeclaration, facts: Facts) -> bool | None:
    """Whether a fact is reported to be applicable, as one is of which anything is reported; `None` where it is open."""
    applies = facts.values.get(Scalar(id, APPLIES))
    if applies is not None:
        return bool(applies)
    return True if any(scalar in facts.values for scalar, _ in scalars(id, fact)) else None


def _carried(
    id: str, fact: FactDeclaration, before: FactDeclaration, facts: Facts
) -> Iterable[tuple[Scalar, Interval]]:
    """What is known of a fact's scalars as it was reported where it was declared as it was `before`."""
    if isinstance(fact, ResultsFact) and isinstance(before, ResultsFact):
        return _results(id, fact, before, facts.values)
    if isinstance(fact, ChoiceFact) and isinstance(before, ChoiceFact):
        chosen = next((option for option in before.names if facts.values.get(Scalar(id, option))), None)
        options = fact.names if chosen in fact.names else ()
        return ((Scalar(id, option), SURE if option == chosen else NOTHING) for option in options)
    value = facts.values.get(Scalar(id))
    if value is not None and isinstance(fact, NumbersFact) and isinstance(before, NumbersFact):
        value = _number(fact, before, value, facts.reports.get(id))
    ((scalar, possible),) = scalars(id, fact)
    fits = value is not None and possible.lowest <= value <= possible.highest
    if value is not None and isinstance(fact, NumberFact):
        fits = takes(fact, value)
    return ((scalar, Interval.exactly(value)),) if value is not None and fits else ()


def _number(fact: NumbersFact, before: NumbersFact, number: Decimal, report: Report | None) -> Decimal | None:
    """What is read of what was reported by the other declaration; `None` where what was can't be, or isn't known."""
    numbers = report.numbers if report is not None else ()
    if not all(takes(fact, each) for each in numbers):
        return None
    if (fact.as_, fact.trimmed_over) == (before.as_, before.trimmed_over):
        return number
    return number_of(fact, numbers) if numbers or (report is not None and fact.as_ == "sum") else None


def _results(
    id: str, fact: ResultsFact, before: ResultsFact, values: Mapping[Scalar, Decimal]
) -> Iterator[tuple[Scalar, Interval]]:
    """The applicants at each level. Those at a level that isn't known here can be at any that is."""
    reported = {
        level: Interval.exactly(values[there]) if (there := Scalar(id, level)) in values else ANY_NUMBER
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
        case ChoiceFact(names=here), ChoiceFact(names=there):
            return there.keys() <= here.keys()
        case NumbersFact(), NumbersFact():
            return (fact.as_, fact.trimmed_over) == (before.as_, before.trimmed_over)
        case None, None:
            return True
        case _:
            return fact is not None and before is not None and fact.type == before.type
