"""Two rule files → what differs between them, in the order of the document: not formatting, comments or the order of keys.

>>> from decimal import Decimal as D
>>> old, new = (r.CountedRule("reports", D(rate), over=D(over)) for rate, over in (("0.1", 10), ("0.2", 12)))
>>> for change, applied, reverted in variations(RuleChange("item", "reporting", "rule", old, new), old, new):
...     print(f"{change.key} {change.old} → {change.new}:", *(f"{each.rate} over {each.over}" for each in (applied, reverted)), sep="  ")
rate 0.1 → 0.2:  0.2 over 10  0.1 over 12
over 10 → 12:  0.1 over 12  0.2 over 10

Both files are walked as trees of records, side by side. Each difference comes with the old value that has nothing but it applied,
and the new one that has nothing but it taken back: what it makes of a score can be tried, and a difference by which neither means
anything else can change none. What is particular to rule files are a few tables: which keys are told in which order (`ORDER`),
which stand and fall together (`TOGETHER`), what is only words (`WORDS`), and by what the parts of a list are the same ones.
"""

import operator
import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import partial
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, TypeAlias, TypeVar, assert_never

import zlpg.engine.expression as e
import zlpg.model.rules as r
from zlpg.diagnostics import Path
from zlpg.diff.align import Aligned, Entry, Table, aligned, does_more_than_add, merged, table_of
from zlpg.engine.lowering import ALL_APPLY
from zlpg.engine.program import Step
from zlpg.engine.table import TOTAL, lower_item, lower_section
from zlpg.model.marks import kind_of
from zlpg.model.scalars import Scalar
from zlpg.model.table import Grade, Item, NotApplicable, Requirement, Scheme, Section, Total, Veto
from zlpg.model.trees import with_at
from zlpg.model.walks import facts_read, parts_below, references_of
from zlpg.numbers import ZERO
from zlpg.records import document_key

Value: TypeAlias = Any
"""What a key of a rule file holds: a number, text, a flag, a tuple, a mapping, a rule, a condition; `None` for nothing."""

Part: TypeAlias = Total | Section | Item

Thing: TypeAlias = Literal["scheme", "office", "fact", "measure", "section", "item", "total", "veto", "grade"]

NOTHING_IN_PARTICULAR = Scalar("")
"""What a change is about that is of a whole."""


@dataclass(frozen=True, slots=True)
class RuleChange:
    """One difference between two rule files.

    `key` is the key that differs, of the thing or of what is inside it; empty where the thing itself is new or gone. A veto goes by
    its title. `about` is the fact, or the level or option of one, that a part of a rule or a condition reads, or the part of the
    table; a fact has a `~` behind it where the new file has its id for something else. `old` and `new` are what the
    files hold, `None` for nothing; `at_old` and `at_new` lead to it, or to where it would be. `mattered` is known where two scores
    are compared: whether putting only this into the old rules, or taking only it out of the new ones, makes the line's points others.
    """

    thing: Thing
    id: str
    key: str
    old: Value
    new: Value
    at_old: Path = ()
    at_new: Path = ()
    about: Scalar = NOTHING_IN_PARTICULAR
    can_change_score: bool = False
    mattered: bool | None = None

    def inside(self, *way: str | int) -> "RuleChange":
        """The same for what is inside, as far as the way to it goes."""
        return replace(self, at_old=(*self.at_old, *way), at_new=(*self.at_new, *way))


T = TypeVar("T")
Variation: TypeAlias = tuple[RuleChange, T, T]
"""A change, the old one with nothing but it applied, and the new one with nothing but it taken back."""

ORDER = (
    *("number", "title", "text", "max", "direction", "rule", "round", "floor", "cap", "average", "weight", "requires"),
    *("not_applicable", "responsible", "requirement", "note"),
)
"""The order in which keys are told; others come before, as their records have them."""

APART = frozenset({"id", "formerly", "sections", "items", "facts", "offices", "measures", "total", "sha256"})
"""What is told of by itself, or is said by what is held against what."""

TOGETHER: Mapping[type, tuple[str, ...]] = {
    Veto: ("grade", "grade_at_most", "points", "no_result"),
    Grade: ("at_least", "over"),
    r.ProportionalRule: ("full", "over"),  # one new and one old bound may be the same number
}
"""Keys that only mean something with each other: each change of one is made with the others."""

