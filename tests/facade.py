"""How tests enter the program: texts and values go in; schemes, facts, scores, comparisons, and what is found wrong, come out.

Where `zlpg` makes each of these is known here and nowhere else among the tests, so that what moves there breaks none of them.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal, localcontext
from functools import cache
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

import zlpg
from zlpg.diagnostics import Diagnostic, Loaded, Message
from zlpg.diff.scores import compare_results
from zlpg.engine.breakdown import ItemResult, SectionResult
from zlpg.engine.lowering import lower
from zlpg.engine.program import Key
from zlpg.engine.readers.bounds import Working, points_of
from zlpg.engine.readers.closures import compiled
from zlpg.engine.readers.results import Result, result_of
from zlpg.examples import Case, Goal, Mutant, Outcome, put_to_the_proof, run, trial_of, unreached
from zlpg.load import facts, results, rules
from zlpg.load.examples import cases_from
from zlpg.load.files import Text, read_text
from zlpg.load.shape import validated
from zlpg.model import scalars
from zlpg.model.levels import with_levels
from zlpg.model.rules import Rule
from zlpg.model.scalars import Scalar
from zlpg.numbers import EXACT, Interval
from zlpg.show import comparison as comparisons
from zlpg.show import score, score_json
from zlpg.show.comparison import ComparisonWords
from zlpg.show.comparison_json import as_mapping
from zlpg.show.drawing import drawn
from zlpg.show.explain import explanation
from zlpg.show.findings import score_findings
from zlpg.show.formats import encoded
from zlpg.show.words import words_of
from zlpg.show.workings import Writer
from zlpg.source import Source, read_yaml

__all__ = ["Case", "Mutant", "Result", "Source", "Working"]  # what tests call by its type, besides what is made here

T = TypeVar("T")


class Read(NamedTuple, Generic[T]):
    """What came of reading something: the value, unless an error stood in the way, and everything found on the way."""

    value: T | None
    findings: tuple[Diagnostic, ...] = ()

    @property
    def usable(self) -> T:
        """The value, where there has to be one."""
        assert self.value is not None, self.findings
        return self.value

    @property
    def codes(self) -> list[str]:
        """The codes of what was found, in its order."""
        return [each.code for each in self.findings]


def parsed(text: str, file: str = "file.yaml") -> Source:
    """A document with the place of everything in it."""
    return read_yaml(file, text)


def read_rules(
    written: str | Path | Source, *, file: str = "rules.yaml", before: zlpg.Scheme | None = None
) -> Read[zlpg.Scheme]:
    """A rule file, checked as a whole, also against the scheme of the year before where that is given."""
    if isinstance(written, Path):
        loaded = rules.load_rules(written)
    else:
        source = parsed(written, file) if isinstance(written, str) else written
        loaded = rules.rules_from(source, "", before)
    return Read(loaded.value, loaded.diagnostics)


def read_values(written: str | Source) -> Read[zlpg.Scheme]:
    """A rule file value by value: nothing is said of what its clauses state or its points come to."""
    source = parsed(written, "rules.yaml") if isinstance(written, str) else written
    loaded = validated(source.data, zlpg.Scheme)
    return Read(loaded.value, loaded.diagnostics)


@cache
def scheme_of(text: str) -> zlpg.Scheme:
    """The scheme of a rule file whose every value is valid by itself, whatever the checks say of the whole."""
    return with_levels(read_values(text).usable)


def read_facts(written: str | Path, scheme: zlpg.Scheme) -> Read[zlpg.Facts]:
    """A facts file held against a scheme. The facts are there unless an error was found among them."""
    if isinstance(written, Path):
        envelope = facts.read_envelope(written)
    else:
        envelope = facts.envelope_of(parsed(written, "facts.yaml"), Path())
    if envelope.value is None:
        return Read(None, envelope.diagnostics)
    loaded = facts.facts_under(envelope.value, scheme)
    return Read(loaded.value, envelope.diagnostics + loaded.diagnostics)


def read_cases(written: str | Path, scheme: zlpg.Scheme) -> Read[tuple[Case, ...]]:
    """The cases of an examples file."""
    text = _text_of(written, "rules.examples.yaml")
    if text.value is None:
        return Read(None, text.diagnostics)
    cases = cases_from(parsed(text.value.text, text.value.file), scheme)
    return Read(cases.value, text.diagnostics + cases.diagnostics)


def read_saved(written: str | Path, *, damaged: bool = False) -> Read[Result]:
    """A saved result, which says that it is one unless it is damaged."""
    text = _text_of(written, "saved.json")
    if text.value is None:
        return Read(None, text.diagnostics)
    source = results.read_result(text.value.file, text.value.text)
    assert damaged or source is not None, text
    result = results.result_from(source or parsed(text.value.text, text.value.file))
    return Read(result.value, text.diagnostics + result.diagnostics)


def _text_of(written: str | Path, file: str) -> Loaded[Text]:
    return read_text(written) if isinstance(written, Path) else Loaded(Text(file, written, "", Path()))


def scored(
    by: zlpg.Scheme | str, reported: Mapping[str, Any], *, unit: str | None = None, year: int | None = None
) -> zlpg.Breakdown:
    """A unit's score, by a scheme or by the text of one that is valid value by value."""
    scheme = scheme_of(by) if isinstance(by, str) else by
    return zlpg.score(scheme, zlpg.facts_from(reported, scheme, unit=unit, year=year))


