"""What the documents say is so."""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import zlpg
from conftest import ROOT, Ran
from zlpg.cli import COMMANDS
from zlpg.cli.streams import A_BUG, COULD_NOT, DONE, FINDINGS, WRONG_USAGE

Run = Callable[..., Ran]

README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = [ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md")]
SOURCES = sorted((ROOT / "src" / "zlpg").rglob("*.py"))


SHOWN = {
    "the score": ("score", "examples/pujiang-2020.yaml"),
    "the change between two years": (
        "diff",
        "examples/years/2020.yaml",
        "examples/years/2021.yaml",
        "--only",
        "changed",
    ),
}
"""What stands in the blocks of printed text of the README, in their order."""


@pytest.mark.parametrize("position", range(len(SHOWN)), ids=list(SHOWN))
def test_the_readme_shows_what_is_printed(
    run: Run, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, position: int
) -> None:
    monkeypatch.setenv("COLUMNS", "110")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = list(re.finditer(r"```text\n(.*?)```", readme, re.DOTALL))
    assert len(blocks) == len(SHOWN)
    shown, printed = blocks[position], run(*list(SHOWN.values())[position]).out
    if request.config.getoption("--update-golden"):
        readme = readme[: shown.start(1)] + printed + readme[shown.end(1) :]
        (ROOT / "README.md").write_text(readme, encoding="utf-8")
    else:
        assert shown.group(1) == printed


def test_the_commands_of_the_readme_and_the_chinese_section_run(run: Run, tmp_path: Path) -> None:
    commands = re.findall(r"zlpg (?:score|explain|diff|validate|test|init|schema) [^`\n…]*", README.split("## 中文")[1])
    assert len(commands) == 9
    for command in commands:
        _, *arguments = command.replace("我镇", f"{tmp_path}/我镇").replace("明细", f"{tmp_path}/明细").split()
        assert run(*arguments).code == (1 if "--complete" in command else 0), command


def test_every_command_and_exit_code_is_in_the_readme() -> None:
    assert all(f"`zlpg {command}" in README for command in COMMANDS)
    for code in (DONE, FINDINGS, WRONG_USAGE, COULD_NOT, A_BUG):
        assert f"| {code} |" in README


def test_the_python_of_the_readme_runs() -> None:
    (program,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "-4.1 109.9 False\n"


def test_the_rule_file_excerpt_of_the_readme_is_in_the_rule_file() -> None:
    (item, facts, cases) = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
    assert cases.split("\n", 1)[1] in (ROOT / "rules" / "2020.examples.yaml").read_text(encoding="utf-8")
    rules = (ROOT / "rules" / "2020.yaml").read_text(encoding="utf-8")
    for line in item.splitlines():
        for part in line.strip().split("……"):
            assert part in rules
    assert len(item.splitlines()) <= 11
    assert len(facts.splitlines()) <= 11


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_link_leads_to_a_file_that_is_there(document: Path) -> None:
    for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", document.read_text(encoding="utf-8")):
        assert (document.parent / target).exists(), target


def test_the_architecture_names_the_layers_that_ci_holds() -> None:
    layers = re.search(r"```\n(cli\n.*?)```", (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8"), re.DOTALL)
    assert layers
    configured = re.search(r"layers = \[(.*?)\]", (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.DOTALL)
    assert configured
    assert re.findall(r'"(.*?)"', configured.group(1)) == layers.group(1).splitlines()


def test_every_module_and_public_name_says_what_it_is() -> None:
    for source in SOURCES:
        tree = ast.parse(source.read_text(encoding="utf-8"))
        assert ast.get_docstring(tree), source
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                if "overload" in map(ast.unparse, node.decorator_list):
                    continue  # the function itself says what it does
                assert ast.get_docstring(node), (source, node.name)


def test_the_public_functions_are_those_that_are_documented() -> None:
    assert set(zlpg.__all__) >= {"load_scheme", "load_facts", "facts_from", "score", "Breakdown", "__version__"}
    assert all(getattr(zlpg, name) is not None for name in zlpg.__all__)


def test_every_key_of_the_json_is_documented(run: Run) -> None:
    documented = set(re.findall(r"`(\w+)`", (ROOT / "docs" / "json.md").read_text(encoding="utf-8")))
    found = json.loads(run("score", "examples/pujiang-2020.yaml", "--format", "json").out)
    keys = {*found, *found["rules"], *found["items"][0], *found["sections"][0]}
    keys |= {*found["adjustment"], "exact", "code", "item", "message"}
    assert not keys - documented


def test_every_key_of_the_json_of_a_diff_is_documented(run: Run) -> None:
    text = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"`(\w+)`", text[text.index("## `zlpg diff") : text.index("## `zlpg validate")]))
    years = ("examples/years/2020.yaml", "examples/years/2021.yaml")
    scores = json.loads(run("diff", *years, "--format", "json").out)
    (item,) = (each for each in scores["items"] if each["id"] == "reporting")
    keys = {*scores, *scores["old"], *item, *item["facts"][0], *item["parameters"][0], *scores["sections"][0]}
    rules = json.loads(run("diff", "rules/2020.yaml", "examples/years/rules/2021.yaml", "--format", "json").out)
    keys |= {*rules, *rules["old"], *rules["changes"][0], *rules["changes"][0]["places"]["new"]}
    assert not keys - documented


def test_every_key_of_the_json_of_examples_and_findings_is_documented(run: Run, tmp_path: Path) -> None:
    documented = set(re.findall(r"`(\w+)`", (ROOT / "docs" / "json.md").read_text(encoding="utf-8")))
    (file,) = json.loads(run("test", "--coverage", "--mutate", "--format", "json").out)["files"]
    (finding,) = json.loads(run("validate", tmp_path / "nowhere.yaml", "--format", "json").out)
    keys = {*file, *file["cases"][0], *file["coverage"], *file["mutation"], *finding}
    assert not keys - documented
