"""What settles a result besides its points: vetoes, grades, and whether anything is applicable at all."""

from collections.abc import Iterator, Mapping

import zlpg.engine.expression as e
from zlpg.engine.breakdown import Outcome
from zlpg.engine.lowering import ALL_APPLY, lower_condition
from zlpg.engine.readers.bounds import Working, work_out
from zlpg.engine.table import lower_grade, nothing_applies, parts_that_may_drop_out
from zlpg.model.table import Grade, Scheme, Veto
from zlpg.numbers import Interval
from zlpg.records import dataclass


@dataclass(frozen=True, slots=True)
class Settling:
    """The conditions of a scheme's vetoes, in order, those of its grades, best first, and those in which nothing is applicable."""

    vetoes: tuple[tuple[Veto, e.Expression], ...]
    grades: tuple[tuple[Grade, e.Expression], ...]
    nothing: tuple[tuple[str, e.Expression], ...]

    def outcome(self, known: Mapping[str, Interval], parts: Mapping[str, Working]) -> Outcome:
        """What it comes to while facts may be open; nothing that is still possible is left out."""

        def held(condition: e.Expression) -> Interval:
            return work_out(condition, known, parts).points

        conditions = tuple(work_out(condition, known, parts) for _, condition in self.vetoes)
        vetoes = [(veto, worked.points) for (veto, _), worked in zip(self.vetoes, conditions, strict=True)]
        nothing = [(id, held(condition)) for id, condition in self.nothing]
        none = [*(holds for _, holds in nothing), *(holds for veto, holds in vetoes if veto.no_result)]
        sure, maybe = any(each.lowest for each in none), any(each.highest for each in none)
        return Outcome(
            () if sure else self._grades([(grade, held(condition)) for grade, condition in self.grades], vetoes),
            tuple(veto for veto, holds in vetoes if holds.lowest),
            tuple(veto for veto, holds in vetoes if holds.highest and not holds.lowest),
            True if sure else None if maybe else False,
            tuple(id for id, holds in nothing if holds.lowest),
            tuple(id for id, holds in nothing if holds.highest and not holds.lowest),
            conditions,
        )

    def _grades(self, grades: list[tuple[Grade, Interval]], vetoes: list[tuple[Veto, Interval]]) -> tuple[Grade, ...]:
        order = {grade.id: place for place, (grade, _) in enumerate(grades)}
        found = set(_by_points(grades))
        for veto, holds in vetoes:
            if veto.grade_at_most is not None and holds.highest:
                limited = {max(place, order[veto.grade_at_most]) for place in found}
                found = limited if holds.lowest else found | limited
        fixing = [(order[veto.grade], holds) for veto, holds in vetoes if veto.grade is not None and holds.highest]
        settled: set[int] = set()
        for place, holds in fixing:
            settled.add(place)
            if holds.lowest:
                found = set()
                break
        return tuple(grades[place][0] for place in sorted(found | settled))


def _by_points(grades: list[tuple[Grade, Interval]]) -> Iterator[int]:
    for place, (_, holds) in enumerate(grades):
        if holds.highest:
            yield place
        if holds.lowest:
            return


def settling(scheme: Scheme) -> Settling:
    """The conditions that settle a scheme's results."""
    total = scheme.total
    applying = parts_that_may_drop_out(scheme) if total.vetoes else ALL_APPLY
    return Settling(
        tuple((veto, lower_condition(veto.veto, applying)) for veto in total.vetoes),
        tuple((grade, lower_grade(grade, last=grade is total.grades[-1])) for grade in total.grades),
        tuple(nothing_applies(total)),
    )
