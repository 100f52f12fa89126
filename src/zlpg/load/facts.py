r"""A facts file → facts and diagnostics: every value checked against the scheme that declares it.

>>> import zlpg
>>> scheme = zlpg.load_scheme("rules/2020.yaml")
>>> text = "unit: 浦江镇\nyear: 2020\nfacts:\n  work_reports: 13\n  briefs: 4\n"
>>> envelope = envelope_of(read_yaml("facts.yaml", text), Path()).value
>>> envelope.unit, envelope.year
('浦江镇', 2020)
>>> {str(scalar): str(number) for scalar, number in facts_under(envelope, scheme).value.values.items()}
{'work_reports': '13', 'briefs': '4'}

First what the file says of itself, its envelope, by which its rule file is found; then each value by itself (`load.values`); then
those that are right against each other: what isn't applicable, and what measures come to.
"""

import re
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import fields
from decimal import Decimal, localcontext
from pathlib import Path
from typing import TypeAlias

from zlpg.diagnostics import (
    MAX_FINDINGS,
    MAX_LISTED,
    Diagnostic,
    Loaded,
    Message,
    did_you_mean,
    did_you_mean_by_name,
    has_errors,
    limited,
    nearest,
    without_consequences,
)
from zlpg.diagnostics import Path as At
from zlpg.engine.lowering import Surroundings, lower
from zlpg.engine.program import Key, keys_in
from zlpg.engine.readers.closures import compiled
from zlpg.engine.table import names_of
from zlpg.load.files import read_text
from zlpg.load.values import Written, is_whole, report_from, scalars_from, wrong_with_notes, wrong_with_value
from zlpg.load.wording import (
    MAPPING,
    TEXT,
    WHOLE_NUMBER,
    empty_value,
    key_meant,
    missing_key,
    quoted,
    unexpected,
    unknown_key,
    write,
    year_read,
)
from zlpg.lookalikes import seen
from zlpg.model.declarations import ResultsFact, ends_of
from zlpg.model.facts import LONG_FORM, Facts, Report
from zlpg.model.references import references_in
from zlpg.model.rules import Amount, DifferenceRule, ShareRule, shares_in
from zlpg.model.scalars import APPLIES, Scalar, may_not_apply
from zlpg.model.table import Item, Scheme
from zlpg.model.walks import (
    facts_of,
    facts_read,
    facts_that_apply_together,
    measures_in_order,
    measures_of_points,
    policies,
    profile_of,
    walk_items,
)
from zlpg.numbers import EXACT, ONE, ZERO, plain
from zlpg.records import record
from zlpg.source import Data, Source, all_found, empty, in_order, placed, read_yaml

KEYS = ("unit", "year", "rules", "facts")


@record(frozen=True, slots=True)
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
    """Whether a document is an examples file, by the keys that only one has."""
    return isinstance(data, dict) and not data.keys().isdisjoint({"cases", "tables"})


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
            source = source.corrected(finding.at, finding.suggestion)
    again = tuple(_wrong_with_envelope(source.data))
    diagnostics = in_order((*diagnostics, *placed(source, (each for each in again if each not in found))))
    wrong = {finding.at for finding in again}
    unit, year, rules = (None if (key,) in wrong else source.data.get(key) for key in ("unit", "year", "rules"))
    settled = wrong.isdisjoint({("year",), ("rules",)}) and not source.is_doubtful
    if year is None:  # the year that was plainly meant finds the rules for checking the rest; the error stays
        year = _year_meant(source)
    return Loaded(Envelope(source, folder, unit, None if year is None else int(year), rules, settled), diagnostics)


def _year_meant(source: Source) -> Decimal | None:
    rules = source.data.get("rules")
    written = [source.data.get("year"), plain(rules) if isinstance(rules, Decimal) else None]
    left_out = (_YEAR.match(source.lines[at]) for at in source.mended)
    written += [found[1] for found in left_out if found]
    return next((year for each in written if (year := year_read(each)) is not None), None)


_YEAR = re.compile(r"year\W*([0-9]{4})\b")


