"""Everything that is wrong with a facts file is told in one run, each thing in its own line, and of no line that is right."""

import re
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

import zlpg
from conftest import ROOT, RULES, Ran, examples
from facade import Read, read_cases, read_facts, read_rules
from zlpg.source import read_yaml

Run = Callable[..., Ran]

FACTS = """\
unit: 浦江镇
year: 2020
facts:
  # 一 组织领导
  leading_group: 2
  annual_meeting: {value: 1.5, note: 10月召开}
  leading_group_meetings: 0
  work_plan: 2
  publicity:
  publicity_events: 1

  # 六 加分项
  award_results:
    - {name: 甲公司, level: district_silver}
    - name: 乙公司
      level: applied
  standard_pilots_started: 1
  district_standards_revised: true
  briefs: 4
  media_posts:
    value: 12
    note: 今日闵行
  commendations: 2
  leader_evaluation: 9.2
"""
LINES = FACTS.splitlines()

Slip: TypeAlias = tuple[str, str | Callable[[re.Match[str]], str]]

TYPED: dict[str, Slip] = {
    "a full-width colon": (r"^( *(?:- )?\w+): ?", "\\1："),
    "a space before a full-width colon": (r"^( *(?:- )?\w+): ?", "\\1 ："),
    "an equals sign for the colon": (r"^( *\w+): (?=[\d.]+$)", "\\1= "),
    "a semicolon for the colon": (r"^( *\w+): (?=[\d.]+$)", "\\1； "),
    "a full stop for the colon": (r"^( *\w+): (?=[\d.]+$)", "\\1. "),
    "no colon": (r"^( *\w+): (?=[\d.]+$)", "\\1 "),
    "no space after the colon": (r"^( *\w+): (?=\S)", "\\1:"),
    "a no-break space after the colon": (r"^( *(?:- )?\w+): (?=\S)", "\\1:\u00a0"),
    "a full-width space for the indentation": (r"^  ( *)(?=[\w-])", "\u3000\\1"),
    "no-break spaces for the indentation": (r"^( +)(?=[\w-])", lambda found: "\u00a0" * len(found[1])),
    "a full-width space for each of the indentation": (r"^( +)(?=[\w-])", lambda found: "\u3000" * len(found[1])),
    "a tab for the indentation": (r"^  (?=\w)", "\t"),
    "a full-width dash": (r"^( *)- ", "\\1－ "),
    "no space after the dash": (r"^( *)- (?=[\w{])", "\\1-"),
    "no number": (r"(?<=[a-z]: )\d[\d.]*$", "13篇"),
    "a quote that isn't closed": (r"^( *\w+: )(?=[^\s{].*$)", '\\1"'),
    "a quote that is only closed": (r"^( *\w+: )(\d[\d.]*)$", '\\1\\2"'),
    "no fact": (r"^  (?=[a-z_]+: [\dt])", "  un"),
}
"""What people type in a line that was right: what of it, and what instead."""

MOVED: dict[str, Slip] = {
    "no indentation": (r"^  (?=\w+: \S)", ""),
    "too little indentation": (r"^  (?=\w+: \S)", " "),
    "too much indentation": (r"^  (?=\w+: \S)", "   "),
}
"""The same for what only the lines around show, which have to be right for that."""

SLIPS = {**TYPED, **MOVED}


def slips_in(line: str, known: Mapping[str, Slip] = TYPED) -> list[str]:
    return [slip for slip, (before, _) in known.items() if re.search(before, line)]


def with_slips(slips: dict[int, str]) -> str:
    lines = [re.sub(*SLIPS[slips[at]], line, count=1) if at in slips else line for at, line in enumerate(LINES)]
    return "\n".join(lines) + "\n"


def lines_told(found: Read[zlpg.Facts]) -> set[int]:
    return {each.place.line - 1 for each in found.findings if each.place is not None}


SAID = [at for at, line in enumerate(LINES) if slips_in(line)]


