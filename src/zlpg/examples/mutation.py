"""Which slip of a rule file would no case notice?

A mutant is caught where a case comes out otherwise, in points, grade, result or warnings, or reports what it no longer takes; it
is refused where the rule file no longer agrees with itself. What neither happens to could be merged. One that nothing could
come out otherwise with is none: that has to be proved (`engine.readers.same`), so that what nothing is known of counts.

What is done for a mutant is about what its slip touches, however large the table is: the steps that it changes are lowered again,
a case works out these and what reads them, as far as anything comes out otherwise, and only cases are tried that expect something of
what that leads to.
"""

from collections import ChainMap, deque
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation, localcontext
from functools import cached_property
from heapq import heappop, heappush
from math import inf
from typing import Literal, TypeAlias

import zlpg.engine.expression as e
from zlpg.checks import check_sums
from zlpg.checks.parts import Parts
from zlpg.diagnostics import Path
from zlpg.engine.program import OUTCOME, SETTLING, TABLE, Change, Key, Step, change_of, key_of, parts_around
from zlpg.engine.readers.bounds import Working, given
from zlpg.engine.readers.boxes import Box
from zlpg.engine.readers.ground import Ground
from zlpg.engine.readers.same import same
from zlpg.engine.readers.together import Together
from zlpg.engine.score import outcome_of
from zlpg.engine.table import TOTAL
from zlpg.examples.cases import Case, minimums, shortfalls_of
from zlpg.examples.mutants import Mutant, mutants_of
from zlpg.examples.trial import Trial, means_reported, trial_of
from zlpg.model.facts import Facts
from zlpg.model.scalars import Scalar
from zlpg.model.table import Item, Scheme
from zlpg.model.walks import references_of_measure
from zlpg.numbers import EXACT, Interval
from zlpg.records import dataclass

Verdict: TypeAlias = Literal["noticed", "refused", "survived"]

ANYTHING = Decimal(-1_000_000), Decimal(1_000_000)
"""The range of a share that may also be out of its range."""


def put_to_the_proof(scheme: Scheme, cases: Iterable[Case]) -> Iterator[tuple[Mutant, Verdict]]:
    """Each mutant, and whether any of the cases, which pass under the scheme itself, notices it."""
    proof = _Proof(scheme, cases)
    for mutant in mutants_of(scheme):
        try:
            with localcontext(EXACT):
                verdict = proof.verdict(mutant)
        except (ZeroDivisionError, InvalidOperation):  # a full result of nothing: the file would be refused
            verdict = "refused"
        if verdict is not None:
            yield mutant, verdict


class _Values(dict[Key, Working]):
    """What a unit reports, and what everything else can be or comes to, worked out when it is first asked for."""

    def __init__(self, trial: Trial, facts: Facts) -> None:
        super().__init__(trial.reported(facts))
        self._trial = trial

    def __missing__(self, key: Key) -> Working:
        if isinstance(key, Scalar) and key in self._trial.program.domain:
            self[key] = given(key, self._trial.program.domain[key])
            return self[key]
        return self._trial.work_out((key,), self)[key]


@dataclass(frozen=True, slots=True)
class Told:
    """A case, and what everything comes to in it under the scheme itself."""

    case: Case
    values: _Values


@dataclass(frozen=True, slots=True)
class Slip:
    """A mutant, and what is otherwise in its program."""

    mutant: Mutant
    change: Change
    item: Item | None
    """The item, as it is then, that the slip is in."""
    read: Together
    """How its steps are read."""

    @property
    def declared(self) -> str | None:
        """The fact or the measure that the slip is in."""
        return str(self.mutant.at[1]) if self.mutant.at[0] in {"facts", "measures"} else None

    @property
    def scheme(self) -> Scheme:
        """The scheme with the slip in it."""
        return self.mutant.scheme


