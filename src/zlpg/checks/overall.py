"""The text check of what is above items: sections, the total, its grades and vetoes."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import reduce

from zlpg.checks.parts import Parts, nodes_of
from zlpg.checks.registration import Findings, finds
from zlpg.clauses.matching import Clause, grains_in, held_against, relation, with_shares
from zlpg.clauses.numbers import Stated, left_out_by, numbers_in, values_in
from zlpg.clauses.parameters import (
    Parameter,
    numbers_of_labels,
    parameters_behind,
    parameters_of_grade,
    parameters_of_node,
    parameters_of_veto,
    worths_of,
)
from zlpg.codes import Code
from zlpg.diagnostics import MAX_LISTED, Diagnostic, Message, Path
from zlpg.model.references import references_of_condition
from zlpg.model.table import Grade, Scheme, Section, Total, Veto
from zlpg.model.walks import parts_at, parts_below
from zlpg.numbers import ONE, PERCENTS, UPWARDS, ZERO, divided, plain, plus


@finds("unstated-number", "unused-number", "wrong-side", needs="scheme and sound parts")
def sections_state_their_maximum_and_cap(scheme: Scheme, sound: Parts) -> Findings:
    """What the document says of a section as a whole (满分90分, 累计不超过10分) is what the section declares."""
    readings = sound.readings
    for path, node in nodes_of(scheme):
        declared = (*parameters_of_node(path, node, readings), *_on_top(path, node))
        left_out = _left_out(scheme, node)
        requires = node.requires if isinstance(node, Section) else None
        references = () if requires is None else tuple(references_of_condition((), requires))
        labels, worths = numbers_of_labels(scheme, references), tuple(worths_of(scheme, references))
        numbers = (with_shares(number, worths) for number in numbers_in(node.text, left_out))
        stated = [
            *_once([number for number in numbers if _counts(number, declared) and not _is_of_each(number, node.text)])
        ]
        yield from held_against(Clause(path, node.text, stated, [node.note], labels, (), left_out), declared)


def _on_top(path: Path, node: Section | Total) -> Iterator[Parameter]:
    """What comes on top of what a section is worth, which its text may state beside that: 满分50分，附加分最多3分."""
    for at, part in parts_at(path, node):
        for key in ("max", "cap") if part.bonus else ():
            if isinstance(limit := getattr(part, key), Decimal):
                yield Parameter((*at, key), limit, in_points=True, required=False)


def _worths_on_top(node: Section | Total) -> Iterator[Decimal]:
    """The most that each part of a section, or of the total, brings on top of what that is worth, as far as the file says."""
    for part in parts_below(node):
        if not part.bonus:
            yield from _worths_on_top(part) if isinstance(part, Section) else ()
            continue
        limits = [limit for limit in (part.max, part.cap) if isinstance(limit, Decimal)]
        yield from (min(limits),) if limits else ()


def _counts(number: Stated, declared: Iterable[Parameter]) -> bool:
    """Whether a number of a section's text is about the section as a whole, and not about what is in it."""
    about_points = number.role == "places" or (number.role == "ceiling" and number.in_points is not False)
    return about_points or any(relation(number, each) for each in declared)


_FOR_EACH = re.compile(r"\s*(?:points?\s+)?(?:for\s+)?(?:each|every|any|per)\b", re.IGNORECASE)


def _is_of_each(number: Stated, text: str) -> bool:
    """Whether the most that a section's text states is that of each thing in it: no more than 5 points for each element."""
    return number.role == "ceiling" and _FOR_EACH.match(text, number.end) is not None


def _once(numbers: Iterable[Stated]) -> Iterator[Stated]:
    """Without what only says the most again: up to 50 points, together not more than 50."""
    said = set[Decimal]()
    for number in numbers:
        if number.role != "ceiling" or number.side != "at_most" or number.values[0] not in said:
            yield number
        if number.role == "ceiling":
            said.add(number.values[0])


def _left_out(scheme: Scheme, node: Section | Total | Grade | Veto) -> frozenset[str]:
    return left_out_by(scheme.note, scheme.total.text, scheme.total.note, node.text, node.note)


