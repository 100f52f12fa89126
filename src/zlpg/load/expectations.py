"""The wording of findings about one value: what was expected, what stands there, and what was probably meant."""

import re
import unicodedata
from collections.abc import Collection
from decimal import Decimal

from zlpg.diagnostics import FULL_WIDTH_COLON, Diagnostic, Message, Path, did_you_mean
from zlpg.source import Data, scalar

MAX_QUOTED = 60

NUMBER = Message("a number")
WHOLE_NUMBER = Message("a whole number")
TEXT = Message("text")
NUMBER_OR_TEXT = Message("a whole number or text")
NUMBER_OR_RULE = Message("a number or a rule")
RULE = Message("a rule: its kind and what belongs to it")
ID_OR_CONDITION = Message("the id of a yes_no fact, or a condition")
YES_OR_NO = Message("true or false")
LIST = Message("a list")
MAPPING = Message("a mapping of keys to values")

_YES_OR_NO = frozenset({"yes", "no", "on", "off", "y", "n", "true", "false", "是", "否", "有", "无"})


def unexpected(expected: Message, value: Data, at: Path) -> Diagnostic:
    """A value of another type than the one that belongs here."""
    message = Message("expected {expected}, found {found}", expected=expected, found=described(value))
    return Diagnostic("wrong-type", message, _hint(expected, value), at=at)


def empty_value(at: Path) -> Diagnostic:
    """A value that is there, with nothing in it."""
    return Diagnostic("empty-value", Message("there is nothing in it"), at=at)


def unknown_key(key: str, at: Path, allowed: Collection[str]) -> Diagnostic:
    """A key that doesn't belong here, with the keys that do."""
    return Diagnostic(
        "unknown-key", Message("unknown key “{key}”", key=quoted(key)), did_you_mean(key, allowed), at=at, on_key=True
    )


def missing_key(key: str, parent: Path) -> Diagnostic:
    """A key that has to be here, reported at what it is missing from."""
    return Diagnostic("missing-key", Message("the key “{key}” is missing", key=key), at=parent, on_key=True)


def quoted(text: str) -> str:
    """The text, short enough to be quoted in a message."""
    return text if len(text) <= MAX_QUOTED else text[: MAX_QUOTED - 1] + "…"


def described(value: Data) -> Message:
    """What a value is, in words."""
    match value:
        case None:
            return Message("nothing")
        case bool():
            return Message("“{value}”", value="true" if value else "false")
        case Decimal():
            return Message("the number {number}", number=value)
        case str():
            return Message("the text “{text}”", text=quoted(value))
        case tuple():
            return LIST
        case _:
            return Message("a mapping")


def _hint(expected: Message, value: Data) -> Message | None:
    if expected in (TEXT, NUMBER_OR_TEXT) and isinstance(value, Decimal | bool):
        return Message("put it in quotes if it is meant as text")
    if not isinstance(value, str):
        return None
    if expected in (NUMBER, WHOLE_NUMBER, NUMBER_OR_RULE):
        meant = unicodedata.normalize("NFKC", value).strip()
        if isinstance(scalar(meant), Decimal):
            return Message("write it without quotes and in plain digits: {number}", number=meant)
        if re.search("[0-9０-９]", value):
            return Message(
                "numbers are written with the digits 0 to 9, at most one point and no leading zeros: 12, 0.5, -3"
            )
    if expected == YES_OR_NO and value.strip().lower() in _YES_OR_NO:
        return Message("write true for yes and false for no")
    if expected in (MAPPING, RULE, NUMBER_OR_RULE) and "：" in value:
        return FULL_WIDTH_COLON
    if expected in (MAPPING, RULE, NUMBER_OR_RULE) and re.match(r"\w+:\S", value):
        return Message("a space is missing after the colon")
    return None
