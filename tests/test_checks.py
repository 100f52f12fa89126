"""What a rule file can be wrong about as a whole, as slips in rules/2020.yaml: each is found, at its place."""

from collections.abc import Iterator

import pytest

from conftest import RULES
from facade import Source, parsed, read_rules
from zlpg.checks import check
from zlpg.diagnostics import Path
from zlpg.source import Node

TEXT = RULES.read_text(encoding="utf-8")

SLIPS = [
    ("- id: leaders", "- id: work", "duplicate-id", "- id: work"),
    ("- id: work_plan", "- id: safety", "duplicate-id", "- id: safety"),
    ("responsible: [planning_and_construction]", "responsible: [planning]", "unknown-office", "responsible: [planning]"),
    ("[market_supervision, work_safety]", "[market_supervision, market_supervision]", "duplicate-office", "market_supervision, market_supervision"),
    ("{count: briefs,", "{count: brief,", "unknown-fact", "{count: brief,"),
    ("{leading_group_meetings: 1}", "{leading_group_meeting: 1}", "unknown-fact", "{leading_group_meeting: 1}"),
    ("{count: commendations, rate: 1}", "{count: briefs, rate: 1}", "unused-fact", "  commendations: {type"),
    ("id: work_plan", "id: work_reports", "own-fact", "work_reports: {type"),
    ("              max: 2\n", "", "judged-without-max", "rule: judged"),
    ("{count: commendations,", "{count: award_results,", "wrong-fact-type", "{count: award_results,"),
    ("{leading_group_meetings: 1}", "{district_standards_revised: 1}", "wrong-fact-type", "{district_standards_revised: 1}"),
    ("    shanghai: 2\n", "    shangai: 2\n", "unknown-level", "shangai: 2"),
    ("              applied: 0.1\n", "", "undeclared-policy", "is:"),
    ("      applied: 申报", "      value: 申报", "reserved-level", "value: 申报"),
    ("range: [0, 100]", "range: [100, 0]", "empty-range", "range: [100, 0]"),
    ("full: 100", "full: 120", "max-not-reached", "max: 5"),
    ("full: 100", "full: 0", "out-of-range", "full: 0"),
    ("at_least: {1: 2, 2: 3}", "at_least: {1: 2}, over: {2: 3}", "table-word", "{table: accident_deaths"),
    ("at_least: {1: 2, 2: 3}", "otherwise: 3", "table-word", "{table: accident_deaths"),
    ("rate: 1, cap: 3}", "rate: 1, per: 2, cap: 3}", "undeclared-policy", "rate: 1, per: 2"),
    ("max: 90", "max: 91", "max-not-sum", "max: 91"),
    ("max: 40", "max: 39", "max-not-sum", "max: 90"),
    ("range: [0, 100]", "range: [0, 99]", "max-not-reached", "max: 5"),
    ("points: 5}", "points: 4}", "max-not-reached", "max: 5"),
    ("max: 40\n", "max: 40\n              cap: 40\n", "max-and-cap", "cap: 40"),
    ("max: 90\n", "max: 90\n      cap: 91\n", "unreachable-cap", "cap: 91"),
    ("{once: integrity_community_approved, points: 0.5}", "{sum: [{once: integrity_community_approved, points: 0.5}], cap: 1}", "unreachable-cap", "cap: 1}"),
    ("{count: commendations, rate: 1}", "{count: commendations, rate: 1, cap: 2}", "misplaced-cap", "rate: 1, cap: 2}"),
    ("at_least: {1: 2, 2: 3}", "at_least: {1: 2, 1.0: 3}", "brackets-not-ascending", "1.0: 3}"),
    ("at_least: {1: 2, 2: 3}", "at_least: {-1: 2, 2: 3}", "unreachable-bracket", "-1: 2, 2: 3}"),
    ("          title: 质量特色\n          items:", "          title: 质量特色\n          sections: []\n          things:", "unknown-key", "things:"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "code", "line"), SLIPS, ids=[f"{code} at {line.strip()}" for _, _, code, line in SLIPS]
)
def test_a_slip_in_the_rule_file_is_found_where_it_stands(old: str, new: str, code: str, line: str) -> None:
    assert old in TEXT
    found = read_rules(TEXT.replace(old, new, 1))
    assert found.value is None
    matching = [
        each for each in found.findings if each.code == code and each.place and line.strip() in each.place.excerpt
    ]
    assert matching, found.findings


def test_nothing_is_wrong_with_the_shipped_rule_file() -> None:
    found = read_rules(TEXT)
    assert found.findings == ()
    assert found.value is not None
    assert [each.code for each in check(found.value)] == ["no-office"]  # waived in the file, with its reason
    assert read_rules(RULES).findings == ()


