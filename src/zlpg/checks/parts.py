"""The parts of a scheme that checks look at, and what their rules can come to, worked out once for all checks."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import cached_property

import zlpg.engine.expression as e
import zlpg.model.rules as r
from zlpg.clauses.parameters import Readings
from zlpg.diagnostics import Path
from zlpg.engine.lowering import Surroundings, lower, lower_measure
from zlpg.engine.program import MEASURES, TABLE, Key, Program, keys_in, program_of
from zlpg.engine.readers.bounds import points_of
from zlpg.engine.readers.boxes import common_grain
from zlpg.engine.readers.program_boxes import ProgramBoxes
from zlpg.engine.table import TOTAL, applies_of_measure, lower_item, surroundings_of, surroundings_of_facts
from zlpg.model.declarations import ends_of, step_of
from zlpg.model.references import Reference, references_in
from zlpg.model.scalars import APPLIES, Scalar, domain, may_not_apply
from zlpg.model.table import Grade, Item, NotApplicable, Scheme, Section, Total, Veto
from zlpg.model.walks import (
    conditions_of_part,
    measures_in_order,
    measures_of_points,
    policies,
    references_of_part,
    walk_items,
    walk_sections,
)
from zlpg.numbers import EVERYTHING, EXACT, ONE, ZERO, Interval, Ratio, exact


class Parts:
    """The parts of a scheme that are looked at, with their paths, and what their rules can come to, worked out once.

    Those are all, but where other findings are in the way of some, or where it is known that nothing bears on the rest. `items` are
    the items, `nodes` the sections and the total, parents first, `declared` the facts and measures. `whole` is whether nothing is in
    the way of any, so that the table can be worked out.
    """

    def __init__(
        self,
        scheme: Scheme,
        items: Sequence[tuple[Path, Item]] | None = None,
        nodes: Sequence[tuple[Path, Section | Total]] | None = None,
        declared: Iterable[str] | None = None,
        *,
        whole: bool = True,
    ) -> None:
        self.scheme = scheme
        self.items = tuple((path, item) for path, _, item in walk_items(scheme)) if items is None else items
        self.nodes = nodes_of(scheme) if nodes is None else nodes
        self.facts, self.measures = scheme.facts, scheme.measures
        if declared is not None:
            self.facts = {id: scheme.facts[id] for id in declared if id in scheme.facts}
            self.measures = {id: scheme.measures[id] for id in declared if id in scheme.measures}
        self.whole = whole
        self._possible: dict[int, Interval] = {}
        self._where: dict[Scalar, Parts] = {}

    @cached_property
    def domain(self) -> Mapping[Scalar, Interval]:
        """Every scalar, and every measure, with every value that it can have."""
        return possible_values(self.scheme)

    def rules(self) -> Iterator[tuple[Path, r.Amount]]:
        """Every rule of every item and measure, and every amount inside it, with its path."""
        for path, item in self.items:
            yield from r.walk_amount((*path, "rule"), item.amount)
        for id, measure in self.measures.items():
            yield from r.walk_amount(("measures", id), measure)

    def conditions(self) -> Iterator[tuple[Path, r.Condition]]:
        """The conditions of rules, sections, vetoes and grades, each with its path."""
        for path, item in self.items:
            yield from r.conditions_in((*path, "rule"), item.amount)
        for id, measure in self.measures.items():
            yield from r.conditions_in(("measures", id), measure)
        yield from self.conditions_of_nodes()

    def conditions_of_nodes(self) -> Iterator[tuple[Path, r.Condition]]:
        """The conditions of sections, vetoes and grades, each with its path."""
        for path, node in self.nodes:
            yield from ((each.at, each.condition) for each in conditions_of_part(path, node))

    def vetoes(self) -> Iterator[tuple[Path, Veto]]:
        """The vetoes, where the total is looked at, with their paths."""
        for path, node in self.nodes:
            for position, veto in enumerate(node.vetoes if isinstance(node, Total) else ()):
                yield (*path, "vetoes", position), veto

    def grades(self) -> Iterator[tuple[Path, Grade]]:
        """The grades, where the total is looked at, with their paths, from the best."""
        for path, node in self.nodes:
            for position, grade in enumerate(node.grades if isinstance(node, Total) else ()):
                yield (*path, "grades", position), grade

    def references(self) -> Iterator[Reference]:
        """Everything that these parts and measures refer to, with its place."""
        for path, part in (*self.items, *self.nodes):
            yield from references_of_part(path, part)
        for id, measure in self.measures.items():
            yield from references_in(("measures", id), measure)

    @cached_property
    def read(self) -> Mapping[str, int]:
        """How often each fact and measure is referred to in the scheme."""
        return Counter(each.id for each in self.references() if each.wanted != "part")

    @cached_property
    def optional(self) -> frozenset[str]:
        """The facts that may be not applicable."""
        return may_not_apply(self.scheme)

    @cached_property
    def policies(self) -> Mapping[str, NotApplicable | None]:
        """What each item counts as where it is not applicable, as far as what is around it says."""
        return policies(self.scheme)

    def possible(self, rule: r.Amount) -> Interval:
        """Everything that a rule of the scheme can come to, whatever the facts are."""
        found = self._possible.get(id(rule))
        if found is None:
            found = self._possible[id(rule)] = self.worked_out(lower(rule, self.around))
        return found

    def of_item(self, item: Item) -> Interval:
        """Everything that an item's rule can give as the item holds it: rounded, not below a floor, under a cap."""
        is_its_rule = item.cap is None and item.floor is None and item.round is None
        if is_its_rule and (item.only_deducts or not item.deducts):
            return self.possible(item.amount)
        return self.worked_out(lower_item(replace(item, not_applicable=None), around=self.around))

    @cached_property
    def around(self) -> Surroundings:
        """What rules and conditions read of the table around them."""
        return surroundings_of(self.scheme)

    def worked_out(self, expression: e.Expression) -> Interval:
        """An expression over facts and parts of the table, worked out for all that they can be."""
        with localcontext(EXACT):
            return points_of(expression, self.values)

    def where(self, choice: str, option: str) -> "Parts":
        """The same where one option of a choice is chosen."""
        known = Scalar(choice, option)
        if known not in self._where:
            chosen = {
                scalar: Interval.exactly(ONE if scalar == known else ZERO)
                for scalar in self.domain
                if scalar.fact == choice and scalar.which != APPLIES
            }
            found = Parts(self.scheme, self.items, self.nodes, whole=self.whole)
            found.domain = {**self.domain, **chosen}
            self._where[known] = found
        return self._where[known]

    @cached_property
    def values(self) -> Mapping[Key, Interval]:
        """What each scalar can be, and each item, section and the total; where not everything can be worked out, these anything."""
        return _Values(self)

    @cached_property
    def program(self) -> Program:
        """The table as it is worked out, which has to be whole."""
        return program_of(self.scheme)

    def grain_of(self, reading: str) -> Decimal | None:
        """Of what all that is read by a fact, a measure or points of the table are multiples, where they are of anything.

        Of a table that can't be worked out, and of a percentage, nothing is known.
        """
        id, _, of_part = reading.partition(".")
        if not of_part and id in self.scheme.asked:
            return step_of(self.scheme.asked[id])
        if not self.whole or of_part.endswith("percent"):
            return None
        keys: tuple[Key, ...] = (id if of_part else Scalar(id),)
        if of_part.startswith("each."):
            keys = self.around.within.get(id, ())
        grain = exact(common_grain(self._grains.get(key) for key in keys) or Fraction())
        return grain if grain and not isinstance(grain, Ratio) else None

    def possible_of_reading(self, reading: str) -> Interval:
        """What a fact, a measure or points of the table can be; anything where that can't be worked out."""
        is_known = ".each." not in reading and (self.whole or reading in self.scheme.asked)
        return self.possible(reading) if is_known else EVERYTHING

    @cached_property
    def readings(self) -> Readings:
        """What is known of what is read."""
        return Readings(self.grain_of, self.possible_of_reading, self.scheme.meant_by)

    @cached_property
    def _grains(self) -> Mapping[Key, Fraction]:
        return ProgramBoxes(self.program).grains


