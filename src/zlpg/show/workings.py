"""Reads the worked-out expression for its workings: `(13 − 10) × 0.1 + 3 × 0.2 = 0.9`.

What is shown is the tree that the points came from, number by number. Parts that are known to give nothing are left out; a
fact that is open shows as its label.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from decimal import Decimal
from functools import reduce
from typing import Literal, assert_never

import zlpg.engine.expression as e
from zlpg.engine.readers.bounds import Working
from zlpg.model.declarations import ChoiceFact
from zlpg.model.scalars import Scalar
from zlpg.model.table import Scheme
from zlpg.numbers import ONE, ZERO, Interval, minus, multiple, plus
from zlpg.records import dataclass
from zlpg.show.conditions import Names, is_plain
from zlpg.show.formula import Binding, Formula, called, listed, multiplied, number, over, summed
from zlpg.show.words import Words


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes workings with the labels of one scheme in one language. `values` are the scalars reported, where they are known."""

    scheme: Scheme
    words: Words
    values: Mapping[Scalar, Decimal] = field(default_factory=dict)

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
        while (below := _held_by(inner)) is not None:
            spares |= isinstance(inner.expression, e.Negative)
            inner = below
        for step in inner.steps if isinstance(inner.expression, e.Sum) else (inner,):
            yield self.words.named(self.about(step), self.line(step, spares=spares))

    def about(self, working: Working) -> str:
        """What a step is about: the facts and the parts of the table that it is worked out from."""
        return self.words.listed(tuple(dict.fromkeys(self._named_in(working)))) or self.words.gettext("start")

    def _named_in(self, working: Working) -> Iterator[str]:
        match working.expression:
            case e.Fact(scalar=scalar):
                yield self.names.fact(scalar)
            case e.Part(name=name):
                yield self.names.part(name)
            case e.BestLevels() as levels:
                for count, _ in _paid(working, levels):
                    yield from self._named_in(count)
            case _:
                for step in working.steps:
                    yield from self._named_in(step)

    def formula(self, working: Working, *, spares: bool = False) -> Formula:
        """The arithmetic of a step. `spares` is set inside a deduction, where a cap is to the good."""
        steps = working.steps
        match working.expression:
            case e.Number() | e.Part():
                return self._amount(working.points)
            case e.Fact(scalar=scalar):
                is_open = working.points.known is None
                return Formula(self.names.label(scalar)) if is_open else self._amount(working.points)
            case e.Sum():
                return summed(self._formulas((step for step in steps if step.points.known != ZERO), spares=spares))
            case e.Product():
                return self._multiplied(working, spares=spares)
            case e.Quotient(by=by):
                return self._divided(steps[0], by, spares=spares)
            case e.Negative():
                taken = self.formula(steps[0], spares=True)
                is_nothing = working.points.known == ZERO
                return taken if is_nothing else multiplied((Formula(taken.within(Binding.ATOM)),), negative=True)
            case e.Excess(over=at):
                return self._difference(self.formula(steps[0]), number(at), may_end=steps[0].points.lowest < at)
            case e.Shortfall(under=at):
                return self._difference(number(at), self.formula(steps[0]), may_end=steps[0].points.highest > at)
            case e.Steps() as counted:
                return self._steps(steps[0], counted, spares=spares)
            case e.Cap(at=at):
                return self._capped(steps[0], at, spares=spares)
            case e.Floor(at=at) if steps[0].points.lowest < at:
                said = self.words.gettext("{workings}, not below {floor}")
                return self._held(said, steps[0], spares=spares, floor=self.words.number(at))
            case e.Floor():
                return self.formula(steps[0], spares=spares)
            case e.Greatest(best=best):
                return self._greatest(self._formulas(steps, spares=spares), best)
            case e.Least():
                return self._least(working, spares=spares)
            case e.BestLevels() as levels:
                return self._best_levels(working, levels)
            case e.Brackets() as table:
                return self._looked_up(working, table)
            case e.Choice():
                return self._chosen(working)
            case e.When():
                return self._conditional(working, spares=spares)
            case e.Compare() | e.All() | e.Any() | e.Not() | e.Applies():
                return self._led(self.names.condition(working.expression), None, working)
            case e.Rounded(to=to, mode=mode):
                return self._rounded(working, to, mode, spares=spares)
            case e.Share() as share:
                return self._share(working, share)
            case e.ScaledUp() as share:
                return self._scaled_up(working, share)
            case _:
                assert_never(working.expression)

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

    def _led(self, what: str, to: Working | None, whole: Working) -> Formula:
        """What leads to an amount: `38 → 5`, with the arithmetic of the amount where there is any."""
        return Formula(f"{what} → {self.amount(whole.points) if to is None else self.line(to)}", Binding.WORDS)

    def _held(self, template: str, inner: Working, *, spares: bool, **said: str) -> Formula:
        """What an amount is before it is rounded or held, and what is made of it."""
        return Formula(template.format(workings=self.line(inner, spares=spares), **said), Binding.WORDS)

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

    def _divided(self, of: Working, by: Decimal, *, spares: bool) -> Formula:
        if isinstance(of.expression, e.Sum):  # what is nothing counts in a mean
            inner = summed(self._formulas(of.steps, spares=spares))
        else:
            inner = self.formula(of, spares=spares)
        return inner if by == ONE else over(inner, number(by))

    def _difference(self, amount: Formula, less: Formula, *, may_end: bool) -> Formula:
        """One amount less another; `may_end` where that could be below 0, and is 0 then."""
        difference = Formula(f"{amount.within(Binding.SUM)} − {less.within(Binding.PRODUCT)}", Binding.SUM)
        return called(self.words.gettext("max({amounts})"), [difference, Formula("0")]) if may_end else difference

    def _steps(self, of: Working, steps: e.Steps, *, spares: bool) -> Formula:
        """How many steps an amount makes; one below 0 is rounded in words first."""
        mode: Literal["up", "down"] = "up" if steps.started else "down"
        rounded = Interval(*(multiple(end, steps.per, mode) for end in (of.points.lowest, of.points.highest)))
        is_rounded = rounded.known is None or of.points != rounded
        if is_rounded and of.points.lowest < ZERO:
            amount = self._said_rounded(of, rounded, spares=spares)
        else:
            amount = self.formula(of, spares=spares)
        counted = amount if steps.per == ONE else over(amount, number(steps.per))
        return self._whole(mode, counted) if is_rounded and of.points.lowest >= ZERO else counted

    def _rounded(
        self, working: Working, to: Decimal, mode: Literal["half_up", "up", "down"], *, spares: bool
    ) -> Formula:
        """`floor(…)` where a number from 0 up is rounded down to a whole one, in words otherwise."""
        (inner,) = working.steps
        if working.points.known is not None and inner.points == working.points:
            return self.formula(inner, spares=spares)
        if to == ONE and mode != "half_up" and inner.points.lowest >= ZERO:
            return self._whole(mode, self.formula(inner, spares=spares))
        return self._said_rounded(inner, working.points, spares=spares)

    def _said_rounded(self, inner: Working, rounded: Interval, *, spares: bool) -> Formula:
        template = self.words.gettext("{workings}, rounded to {rounded}")
        return self._held(template, inner, spares=spares, rounded=self.amount(rounded))

    def _whole(self, mode: Literal["up", "down"], amount: Formula) -> Formula:
        """An amount rounded to a whole number."""
        _ = self.words.gettext
        return called(_("floor({amounts})") if mode == "down" else _("ceil({amounts})"), [amount])

    def _capped(self, inner: Working, cap: Decimal, *, spares: bool) -> Formula:
        """What stays as it is, or that it would be above the cap, and what the cap took."""
        if inner.points.highest <= cap:
            return self.formula(inner, spares=spares)
        taken = "" if inner.points.known is None else number(minus(inner.points.known, cap)).text
        if not taken:
            template = self.words.gettext("{workings}, capped at {cap}")
        elif spares:
            template = self.words.gettext("{workings}, capped at {cap} ({taken} spared)")
        else:
            template = self.words.gettext("{workings}, capped at {cap} ({taken} lost)")
        return self._held(template, inner, spares=spares, cap=self.words.number(cap), taken=taken)

    def _greatest(self, parts: list[Formula], best: int) -> Formula:
        if best > 1:
            return self._best(best, listed(parts))
        return parts[0] if len(parts) == 1 else called(self.words.gettext("max({amounts})"), parts)

    def _best(self, few: int | Decimal, amounts: str) -> Formula:
        return Formula(self.words.gettext("best {number} of ({amounts})").format(number=few, amounts=amounts))

    def _best_levels(self, working: Working, levels: e.BestLevels) -> Formula:
        paid = [(count, points) for count, points in _paid(working, levels) if count.points.known != ZERO]
        terms = summed(multiplied((self.formula(count), number(points))) for count, points in paid)
        applicants = sum((count.points.highest for count, _ in paid), ZERO)
        return terms if applicants <= levels.best else self._best(levels.best, terms.text)

    def _least(self, working: Working, *, spares: bool) -> Formula:
        inner, *others = working.steps
        if not others or (
            len(others) == 1
            and isinstance(others[0].expression, e.Number)
            and inner.points.highest <= others[0].points.lowest
        ):
            return self.formula(inner, spares=spares)
        return called(self.words.gettext("min({amounts})"), self._formulas(working.steps, spares=spares))

    def _looked_up(self, working: Working, table: e.Brackets) -> Formula:
        """The row of a table that a number falls into. Where the row is a table itself, the numbers have their labels."""
        of, row = working.steps[0], _reached(working, table)
        text = self.formula(of).text
        if row is None or isinstance(row.expression, e.Number):
            return self._led(text, row, working)
        named = f"{self.about(of)} {text}"
        if not isinstance(row.expression, e.Brackets):
            return self._led(named, row, working)
        below = _reached(row, row.expression)
        is_named = row.steps[0].points.known is None or (
            below is not None and not isinstance(below.expression, e.Number)
        )
        label = "" if is_named else f"{self.about(row.steps[0])} "
        return Formula(f"{named}, {label}{self.line(row)}", Binding.WORDS)

    def _chosen(self, working: Working) -> Formula:
        """The option that it is, or while that is open, what is asked."""
        options, amounts = working.steps[: len(working.steps) // 2], working.steps[len(working.steps) // 2 :]
        scalars = [step.expression.scalar for step in options if isinstance(step.expression, e.Fact)]
        for option, scalar, amount in zip(options, scalars, amounts, strict=True):
            if option.points.lowest:
                return self._led(self.names.label(scalar), amount, working)
        fact = scalars[0].fact
        declared = self.scheme.facts[fact]
        for option_id in declared.options if isinstance(declared, ChoiceFact) else ():
            scalar = Scalar(fact, option_id)
            if self.values.get(scalar):  # one that earns nothing
                return self._led(self.names.label(scalar), None, working)
        return self._led(self.names.label(Scalar(fact)), None, working)

    def _conditional(self, working: Working, *, spares: bool) -> Formula:
        """The amount that counts, and why, where that isn't plain from the amount."""
        asked, (condition, then, otherwise) = working.steps[0].expression, working.steps
        if isinstance(asked, e.Applies | e.Number):
            if not condition.points.highest:
                return self._led(self.words.gettext("not applicable"), None, working)
            return self.formula(then, spares=spares)
        if condition.points.known is None:
            return self._while_open(working, spares=spares)
        holds = bool(condition.points.known)
        is_number = isinstance(otherwise.expression, e.Number)
        if isinstance(then.expression, e.Number):  # one that changes arithmetic as a veto does is told where it holds
            says_why = not is_plain(asked) if is_number else holds
        else:
            says_why = not (holds and is_plain(asked) and is_number)
        counts = then if holds else otherwise
        if not says_why:
            return self.formula(counts, spares=spares)
        return self._led(self.names.condition(asked, holds=holds), counts, working)

    def _while_open(self, working: Working, *, spares: bool) -> Formula:
        asked, (_, then, otherwise) = working.steps[0].expression, working.steps
        said = self.names.condition(asked)
        makes_none = then.points == otherwise.points  # whichever it is: nothing is told as if it were settled
        is_number = isinstance(then.expression, e.Number) and otherwise.points.known == ZERO
        if is_plain(asked) and is_number and not makes_none:
            return self._led(said, None, working)
        amount, other = (self.formula(step, spares=spares).within(Binding.SUM) for step in (then, otherwise))
        if otherwise.points.known == ZERO and not makes_none:
            template = self.words.gettext("{amount} if {condition}")
        else:
            template = self.words.gettext("{amount} if {condition}, else {otherwise}")
        return Formula(template.format(amount=amount, condition=said, otherwise=other), Binding.CLAUSE)

    def _share(self, working: Working, expression: e.Share) -> Formula:
        of, by = working.steps
        if by.points.highest <= ZERO:
            return self._led(self.words.gettext("nothing to divide by"), None, working)
        share = over(self.formula(of), self.formula(by))
        return share if expression.times == ONE else multiplied((share, number(expression.times)))

    def _scaled_up(self, working: Working, expression: e.ScaledUp) -> Formula:
        amounts, applies = working.steps[: len(expression.worths)], working.steps[len(expression.worths) :]
        counted = [at for at, each in enumerate(applies) if each.points.highest]
        worth = reduce(plus, (expression.worths[at] for at in counted), ZERO)
        if not worth:
            return self._led(self.words.gettext("nothing is applicable"), None, working)
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


def _held_by(working: Working) -> Working | None:
    """What a sign, a rounding, a floor or a cap holds, or what counts because it is applicable."""
    match working.expression:
        case e.Negative() | e.Cap() | e.Floor() | e.Rounded():
            return working.steps[0]
        case e.When(condition=e.Applies() | e.Number()) if working.steps[0].points.highest:
            return working.steps[1]
        case _:
            return None


def _paid(working: Working, levels: e.BestLevels) -> Iterator[tuple[Working, Decimal]]:
    """How many there are at each level that earns anything, with what one of them earns."""
    return ((count, points) for count, (_, points) in zip(working.steps, levels.levels, strict=True) if points)


def _reached(working: Working, table: e.Brackets) -> Working | None:
    """The row of a table that its number falls into, where only one is possible."""
    of, *amounts = working.steps
    if of.points.known is None:
        return None
    value = of.points.known
    reached = [at for at, (start, _) in enumerate(table.rows) if start < value or (start == value and not table.beyond)]
    return amounts[reached[-1]] if reached else None
