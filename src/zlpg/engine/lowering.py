"""Rules and conditions → expressions: what each kind of rule means.

This and nothing else knows what a kind of rule means; that of items, sections and the total is in `engine.table`.

Like what item 17 of 2020 says of reports, but with the cap for itself: 0.1 for each beyond 10, 2 points at most.

>>> from decimal import Decimal as D
>>> reports = r.CountedRule("reports", rate=D("0.1"), over=D(10), cap=D(2))
>>> lower(reports) == e.Cap(e.Product((e.Excess(e.Fact(Scalar("reports")), D(10)), e.Number(D("0.1")))), D(2))
True
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace
from decimal import Decimal
from typing import NamedTuple, TypeAlias, assert_never, cast

import zlpg.engine.expression as e
import zlpg.model.rules as r
from zlpg.engine.expression import Path
from zlpg.model.declarations import EVERYTHING, Measure, ends_of
from zlpg.model.marks import kind_of
from zlpg.model.measures import NamedRule
from zlpg.model.scalars import Scalar
from zlpg.numbers import ONE, UNBOUNDED, ZERO, Side, minus
from zlpg.records import record

PERCENTS = Decimal(100)

Worth: TypeAlias = Decimal | tuple[str, tuple[tuple[str, "Worth"], ...]]
"""What a part of the table is worth: a number, or by which option of a choice it is, one for each."""


@record(frozen=True, slots=True)
class Surroundings:
    """What rules and conditions read of the table around them, beside points.

    `applies` says of each part that may be not applicable, and of each such fact or measure, when it is. `worths` are of the parts
    whose percentage is read; `within` are the parts that bring points directly in those of which each is read. `reads_parts` says
    whether anything is read of the table at all. `divided` are the measures that are not applicable where there is nothing to divide
    a share by, and `divided_items` the items.
    """

    applies: Mapping[Scalar | str, e.Expression] = field(default_factory=dict)
    worths: Mapping[str, Worth] = field(default_factory=dict)
    within: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    reads_parts: bool = False
    divided: frozenset[str] = frozenset()
    divided_items: frozenset[str] = frozenset()

    def of_parts(self) -> "Surroundings":
        """The same for an item's rule, whose facts are applicable where it is worked out."""
        parts: dict[Scalar | str, e.Expression] = {
            key: when for key, when in self.applies.items() if not isinstance(key, Scalar)
        }
        return self if len(parts) == len(self.applies) else replace(self, applies=parts)


ALONE = Surroundings()
"""Of a table in which nothing drops out, and of which nothing but points is read."""


def lower(amount: r.Amount, around: Surroundings = ALONE, path: Path = ()) -> e.Expression:
    """What an amount means; of what is taken off, without a maximum to take it from.

    `around` is what it may read of the table around it; `path` is where it stands.
    """
    return capped(without_cap(amount, around, path), r.cap_of(amount), path)


def without_cap(rule: r.Amount, around: Surroundings = ALONE, path: Path = ()) -> e.Expression:
    """What an amount means but for a cap of its own."""
    match rule:
        case Decimal():
            return e.Number(rule, path)
        case str():
            return lower_reading(rule, around, path)
        case r.ProportionalRule():
            return _proportional(rule, around, path)
        case r.CountedRule(rate=rate, floor=floor):
            return floored(
                e.Product((_counted(rule, around, path), e.Number(rate, (*path, "rate"))), path), floor, path
            )
        case r.OnceRule(once=condition, points=points, otherwise=otherwise):
            holds = lower_condition(condition, around.of_parts(), (*path, "once"))
            then, other = (
                lower(amount, around, (*path, key)) for key, amount in (("points", points), ("otherwise", otherwise))
            )
            return e.When(holds, then, other, (*path, "once"))
        case r.BracketsRule(brackets=fact, table=table):
            rows = [(row, lower(row.points, around, (*path, "table", at, "points"))) for at, row in enumerate(table)]
            return _brackets(fact, rows, path)
        case r.ChoiceRule(choice=fact, points=options):
            return e.Choice(
                tuple(
                    (
                        e.Fact(Scalar(fact, each), (*path, "points", each)),
                        lower(points, around, (*path, "points", each)),
                    )
                    for each, points in options.items()
                ),
                path,
            )
        case r.LevelsRule(floor=floor):
            return floored(_levels(rule, path), floor, path)
        case r.ShareRule(round=rounding, floor=floor):
            return floored(rounded(_share(rule, around, path), rounding, path), floor, path)
        case r.SumRule() | r.DifferenceRule() | r.ProductRule() | r.HighestRule() | r.LowestRule() | r.AverageRule():
            return floored(rounded(_combined(rule, around, path), rule.round, path), rule.floor, path)
        case r.DeductRule(deduct=deducted):
            parts = tuple(lower(part, around, (*path, *way)) for way, part in r.taken_off(rule))
            return e.Negative(e.Sum(parts, path) if isinstance(deducted, tuple) else parts[0], path)
        case _:
            assert_never(rule)


