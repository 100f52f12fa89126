"""YAML text → plain data with the place of every key and value.

Only what people mean by YAML: a plain scalar is a number where it is written like one, `true` or `false`, nothing at all, and
text in every other case. Keys are text, once each. Aliases, anchors, tags and second documents are refused. Built from the
parser's events, so that depth and size stay bounded whatever the text is.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, TypeAlias

import yaml

from zlpg.diagnostics import MAX_FINDINGS, Code, Diagnostic, Message, Path, Place, limited
from zlpg.points import MAX_DIGITS

MAX_DEPTH = 40

Data: TypeAlias = Any
"""`None`, `bool`, `Decimal`, `str`, a tuple or a dict of these."""

Mark: TypeAlias = Any
"""Where the parser was: `line`, `column` and `index` from 0. The type stubs leave open that every event has one."""

_NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]*)(\.[0-9]+)?")
_COLONS = (
    (
        re.compile(r"^\s*(?:- +)?[^\s:#\"'：]+(：)"),
        Message("a full-width colon “：” after a key"),
        Message("write a plain colon and a space: “: ”"),
    ),
    (re.compile(r"^\s*(?:- +)?\w+(:)(?=[^\s/])"), Message("a space is missing after the colon"), None),
)
"""Colons that make a key and its value one text, so that the parser only stumbles over what comes after."""
_LINE_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_WORD = re.compile(r"\S*")
_CONSTANTS = {"": None, "~": None, "null": None, "true": True, "false": False}


@dataclass(slots=True)
class Node:
    """A value of the document with its marks, and the nodes of its keys and values where it has any."""

    data: Data
    start: Mark
    end: Mark
    keys: "dict[str, Node]" = field(default_factory=dict)
    values: "dict[str, Node]" = field(default_factory=dict)
    items: "list[Node]" = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Source:
    """A document's data, the findings of reading it, and where everything in it stands."""

    file: str
    lines: tuple[str, ...]
    root: Node | None
    diagnostics: tuple[Diagnostic, ...]

    @property
    def data(self) -> Data:
        """The document as plain data; `None` where it is empty or could not be read."""
        return self.root.data if self.root else None

    def place(self, path: Path = (), *, on_key: bool = False, within: tuple[int, int] | None = None) -> Place:
        """Where the value at the path stands, or its key; where there is none, the nearest thing around it.

        `within` is a part of a text: it is found where the text stands in one line as it is.
        """
        node, key = self.root, None
        for step in path:
            if node is None:
                break
            if isinstance(step, str):
                below = node.values.get(step)
            else:
                below = node.items[step] if step < len(node.items) else None
            if below is None:
                break
            node, key = below, node.keys.get(step) if isinstance(step, str) else None
        shown = key if on_key and key else node
        if shown is None:
            return Place(self.file)
        place = place_at(self.file, self.lines, shown.start, shown.end)
        if within is None or not isinstance(shown.data, str):
            return place
        first = place.excerpt.find(shown.data, place.column - 1) + 1  # after a quote, too
        if not first:
            return place
        return replace(place, column=first + within[0], end_line=place.line, end_column=first + within[1])

    def correct(self, path: Path, meant: str | None) -> None:
        """Read the key at the path as the one that was meant, or leave it out, so that the rest can be looked at."""
        *_, node = self._way(path[:-1])
        key = str(path[-1])
        if key in node.data:
            held = node.data.pop(key), node.keys.pop(key), node.values.pop(key)
            if meant is not None and meant not in node.data:
                node.data[meant], node.keys[meant], node.values[meant] = held

    def leave_out(self, path: Path) -> None:
        """Drop the entry of a mapping or of a list at the path, so that the rest can be looked at."""
        *around, node = self._way(path[:-1])
        step = path[-1]
        if isinstance(step, str):
            self.correct(path, None)
            return
        del node.items[step]
        node.data = tuple(item.data for item in node.items)
        for parent, name in zip(reversed(around), reversed(path[:-1]), strict=True):
            if isinstance(name, str):
                parent.data[name] = node.data
                break
            parent.data, node = tuple(item.data for item in parent.items), parent

    def _way(self, path: Path) -> list[Node]:
        """The nodes from the root to the one at the path, which is there."""
        assert self.root is not None  # noqa: S101  # only a document that was read is corrected
        way = [self.root]
        for step in path:
            way.append(way[-1].values[step] if isinstance(step, str) else way[-1].items[step])
        return way


def place_at(file: str, lines: Sequence[str], start: Mark, end: Mark = None) -> Place:
    """The place between two marks of the parser, which count from 0, and at the end of the text go beyond its last line."""
    first, last = ((mark.line, mark.column) for mark in (start, end or start))
    beyond = len(lines) - 1, len(lines[-1])
    first, last = min(first, beyond), min(last, beyond)
    return Place(file, first[0] + 1, first[1] + 1, last[0] + 1, last[1] + 1, lines[first[0]])


