"""What rules can come to: what the file says of that can be reached, and no number of it is without effect."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import assert_never

import zlpg.model.rules as r
from zlpg.checks.clauses import DEDUCTED, only_gives
from zlpg.checks.parts import Parts
from zlpg.checks.registration import Findings, finds
from zlpg.checks.thresholds import Thresholds, other_scale, thresholds_of_rule
from zlpg.codes import Code
from zlpg.diagnostics import Diagnostic, Message, Path
from zlpg.engine.lowering import lower, lower_condition, lower_reading, places_of_names, without_cap
from zlpg.engine.table import lower_section
from zlpg.model.declarations import CountFact, FactDeclaration, NumberFact, ends_of, step_of, takes
from zlpg.model.marks import kind_of
from zlpg.model.table import ChosenMax, Item, Section, Total
from zlpg.numbers import UNBOUNDED, UPWARDS, ZERO, Interval, divided, times


@finds(
    Code(
        "max-and-cap",
        documentation="""
        An item has both `max` and `cap`. A `max` (满分) is what the rule gives at best; a `cap` (封顶) cuts off a rule that
        could give more. Only one of them can be true of an item.

        ```diff
                   max: 4
        +          cap: 4
                   requirement:
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: keep `max` if the rule gives exactly this at best, otherwise keep `cap`.
        """,
    ),
    Code(
        "max-not-reached",
        waivable=True,
        documentation="""
        The rule of an item gives more or less at best than the item's `max`, or has no upper limit. Full marks could
        then not be earned, or more than full marks could; either way a figure was copied wrongly. What the rule gives
        is taken as the item rounds it and holds it to its `floor`; where `max` depends on a choice, for each option by
        itself.

        ```diff
        -  product_quality: {type: number, label: 产品质量考核结果, unit: 分, range: [0, 100]}
        +  product_quality: {type: number, label: 产品质量考核结果, unit: 分, range: [0, 90]}
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: correct `max`, or the range, start, rate or points that the rule works with; where the document cuts
        the points off (封顶), write `cap` in place of `max`.
        """,
    ),
    needs="sound parts",
)
def items_reach_their_maximum(parts: Parts) -> Findings:
    """An item's maximum is exactly what its rule can give at best."""
    for path, item in parts.items:
        if item.max is None:
            continue
        if item.cap is not None:
            message = Message("an item has a max (its rule can give exactly this) or a cap (its rule could give more)")
            yield Diagnostic("max-and-cap", message, at=(*path, "cap"), on_key=True)
        elif isinstance(item.max, ChosenMax):
            yield from _maxima_by_choice(parts, path, item, item.max)
        elif (highest := parts.of_item(item).highest) != item.max:
            message = (
                Message("max is {max}, but the rule has no upper limit", max=item.max)
                if highest == UNBOUNDED
                else Message("max is {max}, but the rule gives {highest} at best", max=item.max, highest=highest)
            )
            hint = Message("a ceiling on what a rule gives is a cap") if highest > item.max else None
            yield Diagnostic("max-not-reached", message, hint, at=(*path, "max"))


def _maxima_by_choice(parts: Parts, path: Path, item: Item, maximum: ChosenMax) -> Findings:
    """The maximum of each option is exactly what the rule can give at best where that is the option."""
    for option, worth in maximum.points.items():
        highest = parts.where(maximum.choice, option).of_item(item).highest
        if highest != worth:
            message = Message(
                "max of “{option}” is {max}, but the rule gives it {highest} at best",
                option=option,
                max=worth,
                highest=highest if highest != UNBOUNDED else Message("any number of points"),
            )
            yield Diagnostic("max-not-reached", message, at=(*path, "max", "points", option))


