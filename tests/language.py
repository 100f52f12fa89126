"""Random schemes over the whole language, and what they mean, worked out a second time without expressions, in fractions."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import product
from math import ceil, floor
from typing import Any, Literal, assert_never

from hypothesis import strategies as st

import zlpg
import zlpg.model.rules as r
from facade import may_not_apply
from zlpg.engine.table import surroundings_of
from zlpg.model.declarations import (
    ChoiceFact,
    CountFact,
    FactDeclaration,
    NumberFact,
    NumbersFact,
    ResultsFact,
    YesNoFact,
)
from zlpg.model.measures import DifferenceMeasure, NamedRule, ShareMeasure
from zlpg.model.references import Reference, references_in
from zlpg.model.scalars import APPLIES, Scalar, number_of
from zlpg.model.table import NO_TOTAL, ChosenMax, Grade, Item, NotApplicable, Scheme, Section, Total, Veto
from zlpg.model.trees import field_of
from zlpg.model.walks import facts_of, facts_read, paying_parts, policies, references_of, walk_items, worth_of

ITEMS = 3
OPTIONS = {"red": "Red", "green": "Green", "blue": "Blue"}
LEVELS = {"low": "Low", "high": "High"}
LEVELS_OF_CHOICE = {"none": "None", "college": "College", "bachelor": "Bachelor", "master": "Master"}

amounts = st.integers(-20, 40).map(lambda tenths: Decimal(tenths) / 10)
positive = st.integers(1, 40).map(lambda tenths: Decimal(tenths) / 10)
thresholds = st.integers(-2, 4).map(Decimal)
STEPS_FROM = (Decimal(-1), Decimal(0), Decimal(2))
roundings = st.builds(r.Rounding, st.integers(-1, 1), st.sampled_from(("half_up", "up", "down")))
BEYOND_OR_SHORT = ((None, None), *((at, None) for at in STEPS_FROM), *((None, at) for at in STEPS_FROM))
SIDE = st.sampled_from(("at_least", "over", "at_most", "below"))


ZERO_OR_MORE, BELOW_TWO, ANY = (Decimal(0), None), (None, Decimal(2)), (None, None)
SOME = (Decimal(-2), Decimal(4))
NUMBERS: tuple[Mapping[str, NumberFact | NumbersFact], ...] = (
    {
        "beside": NumberFact("number", "E", (Decimal(1), Decimal(3)), or_=Decimal(0)),
        "sum": NumbersFact("numbers", "A", (Decimal(1), Decimal(2)), "sum"),
        "up": NumberFact("number", "U", ZERO_OR_MORE),
    },
    {
        "place": NumberFact("number", "P", (Decimal(1), Decimal(4)), step=Decimal(1)),
        "mean": NumbersFact("numbers", "M", ZERO_OR_MORE, "mean", trimmed_over=3),
        "down": NumberFact("number", "B", BELOW_TWO, step=Decimal("0.5")),
    },
    {
        "both": NumbersFact("numbers", "Z", (Decimal(-1), Decimal(2)), "sum"),
        "lowest": NumbersFact("numbers", "L", ANY, "lowest"),
        "highest": NumbersFact("numbers", "H", SOME, "highest", step=Decimal("0.5")),
        "free": NumberFact("number", "F", ANY),
    },
)
"""What only one item's numbers can be: without an end, on a step, beside a range, or several that are read as one."""


def declared(item: int) -> dict[str, FactDeclaration]:
    """The facts that one item reads; no other one reads them."""
    return {
        f"number_{item}": NumberFact("number", "N", SOME),
        f"count_{item}": CountFact("count", "C", range=(0, 3)),
        f"among_{item}": CountFact("count", "D", range=(0, 3)),
        f"yes_{item}": YesNoFact("yes_no", "Y"),
        f"choice_{item}": ChoiceFact("choice", "O", OPTIONS),
        f"degree_{item}": ChoiceFact("choice", "D", levels=LEVELS_OF_CHOICE),
        f"results_{item}": ResultsFact("results", "R", LEVELS),
        **{f"{kind}_{item}": fact for kind, fact in NUMBERS[item].items()},
    }


def quantities(item: int, *, may_drop_out: bool = True) -> tuple[str, ...]:
    """What is read of an item's facts as a number, as often as it is drawn; where it `may_drop_out`, a share of nothing is among it."""
    kinds = ("number", "count", "share", "rest", *(["part"] if may_drop_out else []), *NUMBERS[item], *NUMBERS[item])
    return tuple(f"{kind}_{item}" for kind in kinds)


def measured(item: int) -> dict[str, NamedRule]:
    """What is worked out of an item's facts."""
    return {
        f"share_{item}": ShareMeasure(
            f"count_{item}",
            r.SumRule((f"among_{item}", r.OnceRule(f"yes_{item}", Decimal(1)))),
            times=Decimal(2),
            if_none=Decimal(1),
            label="S",
            range=(Decimal(0), Decimal(6)),
        ),
        f"part_{item}": ShareMeasure(f"count_{item}", f"among_{item}", if_none="not_applicable", label="N"),
        f"rest_{item}": DifferenceMeasure(
            (Decimal(2), f"share_{item}", f"number_{item}"), round=r.Rounding(0, "half_up"), label="D"
        ),
    }


