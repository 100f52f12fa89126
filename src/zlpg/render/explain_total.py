"""Breakdown → a tree that explains the total: every section with its items, what settles the result, what is open."""

from collections.abc import Iterator

from zlpg.breakdown import Breakdown
from zlpg.lowering import lower_condition, lower_grade
from zlpg.render import rule_files
from zlpg.render.drawing import Line, Tree, drawn
from zlpg.render.outcome import effect_of, outcome_of
from zlpg.render.rows import Row, rows_of
from zlpg.render.table import heading
from zlpg.render.trees import add, bold, branch, summary, titled
from zlpg.render.warnings import warning
from zlpg.render.words import Words, visible
from zlpg.render.workings import Writer
from zlpg.scheme import Grade, Veto, offices_of


def explain_total(breakdown: Breakdown, words: Words, *, width: int | None, colour: bool) -> str:
    """The total: every section with its items, how they add up, what that means, what is open and who owes it."""
    _ = words.gettext
    tree = Tree(bold(words.named(_("Total"), _points(breakdown, words))))
    add(tree, _("Unit"), heading(breakdown, words), words)
    add(tree, _("Rule file"), rule_files.named(breakdown.rule_file, words), words)
    add(tree, _("Clause"), breakdown.scheme.total.text, words)
    add(tree, _("Reading"), breakdown.scheme.total.note, words)
    writer = Writer(breakdown.scheme, words, breakdown.facts.values)
    branches: dict[int, Tree] = {-1: branch(tree, _("Arithmetic"))}
    for row in rows_of(breakdown, words):
        if row.kind == "section":
            branches[row.depth] = branches[row.depth - 1].add(bold(_section_line(row, words)))
        elif row.kind == "item":
            branches[row.depth - 1].add(Line(_line(row, row.workings, words)))
    branches[-1].add(bold(writer.line(breakdown.working)))
    _add_outcome(tree, breakdown, writer)
    lost = tuple(_lost(breakdown, words))
    if lost:
        taken = branch(tree, _("Lost to caps"))
        for line in lost:
            taken.add(Line(line))
    _add_open(tree, breakdown, words)
    for shortfall in breakdown.warnings:
        add(tree, _("Warning"), words.say(warning(breakdown, shortfall).message), words)
    return drawn([tree], width=width, colour=colour)


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
            _add_veto(below, said.veto, writer)
    outcome = breakdown.outcome
    for veto in total.vetoes:
        if veto not in (*outcome.holding, *outcome.possible):
            line = words.gettext("Not vetoed: {veto} → {effect}")
            effect = effect_of(breakdown, veto, words)
            _add_veto(tree.add(Line(line.format(veto=visible(veto.title), effect=effect))), veto, writer)


def _add_grades(tree: Tree, grades: tuple[Grade, ...], writer: Writer) -> None:
    for grade in grades:
        threshold = writer.names.condition(lower_grade(grade, last=grade is grades[-1]))
        below = tree.add(
            Line(writer.words.named(visible(grade.title), threshold) if threshold else visible(grade.title))
        )
        add(below, writer.words.gettext("Clause"), grade.text, writer.words)
        add(below, writer.words.gettext("Reading"), grade.note, writer.words)


def _add_veto(tree: Tree, veto: Veto, writer: Writer) -> None:
    _ = writer.words.gettext
    add(tree, _("Clause"), veto.text, writer.words)
    add(tree, _("Reading"), veto.note, writer.words)
    add(tree, _("Condition"), writer.names.condition(lower_condition(veto.veto)), writer.words)


def _lost(breakdown: Breakdown, words: Words) -> Iterator[str]:
    """Each item whose caps took something, and each section or the total whose own cap did."""
    taken = [(each.item.number, each.item.title, each.working.lost) for each in breakdown.items]
    taken += [(each.section.number, each.section.title, each.working.taken) for each in breakdown.sections]
    taken.append((None, words.gettext("Total"), breakdown.working.taken))
    for number, title, lost in taken:
        if lost is not None and lost > 0:
            yield titled(number, title, None, words.number(lost), words)


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
