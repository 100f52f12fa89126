"""Thresholds held against what they are thresholds of: on one scale with it, and within what it can be."""

from collections.abc import Iterator
from decimal import Decimal
from typing import assert_never

import zlpg.model.rules as r
from zlpg.checks.parts import Parts
from zlpg.checks.registration import Findings, finds
from zlpg.codes import Code
from zlpg.diagnostics import Diagnostic, Message, Path
from zlpg.engine.lowering import difference, lower_reading, places_of_names, readings_of
from zlpg.engine.table import TOTAL
from zlpg.model.declarations import (
    ChoiceFact,
    CountFact,
    Measure,
    NumberFact,
    NumbersFact,
    ends_of,
    possible_of,
    step_of,
)
from zlpg.model.table import Scheme
from zlpg.model.walks import parts_at
from zlpg.numbers import ONE, PERCENTS, UPWARDS, ZERO, Interval, is_multiple
from zlpg.records import record

MANY = Decimal(5)
"""From here on a weight beside one below 1 is one in percents."""


@record(frozen=True, slots=True)
class Thresholds:
    """The numbers that one rule or condition holds one fact or measure to, each with its place."""

    id: str
    numbers: tuple[tuple[Path, Decimal], ...]


def thresholds_of_rule(at: Path, rule: r.Amount) -> Iterator[Thresholds]:
    """The thresholds of a rule itself, not of those inside it."""
    match rule:
        case r.TableRule() | r.EachRule():
            for each in r.lookups_of(rule):
                if each.numbers:
                    yield Thresholds(each.reading, tuple(((*at, *way), number) for way, number in each.numbers))
        case r.CountedRule(count=id):
            yield Thresholds(id, _given((*at, "over"), rule.over) + _given((*at, "under"), rule.under))
        case r.ProportionalRule(proportional=id):
            yield Thresholds(id, _given((*at, "over"), rule.over) + _given((*at, "full"), rule.full))
        case r.OnceRule(once=condition):
            yield from thresholds_of_condition((*at, "once"), condition)
        case Decimal() | str():
            pass
        case r.SumRule() | r.ProductRule() | r.HighestRule() | r.LowestRule() | r.AverageRule() | r.DeductRule():
            pass
        case r.DifferenceRule() | r.ShareRule():
            pass
        case _:
            assert_never(rule)


def thresholds_of_condition(at: Path, condition: r.Condition) -> Iterator[Thresholds]:
    """The thresholds of a condition, and of every one inside it, that are numbers."""
    for entry in r.entries_in(at, condition):
        numbers = tuple((entry.at, each) for each in entry.values if isinstance(each, Decimal))
        if numbers:
            yield Thresholds(entry.reading, numbers)


def _given(at: Path, threshold: Decimal | str | None) -> tuple[tuple[Path, Decimal], ...]:
    return ((at, threshold),) if isinstance(threshold, Decimal) else ()


def other_scale(scheme: Scheme, thresholds: Thresholds) -> Message | None:
    """What to do about thresholds that are in percents where the quantity is a part of 1, or the other way round."""
    declared = scheme.meant_by(thresholds.id)
    numbers = [number for _, number in thresholds.numbers if number]
    if not numbers or not isinstance(declared, NumberFact | NumbersFact | Measure):
        return None
    possible = possible_of(declared)
    lowest, highest = possible.lowest, possible.highest
    if lowest >= ZERO and highest <= ONE and all(number > ONE for number in numbers):
        if isinstance(declared, Measure):
            return Message("write the measure in percents: times: 100, range: [0, 100]; or thresholds as parts of 1")
        return Message("write the range in percents: [0, 100]; or thresholds as parts of 1")
    if (
        highest == PERCENTS
        and lowest >= ZERO
        and all(ZERO < number <= ONE for number in numbers)
        and min(numbers) < ONE
    ):
        return Message("write thresholds in percents, too: 60 instead of 0.6")
    return None