@finds(
    Code(
        "misplaced-cap",
        waivable=True,
        documentation="""
        The outermost rule of an item has a `cap`, a `floor` or a `round` of its own. What holds for everything that an
        item gives is written at the item, where tables show it; inside a rule it is for one part, such as one of a
        `sum` or of a `highest`.

        ```diff
        -          cap: 3
                   responsible: [economic_development]
        -          rule: {each: award_results, is: {applied: 0.1, silver: 1, gold: 2}}
        +          rule: {each: award_results, is: {applied: 0.1, silver: 1, gold: 2}, cap: 3}
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: move `cap`, `floor` or `round` from the rule to the item.
        """,
    ),
    Code(
        "unreachable-cap",
        waivable=True,
        needs_everything=True,
        documentation="""
        What a cap is put on can never come to as much, or a lower cap lies over it. The cap would never apply, so it, a
        rate or the limits of a fact were copied wrongly.

        ```diff
        -  work_reports: {type: count, label: 工作信息, unit: 篇}
        +  work_reports: {type: count, label: 工作信息, unit: 篇, range: [0, 25]}
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: correct the figure that differs from the document, or remove a cap that it does not have.
        """,
    ),
    Code(
        "unreachable-floor",
        waivable=True,
        needs_everything=True,
        documentation="""
        What a floor is put under can never come to as little. The floor would never hold anything, so it, a rate or the
        limits of a fact were copied wrongly.

        ```diff
        -  product_quality: {type: number, label: 产品质量考核结果, unit: 分, range: [0, 100]}
        +  complaints: {type: count, label: 质量投诉, unit: 件, range: [0, 4]}
        @@
        -          text: 参照上级考核结果，满分100分的结果按比例折算，满分5分。
        +          text: 满分5分，质量投诉每件扣1分，扣完为止。
                   max: 5
        +          floor: 0
        @@
        -          rule: {proportional: product_quality, full: 100, points: 5}
        +          rule: {sum: [5, {count: complaints, rate: -1}]}
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: correct the figure that differs from the document, or remove a floor that it does not have; if the
        document has it all the same, waive the finding.
        """,
    ),
    needs="sound parts",
)
def caps_can_be_reached(parts: Parts) -> Findings:
    """What a cap is put on can come to as much, and what a floor is put under can come to as little."""
    for path, item in parts.items:
        outermost = (*path, "rule")
        for key in ("cap", "floor", "round"):
            if getattr(item.amount, key, None) is not None:
                yield _misplaced(key, (*outermost, key))
        if item.cap is not None:
            yield from _unreachable_cap(path, item.cap, parts.of_item(replace(item, cap=None)))
        if item.floor is not None:
            yield from _unreachable_floor(path, item.floor, parts.of_item(replace(item, cap=None, floor=None)))
        for at, rule in r.walk_amount(outermost, item.amount):
            if (cap := r.cap_of(rule)) is not None:
                yield from _unreachable_cap(at, cap, parts.worked_out(without_cap(rule, parts.around)))
            if (floor := r.floor_of(rule)) is not None:
                yield from _unreachable_floor(at, floor, parts.worked_out(lower(_without_bounds(rule), parts.around)))


def _misplaced(key: str, at: Path) -> Diagnostic:
    match key:
        case "cap":
            message = Message("a cap on everything that an item's rule gives is written at the item")
        case "floor":
            message = Message("a floor under everything that an item's rule gives is written at the item")
        case _:
            message = Message("rounding of everything that an item's rule gives is written at the item")
    return Diagnostic("misplaced-cap", message, at=at, on_key=True)


def _without_bounds(rule: r.Amount) -> r.Amount:
    return replace(rule, cap=None, floor=None)  # type: ignore[type-var]  # what has one of them has both


@finds("unreachable-cap", "unreachable-floor", needs="sound parts")
def caps_of_sections_can_be_reached(parts: Parts) -> Findings:
    """What is under a section, or under the total, can come to as much as its cap, and to as little as its floor."""
    if not parts.whole:
        return
    for path, node in parts.nodes:
        if node.cap is not None:
            yield from _unreachable_cap(path, node.cap, _points_of_node(parts, _without_own_bounds(node, cap=True)))
        if node.floor is not None:
            yield from _unreachable_floor(
                path, node.floor, _points_of_node(parts, _without_own_bounds(node, cap=True, floor=True))
            )


def _without_own_bounds(node: Section | Total, *, cap: bool = False, floor: bool = False) -> Section | Total:
    held = replace(node, cap=None if cap else node.cap, floor=None if floor else node.floor)
    return replace(held, vetoes=()) if isinstance(held, Total) else held


