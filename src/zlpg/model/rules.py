"""What a rule file can say of points: the kinds of rule, how facts become points, and the conditions that can be so or not.

Item 17 of 2020 adds counts, each beyond a threshold at a rate of its own; in the file, the first key of each says what kind it is:

>>> reports, briefs = (CountedRule(fact, Decimal(rate), over=Decimal(over)) for fact, rate, over in (("reports", "0.1", 10), ("briefs", "0.5", 2)))
>>> [(at, kind_of(type(rule)), reading_of(rule)) for at, rule in walk_amount(("rule",), SumRule((reports, briefs)))]
[(('rule',), 'sum', None), (('rule', 'sum', 0), 'count', 'reports'), (('rule', 'sum', 1), 'count', 'briefs')]

Rules are a closed union, told apart by the first key of its members. A condition is one mapping, of which everything holds, or a
bare id: a fact that is yes or no.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any, Literal, NamedTuple, TypeAlias, assert_never, get_args

from zlpg.diagnostics import Path
from zlpg.model.marks import ConditionReading, Id, Key, Kinds, Limits, Number, Positive, Reading, Whole, kind_of
from zlpg.model.trees import field_of
from zlpg.numbers import Side
from zlpg.records import record

SIDES: tuple[Side, ...] = ("at_least", "over", "at_most", "below")
"""The kinds of threshold."""

WORDS = (*SIDES, "is")
"""What a condition says of a number: on which side of a threshold it is; or, of a number or a choice, which one it is."""


class Level(str):
    """A threshold that is a level of a choice. A file says it as it says a reading; which it is, what is held to it tells."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"Level({str(self)!r})"


Threshold: TypeAlias = Annotated[Decimal | str, Kinds(plain={Decimal: Number, str: Reading})]
"""What a number is held to: a number, or what is read; and a choice, a level of its own."""
Thresholds: TypeAlias = Annotated[Mapping[ConditionReading, Threshold], Limits(min_length=1)]
Value: TypeAlias = Annotated[Decimal | str, Kinds(plain={Decimal: Number, str: Id})]
_Values: TypeAlias = Annotated[tuple[Value, ...], Limits(min_length=1)]
Values: TypeAlias = Annotated[Decimal | str | _Values, Kinds(plain={Decimal: Number, str: Id, tuple: _Values})]
"""What something is: a number, an option, or one of several."""
OneOf: TypeAlias = Annotated[Mapping[ConditionReading, Values], Limits(min_length=1)]


@record(frozen=True, slots=True)
class Words:
    """Several things that can be so of numbers and choices, one by one."""

    at_least: Thresholds | None = None
    """What is at least so much (以上, 不低于): thresholds, themselves included, by what is read."""
    over: Thresholds | None = None
    """What is more than so much (超过, 高于): thresholds, themselves left out."""
    at_most: Thresholds | None = None
    """What is at most so much (以下, 不超过): thresholds, themselves included."""
    below: Thresholds | None = None
    """What is less than so much (不到, 低于): thresholds, themselves left out."""
    is_: OneOf | None = None
    """What is this number, or this option; or one of several."""


@record(frozen=True, slots=True)
class Criteria:
    """What has to be so: everything that stands here."""

    all: "_Conditions | None" = None
    """Conditions that all hold."""
    any: "Several | None" = None
    """Conditions, or words with what they say, of which at least one holds."""
    none: "Several | None" = None
    """Conditions, or words with what they say, of which none holds."""
    at_least: Thresholds | None = None
    """What is at least so much (以上, 不低于): thresholds, themselves included, by what is read."""
    over: Thresholds | None = None
    """What is more than so much (超过, 高于): thresholds, themselves left out."""
    at_most: Thresholds | None = None
    """What is at most so much (以下, 不超过): thresholds, themselves included."""
    below: Thresholds | None = None
    """What is less than so much (不到, 低于): thresholds, themselves left out."""
    is_: OneOf | None = None
    """What is this number, or this option; or one of several."""


Condition: TypeAlias = Annotated[Criteria | str, Kinds(plain={str: Id, dict: Criteria})]
_Conditions: TypeAlias = Annotated[tuple[Condition, ...], Limits(min_length=1)]
Several: TypeAlias = Annotated[_Conditions | Words, Kinds(plain={tuple: _Conditions, dict: Words})]

GROUPS = ("all", "any", "none")
"""The keys of a condition that hold others."""


class Entry(NamedTuple):
    """One thing that a condition says by a word: what is read, and what it is held to."""

    at: Path
    word: str
    reading: str
    threshold: Decimal | str | tuple[Decimal | str, ...]

    @property
    def values(self) -> tuple[Decimal | str, ...]:
        """What it is held to, one or several."""
        return self.threshold if isinstance(self.threshold, tuple) else (self.threshold,)


