"""Rule kind → expression: the one place that knows what a rule means."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import dropwhile
from typing import assert_never

from zlpg.expression import (
    Brackets,
    Cap,
    Excess,
    Expression,
    Fact,
    Greatest,
    Negative,
    Number,
    Part,
    Product,
    Quotient,
    Sum,
    When,
)
from zlpg.points import ONE, UNBOUNDED, ZERO, Interval
from zlpg.scheme import (
    BracketsRule,
    CountedRule,
    CountFact,
    FactDeclaration,
    HighestRule,
    Item,
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
)


def lower(rule: Rule) -> Expression:
    """What a rule means, before the direction of its item."""
    match rule:
        case JudgedRule(judged=fact):
            return Fact(fact)
        case ProportionalRule(proportional=fact, full=full, points=points):
            return Product((Quotient(Fact(fact), full), Number(points)))
        case CountedRule(count=fact, rate=rate, over=over, cap=cap):
            counted = Excess(Fact(fact), over) if over else Fact(fact)
            return capped(Product((counted, Number(rate))), cap)
        case OnceRule(once=fact, points=points):
            return When(Fact(fact), Number(points))
        case BracketsRule(brackets=fact, table=table):
            rows = dropwhile(lambda row: not row.points, table)  # what earns nothing is as good as below the first
            return Brackets(Fact(fact), tuple((row.at_least, row.points) for row in rows))
        case LevelsRule(levels=fact, points=points, cap=cap):
            terms = (Product((Fact(at_level(fact, level)), Number(each))) for level, each in points.items())
            return capped(Sum(tuple(terms)), cap)
        case SumRule(sum=parts, cap=cap):
            return capped(Sum(tuple(map(lower, parts))), cap)
        case HighestRule(highest=parts, cap=cap):
            return capped(Greatest(tuple(map(lower, parts))), cap)
        case _:
            assert_never(rule)


def without_cap(rule: Rule) -> Expression:
    """What a rule means but for a cap of its own."""
    lowered = lower(rule)
    return lowered.of if isinstance(lowered, Cap) else lowered


def lower_item(item: Item) -> Expression:
    """An item's points as they enter its section: under its cap, and negative where it is a deduction."""
    amount = capped(lower(item.rule), item.cap)
    return Negative(amount) if item.direction == "deduction" else amount


def lower_section(section: Section | Total) -> Expression:
    """A section's points, or the total's, from the points of what is directly under it."""
    items: tuple[Item, ...] = section.items if isinstance(section, Section) else ()
    ids = (*(each.id for each in section.sections), *(item.id for item in items))
    return capped(Sum(tuple(map(Part, ids))), section.cap)


def capped(amount: Expression, cap: Decimal | None) -> Expression:
    """The amount under a cap, where there is one."""
    return amount if cap is None else Cap(amount, cap)


def at_level(fact: str, level: str) -> str:
    """The scalar that holds how many applicants are at a level."""
    return f"{fact}.{level}"


def scalars(id: str, fact: FactDeclaration) -> Iterator[tuple[str, Interval]]:
    """The scalars that a declared fact is to the engine, each with every value it can have."""
    match fact:
        case NumberFact(range=(lowest, highest)):
            yield id, Interval(lowest, highest)
        case CountFact(at_most=at_most):
            yield id, Interval(ZERO, UNBOUNDED if at_most is None else Decimal(at_most))
        case YesNoFact():
            yield id, Interval(ZERO, ONE)
        case ResultsFact(levels=levels):
            yield from ((at_level(id, level), Interval(ZERO, UNBOUNDED)) for level in levels)
        case _:
            assert_never(fact)


def domain(scheme: Scheme, facts: Iterable[str]) -> dict[str, Interval]:
    """Every scalar of the facts with every value it can have: what is known of a unit that has reported nothing."""
    return {scalar: values for id in facts for scalar, values in scalars(id, scheme.facts[id])}
