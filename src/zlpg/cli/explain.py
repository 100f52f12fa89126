"""`zlpg explain`."""

import click

from zlpg.cli.formats import format_of
from zlpg.cli.language import spoken
from zlpg.cli.options import N_, Argument, Command, lang_option, output_option, rules_option, width_option
from zlpg.cli.streams import in_colour, table_width, written

FORMATS = ("text",)


@click.command(
    "explain",
    cls=Command,
    help=N_(
        "Explain the points of ITEM, an item or a section by its id, its number or its title, down to clause, facts and arithmetic; "
        "without ITEM, the total."
    ),
    epilog=N_(
        "\b\nExamples:\n  zlpg explain examples/pujiang-2020.yaml 17\n  zlpg explain examples/pujiang-2020.yaml 质量信息报送"
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
    from zlpg.cli.parts import part_named
    from zlpg.cli.units import Unit, Units, warnings_of
    from zlpg.show.drawing import drawn
    from zlpg.show.explain import explanation

    format_of(output, None, FORMATS)
    units = Units(rules)
    if not isinstance(unit := units.read(facts), Unit):
        return units.code
    breakdown = unit.score()
    tree = explanation(breakdown, None if item is None else part_named(breakdown, item), spoken())
    code = written(drawn([tree], width=table_width(width, output), colour=in_colour(output)), output)
    units.report(warnings_of(unit.envelope, breakdown))
    return max(units.code, code)