CONDITIONS = frozenset({"once", "requires", "veto"})
"""The keys that hold a condition."""

WORDS = frozenset(
    {"id", "label", "merge", "name", "note", "number", "order", "stands_for_all", "text", "title", "unit", "within"}
)
"""The keys that nothing is worked out from."""


def scheme_changes(old: Scheme, new: Scheme) -> tuple[RuleChange, ...]:
    """Every difference between two rule files that says something else to a reader or to the score."""
    aligned_old = aligned(old, new)
    was = aligned_old.scheme
    whole = RuleChange("scheme", new.scheme, "", None, None)
    ids = (id for each in (was, new) for id in (*facts_read(each, references_of(each)), *_referred_to(each)))
    read, own_ids = frozenset(ids), aligned_old.own_ids[0]
    changes = (
        *(each for each, _, _ in _record_variations(whole, was, new)),
        *_declared_changes("office", (was.offices, new.offices)),
        *_declared_changes("fact", (was.facts, new.facts), own_ids, read),
        *_declared_changes("measure", (was.measures, new.measures), own_ids, read),
        *_table_changes(aligned_old, new),
    )
    return tuple(as_written(each, aligned_old) for each in changes)


def _referred_to(scheme: Scheme) -> Iterator[str]:
    return (each.id for each in references_of(scheme))


def as_written(change: RuleChange, aligned_old: Aligned) -> RuleChange:
    """A change with what the old file holds, and where, by the ids that are there."""
    at_old, here, there = aligned_old.as_written(change.at_old)
    old = there if change.old is not None and change.old == here else change.old
    gone = not change.key and change.new is None and change.thing in {"fact", "measure", "item", "section"}
    own_ids = aligned_old.own_ids[change.thing in {"item", "section"}]
    return replace(change, old=old, at_old=at_old, id=own_ids.get(change.id, change.id) if gone else change.id)


def _declared_changes(
    thing: Thing,
    declared: tuple[Mapping[str, Value], Mapping[str, Value]],
    own_ids: Mapping[str, str] = MappingProxyType({}),
    read: frozenset[str] = frozenset(),
) -> Iterator[RuleChange]:
    """Offices, facts or measures; what is new or gone bears on the score by what reads it, which is told there."""
    old, new = declared
    for name in {**new, **old}:
        was, now, way = old.get(name), new.get(name), (f"{thing}s", name)
        change = RuleChange(thing, name, "", was, now, way, way)
        if was is None or now is None:
            yield change
            continue
        if (id := own_ids.get(name, name)) != name:
            yield replace(change, key="id", old=id, new=name)
        for each in declaration_changes(change, was, now):
            yield replace(each, can_change_score=each.can_change_score and name in read)


def declaration_changes(change: RuleChange, old: Value, new: Value) -> Iterator[RuleChange]:
    """What differs between two declarations of a fact, of a measure or of an office.

    What it can be bears on the score, and so does a level or an option that is new or gone; what it is called doesn't.
    """
    for each, _, _ in _record_variations(change, old, new):
        is_name = each.key in {"levels", "options"} and None not in (each.old, each.new)
        yield replace(each, can_change_score=each.key not in WORDS and not is_name)


def measure_variations(change: RuleChange, old: Value, new: Value) -> Iterator[Variation[Any]]:
    """What differs between two measures and is no word; each with both measures as they would be for it alone."""
    return (each for each in _record_variations(change, old, new) if each[0].key not in WORDS)


def _table_changes(aligned_old: Aligned, new: Scheme) -> Iterator[RuleChange]:
    earlier, later = table_of(aligned_old.scheme), table_of(new)
    shown = merged((earlier.below, later.below))
    waiting = [TOTAL]
    while waiting:
        name = waiting.pop()
        was, now = earlier.entries.get(name), later.entries.get(name)
        if was is None or now is None:
            yield _come_or_gone(was, now)
        else:
            yield from _part_changes(name, earlier, later, aligned_old)
        waiting.extend(reversed(shown.get(name, ())))


