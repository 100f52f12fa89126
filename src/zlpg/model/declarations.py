"""What a rule file declares once and refers to by id: offices, facts and measures."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal, TypeAlias

from zlpg.model.marks import Flag, Id, Kinds, Limits, Number, Positive, Text, Whole
from zlpg.records import record


@record(frozen=True, slots=True)
class Office:
    """A body that answers for items."""

    name: Text
    """What it is called in the document."""
    stands_for_all: Flag = False
    """Whether this name stands for every office (全体成员单位)."""


@record(frozen=True, slots=True)
class NumberFact:
    """A measured or given number: points from a panel, a result from another authority, a rate."""

    type: Literal["number"]
    """A number within a range."""
    label: Text
    """What is asked for, in the reader's words."""
    range: tuple[Number, Number]
    """The lowest and the highest number possible, both included."""
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
    at_most: Annotated[int, Limits(strict=True, ge=1), Whole()] | None = None
    """The highest count possible, where there is one."""
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
    formerly: tuple[Id, ...] = ()
    """The ids that it had in earlier years, so that years can be compared."""


@record(frozen=True, slots=True)
class ChoiceFact:
    """Which one of several options it is: a profile, a degree, a class."""

    type: Literal["choice"]
    """One of several options."""
    label: Text
    """What is asked, in the reader's words."""
    options: Annotated[Mapping[Id, Text], Limits(min_length=1)]
    """The options, each with its name."""
    formerly: tuple[Id, ...] = ()
    """The ids that it had in earlier years, so that years can be compared."""


@record(frozen=True, slots=True)
class RatingsFact:
    """Numbers given by several raters, or in several periods; what counts is their mean."""

    type: Literal["ratings"]
    """A list of numbers, of which the mean counts."""
    label: Text
    """What is asked for, in the reader's words."""
    range: tuple[Number, Number]
    """The lowest and the highest number possible, both included."""
    trimmed_over: Annotated[int, Limits(strict=True, ge=2), Whole()] | None = None
    """With more numbers than this, one highest and one lowest are left out (去掉一个最高分和一个最低分)."""
    unit: str = ""
    """What the numbers count in, such as 分."""
    formerly: tuple[Id, ...] = ()
    """The ids that it had in earlier years, so that years can be compared."""


FactDeclaration: TypeAlias = Annotated[
    NumberFact | CountFact | YesNoFact | ResultsFact | ChoiceFact | RatingsFact, Kinds("type")
]


@record(frozen=True, slots=True)
class Measure:
    """What is worked out from facts and read like one: one number as a share of others."""

    share: Id
    """The fact that is divided."""
    of: Annotated[tuple[Id, ...], Limits(min_length=1)]
    """The facts that it is divided by, added."""
    label: Text
    """What it is, in the reader's words."""
    range: tuple[Number, Number]
    """The lowest and the highest share possible, both included."""
    without: tuple[Id, ...] = ()
    """The facts that are taken from what it is divided by: exempted, not counted."""
    times: Positive = Decimal(1)
    """What the share is multiplied by; 100 makes percents."""
    if_none: Number | None = None
    """What the share counts as where there is nothing to divide by."""
    unit: str = ""
    """What the share is in, such as %."""
    formerly: tuple[Id, ...] = ()
    """The ids that it had in earlier years, so that years can be compared."""