def left_of(worth: e.Expression, rule: r.Amount, around: Surroundings = ALONE, path: Path = ()) -> e.Expression:
    """What a rule that takes off leaves of what there is, which may be less than nothing: one term for each part."""
    ways = r.taken_off(rule) if isinstance(rule, r.DeductRule) else ()
    taken = (e.Negative(lower(part, around, (*path, *way)), (*path, *way)) for way, part in ways)
    return e.Sum((worth, *taken), path)


def _combined(rule: r.Combining, around: Surroundings, path: Path) -> e.Expression:
    kind = kind_of(type(rule))
    parts = tuple(lower(part, around, (*path, kind, at)) for at, part in enumerate(r.parts_in(rule)))
    match rule:
        case r.SumRule():
            return e.Sum(parts, path)
        case r.DifferenceRule():
            first, *others = parts
            return e.Sum((first, *(e.Negative(each, each.path) for each in others)), path)
        case r.ProductRule():
            return e.Product(parts, path)
        case r.HighestRule(best=best):
            return e.Greatest(parts, best, path)
        case r.LowestRule():
            return e.Least(parts, path)
        case r.AverageRule():
            return e.Quotient(e.Sum(parts, path), Decimal(len(parts)), path)
        case _:
            assert_never(rule)


def lower_reading(reading: str, around: Surroundings = ALONE, path: Path = ()) -> e.Expression:
    """A number that is read: of a fact, of a measure, the points of a part of the table, or these as a percentage of its worth.

    >>> lower_reading("reports") == e.Fact(Scalar("reports")), lower_reading("total.points") == e.Part("total")
    (True, True)
    >>> lower_reading("work.percent", Surroundings(worths={"work": Decimal(20)}))
    Quotient(of=Product(factors=(Part(name='work', path=()), Number(value=Decimal('100'), path=())), path=()), by=Decimal('20'), path=())
    """
    id, _, of_part = reading.partition(".")
    if not of_part:
        return e.Fact(Scalar(id), path)
    return e.Part(id, path) if of_part == "points" else _percent(id, around.worths.get(id, ONE), path)


def _percent(id: str, worth: Worth, path: Path) -> e.Expression:
    if not isinstance(worth, tuple):
        return e.Quotient(e.Product((e.Part(id, path), e.Number(PERCENTS, path)), path), worth, path)
    choice, options = worth
    return e.Choice(
        tuple((e.Fact(Scalar(choice, option), path), _percent(id, each, path)) for option, each in options), path
    )


def _proportional(rule: r.ProportionalRule, around: Surroundings, path: Path) -> e.Expression:
    fact, points = lower_reading(rule.proportional, around, path), e.Number(rule.points, (*path, "points"))
    if rule.over is None:
        return e.Product((e.Quotient(fact, rule.full, path), points), path)
    bound = (*path, "over")
    reached = e.Excess(fact, rule.over, bound) if rule.over < rule.full else e.Shortfall(fact, rule.over, bound)
    of_full = e.Quotient(reached, abs(minus(rule.full, rule.over)), path)
    return e.Least((e.Product((of_full, points), path), e.Number(rule.points, (*path, "full"))), path)


def _counted(rule: r.CountedRule, around: Surroundings, path: Path) -> e.Expression:
    counted = lower_reading(rule.count, around, path)
    key, threshold = ("over", rule.over) if rule.under is None else ("under", rule.under)
    here = (*path, key)
    if isinstance(threshold, str):  # where one is as much as the other, there is nothing on either side
        counted, threshold = difference(rule.count, threshold, around, here), ZERO
    if threshold is not None:
        counted = e.Excess(counted, threshold, here) if key == "over" else e.Shortfall(counted, threshold, here)
    if rule.steps in {"whole", "started"}:
        return e.Steps(counted, rule.per, rule.steps == "started", (*path, "steps"))
    return counted if rule.per == ONE else e.Quotient(counted, rule.per, (*path, "per"))


