"""Diagnostics → text: where, what, how to mend it, and the line with a caret."""

from collections.abc import Iterator

from zlpg.diagnostics import Diagnostic, Place
from zlpg.records import dataclass
from zlpg.show.lines import cells
from zlpg.show.words import Words, visible

MARGIN = "    "
WIDTH = 76
"""How many columns of a line are shown: with the margin as many as the narrowest terminal has, or the caret would mislead."""
BEFORE, CUTS = 36, 4
"""How many of them before the place at most, and what the marks take where the line is cut."""


@dataclass(frozen=True, slots=True)
class Styled:
    """A line with the role that decides its colour, so that colour stays a matter of the terminal."""

    text: str
    role: str = ""


def lines_of(diagnostic: Diagnostic, words: Words) -> list[Styled]:
    """`file:line:column: severity: message [code]`, the source line with a caret below the place, and the hint."""
    place = diagnostic.place or Place("")
    severity = words.gettext("error") if diagnostic.severity == "error" else words.gettext("warning")
    where = f"{visible(place.file)}:{place.line}:{place.column}: " if place.file else ""
    lines = [
        Styled(
            f"{where}{words.named(severity, words.say(diagnostic.message))} [{diagnostic.code}]", diagnostic.severity
        )
    ]
    if place.excerpt.strip():
        lines += map(Styled, _pointed_at(place))
    if diagnostic.hint is not None:
        lines.append(Styled(f"{MARGIN}= {words.say(diagnostic.hint)}", "hint"))
    return lines


def _pointed_at(place: Place) -> tuple[str, str]:
    start = place.column - 1
    end = place.end_column - 1 if place.end_line == place.line and place.end_column > place.column else start + 1
    before, after = (
        _plain(each) for each in (place.excerpt[max(start - WIDTH, 0) : start], place.excerpt[start : start + WIDTH])
    )
    if len(place.excerpt) > WIDTH or cells(visible(before + after)) > WIDTH:
        before = before[len(before) - _fitting(reversed(before), BEFORE) :]
        after = after[: _fitting(iter(after), WIDTH - cells(visible(before)) - CUTS)]
    lead, cut = "…" if start > len(before) else "", "…" if start + len(after) < len(place.excerpt) else ""
    lead_in, marked = lead + visible(before), visible(after[: end - start])
    return (
        f"{MARGIN}{lead_in}{marked}{visible(after[end - start :])}{cut}",
        f"{MARGIN}{' ' * cells(lead_in)}{'^' * max(cells(marked), 1)}",
    )


def _plain(text: str) -> str:
    return text.replace("\t", " ")


def _fitting(chars: Iterator[str], room: int) -> int:
    """How many of the characters fit into as many columns."""
    fitting = 0
    for char in chars:
        room -= cells(visible(char))
        if room < 0:
            break
        fitting += 1
    return fitting
