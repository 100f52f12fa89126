"""How a cell of a CSV file and of a Markdown table is written. Text from files is data there, too: no formula, no markup."""

import csv
import re
from collections.abc import Iterable
from decimal import Decimal
from io import StringIO
from typing import TypeAlias

from zlpg.numbers import nearest, plain
from zlpg.show.words import visible

Cell: TypeAlias = str | int | Decimal | None

_FORMULA = re.compile(r"\s*[=+\-−@＝＋－＠]")
"""How text begins that a spreadsheet would work out, some after passing over spaces."""

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~&])")


def csv_rows(rows: Iterable[Iterable[Cell]]) -> str:
    """Rows of a CSV file. Numbers are plain, and nothing where they have no end; nothing is an empty cell.

    Text shows what isn't seen as escapes, and is kept from being a formula by an apostrophe.
    """
    target = StringIO()
    csv.writer(target, lineterminator="\r\n").writerows(map(_csv_cell, row) for row in rows)
    return target.getvalue()


def _csv_cell(value: Cell) -> str:
    match value:
        case str():
            text = visible(value)
            return f"'{text}" if _FORMULA.match(text) else text
        case None:
            return ""
        case _:
            return _number(value)


def _number(value: Decimal | int) -> str:
    if isinstance(value, int):
        return str(value)
    return plain(nearest(value)) if value.is_finite() else ""


def markdown_row(cells: Iterable[str], *, strong: bool = False) -> str:
    """A row of a Markdown table; `strong` for what stands out."""
    texts = map(escaped, cells)
    return f"| {' | '.join(f'**{text}**' if text and strong else text for text in texts)} |"


def escaped(text: str) -> str:
    """Text on one line that Markdown takes for text: no markup, no end of a cell."""
    return _MARKDOWN.sub(r"\\\1", visible(text))
