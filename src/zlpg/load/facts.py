"""A facts file → facts and diagnostics: every value checked against the scheme that declares it."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from decimal import Decimal
from pathlib import Path
from typing import assert_never

from zlpg.diagnostics import Diagnostic, Loaded, Message, did_you_mean, has_errors, limited, without_consequences
from zlpg.diagnostics import Path as At
from zlpg.facts import LONG_FORM, Applicant, Facts, Report
from zlpg.load.expectations import (
    LIST,
    MAPPING,
    NUMBER,
    TEXT,
    WHOLE_NUMBER,
    YES_OR_NO,
    empty_value,
    missing_key,
    quoted,
    unexpected,
    unknown_key,
)
from zlpg.load.files import read_text
from zlpg.load.placing import all_found, empty, placed
from zlpg.lowering import at_level
from zlpg.points import MAX_DIGITS, ONE, ZERO, holdable
from zlpg.records import dataclass
from zlpg.scheme import CountFact, FactDeclaration, NumberFact, ResultsFact, Scheme, YesNoFact
from zlpg.source import Data, Source, read_yaml

KEYS = ("unit", "year", "rules", "facts")
APPLICANT = ("name", "level", "note", "evidence")
NOT_APPLICABLE = frozenset({"not_applicable", "n/a", "不适用"})


@dataclass(frozen=True, slots=True)
class Envelope:
    """A facts file before its facts are held against a scheme: what it says of itself."""

    source: Source
    folder: Path
    unit: str | None = None
    year: int | None = None
    rules: str | None = None
    settled: bool = True
    """Whether what it says of its rule file could be read: what follows where it could not is no news."""


def read_envelope(path: str | Path) -> Loaded[Envelope]:
    """Read a facts file as far as that goes without its rule file."""
    text = read_text(path)
    if text.value is None:
        return Loaded(None, text.diagnostics)
    envelope = envelope_of(read_yaml(text.value.file, text.value.text), text.value.folder)
    return Loaded(envelope.value, text.diagnostics + envelope.diagnostics)


def is_rule_file(data: Data) -> bool:
    """Whether a document is a rule file rather than a facts file, by the keys that it has."""
    if not isinstance(data, dict):
        return False
    ours = [field.name for field in fields(Scheme) if field.init]
    return sum(key in ours for key in data) > sum(key in KEYS for key in data)


def is_examples_file(data: Data) -> bool:
    """Whether a document is an examples file, by the key that only one has."""
    return isinstance(data, dict) and "cases" in data


def envelope_of(source: Source, folder: Path) -> Loaded[Envelope]:
    """What a facts file says of itself. The envelope is there wherever its facts can be looked at."""
    if source.root is None:
        return Loaded(None, source.diagnostics or (empty(source),))
    if not isinstance(source.data, dict):
        return Loaded(None, all_found(source, [unexpected(MAPPING, source.data, ())]))
    if is_rule_file(source.data):
        return Loaded(
            None, all_found(source, [Diagnostic("wrong-type", Message("this is a rule file, not a facts file"))])
        )
    found = without_consequences(limited(_wrong_with_envelope(source.data)))
    diagnostics = all_found(source, found)
    for finding in found:
        if finding.suggestion is not None:  # so that the facts can be looked at all the same
            source.correct(finding.at, finding.suggestion)
    wrong = {finding.at for finding in _wrong_with_envelope(source.data)}
    unit, year, rules = (None if (key,) in wrong else source.data.get(key) for key in ("unit", "year", "rules"))
    settled = wrong.isdisjoint({("year",), ("rules",)})
    return Loaded(Envelope(source, folder, unit, None if year is None else int(year), rules, settled), diagnostics)


def facts_under(envelope: Envelope, scheme: Scheme) -> Loaded[Facts]:
    """Hold a facts file against a scheme. The facts are there unless an error was found among them."""
    reported = envelope.source.data.get("facts")
    values, reports, found = reduced(reported if isinstance(reported, dict) else {}, scheme)
    diagnostics = placed(envelope.source, without_consequences(found))
    if has_errors(diagnostics):
        return Loaded(None, diagnostics)
    return Loaded(Facts(envelope.unit, envelope.year, values, reports), diagnostics)


def reduced(
    reported: Mapping[str, Data], scheme: Scheme
) -> tuple[dict[str, Decimal], dict[str, Report], tuple[Diagnostic, ...]]:
    """Facts as written → the scalars that the engine reads and what stands behind them, or what is wrong with them."""
    if found := limited(_wrong_with_facts(reported, scheme)):
        return {}, {}, found
    values: dict[str, Decimal] = {}
    reports: dict[str, Report] = {}
    nothing_beside = Report()
    for id, written in reported.items():
        long = written if _is_long_form(written) else {"value": written}
        value = long.get("value")
        beside = long.get("note") or "", long.get("evidence") or (), _applicants(value)
        reports[id] = Report(*beside) if any(beside) else nothing_beside
        if value is not None:
            values.update(_scalars(id, scheme.facts[id], value))
    return values, reports, ()


def _is_long_form(written: Data) -> bool:
    return isinstance(written, dict) and not written.keys().isdisjoint(LONG_FORM)


def _wrong_with_facts(reported: Mapping[str, Data], scheme: Scheme) -> Iterator[Diagnostic]:
    for id, written in reported.items():
        at: At = ("facts", id)
        if (declared := scheme.facts.get(id)) is None:
            message = Message("there is no fact “{fact}” in this scheme", fact=quoted(id))
            now = next((name for name, fact in scheme.facts.items() if id in fact.formerly), None)
            hint = did_you_mean(id, scheme.facts) if now is None else Message("it is now “{name}”", name=now)
            yield Diagnostic("unknown-fact", message, hint, at=at, on_key=True)
        elif _is_long_form(written):
            yield from _wrong_with_notes(written, at, LONG_FORM)
            yield from _wrong_with_value(id, declared, written.get("value"), (*at, "value"))
        else:
            yield from _wrong_with_value(id, declared, written, at)


def _wrong_with_envelope(data: Mapping[str, Data]) -> Iterator[Diagnostic]:
    for key, value in data.items():
        if key not in KEYS:
            yield unknown_key(key, (key,), KEYS)
        elif value is None:
            continue
        elif key in {"unit", "rules"} and not isinstance(value, str):
            yield unexpected(TEXT, value, (key,))
        elif key == "rules" and not value:
            yield empty_value((key,))
        elif key == "year" and not _whole(value):
            yield unexpected(WHOLE_NUMBER, value, (key,))
        elif key == "facts" and not isinstance(value, dict):
            yield unexpected(MAPPING, value, (key,))
    if "facts" not in data:
        yield missing_key("facts", ())


def _wrong_with_value(id: str, declared: FactDeclaration, value: Data, at: At) -> Iterator[Diagnostic]:
    """What is wrong with a fact's value, which may be missing: then it is open."""
    if value is None:
        return
    if isinstance(value, str) and value.strip().lower() in NOT_APPLICABLE:
        message = Message("the rule file does not say what it means that “{fact}” is not applicable", fact=id)
        yield Diagnostic("not-applicable", message, Message("report a value, or leave it open"), at=at)
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
        case _:
            assert_never(declared)


