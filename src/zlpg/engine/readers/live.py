"""Reads what was worked out for the open facts that can still change it.

0.5 for each brief and 1 for each report, 2 at most, of a unit with 4 briefs: reports can't bring more, but could with 3 at most.

>>> from decimal import Decimal as D
>>> from zlpg.engine.readers.bounds import given, work_out
>>> from zlpg.numbers import UNBOUNDED, Interval
>>> briefs, reports = Scalar("briefs"), Scalar("reports")
>>> open = Interval(ZERO, UNBOUNDED)
>>> several = e.Sum((e.Product((e.Fact(briefs), e.Number(D("0.5")))), e.Fact(reports)))
>>> known = {briefs: given(briefs, Interval.exactly(D(4))), reports: given(reports, open)}
>>> list(live(work_out(e.Cap(several, D(2)), known))), list(live(work_out(e.Cap(several, D(3)), known)))
([], [Scalar(fact='reports', which='')])

Intervals are enough to see that: whatever comes to one number whichever way it goes asks for nothing below it. What is left is
walked down, into the branches, rows and options that can be, and the operands of a greatest or a least that can still be it. So a fact
is told that can't matter where two readings of it work against each other, and none is left out that can.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import reduce

import zlpg.engine.expression as e
from zlpg.engine.program import OUTCOME, Key
from zlpg.engine.readers.bounds import Working, reachable
from zlpg.engine.table import TOTAL
from zlpg.model.scalars import Scalar
from zlpg.numbers import ZERO, plus


def open_facts(values: Mapping[Key, Working], of: Iterable[Key] = (TOTAL, OUTCOME)) -> frozenset[Scalar]:
    """The open scalars that can still change any of some steps of a program, given what all its steps came to.

    By default these are the total's points, and the outcome: the grade, and whether there is a result. So where vetoes fix both,
    nothing is asked for; where points of items and sections are shown, too, what can change these is, by naming them. What only
    a requirement for full marks reads is in no expression, and none of these: `score` warns of it.
    """
    found: set[Key] = set()
    waiting = list(of)
    while waiting:
        for key in live(values[waiting.pop()]):
            if key not in found:
                found.add(key)
                waiting.append(key)
    return frozenset(key for key in found if isinstance(key, Scalar) and values[key].expression == e.Fact(key))


def live(working: Working) -> Iterator[Key]:
    """The open scalars, and steps before, that what was worked out can still depend on; some of them more than once."""
    if working.points.known is not None:
        return
    match working.expression:
        case e.Fact(scalar=key) | e.Part(name=key):
            yield key
        case _:  # whatever has something below
            for operand in _counting(working):
                yield from live(operand)


def _counting(working: Working) -> Iterable[Working]:
    """The operands of a node that still count in it."""
    operands = working.operands
    match working.expression:
        case e.When():
            condition, then, otherwise = operands
            yes, no = condition.points.highest, not condition.points.lowest
            return condition, *([then] if yes else []), *([otherwise] if no else [])
        case e.Choice(rows=rows):
            options = operands[: len(rows)]
            chosen = zip(options, operands[len(rows) :], strict=True)
            return *options, *(amount for option, amount in chosen if option.points.highest)
        case e.Brackets() as brackets:
            of, *amounts = operands
            return of, *(amounts[at] for at in reachable(brackets, of.points))
        case e.Greatest(best=best) if best < len(operands):
            sure = sorted((operand.points.lowest for operand in operands), reverse=True)[:best][-1]
            return [operand for operand in operands if operand.points.highest > sure]
        case e.Least():
            sure = min(operand.points.highest for operand in operands)
            return [operand for operand in operands if operand.points.lowest < sure]
        case e.BestLevels(levels=levels, best=best):
            dearer = [
                reduce(plus, (operand.points.lowest for operand in operands[:place]), ZERO)
                for place in range(len(operands))
            ]
            paid = zip(operands, levels, dearer, strict=True)
            return [operand for operand, (_, points), before in paid if points and before < best]
        case e.ScaledUp(of=several):
            applies = operands[len(several) :]
            counted = zip(operands, applies, strict=False)
            return *applies, *(amount for amount, applied in counted if applied.points.highest)
        case _:  # any may: so a fact may be asked for that can't matter, and none is left out that can
            return operands
