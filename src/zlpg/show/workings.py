"""Workings in words: how an item came to its points, as everything tells it that shows results.

>>> import zlpg
>>> from zlpg.show.words import words_of
>>> scheme = zlpg.load_scheme("rules/2020.yaml")
>>> score = zlpg.score(scheme, zlpg.facts_from({"work_reports": 13, "briefs": 3}, scheme))
>>> reporting = next(each for each in score.items if each.item.id == "reporting")
>>> writer = Writer(scheme, words_of("en"), score.facts.values)
>>> writer.line(reporting.working)
'(13 − 10) × 0.1 + (3 − 2) × 0.5 + 新媒体信息 × 0.2 = [0.8, ∞), capped at 2'
>>> list(writer.terms(reporting.working))
['工作信息: (13 − 10) × 0.1 = 0.3', '工作简报: (3 − 2) × 0.5 = 0.5', '新媒体信息: 新媒体信息 × 0.2 = [0, ∞)']
>>> list(writer.limits(reporting.working))
[('Cap', '2, open whether it is reached')]

What is written is the tree that the points came from, number by number: each node by the name that it has in `engine.expression`,
which is what the rule file says. Parts that are known to give nothing are left out; a fact that is open stands as its label. `Names`
has what things are called and what conditions say, `Formula` is arithmetic put together, `Writer` goes through the tree. All texts
are safe to show on one line.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace
from decimal import Decimal
from enum import IntEnum
from functools import reduce
from typing import Literal, assert_never, cast

import zlpg.engine.expression as e
from zlpg.engine.readers.bounds import Working
from zlpg.engine.table import TOTAL
from zlpg.model.declarations import ChoiceFact, ResultsFact
from zlpg.model.scalars import Scalar
from zlpg.model.table import Scheme
from zlpg.model.walks import walk_items, walk_sections
from zlpg.numbers import NOTHING, ONE, ZERO, Interval, minus, multiple, plus
from zlpg.records import record
from zlpg.show.words import Words, filled, visible

_SIGNS = {"at_least": ("≥", "<"), "over": (">", "≤"), "at_most": ("≤", ">"), "below": ("<", "≥"), "is": ("=", "≠")}
"""Of each side of a threshold: the sign where something is on it, and where it isn't."""

_SURELY = Interval.exactly(ONE)


