"""Reads an expression for its bounds: what it can come to while some facts are open, with every node's arithmetic kept to explain it.

Like what item 17 of 2020 says of reports, but with the cap for itself: 0.1 for each beyond 10, 2 points at most. A unit can still
report any number:

>>> from zlpg.model.scalars import Scalar
>>> from zlpg.numbers import UNBOUNDED
>>> rule = e.Cap(e.Product((e.Excess(e.Fact(Scalar("reports")), Decimal(10)), e.Number(Decimal("0.1")))), Decimal(2))
>>> str(points_of(rule, {Scalar("reports"): Interval(ZERO, UNBOUNDED)}).highest)
'2'

A fact that is known is an interval of one number, so that what is complete and what is half filled are read in the same way.
Each node takes the ends of what is under it to ends of its own: a rate below 0 turns them around, a cap takes the upper one down.
Bounds are never too narrow: no report of what is open comes to anything outside of them. How close they are depends on the rule.

- Where each open fact is read once, as above, they are exact. So they are where a fact is read several times, but more of it is
  nowhere worse: 0.1 for each report, and another point from 10 reports on.
- Where one reading works against another, they are too wide: of 0.1 for each of up to 20 reports less 0.1 for each they say −2 to 2,
  though it always comes to 0. There `pieces` knows more, and `together` asks it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from operator import mul
from typing import assert_never

import zlpg.engine.expression as e
from zlpg.engine.program import Key
from zlpg.model.scalars import EITHER, Scalar
from zlpg.numbers import NOTHING, ONE, UNBOUNDED, UPWARDS, ZERO, Interval, added, divided, minus, multiple, plus, times


@dataclass(frozen=True, slots=True)
class Working:
    """The arithmetic of a node: an expression, what it comes to, what caps took in it, and the workings of what is directly below.

    What caps took is negative where they only spared a deduction. `shared` are the open facts that are read more than once, where
    that makes the points narrower than the operands do (`readers.together`).
    """

    expression: e.Expression
    points: Interval
    lost: Interval
    operands: "tuple[Working, ...]" = ()
    shared: tuple[str, ...] = ()

    @property
    def uncapped(self) -> Interval:
        """What it would come to without any cap."""
        return self.points + self.lost

    @property
    def taken(self) -> Interval:
        """What the cap that this node is, or that it is under a condition, took; nothing where it is none."""
        match self.expression:
            case e.Cap(of=of, at=at):
                return combine(e.Excess(of, at), (self.operands[0].points,))
            case e.When():
                holds, then, otherwise = self.operands
                return combine(self.expression, (holds.points, then.taken, otherwise.taken))
            case _:  # not a cap
                return NOTHING


def work_out(expression: e.Expression, values: Mapping[Key, Working]) -> Working:
    """Bounds, node by node: what an expression can come to, given what each fact can be and each step before came to."""
    match expression:
        case e.Fact(scalar=scalar):
            return Working(expression, values[scalar].points, NOTHING)
        case e.Number(value=value):
            return Working(expression, Interval.exactly(value), NOTHING)
        case e.Part(name=name):
            before = values[name]
            return Working(expression, before.points, before.lost)
        case _:  # what is worked out from something below
            pass
    operands = tuple([work_out(below, values) for below in e.children(expression)])
    points = combine(expression, tuple([operand.points for operand in operands]))
    return Working(expression, points, _lost(expression, points, operands), operands)


def _lost(expression: e.Expression, points: Interval, operands: tuple[Working, ...]) -> Interval:
    """What caps took in a node, from what they took in what is under it."""
    match expression:
        case e.Cap(of=of, at=at) if operands[0].points.highest > at:
            return operands[0].lost + combine(e.Excess(of, at), (operands[0].points,))
        case _ if all(operand.lost is NOTHING or operand.lost == NOTHING for operand in operands):
            return NOTHING
        case e.Cap():
            return operands[0].lost
        case e.Sum():
            return added(operand.lost for operand in operands)
        case e.Negative():
            return -operands[0].lost
        case e.When() | e.Brackets() | e.Choice():
            selects = selectors(expression)
            each = (operand.points if at in selects else operand.lost for at, operand in enumerate(operands))
            return combine(expression, tuple(each))
        case _:  # for any node: of what moves together, as if it didn't; exact where all is known
            selects = selectors(expression)
            counted = (operand.points if at in selects else operand.uncapped for at, operand in enumerate(operands))
            return combine(expression, tuple(counted)) + -points


def given(scalar: Scalar, values: Interval) -> Working:
    """What is known of a scalar, as a working that has none below it."""
    return Working(e.Fact(scalar), values, NOTHING)


def points_of(expression: e.Expression, values: Mapping[Key, Interval]) -> Interval:
    """What an expression can come to, without its workings."""
    match expression:
        case e.Fact(scalar=scalar):
            return values[scalar]
        case e.Part(name=name):
            return values[name]
        case e.Number(value=value):
            return Interval.exactly(value)
        case e.Cap(of=of, at=at):
            return points_of(of, values).up_to(at)
        case e.Brackets(of=of, rows=rows, otherwise=otherwise):
            amounts = (*(amount for _, amount in rows), otherwise)
            possible = reachable(expression, points_of(of, values))
            return Interval.around_all(points_of(amounts[at], values) for at in possible)
        case _:  # of any other, all that is below bears on it
            return combine(expression, tuple([points_of(below, values) for below in e.children(expression)]))


def selectors(expression: e.Expression) -> range:
    """Which operands of a node only say which of the others count, so that a cap in them takes nothing."""
    match expression:
        case e.Brackets() | e.When() | e.Compare():
            return range(1)
        case e.Choice(rows=rows):
            return range(len(rows))
        case e.ScaledUp(of=several):
            return range(len(several), 2 * len(several))
        case e.Number() | e.Fact() | e.Part() | e.Sum() | e.Product() | e.Quotient() | e.Negative() | e.Share():
            return range(0)
        case e.Excess() | e.Shortfall() | e.Steps() | e.Cap() | e.Floor() | e.Rounded():
            return range(0)
        case e.Greatest() | e.Least() | e.BestLevels() | e.All() | e.Any() | e.Not() | e.Applies():
            return range(0)
        case _:
            assert_never(expression)


def combine(  # one case a node
    expression: e.Expression, of: tuple[Interval, ...]
) -> Interval:
    """The bounds of a node from the bounds of its operands."""
    match expression:
        case e.Sum():
            return added(of)
        case e.Product():
            return reduce(mul, of)
        case e.Quotient(by=by):
            return Interval(divided(of[0].lowest, by), divided(of[0].highest, by))
        case e.Negative():
            return -of[0]
        case e.Excess(over=over):
            return Interval(max(minus(of[0].lowest, over), ZERO), max(minus(of[0].highest, over), ZERO))
        case e.Shortfall(under=under):
            return Interval(max(minus(under, of[0].highest), ZERO), max(minus(under, of[0].lowest), ZERO))
        case e.Steps():
            return Interval(count_steps(expression, of[0].lowest), count_steps(expression, of[0].highest))
        case e.Cap(at=at):
            return of[0].up_to(at)
        case e.Floor(at=at):
            return Interval(max(of[0].lowest, at), max(of[0].highest, at))
        case e.Greatest(best=best):
            return Interval(_best([each.lowest for each in of], best), _best([each.highest for each in of], best))
        case e.Least():
            return Interval(min(each.lowest for each in of), min(each.highest for each in of))
        case e.BestLevels(levels=levels):  # one more applicant who takes points off is no gain
            gains = [(each, points >= ZERO) for each, (_, points) in zip(of, levels, strict=True)]
            fewest = (each.lowest if is_gain else each.highest for each, is_gain in gains)
            most = (each.highest if is_gain else each.lowest for each, is_gain in gains)
            return Interval(best_levels(expression, fewest), best_levels(expression, most))
        case e.Brackets():
            return Interval.around_all(of[1 + at] for at in reachable(expression, of[0]))
        case e.Choice():
            return Interval.around_all(_chosen(of[: len(of) // 2], of[len(of) // 2 :]))
        case e.When():
            condition, then, otherwise = of
            if condition.lowest or not condition.highest:
                return then if condition.lowest else otherwise
            return Interval.around_all((then, otherwise))
        case e.Compare(side="is", at=at):
            if of[0].known is None and of[0].lowest <= at <= of[0].highest:
                return EITHER
            return Interval.exactly(ONE if of[0].known == at else ZERO)
        case e.Compare():
            return Interval(*sorted((compare(expression, of[0].lowest), compare(expression, of[0].highest))))
        case e.All():
            return Interval(min(each.lowest for each in of), min(each.highest for each in of))
        case e.Any() | e.Applies():
            return Interval(max(each.lowest for each in of), max(each.highest for each in of))
        case e.Not():
            return Interval(ONE if not of[0].highest else ZERO, ONE if not of[0].lowest else ZERO)
        case e.Rounded(to=to, mode=mode):
            return Interval(multiple(of[0].lowest, to, mode), multiple(of[0].highest, to, mode))
        case e.Share():
            return _share(expression, *of)
        case e.ScaledUp(worths=worths, times=scale):
            return scaled_up(of[: len(worths)], of[len(worths) :], worths, scale)
        case e.Number() | e.Fact() | e.Part():  # pragma: no cover  # which have nothing below
            raise AssertionError(expression)
        case _:
            assert_never(expression)


def count_steps(expression: e.Steps, of: Decimal) -> Decimal:
    """How many steps an amount makes."""
    whole = multiple(of, expression.per, "up" if expression.started else "down")
    return divided(whole, expression.per) if whole.is_finite() else whole


def compare(expression: e.Compare, of: Decimal) -> Decimal:
    """1 where an amount is on the side of the threshold, 0 where it isn't."""
    at = expression.at
    match expression.side:
        case "at_least":
            holds = of >= at
        case "over":
            holds = of > at
        case "at_most":
            holds = of <= at
        case "below":
            holds = of < at
        case "is":
            holds = of == at
        case _:
            assert_never(expression.side)
    return ONE if holds else ZERO


