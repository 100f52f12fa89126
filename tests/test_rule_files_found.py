"""Which rule file is taken, whose it has to be, and that every result says which it was."""

import csv
import json
import os
import shutil
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest

from conftest import ROOT, RULES, Ran

Run = Callable[..., Ran]
OTHER = 4321
"""The number of a user who isn't the one that the tests run as."""


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a rule file, and below it facts files in a folder of their own, which is where the user is."""
    monkeypatch.delenv("SUDO_UID", raising=False)
    made = tmp_path / "office"
    (made / "rules").mkdir(parents=True)
    (made / "towns").mkdir()
    shutil.copy(RULES, made / "rules")
    shutil.copy(RULES, made / "own.yaml")
    facts = (ROOT / "examples" / "pujiang-2020.yaml").read_text(encoding="utf-8")
    (made / "towns" / "f.yaml").write_text(facts, encoding="utf-8")
    (made / "towns" / "own.yaml").write_text(f"rules: ../own.yaml\n{facts}", encoding="utf-8")
    monkeypatch.chdir(made / "towns")
    return made


NAMED = [
    ("towns", ("f.yaml",), "../rules/2020.yaml"),
    (".", ("towns/f.yaml",), "rules/2020.yaml"),
    ("rules", ("../towns/f.yaml",), "2020.yaml"),
    (".", ("{office}/towns/f.yaml",), "../rules/2020.yaml"),  # from the facts file's folder
    ("/", ("{office}/towns/f.yaml",), "../rules/2020.yaml"),
    ("towns", ("own.yaml",), "../own.yaml"),
    ("/", ("{office}/towns/own.yaml",), "../own.yaml"),
    (".", ("towns/f.yaml", "--rules", "own.yaml"), "own.yaml"),
    (".", ("towns/f.yaml", "--rules", "./rules/../own.yaml"), "own.yaml"),
    (".", ("towns/f.yaml", "--rules", "{office}/own.yaml"), "own.yaml"),
    ("/", ("{office}/towns/f.yaml", "--rules", "{office}/own.yaml"), "../own.yaml"),
]


@pytest.mark.parametrize(("folder", "arguments", "name"), NAMED)
def test_a_rule_file_is_called_as_it_was_found(
    run: Run, office: Path, monkeypatch: pytest.MonkeyPatch, folder: str, arguments: tuple[str, ...], name: str
) -> None:
    monkeypatch.chdir(office / folder)
    done = run("score", *(each.format(office=office) for each in arguments), "--format", "json")
    assert json.loads(done.out)["rules"]["file"] == name
    assert str(office) not in done.out


def test_one_that_comes_with_the_program_is_called_by_its_year(run: Run, office: Path) -> None:
    shutil.rmtree(office / "rules")
    assert json.loads(run("score", "f.yaml", "--format", "json").out)["rules"]["file"] == "zlpg:2020"
    assert run("score", "f.yaml").out.endswith("\nRule file: zlpg:2020 (comes with the program)\n")
    assert run("score", "f.yaml", "--lang", "zh").out.endswith("\n规则文件：zlpg:2020（随程序附带）\n")


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("command", ["score", "explain", "diff"])
def test_every_result_says_what_it_was_made_under(run: Run, command: str) -> None:
    arguments = {"score": ("f.yaml",), "explain": ("f.yaml",), "diff": ("f.yaml", "own.yaml")}[command]
    forms = ("text", "json", "csv", "markdown") if command == "score" else ("text", "json", "markdown")
    for form in ("",) if command == "explain" else forms:
        said = run(command, *arguments, *(("--format", form) if form else ())).out
        assert "rules/2020.yaml" in said, form
        assert command != "diff" or "own.yaml" in said
    if command == "explain":
        assert "Rule file: ../rules/2020.yaml" in run(command, "f.yaml", "reporting").out


@pytest.mark.usefixtures("office")
def test_each_row_of_a_csv_says_it(run: Run) -> None:
    rows = [*csv.reader(StringIO(run("score", "f.yaml", "own.yaml", "--format", "csv").out))]
    assert rows[0][-1] == "Rule file"
    assert {row[-1] for row in rows[1:]} == {"../rules/2020.yaml", "../own.yaml"}
    assert len({len(row) for row in rows}) == 1


@pytest.mark.usefixtures("office")
def test_a_name_is_text(run: Run) -> None:
    name = "=cmd|[red]\x1b[31m`.yaml"
    shutil.copy(RULES, name)
    for form, shown in (("text", r"=cmd|[red]\x1b[31m`"), ("csv", r",'=cmd|[red]\x1b[31m`"), ("markdown", r"\`.yaml")):
        said = run("score", "f.yaml", "--rules", name, "--format", form).out
        assert shown in said
        assert "\x1b" not in said
    assert json.loads(run("score", "f.yaml", "--rules", name, "--format", "json").out)["rules"]["file"] == name


def test_a_saved_result_says_it_on(run: Run, office: Path) -> None:
    run("score", "f.yaml", "--format", "json", "-o", "saved.json")
    shutil.rmtree(office / "rules")
    compared = json.loads(run("diff", "saved.json", "own.yaml", "--format", "json").out)
    assert [compared[end]["rules"]["file"] for end in ("old", "new")] == ["../rules/2020.yaml", "../own.yaml"]
    saved = json.loads(Path("saved.json").read_text(encoding="utf-8"))
    del saved["rules"]["file"]  # as an earlier version saved it
    Path("saved.json").write_text(json.dumps(saved), encoding="utf-8")
    assert "Rule files: — → ../own.yaml\n" in run("diff", "saved.json", "own.yaml").out
    Path("saved.json").write_text(json.dumps(saved | {"rules": saved["rules"] | {"file": 5}}), encoding="utf-8")
    assert "[wrong-type]" in run("diff", "saved.json", "own.yaml").err


@pytest.mark.parametrize("form", ["text", "json", "csv", "markdown"])
def test_the_same_files_elsewhere_give_the_same_bytes(
    run: Run, office: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, form: str
) -> None:
    elsewhere = tmp_path / "a" / "longer" / "way"
    shutil.copytree(office, elsewhere)
    for made in (
        lambda place: ("score", place / "towns" / "f.yaml"),
        lambda place: ("score", place / "towns" / "f.yaml", "--rules", place / "own.yaml"),
        lambda place: ("diff", place / "towns" / "f.yaml", place / "towns" / "own.yaml"),
    ):
        monkeypatch.chdir("/")
        assert run(*made(office), "--format", form).out == run(*made(elsewhere), "--format", form).out
        shown = []
        for place in (office, elsewhere):
            monkeypatch.chdir(place)
            shown.append(run(*made(Path()), "--format", form).out)
        assert shown[0] == shown[1]


def given_away(*paths: Path) -> None:
    """Have paths belong to another user."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root can give files away")
    for path in paths:
        os.chown(path, OTHER, OTHER, follow_symlinks=False)


