"""Which number of a text is which number of the file: one pass, from which both kinds of gap and all wrong sides are read off.

A threshold cuts the numbers in two. 80分以上 and 低于80分 cut before 80, 超过80分 and 80分以下 behind it; so do `at_least` and
`below`, `over` and `at_most`. Two thresholds are the same where they cut at the same place. Among whole numbers the place behind
10 is that before 11.

>>> from zlpg.clauses.numbers import numbers_in
>>> reports = Parameter(("rule", "over"), Decimal(10), in_points=False, side="over", grain=Decimal(1))
>>> for text in ("超过10篇的", "10篇以下的", "11篇以上的", "10篇以上的", "12篇以上的"):
...     print(text, relation(numbers_in(text)[0], reports))
超过10篇的 same
10篇以下的 rest
11篇以上的 same
10篇以上的 wrong
12篇以上的 None
"""

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import takewhile
from operator import itemgetter
from typing import Literal, NamedTuple, TypeAlias, TypeVar

from zlpg.clauses.numbers import TAKEN_FOR, Stated, goes_one_by_one, numbers_in, numerals_in, skipped_in
from zlpg.clauses.parameters import Parameter, Pays
from zlpg.diagnostics import Diagnostic, Message, Path
from zlpg.numbers import EXACT, TURNED, UPWARDS, plain

Relation: TypeAlias = Literal["same", "rest", "wrong"]
"""How a number of a text may be related to one of the file: it is the same; it says where what that one leaves lies (低于60分 of
`at_least: 60`); or it has the same value, and cuts on the other side of it (超过60分)."""

_BEFORE = frozenset({"at_least", "below"})
"""The sides of thresholds that cut before the number itself, so that it belongs to what is above."""


def relation(
    number: Stated, parameter: Parameter, grains: Collection[Decimal] = (), shared: frozenset[Decimal] = frozenset()
) -> Relation | None:
    """How a number of a text is related to one of the file, units aside.

    `grains` are those that the text goes by, and `shared` the numbers at which one range of it ends and another begins.
    """
    if (number.role == "places") != parameter.is_places:
        return None
    stated, value = number.side, parameter.value
    equal = value in number.values
    if parameter.side == "is":
        goes_beyond = stated is not None and not (number.range_end or number.role == "ceiling")
        return None if not equal else "wrong" if goes_beyond and not _is_last(stated, parameter) else "same"
    if parameter.side is None or stated is None:
        from_below = stated is not None and stated not in UPWARDS and number.role != "ceiling"
        return None if not equal else "rest" if from_below and parameter.side is None else "same"
    direction: Relation = "same" if (stated in UPWARDS) == (parameter.side in UPWARDS) else "rest"
    in_steps = bool(grains) or (parameter.grain is not None and shared.isdisjoint(number.values))
    if number.range_end and equal and not in_steps:
        return direction  # whether an end of a range belongs to it, its dash doesn't say; only steps do, as in 11-20, 21以上
    before = stated in _BEFORE
    if before == (parameter.side in _BEFORE):
        return direction if equal else None
    away = -1 if before else 1
    own = (parameter.grain, _last_place(number) if number.range_end else None)
    if any(each + away * grain == value for each in number.values for grain in (*grains, *own) if grain is not None):
        return direction
    return "wrong" if equal else None


def _is_last(stated: str | None, parameter: Parameter) -> bool:
    """Whether there is nothing on the side that is stated but the number itself: 100%以上 of a percentage."""
    return parameter.end == ("highest" if stated in UPWARDS else "lowest")


_SHARES = frozenset({"%", "‰"})


def _agree(number: Stated, parameter: Parameter) -> bool:
    """Whether their units agree: a threshold can be one of points, as in 90分以上, and a percentage is a part of anything.

    Of a part of the table, 30% of what it is worth is no 30 points, and 30分 no 30 per cent of that.
    """
    if parameter.of_part == "percent" and number.in_points:
        return False
    if parameter.of_part == "points" and number.role == "share":
        return parameter.value in number.values[2:]  # what 30% and 0.3 come to
    if None in (number.in_points, parameter.in_points) or number.in_points == parameter.in_points:
        return True
    if number.in_points:
        return number.side is not None
    if number.role == "ceiling" and parameter.value in number.values[1:]:
        return True
    return number.role == "share" or (number.values[0] != parameter.value and number.unit in _SHARES)