@record(frozen=True, slots=True)
class Names:
    """What facts, measures and parts of the table are called, and what conditions say, in one scheme and one language."""

    scheme: Scheme
    words: Words

    def label(self, scalar: Scalar) -> str:
        """What a scalar is called: its fact's label or its measure's; for results and choices the name of the level or option."""
        declared = self.scheme.measures.get(scalar.fact) or self.scheme.asked[scalar.fact]
        match declared:
            case ResultsFact(levels=names) | ChoiceFact(names=names) if scalar.which in names:
                return visible(names[scalar.which])
            case _:
                return visible(declared.label)

    def fact(self, scalar: Scalar) -> str:
        """What the fact behind a scalar is called, or its measure; of results, the level."""
        is_level = isinstance(self.scheme.asked.get(scalar.fact), ResultsFact)
        return self.label(scalar if is_level else Scalar(scalar.fact))

    def part(self, id: str) -> str:
        """What an item or a section is called, or the total."""
        if id == TOTAL:
            return self.words.gettext("Total")
        titles = {item.id: item.title for _, _, item in walk_items(self.scheme)}
        titles |= {section.id: section.title for _, section in walk_sections(self.scheme)}
        return visible(titles.get(id, id))

    def condition(self, condition: e.Expression, *, holds: bool = True) -> str:
        """A condition, or its opposite: `耕地保有率 ≥ 100 and not 重大事故`."""
        match condition:
            case e.Fact(scalar=scalar):
                return self._yes(scalar, holds=holds)
            case e.Compare(of=e.Sum(terms=(read, e.Negative(of=other))), side=side):
                return f"{self.read(read)} {_SIGNS[side][not holds]} {self.read(other)}"
            case e.Compare(of=read) if label := self.read(read):
                sign = "%" if isinstance(read, e.Quotient | e.Choice) else ""
                return f"{label} {_compared(condition, holds=holds)}{sign}"
            case e.Not(of=inner):
                return self.condition(inner, holds=not holds)
            case e.When(then=inner):  # of what may be not applicable, and is then left out
                return self.condition(inner, holds=holds)
            case e.Any(of=several) if _is_by_level(condition):
                return self._by_level(condition, cast("tuple[e.Fact, ...]", several), holds=holds)
            case e.All(of=several) | e.Any(of=several):
                said = (self._bracketed(each, holds=holds) for each in several)
                is_all = isinstance(condition, e.All) is holds
                return (self.words.gettext(" and ") if is_all else self.words.gettext(" or ")).join(said)
            case e.Compare() | e.Applies() | e.Number() | e.Part():  # which no rule file states as a condition
                return ""
            case e.Sum() | e.Product() | e.Quotient() | e.Negative() | e.Excess() | e.Shortfall() | e.Steps():
                return ""
            case e.Cap() | e.Floor() | e.Rounded() | e.Greatest() | e.Least() | e.BestLevels() | e.Brackets():
                return ""
            case e.Choice() | e.Share() | e.ScaledUp():
                return ""
            case _:
                assert_never(condition)

    def read(self, number: e.Expression) -> str:
        """What a condition compares: a fact, a measure, the points of a part of the table, or these as a percentage."""
        match number:
            case e.Fact(scalar=scalar):
                return self.label(scalar)
            case e.Part(name=name):
                return self.part(name)
            case e.Quotient(of=e.Product(factors=(e.Part(name=name), _))):
                return self.part(name)
            case e.Choice(rows=((_, one), *_)):  # a percentage, by what is worth so much
                return self.read(one)
            case _:  # which no rule file compares
                return ""

    def _yes(self, scalar: Scalar, *, holds: bool) -> str:
        """That a fact is yes, or that a choice is the one option."""
        label = self.label(scalar)
        if isinstance(declared := self.scheme.asked.get(scalar.fact), ChoiceFact):
            return f"{visible(declared.label)} {'=' if holds else '≠'} {label}"
        return label if holds else self.words.gettext("not {condition}").format(condition=label)

    def _by_level(self, condition: e.Any, on_side: tuple[e.Fact, ...], *, holds: bool) -> str:
        """That a choice is one of the options that are on a side of a level: `学历 ≥ 本科`."""
        fact, word = on_side[0].scalar.fact, str(condition.path[-2])
        levels = tuple(cast("ChoiceFact", self.scheme.asked[fact]).names)
        places = sorted(levels.index(each.scalar.which) for each in on_side)
        at = {"at_least": places[0], "over": places[0] - 1, "at_most": places[-1], "below": places[-1] + 1}[word]
        return f"{self.fact(Scalar(fact))} {_SIGNS[word][not holds]} {self.label(Scalar(fact, levels[at]))}"

    def _bracketed(self, condition: e.Expression, *, holds: bool) -> str:
        text = self.condition(condition, holds=holds)
        return f"({text})" if is_compound(condition) else text

    def reason(self, condition: Working, *, holds: bool) -> str:
        """A condition that decided, with what was found where it compares something: `耕地保有率 ≥ 100 (100.5)`."""
        text = self.condition(condition.expression, holds=holds)
        if not isinstance(condition.expression, e.Compare):
            return text
        return self.words.gettext("{condition} ({found})").format(condition=text, found=self._found(condition))

    def states(self, condition: Working) -> tuple[str, ...]:
        """A condition with whether it holds, `耕地保有率 ≥ 100: doesn't hold (98.5)`, and of several parts each with that, too."""
        parts = tuple(_parts(_Part(condition)))
        if len(parts) == 1:
            return (self._state(parts[0]),)
        # Of the whole, where that is open, it is in what the condition comes to.
        applies = _SURELY if any(part.applies.highest for part in parts) else NOTHING
        return (self._state(_Part(condition, applies=applies)), *map(self._state, parts))

    def _state(self, part: "_Part") -> str:
        """A condition with whether it holds, and with what was found where it compares something."""
        words, condition = self.words, part.condition
        text, state = self.condition(condition.expression, holds=part.holds), part.state(words)
        if not isinstance(condition.expression, e.Compare) or not part.applies.highest:
            return words.gettext("{condition}: {state}").format(condition=text, state=state)
        found = self._found(condition)
        return words.gettext("{condition}: {state} ({found})").format(condition=text, state=state, found=found)

    def _found(self, condition: Working) -> str:
        """What was found where something is compared: of two things that are read both."""
        (compared,) = condition.operands
        match compared.expression:
            case e.Sum(terms=(_, e.Negative())):
                both = compared.operands[0].points, compared.operands[1].operands[0].points
                return self.words.listed(tuple(map(self.words.interval, both)))
            case e.Quotient() | e.Choice():
                return f"{self.words.interval(compared.points)}%"
            case _:  # one number
                return self.words.interval(compared.points)


