"""Random schemes, small enough to try every completion of their facts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from itertools import product
from typing import Any

from hypothesis import strategies as st

import zlpg
import zlpg.model.rules as r
from zlpg.model.declarations import CountFact, FactDeclaration, NumberFact, Office, ResultsFact, YesNoFact
from zlpg.model.marks import kind_of
from zlpg.model.references import references_in
from zlpg.model.renaming import scheme_with
from zlpg.model.table import Item, Scheme, Section, Total
from zlpg.model.walks import walk_items, walk_sections

LEVELS = ("low", "middle", "high")
FACTS: Mapping[str, FactDeclaration] = {
    **{f"number_{n}": NumberFact("number", f"N{n}", (Decimal(0), Decimal(4))) for n in range(4)},
    **{f"count_{n}": CountFact("count", f"C{n}", range=(0, 3)) for n in range(6)},
    **{f"yes_{n}": YesNoFact("yes_no", f"Y{n}") for n in range(4)},
    **{f"results_{n}": ResultsFact("results", f"R{n}", dict.fromkeys(LEVELS, "L")) for n in range(2)},
}

amounts = st.integers(1, 60).map(lambda tenths: Decimal(tenths) / 10)
caps = st.none() | amounts


def named(kind: str) -> st.SearchStrategy[str]:
    """A fact of one kind."""
    return st.sampled_from([id for id in FACTS if id.startswith(kind)])


@st.composite
def tables(draw: st.DrawFn, *, ascending: bool) -> Mapping[str, Decimal]:
    """The rows of a table, with points that ascend too or are anything."""
    thresholds = sorted(draw(st.sets(st.integers(1, 3), min_size=1)))
    points = draw(st.lists(amounts, min_size=len(thresholds), max_size=len(thresholds)))
    points = sorted(points) if ascending else points
    return dict(zip(map(str, thresholds), points, strict=True))


def added(part: r.Amount) -> r.Amount:
    """A part of which all that there is counts, not each by itself."""
    return r.SumRule((part,)) if isinstance(part, r.EachRule) else part


@cache
def rules(*, ascending: bool = False) -> st.SearchStrategy[r.Amount]:
    """Any amount; `ascending` leaves out those that may give less for more."""
    over = st.integers(0, 3).map(Decimal)
    leaves: st.SearchStrategy[r.Amount] = st.one_of(
        named("number"),
        named("count"),
        amounts,
        st.builds(r.ProportionalRule, named("number"), st.just(Decimal(4)), amounts),
        st.builds(r.CountedRule, named("count"), amounts, over=over, cap=caps),
        st.builds(r.OnceRule, named("yes"), amounts),
        st.builds(r.TableRule, named("count"), at_least=tables(ascending=ascending)),
        st.builds(r.EachRule, named("results"), is_=st.fixed_dictionaries(dict.fromkeys(LEVELS, amounts)), cap=caps),
    )

    def several(part: st.SearchStrategy[r.Amount]) -> st.SearchStrategy[tuple[r.Amount, ...]]:
        return st.lists(part, min_size=1, max_size=3).map(tuple)

    return st.recursive(
        leaves,
        lambda part: (
            st.builds(r.SumRule, several(part), cap=caps) | st.builds(r.HighestRule, several(part.map(added)), cap=caps)
        ),
        max_leaves=5,
    )


def items_that_give(*, ascending: bool = False) -> st.SearchStrategy[Item]:
    """An item that gives points."""
    return st.builds(Item, st.just("item"), st.just("Item"), st.just("text"), rules(ascending=ascending), cap=caps)


def items_that_take() -> st.SearchStrategy[Item]:
    """An item that takes points off its maximum, or off what is around it."""
    deducted = rules() | st.lists(rules(), min_size=1, max_size=3).map(tuple)
    taking = st.builds(r.DeductRule, deducted)
    maxima = st.none() | st.integers(1, 4).map(Decimal)
    return st.builds(Item, st.just("item"), st.just("Item"), st.just("text"), taking, max=maxima)


@st.composite
def schemes(draw: st.DrawFn, *, ascending: bool = False, sections_capped: bool = True) -> Scheme:
    """A scheme of one to four items in one or two levels of sections."""
    drawn = items_that_give(ascending=ascending) if ascending else items_that_give() | items_that_take()
    items = [
        replace(draw(drawn), id=f"item_{position}", title=f"Item {position}")
        for position in range(draw(st.integers(1, 4)))
    ]
    cut = draw(st.integers(0, len(items) - 1))
    section_cap = caps if sections_capped else st.none()
    inner = Section("inner", "Inner", items=tuple(items[cut:]), cap=draw(section_cap))
    sections = [Section("outer", "Outer", sections=(inner,), cap=draw(section_cap))]
    if cut:
        sections.insert(0, Section("first", "First", items=tuple(items[:cut]), cap=draw(section_cap)))
    total = Total(tuple(sections), cap=draw(section_cap))
    return Scheme("random", 2020, "Random", total, FACTS, {"office": Office("O")})


def values_of(declared: FactDeclaration) -> list[Any]:
    """Every value of a fact that is worth trying: all of a count's, the ends and the middle of a number's."""
    match declared:
        case NumberFact(range=(lowest, highest)):
            return [lowest, Decimal("1.5"), highest]
        case CountFact(range=(lowest, highest)):
            return list(range(lowest, (3 if highest is None else highest) + 1))
        case YesNoFact():
            return [False, True]
        case ResultsFact(levels=levels):
            ids = tuple(levels)
            return [[], {ids[0]: 1}, {"middle": 2, ids[-1]: 1}]
        case _:
            raise AssertionError(declared)


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


@dataclass
class Table:
    """A scheme taken apart, so that it can be redrawn.

    `within` says in which section each section and item stands. Facts go by their first ids, by which `rules` draws them;
    `facts` holds each one's id of this year and its declaration.
    """

    year: int
    cap: Decimal | None
    sections: dict[str, Section]
    items: dict[str, Item]
    within: dict[str, str]
    facts: dict[str, tuple[str, FactDeclaration]]
    fresh: int = 0

    @classmethod
    def of(cls, scheme: Scheme, year: int) -> "Table":
        """The table of a scheme, with the facts that it doesn't ask for besides."""
        first = {id: (id, *fact.formerly)[-1] for id, fact in scheme.facts.items()}
        facts = {id: (id, fact) for id, fact in FACTS.items()}
        facts |= {first[id]: (id, fact) for id, fact in scheme.facts.items()}
        within = {item.id: section.id for _, section, item in walk_items(scheme)}
        within |= {below.id: section.id for _, section in walk_sections(scheme) for below in section.sections}
        sections = {section.id: replace(section, sections=(), items=()) for _, section in walk_sections(scheme)}
        items = {item.id: with_facts(item, first) for _, _, item in walk_items(scheme)}
        return cls(year, scheme.total.cap, sections, items, within, facts)

    def scheme(self, *, everything: bool) -> Scheme:
        """The table put together, without empty sections; it asks for what its rules read, or for `everything`."""
        ids = {first: id for first, (id, _) in self.facts.items()}
        read = {fact for item in self.items.values() for fact in read_by(item)}
        facts = {id: fact for first, (id, fact) in self.facts.items() if everything or first in read}

        def put_together(id: str) -> Section:
            sections = tuple(map(put_together, (each for each in self.sections if self.within.get(each) == id)))
            items = tuple(with_facts(item, ids) for each, item in self.items.items() if self.within[each] == id)
            held = tuple(each for each in sections if each.sections or each.items)
            return replace(self.sections[id], sections=held, items=items)

        tops = (put_together(id) for id in self.sections if id not in self.within)
        total = Total(tuple(top for top in tops if top.sections or top.items), cap=self.cap)
        return Scheme("random", self.year, "Random", total, facts, {"office": Office("O")})

    def new_id(self, kind: str) -> str:
        """An id that no other year uses."""
        self.fresh += 1
        return f"{kind}_{self.year}_{self.fresh}"

    def leaves(self) -> list[str]:
        """The sections that hold items, or could."""
        return [id for id in self.sections if id not in {self.within.get(each) for each in self.sections}]

    def read_by_brackets(self, fact: str) -> bool:
        """Whether no other rule reads a fact than those that take a count and a number alike."""
        rules = (rule for item in self.items.values() for _, rule in r.walk_amount((), item.amount))
        return all(isinstance(rule, r.TableRule) for rule in rules if r.reading_of(rule) == fact)


