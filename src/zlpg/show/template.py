"""A facts file to fill in, made from a scheme: in the order of the document, everything open.

>>> import zlpg
>>> from zlpg.show.words import words_of
>>> lines = facts_template(zlpg.load_scheme("rules/2020.yaml"), words_of("en"), schema="facts.json").splitlines()
>>> at = lines.index("  work_reports:")
>>> for line in lines[at - 4 : at + 1]:
...     print(line.strip())
# 8 工作信息与专报 · max 4 · 全体成员单位
# points: a number from 0 to 4
work_reporting:
# 工作信息: a whole number, 0 or more (篇) · read by items 8, 17
work_reports:

A comment says of each fact what it is called, what it may be, and by which items it is read.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import assert_never
from urllib.parse import quote

from zlpg.model.declarations import (
    ChoiceFact,
    CountFact,
    FactDeclaration,
    NumberFact,
    NumbersFact,
    ResultsFact,
    YesNoFact,
    ends_of,
    step_of,
)
from zlpg.model.references import references_of_condition
from zlpg.model.scalars import may_not_apply
from zlpg.model.table import ChosenMax, Item, Scheme, Section
from zlpg.model.walks import conditions_beside_items, facts_of, facts_read, walk_items, walk_sections
from zlpg.numbers import ONE, is_multiple, plain
from zlpg.show.score import due_of_item, offices_of_item
from zlpg.show.words import UNSEEN, Words, titled, visible

NO_REFERENCE = frozenset(' "#%<>?\\^`{|}')
"""What a reference to a file can't hold as it is; nor can it hold what isn't seen, other kinds of space among that."""


def _quoted(text: str) -> str:
    """A text in double quotes, with what can't be seen as escapes: some of it can't stand in a file as it is."""
    return UNSEEN.sub(lambda found: f"\\U{ord(found.group()):08x}", json.dumps(text, ensure_ascii=False))


def facts_template(  # noqa: PLR0913  # one argument for each thing that only the caller knows
    scheme: Scheme,
    words: Words,
    *,
    schema: str,
    made_by: str | None = None,
    unit: str | None = None,
    rules: str | None = None,
) -> str:
    """A facts file with every fact of the scheme, each with its label, type, range, items and offices as comments.

    `schema` is the name of the schema beside it, by which editors check it; `made_by` the command that makes that, where
    it isn't there yet.
    """
    head = [f"# yaml-language-server: $schema={reference(schema)}"]
    if made_by is not None:
        said = words.gettext("To make the schema that editors check this file by: {command}")
        head.append(f"# {said.format(command=visible(made_by))}")
    return "\n".join((*head, *_lines(scheme, words, unit, rules))) + "\n"


def reference(name: str) -> str:
    """A reference to a file beside, as editors read it from a comment.

    Chinese stands as it is, because editors of before August 2026 took a percent sign for itself; the dot and slash are for
    names that begin like a scheme, such as `http`.
    """
    return "./" + "".join(
        quote(char, safe="", errors="surrogateescape") if char in NO_REFERENCE or not char.isprintable() else char
        for char in name
    )


def _lines(scheme: Scheme, words: Words, unit: str | None, rules: str | None) -> Iterator[str]:
    _ = words.gettext
    yield f"# {visible(scheme.title)}"
    if scheme.period is not None:
        yield "# " + words.named(_("Period"), " – ".join(scheme.period))
    if scheme.due is not None:
        yield "# " + words.named(_("Due"), scheme.due)
    yield "# " + _("A fact without a value is open, which is not the same as 0. Long form of any fact:")
    yield "#   {value: 3, note: " + _("where it comes from") + ", evidence: [" + _("path/to/file.pdf") + "]}"
    yield f"unit: {_quoted(unit) if unit else ''}".rstrip()
    yield f"year: {scheme.year}"
    if rules:
        yield f"rules: {_quoted(rules)}"
    yield "facts:"
    optional, readers = may_not_apply(scheme), _readers(scheme)
    written: set[str] = set()
    for _path, section in walk_sections(scheme):
        if section.items:
            yield ""
            yield f"  # ==== {titled(section.number, section.title)}"
        for item in section.items:
            yield ""
            yield f"  # {_item_line(scheme, item, words)}"
            if item.requirement is not None and item.requirement.evidence:
                yield f"  # {words.named(_('Evidence'), words.listed(item.requirement.evidence))}"
            for fact in _asked_by(scheme, item):
                if fact not in written:
                    written.add(fact)
                    yield from _fact_lines(scheme, fact, words, readers[fact], optional=fact in optional)
    of_conditions = [(title, [id for id in facts if id not in written]) for title, facts in _conditions(scheme)]
    if any(facts for _title, facts in of_conditions):
        yield ""
        yield f"  # ==== {_('Total')}"
    for title, facts in of_conditions:
        if unwritten := [id for id in facts if id not in written]:
            written.update(unwritten)
            yield ""
            yield f"  # {title}"
            for fact in unwritten:
                yield from _fact_lines(scheme, fact, words, (), optional=fact in optional)


def _asked_by(scheme: Scheme, item: Item) -> tuple[str, ...]:
    """The facts of an item's rule, then those of its requirement."""
    minimums = item.requirement.at_least if item.requirement else ()
    return tuple(dict.fromkeys((*facts_of(scheme, item), *minimums)))


def _readers(scheme: Scheme) -> dict[str, list[Item]]:
    """The items that ask for each fact."""
    found: dict[str, list[Item]] = {}
    for _path, _section, item in walk_items(scheme):
        for fact in _asked_by(scheme, item):
            found.setdefault(fact, []).append(item)
    return found