def _keys(node: Node, path: Path = ()) -> Iterator[tuple[Path, Node]]:
    """Every key of a document, with its path."""
    for name, key in node.keys.items():
        yield (*path, name), key
        yield from _keys(node.values[name], (*path, name))
    for position, below in enumerate(node.items):
        yield from _keys(below, (*path, position))


def document() -> Source:
    """The rule file, read anew."""
    return parsed(TEXT, "rules.yaml")


KEYS = dict(_keys(root)) if (root := document().root) else {}
STRIDE = 24
CHUNKS = [
    7,
    18,
    *(pytest.param(each, marks=pytest.mark.slow) for each in range(STRIDE) if each not in {7, 18}),
]
"""Every key is tried in CI, a twelfth of them in every run."""


def test_the_rule_file_has_the_keys_that_are_misspelt_here() -> None:
    assert len(KEYS) > 400


@pytest.mark.parametrize("chunk", CHUNKS)
def test_every_misspelt_key_is_an_error_on_its_line(chunk: int) -> None:
    for path, key in list(KEYS.items())[chunk::STRIDE]:
        lines = TEXT.splitlines(keepends=True)
        line = lines[key.start.line]
        lines[key.start.line] = f"{line[: key.end.column]}x{line[key.end.column :]}"
        found = read_rules("".join(lines))
        assert found.value is None, path
        assert any(each.place and each.place.line == key.start.line + 1 for each in found.findings), path


REQUIRED = {
    "scheme",
    "year",
    "title",
    "total",
    "name",
    "type",
    "label",
    "id",
    "text",
    "rule",
    "rate",
}
REQUIRED |= {"full", "table", "points"}


@pytest.mark.parametrize("chunk", CHUNKS)
def test_a_required_key_that_is_missing_is_told_at_its_parent(chunk: int) -> None:
    required = [path for path in KEYS if path[-1] in REQUIRED and not _optional(path)]
    assert len(required) > 150
    for path in required[chunk::STRIDE]:
        source = document()
        parent = source.place(path[:-1], on_key=True)
        found = read_rules(source.without(path)).findings
        missing = [each for each in found if each.code in {"missing-key", "unknown-kind", "empty-value"}]
        assert [each.at for each in missing] == [path[:-1]], path
        assert missing[0].place == parent


def _optional(path: Path) -> bool:
    """Whether a key of that name is optional where it stands: a section's text, a requirement's minimums."""
    in_section = path[-1] == "text" and path[-3] == "sections"
    return in_section or path[-2:] == ("requirement", "at_least")


SMALL = """
scheme: small
year: 2020
title: 小
offices: {one: {name: 一}}
facts:
  a: {type: number, label: A, range: [0, 4]}
  b: {type: number, label: B, range: [0, 6]}
  c: {type: count, label: C}
total:
  sections:
    - id: main
      title: 主
      KEYS
      items:
        - {id: first, title: 甲, text: 甲, rule: a, max: 4, responsible: [one]}
        - {id: second, title: 乙, text: 乙, rule: b, max: 6, responsible: [one]}
        - {id: third, title: 丙, text: 丙, responsible: [one], THIRD}
"""


@pytest.mark.parametrize(
    ("keys", "third", "codes"),
    [
        ("max: 10", "rule: {deduct: {count: c, rate: 1, cap: 3}}", []),
        ("max: 13", "rule: {deduct: {count: c, rate: 1, cap: 3}}", ["max-not-sum"]),
        ("max: 13", "cap: 3, rule: {count: c, rate: 1}", []),
        ("max: 10", "cap: 3, rule: {count: c, rate: 1}", ["max-not-sum"]),
        ("max: 10", "rule: {count: c, rate: 1}", ["max-not-sum"]),
        ("max: 13", "max: 3, rule: {deduct: {count: c, rate: 1}}", []),
        ("cap: 10", "rule: {count: c, rate: 1}", []),
        ("cap: 14", "cap: 3, rule: {count: c, rate: 1}", ["unreachable-cap"]),
    ],
)
def test_a_declared_maximum_is_what_awards_can_bring(keys: str, third: str, codes: list[str]) -> None:
    assert sums_found(SMALL.replace("KEYS", keys).replace("THIRD", third)) == codes


def sums_found(text: str) -> list[str]:
    """The codes of what is found, the text check's aside: the clauses of the small file say nothing."""
    return [each.code for each in read_rules(text).findings if each.code not in {"unstated-number", "unused-number"}]