def read_by(item: Item) -> tuple[str, ...]:
    """The facts that an item reads."""
    return tuple(each.id for each in references_in((), item.amount))


def with_facts(item: Item, ids: Mapping[str, str]) -> Item:
    """The item with its facts under other ids."""
    alone = Scheme("alone", 2020, "Alone", Total((Section("section", "Section", items=(item,)),)))
    return scheme_with(alone, ids, {}).total.sections[0].items[0]


def redraw_rule(draw: st.DrawFn, table: Table) -> None:
    """An item with another rule, another cap, or one that takes off what it gave or the other way round."""
    item = table.items[draw(st.sampled_from(list(table.items)))]
    match draw(st.sampled_from(("rule", "cap", "kind"))):
        case "rule":
            taken = draw(items_that_take()).rule
            item = replace(item, rule=taken if isinstance(item.rule, r.DeductRule) else draw(rules()))
        case "cap" if not isinstance(item.rule, r.DeductRule):
            item = replace(item, cap=draw(caps))
        case _:
            given = draw(items_that_give() if isinstance(item.rule, r.DeductRule) else items_that_take())
            item = replace(item, rule=given.rule, max=given.max, cap=given.cap)
    table.items[item.id] = item


def redraw_cap(draw: st.DrawFn, table: Table) -> None:
    """A section, or the total, with another cap or none."""
    id = draw(st.sampled_from(["", *table.sections]))
    cap = draw(caps)
    if id:
        table.sections[id] = replace(table.sections[id], cap=cap)
    else:
        table.cap = cap


