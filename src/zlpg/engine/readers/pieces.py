"""Reads an expression as linear pieces: where it is a straight line, and which.

Like what item 17 of 2020 says of reports, but with the cap for itself: 0.1 for each beyond 10, 2 points at most. How many there will
be is open:

>>> from zlpg.model.scalars import Scalar
>>> reports = Scalar("reports")
>>> paid = e.Product((e.Excess(e.Fact(reports), Decimal(10)), e.Number(Decimal("0.1"))))
>>> rule = e.Cap(paid, Decimal(2))
>>> from zlpg.numbers import UNBOUNDED
>>> box = box_of({reports: Interval(ZERO, UNBOUNDED)}, grains={reports: 1})
>>> for piece in pieces(rule, box):
...     print(piece)
reports 0 … 10: 0
reports 11 … 30: 0.1 × reports − 1
reports 31 …: 2

A cap gives two pieces, a table one a row, a condition one a side. Whatever is asked of a rule with open facts is read off them:

>>> bounds(e.Sum((rule, e.Negative(paid))), box).highest == ZERO  # the readings of one fact go together
True
>>> difference(e.Cap(paid, Decimal(3)), rule, box) == Interval(ZERO, Decimal(1))  # what a higher cap can bring
True

What to know before changing anything here:

- `boxes` is the arithmetic, `program_boxes` makes the boxes of a program, `same` says whether two rules mean the same; `live` needs no pieces.
- A *form* is a number and so much of each *unknown*. Unknowns are scalars and steps of the program that are open. Two more kinds
  take the place of what would be too much, or not straight: a sub-expression that holds every reading of its facts (`Bundle`; parts of
  a total that share no fact never meet, so they needn't be taken apart), and a product or share of two open amounts (`Opaque`). Equal
  ones are the same unknown, and cancel.
- A *box* says what each unknown can be, from an *end* to an end. An end has a hair: just above 2, just below 2, or 2 itself. So 以上 and
  超过 need no further thought, and on one fact each point lies in exactly one piece.
- Where an inequality bears on several unknowns the box keeps it. It is used to tighten ends, which is never too much and may be too
  little: then there are pieces with no point in them, which makes bounds wider and leaves equality unproved, but nothing wrong.
- Work is counted. Past its limit `TooManyPieces` is raised inside, and the answer is that of intervals: wider, and never wrong.
- Fractions inside; intervals of decimals (or of ratios) come in and go out.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from math import ceil, floor, inf
from typing import Literal, NamedTuple, TypeAlias, assert_never, cast

import zlpg.engine.expression as e
from zlpg.engine.program import Key, key_of
from zlpg.engine.readers.bounds import combine, points_of
from zlpg.engine.readers.boxes import (
    NONE,
    WHOLE,
    ZERO_FORM,
    Box,
    Bundle,
    End,
    Form,
    Opaque,
    Values,
    as_decimal,
    as_number,
    box_of,
    exactly,
    product_of_grains,
)
from zlpg.engine.readers.program_boxes import grain_of
from zlpg.numbers import UPWARDS, ZERO, Interval, Side, added, exact

HALF = Fraction(1, 2)

FEW = 8
"""Up to how many values an open amount is taken one by one: the steps of a rounding, a number that is divided by."""

MANY_APPLY = 6
"""With more parts that may be applicable or not, a mean over what is applicable is one unknown."""

BESIDE: tuple[Side, ...] = "over", "below"
"""The sides of a number on which it isn't itself."""

YES_OR_NO: tuple[tuple[bool, Side], ...] = (True, "at_least"), (False, "below")

Rounding: TypeAlias = Literal["half_up", "up", "down"]

Term: TypeAlias = tuple[Fraction, e.Expression]
"""So much of an expression."""


class Piece(NamedTuple):
    """A box, and the form that an expression has there."""

    box: Box
    form: Form

    def __str__(self) -> str:
        return f"{self.box}: {self.form}"


class TooManyPieces(Exception):
    """The work went past its limit: fall back to intervals, which are wider and never wrong."""


def pieces(
    expression: e.Expression, box: Box, unknowns: Iterable[e.Expression] = (), *, work: int = 600
) -> tuple[Piece, ...]:
    """The pieces of an expression over a box. Together they cover it; on one fact each point lies in exactly one.

    `unknowns` are sub-expressions that are each taken as one unknown.

    Raises:
        TooManyPieces: It is more work than so many steps.
    """
    reading = _Reading(work)
    return tuple(_Splitter(reading, box, frozenset(map(reading.number, unknowns)), work).pieces(expression, box))


