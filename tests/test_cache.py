"""What is kept of rule files found valid before: never needed, never wrong."""

from pathlib import Path

import pytest

import zlpg
from conftest import RULES
from zlpg.load import cache, load_rules


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "kept"))
    return tmp_path / "kept"


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


@pytest.mark.parametrize("damage", [b"", b"x" * 31, b"x" * 5000])
def test_what_is_damaged_is_not_used(folder: Path, damage: bytes) -> None:
    whole = zlpg.load_scheme(RULES)
    (kept,) = folder.iterdir()
    kept.write_bytes(damage)
    assert zlpg.load_scheme(RULES) == whole
    assert kept.read_bytes() != damage


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
    assert [path.name for path in tmp_path.iterdir()] == ["zlpg"]
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    zlpg.load_scheme(RULES)
    assert (tmp_path / ".cache" / "zlpg").is_dir()


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


def test_a_folder_that_others_could_write_to_is_not_used(folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o777)
    assert zlpg.load_scheme(RULES).year == 2020
    assert not list(folder.iterdir())
