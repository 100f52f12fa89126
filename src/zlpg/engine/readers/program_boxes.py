"""The boxes of a program: what its facts and its steps can be, of what these are multiples, and which options exclude each other.

`boxes` knows of unknowns and inequalities alone; what they are in a scheme is found out here. `ProgramBoxes` says it of one program,
`box_around` of expressions of several schemes. All values of an unknown are multiples of its *grain*, of which that of an
expression follows:

>>> from decimal import Decimal as D
>>> expression = e.Greatest((e.Number(D(5)), e.Product((e.Fact(Scalar("n")), e.Number(D(10))))))
>>> grain_given(expression, {Scalar("n"): Fraction(1)})  # 5, 10, 20 …: never 7
Fraction(5, 1)
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import chain
from types import MappingProxyType
from typing import assert_never

import zlpg.engine.expression as e
from zlpg.engine.program import Key, Program, Step, key_of, keys_in
from zlpg.engine.readers.bounds import points_of
from zlpg.engine.readers.boxes import WHOLE, Box, box_of, common_grain, exactly, product_of_grains
from zlpg.model.declarations import ChoiceFact, FactDeclaration, NumberFact, NumbersFact, step_of
from zlpg.model.scalars import APPLIES, Scalar
from zlpg.model.walks import facts_that_apply_together, walk_items
from zlpg.numbers import Interval

LARGE = 10_000
"""Steps of more nodes are read as unknowns: what they come to is known by its bounds alone."""


class ProgramBoxes:
    """Makes the boxes of one program, and the expressions that go with them; what all of them have in common is found out once.

    A total of two items that read one fact can't be bounded by what each item can come to: they go together. So it takes two
    things: `around` gives the box of all that the total is worked out from, and `inlined` the total with these items in the places
    where it names them, over the fact. `box` is the box of the whole program, `whole` an expression over facts alone.

    `grains` are of what the values of each scalar and each step are multiples, `choices` the options of each choice, and `alike`
    the scalars that always are what another one is: whether facts of one item are applicable, which all of them are or none.
    """

    def __init__(
        self,
        program: Program,
        before: "ProgramBoxes | None" = None,
        otherwise: Mapping[Key, Step | None] = MappingProxyType({}),
    ) -> None:
        self.program = program
        self._before, self._otherwise = before, otherwise
        self.choices: Sequence[tuple[Key, ...]] = _choices(program) if before is None else before.choices
        self.alike: Mapping[Key, Key] = _applying_together(program) if before is None else before.alike
        self._whole: dict[Key, e.Expression] = {}
        self._first: dict[Key, Key] = {key: keys[0] for keys in self.choices for key in keys}
        self._first.update(self.alike)

    def changed(self, steps: Mapping[Key, Step | None]) -> "ProgramBoxes":
        """The same with other steps in the place of some, which read nothing that those didn't."""
        return ProgramBoxes(self.program, self, steps)

    def step(self, key: Key) -> Step | None:
        """The step that a value goes by, if it is one of a step."""
        return self._otherwise[key] if key in self._otherwise else self.program.by_key.get(key)

    @cached_property
    def _to_read(self) -> tuple[Step, ...]:
        """The steps of which something is to be found out: those that are otherwise, and what is worked out from them."""
        if self._before is None:
            return self.program.steps
        after = map(self.step, self.program.reached(self._otherwise))
        return tuple(step for step in after if step is not None)

    @cached_property
    def grains(self) -> Mapping[Key, Fraction]:
        """Of what the values of each scalar, and of each step of the program, are multiples, where they are of anything."""
        found = dict(self._grains_of_facts() if self._before is None else self._before.grains)
        for step in self._to_read:
            found.pop(step.key, None)
            if (grain := grain_given(step.expression, found)) is not None:
                found[step.key] = grain
        return found

    def _grains_of_facts(self) -> Iterator[tuple[Key, Fraction]]:
        for scalar in self.program.domain:
            declared = self.program.scheme.asked.get(scalar.fact)
            if (grain := grain_of_scalar(scalar, declared)) is not None:
                yield scalar, grain

    @cached_property
    def below(self) -> Mapping[Key, frozenset[Key]]:
        """The facts that each step of the program is worked out from, of the options of a choice the first."""
        found: dict[Key, frozenset[Key]] = {} if self._before is None else dict(self._before.below)
        for step in self._to_read:
            read = (found.get(key, frozenset((self._first.get(key, key),))) for key in keys_in(step.expression))
            found[step.key] = frozenset(chain.from_iterable(read))
        return found

    def around(self, expression: e.Expression, points: Callable[[Key], Interval]) -> Box:
        """What the scalars and the steps can be that an expression is worked out from."""
        read = set(keys_in(expression))
        read.update(chain.from_iterable(step.reads for step in self.program.needed(read)))
        read.update(self.alike[key] for key in tuple(read) if key in self.alike)
        choices = {self._first[key]: options for options in self.choices for key in options if key in read}
        read.update(chain.from_iterable(choices.values()))
        return box_of({key: points(key) for key in read}, self.grains, choices.values())

    def box(self, known: Mapping[Key, Interval]) -> Box:
        """What all scalars and steps of the program can be, given what is known of some scalars."""
        values: dict[Key, Interval] = dict(known)
        values.update((scalar, each) for scalar, each in self.program.domain.items() if scalar not in known)
        for other, first in self.alike.items():
            if values[other].known is not None:
                values[first] = values[other]
        missing = [step for step in self.program.steps if step.key not in known]
        return box_of(self.program.run(points_of, values, missing), self.grains, self.choices)

    def whole(self, expression: e.Expression) -> e.Expression:
        """The expression over facts alone, of those that apply together over the first: every step that it reads in its place.

        A step of more nodes than can be looked at in reasonable time stays what it is. So a point is one of facts, but for these.
        """

        def instead(node: e.Expression) -> e.Expression | None:
            key = key_of(node)
            if key is None:
                return None
            if (step := self.step(key)) is None:
                return _leaf(self.alike[key], node.path) if key in self.alike else None
            if key not in self._whole:
                self._whole[key] = self.whole(step.expression) if self.sizes[key] <= LARGE else node
            return self._whole[key]

        return e.substituted(expression, instead)

    @cached_property
    def sizes(self) -> Mapping[Key, int]:
        """How many nodes each step of the program has with all that it reads."""
        found: dict[Key, int] = {}
        for step in self.program.steps:
            found[step.key] = sum(found.get(key_of(node) or "", 1) for node in e.walk(step.expression))
        return found

    def inlined(self, expression: e.Expression, box: Box) -> e.Expression:
        """The expression with the steps that it reads replaced by what they are, as far as they share an open fact.

        Steps that share none needn't be taken apart: each is an unknown, which can be all that it can be whatever the others are.
        Of facts that apply together, that is read of the first.
        """
        expression = renamed(expression, self.alike)
        while shared := self._shared(expression, box):

            def instead(node: e.Expression, shared: Collection[Key] = shared) -> e.Expression | None:
                key = key_of(node)
                step = None if key is None or key not in shared else self.step(key)
                return None if step is None else step.expression

            expression = renamed(e.substituted(expression, instead), self.alike)
        return expression

    def _shared(self, expression: e.Expression, box: Box) -> set[Key]:
        below = {
            key: {fact for fact in self.below.get(key, (self._first.get(key, key),)) if box.is_open(fact)}
            for key in set(keys_in(expression))
            if box.is_open(self._first.get(key, key))
        }
        # Options of one choice are one fact, and no step.
        read = Counter(chain.from_iterable(below[key] for key in below if key in self.program.by_key))
        read.update({fact for key, facts in below.items() if key not in self.program.by_key for fact in facts})
        return {key for key in below if key in self.program.by_key and any(read[fact] > 1 for fact in below[key])}


