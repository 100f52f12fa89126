"""The numbers that a text states: what each can mean, in what unit, whether in points, and to which side of it something is so.

>>> for number in numbers_in("工作信息超过10篇的，每多一篇加0.1分，封顶2分；全年不少于两次"):
...     print(number.text, *number.values, number.in_points, number.side, number.role)
10篇 10 False over None
一篇 1 False None aside
0.1分 0.1 True None None
2分 2 True None ceiling
两次 2 False at_least None

What only looks like a number is left out, and `skipped_in` says what it was taken for:

>>> [(each.text, each.kind) for each in skipped_in("依据GB/T 50378-2019，2020年完成")]
[('GB/T 50378-2019', 'standard'), ('2020年', 'date')]
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from itertools import islice, pairwise
from typing import Literal, NamedTuple, TypeAlias

from zlpg.diagnostics import Message
from zlpg.numbers import UPWARDS, Side
from zlpg.records import record

Role: TypeAlias = Literal["ceiling", "share", "places", "rate", "factor", "aside", "doubtful"]
"""What a number is said for, where that isn't a number like any other.

`ceiling`: the most that there can be (满分90分) · `share`: a part of the maximum (满分的60%) · `places`: how exact (两位小数) ·
`rate`: the 1 of a rate (发生1起扣5分) · `factor`: the 2 of 加倍 · `aside`: nothing has to use it (每多一篇) · `doubtful`: a number only if the rule has it (CLB 9).
"""


End: TypeAlias = Literal["lower", "upper", "begins"]
"""Where a number stands in a range: at an end of 20–29, or where 20 but less than 30 begins, to which it belongs."""


@record(frozen=True, slots=True)
class Stated:
    """A number that a text states, and where it stands."""

    values: tuple[Decimal, ...]
    """What it can mean: one value, or for 98% and 5万 also what that is without the word."""
    text: str
    """With its unit, as it is written."""
    unit: str
    start: int
    end: int
    in_points: bool | None
    """`None` where it has no unit."""
    side: Side | None
    said: str
    """With the words that say its side, as they are written."""
    range_end: Literal["lower", "upper"] | None
    """Of 60–80 the 60 or the 80; these are on the side of the range, the number included or not."""
    role: Role | None
    brings: "Brings | None" = None
    """Of a number with a side, what the text says directly behind it that this brings: 2分 of 80分以上的加2分."""


@record(frozen=True, slots=True)
class Brings:
    """What somebody gets on one side of a number."""

    amount: Decimal
    """Negative if it is taken off in words (扣)."""
    by_step: bool
    """Whether for each step away from the number (超过10篇的，每多一篇加0.1分), and not once."""


class PartOfStep(NamedTuple):
    """What a text says of a part of a step."""

    values: tuple[Decimal, ...]
    """What the step can be."""
    steps: str
    """What it counts as: nothing (`whole`), a step (`started`), or that part (`continuous`)."""
    said: str
    """As it is written."""


@record(frozen=True, slots=True)
class Skipped:
    """What holds digits and was taken for something else than a number."""

    text: str
    kind: str
    """A key of `TAKEN_FOR`."""


TAKEN_FOR = {
    "name": Message("a name"),
    "document": Message("the number of a document"),
    "standard": Message("the number of a standard"),
    "date": Message("a date"),
    "fraction": Message("a fraction or a time"),
    "place": Message("the number of a part of a document"),
    "list": Message("the number in a list"),
    "word": Message("a part of a word"),
}
"""What is skipped, and in what words."""

_ASCII = str.maketrans({chr(0xFF01 + offset): chr(0x21 + offset) for offset in range(94)})
"""Full-width characters as plain ones, which keeps every place where it is."""

_DIGITS = "〇零一二两三四五六七八九十百千万壹贰叁肆伍陆柒捌玖拾佰仟"
_CARDINALS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_ORDINALS = (
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
)
_ENGLISH = {word: Decimal(value) for words in (_CARDINALS, _ORDINALS) for value, word in enumerate(words, start=2)}
_ENGLISH |= {"one": Decimal(1), "half": Decimal("0.5")}
_CHINESE = rf"[{_DIGITS}]+(?:点[{_DIGITS}]+)?|半(?=[分项次个年])"
_NUMBER = (
    rf"(?:[0-9]+(?:,[0-9]{{3}})+|[0-9]+)(?:\.[0-9]+)?|{_CHINESE}|\b(?=[TtFfSsEeNnOoHh])(?i:(?:{'|'.join(_CARDINALS)})\b(?!-)"
    rf"|(?:(?<=beyond\ the\ )|(?<=after\ the\ )|(?<=from\ the\ ))(?:{'|'.join(_ORDINALS)})\b"
    r"|(?:one|(?<!and\ a\ )half(?:\ an?)?)(?=\ (?:points?|marks?|pts?)\b)"
    rf"|one(?=\ to\ (?:\d|(?:{'|'.join(_CARDINALS)})\b)|\ or\ (?:more|fewer|less)\b)|(?:(?<=least\ )|(?<=most\ )|(?<=than\ )|(?<=\bfrom\ ))one\b(?!-))"
)
_TOO_LONG = re.compile(rf"[\d{_DIGITS}]{{21,}}")
"""What no clause states, and takes long to read."""


def _between(opening: str, closing: str) -> str:
    """What stands between two marks, which may hold such marks once more; read through once, closed or not."""
    other = f"[^{opening}{closing}]*+"
    return f"{opening}(?:{other}{opening}{other}{closing})*+{other}{closing}"


_QUOTED = "|".join((_between("“", "”"), '"[^"]*"', _between("「", "」"), _between("《", "》")))
"""Names and titles: “5·10中国品牌日”, 《三年行动计划》, 《关于印发《十项措施》的通知》."""

_SIGNS, _CODES = "$€£¥￥", ("USD", "EUR", "GBP", "JPY", "CNY", "RMB")
_CURRENCY = rf"(?:(?:\b[A-Z]{{1,3}})?[{_SIGNS}]|\b(?:{'|'.join(_CODES)}))"
"""What stands before an amount of money, as its unit does behind others."""

_PERIOD = "(?:个?(?:年度?|学年|季度|学期)|个月|月份?)"
"""What years and the like are numbered by, as in 第二年起."""

_SKIPPED = re.compile(
    rf"""(?=[“"「《\d〔\[【(附第A-Z{_DIGITS}]|\b[acinpst])(?:  # how any of it begins, as most characters don't
      (?P<name>{_QUOTED}
        | \d+[A-Z]+(?![a-z]) | \d(?:\+[\dNX])+                 # 5A级, 6S管理, 1+3+N
        | \d{{5}}(?:/\d{{5}}){{0,9}}+ (?=热线|平台|工单|投诉))
    | (?P<document>[〔\[【(]\d{{4}}[〕\]】)]\s*\d*号? | \d+号 | 附件\s*\d+)
    | (?P<level>(?<![A-Za-z\d/])(?!{"|".join(_CODES)})[A-Z]{{2,8}}\ (?:\d{{1,3}}(?:\.\d)?|\d{{1,2}}[-–]\d{{1,2}})(?![\d\-–—/]|\.\d))  # CLB 9
    | (?P<standard>(?<![A-Za-z\d])(?!{"|".join(_CODES)})(?:[A-Z]+\d+(?:[.\-—]\d+)* | [A-Z]+/?[A-Z]+[ -]\d[\d.\-—]*))   # PM10, GB/T 50378-2019
    | (?P<date>\d{{4}}[-./]\d{{1,2}}[-./]\d{{1,2}} | \d{{4}}\s*(?:[-—–~～至]\s*\d{{4}}\s*)?年度?
        | \d{{1,2}}\.\d{{1,2}}(?=国际|消费|宣传|主题|全国|世界)
        | (?:\d{{1,2}}\s*[-—–~～至]\s*)?\d{{1,2}}月(?:\d{{1,2}}日)? | \d{{1,2}}日(?!常|[以之]?内|以[上下]))
    | (?P<columns>(?<![\d./])\d{{1,3}}(?:/\d{{1,3}})++(?![\d/]|\.\d))     # 90/99: two columns, or 3/4
    | (?P<fraction>\d+(?:\.\d+)?[·:/]\d+
        | [〇零一二两三四五六七八九十百千万\d]+(?<![百千])分之[〇零一二两三四五六七八九十百千万\d]+)
    | (?P<place>(?<!排名)(?<![\d{_DIGITS}][至到])第\s*[\d〇零一二两三四五六七八九十百千万]+
          (?![\d〇零一二两三四五六七八九十百千万]*(?:[篇次个起件人名家场期份例天位户台批届轮周]|{_PERIOD})(?:起(?!诉)|开始))  # 第11篇起
          (?![\d〇零一二两三四五六七八九十百千万]*(?:[-—–~～至、和]第?[\d{_DIGITS}]+){{0,20}}(?:的?(?:分别|依次)得|[名位得]))
        | (?i:\b(?:section|table|article|item|clause|no\.|step|part)\s*\d+(?:[.\-]\d+)*))
    | (?P<list>(?:^|(?<=[\s；;。：:，,)）])(?<!\d[\s,]))(?:\d+[、)](?!\d)|\(\d+\))
        | (?:^|(?<=[；;。：:，,)）\n])|(?<=[；;。：:，,.]\s))\d+\.(?!\d)(?=\s*[^\W\d_]))
    | (?P<word>[十百]分制 | 百分(?:之)?百 | 千家万户
        | [一二三四五六七八九十]+(?:项规定|个维护|个最严|个中心|个自信|个意识|个确保|个全面|个坚持)
        | (?<![加扣得计满为减至或奖一二三四五六七八九])十分(?![之钟]|[，。；、,;)）]|$)))
    """,
    re.VERBOSE,
)
_DOUBTFUL = {"level": "standard", "columns": "fraction"}
"""What may be either: it is read as a number where the rule has that one."""

_STATED = re.compile(rf"(?P<percent>[百千]分之)?(?P<number>{_NUMBER})(?P<times>万|亿)?")
_UNIT = re.compile(
    r"\s*(?:\(含\))?(%|‰|(?:(?!or\b|and\b|to\b)[A-Za-z]+ )?(?:points?|marks?|pts?)\b|[A-Za-z]+\b|个百分点|分钟|公里|平方米|小时|[^\W\d_])"
)
_MEASURE = re.compile(
    r"个|项|次|日(?=[以之]?内|以[上下])|篇|人|起|件|家|名|场|期|份|条|处|例|户|天|周|位|台|批|部|册|幅|倍|轮|小时|百分点|分|所|元|亩|辆|座|栋|间|支|种|组|吨|公里|平方米"
)
"""What a Chinese numeral counts where it is a number and not part of a word, as in 统一, 一镇一品 or 三级."""

_UP_TO_COUNTED = re.compile(rf"[-—–~～至到]+第?[{_DIGITS}]+(?:{_MEASURE.pattern})")
"""What follows a Chinese numeral that is the other end of a range: 一至五名."""

_FROM_PERIOD = re.compile(rf"{_PERIOD}(?:起(?!诉)|开始)")

_NO_UNIT = frozenset("至到和及以或的计算为则且并乘除加减得扣") | frozenset(
    {
        *("or", "and", "to", "of", "for", "per", "on", "in", "at", "by", "is", "are", "if", "from", "with"),
        *("up", "below", "above", "under", "over", "each", "every", "but", "then", "than", "not", "less", "more"),
    }
)
_POINTS = frozenset({"point", "points", "mark", "marks", "pt", "pts"})
_ORDINAL_ENDS = frozenset({"st", "nd", "rd", "th"})
_EITHER = frozenset({"credit", "credits"})
"""Units of what is counted, or of what is given for it."""

_JOINED = re.compile(r"[A-Za-z._]$")
_WORDS = ("次性", "人民", "分点", "分制", "分比", "分率")
"""What makes a word of a numeral before it: 一次性, 百分点."""


_BEFORE = re.compile(
    r"""(?:
      (?P<over>超过|超出|突破|多于|大于|高于|(?<![每赶])超|> | \b(?i:more\ than|over|above|beyond|exceed(?:s|ed|ing)?|in\ excess\ of
            |(?:greater|higher)\ than))
    | (?P<at_least>不(?:得|应|能|可|)(?:少于|低于|小于)|至少|最少|最低|起码|(?:大于|多于|高于|超过)(?:或者?)?等于|(?:等于|达到)或者?(?:大于|多于|高于|超过)|达到?|满(?!分)|≥|≧|>=
        | \b(?i:at\ least|(?:no|not(?:\ to)?(?:\ be)?)\ (?:less|lower|fewer)\ than|not\ (?:(?:be|fall)\ )?(?:below|under)|minimum\ of|min\.|from|reach(?:es|ing)?
            |(?:equals?|meets?|reach(?:es)?)\ or\ exceeds?|(?:at|equal\ to)\ or\ (?:above|over)|(?:greater|more|higher)\ than\ or\ equal\ to|equal\ to\ or\ (?:greater|more|higher)\ than))
    | (?P<at_most>不(?:得|应|能|可|)(?:超过|多于|高于|大于)|至多|最多|(?:小于|少于|低于)(?:或者?)?等于|等于或者?(?:小于|少于|低于)|≤|≦|<=
        | \b(?i:at\ most|up\ to|within|maximum\ of|max\.?|(?:no|not)\ (?:more|over|higher|greater)(?:\ than)?|not\ above
            |(?:not|never|cannot)\ (?:to\ )?(?:exceed(?:ed|ing)?|be\ (?:more|higher|greater)\ than|(?:be\ )?in\ excess\ of)
            |up\ to\ and\ including|(?:at|equal\ to)\ or\ (?:below|under)
            |(?:less|lower|fewer)\ than\ or\ equal\ to|equal\ to\ or\ (?:less|lower|fewer)\ than))
    | (?P<below>低于|少于|小于|不足|不满|不到|不及|未满|未达到?|不达|< | \b(?i:below|under|(?:less|fewer|lower)\ than
            |up\ to,?\ (?:but|and)\ (?:not\ including|excluding)))
    )\s*(?:the\ )?(?:(?<=[a-z]\ )[A-Z]{2,8}\ )?(?:(?:level|grade|band)\ )?(?:[^\W\d_]{0,5}(?:满分|总分|得分|分值|满分值|总分值)的)?"""
    rf"""(?:{_CURRENCY}\s*)?$""",
    re.VERBOSE,
)
"""Words before a number that say its side, also of one of a scale (at least CLB 9). What begins first counts, so that 不超过 isn't 超过."""