def _come_or_gone(was: Entry | None, now: Entry | None) -> RuleChange:
    (node,) = (entry.node for entry in (was, now) if entry is not None)
    assert not isinstance(node, Total)  # noqa: S101  # every table has one
    change = RuleChange(_thing(node), node.id, "", was and was.node, now and now.node)
    bears = isinstance(node, Item) or does_more_than_add(node)
    return replace(change, at_old=was.at if was else (), at_new=now.at if now else (), can_change_score=bears)


def _part_changes(name: str, earlier: Table, later: Table, aligned_old: Aligned) -> Iterator[RuleChange]:
    """What differs between a section, an item or the total of two schemes: its id, its place in the table, and what it says."""
    was, now = earlier.entries[name], later.entries[name]
    change = change_of_part(name, was, now)
    if (id := aligned_old.own_ids[1][name]) != name:
        yield replace(change.inside("id"), key="id", old=id, new=name)
    yield from moves(name, was, now, aligned_old)
    for each, _, _ in part_variations(name, earlier, later):
        yield each
    if name in earlier.below and name in later.below:
        yield from _order_changes(change, earlier, later, aligned_old)
    if isinstance(was.node, Total) and isinstance(now.node, Total):
        for each, _, _ in settling_variations(change, was.node, now.node):
            yield each


def change_of_part(name: str, was: Entry, now: Entry) -> RuleChange:
    """A change of a section, an item or the total that is in both tables, to be filled in."""
    return RuleChange(_thing(now.node), name, "", None, None, was.at, now.at)


def _thing(node: Total | Section | Item) -> Thing:
    return "item" if isinstance(node, Item) else "section" if isinstance(node, Section) else "total"


def moves(name: str, was: Entry, now: Entry, aligned_old: Aligned) -> Iterator[RuleChange]:
    """That a section or an item stands in another section; the score is another one only where other caps are around it."""
    if was.within != now.within:
        bears = (was.held_by, was.around) != (now.held_by, now.around)
        change = replace(change_of_part(name, was, now), key="within", can_change_score=bears)
        yield replace(change, old=aligned_old.own_ids[1][was.within], new=now.within)


def _order_changes(change: RuleChange, earlier: Table, later: Table, aligned_old: Aligned) -> Iterator[RuleChange]:
    """What both have in a section, or in the total, in another order."""
    old, new = (dict.fromkeys(table.below[change.id]) for table in (earlier, later))
    was, now = [each for each in old if each in new], [each for each in new if each in old]
    if was != now:
        own_ids = aligned_old.own_ids[1]
        yield replace(change, key="order", old=tuple(own_ids[each] for each in was), new=tuple(now))


class Varied(NamedTuple):
    """A part of one year's table, the same part with one change, and what is said around it of what is not applicable."""

    node: Part
    other: Part
    around: NotApplicable | None


def part_variations(
    name: str,
    earlier: Table,
    later: Table,
    applying: tuple[Mapping[str, e.Expression], Mapping[str, e.Expression]] = (ALL_APPLY, ALL_APPLY),
) -> Iterator[tuple[RuleChange, Varied, Varied]]:
    """What a section, an item or the total says of itself that differs, aside from vetoes and grades, tried in both years.

    A weight is tried in what the part stands in. `applying` says for each year when parts of the table are applicable that a
    condition may read.
    """
    was, now = earlier.entries[name], later.entries[name]
    for change, applied, reverted in _record_variations(
        change_of_part(name, was, now), was.node, now.node, SETTLING_KEYS
    ):
        of_parents = change.key == "weight" and was.within == now.within
        if of_parents:
            varied = _weighted(earlier, name, now.node), _weighted(later, name, was.node)
        else:
            varied = Varied(was.node, applied, was.around), Varied(now.node, reverted, now.around)
        meant = [
            [meaning(node, each.around, change.key, applies) for node in (each.node, each.other)]
            for each, applies in zip(varied, applying, strict=True)
        ]
        is_beside = change.key == "max" or (change.key == "weight" and not of_parents)  # no part of its own arithmetic
        yield replace(change, can_change_score=is_beside or any(was != now for was, now in meant)), *varied


def _weighted(table: Table, name: str, like: Any) -> Varied:
    """What a part stands in, with the part counting as another one does."""
    parent = table.entries[table.entries[name].within]
    path = table.entries[name].at[len(parent.at) :]
    return Varied(parent.node, with_at(parent.node, (*path, "weight"), like.weight), parent.around)


