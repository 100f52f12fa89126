"""Reads what was worked out for what of a rule it took: rows, branches, options, thresholds, caps and floors.

Like what item 17 of 2020 says of reports, but with the cap for itself: 0.1 for each beyond 10, 2 points at most. A unit with 13
goes beyond the threshold, but not to the cap:

>>> from zlpg.engine.readers.bounds import given, work_out
>>> from zlpg.numbers import Interval
>>> reports = e.Fact(Scalar("reports"))
>>> paid = e.Product((e.Excess(reports, Decimal(10), ("over",)), e.Number(Decimal("0.1"))), ("rule",))
>>> rule = e.Cap(paid, Decimal(2), ("cap",))
>>> working = work_out(rule, {reports.scalar: given(reports.scalar, Interval.exactly(Decimal(13)))})
>>> [(goal.what, is_taken) for goal, is_taken in exercised(working)]
[('at_cap', False), ('pays', True), ('beyond', True), ('not_beyond', False)]

What can be taken is a goal: a place in the rule file, by the path of the node that means it, and what can happen there. Some cases
together exercise a rule where each goal is taken by one. A goal counts as taken only where that is certain while facts are open, and
only where what stands there bears on the points: not in a row that isn't reached, nor in a part that another one outdoes.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import reduce
from typing import Literal, NamedTuple, TypeAlias, assert_never

import zlpg.engine.expression as e
from zlpg.engine.expression import Path
from zlpg.engine.readers.bounds import Working, reachable
from zlpg.model.scalars import Scalar
from zlpg.numbers import ONE, ZERO, Interval, is_multiple, multiple, plus

What: TypeAlias = Literal[
    "reported",
    "pays",
    "beyond",
    "not_beyond",
    "short",
    "not_short",
    "part_of_step",
    "full",
    "row",
    "option",
    "level",
    "more",
    "holds",
    "fails",
    "rounds",
    "at_floor",
    "used_up",
    "at_cap",
    "differ",
    "left_out",
    "taken_off",
    "none",
]
"""What can happen at a place."""


class Goal(NamedTuple):
    """Something of a rule that can be taken: where it stands, and what happens there."""

    path: Path
    what: What


NO_STEPS: Mapping[Scalar, Decimal] = {}


def exercised(
    working: Working, steps: Mapping[Scalar, Decimal] = NO_STEPS, *, counts: bool = True, pays: bool = True
) -> Iterator[tuple[Goal, bool]]:
    """Every goal of an expression, and whether its working takes it.

    `steps` are those that scalars go in, such as 1 of counts, which then make no part of a step of a rule. `counts` says whether the whole bears on
    anything, `pays` whether it is an amount: no number that an amount is worked out from.
    """
    for goal, is_taken in _goals(working, steps, pays=pays):
        yield goal, counts and is_taken
    amounts = _amounts(working.expression) if pays else range(0)
    for at, (operand, counted) in enumerate(zip(working.operands, _counted(working), strict=True)):
        if counted is not None:
            yield from exercised(operand, steps, counts=counts and counted, pays=at in amounts)


def _goals(working: Working, steps: Mapping[Scalar, Decimal], *, pays: bool) -> Iterator[tuple[Goal, bool]]:  # noqa: PLR0915  # one case a node
    node, operands = working.expression, working.operands
    path, points = node.path, [operand.points for operand in operands]
    match node:
        case e.Fact() if pays:
            yield Goal(path, "reported"), working.points.known is not None
        case e.Product(factors=(of, e.Number())) if _is_counted(of):
            is_level = isinstance(of, e.Fact) and bool(of.scalar.which)
            yield Goal(path, "level" if is_level else "pays"), points[0].known not in {None, ZERO}
        case e.Excess(over=over):
            yield Goal(path, "beyond"), points[0].lowest > over
            yield Goal(path, "not_beyond"), points[0].highest <= over
        case e.Shortfall(under=under):
            yield Goal(path, "short"), points[0].highest < under
            yield Goal(path, "not_short"), points[0].lowest >= under
        case e.Steps(per=per) if not _goes_in(per, node.of, steps):
            number = points[0].known
            yield Goal(path, "part_of_step"), number is not None and multiple(number, per, "down") != number
        case e.Least(of=several):
            for at, each in enumerate(several):
                if isinstance(each, e.Number):
                    yield (
                        Goal(each.path, "full"),
                        all(other.lowest >= each.value for other in points if other != points[at]),
                    )
        case e.BestLevels(levels=levels, best=best):
            for (count, _), there in zip(levels, points, strict=True):
                yield Goal(count.path, "level"), there.lowest > ZERO
            yield Goal((*path, "best"), "more"), reduce(plus, (each.lowest for each in points)) > best
        case e.Greatest(best=best) if best > 1:
            yield Goal((*path, "best"), "more"), sum(each.known not in {None, ZERO} for each in points) > best
        case e.Brackets():
            *rows, is_in_none = _rows(node, points[0])
            for (key, _), is_there in zip(node.rows, rows, strict=True):
                yield Goal(key.path, "row"), is_there
            if node.otherwise.path != path:  # it goes without saying elsewhere that it is nothing
                yield Goal((*path, "otherwise"), "row"), is_in_none
        case e.Choice(rows=rows):
            for (option, _), it_is in zip(rows, points, strict=False):
                yield Goal(option.path, "option"), bool(it_is.lowest)
        case e.When(condition=e.Applies()):
            if path:
                yield Goal(path, "left_out"), not points[0].highest
        case e.When():
            yield Goal(path, "pays" if _pays(node.then) else "holds"), bool(points[0].lowest)
            if not (_pays(node.then) and _is_plain(node)):
                yield Goal(path, "fails"), not points[0].highest
        case e.Rounded():
            yield Goal(path, "rounds"), points[0].known is not None and points[0] != working.points
        case e.Floor(at=floor):
            is_of_maximum = path[-1:] == ("max",)  # 扣完为止: nothing is left of what it takes off
            yield Goal(path, "used_up" if is_of_maximum else "at_floor"), points[0].highest <= floor
        case e.Cap(at=cap):
            yield Goal(path, "at_cap"), points[0].lowest >= cap
        case e.Quotient(of=e.Sum(terms=terms)) if len(terms) > 1:
            yield Goal(path, "differ"), _differ(_unweighted(operand).points.known for operand in operands[0].operands)
        case e.ScaledUp(of=of, times=times):
            applies = points[len(of) :]
            yield Goal(path, "left_out"), any(not each.highest for each in applies)
            if times == ONE and len(of) > 1:
                parts = (_unweighted(operand).points.known for operand in operands[: len(of)])
                yield Goal((*path[:-1], "combine"), "differ"), _differ(parts)
        case e.Share(if_none=if_none):
            for operand in (operands[1], *operands[1].operands):
                if isinstance(operand.expression, e.Negative):
                    yield Goal(operand.expression.path, "taken_off"), operand.points.highest < ZERO
            if if_none is not None:
                yield Goal((*path, "if_none"), "none"), operands[1].points.known == ZERO
        case e.Number() | e.Fact() | e.Part() | e.Sum() | e.Product() | e.Quotient() | e.Negative() | e.Steps():
            pass
        case e.Greatest() | e.Compare() | e.All() | e.Any() | e.Not() | e.Applies():
            pass
        case _:
            assert_never(node)


def _is_counted(node: e.Expression) -> bool:
    """Whether it is a quantity, so that what it is multiplied by is what one of it earns; else it is an amount, or a condition."""
    match node:
        case e.Fact() | e.Excess() | e.Shortfall() | e.Steps() | e.Quotient():
            return True
        case e.Number() | e.Part() | e.Sum() | e.Product() | e.Negative() | e.Cap() | e.Floor() | e.Rounded():
            return False
        case (
            e.Greatest() | e.Least() | e.BestLevels() | e.Brackets() | e.Choice() | e.When() | e.Share() | e.ScaledUp()
        ):
            return False
        case e.Compare() | e.All() | e.Any() | e.Not() | e.Applies():
            return False
        case _:
            assert_never(node)


def _amounts(node: e.Expression) -> range:
    """Which of what is directly under an amount are amounts, too."""
    below = len(e.children(node))
    match node:
        case e.Product(factors=(e.Fact(), e.Number())) | e.Quotient(of=e.Fact()):
            return range(0)
        case e.Excess() | e.Shortfall() | e.Steps() | e.Compare() | e.BestLevels() | e.Share() | e.ScaledUp():
            return range(0)
        case e.When() | e.Brackets():
            return range(1, below)
        case e.Choice():
            return range(below // 2, below)
        case e.Number() | e.Fact() | e.Part() | e.Sum() | e.Product() | e.Quotient() | e.Negative():
            return range(below)
        case e.Cap() | e.Floor() | e.Rounded() | e.Greatest() | e.Least() | e.All() | e.Any() | e.Not() | e.Applies():
            return range(below)
        case _:
            assert_never(node)


def _counted(working: Working) -> list[bool | None]:
    """Of each operand below one, whether it certainly bears on it; `None` of what has no goals of its own."""
    points = [operand.points for operand in working.operands]
    match working.expression:
        case e.When(condition=e.Applies()):
            return [None, bool(points[0].lowest), None]
        case e.When():
            return [None, bool(points[0].lowest), not points[0].highest]
        case e.Brackets() as node:
            return [None, *_rows(node, points[0])]
        case e.Choice(rows=rows):
            return [*(None for _ in rows), *(bool(option.lowest) for option in points[: len(rows)])]
        case e.Greatest(best=best):
            return [
                sum(other.highest > own.lowest for place, other in enumerate(points) if place != at) < best
                for at, own in enumerate(points)
            ]
        case e.Least():
            return [
                all(other.lowest >= own.highest for place, other in enumerate(points) if place != at)
                for at, own in enumerate(points)
            ]
        case e.Product():
            zero = [each.lowest <= ZERO <= each.highest for each in points]
            return [not any(each for place, each in enumerate(zero) if place != at) for at in range(len(zero))]
        case e.Number() | e.Fact() | e.Part() | e.Sum() | e.Quotient() | e.Negative() | e.Excess() | e.Shortfall():
            return [True] * len(points)
        case e.Steps() | e.Cap() | e.Floor() | e.Rounded() | e.BestLevels() | e.Share() | e.ScaledUp():
            return [True] * len(points)
        case e.Compare() | e.All() | e.Any() | e.Not() | e.Applies():
            return [True] * len(points)
        case _:
            assert_never(working.expression)


def _rows(node: e.Brackets, of: Interval) -> list[bool]:
    """Of each row of a table whether a number is certainly in it, and whether it is certainly in none."""
    there = reachable(node, of)
    return [there == (row,) for row in range(len(node.rows) + 1)]


def _pays(node: e.Expression) -> bool:
    """Whether an amount is points that are given."""
    return isinstance(node, e.Number) and node.value > ZERO


def _is_plain(node: e.When) -> bool:
    """Whether there is nothing to be seen where a condition doesn't hold: it has no threshold to come close to, and pays nothing then."""
    return node.otherwise == e.NO and not any(isinstance(each, e.Compare) for each in e.walk(node.condition))


def _goes_in(per: Decimal, node: e.Expression, steps: Mapping[Scalar, Decimal]) -> bool:
    """Whether what is counted goes in whole steps of the rule."""
    return all(scalar in steps and is_multiple(steps[scalar], per) for scalar in e.scalars_in(node))


def _unweighted(working: Working) -> Working:
    """A part of the table, whatever it weighs."""
    match working.expression:
        case e.Product(factors=(e.Part(), e.Number())):
            return working.operands[0]
        case _:  # what has no weight
            return working


def _differ(amounts: Iterator[Decimal | None]) -> bool:
    """Whether amounts are known, and not all the same."""
    found = set(amounts)
    return None not in found and len(found) > 1
