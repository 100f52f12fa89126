"""A scheme with one slip in it.

>>> from zlpg.model.rules import CountedRule
>>> slips = _slips((), CountedRule("reports", Decimal("0.1"), over=Decimal(10)), None)
>>> [(at[-1], str(before), str(after)) for at, before, after in slips]
[('rate', '0.1', '0.2'), ('rate', '0.1', '0.0'), ('over', '10', '11'), ('over', '10', '9')]

Every number a step off; caps, floors, rounding, requirements, vetoes and parts left out; levels and options swapped; sides of
thresholds, steps, rounding and policies turned.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import Any, Literal, TypeAlias, get_args, get_origin

import zlpg.model.rules as r
from zlpg.clauses.numbers import numbers_in
from zlpg.diagnostics import Path
from zlpg.model.marks import kind_of, least_allowed
from zlpg.model.table import Grade, Scheme, Total, Veto
from zlpg.model.trees import field_of, value_at, with_at
from zlpg.model.walks import facts_of, walk_items
from zlpg.numbers import TURNED, ZERO, plain
from zlpg.records import document_key, record

UNCOUNTED = frozenset({"year", "number", "step", "sha256"})
"""Numbers that name something and bear on no points."""

LEFT_OUT = frozenset({"cap", "floor", "round", "requires", "bonus", "times", "if_none"})
"""What may be forgotten, so that its default holds."""


@record(frozen=True, slots=True)
class Mutant:
    """A scheme with one slip: where it is, and what stands there before and after; `None` for what is left out."""

    at: Path
    before: Any
    after: Any
    scheme: Scheme

    @property
    def where(self) -> Path:
        """Where the slip is as closely as the file has it: in a mapping, or a record, at the first of what differs in it."""
        match self.before, self.after:
            case Mapping() as before, Mapping() as after:
                differing = (key for key in before if before[key] != after.get(key))
            case (Grade() as before, Grade() as after) | (
                r.Criteria() | r.Words() | r.TableRule() | r.EachRule() as before,
                r.Criteria() | r.Words() | r.TableRule() | r.EachRule() as after,
            ):
                held = {field.name: getattr(before, field.name) for field in fields(before)}
                differing = (
                    document_key(key) for key, was in held.items() if was is not None and was != getattr(after, key)
                )
            case _:  # a number, a word, or a whole rule
                return self.at
        return (*self.at, *list(differing)[:1])


def mutants_of(scheme: Scheme) -> Iterator[Mutant]:
    """Every mutant of a scheme that its file could hold."""
    stated = numbers_of_clauses(scheme)
    for at, before, after in _slips((), scheme, None):
        if at[0] == "facts" and at[2:] in {("range",), ("or",)}:
            both = zip(before, after, strict=True) if at[2] == "range" else ((before, after),)
            (end,) = (was for was, now in both if was != now)
            if end not in stated[str(at[1])]:
                continue  # somebody took it to be far enough, and so is the next one
        yield Mutant(at, before, after, with_at(scheme, at, after))


def numbers_of_clauses(scheme: Scheme) -> Mapping[str, Collection[Decimal]]:
    """The numbers that the clauses of the items state that read a fact."""
    found = defaultdict[str, set[Decimal]](set)
    for _, _, item in walk_items(scheme):
        stated = [value for number in numbers_in(item.text) for value in number.values]
        for fact in facts_of(scheme, item):
            found[fact].update(stated)
    return found


Slips: TypeAlias = Iterator[tuple[Path, Any, Any]]
"""Places, each with what stands there before and after."""


def _slips(at: Path, value: Any, hint: Any) -> Slips:
    """Every slip in a value of a declared type, with its path, and what stands there before and after."""
    match value:
        case None | bool():
            return
        case str():
            yield from ((at, value, other) for other in _options(hint) if other != value)
            return
        case int() | Decimal():
            yield from ((at, value, other) for other in _neighbours(value, hint))
            return
        case (int() | Decimal() | None as lowest, int() | Decimal() | None as highest) if at[-1:] == ("range",):
            of_lowest, of_highest = get_args(hint)
            yield from ((at, value, (other, highest)) for other in _neighbours(lowest, of_lowest))
            yield from ((at, value, (lowest, other)) for other in _neighbours(highest, of_highest))
            return
        case _:
            yield from _of_its_own(at, value)
            yield from _below(at, value, hint)


def _of_its_own(at: Path, value: Any) -> Slips:
    """The slips that only a kind of thing has."""
    match value:
        case r.TableRule() | r.EachRule():
            yield from _of_tables(at, value)
            if isinstance(value, r.EachRule) and isinstance(value.each, tuple):
                yield from _shortened(at, value, "each")
        case r.SumRule() | r.ProductRule() | r.HighestRule() | r.LowestRule() | r.AverageRule():
            yield from _shortened(at, value, kind_of(type(value)))
        case r.DeductRule(deduct=tuple()):
            yield from _shortened(at, value, "deduct")
        case r.Criteria() | r.Words():
            yield from _of_words(at, value)
            if isinstance(value, r.Criteria):
                yield from _of_groups(at, value)
        case Grade(if_=condition):
            if value.side is not None:
                yield at, value, _turned(value)
            if condition is not None:
                yield (*at, "if"), condition, None
        case Veto(grade=str() as grade, points=Decimal() | str() as points):
            yield (*at, "grade"), grade, None
            yield (*at, "points"), points, None
        case r.DifferenceRule(difference=(first, second, *others)):
            yield (*at, "difference"), (first, second, *others), (second, first, *others)
            for place, part in enumerate((second, *others), 1):  # of two parts, the first alone is left
                yield (*at, "difference", place), part, None
        case Total(vetoes=vetoes):
            yield from (((*at, "vetoes", position), veto, None) for position, veto in enumerate(vetoes))
        case _:  # whose numbers and options are slipped as those of everything are
            pass


def _of_tables(at: Path, value: r.Tabular) -> Slips:
    """Rows by another number, by the word that is most easily read instead, and in each other's places; columns likewise."""
    for word in r.words_of(value):
        field = field_of(value, word)
        rows: Mapping[str, r.Row] = getattr(value, field)
        yield from _swaps((*at, word), rows)
        yield from _moved((*at, word), rows)
        if word in TURNED:
            turned: Mapping[str, Any] = {field: None, TURNED[word]: rows}
            yield at, value, replace(value, **turned)
        width = min((len(row) if isinstance(row, tuple) else 0 for row in rows.values()), default=0)
        for first, second in pairwise(range(width)):
            order = [*range(first), second, first, *range(second + 1, width)]
            swapped = {key: tuple(row[place] for place in order) for key, row in rows.items() if isinstance(row, tuple)}
            if swapped != rows:
                yield (*at, word), rows, swapped
    if value.otherwise is not None and value.otherwise != ZERO:
        yield (*at, "otherwise"), value.otherwise, None


