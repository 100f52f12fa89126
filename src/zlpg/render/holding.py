"""Roundings, floors and caps in workings, and where one is."""

from decimal import Decimal
from typing import Literal

import zlpg.engine.expression as e
from zlpg.engine.readers.bounds import Working
from zlpg.numbers import ONE, ZERO, minus
from zlpg.render.conditions import is_applicability
from zlpg.render.formula import Binding, Formula, called, number
from zlpg.render.words import Words
from zlpg.render.writing import Writing


def rounded(writer: Writing, working: Working, expression: e.Rounded, *, spares: bool) -> Formula:
    """`floor(…)` where a number from 0 up is rounded down to a whole one, in words otherwise."""
    (inner,) = working.steps
    if is_even(working):
        return writer.formula(inner, spares=spares)
    if expression.to == ONE and expression.mode != "half_up" and inner.points.lowest >= ZERO:
        return whole(expression.mode, writer.formula(inner, spares=spares), writer.words)
    template = writer.words.gettext("{workings}, rounded to {rounded}")
    text = template.format(workings=writer.line(inner, spares=spares), rounded=writer.amount(working.points))
    return Formula(text, Binding.WORDS)


def whole(way: Literal["up", "down"], amount: Formula, words: Words) -> Formula:
    """An amount rounded to a whole number."""
    template = words.gettext("floor({amounts})") if way == "down" else words.gettext("ceil({amounts})")
    return called(template, [amount])


def floored(writer: Writing, working: Working, floor: Decimal, *, spares: bool) -> Formula:
    """What stays as it is, or that it would be below the floor."""
    inner = working.steps[0]
    if inner.points.lowest >= floor:
        return writer.formula(inner, spares=spares)
    template = writer.words.gettext("{workings}, not below {floor}")
    text = template.format(workings=writer.line(inner, spares=spares), floor=writer.words.number(floor))
    return Formula(text, Binding.WORDS)


def capped(writer: Writing, working: Working, cap: Decimal, *, spares: bool) -> Formula:
    """What stays as it is, or that it would be above the cap, and what the cap took."""
    (inner,) = working.steps
    if inner.points.highest <= cap:
        return writer.formula(inner, spares=spares)
    taken = None if inner.points.known is None else number(minus(inner.points.known, cap)).text
    if taken is None:
        template = writer.words.gettext("{workings}, capped at {cap}")
    elif spares:
        template = writer.words.gettext("{workings}, capped at {cap} ({taken} spared)")
    else:
        template = writer.words.gettext("{workings}, capped at {cap} ({taken} lost)")
    reached = writer.line(inner, spares=spares)
    return Formula(template.format(workings=reached, cap=writer.words.number(cap), taken=taken), Binding.WORDS)


def is_even(rounded: Working) -> bool:
    """Whether rounding certainly changes nothing."""
    return rounded.points.known is not None and rounded.steps[0].points == rounded.points


def floor_of(working: Working) -> Decimal | None:
    """The floor that a step is, `None` where it is none."""
    match working.expression:
        case e.Greatest(of=(_, e.Number(value=floor)), best=1):
            return floor
        case _:
            return None


def held_by(working: Working) -> Working | None:
    """What a sign, a rounding, a floor or a cap holds, or what counts because it is applicable."""
    match working.expression:
        case e.Negative() | e.Cap() | e.Rounded():
            return working.steps[0]
        case e.Greatest() if floor_of(working) is not None:
            return working.steps[0]
        case e.When(condition=condition) if is_applicability(condition) and working.steps[0].points.highest:
            return working.steps[1]
        case _:
            return None