def best_levels(expression: e.BestLevels, counts: Iterable[Decimal]) -> Decimal:
    """What the best few earn, of how many there are at each level."""
    left, earned = expression.best, ZERO
    for count, (_, points) in zip(counts, expression.levels, strict=True):
        counted = min(count, left)
        left = minus(left, counted)
        earned = plus(earned, times(counted, points))
    return earned


def _best(amounts: list[Decimal], best: int) -> Decimal:
    return max(amounts) if best == 1 else reduce(plus, sorted(amounts, reverse=True)[:best])


def reachable(table: e.Brackets, of: Interval) -> tuple[int, ...]:
    """At which places a number can be among the rows of a table, and behind them, where what is in no row is."""
    if of.known is not None:
        return (table.row_of(of.known),)
    count = len(table.rows)
    if table.word == "is":
        return (*(at for at, (key, _) in enumerate(table.rows) if of.lowest <= key.value <= of.highest), count)
    first, last = table.row_of(of.lowest), table.row_of(of.highest)
    if table.word in UPWARDS and first == count:  # below all rows, which come after it
        return (count, *range(0 if last == count else last + 1))
    return tuple(range(first, last + 1))


def _chosen(options: tuple[Interval, ...], amounts: tuple[Interval, ...]) -> Iterator[Interval]:
    """The amounts of the options that it can still be; of none of them, nothing: an option that earns nothing isn't named."""
    is_known = any(option.lowest for option in options)
    for option, amount in zip(options, amounts, strict=True):
        if option.lowest or (option.highest and not is_known):
            yield amount
    if not is_known and not any(option.highest for option in options):
        yield Interval.exactly(ZERO)


