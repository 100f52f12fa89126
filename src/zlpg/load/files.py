"""Bytes on a disk or on standard input → text, with its digest. The only place that opens a file to read.

What comes out is text that an editor shows as it is read here: its lines end where everybody ends them, and nothing in it is
a control character or turns the direction of writing.
"""

import codecs
import errno
import hashlib
import io
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import IO

from zlpg.diagnostics import Diagnostic, Loaded, Message, Place
from zlpg.records import record

MAX_BYTES = 8 * 1024 * 1024
STDIN = "-"

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORKBOOK, _DOCUMENT, _SLIDES = Message("an Excel workbook"), Message("a Word document"), Message("a presentation")
_PICTURE, _ARCHIVE, _PAGE = Message("a picture"), Message("an archive"), Message("a web page or an XML file")
_OTHER_KINDS = (
    *((_ZIP, b"xl/workbook", _WORKBOOK), (_ZIP, b"word/document", _DOCUMENT), (_ZIP, b"ppt/presentation", _SLIDES)),
    *((_ZIP, b"opendocument.spreadsheet", _WORKBOOK), (_ZIP, b"opendocument.text", _DOCUMENT), (_ZIP, b"", _ARCHIVE)),
    *((_OLE, "Workbook".encode("utf-16-le"), _WORKBOOK), (_OLE, "WordDocument".encode("utf-16-le"), _DOCUMENT)),
    *(
        (_OLE, b"", Message("a file of an office program")),
        (b"{\\rtf", b"", _DOCUMENT),
        (b"%PDF-", b"", Message("a PDF")),
    ),
    *(
        (b"\x89PNG", b"", _PICTURE),
        (b"\xff\xd8\xff", b"", _PICTURE),
        (b"GIF8", b"", _PICTURE),
        (b"II*\0", b"", _PICTURE),
    ),
    *((b"\x1f\x8b", b"", _ARCHIVE), (b"7z\xbc\xaf", b"", _ARCHIVE), (b"Rar!", b"", _ARCHIVE)),
    *((b"<html", b"", _PAGE), (b"<!doctype", b"", _PAGE), (b"<?xml", b"", _PAGE)),
)
"""Files of other kinds, which a name may hide: what they begin with, what else is in them, and what they are."""

