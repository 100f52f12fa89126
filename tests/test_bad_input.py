"""Whatever a file holds: a diagnostic, the right exit code, no traceback, and bounded time."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import RULES, Ran, run_really
from zlpg.cli import main

Run = Callable[..., Ran]

FACTS = "unit: 浦江镇\nyear: 2020\nfacts:\n  work_reports: "

HOSTILE: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "empty-file"),
    "only a comment": (b"# nothing\n", "empty-file"),
    "binary": (bytes(range(256)) * 40, "not-text"),
    "an image": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not-text"),
    "UTF-16 with its mark": ("unit: 浦江镇\n".encode("utf-16"), "utf-16"),
    "UTF-16 without its mark": ("unit: x\n".encode("utf-16-le"), "not-text"),
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
    "a full-width colon in the only line": ("year: 2020\nfacts:\n  briefs：1\n".encode(), "wrong-type"),
    "no space after a colon": (b"year: 2020\nfacts:\n  briefs:1\n", "wrong-type"),
    "tabs for indentation": (b"year: 2020\nfacts:\n\tbriefs: 1\n", "yaml-syntax"),
    "several documents": (b"year: 2020\nfacts: {}\n---\nyear: 2021\nfacts: {}\n", "several-documents"),
    "a list as a key": (b"? [a, b]\n: 1\nfacts: {}\nyear: 2020\n", "wrong-type"),
    "a directive of another YAML": (b"%YAML 9.9\n---\nfacts: {}\n", "yaml-syntax"),
    "a surrogate": (b'unit: "\\ud800"\nyear: 2020\nfacts: {}\n', "yaml-syntax"),
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


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("year: 2020\nfacts:\n  briefs：1\n  media_posts: 2\n", "3:9", "full-width colon"),
        ("year: 2020\nfacts:\n  briefs：1\n\n  # a comment\n\n  media_posts: 2\n", "3:9", "full-width colon"),
        ("year:2020\nfacts: {}\n", "1:5", "a space is missing after the colon"),
        ("year: 2020\nfacts:\n  briefs: １３\n", "3:11", "plain digits: 13"),
        ("year: 2020\nfacts:\n  briefs: 1\n  briefs: 2\n", "4:3", "already in line 3"),
        ("year: 2020\nfacts:\n  brief: 1\n", "3:3", "did you mean “briefs”?"),
        ("year: 2020\nfacts:\n\tbriefs: 1\n", "3:1", "spaces, not tabs"),
        ("year: 2020\nfacts:\n  district_standards_revised: 是\n", "3:31", "write true for yes"),
    ],
)
def test_a_slip_is_pointed_at_with_its_remedy(run: Run, tmp_path: Path, text: str, place: str, said: str) -> None:
    file = tmp_path / "facts.yaml"
    file.write_text(text, encoding="utf-8")
    done = run("score", file)
    assert f"facts.yaml:{place}: error: " in done.err
    assert said in done.err


def test_all_findings_of_all_files_are_told_in_one_run_and_the_good_ones_are_scored(run: Run, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.yaml").write_text("year: 2020\nfacts:\n  brief: 1\n  media_posts: x\n", encoding="utf-8")
    done = run("score", tmp_path / "one.yaml", "examples/pujiang-2020.yaml", tmp_path / "two.yaml", "--format", "jsonl")
    assert done.code == 1
    assert done.err.count("error:") == 4
    assert len(done.out.splitlines()) == 1


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
