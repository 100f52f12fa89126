"""A facts file → facts and diagnostics: every value checked against the scheme that declares it."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from decimal import Decimal
from pathlib import Path

from zlpg.diagnostics import (
    MAX_FINDINGS,
    Diagnostic,
    Loaded,
    Message,
    did_you_mean,
    has_errors,
    limited,
    without_consequences,
)
from zlpg.diagnostics import Path as At
from zlpg.facts import LONG_FORM, Facts, Report
from zlpg.load.consistency import left_out, wrong_with_measures
from zlpg.load.expectations import (
    MAPPING,
    TEXT,
    WHOLE_NUMBER,
    empty_value,
    missing_key,
    quoted,
    unexpected,
    unknown_key,
)
from zlpg.load.files import read_text
from zlpg.load.placing import all_found, empty, placed
from zlpg.load.values import Written, is_whole, report_from, scalars_from, wrong_with_notes, wrong_with_value
from zlpg.lowering import APPLIES, at_level, may_not_apply
from zlpg.points import ONE, ZERO
from zlpg.records import dataclass
from zlpg.scheme import Scheme
from zlpg.source import Data, Source, read_yaml

KEYS = ("unit", "year", "rules", "facts")


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
    wrong = limited(_wrong_with_facts(reported, scheme))
    if len(wrong) > MAX_FINDINGS:
        return {}, {}, wrong
    at_fault = {each.at[1] for each in wrong}
    facts = {id: _written(id, each) for id, each in reported.items() if id not in at_fault}
    values: dict[str, Decimal] = {}
    optional = may_not_apply(scheme)
    for id, each in facts.items():
        scalars = dict(scalars_from(id, scheme.facts[id], each.value)) if each.has_value else {}
        values.update(scalars)
        if scalars and id in optional:
            values[at_level(id, APPLIES)] = ONE
    without, against_each_other = left_out(facts, scheme)
    values.update((at_level(id, APPLIES), ZERO) for id in without)
    if found := limited((*wrong, *against_each_other, *wrong_with_measures(facts, values, scheme, optional))):
        return {}, {}, found
    return values, {id: report_from(scheme.facts[id], each) for id, each in facts.items()}, ()


def _written(id: str, written: Data) -> Written:
    at: At = ("facts", id)
    return (
        Written(written.get("value"), (*at, "value"), written) if _is_long_form(written) else Written(written, at, {})
    )


def _is_long_form(written: Data) -> bool:
    return isinstance(written, dict) and not written.keys().isdisjoint(LONG_FORM)


def _wrong_with_facts(reported: Mapping[str, Data], scheme: Scheme) -> Iterator[Diagnostic]:
    for id, data in reported.items():
        at: At = ("facts", id)
        if (declared := scheme.facts.get(id)) is None:
            message = Message("there is no fact “{fact}” in this scheme", fact=quoted(id))
            now = next((name for name, fact in scheme.facts.items() if id in fact.formerly), None)
            hint = did_you_mean(id, scheme.facts) if now is None else Message("it is now “{name}”", name=now)
            yield Diagnostic("unknown-fact", message, hint, at=at, on_key=True)
        else:
            written = _written(id, data)
            yield from wrong_with_notes(written.beside, at, LONG_FORM)
            yield from wrong_with_value(declared, written.value, written.at)


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
        elif key == "year" and not is_whole(value):
            yield unexpected(WHOLE_NUMBER, value, (key,))
        elif key == "facts" and not isinstance(value, dict):
            yield unexpected(MAPPING, value, (key,))
    if "facts" not in data:
        yield missing_key("facts", ())
