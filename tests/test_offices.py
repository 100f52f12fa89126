"""What a rule file says to the offices: who leads, when facts are due, for which period, and what there is to show.

None of it bears on points.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import language
import zlpg
from conftest import Ran, examples
from facade import read_rules, worded
from zlpg.diff.scheme_changes import scheme_changes
from zlpg.model.declarations import Office
from zlpg.model.table import Requirement, Scheme, Section
from zlpg.model.walks import due_of, offices_of, walk_items
from zlpg.show.rule_changes import ChangeWords
from zlpg.show.words import words_of

Run = Callable[..., Ran]

RULES = """
scheme: town_quality
year: 2020
title: 考核表
period: [2019-12-01, 2020-11-30]
due: 2020-12-10
offices:
  development: {name: 经发办}
  supervision: {name: 市场所, due: 2020-12-05}
  everybody: {name: 全体成员单位, stands_for_all: true}
facts:
  visits: {type: count, label: 走访企业, unit: 家}
  letters: {type: count, label: 工作信息, unit: 篇}
total:
  sections:
    - id: work
      title: 质量工作
      items:
        - id: meetings
          number: 1
          title: 会议
          text: 召开会议（满分3分）。
          max: 3
          rule: judged
          responsible: [development, supervision]
          lead: supervision
          due: 2020-10-31
          requirement: {text: 附会议通知、签到表。, evidence: [会议通知, 签到表]}
        - id: visits
          number: 2
          title: 走访
          text: 走访企业每家加0.2分，封顶2分。
          cap: 2
          rule: {count: visits, rate: 0.2}
          responsible: [everybody]
        - id: letters
          number: 3
          title: 信息
          text: 工作信息每篇加0.1分，封顶1分。
          cap: 1
          rule: {count: letters, rate: 0.1}
          lead: development
