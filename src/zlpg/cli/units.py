"""Facts files → units ready to be scored, with every finding reported on the way."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from zlpg.cli.streams import report
from zlpg.diagnostics import Diagnostic, Message, has_errors
from zlpg.facts import Facts
from zlpg.load import find_rules, load_rules, newest_rules, rules_of_year
from zlpg.load.facts import Envelope, facts_under, read_envelope
from zlpg.scheme import Scheme
from zlpg.scoring import Prepared, prepare


@dataclass(slots=True)
class Unit:
    """A unit's facts with the scheme that they are scored under."""

    envelope: Envelope
    prepared: Prepared
    facts: Facts


@dataclass(slots=True)
class Units:
    """Reads facts files, each rule file once. `code` is the worst exit code so far."""

    rules: str | None = None
    code: int = 0
    _prepared: dict[Path, Prepared | None] = field(default_factory=dict)

    def read(self, path: str) -> Unit | None:
        """A facts file and its rule file; `None` where either can't be used. All findings are reported."""
        envelope = read_envelope(path)
        self.report(envelope.diagnostics)
        return (
            None if envelope.value is None else self.under(envelope.value, usable=not has_errors(envelope.diagnostics))
        )

    def under(self, envelope: Envelope, *, usable: bool = True) -> Unit | None:
        """A facts file that was read, held against its rule file."""
        prepared, found = self._prepared_for(envelope)
        self.report(found)
        if prepared is None:
            return None
        facts = facts_under(envelope, prepared.scheme)
        self.report(facts.diagnostics)
        return Unit(envelope, prepared, facts.value) if facts.value is not None and usable else None

    def check(self, envelope: Envelope) -> tuple[bool, tuple[Diagnostic, ...]]:
        """Whether a facts file could be held against its rule file, and what is wrong with it; reported, too."""
        prepared, found = self._prepared_for(envelope)
        if prepared is not None:
            found += facts_under(envelope, prepared.scheme).diagnostics
        self.report(found)
        return prepared is not None, found

    def _prepared_for(self, envelope: Envelope) -> tuple[Prepared | None, tuple[Diagnostic, ...]]:
        found = find_rules(envelope, self.rules)
        if found.value is None:
            return None, found.diagnostics if envelope.settled else ()
        if found.value not in self._prepared:
            loaded = load_rules(_shown(found.value))
            self.report(loaded.diagnostics)
            self._prepared[found.value] = prepare(loaded.value) if loaded.value is not None else None
        return self._prepared[found.value], found.diagnostics

    def report(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Write findings to standard error and remember the exit code that they call for."""
        self.code = max(self.code, report(diagnostics))


def _shown(path: Path) -> Path:
    """The path as people would write it from where they are."""
    try:
        return path.relative_to(Path.cwd())
    except ValueError:
        return path


def scheme_named(rules: str | None, year: int | None) -> tuple[Scheme | None, int]:
    """The scheme of a rule file, or of a year, or the latest there is, with the exit code that reading it calls for."""
    if rules is not None:
        path: Path | None = Path(rules)
    elif year is not None:
        found = rules_of_year(Path(), year)
        if found.value is None:
            return None, report(found.diagnostics)
        path = found.value
    else:
        path = newest_rules(Path())
    if path is None:
        return None, report([Diagnostic("no-rule-file", Message("no rule file anywhere; name one with --rules"))])
    loaded = load_rules(_shown(path))
    return loaded.value, report(loaded.diagnostics)
