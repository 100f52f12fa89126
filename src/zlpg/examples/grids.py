"""Of what every amount is a multiple: the points of a table that gives 5 and 10 come to 65 or 70, never to 69."""

from collections.abc import Iterable
from fractions import Fraction
from functools import reduce
from math import gcd
from typing import TypeAlias, assert_never

import zlpg.engine.expression as e
from zlpg.examples.trial import Trial
from zlpg.model.declarations import CountFact, YesNoFact
from zlpg.model.scalars import Scalar

Grid: TypeAlias = Fraction | None
"""What all of an amount's values are multiples of: 0 where there is no other than 0, `None` where they may be any."""


class Grids:
    """The grids of a scheme's amounts; those of items, sections and the total are worked out once."""

    def __init__(self, trial: Trial) -> None:
        self._trial = trial
        self._parts: dict[str, Grid] = {}

    def of_part(self, id: str) -> Grid:
        """The grid of an item, a section or the total."""
        if id not in self._parts:
            self._parts[id] = self.of(self._trial.program.expression(id))
        return self._parts[id]

    def of_scalar(self, scalar: Scalar) -> Grid:
        """The grid of a scalar or a measure."""
        declared = self._trial.scheme.facts.get(scalar.fact)
        is_counted = scalar.which or isinstance(declared, CountFact | YesNoFact)  # a level, an option, or if it applies
        return Fraction(1) if is_counted else None

    def of(self, expression: e.Expression) -> Grid:
        """The grid of an expression."""
        match expression:
            case e.Number(value=value):
                return abs(Fraction(value))
            case e.Fact(scalar=scalar):
                return self.of_scalar(scalar)
            case e.Part(name=name):
                return self.of_part(name)
            case e.Compare() | e.All() | e.Any() | e.Not() | e.Applies() | e.Steps():
                return Fraction(1)
            case e.BestLevels(levels=levels):
                return _common(abs(Fraction(points)) for _, points in levels)
            case e.Sum(terms=several) | e.Greatest(of=several) | e.Least(of=several):
                return _common(map(self.of, several))
            case e.Product(factors=several):
                grids = [self.of(each) for each in several]
                return None if None in grids else reduce(lambda one, other: one * (other or 0), grids, Fraction(1))
            case e.Quotient(of=of, by=by):
                grid = self.of(of)
                return None if grid is None else grid / abs(Fraction(by))
            case e.Negative(of=of):
                return self.of(of)
            case e.Excess(of=of, over=at) | e.Shortfall(of=of, under=at) | e.Cap(of=of, at=at) | e.Floor(of=of, at=at):
                return _common((self.of(of), abs(Fraction(at))))
            case e.Brackets(rows=rows):
                return _common(self.of(amount) for _, amount in rows)
            case e.Choice(rows=rows):
                return _common(self.of(amount) for _, amount in rows)
            case e.When(then=then, otherwise=otherwise):
                return _common((self.of(then), self.of(otherwise)))
            case e.Rounded(of=of, to=to):
                return _rounded(self.of(of), Fraction(to))
            case e.Share() | e.ScaledUp():
                return None
            case _:
                assert_never(expression)


def _common(grids: Iterable[Grid]) -> Grid:
    common = Fraction(0)
    for grid in grids:
        if grid is None:
            return None
        common = Fraction(
            gcd(common.numerator * grid.denominator, grid.numerator * common.denominator),
            common.denominator * grid.denominator,
        )
    return common


def _rounded(grid: Grid, to: Fraction) -> Grid:
    """Rounding leaves alone what already is on its grid."""
    return grid if grid is not None and (grid / to).denominator == 1 else to
