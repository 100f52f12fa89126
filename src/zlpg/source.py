r"""YAML text → plain data with the place of every key and value.

>>> source = read_yaml("facts.yaml", "unit：浦江镇\nfacts:\n  work_reports: 13\n  briefs:4\n")
>>> source.data
{'unit': '浦江镇', 'facts': {'work_reports': Decimal('13'), 'briefs': Decimal('4')}}
>>> [(each.place.line, str(each.message)) for each in source.diagnostics]
[(1, 'a full-width colon “：” after a key'), (4, 'a space is missing after the colon')]

Only what people mean by YAML: a plain scalar is a number where it is written like one, `true` or `false`, nothing at all, and
text in every other case. Keys are text, once each. Aliases, anchors, tags and second documents are refused. Built from the
parser's events, so that depth and size stay bounded whatever the text is.

What isn't YAML is told and read as what was meant (`zlpg.syntax`), or left out, so that everything that is wrong with a file is told
in one run. The parser is the only one that reads: each time it stumbles, it is given the text anew, mended where it stumbled.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

import yaml

from zlpg.diagnostics import MAX_FINDINGS, Diagnostic, Mark, Message, Path, Place, limited, place_at
from zlpg.numbers import MAX_DIGITS
from zlpg.records import record

if TYPE_CHECKING:
    from zlpg.syntax import Slip

MAX_DEPTH = 40
MAX_MENDED, MAX_READ_AGAIN = 100, 500_000
"""How often a text that isn't YAML is mended and read again, and how many characters are read so in all."""
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
_LIKE_A_COLON = re.compile(r"[:：=＝;；,，。．]|\. ")
_QUOTES = ("'", '"')
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
    mended: Mapping[int, str] = field(default_factory=dict)
    """The lines, counted from 0, that were read as something else than what they are."""
    is_doubtful: bool = False
    """Whether something was left out, or read as what may not have been meant: what is missing then may be that."""

    @property
    def data(self) -> Data:
        """The document as plain data; `None` where it is empty or could not be read."""
        return self.root.data if self.root else None

    def value(self, path: Path) -> Data:
        """The value at a path; `None` where there is none."""
        node = self.root
        for step in path:
            if node is not None:
                node = node.values.get(step) if isinstance(step, str) else dict(enumerate(node.items)).get(step)
        return None if node is None else node.data

    def place(self, path: Path = (), *, on_key: bool = False, within: tuple[int, int] | None = None) -> Place:
        """Where the value at the path stands, or its key; where there is none, the nearest thing around it.

        `within` is a part of a text: it is found where it stands in one line as it is.
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
        place = _place(self.file, self.lines, self.mended, shown.start, shown.end)
        if within is None or not isinstance(shown.data, str):
            return place
        first = place.excerpt.find(shown.data, place.column - 1) + 1  # after a quote, too
        if first:
            return replace(place, column=first + within[0], end_line=place.line, end_column=first + within[1])
        part = shown.data[slice(*within)]
        for number in range(place.line, place.end_line + 1):  # a text of several lines
            line = self.lines[number - 1]
            if (column := line.find(part)) >= 0:
                return Place(self.file, number, column + 1, number, column + len(part) + 1, line)
        return place

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


def _place(file: str, lines: Sequence[str], mended: Mapping[int, str], start: Mark, end: Mark = None) -> Place:
    """The place between two marks of the parser, in the file as it is, whatever the parser was given."""
    if not mended:
        return place_at(file, lines, start, end)
    given = [mended.get(number, line) for number, line in enumerate(lines)]
    return _in_file(lines, mended, place_at(file, given, start, end))


def _as_written(lines: Sequence[str], mended: Mapping[int, str], finding: Diagnostic) -> Diagnostic:
    """A finding in what the parser was given → where it is in the file."""
    return finding if finding.place is None else replace(finding, place=_in_file(lines, mended, finding.place))


def _in_file(lines: Sequence[str], mended: Mapping[int, str], place: Place) -> Place:
    first, last = (
        _column(lines[line - 1], mended.get(line - 1), column)
        for line, column in ((place.line, place.column), (place.end_line, place.end_column))
    )
    return replace(place, column=first, end_column=last, excerpt=lines[place.line - 1])


def _column(line: str, given: str | None, column: int) -> int:
    """The column of a line as it is that a column is of the line that the parser was given."""
    if (
        given is not None
    ):  # what was mended stands where the two begin to differ, and what follows has moved by as much as it grew
        alike = next((at for at, (one, other) in enumerate(zip(line, given, strict=False)) if one != other), len(line))
        if column > alike + 1:
            column = max(column - max(len(given) - len(line), alike - column + 1), alike + 1)
    return min(column, len(line) + 1)


def read_yaml(file: str, text: str, number: Reading | None = None) -> Source:
    """Parse a document. What is wrong with it is in the result; what could be read is too.

    `number` reads numbers that are written otherwise than in files that people write; what isn't YAML is then told and not mended.
    """
    lines = tuple(_LINE_BREAK.split(text))
    mended: dict[int, str] = {}
    told: list[Diagnostic] = []
    is_doubtful = False
    left = min(MAX_MENDED, MAX_READ_AGAIN // (len(text) + 1)) if number is None else 0
    builder = _built(_Builder(file, text, lines, mended, number))
    while builder.slip is not None:
        changes = builder.slip.meant.items() - mended.items()
        if changes or not told:  # else it is what was told before, and can't be mended
            told.append(_as_written(lines, mended, builder.slip.finding))
        if not changes or not left:
            break
        left -= 1
        is_doubtful = is_doubtful or builder.slip.is_doubtful
        mended = {**mended, **builder.slip.meant}
        text = "\n".join(mended.get(at, line) for at, line in enumerate(lines))
        builder = _built(_Builder(file, text, lines, mended, number))
    return Source(file, lines, builder.root, in_order((*told, *builder.diagnostics)), mended, is_doubtful)


def _built(builder: "_Builder") -> "_Builder":
    """A builder that has parsed its document, or what stood in its way."""
    try:
        builder.build(yaml.parse(builder.text, Loader=yaml.CSafeLoader))
    except _Unreadable as refused:
        builder.root = None
        builder.diagnostics.append(refused.finding)
    except _NotYAML as found:
        builder.root, builder.slip = None, found.slip
    except yaml.YAMLError as error:
        if "nesting" in str(getattr(error, "problem", None)):  # a limit wider than ours, of a parser that reads ahead
            read = builder.text[: error.problem_mark.index]  # type: ignore[attr-defined]
            return _built(_Builder(builder.file, read, builder.lines, builder.mended, builder.number))
        from zlpg.syntax import syntax_error  # noqa: PLC0415  # what few files need takes its time to import

        builder.root, builder.slip = None, syntax_error(builder.file, builder.given, error)
    return builder


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


class _NotYAML(Exception):
    """Something that the parser takes, and nobody means."""

    def __init__(self, slip: "Slip") -> None:
        super().__init__(slip)
        self.slip = slip


class _Builder:
    """Assembles nodes from the parser's events, without recursion."""

    def __init__(
        self, file: str, text: str, lines: Sequence[str], mended: Mapping[int, str], number: Reading | None
    ) -> None:
        self.file = file
        self.number = number
        self.text = text
        self.lines = lines
        self.mended = mended
        self.given = [mended.get(at, line) for at, line in enumerate(lines)] if mended else lines
        self.root: Node | None = None
        # Each collection being read, with the key that waits for its value.
        self.open: list[tuple[Node, Node | None]] = []
        self.values = 0
        self.slip: Slip | None = None
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
                    if event.style in _QUOTES:
                        self._refuse_unclosed(event)
                    self._add(Node(self._scalar(event), event.start_mark, event.end_mark))
                case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                    self._refuse_extras(event)
                    if len(self.open) >= MAX_DEPTH:
                        place = _place(self.file, self.lines, self.mended, event.start_mark, event.end_mark)
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
        if isinstance(node.data, str) and _LIKE_A_COLON.search(node.data):
            self._look_for_slip_in(node)
        if parent is None:
            self.root = node
        elif key is None and not (self.mended and self._is_left_out(node)):
            parent.data.append(node.data)
            parent.items.append(node)
        elif key is not None:
            self._add_entry(parent, key, node)
            self.open[-1] = (parent, None)

    def _look_for_slip_in(self, value: Node) -> None:
        if self._is_in_braces() and not self._is_quoted(value):
            self._look_for_slip_in_braces(value, is_key=False)
            return
        begins_line = not self.given[value.start.line][: value.start.column].strip(" -")
        if begins_line and not self._is_quoted(value):
            from zlpg.syntax import slip_in_value  # noqa: PLC0415

            if (slip := slip_in_value(self.file, self.given, value.start, value.end)) is not None:
                raise _NotYAML(slip)

    def _look_for_slip_in_braces(self, node: Node, *, is_key: bool) -> None:
        from zlpg.syntax import slip_in_braces  # noqa: PLC0415

        if (slip := slip_in_braces(self.file, self.given, node.start, node.end, is_key=is_key)) is not None:
            raise _NotYAML(slip)

    def _is_in_braces(self) -> bool:
        return bool(self.open) and self.text[self.open[-1][0].start.index] == "{"

    def _is_quoted(self, node: Node) -> bool:
        return self.text[node.start.index : node.start.index + 1] in "\"'|>"

    def _is_left_out(self, node: Node) -> bool:
        if not isinstance(node.data, str):
            return False
        from zlpg.syntax import is_left_out  # noqa: PLC0415

        return is_left_out(node.data)

    def _add_entry(self, parent: Node, key: Node, value: Node) -> None:
        if self.mended and self._is_left_out(key):
            return
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
            written, rest = node.data, self.text[node.end.index :].lstrip()
            if self._is_in_braces() and not (rest.startswith(":") and not set("，、；;").intersection(written)):
                self._look_for_slip_in_braces(node, is_key=True)  # a key with a value is one, whatever it is called
            self._look_for_slip_in_key(node)
        return node

    def _look_for_slip_in_key(self, key: Node) -> None:
        from zlpg.syntax import slip_in_key  # noqa: PLC0415

        if (slip := slip_in_key(self.file, self.given, key.start, key.data)) is not None:
            raise _NotYAML(slip)

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

    def _refuse_unclosed(self, event: yaml.ScalarEvent) -> None:
        """A quoted text that goes on in lines no deeper than its key isn't closed; the parser takes all up to another quote for it."""
        start: Mark = event.start_mark
        end: Mark = event.end_mark
        if start.line == end.line:
            return
        from zlpg.syntax import unclosed_quote  # noqa: PLC0415

        blocks = (each.start for each, _ in reversed(self.open) if self.text[each.start.index] not in "[{")
        parent: Mark = next(blocks, None)
        depth = -1 if parent is None else parent.column
        if (slip := unclosed_quote(self.file, self.given, start, end, depth)) is not None:
            raise _NotYAML(slip)

    def _report(self, code: str, message: Message, at: yaml.Event | Node, hint: Message | None = None) -> None:
        start, end = (at.start, at.end) if isinstance(at, Node) else (at.start_mark, at.end_mark)
        self.diagnostics.append(
            Diagnostic(code, message, hint, place=_place(self.file, self.lines, self.mended, start, end))
        )


def placed(source: Source, diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The diagnostics with the places that their paths lead to, in the order of the file.

    Left out are those at a value that could not be read in the first place, and those of keys that may not be missing at all.
    """
    unread = set(map(_line_and_column, source.diagnostics))
    known = (each for each in diagnostics if each.code != "missing-key" or not source.is_doubtful)
    found = (replace(each, place=source.place(each.at, on_key=each.on_key, within=each.within)) for each in known)
    return in_order(each for each in found if _line_and_column(each) not in unread)


def all_found(source: Source, diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The same together with what was found while reading."""
    return in_order((*source.diagnostics, *placed(source, diagnostics)))


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The diagnostics in the order of the file."""
    return tuple(sorted(diagnostics, key=_line_and_column))


def _line_and_column(diagnostic: Diagnostic) -> tuple[int, int]:
    return (diagnostic.place.line, diagnostic.place.column) if diagnostic.place else (0, 0)


def empty(source: Source) -> Diagnostic:
    """The finding for a file with nothing in it."""
    return Diagnostic("empty-file", Message("there is nothing in this file"), place=source.place())
