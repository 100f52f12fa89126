"""The value of one fact, as it is written: what is wrong with it, and the scalars that the engine reads.

>>> reports = CountFact("count", "工作信息", "篇")
>>> [str(each.message) for each in wrong_with_value(reports, "13篇", ("facts", "work_reports"))]
['expected a whole number, found the text “13篇”']
>>> [*scalars_from("work_reports", reports, Decimal(13))]
[(Scalar(fact='work_reports', which=''), Decimal('13'))]
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import assert_never

from zlpg.diagnostics import Diagnostic, Message, did_you_mean_by_name, nearest, without_consequences
from zlpg.diagnostics import Path as At
from zlpg.load.wording import (
    LIST,
    LIST_OF_TEXTS,
    NUMBER,
    TEXT,
    WHOLE_NUMBER,
    YES_OR_NO,
    Asked,
    applicant_form,
    applicant_of,
    applicants_in,
    asked_of,
    empty_value,
    for_no_value,
    for_number,
    for_numbers,
    for_results,
    for_written_number,
    for_yes_no,
    in_a_row,
    key_meant,
    missing_key,
    off_step,
    out_of_range,
    quoted,
    separated,
    several_files,
    unexpected,
    unknown_key,
    write,
)
from zlpg.lookalikes import seen, told_apart
from zlpg.model.declarations import (
    ChoiceFact,
    CountFact,
    FactDeclaration,
    NumberFact,
    NumbersFact,
    ResultsFact,
    YesNoFact,
)
from zlpg.model.facts import LONG_FORM, Applicant, Report
from zlpg.model.scalars import Scalar, number_of
from zlpg.numbers import MAX_DIGITS, ONE, UNBOUNDED, ZERO, Interval, holdable, plain
from zlpg.records import record
from zlpg.source import Data

APPLICANT = ("name", "level", "note", "evidence")
NOT_APPLICABLE = ("not_applicable", "n/a", "不适用")
"""What stands for the value of a fact that is not applicable, in capitals or not."""


@record(frozen=True, slots=True)
class Written:
    """A fact as it is written: its value, which may be missing, where that stands, and what stands beside it."""

    value: Data
    at: At
    beside: Mapping[str, Data]

    @property
    def not_applicable(self) -> bool:
        """Whether it is reported as not applicable."""
        return is_not_applicable(self.value)

    @property
    def has_value(self) -> bool:
        """Whether a value is reported, be it a part of one."""
        return self.value is not None and not self.not_applicable


def is_not_applicable(value: Data) -> bool:
    """Whether a value says that the fact is not applicable."""
    return isinstance(value, str) and seen(value).lower() in NOT_APPLICABLE


def wrong_with_value(declared: FactDeclaration, value: Data, at: At, *, optional: bool = False) -> Iterator[Diagnostic]:
    """What is wrong with a fact's value in itself. It may be missing: then it is open.

    `optional` is set where the fact may be reported as not applicable.
    """
    if value is None or is_not_applicable(value):
        return
    asked = asked_of(declared, optional=optional)
    match declared:
        case NumberFact():
            yield from _wrong_number(NUMBER, value, at, asked)
        case CountFact():
            yield from _wrong_number(WHOLE_NUMBER, value, at, asked)
        case YesNoFact():
            if not isinstance(value, bool):
                yield unexpected(YES_OR_NO, value, at, for_yes_no(value, asked))
        case ResultsFact():
            yield from _wrong_results(declared, value, at, asked)
        case ChoiceFact():
            yield from _wrong_option(declared, value, at, asked)
        case NumbersFact():
            yield from _wrong_numbers(declared, value, at, asked)
        case _:
            assert_never(declared)


def _wrong_number(expected: Message, value: Data, at: At, asked: Asked) -> Iterator[Diagnostic]:
    if isinstance(value, Decimal) and not holdable(value):
        yield Diagnostic("number-too-long", Message("not a number of at most {most} digits", most=MAX_DIGITS), at=at)
    elif not isinstance(value, Decimal) or (expected == WHOLE_NUMBER and not is_whole(value)):
        alone = write(plain(value[0])) if _is_number_in_brackets(value) else None
        yield unexpected(expected, value, at, for_number(value, asked) if isinstance(value, str) else alone)
    elif (message := out_of_range(value, asked)) is not None:
        yield Diagnostic("out-of-range", message, at=at)
    elif (message := off_step(value, asked.step)) is not None:
        yield Diagnostic("off-step", message, at=at)


def _is_number_in_brackets(value: Data) -> bool:
    return isinstance(value, tuple) and len(value) == 1 and isinstance(value[0], Decimal) and holdable(value[0])


def _wrong_numbers(declared: NumbersFact, value: Data, at: At, asked: Asked) -> Iterator[Diagnostic]:
    if isinstance(value, Decimal):
        not_the_mean = Message(
            "list every number, not their mean; a single one stands in brackets, too: [{number}]", number=plain(value)
        )
        each = Message("list every number; a single one stands in brackets, too: [{number}]", number=plain(value))
        hint = not_the_mean if declared.as_ == "mean" else each
        yield unexpected(LIST, value, at, hint)
    elif not isinstance(value, tuple):
        hint_for_text = for_numbers(value, asked) if isinstance(value, str) else None
        yield unexpected(LIST, value, at, _without_names(value) or hint_for_text)
    elif not value:
        if declared.as_ != "sum":
            yield empty_value(at)
    elif len(value) == 1 and isinstance(value[0], str) and (together := for_numbers(value[0], asked)) is not None:
        yield unexpected(NUMBER, value[0], (*at, 0), together)
    else:
        for position, each in enumerate(value):
            if each is not None:
                yield from _wrong_number(NUMBER, each, (*at, position), asked)


def _without_names(value: Data) -> Message | None:
    """The remedy for numbers that are written with who gave them: 甲: 9."""
    numbers = [*value.values()] if isinstance(value, dict) else []
    if not numbers or not all(isinstance(number, Decimal) and holdable(number) for number in numbers):
        return None
    return write(f"[{in_a_row([plain(number) for number in numbers])}]")


_APPLICANT = Message("an applicant with name and level")
_APPLICANT_IN_TEXT = re.compile(r"(?:(?<=\s)|(?<!.))[^\s:：]+[:：] ?[^\s\d:：，、；;,]+(?=\s|$)")
"""Lines that each name an applicant with its level, which make one text: 甲公司：金奖."""
_COUNT = Asked(ends=Interval(ZERO, UNBOUNDED), whole=True)
"""How many applicants there are at a level."""


def _wrong_results(declared: ResultsFact, value: Data, at: At, asked: Asked) -> Iterator[Diagnostic]:
    if isinstance(value, dict):
        for level, count in value.items():
            if (applicants := _applicants_in(declared, level, count)) is not None:
                expected = Message("the number of applicants at a level")
                yield unexpected(expected, count, (*at, level), applicants)
                continue
            yield from _wrong_level(declared, level, (*at, level), on_key=True)
            if count is not None:
                yield from _wrong_number(WHOLE_NUMBER, count, (*at, level), _COUNT)
    elif isinstance(value, tuple):
        for position, applicant in enumerate(value):
            yield from _wrong_applicant(declared, applicant, (*at, position))
        yield from _named_twice(value, at)
    elif isinstance(value, str) and (lines := _applicants_in_lines(value)):
        for applicant in lines:
            form = f"- {applicant_of(applicant[0], declared.levels)}"
            hint = Message("write a line for each applicant: {form}", form=form)
            yield replace(unexpected(_APPLICANT, applicant[0], at, hint), within=applicant.span())
    else:
        expected = Message("a list of applicants, or the number of them at each level")
        yield unexpected(expected, value, at, for_results(value, declared, asked))


def _applicants_in_lines(text: str) -> list[re.Match[str]]:
    """Several applicants, each with its level, that a text has and nothing else."""
    found = [*_APPLICANT_IN_TEXT.finditer(text)]
    return found if len(found) > 1 and " ".join(each[0] for each in found) == text else []


def _applicants_in(declared: ResultsFact, key: str, value: Data) -> Message | None:
    """How applicants are written that stand in a mapping: 甲公司: 金奖, gold: 甲公司, gold: [甲公司, 乙公司]."""
    names = value if isinstance(value, tuple) else (value,)
    if not names or not all(isinstance(name, str) for name in names):
        return None
    hint = did_you_mean_by_name(key, declared.levels)
    if key in declared.levels or isinstance(value, tuple) or (hint is not None and "name" in hint.values):
        if any(for_no_value(name, _COUNT) or for_written_number(name, _COUNT) for name in names):
            return None
        forms = [applicant_form(each, key, declared.levels) for name in names for each in separated(name)]
    else:
        forms = [applicant_form(key, value, declared.levels)]
    return Message(
        "write a line for each applicant: {form}", form=in_a_row([f"- {form}" for form in forms], between=" ")
    )


def _named_twice(applicants: tuple[Data, ...], at: At) -> Iterator[Diagnostic]:
    """Applicants whose names a reader can't tell apart: each counts once."""
    first: dict[str, int] = {}
    for position, applicant in enumerate(applicants):
        name = applicant.get("name") if isinstance(applicant, dict) else None
        if not isinstance(name, str) or not seen(name) or first.setdefault(seen(name), position) == position:
            continue
        where = first[seen(name)]
        other = applicants[where]["name"]
        message = Message(
            "“{name}” is applicant {first} and applicant {again}",
            name=quoted(name),
            first=where + 1,
            again=position + 1,
        )
        hint = Message("each applicant counts once, at its final result")
        if name != other:
            message = Message(
                "“{name}”, applicant {again}, reads the same as “{other}”, applicant {first}",
                name=quoted(name),
                other=quoted(other),
                first=where + 1,
                again=position + 1,
            )
            if characters := told_apart(name, other) or told_apart(other, name):
                hint = Message(
                    "each applicant counts once, at its final result; they differ only in {characters}",
                    characters=characters,
                )
        yield Diagnostic("duplicate-applicant", message, hint, at=(*at, position, "name"))


