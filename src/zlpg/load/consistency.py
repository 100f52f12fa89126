"""Facts that are right by themselves, held against each other: what is not applicable, and what measures come to."""

from collections import deque
from collections.abc import Iterator, Mapping
from decimal import Decimal, localcontext
from functools import reduce

from zlpg.diagnostics import Diagnostic, Message
from zlpg.load.values import Written
from zlpg.model.declarations import Measure
from zlpg.model.references import references_of_condition
from zlpg.model.scalars import Scalar
from zlpg.model.table import Item, Scheme
from zlpg.model.walks import facts_read, facts_that_apply_together, policies, profile_of, walk_items, walk_sections
from zlpg.numbers import EXACT, ZERO, divided, minus, plus


def left_out(facts: Mapping[str, Written], scheme: Scheme) -> tuple[frozenset[str], tuple[Diagnostic, ...]]:
    """The facts that are not applicable, and where that can't be so.

    All facts of an item are not applicable, or none: those without a value go with the one that is reported so, and through them
    the other items that read them.
    """
    reported = {id: each for id, each in facts.items() if each.not_applicable}
    if not reported:
        return frozenset(), ()
    around = policies(scheme)
    items = [(item, facts_that_apply_together(scheme, item)) for _, _, item in walk_items(scheme)]
    conditions = dict(_conditions(scheme))
    because = {id: id for id in reported}  # the fact that each of them goes with
    found: dict[tuple[str, str], Diagnostic] = {}
    waiting = deque(because)
    while waiting:
        id = waiting.popleft()
        at = facts[because[id]].at
        readers = [(item, read) for item, read in items if id in read]
        if not readers or id in conditions:
            found.setdefault((id, ""), Diagnostic("not-applicable", *_not_said(id, conditions.get(id)), at=at))
        for item, read in readers:
            if (item.not_applicable or around[item.id]) is None:
                found.setdefault((id, ""), Diagnostic("not-applicable", *_undeclared(id, item), at=at))
                continue
            if valued := tuple(each for each in read if each in facts and facts[each].has_value):
                found.setdefault((item.id, "item"), Diagnostic("partly-applicable", *_in_part(id, item, valued), at=at))
            for other in (each for each in read if each not in because and each not in valued):
                because[other] = because[id]
                waiting.append(other)
    return frozenset(because), tuple(found.values())


def _conditions(scheme: Scheme) -> Iterator[tuple[str, str]]:
    """The facts that maxima, and conditions of sections and vetoes, read, each with the title of one of them."""
    yield from ((id, item.title) for _, _, item in walk_items(scheme) if (id := profile_of(item)) is not None)
    told = [(section.requires, section.title) for _, section in walk_sections(scheme)]
    for condition, title in (*told, *((veto.veto, veto.title) for veto in scheme.total.vetoes)):
        if condition is not None:
            yield from ((id, title) for id in facts_read(scheme, references_of_condition((), condition)))


def _not_said(id: str, title: str | None) -> tuple[Message, Message]:
    hint = Message("report a value, or leave it open")
    if title is None:
        return Message("the rule file does not say what it means that “{fact}” is not applicable", fact=id), hint
    return Message("“{fact}” can't be not applicable: “{title}” depends on it, too", fact=id, title=title), hint


def _undeclared(id: str, item: Item) -> tuple[Message, Message]:
    message = Message("the rule file does not say what it means that “{fact}” is not applicable", fact=id)
    hint = Message(
        "what it means is declared at the item “{item}”, its section or the total: not_applicable: {policies}",
        item=item.id,
        policies="renormalise | full_marks | zero",
    )
    return message, hint


def _in_part(id: str, item: Item, valued: tuple[str, ...]) -> tuple[Message, Message]:
    title = item.title if item.number is None else f"{item.number} {item.title}"
    message = Message(
        "“{fact}” is not applicable, yet for the same item, “{item}” ({id}), there is a value of: {others}",
        fact=id,
        item=title,
        id=item.id,
        others=valued,
    )
    return message, Message("all facts of an item are not applicable, or none")


def wrong_with_measures(
    facts: Mapping[str, Written], values: Mapping[Scalar, Decimal], scheme: Scheme, optional: frozenset[str]
) -> Iterator[Diagnostic]:
    """Measures that come to something impossible, or to nothing, though their facts are right by themselves."""
    for id, measure in scheme.measures.items():
        if not all(Scalar(fact) in values for fact in (measure.share, *measure.of, *measure.without)):
            continue
        by = minus(
            *(reduce(plus, (values[Scalar(fact)] for fact in each), ZERO) for each in (measure.of, measure.without))
        )
        if by > 0:
            yield from _out_of_range(id, measure, values[Scalar(measure.share)], by, facts[measure.share])
        elif by < 0 or measure.if_none is None:
            message = Message(
                "“{label}” ({measure}) can't be worked out: what it is divided by comes to {by}",
                label=measure.label,
                measure=id,
                by=by,
            )
            first = next(iter((*(measure.without if by < 0 else ()), *measure.of, measure.share)))
            yield Diagnostic(
                "nothing-to-divide-by",
                message,
                _instead(measure, by, values[Scalar(measure.share)], optional),
                at=facts[first].at,
            )


def _instead(measure: Measure, by: Decimal, number: Decimal, optional: frozenset[str]) -> Message:
    if by < 0:
        return Message("more is taken away, {without}, than there is, {of}", without=measure.without, of=measure.of)
    if number:
        return Message("“{fact}” is {number}, and it is divided by {by}", fact=measure.share, number=number, by=by)
    if optional.issuperset((measure.share, *measure.of, *measure.without)):
        return Message("where there is nothing of the kind, report it as not_applicable")
    return Message("what it then counts as is for the rule file to say: if_none at the measure")


def _out_of_range(id: str, measure: Measure, number: Decimal, by: Decimal, written: Written) -> Iterator[Diagnostic]:
    with localcontext(EXACT):
        share = divided(number, by) * measure.times
    lowest, highest = measure.range
    if not lowest <= share <= highest:
        message = Message(
            "“{label}” ({measure}) comes to {value}, out of range: {lowest} to {highest}",
            label=measure.label,
            measure=id,
            value=share,
            lowest=lowest,
            highest=highest,
        )
        hint = Message("“{fact}” is {number}, and it is divided by {by}", fact=measure.share, number=number, by=by)
        yield Diagnostic("out-of-range", message, hint, at=written.at)
