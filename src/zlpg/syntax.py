r"""What isn't YAML → a finding about what a person typed, in the line where it was typed, and what was meant by that line.

Between the lines `  briefs: 1` and `  media_posts: 3`, a line `　work_reports: 2` begins with a full-width space, which indents
nothing: its key stands beside `facts`, not below it, and the parser only stumbles over the next line, where nothing is wrong. The
finding is the full-width space.

>>> lines = ["facts:", "  briefs: 1", "　work_reports: 2", "  media_posts: 3"]
>>> try:
...     *_, _ = yaml.parse("\n".join(lines), Loader=yaml.CSafeLoader)
... except yaml.YAMLError as error:
...     slip = syntax_error("facts.yaml", lines, error)
>>> slip.finding.place.line, str(slip.finding.message), slip.meant
(3, 'a full-width space in the indentation', {2: '  work_reports: 2'})

The file is then read again with what was meant, so that the next slip is found in the same run. Where nobody can say what was
meant, the line is left out, with all that is below it: an entry stands in its place that `is_left_out` knows.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum, auto
from itertools import islice, takewhile
from typing import NamedTuple

import yaml

from zlpg.diagnostics import Diagnostic, Mark, Message, Place, place_at

MAX_LOOKED_AT = 20
"""How many lines around the one that the parser stumbles over tell how lines are indented."""
MAX_TRIED, MAX_TRIED_LENGTH = 12, 100_000
"""How many lines are indented otherwise, to see what the parser says then, and how many characters it reads each time."""

_BLANK = "[\u00a0\u00ad\u1680\u180e\u2000-\u200f\u202f\u205f-\u2064\u2800\u3000\u3164\ufeff]"
"""What looks like a space, or like nothing, and is text to the parser."""
_BLANKS = re.compile(f"(?:[ \\t]|{_BLANK})*")

_INDENT = r"^[ \t]*(?:- +)?"
_NAME = r"(?:\"[^\"]*\"|'[^']*'|[^\s:：，#\"']+)"
_KEY_OR_ENTRY = re.compile(f"- |{_NAME}[:：]")
_PLAIN_SPACE = Message("write a plain space in its place")
_BRACKET, _PLAIN_BRACKET = Message("{character}, a full-width bracket"), Message("write a plain bracket in its place")
_PUNCTUATION = str.maketrans({"｛": "{", "｝": "}", "［": "[", "］": "]", "：": ": ", **dict.fromkeys("，、；;", ", ")})
_CALLED = {
    "\t": Message("a tab"),
    "\u00a0": Message("a no-break space"),
    "\u200b": Message("a zero-width space"),
    "\u3000": Message("a full-width space"),
    "：": Message("a full-width colon “：”"),
}


class Slip(NamedTuple):
    """A slip in a file: the finding, and what its lines, counted from 0, were meant to be; `is_doubtful` where that is a guess."""

    finding: Diagnostic
    meant: Mapping[int, str]
    is_doubtful: bool = True


class Meant(Enum):
    """What is meant by characters of a line, where that isn't the same in every line."""

    AS_AROUND = auto()
    """To be as far in as the lines around."""
    DATA = auto()
    """The punctuation of data, which that of Chinese text stands for, also in the rest of the line."""
    UNKNOWN = auto()
    """Nobody can say: the line is left out."""


class Typed(NamedTuple):
    """Something that people type: what it looks like, with the characters at fault as its group, what it is, the remedy.

    `meant` is what they were meant to be, or how that is found.
    """

    pattern: re.Pattern[str]
    message: Message
    hint: Message | None = None
    meant: str | Meant = Meant.UNKNOWN


