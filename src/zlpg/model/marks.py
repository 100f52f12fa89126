"""Marks that tell pydantic how to read a field of a model, without importing it.

`load.shape`, and pydantic where it makes the JSON Schema, ask a mark for its schema through `__get_pydantic_core_schema__`. A scheme that
was validated before can so be loaded and scored without the cost of importing any of pydantic.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias, cast, get_args

from zlpg.numbers import holdable
from zlpg.records import document_key

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema


TAG = "#"
"""What the tag of a kind begins with, so that it is never taken for a key of the document."""


class Kinds:
    """Marks a union whose members are told apart by the key that only one of them has, or by the value of one field.

    `plain` are the members that their type alone tells from the others: a type of the document's values, with that of the model.
    """

    def __init__(self, field: str | None = None, plain: Mapping[type, Any] | None = None) -> None:
        self.field = field
        self.plain = plain or {}

    def __get_pydantic_core_schema__(self, union: Any, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        """What pydantic asks for: a tagged union, with the name of the kind as its tag."""
        members = self.members(union)
        return {
            "type": "tagged-union",
            "choices": {TAG + kind: handler.generate_schema(member) for kind, member in members.items()},
            "discriminator": self.discriminator(members),
        }

    def members(self, union: Any) -> dict[str, Any]:
        """The members of the union by the name of their kind."""
        plain = (*self.plain, *self.plain.values())
        kinds = {kind_of(member, self.field): member for member in get_args(union) if member not in plain}
        return {**kinds, **{type.__name__: member for type, member in self.plain.items()}}

    def discriminator(self, members: Mapping[str, object]) -> Callable[[Any], str | None]:
        """A function from a document's value to the tag of its kind, `None` where it names none that exists."""
        plain = {type: TAG + type.__name__ for type in self.plain}

        def tag(value: Any) -> str | None:
            if isinstance(value, dict) and dict in plain:  # which says something
                return plain[dict] if any(each is not None for each in value.values()) else None
            if not isinstance(value, dict):
                return plain.get(type(value))
            named = value.get(self.field) if self.field else next((key for key in value if key in members), None)
            return TAG + named if isinstance(named, str) and named in members else None

        return tag


def kind_of(member: type, field: str | None = None) -> str:
    """The name of a member of a union of kinds: its first field, or the one value that `field` can have."""
    if field is None:
        first: str = member.__match_args__[0]  # type: ignore[attr-defined]  # every dataclass has them
        return document_key(first)
    return str(get_args(fields(member)[0].type)[0])


class Limits:
    """Marks limits that pydantic checks: `gt`, `ge`, `pattern`, `min_length`; `strict` for no value of another type."""

    def __init__(self, **limits: object) -> None:
        self.limits = limits

    def __get_pydantic_core_schema__(self, source: Any, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        """What pydantic asks for."""
        return cast("CoreSchema", {**handler(source), **self.limits})


def least_allowed(annotation: Any) -> tuple[Decimal, bool]:
    """The least number that a field can hold by the limits marked on it, and whether it can be that."""
    for mark in getattr(annotation, "__metadata__", ()):
        if isinstance(mark, Limits) and "gt" in mark.limits:
            return Decimal(str(mark.limits["gt"])), False
        if isinstance(mark, Limits) and "ge" in mark.limits:
            return Decimal(str(mark.limits["ge"])), True
    inner = [least_allowed(each) for each in get_args(annotation)]
    return max(inner, default=(Decimal("-Infinity"), False))


class Whole:
    """Marks a whole number, which reaches the model as the Decimal that every number of a document is."""

    def __get_pydantic_core_schema__(self, source: Any, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        """What pydantic asks for."""
        return {
            "type": "function-before",
            "function": {"type": "no-info", "function": _whole},
            "schema": handler(source),
        }


class Numbered:
    """Marks what a document numbers its parts by: 17, 一, "3.2"."""

    def __get_pydantic_core_schema__(self, source: Any, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        """What pydantic asks for: one violation, not one for each type that it could have been."""
        return {
            "type": "function-before",
            "function": {"type": "no-info", "function": _whole},
            "schema": {
                "type": "union",
                "choices": [{"type": "int", "strict": True}, {"type": "str"}],
                "custom_error_type": "numbering",
                "custom_error_message": "a whole number or text",
            },
        }


class OfCalendar:
    """Marks a text that is a day of the calendar."""

    def __get_pydantic_core_schema__(self, source: Any, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        """What pydantic asks for: one violation, be it no text, of another form, or a 30th of February."""
        checked = {"type": "function-after", "function": {"type": "no-info", "function": _of_calendar}}
        return cast(
            "CoreSchema",
            {
                "type": "custom-error",
                "schema": {**checked, "schema": handler(source)},
                "custom_error_type": "day",
                "custom_error_message": "a day, such as 2020-12-10",
            },
        )


_DAYS_OF_MONTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_day(year: int, month: int, day: int) -> bool:
    """Whether the calendar has a day. The module that could tell knows the clock, too, which nothing here may ask."""
    is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 1 <= month <= 12 and 1 <= day <= _DAYS_OF_MONTHS[month - 1] + (month == 2 and is_leap)  # noqa: PLR2004


def _of_calendar(day: str) -> str:
    if not is_day(*map(int, day.split("-"))):
        raise ValueError(day)
    return day


def _whole(value: object) -> object:
    return (
        int(value) if isinstance(value, Decimal) and holdable(value) and value == value.to_integral_value() else value
    )


_ID = "[a-z][a-z0-9]*(_[a-z0-9]+)*"
Id: TypeAlias = Annotated[str, Limits(pattern=f"^{_ID}$")]
READING = rf"^{_ID}(\.(points|percent))?$"
Reading: TypeAlias = Annotated[str, Limits(pattern=READING)]
"""Where a number is read: the id of a fact or a measure; `x.points`, the points of a part of the table; `x.percent`, of its worth."""
CONDITION_READING = rf"^{_ID}((\.each)?\.(points|percent))?$"
ConditionReading: TypeAlias = Annotated[str, Limits(pattern=CONDITION_READING)]
"""The same, or `x.each.points` and `x.each.percent`: those of each part that stands directly in `x` and brings points."""
KEY_OF_ROW = rf"^({_ID}|[-+]?(0|[1-9][0-9]{{0,14}})(\.[0-9]{{1,14}})?)$"
Key: TypeAlias = Annotated[str, Limits(pattern=KEY_OF_ROW)]
"""What a row of a table is for: a number, which is a text as every key is, or the id of an option or a level."""
Text: TypeAlias = Annotated[str, Limits(min_length=1)]
Number: TypeAlias = Annotated[Decimal, Limits(strict=True)]
Positive: TypeAlias = Annotated[Decimal, Limits(strict=True, gt=0)]
NotNegative: TypeAlias = Annotated[Decimal, Limits(strict=True, ge=0)]
Flag: TypeAlias = Annotated[bool, Limits(strict=True)]
WholeNumber: TypeAlias = Annotated[int, Limits(strict=True), Whole()]
Day: TypeAlias = Annotated[str, Limits(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), OfCalendar()]
"""A day, 2020-12-10, as text: one that is earlier is less."""
Numbering: TypeAlias = Annotated[int | str, Numbered()]
