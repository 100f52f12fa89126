"""`zlpg validate`."""

import os
from collections.abc import Iterable, Iterator, Sequence
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
    need_junitparser,
    output_option,
    rules_option,
)
from zlpg.cli.streams import Result, exit_code, holds_unicode, report

if TYPE_CHECKING:
    from zlpg.cli.units import Units
    from zlpg.diagnostics import Diagnostic, Message
    from zlpg.load.files import Text
    from zlpg.show.findings import Checked
    from zlpg.source import Source

FORMATS = ("text", "json", "github", "sarif", "junit")


@click.command(
    "validate",
    cls=Command,
    help=N_(
        "Check rule files, their examples, and facts files, told apart by content; also all in a folder. Default: rules/."
    ),
    epilog=N_("\b\nExamples:\n  zlpg validate rules/ examples/pujiang-2020.yaml\n  zlpg validate -o zlpg.sarif rules/"),
)
@click.argument("paths", cls=Argument, metavar=N_("[PATH]..."), nargs=-1)
@format_option(
    FORMATS,
    N_(
        "How findings are told. Default: as the ending of the output file says, else text; in GitHub's workflows github, which "
        "annotates the files."
    ),
)
@click.option("--strict", cls=Option, is_flag=True, help=N_("Let warnings count as errors do: the exit code is 1."))
@rules_option
@output_option
@lang_option
def command(paths: tuple[str, ...], form: str | None, strict: bool, rules: str | None, output: str | None) -> int:  # noqa: FBT001
    """Check files."""
    from zlpg.cli.units import Units
    from zlpg.show.findings import closing, verdict, with_unnamed

    form = format_of(output, form, FORMATS, _usual_format(output))
    if form == "junit":
        need_junitparser()
    told: list[Diagnostic] = []

    def tell(diagnostics: "Iterable[Diagnostic]") -> int:
        found = tuple(diagnostics)
        if form == "text":
            report(found)
        told.extend(found)
        return exit_code(found, strict=strict)

    units, files = Units(rules, tell), []
    with Result(output, has_commands=form == "github") as result:
        for path in _files(paths or ("rules",)):
            files.append(_check(path, units))
            if form == "text":
                result.write(verdict(files[-1], spoken()))
        if form == "text" and len(files) > 1:
            result.write(closing(len(files), told, spoken()) + "\n")
        if form != "text":
            result.write(_as_text(with_unnamed(files, told), form, output, strict=strict))
    return max(units.code, result.code)


def _usual_format(output: str | None) -> str:
    """The format where none is asked for. Workflow commands in a file would reach nobody."""
    return "github" if os.environ.get("GITHUB_ACTIONS") and output is None else "text"


def _files(paths: tuple[str, ...]) -> Iterator[str]:
    from pathlib import Path

    from zlpg.load.find import yaml_files

    for path in paths:
        found = yaml_files(path) if os.path.isdir(path) else ()
        yield from found or (path and str(Path(path)),)


def _check(path: str, units: "Units") -> "Checked":
    from zlpg.diagnostics import Diagnostic, Message, Place
    from zlpg.load.facts import is_examples_file, is_rule_file
    from zlpg.load.files import STDIN, read_text
    from zlpg.load.find import examples_beside, is_examples_name
    from zlpg.show.findings import Checked
    from zlpg.source import read_yaml

    if os.path.isdir(path):
        nothing = Diagnostic(
            "no-such-file", Message("there is no .yaml or .yml file in this folder"), place=Place(path)
        )
        if not os.access(path, os.R_OK | os.X_OK):
            nothing = Diagnostic("unreadable", Message("can't be read: permission denied"), place=Place(path))
        units.report((nothing,))
        return Checked(path, (nothing,))
    text = read_text(path)
    units.report(text.diagnostics)
    if text.value is None:
        return Checked(path or "''", text.diagnostics)
    source = read_yaml(text.value.file, text.value.text)
    if is_examples_file(source.data) or is_examples_name(path):
        check = _check_examples
    else:
        check = _check_rules if is_rule_file(source.data) else _check_facts
    unheld, found = check(source, text.value, units)
    untried = check is _check_rules and path != STDIN and not os.path.isfile(examples_beside(path))
    return Checked(path, text.diagnostics + found, unheld, untried)


def _check_rules(source: "Source", text: "Text", units: "Units") -> "tuple[Message | None, tuple[Diagnostic, ...]]":
    from zlpg.load.find import rules_before
    from zlpg.load.rules import load_rules, rules_from

    earlier = rules_before(text.file, source.data.get("year"))
    before = load_rules(earlier).value if earlier is not None else None
    if before is not None and before.scheme != source.data.get("scheme"):
        before = None
    loaded = rules_from(source, text.sha256, before)
    units.report(loaded.diagnostics)
    return None, loaded.diagnostics


def _check_examples(source: "Source", text: "Text", units: "Units") -> "tuple[Message | None, tuple[Diagnostic, ...]]":
    from zlpg.load.examples import cases_from
    from zlpg.load.find import rules_beside
    from zlpg.show.findings import RULES_UNUSABLE

    scheme, found = units.scheme_of(rules_beside(text.file), source.place())
    cases = cases_from(source, scheme)
    units.report(found + cases.diagnostics)
    return None if scheme is not None else RULES_UNUSABLE, found + cases.diagnostics


def _check_facts(source: "Source", text: "Text", units: "Units") -> "tuple[Message | None, tuple[Diagnostic, ...]]":
    from zlpg.load.facts import envelope_of

    return units.check(envelope_of(source, text.folder))


def _as_text(files: "Sequence[Checked]", form: str, output: str | None, *, strict: bool) -> str:
    from zlpg.show import findings
    from zlpg.show.formats import encoded

    words, ascii_only = spoken(), not holds_unicode(output)
    match form:
        case "json":
            return encoded(findings.as_list(files, words), ascii_only=ascii_only) + "\n"
        case "sarif":
            from pathlib import Path

            from zlpg import __version__
            from zlpg.load.manual import read_sections, summary

            manual = {code: (summary(section), section) for code, section in (read_sections().value or {}).items()}
            language = os.environ["LANGUAGE"]
            log = findings.as_sarif(
                files, words, language=language, version=__version__, folder=Path.cwd(), manual=manual
            )
            return encoded(log, ascii_only=ascii_only) + "\n"
        case "junit":
            from zlpg.show.junit import checked_text

            return checked_text(files, words, strict=strict, ascii_only=ascii_only)
        case _:
            return findings.github_text(files, words)
