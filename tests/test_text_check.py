"""The numbers of a clause against the numbers of its rule."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import RULES
from facade import parsed, read_rules
from zlpg.clauses.numbers import TAKEN_FOR, left_out_by, numbers_in, numerals_in, skipped_in
from zlpg.clauses.parameters import parameters_of
from zlpg.diagnostics import Diagnostic, Path
from zlpg.model.walks import walk_items
from zlpg.numbers import plain

TEXT = RULES.read_text(encoding="utf-8")
OF_THE_TEXT_CHECK = {"unstated-number", "unused-number", "wrong-side"}


def found_in(text: str) -> list[Diagnostic]:
    """What the text check finds."""
    found = read_rules(text).findings
    return [each for each in found if each.code in OF_THE_TEXT_CHECK]


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("每起扣1分（最高3分）", ["1分", "3分"]),
        ("加0.5分/项", ["0.5分"]),
        ("超过10篇的，每多一篇加0.1分", ["10篇", "0.1分"]),
        ("以上各项累计加分封顶３分", ["３分"]),
        ("死亡1人扣2分（2人以上扣3分）", ["1人", "2分", "2人", "3分"]),
        ("不少于两次", ["两次"]),
        ("全年二十五篇以上", ["二十五篇"]),
        ("达到百分之五得1分", ["百分之五", "1分"]),
        ("下降1,000元", ["1,000元"]),
        ("达到5%得1分", ["5%", "1分"]),
        ("满分10分", ["10分"]),
        ("扣1-5分", ["1", "5分"]),
        ("at most 20 points, over 10 reports", ["20 points", "10 reports"]),
        ("依据GB/T 50378-2019", []),
        ("《闵行区三年行动计划（2018-2020年）》", []),
        ("2018-2020年度", []),
        ("“5·10中国品牌日”", []),
        ("《关于印发〈2项制度〉和《3项措施》的4个通知》5项", ["5项"]),
        ("“四个“3项”的5项”6项", ["6项"]),
        ("“第1个没有写完的得2分，“第3个”也得4分", ["2分", "4分"]),
        ("PM10浓度", []),
        ("第17项", []),
        ("1、建立制度；2、落实经费", []),
        ("（1）建立制度；（2）落实经费", []),
        ("沪府〔2018〕5号", []),
        ("3月15日前", []),
        ("三分之二以上", []),
        ("按百分制折算", []),
        ("“一镇一品”、四大品牌、一票否决、统一、三级、一次性", []),
        ("4.5分钟", ["4.5分钟"]),
        ("三所学校", ["三所"]),
        ("零点五分", ["零点五分"]),
        ("闵府办发[2019]15号、国办发（2018）22号、附件1", []),
        ("2021-12-31前，1-6月，2021.12.31", []),
        ("5A级景区、3C认证、6S管理、1+3+N机制", []),
        ("高度重视，十分关注，千家万户，八项规定，百分百", []),
        ("加十分", ["十分"]),
        ("12345热线", []),
        ("DFARS clause 252.204-7012", []),
        ("7年以上10年未满", ["7年", "10年"]),
        ("15 below 35. 10 below 30.", ["15", "35", "10", "30"]),
    ],
)
def test_the_numbers_that_a_text_states(text: str, stated: list[str]) -> None:
    numbers = [each for each in numbers_in(text) if each.role not in {"aside", "doubtful"}]
    assert [text[each.start : each.end] for each in numbers] == stated


@pytest.mark.parametrize(
    ("text", "values"),
    [("5%", ("5", "0.05")), ("百分之五", ("5", "0.05")), ("5万元", ("50000", "5")), ("一百二十次", ("120",)), ("十五篇", ("15",)), ("半分", ("0.5",)), ("千分之五", ("5", "0.005")), ("一点五分", ("1.5",)), ("壹佰家", ("100",)), ("1,000元", ("1000",))],
)  # fmt: skip
def test_what_a_stated_number_can_mean(text: str, values: tuple[str, ...]) -> None:
    (number,) = numbers_in(text)
    assert number.values == tuple(map(Decimal, values))


@given(
    st.text(
        "0123456789０９.,，、:/-—至到及或第十百分之点半两万%‰个项次篇日月年号级(（)）[]【】“”《》≤>不以上下内含超过满精确取整位小数 A1CLBtwo\n",
        max_size=60,
    )
)
def test_any_text_is_read_and_every_number_stands_where_it_says(text: str) -> None:
    numbers = numbers_in(text)
    assert all(text[each.start : each.end] == each.text for each in numbers if each.role not in {"aside", "places"})
    assert all(each.said in text for each in numbers)
    for skipped in skipped_in(text):
        assert skipped.text in text
        assert skipped.kind in TAKEN_FOR
        assert all(value >= 0 for value in numerals_in(skipped))


SMALL = """
scheme: small
year: 2020
title: 小
offices: {one: {name: 一}}
facts:
  few: {type: count, label: 少}
  score: {type: number, label: 得分, range: [0, 100]}
total:
  sections:
    - id: main
      title: 主
      items:
        - {id: first, number: 1, title: 甲, text: TEXT, responsible: [one], rule: RULE}
        - {id: other, number: 2, title: 乙, text: 乙, responsible: [one], rule: score}
        - {id: third, number: 3, title: 丙, text: 每次加1分, responsible: [one], rule: {count: few, rate: 1}}
