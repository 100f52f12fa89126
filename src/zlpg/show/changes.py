"""Changes of rule files → words: what each is about, which key differs, and what the files say there."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from decimal import Decimal
from json import dumps
from typing import Any, assert_never

import zlpg.model.rules as r
from zlpg.diff.align import aligned
from zlpg.diff.scheme_changes import RuleChange
from zlpg.model.declarations import ChoiceFact, ResultsFact
from zlpg.model.references import references_in
from zlpg.model.scalars import Scalar
from zlpg.model.table import Grade, Item, Scheme, Section, Veto
from zlpg.model.walks import walk_items, walk_sections
from zlpg.numbers import Interval, plain
from zlpg.show.change_keys import PARTS, in_condition, key_names, name_of_key, sign_of
from zlpg.show.excerpts import between_the_same, differing_parts
from zlpg.show.words import Words, numbered, visible
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
                return f"{_titled(come_or_gone or self._parts[1][change.id])} ({change.id})"
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
        return self._side(change, change.old, 0), self._side(change, change.new, 1)

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
        return self._side(change, old, 0), self._side(change, new, 1)

    def value(self, value: Any, of: Scheme | None = None) -> str:
        """A value in words: a rule or a declaration as in the file, offices by their names in `of`, by default the new scheme."""
        match value:
            case None:
                return self.words.gettext("none")
            case bool():
                return self.words.gettext("yes") if value else self.words.gettext("no")
            case Decimal():
                return self.words.number(value)
            case (Decimal() as lowest, Decimal() as highest):
                return self.words.interval(Interval(lowest, highest))
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
        declared = [
            each
            for of, known in ((self.new, scalar.fact), (self.old, was))
            if (each := of.measures.get(known) or of.facts.get(known))
        ]
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
            titles = {id: part.title for id, part in self._parts[side].items()}
            return self.words.listed(tuple(titles.get(id, id) for id in value))
        if change.key == "direction":
            return self.words.gettext("award") if value == "award" else self.words.gettext("deduction")
        if value is None:
            return self.value(value)
        named = self._named(change, value, side)
        return self.value(value, (self.old, self.new)[side]) if named is None else named

    def _named(self, change: RuleChange, value: Any, side: int) -> str | None:
        """A value that is an id, or several, by what these are called."""
        match change.key, value:
            case "grade" | "grade_at_most", str():
                return self._grade(value, side)
            case "grades", tuple():
                return self.words.listed(tuple(self._grade(id, side) for id in value))
            case "of" | "without", tuple():
                return self._labels(value) or self.value(())
            case "chosen", str():
                return self.label(Scalar(change.about.fact, value))
            case "share" | "once" | "requires" | "veto" | "all" | "any" | "none", str():
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
        return _titled(node) if node else self.words.gettext("Total")

    def _part(self, change: RuleChange) -> str:
        """Which part of its subject a change is about: the fact that it reads, the level, the row of a table, the condition."""
        if about := change.about.fact:
            label = self._title(about, 1) if change.key == "reaches" else self.label(change.about)
            row = self._around(change) if change.key == "points" else None
            sign = (
                f"{sign_of(row.side)} {self.words.number(row.threshold)}"
                if isinstance(row, r.Bracket)
                else sign_of(change.key)
                if in_condition(change)
                else ""
            )
            return f"{label} ({sign})" if sign else label
        rule = change.new or change.old if change.key in PARTS else self._around(change)
        if isinstance(rule, r.Combining) and change.thing == "item":
            facts = (each.id for each in references_in((), rule) if each.wanted != "part")
            return self._labels(dict.fromkeys(facts))
        return ""

    def _around(self, change: RuleChange) -> Any:
        """What holds the key inside the rule of an item, as the new file has it."""
        if change.thing != "item" or "rule" not in change.at_new:
            return None
        held: Any = self._parts[1].get(change.id)
        for step in change.at_new[change.at_new.index("rule") : -1]:
            if isinstance(held, Mapping):
                held = held.get(step)
            elif isinstance(step, str):
                held = getattr(held, step, None)
            else:
                held = held[step] if isinstance(held, tuple) and step < len(held) else None
        return held


def _names_in(declared: Any) -> Mapping[str, str]:
    """The names of a fact's levels, or of its options."""
    match declared:
        case ResultsFact(levels=names) | ChoiceFact(options=names):
            return names
        case _:
            return {}


def _parts(scheme: Scheme) -> dict[str, Section | Item]:
    sections = {section.id: section for _, section in walk_sections(scheme)}
    return {**sections, **{item.id: item for _, _, item in walk_items(scheme)}}


def _titled(node: Section | Item) -> str:
    return f"{numbered(node.number)} {visible(node.title)}".lstrip()


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
            return {key: plain_data(getattr(value, key)) for key in _written(value)}
        case _:
            return value


def _written(value: Any) -> Iterator[str]:
    """The keys of a record that don't hold their defaults, the threshold of a count before its rate as people write it."""
    last = {"points"} if isinstance(value, r.Bracket) else {"rate", "cap"}
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
