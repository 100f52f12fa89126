r"""Numbers, texts, rows and plain data as other programs read them: CSV, Markdown, JSON, the log of a workflow on GitHub.

Text from files is data in each of them: no formula, no markup, no end of a cell, no command.

>>> rows = [("17", "=1+1", Decimal("0.50"), None)]
>>> csv_rows(rows)
"17,'=1+1,0.5,\r\n"
>>> markdown_row(("17", "质量|信息 <b>", "0.5"))
'| 17 | 质量\\|信息 \\<b\\> | 0.5 |'
>>> encoded({"number": 17, "points": Decimal("0.50"), "grade": None}, indent=None)
'{"number": 17, "points": 0.5, "grade": null}'
>>> without_commands("::error::item 17")
':\\u003aerror::item 17'
"""

import json
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from decimal import Context, Decimal
from io import StringIO
from json.encoder import encode_basestring, encode_basestring_ascii
from typing import Any, TypeAlias

from zlpg.numbers import Interval, Ratio, nearest, plain
from zlpg.show.words import UNSEEN_IN_BLOCK, visible

Cell: TypeAlias = str | int | Decimal | None

_FORMULA = re.compile(r"\s*[=+\-−@＝＋－＠]")
"""How text begins that a spreadsheet would work out, some after passing over spaces."""

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~&])")

_BINARY = Context(prec=15)
"""Numbers to as many digits as they keep in every program that reads JSON: many hold them in binary."""

_UNENCODABLE = re.compile("[\ud800-\udfff\ufffe\uffff]")
"""What neither UTF-8 nor XML can hold. It comes from names of files that are no text."""

_IGNORED = (
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""What GitHub's comparison of text passes over, as it goes by the culture: it finds `::` with a zero-width space inside."""

_COMMAND = (
    rf"(?<![^\r\n])((?:[^\S\r\n]|{_IGNORED})*:{_IGNORED}*):"  # at the start of a line, after spaces of any kind
    rf"|(#{_IGNORED}*)#(?={_IGNORED}*\[)"  # anywhere in it
)


def number_text(number: Decimal | int) -> str:
    """A number as programs read it; of one that no decimal is exactly, the nearest one."""
    return str(number) if isinstance(number, int) else plain(nearest(number))


def csv_rows(rows: Iterable[Iterable[Cell]]) -> str:
    """Rows of a CSV file. Numbers are plain, and nothing where they have no end; nothing is an empty cell.

    Text shows what isn't seen as escapes, and is kept from being a formula by an apostrophe.
    """
    import csv

    target = StringIO()
    csv.writer(target, lineterminator="\r\n").writerows(map(_csv_cell, row) for row in rows)
    return target.getvalue()


def _csv_cell(value: Cell) -> str:
    match value:
        case str():
            text = visible(value)
            return f"'{text}" if _FORMULA.match(text) else text
        case int():
            return number_text(value)
        case _:
            return "" if value is None or finite(value) is None else number_text(value)


def markdown_row(cells: Iterable[str], *, strong: bool = False) -> str:
    """A row of a Markdown table; `strong` for what stands out."""
    texts = map(escaped, cells)
    return f"| {' | '.join(f'**{text}**' if text and strong else text for text in texts)} |"


def markdown_table(
    headings: Sequence[str], rows: Iterable[tuple[Sequence[str], bool]], amounts: Container[int] = ()
) -> Iterator[str]:
    """The lines of a Markdown table, from its rows and whether each stands out; `amounts` are the places of columns of amounts.

    A column in which no row has anything is left out.
    """
    held = tuple(rows)
    shown = [at for at in range(len(headings)) if any(cells[at] for cells, _ in held)]
    yield markdown_row(headings[at] for at in shown)
    yield f"|{''.join('--:|' if at in amounts else '---|' for at in shown)}"
    yield from (markdown_row((cells[at] for at in shown), strong=strong) for cells, strong in held)


def escaped(text: str) -> str:
    """Text on one line that Markdown takes for text: no markup, no end of a cell."""
    return _MARKDOWN.sub(r"\\\1", visible(text))


def encodable(text: str) -> str:
    """The text with what UTF-8 and XML can't hold as escapes."""
    return _UNENCODABLE.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def without_commands(text: str) -> str:
    r"""Lines of which none is a command to GitHub's runner: `:\u003aerror::…`, `#\u0023[error]…`.

    The escapes are those of JSON and YAML, whose texts stay what they are.
    """
    return re.sub(_COMMAND, lambda found: f"{found[1]}\\u003a" if found[1] is not None else f"{found[2]}\\u0023", text)


def bounds(points: Interval) -> list[Decimal | None]:
    """The lowest and the highest that is possible, `None` where there is no end to that."""
    return [finite(points.lowest), finite(points.highest)]


def finite(number: Decimal) -> Decimal | None:
    """The number, `None` where there is no end to what is possible."""
    return number if number.is_finite() else None


def exactly(values: Mapping[str, Any]) -> dict[str, Any]:
    """What the numbers among the values are exactly, as text, where other programs could round them."""
    exact = {key: _exact_text(each) for key, each in values.items() if is_rounded(each)}
    return {"exact": exact} if exact else {}


def is_rounded(value: Any) -> bool:
    """Whether a value is a number that a program rounds which holds it in binary, or that is written rounded."""
    if isinstance(value, Decimal):
        return _BINARY.plus(value) != value
    return isinstance(value, Ratio)


def _exact_text(number: Decimal) -> str:
    if isinstance(number, Ratio):
        return "/".join(
            f"{Decimal(each):f}" for each in number.as_integer_ratio()
        )  # of any length, unlike text of an `int`
    return plain(number)


def encoded(value: Any, *, indent: int | None = 2, ascii_only: bool = False) -> str:
    """Plain data as JSON. The standard library's encoder writes no Decimal as a number."""
    text = _encoded(value, encode_basestring_ascii if ascii_only else encode_basestring, indent, "\n")
    return UNSEEN_IN_BLOCK.sub(lambda found: encode_basestring_ascii(found.group())[1:-1], text)


def _encoded(value: Any, quoted: Callable[[str], str], indent: int | None, line: str) -> str:
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, Decimal | Ratio):
        return number_text(value)
    if value is None:
        return "null"
    if not isinstance(value, dict | list | tuple):
        return json.dumps(value)
    if not value:
        return "{}" if isinstance(value, dict) else "[]"
    deeper = line if indent is None else line + " " * indent
    if isinstance(value, dict):
        opening, closing = "{}"
        parts = [f"{quoted(key)}: {_encoded(each, quoted, indent, deeper)}" for key, each in value.items()]
    else:
        opening, closing = "[]"
        parts = [_encoded(each, quoted, indent, deeper) for each in value]
    if indent is None:
        return f"{opening}{', '.join(parts)}{closing}"
    return f"{opening}{deeper}{f',{deeper}'.join(parts)}{line}{closing}"
