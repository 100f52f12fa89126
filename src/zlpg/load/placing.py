"""Findings with paths → findings with places, in the order of their file."""

from collections.abc import Iterable
from dataclasses import replace

from zlpg.diagnostics import Diagnostic, Message
from zlpg.source import Source


def placed(source: Source, diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The diagnostics with the places that their paths lead to, in the order of the file.

    Left out are those at a value that could not be read in the first place, and those of keys that may not be missing at all.
    """
    unread = set(map(_position, source.diagnostics))
    known = (each for each in diagnostics if each.code != "missing-key" or not source.is_doubtful)
    found = (replace(each, place=source.place(each.at, on_key=each.on_key, within=each.within)) for each in known)
    return in_order(each for each in found if _position(each) not in unread)


def all_found(source: Source, diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The same together with what was found while reading."""
    return in_order((*source.diagnostics, *placed(source, diagnostics)))


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The diagnostics in the order of the file."""
    return tuple(sorted(diagnostics, key=_position))


def _position(diagnostic: Diagnostic) -> tuple[int, int]:
    return (diagnostic.place.line, diagnostic.place.column) if diagnostic.place else (0, 0)


def empty(source: Source) -> Diagnostic:
    """The finding for a file with nothing in it."""
    return Diagnostic("empty-file", Message("there is nothing in this file"), place=source.place())
