"""A value that isn't what belongs here → the finding: what was expected, what stands there, and how what was meant is written.

>>> found = unexpected(WHOLE_NUMBER, "13篇", ("facts", "work_reports"))
>>> str(found.message), str(for_number("13篇", Asked(unit="篇", whole=True)))
('expected a whole number, found the text “13篇”', 'write: 13')

What a reader would type where another form is needed: 13篇, 92%, 约13, 待定, 十三, √, 甲公司: 金奖. Nothing is guessed: a value that has to
be guessed is refused, and its hint says how what was probably meant is written.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal

from zlpg.diagnostics import FULL_WIDTH_COLON, Diagnostic, Message, Path, did_you_mean, did_you_mean_by_name
from zlpg.lookalikes import seen
from zlpg.model.declarations import (
    CountFact,
    FactDeclaration,
    NumberFact,
    NumbersFact,
    ResultsFact,
    YesNoFact,
    ends_of,
    takes,
)
from zlpg.model.marks import is_day
from zlpg.numbers import ZERO, Interval, Ratio, holdable, is_multiple, plain
from zlpg.records import record
from zlpg.source import Data, scalar

MAX_QUOTED = 60

NUMBER = Message("a number")
WHOLE_NUMBER = Message("a whole number")
TEXT = Message("text")
NUMBER_OR_TEXT = Message("a whole number or text")
AMOUNT = Message("a number, what is read, or a rule")
THRESHOLD = Message("a number, or what is read")
VALUE = Message("a number, an option, or a list of them")
ID_OR_CONDITION = Message("the id of a yes_no fact, or a condition")
YES_OR_NO = Message("true or false")
DAY = Message("a day, such as 2020-12-10")
LIST = Message("a list")
LIST_OF_TEXTS = Message("a list of texts")
MAPPING = Message("a mapping of keys to values")

_SAID = {
    "unit": "单位 单位名称 填报单位 名称 考核单位 被考核单位",
    "year": "年度 年份 年 考核年度 考核年份",
    "rules": "规则 规则文件 细则 考核细则 标准",
    "facts": "事实 填报 填报项 填报内容 数据 情况 指标 考核数据",
    "value": "值 数值 数量 数据 填报值 得分 结果 count number amount",
    "note": "备注 说明 注 注释 来源 remark remarks comment",
    "evidence": "佐证 证据 佐证材料 证明材料 附件 材料 files attachments proof",
    "name": "名称 企业 企业名称 单位 单位名称 公司 申报单位 申报者 项目 项目名称 姓名",
    "level": "等级 级别 奖项 等次 层次 结果 award result",
    "cases": "算例 案例 用例",
    "tables": "表 表格 算例表",
    "columns": "列 栏",
    "rows": "行",
    "points": "得分 分数 分值",
    "warnings": "提示 警告",
}
"""What people call the keys of facts files and examples."""


def unexpected(expected: Message, value: Data, at: Path, hint: Message | None = None) -> Diagnostic:
    """A value of another type than the one that belongs here; `hint` where more is known of what was meant."""
    message = Message("expected {expected}, found {found}", expected=expected, found=described(value))
    return Diagnostic("wrong-type", message, hint or _hint(expected, value), at=at)


def empty_value(at: Path) -> Diagnostic:
    """A value that is there, with nothing in it."""
    return Diagnostic("empty-value", Message("there is nothing in it"), at=at)


def unknown_key(key: str, at: Path, allowed: Collection[str]) -> Diagnostic:
    """A key that doesn't belong here, with the keys that do."""
    meant = key_meant(key, allowed)
    hint = did_you_mean(key, allowed) if meant is None else Message("did you mean “{name}”?", name=meant)
    return Diagnostic("unknown-key", Message("unknown key “{key}”", key=quoted(key)), hint, at=at, on_key=True)


