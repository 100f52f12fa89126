"""JSON text → plain data with the place of every key and value: JSON is YAML but for two things.

It writes a rare character as two escapes where YAML has one, and its numbers may have exponents, as other programs write them
(`1e-08`). Here they may also be as long as results are.
"""

import re
from decimal import Decimal
from fractions import Fraction

from zlpg.numbers import EXACT, exact
from zlpg.source import Source, read_yaml

MAX_LENGTH = 10_000
"""The longest number that is read, written out."""

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE]([-+]?[0-9]{1,5}))?")
_PAIR = re.compile(r"(?<!\\)((?:\\\\)*)\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", re.IGNORECASE)


def read_json(file: str, text: str) -> Source:
    """Parse a document. What is wrong with it is in the result."""
    return read_yaml(file, _PAIR.sub(_whole, text), number=_number)


def _whole(pair: re.Match[str]) -> str:
    before, high, low = pair.groups()
    code = 0x10000 + ((int(high, 16) - 0xD800) << 10) + int(low, 16) - 0xDC00
    return f"{before}\\U{code:08x}"


def _number(text: str) -> Decimal | None:
    """The number that a text is; none for one that is longer than any result."""
    found = _NUMBER.fullmatch(text)
    if found is None or len(text) > MAX_LENGTH or abs(int(found[1] or 0)) > MAX_LENGTH:
        return None
    number = Decimal(text)
    return number if len(number.as_tuple().digits) <= EXACT.prec else exact(Fraction(number))
