"""Which slip of a rule file would no case notice?

A mutant is caught where a case comes out otherwise, in points, grade, result or warnings, or reports what it no longer takes; it
is refused where the rule file no longer agrees with itself. What neither happens to could be merged. One that nothing could
come out otherwise with is none.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Literal, TypeAlias

from zlpg.checks import check_sums
from zlpg.diagnostics import Path
from zlpg.engine.program import Key, Step
from zlpg.engine.readers.bounds import Working
from zlpg.examples.cases import Case, about, run
from zlpg.examples.mutants import Mutant, mutants_of
from zlpg.examples.trial import Trial, trial_of
from zlpg.examples.witnesses import Witnesses
from zlpg.model.facts import Facts
from zlpg.model.scalars import Scalar
from zlpg.model.table import Scheme
from zlpg.model.walks import references_of_measure
from zlpg.numbers import Interval
from zlpg.records import dataclass

Verdict: TypeAlias = Literal["noticed", "refused", "survived"]

DECLARED = frozenset({"facts", "measures"})
"""What mutants change that isn't in the table."""


@dataclass(frozen=True, slots=True)
class Told:
    """A case, all that what it expects depends on, and what that comes to under the scheme itself."""

    case: Case
    about: frozenset[Key]
    values: Mapping[Key, Working]


def put_to_the_proof(scheme: Scheme, cases: Iterable[Case]) -> Iterator[tuple[Mutant, Verdict]]:
    """Each mutant, and whether any of the cases, which pass under the scheme itself, notices it."""
    proof = _Proof(scheme, cases)
    for mutant in mutants_of(scheme):
        try:
            verdict = proof.verdict(mutant)
        except (ZeroDivisionError, InvalidOperation):  # a full result of nothing: the file would be refused
            verdict = "refused"
        if verdict is not None:
            yield mutant, verdict


class _Proof:
    """A scheme with its cases, and what is known of both before any mutant is tried."""

    def __init__(self, scheme: Scheme, cases: Iterable[Case]) -> None:
        self.trial = trial_of(scheme)
        self.witnesses = Witnesses(self.trial)
        self.found_anyway = _found(scheme)
        self.depends = {step.key: self.trial.involved((step.key,)) for step in self.trial.program.steps}
        self.told = [_told(self.trial, case) for case in cases]
        self.told.sort(key=lambda each: (each.case.warnings is not None, len(each.about)))  # the quickest to try first

    def verdict(self, mutant: Mutant) -> Verdict | None:
        """What becomes of a mutant; nothing where it makes no difference."""
        changed = trial_of(mutant.scheme, self.trial)
        touched = _touched(self.trial, changed, mutant)
        if self._is_noticed(changed, mutant, touched):
            return "noticed"
        if not _found(mutant.scheme) <= self.found_anyway:
            return "refused"
        return "survived" if _matters(self.trial, changed, mutant, touched, self.witnesses) else None

    def _is_noticed(self, changed: Trial, mutant: Mutant, touched: frozenset[Key]) -> bool:
        if mutant.at[0] in DECLARED and any(_no_longer_taken(self.trial, changed, each.case) for each in self.told):
            return True
        kept = {key for key, read in self.depends.items() if isinstance(key, str) and touched.isdisjoint(read)}
        return any(
            not run(
                changed,
                each.case,
                {**changed.known(each.case.facts), **{key: each.values[key] for key in kept & each.values.keys()}},
            ).passed
            for each in self.told
            if each.case.warnings is not None or not touched.isdisjoint(each.about)
        )


def _told(trial: Trial, case: Case) -> Told:
    values = trial.known(case.facts)
    run(trial, case, values)
    return Told(case, about(trial, case), values)


def _found(scheme: Scheme) -> frozenset[tuple[str, Path]]:
    """What is wrong with a scheme in itself; what a file waives is found in its mutants, too."""
    return frozenset((finding.code, finding.at) for finding in check_sums(scheme))