def _points_of_node(parts: Parts, node: Section | Total) -> Interval:
    return parts.worked_out(lower_section(node, parts.around))


@finds(
    Code(
        "brackets-not-ascending",
        documentation="""
        The key of a row of a table, or of a column, is not above that of the one before it. Each row begins or ends
        where its neighbour does, so the rows have to ascend, also where they say `at_most` or `below`; two rows with
        the same key, such as 35 and 35.0, would leave two answers for one number.

        ```diff
        -          rule: {deduct: {table: accident_deaths, at_least: {1: 2, 3: 5}}}
        +          rule: {deduct: {table: accident_deaths, at_least: {1: 2, 3: 5, 3.0: 2}}}
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: order the rows by their thresholds, the lowest first, and keep one row for each threshold.
        """,
    ),
    Code(
        "unreachable-bracket",
        waivable=True,
        documentation="""
        The key of a row of a table, or of a column, lies outside of what the fact or measure can be. The row would
        never apply, or, where it starts below the lowest number, always, so a threshold or the limits of the fact were
        copied wrongly. Likewise a row whose points are more than the least cap over it: such points are never given.

        The last row of a table with `at_most` or `below` may end beyond the highest number, and the first of one with
        `over` may start below the lowest: that is how they take in all that there is.

        ```diff
        -  accident_deaths: {type: count, label: 安全事故死亡人数, unit: 人}
        +  accident_deaths: {type: count, label: 安全事故死亡人数, unit: 人, range: [0, 2]}
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: correct the threshold, or the `range` of the fact; for a row above its cap, its
        `points` or the cap.
        """,
    ),
    needs="sound parts",
)
def brackets_ascend(parts: Parts) -> Findings:
    """Each key of a table is above the one before it, and each row holds something that there can be."""
    for at, rule in parts.rules():
        for lookup in r.lookups_of(rule) if isinstance(rule, r.TableRule | r.EachRule) else ():
            yield from _not_ascending(parts, at, lookup)
            numbers = tuple(((*at, *way), number) for way, number in lookup.numbers)
            if numbers and other_scale(parts.scheme, Thresholds(lookup.reading, numbers)) is None:
                yield from _rows_out_of_reach(at, lookup, _possible(parts, lookup))


def _possible(parts: Parts, lookup: r.Lookup) -> Interval:
    return parts.worked_out(lower_reading(lookup.reading, parts.around))


def _not_ascending(parts: Parts, at: Path, lookup: r.Lookup) -> Findings:
    names = parts.around.names.get(lookup.reading, ())
    if lookup.is_by_name and lookup.word == "is":
        return
    order = [names.index(key) if isinstance(key, str) else key for key in lookup.keys]
    for (before, after), (was, key), way in zip(pairwise(order), pairwise(lookup.keys), lookup.at[1:], strict=True):
        if after <= before:
            message = Message(
                "{threshold} does not ascend: the row before is that of {before}", threshold=key, before=was
            )
            yield Diagnostic("brackets-not-ascending", message, at=(*at, *way), on_key=not lookup.of_columns)


def _rows_out_of_reach(at: Path, lookup: r.Lookup, possible: Interval) -> Findings:
    lowest, highest, word, id = possible.lowest, possible.highest, lookup.word, lookup.reading
    before = -UNBOUNDED  # where rows that end at their thresholds start
    for place, (way, number) in enumerate(lookup.numbers):
        start, before = before, number
        from_here = number if word in {*UPWARDS, "is"} else start
        if from_here > highest if word in {"at_least", "is", "below"} else False:
            message = Message("“{fact}” never comes to {threshold}", fact=id, threshold=from_here)
        elif word in {"over", "at_most"} and from_here >= highest:
            message = Message("“{fact}” is never more than {threshold}", fact=id, threshold=from_here)
        elif number < lowest and word != "below" and (word != "over" or place):
            message = Message("“{fact}” is never as low as {threshold}", fact=id, threshold=number)
        elif number <= lowest and word == "below":
            message = Message("“{fact}” is never less than {threshold}", fact=id, threshold=number)
        else:
            continue
        yield Diagnostic("unreachable-bracket", message, at=(*at, *way), on_key=not lookup.of_columns)