def come_or_go(draw: st.DrawFn, table: Table) -> None:
    """An item more, or one less unless it is the only one."""
    id = draw(st.sampled_from(["", *table.items]))
    if id and len(table.items) > 1:
        del table.items[id]
    else:
        item = Item(table.new_id("item"), "New", "text", draw(rules()), cap=draw(caps))
        table.items[item.id] = item
        table.within[item.id] = draw(st.sampled_from(table.leaves()))


def move(draw: st.DrawFn, table: Table) -> None:
    """An item in another section, which may be a new one; or a section in another one, or on its own."""
    leaves = table.leaves()
    id = draw(st.sampled_from([*table.items, *leaves]))
    if id in table.items:
        if (to := draw(st.sampled_from(["", *leaves]))) == "":
            to = table.new_id("section")
            table.sections[to] = Section(to, "New", cap=draw(caps))
        table.within[id] = to
    elif id in table.within:
        del table.within[id]
    elif empty := [each for each in leaves if each != id and each not in table.within.values()]:
        table.within[id] = empty[0]
    elif others := [each for each in table.sections if each not in leaves and table.within.get(each) != id]:
        table.within[id] = draw(st.sampled_from(others))


def rename(draw: st.DrawFn, table: Table) -> None:
    """A section, an item or a fact under another id, which says what it was."""
    id = draw(st.sampled_from([*table.sections, *table.items, *table.facts]))
    rename_one(table, id)


def rename_one(table: Table, id: str) -> None:
    """A section, an item or a fact under another id, which says what it was."""
    if id in table.facts:
        was, fact = table.facts[id]
        table.facts[id] = f"{id}_{table.year}", replace(fact, formerly=(was, *fact.formerly))
        return
    of: dict[str, Any] = table.sections if id in table.sections else table.items
    now = table.new_id("renamed")
    renamed = {(now if each == id else each): node for each, node in of.items()}
    of.clear()
    of.update(renamed)
    of[now] = replace(of[now], id=now, formerly=(id, *of[now].formerly))
    table.within = {
        (now if each == id else each): (now if around == id else around) for each, around in table.within.items()
    }