def _moved(at: Path, rows: Mapping[str, r.Row]) -> Slips:
    """Each row by the number a step up and a step down, where it stays between its neighbours."""
    keys = [r.key_of(key) for key in rows]
    for place, key in enumerate(keys):
        for other in _neighbours(key, None) if isinstance(key, Decimal) else ():
            moved = [*keys[:place], Decimal(other), *keys[place + 1 :]]
            if all(one < another for one, another in pairwise(moved)):  # type: ignore[operator]  # all are numbers
                named = {
                    plain(Decimal(other)) if old == key else name: row
                    for old, (name, row) in zip(keys, rows.items(), strict=True)
                }
                yield at, rows, named


def _of_words(at: Path, value: r.Criteria | r.Words) -> Slips:
    """Each entry left out, and each word another."""
    entries = list(r.entries_of(at, value))
    groups = [key for key in r.GROUPS if getattr(value, key, None) is not None]
    for entry in entries if len(entries) + len(groups) > 1 else ():
        alone = sum(each.word == entry.word for each in entries) == 1
        held = value_at(value, (entry.word,))
        yield ((*at, entry.word), held, None) if alone else (entry.at, entry.threshold, None)
    for word, other in TURNED.items():
        held = getattr(value, word)
        if held is not None:
            turned: dict[str, Any] = {word: None, other: {**(getattr(value, other) or {}), **held}}
            yield at, value, replace(value, **turned)


