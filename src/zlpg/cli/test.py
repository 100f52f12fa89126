"""`zlpg test`."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from zlpg.cli.language import spoken
from zlpg.cli.options import N_, Command, Option, lang_option, need_junitparser, output_option
from zlpg.cli.streams import FINDINGS, Result, holds_unicode, in_colour, refuse_to_overwrite, report, terminal_width

if TYPE_CHECKING:
    from zlpg.examples import Case
    from zlpg.render.trials import Tested
    from zlpg.scheme import Scheme
    from zlpg.source import Source

FORMATS = ("text", "json", "junit")


@click.command(
    "test",
    cls=Command,
    help=N_("Run the examples that stand beside rule files (2020.examples.yaml beside 2020.yaml). Default: rules/."),
    epilog=N_("\b\nExamples:\n  zlpg test rules/2020.yaml -k 封顶\n  zlpg test --coverage --mutate"),
)
@click.argument("paths", metavar="[PATH]...", nargs=-1)
@click.option("-k", "chosen", cls=Option, metavar="TEXT", help=N_("Run only the cases with this text in their name."))
@click.option(
    "--coverage", cls=Option, is_flag=True, help=N_("Count what the cases exercise, and name what none does.")
)
@click.option(
    "--mutate",
    cls=Option,
    is_flag=True,
    help=N_("Make every number of the rule file wrong, one at a time, and list those that no case notices."),
)
@click.option(
    "--format",
    "form",
    cls=Option,
    type=click.Choice(FORMATS),
    default="text",
    help=N_("How the result is shown. Default: text."),
)
@output_option
@lang_option
def command(  # noqa: PLR0913, PLR0917  # one for each option
    paths: tuple[str, ...],
    chosen: str | None,
    coverage: bool,  # noqa: FBT001
    mutate: bool,  # noqa: FBT001
    form: str,
    output: str | None,
) -> int:
    """Run examples."""
    from zlpg.render.trials import text_of

    if form == "junit":
        need_junitparser()
    files = tuple(_files(paths or ("rules",)))
    refuse_to_overwrite(output, files)
    done: list[Tested] = []
    code = 0
    with Result(output) as result:
        for file in files:
            tested, found = _tested(file, chosen, coverage=coverage, mutate=mutate)
            code = max(code, found)
            if tested is not None:
                done.append(tested)
                code = max(code, FINDINGS if tested.failed else 0)
                if form == "text":
                    width, colour = terminal_width(output), in_colour(output)
                    result.write(text_of(tested, spoken(), width=width, colour=colour))
        if form != "text":
            result.write(_as_text(done, form, output))
    if chosen is not None and done and not any(tested.outcomes for tested in done):
        raise click.UsageError(spoken().gettext("no case has “{text}” in its name").format(text=chosen))
    return max(code, result.code)


def _files(paths: tuple[str, ...]) -> Iterator[str]:
    """The examples files that are meant: those in a folder, those beside rule files, and those that are named."""
    from pathlib import Path

    from zlpg.load.examples import ENDINGS, examples_beside

    for path in paths:
        if os.path.isdir(path):
            found = sorted(file for ending in ENDINGS for file in Path(path).rglob(f"*{ending}"))
            yield from map(str, found or (path,))
        elif path.endswith(ENDINGS):
            yield path
        else:
            yield examples_beside(path)


def _tested(file: str, chosen: str | None, *, coverage: bool, mutate: bool) -> "tuple[Tested | None, int]":
    """An examples file, run; with the exit code that the findings of reading it, which are reported, call for."""
    from zlpg.diagnostics import Diagnostic, Message, Place
    from zlpg.load import load_rules
    from zlpg.load.examples import cases_from, rules_beside
    from zlpg.load.files import read_text
    from zlpg.source import read_yaml

    if not os.path.isfile(file):
        message = Message("there is no examples file")
        beside = Message("it stands beside its rule file: {example}", example="2020.examples.yaml")
        hint = beside if os.path.isdir(file) else None
        return None, report([Diagnostic("no-examples", message, hint, place=Place(file))])
    rules = rules_beside(file)
    loaded, text, rules_text = load_rules(rules), read_text(file), read_text(rules)
    code = report((*loaded.diagnostics, *text.diagnostics))
    if text.value is None:
        return None, code
    source = read_yaml(text.value.file, text.value.text)
    cases = cases_from(source, loaded.value)
    code = max(code, report(cases.diagnostics))
    if cases.value is None or loaded.value is None or rules_text.value is None:
        return None, code
    picked = tuple(each for each in cases.value if chosen is None or chosen.casefold() in each.name.casefold())
    rules_source = read_yaml(rules_text.value.file, rules_text.value.text)
    return _run(source, rules_source, loaded.value, picked, coverage=coverage, mutate=mutate), code


def _run(  # noqa: PLR0913
    source: "Source", rules: "Source", scheme: "Scheme", cases: "tuple[Case, ...]", *, coverage: bool, mutate: bool
) -> "Tested":
    from collections import Counter

    from zlpg.diagnostics import Place
    from zlpg.examples import Mutant, put_to_the_proof, run, trial_of, unreached
    from zlpg.render.trials import Coverage, Proof, Tested

    trial = trial_of(scheme)
    outcomes = tuple((run(trial, case), source.place((*case.at, "name"))) for case in cases)
    covered = proof = None
    if coverage:
        count, missing = unreached(trial, cases)
        covered = Coverage(count, tuple((goal, rules.place(goal.at)) for goal in missing))
    if mutate and all(outcome.passed for outcome, _ in outcomes):

        def place(mutant: Mutant) -> tuple[Mutant, Place]:
            changed: tuple[str, ...] = ()
            if isinstance(mutant.before, dict):
                changed = tuple(key for key in mutant.before if mutant.before[key] != mutant.after[key])[:1]
            return mutant, rules.place((*mutant.at, *changed))

        verdicts = tuple(put_to_the_proof(scheme, cases))
        counts = Counter(verdict for _, verdict in verdicts)
        survivors = tuple(place(mutant) for mutant, verdict in verdicts if verdict == "survived")
        proof = Proof(len(verdicts), counts["noticed"], counts["refused"], survivors)
    return Tested(source.file, trial, outcomes, covered, proof)


def _as_text(done: "list[Tested]", form: str, output: str | None) -> str:
    ascii_only = not holds_unicode(output)
    if form == "junit":
        from zlpg.render.junit import tested_text

        return tested_text(done, spoken(), ascii_only=ascii_only)
    from zlpg.render.json import encoded
    from zlpg.render.trials import as_mapping

    return encoded(as_mapping(done, spoken()), ascii_only=ascii_only) + "\n"