"""


@pytest.mark.parametrize(
    ("text", "rule", "codes"),
    [
        ("超过10篇的加2分", "{table: few, at_least: {11: 2}, otherwise: 0}", []),
        ("10篇以上的加2分", "{table: few, at_least: {11: 2}, otherwise: 0}", ["unstated-number"]),
        ("低于60分的不得分，60分以上的得2分", "{table: score, at_least: {60: 2}, otherwise: 0}", []),
        ("低于50分的不得分，60分以上的得2分", "{table: score, at_least: {60: 2}, otherwise: 0}", ["unused-number"]),
        ("2起以下的扣1分，3起以上的扣五分", "{table: few, at_least: {1: 1, 3: 5}}", []),
        ("1起以上2起以下的扣1分，3起以上的扣5分", "{table: few, at_least: {1: 1, 3: 5}}", []),
        ("重伤1人3分，2人及以上6分", "{table: few, at_least: {1: 3, 2: 6}}", []),
        ("发生1起扣0.5分", "{count: few, rate: 0.5}", []),
        ("90分以上得5分，80-89分得3分，80分以下不得分", "{table: score, at_least: {80: 3, 90: 5}, otherwise: 0}", []),
        ("完成率90%（含）以上的得5分；80%（含）至90%的得3分", "{table: score, at_least: {80: 3, 90: 5}, otherwise: 0}", []),
        ("≥95%得5分，90%≤合格率＜95%得3分", "{table: score, at_least: {90: 3, 95: 5}, otherwise: 0}", []),
        ("少于2次扣零点五分", "{count: few, rate: 0.5}", ["unused-number"]),
        ("超过10篇的加2分", "{table: few, at_least: {10: 2}, otherwise: 0}", ["wrong-side"]),
        ("每百分点加0.5分", "{count: few, rate: 0.5}", []),
        ("得分=及时受理率×5分", "{proportional: score, full: 100, points: 5}", []),
        ("按时办结率100%得9分，每下降1个百分点扣1分，扣完为止", "{sum: [9, {count: score, under: 100, steps: whole, rate: -1}]}", []),
        ("按时办结率100%得9分，每下降1个百分点扣1分，扣完为止", "{sum: [9, {count: score, under: 90, steps: whole, rate: -1}]}", ["unstated-number"]),
        ("重复率12%得8分，每下降1个百分点加1分，每上升扣1分", "{sum: [8, {count: score, under: 12, steps: whole, rate: 1}, {count: score, over: 12, steps: whole, rate: -1}]}", []),
        ("每低5%扣1分，从10分里扣", "{sum: [10, {count: score, under: 100, per: 5, steps: started, rate: -1}]}", []),
        ("29岁以下15分，30–34岁10分，35–39岁5分", "{table: score, below: {30: 15, 35: 10, 40: 5}, otherwise: 0}", []),
        ("29岁以下15分，30–34岁10分，35–39岁5分", "{table: score, at_most: {29: 15, 34: 10, 39: 5}, otherwise: 0}", []),
        ("29岁以下15分，30–34岁10分，35–39岁5分", "{table: score, below: {30: 15, 34: 10, 40: 5}, otherwise: 0}", ["wrong-side"]),
        ("第1名60分，第2名57分", "{table: few, at_most: {1: 60, 2: 57}}", []),
        ("超过10篇的加2分", "{table: few, over: {10: 2}}", []),
        ("10 points between 38% and 78%", "{proportional: score, over: 38, full: 78, points: 10}", []),
        ("10 points between 38% and 78%", "{proportional: score, over: 30, full: 78, points: 10}", ["unstated-number"]),
        ("每次扣1分，最多扣3分", "{sum: [{count: few, rate: -1, floor: -3}, 0]}", []),
        ("每次扣1分，最多扣3分", "{sum: [{count: few, rate: -1, floor: -2}, 0]}", ["unstated-number"]),
        ("死亡2人以上的扣5分", "{once: {at_least: {few: 2}}, points: 5}", []),
        ("死亡超过2人的扣5分", "{once: {over: {few: 2}}, points: 5}", []),
        ("死亡2人以上的扣5分", "{once: {at_least: {few: 3}}, points: 5}", ["unstated-number"]),
        ("有1人死亡的扣5分，否则扣2分", "{once: {at_least: {few: 1}}, points: 5, otherwise: 2}", []),
        ("有死亡的扣5分，否则扣1分", "{once: {at_least: {few: 1}}, points: 5, otherwise: 2}", ["unstated-number"]),
        ("每次扣2分，屡犯的加倍", "{product: [{count: few, rate: 2}, {once: {over: {few: 0}}, points: 2, otherwise: 1}]}", []),
        ("取最好的2门，每门5分", "{highest: [{once: {at_least: {few: 1}}, points: 5}, {once: {at_least: {few: 1}}, points: 5}], best: 2}", []),
        ("取最好的3门，每门5分", "{highest: [{once: {at_least: {few: 1}}, points: 5}, {once: {at_least: {few: 1}}, points: 5}], best: 2}", ["unstated-number"]),
        ("化解1件重信重访加0.5分", "{count: few, rate: 0.5}", []),
        ("at most 20 points: 0.5 points for each report over 10", "{count: few, over: 10, rate: 0.5}", ["unused-number"]),
    ],
)  # fmt: skip
def test_clauses_as_real_documents_word_them(text: str, rule: str, codes: list[str]) -> None:
    rules = SMALL.replace("TEXT", f'"{text}"').replace("RULE", rule)
    assert [each.code for each in found_in(rules)] == codes


def test_nothing_is_found_in_2020_without_a_waiver() -> None:
    assert found_in(TEXT) == []
    assert "allow[un" not in TEXT


def _parameters() -> Iterator[tuple[Path, Decimal]]:
    scheme = read_rules(TEXT).value
    assert scheme is not None
    for path, _, item in walk_items(scheme):
        if item.number in range(14, 19):
            yield from (
                ((*each.at, "key") if each.on_key else each.at, each.value)
                for each in parameters_of((*path, "rule"), item.rule)
                if each.value
            )
            if item.cap is not None:
                yield (*path, "cap"), item.cap


PARAMETERS = dict(_parameters())


def test_items_14_to_18_have_the_parameters_that_are_changed_here() -> None:
    assert len(PARAMETERS) == 30


@pytest.mark.parametrize("at", PARAMETERS, ids=lambda at: "-".join(map(str, at[3:])))
def test_every_parameter_of_items_14_to_18_that_is_changed_is_noticed_in_its_item(at: Path) -> None:
    source = parsed(TEXT, "rules.yaml")
    place = source.place(at[:-1], on_key=True) if at[-1] == "key" else source.place(at)
    lines = TEXT.splitlines(keepends=True)
    before, after = lines[place.line - 1][: place.column - 1], lines[place.line - 1][place.end_column - 1 :]
    item = source.place(at[: max(n + 2 for n, step in enumerate(at) if step == "items")])
    for other in (Decimal("0.5"), Decimal(2), PARAMETERS[at] + 1):
        if other != PARAMETERS[at]:
            lines[place.line - 1] = f"{before}{plain(other)}{after}"
            places = [each.place for each in found_in("".join(lines))]
            assert any(each and item.line <= each.line <= place.line for each in places), other


@pytest.mark.parametrize(
    ("old", "new", "code", "marked"),
    [
        ("rate: 0.1}\n              - {count: briefs", "rate: 0.3}\n              - {count: briefs", "unstated-number", "0.3"),
        ("over: 10, ", "", "unused-number", "10篇"),
        ("          cap: 2\n          responsible: [all_members]\n          rule:\n            sum", "          responsible: [all_members]\n          rule:\n            sum", "unused-number", "2分"),
        ("rate: 1, cap: 3}", "rate: 1}", "unused-number", "3分"),
        ("              - {once: district_standards_revised, points: 0.5}\n", "", "unused-number", "0.5分"),
        ("满分90分", "满分91分", "unused-number", "91分"),
        ("full: 100, points: 5}", "full: 80, points: 5}", "unstated-number", "80"),
        ("at_least: {publicity_events: 2}", "at_least: {publicity_events: 3}", "unstated-number", "3"),
        ("at_least: {work_reports: 10, special_reports: 2}", "at_least: {work_reports: 10}", "unused-number", "2篇"),
        ("每多一篇加0.1分", "每多三篇加0.1分", "unused-number", "三篇"),
        ("每起扣1分", "每起扣一分", None, None),
        ("超过10篇", "超过十篇", None, None),
        ("（2人以上扣3分）", "（两人以上扣三分）", None, None),
    ],
)  # fmt: skip
def test_a_slip_on_either_side_is_pointed_at(old: str, new: str, code: str | None, marked: str | None) -> None:
    assert old in TEXT
    found = found_in(TEXT.replace(old, new, 1))
    if code is None:
        assert found == []
        return
    marks = [
        (each.code, each.place.excerpt[each.place.column - 1 : each.place.end_column - 1])
        for each in found
        if each.place is not None
    ]
    assert (code, marked) in marks


def test_a_clause_of_nothing_but_digits_takes_no_time() -> None:
    for text in ("7" * 20_000, "一" * 20_000 + "篇", "1," * 10_000):
        assert len(list(numbers_in(text))) <= 10_000


def test_of_equal_numbers_the_one_without_a_counterpart_is_meant() -> None:
    """The second of five 0.5分 in item 16, which its rule gives 1 for."""
    (found,) = found_in(
        TEXT.replace(
            "{count: city_standard_pilots_accepted, rate: 0.5}", "{count: city_standard_pilots_accepted, rate: 1}"
        )
    )
    assert found.place is not None
    assert found.place.excerpt[: found.place.column - 1].endswith("市级标准化示范项目的加")


def test_a_rate_and_the_number_that_the_clause_states_instead_are_one_finding() -> None:
    (found,) = found_in(TEXT.replace("over: 10, rate: 0.1}", "over: 10, rate: 0.3}"))
    assert (found.code, str(found.message)) == ("unstated-number", "0.3 is not stated in the clause")
    assert str(found.hint) == "the clause states 0.1分, which no number of the rule uses"


def test_a_cap_is_told_of_the_ceiling_that_the_clause_states() -> None:
    text = TEXT.replace("over: 10, rate: 0.1}", "over: 10, rate: 0.2}")
    text = text.replace(
        "          cap: 2\n          responsible: [all_members]\n          rule:\n",
        "          cap: 3\n          responsible: [all_members]\n          rule:\n",
    )
    told = {(each.code, str(each.hint or each.message)) for each in found_in(text)}
    assert told == {
        ("unstated-number", "the clause states 2分, which no number of the rule uses"),
        ("unused-number", "the clause states 0.1分, which no number of the rule uses"),
    }


def test_a_number_that_only_the_note_states_is_a_declared_reading() -> None:
    text = TEXT.replace(
        "full: 100, points: 5}\n              note: 原文只说“参照”，未给公式：按百分制考核结果折算，结果÷100×5。",
        "full: 80, points: 5}\n              note: 以80为满分。",
        1,
    )
    assert text != TEXT
    assert found_in(text) == []


def with_table(rows: int, text: str) -> str:
    """A rule file of one item, with a table of so many rows."""
    return "\n".join(
        (
            "scheme: long",
            "year: 2020",
            "title: 表",
            "facts:",
            "  score: {type: count, label: 次数, unit: 次}",
            "total:",
            "  sections:",
            "    - id: work",
            "      title: 工作",
            "      items:",
            "        - id: scored",
            "          number: 1",
            "          title: 得分",
            f"          text: {text}",
            f"          max: {rows / 2:g}",
            "          rule:",
            "            table: score",
            "            at_least:",
            *(f"              {row}: {row / 2:g}" for row in range(1, rows + 1)),
            "            otherwise: 0",
        )
    )


def test_a_clause_is_read_to_its_end_however_long_it_is() -> None:
    rows = 250
    text = "详细说明。" * 10_000 + "；".join(f"{row}次以上的得{row / 2:g}分" for row in range(1, rows + 1))
    assert not found_in(with_table(rows, text))
    (found,) = found_in(with_table(rows, text.replace("249次以上的得124.5分", "249次以上的得124.6分")))
    assert found.code == "unstated-number"
    assert found.at[-3:] == ("rule", "at_least", "249")


@pytest.mark.parametrize(
    "piece", ["“", "《", "“甲“", "1一", "第1-", "12345/", "1/", "(1,", "不含本数", "5及", "CLB 1", "A-", "十"]
)
def test_what_is_left_open_hides_no_number_after_it(piece: str) -> None:
    text = f"{piece * 10_000}。得3.5分"  # so long that to read it again and again takes minutes
    *_, last = numbers_in(text)
    assert last.text == "3.5分"
    assert sum(1 for _ in skipped_in(text)) <= len(text)
    assert left_out_by(text) == frozenset()


@pytest.mark.parametrize(
    ("text", "rule", "hint"),
    [
        ("超过80%的得2分", "{once: {at_least: {score: 80}}, points: 2}", "write over: 80, or say in the note how the text was read"),
        ("超过3次的扣5分", "{table: few, at_least: {1: 1, 3: 5}}", "write at_least: 4, or say in the note how the text was read"),
        ("10次以上的扣5分", "{table: few, over: {10: 5}, otherwise: 0}", "write over: 9, or say in the note how the text was read"),
        ("得分80分以上的扣5分", "{once: {over: {score: 80}}, points: 5}", "write at_least: 80, or say in the note how the text was read"),
        ("CLB 9 or more: 5 points", "{once: {at_least: {score: 8}}, points: 5}", "the 9 of “CLB 9” was taken for the number of a standard"),
        ("第3项办法：每次扣5分", "{count: few, rate: 5, cap: 3}", "the 3 of “第3” was taken for the number of a part of a document"),
        ("2018年起每次扣5分", "{count: few, over: 2018, rate: 5}", "the 2018 of “2018年” was taken for a date"),
        ("三级事故每次扣5分", "{count: few, rate: 5, cap: 3}", "the 3 of “三级” was taken for a part of a word"),
        ("每次扣5分", "{count: few, rate: 5, cap: 3}", "correct it, or say in the note how the text was read"),
    ],
)  # fmt: skip
def test_a_finding_says_what_to_write_or_what_was_taken_for_something_else(text: str, rule: str, hint: str) -> None:
    found = found_in(SMALL.replace("TEXT", f'"{text}"').replace("RULE", rule))
    assert str(found[0].hint) == hint


WHERE = """
scheme: sides
year: 2020
title: 边
facts:
  work: {type: number, label: 工作, range: [0, 100]}
  few: {type: count, label: 少, range: [0, 5]}
  half: {type: number, label: 半, range: [0, 50]}
  older: {type: count, label: 35岁以上人员, unit: 次}