@finds(
    Code(
        "mixed-scales",
        waivable=True,
        documentation="""
        A threshold is in percents and what it is held to goes from 0 to 1, or the other way round; or weights beside
        each other are partly percents and partly parts of 1. Documents write 60% and 0.6 alike, and files have to
        decide on one of them: a rate of 87 is beyond every threshold that is a part of 1, so that everyone would earn
        everything, and a weight of 60 beside one of 0.4 would count 150 times as much.

        It is told where all thresholds of a rule or a condition are above 1 and what they are held to goes from 0 to at
        most 1, or where all are at most 1 and it goes from 0 to 100. Weights that are added up and come to 100 are
        percents, too; where `combine: average` divides by them, they may be.

        ```diff
        -          text: 参照上级考核结果，满分100分的结果按比例折算，满分5分。
        +          text: 上级考核结果达到60%的，得5分。
        @@
        -          rule: {proportional: product_quality, full: 100, points: 5}
        +          rule: {once: {at_least: {product_quality: 0.6}}, points: 5}
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: write the thresholds on the scale of the fact or the measure, or its `range` (and `times`) on that
        of the thresholds; write weights that are added up as parts of 1. If so low a threshold is meant, waive the
        finding.
        """,
    ),
    needs="sound parts",
)
def thresholds_are_on_the_scale_of_their_fact(parts: Parts) -> Findings:
    """A share from 0 to 1 is not held to 38, and one in percents not to 0.38."""
    for at, rule in parts.rules():
        for each in thresholds_of_rule(at, rule):
            yield from _mixed(parts.scheme, each)
    for at, condition in _conditions_elsewhere(parts):
        for each in thresholds_of_condition(at, condition):
            yield from _mixed(parts.scheme, each)


def _mixed(scheme: Scheme, each: Thresholds) -> Findings:
    if (hint := other_scale(scheme, each)) is not None:
        declared = scheme.meant_by(each.id)
        ends = possible_of(declared)  # type: ignore[arg-type]  # what has a scale has a range
        message = Message(
            "{number} is on another scale than “{fact}”, which goes from {lowest} to {highest}",
            number=next(number for _, number in each.numbers if number),
            fact=each.id,
            lowest=ends.lowest,
            highest=ends.highest,
        )
        yield Diagnostic("mixed-scales", message, hint, at=next(at for at, number in each.numbers if number))


@finds("mixed-scales", needs="sound parts")
def measures_in_percents_are_multiplied(parts: Parts) -> Findings:
    """A measure in percents is a share times 100."""
    for id, measure in parts.measures.items():
        is_share = isinstance(measure, r.ShareRule) and measure.times == ONE
        if is_share and measure.unit == "%" and ends_of(measure).highest > ONE:
            message = Message("“{measure}” is in percents, and what it comes to is a part of 1", measure=id)
            hint = Message("write it in percents: {form}", form="times: 100")
            yield Diagnostic("mixed-scales", message, hint, at=("measures", id))


@finds("mixed-scales", needs="sound parts")
def weights_are_on_one_scale(parts: Parts) -> Findings:
    """Weights side by side are parts of 1 or percents, and percents make an average."""
    for path, node in parts.nodes:
        beside = tuple(parts_at(path, node))
        weights = [part.weight for _, part in beside]
        fractions = [weight for weight in weights if weight < ONE]
        added_up = node.combine == "sum" and len(beside) > 1 and sum(weights) == PERCENTS
        for place, part in beside:
            at = (*place, "weight")
            if fractions and part.weight >= MANY:
                message = Message("the weight {weight} stands beside {other}", weight=part.weight, other=fractions[0])
                yield Diagnostic("mixed-scales", message, Message("write all weights as parts of 1, as in 0.6"), at=at)
            elif added_up and part.weight > ONE:
                message = Message(
                    "the weight {weight} is in percents, and what it weights is added up", weight=part.weight
                )
                hint = Message("write it as a part of 1, as in 0.6, or declare around it: combine: average")
                yield Diagnostic("mixed-scales", message, hint, at=at)
                break


@finds(
    Code(
        "unreachable-threshold",
        waivable=True,
        needs_everything=True,
        documentation="""
        A threshold of a condition, or of a `count` or a `proportional` rule, lies outside of what is held to it. A
        condition would hold always, or never, and a rule would start or end at a number that there never is, so the
        threshold, the side that is meant, or the limits of the fact were copied wrongly. A `count` that nothing can
        ever go beyond is told of as `never-pays`.

        ```diff
               title: 加分项
        +      text: 质量工作得分90分以上的，方可加分。
        +      requires: {at_least: {work.points: 90}}
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: correct the threshold, or the `range` of the fact, or the points of the part; if the
        document has such a condition, waive the finding.
        """,
    ),
    needs="sound parts",
)
def thresholds_can_make_a_difference(parts: Parts) -> Findings:
    """What a condition or a rule holds a number to is within what the number can be: else it holds always, or never."""
    declare_worth = [(*path, "rule") for path, item in parts.items if item.max is not None]
    for at, rule in parts.rules():
        match rule:
            case r.OnceRule(once=condition):
                yield from _idle(parts, (*at, "once"), condition)
            case r.ProportionalRule():
                worth_is_declared = any(at[: len(path)] == path for path in declare_worth)
                yield from _bounds(parts, at, rule, worth_is_declared=worth_is_declared)
            case r.CountedRule():
                yield from _beyond_all(parts, at, rule)
            case r.TableRule() | r.EachRule():  # of which `reach` tells what rows can be
                pass
            case Decimal() | str():
                pass
            case r.SumRule() | r.ProductRule() | r.HighestRule() | r.LowestRule() | r.AverageRule():
                pass
            case r.DifferenceRule() | r.ShareRule() | r.DeductRule():
                pass
            case _:
                assert_never(rule)
    for at, each in _conditions_elsewhere(parts):
        yield from _idle(parts, at, each)


