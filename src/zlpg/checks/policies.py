"""Policies that documents differ in, and that a rule file therefore declares: steps, closed sides, what is not applicable."""

from collections.abc import Iterator
from decimal import Decimal
from typing import assert_never

import zlpg.model.rules as r
from zlpg.checks.parts import Parts
from zlpg.checks.registration import Findings, finds
from zlpg.codes import Code
from zlpg.diagnostics import Diagnostic, Message, Path
from zlpg.model.declarations import CountFact, NumberFact, NumbersFact, step_of
from zlpg.model.marks import kind_of
from zlpg.model.references import Reference, references_in
from zlpg.model.table import ChosenMax, Item, Scheme, Section, Total
from zlpg.model.walks import facts_of, measures_of_points, parts_read_by_measures, references_behind
from zlpg.numbers import ONE, ZERO, is_multiple


@finds(
    Code(
        "table-word",
        documentation="""
        A table, or its `columns`, has no rows, or rows by several words. Documents differ in whether a number itself
        belongs to what is above it: 60分以上 includes 60, 超过60分 does not. So a table says which is meant, once for all of
        its rows: then each number falls into one row, and none into two.

        ```diff
        -          text: 发生安全事故，死亡1人的扣2分，死亡3人以上的扣5分。
        +          text: 发生安全事故，死亡1人以上的扣2分，死亡超过3人的扣5分。
        @@
        -          rule: {deduct: {table: accident_deaths, at_least: {1: 2, 3: 5}}}
        +          rule: {deduct: {table: accident_deaths, at_least: {1: 2}, over: {3: 5}}}
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: write all rows under one of `at_least` (以上), `over` (超过), `at_most` (以下), `below` (不足) and `is`; whole
        numbers can be put the other way, 超过3人 as `at_least: {4: …}`.
        """,
    ),
    Code(
        "negative-best",
        documentation="""
        Of the candidates of a `highest`, among them what is given for `each` of several, only the best few count, and
        one of them takes points off. Whether such a one counts among the best where there are fewer others, or nobody
        would have to count it, is what a clause has to say.

        ```diff
        -          text: 申报质量奖的加0.1分/项，获银奖的加1分/项，获金奖的加2分/项，累计加分封顶3分。
        +          text: 撤销申报的扣0.1分/项，获银奖的加1分/项，获金奖的加2分/项，取最好的2项，累计加分封顶3分。
        @@
        -          rule: {each: award_results, is: {applied: 0.1, silver: 1, gold: 2}}
        +          rule: {highest: [{each: award_results, is: {applied: -0.1, silver: 1, gold: 2}}], best: 2}
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: count what is taken off in a part of its own, a `sum` of the `highest` and of an `each` that gives 0
        otherwise; or let all of them count.
        """,
    ),
    Code(
        "misplaced-each",
        documentation="""
        An `each` of results stands in a `lowest` or an `average`, or what one of several among the candidates of a
        `highest`, a `lowest` or an `average` brings has a `cap`, a `floor` or, of results, no plain number. What counts
        there is each one by itself: of nobody there is no least and no mean, and a cap over all of them would be over
        nothing.

        ```diff
        -          rule: {each: award_results, is: {applied: 0.1, silver: 1, gold: 2}}
        +          rule: {average: [{each: award_results, is: {applied: 0.1, silver: 1, gold: 2}}]}
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: where their sum is meant, say so, `{sum: [{each: …}]}`; hold the amounts of the rows, or all that
        counts, to the limit.
        """,
    ),
    Code(
        "over-and-under",
        documentation="""
        A `count` rule has both `over` and `under`. One part counts what goes beyond a threshold or what falls short of
        one; with both, it could mean what lies between the two, or what lies outside of them.

        ```diff
        -          text: 工作信息超过10篇的，每多一篇加0.1分，封顶2分；参与标准制修订的加1分。以上各项累计加分封顶2.5分。
        +          text: 工作信息超过10篇、不足30篇的部分，每篇加0.1分；参与标准制修订的加1分。以上各项累计加分封顶2.5分。
        @@
        -              - {count: work_reports, over: 10, rate: 0.1, cap: 2}
        +              - {count: work_reports, over: 10, under: 30, rate: 0.1}
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: write two parts under `sum`, one with `over` and one with `under`, each with its own `rate`; where
        only what lies between two numbers counts, write `over` and a `cap`.
        """,
    ),
    Code(
        "superfluous-policy",
        waivable=True,
        harmless=True,
        documentation="""
        The file declares something that never comes about. A reader would take it for a decision about points, and it
        makes no difference to any.

        It is one of these:

        - `steps` of a `count` that has no parts of steps: of a fact that is counted one by one, or goes in whole steps,
        - `best` of a `highest` that is as many as its parts: that is their sum,
        - `otherwise` of a table whose rows leave nothing out,
        - `if_none` of a share whose divisor is never 0,
        - `range` of a measure that reads points of the table: these have ends of their own,
        - `trimmed_over` of numbers that are not read as their `mean`, and `merge` of those not read as their `sum`,
        - `or` of a number that is in its `range` anyway,
        - `not_applicable` of an item that is always applicable, because its facts are also read where nothing is
          declared, or because it reads none.

        ```diff
        -              - {count: work_reports, over: 10, rate: 0.1, cap: 2}
        +              - {count: work_reports, over: 10, steps: whole, rate: 0.1, cap: 2}
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: leave it out; if it should make a difference, correct the fact, the range or the place where it is
        declared.
        """,
    ),
    Code(
        "undeclared-policy",
        documentation="""
        The file leaves open what documents decide differently. No default would be right for all of them, so the file
        says it.

        It is one of these:

        - what a part of a step counts as: nothing (`steps: whole`), a whole step (`started`) or that part
          (`continuous`). Of 97 points, which are 3 short of 100, 每低5分扣1分 takes nothing, 1 or 0.6 points,
        - what is earned in none of the rows of a table (`otherwise`); of a count from 0 up it is nothing below the first
          row of `at_least` or `over`, without saying,
        - what a share is where there is nothing to divide by (`if_none`), and what an item then counts as that is not
          applicable where there is nothing,
        - what full marks are of an item that counts as full where it is not applicable, and has neither a `max` nor a
          `cap`.

        ```diff
        -          text: 参照上级考核结果，满分100分的结果按比例折算，满分5分。
        +          text: 上级考核结果100分的得5分，每低5分扣1分，扣完为止。
                   max: 5
        @@
        -          rule: {proportional: product_quality, full: 100, points: 5}
        +          rule: {deduct: {count: product_quality, under: 100, per: 5, rate: 1}}
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: write what the document says; where it says nothing, ask its authors, or decide it and say so in the
        `note`.
        """,
    ),
    "empty-range",
    "out-of-range",
)
def rules_leave_nothing_open(parts: Parts) -> Findings:
    """What a rule's kind leaves open is declared: what a part of a step counts as, which side of a threshold is closed."""
    for at, rule in parts.rules():
        match rule:
            case r.CountedRule():
                yield from _steps(parts.scheme, at, rule)
            case r.TableRule() | r.EachRule():
                yield from _table(at, rule)
            case r.ProportionalRule():
                yield from _proportion(at, rule)
            case r.HighestRule() | r.LowestRule() | r.AverageRule():
                yield from _one_by_one(at, rule)
            case Decimal() | str() | r.OnceRule() | r.SumRule() | r.ProductRule():
                pass
            case r.DifferenceRule() | r.ShareRule() | r.DeductRule():
                pass
            case _:
                assert_never(rule)