_AFTER = re.compile(
    r"""(?P<without>\(不(?:含|包括)[^)]{0,8}\))?(?P<with>\((?:含|包括)[^)]{0,8}\))?
      (?: (?:[^\W\d_]{0,3}(?:/[^\W\d_]{1,4})?)[%‰]?(?:\(含[^)]{0,8}\))?(?:及|或者?)?\s*
          (?: (?P<at_least>\([及或]以上\)|以上(?:的?(?P<more>\(不(?:含|包括)))?|[≤≦]|<=) | (?P<over><)
            | (?P<at_most>(?:以下|[以之]内|(?<=[年月天日周时钟起件次])内(?![容部控设]))(?:的?(?P<less>\(不(?:含|包括)))?|[≥≧]|>=|\]) | (?P<below>未[满満]|>|⦆) )
      | (?P<from_on>(?:学?年度?|度|月份?|份|季度|学期)?起(?![草步诉码火伏因哄居身])|开始|\ ?\+(?!\s*[\dA-Z]))
      | \s*(?:[A-Za-z%]+\s+){0,3}(?:or|and)\s(?:
            (?P<or_more>more|greater|higher|above|over|up|better|longer|older)\b
          | (?P<or_less>less|fewer|lower|below|under|shorter|younger)\b) )?""",
    re.VERBOSE,
)
"""Words behind a number and its unit that say its side, and whether it is left out of it or, with 超过 before it, in it all the same."""

