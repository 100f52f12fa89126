"""What a reader sees of a text: names that nobody could tell apart are one name.

>>> seen("甲公司\u200b ") == seen("甲 公司") == "甲公司"
True
>>> seen("ＡＢＣ（上海）㈱") == seen("АВС(上海)(株)")  # full width; the Cyrillic А, В and С
True
>>> seen("ABC") == seen("abc")
False
>>> told_apart("甲公司\u200b", "甲公司"), told_apart("АBC", "ABC")
(('U+200B',), ('А (U+0410)',))

Alike are: what differs in characters that show nothing, in spaces, in how a letter with its accents is put together, in a form
that is kept for compatibility (full and half width, ㈱, ①, the radicals that copied PDF files hold), in the kind of dash, dot or
quotation mark, and letters of Latin, Greek and Cyrillic, kana and ideographs that are drawn the same. Capitals are seen, and so are
0 and O, 1 and l, and what fonts draw differently, such as 户 and 戶. Other scripts' letters that look like Latin ones aren't covered.
"""

import re
import unicodedata
from functools import lru_cache

UNSEEN = (
    "\x00-\x1f\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""What shows nothing, or a space that it isn't, steers a terminal or turns the direction: ranges for a regular expression.

The wide space U+3000 is not among them: it is a usual one in Chinese text, and can be seen.
"""

_SHOWS_NOTHING = re.compile(rf"[{UNSEEN}\s]+")

_ALIKE = (
    # Greek and Cyrillic
    ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABEZHIKMNOPTYXo"),
    ("АВЕКМНОРСТУХЅІЈԚԜҮаеорсухѕіјһԁԛԝ", "ABEKMHOPCTYXSIJQWYaeopcyxsijhdqw"),
    ("αινρѵӀӏѴɑɡı", "aivpvIlVagi"),
    # kana, strokes and signs drawn like an ideograph
    ("ーニハカエタトロ囗○◯", "一二八力工夕卜口口〇〇"),
    # radicals that have no normal form of their own
    (
        "⺁⺒⺓⺝⺠⺬⺶⺻⺼⺽⻁⻄⻅⻆⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻱",
        "厂巳幺月民示羊聿月臼虎西见角贝车長长门青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿龙龜",
    ),
    # punctuation
    ("‐‑‒–—―−﹘⸺⸻─━", "-" * 12),
    ("•‧∙⋅・･ꞏ", "·" * 7),
    ("‘’‛ʼ′`´＇", "'" * 8),
    ("“”„‟", '"' * 4),
    ("〜∼∕∶", "~~/:"),
)
_FOLDED = str.maketrans({char: meant for chars, meants in _ALIKE for char, meant in zip(chars, meants, strict=True)})

_MOST_TOLD = 3


@lru_cache(maxsize=1 << 14)  # the same labels, for each name that isn't known
def seen(text: str) -> str:
    """The text as a reader sees it, for comparing; two texts look alike where this is the same."""
    if not text.isascii():
        # Taken apart first, so that an accent is one whatever its letter was, and whatever stood between.
        text = unicodedata.normalize("NFKD", text).translate(_FOLDED)
    text = _SHOWS_NOTHING.sub("", text).replace("`", "'")
    return unicodedata.normalize("NFC", text)


def told_apart(text: str, other: str) -> tuple[str, ...]:
    """The characters of a text that one that looks alike doesn't have, by their numbers; the first few of them."""
    own = [char for char in dict.fromkeys(text) if char not in other]
    return tuple(
        f"U+{ord(char):04X}" if _SHOWS_NOTHING.fullmatch(char) else f"{char} (U+{ord(char):04X})"
        for char in own[:_MOST_TOLD]
    )