def _wrong_applicant(declared: ResultsFact, applicant: Data, at: At) -> Iterator[Diagnostic]:
    if named := _names_with_levels(applicant):
        forms = [applicant_form(name, level, declared.levels) for name, level in named]
        yield unexpected(_APPLICANT, applicant, at, write(in_a_row(forms)))
        return
    if not isinstance(applicant, dict):
        hint = write(applicants_in(applicant, declared.levels)) if isinstance(applicant, str) else None
        yield unexpected(_APPLICANT, applicant, at, hint)
        return
    yield from without_consequences((*wrong_with_notes(applicant, at, APPLICANT), *_missing(applicant, at)))
    if "name" in applicant and not (isinstance(applicant["name"], str) and seen(applicant["name"])):
        yield unexpected(TEXT, applicant["name"] or None, (*at, "name"))
    if "level" in applicant:
        yield from _wrong_level(declared, applicant["level"], (*at, "level"))


def _names_with_levels(applicant: Data) -> list[tuple[str, str | None]]:
    """The names and levels of applicants that are written as pairs: 甲公司: 金奖, or [甲公司, 金奖]."""
    if isinstance(applicant, tuple) and len(applicant) == 2 and all(isinstance(each, str) for each in applicant):  # noqa: PLR2004
        return [applicant]
    pairs = [*applicant.items()] if isinstance(applicant, dict) else []
    are_names = all(key_meant(name, APPLICANT) is None and nearest(name, APPLICANT) is None for name, _ in pairs)
    return pairs if are_names and all(level is None or isinstance(level, str) for _, level in pairs) else []


