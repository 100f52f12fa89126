"""Reads two expressions for what one can be more than the other over the same facts, while some of these are open.

The bounds of each by itself forget that a fact that is open in both is the same unknown: a rate of 6 instead of 5 never loses points,
whatever the count will be. Here parts that read the same facts are held against each other, and only what differs is left open.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import reduce

from zlpg.bounds import operands, points_of
from zlpg.diff.effects import NOTHING, both, less
from zlpg.expression import (
    Brackets,
    Cap,
    Excess,
    Expression,
    Fact,
    Greatest,
    Negative,
    Number,
    Product,
    Quotient,
    Sum,
    When,
)
from zlpg.points import ONE, UNBOUNDED, ZERO, Interval, added


class Joint:
    """What is known of the facts that two expressions read, to the `new` one and to the `old` one.

    A fact that may be the same things for both is the same unknown, unless it is one of the `unrelated`.
    """

    def __init__(self, new: Mapping[str, Interval], old: Mapping[str, Interval], unrelated: Iterable[str] = ()) -> None:
        self.new, self.old, self.unrelated = new, old, frozenset(unrelated)

    def difference(self, new: Expression, old: Expression) -> Interval:
        """What the one can be more than the other: never too narrow, and exact where one number of a rule is another one."""
        one, other = points_of(new, self.new), points_of(old, self.old)
        apart = one + -other
        if apart.known is not None:
            return apart
        for each in self._together(new, old):
            apart = both(apart, each)
        return apart

    def _together(self, new: Expression, old: Expression) -> Iterator[Interval]:
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
        if isinstance(new, Cap | Excess) or isinstance(old, Cap | Excess):
            yield from self._held(new, old)
        elif isinstance(new, Sum) or isinstance(old, Sum):
            pairs = _paired(_terms(new), _terms(old))
            yield added(self.difference(*pair) for pair in pairs)
        match new, old:
            case Greatest(of=of_new), Greatest(of=of_old):
                parts = tuple(_paired(of_new, of_old))
                if len(parts) == len(of_new) == len(of_old):
                    apart = [self.difference(*pair) for pair in parts]
                    yield Interval(min(each.lowest for each in apart), max(each.highest for each in apart))
            case Brackets(of=of, rows=rows), Brackets(of=of_old, rows=rows_old) if of == of_old and self._same(of):
                yield Interval.around(_by_piece(rows, rows_old, points_of(of, self.new)))
            case When(fact=fact, then=then), When(fact=other, then=then_old) if fact == other and self._same(fact):
                yield points_of(fact, self.new) * self.difference(then, then_old)
            case _:
                pass

    def _held(self, new: Expression, old: Expression) -> Iterator[Interval]:
        """Of two amounts under a cap, or beyond a threshold, where one may have none.

        Either holds back: it lets no more of a difference through than there is. What is left is one amount held back in two
        ways, which goes one way only.
        """
        if {type(new), type(old)} == {Cap, Excess}:
            return
        one, other = (each.of if isinstance(each, Cap | Excess) else each for each in (new, old))
        inner = self.difference(one, other)
        x, y = points_of(one, self.new), points_of(other, self.old)
        for holding, of in ((new, y), (old, x)):
            ends = (_held_apart(new, old, end) for end in (of.lowest, of.highest))
            yield _let_through(holding, inner, x, y) + Interval.around(ends)

    def _same(self, expression: Expression) -> bool:
        """Whether everything that an expression reads is the same, known or not, for both."""
        return all(
            self.new.get(scalar) == self.old.get(scalar) and scalar not in self.unrelated
            for scalar in _scalars(expression)
        )


def _let_through(holding: Expression, inner: Interval, x: Interval, y: Interval) -> Interval:
    """What a cap or a threshold leaves of the difference between two amounts."""
    match holding:
        case Cap(at=at):
            all_of_it = max(x.highest, y.highest) <= at
        case Excess(over=over):
            all_of_it = min(x.lowest, y.lowest) >= over
        case _:
            all_of_it = True
    return inner if all_of_it else Interval(min(inner.lowest, ZERO), max(inner.highest, ZERO))


def _held_apart(new: Expression, old: Expression, of: Decimal) -> Decimal:
    """What one amount is more under the new cap than under the old, or beyond the new threshold than beyond the old."""
    if isinstance(new, Excess) or isinstance(old, Excess):
        below_new, below_old = (min(of, each.over) if isinstance(each, Excess) else ZERO for each in (new, old))
        return below_old - below_new
    at_new, at_old = (each.at if isinstance(each, Cap) else UNBOUNDED for each in (new, old))
    return less(min(of, at_new), min(of, at_old))


def _scaled(expression: Expression) -> tuple[Decimal, Expression]:
    """An expression as a number of times another one."""
    match expression:
        case Product(factors=factors):
            numbers = [each.value for each in factors if isinstance(each, Number)]
            others = [each for each in factors if not isinstance(each, Number)]
            if len(others) != 1:
                return ONE, expression
            times, of = _scaled(others[0])
            return reduce(lambda one, other: one * other, numbers, times), of
        case Quotient(of=of, by=by):
            times, of = _scaled(of)
            return times / by, of
        case Negative(of=of):
            times, of = _scaled(of)
            return -times, of
        case _:
            return ONE, expression


def _terms(expression: Expression) -> tuple[Expression, ...]:
    return expression.terms if isinstance(expression, Sum) else (expression,)


def _paired(new: Iterable[Expression], old: Iterable[Expression]) -> Iterator[tuple[Expression, Expression]]:
    """Each part with the one that reads the same facts; one that has none, with nothing."""
    left: dict[tuple[str, ...], list[Expression]] = {}
    for each in old:
        left.setdefault(_scalars(each), []).append(each)
    for each in new:
        others = left.get(_scalars(each))
        yield each, others.pop(0) if others else Number(ZERO)
    for others in left.values():
        yield from ((Number(ZERO), other) for other in others)


def _scalars(expression: Expression) -> tuple[str, ...]:
    if isinstance(expression, Fact):
        return (expression.id,)
    return tuple(scalar for each in operands(expression) for scalar in _scalars(each))


def _by_piece(
    new: tuple[tuple[Decimal, Decimal], ...], old: tuple[tuple[Decimal, Decimal], ...], of: Interval
) -> Iterator[Decimal]:
    """What one bracket table gives more than another, for each stretch between thresholds that can be reached."""
    starts = [-UNBOUNDED, *sorted({threshold for threshold, _ in (*new, *old)})]
    for start, end in zip(starts, [*starts[1:], None], strict=True):
        if start <= of.highest and (end is None or of.lowest < end):
            yield _looked_up(new, start) - _looked_up(old, start)


def _looked_up(rows: tuple[tuple[Decimal, Decimal], ...], number: Decimal) -> Decimal:
    return points_of(Brackets(Number(number), rows), {}).lowest
