"""The value of one fact, as it is written: what is wrong with it, and the scalars that the engine reads."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import assert_never

from zlpg.diagnostics import Diagnostic, Message, did_you_mean_by_name, without_consequences
from zlpg.diagnostics import Path as At
from zlpg.facts import Applicant, Report
from zlpg.load.expectations import (
    LIST,
    NUMBER,
    TEXT,
    WHOLE_NUMBER,
    YES_OR_NO,
    described,
    empty_value,
    missing_key,
    quoted,
    unexpected,
    unknown_key,
)
from zlpg.lookalikes import seen, told_apart
from zlpg.lowering import at_level, mean_of
from zlpg.points import MAX_DIGITS, ONE, ZERO, holdable
from zlpg.records import dataclass
from zlpg.scheme import (
    ChoiceFact,
    CountFact,
    FactDeclaration,
    NumberFact,
    RatingsFact,
    ResultsFact,
    YesNoFact,
)
from zlpg.source import Data

APPLICANT = ("name", "level", "note", "evidence")
NOT_APPLICABLE = ("not_applicable", "n/a", "不适用")
"""What stands for the value of a fact that is not applicable, in capitals or not."""


@dataclass(frozen=True, slots=True)
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


def wrong_with_value(declared: FactDeclaration, value: Data, at: At) -> Iterator[Diagnostic]:
    """What is wrong with a fact's value in itself. It may be missing: then it is open."""
    if value is None or is_not_applicable(value):
        return
    match declared:
        case NumberFact(range=(lowest, highest)):
            yield from _wrong_number(NUMBER, value, at, lowest, highest)
        case CountFact(at_most=at_most):
            yield from _wrong_number(WHOLE_NUMBER, value, at, ZERO, None if at_most is None else Decimal(at_most))
        case YesNoFact():
            if not isinstance(value, bool):
                yield unexpected(YES_OR_NO, value, at)
        case ResultsFact():
            yield from _wrong_results(declared, value, at)
        case ChoiceFact():
            yield from _wrong_option(declared, value, at)
        case RatingsFact(range=range):
            yield from _wrong_ratings(value, at, range)
        case _:
            assert_never(declared)


def _wrong_number(
    expected: Message, value: Data, at: At, lowest: Decimal, highest: Decimal | None
) -> Iterator[Diagnostic]:
    if isinstance(value, Decimal) and not holdable(value):
        yield Diagnostic("number-too-long", Message("not a number of at most {most} digits", most=MAX_DIGITS), at=at)
    elif not isinstance(value, Decimal) or (expected == WHOLE_NUMBER and not is_whole(value)):
        yield unexpected(expected, value, at)
    elif highest is None and value < lowest:
        yield Diagnostic(
            "out-of-range", Message("{value} is out of range: {lowest} or more", value=value, lowest=lowest), at=at
        )
    elif highest is not None and not lowest <= value <= highest:
        message = Message("{value} is out of range: {lowest} to {highest}", value=value, lowest=lowest, highest=highest)
        yield Diagnostic("out-of-range", message, at=at)


def _wrong_ratings(value: Data, at: At, range: tuple[Decimal, Decimal]) -> Iterator[Diagnostic]:
    if isinstance(value, Decimal):
        message = Message("expected {expected}, found {found}", expected=LIST, found=described(value))
        hint = Message(
            "list every number, not their mean; a single one stands in brackets, too: [{number}]", number=value
        )
        yield Diagnostic("wrong-type", message, hint, at=at)
    elif not isinstance(value, tuple):
        yield unexpected(LIST, value, at)
    elif not value:
        yield empty_value(at)
    else:
        for position, each in enumerate(value):
            if each is not None:
                yield from _wrong_number(NUMBER, each, (*at, position), *range)


def _wrong_results(declared: ResultsFact, value: Data, at: At) -> Iterator[Diagnostic]:
    if isinstance(value, dict):
        for level, count in value.items():
            yield from _wrong_level(declared, level, (*at, level), on_key=True)
            if count is not None:
                yield from _wrong_number(WHOLE_NUMBER, count, (*at, level), ZERO, None)
    elif isinstance(value, tuple):
        for position, applicant in enumerate(value):
            yield from _wrong_applicant(declared, applicant, (*at, position))
        yield from _named_twice(value, at)
    else:
        yield unexpected(Message("a list of applicants, or the number of them at each level"), value, at)


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
            if characters := (*told_apart(name, other), *told_apart(other, name)):
                hint = Message(
                    "each applicant counts once, at its final result; they differ only in {characters}",
                    characters=characters,
                )
        yield Diagnostic("duplicate-applicant", message, hint, at=(*at, position, "name"))


