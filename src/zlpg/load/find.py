"""Which files are meant: the rule file of a facts file, the examples beside a rule file, and what is in a folder.

>>> rules_of_year(Path("examples"), 2020).value.name
'rules/2020.yaml'
>>> examples_beside("rules/2020.yaml")
'rules/2020.examples.yaml'
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from zlpg.diagnostics import Diagnostic, Loaded, Message, Place
from zlpg.engine.breakdown import SHIPPED
from zlpg.load.facts import Envelope
from zlpg.load.files import STDIN
from zlpg.load.wording import missing_key
from zlpg.records import record

ENDINGS = (".yaml", ".yml")
"""How the names of rule files, examples files and facts files end, in any case of letters."""

MARK = ".examples"
"""What the name of an examples file has before its ending; without it, it is that of its rule file."""

_PACKAGE = Path(__file__).parent.parent


@record(frozen=True, slots=True)
class RuleFile:
    """A rule file that was found, and what results call it: never by the place that everything is in on one machine.

    A name goes from where the user is, or from the facts file's folder where that was given from the root.
    """

    path: Path
    name: str


def shipped(folder: str) -> Path:
    """A folder that comes with the program: in the package, or in the checkout it is run from."""
    packed = _PACKAGE / folder
    return packed if packed.is_dir() else _PACKAGE.parent.parent / folder


def find_rules(envelope: Envelope, named: str | None = None) -> Loaded[RuleFile]:
    """The rule file: the one named on the command line, else by the facts file, else by its year, nearest first.

    Where an error is told, a rule file that is there all the same is for checking only.
    """
    if named is not None:
        return Loaded(_named(Path(named), envelope.folder))
    if envelope.rules is not None:
        path = envelope.folder / envelope.rules
        if os.path.isfile(path):  # noqa: PTH113  # says no where Path.is_file would raise
            return Loaded(_named(path, envelope.folder))
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


def rules_of_year(folder: Path, year: int, asked: Place | None = None) -> Loaded[RuleFile]:
    """The rule file of a year: in `rules/` in the folder or one above it, else the one that comes with the program."""
    own, others = _by_owner(place / f"{year}.yaml" for place in _above(folder))
    passed_over = tuple(_passed_over(_named(path, folder), asked) for path in others)
    packed = shipped("rules") / f"{year}.yaml"
    if own is not None:
        return Loaded(_named(own, folder), passed_over)
    if packed.is_file():
        return Loaded(_packed(packed), passed_over)
    message = Message("no rule file for {year}", year=year)
    looked = tuple(str(place / f"{year}.yaml") for place in (*_above(folder), shipped("rules")))
    hint = Message("looked for {paths}; name one with --rules", paths=looked)
    return Loaded(None, (*passed_over, Diagnostic("no-rule-file", message, hint, place=asked)))


def newest_rules(folder: Path) -> Loaded[RuleFile]:
    """The rule file of the latest year, from the nearest `rules/` that has any."""
    own, others = _by_owner(path for place in _above(folder) for path in _newest_first(place))
    first = {path.parent: path for path in reversed(others)}  # of each folder
    passed_over = tuple(_passed_over(_named(path, folder)) for path in first.values())
    if own is not None:
        return Loaded(_named(own, folder), passed_over)
    packed = next(_newest_first(shipped("rules")), None)
    return Loaded(None if packed is None else _packed(packed), passed_over)


def _newest_first(place: Path) -> Iterator[Path]:
    yield from sorted(place.glob("[0-9][0-9][0-9][0-9].yaml"), reverse=True)


def _above(folder: Path) -> Iterator[Path]:
    """The folders in which rule files are looked for, the nearest first."""
    here = folder.resolve()
    for above in (here, *here.parents):
        yield above / "rules"


def _by_owner(paths: Iterable[Path]) -> tuple[Path | None, list[Path]]:
    """The first file that is the user's own, and those before it that are another's."""
    others: list[Path] = []
    for path in paths:
        if os.path.isfile(path):  # noqa: PTH113
            if _is_own(path):
                return path, others
            others.append(path)
    return None, others


def _is_own(path: Path) -> bool:
    """Whether a rule file, and the folder that it is in, belong to the user, or to the system's administrator.

    Nobody named it: whoever may write to a folder above, such as /tmp, could else decide what scores come to. What root owns is
    taken, because root can replace the program as well. Windows tells no owner.
    """
    if not hasattr(os, "geteuid"):
        return True
    trusted = {0, os.geteuid()}
    if os.geteuid() == 0 and (behind := os.environ.get("SUDO_UID", "")).isdecimal():
        trusted.add(int(behind))
    return all(
        status.st_uid in trusted
        for each in (path.parent, path)
        for status in (os.lstat(each), os.stat(each))  # noqa: PTH116
    )


def _passed_over(file: RuleFile, asked: Place | None = None) -> Diagnostic:
    message = Message("“{path}” belongs to another user and is passed over", path=file.name)
    hint = Message("to use it, name it with --rules, or under “rules” in the facts file")
    return Diagnostic("other-owner", message, hint, "warning", place=asked)


def _named(path: Path, folder: Path) -> RuleFile:
    around = path.parent.parent  # what is above is where it really is; a link for the file or its folder keeps its name
    where = os.path.join(os.path.realpath(around), path.parent.name, path.name)  # noqa: PTH118
    for start in (folder if folder.is_absolute() else Path(), folder):
        try:
            return RuleFile(path, Path(os.path.relpath(where, os.path.realpath(start))).as_posix())
        except ValueError:  # they are on different drives
            continue
    return RuleFile(path, path.name)


def _packed(path: Path) -> RuleFile:
    return RuleFile(path, f"{SHIPPED}{path.stem}")


def rules_before(file: str, year: object) -> Path | None:
    """The rule file of the latest year before, beside a rule file of a year."""
    if file == STDIN or not isinstance(year, Decimal):
        return None
    beside = Path(file).parent.glob("[0-9][0-9][0-9][0-9].yaml")
    return max((path for path in beside if int(path.stem) < year and os.path.isfile(path)), default=None)  # noqa: PTH113


def is_examples_name(path: str) -> bool:
    """Whether a file goes by the name of an examples file."""
    stem, ending = os.path.splitext(path)  # noqa: PTH122  # a path as it was written
    return stem.endswith(MARK) and ending.casefold() in ENDINGS


def examples_beside(rules: str) -> str:
    """The examples file of a rule file: the one that is there, else the one that should be."""
    stem, ending = os.path.splitext(rules)  # noqa: PTH122  # a path as it was written
    return _first_there(stem + MARK, ending)


def rules_beside(examples: str) -> str:
    """The rule file of an examples file: the same name without `.examples`."""
    stem, ending = os.path.splitext(examples)  # noqa: PTH122
    return _first_there(stem.removesuffix(MARK), ending)


def _first_there(stem: str, ending: str) -> str:
    """The name with the first ending that there is a file with, the given one preferred."""
    names = [stem + each for each in dict.fromkeys((ending or ENDINGS[0], *ENDINGS))]
    return next((name for name in names if os.path.isfile(name)), names[0])  # noqa: PTH113


def yaml_files(folder: str) -> tuple[str, ...]:
    """The YAML files in a folder and in those below it, by name; also a folder that can't be looked into, to be told of.

    Files and folders that begin with a dot belong to editors, systems and version control. A link that leads nowhere or to a
    folder is left aside, so that none leads round in a circle.
    """
    return tuple(sorted(_found(folder), key=lambda path: Path(path).parts))


def _found(folder: str) -> Iterator[str]:
    unreadable: list[str] = []
    for inside, folders, files in os.walk(folder, onerror=lambda error: unreadable.append(str(error.filename))):
        folders[:] = [each for each in folders if not each.startswith(".")]
        paths = (str(Path(inside, name)) for name in files if _is_ours(name))
        yield from filter(os.path.isfile, paths)
    yield from unreadable


def _is_ours(name: str) -> bool:
    return not name.startswith(".") and name.casefold().endswith(ENDINGS)