@finds("unstated-number", needs="scheme")
def weights_of_sections_are_stated(scheme: Scheme) -> Findings:
    """A section's weight is stated by its title, its text or note, or by what is around it: as it is, in percents, or as 1 of 10."""
    for path, node in nodes_of(scheme):
        around = [node.text, node.note, *([node.title] if isinstance(node, Section) else []), scheme.total.text]
        for position, section in enumerate(node.sections):
            if section.weight == ONE:
                continue
            texts = [section.title, section.text, section.note, *around]
            meant = (section.weight, section.weight * 100, divided(ONE, section.weight))
            if all(values_in(text).isdisjoint(meant) for text in texts):
                message = Message("{number} is not stated in the clause", number=section.weight)
                hint = Message("correct it, or say in the note how the text was read")
                yield Diagnostic("unstated-number", message, hint, at=(*path, "sections", position, "weight"))


@finds(
    Code(
        "weights-not-whole",
        waivable=True,
        needs_everything=True,
        documentation="""
        A warning: the weights of what is averaged or added up are parts of 1, or per cent by what a text says, and add
        up to something else. Then one of them is mostly a slip, and in an average nobody would notice, because it is
        divided by what they add up to. Weights that are all alike are not told of, nor those beside a section that only
        some units have (`requires`), nor any other numbers.

        ```diff
             - id: work
               number: 一
               title: 质量工作
        -      text: 质量工作（满分9分）
        +      text: 质量工作（满分9分），占0.9
        +      weight: 0.9
        @@
             - id: deductions
               number: 二
               title: 扣分项
        +      text: 占0.5
        +      weight: 0.5
        @@
             - id: bonuses
               number: 三
               title: 加分项
        +      text: 占0.1
        +      weight: 0.1
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: correct the weight that is wrong; if the document's weights really add up to something else, waive
        the finding.
        """,
    ),
    needs="scheme",
)
def weights_make_a_whole(scheme: Scheme) -> Findings:
    """Weights that are parts of 1, or that a text states as per cent, add up to 1, or to 100: else one of them is a slip.

    Of equal weights it makes no difference what they add up to, and a third of 100 has no end.
    """
    for path, node in nodes_of(scheme):
        parts = parts_below(node)
        weights = [part.weight for part in parts]
        if node.combine in {"lowest", "highest"}:  # of which one counts
            continue
        if len(set(weights)) < 2 or any(isinstance(part, Section) and part.requires is not None for part in parts):  # noqa: PLR2004  # they are alike, or not all of them count
            continue
        whole = (
            ONE
            if max(weights) < ONE
            else PERCENTS
            if node.combine == "average" and _are_per_cent(scheme, node)
            else None
        )
        if whole is not None and (together := reduce(plus, weights)) != whole:
            message = Message("the weights add up to {sum}, not to {whole}", sum=together, whole=whole)
            listed = tuple(f"{part.id}: {plain(part.weight)}" for part in parts[:MAX_LISTED])
            yield Diagnostic(
                "weights-not-whole", message, Message("they are {weights}", weights=listed), severity="warning", at=path
            )


def _are_per_cent(scheme: Scheme, node: Section | Total) -> bool:
    """Whether a text states any of the weights in a section, or in the total, as per cent."""
    texts = [node.text, node.note, scheme.total.text, *([node.title] if isinstance(node, Section) else [])]
    for part in parts_below(node):
        said = [number for text in (part.title, part.text, part.note, *texts) for number in numbers_in(text)]
        per_cent = (number for number in said if number.text.endswith("%") or number.text.startswith("百分之"))
        if any(part.weight in number.values for number in per_cent):
            return True
    return False


@finds("unstated-number", "unused-number", "wrong-side", needs="scheme and sound parts")
def grades_state_their_thresholds(scheme: Scheme, sound: Parts) -> Findings:
    """What a grade takes is stated by its text, its title or its note, or by the text of the total."""
    readings, total = sound.readings, scheme.total
    texts = (total.text, *(grade.text for grade in total.grades))
    grains = grains_in(number for text in texts for number in numbers_in(text))
    for position, grade in enumerate(total.grades):
        at: Path = ("total", "grades", position)
        parameters = [
            each
            for place, other in enumerate(total.grades)
            for each in parameters_of_grade(
                ("total", "grades", place), other, total, readings, required=place == position
            )
        ]
        references = () if grade.if_ is None else tuple(references_of_condition((), grade.if_))
        parameters += parameters_behind(scheme, references, readings)
        labels, worths = numbers_of_labels(scheme, references), worths_of(scheme, references)
        beside = [total.text, total.note, grade.title, grade.note]
        left_out = _left_out(scheme, grade)
        numbers = numbers_in(grade.text, left_out)
        if grade in _with_the_most(total):
            numbers = tuple(each for each in numbers if not (each.range_end and _is_the_most(each, total)))
        clause = Clause(at, grade.text, numbers, beside, labels, worths, left_out, grains)
        yield from held_against(clause, sorted(parameters, key=lambda each: not each.required))


