"""Breakdown → a tree that explains one item, or the total, down to the clause, the fact and the arithmetic."""

from collections.abc import Iterator
from decimal import Decimal
from typing import assert_never

from rich.text import Text
from rich.tree import Tree

from zlpg.bounds import Working
from zlpg.breakdown import Breakdown, ItemResult, SectionResult
from zlpg.expression import Cap, Negative
from zlpg.facts import Facts
from zlpg.lowering import at_level
from zlpg.points import EXACT, ZERO, Interval, plain
from zlpg.render.rows import offices_of_item
from zlpg.render.table import drawn, heading
from zlpg.render.warnings import warning
from zlpg.render.words import Words, numbered, visible, visible_block
from zlpg.render.workings import Writer, signed
from zlpg.scheme import CountFact, FactDeclaration, NumberFact, ResultsFact, YesNoFact, offices_of


def explain_item(breakdown: Breakdown, result: ItemResult, words: Words, *, width: int | None, colour: bool) -> str:
    """One item: clause, reading, facts, arithmetic, cap, what is open."""
    _ = words.gettext
    item = result.item
    tree = Tree(
        _bold(
            _titled(
                item.number,
                item.title,
                item.id,
                _summary(result.working, item.limit if item.direction == "award" else None, words),
            )
        )
    )
    _add(tree, _("Unit"), heading(breakdown, words))
    _add(tree, _("Clause"), item.text)
    if item.requirement is not None:
        _add(tree, _("Requirement"), item.requirement.text)
    _add(tree, _("Reading"), item.note)
    _add(tree, _("Offices"), words.listed(offices_of_item(breakdown.scheme, item)))
    facts = _branch(tree, _("Facts"))
    for fact in dict.fromkeys((*result.facts, *(item.requirement.at_least if item.requirement else ()))):
        _add_fact(facts, fact, breakdown, words)
    arithmetic = _branch(tree, _("Arithmetic"))
    writer = Writer(breakdown.scheme, words)
    terms = tuple(writer.terms(result.working))
    for line in terms if len(terms) > 1 else ():
        arithmetic.add(Text(line))
    arithmetic.add(_bold(writer.line(result.working)))
    _add(tree, _("Cap"), "; ".join(_caps(result.working, words)))
    for minimum in _minimums(breakdown, result, words):
        _add(tree, _("Minimum"), minimum)
    if result.open:
        names = tuple(breakdown.scheme.facts[fact].label for fact in result.open)
        _add(tree, _("Still open"), words.listed(names))
    return drawn([tree], width=width, colour=colour)


def explain_total(breakdown: Breakdown, words: Words, *, width: int | None, colour: bool) -> str:
    """The total: every section with its items, how they add up, what is open and who owes it."""
    _ = words.gettext
    tree = Tree(_bold(f"{_('Total')}: {_summary(breakdown.working, None, words)}"))
    _add(tree, _("Unit"), heading(breakdown, words))
    _add(tree, _("Reading"), breakdown.scheme.total.note)
    writer = Writer(breakdown.scheme, words)
    branches: dict[int, Tree] = {-1: _branch(tree, _("Arithmetic"))}
    for section in breakdown.sections:
        branches[section.depth] = branches[section.depth - 1].add(_section_line(section, words, writer))
        for result in breakdown.items:
            if result.section.id == section.section.id:
                title = _titled(result.item.number, result.item.title, None, writer.line(result.working))
                branches[section.depth].add(Text(title))
    branches[-1].add(_bold(writer.line(breakdown.working)))
    lost = tuple(_lost(breakdown, words))
    if lost:
        taken = _branch(tree, _("Lost to caps"))
        for line in lost:
            taken.add(Text(line))
    _add_open(tree, breakdown, words)
    for shortfall in breakdown.warnings:
        _add(tree, _("Warning"), words.say(warning(breakdown, shortfall).message))
    return drawn([tree], width=width, colour=colour)


def _lost(breakdown: Breakdown, words: Words) -> Iterator[str]:
    """Each item whose caps took something, and each section or the total whose own cap did."""
    taken = [(each.item.number, each.item.title, each.working.lost) for each in breakdown.items]
    taken += [(each.section.number, each.section.title, each.working.taken) for each in breakdown.sections]
    taken.append((None, words.gettext("Total"), breakdown.working.taken))
    for number, title, lost in taken:
        if lost is not None and lost > 0:
            yield _titled(number, title, None, plain(lost))


def _add_open(tree: Tree, breakdown: Breakdown, words: Words) -> None:
    owed: dict[str, list[str]] = {}
    for result in breakdown.items:
        for fact in result.open:
            line = f"{fact} {visible(breakdown.scheme.facts[fact].label)}"
            offices = offices_of(breakdown.scheme, result.item)
            named = [visible(breakdown.scheme.offices[office].name) for office in offices]
            for office in named or [words.gettext("(no office named)")]:
                owed.setdefault(office, []).append(line)
    if not owed:
        return
    branch = _branch(tree, words.gettext("Still open, by office"))
    for office, lines in owed.items():
        below = branch.add(Text(office))
        for line in dict.fromkeys(lines):
            below.add(Text(line))


