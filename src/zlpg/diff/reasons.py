"""Why an item's points changed: the facts and the parameters that differ, and which of them made a difference."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import chain

from zlpg.bounds import points_of
from zlpg.breakdown import ItemResult
from zlpg.diff.crossing import Crossing, Side
from zlpg.diff.effects import Effect
from zlpg.diff.joint import Joint
from zlpg.diff.matching import as_written, renamed
from zlpg.diff.rules import RuleChange, differing, item_variations
from zlpg.diff.schemes import fact_changes
from zlpg.expression import Expression
from zlpg.lowering import lower_item
from zlpg.points import Interval
from zlpg.scheme import FactDeclaration, Item


@dataclass(frozen=True, slots=True)
class FactChange:
    """A scalar fact that an item reads, or states a minimum of, and that isn't the same in both facts files.

    `old` and `new` are `None` where it is open, or not asked for; `declared` is how both years' rules declare it, `None` where they
    don't ask for it. `mattered` says whether the points of one of the scores would be others without this change alone.
    """

    id: str
    declared: tuple[FactDeclaration | None, FactDeclaration | None]
    old: Decimal | None
    new: Decimal | None
    mattered: bool

    @property
    def fact(self) -> FactDeclaration:
        """How the last of the two years that ask for it declares it."""
        return next(each for each in reversed(self.declared) if each is not None)

    @property
    def asked(self) -> tuple[bool, bool]:
        """Whether each of both years' rules ask for it."""
        return self.declared[0] is not None, self.declared[1] is not None


@dataclass(frozen=True, slots=True)
class Read:
    """An item as one of two schemes has it, its facts under the names of the comparison, with what it means and comes to."""

    item: Item
    expression: Expression
    points: Interval
    facts: tuple[str, ...]
    scalars: tuple[str, ...]


def read(result: ItemResult, side: Side) -> Read:
    """An item of one of the scores."""
    item, expression = result.item, result.working.expression
    facts = tuple(side.names[fact] for fact in result.facts)
    if facts != result.facts:
        item = renamed(item, side.names)
        expression = lower_item(item)
    return Read(item, expression, result.working.points, facts, _scalars(side, facts))


@dataclass(frozen=True, slots=True)
class ItemPair:
    """An item in both schemes of a crossing."""

    crossing: Crossing
    old: Read
    new: Read

    def has_same_rules(self) -> bool:
        """Whether it means the same by both years' rules, for every value that its facts can have by either."""
        return self.old.expression == self.new.expression and self.crossing.alike.issuperset(
            (*self.new.scalars, *self.old.scalars)
        )

    def by_rules(self) -> Effect:
        """What the new rules give more than the old ones, with the old facts and with the new."""
        old, new = self.crossing.old, self.crossing.new
        scalars = {*self.old.scalars, *self.new.scalars}
        unrelated = [each for each in scalars if _type(each, old) != _type(each, new)]
        rules_first = Joint(old.crossed, old.known, unrelated)
        facts_first = Joint(new.known, new.crossed, unrelated)
        new_rules, old_rules = self.new.expression, self.old.expression
        return Effect(rules_first.difference(new_rules, old_rules), facts_first.difference(new_rules, old_rules))

    def fact_changes(self) -> Iterator[FactChange]:
        """The facts that differ, those included that only set off a warning."""
        old, new = self.crossing.old, self.crossing.new
        minimums = (_scalars(side, _minimums(each.item)) for side, each in ((new, self.new), (old, self.old)))
        for scalar in dict.fromkeys((*self.new.scalars, *self.old.scalars, *chain(*minimums))):
            was, now = old.values.get(scalar), new.values.get(scalar)
            unlike = scalar not in self.crossing.alike and was is not None and now is not None
            other_type = unlike and _type(scalar, old) != _type(scalar, new)
            if was != now or other_type:
                declared = _fact(scalar, old), _fact(scalar, new)
                yield FactChange(scalar, declared, was, now, other_type or self._fact_matters(scalar))

    def parameter_changes(self) -> Iterator[RuleChange]:
        """The differences between the rules that can change a score."""
        if self.old.expression != self.new.expression:
            for change, applied, reverted in item_variations(self.old.item, self.new.item, (), ()):
                if change.key == "max":
                    yield change
                elif change.can_change_score:
                    old = as_written(change.old, self.crossing.old.ids)
                    yield replace(change, old=old, mattered=self._rules_matter(applied, reverted))
        elif self.old.item.max != self.new.item.max:
            change = RuleChange("item", self.new.item.id, "", None, None)
            yield from differing(change, self.old.item, self.new.item, ("max",))
        for name in dict.fromkeys((*self.new.facts, *self.old.facts)):
            was, now = self.crossing.old.facts.get(name), self.crossing.new.facts.get(name)
            if was != now and was and now:
                for each in fact_changes(RuleChange("fact", name, "", None, None, about=name), was, now, name):
                    if each.can_change_score:
                        yield replace(each, mattered=self._declaration_matters(each.about))

    def _rules_matter(self, applied: Expression, reverted: Expression) -> bool:
        old, new = self.crossing.old.known, self.crossing.new.known
        return points_of(reverted, new) != self.new.points or points_of(applied, old) != self.old.points

    def _fact_matters(self, scalar: str) -> bool:
        old, new = self.crossing.old, self.crossing.new
        if self.old.scalars == self.new.scalars == (scalar,) and self.old.expression == self.new.expression:
            return self.old.points != self.new.points  # as each is with the other's fact
        for each, own, other in ((self.new, new, old), (self.old, old, new)):
            if scalar in each.scalars:
                known = {read: (other if read == scalar else own).known[read] for read in each.scalars}
                if points_of(each.expression, known) != each.points:
                    return True
        return False

    def _declaration_matters(self, about: str) -> bool:
        """Whether what the facts leave possible is less, or other, by the other year's declaration than by their own."""
        return any(
            scalar not in side.domain or side.crossed[scalar] != side.known[scalar]
            for side in (self.crossing.old, self.crossing.new)
            for scalar in dict.fromkeys((*self.new.scalars, *self.old.scalars))
            if scalar in side.crossed and about in {scalar, scalar.partition(".")[0]}
        )


def _fact(scalar: str, side: Side) -> FactDeclaration | None:
    """How a score's rules declare the fact of a scalar that they ask for."""
    return side.facts[scalar.partition(".")[0]] if scalar in side.domain else None


def _type(scalar: str, side: Side) -> str | None:
    fact = _fact(scalar, side)
    return None if fact is None else fact.type


def _minimums(item: Item) -> Iterable[str]:
    return item.requirement.at_least if item.requirement else ()


def _scalars(side: Side, facts: Iterable[str]) -> tuple[str, ...]:
    return tuple(scalar for name in facts for scalar in side.scalars[name])
