"""Whatever a file holds: a diagnostic, the right exit code, no traceback, and bounded time."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import RULES, Ran, run_really
from facade import read_rules, worded
from zlpg.cli import main

Run = Callable[..., Ran]

FACTS = "unit: 浦江镇\nyear: 2020\nfacts:\n  work_reports: "

HOSTILE: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "empty-file"),
    "only a comment": (b"# nothing\n", "empty-file"),
    "binary": (bytes(range(256)) * 40, "not-text"),
    "an image": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not-text"),
    "UTF-16 with its mark": ("unit: 浦江镇\n".encode("utf-16"), "not-utf-8"),
    "UTF-16 without its mark": ("unit: x\n".encode("utf-16-le"), "not-utf-8"),
    "UTF-16 cut in half": ("unit: x\n".encode("utf-16-le")[:-1], "not-text"),
    "UTF-8 with a byte lost": ("unit: 浦江镇".encode()[:-1] + b"\n", "not-text"),
    "a line separator in a comment": (
        "year: 2020\nfacts:\n  # last year\u2028  work_reports: 95\n".encode(),
        "not-text",
    ),
    "a line separator in quotes": ('unit: "a\u2028b"\nyear: 2020\nfacts: {}\n'.encode(), "not-text"),
    "a carriage return alone": (b"year: 2020\rfacts: {}\r", "not-text"),
    "text that turns its direction": ("year: 2020\nfacts: {} # \u202e1 :sfeirb\n".encode(), "not-text"),
    "a byte order mark in the middle": ("year: 2020\n\ufefffacts: {}\n".encode(), "not-text"),
    "a workbook": (b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0xl/workbook.xml", "not-text"),
    "a NUL": (b"unit: a\x00b\nfacts: {}\n", "not-text"),
    "an escape character": (b"unit: a\x1b[31mb\nfacts: {}\n", "not-text"),
    "half a list": (b"facts:\n  award_results: [{name: ", "yaml-syntax"),
    "half a quoted text": (b'unit: "abc\nfacts: {}\n', "yaml-syntax"),
    "a list where a mapping belongs": (b"- unit: x\n- facts: y\n", "wrong-type"),
    "a scalar where a mapping belongs": (b"hello", "wrong-type"),
    "a list under facts": (b"year: 2020\nfacts: [1, 2]\n", "wrong-type"),
    "no facts at all": (b"unit: x\nyear: 2020\n", "missing-key"),
    "neither year nor rules": (b"unit: x\nfacts: {}\n", "missing-key"),
    "a year without rules": (b"unit: x\nyear: 1999\nfacts: {}\n", "no-rule-file"),
    "duplicate keys": (FACTS.encode() + b"1\n  work_reports: 2\n", "duplicate-key"),
    "an anchor": (FACTS.encode() + b"&a 1\n", "alias"),
    "an alias": (b"year: 2020\nfacts: {briefs: &a 1, work_reports: *a}\n", "alias"),
    "a merge key": (b"year: 2020\nfacts:\n  <<: {briefs: 1}\n", "unknown-fact"),
    "a bomb of aliases": (
        b"a: &a [x,x,x,x,x,x,x,x,x]\n"
        + b"".join(
            b"%c: &%c [*%c,*%c,*%c,*%c,*%c,*%c,*%c,*%c,*%c]\n" % ((n + 1, n + 1) + (n,) * 9) for n in range(97, 110)
        ),
        "alias",
    ),
    "a tag": (b"year: 2020\nfacts: {briefs: !!int 3}\n", "tag"),
    "a tag that would run code": (b"unit: !!python/object/apply:os.system [ls]\nyear: 2020\nfacts: {}\n", "tag"),
    "20,000 open brackets": (b"[" * 20_000, "too-deep"),
    "20,000 open braces": (b"facts: " + b"{a: " * 20_000, "too-deep"),
    "20,000 nested lists": (b"- " * 20_000, "too-deep"),
    "20,000 nested keys": (b"? " * 20_000, "too-deep"),
    "a number as a bomb": (FACTS.encode() + b"1e999999999\n", "wrong-type"),
    "a number of 100,000 digits": (FACTS.encode() + b"9" * 100_000 + b"\n", "number-too-long"),
    "a fraction of 100,000 digits": (FACTS.encode() + b"0." + b"3" * 100_000 + b"\n", "number-too-long"),
    "not a number": (FACTS.encode() + b".nan\n", "wrong-type"),
    "infinity": (FACTS.encode() + b".inf\n", "wrong-type"),
    "base sixty": (FACTS.encode() + b"1:30\n", "wrong-type"),
    "hexadecimal": (FACTS.encode() + b"0x1F\n", "wrong-type"),
    "octal": (FACTS.encode() + b"012\n", "wrong-type"),
    "an exponent": (FACTS.encode() + b"1e3\n", "wrong-type"),
    "a date": (FACTS.encode() + b"2020-05-01\n", "wrong-type"),
    "an underscore in a number": (FACTS.encode() + b"1_000\n", "wrong-type"),
    "full-width digits": (FACTS.encode() + "１３\n".encode(), "wrong-type"),
    "a full-width colon after a key": ("unit: x\nyear：2020\nfacts: {}\n".encode(), "yaml-syntax"),
    "a full-width colon after a fact": ("year: 2020\nfacts:\n  briefs：1\n  media_posts: 2\n".encode(), "yaml-syntax"),
    "a full-width colon well before what stops the parser": (
        "year: 2020\nfacts:\n  briefs：1\n\n  # a comment\n\n  media_posts: 2\n".encode(),
        "yaml-syntax",
    ),
    "a full-width colon in the only line": ("year: 2020\nfacts:\n  briefs：1\n".encode(), "yaml-syntax"),
    "no space after a colon": (b"year: 2020\nfacts:\n  briefs:1\n", "yaml-syntax"),
    "tabs for indentation": (b"year: 2020\nfacts:\n\tbriefs: 1\n", "yaml-syntax"),
    "several documents": (b"year: 2020\nfacts: {}\n---\nyear: 2021\nfacts: {}\n", "several-documents"),
    "a list as a key": (b"? [a, b]\n: 1\nfacts: {}\nyear: 2020\n", "wrong-type"),
    "a directive of another YAML": (b"%YAML 9.9\n---\nfacts: {}\n", "yaml-syntax"),
    "a surrogate": (b'unit: "\\ud800"\nyear: 2020\nfacts: {}\n', "yaml-syntax"),
    "a million full-width spaces": (b"? " + "\u3000".encode() * 1_000_000 + b"x\n: 1\nfacts: {}\n", "yaml-syntax"),
    "a million openings of texts": (b"unit: x\n" + b":|" * 500_000 + b"\n b: 2\n", "yaml-syntax"),
    "a million characters on a line": (b"year: 2020\nfacts: {briefs: " + b"x" * 1_000_000 + b"}\n", "wrong-type"),
    "a hundred thousand aliases": (b"facts: [" + b"*a, " * 100_000 + b"]", "too-many-findings"),
    "five thousand mistakes": (
        b"year: 2020\nfacts:\n" + b"".join(b"  fact_%d: x\n" % n for n in range(5_000)),
        "too-many-findings",
    ),
    "a thousand mistakes": (
        b"year: 2020\nfacts:\n" + b"".join(b"  fact_%d: x\n" % n for n in range(1000)),
        "unknown-fact",
    ),
}


@pytest.mark.parametrize("command", [("score",), ("validate",)])
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_facts_file_is_diagnosed(run: Run, tmp_path: Path, name: str, command: tuple[str, ...]) -> None:
    content, code = HOSTILE[name]
    file = tmp_path / "facts.yaml"
    file.write_bytes(content)
    done = run(*command, file)
    assert done.code == (3 if code == "no-rule-file" else 1)
    assert f"[{code}]" in done.err
    assert "Traceback" not in done.err
    assert max(map(len, done.err.splitlines())) < 700


@pytest.mark.parametrize(
    "name", [name for name, (_, code) in HOSTILE.items() if code not in {"no-rule-file", "unknown-fact"}]
)
def test_a_hostile_rule_file_is_diagnosed(run: Run, tmp_path: Path, name: str) -> None:
    file = tmp_path / "rules.yaml"
    file.write_bytes(HOSTILE[name][0])
    done = run("score", "examples/pujiang-2020.yaml", "--rules", file)
    assert (done.code, done.out) == (1, "")
    assert "rules.yaml:" in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize("cut", range(1, 40))
def test_a_rule_file_cut_short_is_diagnosed(run: Run, tmp_path: Path, cut: int) -> None:
    content = RULES.read_bytes()
    file = tmp_path / "rules.yaml"
    file.write_bytes(content[: len(content) * cut // 40])
    done = run("validate", file)
    assert done.code == 1
    assert "Traceback" not in done.err


HEAD = "year: 2020\nfacts:\n  briefs: 1\n"
FULL_WIDTH = ("a full-width space in the indentation", "行首有全角空格")
NO_BREAK = ("a no-break space in the indentation", "行首有不间断空格")
TAB = ("a tab in the indentation", "行首有制表符（Tab）")
UNEVEN = ("spaces before this line: {}; before those it belongs to: {}", "本行行首有 {} 个空格，同组各行有 {} 个")


def uneven(found: int, expected: int) -> tuple[str, ...]:
    return tuple(each.format(found, expected) for each in UNEVEN)


SLIPS: list[tuple[str, str, tuple[str, ...]]] = [
    ("year: 2020\nfacts:\n  briefs：1\n  media_posts: 2\n", "3:9", ("full-width colon", "字段名后面是全角冒号“：”")),
    ("year: 2020\nfacts:\n  briefs：1\n\n  # a comment\n\n  media_posts: 2\n", "3:9", ("full-width colon",)),
    ('{"year"：2020, "facts": {}}\n', "1:8", ("a full-width colon “：” in brackets", "括号里有全角冒号“：”")),
    ('"year"：2020\n"facts": {}\n', "1:7", ("full-width colon “：” after a key", "全角冒号")),
    ("year:2020\nfacts: {}\n", "1:5", ("a space is missing after the colon", "冒号后面缺一个空格")),
    ("year: 2020\nfacts:\n  briefs: １３\n", "3:11", ("plain digits: 13",)),
    ("year: 2020\nfacts:\n  briefs: 1\n  briefs: 2\n", "4:3", ("already in line 3",)),
    ("year: 2020\nfacts:\n  brief: 1\n", "3:3", ("did you mean “briefs”?",)),
    ("year: 2020\nfacts:\n  district_standards_revised: 是\n", "3:31", ("write true for yes",)),
    # Indentation of something else than spaces.
    (HEAD + "　media_posts: 2\n  work_reports: 3\n", "4:1", FULL_WIDTH),
    (HEAD + "　media_posts: 2\n", "4:1", FULL_WIDTH),
    (HEAD + "　　media_posts: 2\n\n  # a comment\n  work_reports: 3\n", "4:1", FULL_WIDTH),
    (HEAD + " 　media_posts: 2\n  work_reports: 3\n", "4:2", FULL_WIDTH),
    (HEAD + "  　media_posts: 2\n  work_reports: 3\n", "4:3", FULL_WIDTH),
    (HEAD + "   　media_posts: 2\n  work_reports: 3\n", "4:4", FULL_WIDTH),
    ("year: 2020\nfacts:\n　briefs: 1\n", "3:1", FULL_WIDTH),
    ("　year: 2020\nfacts: {}\n", "1:1", FULL_WIDTH),
    (HEAD + "\u00a0\u00a0media_posts: 2\n  work_reports: 3\n", "4:1", NO_BREAK),
    (HEAD + "  \u00a0media_posts: 2\n", "4:3", NO_BREAK),
    (HEAD + "\u00a0 media_posts: 2\n  work_reports: 3\n", "4:1", NO_BREAK),
    (HEAD + "\u2003media_posts: 2\n  work_reports: 3\n", "4:1", ("U+2003 in the indentation", "行首有字符 U+2003")),
    (HEAD + "  \u200bmedia_posts: 2\n", "4:3", ("a zero-width space in the indentation", "行首有零宽空格")),
    (HEAD + "\tmedia_posts: 2\n  work_reports: 3\n", "4:1", TAB),
    (HEAD + "  \tmedia_posts: 2\n  work_reports: 3\n", "4:3", TAB),
    ("year: 2020\nfacts:\n\tbriefs: 1\n", "3:1", ("spaces, not tabs", "不要用制表符")),
    ("year: 2020\nfacts:\n  award_results:\n    - {name: 甲}\n　　- {name: 乙}\n    - {name: 丙}\n", "5:1", FULL_WIDTH),
    ("year: 2020\nfacts:\n  award_results:\n    - 　name: 甲\n      level: gold\n", "4:7", FULL_WIDTH),
    # Too little of it, or too much.
    (HEAD + "media_posts: 2\n  work_reports: 3\n", "4:1", uneven(0, 2)),
    (HEAD + "media_posts: 2\ncommendations: 1\n  work_reports: 3\n", "4:1", uneven(0, 2)),
    (HEAD + " media_posts: 2\n  work_reports: 3\n", "4:2", uneven(1, 2)),
    (HEAD + "   media_posts: 2\n  work_reports: 3\n", "4:4", uneven(3, 2)),
    (HEAD + "  media_posts: 2\n    work_reports: 3\n", "5:5", uneven(4, 2)),
    ("year: 2020\nfacts:\nbriefs: 1\n  media_posts: 2\n", "3:1", uneven(0, 2)),
    ("facts:\n  briefs:\n  media_posts: 2\n    work_reports: 3\n", "4:5", uneven(4, 2)),
    ("facts:\n  award_results:\n    - name: 甲\n     level: gold\n      note: x\n", "4:6", uneven(5, 6)),
    ("facts:\n  award_results:\n    - {name: 甲}\n   - {name: 乙}\n    - {name: 丙}\n", "4:4", uneven(3, 4)),
    # Around a colon and a dash.
    ("year: 2020\nfacts:\n  briefs:\u00a01\n", "3:10", ("a no-break space after the colon", "冒号后面是不间断空格")),
    (HEAD + "  media_posts:\u00a02\n", "4:15", ("a no-break space after the colon",)),
    (HEAD + "  media_posts:\u00a02\n  work_reports: 3\n", "4:15", ("a no-break space after the colon",)),
    (HEAD + "  media_posts:　2\n  work_reports: 3\n", "4:15", ("a full-width space after the colon",)),
    ("year: 2020\nfacts:　\n  briefs: 1\n", "2:7", ("a full-width space after the colon", "冒号后面是全角空格")),
    ("year: 2020\nfacts: {briefs:\u00a01, media_posts: 2}\n", "2:16", ("a no-break space after the colon",)),
    (HEAD + "  media_posts　: 2\n", "4:14", ("a full-width space before the colon", "冒号前面有全角空格")),
    ("facts:\n  award_results:\n    -　name: 甲\n      level: gold\n", "3:6", ("a full-width space after the “-”",)),
    ("facts:\n  award_results:\n    － name: 甲\n      level: gold\n", "3:5", ("“－” before an entry of a list",)),
    ("facts:\n  award_results:\n    -name: 甲\n", "3:5", ("a space is missing after the “-”",)),
    # Punctuation of Chinese text.
    ("＃ 2020年\nfacts: {}\n", "1:1", ("“＃” before a comment", "注释前面是“＃”")),
    ("＃ 单位: 甲\nfacts: {}\n", "1:1", ("“＃” before a comment",)),
    ("year: 2020\nfacts: ｛briefs: 1｝\n", "2:8", ("“｛”, a full-width bracket", "“｛”是全角括号")),
    ("year: 2020\nfacts: {briefs: 1，media_posts: 2}\n", "2:18", ("“，” in brackets", "括号里有“，”")),
    ("year: 2020\nfacts: {briefs: 1；media_posts: 2}\n", "2:18", ("“；” in brackets",)),
    ("unit: “甲: 乙”\nyear: 2020\nfacts: {}\n", "1:7", ("these quotation marks are a part of the text", "这种引号")),
    # What is right nearby is not blamed.
    ("text: |\n  　　一、内容：全\nmax 2\ncap: 3\n", "3:1", ("a “: ” is expected after a key",)),
    ("text: |\n  说明：全\nmax 2\ncap: 3\n", "3:1", ("a “: ” is expected after a key",)),
    (f"unit: {'x' * 2000}: y\nfacts: {{}}\n", "1:2007", ("a “: ” is not allowed here",)),
    ("facts:\n  award_results:\n    - a\n    - b\n    c: 1\n", "5:5", ("a “- ” is expected here",)),
    ("start: 12:30\nfacts: 1: 2\n", "2:9", ("a “: ” is not allowed here",)),
    ("year: 2020\nunit: a: b\nfacts: {}\n", "2:8", ("a “: ” is not allowed here",)),
]
"""What people type: where it is told, and what is said of it in either language."""


@pytest.mark.parametrize(("text", "place", "said"), SLIPS)
def test_a_slip_is_pointed_at_with_its_remedy(
    run: Run, tmp_path: Path, text: str, place: str, said: tuple[str, ...]
) -> None:
    file = tmp_path / "facts.yaml"
    file.write_text(text, encoding="utf-8")
    for language, words in zip(("en", "zh"), said, strict=False):
        done = run("validate", file, "--rules", RULES, "--lang", language)
        assert done.code == 1
        assert f"facts.yaml:{place}: " in done.err
        assert words in done.err


@pytest.mark.parametrize(
    "text",
    [
        *(HEAD + "　media_posts: 2\n  work_reports: 3\n", HEAD + "　media_posts: 2\n", "year: 2020\n　facts: {}\n"),
        *(HEAD + "  media_posts　: 2\n", HEAD + "  \u200bmedia_posts: 2\n", "year: 2020\nfacts:\n  briefs:\u00a01\n"),
        *(
            HEAD + "media_posts: 2\n  work_reports: 3\n",
            "year: 2020\nfacts:\n  award_results:\n    -name: 甲\n      level: applied\n",
        ),
    ],
)
def test_what_follows_from_a_slip_is_not_told(run: Run, tmp_path: Path, text: str) -> None:
    file = tmp_path / "facts.yaml"
    file.write_text(text, encoding="utf-8")
    done = run("validate", file)
    assert done.err.count(": error: ") == 1


def test_every_slip_of_a_kind_is_told_in_one_run_and_what_else_is_wrong(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "facts.yaml"
    file.write_text("year: 2020\nfacts:\n  　briefs: x\n  　media_posts: 2\n  work_reports: y\n", encoding="utf-8")
    done = run("validate", file)
    assert sorted(line.split(":")[1:3] for line in done.err.splitlines() if ": error: " in line) == [
        *(["3", "12"], ["3", "3"], ["4", "3"], ["5", "17"]),
    ]


SMALL = """scheme: small
year: 2020
title: 小表
facts:
  awards: {type: results, label: 质量奖, levels: {silver: 区质量奖银奖, gold: 区质量奖金奖}}
  reports: {type: count, label: 工作信息, unit: 篇}
  amount: {type: number, label: 投入, unit: 万元, range: [0, 1000]}
  money: {type: number, label: 经费, unit: 元, range: [0, 1000000]}
  share: {type: number, label: 合格率, range: [0, 1]}
  satisfied: {type: number, label: 满意度, unit: "%", range: [60, 100]}
  result: {type: number, label: 考核结果, unit: 分, range: [0, 100]}
  approved: {type: yes_no, label: 是否通过验收}
  kind: {type: choice, label: 类别, options: {urban: 城区街道, park: 工业园区}}
  marks: {type: numbers, as: mean, label: 评分, unit: 分, range: [0, 10]}
  visits: {type: count, label: 走访, unit: 次}
