"""Findings about an input, each with its place: what was found, what is allowed, how to mend it.

A diagnostic holds the English template of its message and the values to fill in, not the sentence: words are made where
it is shown, in the reader's language. Every template stands as the first argument of `Message(…)`, where the catalogues
are extracted from.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from typing import Any, Generic, Literal, TypeAlias, TypeVar

from zlpg.lookalikes import seen, told_apart
from zlpg.records import record

T = TypeVar("T")

Severity: TypeAlias = Literal["error", "warning"]
Path: TypeAlias = tuple[str | int, ...]
"""The way to a value inside a document: the keys and (0-based) positions from its root."""

Value: TypeAlias = "str | int | Decimal | tuple[str, ...] | Message"


class Message:
    """A template and the values for its fields; equal to another where both are."""

    __slots__ = ("template", "values")

    def __init__(self, template: str, **values: Value) -> None:
        self.template = template
        self.values = values

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and (self.template, self.values) == (other.template, other.values)

    def __hash__(self) -> int:
        return hash((self.template, frozenset(self.values.items())))

    def __str__(self) -> str:
        return self.template.format(**self.values) if self.values else self.template

    def __repr__(self) -> str:
        return f"Message({self.template!r}, **{self.values!r})"

    def __reduce__(self) -> tuple[object, ...]:
        return _message, (self.template, self.values)


def _message(template: str, values: dict[str, Value]) -> Message:
    return Message(template, **values)


@record(frozen=True, slots=True)
class Place:
    """Where in a file: lines and columns from 1, the end excluded, and the text of the line for the reader."""

    file: str
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1
    excerpt: str = ""


Mark: TypeAlias = Any
"""Where the parser was: `line`, `column` and `index` from 0. The type stubs leave open that every event has one."""


def place_at(file: str, lines: Sequence[str], start: Mark, end: Mark = None) -> Place:
    """The place between two marks of the parser, which count from 0, and at the end of the text go beyond its last line."""
    first, last = ((mark.line, mark.column) for mark in (start, end or start))
    beyond = len(lines) - 1, len(lines[-1])
    first, last = min(first, beyond), min(last, beyond)
    return Place(file, first[0] + 1, first[1] + 1, last[0] + 1, last[1] + 1, lines[first[0]])


@record(frozen=True, slots=True)
class Diagnostic:
    """One finding. `code` is the stable id of its kind (`zlpg.codes`); `at` the path to the value, or to its key where `on_key` says so.

    `within` are the first and, excluded, the last character of a text that it is about.
    """

    code: str
    message: Message
    hint: Message | None = None
    severity: Severity = "error"
    at: Path = ()
    on_key: bool = False
    within: tuple[int, int] | None = None
    place: Place | None = None

    @property
    def suggestion(self) -> str | None:
        """The name that was probably meant, where the hint has one."""
        return str(self.hint.values["name"]) if self.hint and "name" in self.hint.values else None


@record(frozen=True, slots=True)
class Loaded(Generic[T]):
    """What came of reading an input: the value, unless an error stood in the way, and everything found on the way."""

    value: T | None
    diagnostics: tuple[Diagnostic, ...] = ()


MAX_FINDINGS = 200
"""How many findings of one kind of look at one file are told: nobody reads more, and each takes time."""


def limited(findings: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The findings as far as anybody reads, and that there are more; no more of them are made."""
    first = tuple(islice(findings, MAX_FINDINGS + 1))
    if len(first) <= MAX_FINDINGS:
        return first
    message = Message("more than {most} findings; the others are not told", most=MAX_FINDINGS)
    return (*first[:-1], Diagnostic("too-many-findings", message))


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any of the findings is an error, so that the input can't be used."""
    return any(diagnostic.severity == "error" for diagnostic in diagnostics)


MAX_MEANT = 100
"""How many characters of a misspelt name are compared."""

MAX_COMPARED = 500
"""How many names are compared with a misspelt one; of more, only those that begin or end as it does."""


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The name most likely meant by a misspelt one, if any is near. Capitals, hyphens and what can't be seen make no difference."""
    meant = _folded(name[:MAX_MEANT])
    known = {_folded(each): each for each in names}
    near = meant if meant in known else _close(meant, known)
    return None if near is None else known[near]


def _close(meant: str, known: Iterable[str]) -> str | None:
    from difflib import get_close_matches  # noqa: PLC0415  # needed only where something is misspelt

    likely = list(known)
    if len(likely) > MAX_COMPARED:
        likely = [each for each in likely if each[:3] == meant[:3] or each[-3:] == meant[-3:]][:MAX_COMPARED]
    return next(iter(get_close_matches(meant, likely, n=1)), None)


@lru_cache(maxsize=1 << 14)
def _folded(name: str) -> str:
    return seen(re.sub(r"[\s-]+", "_", name.strip())).casefold().replace("-", "_")


MAX_LISTED = 12
"""How many names are listed at most where none is near the one that isn't known."""

FULL_WIDTH_COLON = Message("the colon is a full-width one; write a plain colon and a space: “: ”")


def did_you_mean(name: str, names: Iterable[str]) -> Message | None:
    """The hint for a name that isn't known: the nearest one, or all that are, where they are few."""
    known = tuple(names)
    if "：" in name:
        return FULL_WIDTH_COLON
    if near := nearest(name, known):
        return _meant(name, near)
    return Message("known are: {names}", names=known) if 0 < len(known) <= MAX_LISTED else None


def _meant(name: str, near: str) -> Message:
    if seen(name) == seen(near) and (characters := told_apart(name, near)):
        return Message(
            "did you mean “{name}”? It looks alike, but is written with {characters}", name=near, characters=characters
        )
    return Message("did you mean “{name}”?", name=near)


def did_you_mean_by_name(written: str, names: Mapping[str, str]) -> Message | None:
    """The same for an id that has a name, by which it may have been written: whole, shortened or misspelt.

    `names` holds the name of each id.
    """
    if "：" in written:
        return FULL_WIDTH_COLON
    meant = seen(written[:MAX_MEANT]).casefold()
    called = {id: seen(name).casefold() for id, name in names.items()}
    for ids in _named(meant, called):
        if len(ids) == 1:
            return Message("did you mean “{name}”?", name=ids[0])
        if ids:
            return Message("it may be one of: {names}", names=_with_names(ids[:MAX_LISTED], names))
        if near := nearest(written, names):
            return _meant(written, near)
    return Message("known are: {names}", names=_with_names(names, names)) if 0 < len(names) <= MAX_LISTED else None


def _named(meant: str, called: Mapping[str, str]) -> Iterator[list[str]]:
    """The ids whose name it is; those in whose name it is, whole or in pieces; and those with a name near it."""
    yield [id for id, name in called.items() if name == meant]
    yield [id for id, name in called.items() if len(meant) > 1 and meant in name]
    yield [id for id, name in called.items() if len(meant) > 1 and _in_order(meant, name)]
    close = _close(meant, called.values())
    yield [id for id, name in called.items() if name == close]


def _with_names(ids: Iterable[str], names: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(f"{id} ({names[id]})" for id in ids)


def _in_order(some: str, text: str) -> bool:
    """Whether all characters of one text are in the other, in the same order: 区银奖 in 区质量奖银奖."""
    rest = iter(text)
    return all(char in rest for char in some)


def without_consequences(findings: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The findings less those of a missing key that stands misspelt beside."""
    found = tuple(findings)
    meant = {(each.suggestion, each.at[:-1]) for each in found if each.code == "unknown-key"}
    return tuple(
        each for each in found if each.code != "missing-key" or (str(each.message.values["key"]), each.at) not in meant
    )