def _choices(program: Program) -> tuple[tuple[Key, ...], ...]:
    """The options of each choice."""
    facts = program.scheme.asked.items()
    return tuple(
        tuple(Scalar(id, option) for option in fact.names) for id, fact in facts if isinstance(fact, ChoiceFact)
    )


def _applying_together(program: Program) -> dict[Key, Key]:
    """Whether facts are applicable of which all are or none, by what says it of the first of them: those of an item, and so on."""
    if not program.asks_what_applies:
        return {}
    found: dict[str, frozenset[str]] = {}
    for _, _, item in walk_items(program.scheme):
        read = facts_that_apply_together(program.scheme, item)
        group = frozenset(read).union(*(found.get(fact, ()) for fact in read))
        found.update(dict.fromkeys(group, group))
    place = {id: at for at, id in enumerate(program.scheme.asked)}
    first = {Scalar(id, APPLIES): Scalar(min(each, key=place.__getitem__), APPLIES) for id, each in found.items()}
    open = {scalar for scalar, possible in program.domain.items() if possible.known is None}
    return {each: other for each, other in first.items() if each != other and {each, other} <= open}


def renamed(expression: e.Expression, names: Mapping[Key, Key]) -> e.Expression:
    """An expression that reads some scalars and steps by other names."""
    if not names:
        return expression

    def other(node: e.Expression) -> e.Expression | None:
        key = key_of(node)
        return None if key is None or key not in names else _leaf(names[key], node.path)

    return e.substituted(expression, other)


