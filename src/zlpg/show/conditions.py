"""What a condition says, `耕地保有率 ≥ 100 and not 重大事故`, and which parts of it hold: `耕地保有率 ≥ 100: doesn't hold (98.5)`."""

from collections.abc import Iterator
from dataclasses import replace

import zlpg.engine.expression as e
from zlpg.engine.readers.bounds import Working
from zlpg.engine.table import TOTAL
from zlpg.model.declarations import ChoiceFact, ResultsFact
from zlpg.model.scalars import Scalar
from zlpg.model.table import Scheme
from zlpg.model.walks import walk_items, walk_sections
from zlpg.numbers import ONE, ZERO, Interval
from zlpg.records import dataclass
from zlpg.show.words import Words, visible

_SIGNS = {"at_least": ("≥", "<"), "over": (">", "≤"), "at_most": ("≤", ">"), "below": ("<", "≥")}
"""Of each side of a threshold: the sign where something is on it, and where it isn't."""

_SURELY = Interval.exactly(ONE)


@dataclass(frozen=True, slots=True)
class Names:
    """What facts, measures and parts of the table are called, in one scheme and one language."""

    scheme: Scheme
    words: Words

    def label(self, scalar: Scalar) -> str:
        """What a scalar is called: its fact's label or its measure's; for results and choices the name of the level or option."""
        declared = self.scheme.measures.get(scalar.fact) or self.scheme.facts[scalar.fact]
        match declared:
            case ResultsFact(levels=names) | ChoiceFact(options=names) if scalar.which in names:
                return visible(names[scalar.which])
            case _:
                return visible(declared.label)

    def fact(self, scalar: Scalar) -> str:
        """What the fact behind a scalar is called, or its measure; of results, the level."""
        is_level = isinstance(self.scheme.facts.get(scalar.fact), ResultsFact)
        return self.label(scalar if is_level else Scalar(scalar.fact))

    def part(self, id: str) -> str:
        """What an item or a section is called, or the total."""
        if id == TOTAL:
            return self.words.gettext("Total")
        titles = {item.id: item.title for _, _, item in walk_items(self.scheme)}
        titles |= {section.id: section.title for _, section in walk_sections(self.scheme)}
        return visible(titles.get(id, id))

    def condition(self, condition: e.Expression, *, holds: bool = True) -> str:
        """A condition, or its opposite, as words."""
        match condition:
            case e.Fact(scalar=scalar):
                return self._fact(scalar, holds=holds)
            case e.Compare(of=e.Fact(scalar=scalar)):
                return f"{self.label(scalar)} {_compared(condition, holds=holds)}"
            case e.Compare(of=e.Part(name=name)):
                return f"{self.part(name)} {_compared(condition, holds=holds)}"
            case e.Not(of=inner):
                return self.condition(inner, holds=not holds)
            case e.When(then=inner):  # of what may be not applicable, and is then left out
                return self.condition(inner, holds=holds)
            case e.All(of=several) | e.Any(of=several):
                said = (self._inside(each, holds=holds) for each in several)
                is_all = isinstance(condition, e.All) is holds
                return (self.words.gettext(" and ") if is_all else self.words.gettext(" or ")).join(said)
            case _:
                return ""

    def _fact(self, scalar: Scalar, *, holds: bool) -> str:
        declared = self.scheme.facts.get(scalar.fact)
        if isinstance(declared, ChoiceFact):
            return f"{visible(declared.label)} {'=' if holds else '≠'} {self.label(scalar)}"
        label = self.label(scalar)
        return label if holds else self.words.gettext("not {condition}").format(condition=label)

    def _inside(self, condition: e.Expression, *, holds: bool) -> str:
        text = self.condition(condition, holds=holds)
        return f"({text})" if is_compound(condition) else text

    def told(self, condition: Working) -> tuple[str, ...]:
        """A condition with whether it holds, and where it has several parts, each of them with that, too."""
        parts = tuple(_parts(_Part(condition)))
        if len(parts) == 1:
            return (self._state(parts[0]),)
        # Of the whole, where that is open, it is in what the condition comes to.
        applies = _SURELY if any(part.applies.highest for part in parts) else Interval.exactly(ZERO)
        return (self._state(_Part(condition, applies=applies)), *map(self._state, parts))

    def _state(self, part: "_Part") -> str:
        """A condition with whether it holds, and with what was found where it compares something."""
        words, condition = self.words, part.condition
        text, state = self.condition(condition.expression, holds=part.holds), part.state(words)
        if not isinstance(condition.expression, e.Compare) or not part.applies.highest:
            return words.gettext("{condition}: {state}").format(condition=text, state=state)
        found = words.interval(condition.steps[0].points)
        return words.gettext("{condition}: {state} ({found})").format(condition=text, state=state, found=found)


@dataclass(frozen=True, slots=True)
class _Part:
    """A condition, whether it is meant to hold or not to, and whether what it is about is applicable: else it is left out."""

    condition: Working
    holds: bool = True
    applies: Interval = _SURELY

    def state(self, words: Words) -> str:
        """Whether it holds."""
        known = self.condition.points.known
        if not self.applies.highest:
            return words.gettext("not applicable")
        if known is None or not self.applies.lowest:
            return words.gettext("open")
        return words.gettext("holds") if bool(known) is self.holds else words.gettext("doesn't hold")


def _parts(whole: _Part) -> Iterator[_Part]:
    """The conditions that one is made of."""
    steps = whole.condition.steps
    match whole.condition.expression:
        case e.All() | e.Any():
            for step in steps:
                yield from _parts(replace(whole, condition=step))
        case e.Not():
            yield from _parts(replace(whole, condition=steps[0], holds=not whole.holds))
        case e.When():
            yield from _parts(replace(whole, condition=steps[1], applies=steps[0].points))
        case _:
            yield whole


def conditions_in(working: Working) -> Iterator[Working]:
    """The conditions that amounts in a working depend on, but for those of amounts that certainly don't count."""
    counting = working.steps
    match working.expression:
        case e.When(condition=condition):
            holds, then, otherwise = working.steps
            if not isinstance(condition, e.Applies | e.Number):
                yield holds
            counting = (*((then,) if holds.points.highest else ()), *(() if holds.points.lowest else (otherwise,)))
        case e.Choice(rows=rows):
            options, amounts = working.steps[: len(rows)], working.steps[len(rows) :]
            counting = tuple(amount for option, amount in zip(options, amounts, strict=True) if option.points.highest)
        case _:
            pass
    for step in counting:
        yield from conditions_in(step)


def is_plain(condition: e.Expression) -> bool:
    """Whether a condition is no more than that a fact is yes, or that it is no."""
    match condition:
        case e.Fact(scalar=scalar):
            return not scalar.which
        case e.Not(of=inner):
            return is_plain(inner)
        case _:
            return False


def is_compound(condition: e.Expression) -> bool:
    """Whether a condition is made of several."""
    match condition:
        case e.All() | e.Any():
            return True
        case e.Not(of=inner) | e.When(then=inner):
            return is_compound(inner)
        case _:
            return False


def _compared(condition: e.Compare, *, holds: bool) -> str:
    return f"{_SIGNS[condition.side][not holds]} {Words.number(condition.at)}"
