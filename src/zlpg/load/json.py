"""JSON text → plain data with the place of every key and value, as `source` has them of YAML.

Other programs write JSON otherwise than this one, and what means the same is read the same: spaces, escapes, `1e-08`. Numbers may be
as long as results are; what is longer, such as `1e999999999`, is text.
"""

import json
import re
from bisect import bisect_right
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from zlpg.diagnostics import Code, Diagnostic, Message
from zlpg.points import EXACT, exact
from zlpg.source import MAX_DEPTH, MAX_VALUES, Data, Node, Source
from zlpg.syntax import place_at

MAX_LENGTH = 10_000
"""The longest number that is read, written out."""

_TOKEN = re.compile(
    r"""[ \t\r\n]*+(?:
    [][{},:]
    |(?P<text>"(?:[^"\\\x00-\x1f]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*+")
    |(?P<number>-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][-+]?[0-9]++)?)
    |(?P<constant>true|false|null|NaN|-?Infinity)
    |\Z)""",
    re.VERBOSE,
)
_SPACE = re.compile(r"[ \t\r\n]*")
_LINE_BREAK = re.compile(r"\r\n|[\r\n]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_CONSTANTS = {"true": True, "false": False, "null": None}
_NO_NODES: dict[str, Node] = {}

_VALUE = Message("a value is expected here")
_KEY = Message("a key in double quotes is expected here")
_COLON = Message("a “: ” is expected after a key")
_MAPPING = Message("a mapping opened by “{” is not closed, or a comma is missing")
_LIST = Message("a list opened by “[” is not closed, or a comma is missing")


def read_json(file: str, text: str) -> Source:
    """Parse a document. What is wrong with it is in the result; there is no data where it can't be read."""
    reader = _Reader(file, text)
    try:
        root: Node | None = reader.document()
    except _Unreadable as found:
        reader.report(found.code, found.message, found.at)
        root = None
    return Source(file, reader.lines, root, tuple(reader.diagnostics))


class _Unreadable(Exception):  # says what is found
    """Why the text can't be read, and where."""

    def __init__(self, message: Message, at: int, code: Code = "yaml-syntax") -> None:
        self.message, self.at, self.code = message, at, code


@dataclass(slots=True)
class _Mark:
    """A place in a text whose lines start at some indexes."""

    index: int
    starts: list[int]

    @property
    def line(self) -> int:
        """Its line, from 0."""
        return bisect_right(self.starts, self.index) - 1

    @property
    def column(self) -> int:
        """Its column, from 0."""
        return self.index - self.starts[self.line]


class _Reader:
    """Reads a text token by token."""

    def __init__(self, file: str, text: str) -> None:
        self.file, self.text, self.lines = file, text, tuple(_LINE_BREAK.split(text))
        self.starts = [0, *(each.end() for each in _LINE_BREAK.finditer(text))]
        self.at, self.values = 0, 0
        self.diagnostics: list[Diagnostic] = []

    def report(
        self, code: Code, message: Message, start: int, end: int | None = None, hint: Message | None = None
    ) -> None:
        """Tell what is wrong with a part of the text."""
        marks = (_Mark(at, self.starts) for at in (start, start if end is None else end))
        self.diagnostics.append(Diagnostic(code, message, hint, place=place_at(self.file, self.lines, *marks)))

    def document(self) -> Node:
        """The only value that there is."""
        root = self._value(0)
        rest = self._skip_space()
        if self.text.startswith("{", rest):
            hint = Message("write each document into a file of its own")
            self.report("several-documents", Message("a second document in one file"), rest, hint=hint)
        elif rest < len(self.text):
            raise _Unreadable(Message("the document has ended before this"), rest)
        return root

    def _skip_space(self) -> int:
        space = _SPACE.match(self.text, self.at)
        return space.end() if space else self.at

    def _token(self, expected: Message) -> tuple[str, str, int]:
        """What kind of token comes next, which of a mark is the mark; the token, and where it starts."""
        found = _TOKEN.match(self.text, self.at)
        if found is None:
            raise _Unreadable(expected, self._skip_space())
        self.at = found.end()
        kind = found.lastgroup
        if kind:
            return kind, found[kind], found.start(kind)
        mark = found[0][-1:] if found[0].strip() else ""  # at the end of the text there is none
        return mark, mark, found.end() - len(mark)

    def _either(self, marks: str, expected: Message) -> str:
        """The mark that comes next, which is one of some."""
        kind, _, start = self._token(expected)
        if not kind or kind not in marks:
            raise _Unreadable(expected, start)
        return kind

    def _comes(self, mark: str) -> bool:
        """Whether a mark comes next, which is then behind."""
        before = self.at
        if self._token(_VALUE)[0] == mark:
            return True
        self.at = before
        return False

    def _value(self, depth: int) -> Node:
        kind, token, start = self._token(_VALUE)
        self.values += 1
        if self.values > MAX_VALUES:
            raise _Unreadable(Message("more than {most} keys and values", most=MAX_VALUES), start, "too-large")
        if depth > MAX_DEPTH:
            raise _Unreadable(Message("nested more than {depth} deep", depth=MAX_DEPTH), start, "too-deep")
        match kind:
            case "{":
                node = self._mapping(depth)
            case "[":
                node = self._list(depth)
            case "text" | "number" | "constant":
                node = Node(self._scalar(kind, token, start), None, None, _NO_NODES, _NO_NODES, [])
            case _:
                raise _Unreadable(_VALUE, start)
        node.start, node.end = _Mark(start, self.starts), _Mark(self.at, self.starts)
        return node

    def _list(self, depth: int) -> Node:
        items: list[Node] = []
        if not self._comes("]"):
            items.append(self._value(depth + 1))
            while self._either(",]", _LIST) == ",":
                items.append(self._value(depth + 1))
        return Node(tuple(each.data for each in items), None, None, _NO_NODES, _NO_NODES, items)

    def _mapping(self, depth: int) -> Node:
        node = Node({}, None, None)
        if not self._comes("}"):
            self._entry(node, depth)
            while self._either(",}", _MAPPING) == ",":
                self._entry(node, depth)
        return node

    def _entry(self, node: Node, depth: int) -> None:
        kind, token, start = self._token(_KEY)
        if kind != "text":
            raise _Unreadable(_KEY, start)
        name, end = self._scalar(kind, token, start), self.at
        self._either(":", _COLON)
        value = self._value(depth + 1)
        if first := node.keys.get(name):
            message = Message("the key “{key}” stands here again", key=name)
            hint = Message("it is already in line {line}; one of the two must go", line=first.start.line + 1)
            self.report("duplicate-key", message, start, end, hint)
            return
        node.data[name], node.values[name] = value.data, value
        node.keys[name] = Node(name, _Mark(start, self.starts), _Mark(end, self.starts), _NO_NODES, _NO_NODES, [])

    def _scalar(self, kind: str, token: str, start: int) -> Data:
        """What a token means that is a value by itself."""
        if kind == "constant":
            return _CONSTANTS.get(token, token)
        if kind == "number":
            return _number(token)
        text = json.loads(token)
        if _SURROGATE.search(text):
            raise _Unreadable(Message("half of a character: such escapes stand in pairs"), start)
        return text


def _number(token: str) -> Data:
    """A number that a result may be, else its text."""
    exponent = token.lower().partition("e")[2]
    if len(token) > MAX_LENGTH or len(exponent) > len(str(MAX_LENGTH)) or abs(int(exponent or 0)) > MAX_LENGTH:
        return token
    number = Decimal(token)
    return number if len(number.as_tuple().digits) <= EXACT.prec else exact(Fraction(number))
