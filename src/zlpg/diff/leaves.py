"""The same expression over other leaves: facts under other names, and measures as what they are worked out from."""

from collections.abc import Iterator, Mapping
from typing import assert_never

from zlpg.bounds import operands
from zlpg.diff.matching import Names
from zlpg.expression import (
    Applicable,
    Brackets,
    Cap,
    Choice,
    Excess,
    Expression,
    Fact,
    Greatest,
    Least,
    Negative,
    Number,
    Part,
    Product,
    Quotient,
    Rounded,
    Share,
    Sum,
    When,
)
from zlpg.records import dataclass


@dataclass(frozen=True, slots=True)
class Leaves:
    """What stands for scalars and for parts of the table; what isn't named stays as it is."""

    scalars: Mapping[str, Expression]
    parts: Names

    def __bool__(self) -> bool:
        return bool(self.scalars or self.parts)

    def within(self, expression: Expression) -> Expression:
        """The expression with these leaves."""
        match expression:
            case Fact(id=id):
                return self.scalars.get(id, expression)
            case Part(id=id):
                return Part(self.parts.get(id, id))
            case Number():
                return expression
            case Sum(terms=terms):
                return Sum(self._each(terms))
            case Product(factors=factors):
                return Product(self._each(factors))
            case Quotient(of=of, by=by):
                return Quotient(self.within(of), by)
            case Negative(of=of):
                return Negative(self.within(of))
            case Excess(of=of, over=over):
                return Excess(self.within(of), over)
            case Cap(of=of, at=at):
                return Cap(self.within(of), at)
            case Greatest(of=several, best=best):
                return Greatest(self._each(several), best)
            case Least(of=several):
                return Least(self._each(several))
            case Rounded(of=of, to=to, mode=mode):
                return Rounded(self.within(of), to, mode)
            case Brackets() | Choice() | When() | Share() | Applicable():
                return self._within_choosing(expression)
            case _:
                assert_never(expression)

    def _within_choosing(self, expression: Brackets | Choice | When | Share | Applicable) -> Expression:
        match expression:
            case Brackets(of=of, rows=rows, beyond=beyond):
                return Brackets(self.within(of), tuple((at, self.within(each)) for at, each in rows), beyond)
            case Choice(rows=rows):
                return Choice(tuple((self._option(option), self.within(each)) for option, each in rows))
            case When(condition=condition, then=then, otherwise=otherwise):
                return When(*self._each((condition, then, otherwise)))
            case Share(of=of, by=by, times=times, range=range, if_none=if_none):
                return Share(self.within(of), self.within(by), times, range, if_none)
            case Applicable(of=several, applies=applies, worths=worths, times=times):
                return Applicable(self._each(several), self._each(applies), worths, times)
            case _:
                assert_never(expression)

    def _each(self, several: tuple[Expression, ...]) -> tuple[Expression, ...]:
        return tuple(map(self.within, several))

    def _option(self, option: Fact) -> Fact:
        named = self.scalars.get(option.id)
        return named if isinstance(named, Fact) else option  # no option is worked out


def scalars_in(expression: Expression) -> Iterator[str]:
    """The scalars that an expression reads, as often as it does."""
    if isinstance(expression, Fact):
        yield expression.id
    for below in operands(expression):
        yield from scalars_in(below)
