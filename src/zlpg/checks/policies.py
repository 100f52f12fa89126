"""Policies that documents differ in, and that a rule file therefore declares: steps, closed sides, what is not applicable."""

from collections.abc import Callable, Iterator

import zlpg.model.rules as r
from zlpg.checks.parts import Parts
from zlpg.checks.references import Findings
from zlpg.diagnostics import Diagnostic, Message, Path
from zlpg.model.declarations import CountFact, Measure, NumberFact, RatingsFact
from zlpg.model.references import references_in
from zlpg.model.table import ChosenMax, Item, Scheme, Section, Total
from zlpg.model.walks import facts_of
from zlpg.numbers import ONE, ZERO, plain


def rules_leave_nothing_open(parts: Parts) -> Findings:
    """What a rule's kind leaves open is declared: what a part of a step counts as, which side of a threshold is closed."""
    for at, rule in parts.rules():
        match rule:
            case r.CountedRule():
                yield from _steps(parts.scheme, at, rule)
            case r.BracketsRule():
                yield from _sides(at, rule)
            case r.ProportionalRule():
                yield from _proportion(at, rule)
            case r.LevelsRule(best=best) if best is not None and best > 1:
                yield from _negative_among_the_best(at, rule)
            case r.HighestRule(best=best, highest=among) if best > 1 and best >= len(among):
                message = Message("of {count} parts, the best {best} are all", count=len(among), best=best)
                hint = Message("write sum instead of highest")
                yield Diagnostic("superfluous-policy", message, hint, at=(*at, "best"))
            case _:
                pass


def _negative_among_the_best(at: Path, rule: r.LevelsRule) -> Findings:
    """Of the best few, each brings something: whether one that takes off counts among them, clauses leave open."""
    for level, points in rule.points.items():
        if points < ZERO:
            message = Message("{points} is below 0, and the best {best} count", points=points, best=rule.best or 0)
            hint = Message("count these in a part of their own, or leave out best")
            yield Diagnostic("negative-best", message, hint, at=(*at, "points", level))


def _steps(scheme: Scheme, at: Path, rule: r.CountedRule) -> Findings:
    """What counts by steps says what a part of a step counts as, unless there are no parts: counts, one by one."""
    if rule.over is not None and rule.under is not None:
        message = Message("a part counts what goes beyond a threshold or what falls short of one, not both")
        hint = Message("write two parts under sum, one with over, one with under")
        yield Diagnostic("over-and-under", message, hint, at=(*at, "under"), on_key=True)
    whole = rule.per == ONE and all(each % 1 == ZERO for each in (rule.over, rule.under) if each is not None)
    one_by_one = whole and isinstance(scheme.facts.get(rule.count), CountFact)
    if rule.steps is None and not one_by_one and _is_known(scheme, rule.count):
        message = Message("it is not declared what a part of a step of {per} counts as", per=rule.per)
        hint = Message(
            "write one of: steps: whole (it counts as nothing), steps: started (it counts as a whole step), "
            "steps: continuous (it counts as that part)"
        )
        yield Diagnostic("undeclared-policy", message, hint, at=at)
    elif rule.steps is not None and one_by_one:
        message = Message("what is counted one by one has no parts of steps")
        yield Diagnostic("superfluous-policy", message, Message("leave it out"), at=(*at, "steps"), on_key=True)


def _is_known(scheme: Scheme, id: str) -> bool:
    return id in scheme.measures or isinstance(scheme.facts.get(id), CountFact | NumberFact | RatingsFact)


def _sides(at: Path, rule: r.BracketsRule) -> Findings:
    """Each row of a bracket table has one threshold, and all rows the same kind of it: its number belongs to one row."""
    first = rule.table[0]
    for position, row in enumerate(rule.table):
        if not row.sides:
            message = Message("this row has no threshold")
        elif len(row.sides) > 1:
            message = Message("this row has several thresholds: {sides}", sides=row.sides)
        elif len(first.sides) == 1 and row.side != first.side:
            message = Message("this row says {side}, and the first one {other}", side=row.side, other=first.side)
        else:
            continue
        yield Diagnostic("bracket-side", message, _SIDES, at=(*at, "table", position))


_SIDES = Message(
    "a table says one of these in every row: at_least (from the number up, itself included), over (above it), "
    "at_most (up to it, itself included), below (up to it, itself left out)"
)


def _proportion(at: Path, rule: r.ProportionalRule) -> Findings:
    """A proportion is of something: a full result above 0, or another number than the bound that it is counted from."""
    if rule.over is None and rule.full <= ZERO:
        message = Message("expected more than {limit}, found {found}", found=rule.full, limit=ZERO)
        hint = Message("where less is better, say from where on nothing is earned: over")
        yield Diagnostic("out-of-range", message, hint, at=(*at, "full"))
    elif rule.over == rule.full:
        message = Message(
            "from {over} to {full} there is nothing to be in proportion to", over=rule.over, full=rule.full
        )
        yield Diagnostic("empty-range", message, at=(*at, "over"))


def measures_can_be_divided(parts: Parts) -> Findings:
    """A measure says what it is where there is nothing to divide by, if that can be: 0 of 0 is not 0, and not all."""
    for id, measure in parts.measures.items():
        if (possible := _divisor(parts.scheme, measure)) is None:
            continue
        if possible and measure.if_none is None and not parts.optional.issuperset((measure.share, *measure.of)):
            message = Message("it is not declared what “{measure}” is where there is nothing to divide by", measure=id)
            hint = Message("write what it then counts as: if_none: {number}", number=plain(measure.range[0]))
            yield Diagnostic("undeclared-policy", message, hint, at=("measures", id), on_key=True)
        elif not possible and measure.if_none is not None:
            message = Message("what “{measure}” is divided by is never 0", measure=id)
            yield Diagnostic("superfluous-policy", message, Message("leave it out"), at=("measures", id, "if_none"))


