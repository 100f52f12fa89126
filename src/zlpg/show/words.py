"""Words in the reader's language, and text from files made safe to show."""

import gettext
import re
from decimal import Decimal
from functools import cache

from zlpg import locale
from zlpg.diagnostics import Message, Value
from zlpg.lookalikes import UNSEEN as UNSEEN_CHARACTERS
from zlpg.numbers import Interval, Ratio, told

UNSEEN = re.compile(f"[{UNSEEN_CHARACTERS}]")
UNSEEN_IN_BLOCK = re.compile(rf"(?!\n)[{UNSEEN_CHARACTERS}]")


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
        return template.format(**{name: self.value(value) for name, value in message.values.items()})

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

    def number(self, number: Decimal) -> str:
        """A number as people read it, with the sign of arithmetic."""
        if not number.is_finite():
            return "∞" if number > 0 else "−∞"
        return signed(told(number))

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


def signed(text: str) -> str:
    """A number with the sign of arithmetic, which is no hyphen."""
    return text.replace("-", "−")


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