@st.composite
def files(draw: st.DrawFn) -> dict[int, str]:
    """Slips in lines of the file, by their numbers, of which one at most is moved.

    What is left out, nobody could tell from what is right: a quote that is opened in one line and closed two lines further on, with a
    line between that looks further in, is a text of several lines; and below `publicity`, which has no value, a line that looks further
    in, with others after it that do, is a value of it.
    """
    chosen: list[int] = draw(st.lists(st.sampled_from(SAID), unique=True))
    slips: dict[int, str] = {}
    for at in sorted(chosen):
        known = slips_in(LINES[at])
        if "a quote that isn't closed" in (slips.get(at - 1), slips.get(at - 2)) and "indentation" in slips.get(
            at - 1, ""
        ):
            known = [slip for slip in known if slip != "a quote that is only closed"]
        if LINES[at] == "  award_results:" and "for each" in slips.get(at - 3, ""):  # of publicity_events
            known = [slip for slip in known if "indentation" not in slip]
        slips[at] = draw(st.sampled_from(known))
    free = [at for at in SAID if slips.keys().isdisjoint(range(at - 3, at + 4)) and slips_in(LINES[at], MOVED)]
    has_moved: bool = draw(st.booleans())
    if free and has_moved:
        moved: int = draw(st.sampled_from(free))
        slips[moved] = draw(st.sampled_from(slips_in(LINES[moved], MOVED)))
    return slips


@examples(50)
@given(files())
def test_every_slip_of_a_file_is_told_in_one_run_and_no_right_line_is(slips: dict[int, str]) -> None:
    found = read_facts(with_slips(slips), zlpg.load_scheme(RULES))
    assert lines_told(found) == set(slips), [str(each.message) for each in found.findings]


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_told_of_its_line_wherever_it_is(scheme: zlpg.Scheme, slip: str) -> None:
    for at, line in enumerate(LINES):
        if slip in slips_in(line, SLIPS):
            assert lines_told(read_facts(with_slips({at: slip}), scheme)) == {at}


SIDE_BY_SIDE = [
    (at, other, slip, next_slip)
    for at, other in pairwise(SAID)
    for slip in slips_in(LINES[at])
    for next_slip in slips_in(LINES[other])
    if "indentation" in slip and "indentation" in next_slip
]


def test_two_lines_side_by_side_that_begin_wrongly_blame_no_third(scheme: zlpg.Scheme) -> None:
    for at, other, slip, next_slip in SIDE_BY_SIDE:
        assert lines_told(read_facts(with_slips({at: slip, other: next_slip}), scheme)) == {at, other}, (
            slip,
            next_slip,
        )


def test_the_line_that_is_too_far_in_below_a_short_value_is_blamed_for_it(scheme: zlpg.Scheme) -> None:
    facts = "unit: 浦江镇\nyear: 2020\nfacts:\n  media_posts:\n    value: 3\n    note: x\n"
    facts += "  district_standards_revised: true\n    briefs: 4\n  commendations: 1\n"
    assert lines_told(read_facts(facts, scheme)) == {7}


LEFT_OUT: dict[str, tuple[str, str]] = {
    "quotes that are not closed": ("leading_group_meetings: 0", 'leading_group_meetings: "0'),
    "brackets that are not closed": ("{value: 1.5, note: 10月召开}", "{value: 1.5, note: 10月召开"),
    "a list that is not closed": ("publicity_events: 1", "publicity_events: [1"),
    "a text with a colon": ("publicity_events: 1", "publicity_events: 次数: 1"),
    "a text with an at sign": ("briefs: 4", "briefs: @4"),
    "no value": ("briefs: 4", "briefs: -"),
    "an escape that is none": ("note: 今日闵行", 'note: "\\q"'),
    "two keys in a line of a list": ("name: 乙公司", "name: 乙公司: level"),
    "a note below a value": ("briefs: 4\n", "briefs: 4\n    note: 市级\n"),
}
"""What nobody can say the meaning of: what was there, and what is there instead."""


