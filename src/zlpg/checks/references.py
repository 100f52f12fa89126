"""Names, shapes, and sums of what is declared."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TypeAlias, assert_never

from zlpg.diagnostics import MAX_LISTED, Code, Diagnostic, Message, Path, did_you_mean, nearest
from zlpg.facts import LONG_FORM
from zlpg.points import terminates
from zlpg.scheme import (
    BracketsRule,
    CountedRule,
    CountFact,
    FactDeclaration,
    HighestRule,
    JudgedRule,
    LevelsRule,
    NumberFact,
    OnceRule,
    ProportionalRule,
    ResultsFact,
    Rule,
    Scheme,
    Section,
    SumRule,
    Total,
    YesNoFact,
    fact_of,
    kind_of,
    parts_of,
    walk_items,
    walk_rule,
    walk_sections,
    worth,
    worth_of_parts,
)

Findings: TypeAlias = Iterator[Diagnostic]


def ids_are_unique(scheme: Scheme) -> Findings:
    """An id names one section or one item, because years are compared by it."""
    seen = Counter[str]()
    places = [(path, section.id) for path, section in walk_sections(scheme)]
    places += [(path, item.id) for path, _, item in walk_items(scheme)]
    for path, id in places:
        if id == "total":
            yield Diagnostic("duplicate-id", Message("the id “total” is the total's own"), at=(*path, "id"))
        if seen[id]:
            message = Message("the id “{id}” is used more than once among sections and items", id=id)
            yield Diagnostic("duplicate-id", message, at=(*path, "id"))
        seen[id] += 1


def offices_exist(scheme: Scheme) -> Findings:
    """An item names offices that are declared, each once."""
    for path, _, item in walk_items(scheme):
        for position, office in enumerate(item.responsible):
            at = (*path, "responsible", position)
            if office not in scheme.offices:
                message = Message("there is no office “{office}”", office=office)
                yield Diagnostic("unknown-office", message, did_you_mean(office, scheme.offices), at=at)
            elif office in item.responsible[:position]:
                yield Diagnostic(
                    "duplicate-office", Message("the office “{office}” is named twice", office=office), at=at
                )


def offices_are_used(scheme: Scheme) -> Findings:
    """Every declared office answers for something, itself or through a name that stands for all."""
    named = {office for _, _, item in walk_items(scheme) for office in item.responsible}
    if any(scheme.offices[office].stands_for_all for office in named if office in scheme.offices):
        meant = {nearest(office, scheme.offices) for office in named - scheme.offices.keys()}
        named.update(office for office in scheme.offices if office not in meant)
    for office in scheme.offices:
        if office not in named:
            message = Message("no item names the office “{office}”", office=office)
            yield Diagnostic("unused-office", message, at=("offices", office), on_key=True)


def facts_exist(scheme: Scheme) -> Findings:
    """A rule or a requirement reads facts that are declared."""
    for path, fact, on_key in _references(scheme):
        if fact not in scheme.facts:
            message = Message("there is no fact “{fact}”", fact=fact)
            yield Diagnostic("unknown-fact", message, did_you_mean(fact, scheme.facts), at=path, on_key=on_key)


def facts_are_used(scheme: Scheme) -> Findings:
    """Every declared fact is read by a rule or a requirement; asking for one that isn't wastes its reporter's time."""
    read = {fact for _, fact, _ in _references(scheme)}
    for fact in scheme.facts:
        if fact not in read:
            message = Message("no rule or requirement reads the fact “{fact}”", fact=fact)
            yield Diagnostic("unused-fact", message, at=("facts", fact), on_key=True)


def facts_have_the_type_that_is_read(scheme: Scheme) -> Findings:
    """A rule reads the type of fact that it is made for."""
    for at, rule in rules_of(scheme):
        if (fact := fact_of(rule)) is not None and fact in scheme.facts:
            yield from _wrong_type((*at, kind_of(type(rule))), fact, scheme.facts[fact], _types_read(rule))
    for path, _, item in walk_items(scheme):
        for fact in item.requirement.at_least if item.requirement else ():
            if fact in scheme.facts:
                at = (*path, "requirement", "at_least", fact)
                yield from _wrong_type(at, fact, scheme.facts[fact], (CountFact, NumberFact), on_key=True)


def levels_agree(scheme: Scheme) -> Findings:
    """A rule over levels gives points to each level of its fact, and to no other."""
    for at, rule in rules_of(scheme):
        fact = scheme.facts.get(rule.levels) if isinstance(rule, LevelsRule) else None
        if not isinstance(rule, LevelsRule) or not isinstance(fact, ResultsFact):
            continue
        for level in (level for level in rule.points if level not in fact.levels):
            message = Message("the fact “{fact}” has no level “{level}”", fact=rule.levels, level=level)
            hint = did_you_mean(level, fact.levels)
            yield Diagnostic("unknown-level", message, hint, at=(*at, "points", level), on_key=True)
        unknown = [level for level in rule.points if level not in fact.levels]
        for level in (level for level in fact.levels if level not in rule.points):
            if nearest(level, unknown):  # told of at the other end: either can be the misspelt one
                message = Message("no rule gives points to the level “{level}”", level=level)
                yield Diagnostic(
                    "level-without-points", message, at=("facts", rule.levels, "levels", level), on_key=True
                )
                continue
            message = Message("the level “{level}” of “{fact}” has no points here", fact=rule.levels, level=level)
            hint = Message("give its points, even if they are 0")
            yield Diagnostic("level-without-points", message, hint, at=(*at, "points"), on_key=True)


def level_names_are_free(scheme: Scheme) -> Findings:
    """No level has the name of a key of a fact's long form, which counts per level could not be told from."""
    for id, fact in scheme.facts.items():
        for level in LONG_FORM:
            if isinstance(fact, ResultsFact) and level in fact.levels:
                message = Message("“{level}” can't be a level: it is a key of a fact's long form", level=level)
                yield Diagnostic("reserved-level", message, at=("facts", id, "levels", level), on_key=True)


