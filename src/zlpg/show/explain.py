"""Breakdown → a tree that explains one item down to the clause, the fact and the arithmetic."""

from collections.abc import Iterator
from decimal import Decimal
from typing import assert_never

from zlpg.engine.breakdown import Breakdown, ItemResult
from zlpg.engine.table import TOTAL
from zlpg.model.declarations import (
    ChoiceFact,
    CountFact,
    FactDeclaration,
    NumberFact,
    RatingsFact,
    ResultsFact,
    YesNoFact,
)
from zlpg.model.facts import Facts, Report
from zlpg.model.references import references_in
from zlpg.model.scalars import APPLIES, Scalar
from zlpg.model.walks import policies, references_of_measure
from zlpg.numbers import ZERO
from zlpg.show.drawing import Line, Tree, drawn
from zlpg.show.score import drops_out, heading, offices_of_item, rule_file_named
from zlpg.show.trees import add, add_condition, add_together, bold, branch, summary, titled
from zlpg.show.words import Words, visible
from zlpg.show.workings import Writer, conditions_in, is_compound


def explain_item(breakdown: Breakdown, result: ItemResult, words: Words, *, width: int | None, colour: bool) -> str:
    """One item: clause, reading, facts, arithmetic, roundings, floors, caps, what is open."""
    _ = words.gettext
    item = result.item
    left_out = drops_out(result, policies(breakdown.scheme)[item.id])
    worth = result.max if item.direction == "award" else None
    points = _("not applicable") if left_out else summary(result.working, worth, words)
    tree = Tree(bold(titled(item.number, item.title, item.id, points, words)))
    add(tree, _("Unit"), heading(breakdown, words), words)
    add(tree, _("Rule file"), rule_file_named(breakdown.rule_file, words), words)
    add(tree, _("Clause"), item.text, words)
    if item.requirement is not None:
        add(tree, _("Requirement"), item.requirement.text, words)
    add(tree, _("Reading"), item.note, words)
    add(tree, _("Offices"), words.listed(offices_of_item(breakdown.scheme, item)), words)
    writer = Writer(breakdown.scheme, words, breakdown.facts.values)
    _add_facts(branch(tree, _("Facts")), breakdown, result, writer)
    if not left_out:
        _add_arithmetic(tree, result, writer)
    for minimum in _minimums(breakdown, result, words):
        add(tree, _("Minimum"), minimum, words)
    if result.open:
        names = tuple(breakdown.scheme.facts[fact].label for fact in result.open)
        add(tree, _("Still open"), words.listed(names), words)
    return drawn([tree], width=width, colour=colour)


def _add_arithmetic(tree: Tree, result: ItemResult, writer: Writer) -> None:
    words = writer.words
    conditions = () if result.applies is False else dict.fromkeys(conditions_in(result.working))
    for condition in conditions:
        if is_compound(condition.expression):
            add_condition(tree, condition, writer.names)
    arithmetic = branch(tree, words.gettext("Arithmetic"))
    terms = tuple(writer.terms(result.working))
    for line in terms if len(terms) > 1 else ():
        arithmetic.add(Line(line))
    arithmetic.add(bold(writer.line(result.working)))
    add_together(tree, result.working, writer)
    if result.applies is not False:
        for kind, said in writer.limits(result.working):
            add(tree, kind, said, words)


def _add_facts(tree: Tree, breakdown: Breakdown, result: ItemResult, writer: Writer) -> None:
    """What the rule reads, in its order: facts, measures below the facts that they are from, other parts of the table."""
    scheme, words = breakdown.scheme, writer.words
    parts = {each.item.id: each.working for each in breakdown.items}
    parts |= {each.section.id: each.working for each in breakdown.sections} | {TOTAL: breakdown.working}
    shown: set[str] = set()
    for reference in references_in((), result.item.rule):
        if reference.wanted == "part":
            points = words.interval(parts[reference.id].points)
            tree.add(Line(words.named(f"{reference.id} {writer.names.part(reference.id)}", points)))
            continue
        measure = scheme.measures.get(reference.id)
        behind = (reference,) if measure is None else references_of_measure((), measure)
        for fact in dict.fromkeys(each.id for each in behind):
            if fact not in shown:
                _add_fact(tree, fact, breakdown, words)
        if measure is not None and reference.id not in shown:
            line = writer.measure(reference.id, breakdown.measures[reference.id], with_unit=True)
            tree.add(Line(words.named(f"{reference.id} {visible(measure.label)}", line)))
        shown.update((reference.id, *(each.id for each in behind)))
    requirement = result.item.requirement
    for fact in requirement.at_least if requirement else ():
        if fact not in shown:
            _add_fact(tree, fact, breakdown, words)