def _unreachable_cap(path: Path, cap: Decimal, possible: Interval) -> Findings:
    if possible.highest < cap:
        message = Message(
            "the cap of {cap} can't be reached: {highest} is the most there is", cap=cap, highest=possible.highest
        )
        yield Diagnostic("unreachable-cap", message, at=(*path, "cap"))


def _unreachable_floor(path: Path, floor: Decimal, possible: Interval) -> Findings:
    if possible.lowest > floor:
        message = Message(
            "the floor of {floor} can't be reached: {lowest} is the least there is", floor=floor, lowest=possible.lowest
        )
        yield Diagnostic("unreachable-floor", message, at=(*path, "floor"))


@finds(
    Code(
        "never-pays",
        waivable=True,
        documentation="""
        A rule, or a part of one, can never bring or cost any points, or a part of a `highest` or a `lowest` never
        counts because another part always brings as much, or as little. It stands in the file for nothing, so a figure
        of it or the limits of its fact were copied wrongly.

        ```diff
        -  accident_deaths: {type: count, label: 安全事故死亡人数, unit: 人}
        +  accident_deaths: {type: count, label: 安全事故死亡人数, unit: 人, range: [0, 3]}
        @@
        -          text: 发生安全事故，死亡1人的扣2分，死亡3人以上的扣5分。
        +          text: 发生安全事故，死亡超过3人的，每多一人扣2分。
        @@
        -          rule: {deduct: {table: accident_deaths, at_least: {1: 2, 3: 5}}}
        +          rule: {deduct: {count: accident_deaths, over: 3, rate: 2}}
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: correct the figure that differs from the document, or remove the part that it does not have.
        """,
    ),
    needs="sound parts",
    slips=False,
)
def every_part_can_pay(parts: Parts) -> Findings:
    """Every part of a rule can give or take: none starts beyond what its fact can be, or is outdone by its neighbours."""
    for path, item in parts.items:
        for at, rule in r.walk_amount((*path, "rule"), item.amount):
            if isinstance(rule, r.HighestRule | r.LowestRule):
                yield from _outdone(parts, at, rule)
            elif not isinstance(
                rule, Decimal | r.SumRule | r.DifferenceRule | r.ProductRule | r.AverageRule | r.DeductRule
            ):
                possible = parts.possible(rule)
                if possible.known == ZERO and not _is_due_to_thresholds(parts, at, rule):
                    yield Diagnostic("never-pays", Message("this can never bring any points"), at=at)


def _is_due_to_thresholds(parts: Parts, at: Path, rule: r.Amount) -> bool:
    """Whether it is told of thresholds that a rule pays nothing: on another scale, or kept always or never in its condition."""
    if isinstance(rule, r.OnceRule):
        return (
            not isinstance(rule.once, str)
            and parts.worked_out(lower_condition(rule.once, parts.around)).known is not None
        )
    return any(other_scale(parts.scheme, each) is not None for each in thresholds_of_rule(at, rule))


def _outdone(parts: Parts, at: Path, rule: r.HighestRule | r.LowestRule) -> Findings:
    among = r.parts_in(rule)
    if any(isinstance(part, r.EachRule) for part in among):
        return  # which is several, each by itself
    bounds = [parts.possible(part) for part in among]
    if isinstance(rule, r.LowestRule):
        message = Message("this never counts: another part always brings as little")
        mine, others = [-bound for bound in bounds], 1
    else:
        message = Message("this never counts: another part always brings as much")
        mine, others = bounds, rule.best
    for position, bound in enumerate(mine):
        better = sum(other.lowest >= bound.highest for beside, other in enumerate(mine) if beside != position)
        pays_nothing = bounds[position].known == ZERO and not isinstance(among[position], Decimal)  # found by itself
        if better >= others and not pays_nothing:
            yield Diagnostic("never-pays", message, at=(*at, kind_of(type(rule)), position))