def key_meant(key: str, allowed: Collection[str]) -> str | None:
    """The key that people call so in their own words."""
    said = seen(key).casefold()
    return next((name for name in allowed if said in _SAID.get(name, "").split()), None)


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
        case Decimal() | Ratio():
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
    if expected == YES_OR_NO:
        return for_yes_no(value, Asked(none=""))
    if expected == DAY:
        return for_day(plain(value) if isinstance(value, Decimal) else value)
    if not isinstance(value, str):
        return None
    if expected == LIST_OF_TEXTS:
        return for_list_of_texts(value)
    if expected in (NUMBER, WHOLE_NUMBER, AMOUNT, THRESHOLD, VALUE):
        if (remedy := for_written_number(value, Asked(whole=expected == WHOLE_NUMBER))) is not None:
            return remedy
        if re.search("[0-9０-９]", value):
            return Message(
                "numbers are written with the digits 0 to 9, at most one point and no leading zeros: 12, 0.5, -3"
            )
    if expected in (MAPPING, AMOUNT) and "：" in value:
        return FULL_WIDTH_COLON
    if expected in (MAPPING, AMOUNT) and re.match(r"\w+:\S", value):
        return Message("a space is missing after the colon")
    return None


MAX_LENGTH = 200
"""What is longer isn't a value that somebody wrote in another form."""


@record(frozen=True, slots=True)
class Asked:
    """What is asked for where a number or a word is written."""

    unit: str = ""
    ends: Interval | None = None
    step: Decimal | None = None
    beside: Decimal | None = None
    """A number beside the range that it can be, too."""
    whole: bool = False
    none: str = "0"
    """How it is written that there is nothing; nothing where that can't be."""
    optional: bool = False
    """Whether it may be reported as not applicable."""


def asked_of(declared: FactDeclaration, *, optional: bool) -> Asked:
    """What a fact asks for."""
    match declared:
        case NumberFact() | CountFact() | NumbersFact():
            ends, whole = ends_of(declared), isinstance(declared, CountFact)
            none = "0" if takes(declared, ZERO) else ""
            if isinstance(declared, NumbersFact):
                none = "[]" if declared.as_ == "sum" else ""
            step = None if isinstance(declared, CountFact) else declared.step
            beside = declared.or_ if isinstance(declared, NumberFact) else None
            return Asked(declared.unit, ends, step, beside, whole=whole, none=none, optional=optional)
        case ResultsFact():
            return Asked(none="[]", optional=optional)
        case YesNoFact():
            return Asked(none="false", optional=optional)
        case _:
            return Asked(none="", optional=optional)


def write(form: str) -> Message:
    """The hint that says what to write."""
    return Message("write: {form}", form=form)


def for_day(value: Data) -> Message | None:
    """The day that a text says in another form: 2020年6月30日, 2020/6/30, 20200630."""
    found = (
        re.fullmatch(r"(\d{4})(?:\D?(\d\d)\D?(\d\d)|\D(\d\d?)\D(\d\d?))\D?", seen(value))
        if isinstance(value, str)
        else None
    )
    if found is None:
        return None
    year, month, day = (int(each) for each in found.groups() if each is not None)
    return write(f"{year:04}-{month:02}-{day:02}") if is_day(year, month, day) else None


# --- Words that stand for no value


_OPEN = (
    r"(?i)[?.…]+|tb[adc]|todo|unknown|pending|notyet|tobedetermined|不详|不清楚?|统计中|进行中|(?:待|暂|暂未|尚未|还未|还没有?|未|没有?)"
    r"(?:定|填|报|填报|上报|报送|核|核实|核定|统计|评|评定|评审|公布|确认|确定|知|收到|出|缺|完成统计)(?:中)?|暂[无缺]"
)
_NOTHING = r"(?i)[-~/\\*.,、_]+|[一-]{2,}|none|nil|nothing|no|无|没有?|无此[项类]|无相关.*|没有发生|未发生|未开展"

_LEAVE_OPEN = Message("leave it empty while it isn't known; it then counts as open, not as 0")