@st.composite
def words(draw: st.DrawFn, item: int, read: tuple[str, ...], *, may_drop_out: bool = True) -> dict[str, dict[str, Any]]:
    """What is said of an item's facts, and of what is read of the table, by words."""
    found: dict[str, dict[str, Any]] = {}
    numbers = (*quantities(item, may_drop_out=may_drop_out), *read)
    for _ in range(draw(st.integers(1, 2))):
        word = draw(st.sampled_from(("at_least", "over", "at_most", "below", "is_")))
        by_name = (f"degree_{item}", *((f"choice_{item}",) if word == "is_" else ()))
        reading = draw(st.sampled_from((*numbers, *by_name)))
        percents = thresholds.map(lambda number: number * 10)
        number = percents if reading.endswith("percent") else thresholds
        others = tuple(each for each in numbers if each != reading and ".each." not in each)
        if reading in by_name:
            number = st.sampled_from(tuple(OPTIONS if reading.startswith("choice") else LEVELS_OF_CHOICE))
        if word == "is_":
            held: Any = draw(number | st.lists(number, min_size=1, max_size=2, unique=True).map(tuple))
        elif reading in by_name:
            held = r.Level(draw(number))
        else:
            held = draw(number | st.sampled_from(others))
        found.setdefault(word, {})[reading] = held
    return found


@st.composite
def conditions(
    draw: st.DrawFn, item: int, read: tuple[str, ...], depth: int = 1, *, may_drop_out: bool = True
) -> r.Condition:
    """Something that can be so of an item's facts, or of what is read of the parts worked out before."""
    if draw(st.integers(0, 3)) == 0:
        return f"yes_{item}"
    keys = draw(st.sets(st.sampled_from(("words", *(r.GROUPS if depth else ()))), min_size=1, max_size=2))
    held: dict[str, Any] = draw(words(item, read, may_drop_out=may_drop_out)) if "words" in keys else {}
    for key in sorted(keys - {"words"}):
        part = conditions(item, read, depth - 1, may_drop_out=may_drop_out)
        several = st.lists(part, min_size=1, max_size=2).map(tuple)
        by_words = words(item, read, may_drop_out=may_drop_out).map(lambda entries: r.Words(**entries))
        held[key] = draw(several if key == "all" else several | by_words)
    return r.Criteria(**held)


def readings(*parts: Section | Item | Total) -> tuple[str, ...]:
    """What can be read of some parts of the table."""
    found: list[str] = []
    for part in parts:
        id = "total" if isinstance(part, Total) else part.id
        found += [f"{id}.points", *([f"{id}.percent"] if worth_of(part) is not None else [])]
        if not isinstance(part, Item) and (within := paying_parts(part)):
            found += [f"{id}.each.points"]
            found += [f"{id}.each.percent"] if all(worth_of(each) is not None for each in within) else []
    return tuple(found)


def looked_up(item: int, reading: str) -> tuple[st.SearchStrategy[str], tuple[str, ...]]:
    """The words by which something may be looked up, and the keys of all rows that there may be."""
    names = {"choice": OPTIONS, "degree": LEVELS_OF_CHOICE, "results": LEVELS}.get(reading.removesuffix(f"_{item}"))
    words = ("is",) if names is OPTIONS else r.WORDS
    return st.sampled_from(words), tuple(names or map(str, range(-2, 5)))


@st.composite
def tables(
    draw: st.DrawFn, item: int, amount: st.SearchStrategy[r.Amount], *, each: bool = False, may_drop_out: bool = False
) -> r.TableRule | r.EachRule:
    """A table of anything that an item reads, with columns or without; or one for each of several."""
    by_number = st.sampled_from(quantities(item, may_drop_out=may_drop_out))
    by_name = st.sampled_from((f"choice_{item}", f"degree_{item}"))
    read: Any = draw(by_number | by_name)
    if each:
        read = draw(st.just(f"results_{item}") | st.lists(by_number, min_size=1, max_size=3).map(tuple))
    words, keys = looked_up(item, read if isinstance(read, str) else read[0])
    columns: r.Columns | None = None
    cells: st.SearchStrategy[Any] = amount
    if draw(st.integers(0, 2)) == 0:
        column = draw(by_number | by_name)
        word, every = looked_up(item, column)
        known = sorted(draw(st.sets(st.sampled_from(every), min_size=1, max_size=3)), key=every.index)
        numbers = tuple(Decimal(key) if key[-1].isdigit() else key for key in known)
        held: Any = {field_of(r.Columns, draw(word)): numbers}
        columns = r.Columns(column, **held)
        cells = st.lists(amount, min_size=len(known), max_size=len(known)).map(tuple)
    chosen = sorted(draw(st.sets(st.sampled_from(keys), min_size=1, max_size=3)), key=keys.index)
    rows: Any = {field_of(r.TableRule, draw(words)): {key: draw(cells) for key in chosen}}
    rest = draw(amount)  # of which rows by what it is that leave nothing out have no use, and which does no harm
    bound = st.none() | amounts
    if each:
        return r.EachRule(read, columns, **rows, otherwise=rest, cap=draw(bound), floor=draw(bound))
    return r.TableRule(read, columns, **rows, otherwise=rest, round=draw(st.none() | roundings), cap=draw(bound))


@st.composite
def applicants(draw: st.DrawFn, item: int) -> r.EachRule:
    """What each applicant brings among the best."""
    words, keys = looked_up(item, f"results_{item}")
    chosen = sorted(draw(st.sets(st.sampled_from(keys), min_size=1)), key=keys.index)
    rows: Any = {field_of(r.EachRule, draw(words)): {key: draw(positive) for key in chosen}}
    return r.EachRule(f"results_{item}", **rows, otherwise=Decimal(0))


def _holds_several(part: r.Amount) -> bool:
    return isinstance(part, r.EachRule) and isinstance(part.each, str)


def _one_by_one(part: r.Amount) -> r.Amount:
    """A part as it may stand where each of several counts by itself."""
    return replace(part, cap=None, floor=None) if isinstance(part, r.EachRule) else part


