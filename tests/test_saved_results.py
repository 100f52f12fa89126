"""Results saved by `zlpg score --format json`: what a comparison takes of them, and what is said of damaged ones."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import zlpg
import zlpg.model.rules as r
from conftest import ROOT, Ran
from corruptions import broken, guarded
from facade import Read, Result, compared, comparison_shown, parsed, read_saved, scored, shown, worded
from strategies import FACTS, reports, schemes
from test_corruptions import FAST, HANG, MANY, SEEDS, as_yaml, document, hold, troubles
from zlpg.diagnostics import Diagnostic, has_errors
from zlpg.engine.readers.adjustments import Adjustment
from zlpg.engine.readers.results import ScoreLine, Standing, result_of
from zlpg.load.results import is_result
from zlpg.model.declarations import CountFact, Office
from zlpg.model.table import Item, Scheme, Section, Total
from zlpg.numbers import UNBOUNDED, Interval

Run = Callable[..., Ran]

FULL, HALF = "examples/pujiang-2020.yaml", "examples/pujiang-2020-mid-year.yaml"
SAVED_HALF = ROOT / "tests" / "golden" / "score-half.en.json"

FORMS: tuple[dict[str, Any], ...] = (
    {},
    {"indent": None},
    {"ascii_only": True},
    {"indent": None, "ascii_only": True},
)
"""Every way in which JSON is written."""

forms = st.sampled_from(FORMS)


def saved(breakdown: zlpg.Breakdown, form: dict[str, Any], language: str = "en") -> Read[Result]:
    """A breakdown after it was saved and read again."""
    return read_saved(shown(breakdown, "json", language, **form))


def kept(breakdown: zlpg.Breakdown) -> Read[Result]:
    """What is left of a breakdown once it is saved."""
    return Read(replace(result_of(breakdown), breakdown=None))


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("form", FORMS, ids=str)
@pytest.mark.parametrize("facts", [FULL, HALF])
def test_a_saved_result_is_read_as_what_it_was(
    scheme: zlpg.Scheme, facts: str, form: dict[str, Any], language: str
) -> None:
    breakdown = zlpg.score(scheme, zlpg.load_facts(ROOT / facts, scheme))
    assert saved(breakdown, form, language) == kept(breakdown)


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_what_the_command_prints_is_read(run: Run, tmp_path: Path, scheme: zlpg.Scheme, form: str) -> None:
    file = tmp_path / f"saved.{form}"
    run("score", HALF, "--format", form, "-o", file)
    breakdown = zlpg.score(scheme, zlpg.load_facts(ROOT / HALF, scheme))
    found = read_saved(file)
    assert found == kept(replace(breakdown, rule_file="rules/2020.yaml"))
    assert found.value is not None
    assert re.fullmatch("[0-9a-f]{64}", found.value.sha256)


@given(schemes(), reports(), st.sets(st.sampled_from(list(FACTS)), max_size=5), forms)
def test_any_saved_result_is_read_as_what_it_was(
    scheme: Scheme, facts: dict[str, Any], still_open: set[str], form: dict[str, Any]
) -> None:
    known = {id: value for id, value in facts.items() if id not in still_open}
    breakdown = scored(scheme, known)
    assert saved(breakdown, form) == kept(breakdown)


@pytest.mark.parametrize("year", [None, 0, 2021])
def test_the_year_of_the_facts_is_kept_whichever_it_is(year: int | None) -> None:
    scheme = counting(at_most=1)
    breakdown = scored(scheme, {}, year=year)
    assert saved(breakdown, {}) == kept(breakdown)
    assert result_of(breakdown).year == (2020 if year is None else year)


@given(st.text(), forms)
@example("𠮷😀\\ud83d", {"ascii_only": True})
def test_any_text_is_read_as_it_was_written(text: str, form: dict[str, Any]) -> None:
    unit = re.sub("[\ufffe\uffff]", "", text)  # which no file of ours can hold
    scheme = counting(at_most=1)
    breakdown = zlpg.score(scheme, replace(zlpg.facts_from({}, scheme), unit=unit))
    found = saved(breakdown, form)
    assert found.value is not None
    assert found.value.unit == unit


def counting(*, deducts: bool = False, at_most: int | None = None, rate: str = "1") -> Scheme:
    """A scheme of one item that pays for a count, or deducts it."""
    counted = r.CountedRule("count", Decimal(rate))
    item = Item("item", "Item", "text", r.DeductRule(counted) if deducts else counted)
    count = CountFact("count", "C", range=(0, at_most))
    section = Section("section", "Section", items=(item,), number="一")
    return Scheme("small", 2020, "Small", Total((section,)), {"count": count}, {"office": Office("O")})


@pytest.mark.parametrize(
    ("deducts", "possible"),
    [(False, Interval(Decimal(0), UNBOUNDED)), (True, Interval(-UNBOUNDED, Decimal(0)))],
)
def test_an_amount_without_an_end_is_read_as_one(deducts: bool, possible: Interval) -> None:  # noqa: FBT001
    scheme = counting(deducts=deducts)
    breakdown = scored(scheme, {})
    found = saved(breakdown, {})
    assert found == kept(breakdown)
    assert found.value is not None
    assert found.value.total == possible


def test_points_of_more_digits_than_a_file_may_hold_are_read() -> None:
    scheme = counting(rate="0.123456789")
    breakdown = scored(scheme, {"count": 123_456_789_012_345})
    assert saved(breakdown, {}) == kept(breakdown)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"schema": "zlpg.breakdown/1"}', True),
        ('{"schema": "zlpg.breakdown/2"}', True),
        ('{"schema": "zlpg.test/1"}', False),
        ('{"schema": 1}', False),
        ("unit: 浦江镇\nfacts: {}\n", False),
        ('["schema"]', False),
        ("", False),
    ],
)
def test_a_saved_result_is_told_from_a_facts_file_by_its_schema(text: str, expected: bool) -> None:  # noqa: FBT001
    assert is_result(parsed(text).data) is expected


SAVED = """\
{"schema": "zlpg.breakdown/2", "unit": "浦江镇", "year": 2021,
 "rules": {"scheme": "small", "title": "表", "year": 2020, "sha256": "ab"},
 "total": null, "lowest": 2, "highest": null, "result": true, "grades": ["good", "fair"],
 "grade_titles": {"good": "优", "fair": "良", "poor": "差"}, "adjustment": {"by": ["cap"], "points": -1, "lowest": -1, "highest": -1},
 "items": [
  {"id": "awards", "number": "2.1", "title": "奖", "section": "bonus", "formerly": [], "points": null, "lowest": 0, "highest": null},
  {"id": "meeting", "number": 1, "title": "会议", "section": "inner", "formerly": ["talk"], "points": 2, "lowest": 2, "highest": 2}],
 "sections": [
  {"id": "work", "number": "一", "title": "工作", "section": null, "formerly": [], "points": 2, "lowest": 2, "highest": 2,
   "adjustment": {"by": [], "points": 0, "lowest": 0, "highest": 0}},
  {"id": "inner", "number": null, "title": "内", "section": "work", "formerly": [], "points": 2, "lowest": 2, "highest": 2,
   "adjustment": {"by": ["combine", "round"], "points": 0, "lowest": 0, "highest": 0}},
  {"id": "bonus", "number": "二", "title": "加分", "section": null, "formerly": [], "points": null, "lowest": 0, "highest": null,
   "adjustment": {"by": [], "points": 0, "lowest": 0, "highest": 0}}]}