def _section_line(result: SectionResult, words: Words, writer: Writer) -> Text:
    if result.section.cap is not None:
        return _bold(_titled(result.section.number, result.section.title, None, writer.line(result.working)))
    return _bold(
        _titled(result.section.number, result.section.title, None, _summary(result.working, result.max, words))
    )


def _add_fact(tree: Tree, id: str, breakdown: Breakdown, words: Words) -> None:
    declared, facts = breakdown.scheme.facts[id], breakdown.facts
    branch = tree.add(Text(f"{id} {visible(declared.label)}: {_value(id, declared, facts, words)}"))
    if (report := facts.reports.get(id)) is None:
        return
    for applicant in report.applicants:
        level = visible(declared.levels[applicant.level]) if isinstance(declared, ResultsFact) else ""
        below = branch.add(Text(f"{visible(applicant.name)}: {level}"))
        _add(below, words.gettext("Note"), applicant.note)
        _add(below, words.gettext("Evidence"), words.listed(applicant.evidence))
    _add(branch, words.gettext("Note"), report.note)
    _add(branch, words.gettext("Evidence"), words.listed(report.evidence))


def _value(id: str, declared: FactDeclaration, facts: Facts, words: Words) -> str:
    _ = words.gettext
    value = facts.values.get(id)
    match declared:
        case NumberFact(unit=unit) | CountFact(unit=unit):
            return _("open") if value is None else f"{plain(value)} {visible(unit)}".rstrip()
        case YesNoFact():
            return _("open") if value is None else _("yes") if value else _("no")
        case ResultsFact(levels=levels):
            counts = {name: facts.values.get(at_level(id, level)) for level, name in levels.items()}
            if all(count is None for count in counts.values()):
                return _("open")
            named = (
                f"{name} {_('open') if count is None else plain(count)}" for name, count in counts.items() if count != 0
            )
            return words.listed(tuple(named)) or _("none")
        case _:
            assert_never(declared)


def _caps(working: Working, words: Words) -> Iterator[str]:
    """Every cap in an item, what it took, or what is left below it."""
    for step, at, spares in _cap_steps(working):
        inner = step.steps[0].points
        taken = None if inner.known is None else EXACT.subtract(inner.known, at)
        left = Interval(EXACT.subtract(at, step.points.highest), EXACT.subtract(at, step.points.lowest))
        if taken is not None and taken > 0:
            template = (
                words.gettext("{cap}, which spared {taken}") if spares else words.gettext("{cap}, which took {taken}")
            )
        elif inner.lowest >= at:
            template = words.gettext("{cap}, reached")
        elif inner.highest < at:
            template = words.gettext("{cap}, not reached: {left} below it")
        else:
            template = words.gettext("{cap}, open whether it is reached")
        yield template.format(cap=plain(at), taken=plain(taken or ZERO), left=words.interval(left))


def _cap_steps(working: Working, *, spares: bool = False) -> Iterator[tuple[Working, Decimal, bool]]:
    spares = spares or isinstance(working.expression, Negative)
    if isinstance(working.expression, Cap):
        yield working, working.expression.at, spares
    for step in working.steps:
        yield from _cap_steps(step, spares=spares)


def _minimums(breakdown: Breakdown, result: ItemResult, words: Words) -> Iterator[str]:
    requirement = result.item.requirement
    for fact, least in requirement.at_least.items() if requirement else ():
        reported = breakdown.facts.values.get(fact)
        label = visible(breakdown.scheme.facts[fact].label)
        if reported is None:
            template = words.gettext("{fact}: at least {least}, open")
        elif reported < least:
            template = words.gettext("{fact}: at least {least}, not met by {reported}")
        else:
            template = words.gettext("{fact}: at least {least}, met by {reported}")
        yield template.format(fact=label, least=plain(least), reported=plain(reported or Decimal(0)))


def _summary(working: Working, worth: Decimal | None, words: Words) -> str:
    points = signed(words.interval(working.points))
    return points if worth is None else words.gettext("{points} of {max}").format(points=points, max=plain(worth))


def _titled(number: int | str | None, title: str, id: str | None, rest: str) -> str:
    named = visible(title) if id is None else f"{visible(title)} ({id})"
    return f"{numbered(number)} {named}: {rest}".lstrip()


def _add(tree: Tree, name: str, text: str) -> None:
    if text:
        tree.add(Text.assemble((f"{name}: ", "bold"), visible_block(text)))


def _branch(tree: Tree, name: str) -> Tree:
    return tree.add(_bold(name))


def _bold(text: str) -> Text:
    return Text(text, style="bold")
