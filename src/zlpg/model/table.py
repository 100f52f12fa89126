"""The rule file as a whole: the declared assessment of one year, as a tree of sections and items."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal, Self, TypeAlias

import zlpg.model.rules as r
from zlpg.model.declarations import FactDeclaration, NumberFact, Office
from zlpg.model.marks import Day, Flag, Id, Kinds, Limits, Number, Numbering, Positive, Text, WholeNumber
from zlpg.model.measures import NamedRule
from zlpg.numbers import Side
from zlpg.records import record


@record(frozen=True, slots=True)
class Requirement:
    """What the document asks of the work (考核要求)."""

    text: Text
    """The requirement, word for word."""
    at_least: Mapping[Id, Positive] = field(default_factory=dict)
    """Minimum counts that it states, by fact. They set no points: full marks below one of them are a warning."""
    evidence: tuple[Text, ...] = ()
    """What it asks to be shown (会议通知, 签到表), each in its own words."""


@record(frozen=True, slots=True)
class ChosenMax:
    """A maximum that depends on what a unit is: one for each option of a choice."""

    choice: Id
    """The fact that holds the option."""
    points: Annotated[Mapping[Id, Positive], Limits(min_length=1)]
    """The maximum of each option."""


Maximum: TypeAlias = Annotated[ChosenMax | Decimal, Kinds(plain={Decimal: Positive})]
"""What an item is worth: one number, or one for each option of a choice."""

NotApplicable: TypeAlias = Literal["renormalise", "full_marks", "zero"]
"""What an item that is not applicable counts as: nothing, with what is around it scaled up to its maximum; its maximum; 0."""


Combine: TypeAlias = Literal["sum", "average", "lowest", "highest", "deduct"]
"""What a section makes of its parts: all added; their mean, by their weights; the least; the greatest; its maximum less all of them."""


@record(frozen=True, slots=True)
class Item:
    """One item of the table."""

    id: Id
    """A snake_case word or two that stays the same across years."""
    title: Text
    """A short title for tables."""
    text: Text
    """The clause, word for word."""
    rule: r.Amount
    """How its facts become points; `judged`, where somebody gives them."""
    responsible: tuple[Id, ...] = ()
    """The offices that answer for it, where the document names any."""
    lead: Id | None = None
    """The office that leads (牵头单位) and reports its facts; the others support it (配合单位)."""
    due: Day | None = None
    """The day by which its facts are reported, whatever is said of its offices and of the whole."""
    number: Numbering | None = None
    """Its number in the document."""
    max: Maximum | None = None
    """What it is worth: the rule must be able to give exactly this. By a choice, where it depends on what a unit is."""
    cap: Positive | None = None
    """A ceiling on what the rule gives (封顶)."""
    floor: Number | None = None
    """The least that the rule gives (扣完为止: 0)."""
    round: r.Rounding | None = None
    """Rounding of what the rule gives, before the floor and the cap."""
    weight: Positive = Decimal(1)
    """What its points are multiplied by where they enter its section."""
    bonus: Flag = False
    """Whether its points come on top (附加分): they count, and aren't part of what everything around it is worth."""
    not_applicable: NotApplicable | None = None
    """What it means that its facts are not applicable, where its sections don't say so."""
    requirement: Requirement | None = None
    """What the document asks of the work."""
    note: str = ""
    """How the text was read, where it left a choice."""
    formerly: tuple[Id, ...] = ()
    """The ids that it had in earlier years, so that years can be compared."""

    @property
    def is_judged(self) -> bool:
        """Whether somebody gives its points: from 0 to its maximum, reported under its id."""
        return self.rule == r.JUDGED

    @property
    def amount(self) -> r.Amount:
        """What it gives: its rule, or what is reported under its id where it is judged."""
        return self.id if self.is_judged else self.rule

    @property
    def deducts(self) -> bool:
        """Whether it takes points off: its maximum, or what is around it."""
        return isinstance(self.rule, r.DeductRule)

    @property
    def only_deducts(self) -> bool:
        """Whether it brings no points, and takes some off what is around it: there is no maximum to take them from."""
        return self.deducts and self.max is None

    @property
    def limit(self) -> Decimal | None:
        """Its maximum or its cap, where it has one; the highest of several."""
        return self.limit_by({})

    def limit_by(self, options: Mapping[str, str]) -> Decimal | None:
        """Its maximum or its cap where these are the options chosen, by fact; the highest where its choice is open."""
        if isinstance(self.max, ChosenMax):
            worths = self.max.points
            return worths.get(options.get(self.max.choice, ""), max(worths.values()))
        return self.max if self.max is not None else self.cap