def for_no_value(text: str, asked: Asked) -> Message | None:
    """The remedy for a word that says that there is no value: not known yet, none, or not applicable."""
    meant = seen(text)
    if re.fullmatch(_OPEN, meant):
        return _LEAVE_OPEN
    if not re.fullmatch(_NOTHING, meant):
        return None
    if asked.none and asked.optional:
        return Message(
            "write {none} if there was nothing, {not_applicable} if it doesn't apply; leave it empty while it isn't known",
            none=asked.none,
            not_applicable="not_applicable",
        )
    if asked.none:
        return Message("write {none} if there was nothing; leave it empty while it isn't known", none=asked.none)
    if asked.optional:
        return Message(
            "write {not_applicable} if it doesn't apply; leave it empty while it isn't known",
            not_applicable="not_applicable",
        )
    return _LEAVE_OPEN


# --- Numbers

_DIGITS = "〇零一二两三四五六七八九十百千万壹贰叁肆伍陆柒捌玖拾佰仟"
_CHINESE = rf"[{_DIGITS}]+(?:点[{_DIGITS}]+)?"
_NUMBER = (
    rf"[-+]?(?:(?:\d{{1,3}}(?:[,'_]\d{{3}})+(?:\.\d+)?|\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d{{1,2}})?|{_CHINESE})[万亿]?"
)
_PER_CENT = rf"({_NUMBER})(?:%|个?百分点|percent)|百分之({_CHINESE}|\d+(?:\.\d+)?)"
_DATE = r"\d{4}[-/.年]\d{1,2}(?:[-/.月](?:\d{1,2}[日号]?)?)?|\d{1,2}月(?:\d{1,2}[日号]?)?|\d{4}年"
_BEFORE = r"^(?:共计?|合计|总计|累计|总共|计)"
_ABOUT = (
    rf"(?i)(?:约|大约|大概|约为|近|将近|超过?|不少于|不低于|至少|至多|最多|接近|[~≈><≥≤]=?|about|approx\.?|ca\.?){_NUMBER}.{{0,4}}"
    rf"|{_NUMBER}\D{{0,3}}(?:左右|上下|以上|以下|以内|不到|余|多|\+)\D{{0,3}}"
    rf"|{_NUMBER}\D{{0,3}}[-~至到]{_NUMBER}\D{{0,3}}|(?:[数几][十百千万]?|[十百千万]+[几余多]|上[百千万]|若干|许?多)\D{{0,2}}"
)
_WORD = r"[^\W\d_A-Za-z]{1,3}|[A-Za-z]{2,10}"
_APART = r"\d\s+(?!\d{3}(?!\d))\d"
"""Numbers with a space between them that doesn't group one number's digits."""
_SUM = rf"=?({_NUMBER}(?:\+{_NUMBER})+)(?:=({_NUMBER}))?"
_REMARK = rf"({_NUMBER}) ?(?:{_WORD}|%)? ?[（(，,;；:：。 ](.+)"


def number_read(text: str) -> Decimal | None:
    """The number that a person writes so: 13, １３, 1,300, 13., 1e3, 012, 1.3万, 十三."""
    meant = seen(text)
    if not re.fullmatch(_NUMBER, meant) or re.search(_APART, text):
        return None
    times = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}.get(meant[-1])
    number = re.sub("[,'_]", "", meant[:-1] if times and meant[:-1] else meant).removesuffix(".")
    if re.fullmatch(_CHINESE, number.lstrip("+-")):
        from zlpg.clauses.numbers import chinese_number  # noqa: PLC0415  # needed only where a value is wrong

        sign = Decimal(-1 if number[0] == "-" else 1)
        read = sign * chinese_number(number.lstrip("+-"))
    else:
        read = Decimal(number)
    read = read * times if times and meant[:-1] else read
    return read if holdable(read) else None


def for_number(text: str, asked: Asked) -> Message | None:
    """The remedy for a text where the number of a fact belongs."""
    if len(text) > MAX_LENGTH:
        return None
    for of in (for_no_value, _date, _about, for_written_number, _with_remark):
        if (remedy := of(text, asked)) is not None:
            return remedy
    if re.search(r"\d", text) or not text.strip() or number_read(text) is not None:
        return None
    return Message("a number is asked for; words can stand in a note beside it: {form}", form=_noted("…", text))