_INDENTED = Typed(
    re.compile(f"{_INDENT}({_BLANK}+)"),
    Message("{character} in the indentation"),
    Message("indent with plain spaces"),
    Meant.AS_AROUND,
)
_AFTER_COLON = Typed(
    re.compile(f"{_INDENT}{_NAME}:({_BLANK}+)"), Message("{character} after the colon"), _PLAIN_SPACE, " "
)
_ENTRY = Typed(
    re.compile(f"{_INDENT}([－—–−•●])"),
    Message("{character} before an entry of a list"),
    Message("write “- ” there"),
    "- ",
)
_COMMENT = Typed(
    re.compile(f"{_INDENT}(＃)"), Message("{character} before a comment"), Message("a comment begins with “#”"), "#"
)
_AFTER_KEY = Typed(
    re.compile(f"{_INDENT}{_NAME} *(：)"),
    Message("{character} after a key"),
    Message("write a plain colon and a space: “: ”"),
    ": ",
)
_NO_COLON = _AFTER_KEY._replace(pattern=re.compile(rf"{_INDENT}[A-Za-z_]\w* *([=＝;；,，。．]|\.(?= ))"))
_NO_SIGN = Typed(
    re.compile(r"^ *[a-z_][a-z0-9_]*( +)(?=[^\s:：])(?!.*:)"), Message("a “: ” is expected after a key"), meant=": "
)
_WITHOUT_SPACE = Typed(
    re.compile(rf"{_INDENT}\w+(:)(?=[^\s/])"), Message("a space is missing after the colon"), meant=": "
)
_SIGNS = (_ENTRY, _AFTER_KEY, _AFTER_COLON, _NO_COLON, _WITHOUT_SPACE, _NO_SIGN)
_NUMBER_AS_ENTRY = (
    _ENTRY,
    Typed(re.compile(rf"{_INDENT}(-)(?=[0-9])"), Message("a space is missing after the “-”"), meant="- "),
)
"""What a number in a list begins with; it may be one that is below 0, but for the entries beside it."""
_AT_FAULT = (
    *(_INDENTED, _AFTER_COLON, _ENTRY, _COMMENT),
    Typed(re.compile(rf"{_INDENT}(-)(?=[^\W\d]|[{{\[\"'])"), Message("a space is missing after the “-”"), meant="- "),
    Typed(re.compile(f"{_INDENT}([｛［])"), _BRACKET, _PLAIN_BRACKET, Meant.DATA),
)
_AT_THE_END = re.compile(f"(?<!{_BLANK}){_BLANK}+$")
_IN_KEYS = (
    *_AT_FAULT,
    *(
        typed._replace(pattern=re.compile(rf"{typed.pattern.pattern}(?= *[{{\[])"))
        for typed in (_AFTER_KEY, _WITHOUT_SPACE)
    ),
    Typed(
        re.compile(f"^.*?({_AT_THE_END.pattern})"), Message("{character} before the colon"), Message("remove it"), ""
    ),
)
"""What no key has. To the parser it is a part of the key, and nothing may be wrong with that."""

_NEARBY = (
    Typed(
        re.compile(r"^ *(\t)"),
        Message("{character} in the indentation"),
        Message("indent with spaces, not tabs"),
        Meant.AS_AROUND,
    ),
    _INDENTED._replace(pattern=re.compile(f"{_INDENTED.pattern.pattern}(?={_KEY_OR_ENTRY.pattern})")),
    Typed(re.compile(f"^ *-({_BLANK}+)"), Message("{character} after the “-”"), _PLAIN_SPACE, " "),
    *(_AFTER_COLON, _COMMENT, _AFTER_KEY, _WITHOUT_SPACE),
    Typed(
        re.compile(rf"{_INDENT}([^\s#\"'\[{{](?:(?!: ).){{1023,}}): "), Message("a key of more than 1,024 characters")
    ),
)
"""What makes a line one text, so that the parser stumbles over the line itself or over the next one."""

_HERE = (
    *_AT_FAULT,
    Typed(re.compile(f"{_INDENT}{_NAME}: +([｛［])"), _BRACKET, _PLAIN_BRACKET, Meant.DATA),
    Typed(
        re.compile(f"{_INDENT}{_NAME}: +([“”‘’＂＇]).*: "),
        Message("these quotation marks are a part of the text, which holds a “: ”"),
        Message("put the whole text in plain quotation marks: \" or '"),
    ),
)
"""What makes the parser stumble over the line itself."""

_KEY_AND_BLANK, _BEFORE_A_VALUE = re.compile(f"[A-Za-z_][A-Za-z0-9_]*:({_BLANK}+)"), re.compile("[ -]*$")
_IN_BRACKETS = Typed(
    re.compile("([，、；;]|(?<=[\"'])：)"),
    Message("{character} in brackets"),
    Message("write a plain comma or colon, and a space"),
    Meant.DATA,
)
_KEYS_IN_BRACES = (
    _AFTER_KEY._replace(pattern=re.compile(r"[A-Za-z_]\w* *(：)")),
    _WITHOUT_SPACE._replace(pattern=re.compile(r"[A-Za-z_]\w*(:)(?=[^\s/])")),
)
_BEFORE_KEY_IN_BRACES = re.compile(r"([，、；;])\s*[a-z][a-z0-9_]* *(?:：|:(?!//))")
_KEY_ALONE = re.compile(
    rf" *[a-z][a-z0-9_]*(?: *：|:(?:{_BLANK}|(?=[^\s/]))|(?: *[=＝;；,，。．]|\. | ) *(?:[0-9][0-9.]*|true|false)\s*$)"
)
_BEFORE_A_KEY = re.compile(rf" *(?:- +)*(?={_NAME}:(?:\s|$))(?![{{\[])")
_BLOCK = re.compile(r"(?:^|[:-]) *[|>][-+0-9]*(?:\s+#.*|\s*)$")
"""The heading of a text that stands in the lines below it, as it is."""