def read_yaml(file: str, text: str) -> Source:
    """Parse a document. What is wrong with it is in the result; what could be read is too."""
    lines = tuple(_LINE_BREAK.split(text))
    builder = _Builder(file, text, lines)
    try:
        builder.build(yaml.parse(text, Loader=yaml.CSafeLoader))
    except yaml.YAMLError as error:
        builder.diagnostics.append(_syntax_error(file, lines, error))
        return Source(file, lines, None, tuple(builder.diagnostics))
    return Source(file, lines, builder.root, tuple(builder.diagnostics))


def scalar(text: str) -> Data:
    """What a plain scalar means."""
    if _NUMBER.fullmatch(text):
        return Decimal(text) if len(text) <= MAX_DIGITS else text
    return _CONSTANTS.get(text, text)


class _Builder:
    """Assembles nodes from the parser's events, without recursion."""

    def __init__(self, file: str, text: str, lines: Sequence[str]) -> None:
        self.file = file
        self.text = text
        self.lines = lines
        self.root: Node | None = None
        # Each collection being read, with the key that waits for its value.
        self.open: list[tuple[Node, Node | None]] = []
        self.diagnostics: list[Diagnostic] = []

    def build(self, events: Iterator[yaml.Event]) -> None:
        for event in events:
            if len(self.diagnostics) > MAX_FINDINGS:
                self.root = None
                *told, last = limited(self.diagnostics)
                self.diagnostics = [*told, replace(last, place=Place(self.file))]
                return
            match event:
                case yaml.ScalarEvent():
                    self._refuse_extras(event)
                    self._add(Node(self._scalar(event), event.start_mark, event.end_mark))
                case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                    self._refuse_extras(event)
                    if len(self.open) >= MAX_DEPTH:
                        message = Message("nested more than {depth} deep", depth=MAX_DEPTH)
                        self._report("too-deep", message, event)
                        self.root = None
                        return
                    empty: Data = {} if isinstance(event, yaml.MappingStartEvent) else []
                    self.open.append((Node(empty, event.start_mark, event.end_mark), None))
                case yaml.CollectionEndEvent():
                    node, _ = self.open.pop()
                    node.end = event.end_mark
                    if isinstance(node.data, list):
                        node.data = tuple(node.data)
                    self._add(node)
                case yaml.AliasEvent():
                    message = Message("an alias: every value is written out where it belongs")
                    self._report("alias", message, event)
                    self._add(Node(None, event.start_mark, event.end_mark))
                case yaml.DocumentStartEvent() if self.root is not None:
                    hint = Message("write each document into a file of its own")
                    self._report("several-documents", Message("a second document in one file"), event, hint)
                    return

    def _add(self, node: Node) -> None:
        if not self.open:
            self.root = node
            return
        parent, key = self.open[-1]
        if isinstance(parent.data, list):
            parent.data.append(node.data)
            parent.items.append(node)
        elif key is None:
            self.open[-1] = (parent, self._as_key(node))
        else:
            self._add_entry(parent, key, node)
            self.open[-1] = (parent, None)

    def _add_entry(self, parent: Node, key: Node, value: Node) -> None:
        if first := parent.keys.get(key.data):
            message = Message("the key “{key}” stands here again", key=key.data)
            hint = Message("it is already in line {line}; one of the two must go", line=first.start.line + 1)
            self._report("duplicate-key", message, key, hint)
            return
        parent.data[key.data] = value.data
        parent.keys[key.data] = key
        parent.values[key.data] = value

    def _as_key(self, node: Node) -> Node:
        if isinstance(node.data, dict | tuple):
            self._report("wrong-type", Message("a key must be text"), node)
            node.data = f"\0{node.start.index}"  # no key that a file could have
        elif not isinstance(node.data, str):  # `2020`, `true` and the like name themselves
            node.data = self.text[node.start.index : node.end.index].strip()
        return node

    def _scalar(self, event: yaml.ScalarEvent) -> Data:
        plain, _ = event.implicit
        if not plain or event.tag:
            return event.value
        if len(event.value) > MAX_DIGITS and _NUMBER.fullmatch(event.value):
            message = Message(
                "a number of {length} characters; at most {most} are read", length=len(event.value), most=MAX_DIGITS
            )
            self._report("number-too-long", message, event)
            return None
        return scalar(event.value)

    def _refuse_extras(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.anchor is not None:
            self._report("alias", Message("an anchor: every value is written out where it belongs"), event)
        if event.tag is not None:
            start: Mark = event.start_mark
            written = _WORD.match(self.text, start.index)
            message = Message("a tag: “{tag}”", tag=written.group() if written else "")
            self._report("tag", message, event, Message("leave it out; the rule file says what type a value has"))

    def _report(self, code: Code, message: Message, at: yaml.Event | Node, hint: Message | None = None) -> None:
        start, end = (at.start, at.end) if isinstance(at, Node) else (at.start_mark, at.end_mark)
        self.diagnostics.append(Diagnostic(code, message, hint, place=place_at(self.file, self.lines, start, end)))


_PROBLEMS = {
    "mapping values are not allowed in this context": Message(
        "a “: ” is not allowed here; text that holds one stands in quotes, and keys of one mapping are indented alike"
    ),
    "did not find expected key": Message("a key is expected here; keys of one mapping are indented alike"),
    "did not find expected '-' indicator": Message(
        "a “- ” is expected here; the entries of one list are indented alike"
    ),
    "could not find expected ':'": Message("a “: ” is expected after a key"),
    "did not find expected ',' or ']'": Message("a list opened by “[” is not closed, or a comma is missing"),
    "did not find expected ',' or '}'": Message("a mapping opened by “{” is not closed, or a comma is missing"),
    "did not find expected node content": Message("a value is expected here"),
    "found unexpected end of stream": Message("the file ends in the middle of a quoted text"),
    "found character that cannot start any token": Message("no value can begin with this character; put it in quotes"),
    "found unknown escape character": Message("no such escape exists in double quotes; write the backslash twice"),
}
"""What the parser says, in words that tell what to do. Anything rarer is passed on as the parser says it."""


def _syntax_error(file: str, lines: Sequence[str], error: yaml.YAMLError) -> Diagnostic:
    """What the parser says, unless a colon nearby says more."""
    problem = str(getattr(error, "problem", None) or error)
    message = _PROBLEMS.get(problem, Message("not valid YAML: {problem}", problem=problem))
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:
        return Diagnostic("yaml-syntax", message, place=Place(file))
    if getattr(error, "context", None) == "while scanning a simple key":  # which may stand well before what stops it
        mark = getattr(error, "context_mark", mark)
    if (slip := _slip_with_a_value(file, lines, mark.line)) is not None:
        return slip
    said = [line for line in range(min(mark.line + 1, len(lines))) if lines[line].split("#")[0].strip()]
    for line in said[-2:]:  # the one at fault, or the one before it
        for pattern, meant, hint in _COLONS:
            if found := pattern.match(lines[line]):
                column = found.start(1) + 1
                place = Place(file, line + 1, column, line + 1, column + 1, lines[line])
                return Diagnostic("yaml-syntax", meant, hint, place=place)
    tabs = Message("indent with spaces, not tabs") if "\t" in "".join(lines[mark.line : mark.line + 1]) else None
    return Diagnostic("yaml-syntax", message, tabs, place=place_at(file, lines, mark))


_MAX_LENGTH = 200
"""What a line that somebody typed has at most; what goes beyond isn't looked at."""

_KEY = r"(?P<indent>\s*)(?P<key>[^\s:#'\"\[\]{},]+):"
_BELOW = re.compile(rf"{_KEY}(?=\s|$)")
_BESIDE = re.compile(r"note|evidence|value|备注|说明|注|附注|证据|佐证\w*|值|数值", re.IGNORECASE)
_WITH_VALUE = re.compile(rf"{_KEY}\s+(?P<value>[^\s#|>].*?)(?:\s+#.*)?$")
_SIGN = re.compile(rf"{_KEY}\s+(?P<sign>[-?*%@&`]+)\s*(?:#.*)?$")
_DASH = re.compile(rf"{_KEY}\s+(?P<sign>-\s.*\S)\s*$")


def _slip_with_a_value(file: str, lines: Sequence[str], number: int) -> Diagnostic | None:
    """A note in the line below a value, a sign that stands for no value, a list that begins behind its key."""
    line = lines[number][:_MAX_LENGTH] if number < len(lines) else ""

    def at(found: re.Match[str], group: str) -> Place:
        return Place(file, number + 1, found.start(group) + 1, number + 1, found.end(group) + 1, line)

    if below := _BELOW.match(line):
        above = next((each for each in reversed(lines[:number]) if each.split("#")[0].strip()), "")
        held = _WITH_VALUE.match(above[:_MAX_LENGTH])
        if held and len(held["indent"]) < len(below["indent"]) and _BESIDE.fullmatch(below["key"]):
            message = Message("“{key}” stands below a value that is behind its own key already", key=below["key"])
            form = f"{held['key']}: {{value: {held['value']}, {below['key']}: …}}"
            return Diagnostic("yaml-syntax", message, Message("write: {form}", form=form), place=at(below, "key"))
    if sign := _SIGN.match(line):
        message = Message("“{sign}” is no value", sign=sign["sign"])
        hint = Message("leave it empty while it isn't known; where there is nothing, write 0, or [] for a list")
        return Diagnostic("yaml-syntax", message, hint, place=at(sign, "sign"))
    if dash := _DASH.match(line):
        message = Message("a list can't begin behind its key")
        hint = Message("begin it in the next line, indented, or write it in brackets")
        return Diagnostic("yaml-syntax", message, hint, place=at(dash, "sign"))
    return None
