"""What decides on a result besides its points: each veto has an effect, and grades go down from the best."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import cast

import zlpg.model.rules as r
from zlpg.checks.parts import Parts
from zlpg.checks.registration import Findings, finds
from zlpg.codes import Code
from zlpg.diagnostics import Diagnostic, Message, Path, did_you_mean
from zlpg.model.table import Grade, Veto
from zlpg.numbers import UPWARDS, ZERO

EFFECTS = ("grade", "grade_at_most", "points")
"""What a veto can do."""


@finds(
    Code(
        "veto-without-effect",
        needs_everything=True,
        documentation="""
        A veto has none of the three effects, or two that don't go together, or limits the grade to the best one there is.
        Documents mean different things by 一票否决: the worst grade, not the best one, no points, or no result at all. So
        each veto says which of them it is.

        ```diff
                   rule: {each: award_results, is: {applied: 0.1, silver: 1, gold: 2}}
        +  text: 死亡3人以上的，一票否决。
        +  vetoes:
        +    - {veto: {at_least: {accident_deaths: 3}}, title: 死亡3人以上}
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: write `grade`, `grade_at_most` or `points`, or `points` with one of the others; where there is then no
        result at all, `points: none`.
        """,
    ),
)
def vetoes_have_an_effect(parts: Parts) -> Findings:
    """A veto does something: it fixes the grade or limits it, fixes the points, or leaves no total; not two that cross each other."""
    best = [grade.id for grade in parts.scheme.total.grades[:1]]
    for at, veto in parts.vetoes():
        if all(getattr(veto, effect) is None for effect in EFFECTS):
            message = Message("the veto “{veto}” has no effect", veto=veto.title)
            hint = Message("write one of: grade: ID, grade_at_most: ID, points: 0, points: none")
            yield Diagnostic("veto-without-effect", message, hint, at=at)
        elif veto.grade_at_most is not None and (beside := _overruling(veto)):
            message = Message(
                "the veto “{veto}” has both “{one}” and “{other}”", veto=veto.title, one="grade_at_most", other=beside
            )
            hint = Message("with the grade fixed, or no result, there is no grade left to limit: leave one of them out")
            yield Diagnostic("veto-without-effect", message, hint, at=(*at, "grade_at_most"))
        elif veto.grade_at_most in best:
            message = Message("“{grade}” is the best grade: it limits nothing", grade=veto.grade_at_most)
            yield Diagnostic("veto-without-effect", message, at=(*at, "grade_at_most"))


def _overruling(veto: Veto) -> str | None:
    """What a veto does besides, so that there is no grade left to be limited."""
    return "grade" if veto.grade is not None else "points: none" if veto.no_total else None


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
        The grades do not stand from the best down, each taking less than the one before and the last nothing. A total
        would have no grade, or a grade would never be given, since the first that holds counts.

        Each grade but the last has one threshold, a condition (`if`), or both. Documents differ in whether the number
        itself is included, so it is `at_least` (以上) or `over` (超过), which fall from grade to grade; where less is
        better, `at_most` (以下) or `below` (不到), which rise. Two grades have the same threshold only where an `if` of the
        first tells them apart. The last grade is that of everything else, be it a negative total. Another grade that
        takes nothing is right only where a veto gives it.

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

        To mend it: order the grades from the best down, give each but the last what it takes, and leave the last one's
        out.
        """,
    ),
)
def grades_descend(parts: Parts) -> Findings:
    """Each grade takes less than the one before, all in one direction, so that the first that holds is it; the last takes nothing.

    Another one that takes nothing is given by a veto. Of several with the same threshold, conditions tell them apart.
    """
    given = {id for _, veto in parts.vetoes() for id in (veto.grade, veto.grade_at_most)}
    grades = tuple(parts.grades())
    before: list[Grade] = []
    for at, grade in grades:
        last = grade is grades[-1][1]
        out_of_order = None if len(grade.sides) > 1 else _out_of_order(grade, before)
        if len(grade.sides) > 1:
            message = Message("the grade “{grade}” has two thresholds", grade=grade.id)
            yield Diagnostic("grades-not-descending", message, _TAKES, at=at)
        elif last and not grade.takes_nothing:
            message = Message(
                "the last grade, “{grade}”, takes something: what does not meet it has no grade", grade=grade.id
            )
            hint = Message("leave its threshold and its “if” out, or add the grade of everything else, without them")
            yield Diagnostic("grades-not-descending", message, hint, at=at)
        elif not last and grade.takes_nothing and grade.id not in given:
            message = Message("nothing gives the grade “{grade}”: no threshold, no “if”, no veto", grade=grade.id)
            yield Diagnostic("grades-not-descending", message, _TAKES, at=at)
        elif out_of_order is not None:
            yield Diagnostic("grades-not-descending", *out_of_order, at=at)
        before += [grade] if grade.side is not None else []


_TAKES = Message(
    "write at_least (以上, the number included) or over (超过); at_most (以下) or below (不到); or what it takes: if"
)


def _out_of_order(grade: Grade, before: Sequence[Grade]) -> tuple[Message, Message] | None:
    """That a grade with a threshold is never the first that holds, or not as thresholds go."""
    if not before or grade.side is None:
        return None
    other = before[-1]
    if (grade.side in UPWARDS) != (other.side in UPWARDS):
        message = Message(
            "“{grade}” takes {side}, and “{before}” before it {other}",
            grade=grade.id,
            side=grade.side,
            before=other.id,
            other=str(other.side),
        )
        return message, Message("thresholds go one way: at_least and over fall, at_most and below rise")
    same = [each for each in before if _strictness(each) == _strictness(grade)]
    told_apart = all(each.if_ is not None and each.if_ != grade.if_ for each in same)
    if _strictness(grade) < _strictness(other) or (same and told_apart and same[-1] is other):
        return None
    message = Message("“{grade}” does not take less than “{before}” before it", grade=grade.id, before=other.id)
    hint = Message(
        "grades stand from the best down, each taking less than the one before, or the same where an “if” tells them apart"
    )
    return message, hint


def _strictness(grade: Grade) -> tuple[Decimal, bool]:
    """How much a grade with a threshold takes; in this order those of one direction compare."""
    return _order(str(grade.side), grade.threshold or ZERO)


def _order(word: str, threshold: Decimal) -> tuple[Decimal, bool]:
    """How much is taken by a threshold: more of 90 than of 80, and of over 80 than of at least 80; downwards the other way round."""
    return (threshold if word in UPWARDS else -threshold), word in {"over", "below"}


@finds(
    Code(
        "grades-not-nested",
        waivable=True,
        needs_everything=True,
        documentation="""
        The `if` of a grade takes more of something than that of a better grade. Documents that take the worse of two
        ladders (取最低的等级), or a certain rate for each grade, ask for less from grade to grade, and only then is the
        first grade that holds the one that is meant. A threshold was copied wrongly, or stands at the wrong grade.

        ```diff
                   rule: {each: award_results, is: {applied: 0.1, silver: 1, gold: 2}}
        +  text: 8分以上且质量工作得分6分以上的为优秀，5分以上且质量工作得分7分以上的为合格，其余为不合格。
        +  grades:
        +    - {id: good, title: 优秀, at_least: 8, if: {at_least: {work.points: 6}}}
        +    - {id: passed, title: 合格, at_least: 5, if: {at_least: {work.points: 7}}}
        +    - {id: failed, title: 不合格}
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: correct the threshold; if the document asks for more of a lower grade, waive the finding.
        """,
    ),
)
def grades_are_nested(parts: Parts) -> Findings:
    """What a grade takes of something by its condition, a worse one takes no more of: worst of two ladders is the first that holds then."""
    taken: dict[tuple[str, bool], tuple[Grade, r.Entry]] = {}
    for at, grade in parts.grades():
        for entry in _taken(at, grade):
            key = entry.reading, entry.word in UPWARDS
            number = entry.threshold
            if not isinstance(number, Decimal):
                continue
            before, other = taken.get(key, (grade, entry))
            if _order(entry.word, number) > _order(other.word, cast("Decimal", other.threshold)):
                message = Message(
                    "“{grade}” takes more of “{reading}” than “{before}” before it",
                    grade=grade.id,
                    reading=entry.reading,
                    before=before.id,
                )
                hint = Message("what a grade takes of something, a worse one takes no more of")
                yield Diagnostic("grades-not-nested", message, hint, at=entry.at)
            else:
                taken[key] = grade, entry


def _taken(at: Path, grade: Grade) -> Iterator[r.Entry]:
    """What has to be so for a grade by words, all of it: not what does in one way or another."""
    waiting = [((*at, "if"), grade.if_)]
    while waiting:
        path, condition = waiting.pop()
        if isinstance(condition, r.Criteria):
            yield from (entry for entry in r.entries_of(path, condition) if entry.word != "is")
            waiting += [((*path, "all", position), each) for position, each in enumerate(condition.all or ())]


OUTCOME_CHECKS = (
    vetoes_have_an_effect,
    grades_of_vetoes_exist,
    grades_descend,
    grades_are_nested,
)
"""Vetoes and grades."""
