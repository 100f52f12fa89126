"""Standard output and error, output files, and what can go wrong with them."""

import codecs
import errno
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from types import TracebackType
from typing import IO, TYPE_CHECKING, Self

import click

from zlpg.cli.language import spoken

if TYPE_CHECKING:
    from zlpg.diagnostics import Code, Diagnostic, Message

DONE = 0
FINDINGS = 1
WRONG_USAGE = 2
COULD_NOT = 3
A_BUG = 70

_COLOURS = {"error": {"fg": "red", "bold": True}, "warning": {"fg": "yellow", "bold": True}, "hint": {"fg": "cyan"}}
_PLAINER = {"−": "-"}  # the minus sign is the one character of ours that GBK lacks


def prepare_streams() -> None:
    """Let no character that a console lacks end the program: it is shown as its nearest relative, or as `?`."""
    codecs.register_error("zlpg.plainer", _plainer)
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError):  # a stream put in place by a test
            stream.reconfigure(errors="zlpg.plainer")  # type: ignore[union-attr]


def _plainer(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(_PLAINER.get(char, "?") for char in error.object[error.start : error.end]), error.end


def report(diagnostics: Iterable["Diagnostic"]) -> int:
    """Write findings to standard error. Returns the exit code that they call for."""
    from zlpg.diagnostics import COULD_NOT_RUN, has_errors
    from zlpg.render.diagnostics import lines_of

    found = tuple(diagnostics)
    colour = sys.stderr is not None and sys.stderr.isatty() and "NO_COLOR" not in os.environ
    for diagnostic in found:
        for line in lines_of(diagnostic, spoken()):
            text = click.style(line.text, **_COLOURS[line.role]) if colour and line.role else line.text  # type: ignore[arg-type]
            click.echo(text, err=True, color=colour)
    if any(diagnostic.code in COULD_NOT_RUN for diagnostic in found):
        return COULD_NOT
    return FINDINGS if has_errors(found) else DONE


def terminal_width(output: str | None) -> int | None:
    """The width that a result may have; `None` for what isn't a terminal, unless COLUMNS says otherwise."""
    if output is None and sys.stdout is not None and (sys.stdout.isatty() or os.environ.get("COLUMNS", "").isdigit()):
        from shutil import get_terminal_size

        return get_terminal_size().columns
    return None


def in_colour(output: str | None) -> bool:
    """Whether a result may be coloured."""
    return output is None and sys.stdout is not None and sys.stdout.isatty() and "NO_COLOR" not in os.environ


def holds_unicode(output: str | None) -> bool:
    """Whether a result is written as UTF-8."""
    return output is not None or codecs.lookup(getattr(sys.stdout, "encoding", None) or "ascii").name == "utf-8"


class Result:
    """Where a result goes: standard output, or a file that is written whole or not at all."""

    def __init__(self, output: str | None, *, encoding: str = "utf-8") -> None:
        self.output = None if output == "-" else output
        self.encoding = encoding
        self.code = DONE
        self._file: IO[str] | None = None
        self._unfinished: str | None = None

    def __enter__(self) -> Self:
        try:
            self._file = self._opened()
        except OSError as error:
            self._failed(error)
        return self

    def _opened(self) -> IO[str]:
        if self.output is None:
            if sys.stdout is None:  # closed by whoever called us
                raise OSError(errno.EBADF, os.strerror(errno.EBADF))
            return sys.stdout
        if os.path.exists(self.output) and not os.path.isfile(self.output):  # a device can't be replaced by a file
            return open(self.output, "w", encoding=self.encoding, newline="")
        folder, name = os.path.split(os.path.realpath(self.output))
        self._unfinished = os.path.join(folder, f".{name}.{os.getpid()}")
        return open(self._unfinished, "x", encoding=self.encoding, newline="")

    def write(self, text: str) -> None:
        """Write a piece of the result."""
        if self._file is not None:
            try:
                self._file.write(text)
            except OSError as error:
                self._failed(error)

    def abandon(self) -> None:
        """Leave the output file as it was: not everything that belongs into it could be made."""
        if self._unfinished is not None:
            self._discard()
            from zlpg.diagnostics import Message

            self._say("not-written", Message("not written, because of the errors above"))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._discard()
        elif self._file is not None:
            try:
                self._file.flush()
                if self.output is not None:
                    self._file.close()
                if self._unfinished is not None:
                    os.replace(self._unfinished, os.path.realpath(str(self.output)))
            except OSError as failure:
                self._failed(failure)

    def _failed(self, error: OSError) -> None:
        from zlpg.diagnostics import Message

        self._discard()
        if isinstance(
            error, BrokenPipeError
        ):  # whoever reads has all it wanted (`| head`): nothing more to do or to say
            sys.exit(DONE)
        self._say("unwritable", Message("can't be written: {reason}", reason=error.strerror or str(error)))
        self.code = COULD_NOT

    def _discard(self) -> None:
        if self._file is not None and self.output is None:
            os.dup2(os.open(os.devnull, os.O_WRONLY), self._file.fileno())  # for what is still buffered
        elif self._file is not None:
            with suppress(OSError):  # what could not be written can't be flushed either
                self._file.close()
        if self._unfinished is not None:
            with suppress(OSError):
                os.unlink(self._unfinished)
        self._file = self._unfinished = None

    def _say(self, code: "Code", message: "Message") -> None:
        from zlpg.diagnostics import Diagnostic, Place

        report([Diagnostic(code, message, place=Place(self.output or "-"))])


def written(text: str, output: str | None, *, encoding: str = "utf-8") -> int:
    """Write a whole result. Returns the exit code."""
    with Result(output, encoding=encoding) as result:
        result.write(text)
    return result.code
