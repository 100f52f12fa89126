"""Which slip of a rule file would no case notice?

Reports over 10 count at 0.1, up to 2 points. A case with 13 notices another rate or threshold, and nothing of the cap:

>>> from zlpg.model.declarations import CountFact
>>> from zlpg.model.rules import CountedRule
>>> from zlpg.model.table import Section, Total
>>> reporting = Item("reporting", "信息报送", "", CountedRule("reports", Decimal("0.1"), over=Decimal(10)), cap=Decimal(2))
>>> total = Total((Section("bonuses", "加分", items=(reporting,)),))
>>> scheme = Scheme("town", 2020, "考核表", total, {"reports": CountFact("count", "工作信息")})
>>> thirteen = Case("13篇", Facts(values={Scalar("reports"): Decimal(13)}), {"reporting": Interval.exactly(Decimal("0.3"))})
>>> [(mutant.at[-1], str(mutant.after)) for mutant, verdict in put_to_the_proof(scheme, [thirteen]) if verdict == "survived"]
[('cap', 'None'), ('cap', '3'), ('cap', '1')]

A mutant is caught where a case comes out otherwise, in points, grade, result or warnings, or reports what it no longer takes; it
is refused where the rule file no longer agrees with itself. What neither happens to could be merged. One that nothing could
come out otherwise with is none: that has to be proved (`engine.readers.same`), so that what nothing is known of counts. The ends of a fact's range are those of a slip only where a clause
states them, and something else is possible with another one: under a cap, it isn't.

What is done for a mutant is about what its slip touches, however large the table is: the steps that it changes are lowered again,
a case works out these and what reads them, as far as anything comes out otherwise, and only cases are tried that expect something of
what that leads to.
"""

from collections import ChainMap, Counter, deque
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation, localcontext
from functools import cached_property
from heapq import heappop, heappush
from itertools import chain
from math import inf
from types import MappingProxyType
from typing import Literal, TypeAlias, TypeVar

import zlpg.engine.expression as e
from zlpg.checks import check_sums
from zlpg.checks.parts import Parts
from zlpg.diagnostics import Path
from zlpg.engine.program import (
    HAS_NO_TOTAL,
    HAS_NONE,
    OUTCOME,
    SETTLING,
    TABLE,
    Change,
    Key,
    Program,
    Step,
    change_of,
    key_of,
    parts_around,
)
from zlpg.engine.readers.bounds import Working, given, work_out
from zlpg.engine.readers.boxes import Box
from zlpg.engine.readers.program_boxes import ProgramBoxes
from zlpg.engine.readers.same import Assignment, same
from zlpg.engine.readers.together import Together
from zlpg.engine.score import known_of, outcome_of
from zlpg.engine.table import TOTAL
from zlpg.examples.cases import Case, minimums, shortfalls_of
from zlpg.examples.mutants import Mutant, mutants_of
from zlpg.examples.trial import Trial, numbers_reported, trial_of
from zlpg.model.declarations import ChoiceFact, NumberFact, between, ends_of, takes
from zlpg.model.facts import Facts
from zlpg.model.references import Reference, references_in
from zlpg.model.scalars import APPLIES, Scalar, scalars
from zlpg.model.table import Item, Scheme, Section, Total
from zlpg.model.walks import references_behind, references_of_part
from zlpg.numbers import EXACT, ONE, ZERO, Interval
from zlpg.records import record

Verdict: TypeAlias = Literal["noticed", "refused", "survived"]

K = TypeVar("K")
V = TypeVar("V")

Read: TypeAlias = Callable[[e.Expression, Mapping[Key, Working]], Working]
"""How a step is worked out."""

MUCH = Decimal(1_000)
"""What is reported of something without an end, where much of it is."""

APART = Decimal(1_000)
"""What keeps the outcome without a total apart from those with one: more than there are grades."""

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


@record(frozen=True, slots=True)
class WorkedCase:
    """A case, and what everything comes to in it under the scheme itself."""

    case: Case
    values: Mapping[Key, Working]


@record(frozen=True, slots=True)
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


