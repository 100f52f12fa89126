"""A document of plain data → a model whose every value is valid by itself, or what is wrong with it.

A model is dataclasses with marks (`model.marks`). Its schema is made of their annotations here, and pydantic's core validates by it;
what all of pydantic would make is the same, and takes ten times as long to import and to make.

>>> from zlpg.model.declarations import Office
>>> validated({"name": "经发办"}, Office).value
Office(name='经发办', stands_for_all=False, due=None)
>>> for each in validated({"nam": "经发办", "stands_for_all": "是"}, Office).diagnostics:
...     print(each.at, each.message)
('stands_for_all',) expected true or false, found the text “是”
('nam',) unknown key “nam”
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Literal,
    TypeAlias,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from zlpg.diagnostics import (
    Diagnostic,
    Loaded,
    Message,
    Path,
    did_you_mean,
    did_you_mean_by_name,
    limited,
    nearest,
    without_consequences,
)
from zlpg.load.former import FORMER_KEYS, FORMER_KINDS, FORMER_LISTS, FORMER_TYPES
from zlpg.load.wording import (
    AMOUNT,
    DAY,
    ID_OR_CONDITION,
    LIST,
    MAPPING,
    NUMBER,
    NUMBER_OR_TEXT,
    TEXT,
    THRESHOLD,
    VALUE,
    WHOLE_NUMBER,
    YES_OR_NO,
    Asked,
    empty_value,
    for_written_number,
    missing_key,
    quoted,
    unexpected,
    unknown_key,
)
from zlpg.lookalikes import seen
from zlpg.model.declarations import Measure
from zlpg.model.marks import CONDITION_READING, KEY_OF_ROW, READING, TAG, Kinds
from zlpg.model.trees import field_of
from zlpg.numbers import MAX_DIGITS, holdable, plain
from zlpg.records import document_key
from zlpg.source import Data

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails, SchemaValidator, ValidationError

T = TypeVar("T")

KEY = "[key]"
"""What pydantic ends a location with, where it means a mapping's key."""

_EXPECTED = {
    "day": DAY,
    "exactly": Message("a number as text, such as 2.5 or 163/21"),
    "grades": Message("the id of a grade, or a list of those still possible"),
    "numbering": NUMBER_OR_TEXT,
    "is_instance_of": NUMBER,
    "int_type": WHOLE_NUMBER,
    "string_type": TEXT,
    "bool_type": YES_OR_NO,
    "tuple_type": LIST,
    "dict_type": MAPPING,
    "mapping_type": MAPPING,
    "dataclass_type": MAPPING,
}

TWO_NUMBERS = Message("expected two numbers: [lowest, highest]")

Location: TypeAlias = tuple[str | int, ...]
"""Where pydantic says that something is, from the model as a whole, with the tags of kinds."""


def validated(document: Data, model: type[T], *, closed: bool = True) -> Loaded[T]:
    """The document as an instance of a model, a class made by `records.record`, or everything that is wrong with it.

    Findings have the path of the value at fault. `closed` is set where the document has no keys but those of the model.
    """
    from pydantic_core import ValidationError  # noqa: PLC0415  # imported only where something is validated

    if not isinstance(document, dict):
        return Loaded(None, (unexpected(MAPPING, document, ()),))
    try:
        made: T = _validator(model, closed).validate_python(document)  # type: ignore[arg-type]  # a class can be hashed
    except ValidationError as error:
        return Loaded(None, without_consequences(limited(_violations(error, document, model))))
    return Loaded(made)


@cache
def _validator(model: Any, closed: bool) -> "SchemaValidator":  # noqa: FBT001  # what is cached has no keywords
    from pydantic_core import SchemaValidator  # noqa: PLC0415

    schemas = _Schemas("forbid" if closed else "ignore")
    schema = schemas.generate_schema(model)
    return SchemaValidator({"type": "definitions", "schema": schema, "definitions": [*schemas.definitions.values()]})


_PLAIN: dict[Any, str] = {str: "str", int: "int", bool: "bool", Decimal: "decimal", Any: "any"}