def walk_condition(path: Path, condition: Condition) -> Iterator[tuple[Path, Condition]]:
    """A condition and every condition inside it, each with its path in the file."""
    yield path, condition
    if isinstance(condition, Criteria):
        for key in GROUPS:
            held = getattr(condition, key)
            for position, part in enumerate(held if isinstance(held, tuple) else ()):
                yield from walk_condition((*path, key, position), part)


def entries_of(path: Path, words: Criteria | Words) -> Iterator[Entry]:
    """What a condition, or a mapping of words, says itself: not what its groups do."""
    for word in WORDS:
        held: Mapping[str, Any] = getattr(words, field_of(words, word)) or {}
        yield from (Entry((*path, word, reading), word, reading, each) for reading, each in held.items())


def entries_in(path: Path, condition: Condition) -> Iterator[Entry]:
    """Everything that a condition, and every one inside it, says by words."""
    for at, each in walk_condition(path, condition):
        if isinstance(each, Criteria):
            yield from entries_of(at, each)
            for key in GROUPS:
                if isinstance(held := getattr(each, key), Words):
                    yield from entries_of((*at, key), held)


NoShare: TypeAlias = Annotated[
    Decimal | Literal["not_applicable"], Kinds(plain={Decimal: Number, str: Literal["not_applicable"]})
]
"""What a share is where there is nothing to divide by."""

Steps: TypeAlias = Literal["whole", "started", "continuous"]
"""What a part of a step counts as: nothing, a whole one, or that part."""


@record(frozen=True, slots=True)
class Rounding:
    """Rounding to so many places: half up (四舍五入), always up (进位) or always down (舍去); up is away from zero."""

    places: Annotated[int, Limits(strict=True, ge=-9, le=9), Whole()]
    """How many decimal places are kept; less than none rounds to tens."""
    mode: Literal["half_up", "up", "down"]
    """Which way."""


@record(frozen=True, slots=True)
class ProportionalRule:
    """Points in proportion to a result, or to how far it is from a lower bound up to an upper one."""

    proportional: Reading
    """What holds the result."""
    full: Number
    """The result that earns all the points."""
    points: Positive
    """What a full result earns."""
    over: Number | None = None
    """The result up to which nothing is earned; above `full` where less is better. Beyond `full` no more is earned then."""


@record(frozen=True, slots=True)
class CountedRule:
    """Points for each one counted, or for each step of a number."""

    count: Reading
    """What holds the count or the number."""
    rate: Number
    """Points per count, or per step; negative where they are taken off (每次扣1分)."""
    over: Threshold | None = None
    """The threshold, a number or what is read: only what goes beyond it is counted (超过)."""
    under: Threshold | None = None
    """The threshold, a number or what is read: only what falls short of it is counted (每低)."""
    per: Positive = Decimal(1)
    """How much makes a step (每5个百分点)."""
    steps: Steps | None = None
    """What a part of a step counts as: nothing, a whole one, or that part. Goes without saying for counts one by one."""
    cap: Number | None = None
    """The most that this part can come to."""
    floor: Number | None = None
    """The least that this part can come to (最多扣3分: -3)."""


@record(frozen=True, slots=True)
class OnceRule:
    """Points once, if something is so."""

    once: Condition
    """The condition; mostly a yes/no fact."""
    points: "Amount"
    """What it earns if so."""
    otherwise: "Amount" = Decimal(0)
    """What it earns if not."""


@record(frozen=True, slots=True)
class Columns:
    """What the columns of a table go by."""

    table: Reading
    """What is read: a fact, a measure, or the points of a part of the table."""
    at_least: "ColumnKeys | None" = None
    """From so much up, itself included (以上), one for each column."""
    over: "ColumnKeys | None" = None
    """Above so much, itself left out (超过)."""
    at_most: "ColumnKeys | None" = None
    """Up to so much, itself included (以下)."""
    below: "ColumnKeys | None" = None
    """Up to so much, itself left out (不到)."""
    is_: "ColumnKeys | None" = None
    """This number, or this option."""


