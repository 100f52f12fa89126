"""In which format a result is written: the ending of its file says so, or `--format`, or it is the command's usual one."""

import gettext
import os
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from zlpg.cli.options import N_, wrong_usage

if TYPE_CHECKING:
    from zlpg.diagnostics import Message

ENDINGS = {
    ".txt": "text",
    ".md": "markdown",
    ".csv": "csv",
    ".json": "json",
    ".jsonl": "jsonl",
    ".sarif": "sarif",
    ".xml": "junit",
    ".yaml": "yaml",
    ".yml": "yaml",
}
"""The format that each ending stands for."""

_AS = {"github": "text"}
"""Formats that have no ending of their own, with the one whose ending they take."""

_STANDS_FOR = {
    ".txt": N_("plain text"),
    ".md": "Markdown",
    ".csv": "CSV",
    ".json": "JSON",
    ".jsonl": "JSONL",
    ".sarif": "SARIF",
    ".xml": "JUnit XML",
    ".yaml": "YAML",
    ".yml": "YAML",
    ".xlsx": N_("a workbook"),
    ".xls": N_("a workbook"),
    ".html": N_("a web page"),
    ".htm": N_("a web page"),
    ".docx": N_("a Word document"),
    ".doc": N_("a Word document"),
    ".pdf": "PDF",
    ".parquet": "Parquet",
}
"""What people expect in a file with such an ending, also where no command writes that."""


def format_of(output: str | None, asked: str | None, formats: Sequence[str], usual: str | None = None) -> str:
    """The format to write: that of the file's ending and of `--format`, which have to agree.

    `formats` are those that the command has; `usual` is what goes to standard output where none is asked for, the first of them
    if nothing else is said. A device or a pipe needs no ending, and no file does where there is only one format.

    Raises:
        click.UsageError: The ending stands for another format, for none, or there is none that says which.
    """
    usual = usual or formats[0]
    if output is None:
        return asked or usual
    ending = os.path.splitext(os.path.basename(output))[1].casefold()
    if _is_no_file(output) and ending not in ENDINGS:
        return asked or usual
    if not ending and (asked is not None or len(formats) == 1):
        return asked or usual
    meant = ENDINGS.get(ending)
    if meant is None or meant not in formats:
        raise _unwritten(output, ending, formats)
    if asked is not None and meant != _AS.get(asked, asked):
        from zlpg.diagnostics import Message

        message = Message(
            "“{ending}” stands for {what}, and --format says {asked}", what=_what(ending), asked=asked, ending=ending
        )
        raise wrong_usage(message, _allowed((asked,)))
    return asked or meant


_STREAM = re.compile("/dev/(?:stdout|stderr|fd/[0-9]+)")
"""Names of what is open already, whatever is there: it may be a file."""


def _is_no_file(output: str) -> bool:
    """Whether it is there and something else than a file: a device, a pipe; its name says nothing of what goes into it."""
    return _STREAM.fullmatch(output) is not None or (os.path.exists(output) and not os.path.isfile(output))


def _unwritten(output: str, ending: str, formats: Sequence[str]) -> click.UsageError:
    from zlpg.diagnostics import Message

    if not ending:
        message = Message("“{file}” has no ending, which says the format", file=output)
    elif ending in _STANDS_FOR:
        message = Message(
            "“{ending}” stands for {what}, which this command doesn't write", ending=ending, what=_what(ending)
        )
    else:
        message = Message("“{ending}” stands for no format", ending=ending)
    return wrong_usage(message, _allowed(formats))


def _allowed(formats: Sequence[str]) -> "Message":
    from zlpg.diagnostics import Message

    meant = {_AS.get(each, each) for each in formats}
    return Message(
        "the ending can be: {names}", names=tuple(ending for ending, form in ENDINGS.items() if form in meant)
    )


def _what(ending: str) -> str:
    return gettext.gettext(_STANDS_FOR[ending])