def _brackets(fact: str, table: list[tuple[r.Bracket, e.Expression]], path: Path) -> e.Expression:
    rows = [(row.threshold, amount) for row, amount in table]
    side = table[0][0].side
    exclusive = side in {"over", "at_most"}
    if side in {"at_most", "below"}:  # from the bottom: each row starts where the one before ends
        starts = [-UNBOUNDED, *(threshold for threshold, _ in rows)]
        rows = list(zip(starts, [*(amount for _, amount in rows), e.Number(ZERO, path)], strict=True))
    return e.Brackets(e.Fact(Scalar(fact), path), tuple(rows), exclusive, path)


def _levels(rule: r.LevelsRule, path: Path) -> e.Expression:
    """Each level's points times its applicants, or those of the best few."""
    counts = {level: e.Fact(Scalar(rule.levels, level), (*path, "points", level)) for level in rule.points}
    if rule.best is None:
        terms = (
            e.Product((counts[level], e.Number(each, (*path, "points", level))), (*path, "points", level))
            for level, each in rule.points.items()
        )
        return e.Sum(tuple(terms), path)
    dearest_first = sorted(rule.points.items(), key=lambda each: -each[1])
    return e.BestLevels(tuple((counts[level], points) for level, points in dearest_first), Decimal(rule.best), path)


def _share(rule: r.ShareRule, around: Surroundings, path: Path) -> e.Expression:
    of, by = lower(rule.share, around, (*path, "share")), lower(rule.of, around, (*path, "of"))
    # What isn't applicable counts as nothing, which nothing reads.
    if_none = ZERO if isinstance(rule.if_none, str) else rule.if_none
    plain = isinstance(rule, Measure) and rule.round is None and rule.cap is None and rule.floor is None
    ends = ends_of(rule) if isinstance(rule, Measure) and plain else EVERYTHING
    return e.Share(of, by, rule.times, (ends.lowest, ends.highest), if_none, path)


def lower_measure(measure: NamedRule, around: Surroundings = ALONE, path: Path = ()) -> e.Expression:
    """What a measure means, whose facts are applicable where it is worked out."""
    return lower(measure, around, path)


def somethings_to_divide_by(amount: r.Amount, around: Surroundings = ALONE, path: Path = ()) -> Iterator[e.Expression]:
    """Of each share in an amount that is not applicable where there is nothing to divide by: that there is something."""
    for at, share in r.shares_in(path, amount):
        if isinstance(share.if_none, str):
            yield e.Compare(lower(share.of, around, (*at, "of")), "over", ZERO, (*at, "if_none"))


def lower_condition(
    condition: r.Condition,
    around: Surroundings = ALONE,
    path: Path = (),
    *,
    of_nothing: e.Number = e.NO,
) -> e.Expression:
    """What a condition means: 1 where it holds, 0 where it doesn't.

    A part that isn't applicable is left out of what it stands in. `of_nothing` is what the condition is where nothing is left
    of it: a veto doesn't hold then, what a section requires is met.
    """
    return _left_out(_lowered(condition, around, path), of_nothing)


class _Condition(NamedTuple):
    """Whether a condition holds, and whether anything in it is applicable."""

    holds: e.Expression
    applies: e.Expression = e.YES


def _left_out(condition: _Condition, instead: e.Number) -> e.Expression:
    """A condition, and where nothing in it is applicable, what takes no part in deciding: 1 among all, 0 among any."""
    holds, applies = condition
    return holds if applies == e.YES else e.When(applies, holds, instead, holds.path)


def _lowered(condition: r.Condition, around: Surroundings, path: Path) -> _Condition:
    if isinstance(condition, str):
        return _Condition(e.Fact(Scalar(condition), path), around.applies.get(Scalar(condition), e.YES))
    several = list(_entries(condition, around, path))
    if condition.all is not None:
        several += _group(condition.all, around, (*path, "all"))
    if condition.any is not None:
        several.append(_some(_group(condition.any, around, (*path, "any")), path))
    if condition.none is not None:
        some = _some(_group(condition.none, around, (*path, "none")), path)
        several.append(_Condition(e.Not(some.holds, path), some.applies))
    return _every(several, path)


