"""`zlpg explain-code`."""

import re
from typing import TYPE_CHECKING

import click

from zlpg.cli.formats import format_of
from zlpg.cli.options import N_, Argument, Command, lang_option, output_option, wrong_usage
from zlpg.cli.streams import in_colour, report, terminal_width, written

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_UNLIMITED = 100_000
_STYLES = {"diff": {"+": "green", "-": "red"}, "console": {"$": "bold"}}
"""How lines of a code block are shown in colour, by the block's language and the line's first character."""


def _completed(_context: click.Context, _argument: click.Parameter, incomplete: str) -> "list[CompletionItem]":
    from click.shell_completion import CompletionItem

    from zlpg.load.manual import read_sections, summary

    sections = read_sections().value or {}
    return [
        CompletionItem(code, help=summary(section)) for code, section in sections.items() if code.startswith(incomplete)
    ]


@click.command(
    "explain-code",
    cls=Command,
    help=N_(
        "Explain the CODE of a finding: what it means, an example, how to mend it; without CODE, list all codes."
        " The explanations are in English."
    ),
    epilog=N_("\b\nExample:\n  zlpg explain-code max-not-sum"),
)
@click.argument("code", cls=Argument, metavar=N_("[CODE]"), required=False, shell_complete=_completed)
@output_option
@lang_option
def command(code: str | None, output: str | None) -> int:
    """Explain a code."""
    from zlpg.load.manual import read_sections

    format_of(output, None, ("text",) if code is None else ("text", "markdown"), "text")
    read = read_sections()
    if read.value is None:
        return report(read.diagnostics)
    width = terminal_width(output)
    if code is None:
        return written(_listed(read.value, width), output)
    section = _named(read.value, code)
    return written(section if width is None else _rendered(section, width, colour=in_colour(output)), output)


def _named(sections: dict[str, str], code: str) -> str:
    """The section of a code, which may stand in brackets as it does in a finding.

    Raises:
        click.UsageError: There is no such code.
    """
    from zlpg.diagnostics import Message, did_you_mean

    code = code.strip().removeprefix("[").removesuffix("]")
    if code in sections:
        return sections[code]
    message = Message("there is no code “{code}”", code=code)
    hint = did_you_mean(code, sections) or Message("“zlpg explain-code” lists them all")
    raise wrong_usage(message, hint)


def _listed(sections: dict[str, str], width: int | None) -> str:
    """Every code with what it means, each on one line where there is no width to keep to."""
    from zlpg.load.manual import summary

    formatter = click.HelpFormatter(width=width or _UNLIMITED)
    formatter.write_dl([(code, summary(section)) for code, section in sections.items()])
    return formatter.getvalue()


def _rendered(section: str, width: int, *, colour: bool) -> str:
    """A section for a terminal: prose as wide as that, code blocks line by line as they are."""
    from rich.markdown import Markdown

    from zlpg.show.drawing import Line, drawn, printed

    def prose(text: str) -> str:
        return printed(Markdown(text), width=width, colour=colour)

    def block(language: str, code: str) -> str:
        styles = _STYLES.get(language, {})
        return drawn([Line(line, styles.get(line[:1], "")) for line in code.splitlines()], width=None, colour=colour)

    first, *parts = _BLOCK.split(section)  # prose, then a language, its code and prose, again and again
    shown = [prose(first)]
    for language, code, text in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        shown += [block(language, code), prose(text)] if text.strip() else [block(language, code)]
    return "\n".join(shown)
