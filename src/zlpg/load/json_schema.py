"""JSON Schema of the two files, for editors and for validators other than ours."""

from collections.abc import Mapping
from dataclasses import is_dataclass
from decimal import Decimal
from itertools import combinations
from typing import Any, assert_never, get_args

import zlpg.model.rules as r
from zlpg.load.values import NOT_APPLICABLE
from zlpg.model.declarations import (
    ChoiceFact,
    CountFact,
    FactDeclaration,
    Measure,
    NumberFact,
    NumbersFact,
    ResultsFact,
    YesNoFact,
    ends_of,
)
from zlpg.model.measures import NamedRule
from zlpg.model.scalars import may_not_apply
from zlpg.model.table import Scheme
from zlpg.numbers import plain
from zlpg.records import document_key

DIALECT = "https://json-schema.org/draft/2020-12/schema"

SHARED = {
    "Amount": (r.Amount, "Points: a number, what is read, or a rule, whose first key says of which kind it is."),
    "Row": (r.Row, "What a row of a table earns; in a table with columns one amount for each."),
    "Condition": (r.Condition, "What can be so of a unit; a bare id is a fact that is yes or no."),
}
"""Unions that stand in many places, each with its description."""

AT_LEAST_ONE = {
    "Criteria": (*r.GROUPS, *r.WORDS),
    "Veto": ("grade", "grade_at_most", "points"),
    "Words": r.WORDS,
}
EXACTLY_ONE: dict[str, tuple[str, ...]] = {
    "ChoiceFact": ("options", "levels"),
    "Columns": r.WORDS,
    "TableRule": r.WORDS,
    "EachRule": r.WORDS,
}
AT_MOST_ONE: dict[str, tuple[str, ...]] = {
    "CountedRule": ("over", "under"),
    "CountedMeasure": ("over", "under"),
    "Grade": r.SIDES,
    "Item": ("max", "cap"),
    "Veto": ("grade", "grade_at_most"),
}
"""Keys of which a mapping has one, which the model's types alone don't say."""


def rules_schema() -> dict[str, Any]:
    """The schema of a rule file, made from the model, with its docstrings as descriptions."""
    # All of pydantic, which is imported only where the schema is asked for, reads what the docstrings say of each key.
    from pydantic import ConfigDict, TypeAdapter  # noqa: PLC0415
    from pydantic.json_schema import GenerateJsonSchema  # noqa: PLC0415

    class Closed(GenerateJsonSchema):
        """Numbers are numbers, and a mapping has no keys but those of its pattern."""

        def decimal_schema(self, schema: Any) -> dict[str, Any]:
            limits = {"gt": "exclusiveMinimum", "ge": "minimum"}
            return {"type": "number", **{name: schema[limit] for limit, name in limits.items() if limit in schema}}

        def dict_schema(self, schema: Any) -> dict[str, Any]:
            made = super().dict_schema(schema)
            return {**made, "additionalProperties": False} if "patternProperties" in made else made

        def function_before_schema(self, schema: Any) -> dict[str, Any]:
            return self.generate_inner(schema["schema"])

        def encode_default(self, dft: Any) -> Any:
            return dft if isinstance(dft, Decimal) else super().encode_default(dft)

    config = ConfigDict(extra="forbid", use_attribute_docstrings=True, alias_generator=document_key)
    both = TypeAdapter(tuple[Scheme, Measure], config=config)  # within a tuple, it holds for the classes below, too
    made = both.json_schema(schema_generator=Closed)
    definitions = _with_shared(_described_by_bases(_without_titles(made["$defs"])))
    scheme = definitions.pop("Scheme")
    del scheme["properties"]["sha256"]
    for name, keys in AT_LEAST_ONE.items():
        definitions[name]["anyOf"] = [_given(key) for key in keys]
    for name, keys in EXACTLY_ONE.items():
        definitions[name]["oneOf"] = [_given(key) for key in keys]
    for name, keys in AT_MOST_ONE.items():
        pairs = [{"allOf": [_given(key) for key in pair]} for pair in combinations(keys, 2)]
        definitions[name]["not"] = pairs[0] if len(pairs) == 1 else {"anyOf": pairs}
    return {"$schema": DIALECT, "title": "zlpg rule file", **scheme, "$defs": definitions}


def _described_by_bases(definitions: dict[str, Any]) -> dict[str, Any]:
    """The definitions of rules with names, whose keys are described where they come from: at the rule, and at any measure."""
    of_measures = definitions.pop("Measure")["properties"]
    for member in get_args(get_args(NamedRule)[0]):
        of_rule = definitions[member.__bases__[1].__name__]["properties"]
        for key, schema in definitions[member.__name__]["properties"].items():
            schema["description"] = (of_rule.get(key) or of_measures[key])["description"]
    return definitions


def _given(key: str) -> dict[str, Any]:
    """That a key says something: `null` and `false` are as good as no key."""
    return {"required": [key], "properties": {key: {"not": {"enum": [None, False]}}}}


def _with_shared(definitions: dict[str, Any]) -> dict[str, Any]:
    """The definitions with each union that stands in many places defined once."""
    names: dict[tuple[str, ...], str] = {}
    for name, (union, _) in SHARED.items():
        members, kinds = get_args(union)
        names[tuple(_ref(each) for each in kinds.members(members).values())] = name
    shared: dict[str, Any] = {}

    def referring(schema: Any) -> Any:
        if isinstance(schema, list):
            return [referring(each) for each in schema]
        if not isinstance(schema, dict):
            return schema
        name = names.get(tuple(each.get("$ref", "") for each in schema.get("oneOf", ()) if isinstance(each, dict)))
        if name is None:
            return {key: referring(value) for key, value in schema.items()}
        shared[name] = {"description": SHARED[name][1], "oneOf": schema["oneOf"]}
        return {**{key: value for key, value in schema.items() if key != "oneOf"}, "$ref": f"#/$defs/{name}"}

    return dict(sorted({**referring(definitions), **shared}.items()))


