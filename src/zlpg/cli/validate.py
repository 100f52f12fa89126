"""`zlpg validate`."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from zlpg.cli.language import spoken
from zlpg.cli.options import N_, Command, lang_option, output_option, rules_option
from zlpg.cli.streams import Result, refuse_to_overwrite

if TYPE_CHECKING:
    from zlpg.cli.units import Units
    from zlpg.diagnostics import Diagnostic


@click.command(
    "validate",
    cls=Command,
    help=N_(
        "Check rule files and facts files, told apart by content, and every such file in a folder. Default: rules/."
    ),
    epilog=N_("\b\nExample:\n  zlpg validate rules/ examples/pujiang-2020.yaml"),
)
@click.argument("paths", metavar="[PATH]...", nargs=-1)
@rules_option
@output_option
@lang_option
def command(paths: tuple[str, ...], rules: str | None, output: str | None) -> int:
    """Check files."""
    from zlpg.cli.units import Units

    refuse_to_overwrite(output, (*paths, rules or ""))
    units = Units(rules)
    with Result(output) as result:
        for path in _files(paths or ("rules",)):
            checked, found = _check(str(path), units)
            result.write(_verdict(str(path), found, checked=checked))
    return max(units.code, result.code)


def _files(paths: tuple[str, ...]) -> Iterator[Path]:
    for path in map(Path, paths):
        if os.path.isdir(path):
            yield from sorted(file for ending in ("*.yaml", "*.yml") for file in path.rglob(ending)) or [path]
        else:
            yield path


def _check(path: str, units: "Units") -> "tuple[bool, tuple[Diagnostic, ...]]":
    from zlpg.diagnostics import Diagnostic, Message, Place
    from zlpg.load.facts import envelope_of, is_rule_file
    from zlpg.load.files import read_text
    from zlpg.load.rules import rules_from
    from zlpg.source import read_yaml

    if os.path.isdir(path):
        message = Message("there is no .yaml or .yml file in this folder")
        units.report(nothing := (Diagnostic("no-such-file", message, place=Place(path)),))
        return True, nothing
    text = read_text(path)
    units.report(text.diagnostics)
    if text.value is None:
        return True, text.diagnostics
    source = read_yaml(text.value.file, text.value.text)
    if is_rule_file(source.data):
        loaded = rules_from(source, text.value.sha256)
        units.report(loaded.diagnostics)
        return True, text.diagnostics + loaded.diagnostics
    envelope = envelope_of(source, text.value.folder)
    units.report(envelope.diagnostics)
    found = text.diagnostics + envelope.diagnostics
    if envelope.value is None:
        return True, found
    checked, under = units.check(envelope.value)
    return checked, found + under


def _verdict(path: str, found: "tuple[Diagnostic, ...]", *, checked: bool) -> str:
    from zlpg.render.words import visible

    errors = sum(diagnostic.severity == "error" for diagnostic in found)
    warnings = len(found) - errors
    words = spoken()
    if not checked:
        said = words.gettext("not checked: its rule file can't be used")
    elif not found:
        said = words.gettext("nothing found")
    else:
        said = words.gettext("errors: {errors}, warnings: {warnings}").format(errors=errors, warnings=warnings)
    return f"{visible(path)}: {said}\n"