_BRINGS = re.compile(
    rf"""(?:\(?[^()]{{0,8}}\))? (?:[^\W\d_不否违未每应须]{{0,6}}?的?[,:]?\s*)
      (?:(?:(?P<up>每[再]?(?:多|超|增|高|上升|提高))|(?P<down>每[再]?(?:少|低|减|缺|差|欠|下降|降)))
          [^\d,。;，；不]{{0,4}}?(?:(?:[\d.]+|[{_DIGITS}]+)(?:个百分点|[^\W\d_]|%))? (?:的|,|\s)*)?
      (?:(?P<taken>扣|减|罚)|加|得|计|奖|(?<=:)|\b(?:earns?|gets?|scores?|brings?|receives?)\b|(?P<beside>-(?=\s)|[–—]{{1,2}}|;|(?<=[,\s])))
      \s*(?P<amount>{_NUMBER})\s*(?:分(?![点之钟])|(?i:points?|marks?|pts?)\b)
      (?(beside)(?!\s*(?:及?以[上下内]|[-–—~～至到/、]|(?:or|and|if|when|where|up|for(?!\ (?:each|every)\b))\b)))(?P<each>\ (?:for\ )?(?i:each|every|per)\b)?""",
    re.VERBOSE,
)
"""What is said directly behind a number of what lies on its side: 的加2分, 的，每多一篇加0.1分, : 2 points; also what only stands beside it, as in a table (at least 20 jobs - 2 points)."""