def pieces_of(terms: Sequence[Term], box: Box, *, work: int = 600) -> tuple[Piece, ...]:
    """The pieces of terms together, whatever can be one unknown in them taken as that.

    Raises:
        TooManyPieces: It is more work than so many steps.
    """
    return tuple(_Reading(work).splitter([node for _, node in terms], box).added(terms, box))


def terms_of(expression: e.Expression) -> tuple[Term, ...]:
    """An expression as so much of each of some others, equal ones together: what cancels is left out."""
    return tuple(_Reading().terms(expression))


def unknowns(expressions: Sequence[e.Expression], box: Box) -> tuple[e.Expression, ...]:
    """The sub-expressions that hold every reading of their open facts in all of the expressions: each can be one unknown."""
    reading = _Reading()
    alone = reading.alone(expressions, box)
    found = {reading.number(node): node for root in expressions for node in e.walk(root) if e.children(node)}
    return tuple(node for number, node in found.items() if number in alone)


def bounds(expression: e.Expression, box: Box, *, work: int = 600) -> Interval:
    """What an expression can come to within a box: as `readers.bounds.points_of` says, or less.

    Less where a fact is read twice (one choice in two items, a count in a condition and below it): its readings go together.
    Exact with one open fact, unless it is multiplied by itself or rounded to many steps. Expressions that read steps of a program
    are inlined first, as far as these share an open fact: `ProgramBoxes.inlined`.
    """
    return _Reading(work).bounds(expression, box)


def difference(new: e.Expression, old: e.Expression, box: Box, *, work: int = 600) -> Interval:
    """What one expression can be more than another over the same facts: their equal parts cancel, piece by piece.

    A fact that isn't the same to both, though it goes by one name, needs a name of its own: `apart` gives it one.
    """
    return _Reading(work).difference(new, old, box)


class Segment(NamedTuple):
    """A stretch of one fact over which an expression is a straight line: where, how steep, and what it would be at 0."""

    low: End
    high: End
    slope: Fraction
    constant: Fraction


def line(expression: e.Expression, key: Key, box: Box, *, work: int = 20_000) -> tuple[Segment, ...]:
    """The expression over one open scalar, the others known, from the lowest.

    Raises:
        TooManyPieces: It is no line of few straight stretches: a fact times itself, a share with it above and below, started steps of a number without an end.
    """
    splitter = _Splitter(_Reading(work), box, frozenset(), work, few=work)
    found = splitter.pieces(expression, box)
    if any(piece.form.by.keys() - {key} or piece.box.values.keys() - box.values.keys() for piece in found):
        raise TooManyPieces
    segments = ((piece.box.values[key], piece.form) for piece in found)
    return tuple(sorted(Segment(low, high, form.by.get(key, NONE), form.constant) for (low, high, _), form in segments))