@finds(
    Code(
        "unreachable-rate",
        waivable=True,
        documentation="""
        The `rate` of a `count` rule, the `points` of a `once` rule, or a number by itself, is more than the least cap over it
        lets through. It exceeds the cap by itself, so the number makes no difference, and it or the cap was copied
        wrongly.

        ```diff
        -          text: 工作信息超过10篇的，每多一篇加0.1分，封顶2分；参与标准制修订的加1分。以上各项累计加分封顶2.5分。
        +          text: 工作信息超过10篇的，每多一篇加2.1分，封顶2分；参与标准制修订的加1分。以上各项累计加分封顶2.5分。
        @@
        -              - {count: work_reports, over: 10, rate: 0.1, cap: 2}
        +              - {count: work_reports, over: 10, rate: 2.1, cap: 2}
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: correct the number or the cap; if the document has both, waive the finding.
        """,
    ),
    "unreachable-bracket",
    "unreachable-cap",
    needs="sound parts",
    slips=False,
)
def every_amount_can_be_paid(parts: Parts) -> Findings:
    """No row, rate or cap is above the caps over it, so that its number would not matter."""
    negative = _taking_below(parts)
    for path, item in parts.items:
        around = _cap_around(parts, path, item, negative)
        if item.cap is not None and around is not None and item.cap > around:
            yield _never_paid("unreachable-cap", (*path, "cap"), item.cap, around)
        over_all = _least_cap(item.cap, around)
        for at, rule, over in _under_caps(parts, (*path, "rule"), item.amount, over_all):
            own = r.cap_of(rule)
            if own is not None and over is not None and own > over:
                yield _never_paid("unreachable-cap", (*at, "cap"), own, over)
            cap = _least_cap(own, over)
            for below, code, amount in _amounts(rule):
                if cap is not None and amount > cap:
                    yield _never_paid(code, (*at, *below), amount, cap)


def _never_paid(code: str, at: Path, amount: Decimal, cap: Decimal) -> Diagnostic:
    message = Message("{amount} is never paid: the cap over it is {cap}", amount=amount, cap=cap)
    return Diagnostic(code, message, at=at)


def _taking_below(parts: Parts) -> dict[int, int]:
    """How many items under each node can take points off, by the identity of the node; nothing where no node has a cap."""
    taking: dict[int, int] = {}
    sound = {id(item) for _, item in parts.items}

    def below(node: Section | Total) -> int:
        inside = node.items if isinstance(node, Section) else ()
        taking[id(node)] = sum(id(item) in sound and _takes(parts, item) for item in inside) + sum(
            map(below, node.sections)
        )
        return taking[id(node)]

    if any(node.cap is not None for node in _nodes(parts.scheme.total)):
        below(parts.scheme.total)
    return taking


def _takes(parts: Parts, item: Item) -> bool:
    return _least_points(parts, item) < ZERO


def _least_points(parts: Parts, item: Item) -> Decimal:
    """The least that an item's rule can give, with its floor; rounding leaves the sign alone."""
    if item.deducts:
        return parts.of_item(item).lowest
    lowest = parts.possible(item.amount).lowest
    return lowest if item.floor is None else max(lowest, item.floor)


def _nodes(node: Section | Total) -> Iterator[Section | Total]:
    yield node
    for section in node.sections:
        yield from _nodes(section)


def _cap_around(parts: Parts, path: Path, item: Item, taking: dict[int, int]) -> Decimal | None:
    """The least cap of the sections around an item, and of the total, as far out as nothing beside it takes points off."""
    if item.deducts:
        return None
    nodes: list[Section | Total] = [parts.scheme.total]
    for step in path[:-2]:
        if isinstance(step, int):
            nodes.append(nodes[-1].sections[step])
    found, weight = None, item.weight
    for node in reversed(nodes):
        others = taking.get(id(node), 0) - _takes(parts, item) if taking else 0
        if others or node.combine != "sum" or node.not_applicable == "renormalise":
            return found
        if node.cap is not None:
            found = _least_cap(found, divided(node.cap, weight))
        weight = weight if isinstance(node, Total) else times(weight, node.weight)
    return found


def _least_cap(*caps: Decimal | None) -> Decimal | None:
    return min((cap for cap in caps if cap is not None), default=None)


