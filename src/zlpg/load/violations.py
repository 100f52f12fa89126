"""What pydantic finds wrong with a rule file → diagnostics."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin, get_type_hints

from zlpg.diagnostics import Diagnostic, Message, Path, did_you_mean, nearest
from zlpg.load.expectations import (
    LIST,
    MAPPING,
    NUMBER,
    NUMBER_OR_TEXT,
    TEXT,
    WHOLE_NUMBER,
    YES_OR_NO,
    empty_value,
    missing_key,
    quoted,
    unexpected,
    unknown_key,
)
from zlpg.scheme import Scheme
from zlpg.scheme.marks import TAG, Kinds

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails, ValidationError

KEY = "[key]"
"""What pydantic ends a location with, where it means a mapping's key."""

_EXPECTED = {
    "is_instance_of": NUMBER,
    "int_type": WHOLE_NUMBER,
    "string_type": TEXT,
    "bool_type": YES_OR_NO,
    "tuple_type": LIST,
    "dict_type": MAPPING,
    "mapping_type": MAPPING,
    "dataclass_type": MAPPING,
}


def violations(error: "ValidationError") -> Iterator[Diagnostic]:
    """Every violation, with the path of the value at fault. The document was validated as the one member of a tuple."""
    for details in error.errors(include_url=False):
        if details["type"] == "too_short" and details["input"]:
            continue  # pydantic counts the valid members only, and has named what is wrong with the others
        location = details["loc"][1:]
        yield _diagnostic(details, location, _path(location))


def _path(location: tuple[str | int, ...]) -> Path:
    return tuple(step for step in location if not (isinstance(step, str) and step.startswith(TAG)) and step != KEY)


def _diagnostic(details: "ErrorDetails", location: tuple[str | int, ...], at: Path) -> Diagnostic:
    found, context = details["input"], details.get("ctx", {})
    match details["type"]:
        case "missing" if isinstance(at[-1], str):
            return missing_key(at[-1], at[:-1])
        case "missing" | "too_long":
            return Diagnostic(
                "wrong-length",
                Message("expected two numbers: [lowest, highest]"),
                at=at[:-1] if isinstance(at[-1], int) else at,
            )
        case "unexpected_keyword_argument" if (first := _kind_beside(location)) is not None:
            message = Message(
                "a rule is of one kind; “{kind}” is another beside “{first}”", kind=str(at[-1]), first=first
            )
            hint = Message("combine rules with sum or highest")
            return Diagnostic("unknown-key", message, hint, at=at, on_key=True)
        case "unexpected_keyword_argument":
            return unknown_key(str(at[-1]), at, [field.name for field in fields(_type_at(location[:-1])) if field.init])
        case "union_tag_not_found":
            return _unknown_kind(found, location, at)
        case "literal_error":
            allowed = Message("one of {allowed}", allowed=get_args(_type_at(location)))
            return unexpected(allowed, found, at)
        case "numbering":
            return unexpected(NUMBER_OR_TEXT, found, at)
        case "greater_than":
            return _out_of_range(
                Message("expected more than {limit}, found {found}", found=found, limit=context["gt"]), at
            )
        case "greater_than_equal":
            return _out_of_range(
                Message("expected {limit} or more, found {found}", found=found, limit=context["ge"]), at
            )
        case "string_pattern_mismatch":
            message = Message("“{id}” is not an id", id=quoted(str(found)))
            meant = id_like(str(found))
            hint = Message("an id is a lower-case English word or two, joined by underscores")
            if meant is not None:
                hint = Message("did you mean “{name}”?", name=meant)
            return Diagnostic("invalid-id", message, hint, at=at, on_key=location[-1] == KEY)
        case "string_too_short" | "too_short":
            return empty_value(at)
        case kind:
            return unexpected(_EXPECTED[kind], found, at)


def id_like(name: str) -> str | None:
    """The id that a name is but for capitals, hyphens and spaces."""
    meant = re.sub(r"[\s-]+", "_", name.strip().lower())
    return meant if re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", meant) else None


def _kind_beside(location: tuple[str | int, ...]) -> str | None:
    """The kind of the rule that a key stands in, where the key is another kind of rule."""
    *_, tag, key = ("", *location)
    if not (isinstance(tag, str) and tag.startswith(TAG)):
        return None
    union, marks = _annotation_at(location[:-2])
    kinds = next(mark for mark in marks if isinstance(mark, Kinds))
    return tag.removeprefix(TAG) if kinds.field is None and key in kinds.members(union) else None


def _out_of_range(message: Message, at: Path) -> Diagnostic:
    return Diagnostic("out-of-range", message, at=at)


def _unknown_kind(found: Any, location: tuple[str | int, ...], at: Path) -> Diagnostic:
    if not isinstance(found, dict):
        return unexpected(MAPPING, found, at)
    union, marks = _annotation_at(location)
    kinds = next(mark for mark in marks if isinstance(mark, Kinds))
    names = tuple(kinds.members(union))
    if not found:
        return empty_value(at)
    if kinds.field is None:
        near = next((key for key in found if did_you_mean(key, names) != did_you_mean("", names)), None)
        message = Message("there is no rule “{kind}”", kind=quoted(near or next(iter(found))))
        return Diagnostic(
            "unknown-kind", message, did_you_mean(near or "", names), at=(*at, near) if near else at, on_key=True
        )
    if kinds.field not in found:
        ours = {field.name for member in kinds.members(union).values() for field in fields(member)}
        misspelt = nearest(kinds.field, [key for key in found if key not in ours])
        return (
            missing_key(kinds.field, at) if misspelt is None else unknown_key(misspelt, (*at, misspelt), [kinds.field])
        )
    kind = found[kinds.field]
    if not isinstance(kind, str):
        return unexpected(Message("one of {allowed}", allowed=names), kind, (*at, kinds.field))
    message = Message("there is no type “{kind}”", kind=quoted(kind))
    return Diagnostic("unknown-kind", message, did_you_mean(kind, names), at=(*at, kinds.field))


def _type_at(location: tuple[str | int, ...]) -> Any:
    return _annotation_at(location)[0]


def _annotation_at(location: tuple[str | int, ...]) -> tuple[Any, tuple[Any, ...]]:
    """The type that the model has at a location, and the marks on it."""
    hint: Any = Scheme
    for step in location:
        inner, marks = _plain(hint)
        if isinstance(step, str) and step.startswith(TAG):
            kinds = next(mark for mark in marks if isinstance(mark, Kinds))
            hint = kinds.members(inner)[step.removeprefix(TAG)]
        elif is_dataclass(inner):
            hint = get_type_hints(inner, include_extras=True)[str(step)]
        else:
            hint = get_args(inner)[1 if get_origin(inner) is not tuple else 0]
    return _plain(hint)


def _plain(hint: Any) -> tuple[Any, tuple[Any, ...]]:
    """A type without its marks and without None, and the marks."""
    marks: tuple[Any, ...] = ()
    if get_origin(hint) is Annotated:
        hint, *held = get_args(hint)
        marks = tuple(held)
    if get_origin(hint) in (Union, UnionType) and NoneType in get_args(hint):
        rest = [member for member in get_args(hint) if member is not NoneType]
        if len(rest) == 1:
            return _plain(rest[0])
    return hint, marks