total:
  sections:
    - id: work
      title: 工作
      items:
        - {id: a, number: 1, title: 奖项, text: 银奖得1分，金奖得2分, rule: {each: awards, is: {silver: 1, gold: 2}}}
        - {id: b, number: 2, title: 信息, text: 每篇加1分，每万元加1分, rule: {sum: [{count: reports, rate: 1}, {count: amount, steps: whole, rate: 1}]}}
        - id: c
          number: 3
          title: 比例
          text: 合格率、满意度、考核结果和评分加5分
          not_applicable: zero
          rule:
            sum:
              - {proportional: share, full: 1, points: 5}
              - {proportional: satisfied, full: 100, points: 5}
              - {proportional: result, full: 100, points: 5}
              - {proportional: marks, full: 10, points: 5}
        - {id: d, number: 4, title: 验收, text: 通过的得1分, rule: {once: approved, points: 1}}
        - {id: e, number: 5, title: 类别分, text: 街道1分，园区2分, rule: {table: kind, is: {urban: 1, park: 2}}}
        - {id: f, number: 6, title: 走访工作, text: 每次加1分, not_applicable: zero, rule: {count: visits, rate: 1}}
        - {id: g, number: 7, title: 经费, text: 每元加1分, rule: {count: money, steps: whole, rate: 1}}