def is_likely_under(envelope: Envelope, scheme: Scheme) -> bool:
    """Whether a scheme that nobody named is likely the one of a facts file: it knows most of the facts that are reported."""
    reported = envelope.source.data.get("facts")
    known = [id in scheme.asked for id in reported] if isinstance(reported, dict) else []
    return 2 * sum(known) > len(known)


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
) -> tuple[dict[Scalar, Decimal], dict[str, Report], tuple[Diagnostic, ...]]:
    """Facts as written → the scalars that the engine reads and what stands behind them, or what is wrong with them."""
    optional = may_not_apply(scheme)
    wrong = limited(_wrong_with_facts(reported, scheme, optional))
    if len(wrong) > MAX_FINDINGS:
        return {}, {}, wrong
    at_fault = {each.at[1] for each in wrong}
    facts = {id: _written(id, each) for id, each in reported.items() if id not in at_fault}
    values: dict[Scalar, Decimal] = {}
    for id, each in facts.items():
        scalars = dict(scalars_from(id, scheme.asked[id], each.value)) if each.has_value else {}
        values.update(scalars)
        if scalars and id in optional:
            values[Scalar(id, APPLIES)] = ONE
    without, against_each_other = left_out(facts, scheme)
    values.update((Scalar(id, APPLIES), ZERO) for id in without)
    if found := limited((*wrong, *against_each_other, *wrong_with_shares(facts, values, scheme))):
        return {}, {}, found
    return values, {id: report_from(scheme.asked[id], each) for id, each in facts.items()}, ()


def _written(id: str, written: Data, levels: Collection[str] = ()) -> Written:
    """A fact as it is written, in its short or its long form; whose keys may be misspelt, unless they are `levels`."""
    at: At = ("facts", id)
    meant = {key: _key_meant(key, levels) for key in written} if isinstance(written, dict) else {}
    if not any(meant.values()):
        return Written(written, at, {})
    key = next((key for key, name in meant.items() if name == "value"), "value")
    return Written(written.get(key), (*at, key), written)


def _key_meant(key: str, levels: Collection[str]) -> str | None:
    if key in LONG_FORM:
        return key
    return key_meant(key, LONG_FORM) or (None if levels else nearest(key, LONG_FORM))


def _wrong_with_facts(reported: Mapping[str, Data], scheme: Scheme, optional: frozenset[str]) -> Iterator[Diagnostic]:
    unknown = None
    for id, data in reported.items():
        declared = scheme.asked.get(id)
        if declared is None:
            unknown = unknown or _Unknown(scheme)
            yield unknown.finding(id)
            meant = unknown.meant(id)
            declared = None if meant is None else scheme.asked[meant]
        if declared is not None:
            levels = declared.levels if isinstance(declared, ResultsFact) else ()
            written = _written(id, data, levels)
            yield from wrong_with_notes(written.beside, ("facts", id), LONG_FORM)
            yield from wrong_with_value(declared, written.value, written.at, optional=id in optional)