class _Proof:
    """A scheme with its cases, and what is known of both before any mutant is tried."""

    def __init__(self, scheme: Scheme, cases: Iterable[Case]) -> None:
        self.trial = trial_of(scheme)
        self.program = self.trial.program
        self.found_anyway = _found(scheme)
        self.by_minimum: dict[str, list[str]] = {}
        for item in self.trial.items.values():
            for fact in minimums(item):
                self.by_minimum.setdefault(fact, []).append(item.id)
        self.read_by = {id: _facts_of_measure(scheme, id) for id in scheme.measures}
        self.expecting: dict[Key, list[Told]] = {}
        """The cases that expect something of a part, of the outcome, or of being told of an item with full marks."""
        self.reporting: dict[str, list[Told]] = {}
        for told in [Told(case, _Values(self.trial, case.facts)) for case in cases]:
            for key in self._expected(told.case):
                self.expecting.setdefault(key, []).append(told)
            for fact in dict.fromkeys(scalar.fact for scalar in told.case.facts.values):
                self.reporting.setdefault(fact, []).append(told)
        self.nothing = Told(Case("", Facts(), {}), _Values(self.trial, Facts()))

    @cached_property
    def ground(self) -> Ground:
        """What all facts, and the steps that are worked out from them, have in common."""
        return Ground(self.program)

    @cached_property
    def box(self) -> Box:
        """What all of these can be."""
        return self.ground.box({})

    def verdict(self, mutant: Mutant) -> Verdict | None:
        """What becomes of a mutant; nothing where it makes no difference."""
        slip = self._slip(mutant)
        if self._is_noticed(slip):
            return "noticed"
        if not _found(mutant.scheme) <= self.found_anyway:
            return "refused"
        return "survived" if self._matters(slip) else None

    def _slip(self, mutant: Mutant) -> Slip:
        change = change_of(self.program, mutant.scheme, mutant.at, leaves_out=mutant.after is None)
        inmost = parts_around(mutant.scheme, mutant.at)[0][-1] if mutant.at[0] == TOTAL else None
        item = inmost if isinstance(inmost, Item) else None
        return Slip(mutant, change, item, self.trial.read.changed(change))

    # Whether a case notices it

    def _expected(self, case: Case) -> Iterator[Key]:
        yield from case.points
        if case.is_about_outcome:
            yield OUTCOME
        if case.warnings is not None:
            yield from self._may_be_warned_of(case)

    def _may_be_warned_of(self, case: Case) -> Iterator[str]:
        """The items with a minimum of something that is reported."""
        return (id for scalar in case.facts.values for id in self.by_minimum.get(scalar.fact, ()))

    def _is_noticed(self, slip: Slip) -> bool:
        if slip.declared is not None and self._is_no_longer_taken(slip, slip.declared):
            return True
        return any(self._notices(slip, told) for told in self._concerned(slip))

    def _concerned(self, slip: Slip) -> Iterator[Told]:
        """The cases that expect something of what a slip leads to, those first that expect something near to it."""
        waiting = deque(self._begins(slip))
        reached, tried = set(waiting), set[int]()
        while waiting:
            key = waiting.popleft()
            for told in self.expecting.get(key, ()):
                if id(told) not in tried:
                    tried.add(id(told))
                    yield told
            after = self.program.readers.get(key, ())
            if self._settles(key):
                after = (*after, OUTCOME)
            waiting += [each for each in after if each not in reached]
            reached.update(after)

    def _begins(self, slip: Slip) -> Iterator[Key]:
        """What is otherwise itself."""
        yield from slip.change.domain
        yield from slip.change.steps
        if slip.mutant.at[0] == "facts":
            yield Scalar(str(slip.declared))
        if slip.item is not None:
            yield slip.item.id

    def _settles(self, key: Key) -> bool:
        return key not in self.program.by_key or self.program.by_key[key].kind in SETTLING

    def _notices(self, slip: Slip, told: Told) -> bool:
        case = told.case
        places = map(self.program.place.__getitem__, self._expected(case))
        values = self._otherwise(slip, told, inf if case.is_about_outcome else max(places, default=-1), case.points)
        found = values.maps[0]
        if not case.points.keys().isdisjoint(found):
            return True
        if case.is_about_outcome and any(map(self._settles, found.keys() | slip.change.steps.keys())):
            outcome = outcome_of(slip.scheme, values)
            if case.grades not in {None, tuple(grade.id for grade in outcome.grades)}:
                return True
            if outcome.no_result is not case.no_result and (case.no_result is not None or outcome.no_result):
                return True
        return case.warnings is not None and self._warned(slip, case, values) != set(case.warnings)

    def _warned(self, slip: Slip, case: Case, values: Mapping[Key, Working]) -> set[str]:
        """What a case is told of, with a slip."""
        items = {id: self.trial.items[id] for id in self._may_be_warned_of(case)}
        if slip.item is not None and slip.item.id in items:
            items[slip.item.id] = slip.item
        return {fact for item in items.values() for fact in shortfalls_of(item, case, values)}

    def _otherwise(
        self, slip: Slip, told: Told, last: float = inf, until: Container[Key] = ()
    ) -> "ChainMap[Key, Working]":
        """What comes out otherwise in a case, and behind it what comes out as it did: to a place in the program, or one of some steps.

        From step to step: what comes out alike leads to nothing.
        """
        program, steps, before = self.program, slip.change.steps, told.values
        values = ChainMap[Key, Working]({}, before)
        found = values.maps[0]
        waiting: list[tuple[int, Key]] = []

        def goes_on(keys: Iterable[Key]) -> None:
            for key in keys:
                heappush(waiting, (program.place.get(key, -1), key))  # what is new reads facts alone

        goes_on(steps)
        for scalar, working in self._scalars(slip, told.case):
            if working.points != before[scalar].points:
                found[scalar] = working
                goes_on(program.readers.get(scalar, ()))
        done: set[Key] = set()
        while waiting and waiting[0][0] <= last:
            _, key = heappop(waiting)
            step = steps[key] if key in steps else program.by_key[key]
            if key in done or step is None:
                continue
            done.add(key)
            working = slip.read(step.expression, values)
            # The grades that are possible are read off how the outcome was worked out, not off its points alone.
            if self._settles(key) or working.points != before[key].points:
                found[key] = working
                if key in until:
                    break
                goes_on(program.readers.get(key, ()))
        return values

    def _scalars(self, slip: Slip, case: Case) -> Iterator[tuple[Scalar, Working]]:
        """The scalars of the fact that a slip is in, as they are then."""
        for scalar, possible in slip.change.domain.items():
            if scalar not in case.facts.values:
                yield scalar, given(scalar, possible)
        if slip.mutant.at[0] == "facts":
            yield from means_reported(slip.scheme, case.facts, (str(slip.declared),))

    def _is_no_longer_taken(self, slip: Slip, declared: str) -> bool:
        """Whether a case reports what the scheme no longer takes, or what a measure of it no longer can be."""
        measures = [name for name, read in self.read_by.items() if declared in {name, *read}]
        last = max((self.program.place[Scalar(name)] for name in measures), default=-1)
        concerned = {
            id(told): told for fact in self.read_by.get(declared, (declared,)) for told in self.reporting.get(fact, ())
        }
        for told in concerned.values():
            values = told.case.facts.values
            if any(
                scalar in values and not _within(possible, Interval.exactly(values[scalar]))
                for scalar, possible in slip.change.domain.items()
            ):
                return True
            after = self._otherwise(slip, told, last)
            for name in measures:
                was, now = self.trial.scheme.measures[name].range, slip.scheme.measures[name].range
                if _is_out(after[Scalar(name)], now) and not _is_out(told.values[Scalar(name)], was):
                    return True
        return False

    # Whether it could make a difference

    def _matters(self, slip: Slip) -> bool:
        """Whether anything could come out otherwise with a slip: points, grade, result, what is still possible, or a warning."""
        if slip.declared is not None:
            return self._declared_matters(slip, slip.declared)
        steps, before = slip.change.steps, self.program.by_key
        if any(map(self._settles, steps)) and self._differ(_settled(before, {}), _settled(before, steps)):
            return True
        parts = (step for step in steps.values() if step is not None and step.kind in TABLE)
        if any(self._differ(before[step.key].expression, step.expression) for step in parts):
            return True
        item = slip.item
        warned = {} if item is None else {**minimums(self.trial.items[item.id]), **minimums(item)}
        return item is not None and any(
            self._differ(self._warning(fact, self.trial.items[item.id]), self._warning(fact, item)) for fact in warned
        )

    def _warning(self, fact: str, changed: Item) -> e.Expression:
        """Whether a fact is told of as falling short: it is below a minimum of an item that has full marks."""
        ids = dict.fromkeys((*self.by_minimum.get(fact, ()), changed.id))
        items = (changed if id == changed.id else self.trial.items[id] for id in ids)
        return e.Any(tuple(each for item in items for each in _falls_short(item, fact)))

    def _differ(self, one: e.Expression, other: e.Expression) -> bool:
        """Whether two expressions can come to different amounts, or nothing is known of that.

        Whatever parts come to, if that proves them equal: it takes little, and knows that a total goes in fives. Else over facts.
        """
        if one == other or same(one, other, self.box) is True:
            return False
        whole = self.ground.whole(one), self.ground.whole(other)
        return whole == (one, other) or same(*whole, self.box) is not True

    def _declared_matters(self, slip: Slip, id: str) -> bool:
        """Whether it matters what a fact or a measure can be: to a file that reports it, or to what is still possible."""
        key = slip.mutant.at[2]
        if slip.mutant.at[0] == "facts":
            if key == "trimmed_over":
                return bool(self.program.readers.get(Scalar(id)))
            domain = self.program.domain
            narrower = any(not _within(each, domain[scalar]) for scalar, each in slip.change.domain.items())
            return narrower or self._possible_differs(slip)
        if key != "range":
            return self._measure_matters(Scalar(id), slip.change.steps)
        narrower = not _within(Interval(*slip.mutant.after), Interval(*slip.mutant.before))
        return (narrower and bool(self.program.readers.get(Scalar(id)))) or self._possible_differs(slip)

    def _measure_matters(self, measure: Scalar, steps: Mapping[Key, Step | None]) -> bool:
        """Whether something that reads a measure can come out otherwise, where the measure means something else."""
        before, after = self.program.expression(measure), steps.get(measure)
        if after is None or not isinstance(after.expression, e.Share):
            return False
        meanings = (before, replace(after.expression, range=ANYTHING))  # out of its range is otherwise, too
        readers = self.program.readers.get(measure, ())
        read = [self.program.expression(key) for key in readers if not self._settles(key)]
        read += [_settled(self.program.by_key, {})] if any(map(self._settles, readers)) else []

        def with_meaning(expression: e.Expression, meaning: e.Expression) -> e.Expression:
            return e.substituted(expression, lambda node: meaning if key_of(node) == measure else None)

        return any(self._differ(*(with_meaning(each, meaning) for meaning in meanings)) for each in read)

    def _possible_differs(self, slip: Slip) -> bool:
        """Whether anything else is possible of points, of grades, or of there being a result, while nothing is reported."""
        values = self._otherwise(slip, self.nothing)
        found = values.maps[0]
        if any(key in self.program.by_key and self.program.by_key[key].kind in TABLE for key in found):
            return True
        return any(map(self._settles, found.keys() - slip.change.domain.keys())) and (
            outcome_of(slip.scheme, values) != outcome_of(self.trial.scheme, self.nothing.values)
        )