def _divisor(scheme: Scheme, measure: Measure) -> bool | None:
    """Whether there may be nothing to divide by; `None` where a fact of it isn't known."""
    lowest = ZERO
    for id, sign in (*((id, 1) for id in measure.of), *((id, -1) for id in measure.without)):
        match scheme.facts.get(id):
            case NumberFact(range=(least, most)) | RatingsFact(range=(least, most)):
                lowest += least if sign > 0 else -most
            case CountFact():
                lowest -= ZERO if sign > 0 else ONE
            case _:
                return None
    return lowest <= ZERO


def full_marks_are_known(parts: Parts) -> Findings:
    """An item that counts as full where it isn't applicable says what full is."""
    for path, item in parts.items:
        policy = item.not_applicable or parts.policies[item.id]
        if policy == "full_marks" and item.direction == "award" and item.limit is None and _reads(item):
            message = Message(
                "not applicable, “{item}” counts as full marks, and has neither a max nor a cap", item=item.id
            )
            hint = Message("give it a max or a cap, or declare for it: not_applicable: zero")
            yield Diagnostic("undeclared-policy", message, hint, at=path)


def _reads(item: Item) -> bool:
    return any(each.wanted != "part" for each in references_in((), item.rule))


def what_is_declared_can_come_about(parts: Parts) -> Findings:
    """An item that says what it counts as where it isn't applicable can be so: its facts are read nowhere that doesn't say it."""
    for path, item in parts.items:
        facts = () if item.not_applicable is None else facts_of(parts.scheme, item)
        if item.not_applicable is not None and parts.optional.isdisjoint(facts):
            message = (
                Message("“{item}” reads no fact: it is always applicable", item=item.id)
                if not facts
                else Message("“{item}” is always applicable: what it reads is read elsewhere, too", item=item.id)
            )
            hint = Message("declare it wherever these facts are read, or leave it out")
            yield Diagnostic("superfluous-policy", message, hint if facts else None, at=(*path, "not_applicable"))


def what_is_scaled_up_can_be(parts: Parts) -> Findings:
    """A section, or the total, that is scaled up to what is applicable knows what everything under it is worth.

    So each item has a maximum or a cap, and sections between are plain sums. What drops out has one that it drops out of.
    """
    scaled: set[str] = set()
    for path, node in parts.nodes:
        if node.not_applicable == "renormalise":
            inside = tuple(_below(path, node))
            scaled.update(part.id for _, part in inside)
            yield from _not_scalable(node, inside)
    for path, item in parts.items:
        if item.not_applicable == "renormalise" and item.id not in scaled:
            message = Message("nothing around “{item}” is scaled up to what is applicable", item=item.id)
            hint = Message("write it at the section that is, or at the total: not_applicable: renormalise")
            yield Diagnostic("cannot-renormalise", message, hint, at=(*path, "not_applicable"))


def _below(path: Path, node: Section | Total) -> Iterator[tuple[Path, Section | Item]]:
    for position, item in enumerate(node.items if isinstance(node, Section) else ()):
        yield (*path, "items", position), item
    for position, section in enumerate(node.sections):
        here = (*path, "sections", position)
        yield here, section
        yield from _below(here, section)


def _not_scalable(node: Section | Total, inside: tuple[tuple[Path, Section | Item], ...]) -> Findings:
    for path, part in inside:
        if isinstance(part, Item):
            if part.limit is None and part.direction == "award" and not node.average:
                message = Message("it is not known what “{item}” is worth where others drop out", item=part.id)
                yield Diagnostic("cannot-renormalise", message, Message("give it a max or a cap"), at=path)
            elif isinstance(part.max, ChosenMax) and not node.average:
                message = Message("what “{item}” is worth where others drop out depends on a choice", item=part.id)
                hint = Message("give it one maximum, or declare for it: not_applicable: full_marks or zero")
                yield Diagnostic("cannot-renormalise", message, hint, at=(*path, "max"))
        elif node.average:
            message = Message(
                "an average that is scaled up to what is applicable is of items, not of “{section}”", section=part.id
            )
            hint = Message("declare it at each section: not_applicable: renormalise")
            yield Diagnostic("cannot-renormalise", message, hint, at=path)
        else:
            for key in ("cap", "floor", "round", "average", "weight", "requires", "not_applicable"):
                if getattr(part, key) != _PLAIN.get(key):
                    message = Message(
                        "“{section}” lies within what is scaled up to what is applicable, and has {key}",
                        section=part.id,
                        key=key,
                    )
                    hint = Message(
                        "leave it out, or declare not_applicable: renormalise at sections side by side instead"
                    )
                    yield Diagnostic("cannot-renormalise", message, hint, at=(*path, key), on_key=True)


_PLAIN: dict[str, object] = {"average": False, "weight": ONE}
"""What a section that is a plain sum has; of other things nothing."""


POLICY_CHECKS: tuple[Callable[[Parts], Findings], ...] = (
    rules_leave_nothing_open,
    measures_can_be_divided,
    full_marks_are_known,
    what_is_declared_can_come_about,
    what_is_scaled_up_can_be,
)
"""What a rule file has to declare because documents differ."""
