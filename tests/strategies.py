"""Random schemes, small enough to try every completion of their facts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Any, Literal

from hypothesis import strategies as st

import zlpg
from zlpg.scheme import (
    Bracket,
    BracketsRule,
    CountedRule,
    CountFact,
    FactDeclaration,
    HighestRule,
    Item,
    JudgedRule,
    LevelsRule,
    NumberFact,
    Office,
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

LEVELS = ("low", "middle", "high")
FACTS: Mapping[str, FactDeclaration] = {
    **{f"number_{n}": NumberFact("number", f"N{n}", (Decimal(0), Decimal(4))) for n in range(4)},
    **{f"count_{n}": CountFact("count", f"C{n}", at_most=3) for n in range(6)},
    **{f"yes_{n}": YesNoFact("yes_no", f"Y{n}") for n in range(4)},
    **{f"results_{n}": ResultsFact("results", f"R{n}", dict.fromkeys(LEVELS, "L")) for n in range(2)},
}

amounts = st.integers(1, 60).map(lambda tenths: Decimal(tenths) / 10)
caps = st.none() | amounts


def named(kind: str) -> st.SearchStrategy[str]:
    """A fact of one kind."""
    return st.sampled_from([id for id in FACTS if id.startswith(kind)])


@st.composite
def tables(draw: st.DrawFn, *, ascending: bool) -> tuple[Bracket, ...]:
    """A bracket table, with points that ascend too or are anything."""
    thresholds = sorted(draw(st.sets(st.integers(1, 3), min_size=1)))
    points = draw(st.lists(amounts, min_size=len(thresholds), max_size=len(thresholds)))
    points = sorted(points) if ascending else points
    return tuple(Bracket(Decimal(at), each) for at, each in zip(thresholds, points, strict=True))


def rules(*, ascending: bool = False) -> st.SearchStrategy[Rule]:
    """Any rule; `ascending` leaves out those that may give less for more."""
    over = st.integers(0, 3).map(Decimal)
    leaves: st.SearchStrategy[Rule] = st.one_of(
        st.builds(JudgedRule, named("number")),
        st.builds(ProportionalRule, named("number"), st.just(Decimal(4)), amounts),
        st.builds(CountedRule, named("count"), amounts, over, caps),
        st.builds(OnceRule, named("yes"), amounts),
        st.builds(BracketsRule, named("count"), tables(ascending=ascending)),
        st.builds(LevelsRule, named("results"), st.fixed_dictionaries(dict.fromkeys(LEVELS, amounts)), caps),
    )

    def several(part: st.SearchStrategy[Rule]) -> st.SearchStrategy[tuple[Rule, ...]]:
        return st.lists(part, min_size=1, max_size=3).map(tuple)

    return st.recursive(
        leaves,
        lambda part: st.builds(SumRule, several(part), caps) | st.builds(HighestRule, several(part), caps),
        max_leaves=5,
    )


@st.composite
def schemes(draw: st.DrawFn, *, ascending: bool = False, sections_capped: bool = True) -> Scheme:
    """A scheme of one to four items in one or two levels of sections."""
    directions: st.SearchStrategy[Literal["award", "deduction"]] = st.sampled_from(
        ("award",) if ascending else ("award", "deduction")
    )
    items = [
        Item(
            id=f"item_{position}",
            title=f"Item {position}",
            text="text",
            rule=draw(rules(ascending=ascending)),
            cap=draw(caps),
            direction=draw(directions),
        )
        for position in range(draw(st.integers(1, 4)))
    ]
    cut = draw(st.integers(0, len(items) - 1))
    section_cap = caps if sections_capped else st.none()
    inner = Section("inner", "Inner", items=tuple(items[cut:]), cap=draw(section_cap))
    sections = [Section("outer", "Outer", sections=(inner,), cap=draw(section_cap))]
    if cut:
        sections.insert(0, Section("first", "First", items=tuple(items[:cut]), cap=draw(section_cap)))
    total = Total(tuple(sections), cap=draw(section_cap))
    return Scheme("random", 2020, "Random", {"office": Office("O")}, FACTS, total)


def values_of(declared: FactDeclaration) -> list[Any]:
    """Every value of a fact that is worth trying: all of a count's, the ends and the middle of a number's."""
    match declared:
        case NumberFact():
            return [0, Decimal("1.5"), 4]
        case CountFact():
            return [0, 1, 2, 3]
        case YesNoFact():
            return [False, True]
        case _:
            return [[], {"low": 1}, {"middle": 2, "high": 1}]


def reports(facts: tuple[str, ...] = tuple(FACTS)) -> st.SearchStrategy[dict[str, Any]]:
    """A value for each of the facts."""
    return st.fixed_dictionaries({id: st.sampled_from(values_of(FACTS[id])) for id in facts})


@dataclass(frozen=True)
class Completions:
    """Every way to report what is open."""

    scheme: Scheme
    reported: Mapping[str, Any]
    open: tuple[str, ...]

    def totals(self) -> Iterator[tuple[dict[str, Decimal], Decimal]]:
        """The points of every item and section, and the total, of each completion."""
        prepared = zlpg.prepare(self.scheme)
        for values in product(*(values_of(FACTS[id]) for id in self.open)):
            facts = {**self.reported, **dict(zip(self.open, values, strict=True))}
            yield prepared.points(zlpg.facts_from(facts, self.scheme).values)
