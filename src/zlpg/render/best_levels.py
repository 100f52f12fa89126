"""Recognises, in what it was lowered to, a rule that pays only the best few applicants."""

from decimal import Decimal

import zlpg.engine.expression as e
from zlpg.engine.readers.bounds import Working
from zlpg.numbers import plus
from zlpg.records import dataclass


@dataclass(frozen=True, slots=True)
class BestLevels:
    """How many applicants count, and each level's applicants with what one of them earns, the dearest first."""

    best: int
    levels: tuple[tuple[Working, Decimal], ...]


def best_levels(working: Working) -> BestLevels | None:
    """The rule behind a sum that counts step by step from the highest level down; `None` for any other sum."""
    steps = [_step(step) for step in working.steps]
    found = [step for step in steps if step is not None]
    if not found or len(found) < len(steps):
        return None
    points = [each for _, _, each in found]
    for at in reversed(range(len(points) - 1)):
        points[at] = plus(points[at], points[at + 1])
    levels: dict[str, tuple[Working, Decimal]] = {}
    for (facts, _, _), each in zip(found, points, strict=True):
        for fact in facts:
            if isinstance(fact.expression, e.Fact):
                levels.setdefault(fact.expression.id, (fact, each))
    return BestLevels(found[0][1], tuple(levels.values()))


def _step(working: Working) -> tuple[tuple[Working, ...], int, Decimal] | None:
    match working.expression:
        case e.Product(factors=(e.Least(of=(e.Sum(terms=terms), e.Number(value=best))), e.Number(value=points))) if all(
            isinstance(term, e.Fact) for term in terms
        ):
            return working.steps[0].steps[0].steps, int(best), points
        case _:
            return None
