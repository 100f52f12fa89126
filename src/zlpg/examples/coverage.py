"""What the cases of a rule file exercise, and what none does.

Reports over 10 count at 0.1, up to 2 points. A case with 13 goes beyond the threshold; none stays below, and none comes to the cap:

>>> from decimal import Decimal
>>> from zlpg.examples.trial import trial_of
>>> from zlpg.model.declarations import CountFact
>>> from zlpg.model.rules import CountedRule
>>> from zlpg.model.table import Item, Scheme, Section, Total
>>> from zlpg.numbers import Interval
>>> reporting = Item("reporting", "信息报送", "", CountedRule("reports", Decimal("0.1"), over=Decimal(10)), cap=Decimal(2))
>>> total = Total((Section("bonuses", "加分", items=(reporting,)),))
>>> scheme = Scheme("town", 2020, "考核表", total, {"reports": CountFact("count", "工作信息")})
>>> thirteen = Case("13篇", Facts(values={Scalar("reports"): Decimal(13)}), {"reporting": Interval.exactly(Decimal("0.3"))})
>>> for goal in unreached(trial_of(scheme), [thirteen])[1]:
...     print(goal.kind, goal.reason)
cap no case comes to its cap
threshold no case stays at or below it
total no case expects a total
"""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Literal, TypeAlias

from zlpg.diagnostics import Message, Path
from zlpg.engine.program import Key, veto_at
from zlpg.engine.readers.bounds import Working
from zlpg.engine.readers.coverage import Goal as Place
from zlpg.engine.readers.coverage import What, exercised
from zlpg.engine.table import TOTAL
from zlpg.examples.cases import Case, shortfalls_of
from zlpg.examples.trial import Trial
from zlpg.model.declarations import step_of
from zlpg.model.facts import Facts
from zlpg.model.scalars import Scalar
from zlpg.model.table import Item
from zlpg.model.walks import walk_items, walk_sections
from zlpg.records import record

Kind: TypeAlias = Literal[
    "part",
    "bracket",
    "option",
    "level",
    "branch",
    "threshold",
    "steps",
    "best",
    "rounding",
    "floor",
    "cap",
    "average",
    "not_applicable",
    "measure",
    "minimum",
    "veto",
    "grade",
    "total",
]

SAID: dict[What, tuple[Kind, Message]] = {
    "reported": ("part", Message("no case reports it")),
    "pays": ("part", Message("no case in which it brings points")),
    "beyond": ("threshold", Message("no case goes beyond it")),
    "not_beyond": ("threshold", Message("no case stays at or below it")),
    "short": ("threshold", Message("no case stays below it")),
    "not_short": ("threshold", Message("no case comes to it or goes beyond it")),
    "part_of_step": ("steps", Message("no case with a part of a step")),
    "full": ("threshold", Message("no case comes to it")),
    "row": ("bracket", Message("no case reaches it")),
    "option": ("option", Message("no case reaches it")),
    "level": ("level", Message("no case reaches it")),
    "more": ("best", Message("no case with more than that")),
    "holds": ("branch", Message("no case in which it holds")),
    "fails": ("branch", Message("no case in which it does not hold")),
    "rounds": ("rounding", Message("no case in which rounding changes anything")),
    "at_floor": ("floor", Message("no case comes to its floor")),
    "used_up": ("floor", Message("no case takes off all of it")),
    "at_cap": ("cap", Message("no case comes to its cap")),
    "differ": ("average", Message("no case in which its parts differ")),
    "left_out": ("not_applicable", Message("no case in which something is not applicable")),
    "taken_off": ("measure", Message("no case in which there are any")),
    "none": ("measure", Message("no case in which there is nothing to divide by")),
}
"""What is said of a goal that no case takes, and what kind of thing it is."""

NEVER_HOLDS, NEVER_FAILS = SAID["holds"][1], SAID["fails"][1]
NEVER_SHORT = Message("no case falls short of it, with the warning expected")
NEVER_GIVEN = Message("no case expects it")
NEVER_EXPECTED = Message("no case expects a total")


@record(frozen=True, slots=True)
class Goal:
    """Something that a case should exercise: where it stands, what it is, and the item, section or total that it is part of."""

    at: Path
    kind: Kind
    part: str
    reason: Message
    """Why it counts as not exercised, where no case does it."""


@record(frozen=True, slots=True)
class Tried:
    """A case as it was tried: what was worked out, and the steps that what the case expects comes from."""

    trial: Trial
    case: Case
    values: dict[Key, Working]

    def about(self) -> frozenset[Key]:
        """The steps that what the case expects comes from: not those that something keeps from counting."""
        case, trial = self.case, self.trial
        expected: list[Key] = [*case.points]
        if case.grades is not None or case.no_result is not None:
            outcome = trial.outcome(self.values)
            if not outcome.no_result and all(veto.grade is None for veto in outcome.holding):
                expected += trial.settled_by
        trial.work_out(expected, self.values)
        live = trial.live(expected, self.values)
        steps = [trial.program.by_key[key] for key in live] + list(trial.settling if case.is_about_outcome else ())
        measures = (key for step in steps for key in step.reads if isinstance(key, Scalar))
        return live.union(key for key in measures if key in trial.program.by_key)


