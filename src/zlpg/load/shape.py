"""A document of plain data → a scheme whose every value is valid by itself."""

from functools import cache
from typing import TYPE_CHECKING

from zlpg.diagnostics import Loaded, limited, without_consequences
from zlpg.load.expectations import MAPPING, unexpected
from zlpg.model.table import Scheme
from zlpg.source import Source

if TYPE_CHECKING:
    from pydantic import TypeAdapter


def validated(source: Source) -> Loaded[Scheme]:
    """The document as a scheme whose every value is valid by itself."""
    from pydantic import ValidationError  # noqa: PLC0415  # imported only for a rule file not seen before

    from zlpg.load.violations import violations  # noqa: PLC0415

    if not isinstance(source.data, dict):
        return Loaded(None, (unexpected(MAPPING, source.data, ()),))
    try:
        (scheme,) = model().validate_python((source.data,))
    except ValidationError as error:
        return Loaded(None, without_consequences(limited(violations(error, source.data))))
    return Loaded(scheme)


@cache
def model(*, described: bool = False) -> "TypeAdapter[tuple[Scheme]]":
    """Pydantic's view of the rule file, on request with what the docstrings say of each key.

    The tuple around the scheme is what lets one configuration hold for every dataclass below it.
    """
    from pydantic import ConfigDict, TypeAdapter  # noqa: PLC0415

    return TypeAdapter(tuple[Scheme], config=ConfigDict(extra="forbid", use_attribute_docstrings=described))
