"""What the cases of a rule file exercise, and what none does."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import zlpg.engine.expression as e
from zlpg.checks.references import nodes_of
from zlpg.diagnostics import Path
from zlpg.engine.lowering import lower, lower_condition
from zlpg.engine.table import TOTAL, applies, lower_section, parts_below
from zlpg.examples.cases import Case, shortfalls_of
from zlpg.examples.exercises import RuleGoals, differing
from zlpg.examples.goals import (
    NEVER_AVERAGED,
    NEVER_EXPECTED,
    NEVER_FAILS,
    NEVER_GIVEN,
    NEVER_HOLDS,
    NEVER_LEFT_OUT,
    NEVER_NONE,
    NEVER_SHORT,
    NEVER_TAKEN_OFF,
    Bounds,
    Goal,
    Kind,
    Reached,
    Tried,
    always,
    both,
    certainly,
    certainly_not,
)
from zlpg.examples.trial import OUTCOME, Trial, conditions_of, facts_in
from zlpg.model.declarations import Measure
from zlpg.model.table import Grade, Item, Section, Total, Veto
from zlpg.model.walks import walk_items
from zlpg.numbers import ZERO

__all__ = ["Goal", "Kind", "goals", "unreached"]


def goals(trial: Trial) -> Iterator[Goal]:
    """Everything of a scheme that its cases should exercise."""
    readers = _readers(trial) if trial.scheme.measures else {}
    for id, measure in trial.scheme.measures.items():
        if id in readers:
            yield from _of_measure(trial, id, measure, readers[id])
    for path, _, item in walk_items(trial.scheme):
        yield from _of_item(trial, path, item)
    for path, node in nodes_of(trial.scheme):
        yield from _of_node(trial, path, node)
    total = trial.scheme.total
    for position, veto in enumerate(total.vetoes):
        yield _veto(trial, position, veto, total.vetoes[:position])
    for position, grade in enumerate(total.grades):
        yield Goal(("total", "grades", position), "grade", TOTAL, NEVER_GIVEN, _given(grade), wherever=True)
    yield Goal(("total",), "total", TOTAL, NEVER_EXPECTED, lambda tried: TOTAL in tried.case.points, wherever=True)


def unreached(trial: Trial, cases: Iterable[Case]) -> tuple[int, tuple[Goal, ...]]:
    """How many goals there are, and those that no case reaches."""
    waiting = list(goals(trial))
    count = len(waiting)
    for case in cases:
        tried = Tried(trial, case, trial.known(case.facts), {})
        waiting = [
            goal for goal in waiting if not ((goal.wherever or goal.part in tried.about) and goal.reached(tried))
        ]
    return count, tuple(waiting)


def _of_item(trial: Trial, path: Path, item: Item) -> Iterator[Goal]:
    policy = item.not_applicable or trial.around[item.id]
    counts = always if policy is None else certainly(applies(item))
    yield from RuleGoals(trial.scheme, item.id, trial.applying).of((*path, "rule"), item.rule, counts)
    yield from Bounds(item.round, item.floor, item.cap).goals(path, item.id, lower(item.rule, trial.applying), counts)
    if item.not_applicable is not None:
        yield _left_out(trial, path, item, (item,))
    if item.max is not None and item.requirement is not None:
        for fact in item.requirement.at_least:
            at = (*path, "requirement", "at_least", fact)
            yield Goal(at, "minimum", item.id, NEVER_SHORT, _warned_of(trial, item, fact), wherever=True)


def _of_node(trial: Trial, path: Path, node: Section | Total) -> Iterator[Goal]:
    id = node.id if isinstance(node, Section) else TOTAL
    counts: Reached = always
    if isinstance(node, Section) and node.requires is not None:
        condition = lower_condition(node.requires, trial.applying, of_nothing=1)
        counts = certainly(condition)
        yield Goal((*path, "requires"), "branch", id, NEVER_HOLDS, counts)
        yield Goal((*path, "requires"), "branch", id, NEVER_FAILS, certainly_not(condition))
    if isinstance(node, Total):
        fixing = tuple(lower_condition(veto.veto, trial.applying) for veto in node.vetoes if veto.points is not None)
        counts = certainly_not(*fixing)
    scaled_up = node.not_applicable == "renormalise"  # then its items are averaged, whatever sections they are in
    parts = tuple(map(e.Part, trial.items_under(id) if scaled_up else (part.id for part in parts_below(node))))
    if node.average and len(parts) > 1:
        yield Goal((*path, "average"), "average", id, NEVER_AVERAGED, both(counts, differing(parts)))
    if node.not_applicable is not None:
        yield _left_out(trial, path, node, tuple(_governed(node)))
    yield from Bounds(node.round, node.floor, node.cap).goals(path, id, _unheld(trial, node), counts)


def _unheld(trial: Trial, node: Section | Total) -> e.Expression:
    """What a section or the total comes to but for rounding, floor, cap and vetoes."""
    if isinstance(node, Total):
        return lower_section(replace(node, round=None, floor=None, cap=None, vetoes=()), trial.applying)
    return lower_section(replace(node, round=None, floor=None, cap=None), trial.applying)


def _governed(node: Section | Total) -> Iterator[Item]:
    """The items for which a section, or the total, says what it means that they are not applicable."""
    for part in parts_below(node):
        if part.not_applicable is not None:
            continue
        if isinstance(part, Item):
            yield part
        else:
            yield from _governed(part)


def _left_out(trial: Trial, path: Path, node: Item | Section | Total, items: tuple[Item, ...]) -> Goal:
    id = TOTAL if isinstance(node, Total) else node.id
    which = [(item.id, applies(item)) for item in items if any(True for _ in facts_in(trial.expression(item.id)))]

    def reached(tried: Tried) -> bool:
        about_all = id in tried.about
        itself = node.not_applicable != "renormalise"  # then an item is worth nothing or all, and may be expected alone
        return any((about_all or (itself and item in tried.about)) and tried.fails(each) for item, each in which)

    return Goal((*path, "not_applicable"), "not_applicable", id, NEVER_LEFT_OUT, reached, wherever=True)


def _readers(trial: Trial) -> dict[str, set[str]]:
    """The parts of the table that read each fact and each measure, and whether what settles the result does."""
    found: dict[str, set[str]] = {}
    parts = ((part, trial.expression(part)) for part in (*trial.items, *trial.sections, TOTAL))
    for part, expression in (*parts, *((OUTCOME, each) for each in conditions_of(trial.settling))):
        for id in facts_in(expression):
            found.setdefault(id, set()).add(part)
    return found


def _of_measure(trial: Trial, id: str, measure: Measure, read_by: set[str]) -> Iterator[Goal]:
    part = next((each for each in trial.items if each in read_by), TOTAL)

    def seen(reached: Reached) -> Reached:
        return lambda tried: not tried.about.isdisjoint(read_by) and reached(tried)

    at = ("measures", id)
    for position, fact in enumerate(measure.without):
        taken_off = seen(_is_any(fact))
        yield Goal((*at, "without", position), "measure", part, NEVER_TAKEN_OFF, taken_off, wherever=True)
    if measure.if_none is not None:
        of, without = (e.Sum(tuple(map(e.Fact, each))) for each in (measure.of, measure.without))
        yield Goal((*at, "if_none"), "measure", part, NEVER_NONE, seen(_nothing_left(of, without)), wherever=True)


def _is_any(fact: str) -> Reached:
    def reached(tried: Tried) -> bool:
        value = tried.value(fact)
        return value is not None and value > ZERO

    return reached


def _nothing_left(of: e.Expression, without: e.Expression) -> Reached:
    def reached(tried: Tried) -> bool:
        whole, taken = tried.points(of).known, tried.points(without).known
        return whole is not None and whole == taken

    return reached


def _veto(trial: Trial, position: int, veto: Veto, before: tuple[Veto, ...]) -> Goal:
    """A case in which a veto holds, and that is about what it does; of several that fix the same, the first that holds counts."""
    condition = lower_condition(veto.veto, trial.applying)
    fixing = "points" if veto.points is not None else "grade" if veto.grade is not None else None
    fixed_before = [each.veto for each in before if fixing and getattr(each, fixing) is not None]
    earlier = [lower_condition(each, trial.applying) for each in fixed_before]

    def reached(tried: Tried) -> bool:
        case = tried.case
        expected = {
            "points": TOTAL in case.points,
            "no_result": case.no_result is not None,
            "grade": case.grades is not None,
        }
        effect = fixing or ("no_result" if veto.no_result else "grade")
        return expected[effect] and tried.holds(condition) and all(map(tried.fails, earlier))

    return Goal(("total", "vetoes", position), "veto", TOTAL, NEVER_HOLDS, reached, wherever=True)


def _given(grade: Grade) -> Reached:
    return lambda tried: tried.case.grades == (grade.id,)


def _warned_of(trial: Trial, item: Item, fact: str) -> Reached:
    def reached(tried: Tried) -> bool:
        case = tried.case
        return fact in (case.warnings or ()) and fact in shortfalls_of(trial, item, case, tried.known, tried.parts)

    return reached
