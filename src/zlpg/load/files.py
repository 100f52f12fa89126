"""Bytes on a disk or on standard input → text, with its digest. The only place that opens a file to read."""

import errno
import hashlib
import io
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import IO

from zlpg.diagnostics import Code, Diagnostic, Loaded, Message, Place, Severity
from zlpg.records import dataclass

MAX_BYTES = 8 * 1024 * 1024
STDIN = "-"

_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_UTF_16_AND_32 = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")


class ReadFromOutput(Exception):
    """A file that a result is to take the place of is one that the result is made from."""


_output: ContextVar[os.stat_result | None] = ContextVar("output", default=None)


@contextmanager
def replacing(output: str) -> Iterator[None]:
    """What is made inside takes the place of this file: to read it, by whatever name, raises `ReadFromOutput`."""
    token = _output.set(os.stat(output) if os.path.isfile(output) else None)  # noqa: PTH113, PTH116  # any name will do
    try:
        yield
    finally:
        _output.reset(token)


def _refuse_output(file: IO[bytes]) -> None:
    if (output := _output.get()) is not None:
        with suppress(io.UnsupportedOperation):  # a stream put in place by a test
            if os.path.samestat(os.fstat(file.fileno()), output):
                raise ReadFromOutput


@dataclass(frozen=True, slots=True)
class Text:
    """A file's text, under the name that its diagnostics carry."""

    file: str
    text: str
    sha256: str
    folder: Path


def read_text(path: str | Path) -> Loaded[Text]:
    """Read a file, or standard input for `-`. UTF-8, with or without a BOM; GB18030 with a warning."""
    name = str(path) or "''"
    try:
        content = _read(path)
    except FileNotFoundError:
        return _failed(name, "no-such-file", Message("there is no such file"))
    except IsADirectoryError:
        return _failed(name, "not-a-file", Message("a folder, not a file"))
    except PermissionError:
        return _failed(name, "unreadable", Message("can't be read: permission denied"))
    except (OSError, ValueError) as error:  # a ValueError for a NUL in the name
        return _failed(name, "unreadable", Message("can't be read: {reason}", reason=reason_of(error)))
    if len(content) > MAX_BYTES:
        return _failed(name, "too-large", Message("larger than {most} MB", most=MAX_BYTES // 1024 // 1024))
    return _decoded(name, Path() if name == STDIN else Path(path).parent, content)


def reason_of(error: OSError | ValueError) -> Message:
    """Why the system refuses a file, in words of ours: the system's are in one language."""
    if not isinstance(error, OSError):
        return Message("a NUL character in the name")
    known = {
        errno.ENAMETOOLONG: Message("the name is too long"),
        errno.ELOOP: Message("links that lead in a circle"),
        errno.EIO: Message("the disk can't be read or written"),
        errno.EMFILE: Message("too many files are open"),
        errno.EBADF: Message("it is closed"),
        errno.EROFS: Message("the disk is read-only"),
        errno.ENOTDIR: Message("a part of the path is a file, not a folder"),
        errno.EBUSY: Message("the file is in use"),
        errno.ETXTBSY: Message("the file is in use"),
    }
    code = errno.errorcode.get(error.errno or 0, str(error.errno))
    return known.get(error.errno or 0, Message("system error {code}", code=code))


def _read(path: str | Path) -> bytes:
    if str(path) == STDIN:
        if sys.stdin is None:  # closed by whoever called us
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        _refuse_output(sys.stdin.buffer)
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    if not str(path):
        raise FileNotFoundError
    with Path(path).open("rb") as file:
        _refuse_output(file)
        return file.read(MAX_BYTES + 1)


def _decoded(name: str, folder: Path, content: bytes) -> Loaded[Text]:
    digest = hashlib.sha256(content).hexdigest()
    hint = Message("save it as UTF-8")
    if content.startswith(_UTF_16_AND_32):
        return _failed(name, "utf-16", Message("this is UTF-16 or UTF-32"), hint)
    warnings: tuple[Diagnostic, ...] = ()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        try:
            text = content.decode("gb18030")
        except UnicodeDecodeError:
            line = content.count(b"\n", 0, error.start) + 1
            column = len(content[content.rfind(b"\n", 0, error.start) + 1 : error.start].decode("utf-8", "replace")) + 1
            message = Message("neither UTF-8 nor GB18030 text")
            return _failed(name, "not-text", message, hint, Place(name, line, column, line, column + 1))
        warnings = (_finding(name, "not-utf-8", Message("read as GB18030"), hint, severity="warning"),)
    if found := _NOT_TEXT.search(text):
        line_start = text.rfind("\n", 0, found.start()) + 1
        line = text.count("\n", 0, found.start()) + 1
        column = found.start() - line_start + 1
        excerpt = next(iter(io.StringIO(text[line_start:])), "").rstrip("\r\n")
        message = Message("the character {code} does not belong in a text", code=f"U+{ord(found.group()):04X}")
        return _failed(name, "not-text", message, None, Place(name, line, column, line, column + 1, excerpt))
    return Loaded(Text(name, text, digest, folder), warnings)


def _failed(
    name: str, code: Code, message: Message, hint: Message | None = None, place: Place | None = None
) -> Loaded[Text]:
    return Loaded(None, (_finding(name, code, message, hint, place=place),))


def _finding(  # noqa: PLR0913
    name: str,
    code: Code,
    message: Message,
    hint: Message | None = None,
    *,
    place: Place | None = None,
    severity: Severity = "error",
) -> Diagnostic:
    return Diagnostic(code, message, hint, severity, place=place or Place(name))