def grains_in(numbers: Iterable[Stated]) -> frozenset[Decimal]:
    """The grains that texts go by: 1 where a row ends at 59 and the next begins at 60; 0.1 with 8.9 and 9.0."""
    numbers = tuple(numbers)
    starts = {value for each in numbers if each.side == "at_least" for value in each.values}
    ends = ((each.values[0], _last_place(each)) for each in numbers if each.side == "at_most")
    return frozenset(grain for value, grain in ends if value + grain in starts)


def shared_ends(numbers: Iterable[Stated], *, one_by_one: bool) -> frozenset[Decimal]:
    """The ends of ranges that don't say whose they are: 20 of 10至20, 20至30, and both of one that is gone through one by one."""
    ends: dict[str, set[Decimal]] = {"lower": set(), "upper": set()}
    for number in numbers:
        if number.range_end is not None:
            ends[number.range_end].update(number.values)
    return frozenset(ends["lower"] | ends["upper"] if one_by_one else ends["lower"] & ends["upper"])


class Range(NamedTuple):
    """A range that a text states, with the places of its ends among the numbers."""

    lowest: Decimal
    highest: Decimal
    places: tuple[int, int]


def ranges_in(numbers: Sequence[Stated]) -> Iterator[Range]:
    """The ranges that a text states."""
    first: int | None = None
    for place, number in enumerate(numbers):
        if number.range_end is None:
            first = first if number.role == "aside" else None  # what is in the middle of one that is gone through
        elif first is None:
            first = place
        else:
            low, high = sorted((numbers[first].values[0], number.values[0]))
            yield Range(low, high, (first, place))
            first = None


def _last_place(number: Stated) -> Decimal:
    return Decimal(1).scaleb(min(int(number.values[0].as_tuple().exponent), 0))


Kind: TypeAlias = tuple[Decimal, bool | None, str | None, Decimal | None, bool, str, str, Pays | None]


def _kind(parameter: Parameter) -> Kind:
    """What says which numbers of a text can be a parameter; a table of 5,000 rows has few."""
    places, part, end = parameter.is_places, parameter.of_part, parameter.end
    return parameter.value, parameter.in_points, parameter.side, parameter.grain, places, part, end, parameter.pays


class _Kinds:
    """The kinds of parameters, found by the numbers of a text that may be one of them."""

    def __init__(
        self,
        parameters: Sequence[Parameter],
        numbers: Sequence[Stated],
        grains: frozenset[Decimal],
        shared: frozenset[Decimal],
    ) -> None:
        self.parameters = parameters
        self.each = [_kind(each) for each in parameters]
        """The kind of each parameter, in their order."""
        self.of = dict(zip(self.each, parameters, strict=True))
        self.grains = grains
        self.shared = shared
        keys = sorted(each.value for each in parameters if each.side == "is")
        self.looked_up = [
            each
            for each in (ranges_in(numbers) if keys else ())
            if bisect_left(keys, each.lowest) < bisect_right(keys, each.highest)
        ]
        """The ranges of a text in which a rule has numbers of their own: 1-5名 of a table of places."""
        grains |= {each.grain for each in parameters if each.grain is not None}
        grains |= {_last_place(each) for each in numbers if each.range_end}
        self._away = (Decimal(0), *grains, *(-grain for grain in grains))
        self._by_value = _by_key((kind[0], kind) for kind in self.of)
        self._related: dict[tuple[object, ...], dict[Kind, Relation]] = {}

    def related(self, number: Stated, *, by_unit: bool = True) -> Mapping[Kind, Relation]:
        """The kinds that a number is related to, and how."""
        alike = (number.values, number.in_points, number.side, number.range_end, number.unit, number.role, by_unit)
        if alike not in self._related:
            self._related[alike] = dict(self._relations(number, by_unit=by_unit))
        return self._related[alike]

    def _relations(self, number: Stated, *, by_unit: bool) -> Iterator[tuple[Kind, Relation]]:
        for value in dict.fromkeys(value + away for value in number.values for away in self._away):
            for kind in self._by_value.get(value, ()):
                parameter = self.of[kind]
                how = self._relation(number, parameter) if not by_unit or _agree(number, parameter) else None
                if how is not None:
                    yield kind, how

    def _relation(self, number: Stated, parameter: Parameter) -> Relation | None:
        return relation(number, parameter, self.grains, self.shared)


