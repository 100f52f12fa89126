"""Ids that things had in earlier years, in one file and against the year before it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Ran
from facade import read_rules, worded
from zlpg.diagnostics import Diagnostic

Run = Callable[..., Ran]

BEFORE = """
scheme: small
year: 2020
title: 小
offices: {one: {name: 一}}
facts:
  news: {type: number, label: 信息报送得分, range: [0, 4], formerly: [reports]}
  visits: {type: number, label: 走访企业得分, range: [0, 6]}
total:
  sections:
    - id: main
      title: 质量工作
      formerly: [work]
      items:
        - {id: news, title: 信息报送, text: 按要求报送各类信息, max: 4, rule: news, responsible: [one], formerly: [reports]}
        - {id: visits, title: 走访企业, text: 上门了解企业困难, max: 6, rule: visits, responsible: [one]}
"""
FACT_NEWS = "news: {type: number, label: 信息报送得分, range: [0, 4], formerly: [reports]}"
FACT_VISITS = "visits: {type: number, label: 走访企业得分, range: [0, 6]}"
SECTION = "- id: main\n      title: 质量工作\n      formerly: [work]"
NEWS = "- {id: news, title: 信息报送, text: 按要求报送各类信息, max: 4, rule: news, responsible: [one], formerly: [reports]}"
VISITS = "- {id: visits, title: 走访企业, text: 上门了解企业困难, max: 6, rule: visits, responsible: [one]}"


def changed(changes: dict[str, str]) -> str:
    """The file with each text replaced by another, each of which stands in it once."""
    text = BEFORE
    for old, new in changes.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def found_a_year_later(changes: dict[str, str]) -> list[tuple[str, str | None, str | None, str]]:
    """What the year before leads to: each finding's code, its message and hint, and what it points at."""
    before = read_rules(BEFORE).value
    assert before is not None
    found = read_rules(changed({"year: 2020": "year: 2021", **changes}), before=before).findings
    assert {each.severity for each in found} <= {"warning"}
    return [
        (each.code, worded(each.message), worded(each.hint) if each.hint else None, pointed_at(each)) for each in found
    ]


def pointed_at(finding: Diagnostic) -> str:
    """What a finding's carets are under."""
    assert finding.place
    return finding.place.excerpt[finding.place.column - 1 : finding.place.end_column - 1]


LEAVE_OUT = "leave it out"
ONE_THING = "an id of an earlier year stands for one thing; leave it out at the other"
IN_ONE_FILE = {
    "a fact's former id that another fact has": (
        {FACT_VISITS: FACT_VISITS.replace("6]", "6], formerly: [calls, news]")},
        "“news” is no former id: it is the id of “信息报送得分”",
        "leave it out, or give “信息报送得分” another id",
        "news",
    ),
    "a fact's own id": (
        {FACT_VISITS: FACT_VISITS.replace("6]", "6], formerly: [visits]")},
        "“visits” is its id now, not a former one",
        LEAVE_OUT,
        "visits",
    ),
    "an item's former id that another item has": (
        {VISITS: VISITS.replace("[one]", "[one], formerly: [news]")},
        "“news” is no former id: it is the id of “信息报送”",
        "leave it out, or give “信息报送” another id",
        "news",
    ),
    "an item's former id that a section has": (
        {VISITS: VISITS.replace("[one]", "[one], formerly: [main]")},
        "“main” is no former id: it is the id of “质量工作”",
        "leave it out, or give “质量工作” another id",
        "main",
    ),
    "a section's former id that an item has": (
        {SECTION: SECTION.replace("[work]", "[work, visits]")},
        "“visits” is no former id: it is the id of “走访企业”",
        "leave it out, or give “走访企业” another id",
        "visits",
    ),
    "a former id of two facts": (
        {FACT_VISITS: FACT_VISITS.replace("6]", "6], formerly: [reports]")},
        "“reports” is a former id of “news” too",
        ONE_THING,
        "reports",
    ),
    "a former id of two items": (
        {VISITS: VISITS.replace("[one]", "[one], formerly: [calls, reports]")},
        "“reports” is a former id of “news” too",
        ONE_THING,
        "reports",
    ),
    "a former id of a section and an item": (
        {VISITS: VISITS.replace("[one]", "[one], formerly: [work]")},
        "“work” is a former id of “main” too",
        ONE_THING,
        "work",
    ),
    "a former id that one list has twice": (
        {VISITS: VISITS.replace("[one]", "[one], formerly: [calls, tours, calls]")},
        "the former id “calls” stands here twice",
        LEAVE_OUT,
        "calls",
    ),
}