def _share(share: e.Share, of: Interval, by: Interval) -> Interval:
    none = None if share.if_none is None else Interval.exactly(share.if_none)
    if by.highest <= ZERO:  # facts that bring it below 0 are refused
        return none or Interval.exactly(ZERO)
    found = _share_of_something(share, of, by)
    if by.lowest > ZERO or none is None:
        return found or Interval(*share.range)
    return none if found is None else Interval.around_all((found, none))


def _share_of_something(share: e.Share, of: Interval, by: Interval) -> Interval | None:
    """What a share can be where there is something to divide by; `None` where that is always out of its range."""
    lowest, highest = share.range
    if of.known is not None and by.known is not None:
        return Interval.exactly(times(divided(of.known, by.known), share.times))
    if of.known == ZERO:
        return of if lowest <= ZERO <= highest else None
    possible = Interval(
        minus(ZERO, _greatest_share(minus(ZERO, of.lowest), by, share.times)),
        _greatest_share(of.highest, by, share.times),
    )
    if possible.lowest > highest or possible.highest < lowest:
        return None
    return Interval(max(lowest, possible.lowest), min(highest, possible.highest))


def _greatest_share(of: Decimal, by: Interval, scale: Decimal) -> Decimal:
    """The most that an amount can be divided by something above 0, times a number."""
    at = by.highest if of < ZERO else by.lowest
    if of == ZERO or at == UNBOUNDED:
        return ZERO
    return times(divided(of, at), scale) if at > ZERO and of.is_finite() else UNBOUNDED


def scaled_up(
    amounts: tuple[Interval, ...], applies: tuple[Interval, ...], worths: tuple[Decimal, ...], scale: Decimal
) -> Interval:
    """The least and the greatest share of their worth that what is applicable can have, times a number; 0 where nothing is.

    Exact: of those that may be applicable or not, those with the best shares are, as many as helps; one at least, if that is all.
    """
    sure = [at for at, each in enumerate(applies) if each.lowest]
    maybe = [at for at, each in enumerate(applies) if each.highest and not each.lowest and worths[at]]
    worth = reduce(plus, (worths[at] for at in sure), ZERO)
    if not worth and not maybe:
        return Interval.exactly(ZERO)

    def best(points: list[Decimal]) -> Decimal:
        best_first = sorted(maybe, key=lambda at: divided(points[at], worths[at]), reverse=True)
        so_far, of = reduce(plus, (points[at] for at in sure), ZERO), worth
        shares = [divided(so_far, of)] if of else [divided(plus(so_far, points[at]), worths[at]) for at in maybe]
        for at in best_first:
            so_far, of = plus(so_far, points[at]), plus(of, worths[at])
            shares.append(divided(so_far, of))
        return times(max(shares), scale)

    lowest = best([minus(ZERO, each.lowest) for each in amounts])
    return Interval(minus(ZERO, lowest), best([each.highest for each in amounts]))
