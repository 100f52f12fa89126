"""Rules and conditions → expressions: what each kind of rule means.

This and nothing else knows what a kind of rule means; that of items, sections and the total is in `engine.table`.

Like what item 17 of 2020 says of reports, but with the cap for itself: 0.1 for each beyond 10, 2 points at most.

>>> from decimal import Decimal as D
>>> reports = r.CountedRule("reports", rate=D("0.1"), over=D(10), cap=D(2))
>>> lower(reports) == e.Cap(e.Product((e.Excess(e.Fact(Scalar("reports")), D(10)), e.Number(D("0.1")))), D(2))
True
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from decimal import Decimal
from typing import NamedTuple, TypeAlias, assert_never, cast

import zlpg.engine.expression as e
import zlpg.model.rules as r
from zlpg.engine.expression import Path
from zlpg.model.declarations import Measure, ends_of
from zlpg.model.marks import kind_of
from zlpg.model.measures import NamedRule
from zlpg.model.scalars import Scalar
from zlpg.numbers import EVERYTHING, ONE, PERCENTS, ZERO, Side, Word, minus, place_in
from zlpg.records import record

Worth: TypeAlias = Decimal | tuple[str, tuple[tuple[str, "Worth"], ...]]
"""What a part of the table is worth: a number, or by which option of a choice it is, one for each."""


@record(frozen=True, slots=True)
class Surroundings:
    """What rules and conditions read of the table around them, beside points.

    `applies` says of each part that may be not applicable, and of each such fact or measure, when it is. `worths` are of the parts
    whose percentage is read; `within` are the parts that bring points directly in those of which each is read. `names` are the
    options, or levels, of each choice and of results, in their order. `reads_parts` says whether anything is read of the table at all.
    `divided` are the measures that are not applicable where there is nothing to divide a share by, and `divided_items` the items.
    """

    applies: Mapping[Scalar | str, e.Expression] = field(default_factory=dict)
    worths: Mapping[str, Worth] = field(default_factory=dict)
    within: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
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
        case r.TableRule(table=reading, floor=floor):
            looked_up = _table(rule, reading, around, path)
            return floored(rounded(looked_up, rule.round, path), floor, path)
        case r.EachRule(floor=floor):
            return floored(e.Sum(_each(rule, around, path), path), floor, path)
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
    parts = [(part, (*path, kind, at)) for at, part in enumerate(r.parts_in(rule))]
    if isinstance(rule, r.HighestRule):
        return _highest(rule, parts, around, path)
    if isinstance(rule, r.LowestRule | r.AverageRule):
        several = tuple(each for part, at in parts for each in _one_by_one(part, around, at))
        if isinstance(rule, r.LowestRule):
            return e.Least(several, path)
        return e.Quotient(e.Sum(several, path), Decimal(len(several)), path)
    amounts = tuple(lower(part, around, at) for part, at in parts)
    if isinstance(rule, r.DifferenceRule):
        first, *others = amounts
        return e.Sum((first, *(e.Negative(each, each.path) for each in others)), path)
    return e.Sum(amounts, path) if isinstance(rule, r.SumRule) else e.Product(amounts, path)


def _one_by_one(part: r.Amount, around: Surroundings, path: Path) -> tuple[e.Expression, ...]:
    """What a part is among others of which not all count: of several numbers, what each of them brings."""
    if isinstance(part, r.EachRule) and isinstance(part.each, tuple):
        return _each(part, around, path)
    return (lower(part, around, path),)


def _highest(
    rule: r.HighestRule, parts: Sequence[tuple[r.Amount, Path]], around: Surroundings, path: Path
) -> e.Expression:
    """The best few of all candidates: the applicants of results, and everything else.

    How many of the best are applicants is not known before; that is each number of the others in turn, of which the best is it.
    """
    of_results = [(part, at) for part, at in parts if isinstance(part, r.EachRule) and isinstance(part.each, str)]
    others = [each for part, at in parts if (part, at) not in of_results for each in _one_by_one(part, around, at)]
    levels = [
        (count, amount.value if isinstance(amount, e.Number) else ZERO)
        for part, at in of_results
        for product in _each(part, around, at)
        for count, amount in (cast("e.Product", product).factors,)
    ]
    levels.sort(key=lambda each: -each[1])
    if not levels:  # nor need there be others, where no level brings anything
        return e.Greatest(tuple(others), rule.best, path) if others else e.Number(ZERO, path)
    found = []
    for count in range(min(len(others), rule.best) + 1):
        best: list[e.Expression] = [e.Greatest(tuple(others), count, path)] if count else []
        if count < rule.best:
            best.insert(0, e.BestLevels(tuple(levels), Decimal(rule.best - count), path))
        found.append(best[0] if len(best) == 1 else e.Sum(tuple(best), path))
    return found[0] if len(found) == 1 else e.Greatest(tuple(found), 1, path)


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


def _table(rule: r.Tabular, reading: str, around: Surroundings, path: Path) -> e.Expression:
    """The amount of the row, and of the column, that something which is read is in."""
    otherwise: e.Expression = e.Number(ZERO, path)
    if rule.otherwise is not None:
        otherwise = lower(rule.otherwise, around, (*path, "otherwise"))
    lookups = list(r.lookups_of(rule))
    columns = [each for each in lookups if each.of_columns]
    rows = []
    for word, key, row in r.rows_of(rule):
        at = (*path, word, key)
        if isinstance(row, tuple):
            cells = tuple(lower(amount, around, (*at, place)) for place, amount in enumerate(row))
            rows.append(_looked_up(columns[0], rule, cells, otherwise, around, path) if columns else otherwise)
        else:
            rows.append(lower(row, around, at))
    by = next((each for each in lookups if not each.of_columns), None)
    return otherwise if by is None else _looked_up(by._replace(reading=reading), rule, rows, otherwise, around, path)


def _looked_up(  # noqa: PLR0913, PLR0917  # what a table is
    by: r.Lookup,
    rule: r.Tabular,
    amounts: Sequence[e.Expression],
    otherwise: e.Expression,
    around: Surroundings,
    path: Path,
) -> e.Expression:
    """The amount of the key that something is at: of an option, of each option that there is, whether a row names it or not."""
    places = [(*path, *at) for at in by.at]
    if not by.is_by_name:
        keys = [e.Number(cast("Decimal", key), at) for key, at in zip(by.keys, places, strict=True)]
        # Of rows by what it is that leave nothing out, the row is that of the greatest key reached, which bounds can tell.
        word = "at_least" if by.word == "is" and rule.otherwise is None else by.word
        rows = tuple(zip(keys, amounts, strict=False))
        return e.Brackets(lower_reading(by.reading, around, path), cast("Word", word), rows, otherwise, path)
    places.append((*path, "otherwise"))
    every = (*amounts, otherwise)
    return e.Choice(
        tuple(
            (e.Fact(Scalar(by.reading, option), places[place]), every[place])
            for option, place in places_of_names(by, around)
            if place < len(every)
        ),
        path,
    )


def places_of_names(by: r.Lookup, around: Surroundings) -> Iterator[tuple[str, int]]:
    """Of each option or level that there is, in its order, at which of the keys it is; behind them all where at none."""
    keys = cast("tuple[str, ...]", by.keys)
    names = around.names.get(by.reading, keys)
    order = {name: Decimal(place) for place, name in enumerate(names)}
    known = [key for key in keys if key in order]
    for name in names:
        if by.word == "is":
            yield name, keys.index(name) if name in keys else len(keys)
        else:
            place = place_in([order[key] for key in known], cast("Word", by.word), order[name])
            yield name, keys.index(known[place]) if place < len(known) else len(keys)


def _each(rule: r.EachRule, around: Surroundings, path: Path) -> tuple[e.Expression, ...]:
    """What each of several brings: of applicants, those of each level together."""
    if isinstance(rule.each, tuple):
        return tuple(_table(rule, reading, around, path) for reading in rule.each)
    levels = _table(rule, rule.each, around, path)
    rows = levels.rows if isinstance(levels, e.Choice) else ()
    return tuple(e.Product((level, amount), level.path) for level, amount in rows)


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
    holds: e.Expression
    if entry.word == "is":
        each = tuple(
            e.Fact(Scalar(reading, value), at)
            if isinstance(value, str)
            else e.Compare(lower_reading(reading, around, at), "is", value, at)
            for value in entry.values
        )
        holds = each[0] if len(each) == 1 else e.Any(each, at)
    elif isinstance(threshold := entry.threshold, r.Level):
        by = r.Lookup(reading, entry.word, (threshold,), ((),))
        on_side = [name for name, place in places_of_names(by, around) if not place]
        options = tuple(e.Fact(Scalar(reading, name), at) for name in on_side)
        holds = e.Any(options, at) if options else e.NO
    elif isinstance(threshold, str):
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
