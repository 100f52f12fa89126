"""Why sections, or the total, make something else of their parts: what they say of themselves that differs, and what it reads."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any, TypeAlias

import zlpg.engine.expression as e
from zlpg.diff.ends import End, Ends
from zlpg.diff.nodes import Node, conditions_of, meaning, node_id, node_variations, with_weight
from zlpg.diff.renaming import as_written, renamed_total
from zlpg.diff.reported import FactChange, fact_differences
from zlpg.diff.settled import settling_variations
from zlpg.diff.sides import Side
from zlpg.diff.tables import Entry, moves
from zlpg.diff.variations import RuleChange
from zlpg.engine.lowering import lower_measure
from zlpg.engine.program import Key, Step, settling
from zlpg.engine.readers.bounds import Working, points_of, work_out
from zlpg.engine.score import outcome_of
from zlpg.engine.table import TOTAL as TOTAL_ID
from zlpg.model.references import references_of_condition
from zlpg.model.scalars import Scalar
from zlpg.model.table import Item, Section, Total
from zlpg.model.walks import facts_read, parts_below
from zlpg.numbers import Interval

Came: TypeAlias = tuple[Any, ...]
"""What something came to, so that it can be told from what else it could."""


class Sections:
    """The sections and the totals of both ends of a comparison, by the names of its lines."""

    def __init__(self, ends: Ends) -> None:
        self.ends, self.crossing = ends, ends.crossing

    @cached_property
    def _old(self) -> Mapping[str, Any]:
        """The old total with all that is under it, with references by the names of the new one."""
        end, side = self.ends.old, self.ends.crossing.old
        found: dict[str, Any] = {}
        names = {side.parts[id]: name for id, name in end.names.items()}
        waiting: list[Any] = [renamed_total(side.program.scheme.total, side.names, side.parts)]
        while waiting:
            node = waiting.pop()
            found[names[TOTAL_ID if isinstance(node, Total) else node.id]] = node
            waiting.extend(() if isinstance(node, Item) else parts_below(node))
        return found

    def parameters(self, name: str) -> Iterator[RuleChange]:
        """What a section, or the total, says of itself that differs and can change a score."""
        old, new = self.ends.old, self.ends.new
        if name not in old.table.nodes or name not in new.table.nodes:
            return
        entries = old.table.entries.get(name), new.table.entries.get(name)
        if entries[0] and entries[1]:
            yield from moves(entries[0], entries[1])
        was, now = old.table.nodes[name], new.table.nodes[name]
        if _as_far_as_told(was) != _as_far_as_told(now):
            yield from self._of_node(name, now)
        if entries[0] and entries[1]:
            yield from self.weight(name, entries[0], entries[1])

    def _of_node(self, name: str, new: Any) -> Iterator[RuleChange]:
        old, thing = self._old[name], "total" if isinstance(new, Total) else "section"
        around = self.ends.old.table.around(name), self.ends.new.table.around(name)
        change = RuleChange("total" if thing == "total" else "section", node_id(new), "", None, None)
        variations = [node_variations(change, old, new, around)]
        if isinstance(new, Total):
            variations.append(settling_variations(change, old, new))
        for each, applied, reverted in (each for several in variations for each in several):
            if each.key == "max":
                yield each
            elif each.can_change_score and each.key != "weight":
                ways = ((self.ends.old, old, applied, around[0]), (self.ends.new, new, reverted, around[1]))
                mattered = any(
                    _came_to(end.side, meaning(varied, policy, each.key), varied)
                    != _came_to(end.side, meaning(node, policy, each.key), node)
                    for end, node, varied, policy in ways
                )
                yield replace(self._written(each), mattered=mattered)

    def weight(self, name: str, was: Entry, now: Entry) -> Iterator[RuleChange]:
        """That a part counts more or less in what it is in."""
        old, new = was.node.weight, now.node.weight
        if old == new:
            return
        thing = "item" if isinstance(now.node, Item) else "section"
        change = RuleChange("item" if thing == "item" else "section", now.node.id, "weight", old, new)
        mattered = None
        if was.within == now.within:
            parents = self._old[was.within], self.ends.new.table.nodes[now.within]
            varied = (
                with_weight(parents[0], self._old[name], now.node),
                with_weight(parents[1], now.node, was.node),
            )
            sides = self.crossing.old, self.crossing.new
            mattered = any(
                _came_to(side, meaning(other, None), other) != _came_to(side, meaning(parent, None), parent)
                for side, parent, other in zip(sides, parents, varied, strict=True)
            )
        yield replace(change, can_change_score=True, mattered=mattered)

    def facts(self, name: str) -> Iterator[FactChange]:
        """The facts that conditions of a section, or vetoes, read, and that differ."""
        names: dict[str, None] = {}
        for end in (self.ends.new, self.ends.old):
            node = end.table.nodes.get(name)
            conditions = () if node is None else conditions_of(node, settling=True)
            references = (each for condition in conditions for each in references_of_condition((), condition))
            facts = facts_read(end.side.program.scheme, references)
            names.update(dict.fromkeys(end.side.names[fact] for fact in facts))
        if names:
            yield from fact_differences(self.crossing, names, lambda scalars: self._facts_matter(name, scalars))

    def _facts_matter(self, name: str, scalars: tuple[Scalar, ...]) -> bool:
        """Whether a section, or the result, would be another with the other year's value of a fact alone."""
        old, new = self.ends.old, self.ends.new
        nodes: tuple[tuple[End, End, Node | None], ...] = (
            (old, new, self._old.get(name) if name in old.table.nodes else None),
            (new, old, new.table.nodes.get(name)),
        )
        for end, other, node in nodes:
            if node is not None:
                steps = meaning(node, None)
                known: dict[Key, Interval] = {scalar: other.side.known[scalar] for scalar in scalars}
                if _came_to(end.side, steps, node, known) != _came_to(end.side, steps, node):
                    return True
        return False

    def _written(self, change: RuleChange) -> RuleChange:
        side = self.crossing.old
        return as_written(change, side.ids, side.ids_of_parts)


def _as_far_as_told(node: Node) -> Node:
    """A section, or the total, without what is told of its parts themselves."""
    if isinstance(node, Section):
        return replace(node, id="", sections=(), items=(), formerly=())
    return replace(node, sections=())


def _came_to(side: Side, steps: tuple[Step, ...], node: Node, known: Mapping[Key, Interval] | None = None) -> Came:
    """What a section comes to by one score's facts, and what is under it as far as that is worked out, too; or the result."""
    program, points = side.program, dict(side.known)
    if known:
        points.update(known)
        points.update((Scalar(name), points_of(lower_measure(each), points)) for name, each in side.measures.items())
    points = program.run(points_of, points, steps)
    came = tuple(points[step.key] for step in steps)
    if not isinstance(node, Total):
        return came
    scheme = replace(program.scheme, total=_with_its_grades(node))
    values = {key: Working(e.NO, each, each) for key, each in points.items()}
    outcome = outcome_of(scheme, program.run(work_out, values, settling(scheme)))
    return (*came, tuple(each.id for each in outcome.grades), outcome.no_result)


def _with_its_grades(total: Total) -> Total:
    """A total with vetoes that fix only grades that it has: of another year's, those that are gone fix nothing."""
    ids = {None, *(grade.id for grade in total.grades)}
    vetoes = (
        replace(each, grade=None, grade_at_most=None) if {each.grade, each.grade_at_most} - ids else each
        for each in total.vetoes
    )
    return replace(total, vetoes=tuple(vetoes))
