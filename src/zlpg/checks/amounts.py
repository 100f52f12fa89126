"""What rules can come to, held against what the file says they come to."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import zlpg.model.rules as r
from zlpg.checks.parts import Parts
from zlpg.checks.registration import Findings, finds
from zlpg.checks.scales import other_scale, thresholds_of_rule
from zlpg.codes import Code
from zlpg.diagnostics import Diagnostic, Message, Path
from zlpg.engine.lowering import lower, without_cap
from zlpg.engine.table import lower_section
from zlpg.model.scalars import Scalar
from zlpg.model.table import ChosenMax, Item, Section, Total
from zlpg.numbers import UNBOUNDED, Interval


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
        -  publicity: {type: number, label: 质量宣传得分, unit: 分, range: [0, 4]}
        +  publicity: {type: number, label: 质量宣传得分, unit: 分, range: [0, 5]}
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
        -          rule: {levels: award_results, points: {applied: 0.1, silver: 1, gold: 2}}
        +          rule: {levels: award_results, points: {applied: 0.1, silver: 1, gold: 2}, cap: 3}
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
        +  work_reports: {type: count, label: 工作信息, unit: 篇, at_most: 25}
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
        +  complaints: {type: count, label: 质量投诉, unit: 件, at_most: 4}
        @@
        -          text: 参照上级考核结果，满分100分的结果按比例折算，满分5分。
        +          text: 满分5分，质量投诉每件扣1分，扣完为止。
                   max: 5
        +          floor: 0
        @@
        -          rule: {proportional: product_quality, full: 100, points: 5}
        +          rule: {sum: [{start: 5}, {count: complaints, rate: -1}]}
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
            if getattr(item.rule, key, None) is not None:
                yield _misplaced(key, (*outermost, key))
        if item.cap is not None:
            yield from _unreachable(path, item.cap, parts.of_item(replace(item, cap=None)))
        if item.floor is not None:
            yield from _bottomless(path, item.floor, parts.of_item(replace(item, cap=None, floor=None)))
        for at, rule in r.walk_rule(outermost, item.rule):
            if (cap := r.cap_of(rule)) is not None:
                yield from _unreachable(at, cap, parts.worked_out(without_cap(rule, parts.applying)))
            if (floor := r.floor_of(rule)) is not None:
                yield from _bottomless(at, floor, parts.worked_out(lower(_unheld(rule), parts.applying)))


def _misplaced(key: str, at: Path) -> Diagnostic:
    match key:
        case "cap":
            message = Message("a cap on everything that an item's rule gives is written at the item")
        case "floor":
            message = Message("a floor under everything that an item's rule gives is written at the item")
        case _:
            message = Message("rounding of everything that an item's rule gives is written at the item")
    return Diagnostic("misplaced-cap", message, at=at, on_key=True)


def _unheld(rule: r.Rule) -> r.Rule:
    return replace(rule, cap=None, floor=None)  # type: ignore[arg-type]  # what has one of them has both


@finds("unreachable-cap", "unreachable-floor", needs="sound parts")
def caps_of_sections_can_be_reached(parts: Parts) -> Findings:
    """What is under a section, or under the total, can come to as much as its cap, and to as little as its floor."""
    if not parts.whole:
        return
    for path, node in parts.nodes:
        if node.cap is not None:
            yield from _unreachable(path, node.cap, _of_node(parts, _without(node, cap=True)))
        if node.floor is not None:
            yield from _bottomless(path, node.floor, _of_node(parts, _without(node, cap=True, floor=True)))


def _without(node: Section | Total, *, cap: bool = False, floor: bool = False) -> Section | Total:
    held = replace(node, cap=None if cap else node.cap, floor=None if floor else node.floor)
    return replace(held, vetoes=()) if isinstance(held, Total) else held


def _of_node(parts: Parts, node: Section | Total) -> Interval:
    return parts.worked_out(lower_section(node, parts.applying))


@finds(
    Code(
        "brackets-not-ascending",
        documentation="""
        The threshold of a row of a `brackets` table is not above that of the row before it. Each row begins or ends
        where its neighbour does, so the rows have to ascend, also where they say `at_most` or `below`; two rows with
        the same threshold would leave two answers for one number.

        ```diff
                       - {at_least: 3, points: 5}
        +              - {at_least: 3, points: 2}
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
        The threshold of a row of a `brackets` table lies outside of what the fact or measure can be. The row would
        never apply, or, where it starts below the lowest number, always, so a threshold or the limits of the fact were
        copied wrongly. Likewise a row whose points are more than the least cap over it: such points are never given.

        The last row of a table with `at_most` or `below` may end beyond the highest number, and the first of one with
        `over` may start below the lowest: that is how they take in all that there is.

        ```diff
        -  accident_deaths: {type: count, label: 安全事故死亡人数, unit: 人}
        +  accident_deaths: {type: count, label: 安全事故死亡人数, unit: 人, at_most: 2}
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: correct the threshold, or the `range` or `at_most` of the fact; for a row above its cap, its
        `points` or the cap.
        """,
    ),
    needs="sound parts",
)
def brackets_ascend(parts: Parts) -> Findings:
    """Each threshold of a bracket table is above the one before it, and each row holds something that the fact can be."""
    for at, rule in parts.rules():
        if not isinstance(rule, r.BracketsRule):
            continue
        for position, (before, row) in enumerate(pairwise(rule.table), 1):
            if row.threshold <= before.threshold:
                message = (
                    Message(
                        "{threshold} does not ascend: the row before starts at {before}",
                        threshold=row.threshold,
                        before=before.threshold,
                    )
                    if row.side in FROM_THE_TOP
                    else Message(
                        "{threshold} does not ascend: the row before ends at {before}",
                        threshold=row.threshold,
                        before=before.threshold,
                    )
                )
                yield Diagnostic("brackets-not-ascending", message, at=(*at, "table", position, row.side))
        (thresholds,) = thresholds_of_rule(at, rule)
        if other_scale(parts.scheme, thresholds) is None:
            yield from _rows_out_of_reach(at, rule, parts.domain[Scalar(rule.brackets)])


FROM_THE_TOP = frozenset({"at_least", "over"})
"""The sides of tables whose rows start at their thresholds; the rows of others end there."""


def _rows_out_of_reach(at: Path, rule: r.BracketsRule, possible: Interval) -> Findings:
    lowest, highest = possible.lowest, possible.highest
    before = -UNBOUNDED  # where rows that end at their thresholds start
    for place, row in enumerate(rule.table):
        number, start, before = row.threshold, before, row.threshold
        here = (*at, "table", place, row.side)
        if number > highest if row.side == "at_least" else start > highest and row.side == "below":
            never = number if row.side == "at_least" else start
            message = Message("“{fact}” never comes to {threshold}", fact=rule.brackets, threshold=never)
        elif number >= highest if row.side == "over" else start >= highest and row.side == "at_most":
            never = number if row.side == "over" else start
            message = Message("“{fact}” is never more than {threshold}", fact=rule.brackets, threshold=never)
        elif number < lowest and row.side != "below" and (row.side != "over" or place):
            message = Message("“{fact}” is never as low as {threshold}", fact=rule.brackets, threshold=number)
        elif number <= lowest and row.side == "below":
            message = Message("“{fact}” is never less than {threshold}", fact=rule.brackets, threshold=number)
        else:
            continue
        yield Diagnostic("unreachable-bracket", message, at=here)


AMOUNT_CHECKS = (
    items_reach_their_maximum,
    caps_can_be_reached,
    caps_of_sections_can_be_reached,
    brackets_ascend,
)
"""What rules can come to."""


def _unreachable(path: Path, cap: Decimal, possible: Interval) -> Findings:
    if possible.highest < cap:
        message = Message(
            "the cap of {cap} can't be reached: {highest} is the most there is", cap=cap, highest=possible.highest
        )
        yield Diagnostic("unreachable-cap", message, at=(*path, "cap"))


def _bottomless(path: Path, floor: Decimal, possible: Interval) -> Findings:
    if possible.lowest > floor:
        message = Message(
            "the floor of {floor} can't be reached: {lowest} is the least there is", floor=floor, lowest=possible.lowest
        )
        yield Diagnostic("unreachable-floor", message, at=(*path, "floor"))