def ranges_ascend(scheme: Scheme) -> Findings:
    """A range goes from its lowest number up to its highest."""
    for id, fact in scheme.facts.items():
        if isinstance(fact, NumberFact) and fact.range[0] >= fact.range[1]:
            lowest, highest = fact.range
            message = Message("the range goes from {lowest} to {highest}", lowest=lowest, highest=highest)
            yield Diagnostic("empty-range", message, Message("write [lowest, highest]"), at=("facts", id, "range"))


def sections_hold_one_kind(scheme: Scheme) -> Findings:
    """A section consists of sections or of items."""
    for path, section in walk_sections(scheme):
        if bool(section.sections) == bool(section.items):
            message = Message("the section “{section}” must hold either sections or items", section=section.id)
            yield Diagnostic("section-contents", message, at=path)


def results_divide_exactly(scheme: Scheme) -> Findings:
    """Dividing by a full result never leaves a remainder that goes on for ever, because points are exact decimals."""
    for at, rule in rules_of(scheme):
        if isinstance(rule, ProportionalRule) and not terminates(rule.full):
            message = Message("dividing by {full} has no exact decimal", full=rule.full)
            hint = Message("a full result has no prime factors other than 2 and 5: 5, 10, 80, 100")
            yield Diagnostic("inexact-division", message, hint, at=(*at, "full"))


def maxima_add_up(scheme: Scheme) -> Findings:
    """A declared maximum of a section or the total is what everything under it is worth."""
    for path, node in nodes_of(scheme):
        if node.max is None or (under := worth_of_parts(node)) == node.max:
            continue
        message = (
            Message("max is {max}, but not everything under it has a max or a cap", max=node.max)
            if under is None
            else Message("max is {max}, but what is under it adds up to {sum}", max=node.max, sum=under)
        )
        unsaid = tuple(
            each.id for each in parts_of(node) if (worth(each) if isinstance(each, Section) else each.limit) is None
        )
        hint = Message("neither has: {parts}", parts=unsaid[:MAX_LISTED]) if unsaid else None
        yield Diagnostic("max-not-sum", message, hint, at=(*path, "max"))


