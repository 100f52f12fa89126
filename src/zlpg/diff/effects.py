"""How much of a change is the rules and how much is the unit: the Shapley value of two players.

A change from one year to another can be made in two orders: the rules first, then the facts, or the facts first. What each of
the two brings depends on the order wherever they act on each other; each effect is the mean of both, so that the effects add up
to the change (L. S. Shapley, A Value for n-Person Games, 1953).

13 reports at 0.1 a report were 1.3 points; now 20 at 0.2 are 4. The 20 of now by the rules of then would have been 2, the 13 of then by
the rules of now 2.6. So the rules brought 1.3 before the facts changed, and 2 after that; their effect is the mean, and the unit's the rest:

>>> effects = Amounts(*(Interval.exactly(Decimal(each)) for each in ("1.3", "4", "2", "2.6"))).split()
>>> [str(each.points.known) for each in (effects.rules, effects.performance)]
['1.65', '1.05']
"""

from collections.abc import Sequence
from decimal import Decimal, localcontext
from typing import NamedTuple

from zlpg.numbers import EXACT, NOTHING, Interval, added
from zlpg.records import record

HALF = Interval.exactly(Decimal("0.5"))


@record(frozen=True, slots=True)
class Effect:
    """What the rules, or the facts, bring to a change in each of the two orders."""

    rules_first: Interval
    facts_first: Interval

    @property
    def points(self) -> Interval:
        """The effect: the mean of both orders."""
        if not self.depends_on_order:
            return self.rules_first
        with localcontext(EXACT):
            return HALF * (self.rules_first + self.facts_first)

    @property
    def range(self) -> Interval:
        """From the least to the most that it is in either order."""
        return Interval(
            min(self.rules_first.lowest, self.facts_first.lowest),
            max(self.rules_first.highest, self.facts_first.highest),
        )

    @property
    def depends_on_order(self) -> bool:
        """Whether the two orders disagree."""
        return self.rules_first != self.facts_first

    @property
    def sign_depends_on_order(self) -> bool:
        """Whether it is a gain in one order and a loss in the other, whatever is still open."""
        one, other = self.rules_first, self.facts_first
        return one.highest < 0 < other.lowest or other.highest < 0 < one.lowest

    def __and__(self, other: "Effect") -> "Effect":
        return Effect(self.rules_first & other.rules_first, self.facts_first & other.facts_first)


NONE = Effect(NOTHING, NOTHING)


@record(frozen=True, slots=True)
class Effects:
    """A change as what the rules did and what the unit did."""

    rules: Effect
    performance: Effect

    def __and__(self, other: "Effects") -> "Effects":
        """What is possible by two ways of working out the same effects."""
        return Effects(self.rules & other.rules, self.performance & other.performance)


NO_EFFECTS = Effects(NONE, NONE)


def summed(parts: Sequence[Effects]) -> Effects:
    """The effects on a whole from those on its parts."""
    return Effects(_added([each.rules for each in parts]), _added([each.performance for each in parts]))


def _added(effects: Sequence[Effect]) -> Effect:
    return Effect(added(each.rules_first for each in effects), added(each.facts_first for each in effects))


def all_rules(change: Interval) -> Effects:
    """A change that is the rules' as a whole."""
    return Effects(Effect(change, change), NONE)


def all_performance(change: Interval) -> Effects:
    """A change that is the unit's as a whole."""
    return Effects(NONE, Effect(change, change))


class Amounts(NamedTuple):
    """What both years' rules make of both years' facts. Of what isn't there, nothing."""

    old: Interval
    new: Interval
    old_rules_new_facts: Interval
    new_rules_old_facts: Interval

    @property
    def known(self) -> bool:
        """Whether nothing is open in any of them."""
        return all(each.known is not None for each in self)

    def split(self, rules: Effect | None = None) -> Effects:
        """The effects on the change between them; `rules` where they are known better."""
        old, new, old_rules_new_facts, new_rules_old_facts = self
        if rules is None:
            rules = Effect(new_rules_old_facts - old, new - old_rules_new_facts)
        return Effects(rules, Effect(new - new_rules_old_facts, old_rules_new_facts - old))