@st.composite
def rules(
    draw: st.DrawFn,
    item: int,
    read: tuple[str, ...],
    readable: tuple[str, ...] = (),
    depth: int = 2,
    *,
    may_drop_out: bool = False,
) -> r.Amount:
    """Any amount over an item's facts, and over what can be read of parts before that are always applicable.

    Where the item `may_drop_out`, shares are not applicable that have nothing to divide by.
    """
    leaves = ("reading", "proportional", "count", "number", "each", "once", "table", "table")
    leaves = (*leaves, *(["points"] if readable else []), *((("combining",) * 6) if depth else ()))
    kind = draw(st.sampled_from(leaves))
    inner = rules(item, read, readable, depth - 1, may_drop_out=may_drop_out) if depth else st.nothing()
    amount = amounts | inner
    quantity = st.sampled_from(quantities(item, may_drop_out=may_drop_out))
    bound = st.none() | amounts
    match kind:
        case "reading":
            return draw(quantity)
        case "points":
            return draw(st.sampled_from(readable))
        case "proportional":
            full, over = draw(
                st.tuples(thresholds, st.none() | thresholds).filter(lambda two: two[0] != two[1] and two[0])
            )
            return r.ProportionalRule(draw(quantity), full, draw(positive), over=over)
        case "count":
            other = draw(quantity)
            by_reading: tuple[Any, ...] = ((other, None), (None, other))
            over, under = draw(st.sampled_from((*BEYOND_OR_SHORT, *by_reading)))
            steps: Any = draw(st.sampled_from(("whole", "started", "continuous")))
            per = draw(st.sampled_from((Decimal(1), Decimal(2), Decimal(3))))
            return r.CountedRule(draw(quantity), draw(amounts), over, under, per, steps, draw(bound), draw(bound))
        case "number":
            return draw(amounts)
        case "each":
            return draw(tables(item, amount, each=True, may_drop_out=may_drop_out))
        case "once":
            return r.OnceRule(draw(conditions(item, read, may_drop_out=may_drop_out)), draw(amount), draw(amount))
        case "table":
            return draw(tables(item, amount, may_drop_out=may_drop_out))
        case _:
            parts = tuple(draw(st.lists(inner, min_size=1, max_size=3)))
            held: dict[str, Any] = {"round": draw(st.none() | roundings), "cap": draw(bound), "floor": draw(bound)}
            of: Any = draw(
                st.sampled_from(
                    (
                        r.SumRule,
                        r.DifferenceRule,
                        r.ProductRule,
                        r.HighestRule,
                        r.LowestRule,
                        r.AverageRule,
                        r.ShareRule,
                    )
                )
            )
            if of is r.ShareRule:  # what is divided by isn't below 0
                by = r.HighestRule((r.SumRule((f"among_{item}", draw(quantity))), Decimal(0)))
                none: Any = st.just("not_applicable") if may_drop_out else amounts
                return r.ShareRule(parts[0], by, draw(positive), draw(none | amounts), **held)
            if of is r.DifferenceRule and len(parts) == 1:
                parts = (*parts, draw(inner))
            if of in (r.HighestRule, r.LowestRule, r.AverageRule):
                parts = tuple(_one_by_one(each) for each in parts if not _holds_several(each)) or (draw(amounts),)
            if of is r.HighestRule:
                held["best"] = draw(st.integers(1, 2))
                if draw(st.booleans()):  # beside applicants, nothing takes off
                    parts = (*(r.SumRule((each,), floor=Decimal(0)) for each in parts), draw(applicants(item)))
                    parts = parts[draw(st.integers(0, len(parts) - 1)) :]
            combined: r.Rule = of(parts, **held)
            return combined


@st.composite
def schemes(draw: st.DrawFn) -> Scheme:
    """Three items in sections that are added, averaged, weighted, rounded, held, required or scaled up, with grades and vetoes."""
    policy: st.SearchStrategy[NotApplicable | None] = st.sampled_from((None, None, "full_marks", "zero", "renormalise"))
    policies = draw(policy), draw(policy), draw(policy)
    bonuses = st.integers(0, 4).map(lambda number: number == 0)
    weights = st.sampled_from((Decimal(1), Decimal(1), Decimal("0.5"), Decimal(3)))
    items: list[Item] = []
    for at in range(ITEMS):
        by_choice = st.builds(
            ChosenMax, st.just(f"choice_{at}"), st.fixed_dictionaries(dict.fromkeys(OPTIONS, positive))
        )
        maximum: ChosenMax | Decimal | None = draw(st.none() if "renormalise" in policies else st.none() | by_choice)
        readable = readings(*(item for item in items if item.not_applicable is None and not any(policies)))
        any_rule = rules(at, readings(*items), readable, may_drop_out=policies[0] is not None)
        rule = draw(any_rule if draw(st.integers(0, 4)) else st.just(r.JUDGED))
        if deducts := rule != r.JUDGED and draw(st.integers(0, 2)) == 0:
            rule = r.DeductRule(
                draw(
                    st.just(rule)
                    | st.tuples(
                        st.just(rule), rules(at, readings(*items), readable, 0, may_drop_out=policies[0] is not None)
                    )
                )
            )
            maximum = draw(st.just(maximum) | positive)
        if rule == r.JUDGED:
            most = dict(zip(OPTIONS, map(Decimal, (1, 2, 3)), strict=True))
            maximum = Decimal(3) if maximum is None else ChosenMax(f"choice_{at}", most)
        items.append(
            Item(
                f"item_{at}", "I", "text", rule, max=maximum, cap=draw(positive) if maximum is None and not deducts else None,
                floor=None if deducts else draw(st.none() | amounts), round=draw(st.none() | roundings), weight=draw(weights), bonus=draw(bonuses),
                not_applicable=draw(st.sampled_from((None, None, "full_marks", "zero"))),
            )
        )  # fmt: skip
    plain = "renormalise" in policies[:1]  # what is between a scaled-up node and its items is a plain sum

    def combining(policy: NotApplicable | None) -> dict[str, Any]:
        ways = ("sum", "average") if policy == "renormalise" else ("sum", "average", "lowest", "highest", "deduct")
        way = draw(st.sampled_from(ways))
        return {"combine": way, "max": draw(positive) if way == "deduct" else None}

    def section(id: str, held: tuple[Item, ...], own: NotApplicable | None, *before: Section) -> Section:
        if plain:
            return Section(id, "S", items=held)
        own_parts = tuple(each for each in readings(Section(id, "S", items=held)) if ".each." in each)
        read = (*readings(*items, *before), *own_parts)
        requires: st.SearchStrategy[r.Condition | None] = st.none() | conditions(0, read)
        return Section(
            id, "S", items=held, cap=draw(st.none() | positive), floor=draw(st.none() | amounts),
            round=draw(st.none() | roundings), **combining(own), weight=draw(weights), bonus=draw(bonuses),
            requires=draw(requires), not_applicable=own,
        )  # fmt: skip

    cut = draw(st.integers(1, ITEMS - 1))
    first, second = (tuple(items[:cut]), tuple(items[cut:]))
    one = section("first", first, policies[1])
    sections = one, section("second", second, policies[2], one)
    total = Total(
        sections, cap=draw(st.none() | positive), floor=draw(st.none() | amounts), round=draw(st.none() | roundings),
        **combining(policies[0]), not_applicable=policies[0],
    )  # fmt: skip
    everything = readings(*items, *sections, total)
    ladder = draw(st.just(()) | grades(everything))
    read = tuple(each for each in everything if each not in {"total.points", "total.percent"})
    settling = tuple(draw(st.lists(vetoes(read, graded=bool(ladder)), max_size=2)))
    total = replace(total, vetoes=settling, grades=ladder)
    facts = {id: fact for at in range(ITEMS) for id, fact in declared(at).items()}
    measures = {id: measure for at in range(ITEMS) for id, measure in measured(at).items()}
    return Scheme("random", 2020, "Random", total, facts, measures=measures)