def box_around(
    expressions: Iterable[e.Expression], known: Mapping[Key, Interval], *facts: Mapping[str, FactDeclaration]
) -> Box:
    """A box of what some expressions read, of several schemes or of one, by how each of these declares its facts.

    Of a fact that isn't of one type to all, nothing is said but what is known of it. Of a choice, all options are in the box: one
    of them is it, whether it is read or not.
    """
    found: dict[Key, Interval] = {}
    grains: dict[Key, Fraction | int] = {}
    choices: dict[str, tuple[Key, ...]] = {}
    for key in dict.fromkeys(key for each in expressions for key in keys_in(each)):
        found[key] = known[key]
        if isinstance(key, str):
            continue
        declared = [each[key.fact] for each in facts if key.fact in each]
        types = {type(fact) for fact in declared}
        grain = common_grain(grain_of_scalar(key, fact) for fact in declared or (None,))
        if grain is not None:
            grains[key] = grain
        if key.which != APPLIES and types == {ChoiceFact}:
            options = (option for fact in declared if isinstance(fact, ChoiceFact) for option in fact.names)
            choices[key.fact] = tuple(dict.fromkeys(Scalar(key.fact, option) for option in options))
    for keys in choices.values():
        found.update((each, known[each]) for each in keys)
        grains.update(dict.fromkeys(keys, 1))
    return box_of(found, grains, choices.values())


def grain_of_scalar(scalar: Scalar, declared: FactDeclaration | None) -> Fraction | None:
    """Of what the values of a scalar are multiples; `None` where they may be any."""
    if scalar.which == APPLIES:
        return WHOLE
    if isinstance(declared, NumberFact | NumbersFact | None):
        step = step_of(declared)
        return None if step is None else exactly(step)
    return WHOLE


def _leaf(key: Key, path: e.Path) -> e.Expression:
    return e.Fact(key, path) if isinstance(key, Scalar) else e.Part(key, path)


def grain_of(expression: e.Expression, box: Box) -> Fraction | None:
    """Of what all values of an expression over a box are multiples; `None` where they may be any."""
    grains = {
        key: abs(Fraction(low.number)) if low == high else grain
        for key in keys_in(expression)
        for low, high, grain in (box.values[key],)
    }
    return grain_given(expression, {key: grain for key, grain in grains.items() if grain is not None})


def grain_given(expression: e.Expression, grains: Mapping[Key, Fraction]) -> Fraction | None:
    """Of what all values of an expression are multiples, given that of what it reads: a table of 5 and 10 gives no 7."""
    below = (grain_given(each, grains) for each in e.children(expression))
    match expression:
        case e.Number(value=value):
            return abs(exactly(value))
        case e.Fact(scalar=key) | e.Part(name=key):
            return grains.get(key)
        case e.Sum() | e.Greatest() | e.Least() | e.Negative():
            return common_grain(below)
        case e.Product():
            return product_of_grains(below)
        case e.Quotient(by=by):
            return product_of_grains((*below, 1 / abs(exactly(by))))
        case e.Cap(at=at) | e.Floor(at=at) | e.Excess(over=at) | e.Shortfall(under=at):
            return common_grain((*below, abs(exactly(at))))
        case e.Brackets(rows=rows, otherwise=otherwise):
            return common_grain(grain_given(amount, grains) for amount in (*(each for _, each in rows), otherwise))
        case e.Choice(rows=rows):
            return common_grain(grain_given(amount, grains) for _, amount in rows)
        case e.When(then=then, otherwise=otherwise):
            return common_grain((grain_given(then, grains), grain_given(otherwise, grains)))
        case e.BestLevels(levels=levels, best=best):
            counted = common_grain((*below, exactly(best)))
            return product_of_grains((counted, common_grain(abs(exactly(points)) for _, points in levels)))
        case e.Rounded(to=to):
            (grain,), unit = tuple(below), exactly(to)
            return grain if grain is not None and (grain / unit).denominator == 1 else unit
        case e.Steps() | e.Compare() | e.All() | e.Any() | e.Not() | e.Applies():
            return WHOLE
        case e.Share() | e.ScaledUp():
            return None
        case _:
            assert_never(expression)