_ALIKE = Message("keys of one mapping, and entries of one list, are indented alike")
_DIRECTIVE = Message("a line can't begin with “%”: it would be an instruction to a program")
_TAG = Message("a text that begins with “!” stands in quotes")
_ALIAS = Message("a text that begins with “&” or “*” stands in quotes")
_TAB = Message("a tab can't stand where a line is indented")
_ESCAPE = Message("this escape in double quotes is no character; for a backslash write two")

_CONTEXTS = {
    **dict.fromkeys(("while scanning a directive", "while scanning a %YAML directive"), _DIRECTIVE),
    **dict.fromkeys(("while scanning a %TAG directive", "while parsing a %TAG directive"), _DIRECTIVE),
    **dict.fromkeys(("while scanning a tag directive", "while parsing a tag directive"), _DIRECTIVE),
    **dict.fromkeys(("while scanning a tag", "while parsing a tag"), _TAG),
    **dict.fromkeys(("while scanning an anchor", "while scanning an alias"), _ALIAS),
}
_NOT_CLOSED = Message("the quoted text that begins here is not closed")
_PROBLEMS = {
    "mapping values are not allowed in this context": Message(
        "a “: ” is not allowed here; text that holds one stands in quotes, and keys of one mapping are indented alike"
    ),
    "did not find expected key": Message("a key is expected here; keys of one mapping are indented alike"),
    "did not find expected '-' indicator": Message(
        "a “- ” is expected here; the entries of one list are indented alike"
    ),
    "block sequence entries are not allowed in this context": Message(
        "a “- ” is not allowed here; each entry of a list begins a line"
    ),
    "mapping keys are not allowed in this context": Message("a text that begins with “? ” stands in quotes"),
    "could not find expected ':'": Message("a “: ” is expected after a key"),
    "found unexpected ':'": Message("a text that holds a “:” stands in quotes"),
    "did not find expected ',' or ']'": Message("a list opened by “[” is not closed, or a comma is missing"),
    "did not find expected ',' or '}'": Message("a mapping opened by “{” is not closed, or a comma is missing"),
    "did not find expected node content": Message("a value is expected here"),
    "did not find expected <document start>": Message("nothing can follow here: what stands before it is a whole"),
    "found unexpected end of stream": _NOT_CLOSED,
    "found unexpected document indicator": _NOT_CLOSED,
    "found character that cannot start any token": Message("no value can begin with this character; put it in quotes"),
    "found unknown escape character": Message("no such escape exists in double quotes; write the backslash twice"),
    "did not find expected hexdecimal number": _ESCAPE,
    "found invalid Unicode character escape code": _ESCAPE,
    "found a tab character that violates indentation": _TAB,
    "found a tab character where an indentation space is expected": _TAB,
    "found an indentation indicator equal to 0": Message("0 can't stand after “|” or “>”"),
    "did not find expected comment or line break": Message("after “|” or “>”, a text begins in the next line"),
    "found undefined tag handle": _TAG,
    **dict.fromkeys(("found duplicate %YAML directive", "found duplicate %TAG directive"), _DIRECTIVE),
    "found incompatible YAML document": _DIRECTIVE,
}
"""What the parser says, by what it was doing and by what it found, in words that tell what to do."""

_BEGIN_EARLIER = ("while scanning a simple key", "while scanning a quoted scalar")
"""What the parser was doing where the beginning says more than what stopped it, which may come long after."""

_UNEVEN = ("mapping values", "did not find expected key", "did not find expected '-'", "did not find expected <doc")
"""How it begins what the parser says where lines are not indented alike."""


def slip_in_key(file: str, lines: Sequence[str], start: Mark, written: str) -> Slip | None:
    """What a key that isn't quoted holds that no key has."""
    for typed in _IN_KEYS:
        if found := typed.pattern.match(written):
            first, last = (start.column + at for at in found.span(1))
            return _slip(typed, file, lines, start.line, (first, last))
    return None


