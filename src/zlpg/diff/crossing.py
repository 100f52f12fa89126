"""Two scores, each under the other's rules as well: what is known there of the facts, and what points they come to."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from zlpg.diff.carrying import asked_by, is_applicable, is_carried_whole, known_under
from zlpg.diff.matching import Names, items_and_sections, matched_facts, matched_parts
from zlpg.diff.sides import Side, named, side_of, worked_out
from zlpg.engine.breakdown import Breakdown
from zlpg.engine.readers.bounds import points_of
from zlpg.engine.scalars import APPLIES, at_level
from zlpg.engine.table import TOTAL
from zlpg.model.declarations import FactDeclaration, RatingsFact
from zlpg.numbers import Interval
from zlpg.records import dataclass


@dataclass(frozen=True, slots=True)
class Crossing:
    """Two scores with what is known of each one's facts by the other's rules.

    `same_facts` says that both are of one unit and year, and that what both ask for was reported alike, so that what is open in
    one is the same unknown as in the other. `alike` are the scalars that can be the same by both rules. `reads_parts` says whether
    a condition of either is about points.
    """

    old: Side
    new: Side
    same_facts: bool
    alike: frozenset[str]
    reads_parts: bool

    def unrelated(self, scalars: frozenset[str], facts_of: Side) -> Iterator[str]:
        """Those of several scalars of which the other's rules may make something else, though what was reported is the same."""
        other = self.old if facts_of is self.new else self.new
        for scalar in scalars:
            name = scalar.partition(".")[0]
            if not is_carried_whole(other.facts.get(name), facts_of.facts.get(name)):
                yield scalar


def crossed(old: Breakdown, new: Breakdown) -> Crossing:
    """Both scores' facts held against both scores' rules."""
    names, parts = matched_facts(old.scheme, new.scheme), matched_parts(old.scheme, new.scheme)
    asked = asked_by(old.scheme), asked_by(new.scheme)
    new_facts = worked_out(old, known_under(asked[0], new.facts, asked[1], _leading(*names)))
    old_facts = worked_out(new, known_under(asked[1], old.facts, asked[0], _leading(*reversed(names))))
    same = {id: id for id in (TOTAL, *(id for kind in items_and_sections(new.scheme) for id in kind.formerly))}
    one = side_of(old, asked[0], (names[0], parts), new_facts, named(old_facts, names[1]))
    other = side_of(new, asked[1], (names[1], same), old_facts, named(new_facts, names[0]))
    facts = one.facts
    alike = (
        scalar
        for name, fact in other.facts.items()
        if name in facts and _is_like(facts[name], fact)
        for scalar in other.scalars[name]
        if one.domain.get(scalar) == other.domain[scalar]
    )
    same_facts = (old.facts.unit, old.facts.year) == (new.facts.unit, new.facts.year) and _reported_alike(one, other)
    return Crossing(one, other, same_facts, frozenset(alike), one.reads_parts or other.reads_parts)


def _is_like(old: FactDeclaration, new: FactDeclaration) -> bool:
    """Whether a fact is read alike by both declarations, as far as scalars don't tell."""
    return is_carried_whole(old, new) and is_carried_whole(new, old)


def _reported_alike(old: Side, new: Side) -> bool:
    """Whether what both ask for was reported alike, as far as it was reported at all."""
    told_apart = {name for name in old.facts.keys() & new.facts.keys() if _tells_apart(name, old, new)}
    for scalar in old.domain.keys() & new.domain.keys():
        name, _, which = scalar.partition(".")
        if name not in told_apart and which != APPLIES and old.values.get(scalar) != new.values.get(scalar):
            return False
    return all(_ratings(old, name) == _ratings(new, name) for name in told_apart) and all(
        _applies(old, name) == _applies(new, name) for name in _optional(old, new)
    )


def _tells_apart(name: str, old: Side, new: Side) -> bool:
    """Whether the same ratings have other means by both rules."""
    was, now = old.facts[name], new.facts[name]
    return isinstance(was, RatingsFact) and isinstance(now, RatingsFact) and not _is_like(was, now)


def _ratings(side: Side, name: str) -> tuple[Decimal, ...] | None:
    report = side.breakdown.facts.reports.get(side.ids[name])
    return report.ratings if report is not None and name in side.values else None


def _optional(old: Side, new: Side) -> Iterator[str]:
    """The facts of both for which one of them says what it means that they are not applicable."""
    for name in old.facts.keys() & new.facts.keys():
        if any(at_level(name, APPLIES) in side.domain for side in (old, new)):
            yield name


def _applies(side: Side, name: str) -> bool | None:
    return is_applicable(side.ids[name], side.facts[name], side.breakdown.facts)


def under_other_rules(
    side: Side, items: Mapping[str, Interval], own: Mapping[str, Interval]
) -> tuple[dict[str, Interval], dict[str, Interval]]:
    """The points of every part by a score's rules from the other's facts, by its ids, and what is known of the facts then.

    `items` are those whose points are known otherwise, and `own` scalars that are.
    """
    known = {**side.carried, **own}
    parts: dict[str, Interval] = {}
    for id, expression in side.expressions:
        parts[id] = items[id] if id in items else points_of(expression, known, parts)
    return parts, known


def _leading(mine: Names, yours: Names) -> dict[str, str]:
    """From the ids of one scheme to those of the other, by the names that they share."""
    by_name = {name: id for id, name in yours.items()}
    return {id: by_name[name] for id, name in mine.items() if name in by_name}
