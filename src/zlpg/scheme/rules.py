"""The kinds of rule: how an item's facts become points. A closed union, told apart by the first key of each."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal, TypeAlias

from zlpg.records import dataclass
from zlpg.scheme.conditions import Condition
from zlpg.scheme.marks import Id, Kinds, Limits, Number, Positive, Whole

Steps: TypeAlias = Literal["whole", "started", "continuous"]
"""What a part of a step counts as: nothing, a whole one, or that part."""


@dataclass(frozen=True, slots=True)
class Rounding:
    """Rounding to so many places: half up (四舍五入), always up (进位) or always down (舍去); up is away from zero."""

    places: Annotated[int, Limits(strict=True, ge=-9, le=9), Whole()]
    """How many decimal places are kept; less than none rounds to tens."""
    mode: Literal["half_up", "up", "down"]
    """Which way."""


@dataclass(frozen=True, slots=True)
class JudgedRule:
    """The points are what the assessor gave."""

    judged: Id
    """The fact that holds the points; its range is what can be given."""


@dataclass(frozen=True, slots=True)
class ProportionalRule:
    """Points in proportion to a result, or to how far it is from a lower bound up to an upper one."""

    proportional: Id
    """The fact that holds the result."""
    full: Number
    """The result that earns all the points."""
    points: Positive
    """What a full result earns."""
    over: Number | None = None
    """The result up to which nothing is earned; above `full` where less is better. Beyond `full` no more is earned then."""


@dataclass(frozen=True, slots=True)
class CountedRule:
    """Points for each one counted, or for each step of a number."""

    count: Id
    """The fact that holds the count or the number."""
    rate: Number
    """Points per count, or per step; negative where they are taken off (每次扣1分)."""
    over: Number | None = None
    """The threshold: only what goes beyond it is counted (超过)."""
    under: Number | None = None
    """The threshold: only what falls short of it is counted (每低)."""
    per: Positive = Decimal(1)
    """How much makes a step (每5个百分点)."""
    steps: Steps | None = None
    """What a part of a step counts as: nothing, a whole one, or that part. Goes without saying for counts one by one."""
    cap: Number | None = None
    """The most that this part can come to."""
    floor: Number | None = None
    """The least that this part can come to (最多扣3分: -3)."""


@dataclass(frozen=True, slots=True)
class OnceRule:
    """Points once, if something is so."""

    once: Condition
    """The condition; mostly a yes/no fact."""
    points: "Amount"
    """What it earns if so."""
    otherwise: "Amount" = Decimal(0)
    """What it earns if not."""


@dataclass(frozen=True, slots=True)
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


SIDES = ("at_least", "over", "at_most", "below")
"""The kinds of threshold that a row can have. By the first two, tables are read from the top, by the others from the bottom."""


@dataclass(frozen=True, slots=True)
class BracketsRule:
    """Points by the row of a table that a number falls into; none where it falls into none."""

    brackets: Id
    """The fact that holds the number."""
    table: Annotated[tuple[Bracket, ...], Limits(min_length=1)]
    """The thresholds and their points, ascending."""


@dataclass(frozen=True, slots=True)
class ChoiceRule:
    """Points by which one of several options it is."""

    choice: Id
    """The fact that holds the option."""
    points: "Annotated[Mapping[Id, Amount], Limits(min_length=1)]"
    """What each option earns."""


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class StartRule:
    """Points that everyone starts from, for others to be added or taken off."""

    start: Number
    """The points."""


@dataclass(frozen=True, slots=True)
class SumRule:
    """All parts added."""

    sum: "Annotated[tuple[Rule, ...], Limits(min_length=1)]"
    """The parts."""
    round: Rounding | None = None
    """Rounding of what the parts come to, before the floor and the cap."""
    cap: Number | None = None
    """The most that the parts together can come to."""
    floor: Number | None = None
    """The least that they can come to (扣完为止: 0)."""


@dataclass(frozen=True, slots=True)
class ProductRule:
    """All parts multiplied: points and the factors on them."""

    product: "Annotated[tuple[Rule, ...], Limits(min_length=1)]"
    """The parts."""
    round: Rounding | None = None
    """Rounding of what the parts come to, before the floor and the cap."""
    cap: Number | None = None
    """The most that the parts together can come to."""
    floor: Number | None = None
    """The least that they can come to."""


@dataclass(frozen=True, slots=True)
class HighestRule:
    """The highest of several parts, or the sum of the highest few; the others don't count."""

    highest: "Annotated[tuple[Rule, ...], Limits(min_length=1)]"
    """The parts."""
    best: Annotated[int, Limits(strict=True, ge=1), Whole()] = 1
    """How many of the parts count."""
    round: Rounding | None = None
    """Rounding of what the parts come to, before the floor and the cap."""
    cap: Number | None = None
    """The most that the highest can come to."""
    floor: Number | None = None
    """The least that they can come to."""


@dataclass(frozen=True, slots=True)
class LowestRule:
    """The lowest of several parts; the others don't count."""

    lowest: "Annotated[tuple[Rule, ...], Limits(min_length=1)]"
    """The parts."""
    round: Rounding | None = None
    """Rounding of what the parts come to, before the floor and the cap."""
    cap: Number | None = None
    """The most that the lowest can come to."""
    floor: Number | None = None
    """The least that it can come to."""


@dataclass(frozen=True, slots=True)
class AverageRule:
    """The mean of several parts."""

    average: "Annotated[tuple[Rule, ...], Limits(min_length=1)]"
    """The parts."""
    round: Rounding | None = None
    """Rounding of what the parts come to, before the floor and the cap."""
    cap: Number | None = None
    """The most that the mean can come to."""
    floor: Number | None = None
    """The least that it can come to."""


Combining: TypeAlias = SumRule | ProductRule | HighestRule | LowestRule | AverageRule
_Rules: TypeAlias = (
    JudgedRule
    | ProportionalRule
    | CountedRule
    | OnceRule
    | BracketsRule
    | ChoiceRule
    | LevelsRule
    | StartRule
    | Combining
)
Rule: TypeAlias = Annotated[_Rules, Kinds()]
Amount: TypeAlias = Annotated[_Rules | Decimal, Kinds(plain={Decimal: Number})]
"""Points: a number, or a rule of their own."""
