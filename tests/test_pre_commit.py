"""The hooks for pre-commit, as another repository uses them: installed from a repository of this checkout's files."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from conftest import ROOT, RULES, needed

HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
EXAMPLES = RULES.with_suffix(".examples.yaml")
IGNORED = shutil.ignore_patterns(".git", ".*cache", ".hypothesis", ".venv", "__pycache__", "*.mo", "build", "dist")

Command = Callable[..., subprocess.CompletedProcess[str]]


def test_every_hook_starts_for_rule_files_and_their_examples_and_for_nothing_else() -> None:
    assert [hook["id"] for hook in HOOKS] == ["zlpg-validate", "zlpg-test"]
    for hook in HOOKS:
        for path in ("rules/2020.yaml", "rules/2020.examples.yaml", "towns/rules/2021.yml", "rules/old/2019.yaml"):
            assert re.search(hook["files"], path)
        for path in ("facts.yaml", "myrules/2020.yaml", "rules/2020.txt", "rules.yaml", "rules/2020.yaml.orig"):
            assert not re.search(hook["files"], path)


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs a program in a folder, with a home and a Git of its own."""
    for variable in [name for name in os.environ if name.startswith(("GIT_", "PRE_COMMIT"))]:
        monkeypatch.delenv(variable)
    for variable, value in {
        "PRE_COMMIT_HOME": str(tmp_path / "home"),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        **{f"GIT_{who}_NAME": "Test" for who in ("AUTHOR", "COMMITTER")},
        **{f"GIT_{who}_EMAIL": "test@example.org" for who in ("AUTHOR", "COMMITTER")},
    }.items():
        monkeypatch.setenv(variable, value)

    def command(folder: Path, *arguments: str, fails: bool = False) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(arguments, cwd=folder, capture_output=True, text=True, check=False, timeout=300)
        assert (done.returncode != 0) == fails, done.stdout + done.stderr
        return done

    return command


@pytest.mark.slow
def test_the_hooks_let_sound_rule_files_be_committed_and_broken_ones_not(command: Command, tmp_path: Path) -> None:
    needed("git")
    ours, theirs = tmp_path / "zlpg", tmp_path / "town"
    shutil.copytree(ROOT, ours, ignore=IGNORED)
    (theirs / "rules").mkdir(parents=True)
    for folder in (ours, theirs):
        command(folder, "git", "init", "-q")
    command(ours, "git", "add", "-A")
    command(ours, "git", "commit", "-qm", "All of it")
    rev = command(ours, "git", "rev-parse", "HEAD").stdout.strip()
    hooks = [{"id": hook["id"], "verbose": True} for hook in HOOKS]
    config = {"repos": [{"repo": str(ours), "rev": rev, "hooks": hooks}]}
    (theirs / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    rules = theirs / "rules" / "2020.yaml"
    rules.write_bytes(RULES.read_bytes())
    rules.with_suffix(".examples.yaml").write_bytes(EXAMPLES.read_bytes())
    command(theirs, "git", "add", "-A")

    pre_commit = (sys.executable, "-m", "pre_commit")
    command(theirs, *pre_commit, "install")
    passed = command(theirs, *pre_commit, "run", "--all-files")
    assert passed.stdout.count("Passed") == len(HOOKS)
    assert "rules/2020.yaml: nothing found" in passed.stdout
    assert re.search(r"rules/2020\.examples\.yaml: passed: \d+, failed: 0", passed.stdout)
    command(theirs, "git", "commit", "-qm", "Rules")

    rules.write_bytes(RULES.read_bytes().replace(b"max: 90", b"max: 91"))
    refused = command(theirs, "git", "commit", "-qam", "A slip", fails=True)
    assert "rules/2020.yaml:68:12: error: max is 91" in refused.stdout + refused.stderr
    assert "[max-not-sum]" in refused.stdout + refused.stderr

    swapped = RULES.read_bytes().replace(b"applied: 0.1", b"applied: 0.2")
    rules.write_bytes(swapped.replace(b"document_review: 0.2", b"document_review: 0.1"))
    untested = command(theirs, *pre_commit, "run", "zlpg-test", "--all-files", fails=True)
    assert re.search(r"rules/2020\.examples\.yaml: passed: \d+, failed: [1-9]", untested.stdout)
    log = command(theirs, "git", "log", "--format=%s")
    assert log.stdout == "Rules\n"
