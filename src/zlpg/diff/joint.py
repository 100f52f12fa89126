"""Reads two expressions for what one can be more than the other over the same facts, while some of these are open.

The bounds of each by itself forget that a fact that is open in both is the same unknown: a rate of 6 instead of 5 never loses points,
whatever the count will be. Here parts that read the same facts are held against each other, and only what differs is left open.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import reduce
from itertools import product
from typing import TypeAlias

import zlpg.engine.expression as e
from zlpg.diff.effects import NOTHING, both
from zlpg.diff.held import HELD, Held, held_apart, held_by, let_through
from zlpg.engine.program import Key
from zlpg.engine.readers.bounds import points_of
from zlpg.model.scalars import Scalar
from zlpg.numbers import ONE, UNBOUNDED, ZERO, Interval, added, divided, minus, multiple

Known: TypeAlias = Mapping[Key, Interval]
"""What is known of the scalars and the parts of the table that an expression reads."""


class Joint:
    """What is known of what two expressions read, to the `new` one and to the `old` one.

    A fact that may be the same things for both is the same unknown, unless it is one of the `unrelated`. A part of the table is one
    of the `related`, or where its points are known.
    """

    def __init__(self, new: Known, old: Known, unrelated: Iterable[Scalar] = (), related: Container[Key] = ()) -> None:
        self.new, self.old, self.unrelated, self.related = new, old, frozenset(unrelated), related

    def difference(self, new: e.Expression, old: e.Expression) -> Interval:
        """What the one can be more than the other: never too narrow, and exact where one number of a rule is another one."""
        one, other = points_of(new, self.new), points_of(old, self.old)
        apart = one + -other
        if apart.known is not None:
            return apart
        for each in self._together(_settled(new, self.new), _settled(old, self.old)):
            apart = both(apart, each)
        return apart

    def _together(self, new: e.Expression, old: e.Expression) -> Iterator[Interval]:
        """Bounds of the difference by what both have in common, each of which holds by itself."""
        if new == old and self._same(new):
            yield NOTHING
            return
        (times_new, one), (times_old, another) = _scaled(new), _scaled(old)
        if (times_new, times_old) != (ONE, ONE):
            inner, more = self.difference(one, another), Interval.exactly(times_new - times_old)
            yield Interval.exactly(times_new) * inner + more * points_of(another, self.old)
            yield Interval.exactly(times_old) * inner + more * points_of(one, self.new)
            return
        kind = next((each for each in HELD if held_by(new, each) or held_by(old, each)), None)
        if kind is not None:
            yield from self._held(new, old, kind)
        elif isinstance(new, e.Sum) or isinstance(old, e.Sum):
            yield added(self.difference(*pair) for pair in _paired(_terms(new), _terms(old)))
        alike = tuple(self._alike(new, old))
        yield from alike or self._whichever(new, old)

    def _held(self, new: e.Expression, old: e.Expression, kind: Held) -> Iterator[Interval]:
        """Of two amounts under a cap, above a floor, or beyond a threshold, where one may have none.

        Either holds back: it lets no more of a difference through than there is. What is left is one amount held back in two
        ways, which goes one way only.
        """
        at_new, at_old = held_by(new, kind), held_by(old, kind)
        one, other = (each.of if each else whole for each, whole in ((at_new, new), (at_old, old)))
        inner = self.difference(one, other)
        x, y = points_of(one, self.new), points_of(other, self.old)
        for holding, of in ((at_new, y), (at_old, x)):
            ends = (held_apart(at_new, at_old, end) for end in (of.lowest, of.highest))
            yield let_through(holding, inner, x, y) + Interval.around(ends)

    def _alike(self, new: e.Expression, old: e.Expression) -> Iterator[Interval]:
        """Bounds of what two expressions of one kind have in common."""
        match new:
            case e.Greatest() if isinstance(old, e.Greatest) and new.best == old.best:
                yield from self._of_best(new.of, old.of, new.best)
            case e.Least() if isinstance(old, e.Least):
                yield from self._of_best(new.of, old.of, 1)
            case e.Product() if isinstance(old, e.Product):
                yield from self._of_factors(new.factors, old.factors)
            case e.Brackets() if isinstance(old, e.Brackets) and new.of == old.of and self._same(new.of):
                yield Interval.around_all(self._by_piece(new, old))
            case e.Choice() if isinstance(old, e.Choice) and all(
                self._same(option) for option, _ in (*new.rows, *old.rows)
            ):
                yield Interval.around_all(self._by_option(new, old))
            case e.When() if isinstance(old, e.When) and new.condition == old.condition and self._same(new.condition):
                holds = points_of(new.condition, self.new)
                yield Interval.around_all(
                    (
                        *([self.difference(new.then, old.then)] if holds.highest else []),
                        *([] if holds.lowest else [self.difference(new.otherwise, old.otherwise)]),
                    )
                )
            case e.Rounded() if isinstance(old, e.Rounded) and (new.to, new.mode) == (old.to, old.mode):
                yield from self._of_rounded(new, old)
            case _:
                pass  # what both were held against each other by before, or of which no more is known than what each can be

    def _whichever(self, new: e.Expression, old: e.Expression) -> Iterator[Interval]:
        """Of what depends on a condition, or is rounded: what is possible either way."""
        if isinstance(new, e.When) or isinstance(old, e.When):
            yield Interval.around_all(self.difference(*each) for each in product(_branches(new), _branches(old)))
        elif isinstance(new, e.Rounded) or isinstance(old, e.Rounded):
            one, other = (each.of if isinstance(each, e.Rounded) else each for each in (new, old))
            off = added(Interval(-each.to, each.to) for each in (new, old) if isinstance(each, e.Rounded))
            yield self.difference(one, other) + off

    def _of_best(self, new: tuple[e.Expression, ...], old: tuple[e.Expression, ...], best: int) -> Iterator[Interval]:
        """Of the greatest few, or of the least, each can be no more apart than those parts are that are most apart."""
        pairs = tuple(_paired(new, old))
        if len(pairs) == len(new) == len(old):
            apart = [self.difference(*pair) for pair in pairs]
            least = sorted(each.lowest for each in apart)[:best]
            most = sorted((each.highest for each in apart), reverse=True)[:best]
            yield Interval(sum(least, ZERO), sum(most, ZERO))

    def _of_factors(self, new: tuple[e.Expression, ...], old: tuple[e.Expression, ...]) -> Iterator[Interval]:
        """What both have as factors, times what the other factors are apart."""
        common, rest = [], list(old)
        for each in new:
            if each in rest and self._same(each):
                rest.remove(each)
                common.append(each)
        if common:
            left = list(new)
            for each in common:
                left.remove(each)
            yield points_of(e.Product(tuple(common)), self.new) * self.difference(_multiplied(left), _multiplied(rest))

    def _of_rounded(self, new: e.Rounded, old: e.Rounded) -> Iterator[Interval]:
        """To one side of zero, rounded amounts are no more apart than the amounts are, rounded away from each other."""
        one, other = points_of(new.of, self.new), points_of(old.of, self.old)
        if min(one.lowest, other.lowest) >= ZERO or max(one.highest, other.highest) <= ZERO:
            apart = self.difference(new.of, old.of)
            steps = multiple(apart.lowest, new.to, "down"), multiple(apart.highest, new.to, "down")
            lowest = steps[0] - (new.to if steps[0] > apart.lowest else ZERO)
            yield Interval(lowest, steps[1] + (new.to if steps[1] < apart.highest else ZERO))

    def _by_piece(self, new: e.Brackets, old: e.Brackets) -> Iterator[Interval]:
        """What one bracket table gives more than another, for each stretch between thresholds that can be reached.

        A stretch starts at a threshold, or right behind it: (threshold, 0) or (threshold, 1).
        """
        of = points_of(new.of, self.new)
        tables = [[(_start(at, each.beyond), amount) for at, amount in each.rows] for each in (new, old)]
        starts = [(-UNBOUNDED, 0), *sorted({start for table in tables for start, _ in table if start[0] != -UNBOUNDED})]
        for start, end in zip(starts, [*starts[1:], (UNBOUNDED, 1)], strict=True):
            if start <= (of.highest, 0) and (of.lowest, 0) < end:
                yield self.difference(*(_reached(table, start) for table in tables))

    def _by_option(self, new: e.Choice, old: e.Choice) -> Iterator[Interval]:
        """What one choice gives more than another, for each option that it can be; what isn't named gives nothing."""
        rows = dict(new.rows), dict(old.rows)
        maybe = [option for option in {**rows[0], **rows[1]} if points_of(option, self.new).highest]
        for option in maybe:
            yield self.difference(rows[0].get(option, e.NO), rows[1].get(option, e.NO))
        if not maybe:  # an option that neither names
            yield NOTHING

    def _same(self, expression: e.Expression) -> bool:
        """Whether everything that an expression reads is the same, known or not, for both."""
        match expression:
            case e.Fact(scalar=scalar):
                return self.new.get(scalar) == self.old.get(scalar) and scalar not in self.unrelated
            case e.Part(name=name):
                one, other = self.new.get(name), self.old.get(name)
                return one is not None and one == other and (name in self.related or one.known is not None)
            case _:
                return all(map(self._same, e.children(expression)))