"""
"""A rule file of every type of fact."""

OPEN = "leave it empty while it isn't known; it then counts as open, not as 0"
NONE = "write 0 if there was nothing; leave it empty while it isn't known"
YES_OR_NO = "write true for yes and false for no"
SHARE = "not a share is asked for, but a number of “篇”"


def about(written: str) -> str:
    return f"an exact number is needed; while it isn't known, leave the value empty and put this into a note: {{note: {written}}}"


def dated(value: str, date: str) -> str:
    return f"this is a date; it can stand in a note beside the value: {{value: {value}, note: {date}}}"


TYPED: list[tuple[str, str, str]] = [
    # numbers
    ("reports: 13篇", "3:12 wrong-type", "write: 13"),
    ("reports: 13 篇", "3:12 wrong-type", "write: 13"),
    ("reports: １３篇", "3:12 wrong-type", "write: 13"),
    ("reports: 十三篇", "3:12 wrong-type", "write: 13"),
    ("reports: 十三", "3:12 wrong-type", "write: 13"),
    ("reports: 一百二十", "3:12 wrong-type", "write: 120"),
    ("reports: 共13篇", "3:12 wrong-type", "write: 13"),
    ("reports: 13篇。", "3:12 wrong-type", "write: 13"),
    ("reports: 13次", "3:12 wrong-type", "it is counted in “篇”, not in “次”: write the number of those alone"),
    ("reports: 1,300", "3:12 wrong-type", "write: 1300"),
    ("reports: 1，300", "3:12 wrong-type", "write: 1300"),
    ("reports: 1.3万", "3:12 wrong-type", "write: 13000"),
    ("reports: １３", "3:12 wrong-type", "write it without quotes and in plain digits: 13"),
    ('reports: "13"', "3:12 wrong-type", "write it without quotes and in plain digits: 13"),
    ("reports: “13”", "3:12 wrong-type", "write it without quotes and in plain digits: 13"),
    ("reports: 13.", "3:12 wrong-type", "write: 13"),
    ("reports: 013", "3:12 wrong-type", "write: 13"),
    ("reports: 1e3", "3:12 wrong-type", "write: 1000"),
    ("reports: 8+5", "3:12 wrong-type", "write: 13"),
    ("reports: =8+5", "3:12 wrong-type", "write: 13"),
    ("reports: −3", "3:12 wrong-type", "−3 is out of range: 0 or more"),
    ("reports: [13]", "3:12 wrong-type", "write: 13"),
    ("reports: 92%", "3:12 wrong-type", SHARE),
    ("reports: 约13", "3:12 wrong-type", about("约13")),
    ("reports: 13左右", "3:12 wrong-type", about('"13左右"')),
    ("reports: 10-15", "3:12 wrong-type", about('"10-15"')),
    ("reports: 十几篇", "3:12 wrong-type", about("十几篇")),
    ("reports: 2020-05-01", "3:12 wrong-type", dated("…", '"2020-05-01"')),
    ("reports: 5月1日", "3:12 wrong-type", dated("…", '"5月1日"')),
    ("reports: 13篇（其中市级3篇）", "3:12 wrong-type", "write: {value: 13, note: 其中市级3篇}"),
    (
        "reports: √",
        "3:12 wrong-type",
        'a number is asked for; words can stand in a note beside it: {value: …, note: "√"}',
    ),
    ("amount: 13万元", "3:11 wrong-type", "write: 13"),
    ("amount: 13万", "3:11 wrong-type", "write: 13"),
    ("amount: 1300元", "3:11 wrong-type", "it is counted in “万元”, not in “元”: write the number of those alone"),
    ("money: 13万元", "3:10 wrong-type", "write: 130000"),
    ("money: 1.3万", "3:10 wrong-type", "write: 13000"),
    ("share: 92%", "3:10 wrong-type", "write: 0.92"),
    ("share: 百分之九十二", "3:10 wrong-type", "write: 0.92"),
    ("share: .5", "3:10 wrong-type", "write: 0.5"),
    ("share: 0,5", "3:10 wrong-type", "write: 0.5"),
    ("share: 零点五", "3:10 wrong-type", "write: 0.5"),
    ("satisfied: 92%", "3:14 wrong-type", "write: 92"),
    ("satisfied: 92％", "3:14 wrong-type", "write: 92"),
    (
        "satisfied: 无",
        "3:14 wrong-type",
        "write not_applicable if it doesn't apply; leave it empty while it isn't known",
    ),
    ("result: 92%", "3:11 wrong-type", "write: 92"),
    ("result: 92分", "3:11 wrong-type", "write: 92"),
    ("result: 120分", "3:11 wrong-type", "120 is out of range: 0 to 100"),
    ("result: 8。5", "3:11 wrong-type", "write it without quotes and in plain digits: 8.5"),
    # no value
    ("reports: 无", "3:12 wrong-type", NONE),
    ("reports: /", "3:12 wrong-type", NONE),
    ("reports: —", "3:12 wrong-type", NONE),
    ("reports: ——", "3:12 wrong-type", NONE),
    ("reports: ～", "3:12 wrong-type", NONE),
    ("reports: none", "3:12 wrong-type", NONE),
    (
        "visits: 无",
        "3:11 wrong-type",
        "write 0 if there was nothing, not_applicable if it doesn't apply; leave it empty while it isn't known",
    ),
    ("reports: 待定", "3:12 wrong-type", OPEN),
    ("reports: 未统计", "3:12 wrong-type", OPEN),
    ("reports: 暂无", "3:12 wrong-type", OPEN),
    ("reports: TBD", "3:12 wrong-type", OPEN),
    ("reports: {value: 待报}", "3:20 wrong-type", OPEN),
    ("kind: 待定", "3:9 unknown-option", OPEN),
    ("marks: 待评", "3:10 wrong-type", OPEN),
    ("awards: 待公布", "3:11 wrong-type", OPEN),
    ("awards: 无", "3:11 wrong-type", NONE.replace("0", "[]")),
    ("approved: /", "3:13 wrong-type", NONE.replace("0", "false")),
    *(
        (
            f"reports: {sign}",
            "3:12 yaml-syntax",
            "leave it empty while it isn't known; where there is nothing, write 0, or [] for a list",
        )
        for sign in ("-", "?", "*", "%")
    ),
    # yes or no
    *(
        (f"approved: {word}", "3:13 wrong-type", YES_OR_NO)
        for word in ("是", "否", "有", "无", "√", "×", "✓", "1", "0", "yes", "Y", "no", "True", "已完成", "未通过")
    ),
    ("approved: 2020-05-01", "3:13 wrong-type", dated("true", '"2020-05-01"')),
    # options, levels and applicants
    ("kind: 城区街道", "3:9 unknown-option", "did you mean “urban”?"),
    ("kind: 园区", "3:9 unknown-option", "did you mean “park”?"),
    ("kind: 乡村", "3:9 unknown-option", "known are: urban (城区街道), park (工业园区)"),
    ("awards: [{name: 甲, level: 区质量奖银奖}]", "3:29 unknown-level", "did you mean “silver”?"),
    ("awards: [{name: 甲, level: 区银奖}]", "3:29 unknown-level", "did you mean “silver”?"),
    (
        "awards: [{name: 甲, level: 质量奖}]",
        "3:29 unknown-level",
        "it may be one of: silver (区质量奖银奖), gold (区质量奖金奖)",
    ),
    ("awards: {甲公司: 金奖}", "3:17 wrong-type", "write a line for each applicant: - {name: 甲公司, level: gold}"),
    ("awards: {gold: 甲公司}", "3:18 wrong-type", "write a line for each applicant: - {name: 甲公司, level: gold}"),
    (
        "awards: {金奖: [甲公司, 3M公司]}",
        "3:16 wrong-type",
        'write a line for each applicant: - {name: 甲公司, level: gold} - {name: "3M公司", level: gold}',
    ),
    ("awards: {gold: 2项}", "3:18 wrong-type", "write: 2"),
    ("awards: {金奖: 2}", "3:12 unknown-level", "did you mean “gold”?"),
    ("awards: [甲公司]", "3:12 wrong-type", "write: {name: 甲公司, level: silver | gold}"),
    ("awards: [甲公司: 金奖]", "3:12 wrong-type", "write: {name: 甲公司, level: gold}"),
    ("awards: [甲公司：金奖]", "3:12 wrong-type", "write: {name: 甲公司, level: gold}"),
    ("awards: [{名称: 甲, level: gold}]", "3:13 unknown-key", "did you mean “name”?"),
    (
        "awards: 甲公司 区质量奖金奖、乙公司（区银奖）",
        "3:11 wrong-type",
        "write: [{name: 甲公司, level: gold}, {name: 乙公司, level: silver}]",
    ),
    ("awards: 3", "3:11 wrong-type", "say how many there are at each level: {silver: …, gold: …}"),
    ("awards: 0", "3:11 wrong-type", "write: []"),
    ("marks: 9.2、9.3", "3:10 wrong-type", "write: [9.2, 9.3]"),
    ("marks: [9.2、9.3]", "3:11 wrong-type", "write: [9.2, 9.3]"),
    ("marks: 9.2分", "3:10 wrong-type", "write: [9.2]"),
    ("marks: [9.2分, 9]", "3:11 wrong-type", "write: 9.2"),
    ("marks: {甲: 9, 乙: 8.5}", "3:10 wrong-type", "write: [9, 8.5]"),
    ("result: 92/100", "3:11 wrong-type", "write: 92"),
    ("approved: 是，5月验收", "3:13 wrong-type", YES_OR_NO),
    ("awards: [[甲公司, 金奖]]", "3:12 wrong-type", "write: {name: 甲公司, level: gold}"),
    (
        "awards: [{甲公司: 金奖, 乙公司: 银奖}]",
        "3:12 wrong-type",
        "write: {name: 甲公司, level: gold}, {name: 乙公司, level: silver}",
    ),
    (
        "awards: {gold: 甲公司、乙公司}",
        "3:18 wrong-type",
        "write a line for each applicant: - {name: 甲公司, level: gold} - {name: 乙公司, level: gold}",
    ),
    # keys, notes and evidence
    ("reports: {values: 13}", "3:13 unknown-key", "did you mean “value”?"),
    ("工作信息: 13", "3:3 unknown-fact", "did you mean “reports”?"),
    ("工作 信息: 13", "3:3 unknown-fact", "did you mean “reports”?"),
    ("工作信息（篇）: 13", "3:3 unknown-fact", "did you mean “reports”?"),
    ("验收: true", "3:3 unknown-fact", "did you mean “approved”?"),
    ("通过验收: true", "3:3 unknown-fact", "did you mean “approved”?"),
    ("信息: 13", "3:3 unknown-fact", "this is an item; its facts are: reports (工作信息), amount (投入)"),
    ("2: 13", "3:3 unknown-fact", "this is an item; its facts are: reports (工作信息), amount (投入)"),
    ("reports: {数量: 13}", "3:13 unknown-key", "did you mean “value”?"),
    ("reports: {value: 13, 备注: x}", "3:24 unknown-key", "did you mean “note”?"),
    ("reports: {value: 13, unit: 篇}", "3:24 unknown-key", "leave it out: the rule file says what a fact counts in"),
    ("reports: {value: 13, evidence: a.pdf}", "3:34 wrong-type", "write: [a.pdf]"),
    (
        "reports: {value: 13, evidence: [a.pdf、b.pdf]}",
        "3:35 wrong-type",
        "put a comma and a space between them: a.pdf, b.pdf",
    ),
    ("reports: {value: 13, evidence: a.pdf，b.pdf}", "3:34 wrong-type", "write: [a.pdf, b.pdf]"),
    ("reports: 13\n    note: x", "4:5 yaml-syntax", "write: reports: {value: 13, note: …}"),
    (
        "reports: 13\n\n  # 来源\n    evidence: [a]\n  visits: 1",
        "6:5 yaml-syntax",
        "write: reports: {value: 13, evidence: …}",
    ),
    ("awards: - 甲公司", "3:11 yaml-syntax", "begin it in the next line, indented, or write it in brackets"),
]
"""What a reader would type under `facts:`, where it is told with which code, and the remedy."""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the small rule file."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "small.yaml").write_text(SMALL, encoding="utf-8")
    return folder


@pytest.mark.parametrize(("line", "place", "hint"), TYPED)
def test_what_a_reader_would_type_is_met_with_its_remedy(
    run: Run, small: Path, line: str, place: str, hint: str
) -> None:
    file = small / "facts.yaml"
    file.write_text(f"rules: small.yaml\nfacts:\n  {line}\n", encoding="utf-8")
    where, code = place.split()
    done = run("score", file, "--lang", "en")
    findings = [each for each in done.err.splitlines() if ": error: " in each]
    assert f"facts.yaml:{where}: error: " in findings[0]
    assert findings[0].endswith(f"[{code}]")
    assert f"    = {hint}" in done.err.splitlines()
    assert (done.code, done.out) == (1, "")
    in_chinese = [each for each in run("score", file, "--lang", "zh").err.splitlines() if each.startswith("    = ")]
    form = hint.partition(": ")[2] if hint.startswith("write") else ""
    assert any(form in each and each != f"    = {hint}" for each in in_chinese)


def test_a_rule_file_that_declares_every_type_is_right(run: Run, small: Path) -> None:
    assert run("validate", small / "small.yaml").code == 0


def test_what_is_written_as_the_remedy_says_is_read(run: Run, small: Path) -> None:
    file = small / "facts.yaml"
    for line, _, hint in TYPED:
        form = hint.partition("write: ")[2] if hint.startswith("write: ") else ""
        key, _, value = line.partition(": ")
        if not form or "|" in form or "…" in form or value.startswith(("[", "{")):
            continue
        file.write_text(f"rules: small.yaml\nfacts:\n  {key}: {form}\n", encoding="utf-8")
        assert run("score", file).code == 0, line


@pytest.mark.parametrize("part", [" ", "十", "1", "1,111", "1+", "（", "、", "1-", "一点", "1.1", "=", "约", "甲 "])
@pytest.mark.parametrize("id", ["reports", "awards", "approved", "marks", "kind"])
def test_a_long_text_is_soon_seen_to_be_none_of_them(run: Run, small: Path, id: str, part: str) -> None:
    file = small / "facts.yaml"
    text = part * (190 // len(part))
    file.write_text(f'rules: small.yaml\nfacts:\n  {id}: "13篇{text}甲"\n', encoding="utf-8")
    began = time.process_time()
    done = run("score", file)
    assert done.code == 1
    assert max(map(len, done.err.splitlines())) < 700
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("head", "places", "hint"),
    [
        ("year: 2020年", ["1:7"], "write: 2020"),
        ('year: "2020"', ["1:7"], "write: 2020"),
        ("year: ２０２０", ["1:7"], "write: 2020"),
        ("year: 二〇二〇", ["1:7"], "write: 2020"),
        ("year: 二零二○年度", ["1:7"], "write: 2020"),
        ("year: 2020-06-30", ["1:7"], "write: 2020"),
        ("年度: 2020", ["1:1"], "did you mean “year”?"),
        ("年度: 2020年", ["1:1", "1:5"], "write: 2020"),
        ("单位: 浦江镇\nyear: 2020", ["1:1"], "did you mean “unit”?"),
        ("unit: 3\nyear: 2020年", ["1:7", "2:7"], "write: 2020"),
        ("rules: 2020", ["1:8"], "a year stands under “year”: year: 2020"),
        ("rules: [a]\nyear: 2020", ["1:8"], None),
        ("rules: none.yaml\nyear: 2020", ["1:8"], "the path goes from the folder of the facts file"),
    ],
)
@pytest.mark.parametrize("command", ["score", "validate"])
def test_a_wrong_head_does_not_hide_what_is_wrong_with_the_facts(
    run: Run, tmp_path: Path, head: str, places: list[str], hint: str | None, command: str
) -> None:
    file = tmp_path / "facts.yaml"
    file.write_text(f"{head}\nfacts:\n  work_reports: 13篇\n  briefs: -1\n", encoding="utf-8")
    done = run(command, file)
    last = head.count("\n") + 3
    told = [line.split(".yaml:")[1].split(": ")[0] for line in done.err.splitlines() if ": error: " in line]
    assert told == [*places, f"{last}:17", f"{last + 1}:11"]
    assert hint is None or f"    = {hint}" in done.err.splitlines()
    assert done.code == (3 if "none.yaml" in head else 1)
    assert command == "validate" or not done.out
    file.write_text(f"{head}\nfacts:\n  work_reports: 13\n", encoding="utf-8")
    done = run("score", file)
    assert (done.code, done.out) == (3 if "none.yaml" in head else 1, "")


def test_another_rule_file_than_the_one_named_tells_nothing_of_facts_that_it_does_not_know(
    run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "facts.yaml"
    file.write_text("year: 2020\nrules: none.yaml\nfacts: {one: 1, two: x, work_reports: x}\n", encoding="utf-8")
    assert run("score", file).err.count(": error: ") == 1


@pytest.mark.parametrize(
    ("written", "id"),
    [("全体成员单位", "all_members"), ("全体单位", "all_members"), ("环保", "environmental_protection")],
)
def test_an_office_that_is_written_by_its_name_is_told_by_its_id(
    run: Run, tmp_path: Path, written: str, id: str
) -> None:
    file = tmp_path / "rules.yaml"
    text = RULES.read_text(encoding="utf-8")
    assert "responsible: [all_members]" in text
    file.write_text(text.replace("responsible: [all_members]", f"responsible: [{written}]"), encoding="utf-8")
    done = run("validate", file)
    assert f"error: “{written}” is not an id [invalid-id]" in done.err
    assert f"    = did you mean “{id}”?" in done.err


@pytest.mark.parametrize(
    ("was", "now", "id"),
    [
        ("count: work_reports", "count: 工作信息", "work_reports"),
        ("district_silver: 1", "区长质量奖银奖: 1", "district_silver"),
        ("count: work_reports", "count: work_reports\u200b", "work_reports"),
    ],
)
def test_what_a_rule_calls_by_its_name_is_told_by_its_id(run: Run, tmp_path: Path, was: str, now: str, id: str) -> None:
    file = tmp_path / "rules.yaml"
    text = RULES.read_text(encoding="utf-8")
    assert was in text
    file.write_text(text.replace(was, now), encoding="utf-8")
    assert f"    = did you mean “{id}”?" in run("validate", file).err


def test_all_findings_of_all_files_are_told_in_one_run_and_the_good_ones_are_scored(run: Run, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.yaml").write_text("year: 2020\nfacts:\n  brief: 1\n  media_posts: x\n", encoding="utf-8")
    done = run("score", tmp_path / "one.yaml", "examples/pujiang-2020.yaml", tmp_path / "two.yaml", "--format", "jsonl")
    assert done.code == 1
    assert done.err.count("error:") == 4
    assert ['"schema": "zlpg.breakdown' in line for line in done.out.splitlines()] == [False, True, False]


def test_an_alias_or_a_duplicate_does_not_hide_other_findings(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "facts.yaml"
    file.write_text(
        "year: 2020\nfacts:\n  briefs: &a 1\n  work_reports: *a\n  briefs: 2\n  commendation: 1\n", encoding="utf-8"
    )
    done = run("score", file)
    assert [line.rsplit("[", 1)[1] for line in done.err.splitlines() if ": error: " in line] == [
        "alias]",
        "alias]",
        "duplicate-key]",
        "unknown-fact]",
    ]


@pytest.mark.parametrize(
    "command", [("score",), ("explain",), ("validate",), ("init", "--rules"), ("schema", "facts", "--rules")]
)
def test_a_file_that_is_not_there_can_not_be_run_on(run: Run, command: tuple[str, ...]) -> None:
    done = run(*command, "nowhere.yaml")
    assert (done.code, done.out.replace("nowhere.yaml: errors: 1, warnings: 0\n", "")) == (3, "")
    assert "nowhere.yaml:1:1: error: there is no such file [no-such-file]" in done.err


def test_a_folder_is_no_facts_file(run: Run, tmp_path: Path) -> None:
    done = run("score", tmp_path)
    assert done.code == 3
    assert "[not-a-file]" in done.err


def test_a_name_too_long_for_the_system_is_diagnosed(run: Run) -> None:
    done = run("score", "x" * 5000)
    assert done.code == 3
    assert "[unreadable]" in done.err


def test_a_file_without_permission_is_diagnosed(run: Run, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "facts.yaml"
    file.write_text("facts: {}\n", encoding="utf-8")
    file.chmod(0)
    run("score", "nowhere.yaml")  # everything is imported before privileges go
    child = os.fork()
    if child == 0:  # root may read anything, so nobody tries
        os.chdir(tmp_path)
        if os.geteuid() == 0:
            os.setuid(65534)
        try:
            main(["score", "facts.yaml"])
        except SystemExit as stopped:
            os._exit(int(stopped.code or 0))
        os._exit(99)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert (code, capfd.readouterr().err) == (
        3,
        "facts.yaml:1:1: error: can't be read: permission denied [unreadable]\n",
    )


def test_a_file_larger_than_any_facts_file_is_not_read_into_memory(run: Run) -> None:
    done = run("score", "/dev/zero")
    assert done.code == 1
    assert "larger than 8 MB [too-large]" in done.err


def test_gb18030_is_read_with_a_warning(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "facts.yaml"
    file.write_bytes("unit: 浦江镇\nyear: 2020\nfacts: {briefs: 3}\n".encode("gb18030"))
    done = run("score", file, "--format", "json")
    assert done.code == 0
    assert '"unit": "浦江镇"' in done.out
    assert ": warning: read as GB18030 [not-utf-8]" in done.err


def test_a_byte_order_mark_is_fine(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "facts.yaml"
    file.write_bytes("unit: 浦江镇\nyear: 2020\nfacts: {}\n".encode("utf-8-sig"))
    done = run("score", file, "--format", "json")
    assert (done.code, done.err) == (0, "")
    assert '"unit": "浦江镇"' in done.out


def test_hostile_input_ends_soon_in_a_process_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "facts.yaml"
    file.write_bytes(b"[" * 2_000_000)
    code, _, err = run_really("score", file)
    assert code == 1
    assert b"[too-deep]" in err


FORMER = """
scheme: town
year: 2020
title: 考核表
facts:
  reports: {type: count, label: 工作信息}
