"""What is found wrong with the shape of a document: the same that all of pydantic finds."""

import re
from decimal import Decimal
from keyword import iskeyword
from typing import Any

from hypothesis import given
from pydantic import ConfigDict, TypeAdapter
from pydantic_core import ValidationError

import zlpg
from conftest import RULES, examples
from corruptions import broken
from facade import parsed
from zlpg.load import shape

SCHEME = TypeAdapter(tuple[zlpg.Scheme], config=ConfigDict(extra="forbid"))


def as_lists(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: as_lists(each) for key, each in data.items()}
    return [as_lists(each) for each in data] if isinstance(data, tuple) else data


def as_read(data: Any) -> Any:
    """Data as documents hold it."""
    if isinstance(data, dict):
        return {str(key): as_read(each) for key, each in data.items()}
    if isinstance(data, list):
        return tuple(as_read(each) for each in data)
    return Decimal(str(data)) if isinstance(data, int | float) and not isinstance(data, bool) else data


def as_fields(data: Any) -> Any:
    """Data with the keys that are words of Python as the names of fields, which is all that pydantic itself knows of them."""
    if isinstance(data, dict):
        return {f"{key}_" if iskeyword(key) else key: as_fields(each) for key, each in data.items()}
    return tuple(map(as_fields, data)) if isinstance(data, tuple) else data


def as_keys(found: Any) -> Any:
    """What pydantic found, with the keys of the document."""
    if isinstance(found, str):
        return re.sub(r"\b(is|as|or|if)_\b", r"\1", found)
    return type(found)(map(as_keys, found)) if isinstance(found, list | tuple) else found


def what_comes_of(validator: Any, document: Any, within: int) -> Any:
    try:
        return validator.validate_python(document)
    except ValidationError as error:
        found = error.errors(include_url=False)
        return [(each["type"], each["loc"][within:], str(each["input"]), each.get("ctx")) for each in found]


@examples(20)
@given(broken(as_lists(parsed(RULES.read_text(encoding="utf-8")).data)))
def test_a_document_is_validated_as_pydantic_itself_does(made: Any) -> None:
    document = as_read(made)
    expected = as_keys(what_comes_of(SCHEME, (as_fields(document),), 1))
    found = what_comes_of(shape._validator(zlpg.Scheme, closed=True), document, 0)  # noqa: SLF001
    assert found == (expected[0] if isinstance(expected, tuple) else expected)
