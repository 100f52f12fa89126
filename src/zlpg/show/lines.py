"""Where lines of text end: as wide as a terminal shows them, with Chinese punctuation and numbers kept together.

>>> broken("超过12篇的，每多一篇加0.1分", 12)
['超过12篇的，', '每多一篇加', '0.1分']
>>> broken("2 × 0.1 + 区长质量奖银奖 × 1 = [0.2, 3]", 16)
['2 × 0.1', '+ 区长质量奖银奖', '× 1 = [0.2, 3]']
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache

CLOSING = "，。、；：？！）］｝】》〉」』〕”’…—～％,.;:?!)]}%"
"""What never begins a line."""
OPENING = "（［｛【《〈「『〔“‘([{"
"""What never ends one."""

# Patterns are compiled where they are first used: CSV and Markdown need none of them.

_NUMBER = r"[+−-]?(?:\d+(?:[.,:/–—~-]\d+)*…?|∞)[%‰％]?"
_HAN = "[\u3400-\u9fff\uf900-\ufaff]"
_UNIT = rf"(?:{_HAN}| {_HAN}{{1,2}}(?!{_HAN})| [A-Za-z]{{1,2}}(?![A-Za-z]))"
_RANGE = rf"[\[(（]{_NUMBER}(?:, | … |～){_NUMBER}[\])）]"
_PLAIN = rf"{_NUMBER}(?:～{_NUMBER}| \(\d+/\d+\))?{_UNIT}?"
_AMOUNT = f"{_RANGE}|{_PLAIN}"
"""A number with its sign and its unit where that is short, a range, an exact fraction behind its decimals."""
_OPERATOR = r"[×÷−+=→≥≤<>≠] +(?=\S)"
_WORD = r"[^\s\u2e80-\uffef]+"

_FACTOR = r" +(?=[×÷] )"
_RUN, _BRACKETED = r"\S+", "[(（][^()（）]*[)）]"
_JOINTS = "_/-.\\"

WIDE = 2
"""How many columns a Chinese character takes."""
WORD = 16
"""How wide a word between spaces, or something in brackets, may be that is broken only where there is no room for it."""

_NOWHERE, _IN_NEED, _AT_JOINT, _IN_WORD, _BETWEEN = range(5)
"""How good a place is for a line to end: inside of English words, and inside of short Chinese ones, where there is no other."""


def cells(text: str) -> int:
    """How many columns of a terminal the text takes."""
    if text.isascii():
        return len(text)
    return sum(map(_cells, text))


@cache
def _cells(char: str) -> int:
    if unicodedata.east_asian_width(char) in "WF":
        return WIDE
    return 0 if unicodedata.category(char) in {"Mn", "Me", "Cf"} else 1


def broken(text: str, width: int) -> list[str]:
    """One line of text as lines of `width` columns; only what can't be broken is wider. No space stands at an end of a line."""
    return [text[start:end] for start, end in spans(text, width)]


def spans(text: str, width: int) -> Iterator[tuple[int, int]]:
    """Where each of these lines starts and ends in the text."""
    if cells(text) <= width:
        yield 0, len(text.rstrip())
        return
    breaks = _breaks(text)
    start = 0
    while start < len(text):
        end = _end(text, breaks, start, width)
        yield start, start + len(text[start:end].rstrip())
        start = end


def _end(text: str, breaks: list[int], start: int, width: int) -> int:
    """Where the line that starts here ends: at the last place of the best kind that fits, or else at the next place at all."""
    taken, fitting = 0, dict.fromkeys(range(_BETWEEN + 1), 0)
    for at in range(start, len(text)):
        if at > start and breaks[at]:
            if taken > width:
                return at
            fitting[breaks[at]] = at
        taken += 0 if text[at] == " " and taken >= width else _cells(text[at])
        if taken > width and any(fitting.values()):
            return next(fitting[kind] for kind in reversed(fitting) if fitting[kind])
    return len(text)


def _breaks(text: str) -> list[int]:
    """For each character whether a line can begin with it, and how well."""
    breaks = [_NOWHERE] * len(text)
    before = ""  # the last character that is no space
    for at in range(1, len(text)):
        last, char = text[at - 1], text[at]
        before = last if last != " " else before
        if char == " " or char in CLOSING or before in OPENING:
            continue
        is_between = last == " " or WIDE in {_cells(last), _cells(char)}
        breaks[at] = _BETWEEN if is_between else _AT_JOINT if last in _JOINTS else _IN_NEED
    for found in (*re.finditer(_RUN, text), *re.finditer(_BRACKETED, text)):
        if cells(found.group()) <= WORD:
            _at_best(breaks, found.start() + 1, found.end(), _IN_WORD)
    for found in re.finditer(_FACTOR, text):  # sums are broken before products
        _at_best(breaks, found.end(), found.end() + 1, _IN_WORD)
    for found in re.finditer(_OPERATOR, text):  # it begins a line with what it is applied to
        _at_best(breaks, found.end(), found.end() + 1, _IN_NEED)
    for found in re.finditer(_AMOUNT, text):
        _at_best(breaks, found.start() + 1, found.end(), _NOWHERE)
    return breaks


def _at_best(breaks: list[int], start: int, end: int, kind: int) -> None:
    breaks[start:end] = [min(each, kind) for each in breaks[start:end]]


def widest_number(texts: Iterable[str]) -> int:
    """How many columns the widest number in the texts takes, with the punctuation that stays with it."""
    return max((cells(kept) for text in texts for kept in _kept(text)), default=0)


def _kept(text: str) -> Iterator[str]:
    for found in re.finditer(_AMOUNT, text):
        start, end = found.span()
        while start and text[start - 1] in OPENING:
            start -= 1
        while end < len(text) and text[end] in CLOSING:
            end += 1
        yield text[start:end]


def longest_word(texts: Iterable[str]) -> int:
    """How many columns the longest word takes that is not Chinese."""
    return max((len(found.group()) for text in texts for found in re.finditer(_WORD, text)), default=0)
