"""What a rule file can say of points: the kinds of rule, how facts become points, and the conditions that can be so or not.

Item 17 of 2020 adds counts, each beyond a threshold at a rate of its own; in the file, the first key of each says what kind it is:

>>> reports, briefs = (CountedRule(fact, Decimal(rate), over=Decimal(over)) for fact, rate, over in (("reports", "0.1", 10), ("briefs", "0.5", 2)))
>>> [(at, kind_of(type(rule)), reading_of(rule)) for at, rule in walk_amount(("rule",), SumRule((reports, briefs)))]
[(('rule',), 'sum', None), (('rule', 'sum', 0), 'count', 'reports'), (('rule', 'sum', 1), 'count', 'briefs')]

Rules are a closed union, told apart by the first key of its members. A condition is one mapping, of which everything holds, or a
bare id: a fact that is yes or no.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal, NamedTuple, TypeAlias, assert_never, get_args

from zlpg.diagnostics import Path
from zlpg.model.marks import ConditionReading, Id, Kinds, Limits, Number, Positive, Reading, Whole, kind_of
from zlpg.model.trees import field_of
from zlpg.numbers import Side
from zlpg.records import record

SIDES: tuple[Side, ...] = ("at_least", "over", "at_most", "below")
"""The kinds of threshold."""

WORDS = (*SIDES, "is")
"""What a condition says of a number: on which side of a threshold it is; or, of a number or a choice, which one it is."""

Threshold: TypeAlias = Annotated[Decimal | str, Kinds(plain={Decimal: Number, str: Reading})]
"""What a number is held to: a number, or what is read."""
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
class Bracket:
    """A row of a bracket table: threshold → points. It has one threshold, and all rows of a table the same kind of it."""

    points: "Amount"
    """What the row earns, in place of what the other rows earn."""
    at_least: Number | None = None
    """From this number up, itself included (以上)."""
    over: Number | None = None
    """Above this number, itself left out (超过)."""
    at_most: Number | None = None
    """Up to this number, itself included (以下)."""
    below: Number | None = None
    """Up to this number, itself left out (不到)."""

    @property
    def sides(self) -> tuple[str, ...]:
        """The kinds of threshold that it has; one, in a valid file."""
        return tuple(side for side in SIDES if getattr(self, side) is not None)

    @property
    def side(self) -> str:
        """The kind of its threshold."""
        return next(iter(self.sides), SIDES[0])

    @property
    def threshold(self) -> Decimal:
        """Its threshold."""
        found: Decimal | None = getattr(self, self.side)
        return Decimal(0) if found is None else found


@record(frozen=True, slots=True)
class BracketsRule:
    """Points by the row of a table that a number falls into; none where it falls into none."""

    brackets: Id
    """The fact that holds the number."""
    table: Annotated[tuple[Bracket, ...], Limits(min_length=1)]
    """The thresholds and their points, ascending."""


@record(frozen=True, slots=True)
class ChoiceRule:
    """Points by which one of several options it is."""

    choice: Id
    """The fact that holds the option."""
    points: "Annotated[Mapping[Id, Amount], Limits(min_length=1)]"
    """What each option earns."""


@record(frozen=True, slots=True)
class LevelsRule:
    """Points for each applicant, by the level of its final result."""

    levels: Id
    """The fact that holds the results."""
    points: Mapping[Id, Number]
    """What each level earns, per applicant."""
    best: Annotated[int, Limits(strict=True, ge=1), Whole()] | None = None
    """How many applicants count: those that earn most."""
    cap: Number | None = None
    """The most that this part can come to."""
    floor: Number | None = None
    """The least that this part can come to."""


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


Combining: TypeAlias = SumRule | DifferenceRule | ProductRule | HighestRule | LowestRule | AverageRule
Rule: TypeAlias = (
    ProportionalRule
    | CountedRule
    | OnceRule
    | BracketsRule
    | ChoiceRule
    | LevelsRule
    | ShareRule
    | Combining
    | DeductRule
)
Amount: TypeAlias = Annotated[Rule | Decimal | str, Kinds(plain={Decimal: Number, str: Reading})]
"""Points: a number, what is read, or a rule of their own."""
Divisor: TypeAlias = Annotated[Rule | str, Kinds(plain={str: Reading})]
"""What an amount is divided by that is no number: a share of a number is `proportional`."""
_Amounts: TypeAlias = Annotated[tuple[Amount, ...], Limits(min_length=1)]
Deducted: TypeAlias = Annotated[
    Rule | Decimal | str | _Amounts, Kinds(plain={Decimal: Number, str: Reading, tuple: _Amounts})
]
"""One amount, or several."""

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


def amounts_in(rule: Amount) -> Iterator[tuple[Path, Amount]]:
    """What a rule gives by which row, option or answer it is, each with the way to it; nothing of other kinds."""
    match rule:
        case OnceRule(points=points, otherwise=otherwise):
            yield ("points",), points
            yield ("otherwise",), otherwise
        case BracketsRule(table=table):
            yield from ((("table", position, "points"), row.points) for position, row in enumerate(table))
        case ChoiceRule(points=options):
            yield from ((("points", option), points) for option, points in options.items())
        case Decimal() | str() | ProportionalRule() | CountedRule() | LevelsRule() | ShareRule():
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
        case OnceRule() | BracketsRule() | ChoiceRule():
            yield from ((way, amount) for way, amount in amounts_in(rule) if not isinstance(amount, Decimal))
        case Decimal() | str() | ProportionalRule() | CountedRule() | LevelsRule():
            pass
        case _:
            assert_never(rule)


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