class _Schemas:
    """Makes the schema of an annotation, and those of the dataclasses that it names, each once."""

    def __init__(self, other_keys: str) -> None:
        self.other_keys = other_keys
        self.definitions: dict[str, Any] = {}

    def generate_schema(self, annotation: Any) -> Any:
        """The schema of an annotation, by the name by which marks ask pydantic for it."""
        if annotation in _PLAIN:
            return {"type": _PLAIN[annotation]}
        if is_dataclass(annotation):
            return self._of_dataclass(annotation)
        origin, args = get_origin(annotation), get_args(annotation)
        if origin is Annotated:
            return _marked(self, *args)
        if origin is Literal:
            return {"type": "literal", "expected": [*args]}
        if origin is tuple:
            items = [self.generate_schema(each) for each in args if each is not ...]
            return {"type": "tuple", "items_schema": items, **({"variadic_item_index": 0} if ... in args else {})}
        if origin is Mapping:
            keys, values = map(self.generate_schema, args)
            return {"type": "dict", "keys_schema": keys, "values_schema": values}
        if origin in (Union, UnionType) and NoneType in args:
            (inner,) = (each for each in args if each is not NoneType)
            return {"type": "nullable", "schema": self.generate_schema(inner)}
        raise TypeError(annotation)

    def _of_dataclass(self, made: Any) -> Any:
        name = f"{made.__module__}.{made.__qualname__}"
        if name not in self.definitions:
            self.definitions[name] = None  # it may name itself
            hints = get_type_hints(made, include_extras=True)
            parts = [self._of_field(each, hints[each.name]) for each in fields(made)]
            self.definitions[name] = {
                "type": "dataclass",
                "ref": name,
                "cls": made,
                "fields": [each["name"] for each in parts],
                "slots": True,
                "schema": {"type": "dataclass-args", "dataclass_name": made.__name__, "fields": parts},
                "config": {"extra_fields_behavior": self.other_keys},
            }
        return {"type": "definition-ref", "schema_ref": name}

    def _of_field(self, field: "Field[Any]", annotation: Any) -> dict[str, Any]:
        schema = self.generate_schema(annotation)
        if field.default is not MISSING:
            schema = {"type": "default", "schema": schema, "default": field.default}
        elif field.default_factory is not MISSING:
            schema = {"type": "default", "schema": schema, "default_factory": field.default_factory}
        key = document_key(field.name)
        made = {"type": "dataclass-field", "name": field.name, "schema": schema, "init": field.init}
        return made if key == field.name else {**made, "validation_alias": key}


def _marked(schemas: _Schemas, annotation: Any, *marks: Any) -> Any:
    """The schema of an annotation as its marks make it, the last of them around the others."""
    if not marks:
        return schemas.generate_schema(annotation)
    *inner, mark = marks
    return mark.__get_pydantic_core_schema__(annotation, _Inner(schemas, tuple(inner)))


class _Inner:
    """What is within a mark, as pydantic hands it on to it."""

    def __init__(self, schemas: _Schemas, marks: tuple[Any, ...]) -> None:
        self.generate_schema = schemas.generate_schema
        self._schemas, self._marks = schemas, marks

    def __call__(self, annotation: Any) -> Any:
        return _marked(self._schemas, annotation, *self._marks)


def _violations(error: "ValidationError", document: Data, model: type) -> Iterator[Diagnostic]:
    """Every violation, with the path of the value at fault."""
    named = cache(lambda offices: _named(document, offices=offices))  # once, where anything needs them
    for details in error.errors(include_url=False):
        if details["type"] == "too_short" and len(details["input"]) >= details["ctx"]["min_length"]:
            continue  # pydantic counts the valid members only, and has named what is wrong with the others
        location = details["loc"]
        found = _diagnostic(details, location, _path(location), model)
        if found.code == "invalid-id" and (id := _id_called(str(details["input"]), found.at, named)) is not None:
            found = replace(found, hint=Message("did you mean “{name}”?", name=id))
        yield found


def _id_called(name: str, at: Path, named: Callable[[bool], Mapping[str, str]]) -> str | None:
    """The id of what is called so in this document, where a reference says the name instead."""
    declares = at[0] in {"facts", "offices"} or (at[0] == "measures" and len(at) == len(("measures", "id")))
    if declares or at[-1] in {"id", "scheme"} or "formerly" in at:
        return None
    is_office = "responsible" in at or at[-1] == "lead"
    hint = did_you_mean_by_name(name, named(is_office)) if not name.isascii() else None
    return None if hint is None or "name" not in hint.values else str(hint.values["name"])