@st.composite
def grades(draw: st.DrawFn, read: tuple[str, ...]) -> tuple[Grade, ...]:
    """Grades whose thresholds fall or rise, with conditions or without; one before the last may take nothing."""
    sides, starts = draw(st.sampled_from(((("at_least", "over"), (4, 1)), (("at_most", "below"), (0, 3)))))
    found: list[Grade] = []
    for id, at in zip(("a", "b"), starts, strict=True):
        taken: dict[str, Any] = {}
        if draw(st.integers(0, 4)):
            taken[draw(st.sampled_from(sides))] = Decimal(at)
        if draw(st.booleans()):
            taken["if_"] = draw(conditions(1, read))
        found.append(Grade(id, id, **taken))
    return (*found, Grade("c", "c"))


@st.composite
def vetoes(draw: st.DrawFn, read: tuple[str, ...], *, graded: bool) -> Veto:
    """Something that settles the result."""
    effects: list[dict[str, Any]] = [{"points": Decimal(0)}, {"points": NO_TOTAL}]
    if graded:
        effects += [{"grade": "c"}, {"grade": "b"}, {"grade_at_most": "b"}, {"grade_at_most": "c"}]
        effects += [{"points": NO_TOTAL, "grade": "c"}, {"points": NO_TOTAL, "grade": "b"}]
        effects += [{"points": Decimal(2), "grade": "b"}, {"points": Decimal(2), "grade_at_most": "c"}]
    return Veto(draw(conditions(1, read)), "V", **draw(st.sampled_from(effects)))


def reads_no_percentage_of_nothing(scheme: Scheme) -> bool:
    """Whether all of which a percentage is read is worth something: two schemes mixed may read one of what only takes off."""
    parts: dict[str, Section | Item | Total] = {"total": scheme.total}
    parts |= {section.id: section for section in scheme.total.sections}
    parts |= {item.id: item for _, _, item in walk_items(scheme)}
    for each in references_of(scheme):
        part = parts.get(each.id)
        if part is not None and each.of_part.endswith("percent"):
            of = paying_parts(part) if each.of_part.startswith("each.") and not isinstance(part, Item) else (part,)
            if any(worth_of(one) is None for one in of):
                return False
    return True


def says_what_shares_of_nothing_are(scheme: Scheme) -> bool:
    """Whether each item that may be a share of nothing counts as something then: of two schemes mixed, neither may say it."""
    around = policies(scheme)
    items = [item for _, _, item in walk_items(scheme) if item.id in surroundings_of(scheme).divided_items]
    return all((item.not_applicable or around[item.id]) is not None for item in items)


Report = dict[str, Any]
"""What is reported of each fact: a number, a flag, an option, counts per level, a list; None for not applicable."""

VALUES: Mapping[str, tuple[Any, ...]] = {
    "number": (Fraction(-2), Fraction(0), Fraction(3, 2), Fraction(4)),
    "count": (0, 1, 3),
    "among": (0, 1, 3),
    "yes": (False, True),
    "choice": tuple(OPTIONS),
    "degree": tuple(LEVELS_OF_CHOICE),
    "results": ({"low": 0, "high": 0}, {"low": 2, "high": 0}, {"low": 1, "high": 1}),
    "item": (Fraction(0), Fraction(3, 2), Fraction(3)),
    "beside": (Fraction(0), Fraction(1), Fraction(3)),
    "sum": ((), (Fraction(2), Fraction(3, 2)), (Fraction(2),) * 20),
    "both": ((), (Fraction(2),) * 20, (Fraction(-1), Fraction(1, 2), Fraction(-1))),
    "up": (Fraction(0), Fraction(3, 2), Fraction(1000)),
    "place": (Fraction(1), Fraction(2), Fraction(4)),
    "mean": ((Fraction(0),), (Fraction(1), Fraction(3), Fraction(1000)), tuple(map(Fraction, (0, 1, 2, 9)))),
    "down": (Fraction(-1000), Fraction(1, 2), Fraction(2)),
    "lowest": ((Fraction(1000), Fraction(3, 2)), (Fraction(0),), (Fraction(4), Fraction(-1000), Fraction(0))),
    "highest": ((Fraction(-2),), (Fraction(-2), Fraction(4), Fraction(0)), (Fraction(-1), Fraction(3, 2))),
    "free": (Fraction(-1000), Fraction(0), Fraction(3, 2), Fraction(1000)),
}


