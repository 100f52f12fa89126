"""What a score carries with it → findings, in the words of the scheme."""

from collections.abc import Iterator
from dataclasses import replace

from zlpg.diagnostics import Diagnostic, Message
from zlpg.engine.breakdown import Breakdown, UnmetMinimum


def warning(breakdown: Breakdown, shortfall: UnmetMinimum) -> Diagnostic:
    """Full marks below a minimum, or without its count, as a warning that names both."""
    if shortfall.reported is None:
        message = Message(
            "“{title}” ({item}) has full marks, yet “{label}” ({fact}) is open; the requirement says at least {least}",
            title=shortfall.item.title,
            item=shortfall.item.id,
            label=breakdown.label(shortfall.fact),
            fact=shortfall.fact,
            least=shortfall.least,
        )
        return Diagnostic("open-fact", message, severity="warning", at=("facts", shortfall.fact), on_key=True)
    message = Message(
        "“{title}” ({item}) has full marks, yet “{label}” ({fact}) is {reported}; the requirement says at least {least}",
        title=shortfall.item.title,
        item=shortfall.item.id,
        label=breakdown.label(shortfall.fact),
        fact=shortfall.fact,
        reported=shortfall.reported,
        least=shortfall.least,
    )
    return Diagnostic("minimum-not-met", message, severity="warning", at=("facts", shortfall.fact))


def findings(breakdown: Breakdown, *, complete: bool = False) -> Iterator[Diagnostic]:
    """The warnings that a score carries, and, where it has to be complete, the facts that are open."""
    open = tuple(_open(breakdown)) if complete else ()
    told = {finding.at for finding in open}
    for shortfall in breakdown.warnings:
        found = warning(breakdown, shortfall)
        if complete and shortfall.reported is None:
            found = replace(found, severity="error")
        if found.at not in told or shortfall.reported is not None:
            yield found
    yield from open


def _open(breakdown: Breakdown) -> Iterator[Diagnostic]:
    for result in breakdown.items:
        item = result.item
        said = item.title if item.number is None else f"{item.number} {item.title}"
        yield from (_bears(breakdown, fact, said) for fact in result.open)
    yield from (_bears(breakdown, fact, title) for fact, title in breakdown.open_beside)


def _bears(breakdown: Breakdown, fact: str, on: str) -> Diagnostic:
    message = Message(
        "“{label}” ({fact}) is open; it bears on “{item}”", label=breakdown.label(fact), fact=fact, item=on
    )
    return Diagnostic("open-fact", message, at=("facts", fact), on_key=True)