class _Reading:
    """One answer: what is found out of each node in its course, and how much work is left."""

    def __init__(self, work: int = 600) -> None:
        self.work = work  # of what is taken apart at one time
        self.left = 4 * work  # of all of it
        self._reads: dict[int, tuple[e.Expression, Mapping[Key, int]]] = {}
        self._numbers: dict[int, tuple[e.Expression, int]] = {}
        self._alike: dict[object, int] = {}
        self._bundles: dict[object, tuple[Bundle, Values]] = {}

    def reads(self, expression: e.Expression, box: Box) -> Mapping[Key, int]:
        """How often each fact is read below a node, of a choice among options once. A choice goes by its first option."""
        known = self._reads.get(id(expression))
        if known is not None:
            return known[1]
        found: Counter[Key] = Counter()
        below = e.children(expression)
        if isinstance(expression, e.Choice):
            options = {key for option, _ in expression.rows for key in self.reads(option, box)}
            found.update(options)
            below = below[len(expression.rows) :]
        elif (key := key_of(expression)) is not None:
            found[box.choices[key].keys[0] if key in box.choices else key] = 1
        for each in below:
            for key, times in self.reads(each, box).items():
                found[key] += times
        self._reads[id(expression)] = expression, found
        return found

    def open(self, expression: e.Expression, box: Box) -> list[Key]:
        """The open facts that are read below a node."""
        return [key for key in self.reads(expression, box) if box.is_open(key)]

    def number(self, expression: e.Expression) -> int:
        """A number that equal expressions have in common, and no others."""
        known = self._numbers.get(id(expression))
        if known is not None:
            return known[1]
        below = e.children(expression)
        itself = e.with_children(expression, (e.NO,) * len(below))
        found = self._alike.setdefault((itself, tuple(map(self.number, below))), len(self._alike))
        self._numbers[id(expression)] = expression, found
        return found

    def alone(self, expressions: Sequence[e.Expression], box: Box) -> frozenset[int]:
        """The numbers of the sub-expressions that hold every reading of their open facts in all of the expressions."""
        total: Counter[Key] = Counter()
        times: Counter[int] = Counter()
        found: dict[int, e.Expression] = {}
        for root in expressions:
            total.update(self.reads(root, box))
            for node in e.walk(root):
                if e.children(node):
                    number = self.number(node)
                    times[number] += 1
                    found[number] = node
        for root in expressions:
            found.pop(self.number(root), None)

        def is_alone(number: int, node: e.Expression) -> bool:
            inside, open = self.reads(node, box), self.open(node, box)
            return bool(open) and all(times[number] * inside[key] == total[key] for key in open)

        return frozenset(number for number, node in found.items() if is_alone(number, node))

    def bundle(self, expression: e.Expression, box: Box) -> tuple[Bundle, Values]:
        """A sub-expression as one unknown, and what it can be within a box: branches around it may have narrowed its facts."""
        within = tuple((key, box.values[key]) for key in self.open(expression, box))
        number = self.number(expression), within
        if number not in self._bundles:
            interval = self.bounds(expression, box)
            low, high = End(as_number(interval.lowest)), End(as_number(interval.highest))
            self._bundles[number] = Bundle(expression), Values(low, high, grain_of(expression, box))
        return self._bundles[number]

    def bounds(self, expression: e.Expression, box: Box) -> Interval:
        """What an expression can come to: node by node as far as readings are apart, by pieces where they are not."""
        open = self.open(expression, box)
        reads = self.reads(expression, box)
        # Intervals have no hair, which what rounds or compares would have to know of.
        hairy = any(box.values[key].low.hair or box.values[key].high.hair for key in open)
        if not e.children(expression) or (not hairy and all(reads[key] == 1 for key in open)):
            return points_of(expression, box.intervals)
        terms = self.terms(expression)
        if terms != [(WHOLE, expression)]:
            return added(self._component(each, box) for each in self._components(terms, box))
        if isinstance(expression, e.When | e.Choice | e.Brackets):
            try:
                branches = self.splitter((expression,), box).branches(expression, box)
            except TooManyPieces:
                branches = []
            if branches:
                return Interval.around_all([self.bounds(amount, part) for amount, part in branches])
        elif not (hairy and isinstance(expression, e.Compare | e.Steps | e.Rounded)):
            below = e.children(expression)
            readings = Counter(key for each in below for key in self.open(each, box))
            if all(times == 1 for times in readings.values()) or self.is_of_many(expression, box):
                return combine(expression, tuple([self.bounds(each, box) for each in below]))
        return self._jointly([(WHOLE, expression)], box)

    def is_of_many(self, expression: e.Expression, box: Box) -> bool:
        """Whether it is a mean over what is applicable, of too many parts that may be or not to take them one by one."""
        if not isinstance(expression, e.ScaledUp):
            return False
        return sum(bool(self.open(each, box)) for each in expression.applies) > MANY_APPLY

    def difference(self, new: e.Expression, old: e.Expression, box: Box) -> Interval:
        """What one expression can be more than another."""
        return self.bounds(e.Sum((new, e.Negative(old))), box)

    def terms(self, expression: e.Expression) -> "list[Term]":
        """An expression as so much of each of some others, equal ones together: what cancels is left out."""
        found: dict[int, Term] = {}
        waiting: list[Term] = [(WHOLE, expression)]
        while waiting:
            times, node = waiting.pop()
            match node:
                case e.Sum(terms=several):
                    waiting += [(times, each) for each in reversed(several)]
                case e.Negative(of=of):
                    waiting.append((-times, of))
                case e.Quotient(of=of, by=by):
                    waiting.append((times / exactly(by), of))
                case e.Product(factors=(of, e.Number(value=number)) | (e.Number(value=number), of)):
                    waiting.append((times * exactly(number), of))
                case _:  # a term that is no sum of others
                    before, _node = found.get(self.number(node), (NONE, node))
                    found[self.number(node)] = before + times, node
        return [term for term in found.values() if term[0]]

    def _components(self, terms: "Sequence[Term]", box: Box) -> "Iterator[Sequence[Term]]":
        """The terms, those together that share an open fact."""
        groups: list[tuple[list[Term], set[Key]]] = []
        for term in terms:
            mine, facts, others = [term], set(self.open(term[1], box)), []
            for group, read in groups:
                if facts.isdisjoint(read):
                    others.append((group, read))
                else:
                    mine, facts = group + mine, facts | read
            groups = [*others, (mine, facts)]
        return (group for group, _ in groups)

    def _component(self, terms: "Sequence[Term]", box: Box) -> Interval:
        if len(terms) == 1:
            ((times, node),) = terms
            return _scaled(self.bounds(node, box), times)
        return self._jointly(terms, box)

    def _jointly(self, terms: "Sequence[Term]", box: Box) -> Interval:
        """What terms come to that read the same facts: by pieces, or where these are too many, by intervals."""
        by_intervals = added(_scaled(points_of(node, box.intervals), times) for times, node in terms)
        try:
            found = self.splitter([node for _, node in terms], box).added(terms, box)
        except TooManyPieces:
            return _both(by_intervals, self._roughly(terms, box))
        ends = [piece.box.range(piece.form, 2) for piece in found]
        if not ends:  # nowhere that facts may be
            return by_intervals
        low, high = min(low for low, _ in ends), max(high for _, high in ends)
        return _both(by_intervals, Interval(as_decimal(low.number), as_decimal(high.number)))

    def _roughly(self, terms: "Sequence[Term]", box: Box) -> Interval:
        """What terms come to by the bounds of what is under them."""
        match terms:
            case ((_, node),):
                below = tuple([self.bounds(each, box) for each in e.children(node)])
                return combine(node, below) if below else points_of(node, box.intervals)
            case ((times, one), (minus_times, other)) if times == -minus_times:
                one_by_one = added(_scaled(self.bounds(node, box), times) for times, node in terms)
                between = self._between_limited(one, other, box)
                return one_by_one if between is None else _both(one_by_one, _scaled(between, times))
            case _:
                return added(_scaled(self.bounds(node, box), times) for times, node in terms)

    def _between_limited(self, one: e.Expression, other: e.Expression, box: Box) -> Interval | None:
        """What is between two amounts of which one or both are limited by a cap, a floor or a threshold.

        A limit lets no more of a difference through than there is: f(x) − g(y) is f(x) − f(y), which is between nothing and x − y,
        and f(y) − g(y), which is one amount limited in two ways.
        """
        if not isinstance(one, e.Cap | e.Floor | e.Excess | e.Shortfall):
            turned = isinstance(other, e.Cap | e.Floor | e.Excess | e.Shortfall)
            found = self._between_limited(other, one, box) if turned else None
            return found and -found
        are_alike = type(other) is type(one)
        y = e.children(other)[0] if are_alike else other
        inner = self.difference(one.of, y, box)
        if isinstance(one, e.Shortfall):
            inner = -inner
        through = Interval(min(inner.lowest, ZERO), max(inner.highest, ZERO))
        same = e.Part("")
        ways = e.with_children(one, (same,)), e.with_children(other, (same,)) if are_alike else same
        return through + difference(*ways, box_of({"": self.bounds(y, box)}))

    def splitter(self, roots: Sequence[e.Expression], box: Box) -> "_Splitter":
        """What takes expressions apart that are read together, and nothing else with them."""
        if self.left < 0:
            raise TooManyPieces
        return _Splitter(self, box, self.alone(roots, box), self.work)


