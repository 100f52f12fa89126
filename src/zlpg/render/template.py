"""Scheme → a facts file to fill in, in the order of the document, everything open."""

import json
from collections.abc import Iterator
from typing import assert_never
from urllib.parse import quote

from zlpg.points import plain
from zlpg.render.rows import offices_of_item
from zlpg.render.words import Words, numbered, visible
from zlpg.scheme import (
    CountFact,
    FactDeclaration,
    Item,
    NumberFact,
    ResultsFact,
    Scheme,
    YesNoFact,
    facts_of,
    walk_items,
    walk_sections,
)

NO_REFERENCE = frozenset(' "#%<>?\\^`{|}')
"""What a reference to a file can't hold as it is; nor can it hold what isn't seen, other kinds of space among that."""


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
    yield "# " + _("A fact without a value is open, which is not the same as 0. Long form of any fact:")
    yield "#   {value: 3, note: " + _("where it comes from") + ", evidence: [" + _("path/to/file.pdf") + "]}"
    yield f"unit: {json.dumps(unit, ensure_ascii=False) if unit else ''}".rstrip()
    yield f"year: {scheme.year}"
    if rules:
        yield f"rules: {json.dumps(rules, ensure_ascii=False)}"
    yield "facts:"
    written: set[str] = set()
    for _path, section in walk_sections(scheme):
        if section.items:
            yield ""
            yield " ".join(filter(None, ("  # ====", numbered(section.number), visible(section.title))))
        for item in section.items:
            yield ""
            yield f"  # {_item_line(scheme, item, words)}"
            for fact in dict.fromkeys((*facts_of(item), *_minimums(item))):
                if fact not in written:
                    written.add(fact)
                    yield from _fact_lines(scheme, fact, words)


def _minimums(item: Item) -> tuple[str, ...]:
    return tuple(item.requirement.at_least) if item.requirement else ()


def _item_line(scheme: Scheme, item: Item, words: Words) -> str:
    parts = [f"{numbered(item.number)} {visible(item.title)}".lstrip()]
    if item.max is not None:
        parts.append(words.gettext("max {points}").format(points=plain(item.max)))
    if item.cap is not None:
        parts.append(words.gettext("capped at {points}").format(points=plain(item.cap)))
    if offices := offices_of_item(scheme, item):
        parts.append(words.listed(offices))
    return " · ".join(parts)


def _fact_lines(scheme: Scheme, id: str, words: Words) -> Iterator[str]:
    declared = scheme.facts[id]
    readers = [item for _, _, item in walk_items(scheme) if id in (*facts_of(item), *_minimums(item))]
    said = f"{visible(declared.label)}: {_asked(declared, words)}"
    if len(readers) > 1:
        numbers = tuple(str(item.number or item.id) for item in readers)
        said += " · " + words.gettext("read by items {items}").format(items=words.listed(numbers))
    yield f"  # {said}"
    if isinstance(declared, ResultsFact):
        levels = words.listed(tuple(f"{level} ({name})" for level, name in declared.levels.items()))
        yield "  # " + words.gettext("levels: {levels}").format(levels=levels)
    yield f"  {id}:"
    if isinstance(declared, ResultsFact):
        applicant, first = words.gettext("the applicant"), next(iter(declared.levels))
        yield f"  #  - {{name: {applicant}, level: {first}}}"
        template = words.gettext("or: {example}; a level that isn't named has none")
        yield "  # " + template.format(example=f"{id}: {{{first}: 2}}")


def _asked(declared: FactDeclaration, words: Words) -> str:
    _ = words.gettext
    match declared:
        case NumberFact(range=(lowest, highest), unit=unit):
            said = _("a number from {lowest} to {highest}").format(lowest=plain(lowest), highest=plain(highest))
        case CountFact(at_most=None, unit=unit):
            said = _("a whole number, 0 or more")
        case CountFact(at_most=at_most, unit=unit):
            said = _("a whole number from 0 to {highest}").format(highest=at_most)
        case YesNoFact():
            return _("true or false")
        case ResultsFact(unit=unit):
            said = _("a list of applicants, or the number of them at each level; [] for none")
        case _:
            assert_never(declared)
    return f"{said} ({visible(unit)})" if unit else said
