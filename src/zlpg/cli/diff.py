"""`zlpg diff`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

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
from zlpg.cli.streams import FINDINGS, Result, holds_unicode, in_colour, report, table_width

if TYPE_CHECKING:
    from zlpg.cli.inputs import Inputs
    from zlpg.diff.scores import Comparison, LineChange

FORMATS = ("text", "json", "csv", "markdown")


@click.command(
    "diff",
    cls=Command,
    help=N_(
        "Compare scores from OLD to NEW: how much of each change the rules bring, how much the unit, and why. OLD and NEW are "
        "facts files, each scored under its own rules, or results saved by score --format json; of more than two files, each is "
        "a column. Two rule files: what differs between them, and whether it can change a score."
    ),
    epilog=N_(
        "\b\nExamples:\n  zlpg diff examples/years/2020.yaml examples/years/2021.yaml\n"
        "  zlpg diff rules/2020.yaml examples/years/rules/2021.yaml"
    ),
)
@click.argument("files", cls=Argument, metavar=N_("OLD [BETWEEN]... NEW"), nargs=-1, required=True)
@format_option(FORMATS)
@click.option("--only", cls=Option, type=click.Choice(["changed"]), help=N_("Leave out lines that didn't change."))
@click.option(
    "--sort",
    cls=Option,
    type=click.Choice(["item", "change"]),
    default="item",
    help=N_("The order of lines: the document's, or the greatest change first. Default: item."),
)
@click.option(
    "--attribution/--no-attribution",
    cls=Option,
    default=None,
    help=N_("Split each change into what the rules bring and what the unit. Default: wherever there are facts."),
)
@click.option("--exit-code", cls=Option, is_flag=True, help=N_("Exit with 1 if anything differs."))
@click.option("--old-rules", cls=Option, metavar=N_("FILE"), help=N_("The rule file for OLD alone."))
@click.option("--new-rules", cls=Option, metavar=N_("FILE"), help=N_("The rule file for NEW alone."))
@rules_option
@width_option
@output_option
@lang_option
def command(files: tuple[str, ...], form: str | None, width: int | None, output: str | None, **asked: Any) -> int:
    """Compare files."""
    from zlpg.cli.inputs import Inputs
    from zlpg.cli.units import Units
    from zlpg.diagnostics import Diagnostic, Message, Place

    _ = spoken().gettext
    if len(files) < len(("OLD", "NEW")):
        raise click.UsageError(_("there is nothing to compare with: name two files or more"))
    if files.count("-") > 1:
        raise click.UsageError(_("standard input can be read only once"))
    form = format_of(output, form, FORMATS)
    inputs = Inputs(files, Units(asked["rules"]))
    compare = _rules_diff if inputs.are_rules else _scores_diff
    text, differs = compare(inputs, form, output, width, **asked)
    if text is None:
        if output is not None or len(files) > len(("OLD", "NEW")):
            message = Message("not compared: every one of the files is needed")
            report([Diagnostic("not-written", message, place=Place(output or "-"))])
        return inputs.code
    with Result(output, encoding="utf-8-sig" if form == "csv" else "utf-8") as result:
        result.write(text)
    return max(inputs.code, result.code, FINDINGS if asked["exit_code"] and differs else 0)


def _scores_diff(
    inputs: "Inputs", form: str, output: str | None, width: int | None, *, attribution: bool | None, **asked: Any
) -> tuple[str | None, bool]:
    """The comparison of scores, `None` where one of them can't be had, and whether anything differs."""
    from zlpg.diff.scores import compare_results
    from zlpg.show.comparison import shown

    results = inputs.results(asked["old_rules"], asked["new_rules"])
    if results is None:
        return None, False
    if attribution and any(each.breakdown is None for each in (results[0], results[-1])):
        message = N_("a saved result doesn't hold the facts by which its change could be attributed")
        raise click.UsageError(spoken().gettext(message))
    comparison = compare_results(results, attributed=attribution is not False)
    by_change = asked["sort"] == "change"
    lines = shown(comparison, only_changed=asked["only"] is not None, by_change=by_change)
    names = [each.text.file for each in inputs.files]
    return _as_text(comparison, lines, names, form, output, width=width, by_change=by_change), comparison.differs


def _as_text(  # noqa: PLR0913
    comparison: "Comparison",
    lines: "tuple[LineChange, ...]",
    names: Sequence[str],
    form: str,
    output: str | None,
    *,
    width: int | None,
    by_change: bool,
) -> str:
    from zlpg.show.comparison import ComparisonWords, csv_table, labels, markdown, table, without_sections

    if form == "json":
        from zlpg.show.comparison_json import as_mapping
        from zlpg.show.formats import encoded

        return encoded(as_mapping(comparison, lines), ascii_only=not holds_unicode(output)) + "\n"
    said = ComparisonWords(comparison, labels(comparison.results, names), spoken())
    lines = without_sections(lines) if by_change else lines
    if form == "text":
        from zlpg.show.drawing import drawn

        return drawn(table(said, lines), width=table_width(width, output), colour=in_colour(output))
    return (csv_table if form == "csv" else markdown)(said, lines)


def _rules_diff(
    inputs: "Inputs", form: str, output: str | None, width: int | None, **asked: Any
) -> tuple[str | None, bool]:
    """What differs between two rule files, `None` where one of them can't be used, and whether anything does."""
    about_scores = ("rules", "old_rules", "new_rules", "attribution", "sort", "only")
    if len(inputs.files) > len(("OLD", "NEW")) or any(asked[name] not in {None, "item"} for name in about_scores):
        message = N_("two rule files are compared as they are: no third one, and no option about scores")
        raise click.UsageError(spoken().gettext(message))
    if (schemes := inputs.schemes()) is None:
        return None, False
    from zlpg.diff.scheme_changes import scheme_changes
    from zlpg.show import rule_changes
    from zlpg.show.formats import encoded

    words, (old, new) = spoken(), schemes
    placed = rule_changes.placed(scheme_changes(old, new), *(file.source.place for file in inputs.files))
    match form:
        case "json":
            text = encoded(rule_changes.json_mapping(old, new, placed), ascii_only=not holds_unicode(output)) + "\n"
        case "csv":
            text = rule_changes.csv_table(old, new, placed, words)
        case "markdown":
            text = rule_changes.markdown(old, new, placed, words)
        case _:
            from zlpg.show.drawing import drawn

            wide, colour = table_width(width, output), in_colour(output)
            text = drawn(rule_changes.table(old, new, placed, words, width=wide), width=wide, colour=colour)
    return text, bool(placed)
