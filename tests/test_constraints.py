"""What the tests are run with: `constraints.txt`, and the bounds in `pyproject.toml`."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS = PROJECT["project"]["optional-dependencies"]
DIRECT = [*PROJECT["project"]["dependencies"], *EXTRAS["junit"], *EXTRAS["dev"]]
LINES = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
PINS = {pin.name: str(pin.specifier).removeprefix("==") for pin in map(Requirement, LINES)}


def test_a_pin_is_a_name_and_one_version() -> None:
    """Whoever's machine it was made on."""
    assert not [line for line in LINES if not re.fullmatch(r"[a-z0-9-]+==[a-z0-9.]+( ; .+)?", line)]


def test_what_is_needed_directly_is_pinned_within_its_bounds() -> None:
    for needed in map(Requirement, DIRECT):
        assert needed.specifier.contains(PINS[canonicalize_name(needed.name)])
        assert [each.operator for each in needed.specifier] == [">="]


def applying(written: Iterable[str], extras: Iterable[str] = ()) -> Iterator[Requirement]:
    """The requirements that hold on this machine, for those who asked for these extras."""
    for needed in map(Requirement, written):
        if needed.marker is None or any(needed.marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            yield needed


def test_what_is_needed_by_what_is_needed_is_pinned() -> None:
    """As far as it is installed as pinned: another version may need other things."""
    open_ = list(applying(DIRECT))
    seen = set()
    while open_:
        needed = open_.pop()
        name = canonicalize_name(needed.name)
        assert name in PINS
        if name not in seen and (installed := distribution(name)).version == PINS[name]:
            open_ += applying(installed.requires or (), needed.extras)
        seen.add(name)


def test_what_builds_the_program_is_installed_by_the_extra_for_developers() -> None:
    """So that it is pinned, too, where the program is built without an environment of its own."""
    assert set(PROJECT["build-system"]["requires"]) <= set(EXTRAS["dev"])
