"""Where results and findings go: files, pipes, terminals and consoles of every encoding."""

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import ROOT, RULES, Ran, run_really
from zlpg.show.lines import cells

FULL, HALF = "examples/pujiang-2020.yaml", "examples/pujiang-2020-mid-year.yaml"
Run = Callable[..., Ran]


def test_standard_input_is_read_for_a_hyphen() -> None:
    code, out, _ = run_really("score", "-", "--format", "json", stdin=(ROOT / FULL).read_bytes())
    assert (code, json.loads(out)["total"]) == (0, 97.325)
    code, _, err = run_really("validate", "-", stdin=RULES.read_bytes().replace(b"max: 90", b"max: 91"))
    assert code == 1
    assert b"-:68:12: error: max is 91" in err


def test_an_output_file_is_written_whole(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "out.json"
    file.write_text("old", encoding="utf-8")
    done = run("score", FULL, "--format", "json", "-o", file)
    assert (done.code, done.out) == (0, "")
    assert file.read_text(encoding="utf-8") == run("score", FULL, "--format", "json").out
    assert list(tmp_path.iterdir()) == [file]


def test_an_output_that_is_no_regular_file_is_written_to_and_not_replaced(run: Run) -> None:
    done = run("score", FULL, "-o", "/dev/null")
    assert (done.code, done.err) == (0, "")
    assert not Path("/dev/null").is_file()


def test_a_full_disk_is_diagnosed(run: Run) -> None:
    done = run("score", FULL, "-o", "/dev/full")
    assert done.code == 3
    assert "/dev/full:1:1: error: can't be written: no space is left [unwritable]" in done.err


def test_csv_in_a_file_begins_with_the_mark_that_spreadsheets_tell_utf_8_by(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    run("score", FULL, "--format", "csv", "-o", file)
    assert file.read_bytes().startswith("\ufeffUnit,Year,".encode())
    assert not run("score", FULL, "--format", "csv").out.startswith("\ufeff")


HOSTILE = "tests/hostile/many-mistakes.yaml"


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (f"score {FULL}", 0),
        pytest.param(f"score {FULL} --format json", 0, marks=pytest.mark.slow),
        (f"score {FULL} {FULL} {FULL} {HOSTILE} {FULL}", 1),
        (f"score nowhere.yaml {FULL}", 1),
        pytest.param("score nowhere.yaml", 3, marks=pytest.mark.slow),
        (f"diff --exit-code {FULL} {HALF}", 1),
        (f"validate {HOSTILE}", 1),
        pytest.param(f"validate {HOSTILE} --format json", 1, marks=pytest.mark.slow),
        ("--help", 0),
        ("no-such-command", 2),
    ],
)
def test_a_pipe_that_nobody_reads_is_quiet_and_leaves_the_exit_code_as_it_is(command: str, code: int) -> None:
    reading, closed = os.pipe()
    os.close(reading)
    program = [sys.executable, "-m", "zlpg", *command.split()]
    alone = subprocess.run(program, stdout=closed, stderr=subprocess.PIPE, check=False)
    assert alone.returncode == code
    assert b"Traceback" not in alone.stderr
    assert b"pipe" not in alone.stderr
    assert code or not alone.stderr
    assert subprocess.run(program, stdout=closed, stderr=closed, check=False).returncode == code
    os.close(closed)


def test_a_pipe_that_is_read_in_part_is_quiet() -> None:
    command = f"{sys.executable} -m zlpg score {' '.join([FULL] * 20)} | head -c 1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, check=False, cwd=ROOT)
    assert (done.returncode, done.stderr) == (0, b"files: 20, scored: 20, errors: 0, warnings: 0\n")


@pytest.mark.parametrize(
    ("command", "code"), [(f"validate {HOSTILE}", 1), (f"validate {HOSTILE} -o >(true)", 1), ("no-such-command", 2)]
)
@pytest.mark.parametrize("redirection", [pytest.param("2>&-", marks=pytest.mark.slow), "2>/dev/full"])
def test_findings_that_can_not_be_told_count_all_the_same(command: str, code: int, redirection: str) -> None:
    program = f"{sys.executable} -m zlpg {command} {redirection}"
    done = subprocess.run(["bash", "-c", program], capture_output=True, check=False, cwd=ROOT)
    assert (done.returncode, done.stderr, b"Usage" in done.stdout) == (code, b"", False)