def _named(document: Data, *, offices: bool) -> dict[str, str]:
    """The ids that a document declares with their names: its offices, or all that rules and conditions refer to."""
    declared = {} if offices else {part["id"]: part["title"] for part in _titled(document)}
    for key in ("offices",) if offices else ("facts", "measures"):
        entries = document.get(key)
        for id, entry in entries.items() if isinstance(entries, dict) else ():
            if isinstance(entry, dict):
                declared[id] = entry.get("name" if offices else "label")
                for names in (entry.get("levels"), entry.get("options")):
                    declared |= names if isinstance(names, dict) else {}
    return {id: name for id, name in declared.items() if isinstance(name, str) and isinstance(id, str)}


def _titled(data: Data) -> Iterator[dict[str, Data]]:
    """The sections, items and grades of a document."""
    waiting = [data]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict) and isinstance(part.get("id"), str) and isinstance(part.get("title"), str):
            yield part
        if isinstance(part, dict | tuple):
            waiting += part.values() if isinstance(part, dict) else part


def _path(location: Location) -> Path:
    return tuple(step for step in location if not (isinstance(step, str) and step.startswith(TAG)) and step != KEY)


def _diagnostic(details: "ErrorDetails", location: Location, at: Path, model: type) -> Diagnostic:
    found, context = details["input"], details.get("ctx", {})
    match details["type"]:
        case "missing" if isinstance(at[-1], str):
            return missing_key(at[-1], at[:-1])
        case "missing" | "too_long":
            is_period = at[0] == "period"
            ends = Message("expected two days: [first, last]") if is_period else TWO_NUMBERS
            return Diagnostic("wrong-length", ends, at=at[:-1] if isinstance(at[-1], int) else at)
        case "unexpected_keyword_argument" if (beside := _kind_beside(location, model)) is not None:
            return Diagnostic("unknown-key", *_of_one_kind(str(at[-1]), beside), at=at, on_key=True)
        case "unexpected_keyword_argument":
            around = _type_at(location[:-1], model)
            found = unknown_key(str(at[-1]), at, [document_key(field.name) for field in fields(around) if field.init])
            return replace(found, hint=FORMER_KEYS.get((around, str(at[-1])), found.hint))
        case "union_tag_not_found":
            return _unknown_kind(found, *_annotation_at(location, model), at)
        case "int_type" | "numbering" if isinstance(found, Decimal) and not holdable(found):
            length = len(plain(found))
            message = Message(
                "a number of {length} characters; at most {most} are read", length=length, most=MAX_DIGITS
            )
            return Diagnostic("number-too-long", message, at=at)
        case "literal_error":
            allowed = Message("one of {allowed}", allowed=get_args(_type_at(location, model)))
            return unexpected(allowed, found, at)
        case "greater_than":
            return _out_of_range(
                Message("expected more than {limit}, found {found}", found=found, limit=context["gt"]), at
            )
        case "greater_than_equal":
            return _out_of_range(
                Message("expected {limit} or more, found {found}", found=found, limit=context["ge"]), at
            )
        case "less_than_equal":
            return _out_of_range(
                Message("expected {limit} or less, found {found}", found=found, limit=context["le"]), at
            )
        case "string_pattern_mismatch" if (expected := _number_expected(location, str(found), model)) is not None:
            return unexpected(expected, found, at)
        case "string_pattern_mismatch" if context["pattern"] == KEY_OF_ROW and re.match(r"[-+.]?\d", str(found)):
            return replace(unexpected(Message("a number, an option or a level"), found, at), on_key=True)
        case "string_pattern_mismatch":
            message = Message("“{id}” is not an id", id=quoted(str(found)))
            meant = id_like(str(found))
            hint = Message("an id is a lower-case English word or two, joined by underscores")
            if re.search("[<>=≥≤]", str(found)):
                hint = Message("a condition is written like this: {form}", form="{at_least: {fact: 60}}")
            elif context["pattern"] in {READING, CONDITION_READING} and re.fullmatch(
                r"[a-z0-9_]+\.[a-z0-9_.]+", str(found)
            ):
                part = str(found).partition(".")[0]
                read = tuple(f"{part}.{each}" for each in ("points", "percent"))
                hint = Message("of a part of the table, these are read: {readings}", readings=read)
            elif meant is not None:
                hint = Message("did you mean “{name}”?", name=meant)
            return Diagnostic("invalid-id", message, hint, at=at, on_key=location[-1] == KEY)
        case "too_short" if found:
            return Diagnostic(
                "wrong-length", Message("expected {least} parts or more", least=context["min_length"]), at=at
            )
        case "string_too_short" | "too_short":
            return empty_value(at)
        case "string_type" if isinstance(found, tuple) and at[-1] in {"proportional", "count", "table"}:
            hint = Message("it reads one; what is added first is a measure: {form}", form="{sum: [a, b]}")
            return replace(unexpected(_EXPECTED["string_type"], found, at), hint=hint)
        case kind:
            return unexpected(_EXPECTED[kind], found, at)


