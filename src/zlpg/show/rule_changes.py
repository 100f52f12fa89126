"""What differs between two rule files, in words: which key of what, and what both files say there → a table, JSON, CSV, Markdown.

Long texts are shown where they differ, with a little of what is around:

>>> differing_parts("工作信息超过10篇的，每多一篇加0.1分，封顶2分。", "工作信息超过10篇的，每多一篇加0.2分，封顶2分。")
('…，每多一篇加0.1分，封顶2分。', '…，每多一篇加0.2分，封顶2分。')
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import groupby
from json import dumps
from typing import Any, Protocol, TypeAlias, assert_never

import zlpg.model.rules as r
from zlpg.diagnostics import Path, Place
from zlpg.diff.align import aligned
from zlpg.diff.scheme_changes import CONDITIONS, RuleChange
from zlpg.model.declarations import ChoiceFact, ResultsFact, between
from zlpg.model.references import references_in
from zlpg.model.scalars import Scalar
from zlpg.model.table import Grade, Item, Scheme, Section, Veto
from zlpg.model.trees import value_at
from zlpg.model.walks import walk_items, walk_sections
from zlpg.numbers import plain
from zlpg.records import document_key, record
from zlpg.show.drawing import Line, Part, Row, Table
from zlpg.show.formats import Cell, csv_rows, encodable, escaped, markdown_table
from zlpg.show.lines import cells
from zlpg.show.words import Words, identified, titled, visible
from zlpg.source import scalar

LONG_TEXTS = frozenset({"text", "requirement", "note"})
"""The keys of texts that are shown no further than they differ."""

_QUOTED = re.compile(r"[-?!&*%@`|>'\"#\s]|.*([,\[\]{}\n]|: | #|[:\s]$)", re.DOTALL)
"""What a plain value in a flow collection of YAML can't be, beside a number or a constant."""