def _settled(expression: e.Expression, known: Known) -> e.Expression:
    """An expression without what is known not to count in it, and with the best few as a sum of simpler amounts."""
    match expression:
        case e.When(condition=condition, then=then, otherwise=otherwise):
            holds = points_of(condition, known)
            if holds.lowest or not holds.highest:
                return _settled(then if holds.lowest else otherwise, known)
        case e.Choice(rows=rows):
            chosen = [amount for option, amount in rows if points_of(option, known).lowest]
            if chosen:
                return _settled(chosen[0], known)
        case e.ScaledUp(of=of, applies=applies, worths=worths, times=times):
            counted = [points_of(each, known) for each in applies]
            if all(each.known is not None for each in counted):
                at = [place for place, each in enumerate(counted) if each.highest]
                worth = reduce(lambda one, other: one + other, (worths[place] for place in at), ZERO)
                share = e.Quotient(e.Sum(tuple(of[place] for place in at)), worth) if worth else e.NO
                return e.Product((share, e.Number(times)))
        case e.BestLevels(levels=levels, best=best):
            counts, points = zip(*levels, strict=True)
            beyond_next = map(minus, points, (*points[1:], ZERO))
            return e.Sum(
                tuple(
                    e.Product((e.Least((e.Sum(counts[: at + 1]), e.Number(best))), e.Number(more)))
                    for at, more in enumerate(beyond_next)
                    if more
                )
            )
        case _:
            pass
    return expression


