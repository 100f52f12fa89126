"""Facts files → units ready to be scored, with every finding reported on the way."""

import gc
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from zlpg.cli.streams import report
from zlpg.diagnostics import Diagnostic, Loaded, Message, Place, has_errors
from zlpg.engine.breakdown import Breakdown
from zlpg.engine.score import Prepared, prepare
from zlpg.load import find_rules, load_rules, newest_rules, placed, rules_of_year
from zlpg.load.facts import Envelope, facts_under, is_likely_under, read_envelope
from zlpg.model.facts import Facts
from zlpg.model.table import Scheme
from zlpg.records import record
from zlpg.source import in_order

if TYPE_CHECKING:
    from zlpg.show.findings import Checked


@record(frozen=True, slots=True)
class Unit:
    """A unit's facts with the scheme that they are scored under."""

    envelope: Envelope
    prepared: Prepared
    facts: Facts
    rule_file: str

    def score(self) -> Breakdown:
        """The unit's score, which knows what its rule file is called."""
        return replace(self.prepared.score(self.facts), rule_file=self.rule_file)


AT_ONCE = 100
"""After how many facts files is let go what they leave behind, which the collector would look for all the time."""


@dataclass(slots=True, repr=False, eq=False)
class Units:
    """Reads facts files, each rule file once. `code` is the worst exit code so far, `told` every finding.

    `tell` takes findings to whoever reads them, and returns the exit code that they call for.
    """

    rules: str | None = None
    tell: Callable[[Iterable[Diagnostic]], int] = report
    code: int = 0
    told: list[Diagnostic] = field(default_factory=list)
    _seen: set[Diagnostic] = field(default_factory=set)
    _prepared: dict[Path, Prepared | None] = field(default_factory=dict)
    _files: int = 0

    def read(self, path: str) -> "Unit | Checked":
        """A facts file and its rule file, or what is wrong with it where either can't be used. All findings are reported."""
        before = len(self.told)
        envelope = read_envelope(path)
        unit = self.under(envelope)
        if unit is not None:
            return unit
        from zlpg.show.findings import RULES_UNUSABLE, Checked  # which few runs need

        found = tuple(self.told[before:])
        unheld = None if envelope.value is None else self._nothing_to_hold(envelope.value)
        return Checked(path or "''", found, unheld or (None if has_errors(found) else RULES_UNUSABLE))

    def under(self, read: Loaded[Envelope], rules: str | None = None) -> Unit | None:
        """A facts file that was read, held against its rule file, or against the one that is named for it alone."""
        envelope = read.value
        if envelope is None:
            self.report(read.diagnostics)
            return None
        prepared, rule_file, looked = self._prepared_for(envelope, rules)
        facts = None if prepared is None else facts_under(envelope, prepared.scheme)
        found = in_order((*read.diagnostics, *looked, *(facts.diagnostics if facts else ())))
        self.report(found)
        if prepared is None or facts is None or facts.value is None or has_errors(found):
            return None
        return Unit(envelope, prepared, facts.value, rule_file)

    def check(self, read: Loaded[Envelope]) -> tuple[Message | None, tuple[Diagnostic, ...]]:
        """Why a facts file could not be held against its rule file, and all that is wrong with it; reported, too."""
        from zlpg.show.findings import RULES_UNUSABLE

        envelope = read.value
        if envelope is None:
            self.report(read.diagnostics)
            return None, read.diagnostics
        prepared, _, looked = self._prepared_for(envelope)
        found = (*read.diagnostics, *looked)
        if prepared is not None:
            facts = facts_under(envelope, prepared.scheme)
            found += facts.diagnostics
            if facts.value is not None and not has_errors(envelope.source.diagnostics):
                found += warnings_of(envelope, prepared.score(facts.value))
        found = in_order(found)
        self.report(found)
        return self._nothing_to_hold(envelope) or (None if prepared is not None else RULES_UNUSABLE), found

    def _nothing_to_hold(self, envelope: Envelope) -> Message | None:
        """That a facts file doesn't say against what it is held, or what, as nobody can read the line that would."""
        from zlpg.show.findings import FACTS_UNREADABLE, NO_YEAR

        if self.rules is None and envelope.rules is None and envelope.year is None:
            return NO_YEAR
        return FACTS_UNREADABLE if envelope.source.is_doubtful and "facts" not in envelope.source.data else None

    def _prepared_for(
        self, envelope: Envelope, rules: str | None = None
    ) -> tuple[Prepared | None, str, tuple[Diagnostic, ...]]:
        """What a facts file is scored under, what its rule file is called, and what was found in looking for it."""
        self._files += 1
        if not self._files % AT_ONCE:
            gc.collect()
        found = find_rules(envelope, rules or self.rules)
        if found.value is None:
            return None, "", found.diagnostics if envelope.settled else ()
        prepared = self._prepared_from(found.value.path)
        if prepared is not None and has_errors(found.diagnostics) and not is_likely_under(envelope, prepared.scheme):
            prepared = None  # another one was named, and isn't there
        return prepared, found.value.name, found.diagnostics

    def _prepared_from(self, path: Path) -> Prepared | None:
        if path not in self._prepared:
            loaded = load_rules(_shown(path))
            self.report(loaded.diagnostics)
            self._prepared[path] = prepare(loaded.value) if loaded.value is not None else None
        return self._prepared[path]

    def scheme_of(self, beside: str, asked: Place) -> tuple[Scheme | None, tuple[Diagnostic, ...]]:
        """The scheme that an examples file is about: of the rule file beside it, unless another one is named."""
        from zlpg.load.find import is_examples_name

        path = Path(self.rules or beside)
        if self.rules is None and not path.is_file():
            message = Message("there is no rule file “{path}”", path=str(path))
            return None, (Diagnostic("no-rule-file", message, place=asked),)
        if self.rules is None and not is_examples_name(asked.file):
            message = Message("no rule file goes with the name of this examples file")
            hint = Message("it stands beside its rule file: {example}", example="2020.examples.yaml")
            return None, (Diagnostic("no-rule-file", message, hint, place=asked),)
        prepared = self._prepared_from(path)
        return prepared.scheme if prepared is not None else None, ()

    def report(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Tell findings, those of a file that was named twice once, and remember the exit code that they call for."""
        found = tuple(diagnostics)
        self.code = max(self.code, self.tell([each for each in dict.fromkeys(found) if each not in self._seen]))
        self.told.extend(found)
        self._seen.update(found)


def warnings_of(envelope: Envelope, breakdown: Breakdown, *, complete: bool = False) -> tuple[Diagnostic, ...]:
    """What a score carries with it, less what the facts file waives; `complete` where an open fact is an error."""
    from zlpg.show.findings import score_findings

    found = placed(envelope.source, score_findings(breakdown, complete=complete))
    if not any("zlpg" in line.lower() for line in envelope.source.lines):
        return found  # without a comment that could waive anything
    from zlpg.load.waivers import without_waived

    return without_waived(envelope.source, found)


def _shown(path: Path) -> Path:
    """The path as people would write it from where they are."""
    try:
        return path.relative_to(Path.cwd())
    except ValueError:
        return path


def scheme_named(rules: str | None, year: int | None) -> tuple[Scheme | None, int]:
    """The scheme of a rule file, or of a year, or the latest there is, with the exit code that reading it calls for."""
    found: tuple[Diagnostic, ...] = ()
    if rules is not None:
        path = Path(rules)
    else:
        looked = newest_rules(Path()) if year is None else rules_of_year(Path(), year)
        if looked.value is None:
            nothing = Diagnostic("no-rule-file", Message("no rule file anywhere; name one with --rules"))
            return None, report((*looked.diagnostics, *([nothing] if year is None else ())))
        path, found = looked.value.path, looked.diagnostics
    loaded = load_rules(_shown(path))
    return loaded.value, report((*found, *loaded.diagnostics))