class Clause(NamedTuple):
    """A text with what it states, and what else may state it."""

    at: Path
    """The part of the file whose `text` it is."""
    text: str
    numbers: Sequence[Stated]
    """Those of the text that count."""
    beside: Sequence[str] = ()
    """Texts that may state what it leaves open, in whatever unit: a note says how it was read."""
    labels: Iterable[Stated] = ()
    """The numbers of the names of facts, which need no other use: 35岁以下人数."""
    worths: Iterable[Decimal] = ()
    """What a share of the maximum may be a share of."""
    left_out: frozenset[str] = frozenset()
    """The words that leave a number out in these texts, as 以下 may (`numbers.left_out_by`)."""
    grains: frozenset[Decimal] = frozenset()
    """The grains that the texts around it go by (`grains_in`)."""
    around: Sequence[str] = ()
    """Texts of the document that may state what it leaves open; two parts (两部分合计最高150分) are no 2 points."""


def held_against(clause: Clause, parameters: Sequence[Parameter]) -> Iterator[Diagnostic]:
    """A finding for each number on one side that has no counterpart on the other, or one that cuts elsewhere."""
    worths = tuple(clause.worths) if any(each.role == "share" for each in clause.numbers) else ()
    rates = {each.value for each in parameters if each.at[-1] == "rate"}
    numbers = [with_shares(each, worths, rates) for each in clause.numbers]
    shared = shared_ends(numbers, one_by_one=goes_one_by_one(clause.text))
    kinds = _Kinds(parameters, numbers, clause.grains | grains_in(numbers), shared)
    related = [kinds.related(each) for each in numbers]
    said = {kind for each in related for kind, how in each.items() if how != "wrong"}
    facing_away = {kind: about for kind in kinds.of if (about := _facing_away(kind, numbers, related))}
    labels = tuple(clause.labels) if facing_away else clause.labels  # which take as long to read as the clause
    unused, free = _left_over(numbers, kinds, related, said, labels)
    named = {kind for kind, about in facing_away.items() if _are_names(about, labels)}
    cut_elsewhere = dict(_cut_elsewhere(unused, free, related))
    contradicted = {kind: number for kind in kinds.of if (number := _inverted(kind, numbers, related)) is not None}
    contradicted |= _beyond_ranges(numbers, related)
    how_exact = any(each.role == "places" for each in numbers)
    missing = [
        its
        for its, (each, kind) in enumerate(zip(parameters, kinds.each, strict=True))
        if its in cut_elsewhere
        or kind in contradicted
        or kind in named
        or (kind not in said and (how_exact if each.is_places else each.required and each.value))
        if not (each.side == "is" and any(range.lowest < each.value < range.highest for range in kinds.looked_up))
    ]
    beside = _beside(kinds, clause) if missing else {}
    unasked = {each.value for each in parameters if not (each.required or each.is_places)}
    for its in missing:
        parameter, place = parameters[its], cut_elsewhere.get(its)
        kind = kinds.each[its]
        other, how = beside.get(kind, (None, None))
        if place is not None:
            other = numbers[place]
        elif other is None and kind in contradicted:
            other = contradicted[kind]
        elif other is None:
            other = next((each for each, hows in zip(numbers, related, strict=True) if hows.get(kind) == "wrong"), None)
        if how in {"same", "rest"}:
            pass  # a note says how the text was read
        elif other is not None:
            yield wrong_side(parameter, other)
            before = other.side in _BEFORE
            again = [
                it for it in unused if related[it].get(kind) == "wrong" and (numbers[it].side in _BEFORE) == before
            ]
            again += (it for it in unused if _cut_alike(numbers[it], other, kinds.grains))
            for it in dict.fromkeys(again):  # 90以上，80至90（不含） says it twice, and is told once
                if it != place:
                    del unused[it]
        elif parameter.value not in unasked:
            place = _meant(parameter, numbers, unused)
            in_doubt = (each for each, how in zip(numbers, related, strict=True) if each.role == "doubtful" and not how)
            meant = None if place is None else numbers[place]
            yield _unstated(parameter, meant, _taken(parameter.value, clause.text, in_doubt))
            if meant is not None:
                for it in [it for it in unused if it != place and _cut_alike(numbers[it], meant, kinds.grains)]:
                    del unused[it]
        if place is not None:
            unused.pop(place, None)
    for number in map(numbers.__getitem__, unused):
        message = Message("the clause states {number}, which no number of the rule uses", number=number.text)
        yield Diagnostic("unused-number", message, at=(*clause.at, "text"), within=(number.start, number.end))


def _cut_alike(one: Stated, other: Stated, grains: Collection[Decimal]) -> bool:
    """Whether a row ends at one number of a text and the next begins at the other: 29 and 30 of 20–29, 30–39."""
    if None in (one.side, other.side) or (one.side in _BEFORE) == (other.side in _BEFORE):
        return False
    before, behind = (one, other) if one.side in _BEFORE else (other, one)
    return any(behind.values[0] + grain == before.values[0] for grain in grains)


