"""What is kept of rule files found valid before: never needed, never wrong, and never in anybody's way."""

import hashlib
import json
import os
import pickle
import random
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

import zlpg
from conftest import ROOT, RULES, Ran, run_really
from zlpg.load import cache, load_rules
from zlpg.model.table import Item, Scheme

Run = Callable[..., Ran]
FACTS = str(ROOT / "examples" / "pujiang-2020.yaml")


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "kept"))
    return tmp_path / "kept" / cache.OWN_FOLDER


def test_a_kept_scheme_equals_the_one_that_was_validated(folder: Path) -> None:
    first = zlpg.load_scheme(RULES)
    assert len(list(folder.iterdir())) == 1
    second = zlpg.load_scheme(RULES)
    assert second == first
    assert second.sha256 == first.sha256
    assert second is not first


def test_a_rule_file_with_findings_is_not_kept(folder: Path, tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_bytes(RULES.read_bytes().replace(b"max: 90", b"max: 91"))
    assert load_rules(rules).value is None
    assert not folder.exists()


def test_a_warning_about_a_kept_rule_file_is_given_every_time(folder: Path, tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_bytes(RULES.read_text(encoding="utf-8").encode("gb18030"))
    assert [load_rules(rules).diagnostics[0].code for _ in range(2)] == ["not-utf-8"] * 2
    assert len(list(folder.iterdir())) == 1


def test_a_changed_rule_file_is_read_anew(folder: Path, tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_bytes(RULES.read_bytes())
    assert zlpg.load_scheme(rules).title.startswith("2020年度")
    rules.write_bytes(RULES.read_bytes().replace("title: 2020年度".encode(), "title: 另一年度".encode()))
    assert zlpg.load_scheme(rules).title.startswith("另一年度")
    assert len(list(folder.iterdir())) == 2


def entry_of(folder: Path, pickled: bytes) -> Path:
    """The entry of the rule file, with something else in it under a digest that is right."""
    (entry,) = folder.iterdir()
    entry.write_bytes(hashlib.sha256(entry.name.encode() + pickled).digest() + pickled)
    return entry


class Runs:
    """What a pickle can do that any class may be in."""

    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, ("it-ran",)


class Other(Scheme):
    """A class that isn't the model's."""


def test_what_others_pickled_runs_nothing(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = zlpg.load_scheme(RULES)
    monkeypatch.chdir(tmp_path)
    for made in (Runs(), [whole, Runs()], os.system, print, Path("x"), Other):
        entry = entry_of(folder, pickle.dumps(made))
        assert zlpg.load_scheme(RULES) == whole
        assert cache.kept(whole.sha256, RULES.name) == whole  # it took the other's place
        assert pickle.dumps(made) not in entry.read_bytes()
    assert not (tmp_path / "it-ran").exists()


@pytest.mark.parametrize("made", ["text", None, 5, Item, Scheme, zlpg.Facts()], ids=repr)
def test_what_is_not_the_scheme_of_the_file_is_not_used(folder: Path, made: object) -> None:
    whole = zlpg.load_scheme(RULES)
    entry_of(folder, pickle.dumps(made))
    assert zlpg.load_scheme(RULES) == whole


def test_the_scheme_of_another_file_is_not_used(folder: Path, tmp_path: Path) -> None:
    whole = zlpg.load_scheme(RULES)
    (entry,) = folder.iterdir()
    other = tmp_path / "other.yaml"
    other.write_bytes(RULES.read_bytes().replace(b"title: 2020", b"title: 1999"))
    zlpg.load_scheme(other)
    (others,) = set(folder.iterdir()) - {entry}
    entry.write_bytes(others.read_bytes())  # its digest is right, for another name
    assert zlpg.load_scheme(RULES) == whole
    entry_of_other = others.read_bytes()[32:]
    entry.write_bytes(hashlib.sha256(entry.name.encode() + entry_of_other).digest() + entry_of_other)
    assert zlpg.load_scheme(RULES) == whole


@pytest.mark.parametrize("damage", [b"", b"x" * 31, b"x" * 32, b"x" * 5000])
def test_what_is_damaged_is_not_used(folder: Path, damage: bytes) -> None:
    whole = zlpg.load_scheme(RULES)
    (kept,) = folder.iterdir()
    for content in (damage, kept.read_bytes()[:-1], kept.read_bytes() + b"x", kept.read_bytes()[:5000]):
        kept.write_bytes(content)
        assert zlpg.load_scheme(RULES) == whole
        assert kept.read_bytes() != content


# Opcodes that make an interpreter ask for as much memory as they say would need a limit of their own, so none are put in.
PICKLED = [
    bytes([code]) for code in b"()0].1?FGIJKLMNQRTUVXabcdegilostu}]\x80\x85\x86\x87\x88\x89\x8c\x8f\x90\x91\x92\x93\x94"
]


@pytest.mark.parametrize("seed", range(4))
def test_nothing_that_is_wrong_with_an_entry_is_more_than_a_miss(
    folder: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(cache, "_program", lambda: "this")  # which takes longer than all the rest
    whole = zlpg.load_scheme(RULES)
    (entry,) = folder.iterdir()
    pickled, drawn = entry.read_bytes()[32:], random.Random(seed)  # noqa: S311
    for _ in range(100):
        made, at = bytearray(pickled), drawn.randrange(300, len(pickled))
        match drawn.randrange(3):
            case 0:
                made[at : at + drawn.randrange(1, 9)] = b""
            case 1:
                made[at:at] = b"".join(drawn.choices(PICKLED, k=drawn.randrange(1, 9)))
            case _:
                made[at:] = b"".join(drawn.choices(PICKLED, k=drawn.randrange(1, 40))) + b"."
        entry_of(folder, bytes(made))
        found = cache.kept(whole.sha256, RULES.name)
        assert found is None or isinstance(found, Scheme)


def as_fifo(entry: Path) -> None:
    os.mkfifo(entry)


def as_folder(entry: Path) -> None:
    (entry / "inside").mkdir(parents=True)


def as_socket(entry: Path) -> None:
    os.chdir(entry.parent)  # the name of a socket has to be short
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(entry.name)


def as_link(entry: Path) -> None:
    entry.symlink_to(shutil.copy(entry.with_name("copy"), entry.parent.parent / "elsewhere"))


def as_link_to_itself(entry: Path) -> None:
    entry.symlink_to(entry.name)


def as_huge_file(entry: Path) -> None:
    with entry.open("wb") as file:
        file.truncate(10**10)


def as_file_of_another(entry: Path) -> None:
    shutil.copy(entry.with_name("copy"), entry)
    chowned(entry)


def as_file_that_others_may_write(entry: Path) -> None:
    shutil.copy(entry.with_name("copy"), entry)
    entry.chmod(0o666)


def chowned(path: Path) -> None:
    """Give a file to another user."""
    if os.geteuid() != 0:
        pytest.skip("only root can give files away")
    os.chown(path, 4321, 4321, follow_symlinks=False)


@pytest.mark.parametrize(
    "made",
    [
        as_fifo,
        as_folder,
        as_socket,
        as_link,
        as_link_to_itself,
        as_huge_file,
        as_file_of_another,
        as_file_that_others_may_write,
    ],
)
def test_an_entry_that_is_no_file_of_ours_is_a_miss(
    folder: Path, made: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = zlpg.load_scheme(RULES)
    (entry,) = folder.iterdir()
    entry.rename(entry.with_name("copy"))
    monkeypatch.chdir(folder)
    made(entry)
    if made is as_fifo:
        code, _, err = run_really("score", FACTS, "--rules", RULES)  # in a process of its own, which may hang
        assert (code, err) == (0, b"")
        entry.unlink()
        made(entry)
    assert cache.kept(whole.sha256, RULES.name) is None
    assert zlpg.load_scheme(RULES) == whole


@pytest.mark.parametrize("made", ["file", "fifo", "link", "link to nowhere", "of another", "others may write"])
def test_a_folder_that_is_not_ours_is_not_used(folder: Path, tmp_path: Path, made: str) -> None:
    folder.parent.mkdir()
    other = tmp_path / "other"
    other.mkdir()
    match made:
        case "file":
            folder.write_text("", encoding="utf-8")
        case "fifo":
            os.mkfifo(folder)
        case "link":
            folder.symlink_to(other)
        case "link to nowhere":
            folder.symlink_to(tmp_path / "nowhere")
        case "of another":
            folder.mkdir()
            chowned(folder)
        case _:
            folder.mkdir()
            folder.chmod(0o777)
    assert [zlpg.load_scheme(RULES).year for _ in range(2)] == [2020, 2020]
    assert not list(other.iterdir())
    assert not folder.is_dir() or not list(folder.iterdir())
    assert not (tmp_path / "nowhere").exists()


def test_a_folder_that_takes_the_place_of_ours_after_it_was_looked_at_gives_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = zlpg.load_scheme(RULES)
    other = folder.with_name("other")
    shutil.copytree(folder, other)
    (planted,) = other.iterdir()
    planted.write_bytes(b"planted")
    looked_at = cache._is_ours  # noqa: SLF001

    def switched(status: os.stat_result, kind: int) -> bool:
        ours = looked_at(status, kind)
        if not folder.is_symlink():
            folder.rename(folder.with_name("away"))
            folder.symlink_to(other, target_is_directory=True)
        return ours

    monkeypatch.setattr(cache, "_is_ours", switched)
    assert cache.kept(whole.sha256, RULES.name) == whole
    assert folder.is_symlink()
    assert planted.read_bytes() == b"planted"


def test_nothing_but_entries_is_ever_removed(folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(cache, "MAX_KEPT", 2)
    folder.mkdir(parents=True, mode=0o700)
    digest = "0123456789abcdef" * 4
    ours = [folder / digest, folder / f"{digest}.unfinished-0123456789abcdef"]
    theirs = [
        *(folder.parent / name for name in ("report.docx", digest, f"{digest}.scheme")),
        *(folder / name for name in ("report.docx", f"{digest}.docx", digest.upper(), digest[1:], f"x{digest}")),
    ]
    for file in (*ours, *theirs):
        file.write_text("", encoding="utf-8")
        os.utime(file, (0, 0))
    (folder / digest[::-1]).mkdir()
    (folder / f"f{digest[1:]}").symlink_to(tmp_path / "target")
    rules = tmp_path / "rules.yaml"
    for number in range(4):
        rules.write_bytes(RULES.read_bytes() + b"#\n" * number)
        zlpg.load_scheme(rules)
    assert all(file.exists() for file in theirs)
    assert (folder / digest[::-1]).is_dir()
    assert (folder / f"f{digest[1:]}").is_symlink()
    assert not any(file.exists() for file in ours)
    assert len(list(folder.iterdir())) == 2 + len([each for each in theirs if each.parent == folder]) + 2


def test_a_write_that_fails_leaves_nothing_behind(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: object, **_more: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    zlpg.load_scheme(RULES)
    assert not list(folder.iterdir())


def test_where_folders_can_not_be_held_it_goes_by_their_paths(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "_HOLDS_FOLDERS", False)
    monkeypatch.setattr(cache, "MAX_KEPT", 1)
    whole = zlpg.load_scheme(RULES)
    assert cache.kept(whole.sha256, RULES.name) == whole
    zlpg.load_scheme("examples/years/rules/2021.yaml")
    assert len(list(folder.iterdir())) == 1
    assert cache.kept(whole.sha256, RULES.name) is None


def test_a_folder_that_can_not_be_written_costs_nothing_but_time(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    monkeypatch.setenv(cache.VARIABLE, str(blocked / "kept"))
    assert zlpg.load_scheme(RULES).year == 2020


def test_set_to_nothing_it_is_off(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(cache.VARIABLE, "")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert zlpg.load_scheme(RULES).year == 2020
    assert not list(tmp_path.iterdir())


def test_without_a_folder_of_its_own_it_is_in_the_users_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(cache.VARIABLE)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    zlpg.load_scheme(RULES)
    assert [path.name for path in tmp_path.iterdir()] == [cache.OWN_FOLDER]
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    zlpg.load_scheme(RULES)
    assert (tmp_path / ".cache" / cache.OWN_FOLDER).is_dir()


def test_only_the_newest_are_kept(folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(cache, "MAX_KEPT", 3)
    rules = tmp_path / "rules.yaml"
    for number in range(5):
        rules.write_bytes(RULES.read_bytes() + b"#\n" * number)
        zlpg.load_scheme(rules)
    assert len(list(folder.iterdir())) == 3


def test_a_changed_program_reads_every_rule_file_anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    zlpg.load_scheme(RULES)
    monkeypatch.setattr(cache, "_program", lambda: "another")
    zlpg.load_scheme(RULES)
    assert len(list(folder.iterdir())) == 2


SMALL = """\
scheme: small
year: 2020
title: 小表
facts:
  work: {type: number, label: 得分, range: [0, 100]}
total:
  sections:
    - id: all
      title: 全部
      items:
        - {id: work, title: 工作, text: 满分100分。, max: 100, rule: work}
"""
SLIPS = {
    "as it is": SMALL.encode(),
    "of another year": SMALL.replace("year: 2020", "year: 2021").encode(),
    "waived": SMALL.replace("year: 2020", "year: 2020  # zlpg: allow[wrong-year] 沿用上年").encode(),
    "warning": SMALL.replace("facts:\n", "offices: {one: {name: 甲}}\nfacts:\n").encode(),
    "error": SMALL.replace("max: 100", "max: 90").encode(),
    "GB18030": SMALL.encode("gb18030"),
    "JSON": json.dumps(yaml.safe_load(SMALL) | {"note": "😀"}).encode(),
}
NAMES = ("2020.yaml", "2021.yaml", "2021.yml", "rules.yaml", "2020-draft.yaml")


def test_a_rule_file_that_was_seen_before_is_found_to_be_what_it_was(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    files = [tmp_path / slip / name for slip in SLIPS for name in NAMES]
    for file in files:
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(SLIPS[file.parent.name])
    monkeypatch.setenv(cache.VARIABLE, "")
    cold = [load_rules(file) for file in files]
    monkeypatch.setenv(cache.VARIABLE, str(folder.parent))
    for file in files:  # under every name
        load_rules(file)
    run("diff", *(tmp_path / "JSON" / name for name in NAMES[:2]))
    warm = [load_rules(file) for file in files]
    assert [each.diagnostics for each in warm] == [each.diagnostics for each in cold]
    assert [each.value for each in warm] == [each.value for each in cold]
    codes = {found.code for each in cold for found in each.diagnostics}
    assert codes >= {"wrong-year", "not-utf-8", "unused-office", "max-not-reached", "yaml-syntax"}


def test_a_facts_file_is_not_scored_under_a_copy_of_another_years_rules(run: Run, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    for year in (2020, 2021):
        shutil.copy(RULES, tmp_path / "rules" / f"{year}.yaml")
        (tmp_path / f"{year}.yaml").write_text(f"year: {year}\nfacts: {{work_reports: 1}}\n", encoding="utf-8")
    assert [run("score", tmp_path / f"{year}.yaml").code for year in (2020, 2020, 2021, 2021)] == [0, 0, 1, 1]
    assert len(list(folder.iterdir())) == 1