def _number_expected(location: Location, found: str, model: type) -> Message | None:
    """What belongs where a text is no id, and looks like a number in a place that takes one, too."""
    if location[-1] != TAG + "str" or not (re.match(r"[-+.]?\d", found) or for_written_number(found, Asked())):
        return None
    union, marks = _annotation_at(location[:-1], model)
    kinds = next(mark for mark in marks if isinstance(mark, Kinds))
    return _expected(kinds, union) if Decimal in kinds.plain else None


def id_like(name: str) -> str | None:
    """The id that a name is but for capitals, hyphens, spaces, and characters that look alike or can't be seen."""
    meant = seen(re.sub(r"[\s-]+", "_", name.strip()).lower())
    return meant if re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", meant) else None


def _kind_beside(location: Location, model: type) -> str | None:
    """The kind of the rule that a key stands in, where the key is another kind of it."""
    *_, tag, key = ("", *location)
    if not (isinstance(tag, str) and tag.startswith(TAG)):
        return None
    union, marks = _annotation_at(location[:-2], model)
    kinds = next(mark for mark in marks if isinstance(mark, Kinds))
    return tag.removeprefix(TAG) if kinds.field is None and key in _names(kinds, union) else None


def _names(kinds: Kinds, union: Any) -> tuple[str, ...]:
    """The kinds that a document can name, without the members that are no mapping."""
    plain = {type.__name__ for type in kinds.plain}
    return tuple(name for name in kinds.members(union) if name not in plain)


def _of_one_kind(kind: str, first: str) -> tuple[Message, Message]:
    message = Message("a rule is of one kind; “{kind}” is another beside “{first}”", kind=kind, first=first)
    return message, Message("combine rules with sum or highest")


def _out_of_range(message: Message, at: Path) -> Diagnostic:
    return Diagnostic("out-of-range", message, at=at)


def _unknown_kind(found: Any, union: Any, marks: tuple[Any, ...], at: Path) -> Diagnostic:
    kinds = next(mark for mark in marks if isinstance(mark, Kinds))
    names = _names(kinds, union)
    if not isinstance(found, dict) or (not names and dict not in kinds.plain):
        was = FORMER_LISTS.get(at[-1]) if isinstance(found, tuple) else None
        wrong = unexpected(_expected(kinds, union), found, at)
        return wrong if was is None else replace(wrong, hint=was)
    if all(each is None for each in found.values()) and (not found or not names):
        return empty_value(at)
    return _no_such_kind(found, at, names) if kinds.field is None else _no_such_type(found, at, union, kinds)


def _expected(kinds: Kinds, union: Any) -> Message:
    if kinds.field is not None:
        return MAPPING
    if get_origin(word := kinds.plain.get(str)) is Literal:
        return Message("a number, or {form}", form=get_args(word)[0])
    if Decimal not in kinds.plain and str in kinds.plain and _names(kinds, union):
        return Message("what is read, or a rule; a share of a number is {form}", form="proportional: fact, full: 10")
    if not kinds.plain:
        return MAPPING
    if _names(kinds, union) == ("choice",):
        return Message("a number, or one for each option of a choice: {form}", form=MAX_BY_CHOICE)
    if not _names(kinds, union):
        return _OF_PLAIN[frozenset(kinds.plain)]
    return AMOUNT