class ChangeWords:
    """Says in one language what changed from one scheme to another. All texts are safe to show on one line."""

    def __init__(self, old: Scheme, new: Scheme, words: Words) -> None:
        self.old, self.new, self.words = old, new, words
        self._keys = key_names(words)
        self._parts = _parts(old), _parts(new)
        self._was = aligned(old, new).own_ids[0]

    def subject(self, change: RuleChange) -> str:
        """What a change is about, as the new file calls it, or as the old one does where the new one has it no more."""
        come_or_gone = None if change.key else change.new or change.old
        match change.thing:
            case "scheme":
                return self.words.gettext("The document")
            case "total":
                return self.words.gettext("Total")
            case "office":
                office = come_or_gone or self.new.offices[change.id]
                named = f"{visible(office.name)} ({change.id})"
                return self.words.gettext("Office: {name}").format(name=named)
            case "fact" | "measure":
                label = visible(come_or_gone.label) if come_or_gone else self.label(Scalar(change.id))
                template = (
                    self.words.gettext("Fact: {name}")
                    if change.thing == "fact"
                    else self.words.gettext("Measure: {name}")
                )
                return template.format(name=f"{label} ({change.id})")
            case "veto":
                return self.words.gettext("Veto: {name}").format(name=visible(change.id))
            case "grade":
                name = f"{visible(come_or_gone.title) if come_or_gone else self._grade(change.id, 1)} ({change.id})"
                return self.words.gettext("Grade: {name}").format(name=name)
            case "section" | "item":
                node = come_or_gone or self._parts[1][change.id]
                return titled(node.number, identified(node.title, change.id))
            case _:
                assert_never(change.thing)

    def what(self, change: RuleChange) -> str:
        """Which key differs, and of what part: `rate: 工作信息`."""
        if not change.key:
            return self.words.gettext("new") if change.old is None else self.words.gettext("removed")
        name = name_of_key(change, self._keys, self.words)
        part = self._part(change)
        return self.words.gettext("{key}: {part}").format(key=name, part=part) if part else name

    def line(self, change: RuleChange) -> str:
        """A change without its subject on one line: `rate: 工作信息 0.1 → 0.2`."""
        old, new = self.sides(change)
        if not change.key:
            return f"{self.what(change)} {old}{new}"
        none = self.words.gettext("none")
        return f"{self.what(change)} {old or none} → {new or none}"

    def sides(self, change: RuleChange) -> tuple[str, str]:
        """What the old file says and what the new one says; nothing on the side that hasn't got the thing at all."""
        return self._told_apart(change, change.old, change.new)

    def _told_apart(self, change: RuleChange, old: Any, new: Any) -> tuple[str, str]:
        """What both files say of a key; by ids, too, where others are called the same."""
        was, now = self._side(change, old, 0), self._side(change, new, 1)
        if was == now and change.key:
            ids = (", ".join(each) if isinstance(each, tuple) else str(each) for each in (old, new))
            was, now = (f"{said} ({visible(id)})" for said, id in zip((was, now), ids, strict=True))
        return was, now

    def short_sides(self, change: RuleChange) -> tuple[str, str]:
        """The same for where there is little room: long texts and orders as far as they differ, and no title said again."""
        old, new = change.old, change.new
        if change.key in LONG_TEXTS:
            was, now = (each if isinstance(each, str) else each and self.value(each) for each in (old, new))
            was, now = differing_parts(was or "", now or "")
            return visible(was), visible(now)
        if change.key == "order":
            old, new = between_the_same(old, new)
        if not change.key:
            return self._summary(old), self._summary(new)
        return self._told_apart(change, old, new)

    def value(self, value: Any, of: Scheme | None = None) -> str:
        """A value in words: a rule or a declaration as in the file, offices by their names in `of`, by default the new scheme."""
        match value:
            case None:
                return self.words.gettext("none")
            case bool():
                return self.words.gettext("yes") if value else self.words.gettext("no")
            case Decimal():
                return self.words.number(value)
            case (int() | Decimal() | None as lowest, int() | Decimal() | None as highest):
                return self.words.interval(between((lowest, highest)))
            case Item() | Section():
                return visible(value.title)
            case (str(), *_):
                offices = (of or self.new).offices
                return self.words.listed(tuple(offices[id].name if id in offices else id for id in value))
            case ():
                return self.words.gettext("none")
            case str():
                return visible(value)
            case _:
                return flow(plain_data(value))

    def label(self, scalar: Scalar) -> str:
        """What a fact or a measure is called, or a level or an option of one (`awards.gold`), in the new file, else in the old one."""
        was = self._was.get(scalar.fact, scalar.fact)
        declared = [each for of, known in ((self.new, scalar.fact), (self.old, was)) if (each := of.meant_by(known))]
        if not scalar.which:
            return visible(next((each.label for each in declared), scalar.fact))
        names = (_names_in(each) for each in declared)
        return visible(next((each[scalar.which] for each in names if scalar.which in each), str(scalar)))

    def _labels(self, facts: Iterable[str]) -> str:
        return self.words.listed(tuple(self.label(Scalar(fact)) for fact in facts))

    def _side(self, change: RuleChange, value: Any, side: int) -> str:
        if not change.key and value is None:
            return ""
        if change.key == "within":
            return self._title(value, side)
        if change.key == "order":
            if change.thing == "fact":
                levels = (each if each == LEFT_OUT else self.label(Scalar(change.id, each)) for each in value)
                return self.words.listed(tuple(levels))
            titles = {id: part.title for id, part in self._parts[side].items()}
            return self.words.listed(tuple(titles.get(id, id) for id in value))
        if value is None:
            return self.value(value)
        named = self._named(change, value, side)
        return self.value(value, (self.old, self.new)[side]) if named is None else named

    def _named(self, change: RuleChange, value: Any, side: int) -> str | None:
        """A value that is an id, or several, by what these are called."""
        match change.key, value:
            case "grade" | "grade_at_most", str():
                return self._grade(value, side)
            case "points", str() if change.thing == "veto":
                return self.words.gettext("no total")
            case "grades", tuple():
                return self.words.listed(tuple(self._grade(id, side) for id in value))
            case "lead", str():
                return self.value((value,), (self.old, self.new)[side])
            case "is", str():
                return self.label(Scalar(change.about.fact, value))
            case "is", tuple():
                labels = (self._named(change, each, side) or self.value(each) for each in value)
                return self.words.listed(tuple(labels))
            case "at_least" | "over" | "at_most" | "below" | "under" | "share" | "of" | "count" | "proportional", str():
                return self._reading(value, side)
            case "once" | "requires" | "veto" | "if" | "all" | "any" | "none", str():
                return self.label(Scalar(value))
            case _:
                return None

    def _grade(self, id: str, side: int) -> str:
        """What a grade is called in a file, else in the other one."""
        schemes = (self.new, self.old) if side else (self.old, self.new)
        titles = (grade.title for scheme in schemes for grade in scheme.total.grades if grade.id == id)
        return visible(next(titles, id))

    def _summary(self, thing: Any) -> str:
        """What there is to say of a new thing, or of one that is gone, beside what it is called."""
        data = plain_data(thing)
        match thing:
            case None:
                return ""
            case Item() | Section():
                return " ".join(
                    f"{self._keys[key]} {flow(data[key])}" for key in ("max", "cap") if data[key] is not None
                )
            case Veto() | Grade():
                return flow({key: each for key, each in data.items() if key not in {"id", "title", *LONG_TEXTS}})
            case _:
                return flow({key: each for key, each in data.items() if key not in {"label", "name"}} or data)

    def _title(self, id: str, side: int) -> str:
        node = self._parts[side].get(id) or self._parts[1 - side].get(id)
        return titled(node.number, node.title) if node else self.words.gettext("Total")

    def _part(self, change: RuleChange) -> str:
        """Which part of its subject a change is about: the fact that it reads, the level, the row of a table, the condition."""
        if about := change.about.fact:
            label = self._reading(about, 1) if "." in about else self.label(change.about)
            sign = sign_of(change.key) if in_condition(change) else self._row(change)
            return f"{label} ({sign})" if sign else label
        rule = change.new or change.old if change.key in PARTS else self._around(change)
        if isinstance(rule, r.Combining | r.DeductRule) and change.thing == "item":
            facts = (each.id for each in references_in((), rule) if each.wanted != "part")
            return self._labels(dict.fromkeys(facts))
        return ""

    def _row(self, change: RuleChange) -> str:
        """Of a row of a table, the sign and the number that it is for."""
        match change.at_old if change.new is None else change.at_new:
            case (*_, str(word), str(key)) if word in r.WORDS and change.key in {word, "points"}:
                number = r.key_of(key)
                is_moved = isinstance(change.new, Decimal) and change.at_old[-1] != key and change.old is not None
                return (
                    f"{sign_of(word)} {self.words.number(number)}"
                    if isinstance(number, Decimal) and not is_moved
                    else ""
                )
            case _:
                return ""

    def _reading(self, reading: str, side: int) -> str:
        """What is read, in words: a fact or a measure by its label, of a part of the table what of it."""
        id, _, of_part = reading.partition(".")
        if not of_part:
            return self.label(Scalar(id))
        title = self._title(id, side)
        title = self.words.gettext("each in {part}").format(part=title) if of_part.startswith("each.") else title
        return f"{title} (%)" if of_part.endswith("percent") else title

    def _around(self, change: RuleChange) -> Any:
        """What holds the key inside the rule of an item, as the new file has it."""
        if change.thing != "item" or "rule" not in change.at_new:
            return None
        return value_at(self._parts[1].get(change.id), change.at_new[change.at_new.index("rule") : -1])