class _Splitter:
    """Takes expressions apart over one box, as long as there is work left."""

    def __init__(self, reading: _Reading, box: Box, alone: Collection[int], work: int, few: int = FEW) -> None:
        self._reading, self._box, self._alone, self._work, self._few = reading, box, alone, work, few

    def pieces(self, expression: e.Expression, box: Box) -> list[Piece]:
        """The pieces of an expression over a part of the box."""
        self._spend()
        if not self._reading.open(expression, box):
            return [Piece(box, Form(exactly(points_of(expression, box.intervals).lowest)))]
        if self._alone and self._reading.number(expression) in self._alone:
            return [self._as_one(expression, box)]
        match expression:
            case e.Number() | e.Fact() | e.Part():
                key = key_of(expression)
                return [Piece(box, box.form(key) if key is not None else ZERO_FORM)]
            case e.Sum(terms=terms):
                return self.added([(WHOLE, each) for each in terms], box)
            case e.Negative(of=of):
                return self.added([(-WHOLE, of)], box)
            case e.Quotient(of=of, by=by):
                return self.added([(1 / exactly(by), of)], box)
            case e.Product(factors=factors):
                return self._multiplied(factors, box)
            case e.Excess(of=of, over=at):
                return self._bent(of, at, box, lambda _: ZERO_FORM, lambda form: form.minus(exactly(at)))
            case e.Shortfall(of=of, under=at):
                return self._bent(of, at, box, lambda form: form.minus(exactly(at)).times(-WHOLE), lambda _: ZERO_FORM)
            case e.Cap(of=of, at=at):
                return self._bent(of, at, box, lambda form: form, lambda _: Form(exactly(at)))
            case e.Floor(of=of, at=at):
                return self._bent(of, at, box, lambda _: Form(exactly(at)), lambda form: form)
            case e.Greatest(of=several, best=best):
                return [piece for forms, part in self._each(several, box) for piece in self._best(forms, best, part)]
            case e.Least(of=several):
                least = (
                    self._best([form.times(-WHOLE) for form in forms], 1, part)
                    for forms, part in self._each(several, box)
                )
                return [Piece(part, form.times(-WHOLE)) for found in least for part, form in found]
            case e.BestLevels(levels=levels, best=best):
                return self._best_levels(levels, exactly(best), box)
            case e.Brackets() | e.Choice() | e.When():
                branches = self.branches(expression, box)
                return [piece for amount, part in branches for piece in self.pieces(amount, part)]
            case e.Compare() | e.All() | e.Any() | e.Not() | e.Applies():
                return [Piece(part, Form(Fraction(holds))) for holds, part in self._holding(expression, box)]
            case e.Steps(of=of, per=per, started=started):
                to = exactly(per)
                found = self._rounded(of, to, "up" if started else "down", box)
                return [Piece(part, form.times(1 / to)) for part, form in found]
            case e.Rounded(of=of, to=to, mode=mode):
                return self._rounded(of, exactly(to), mode, box)
            case e.Share():
                return self._shares(expression, box)
            case e.ScaledUp():
                return self._scaled_up(expression, box)
            case _:
                assert_never(expression)

    def added(self, terms: Sequence[Term], box: Box) -> list[Piece]:
        """The pieces of so much of each of some expressions together."""
        found = [Piece(box, ZERO_FORM)]
        for times, node in terms:
            found = [
                Piece(part, form.plus(more, times))
                for before, form in found
                for part, more in self.pieces(node, before)
            ]
        return found

    def branches(self, expression: e.Brackets | e.Choice | e.When, box: Box) -> list[tuple[e.Expression, Box]]:
        """The amounts that it can be, each with the part of the box where it is."""
        match expression:
            case e.When(condition=condition, then=then, otherwise=otherwise):
                return [(then if holds else otherwise, part) for holds, part in self.holding(condition, box)]
            case e.Choice(rows=rows):
                found, left = [], [box]
                for option, amount in rows:
                    sides = [side for part in left for side in self.holding(option, part)]
                    found += [(amount, part) for is_it, part in sides if is_it]
                    left = [part for is_it, part in sides if not is_it]
                return found + [(e.NO, part) for part in left]
            case e.Brackets(of=of):
                return [each for part, form in self.pieces(of, box) for each in self._rows(form, expression, part)]
            case _:
                assert_never(expression)

    def holding(self, condition: e.Expression, box: Box) -> list[tuple[bool, Box]]:
        """Whether a condition holds, each with the part of the box where that is so."""
        if isinstance(condition, e.Compare | e.All | e.Any | e.Not | e.Applies) and not self._is_one(condition, box):
            self._spend()
            return self._holding(condition, box)
        found = self.pieces(condition, box)
        sides = ((holds, part.where(form, side, HALF)) for part, form in found for holds, side in YES_OR_NO)
        return [(holds, part) for holds, part in sides if part is not None]

    def _holding(self, condition: e.Compare | e.All | e.Any | e.Not | e.Applies, box: Box) -> list[tuple[bool, Box]]:
        match condition:
            case e.Compare(of=of, side="is", at=at):
                number = exactly(at)
                beside: list[tuple[bool, Box | None]] = []
                for part, form in self.pieces(of, box):
                    beside += [(False, part.where(form, other, number)) for other in BESIDE]
                    beside.append((True, part.at(form, number)))
                return [(holds, part) for holds, part in beside if part is not None]
            case e.Compare(of=of, at=at):
                side = cast("Side", condition.side)
                found = [
                    zip((True, False), part.sides(form, side, exactly(at)), strict=True)
                    for part, form in self.pieces(of, box)
                ]
                return [(holds, part) for both in found for holds, part in both if part is not None]
            case e.Not(of=of):
                return [(not holds, part) for holds, part in self.holding(of, box)]
            case e.All(of=several) | e.Any(of=several) | e.Applies(of=several):
                settles = not isinstance(
                    condition, e.All
                )  # one that holds settles it for any, one that doesn't for all
                settled, left = [], [box]
                for each in several:
                    sides = [side for part in left for side in self.holding(each, part)]
                    settled += [part for holds, part in sides if holds is settles]
                    left = [part for holds, part in sides if holds is not settles]
                return [*((settles, part) for part in settled), *((not settles, part) for part in left)]
            case _:
                assert_never(condition)

    def _spend(self) -> None:
        self._work -= 1
        self._reading.left -= 1
        if self._work < 0 or self._reading.left < 0:
            raise TooManyPieces

    def _is_one(self, expression: e.Expression, box: Box) -> bool:
        is_alone = bool(self._alone) and self._reading.number(expression) in self._alone
        return is_alone or not self._reading.open(expression, box)

    def _as_one(self, expression: e.Expression, box: Box) -> Piece:
        bundle, values = self._reading.bundle(expression, self._box)
        box = box.with_unknown(bundle, values)
        return Piece(box, box.form(bundle))

    def _bent(
        self, of: e.Expression, at: Decimal, box: Box, below: "Callable[[Form], Form]", above: "Callable[[Form], Form]"
    ) -> list[Piece]:
        """What an amount becomes up to a threshold, and beyond it."""
        found = []
        for part, form in self.pieces(of, box):
            up_to, beyond = part.sides(form, "at_most", exactly(at))
            found += [] if up_to is None else [Piece(up_to, below(form))]
            found += [] if beyond is None else [Piece(beyond, above(form))]
        return found

    def _each(self, several: Sequence[e.Expression], box: Box) -> list[tuple[list[Form], Box]]:
        """The forms of several expressions, each list with the part of the box where they are these."""
        found: list[tuple[list[Form], Box]] = [([], box)]
        for each in several:
            found = [([*forms, form], part) for forms, before in found for part, form in self.pieces(each, before)]
        return found

    def _best(self, forms: list[Form], best: int, box: Box) -> list[Piece]:
        """The sum of the greatest few: each time the greatest that is left, of equal ones the first."""
        if best >= len(forms):
            return [Piece(box, reduce(Form.plus, forms))]
        found = [(ZERO_FORM, forms, box)]
        for _ in range(best):
            found = [
                (total.plus(left[place]), [*left[:place], *left[place + 1 :]], part)
                for total, left, before in found
                for place in range(len(left))
                if (part := self._where_greatest(left, place, before)) is not None
            ]
        return [Piece(part, total) for total, _, part in found]

    def _where_greatest(self, forms: list[Form], place: int, box: Box) -> Box | None:
        self._spend()
        left: Box | None = box
        for other, form in enumerate(forms):
            if other != place and left is not None:
                left = left.where(forms[place].plus(form, -WHOLE), "over" if other < place else "at_least", NONE)
        return left

    def _best_levels(self, levels: Sequence[tuple[e.Expression, Decimal]], best: Fraction, box: Box) -> list[Piece]:
        """As many as there are of the dearest levels, until the best few are full."""
        found, left = [], [(ZERO_FORM, ZERO_FORM, box)]
        for count, points in levels:
            counted = []
            for so_far, earned, before in left:
                for part, form in self.pieces(count, before):
                    so_many, each = so_far.plus(form), exactly(points)
                    fits, full = part.sides(so_many, "at_most", best)
                    counted += [] if fits is None else [(so_many, earned.plus(form, each), fits)]
                    if full is not None:
                        found.append(Piece(full, earned.plus(Form(best).plus(so_far, -WHOLE), each)))
            left = counted
        return found + [Piece(part, earned) for _, earned, part in left]

    def _rows(self, form: Form, table: e.Brackets, box: Box) -> "Iterator[tuple[e.Expression, Box]]":
        """The amounts that a table gives for a form, each with the part of the box where it does."""
        rest: Box | None = box
        for key, amount in reversed(table.rows) if table.word in UPWARDS else table.rows:
            if rest is None:
                return
            at = exactly(key.value)
            if table.word == "is":
                below, rest = rest.sides(form, "below", at)
                if below is not None:
                    yield table.otherwise, below
                here, rest = (None, None) if rest is None else rest.sides(form, "at_most", at)
            else:
                here, rest = rest.sides(form, table.word, at)
            if here is not None:
                yield amount, here
        if rest is not None:
            yield table.otherwise, rest

    def _multiplied(self, factors: Sequence[e.Expression], box: Box) -> list[Piece]:
        found = [Piece(box, Form(WHOLE))]
        for factor in factors:
            nothing = [piece for piece in found if piece.form == ZERO_FORM]  # whatever it is multiplied by
            found = nothing + [
                piece
                for before, form in found
                if form != ZERO_FORM
                for part, other in self.pieces(factor, before)
                for piece in self._product(form, other, part)
            ]
        return found

    def _product(self, one: Form, other: Form, box: Box) -> list[Piece]:
        for number, form in ((one, other), (other, one)):
            if not number.by:
                return [Piece(box, form.times(number.constant))]
        for number, form in ((one, other), (other, one)):
            if (values := box.by_value(number, self._few)) is not None:
                return [Piece(part, form.times(value)) for value, part in values]
        (one_times, one), (other_times, other) = _normal(one), _normal(other)
        ends = _products(box.range(one), box.range(other))
        unknown = Opaque("product", frozenset((one.key, other.key)))
        grain = product_of_grains((one.grain(box.values), other.grain(box.values)))
        return [self._opaque(unknown, Values(*ends, grain), one_times * other_times, box)]

    def _shares(self, share: e.Share, box: Box) -> list[Piece]:
        """A share, within the range that the facts keep to; where there is nothing to divide by, what it is then."""
        found: list[Piece] = []
        times, none = exactly(share.times), share.if_none
        for before, by in self.pieces(share.by, box):
            nothing, some = before.sides(by, "at_most", NONE)
            if nothing is not None and none is not None:
                found.append(Piece(nothing, Form(exactly(none))))
            if some is None:
                continue
            values = some.by_value(by, self._few)
            if values is not None:
                divided = (
                    (part, of.times(times / number), number)
                    for number, here in values
                    for part, of in self.pieces(share.of, here)
                )
                found += [Piece(part, of) for here, of, number in divided if (part := _within(here, of, share.range))]
            else:
                found += [self._share(share, of, by, part) for part, of in self.pieces(share.of, some)]
        return found

    def _share(self, share: e.Share, of: Form, by: Form, box: Box) -> Piece:
        if of == ZERO_FORM:
            return Piece(box, ZERO_FORM)
        (of_times, of), (by_times, by) = _normal(of), _normal(by)
        times = exactly(share.times) * of_times / by_times
        allowed = sorted(as_number(each) / times for each in share.range)
        low, high = (end.number for end in box.range(by))
        found = _products(box.range(of), (End(1 / high if high else -inf), End(1 / low if low else inf)))
        values = Values(max(End(allowed[0]), found[0]), min(End(allowed[1]), found[1]))
        return self._opaque(Opaque("share", (of.key, by.key)), values, times, box)

    def _rounded(self, of: e.Expression, to: Fraction, mode: Rounding, box: Box) -> list[Piece]:
        return [piece for part, form in self.pieces(of, box) for piece in self._round(form, to, mode, part)]

    def _round(self, form: Form, to: Fraction, mode: Rounding, box: Box) -> list[Piece]:
        grain = form.grain(box.values)
        if grain is not None and (grain / to).denominator == 1:
            return [Piece(box, form)]
        low, high = (_round_end(end, to, mode) for end in box.range(form))
        if low == high:
            return [Piece(box, Form(Fraction(low)))]
        if not (high - low) / to < self._few:
            return self._rounded_as_one(form, Values(End(low), End(high), to), to, mode, box)
        first = int(low / to)
        rounded = (to * (first + place) for place in range(int((high - low) / to) + 1))
        found = ((_where_rounded(form, number, to, mode, box), number) for number in rounded)
        return [Piece(part, Form(number)) for part, number in found if part is not None]

    def _rounded_as_one(self, form: Form, values: Values, to: Fraction, mode: Rounding, box: Box) -> list[Piece]:
        """A rounding of many steps as one unknown: no more than a step from the amount, and in order with others like it."""
        unknown = Opaque("rounding", (form.key,), (to, mode))
        if unknown in box.values:
            return [self._opaque(unknown, values, WHOLE, box)]
        found: Box | None
        found, itself = self._opaque(unknown, values, WHOLE, box)
        low, high = box.range(form)
        upwards, downwards = {"half_up": (to / 2, to / 2), "up": (to, NONE), "down": (NONE, to)}[mode]
        if low.number >= 0:  # up is away from 0, and so is what lies in the middle
            sides: tuple[Side, Side] = ("at_least", "below") if mode == "up" else ("over", "at_most")
        elif high.number <= 0:
            upwards, downwards = downwards, upwards
            sides = ("over", "at_most") if mode == "up" else ("at_least", "below")
        else:
            upwards = downwards = max(upwards, downwards)
            sides = "at_least", "at_most"
        error = itself.plus(form, -WHOLE)
        found = found.where(error, sides[0], -downwards)
        found = found and found.where(error, sides[1], upwards)
        for other in box.values:
            if isinstance(other, Opaque) and (other.kind, other.how) == ("rounding", (to, mode)):
                ((constant, by),) = other.forms
                low, high = box.range(form.plus(Form(constant, dict(by)), -WHOLE))
                apart = itself.plus(box.form(other), -WHOLE)
                if low.number >= 0 or high.number <= 0:
                    found = found and found.where(apart, "at_least" if low.number >= 0 else "at_most", NONE)
        return [] if found is None else [Piece(found, itself)]

    def _scaled_up(self, expression: e.ScaledUp, box: Box) -> list[Piece]:
        several, applies, worths, scale = expression.of, expression.applies, expression.worths, expression.times
        if self._reading.is_of_many(expression, box):
            interval = points_of(expression, box.intervals)
            bundle, ends = Bundle(expression), (End(as_number(interval.lowest)), End(as_number(interval.highest)))
            return [self._opaque(bundle, Values(*ends), WHOLE, box)]
        counted: list[tuple[list[int], Box]] = [([], box)]
        for place, each in enumerate(applies):
            counted = [
                ([*places, place] if holds else places, part)
                for places, before in counted
                for holds, part in self.holding(each, before)
            ]
        found: list[Piece] = []
        for places, part in counted:
            worth = sum((exactly(worths[place]) for place in places), NONE)
            times = exactly(scale) / worth if worth else NONE
            found += self.added([(times, several[place]) for place in places] if worth else [], part)
        return found

    def _opaque(self, unknown: Bundle | Opaque, values: Values, times: Fraction, box: Box) -> Piece:
        box = box.with_unknown(unknown, values)
        return Piece(box, box.form(unknown).times(times))


