"""Breakdown → a tree that explains the total or a section: what is under it and how that adds up, what settles the result, what is open."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import dropwhile, takewhile

from zlpg.engine.breakdown import Breakdown, SectionResult
from zlpg.engine.table import lower_grade
from zlpg.model.table import Grade, Section, Veto
from zlpg.model.walks import offices_of
from zlpg.numbers import Interval
from zlpg.show.drawing import Line, Tree, drawn
from zlpg.show.findings import warning
from zlpg.show.score import Row, effect_of, heading, lost_to_caps, outcome_of, rows_of, rule_file_named
from zlpg.show.trees import add, add_condition, add_together, bold, branch, summary, titled
from zlpg.show.words import Words, visible
from zlpg.show.workings import Writer, conditions_in


def explain_total(breakdown: Breakdown, words: Words, *, width: int | None, colour: bool) -> str:
    """The total: every section with its items, how they add up, what that means, what is open and who owes it."""
    _ = words.gettext
    tree = Tree(bold(words.named(_("Total"), _points(breakdown, words))))
    add(tree, _("Unit"), heading(breakdown, words), words)
    add(tree, _("Rule file"), rule_file_named(breakdown.rule_file, words), words)
    add(tree, _("Clause"), breakdown.scheme.total.text, words)
    add(tree, _("Reading"), breakdown.scheme.total.note, words)
    writer = Writer(breakdown.scheme, words, breakdown.facts.values)
    arithmetic = branch(tree, _("Arithmetic"))
    _add_rows(arithmetic, rows_of(breakdown, words), writer)
    if not breakdown.outcome.no_result:
        arithmetic.add(bold(writer.line(breakdown.working)))
        add_together(tree, breakdown.working, writer)
    _add_outcome(tree, breakdown, writer)
    of_total = _lost_line(None, _("Total"), breakdown.working.taken, words)
    _add_rest(tree, breakdown, (*_lost(breakdown, words), *of_total), words)
    return drawn([tree], width=width, colour=colour)


def explain_section(
    breakdown: Breakdown, result: SectionResult, words: Words, *, width: int | None, colour: bool
) -> str:
    """One section: its clause, what it requires, what is under it and how that adds up, roundings, floors, caps, what is open."""
    _ = words.gettext
    own, *below = _rows_of_section(breakdown, result, words)
    points = summary(result.working, result.max, words)
    tree = Tree(bold(titled(own.number, own.weighted_title(words), own.id, points, words)))
    add(tree, _("Unit"), heading(breakdown, words), words)
    add(tree, _("Rule file"), rule_file_named(breakdown.rule_file, words), words)
    add(tree, _("Clause"), result.section.text, words)
    add(tree, _("Reading"), result.section.note, words)
    writer = Writer(breakdown.scheme, words, breakdown.facts.values)
    for condition in conditions_in(result.working):
        add_condition(tree, condition, writer.names)
    arithmetic = branch(tree, _("Arithmetic"))
    _add_rows(arithmetic, below, writer, around=own.depth)
    arithmetic.add(bold(writer.line(result.working)))
    add_together(tree, result.working, writer)
    for kind, said in writer.limits(result.working):
        add(tree, kind, said, words)
    within = _only(breakdown, result.section)
    _add_rest(tree, within, tuple(_lost(within, words)), words)
    return drawn([tree], width=width, colour=colour)


def _rows_of_section(breakdown: Breakdown, result: SectionResult, words: Words) -> Iterator[Row]:
    """The row of a section, and those of what is under it."""
    from_it = dropwhile(lambda row: (row.kind, row.id) != ("section", result.section.id), rows_of(breakdown, words))
    yield next(from_it)
    yield from takewhile(lambda row: row.kind != "total" and row.depth > result.depth, from_it)


def _only(breakdown: Breakdown, section: Section) -> Breakdown:
    """The breakdown as far as it is about what is under a section."""
    within = {each.id: each.title for each in _with_those_inside(section)}
    items = tuple(each for each in breakdown.items if each.section.id in within)
    ids = {each.item.id for each in items}
    return replace(
        breakdown,
        items=items,
        sections=tuple(each for each in breakdown.sections if each.section.id in within),
        warnings=tuple(each for each in breakdown.warnings if each.item.id in ids),
        open_beside=tuple((fact, title) for fact, title in breakdown.open_beside if title in within.values()),
    )


def _with_those_inside(section: Section) -> Iterator[Section]:
    yield section
    for below in section.sections:
        yield from _with_those_inside(below)


def _add_rows(tree: Tree, rows: Iterable[Row], writer: Writer, *, around: int = -1) -> None:
    """Sections with their items below them; `around` is how deep what they stand in is."""
    branches, words = {around: tree}, writer.words
    for row in rows:
        if row.kind == "section":
            branches[row.depth] = branches[row.depth - 1].add(bold(_section_line(row, words)))
            add_together(branches[row.depth], row.working, writer)
        elif row.kind == "item":
            branches[row.depth - 1].add(Line(_line(row, row.workings, words)))


def _points(breakdown: Breakdown, words: Words) -> str:
    if breakdown.outcome.no_result:
        return words.gettext("no result")
    points = summary(breakdown.working, None, words)
    if breakdown.outcome.no_result is None:
        return words.gettext("{points} or no result").format(points=points)
    return points


def _section_line(row: Row, words: Words) -> str:
    return _line(row, row.workings or summary(row.working, row.max, words), words)


def _line(row: Row, rest: str, words: Words) -> str:
    return words.named(f"{row.number} {row.weighted_title(words)}".lstrip(), rest)


def _add_outcome(tree: Tree, breakdown: Breakdown, writer: Writer) -> None:
    """What settles the result, with the clauses and what has to be so; also vetoes that don't hold."""
    words, total = writer.words, breakdown.scheme.total
    for said in outcome_of(breakdown, words):
        if not said.line:
            continue
        below = branch(tree, said.line)
        if said.kind == "grade":
            _add_grades(below, total.grades, writer)
        if said.veto is not None:
            _add_veto(below, said.veto, breakdown, writer)
    outcome = breakdown.outcome
    for veto in total.vetoes:
        if veto not in (*outcome.holding, *outcome.possible):
            line = words.gettext("Not vetoed: {veto} → {effect}")
            effect = effect_of(breakdown, veto, words)
            _add_veto(tree.add(Line(line.format(veto=visible(veto.title), effect=effect))), veto, breakdown, writer)


