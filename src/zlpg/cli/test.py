"""`zlpg test`."""

import os
from collections.abc import Iterator
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
    width_option,
)
from zlpg.cli.streams import (
    FINDINGS,
    Result,
    exit_code,
    holds_unicode,
    in_colour,
    report,
    table_width,
)

if TYPE_CHECKING:
    from zlpg.diagnostics import Diagnostic
    from zlpg.examples import Case
    from zlpg.model.table import Scheme
    from zlpg.show.findings import Checked
    from zlpg.show.trials import Tested
    from zlpg.source import Source

FORMATS = ("text", "json", "junit")


@click.command(
    "test",
    cls=Command,
    help=N_("Run the examples that stand beside rule files (2020.examples.yaml beside 2020.yaml). Default: rules/."),
    epilog=N_("\b\nExamples:\n  zlpg test rules/2020.yaml -k 封顶\n  zlpg test --coverage --mutate"),
)
@click.argument("paths", cls=Argument, metavar=N_("[PATH]..."), nargs=-1)
@click.option(
    "-k", "chosen", cls=Option, metavar=N_("TEXT"), help=N_("Run only the cases with this text in their name.")
)
@click.option(
    "--coverage", cls=Option, is_flag=True, help=N_("Count what the cases exercise, and name what none does.")
)
@click.option(
    "--mutate",
    cls=Option,
    is_flag=True,
    help=N_("Make every number of the rule file wrong, one at a time, and list those that no case notices."),
)
@format_option(FORMATS)
@width_option
@output_option
@lang_option
def command(  # noqa: PLR0913, PLR0917  # one for each option
    paths: tuple[str, ...],
    chosen: str | None,
    coverage: bool,  # noqa: FBT001
    mutate: bool,  # noqa: FBT001
    form: str | None,
    width: int | None,
    output: str | None,
) -> int:
    """Run examples."""
    from zlpg.show.trials import Tested

    if "-" in paths:
        raise click.UsageError(spoken().gettext("examples stand beside a rule file: “-” is none"))
    files = tuple(_files(paths or ("rules",)))
    form = format_of(output, form, FORMATS)
    if form == "junit":
        need_junitparser()
    done = [_tested(file, chosen, coverage=coverage, mutate=mutate) for file in files]
    if chosen is not None:
        done = [each for each in done if not isinstance(each, Tested) or each.outcomes]
        if not done:
            raise click.UsageError(spoken().gettext("no case has “{text}” in its name").format(text=chosen))
    run = [each for each in done if isinstance(each, Tested)]
    with Result(output) as result:
        result.write(_as_text(done, form, output, width))
        if form == "text" and not run:
            result.abandon()
    found = [
        report(each.findings) if form == "text" else exit_code(each.findings)
        for each in done
        if not isinstance(each, Tested)
    ]
    return max(result.code, *found, *(FINDINGS for each in run if each.failed), 0)


def _files(paths: tuple[str, ...]) -> Iterator[str]:
    """The examples files that are meant, each once: those named or beside what is named, and all that should be in folders."""
    from zlpg.load.find import examples_beside, is_examples_name, yaml_files

    found: list[str] = []
    for path in paths:
        if os.path.isdir(path):
            inside = yaml_files(path)
            beside = (file if is_examples_name(file) else examples_beside(file) for file in inside)
            wanted = [
                file for file, own in zip(beside, inside, strict=True) if os.path.isfile(file) or _is_rule_file(own)
            ]
            found += wanted or [path]
        else:
            found.append(path if is_examples_name(path) or not os.path.exists(path) else examples_beside(path))
    return iter(dict.fromkeys(os.path.normpath(each) if each else each for each in found))


def _is_rule_file(path: str) -> bool:
    from zlpg.load.facts import is_rule_file
    from zlpg.load.files import read_text
    from zlpg.source import read_yaml

    text = read_text(path).value
    return text is not None and is_rule_file(read_yaml(path, text.text).data)


