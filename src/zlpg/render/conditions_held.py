"""Which parts of a condition hold: `耕地保有率 ≥ 100: doesn't hold (98.5)`."""

from collections.abc import Iterator
from dataclasses import replace

import zlpg.engine.expression as e
from zlpg.engine.readers.bounds import Working
from zlpg.numbers import ONE, ZERO, Interval
from zlpg.records import dataclass
from zlpg.render.conditions import is_applicability
from zlpg.render.drawing import Line, Tree
from zlpg.render.words import Words
from zlpg.render.workings import Writer

_SURELY = Interval.exactly(ONE)


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

    def said(self, writer: Writer) -> str:
        """The condition with that, and with what was found where it compares something."""
        words = writer.words
        text, state = writer.names.condition(self.condition.expression, holds=self.holds), self.state(words)
        if not isinstance(self.condition.expression, e.Brackets) or not self.applies.highest:
            return words.gettext("{condition}: {state}").format(condition=text, state=state)
        found = words.interval(self.condition.steps[0].points)
        return words.gettext("{condition}: {state} ({found})").format(condition=text, state=state, found=found)


def conditions_in(working: Working) -> Iterator[Working]:
    """The conditions that amounts in a working depend on, but for those of amounts that certainly don't count."""
    counting = working.steps
    match working.expression:
        case e.When(condition=condition):
            if not is_applicability(condition):
                yield working.steps[0]
            holds, then, otherwise = working.steps
            counting = (*((then,) if holds.points.highest else ()), *(() if holds.points.lowest else (otherwise,)))
        case e.Choice(rows=rows):
            options, amounts = working.steps[: len(rows)], working.steps[len(rows) :]
            counting = tuple(amount for option, amount in zip(options, amounts, strict=True) if option.points.highest)
        case _:
            pass
    for step in counting:
        yield from conditions_in(step)


def add_condition(tree: Tree, name: str, condition: Working, writer: Writer) -> None:
    """A condition with whether it holds, and below it each of its parts where it has several."""
    parts = tuple(_parts(_Part(condition)))
    whole = parts[0] if len(parts) == 1 else _Part(condition, applies=_widest(parts))
    lead = writer.words.named(name, "")
    below = tree.add(Line(writer.words.named(name, whole.said(writer)), "bold", len(lead)))
    for part in parts if len(parts) > 1 else ():
        below.add(Line(part.said(writer)))


def has_parts(condition: Working) -> bool:
    """Whether a condition is made of several."""
    return len(tuple(_parts(_Part(condition)))) > 1


def _parts(whole: _Part) -> Iterator[_Part]:
    """The conditions that one is made of; that something is applicable is none of them, but says which of them are left out."""
    steps = whole.condition.steps
    match whole.condition.expression:
        case e.Product() | e.Greatest():
            for step in steps:
                if is_applicability(step.expression):
                    whole = replace(whole, applies=step.points)
                else:
                    yield from _parts(replace(whole, condition=step))
        case e.When(then=e.Number(value=then), otherwise=e.Number(value=otherwise)) if (then, otherwise) == (ZERO, ONE):
            yield from _parts(replace(whole, condition=steps[0], holds=not whole.holds))
        case e.When():
            yield from _parts(replace(whole, condition=steps[1], applies=steps[0].points))
        case _:
            yield whole


def _widest(parts: tuple[_Part, ...]) -> Interval:
    """Whether anything of several is applicable; where that is open, it is in what the whole comes to."""
    return _SURELY if any(part.applies.highest for part in parts) else Interval.exactly(ZERO)