def _of_groups(at: Path, value: r.Criteria) -> Slips:
    """Each group, and each part of it, left out; and another group instead, as is easily written."""
    words = sum(1 for _ in r.entries_of(at, value))
    groups = [key for key in r.GROUPS if getattr(value, key) is not None]
    for key in groups:
        held = getattr(value, key)
        if words + len(groups) > 1:
            yield (*at, key), held, None
        if isinstance(held, tuple):
            yield from _shortened(at, value, key)
    every = () if value.all is None else value.all
    if value.all is not None and len(value.all) > 1 and value.any is None:
        yield at, value, replace(value, all=None, any=value.all)
    if value.any is not None and _is_several(value.any):
        parts = value.any if isinstance(value.any, tuple) else (_as_condition(value.any),)
        yield at, value, replace(value, any=None, all=(*every, *parts))
    if value.any is not None and value.none is None:
        yield at, value, replace(value, any=None, none=value.any)
    if value.none is not None and value.any is None:
        yield at, value, replace(value, none=None, any=value.none)


def _is_several(held: tuple[r.Condition, ...] | r.Words) -> bool:
    return len(held if isinstance(held, tuple) else tuple(r.entries_of((), held))) > 1


def _as_condition(words: r.Words) -> r.Criteria:
    return r.Criteria(**{field.name: getattr(words, field.name) for field in fields(words)})


def _shortened(at: Path, value: Any, key: str) -> Slips:
    """Each of several parts left out."""
    parts = getattr(value, key)
    if len(parts) > 1:
        yield from (((*at, key, position), part, None) for position, part in enumerate(parts))


def _turned(value: Any) -> Any:
    """What has a threshold, with the threshold included where it was left out, or the other way round."""
    side = next(side for side in TURNED if getattr(value, side, None) is not None)
    return replace(value, **{side: None, TURNED[side]: getattr(value, side)})


def _below(at: Path, value: Any, hint: Any) -> Slips:
    """The slips in what a mapping, a list or a record holds."""
    if isinstance(value, Mapping):
        for key, below in value.items():
            yield from _slips((*at, key), below, hint)
    elif isinstance(value, tuple):
        for position, below in enumerate(value):
            yield from _slips((*at, position), below, hint)
    elif is_dataclass(value):
        for field in fields(value):
            below, key = getattr(value, field.name), document_key(field.name)
            if field.name in UNCOUNTED or (below == field.default and below is not None):
                continue
            if field.name in LEFT_OUT and below is not None and field.default is not MISSING:
                yield (*at, key), below, None
            yield from _slips((*at, key), below, field.type)


def _options(hint: Any) -> tuple[str, ...]:
    """The words that a declared type has room for; none where it takes any text."""
    if get_origin(hint) is Literal:
        return get_args(hint)
    return tuple(word for each in get_args(hint) for word in _options(each))


def _neighbours(number: int | Decimal | None, hint: Any) -> Iterator[int | Decimal]:
    """The number one step up and one down, a step being one in its last place, where the declared type allows it."""
    if number is None:
        return
    step = Decimal(1).scaleb(int(number.as_tuple().exponent)) if isinstance(number, Decimal) else 1
    least, included = least_allowed(hint)
    for other in (number + step, number - step):
        if other > least or (included and other == least):
            yield type(number)(other)


def _swaps(at: Path, points: Mapping[str, Any]) -> Slips:
    names = list(points)
    for one, other in pairwise(names):
        if points[one] != points[other]:
            swapped = {**points, one: points[other], other: points[one]}
            yield at, points, swapped
