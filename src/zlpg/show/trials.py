"""What came of a rule file's examples: cases that fail, what no case exercises, and slips that none would notice.

>>> from types import SimpleNamespace
>>> from zlpg.show.words import words_of
>>> slip = SimpleNamespace(at=("rule", "sum", 0, "over"), before=Decimal(10), after=Decimal(11))
>>> unnoticed(slip, Place("rules/2020.yaml", 311), words_of("en"))
"rules/2020.yaml:311: 'over: 10' → 'over: 11' goes unnoticed"
>>> str(Coverage(8, ((slip, Place("rules/2020.yaml", 311)),)).share)
'87.5'
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import is_dataclass
from decimal import Decimal
from typing import Any

from zlpg.diagnostics import Place
from zlpg.examples import Goal, Mismatch, Mutant, Outcome, Trial
from zlpg.numbers import Interval
from zlpg.records import record
from zlpg.show.drawing import Line, Part, Row, Table
from zlpg.show.findings import Checked, as_list
from zlpg.show.formats import bounds, encodable, exactly
from zlpg.show.rule_changes import flow, plain_data
from zlpg.show.score import total_or_none
from zlpg.show.words import Words, identified, titled, visible
from zlpg.show.workings import Writer

SCHEMA = "zlpg.test/1"

_THRESHOLDS = frozenset({"at_least", "over", "at_most", "below", "all", "any"})
"""The keys that a slip can turn into one another."""


@record(frozen=True, slots=True)
class Coverage:
    """How much of a rule file some case exercises: all there is, and what none does, with its place."""

    count: int
    missing: tuple[tuple[Goal, Place], ...]

    @property
    def share(self) -> Decimal:
        """The part that is exercised, in percent; 100 only where nothing is missing."""
        tenths = 1000 * (self.count - len(self.missing)) // self.count if self.count else 1000
        return Decimal(tenths) / 10


@record(frozen=True, slots=True)
class Proof:
    """What came of the mutants: how many there were and how each of them was caught, and those that weren't."""

    count: int
    noticed: int
    refused: int
    survivors: tuple[tuple[Mutant, Place], ...]


@record(frozen=True, slots=True)
class Tested:
    """An examples file that was run: each case with its place, and, where asked for, coverage and mutants."""

    file: str
    trial: Trial
    outcomes: tuple[tuple[Outcome, Place], ...]
    coverage: Coverage | None = None
    proof: Proof | None = None
    untried: bool = False
    """Whether mutants were asked for and not tried, because a case fails."""

    @property
    def failed(self) -> bool:
        """Whether a case came out otherwise than expected, or a mutant went unnoticed."""
        return any(not outcome.passed for outcome, _ in self.outcomes) or bool(self.proof and self.proof.survivors)


def parts_of(tested: Tested, words: Words) -> Iterator[Part]:
    """What failed, each with expected, actual and workings side by side, and one line for each count, to be drawn."""
    failures = [(outcome, place) for outcome, place in tested.outcomes if not outcome.passed]
    failed = words.gettext("FAILED")
    for outcome, place in failures:
        yield _line(f"{failed} {where(place)}: {visible(outcome.case.name)}", "bold red")
        if outcome.mismatches:
            yield _grid(tested.trial, outcome, words)
        yield from map(_line, _about_outcome(tested.trial, outcome, words))
        yield from map(_line, _about_warnings(tested.trial, outcome, words))
        yield Line()
    passed = words.gettext("passed: {passed}, failed: {failed}")
    said = passed.format(passed=len(tested.outcomes) - len(failures), failed=len(failures))
    yield _line(f"{visible(tested.file)}: {said}", "bold red" if failures else "bold green")
    yield from map(_line, counts(tested, words))


def _line(text: str, style: str = "") -> Line:
    """A line, which is never broken: a place in it can be clicked on."""
    return Line(text, style, unbroken=True)


def _grid(trial: Trial, outcome: Outcome, words: Words) -> Table:
    _ = words.gettext
    writer = Writer(trial.scheme, words, outcome.case.facts.values)
    rows = []
    for each in outcome.mismatches:
        settled, points = outcome.settled, words.interval(each.working.points)
        actual = total_or_none(points, settled, words) if each.no_total else points
        workings = "" if each.no_total else writer.line(each.working)
        rows.append(Row((named(trial, each.id, words), words.interval(each.expected), actual, workings), "bold"))
        for id, working in each.parts:
            cells = (f"  {named(trial, id, words)}", "", words.interval(working.points), writer.line(working))
            rows.append(Row(cells))
    headings = (_("Item"), _("Expected"), _("Actual"), _("Workings"))
    return Table(headings, tuple(rows), amounts=frozenset({1, 2}), names=1)