@pytest.mark.parametrize(("total", "codes"), [("10", []), ("13", ["max-not-sum"])])
def test_a_maximum_above_a_capped_section_counts_no_more_than_its_cap(total: str, codes: list[str]) -> None:
    text = (
        SMALL.replace("KEYS", "cap: 10")
        .replace("THIRD", "cap: 3, rule: {count: c, rate: 1}")
        .replace("total:", f"total:\n  max: {total}")
    )
    assert sums_found(text) == codes


@pytest.mark.parametrize(
    ("total", "section", "codes"),
    [
        ("10", "max: 10", []),
        ("11", "max: 10", ["max-not-sum"]),
        ("8", "max: 10\n      cap: 8", []),
        ("10", "max: 10\n      cap: 8", ["max-not-sum"]),
    ],
)
def test_the_total_leaves_out_what_only_deducts_and_counts_no_more_than_caps(
    total: str, section: str, codes: list[str]
) -> None:
    text = SMALL.replace("KEYS", section).replace("total:", f"total:\n  max: {total}").split("        - {id: third")[0]
    text += "    - id: off\n      title: 扣\n      items:\n"
    text += "        - {id: third, title: 丙, text: 丙, rule: {deduct: {count: c, rate: 1}}, responsible: [one]}\n"
    assert sums_found(text) == codes


def test_an_office_that_answers_for_nothing_is_found_unless_a_name_stands_for_all() -> None:
    text = TEXT.replace("offices:\n", "offices:\n  archive: {name: 档案室}\n")
    assert read_rules(text).findings == ()
    found = read_rules(text.replace("[all_members]", "[economic_development]")).findings
    assert sorted(each.at[-1] for each in found) == ["all_members", "archive"]
    assert {each.code for each in found} == {"unused-office"}


def test_one_slip_is_one_finding_where_amounts_can_not_be_worked_out() -> None:
    found = read_rules(TEXT.replace("{count: commendations,", "{count: commendation,"))
    assert found.codes == ["unused-fact", "unknown-fact"]  # either can be misspelt


def test_a_misspelt_key_does_not_hide_what_is_wrong_with_the_whole() -> None:
    text = TEXT.replace("title: 年度工作计划\n", "titel: 年度工作计划\n").replace("max: 90", "max: 91")
    text = text.replace("{count: commendations,", "{count: commendation,").replace("full: 100", "ful: 0")
    whole = {"max-not-sum", "unknown-key", "unknown-fact", "out-of-range"}
    found = [each for each in read_rules(text).findings if each.code in whole]
    assert [(each.code, each.place.line) for each in found if each.place] == [
        ("max-not-sum", 68),
        ("unknown-key", 99),
        *(pair for line in (182, 193, 204, 215) for pair in (("unknown-key", line), ("out-of-range", line))),
        ("unknown-fact", 306),
    ]


def test_a_value_of_another_type_does_not_hide_what_is_wrong_with_the_rest() -> None:
    """The item, the fact or the office that it is in is left out, and nothing is said that could come from that."""
    text = TEXT.replace("year: 2020\n", "year: 二〇二〇\n").replace("max: 6\n", "max: 六\n", 1)
    text = text.replace("briefs: {type: count,", "briefs: {type: counts,").replace(
        "work_safety: {name: 安委办}", "work_safety: {nam: 安委办}"
    )
    text = text.replace("{count: commendations, rate: 1}", "{count: commendation, rate: 1}").replace(
        "0.2分/项", "0.3分/项"
    )
    found = read_rules(text).findings
    assert [(each.code, each.place.excerpt.strip()[:24]) for each in found if each.place] == [
        ("wrong-type", "year: 二〇二〇"),
        ("unknown-key", "work_safety: {nam: 安委办}"),
        ("unknown-kind", "briefs: {type: counts, l"),
        ("wrong-type", "max: 六"),
        ("unstated-number", "document_review: 0.2"),
        ("unknown-fact", "rule: {count: commendati"),
    ]


def test_a_rule_of_two_kinds_is_told_to_be_one() -> None:
    found = read_rules(TEXT.replace("{count: commendations, rate: 1}", "{count: commendations, rate: 1, once: briefs}"))
    assert [(each.code, str(each.message)) for each in found.findings] == [
        ("unknown-key", "a rule is of one kind; “once” is another beside “count”")
    ]


def test_a_misspelt_key_is_not_reported_as_missing_too() -> None:
    found = read_rules(TEXT.replace("rate: 1}", "rat: 1}", 1))
    assert found.codes == ["unknown-key"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("sections:\n    - id: work", "sections: []\n  section:\n    - id: work"),
        ("      items:\n        - id: leader_evaluation", "      sections:\n        - id: leader_evaluation"),
    ],
)
def test_a_table_with_nothing_in_it_is_found(old: str, new: str) -> None:
    assert read_rules(TEXT.replace(old, new)).value is None