def slip_in_braces(file: str, lines: Sequence[str], start: Mark, end: Mark, *, is_key: bool) -> Slip | None:
    """What makes several keys and values in braces one text, which is a key or a value there."""
    for typed in _KEYS_IN_BRACES if is_key else ():
        if found := typed.pattern.match(lines[start.line], start.column):
            return _slip(typed, file, lines, start.line, found.span(1))
    for number in range(start.line, end.line + 1):
        first = start.column if number == start.line else 0
        rest = (
            lines[number][first : end.column] if number == end.line else "\n".join(lines[number : number + 2])[first:]
        )
        if (found := _BEFORE_KEY_IN_BRACES.search(rest)) and found.start() + first < len(lines[number]):
            columns = found.start(1) + first, found.end(1) + first
            return _slip(_IN_BRACKETS._replace(meant=", "), file, lines, number, columns)
    return None


def slip_in_value(file: str, lines: Sequence[str], start: Mark, end: Mark) -> Slip | None:
    """What makes a key with a value one text, or several of them, which is all that their lines have."""
    line = lines[start.line]
    if _BEFORE_A_VALUE.match(line, 0, start.column) is None:
        return None
    if found := _KEY_AND_BLANK.match(line, start.column):
        return _slip(_AFTER_COLON, file, lines, start.line, found.span(1))
    parts = [line[start.column :], *lines[start.line + 1 : end.line + bool(end.column)]]
    texts = [part for part in parts if part.strip()]
    is_entry = bool(line[: start.column].strip())
    if len(texts) <= is_entry or not all(map(_KEY_ALONE.match, texts)):
        return None
    return _slip_in_line(file, lines, start.line, (_AFTER_COLON, _AFTER_KEY, _WITHOUT_SPACE, _NO_COLON, _NO_SIGN))


def unclosed_quote(file: str, lines: Sequence[str], start: Mark, end: Mark, depth: int) -> Slip | None:
    """A quoted text that goes on in lines that aren't its own: no deeper than the block around it, or than the key of its line."""
    if not _goes_on_outside(lines, start, end, depth):
        return None
    return Slip(Diagnostic("yaml-syntax", _NOT_CLOSED, place=place_at(file, lines, start)), _without(lines, start.line))


def _goes_on_outside(lines: Sequence[str], start: Mark, end: Mark, depth: int) -> bool:
    before = lines[start.line][: start.column]
    if before.strip(" -"):
        depth = max(depth, _depth(lines[start.line]))
    following = (line for line in lines[start.line + 1 : end.line + 1] if line.strip())
    return any(_looks(_BLANKS.match(line)[0]) <= depth for line in following)  # type: ignore[index]


def is_left_out(written: str) -> bool:
    """Whether a key or an entry stands in the place of lines that were left out."""
    return written.startswith(_LEFT_OUT)


_LEFT_OUT = "\0left out "
"""What no key and no entry of a list begins with."""


def syntax_error(file: str, lines: Sequence[str], error: yaml.YAMLError) -> Slip:
    """What the parser says, unless something nearby says more that people type."""
    problem, context = str(getattr(error, "problem", None)), str(getattr(error, "context", None))
    message = _CONTEXTS.get(context) or _PROBLEMS.get(problem) or Message("this is not valid YAML")
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return Slip(Diagnostic("yaml-syntax", message, place=Place(file)), {})
    begun = getattr(error, "context_mark", None) or mark
    in_brackets = problem.startswith("did not find expected ','")
    last = len(lines) - 1
    is_never_closed = in_brackets and begun.index and _indent(lines[min(mark.line, last)]) <= _depth(lines[begun.line])
    if context in _BEGIN_EARLIER or (is_never_closed and mark.line > begun.line):
        mark = begun
    at = min(mark.line, last)
    if context == "while scanning a quoted scalar" and _goes_on_outside(lines, begun, error.problem_mark, -1):  # type: ignore[attr-defined]
        message = _NOT_CLOSED  # what stopped it is in another text
    slip = None
    if context != "while scanning a quoted scalar":
        slip = (
            _slip_with_a_value(file, lines, at)
            or _slip_near(file, lines, at)
            or (_slip_in_brackets(file, lines, begun, mark) if in_brackets else None)
            or (_uneven(file, lines, at, mark.column) if problem.startswith(_UNEVEN) else None)
        )
    finding = Diagnostic("yaml-syntax", message, place=place_at(file, lines, mark))
    return slip or Slip(finding, _without(lines, min(begun.line, at) if in_brackets else at))