def _one_by_one(at: Path, rule: r.HighestRule | r.LowestRule | r.AverageRule) -> Findings:
    """What counts one by one is what it can be: each applicant among the best, each of several numbers anywhere."""
    kind, among = kind_of(type(rule)), r.parts_in(rule)
    of_results = [part for part in among if isinstance(part, r.EachRule) and isinstance(part.each, str)]
    for position, part in enumerate(among):
        if not isinstance(part, r.EachRule):
            continue
        place = (*at, kind, position)
        if part in of_results and not isinstance(rule, r.HighestRule):
            message = Message("of results there may be none, and then no {kind}", kind=kind)
            yield Diagnostic("misplaced-each", message, _ADDED, at=place)
        for key in ("cap", "floor"):
            if getattr(part, key) is not None:
                message = Message("each counts by itself here, and this would hold all of them together")
                yield Diagnostic("misplaced-each", message, _ADDED, at=(*place, key), on_key=True)
        for way, amount in r.amounts_in(part) if part in of_results else ():
            if not isinstance(amount, Decimal):
                message = Message("what an applicant brings among the best is a number")
                yield Diagnostic("misplaced-each", message, at=(*place, *way))
    if isinstance(rule, r.HighestRule):
        yield from _among_the_best(at, rule, of_results)