@pytest.mark.parametrize(("changes", "message", "hint", "at"), IN_ONE_FILE.values(), ids=IN_ONE_FILE)
def test_a_former_id_that_could_stand_for_two_things_is_an_error_at_its_place(
    changes: dict[str, str], message: str, hint: str, at: str
) -> None:
    (found,) = read_rules(changed(changes)).findings
    assert (found.code, found.severity, worded(found.message), worded(found.hint) if found.hint else None) == (
        "former-id",
        "error",
        message,
        hint,
    )
    assert "formerly" in found.at
    assert pointed_at(found) == at
    assert read_rules(changed(changes)).value is None


def test_a_former_id_that_stands_twice_is_found_where_it_stands_again() -> None:
    (found,) = read_rules(changed({SECTION: SECTION.replace("[work]", "[work, tasks, work]")})).findings
    assert found.at == ("total", "sections", 0, "formerly", 2)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, id="a fact and an item that had the same id"),
        pytest.param({FACT_VISITS: FACT_VISITS.replace("6]", "6], formerly: [main, work]")}, id="a fact's that a section has"),
        pytest.param({VISITS: VISITS.replace("[one]", "[one], formerly: [one]")}, id="an item's that an office has"),
        pytest.param({VISITS: VISITS.replace("[one]", "[one], formerly: [calls, tours]")}, id="several"),
        pytest.param({VISITS: VISITS.replace("[one]", "[one], formerly: []")}, id="none in an empty list"),
    ],
)  # fmt: skip
def test_former_ids_that_stand_for_one_thing_each_are_right(changes: dict[str, str]) -> None:
    assert read_rules(changed(changes)).findings == ()


@pytest.mark.parametrize(
    ("written", "code"), [("reports", "wrong-type"), ("[Reports]", "invalid-id"), ("[1]", "wrong-type")]
)
def test_former_ids_are_a_list_of_ids(written: str, code: str) -> None:
    assert read_rules(changed({SECTION: SECTION.replace("[work]", written)})).codes == [code]


def test_a_former_id_that_is_found_does_not_hide_what_a_rule_comes_to() -> None:
    wrong = VISITS.replace("[one]", "[one], formerly: [news]").replace("max: 6", "max: 7")
    assert set(read_rules(changed({VISITS: wrong})).codes) == {"former-id", "max-not-reached"}


CARRIED = "they are carried along from year to year; write: "
STAYS = "an id stays with the thing that it stands for; a new thing gets a new one"
SAME = "a former id is one of the same thing; a new thing has none"
KEEP = "keep that id; if it can't be kept, write: "
CALLS = VISITS.replace("id: visits", "id: calls")
FACT_CALLS, JUDGED_CALLS = FACT_VISITS.replace("visits:", "calls:"), VISITS.replace("rule: visits", "rule: calls")