total:
  TOTAL
  sections:
    - id: main
      title: 主
      SECTION
      items:
        - {id: work, number: 1, title: 甲, text: 满分100分, max: 100, rule: work, ITEM}
    - id: other
      title: 其他
      items:
        - {id: few, number: 2, title: 乙, text: TEXT, rule: RULE}
"""


def where(
    *, total: str = "note: 无", section: str = "note: 无", item: str = "note: 无", text: str = "每次1分", rule: str = "{count: few, rate: 1}"
) -> list[tuple[str, str]]:  # fmt: skip
    """What is found of sides and numbers in a file with something in some place."""
    filled = WHERE.replace("TOTAL", total).replace("SECTION", section).replace("ITEM", item)
    found = found_in(filled.replace("TEXT", f"“{text}”" if not text else f'"{text}"').replace("RULE", rule))
    return [(each.code, str(each.message.values["number"])) for each in found]


GRADES = "grades: [{id: good, title: 优, %s}, {id: rest, title: 其他}]"


@pytest.mark.parametrize(
    ("text", "brings"),
    [
        ("at least 20 jobs - 2 points", 2),
        ("at least 20 jobs, 2 points each", 2),
        ("10年以上，2分", 2),
        ("10年以上，2分/4分", None),
        ("80次以上，60分以下的", None),
        ("at least 20 jobs, 2 points for others", None),
        ("at least 20 jobs - 2 points or more", None),
        ("5 points for at least 20 jobs, 2 points otherwise", 5),
        ("at least 20 jobs - 2 reports", None),
    ],
)
def test_points_beside_a_number_are_what_its_side_brings_unless_more_is_said_of_them(
    text: str, brings: int | None
) -> None:
    sided = next(each for each in numbers_in(text) if each.side is not None)
    assert (sided.brings and sided.brings.amount) == brings


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ({"total": f"text: 60分以上为优。\n  {GRADES % 'at_least: 60'}"}, []),
        ({"total": f"text: 60分以上为优。\n  {GRADES % 'over: 60'}"}, [("wrong-side", "60")]),
        ({"total": f"text: 60分以上为优，以上不包括本数。\n  {GRADES % 'over: 60'}"}, []),
        ({"total": f"text: 60分以上为优，低于60分的为其他。\n  {GRADES % 'over: 60'}"}, [("wrong-side", "60")]),
        ({"total": f"note: 以上不含本数，以下含本数。\n  {GRADES % 'over: 60, text: 60分以上'}"}, []),
        ({"total": GRADES % "over: 60, text: 60分以上"}, [("wrong-side", "60")]),
        ({"total": GRADES % "over: 60, text: 60分以上, note: 超过60分为优"}, []),
        ({"total": f"text: 优为[60,100]分，(0,60)分为其他。\n  {GRADES % 'at_least: 60'}"}, []),
        ({"total": f"text: 优为(60,100]分。\n  {GRADES % 'at_least: 60'}"}, [("wrong-side", "60")]),
        ({"total": f"text: 90—100分为优，89分以下为其他。\n  {GRADES % 'at_least: 90'}"}, []),
        ({"total": f"text: 90—100分为优，79分以下为其他。\n  {GRADES % 'at_least: 90'}"}, [("unused-number", "79分")]),
        ({"total": f"text: 90—100分为优，60—90分为其他。\n  round: {{places: 0, mode: half_up}}\n  {GRADES % 'at_least: 90'}"}, [("unused-number", "60")]),
        ({"total": f"text: 90—100分为优，0—90分为其他。\n  round: {{places: 0, mode: half_up}}\n  {GRADES % 'at_least: 90'}"}, []),
        ({"total": f"text: 90—100分为优，0—90分为其他。\n  round: {{places: 0, mode: half_up}}\n  {GRADES % 'over: 90'}"}, []),
        ({"total": f"text: 90—100分为优，0—89分为其他。\n  round: {{places: 0, mode: half_up}}\n  {GRADES % 'over: 90'}"}, [("unused-number", "89分"), ("wrong-side", "90")]),
        ({"total": "vetoes: [{veto: {any: {is: {main.each.points: 0, total.each.points: 7}}}, title: 否, text: 有一项得7分的不评, points: none}]"}, []),
        ({"total": f"text: 90—100分为优。\n  max: 100\n  {GRADES % 'at_least: 90'}"}, []),
        ({"total": f"text: 90—110分为优。\n  max: 100\n  {GRADES % 'at_least: 90'}"}, [("unused-number", "110分")]),
        ({"total": f"max: 100\n  {GRADES % 'at_least: 90, text: 90—110分'}"}, [("unused-number", "110分")]),
        ({"total": f"text: 90—103分为优。\n  max: 100\n  {GRADES % 'at_least: 90'}", "rule": "{count: few, rate: 1}, max: 3, bonus: true"}, []),
        ({"total": f"text: 9.0分以上为优；8.9分以下为其他。\n  {GRADES % 'at_least: 9'}"}, []),
        ({"total": f"text: 8.9分以下为其他。\n  round: {{places: 1, mode: half_up}}\n  {GRADES % 'at_least: 9'}"}, []),
        ({"total": f"text: 8.9分以下为其他。\n  {GRADES % 'at_least: 9'}"}, [("unused-number", "8.9分"), ("unstated-number", "9")]),
        ({"total": f"text: 总分取整数，60分以上为优。\n  round: {{places: 2, mode: half_up}}\n  {GRADES % 'at_least: 60'}"}, [("unstated-number", "2")]),
        ({"total": "vetoes: [{veto: {over: {few: 3}}, title: 否, text: 超过3次的不评, points: none}]"}, []),
        ({"total": "vetoes: [{veto: {at_least: {few: 3}}, title: 否, text: 超过3次的不评, points: none}]"}, [("wrong-side", "3")]),
        ({"total": "vetoes: [{veto: {none: [{at_least: {work.points: 30}}]}, title: 否, text: 不应小于满分的30%, points: none}]"}, []),
        ({"total": "vetoes: [{veto: {none: [{at_least: {work.points: 40}}]}, title: 否, text: 不应小于满分的30%, points: none}]"}, [("unstated-number", "40")]),
        ({"section": "text: 占总分的40%，基础得分达到满分的60%的方可计分。\n      requires: {at_least: {few.points: 3}}", "text": "每次1分，最多5分", "rule": "{count: few, rate: 1}, max: 5"}, []),
        ({"text": "达到满分的60%的1分", "rule": "{once: {at_least: {half: 30}}, points: 1}"}, []),
        ({"text": "超过满分的60%的1分", "rule": "{once: {at_least: {half: 30}}, points: 1}"}, [("wrong-side", "30")]),
        ({"text": "达到满分的60%的1分", "rule": "{once: {at_least: {half: 40}}, points: 1}"}, [("unstated-number", "40")]),
        ({"section": "text: 80分以上的方可计分。\n      requires: {at_least: {work: 80}}"}, []),
        ({"section": "text: 超过80分的方可计分。\n      requires: {at_least: {work: 80}}"}, [("wrong-side", "80")]),
        ({"section": "text: 两部分合计最高100分。\n      cap: 100", "item": "floor: 2"}, [("unstated-number", "2")]),
        ({"section": "text: 每部分至少2分，合计最高100分。\n      cap: 100", "item": "floor: 2"}, []),
        ({"section": "note: 两部分。\n      cap: 100\n      text: 最高100分", "item": "note: 两部分, floor: 2"}, []),
        ({"section": "text: together not more than 50.\n      cap: 50"}, []),
        ({"section": "text: together not more than 50.\n      cap: 40"}, [("unstated-number", "40")]),
        ({"section": "text: The points must not exceed 40.\n      cap: 30"}, [("unstated-number", "30")]),
        ({"section": "text: Up to 50 points may be given; together not more than 50.\n      cap: 50"}, []),
        ({"section": "text: Up to 50 points may be given, no more than 5 points for each element.\n      cap: 50"}, []),
        ({"item": "requirement: {text: 不少于2次, at_least: {few: 2}}"}, []),
        ({"item": "requirement: {text: 超过2次, at_least: {few: 2}}"}, [("wrong-side", "2")]),
        ({"item": "requirement: {text: 超过2次, at_least: {few: 3}}"}, []),
        ({"item": "requirement: {text: 35岁以上人员不少于2次, at_least: {few: 2}}"}, [("unused-number", "35岁")]),
        ({"item": "requirement: {text: 35岁以上人员不少于2次, at_least: {older: 2}}"}, []),
        ({"text": "3次以下的1分", "rule": "{once: {below: {few: 3}}, points: 1}"}, [("wrong-side", "3")]),
        ({"total": "text: 以下不包括本数。", "text": "3次以下的1分", "rule": "{once: {below: {few: 3}}, points: 1}"}, []),
        ({"total": "text: 以上包括本数，以下不包括本数。", "text": "3次以上的1分", "rule": "{once: {at_least: {few: 3}}, points: 1}"}, []),
    ],
)  # fmt: skip
def test_sides_are_seen_wherever_numbers_are_stated(place: dict[str, str], found: list[tuple[str, str]]) -> None:
    assert where(**place) == found


STEPS_OF_FIVE = """
scheme: fives
year: 2020
title: 每级五分
facts:
  one: {type: choice, label: 甲, options: {good: 好, fair: 中, bad: 差}}
  other: {type: choice, label: 乙, options: {good: 好, fair: 中, bad: 差}}
