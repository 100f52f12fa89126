"""What holds for every result that is saved: nothing that a comparison reads is lost, whoever writes the file anew."""

import json
from collections.abc import Callable
from dataclasses import replace
from itertools import takewhile

import pytest
from hypothesis import given
from hypothesis import strategies as st

import language
import zlpg
from conftest import Ran, examples
from facade import Result, compared, read_saved, shown
from strategies import reported, years
from zlpg.diff.scores import LineChange
from zlpg.engine.readers.results import result_of
from zlpg.numbers import ZERO, Interval

Run = Callable[..., Ran]
NOTHING = Interval.exactly(ZERO)


def read(text: str) -> Result:
    """A saved result as it is read, where nothing is found wrong with it."""
    saved = read_saved(text)
    assert not saved.findings
    return saved.usable


def saved(breakdown: zlpg.Breakdown) -> Result:
    return read(shown(breakdown, "json"))


@st.composite
def scored(draw: st.DrawFn, scheme: zlpg.Scheme) -> zlpg.Breakdown:
    """A score under a scheme of the whole language, with whatever left open."""
    report = draw(language.reports(scheme))
    items = draw(st.sets(st.sampled_from("012")))
    known = {id: value for id, value in report.items() if id[-1] not in items or draw(st.booleans())}
    return zlpg.score(scheme, replace(language.facts_from(scheme, known), unit="甲"))


@st.composite
def scores(draw: st.DrawFn) -> zlpg.Breakdown:
    """A score under any scheme."""
    return draw(scored(draw(language.schemes())))


@st.composite
def two_scores(draw: st.DrawFn) -> tuple[zlpg.Breakdown, zlpg.Breakdown]:
    """Two scores under schemes of the whole language, which may be the same one."""
    old = draw(language.schemes())
    new = draw(st.just(old) | language.schemes())
    return draw(scored(old)), draw(scored(new))


@st.composite
def scores_of_years(draw: st.DrawFn) -> tuple[zlpg.Breakdown, zlpg.Breakdown]:
    """Scores of two years, in which things are renamed and stand elsewhere."""
    old, new = draw(years())
    complete = draw(st.booleans())
    before = draw(reported(old, complete=complete))
    after = draw(reported(new, complete=complete, like=(old, before)))
    return tuple(  # type: ignore[return-value]  # of two
        zlpg.score(scheme, zlpg.facts_from(facts, scheme, year=scheme.year))
        for scheme, facts in ((old, before), (new, after))
    )


@examples(5)
@given(scores())
def test_a_saved_result_holds_all_that_a_comparison_reads(breakdown: zlpg.Breakdown) -> None:
    assert saved(breakdown) == replace(result_of(breakdown), breakdown=None)


REWRITTEN: dict[str, Callable[[str], str]] = {
    "as floats": lambda text: json.dumps(json.loads(text)),
    "sorted, by tabs": lambda text: json.dumps(json.loads(text), sort_keys=True, indent="\t", ensure_ascii=False),
    "close together": lambda text: json.dumps(json.loads(text), separators=(",", ":")),
    "scientifically": lambda text: json.dumps(json.loads(text, parse_int=float), separators=(" , ", " : ")),
    "over lines": lambda text: json.dumps(json.loads(text), separators=(" ,\r\n\t", " : ")),
}
"""What other programs make of a saved file."""


@pytest.mark.parametrize("rewritten", REWRITTEN.values(), ids=REWRITTEN)
@examples(5)
@given(scores())
def test_a_saved_result_is_the_same_whoever_wrote_it_anew(
    rewritten: Callable[[str], str], breakdown: zlpg.Breakdown
) -> None:
    text = shown(breakdown, "json")
    assert read(rewritten(text)) == read(text)


def what_points_tell(comparison: zlpg.Comparison) -> zlpg.Comparison:
    """A comparison of scores as far as it doesn't need their facts."""

    def tells(line: LineChange) -> bool:
        come_or_gone = line.kind == "item" and (line.points[0] is None) is not (line.points[-1] is None)
        return come_or_gone or line.change not in {None, NOTHING}

    *lines, total = comparison.lines
    told = []
    for at, line in enumerate(lines):
        under = takewhile(lambda each, depth=line.depth: each.depth > depth, lines[at + 1 :])  # type: ignore[misc]
        told.append(replace(line, differs=any(map(tells, (line, *under)))))
    standings = [each.standing.decides for each in comparison.results]
    told.append(replace(total, differs=any(map(tells, (*lines, total))) or standings[0] != standings[-1]))
    return zlpg.Comparison(
        tuple(replace(each, breakdown=None) for each in comparison.results),
        tuple(replace(each, facts=(), parameters=()) for each in told),
        attributed=False,
    )


def hold(breakdowns: tuple[zlpg.Breakdown, zlpg.Breakdown]) -> None:
    """Saved results are compared as their facts files are, without what only facts tell."""
    expected = what_points_tell(compared(*breakdowns, attributed=False))
    found = compared(*map(saved, breakdowns))
    if any(each is not None and each.known is None for line in expected.lines for each in line.points):
        # What is open in both can be the same unknown, which only facts tell.
        assert found.results == expected.results
        for line, of_facts in zip(found.lines, expected.lines, strict=True):
            assert replace(line, change=None, differs=True) == replace(of_facts, change=None, differs=True)
            assert line.change is None or of_facts.change is None or contains(line.change, of_facts.change)
    else:
        assert found == expected


def contains(one: Interval, other: Interval) -> bool:
    return one.lowest <= other.lowest and other.highest <= one.highest


@examples(5)
@given(two_scores())
def test_saved_results_are_compared_as_their_facts_are(breakdowns: tuple[zlpg.Breakdown, zlpg.Breakdown]) -> None:
    hold(breakdowns)


@examples(5)
@given(scores_of_years())
def test_saved_results_of_years_are_compared_as_their_facts_are(
    breakdowns: tuple[zlpg.Breakdown, zlpg.Breakdown],
) -> None:
    hold(breakdowns)
