"""One of two scores that are compared: its facts, measures and parts by the names that they have throughout the comparison."""

from collections.abc import Mapping
from dataclasses import dataclass as with_cache
from decimal import Decimal
from functools import cached_property

import zlpg.engine.expression as e
from zlpg.diff.carrying import SO
from zlpg.diff.matching import Names
from zlpg.diff.renaming import renamed_measure
from zlpg.engine.breakdown import Breakdown
from zlpg.engine.program import MEASURES, TABLE, Key, Program
from zlpg.engine.readers.bounds import points_of
from zlpg.engine.table import parts_that_may_drop_out
from zlpg.model.declarations import FactDeclaration, Measure
from zlpg.model.facts import Facts
from zlpg.model.scalars import APPLIES, Scalar
from zlpg.model.table import NotApplicable
from zlpg.model.walks import policies
from zlpg.numbers import UNBOUNDED, Interval

ANYTHING = Interval(-UNBOUNDED, UNBOUNDED)


@with_cache(frozen=True)
class Side:
    """One of two scores. Its facts, measures and parts go by the names that they have throughout the comparison.

    `names` leads to these from the ids of its scheme, `parts` likewise of items, sections and the total. `carried` is, by the ids of
    its scheme, what the other's facts leave possible of the scalars that its rules ask for; `crossed` is, by names, what its facts
    leave possible of those that the other's rules ask for, and what it knows of the other's parts: that they can be anything.
    """

    breakdown: Breakdown
    program: Program
    names: Names
    parts: Names
    carried: Mapping[Key, Interval]
    crossed: Mapping[Key, Interval]

    @cached_property
    def ids(self) -> Names:
        """From the names of facts and measures to the ids of its scheme."""
        return {name: id for id, name in self.names.items()}

    @cached_property
    def ids_of_parts(self) -> Names:
        """From the names of parts to the ids of its scheme."""
        return {name: id for id, name in self.parts.items()}

    @cached_property
    def keeps_ids(self) -> bool:
        """Whether all names are ids, and nothing is worked out but points."""
        same = all(id == name for names in (self.names, self.parts) for id, name in names.items())
        return same and not self.program.scheme.measures

    @cached_property
    def facts(self) -> Mapping[str, FactDeclaration]:
        """Its facts."""
        return {self.names[id]: fact for id, fact in self.program.scheme.facts.items()}

    @cached_property
    def measures(self) -> Mapping[str, Measure]:
        """Its measures, worked out from facts by their names."""
        measures = self.program.scheme.measures
        return {self.names[id]: renamed_measure(measure, self.names) for id, measure in measures.items()}

    @cached_property
    def values(self) -> Mapping[Scalar, Decimal]:
        """What is reported."""
        return {self._named(scalar): each for scalar, each in self.breakdown.facts.values.items()}

    @cached_property
    def domain(self) -> Mapping[Scalar, Interval]:
        """Every value that each scalar can have by its own rules."""
        return {self._named(scalar): each for scalar, each in self.program.domain.items()}

    @cached_property
    def scalars(self) -> Mapping[str, tuple[Scalar, ...]]:
        """The scalars of each fact."""
        found: dict[str, tuple[Scalar, ...]] = dict.fromkeys(self.facts, ())
        for scalar in self.domain:
            found[scalar.fact] += (scalar,)
        return found

    @cached_property
    def at_home(self) -> Mapping[Key, Interval]:
        """What its facts leave possible of every scalar and part, by the ids of its scheme."""
        return at_home(self.program, self.breakdown.facts)

    @cached_property
    def known(self) -> Mapping[Key, Interval]:
        """The same by names, and what is crossed. What neither's rules say of a fact's being applicable is that it is."""
        crossed = self.crossed
        facts = (*self.names.values(), *(key.fact for key in crossed if isinstance(key, Scalar)))
        applies: dict[Key, Interval] = {Scalar(name, APPLIES): SO for name in facts}
        return {**applies, **crossed, **named(self.at_home, self.names, self.parts)}

    def named(self, expression: e.Expression) -> e.Expression:
        """An expression over names, with what a measure is worked out from instead of the measure."""
        return expression if self.keeps_ids else e.substituted(expression, self._leaf)

    def _leaf(self, node: e.Expression) -> e.Expression | None:
        match node:
            case e.Part(name=name):
                return e.Part(self.parts[name])
            case e.Fact(scalar=scalar) if scalar in self.program.by_key:
                return self.named(self.program.expression(scalar))
            case e.Fact(scalar=scalar):
                return e.Fact(self._named(scalar))
            case _:
                return None

    def _named(self, scalar: Scalar) -> Scalar:
        return Scalar(self.names[scalar.fact], scalar.which)

    @cached_property
    def dropping_out(self) -> Mapping[str, e.Expression]:
        """The parts of its table that may be not applicable, by the ids of its scheme, each with when it is."""
        return parts_that_may_drop_out(self.program.scheme)

    @cached_property
    def applying(self) -> Mapping[str, e.Expression]:
        """The same by their names, over the names of facts."""
        return {self.parts[id]: self.named(each) for id, each in self.dropping_out.items()}

    @cached_property
    def around(self) -> Mapping[str, NotApplicable | None]:
        """What the sections around each item say of items that are not applicable."""
        return policies(self.program.scheme)


def at_home(program: Program, facts: Facts) -> dict[Key, Interval]:
    """What a score's own facts leave possible of every scalar and part of its scheme."""
    known: dict[Key, Interval] = dict(program.domain.items())
    known.update((scalar, Interval.exactly(value)) for scalar, value in facts.values.items())
    return program.run(points_of, known, program.of_kind(MEASURES | TABLE))


def named(values: Mapping[Key, Interval], facts: Names, parts: Names) -> dict[Key, Interval]:
    """What is known of scalars and parts by the names of these. A part of which nothing is known can be anything."""
    found: dict[Key, Interval] = dict.fromkeys(parts.values(), ANYTHING)
    for key, each in values.items():
        found[parts[key] if isinstance(key, str) else Scalar(facts[key.fact], key.which)] = each
    return found
