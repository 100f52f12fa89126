"""What a rule file declares once and refers to by id: offices, facts and measures."""

from collections.abc import Mapping
from dataclasses import field
from decimal import Decimal
from typing import Annotated, Literal, TypeAlias

from zlpg.model.marks import Day, Flag, Id, Kinds, Limits, Number, Positive, Text, Whole
from zlpg.numbers import EVERYTHING, ONE, UNBOUNDED, ZERO, Interval, is_multiple
from zlpg.records import record, shared

Ends: TypeAlias = tuple[Number | None, Number | None]
"""The lowest and the highest number possible, both included; `None` where there is no end."""


@record(frozen=True, slots=True)
class Office:
    """A body that answers for items."""

    name: Text
    """What it is called in the document."""
    stands_for_all: Flag = False
    """Whether this name stands for every office (全体成员单位)."""
    due: Day | None = None
    """The day by which it reports, where an item doesn't say another one."""


@record(frozen=True, slots=True)
class NumberFact:
    """A measured or given number: points from a panel, a result from another authority, a rate."""

    type: Literal["number"]
    """A number within a range."""
    label: Text
    """What is asked for, in the reader's words."""
    range: Ends
    """The lowest and the highest number possible, both included; `null` where there is no end."""
    step: Positive | None = None
    """What it is a multiple of, from 0: 1 of places and ages, 0.1 of temperatures; any number without it."""
    or_: Number | None = None
    """A number beside the range that it can be, too: 0 where what is taken off is nothing, or 5 to 10 (扣5～10分)."""
    unit: str = ""
    """What the number counts in, such as 分 or %."""
    formerly: tuple[Id, ...] = ()
    """The ids that it had in earlier years, so that years can be compared."""


@record(frozen=True, slots=True)
class CountFact:
    """How many there are of something: a whole number from 0 up."""

    type: Literal["count"]
    """A whole number, 0 or more."""
    label: Text
    """What is counted, in the reader's words."""
    unit: str = ""
    """The measure word, such as 篇 or 次."""
    range: tuple[
        Annotated[int, Limits(strict=True, ge=0), Whole()], Annotated[int, Limits(strict=True, ge=1), Whole()] | None
    ] = (0, None)
    """The lowest and the highest count possible, both included; `null` where there is no end."""
    merge: Literal["add"] | None = None
    """What is made of reports by several offices: with `add`, they are added; without it, all have to agree."""
    formerly: tuple[Id, ...] = ()
    """The ids that it had in earlier years, so that years can be compared."""


@record(frozen=True, slots=True)
class YesNoFact:
    """Whether something is so."""

    type: Literal["yes_no"]
    """`true` or `false`."""
    label: Text
    """What is asked, in the reader's words."""
    formerly: tuple[Id, ...] = ()
    """The ids that it had in earlier years, so that years can be compared."""


@record(frozen=True, slots=True)
class ResultsFact:
    """The applicants and the one final result of each: by name, or as counts per level."""

    type: Literal["results"]
    """Applicants, each at one level."""
    label: Text
    """What they applied for, in the reader's words."""
    levels: Annotated[Mapping[Id, Text], Limits(min_length=1)]
    """The levels a result can have, each with its name, from the lowest up."""
    unit: str = ""
    """The measure word, such as 项."""
    merge: Literal["add"] | None = None
    """What is made of reports by several offices: with `add`, applicants are joined, and counts added; without it, all have to agree."""
    formerly: tuple[Id, ...] = ()
    """The ids that it had in earlier years, so that years can be compared."""


@record(frozen=True, slots=True)
class ChoiceFact:
    """Which one of several options, or of several levels, it is: a profile, a degree, a class."""

    type: Literal["choice"]
    """One of several options."""
    label: Text
    """What is asked, in the reader's words."""
    options: Annotated[Mapping[Id, Text], Limits(min_length=1)] | None = None
    """The options, each with its name, where none is more than another."""
    levels: Annotated[Mapping[Id, Text], Limits(min_length=1)] | None = None
    """The options, each with its name, from the lowest level up."""
    formerly: tuple[Id, ...] = ()
    """The ids that it had in earlier years, so that years can be compared."""

    @property
    def names(self) -> Mapping[str, str]:
        """The name of each option, whether they have an order or none."""
        return self.levels or self.options or {}


