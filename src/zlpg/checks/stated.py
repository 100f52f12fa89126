"""The numbers that a clause states, read from its words: 0.1分, 超过10篇, 2人以上, 不少于两次, 百分之五, "at most 20 points"."""

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import islice

from zlpg.records import dataclass

_ASCII = str.maketrans({chr(0xFF01 + offset): chr(0x21 + offset) for offset in range(94)})
"""Full-width characters as plain ones, which keeps every place where it is."""

_DIGITS = "〇零一二两三四五六七八九十百千万壹贰叁肆伍陆柒捌玖拾佰仟"
_CHINESE = rf"[{_DIGITS}]+(?:点[{_DIGITS}]+)?|半(?=[分项次个年])"
_NUMBER = rf"(?:\d+(?:,\d{{3}})+|\d+)(?:\.\d+)?|{_CHINESE}"
_TOO_LONG = re.compile(rf"[\d{_DIGITS}]{{21,}}")
"""What no clause states, and takes long to read."""


def _between(opening: str, closing: str) -> str:
    """What stands between two marks, which may hold such marks once more; read through once, closed or not."""
    other = f"[^{opening}{closing}]*+"
    return f"{opening}(?:{other}{opening}{other}{closing})*+{other}{closing}"


_QUOTED = "|".join((_between("“", "”"), '"[^"]*"', _between("「", "」"), _between("《", "》")))
"""Names and titles: “5·10中国品牌日”, 《三年行动计划》, 《关于印发《十项措施》的通知》."""

_NAMES = re.compile(
    _QUOTED
    + r"""
    | [〔\[【(]\d{4}[〕\]】)]\s*\d*号? | \d+号 | 附件\s*\d+     # the numbers of documents
    | \b[A-Z][A-Z0-9]*(?:/[A-Z]+)?[ -]?\d[\d.\-—]*          # GB/T 50378-2019, PM10
    | \d+[A-Z]+(?![a-z]) | \d(?:\+[\dNX])+                   # 5A级, 6S管理, 1+3+N
    | \d{4}[-./]\d{1,2}[-./]\d{1,2} | \d{4}\s*(?:[-—–~～至]\s*\d{4}\s*)?年度?
    | \d+(?:\.\d+)?[·:/]\d+ | \d{5}(?:/\d{5})* (?=热线|平台|工单|投诉)
    | \d{1,2}\.\d{1,2}(?=国际|消费|宣传|主题|全国|世界)
    | (?:\d{1,2}\s*[-—–~～至]\s*)?\d{1,2}月(?:\d{1,2}日)? | \d{1,2}日(?!常)
    | (?<!排名)(?<!\d[至到])第\s*[\d〇零一二两三四五六七八九十百千万]+(?![\d〇零一二两三四五六七八九十百千万]*(?:[-—–~～至、和]第?\d+){0,20}[名位得])
    | (?i:\b(?:section|table|article|item|clause|no\.|step|part)\s*\d+(?:[.\-]\d+)*)
    | (?:^|(?<=[\s；;。：:，,)）]))(?:\d+[、)](?!\d)|\(\d+\))  # the numbering of a list
    | (?:^|(?<=[；;。：:，,)）\n])|(?<=[；;。：:，,.]\s))\d+\.(?!\d)(?=\s*[^\W\d_])
    | [〇零一二两三四五六七八九十百千万\d]+(?<![百千])分之[〇零一二两三四五六七八九十百千万\d]+ | [十百]分制
    | 百分(?:之)?百 | 千家万户 | [一二三四五六七八九十]+(?:项规定|个维护|个最严|个中心|个自信|个意识|个确保|个全面|个坚持)
    | (?<![加扣得计满为减至或奖])十分(?![之钟]|[，。；、,;)）]|$)
    """,
    re.VERBOSE,
)
"""What holds digits and states no number."""

_STATED = re.compile(rf"(?P<percent>[百千]分之)?(?P<number>{_NUMBER})(?P<times>万|亿)?")
_UNIT = re.compile(r"\s*(?:[(（]含[)）])?(%|‰|[A-Za-z]+\b|个百分点|分钟|公里|平方米|小时|[^\W\d_])")
_MEASURE = re.compile(
    r"个|项|次|篇|人|起|件|家|名|场|期|份|条|处|例|户|天|周|位|台|批|部|册|幅|倍|轮|小时|百分点|分|所|元|亩|辆|座|栋|间|支|种|组|吨|公里|平方米"
)
"""What a Chinese numeral counts where it is a number and not part of a word, as in 统一, 一镇一品 or 三级."""