def _names_in(declared: Any) -> Mapping[str, str]:
    """The names of a fact's levels, or of its options."""
    match declared:
        case ResultsFact(levels=names) | ChoiceFact(names=names):
            return names
        case _:
            return {}


def _parts(scheme: Scheme) -> dict[str, Section | Item]:
    sections = {section.id: section for _, section in walk_sections(scheme)}
    return {**sections, **{item.id: item for _, _, item in walk_items(scheme)}}


def own_id(name: str) -> str:
    """The id of a fact, or of a level of one, as its file has it, from the name that it goes by in a comparison."""
    return name.replace("~", "")


def plain_data(value: Any) -> Any:
    """A value of a rule file as it is written there, defaults left out; of an item or a section only what it is and is worth."""
    match value:
        case Item() | Section():
            return {key: getattr(value, key) for key in ("id", "number", "title", "max", "cap")}
        case tuple():
            return [plain_data(each) for each in value]
        case Mapping():
            return {key: plain_data(each) for key, each in value.items()}
        case _ if is_dataclass(value):
            return {document_key(name): plain_data(getattr(value, name)) for name in _written(value)}
        case _:
            return value


def _written(value: Any) -> Iterator[str]:
    """The fields of a record that don't hold their defaults, the threshold of a count before its rate as people write it."""
    last = {"rate", "cap"}
    for field in sorted(fields(value), key=lambda field: field.name in last):
        default = field.default if field.default_factory is MISSING else field.default_factory()
        if getattr(value, field.name) != default:
            yield field.name


