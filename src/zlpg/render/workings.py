"""Reads the worked-out expression for its workings: `(13 − 10) × 0.1 + 3 × 0.2 = 0.9`.

What is shown is the tree that the points came from, number by number. Parts that are known to give nothing are left out; a
fact that is open shows as its label.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from decimal import Decimal
from functools import reduce
from typing import assert_never

import zlpg.engine.expression as e
from zlpg.engine.readers.bounds import Working
from zlpg.model.table import Scheme
from zlpg.numbers import ONE, ZERO, Interval, plus
from zlpg.records import dataclass
from zlpg.render.best_levels import BestLevels, best_levels
from zlpg.render.conditions import Names
from zlpg.render.formula import Binding, Formula, called, listed, multiplied, number, over, signed, summed
from zlpg.render.holding import capped, floor_of, floored, held_by, is_even, rounded, whole
from zlpg.render.selecting import chosen, conditional, led, looked_up
from zlpg.render.words import Words

__all__ = ["Writer", "signed"]


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes workings with the labels of one scheme in one language. `values` are the scalars reported, where they are known."""

    scheme: Scheme
    words: Words
    values: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def names(self) -> Names:
        """What facts and parts of the table are called."""
        return Names(self.scheme, self.words)

    def line(self, working: Working, *, spares: bool = False) -> str:
        """An item's workings on one line, with what they come to. `spares`: inside a deduction, a cap is to the good."""
        formula = self.formula(working, spares=spares)
        if formula.binding is Binding.WORDS:
            return formula.text
        result = self.amount(working.points)
        is_result = formula.text in {result, self._amount(working.points).text}
        return result if is_result else f"{formula.within(Binding.SUM)} = {result}"

    def terms(self, working: Working) -> Iterator[str]:
        """Each term of a sum on a line of its own, with what it is about, also those that give nothing; else the whole."""
        inner, spares = working, False
        while (below := held_by(inner)) is not None:
            spares |= isinstance(inner.expression, e.Negative)
            inner = below
        splits = isinstance(inner.expression, e.Sum) and best_levels(inner) is None
        for step in inner.steps if splits else (inner,):
            yield self.words.named(self.about(step), self.line(step, spares=spares))

    def formula(self, working: Working, *, spares: bool = False) -> Formula:
        """The arithmetic of a step. `spares` is set inside a deduction, where a cap is to the good."""
        match working.expression:
            case e.Number() | e.Part():
                return self._amount(working.points)
            case e.Fact(id=id):
                return Formula(self.names.label(id)) if working.points.known is None else self._amount(working.points)
            case e.Sum() | e.Product() | e.Quotient() | e.Negative() | e.Excess() | e.Share() | e.Applicable():
                return self._arithmetic(working, spares=spares)
            case e.Greatest() if len(working.steps) > 1 and (floor := floor_of(working)) is not None:
                return floored(self, working, floor, spares=spares)
            case e.Greatest(best=best):
                return self._best_of(best, self._formulas(working.steps, spares=spares))
            case e.Least():
                return self._least(working, spares=spares)
            case e.Cap(at=at):
                return capped(self, working, at, spares=spares)
            case e.Rounded() as expression:
                return rounded(self, working, expression, spares=spares)
            case e.Brackets() as expression:
                return looked_up(self, working, expression)
            case e.Choice():
                return chosen(self, working)
            case e.When():
                return conditional(self, working, spares=spares)
            case _:
                assert_never(working.expression)

    def _arithmetic(self, working: Working, *, spares: bool) -> Formula:
        steps = working.steps
        match working.expression:
            case e.Sum() if (best := best_levels(working)) is not None:
                return self._best_levels(best)
            case e.Sum():
                return summed(self._formulas((step for step in steps if step.points.known != ZERO), spares=spares))
            case e.Product():
                return self._multiplied(working, spares=spares)
            case e.Quotient() as expression:
                return self._divided(steps[0], expression, spares=spares)
            case e.Negative():
                inner = self.formula(steps[0], spares=True)
                return (
                    inner
                    if working.points.known == ZERO
                    else multiplied((Formula(inner.within(Binding.ATOM)),), negative=True)
                )
            case e.Excess(of=of, over=threshold):
                return self._excess(steps[0], threshold, short_of=isinstance(of, e.Negative))
            case e.Share() as expression:
                return self._share(working, expression)
            case e.Applicable() as expression:
                return self._applicable(working, expression)
            case _:  # pragma: no cover  # what `formula` shows otherwise
                raise AssertionError(working.expression)

    def _formulas(self, steps: Iterable[Working], *, spares: bool = False) -> list[Formula]:
        return [self.formula(step, spares=spares) for step in steps]

    def amount(self, points: Interval) -> str:
        """What something comes to."""
        return self.words.interval(points)

    def _amount(self, points: Interval) -> Formula:
        if points.known is not None:
            return number(points.known)
        text = self.amount(points)
        return Formula(text, Binding.ATOM if text.startswith(("[", "(")) else Binding.CLAUSE)

    def _multiplied(self, working: Working, *, spares: bool) -> Formula:
        """The factors multiplied; a rate below zero takes off what it is a rate of."""
        factors, takes_off = [], False
        for at, step in enumerate(working.steps):
            if at and isinstance(step.expression, e.Number) and step.expression.value < ZERO:
                takes_off = not takes_off
                factors.append(number(-step.expression.value))
            else:
                factors.append(self.formula(step, spares=spares))
        return multiplied(factors, negative=takes_off)

    def _divided(self, of: Working, expression: e.Quotient, *, spares: bool) -> Formula:
        by = number(expression.by)
        match of.expression:
            case e.Rounded(to=to, mode="up" | "down" as mode) if (
                to == expression.by and of.steps[0].points.lowest >= ZERO
            ):
                steps = over(self.formula(of.steps[0], spares=spares), by)
                return steps if is_even(of) else whole(mode, steps, self.words)
            case e.Sum():  # what is nothing counts in a mean
                inner = summed(self._formulas(of.steps, spares=spares))
            case _:
                inner = self.formula(of, spares=spares)
        return inner if expression.by == ONE else over(inner, by)

    def _excess(self, of: Working, threshold: Decimal, *, short_of: bool) -> Formula:
        amount, at = (
            (self.formula(of.steps[0]), number(-threshold)) if short_of else (self.formula(of), number(threshold))
        )
        terms = (at, amount) if short_of else (amount, at)  # −97 has beyond −100 what 97 is short of 100
        difference = Formula(f"{terms[0].within(Binding.SUM)} − {terms[1].within(Binding.PRODUCT)}", Binding.SUM)
        return (
            called(self.words.gettext("max({amounts})"), [difference, Formula("0")])
            if of.points.lowest < threshold
            else difference
        )

    def _best_of(self, best: int, parts: list[Formula]) -> Formula:
        if best == 1:
            return parts[0] if len(parts) == 1 else called(self.words.gettext("max({amounts})"), parts)
        template = self.words.gettext("best {number} of ({amounts})")
        return Formula(template.format(number=best, amounts=listed(parts)))

    def _best_levels(self, rule: BestLevels) -> Formula:
        levels = [(fact, points) for fact, points in rule.levels if fact.points.known != ZERO]
        terms = summed(multiplied((self.formula(fact), number(points))) for fact, points in levels)
        count = sum((fact.points.highest for fact, _ in levels), ZERO)
        if count <= rule.best:
            return terms
        template = self.words.gettext("best {number} of ({amounts})")
        return Formula(template.format(number=rule.best, amounts=terms.text))

    def _least(self, working: Working, *, spares: bool) -> Formula:
        inner, *others = working.steps
        if not others or (
            len(others) == 1
            and isinstance(others[0].expression, e.Number)
            and inner.points.highest <= others[0].points.lowest
        ):
            return self.formula(inner, spares=spares)
        return called(self.words.gettext("min({amounts})"), self._formulas(working.steps, spares=spares))

    def _share(self, working: Working, expression: e.Share) -> Formula:
        of, by = working.steps
        if by.points.highest <= ZERO:
            return led(self, self.words.gettext("nothing to divide by"), None, working)
        share = over(self.formula(of), self.formula(by))
        return share if expression.times == ONE else multiplied((share, number(expression.times)))

    def _applicable(self, working: Working, expression: e.Applicable) -> Formula:
        amounts, applies = working.steps[: len(expression.worths)], working.steps[len(expression.worths) :]
        counted = [at for at, each in enumerate(applies) if each.points.highest]
        worth = reduce(plus, (expression.worths[at] for at in counted), ZERO)
        if not worth:
            return led(self, self.words.gettext("nothing is applicable"), None, working)
        is_sure = all(applies[at].points.lowest for at in counted)
        if worth == expression.times:  # nothing is scaled up
            terms = (amounts[at] for at in counted if amounts[at].points.known != ZERO)
            scaled = summed(self._formulas(terms))
        else:
            scaled = over(summed(self._formulas(amounts[at] for at in counted)), number(worth))
            scaled = scaled if expression.times == ONE else multiplied((scaled, number(expression.times)))
        if is_sure:
            return scaled
        template = self.words.gettext("{workings}, counting only what is applicable")
        return Formula(template.format(workings=f"{scaled.text} = {self.amount(working.points)}"), Binding.WORDS)

    def about(self, working: Working) -> str:
        """What a step is about: the facts and the parts of the table that it is worked out from."""
        return self.words.listed(tuple(dict.fromkeys(self._named_in(working)))) or self.words.gettext("start")

    def _named_in(self, working: Working) -> Iterator[str]:
        match working.expression:
            case e.Fact(id=id):
                yield self.names.fact(id)
            case e.Part(id=id):
                yield self.names.part(id)
            case _:
                for step in working.steps:
                    yield from self._named_in(step)