_ADDED = Message("where their sum is meant, write: {form}", form="{sum: [{each: …}]}")


def _among_the_best(at: Path, rule: r.HighestRule, of_results: list[r.EachRule]) -> Findings:
    """Of the best few, each brings something: whether one that takes off counts among them, clauses leave open."""
    among = rule.highest
    count = sum(len(part.each) if isinstance(part, r.EachRule) else 1 for part in among)
    if rule.best > 1 and rule.best >= count and not of_results:
        message = Message("of {count} parts, the best {best} are all", count=count, best=rule.best)
        hint = Message("write sum instead of highest")
        yield Diagnostic("superfluous-policy", message, hint, at=(*at, "best"))
    if of_results and (rule.best > 1 or len(of_results) < len(among)):
        for position, part in enumerate(among):
            for way, amount in r.amounts_in(part) if isinstance(part, r.EachRule) else [((), part)]:
                if isinstance(amount, Decimal) and amount < ZERO:
                    message = Message("{points} is below 0, and the best {best} count", points=amount, best=rule.best)
                    hint = Message("count what is taken off in a part of its own")
                    yield Diagnostic("negative-best", message, hint, at=(*at, "highest", position, *way))


def _steps(scheme: Scheme, at: Path, rule: r.CountedRule) -> Findings:
    """What counts by steps says what a part of a step counts as, unless there are no parts: counts, one by one."""
    if rule.over is not None and rule.under is not None:
        message = Message("a part counts what goes beyond a threshold or what falls short of one, not both")
        hint = Message("write two parts under sum, one with over, one with under")
        yield Diagnostic("over-and-under", message, hint, at=(*at, "under"), on_key=True)
    held_to = [each for each in (rule.count, rule.over, rule.under) if each is not None]
    grains = [step_of(scheme.asked.get(each)) if isinstance(each, str) else each for each in held_to]
    one_by_one = all(each is not None and is_multiple(each, rule.per) for each in grains)
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
    return "." in id or id in scheme.measures or isinstance(scheme.asked.get(id), CountFact | NumberFact | NumbersFact)


def _table(at: Path, rule: r.Tabular) -> Findings:
    """A table has rows by one word, as its columns have, and each row has an amount for each column."""
    tables: list[tuple[Path, r.Tabular | r.Columns]] = [(at, rule)]
    if rule.columns is not None:
        tables.append(((*at, "columns"), rule.columns))
    for place, each in tables:
        if len(words := r.words_of(each)) != 1:
            message = (
                Message("a table has rows by one word, and these are by several: {words}", words=words)
                if words
                else Message("this table has no rows")
                if each is rule
                else Message("there are no columns here")
            )
            yield Diagnostic("table-word", message, _WORDS, at=place)
            return
    columns = next((len(each.keys) for each in r.lookups_of(rule) if each.of_columns), None)
    for word, key, row in r.rows_of(rule):
        if columns is None and isinstance(row, tuple):
            message = Message("this row has several amounts, and the table no columns")
            hint = Message("say what the columns are: {form}", form="columns: {table: age, at_least: [0, 30]}")
        elif columns is not None and len(row if isinstance(row, tuple) else (row,)) != columns:
            count = len(row) if isinstance(row, tuple) else 1
            message = Message("amounts in this row: {count}; columns: {columns}", count=count, columns=columns)
            hint = Message("give one amount for each column, in a list")
        elif columns is not None and not isinstance(row, tuple):
            message = Message("a row of a table with columns is a list")
            hint = Message("give one amount for each column, in a list")
        else:
            continue
        yield Diagnostic("wrong-length", message, hint, at=(*at, word, key))