def named(trial: Trial, id: str, words: Words) -> str:
    """What a case is about, as the document calls it, with its id."""
    part = trial.items.get(id) or trial.sections.get(id)
    if part is None:
        return words.gettext("Total")
    return titled(part.number, identified(part.title, id))


def _about_outcome(trial: Trial, outcome: Outcome, words: Words) -> Iterator[str]:
    """Which grade there is instead, whether there is a result, and the vetoes behind it."""
    _ = words.gettext
    grades = {grade.id: grade for grade in trial.scheme.total.grades}
    if outcome.grades_differ:
        expected, actual = (
            _(" or ").join(identified(f"“{grades[id].title}”", id) if id in grades else visible(id) for id in ids)
            for ids in (outcome.case.grades or (), outcome.grades)
        )
        template = _("  expected the grade {expected}, and it is {actual}")
        yield template.format(expected=expected or _("none"), actual=actual or _("none"))
    if outcome.no_result_differs:
        yield {
            (True, False): _("  expected no result, and there is one"),
            (True, None): _("  expected no result, and there may be one"),
            (False, True): _("  expected a result, and there is none"),
            (False, None): _("  expected a result, and there may be none"),
        }[bool(outcome.case.no_result), outcome.settled.no_result]
    if outcome.no_total_differs:
        there_is = _("  expected no total, and there is one")
        yield there_is if outcome.settled.no_total is False else _("  expected no total, and there may be one")
    if not outcome.case.is_met_by(outcome.settled):
        for template, vetoes in (
            (_("  it is settled by: {vetoes}"), outcome.settled.holding),
            (_("  it may be settled by: {vetoes}"), outcome.settled.possible),
        ):
            if vetoes:
                yield template.format(vetoes=words.listed(tuple(veto.title for veto in vetoes)))


def _about_warnings(trial: Trial, outcome: Outcome, words: Words) -> Iterator[str]:
    for template, facts in (
        (words.gettext("  expected a warning about {fact}, which did not come"), outcome.missing),
        (words.gettext("  a warning about {fact} came, and was not expected"), outcome.unexpected),
    ):
        for fact in facts:
            yield template.format(fact=identified(f"“{trial.scheme.asked[fact].label}”", fact))


def counts(tested: Tested, words: Words) -> Iterator[str]:
    """What the cases exercise and notice, each line with a place for what they don't."""
    if tested.coverage is not None:
        coverage = tested.coverage
        said = words.gettext("coverage: {covered} of {all} ({percent} %)")
        covered = coverage.count - len(coverage.missing)
        yield "  " + said.format(covered=covered, all=coverage.count, percent=words.number(coverage.share))
        for goal, place in coverage.missing:
            yield f"    {where(place)}: {_quoted(goal, place)}: {words.say(goal.reason)}"
    if tested.proof is not None:
        proof = tested.proof
        said = words.gettext(
            "mutants: {all}; noticed by a case {noticed}, refused by validate {refused}, unnoticed {left}"
        )
        left = len(proof.survivors)
        yield "  " + said.format(all=proof.count, noticed=proof.noticed, refused=proof.refused, left=left)
        for mutant, place in proof.survivors:
            yield f"    {unnoticed(mutant, place, words)}"
    elif tested.untried:
        yield "  " + words.gettext("mutants: not tried, because a case fails")


def _quoted(goal: Goal, place: Place) -> str:
    """What stands in the file at a place: a value, with its key where it has one."""
    key = goal.at[-1]
    value = place.excerpt[place.column - 1 : place.end_column - 1] if place.end_line == place.line else ""
    said = value or place.excerpt.strip()
    return visible(f"{key}: {said}" if isinstance(key, str) and value else said)


def unnoticed(mutant: Mutant, place: Place, words: Words) -> str:
    """A mutant that no case notices, with its place, as a sentence."""
    before, after = written(mutant, place)
    if after is None:
        said = words.gettext("'{before}' left out goes unnoticed").format(before=before)
    else:
        said = words.gettext("'{before}' → '{after}' goes unnoticed").format(before=before, after=after)
    return f"{where(place)}: {said}"


