"""docs/diagnostics.md is what the records of the codes say, with what the program prints. `--update-golden` writes it anew.

A section is made from the documentation that stands with its code (`zlpg.codes`, `zlpg.checks`), the top of the document is its own,
but for the lists of codes in it. An example is played back from the top of its section, in a folder with nothing but `rules.yaml`,
the rule file of the preamble, in it:

- ```` ```yaml ```` is the file `facts.yaml`, or the one that its first line names as a comment: `# towns/north.yaml`.
- ```` ```diff ```` is a change of `rules.yaml`, its hunks separated by `@@`; each hunk fits in one place. Below the lines
  `--- rules.yaml` and `+++ NAME`, the changed text is the file NAME instead.
- ```` ```console ```` has commands behind `$`; in the document, each with what it prints. `zlpg …`, also with `2>&1 | …` behind it,
  is run through the program's entry point, anything else by bash.
"""

import contextlib
import io
import os
import re
import shlex
import subprocess
import textwrap
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import ROOT, RULES
from zlpg.checks import CHECKS, CODES
from zlpg.checks.registration import Check, Findings
from zlpg.cli import main
from zlpg.cli.streams import COULD_NOT, DONE, FINDINGS
from zlpg.codes import COULD_NOT_RUN, Code
from zlpg.load.manual import sections_of, summary

DOCUMENT = ROOT / "docs" / "diagnostics.md"
TEXT = DOCUMENT.read_text(encoding="utf-8")
SECTIONS = sections_of(TEXT)
TOP = TEXT[: TEXT.index("\n## `")]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BASE = next(content for language, content in BLOCK.findall(TOP) if language == "yaml")

LEFT_OUT = (re.compile(r"(?<=    = looked for )/.*(?=; name one)"), "…")
"""The places that a rule file is looked for in, which depend on where that is. The document says that they are left out."""


def changed(text: str, diff: str) -> str:
    """The text after the hunks of a diff, each of which has to fit in exactly one place."""
    for hunk in re.split(r"^@@.*\n", diff, flags=re.MULTILINE):
        lines = hunk.splitlines()
        assert all(line[:1] in {"", " ", "-", "+"} for line in lines), hunk
        before = "\n" + "".join(f"{line[1:]}\n" for line in lines if not line.startswith("+"))
        after = "\n" + "".join(f"{line[1:]}\n" for line in lines if not line.startswith("-"))
        assert f"\n{text}".count(before) == 1, f"fits in {f'{chr(10)}{text}'.count(before)} places:{before}"
        text = f"\n{text}".replace(before, after)[1:]
    return text


def zlpg(*arguments: str) -> str:
    """What a command prints, both streams as they come, and that its exit code is the one that belongs to it."""
    screen = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    with contextlib.redirect_stdout(screen), contextlib.redirect_stderr(screen), pytest.raises(SystemExit) as stopped:
        main(arguments)
    screen.seek(0)
    shown = screen.read()
    found = re.findall(r"^(?:\S.*: )?(error|warning): .*\[(.*)\]$", shown, re.MULTILINE)
    wrong = [code for severity, code in found if severity == "error" or "--strict" in arguments]
    assert stopped.value.code == (COULD_NOT if COULD_NOT_RUN & set(wrong) else FINDINGS if wrong else DONE), shown
    return shown


def bash(command: str, given: str = "") -> str:
    """What a command of the system prints."""
    done = subprocess.run(["bash", "-c", command], input=given.encode(), capture_output=True, check=True)
    return done.stdout.decode() + done.stderr.decode()


def printed(command: str) -> str:
    """What a line behind `$` prints."""
    ours, _, filtered = command.partition(" 2>&1 | ")
    if not ours.startswith("zlpg "):
        return bash(command)
    shown = LEFT_OUT[0].sub(LEFT_OUT[1], zlpg(*shlex.split(ours)[1:]))
    return bash(filtered, shown) if filtered else shown


def placed(content: str) -> None:
    """A file of an example, put where it belongs."""
    named = re.match(r"# (\S+\.yaml)\n", content)
    file = Path(named[1] if named else "facts.yaml")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content, encoding="utf-8")


def applied(diff: str) -> None:
    """A change of the rule file, put where it belongs."""
    header = re.match(r"--- rules\.yaml\n\+\+\+ (\S+)\n", diff)
    file = Path(header[1] if header else "rules.yaml")
    text = changed(Path("rules.yaml").read_text(encoding="utf-8"), diff[header.end() if header else 0 :])
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def needs_root(section: str) -> bool:
    """Whether a section gives files to another user, which only root can."""
    return "$ chown " in section and os.geteuid() != 0


def section_of(code: Code) -> str:
    """The section of a code, without what its commands print: each paragraph, and each point of a list, in one line."""
    blocks = re.split(r"^(```\w+\n.*?^```$)", textwrap.dedent(code.documentation), flags=re.MULTILINE | re.DOTALL)
    blocks[::2] = [re.sub(r"(?<=\S)\n(?!- |\n) *(?=\S)", " ", prose) for prose in blocks[::2]]
    return f"## `{code.id}`\n\n{''.join(blocks).strip()}\n"


def with_lists(top: str) -> str:
    """The top of the document with its lists of codes as they are registered."""
    *others, last = (f"`{id}`" for id in sorted(COULD_NOT_RUN))
    top = re.sub(
        rf"(?<=^\| {COULD_NOT} \| Could not run: ).*?(?=\.)", f"{', '.join(others)} or {last}", top, flags=re.MULTILINE
    )
    *others, last = (f"`{id}`" for id, code in sorted(CODES.items()) if code.waivable)
    return re.sub(r"(?<=Their codes are: ).*?(?=\.)", f"{', '.join(others)} and {last}", top)


