"""Which language is spoken: `--lang`, else ZLPG_LANG, else the locale."""

import gettext
import locale
import os
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from zlpg.locale import DOMAIN, FOLDER

if TYPE_CHECKING:
    from zlpg.show.words import Words

LANGUAGES = ("en", "zh")
VARIABLE = "ZLPG_LANG"

_PUNCTUATION = (
    (r"'([^\s']+)'", "“\\1”"),
    ("”(?:, | / )“", "”、“"),
    ("(?<=[\u4e00-\u9fff]) (?=“)|(?<=[”。]) (?=[\u4e00-\u9fff])", ""),
    (r"(?<=”)\. ?(?=[\u4e00-\u9fff\n]|\Z)", "。"),
)


def language_of(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """The language to speak, read before click reads its options, so that their mistakes are told in it too."""
    asked = [later for option, later in pairwise(arguments) if option == "--lang"]
    asked += [option.removeprefix("--lang=") for option in arguments if option.startswith("--lang=")]
    for choice in asked:
        if choice in LANGUAGES:
            return choice
    for variable in (VARIABLE, "LC_ALL", "LC_MESSAGES", "LANG"):
        if named := environment.get(variable):
            return "zh" if named.lower().startswith("zh") else "en"
    return "zh" if str(locale.getlocale()[0]).startswith(("zh", "Chinese")) else "en"


def speak(language: str) -> None:
    """Make click speak the language: it asks the standard library's global catalogue, which goes by the environment."""
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain(DOMAIN, FOLDER)
    gettext.textdomain(DOMAIN)


def punctuated(text: str, language: str) -> str:
    """What click says of a parameter, in the punctuation of the language: click joins its sentences in that of English.

    >>> punctuated("错误：'--format' 的值无效：“xml”不在 'text', 'json' 之中。", "zh")
    '错误：“--format”的值无效：“xml”不在“text”、“json”之中。'
    >>> punctuated("错误：缺少参数 “填报文件...”.", "zh")
    '错误：缺少参数“填报文件...”。'
    """
    if language == "zh":
        for english, chinese in _PUNCTUATION:
            text = re.sub(english, chinese, text)
    return text


def spoken() -> "Words":
    """The words of the language that `speak` chose."""
    from zlpg.show.words import words_of

    return words_of(os.environ["LANGUAGE"])
