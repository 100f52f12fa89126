"""Rule files that were found valid before, so that an unchanged one isn't validated again.

Validating takes longer than everything else in scoring a unit, most of it for importing pydantic. What is kept is the model,
under the digest of all that its validity depends on: the rule file's content and name, and this program. Losing it costs time and
nothing else, so whatever is wrong with the folder or with what is in it, the rule file is validated.

An entry is believed because nobody but the user can have put it there: the folder and the entry belong to the user, and others
can't write to them. They are looked at once they are open, so that nothing can take their place in between. Its digest finds what a
disk damaged. And should all that be wrong, what is read still runs nothing, because it can make nothing but the classes of the
model.
"""

import hashlib
import io
import os
import pickle
import re
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from zlpg import __version__
from zlpg.model import declarations, measures, rules, table
from zlpg.model.table import Scheme

MAX_KEPT = 50
MAX_BYTES = 64 * 1024 * 1024
"""The largest entry that is read; that of the largest rule file is smaller."""

VARIABLE = "ZLPG_CACHE"
"""The environment variable that names the folder in which ours is; set to nothing, nothing is kept."""

_MODEL = {module.__name__: module for module in (declarations, measures, rules, table)}

OWN_FOLDER = "zlpg-schemes"
"""The folder that nothing but entries is put into, and in which nothing but entries is removed."""

_ENTRY = re.compile("[0-9a-f]{64}([.]unfinished-[0-9a-f]{16})?")

_OPENING = sum(getattr(os, flag, 0) for flag in ("O_BINARY", "O_CLOEXEC", "O_NOFOLLOW", "O_NONBLOCK"))
"""How everything is opened: no link is followed, and nothing is waited for."""

_HOLDS_FOLDERS = os.open in os.supports_dir_fd and os.scandir in os.supports_fd

_WRONG = (
    *(OSError, EOFError, pickle.UnpicklingError, MemoryError, RecursionError),
    *(ArithmeticError, AttributeError, ImportError, LookupError, TypeError, ValueError),
)
"""All that reading an entry can come to that isn't one."""


def kept(sha256: str, name: str) -> Scheme | None:
    """The scheme of the rule file with this digest and this name, if nothing was found wrong with it before."""
    entry = _entry(sha256, name)
    with suppress(*_WRONG), _opened() as folder:
        content = folder.read(entry)
        if content[:32] == _digest(entry, content[32:]):
            scheme = _Model(io.BytesIO(content[32:])).load()
            return scheme if isinstance(scheme, Scheme) and scheme.sha256 == sha256 else None
    return None


def keep(scheme: Scheme, name: str) -> None:
    """Keep a scheme that nothing was found wrong with, of a rule file of this name."""
    entry, pickled = _entry(scheme.sha256, name), pickle.dumps(scheme)
    with suppress(OSError), _opened(make=True) as folder:  # a full or read-only disk costs time, not the score
        folder.write(entry, _digest(entry, pickled) + pickled)
        folder.remove_oldest()


class _Model(pickle.Unpickler):
    """Reads what is made of the model's classes and of plain values, and of nothing else."""

    def find_class(self, module_name: str, global_name: str, /) -> Any:
        if (module_name, global_name) == ("decimal", "Decimal"):
            return Decimal
        found = getattr(_MODEL.get(module_name), global_name, None)
        if not isinstance(found, type) or found.__module__ != module_name:
            raise pickle.UnpicklingError(global_name)
        return found


class _Folder:
    """Our folder, held open: what is put in its place meanwhile is another one.

    Windows opens no folders. There it is gone to by its path each time; it lies in the user's profile.
    """

    def __init__(self, path: Path, number: int | None) -> None:
        self._path = path
        self._number = number

    def _at(self, name: str) -> str:
        return name if self._number is not None else os.path.join(self._path, name)  # noqa: PTH118

    def read(self, name: str) -> bytes:
        """What is in an entry; nothing where it is none of ours."""
        number = os.open(self._at(name), os.O_RDONLY | _OPENING, dir_fd=self._number)
        try:
            status = os.fstat(number)
            if not _is_ours(status, stat.S_IFREG) or status.st_size > MAX_BYTES:
                return b""
            with os.fdopen(number, "rb", closefd=False) as file:
                return file.read()
        finally:
            os.close(number)

    def write(self, name: str, content: bytes) -> None:
        """Write an entry, whole or not at all."""
        unfinished = f"{name}.unfinished-{os.urandom(8).hex()}"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _OPENING
        try:
            number = os.open(self._at(unfinished), flags, 0o600, dir_fd=self._number)
            with os.fdopen(number, "wb") as file:
                file.write(content)
            os.replace(self._at(unfinished), self._at(name), src_dir_fd=self._number, dst_dir_fd=self._number)
        finally:
            with suppress(FileNotFoundError):
                os.unlink(self._at(unfinished), dir_fd=self._number)

    def remove_oldest(self) -> None:
        """Remove what is more than is kept: entries, and nothing else that may be there."""
        with os.scandir(self._path if self._number is None else self._number) as found:
            entries = [each for each in found if _ENTRY.fullmatch(each.name) and each.is_file(follow_symlinks=False)]
        ages = {each.name: each.stat(follow_symlinks=False).st_mtime_ns for each in entries}
        for name in sorted(ages, key=lambda each: ages[each])[:-MAX_KEPT]:
            os.unlink(self._at(name), dir_fd=self._number)


@contextmanager
def _opened(*, make: bool = False) -> Iterator[_Folder]:
    path = _path()
    if make:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not _HOLDS_FOLDERS:
        yield _Folder(path, None)
        return
    number = os.open(path, os.O_RDONLY | os.O_DIRECTORY | _OPENING)
    try:
        if not _is_ours(os.fstat(number), stat.S_IFDIR):
            raise PermissionError
        yield _Folder(path, number)
    finally:
        os.close(number)


def _is_ours(status: os.stat_result, kind: int) -> bool:
    """Whether what is open is of that kind, and nobody else could have put something there."""
    is_own = sys.platform == "win32" or (status.st_uid == os.geteuid() and not status.st_mode & 0o022)
    return stat.S_IFMT(status.st_mode) == kind and is_own


def _path() -> Path:
    named = os.environ.get(VARIABLE)
    if named == "":
        raise FileNotFoundError
    usual = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME")
    try:
        return Path(named or usual or Path.home() / ".cache") / OWN_FOLDER
    except RuntimeError:  # there is no home
        raise FileNotFoundError from None


def _entry(sha256: str, name: str) -> str:
    return hashlib.sha256(ascii((sha256, name, _program())).encode()).hexdigest()


def _digest(entry: str, pickled: bytes) -> bytes:
    return hashlib.sha256(entry.encode() + pickled).digest()


@cache
def _program() -> str:
    """What tells this program from another, or from itself before it was changed."""
    stamps = []
    for place, folders, files in os.walk(Path(__file__).parent.parent):
        folders[:] = [each for each in folders if each != "__pycache__"]  # which follows from the rest
        for file in files:
            if file.endswith((".py", ".pyc")):
                status = os.stat(os.path.join(place, file))  # noqa: PTH116, PTH118  # a third of the time, in every run
                stamps.append((file, status.st_size, status.st_mtime_ns))
    return f"{__version__} {sys.version} {sorted(stamps)}"