_NO_UNIT = frozenset("至到和及以或") | frozenset(
    {
        *("or", "and", "to", "of", "for", "per", "on", "in", "at", "by", "is", "are", "if", "from", "with"),
        *("up", "below", "above", "under", "over", "each", "every"),
    }
)
_POINTS = frozenset({"point", "points", "mark", "marks"})
_JOINED = re.compile(r"[A-Za-z._]$")
_WORDS = ("次性", "人民", "分点", "分制", "分比", "分率")
"""What makes a word of a numeral before it: 一次性, 百分点."""
_EACH = re.compile(r"(?:每|各|\b(?:each|every|per)\b)[^，。；、,;.\d]{0,8}$", re.IGNORECASE)
_RANK = re.compile(r"(?:第|(?<![提之以])前)\s*(?:\d+\s*[-—–~～至]\s*)?$")
_PAYS = re.compile(r"[^\W\d_]{1,8}?\s*(?:的)?(?:扣|加|得|减|计|奖)\s*[\d〇零一二两三四五六七八九十半]")
_LEAST = re.compile(r"(?:不少于|不低于|不得少于|不小于|至少|最少|达到|≥|>=|大于等于|(?i:at least|no fewer than))\s*$")
_MOST = re.compile(r"(?:满分|封顶|不超过|最高|最多|上限|(?i:at most|up to|maximum(?: of)?))[^\d，。；,;]{0,4}$")
_BELOW = re.compile(
    r"(?:低于|不足|不满|少于|小于|未达到?|<|≤|<=|小于等于|不?含|(?i:below|under|less than|fewer than))\s*$"
)
_UPPER_END = re.compile(r"[\d%‰〇零一二两三四五六七八九十个项次篇人起件家名分]\s*(?:\(含\))?\s*[-—–~～至到]+\s*$")
_AND_LESS = re.compile(r"\s*[^\W\d_]{0,3}%?(?:[(（]含[)）])?(?:及|或)?(?:以下|以内)|\s*or (?:less|fewer)")
_SHORT_OF = re.compile(r"\s*[^\W\d_]{0,3}%?未[满満]")
_BEYOND = re.compile(r"(?<!不)(?:超过|多于|大于|高于|>|(?i:more than|over|above))\s*$")
_AND_MORE = re.compile(r"\s*[^\W\d_]{0,3}%?(?:[(（]含[)）])?(?:及|或)?以上|\s*or more")
_TIMES = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}
_NEAR = 20
"""How many characters before and after a number say what it is."""
_MOST_NUMBERS = 100_000
"""No clause states as many; those beyond aren't read."""


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
    one_that_pays: bool
    """Whether it is the 1 of a rate: 发生1起扣5分."""
    incidental: bool
    """Whether nothing has to use it: 每多一篇, 一次."""

    def just_below(self, threshold: Decimal) -> bool:
        """Whether it is the last number below a threshold: 89 below 90."""
        return any(value + 1 == threshold for value in self.values)


@lru_cache(maxsize=64)
def numbers_in(text: str) -> tuple[Stated, ...]:
    """The numbers that a text states, in its order."""
    return tuple(islice(_numbers_in(text), _MOST_NUMBERS))


@lru_cache(maxsize=64)
def values_in(text: str) -> frozenset[Decimal]:
    """The values that the numbers of a text can mean."""
    return frozenset(value for number in numbers_in(text) for value in number.values)


def _numbers_in(text: str) -> Iterator[Stated]:
    plain = text.translate(_ASCII)
    for left_out in (_TOO_LONG, _NAMES):
        plain = left_out.sub(lambda name: "\0" * len(name.group()), plain)
    for found in _STATED.finditer(plain):
        start, end = found.span()
        number, before, after = found["number"], plain[max(start - _NEAR, 0) : start], plain[end : end + _NEAR]
        unit = "" if found["percent"] else _unit(after)
        if number[0] not in "0123456789":  # not isdecimal, which takes other scripts' digits for these
            if not (found["percent"] or _MEASURE.match(after)) or after.startswith(_WORDS):
                continue
            value = chinese_number(number)
        else:
            if _JOINED.search(before):
                continue
            value = Decimal(number.replace(",", ""))
        written = number + (found["times"] or "") + unit
        in_points = unit == "分" or unit.lstrip().lower() in _POINTS
        yield Stated(
            _meant(value, found["times"], found["percent"] or unit),
            (found["percent"] or "") + written,
            start,
            start + len(found["percent"] or "") + len(written),
            in_points if unit else None,
            minimum=bool(_LEAST.search(before) or _AND_MORE.match(after)),
            below=bool(
                _BELOW.search(before) or _UPPER_END.search(before) or _AND_LESS.match(after) or _SHORT_OF.match(after)
            ),
            beyond=bool(_BEYOND.search(before) or _AND_LESS.match(after)),
            ceiling=bool(_MOST.search(before)),
            one_that_pays=value == 1 and not in_points and bool(_PAYS.match(after)),
            incidental=(value == 1 and not in_points and (number == "一" or bool(_EACH.search(before))))
            or bool(_RANK.search(before)),
        )


def _unit(following: str) -> str:
    """What follows a number, as far as it is its unit: 篇 of 篇的, nothing of 至."""
    found = _UNIT.match(following)
    if found is None or found[1].lower() in _NO_UNIT:
        return ""
    return f" {found[1]}" if found[1].isascii() and found[1] != "%" else found[1]


def _meant(value: Decimal, times: str | None, share: str) -> tuple[Decimal, ...]:
    if times:
        return value * _TIMES[times], value
    if share in {"%", "个百分点", "百分之"}:
        return value, value / 100
    return (value, value / 1000) if share in {"‰", "千分之"} else (value,)


def chinese_number(numeral: str) -> Decimal:
    """十五 → 15, 一百二十 → 120, 两 → 2, 零点五 → 0.5."""
    if numeral == "半":
        return Decimal("0.5")
    whole, _, fraction = numeral.partition("点")
    if fraction:
        digits = "".join(str(int(unicodedata.numeric(char))) for char in fraction)
        return chinese_number(whole) + Decimal(f"0.{digits}")
    total = section = digit = Decimal(0)
    for char in whole:
        value = Decimal(2 if char == "两" else int(unicodedata.numeric(char)))
        if value >= 10_000:  # noqa: PLR2004  # 万
            total, section, digit = (total + section + digit) * value, Decimal(0), Decimal(0)
        elif value >= 10:  # noqa: PLR2004  # 十, 百, 千
            section, digit = section + (digit or 1) * value, Decimal(0)
        else:
            digit = digit * 10 + value
    return total + section + digit
