"""A folder → the files in it that are meant for us."""

import os
from collections.abc import Iterator
from pathlib import Path

ENDINGS = (".yaml", ".yml")
"""How the names of rule files, examples files and facts files end, in any case of letters."""


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