def _missing(applicant: Mapping[str, Data], at: At) -> Iterator[Diagnostic]:
    return (missing_key(key, at) for key in ("name", "level") if key not in applicant)


def _wrong_level(declared: ResultsFact, level: Data, at: At, *, on_key: bool = False) -> Iterator[Diagnostic]:
    if not isinstance(level, str):
        yield unexpected(Message("one of {allowed}", allowed=tuple(declared.levels)), level, at)
    elif level not in declared.levels:
        message = Message("there is no level “{level}”", level=quoted(level))
        hint = did_you_mean_by_name(level, declared.levels)
        yield Diagnostic("unknown-level", message, hint, at=at, on_key=on_key)


def _wrong_option(declared: ChoiceFact, option: Data, at: At, asked: Asked) -> Iterator[Diagnostic]:
    if not isinstance(option, str):
        yield unexpected(Message("one of {allowed}", allowed=tuple(declared.names)), option, at)
    elif option not in declared.names:
        message = Message("there is no option “{option}”", option=quoted(option))
        hint = did_you_mean_by_name(option, declared.names)
        if hint is None or "name" not in hint.values:
            hint = for_no_value(option, asked) or hint
        yield Diagnostic("unknown-option", message, hint, at=at)


def wrong_with_notes(written: Mapping[str, Data], at: At, allowed: tuple[str, ...]) -> Iterator[Diagnostic]:
    """What is wrong with the note and the evidence beside a value, and keys that don't belong there."""
    for key, value in written.items():
        here = (*at, key)
        if allowed == LONG_FORM and seen(key) in {"unit", "单位", "计量单位"}:
            message = Message("unknown key “{key}”", key=quoted(key))
            hint = Message("leave it out: the rule file says what a fact counts in")
            yield Diagnostic("unknown-key", message, hint, at=here, on_key=True)
        elif key not in allowed:
            yield unknown_key(key, here, allowed)
        elif key == "note" and value is not None and not isinstance(value, str):
            yield unexpected(TEXT, value, here)
        elif key == "evidence" and value is not None:
            yield from _wrong_evidence(value, here)