_BROUGHT = re.compile(
    rf"""(?P<amount>{_NUMBER})\s*(?:points?|marks?|pts?)\ (?P<taken>(?:(?:is|are|taken)\ )*(?:deducted|off)\ )?
      (?:(?P<step>(?:for\ )?(?:each|every)|per)|for|if|when|where)\b
      (?:(?!\b(?:not|no|unless|without|except|never|from|first)\b)[^\d,;:.])*$""",
    re.VERBOSE | re.IGNORECASE,
)
"""What is said before a number and its side of what it brings: 0.1 points for each report over 10."""

_NEGATED = re.compile(r"(?:[未没非无]|没有|\b(?i:not|never|cannot))\s*$")
"""What turns the words of a side around: 未超过3次的."""

_SIDES: dict[str, Side] = {"from_on": "at_least", "or_more": "at_least", "or_less": "at_most"}
_LEFT_OUT: dict[Side, Side] = {"at_least": "over", "at_most": "below"}
_LEFT_IN: dict[Side, Side] = {"over": "at_least", "below": "at_most"}
_LEAVES_OUT = re.compile(r"不(?:包括|包含|含)本[数级]")
_SAID_BEFORE = re.compile(r"[，。；,;]|本[数级]")

_ENDS = r"\s*\d+(?:\.\d+)?\s*,\s*\d+(?:\.\d+)?\s*"
_INTERVAL = re.compile(rf"\[{_ENDS}[\])]|\({_ENDS}\]|\((?!\d{{1,3}},\d{{3}}\))\d+(?:\.\d+)?,\d+(?:\.\d+)?\)")
_MARKS = str.maketrans({"[": "≥", "(": ">", ",": "至", ")": "⦆"})
"""[60,80) as words: from 60 up, and up to 80, which is left out."""

_RANGE = re.compile(
    rf"\s*(?:\(含\))?[%‰]?(?:\(不?(?:含|包括)[^)]{{0,8}}\))?\s*(?:[-—–~～至到]+|to)\s*[>≥]?\s*(?:第|{_CURRENCY}\s*)?"
)
"""What stands between the ends of a range."""
_SET_OFF = re.compile(r"\s+[-—–]+\s+")
_UP_TO_MONEY = re.compile(rf"\s*up to\s*{_CURRENCY}\s*$", re.IGNORECASE)
_BETWEEN = re.compile(rf"(?:\bbetween\s+(?:{_CURRENCY}\s*)?|介于)$", re.IGNORECASE)
_AND = re.compile(rf"\s*(?:and\s+|[和与])(?:{_CURRENCY}\s*)?", re.IGNORECASE)
"""What stands between the ends of a range after between, 介于."""
_BUT_BELOW = re.compile(
    rf",?\s*(?:(?:but|and)\s+(?:less|lower|fewer)\s+than|but\s+(?:below|under)|up\s+to,?\s+but\s+not\s+including)\s+(?:{_CURRENCY}\s*)?",
    re.IGNORECASE,
)
"""What stands between two numbers where something begins at the first: 20 but less than 50 percent."""
_IN_RANGES = {"to": _RANGE, "up to": _UP_TO_MONEY, "and": _AND, "but below": _BUT_BELOW}
_ONE_BY_ONE = re.compile(r"依次|分别|\brespectively\b")
_MOST_BETWEEN = 50