_WORDS = Message(
    "a table says one of these: at_least (from the number up, itself included), over (above it), "
    "at_most (up to it, itself included), below (up to it, itself left out), is (the number or the option itself)"
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


@finds(
    Code(
        "may-fall",
        waivable=True,
        harmless=True,
        documentation="""
        A warning: a fact of type `count` is what a share is divided by, or is held to what it falls short of (`under`).
        A count is of what happens in the period, and only grows. What stands there is mostly what there is at a time,
        such as people on a register, or a place: it may also fall, and is a `number` with `step: 1`.

        ```diff
        -              - {count: work_reports, over: 10, rate: 0.1, cap: 2}
        +              - {count: work_reports, under: 10, rate: 0.1, cap: 2}
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: declare the fact as a number, `{type: number, step: 1, range: [0, null]}`; if it does only grow in
        the period, waive the finding.
        """,
    ),
)
def counts_only_grow(parts: Parts) -> Findings:
    """What is divided by, and what falls short, is mostly what there is at a time, and no count of what happens."""
    divisors = [
        (each.at, each.id)
        for at, rule in parts.rules()
        if isinstance(rule, r.ShareRule)
        for each in references_in((*at, "of"), rule.of)
        if each.wanted == "quantity"
    ]
    short = [
        ((*at, "count"), rule.count)
        for at, rule in parts.rules()
        if isinstance(rule, r.CountedRule) and rule.under is not None
    ]
    told = set[str]()
    for at, fact in (*divisors, *short):
        if isinstance(parts.scheme.facts.get(fact), CountFact) and fact not in told:
            told.add(fact)
            message = Message("“{fact}” is a count, which only grows; what stands here may mostly fall, too", fact=fact)
            hint = Message("write at the fact: {form}", form="type: number, step: 1, range: [0, null]")
            yield Diagnostic("may-fall", message, hint, severity="warning", at=at)


@finds("superfluous-policy")
def lists_of_numbers_are_read_as_they_say(parts: Parts) -> Findings:
    """One highest and one lowest number are left out of means alone, and lists of several offices are one only where they are added."""
    for id, fact in parts.facts.items():
        if not isinstance(fact, NumbersFact):
            continue
        for key, read_as, message in (
            (
                "trimmed_over",
                "mean",
                Message("“{fact}” is not read as its mean, of which alone the ends are left out", fact=id),
            ),
            (
                "merge",
                "sum",
                Message("“{fact}” is not read as its sum, for which alone several lists are one", fact=id),
            ),
        ):
            if getattr(fact, key) is not None and fact.as_ != read_as:
                hint = Message("leave it out, or write: {form}", form=f"as: {read_as}")
                yield Diagnostic("superfluous-policy", message, hint, at=("facts", id, key), on_key=True)


@finds("superfluous-policy", "undeclared-policy", "out-of-range", needs="sound parts")
def shares_can_be_divided(parts: Parts) -> Findings:
    """A share says what it is where there is nothing to divide by, if that can be: 0 of 0 is not 0, and not all."""
    for at, rule in parts.rules():
        if not isinstance(rule, r.ShareRule):
            continue
        by = parts.possible(rule.of)
        if by.highest <= ZERO:
            message = Message("what this is divided by is never more than 0")
            yield Diagnostic("out-of-range", message, at=(*at, "of"))
        elif by.lowest <= ZERO and rule.if_none is None:
            message = Message("it is not declared what this share is where there is nothing to divide by")
            hint = Message(
                "write what it then counts as, if_none: {number}, or that it is not applicable: {form}",
                number=ZERO,
                form="if_none: not_applicable",
            )
            yield Diagnostic("undeclared-policy", message, hint, at=at)
        elif by.lowest > ZERO and rule.if_none is not None:
            message = Message("what this is divided by is never 0")
            yield Diagnostic("superfluous-policy", message, Message("leave it out"), at=(*at, "if_none"))
        if by.lowest < ZERO and any(each.wanted == "part" for each in _behind(parts, rule.of)):
            message = Message(
                "what this is divided by reads points, and can come to less than 0: {lowest}", lowest=by.lowest
            )
            yield Diagnostic("out-of-range", message, Message("give it a floor: 0"), at=(*at, "of"))


def _behind(parts: Parts, amount: r.Amount) -> Iterator[Reference]:
    """Everything that an amount reads, and the measures that it does."""
    own = tuple(references_in((), amount))
    yield from own
    for each in references_behind(parts.scheme, own):
        if (measure := parts.scheme.measures.get(each.id)) is not None:
            yield from references_in((), measure)


@finds("superfluous-policy")
def points_have_ends_of_their_own(parts: Parts) -> Findings:
    """A range holds facts to what they can come to, and nobody reports points."""
    of_points = measures_of_points(parts.scheme) if parts.measures else ()
    for id, measure in parts.measures.items():
        if measure.range is not None and id in of_points:
            message = Message("“{measure}” reads points, which have ends of their own", measure=id)
            yield Diagnostic("superfluous-policy", message, Message("leave it out"), at=("measures", id, "range"))


@finds("undeclared-policy")
def what_is_divided_by_nothing_counts_as_something(parts: Parts) -> Findings:
    """An item that is not applicable where there is nothing to divide by says what it then counts as."""
    for path, item in parts.items:
        if item.id in parts.around.divided_items and (item.not_applicable or parts.policies[item.id]) is None:
            message = Message(
                "where there is nothing to divide by, “{item}” is not applicable, and nothing says what that means",
                item=item.id,
            )
            hint = Message("declare it at the item or around it: not_applicable; or give the share a number: if_none")
            yield Diagnostic("undeclared-policy", message, hint, at=path)


@finds("undeclared-policy")
def full_marks_are_known(parts: Parts) -> Findings:
    """An item that counts as full where it isn't applicable says what full is."""
    for path, item in parts.items:
        policy = item.not_applicable or parts.policies[item.id]
        if policy == "full_marks" and item.limit is None and not item.only_deducts and _reads(item):
            message = Message(
                "not applicable, “{item}” counts as full marks, and has neither a max nor a cap", item=item.id
            )
            hint = Message("give it a max or a cap, or declare for it: not_applicable: zero")
            yield Diagnostic("undeclared-policy", message, hint, at=path)


def _reads(item: Item) -> bool:
    return any(each.wanted != "part" for each in references_in((), item.amount))


@finds("superfluous-policy")
def what_is_declared_can_come_about(parts: Parts) -> Findings:
    """An item that says what it counts as where it isn't applicable can be so: its facts are read nowhere that doesn't say it."""
    for path, item in parts.items:
        facts = () if item.not_applicable is None else facts_of(parts.scheme, item)
        is_divided = item.id in parts.around.divided_items
        if item.not_applicable is not None and parts.optional.isdisjoint(facts) and not is_divided:
            message = (
                Message("“{item}” reads no fact: it is always applicable", item=item.id)
                if not facts
                else Message("“{item}” is always applicable: what it reads is read elsewhere, too", item=item.id)
            )
            hint = Message("declare it wherever these facts are read, or leave it out")
            yield Diagnostic("superfluous-policy", message, hint if facts else None, at=(*path, "not_applicable"))


@finds(
    Code(
        "cannot-renormalise",
        needs_everything=True,
        documentation="""
        A section, or the total, is scaled up to what is applicable, and the file does not say by how much. With
        `not_applicable: renormalise`, the points of what applies are divided by what that is worth and multiplied by
        what everything is worth, so both have to be known.

        Each item in it that gives points therefore has a `max` or a `cap`, and one that is the same for every unit.
        Sections in it are plain sums, without `cap`, `floor`, `round`, `combine`, `weight`, `requires` and a policy of
        their own: of what those do, nobody could say how much of it drops out. What is scaled up is added or averaged
        itself. An average that is scaled up is one of
        items, and those need no `max`, because only their weights drop out. An item that declares `renormalise` for
        itself has a section, or the total, around it that is scaled up: it would drop out of nothing otherwise.

        ```diff
               title: 加分项
        +      not_applicable: renormalise
               items:
        @@
        -          text: 申报质量奖的加0.1分/项，获银奖的加1分/项，获金奖的加2分/项，累计加分封顶3分。
        -          cap: 3
        +          text: 申报质量奖的加0.1分/项，获银奖的加1分/项，获金奖的加2分/项。
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: give the item the `max` or the `cap` that the document has for it; where it has none, declare
        another policy for what is not applicable, or `renormalise` at a section that does not hold this item.
        """,
    ),
)
def what_is_scaled_up_can_be(parts: Parts) -> Findings:
    """A section, or the total, that is scaled up to what is applicable knows what everything under it is worth.

    So each item has a maximum or a cap, and sections between are plain sums. What drops out has one that it drops out of.
    """
    scaled: set[str] = set()
    for path, node in parts.nodes:
        if node.not_applicable == "renormalise":
            inside = tuple(_below(path, node))
            scaled.update(part.id for _, part in inside)
            if node.combine not in {"sum", "average"}:
                message = Message(
                    "what is scaled up to what is applicable is added, or averaged: not {combine}", combine=node.combine
                )
                yield Diagnostic("cannot-renormalise", message, at=(*path, "combine"))
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
            if part.limit is None and not part.only_deducts and node.combine != "average":
                message = Message("it is not known what “{item}” is worth where others drop out", item=part.id)
                yield Diagnostic("cannot-renormalise", message, Message("give it a max or a cap"), at=path)
            elif isinstance(part.max, ChosenMax) and node.combine != "average":
                message = Message("what “{item}” is worth where others drop out depends on a choice", item=part.id)
                hint = Message("give it one maximum, or declare for it: not_applicable: full_marks or zero")
                yield Diagnostic("cannot-renormalise", message, hint, at=(*path, "max"))
        elif node.combine == "average":
            message = Message(
                "an average that is scaled up to what is applicable is of items, not of “{section}”", section=part.id
            )
            hint = Message("declare it at each section: not_applicable: renormalise")
            yield Diagnostic("cannot-renormalise", message, hint, at=path)
        else:
            for key in ("cap", "floor", "round", "combine", "weight", "requires", "not_applicable"):
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


_PLAIN: dict[str, object] = {"combine": "sum", "weight": ONE}
"""What a section that is a plain sum has; of other things nothing."""


@finds(
    Code(
        "reads-not-applicable",
        documentation="""
        A rule reads the points of a part of the table that may be not applicable. What it would read there is nothing
        that anyone could say; a condition leaves it out, a rule can't.

        ```diff
               title: 质量工作
        +      not_applicable: full_marks
        @@
                       - {once: standards_revised, points: 1}
        +              - work.points
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: read what is always applicable, or ask for the points in a condition.
        """,
    ),
    slips=False,
)
def rules_read_points_that_there_are(parts: Parts) -> Findings:
    """A rule reads the points of parts that are always applicable: what is not can only be left out of a condition."""
    read = [(path, each) for path, item in parts.items for each in references_in((*path, "rule"), item.amount)]
    read += [(each.at[:2], each) for each in parts_read_by_measures(parts.scheme) if each.at[1] in parts.measures]
    for path, each in read:
        is_in_condition = "once" in each.at[len(path) :]
        if each.wanted == "part" and not is_in_condition and each.id in parts.around.applies:
            message = Message("“{part}” may be not applicable, and then has no points to read", part=each.id)
            hint = Message("ask for them in a condition, which leaves out what is not applicable")
            yield Diagnostic("reads-not-applicable", message, hint, at=each.at)


POLICY_CHECKS = (
    rules_leave_nothing_open,
    counts_only_grow,
    lists_of_numbers_are_read_as_they_say,
    shares_can_be_divided,
    points_have_ends_of_their_own,
    what_is_divided_by_nothing_counts_as_something,
    full_marks_are_known,
    what_is_declared_can_come_about,
    what_is_scaled_up_can_be,
    rules_read_points_that_there_are,
)
"""What a rule file has to declare because documents differ."""
