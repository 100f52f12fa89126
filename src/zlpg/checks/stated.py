"""The numbers that a clause states, read from its words: 0.1分, 超过10篇, 2人以上, 不少于两次, 百分之五, "at most 20 points"."""

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal

from zlpg.records import dataclass

_ASCII = str.maketrans({chr(0xFF01 + offset): chr(0x21 + offset) for offset in range(94)})
"""Full-width characters as plain ones, which keeps every place where it is."""

_DIGITS = "〇零一二两三四五六七八九十百千万"
_NUMBER = rf"(?:\d+(?:,\d{{3}})+|\d+)(?:\.\d+)?|[{_DIGITS}]+"

_NAMES = re.compile(
    r"""
    “[^”]*” | "[^"]*" | 「[^」]*」 | 《[^》]*》                       # names and titles: “5·10中国品牌日”, 《三年行动计划》
    | 〔\d+〕\s*\d*号? | \d+号                               # the numbers of documents
    | \b[A-Z][A-Z0-9]*(?:/[A-Z]+)?[ -]?\d[\d.\-—]*          # GB/T 50378-2019, PM10
    | \d{4}\s*(?:[-—–~～至]\s*\d{4}\s*)?年度?                # years
    | \d+(?:\.\d+)?[·:/]\d+                                  # 5·10, 8:30, 3/4
    | \d{1,2}月(?:\d{1,2}日)? | \d{1,2}日(?!常)              # dates
    | 第\s*[\d〇零一二两三四五六七八九十百千万]+              # references: 第17项
    | (?i:\b(?:section|table|article|item|clause|no\.|step|part)\s*\d+(?:\.\d+)*)
    | (?:^|(?<=[\s；;。：:，,]))(?:\d+[、.)](?!\d)|\(\d+\))  # the numbering of a list
    | [〇零一二两三四五六七八九十百千万\d]+(?<!百)分之[〇零一二两三四五六七八九十百千万\d]+ | [十百]分制
    """,
    re.VERBOSE,
)
"""What holds digits and states no number."""

_STATED = re.compile(rf"(?P<percent>百分之)?(?P<number>{_NUMBER})(?P<times>万|亿)?")
_UNIT = re.compile(r"\s*(%|[A-Za-z]+\b|个百分点|分钟|公里|平方米|小时|[^\W\d_])")
_MEASURE = re.compile(r"个|项|次|篇|人|起|件|家|名|场|期|份|条|处|例|户|天|周|位|台|批|部|册|幅|倍|轮|小时|百分点|分")
"""What a Chinese numeral counts where it is a number and not part of a word, as in 统一, 一镇一品 or 三级."""

_JOINED = re.compile(r"[A-Za-z._]$")
_NO_UNIT = frozenset("至到和及以或")
_POINTS = frozenset({"point", "points", "mark", "marks"})
_WORDS = ("次性", "人民", "分点", "分制", "分比", "分率")
"""What makes a word of a numeral before it: 一次性, 百分点."""
_EACH = re.compile(r"(?:每|各|\b(?:each|every|per)\b)[^，。；、,;.\d]{0,8}$", re.IGNORECASE)
_LEAST = re.compile(r"(?:不少于|不低于|不得少于|至少|最少|达到|(?i:at least|no fewer than))\s*$")
_MOST = re.compile(r"(?:满分|封顶|不超过|最高|最多|上限|(?i:at most|up to|maximum(?: of)?))[^\d，。；,;]{0,4}$")
_BELOW = re.compile(r"(?:低于|不足|不满|少于|小于|未达到?|(?i:below|under|less than|fewer than))\s*$")
_AND_LESS = re.compile(r"[^\W\d_]{0,3}(?:（含）)?(?:及|或)?(?:以下|以内)|\s*or (?:less|fewer)")
_BEYOND = re.compile(r"(?:超过|多于|大于|高于|(?i:more than|over|above))\s*$")
_AND_MORE = re.compile(r"[^\W\d_]{0,3}(?:（含）)?(?:及|或)?以上|\s*or more")
_TIMES = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}
_MAX_LENGTH = 20_000
"""No clause is as long; what goes beyond isn't read."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A number that a text states: the values it can mean, and where it stands."""

    values: tuple[Decimal, ...]
    """One, or for 98 % and 5万 also what that is without the word."""
    text: str
    """With its unit, as it is written."""
    start: int
    end: int
    amount: bool | None
    """Whether it is in points; `None` where it has no unit."""
    minimum: bool
    """Whether it says how much there has to be: 不少于2次, 2人以上."""
    below: bool
    """Whether it says what is below a threshold, which another number may state from above: 低于60分, 2起以下."""
    beyond: bool
    """Whether what it is about starts beyond it, at the next whole number: 超过10篇, 2起以下."""
    ceiling: bool
    """Whether it says how much there can be: 满分90分, 累计不超过10分."""
    incidental: bool
    """Whether nothing has to use it: 每多一篇, 一次."""


def numbers_in(text: str) -> Iterator[Stated]:
    """The numbers that a text states, in its order."""
    plain = _NAMES.sub(lambda name: "\0" * len(name.group()), text[:_MAX_LENGTH].translate(_ASCII))
    for found in _STATED.finditer(plain):
        number, before, after = found["number"], plain[: found.start()][-20:], plain[found.end() :][:20]
        unit = "" if found["percent"] else _unit(after)
        if number[0] not in "0123456789":
            if not (found["percent"] or _MEASURE.match(after)) or after.startswith(_WORDS):
                continue
            value = _chinese(number)
        else:
            if _JOINED.search(before):
                continue
            value = Decimal(number.replace(",", ""))
        written = number + (found["times"] or "") + unit
        in_points = unit == "分" or unit.lstrip().lower() in _POINTS
        yield Stated(
            _meant(value, found["times"], percent=bool(found["percent"]) or unit in {"%", "个百分点"}),
            (found["percent"] or "") + written,
            found.start(),
            found.start() + len(found["percent"] or "") + len(written),
            in_points if unit else None,
            minimum=bool(_LEAST.search(before) or _AND_MORE.match(after)),
            below=bool(_BELOW.search(before) or _AND_LESS.match(after)),
            beyond=bool(_BEYOND.search(before) or _AND_LESS.match(after)),
            ceiling=bool(_MOST.search(before)),
            incidental=value == 1 and not in_points and (number == "一" or bool(_EACH.search(before))),
        )


def _unit(following: str) -> str:
    """What follows a number, as far as it is its unit: 篇 of 篇的, nothing of 至."""
    found = _UNIT.match(following)
    if found is None or found[1] in _NO_UNIT:
        return ""
    return f" {found[1]}" if found[1].isascii() and found[1] != "%" else found[1]


def _meant(value: Decimal, times: str | None, *, percent: bool) -> tuple[Decimal, ...]:
    if times:
        return value * _TIMES[times], value
    return (value, value / 100) if percent else (value,)


def _chinese(numeral: str) -> Decimal:
    """十五 → 15, 一百二十 → 120, 两 → 2."""
    total = section = digit = Decimal(0)
    for char in numeral:
        value = Decimal(2 if char == "两" else int(unicodedata.numeric(char)))
        if value >= 10_000:  # noqa: PLR2004  # 万
            total, section, digit = (total + section + digit) * value, Decimal(0), Decimal(0)
        elif value >= 10:  # noqa: PLR2004  # 十, 百, 千
            section, digit = section + (digit or 1) * value, Decimal(0)
        else:
            digit = digit * 10 + value
    return total + section + digit