@record(frozen=True, slots=True)
class Section:
    """A part of the table: sections, or items."""

    id: Id
    """A snake_case word or two that stays the same across years."""
    title: Text
    """What the document calls it."""
    number: Numbering | None = None
    """Its number in the document."""
    text: str = ""
    """What the document says of it, word for word."""
    max: Positive | None = None
    """What everything under it must add up to (满分)."""
    cap: Positive | None = None
    """A ceiling on what everything under it gives together."""
    floor: Number | None = None
    """The least that everything under it gives together."""
    round: r.Rounding | None = None
    """Rounding of what everything under it gives together, before the floor and the cap."""
    combine: Combine = "sum"
    """What is made of what is under it: added, averaged by its weights, the lowest, the highest, or taken off its maximum."""
    weight: Positive = Decimal(1)
    """What its points are multiplied by where they enter what is around it."""
    bonus: Flag = False
    """Whether its points come on top (附加分): they count, and aren't part of what everything around it is worth."""
    requires: r.Condition | None = None
    """What has to be so for anything under it to count."""
    not_applicable: NotApplicable | None = None
    """What it means that facts of items under it are not applicable, where they don't say so themselves."""
    note: str = ""
    """How the text was read, where it left a choice."""
    sections: "tuple[Section, ...]" = ()
    """The sections it consists of."""
    items: tuple[Item, ...] = ()
    """The items it consists of."""
    formerly: tuple[Id, ...] = ()
    """The ids that it had in earlier years, so that years can be compared."""


NO_TOTAL = "none"
"""The points of a veto after which there is no total."""

FixedPoints: TypeAlias = Annotated[Decimal | str, Kinds(plain={Decimal: Number, str: Literal["none"]})]
"""The points that a veto makes of the total, or that there is no total then."""


@record(frozen=True, slots=True)
class Veto:
    """Something that settles the result, whatever the points are (一票否决): the grade, its points, or both."""

    veto: r.Condition
    """What has to be so for it."""
    title: Text
    """What it is, in a few words."""
    text: str = ""
    """The clause, word for word."""
    grade: Id | None = None
    """The grade that the result then is."""
    grade_at_most: Id | None = None
    """The best grade that the result then can be."""
    points: FixedPoints | None = None
    """The points that the total then is; `none` for no total, and without a grade for no result at all."""
    note: str = ""
    """How the text was read, where it left a choice."""

    @property
    def fixed_points(self) -> Decimal | None:
        """The points that the total is by it."""
        return self.points if isinstance(self.points, Decimal) else None

    @property
    def no_total(self) -> bool:
        """Whether there is no total by it."""
        return self.points == NO_TOTAL

    @property
    def no_result(self) -> bool:
        """Whether there is no result at all by it: neither a total nor a grade."""
        return self.no_total and self.grade is None


@record(frozen=True, slots=True)
class Grade:
    """A grade that a unit can have. Grades are tried in their order, and the first that holds is it; the last takes nothing.

    Another one that takes nothing is given only by a veto.
    """

    id: Id
    """A snake_case word or two that stays the same across years."""
    title: Text
    """What the document calls it."""
    at_least: Number | None = None
    """The total that it takes, itself included (以上)."""
    over: Number | None = None
    """The total that it takes more than (超过)."""
    at_most: Number | None = None
    """The total that it takes at most, itself included (以下)."""
    below: Number | None = None
    """The total that it takes less than (不到)."""
    if_: r.Condition | None = None
    """What has to be so for it, beside the total."""
    text: str = ""
    """The clause, word for word."""
    note: str = ""
    """How the text was read, where it left a choice."""

    @property
    def sides(self) -> tuple[Side, ...]:
        """The kinds of threshold that it has; one or none, in a valid file."""
        return tuple(side for side in r.SIDES if getattr(self, side) is not None)

    @property
    def side(self) -> Side | None:
        """The kind of its threshold, where it has one."""
        return next(iter(self.sides), None)

    @property
    def threshold(self) -> Decimal | None:
        """The total that it takes, where it takes any."""
        found: Decimal | None = None if self.side is None else getattr(self, self.side)
        return found

    @property
    def takes_nothing(self) -> bool:
        """Whether it has neither a threshold nor a condition."""
        return self.side is None and self.if_ is None