_UNUSED: dict[Code, tuple[Code, str]] = {
    "unused-fact": ("unknown-fact", "fact"),
    "unused-office": ("unknown-office", "office"),
}
"""The code of a finding about a declaration, that of the references it is missed by, and what holds its name."""


def told_once(findings: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The findings, with one at the declaration for all references to a name that is misspelt there.

    A name that only one place refers to may be misspelt at either end, so that both are told.
    """
    found = tuple(findings)
    misspelt: dict[tuple[Code, str], Diagnostic] = {}
    for each in found:
        if each.code in _UNUSED:
            code, name = _UNUSED[each.code]
            misspelt[code, str(each.message.values[name])] = each
    references = Counter((each.code, each.suggestion) for each in found)
    missed = {key: each for key, each in misspelt.items() if references[key] > 1}
    hints: dict[Diagnostic, Message] = {}
    for each in found:
        if (each.code, each.suggestion) in missed:
            name = str(each.message.values[_UNUSED[missed[each.code, str(each.suggestion)].code][1]])
            count = references[each.code, each.suggestion]
            hints[missed[each.code, str(each.suggestion)]] = Message(
                "{count} places say “{name}”", count=count, name=name
            )
    return tuple(
        replace(each, hint=hints.get(each, each.hint)) for each in found if (each.code, each.suggestion) not in missed
    )


REFERENCE_CHECKS: tuple[Callable[[Scheme], Findings], ...] = (
    ids_are_unique,
    offices_exist,
    offices_are_used,
    facts_exist,
    facts_are_used,
    facts_have_the_type_that_is_read,
    levels_agree,
    level_names_are_free,
    ranges_ascend,
    sections_hold_one_kind,
    results_divide_exactly,
    maxima_add_up,
)
"""Names, shapes, and sums of what is declared."""


def rules_of(scheme: Scheme) -> Iterator[tuple[Path, Rule]]:
    """Every rule of every item, with its path."""
    for path, _, item in walk_items(scheme):
        yield from walk_rule((*path, "rule"), item.rule)


def nodes_of(scheme: Scheme) -> tuple[tuple[Path, Section | Total], ...]:
    """The total and every section, parents first, with their paths."""
    return (("total",), scheme.total), *walk_sections(scheme)


def _references(scheme: Scheme) -> Iterator[tuple[Path, str, bool]]:
    for path, _, item in walk_items(scheme):
        for at, rule in walk_rule((*path, "rule"), item.rule):
            if (fact := fact_of(rule)) is not None:
                yield (*at, kind_of(type(rule))), fact, False
        for fact in item.requirement.at_least if item.requirement else ():
            yield (*path, "requirement", "at_least", fact), fact, True


def _types_read(rule: Rule) -> tuple[type[FactDeclaration], ...]:
    match rule:
        case JudgedRule() | ProportionalRule():
            return (NumberFact,)
        case CountedRule():
            return (CountFact,)
        case OnceRule():
            return (YesNoFact,)
        case BracketsRule():
            return CountFact, NumberFact
        case LevelsRule():
            return (ResultsFact,)
        case SumRule() | HighestRule():
            return ()
        case _:
            assert_never(rule)


def _wrong_type(
    at: Path, id: str, fact: FactDeclaration, types: tuple[type[FactDeclaration], ...], *, on_key: bool = False
) -> Findings:
    if not isinstance(fact, types):
        message = Message(
            "the fact “{fact}” is of type {type}; this reads {allowed}",
            fact=id,
            type=fact.type,
            allowed=tuple(kind_of(each, "type") for each in types),
        )
        yield Diagnostic("wrong-fact-type", message, at=at, on_key=on_key)
