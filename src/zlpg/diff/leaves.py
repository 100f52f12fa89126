"""The same expression over other leaves: facts under other names, and measures as what they are worked out from."""

from collections.abc import Iterator, Mapping
from typing import assert_never

import zlpg.engine.expression as e
from zlpg.diff.matching import Names
from zlpg.engine.readers.bounds import operands
from zlpg.records import dataclass


@dataclass(frozen=True, slots=True)
class Leaves:
    """What stands for scalars and for parts of the table; what isn't named stays as it is."""

    scalars: Mapping[str, e.Expression]
    parts: Names

    def __bool__(self) -> bool:
        return bool(self.scalars or self.parts)

    def within(self, expression: e.Expression) -> e.Expression:
        """The expression with these leaves."""
        match expression:
            case e.Fact(id=id):
                return self.scalars.get(id, expression)
            case e.Part(id=id):
                return e.Part(self.parts.get(id, id))
            case e.Number():
                return expression
            case e.Sum(terms=terms):
                return e.Sum(self._each(terms))
            case e.Product(factors=factors):
                return e.Product(self._each(factors))
            case e.Quotient(of=of, by=by):
                return e.Quotient(self.within(of), by)
            case e.Negative(of=of):
                return e.Negative(self.within(of))
            case e.Excess(of=of, over=over):
                return e.Excess(self.within(of), over)
            case e.Cap(of=of, at=at):
                return e.Cap(self.within(of), at)
            case e.Greatest(of=several, best=best):
                return e.Greatest(self._each(several), best)
            case e.Least(of=several):
                return e.Least(self._each(several))
            case e.Rounded(of=of, to=to, mode=mode):
                return e.Rounded(self.within(of), to, mode)
            case e.Brackets() | e.Choice() | e.When() | e.Share() | e.Applicable():
                return self._within_choosing(expression)
            case _:
                assert_never(expression)

    def _within_choosing(self, expression: e.Brackets | e.Choice | e.When | e.Share | e.Applicable) -> e.Expression:
        match expression:
            case e.Brackets(of=of, rows=rows, beyond=beyond):
                return e.Brackets(self.within(of), tuple((at, self.within(each)) for at, each in rows), beyond)
            case e.Choice(rows=rows):
                return e.Choice(tuple((self._option(option), self.within(each)) for option, each in rows))
            case e.When(condition=condition, then=then, otherwise=otherwise):
                return e.When(*self._each((condition, then, otherwise)))
            case e.Share(of=of, by=by, times=times, range=range, if_none=if_none):
                return e.Share(self.within(of), self.within(by), times, range, if_none)
            case e.Applicable(of=several, applies=applies, worths=worths, times=times):
                return e.Applicable(self._each(several), self._each(applies), worths, times)
            case _:
                assert_never(expression)

    def _each(self, several: tuple[e.Expression, ...]) -> tuple[e.Expression, ...]:
        return tuple(map(self.within, several))

    def _option(self, option: e.Fact) -> e.Fact:
        named = self.scalars.get(option.id)
        return named if isinstance(named, e.Fact) else option  # no option is worked out


def scalars_in(expression: e.Expression) -> Iterator[str]:
    """The scalars that an expression reads, as often as it does."""
    if isinstance(expression, e.Fact):
        yield expression.id
    for below in operands(expression):
        yield from scalars_in(below)