"""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """The rule file, with a facts file beside it that reports nothing."""
    path = tmp_path / "rules.yaml"
    path.write_text(RULES, encoding="utf-8")
    (tmp_path / "facts.yaml").write_text("unit: 甲镇\nrules: rules.yaml\nfacts: {visits: 3}\n", encoding="utf-8")
    return path


def scheme_of(*changes: tuple[str, str]) -> Scheme:
    text = RULES
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    read = read_rules(text)
    assert read.findings == ()
    return read.usable


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("due: 2020-10-31", "due: '2020-10-31'", ""),
        ("due: 2020-10-31", "due:", ""),
        ("due: 2020-10-31", "due: 2020-02-29", ""),
        ("due: 2020-10-31", "due: 2021-02-29", "27:16 wrong-type"),
        ("due: 2020-10-31", "due: 2020-10-32", "27:16 wrong-type"),
        ("due: 2020-10-31", "due: 2020-13-01", "27:16 wrong-type"),
        ("due: 2020-10-31", "due: 2020-00-01", "27:16 wrong-type"),
        ("due: 2020-10-31", "due: 2020-10-31 12:00", "27:16 wrong-type"),
        ("due: 2020-10-31", "due: true", "27:16 wrong-type"),
        ("due: 2020-10-31", "due: [2020-10-31]", "27:16 wrong-type"),
        ("due: 2020-10-31", "due: 2018-11-30", "27:16 wrong-due"),
        ("due: 2020-10-31", "due: 2018-12-01", ""),
        ("due: 2020-10-31", "due: 2021-11-30", ""),
        ("due: 2020-10-31", "due: 2021-12-01", "27:16 wrong-due"),
        ("due: 2020-12-05", "due: 2002-12-05", "9:33 wrong-due"),
        ("due: 2020-12-10", "due: 2002-12-10", "6:6 wrong-due"),
        ("[2019-12-01, 2020-11-30]", "[2020-01-01, 2020-12-31]", ""),
        ("[2019-12-01, 2020-11-30]", "[2020-07-01, 2021-06-30]", ""),
        ("[2019-12-01, 2020-11-30]", "[2020-06-30, 2020-06-30]", ""),
        ("[2019-12-01, 2020-11-30]", "[2020-12-01, 2020-11-30]", "5:9 wrong-period"),
        ("[2019-12-01, 2020-11-30]", "[2018-12-01, 2019-11-30]", "5:9 wrong-period"),
        ("[2019-12-01, 2020-11-30]", "[2019-01-01, 2021-12-31]", "5:9 wrong-period"),
        ("[2019-12-01, 2020-11-30]", "[2019-12-01]", "5:9 wrong-length"),
        ("[2019-12-01, 2020-11-30]", "[2019-12-01, 2020-03-31, 2020-11-30]", "5:9 wrong-length"),
        ("[2019-12-01, 2020-11-30]", "[2019-12-01, 2020-11-31]", "5:22 wrong-type"),
        ("[2019-12-01, 2020-11-30]", "2019-12-01", "5:9 wrong-type"),
        ("lead: supervision", "lead: supervison", "26:17 unknown-office"),
        ("lead: supervision", "lead: 市场所", "26:17 invalid-id"),
        ("lead: supervision", "lead: [supervision]", "26:17 wrong-type"),
        ("          lead: development\n", "", "36:11 no-office"),
        ("[会议通知, 签到表]", "[会议通知, 签到簿]", "28:60 unstated-evidence"),
        ("[会议通知, 签到表]", "[会 议 通 知, 签到表]", ""),
        ("[会议通知, 签到表]", "会议通知", "28:53 wrong-type"),
        ("[会议通知, 签到表]", "[会议通知, '']", "28:60 empty-value"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_where_it_stands(old: str, new: str, found: str) -> None:
    assert old in RULES
    told = read_rules(RULES.replace(old, new, 1)).findings
    assert ", ".join(f"{each.place.line}:{each.place.column} {each.code}" for each in told if each.place) == found


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2020年6月30日", "2020-06-30"),
        ("2020/6/30", "2020-06-30"),
        ("2020.06.30", "2020-06-30"),
        ("2020-6-30", "2020-06-30"),
        ("20200630", "2020-06-30"),
        ("'20200630'", "2020-06-30"),
        ("２０２０-０６-３０", "2020-06-30"),
        ("2020-06-31", None),
        ("2020.6", None),
        ("六月三十日", None),
        ("1", None),
    ],
)
def test_a_day_that_is_written_otherwise_is_told_as_it_should_be(written: str, meant: str | None) -> None:
    (found,) = read_rules(RULES.replace("due: 2020-10-31", f"due: {written}")).findings
    assert str(found.message).startswith("expected a day, such as 2020-12-10, found ")
    assert (None if found.hint is None else worded(found.hint)) == (None if meant is None else f"write: {meant}")


def test_a_lead_in_the_words_of_the_document_is_the_office_that_is_called_so() -> None:
    (found,) = read_rules(RULES.replace("lead: supervision", "lead: 市场所")).findings
    assert found.suggestion == "supervision"


def test_the_period_is_the_calendar_year_where_none_is_said() -> None:
    assert scheme_of().first_and_last_day == ("2019-12-01", "2020-11-30")
    without = scheme_of(("period: [2019-12-01, 2020-11-30]\n", ""))
    assert without.first_and_last_day == ("2020-01-01", "2020-12-31")


@pytest.mark.parametrize("year", ["0", "-5", "12020"])
def test_a_year_that_no_calendar_has_is_one_around_which_nothing_is_due(year: str) -> None:
    text = RULES.replace("period: [2019-12-01, 2020-11-30]\n", "").replace("year: 2020", f"year: {year}")
    assert {each.code for each in read_rules(text).findings} == {"wrong-due"}


def test_who_leads_reports_the_facts_else_all_who_answer_for_them() -> None:
    scheme = scheme_of()
    reporting = {item.id: offices_of(scheme, item) for _, _, item in walk_items(scheme)}
    assert reporting == {
        "meetings": ("supervision",),
        "visits": ("development", "supervision"),
        "letters": ("development",),
    }


def test_the_nearest_day_holds_of_the_item_of_the_office_and_of_the_file() -> None:
    scheme = scheme_of()
    days = {item.id: due_of(scheme, item) for _, _, item in walk_items(scheme)}
    assert days == {
        "meetings": {"supervision": "2020-10-31"},
        "visits": {"development": "2020-12-10", "supervision": "2020-12-05"},
        "letters": {"development": "2020-12-10"},
    }
    without = scheme_of(("due: 2020-12-10\n", ""))
    assert [due_of(without, item) for _, _, item in walk_items(without)][1:] == [{"supervision": "2020-12-05"}, {}]
    for_all = scheme_of(("stands_for_all: true", "stands_for_all: true, due: 2020-12-01"))
    (_, (_, _, visits), _) = walk_items(for_all)
    assert due_of(for_all, visits) == {"development": "2020-12-01", "supervision": "2020-12-05"}


@pytest.mark.parametrize(
    ("item", "lines"),
    [
        (
            "meetings",
            ["Evidence: 会议通知, 签到表", "Offices: 市场所, 经发办", "Lead office: 市场所", "Due: 2020-10-31"],
        ),
        ("visits", ["Offices: 全体成员单位", "Due: 经发办 2020-12-10, 市场所 2020-12-05"]),
        ("letters", ["Offices: 经发办", "Lead office: 经发办", "Due: 2020-12-10"]),
        ("total", ["Period: 2019-12-01 – 2020-11-30", "Due: 2020-12-10"]),
    ],
)
def test_an_explanation_says_who_reports_it_by_when_and_with_what(
    run: Run, rules: Path, item: str, lines: list[str]
) -> None:
    told = [line.strip("│├└─ ") for line in run("explain", rules.with_name("facts.yaml"), item).out.splitlines()]
    keys = ("Evidence", "Offices", "Lead office", "Due", "Period")
    assert [line for line in told if line.startswith(tuple(f"{key}:" for key in keys))] == lines


def test_what_is_open_is_owed_by_the_office_that_leads(run: Run, rules: Path) -> None:
    out = run("explain", rules.with_name("facts.yaml"), "--lang", "zh").out
    owed = out[out.index("各责任单位待填报事项") :].splitlines()[1:]
    assert [line.strip("│├└─ ") for line in owed] == ["市场所", "meetings 会议", "经发办", "letters 工作信息"]


def test_a_facts_file_to_fill_in_says_so_above_the_facts(run: Run, rules: Path) -> None:
    out = run("init", "--rules", rules, "-o", rules.with_name("new.yaml"))
    assert out.code == 0
    comments = [line.strip(" #") for line in rules.with_name("new.yaml").read_text(encoding="utf-8").splitlines()]
    for line in (
        "Period: 2019-12-01 – 2020-11-30",
        "Due: 2020-12-10",
        "1 会议 · max 3 · 市场所, 经发办 · lead office: 市场所 · due 2020-10-31",
        "Evidence: 会议通知, 签到表",
        "2 走访 · capped at 2 · 全体成员单位 · due 经发办 2020-12-10, 市场所 2020-12-05",
        "3 信息 · capped at 1 · 经发办 · lead office: 经发办",
    ):
        assert line in comments


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("lead: supervision", "lead: development", "1 会议 (meetings): lead office 市场所 → 经发办"),
        ("          lead: supervision\n", "", "1 会议 (meetings): lead office 市场所 → none"),
        ("due: 2020-10-31", "due: 2020-11-15", "1 会议 (meetings): due 2020-10-31 → 2020-11-15"),
        (", due: 2020-12-05", "", "市场所: due 2020-12-05 → none"),
        ("due: 2020-12-10", "due: 2020-12-20", "考核表: due 2020-12-10 → 2020-12-20"),
        ("2019-12-01, 2020-11-30", "2020-01-01, 2020-12-31", "考核表: period 2019-12-01, 2020-11-30 → 2020-01-01, 2020-12-31"),
        ("[会议通知, 签到表]", "[签到表]", "1 会议 (meetings): evidence 会议通知, 签到表 → 签到表"),
    ],
)  # fmt: skip
def test_a_change_for_the_offices_is_told_and_changes_no_score(old: str, new: str, told: str) -> None:
    earlier, later = scheme_of(), scheme_of((old, new))
    (change,) = scheme_changes(earlier, later)
    words = ChangeWords(earlier, later, words_of("en"))
    assert f"{words.subject(change)}: {words.line(change)}".endswith(told.split(": ", 1)[1])
    assert not change.can_change_score


@st.composite
def told_to_offices(draw: st.DrawFn) -> tuple[Scheme, Scheme]:
    """A scheme, and the same with everything that offices are told."""
    scheme = draw(language.schemes())
    days = st.sampled_from((None, "2020-06-30", "2020-12-10"))
    offices = {id: Office(f"办公室{id}", id == "c", draw(days)) for id in "abc"}

    def told(section: Section) -> Section:
        items = tuple(
            replace(
                item,
                responsible=tuple(draw(st.sets(st.sampled_from("abc")))),
                lead=draw(st.sampled_from((None, "a", "b"))),
                due=draw(days),
                requirement=replace(item.requirement or Requirement("附台账。"), evidence=("台账",)),
            )
            for item in section.items
        )
        return replace(section, items=items, sections=tuple(map(told, section.sections)))

    total = replace(scheme.total, sections=tuple(map(told, scheme.total.sections)))
    return scheme, replace(scheme, offices=offices, total=total, period=("2020-01-01", "2020-12-31"), due=draw(days))


@examples(20)
@given(told_to_offices(), st.data())
def test_nothing_that_offices_are_told_bears_on_points(both: tuple[Scheme, Scheme], data: st.DataObject) -> None:
    report = data.draw(language.reports(both[0]))
    without, with_offices = (zlpg.score(each, language.facts_from(each, report)) for each in both)
    assert parts_of(without) == parts_of(with_offices)
    changes = scheme_changes(*both)
    assert changes
    assert not any(change.can_change_score for change in changes)


def parts_of(breakdown: zlpg.Breakdown) -> list[Any]:
    parts = [(each.item.id, each.working.points) for each in breakdown.items]
    return [*parts, breakdown.working.points, breakdown.outcome.grades]
