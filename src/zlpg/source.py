"""YAML text → plain data with the place of every key and value.

Only what people mean by YAML: a plain scalar is a number where it is written like one, `true` or `false`, nothing at all, and
text in every other case. Keys are text, once each. Aliases, anchors, tags and second documents are refused. Built from the
parser's events, so that depth and size stay bounded whatever the text is.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, TypeAlias

import yaml

from zlpg.diagnostics import MAX_FINDINGS, Diagnostic, Mark, Message, Path, Place, limited, place_at
from zlpg.numbers import MAX_DIGITS
from zlpg.records import dataclass as record

MAX_DEPTH = 40
MAX_VALUES = 500_000
"""How many keys and values a document holds at most; a rule file of 5,000 items has 200,000."""

Data: TypeAlias = Any
"""`None`, `bool`, `Decimal`, `str`, a tuple or a dict of these."""

Reading: TypeAlias = Callable[[str], Decimal | None]
"""From a plain scalar to the number that it is; none for anything else."""

_NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]*)(\.[0-9]+)?")
_LINE_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
"""What ends a line for the parser. Text from a file has only what does so for everybody."""
_WORD = re.compile(r"\S*")
_CONSTANTS = {"": None, "~": None, "null": None, "true": True, "false": False}


@dataclass(slots=True)
class Node:
    """A value of the document with its marks, and the nodes of its keys and values where it has any.

    Once the document is read, none is changed: what is corrected is another one.
    """

    data: Data
    start: Mark
    end: Mark
    keys: "dict[str, Node]" = field(default_factory=dict)
    values: "dict[str, Node]" = field(default_factory=dict)
    items: "list[Node]" = field(default_factory=list)


@record(frozen=True, slots=True)
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

    def corrected(self, path: Path, meant: str | None) -> "Source":
        """The same with the key at the path read as the one that was meant, or left out, so that the rest can be looked at.

        What is in it still stands where it stood.
        """
        key = str(path[-1])

        def renamed(node: Node) -> Node:
            data, keys, values = ({**each} for each in (node.data, node.keys, node.values))
            if key in data:
                held = data.pop(key), keys.pop(key), values.pop(key)
                if meant is not None and meant not in data:
                    data[meant], keys[meant], values[meant] = held
            return replace(node, data=data, keys=keys, values=values)

        return self._changed(path[:-1], renamed)

    def without(self, path: Path) -> "Source":
        """The same without the entry of a mapping or of a list at the path."""
        step = path[-1]
        if isinstance(step, str):
            return self.corrected(path, None)

        def shortened(node: Node) -> Node:
            items = [*node.items[:step], *node.items[step + 1 :]]
            return replace(node, data=tuple(item.data for item in items), items=items)

        return self._changed(path[:-1], shortened)

    def with_value(self, key: str, value: Data) -> "Source":
        """The same with a value at a key of the document, which stands where the document does if there was none."""
        return self._changed((), lambda node: replace(node, data={**node.data, key: value}))

    def _changed(self, path: Path, change: Callable[[Node], Node]) -> "Source":
        assert self.root is not None  # noqa: S101  # only a document that was read is corrected
        return replace(self, root=_with(self.root, path, change))


def _with(node: Node, path: Path, change: Callable[[Node], Node]) -> Node:
    """A node with the one at a path, which is there, changed."""
    if not path:
        return change(node)
    step, *rest = path
    if isinstance(step, str):
        below = _with(node.values[step], tuple(rest), change)
        return replace(node, data={**node.data, step: below.data}, values={**node.values, step: below})
    items = [*node.items]
    items[step] = _with(items[step], tuple(rest), change)
    return replace(node, data=tuple(item.data for item in items), items=items)


def read_yaml(file: str, text: str, number: Reading | None = None) -> Source:
    """Parse a document. What is wrong with it is in the result; what could be read is too.

    `number` reads numbers that are written otherwise than in files that people write.
    """
    return _read(_Builder(file, text, tuple(_LINE_BREAK.split(text)), number))


def _read(builder: "_Builder") -> Source:
    file, text, lines = builder.file, builder.text, builder.lines
    try:
        builder.build(yaml.parse(text, Loader=yaml.CSafeLoader))
    except _Unreadable as refused:
        return Source(file, lines, None, (*builder.diagnostics, refused.finding))
    except yaml.YAMLError as error:
        if "nesting" in str(getattr(error, "problem", None)):  # a limit wider than ours, of a parser that reads ahead
            read = text[: error.problem_mark.index]  # type: ignore[attr-defined]
            return _read(_Builder(file, read, lines, builder.number))
        found = tuple(builder.diagnostics)
        if all(each.code != "yaml-syntax" for each in found):  # of one that was seen before, it is a consequence
            from zlpg.syntax import syntax_error  # noqa: PLC0415  # what few files need takes its time to import

            found = (*found, syntax_error(file, lines, error))
        return Source(file, lines, None, found)
    return Source(file, lines, builder.root if builder.readable else None, tuple(builder.diagnostics))


def scalar(text: str) -> Data:
    """What a plain scalar means."""
    if _NUMBER.fullmatch(text):
        return Decimal(text) if len(text) <= MAX_DIGITS else text
    return _CONSTANTS.get(text, text)


def _unreadable_key(node: Node) -> str:
    return f"\0{node.start.index}"  # no key that a file could have


class _Unreadable(Exception):
    """A document of which nothing is of use, and why."""

    def __init__(self, finding: Diagnostic) -> None:
        super().__init__(finding)
        self.finding = finding


class _Builder:
    """Assembles nodes from the parser's events, without recursion."""

    def __init__(self, file: str, text: str, lines: tuple[str, ...], number: Reading | None) -> None:
        self.file = file
        self.number = number
        self.text = text
        self.lines = lines
        self.root: Node | None = None
        # Each collection being read, with the key that waits for its value.
        self.open: list[tuple[Node, Node | None]] = []
        self.values = 0
        self.readable = True
        self.diagnostics: list[Diagnostic] = []

    def build(self, events: Iterator[yaml.Event]) -> None:
        for event in events:
            if self.values > MAX_VALUES:
                message = Message("more than {most} keys and values", most=MAX_VALUES)
                raise _Unreadable(Diagnostic("too-large", message, place=Place(self.file)))
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
                        place = place_at(self.file, self.lines, event.start_mark, event.end_mark)
                        message = Message("nested more than {depth} deep", depth=MAX_DEPTH)
                        raise _Unreadable(Diagnostic("too-deep", message, place=place))
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
        self.values += 1
        parent, key = self.open[-1] if self.open else (None, None)
        if parent is not None and key is None and isinstance(parent.data, dict):
            self.open[-1] = (parent, self._as_key(node))
            return
        slip = self._slip_in(node) if isinstance(node.data, str) and ":" in node.data else None
        if slip is not None:
            raise _Unreadable(slip)
        if parent is None:
            self.root = node
        elif key is None:
            parent.data.append(node.data)
            parent.items.append(node)
        else:
            self._add_entry(parent, key, node)
            self.open[-1] = (parent, None)

    def _slip_in(self, value: Node) -> Diagnostic | None:
        if self._is_quoted(value):
            return None
        from zlpg.syntax import slip_in_value  # noqa: PLC0415

        return slip_in_value(self.file, self.lines, value.start)

    def _is_quoted(self, node: Node) -> bool:
        return self.text[node.start.index : node.start.index + 1] in "\"'|>"

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
            node.data = _unreadable_key(node)
            return node
        if not isinstance(node.data, str):  # `2020`, `true` and the like name themselves
            node.data = self.text[node.start.index : node.end.index].strip()
        elif not node.data.isidentifier() and not self._is_quoted(node):
            self._tell_slip_in(node)
        return node

    def _tell_slip_in(self, key: Node) -> None:
        from zlpg.syntax import slip_in_key, without_blanks  # noqa: PLC0415

        slip = slip_in_key(self.file, self.lines, key.start, key.data)
        if slip is not None:
            self.diagnostics.append(slip)
            meant = without_blanks(key.data)
            self.readable = self.readable and meant != key.data
            key.data = meant if meant != key.data else _unreadable_key(key)

    def _scalar(self, event: yaml.ScalarEvent) -> Data:
        plain, _ = event.implicit
        if not plain or event.tag:
            return event.value
        if self.number is not None and (number := self.number(event.value)) is not None:
            return number
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

    def _report(self, code: str, message: Message, at: yaml.Event | Node, hint: Message | None = None) -> None:
        start, end = (at.start, at.end) if isinstance(at, Node) else (at.start_mark, at.end_mark)
        self.diagnostics.append(Diagnostic(code, message, hint, place=place_at(self.file, self.lines, start, end)))