def _conditions_elsewhere(parts: Parts) -> Iterator[tuple[Path, r.Condition]]:
    return parts.conditions_of_nodes() if parts.whole else iter(())


def _idle(parts: Parts, at: Path, condition: r.Condition) -> Findings:
    """The entries of a condition, and of every one inside it, that hold always, or never; of each part one is told."""
    for entry in r.entries_in(at, condition):
        messages = (_holds_anyway(parts, entry, reading) for reading in readings_of(entry.reading, parts.around))
        message = next((each for each in messages if each is not None), None)
        if message is not None:
            yield Diagnostic("unreachable-threshold", message, at=entry.at)


def _holds_anyway(parts: Parts, entry: r.Entry, reading: str) -> Message | None:
    """That what is read is always as an entry says, or never."""
    match entry.word, entry.threshold:
        case "is", _:
            return _is_never(parts, entry, reading)
        case word, r.Level() as level:
            return _of_levels(parts, r.Lookup(reading, word, (level,), ((),)))
        case word, str() as other:
            possible = parts.worked_out(difference(reading, other, parts.around))
            return _of_difference(word, reading, other, possible)
        case word, Decimal() as number:
            if other_scale(parts.scheme, Thresholds(reading, (((), number),))):
                return None
            return _kept(word, reading, number, parts.worked_out(lower_reading(reading, parts.around)))
        case _:
            raise AssertionError(entry)


def _of_levels(parts: Parts, lookup: r.Lookup) -> Message | None:
    on_side = [not place for _, place in places_of_names(lookup, parts.around)]
    if all(on_side):
        return Message("this always holds, whatever “{id}” is", id=lookup.reading)
    return None if any(on_side) else Message("this never holds, whatever “{id}” is", id=lookup.reading)


def _kept(word: str, id: str, number: Decimal, possible: Interval) -> Message | None:
    """That a threshold is always kept, or never, where it is."""
    lowest, highest = possible.lowest, possible.highest
    never, always = _never_and_always(word, number, possible)
    upwards = word in {"at_least", "over"}
    if never and upwards:
        return Message("this never holds: “{id}” comes to {highest} at most", id=id, highest=highest)
    if never:
        return Message("this never holds: “{id}” comes to {lowest} at least", id=id, lowest=lowest)
    if always and upwards:
        return Message("this always holds: “{id}” comes to {lowest} at least", id=id, lowest=lowest)
    return Message("this always holds: “{id}” comes to {highest} at most", id=id, highest=highest) if always else None


def _never_and_always(word: str, number: Decimal, possible: Interval) -> tuple[bool, bool]:
    lowest, highest = possible.lowest, possible.highest
    match word:
        case "at_least":
            return number > highest, number <= lowest
        case "over":
            return number >= highest, number < lowest
        case "at_most":
            return number < lowest, number >= highest
        case "below":
            return number <= lowest, number > highest
        case _:
            raise AssertionError(word)


def _of_difference(word: str, id: str, other: str, possible: Interval) -> Message | None:
    never, always = _never_and_always(word, ZERO, possible)
    if never:
        return Message("this never holds, whatever “{id}” and “{other}” come to", id=id, other=other)
    if always:
        return Message("this always holds, whatever “{id}” and “{other}” come to", id=id, other=other)
    return None


def _is_never(parts: Parts, entry: r.Entry, reading: str) -> Message | None:
    """That a number or a choice is never what it is to be, or always."""
    fact = parts.scheme.asked.get(reading)
    if isinstance(fact, ChoiceFact):
        is_any = set(entry.values) >= fact.names.keys()
        return Message("this always holds: “{id}” is always one of these", id=reading) if is_any else None
    numbers = [each for each in entry.values if isinstance(each, Decimal)]
    possible = parts.worked_out(lower_reading(reading, parts.around))
    if possible.known is not None and possible.known in numbers:
        return Message("this always holds: “{id}” is always {number}", id=reading, number=possible.known)
    is_whole = isinstance(fact, CountFact)
    for number in numbers:
        if number > possible.highest:
            return Message("“{fact}” never comes to {threshold}", fact=reading, threshold=number)
        if number < possible.lowest:
            return Message("“{fact}” is never as low as {threshold}", fact=reading, threshold=number)
        if is_whole and number != number.to_integral_value():
            return Message("“{fact}” is a count, and never {threshold}", fact=reading, threshold=number)
    return None


