"""Findings waived in place, with a reason."""

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import RULES, Ran
from facade import read_rules, worded

Run = Callable[..., Ran]

TEXT = RULES.read_text(encoding="utf-8")
WAIVED = "# zlpg: allow[no-office] 原文未列责任单位"
CAP = "          cap: 2\n          responsible: [all_members]\n          rule: {count: commendations, rate: 1}"


def test_the_waiver_of_the_shipped_file_is_used() -> None:
    assert read_rules(TEXT).codes == []
    assert read_rules(TEXT.replace(WAIVED, "")).codes == ["no-office"]


def test_a_waiver_at_the_end_of_the_line_or_in_the_line_above_lets_the_file_be_used() -> None:
    wrong = CAP.replace("cap: 2", "cap: 5")
    assert "unstated-number" in read_rules(TEXT.replace(CAP, wrong)).codes
    for waived in (
        wrong.replace("cap: 5", "cap: 5  # zlpg: allow[unstated-number: 5] 2021年起为5分"),
        wrong.replace("          cap: 5", "          # zlpg: allow[unstated-number: 5] 2021年起为5分\n          # 另见附件\n\n          cap: 5"),
    ):  # fmt: skip
        loaded = read_rules(TEXT.replace(CAP, waived))
        assert loaded.findings == ()
        assert loaded.value is not None


def test_several_codes_are_waived_in_one_comment() -> None:
    text = TEXT.replace("max: 90", "max: 91  # zlpg: allow[max-not-sum, unused-number: 7] 待区里答复").replace(
        "text: 工作得分（满分90分）", "text: 工作得分"
    )
    assert read_rules(text).codes == ["unused-waiver"]
    assert "unused-number" in str(read_rules(text).findings[0].message)


@pytest.mark.parametrize(
    ("comment", "said"),
    [
        ("# zlpg: allow[max-not-sum]", "a finding is waived without a reason"),
        ("# zlpg: allow[max-not-sum] ……", "a finding is waived without a reason"),
        ("# zlpg: allow[max-not-sums] 待答复", "there is no code “max-not-sums”"),
        ("# zlpg: allow[unknown-fact] 待答复", "“unknown-fact” can't be waived: nothing could be scored with it"),
        ("# zlpg: allow max-not-sum 待答复", "this comment says nothing that is understood"),
        (
            "# zlpg: allow[unused-number] 待答复",
            "“unused-number” is waived of one number, which is named behind it",
        ),
        ("# zlpg: allow[max-not-sum: 90] 待答复", "“max-not-sum” is not about a number"),
        ("# zlpg: ignore", "this comment says nothing that is understood"),
    ],
)
def test_a_waiver_that_is_none_is_a_finding_and_waives_nothing(comment: str, said: str) -> None:
    found = read_rules(TEXT.replace("max: 90", f"max: 91  {comment}")).findings
    assert [each.code for each in found if each.code != "unused-number"] == ["max-not-sum", "invalid-waiver"]
    assert said in [str(each.message) for each in found]
    assert all(each.place and each.place.line in {67, 68} for each in found)


def test_a_waiver_that_waives_nothing_is_a_warning_at_its_place() -> None:
    (found,) = read_rules(TEXT.replace("max: 90", "max: 90  # zlpg: allow[max-not-sum] 待答复")).findings
    assert (found.code, found.severity) == ("unused-waiver", "warning")
    assert found.place
    assert (found.place.line, found.place.column) == (68, 16)


def test_what_looks_like_a_waiver_in_a_text_is_none() -> None:
    text = TEXT.replace("text: 制定年度质量强镇（区）工作计划。", 'text: "制定 # zlpg: allow[max-not-sum]"')
    assert read_rules(text).codes == []
    assert read_rules(text.replace("max: 90", "max: 91")).codes[:2] == ["unused-number", "max-not-sum"]


def test_in_a_file_that_is_wrong_in_parts_no_waiver_is_called_unused() -> None:
    assert read_rules(TEXT.replace("max: 10\n          rule", "max: 十\n          rule")).codes == ["wrong-type"]