@record(frozen=True, slots=True)
class TableRule:
    """Points by the row of a table that a number, or an option, is in."""

    table: Reading
    """What is read: a fact, a measure, or the points of a part of the table."""
    columns: Columns | None = None
    """What decides in which column it is; each row has one amount for each."""
    at_least: "Rows | None" = None
    """What each row earns, by the number from which it goes up, itself included (以上)."""
    over: "Rows | None" = None
    """What each row earns, by the number above which it is, itself left out (超过)."""
    at_most: "Rows | None" = None
    """What each row earns, by the number up to which it goes, itself included (以下)."""
    below: "Rows | None" = None
    """What each row earns, by the number up to which it goes, itself left out (不到)."""
    is_: "Rows | None" = None
    """What each row earns, by the number, or the option, that it is."""
    otherwise: "Amount | None" = None
    """What is earned in none of the rows, or of the columns."""
    round: Rounding | None = None
    """Rounding of what the row earns, before the floor and the cap."""
    cap: Number | None = None
    """The most that it can come to."""
    floor: Number | None = None
    """The least that it can come to."""


@record(frozen=True, slots=True)
class EachRule:
    """The points of a table for each of several: of each applicant by its level, or of each of several numbers."""

    each: "OneOrSeveral"
    """The fact that holds the results; or what is read, one after the other."""
    columns: Columns | None = None
    """What decides in which column it is; each row has one amount for each."""
    at_least: "Rows | None" = None
    """What each row earns, by the level or the number from which it goes up, itself included (以上)."""
    over: "Rows | None" = None
    """What each row earns, by the level or the number above which it is, itself left out (超过)."""
    at_most: "Rows | None" = None
    """What each row earns, by the level or the number up to which it goes, itself included (以下)."""
    below: "Rows | None" = None
    """What each row earns, by the level or the number up to which it goes, itself left out (不到)."""
    is_: "Rows | None" = None
    """What each row earns, by the level, the number or the option that it is."""
    otherwise: "Amount | None" = None
    """What one in none of the rows, or of the columns, earns."""
    cap: Number | None = None
    """The most that all of them together can come to."""
    floor: Number | None = None
    """The least that all of them together can come to."""


@record(frozen=True, slots=True)
class SumRule:
    """All parts added."""

    sum: "Annotated[tuple[Amount, ...], Limits(min_length=1)]"
    """The parts."""
    round: Rounding | None = None
    """Rounding of what the parts come to, before the floor and the cap."""
    cap: Number | None = None
    """The most that the parts together can come to."""
    floor: Number | None = None
    """The least that they can come to (扣完为止: 0)."""


@record(frozen=True, slots=True)
class ProductRule:
    """All parts multiplied: points and the factors on them."""

    product: "Annotated[tuple[Amount, ...], Limits(min_length=1)]"
    """The parts."""
    round: Rounding | None = None
    """Rounding of what the parts come to, before the floor and the cap."""
    cap: Number | None = None
    """The most that the parts together can come to."""
    floor: Number | None = None
    """The least that they can come to."""


@record(frozen=True, slots=True)
class HighestRule:
    """The highest of several parts, or the sum of the highest few; the others don't count."""

    highest: "Annotated[tuple[Amount, ...], Limits(min_length=1)]"
    """The parts."""
    best: Annotated[int, Limits(strict=True, ge=1), Whole()] = 1
    """How many of the parts count."""
    round: Rounding | None = None
    """Rounding of what the parts come to, before the floor and the cap."""
    cap: Number | None = None
    """The most that the highest can come to."""
    floor: Number | None = None
    """The least that they can come to."""


@record(frozen=True, slots=True)
class LowestRule:
    """The lowest of several parts; the others don't count."""

    lowest: "Annotated[tuple[Amount, ...], Limits(min_length=1)]"
    """The parts."""
    round: Rounding | None = None
    """Rounding of what the parts come to, before the floor and the cap."""
    cap: Number | None = None
    """The most that the lowest can come to."""
    floor: Number | None = None
    """The least that it can come to."""


@record(frozen=True, slots=True)
class AverageRule:
    """The mean of several parts."""

    average: "Annotated[tuple[Amount, ...], Limits(min_length=1)]"
    """The parts."""
    round: Rounding | None = None
    """Rounding of what the parts come to, before the floor and the cap."""
    cap: Number | None = None
    """The most that the mean can come to."""
    floor: Number | None = None
    """The least that it can come to."""


@record(frozen=True, slots=True)
class DifferenceRule:
    """The first of several parts, less the others."""

    difference: "Annotated[tuple[Amount, ...], Limits(min_length=2)]"
    """The parts."""
    round: Rounding | None = None
    """Rounding of what is left, before the floor and the cap."""
    cap: Number | None = None
    """The most that is left."""
    floor: Number | None = None
    """The least that is left (最多减到零: 0)."""