def values_of(fact: str) -> tuple[Any, ...]:
    """The values of a fact that are tried: its ends, or something far off, and something between."""
    return VALUES[fact.partition("_")[0]]


@st.composite
def reports(draw: st.DrawFn, scheme: Scheme) -> Report:
    """Everything reported, some items as not applicable where the scheme says what that means."""
    report = {fact: draw(st.sampled_from(values_of(fact))) for fact in scheme.asked}
    for item in items_that_may_not_apply(scheme):
        if draw(st.integers(0, 2)) == 0:
            report |= dict.fromkeys(facts_applying_together(scheme, item))
    return report


@st.composite
def left_open(draw: st.DrawFn, scheme: Scheme, most: int = 3) -> tuple[str, ...]:
    """Facts of one item that are not reported, of those that something reads where there are any."""
    read = facts_read(scheme, references_of(scheme))
    ending = draw(st.sampled_from(("_0", "_1", "_2")))
    own = [id for id in scheme.asked if id.endswith(ending)]
    own = [id for id in own if id in read] or own
    return tuple(draw(st.lists(st.sampled_from(own), min_size=1, max_size=most, unique=True)))


def fraction(number: Decimal) -> Fraction:
    """The number as what it is exactly."""
    return Fraction(*number.as_integer_ratio())


def at_most(one: Decimal | Fraction, other: Decimal | Fraction) -> bool:
    """Whether one number is no more than another, of which bounds may be without end."""
    ends = [
        each if isinstance(each, Fraction) else fraction(each) if each.is_finite() else float(each)
        for each in (one, other)
    ]
    return ends[0] <= ends[1]


def facts_of_item(item: Item) -> tuple[str, ...]:
    """The facts that belong to an item, whether its rule reads them or not, but for the choice that its maximum depends on."""
    facts = [*declared(int(item.id[-1])), *([item.id] if item.is_judged else [])]
    return tuple(fact for fact in facts if not (isinstance(item.max, ChosenMax) and fact == item.max.choice))


def facts_applying_together(scheme: Scheme, item: Item) -> tuple[str, ...]:
    """The facts that its rule reads, of which all are applicable or none."""
    own = facts_of_item(item)
    return tuple(fact for fact in facts_of(scheme, item) if fact in own)


def items_that_may_not_apply(scheme: Scheme) -> tuple[Item, ...]:
    """The items for which the scheme says what it means that they are not applicable."""
    around = policies(scheme)
    items = (item for _, _, item in walk_items(scheme) if item.not_applicable or around[item.id])
    return tuple(item for item in items if facts_applying_together(scheme, item))


def facts_from(scheme: Scheme, report: Report) -> zlpg.Facts:
    """The scalars that a report is."""
    optional = may_not_apply(scheme)
    values: dict[Scalar, Decimal] = {}
    for id, value in report.items():
        if id in optional:
            values[Scalar(id, APPLIES)] = Decimal(value is not None)
        match value:
            case None:
                pass
            case str():
                one_of = scheme.facts[id]
                assert isinstance(one_of, ChoiceFact)
                values |= {Scalar(id, option): Decimal(option == value) for option in one_of.names}
            case dict():
                values |= {Scalar(id, level): Decimal(count) for level, count in value.items()}
            case tuple():
                several = scheme.facts[id]
                assert isinstance(several, NumbersFact)
                values[Scalar(id)] = number_of(several, tuple(map(_decimal, value)))
            case _:
                values[Scalar(id)] = _decimal(value)
    return zlpg.Facts(values=values)


def _decimal(number: int | Fraction) -> Decimal:
    return Decimal(number.numerator) / Decimal(number.denominator)


def completions(scheme: Scheme, report: Report, open: tuple[str, ...]) -> Iterator[Report]:
    """Every way to report what is open, and that a facts file may say."""
    for values in product(*(values_of(fact) for fact in open)):
        yield {**report, **dict(zip(open, values, strict=True))}
    for item in items_that_may_not_apply(scheme):
        together = facts_applying_together(scheme, item)
        if set(together) <= set(open):
            rest = tuple(fact for fact in open if fact not in together)
            for values in product(*(values_of(fact) for fact in rest)):
                yield {**report, **dict(zip(rest, values, strict=True)), **dict.fromkeys(together)}