def meaning(
    node: Part, around: NotApplicable | None, key: str = "", applying: Mapping[str, e.Expression] = ALL_APPLY
) -> tuple[Step, ...]:
    """What a part of the table means; with everything under it where a key is about that."""
    if isinstance(node, Item):
        return (Step(node.id, "item", lower_item(node, around, applying)),)
    policy = node.not_applicable or around
    below = parts_below(node) if key == "not_applicable" else ()
    own = Step(TOTAL if isinstance(node, Total) else node.id, "section", lower_section(node, applying))
    return (*(step for part in below for step in meaning(part, policy, key, applying)), own)


SETTLING_KEYS = frozenset({"vetoes", "grades"})


def settling_variations(change: RuleChange, old: Total, new: Total) -> Iterator[Variation[Total]]:
    """Vetoes, which go by their titles, and grades, by their ids, else by their titles or thresholds. Of vetoes that fix the result, the first that holds counts."""
    of_kinds: tuple[tuple[Thing, str, tuple[Callable[[Any], str], ...]], ...] = (
        ("veto", "vetoes", (operator.attrgetter("title"), _done_by)),  # one with another title does what it did
        ("grade", "grades", (operator.attrgetter("id"), operator.attrgetter("title"), _threshold)),
    )
    for thing, key, names in of_kinds:
        was, now, here, name = getattr(old, key), getattr(new, key), change.inside(key), names[0]
        pairs = tuple(paired(was, now, *names))
        of_part = partial(_change_of, here, thing, name)
        for each, applied, reverted in (
            *_list_variations(of_part, was, now, pairs, _settling_record_variations),
            *_order_variations(replace(here, key=key), was, now, pairs, name),
        ):
            bears = each.key not in WORDS or each.key == "id"  # a grade's, which results say
            if each.key == "vetoes":
                bears = _fixing(was) != _fixing(applied)
            changed = replace(each, can_change_score=bears)
            yield changed, with_at(old, (key,), applied), with_at(new, (key,), reverted)


def _change_of(change: RuleChange, thing: Thing, name: Callable[[Any], str], part: Any) -> RuleChange:
    return replace(change, thing=thing, id=name(part))


def _settling_record_variations(change: RuleChange, old: Any, new: Any) -> Iterator[Variation[Any]]:
    """What differs between two vetoes, or two grades, which may have other ids."""
    if isinstance(new, Grade) and old.id != new.id:
        renamed = replace(change.inside("id"), key="id", old=old.id, new=new.id)
        yield renamed, replace(old, id=new.id), replace(new, id=old.id)
    yield from _record_variations(change, old, new)


def _threshold(grade: Grade) -> str:
    """The total that a grade takes, whatever it is called; of one that takes none, nothing tells that it is the same."""
    thresholds = grade.at_least, grade.over
    return grade.id if thresholds == (None, None) else repr(thresholds)


def _done_by(veto: Veto) -> str:
    """What a veto is about and what it does, whatever it is called."""
    return repr((veto.veto, veto.grade, veto.grade_at_most, veto.points, veto.no_result))


def _fixing(vetoes: Iterable[Veto]) -> tuple[list[str], list[str]]:
    """The vetoes that fix the grade, and those that fix the points, in their order: of each, the first that holds counts."""
    ordered = tuple(vetoes)
    return [each.title for each in ordered if each.grade is not None], [
        each.title for each in ordered if each.points is not None
    ]


Pairs: TypeAlias = Iterable[tuple[int | None, int | None]]
"""Places in two lists of what is the same in both, `None` in the one that doesn't have it."""


def _list_variations(
    change_of: Callable[[T], RuleChange],
    old: tuple[T, ...],
    new: tuple[T, ...],
    pairs: Pairs,
    held: Callable[[RuleChange, T, T], Iterator[Variation[T]]],
) -> Iterator[Variation[tuple[T, ...]]]:
    """What differs between two lists, part by part: a part that is new or gone as a whole, one that both have as it is `held`."""
    for at_old, at_new in pairs:
        was, now = None if at_old is None else old[at_old], None if at_new is None else new[at_new]
        here = replace(change_of(now or was or new[0]), old=was, new=now)
        here = replace(here, at_old=_at(here.at_old, at_old), at_new=_at(here.at_new, at_new))
        found: Iterator[Variation[T | None]] = iter([(here, now, was)])
        if was is not None and now is not None:
            found = iter(held(here, was, now))
        for each, applied, reverted in found:
            yield each, _with_part(old, at_old, applied, at_new), _with_part(new, at_new, reverted, at_old)


