"""The worked examples in the docstrings of modules come out as they say."""

import doctest
from importlib import import_module
from pathlib import Path

import pytest

from conftest import ROOT

SOURCES = [file for file in sorted((ROOT / "src" / "zlpg").rglob("*.py")) if ">>> " in file.read_text(encoding="utf-8")]


def module_of(file: Path) -> str:
    return ".".join(file.relative_to(ROOT / "src").with_suffix("").parts).removesuffix(".__init__")


@pytest.mark.parametrize("file", SOURCES, ids=module_of)
def test_a_worked_example_comes_out_as_it_says(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    done = doctest.testmod(import_module(module_of(file)))
    assert done.attempted
    assert not done.failed