@dataclass
class Meaning:
    """What a scheme makes of a report: points by id, the grade's id, and whether there is a result, and a total."""

    scheme: Scheme
    report: Report

    def __post_init__(self) -> None:
        self.parts: dict[str, Fraction] = {}
        around = policies(self.scheme)
        for _, _, item in walk_items(self.scheme):
            self.parts[item.id] = self.item(item, item.not_applicable or around[item.id])
        total = self.scheme.total
        for section in total.sections:
            self.parts[section.id] = self.node(section)
        self.parts["total"] = self.node(total)
        holding = [veto for veto in total.vetoes if self.so(veto.veto) is True]
        fixed = [veto.points for veto in holding if isinstance(veto.points, Decimal)]
        if fixed:
            self.parts["total"] = Fraction(fixed[0])
        nodes: tuple[Section | Total, ...] = (total, *total.sections)
        without = [veto.grade for veto in holding if veto.points == NO_TOTAL]
        self.no_result = None in without or any(
            node.not_applicable == "renormalise"
            and not any(self.worth(node, item) for item in self.items(node) if self.counts(node, item))
            for node in nodes
        )
        self.no_total = self.no_result or bool(without)
        self.grade = None if self.no_result else self.graded(holding)

    def graded(self, holding: list[Veto]) -> str | None:
        ids = [grade.id for grade in self.scheme.total.grades]
        if not ids:
            return None
        fixed = [veto.grade for veto in holding if veto.grade is not None]
        if fixed:
            return fixed[0]
        place = next(place for place, grade in enumerate(self.scheme.total.grades) if self.takes(grade))
        return ids[max([place, *(ids.index(veto.grade_at_most) for veto in holding if veto.grade_at_most is not None)])]

    def takes(self, grade: Grade) -> bool:
        """Whether a grade holds, vetoes aside; one that takes nothing does if it is the last."""
        total = self.parts["total"]
        held = [
            total >= grade.at_least if grade.at_least is not None else None,
            total > grade.over if grade.over is not None else None,
            total <= grade.at_most if grade.at_most is not None else None,
            total < grade.below if grade.below is not None else None,
            self.so(grade.if_) is not False if grade.if_ is not None else None,
        ]
        if all(each is None for each in held):
            return grade is self.scheme.total.grades[-1]
        return False not in held

    def items(self, node: Section | Total) -> list[Item]:
        below = [each for section in node.sections for each in self.items(section)]
        return [*below, *(node.items if isinstance(node, Section) else ())]

    def applicable(self, item: Item) -> bool:
        reported = all(self.report[fact] is not None for fact in facts_applying_together(self.scheme, item))
        return reported and not self.is_of_nothing(item.amount)

    def is_of_nothing(self, amount: r.Amount) -> bool:
        """Whether a share in it, or in a measure that it reads, is not applicable as there is nothing to divide by."""
        shares = (each for _, each in r.shares_in((), amount) if isinstance(each.if_none, str))
        if any(not self.points(share.of) for share in shares):
            return True
        measures = self.scheme.measures
        return any(self.is_of_nothing(measures[each.id]) for each in references_in((), amount) if each.id in measures)

    def applies(self, id: str) -> bool:
        """Whether a part of the table is applicable: a section where anything in it is."""
        within = [section for section in self.scheme.total.sections if section.id == id]
        items = self.items(within[0]) if within else [item for _, _, item in walk_items(self.scheme) if item.id == id]
        return any(map(self.applicable, items))

    def counts(self, node: Section | Total, item: Item) -> bool:
        """Whether an item counts in what is scaled up to what is applicable; a sum has no worth of deductions to leave out."""
        stays = item.not_applicable in {"full_marks", "zero"} or (item.only_deducts and node.combine != "average")
        return self.applicable(item) or stays

    def item(self, item: Item, policy: NotApplicable | None) -> Fraction:
        if not self.applicable(item):
            return self.full_marks(item) if policy == "full_marks" else Fraction(0)
        points = self.points(item.amount)
        if item.is_judged and isinstance(item.max, ChosenMax):
            points = min(points, Fraction(item.max.points[self.report[item.max.choice]]))
        if isinstance(item.rule, r.DeductRule) and item.max is not None:
            return max(self.held(self.full_marks(item) + points, item), Fraction(0))
        return self.held(points, item)

    def full_marks(self, item: Item) -> Fraction:
        full = item.max.points[self.report[item.max.choice]] if isinstance(item.max, ChosenMax) else item.limit
        return Fraction(full or 0)

    def node(self, node: Section | Total) -> Fraction:
        if node.not_applicable == "renormalise":
            points = self.renormalised(node)
        else:
            parts: list[Section | Item] = [*node.sections, *(node.items if isinstance(node, Section) else ())]
            points = combined([self.parts[part.id] * Fraction(part.weight) for part in parts], node, parts)
        if isinstance(node, Section) and node.requires is not None and self.so(node.requires) is False:
            points = Fraction(0)
        return self.held(points, node)

    def worth(self, node: Section | Total, item: Item) -> Fraction:
        if node.combine == "average":
            return Fraction(item.weight)
        return Fraction(item.weight) * Fraction(item.limit or 0)

    def renormalised(self, node: Section | Total) -> Fraction:
        every = self.items(node)
        counted = [item for item in every if self.counts(node, item)]
        whole, of = (sum((self.worth(node, item) for item in items), Fraction(0)) for items in (every, counted))
        if not of:
            return Fraction(0)
        points = sum((self.parts[item.id] * Fraction(item.weight) for item in counted), Fraction(0))
        return points / of * (1 if node.combine == "average" else whole)

    def held(self, points: Fraction, by: Any) -> Fraction:
        if by.round is not None:
            points = rounded(points, Fraction(10) ** -by.round.places, by.round.mode)
        if by.floor is not None:
            points = max(points, Fraction(by.floor))
        return points if by.cap is None else min(points, Fraction(by.cap))

    def quantity(self, id: str) -> Fraction:
        if (measure := self.scheme.measures.get(id)) is not None:
            return self.points(measure)
        match self.scheme.asked[id]:
            case NumbersFact(as_=way, trimmed_over=most):
                return read_as(way, self.report[id], most)
            case _:
                return Fraction(self.report[id])

    def so(self, condition: r.Condition) -> bool | None:
        """Whether a condition holds, what isn't applicable left out of it; `None` where nothing is left."""
        if isinstance(condition, str):
            return None if self.report[condition] is None else bool(self.report[condition])
        held: list[bool | None] = self.said(condition)
        held += [self.so(each) for each in condition.all or ()]
        for key in ("any", "none"):
            if (several := getattr(condition, key)) is not None:
                found = self.said(several) if isinstance(several, r.Words) else list(map(self.so, several))
                some = _of_what_is_left(any, found)
                held.append(not some if key == "none" and some is not None else some)
        return _of_what_is_left(all, held)

    def said(self, words: r.Criteria | r.Words) -> list[bool | None]:
        """Whether each entry of a mapping holds, of each part of something that part's."""
        found: list[bool | None] = []
        for word in ("at_least", "over", "at_most", "below", "is_"):
            for reading, threshold in (getattr(words, word) or {}).items():
                id, _, what = reading.partition(".each.")
                read = [f"{part}.{what}" for part in self.paying(id)] if what else [reading]
                found += [self.held_to(each, word, threshold) for each in read]
        return found

    def held_to(self, reading: str, word: str, threshold: Any) -> bool | None:
        """Whether what is read is as a word says; `None` where something of it is not applicable."""
        declared = self.scheme.asked.get(reading)
        values = threshold if isinstance(threshold, tuple) else (threshold,)
        if isinstance(declared, ChoiceFact) and word == "is_":
            return None if self.report[reading] is None else self.report[reading] in values
        if isinstance(declared, ChoiceFact):
            order = list(declared.names)
            number = None if self.report[reading] is None else Fraction(order.index(self.report[reading]))
            threshold = Decimal(order.index(threshold))
        else:
            number = self.read(reading)
        if word == "is_":
            return None if number is None else number in set(map(Fraction, values))
        at = self.read(threshold) if isinstance(threshold, str) else Fraction(threshold)
        if number is None or at is None:
            return None
        return {"at_least": number >= at, "over": number > at, "at_most": number <= at, "below": number < at}[word]

    def read(self, reading: str) -> Fraction | None:
        """What is read; `None` where it is not applicable."""
        id, _, what = reading.partition(".")
        if not what:
            read = facts_read(self.scheme, [Reference((), id, "quantity")])
            if any(self.report[fact] is None for fact in read):
                return None
            return None if id in self.scheme.measures and self.is_of_nothing(id) else self.quantity(id)
        if not self.applies(id):
            return None
        return self.parts[id] if what == "points" else self.parts[id] * 100 / self.whole(id)

    def part(self, id: str) -> Section | Item | Total:
        parts: dict[str, Section | Item | Total] = {"total": self.scheme.total}
        parts |= {section.id: section for section in self.scheme.total.sections}
        parts |= {item.id: item for _, _, item in walk_items(self.scheme)}
        return parts[id]

    def paying(self, id: str) -> list[str]:
        """The parts directly in one that bring points."""
        node = self.part(id)
        parts = node.items if isinstance(node, Section) else node.sections if isinstance(node, Total) else ()
        return [part.id for part in parts if not part.bonus and self.brings(part)]

    def brings(self, part: Section | Item) -> bool:
        """Whether anything in a part can bring points."""
        if isinstance(part, Item):
            return not part.only_deducts
        return part.combine == "deduct" or not all(item.only_deducts for item in part.items)

    def whole(self, id: str) -> Fraction:
        """What a part of the table is worth for this unit."""
        node = self.part(id)
        if isinstance(node, Item):
            return self.full_marks(node)
        if node.combine == "deduct":
            whole = Fraction(node.max or 0)
        else:
            parts = [part for each in self.paying(id) if not isinstance(part := self.part(each), Total)]
            if not parts and node.cap is not None:  # all of it comes on top
                return Fraction(node.cap)
            whole = combined([Fraction(part.weight) * self.whole(part.id) for part in parts], node, parts)
        return whole if node.cap is None else min(whole, Fraction(node.cap))

    def points(self, rule: r.Amount) -> Fraction:
        match rule:
            case Decimal():
                return Fraction(rule)
            case str():
                number = self.read(rule)
                assert number is not None
                return number
            case r.ProportionalRule(proportional=id, full=full, points=points, over=None):
                return self.points(id) / Fraction(full) * Fraction(points)
            case r.ProportionalRule(proportional=id, full=full, points=points, over=Decimal() as over):
                share = (self.points(id) - Fraction(over)) / (Fraction(full) - Fraction(over))
                return min(max(share, Fraction(0)), Fraction(1)) * Fraction(points)
            case r.CountedRule():
                return self.counted(rule)
            case r.OnceRule(once=condition, points=points, otherwise=otherwise):
                return self.points(points if self.so(condition) else otherwise)
            case r.TableRule(table=reading):
                return self.held(self.looked_up(rule, reading), rule)
            case r.EachRule():
                added = sum(self.each(rule), Fraction(0))
                added = added if rule.floor is None else max(added, Fraction(rule.floor))
                return added if rule.cap is None else min(added, Fraction(rule.cap))
            case r.ShareRule():
                return self.share(rule)
            case (
                r.SumRule() | r.DifferenceRule() | r.ProductRule() | r.HighestRule() | r.LowestRule() | r.AverageRule()
            ):
                return self.combined(rule)
            case r.DeductRule(deduct=parts):
                return -sum(map(self.points, parts if isinstance(parts, tuple) else (parts,)), Fraction(0))
            case _:
                raise AssertionError(rule)

    def counted(self, rule: r.CountedRule) -> Fraction:
        number = self.points(rule.count)
        if rule.under is not None:
            number = max(self.points(rule.under) - number, Fraction(0))
        elif rule.over is not None:
            number = max(number - self.points(rule.over), Fraction(0))
        steps = number / Fraction(rule.per)
        if rule.steps in {"whole", "started"}:  # of a number below 0, too: a part of a step is nothing, or a whole one
            steps = rounded(steps, Fraction(1), "down" if rule.steps == "whole" else "up")
        points = steps * Fraction(rule.rate)
        points = points if rule.floor is None else max(points, Fraction(rule.floor))
        return points if rule.cap is None else min(points, Fraction(rule.cap))

    def looked_up(self, rule: r.TableRule | r.EachRule, reading: str, level: str | None = None) -> Fraction:
        """What a table gives for what is read, or for somebody at a level."""
        row = self.cell(r.WORDS, rule, reading, level)
        if row is None or rule.columns is None:
            return self.points(row or rule.otherwise or Decimal(0))
        assert isinstance(row, tuple)
        cells = {word: held for word in r.WORDS if (held := getattr(rule.columns, field_of(rule.columns, word)))}
        ((word, keys),) = cells.items()
        columns = {str(key): amount for key, amount in zip(keys, row, strict=True)}
        cell = self.among(word, columns, rule.columns.table, None)
        return self.points(rule.otherwise or Decimal(0) if cell is None else cell)

    def cell(self, words: Sequence[str], rule: Any, reading: str, level: str | None) -> Any:
        ((word, rows),) = ((word, rows) for word in words if (rows := getattr(rule, field_of(rule, word))))
        return self.among(word, rows, reading, level)

    def among(self, word: str, rows: Mapping[str, Any], reading: str, level: str | None) -> Any:
        """The row that a number, or a level by its place in the order, is in; `None` where it is in none."""
        declared = self.scheme.asked.get(reading)
        names: tuple[str, ...] = ()
        if isinstance(declared, ResultsFact):
            names = tuple(declared.levels)
        elif isinstance(declared, ChoiceFact):
            names = tuple(declared.names)
            level = self.report[reading]
        number = self.read(reading) if level is None else Fraction(names.index(level))
        assert number is not None
        keys = {key: Fraction(names.index(key) if names else Decimal(key)) for key in rows}
        match word:
            case "at_least":
                found = max((key for key in keys if keys[key] <= number), key=keys.__getitem__, default=None)
            case "over":
                found = max((key for key in keys if keys[key] < number), key=keys.__getitem__, default=None)
            case "at_most":
                found = min((key for key in keys if keys[key] >= number), key=keys.__getitem__, default=None)
            case "below":
                found = min((key for key in keys if keys[key] > number), key=keys.__getitem__, default=None)
            case _:
                found = next((key for key in keys if keys[key] == number), None)
        return None if found is None else rows[found]

    def each(self, rule: r.EachRule) -> list[Fraction]:
        """What each of several brings."""
        if isinstance(rule.each, tuple):
            return [self.looked_up(rule, reading) for reading in rule.each]
        reported = self.report[rule.each]
        return [self.looked_up(rule, rule.each, level) for level, count in reported.items() for _ in range(count)]

    def several(self, parts: Iterable[r.Amount]) -> list[Fraction]:
        """What counts one by one: of each of several, each."""
        found: list[Fraction] = []
        for part in parts:
            found += self.each(part) if isinstance(part, r.EachRule) else [self.points(part)]
        return found

    def share(self, rule: r.ShareRule) -> Fraction:
        by = self.points(rule.of)
        assert by >= 0
        if not by:
            assert isinstance(rule.if_none, Decimal), rule
            return self.held(Fraction(rule.if_none), rule)
        return self.held(self.points(rule.share) / by * Fraction(rule.times), rule)

    def combined(
        self, rule: r.SumRule | r.DifferenceRule | r.ProductRule | r.HighestRule | r.LowestRule | r.AverageRule
    ) -> Fraction:
        match rule:
            case r.SumRule(sum=parts):
                points = sum(map(self.points, parts), Fraction(0))
            case r.DifferenceRule(difference=parts):
                first, *others = map(self.points, parts)
                points = first - sum(others, Fraction(0))
            case r.ProductRule(product=parts):
                points = Fraction(1)
                for part in parts:
                    points *= self.points(part)
            case r.HighestRule(highest=parts, best=best):
                points = sum(sorted(self.several(parts), reverse=True)[:best], Fraction(0))
            case r.LowestRule(lowest=parts):
                points = min(self.several(parts))
            case r.AverageRule(average=parts):
                points = sum(each := self.several(parts), Fraction(0)) / len(each)
            case _:
                assert_never(rule)
        return self.held(points, rule)