def flow(data: Any) -> str:
    """Plain data on one line, as YAML."""
    match data:
        case dict():
            return f"{{{', '.join(f'{key}: {flow(each)}' for key, each in data.items())}}}"
        case list():
            return f"[{', '.join(map(flow, data))}]"
        case bool():
            return "true" if data else "false"
        case None:
            return "null"
        case Decimal():
            return plain(data)
        case str() if _QUOTED.match(data) or scalar(data) != data:
            return visible(dumps(data, ensure_ascii=False))
        case _:
            return visible(str(data))


PARTS = frozenset({"sum", "product", "highest", "lowest", "average", "deduct"})
"""The keys that hold the parts of a rule."""

_SIGNS = {"at_least": "≥", "over": ">", "at_most": "≤", "below": "<", "is": "="}


def sign_of(key: str) -> str:
    """The sign of a kind of threshold; nothing for another key."""
    return _SIGNS.get(key, "")


def in_condition(change: RuleChange) -> bool:
    """Whether what differs is part of a condition."""
    return not CONDITIONS.isdisjoint((change.at_new or change.at_old)[:-1])


def name_of_key(change: RuleChange, names: Mapping[str, str], words: Words) -> str:
    """What the key is called that differs."""
    if in_condition(change):
        return words.gettext("condition")
    if _is_of_rows(change):
        both = change.old is not None and change.new is not None and not isinstance(change.new, Mapping)
        return words.gettext("bracket threshold") if both else words.gettext("bracket")
    match change.thing, change.key:
        case "grade", "at_least" | "over" | "at_most" | "below":
            return words.gettext("threshold")
        case "scheme", "note":
            return words.gettext("note")
        case "fact", "order":
            return words.gettext("order of levels")
        case _:
            return names[change.key]


def _is_of_rows(change: RuleChange) -> bool:
    """Whether it is a row of a table that differs in what it is for, or is new or gone; or all of them."""
    way = max((change.at_old, change.at_new), key=len)
    is_row = way[-2:-1] == (change.key,) or isinstance(change.new, Mapping)
    return change.key in r.WORDS and "rule" in way and is_row


