"""Each check and each code is registered in one place, and what CONTRIBUTING.md says of adding one is true."""

import ast
import re
from pathlib import Path

from conftest import ROOT
from zlpg.checks import CHECKS, CODES
from zlpg.checks.registration import Check
from zlpg.codes import GENERAL

SOURCES = {file: ast.parse(file.read_text(encoding="utf-8")) for file in (ROOT / "src" / "zlpg").rglob("*.py")}
NODES = [(file, node) for file, tree in SOURCES.items() for node in ast.walk(tree)]


def module_of(check: Check) -> Path:
    return ROOT / "src" / f"{check.look.__module__.replace('.', '/')}.py"


def texts_given(taken: dict[str, int]) -> list[str]:
    """The texts that the program writes where it calls something, by its name, that takes what is meant in that position."""
    return [
        given.value
        for _, call in NODES
        if isinstance(call, ast.Call) and (name := ast.unparse(call.func).rpartition(".")[2]) in taken
        for given in call.args[taken[name] : taken[name] + 1]
        if isinstance(given, ast.Constant) and isinstance(given.value, str)
    ]


def test_each_code_has_one_record() -> None:
    assert sorted(texts_given({"Code": 0})) == sorted(CODES)


def test_every_finding_has_a_code_that_is_registered() -> None:
    takes_code = {"Diagnostic": 0}
    for _, node in NODES:
        if isinstance(node, ast.FunctionDef):
            taken = [ast.unparse(each) for each in node.args.args if each.arg != "self"]
            if "code: str" in taken:
                takes_code[node.name] = taken.index("code: str")
    told = set(texts_given(takes_code))
    assert told <= CODES.keys()
    assert len(told) > len(CODES) * 0.9
    assert {code for check in CHECKS for code in check.others} <= CODES.keys()


def test_every_function_that_is_registered_is_listed_once() -> None:
    registered = [
        (file, node.name)
        for file, node in NODES
        if isinstance(node, ast.FunctionDef)
        and any(ast.unparse(each).startswith("finds(") for each in node.decorator_list)
    ]
    assert sorted(registered) == sorted((module_of(check), check.look.__name__) for check in CHECKS)


def test_nothing_but_checks_knows_the_code_of_a_check() -> None:
    """What `clauses` find is told by the checks that hold texts against numbers."""
    texts = {(node.value, file) for file, node in NODES if isinstance(node, ast.Constant)}
    known = {file for text, file in texts if text in CODES.keys() - GENERAL.keys()}
    assert {file.parent.name for file in known} == {"checks", "clauses"}


def test_contributing_says_what_each_module_of_checks_is_about() -> None:
    document = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (listed,) = re.findall(r"^## Add a check\n(.*?)^## ", document, re.MULTILINE | re.DOTALL)
    assert sorted(re.findall(r"`(\w+)` \(", listed)) == sorted({module_of(check).stem for check in CHECKS})
