"""Why an item's points changed: the facts and the parameters that differ, and which of them made a difference."""

from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain

import zlpg.engine.expression as e
from zlpg.diff.crossing import Crossing
from zlpg.diff.declarations import fact_changes, measure_changes
from zlpg.diff.effects import Effect
from zlpg.diff.renaming import as_written, renamed
from zlpg.diff.reported import FactChange, fact_differences
from zlpg.diff.rules import item_variations
from zlpg.diff.sides import Side
from zlpg.diff.variations import RuleChange, differing
from zlpg.engine.breakdown import ItemResult
from zlpg.engine.lowering import lower_measure
from zlpg.engine.program import Key
from zlpg.engine.readers.bounds import points_of
from zlpg.engine.table import lower_item
from zlpg.model.references import references_in
from zlpg.model.scalars import APPLIES, Scalar
from zlpg.model.table import Item, NotApplicable
from zlpg.numbers import Interval


@dataclass(frozen=True, slots=True)
class Read:
    """An item as one of two schemes has it, its facts under the names of the comparison, with what it means and comes to.

    `around` is what the sections around it say of items that are not applicable.
    """

    item: Item
    expression: e.Expression
    points: Interval
    facts: tuple[str, ...]
    scalars: tuple[Scalar, ...]
    parts: tuple[str, ...]
    around: NotApplicable | None

    @property
    def policy(self) -> NotApplicable | None:
        """What it means that it is not applicable."""
        return self.item.not_applicable or self.around


def read(result: ItemResult, side: Side) -> Read:
    """An item of one of the scores."""
    item = result.item if side.keeps_ids else renamed(result.item, side.names, side.parts)
    around = side.around[item.id]
    expression = side.named(result.working.expression)
    facts = tuple(side.names[fact] for fact in result.facts)
    scalars = dict.fromkeys(scalar for name in facts for scalar in side.scalars[name])
    if item.not_applicable is None and around is None:
        scalars = dict.fromkeys(scalar for scalar in scalars if scalar.which != APPLIES)
    of_others = (scalar for scalar in e.scalars_in(expression) if scalar.which == APPLIES)
    scalars = dict.fromkeys((*scalars, *of_others))  # whether another item is applicable whose points a condition reads
    parts = tuple(e.parts_in(expression))
    return Read(item, expression, result.working.points, facts, tuple(scalars), parts, around)


