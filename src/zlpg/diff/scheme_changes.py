"""Two rule files → what differs between them, in the order of the document: not formatting, comments or the order of keys.

>>> from decimal import Decimal as D
>>> old, new = (r.CountedRule("reports", D(rate), over=D(over)) for rate, over in (("0.1", 10), ("0.2", 12)))
>>> for change in differences(RuleChange("item", "reporting", "rule", old, new)):
...     varied = with_change(old, change, new), with_change(new, change.backwards, old)
...     print(f"{change.key} {change.old} → {change.new}:", *(f"{each.rate} over {each.over}" for each in varied), sep="  ")
rate 0.1 → 0.2:  0.2 over 10  0.1 over 12
over 10 → 12:  0.1 over 12  0.2 over 10

Both files are walked as trees of records, side by side. A difference is the values in both and the paths to them, so that the old
file can be had with nothing but it applied, and the new one with nothing but it taken back (`with_change`): what it makes of a score
can be tried, and a difference by which neither means anything else can change none. What is particular to rule files are a few
tables: which keys are told in which order (`ORDER`), which stand and fall together (`TOGETHER`), what is only words (`WORDS`), and
by what the parts of a list are the same ones.
"""

import operator
import re
from collections.abc import Callable, Container, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, TypeAlias, TypeVar

import zlpg.model.rules as r
from zlpg.diagnostics import Path
from zlpg.diff.align import Aligned, aligned, merged
from zlpg.engine.lowering import ALONE, Surroundings
from zlpg.engine.program import Step
from zlpg.engine.table import TOTAL, lower_item, lower_section, surroundings_of
from zlpg.model.declarations import Measure
from zlpg.model.marks import kind_of
from zlpg.model.scalars import Scalar
from zlpg.model.table import Grade, Item, NotApplicable, Requirement, Scheme, Section, Total, Veto
from zlpg.model.trees import field_of, value_at, with_at
from zlpg.model.walks import Placed, Table, adjustments, facts_read, parts_below, references_of
from zlpg.numbers import ONE, ZERO
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

    @property
    def is_in_both(self) -> bool:
        """Whether both files have something there."""
        return self.old is not None and self.new is not None

    @property
    def backwards(self) -> "RuleChange":
        """The same from the new file to the old one."""
        return replace(self, old=self.new, new=self.old, at_old=self.at_new, at_new=self.at_old)


T = TypeVar("T")

ORDER = (
    *("number", "title", "text", "max", "rule", "round", "floor", "cap", "combine", "weight", "bonus", "requires"),
    *("not_applicable", "responsible", "lead", "due", "requirement", "note"),
)
"""The order in which keys are told; others come before, as their records have them."""

APART = frozenset({"id", "formerly", "sections", "items", "facts", "offices", "measures", "total", "sha256"})
"""What is told of by itself, or is said by what is held against what."""

TOGETHER: Mapping[type, tuple[str, ...]] = {
    Veto: ("grade", "grade_at_most", "points"),
    Grade: r.SIDES,
    r.ProportionalRule: ("full", "over"),  # one new and one old bound may be the same number
}
"""Keys that only mean something with each other: each change of one is made with the others."""

CONDITIONS = frozenset({"if", "once", "requires", "veto"})
"""The keys that hold a condition."""

WORDS = frozenset(
    {
        *("id", "label", "lower_is_better", "merge", "name", "note", "number", "order", "stands_for_all", "text"),
        *("title", "unit", "within"),
        *("due", "evidence", "lead", "period"),
    }
)
"""The keys that nothing is worked out from."""


