"""What decides on a result besides its points: each veto has one effect, and grades go down from the best."""

from decimal import Decimal

from zlpg.checks.parts import Parts
from zlpg.checks.registration import Findings, finds
from zlpg.codes import Code
from zlpg.diagnostics import Diagnostic, Message, did_you_mean
from zlpg.model.table import Grade, Veto

EFFECTS = ("grade", "grade_at_most", "points", "no_result")
"""What a veto can do, one of it."""


@finds(
    Code(
        "veto-without-effect",
        documentation="""
        A veto has none of the four effects, or several of them, or limits the grade to the best one there is. Documents
        mean different things by 一票否决: the worst grade, not the best one, no points, or no result at all. So each veto
        says which of them it is.

        ```diff
                   rule: {each: award_results, is: {applied: 0.1, silver: 1, gold: 2}}
        +  text: 死亡3人以上的，一票否决。
        +  vetoes:
        +    - {veto: {at_least: {accident_deaths: 3}}, title: 死亡3人以上}
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: write one of `grade`, `grade_at_most`, `points` and `no_result`; if the document says several of
        them, write a veto for each.
        """,
    ),
)
def vetoes_have_an_effect(parts: Parts) -> Findings:
    """A veto does one thing: it fixes the grade, limits it, fixes the points, or leaves no result."""
    best = [grade.id for grade in parts.scheme.total.grades[:1]]
    for at, veto in parts.vetoes():
        effects = tuple(effect for effect in EFFECTS if _has(veto, effect))
        hint = Message("write one of: grade: ID, grade_at_most: ID, points: 0, no_result: true")
        if not effects:
            message = Message("the veto “{veto}” has no effect", veto=veto.title)
            yield Diagnostic("veto-without-effect", message, hint, at=at)
        elif len(effects) > 1:
            message = Message("the veto “{veto}” has several effects: {effects}", veto=veto.title, effects=effects)
            yield Diagnostic("veto-without-effect", message, hint, at=at)
        elif veto.grade_at_most in best:
            message = Message("“{grade}” is the best grade: it limits nothing", grade=veto.grade_at_most)
            yield Diagnostic("veto-without-effect", message, at=(*at, "grade_at_most"))


def _has(veto: Veto, effect: str) -> bool:
    value = getattr(veto, effect)
    return value is not None and value is not False


@finds("unknown-grade")
def grades_of_vetoes_exist(parts: Parts) -> Findings:
    """A veto names a grade that is declared."""
    grades = tuple(grade.id for _, grade in parts.grades())
    for at, veto in parts.vetoes():
        for key, grade in (("grade", veto.grade), ("grade_at_most", veto.grade_at_most)):
            if grade is not None and grade not in grades:
                message = Message("there is no grade “{grade}”", grade=grade)
                hint = did_you_mean(grade, grades) if grades else Message("declare the grades of the total: grades")
                yield Diagnostic("unknown-grade", message, hint, at=(*at, key))


@finds(
    Code(
        "grades-not-descending",
        needs_everything=True,
        documentation="""
        The grades do not stand from the best down, each with a lower threshold than the one before and the last without
        any. A total would have two grades, or none, or a grade would never be given.

        Each grade but the last has one threshold. Documents differ in whether the number itself is included, so it is
        `at_least` (以上) or `over` (超过). The last grade is that of every total below, be it a negative one. Another grade
        without a threshold is right only where a veto gives it.

        ```diff
                   rule: {each: award_results, is: {applied: 0.1, silver: 1, gold: 2}}
        +  text: 8分以上为优秀，6分以上为合格，不足6分为不合格。
        +  grades:
        +    - {id: good, title: 优秀, at_least: 8}
        +    - {id: passed, title: 合格, at_least: 6}
        +    - {id: failed, title: 不合格, at_least: 0}
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: order the grades from the best down, give each but the last its threshold, and leave the last one's
        out.
        """,
    ),
)
def grades_descend(parts: Parts) -> Findings:
    """Grades stand from the best down, each with a lower threshold than the one before; the last is for all the rest.

    Another one without a threshold is given by a veto.
    """
    given = {id for _, veto in parts.vetoes() for id in (veto.grade, veto.grade_at_most)}
    grades = tuple(parts.grades())
    before: Grade | None = None
    for at, grade in grades:
        last = grade is grades[-1][1]
        if grade.at_least is not None and grade.over is not None:
            message = Message("the grade “{grade}” has two thresholds", grade=grade.id)
            yield Diagnostic("grades-not-descending", message, _THRESHOLD, at=at)
        elif last and _threshold(grade) is not None:
            message = Message("the last grade, “{grade}”, has a threshold: below it there is no grade", grade=grade.id)
            hint = Message("leave its threshold out, or add the grade of everything below it, without one")
            yield Diagnostic("grades-not-descending", message, hint, at=at)
        elif not last and _threshold(grade) is None and grade.id not in given:
            message = Message("nothing gives the grade “{grade}”: no threshold, no veto", grade=grade.id)
            yield Diagnostic("grades-not-descending", message, _THRESHOLD, at=at)
        elif before is not None and not _below(grade, before):
            message = Message(
                "“{grade}” does not take less than “{before}” before it", grade=grade.id, before=before.id
            )
            hint = Message("grades stand from the best down, each with a lower threshold than the one before")
            yield Diagnostic("grades-not-descending", message, hint, at=at)
        before = grade if _threshold(grade) is not None else before


_THRESHOLD = Message("write at_least (the number included, 以上) or over (the number left out, 超过)")


def _threshold(grade: Grade) -> tuple[Decimal, bool] | None:
    """What a grade takes, and whether it takes more than that; in this order thresholds compare."""
    if grade.at_least is not None:
        return grade.at_least, False
    return None if grade.over is None else (grade.over, True)


def _below(grade: Grade, before: Grade) -> bool:
    mine, other = _threshold(grade), _threshold(before)
    return mine is None or other is None or mine < other


OUTCOME_CHECKS = (
    vetoes_have_an_effect,
    grades_of_vetoes_exist,
    grades_descend,
)
"""Vetoes and grades."""