A_YEAR_LATER = {
    "nothing changed": ({}, []),
    "an item renamed by its former id": ({VISITS: CALLS.replace("[one]", "[one], formerly: [visits]")}, []),
    "a fact renamed by its former id": (
        {FACT_VISITS: FACT_CALLS.replace("6]", "6], formerly: [visits]"), VISITS: JUDGED_CALLS},
        [],
    ),
    "a section renamed again, with all its former ids": (
        {SECTION: SECTION.replace("id: main", "id: tasks").replace("[work]", "[work, main]")},
        [],
    ),
    "a section renamed back": ({SECTION: SECTION.replace("id: main", "id: work").replace("[work]", "[main]")}, []),
    "an item renamed and reworded": (
        {VISITS: CALLS.replace("走访企业", "上门走访企业").replace("[one]", "[one], formerly: [visits]")},
        [],
    ),
    "an item that is gone, its former ids with it": ({f"        {NEWS}\n": "", FACT_NEWS: ""}, []),
    "a former id that the year before has as one of another thing, which doesn't list it any more": (
        {NEWS: NEWS.replace(", formerly: [reports]", ""), VISITS: VISITS.replace("[one]", "[one], formerly: [reports]")},
        [("former-id", "the year before lists more former ids of “news”: reports", f"{CARRIED}formerly: [reports]", "news")],
    ),
    "an item's former id that is misspelt": (
        {VISITS: CALLS.replace("[one]", "[one], formerly: [visit]")},
        [("former-id", "the year before knows “visit” neither as an id nor as a former one", "did you mean “visits”?", "visit")],
    ),
    "a former id that is misspelt where it was carried along": (
        {NEWS: NEWS.replace("[reports]", "[report]")},
        [("former-id", "the year before knows “report” neither as an id nor as a former one", "did you mean “reports”?", "report")],
    ),
    "a section renamed again, with its last id misspelt": (
        {SECTION: SECTION.replace("id: main", "id: tasks").replace("[work]", "[work, mian]")},
        [("former-id", "the year before knows “mian” neither as an id nor as a former one", "did you mean “main”?", "mian")],
    ),
    "an item's former id that only a fact had": (
        {FACT_NEWS: FACT_NEWS.replace("reports", "articles"), VISITS: VISITS.replace("[one]", "[one], formerly: [articles]")},
        [
            ("former-id", "the year before lists more former ids of “news”: reports", f"{CARRIED}formerly: [reports, articles]", "[articles]"),
            ("former-id", "the year before knows “articles” neither as an id nor as a former one", "known are: reports", "articles"),
            ("former-id", "the year before knows “articles” neither as an id nor as a former one", None, "articles"),
        ],
    ),
    "a former id that an item no longer lists": (
        {NEWS: NEWS.replace(", formerly: [reports]", "")},
        [("former-id", "the year before lists more former ids of “news”: reports", f"{CARRIED}formerly: [reports]", "news")],
    ),
    "a former id that a fact no longer lists": (
        {FACT_NEWS: FACT_NEWS.replace(", formerly: [reports]", "")},
        [("former-id", "the year before lists more former ids of “news”: reports", f"{CARRIED}formerly: [reports]", "news")],
    ),
    "a former id that a section renamed again no longer lists": (
        {SECTION: SECTION.replace("id: main", "id: tasks").replace("[work]", "[main]")},
        [("former-id", "the year before lists more former ids of “main”: work", f"{CARRIED}formerly: [main, work]", "[main]")],
    ),
    "a former id without the id that came after it": (
        {SECTION: SECTION.replace("id: main", "id: tasks")},
        [
            (
                "former-id",
                "the year before, “work” was a former id of “main”",
                "if this is “质量工作”, write: formerly: [main, work]; if not, it can't have that id",
                "work",
            )
        ],
    ),
    "a former id in use again without the id that came after it": (
        {SECTION: SECTION.replace("id: main", "id: work").replace("      formerly: [work]\n", "").replace("\n      formerly: [work]", "")},
        [
            (
                "former-id",
                "the year before, “work” was a former id of “main”",
                "if this is “质量工作”, write: formerly: [main]; if not, it can't have that id",
                "work",
            )
        ],
    ),
    "a fact's former id in use again for another fact": (
        {FACT_NEWS: FACT_NEWS.replace("news: ", "reports: ").replace("信息报送得分", "年度报告").replace(", formerly: [reports]", ""), "rule: news": "rule: reports"},
        [
            (
                "former-id",
                "the year before, “reports” was a former id of “news”",
                "if this is “信息报送得分”, write: formerly: [news]; if not, it can't have that id",
                "reports",
            )
        ],
    ),
    "an item renamed without saying so": (
        {VISITS: CALLS},
        [("changed-meaning", "“走访企业” had the id “visits” the year before", f"{KEEP}formerly: [visits]", "calls")],
    ),
    "a fact with former ids renamed without saying so": (
        {FACT_NEWS: FACT_NEWS.replace("news: ", "articles: ").replace(", formerly: [reports]", ""), "rule: news": "rule: articles"},
        [("changed-meaning", "“信息报送得分” had the id “news” the year before", f"{KEEP}formerly: [news, reports]", "articles")],
    ),
    "a fact renamed and of another type": (
        {FACT_VISITS: "calls: {type: count, label: 走访企业得分, range: [0, 6], formerly: [visits]}", VISITS: VISITS.replace("rule: visits", "rule: {count: calls, rate: 1}").replace("困难", "困难每次加1分")},
        [("changed-meaning", "the fact “visits” was of type number the year before", SAME, "visits")],
    ),
    "a former id of another thing": (
        {VISITS: CALLS.replace("走访企业", "安全培训").replace("上门了解企业困难", "对从业人员开展培训").replace("[one]", "[one], formerly: [visits]")},
        [("changed-meaning", "“visits” was “走访企业” the year before", SAME, "visits")],
    ),
    "a former id of another thing, in place of its own": (
        {f"        {NEWS}\n": "", FACT_NEWS: "", VISITS: CALLS.replace("[one]", "[one], formerly: [news, reports]")},
        [("changed-meaning", "“走访企业” had the id “visits” the year before, and “news” was “信息报送”", SAME, "news")],
    ),
    "two items that became one under the id of one of them": (
        {f"        {NEWS}\n": "", FACT_NEWS: "", VISITS: VISITS.replace("[one]", "[one], formerly: [news, reports]")},
        [("changed-meaning", "“news” was “信息报送” the year before", SAME, "news")],
    ),
    "an id that another thing took over, which says what it was": (
        {f"        {NEWS}\n": "", FACT_NEWS: "", VISITS: VISITS.replace("id: visits", "id: news").replace("[one]", "[one], formerly: [visits]")},
        [],
    ),
    "an id that another thing took over": (
        {f"        {NEWS}\n": "", FACT_NEWS: "", VISITS: VISITS.replace("id: visits", "id: news").replace("[one]", "[one], formerly: [reports]")},
        [("changed-meaning", "“走访企业” had the id “visits” the year before, and “news” was “信息报送”", STAYS, "news")],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "findings"), A_YEAR_LATER.values(), ids=A_YEAR_LATER)