def written(mutant: Mutant, place: Place) -> tuple[str, str | None]:
    """What stands in the file, and what the mutant has instead; `None` where it is left out."""
    key, before, after = mutant.at[-1], mutant.before, mutant.after
    if after is None and (isinstance(key, str) or isinstance(before, str)):
        named = key if isinstance(key, str) else mutant.at[-2]
        return f"{named}: {_value(before)}", None
    if after is None:
        return visible(place.excerpt.strip()), None
    if isinstance(before, Mapping):
        return _entries(before, after), _entries(after, before)
    if is_dataclass(before):
        return _threshold(before), _threshold(after)
    key = next(step for step in reversed(mutant.at) if isinstance(step, str))
    return f"{key}: {_value(before)}", f"{key}: {_value(after)}"


def _entries(points: Mapping[str, Any], others: Mapping[str, Any]) -> str:
    """What is otherwise in another mapping."""
    return ", ".join(f"{name}: {_value(each)}" for name, each in points.items() if others.get(name) != each)


def _threshold(value: Any) -> str:
    """What is held to a threshold: a condition, the rows of a table, or a grade without its texts."""
    return ", ".join(f"{key}: {flow(each)}" for key, each in plain_data(value).items() if key in _THRESHOLDS)


def _value(value: Any) -> str:
    return flow(plain_data(value))


def where(place: Place) -> str:
    """A place as other programs follow it."""
    return f"{visible(place.file)}:{place.line}"


def as_mapping(files: Iterable[Tested | Checked], words: Words) -> dict[str, Any]:
    """Everything as plain data, for JSON. An amount that is still open is `[lowest, highest]`, `null` for no end.

    A file that can't be run has no cases, and the findings that say why.
    """
    return {
        "schema": SCHEMA,
        "files": [
            _file_as_mapping(each, words)
            if isinstance(each, Tested)
            else {"file": encodable(each.file), "cases": [], "findings": as_list([each], words)}
            for each in files
        ],
    }


def _file_as_mapping(tested: Tested, words: Words) -> dict[str, Any]:
    return {
        "file": encodable(tested.file),
        "cases": [
            {
                "name": outcome.case.name,
                "line": place.line,
                "passed": outcome.passed,
                "mismatches": [
                    _mismatch_as_mapping(each, Writer(tested.trial.scheme, words, outcome.case.facts.values))
                    for each in outcome.mismatches
                ],
                "grades": _differing(outcome.case.grades, outcome.grades) if outcome.grades_differ else None,
                "no_result": _differing(outcome.case.no_result, outcome.settled.no_result)
                if outcome.no_result_differs
                else None,
                "no_total": _differing(True, outcome.settled.no_total) if outcome.no_total_differs else None,  # noqa: FBT003
                "missing_warnings": list(outcome.missing),
                "unexpected_warnings": list(outcome.unexpected),
            }
            for outcome, place in tested.outcomes
        ],
        "coverage": tested.coverage and _coverage_as_mapping(tested.coverage, words),
        "mutation": tested.proof and _proof_as_mapping(tested.proof),
    }


def _mismatch_as_mapping(mismatch: Mismatch, writer: Writer) -> dict[str, Any]:
    amounts = {
        "expected": _amount(mismatch.expected),
        "actual": None if mismatch.no_total else _amount(mismatch.working.points),
    }
    return {
        "id": mismatch.id,
        **amounts,
        **exactly(amounts),
        "workings": "" if mismatch.no_total else writer.line(mismatch.working),
    }


def _differing(expected: Any, actual: Any) -> dict[str, Any]:
    return {"expected": expected, "actual": actual}


def _coverage_as_mapping(coverage: Coverage, words: Words) -> dict[str, Any]:
    return {
        "goals": coverage.count,
        "covered": coverage.count - len(coverage.missing),
        "missing": [
            {
                "file": encodable(place.file),
                "line": place.line,
                "kind": goal.kind,
                "id": goal.part,
                "text": _quoted(goal, place),
                "reason": words.say(goal.reason),
            }
            for goal, place in coverage.missing
        ],
    }


def _proof_as_mapping(proof: Proof) -> dict[str, Any]:
    return {
        "mutants": proof.count,
        "noticed": proof.noticed,
        "refused": proof.refused,
        "survivors": [
            {
                "file": encodable(place.file),
                "line": place.line,
                **dict(zip(("before", "after"), written(mutant, place), strict=True)),
            }
            for mutant, place in proof.survivors
        ],
    }


def _amount(points: Interval) -> Any:
    if points.known is not None:
        return points.known
    return bounds(points)