def _falls_short(item: Item, fact: str) -> Iterator[e.Expression]:
    minimum, full = minimums(item).get(fact), item.max
    if minimum is not None and isinstance(full, Decimal):
        points = e.Part(item.id)
        short = e.Compare(e.Fact(Scalar(fact)), "below", minimum)
        yield e.All((e.Compare(points, "at_least", full), e.Compare(points, "at_most", full), short))


def _settled(before: Mapping[Key, Step], after: Mapping[Key, Step | None]) -> e.Expression:
    """The outcome over facts and the points of the parts of the table: with every condition in its place."""

    def instead(node: e.Expression) -> e.Expression | None:
        step = after.get(node.name, before.get(node.name)) if isinstance(node, e.Part) else None
        return e.substituted(step.expression, instead) if step is not None and step.kind in SETTLING else None

    return e.substituted(e.Part(OUTCOME), instead)


def _found(scheme: Scheme) -> frozenset[tuple[str, Path]]:
    """What is wrong with a scheme in itself; what a file waives is found in its mutants, too."""
    return frozenset((finding.code, finding.at) for finding in check_sums(Parts(scheme)))


def _facts_of_measure(scheme: Scheme, id: str) -> tuple[str, ...]:
    return tuple(each.id for each in references_of_measure((), scheme.measures[id]))


def _within(outer: Interval, inner: Interval) -> bool:
    return outer.lowest <= inner.lowest and inner.highest <= outer.highest


def _is_out(working: Working, range: tuple[Decimal, Decimal]) -> bool:
    return working.points.known is not None and not _within(Interval(*range), working.points)