def _ref(member: Any) -> str:
    return f"#/$defs/{member.__name__}" if isinstance(member, type) and is_dataclass(member) else ""


def facts_schema(scheme: Scheme) -> dict[str, Any]:
    """The schema of a facts file under one rule file."""
    text = {"type": ["string", "null"]}
    evidence = {"type": ["array", "null"], "items": {"type": "string"}}
    optional = may_not_apply(scheme)
    return {
        "$schema": DIALECT,
        "title": f"zlpg facts file · {scheme.title}",
        "type": "object",
        "additionalProperties": False,
        "required": ["facts"],
        "properties": {
            "unit": {**text, "description": "The unit assessed."},
            "year": {"type": ["integer", "null"], "description": "Picks the rule file."},
            "rules": {**text, "minLength": 1, "description": "A rule file, relative to this file."},
            "facts": {
                "type": ["object", "null"],
                "additionalProperties": False,
                "properties": {id: _fact(declared, optional=id in optional) for id, declared in scheme.asked.items()},
            },
        },
        "$defs": {"note": text, "evidence": evidence},
    }


def _fact(declared: FactDeclaration, *, optional: bool) -> dict[str, Any]:
    not_applicable = {"enum": list(NOT_APPLICABLE), "description": "It is not applicable."}
    value = [*_value(declared), *([not_applicable] if optional else ()), {"type": "null"}]
    notes = {"note": {"$ref": "#/$defs/note"}, "evidence": {"$ref": "#/$defs/evidence"}}
    long_form = {
        "type": "object",
        "additionalProperties": False,
        "minProperties": 1,
        "properties": {"value": {"anyOf": value}, **notes},
    }
    return {"description": _described(declared), "anyOf": [*value, long_form]}


def _described(declared: FactDeclaration) -> str:
    """The label and the range, which editors show of a key, other than that of its value."""
    unit = "" if isinstance(declared, YesNoFact | ChoiceFact) else declared.unit
    label = f"{declared.label}（{unit}）" if unit else declared.label
    match declared:
        case NumberFact() | CountFact() | NumbersFact():
            ends = ends_of(declared)
            lowest = f"[{plain(ends.lowest)}" if ends.lowest.is_finite() else "(−∞"
            highest = f"{plain(ends.highest)}]" if ends.highest.is_finite() else "∞)"
            beside = declared.or_ if isinstance(declared, NumberFact) else None
            return f"{label} {lowest}, {highest}" + ("" if beside is None else f" / {plain(beside)}")
        case YesNoFact():
            return f"{label} true / false"
        case ChoiceFact(names=options):
            return f"{label} {' / '.join(f'{id} ({name})' for id, name in options.items())}"
        case ResultsFact():
            return label
        case _:
            assert_never(declared)


def _value(declared: FactDeclaration) -> list[dict[str, Any]]:
    match declared:
        case NumberFact():
            beside = [] if declared.or_ is None else [{"const": declared.or_}]
            return [{"type": "number", **_limits(declared)}, *beside]
        case CountFact():
            return [{"type": "integer", **_limits(declared)}]
        case YesNoFact():
            return [{"type": "boolean"}]
        case ChoiceFact(names=options):
            names = "; ".join(f"{id}: {name}" for id, name in options.items())
            return [{"enum": list(options), "description": names}]
        case NumbersFact():
            several = {"type": "array", "items": {"type": ["number", "null"], **_limits(declared)}}
            return [several if declared.as_ == "sum" else {**several, "minItems": 1}]
        case ResultsFact(levels=levels):
            return _results(levels)
        case _:
            assert_never(declared)


def _limits(declared: NumberFact | CountFact | NumbersFact) -> dict[str, Any]:
    """The ends that a number has."""
    lowest, highest = declared.range
    limits: dict[str, Any] = {name: end for name, end in (("minimum", lowest), ("maximum", highest)) if end is not None}
    step = None if isinstance(declared, CountFact) else declared.step
    # Of a float, validators can't say whether it is a multiple of 0.1.
    return limits if step is None or step % 1 else {**limits, "multipleOf": int(step)}


def _results(levels: Mapping[str, str]) -> list[dict[str, Any]]:
    """A list of applicants, or the number of them at each level."""
    applicant = {
        "type": "object",
        "additionalProperties": False,
        "required": ["name", "level"],
        "properties": {
            "name": {"type": "string", "pattern": r"\S"},
            "level": {"enum": list(levels)},
            "note": {"$ref": "#/$defs/note"},
            "evidence": {"$ref": "#/$defs/evidence"},
        },
    }
    counts = {level: {"type": ["integer", "null"], "minimum": 0, "description": name} for level, name in levels.items()}
    by_level = {"type": "object", "additionalProperties": False, "properties": counts}
    return [{"type": "array", "items": applicant}, by_level]


def _without_titles(schema: Any) -> Any:
    """The schema less the titles that pydantic makes of field names; a property named title stays."""
    if isinstance(schema, list):
        return [_without_titles(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: {name: _without_titles(each) for name, each in value.items()}
        if key == "properties"
        else _without_titles(value)
        for key, value in schema.items()
        if key != "title" or not isinstance(value, str)
    }