def key_names(words: Words) -> Mapping[str, str]:
    """What every key that can differ is called."""
    _ = words.gettext
    return {
        "scheme": _("assessment"),
        "year": _("year"),
        "title": _("title"),
        "note": _("reading"),
        "name": _("name"),
        "stands_for_all": _("stands for all offices"),
        "id": _("id"),
        "type": _("type"),
        "label": _("label"),
        "unit": _("unit of measure"),
        "range": _("range"),
        "merge": _("reports of several offices"),
        "step": _("multiples of"),
        "or": _("beside the range"),
        "levels": _("level"),
        "options": _("option"),
        "as": _("read as"),
        "trimmed_over": _("numbers beyond which the ends are left out"),
        "proportional": _("result"),
        "count": _("what is counted"),
        "share": _("what is divided"),
        "of": _("divided by"),
        "difference": _("what others are taken from"),
        "times": _("multiplied by"),
        "if_none": _("with nothing to divide by"),
        "within": _("moved"),
        "order": _("order"),
        "number": _("number"),
        "text": _("clause"),
        "max": _("maximum"),
        "cap": _("cap"),
        "floor": _("floor"),
        "round": _("rounding"),
        "combine": _("what is made of its parts"),
        "weight": _("weight"),
        "bonus": _("on top"),
        "requires": _("condition"),
        "not_applicable": _("if not applicable"),
        "responsible": _("offices"),
        "lead": _("lead office"),
        "due": _("due"),
        "period": _("period"),
        "evidence": _("evidence"),
        "requirement": _("requirement"),
        "at_least": _("minimum"),
        "rule": _("rule"),
        "full": _("full result"),
        "points": _("points"),
        "rate": _("rate"),
        "over": _("threshold"),
        "under": _("threshold that is fallen short of"),
        "below": _("threshold"),
        "at_most": _("threshold"),
        "is": _("condition"),
        "per": _("step"),
        "steps": _("part of a step"),
        "best": _("how many count"),
        "otherwise": _("points otherwise"),
        "once": _("condition"),
        "all": _("condition"),
        "any": _("condition"),
        "none": _("condition"),
        "veto": _("condition"),
        "if": _("condition"),
        "grade": _("grade"),
        "grade_at_most": _("best grade possible"),
        "vetoes": _("order of vetoes"),
        "grades": _("order of grades"),
        "lower_is_better": _("fewer points are better"),
        "table": _("bracket"),
        "each": _("for each"),
        "columns": _("columns"),
        **dict.fromkeys(PARTS, _("part")),
    }


LEFT_OUT = "…"

CONTEXT = 8
"""How many characters are shown before and after a place where two texts differ."""

MAX_SHOWN = 60
"""How many characters of one such place are shown at most."""

MAX_ALIGNED = 300
"""How long texts may be for several such places to be told apart; the time that it takes grows faster than the length."""

Span: TypeAlias = tuple[int, int]
"""The first character and, excluded, the last one."""


def differing_parts(old: str, new: str) -> tuple[str, str]:
    """Both texts where they differ, with a little of what is around; `LEFT_OUT` stands for what is left out."""
    spans = list(_spans(old, new))
    return _cut(old, [was for was, _ in spans]), _cut(new, [now for _, now in spans])


def _spans(old: str, new: str) -> Iterator[tuple[Span, Span]]:
    """Each place where two texts differ, in both; what lies close together is one place."""
    start = _alike(old, new)
    end = _alike(old[start:][::-1], new[start:][::-1])
    middles = old[start : len(old) - end], new[start : len(new) - end]
    if max(map(len, middles)) > MAX_ALIGNED:
        yield (start, len(old) - end), (start, len(new) - end)
        return
    alike = [
        block
        for block in SequenceMatcher(None, *middles, autojunk=False).get_matching_blocks()
        if block.size > 2 * CONTEXT or not block.size  # the last one is empty, and stands at the end
    ]
    was = now = start
    for block in alike:
        yield (was, start + block.a), (now, start + block.b)
        was, now = start + block.a + block.size, start + block.b + block.size


