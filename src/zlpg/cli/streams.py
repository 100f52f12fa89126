"""Standard output and error, output files, and what can go wrong with them."""

import codecs
import errno
import io
import os
import stat
import sys
from collections.abc import Iterable, Mapping
from contextlib import ExitStack, suppress
from types import TracebackType
from typing import IO, TYPE_CHECKING, Self

import click

from zlpg.cli.language import spoken

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

    from zlpg.diagnostics import Diagnostic, Message

DONE = 0
FINDINGS = 1
WRONG_USAGE = 2
COULD_NOT = 3
A_BUG = 70

_COLOURS = {"error": {"fg": "red", "bold": True}, "warning": {"fg": "yellow", "bold": True}, "hint": {"fg": "cyan"}}
WITHOUT_TERMINAL = 120
"""How wide a table is at most that goes into a pipe or a file."""

PLAINER = "zlpg.plainer"
"""The name of what happens to characters that an output can't hold."""

_PLAINER = {"−": "-"}  # the minus sign is the one character of ours that GBK lacks


def prepare_streams() -> None:
    """Let nothing about the streams end the program, or change its exit code.

    A character that a console lacks is shown as its nearest relative, or as `?`. A pipe that nobody reads any more (`| head`)
    takes what is left, so that the rest is still looked at; so does an error output that can't be written.
    """
    codecs.register_error(PLAINER, _plainer)
    if sys.stderr is None:  # closed by whoever called us: what belongs there is to go nowhere else
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  # for as long as the program runs
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        with suppress(AttributeError, io.UnsupportedOperation):  # a stream put in place by a test
            stream.reconfigure(errors=PLAINER, newline="")
            is_pipe = stat.S_ISFIFO(mode := os.fstat(stream.fileno()).st_mode) or stat.S_ISSOCK(mode)
            if is_pipe or (name == "stderr" and not stream.isatty()):
                raw = _Lenient(stream.fileno(), whatever=name == "stderr", closefd=False)
                setattr(sys, name, _text(raw, stream.encoding, line_buffering=stream.line_buffering))


class _Lenient(io.FileIO):
    """What can be written to, also when nobody reads it any more; with `whatever`, also where writing fails in another way."""

    def __init__(self, file: str | int, *, whatever: bool = False, closefd: bool = True) -> None:
        super().__init__(file, "w", closefd=closefd)
        self._whatever = whatever

    def write(self, data: "ReadableBuffer", /) -> int:
        try:
            return super().write(data)
        except OSError as error:
            unread = error.errno == errno.EPIPE or (sys.platform == "win32" and error.errno == errno.EINVAL)
            if not unread and not self._whatever:
                raise
            return memoryview(data).nbytes


def _text(raw: io.RawIOBase, encoding: str, *, line_buffering: bool = False) -> IO[str]:
    return io.TextIOWrapper(io.BufferedWriter(raw), encoding, PLAINER, newline="", line_buffering=line_buffering)


