"""`zlpg schema`."""

import click

from zlpg.cli.formats import format_of
from zlpg.cli.options import N_, Command, lang_option, output_option, rules_option, year_option
from zlpg.cli.streams import holds_unicode, written


@click.command(
    "schema",
    cls=Command,
    help=N_("Print the JSON Schema of rule files, or of the facts files under one rule file."),
    epilog=N_("\b\nExamples:\n  zlpg schema rules -o rules.schema.json\n  zlpg schema facts --rules rules/2020.yaml"),
)
@click.argument("subject", type=click.Choice(("rules", "facts")))
@year_option
@rules_option
@output_option
@lang_option
def command(subject: str, year: int | None, rules: str | None, output: str | None) -> int:
    """Print a schema."""
    from zlpg.cli.units import scheme_named
    from zlpg.load.json_schema import facts_schema, rules_schema
    from zlpg.show.formats import encoded

    format_of(output, None, ("json",))
    ascii_only = not holds_unicode(output)
    if subject == "rules":
        return written(encoded(rules_schema(), ascii_only=ascii_only) + "\n", output)
    scheme, code = scheme_named(rules, year)
    if scheme is None:
        return code
    return max(code, written(encoded(facts_schema(scheme), ascii_only=ascii_only) + "\n", output))