total:
  text: 0至5分为优，10至15分为良，20分以上为差。
  lower_is_better: true
  grades:
    - {id: good, title: 优, at_most: 5}
    - {id: fair, title: 良, at_most: 15}
    - {id: bad, title: 差}
  sections:
    - id: main
      title: 主
      items:
        - {id: one, title: 甲, text: 0、5、15分, rule: {table: one, is: {good: 0, fair: 5, bad: 15}}}
        - {id: other, title: 乙, text: 0、5、10分, rule: {table: other, is: {good: 0, fair: 5, bad: 10}}}
"""


@pytest.mark.parametrize(
    ("edit", "found"),
    [
        (("", ""), []),
        (("at_most: 15", "at_most: 10"), ["unused-number", "wrong-side"]),
        (("10分, rule: {table: other, is: {good: 0, fair: 5, bad: 10", "9分, rule: {table: other, is: {good: 0, fair: 5, bad: 9"), ["unused-number", "unused-number"]),
    ],
)  # fmt: skip
def test_what_is_added_up_of_fives_has_ten_behind_five(edit: tuple[str, str], found: list[str]) -> None:
    """A next grade that begins at 10 ends the one before at 5, unless there can be points between them."""
    assert [each.code for each in found_in(STEPS_OF_FIVE.replace(*edit))] == found


def test_of_two_thresholds_the_one_on_the_wrong_side_is_told() -> None:
    rule = "{sum: [{once: {at_least: {score: 80}}, points: 5}, {once: {at_least: {few: 80}}, points: 3}]}"
    (found,) = found_in(SMALL.replace("TEXT", "得分超过80的扣5分，80次以上的扣3分").replace("RULE", rule))
    assert (found.code, found.at[-1]) == ("wrong-side", "score")
    rule = rule.replace("few: 80", "score: 80")
    (found,) = found_in(SMALL.replace("TEXT", "得分80以上的扣5分，超过80的扣3分").replace("RULE", rule))
    assert (found.code, str(found.message.values["said"])) == ("wrong-side", "超过80")


def test_a_wrong_side_is_a_warning_that_is_waived_of_its_number() -> None:
    rule = "{once: {at_least: {few: 3}}, points: 1}"
    text = SMALL.replace("TEXT", "超过3次的扣1分").replace("RULE", rule)
    (found,) = found_in(text)
    assert (found.severity, found.code) == ("warning", "wrong-side")
    for number, left in (("3", 0), ("4", 1)):
        assert (
            len(found_in(text.replace(f"{rule}}}", f"{rule}}}  # zlpg: allow[wrong-side: {number}] 按不少于3次")))
            == left
        )


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (
            "完成率达到90%以上得5分，80%以上不足90%得3分，不足80%不得分",
            "{table: score, at_least: {80: 3, 90: 5}, otherwise: 0}",
        ),
        ("未达到60分的扣2分", "{once: {below: {score: 60}}, points: 2}"),
        ("超过3次（含3次）的扣5分", "{once: {at_least: {few: 3}}, points: 5}"),
        ("超过80%（含）的扣5分", "{once: {at_least: {score: 80}}, points: 5}"),
        ("低于60分（含60分）的扣5分", "{once: {at_most: {score: 60}}, points: 5}"),
        ("3次（含3次）以上的扣5分", "{once: {at_least: {few: 3}}, points: 5}"),
        ("2次及2次以上的扣5分", "{once: {at_least: {few: 2}}, points: 5}"),
        ("60分（不含60分）以下的扣5分", "{once: {below: {score: 60}}, points: 5}"),
        (
            "80分至90分（不含90分）得3分，90分以上得5分",
            "{table: score, at_least: {80: 3, 90: 5}, otherwise: 0}",
        ),
        ("5个百分点以上的扣5分", "{once: {at_least: {score: 5}}, points: 5}"),
        ("score of 60 or above: 2 points", "{once: {at_least: {score: 60}}, points: 2}"),
        ("at or above 60: 2 points", "{once: {at_least: {score: 60}}, points: 2}"),
        ("greater than or equal to 60: 2 points", "{once: {at_least: {score: 60}}, points: 2}"),
        ("exceeds 60: 2 points", "{once: {over: {score: 60}}, points: 2}"),
        ("within 30 minutes: 2 points", "{once: {at_most: {score: 30}}, points: 2}"),
        ("大于等于60且小于80的得2分", "{once: {all: [{at_least: {score: 60}}, {below: {score: 80}}]}, points: 2}"),
        ("≥60分且<80分的得2分", "{once: {all: [{at_least: {score: 60}}, {below: {score: 80}}]}, points: 2}"),
        ("60≤x<80的得2分", "{once: {all: [{at_least: {score: 60}}, {below: {score: 80}}]}, points: 2}"),
        ("1-3次扣1分，4次以上扣3分", "{table: few, at_least: {1: 1, 4: 3}}"),
        (
            "80以上得5分，60-79得3分，60以下不得分",
            "{table: score, at_least: {60: 3, 80: 5}, otherwise: 0}",
        ),
        ("不少于3项且不超过5项的得2分", "{once: {all: [{at_least: {few: 3}}, {at_most: {few: 5}}]}, points: 2}"),
        ("3日内办结的得2分", "{once: {at_most: {few: 3}}, points: 2}"),
        ("在12月5日前办结的得2分", "{once: {at_least: {few: 1}}, points: 2}"),
        ("5个工作日以内办结的得2分，超过5个工作日的不得分", "{once: {at_most: {few: 5}}, points: 2}"),
        ("百分之六十以上的得2分", "{once: {at_least: {score: 60}}, points: 2}"),
        ("10篇以上的，每多一篇加0.1分", "{count: few, over: 10, rate: 0.1}"),
        ("每超过10次扣1分，不足10次的不计", "{count: few, per: 10, steps: whole, rate: -1}"),
        ("IELTS 6.5 or more: 2 points", "{once: {at_least: {score: 6.5}}, points: 2}"),
        (
            "死亡1人扣2分，2人扣3分，3人及以上扣5分",
            "{table: few, at_least: {1: 2, 2: 3, 3: 5}}",
        ),
        ("三次以上的扣5分", "{once: {at_least: {few: 3}}, points: 5}"),
        ("A级得5分，B级得3分", "{table: grade, is: {top: 5, other: 3}}"),
        (
            "得分在[80,90)的得3分，[90,100]的得5分",
            "{table: score, at_least: {80: 3, 90: 5}, otherwise: 0}",
        ),
        ("不满3次的得2分", "{once: {below: {few: 3}}, points: 2}"),
        ("不足3次的扣2分", "{once: {none: [{at_least: {few: 3}}]}, points: 2}"),
        ("未超过3次的得2分", "{once: {at_most: {few: 3}}, points: 2}"),
        ("没有达到80%的扣2分", "{once: {below: {score: 80}}, points: 2}"),
        ("不高于80%的得2分", "{once: {at_most: {score: 80}}, points: 2}"),
        ("80分以上（含80分）的得2分", "{once: {at_least: {score: 80}}, points: 2}"),
        ("Scores of 80 and over earn 2 points, those below 80 none", "{once: {at_least: {score: 80}}, points: 2}"),
        ("no fewer than three reports: 2 points", "{once: {at_least: {few: 3}}, points: 2}"),
        ("超过（含）80%的得2分", "{once: {at_least: {score: 80}}, points: 2}"),
        (
            "92–93得2分；88–92得1分，93以上得3分",
            "{sum: [{table: few, at_most: {91: 0, 93: 2}, otherwise: 0}, {table: few, at_most: {87: 0, 92: 1}, otherwise: 3}]}",
        ),
        ("达标率≥90%得2分", "{once: {at_least: {score: 90}}, points: 2}"),
        ("按5‰计分", "{count: score, rate: 0.005, steps: continuous}"),
        ("满10次的得2分", "{once: {at_least: {few: 10}}, points: 2}"),
        ("不少于3次，否则扣2分", "{once: {below: {few: 3}}, points: 2}"),
        ("80以上得5分，否则扣1分", "{sum: [5, {once: {below: {score: 80}}, points: -1}]}"),
        ("80以上得2分，否则扣2分", "{sum: [2, {once: {below: {score: 80}}, points: -2}]}"),
        (
            "80以上加5分，否则扣2分",
            "{sum: [{once: {at_least: {score: 80}}, points: 5}, {once: {below: {score: 80}}, points: -2}]}",
        ),
        (
            "90以上得5分；每下降1个百分点扣0.2分",
            "{sum: [5, {count: score, under: 90, rate: -0.2, steps: whole}]}",
        ),
    ],
)
def test_a_clause_that_says_the_same_as_its_rule_is_silent(text: str, rule: str) -> None:
    assert found_in(SMALL.replace("TEXT", f'"{text}"').replace("RULE", rule)) == []


SAID = {
    "超过{}次": "over",
    "多于{}次": "over",
    "超{}次": "over",
    "突破{}次": "over",
    "beyond {} reports": "over",
    "起码{}次": "at_least",
    "{}次（及以上）": "at_least",
    "{} reports and up": "at_least",
    "reaches {} reports": "at_least",
    "最多{}次": "at_most",
    "{}次内": "at_most",
    "a maximum of {} reports": "at_most",
    "{}次以上（不含{}次）": "over",
    "more than {} reports": "over",
    "{}次以上": "at_least",
    "{}次及以上": "at_least",
    "{}次及{}次以上": "at_least",
    "不少于{}次": "at_least",
    "超过{}次（含）": "at_least",
    "≥{}次": "at_least",
    "at least {} reports": "at_least",
    "{} reports or more": "at_least",
    "{}次以下": "at_most",
    "{}次以内": "at_most",
    "不超过{}次": "at_most",
    "少于{}次（含{}次）": "at_most",
    "{} reports or fewer": "at_most",
    "少于{}次": "below",
    "不足{}次": "below",
    "未达到{}次": "below",
    "fewer than {} reports": "below",
}
"""Wordings, and the side that each means."""

HOLDS = {"over": Decimal.__gt__, "at_least": Decimal.__ge__, "at_most": Decimal.__le__, "below": Decimal.__lt__}
NUMBERS = {"few": [Decimal(each) for each in range(21)], "score": [Decimal(each) / 2 for each in range(41)]}


@pytest.mark.parametrize("fact", NUMBERS)
@pytest.mark.parametrize("side", HOLDS)
@pytest.mark.parametrize("said", SAID)
def test_a_threshold_is_told_unless_it_parts_the_numbers_as_its_clause_does(said: str, side: str, fact: str) -> None:
    """And pays the part that the clause says the points of: nothing else pays the other one."""
    meant = [HOLDS[SAID[said]](each, Decimal(10)) for each in NUMBERS[fact]]
    clause = said.format(10, 10) + "，扣5分"
    for threshold in range(9, 12):
        written = [HOLDS[side](each, Decimal(threshold)) for each in NUMBERS[fact]]
        other = [not each for each in meant]
        condition = f"{{{side}: {{{fact}: {threshold}}}}}"
        for rule, pays, elsewhere in (
            (f"{{once: {condition}, points: 5}}", written, False),
            (f"{{once: {{none: [{condition}]}}, points: 5}}", [not each for each in written], False),
            (f"{{once: {condition}, points: 5, otherwise: score}}", written, True),
        ):
            found = found_in(SMALL.replace("TEXT", f'"{clause}"').replace("RULE", rule))
            assert (found == []) == (pays == meant or (elsewhere and pays == other)), (rule, found)
            if pays == other or threshold == 10:
                assert all(each.code == "wrong-side" for each in found), (rule, found)


ROWS = {"at_least": "at_least: {{{0}: 3, {1}: 5}}, otherwise: 0", "over": "over: {{{0}: 3, {1}: 5}}, otherwise: 0", "at_most": "at_most: {{{0}: 0, {1}: 3, 100: 5}}", "below": "below: {{{0}: 0, {1}: 3, 101: 5}}"}  # fmt: skip
UPPER = {
    "{}分以上": "at_least",
    "不低于{}分": "at_least",
    "{}分（含）以上": "at_least",
    "超过{}分": "over",
    "{}分以上（不含）": "over",
}


@pytest.mark.parametrize("side", ROWS)
@pytest.mark.parametrize("upper", UPPER)
@pytest.mark.parametrize("dash", ["{}分至{}分", "{}-{}分", "{}分（含）至{}分"])
def test_the_end_of_a_range_lets_no_threshold_lie_elsewhere_than_the_row_above_it_says(
    upper: str, side: str, dash: str
) -> None:
    """80分至90分 doesn't say who has 90, but 90分以上 does."""
    clause = f"{upper.format(90)}扣5分，{dash.format(80, 90)}扣3分"
    found = found_in(
        SMALL.replace("TEXT", f'"{clause}"').replace("RULE", f"{{table: score, {ROWS[side].format(80, 90)}}}")
    )
    cuts_before = side in {"at_least", "below"}
    found = [each for each in found if each.message.values["number"] != Decimal(101)]  # the end of the last row
    told = {(each.code, str(each.message.values["number"])) for each in found}
    assert (("wrong-side", "90") in told) == (cuts_before != (UPPER[upper] == "at_least"))
    assert told <= {("wrong-side", "90"), ("wrong-side", "80")}
    assert len(found) == len(told)


