"""The text check of what is above items: sections, the total, its grades and vetoes."""

from collections.abc import Iterator
from decimal import Decimal
from functools import reduce

from zlpg.checks.clauses import UP_TO, counts_of, held_against
from zlpg.checks.parameters import Parameter, of_rounding, parameters_of_condition
from zlpg.checks.parts import nodes_of
from zlpg.checks.registration import Findings, finds
from zlpg.checks.stated import numbers_in, values_in
from zlpg.codes import Code
from zlpg.diagnostics import MAX_LISTED, Diagnostic, Message, Path
from zlpg.model.table import Grade, Scheme, Section, Total, Veto
from zlpg.model.walks import parts_below
from zlpg.numbers import ONE, divided, plain, plus

PER_CENT = Decimal(100)


@finds("unstated-number", "unused-number", needs="scheme")
def sections_state_their_maximum_and_cap(scheme: Scheme) -> Findings:
    """What the document says of a section as a whole (满分90分, 累计不超过10分) is what the section declares."""
    counts = counts_of(scheme)
    for path, node in nodes_of(scheme):
        declared = list(_bounds(path, node))
        said = numbers_in(node.text)
        if isinstance(node, Section) and node.requires is not None:
            declared += parameters_of_condition((*path, "requires"), node.requires, counts)
        stated = tuple(each for each in said if each.ceiling or any(one.fits(each) for one in declared))
        yield from held_against(path, stated, tuple(declared), [node.note])


def _bounds(path: Path, node: Section | Total) -> Iterator[Parameter]:
    for key, bound in (("cap", node.cap), ("floor", node.floor)):
        if bound is not None:
            yield Parameter((*path, key), bound, in_points=True)
    if node.max is not None:
        yield Parameter((*path, "max"), node.max, in_points=True, required=False)
    yield from of_rounding(path, node.round)


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
        if len(set(weights)) < 2 or any(isinstance(part, Section) and part.requires is not None for part in parts):  # noqa: PLR2004  # they are alike, or not all of them count
            continue
        whole = ONE if max(weights) < ONE else PER_CENT if node.average and _are_per_cent(scheme, node) else None
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


@finds("unstated-number", "unused-number", needs="scheme")
def grades_state_their_thresholds(scheme: Scheme) -> Findings:
    """What a grade takes is stated by its text, its title or its note, or by the text of the total."""
    for position, grade in enumerate(scheme.total.grades):
        at: Path = ("total", "grades", position)
        others = tuple(
            Parameter(("total", "grades", place), number, in_points=True, required=False, side=side)
            for place, other in enumerate(scheme.total.grades)
            for side, number in _threshold(other)
            if place != position
        )
        own = tuple(Parameter((*at, side), number, in_points=True, side=side) for side, number in _threshold(grade))
        beside = [scheme.total.text, scheme.total.note, grade.title, grade.note]
        yield from held_against(at, numbers_in(grade.text), (*own, *others), beside)


def _threshold(grade: Grade) -> Iterator[tuple[str, Decimal]]:
    if grade.at_least is not None:
        yield "at_least", grade.at_least
    if grade.over is not None:
        yield "over", grade.over


@finds("unstated-number", "unused-number", needs="scheme")
def vetoes_state_their_numbers(scheme: Scheme) -> Findings:
    """What a veto takes, and what points it fixes, is stated by its text, its title or its note, or by the text of the total."""
    counts = counts_of(scheme)
    for position, veto in enumerate(scheme.total.vetoes):
        at = ("total", "vetoes", position)
        parameters = tuple(_of_veto(at, veto, counts))
        yield from held_against(
            at, numbers_in(veto.text), parameters, [veto.title, veto.note, scheme.total.text, scheme.total.note]
        )


def _of_veto(at: Path, veto: Veto, counts: frozenset[str]) -> Iterator[Parameter]:
    yield from parameters_of_condition((*at, "veto"), veto.veto, counts)
    if veto.points is not None:
        yield Parameter((*at, "points"), veto.points, in_points=True)


@finds("unused-number", needs="scheme")
def the_total_uses_what_its_text_states(scheme: Scheme) -> Findings:
    """Each threshold that the text of the total states (90分以上优秀) is that of a grade or a veto."""
    total = scheme.total
    if not total.grades:
        return
    thresholds = {number for grade in total.grades for _, number in _threshold(grade)}
    used = set(thresholds)
    used.update(each.value for each in _bounds(("total",), total))
    for position, veto in enumerate(total.vetoes):
        used.update(each.value for each in _of_veto(("total", "vetoes", position), veto, frozenset()))
    for number in numbers_in(total.text):
        starts = UP_TO.match(total.text, number.end)
        of_grades = number.amount is not False and bool(number.minimum or number.below or number.beyond or starts)
        if of_grades and used.isdisjoint(number.values) and not any(map(number.just_below, thresholds)):
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