def taken(run: Run, *arguments: str) -> tuple[str, str]:
    """What the rule file that is taken is called, and what is said of that."""
    done = run("score", *arguments, "--format", "json")
    assert done.code == 0
    return json.loads(done.out)["rules"]["file"], done.err


@pytest.mark.parametrize("theirs", ["the file", "its folder", "both", "a link to the file", "a link to its folder"])
def test_a_rule_file_of_another_user_is_passed_over_and_told(run: Run, office: Path, theirs: str) -> None:
    file = office / "rules" / "2020.yaml"
    match theirs:
        case "the file":
            given_away(file)
        case "its folder":
            given_away(file.parent)
        case "both":
            given_away(file, file.parent)
        case "a link to the file":
            file.unlink()
            file.symlink_to(office / "own.yaml")
            given_away(file)
        case _:
            file.parent.rename(office / "elsewhere")
            file.parent.symlink_to("elsewhere", target_is_directory=True)
            given_away(file.parent)
    name, said = taken(run, "f.yaml")
    assert name == "zlpg:2020"
    assert "f.yaml:" in said
    assert "warning: “../rules/2020.yaml” belongs to another user and is passed over [other-owner]" in said
    assert "to use it, name it with --rules" in said
    assert run("validate", "f.yaml", "--strict").code == 1


def test_a_rule_file_of_another_user_that_is_named_is_taken(run: Run, office: Path) -> None:
    given_away(office / "rules", office / "rules" / "2020.yaml", office / "own.yaml")
    assert taken(run, "f.yaml", "--rules", "../rules/2020.yaml") == ("../rules/2020.yaml", "")
    assert taken(run, "own.yaml") == ("../own.yaml", "")


def test_the_next_one_above_is_taken_where_it_is_the_users_own(run: Run, office: Path, tmp_path: Path) -> None:
    shutil.copytree(office / "rules", tmp_path / "rules")
    given_away(office / "rules")
    assert taken(run, "f.yaml")[0] == "../../rules/2020.yaml"


def test_what_is_passed_over_is_told_where_nothing_is_left(run: Run, office: Path) -> None:
    (office / "rules" / "2020.yaml").rename(office / "rules" / "2031.yaml")
    given_away(office / "rules")
    for command in (("schema", "facts", "--year", "2031"), ("init", "--year", "2031")):
        done = run(*command)
        assert done.code == 3
        assert "“../rules/2031.yaml” belongs to another user" in done.err
        assert "error: no rule file for 2031 [no-rule-file]" in done.err


def test_the_latest_year_is_not_another_users(run: Run, office: Path) -> None:
    text = RULES.read_text(encoding="utf-8").replace("year: 2020", "year: 2031")
    for year in (2031, 2032):
        (office / "rules" / f"{year}.yaml").write_text(text.replace("2031", str(year)), encoding="utf-8")
        given_away(office / "rules" / f"{year}.yaml")
    done = run("init")
    assert done.code == 0
    assert "year: 2020" in done.out
    assert done.err.count("“../rules/2032.yaml” belongs to another user") == 1
    assert "2031" not in done.err


@pytest.mark.usefixtures("office")
def test_what_root_owns_is_everybodys_own(monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    if os.geteuid() != 0:
        pytest.skip("the files belong to root only where root made them")
    monkeypatch.setattr(os, "geteuid", lambda: OTHER)
    assert taken(run, "f.yaml") == ("../rules/2020.yaml", "")


def test_with_sudo_a_users_own_files_stay_their_own(office: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    given_away(office / "rules", office / "rules" / "2020.yaml")
    monkeypatch.setenv("SUDO_UID", str(OTHER))
    assert taken(run, "f.yaml") == ("../rules/2020.yaml", "")
    monkeypatch.setenv("SUDO_UID", "x")
    assert taken(run, "f.yaml")[0] == "zlpg:2020"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_only_a_file_is_the_rule_file_of_the_year_before(run: Run, tmp_path: Path) -> None:
    (tmp_path / "2021.yaml").write_text(
        RULES.read_text(encoding="utf-8").replace("year: 2020", "year: 2021", 1), encoding="utf-8"
    )
    os.mkfifo(tmp_path / "2020.yaml")
    (tmp_path / "2019.yaml").mkdir()
    assert run("validate", tmp_path / "2021.yaml").code == 0