def test_a_waived_finding_is_not_printed_and_does_not_count(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "2020.yaml"
    file.write_text(TEXT.replace("max: 90", "max: 91  # zlpg: allow[max-not-sum] 待答复"), encoding="utf-8")
    done = run("validate", file)
    assert done.code == 1  # the section's text says 90
    assert "[max-not-sum]" not in done.err
    assert "[unused-number]" in done.err


def test_a_warning_about_a_score_is_waived_in_the_facts_file(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "facts.yaml"
    short = "year: 2020\nfacts:\n  publicity: 4\n  publicity_events: 1"
    for command in ("score", "validate"):
        file.write_text(f"{short}\n", encoding="utf-8")
        assert "[minimum-not-met]" in run(command, file).err
        file.write_text(f"{short}  # zlpg: allow[minimum-not-met] 另一次在1月补办\n", encoding="utf-8")
        assert run(command, file).err == ""
        file.write_text(f"{short.replace('1', '2')}  # zlpg: allow[minimum-not-met] 多余\n", encoding="utf-8")
        assert "[unused-waiver]" in run(command, file).err


def test_a_waiver_may_stand_behind_the_heading_of_a_block_and_waives_once() -> None:
    block = "text: |  # zlpg: allow[unused-number: 7分] 另有说明\n            因质量工作受到表彰的加1分/次，另加7分（封顶2分）。"
    text = TEXT.replace(
        "text: 考核周期内受区质量工作领导小组及其办公室表彰的：因质量工作积极参与、配合度高，受到区质量安全工作领导小组及其办公室表彰的加1分/次（封顶2分）。",
        block,
    )
    assert text != TEXT
    assert read_rules(text).codes == []
    again = text.replace(
        "          cap: 2\n          responsible: [all_members]\n          rule: {count: comm",
        "          # zlpg: allow[unused-office] 无\n          cap: 2\n          responsible: [all_members]\n          rule: {count: comm",
    )
    assert read_rules(again).codes == ["unused-waiver"]


@pytest.mark.parametrize(
    "text",
    [
        "# zlpg: allow[unused-number: 7分] 另有说明\n              text: >-\n                另加\n                7分。",
        "text: >-  # zlpg: allow[unused-number: 7分] 另有说明\n                另加\n                7分。",
        "# zlpg: allow[unused-number: 7分] 另有说明\n              text: 另加\n                7分。",
        '# zlpg: allow[unused-number: 7分] 另有说明\n              text: "另加\n                7分。"',
    ],
)
def test_a_waiver_beside_or_above_the_first_line_of_a_text_is_about_all_of_its_lines(text: str) -> None:
    assert read_rules(TEXT.replace("text: 制定年度质量强镇（区）工作计划。", text)).codes == []


def test_a_waiver_inside_a_text_of_several_lines_is_told_as_part_of_the_text() -> None:
    text = "text: >-\n                另加\n                7分。 # zlpg: allow[unused-number: 7分] 另有说明"
    found = read_rules(TEXT.replace("text: 制定年度质量强镇（区）工作计划。", text)).findings
    assert [each.code for each in found if each.code != "unused-number"] == ["invalid-waiver"]


def test_a_waiver_may_name_a_number_with_or_without_what_groups_its_digits() -> None:
    (line,) = (line for line in TEXT.splitlines() if "text: " in line and "制定年度质量强镇" in line)
    for number in ("5000", "5,000", "5,000元"):
        waiver = f"# zlpg: allow[unused-number: {number}] 另有说明"
        assert read_rules(TEXT.replace(line, f"{line}另报送5,000元。  {waiver}")).codes == []


@pytest.mark.parametrize(
    ("waived", "left"),
    [
        ("unused-number: 3次", ["30次"]),
        ("unused-number: 3", ["30次"]),
        ("unused-number：30", ["3次"]),
        ("unused-number: 3, unused-number: 30次", []),
    ],
)
def test_a_number_is_waived_by_itself_so_that_the_next_slip_of_its_line_is_told(waived: str, left: list[str]) -> None:
    (line,) = (line for line in TEXT.splitlines() if "text: " in line and "制定年度质量强镇" in line)
    text = TEXT.replace(line, f"{line}另报送3次，不少于30次。  # zlpg: allow[{waived}] 另有说明")
    found = read_rules(text).findings
    assert [each.code for each in found] == ["unused-number"] * len(left)
    assert [each.message.values["number"] for each in found] == left


@pytest.mark.parametrize(
    ("more", "waived", "left"),
    [
        ("另加7分，7分。", ["7"], ["7分"]),
        ("另加7分，7分。", ["7分", "7分"], []),
        ("另加7分，不少于7次。", ["7"], ["7次"]),
        ("另加7分，不少于7次。", ["7次"], ["7分"]),
        ("另加7分，不少于7次。", ["7", "7"], []),
    ],
)
def test_a_waiver_of_a_number_waives_one_finding(more: str, waived: list[str], left: list[str]) -> None:
    (line,) = (line for line in TEXT.splitlines() if "text: " in line and "制定年度质量强镇" in line)
    codes = ", ".join(f"unused-number: {number}" for number in waived)
    found = read_rules(TEXT.replace(line, f"{line}{more}  # zlpg: allow[{codes}] 另有说明")).findings
    assert [str(each.message.values.get("number")) for each in found] == left
    again = read_rules(TEXT.replace(line, f"{line}{more}  # zlpg: allow[{codes}, unused-number: 9] 另有说明"))
    assert again.codes == ["unused-number"] * len(left) + ["unused-waiver"]


def test_a_waiver_is_read_with_a_full_width_colon_and_in_capitals() -> None:
    for comment in (
        "# zlpg：allow[max-not-sum, unused-number: 7] 待答复",
        "# ZLPG: allow[max-not-sum, unused-number: 7] 待答复",
    ):
        assert read_rules(TEXT.replace("max: 90", f"max: 91  {comment}")).codes == ["unused-number", "unused-waiver"]


def test_many_waivers_take_no_longer_than_they_are_many() -> None:
    lines = "".join(f"# zlpg: allow[no-office] 第{n}条\n" for n in range(2_000))
    assert read_rules(lines + TEXT).codes.count("unused-waiver") == 200


def test_a_waiver_without_the_number_that_it_is_about_is_told_with_it() -> None:
    (line,) = (line for line in TEXT.splitlines() if "text: " in line and "制定年度质量强镇" in line)
    text = TEXT.replace(line, f"{line}另加10分。  # zlpg: allow[unused-number] 另有说明")
    found = next(each for each in read_rules(text).findings if each.code == "invalid-waiver")
    assert found.hint
    assert worded(found.hint) == "write: # zlpg: allow[unused-number: 10分] 另有说明"