def _cut_elsewhere(
    unused: Iterable[int], free: Mapping[Kind, deque[int]], related: Sequence[Mapping[Kind, Relation]]
) -> Iterator[tuple[int, int]]:
    """The parameters without a number, and the numbers without a parameter that cut on the other side of these."""
    for place in unused:
        for kind, how in related[place].items():
            if how == "wrong" and free.get(kind):
                yield free[kind].popleft(), place
                break


def _inverted(kind: Kind, numbers: Sequence[Stated], related: Sequence[Mapping[Kind, Relation]]) -> Stated | None:
    """The number that says the other side of a threshold is what is paid for, if none says anything else of it."""
    if kind[-1] is None:
        return None
    about = [(each, hows) for each, hows in zip(numbers, related, strict=True) if hows.get(kind) in {"same", "rest"}]
    if all(_pays_elsewhere(each, kind[-1]) and not _is_other(each, kind, hows) for each, hows in about):
        return next((each for each, _ in about), None)
    return None


def _facing_away(
    kind: Kind, numbers: Sequence[Stated], related: Sequence[Mapping[Kind, Relation]]
) -> list[Stated] | None:
    """What a text says of a number that is counted from, if all of it is on the side that isn't counted: 35岁以下 of `over: 35`."""
    pays = kind[-1]
    if pays is None or not pays.by_step:
        return None
    about = [each for each, hows in zip(numbers, related, strict=True) if kind in hows]
    upwards = pays.side in UPWARDS
    return about if all(each.side is not None and (each.side in UPWARDS) != upwards for each in about) else None


def _are_names(about: Iterable[Stated], labels: Iterable[Stated]) -> bool:
    """Whether numbers are but those of the name of what is counted: 35岁以下人数."""
    names = {(each.text, each.side) for each in labels}
    return all((each.text, each.side) in names for each in about)


def _beyond_ranges(numbers: Sequence[Stated], related: Sequence[Mapping[Kind, Relation]]) -> dict[Kind, Stated]:
    """The kinds that nothing but an end of a range states, by the numbers that say where this one's value lies: 80至90, 90以上.

    以下 is often said loosely of what the range takes in (60以下, 60至80).
    """
    by_range, wrong = dict[Kind, bool](), dict[Kind, Stated]()
    for number, hows in zip(numbers, related, strict=True):
        for kind, how in hows.items():
            if how != "wrong":
                by_range[kind] = by_range.get(kind, True) and number.range_end is not None
            elif number.range_end is None and number.side != "at_most" and {"same", "rest"}.isdisjoint(hows.values()):
                wrong.setdefault(kind, number)
    return {kind: number for kind, number in wrong.items() if by_range.get(kind)}


def _pays_elsewhere(number: Stated, pays: Pays | None) -> bool:
    """Whether a number is said to bring, on its side, what is paid on the other one."""
    brings = number.brings
    if pays is None or brings is None or brings.by_step != pays.by_step:
        return False
    given_for_taken = brings.amount > 0 > pays.amount
    alike = abs(brings.amount) == abs(pays.amount) and not given_for_taken
    return alike and (number.side in UPWARDS) != (pays.side in UPWARDS)


def _is_other(number: Stated, kind: Kind, hows: Mapping[Kind, Relation]) -> bool:
    """Whether a number is another parameter, too, on the side that it says."""
    return any(
        how == "same" and (other[-1] is None or (number.side in UPWARDS) == (other[-1].side in UPWARDS))
        for other, how in hows.items()
        if other != kind
    )


def _beside(kinds: _Kinds, clause: Clause) -> dict[Kind, tuple[Stated, Relation]]:
    """The kinds that other texts state, or state from another side."""
    found: dict[Kind, tuple[Stated, Relation]] = {}
    texts = [*((text, False) for text in clause.beside), *((text, True) for text in clause.around)]
    numbers = [(number, by_unit) for text, by_unit in texts for number in numbers_in(text, clause.left_out)]
    one_by_one = any(goes_one_by_one(text) for text, _ in texts)
    shared = shared_ends((number for number, _ in numbers), one_by_one=one_by_one)
    for number, by_unit in numbers:
        is_shared = number.range_end is not None and not shared.isdisjoint(number.values)
        for kind, how in kinds.related(number, by_unit=by_unit).items():
            if how == "wrong" and is_shared:
                continue
            if how != "wrong" or kind not in found:
                found[kind] = number, how
    return found