def _slip_near(file: str, lines: Sequence[str], at: int) -> Slip | None:
    """What people type in the line over which the parser stumbles, or in the one before it."""
    said = [number for number in islice(_said(lines, range(at, -1, -1)), 2) if not _is_in_block(lines, number)]
    if len(said) > 1 and _is_entry_before(lines[said[1]], lines[at]):
        del said[1]
    alike = [number for number in said if _indent(lines[number]) == _indent(lines[at])]
    beside = alike if lines[at].startswith("- ", _indent(lines[at])) else []
    tried = (_NEARBY, said[::-1]), (_HERE, [at]), ((_NO_COLON, _NO_SIGN), alike[::-1]), (_NUMBER_AS_ENTRY, beside)
    for typed, numbers in tried:
        for number in numbers:
            if slip := _slip_in_line(file, lines, number, typed):
                return slip
    return None


def _is_entry_before(line: str, following: str) -> bool:
    """Whether a line is an entry of a list that what follows isn't a part of, whatever the entry is."""
    return line.startswith("- ", _indent(line)) and _indent(following) <= _indent(line)


def _slip_in_line(file: str, lines: Sequence[str], number: int, known: Iterable[Typed]) -> Slip | None:
    for typed in known:
        if found := typed.pattern.match(lines[number]):
            return _slip(typed, file, lines, number, found.span(1))
    return None


def _slip_in_brackets(file: str, lines: Sequence[str], begun: Mark, mark: Mark) -> Slip | None:
    """The punctuation of Chinese text between what stands in brackets."""
    if begun.line != mark.line:
        return None
    found = _IN_BRACKETS.pattern.search(lines[mark.line], begun.column, mark.column + 1)
    return found and _slip(_IN_BRACKETS, file, lines, mark.line, found.span(1))


def _uneven(file: str, lines: Sequence[str], at: int, column: int) -> Slip | None:
    """The line that would have to be indented otherwise for the parser to get on, which may be one before it stumbles.

    Where several would do, it is the one that agrees best with those around it and needs the fewest lines with it.
    """
    if ":" in lines[at][:column] or _are_many(lines):
        return None
    tried = []
    for first in islice(_outermost_above(lines, at), MAX_TRIED):
        found = _depth(lines[first])
        alike = [each for each in _said(lines, range(first, max(at, first + 1))) if _depth(lines[each]) == found]
        if len(alike) > 1 and any(_opens(lines[each]) for each in alike):
            continue
        before = [*islice(_said(lines, range(first - 1, -1, -1)), 1)]
        after = [*islice(_said(lines, range(alike[-1] + 1, len(lines))), 1)]
        beside = [_depth(lines[each]) for each in (*before, *after)]
        around = range(max(at - MAX_LOOKED_AT, 0), min(at + MAX_LOOKED_AT, len(lines)))
        others = [lines[each] for each in _said(lines, around) if each not in (*alike, at)]
        known = [*map(_depth, others), *map(_indent, others)]
        below_a_key = not found and any(_opens(lines[each]) for each in before)
        begins_entry = alike == [first] and bool(after) and found > _indent(lines[first])
        opens = _opens(lines[first])
        opens_list = opens and bool(after) and lines[after[0]].startswith("- ", _indent(lines[after[0]]))
        for expected in {*beside, _depth(lines[at])} - {found}:
            if opens_list and expected >= _indent(lines[after[0]]):
                continue  # it would be beside what stands below it
            reached = _reached(lines[: at + MAX_LOOKED_AT], alike, expected - found)
            is_whole = begins_entry and expected == beside[-1]  # a mapping in a list, whose other keys follow
            agrees = beside.count(expected) + below_a_key + is_whole, expected in known
            goes_with = _BESIDE_A_VALUE.match(lines[first]) or not _is_beside_a_value(lines, first, expected)
            tried.append(
                (
                    reached,
                    agrees,
                    -len(alike),
                    not opens,
                    bool(goes_with),
                    -first,
                    known.count(expected),
                    expected,
                    alike,
                )
            )
    reached, *_, first, _, expected, alike = max(tried, default=(at, 0, 0, 0, []))
    if reached <= at:
        return None
    finding = _told_uneven(file, lines, -first, expected)
    return Slip(finding, {each: _moved(lines[each], expected - _depth(lines[-first])) for each in alike})


