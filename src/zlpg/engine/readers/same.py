"""Do two rules mean the same? Facts by which they differ, or a proof that there are none.

>>> from zlpg.engine.readers.boxes import box_of
>>> from zlpg.numbers import UNBOUNDED, Interval
>>> reports = Scalar("reports")
>>> paid = e.Product((e.Excess(e.Fact(reports), Decimal(10)), e.Number(Decimal("0.1"))))
>>> box = box_of({reports: Interval(ZERO, UNBOUNDED)}, grains={reports: 1})
>>> same(e.Cap(paid, Decimal(2)), e.Cap(paid, Decimal(3)), box)
{Scalar(fact='reports', which=''): Decimal('31')}
>>> both = e.Fact(reports), e.Number(Decimal(2))
>>> same(e.Cap(e.Fact(reports), Decimal(2)), e.Least(both), box)
True

In this order: assignments at and beside the numbers that stand in the rules, which find most slips at once; then the proof, piece by piece;
then assignments in the pieces that are left. Where all assignments together are few, these are tried and nothing else.

A proof takes what reads its facts alone as one unknown that can be anything between its ends. So a piece may be left in which no unit can
be: then neither is known. An assignment is one that facts may be, worked out by `closures` and not by pieces.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import chain, product
from math import inf, prod
from random import Random
from typing import TypeAlias, assert_never

import zlpg.engine.expression as e
from zlpg.engine.program import Key, key_of, keys_in
from zlpg.engine.readers.boxes import (
    NONE,
    WHOLE,
    ZERO_FORM,
    Box,
    Bundle,
    End,
    Form,
    Options,
    Unknown,
    Values,
    exactly,
    multiples,
)
from zlpg.engine.readers.closures import compiled
from zlpg.engine.readers.pieces import BESIDE, Term, TooManyPieces, pieces, pieces_of, terms_of, unknowns
from zlpg.model.scalars import Scalar
from zlpg.numbers import ONE, ZERO, divided, exact, plus, times

HALF = Fraction(1, 2)

CORNERS = 40
"""In how many of the pieces in which two expressions may differ an assignment is looked for, at most."""

TRIED, TRIED_IN_A_BOX = 400, 60
"""How many partial assignments are tried in all of these pieces, and in one of them."""

FAR = Fraction(1_000_000)
"""What stands for a number without end where one is tried."""

Assignment: TypeAlias = Mapping[Key, Decimal]
"""A value for each scalar, and for each step of the program, that an expression reads."""


def same(one: e.Expression, other: e.Expression, box: Box, *, work: int = 1_500, tries: int = 150) -> Assignment | bool:
    """An assignment by which they differ; `True` where they are proved to mean the same; `False` where neither is known.

    Assignments first (cheap, they find 95 of 100 slips), then the proof, then the corners of the pieces that are left. An assignment says
    what matters: the scalars and steps that either reads but for what cancels.
    """
    terms = terms_of(e.Sum((one, e.Negative(other))))
    if not terms:
        return True
    if not box.inequalities:  # boxes are copied often: what isn't read is no part of it
        box = box.of(dict.fromkeys(key for _, node in terms for key in keys_in(node)))
    witnesses = _Witnesses(terms, box)
    every = witnesses.all_assignments(4 * tries)
    for assignment in every or witnesses.near_thresholds(tries):
        if witnesses.differ(assignment):
            return assignment
    if every is not None:
        return True
    try:
        found = pieces_of(terms, box, work=work)
    except TooManyPieces:
        return False
    apart = [
        part
        for piece in found
        if piece.form != ZERO_FORM
        for side in BESIDE
        if (part := piece.box.where(piece.form, side, NONE)) is not None
    ]
    corners = chain.from_iterable(witnesses.within(part) for part in apart[:CORNERS])
    return next((assignment for assignment in corners if witnesses.differ(assignment)), not apart)


class _Witnesses:
    """Looks for assignments by which terms don't come to 0 together."""

    def __init__(self, terms: Sequence[Term], box: Box) -> None:
        self._box = box
        self._terms = [(exact(times), compiled(node)) for times, node in terms]
        nodes = [node for _, root in terms for node in e.walk(root)]
        self._thresholds = _thresholds(nodes)
        shares = dict.fromkeys(node for node in nodes if isinstance(node, e.Share))
        self._shares = [(share, compiled(share.of), compiled(share.by)) for share in shares]
        read = dict.fromkeys(key for node in nodes if (key := key_of(node)) is not None)
        self._options = list(dict.fromkeys(box.choices[key] for key in read if key in box.choices))
        self._keys = [key for key in read if key not in box.choices]
        self._left = TRIED

    def differ(self, assignment: Assignment) -> bool:
        """Whether an assignment is one that facts may be, and the terms don't come to 0 by it."""
        if not all(_is_within(share, of(assignment), by(assignment)) for share, of, by in self._shares):
            return False
        total = ZERO
        for number, evaluate in self._terms:
            total = plus(total, times(number, evaluate(assignment)))
        return bool(total)

    def all_assignments(self, most: int) -> Iterable[Assignment] | None:
        """Every assignment that there is; `None` where that is more than so many."""
        axes = [_axis(key, _every(self._box.values[key], most)) for key in self._keys]
        axes += [_chosen(options, self._box) for options in self._options]
        if not all(axes) or prod(len(axis) for axis in axes) > most:
            return None
        return (_merged(values) for values in product(*axes))

    def near_thresholds(self, tries: int) -> Iterator[Assignment]:
        """Assignments at the numbers that rules state and next to these, at the ends, and anywhere."""
        axes = [_axis(key, self._some(key, self._box)) for key in self._keys]
        axes += [_chosen(options, self._box) for options in self._options]
        random = Random(0)  # noqa: S311  # the same in every run
        one_by_one = sum(len(axis) for axis in axes) <= 2 * tries
        for place in (0, -1):
            base = [axis[place] for axis in axes]
            yield _merged(base)
            for at, axis in enumerate(axes if one_by_one else ()):
                yield from (_merged([*base[:at], value, *base[at + 1 :]]) for value in axis)
        for _ in range(tries):
            yield _merged([random.choice(axis) for axis in axes])

    def within(self, box: Box) -> Iterator[Assignment]:
        """Assignments in a box: what has to do with its inequalities is tried one by one, each with what it leaves of the others."""
        waiting: list[tuple[Box, frozenset[Unknown]]] = [(box, frozenset())]
        for _ in range(TRIED_IN_A_BOX):
            if not waiting or not self._left:
                return
            self._left -= 1
            box, done = waiting.pop()
            unknown = next((each for each in self._bearing(box) if each not in done), None)
            if unknown is None:
                yield self._corner(box)
            else:
                parts = _realised(unknown, box) if isinstance(unknown, Bundle) else self._at_some(unknown, box)
                waiting += [(part, done | {unknown}) for part in reversed(parts)]

    def _bearing(self, box: Box) -> Iterator[Bundle | Key]:
        """The unknowns that can't be anything that they seem to be: what is taken as one, then what inequalities bear on."""
        yield from (unknown for unknown in box.values if isinstance(unknown, Bundle))
        for inequality in box.inequalities:
            for unknown in inequality.form.by:
                if isinstance(unknown, Scalar | str) and box.is_open(unknown):
                    yield unknown

    def _at_some(self, key: Key, box: Box) -> list[Box]:
        found = (box.at(Form(NONE, {key: WHOLE}), exactly(value)) for value in self._some(key, box))
        return [part for part in found if part is not None]

    def _corner(self, box: Box) -> Assignment:
        chosen = [_chosen(options, box)[0] for options in self._options]
        return _merged([{key: self._some(key, box)[0]} for key in self._keys] + chosen)

    def _some(self, key: Key, box: Box) -> list[Decimal]:
        """Some values of a scalar or a step: its ends, those at and beside thresholds, and some between."""
        low, high, grain = box.values[key]
        if low == high:
            return [exact(Fraction(low.number))]
        least = -FAR if low.number == -inf else Fraction(low.number)
        most = max(FAR, least + FAR) if high.number == inf else Fraction(high.number)
        beside = grain or (HALF if high.number == inf else (most - least) / 1000)
        found = [least + (beside if low.hair else 0)]
        for at in self._thresholds.get(key, ()):
            near = at // grain * grain if grain else at
            found += [near - beside, near, near + beside]
        middle = (least + most) / 2
        found += [least + 2 * beside, middle // grain * grain if grain else middle, most - (beside if high.hair else 0)]
        return [exact(value) for value in dict.fromkeys(found) if low <= End(value) <= high] or [exact(middle)]


def _realised(bundle: Bundle, box: Box) -> list[Box]:
    """The parts of a box where a sub-expression comes to what the unknown that it was taken as is."""
    own = bundle.expression
    try:
        found = pieces(own, box, unknowns((own,), box))
    except TooManyPieces:
        return []
    parts = (part.at(form.plus(part.form(bundle), -WHOLE), NONE) for part, form in found)
    return [part for part in parts if part is not None]


def _merged(parts: Iterable[Assignment]) -> Assignment:
    return {key: value for part in parts for key, value in part.items()}


def _axis(key: Key, values: Iterable[Decimal]) -> list[Assignment]:
    return [{key: value} for value in values]


def _every(values: Values, most: int) -> list[Decimal]:
    """All values of an unknown; none where there are more than so many."""
    low, high, grain = values
    if low == high:
        return [exact(Fraction(low.number))]
    return list(map(exact, (multiples(low, high, grain, most) if grain else None) or ()))


def _chosen(options: Options, box: Box) -> list[Assignment]:
    """What can be chosen: each option that is possible as 1 with the others as 0, and none where that is possible."""
    possible = [key for key in options.keys if box.values[key].high.number]
    sure = [key for key in possible if box.values[key].low.number] or possible
    found: list[Key | None] = [*sure]
    if not sure or not (options.one or sure is not possible):
        found.append(None)
    return [{key: ONE if key == each else ZERO for key in options.keys} for each in found]


def _thresholds(nodes: Iterable[e.Expression]) -> Mapping[Key, Sequence[Fraction]]:
    """The values of scalars and of steps at which something that stands in a rule is reached."""
    found: dict[Key, dict[Fraction, None]] = {}
    for node in nodes:
        match node:
            case e.Brackets(of=of, rows=rows):
                reached = [(of, key.value) for key, _ in rows]
            case (
                e.Compare(of=of, at=at)
                | e.Cap(of=of, at=at)
                | e.Floor(of=of, at=at)
                | e.Excess(of=of, over=at)
                | e.Shortfall(of=of, under=at)
                | e.Steps(of=of, per=at)
                | e.Rounded(of=of, to=at)
            ):
                reached = [(of, at)]
            case e.BestLevels(levels=levels, best=best):
                reached = [(count, best) for count, _ in levels]
            case e.Number() | e.Fact() | e.Part() | e.Sum() | e.Product() | e.Quotient() | e.Negative():
                reached = []
            case e.Greatest() | e.Least() | e.Choice() | e.When() | e.All() | e.Any() | e.Not() | e.Applies():
                reached = []
            case e.Share() | e.ScaledUp():
                reached = []
            case _:
                assert_never(node)
        for of, at in reached:
            if (threshold := _reached_at(of, exactly(at))) is not None:
                found.setdefault(threshold[0], {})[threshold[1]] = None
    return {key: tuple(each) for key, each in found.items()}


def _reached_at(of: e.Expression, at: Fraction) -> tuple[Key, Fraction] | None:
    """At what value of the one scalar or step in it an amount comes to a number."""
    while True:
        match of:
            case e.Fact(scalar=key) | e.Part(name=key):
                return key, at
            case e.Negative(of=below):
                of, at = below, -at
            case e.Quotient(of=below, by=by):
                of, at = below, at * exactly(by)
            case e.Product(factors=(below, e.Number(value=number))) if number:
                of, at = below, at / exactly(number)
            case e.Excess(of=below, over=over):
                of, at = below, at + exactly(over)
            case e.Shortfall(of=below, under=under):
                of, at = below, exactly(under) - at
            case e.Steps(of=below, per=per):
                of, at = below, at * exactly(per)
            case e.ScaledUp(of=(below,), worths=(worth,), times=scale) if scale:
                of, at = below, at * exactly(worth) / exactly(scale)
            case e.Cap(of=below) | e.Floor(of=below) | e.Rounded(of=below) | e.Sum(terms=(below,)) | e.When(then=below):
                of = below
            case _:  # then no value is tried for being this one: nothing wrong is said, and less may be found
                return None


def _is_within(share: e.Share, of: Decimal, by: Decimal) -> bool:
    """Whether a share is one that facts may come to."""
    if by <= ZERO:
        return share.if_none is not None
    lowest, highest = share.range
    return lowest <= times(divided(of, by), share.times) <= highest