class _Values(dict[Key, Interval]):
    """What is known of scalars; the parts of the table are worked out when the first is asked for."""

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts.domain.items())
        self.parts = parts

    def __missing__(self, key: Key) -> Interval:
        if not self.parts.whole:
            return EVERYTHING
        program = self.parts.program
        left = (
            step for step in program.steps if step.kind in TABLE or (step.kind in MEASURES and step.key not in self)
        )
        with localcontext(EXACT):
            self.update(program.run(points_of, dict(self), left))
        return self[key]


def possible_values(scheme: Scheme) -> dict[Scalar, Interval]:
    """Every scalar, and every measure, with every value that it can have; but for those that read points of the table."""
    possible = domain(scheme, scheme.asked)
    found: dict[Key, Interval] = dict(possible.items())
    around = surroundings_of_facts(scheme)
    of_points = measures_of_points(scheme)
    with localcontext(EXACT):
        for id in dict.fromkeys((*measures_in_order(scheme), *scheme.measures)):
            if id in of_points:
                continue
            measure = scheme.measures[id]
            meaning = lower_measure(measure, around)
            found[Scalar(id)] = points_of(meaning, found) if set(keys_in(meaning)) <= found.keys() else ends_of(measure)
            applies = applies_of_measure(scheme, id, possible, around)
            if applies is not None and set(keys_in(applies)) <= found.keys():
                found[Scalar(id, APPLIES)] = points_of(applies, found)
    return {key: each for key, each in found.items() if isinstance(key, Scalar)}


def nodes_of(scheme: Scheme) -> tuple[tuple[Path, Section | Total], ...]:
    """The total and every section, parents first, with their paths."""
    return ((TOTAL,), scheme.total), *walk_sections(scheme)