def _amounts(rule: r.Amount) -> Iterator[tuple[Path, str, Decimal]]:
    match rule:
        case r.CountedRule(rate=rate):
            yield ("rate",), "unreachable-rate", rate
        case Decimal():
            yield (), "unreachable-rate", rule
        case r.TableRule() | r.EachRule() | r.OnceRule():
            code = "unreachable-rate" if isinstance(rule, r.OnceRule) else "unreachable-bracket"
            yield from ((way, code, amount) for way, amount in r.amounts_in(rule) if isinstance(amount, Decimal))
        case str() | r.ProportionalRule():  # whose worth is told of elsewhere
            pass
        case r.SumRule() | r.ProductRule() | r.HighestRule() | r.LowestRule() | r.AverageRule() | r.DeductRule():
            pass
        case r.DifferenceRule() | r.ShareRule():
            pass
        case _:
            assert_never(rule)


def _under_caps(
    parts: Parts, at: Path, rule: r.Amount, over: Decimal | None
) -> Iterator[tuple[Path, r.Amount, Decimal | None]]:
    """A rule and every rule inside it, each with its path and the least cap over it that its amounts are held to.

    A cap over a sum holds back none of its parts where another one takes points off, and over a product, a difference, a share or a mean none at all.
    """
    yield at, rule, over
    inner = _least_cap(r.cap_of(rule), over)
    for way, part in r.parts_of(rule):
        holds = inner
        if isinstance(rule, r.ProductRule | r.AverageRule | r.DifferenceRule | r.ShareRule):
            holds = None
        elif isinstance(rule, r.SumRule) or (isinstance(rule, r.HighestRule) and rule.best > 1):
            beside = (each for each in r.parts_in(rule) if each is not part)
            holds = None if inner is None or any(parts.possible(each).lowest < ZERO for each in beside) else inner
        yield from _under_caps(parts, (*at, *way), part, holds)


@finds(
    Code(
        "idle-bracket",
        waivable=True,
        documentation="""
        A row of a table gives the same points as the row next to it, or as what is in no row. The row makes no
        difference, so its points were copied wrongly or it is not in the document.

        ```diff
        -          rule: {deduct: {table: accident_deaths, at_least: {1: 2, 3: 5}}}
        +          rule: {deduct: {table: accident_deaths, at_least: {1: 2, 2: 2, 3: 5}}}
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: correct the points of the row, or remove it.
        """,
    ),
    "undeclared-policy",
    "superfluous-policy",
    needs="sound parts",
    slips=False,
)
def tables_say_what_everything_earns(parts: Parts) -> Findings:
    """A table says what is earned in none of its rows, where there is such a thing, and each row differs from the one next to it."""
    for at, rule in parts.rules():
        if isinstance(rule, r.TableRule | r.EachRule):
            yield from _beside_the_rows(parts, at, rule)
            yield from _idle(at, rule)


def _beside_the_rows(parts: Parts, at: Path, rule: r.Tabular) -> Findings:
    lookups = [(each, _in_no_row(parts, each)) for each in r.lookups_of(rule)]
    if rule.otherwise is not None and all(left is None for _, left in lookups):
        message = Message("the rows leave nothing out")
        yield Diagnostic("superfluous-policy", message, Message("leave it out"), at=(*at, "otherwise"), on_key=True)
    for lookup, left in lookups if rule.otherwise is None else ():
        if left is not None and not _is_nothing_of_nothing(parts, lookup):
            hint = Message("say what is earned there, even if it is 0: {form}", form="otherwise: 0")
            yield Diagnostic("undeclared-policy", left, hint, at=(*at, *lookup.at[0][:-1]), on_key=True)
            return


def _is_nothing_of_nothing(parts: Parts, lookup: r.Lookup) -> bool:
    """Whether it goes without saying that what is counted from 0 up earns nothing below the first row."""
    fact = parts.scheme.asked.get(lookup.reading)
    is_count = isinstance(fact, CountFact) and fact.range[0] == 0
    return is_count and lookup.word in UPWARDS and not lookup.of_columns


