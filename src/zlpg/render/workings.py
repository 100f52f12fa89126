"""Reads the worked-out expression for its workings: `(13 − 10) × 0.1 + 3 × 0.2 = 0.9`.

What is shown is the tree that the points came from, number by number. Parts that are known to give nothing are left out; a
fact that is open shows as its label.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from typing import assert_never

from zlpg.bounds import Working
from zlpg.expression import Brackets, Cap, Excess, Fact, Greatest, Negative, Number, Part, Product, Quotient, Sum, When
from zlpg.points import EXACT, ZERO, plain
from zlpg.render.words import Words, visible
from zlpg.scheme import ResultsFact, Scheme


class Binding(IntEnum):
    """How tightly a piece of arithmetic holds together; what binds less than its surroundings gets brackets."""

    WORDS = 0
    SUM = 1
    PRODUCT = 2
    ATOM = 3


@dataclass(frozen=True, slots=True)
class Formula:
    """A piece of arithmetic as text."""

    text: str
    binding: Binding = Binding.ATOM

    def within(self, surroundings: Binding) -> str:
        """The text as it stands inside something that binds so tightly."""
        return self.text if self.binding >= surroundings else f"({self.text})"


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes workings with the labels of one scheme in one language."""

    scheme: Scheme
    words: Words

    def line(self, working: Working, *, spares: bool = False) -> str:
        """An item's workings on one line, with what they come to. `spares`: inside a deduction, a cap is to the good."""
        formula = self.formula(working, spares=spares)
        if formula.binding is Binding.WORDS:  # ends in its result
            return formula.text
        result = signed(self.words.interval(working.points))
        return result if formula.text == result else f"{formula.text} = {result}"

    def terms(self, working: Working) -> Iterator[str]:
        """Each term of a sum on a line of its own, with what it is about, also those that give nothing; else the whole."""
        inner, spares = working, False
        while isinstance(inner.expression, Negative | Cap):
            spares |= isinstance(inner.expression, Negative)
            (inner,) = inner.steps
        for step in inner.steps if isinstance(inner.expression, Sum) else (inner,):
            about = dict.fromkeys(map(self.label, _facts_in(step)))
            yield f"{self.words.listed(tuple(about))}: {self.line(step, spares=spares)}"

    def formula(self, working: Working, *, spares: bool = False) -> Formula:
        """The arithmetic of a step. `spares` is set inside a deduction, where a cap is to the good."""
        steps = working.steps
        match working.expression:
            case Number(value=value):
                return Formula(signed(plain(value)))
            case Fact(id=id):
                known = working.points.known
                if known is None:
                    return Formula(self.label(id))
                return Formula(signed(plain(known)), Binding.ATOM if known >= 0 else Binding.SUM)
            case Part():
                return Formula(signed(self.words.interval(working.points)))
            case Sum():
                return self._sum([self.formula(step, spares=spares) for step in steps if step.points.known != ZERO])
            case Product():
                factors = [self.formula(step, spares=spares) for step in steps]
                return Formula(" × ".join(each.within(Binding.PRODUCT) for each in factors), Binding.PRODUCT)
            case Quotient(by=by):
                return Formula(f"{self.formula(steps[0]).within(Binding.PRODUCT)} ÷ {plain(by)}", Binding.PRODUCT)
            case Negative():
                inner = self.formula(steps[0], spares=True)
                return (
                    inner
                    if working.points.known == ZERO
                    else Formula(f"−{inner.within(Binding.ATOM)}", Binding.PRODUCT)
                )
            case Excess(over=over):
                difference = f"{self.formula(steps[0]).within(Binding.SUM)} − {plain(over)}"
                if steps[0].points.lowest < over:
                    return Formula(f"max({difference}, 0)")
                return Formula(difference, Binding.SUM)
            case Cap(at=at):
                return self._capped(working, at, spares=spares)
            case Greatest() if len(steps) == 1:
                return self.formula(steps[0], spares=spares)
            case Greatest():
                return Formula(f"max({', '.join(self.formula(step, spares=spares).text for step in steps)})")
            case Brackets():
                result = self.words.interval(working.points)
                return Formula(f"{self.formula(steps[0]).text} → {result}", Binding.WORDS)
            case When(fact=Fact(id=id)):
                condition, then = steps
                if condition.points.known is None:
                    return Formula(f"{self.label(id)} → {self.words.interval(working.points)}", Binding.WORDS)
                return self.formula(then, spares=spares) if condition.points.known else Formula("0")
            case _:
                assert_never(working.expression)

    def _sum(self, terms: list[Formula]) -> Formula:
        if not terms:
            return Formula("0")
        if len(terms) == 1:
            return terms[0]
        text = " + ".join(term.within(Binding.SUM) for term in terms)
        return Formula(text.replace(" + −", " − "), Binding.SUM)

    def _capped(self, working: Working, at: Decimal, *, spares: bool) -> Formula:
        (inner,) = working.steps
        formula = self.formula(inner, spares=spares)
        if inner.points.highest <= at:
            return formula
        amount = signed(self.words.interval(inner.points))
        reached = formula.text if formula.text == amount else f"{formula.text} = {amount}"
        taken = None if inner.points.known is None else plain(EXACT.subtract(inner.points.known, at))
        if taken is None:
            template = self.words.gettext("{workings}, capped at {cap}")
        elif spares:
            template = self.words.gettext("{workings}, capped at {cap} ({taken} spared)")
        else:
            template = self.words.gettext("{workings}, capped at {cap} ({taken} lost)")
        return Formula(template.format(workings=reached, cap=plain(at), taken=taken), Binding.WORDS)

    def label(self, scalar: str) -> str:
        """What a scalar is called: its fact's label, and for results the name of the level."""
        id, _, level = scalar.partition(".")
        fact = self.scheme.facts[id]
        if isinstance(fact, ResultsFact) and level:
            return visible(fact.levels[level])
        return visible(fact.label)


def _facts_in(working: Working) -> Iterator[str]:
    if isinstance(working.expression, Fact):
        yield working.expression.id
    for step in working.steps:
        yield from _facts_in(step)


def signed(number: str) -> str:
    """A number with the sign of arithmetic, which is no hyphen."""
    return number.replace("-", "−")