def _is_beside_a_value(lines: Sequence[str], number: int, depth: int) -> bool:
    """Whether a line that is so far in is beside a “value”, where nothing but its note and its evidence stand."""
    above = (lines[each] for each in _said(lines, range(number - 1, -1, -1)))
    beside = takewhile(lambda line: _indent(line) >= depth, above)
    return any(_depth(line) == depth and line.startswith("value:", depth) for line in beside)


def _are_many(lines: Sequence[str]) -> bool:
    """Whether the lines are too many to be read again and again, to see what the parser says of some change."""
    return sum(map(len, lines)) > MAX_TRIED_LENGTH


def _moved(line: str, by: int) -> str:
    return " " * by + line if by > 0 else line[-by:]


def _outermost_above(lines: Sequence[str], at: int) -> Iterator[int]:
    """The line, those above it that are indented less than all between, and others directly above such a one."""
    yield at
    last, least = at, None
    for number in _said(lines, range(at - 1, -1, -1)):
        depth = _depth(lines[number])
        if least is None or depth < least or (depth == least and last == number + 1):
            least, last = depth, number
            yield number


def _opens(line: str) -> bool:
    return line.rstrip().endswith(":")


def _reached(lines: Sequence[str], moved: Sequence[int], by: int) -> int:
    """The line over which the parser stumbles where some lines are indented by more, or by less; or the one after the last."""
    if any(_indent(lines[number]) + by < 0 for number in moved):
        return -1
    return _stumbles_at(lines, {number: _moved(lines[number], by) for number in moved})


def _stumbles_at(lines: Sequence[str], instead: Mapping[int, str]) -> int:
    """The line over which the parser stumbles with some lines in the place of others; or the one after the last."""
    changed = [instead.get(number, line) for number, line in enumerate(lines)]
    try:
        events = yaml.parse("\n".join(changed), Loader=yaml.CSafeLoader)
        starts = (
            event.start_mark.line for event in events if isinstance(event, yaml.DocumentStartEvent) and event.start_mark
        )
        return next(islice(starts, 1, None), len(lines))  # a second document
    except yaml.MarkedYAMLError as error:
        mark: Mark = error.problem_mark
        return len(lines) if mark is None else int(mark.line)


def _told_uneven(file: str, lines: Sequence[str], number: int, expected: int) -> Diagnostic:
    found = _indent(lines[number])
    message = Message(
        "spaces before this line: {found}; before those it belongs to: {expected}",
        found=found,
        expected=expected - _depth(lines[number]) + found,
    )
    return Diagnostic("yaml-syntax", message, _ALIKE, place=_place(file, lines, number, (found, found)))


def _depth(line: str) -> int:
    """How far in the key of a line begins, with the “- ” before an entry; or the line, where it has none."""
    found = _BEFORE_A_KEY.match(line)
    return _indent(line) if found is None else found.end()


def _is_in_block(lines: Sequence[str], number: int) -> bool:
    """Whether a line is text below a `|` or a `>`, in which anything may stand."""
    shallower = (
        each for each in _said(lines, range(number - 1, -1, -1)) if _indent(lines[each]) < _indent(lines[number])
    )
    return _BLOCK.search(lines[next(shallower, number)]) is not None


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _said(lines: Sequence[str], numbers: Iterable[int]) -> Iterator[int]:
    """The lines that say something, a comment aside."""
    return (number for number in numbers if lines[number].partition("#")[0].strip(" \t"))


def _place(file: str, lines: Sequence[str], number: int, columns: tuple[int, int]) -> Place:
    first, last = columns
    return Place(file, number + 1, first + 1, number + 1, last + 1, lines[number])


def _slip(typed: Typed, file: str, lines: Sequence[str], number: int, columns: tuple[int, int]) -> Slip:
    """What people type, found in a line between two columns."""
    line, (first, last) = lines[number], columns
    message = typed.message
    if "{" in message.template:
        message = Message(message.template, character=_called(line[first]))
    finding = Diagnostic("yaml-syntax", message, typed.hint, place=_place(file, lines, number, columns))
    before, rest = line[:first], line[last:]
    match typed.meant:
        case Meant.UNKNOWN:
            return Slip(finding, _without(lines, number))
        case Meant.AS_AROUND if not before.strip(" \t"):
            return Slip(finding, _as_around(lines, number))
        case Meant.AS_AROUND:  # behind the “- ” of an entry, where nothing is indented
            return Slip(finding, {number: before + rest}, is_doubtful=False)
        case Meant.DATA:
            return Slip(finding, {number: before + line[first:].translate(_PUNCTUATION)}, is_doubtful=False)
        case meant:
            meant = meant.rstrip() if rest.startswith(" ") else meant
            return Slip(finding, {number: before + meant + rest}, is_doubtful=False)