def played_back(section: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The section with what its commands print now."""

    def play(block: re.Match[str]) -> str:
        language, content = block.groups()
        if language == "console":
            commands = re.findall(r"^\$ (.*)$", content, re.MULTILINE)
            return "".join(["```console\n", *(f"$ {each}\n{printed(each)}" for each in commands), "```"])
        {"yaml": placed, "diff": applied}.get(language, str)(content)
        return block.group()

    monkeypatch.chdir(folder)
    placed(BASE)
    return BLOCK.sub(play, section)


@pytest.fixture
def as_it_stands(request: pytest.FixtureRequest) -> None:
    """Leaves a test out while the document is being written anew."""
    if request.config.getoption("--update-golden"):
        pytest.skip("being written anew")


@pytest.fixture
def found_by_checks(monkeypatch: pytest.MonkeyPatch) -> set[tuple[Check, str]]:
    """Which check tells which code while a test runs. None tells one that it isn't registered with."""
    found = set()

    def listening(check: Check) -> Check:
        def look(*given: object) -> Findings:
            for finding in check.look(*given):
                assert finding.code in check.finds
                found.add((check, finding.code))
                yield finding

        return replace(check, look=look)

    monkeypatch.setattr("zlpg.checks.CHECKS", tuple(map(listening, CHECKS)))
    return found


@pytest.mark.usefixtures("as_it_stands")
@pytest.mark.parametrize("code", CODES.values(), ids=CODES)
def test_a_section_is_what_stands_with_its_code_and_what_the_program_prints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, found_by_checks: set[tuple[Check, str]], code: Code
) -> None:
    section = section_of(code)
    if needs_root(section):
        pytest.skip("only root can give files away")
    assert played_back(section, tmp_path, monkeypatch) == SECTIONS[code.id]
    assert {(check, code.id) for check in CHECKS if code in check.codes} <= found_by_checks


@pytest.mark.usefixtures("as_it_stands")
def test_the_top_of_the_document_is_what_is_registered_and_what_the_program_prints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert played_back(with_lists(TOP), tmp_path, monkeypatch) == TOP


def test_the_document_is_written_anew_where_that_is_asked_for(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not request.config.getoption("--update-golden"):
        pytest.skip("--update-golden asks for it")
    made = {"top": with_lists(TOP), **{id: section_of(code) for id, code in sorted(CODES.items())}}
    written = []
    for id, section in made.items():
        folder = tmp_path / id
        folder.mkdir()
        # What only root can have printed stays as it was.
        written.append(SECTIONS[id] if needs_root(section) else played_back(section, folder, monkeypatch))
    unfinished = DOCUMENT.with_suffix(".unfinished")
    unfinished.write_text("\n".join(written), encoding="utf-8")
    unfinished.replace(DOCUMENT)


def test_nothing_is_wrong_with_the_rule_file_of_the_examples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    placed(BASE)
    assert zlpg("validate", "rules.yaml") == "rules.yaml: nothing found; no examples beside it\n"


@pytest.mark.usefixtures("as_it_stands")
@pytest.mark.parametrize("code", SECTIONS)
def test_a_section_says_what_its_code_means_shows_it_and_says_how_to_mend_it(code: str) -> None:
    heading, meaning, *_, mending = SECTIONS[code].strip().split("\n\n")
    assert heading == f"## `{code}`"
    assert re.fullmatch("[A-Z`].*[.]", meaning)
    assert summary(SECTIONS[code]) == meaning[: len(summary(SECTIONS[code]))]
    assert any(f"[{code}]\n" in content for language, content in BLOCK.findall(SECTIONS[code]) if language == "console")
    assert re.fullmatch("To mend it: .*[.]", mending)


@pytest.mark.usefixtures("as_it_stands")
@pytest.mark.parametrize("code", SECTIONS)
def test_a_section_says_that_its_code_is_a_warning_where_its_findings_are(code: str) -> None:
    found = rf"^(?:\S.*: )?(error|warning): .*\[{code}\]$"
    shown = {
        severity
        for language, content in BLOCK.findall(SECTIONS[code])
        if language == "console"
        for severity in re.findall(found, content, re.MULTILINE)
    }
    assert shown
    assert (shown == {"warning"}) is ("\n\nA warning" in SECTIONS[code])


@pytest.mark.usefixtures("as_it_stands")
def test_the_document_is_its_top_and_a_section_for_each_code_in_their_order() -> None:
    assert "\n".join([TOP, *SECTIONS.values()]) == TEXT
    assert list(SECTIONS) == sorted(CODES)


@pytest.mark.usefixtures("as_it_stands")
def test_the_finding_at_the_top_is_one_of_the_examples() -> None:
    (shown,) = (content for language, content in BLOCK.findall(TOP) if language == "text")
    assert shown in SECTIONS["out-of-range"]


@pytest.mark.parametrize("hunk", ["-max: 9\n+max: 8\n", "-    year: 2020\n", "+    x: 1\n", " total\n", "*\n"])
def test_a_change_that_does_not_fit_in_one_place_is_refused(hunk: str) -> None:
    with pytest.raises(AssertionError):
        changed(RULES.read_text(encoding="utf-8"), hunk)


def test_a_change_of_several_hunks_takes_lines_out_and_puts_lines_in() -> None:
    assert changed("a\nb\nc\nd\n", " a\n-b\n+B\n@@\n c\n+C\n") == "a\nB\nc\nC\nd\n"