_PART_OF_STEP = re.compile(
    rf"""(?:不足|不满|不到|未满|未达到?)(?P<number>{_NUMBER})(?P<times>万|亿)?[^\W\d_按作算计视不舍]{{0,5}},?[也均都仍]?
      (?:(?:按照?|算作?|计为?|视[为作]|作为?)(?P<as>{_NUMBER})(?:万|亿)?[^\W\d_]{{0,5}}?(?:计算?|扣分?|算|(?=[,。;)]|$))
        |(?P<share>按比例)|不(?:予|再|作)?(?:计|扣|加|得|算)|舍去|舍弃)""",
    re.VERBOSE,
)
"""What is said of less than a step: 不足1个百分点的不计, 不足1个百分点的按1个计."""

_EXACT_TO = re.compile(r"精确[到至]\s*$")
_PLACES = re.compile(r"(?:小数点?后|保留)\s*$")
_WHOLE = re.compile(
    r"(?<!采)取整(?:数|(?![改治顿理体合]))|保留整数|(?i:\b(?:whole (?:points?|numbers?)|nearest integer)\b)"
)
_DOUBLED = re.compile(
    r"[加翻双]倍(?=[扣加减得计罚给奖处，。；,;)]|$)|(?i:\b(?:doubled\b|double\ (?:the\ )?(?:points?|deductions?|scores?|marks?|rates?)\b))"
)
_DECIMALS = re.compile(r"\s*(?:位小数|位有效小数|decimals?\b)")
_OF_MAXIMUM = re.compile(r"(?:满分值?|总分值?|分值)的?(?:百分之)?\s*$")
_OF_THE_POINTS = re.compile(r"%的?分(?![点之钟])")

_EACH = re.compile(r"(?:每|各|\b(?:each|every|per)\b)[^，。；、,;.\d]{0,8}$", re.IGNORECASE)
_RANK = re.compile(r"(?:(?:第|(?<![提之以])前)\s*(?:\d+\s*[-—–~～至]\s*)?|\d (?:out )?of (?:the )?)$")
_IN_BRACKETS = re.compile(r"\(不?(?:含|包括)$")
_SENTENCE_END = re.compile("[。；;]")
_FROM = re.compile(r"\bfrom\s*$", re.IGNORECASE)
_PAYS = re.compile(r"[^\W\d_]{1,8}?\s*(?:的)?(?:扣|加|得|减|计|奖)\s*[\d〇零一二两三四五六七八九十半]")
_CEILING = re.compile(
    r"(?:满分|封顶|不(?:得|应)?超过|最高|最多|上限|(?i:at most|up to|\bmax(?:imum)?(?: of)?|\bnot? (?:more|higher|greater) than"
    r"|\b(?:not|never|cannot) (?:to )?(?:exceed|(?:be )?in excess of)))[^\d，。；,;]{0,4}$"
)
_TIMES = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}
_NEAR = 30
"""How many characters before and after a number say what it is."""
_MOST_NUMBERS = 100_000
"""No clause states as many; those beyond aren't read."""


@lru_cache(maxsize=64)
def numbers_in(text: str, left_out: frozenset[str] = frozenset()) -> tuple[Stated, ...]:
    """The numbers that a text states, in its order. `left_out` are those of 以上 and 以下 that leave the number out."""
    return tuple(islice(_numbers_in(text, left_out), _MOST_NUMBERS))


def parts_of_steps_in(text: str) -> Iterator[PartOfStep]:
    """What a text says that a part of a step counts as.

    >>> for part in parts_of_steps_in("不足1万元的不计；不足五个百分点的按五个百分点计。"):
    ...     print(part.said, *part.values, part.steps)
    不足1万元的不计 10000 1 whole
    不足五个百分点的按五个百分点计 5 started
    """
    for found in _PART_OF_STEP.finditer(text.translate(_ASCII)):
        value = _value(found["number"])
        if not (found["as"] and _value(found["as"]) != value):
            steps = "started" if found["as"] else "continuous" if found["share"] else "whole"
            said = text[found.start() : found.end()]
            yield PartOfStep(_meant(value, found["times"], ""), steps, said)


@lru_cache(maxsize=64)
def values_in(text: str) -> frozenset[Decimal]:
    """The values that the numbers of a text can mean."""
    return frozenset(value for number in numbers_in(text) for value in number.values)


def left_out_by(*texts: str) -> frozenset[str]:
    """Of 以上, 以下 and 以内 those that leave the number out, as texts say of them: 以上包括本数，以下不包括本数.

    >>> sorted(left_out_by("以上包括本数，以下不包括本数。"))
    ['以下']
    """
    said = {
        _SAID_BEFORE.split(text[max(found.start() - _NEAR, 0) : found.start()])[-1]
        for text in texts
        if "本" in text
        for found in _LEAVES_OUT.finditer(text)
    }
    return frozenset(word for word in ("以上", "以下", "以内") if any(word in each for each in said))