def combined(points: Sequence[Fraction], node: Section | Total, parts: Sequence[Section | Item]) -> Fraction:
    """What is made of the parts of a section, each times its weight."""
    match node.combine:
        case "lowest":
            return min(points)
        case "highest":
            return max(points)
        case "deduct":
            return max(Fraction(node.max or 0) + sum(points, Fraction(0)), Fraction(0))
        case "average":
            return sum(points, Fraction(0)) / sum((Fraction(part.weight) for part in parts), Fraction(0))
        case _:
            return sum(points, Fraction(0))


def read_as(way: str, numbers: Sequence[Fraction], trimmed_over: int | None) -> Fraction:
    """The one number that several are read as."""
    if trimmed_over is not None and len(numbers) > trimmed_over:
        numbers = sorted(numbers)[1:-1]
    match way:
        case "lowest":
            return min(numbers)
        case "highest":
            return max(numbers)
        case _:
            return sum(numbers, Fraction(0)) / (len(numbers) if way == "mean" else 1)


def _of_what_is_left(every: Callable[[Iterable[bool]], bool], several: Iterable[bool | None]) -> bool | None:
    left = [each for each in several if each is not None]
    return every(left) if left else None


def rounded(number: Fraction, to: Fraction, mode: Literal["half_up", "up", "down"]) -> Fraction:
    """A number rounded to a multiple, up meaning away from zero."""
    steps = abs(number) / to
    whole = {"down": floor(steps), "up": ceil(steps), "half_up": floor(steps + Fraction(1, 2))}[mode]
    return (whole if number >= 0 else -whole) * to
