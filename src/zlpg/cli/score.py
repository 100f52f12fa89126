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
from zlpg.cli.streams import FINDINGS, Result, holds_unicode, in_colour, note, table_width

if TYPE_CHECKING:
    from zlpg.diagnostics import Diagnostic
    from zlpg.engine.breakdown import Breakdown
    from zlpg.show.findings import Checked

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
    from zlpg.cli.units import Unit, Units, warnings_of

    form = format_of(output, form, FORMATS)
    if form == "json" and len(facts) > 1:
        raise click.UsageError(
            spoken().gettext("json is one object for one facts file; several go into jsonl, one a line")
        )
    units = Units(rules)
    lead, between = _around(form)
    waiting: list[str] = []  # what could not be scored before the first that could: alone it is no result
    written = scored = 0
    with Result(output, encoding="utf-8-sig" if form == "csv" else "utf-8") as result:
        for path in facts:
            unit = units.read(path)
            warnings: tuple[Diagnostic, ...] = ()
            if isinstance(unit, Unit):
                breakdown = unit.score()
                waiting.append(_as_text(breakdown, form, output, width))
                warnings = warnings_of(unit.envelope, breakdown, complete=complete)
                scored += 1
            else:
                waiting.append(_in_its_place(unit, form, output, width))
            while scored and waiting:
                result.write((between if written else lead) + waiting.pop(0))
                written += 1
            units.report(warnings)
        if not scored:
            result.abandon()
    if len(facts) > 1 and (form == "text" or scored < len(facts)):
        from zlpg.show.findings import closing

        note(closing(len(facts), set(units.told), spoken(), scored=scored))
    # One file that can't be read doesn't cost the others their result, and they are what the run was for.
    return max(FINDINGS if 0 < scored < len(facts) else units.code, result.code)


def _around(form: str) -> tuple[str, str]:
    """What comes before everything, and what stands between one unit and the next."""
    if form == "csv":
        from zlpg.show.formats import csv_rows
        from zlpg.show.score import columns

        return csv_rows([columns(spoken())]), ""
    return "", "\n" if form in {"text", "markdown"} else ""


def _in_its_place(file: "Checked", form: str, output: str | None, width: int | None) -> str:
    from zlpg.show.score import in_its_place

    return in_its_place(file, form, spoken(), width=table_width(width, output), ascii_only=not holds_unicode(output))


def _as_text(breakdown: "Breakdown", form: str, output: str | None, width: int | None) -> str:
    words = spoken()
    match form:
        case "json" | "jsonl":
            from zlpg.show.score_json import json_text

            return json_text(
                breakdown, words, indent=2 if form == "json" else None, ascii_only=not holds_unicode(output)
            )
        case "csv":
            from zlpg.show.score import csv_table

            return csv_table(breakdown, words, with_headings=False)
        case "markdown":
            from zlpg.show.score import markdown

            return markdown(breakdown, words)
        case _:
            from zlpg.show.drawing import drawn
            from zlpg.show.score import table

            return drawn(table(breakdown, words), width=table_width(width, output), colour=in_colour(output))
