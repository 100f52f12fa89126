"""The wording of findings about one value: what was expected, what stands there, and what was probably meant."""

import re
from collections.abc import Collection
from decimal import Decimal

from zlpg.diagnostics import FULL_WIDTH_COLON, Diagnostic, Message, Path, did_you_mean
from zlpg.load.remedies import Asked, for_list_of_texts, for_written_number, for_yes_no
from zlpg.lookalikes import seen
from zlpg.numbers import Ratio
from zlpg.source import Data

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
    if not isinstance(value, str):
        return None
    if expected == LIST_OF_TEXTS:
        return for_list_of_texts(value)
    if expected in (NUMBER, WHOLE_NUMBER, NUMBER_OR_RULE):
        if (remedy := for_written_number(value, Asked(whole=expected == WHOLE_NUMBER))) is not None:
            return remedy
        if re.search("[0-9０-９]", value):
            return Message(
                "numbers are written with the digits 0 to 9, at most one point and no leading zeros: 12, 0.5, -3"
            )
    if expected in (MAPPING, RULE, NUMBER_OR_RULE) and "：" in value:
        return FULL_WIDTH_COLON
    if expected in (MAPPING, RULE, NUMBER_OR_RULE) and re.match(r"\w+:\S", value):
        return Message("a space is missing after the colon")
    return None
