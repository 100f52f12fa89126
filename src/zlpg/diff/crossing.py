"""Two scores, each under the other's rules as well: what is known there of the facts, and what points they come to."""

from collections.abc import Iterator
from decimal import Decimal

from zlpg.diff.carrying import is_applicable, is_carried_whole, known_under
from zlpg.diff.matching import Names, items_and_sections, matched_facts, matched_parts
from zlpg.diff.sides import Side, named
from zlpg.engine.breakdown import Breakdown
from zlpg.engine.program import program_of
from zlpg.engine.table import TOTAL
from zlpg.model.declarations import FactDeclaration, RatingsFact
from zlpg.model.scalars import APPLIES, Scalar
from zlpg.records import dataclass


@dataclass(frozen=True, slots=True)
class Crossing:
    """Two scores with what is known of each one's facts by the other's rules.

    `same_facts` says that both are of one unit and year, and that what both ask for was reported alike, so that what is open in
    one is the same unknown as in the other. `alike` are the scalars that can be the same by both rules.
    """

    old: Side
    new: Side
    same_facts: bool
    alike: frozenset[Scalar]

    def is_carried(self, fact: str, facts_of: Side) -> bool:
        """Whether the other's rules make the same of what was reported of a fact to one side."""
        other = self.old if facts_of is self.new else self.new
        return is_carried_whole(other.facts.get(fact), facts_of.facts.get(fact))


def crossed(old: Breakdown, new: Breakdown) -> Crossing:
    """Both scores' facts held against both scores' rules."""
    names, parts = matched_facts(old.scheme, new.scheme), matched_parts(old.scheme, new.scheme)
    same = {id: id for id in (TOTAL, *(id for kind in items_and_sections(new.scheme) for id in kind.formerly))}
    by_old = program_of(old.scheme)
    by_new = program_of(new.scheme, like=by_old)
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
    same_facts = (old.facts.unit, old.facts.year) == (new.facts.unit, new.facts.year) and _reported_alike(one, other)
    return Crossing(one, other, same_facts, frozenset(alike))


def _is_like(old: FactDeclaration, new: FactDeclaration) -> bool:
    """Whether a fact is read alike by both declarations, as far as scalars don't tell."""
    return is_carried_whole(old, new) and is_carried_whole(new, old)


def _reported_alike(old: Side, new: Side) -> bool:
    """Whether what both ask for was reported alike, as far as it was reported at all."""
    told_apart = {name for name in old.facts.keys() & new.facts.keys() if _tells_apart(name, old, new)}
    for scalar in old.domain.keys() & new.domain.keys():
        if (
            scalar.fact not in told_apart
            and scalar.which != APPLIES
            and old.values.get(scalar) != new.values.get(scalar)
        ):
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
