"""What the rules of a scheme can come to, worked out once for all checks."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import localcontext
from functools import cached_property

import zlpg.engine.expression as e
import zlpg.model.rules as r
from zlpg.diagnostics import Path
from zlpg.engine.lowering import lower
from zlpg.engine.readers.bounds import Working, work_out
from zlpg.engine.scalars import APPLIES, applicability, at_level, domain, lower_measure
from zlpg.engine.table import evaluated, lower_item, parts_that_may_drop_out
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
        domain: Mapping[str, Interval] | None = None,
    ) -> None:
        self.scheme = scheme
        self.held = tuple((path, item) for path, _, item in walk_items(scheme)) if held is None else held
        self.whole = whole
        self.domain = possible_values(scheme) if domain is None else domain
        self._possible: dict[int, Interval] = {}
        self._where: dict[str, Items] = {}

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
            found = self._possible[id(rule)] = self.worked_out(lower(rule, self.applying)).points
        return found

    def of_item(self, item: Item) -> Interval:
        """Everything that an item's rule can give as the item holds it: rounded, not below a floor, under a cap."""
        if item.cap is None and item.floor is None and item.round is None:
            return self.possible(item.rule)
        held = replace(item, direction="award", not_applicable=None)
        return self.worked_out(lower_item(held, applying=self.applying)).points

    @cached_property
    def applying(self) -> Mapping[str, e.Expression]:
        """The parts of the table that may be not applicable, each with when it is."""
        return parts_that_may_drop_out(self.scheme)

    def worked_out(self, expression: e.Expression) -> Working:
        """An expression over facts and parts of the table, worked out for all that they can be."""
        with localcontext(EXACT):
            return work_out(expression, self.domain, self.parts)

    def where(self, choice: str, option: str) -> "Items":
        """The same where one option of a choice is chosen."""
        known = at_level(choice, option)
        if known not in self._where:
            options = (scalar for scalar in self.domain if scalar.startswith(f"{choice}."))
            chosen = {
                scalar: Interval.exactly(ONE if scalar == known else ZERO)
                for scalar in options
                if scalar != at_level(choice, APPLIES)
            }
            domain = {**self.domain, **chosen}
            self._where[known] = Items(self.scheme, self.held, whole=self.whole, domain=domain)
        return self._where[known]

    @cached_property
    def parts(self) -> Mapping[str, Working]:
        """Every item, section and the total as it can be; where not everything can be worked out, as anything."""
        return _Parts(self.scheme, self.domain) if self.whole else _Anything()


class _Parts(dict[str, Working]):
    """The parts of a table, all worked out when the first is asked for."""

    def __init__(self, scheme: Scheme, domain: Mapping[str, Interval]) -> None:
        super().__init__()
        self.scheme, self.domain = scheme, domain

    def __missing__(self, id: str) -> Working:
        parts: dict[str, Working] = {}
        with localcontext(EXACT):
            for each, expression in evaluated(self.scheme):
                parts[each] = work_out(expression, self.domain, parts)
        self.update(parts)
        return parts[id]


class _Anything(dict[str, Working]):
    """Parts of a table of which nothing is known."""

    def __missing__(self, id: str) -> Working:
        anything = Interval(-UNBOUNDED, UNBOUNDED)
        return Working(e.Part(id), anything, anything)


def possible_values(scheme: Scheme) -> dict[str, Interval]:
    """Every scalar, and every measure, with every value that it can have."""
    found = domain(scheme, scheme.facts)
    with localcontext(EXACT):
        for id, measure in scheme.measures.items():
            read = [each.id for each in references_of_measure((), measure)]
            if all(fact in found for fact in read):
                found[id] = work_out(lower_measure(measure), found, {}).points
            else:
                found[id] = Interval(*measure.range)
    found.update(applicability(scheme, found))
    return found
