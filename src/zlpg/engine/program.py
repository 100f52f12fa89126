"""A scheme as a program: ordered, named steps, each an expression over what came before it.

One item, of 0.1 for each report and 2 points at most, and what two readers make of its table: points of 13 reports, and all that is
possible while nothing is reported.

>>> import zlpg.model.rules as r
>>> from zlpg.engine.readers.bounds import points_of
>>> from zlpg.engine.readers.closures import compiled
>>> from zlpg.model.declarations import CountFact
>>> item = Item("reporting", "Reporting", "", r.CountedRule("reports", rate=Decimal("0.1"), cap=Decimal(2)))
>>> total = Total((Section("bonuses", "Bonuses", items=(item,)),))
>>> program = program_of(Scheme("town", 2020, "Towns", total, {"reports": CountFact("count", "Reports")}))
>>> [step.name for step in program.steps]
['reporting', 'bonuses', 'total', 'outcome.none', 'outcome.no_total', 'outcome.grade']
>>> possible = program.run(points_of, program.domain)
>>> print(possible["total"].lowest, "…", possible["total"].highest)
0 … 2
>>> known = program.run(lambda expression, values: compiled(expression)(values), {Scalar("reports"): Decimal(13)})
>>> print(known["reporting"], known["bonuses"], known["total"])
1.3 1.3 1.3

Measures, what applies, items, sections, the total, the conditions of vetoes and grades, and the outcome are steps like any other.
Whatever is done with a whole scheme (points, bounds, a workbook, a query) is `Program.run`: one reader, applied to every step in
order. A reader is given an expression, and the values of what that can read: scalars, and steps by their names.

The outcome is a number, too: the place of the grade, 0 for the best, as many as there are for none; or `NO_RESULT`.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, partial
from graphlib import TopologicalSorter
from itertools import pairwise
from typing import Any, Literal, NamedTuple, TypeAlias, TypeVar

import zlpg.engine.expression as e
from zlpg.engine.expression import Path
from zlpg.engine.lowering import Surroundings, lower_condition, lower_measure
from zlpg.engine.table import (
    TOTAL,
    applies_of_measure,
    lower_grade,
    lower_item,
    lower_section,
    nothing_applies,
    surroundings_of,
)
from zlpg.model.references import references_in
from zlpg.model.scalars import APPLIES, Scalar, domain, scalars
from zlpg.model.table import Item, Scheme, Section, Total
from zlpg.model.walks import policies, walk_items, walk_sections
from zlpg.numbers import ONE, Interval

Kind: TypeAlias = Literal["measure", "applies", "item", "section", "total", "veto", "grade", "nothing", "outcome"]

Key: TypeAlias = Scalar | str
"""What a value goes by: a scalar, or the name of a step. What a measure comes to is a scalar, too, as facts are."""

TABLE: frozenset[Kind] = frozenset({"item", "section", "total"})
"""The kinds of step that the table has points for."""

SETTLING: frozenset[Kind] = frozenset({"veto", "grade", "nothing", "outcome"})
"""The kinds of step that settle a result besides its points."""

MEASURES: frozenset[Kind] = frozenset({"measure", "applies"})
"""The kinds of step that give scalars beside those of facts."""

OUTCOME, HAS_NONE, HAS_NO_TOTAL = "outcome.grade", "outcome.none", "outcome.no_total"
"""The grade that a unit gets, by its place; whether there is no result at all; whether there is no total, be it beside a grade."""

NO_RESULT = -ONE
"""What the outcome is where there is no result."""

T = TypeVar("T")


@dataclass(frozen=True)
class Step:
    """One thing that a program works out."""

    key: Key
    kind: Kind
    expression: e.Expression

    @property
    def name(self) -> str:
        """What the step is called where names stand alone: `reporting`, `total`, `measure.repeat_rate`, `veto.0`."""
        return self.key if isinstance(self.key, str) else f"{self.kind}.{self.key.fact}"

    @cached_property
    def reads(self) -> tuple[Key, ...]:
        """What the expression reads: scalars, and steps by their names."""
        return tuple(dict.fromkeys(keys_in(self.expression)))


def veto_at(position: int) -> str:
    """The name of the step that says whether a veto holds."""
    return f"veto.{position}"


def grade_at(position: int) -> str:
    """The name of the step that says whether a grade holds, vetoes aside."""
    return f"grade.{position}"


def nothing_in(id: str) -> str:
    """The name of the step that says that nothing under a section, or the total, is applicable."""
    return f"nothing.{id}"


@dataclass(frozen=True, repr=False, eq=False)
class Program:
    """A scheme, what each scalar of its facts can be, and its steps, each after those that it reads.

    `sources` are what each step was lowered from: of two programs, steps from the same are the same. `around` is what rules and
    conditions read of the table around them.
    """

    scheme: Scheme
    domain: Mapping[Scalar, Interval]
    steps: tuple[Step, ...]
    sources: Mapping[Key, tuple[Any, ...]]
    around: Surroundings

    @cached_property
    def asks_what_applies(self) -> bool:
        """Whether the scheme says of any item what it means that it is not applicable."""
        return any(scalar.which == APPLIES for scalar in self.domain)

    @cached_property
    def place(self) -> Mapping[Key, int]:
        """Where each step stands in the order."""
        return {step.key: at for at, step in enumerate(self.steps)}

    @cached_property
    def read_by(self) -> Mapping[Key, tuple[Key, ...]]:
        """The steps that read each scalar and each step, in order."""
        found: dict[Key, list[Key]] = {}
        for step in self.steps:
            for key in step.reads:
                found.setdefault(key, []).append(step.key)
        return {key: tuple(each) for key, each in found.items()}

    @cached_property
    def by_key(self) -> Mapping[Key, Step]:
        """The steps by what their values go by."""
        return {step.key: step for step in self.steps}

    def of_kind(self, kinds: Container[Kind]) -> tuple[Step, ...]:
        """The steps of some kinds, in order."""
        return tuple(step for step in self.steps if step.kind in kinds)

    def expression(self, key: Key) -> e.Expression:
        """What a step works out."""
        return self.by_key[key].expression

    def run(
        self,
        read: Callable[[e.Expression, Mapping[Key, T]], T],
        known: Mapping[Key, T],
        steps: Iterable[Step] | None = None,
    ) -> dict[Key, T]:
        """The values of all steps, or of some in their order, beside those known before: what `read` makes of each expression."""
        values = dict(known)
        for step in self.steps if steps is None else steps:
            values[step.key] = read(step.expression, values)
        return values

    def needed(self, keys: Iterable[Key]) -> tuple[Step, ...]:
        """The steps of these keys with all that they are worked out from, in order."""
        found: set[Key] = set()
        waiting = list(keys)
        while waiting:
            key = waiting.pop()
            if key not in found and key in self.by_key:
                found.add(key)
                waiting += self.by_key[key].reads
        return tuple(self.by_key[key] for key in sorted(found, key=self.place.__getitem__))

    def reached(self, keys: Iterable[Key]) -> tuple[Key, ...]:
        """Those of the keys that are steps, with all steps that are worked out from any of them, in order."""
        found = set(keys)
        waiting = list(found)
        while waiting:
            more = set(self.read_by.get(waiting.pop(), ())) - found
            found |= more
            waiting += more
        return tuple(sorted(found & self.place.keys(), key=self.place.__getitem__))


def program_of(scheme: Scheme, like: Program | None = None) -> Program:
    """Lower a scheme: every measure, item and section, the total, and what settles the result besides.

    `like` is the program of nearly the same scheme, whose steps are taken over where they come from the same.
    """
    possible = domain(scheme, scheme.asked)
    around = surroundings_of(scheme)
    if like is not None and like.around == around:
        around = like.around  # so that it is the same wherever it is compared
    steps: list[Step] = []
    sources: dict[Key, tuple[Any, ...]] = {}
    for key, kind, source, lowered in (
        *_measures(scheme, possible, around),
        *_table(scheme, around),
        *_settling(scheme, around),
    ):
        sources[key] = source
        is_there = like is not None and like.sources.get(key) == source
        steps.append(like.by_key[key] if like is not None and is_there else Step(key, kind, lowered()))
    must_wait = around.reads_parts or any(
        each.wanted != "part" and each.id in scheme.measures
        for measure in scheme.measures.values()
        for each in references_in((), measure)
    )
    return Program(scheme, possible, _in_order(steps) if must_wait else tuple(steps), sources, around)


class Change(NamedTuple):
    """What is otherwise in the program of a scheme in which one place is: scalars that can be other things, and steps.

    A step that there is no more has nothing in its place. The program as a whole is there where it had to be made for that.
    """

    domain: Mapping[Scalar, Interval]
    steps: Mapping[Key, Step | None]
    program: Program | None = None


def change_of(program: Program, scheme: Scheme, at: Path, *, leaves_out: bool = False) -> Change:
    """What is otherwise in the program of a scheme that differs at one path: only what that bears on is lowered.

    `leaves_out` says that something was left out there. Then, and where a policy is another one, other facts may be not applicable,
    which is read in many places, so that everything is lowered again.
    """
    first, id = at[0], str(at[1])
    worths_differ = bool(program.around.worths or program.around.within) and surroundings_of(scheme) != program.around
    divides = bool(program.around.divided_items or program.around.divided) or at[-1] == "if_none"
    if at[-1] == "not_applicable" or (leaves_out and program.asks_what_applies) or worths_differ or divides:
        other = program_of(scheme, program)
        domain = {scalar: each for scalar, each in other.domain.items() if program.domain.get(scalar) != each}
        return Change(domain, _differing(program, other.steps, program.by_key), other)
    if first == "facts":
        possible = scalars(id, scheme.asked[id])
        return Change({scalar: each for scalar, each in possible if program.domain.get(scalar) != each}, {})
    if first == "measures":
        key = Scalar(id)
        step = Step(key, "measure", lower_measure(scheme.measures[id], program.around, at[:2]))
        return Change({}, _differing(program, [step], (key,)))
    around, rest = parts_around(scheme, at)
    steps = [_again(program, around[-1])]
    for above, below in pairwise(around):
        is_weight = below is around[-1] and rest == ("weight",)
        if is_weight or (not isinstance(above, Item) and above.not_applicable == "renormalise"):
            steps.append(_again(program, above))
    keys = [step.key for step in steps]
    # Whether anything is applicable is asked of what is worth something.
    bears_on_worth = program.asks_what_applies and rest[0] in {"max", "cap", "combine", "weight"}
    if bears_on_worth or (around[-1] is scheme.total and rest[0] in {"vetoes", "grades"}):
        steps += [Step(key, kind, lowered()) for key, kind, _, lowered in _settling(scheme, program.around)]
        keys += [step.key for step in program.of_kind(SETTLING)]
    given: dict[Scalar, Interval] = {}
    if isinstance(item := around[-1], Item) and item.is_judged:  # up to its maximum
        points = dict(scalars(item.id, scheme.asked[item.id])) if item.id in scheme.asked else {}
        given = {scalar: each for scalar, each in points.items() if program.domain.get(scalar) != each}
    return Change(given, _differing(program, steps, keys))


def _differing(program: Program, steps: Iterable[Step], keys: Iterable[Key]) -> dict[Key, Step | None]:
    """The steps that are not as a program has them, and of the keys those that have no step any more."""
    after = {step.key: step for step in steps}
    gone: dict[Key, Step | None] = {key: None for key in keys if key not in after}
    before = program.by_key
    return gone | {key: step for key, step in after.items() if before.get(key) is not step and before.get(key) != step}


def parts_around(scheme: Scheme, at: Path) -> tuple[list[Total | Section | Item], Path]:
    """The total, the sections and the item in which a path leads to something, and what of it is left in the inmost."""
    found: list[Total | Section | Item] = [scheme.total]
    rest = at[1:]
    while rest[:1] in {("sections",), ("items",)} and len(rest) > 1:
        found.append(getattr(found[-1], str(rest[0]))[rest[1]])
        rest = rest[2:]
    return found, rest


def _again(program: Program, part: Total | Section | Item) -> Step:
    """The step of a part that is another one now, the rest of what it is lowered from being the same."""
    key = TOTAL if isinstance(part, Total) else part.id
    beside = program.sources[key][1:]
    if isinstance(part, Item):
        return Step(key, "item", lower_item(part, *beside))
    return Step(key, "total" if key == TOTAL else "section", lower_section(part, *beside))


def settling(scheme: Scheme) -> tuple[Step, ...]:
    """The steps alone that settle a result besides its points."""
    around = surroundings_of(scheme)
    return tuple(Step(key, kind, lowered()) for key, kind, _, lowered in _settling(scheme, around))


class _Lowering(NamedTuple):
    """How a step is made, and from what."""

    key: Key
    kind: Kind
    source: tuple[Any, ...]
    lowered: Callable[[], e.Expression]


def _measures(scheme: Scheme, possible: Mapping[Scalar, Interval], around: Surroundings) -> Iterator[_Lowering]:
    for id, measure in scheme.measures.items():
        source = (measure, around, ("measures", id))
        yield _Lowering(Scalar(id), "measure", source, partial(lower_measure, *source))
        if (applies := applies_of_measure(scheme, id, possible, around)) is not None:
            yield _Lowering(Scalar(id, APPLIES), "applies", (applies,), partial(_itself, applies))


def _table(scheme: Scheme, around: Surroundings) -> Iterator[_Lowering]:
    """Items, sections and the total, children before their parents."""
    policy_around = policies(scheme)
    sections = tuple(walk_sections(scheme))
    saying = {path for path, section in sections if section.not_applicable is not None} | {(TOTAL,)}
    for path, _, item in walk_items(scheme):
        inmost = next(path[:end] for end in range(len(path) - 2, 0, -2) if path[:end] in saying)
        policy = policy_around[item.id]  # of scaling up, the section says what is left out
        source = (item, policy, around, path, () if policy == "renormalise" else (*inmost, "not_applicable"))
        yield _Lowering(item.id, "item", source, partial(lower_item, *source))
    for path, section in reversed(sections):
        yield _Lowering(section.id, "section", (section, around, path), partial(lower_section, section, around, path))
    total = (scheme.total, around, (TOTAL,))
    yield _Lowering(TOTAL, "total", total, partial(lower_section, *total))


def _settling(scheme: Scheme, around: Surroundings) -> Iterator[_Lowering]:
    """What settles a result besides its points: vetoes, grades, whether anything is applicable, and what comes of these."""
    total = scheme.total
    for at, veto in enumerate(total.vetoes):
        veto_source = (veto.veto, around, (TOTAL, "vetoes", at, "veto"))
        yield _Lowering(veto_at(at), "veto", veto_source, partial(lower_condition, *veto_source))
    for at, grade in enumerate(total.grades):
        last, path = grade is total.grades[-1], (TOTAL, "grades", at)
        source = (grade, around, path)
        yield _Lowering(grade_at(at), "grade", (*source, last), partial(lower_grade, *source, last=last))
    nothing = [(nothing_in(id), condition) for id, condition in nothing_applies(total, around)]
    for name, condition in nothing:
        yield _Lowering(name, "nothing", (condition,), partial(_itself, condition))
    none = [name for name, _ in nothing]
    none += [veto_at(at) for at, veto in enumerate(total.vetoes) if veto.no_result]
    no_total = [*none, *(veto_at(at) for at, veto in enumerate(total.vetoes) if veto.no_total and not veto.no_result)]
    settled = (none, total.grades, tuple((veto.grade, veto.grade_at_most) for veto in total.vetoes))
    yield _Lowering(HAS_NONE, "outcome", (none,), partial(_any_holds, none))
    yield _Lowering(HAS_NO_TOTAL, "outcome", (no_total,), partial(_any_holds, no_total))
    yield _Lowering(OUTCOME, "outcome", settled, partial(_outcome, total, has_none=bool(none)))


def _itself(expression: e.Expression) -> e.Expression:
    return expression


def _any_holds(names: Iterable[str]) -> e.Expression:
    conditions = tuple(map(e.Part, names))
    return e.Any(conditions) if conditions else e.NO


def _outcome(total: Total, *, has_none: bool) -> e.Expression:
    graded = _grade(total)
    return e.When(e.Part(HAS_NONE), e.Number(NO_RESULT), graded) if has_none else graded


def _grade(total: Total) -> e.Expression:
    """The place of the grade: the first that holds, held down by vetoes in their order, and fixed by the first that fixes it."""
    if not total.grades:
        return e.NO
    place = {grade.id: e.Number(Decimal(at)) for at, grade in enumerate(total.grades)}
    none = e.Number(Decimal(len(place)))
    reached = (e.When(e.Part(grade_at(at)), each, none) for at, each in enumerate(place.values()))
    held_down = (
        e.When(e.Part(veto_at(at)), place[veto.grade_at_most], e.NO)
        for at, veto in enumerate(total.vetoes)
        if veto.grade_at_most is not None
    )
    found: e.Expression = e.Greatest((e.Least(tuple(reached)), *held_down))
    for at, veto in reversed(tuple(enumerate(total.vetoes))):
        if veto.grade is not None:
            found = e.When(e.Part(veto_at(at)), place[veto.grade], found)
    return found


def _in_order(steps: Iterable[Step]) -> tuple[Step, ...]:
    """Steps, each after those that it reads."""
    by_key = {step.key: step for step in steps}
    graph = {step.key: step.reads for step in steps}
    return tuple(by_key[key] for key in TopologicalSorter(graph).static_order() if key in by_key)


def key_of(node: e.Expression) -> Key | None:
    """What a leaf reads."""
    match node:
        case e.Fact(scalar=key) | e.Part(name=key):
            return key
        case _:  # what is no leaf reads by what is below it, and a number reads nothing
            return None


def keys_in(expression: e.Expression) -> Iterator[Key]:
    """The scalars and steps that an expression reads, as often as it does."""
    return (key for node in e.walk(expression) if (key := key_of(node)) is not None)
