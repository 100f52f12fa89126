"""What the rules of a scheme can come to, worked out once for all checks."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import localcontext
from functools import cached_property

import zlpg.engine.expression as e
import zlpg.model.rules as r
from zlpg.diagnostics import Path
from zlpg.engine.lowering import lower, lower_measure
from zlpg.engine.program import TABLE, Key, program_of
from zlpg.engine.readers.bounds import points_of
from zlpg.engine.table import lower_item, parts_that_may_drop_out
from zlpg.model.scalars import APPLIES, Scalar, domain
from zlpg.model.table import Item, Scheme
from zlpg.model.walks import references_of_measure, walk_items
from zlpg.numbers import EXACT, ONE, UNBOUNDED, ZERO, Interval


class Items:
    """The items whose amounts can be worked out, with their paths, and what their rules can come to, worked out once.

    `whole` is whether that is every item, and nothing else of the table is in the way either.
    """

    def __init__(
        self,
        scheme: Scheme,
        held: tuple[tuple[Path, Item], ...] | None = None,
        *,
        whole: bool = True,
        domain: Mapping[Scalar, Interval] | None = None,
    ) -> None:
        self.scheme = scheme
        self.held = tuple((path, item) for path, _, item in walk_items(scheme)) if held is None else held
        self.whole = whole
        self.domain = possible_values(scheme) if domain is None else domain
        self._possible: dict[int, Interval] = {}
        self._where: dict[Scalar, Items] = {}

    def __iter__(self) -> Iterator[tuple[Path, Item]]:
        return iter(self.held)

    def rules(self) -> Iterator[tuple[Path, r.Rule]]:
        """Every rule of every item, with its path."""
        for path, item in self.held:
            yield from r.walk_rule((*path, "rule"), item.rule)

    def possible(self, rule: r.Rule) -> Interval:
        """Everything that a rule of the scheme can come to, whatever the facts are."""
        found = self._possible.get(id(rule))
        if found is None:
            found = self._possible[id(rule)] = self.worked_out(lower(rule, self.applying))
        return found

    def of_item(self, item: Item) -> Interval:
        """Everything that an item's rule can give as the item holds it: rounded, not below a floor, under a cap."""
        if item.cap is None and item.floor is None and item.round is None:
            return self.possible(item.rule)
        held = replace(item, direction="award", not_applicable=None)
        return self.worked_out(lower_item(held, applying=self.applying))

    @cached_property
    def applying(self) -> Mapping[str, e.Expression]:
        """The parts of the table that may be not applicable, each with when it is."""
        return parts_that_may_drop_out(self.scheme)

    def worked_out(self, expression: e.Expression) -> Interval:
        """An expression over facts and parts of the table, worked out for all that they can be."""
        with localcontext(EXACT):
            return points_of(expression, self.values)

    def where(self, choice: str, option: str) -> "Items":
        """The same where one option of a choice is chosen."""
        known = Scalar(choice, option)
        if known not in self._where:
            chosen = {
                scalar: Interval.exactly(ONE if scalar == known else ZERO)
                for scalar in self.domain
                if scalar.fact == choice and scalar.which != APPLIES
            }
            domain = {**self.domain, **chosen}
            self._where[known] = Items(self.scheme, self.held, whole=self.whole, domain=domain)
        return self._where[known]

    @cached_property
    def values(self) -> Mapping[Key, Interval]:
        """What each scalar can be, and each item, section and the total; where not everything can be worked out, these anything."""
        return _Values(self.domain, self.scheme if self.whole else None)


class _Values(dict[Key, Interval]):
    """What is known of scalars; the parts of the table are worked out when the first is asked for."""

    def __init__(self, domain: Mapping[Scalar, Interval], scheme: Scheme | None) -> None:
        super().__init__(domain.items())
        self.scheme = scheme

    def __missing__(self, key: Key) -> Interval:
        if self.scheme is None:
            return Interval(-UNBOUNDED, UNBOUNDED)
        program = program_of(self.scheme)
        with localcontext(EXACT):
            self.update(program.run(points_of, self, (step for step in program.steps if step.kind in TABLE)))
        return self[key]


def possible_values(scheme: Scheme) -> dict[Scalar, Interval]:
    """Every scalar, and every measure, with every value that it can have."""
    found = domain(scheme, scheme.facts)
    facts: Mapping[Key, Interval] = dict(found.items())
    with localcontext(EXACT):
        for id, measure in scheme.measures.items():
            read = [each.id for each in references_of_measure((), measure)]
            known = all(Scalar(fact) in found for fact in read)
            found[Scalar(id)] = points_of(lower_measure(measure), facts) if known else Interval(*measure.range)
            if (applies := found.get(Scalar(measure.share, APPLIES))) is not None:
                found[Scalar(id, APPLIES)] = applies
    return found
