"""Pieces of arithmetic as text, and how they are put together: what gets brackets, and which sign stands where."""

from collections.abc import Iterable
from decimal import Decimal
from enum import IntEnum

from zlpg.records import dataclass
from zlpg.show.words import Words


class Binding(IntEnum):
    """How tightly a piece of arithmetic holds together; what binds less than its surroundings gets brackets."""

    WORDS = 0
    """Ends in what it comes to: `38 → 5`."""
    CLAUSE = 1
    """Words, too, that don't say what they come to: `3 if …`."""
    SUM = 2
    SIGNED = 3
    """Begins with a minus sign, and is a product or a number otherwise."""
    PRODUCT = 4
    ATOM = 5


@dataclass(frozen=True, slots=True)
class Formula:
    """A piece of arithmetic as text."""

    text: str
    binding: Binding = Binding.ATOM

    def within(self, surroundings: Binding) -> str:
        """The text as it stands inside something that binds so tightly."""
        return self.text if self.binding >= surroundings else f"({self.text})"


def number(value: Decimal) -> Formula:
    """A number inside arithmetic: the fraction behind one that no decimal is exactly stands at the end of the line."""
    return Formula(Words.number(value).partition(" ")[0], Binding.SIGNED if value < 0 else Binding.ATOM)


def summed(terms: Iterable[Formula]) -> Formula:
    """The terms added; what is negative is taken off."""
    held = tuple(terms)
    if len(held) < 2:  # noqa: PLR2004  # there is nothing to add
        return held[0] if held else Formula("0")
    first, *others = (term.within(Binding.SUM) for term in held)
    added = (f" − {term[1:]}" if term.startswith("−") else f" + {term}" for term in others)
    return Formula(first + "".join(added), Binding.SUM)


def multiplied(factors: Iterable[Formula], *, negative: bool = False) -> Formula:
    """The factors multiplied, `negative` for what is then taken off."""
    first, *others = factors
    if not (others or negative):
        return first
    text = " × ".join((first.within(Binding.SIGNED), *(each.within(Binding.PRODUCT) for each in others)))
    is_signed = text.startswith("−")
    if not negative:
        return Formula(text, Binding.SIGNED if is_signed else Binding.PRODUCT)
    return Formula(f"−({text})" if is_signed else f"−{text}", Binding.SIGNED)


def over(dividend: Formula, divisor: Formula) -> Formula:
    """The one divided by the other."""
    text = f"{dividend.within(Binding.SIGNED)} ÷ {divisor.within(Binding.ATOM)}"
    return Formula(text, Binding.SIGNED if text.startswith("−") else Binding.PRODUCT)


def called(template: str, inside: Iterable[Formula]) -> Formula:
    """A function of several amounts: `max({amounts})`."""
    return Formula(template.format(amounts=listed(inside)))


def listed(amounts: Iterable[Formula]) -> str:
    """Several amounts in a row; words with commas of their own get brackets."""
    held = tuple(amounts)
    return ", ".join(each.within(Binding.SUM) if len(held) > 1 and ", " in each.text else each.text for each in held)
