"""The levels of results and the options of choices: every rule names each of them, and no other."""

from collections.abc import Iterable, Iterator, Mapping

import zlpg.model.rules as r
from zlpg.checks.parts import Parts
from zlpg.checks.registration import Findings, finds
from zlpg.codes import Code
from zlpg.diagnostics import Diagnostic, Message, Path, did_you_mean, nearest
from zlpg.model.declarations import ChoiceFact, ResultsFact
from zlpg.model.facts import LONG_FORM
from zlpg.model.scalars import APPLIES
from zlpg.model.table import ChosenMax


@finds(
    Code(
        "level-without-points",
        documentation="""
        A `levels` rule gives no points to one of the levels of its fact. A level that earns nothing is said to earn 0,
        so that it is not left out by mistake.

        ```diff
        -  award_results: {type: results, label: 质量奖申报, unit: 项, levels: {applied: 申报, silver: 银奖, gold: 金奖}}
        +  award_results: {type: results, label: 质量奖申报, unit: 项, levels: {applied: 申报, review: 评审, silver: 银奖, gold: 金奖}}
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: add the level under `points`.
        """,
    ),
    Code(
        "option-without-points",
        documentation="""
        A `choice` rule, or a `max` that depends on a choice, gives no points to one of the options of its fact. An
        option that earns nothing is said to earn 0, so that it is not left out by mistake, and one without a maximum
        would leave open what full marks are. Where the points are of an option that is not declared and spelt almost
        alike, this is told at the declaration: either end may be misspelt.

        ```diff
        -  product_quality: {type: number, label: 产品质量考核结果, unit: 分, range: [0, 100]}
        +  quality_class: {type: choice, label: 产品质量考核等次, options: {a: A级, b: B级, c: C级}}
        @@
        -          text: 参照上级考核结果，满分100分的结果按比例折算，满分5分。
        +          text: 考核等次为A级的得5分，B级的得3分。
        @@
        -          rule: {proportional: product_quality, full: 100, points: 5}
        +          rule: {choice: quality_class, points: {a: 5, b: 3}}
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: add the option under `points`.
        """,
    ),
    "unknown-level",
    "unknown-option",
)
def names_agree(parts: Parts) -> Findings:
    """A rule over levels, or by choice, gives points to each level or option of its fact, and to no other."""
    scheme = parts.scheme
    for at, rule in parts.rules():
        match rule:
            case r.LevelsRule(levels=id, points=points):
                fact = scheme.facts.get(id)
                if isinstance(fact, ResultsFact):
                    yield from _levels(at, id, points, fact)
            case r.ChoiceRule(choice=id, points=amounts):
                choice = scheme.facts.get(id)
                if isinstance(choice, ChoiceFact):
                    yield from _options(at, id, amounts, choice)
            case _:
                pass
    for path, item in parts.items:
        fact = scheme.facts.get(item.max.choice) if isinstance(item.max, ChosenMax) else None
        if isinstance(item.max, ChosenMax) and isinstance(fact, ChoiceFact):
            yield from _options((*path, "max"), item.max.choice, item.max.points, fact)


_GIVE = Message("give its points, even if they are 0")


def _levels(at: Path, id: str, points: Iterable[str], fact: ResultsFact) -> Findings:
    for level in (level for level in points if level not in fact.levels):
        message = Message("the fact “{fact}” has no level “{level}”", fact=id, level=level)
        hint = did_you_mean(level, fact.levels)
        yield Diagnostic("unknown-level", message, hint, at=(*at, "points", level), on_key=True)
    for level, at_declaration in _unpaid(points, fact.levels):
        if at_declaration:
            message = Message("no rule gives points to the level “{level}”", level=level)
            place: Path = ("facts", id, "levels", level)
            yield Diagnostic("level-without-points", message, at=place, on_key=True)
        else:
            message = Message("the level “{level}” of “{fact}” has no points here", fact=id, level=level)
            yield Diagnostic("level-without-points", message, _GIVE, at=(*at, "points"), on_key=True)