def _wrong_number(
    expected: Message, value: Data, at: At, lowest: Decimal, highest: Decimal | None
) -> Iterator[Diagnostic]:
    if isinstance(value, Decimal) and not holdable(value):
        yield Diagnostic("number-too-long", Message("not a number of at most {most} digits", most=MAX_DIGITS), at=at)
    elif not isinstance(value, Decimal) or (expected == WHOLE_NUMBER and not _whole(value)):
        yield unexpected(expected, value, at)
    elif highest is None and value < lowest:
        yield Diagnostic(
            "out-of-range", Message("{value} is out of range: {lowest} or more", value=value, lowest=lowest), at=at
        )
    elif highest is not None and not lowest <= value <= highest:
        message = Message("{value} is out of range: {lowest} to {highest}", value=value, lowest=lowest, highest=highest)
        yield Diagnostic("out-of-range", message, at=at)


def _wrong_results(declared: ResultsFact, value: Data, at: At) -> Iterator[Diagnostic]:
    if isinstance(value, dict):
        for level, count in value.items():
            yield from _wrong_level(declared, level, (*at, level), on_key=True)
            if count is not None:
                yield from _wrong_number(WHOLE_NUMBER, count, (*at, level), ZERO, None)
    elif isinstance(value, tuple):
        first: dict[str, int] = {}
        for position, applicant in enumerate(value):
            here = (*at, position)
            yield from _wrong_applicant(declared, applicant, here)
            name = applicant.get("name") if isinstance(applicant, dict) else None
            if isinstance(name, str) and first.setdefault(name, position) != position:
                message = Message(
                    "“{name}” is applicant {first} and applicant {again}",
                    name=quoted(name),
                    first=first[name] + 1,
                    again=position + 1,
                )
                hint = Message("each applicant counts once, at its final result")
                yield Diagnostic("duplicate-applicant", message, hint, at=(*here, "name"))
    else:
        yield unexpected(Message("a list of applicants, or the number of them at each level"), value, at)


def _wrong_applicant(declared: ResultsFact, applicant: Data, at: At) -> Iterator[Diagnostic]:
    if not isinstance(applicant, dict):
        yield unexpected(Message("an applicant with name and level"), applicant, at)
        return
    yield from without_consequences((*_wrong_with_notes(applicant, at, APPLICANT), *_missing(applicant, at)))
    if "name" in applicant and not (isinstance(applicant["name"], str) and applicant["name"].strip()):
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
        by_name = {name: id for id, name in declared.levels.items()}
        meant = Message("did you mean “{name}”?", name=by_name[level]) if level in by_name else None
        yield Diagnostic("unknown-level", message, meant or did_you_mean(level, declared.levels), at=at, on_key=on_key)


def _wrong_with_notes(written: Mapping[str, Data], at: At, allowed: tuple[str, ...]) -> Iterator[Diagnostic]:
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


def _whole(value: Data) -> bool:
    return isinstance(value, Decimal) and value.is_finite() and value == value.to_integral_value()


def _scalars(id: str, declared: FactDeclaration, value: Data) -> Iterator[tuple[str, Decimal]]:
    if not isinstance(declared, ResultsFact):
        yield id, value if isinstance(value, Decimal) else ONE if value else ZERO
    elif isinstance(value, dict):  # a level that isn't named has no applicants; one named without a number is open
        for level in declared.levels:
            if (count := value.get(level, ZERO)) is not None:
                yield at_level(id, level), count
    else:
        for level in declared.levels:
            yield at_level(id, level), Decimal(sum(applicant["level"] == level for applicant in value))


def _applicants(value: Data) -> tuple[Applicant, ...]:
    return tuple(
        Applicant(each["name"], each["level"], each.get("note") or "", each.get("evidence") or ())
        for each in (value if isinstance(value, tuple) else ())
    )