def _touched(trial: Trial, changed: Trial, mutant: Mutant) -> frozenset[Key]:
    """The steps that could come out otherwise."""
    if mutant.at[0] in DECLARED:
        ids = _read_with(trial.scheme, str(mutant.at[1]))
        return frozenset(step.key for step in trial.program.steps if _reads_any(step, ids))
    before, after = trial.program.by_key, changed.program.by_key
    steps = {
        key
        for key in before.keys() | after.keys()
        if before.get(key) is not after.get(key) and before.get(key) != after.get(key)
    }
    return frozenset(steps | {id for id in trial.items if _warned(trial, id) != _warned(changed, id)})


def _reads_any(step: Step, ids: frozenset[str]) -> bool:
    return any(isinstance(key, Scalar) and key.fact in ids for key in step.reads)


def _read_with(scheme: Scheme, id: str) -> frozenset[str]:
    """A fact with the measures that are worked out from it; or a measure."""
    measures = (
        name
        for name, measure in scheme.measures.items()
        if any(each.id == id for each in references_of_measure((), measure))
    )
    return frozenset({id, *measures})


def _warned(trial: Trial, id: str) -> tuple[object, ...]:
    item = trial.items.get(id)
    minimums = item.requirement.at_least if item and item.requirement and item.max is not None else {}
    return dict(minimums), item.max if item and minimums else None


def _matters(trial: Trial, changed: Trial, mutant: Mutant, touched: frozenset[Key], witnesses: Witnesses) -> bool:
    """Whether anything could come out otherwise with a mutant: points, grade, result, what is still possible, or a warning."""
    if mutant.at[0] in DECLARED:
        return _declared_matters(trial, changed, mutant, touched, witnesses)
    parts = touched.intersection(trial.parts)
    if touched - parts and witnesses.differ(trial.settled, changed.settled):
        return True
    return any(
        _warned(trial, id) != _warned(changed, id)
        or witnesses.differ(trial.program.expression(id), changed.program.expression(id))
        for id in parts
        if isinstance(id, str)
    )


def _declared_matters(
    trial: Trial, changed: Trial, mutant: Mutant, touched: frozenset[Key], witnesses: Witnesses
) -> bool:
    """Whether it matters what a fact or a measure can be: to a file that reports it, or to what is still possible."""
    id, key = str(mutant.at[1]), mutant.at[2]
    if mutant.at[0] == "measures" and key != "range":
        return witnesses.measure_differs(id, changed.program.expression(Scalar(id)), touched)
    if mutant.at[0] == "measures":
        narrower = bool(touched) and not _within(Interval(*mutant.after), Interval(*mutant.before))
        return narrower or _possible_differ(trial, changed, touched)
    if key == "trimmed_over":
        return bool(touched)
    narrower = any(
        scalar.fact == id and not _within(changed.program.domain[scalar], values)
        for scalar, values in trial.program.domain.items()
    )
    return narrower or _possible_differ(trial, changed, touched)


def _within(outer: Interval, inner: Interval) -> bool:
    return outer.lowest <= inner.lowest and inner.highest <= outer.highest


def _possible_differ(trial: Trial, changed: Trial, touched: frozenset[Key]) -> bool:
    """Whether anything else is possible of points, of grades, or of there being a result, while nothing is reported."""
    one, other = (each.known(Facts()) for each in (trial, changed))
    if touched - set(trial.parts) and trial.outcome(one) != changed.outcome(other):
        return True
    parts = touched.intersection(trial.parts)
    trial.work_out(parts, one)
    changed.work_out(parts, other)
    return any(one[id].points != other[id].points for id in parts)


def _no_longer_taken(trial: Trial, changed: Trial, case: Case) -> bool:
    """Whether a case reports what the scheme no longer takes, or what a measure of it no longer can be."""
    values, domain = case.facts.values, changed.program.domain
    if any(scalar not in domain or not _within(domain[scalar], Interval.exactly(values[scalar])) for scalar in values):
        return True
    if not trial.scheme.measures:
        return False
    before, after = trial.known(case.facts), changed.known(case.facts)
    return any(
        _is_out(after, id, measure.range) and not _is_out(before, id, trial.scheme.measures[id].range)
        for id, measure in changed.scheme.measures.items()
    )


def _is_out(known: Mapping[Key, Working], id: str, range: tuple[Decimal, Decimal]) -> bool:
    value = known[Scalar(id)].points
    return value.known is not None and not _within(Interval(*range), value)