@record(frozen=True, slots=True)
class ShareRule:
    """One amount as a share of another."""

    share: "Amount"
    """What is divided."""
    of: "Divisor"
    """What it is divided by; facts that bring it below 0 are refused."""
    times: Positive = Decimal(1)
    """What the share is multiplied by: what all of it earns, or 100 for percents."""
    if_none: NoShare | None = None
    """What the share is where it is divided by 0, whatever is divided: a number, or `not_applicable`, as what reads it is then, too."""
    round: Rounding | None = None
    """Rounding of the share, before the floor and the cap."""
    cap: Number | None = None
    """The most that the share can come to."""
    floor: Number | None = None
    """The least that it can come to."""


@record(frozen=True, slots=True)
class DeductRule:
    """What is taken off: from the maximum of the item, down to nothing (扣完为止); without one, from what is around it."""

    deduct: "Deducted"
    """What is taken off, one amount or several, none of them below 0."""


Tabular: TypeAlias = TableRule | EachRule
Combining: TypeAlias = SumRule | DifferenceRule | ProductRule | HighestRule | LowestRule | AverageRule
Rule: TypeAlias = ProportionalRule | CountedRule | OnceRule | TableRule | EachRule | ShareRule | Combining | DeductRule
Amount: TypeAlias = Annotated[Rule | Decimal | str, Kinds(plain={Decimal: Number, str: Reading})]
"""Points: a number, what is read, or a rule of their own."""
Divisor: TypeAlias = Annotated[Rule | str, Kinds(plain={str: Reading})]
"""What an amount is divided by that is no number: a share of a number is `proportional`."""
_Amounts: TypeAlias = Annotated[tuple[Amount, ...], Limits(min_length=1)]
Deducted: TypeAlias = Annotated[
    Rule | Decimal | str | _Amounts, Kinds(plain={Decimal: Number, str: Reading, tuple: _Amounts})
]
"""One amount, or several."""

_InColumns: TypeAlias = Annotated[tuple[Amount, ...], Limits(min_length=1)]
Row: TypeAlias = Annotated[
    Rule | Decimal | str | _InColumns, Kinds(plain={Decimal: Number, str: Reading, tuple: _InColumns})
]
"""What a row of a table earns; in a table with columns one amount for each."""
Rows: TypeAlias = Annotated[Mapping[Key, Row], Limits(min_length=1)]
ColumnKeys: TypeAlias = Annotated[tuple[Value, ...], Limits(min_length=1)]
_Readings: TypeAlias = Annotated[tuple[Reading, ...], Limits(min_length=1)]
OneOrSeveral: TypeAlias = Annotated[str | _Readings, Kinds(plain={str: Id, tuple: _Readings})]

JUDGED = "judged"
"""The rule of an item whose points somebody gives, from 0 to its maximum."""


def is_rule(value: Any) -> bool:
    """Whether a value of the model is a rule."""
    return isinstance(value, get_args(Rule))


def parts_in(rule: Combining) -> tuple[Amount, ...]:
    """The parts that a rule combines."""
    found: tuple[Amount, ...] = getattr(rule, kind_of(type(rule)))
    return found


def taken_off(rule: DeductRule) -> Iterator[tuple[Path, Amount]]:
    """The amounts that a rule takes off, each with the way to it."""
    if isinstance(rule.deduct, tuple):
        yield from ((("deduct", position), part) for position, part in enumerate(rule.deduct))
    else:
        yield ("deduct",), rule.deduct


def cap_of(rule: Amount) -> Decimal | None:
    """The cap that a rule has itself, `None` where it has none or its kind takes none."""
    return getattr(rule, "cap", None)


def floor_of(rule: Amount) -> Decimal | None:
    """The floor that a rule has itself, `None` where it has none or its kind takes none."""
    return getattr(rule, "floor", None)


def conditions_in(path: Path, amount: Amount) -> Iterator[tuple[Path, Condition]]:
    """The conditions of a rule, and of every amount inside it, each with its path in the file."""
    for at, rule in walk_amount(path, amount):
        if isinstance(rule, OnceRule):
            yield (*at, "once"), rule.once


def amounts_in(rule: Amount) -> Iterator[tuple[Path, Amount]]:
    """What a rule gives by which row, option or answer it is, each with the way to it; nothing of other kinds."""
    match rule:
        case OnceRule(points=points, otherwise=otherwise):
            yield ("points",), points
            yield ("otherwise",), otherwise
        case TableRule() | EachRule():
            for word, key, row in rows_of(rule):
                if isinstance(row, tuple):
                    yield from (((word, key, at), cell) for at, cell in enumerate(row))
                else:
                    yield (word, key), row
            if rule.otherwise is not None:
                yield ("otherwise",), rule.otherwise
        case Decimal() | str() | ProportionalRule() | CountedRule() | ShareRule():
            pass
        case SumRule() | DifferenceRule() | ProductRule() | HighestRule() | LowestRule() | AverageRule() | DeductRule():
            pass
        case _:
            assert_never(rule)