def with_shares(number: Stated, worths: Iterable[Decimal], rates: Iterable[Decimal] = ()) -> Stated:
    """A number with what it comes to where it is a share of the maximum, or the most that is counted.

    60% of 50 is 30; 最多计6个 at 0.5 points each is 3.
    """
    of = worths if number.role == "share" else rates if number.role == "ceiling" and number.in_points is False else ()
    comes_to = dict.fromkeys(EXACT.multiply(each, number.values[-1]) for each in of)
    return replace(number, values=(*number.values, *comes_to)) if comes_to else number


def _left_over(
    numbers: Sequence[Stated],
    kinds: _Kinds,
    related: Sequence[Mapping[Kind, Relation]],
    said: Collection[Kind],
    labels: Iterable[Stated],
) -> tuple[dict[int, None], dict[Kind, deque[int]]]:
    """The numbers that no parameter is left for, and the parameters that no number is, by kind.

    Each parameter takes one number, in the order of both first, then of its own kind. Places need none (前5名), but those at the ends
    of ranges that are looked up number by number.
    """
    looked_up = {at for each in kinds.looked_up for at in each.places}
    places = [
        place
        for place, number in enumerate(numbers)
        if (number.role not in {"aside", "doubtful"} or place in looked_up)
        and any(number.values)
        and "rest" not in related[place].values()
    ]
    paired = _in_order([numbers[place] for place in places], kinds.parameters)
    taken = {places[at]: its for at, its in paired if related[places[at]].get(kinds.each[its]) == "same"}
    left = sorted({*range(len(kinds.parameters))}.difference(taken.values()))
    free = _by_key((kinds.each[its], its) for its in left)
    rest = []
    for place in (place for place in places if place not in taken):
        fitting = [kind for kind, how in related[place].items() if how == "same" and free.get(kind)]
        own = [kind for kind in fitting if kind[1] == numbers[place].in_points]
        if fitting:
            min((free[kind] for kind in own or fitting), key=itemgetter(0)).popleft()
        else:
            rest.append(place)
    needed = _needed(kinds.parameters, labels) if rest else None  # most clauses have none
    unused = (place for place in rest if needed and needed(numbers[place]))
    return {place: None for place in unused if not _seen_loosely(numbers[place], related[place], said)}, free


def _needed(parameters: Sequence[Parameter], labels: Iterable[Stated]) -> Callable[[Stated], bool]:
    """Whether a number needs a parameter, though there is none for it."""
    values = {each.value for each in parameters}
    is_doubled = not any(each.in_points and each.required for each in parameters) or any(
        2 * each in values for each in values
    )
    paid_each = any(each.in_points for each in parameters) and not any(each.in_table for each in parameters)
    steps = {each.value for each in parameters if each.at[-1] == "per"}  # said again: 不足5个百分点的按5个百分点计
    named = tuple(label for label in labels if not label.in_points)
    return lambda number: (
        not (
            (number.role == "rate" and paid_each)
            or (number.role == "factor" and is_doubled)
            or not steps.isdisjoint(number.values)
            or (not number.in_points and any(is_named(number, label) for label in named))
        )
    )


def is_named(number: Stated, label: Stated) -> bool:
    """Whether a number is that of a name: 5 years of 5年内, and not 5项."""
    same_unit = number.unit.removesuffix("s") == label.unit.removesuffix("s")
    return (same_unit or not (number.unit and label.unit)) and not {*label.values}.isdisjoint(number.values)


def _seen_loosely(number: Stated, related: Mapping[Kind, Relation], said: Collection[Kind]) -> bool:
    """Whether it states from the other side, and loosely, a threshold that is stated already: 80分以下 after 80分以上."""
    return any(
        how == "wrong" and kind in said and (kind[2] == "is" or (kind[2] in UPWARDS) != (number.side in UPWARDS))
        for kind, how in related.items()
    )


_MOST_COMPARED = 40_000
"""How many numbers times parameters are put side by side, which takes longer than their number; others are taken as they come."""


