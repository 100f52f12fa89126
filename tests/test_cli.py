"""The command line's contract: exit codes, streams, files, languages."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from conftest import RULES, Ran, run_really
from zlpg.cli import COMMANDS
from zlpg.cli.language import language_of
from zlpg.numbers import plain

FULL, HALF = "examples/pujiang-2020.yaml", "examples/pujiang-2020-mid-year.yaml"
Run = Callable[..., Ran]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("score", FULL), 0),
        (("score", HALF), 0),
        (("score", HALF, "--complete"), 1),
        (("score", "tests/hostile/many-mistakes.yaml"), 1),
        (("score",), 2),
        (("score", FULL, "--format", "yaml"), 2),
        (("score", FULL, HALF, "--format", "json"), 2),
        (("score", FULL, "--frmat", "json"), 2),
        (("scroe", FULL), 2),
        ((), 2),
        (("explain", FULL, "no_such_item"), 2),
        (("explain",), 2),
        (("schema",), 2),
        (("schema", "everything"), 2),
        (("init", "--year", "twenty"), 2),
        (("score", "nowhere.yaml"), 3),
        (("score", FULL, "--rules", "nowhere.yaml"), 3),
        (("score", FULL, "-o", "nowhere/out.txt"), 3),
        (("init", "--year", "1999"), 3),
        (("schema", "facts", "--year", "1999"), 3),
        (("validate", FULL, "rules"), 0),
        (("validate",), 0),
        (("validate", "rules", "nowhere.yaml"), 3),
        (("--version",), 0),
        (("-h",), 0),
    ],
)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_exit_code_says_how_it_went(
    run: Run, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], code: int, lang: str
) -> None:
    monkeypatch.setenv("ZLPG_LANG", lang)
    done = run(*arguments)
    assert done.code == code
    assert "Traceback" not in done.err
    if code in {2, 3}:
        assert done.err
        assert "errors:" in done.out or "错误" in done.out or not done.out


@pytest.mark.parametrize("form", ["text", "json", "jsonl", "csv", "markdown"])
@pytest.mark.parametrize(("facts", "code"), [(FULL, 0), ("tests/hostile/many-mistakes.yaml", 1), ("nowhere.yaml", 3)])
def test_the_exit_code_is_the_same_in_every_format(run: Run, facts: str, code: int, form: str) -> None:
    assert run("score", facts, "--format", form).code == code


@pytest.mark.parametrize(
    ("arguments", "en", "zh"),
    [
        (("socre", FULL), "there is no command “socre”. did you mean “score”?", "没有命令“socre”。是否指“score”？"),
        (("Explain_Code",), "did you mean “explain-code”?", "是否指“explain-code”？"),
        (("rank",), "there is no command “rank”. known are: score, explain,", "没有命令“rank”。已有：score、explain、"),
        (("score", FULL, "--frmat", "json"), "--format", "是否指“--format”？"),
    ],
)
def test_what_was_probably_meant_is_named(run: Run, arguments: tuple[str, ...], en: str, zh: str) -> None:
    for lang, said in (("en", en), ("zh", zh)):
        done = run("--lang", lang, *arguments)
        assert (done.code, done.out) == (2, "")
        assert said in done.err


def test_a_bug_ends_in_a_request_to_report_it_and_its_own_exit_code(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zlpg.load.facts.read_text", lambda _path: 1 / 0)
    done = run("score", FULL)
    assert done.code == 70
    assert "ZeroDivisionError" in done.err
    assert "This is a bug in zlpg." in done.err


def test_the_json_of_a_score_has_the_keys_that_scripts_rely_on(run: Run) -> None:
    found = json.loads(run("score", FULL, "--format", "json").out, parse_float=Decimal, parse_int=Decimal)
    assert list(found)[:8] == ["schema", "unit", "year", "rules", "complete", "total", "lowest", "highest"]
    assert found["schema"] == "zlpg.breakdown/2"
    assert set(found["rules"]) == {"scheme", "title", "year", "sha256", "file"}
    assert (found["total"], found["complete"]) == (Decimal("97.325"), True)
    assert len(found["items"]) == 19
    needed = {
        "id",
        "number",
        "section",
        "points",
        "lowest",
        "highest",
        "max",
        "uncapped",
        "lost_to_cap",
        "responsible",
        "workings",
    }
    assert all(needed <= set(item) for item in found["items"])
    assert all({"id", "points", "max"} <= set(section) for section in found["sections"])
    awards = next(item for item in found["items"] if item["id"] == "quality_awards")
    assert (awards["points"], awards["uncapped"], awards["lost_to_cap"], awards["max"]) == (
        3,
        Decimal("3.2"),
        Decimal("0.2"),
        3,
    )
    accidents = next(item for item in found["items"] if item["id"] == "equipment_accidents")
    assert (accidents["points"], accidents["max"], accidents["section"]) == (-1, None, "deductions")


def test_numbers_that_are_not_known_are_null(run: Run) -> None:
    found = json.loads(run("score", HALF, "--format", "json").out, parse_float=Decimal)
    assert (found["total"], found["complete"]) == (None, False)
    assert (found["lowest"], found["highest"]) == (Decimal("6.8"), 110)
    item = next(item for item in found["items"] if item["id"] == "commendations")
    assert (item["points"], item["lowest"], item["highest"], item["lost_to_cap"]) == (None, 0, 2, None)


def test_a_warning_about_a_minimum_is_in_the_json_and_on_standard_error(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "facts.yaml"
    file.write_text("year: 2020\nfacts:\n  annual_meeting: 3\n  leading_group_meetings: 0\n", encoding="utf-8")
    done = run("score", file, "--format", "json")
    (warning,) = json.loads(done.out)["warnings"]
    assert (warning["code"], warning["item"]) == ("minimum-not-met", "annual_meeting")
    assert "leading_group_meetings" in warning["message"]
    assert done.code == 0
    assert f"{file}:4:27: warning: “质量强镇工作会议” (annual_meeting) has full marks" in done.err


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    cold, warm = (run_really("score", FULL, "--format", "json", env={"ZLPG_CACHE": str(tmp_path)}) for _ in range(2))
    none = run_really("score", FULL, "--format", "json", env={"ZLPG_CACHE": "", "PYTHONHASHSEED": "7"})
    assert cold == warm == none
    assert cold[0] == 0


def test_each_line_of_jsonl_is_the_json_of_one_file(run: Run) -> None:
    lines = run("score", FULL, HALF, "--format", "jsonl").out.splitlines()
    assert [json.loads(line) for line in lines] == [
        json.loads(run("score", file, "--format", "json").out) for file in (FULL, HALF)
    ]


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        ((), {}, "en"),
        ((), {"LANG": "zh_CN.UTF-8"}, "zh"),
        ((), {"LANG": "de_DE.UTF-8"}, "en"),
        ((), {"LC_ALL": "C.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),
        ((), {"LC_MESSAGES": "zh_TW", "LANG": "en_US"}, "zh"),
        ((), {"ZLPG_LANG": "zh", "LANG": "en_US"}, "zh"),
        ((), {"ZLPG_LANG": "klingon", "LANG": "zh_CN"}, "en"),
        ((), {"ZLPG_LANG": "zh_CN", "LANG": "en_US"}, "zh"),
        ((), {"ZLPG_LANG": "", "LANG": "ZH"}, "zh"),
        (("--lang", "en"), {"ZLPG_LANG": "zh"}, "en"),
        (("score", "x", "--lang=zh"), {"LANG": "en_US"}, "zh"),
        (("--lang",), {"LANG": "zh_CN"}, "zh"),
    ],
)
def test_the_language_is_that_of_the_option_then_the_variable_then_the_locale(
    arguments: tuple[str, ...], environment: dict[str, str], language: str
) -> None:
    assert language_of(arguments, environment or {"LANG": "en_US"}) == language


def test_no_command_warns_of_anything_in_what_it_uses() -> None:
    program = (
        "import sys\nfrom zlpg.cli import main\n"
        "for command in sys.argv[1:]:\n    try:\n        main(command.split())\n    except SystemExit as done:\n"
        "        assert not done.code, command"
    )
    commands = (
        f"score {FULL}",
        f"score {FULL} --format json",
        f"explain {FULL} 15",
        "diff examples/years/2020.yaml examples/years/2021.yaml",
        f"validate {RULES} --format junit",
        "test rules",
        "schema rules",
        "init",
    )
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-W", "error", "-c", program, *commands], capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_mistakes_in_usage_are_told_in_the_language_asked_for_wherever_the_option_stands(run: Run) -> None:
    for arguments in (("score", "--nosuch", "--lang", "zh"), ("--lang", "zh", "score", "--nosuch")):
        done = run(*arguments)
        assert done.err.startswith("用法：")
        assert re.search("\n错误：.*--nosuch", done.err)


def test_an_unknown_item_is_told_with_the_nearest_one(run: Run) -> None:
    assert "there is no item or section “reportin”. did you mean “reporting”?" in run("explain", FULL, "reportin").err


def test_what_init_writes_validates_as_it_stands_with_everything_open(run: Run, tmp_path: Path) -> None:
    for lang in ("en", "zh"):
        file = tmp_path / f"{lang}.yaml"
        assert run("init", "--unit", "浦江镇: “一”", "-o", file, "--lang", lang).code == 0
        assert run("validate", file) == (0, f"{file}: nothing found\n", "")
        found = json.loads(run("score", file, "--format", "json").out)
        assert (found["unit"], found["lowest"], found["highest"], found["complete"]) == ("浦江镇: “一”", -6, 110, False)
        assert len({fact for item in found["items"] for fact in item["open"]}) == 28


def test_init_for_a_named_rule_file_writes_a_file_that_finds_it(run: Run, tmp_path: Path) -> None:
    rules, file = tmp_path / "mine" / "my-rules.yaml", tmp_path / "towns" / "north.yaml"
    for path in (rules, file):
        path.parent.mkdir()
    rules.write_bytes(RULES.read_bytes().replace(b"year: 2020", b"year: 2031"))
    assert run("init", "--rules", rules, "-o", file).code == 0
    assert 'rules: "../mine/my-rules.yaml"' in file.read_text(encoding="utf-8")
    assert run("score", file).code == 0


def test_init_overwrites_nothing(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "facts.yaml"
    file.write_text("facts: {briefs: 3}\n", encoding="utf-8")
    done = run("init", "-o", file)
    assert done.code == 3
    assert "[file-exists]" in done.err
    assert file.read_text(encoding="utf-8") == "facts: {briefs: 3}\n"


def test_validate_tells_the_two_kinds_of_file_apart_and_walks_folders(run: Run, tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "rules-next.yaml").write_bytes(RULES.read_bytes().replace(b"max: 90", b"max: 91"))
    (tmp_path / "deep" / "north.yml").write_text("year: 2020\nfacts: {brief: 1}\n", encoding="utf-8")
    (tmp_path / "deep" / "notes.txt").write_text("not YAML: [", encoding="utf-8")
    done = run("validate", tmp_path)
    assert done.code == 1
    assert (
        done.out
        == f"{tmp_path}/deep/north.yml: errors: 1, warnings: 0\n{tmp_path}/rules-next.yaml: errors: 2, warnings: 0\n"
        "files: 2, errors: 3, warnings: 0\n"
    )
    assert "[unknown-fact]" in done.err
    assert "[max-not-sum]" in done.err


def test_a_folder_without_such_files_is_not_said_to_be_fine(run: Run, tmp_path: Path) -> None:
    done = run("validate", tmp_path)
    assert (done.code, done.out) == (3, f"{tmp_path}: errors: 1, warnings: 0\n")
    assert "there is no .yaml or .yml file in this folder [no-such-file]" in done.err


def test_a_broken_rule_file_is_reported_once_for_all_the_facts_files_under_it(run: Run, tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_bytes(RULES.read_bytes().replace(b"max: 90", b"max: 91"))
    done = run("score", FULL, HALF, "--rules", rules)
    assert (done.code, done.out) == (1, "")
    assert done.err.count("[max-not-sum]") == 1


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example_that_is_one_of_its_own(run: Run, command: str) -> None:
    assert re.search(rf"Examples?:\n    zlpg {command} ", run(command, "-h").out)


def test_help_is_the_same_by_its_short_name(run: Run) -> None:
    assert run("score", "-h") == run("score", "--help")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_can_complete_commands(shell: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import sys; sys.argv=['zlpg']; from zlpg.cli import main; main()"],
        env={**os.environ, "_ZLPG_COMPLETE": f"{shell}_source"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0
    assert b"_ZLPG_COMPLETE" in done.stdout


def test_help_and_version_need_neither_yaml_nor_pydantic_nor_rich() -> None:
    for argument in ("--help", "--version"):
        program = (
            "import sys\nfrom zlpg.cli import main\n"
            f"try: main([{argument!r}])\nexcept SystemExit: pass\n"
            "print(sorted({'yaml', 'pydantic_core', 'rich'} & set(sys.modules)), file=sys.stderr)"
        )
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
        assert done.stderr == b"[]\n"


def imported(*commands: tuple[str, ...]) -> set[str]:
    """Which libraries that not everything needs a process has imported after so many commands."""
    program = (
        "import sys\nfrom zlpg.cli import main\n"
        f"for command in {commands!r}:\n"
        "    try: main(command)\n    except SystemExit as ended: assert ended.code in (0, 1), (command, ended.code)\n"
        "print('imported', *sorted({'pydantic', 'pydantic_core', 'rich'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True
    )
    return set(done.stderr.decode().splitlines()[-1].split()[1:])


def test_a_score_under_a_rule_file_seen_before_imports_no_pydantic(run: Run) -> None:
    assert run("score", FULL).code == 0
    assert imported(("score", FULL, "--format", "json")) == set()
    assert imported(("score", FULL)) == {"rich"}


def test_a_rule_file_is_validated_by_the_core_of_pydantic_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZLPG_CACHE", "")
    assert imported(("validate", "rules/2020.yaml")) == {"pydantic_core"}


def test_what_is_not_drawn_imports_nothing_that_draws() -> None:
    years = ("examples/years/2020.yaml", "examples/years/2021.yaml")
    schemes = ("rules/2020.yaml", "examples/years/rules/2021.yaml")
    mistaken = "tests/hostile/many-mistakes.yaml"  # what is found is told, too
    commands: list[tuple[str, ...]] = [("score", facts, "--format", "jsonl") for facts in (FULL, HALF, mistaken)]
    for form in ("json", "csv", "markdown"):
        commands += [("score", facts, "--format", form) for facts in (FULL, HALF, mistaken)]
        commands += [("diff", *files, "--format", form) for files in (years, schemes)]
    assert "rich" not in imported(*commands)


@pytest.mark.parametrize(
    ("number", "text"),
    [("0.10", "0.1"), ("100", "100"), ("1E+2", "100"), ("-0.0", "0"), ("4.3750", "4.375"), ("0.000001", "0.000001")],
)
def test_a_number_is_shown_without_exponent_and_without_trailing_zeros(number: str, text: str) -> None:
    assert plain(Decimal(number)) == text


def test_a_facts_file_whose_rule_file_can_not_be_used_is_not_said_to_be_fine(run: Run, tmp_path: Path) -> None:
    file, rules = tmp_path / "facts.yaml", tmp_path / "rules.yaml"
    file.write_text("rules: rules.yaml\nfacts: {x: 1}\n", encoding="utf-8")
    done = run("validate", file)
    assert (done.code, done.out) == (3, f"{file}: not checked: its rule file can't be used\n")
    assert f"{file}:1:8: error: there is no rule file “{rules}” [no-rule-file]" in done.err
    rules.write_bytes(RULES.read_bytes().replace(b"max: 90", b"max: 91"))
    done = run("validate", file)
    assert (done.code, done.out) == (1, f"{file}: not checked: its rule file can't be used\n")


def test_a_rule_file_in_place_of_a_facts_file_is_one_finding(run: Run) -> None:
    done = run("score", RULES)
    assert done.code == 1
    assert done.err.count("error:") == 1
    assert "this is a rule file, not a facts file" in done.err


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("yaer: 2020\nfacts: {}\n", ["unknown-key"]),
        ("year: two\nfacts: {}\n", ["wrong-type"]),
        ("year: 2020\nrules: ''\nfacts: {}\n", ["empty-value"]),
        ('rules: "a\\0b"\nfacts: {}\n', ["no-rule-file"]),
        (
            "year: 2020\nfacts:\n  award_results: [{name: 乙}, {name: 丙, levle: applied}]\n",
            ["missing-key", "unknown-key"],
        ),
        ("year: 2020\nfacts: {note：briefs: 4}\n", ["unknown-fact"]),
    ],
)
def test_one_slip_is_one_finding(run: Run, tmp_path: Path, text: str, codes: list[str]) -> None:
    file = tmp_path / "facts.yaml"
    file.write_text(text, encoding="utf-8")
    assert re.findall(r"error: .*\[(.*)\]", run("score", file).err) == codes