"""
"""As little as a saved result can be."""


def test_lines_stand_in_the_document_s_order_with_sections_before_what_is_in_them() -> None:
    two, some = Interval.exactly(Decimal(2)), Interval(Decimal(0), UNBOUNDED)
    adds, averages = (Adjustment(by, Interval.exactly(Decimal(0))) for by in ((), ("combine", "round")))
    lines = (
        ScoreLine("work", "total", "一", "工作", two, (), adds),
        ScoreLine("inner", "work", None, "内", two, (), averages),
        ScoreLine("meeting", "inner", 1, "会议", two, ("talk",)),
        ScoreLine("bonus", "total", "二", "加分", some, (), adds),
        ScoreLine("awards", "bonus", "2.1", "奖", some),
    )
    total, capped = Interval(Decimal(2), UNBOUNDED), Adjustment(("cap",), Interval.exactly(Decimal(-1)))
    standing = Standing((("good", "优"), ("fair", "良")), no_result=False, graded=True)
    expected = Result("浦江镇", 2021, "small", 2020, "ab", "表", lines, total, capped, standing)
    assert read_saved(SAVED) == Read(expected)


@pytest.mark.parametrize("key", ["later", "max", "note", "warnings"])
def test_other_keys_are_passed_over(key: str) -> None:
    text = SAVED.replace('"id"', f'"{key}": [{{}}], "id"').replace('"unit"', f'"{key}": 1, "unit"')
    assert read_saved(text) == read_saved(SAVED)


AMOUNT = '"points": 2, "lowest": 2, "highest": 2'
DAMAGE: dict[str, tuple[str, str, str]] = {
    "another version": (
        *("breakdown/2", "breakdown/1"),
        '1 "zlpg.breakdown/1" expected “zlpg.breakdown/2”, found the text “zlpg.breakdown/1” [wrong-type]',
    ),
    "another schema": (
        *("zlpg.breakdown/2", "zlpg.test/1"),
        '1 "zlpg.test/1" expected “zlpg.breakdown/2”, found the text “zlpg.test/1” [wrong-type]',
    ),
    "no schema": ('"schema"', '"scheme"', "1 … the key “schema” is missing [missing-key]"),
    "no rules": ('"rules"', '"rule"', "1 … the key “rules” is missing [missing-key]"),
    "no digest": (', "sha256": "ab"', "", '2 "rules" the key “sha256” is missing [missing-key]'),
    "no sections": ('"sections"', '"section"', "1 … the key “sections” is missing [missing-key]"),
    "nothing around a section": (
        *('"title": "工作", "section": null', '"title": "工作"'),
        "9 … the key “section” is missing [missing-key]",
    ),
    "a unit that is a number": ('"浦江镇"', "14", "1 14 expected text, found the number 14 [wrong-type]"),
    "a year that isn't whole": (
        "2021",
        "20.5",
        "1 20.5 expected a whole number, found the number 20.5 [wrong-type]",
    ),
    "a year that is null": ("2021", "null", "1 null expected a whole number, found nothing [wrong-type]"),
    "rules that are text": (
        *('{"scheme": "small", "title": "表", "year": 2020, "sha256": "ab"}', '"2020.yaml"'),
        '2 "2020.yaml" expected a mapping of keys to values, found the text “2020.yaml” [wrong-type]',
    ),
    "a total that is text": (
        *('"total": null', '"total": "2"'),
        '3 "2" expected a number, found the text “2” [wrong-type]',
    ),
    "a total that is true": (
        '"total": null',
        '"total": true',
        "3 true expected a number, found “true” [wrong-type]",
    ),
    "a number of a hundred thousand digits": (
        *('"total": null', '"total": 1e99999'),
        "3 1e99999 expected a number, found the text “1e99999” [wrong-type]",
    ),
    "a year too long to be one": (
        "2021",
        "2e20",
        "1 2e20 a number of 21 characters; at most 20 are read [number-too-long]",
    ),
    "infinity": (
        *('"total": null', '"total": "Infinity"'),
        '3 "Infinity" expected a number, found the text “Infinity” [wrong-type]',
    ),
    "no result that says so": ('"result": true, ', "", "1 … the key “result” is missing [missing-key]"),
    "a result that is text": (
        *('"result": true', '"result": "yes"'),
        '3 "yes" expected true or false, found the text “yes” [wrong-type]',
    ),
    "a grade that there isn't": (
        *('"fair"],', '"fine"],'),
        '3 "fine" expected one of good, fair, poor, found the text “fine” [wrong-type]',
    ),
    "a grade that is a list": (
        *('"fair"],', '["fair"]],'),
        '3 ["fair"] expected text, found a list [wrong-type]',
    ),
    "a title that is a number": ('"fair": "良"', '"fair": 2', "4 2 expected text, found the number 2 [wrong-type]"),
    "a former id that is a number": ('"talk"', "5", "7 5 expected text, found the number 5 [wrong-type]"),
    "no former ids": (
        *('"formerly": ["talk"], ', ""),
        f'7 {{"id": "meeting", "number": 1, "title": "会议", "section": "inner", {AMOUNT}}} the key “formerly” is missing [missing-key]',
    ),
    "an adjustment by something else": (
        *('"combine", "round"', '"combine", "rounding"'),
        '12 "rounding" expected one of not_applicable, weight, combine, round, floor, cap, requires, vetoes, found the text “rounding” [wrong-type]',
    ),
    "an adjustment of two amounts": (
        *('"points": -1,', '"points": -2,'),
        "4 -2 expected the number −1, found the number −2 [out-of-range]",
    ),
    "no adjustment": (
        '"adjustment": {"by": ["cap"]',
        '"adjusted": {"by": ["cap"]',
        "1 … the key “adjustment” is missing [missing-key]",
    ),
    "an item that is a number": (
        *('"items": [', '"items": [3,'),
        "5 3 expected a mapping of keys to values, found the number 3 [wrong-type]",
    ),
    "items that are a mapping": (
        *('"sections": [', '"sections": {}, "more": ['),
        "8 {} expected a list, found a mapping [wrong-type]",
    ),
    "a section's number that isn't whole": (
        *('"一"', "1.5"),
        "9 1.5 expected a whole number or text, found the number 1.5 [wrong-type]",
    ),
    "an item outside of all sections": (
        *('"bonus", "formerly"', 'null, "formerly"'),
        "6 null expected text, found nothing [wrong-type]",
    ),
    "an id of nothing": ('"meeting"', '""', '7 "" there is nothing in it [empty-value]'),
    "an item in a section that isn't there": (
        *('"section": "inner"', '"section": "iner"'),
        '7 "iner" there is no section “iner” [unknown-item]',
    ),
    "a section in a section that isn't there": (
        *('"section": "work"', '"section": "works"'),
        '11 "works" there is no section “works” [unknown-item]',
    ),
    "an item in an item": (
        *('"section": "inner"', '"section": "awards"'),
        '7 "awards" there is no section “awards” [unknown-item]',
    ),
    "a section within itself": (
        *('"section": "work"', '"section": "inner"'),
        '11 "inner" there is no section “inner” before this one [unknown-item]',
    ),
    "sections around each other": (
        *('"title": "工作", "section": null', '"title": "工作", "section": "inner"'),
        '9 "inner" there is no section “inner” before this one [unknown-item]',
    ),
    "two items of one id": (
        *('"meeting"', '"awards"'),
        '7 "awards" the id “awards” is used more than once among sections and items [duplicate-id]',
    ),
    "a section and an item of one id": (
        *('"meeting"', '"bonus"'),
        '7 "bonus" the id “bonus” is used more than once among sections and items [duplicate-id]',
    ),
    "ends in the wrong order": (
        *('"total": null, "lowest": 2, "highest": null', '"total": null, "lowest": 2, "highest": 1'),
        "3 2 the range goes from 2 to 1 [empty-range]",
    ),
    "points that are neither the lowest nor the highest": (
        *(AMOUNT, '"points": 3, "lowest": 2, "highest": 2'),
        "7 3 expected the number 2, found the number 3 [out-of-range]",
    ),
    "points that are open though only one number is possible": (
        *(AMOUNT, '"points": null, "lowest": 2, "highest": 2'),
        "7 null expected the number 2, found nothing [out-of-range]",
    ),
    "points that are known though there is no end to them": (
        *('"total": null', '"total": 2'),
        "3 2 expected nothing, found the number 2 [out-of-range]",
    ),
    "a key twice": (
        '"total": null',
        '"unit": null, "total": null',
        '3 "unit" the key “unit” stands here again [duplicate-key]',
    ),
    "no end": (
        *("0}}]}", "0}}]"),
        "15  a mapping opened by “{” is not closed, or a comma is missing [yaml-syntax]",
    ),
}


def told(finding: Diagnostic) -> str:
    """A finding with its place and what stands there."""
    place = finding.place
    assert place is not None
    there = place.excerpt[place.column - 1 : place.end_column - 1] if place.line == place.end_line else "…"
    return f"{place.line} {there} {worded(finding.message)} [{finding.code}]"


@pytest.mark.parametrize("name", DAMAGE)
def test_damage_is_found_where_it_is(name: str) -> None:
    before, after, expected = DAMAGE[name]
    assert before in SAVED
    found = read_saved(SAVED.replace(before, after, 1), damaged=True)
    assert found.value is None
    assert [told(finding) for finding in found.findings] == [expected]


@pytest.mark.parametrize(
    ("before", "after", "hint"),
    [
        ("breakdown/2", "breakdown/1", "it was saved by another version of zlpg; score its facts file again"),
        ('"section": "inner"', '"section": "iner"', "did you mean “inner”?"),
        ('"section": "work"', '"section": "inner"', "a section stands after the one that it is in"),
        (
            '"total": null',
            '"total": 2',
            "points are known where “lowest” and “highest” are the same number, and only there",
        ),
    ],
)
def test_a_hint_says_how_to_mend_it(before: str, after: str, hint: str) -> None:
    (finding,) = read_saved(SAVED.replace(before, after), damaged=True).findings
    assert str(finding.hint) == hint


def test_every_finding_is_told_in_the_order_of_the_file() -> None:
    text = SAVED.replace('"title"', '"titel"').replace('"浦江镇"', "1").replace('"sha256"', '"sha"')
    lines = [finding.place.line for finding in read_saved(text, damaged=True).findings if finding.place]
    assert lines == [1, 2, 2, 6, 7, 9, 11, 13]


@pytest.mark.parametrize("text", ["", "[1, 2]", "text", "null", "{}", "# nothing"])
def test_what_is_no_result_at_all_is_diagnosed(text: str) -> None:
    found = read_saved(text, damaged=True)
    assert found.value is None
    assert len(found.findings) == 1


def test_sections_nested_without_end_are_refused_and_told_once() -> None:
    adjustment = '"formerly": [], "adjustment": {{"by": [], "points": 0, "lowest": 0, "highest": 0}}, '
    section = '{{"id": "s{0}", "number": 1, "title": "", "section": {1}, ' + adjustment + AMOUNT + "}}"
    many = [section.format(depth, f'"s{depth - 1}"' if depth else "null") for depth in range(2000)]
    head, _, _ = SAVED.partition(' "items"')
    text = head + ' "items": [], "sections": [\n' + ",\n".join(many) + "]}"
    found = read_saved(text, damaged=True)
    assert [(finding.code, finding.place and finding.place.line) for finding in found.findings] == [("too-deep", 46)]


def findings_of_result(file: Path) -> Iterable[Diagnostic]:
    """What is found in a saved result, which can be compared where no error is."""
    found = read_saved(file, damaged=True)
    assert (found.value is None) == has_errors(found.findings)
    if found.value is not None:
        assert all(comparison_shown(compared(found.value, read_saved(SAVED).usable), "zh"))
    return found.findings


@pytest.mark.parametrize("seeds", SEEDS, ids=str)
def test_a_saved_result_with_broken_bytes_is_diagnosed_or_usable(tmp_path: Path, seeds: range) -> None:
    assert not troubles(SAVED_HALF, seeds, findings_of_result, tmp_path / "saved.json")


def hold_result(made: Any, file: Path) -> None:
    """A saved result of a broken document is diagnosed or usable."""
    content = as_yaml(made)
    file.write_bytes(content)
    with guarded(HANG):
        hold(findings_of_result(file), content)


@FAST
@given(made=broken(document(SAVED)))
def test_a_saved_result_with_a_broken_structure_is_diagnosed_or_usable(tmp_path: Path, made: Any) -> None:
    hold_result(made, tmp_path / "saved.json")


@pytest.mark.slow
@MANY
@given(made=broken(document(SAVED_HALF.read_text(encoding="utf-8"))))
def test_a_whole_saved_result_with_a_broken_structure_is_diagnosed_or_usable(tmp_path: Path, made: Any) -> None:
    hold_result(made, tmp_path / "saved.json")