@pytest.mark.parametrize("key", ["over", "under"])
@pytest.mark.parametrize(
    ("clause", "counted"),
    [
        ("超过10次的，每多一次扣5分", "over"),
        ("10次以上的每次扣5分", "over"),
        ("不得超过10次，每超一次扣5分", "over"),
        ("不超过10次，每多一次扣5分", "over"),
        ("少于10次的，每少一次扣5分", "under"),
        ("不足10次的，每缺1次扣5分", "under"),
        ("不少于10次，每少一次扣5分", "under"),
        ("应达到10次，每降低1次扣5分", "under"),
    ],
)
def test_a_count_beyond_a_number_is_not_told_of_what_the_clause_counts_beyond_it(
    clause: str, counted: str, key: str
) -> None:
    """What the clause asks for, and what it costs beyond that, say opposite sides; only a certain inversion is told."""
    found = found_in(SMALL.replace("TEXT", f'"{clause}"').replace("RULE", f"{{count: few, {key}: 10, rate: 5}}"))
    certain = key != counted and clause.startswith(("超过", "少于", "不足"))
    assert [each.code for each in found] == ["wrong-side"] * certain


def test_an_inverted_rule_is_told_what_to_write() -> None:
    for text, rule, hint in (
        ("80以上的扣5分", "{once: {below: {score: 80}}, points: 5}", "write at_least: 80, or say in the note how the text was read"),
        ("80以上的扣5分", "{once: {at_most: {score: 80}}, points: 5}", "write at_least: 80, or say in the note how the text was read"),
        ("11次以上的扣5分", "{once: {at_most: {few: 10}}, points: 5}", "write at_least: 11, or say in the note how the text was read"),
        ("超过10次的，每多一次扣5分", "{count: few, under: 10, rate: 5}", "write over: 10, or say in the note how the text was read"),
        ("少于10次的，每少一次扣5分", "{count: few, over: 10, rate: 5}", "write under: 10, or say in the note how the text was read"),
        ("80以上的扣5分", "{once: {none: [{at_least: {score: 80}}]}, points: 5}", "correct it, or say in the note how the text was read"),
    ):  # fmt: skip
        (found,) = found_in(SMALL.replace("TEXT", f'"{text}"').replace("RULE", rule))
        assert (found.code, str(found.hint)) == ("wrong-side", hint)