def _tested(file: str, chosen: str | None, *, coverage: bool, mutate: bool) -> "Tested | Checked":
    """An examples file, run; or what is wrong with it, or with its rule file."""
    from zlpg.diagnostics import has_errors
    from zlpg.load import load_rules
    from zlpg.load.examples import cases_from
    from zlpg.load.files import read_text
    from zlpg.load.find import rules_beside
    from zlpg.show.findings import Checked
    from zlpg.source import read_yaml

    if (missing := _missing(file)) is not None:
        return Checked(file, (missing,))
    rules = rules_beside(file)
    loaded, text, rules_text = load_rules(rules), read_text(file), read_text(rules)
    found = (*loaded.diagnostics, *text.diagnostics)
    if text.value is None:
        return Checked(file, found)
    source = read_yaml(text.value.file, text.value.text)
    cases = cases_from(source, loaded.value)
    found += cases.diagnostics
    if cases.value is None or loaded.value is None or rules_text.value is None:
        return Checked(file, found)
    if found and not has_errors(found):
        report(found)
    picked = tuple(each for each in cases.value if chosen is None or chosen.casefold() in each.name.casefold())
    read = rules_text.value.text if coverage or mutate else ""  # for the places of what they tell
    rules_source = read_yaml(rules_text.value.file, read)
    return _run(source, rules_source, loaded.value, picked, coverage=coverage, mutate=mutate)


def _missing(file: str) -> "Diagnostic | None":
    from zlpg.diagnostics import Diagnostic, Message, Place
    from zlpg.load.find import is_examples_name, rules_beside

    if os.path.isfile(file):
        return None
    if is_examples_name(file) and os.path.isfile(rules_beside(file)):
        return Diagnostic("no-examples", Message("there is no examples file"), place=Place(file))
    if os.path.isdir(file):
        hint = Message("it stands beside its rule file: {example}", example="2020.examples.yaml")
        return Diagnostic("no-examples", Message("there is no examples file"), hint, place=Place(file))
    return Diagnostic("no-such-file", Message("there is no such file"), place=Place(file or "''"))


def _run(  # noqa: PLR0913
    source: "Source", rules: "Source", scheme: "Scheme", cases: "tuple[Case, ...]", *, coverage: bool, mutate: bool
) -> "Tested":
    from collections import Counter

    from zlpg.examples import put_to_the_proof, run, trial_of, unreached
    from zlpg.show.trials import Coverage, Proof, Tested

    trial = trial_of(scheme)
    outcomes = tuple((run(trial, case), source.place((*case.at, "name"))) for case in cases)
    covered = proof = None
    passed = all(outcome.passed for outcome, _ in outcomes)
    if coverage:
        count, missing = unreached(trial, (outcome.case for outcome, _ in outcomes if outcome.passed))
        places = ((goal, rules.place(goal.at, on_key=goal.at == ("total",))) for goal in missing)
        covered = Coverage(count, tuple(sorted(places, key=lambda each: (each[1].line, each[1].column))))
    if mutate and passed:
        verdicts = tuple(put_to_the_proof(scheme, cases))
        counts = Counter(verdict for _, verdict in verdicts)
        survivors = tuple((mutant, rules.place(mutant.where)) for mutant, verdict in verdicts if verdict == "survived")
        proof = Proof(len(verdicts), counts["noticed"], counts["refused"], survivors)
    return Tested(source.file, trial, outcomes, covered, proof, untried=mutate and not passed)


def _as_text(done: "list[Tested | Checked]", form: str, output: str | None, width: int | None) -> str:
    from zlpg.show.drawing import drawn
    from zlpg.show.findings import verdict
    from zlpg.show.trials import Tested, as_mapping, parts_of

    words, ascii_only = spoken(), not holds_unicode(output)
    if form == "junit":
        from zlpg.show.junit import tested_text

        return tested_text(done, words, ascii_only=ascii_only)
    if form == "json":
        from zlpg.show.formats import encoded

        return encoded(as_mapping(done, words), ascii_only=ascii_only) + "\n"
    if not any(isinstance(each, Tested) for each in done):
        return ""
    wide, colour = table_width(width, output), in_colour(output)
    return "".join(
        drawn(parts_of(each, words), width=wide, colour=colour) if isinstance(each, Tested) else verdict(each, words)
        for each in done
    )