def skipped_in(text: str) -> Iterator[Skipped]:
    """What of a text holds digits or numerals and isn't read as a number, or only where a rule has that one."""
    plain = _TOO_LONG.sub(_blank, text.translate(_ASCII))
    for found in _SKIPPED.finditer(plain):
        if (kind := str(found.lastgroup)) == "columns" and _unit_of_list(found):
            continue
        yield Skipped(text[found.start() : found.end()], _DOUBTFUL.get(kind, kind))
    for found in _STATED.finditer(_SKIPPED.sub(_blank, plain)):
        if found["number"][0] in _DIGITS and not _counts(found, plain[found.end() :][:_NEAR]):
            yield Skipped(text[found.start() : found.end() + 1], "word")


def numerals_in(skipped: Skipped) -> frozenset[Decimal]:
    """The numbers that something that was skipped could be taken for: 9 of CLB 9."""
    return frozenset(map(_value, re.findall(rf"[0-9]+(?:\.[0-9]+)?|[{_DIGITS}]+", skipped.text.translate(_ASCII))))


def _blank(found: re.Match[str]) -> str:
    return "\0" * len(found.group())


def _counts(found: re.Match[str], after: str) -> bool:
    """Whether a Chinese numeral counts something, and is no part of a word."""
    is_counted = found["percent"] or _MEASURE.match(after) or _UP_TO_COUNTED.match(after) or _FROM_PERIOD.match(after)
    return bool(is_counted) and not after.startswith(_WORDS)


def _numbers_in(text: str, left_out: frozenset[str]) -> Iterator[Stated]:
    doubtful: list[tuple[int, int, str | None]] = []

    def skipped(found: re.Match[str]) -> str:
        if found.lastgroup not in _DOUBTFUL:
            return _blank(found)
        doubtful.append((*found.span(), _unit_of_list(found)))
        return found.group()

    plain = _TOO_LONG.sub(_blank, text.translate(_ASCII))
    plain = _SKIPPED.sub(skipped, _INTERVAL.sub(lambda found: found.group().translate(_MARKS), plain))
    found, changes = _without_repeated([each for each in _STATED.finditer(plain) if _is_number(each, plain)], plain)
    ends = _range_ends(found, plain)
    one_by_one = bool(ends) and goes_one_by_one(plain)
    last = 0
    for place, each in enumerate(found):
        while last < len(doubtful) and doubtful[last][1] <= each.start():
            last += 1
        number = _stated(each, plain, text, left_out, ends.get(place))
        if last < len(doubtful) and doubtful[last][0] <= each.start():
            unit = doubtful[last][2]
            number = replace(number, role="doubtful") if unit is None else _in_list(number, unit)
        if each in changes and number.side is not None:
            number = replace(number, side=changes[each].get(number.side, number.side))
        yield number
        if one_by_one and ends.get(place) == "lower" and ends.get(place + 1) == "upper":
            yield from _in_the_middle(number, _value(found[place + 1]["number"]))
    for each in _DOUBLED.finditer(plain) if "倍" in plain or "ouble" in plain else ():
        start, end = each.span()
        yield Stated(
            (Decimal(2),),
            text[start:end],
            "倍",
            start,
            end,
            in_points=False,
            side=None,
            said="",
            range_end=None,
            role="factor",
        )
    for each in _WHOLE.finditer(plain):
        start, end = each.span()
        yield Stated((Decimal(0),), text[start:end], "", start, end, None, None, "", None, "places")


def _unit_of_list(columns: re.Match[str]) -> str | None:
    """The unit of all numbers of a list with strokes, from behind the last one (1/2/3分); `None` if it may be no list."""
    behind = columns.string[columns.end() : columns.end() + _NEAR] if columns.group().count("/") > 1 else ""
    unit = _unit(behind)
    return unit if unit and (is_in_points(unit) or _MEASURE.match(behind)) else None


def _in_list(number: Stated, unit: str) -> Stated:
    """A number of a list, of the unit that stands behind the last one."""
    in_points = is_in_points(unit)
    role = None if in_points and number.role == "aside" else number.role  # 每项1/2/3分
    return replace(number, unit=unit.strip().lower(), in_points=in_points, role=role)


def _is_number(found: re.Match[str], plain: str) -> bool:
    first = found["number"][0]
    if first in _DIGITS or first == "半":
        return _counts(found, plain[found.end() : found.end() + _NEAR])
    return not _JOINED.search(plain[max(found.start() - 1, 0) : found.start()])