KEYS = {
    "at_least": lambda ends, step: [start for start, _ in ends] + [ends[-1][1] + step],
    "over": lambda ends, step: [start - step for start, _ in ends] + [ends[-1][1]],
    "below": lambda ends, step: [ends[0][0]] + [end + step for _, end in ends],
    "at_most": lambda ends, step: [ends[0][0] - step] + [end for _, end in ends],
}
"""The keys of a table whose rows are ranges, and one before them or behind them that brings nothing."""


@given(
    st.sampled_from(sorted(KEYS)),
    st.sampled_from((Decimal(1), Decimal("0.1"), Decimal(5))),
    st.integers(2, 40),
    st.lists(st.integers(1, 6), min_size=1, max_size=4),
    st.data(),
)
def test_ranges_are_answered_by_the_rows_that_hold_both_ends_and_by_no_others(
    word: str, step: Decimal, first: int, lengths: list[int], data: st.DataObject
) -> None:
    ends: list[tuple[Decimal, Decimal]] = []
    for length in lengths:
        start = ends[-1][1] + step if ends else first * step
        ends.append((start, start + length * step))
    text = "，".join(f"{start}–{end}得{301 + place}分" for place, (start, end) in enumerate(ends))
    keys = KEYS[word](ends, step)

    def found(keys: list[Decimal]) -> list[Diagnostic]:
        points = [301 + place for place in range(len(ends))]
        points = [*points, 0] if word in {"at_least", "over"} else [0, *points]
        rows = ", ".join(f"{key}: {each}" for key, each in zip(keys, points, strict=True))
        fact = f"{{type: number, step: {step}, label: 得分, range: [0, 500]}}"
        text_of = SMALL.replace("{type: number, label: 得分, range: [0, 100]}", fact)
        return found_in(
            text_of.replace("TEXT", f'"{text}"').replace("RULE", f"{{table: score, {word}: {{{rows}}}, otherwise: 0}}")
        )

    assert found(keys) == []
    slipped = data.draw(st.integers(0, len(keys) - 1))
    by = data.draw(st.sampled_from((-step, step)))
    moved = [key + by if place == slipped else key for place, key in enumerate(keys)]
    assert found(moved), moved