def _at(way: Path, place: int | None) -> Path:
    return way if place is None else (*way, place)


def _with_part(parts: tuple[T, ...], at: int | None, part: T | None, place: int | None) -> tuple[T, ...]:
    """Several parts with the one at a place another, or without it; or with one more, where the others have it."""
    where = (place or 0) if at is None else at
    return (*parts[:where], *(() if part is None else (part,)), *parts[where + (at is not None) :])


def _order_variations(
    change: RuleChange, old: tuple[T, ...], new: tuple[T, ...], pairs: Pairs, name: Callable[[T], str]
) -> Iterator[Variation[tuple[T, ...]]]:
    """What both lists have, in another order."""
    by_new = [(was, now) for was, now in pairs if was is not None and now is not None]
    by_old = sorted(by_new)
    if by_old != by_new:
        was, now = (tuple(name(old[at]) for at, _ in order) for order in (by_old, by_new))
        swapped = tuple(zip(by_old, by_new, strict=True))
        instead_old = {own: other for (own, _), (other, _) in swapped}
        instead_new = {own: other for (_, other), (_, own) in swapped}
        yield (
            replace(change, old=was, new=now),
            tuple(old[instead_old.get(at, at)] for at in range(len(old))),
            tuple(new[instead_new.get(at, at)] for at in range(len(new))),
        )


def _record_variations(
    change: RuleChange, old: T, new: T, apart: frozenset[str] = frozenset()
) -> Iterator[Variation[T]]:
    """What differs between two records, key by key."""
    keys = dict.fromkeys(field.name for record in (new, old) for field in fields(record))  # type: ignore[arg-type]
    for key in sorted(keys.keys() - APART - apart, key=lambda key: _place(key, tuple(keys))):
        was, now = getattr(old, key, None), getattr(new, key, None)
        if was == now or (type(old) is not type(new) and (isinstance(was, Mapping) or isinstance(now, Mapping))):
            continue  # facts of another type have other levels or options, or none
        named = document_key(key)
        for each, *values in variations(replace(change.inside(named), key=named, old=was, new=now), was, now):
            yield each, _with_key(old, new, key, values[0]), _with_key(new, old, key, values[1])


def _place(key: str, keys: Sequence[str]) -> tuple[bool, int]:
    return (True, ORDER.index(key)) if key in ORDER else (False, keys.index(key))


def _with_key(record: T, other: T, key: str, value: Value) -> T:
    """A record with another value of one key, and of those with which it stands and falls; of another kind, nothing stands alone."""
    if type(record) is not type(other):
        return other
    if key in (linked := TOGETHER.get(type(record), ())):
        return replace(record, **{each: getattr(other, each) for each in linked})  # type: ignore[type-var]
    return replace(record, **{key: value})  # type: ignore[type-var]


def variations(change: RuleChange, old: Value, new: Value) -> Iterator[Variation[Value]]:
    """What differs between what two files hold at a key, as closely as it can be told."""
    if _as_read(old) == _as_read(new):
        return
    if (r.is_rule(old) or r.is_rule(new)) and None not in (old, new):  # the other may be a number, or what is read
        yield from _rule_variations(replace(change, about=NOTHING_IN_PARTICULAR), old, new)
    elif change.key in CONDITIONS and None not in (old, new):
        yield from _condition_variations(change, old, new)
    elif isinstance(old, Mapping) and isinstance(new, Mapping):
        yield from _entry_variations(change, old, new)
    elif isinstance(old, Requirement) and isinstance(new, Requirement):
        for each, applied, reverted in _record_variations(change, old, new):
            yield replace(each, key="requirement") if each.key == "text" else each, applied, reverted
    else:
        yield change, new, old