@record(frozen=True, slots=True)
class Total:
    """How the total is made up: of every section, mostly added."""

    sections: Annotated[tuple[Section, ...], Limits(min_length=1)]
    """The sections, in the document's order."""
    max: Positive | None = None
    """What all sections must add up to."""
    cap: Positive | None = None
    """A ceiling on the total."""
    floor: Number | None = None
    """The least that the total is."""
    round: r.Rounding | None = None
    """Rounding of the total, before the floor and the cap."""
    combine: Combine = "sum"
    """What is made of the sections: added, averaged by their weights, the lowest, the highest, or taken off the maximum."""
    not_applicable: NotApplicable | None = None
    """What it means that facts of items are not applicable, where neither they nor their sections say so."""
    vetoes: tuple[Veto, ...] = ()
    """What settles the result, whatever the points are; the first that holds counts."""
    grades: tuple[Grade, ...] = ()
    """The grades, from the best down."""
    lower_is_better: Flag = False
    """Whether fewer points are better, for whoever compares totals; grades say it by their thresholds."""
    text: str = ""
    """What the document says of the total and of grades, word for word."""
    note: str = ""
    """How the text was read, where it left a choice."""


@dataclass(frozen=True)
class Scheme:
    """The whole declared assessment of a year."""

    scheme: Id
    """The id of this assessment, the same in every year."""
    year: WholeNumber
    """The year it holds for."""
    title: Text
    """The document's title."""
    total: Total
    """How the total is made up."""
    facts: Mapping[Id, FactDeclaration] = field(default_factory=dict)
    """What is asked of a unit besides points that somebody gives, by id."""
    offices: Mapping[Id, Office] = field(default_factory=dict)
    """The bodies that answer for items, by id, where the document names any."""
    measures: Mapping[Id, NamedRule] = field(default_factory=dict)
    """What is worked out and read like a fact, by id."""
    period: tuple[Day, Day] | None = None
    """The first and the last day that are assessed; those of the year without it."""
    due: Day | None = None
    """The day by which facts are reported, where neither an item nor an office says another one."""
    note: str = ""
    """What a reader should know of the whole."""
    sha256: str = field(default="", init=False, compare=False)
    """The SHA-256 of the file it was read from. Not a key of the file."""

    def read_from(self, sha256: str) -> Self:
        """The scheme, knowing the digest of its file; called once, by the loader."""
        object.__setattr__(self, "sha256", sha256)  # frozen from here on
        return self

    @property
    def first_and_last_day(self) -> tuple[str, str]:
        """The period that is assessed: what is declared, else the calendar year."""
        return self.period or (f"{self.year:04}-01-01", f"{self.year:04}-12-31")

    @cached_property
    def asked(self) -> Mapping[str, FactDeclaration]:
        """Everything that is asked of a unit, by id: the points of each judged item, under its id, and the facts that are declared."""
        judged = {id: fact for section in self.total.sections for id, fact in _judged_in(section)}
        return {**judged, **self.facts} if judged else self.facts

    def meant_by(self, id: str) -> FactDeclaration | NamedRule | None:
        """What a rule means by an id: a fact that is asked, or a measure."""
        return self.measures.get(id) or self.asked.get(id)


def _judged_in(section: Section) -> Iterator[tuple[str, FactDeclaration]]:
    for item in section.items:
        if item.is_judged and item.max is not None and item.limit is not None:
            yield item.id, NumberFact("number", item.title, (Decimal(0), item.limit), formerly=item.formerly)
    for below in section.sections:
        yield from _judged_in(below)
