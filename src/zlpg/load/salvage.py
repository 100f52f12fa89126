"""What can be checked of a rule file that is wrong in parts: the rest of it.

>>> from pathlib import Path
>>> from zlpg.source import read_yaml
>>> text = Path("rules/2020.yaml").read_text(encoding="utf-8").replace("max: 2", "max: 两分", 1)
>>> source = read_yaml("2020.yaml", text)
>>> shaped, rest, lost = without_what_is_wrong(source, validated(source.data, Scheme))
>>> lost, shaped.value.total.sections[0].title
(frozenset({'leading_group'}), '工作得分')
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from zlpg.checks import CODES
from zlpg.diagnostics import Diagnostic, Loaded, Path
from zlpg.load.shape import validated
from zlpg.model.table import Scheme
from zlpg.source import Data, Source

DECLARED = {("facts",), ("offices",), ("measures",)}
"""What holds things that are left out as a whole, by their ids."""

SETTLING = {("total", "grades"), ("total", "vetoes")}
"""What holds things that are left out as a whole, by their places."""

MAX_ROUNDS = 10
"""Leaving out one thing can show that another has to go; more often than this it isn't worth it."""

STAND_INS = {"scheme": "stand_in", "year": Decimal(1), "title": "?"}
"""What takes the place of what every scheme has to have, and no check looks at."""


def without_what_is_wrong(
    source: Source, shaped: Loaded[Scheme]
) -> tuple[Loaded[Scheme], Source, frozenset[str] | None]:
    """The scheme of what is right in a document, the document as it was read for that, and the ids that the scheme therefore lacks.

    Misspelt keys are read as what they were meant to be, whatever else is wrong is left out: with its item, its fact, its measure,
    its office, its grade or its veto, else by itself. The ids are `None` where nothing had to be left out.
    """
    lost: set[str] = set()
    partial = False
    for _ in range(MAX_ROUNDS):
        if shaped.value is not None or not isinstance(source.data, dict):
            break
        misspelt = [each for each in shaped.diagnostics if _is_misspelt(each)]
        for each in misspelt:
            source = source.corrected(each.at, each.suggestion)
        wrong = {_entry(each) for each in shaped.diagnostics if not _is_misspelt(each)}
        partial = partial or bool(wrong) or any(each.suggestion is None for each in misspelt)
        if () in wrong:
            break
        for path in sorted(wrong, key=lambda path: [(isinstance(step, str), step) for step in path], reverse=True):
            if path[0] in STAND_INS:
                source = source.with_value(str(path[0]), STAND_INS[str(path[0])])
            else:
                lost.update(_named(source.data, path))
                source = source.without(path)
        shaped = validated(source.data, Scheme)
    return shaped, source, frozenset(lost) if partial else None


def _is_misspelt(finding: Diagnostic) -> bool:
    """Whether a finding is about a key that can be read as another, or left out."""
    return finding.code == "unknown-key" or (
        finding.code == "invalid-id" and finding.on_key and finding.suggestion is not None
    )


def _entry(finding: Diagnostic) -> Path:
    """What to leave out for a finding: the whole item, fact or office that it is in, so that nothing half is checked."""
    at = finding.at
    if not at and finding.code == "missing-key" and (key := str(finding.message.values["key"])) in STAND_INS:
        return (key,)
    if at[:1] in DECLARED:
        return at[:2] if len(at) > 1 else ()
    if at[:2] in SETTLING:
        return at[:3]
    inside = max((position + 2 for position, step in enumerate(at) if step == "items"), default=None)
    return at if inside is None or inside > len(at) else at[:inside]


def _named(data: Data, path: Path) -> Iterator[str]:
    """The ids that go where what is at a path is left out: of a fact, an office, a measure, an item or a grade."""
    if path[:1] in DECLARED:
        yield str(path[1])
        return
    for step in path:
        known = step in data if isinstance(data, dict) else isinstance(data, tuple) and step in range(len(data))
        data = data[step] if known else None
    if isinstance(data, dict) and isinstance(id := data.get("id"), str):
        yield id


def not_due_to(lost: frozenset[str], findings: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The findings less those that something left out may have led to."""
    return tuple(
        each
        for each in findings
        if not CODES[each.code].needs_everything
        and lost.isdisjoint(str(value) for value in each.message.values.values())
    )