def for_written_number(text: str, asked: Asked) -> Message | None:
    """The remedy for a number that is written in another way."""
    if len(text) > MAX_LENGTH or re.search(_APART, text):
        return None
    plainly = re.sub(r"(?<=\d)[。·](?=\d)", ".", seen(text).strip("\"'「」『』。;,"))
    meant = re.sub(_BEFORE, "", plainly)
    if isinstance(scalar(plainly), Decimal) and _fitting(Decimal(plainly), asked) == write(plain(Decimal(plainly))):
        return Message("write it without quotes and in plain digits: {number}", number=plain(Decimal(plainly)))
    return next((remedy for of in _OF_NUMBERS if (remedy := of(meant, asked)) is not None), None)


def _fitting(number: Decimal | None, asked: Asked) -> Message | None:
    """To write a number that was read, or why that wouldn't be right either."""
    if number is None or (asked.whole and number != number.to_integral_value()):
        return None
    return out_of_range(number, asked) or off_step(number, asked.step) or write(plain(number))


def off_step(number: Decimal, step: Decimal | None) -> Message | None:
    """That a number lies between the multiples of a step, where it does."""
    if step is None or is_multiple(number, step):
        return None
    return Message("{value} is not a multiple of {step}", value=number, step=step)


def out_of_range(number: Decimal, asked: Asked) -> Message | None:
    """That a number is out of its range, where it is."""
    ends = asked.ends
    if ends is None or ends.lowest <= number <= ends.highest or number == asked.beside:
        return None
    if not ends.highest.is_finite():
        range = Message("{lowest} or more", lowest=ends.lowest)
    elif not ends.lowest.is_finite():
        range = Message("{highest} or less", highest=ends.highest)
    else:
        range = Message("{lowest} to {highest}", lowest=ends.lowest, highest=ends.highest)
    if asked.beside is None:
        return Message("{value} is out of range: {range}", value=number, range=range)
    return Message("{value} is out of range: {other}, or {range}", value=number, other=asked.beside, range=range)


def _alone(meant: str, asked: Asked) -> Message | None:
    """1,300, 十三, 1e3, 012."""
    return _fitting(number_read(meant), asked)


def _with_unit(meant: str, asked: Asked) -> Message | None:
    """13篇, where 篇 is what it counts in; 13万元 where that is 元, and 13万 where it is 万元."""
    unit = seen(asked.unit)
    for end in (unit, unit[:1] if unit[:1] in ("万", "亿") else ""):
        if end and meant.endswith(end) and (number := number_read(meant.removesuffix(end))) is not None:
            return _fitting(number, asked)
    return None


def _date(text: str, _asked: Asked) -> Message | None:
    """2020-05-01, 5月1日."""
    if not re.fullmatch(_DATE, seen(text)):
        return None
    return Message("this is a date; it can stand in a note beside the value: {form}", form=_noted("…", text))


def _per_cent(meant: str, asked: Asked) -> Message | None:
    """92%, 百分之九十二: the number itself where it counts in per cent or up to 100, a share of 1 where it goes up to 1."""
    found = re.fullmatch(_PER_CENT, meant)
    number = number_read(found[1] or found[2]) if found else None
    if number is None:
        return None
    if "%" in seen(asked.unit) or "百分" in asked.unit or (asked.ends is not None and asked.ends.highest == 100):  # noqa: PLR2004
        return _fitting(number, asked)
    if asked.ends is not None and asked.ends.highest <= 1:
        return _fitting(number / 100, asked)
    if asked.ends is None:
        return Message(
            "write {share}, or {number} where it counts in per cent", share=plain(number / 100), number=plain(number)
        )
    if asked.unit:
        return Message("not a share is asked for, but a number of “{unit}”", unit=asked.unit)
    return Message("not a share is asked for, but a number")


def _about(text: str, _asked: Asked) -> Message | None:
    """约13, 13左右, 10-15, 十几篇."""
    if not re.fullmatch(_ABOUT, seen(text)):
        return None
    return Message(
        "an exact number is needed; while it isn't known, leave the value empty and put this into a note: {form}",
        form=f"{{note: {as_yaml(text)}}}",
    )


