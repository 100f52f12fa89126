"""What CONTRIBUTING.md says that has to be touched for something new is what has to be touched."""

import ast
import re
from collections.abc import Iterator
from dataclasses import is_dataclass
from pathlib import Path
from typing import NamedTuple, get_args

import pytest

import zlpg.engine.expression as e
import zlpg.model.rules as r
from conftest import ROOT

SOURCES = ROOT / "src" / "zlpg"
NODES = frozenset(name for name, each in vars(e).items() if is_dataclass(each) and each.__module__ == e.__name__)
KINDS = frozenset(each.__name__ for each in get_args(r.Rule))


def named_in(heading: str) -> list[str]:
    """The files and folders that a section names."""
    document = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (section,) = re.findall(rf"^## {heading}\n(.*?)^## ", document, re.MULTILINE | re.DOTALL)
    return re.findall(r"`([\w.]+/[\w./]+)`", section)


class Told(NamedTuple):
    """A `match` that tells classes apart."""

    classes: set[str]
    is_complete: bool
    """Whether the type checker holds it to be."""
    others: str
    """The line of the source for all that it doesn't name."""


def matches(path: Path) -> Iterator[Told]:
    """Every `match` of a file that tells nodes, or kinds of rules, apart."""
    text = path.read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Match):
            last = node.cases[-1]
            patterns = (each for case in node.cases for each in ast.walk(case.pattern))
            classes = {
                ast.unparse(each.cls).rpartition(".")[2] for each in patterns if isinstance(each, ast.MatchClass)
            }
            if classes & (NODES | KINDS):
                line = text.splitlines()[last.pattern.lineno - 1]
                yield Told(classes, "assert_never" in ast.unparse(last), line)


def files_that_handle_every(one: frozenset[str]) -> set[str]:
    """The files that the type checker names when there is one more of these classes."""
    files = SOURCES.rglob("*.py")
    found = {path for path in files if any(told.is_complete and len(told.classes & one) > 1 for told in matches(path))}
    return {path.relative_to(ROOT).as_posix() for path in found}


@pytest.mark.parametrize("heading", ["Add a rule file", "Add a rule kind", "Add a node", "Add a reader", "Add a check"])
def test_every_file_that_is_named_is_there(heading: str) -> None:
    assert [place for place in named_in(heading) if "<" not in place and not (ROOT / place).exists()] == []


@pytest.mark.parametrize(("heading", "classes"), [("Add a node", NODES), ("Add a rule kind", KINDS)])
def test_whatever_handles_every_one_of_a_kind_is_named(heading: str, classes: frozenset[str]) -> None:
    assert {place for place in named_in(heading) if place.startswith("src/")} == files_that_handle_every(classes)


def test_what_does_not_handle_every_one_says_why_that_is_right_for_those_to_come() -> None:
    silent = [(path, told) for path in SOURCES.rglob("*.py") for told in matches(path) if not told.is_complete]
    assert silent
    assert [(path, told) for path, told in silent if "case _:  # " not in told.others] == []


NOT_POINTS = {"coverage", "same"}
"""What reads every node for something else than what it comes to."""


def test_whatever_reads_every_node_is_in_the_table_of_the_law() -> None:
    table = (ROOT / "tests" / "test_readers.py").read_text(encoding="utf-8")
    readers = {Path(place).stem for place in files_that_handle_every(NODES) if "/readers/" in place} - NOT_POINTS
    assert readers == {name for name in readers if re.search(rf"zlpg\.engine\.readers(\.| import .*\b){name}\b", table)}