def _wrong_evidence(value: Data, at: At) -> Iterator[Diagnostic]:
    if not isinstance(value, tuple):
        yield unexpected(LIST_OF_TEXTS, value, at)
        return
    for position, each in enumerate(value):
        if not isinstance(each, str):
            yield unexpected(TEXT, each, (*at, position))
        elif files := several_files(each):
            message = Message("“{text}” is one text that names several files", text=quoted(each))
            hint = Message("put a comma and a space between them: {form}", form=", ".join(files))
            yield Diagnostic("wrong-type", message, hint, at=(*at, position))


def is_whole(value: Data) -> bool:
    """Whether a value is a whole number."""
    return isinstance(value, Decimal) and value.is_finite() and value == value.to_integral_value()


def scalars_from(id: str, declared: FactDeclaration, value: Data) -> Iterator[tuple[Scalar, Decimal]]:
    """The scalars of a fact from a value that is right; none where it is open all the same."""
    match declared:
        case NumberFact() | CountFact():
            yield Scalar(id), value
        case YesNoFact():
            yield Scalar(id), ONE if value else ZERO
        case ResultsFact(levels=levels) if isinstance(value, dict):
            for level in levels:  # one that isn't named has no applicants; one named without a number is open
                if (count := value.get(level, ZERO)) is not None:
                    yield Scalar(id, level), count
        case ResultsFact(levels=levels):
            for level in levels:
                yield Scalar(id, level), Decimal(sum(applicant["level"] == level for applicant in value))
        case ChoiceFact(names=options):
            yield from ((Scalar(id, option), ONE if option == value else ZERO) for option in options)
        case NumbersFact():
            if None not in value:
                yield Scalar(id), number_of(declared, value)
        case _:
            assert_never(declared)


def report_from(declared: FactDeclaration, written: Written) -> Report:
    """What is kept of a fact for its explanation."""
    applicants: tuple[Applicant, ...] = ()
    numbers: tuple[Decimal, ...] = ()
    if isinstance(written.value, tuple):
        if isinstance(declared, ResultsFact):
            applicants = tuple(
                Applicant(each["name"], each["level"], each.get("note") or "", each.get("evidence") or ())
                for each in written.value
            )
        else:
            numbers = tuple(each for each in written.value if each is not None)
    return Report(written.beside.get("note") or "", written.beside.get("evidence") or (), applicants, numbers)