def _with_another_word(meant: str, asked: Asked) -> Message | None:
    """13次, where it counts in 篇 or in nothing that has a name."""
    found = re.fullmatch(rf"([-+]?\d[\d,.]*[万亿]?)({_WORD})", meant)
    number = number_read(found[1]) if found else None
    if number is None or found is None or found[2] == seen(asked.unit):
        return None
    if not asked.unit:
        return _fitting(number, asked)
    return Message(
        "it is counted in “{unit}”, not in “{other}”: write the number of those alone", unit=asked.unit, other=found[2]
    )


def _decimal_comma(meant: str, asked: Asked) -> Message | None:
    """9,2."""
    found = re.fullmatch(r"([-+]?\d+),(\d{1,2})", meant)
    return _fitting(Decimal(f"{found[1]}.{found[2]}"), asked) if found else None


def _out_of(meant: str, asked: Asked) -> Message | None:
    """92/100, where 100 is the most."""
    number, _, most = meant.partition("/")
    return (
        _fitting(number_read(number), asked)
        if most and asked.ends is not None and number_read(most) == asked.ends.highest
        else None
    )


def _sum(meant: str, asked: Asked) -> Message | None:
    """8+5, =8+5, 8+5=13."""
    found = re.fullmatch(_SUM, meant)
    parts = [number_read(part) for part in found[1].split("+")] if found else []
    if not found or None in parts:
        return None
    total = sum((part for part in parts if part is not None), Decimal(0))
    return None if found[2] and number_read(found[2]) != total else _fitting(total, asked)


def _with_remark(text: str, asked: Asked) -> Message | None:
    """13篇（其中今日闵行3篇）."""
    found = re.fullmatch(_REMARK, " ".join(text.split()))
    remark = found[2].strip("（）() ") if found else ""
    number = number_read(found[1]) if found else None
    if number is None or not re.search(r"[^\W\d_]", remark) or _fitting(number, asked) != write(plain(number)):
        return None
    return write(_noted(plain(number), remark))


_OF_NUMBERS: tuple[Callable[[str, Asked], Message | None], ...] = (
    *(_with_unit, _per_cent, _alone, _with_another_word, _decimal_comma, _out_of, _sum),
)
"""How people write numbers: the first that knows the text, as it is seen, says how to write it."""


