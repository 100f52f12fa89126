"""What parts of a rule can pay: nothing that can never be paid, and no number that makes no difference."""

from collections.abc import Iterator
from decimal import Decimal

from zlpg.checks.amounts import Items
from zlpg.checks.references import Findings
from zlpg.diagnostics import Code, Diagnostic, Message, Path
from zlpg.points import ZERO
from zlpg.scheme import (
    BracketsRule,
    CountedRule,
    CountFact,
    HighestRule,
    LevelsRule,
    OnceRule,
    Rule,
    Scheme,
    Section,
    SumRule,
    Total,
    cap_of,
    kind_of,
)


def every_part_can_pay(items: Items) -> Findings:
    """Every part of a rule can bring points: none starts beyond what its fact can be, or is outdone by its neighbours."""
    for path, item in items:
        for at, rule, _ in _under_caps((*path, "rule"), item.rule, item.cap):
            if isinstance(rule, SumRule | HighestRule):
                yield from _outdone(items, at, rule)
            elif items.possible(rule).highest <= ZERO:
                yield Diagnostic("never-pays", Message("this can never bring any points"), at=at)


def _outdone(items: Items, at: Path, rule: SumRule | HighestRule) -> Findings:
    if isinstance(rule, SumRule):
        return
    bounds = [items.possible(part) for part in rule.highest]
    for position, mine in enumerate(bounds):
        if mine.highest > ZERO and any(
            other.lowest >= mine.highest for beside, other in enumerate(bounds) if beside != position
        ):
            message = Message("this never counts: another part always brings as much")
            yield Diagnostic("never-pays", message, at=(*at, kind_of(HighestRule), position))


def every_amount_can_be_paid(items: Items) -> Findings:
    """No level, bracket, rate or cap is above the caps over it, so that its number would not matter."""
    for path, item in items:
        around = _cap_around(items.scheme, path)
        if item.cap is not None and around is not None and item.cap > around:
            yield _never_paid("unreachable-cap", (*path, "cap"), item.cap, around)
        over_all = _least(item.cap, around)
        for at, rule, over in _under_caps((*path, "rule"), item.rule, over_all):
            own = cap_of(rule)
            if own is not None and over is not None and own > over:
                yield _never_paid("unreachable-cap", (*at, "cap"), own, over)
            cap = _least(own, over)
            for below, code, amount in _amounts(rule):
                if cap is not None and amount > cap:
                    yield _never_paid(code, (*at, *below), amount, cap)


def _never_paid(code: Code, at: Path, amount: Decimal, cap: Decimal) -> Diagnostic:
    message = Message("{amount} is never paid: the cap over it is {cap}", amount=amount, cap=cap)
    return Diagnostic(code, message, at=at)


def _cap_around(scheme: Scheme, path: Path) -> Decimal | None:
    """The least cap of the sections around an item, and of the total, less those that a deduction could bring down to."""
    nodes: list[Section | Total] = [scheme.total]
    for step in path[:-2]:
        if isinstance(step, int):
            nodes.append(nodes[-1].sections[step])
    return _least(*(node.cap for node in nodes if node.cap is not None and not _deducts(node)))


def _deducts(node: Section | Total) -> bool:
    items = node.items if isinstance(node, Section) else ()
    return any(item.direction == "deduction" for item in items) or any(map(_deducts, node.sections))


def _least(*caps: Decimal | None) -> Decimal | None:
    return min((cap for cap in caps if cap is not None), default=None)


def _amounts(rule: Rule) -> Iterator[tuple[Path, Code, Decimal]]:
    match rule:
        case LevelsRule(points=levels):
            yield from ((("points", level), "unreachable-level", points) for level, points in levels.items())
        case BracketsRule(table=table):
            yield from (
                (("table", position, "points"), "unreachable-bracket", row.points) for position, row in enumerate(table)
            )
        case CountedRule(rate=rate):
            yield ("rate",), "unreachable-rate", rate
        case OnceRule(points=points):
            yield ("points",), "unreachable-rate", points
        case _:
            pass


def brackets_cover_their_fact(items: Items) -> Findings:
    """A table says what the lowest numbers earn, unless it starts right after none, and each row differs from the last.

    Nothing for nothing goes without saying. For 3 篇 under a table that starts at 5 it doesn't: {at_least: 0, points: 0} says so.
    """
    for path, item in items:
        for at, rule, _ in _under_caps((*path, "rule"), item.rule, item.cap):
            if not isinstance(rule, BracketsRule):
                continue
            first, lowest = rule.table[0].at_least, items.domain[rule.brackets].lowest
            if first > lowest and not (isinstance(items.scheme.facts[rule.brackets], CountFact) and first == 1):
                message = Message(
                    "the table does not say what {lowest} to below {first} earns", lowest=lowest, first=first
                )
                hint = Message("if it is nothing: {row}", row=f"{{at_least: {lowest}, points: 0}}")
                yield Diagnostic("bracket-gap", message, hint, severity="warning", at=(*at, "table"))
            before = ZERO
            for position, row in enumerate(rule.table):
                if row.points == before and (position or row.points):
                    message = Message("this bracket earns {points}, as what is below it does", points=row.points)
                    yield Diagnostic("idle-bracket", message, at=(*at, "table", position))
                before = row.points


def _under_caps(at: Path, rule: Rule, over: Decimal | None) -> Iterator[tuple[Path, Rule, Decimal | None]]:
    """A rule and every rule inside it, each with its path and the least cap over it, its own aside."""
    yield at, rule, over
    if isinstance(rule, SumRule | HighestRule):
        for position, part in enumerate(rule.sum if isinstance(rule, SumRule) else rule.highest):
            yield from _under_caps((*at, kind_of(type(rule)), position), part, _least(cap_of(rule), over))


PAYOUT_CHECKS = (every_part_can_pay, every_amount_can_be_paid, brackets_cover_their_fact)
"""What parts of rules can pay."""