def _within(box: Box, share: Form, range: tuple[Decimal, Decimal]) -> Box | None:
    """The part of a box where a share is one that facts may come to."""
    lowest, highest = range
    found: Box | None = box
    if lowest.is_finite():
        found = box.where(share, "at_least", exactly(lowest))
    return found and found.where(share, "at_most", exactly(highest)) if highest.is_finite() else found


def _products(one: tuple[End, End], other: tuple[End, End]) -> tuple[End, End]:
    """What two amounts can come to multiplied."""
    found = [a.number * b.number if a.number and b.number else NONE for a in one for b in other]
    return End(min(found)), End(max(found))


def _normal(form: Form) -> tuple[Fraction, Form]:
    """A form as so much of another one, so that the same one comes of all its multiples."""
    times = form.by[min(form.by, key=str)] if form.by else form.constant
    return times, form.times(1 / times)


def _round_end(end: End, to: Fraction, mode: Rounding) -> Fraction | float:
    """What an end comes to rounded, as seen from where the hair points."""
    if abs(end.number) == inf:
        return end.number
    number, hair = Fraction(end.number), end.hair
    if hair and (2 * number / to).denominator == 1:  # where another multiple begins
        number += hair * to / 4
    steps = abs(number) / to
    whole = floor(steps + HALF) if mode == "half_up" else ceil(steps) if mode == "up" else floor(steps)
    return (whole if number >= 0 else -whole) * to


def _where_rounded(form: Form, number: Fraction, to: Fraction, mode: Rounding, box: Box) -> Box | None:
    """The part of a box where a form is rounded to a number: half up and up are away from 0, down is towards it."""
    away = number > 0, number < 0
    match mode:
        case "half_up":
            low, high = number - to / 2, number + to / 2
            with_low, with_high = away
        case "down":
            low, high = number - (0 if number > 0 else to), number + (0 if number < 0 else to)
            with_low, with_high = away
        case "up":
            low, high = number - (to if number > 0 else 0), number + (to if number < 0 else 0)
            with_low, with_high = not away[0], not away[1]
        case _:
            assert_never(mode)
    above = box.where(form, "at_least" if with_low else "over", low)
    return above and above.where(form, "at_most" if with_high else "below", high)


def _scaled(interval: Interval, times: Fraction) -> Interval:
    return interval if times == 1 else interval * Interval.exactly(exact(times))


def _both(one: Interval, other: Interval) -> Interval:
    """What two intervals, each of which holds all values, have in common."""
    found = Interval(max(one.lowest, other.lowest), min(one.highest, other.highest))
    return found if found.lowest <= found.highest else one
