"""Every number of a rule file made wrong, one at a time: which of them would no case notice?

A mutant is the scheme with one slip in it. It is caught where a case comes out otherwise, and refused where the rule file
no longer agrees with itself; what neither happens to could be merged.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal, Inexact
from itertools import pairwise
from typing import Any, Literal, TypeAlias

from zlpg.checks import check_sums
from zlpg.diagnostics import Path
from zlpg.examples.cases import TOTAL, Case, Trial, run, trial_of
from zlpg.points import Interval
from zlpg.records import dataclass
from zlpg.scheme import HighestRule, Item, LevelsRule, Scheme, SumRule, facts_of

Verdict: TypeAlias = Literal["noticed", "refused", "survived"]

UNCOUNTED = frozenset({"year", "number", "sha256"})
"""Numbers that name something and bear on no points."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A scheme with one slip: where it is, and what stands there before and after; `None` for what is left out."""

    at: Path
    before: Any
    after: Any
    scheme: Scheme


def mutants_of(scheme: Scheme) -> Iterator[Mutant]:
    """Every mutant of a scheme: numbers one step up and down, caps and parts left out, levels swapped, directions turned."""
    for at, before, after in _slips((), scheme):
        yield Mutant(at, before, after, _with(scheme, at, after))


def put_to_the_proof(scheme: Scheme, cases: Iterable[Case]) -> Iterator[tuple[Mutant, Verdict]]:
    """Each mutant, and whether any of the cases, which pass under the scheme itself, notices it."""
    trial = trial_of(scheme)
    told = [(case, trial.involved(tuple(case.points))) for case in cases]
    told.sort(key=lambda each: (each[0].warnings is not None, len(each[1])))  # the quickest to try first
    for mutant in mutants_of(scheme):
        changed = trial_of(mutant.scheme)
        touched = _touched(trial, changed)
        relevant = (case for case, about in told if case.warnings is not None or not touched.isdisjoint(about))
        yield mutant, _verdict(changed, relevant)


def _verdict(changed: Trial, cases: Iterable[Case]) -> Verdict:
    try:
        noticed = any(_outside(changed.domain, case) or not run(changed, case).passed for case in cases)
    except Inexact:  # a division that can't come out: the file would be refused
        return "refused"
    if noticed:
        return "noticed"
    return "refused" if check_sums(changed.scheme) else "survived"


def _outside(domain: Mapping[str, Interval], case: Case) -> bool:
    """Whether a case reports what the scheme no longer takes."""
    return any(
        scalar not in domain or not domain[scalar].lowest <= value <= domain[scalar].highest
        for scalar, value in case.facts.values.items()
    )


def _touched(trial: Trial, changed: Trial) -> frozenset[str]:
    """The items, sections and total whose points could come out otherwise."""
    facts = {id for id, fact in changed.scheme.facts.items() if fact is not trial.scheme.facts[id]}
    items = {
        id for id, item in changed.items.items() if item is not trial.items[id] or not facts.isdisjoint(facts_of(item))
    }
    sections = {id for id, section in changed.sections.items() if section.cap != trial.sections[id].cap}
    total = {TOTAL} if changed.scheme.total.cap != trial.scheme.total.cap else set()
    return frozenset(items | sections | total)


def _slips(at: Path, value: Any) -> Iterator[tuple[Path, Any, Any]]:
    """Every slip in a value, with its path, and what stands there before and after."""
    match value:
        case bool() | str() | None:
            return
        case int() | Decimal():
            yield from ((at, value, other) for other in _neighbours(value))
            return
        case (Decimal() as lowest, Decimal() as highest):  # a range
            yield from ((at, value, (other, highest)) for other in _neighbours(lowest))
            yield from ((at, value, (lowest, other)) for other in _neighbours(highest))
            return
        case LevelsRule(points=points):
            yield from _swaps((*at, "points"), points)
        case SumRule(sum=parts) | HighestRule(highest=parts) if len(parts) > 1:
            key = "sum" if isinstance(value, SumRule) else "highest"
            for position in range(len(parts)):
                yield (*at, key, position), parts[position], None
        case Item(direction=direction):
            yield (*at, "direction"), direction, "award" if direction == "deduction" else "deduction"
        case _:
            pass
    if isinstance(value, Mapping):
        for key, below in value.items():
            yield from _slips((*at, key), below)
    elif isinstance(value, tuple):
        for position, below in enumerate(value):
            yield from _slips((*at, position), below)
    elif is_dataclass(value):
        for field in fields(value):
            below = getattr(value, field.name)
            if field.name in UNCOUNTED or (below == field.default and below is not None):
                continue
            if field.name == "cap" and below is not None:
                yield (*at, "cap"), below, None
            yield from _slips((*at, field.name), below)


def _neighbours(number: int | Decimal) -> Iterator[int | Decimal]:
    """The number one step up and one down, a step being one in its last place; a positive one stays positive."""
    step = Decimal(1).scaleb(int(number.as_tuple().exponent)) if isinstance(number, Decimal) else 1
    yield type(number)(number + step)
    if number <= 0 or number > step:
        yield type(number)(number - step)


def _swaps(at: Path, points: Mapping[str, Decimal]) -> Iterator[tuple[Path, Any, Any]]:
    names = list(points)
    for one, other in pairwise(names):
        if points[one] != points[other]:
            swapped = {**points, one: points[other], other: points[one]}
            yield at, points, swapped


def _with(value: Any, at: Path, after: Any) -> Any:
    """The value with what is at a path in it replaced; left out of a list where it is `None`."""
    if not at:
        return after
    step, *rest = at
    if isinstance(value, tuple):
        assert isinstance(step, int)  # noqa: S101  # what is in a tuple is counted
        new = () if not rest and after is None else (_with(value[step], tuple(rest), after),)
        return (*value[:step], *new, *value[step + 1 :])
    if isinstance(value, Mapping):
        return {**value, str(step): _with(value[str(step)], tuple(rest), after)}
    return replace(value, **{str(step): _with(getattr(value, str(step)), tuple(rest), after)})