def _add_fact(tree: Tree, id: str, breakdown: Breakdown, words: Words) -> None:
    declared, facts = breakdown.scheme.facts[id], breakdown.facts
    below = tree.add(Line(words.named(f"{id} {visible(declared.label)}", _value(id, declared, facts, words))))
    if (report := facts.reports.get(id)) is None:
        return
    for applicant in report.applicants:
        level = visible(declared.levels[applicant.level]) if isinstance(declared, ResultsFact) else ""
        each = below.add(Line(words.named(visible(applicant.name), level)))
        add(each, words.gettext("Note"), applicant.note, words)
        add(each, words.gettext("Evidence"), words.listed(applicant.evidence), words)
    add(below, words.gettext("Note"), report.note, words)
    add(below, words.gettext("Evidence"), words.listed(report.evidence), words)


def _value(id: str, declared: FactDeclaration, facts: Facts, words: Words) -> str:
    _ = words.gettext
    if facts.values.get(Scalar(id, APPLIES)) == ZERO:
        return _("not applicable")
    value = facts.values.get(Scalar(id))
    match declared:
        case NumberFact(unit=unit) | CountFact(unit=unit):
            return _("open") if value is None else f"{words.number(value)} {visible(unit)}".rstrip()
        case YesNoFact():
            return _("open") if value is None else _("yes") if value else _("no")
        case ChoiceFact(options=options):
            chosen = (name for option, name in options.items() if facts.values.get(Scalar(id, option)))
            return visible(next(chosen, _("open")))
        case RatingsFact():
            return _mean(declared, value, facts.reports.get(id, Report()).ratings, words)
        case ResultsFact(levels=levels):
            counts = {name: facts.values.get(Scalar(id, level)) for level, name in levels.items()}
            if all(count is None for count in counts.values()):
                return _("open")
            named = (
                f"{name} {_('open') if count is None else words.number(count)}"
                for name, count in counts.items()
                if count != 0
            )
            return words.listed(tuple(named)) or _("none")
        case _:
            assert_never(declared)


def _mean(declared: RatingsFact, mean: Decimal | None, ratings: tuple[Decimal, ...], words: Words) -> str:
    """The mean of ratings, what it is of, and what was left out."""
    _ = words.gettext
    listed = words.listed(tuple(map(words.number, ratings)))
    if mean is None:
        return _("open, of {ratings}").format(ratings=listed) if ratings else _("open")
    said = f"{words.number(mean)} {visible(declared.unit)}".rstrip()
    if len(ratings) <= 1:
        return said
    template = _("{mean}, the mean of {ratings}")
    if declared.trimmed_over is not None and len(ratings) > declared.trimmed_over:
        template = _("{mean}, the mean of {ratings}, with one highest, {highest}, and one lowest, {lowest}, left out")
    return template.format(
        mean=said, ratings=listed, highest=words.number(max(ratings)), lowest=words.number(min(ratings))
    )


def _minimums(breakdown: Breakdown, result: ItemResult, words: Words) -> Iterator[str]:
    requirement = result.item.requirement
    for fact, least in requirement.at_least.items() if requirement else ():
        reported = breakdown.facts.values.get(Scalar(fact))
        label = visible(breakdown.scheme.facts[fact].label)
        if reported is None:
            template = words.gettext("{fact}: at least {least}, open")
        elif reported < least:
            template = words.gettext("{fact}: at least {least}, not met by {reported}")
        else:
            template = words.gettext("{fact}: at least {least}, met by {reported}")
        yield template.format(fact=label, least=words.number(least), reported=words.number(reported or ZERO))