def year_read(value: Data) -> Decimal | None:
    """The year that is plainly meant: 2020年, "2020", 二〇二〇."""
    if not isinstance(value, str) or len(value) > MAX_LENGTH:
        return None
    digits = "".join(
        str(int(unicodedata.numeric(char))) if char in "〇零一二三四五六七八九" else char for char in seen(value)
    )
    years = set(re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", digits))
    return Decimal(years.pop()) if len(years) == 1 else None


# --- Yes or no

YES_OR_NO_WORDS = r"(?i)[1tTyY√✓✔☑×✗✘╳xX0fFnN]|yes|no|on|off|ok|true|false|[是否有无对错已未]|是的|不是|没有?|不|(?:已|未)?(?:完成|达标|通过|达到|开展|建立)|不?(?:符合|合格|达标)"
"""What people write for yes and for no."""

YES_OR_NO_HINT = Message("write true for yes and false for no")


def for_yes_no(value: Data, asked: Asked) -> Message | None:
    """The remedy for what stands where true or false belongs."""
    if isinstance(value, Decimal):
        return YES_OR_NO_HINT
    if not isinstance(value, str) or len(value) > MAX_LENGTH:
        return None
    meant = seen(value)
    if re.fullmatch(YES_OR_NO_WORDS, meant):
        return YES_OR_NO_HINT
    if re.fullmatch(_DATE, meant):
        return Message(
            "this is a date; it can stand in a note beside the value: {form}", form=_noted("true", value.strip())
        )
    return for_no_value(value, asked) or YES_OR_NO_HINT


# --- Lists

_BETWEEN = r"\s*[、，,;；\n]\s*"
_FILE = r"[^、，,;；]+\.[A-Za-z0-9]{1,5}"


def separated(text: str) -> list[str]:
    """The texts that stand in one, with a comma of any kind between them."""
    return [part for part in re.split(_BETWEEN, text.strip()) if part]


def several_files(text: str) -> list[str]:
    """The files that are named in one text, where it names more than one."""
    files = separated(text) if len(text) <= MAX_LENGTH else []
    return files if len(files) > 1 and all(re.fullmatch(_FILE, each) for each in files) else []


def for_list_of_texts(text: str) -> Message | None:
    """The remedy for one text where a list belongs."""
    return write(f"[{', '.join(map(as_yaml, several_files(text) or [text]))}]") if len(text) <= MAX_LENGTH else None


def for_numbers(text: str, asked: Asked) -> Message | None:
    """The remedy for a text where a list of numbers belongs: 9.2、9.3, or a single number."""
    if len(text) > MAX_LENGTH:
        return None
    parts = [part for each in separated(text.strip("[]【】()（）")) for part in each.split()]
    numbers = [number_read(seen(part).removesuffix(seen(asked.unit) or "分")) for part in parts]
    if numbers and None not in numbers:
        return write(f"[{', '.join(plain(number) for number in numbers if number is not None)}]")
    return for_no_value(text, asked)


# --- Applicants

_TRIMMED = " \t\u3000:：-—–()（）,，、"


def applicant_form(name: str, level: Data, levels: Mapping[str, str]) -> str:
    """An applicant as it is written, at the level that is meant, or with all that there are."""
    ids = [id for id, title in levels.items() if isinstance(level, str) and seen(level) in (seen(id), seen(title))]
    if not ids and isinstance(level, str):
        hint = did_you_mean_by_name(level, levels)
        ids = [str(hint.values["name"])] if hint is not None and "name" in hint.values else []
    return f"{{name: {as_yaml(name)}, level: {ids[0] if ids else ' | '.join(list(levels)[:_MOST_LEVELS])}}}"


_MOST_LEVELS = 8


def applicants_in(text: str, levels: Mapping[str, str]) -> str:
    """A text that names applicants as the entries of the list that it would be: 甲公司 金奖、乙公司（银奖）."""
    return in_a_row([applicant_of(part, levels) for part in separated(text[:MAX_LENGTH])])


def in_a_row(forms: list[str], between: str = ", ") -> str:
    """The first few of several forms, and that there are more."""
    return between.join([*forms[:_MOST_FORMS], *(["…"] if len(forms) > _MOST_FORMS else [])])


_MOST_FORMS = 3


def applicant_of(text: str, levels: Mapping[str, str]) -> str:
    """A text that names one applicant, as it is written."""
    trimmed = text.strip(_TRIMMED)
    for id, title in levels.items():
        for level in (title, id):
            if trimmed.endswith(level) and (name := trimmed.removesuffix(level).strip(_TRIMMED)):
                return applicant_form(name, id, levels)
    name, _, level = (part.strip() for part in re.sub("[：(（]", ":", trimmed).partition(":"))
    return applicant_form(name or trimmed, level or None, levels)


def for_results(value: Data, declared: ResultsFact, asked: Asked) -> Message | None:
    """The remedy for a text or a number where applicants belong."""
    if isinstance(value, Decimal):
        counts = ", ".join(f"{level}: …" for level in list(declared.levels)[:_MOST_LEVELS])
        return (
            write("[]") if value == 0 else Message("say how many there are at each level: {form}", form=f"{{{counts}}}")
        )
    if not isinstance(value, str) or len(value) > MAX_LENGTH:
        return None
    if (remedy := for_no_value(value, asked)) is not None:
        return remedy
    return write(f"[{applicants_in(value, declared.levels)}]")


# --- Forms


def as_yaml(text: str) -> str:
    """A text as a value in a line of YAML, in quotes where it needs them."""
    text = text.strip()
    if re.fullmatch(r"[^\W\d_][^:#,\[\]{}\"'\\\n]*", text) and scalar(text) == text:
        return text
    return json.dumps(text, ensure_ascii=False)


def _noted(value: str, note: str) -> str:
    return f"{{value: {value}, note: {as_yaml(note)}}}"