def _as_around(lines: Sequence[str], number: int) -> dict[int, str]:
    """A line as far in as it looks to be where it may be, else as far as it may and as lets the parser get farthest.

    It may be as far in as what it is in or beside, and deeper only below a key without a value; and so may the next line that is
    indented with spaces.
    A tab looks like a level of two spaces, and is one only if the parser gets over it so: editors differ.
    """
    if _are_many(lines):
        return {}
    written = _BLANKS.match(lines[number])[0]  # type: ignore[index]  # a text has a beginning, if only nothing
    as_is = lines[number].removeprefix(written)
    lines = [
        line if each < number - MAX_LOOKED_AT else _with_signs(line)
        for each, line in enumerate(lines[: number + MAX_LOOKED_AT])
    ]
    said = lines[number].removeprefix(written)
    looks = _looks(written)
    around = [*dict.fromkeys(_around(lines, number, said))] or [0]
    is_below_key = any(_opens(lines[each]) for each in islice(_said(lines, range(number - 1, -1, -1)), 1))
    may_be_deeper = is_below_key or not _KEY_OR_ENTRY.match(said)
    following = [*_until_plain(lines, number + 1)]

    def fits(spaces: int) -> int:
        """How many lines are where they may be, this one and those that follow, where it is so far in."""
        if spaces not in around and not (may_be_deeper and spaces > around[0]):
            return 0
        beside, last, is_open = (
            {deep for deep in around if deep <= spaces} | {spaces + _depth(said)},
            spaces,
            _opens(said),
        )
        beside.add(spaces)
        for before_it, (depths, rest) in enumerate(following, 1):
            right = {deep for deep in depths if deep in beside or (is_open and deep > last)}
            if not right:
                return before_it
            beside |= right | {deep + _depth(rest) for deep in right}
            last, is_open = min(right), _opens(rest)
        return len(following) + 1

    tried = dict.fromkeys((looks, len(written), around[0], around[0] + 2, *around))
    fitting = {spaces: fits(spaces) for spaces in tried}
    reached = {spaces: _stumbles_at(lines, {number: " " * spaces + said}) for spaces in tried}
    best = max(tried, key=lambda spaces: (fitting[spaces], reached[spaces], -abs(spaces - looks)))
    is_right = fitting[looks] == fitting[best] > 0 and ("\t" not in written or reached[looks] > number)
    return {number: " " * (looks if is_right else best) + as_is}


def _until_plain(lines: Sequence[str], first: int) -> Iterator[tuple[set[int], str]]:
    """How far in each line may be meant to be, with what it says, up to the first that is indented with spaces."""
    for number in _said(lines, range(first, len(lines))):
        blanks = _BLANKS.match(lines[number])[0]  # type: ignore[index]
        spaces = _indent(lines[number])  # before what looks like more of them
        yield {_looks(blanks), len(blanks), spaces or len(blanks)}, lines[number].removeprefix(blanks)
        if not blanks.strip(" "):
            return


def _with_signs(line: str) -> str:
    """A line with the signs that its key or its entry was meant to have, however far in it is."""
    blanks = _BLANKS.match(line)[0]  # type: ignore[index]
    said = line.removeprefix(blanks)
    for typed in _SIGNS:
        if found := typed.pattern.match(said):
            said = f"{said[: found.start(1)]}{typed.meant}{said[found.end(1) :].lstrip(' ')}"
    return blanks + said


def _around(lines: Sequence[str], number: int, said: str) -> Iterator[int]:
    """How far in what a line is beside or in may be, the innermost first: an entry stands beside entries, a key beside keys."""
    is_entry, is_text = said.startswith("- "), not _KEY_OR_ENTRY.match(said)
    least = None
    for each in _said(lines, range(number - 1, -1, -1)):
        begins_entry = lines[each].startswith("- ", _indent(lines[each]))
        of_key, of_entry = _depth(lines[each]), _indent(lines[each])
        depths = [(of_key, False), (of_entry, True)] if begins_entry and of_key > of_entry else [(of_key, begins_entry)]
        if least is None and _opens(lines[each]):
            depths.append((of_key, True))
        for depth, is_of_entry in depths:
            if least is None or depth <= least:
                least = depth
                if is_text or is_of_entry == is_entry:
                    yield depth
        if least == 0:
            return


