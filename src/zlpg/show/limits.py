"""What the caps, the floors and the roundings of an item did, in words."""

from collections.abc import Iterator
from decimal import Decimal

import zlpg.engine.expression as e
from zlpg.engine.readers.bounds import Working
from zlpg.numbers import ZERO, Interval, minus
from zlpg.show.words import Words


def caps(working: Working, words: Words) -> Iterator[str]:
    """Every cap in an item, what it took, or what is left below it."""
    for step, at, spares in _cap_steps(working):
        inner = step.steps[0].points
        taken = None if inner.known is None else minus(inner.known, at)
        left = Interval(minus(at, step.points.highest), minus(at, step.points.lowest))
        if taken is not None and taken > 0:
            template = (
                words.gettext("{cap}, which spared {taken}") if spares else words.gettext("{cap}, which took {taken}")
            )
        elif inner.lowest >= at:
            template = words.gettext("{cap}, reached")
        elif inner.highest < at:
            template = words.gettext("{cap}, not reached: {left} below it")
        else:
            template = words.gettext("{cap}, open whether it is reached")
        yield template.format(cap=words.number(at), taken=words.number(taken or ZERO), left=words.interval(left))


def _cap_steps(working: Working, *, spares: bool = False) -> Iterator[tuple[Working, Decimal, bool]]:
    spares = spares or isinstance(working.expression, e.Negative)
    if isinstance(working.expression, e.Cap):
        yield working, working.expression.at, spares
    for step in working.steps:
        yield from _cap_steps(step, spares=spares)


def floors(working: Working, words: Words) -> Iterator[str]:
    """Every floor in an item, what it added, or what is left above it."""
    if isinstance(working.expression, e.Floor):
        floor, inner = working.expression.at, working.steps[0].points
        left = Interval(minus(working.points.lowest, floor), minus(working.points.highest, floor))
        added = ZERO
        if inner.known is not None and inner.known < floor:
            template, added = words.gettext("{floor}, which added {added}"), minus(floor, inner.known)
        elif inner.highest <= floor:
            template = words.gettext("{floor}, reached")
        elif inner.lowest > floor:
            template = words.gettext("{floor}, not reached: {left} above it")
        else:
            template = words.gettext("{floor}, open whether it is reached")
        yield template.format(floor=words.number(floor), added=words.number(added), left=words.interval(left))
    for step in working.steps:
        yield from floors(step, words)


def roundings(working: Working, words: Words) -> Iterator[str]:
    """Every rounding of points in an item."""
    for step in working.steps:
        yield from roundings(step, words)
    if isinstance(working.expression, e.Rounded):
        ways = {"half_up": words.gettext("half up"), "up": words.gettext("up"), "down": words.gettext("down")}
        template = words.gettext("{before} to {after} ({way}, to {unit})")
        before, after = (words.interval(points) for points in (working.steps[0].points, working.points))
        unit, way = words.number(working.expression.to), ways[working.expression.mode]
        yield template.format(before=before, after=after, way=way, unit=unit)
