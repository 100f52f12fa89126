"""`zlpg init`."""

import os
from pathlib import Path

import click

from zlpg.cli.formats import format_of
from zlpg.cli.language import spoken
from zlpg.cli.options import N_, Command, Option, lang_option, output_option, rules_option, year_option
from zlpg.cli.streams import COULD_NOT, report, written, written_together

ENDING = ".schema.json"
SCHEMA = "facts" + ENDING
"""The schema's name where the facts file has none: it is printed."""


@click.command(
    "init",
    cls=Command,
    help=N_(
        "Write a facts file to fill in: every fact of a rule file, with what it asks for, everything open. "
        "With -o, NAME.schema.json beside it is what editors check it by."
    ),
    epilog=N_("\b\nExample:\n  zlpg init --year 2020 --unit 浦江镇 -o pujiang-2020.yaml"),
)
@click.option("--unit", cls=Option, metavar=N_("NAME"), help=N_("The unit assessed."))
@year_option
@rules_option
@output_option
@lang_option
def command(unit: str | None, year: int | None, rules: str | None, output: str | None) -> int:
    """Write a facts file, and beside it the schema that editors check it by."""
    from zlpg.cli.units import scheme_named
    from zlpg.load.json_schema import facts_schema
    from zlpg.show.formats import encoded
    from zlpg.show.template import facts_template

    format_of(output, None, ("yaml",))
    schema = _beside(output)
    if already := [each for each in (output, schema) if each is not None and os.path.isfile(each)]:
        return _refused(already, schema)
    scheme, code = scheme_named(rules, year)
    if scheme is None:
        return code
    named = Path(os.path.relpath(rules, os.path.dirname(output or "") or ".")).as_posix() if rules else None
    if output is None or schema is None:
        made_by = _making_schema(rules, scheme.year if year is None else year)
        text = facts_template(scheme, spoken(), schema=SCHEMA, made_by=made_by, unit=unit, rules=named)
        return max(code, written(text, output))
    text = facts_template(scheme, spoken(), schema=os.path.basename(schema), unit=unit, rules=named)
    return max(code, written_together({output: text, schema: encoded(facts_schema(scheme)) + "\n"}))


def _beside(output: str | None) -> str | None:
    """The schema's file for a facts file; `None` where it is written to no file of its own."""
    if output is None or (os.path.exists(output) and not os.path.isfile(output)):
        return None
    return os.path.splitext(output)[0] + ENDING


def _refused(already: list[str], schema: str | None) -> int:
    from zlpg.diagnostics import Diagnostic, Message, Place

    facts = Message("there is such a file already, and facts in it may be filled in")
    other = Message("there is such a file already; the schema of the new facts file would take its place")
    hint = Message("choose another name, or remove it first")
    report(Diagnostic("file-exists", other if each == schema else facts, hint, place=Place(each)) for each in already)
    return COULD_NOT


def _making_schema(rules: str | None, year: int) -> str:
    """The command that makes the schema of the facts file that is printed."""
    from shlex import join

    picked = ["--year", str(year)] if rules is None else ["--rules", rules]
    return join(["zlpg", "schema", "facts", *picked, "-o", SCHEMA])
