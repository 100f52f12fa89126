"""Chinese output is Chinese: no English, one colon, one minus, one way to write a range; but for what stands in files and code."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from conftest import GOLDEN, ROOT, Ran
from test_bad_input import HOSTILE
from test_catalogues import CLICKS, OURS, entries, of_a_click_that_is_known
from zlpg.cli import COMMANDS
from zlpg.load.json_schema import rules_schema

Run = Callable[..., Ran]
FULL, HALF = "examples/pujiang-2020.yaml", "examples/pujiang-2020-mid-year.yaml"

NAMES = {
    "zlpg", "YAML", "JSON", "Schema", "UTF", "GB18030", "Python", "GitHub", "SARIF", "Windows", "Bash", "UUID", "pip", "install",
    "junitparser", "pdf", "xlsx", "yaml", "yml", "NUL", "ZLPG_LANG", "CSV", "JSONL", "JUnit", "Markdown", "Parquet", "PDF", "Word", "XML",
    "Excel", "Tab",
}  # fmt: skip
"""What has no Chinese name: products, formats, endings of files."""
FORMATS = {"json", "jsonl", "csv", "markdown", "text", "github", "sarif", "junit", "change", "changed", "item"}
"""What an option is given."""
CODE = re.compile(
    r"""“[^”]*” | '[^']*' | \[[a-z][a-z0-9-]*\]$ | \{[^{}]*\} | \S*[/.]\S+ | --?[a-z][\w-]*(?:\ /\ --[\w-]+)? | \[[\w|]+\] | zlpg\ [^，。；]*
    | \b[a-z]+(?:_[a-z0-9]+)+\b | U\+[0-9A-F]{4,6}""",
    re.VERBOSE,
)
"""What is quoted, names of files and options, ids, fields of templates, examples of commands."""


OTHER_NAMES = {
    "事实": "填报项、填报文件", "待报": "待填报", "佐证(?!材料)": "佐证材料", "编号(?<!标准编号)": "代码；序号", "指标": "计算项", "等次": "等级",
    "(?<!一票)否决": "一票否决", "读法": "计分口径", "算式": "计分过程", "损失": "超封顶不计", "绩效": "工作变化", "界限": "分档值、起算数、分数线",
    "步长": "计分间隔、最小单位", "映射|键": "字段、字段名", "项目名(?!称)": "字段名", "清单": "列表", "改错": "试改", "察觉": "发现", "年份": "年度",
    "声明": "写明", "实为|应为：": "应填 …，现填为 …", "评了满分": "按满分填报",
}  # fmt: skip
"""What else things could be called, and were: what they are called everywhere, as the offices say it."""


@cache
def keys() -> set[str]:
    """The keys and constants of rule files and facts files."""
    return set(_words_in(rules_schema())) | {
        "true",
        "false",
        "facts",
        "unit",
        "year",
        "rules",
        "as_of",
        "value",
        "note",
        "evidence",
        "level",
        "name",
    }


def _words_in(schema: Any) -> Iterator[str]:
    match schema:
        case dict():
            yield from schema.get("properties", ())
            yield from (each for each in (*schema.get("enum", ()), schema.get("const")) if isinstance(each, str))
            for each in schema.values():
                yield from _words_in(each)
        case list():
            for each in schema:
                yield from _words_in(each)
        case _:
            return


def foreign(line: str, *known: str) -> list[str]:
    """The English in a line."""
    allowed = NAMES | FORMATS | keys() | set(known) | set(COMMANDS)
    return [word for word in re.findall(r"[A-Za-z][A-Za-z_0-9]{2,}", CODE.sub(" ", line)) if word not in allowed]


def ill_set(line: str) -> str | None:
    """What is not written as in Chinese: a half-width colon after a word, a hyphen for a minus, a range in brackets."""
    found = re.search(
        r"[\u4e00-\u9fff）”]: |(?<![\w.~-])-\d|[\[(]−?[\d.]+, (?:−?[\d.]+\]|∞\))|\(−∞", CODE.sub("x", line)
    )
    return found and found.group()


@of_a_click_that_is_known
def test_a_translation_is_chinese_throughout() -> None:
    for id in OURS | CLICKS:
        strings = entries()[id].string or ()
        for said in (strings,) if isinstance(strings, str) else strings:
            text = re.sub(r"%\(\w+\)s", "", said)
            assert not [word for line in text.splitlines() for word in foreign(line)], said
            assert not re.search(r"[\u4e00-\u9fff）”]:(?! \S+$)", text), said


def test_one_thing_has_one_name_in_chinese() -> None:
    said = [str(entries()[id].string) for id in OURS]
    assert not [(text, name) for text in said for other, name in OTHER_NAMES.items() if re.search(other, text)]


def told(ran: Ran) -> list[str]:
    """The messages and hints of findings, without the lines of files below them, and what is said of the files at the end."""
    lines = [line for line in ran.err.splitlines() if not line.startswith("    ") or line.startswith("    = ")]
    return [re.sub(r"^\S+?:\d+:\d+: ", "", line) for line in (*lines, *ran.out.splitlines())]


@pytest.mark.parametrize(
    "command",
    [("score", FULL, "--rules"), pytest.param(("score",), marks=pytest.mark.slow), ("validate",)],
    ids=["rules", "facts", "validate"],
)
@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_wrong_with_a_file_is_told_in_chinese(
    run: Run, tmp_path: Path, name: str, command: tuple[str, ...]
) -> None:
    file = tmp_path / "x.yaml"
    file.write_bytes(HOSTILE[name][0])
    lines = told(run(*command, file, "--lang", "zh"))
    assert lines
    for line in lines:
        assert not foreign(line), line
        assert ill_set(line) is None, line


@pytest.mark.parametrize("file", ["tests/hostile/many-mistakes.yaml", "tests/hostile/rules-many-mistakes.yaml"])
def test_many_mistakes_are_told_in_chinese(run: Run, file: str) -> None:
    for line in told(run("validate", file, "--lang", "zh")):
        assert not foreign(line), line
        assert ill_set(line) is None, line


@of_a_click_that_is_known
@pytest.mark.parametrize(
    "arguments",
    [
        (), ("score",), ("scroe",), ("score", FULL, "--frmat", "json"), ("score", FULL, "--format", "xml"), ("score", FULL, "-o"),
        ("score", FULL, "--complete=yes"), ("score", FULL, HALF, "--format", "json"), ("score", "x" * 300), ("score", "a\0b"),
        ("score", "nowhere.yaml"), ("score", "rules"), ("score", FULL + "/x"), ("score", FULL, "-o", "x" * 300),
        ("score", FULL, "-o", FULL + "/x"), ("score", FULL, "-o", "nowhere/x"), ("score", FULL, "-o", ""), ("score", FULL, "-o", FULL),
        ("score", FULL, "-o", "x.docx"), ("score", FULL, "-o", "x.pdf"), ("score", FULL, "-o", "x.abc"), ("score", FULL, "-o", "x"),
        ("score", FULL, "--format", "csv", "-o", "x.md"), ("init", "-o", "x.csv"), ("explain", FULL, "-o", "x.csv"),
        ("score", FULL, "--width", "wide"), ("score", FULL, "--lang", "xx"), ("explain",), ("explain", FULL, "17", "18"),
        ("explain", FULL, "reportin"), ("explain", FULL, "质量"), ("explain", FULL, ""),
        ("score", FULL, "nowhere.yaml"), ("score", FULL, "nowhere.yaml", "--format", "markdown"), ("score", "nowhere.yaml", "elsewhere.yaml"),
        ("validate", FULL, "nowhere.yaml"), ("validate", ""), ("test", "rules", "nowhere.yaml"), ("diff", FULL, "nowhere.yaml", HALF), ("diff", FULL), ("diff", "-", "-"), ("diff", FULL, "rules/2020.yaml"),
        ("diff", "rules/2020.yaml", "rules/2020.yaml", "--only", "changed"), ("validate", "nowhere"), ("validate", "--format", "x"),
        ("test", "-"), ("test", "rules", "-k", "nothing"), ("test", "nowhere.yaml"), ("test", "tests/golden"), ("explain-code", "cycl"),
        ("init", "--year", "twenty"), ("init", "--year", "1999"), ("schema",), ("schema", "everything"), ("schema", "facts", "--year", "1999"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_wrong_usage_is_told_in_chinese(run: Run, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]) -> None:
    monkeypatch.setenv("ZLPG_LANG", "zh")
    done = run(*arguments)
    assert done.code in {1, 2, 3}
    for line in told(done):
        assert not foreign(line, *arguments), line
        assert ill_set(line) is None, line
        assert not re.search(r"'[\w-]|[”。] ?\.|[\u4e00-\u9fff。] “", line), line


def test_a_reason_of_the_system_that_has_no_words_is_a_code(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_path: object) -> bytes:
        raise OSError(6, "No such device or address")

    monkeypatch.setattr("zlpg.load.files._read", refused)
    assert "无法读取：系统错误 ENXIO [unreadable]" in run("score", FULL, "--lang", "zh").err


@pytest.mark.parametrize("name", sorted(path.name for path in GOLDEN.glob("*.zh.*")))
def test_what_is_printed_is_set_as_chinese_is(name: str) -> None:
    text = (GOLDEN / name).read_text(encoding="utf-8")
    ids = set(re.findall(r"[a-z]\w+", (ROOT / "rules" / "2020.yaml").read_text(encoding="utf-8")))
    ids |= {"pujiang", "performance_", "excellence"} | set(
        re.findall(r"[a-z]\w+", (ROOT / "examples" / "years" / "rules" / "2021.yaml").read_text(encoding="utf-8"))
    )
    told = re.sub(r"\n    (?!= ).*", "", text) if name.startswith(("findings", "report")) else text
    told = told.replace("\\_", "_")  # Markdown's escape
    for line in told.splitlines():
        if not name.endswith((".json", ".jsonl", ".junit", ".sarif", ".github", ".yaml")):
            assert not foreign(line, *ids), line
        if not name.endswith((".json", ".jsonl", ".csv", ".junit", ".sarif", ".github", ".yaml")):
            assert ill_set(line) is None, line
