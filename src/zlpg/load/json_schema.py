"""JSON Schema of the two files, for editors and for validators other than ours."""

from typing import Any, assert_never

from zlpg.load.shape import model
from zlpg.points import plain
from zlpg.scheme import CountFact, FactDeclaration, NumberFact, ResultsFact, Scheme, YesNoFact

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def rules_schema() -> dict[str, Any]:
    """The schema of a rule file, made from the model, with its docstrings as descriptions."""
    from pydantic.json_schema import GenerateJsonSchema  # noqa: PLC0415  # imported only where it is asked for

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

    made = model(described=True).json_schema(schema_generator=Closed)
    definitions = _without_titles(made["$defs"])
    scheme = definitions.pop("Scheme")
    del scheme["properties"]["sha256"]
    return {"$schema": DIALECT, "title": "zlpg rule file", **scheme, "$defs": definitions}


def facts_schema(scheme: Scheme) -> dict[str, Any]:
    """The schema of a facts file under one rule file."""
    text = {"type": ["string", "null"]}
    evidence = {"type": ["array", "null"], "items": {"type": "string"}}
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
                "properties": {id: _fact(declared) for id, declared in scheme.facts.items()},
            },
        },
        "$defs": {"note": text, "evidence": evidence},
    }


def _fact(declared: FactDeclaration) -> dict[str, Any]:
    value = _value(declared)
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
    unit = "" if isinstance(declared, YesNoFact) else declared.unit
    label = f"{declared.label}（{unit}）" if unit else declared.label
    match declared:
        case NumberFact(range=(lowest, highest)):
            return f"{label} [{plain(lowest)}, {plain(highest)}]"
        case CountFact(at_most=at_most):
            return f"{label} [0, ∞)" if at_most is None else f"{label} [0, {at_most}]"
        case YesNoFact():
            return f"{label} true / false"
        case ResultsFact():
            return label
        case _:
            assert_never(declared)


def _value(declared: FactDeclaration) -> list[dict[str, Any]]:
    nothing = {"type": "null"}
    match declared:
        case NumberFact(range=(lowest, highest)):
            return [{"type": "number", "minimum": lowest, "maximum": highest}, nothing]
        case CountFact(at_most=at_most):
            count: dict[str, Any] = {"type": "integer", "minimum": 0}
            return [count if at_most is None else {**count, "maximum": at_most}, nothing]
        case YesNoFact():
            return [{"type": "boolean"}, nothing]
        case ResultsFact(levels=levels):
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
            counts = {
                level: {"type": ["integer", "null"], "minimum": 0, "description": name}
                for level, name in levels.items()
            }
            by_level = {"type": "object", "additionalProperties": False, "properties": counts}
            return [{"type": "array", "items": applicant}, by_level, nothing]
        case _:
            assert_never(declared)


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
