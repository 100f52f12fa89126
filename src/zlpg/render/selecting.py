"""Rows of tables, options and conditions in workings: what leads to an amount, and the amount."""

import zlpg.engine.expression as e
from zlpg.engine.readers.bounds import Working
from zlpg.engine.scalars import at_level
from zlpg.model.declarations import ChoiceFact
from zlpg.numbers import ZERO
from zlpg.render.conditions import is_applicability, is_plain
from zlpg.render.formula import Binding, Formula
from zlpg.render.words import visible
from zlpg.render.writing import Writing


def led(writer: Writing, what: str, to: Working | None, whole: Working) -> Formula:
    """What leads to an amount: `38 → 5`, with the arithmetic of the amount where there is any."""
    return Formula(f"{what} → {writer.amount(whole.points) if to is None else writer.line(to)}", Binding.WORDS)


def looked_up(writer: Writing, working: Working, expression: e.Brackets) -> Formula:
    """The row of a table that a number falls into. Where the row is a table itself, the numbers have their labels."""
    of, row = working.steps[0], _reached(working, expression)
    text = writer.formula(of).text
    if row is None or isinstance(row.expression, e.Number):
        return led(writer, text, row, working)
    named = f"{writer.about(of)} {text}"
    if not isinstance(row.expression, e.Brackets):
        return led(writer, named, row, working)
    below = _reached(row, row.expression)
    is_named = row.steps[0].points.known is None or (below is not None and not isinstance(below.expression, e.Number))
    label = "" if is_named else f"{writer.about(row.steps[0])} "
    return Formula(f"{named}, {label}{writer.line(row)}", Binding.WORDS)


def _reached(working: Working, expression: e.Brackets) -> Working | None:
    """The row of a table that its number falls into, where only one is possible."""
    of, *amounts = working.steps
    if of.points.known is None:
        return None
    value = of.points.known
    reached = [
        at
        for at, (start, _) in enumerate(expression.rows)
        if start < value or (start == value and not expression.beyond)
    ]
    return amounts[reached[-1]] if reached else None


def chosen(writer: Writing, working: Working) -> Formula:
    """The option that it is, or while that is open, what is asked."""
    options = working.steps[: len(working.steps) // 2]
    named = [step.expression.id for step in options if isinstance(step.expression, e.Fact)]
    for option, id, amount in zip(options, named, working.steps[len(options) :], strict=True):
        if option.points.lowest:
            return led(writer, writer.names.label(id), amount, working)
    fact = named[0].partition(".")[0]
    declared = writer.scheme.facts[fact]
    for option_id, name in declared.options.items() if isinstance(declared, ChoiceFact) else ():
        if writer.values.get(at_level(fact, option_id)):  # one that earns nothing
            return led(writer, visible(name), None, working)
    return led(writer, writer.names.fact(fact), None, working)


def conditional(writer: Writing, working: Working, *, spares: bool) -> Formula:
    """The amount that counts, and why, where that isn't plain from the amount."""
    condition, then, otherwise = working.steps
    if is_applicability(condition.expression):
        if not condition.points.highest:
            return led(writer, writer.words.gettext("not applicable"), None, working)
        return writer.formula(then, spares=spares)
    if condition.points.known is None:
        return _while_open(writer, working, spares=spares)
    holds = bool(condition.points.known)
    if isinstance(
        then.expression, e.Number
    ):  # a condition that changes arithmetic as a veto does is told where it holds
        says_why = not is_plain(condition.expression) if isinstance(otherwise.expression, e.Number) else holds
    else:
        says_why = not (holds and is_plain(condition.expression) and isinstance(otherwise.expression, e.Number))
    counts = then if holds else otherwise
    if not says_why:
        return writer.formula(counts, spares=spares)
    return led(writer, writer.names.condition(condition.expression, holds=holds), counts, working)


def _while_open(writer: Writing, working: Working, *, spares: bool) -> Formula:
    condition, then, otherwise = working.steps
    said = writer.names.condition(condition.expression)
    makes_none = then.points == otherwise.points  # whichever it is: nothing is told as if it were settled
    is_number = isinstance(then.expression, e.Number) and otherwise.points.known == ZERO
    if is_plain(condition.expression) and is_number and not makes_none:
        return led(writer, said, None, working)
    amount, other = (writer.formula(step, spares=spares).within(Binding.SUM) for step in (then, otherwise))
    if otherwise.points.known == ZERO and not makes_none:
        template = writer.words.gettext("{amount} if {condition}")
    else:
        template = writer.words.gettext("{amount} if {condition}, else {otherwise}")
    return Formula(template.format(amount=amount, condition=said, otherwise=other), Binding.CLAUSE)
