"""`zlpg score`."""

from typing import TYPE_CHECKING

import click

from zlpg.cli.formats import format_of
from zlpg.cli.language import spoken
from zlpg.cli.options import (
    N_,
    Argument,
    Command,
    Option,
    format_option,
    lang_option,
    output_option,
    rules_option,
    width_option,
)
from zlpg.cli.streams import Result, holds_unicode, in_colour, table_width

if TYPE_CHECKING:
    from zlpg.breakdown import Breakdown

FORMATS = ("text", "json", "jsonl", "csv", "markdown")


@click.command(
    "score",
    cls=Command,
    help=N_("Score the unit of each FACTS file and show its breakdown. “-” reads standard input."),
    epilog=N_("\b\nExamples:\n  zlpg score examples/pujiang-2020.yaml\n  zlpg score towns/*.yaml -o towns.jsonl"),
)
@click.argument("facts", cls=Argument, metavar=N_("FACTS..."), nargs=-1, required=True)
@format_option(FORMATS)
@click.option(
    "--complete", cls=Option, is_flag=True, help=N_("Report every open fact that bears on points as an error.")
)
@rules_option
@width_option
@output_option
@lang_option
def command(  # noqa: PLR0913, PLR0917  # one for each option
    facts: tuple[str, ...],
    form: str | None,
    complete: bool,  # noqa: FBT001
    rules: str | None,
    width: int | None,
    output: str | None,
) -> int:
    """Score units."""
    from zlpg.cli.units import Units, warnings_of

    form = format_of(output, form, FORMATS)
    if form == "json" and len(facts) > 1:
        raise click.UsageError(
            spoken().gettext("json is one object for one facts file; several go into jsonl, one a line")
        )
    units = Units(rules)
    shown = unusable = 0
    with Result(output, encoding="utf-8-sig" if form == "csv" else "utf-8") as result:
        for path in facts:
            unit = units.read(path)
            if unit is None:
                unusable += 1
                continue
            breakdown = unit.score()
            result.write(_as_text(breakdown, form, output, width, first=not shown))
            units.report(warnings_of(unit.envelope, breakdown, complete=complete))
            shown += 1
        if unusable:
            result.abandon()
    return max(units.code, result.code)


def _as_text(breakdown: "Breakdown", form: str, output: str | None, width: int | None, *, first: bool) -> str:
    words = spoken()
    between = "" if first else "\n"
    match form:
        case "json" | "jsonl":
            from zlpg.render.json import json_text

            return json_text(
                breakdown, words, indent=2 if form == "json" else None, ascii_only=not holds_unicode(output)
            )
        case "csv":
            from zlpg.render.tabular import csv_table

            return csv_table(breakdown, words, headings=first)
        case "markdown":
            from zlpg.render.tabular import markdown_table

            return between + markdown_table(breakdown, words)
        case _:
            from zlpg.render.table import table

            return between + table(breakdown, words, width=table_width(width, output), colour=in_colour(output))