def _without_repeated(
    found: list[re.Match[str]], plain: str
) -> tuple[list[re.Match[str]], dict[re.Match[str], Mapping[Side, Side]]]:
    """Without the numbers that only say another one again: 2次及2次以上, 60分以上（不含60分）, 3次以上扣5分（含3次）.

    Of one that is said again in brackets apart from it, also how these change its side.
    """
    again = set[int]()
    changes = dict[re.Match[str], Mapping[Side, Side]]()
    for place, (one, other) in enumerate(pairwise(found)):
        gap = plain[one.end() : other.start()] if one["number"] == other["number"] else ""
        if gap[len(_unit(gap)) :] in {"及", "或"}:
            again.add(place)
        elif _IN_BRACKETS.search(gap):
            again.add(place + 1)
        elif bracket := _IN_BRACKETS.search(plain, max(other.start() - 4, 0), other.start()):
            near = (each for each in reversed(found[max(place - 3, 0) : place]) if each["number"] == other["number"])
            if (meant := next(near, None)) and _said_with_a_side(meant, plain, bracket.start()):
                again.add(place + 1)
                changes[meant] = _LEFT_OUT if "不" in bracket.group() else _LEFT_IN
    return [each for place, each in enumerate(found) if place not in again] if again else found, changes


def _said_with_a_side(number: re.Match[str], plain: str, bracket: int) -> bool:
    """Whether words around a number say its side, in the sentence that a bracket stands in."""
    start, end = number.span()
    after = plain[end : min(end + _NEAR, bracket)]
    same_sentence = _SENTENCE_END.search(plain, end, bracket) is None
    return (
        same_sentence
        and _side(plain[max(start - _NEAR, 0) : start], after, len(_unit(after)), frozenset())[0] is not None
    )


def _range_ends(found: list[re.Match[str]], plain: str) -> dict[int, End]:
    """Which of the numbers are ends of a range: 80至89, and from above, 8.9至7.5."""
    ends: dict[int, End] = {}
    for place, (one, other) in enumerate(pairwise(found)):
        gap = plain[one.end() : other.start()]
        if len(gap) > _NEAR or place in ends:
            continue
        between = gap[len(_unit(gap)) :]
        said = next((said for said, how in _IN_RANGES.items() if how.fullmatch(between)), None)
        if said is None:
            continue
        units = gap[: len(gap) - len(between)], _unit(plain[other.end() : other.end() + _NEAR])
        if _fits(said, units, plain[max(one.start() - _NEAR, 0) : one.start()], between):
            upwards = _value(one["number"]) <= _value(other["number"])
            if said == "but below":
                ends[place] = "begins"
            else:
                ends[place], ends[place + 1] = ("lower", "upper") if upwards else ("upper", "lower")
    return ends


def _fits(said: str, units: tuple[str, str], before: str, between: str) -> bool:
    """Whether two numbers with a word of a range between them are one, by their units and what stands before them."""
    match said:
        case "to":
            return not _is_paid_for(units, between, before)
        case "and":
            return _BETWEEN.search(before) is not None
        case "but below" if units[0] not in {"", units[1]}:
            return False
        case _:
            return not _BEFORE.search(before)


def _is_paid_for(units: tuple[str, str], dash: str, before: str) -> bool:
    """Whether of two numbers with a dash between them the other is paid for the one: less than 20 percent - 30 points."""
    unit, other = units
    if unit:
        return bool(other) and is_in_points(unit) != is_in_points(other)
    return is_in_points(other) and bool(_SET_OFF.fullmatch(dash) and _BEFORE.search(before))


def _in_the_middle(lower: Stated, upper: Decimal) -> Iterator[Stated]:
    """What a range that is gone through one by one names without writing it: 排名1-5名的依次赋予60分、57分."""
    first = lower.values[0]
    if first == first.to_integral_value() and first + 1 < upper <= first + _MOST_BETWEEN:
        for value in range(int(first) + 1, int(upper)):
            yield Stated(
                (Decimal(value),), str(value), "", lower.start, lower.end, lower.in_points, None, "", None, "aside"
            )


def _stated(
    found: re.Match[str],
    plain: str,
    text: str,
    left_out: frozenset[str],
    end_of_range: End | None,
) -> Stated:
    (start, end), number = found.span(), found["number"]
    before, after = plain[max(start - _NEAR, 0) : start], plain[end : end + _NEAR]
    unit = "" if found["percent"] else _unit(after)
    word = unit.strip().lower()
    value = _value(number)
    in_points = None if not unit or word in _EITHER else is_in_points(unit)
    if not unit and before.rstrip().endswith((*_SIGNS, *_CODES)):
        in_points = False
    range_end = None if end_of_range == "begins" else end_of_range
    if range_end:
        before = _UP_TO_MONEY.sub("", _FROM.sub("", before))
    side, first, last = _side(before, after, len(unit), left_out)
    from_the_next = side == "at_least" and (
        word in _ORDINAL_ENDS
        or number.lower() in _ORDINALS
        or (last > 0 and before.endswith("第") and unit not in "名位")
    )
    if from_the_next:
        side, value = "over", value - 1  # 第11篇起 is beyond ten
    brings = None
    if side is not None and not _NEGATED.search(before[: len(before) - first]):
        ahead = plain[max(start - first - 2 * _NEAR, 0) : start - first]
        brings = _brings(ahead, plain[end + len(unit) + last :][:_NEAR], side)
    said = text[start - first : end + len(unit) + last] if first or last else ""
    if side is not None:
        range_end = None
    elif end_of_range == "begins":
        side, said = "at_least", text[start : end + _begins(after, len(unit))]
    elif range_end is not None:
        side = "at_least" if range_end == "lower" else "at_most"
        if bracket := _AFTER.match(after, len(unit)):  # 80（含）至90（不含） says what belongs to it
            side = _LEFT_OUT[side] if bracket["without"] else side
            if bracket["without"] or bracket["with"]:
                range_end = None
                said = text[start - first : end + bracket.end()]
    values = _meant(value, found["times"], found["percent"] or unit)
    role: Role | None = None
    if _EXACT_TO.search(before) and value.as_tuple().digits == (1,) and value <= 1:
        role, values = "places", (Decimal(-int(value.as_tuple().exponent)),)  # 精确到0.01
    elif (unit == "位" and _PLACES.search(before)) or _DECIMALS.match(after):
        role = "places"
    elif number[0].isascii() and number[0].isalpha():
        role = "doubtful"
    elif ((unit == "%" or found["percent"]) and _OF_MAXIMUM.search(before)) or _OF_THE_POINTS.match(after):
        role = "share"
    elif (value == 1 and not in_points and (number == "一" or _EACH.search(before))) or (
        not from_the_next and _RANK.search(before)
    ):
        role = "aside"
    elif value == 1 and not in_points and _PAYS.match(after):
        role = "rate"
    elif _CEILING.search(before):
        role = "ceiling"
    end += len(unit)
    return Stated(values, text[start:end], word, start, end, in_points, side, said, range_end, role, brings)