def test_former_ids_are_held_against_the_year_before(
    changes: dict[str, str], findings: list[tuple[str, str | None, str | None, str]]
) -> None:
    assert found_a_year_later(changes) == findings


def test_a_former_id_that_is_in_use_is_not_held_against_the_year_before_too() -> None:
    before = read_rules(BEFORE).value
    later = changed({"year: 2020": "year: 2021", VISITS: VISITS.replace("[one]", "[one], formerly: [news]")})
    assert [each.severity for each in read_rules(later, before=before).findings] == ["error"]


def test_the_listing_that_a_hint_says_is_right() -> None:
    renamed = FACT_NEWS.replace("news: ", "articles: ").replace(", formerly: [reports]", "")
    mended = renamed.replace("4]", "4], formerly: [news, reports]")
    assert found_a_year_later({FACT_NEWS: renamed, "rule: news": "rule: articles"})
    assert not found_a_year_later({FACT_NEWS: mended, "rule: news": "rule: articles"})


def test_without_a_year_before_any_former_id_may_be_right() -> None:
    assert read_rules(changed({VISITS: CALLS.replace("[one]", "[one], formerly: [visit]")})).findings == ()


def test_a_former_id_that_the_year_before_does_not_know_can_be_waived(tmp_path: Path, run: Run) -> None:
    waived = (
        VISITS.replace("[one]", "[one], formerly: [calls]") + "  # zlpg: allow[former-id] 2019年的编号，2020年未列入"
    )
    (tmp_path / "2020.yaml").write_text(BEFORE, encoding="utf-8")
    (tmp_path / "2021.yaml").write_text(changed({"year: 2020": "year: 2021", VISITS: waived}), encoding="utf-8")
    assert run("validate", tmp_path / "2021.yaml").err == ""
    assert read_rules(changed({VISITS: waived})).findings == ()  # nothing is known of the year before


def test_of_many_former_ids_the_first_are_told() -> None:
    many = [f"work_{number}" for number in range(5_000)]
    before = read_rules(changed({"[work]": f"[{', '.join(many)}]"})).value
    (found,) = read_rules(changed({"year: 2020": "year: 2021", "\n      formerly: [work]": ""}), before=before).findings
    assert found.message.values["ids"] == tuple(many[:12])
    assert found.hint is not None
    assert found.hint.values["form"] == f"formerly: [{', '.join(many[:12])}, …]"
