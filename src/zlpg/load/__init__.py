"""Files → models and diagnostics."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from zlpg.diagnostics import Diagnostic, Loaded, has_errors
from zlpg.load.facts import facts_under, read_envelope, reduced
from zlpg.load.find import find_rules, newest_rules, rules_of_year
from zlpg.load.rules import load_rules
from zlpg.model.facts import Facts
from zlpg.model.table import Scheme
from zlpg.source import in_order, placed

__all__ = [
    "InvalidInput",
    "facts_from",
    "facts_under",
    "find_rules",
    "load_facts",
    "load_rules",
    "load_scheme",
    "newest_rules",
    "placed",
    "read_envelope",
    "rules_of_year",
]


T = TypeVar("T")


class InvalidInput(ValueError):
    """An input that can't be used. `diagnostics` holds everything that was found in it."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__("; ".join(map(_in_short, diagnostics)))
        self.diagnostics = diagnostics


def _in_short(diagnostic: Diagnostic) -> str:
    place = diagnostic.place
    where = f"{place.file}:{place.line}:{place.column}" if place else ".".join(map(str, diagnostic.at))
    return f"{where}: {diagnostic.message}"


def load_scheme(path: str | Path) -> Scheme:
    """The scheme of a rule file.

    Raises:
        InvalidInput: The file can't be read, or something is wrong with it.
    """
    return _usable(load_rules(path))


def load_facts(path: str | Path, scheme: Scheme) -> Facts:
    """The facts of a facts file, checked against a scheme.

    Raises:
        InvalidInput: The file can't be read, or something is wrong with it.
    """
    envelope = read_envelope(path)
    if envelope.value is None:
        raise InvalidInput(envelope.diagnostics)
    facts = facts_under(envelope.value, scheme)
    found = in_order((*envelope.diagnostics, *facts.diagnostics))
    return _usable(Loaded(None if has_errors(found) else facts.value, found))


def facts_from(
    mapping: Mapping[str, Any], scheme: Scheme, *, unit: str | None = None, year: int | None = None
) -> Facts:
    """The facts of a mapping from fact id to value, in the forms that a facts file has under `facts`.

    Numbers are `int` or `Decimal`: a float has lost the exact value before it gets here.

    Raises:
        InvalidInput: A fact isn't one of the scheme's, or has a value that it can't have.
    """
    values, reports, found = reduced({str(id): _plain(value) for id, value in mapping.items()}, scheme)
    if has_errors(found):
        raise InvalidInput(found)
    return Facts(unit, year, values, reports)


def _plain(value: Any) -> Any:
    match value:
        case float():
            raise TypeError(f"{value!r} is a float, which is not exact: pass Decimal({str(value)!r})")
        case bool() | None | str() | Decimal():
            return value
        case int():
            return Decimal(value)
        case Mapping():
            return {str(key): _plain(each) for key, each in value.items()}
        case list() | tuple():
            return tuple(map(_plain, value))
        case _:
            raise TypeError(f"a fact can't be a {type(value).__name__}: {value!r}")


def _usable(loaded: Loaded[T]) -> T:
    if loaded.value is None:
        raise InvalidInput(loaded.diagnostics)
    return loaded.value
