"""Options that several commands share, and help that is looked up in the catalogue when it is shown."""

import gettext
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from zlpg.cli.help import Context
from zlpg.cli.language import LANGUAGES, spoken

if TYPE_CHECKING:
    from zlpg.diagnostics import Message

F = TypeVar("F", bound=Callable[..., Any])


def N_(text: str) -> str:  # noqa: N802  # what gettext calls the mark of a text that is translated later
    """Mark a text for the catalogues."""
    return text


class _Translated:
    """An attribute whose text is looked up in the catalogue whenever it is read."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = f"_untranslated_{name}"

    def __get__(self, instance: object, owner: type) -> str | None:
        text = getattr(instance, self.name, None)
        return gettext.gettext(text) if text else text

    def __set__(self, instance: object, text: str | None) -> None:
        setattr(instance, self.name, text)


OPTIONS = N_("[OPTIONS]")
COMMAND_AND_ARGUMENTS = N_("COMMAND [ARGS]...")
"""What stands for them in click's line of usage, which it doesn't look up."""


class _WithHelp:
    """A command whose `--help` is described in the language that is spoken now; click keeps the first description."""

    options_metavar = _Translated()
    _help_option: click.Option | None

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The option, made anew."""
        self._help_option = None
        option: click.Option | None = super().get_help_option(ctx)  # type: ignore[misc]  # of the command beside it
        return option


class Command(_WithHelp, click.Command):
    """A command with help in the reader's language, whose result never takes the place of a file that it is made from."""

    context_class = Context
    help = _Translated()
    short_help = _Translated()
    epilog = _Translated()

    def invoke(self, ctx: click.Context) -> Any:
        """Run it.

        Raises:
            click.UsageError: The output file is one of those that were to be read.
        """
        if (output := ctx.params.get("output")) is None:
            return super().invoke(ctx)
        from zlpg.load.files import ReadFromOutput, replacing

        try:
            with replacing(output):
                return super().invoke(ctx)
        except ReadFromOutput as error:
            message = gettext.gettext("the output would replace a file that it is made from")
            raise click.UsageError(message, ctx) from error


class Group(_WithHelp, click.Group):
    """A group of commands with help in the reader's language."""

    context_class = Context
    help = _Translated()
    epilog = _Translated()
    subcommand_metavar = _Translated()  # type: ignore[assignment]  # a text wherever it is read


class Argument(click.Argument):
    """An argument whose name is in the reader's language."""

    metavar = _Translated()

    def get_error_hint(self, ctx: click.Context | None) -> str:  # noqa: ARG002  # click's signature
        """What a mistake in its use calls it."""
        return f"“{self.metavar}”"


class Option(click.Option):
    """An option with help in the reader's language."""

    help = _Translated()
    metavar = _Translated()


def rules_option(function: F) -> F:
    """`--rules FILE`."""
    text = N_("The rule file to apply, instead of the one that the facts file or its year picks.")
    return click.option("--rules", cls=Option, metavar=N_("FILE"), help=text)(function)


def format_option(formats: Sequence[str], text: str | None = None) -> Callable[[F], F]:
    """`--format`, one of several in which a result is written; which where none is asked for, `formats.format_of` says."""
    text = text or N_("How the result is written. Default: as the ending of the output file says, else text.")
    return click.option("--format", "form", cls=Option, type=click.Choice(formats), help=text)


def year_option(function: F) -> F:
    """`--year YEAR`."""
    text = N_("Take the rule file of this year, from the nearest rules/ folder or as shipped. Default: the latest.")
    return click.option("--year", cls=Option, type=year, metavar=N_("YEAR"), help=text)(function)


def year(written: str) -> int:
    """A year, with a mistake told in the reader's language, which click's own whole number isn't.

    Raises:
        click.BadParameter: It isn't one.
    """
    if not written.isdecimal():
        raise click.BadParameter(gettext.gettext("“{value}” is not a year").format(value=written))
    return int(written)


NARROWEST = 20
"""The least width that a table can be asked for: room for the longest numbers there usually are."""


def width_option(function: F) -> F:
    """`--width COLUMNS`, how wide a table, a tree and the lines around them may be."""
    text = N_("How many columns wide a table may be. Default: as wide as the terminal, and 120 where there is none.")
    option = click.option("--width", cls=Option, metavar=N_("COLUMNS"), help=text, callback=_wide_enough)
    return option(function)


def _wide_enough(context: click.Context, option: click.Parameter, width: str | None) -> int | None:
    if width is None:
        return None
    try:
        columns = int(width)
    except ValueError:
        columns = 0
    if columns < NARROWEST:
        template = gettext.gettext("“{value}” is not a width: a whole number, {least} or more")
        raise click.BadParameter(template.format(value=width, least=NARROWEST), context, option)
    return columns


def output_option(function: F) -> F:
    """`-o, --output FILE`."""
    text = N_("Write the result to this file, whole or not at all, instead of standard output.")
    option = click.option(
        "-o", "--output", cls=Option, metavar=N_("FILE"), help=text, callback=_hyphen_is_standard_output
    )
    return option(function)


def _hyphen_is_standard_output(_context: click.Context, _option: click.Parameter, output: str | None) -> str | None:
    if output == "":
        raise click.UsageError(gettext.gettext("the name of the output file is empty"))
    return None if output == "-" else output


def wrong_usage(
    message: "Message", hint: "Message | None" = None, context: click.Context | None = None
) -> click.UsageError:
    """What to raise where something is asked for that can't be: what is wrong, and what would be right."""
    words = spoken()
    return click.UsageError(words.gettext(". ").join(words.say(each) for each in (message, hint) if each), context)


def lang_option(function: F) -> F:
    """`--lang en|zh`: read from the arguments before click sees them; declared here for help and for mistakes."""
    text = N_("The language of headings, messages and help. Default: ZLPG_LANG, then the locale.")
    option = click.option("--lang", cls=Option, type=click.Choice(LANGUAGES), expose_value=False, help=text)
    return option(function)


def need_junitparser() -> None:
    """See that what writes JUnit XML is there: it is an extra.

    Raises:
        click.ClickException: It isn't.
    """
    from importlib import import_module  # for what few need

    try:
        import_module("junitparser")
    except ImportError as error:
        message = gettext.gettext("--format junit needs the package junitparser: pip install 'zlpg[junit]'")
        raise click.ClickException(message) from error
