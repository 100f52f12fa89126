"""The command line: arguments, streams and exit codes around what the layers below do.

Commands import what they need when they run, because the time to start is what one facts file costs.
"""

import gc
import gettext
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from types import TracebackType
from typing import NoReturn

import click

from zlpg import __version__
from zlpg.cli.language import language_of, punctuated, speak
from zlpg.cli.options import N_, Group, Option, lang_option, wrong_usage
from zlpg.cli.streams import A_BUG, COULD_NOT, DONE, WRONG_USAGE, for_log, prepare_streams

COMMANDS = {
    "score": N_("Score units and show the breakdown."),
    "explain": N_("Explain an item's points, or the total."),
    "diff": N_("Compare scores, or rule files, and say what changed and why."),
    "validate": N_("Check rule files and facts files."),
    "explain-code": N_("Explain the code of a finding."),
    "test": N_("Run the examples of rule files."),
    "init": N_("Write a facts file to fill in."),
    "schema": N_("Print the JSON Schema of a file."),
}


class Commands(Group):
    """The commands, each imported when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """All commands, in the order of their use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """One command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"zlpg.cli.{cmd_name.replace('-', '_')}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is called; one that isn't there, with the nearest that is."""
        name = args[0]
        if name in COMMANDS or name.startswith("-") or ctx.resilient_parsing:
            return super().resolve_command(ctx, args)
        from zlpg.diagnostics import Message, did_you_mean

        raise wrong_usage(Message("there is no command “{name}”", name=name), did_you_mean(name, COMMANDS), ctx)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The list of commands, without importing any."""
        with formatter.section(gettext.gettext("Commands")):
            formatter.write_dl([(name, gettext.gettext(text)) for name, text in COMMANDS.items()])


def _show_version(context: click.Context, _option: click.Parameter, asked: bool) -> None:  # noqa: FBT001  # click's
    if asked and not context.resilient_parsing:
        click.echo(f"zlpg {__version__}")
        context.exit()


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=N_(
        "Score a unit on an assessment table written as a YAML rule file: exact, and explained down to the clause."
    ),
    epilog=N_("\b\nExample:\n  zlpg score examples/pujiang-2020.yaml"),
)
@click.option(
    "--version",
    cls=Option,
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help=N_("Show the version and exit."),
)
@lang_option
def commands() -> None:
    """Take the options that every command has."""


class _BugReport:
    """Whatever gets here that isn't click's is a bug, and says so with the exit code that means it."""

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, Exception):
            from traceback import format_exception

            click.echo(for_log("".join(format_exception(kind, error, trace))), err=True, nl=False)
            click.echo(gettext.gettext("This is a bug in zlpg. Please report it with the lines above."), err=True)
            raise SystemExit(A_BUG) from None


def _tell(error: click.ClickException) -> None:
    """Say what click would say; it quotes what was typed, which may be what a script put there."""
    from io import StringIO

    from zlpg.show.words import visible_block

    told = StringIO()
    error.show(told)
    said = visible_block(told.getvalue().expandtabs(4))
    if isinstance(error, click.BadParameter | click.NoSuchOption):
        said = punctuated(said, os.environ["LANGUAGE"])
    click.echo(for_log(said), err=True, nl=False)


def run(arguments: Sequence[str]) -> int:
    """Run one command. Returns its exit code."""
    try:
        code = commands.main(list(arguments), prog_name="zlpg", standalone_mode=False)
    except click.ClickException as error:
        _tell(error)
        return WRONG_USAGE if isinstance(error, click.UsageError) else COULD_NOT
    except click.Abort:
        return 130
    except OSError as error:  # of click's own writing: what we write is looked after in `streams`
        from zlpg.cli.language import spoken
        from zlpg.load.files import reason_of

        click.echo(f"zlpg: {spoken().say(reason_of(error))}", err=True)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # for what is still buffered
        return COULD_NOT
    return code if isinstance(code, int) else DONE


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """The program."""
    # What is read lives until the end: looking through it again and again takes as long as making it. `Units` bounds the rest.
    gc.disable()
    given = sys.argv[1:] if arguments is None else arguments
    prepare_streams()
    speak(language_of(given, os.environ))
    with _BugReport():
        sys.exit(run(given))
