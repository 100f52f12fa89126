"""What the documents show for CI and for editors is what these take, and what its commands do is so."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import ROOT, RULES, Ran
from test_check_jsonschema import refused
from test_init import schema_of

Run = Callable[..., Ran]

CI = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
EDITORS = (ROOT / "docs" / "editors.md").read_text(encoding="utf-8")
INSTALLED = re.compile(r'pip install "zlpg(\[junit\])? @ git\+https://example\.org/zlpg\.git"')


def shown(heading: str) -> list[str]:
    """The blocks of YAML under a heading of docs/ci.md."""
    section = CI.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return re.findall(r"```yaml\n(.*?)```", section, re.DOTALL)


def commands_of(value: Any) -> list[str]:
    """Every text in a configuration that is a command."""
    match value:
        case str():
            return [value] if value.startswith(("zlpg ", "pip ")) else []
        case dict():
            return [each for held in value.values() for each in commands_of(held)]
        case list():
            return [each for held in value for each in commands_of(held)]
        case _:
            return []


COMMANDS = sorted(
    {
        each
        for heading in ("GitHub", "GitLab", "Gitee Go")
        for block in shown(heading)
        for each in commands_of(yaml.safe_load(block))
    }
    | set(re.findall(r"`(zlpg [^`]*)`", CI))
)


@pytest.mark.parametrize(
    ("heading", "schema", "right", "wrong"),
    [
        ("GitHub", "github-workflows", "runs-on: ubuntu-latest", "runs_on: ubuntu-latest"),
        ("GitLab", "gitlab-ci", "when: always", "when: whenever"),
    ],
)
def test_the_configurations_shown_are_valid_by_the_schemas_of_those_who_read_them(
    tmp_path: Path, heading: str, schema: str, right: str, wrong: str
) -> None:
    good, bad = [], []
    for number, block in enumerate(shown(heading)):
        assert right in block
        good.append(tmp_path / f"{number}.yml")
        good[-1].write_text(block, encoding="utf-8")
        bad.append(tmp_path / f"{number}-wrong.yml")
        bad[-1].write_text(block.replace(right, wrong), encoding="utf-8")
    said = refused(["--builtin-schema", f"vendor.{schema}"], [*good, *bad])
    assert set(said) == {file.name for file in bad}


def test_every_step_of_the_pipeline_for_gitee_has_its_commands() -> None:
    (block,) = shown("Gitee Go")
    pipeline = yaml.safe_load(block)
    steps = [step for stage in pipeline["stages"] for step in stage["steps"]]
    assert pipeline["version"] == "1.0"
    assert steps
    assert all(step["step"] == "build@python" and step["pythonVersion"] == "3.11" for step in steps)
    assert all(len(step["commands"]) == len(commands_of(step["commands"])) for step in steps)


def test_pre_commit_takes_the_hooks_and_the_configurations_shown(tmp_path: Path) -> None:
    files: list[Path] = []
    for block in shown("Before a commit"):
        files.append(tmp_path / f"{len(files)}.yaml")
        files[-1].write_text(block, encoding="utf-8")
    for command in (["validate-manifest", str(ROOT / ".pre-commit-hooks.yaml")], ["validate-config", *map(str, files)]):
        done = subprocess.run([sys.executable, "-m", "pre_commit", *command], capture_output=True, check=False)
        assert done.returncode == 0, done.stdout
    offered = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
    for file in files:
        (repository,) = yaml.safe_load(file.read_text(encoding="utf-8"))["repos"]
        assert {hook["id"] for hook in repository["hooks"]} == offered


def test_the_program_is_installed_from_a_repository_with_what_its_commands_need() -> None:
    installs = [command for command in COMMANDS if command.startswith("pip ")]
    assert installs
    for command in installs:
        assert INSTALLED.fullmatch(command)
    assert CI.count("pip install") == len(re.findall(INSTALLED, CI))
    (gitlab,) = shown("GitLab")
    assert "[junit]" in gitlab


@pytest.mark.parametrize("command", [each for each in COMMANDS if each.startswith("zlpg ")])
def test_a_command_shown_finds_nothing_in_the_shipped_files(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    shutil.copytree(RULES.parent, tmp_path / "rules")
    shutil.copytree(ROOT / "examples", tmp_path / "towns")
    monkeypatch.chdir(tmp_path)
    done = run(*command.split()[1:])
    assert (done.code, done.err) == (0, "")


def test_findings_annotate_a_change_by_themselves_in_github_s_workflows(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    file = tmp_path / "rules.yaml"
    file.write_bytes(RULES.read_bytes().replace(b"max: 90", b"max: 91"))
    done = run("validate", "--strict", file)
    assert done.code == 1
    assert f"::error file={file},line=68," in done.out


def test_reports_are_written_where_something_is_found(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "rules.yaml"
    file.write_bytes(RULES.read_bytes().replace(b"max: 90", b"max: 91"))
    for ending in ("sarif", "xml"):
        report = tmp_path / f"report.{ending}"
        assert run("validate", "--strict", "-o", report, file).code == 1
        assert "max-not-sum" in report.read_text(encoding="utf-8")


def test_the_lines_and_commands_for_editors_lead_to_the_schemas(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "towns").mkdir()
    (tmp_path / "rules").mkdir()
    monkeypatch.chdir(tmp_path)
    facts, rules = re.findall(r"```yaml\n(# yaml-language-server: .*)\n```", EDITORS)
    init, schema_facts = re.findall(r"`zlpg ((?:init|schema facts) [^`]*)`", EDITORS)
    (schema_rules,) = re.findall(r"```sh\nzlpg (.*)\n```", EDITORS)
    for command in (init, schema_facts, schema_rules):
        assert run(*command.split()).code == 0
    assert facts == (tmp_path / "towns" / "浦江镇-2020.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert schema_of(tmp_path / "towns" / "浦江镇-2020.yaml").is_file()
    assert schema_of(tmp_path / "rules" / "2020.yaml", rules).is_file()
    (settings,) = re.findall(r"```json\n(.*?)```", EDITORS, re.DOTALL)
    assert list(json.loads(settings)["yaml.schemas"]) == ["./rules/rules.schema.json"]


@pytest.mark.parametrize("name", ["README.md", "ci.md", "editors.md"])
def test_a_link_of_these_documents_leads_to_a_file_that_is_there(name: str) -> None:
    document = ROOT / "docs" / name
    for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", document.read_text(encoding="utf-8")):
        assert (document.parent / target).exists(), target
