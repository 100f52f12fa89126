"""`zlpg explain`."""

from typing import TYPE_CHECKING

import click

from zlpg.cli.formats import format_of
from zlpg.cli.language import spoken
from zlpg.cli.options import N_, Argument, Command, lang_option, output_option, rules_option, width_option
from zlpg.cli.streams import in_colour, table_width, written

if TYPE_CHECKING:
    from zlpg.breakdown import Breakdown, ItemResult

FORMATS = ("text",)


@click.command(
    "explain",
    cls=Command,
    help=N_(
        "Explain the points of ITEM (its id or number) down to clause, facts and arithmetic; without ITEM, the total."
    ),
    epilog=N_(
        "\b\nExamples:\n  zlpg explain examples/pujiang-2020.yaml reporting\n  zlpg explain examples/pujiang-2020.yaml 17"
    ),
)
@click.argument("facts", cls=Argument, metavar=N_("FACTS"))
@click.argument("item", cls=Argument, metavar=N_("[ITEM]"), required=False)
@rules_option
@width_option
@output_option
@lang_option
def command(facts: str, item: str | None, rules: str | None, width: int | None, output: str | None) -> int:
    """Explain a score."""
    from zlpg.cli.units import Units, warnings_of
    from zlpg.render.explain import explain_item
    from zlpg.render.explain_total import explain_total
    from zlpg.render.reports import Checked

    format_of(output, None, FORMATS)
    units = Units(rules)
    if isinstance(unit := units.read(facts), Checked):
        return units.code
    breakdown = unit.score()
    wide, colour = table_width(width, output), in_colour(output)
    if item is None:
        text = explain_total(breakdown, spoken(), width=wide, colour=colour)
    else:
        text = explain_item(breakdown, _named(breakdown, item), spoken(), width=wide, colour=colour)
    code = written(text, output)
    units.report(warnings_of(unit.envelope, breakdown))
    return max(units.code, code)


def _named(breakdown: "Breakdown", item: str) -> "ItemResult":
    """The item of an id or a number.

    Raises:
        click.UsageError: There is none.
    """
    from zlpg.diagnostics import Message, did_you_mean

    for result in breakdown.items:
        if item in (result.item.id, str(result.item.number)):
            return result
    hint = did_you_mean(item, [result.item.id for result in breakdown.items])
    message = Message("there is no item “{item}”", item=item)
    raise click.UsageError(". ".join(spoken().say(each) for each in (message, hint) if each))
