"""Rule files that were found valid before, so that an unchanged one isn't validated again.

Validating takes longer than everything else in scoring a unit, most of it for importing pydantic. What is kept is the model,
under the digest of the rule file and of this program. Losing it costs time and nothing else.
"""

import hashlib
import os
import pickle
import sys
from contextlib import suppress
from pathlib import Path

from zlpg import __version__
from zlpg.scheme import Scheme

MAX_KEPT = 50
VARIABLE = "ZLPG_CACHE"
"""The environment variable that names the folder; set to nothing, nothing is kept."""


def kept(sha256: str) -> Scheme | None:
    """The scheme of the rule file with this digest, if it was found valid before."""
    if (path := _path(sha256)) is None or not _ours(path.parent):
        return None
    with suppress(OSError):
        content = path.read_bytes()
        digest, pickled = content[:32], content[32:]
        if hashlib.sha256(pickled).digest() == digest:
            scheme = pickle.loads(pickled)  # noqa: S301  # written by `keep` into a folder of the user's own
            return scheme if isinstance(scheme, Scheme) else None
    return None


def keep(scheme: Scheme) -> None:
    """Keep a scheme that nothing was found wrong with."""
    if (path := _path(scheme.sha256)) is None:
        return
    pickled = pickle.dumps(scheme)
    with suppress(OSError):  # a full or read-only disk costs time, not the score
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _ours(path.parent):
            return
        unfinished = path.with_suffix(f".{os.getpid()}")
        unfinished.write_bytes(hashlib.sha256(pickled).digest() + pickled)
        unfinished.replace(path)
        for old in sorted(path.parent.iterdir(), key=lambda file: file.stat().st_mtime)[:-MAX_KEPT]:
            old.unlink()


def _path(sha256: str) -> Path | None:
    folder = _folder()
    return folder / f"{hashlib.sha256(f'{sha256} {_program()}'.encode()).hexdigest()}.scheme" if folder else None


def _folder() -> Path | None:
    if (named := os.environ.get(VARIABLE)) is not None:
        return Path(named) if named else None
    home = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME")
    try:
        return Path(home or Path.home() / ".cache") / "zlpg"
    except RuntimeError:  # there is no home
        return None


def _ours(folder: Path) -> bool:
    """Whether nobody else could have put something there: what is unpickled can run code."""
    if sys.platform == "win32":
        return True  # the folder is in the user's profile
    with suppress(OSError):
        status = folder.stat()
        return status.st_uid == os.geteuid() and not status.st_mode & 0o022
    return False


def _program() -> str:
    package = Path(__file__).parent.parent
    files = sorted(file for pattern in ("*.py*", "*/*.py*") for file in package.glob(pattern))
    stamps = [(file.name, (status := file.stat()).st_size, status.st_mtime_ns) for file in files]
    return f"{__version__} {sys.version} {stamps}"