def _as_read(value: Value) -> Value:
    """A value as it is read: a text that isn't there says as much as an empty one, and as one broken into other lines."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)  # a numbering may be quoted
    return re.sub(r"\s+", "", value) if isinstance(value, str) else "" if value is None else value


def _entry_variations(
    change: RuleChange, old: Mapping[str, Value], new: Mapping[str, Value]
) -> Iterator[Variation[Mapping[str, Value]]]:
    """What differs between two mappings: of a level or an option, by the fact that it is one of."""
    fact = change.id if change.thing == "fact" else change.about.fact
    for name in {**new, **old}:
        was, now = old.get(name), new.get(name)
        about = Scalar(fact, name) if fact else Scalar(name)
        for each, *values in variations(replace(change.inside(name), about=about, old=was, new=now), was, now):
            yield each, _with_entry(old, name, values[0]), _with_entry(new, name, values[1])


def _with_entry(of: Mapping[str, Value], name: str, value: Value) -> dict[str, Value]:
    return {key: each for key, each in {**of, name: value}.items() if each is not None}


def _rule_variations(change: RuleChange, old: r.Amount, new: r.Amount) -> Iterator[Variation[r.Amount]]:
    """What differs between two rules; one by itself, but for `judged`, is as good as a sum, or a highest, of one."""
    combining = {type(rule) for rule in (old, new) if isinstance(rule, r.Combining) and r.JUDGED not in (old, new)}
    about = replace(change, about=_read_by(new))
    if len(combining) == 1:
        yield from _combined_variations(change, old, new, *combining)
    elif combining or _rule_known_by(old) != _rule_known_by(new):
        yield replace(change, key="rule"), new, old
    elif isinstance(old, r.BracketsRule) and isinstance(new, r.BracketsRule):
        yield from _row_variations(about.inside("table"), old, new)
    elif isinstance(old, r.CountedRule) and isinstance(new, r.CountedRule):
        yield from _count_variations(about, old, new)
    else:
        yield from _record_variations(about, old, new)


def _count_variations(change: RuleChange, old: r.CountedRule, new: r.CountedRule) -> Iterator[Variation[r.Amount]]:
    """To count everything is told as counting what goes beyond 0, unless one of them counts what falls short."""
    overs = tuple(ZERO if rule.over is None else rule.over for rule in (old, new))
    of_counts = old.steps is None and new.steps is None  # what is counted one by one is never below 0
    for each, applied, reverted in _record_variations(change, old, new):
        if each.key != "over" or old.under is not None or new.under is not None:
            yield each, applied, reverted
        elif overs[0] != overs[1]:
            yield replace(each, old=overs[0], new=overs[1]), applied, reverted
        elif not of_counts:
            yield each, applied, reverted


def _combined_variations(
    change: RuleChange, old: r.Amount, new: r.Amount, kind: type[r.Combining]
) -> Iterator[Variation[r.Amount]]:
    """What differs between two rules of which at least one combines others, part by part."""
    key = kind_of(kind)
    before, after = (rule if isinstance(rule, kind) else kind((rule,)) for rule in (old, new))
    earlier, later = r.parts_in(before), r.parts_in(after)
    pairs = paired(earlier, later, _rule_known_by)
    of_part = partial(_about, replace(change.inside(key), key=key))
    for each, *parts in _list_variations(of_part, earlier, later, pairs, variations):
        here = replace(
            each,
            at_old=each.at_old if isinstance(old, kind) else _by_itself(each.at_old, change.at_old),
            at_new=each.at_new if isinstance(new, kind) else _by_itself(each.at_new, change.at_new),
        )
        yield here, _unless_empty(before, key, parts[0]), _unless_empty(after, key, parts[1])
    yield from _record_variations(change, before, after, frozenset({key}))


def _by_itself(at: Path, rule: Path) -> Path:
    """Where something of a rule is that stands by itself, not as the first part of another."""
    return (*rule, *at[len(rule) + 2 :])


def _read_by(amount: r.Amount) -> Scalar:
    """The fact or the measure that a rule reads itself."""
    return Scalar((r.reading_of(amount) or "").partition(".")[0])


def _about(change: RuleChange, part: r.Amount) -> RuleChange:
    return replace(change, about=_read_by(part))


def _unless_empty(rule: r.Rule, key: str, parts: tuple[Any, ...]) -> r.Rule:
    """A rule with other parts, or rows; without any it gives nothing."""
    return with_at(rule, (key,), parts) if parts else r.SumRule(())


def _rule_known_by(amount: r.Amount) -> Hashable:
    return r.kind_of_amount(amount), r.reading_of(amount)


def _row_variations(change: RuleChange, old: r.BracketsRule, new: r.BracketsRule) -> Iterator[Variation[r.Amount]]:
    """Rows that are equal are the same; of the others, by their place where there are as many, else by their threshold."""
    whole = replace(change, key="table", old=old.table, new=new.table)
    if old.table[0].side != new.table[0].side:
        yield whole, replace(old, table=new.table), replace(new, table=old.table)
        return
    pairs = _places_of_rows(old.table, new.table)
    for each, *tables in _list_variations(lambda _row: whole, old.table, new.table, pairs, _record_variations):
        ascending = [tuple(sorted(table, key=lambda row: row.threshold)) for table in tables]
        yield each, _unless_empty(old, "table", ascending[0]), _unless_empty(new, "table", ascending[1])


def _places_of_rows(old: tuple[r.Bracket, ...], new: tuple[r.Bracket, ...]) -> list[tuple[int | None, int | None]]:
    """The places of rows that differ, in both tables, in the order of their thresholds."""
    left = [place for place, row in enumerate(old) if row not in new]
    come = [place for place, row in enumerate(new) if row not in old]
    if len(left) == len(come):
        return list(zip(left, come, strict=True))
    at_old, at_new = (
        {table[place].threshold: place for place in places} for table, places in ((old, left), (new, come))
    )
    return [(at_old.get(at), at_new.get(at)) for at in sorted({*at_old, *at_new})]


def _condition_variations(change: RuleChange, old: r.Condition, new: r.Condition) -> Iterator[Variation[r.Condition]]:
    """Part by part where they have one in common, so that something is left of both without the others; else as a whole."""
    if old == new:
        return
    if type(old) is type(new) and not isinstance(new, str):
        kind = kind_of(type(new))
        match old:
            case r.AtLeast() | r.Over() | r.AtMost() | r.Below() | r.Chosen() | r.Reaches() if _in(old, set) & _in(
                new, set
            ):
                yield from _record_variations(change, old, new)
                return
            case r.AllOf() | r.AnyOf() | r.NoneOf():
                earlier, later = _in(old, tuple), _in(new, tuple)
                if set(map(_condition_known_by, earlier)) & set(map(_condition_known_by, later)):
                    pairs = paired(earlier, later, _condition_known_by)
                    here = replace(change.inside(kind), key=kind)
                    for each, *parts in _list_variations(
                        lambda _part: here, earlier, later, pairs, _condition_variations
                    ):
                        yield each, with_at(old, (kind,), parts[0]), with_at(new, (kind,), parts[1])
                    return
            case _:
                pass
    yield change, new, old


def _in(condition: r.Condition, form: Callable[[Any], T]) -> T:
    """What a condition holds: others, or thresholds and options by what they are of."""
    return form(getattr(condition, kind_of(type(condition))))


def _condition_known_by(condition: r.Condition) -> Hashable:
    """What tells a condition from others beside it: its kind and what it is about."""
    match condition:
        case str():
            return condition
        case r.AllOf() | r.AnyOf() | r.NoneOf():
            return (type(condition),)
        case r.AtLeast() | r.Over() | r.AtMost() | r.Below() | r.Chosen() | r.Reaches():
            return type(condition), _in(condition, frozenset)
        case _:
            assert_never(condition)


def paired(
    old: Sequence[T], new: Sequence[T], *known_by: Callable[[T], Hashable]
) -> Iterator[tuple[int | None, int | None]]:
    """Which of several parts are the same ones in both, by their places: what is equal, then what is known by the same, in order.

    They come in the order of the new ones; those that only the old one has are last. What tells parts apart is tried in turn.
    """
    found: dict[int, int] = {}
    for known in known_by:
        taken = set(found.values())
        left: dict[Hashable, list[int]] = {}
        for place, part in enumerate(old):
            if place not in taken:
                left.setdefault(known(part), []).append(place)
        for is_same in (operator.eq, lambda _old, _new: True):
            for place, part in enumerate(new):
                others = left.get(known(part), [])
                at = next((each for each in others if is_same(old[each], part)), None) if place not in found else None
                if at is not None:
                    others.remove(at)
                    found[place] = at
    yield from ((found.get(place), place) for place in range(len(new)))
    yield from ((place, None) for place in range(len(old)) if place not in set(found.values()))
