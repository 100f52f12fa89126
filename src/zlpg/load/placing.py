"""Findings with paths → findings with places, in the order of their file."""

from collections.abc import Iterable
from dataclasses import replace

from zlpg.diagnostics import Diagnostic, Message
from zlpg.source import Source


def placed(source: Source, diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The diagnostics with the places that their paths lead to."""
    return tuple(
        replace(diagnostic, place=source.place(diagnostic.at, on_key=diagnostic.on_key)) for diagnostic in diagnostics
    )


def in_order(source: Source, found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """All findings in the order of the file, with those of reading it."""
    return tuple(sorted((*source.diagnostics, *unless_unread(source, found)), key=_position))


def unless_unread(source: Source, found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The findings less those at a value that could not be read in the first place."""
    unread = {_position(diagnostic) for diagnostic in source.diagnostics}
    return tuple(diagnostic for diagnostic in found if _position(diagnostic) not in unread)


def _position(diagnostic: Diagnostic) -> tuple[int, int]:
    return (diagnostic.place.line, diagnostic.place.column) if diagnostic.place else (0, 0)


def empty(source: Source) -> Diagnostic:
    """The finding for a file with nothing in it."""
    return Diagnostic("empty-file", Message("there is nothing in this file"), place=source.place())