def _in_no_row(parts: Parts, lookup: r.Lookup) -> Message | None:
    """That there is something which is in none of the rows, or of the columns, of a table."""
    if lookup.is_by_name:
        left = [name for name, place in places_of_names(lookup, parts.around) if place == len(lookup.keys)]
        return Message("the table does not say what {names} earns", names=tuple(left)) if left else None
    numbers, possible = [number for _, number in lookup.numbers], _possible(parts, lookup)
    first, last, lowest, highest = numbers[0], numbers[-1], possible.lowest, possible.highest
    match lookup.word:
        case "at_least" if first > lowest:
            return Message("the table does not say what less than {first} earns", first=first)
        case "over" if first >= lowest:
            return Message("the table does not say what {first} and less earns", first=first)
        case "at_most" if last < highest:
            return Message("the table does not say what more than {last} earns", last=last)
        case "below" if last <= highest:
            return Message("the table does not say what {last} and more earns", last=last)
        case "is" if not _are_all(parts.scheme.asked.get(lookup.reading), numbers, possible):
            return Message("the table does not say what other numbers earn")
        case _:
            return None


def _are_all(fact: FactDeclaration | None, numbers: list[Decimal], possible: Interval) -> bool:
    """Whether a fact has no other number than some."""
    step = step_of(fact)
    if (
        not isinstance(fact, NumberFact | CountFact)
        or step is None
        or not (possible.highest - possible.lowest).is_finite()
    ):
        return False
    inside = {number for number in numbers if takes(fact, number)}
    ends = ends_of(fact)
    steps = int((ends.highest - ends.lowest) // step) + 1
    beside = isinstance(fact, NumberFact) and fact.or_ is not None
    return len(inside) == steps + beside


def _idle(at: Path, rule: r.Tabular) -> Findings:
    words = r.words_of(rule)
    if len(words) != 1 or words[0] == "is":
        return
    rows, upwards = list(r.rows_of(rule)), words[0] in UPWARDS
    before: object = rule.otherwise
    for word, key, row in rows if upwards else reversed(rows):
        if row == before or (isinstance(row, tuple) and before is not None and set(row) == {before}):
            message = _as_next(row, upwards=upwards)
            yield Diagnostic("idle-bracket", message, at=(*at, word, key), on_key=True)
        before = row


def _as_next(points: r.Row, *, upwards: bool) -> Message:
    if not isinstance(points, Decimal):
        return Message("this bracket earns the same as the one next to it")
    if upwards:
        return Message("this bracket earns {points}, as what is below it does", points=points)
    return Message("this bracket earns {points}, as what is above it does", points=points)


@finds("wrong-direction", needs="sound parts", slips=False)
def directions_agree_with_signs(parts: Parts) -> Findings:
    """What an item can only take off is deducted in positive numbers, and what is deducted never gives points back."""
    for path, item in parts.items:
        outermost = (*path, "rule")
        if isinstance(item.rule, r.DeductRule):
            for way, part in r.taken_off(item.rule):
                if parts.possible(part).lowest < ZERO:
                    yield from _giving_back((*outermost, *way), part)
        elif _least_points(parts, item) >= ZERO:
            continue
        elif parts.possible(item.amount).highest <= ZERO and not only_gives(item.text):  # that is told of the numbers
            message = Message("this item can only take points off")
            hint = Message("write: {form}", form=DEDUCTED)
            yield Diagnostic("wrong-direction", message, hint, at=outermost)


def _giving_back(at: Path, part: r.Amount) -> Findings:
    """What makes an amount that is taken off less than nothing: its negative numbers, or all of it where it has none."""
    negative = [
        ((*here, *way), number)
        for here, rule in r.walk_amount(at, part)
        for way, _, number in _amounts(rule)
        if number < ZERO
    ]
    for place, number in negative:
        message = Message("{number} would give points back: what is taken off is stated as positive", number=number)
        yield Diagnostic("wrong-direction", message, at=place)
    if not negative:
        message = Message("this can be below 0, and would then give points back")
        yield Diagnostic("wrong-direction", message, Message("give it a floor of 0"), at=at)


AMOUNT_CHECKS = (
    items_reach_their_maximum,
    caps_can_be_reached,
    caps_of_sections_can_be_reached,
    brackets_ascend,
)
"""What rules can come to."""

PAYOUT_CHECKS = (
    every_part_can_pay,
    every_amount_can_be_paid,
    tables_say_what_everything_earns,
    directions_agree_with_signs,
)
"""What parts of rules can pay."""