def redeclare(draw: st.DrawFn, table: Table) -> None:
    """A fact with another range, another type or other levels."""
    read = sorted({fact for item in table.items.values() for fact in read_by(item)})
    if not read:  # no item reads any
        return
    first = draw(st.sampled_from(read))
    id, fact = table.facts[first]
    match fact:
        case NumberFact():
            ends = draw(st.sampled_from([(0, 2), (0, 6), (1, 4)]))
            table.facts[first] = id, replace(fact, range=(Decimal(ends[0]), Decimal(ends[1])))
        case CountFact() if table.read_by_brackets(first):
            table.facts[first] = id, NumberFact("number", fact.label, (Decimal(0), Decimal(3)), formerly=fact.formerly)
        case CountFact():
            table.facts[first] = id, replace(fact, range=(0, draw(st.sampled_from([2, 5, None]))))
        case ResultsFact():
            levels = draw(st.sampled_from([("low", "middle"), ("middle", "high"), (*LEVELS, "top")]))
            table.facts[first] = id, replace(fact, levels=dict.fromkeys(levels, "L"))
            for item in table.items.values():
                table.items[item.id] = replace(item, rule=with_levels(item.amount, first, levels))
        case _:
            pass


def with_levels(rule: r.Amount, fact: str, levels: tuple[str, ...]) -> r.Amount:
    """The rule with something for each level of a fact."""
    if isinstance(rule, r.SumRule | r.HighestRule):
        kind = kind_of(type(rule))
        parts = tuple(with_levels(part, fact, levels) for part in getattr(rule, kind))
        return replace(rule, **{kind: parts})  # type: ignore[arg-type]  # `sum` or `highest`
    if isinstance(rule, r.DeductRule):
        several = tuple(with_levels(part, fact, levels) for _, part in r.taken_off(rule))
        return r.DeductRule(several if isinstance(rule.deduct, tuple) else several[0])
    if isinstance(rule, r.EachRule) and rule.each == fact and rule.is_ is not None:
        return replace(rule, is_={level: rule.is_.get(level, Decimal("2.5")) for level in levels})
    return rule


EDITS = (redraw_rule, redraw_cap, come_or_go, move, rename, redeclare)


@st.composite
def successors(draw: st.DrawFn, before: Scheme, *, edits: Any = EDITS) -> Scheme:
    """The scheme of a year later: most of it stays, and what has another id says so."""
    table = Table.of(before, before.year + 1)
    for edit in draw(st.lists(st.sampled_from(edits), min_size=1, max_size=4)):
        edit(draw, table)
    drop_unreadable(table)
    return table.scheme(everything=draw(st.booleans()))


def drop_unreadable(table: Table) -> None:
    """Rules that were drawn after a fact's declaration changed read it as it is now."""
    for first, (_, fact) in table.facts.items():
        if isinstance(fact, ResultsFact):
            for item in table.items.values():
                table.items[item.id] = replace(item, rule=with_levels(item.amount, first, tuple(fact.levels)))
        elif type(fact) is not type(FACTS[first]) and not table.read_by_brackets(first):
            table.facts[first] = table.facts[first][0], replace(FACTS[first], formerly=fact.formerly)


@st.composite
def years(draw: st.DrawFn, *, edits: Any = EDITS, unrelated: bool = True) -> tuple[Scheme, Scheme]:
    """Two schemes: one derived from the other by a few edits or, now and then, quite unrelated."""
    old = Table.of(draw(schemes()), 2020).scheme(everything=draw(st.booleans()))
    if unrelated and draw(st.integers(0, 5)) == 5:
        return old, Table.of(draw(schemes()), 2021).scheme(everything=draw(st.booleans()))
    return old, draw(successors(old, edits=edits))


def ids_before(now: Mapping[str, Any], earlier: Mapping[str, Any]) -> dict[str, str]:
    """From the id of each thing to the one that it had in an earlier year."""
    pairs = {id: next((was for was in (*each.formerly, id) if was in earlier), None) for id, each in now.items()}
    return {id: was for id, was in pairs.items() if was is not None}


@st.composite
def reported(
    draw: st.DrawFn, scheme: Scheme, *, complete: bool, like: tuple[Scheme, Mapping[str, Any]] | None = None
) -> dict[str, Any]:
    """A value for each fact of a scheme, some of them those of another year; not for all, unless it is `complete`."""
    before = ids_before(scheme.facts, like[0].facts) if like else {}
    facts: dict[str, Any] = {}
    for id, fact in scheme.facts.items():
        choices = values_of(fact)
        was = like[1].get(before[id]) if like and id in before else None
        if was is not None and was in choices:
            choices = [*choices, *[was] * len(choices)]
        value = draw(st.sampled_from(choices if complete else [*choices, *[None] * 2]))
        if value is not None:
            facts[id] = value
    return facts