def parts_of(rule: Amount) -> Iterator[tuple[Path, Amount]]:
    """The amounts directly inside a rule, each with the way to it, but for the numbers that it gives by row, option or answer."""
    match rule:
        case SumRule() | DifferenceRule() | ProductRule() | HighestRule() | LowestRule() | AverageRule():
            yield from (((kind_of(type(rule)), position), part) for position, part in enumerate(parts_in(rule)))
        case DeductRule():
            yield from taken_off(rule)
        case ShareRule(share=share, of=of):
            yield ("share",), share
            yield ("of",), of
        case OnceRule() | TableRule() | EachRule():
            yield from ((way, amount) for way, amount in amounts_in(rule) if not isinstance(amount, Decimal))
        case Decimal() | str() | ProportionalRule() | CountedRule():
            pass
        case _:
            assert_never(rule)


def words_of(rule: Tabular | Columns) -> tuple[str, ...]:
    """The words that a table, or what its columns go by, has rows or columns for: one, in a valid file."""
    return tuple(word for word in WORDS if getattr(rule, field_of(rule, word)) is not None)


def rows_of(rule: Tabular) -> Iterator[tuple[str, str, Row]]:
    """The rows of a table, each with its word and its key."""
    for word in words_of(rule):
        rows: Mapping[str, Row] = getattr(rule, field_of(rule, word))
        yield from ((word, key, row) for key, row in rows.items())


class Lookup(NamedTuple):
    """How something is looked up in the rows of a table, or in its columns: what is read, by which word, in which keys."""

    reading: str
    word: str
    keys: tuple[Decimal | str, ...]
    at: Sequence[Path]
    """Where each key stands, the way to it in the rule."""
    of_columns: bool = False

    @property
    def is_by_name(self) -> bool:
        """Whether options or levels are looked up, and not numbers."""
        return isinstance(self.keys[0], str)

    @property
    def numbers(self) -> tuple[tuple[Path, Decimal], ...]:
        """The keys that are numbers, each with the way to it."""
        return tuple((at, key) for at, key in zip(self.at, self.keys, strict=True) if isinstance(key, Decimal))


def lookups_of(rule: Tabular) -> Iterator[Lookup]:
    """How a table looks up each thing that it reads, and its column; nothing of one that has no rows, or rows by several words."""
    words, each = words_of(rule), rule.table if isinstance(rule, TableRule) else rule.each
    if len(words) == 1:
        rows = tuple(rows_of(rule))
        keys, at = tuple(key_of(key) for _, key, _ in rows), tuple((word, key) for word, key, _ in rows)
        yield from (Lookup(read, words[0], keys, at) for read in ((each,) if isinstance(each, str) else each) if rows)
    if rule.columns is not None and len(words := words_of(rule.columns)) == 1:
        held: tuple[Decimal | str, ...] = getattr(rule.columns, field_of(rule.columns, words[0]))
        places = tuple(("columns", words[0], position) for position in range(len(held)))
        yield Lookup(rule.columns.table, words[0], held, places, of_columns=True)


def key_of(written: str) -> Decimal | str:
    """What the key of a row is: a number, or the id of an option or a level.

    >>> key_of("35.0") == key_of("35"), key_of("gold")
    (True, 'gold')
    """
    return written if written[0].isalpha() else Decimal(written)


def walk_amount(path: Path, amount: Amount) -> Iterator[tuple[Path, Amount]]:
    """An amount and every one inside it that is no number of its own row, option or answer, each with its path in the file."""
    yield path, amount
    for way, inner in parts_of(amount):
        yield from walk_amount((*path, *way), inner)


def shares_in(path: Path, amount: Amount) -> Iterator[tuple[Path, ShareRule]]:
    """The shares in an amount, itself among them, each with its path in the file."""
    yield from ((at, each) for at, each in walk_amount(path, amount) if isinstance(each, ShareRule))


def kind_of_amount(amount: Amount) -> str:
    """The kind of a rule; of what is no rule, whether it is a number or what is read."""
    match amount:
        case Decimal():
            return "number"
        case str():
            return "reading"
        case _:
            return kind_of(type(amount))


def reading_of(amount: Amount) -> str | None:
    """What an amount reads itself, `None` for one that combines others, holds a condition or reads nothing."""
    read = amount if isinstance(amount, str | Decimal) else getattr(amount, kind_of(type(amount)))
    return read if isinstance(read, str) else None
