"""Which rule file applies to a facts file."""

import os
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from zlpg.diagnostics import Diagnostic, Loaded, Message, Place
from zlpg.load.expectations import missing_key
from zlpg.load.facts import Envelope
from zlpg.load.files import STDIN

_PACKAGE = Path(__file__).parent.parent


def shipped(folder: str) -> Path:
    """A folder that comes with the program: in the package, or in the checkout it is run from."""
    packed = _PACKAGE / folder
    return packed if packed.is_dir() else _PACKAGE.parent.parent / folder


def find_rules(envelope: Envelope, named: str | None = None) -> Loaded[Path]:
    """The rule file: the one named on the command line, else by the facts file, else by its year, nearest first.

    Where an error is told, a rule file that is there all the same is for checking only.
    """
    if named is not None:
        return Loaded(Path(named))
    if envelope.rules is not None:
        path = envelope.folder / envelope.rules
        if os.path.isfile(path):  # noqa: PTH113  # says no where Path.is_file would raise
            return Loaded(path)
        message = Message("there is no rule file “{path}”", path=str(path))
        hint = Message("the path goes from the folder of the facts file")
        missing = Diagnostic("no-rule-file", message, hint, place=envelope.source.place(("rules",)))
        by_year = None if envelope.year is None else rules_of_year(envelope.folder, envelope.year).value
        return Loaded(by_year, (missing,))  # those of its year are there for checking the rest, not for a score
    if envelope.year is None:
        hint = Message("the year picks the rule file; “rules” names one")
        no_year = replace(missing_key("year", ()), hint=hint, place=envelope.source.place())
        return Loaded(None, (no_year,))
    return rules_of_year(envelope.folder, envelope.year, envelope.source.place(("year",)))


def rules_of_year(folder: Path, year: int, asked: Place | None = None) -> Loaded[Path]:
    """The rule file of a year: in `rules/` in the folder or one above it, else the one that comes with the program."""
    looked = tuple(place / f"{year}.yaml" for place in _places(folder))
    for path in looked:
        if os.path.isfile(path):  # noqa: PTH113  # says no where Path.is_file would raise
            return Loaded(path)
    message = Message("no rule file for {year}", year=year)
    hint = Message("looked for {paths}; name one with --rules", paths=tuple(map(str, looked)))
    return Loaded(None, (Diagnostic("no-rule-file", message, hint, place=asked),))


def newest_rules(folder: Path) -> Path | None:
    """The rule file of the latest year, from the nearest `rules/` that has any."""
    for place in _places(folder):
        if found := sorted(place.glob("[0-9][0-9][0-9][0-9].yaml")):
            return found[-1]
    return None


def rules_before(file: str, year: object) -> Path | None:
    """The rule file of the latest year before, beside a rule file of a year."""
    if file == STDIN or not isinstance(year, Decimal):
        return None
    beside = Path(file).parent.glob("[0-9][0-9][0-9][0-9].yaml")
    return max((path for path in beside if int(path.stem) < year), default=None)


def _places(folder: Path) -> Iterator[Path]:
    here = folder.resolve()
    for above in (here, *here.parents):
        yield above / "rules"
    yield shipped("rules")