def _plainer(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(_PLAINER.get(char, "?") for char in error.object[error.start : error.end]), error.end


def for_log(text: str) -> str:
    """Text for standard output or error as it is shown: in GitHub's workflows, so that none of it is a command to the runner."""
    if not os.environ.get("GITHUB_ACTIONS"):
        return text
    from zlpg.show.formats import without_commands

    return without_commands(text)


def note(line: str) -> None:
    """Write a line that is no finding to standard error: what a run came to."""
    click.echo(for_log(line), err=True)


def report(diagnostics: Iterable["Diagnostic"]) -> int:
    """Write findings to standard error. Returns the exit code that they call for."""
    found = tuple(diagnostics)
    if not found:
        return DONE
    from zlpg.show.findings import lines_of

    colour = sys.stderr is not None and sys.stderr.isatty() and "NO_COLOR" not in os.environ
    for diagnostic in found:
        for line in lines_of(diagnostic, spoken()):
            text = for_log(line.text)
            text = click.style(text, **_COLOURS[line.role]) if colour and line.role else text  # type: ignore[arg-type]
            click.echo(text, err=True, color=colour)
    return exit_code(found)


def exit_code(diagnostics: Iterable["Diagnostic"], *, strict: bool = False) -> int:
    """The exit code that findings call for; `strict` where a warning counts as an error does."""
    from zlpg.codes import COULD_NOT_RUN
    from zlpg.diagnostics import has_errors

    found = tuple(diagnostics)
    if any(diagnostic.code in COULD_NOT_RUN for diagnostic in found):
        return COULD_NOT
    return FINDINGS if has_errors(found) or (strict and found) else DONE


def terminal_width(output: str | None) -> int | None:
    """The width that a result may have; `None` for what isn't a terminal, unless COLUMNS says otherwise."""
    if output is None and sys.stdout is not None and (sys.stdout.isatty() or os.environ.get("COLUMNS", "").isdigit()):
        from shutil import get_terminal_size

        return get_terminal_size().columns
    return None


def table_width(asked: int | None, output: str | None) -> int:
    """The width that a table may have: as asked, else the terminal's, else one that can still be read and printed."""
    if asked is not None:
        return asked
    terminal = terminal_width(output)
    return WITHOUT_TERMINAL if terminal is None else terminal


def in_colour(output: str | None) -> bool:
    """Whether a result may be coloured."""
    return output is None and sys.stdout is not None and sys.stdout.isatty() and "NO_COLOR" not in os.environ


def holds_unicode(output: str | None) -> bool:
    """Whether a result is written as UTF-8."""
    return output is not None or codecs.lookup(getattr(sys.stdout, "encoding", None) or "ascii").name == "utf-8"


class Result:
    """Where a result goes: standard output, or a file that is written whole or not at all.

    `has_commands` is set where GitHub's runner is meant to find commands in it.
    """

    def __init__(self, output: str | None, *, encoding: str = "utf-8", has_commands: bool = False) -> None:
        self.output = output
        self.encoding = encoding
        self.has_commands = has_commands
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
            return _text(_Lenient(self.output), self.encoding)
        from shutil import copymode
        from tempfile import mkstemp

        target = os.path.realpath(self.output)
        number, self._unfinished = mkstemp(prefix=f".{os.path.basename(target)[:100]}.", dir=os.path.dirname(target))
        if os.path.exists(target):
            copymode(target, self._unfinished)
        else:
            mask = os.umask(0)
            os.umask(mask)
            os.chmod(self._unfinished, 0o666 & ~mask)
        return open(number, "w", encoding=self.encoding, errors=PLAINER, newline="")

    def write(self, text: str) -> None:
        """Write a piece of the result."""
        if self._file is not None:
            if self._unfinished is None and not self.has_commands:  # it is no file, and may be shown
                text = for_log(text)
            try:
                if self.output is None:
                    click.echo(text, file=self._file, nl=False, color=in_colour(None))  # it knows Windows' consoles
                else:
                    self._file.write(text)
            except OSError as error:
                self._failed(error)

    def abandon(self) -> None:
        """Leave the output file as it was: not everything that belongs into it could be made."""
        if self._unfinished is not None:
            self._discard()
            self.not_written()

    def not_written(self) -> None:
        """Say that there is no such result."""
        from zlpg.diagnostics import Message

        self._say("not-written", Message("not written, because of the errors above"))

    def complete(self) -> None:
        """Have everything where it goes, so that an output file lacks nothing but its name."""
        if self._file is not None and not self._file.closed:
            try:
                self._file.flush()
                if self.output is not None:
                    self._file.close()
            except OSError as failure:
                self._failed(failure)

    def settle(self) -> None:
        """Give an output file its name."""
        if self._unfinished is not None:
            try:
                os.replace(self._unfinished, os.path.realpath(str(self.output)))
            except OSError as failure:
                self._failed(failure)
            self._unfinished = None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.complete()
            self.settle()
        elif self.output is not None:  # standard output keeps what was shown, and stays open to what is said next
            self._discard()

    def _failed(self, error: OSError) -> None:
        from zlpg.diagnostics import Message
        from zlpg.load.files import reason_of

        self._discard()
        known = {
            errno.ENOENT: Message("can't be written: there is no such folder"),
            errno.EACCES: Message("can't be written: permission denied"),
            errno.ENOSPC: Message("can't be written: no space is left"),
            errno.EISDIR: Message("can't be written: a folder, not a file"),
        }
        other = Message("can't be written: {reason}", reason=reason_of(error))
        self._say("unwritable", known.get(error.errno or 0, other))
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

    def _say(self, code: str, message: "Message") -> None:
        from zlpg.diagnostics import Diagnostic, Place

        report([Diagnostic(code, message, place=Place(self.output or "-"))])


def written(text: str, output: str | None) -> int:
    """Write a whole result. Returns the exit code."""
    with Result(output) as result:
        result.write(text)
    return result.code


def written_together(texts: Mapping[str, str]) -> int:
    """Write several files that are not there yet, all of them or none. Returns the exit code."""
    results: list[Result] = []
    settled: list[Result] = []
    with ExitStack() as opened:
        for output, text in texts.items():
            results.append(opened.enter_context(Result(output)))
            results[-1].write(text)
            results[-1].complete()
            if results[-1].code:
                break
        for result in results:
            if any(each.code for each in results):
                break
            result.settle()
            if not result.code:
                settled.append(result)
        if code := max(result.code for result in results):
            for result in settled:
                os.unlink(str(result.output))
                result.not_written()
            for result in results:
                result.abandon()
    return code
