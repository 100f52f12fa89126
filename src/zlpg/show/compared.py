"""Which lines of a comparison are shown, in what order, and what its columns are called."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import PurePath

from zlpg.diff.results import Result
from zlpg.diff.scores import Comparison, LineChange
from zlpg.lookalikes import seen
from zlpg.numbers import ZERO
from zlpg.show.words import visible


def labels(results: Sequence[Result], files: Sequence[str]) -> tuple[str, ...]:
    """What tells the scores apart: their years, units, both, the years of their rules; else the names of their files."""
    stems = [PurePath(file).stem for file in files]
    for candidate in (
        [str(each.year) for each in results],
        [each.unit or "" for each in results],
        [f"{each.unit or ''} {each.year}" for each in results],
        [str(each.rules_year) for each in results],
        stems,
        list(files),
    ):
        if len(set(map(seen, candidate))) == len(results) and all(candidate):
            return tuple(map(visible, candidate))
    return tuple(f"{visible(stem)} ({position})" for position, stem in enumerate(stems, start=1))


def shown(comparison: Comparison, *, only_changed: bool, by_change: bool) -> tuple[LineChange, ...]:
    """The lines to show, the total last: those that differ or all, the greatest change first or in the document's order."""
    *lines, total = (line for line in comparison.lines if line.differs or line.kind == "total" or not only_changed)
    if by_change:
        lines = sorted((replace(line, depth=0) for line in lines), key=_size, reverse=True)
    return (*lines, total)


def without_sections(lines: Sequence[LineChange]) -> tuple[LineChange, ...]:
    """The lines that add up to the total by themselves, for an order that tears sections apart."""
    return tuple(line for line in lines if line.kind not in {"section", "moved"})


def _size(line: LineChange) -> tuple[Decimal, Decimal, bool]:
    """How much changed; of as much, how much the rules and the unit did that made up for each other."""
    effects = (line.effects.rules, line.effects.performance) if line.effects else ()
    at_most = [
        max(abs(each.lowest), abs(each.highest)) for each in (line.change, *(each.points for each in effects)) if each
    ]
    return at_most[0] if line.change else ZERO, max(at_most, default=ZERO), line.differs