def _bounds(parts: Parts, at: Path, rule: r.ProportionalRule, *, worth_is_declared: bool) -> Findings:
    """The bounds of a proportion; where its worth is declared, it is told already that a full result is out of reach."""
    (thresholds,) = thresholds_of_rule(at, rule)
    possible = parts.worked_out(lower_reading(rule.proportional, parts.around))
    if other_scale(parts.scheme, thresholds) is None:
        for here, number in thresholds.numbers:
            if not (here[-1] == "full" and worth_is_declared):
                yield from out_of_reach("unreachable-threshold", here, rule.proportional, number, possible)


def _beyond_all(parts: Parts, at: Path, rule: r.CountedRule) -> Findings:
    """A threshold that all there can be is beyond. One that nothing can be beyond is told of as what never pays."""
    (thresholds,) = thresholds_of_rule(at, rule)
    possible = parts.worked_out(lower_reading(rule.count, parts.around))
    if other_scale(parts.scheme, thresholds) is None:
        for here, number in thresholds.numbers:
            if number < possible.lowest if here[-1] == "over" else number > possible.highest:
                yield from out_of_reach("unreachable-threshold", here, rule.count, number, possible)


def out_of_reach(code: str, at: Path, id: str, number: Decimal, possible: Interval) -> Findings:
    """A finding about a number that a fact or a measure never comes to."""
    if number > possible.highest:
        message = Message("“{fact}” never comes to {threshold}", fact=id, threshold=number)
        yield Diagnostic(code, message, at=at)
    elif number < possible.lowest:
        message = Message("“{fact}” is never as low as {threshold}", fact=id, threshold=number)
        yield Diagnostic(code, message, at=at)


@finds("off-step", needs="sound parts")
def what_goes_in_steps_is_held_to_what_it_can_be(parts: Parts) -> Findings:
    """The ends of a range, and the thresholds that a fact is held to, are multiples of its step."""
    for id, fact in parts.facts.items():
        if isinstance(fact, NumberFact | NumbersFact) and fact.step is not None:
            for position, end in enumerate(fact.range):
                if end is not None and not is_multiple(end, fact.step):
                    yield _between_steps(("facts", id, "range", position), end, fact.step)
            if isinstance(fact, NumberFact) and fact.or_ is not None and not is_multiple(fact.or_, fact.step):
                yield _between_steps(("facts", id, "or"), fact.or_, fact.step)
    held = [each for at, rule in parts.rules() for each in thresholds_of_rule(at, rule)]
    held += [each for at, condition in _conditions_elsewhere(parts) for each in thresholds_of_condition(at, condition)]
    for each in held:
        declared = parts.scheme.asked.get(each.id)
        step = None if isinstance(declared, CountFact) else step_of(declared)
        for at, number in each.numbers:
            if step is not None and at[-1] != "full" and not is_multiple(number, step):
                yield _between_steps(at, number, step)


def _between_steps(at: Path, number: Decimal, step: Decimal) -> Diagnostic:
    message = Message("{value} is not a multiple of {step}", value=number, step=step)
    return Diagnostic("off-step", message, Message("correct it, or the step of the fact"), at=at)


@finds(
    Code(
        "unreachable-grade",
        waivable=True,
        needs_everything=True,
        documentation="""
        The total can never come to what a grade takes. Nobody could have the grade, so its threshold was copied
        wrongly, it is on another scale than the total, or a part of the table is missing.

        ```diff
                   rule: {each: award_results, is: {applied: 0.1, silver: 1, gold: 2}}
        +  text: 90分以上为优秀，6分以上为合格，不足6分为不合格。
        +  grades:
        +    - {id: good, title: 优秀, at_least: 90}
        +    - {id: passed, title: 合格, at_least: 6}
        +    - {id: failed, title: 不合格}
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: correct the threshold, or what the total is made up of.
        """,
    ),
    needs="sound parts",
)
def grades_can_be_reached(parts: Parts) -> Findings:
    """The total can come to what each grade takes."""
    for at, grade in parts.grades() if parts.whole else ():
        possible = parts.values[TOTAL]
        if grade.side is None or not _never_and_always(grade.side, grade.threshold or ZERO, possible)[0]:
            continue
        message = (
            Message("the total comes to {highest} at most", highest=possible.highest)
            if grade.side in UPWARDS
            else Message("the total comes to {lowest} at least", lowest=possible.lowest)
        )
        yield Diagnostic("unreachable-grade", message, at=(*at, grade.side))


THRESHOLD_CHECKS = (
    measures_in_percents_are_multiplied,
    thresholds_are_on_the_scale_of_their_fact,
    weights_are_on_one_scale,
    thresholds_can_make_a_difference,
    what_goes_in_steps_is_held_to_what_it_can_be,
    grades_can_be_reached,
)
"""Thresholds, and what they are thresholds of."""