class _Unknown:
    """What a fact may have been called that isn't known by its id: its label, the item that reads it, an id that it had."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self.labels = {id: fact.label for id, fact in scheme.asked.items()}
        labelled = Counter(map(seen, self.labels.values()))
        self.by_label = {seen(label): id for id, label in self.labels.items() if labelled[seen(label)] == 1}
        self.by_former_id = {former: id for id, fact in scheme.asked.items() for former in fact.formerly}
        self.by_item: dict[str, tuple[str, ...]] = {}
        for _, _, item in walk_items(scheme):
            facts = tuple(dict.fromkeys(facts_of(scheme, item)))
            number = "" if item.number is None else str(item.number)
            for name in {number, item.title, item.id, f"{number}{item.title}"} - {""}:
                self.by_item.setdefault(seen(name), facts)

    def finding(self, id: str) -> Diagnostic:
        """The finding about an id that no fact has, with what was probably meant."""
        message = Message("there is no fact “{fact}” in this scheme", fact=quoted(id))
        return Diagnostic("unknown-fact", message, self._hint(id), at=("facts", id), on_key=True)

    def meant(self, id: str) -> str | None:
        """The fact that is called so, by its label or as the only one of an item."""
        name = seen(id)
        facts = self.by_item.get(name, ())
        return self.by_label.get(_WITHOUT_UNIT.sub("", name)) or (facts[0] if len(facts) == 1 else None)

    def _hint(self, id: str) -> Message | None:
        name = seen(id)
        if (now := self.by_former_id.get(name)) is not None:
            return Message("it is now “{name}”", name=now)
        if (meant := self.meant(id)) is not None:
            return Message("did you mean “{name}”?", name=meant)
        if facts := self.by_item.get(name, ()):
            told = tuple(f"{id} ({self.labels[id]})" for id in facts[:MAX_LISTED])
            return Message("this is an item; its facts are: {facts}", facts=told)
        return did_you_mean(id, self.scheme.asked) if id.isascii() else did_you_mean_by_name(id, self.labels)


_WITHOUT_UNIT = re.compile(r"\([^()]{1,8}\)$")
"""What people add to a label: 工作信息（篇）."""


def _wrong_with_envelope(data: Mapping[str, Data]) -> Iterator[Diagnostic]:
    for key, value in data.items():
        if key not in KEYS:
            yield unknown_key(key, (key,), KEYS)
        elif value is None:
            continue
        elif key in {"unit", "rules"} and not isinstance(value, str):
            year = year_read(plain(value)) if key == "rules" and isinstance(value, Decimal) else None
            by_year = None if year is None else Message("a year stands under “year”: {form}", form=f"year: {year}")
            yield unexpected(TEXT, value, (key,), by_year)
        elif key == "rules" and not value:
            yield empty_value((key,))
        elif key == "year" and not is_whole(value):
            meant = year_read(value)
            yield unexpected(WHOLE_NUMBER, value, (key,), None if meant is None else write(plain(meant)))
        elif key == "facts" and not isinstance(value, dict):
            yield unexpected(MAPPING, value, (key,), _without_dashes(value))
    if "facts" not in data:
        yield missing_key("facts", ())


def _without_dashes(facts: Data) -> Message | None:
    """The remedy for facts that are written as a list: - work_reports: 13."""
    match facts:
        case ({**first}, *_) if first:
            return Message("leave out the dashes: {form}", form=f"{next(iter(first))}: …")
    return None


def left_out(facts: Mapping[str, Written], scheme: Scheme) -> tuple[frozenset[str], tuple[Diagnostic, ...]]:
    """The facts that are not applicable, and where that can't be so.

    All facts of an item are not applicable, or none: those without a value go with the one that is reported so, and through them
    the other items that read them.
    """
    reported = {id: each for id, each in facts.items() if each.not_applicable}
    if not reported:
        return frozenset(), ()
    around = policies(scheme)
    items = [(item, facts_that_apply_together(scheme, item)) for _, _, item in walk_items(scheme)]
    profiles = {id: item.title for _, _, item in walk_items(scheme) if (id := profile_of(item)) is not None}
    because = {id: id for id in reported}  # the fact that each of them goes with
    found: dict[tuple[str, str], Diagnostic] = {}
    waiting = deque(because)
    while waiting:
        id = waiting.popleft()
        at = facts[because[id]].at
        readers = [(item, read) for item, read in items if id in read]
        if not readers or id in profiles:
            found.setdefault((id, ""), Diagnostic("not-applicable", *_not_said(id, profiles.get(id)), at=at))
        for item, read in readers:
            if (item.not_applicable or around[item.id]) is None:
                found.setdefault((id, ""), Diagnostic("not-applicable", *_undeclared(id, item), at=at))
                continue
            if valued := tuple(each for each in read if each in facts and facts[each].has_value):
                found.setdefault((item.id, "item"), Diagnostic("partly-applicable", *_in_part(id, item, valued), at=at))
            for other in (each for each in read if each not in because and each not in valued):
                because[other] = because[id]
                waiting.append(other)
    return frozenset(because), tuple(found.values())


def _not_said(id: str, title: str | None) -> tuple[Message, Message]:
    hint = Message("report a value, or leave it open")
    if title is None:
        return Message("the rule file does not say what it means that “{fact}” is not applicable", fact=id), hint
    return Message("“{fact}” can't be not applicable: “{title}” depends on it, too", fact=id, title=title), hint


def _undeclared(id: str, item: Item) -> tuple[Message, Message]:
    message = Message("the rule file does not say what it means that “{fact}” is not applicable", fact=id)
    hint = Message(
        "what it means is declared at the item “{item}”, its section or the total: not_applicable: {policies}",
        item=item.id,
        policies="renormalise | full_marks | zero",
    )
    return message, hint


def _in_part(id: str, item: Item, valued: tuple[str, ...]) -> tuple[Message, Message]:
    title = item.title if item.number is None else f"{item.number} {item.title}"
    message = Message(
        "“{fact}” is not applicable, yet for the same item, “{item}” ({id}), there is a value of: {others}",
        fact=id,
        item=title,
        id=item.id,
        others=valued,
    )
    return message, Message("all facts of an item are not applicable, or none")


def wrong_with_shares(
    facts: Mapping[str, Written], values: Mapping[Scalar, Decimal], scheme: Scheme
) -> Iterator[Diagnostic]:
    """Measures that come to something impossible, and shares of less than nothing, though their facts are right by themselves."""
    known: dict[Key, Decimal] = dict(values.items())
    around = Surroundings(names=names_of(scheme))

    def worked_out(amount: Amount) -> Decimal | None:
        meaning = lower(amount, around)
        return compiled(meaning)(known) if set(keys_in(meaning)) <= known.keys() else None

    of_points = measures_of_points(scheme) if scheme.measures else ()
    with localcontext(EXACT):
        for id in measures_in_order(scheme):
            measure = scheme.measures[id]
            if id in of_points:
                continue
            found = tuple(_less_than_nothing((id, measure.label), measure, facts, worked_out, scheme))
            yield from found
            value = None if found else worked_out(measure)
            if value is not None:
                known[Scalar(id)] = value
                yield from _out_of_range(id, value, facts, worked_out, scheme)
        for _, _, item in walk_items(scheme):
            if not item.is_judged:
                yield from _less_than_nothing((item.id, item.title), item.amount, facts, worked_out, scheme)


WorkedOut: TypeAlias = Callable[[Amount], Decimal | None]
"""What an amount comes to, where all that it reads is known."""


def _less_than_nothing(
    named: tuple[str, str], amount: Amount, facts: Mapping[str, Written], worked_out: WorkedOut, scheme: Scheme
) -> Iterator[Diagnostic]:
    """What is divided by less than nothing; of nothing, the rule file says what it is."""
    for _, share in shares_in((), amount):
        by = worked_out(share.of)
        if by is None or by >= ZERO:
            continue
        is_less = isinstance(share.of, DifferenceRule)
        parts = share.of.difference[1:] if isinstance(share.of, DifferenceRule) else (share.of,)
        read = [facts_read(scheme, references_in((), part)) for part in (share.of, *parts)]
        without = tuple(dict.fromkeys(fact for each in read[1:] for fact in each))
        message = Message(
            "“{label}” ({measure}) can't be worked out: what it is divided by comes to {by}",
            label=named[1],
            measure=named[0],
            by=by,
        )
        of = tuple(fact for fact in read[0] if fact not in without)
        hint = (
            Message("more is taken away, {without}, than there is, {of}", without=without, of=of) if is_less else None
        )
        at = next(facts[fact].at for fact in (*without, *read[0]) if fact in facts)
        yield Diagnostic("nothing-to-divide-by", message, hint, at=at)


def _out_of_range(
    id: str, value: Decimal, facts: Mapping[str, Written], worked_out: WorkedOut, scheme: Scheme
) -> Iterator[Diagnostic]:
    measure = scheme.measures[id]
    ends = ends_of(measure)
    if not ends.lowest <= value <= ends.highest:
        message = Message(
            "“{label}” ({measure}) comes to {value}, out of range: {lowest} to {highest}",
            label=measure.label,
            measure=id,
            value=value,
            lowest=ends.lowest,
            highest=ends.highest,
        )
        read = facts_read(scheme, references_in((), measure))
        hint = Message("it is worked out from {facts}", facts=read)
        if isinstance(measure, ShareRule) and isinstance(measure.share, str):
            number, by = (worked_out(each) or ZERO for each in (measure.share, measure.of))
            hint = Message("“{fact}” is {number}, and it is divided by {by}", fact=measure.share, number=number, by=by)
        yield Diagnostic("out-of-range", message, hint, at=next(facts[fact].at for fact in read if fact in facts))