@record(frozen=True, slots=True)
class NumbersFact:
    """Several numbers: what raters gave, what came of several periods, or of several cases."""

    type: Literal["numbers"]
    """A list of numbers."""
    label: Text
    """What is asked for, in the reader's words."""
    range: Ends
    """The lowest and the highest number possible, both included; `null` where there is no end."""
    as_: Literal["mean", "sum", "lowest", "highest"]
    """The one number that the list is read as."""
    step: Positive | None = None
    """What each of them is a multiple of, from 0: 1 of places and ages, 0.1 of temperatures; any number without it."""
    trimmed_over: Annotated[int, Limits(strict=True, ge=2), Whole()] | None = None
    """With more numbers than this, one highest and one lowest are left out (去掉一个最高分和一个最低分)."""
    unit: str = ""
    """What the numbers count in, such as 分."""
    merge: Literal["add"] | None = None
    """What is made of reports by several offices: with `add`, their lists are joined; without it, all have to agree."""
    formerly: tuple[Id, ...] = ()
    """The ids that it had in earlier years, so that years can be compared."""


FactDeclaration: TypeAlias = Annotated[
    NumberFact | CountFact | YesNoFact | ResultsFact | ChoiceFact | NumbersFact, Kinds("type")
]


@shared(frozen=True)
class Measure:
    """What is worked out and read like a fact: a rule with a name. Which rule it is, the kinds in `model.measures` say."""

    label: Text = field(kw_only=True)
    """What it is, in the reader's words."""
    range: Ends | None = field(default=None, kw_only=True)
    """The lowest and the highest number possible, both included; facts that go beyond it are refused. It follows from the facts without."""
    unit: str = field(default="", kw_only=True)
    """What it is in, such as %."""
    formerly: tuple[Id, ...] = field(default=(), kw_only=True)
    """The ids that it had in earlier years, so that years can be compared."""


def ends_of(declared: NumberFact | CountFact | NumbersFact | Measure) -> Interval:
    """From where to where a number goes that is reported of a fact, or worked out.

    >>> ends_of(CountFact("count", "工作信息", "篇"))
    Interval(lowest=Decimal('0'), highest=Decimal('Infinity'))
    """
    return EVERYTHING if declared.range is None else between(declared.range)


def possible_of(declared: NumberFact | CountFact | NumbersFact | Measure) -> Interval:
    """What can come of a fact, or a measure, as the one number that it is read as. A list that is added may have no number."""
    ends = ends_of(declared)
    if isinstance(declared, NumberFact) and declared.or_ is not None:
        return Interval.around((ends.lowest, ends.highest, declared.or_))
    if not isinstance(declared, NumbersFact) or declared.as_ != "sum":
        return ends
    return Interval(
        -UNBOUNDED if ends.lowest < ZERO else ZERO,
        UNBOUNDED if ends.highest > ZERO else ZERO,
    )


def step_of(declared: FactDeclaration | Measure | None) -> Decimal | None:
    """What the one number of a fact goes in: 1 of counts, its `step` of a number, that of the list where it isn't the mean of it."""
    match declared:
        case CountFact():
            return ONE
        case NumberFact(step=step):
            return step
        case NumbersFact(step=step):
            return None if declared.as_ == "mean" else step
        case _:
            return None


def takes(declared: NumberFact | CountFact | NumbersFact, number: Decimal) -> bool:
    """Whether a number can be reported of a fact, or be one of its list: in its range, and on its step, or the one beside it."""
    if isinstance(declared, NumberFact) and number == declared.or_:
        return True
    ends, step = ends_of(declared), ONE if isinstance(declared, CountFact) else declared.step
    return ends.lowest <= number <= ends.highest and (step is None or is_multiple(number, step))


def between(ends: tuple[int | Decimal | None, int | Decimal | None]) -> Interval:
    """The numbers from one end to the other, where there are ends."""
    lowest, highest = ends
    return Interval(
        -UNBOUNDED if lowest is None else Decimal(lowest), UNBOUNDED if highest is None else Decimal(highest)
    )