@pytest.mark.parametrize("facts", [pytest.param(FULL, marks=pytest.mark.slow), HALF])
@pytest.mark.parametrize("form", ["text", "csv", "markdown"])
def test_a_gbk_console_shows_everything_with_the_minus_sign_it_has(facts: str, form: str) -> None:
    code, out, _ = run_really("score", facts, "--format", form, "--lang", "zh", env={"PYTHONIOENCODING": "gbk"})
    shown = out.decode("gbk")
    assert code == 0
    assert "质量信息报送" in shown
    assert "(4 - 2) × 0.5" in shown
    assert "?" not in shown


@pytest.mark.parametrize("encoding", ["gbk", "ascii", "utf-8"])
def test_json_is_valid_on_a_console_of_any_encoding(encoding: str) -> None:
    _, out, _ = run_really("score", FULL, "--format", "json", env={"PYTHONIOENCODING": encoding})
    assert json.loads(out)["unit"] == "浦江镇"
    assert out.isascii() == (encoding != "utf-8")


@pytest.mark.parametrize(
    "command", [("explain", FULL, "15"), ("score", "tests/hostile/many-mistakes.yaml"), ("score", "--help")]
)
def test_no_character_ends_the_program_on_a_console_that_lacks_it(command: tuple[str, ...]) -> None:
    code, out, err = run_really(*command, "--lang", "zh", env={"PYTHONIOENCODING": "ascii"})
    assert code in {0, 1}
    assert b"Traceback" not in out + err