def _wrong_applicant(declared: ResultsFact, applicant: Data, at: At) -> Iterator[Diagnostic]:
    if not isinstance(applicant, dict):
        yield unexpected(Message("an applicant with name and level"), applicant, at)
        return
    yield from without_consequences((*wrong_with_notes(applicant, at, APPLICANT), *_missing(applicant, at)))
    if "name" in applicant and not (isinstance(applicant["name"], str) and seen(applicant["name"])):
        yield unexpected(TEXT, applicant["name"] or None, (*at, "name"))
    if "level" in applicant:
        yield from _wrong_level(declared, applicant["level"], (*at, "level"))


def _missing(applicant: Mapping[str, Data], at: At) -> Iterator[Diagnostic]:
    return (missing_key(key, at) for key in ("name", "level") if key not in applicant)


def _wrong_level(declared: ResultsFact, level: Data, at: At, *, on_key: bool = False) -> Iterator[Diagnostic]:
    if not isinstance(level, str):
        yield unexpected(Message("one of {allowed}", allowed=tuple(declared.levels)), level, at)
    elif level not in declared.levels:
        message = Message("there is no level “{level}”", level=quoted(level))
        yield Diagnostic("unknown-level", message, _meant(level, declared.levels), at=at, on_key=on_key)


def _wrong_option(declared: ChoiceFact, option: Data, at: At) -> Iterator[Diagnostic]:
    if not isinstance(option, str):
        yield unexpected(Message("one of {allowed}", allowed=tuple(declared.options)), option, at)
    elif option not in declared.options:
        message = Message("there is no option “{option}”", option=quoted(option))
        yield Diagnostic("unknown-option", message, _meant(option, declared.options), at=at)


def _meant(written: str, names: Mapping[str, str]) -> Message | None:
    """The id that was probably meant; a level or an option may have been written by its name."""
    return did_you_mean_by_name(written, names)


def wrong_with_notes(written: Mapping[str, Data], at: At, allowed: tuple[str, ...]) -> Iterator[Diagnostic]:
    """What is wrong with the note and the evidence beside a value, and keys that don't belong there."""
    for key, value in written.items():
        here = (*at, key)
        if key not in allowed:
            yield unknown_key(key, here, allowed)
        elif key == "note" and value is not None and not isinstance(value, str):
            yield unexpected(TEXT, value, here)
        elif key == "evidence" and value is not None:
            if not isinstance(value, tuple):
                yield unexpected(LIST, value, here)
            else:
                for position, each in enumerate(value):
                    if not isinstance(each, str):
                        yield unexpected(TEXT, each, (*here, position))


def is_whole(value: Data) -> bool:
    """Whether a value is a whole number."""
    return isinstance(value, Decimal) and value.is_finite() and value == value.to_integral_value()


def scalars_from(id: str, declared: FactDeclaration, value: Data) -> Iterator[tuple[str, Decimal]]:
    """The scalars of a fact from a value that is right; none where it is open all the same."""
    match declared:
        case NumberFact() | CountFact():
            yield id, value
        case YesNoFact():
            yield id, ONE if value else ZERO
        case ResultsFact(levels=levels) if isinstance(value, dict):
            for level in levels:  # one that isn't named has no applicants; one named without a number is open
                if (count := value.get(level, ZERO)) is not None:
                    yield at_level(id, level), count
        case ResultsFact(levels=levels):
            for level in levels:
                yield at_level(id, level), Decimal(sum(applicant["level"] == level for applicant in value))
        case ChoiceFact(options=options):
            yield from ((at_level(id, option), ONE if option == value else ZERO) for option in options)
        case RatingsFact():
            if None not in value:
                yield id, mean_of(declared, value)
        case _:
            assert_never(declared)


def report_from(declared: FactDeclaration, written: Written) -> Report:
    """What is kept of a fact for its explanation."""
    applicants: tuple[Applicant, ...] = ()
    ratings: tuple[Decimal, ...] = ()
    if isinstance(written.value, tuple):
        if isinstance(declared, ResultsFact):
            applicants = tuple(
                Applicant(each["name"], each["level"], each.get("note") or "", each.get("evidence") or ())
                for each in written.value
            )
        else:
            ratings = tuple(each for each in written.value if each is not None)
    return Report(written.beside.get("note") or "", written.beside.get("evidence") or (), applicants, ratings)
