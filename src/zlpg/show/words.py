r"""Numbers and texts as people read them: in their language, and text from files made safe to show.

>>> words = words_of("en")
>>> words.number(Decimal("-0.50")), words.interval(Interval(Decimal("0.2"), Decimal(2))), words.amount(Decimal(13), "篇")
('−0.5', '[0.2, 2]', '13 篇')
>>> words.say(Message("“{title}” is capped at {points}", title="质量\u200b信息", points=Decimal(2)))
'“质量\\u200b信息” is capped at 2'
>>> filled("应填 {expected}，现填为 {found}", expected="整数", found="13")
'应填整数，现填为 13'
>>> titled(17, "质量信息报送"), identified("质量信息报送", "reporting"), labelled("briefs", "简报")
('17 质量信息报送', '质量信息报送 (reporting)', 'briefs 简报')
"""

import gettext
import re
from decimal import Decimal
from functools import cache

from zlpg import locale
from zlpg.diagnostics import Message, Value
from zlpg.lookalikes import UNSEEN as UNSEEN_CHARACTERS
from zlpg.numbers import Interval, Ratio, readable

UNSEEN = re.compile(f"[{UNSEEN_CHARACTERS}]")
UNSEEN_IN_BLOCK = re.compile(rf"(?!\n)[{UNSEEN_CHARACTERS}]")

_WIDE = "[\u2e80-\u9fff\uff00-\uffef“”]"
_START, _END = "\0\1"  # of what stands in a field; no text that is shown holds them
_NEEDLESS = re.compile(rf"(?<={_WIDE}) {_START}(?={_WIDE})|(?<={_WIDE}){_END} (?={_WIDE})|{_START}|{_END}")
"""The space that a template has beside a field, where Chinese stands on both sides of it."""


class Words:
    """The catalogue of one language, and how numbers, lists and messages are said with it."""

    def __init__(self, language: str) -> None:
        self._catalogue = gettext.translation(locale.DOMAIN, locale.FOLDER, [language], fallback=True)
        self.gettext = self._catalogue.gettext

    def say(self, message: Message) -> str:
        """A message as a sentence."""
        template = self.gettext(message.template)
        if not message.values:
            return template
        return filled(template, **{name: self.value(value) for name, value in message.values.items()})

    def value(self, value: Value) -> str:
        """A value of a message as text."""
        match value:
            case Message():
                return self.say(value)
            case Decimal() | int() | Ratio():
                return self.number(value if isinstance(value, Ratio) else Decimal(value))
            case tuple():
                return self.listed(value)
            case _:
                return visible(str(value))

    def listed(self, names: tuple[str, ...]) -> str:
        """Several names in a row."""
        return self.gettext(", ").join(map(visible, names))

    def named(self, name: str, text: str) -> str:
        """Something with what it is called before it."""
        return self.gettext("{key}: {part}").format(key=name, part=text)

    @staticmethod
    def number(number: Decimal) -> str:
        """A number as people read it, with the sign of arithmetic."""
        if not number.is_finite():
            return "∞" if number > 0 else "−∞"
        return readable(number).replace("-", "−")

    def amount(self, number: Decimal, unit: str) -> str:
        """A number with its unit of measure, where it has one."""
        return f"{self.number(number)} {visible(unit)}".rstrip()

    def interval(self, points: Interval) -> str:
        """An amount: one number where it is known, else the interval of what is possible."""
        if points.known is not None:
            return self.number(points.known)
        match points.lowest.is_finite(), points.highest.is_finite():
            case True, True:
                template = self.gettext("[{lowest}, {highest}]")
            case True, False:
                template = self.gettext("[{lowest}, ∞)")
            case False, True:
                template = self.gettext("(−∞, {highest}]")
            case _:
                return self.gettext("(−∞, ∞)")
        return template.format(lowest=self.number(points.lowest), highest=self.number(points.highest))


@cache
def words_of(language: str) -> Words:
    """The words of a language, `en` or `zh`."""
    return Words(language)


def filled(template: str, **values: str) -> str:
    """A template with its fields. In Chinese, it has a space where a number or a Latin word would need one."""
    return _NEEDLESS.sub("", template.format(**{name: f"{_START}{value}{_END}" for name, value in values.items()}))


def visible(text: str) -> str:
    """Text from a file for one line: whatever can't be seen, would steer a terminal or turn the writing direction, as an escape."""
    return UNSEEN.sub(_escape, text)


def visible_block(text: str) -> str:
    """The same for text that may have several lines."""
    return UNSEEN_IN_BLOCK.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    return found.group().encode("unicode_escape").decode("ascii")


def numbered(number: int | str | None) -> str:
    """What a document numbers an item or a section by; nothing where it doesn't."""
    return "" if number is None else visible(str(number))


def titled(number: int | str | None, title: str) -> str:
    """An item or a section by its number, where it has one, and its title."""
    return f"{numbered(number)} {visible(title)}".lstrip()


def outlined(number: str, depth: int) -> str:
    """The number of a line of a table, further in the deeper the line is; a dot for one that has no number of its own."""
    return f"{' ' * depth}{number or ('·' if depth else '')}"


def identified(name: str, id: str) -> str:
    """Something by what it is called, with its id, by which the rule file knows it."""
    return f"{visible(name)} ({id})"


def labelled(id: str, label: str) -> str:
    """A fact or a measure by its id, as facts files have it, and its label."""
    return f"{id} {visible(label)}"