@dataclass(frozen=True, slots=True)
class ItemPair:
    """An item in both schemes of a crossing."""

    crossing: Crossing
    old: Read
    new: Read

    def has_same_rules(self, same_parts: Container[str]) -> bool:
        """Whether it means the same by both years' rules, for every value that its facts can have by either.

        `same_parts` are the parts of the table of which that holds.
        """
        if self.old.expression != self.new.expression:
            return False
        if not self.crossing.alike.issuperset((*self.new.scalars, *self.old.scalars)):
            return False
        return all(part in same_parts for part in self.new.parts)

    def by_rules(
        self, points: tuple[Mapping[Key, Interval], Mapping[Key, Interval]], same_parts: Container[str]
    ) -> Effect:
        """What the new rules give more than the old ones, with the old facts and with the new.

        `points` are those of the parts of the table by the old rules from the new facts, and by the new rules from the old facts.
        """
        old, new = self.crossing.old, self.crossing.new
        by_old, by_new = points

        def is_same(facts_of: Side) -> Callable[[Key], bool]:
            def found(key: Key) -> bool:
                return key in same_parts if isinstance(key, str) else self.crossing.is_carried(key.fact, facts_of)

            return found

        rules = self.old.expression, self.new.expression
        return Effect(
            self.crossing.between(rules, (old.known, {**old.crossed, **by_new}), is_same(old)),
            self.crossing.between(rules, ({**new.crossed, **by_old}, new.known), is_same(new)),
        )

    def by_facts(
        self, points: tuple[Mapping[Key, Interval], Mapping[Key, Interval]], same: Container[str]
    ) -> tuple[Interval, Effect]:
        """The change, and what the new facts give more than the old ones by the new rules and by the old, of one unit in one year.

        `points` are those of parts as `by_rules` has them; `same` are the parts that are the same in both, rules and facts.
        """
        old, new = self.crossing.old, self.crossing.new
        by_old, by_new = points

        def is_same(key: Key) -> bool:
            return key in same if isinstance(key, str) else self.crossing.is_same(key)

        one, other = self.old.expression, self.new.expression
        performance = Effect(
            self.crossing.between((other, other), ({**old.crossed, **by_new}, new.known), is_same),
            self.crossing.between((one, one), (old.known, {**new.crossed, **by_old}), is_same),
        )
        return self.crossing.between((one, other), (old.known, new.known), is_same), performance

    def fact_changes(self) -> Iterator[FactChange]:
        """The facts that differ, those included that only set off a warning."""
        minimums = (each.item.requirement.at_least if each.item.requirement else () for each in (self.new, self.old))
        names = dict.fromkeys((*self.new.facts, *self.old.facts, *chain(*minimums)))
        return fact_differences(self.crossing, names, self._facts_matter)

    def parameter_changes(self) -> Iterator[RuleChange]:
        """The differences between the rules that can change a score."""
        old, new = self.crossing.old, self.crossing.new
        tables = (self.old.around, old.applying), (self.new.around, new.applying)
        if self.old.expression != self.new.expression:
            for change, applied, reverted in item_variations(self.old.item, self.new.item, (), (), tables):
                if change.key == "max":
                    yield change
                elif change.can_change_score and change.key != "weight":
                    mattered = self._rules_matter(applied, reverted)
                    yield replace(as_written(change, old.ids, old.ids_of_parts), mattered=mattered)
        elif self.old.item.max != self.new.item.max:
            change = RuleChange("item", self.new.item.id, "", None, None)
            yield from differing(change, self.old.item, self.new.item, ("max",))
        for name in dict.fromkeys((*self.new.facts, *self.old.facts)):
            was, now = old.facts.get(name), new.facts.get(name)
            if was != now and was and now:
                for each in fact_changes(RuleChange("fact", name, "", None, None, about=Scalar(name)), was, now, name):
                    if each.can_change_score:
                        yield replace(each, mattered=self._declaration_matters(each.about))
        yield from self._of_measures()

    def _of_measures(self) -> Iterator[RuleChange]:
        old, new = self.crossing.old, self.crossing.new
        if not (old.measures and new.measures):
            return
        for name in dict.fromkeys(
            each.id for read in (self.new, self.old) for each in references_in((), read.item.rule)
        ):
            was, now = old.measures.get(name), new.measures.get(name)
            if was and now and was != now:
                change = RuleChange("measure", name, "", None, None, about=Scalar(name))
                for each, applied, reverted in measure_changes(change, was, now):
                    if each.can_change_score:
                        mattered = self._measure_matters(name, lower_measure(applied), lower_measure(reverted))
                        yield replace(as_written(each, old.ids, {}), mattered=mattered)

    def _rules_matter(self, applied: e.Expression, reverted: e.Expression) -> bool:
        return any(
            points_of(expression, side.known) != read.points
            for expression, side, read in (
                (reverted, self.crossing.new, self.new),
                (applied, self.crossing.old, self.old),
            )
        )

    def _measure_matters(self, name: str, applied: e.Expression, reverted: e.Expression) -> bool:
        """Whether another definition of a measure would make the points others."""
        for measure, side, each in ((reverted, self.crossing.new, self.new), (applied, self.crossing.old, self.old)):
            known = {**side.known, Scalar(name): points_of(measure, side.known)}
            if points_of(lower_item(each.item, each.around, side.applying), known) != each.points:
                return True
        return False

    def _facts_matter(self, scalars: tuple[Scalar, ...]) -> bool:
        """Whether the points would be others with the other year's value of a fact alone."""
        old, new = self.crossing.old, self.crossing.new
        reads_it_alone = self.old.scalars == self.new.scalars == scalars and not self.new.parts
        if reads_it_alone and self.old.expression == self.new.expression:
            return self.old.points != self.new.points  # as each is with the other's fact
        for each, own, other in ((self.new, new, old), (self.old, old, new)):
            read: tuple[Key, ...] = (*each.scalars, *each.parts)
            known = {key: (other if key in scalars else own).known[key] for key in read}
            if points_of(each.expression, known) != each.points:
                return True
        return False

    def _declaration_matters(self, about: Scalar) -> bool:
        """Whether what the facts leave possible is less, or other, by the other year's declaration than by their own."""
        return any(
            scalar not in side.domain or side.crossed[scalar] != side.known[scalar]
            for side in (self.crossing.old, self.crossing.new)
            for scalar in dict.fromkeys((*self.new.scalars, *self.old.scalars))
            if scalar in side.crossed and about in {scalar, Scalar(scalar.fact)}
        )
