"""What differs between two years in what settles a result besides its points: vetoes and grades."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from zlpg.diff.conditions import condition_variations
from zlpg.diff.variations import RuleChange, T, Variation, keys, paired
from zlpg.model.table import Grade, Total, Veto

_EFFECTS = ("grade", "grade_at_most", "points", "no_result")
_THRESHOLDS = ("at_least", "over")
"""Keys of which one counts; another one instead of it is told by both, and is nothing by halves."""


def settling_variations(change: RuleChange, old: Total, new: Total) -> Iterator[Variation[Total]]:
    """Vetoes, which go by their titles, and grades, by their ids; both totals with references under the same names."""
    for each, vetoes, vetoes_before in _of_vetoes(change, old.vetoes, new.vetoes):
        yield each, replace(old, vetoes=vetoes), replace(new, vetoes=vetoes_before)
    for of_grade, grades, grades_before in _of_grades(change, old.grades, new.grades):
        yield of_grade, replace(old, grades=grades), replace(new, grades=grades_before)


def _of_vetoes(
    change: RuleChange, old: tuple[Veto, ...], new: tuple[Veto, ...]
) -> Iterator[Variation[tuple[Veto, ...]]]:
    for at_old, at_new in paired(old, new, _title):
        was, now = (None if at is None else of[at] for at, of in ((at_old, old), (at_new, new)))
        here = _here(change, "vetoes", at_old, at_new, RuleChange("veto", (now or was or new[0]).title, "", was, now))
        for each, applied, reverted in _of_veto(here, was, now):
            yield each, _with(old, at_old, applied, at_new), _with(new, at_new, reverted, at_old)
    for each, applied_order, reverted_order in _of_order(replace(change, key="vetoes"), old, new, _title):
        fixing = ([_title(veto) for veto in order if _fixes(veto)] for order in (old, applied_order))
        yield replace(each, can_change_score=next(fixing) != next(fixing)), applied_order, reverted_order


def _of_veto(change: RuleChange, old: Veto | None, new: Veto | None) -> Iterator[Variation[Veto | None]]:
    if old is None or new is None:
        yield replace(change, can_change_score=True), new, old
        return
    for each, applied, reverted in condition_variations(change, old.veto, new.veto, "veto"):
        if applied is not None and reverted is not None:
            yield replace(each, can_change_score=True), replace(old, veto=applied), replace(new, veto=reverted)
    yield from _of_one_of(change, old, new, _EFFECTS)
    yield from keys(change, old, new, ("text", "note"))


def _of_grades(
    change: RuleChange, old: tuple[Grade, ...], new: tuple[Grade, ...]
) -> Iterator[Variation[tuple[Grade, ...]]]:
    for at_old, at_new in paired(old, new, _id):
        was, now = (None if at is None else of[at] for at, of in ((at_old, old), (at_new, new)))
        here = _here(change, "grades", at_old, at_new, RuleChange("grade", (now or was or new[0]).id, "", was, now))
        varied: Iterator[Variation[Grade | None]] = iter(((replace(here, can_change_score=True), now, was),))
        if was is not None and now is not None:
            varied = _of_grade(here, was, now)
        for each, applied, reverted in varied:
            yield each, _with(old, at_old, applied, at_new), _with(new, at_new, reverted, at_old)
    yield from _of_order(replace(change, key="grades", can_change_score=True), old, new, _id)


def _of_grade(change: RuleChange, old: Grade, new: Grade) -> Iterator[Variation[Grade | None]]:
    yield from keys(change, old, new, ("title",))
    yield from _of_one_of(change, old, new, _THRESHOLDS)
    yield from keys(change, old, new, ("text", "note"))


def _of_one_of(change: RuleChange, old: T, new: T, named: tuple[str, ...]) -> Iterator[Variation[T]]:
    """Keys of which one counts. Each change is made with the others."""
    applied, reverted = (
        replace(one, **{key: getattr(other, key) for key in named})  # type: ignore[type-var]
        for one, other in ((old, new), (new, old))
    )
    for each, _, _ in keys(change, old, new, named):
        yield replace(each, can_change_score=True), applied, reverted


def _of_order(
    change: RuleChange, old: tuple[T, ...], new: tuple[T, ...], known_by: Callable[[T], str]
) -> Iterator[Variation[tuple[T, ...]]]:
    """What both have, in another order."""
    pairs = [each for each in paired(old, new, known_by) if None not in each]
    by_old, by_new = (sorted(pairs, key=lambda each: each[which] or 0) for which in (0, 1))
    if by_old != by_new:
        names = (tuple(known_by(old[at or 0]) for at, _ in order) for order in (by_old, by_new))
        was, now = names
        here = replace(change.inside(change.key), old=was, new=now)
        yield here, _ordered(old, by_old, by_new, 0), _ordered(new, by_new, by_old, 1)


def _ordered(parts: tuple[T, ...], own: Sequence[Any], other: Sequence[Any], which: int) -> tuple[T, ...]:
    """Parts with those that both have in the order of the other ones."""
    instead = {mine[which]: yours[which] for mine, yours in zip(own, other, strict=True)}
    return tuple(parts[instead.get(at, at)] for at in range(len(parts)))


def _with(parts: tuple[T, ...], at: int | None, part: T | None, place: int | None) -> tuple[T, ...]:
    """Parts with one another, or without it, or with one more where the others have it."""
    at, left = (place or 0, parts[place or 0 :]) if at is None else (at, parts[at + 1 :])
    return (*parts[:at], *(() if part is None else (part,)), *left)


def _here(change: RuleChange, key: str, at_old: int | None, at_new: int | None, found: RuleChange) -> RuleChange:
    """A change of one of several at a key of the total."""
    way_old, way_new = ((key, *(() if at is None else (at,))) for at in (at_old, at_new))
    return replace(found, at_old=(*change.at_old, *way_old), at_new=(*change.at_new, *way_new))


def _title(veto: Veto) -> str:
    return veto.title


def _id(grade: Grade) -> str:
    return grade.id


def _fixes(veto: Veto) -> bool:
    """Whether of several such vetoes that hold the first counts."""
    return veto.grade is not None or veto.points is not None