def _scaled(expression: e.Expression) -> tuple[Decimal, e.Expression]:
    """An expression as a number of times another one."""
    match expression:
        case e.Product(factors=factors):
            numbers = [each.value for each in factors if isinstance(each, e.Number)]
            others = [each for each in factors if not isinstance(each, e.Number)]
            if len(others) != 1:
                return ONE, expression
            times, of = _scaled(others[0])
            return reduce(lambda one, other: one * other, numbers, times), of
        case e.Quotient(of=of, by=by):
            times, of = _scaled(of)
            return divided(times, by), of
        case e.Steps(of=of, per=per, started=started):
            return divided(ONE, per), e.Rounded(of, per, "up" if started else "down")
        case e.Negative(of=of):
            times, of = _scaled(of)
            return -times, of
        case _:
            return ONE, expression


def _terms(expression: e.Expression) -> tuple[e.Expression, ...]:
    return expression.terms if isinstance(expression, e.Sum) else (expression,)


def _branches(expression: e.Expression) -> tuple[e.Expression, ...]:
    return (expression.then, expression.otherwise) if isinstance(expression, e.When) else (expression,)


def _multiplied(factors: list[e.Expression]) -> e.Expression:
    return factors[0] if len(factors) == 1 else e.Product(tuple(factors)) if factors else e.Number(ONE)


def _paired(new: Iterable[e.Expression], old: Iterable[e.Expression]) -> Iterator[tuple[e.Expression, e.Expression]]:
    """Each part with the one that reads the same facts; one that has none, with nothing."""
    left: dict[tuple[Key, ...], list[e.Expression]] = {}
    for each in old:
        left.setdefault(_read(each), []).append(each)
    for each in new:
        others = left.get(_read(each))
        yield each, others.pop(0) if others else e.NO
    for others in left.values():
        yield from ((e.NO, other) for other in others)


def _read(expression: e.Expression) -> tuple[Key, ...]:
    leaves = (each for each in e.walk(expression) if isinstance(each, e.Fact | e.Part))
    return tuple(each.scalar if isinstance(each, e.Fact) else each.name for each in leaves)


def _start(at: Decimal, beyond: bool) -> tuple[Decimal, int]:  # noqa: FBT001
    return at, int(beyond and at != -UNBOUNDED)


def _reached(table: list[tuple[tuple[Decimal, int], e.Expression]], start: tuple[Decimal, int]) -> e.Expression:
    return next((amount for at, amount in reversed(table) if at <= start), e.NO)