def _is_the_most(number: Stated, total: Total) -> bool:
    """Whether a number is the most that there is: the far end of the best grade (90至100分), or of the worst where less is better.

    A threshold of its own would be another grade's; where less is better, that it is the end of a range has to say that it is none.
    """
    thresholds = [grade.threshold for grade in total.grades if grade.threshold is not None]
    is_end = number.side == "at_most" and number.in_points is not False and (_falls(total) or bool(number.range_end))
    if not is_end or not thresholds or number.values[0] <= max(thresholds):
        return False
    if not isinstance(total.max, Decimal):
        return True
    on_top = reduce(plus, _worths_on_top(total), ZERO)
    return number.values[0] in {total.max, plus(total.max, on_top)}


def _with_the_most(total: Total) -> tuple[Grade, ...]:
    """The grades that the most that there is can be of: the best ones, or the last where less is better."""
    if not _falls(total):
        return total.grades[-1:]
    best = max(grade.threshold for grade in total.grades if grade.threshold is not None)
    return tuple(grade for grade in total.grades if grade.threshold == best)


def _falls(total: Total) -> bool:
    """Whether better grades take more points."""
    return any(grade.side in UPWARDS for grade in total.grades)


@finds("unstated-number", "unused-number", "wrong-side", needs="scheme and sound parts")
def vetoes_state_their_numbers(scheme: Scheme, sound: Parts) -> Findings:
    """What a veto takes, and what points it fixes, is stated by its text, its title or its note, or by the text of the total."""
    readings, total = sound.readings, scheme.total
    for position, veto in enumerate(total.vetoes):
        at = ("total", "vetoes", position)
        left_out = _left_out(scheme, veto)
        numbers = numbers_in(veto.text, left_out)
        beside = [veto.title, veto.note, total.text, total.note]
        references = tuple(references_of_condition((), veto.veto))
        labels = numbers_of_labels(scheme, references)
        clause = Clause(at, veto.text, numbers, beside, labels, worths_of(scheme, references), left_out)
        parameters = (*parameters_of_veto(at, veto, readings), *parameters_behind(scheme, references, readings))
        yield from held_against(clause, parameters)


@finds("unused-number", needs="scheme and sound parts")
def the_total_uses_what_its_text_states(scheme: Scheme, sound: Parts) -> Findings:
    """Each threshold that the text of the total states (90分以上优秀) is that of a grade or a veto, but for the most that there is."""
    total = scheme.total
    if not total.grades:
        return
    readings = sound.readings
    declared = list(parameters_of_node(("total",), total, readings))
    for grade in total.grades:
        declared += parameters_of_grade((), grade, total, readings)
    for veto in total.vetoes:
        declared += parameters_of_veto((), veto, readings)
    numbers = numbers_in(total.text, _left_out(scheme, total))
    grains = grains_in(numbers)
    for number in numbers:
        of_grades = number.side is not None and number.in_points is not False and number.role is None
        if not of_grades or not any(number.values) or _is_the_most(number, total):
            continue
        if not any(each.value in number.values or relation(number, each, grains) for each in declared):
            message = Message("the clause states {number}, which no number of the rule uses", number=number.text)
            yield Diagnostic("unused-number", message, at=("total", "text"), within=(number.start, number.end))


OVERALL_CHECKS = (
    sections_state_their_maximum_and_cap,
    weights_of_sections_are_stated,
    weights_make_a_whole,
    grades_state_their_thresholds,
    vetoes_state_their_numbers,
    the_total_uses_what_its_text_states,
)
"""What the texts of sections and of the total, and numbers, have to say alike."""