def on_a_terminal(*arguments: str, **environment: str) -> str:
    """What a command prints where both its streams are a terminal."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "zlpg", *arguments],
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm", **environment},
    )
    os.close(theirs)
    chunks = []
    while True:
        try:
            chunks.append(os.read(ours, 65536))
        except OSError:  # the other end is closed
            break
        if not chunks[-1]:
            break
    process.wait()
    os.close(ours)
    return b"".join(chunks).decode()


def test_colour_is_for_terminals_and_for_those_who_want_it() -> None:
    for command in (("score", FULL), ("score", "tests/hostile/many-mistakes.yaml")):
        assert "\x1b[1" in on_a_terminal(*command)
        assert "\x1b" not in on_a_terminal(*command, NO_COLOR="1")
    code, out, err = run_really("score", FULL)
    assert (code, err) == (0, b"")
    assert b"\x1b" not in out


@pytest.mark.parametrize("columns", [60, 80, 160])
def test_a_table_on_a_terminal_is_no_wider_than_it(columns: int) -> None:
    shown = on_a_terminal("score", FULL, COLUMNS=str(columns), NO_COLOR="1", ZLPG_LANG="zh")
    lines = shown.replace("\r", "").splitlines()
    assert max(map(cells, lines[1:])) <= columns
    assert "97.325" in shown


def test_piped_output_is_as_wide_as_can_be_printed_or_as_is_asked_for(run: Run, tmp_path: Path) -> None:
    workings = "1 × 0.2 + 1 × 0.5 + 1 × 1 + 1 × 1.5 = 3.2, capped at 3 (0.2 lost)"
    assert workings in run("score", FULL, "--width", "200").out
    file = tmp_path / "out.txt"
    assert run("score", FULL, "-o", file).code == 0
    for text in (run("score", FULL).out, file.read_text(encoding="utf-8"), run("explain", FULL, "17").out):
        assert 100 < max(map(cells, text.splitlines())) <= 120


def test_a_width_is_asked_for_before_what_the_terminal_has(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "150")
    for command in (
        ("score", FULL),
        ("explain", FULL),
        ("diff", FULL, HALF),
        ("diff", RULES, "examples/years/rules/2021.yaml"),
    ):
        assert max(map(cells, run(*command, "--width", "64").out.splitlines())) <= 64
        assert max(map(cells, run(*command).out.splitlines())) > 64


@pytest.mark.parametrize("width", ["0", "-5", "19", "wide", "", "1" * 5000, "80.0"])
def test_a_width_that_is_none_is_wrong_usage(run: Run, width: str) -> None:
    done = run("score", FULL, "--width", width, "--lang", "zh")
    assert (done.code, done.out) == (2, "")
    assert "不是宽度：应为不小于 20 的整数" in done.err


def test_the_columns_of_a_table_line_up_under_chinese_text(run: Run) -> None:
    lines = run("score", FULL).out.splitlines()
    heading = lines[2]
    end_of_max = cells(heading[: heading.index("Max") + 3])
    for line in lines[4:27]:
        found = re.match(r"^.*?(?<=\s)(\d+)(?=  )", line[7:])
        if found:
            assert cells(line[:7] + found.group()) == end_of_max


RULES_OF_2021 = RULES.read_text(encoding="utf-8").replace("year: 2020", "year: 2021")
EXAMPLES_OF_2021 = "cases:\n  - {name: 空, facts: {}, points: {reporting: [0, 2]}}\n"
FACTS_OF_2021 = "unit: 甲\nyear: 2021\nfacts: {work_reports: 12}\n"


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with rule files of two years, examples and facts files, of which one names its rule file."""
    (tmp_path / "rules").mkdir()
    files = {
        "rules/2020.yaml": RULES.read_text(encoding="utf-8"),
        "rules/2021.yaml": RULES_OF_2021,
        "rules/2021.examples.yaml": EXAMPLES_OF_2021,
        "own.yaml": RULES_OF_2021,
        "f.yaml": FACTS_OF_2021,
        "g.yaml": FACTS_OF_2021,
        "own-facts.yaml": "rules: own.yaml\nfacts: {work_reports: 12}\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


MADE_FROM = [
    ("f.yaml", "score f.yaml"),
    ("g.yaml", "score f.yaml g.yaml --format jsonl"),
    ("g.yaml", "score f.yaml nowhere.yaml g.yaml"),
    ("rules/2021.yaml", "score f.yaml"),
    ("own.yaml", "score own-facts.yaml --format csv"),
    ("own.yaml", "score f.yaml --rules own.yaml"),
    ("f.yaml", "explain f.yaml"),
    ("rules/2021.yaml", "explain f.yaml reporting"),
    ("f.yaml", "diff f.yaml g.yaml"),
    ("rules/2021.yaml", "diff f.yaml g.yaml"),
    ("own.yaml", "diff f.yaml g.yaml --new-rules own.yaml"),
    ("rules/2020.yaml", "diff rules/2020.yaml rules/2021.yaml"),
    ("f.yaml", "validate ."),
    ("rules/2021.yaml", "validate f.yaml"),
    ("rules/2021.yaml", "validate rules --format json"),
    ("rules/2021.yaml", "validate rules/2021.examples.yaml"),
    ("rules/2020.yaml", "validate rules/2021.yaml"),  # the year before
    ("rules/2021.yaml", "test rules"),
    ("rules/2021.examples.yaml", "test rules/2021.yaml --format json"),
    ("rules/2021.yaml", "schema facts --year 2021"),
    ("rules/2021.yaml", "schema facts"),
    ("own.yaml", "schema facts --rules own.yaml"),
]


def linked(office: Path, file: str, command: str) -> Path:
    """The file under a name whose ending goes with the command's format."""
    form = re.search(r"--format (\w+)|(schema)", command)
    output = office / f"result.{'txt' if form is None else form[1] or 'json'}"
    output.symlink_to(office / file)
    return output


@pytest.mark.parametrize("cache", ["", "cache"], ids=["cold", "warm"])
@pytest.mark.parametrize(("file", "command"), MADE_FROM, ids=" < ".join)
def test_a_result_never_takes_the_place_of_a_file_that_was_opened_for_it(
    run: Run, office: Path, monkeypatch: pytest.MonkeyPatch, file: str, command: str, cache: str
) -> None:
    monkeypatch.setenv("ZLPG_CACHE", cache)
    if cache:
        run(*command.split())
    before = {each: each.read_bytes() for each in office.rglob("*.yaml")}
    output = linked(office, file, command)
    done = run(*command.split(), "-o", output)
    assert (done.code, done.out) == (2, "")
    assert "the output would replace a file that it is made from" in done.err
    assert {each: each.read_bytes() for each in office.rglob("*.yaml")} == before
    assert output.is_symlink()
    assert not list(office.rglob(".*"))


@pytest.mark.parametrize("form", ["spelt otherwise", "soft link", "hard link", "link to its folder", "standard input"])
def test_a_file_is_the_one_that_was_opened_by_whatever_name(run: Run, office: Path, form: str) -> None:
    output = office / "other.yaml"
    match form:
        case "spelt otherwise":
            output = office / "rules" / ".." / "rules" / "2021.yaml"
        case "soft link":
            output.symlink_to("rules/2021.yaml")
        case "hard link":
            output.hardlink_to("rules/2021.yaml")
        case "link to its folder":
            (office / "links").symlink_to("rules", target_is_directory=True)
            output = office / "links" / "2021.yaml"
        case _:
            with Path("rules/2021.yaml").open("rb") as rules:
                command = [sys.executable, "-m", "zlpg", "schema", "facts", "--rules", "-", "-o", "/dev/stdin"]
                assert subprocess.run(command, stdin=rules, capture_output=True, check=False).returncode == 2
            return
    assert run("score", "f.yaml", "-o", output).code == 2
    assert output.read_text(encoding="utf-8") == RULES_OF_2021


def test_a_file_that_was_not_opened_is_replaced(run: Run, office: Path) -> None:
    for file in ("g.yaml", "own.yaml", "rules/2020.yaml"):
        output = linked(office, file, "score")
        assert run("score", "f.yaml", "-o", output).code == 0
        output.unlink()
        assert (office / file).read_text(encoding="utf-8").startswith("甲 2021 · ")


def test_the_manual_is_not_replaced_by_what_is_read_from_it(
    run: Run, office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manual = office / "diagnostics.sarif"
    manual.write_bytes((ROOT / "docs" / "diagnostics.md").read_bytes())
    monkeypatch.setattr("zlpg.load.manual.manual", lambda: manual)
    for command, output in (
        ("validate f.yaml --format sarif", manual),
        ("explain-code alias", linked(office, manual.name, "explain-code")),
    ):
        assert run(*command.split(), "-o", output).code == 2
    assert manual.read_bytes() == (ROOT / "docs" / "diagnostics.md").read_bytes()


def test_an_output_file_keeps_the_permissions_it_had(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "out.txt"
    file.write_text("", encoding="utf-8")
    file.chmod(0o600)
    run("score", FULL, "-o", file)
    assert file.stat().st_mode & 0o777 == 0o600
    run("score", FULL, "-o", tmp_path / "new.txt")
    mask = os.umask(0)
    os.umask(mask)
    assert (tmp_path / "new.txt").stat().st_mode & 0o777 == 0o666 & ~mask


def test_a_hyphen_for_the_output_is_standard_output(run: Run) -> None:
    assert run("score", FULL, "-o", "-") == run("score", FULL)
    _, out, _ = run_really("score", FULL, "--format", "json", "-o", "-", env={"PYTHONIOENCODING": "gbk"})
    assert out.isascii()


@pytest.mark.parametrize(
    "arguments",
    [
        ("score", FULL),
        pytest.param(("score", FULL, "--format", "json"), marks=pytest.mark.slow),
        ("explain", FULL),
        ("--help",),
    ],
)
def test_standard_output_that_can_not_be_written_is_diagnosed(arguments: tuple[str, ...]) -> None:
    program = f"{sys.executable} -m zlpg {' '.join(arguments)}"
    for redirection in (">/dev/full", ">&-"):
        done = subprocess.run(["bash", "-c", f"{program} {redirection}"], capture_output=True, check=False, cwd=ROOT)
        assert b"Traceback" not in done.stderr
        assert done.returncode == (0 if arguments == ("--help",) and redirection == ">&-" else 3), redirection


def test_standard_input_that_is_closed_is_diagnosed() -> None:
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m zlpg score - <&-"], capture_output=True, check=False, cwd=ROOT
    )
    assert done.returncode == 3
    assert b"-:1:1: error: can't be read: it is closed [unreadable]" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("score", "x" * 300),
        ("validate", "x" * 300),
        ("init", "-o", "x" * 300),
        ("score", FULL, "-o", "x" * 300 + ".txt"),
        ("score", FULL, "--rules", "x" * 300),
        ("score", ""),
    ],
)
def test_a_path_that_the_system_refuses_is_diagnosed(run: Run, arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.code == 3
    assert "error: " in done.err
    assert "Traceback" not in done.err


def test_an_output_without_a_name_is_wrong_usage(run: Run) -> None:
    assert run("score", FULL, "-o", "").code == 2


def test_a_name_that_is_no_text_can_be_shown_and_written(run: Run, tmp_path: Path) -> None:
    done = run("validate", "\udcff.yaml", "-o", tmp_path / "out.txt")
    assert done.code == 3
    assert (tmp_path / "out.txt").read_text(encoding="utf-8") == "?.yaml: errors: 1, warnings: 0\n"
