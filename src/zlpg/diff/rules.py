"""Two items → what differs between them; each difference with both items as they would be for it alone."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from decimal import Decimal
from functools import partial
from typing import Any, TypeAlias, assert_never

import zlpg.engine.expression as e
import zlpg.model.rules as r
from zlpg.diagnostics import Path
from zlpg.diff.conditions import condition_variations
from zlpg.diff.variations import RuleChange, Variation, entries, keys, paired, with_entry, with_part
from zlpg.engine.lowering import ALL_APPLY
from zlpg.engine.table import lower_item
from zlpg.model.marks import kind_of
from zlpg.model.scalars import Scalar
from zlpg.model.table import Item, NotApplicable, Requirement
from zlpg.numbers import ZERO

ALWAYS_MATTERS = frozenset({"max", "weight"})
"""Keys that are no part of the arithmetic of an item: what its rule has to be able to give, and what it counts around it."""


Around: TypeAlias = tuple[NotApplicable | None, Mapping[str, e.Expression]]
"""What an item that is not applicable counts as, and when the parts of the table are applicable that a condition may read."""

NOTHING_AROUND: Around = (None, ALL_APPLY)


def item_variations(
    old: Item,
    new: Item,
    at_old: Path,
    at_new: Path,
    tables: tuple[Around, Around] = (NOTHING_AROUND, NOTHING_AROUND),
) -> Iterator[Variation[e.Expression]]:
    """What differs between two items that read facts under the same names, apart from their ids; both as what they mean.

    `tables` are what the tables around each say of what is not applicable.
    """
    change = RuleChange("item", new.id, "", None, None, at_old, at_new)
    meant = lower_item(old, *tables[0]), lower_item(new, *tables[1])
    for each, *changed in _of_item(change, old, new):
        applied, reverted = (lower_item(item, *around) for item, around in zip(changed, tables, strict=True))
        means = (applied, reverted) != meant
        yield replace(each, can_change_score=each.key in ALWAYS_MATTERS or means), applied, reverted


def _of_item(change: RuleChange, old: Item, new: Item) -> Iterator[Variation[Item]]:
    yield from keys(change, old, new, ("number", "title", "text", "max", "direction"))
    for each, applied, reverted in _of_rule(change.inside("rule"), old.rule, new.rule):
        yield each, replace(old, rule=applied), replace(new, rule=reverted)
    yield from keys(change, old, new, ("round", "floor", "cap", "weight", "not_applicable", "responsible"))
    if old.requirement and new.requirement:
        inner = change.inside("requirement")
        for each, asked, asked_before in _of_requirement(inner, old.requirement, new.requirement):
            yield each, replace(old, requirement=asked), replace(new, requirement=asked_before)
    else:
        yield from keys(change, old, new, ("requirement",))
    yield from keys(change, old, new, ("note",))


def _of_requirement(change: RuleChange, old: Requirement, new: Requirement) -> Iterator[Variation[Requirement]]:
    for each, applied, reverted in keys(change, old, new, ("text",)):
        yield replace(each, key="requirement"), applied, reverted
    yield from entries(change, old, new, "at_least")


def _of_rule(change: RuleChange, old: r.Rule, new: r.Rule) -> Iterator[Variation[r.Rule]]:
    """What differs between two rules; one by itself is as good as a sum, or a highest, of one."""
    combining = {type(rule) for rule in (old, new) if isinstance(rule, r.Combining)}
    if len(combining) == 1:
        (kind,) = combining
        yield from _of_parts(change, old, new, kind)
    elif combining or _known_by(old) != _known_by(new):
        yield replace(change, key="rule", old=old, new=new), new, old
    else:
        yield from _of_same_kind(replace(change, about=Scalar(r.fact_of(new) or "")), old, new)


def _of_same_kind(change: RuleChange, old: r.Rule, new: Any) -> Iterator[Variation[r.Rule]]:
    """What differs between two rules of one kind that read the same fact."""
    match old:
        case r.BracketsRule():
            yield from _of_table(change, old, new)
        case r.LevelsRule(levels=fact):
            yield from entries(change, old, new, "points", partial(Scalar, fact))
            yield from keys(change, old, new, ("best", "floor", "cap"))
        case r.ChoiceRule():
            yield from _of_options(change, old, new)
        case r.OnceRule():
            yield from _of_once(change, old, new)
        case r.CountedRule():
            yield from _of_count(change, old, new)
        case r.StartRule():
            yield from keys(change, old, new, ("start",))
        case r.ProportionalRule():
            yield from _of_bounds(change, old, new)
            yield from keys(change, old, new, ("points",))
        case r.JudgedRule():
            pass
        case _ if isinstance(old, r.Combining):  # pragma: no cover  # its parts were held against each other
            raise AssertionError(old)
        case _:
            assert_never(old)


def _of_bounds(change: RuleChange, old: r.ProportionalRule, new: r.ProportionalRule) -> Iterator[Variation[r.Rule]]:
    """Two bounds that both differ are made the other ones together: one new and one old bound may be the same number."""
    changes = tuple(keys(change, old, new, ("full", "over")))
    together = (replace(one, full=other.full, over=other.over) for one, other in ((old, new), (new, old)))
    applied, reverted = together
    for each, *alone in changes:
        yield each, *(alone if len(changes) == 1 else (applied, reverted))


def _beside_its_fact(rule: r.Rule) -> tuple[str, ...]:
    return tuple(field.name for field in fields(rule))[1:]


def _of_count(change: RuleChange, old: r.CountedRule, new: r.CountedRule) -> Iterator[Variation[r.Rule]]:
    """To count everything is told as counting what goes beyond 0, unless one of them counts what falls short."""
    overs = tuple(ZERO if rule.over is None else rule.over for rule in (old, new))
    of_counts = old.steps is None and new.steps is None  # what is counted one by one is never below 0
    for each, applied, reverted in keys(change, old, new, _beside_its_fact(old)):
        if each.key != "over" or old.under is not None or new.under is not None:
            yield each, applied, reverted
        elif overs[0] != overs[1]:
            yield replace(each, old=overs[0], new=overs[1]), applied, reverted
        elif not of_counts:
            yield each, applied, reverted


def _of_once(change: RuleChange, old: r.OnceRule, new: r.OnceRule) -> Iterator[Variation[r.Rule]]:
    for each, applied, reverted in condition_variations(change, old.once, new.once, "once"):
        if applied is not None and reverted is not None:  # as it is where both hold one
            yield each, replace(old, once=applied), replace(new, once=reverted)
    for key in ("points", "otherwise"):
        here = replace(change.inside(key), key=key)
        for each, *changed in _of_amount(here, getattr(old, key), getattr(new, key)):
            yield each, replace(old, **{key: changed[0]}), replace(new, **{key: changed[1]})  # type: ignore[arg-type]


def _of_options(change: RuleChange, old: r.ChoiceRule, new: r.ChoiceRule) -> Iterator[Variation[r.Rule]]:
    for option in {**new.points, **old.points}:
        was, now = old.points.get(option), new.points.get(option)
        here = replace(change.inside("points", option), key="points", about=Scalar(new.choice, option))
        for each, applied, reverted in _of_amount(here, was, now):
            yield (
                each,
                replace(old, points=with_entry(old.points, option, applied)),
                replace(new, points=with_entry(new.points, option, reverted)),
            )


def _of_amount(change: RuleChange, old: r.Amount | None, new: r.Amount | None) -> Iterator[Variation[r.Amount | None]]:
    """What differs between two amounts at the place that a change is about: numbers, or rules of their own."""
    if old is None or new is None or isinstance(old, Decimal) or isinstance(new, Decimal):
        if old != new:
            yield replace(change, old=old, new=new), new, old
    else:
        yield from _of_rule(replace(change, about=Scalar("")), old, new)


def _of_parts(change: RuleChange, old: r.Rule, new: r.Rule, kind: type[r.Combining]) -> Iterator[Variation[r.Rule]]:
    key = kind_of(kind)
    earlier, later = (_parts(rule, kind) for rule in (old, new))
    whole_old, whole_new = (rule if isinstance(rule, kind) else kind((rule,)) for rule in (old, new))

    def with_parts(
        whole: r.Rule, parts: tuple[tuple[Path, r.Rule], ...], at: int | None, part: r.Rule | None
    ) -> r.Rule:
        left = with_part([each for _, each in parts], at, part)
        return replace(whole, **{key: left}) if left else r.SumRule(())  # type: ignore[arg-type]

    for at_old, at_new in paired([rule for _, rule in earlier], [rule for _, rule in later], _known_by):
        way_old, was = ((), None) if at_old is None else earlier[at_old]
        way_new, now = ((), None) if at_new is None else later[at_new]
        here = replace(change, at_old=(*change.at_old, *way_old), at_new=(*change.at_new, *way_new))
        if was is not None and now is not None:
            inner: Iterator[tuple[RuleChange, r.Rule | None, r.Rule | None]] = iter(_of_rule(here, was, now))
        else:
            about = Scalar(r.fact_of(was or now or new) or "")
            inner = iter(((replace(here, key=key, about=about, old=was, new=now), now, was),))
        for each, applied, reverted in inner:
            yield (
                each,
                with_parts(whole_old, earlier, at_old, applied),
                with_parts(whole_new, later, at_new, reverted),
            )
    yield from keys(change, whole_old, whole_new, ("best", "round", "floor", "cap"))


def _parts(rule: r.Rule, kind: type[r.Combining]) -> tuple[tuple[Path, r.Rule], ...]:
    """The parts of a rule with the way to each; one of another kind is a part by itself."""
    if not isinstance(rule, kind):
        return (((), rule),)
    return tuple(((kind_of(kind), position), part) for position, part in enumerate(r.parts_in(rule)))


def _known_by(rule: r.Rule) -> tuple[Any, ...]:
    return kind_of(type(rule)), r.fact_of(rule)


def _of_table(change: RuleChange, old: r.BracketsRule, new: r.BracketsRule) -> Iterator[Variation[r.Rule]]:
    """Rows that are equal are the same; of the others, by their place where there are as many, else by their threshold."""
    if old.table[0].side != new.table[0].side:
        here = change.inside("table")
        yield (
            replace(here, key="table", old=old.table, new=new.table),
            *(replace(old, table=new.table), replace(new, table=old.table)),
        )
        return
    for at_old, at_new in _rows(old.table, new.table):
        was = None if at_old is None else old.table[at_old]
        now = None if at_new is None else new.table[at_new]
        here = replace(
            change,
            at_old=(*change.at_old, "table", *(() if at_old is None else (at_old,))),
            at_new=(*change.at_new, "table", *(() if at_new is None else (at_new,))),
        )
        for each, applied, reverted in _of_row(here, was, now):
            yield each, _with_row(old, applied, at_old), _with_row(new, reverted, at_new)


def _rows(old: tuple[r.Bracket, ...], new: tuple[r.Bracket, ...]) -> list[tuple[int | None, int | None]]:
    """The places of rows that differ, in both tables, in the order of their thresholds."""
    left = [place for place, row in enumerate(old) if row not in new]
    come = [place for place, row in enumerate(new) if row not in old]
    if len(left) == len(come):
        return list(zip(left, come, strict=True))
    at_old, at_new = (
        {table[place].threshold: place for place in places} for table, places in ((old, left), (new, come))
    )
    return [(at_old.get(at), at_new.get(at)) for at in sorted({*at_old, *at_new})]


def _of_row(change: RuleChange, old: r.Bracket | None, new: r.Bracket | None) -> Iterator[Variation[r.Bracket | None]]:
    if old is None or new is None:
        yield replace(change, key="table", old=old, new=new), new, old
        return
    yield from keys(change, old, new, (new.side,))
    for each, applied, reverted in _of_amount(replace(change.inside("points"), key="points"), old.points, new.points):
        if applied is not None and reverted is not None:
            yield each, replace(old, points=applied), replace(new, points=reverted)


def _with_row(rule: r.BracketsRule, row: r.Bracket | None, instead_of: int | None) -> r.Rule:
    """A bracket table with one row another, one more or one less; without any row it gives nothing."""
    rows = with_part(rule.table, instead_of, row)
    return replace(rule, table=tuple(sorted(rows, key=lambda each: each.threshold))) if rows else r.SumRule(())