def _add_grades(tree: Tree, grades: tuple[Grade, ...], writer: Writer) -> None:
    for grade in grades:
        threshold = writer.names.condition(lower_grade(grade, last=grade is grades[-1]))
        below = tree.add(
            Line(writer.words.named(visible(grade.title), threshold) if threshold else visible(grade.title))
        )
        add(below, writer.words.gettext("Clause"), grade.text, writer.words)
        add(below, writer.words.gettext("Reading"), grade.note, writer.words)


def _add_veto(tree: Tree, veto: Veto, breakdown: Breakdown, writer: Writer) -> None:
    _ = writer.words.gettext
    add(tree, _("Clause"), veto.text, writer.words)
    add(tree, _("Reading"), veto.note, writer.words)
    condition = breakdown.outcome.conditions[breakdown.scheme.total.vetoes.index(veto)]
    add_condition(tree, condition, writer.names)


def _add_rest(tree: Tree, breakdown: Breakdown, lost: Sequence[str], words: Words) -> None:
    """What caps took, what is open and who owes it, and what the score carries with it."""
    if lost:
        taken = branch(tree, words.gettext("Lost to caps"))
        for line in lost:
            taken.add(Line(line))
    _add_open(tree, breakdown, words)
    for shortfall in breakdown.warnings:
        add(tree, words.gettext("Warning"), words.say(warning(breakdown, shortfall).message), words)


def _lost(breakdown: Breakdown, words: Words) -> Iterator[str]:
    """Each item whose caps took something, and each section whose own cap did."""
    for result in breakdown.items:
        yield from _lost_line(result.item.number, result.item.title, result.working.lost, words)
    for each in breakdown.sections:
        yield from _lost_line(each.section.number, each.section.title, each.working.taken, words)


def _lost_line(number: int | str | None, title: str, lost: Interval, words: Words) -> Iterator[str]:
    if said := lost_to_caps(lost, words):
        yield titled(number, title, None, said, words)


def _add_open(tree: Tree, breakdown: Breakdown, words: Words) -> None:
    owed: dict[str, list[str]] = {}
    for result in breakdown.items:
        for fact in result.open:
            offices = offices_of(breakdown.scheme, result.item)
            named = [visible(breakdown.scheme.offices[office].name) for office in offices]
            for office in named or [words.gettext("(no office named)")]:
                owed.setdefault(office, []).append(_owed(breakdown, fact))
    for fact, _ in breakdown.open_beside:
        owed.setdefault(words.gettext("(no office named)"), []).append(_owed(breakdown, fact))
    if not owed:
        return
    under = branch(tree, words.gettext("Still open, by office"))
    for office, lines in owed.items():
        below = under.add(Line(office))
        for line in dict.fromkeys(lines):
            below.add(Line(line))


def _owed(breakdown: Breakdown, fact: str) -> str:
    return f"{fact} {visible(breakdown.scheme.facts[fact].label)}"