@pytest.mark.parametrize("slip", LEFT_OUT)
def test_what_nobody_can_read_is_left_out_and_the_rest_is_read(run: Run, tmp_path: Path, slip: str) -> None:
    before, after = LEFT_OUT[slip]
    assert before in FACTS
    text = FACTS.replace(before, after)
    line = next(at for at, (one, other) in enumerate(zip(LINES, text.splitlines(), strict=False)) if one != other) + 1
    (tmp_path / "facts.yaml").write_text(
        text.replace("unit: 浦江镇", "unit：浦江镇").replace("9.2", "无"), encoding="utf-8"
    )
    done = run("validate", tmp_path / "facts.yaml", "--rules", RULES)
    told = re.findall(r"facts\.yaml:(\d+):\d+: (\w+)", done.err)
    last = len(text.splitlines())
    assert sorted(told, key=lambda each: int(each[0])) == [("1", "error"), (str(line), "error"), (str(last), "error")]


FILES = [RULES, RULES.parent / "2020.examples.yaml", *sorted((ROOT / "examples").rglob("*.yaml"))]
QUOTED = re.compile(r"(?<=[:,{] )\"[^\"\\]+\"")


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_text_that_is_not_closed_takes_no_line_from_another_quote_on(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert read_yaml(file.name, text).diagnostics == ()
    lines = text.splitlines()
    quoted = [(at, found) for at, line in enumerate(lines) if "#" not in line and (found := QUOTED.search(line))]
    for at, found in quoted[:: len(quoted) // 12 + 1]:
        unclosed = lines[at][: found.end() - 1] + lines[at][found.end() :]
        told = read_yaml(file.name, "\n".join([*lines[:at], unclosed, *lines[at + 1 :]])).diagnostics
        assert [(each.place and (each.place.line - 1, each.place.column - 1)) for each in told] == [(at, found.start())]


GOES_ON = [
    'note: "来源：\n      市级 3"',
    'note: "来源\n\n     市级"',
    "note:\n      '来源\n      市级'",
    'note: "来源\n\t\t\t市级"',
]


@pytest.mark.parametrize("note", GOES_ON)
def test_a_quoted_text_goes_on_in_lines_of_its_own(scheme: zlpg.Scheme, note: str) -> None:
    assert read_facts(FACTS.replace("note: 今日闵行", note), scheme).findings == ()


def test_every_slip_of_an_examples_file_is_told_in_one_run(scheme: zlpg.Scheme) -> None:
    text = (RULES.parent / "2020.examples.yaml").read_text(encoding="utf-8")
    lines = text.splitlines()
    wrong = [at for at, line in enumerate(lines) if line.startswith(("    facts: {", "    points: {"))][::9]
    for at in wrong:
        lines[at] = lines[at].replace(": {", "：{", 1)
    found = read_cases("\n".join(lines), scheme)
    assert len(wrong) > 5
    assert [each.place and each.place.line - 1 for each in found.findings] == wrong


def test_every_slip_of_a_rule_file_is_told_in_one_run_and_what_else_is_wrong() -> None:
    lines = RULES.read_text(encoding="utf-8").splitlines()
    wrong = [at for at, line in enumerate(lines) if line.strip().startswith("title: ")][::4]
    for at in wrong:
        lines[at] = lines[at].replace(": ", "：", 1)
    max_of_an_item = next(at for at, line in enumerate(lines) if line.strip() == "max: 4")
    lines[max_of_an_item] = lines[max_of_an_item].replace("4", "多")
    found = read_rules("\n".join(lines))
    assert {each.place.line - 1 for each in found.findings if each.place} == {*wrong, max_of_an_item}


IN_A_RULE_FILE = {
    "a full-width space": ("  ", "\u3000"),
    "a tab": ("  ", "\t"),
    "a space too many": ("", " "),
    "a space too few": (" ", ""),
    "a quote that isn't closed": (": ", ': "'),
    "a brace that isn't closed": (": ", ": {"),
}


@pytest.mark.parametrize("slip", IN_A_RULE_FILE)
def test_values_are_looked_at_wherever_a_line_of_a_rule_file_is_a_slip(slip: str) -> None:
    lines = RULES.read_text(encoding="utf-8").splitlines()
    first, *_, last = (at for at, line in enumerate(lines) if line.strip().startswith("max: "))
    for at, line in [*enumerate(lines)][20::37]:
        if re.match(r" +[^#]*: [^\[{]", line):
            value = last if at - first < last - at else first
            wrong = {at: line.replace(*IN_A_RULE_FILE[slip], 1), value: re.sub("max: .*", "max: ３", lines[value])}
            found = read_rules("\n".join(wrong.get(number, each) for number, each in enumerate(lines)))
            assert {each.place.line - 1 for each in found.findings if each.place} == {at, value}, line


AROUND = {
    "two full-width spaces throughout": (
        "　　media_posts：2\n　　work_reports：3\n　　briefs：三\n",
        [4, 4, 5, 5, 6, 6, 6],
    ),
    "two full-width spaces, levels": (
        "　　media_posts: 2\n　　annual_meeting:\n　　　　value: 3\n　　　　note: x\n　　briefs: 四\n",
        [4, 5, 6, 7, 8, 8],
    ),
    "two full-width spaces first": ("　　media_posts: 2\n  work_reports：三\n  briefs：三\n", [4, 5, 5, 6, 6]),
    "two tabs first": ("\t\tmedia_posts: 2\n  work_reports：三\n  briefs：三\n", [4, 5, 5, 6, 6]),
    "two full-width spaces after others": ("  briefs: 3\n　　media_posts: 2\n　　work_reports：3\n", [5, 6, 6]),
    "four no-break spaces": (
        "  briefs: 3\n\xa0\xa0\xa0\xa0media_posts: 2\n\xa0\xa0\xa0\xa0work_reports：3\n",
        [5, 6, 6],
    ),
    "two full-width spaces before a list": (
        "  annual_meeting:\n    value: 2\n    note: x\n  work_reports: 3\n　　award_results:\n    - {name: 甲, level: applied}\n  briefs: 1\n",
        [8],
    ),
}
"""Lines further in than they are meant to be, with what is wrong beside, and the lines told."""


@pytest.mark.parametrize("typed", AROUND)
def test_a_line_that_looks_too_far_in_is_read_where_it_may_be(scheme: zlpg.Scheme, typed: str) -> None:
    facts, told = AROUND[typed]
    found = read_facts(f"unit: 浦江镇\nyear: 2020\nfacts:\n{facts}", scheme).findings
    assert sorted(each.place.line for each in found if each.place) == told


IN_BRACES = {
    "  award_results: [{name: 甲公司, level：applied}]\n": ["4:36"],
    "  award_results:\n    - {name：甲公司，level:applied}\n": ["5:12", "5:16", "5:22"],
    "  award_results: {applied：1, site_review:2，shanghai: 3}\n": ["4:26", "4:41", "4:43"],
    "  annual_meeting: {note：x，\n    value:2}\n": ["4:24", "4:26", "5:10"],
    "  annual_meeting: {value: 2, note: 先，\n    后：全，见https://x，http://y}\n": [],
    "  annual_meeting: {value: 2, note: '甲，level：applied'}\n": [],
}
"""The punctuation of text in braces, and where it is told: where it separates keys."""


@pytest.mark.parametrize("facts", IN_BRACES)
def test_the_punctuation_of_text_in_braces_is_told_and_nothing_that_follows_from_it(
    scheme: zlpg.Scheme, facts: str
) -> None:
    found = read_facts(f"unit: 浦江镇\nyear: 2020\nfacts:\n{facts}", scheme).findings
    assert [f"{each.place.line}:{each.place.column}" for each in found if each.place] == IN_BRACES[facts]


@pytest.mark.parametrize("over", ["over：10", "over:10"])
def test_a_number_of_a_rule_is_read_whatever_its_colon(over: str) -> None:
    text = RULES.read_text(encoding="utf-8")
    assert "over: 10, " in text
    assert read_rules(text.replace("over: 10, ", f"{over}, ", 1)).codes == ["yaml-syntax"]


def test_what_may_refer_to_a_line_that_nobody_can_read_is_not_looked_at() -> None:
    text = RULES.read_text(encoding="utf-8").replace("  work_reports: {type", '  work_reports: "{type', 1)
    assert read_rules(text).codes == ["yaml-syntax"]


@pytest.mark.parametrize(
    "year",
    ["year：2020", "year:2020", "year: 2020年", "year ：2020", "year= 2020", "year 2020", "year: [2020", 'year: "2020'],
)
def test_the_rest_is_looked_at_where_the_year_is_a_slip(run: Run, tmp_path: Path, year: str) -> None:
    text = FACTS.replace("year: 2020", year).replace("work_plan: 2", "work_plan: 两分")
    (tmp_path / "facts.yaml").write_text(text, encoding="utf-8")
    assert re.findall(r"facts\.yaml:(\d+):", run("validate", tmp_path / "facts.yaml").err) == ["2", "8"]


@pytest.mark.parametrize("lost", ["year: 2020", "facts:\n"])
def test_what_may_be_in_a_line_that_nobody_can_read_is_not_missing(run: Run, tmp_path: Path, lost: str) -> None:
    (tmp_path / "facts.yaml").write_text(FACTS.replace(lost, f"@{lost}"), encoding="utf-8")
    assert "is missing" not in run("validate", tmp_path / "facts.yaml").err


@pytest.mark.parametrize("slip", ["a full-width colon", "no space after the colon"])
def test_a_text_of_lines_that_are_all_slips_is_no_text(scheme: zlpg.Scheme, slip: str) -> None:
    slips = {at: slip for at, line in enumerate(LINES) if slip in slips_in(line) and at not in {2, 12, 19}}
    assert lines_told(read_facts(with_slips(slips), scheme)) == set(slips)


def test_a_note_of_several_lines_may_say_what_it_likes(scheme: zlpg.Scheme) -> None:
    notes = "    note: 来源\n      市级：3篇\n      区级:9篇\n      说明：\n"
    assert read_facts(FACTS.replace("    note: 今日闵行\n", notes), scheme).findings == ()


def test_the_line_is_shown_as_it_was_written_with_its_own_columns(run: Run, tmp_path: Path) -> None:
    (tmp_path / "facts.yaml").write_text("year: 2020\nfacts:\n\u3000briefs：x\n", encoding="utf-8")
    done = run("validate", tmp_path / "facts.yaml")
    told = re.findall(r"facts\.yaml:(\d+:\d+): .*\n    (.*)\n", done.err)
    assert told == [("3:1", "\u3000briefs：x"), ("3:8", "\u3000briefs：x"), ("3:9", "\u3000briefs：x")]


def test_applicants_that_are_lines_of_text_are_told_each_with_what_one_looks_like(scheme: zlpg.Scheme) -> None:
    facts = "unit: 浦江镇\nyear: 2020\nfacts:\n  award_results:\n    甲公司：金奖\n    乙公司：银奖\n"
    found = read_facts(facts, scheme).findings
    assert [(each.place and (each.place.line, each.place.column), str(each.hint)) for each in found] == [
        ((5, 5), "write a line for each applicant: - {name: 甲公司, level: district_gold}"),
        ((6, 5), "write a line for each applicant: - {name: 乙公司, level: district_silver}"),
    ]


def test_the_findings_of_a_facts_file_are_in_the_order_of_its_lines(run: Run, tmp_path: Path) -> None:
    text = (
        FACTS.replace("briefs: 4", "briefs: 四")
        .replace("unit: ", "unit：")
        .replace("commendations: ", "commendations：")
    )
    (tmp_path / "facts.yaml").write_text(text.replace("work_plan: 2", "work_plan: 两分"), encoding="utf-8")
    for command in ("validate", "score"):
        assert re.findall(r"facts\.yaml:(\d+):", run(command, tmp_path / "facts.yaml").err) == ["1", "8", "19", "23"]


UNHELD = {
    "@year: 2020": "not checked: no year can be read in it to find a rule file by; write it as “year: 2020”",
    "year: [去年": "not checked: no year can be read in it to find a rule file by; write it as “year: 2020”",
    "@facts:": "not checked: the line with “facts:”, below which its values stand, can't be read",
}


@pytest.mark.parametrize("line", UNHELD)
def test_the_closing_line_says_which_line_keeps_a_file_from_being_held_against_its_rules(
    run: Run, tmp_path: Path, line: str
) -> None:
    before = "facts:" if "facts" in line else "year: 2020"
    (tmp_path / "facts.yaml").write_text(FACTS.replace(before, line, 1), encoding="utf-8")
    done = run("validate", tmp_path / "facts.yaml")
    assert done.code == 1
    assert f"facts.yaml: {UNHELD[line]}" in done.out
