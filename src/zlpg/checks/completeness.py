"""What a complete table has: clauses, offices, and numbers without a gap."""

import re

from zlpg.checks.registration import Findings, finds
from zlpg.clauses.numbers import chinese_number
from zlpg.codes import Code
from zlpg.diagnostics import Diagnostic, Message, Path
from zlpg.model.table import Scheme
from zlpg.model.walks import walk_items, walk_sections


@finds(
    Code(
        "no-clause",
        waivable=True,
        documentation="""
        The `text` of an item has neither words nor numbers in it. The clause is what a reader holds the numbers of the
        rule against; without it, nobody can.

        ```diff
        -          text: 做好质量宣传工作（满分4分）。
        +          text: ……
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: copy the clause from the document, word for word.
        """,
    ),
    needs="scheme",
)
def items_have_clauses(scheme: Scheme) -> Findings:
    """An item's text has words: without its clause nobody can hold its numbers against anything."""
    for path, _, item in walk_items(scheme):
        if not any(map(str.isalnum, item.text)):
            yield Diagnostic(
                "no-clause", Message("the item “{item}” has no clause text", item=item.id), at=(*path, "text")
            )


@finds(
    Code(
        "no-office",
        waivable=True,
        documentation="""
        A warning: an item names no office, neither under `responsible` nor as its `lead`, although the file has `offices`. Nobody is told to
        answer for it; the document may indeed name nobody, but the name may also have been left out.

        ```diff
                   max: 5
        -          responsible: [market_supervision]
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: name the office; if the document names none, waive the finding.
        """,
    ),
    needs="scheme",
)
def items_have_offices(scheme: Scheme) -> Findings:
    """Somebody answers for every item, unless the document names nobody."""
    for path, _, item in walk_items(scheme):
        if scheme.offices and not item.responsible and item.lead is None:
            message = Message("no office answers for the item “{item}”", item=item.id)
            yield Diagnostic("no-office", message, severity="warning", at=path)


@finds(
    Code(
        "number-sequence",
        waivable=True,
        needs_everything=True,
        documentation="""
        A warning: the number of a section or an item does not follow the one before it. Where a number is passed over
        or there twice, something was left out or a number copied wrongly. Sections and items are counted apart; they
        count on, or anew from the first one in each section, and one without a `number` is not counted.

        ```diff
                 - id: awards
        -          number: 5
        +          number: 6
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: add what is missing, or correct the number; if the document is numbered like this, waive the
        finding.
        """,
    ),
    needs="scheme",
)
def numbers_follow_each_other(scheme: Scheme) -> Findings:
    """Items and sections are numbered as documents are: on from the last one, or anew from the first of a section.

    A gap is where something was left out. Sections and items are counted apart; what has no number isn't counted.
    """
    sections = [(path, str(section.number)) for path, section in walk_sections(scheme) if section.number is not None]
    items = [(path, str(item.number)) for path, _, item in walk_items(scheme) if item.number is not None]
    yield from _sequence(sections)
    yield from _sequence(items)


def _sequence(numbered: list[tuple[Path, str]]) -> Findings:
    siblings: dict[Path, str] = {}
    before: str | None = None
    for path, number in numbered:
        parent = path[:-2]
        earlier = siblings.get(parent, before)
        anew = parent not in siblings and _ordinal(number) == 1
        if not anew and not _follows(earlier, number):
            message = (
                Message("the number {number} follows {before}", number=number, before=earlier)
                if earlier is not None
                else Message("the first number is {number}", number=number)
            )
            yield Diagnostic("number-sequence", message, severity="warning", at=(*path, "number"))
        siblings[parent] = before = number


_COUNTED = re.compile(r"(?P<lead>.*?)(?P<last>\d+|[一二三四五六七八九十百]+|(?<![A-Za-z])[A-HJ-UWYZa-z])(?P<close>\W*)")

_LONGEST = 40
"""How many characters a number has that can be counted on from."""


def _ordinal(number: str) -> int | None:
    """The last part of a number as a count: 3 of 三, 2 of 3.2 and of （2）, 1 of A."""
    found = _COUNTED.fullmatch(number) if len(number) <= _LONGEST else None
    if found is None:
        return None
    last = found["last"]
    if last.isascii():
        return int(last) if last.isdecimal() else ord(last.upper()) - ord("A") + 1
    return int(chinese_number(last))


def _follows(before: str | None, number: str) -> bool:
    """Whether a number is the next one; true of what can't be counted."""
    mine = _ordinal(number)
    if mine is None:
        return True
    if before is None:
        return mine == 1
    earlier = _ordinal(before)
    return earlier is None or mine == earlier + 1


COMPLETENESS_CHECKS = (
    items_have_clauses,
    items_have_offices,
    numbers_follow_each_other,
)
"""What a complete table has."""