@record(frozen=True, slots=True)
class _Spreading:
    """How what is otherwise leads to more that is: step by step, as what comes out alike leads to nothing.

    Up to a place in the program, or to the first of some steps that comes out otherwise.
    """

    program: Program
    read: Read
    last: float = inf
    until: Container[Key] = ()
    looked_into: Container[Key] = ()
    """The steps that read more of what is below them than what it comes to."""
    again: Collection[Key] = ()
    """Steps that are worked out again, whether anything below them is otherwise or not."""

    def over(
        self,
        before: Mapping[Key, Working],
        scalars: Iterable[tuple[Key, Working]],
        steps: Mapping[Key, Step | None] = MappingProxyType({}),
    ) -> ChainMap[Key, Working]:
        """What comes out otherwise where some scalars and steps are, and behind it what comes out as before."""
        program, values = self.program, _over(dict[Key, Working](), before)
        found = values.maps[0]
        waiting: list[tuple[int, Key]] = []

        def goes_on(keys: Iterable[Key]) -> None:
            for key in keys:
                heappush(waiting, (program.place.get(key, -1), key))  # what is new reads facts alone

        goes_on((*steps, *self.again))
        for scalar, working in scalars:
            if working.points != before[scalar].points:
                found[scalar] = working
                goes_on(program.read_by.get(scalar, ()))
        done: set[Key] = set()
        while waiting and waiting[0][0] <= self.last:
            _, key = heappop(waiting)
            step = steps[key] if key in steps else program.by_key[key]
            if key in done or step is None:
                continue
            done.add(key)
            working = self.read(step.expression, values)
            # The grades that are possible are read off how the outcome was worked out, not off its points alone.
            if step.kind in SETTLING or working.points != before[key].points:
                found[key] = working
                if key in self.until:
                    break
                goes_on(program.read_by.get(key, ()))
            elif working.points.known is None:
                goes_on(each for each in program.read_by.get(key, ()) if each in self.looked_into)
        return values