def _options(at: Path, id: str, points: Iterable[str], fact: ChoiceFact) -> Findings:
    for option in (option for option in points if option not in fact.options):
        yield _unknown_option(id, option, fact, (*at, "points", option), on_key=True)
    for option, at_declaration in _unpaid(points, fact.options):
        if at_declaration:
            message = Message("no rule gives points to the option “{option}”", option=option)
            place: Path = ("facts", id, "options", option)
            yield Diagnostic("option-without-points", message, at=place, on_key=True)
        else:
            message = Message("the option “{option}” of “{fact}” has no points here", fact=id, option=option)
            yield Diagnostic("option-without-points", message, _GIVE, at=(*at, "points"), on_key=True)


def _unpaid(points: Iterable[str], declared: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Each name that a rule gives no points to, and whether that is told at its declaration: either end can be misspelt."""
    paid, known = set(points), set(declared)
    unknown = [name for name in points if name not in known]
    yield from ((name, bool(nearest(name, unknown))) for name in declared if name not in paid)


@finds("unknown-option")
def chosen_options_exist(parts: Parts) -> Findings:
    """A condition that asks for an option asks for one that its fact has."""
    for at, condition in parts.conditions():
        for id, option in condition.chosen.items() if isinstance(condition, r.Chosen) else ():
            fact = parts.scheme.facts.get(id)
            if isinstance(fact, ChoiceFact) and option not in fact.options:
                yield _unknown_option(id, option, fact, (*at, "chosen", id))


def _unknown_option(id: str, option: str, fact: ChoiceFact, at: Path, *, on_key: bool = False) -> Diagnostic:
    message = Message("the fact “{fact}” has no option “{option}”", fact=id, option=option)
    return Diagnostic("unknown-option", message, did_you_mean(option, fact.options), at=at, on_key=on_key)


_RESERVED: Mapping[type, tuple[str, ...]] = {
    ResultsFact: (*LONG_FORM, APPLIES),
    ChoiceFact: (APPLIES, "not_applicable", "true", "false", "null"),
}
"""The names that no level, and no option, can have: what is reported could be taken for something else."""


@finds(
    Code(
        "reserved-level",
        documentation="""
        A level of a results fact is called `value`, `note`, `evidence` or `applies`, or an option of a choice fact
        `applies`, `not_applicable`, `true`, `false` or `null`. The first three are the keys of a fact's long form in a
        facts file, so a count for such a level could not be told from it; the others stand for whether a fact is
        applicable, for yes and no, and for nothing.

        ```diff
        -  award_results: {type: results, label: 质量奖申报, unit: 项, levels: {applied: 申报, silver: 银奖, gold: 金奖}}
        +  award_results: {type: results, label: 质量奖申报, unit: 项, levels: {note: 申报, silver: 银奖, gold: 金奖}}
        @@
        -          rule: {levels: award_results, points: {applied: 0.1, silver: 1, gold: 2}}
        +          rule: {levels: award_results, points: {note: 0.1, silver: 1, gold: 2}}
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: give the level or the option another id, here and under the `points` of the rule.
        """,
    ),
)
def names_are_free(parts: Parts) -> Findings:
    """No level has the name of a key of a fact's long form, and no option one that a facts file means otherwise."""
    for id, fact in parts.facts.items():
        match fact:
            case ResultsFact(levels=levels):
                for level in (each for each in _RESERVED[ResultsFact] if each in levels):
                    yield _reserved(level, ("facts", id, "levels", level))
            case ChoiceFact(options=options):
                for option in (each for each in _RESERVED[ChoiceFact] if each in options):
                    message = Message(
                        "“{option}” can't be an option: facts files mean something else by it", option=option
                    )
                    yield Diagnostic("reserved-level", message, at=("facts", id, "options", option), on_key=True)
            case _:
                pass


def _reserved(level: str, at: Path) -> Diagnostic:
    code: str = "reserved-level"
    if level in LONG_FORM:
        message = Message("“{level}” can't be a level: it is a key of a fact's long form", level=level)
        return Diagnostic(code, message, at=at, on_key=True)
    message = Message("“{level}” can't be a level: it says whether the fact is applicable", level=level)
    return Diagnostic(code, message, at=at, on_key=True)


NAME_CHECKS = (
    names_agree,
    chosen_options_exist,
    names_are_free,
)
"""Levels and options."""