_OF_PLAIN = {
    frozenset({str, dict}): ID_OR_CONDITION,
    frozenset({tuple, dict}): Message("a list of conditions, or a mapping of words"),
    frozenset({Decimal, str}): THRESHOLD,
    frozenset({Decimal, str, tuple}): VALUE,
    frozenset({str, tuple}): Message("the id of results, or a list of what is read"),
}
"""What belongs where a value's type alone says what is meant."""

MAX_BY_CHOICE = "{choice: fact, points: {option: 5}}"


_OF_MEASURES = frozenset(field.name for field in fields(Measure))
"""The keys that a measure has beside those of its rule."""


def _no_such_kind(found: dict[str, Any], at: Path, names: tuple[str, ...]) -> Diagnostic:
    if at[0] == "measures" and len(at) == len(("measures", "id")):  # a rule with a name
        found = {key: each for key, each in found.items() if key not in _OF_MEASURES}
        if not found:
            message = Message("a measure is a rule with a name, and this one has none")
            return Diagnostic("unknown-kind", message, Message("known are: {names}", names=names), at=at, on_key=True)
    before = next((key for key in found if key in FORMER_KINDS and names != ("choice",)), None)
    near = next((key for key in found if nearest(key, names) is not None or "：" in key), None)
    kind = quoted(before or near or next(iter(found)))
    message = (
        Message("a maximum is a number, or one for each option of a choice: {form}", form=MAX_BY_CHOICE)
        if names == ("choice",)
        else Message("there is no rule “{kind}”", kind=kind)
    )
    hint = (
        FORMER_KINDS[before]
        if before is not None
        else Message("known are: {names}; a place among others, or what a formula comes to, is a fact", names=names)
        if near is None
        else did_you_mean(near, names)
    )
    named = before or near
    return Diagnostic("unknown-kind", message, hint, at=(*at, named) if named else at, on_key=True)


def _no_such_type(found: dict[str, Any], at: Path, union: Any, kinds: Kinds) -> Diagnostic:
    field, names = str(kinds.field), _names(kinds, union)
    if field not in found:
        ours = {document_key(each.name) for member in kinds.members(union).values() for each in fields(member)}
        misspelt = nearest(field, [key for key in found if key not in ours])
        return missing_key(field, at) if misspelt is None else unknown_key(misspelt, (*at, misspelt), [field])
    kind = found[field]
    if not isinstance(kind, str):
        return unexpected(Message("one of {allowed}", allowed=names), kind, (*at, field))
    message = Message("there is no type “{kind}”", kind=quoted(kind))
    hint = FORMER_TYPES.get(kind) or did_you_mean(kind, names)
    return Diagnostic("unknown-kind", message, hint, at=(*at, field))


def _type_at(location: Location, model: type) -> Any:
    return _annotation_at(location, model)[0]


def _annotation_at(location: Location, model: type) -> tuple[Any, tuple[Any, ...]]:
    """The type that the model has at a location, and the marks on it."""
    hint: Any = model
    for step in location:
        inner, marks = _without_marks(hint)
        if isinstance(step, str) and step.startswith(TAG):
            kinds = next(mark for mark in marks if isinstance(mark, Kinds))
            hint = kinds.members(inner)[step.removeprefix(TAG)]
        elif is_dataclass(inner):
            hint = get_type_hints(inner, include_extras=True)[field_of(inner, str(step))]
        else:
            hint = get_args(inner)[1 if get_origin(inner) is not tuple else 0]
    return _without_marks(hint)


def _without_marks(hint: Any) -> tuple[Any, tuple[Any, ...]]:
    """A type without its marks and without None, and the marks."""
    marks: tuple[Any, ...] = ()
    if get_origin(hint) is Annotated:
        hint, *held = get_args(hint)
        marks = tuple(held)
    if get_origin(hint) in (Union, UnionType) and NoneType in get_args(hint):
        rest = [member for member in get_args(hint) if member is not NoneType]
        if len(rest) == 1:
            return _without_marks(rest[0])
    return hint, marks