class _Proof:
    """A scheme with its cases, and what is known of both before any mutant is tried."""

    def __init__(self, scheme: Scheme, cases: Iterable[Case]) -> None:
        self.trial = trial_of(scheme)
        self.program = self.trial.program
        self.parts = Parts(scheme)
        self.found_anyway = _found(self.parts)
        self.paths: dict[str, Path] = {part.id: path for path, part in self.parts.items}
        self.paths |= {part.id: path for path, part in self.parts.nodes if isinstance(part, Section)}
        self.by_minimum: dict[str, list[str]] = {}
        for item in self.trial.items.values():
            for fact in minimums(item):
                self.by_minimum.setdefault(fact, []).append(item.id)
        self.read_by = {id: _facts_of_measure(scheme, id) for id in scheme.measures}
        self.expecting: dict[Key, list[WorkedCase]] = {}
        """The cases that expect something of a part, of the outcome, or of being told of an item with full marks."""
        self.reporting: dict[str, list[WorkedCase]] = {}
        for worked in [WorkedCase(case, _Values(self.trial, case.facts)) for case in cases]:
            for key in self._expected(worked.case):
                self.expecting.setdefault(key, []).append(worked)
            for fact in dict.fromkeys(scalar.fact for scalar in worked.case.facts.values):
                self.reporting.setdefault(fact, []).append(worked)
        self.nothing = WorkedCase(Case("", Facts(), {}), _Values(self.trial, Facts()))
        with localcontext(EXACT):
            self.unreported = WorkedCase(
                Case("", Facts(), {}), self.program.run(work_out, known_of(self.program, Facts()))
            )
        """What everything can be while nothing is reported, the first time as in a score, the second as checks work it out."""

    @cached_property
    def boxes(self) -> ProgramBoxes:
        """What all facts, and the steps that are worked out from them, have in common."""
        return ProgramBoxes(self.program)

    @cached_property
    def box(self) -> Box:
        """What all of these can be."""
        return self.boxes.box({})

    def verdict(self, mutant: Mutant) -> Verdict | None:
        """What becomes of a mutant; nothing where it makes no difference."""
        slip = self._slip(mutant)
        if self._is_noticed(slip):
            return "noticed"
        if not _found(self._parts_of(slip)) <= self.found_anyway:
            return "refused"
        return "survived" if self._matters(slip) else None

    def _slip(self, mutant: Mutant) -> Slip:
        change = change_of(self.program, mutant.scheme, mutant.at, leaves_out=mutant.after is None)
        inmost = parts_around(mutant.scheme, mutant.at)[0][-1] if mutant.at[0] == TOTAL else None
        item = inmost if isinstance(inmost, Item) else None
        return Slip(mutant, change, item, self.trial.read.changed(change))

    # Whether the rule file still agrees with itself

    def _parts_of(self, slip: Slip) -> Parts:
        """What a slip bears on of the scheme with it in: what it is in, what comes out otherwise, and what reads that."""
        if slip.change.program is not None:
            return Parts(slip.scheme)
        around = parts_around(slip.scheme, slip.mutant.at)[0] if slip.declared is None else []
        otherwise = self._otherwise(slip, self.unreported, _Spreading(self.program, work_out)).maps[0]
        keys: set[Key] = {*otherwise, *slip.change.steps, *self._scalars_of(slip)}
        keys.update(chain.from_iterable([self.program.read_by.get(key, ()) for key in keys]))
        ids = {part.id for part in around if not isinstance(part, Total)} | (self.paths.keys() & keys)
        touched = [(path, parts_around(slip.scheme, (*path, "id"))[0][-1]) for path in map(self.paths.__getitem__, ids)]
        nodes: list[tuple[Path, Section | Total]] = [
            (path, part) for path, part in touched if isinstance(part, Section)
        ]
        if around or TOTAL in keys or not keys.isdisjoint(step.key for step in self.trial.settling):
            nodes.append(((TOTAL,), slip.scheme.total))
        no_more, more = self._referred(self.trial.scheme, slip), self._referred(slip.scheme, slip)
        declared = {*no_more, *(() if slip.declared is None else (slip.declared, *self._measures_of(slip.declared)))}
        parts = Parts(slip.scheme, [(path, part) for path, part in touched if isinstance(part, Item)], nodes, declared)
        before = self.parts
        points = {key: working.points for key, working in otherwise.items()} | dict(slip.change.domain.items())
        domain = {key: each for key, each in points.items() if isinstance(key, Scalar)}
        parts.domain, parts.values = _over(domain, before.domain), _over(points, before.values)
        parts.read = _over({id: before.read[id] - count + more[id] for id, count in no_more.items()}, before.read)
        parts.around, parts.optional, parts.policies = before.around, before.optional, before.policies
        return parts

    def _scalars_of(self, slip: Slip) -> Iterator[Scalar]:
        """The scalars of the fact or the measure that a slip is in."""
        id, facts = slip.declared, self.trial.scheme.asked
        if id is not None:
            yield from (Scalar(id), Scalar(id, APPLIES))
            yield from (scalar for scalar, _ in (scalars(id, facts[id]) if id in facts else ()))

    def _measures_of(self, declared: str) -> list[str]:
        """The measures that are worked out from a fact, or the measure itself."""
        return [name for name, read in self.read_by.items() if declared in {name, *read}]

    def _referred(self, scheme: Scheme, slip: Slip) -> Counter[str]:
        """How often the facts and measures are referred to by what a slip is in."""
        at = slip.mutant.at
        found: Iterator[Reference] = iter(())
        if at[0] == "measures":
            found = references_in((), scheme.measures[str(at[1])])
        elif at[0] == TOTAL:
            found = references_of_part((), parts_around(scheme, at)[0][-1])
        return Counter(each.id for each in found if each.wanted != "part")

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
        return any(self._notices(slip, worked) for worked in self._concerned(slip))

    def _concerned(self, slip: Slip) -> Iterator[WorkedCase]:
        """The cases that expect something of what a slip leads to, those first that expect something near to it."""
        waiting = deque(self._begins(slip))
        reached, tried = set(waiting), set[int]()
        while waiting:
            key = waiting.popleft()
            for worked in self.expecting.get(key, ()):
                if id(worked) not in tried:
                    tried.add(id(worked))
                    yield worked
            after = self.program.read_by.get(key, ())
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

    def _notices(self, slip: Slip, worked: WorkedCase) -> bool:
        case = worked.case
        places = map(self.program.place.__getitem__, self._expected(case))
        last = inf if case.is_about_outcome else max(places, default=-1)
        values = self._otherwise(slip, worked, self._spreading(slip, last, case.points))
        found = values.maps[0]
        if not case.points.keys().isdisjoint(found):
            return True
        settles = case.is_about_outcome and any(map(self._settles, found.keys() | slip.change.steps.keys()))
        if settles and not case.is_met_by(outcome_of(slip.scheme, values)):
            return True
        return case.warnings is not None and self._warned(slip, case, values) != set(case.warnings)

    def _warned(self, slip: Slip, case: Case, values: Mapping[Key, Working]) -> set[str]:
        """What a case is told of, with a slip."""
        items = {id: self.trial.items[id] for id in self._may_be_warned_of(case)}
        if slip.item is not None and slip.item.id in items:
            items[slip.item.id] = slip.item
        return {fact for item in items.values() for fact in shortfalls_of(item, case, values)}

    def _otherwise(self, slip: Slip, worked: WorkedCase, spreading: _Spreading | None = None) -> ChainMap[Key, Working]:
        """What comes out otherwise in a case, and behind it what comes out as it did."""
        spreading = spreading or self._spreading(slip)
        return spreading.over(worked.values, self._scalars(slip, worked.case), slip.change.steps)

    def _spreading(self, slip: Slip, last: float = inf, until: Container[Key] = ()) -> _Spreading:
        """How a slip spreads, as scores are read."""
        read = self.trial.read
        again = () if slip.change.program is None else read.reading_twice
        return _Spreading(self.program, slip.read, last, until, read.looked_into, again)

    def _scalars(self, slip: Slip, case: Case) -> Iterator[tuple[Scalar, Working]]:
        """The scalars of the fact that a slip is in, as they are then."""
        for scalar, possible in slip.change.domain.items():
            if scalar.which == APPLIES and any(each.fact == scalar.fact for each in case.facts.values):
                yield scalar, given(scalar, Interval.exactly(case.facts.values.get(scalar, ONE)))
            elif scalar not in case.facts.values:
                yield scalar, given(scalar, possible)
        if slip.mutant.at[0] == "facts":
            yield from numbers_reported(slip.scheme, case.facts, (str(slip.declared),))

    def _is_no_longer_taken(self, slip: Slip, declared: str) -> bool:
        """Whether a case reports what the scheme no longer takes, or what a measure of it no longer can be."""
        measures = self._measures_of(declared)
        last = max((self.program.place[Scalar(name)] for name in measures), default=-1)
        concerned = {
            id(worked): worked
            for fact in self.read_by.get(declared, (declared,))
            for worked in self.reporting.get(fact, ())
        }
        for worked in concerned.values():
            values = worked.case.facts.values
            fact, reported = slip.scheme.asked.get(declared), values.get(Scalar(declared))
            if isinstance(fact, NumberFact) and reported is not None and not takes(fact, reported):
                return True
            if any(
                scalar in values and not _within(possible, Interval.exactly(values[scalar]))
                for scalar, possible in slip.change.domain.items()
            ):
                return True
            after = self._otherwise(slip, worked, self._spreading(slip, last))
            for name in measures:
                was, now = (ends_of(of.measures[name]) for of in (self.trial.scheme, slip.scheme))
                if _is_out(after[Scalar(name)], now) and not _is_out(worked.values[Scalar(name)], was):
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

        What differs in them is small, mostly, and shows in units that report as much as they can, or as little. Else they are the
        same whatever parts come to, which takes little to prove, and knows that a total goes in fives; or over facts.
        """
        if one == other:
            return False
        within, beside = e.differing(one, other)
        where = same(self.boxes.whole(within), self.boxes.whole(beside), self.box)
        if where is True:
            return False
        if not isinstance(where, bool) and any(self._are_apart(one, other, unit, where) for unit in self.units):
            return True
        if same(one, other, self.box) is True:
            return False
        whole = self.boxes.whole(one), self.boxes.whole(other)
        return whole == (one, other) or same(*whole, self.box) is not True

    def _are_apart(
        self, one: e.Expression, other: e.Expression, unit: Mapping[Key, Working], assignment: Assignment
    ) -> bool:
        """Whether two expressions come to different amounts for a unit that reports something else, by an assignment."""
        reported = {key: value for key, value in assignment.items() if isinstance(key, Scalar)}
        reported |= {
            key: assignment[first]
            for key, first in self.boxes.alike.items()
            if first in assignment and isinstance(key, Scalar)
        }
        scalars = ((key, given(key, Interval.exactly(value))) for key, value in reported.items())
        values = _Spreading(self.program, work_out).over(unit, scalars)
        return self._can_be(values.maps[0]) and work_out(one, values).points != work_out(other, values).points

    @cached_property
    def units(self) -> tuple[Mapping[Key, Working], ...]:
        """What everything comes to for a unit that reports as much as it can of everything, and for one that reports as little."""
        found = []
        for end in (max, min):
            known = {
                scalar: given(scalar, Interval.exactly(end(_ends(each))))
                for scalar, each in self.program.domain.items()
            }
            for id, fact in self.trial.scheme.asked.items():
                options = list(fact.names) if isinstance(fact, ChoiceFact) else []
                known |= _exactly({Scalar(id, option): ONE if option == end(options) else ZERO for option in options})
            known |= _exactly({scalar: ONE for scalar in known if scalar.which == APPLIES})
            values = self.program.run(work_out, dict[Key, Working](known.items()))
            found += [values] if self._can_be(values) else []
        return tuple(found)

    def _can_be(self, values: Mapping[Key, Working]) -> bool:
        """Whether measures come to what they may, as far as they are among some values."""
        measures = self.trial.scheme.measures.items()
        return not any(_is_out(values[Scalar(id)], ends_of(each)) for id, each in measures if Scalar(id) in values)

    def _declared_matters(self, slip: Slip, id: str) -> bool:
        """Whether it matters what a fact or a measure can be: to a file that reports it, or to what is still possible."""
        key = slip.mutant.at[2]
        if slip.mutant.at[0] == "facts":
            if key in {"as", "trimmed_over"}:
                return bool(self.program.read_by.get(Scalar(id)))
            return self._possible_differs(slip)
        if key != "range":
            return self._measure_matters(Scalar(id), slip.change.steps)
        narrower = not _within(between(slip.mutant.after), between(slip.mutant.before))
        return (narrower and bool(self.program.read_by.get(Scalar(id)))) or self._possible_differs(slip)

    def _measure_matters(self, measure: Scalar, steps: Mapping[Key, Step | None]) -> bool:
        """Whether something that reads a measure can come out otherwise, where the measure means something else."""
        before, after = self.program.expression(measure), steps.get(measure)
        if after is None:
            return False
        worked_out = after.expression
        if isinstance(worked_out, e.Share):  # out of its range is otherwise, too
            worked_out = replace(worked_out, range=ANYTHING)
        meanings = (before, worked_out)
        readers = self.program.read_by.get(measure, ())
        read = [self.program.expression(key) for key in readers if not self._settles(key)]
        read += [_settled(self.program.by_key, {})] if any(map(self._settles, readers)) else []

        def with_meaning(expression: e.Expression, meaning: e.Expression) -> e.Expression:
            return e.substituted(expression, lambda node: meaning if key_of(node) == measure else None)

        ends = ends_of(self.trial.scheme.measures[measure.fact])
        out = [e.Compare(worked_out, "over", ends.highest)] if ends.highest.is_finite() else []
        out += [e.Compare(worked_out, "below", ends.lowest)] if ends.lowest.is_finite() else []
        taken = [e.Compare(before, "at_least", ends.lowest)] if ends.lowest.is_finite() else []
        if readers and out and self._differ(e.All((*taken, e.Any(tuple(out)))), e.NO):  # whatever is reported now
            return True
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


def _ends(possible: Interval) -> tuple[Decimal, Decimal]:
    """The least and the most that is reported of something, which has no end where that is much."""
    least = possible.lowest if possible.lowest.is_finite() else min(possible.highest, ZERO) - MUCH
    return least, possible.highest if possible.highest.is_finite() else max(least, ZERO) + MUCH


def _exactly(values: Mapping[Scalar, Decimal]) -> dict[Scalar, Working]:
    return {scalar: given(scalar, Interval.exactly(value)) for scalar, value in values.items()}


def _over(some: dict[K, V], others: Mapping[K, V]) -> ChainMap[K, V]:
    """Some values, and behind them those of before."""
    return ChainMap(some, others)  # type: ignore[arg-type]  # which is only read


def _falls_short(item: Item, fact: str) -> Iterator[e.Expression]:
    minimum, full = minimums(item).get(fact), item.max
    if minimum is not None and isinstance(full, Decimal):
        points = e.Part(item.id)
        short = e.Compare(e.Fact(Scalar(fact)), "below", minimum)
        yield e.All((e.Compare(points, "at_least", full), e.Compare(points, "at_most", full), short))


def _settled(before: Mapping[Key, Step], after: Mapping[Key, Step | None]) -> e.Expression:
    """The outcome over facts and the points of the parts of the table: with every condition in its place.

    It is another number where there is no total beside a grade.
    """

    def instead(node: e.Expression) -> e.Expression | None:
        step = after.get(node.name, before.get(node.name)) if isinstance(node, e.Part) else None
        return e.substituted(step.expression, instead) if step is not None and step.kind in SETTLING else None

    none, no_total = (e.substituted(e.Part(key), instead) for key in (HAS_NONE, HAS_NO_TOTAL))
    outcome = e.substituted(e.Part(OUTCOME), instead)
    return outcome if none == no_total else e.Sum((outcome, e.Product((no_total, e.Number(APART)))))


def _found(parts: Parts) -> frozenset[tuple[str, Path]]:
    """What is wrong with parts of a scheme in themselves; what a file waives is found in its mutants, too."""
    return frozenset((finding.code, finding.at) for finding in check_sums(parts))


def _facts_of_measure(scheme: Scheme, id: str) -> tuple[str, ...]:
    behind = references_behind(scheme, references_in((), scheme.measures[id]))
    return tuple(dict.fromkeys(each.id for each in behind))


def _within(outer: Interval, inner: Interval) -> bool:
    return outer.lowest <= inner.lowest and inner.highest <= outer.highest


def _is_out(working: Working, ends: Interval) -> bool:
    return working.points.known is not None and not _within(ends, working.points)