def _alike(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (mine, yours) in pairs if mine != yours), min(len(one), len(other)))


def _cut(text: str, spans: Sequence[Span]) -> str:
    shown = [(max(first - CONTEXT, 0), min(last + CONTEXT, len(text))) for first, last in spans]
    shown = [(first, min(last, first + MAX_SHOWN)) for first, last in shown]
    before, after = LEFT_OUT if shown[0][0] else "", LEFT_OUT if shown[-1][1] < len(text) else ""
    return before + LEFT_OUT.join(text[first:last] for first, last in shown) + after


def between_the_same(old: Sequence[str], new: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Two orders of the same without what both begin and end with, for which `LEFT_OUT` stands."""
    differ = [at for at, (was, now) in enumerate(zip(old, new, strict=True)) if was != now]
    first, last = differ[0], differ[-1] + 1
    before, after = (LEFT_OUT,) * (first > 0), (LEFT_OUT,) * (last < len(old))
    return (*before, *old[first:last], *after), (*before, *new[first:last], *after)


SCHEMA = "zlpg.changes/1"


class Finds(Protocol):
    """Knows where the value at a path of a file stands, or its key: `Source.place`."""

    def __call__(self, path: Path, /, *, on_key: bool = ...) -> Place: ...  # noqa: D102


@record(frozen=True, slots=True)
class PlacedChange:
    """A change with its places; `None` where the file hasn't got the thing at all."""

    change: RuleChange
    old: Place | None
    new: Place | None


def placed(changes: Iterable[RuleChange], old: Finds, new: Finds) -> tuple[PlacedChange, ...]:
    """The changes with their places in both files; of a key that only one file has, the place of what it would belong to."""
    return tuple(
        PlacedChange(each, _place(each, each.old, each.at_old, old), _place(each, each.new, each.at_new, new))
        for each in changes
    )


def _place(change: RuleChange, value: Any, at: Path, find: Finds) -> Place | None:
    if not change.key and value is None:
        return None
    return find(at, on_key=change.thing in {"fact", "measure", "office"} and change.key in {"", "id"})


def table(old: Scheme, new: Scheme, placed: Sequence[PlacedChange], words: Words, *, width: int | None) -> list[Part]:
    """The changes as a table to be drawn, grouped by what they are about; long texts where they differ.

    Where `width` leaves little room for places, only their lines are told.
    """
    said = ChangeWords(old, new, words)
    _ = words.gettext
    parts: list[Part] = [Line(line, "bold") for line in _heads(old, new, placed)]
    if placed:
        full, lines = ([_where(each, full=full) for each in placed] for full in (True, False))
        whole = width is None or max(map(cells, full)) <= width * 2 // 5
        headings = (_("What"), _("Old"), _("New"), _("Where") if whole else _("Line"), _("Can change a score"))
        rows: list[Row | Line] = []
        places = zip(placed, full if whole else lines, strict=True)
        for subject, group in groupby(places, lambda each: said.subject(each[0].change)):
            rows.append(Line(subject, "bold"))
            for each, where in group:
                what, sides = said.what(each.change), said.short_sides(each.change)
                rows.append(Row((f"  {what}", *sides, where, _yes(each, words))))
        parts += [Line(), Table(headings, tuple(rows), amounts=frozenset(), names=1, unbroken=frozenset({3}))]
    return [*parts, Line(), Line(_footer(placed, words))]


def _heads(old: Scheme, new: Scheme, placed: Sequence[PlacedChange]) -> Iterator[str]:
    for sign, scheme, file in (
        ("  ", old, _file(each.old for each in placed)),
        ("→ ", new, _file(each.new for each in placed)),
    ):
        yield sign + " · ".join(filter(None, (str(scheme.year), visible(scheme.title), file)))


def _file(places: Iterable[Place | None]) -> str:
    return next((visible(place.file) for place in places if place is not None), "")


def _where(each: PlacedChange, *, full: bool) -> str:
    old, new = (_at(place) if full or place is None else str(place.line) for place in (each.old, each.new))
    return f"{old} → {new}".strip()


def _at(place: Place | None) -> str:
    return "" if place is None else f"{visible(place.file)}:{place.line}"


def _yes(each: PlacedChange, words: Words) -> str:
    return words.gettext("yes") if each.change.can_change_score else ""


def _footer(placed: Sequence[PlacedChange], words: Words) -> str:
    if not placed:
        return words.gettext("No difference.")
    template = words.gettext("Changes: {all}; {bearing} of them can change a score.")
    return template.format(all=len(placed), bearing=sum(each.change.can_change_score for each in placed))


def json_mapping(old: Scheme, new: Scheme, placed: Sequence[PlacedChange]) -> dict[str, Any]:
    """The changes as plain data, for JSON."""
    return {
        "schema": SCHEMA,
        "old": _which(old),
        "new": _which(new),
        "changes": [
            {
                "thing": each.change.thing,
                "id": each.change.id,
                "key": each.change.key,
                "about": own_id(str(each.change.about)) or None,
                "old": plain_data(each.change.old),
                "new": plain_data(each.change.new),
                "places": {"old": _place_data(each.old), "new": _place_data(each.new)},
                "can_change_score": each.change.can_change_score,
            }
            for each in placed
        ],
    }


def _which(scheme: Scheme) -> dict[str, Any]:
    return {"scheme": scheme.scheme, "year": scheme.year, "sha256": scheme.sha256}


def _place_data(place: Place | None) -> dict[str, Any] | None:
    return None if place is None else {"file": encodable(place.file), "line": place.line, "column": place.column}


def csv_table(old: Scheme, new: Scheme, placed: Sequence[PlacedChange], words: Words) -> str:
    """A line of headings and one row a change, texts whole."""
    _ = words.gettext
    said = ChangeWords(old, new, words)
    kinds = {
        "scheme": _("document"),
        "office": _("office"),
        "fact": _("fact"),
        "measure": _("measure"),
        "section": _("section"),
        "item": _("item"),
        "total": _("total"),
        "veto": _("veto"),
        "grade": _("grade"),
    }
    names = (_("Kind"), _("Id"), _("Subject"), _("What"), _("Key"), _("About"), _("Old"), _("New"))
    rows: list[tuple[Cell, ...]] = [(*names, _("Old place"), _("New place"), _("Can change a score"))]
    for each in placed:
        change = each.change
        rows.append(
            (
                kinds[change.thing],
                change.id,
                said.subject(change),
                said.what(change),
                change.key,
                own_id(str(change.about)),
                *map(_cell, (change.old, change.new), said.sides(change)),
                *map(_at, (each.old, each.new)),
                _("yes") if change.can_change_score else _("no"),
            )
        )
    return csv_rows(rows)


def _cell(value: Any, said: str) -> Cell:
    """A value in a cell: a number as such, nothing for nothing."""
    return value if value is None or isinstance(value, Decimal) else said


def markdown(old: Scheme, new: Scheme, placed: Sequence[PlacedChange], words: Words) -> str:
    """A heading, one table with texts whole, and how many changes there are."""
    _ = words.gettext
    said = ChangeWords(old, new, words)
    lines = [f"## {escaped(' '.join(head.strip() for head in _heads(old, new, ())))}", ""]
    if placed:
        headings = (_("Subject"), _("What"), _("Old"), _("New"), _("Where"), _("Can change a score"))

        def row(each: PlacedChange) -> tuple[str, ...]:
            change, where = each.change, _where(each, full=True)
            return (said.subject(change), said.what(change), *said.sides(change), where, _yes(each, words))

        lines += (*markdown_table(headings, [(row(each), False) for each in placed]), "")
    return "\n".join((*lines, escaped(_footer(placed, words)))) + "\n"