@record(frozen=True, slots=True)
class _Part:
    """A condition, whether it is meant to hold or not to, and whether what it is about is applicable: else it is left out."""

    condition: Working
    holds: bool = True
    applies: Interval = _SURELY

    def state(self, words: Words) -> str:
        """Whether it holds."""
        known = self.condition.points.known
        if not self.applies.highest:
            return words.gettext("not applicable")
        if known is None or not self.applies.lowest:
            return words.gettext("open")
        return words.gettext("holds") if bool(known) is self.holds else words.gettext("doesn't hold")


def _parts(whole: _Part) -> Iterator[_Part]:
    """The conditions that one is made of."""
    operands = whole.condition.operands
    match whole.condition.expression:
        case e.Any() as options if _is_by_level(options):
            yield whole
        case e.All() | e.Any():
            for operand in operands:
                yield from _parts(replace(whole, condition=operand))
        case e.Not():
            yield from _parts(replace(whole, condition=operands[0], holds=not whole.holds))
        case e.When():
            yield from _parts(replace(whole, condition=operands[1], applies=operands[0].points))
        case _:  # one that is made of no others
            yield whole


def conditions_in(working: Working) -> Iterator[Working]:
    """The conditions that amounts in a working depend on, but for those of amounts that certainly don't count."""
    counting = working.operands
    match working.expression:
        case e.When(condition=condition):
            holds, then, otherwise = working.operands
            if not isinstance(condition, e.Applies):
                yield holds
            counting = (*((then,) if holds.points.highest else ()), *(() if holds.points.lowest else (otherwise,)))
        case e.Choice(rows=rows):
            options, amounts = working.operands[: len(rows)], working.operands[len(rows) :]
            counting = tuple(amount for option, amount in zip(options, amounts, strict=True) if option.points.highest)
        case _:  # every operand counts
            pass
    for operand in counting:
        yield from conditions_in(operand)


def is_compound(condition: e.Expression) -> bool:
    """Whether a condition is made of several."""
    match condition:
        case e.Any() if _is_by_level(condition):
            return False
        case e.All() | e.Any():
            return True
        case e.Not(of=inner) | e.When(then=inner):
            return is_compound(inner)
        case _:  # one by itself
            return False


def _leads_to_numbers(amount: e.Expression) -> bool:
    """Whether an amount is a number, whatever it depends on."""
    match amount:
        case e.When(then=e.Number(), otherwise=otherwise):
            return _leads_to_numbers(otherwise)
        case _:  # no condition decides on it
            return isinstance(amount, e.Number)


def _is_by_level(condition: e.Any) -> bool:
    """Whether the options that a choice may be are said by a word of order and a level."""
    return condition.path[-2:-1] in {(word,) for word in _SIGNS if word != "is"} and all(
        isinstance(option, e.Fact) and option.scalar.which for option in condition.of
    )


def _is_plain(condition: e.Expression) -> bool:
    """Whether a condition is no more than that a fact is yes, or that it is no."""
    match condition:
        case e.Fact(scalar=scalar):
            return not scalar.which
        case e.Not(of=inner):
            return _is_plain(inner)
        case _:  # one that has more to say
            return False


def _compared(condition: e.Compare, *, holds: bool) -> str:
    return f"{_SIGNS[condition.side][not holds]} {Words.number(condition.at)}"


class Binding(IntEnum):
    """How tightly a piece of arithmetic holds together; what binds less than its surroundings gets brackets."""

    WORDS = 0
    """Ends in what it comes to: `38 → 5`."""
    CLAUSE = 1
    """Words, too, that don't say what they come to: `3 if …`."""
    SUM = 2
    SIGNED = 3
    """Begins with a minus sign, and is a product or a number otherwise."""
    PRODUCT = 4
    ATOM = 5


@record(frozen=True, slots=True)
class Formula:
    """A piece of arithmetic as text."""

    text: str
    binding: Binding = Binding.ATOM

    def within(self, surroundings: Binding) -> str:
        """The text as it stands inside something that binds so tightly."""
        return self.text if self.binding >= surroundings else f"({self.text})"


def _number(value: Decimal) -> Formula:
    """A number inside arithmetic: the fraction behind one that no decimal is exactly stands at the end of the line."""
    return Formula(Words.number(value).partition(" ")[0], Binding.SIGNED if value < 0 else Binding.ATOM)


def _sum(terms: Iterable[Formula]) -> Formula:
    """The terms added; what is negative is taken off."""
    several = tuple(terms)
    if len(several) < 2:  # noqa: PLR2004  # there is nothing to add
        return several[0] if several else Formula("0")
    first, *others = (term.within(Binding.SUM) for term in several)
    added = (f" − {term[1:]}" if term.startswith("−") else f" + {term}" for term in others)
    return Formula(first + "".join(added), Binding.SUM)