def _conditions(scheme: Scheme) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The facts that conditions read, by the title of the section, the veto or the grade that they are of."""
    for each in conditions_beside_items(scheme):
        number = each.of.number if isinstance(each.of, Section) else None
        yield titled(number, each.of.title), facts_read(scheme, references_of_condition((), each.condition))


def _item_line(scheme: Scheme, item: Item, words: Words) -> str:
    parts = [titled(item.number, item.title)]
    if isinstance(item.max, ChosenMax):
        each = (words.number(points) for points in item.max.points.values())
        parts.append(words.gettext("max {points}").format(points=" / ".join(each)))
    elif item.max is not None:
        parts.append(words.gettext("max {points}").format(points=words.number(item.max)))
    if item.cap is not None:
        parts.append(words.gettext("capped at {points}").format(points=words.number(item.cap)))
    if offices := offices_of_item(scheme, item):
        parts.append(words.listed(offices))
    if item.lead is not None:
        parts.append(words.gettext("lead office: {office}").format(office=visible(scheme.offices[item.lead].name)))
    if (day := due_of_item(scheme, item, words)) and day != scheme.due:
        parts.append(words.gettext("due {day}").format(day=day))
    return " · ".join(parts)


def _fact_lines(scheme: Scheme, id: str, words: Words, readers: Sequence[Item], *, optional: bool) -> Iterator[str]:
    _ = words.gettext
    declared = scheme.asked[id]
    # What is judged is named by its item above: what is reported of it are the points that it then has, as a column calls them.
    called = visible(declared.label) if id in scheme.facts else _("Points").lower()
    said = words.named(called, _asked(declared, words))
    if optional:
        said += " · " + _("or not_applicable")
    if len(readers) > 1:
        numbers = tuple(str(item.id if item.number is None else item.number) for item in readers)
        said += " · " + _("read by items {items}").format(items=words.listed(numbers))
    yield f"  # {said}"
    if isinstance(declared, ResultsFact):
        yield "  # " + _("levels: {levels}").format(levels=_named(declared.levels, words))
    if isinstance(declared, ChoiceFact):
        template = _("options: {options}") if declared.levels is None else _("levels: {levels}")
        yield "  # " + template.format(options=_named(declared.names, words), levels=_named(declared.names, words))
    yield f"  {id}:"
    if isinstance(declared, ResultsFact):
        applicant, first = _("the applicant"), next(iter(declared.levels))
        yield f"  #  - {{name: {applicant}, level: {first}}}"
        template = _("or: {example}; a level that isn't named has none")
        yield "  # " + template.format(example=f"{id}: {{{first}: 2}}")


def _named(names: Mapping[str, str], words: Words) -> str:
    return words.listed(tuple(f"{id} ({name})" for id, name in names.items()))


def _asked(declared: FactDeclaration, words: Words) -> str:
    _ = words.gettext
    match declared:
        case NumberFact(unit=unit) | CountFact(unit=unit):
            said = _number_asked(declared, words)
        case YesNoFact():
            return _("true or false")
        case ChoiceFact():
            return _("one of the options")
        case NumbersFact():
            return _numbers_asked(declared, words)
        case ResultsFact(unit=unit):
            said = _("a list of applicants, or the number of them at each level; [] for none")
        case _:
            assert_never(declared)
    return _counted_in(said, unit, words)


def _counted_in(asked: str, unit: str, words: Words) -> str:
    """What is asked for, with what that is counted in."""
    return words.gettext("{asked} ({unit})").format(asked=asked, unit=visible(unit)) if unit else asked


def _number_asked(declared: NumberFact | CountFact, words: Words) -> str:
    _, ends, step = words.gettext, ends_of(declared), step_of(declared)
    whole = step is not None and is_multiple(step, ONE) and ends.lowest.is_finite()
    match ends.lowest.is_finite(), ends.highest.is_finite():
        case True, True:
            said = _("a whole number from {lowest} to {highest}") if whole else _("a number from {lowest} to {highest}")
        case True, False:
            said = _("a whole number, {lowest} or more") if whole else _("a number, {lowest} or more")
        case False, True:
            said = _("a number, {highest} or less")
        case _:
            said = _("a number")
    asked = said.format(lowest=words.number(ends.lowest), highest=words.number(ends.highest))
    if step is not None and not (whole and step == ONE):
        asked += _(", a multiple of {step}").format(step=words.number(step))
    if isinstance(declared, NumberFact) and declared.or_ is not None:
        asked += _(", or {other}").format(other=words.number(declared.or_))
    return asked


def _numbers_asked(declared: NumbersFact, words: Words) -> str:
    _, ends = words.gettext, ends_of(declared)
    match ends.lowest.is_finite(), ends.highest.is_finite():
        case True, True:
            said = _("a list of numbers from {lowest} to {highest}, such as [{lowest}, {highest}]")
        case True, False:
            said = _("a list of numbers, each {lowest} or more")
        case False, True:
            said = _("a list of numbers, each {highest} or less")
        case _:
            said = _("a list of numbers")
    lowest, highest = (plain(end) if end.is_finite() else "" for end in (ends.lowest, ends.highest))
    parts = [_counted_in(said.format(lowest=lowest, highest=highest), declared.unit, words)]
    if declared.step is not None:
        parts[0] += _(", each a multiple of {step}").format(step=words.number(declared.step))
    if declared.trimmed_over is None:
        parts.append(
            {
                "mean": _("their mean counts"),
                "sum": _("their sum counts; [] for none"),
                "lowest": _("the lowest of them counts"),
                "highest": _("the highest of them counts"),
            }[declared.as_]
        )
    else:
        said = words.gettext("their mean counts, of more than {count} without one highest and one lowest")
        parts.append(said.format(count=declared.trimmed_over))
    return "; ".join(parts)