def compared(*scores: zlpg.Breakdown | Result, attributed: bool = True) -> zlpg.Comparison:
    """What changed from the first score to the last, be they worked out here or saved."""
    held = (each if isinstance(each, Result) else result_of(each) for each in scores)
    return compare_results(tuple(held), attributed=attributed)


def come_to(rule: Rule, known: Mapping[str, Decimal]) -> tuple[Decimal, Interval]:
    """What a rule comes to by itself, as units are scored and as one is explained."""
    expression = lower(rule)
    values: dict[Key, Decimal] = {Scalar(id): value for id, value in known.items()}
    bounds = {scalar: Interval.exactly(value) for scalar, value in values.items()}
    with localcontext(EXACT):
        return compiled(expression)(values), points_of(expression, bounds)


def by_name(facts: zlpg.Facts) -> dict[str, Decimal]:
    """The scalars of facts by what they are called: `reports`, `awards.gold`, `profile.new`, `lifts.applies`."""
    return {str(scalar): value for scalar, value in facts.values.items()}


def may_not_apply(scheme: zlpg.Scheme) -> frozenset[str]:
    """The facts that may be reported as not applicable."""
    return scalars.may_not_apply(scheme)


def outcomes(scheme: zlpg.Scheme, cases: Iterable[Case]) -> list[Outcome]:
    """What each case comes to, beside what it expects."""
    trial = trial_of(scheme)
    return [run(trial, case) for case in cases]


def unexercised(scheme: zlpg.Scheme, cases: Iterable[Case]) -> list[Goal]:
    """What no case exercises."""
    return list(unreached(trial_of(scheme), cases)[1])


def unnoticed(scheme: zlpg.Scheme, cases: Iterable[Case]) -> list[Mutant]:
    """The slips in a scheme that no case notices."""
    return [mutant for mutant, verdict in put_to_the_proof(scheme, cases) if verdict == "survived"]


def worded(message: Message, language: str = "en") -> str:
    """A message as it is told."""
    return words_of(language).say(message)


def warned_of(breakdown: zlpg.Breakdown, *, complete: bool) -> list[Diagnostic]:
    """What is told of a score beside it; `complete` where nothing may be open."""
    return list(score_findings(breakdown, complete=complete))


def workings(working: Working, scheme: zlpg.Scheme, known: zlpg.Facts | None = None) -> str:
    """What points come from, on one line."""
    return Writer(scheme, words_of("en"), known.values if known else {}).line(working)


def explained(
    breakdown: zlpg.Breakdown,
    part: ItemResult | SectionResult | None = None,
    language: str = "en",
    *,
    width: int | None = None,
) -> str:
    """The tree of an item, of a section, or of the total."""
    return drawn([explanation(breakdown, part, words_of(language))], width=width, colour=False)


def shown(
    breakdown: zlpg.Breakdown, form: str = "table", language: str = "en", *, width: int | None = None, **how: Any
) -> str:
    """A score in one of its formats; `how` is what only JSON is asked for."""
    words = words_of(language)
    match form:
        case "table":
            return drawn(score.table(breakdown, words), width=width, colour=False)
        case "csv":
            return score.csv_table(breakdown, words)
        case "markdown":
            return score.markdown(breakdown, words)
        case _:
            return score_json.json_text(breakdown, words, **how)


def comparison_shown(comparison: zlpg.Comparison, language: str = "en") -> tuple[str, str, str]:
    """A comparison in a table, in CSV and in JSON."""
    between, lines = ComparisonWords(comparison, ("old", "new"), words_of(language)), comparison.lines
    in_table = drawn(comparisons.table(between, lines), width=80, colour=False)
    return in_table, comparisons.csv_table(between, lines), encoded(as_mapping(comparison, lines))