def _group(several: tuple[r.Condition, ...] | r.Words, around: Surroundings, path: Path) -> list[_Condition]:
    """What a group ranges over: conditions, or the entries of a mapping of words."""
    if isinstance(several, r.Words):
        return list(_entries(several, around, path))
    return [_lowered(each, around, (*path, at)) for at, each in enumerate(several)]


def _entries(words: r.Criteria | r.Words, around: Surroundings, path: Path) -> Iterator[_Condition]:
    for entry in r.entries_of(path, words):
        yield from (_held(entry, reading, around) for reading in readings_of(entry.reading, around))


def readings_of(reading: str, around: Surroundings) -> tuple[str, ...]:
    """What is read, one by one: of `work.each.points` the points of each part directly in `work` that brings any."""
    id, _, what = reading.partition(".each.")
    return tuple(f"{part}.{what}" for part in around.within.get(id, ())) if what else (reading,)


def _held(entry: r.Entry, reading: str, around: Surroundings) -> _Condition:
    """Whether what is read is on its side of a threshold, or is what it is to be, where all that is read is applicable."""
    at, read = entry.at, [reading]
    if entry.word == "is":
        each = tuple(
            e.Fact(Scalar(reading, value), at)
            if isinstance(value, str)
            else e.Compare(lower_reading(reading, around, at), "is", value, at)
            for value in entry.values
        )
        holds = each[0] if len(each) == 1 else e.Any(each, at)
    elif isinstance(threshold := entry.threshold, str):
        read.append(threshold)
        holds = e.Compare(difference(reading, threshold, around, at), cast("Side", entry.word), ZERO, at)
    else:
        number = cast("Decimal", threshold)
        holds = e.Compare(lower_reading(reading, around, at), cast("Side", entry.word), number, at)
    when = [applies for each in read if (applies := _applies(each, around)) != e.YES]
    return _Condition(holds, e.YES if not when else when[0] if len(when) == 1 else e.All(tuple(when)))


def difference(reading: str, threshold: str, around: Surroundings = ALONE, path: Path = ()) -> e.Expression:
    """How much one number that is read is more than another."""
    read, less = (lower_reading(each, around, path) for each in (reading, threshold))
    return e.Sum((read, e.Negative(less, path)), path)


def _applies(reading: str, around: Surroundings) -> e.Expression:
    id, _, of_part = reading.partition(".")
    return around.applies.get(id if of_part else Scalar(id), e.YES)


def _every(several: list[_Condition], path: Path) -> _Condition:
    """All of several conditions, what isn't applicable among them left out."""
    if not several:  # of a part that isn't there, as one year's rules are tried with the other's table
        return _Condition(e.YES, e.NO)
    counting = tuple(_left_out(each, e.YES) for each in several)
    return _Condition(
        counting[0] if len(counting) == 1 else e.All(counting, path), any_applies(each.applies for each in several)
    )


def _some(several: list[_Condition], path: Path) -> _Condition:
    """At least one of several conditions, what isn't applicable among them left out."""
    if not several:
        return _Condition(e.NO, e.NO)
    counting = tuple(_left_out(each, e.NO) for each in several)
    return _Condition(
        counting[0] if len(counting) == 1 else e.Any(counting, path), any_applies(each.applies for each in several)
    )


def any_applies(several: Iterable[e.Expression]) -> e.Expression:
    """Whether anything of several is applicable."""
    facts: dict[e.Expression, None] = {}
    for each in several:
        if each == e.YES:
            return e.YES
        facts |= dict.fromkeys(e.children(each) if isinstance(each, e.Applies) else (each,))
    return e.Applies(tuple(facts)) if facts else e.NO


def capped(amount: e.Expression, cap: Decimal | None, path: Path = ()) -> e.Expression:
    """The amount under a cap, where there is one."""
    return amount if cap is None else e.Cap(amount, cap, (*path, "cap"))


def floored(amount: e.Expression, floor: Decimal | None, path: Path = ()) -> e.Expression:
    """The amount, or a floor where that is more."""
    return amount if floor is None else e.Floor(amount, floor, (*path, "floor"))


def rounded(amount: e.Expression, rounding: r.Rounding | None, path: Path = ()) -> e.Expression:
    """The amount rounded, where that is declared."""
    if rounding is None:
        return amount
    return e.Rounded(amount, ONE.scaleb(-rounding.places), rounding.mode, (*path, "round"))