def _looks(blanks: str) -> int:
    """How many spaces wide what looks like spaces is."""
    return sum(2 if each in "\t\u3000" else unicodedata.category(each) == "Zs" for each in blanks)


def _without(lines: Sequence[str], number: int) -> dict[int, str]:
    """A line with all that is below it left out, and an entry in its place where one can stand there."""
    if _are_many(lines) or not lines[number].strip():
        return {}
    depth, opens = _indent(lines[number]), _opens(lines[number])
    instead = {number: ""}
    for below in range(number + 1, len(lines)):
        line = lines[below]
        is_below = _indent(line) > depth or not line.strip() or line[depth : depth + 1] in {"]", "}"}
        if not is_below and not (opens and line.startswith("- ", depth) and _indent(line) == depth):
            break
        instead[below] = ""
    entry = f'"{_LEFT_OUT}{number}"'.replace("\0", "\\0")
    form = " " * depth + (f"- {entry}" if lines[number].startswith("- ", depth) else f"{entry}: 0")
    around = lines[: max(instead) + MAX_LOOKED_AT]
    in_its_place = {**instead, number: form}
    return in_its_place if _stumbles_at(around, in_its_place) >= _stumbles_at(around, instead) else instead


def _called(character: str) -> Message:
    """A character in words, since many look like others or like nothing."""
    if character in _CALLED:
        return _CALLED[character]
    if re.match(_BLANK, character):
        return Message("the character {code}", code=f"U+{ord(character):04X}")
    return Message("“{character}”", character=character)


_MAX_LENGTH = 200
"""What a line that somebody typed has at most; what goes beyond isn't looked at."""

_KEY = r"(?P<indent>\s*)(?P<key>[^\s:#'\"\[\]{},]+):"
_BELOW = re.compile(rf"{_KEY}(?=\s|$)")
_BESIDE = re.compile(r"note|evidence|value|备注|说明|注|附注|证据|佐证\w*|值|数值", re.IGNORECASE)
_BESIDE_A_VALUE = re.compile(rf" *(?:{_BESIDE.pattern}):", re.IGNORECASE)
_WITH_VALUE = re.compile(rf"{_KEY}\s+(?P<value>[^\s#|>].*?)(?:\s+#.*)?$")
_SIGN = re.compile(rf"{_KEY}\s+(?P<sign>[-?*%@&`]+)\s*(?:#.*)?$")
_DASH = re.compile(rf"{_KEY}\s+(?P<sign>-\s.*\S)\s*$")


def _slip_with_a_value(file: str, lines: Sequence[str], number: int) -> Slip | None:
    """A note in the line below a value, a sign that stands for no value, a list that begins behind its key."""
    line = lines[number][:_MAX_LENGTH] if number < len(lines) else ""

    def at(found: re.Match[str], group: str) -> Place:
        return Place(file, number + 1, found.start(group) + 1, number + 1, found.end(group) + 1, line)

    if below := _BELOW.match(line):
        above, before = [*(lines[each] for each in islice(_said(lines, range(number - 1, -1, -1)), 2)), "", ""][:2]
        held = _WITH_VALUE.match(above[:_MAX_LENGTH])
        is_note = _BESIDE.fullmatch(below["key"]) and held is not None and not _BESIDE.fullmatch(held["key"])
        if held and is_note and _indent(before) <= _indent(above) < _indent(line):
            message = Message("“{key}” stands below a value that is behind its own key already", key=below["key"])
            form = f"{held['key']}: {{value: {held['value']}, {below['key']}: …}}"
            finding = Diagnostic("yaml-syntax", message, Message("write: {form}", form=form), place=at(below, "key"))
            return Slip(finding, _without(lines, number))
    if sign := _SIGN.match(line):
        message = Message("“{sign}” is no value", sign=sign["sign"])
        hint = Message("leave it empty while it isn't known; where there is nothing, write 0, or [] for a list")
        finding = Diagnostic("yaml-syntax", message, hint, place=at(sign, "sign"))
        return Slip(finding, {number: line[: sign.start("sign")]})
    if dash := _DASH.match(line):
        message = Message("a list can't begin behind its key")
        hint = Message("begin it in the next line, indented, or write it in brackets")
        finding = Diagnostic("yaml-syntax", message, hint, place=at(dash, "sign"))
        return Slip(finding, {number: line[: dash.start("sign")]})
    return None