def _in_order(numbers: Sequence[Stated], parameters: Sequence[Parameter]) -> Iterator[tuple[int, int]]:
    """The numbers and parameters that are alike in the same order, as documents and files mostly have them.

    Of equal numbers, the one between others that have no counterpart is then the one that has none.
    """
    said = [(each.values[0], each.in_points) for each in numbers]
    used = [(each.value, each.in_points) for each in parameters]
    first = _alike_at_first(said, used)
    last = _alike_at_first(said[first:][::-1], used[first:][::-1])
    yield from ((at, at) for at in range(first))
    yield from ((len(said) - at, len(used) - at) for at in range(1, last + 1))
    said, used = said[first : len(said) - last], used[first : len(used) - last]
    if len(said) * len(used) <= _MOST_COMPARED:
        for block in SequenceMatcher(None, said, used, autojunk=False).get_matching_blocks():
            yield from ((first + block.a + step, first + block.b + step) for step in range(block.size))


def _alike_at_first(these: Sequence[object], those: Sequence[object]) -> int:
    """How many of them are the same from the beginning."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(these, those, strict=False)))


K = TypeVar("K")
T = TypeVar("T")


def _by_key(things: Iterable[tuple[K, T]]) -> dict[K, deque[T]]:
    found: dict[K, deque[T]] = {}
    for key, each in things:
        found.setdefault(key, deque()).append(each)
    return found


def _meant(parameter: Parameter, numbers: Sequence[Stated], unused: Iterable[int]) -> int | None:
    """The number that a text states instead: of the same unit, and a ceiling for a ceiling."""
    if parameter.is_places:
        return next(place for place, each in enumerate(numbers) if each.role == "places")
    alike = (place for place in unused if _may_be(numbers[place], parameter))
    return min(alike, key=lambda place: (numbers[place].role == "ceiling") != parameter.is_ceiling, default=None)


def _may_be(number: Stated, parameter: Parameter) -> bool:
    in_points = None if number.unit in _SHARES else number.in_points
    return number.role != "places" and (None in (in_points, parameter.in_points) or in_points == parameter.in_points)


def wrong_side(parameter: Parameter, number: Stated) -> Diagnostic:
    """That a threshold is on the other side of a number than a text says."""
    side = str(parameter.side or parameter.at[-1])  # only thresholds cut, and what is beyond or short of one is counted
    message = Message(
        "the clause says “{said}”, and the rule has {side}: {number}",
        said=number.said
        or {"lower": f"{number.text}–", "upper": f"–{number.text}"}.get(str(number.range_end), number.text),
        side=side,
        number=parameter.value,
    )
    inverted = _pays_elsewhere(number, parameter.pays)
    if inverted and "none" in parameter.at:  # which is the wrong key around it
        hint = Message("correct it, or say in the note how the text was read")
    else:
        form = _as_said(number, parameter) if inverted else _otherwise(side, number.side, parameter)
        hint = Message("write {form}, or say in the note how the text was read", form=form)
    return Diagnostic("wrong-side", message, hint, "warning", at=parameter.at, on_key=parameter.on_key)


def _as_said(number: Stated, parameter: Parameter) -> str:
    """What pays on the side that a number says."""
    value = parameter.value if parameter.value in number.values else number.values[0]
    if parameter.side is None:
        return f"{'over' if number.side in UPWARDS else 'under'}: {plain(value)}"
    return f"{number.side}: {plain(value)}"


def _otherwise(side: str, stated: str | None, parameter: Parameter) -> str:
    """What cuts on the other side of the number. The rows of a table have one side, so that there it is the next number."""
    if parameter.side == "is":
        return f"{stated}: {plain(parameter.value)}"
    if parameter.in_table and parameter.grain is not None:
        return f"{side}: {plain(parameter.value + (parameter.grain if side in _BEFORE else -parameter.grain))}"
    return f"{TURNED[side]}: {plain(parameter.value)}"


def _unstated(parameter: Parameter, meant: Stated | None, taken: Message | None) -> Diagnostic:
    message = Message("{number} is not stated in the clause", number=parameter.value)
    if meant is not None:
        hint = Message("the clause states {number}, which no number of the rule uses", number=meant.text)
    else:
        hint = taken or Message("correct it, or say in the note how the text was read")
    return Diagnostic("unstated-number", message, hint, at=parameter.at, on_key=parameter.on_key)


def _taken(value: Decimal, text: str, in_doubt: Iterable[Stated]) -> Message | None:
    """What a text has that was taken for something else than a number: this very one first, else one that the rule doesn't have."""
    skipped = tuple(skipped_in(text))
    for number in (value, *(each.values[0] for each in in_doubt)):
        for each in skipped:
            if number in numerals_in(each):
                what = TAKEN_FOR[each.kind]
                return Message(
                    "the {number} of “{text}” was taken for {what}", number=number, text=each.text, what=what
                )
    return None
