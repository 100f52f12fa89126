"""What a total means, in words: the grade, the vetoes that hold or still may, and that there is no result."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from zlpg.engine.breakdown import Breakdown
from zlpg.engine.score import prepare
from zlpg.model.table import Veto
from zlpg.model.walks import walk_sections
from zlpg.records import dataclass
from zlpg.show.words import Words, visible


@dataclass(frozen=True, slots=True)
class Said:
    """One thing to be said of a result. `state` is what is to be said of what `title` names; texts are safe to show.

    `line` says it as a whole; it is empty for grades beside the first, which names them all.
    """

    kind: Literal["grade", "veto", "no_result", "otherwise"]
    id: str
    title: str
    state: str
    line: str
    veto: Veto | None = None


def outcome_of(breakdown: Breakdown, words: Words) -> Iterator[Said]:
    """Everything there is to say of a result besides its points, most important first."""
    outcome = breakdown.outcome
    if outcome.no_result:
        yield from _no_result(breakdown, words)
    elif breakdown.scheme.total.grades:
        yield from _grades(breakdown, words)
    for veto in outcome.settling:
        if not veto.no_result:  # which was said as the reason
            yield _veto(breakdown, veto, words, words.gettext("Vetoed: {veto} → {effect}"), "")
    for veto in outcome.may_settle:
        template = words.gettext("May still be vetoed: {veto} → {effect}")
        yield _veto(breakdown, veto, words, template, words.gettext("may still hold"))
    if outcome.may_settle:
        said = _otherwise(breakdown, words)
        line = words.gettext("Otherwise: {outcome}").format(outcome=said)
        yield Said("otherwise", "", said, "", line)
    template = words.gettext("May still have no result: {reason}")
    for reason in () if outcome.no_result else _without_anything(breakdown, outcome.maybe_empty, words):
        yield Said("no_result", "", reason, words.gettext("may still hold"), template.format(reason=reason))


def effect_of(breakdown: Breakdown, veto: Veto, words: Words) -> str:
    """What a veto fixes."""
    titles = {grade.id: visible(grade.title) for grade in breakdown.scheme.total.grades}
    if veto.grade is not None:
        return titles[veto.grade]
    if veto.grade_at_most is not None:
        return words.gettext("{grade} at best").format(grade=titles[veto.grade_at_most])
    if veto.points is not None:
        return words.gettext("a total of {points}").format(points=words.number(veto.points))
    return words.gettext("no result")


def _no_result(breakdown: Breakdown, words: Words) -> Iterator[Said]:
    template = words.gettext("No result: {reason}")
    vetoes = breakdown.outcome.settling
    for veto in vetoes:
        title = visible(veto.title)
        yield Said("no_result", "", title, "", template.format(reason=title), veto)
    for reason in () if vetoes else _without_anything(breakdown, breakdown.outcome.empty, words):
        yield Said("no_result", "", reason, "", template.format(reason=reason))


def _without_anything(breakdown: Breakdown, empty: tuple[str, ...], words: Words) -> Iterator[str]:
    """Where nothing is applicable: sections, or all of the table."""
    titles = {section.id: section.title for _, section in walk_sections(breakdown.scheme)}
    template = words.gettext("nothing under “{section}” is applicable")
    for id in empty:
        title = titles.get(id)
        yield words.gettext("nothing is applicable") if title is None else template.format(section=visible(title))


def _grades(breakdown: Breakdown, words: Words) -> Iterator[Said]:
    outcome = breakdown.outcome
    titles = tuple(visible(grade.title) for grade in outcome.grades)
    is_settled = outcome.grade is not None
    template = words.gettext("Grade: {grade}") if is_settled else words.gettext("Grades still possible: {grades}")
    line = template.format(grade=titles[0], grades=words.listed(titles))
    for at, (grade, title) in enumerate(zip(outcome.grades, titles, strict=True)):
        state = "" if is_settled else words.gettext("still possible")
        yield Said("grade", grade.id, title, state, "" if at else line)


def _veto(breakdown: Breakdown, veto: Veto, words: Words, template: str, state: str) -> Said:
    effect = effect_of(breakdown, veto, words)
    said = f"{state} → {effect}".lstrip()
    return Said("veto", "", visible(veto.title), said, template.format(veto=visible(veto.title), effect=effect), veto)


def _otherwise(breakdown: Breakdown, words: Words) -> str:
    """What the result is if none of the vetoes holds that still may: the total, where one would change it, and the grades."""
    vetoes = breakdown.outcome.possible
    scheme = breakdown.scheme
    total = replace(scheme.total, vetoes=tuple(veto for veto in scheme.total.vetoes if veto not in vetoes))
    unless = prepare(replace(scheme, total=total)).score(breakdown.facts)
    said = [visible(grade.title) for grade in unless.outcome.grades]
    if not said or any(veto.points is not None for veto in vetoes):
        said.insert(0, words.interval(unless.working.points))
    return words.listed(tuple(said))
