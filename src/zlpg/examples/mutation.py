"""Which wrong number of a rule file would no case notice?

A mutant is caught where a case comes out otherwise, or reports what it no longer takes; it is refused where the rule file no
longer agrees with itself. What neither happens to could be merged. One that nothing could come out otherwise with is none.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, Inexact, localcontext
from typing import Literal, TypeAlias

from zlpg.bounds import work_out
from zlpg.checks import check_sums
from zlpg.diagnostics import Path
from zlpg.examples.cases import TOTAL, Case, Trial, run, trial_of
from zlpg.examples.mutants import Mutant, mutants_of
from zlpg.expression import Expression
from zlpg.lowering import lower
from zlpg.points import EXACT, Interval
from zlpg.scheme import Item, Scheme, Section, Total, facts_of

Verdict: TypeAlias = Literal["noticed", "refused", "survived"]


def put_to_the_proof(scheme: Scheme, cases: Iterable[Case]) -> Iterator[tuple[Mutant, Verdict]]:
    """Each mutant, and whether any of the cases, which pass under the scheme itself, notices it."""
    trial = trial_of(scheme)
    told = [(case, trial.involved(tuple(case.points))) for case in cases]
    told.sort(key=lambda each: (each[0].warnings is not None, len(each[1])))  # the quickest to try first
    found_anyway = _found(scheme)
    for mutant in mutants_of(scheme):
        changed = trial_of(mutant.scheme)
        touched = _touched(trial, changed)
        relevant = [case for case, about in told if case.warnings is not None or not touched.isdisjoint(about)]
        reported = mutant.at[0] == "facts" and any(_outside(changed.domain, case) for case, _ in told)
        if reported or _noticed(changed, relevant):
            yield mutant, "noticed"
        elif not _found(mutant.scheme) <= found_anyway:
            yield mutant, "refused"
        elif _matters(trial, changed, mutant, touched):
            yield mutant, "survived"


def _noticed(changed: Trial, cases: Iterable[Case]) -> bool:
    try:
        return any(not run(changed, case).passed for case in cases)
    except Inexact:  # a division that can't come out: the file would be refused
        return False


def _found(scheme: Scheme) -> frozenset[tuple[str, Path]]:
    """What is wrong with a scheme in itself; what a file waives is found in its mutants, too."""
    return frozenset((finding.code, finding.at) for finding in check_sums(scheme))


def _matters(trial: Trial, changed: Trial, mutant: Mutant, touched: frozenset[str]) -> bool:
    """Whether anything could come out otherwise with a mutant: points, what is still possible, or a warning."""
    if mutant.at[0] == "facts":
        fact = mutant.at[1]
        narrower = any(
            scalar.partition(".")[0] == fact and not _holds(changed.domain[scalar], values)
            for scalar, values in trial.domain.items()
        )
        return narrower or any(_possible(trial, id) != _possible(changed, id) for id in touched)
    if mutant.after is None and mutant.at[-1] == "cap":
        cap: Decimal = mutant.before
        return _uncapped(changed, mutant).highest > cap
    return any(_means(trial, id) != _means(changed, id) for id in touched)


def _holds(outer: Interval, inner: Interval) -> bool:
    return outer.lowest <= inner.lowest and inner.highest <= outer.highest


def _possible(trial: Trial, id: str) -> Interval:
    return trial.work_out((id,), trial.domain)[id].points


def _means(trial: Trial, id: str) -> tuple[Expression, object]:
    """What a part's points come from, and when it is warned of."""
    item = trial.items.get(id)
    minimums = item.requirement.at_least if item and item.requirement and item.max is not None else {}
    return trial.expression(id), (dict(minimums), item.max if item and minimums else None)


def _uncapped(changed: Trial, mutant: Mutant) -> Interval:
    """What there can be where a mutant left out a cap."""
    held = mutant.holder
    match held:
        case Section(id=id):
            return _possible(changed, id)
        case Total():
            return _possible(changed, TOTAL)
        case Item(rule=rule):
            expression = lower(rule)
        case _:
            expression = lower(held)
    with localcontext(EXACT):
        return work_out(expression, changed.domain, {}).points


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
