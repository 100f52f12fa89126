"""What ARCHITECTURE.md, CONTRIBUTING.md, the README and the docstrings name of the program is there, by that name."""

import ast
import builtins
import keyword
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import zlpg
from conftest import ROOT

SOURCES = ROOT / "src" / "zlpg"
MODULES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(SOURCES.rglob("*.py"))}
ROOMS = {path.stem for path in SOURCES.glob("[a-z]*") if path.suffix == ".py" or (path / "__init__.py").exists()}
DOCUMENTS = tuple(ROOT / name for name in ("ARCHITECTURE.md", "CONTRIBUTING.md", "README.md"))

TOOLS = {"slow"}
"""What is named besides: a mark of pytest."""


def dotted_in(text: str) -> set[str]:
    """The dotted names set as code whose first part is of this program: `engine.table`, `zlpg.codes`, `load.salvage.not_due_to`."""
    found = set(re.findall(r"`((?:[A-Za-z_]\w*\.)+\w+)(?:\([^`]*\))?`", text))
    return {name for name in found if name.split(".")[0] in {"zlpg", *ROOMS}}


def is_there(name: str, within: str = "zlpg") -> bool:
    """Whether a dotted name leads to a module, or to something in one."""
    found: Any = zlpg
    path = name.split(".") if name.startswith("zlpg.") else [*within.split("."), *name.split(".")]
    for at, part in enumerate(path[1:], 2):
        try:
            found = import_module(".".join(path[:at]))
        except ImportError:
            if not hasattr(found, part):
                return False
            found = getattr(found, part)
    return True


def names_in(tree: ast.AST) -> Iterator[str]:
    """Everything that a module calls by a name."""
    for node in ast.walk(tree):
        yield from (name for key in ("id", "name", "attr", "arg") if isinstance(name := getattr(node, key, None), str))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_module_that_a_document_names_is_there(document: Path) -> None:
    assert [name for name in dotted_in(document.read_text(encoding="utf-8")) if not is_there(name)] == []


def test_every_module_that_a_docstring_names_is_there() -> None:
    named = [(path, name) for path in MODULES for name in dotted_in(path.read_text(encoding="utf-8"))]
    assert [(path, name) for path, name in named if not (is_there(name) or is_there(name, package_of(path)))] == []


def package_of(path: Path) -> str:
    """The package that a module is in; docstrings name its modules by what comes after it."""
    return ".".join(("zlpg", *path.relative_to(SOURCES).parts[:-1]))


@pytest.mark.parametrize("document", DOCUMENTS[:2], ids=lambda path: path.name)
def test_every_word_of_the_program_that_a_document_names_is_one(document: Path) -> None:
    words = {*keyword.kwlist, *keyword.softkwlist, *dir(builtins), *TOOLS}
    for path, tree in MODULES.items():
        words |= {path.stem, path.parent.name, *names_in(tree)}
    named = re.findall(r"`([A-Za-z_]\w*)`", document.read_text(encoding="utf-8"))
    assert [name for name in named if name not in words] == []


def test_every_room_of_the_program_and_every_reader_is_named_in_the_architecture() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    readers = {path.stem for path in (SOURCES / "engine" / "readers").glob("[a-z]*.py")}
    named = set(re.findall(r"(?:`(?:\w+\.)*|^|[|] )([a-z_]+)\b", text, re.MULTILINE))
    assert readers | ROOMS <= named
