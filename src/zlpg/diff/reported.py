"""Facts that aren't the same in two facts files, as both are reported."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from zlpg.diff.carrying import is_applicable
from zlpg.diff.crossing import Crossing
from zlpg.diff.sides import Side
from zlpg.model.declarations import ChoiceFact, FactDeclaration, RatingsFact
from zlpg.model.scalars import APPLIES, Scalar


@dataclass(frozen=True, slots=True)
class FactChange:
    """A fact that something reads, or states a minimum of, and that isn't the same in both facts files; of results, one level.

    `old` and `new` are numbers, or the ids of options; `None` where it is open, not applicable, or not asked for. `declared` is how
    both years' rules declare it, `None` where they don't ask for it, and `applies` whether it is applicable, `None` where that is
    open. `mattered` says whether the points of one of the scores would be others without this change alone.
    """

    id: Scalar
    declared: tuple[FactDeclaration | None, FactDeclaration | None]
    old: Decimal | str | None
    new: Decimal | str | None
    mattered: bool
    applies: tuple[bool | None, bool | None] = (True, True)

    @property
    def fact(self) -> FactDeclaration:
        """How the last of the two years that ask for it declares it."""
        return next(each for each in reversed(self.declared) if each is not None)

    @property
    def asked(self) -> tuple[bool, bool]:
        """Whether each of both years' rules ask for it."""
        return self.declared[0] is not None, self.declared[1] is not None


Matters = Callable[[tuple[Scalar, ...]], bool]
"""Whether the other year's values of several scalars alone would make a difference."""


def fact_differences(crossing: Crossing, names: Iterable[str], matters: Matters) -> Iterator[FactChange]:
    """The facts of several that differ."""
    old, new = crossing.old, crossing.new
    for name in names:
        declared = old.facts.get(name), new.facts.get(name)
        scalars = tuple(dict.fromkeys((*new.scalars.get(name, ()), *old.scalars.get(name, ()))))
        has_policy = any(Scalar(name, APPLIES) in side.domain for side in (old, new))
        applies = (_applies(old, name), _applies(new, name)) if has_policy else (True, True)
        was, now = (_value(side, name) for side in (old, new))
        if False in applies and applies[0] != applies[1]:
            yield FactChange(Scalar(name), declared, was, now, matters(scalars), applies)
        elif any(isinstance(each, ChoiceFact) for each in declared):
            if was != now or _is_of_other_type(declared, was, now):
                yield FactChange(Scalar(name), declared, was, now, matters(scalars))
        elif not _same_ratings(old, new, name):
            yield from _by_scalar(old, new, tuple(each for each in scalars if each != Scalar(name, APPLIES)), matters)


def _by_scalar(old: Side, new: Side, scalars: tuple[Scalar, ...], matters: Matters) -> Iterator[FactChange]:
    for scalar in scalars:
        was, now = old.values.get(scalar), new.values.get(scalar)
        declared = tuple(side.facts[scalar.fact] if scalar in side.domain else None for side in (old, new))
        other_type = _is_of_other_type(declared, was, now)
        if was != now or other_type:
            yield FactChange(scalar, (declared[0], declared[1]), was, now, other_type or matters((scalar,)))


def _is_of_other_type(declared: tuple[FactDeclaration | None, ...], was: object, now: object) -> bool:
    types = [each.type if each is not None else None for each in declared]
    return was is not None and now is not None and types[0] != types[1]


def _value(side: Side, name: str) -> Decimal | str | None:
    """A fact's one value, or the option that it is; `None` of results, which have several."""
    fact = side.facts.get(name)
    if isinstance(fact, ChoiceFact):
        return next((option for option in fact.options if side.values.get(Scalar(name, option))), None)
    return side.values.get(Scalar(name))


def _applies(side: Side, name: str) -> bool | None:
    if (fact := side.facts.get(name)) is None:
        return None
    return is_applicable(side.ids[name], fact, side.breakdown.facts)


def _same_ratings(old: Side, new: Side, name: str) -> bool:
    """Whether the same ratings were reported, whatever their mean is by both rules."""
    if not isinstance(old.facts.get(name), RatingsFact) or not isinstance(new.facts.get(name), RatingsFact):
        return False
    reports = [side.breakdown.facts.reports.get(side.ids[name]) for side in (old, new)]
    lists = [
        report.ratings if report is not None and Scalar(name) in side.values else ()
        for report, side in zip(reports, (old, new), strict=True)
    ]
    return bool(lists[0]) and lists[0] == lists[1]