total: {sections: [{id: all, title: 全部, items: [{id: one, title: 甲, text: 每篇1分。, rule: {count: reports, rate: 1}}]}]}
"""


@pytest.mark.parametrize(
    ("now", "before", "hint"),
    [
        ("{type: count,", "{type: count, at_most: 5,", "“at_most” of a count is “range” now: range: [0, 5]"),
        ("{type: count,", "{type: ratings,", "“ratings” are “numbers” now: type: numbers, as: mean"),
    ],
)
def test_what_the_language_said_before_is_told_as_it_is_said_now(now: str, before: str, hint: str) -> None:
    (finding,) = read_rules(FORMER.replace(now, before)).findings
    assert str(finding.hint) == hint


KINDS = (
    "proportional, count, once, table, each, share, sum, difference, product, highest, lowest, average, deduct; "
    "a place among others, or what a formula comes to, is a fact"
)


@pytest.mark.parametrize(
    ("now", "refused", "code", "said", "way_round"),
    [
        ("{count: reports, rate: 1}", "{power: reports, exponent: 1.81}", "unknown-kind", "“power”", f"known are: {KINDS}"),
        ("{count: reports, rate: 1}", "{rank: reports}", "unknown-kind", "“rank”", f"known are: {KINDS}"),
        ("{type: count,", "{type: numbers, as: median, range: [0, 9],", "wrong-type", "one of mean, sum, lowest, highest", ""),
        ("rate: 1}", "rate: 1, steps: nearest}", "wrong-type", "one of whole, started, continuous", ""),
        (
            "{count: reports, rate: 1}", "{table: [reports, reports], at_least: {1: 1}, otherwise: 0}", "wrong-type", "a list",
            "it reads one; what is added first is a measure: {sum: [a, b]}",
        ),
        (
            "{count: reports, rate: 1}", "{table: reports, at_least: {due: 1}, otherwise: 0}", "wrong-fact-type", "“reports”",
            "the keys of its rows are no numbers; thresholds that are facts stand in conditions and in “count”",
        ),
        ("{count: reports, rate: 1}", "{table: reports, at_least: rows.csv, otherwise: 0}", "wrong-type", "a mapping", ""),
        (
            "{count: reports, rate: 1}", "{sum: [{deduct: reports}, 1]}", "misplaced-deduct", "inside another rule",
            "let it be the whole rule of the item, or write negative numbers",
        ),
        (
            "{count: reports, rate: 1}", "{once: reports >= 60, points: 1}", "invalid-id", "“reports >= 60”",
            "a condition is written like this: {at_least: {fact: 60}}",
        ),
        (
            "title: 全部,", "title: 全部, requires: {over: {one.not_applicable: 2}},", "invalid-id", "“one.not_applicable”",
            "of a part of the table, these are read: one.points, one.percent",
        ),
        ("title: 全部,", "title: 全部, grades: [{id: good, title: 良}],", "unknown-key", "“grades”", ""),
    ],
)  # fmt: skip
def test_what_the_language_leaves_out_is_refused_with_the_way_round(
    now: str, refused: str, code: str, said: str, way_round: str
) -> None:
    found = read_rules(FORMER.replace(now, refused)).findings
    told = next(each for each in found if each.code == code)
    assert said in worded(told.message)
    assert (worded(told.hint) if told.hint else "") == way_round
