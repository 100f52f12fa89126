"""Two scores, each under the other's rules as well: what is known there of the facts, and what points they come to."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

import zlpg.engine.expression as e
from zlpg.diff.carrying import is_applicable, is_carried_whole, known_under
from zlpg.diff.effects import difference
from zlpg.diff.matching import Names, items_and_sections, matched_facts, matched_parts
from zlpg.diff.sides import Side, named
from zlpg.engine.breakdown import Breakdown
from zlpg.engine.program import Key
from zlpg.engine.readers import pieces
from zlpg.engine.readers.bounds import points_of
from zlpg.engine.readers.ground import apart, box_around
from zlpg.engine.table import TOTAL
from zlpg.model.declarations import FactDeclaration, RatingsFact
from zlpg.model.scalars import APPLIES, Scalar
from zlpg.model.walks import facts_that_apply_together, walk_items
from zlpg.numbers import Interval
from zlpg.records import dataclass


@dataclass(frozen=True, slots=True)
class Crossing:
    """Two scores with what is known of each one's facts by the other's rules.

    `one_unit` says that both are of one unit and year: what is open in both is the same unknown then, as far as a fact is reported
    alike; `reported_otherwise` are the facts that aren't. `alike` are the scalars that can be the same by both rules.
    """

    old: Side
    new: Side
    one_unit: bool
    reported_otherwise: frozenset[str]
    alike: frozenset[Scalar]

    def is_same(self, scalar: Scalar) -> bool:
        """Whether a scalar is the same thing in both, known or not."""
        return self.one_unit and scalar in self.alike and scalar.fact not in self.reported_otherwise

    def is_carried(self, fact: str, facts_of: Side) -> bool:
        """Whether the other's rules make the same of what was reported of a fact to one side."""
        other = self.old if facts_of is self.new else self.new
        return is_carried_whole(other.facts.get(fact), facts_of.facts.get(fact))

    def between(
        self,
        rules: tuple[e.Expression, e.Expression],
        known: tuple[Mapping[Key, Interval], Mapping[Key, Interval]],
        is_same: Callable[[Key], bool],
    ) -> Interval:
        """What the second of two expressions can be more than the first, each given what is known of what it reads.

        `is_same` says what the same things can be to both. That is the same unknown, as far as as much is known of it; of all
        else each has an unknown of its own.
        """
        (old, new), (by_old, by_new) = rules, known
        apart_from = difference(points_of(new, by_new), points_of(old, by_old))
        if apart_from.known is not None:
            return apart_from
        box = box_around(rules, {**by_new, **by_old}, self.old.facts, self.new.facts)
        own: dict[Key, Interval] = {}
        for key in box.values:
            if isinstance(key, Scalar | str) and key in by_new:
                values = by_new[key]
                if values != by_old.get(key) or not (values.known is not None or is_same(key)):
                    own[key] = values
        new, box = apart(new, box, own)
        return pieces.difference(new, old, box)


def crossed(old: Breakdown, new: Breakdown) -> Crossing:
    """Both scores' facts held against both scores' rules."""
    names, parts = matched_facts(old.scheme, new.scheme), matched_parts(old.scheme, new.scheme)
    same = {id: id for id in (TOTAL, *(id for kind in items_and_sections(new.scheme) for id in kind.formerly))}
    by_old, by_new = old.program, new.program
    new_facts = known_under(by_old, new.facts, new.scheme, _leading(*names))
    old_facts = known_under(by_new, old.facts, old.scheme, _leading(*reversed(names)))
    one = Side(old, by_old, names[0], parts, new_facts, named(old_facts, names[1], same))
    other = Side(new, by_new, names[1], same, old_facts, named(new_facts, names[0], parts))
    alike = (
        scalar
        for name, fact in other.facts.items()
        if name in one.facts and _is_like(one.facts[name], fact)
        for scalar in other.scalars[name]
        if one.domain.get(scalar) == other.domain[scalar]
    )
    one_unit = (old.facts.unit, old.facts.year) == (new.facts.unit, new.facts.year)
    otherwise = frozenset(_reported_otherwise(one, other) if one_unit else ())
    return Crossing(one, other, one_unit, otherwise, frozenset(alike))


def _is_like(old: FactDeclaration, new: FactDeclaration) -> bool:
    """Whether a fact is read alike by both declarations, as far as scalars don't tell."""
    return is_carried_whole(old, new) and is_carried_whole(new, old)


def _reported_otherwise(old: Side, new: Side) -> set[str]:
    """The facts that both ask for and that aren't reported alike, as far as they are reported at all.

    Of facts that apply together, that one is applicable is said of all of them.
    """
    both = old.facts.keys() & new.facts.keys()
    found = {
        name
        for name in both
        if (
            _ratings(old, name) != _ratings(new, name)
            if _tells_apart(name, old, new)
            else any(
                old.values.get(scalar) != new.values.get(scalar)
                for scalar in old.scalars[name]
                if scalar.which != APPLIES and scalar in new.domain
            )
        )
    }
    waiting = [name for name in _optional(old, new) if _applies(old, name) != _applies(new, name)]
    found.update(waiting)
    together = [
        {side.names[fact] for fact in facts_that_apply_together(side.program.scheme, item)}
        for side in (old, new)
        if waiting
        for _, _, item in walk_items(side.program.scheme)
    ]
    while waiting:
        name = waiting.pop()
        reached = set().union(*(facts for facts in together if name in facts)) - found
        found |= reached
        waiting += reached
    return found


def _tells_apart(name: str, old: Side, new: Side) -> bool:
    """Whether the same ratings have other means by both rules."""
    was, now = old.facts[name], new.facts[name]
    return isinstance(was, RatingsFact) and isinstance(now, RatingsFact) and not _is_like(was, now)


def _ratings(side: Side, name: str) -> tuple[Decimal, ...] | None:
    report = side.breakdown.facts.reports.get(side.ids[name])
    return report.ratings if report is not None and Scalar(name) in side.values else None


def _optional(old: Side, new: Side) -> Iterator[str]:
    """The facts of both for which one of them says what it means that they are not applicable."""
    for name in old.facts.keys() & new.facts.keys():
        if any(Scalar(name, APPLIES) in side.domain for side in (old, new)):
            yield name


def _applies(side: Side, name: str) -> bool | None:
    return is_applicable(side.ids[name], side.facts[name], side.breakdown.facts)


def _leading(mine: Names, yours: Names) -> dict[str, str]:
    """From the ids of one scheme to those of the other, by the names that they share."""
    by_name = {name: id for id, name in yours.items()}
    return {id: by_name[name] for id, name in mine.items() if name in by_name}