def scheme_changes(old: Scheme, new: Scheme) -> tuple[RuleChange, ...]:
    """Every difference between two rule files that says something else to a reader or to the score."""
    aligned_old = aligned(old, new)
    was = aligned_old.scheme
    ids = (id for each in (was, new) for id in (*facts_read(each, references_of(each)), *_referred_to(each)))
    read, own_ids = frozenset(ids), aligned_old.own_ids[0]
    changes = (
        *_of_records(RuleChange("scheme", new.scheme, "", was, new)),
        *_declared_changes("office", (was.offices, new.offices)),
        *_declared_changes("fact", (was.facts, new.facts), own_ids, read),
        *_declared_changes("measure", (was.measures, new.measures), own_ids, read),
        *_table_changes(
            Tables(aligned_old, Table(was), Table(new), (surroundings_of(was, new), surroundings_of(new, was)))
        ),
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
        if (id := own_ids.get(name, name)) != name and change.is_in_both:
            yield replace(change, key="id", old=id, new=name)
        for each in declaration_changes(change):
            yield replace(each, can_change_score=each.can_change_score and name in read)


def declaration_changes(change: RuleChange) -> Iterator[RuleChange]:
    """What differs between two declarations of a fact, of a measure or of an office.

    What it can be bears on the score, and so does a level or an option that is new or gone, and which level is above which; what
    it is called doesn't.
    """
    if isinstance(change.new, Measure) and change.is_in_both and type(change.old) is not type(change.new):
        yield replace(change, key="rule", can_change_score=True)
        return
    for each in _of_records(change):
        is_name = each.key in {"levels", "options"} and each.is_in_both
        yield replace(each, can_change_score=each.key not in WORDS and each.key != "" and not is_name)
    if change.is_in_both:
        yield from _reordered_levels(change)


def _reordered_levels(change: RuleChange) -> Iterator[RuleChange]:
    """That levels stand in another order: 本科以上 is then said of others. Options have none."""
    levels = [getattr(declared, "levels", None) or {} for declared in (change.old, change.new)]
    old, new = (tuple(each for each in of if all(each in other for other in levels)) for of in levels)
    if old != new:
        yield replace(change.inside("levels"), key="order", old=old, new=new, can_change_score=True)


class Tables(NamedTuple):
    """The tables of two schemes, of which the first is `aligned` to the second.

    `around` is what the rules and conditions of each read of its table.
    """

    aligned: Aligned
    earlier: Table
    later: Table
    around: tuple[Surroundings, Surroundings]

    def is_moved(self, name: str) -> bool:
        """Whether a section or an item stands in another section."""
        return self.earlier.parts[name].within != self.later.parts[name].within


def _table_changes(tables: Tables) -> Iterator[RuleChange]:
    shown = merged((tables.earlier.below, tables.later.below))
    waiting = [TOTAL]
    while waiting:
        name = waiting.pop()
        was, now = tables.earlier.parts.get(name), tables.later.parts.get(name)
        if was is None or now is None:
            yield _come_or_gone(was, now)
        else:
            yield from part_changes(name, tables)
        waiting.extend(reversed(shown.get(name, ())))


def _come_or_gone(was: Placed | None, now: Placed | None) -> RuleChange:
    (node,) = (part.node for part in (was, now) if part is not None)
    assert not isinstance(node, Total)  # noqa: S101  # every table has one
    change = RuleChange(_thing(node), node.id, "", was and was.node, now and now.node)
    bears = isinstance(node, Item) or _does_more_than_add(node)
    return replace(change, at_old=was.at if was else (), at_new=now.at if now else (), can_change_score=bears)


def part_changes(name: str, tables: Tables) -> Iterator[RuleChange]:
    """What differs between a section, an item or the total of two schemes: its id, its place in the table, and what it says."""
    was, now = tables.earlier.parts[name], tables.later.parts[name]
    change = RuleChange(_thing(now.node), name, "", was.node, now.node, was.at, now.at)
    own_ids = tables.aligned.own_ids[1]
    if own_ids[name] != name:
        yield replace(change.inside("id"), key="id", old=own_ids[name], new=name)
    yield from moves(name, tables)
    for each in _of_records(change, APART | SETTLING.keys()):
        is_beside = (  # no part of its arithmetic
            each.key == "max"
            or (each.key == "weight" and tables.is_moved(name))
            or (each.key == "bonus" and any(around.worths or around.within for around in tables.around))
        )
        yield replace(each, can_change_score=is_beside or _means_another_thing(each, tables))
    if not isinstance(now.node, Item):
        old, new = (dict.fromkeys(table.below[name]) for table in (tables.earlier, tables.later))
        ordered = [each for each in old if each in new], [each for each in new if each in old]
        if ordered[0] != ordered[1]:
            yield replace(change, key="order", old=tuple(own_ids[each] for each in ordered[0]), new=tuple(ordered[1]))
    if isinstance(now.node, Total):
        yield from _settling_changes(change)


def _thing(node: Part) -> Thing:
    return "item" if isinstance(node, Item) else "section" if isinstance(node, Section) else "total"


def moves(name: str, tables: Tables) -> Iterator[RuleChange]:
    """That a section or an item stands in another section; the score is another one only where other caps are around it."""
    was, now = tables.earlier.parts[name], tables.later.parts[name]
    if tables.is_moved(name):
        bears = _held_by(name, tables.earlier) != _held_by(name, tables.later)
        sections = tables.aligned.own_ids[1][was.within], now.within
        yield RuleChange(_thing(now.node), name, "within", *sections, was.at, now.at, can_change_score=bears)


def _held_by(name: str, table: Table) -> tuple[Any, ...]:
    """The sections around a part that do more than add, or that a condition is about, and what is said of what isn't applicable."""
    holding = (
        each
        for each in table.around(name)
        if each in table.conditional_on or _does_more_than_add(table.parts[each].node)
    )
    return (*holding, table.policy_around(name))


def _does_more_than_add(node: Any) -> bool:
    """Whether a section, or the total, does more than add up what is in it, whatever that is."""
    return getattr(node, "weight", ONE) != ONE or bool(set(adjustments(node)) - {"weight", "vetoes"})


class Varied(NamedTuple):
    """A part of one year's table, the same part with one change, and what is said around it of what is not applicable."""

    node: Part
    other: Part
    around: NotApplicable | None


def variations(change: RuleChange, tables: Tables) -> tuple[Varied, Varied]:
    """A change of a part of the table that is in both, tried in each: a weight in what the part stands in."""
    return _variation(change, tables.earlier, tables.later), _variation(change.backwards, tables.later, tables.earlier)


def _variation(change: RuleChange, table: Table, other: Table) -> Varied:
    name = TOTAL if change.thing in {"veto", "grade"} else change.id
    if change.key == "weight" and table.parts[name].within == other.parts[name].within:
        name = table.parts[name].within
    part, like = table.parts[name], other.parts[name]
    inside = replace(change, at_old=change.at_old[len(part.at) :], at_new=change.at_new[len(like.at) :])
    return Varied(part.node, with_change(part.node, inside, like.node), table.policy_around(name))


def _means_another_thing(change: RuleChange, tables: Tables) -> bool:
    """Whether either part means something else with the other's value alone."""
    return any(
        meaning(node, policy, change.key, around) != meaning(other, policy, change.key, around)
        for (node, other, policy), around in zip(variations(change, tables), tables.around, strict=True)
    )


def meaning(node: Part, policy: NotApplicable | None, key: str = "", around: Surroundings = ALONE) -> tuple[Step, ...]:
    """What a part of the table means; with everything under it where a key is about that."""
    if isinstance(node, Item):
        return (Step(node.id, "item", lower_item(node, policy, around)),)
    policy = node.not_applicable or policy
    below = parts_below(node) if key == "not_applicable" else ()
    own = Step(TOTAL if isinstance(node, Total) else node.id, "section", lower_section(node, around))
    return (*(step for part in below for step in meaning(part, policy, key, around)), own)


def _settling_changes(change: RuleChange) -> Iterator[RuleChange]:
    """What differs in the vetoes and grades of two totals. Of vetoes that fix the result, the first that holds counts."""
    for key, (thing, known_by) in SETTLING.items():
        was, now, name = getattr(change.old, key), getattr(change.new, key), known_by[0]
        here, pairs = replace(change.inside(key), old=was, new=now), tuple(paired(was, now, *known_by))
        for each in _parts(here, pairs):
            part = replace(each, thing=thing, id=name(each.new or each.old))
            if thing == "grade" and part.is_in_both and part.old.id != part.new.id:
                yield replace(part.inside("id"), key="id", old=part.old.id, new=part.new.id, can_change_score=True)
            for inside in _of_records(part):
                yield replace(inside, can_change_score=inside.key not in WORDS)
        orders = _common(pairs)
        if orders[0] != orders[1]:
            old, new = (tuple(name(was[place]) for place in order) for order in orders)
            bears = key == "grades" or _fixing(was) != _fixing(_reordered(was, pairs))
            yield replace(here, key=key, old=old, new=new, can_change_score=bears)


def _taken_by(grade: Grade) -> str:
    """What a grade takes, whatever it is called; of one that takes nothing, nothing tells that it is the same."""
    return grade.id if grade.takes_nothing else repr((grade.side, grade.threshold, grade.if_))


def _done_by(veto: Veto) -> str:
    """What a veto is about and what it does, whatever it is called."""
    return repr((veto.veto, veto.grade, veto.grade_at_most, veto.points))


SETTLING: Mapping[str, tuple[Thing, tuple[Callable[[Any], str], ...]]] = {
    "vetoes": ("veto", (operator.attrgetter("title"), _done_by)),  # one with another title does what it did
    "grades": ("grade", (operator.attrgetter("id"), operator.attrgetter("title"), _taken_by)),
}
"""The keys of what settles a result, with what goes by what: the first is what it is told by, the others tell that it is the same."""


def _fixing(vetoes: Iterable[Veto]) -> tuple[list[str], list[str]]:
    """The vetoes that fix the grade, and those that fix the points, in their order: of each, the first that holds counts."""
    ordered = tuple(vetoes)
    return [each.title for each in ordered if each.grade is not None], [
        each.title for each in ordered if each.fixed_points is not None
    ]


def differences(change: RuleChange) -> Iterator[RuleChange]:
    """What differs between what two files hold, as closely as it can be told."""
    old, new = change.old, change.new
    if _as_read(old) == _as_read(new):
        return
    if (r.is_rule(old) or r.is_rule(new)) and change.is_in_both:  # the other may be a number, or what is read
        yield from _of_rules(replace(change, about=NOTHING_IN_PARTICULAR))
    elif change.key in CONDITIONS and change.is_in_both:
        yield from _of_conditions(change)
    elif isinstance(old, Mapping) and isinstance(new, Mapping):
        yield from _of_entries(change)
    elif isinstance(old, Requirement) and isinstance(new, Requirement):
        for each in _of_records(change):
            yield replace(each, key="requirement") if each.key == "text" else each
    else:
        yield change


def _as_read(value: Value) -> Value:
    """A value as it is read: a text that isn't there says as much as an empty one, and as one broken into other lines."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)  # a numbering may be quoted
    return re.sub(r"\s+", "", value) if isinstance(value, str) else "" if value is None else value


def _of_records(change: RuleChange, apart: Container[str] = APART) -> Iterator[RuleChange]:
    """What differs between two records, key by key; one that is new or gone is told as a whole."""
    old, new = change.old, change.new
    if not change.is_in_both:
        yield change
        return
    keys = [*dict.fromkeys(field.name for record in (new, old) for field in fields(record))]
    for key in sorted(keys, key=lambda key: (key in ORDER, (ORDER if key in ORDER else keys).index(key))):
        was, now = getattr(old, key, None), getattr(new, key, None)
        is_of_other_type = type(old) is not type(new) and (isinstance(was, Mapping) or isinstance(now, Mapping))
        if key not in apart and was != now and not is_of_other_type:  # whose levels or options are others, or none
            named = document_key(key)
            yield from differences(replace(change.inside(named), key=named, old=was, new=now))


def _of_entries(change: RuleChange) -> Iterator[RuleChange]:
    """What differs between two mappings: of a level or an option, by the fact that it is one of."""
    fact = change.id if change.thing == "fact" else change.about.fact
    for name in {**change.new, **change.old}:
        about = Scalar(fact, name) if fact else Scalar(name)
        was, now = change.old.get(name), change.new.get(name)
        yield from differences(replace(change.inside(name), about=about, old=was, new=now))


Pairs: TypeAlias = Iterable[tuple[int | None, int | None]]
"""Places in two lists of what is the same in both, `None` in the one that doesn't have it."""


def _parts(change: RuleChange, pairs: Pairs) -> Iterator[RuleChange]:
    """The parts of two lists; the path to one that is new or gone ends with the list in the file that doesn't have it."""
    for at_old, at_new in pairs:
        old, was = ((), None) if at_old is None else ((at_old,), change.old[at_old])
        new, now = ((), None) if at_new is None else ((at_new,), change.new[at_new])
        yield replace(change, old=was, new=now, at_old=(*change.at_old, *old), at_new=(*change.at_new, *new))


def _of_rules(change: RuleChange) -> Iterator[RuleChange]:
    """What differs between two rules; one by itself, but for `judged`, is as good as a sum, or a highest, of one."""
    old, new = change.old, change.new
    combining = {type(rule) for rule in (old, new) if isinstance(rule, r.Combining) and r.JUDGED not in (old, new)}
    about = replace(change, about=_read_by(new))
    if isinstance(old, r.DeductRule) is not isinstance(new, r.DeductRule):
        yield replace(change, key="rule")
    elif isinstance(old, r.DeductRule):
        yield from _of_deducted(change)
    elif combining == {r.DifferenceRule} and _taken_from(old) != _taken_from(new):
        yield replace(change, key="rule")
    elif len(combining) == 1:
        yield from _of_combined(change, *combining)
    elif combining or _rule_known_by(old) != _rule_known_by(new):
        yield replace(change, key="rule")
    elif isinstance(old, r.Tabular):
        yield from _of_tables(about)
    elif isinstance(old, r.CountedRule):
        yield from _of_counts(about)
    else:
        yield from _of_records(about)


def _taken_from(amount: r.Amount) -> Hashable:
    """What the first part of a difference, or an amount alone, is known by: that of which the others are taken."""
    return _rule_known_by(amount.difference[0] if isinstance(amount, r.DifferenceRule) else amount)


def _read_by(amount: r.Amount) -> Scalar:
    """The fact or the measure that a rule reads itself."""
    return Scalar((r.reading_of(amount) or "").partition(".")[0])


def _rule_known_by(amount: r.Amount) -> Hashable:
    if isinstance(amount, r.EachRule):
        return "each", amount.each
    return r.kind_of_amount(amount), r.reading_of(amount)


def _of_counts(change: RuleChange) -> Iterator[RuleChange]:
    """To count everything is told as counting what goes beyond 0, unless one of them counts what falls short."""
    old, new = change.old, change.new
    overs = tuple(ZERO if rule.over is None else rule.over for rule in (old, new))
    of_counts = old.steps is None and new.steps is None  # what is counted one by one is never below 0
    for each in _of_records(change):
        if each.key != "over" or old.under is not None or new.under is not None:
            yield each
        elif overs[0] != overs[1]:
            yield replace(each, old=overs[0], new=overs[1])
        elif not of_counts:
            yield each


def _of_combined(change: RuleChange, kind: type[r.Combining]) -> Iterator[RuleChange]:
    """What differs between two rules of which at least one combines others, part by part."""
    key, rules = kind_of(kind), (change.old, change.new)
    before, after = (rule if isinstance(rule, kind) else kind((rule,)) for rule in rules)
    earlier, later = r.parts_in(before), r.parts_in(after)
    here = replace(change.inside(key), key=key, old=earlier, new=later)
    for part in _parts(here, paired(earlier, later, _rule_known_by)):
        at_old, at_new = (  # one by itself stands where the others are combined
            at if isinstance(rule, kind) else by_itself
            for rule, at, by_itself in zip(
                rules, (part.at_old, part.at_new), (change.at_old, change.at_new), strict=True
            )
        )
        about = _read_by(part.old if part.new is None else part.new)
        yield from differences(replace(part, at_old=at_old, at_new=at_new, about=about))
    yield from _of_records(replace(change, old=before, new=after), {key})


def _of_deducted(change: RuleChange) -> Iterator[RuleChange]:
    """What differs between what two rules take off: part by part, where both take off one amount, or both have a list."""
    was, now = change.old.deduct, change.new.deduct
    here = replace(change.inside("deduct"), key="deduct", old=was, new=now)
    if not isinstance(was, tuple) and not isinstance(now, tuple):
        yield from differences(replace(here, about=_read_by(now)))
    elif not isinstance(was, tuple) or not isinstance(now, tuple):
        yield here
    else:
        for part in _parts(here, paired(was, now, _rule_known_by)):
            yield from differences(replace(part, about=_read_by(part.old if part.new is None else part.new)))


def _of_tables(change: RuleChange) -> Iterator[RuleChange]:
    """What differs between two tables: row by row, by their keys, where both go by the same word and the same columns."""
    old, new = change.old, change.new
    words = r.words_of(old), r.words_of(new)
    if old.columns != new.columns:
        yield replace(change.inside("columns"), key="columns", old=old.columns, new=new.columns)
    elif words[0] != words[1] or len(words[0]) != 1:
        was, now = (tuple(value_at(rule, (word,)) for word in of) for rule, of in zip((old, new), words, strict=True))
        at_old, at_new = (change.at_old, change.at_new)
        if len(was) == len(now) == 1:
            ways = (*at_old, words[0][0]), (*at_new, words[1][0])
            yield replace(change, key=words[1][0], old=was[0], new=now[0], at_old=ways[0], at_new=ways[1])
        else:
            yield replace(change, key="rule")
    else:
        yield from _of_rows(change, words[0][0])
    yield from _of_records(change, {*APART, *(field_of(old, word) for word in r.WORDS), "columns"})


def _of_rows(change: RuleChange, word: str) -> Iterator[RuleChange]:
    """What differs between rows: what one of a number in both earns; those that are left are moved where they earn the same."""
    old, new = (
        {r.key_of(key): (key, row) for key, row in value_at(of, (word,)).items()} for of in (change.old, change.new)
    )
    here, fact = change.inside(word), change.about.fact
    left, come = [key for key in old if key not in new], [key for key in new if key not in old]
    moved = dict(zip(come, left, strict=False)) if len(left) == len(come) and fact else {}
    moved = {key: was for key, was in moved.items() if isinstance(key, Decimal) and old[was][1] == new[key][1]}
    for key in (*new, *(each for each in old if each not in new and each not in moved.values())):
        (at_old, was), (at_new, now) = (of.get(by, ("", None)) for of, by in ((old, moved.get(key, key)), (new, key)))
        about = Scalar(fact, key) if isinstance(key, str) and fact else change.about
        way_old = (*here.at_old, at_old) if was is not None else here.at_old
        way_new = (*here.at_new, at_new) if now is not None else here.at_new
        row = replace(here, key=word, about=about, old=was, new=now, at_old=way_old, at_new=way_new)
        if key in moved:
            yield replace(row, old=moved[key], new=key)
        elif not row.is_in_both:
            yield row
        else:
            yield from differences(replace(row, key="points"))


def _of_conditions(change: RuleChange) -> Iterator[RuleChange]:
    """Part by part where they have one in common, so that something is left of both without the others; else as a whole."""
    old, new = change.old, change.new
    if old == new:
        return
    if not isinstance(old, r.Criteria) or not isinstance(new, r.Criteria) or not _said_in(old) & _said_in(new):
        yield change
        return
    for key in r.GROUPS:
        yield from _of_groups(replace(change.inside(key), key=key, old=getattr(old, key), new=getattr(new, key)))
    yield from _of_words(change)


def _of_groups(change: RuleChange) -> Iterator[RuleChange]:
    """What differs between what two conditions hold as all, any or none, part by part where they share any."""
    old, new = change.old, change.new
    if isinstance(old, tuple) and isinstance(new, tuple) and _known_in(old) & _known_in(new):
        for part in _parts(change, paired(old, new, _condition_known_by)):
            yield from _of_conditions(part)
    elif isinstance(old, r.Words) and isinstance(new, r.Words) and _said_in(old) & _said_in(new):
        yield from _of_words(change)
    elif old != new:
        yield change


def _of_words(change: RuleChange) -> Iterator[RuleChange]:
    """What differs between what two conditions say by words, entry by entry."""
    was, now = (
        {(each.word, each.reading): each.threshold for each in r.entries_of((), held)}
        for held in (change.old, change.new)
    )
    for word, reading in dict.fromkeys((*now, *was)):
        before, after = was.get((word, reading)), now.get((word, reading))
        if before != after:
            yield replace(change.inside(word, reading), key=word, old=before, new=after, about=Scalar(reading))


def _said_in(held: r.Criteria | r.Words) -> set[Hashable]:
    """What tells the parts of a condition apart: what is read by which word, and what is known of others in it."""
    found: set[Hashable] = {(each.word, each.reading) for each in r.entries_of((), held)}
    for key in r.GROUPS if isinstance(held, r.Criteria) else ():
        group = getattr(held, key)
        if group is not None:
            parts = _said_in(group) if isinstance(group, r.Words) else _known_in(group)
            found.update((key, part) for part in parts)
    return found


def _known_in(group: tuple[r.Condition, ...]) -> set[Hashable]:
    return set(map(_condition_known_by, group))


def _condition_known_by(condition: r.Condition) -> Hashable:
    """What tells a condition from others beside it: what it says by words, and which groups it holds."""
    if isinstance(condition, str):
        return condition
    groups = tuple(key for key in r.GROUPS if getattr(condition, key) is not None)
    return groups, frozenset((each.word, each.reading) for each in r.entries_of((), condition))


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


def _common(pairs: Pairs) -> tuple[list[int], list[int]]:
    """The places in the first of two lists of what is in both, in its own order and in that of the second."""
    common = [(there, here) for here, there in pairs if here is not None and there is not None]
    return sorted(here for _, here in common), [here for _, here in sorted(common)]


def _reordered(parts: tuple[T, ...], pairs: Pairs) -> tuple[T, ...]:
    """Several parts with those that another list has in the order in which they stand there."""
    instead = dict(zip(*_common(pairs), strict=True))
    return tuple(parts[instead.get(place, place)] for place in range(len(parts)))


def with_change(tree: Any, change: RuleChange, other: Any) -> Any:
    """A tree with a change that leads from it to another one, and with nothing else of that."""
    at, here = change.at_old, value_at(tree, change.at_old)
    if (way := _table_around(tree, change)) is not None:
        like = value_at(
            other, change.at_new[: len(way) - len(at)]
        )  # which may be combined in one year, and alone in the other
        return with_at(tree, way, _with_rows(value_at(tree, way), change, like))
    if change.key in SETTLING:  # their order
        pairs = paired(here, value_at(other, change.at_new), *SETTLING[change.key][1])
        return with_at(tree, at, _reordered(here, tuple(pairs)))
    if change.old is None and (isinstance(here, tuple) or isinstance(change.at_new[-1], int)):
        return with_at(tree, at, _with_part(here, change, other))
    if change.new is None and (isinstance(at[-1], int) or isinstance(value_at(other, change.at_new), tuple)):
        return _without_part(tree, at)
    if len(at) > 1 and isinstance(holder := value_at(tree, at[:-2]), r.Criteria | r.Words) and change.key == at[-2]:
        return with_at(tree, at[:-2], _with_entry(holder, change.key, str(at[-1]), change.new))
    key, way = str(at[-1]), at[:-1]
    record, like = value_at(tree, way), value_at(other, change.at_new[:-1])
    if is_dataclass(record) and type(record) is type(like):
        linked = TOGETHER.get(type(record), ())
        keys = linked if key in linked else (field_of(record, key),)
        return with_at(tree, way, replace(record, **{each: getattr(like, each) for each in keys}))  # type: ignore[type-var]
    if isinstance(like, r.Combining) and not isinstance(record, r.Combining):
        return with_at(tree, way, type(like)((record,), **{key: change.new}))
    return with_at(tree, at, change.new)


def _with_entry(holder: Any, word: str, reading: str, threshold: Value) -> Any:
    """A condition with another threshold for what it reads by a word, or none; a word without anything to read isn't there."""
    field = field_of(holder, word)
    entries = {**(getattr(holder, field) or {}), reading: threshold}
    return replace(holder, **{field: {key: each for key, each in entries.items() if each is not None} or None})


def _with_part(here: Any, change: RuleChange, other: Any) -> Any:
    """A list with one part more, where the other has it; of a rule by itself, a combining one, as the other is."""
    parts, place = here if isinstance(here, tuple) else (here,), change.at_new[-1]
    at = place if isinstance(place, int) else 0
    several = (*parts[:at], change.new, *parts[at:])
    if isinstance(here, tuple):
        return several
    return type(value_at(other, change.at_new[:-2]))(several)


def _without_part(tree: Any, at: Path) -> Any:
    """A tree without one part of a list; a rule without any part or row gives nothing, nor does one by itself that is gone."""
    rule = at[:-2] if isinstance(at[-1], int) else at
    holder = value_at(tree, rule)
    combines = r.is_rule(holder) and not isinstance(holder, r.DeductRule)
    is_last = rule == at or (combines and len(value_at(tree, at[:-1])) == 1)
    return with_at(tree, rule, r.SumRule(())) if is_last else with_at(tree, at, None)


def _table_around(tree: Any, change: RuleChange) -> Path | None:
    """Where the table is of which rows come, go, or are for another number, or all go by another word."""
    if change.key not in {*r.WORDS, "columns"}:
        return None
    ways = (change.at_old[:-1], change.at_old[:-2])
    return next((way for way in ways if isinstance(value_at(tree, way), r.Tabular)), None)


def _with_rows(table: r.Tabular, change: RuleChange, like: r.Tabular) -> r.Tabular:
    """A table with one row more, or less, or for another number; or with all that is looked up as another one has it."""
    fields_of_words = [field_of(table, word) for word in r.WORDS]
    if change.key == "columns" or isinstance(change.new, Mapping):
        return replace(table, **{field: getattr(like, field) for field in (*fields_of_words, "columns")})
    field = field_of(table, change.key)
    rows: dict[str, r.Row] = {**(getattr(table, field) or {})}
    before = None if change.old is None else rows.pop(str(change.at_old[-1]), None)
    if change.new is not None:
        is_moved = change.old is not None
        row = before if is_moved else change.new
        rows[str(change.at_new[-1])] = row  # type: ignore[assignment]  # a row that is moved was there
    keys = {key: r.key_of(key) for key in rows}
    if all(isinstance(key, Decimal) for key in keys.values()):
        rows = dict(sorted(rows.items(), key=lambda row: Decimal(row[0])))
    return replace(table, **{field: rows or None})  # type: ignore[arg-type]  # the rows of a word
