"""Diagnostics → text: where, what, how to mend it, and the line with a caret."""

from zlpg.diagnostics import Diagnostic, Place
from zlpg.records import dataclass
from zlpg.render.words import Words, cells, visible

MARGIN = "    "
BEFORE, AFTER = 40, 80
"""How much of a long line is shown on either side of the place."""


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
    lines = [Styled(f"{where}{severity}: {words.say(diagnostic.message)} [{diagnostic.code}]", diagnostic.severity)]
    if place.excerpt.strip():
        lines += map(Styled, _pointed_at(place))
    if diagnostic.hint is not None:
        lines.append(Styled(f"{MARGIN}= {words.say(diagnostic.hint)}", "hint"))
    return lines


def _pointed_at(place: Place) -> tuple[str, str]:
    start = place.column - 1
    end = place.end_column - 1 if place.end_line == place.line and place.end_column > place.column else start + 1
    first = max(start - BEFORE, 0) if len(place.excerpt) > BEFORE + AFTER else 0
    shown = place.excerpt[first : start + AFTER]
    lead, cut = "…" if first else "", "…" if start + AFTER < len(place.excerpt) else ""
    before = lead + visible(shown[: start - first].replace("\t", " "))
    marked = visible(shown[start - first : end - first].replace("\t", " "))
    return (
        f"{MARGIN}{before}{marked}{visible(shown[end - first :].replace(chr(9), ' '))}{cut}",
        f"{MARGIN}{' ' * cells(before)}{'^' * max(cells(marked), 1)}",
    )
