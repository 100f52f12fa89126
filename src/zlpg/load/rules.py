"""A rule file → scheme and diagnostics."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from zlpg.diagnostics import Loaded, has_errors, limited, without_consequences
from zlpg.load.cache import keep, kept
from zlpg.load.expectations import MAPPING, unexpected
from zlpg.load.files import read_text
from zlpg.load.placing import all_found, empty, in_order, placed
from zlpg.scheme import Scheme
from zlpg.source import Source, read_yaml

if TYPE_CHECKING:
    from pydantic import TypeAdapter


def load_rules(path: str | Path) -> Loaded[Scheme]:
    """Load and check a rule file. The scheme is there unless an error was found."""
    text = read_text(path)
    if text.value is None:
        return Loaded(None, text.diagnostics)
    if (scheme := kept(text.value.sha256)) is not None:
        return Loaded(scheme, text.diagnostics)
    checked = rules_from(read_yaml(text.value.file, text.value.text), text.value.sha256)
    if checked.value is not None and not checked.diagnostics:
        keep(checked.value)
    return Loaded(checked.value, text.diagnostics + checked.diagnostics)


def rules_from(source: Source, sha256: str) -> Loaded[Scheme]:
    """Check a rule file: its shape, then the whole."""
    from zlpg.checks import check  # noqa: PLC0415  # needed only for a rule file not seen before

    if source.root is None:
        return Loaded(None, source.diagnostics or (empty(source),))
    shaped = validated(source)
    diagnostics = all_found(source, shaped.diagnostics)
    if misspelt := [finding for finding in shaped.diagnostics if finding.code == "unknown-key"]:
        for finding in misspelt:  # so that the rest can be looked at all the same
            source.correct(finding.at, finding.suggestion)
        shaped = validated(source)
    if shaped.value is not None:
        diagnostics = in_order((*diagnostics, *placed(source, check(shaped.value))))
    if shaped.value is None or has_errors(diagnostics):
        return Loaded(None, diagnostics)
    return Loaded(shaped.value.read_from(sha256), diagnostics)


def validated(source: Source) -> Loaded[Scheme]:
    """The document as a scheme whose every value is valid by itself."""
    from pydantic import ValidationError  # noqa: PLC0415  # imported only for a rule file not seen before

    from zlpg.load.violations import violations  # noqa: PLC0415

    if not isinstance(source.data, dict):
        return Loaded(None, (unexpected(MAPPING, source.data, ()),))
    try:
        (scheme,) = model().validate_python((source.data,))
    except ValidationError as error:
        return Loaded(None, without_consequences(limited(violations(error))))
    return Loaded(scheme)


@cache
def model(*, described: bool = False) -> "TypeAdapter[tuple[Scheme]]":
    """Pydantic's view of the rule file, on request with what the docstrings say of each key.

    The tuple around the scheme is what lets one configuration hold for every dataclass below it.
    """
    from pydantic import ConfigDict, TypeAdapter  # noqa: PLC0415

    return TypeAdapter(tuple[Scheme], config=ConfigDict(extra="forbid", use_attribute_docstrings=described))