def _begins(after: str, unit: int) -> int:
    """How long it is, behind a number, that a text says that something begins there: “ but less than”."""
    found = _BUT_BELOW.match(after, unit)
    return len(after[: found.end()].rstrip()) if found else unit


def is_in_points(unit: str) -> bool:
    """Whether what has a unit is in points: 分, bonus points."""
    return unit == "分" or unit.strip().lower().rpartition(" ")[2] in _POINTS


def goes_one_by_one(text: str) -> bool:
    """Whether a text goes through ranges one by one, so that their ends are numbers like those between: 1-5名依次得."""
    return _ONE_BY_ONE.search(text) is not None


def _brings(ahead: str, behind: str, side: Side) -> Brings | None:
    """What a text says of what lies on a side of a number, behind it or ahead of it; what only stands beside it, it may say of another."""
    found = _BRINGS.match(behind)
    brings = None if found is None else _brings_behind(found, side)
    if found is None or brings is None or found["beside"] is not None:
        return _brought(ahead) or brings
    return brings


def _brings_behind(found: re.Match[str], side: Side) -> Brings | None:
    """What is said behind a number; steps lead away from it (不少于10篇，每少1篇扣1分 is about what lies below)."""
    steps = found["up"] or found["down"]
    if steps and bool(found["up"]) != (side in UPWARDS):
        return None
    amount = _value(found["amount"])
    return Brings(-amount if found["taken"] else amount, bool(steps or found["each"]))


def _brought(before: str) -> Brings | None:
    """What a text says before a number and its side of what lies there, as in English."""
    found = _BROUGHT.search(before) if any(letter in before for letter in "pPmM") else None  # most are Chinese
    if found is None:
        return None
    amount = _value(found["amount"])
    return Brings(-amount if found["taken"] else amount, bool(found["step"]))


def _side(before: str, after: str, unit: int, left_out: frozenset[str]) -> tuple[Side | None, int, int]:
    """The side that the words around a number say, and how many characters before it and behind its unit these take."""
    behind = _AFTER.match(after, unit)
    assert behind is not None  # noqa: S101  # it may match nothing
    if found := _BEFORE.search(before):
        side: Side = found.lastgroup  # type: ignore[assignment]  # its groups are the sides
        change = _LEFT_IN if behind["with"] else _LEFT_OUT if behind["without"] else {}
        return change.get(side, side), len(before) - found.start(), 0
    group = next(
        (key for key in ("at_least", "over", "at_most", "below", "from_on", "or_more", "or_less") if behind[key]), None
    )
    if group is None:
        return None, 0, 0
    side = _SIDES.get(group, group)  # type: ignore[arg-type]  # its other groups are the sides
    if behind["without"] or behind["more"] or behind["less"] or behind[group] in left_out:
        side = _LEFT_OUT.get(side, side)
    return side, 0, behind.end() - unit


def _unit(following: str) -> str:
    """What follows a number, as far as it is its unit: 篇 of 篇的, nothing of 至."""
    found = _UNIT.match(following)
    if found is None or found[1].lower() in _NO_UNIT:
        return ""
    return found[0] if found[0].isascii() and found[1] != "%" else found[1]


def _meant(value: Decimal, times: str | None, share: str) -> tuple[Decimal, ...]:
    if times:
        return value * _TIMES[times], value
    if share in {"%", "个百分点", "百分之"}:
        return value, value / 100
    return (value, value / 1000) if share in {"‰", "千分之"} else (value,)


def _value(number: str) -> Decimal:
    if number[0] in "0123456789":  # not isdecimal, which takes other scripts' digits for these
        return Decimal(number.replace(",", ""))
    return _ENGLISH[number.split(maxsplit=1)[0].lower()] if number[0].isascii() else chinese_number(number)


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