_MARKS = (  # that of UTF-32 first, which begins as that of UTF-16 does
    *((codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be")),
    *((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")),
)
_ZEROS = (
    *(("utf-32-le", (2, 3), (0,)), ("utf-32-be", (0, 1), (3,))),
    *(("utf-16-le", (1, 3), (0, 2)), ("utf-16-be", (0, 2), (1, 3))),
)
"""Which of four bytes in a row are often zero in an encoding without its mark, and which hardly ever are."""

_SAVE_AS_UTF_8 = Message("save it as UTF-8")

_IN_UTF_8 = (  # compiled where it is used: few files need it
    rb"[\0-\x7f]+|[\xc2\xc3][\x80-\xbf]"
    rb"|(?P<whole>(?:\xe0[\xa0-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]|\xed[\x80-\x9f])[\x80-\xbf]"
    rb"|(?:\xf0[\x90-\xbf]|[\xf1-\xf3][\x80-\xbf]|\xf4[\x80-\x8f])[\x80-\xbf]{2})"
    rb"|(?P<broken>[\xc4-\xdf][\x80-\xbf]|[\xc0-\xff][\x80-\xbf]{0,2}|[\x80-\xbf]{1,3})"
)
_IN_GB18030 = (
    rb"[\0-\x7f]+|[\xa1-\xa3\xb0-\xe3\xea-\xf7][\xa1-\xfe]"
    rb"|(?P<unlikely>[\x81-\xfe][0-9][\x81-\xfe][0-9]|[\x80-\xff][\x40-\xfe]?)"
)
"""Bytes as characters of either encoding. Unlikely are those outside GB2312, and the hanzi that the first bytes of UTF-8 make."""

_SHORT_IN_GB18030 = re.compile(
    rb"(?=.*(?:[\xc2-\xdf][\xa1-\xbf]){2})(?:[\0-\x7f]++|[\xc2-\xdf][\xa1-\xbf])++", re.DOTALL
)
"""A few hanzi side by side whose bytes happen to be valid UTF-8, too: as such they would be letters of rare scripts."""

_REFUSED = re.compile(
    "(?P<end>[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]|\r(?!\n))"
    "|(?P<turn>[\u202a-\u202e\u2066-\u2069])"
    "|[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]"
)
"""What can't stand in a file as it is; what means it can be written as an escape."""


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


@record(frozen=True, slots=True)
class Text:
    """A file's text, under the name that its diagnostics carry."""

    file: str
    text: str
    sha256: str
    folder: Path


def read_text(path: str | Path) -> Loaded[Text]:
    """Read a file, or standard input for `-`. UTF-8, with or without a BOM; other encodings with a warning."""
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
    if (kind := _other_kind(content)) is not None:
        hint = Message("write what is in it into a text file in YAML; zlpg init makes one to fill in")
        return _failed(name, "not-text", Message("this is {kind}, not a text file", kind=kind), hint)
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


def _other_kind(content: bytes) -> Message | None:
    start = content[:16].lower() if content[:1] == b"<" else content[:16]
    return next((kind for first, held, kind in _OTHER_KINDS if start.startswith(first) and held in content), None)


def _decoded(name: str, folder: Path, content: bytes) -> Loaded[Text]:
    encoding, mark = _encoding_of(content)
    encoded = content[mark:]
    try:
        text = encoded.decode(encoding)
    except UnicodeDecodeError as error:
        before, rest = encoded[: error.start].decode(encoding), encoded[error.start : error.start + 400]
        place = _place_in(
            name, before + rest.decode(encoding, "backslashreplace"), len(before), 4 * (error.end - error.start)
        )
        if encoding == "gb18030":
            return _failed(name, "not-text", Message("neither UTF-8 nor GB18030 text"), _SAVE_AS_UTF_8, place)
        written = encoded[error.start : error.end].hex(" ").upper()
        message = Message(
            "damaged text: {bytes} is no character of {encoding}", bytes=written, encoding=_called(encoding)
        )
        return _failed(
            name, "not-text", message, Message("write anew what belongs here, and save the file as UTF-8"), place
        )
    if found := _REFUSED.search(text):
        return _failed(name, "not-text", *_why_refused(found), _place_in(name, text, found.start(), 1))
    warnings: tuple[Diagnostic, ...] = ()
    if encoding != "utf-8":
        message = Message("read as {encoding}", encoding=_called(encoding))
        warnings = (Diagnostic("not-utf-8", message, _SAVE_AS_UTF_8, "warning", place=Place(name)),)
    return Loaded(Text(name, text, hashlib.sha256(content).hexdigest(), folder), warnings)


def _called(encoding: str) -> str:
    """The name of an encoding; which byte comes first is no matter to its reader."""
    return encoding.upper().removesuffix("-LE").removesuffix("-BE")


def _encoding_of(content: bytes) -> tuple[str, int]:
    """What a text is encoded in, and how many bytes of it only say so."""
    if content.startswith(codecs.BOM_UTF8):
        return "utf-8", len(codecs.BOM_UTF8)
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return encoding, len(mark)
    if b"\0" in content:
        zeros = [content[at::4].count(0) / len(content) * 4 for at in range(4)]
        for encoding, often, hardly in _ZEROS:
            if all(zeros[at] > 1 / 4 for at in often) and all(zeros[at] < 1 / 10 for at in hardly):
                return encoding, 0
    try:
        content.decode()
    except UnicodeDecodeError:
        return ("utf-8" if _is_damaged_utf_8(content) else "gb18030"), 0
    return ("utf-8" if content.isascii() or not _SHORT_IN_GB18030.fullmatch(content) else "gb18030"), 0


def _is_damaged_utf_8(content: bytes) -> bool:
    """Whether a text that isn't valid UTF-8 was meant as such rather than as GB18030, in which almost any bytes are valid.

    Damage is rare: most characters are whole, and they make hanzi of GB18030 that hardly anybody writes. A text in GB18030
    is broken nearly everywhere. Where a single character is all there is, nobody can tell.
    """
    found = Counter(each.lastgroup for each in re.finditer(_IN_UTF_8, content))
    unlikely = any(each.lastgroup for each in re.finditer(_IN_GB18030, content))
    return unlikely and found["broken"] <= max(2 * found["whole"], 1)


def _why_refused(found: re.Match[str]) -> tuple[Message, Message]:
    code = f"U+{ord(found.group()):04X}"
    if found["end"]:
        hint = Message("press Enter or put a space in its place")
        return Message("the character {code} ends a line for some programs and not for others", code=code), hint
    if found["turn"]:
        hint = Message("remove it")
        return Message(
            "the character {code} turns the direction of writing: what is read is not what is seen", code=code
        ), hint
    return Message("the character {code} does not belong in a text", code=code), Message("remove it")


def _place_in(name: str, text: str, at: int, length: int) -> Place:
    """The place of characters of a text, and the line that they stand in."""
    first = text.rfind("\n", 0, at) + 1
    line, column = text.count("\n", 0, at) + 1, at - first + 1
    end = text.find("\n", at)
    return Place(name, line, column, line, column + length, text[first : None if end < 0 else end].removesuffix("\r"))


def _failed(
    name: str, code: str, message: Message, hint: Message | None = None, place: Place | None = None
) -> Loaded[Text]:
    return Loaded(None, (Diagnostic(code, message, hint, place=place or Place(name)),))