def goals(trial: Trial) -> dict[Goal, Callable[[Tried], bool] | Place]:
    """Everything of a scheme that its cases should exercise, each with what in a rule it is, or when else a case does."""
    found: dict[Goal, Callable[[Tried], bool] | Place] = {}
    values, parts, total = trial.known(Facts()), _parts_at(trial), trial.scheme.total
    whole_steps = _steps_of_facts(trial)
    for step, part in _steps(trial):
        for place, _ in exercised(trial.work_out((step,), values)[step], whole_steps):
            if place.path[:2] == (TOTAL, "vetoes"):
                continue  # what a veto does is for a case to expect
            kind, reason = SAID[place.what]
            inmost = (parts.get(place.path[:end]) for end in range(len(place.path), 0, -1))
            found[Goal(place.path, kind, next((id for id in inmost if id is not None), part), reason)] = place
    for path, _, item in walk_items(trial.scheme):
        if item.max is not None and item.requirement is not None:
            for fact in item.requirement.at_least:
                at = (*path, "requirement", "at_least", fact)
                found[Goal(at, "minimum", item.id, NEVER_SHORT)] = _warned_of(item, fact)
    for position in range(len(total.vetoes)):
        found[Goal((TOTAL, "vetoes", position), "veto", TOTAL, NEVER_HOLDS)] = _vetoed(position)
    for position, grade in enumerate(total.grades):
        found[Goal((TOTAL, "grades", position), "grade", TOTAL, NEVER_GIVEN)] = _given(grade.id)
        if grade.if_ is not None:
            found[Goal((TOTAL, "grades", position, "if"), "branch", TOTAL, NEVER_FAILS)] = _kept_from(position)
    found[Goal((TOTAL,), "total", TOTAL, NEVER_EXPECTED)] = lambda tried: TOTAL in tried.case.points
    return found


def unreached(trial: Trial, cases: Iterable[Case]) -> tuple[int, tuple[Goal, ...]]:
    """How many goals there are, and those that no case reaches."""
    waiting = goals(trial)
    count, whole_steps = len(waiting), _steps_of_facts(trial)
    for case in cases:
        tried = Tried(trial, case, trial.known(case.facts))
        taken = {
            place
            for step in tried.about()
            for place, is_taken in exercised(tried.values[step], whole_steps)
            if is_taken
        }
        waiting = {goal: by for goal, by in waiting.items() if not (by(tried) if callable(by) else by in taken)}
    return count, tuple(waiting)


def _parts_at(trial: Trial) -> dict[Path, str]:
    """The items, the sections and the total by where they stand."""
    items = {path: item.id for path, _, item in walk_items(trial.scheme)}
    return {(TOTAL,): TOTAL, **{path: section.id for path, section in walk_sections(trial.scheme)}, **items}


def _steps(trial: Trial) -> Iterator[tuple[Key, str]]:
    """The steps that have goals of their own: measures that are read, items, sections and the total, each with its part."""
    for id in trial.scheme.measures:
        readers = [part for part in trial.parts if Scalar(id) in trial.program.by_key[part].reads]
        if readers or any(Scalar(id) in step.reads for step in trial.settling):
            yield Scalar(id), next((part for part in readers if part in trial.items), TOTAL)
    yield from ((part, part) for part in trial.parts)


def _steps_of_facts(trial: Trial) -> dict[Scalar, Decimal]:
    """What the numbers of facts go in, where they go in anything."""
    found = {Scalar(id): step_of(fact) for id, fact in trial.scheme.asked.items()}
    return {scalar: step for scalar, step in found.items() if step is not None}


def _vetoed(position: int) -> Callable[[Tried], bool]:
    """A case in which a veto holds, and that is about what it does; of several that fix the same, the first that holds counts."""

    def reached(tried: Tried) -> bool:
        return any(_first_of(tried, position, fixing) for fixing in _expected_of(tried, position))

    return reached


def _expected_of(tried: Tried, position: int) -> Iterator[Literal["grade", "fixed_points"] | None]:
    """What a veto does that a case expects, each as what the vetoes before it have that would keep it from that."""
    case, veto = tried.case, tried.trial.scheme.total.vetoes[position]
    if veto.no_total and (case.no_total or (veto.no_result and case.no_result is not None)):
        yield None
    if veto.grade_at_most is not None and case.grades is not None:
        yield None
    if veto.grade is not None and case.grades is not None:
        yield "grade"
    if veto.fixed_points is not None and TOTAL in case.points:
        yield "fixed_points"


def _first_of(tried: Tried, position: int, fixing: str | None) -> bool:
    """Whether a veto holds in a case, and none before it that fixes the same can."""
    vetoes = tried.trial.scheme.total.vetoes
    before = [at for at in range(position) if fixing is not None and getattr(vetoes[at], fixing) is not None]
    values = tried.trial.work_out(map(veto_at, (*before, position)), tried.values)
    return bool(values[veto_at(position)].points.lowest) and not any(
        values[veto_at(at)].points.highest for at in before
    )


def _given(grade: str) -> Callable[[Tried], bool]:
    return lambda tried: tried.case.grades == (grade,)


def _kept_from(position: int) -> Callable[[Tried], bool]:
    """A case about the grade in which a condition alone keeps the unit from this one: its total would do, and no grade before it holds."""

    def reached(tried: Tried) -> bool:
        outcome = tried.trial.outcome(tried.values)
        if tried.case.grades is None or any(veto.grade for veto in outcome.holding):
            return False
        *before, grade = outcome.takes[: position + 1]
        *threshold, condition = grade.operands if tried.trial.scheme.total.grades[position].side else (grade,)
        return (
            not condition.points.highest
            and all(each.points.lowest for each in threshold)
            and not any(each.points.highest for each in before)
        )

    return reached


def _warned_of(item: Item, fact: str) -> Callable[[Tried], bool]:
    def reached(tried: Tried) -> bool:
        case = tried.case
        values = tried.trial.work_out((item.id,), tried.values)
        return fact in (case.warnings or ()) and fact in shortfalls_of(item, case, values)

    return reached