def _product(factors: Iterable[Formula], *, negative: bool = False) -> Formula:
    """The factors multiplied, `negative` for what is then taken off."""
    first, *others = factors
    if not (others or negative):
        return first
    text = " × ".join((first.within(Binding.SIGNED), *(each.within(Binding.PRODUCT) for each in others)))
    is_signed = text.startswith("−")
    if not negative:
        return Formula(text, Binding.SIGNED if is_signed else Binding.PRODUCT)
    return Formula(f"−({text})" if is_signed else f"−{text}", Binding.SIGNED)


def _quotient(dividend: Formula, divisor: Formula) -> Formula:
    """The one divided by the other."""
    text = f"{dividend.within(Binding.SIGNED)} ÷ {divisor.within(Binding.ATOM)}"
    return Formula(text, Binding.SIGNED if text.startswith("−") else Binding.PRODUCT)


@record(frozen=True, slots=True)
class Writer:
    """Writes workings with the labels of one scheme in one language. `values` are the scalars reported, where they are known."""

    scheme: Scheme
    words: Words
    values: Mapping[Scalar, Decimal] = field(default_factory=dict)
    spares: bool = False
    """Whether it is inside a deduction, where what a cap takes is to the good."""

    @property
    def names(self) -> Names:
        """What facts and parts of the table are called."""
        return Names(self.scheme, self.words)

    def line(self, working: Working) -> str:
        """Workings on one line, with what they come to."""
        formula = self.formula(working)
        if formula.binding is Binding.WORDS:
            return formula.text
        result = self.words.interval(working.points)
        is_result = formula.text in {result, self._amount(working.points).text}
        return result if is_result else f"{formula.within(Binding.SUM)} = {result}"

    def arithmetic(self, working: Working) -> str:
        """The same where there is arithmetic to show, nothing for a number or a fact as it is reported."""
        line = self.line(working)
        is_given = isinstance(working.expression, e.Fact) or line == self.words.interval(working.points)
        return "" if is_given else line

    def terms(self, working: Working) -> Iterator[str]:
        """Each term of a sum on a line of its own, with what it is about, also those that give nothing; else the whole."""
        if (inner := _limited_operand(working)) is not None:
            yield from self._below(working).terms(inner)
            return
        for operand in working.operands if isinstance(working.expression, e.Sum) else (working,):
            yield self.words.named(self._about(operand), self.line(operand))

    def measure(self, id: str, working: Working, *, applies: bool = True, with_unit: bool = False) -> str:
        """A measure's workings, with what it comes to."""
        if not applies:
            return self.words.gettext("not applicable")
        unit = visible(self.scheme.measures[id].unit) if with_unit else ""
        return f"{self.line(working)} {unit}".rstrip()

    def shared(self, working: Working) -> str:
        """Why points are narrower than what they are worked out from adds up to; nothing where they aren't."""
        facts = self.words.listed(tuple(self.names.label(Scalar(fact)) for fact in working.shared))
        template = self.words.gettext("{facts}: read in several places, the same in all of them")
        return template.format(facts=facts) if facts else ""

    def limits(self, working: Working) -> Iterator[tuple[str, str]]:
        """What the roundings, the floors and the caps in a working did, each kind with what it is called, where there are any."""
        _ = self.words.gettext
        for kind, said in (
            (_("Rounding"), self.roundings(working)),
            (_("Floor"), self.floors(working)),
            (_("Cap"), self.caps(working)),
        ):
            if text := _("; ").join(said):
                yield kind, text

    def roundings(self, working: Working) -> Iterator[str]:
        """What each rounding did, the innermost first."""
        for operand in working.operands:
            yield from self.roundings(operand)
        if isinstance(rounded := working.expression, e.Rounded):
            _ = self.words.gettext
            ways = {"half_up": _("half up"), "up": _("up"), "down": _("down")}
            before, after = (self.words.interval(each.points) for each in (working.operands[0], working))
            unit, way = self.words.number(rounded.to), ways[rounded.mode]
            yield _("{before} to {after} ({way}, to {unit})").format(before=before, after=after, way=way, unit=unit)

    def floors(self, working: Working) -> Iterator[str]:
        """What each floor added, or what is left above it."""
        if isinstance(floor := working.expression, e.Floor):
            _, inner = self.words.gettext, working.operands[0].points
            left = Interval(minus(working.points.lowest, floor.at), minus(working.points.highest, floor.at))
            added = ZERO
            if inner.known is not None and inner.known < floor.at:
                template, added = _("{floor}, which added {added}"), minus(floor.at, inner.known)
            elif inner.highest <= floor.at:
                template = _("{floor}, reached")
            elif inner.lowest > floor.at:
                template = _("{floor}, not reached: {left} above it")
            else:
                template = _("{floor}, open whether it is reached")
            number, interval = self.words.number, self.words.interval
            yield template.format(floor=number(floor.at), added=number(added), left=interval(left))
        for operand in working.operands:
            yield from self.floors(operand)

    def caps(self, working: Working) -> Iterator[str]:
        """What each cap took, or what is left below it."""
        if isinstance(cap := working.expression, e.Cap):
            _, inner = self.words.gettext, working.operands[0].points
            left = Interval(minus(cap.at, working.points.highest), minus(cap.at, working.points.lowest))
            taken = ZERO if inner.known is None else max(minus(inner.known, cap.at), ZERO)
            if taken:
                template = _("{cap}, which spared {taken}") if self.spares else _("{cap}, which took {taken}")
            elif inner.lowest >= cap.at:
                template = _("{cap}, reached")
            elif inner.highest < cap.at:
                template = _("{cap}, not reached: {left} below it")
            else:
                template = _("{cap}, open whether it is reached")
            number, interval = self.words.number, self.words.interval
            yield template.format(cap=number(cap.at), taken=number(taken), left=interval(left))
        for operand in working.operands:
            yield from self._below(working).caps(operand)

    def _below(self, working: Working) -> "Writer":
        """What writes what is below a working."""
        return replace(self, spares=True) if isinstance(working.expression, e.Negative) else self

    def _about(self, working: Working) -> str:
        """What a working is about: the facts and the parts of the table that it is worked out from."""
        if _is_full_marks(working.expression):
            return self.words.gettext("full marks")
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
            case _:  # whatever any node is worked out from
                for operand in working.operands:
                    yield from self._named_in(operand)

    def formula(self, working: Working) -> Formula:
        """The arithmetic of a working."""
        operands = working.operands
        match working.expression:
            case e.Number() | e.Part():
                return self._amount(working.points)
            case e.Fact(scalar=scalar):
                is_open = working.points.known is None
                return Formula(self.names.label(scalar)) if is_open else self._amount(working.points)
            case e.Sum():
                counting = [operand for operand in operands if operand.points.known != ZERO]
                return _sum(map(self._term if len(counting) > 1 else self.formula, counting))
            case e.Product():
                return self._multiplied(operands)
            case e.Quotient(by=by):
                return self._divided(operands[0], by)
            case e.Negative():
                taken = self._below(working).formula(operands[0])
                is_nothing = working.points.known == ZERO
                return taken if is_nothing else _product((Formula(taken.within(Binding.PRODUCT)),), negative=True)
            case e.Excess(of=e.Sum(terms=(_, e.Negative())), over=at) if not at:
                read, less = operands[0].operands
                amounts = self.formula(read), self.formula(less.operands[0])
                return self._beyond(*amounts, over=True, may_end=operands[0].points.lowest < at)
            case e.Shortfall(of=e.Sum(terms=(_, e.Negative())), under=at) if not at:
                read, less = operands[0].operands
                amounts = self.formula(read), self.formula(less.operands[0])
                return self._beyond(*amounts, over=False, may_end=operands[0].points.highest > at)
            case e.Excess(over=at):
                may_end = operands[0].points.lowest < at
                return self._beyond(self.formula(operands[0]), _number(at), over=True, may_end=may_end)
            case e.Shortfall(under=at):
                may_end = operands[0].points.highest > at
                return self._beyond(self.formula(operands[0]), _number(at), over=False, may_end=may_end)
            case e.Steps() as counted:
                return self._steps(operands[0], counted)
            case e.Cap(at=at):
                return self._capped(operands[0], at)
            case e.Floor(at=at):
                return self._floored(operands[0], at)
            case e.Greatest(best=best):
                return self._greatest(operands, best)
            case e.Least():
                return self._least(operands)
            case e.BestLevels() as levels:
                return self._best_levels(working, levels)
            case e.Brackets() as table:
                return self._looked_up(working, table)
            case e.Choice(rows=rows):
                return self._chosen(working, [option for option, _ in rows])
            case e.When(condition=condition):
                return self._conditional(working, condition)
            case e.Compare() | e.All() | e.Any() | e.Not() | e.Applies():
                return self._leads(self.names.condition(working.expression), working.points)
            case e.Rounded(to=to, mode=mode):
                return self._rounded(working, to, mode)
            case e.Share(times=times):
                return self._share(working, times)
            case e.ScaledUp() as share:
                return self._scaled_up(working, share)
            case _:
                assert_never(working.expression)

    def _term(self, working: Working) -> Formula:
        """One of several terms; the full marks, from which others are taken off, are called so."""
        formula = self.formula(working)
        if not _is_full_marks(working.expression):
            return formula
        points = formula.within(Binding.ATOM)
        return Formula(self.words.gettext("full marks {points}").format(points=points))

    def _formulas(self, operands: Iterable[Working]) -> list[Formula]:
        return [self.formula(operand) for operand in operands]

    def _amount(self, points: Interval) -> Formula:
        if points.known is not None:
            return _number(points.known)
        text = self.words.interval(points)
        return Formula(text, Binding.ATOM if text.startswith(("[", "(")) else Binding.CLAUSE)

    def _leads(self, what: str, to: Working | Interval) -> Formula:
        """What leads to an amount: `38 → 5`, with the arithmetic of the amount where there is any."""
        return Formula(
            f"{what} → {self.line(to) if isinstance(to, Working) else self.words.interval(to)}", Binding.WORDS
        )

    def _limited(self, template: str, inner: Working, **said: str) -> Formula:
        """What an amount is before it is rounded or limited, and what is made of it."""
        return Formula(template.format(workings=self.line(inner), **said), Binding.WORDS)

    def _multiplied(self, operands: tuple[Working, ...]) -> Formula:
        """The factors multiplied; a rate below zero takes off what it is a rate of."""
        factors, takes_off = [], False
        for at, operand in enumerate(operands):
            if at and isinstance(operand.expression, e.Number) and operand.expression.value < ZERO:
                takes_off = not takes_off
                factors.append(_number(-operand.expression.value))
            else:
                factors.append(self.formula(operand))
        return _product(factors, negative=takes_off)

    def _divided(self, of: Working, by: Decimal) -> Formula:
        """An amount divided; what is nothing counts in a mean."""
        inner = _sum(self._formulas(of.operands)) if isinstance(of.expression, e.Sum) else self.formula(of)
        return inner if by == ONE else _quotient(inner, _number(by))

    def _beyond(self, amount: Formula, threshold: Formula, *, over: bool, may_end: bool) -> Formula:
        """What an amount goes over a threshold, or falls short of it; `may_end` where it may do neither, and that is 0."""
        of, less = (amount, threshold) if over else (threshold, amount)
        said, taken = of.within(Binding.SUM), less.within(Binding.PRODUCT)
        if not may_end:
            return Formula(f"{said} − {taken}", Binding.SUM)
        _ = self.words.gettext
        if over:
            text = filled(_("max({amount} − {threshold}, 0)"), amount=said, threshold=taken)
        else:
            text = filled(_("max({threshold} − {amount}, 0)"), amount=taken, threshold=said)
        return Formula(text, Binding.ATOM if text.endswith(")") else Binding.CLAUSE)

    def _steps(self, of: Working, steps: e.Steps) -> Formula:
        """How many steps an amount makes; one below 0 is rounded in words first."""
        mode: Literal["up", "down"] = "up" if steps.started else "down"
        rounded = Interval(*(multiple(end, steps.per, mode) for end in (of.points.lowest, of.points.highest)))
        is_rounded = rounded.known is None or of.points != rounded
        in_words = is_rounded and of.points.lowest < ZERO
        amount = self._said_rounded(of, rounded) if in_words else self.formula(of)
        counted = amount if steps.per == ONE else _quotient(amount, _number(steps.per))
        return self._whole(mode, counted) if is_rounded and not in_words else counted

    def _rounded(self, working: Working, to: Decimal, mode: Literal["half_up", "up", "down"]) -> Formula:
        """`floor(…)` where a number from 0 up is rounded down to a whole one, in words otherwise."""
        (inner,) = working.operands
        if working.points.known is not None and inner.points == working.points:
            return self.formula(inner)
        if to == ONE and mode != "half_up" and inner.points.lowest >= ZERO:
            return self._whole(mode, self.formula(inner))
        return self._said_rounded(inner, working.points)

    def _said_rounded(self, inner: Working, rounded: Interval) -> Formula:
        template = self.words.gettext("{workings}, rounded to {rounded}")
        return self._limited(template, inner, rounded=self.words.interval(rounded))

    def _whole(self, mode: Literal["up", "down"], amount: Formula) -> Formula:
        """An amount rounded to a whole number."""
        _ = self.words.gettext
        return self._call(_("floor({amounts})") if mode == "down" else _("ceil({amounts})"), [amount])

    def _floored(self, inner: Working, floor: Decimal) -> Formula:
        """What stays as it is, or that it would be below the floor."""
        if inner.points.lowest >= floor:
            return self.formula(inner)
        template = self.words.gettext("{workings}, not below {floor}")
        return self._limited(template, inner, floor=self.words.number(floor))

    def _capped(self, inner: Working, cap: Decimal) -> Formula:
        """What stays as it is, or that it would be above the cap, and what the cap took."""
        if inner.points.highest <= cap:
            return self.formula(inner)
        taken = "" if inner.points.known is None else _number(minus(inner.points.known, cap)).text
        if not taken:
            template = self.words.gettext("{workings}, capped at {cap}")
        elif self.spares:
            template = self.words.gettext("{workings}, capped at {cap} ({taken} spared)")
        else:
            template = self.words.gettext("{workings}, capped at {cap} ({taken} lost)")
        return self._limited(template, inner, cap=self.words.number(cap), taken=taken)

    def _greatest(self, operands: tuple[Working, ...], best: int) -> Formula:
        match operands:
            case [Working(expression=e.BestLevels() as levels) as applicants, beside, *_]:
                # so many applicants, or one of the others and one less of them, and so on: the best of both
                others = beside if isinstance(beside.expression, e.Greatest) else beside.operands[-1]
                amounts = self._in_a_row((self._applicants(applicants, levels), *self._formulas(others.operands)))
                return self._best(levels.best, amounts)
            case _:  # of one kind
                parts = self._formulas(operands)
                if best > 1:
                    return self._best(best, self._in_a_row(parts))
                return parts[0] if len(parts) == 1 else self._call(self.words.gettext("max({amounts})"), parts)

    def _call(self, template: str, amounts: Iterable[Formula]) -> Formula:
        """A function of several amounts: `max({amounts})`."""
        return Formula(template.format(amounts=self._in_a_row(amounts)))

    def _in_a_row(self, amounts: Iterable[Formula]) -> str:
        """Several amounts beside each other; words with commas of their own get brackets."""
        comma, several = self.words.gettext(", "), tuple(amounts)
        return comma.join(
            each.within(Binding.SUM) if len(several) > 1 and comma in each.text else each.text for each in several
        )

    def _best(self, few: int | Decimal, amounts: str) -> Formula:
        return Formula(self.words.gettext("best {number} of ({amounts})").format(number=few, amounts=amounts))

    def _best_levels(self, working: Working, levels: e.BestLevels) -> Formula:
        terms = self._applicants(working, levels)
        applicants = sum((count.points.highest for count, _ in _paid(working, levels)), ZERO)
        return terms if applicants <= levels.best else self._best(levels.best, terms.text)

    def _applicants(self, working: Working, levels: e.BestLevels) -> Formula:
        """What the applicants of each level that there may be bring, each by itself."""
        paid = [(count, points) for count, points in _paid(working, levels) if count.points.known != ZERO]
        return _sum(_product((self.formula(count), _number(points))) for count, points in paid)

    def _least(self, operands: tuple[Working, ...]) -> Formula:
        """The least of several amounts; the one that is limited where a number is all that could limit it, and doesn't."""
        inner, *others = operands
        match others:
            case []:
                return self.formula(inner)
            case [Working(expression=e.Number(value=at))] if inner.points.highest <= at:
                return self.formula(inner)
            case _:  # several, or one that may be the least
                return self._call(self.words.gettext("min({amounts})"), self._formulas(operands))

    def _looked_up(self, working: Working, table: e.Brackets) -> Formula:
        """The row of a table that a number falls into. Where the row is a table itself, the numbers have their labels."""
        of, row = working.operands[0], _row(working, table)
        text = self.formula(of).text
        if row is None or isinstance(row.expression, e.Number):
            return self._leads(text, row or working.points)
        named = f"{self._about(of)} {text}"
        if not isinstance(row.expression, e.Brackets):
            return self._leads(named, row)
        below = _row(row, row.expression)
        is_named = row.operands[0].points.known is None or (
            below is not None and not isinstance(below.expression, e.Number)
        )
        label = "" if is_named else f"{self._about(row.operands[0])} "
        return Formula(f"{named}, {label}{self.line(row)}", Binding.WORDS)

    def _chosen(self, working: Working, options: list[e.Expression]) -> Formula:
        """The option that it is, or while that is open, what is asked."""
        scalars = [option.scalar for option in options if isinstance(option, e.Fact)]
        amounts = working.operands[len(options) :]
        for option, scalar, amount in zip(working.operands, scalars, amounts, strict=False):
            if option.points.lowest:
                return self._leads(self.names.label(scalar), amount)
        fact = scalars[0].fact
        declared = self.scheme.asked[fact]
        others = (Scalar(fact, id) for id in (declared.names if isinstance(declared, ChoiceFact) else ()))
        chosen = next((each for each in others if self.values.get(each)), Scalar(fact))  # one that earns nothing
        return self._leads(self.names.label(chosen), working.points)

    def _conditional(self, working: Working, condition: e.Expression) -> Formula:
        """The amount that counts, and why, where that isn't plain from the amount."""
        asked, then, otherwise = working.operands
        if isinstance(condition, e.Applies):
            if not asked.points.highest:
                return self._leads(self.words.gettext("not applicable"), working.points)
            return self.formula(then)
        if asked.points.known is None:
            return self._while_open(working, condition)
        holds = bool(asked.points.known)
        if isinstance(then.expression, e.Number):  # one that changes arithmetic as a veto does is told where it holds
            says_why = not _is_plain(condition) if _leads_to_numbers(otherwise.expression) else holds
        else:
            says_why = not (holds and _is_plain(condition) and isinstance(otherwise.expression, e.Number))
        counts = then if holds else otherwise
        return self._leads(self.names.reason(asked, holds=holds), counts) if says_why else self.formula(counts)

    def _while_open(self, working: Working, condition: e.Expression) -> Formula:
        _, then, otherwise = working.operands
        said = self.names.condition(condition)
        makes_none = then.points == otherwise.points  # whichever it is: nothing is told as if it were settled
        is_number = isinstance(then.expression, e.Number) and otherwise.points.known == ZERO
        if _is_plain(condition) and is_number and not makes_none:
            return self._leads(said, working.points)
        amount, other = (self.formula(operand).within(Binding.SUM) for operand in (then, otherwise))
        if otherwise.points.known == ZERO and not makes_none:
            template = self.words.gettext("{amount} if {condition}")
        else:
            template = self.words.gettext("{amount} if {condition}, else {otherwise}")
        return Formula(filled(template, amount=amount, condition=said, otherwise=other), Binding.CLAUSE)

    def _share(self, working: Working, times: Decimal) -> Formula:
        of, by = working.operands
        if by.points.highest <= ZERO:
            return self._leads(self.words.gettext("nothing to divide by"), working.points)
        share = _quotient(self.formula(of), self.formula(by))
        return share if times == ONE else _product((share, _number(times)))

    def _scaled_up(self, working: Working, expression: e.ScaledUp) -> Formula:
        amounts, applies = working.operands[: len(expression.worths)], working.operands[len(expression.worths) :]
        counted = [at for at, each in enumerate(applies) if each.points.highest]
        worth = reduce(plus, (expression.worths[at] for at in counted), ZERO)
        if not worth:
            return self._leads(self.words.gettext("nothing is applicable"), working.points)
        if worth == expression.times:  # nothing is scaled up
            scaled = _sum(self._formulas(amounts[at] for at in counted if amounts[at].points.known != ZERO))
        else:
            scaled = _quotient(_sum(self._formulas(amounts[at] for at in counted)), _number(worth))
            scaled = scaled if expression.times == ONE else _product((scaled, _number(expression.times)))
        if all(applies[at].points.lowest for at in counted):
            return scaled
        template = self.words.gettext("{workings}, counting only what is applicable")
        workings = f"{scaled.text} = {self.words.interval(working.points)}"
        return Formula(template.format(workings=workings), Binding.WORDS)


def _is_full_marks(expression: e.Expression) -> bool:
    """Whether an amount is what a part of the table is worth, which is said by its place in the file."""
    return isinstance(expression, e.Number | e.Choice) and expression.path[-1:] == ("max",)


def _limited_operand(working: Working) -> Working | None:
    """What a sign, a rounding, a floor or a cap is of, or what counts because it is applicable."""
    match working.expression:
        case e.Negative() | e.Cap() | e.Floor() | e.Rounded():
            return working.operands[0]
        case e.When(condition=e.Applies()) if working.operands[0].points.highest:
            return working.operands[1]
        case _:  # shown as it is
            return None


def _paid(working: Working, levels: e.BestLevels) -> Iterator[tuple[Working, Decimal]]:
    """How many there are at each level that earns anything, with what one of them earns."""
    return ((count, points) for count, (_, points) in zip(working.operands, levels.levels, strict=True) if points)


def _row(working: Working, table: e.Brackets) -> Working | None:
    """What the row of a table earns that its number is in, or what is earned in none; `None` while that is open."""
    of, *rows = working.operands
    return None if of.points.known is None else rows[table.row_of(of.points.known)]
