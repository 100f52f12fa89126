"""`zlpg init`."""

import os
from pathlib import Path

import click

from zlpg.cli.language import spoken
from zlpg.cli.options import N_, Command, Option, lang_option, output_option, rules_option, year_option
from zlpg.cli.streams import COULD_NOT, report, written


@click.command(
    "init",
    cls=Command,
    help=N_("Write a facts file to fill in: every fact of a rule file, with what it asks for, everything open."),
    epilog=N_("\b\nExample:\n  zlpg init --year 2020 --unit 浦江镇 -o pujiang-2020.yaml"),
)
@click.option("--unit", cls=Option, metavar="NAME", help=N_("The unit assessed."))
@year_option
@rules_option
@output_option
@lang_option
def command(unit: str | None, year: int | None, rules: str | None, output: str | None) -> int:
    """Write a facts file."""
    from zlpg.cli.units import scheme_named
    from zlpg.diagnostics import Diagnostic, Message, Place
    from zlpg.render.template import facts_template

    if output is not None and os.path.isfile(output):
        message = Message("there is such a file already, and facts in it may be filled in")
        hint = Message("choose another name, or remove it first")
        report([Diagnostic("file-exists", message, hint, place=Place(output))])
        return COULD_NOT
    scheme, code = scheme_named(rules, year)
    if scheme is None:
        return code
    named = Path(os.path.relpath(rules, os.path.dirname(output or "") or ".")).as_posix() if rules else None
    return max(code, written(facts_template(scheme, spoken(), unit=unit, rules=named), output))
