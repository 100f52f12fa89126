"""A result saved by `zlpg score --format json` → what a comparison takes of it, and diagnostics.

>>> source = read_json("saved.json", '{"schema": "zlpg.breakdown/2", "unit": "浦江镇", "year": 2020.5, "total": 1e-08}')
>>> source.data["total"]
Decimal('1E-8')
>>> str(result_from(source).diagnostics[-1].message)
'expected a whole number, found the number 2020.5'

What a comparison needs is declared as dataclasses, by which every value is validated (`load.shape`); the other keys, and those of later
versions, are passed over. Then amounts, grades and the table have to agree.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import field, replace
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, TypeAlias

from zlpg.diagnostics import Diagnostic, Loaded, Message, did_you_mean, has_errors, limited
from zlpg.diagnostics import Path as At
from zlpg.engine.breakdown import SCHEMA
from zlpg.engine.readers.adjustments import Adjustment
from zlpg.engine.readers.results import Result, ScoreLine, Standing
from zlpg.engine.table import TOTAL
from zlpg.load.shape import validated
from zlpg.load.wording import described, missing_key, quoted, unexpected
from zlpg.model.marks import Flag, Numbering, Text, WholeNumber
from zlpg.model.walks import ADJUSTING
from zlpg.numbers import EXACT, UNBOUNDED, Interval, Ratio, exact
from zlpg.records import record
from zlpg.source import MAX_DEPTH, Data, Source, all_found, empty, read_yaml

MAX_LENGTH = 10_000
"""The longest number that is read, written out."""

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE]([-+]?[0-9]{1,5}))?")
_PAIR = re.compile(r"(?<!\\)((?:\\\\)*)\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", re.IGNORECASE)
_SAYS_SO = re.compile(r'"schema"\s*:\s*"zlpg\.breakdown/')
"""By which a text that can't be read says that it is a saved result."""


class _Points:
    """Marks a number as results have it, be it one that no decimal is."""

    def __get_pydantic_core_schema__(self, _source: Any, _handler: Any) -> dict[str, Any]:
        return {"type": "is-instance", "cls": (Decimal, Ratio)}


class _Exactly:
    """Marks a number as text: 2.5, 163/21."""

    def __get_pydantic_core_schema__(self, _source: Any, _handler: Any) -> dict[str, Any]:
        text = {"type": "str", "max_length": 2 * MAX_LENGTH, "pattern": r"^-?[0-9]+(/[1-9][0-9]*|\.[0-9]+)?$"}
        return {"type": "custom-error", "schema": text, "custom_error_type": "exactly", "custom_error_message": ""}


Points: TypeAlias = Annotated[Any, _Points()]
Exactly: TypeAlias = Mapping[str, Annotated[str, _Exactly()]]
"""What the numbers beside it, by their keys, are exactly: another program may have rounded them since."""


@record(frozen=True, slots=True)
class SavedAdjustment:
    """What a section, or the total, makes of its parts."""

    by: tuple[str, ...]
    points: Points | None
    lowest: Points | None
    highest: Points | None
    exact: Exactly = field(default_factory=dict)


@record(frozen=True, slots=True)
class SavedItem:
    """An item with its points."""

    id: Text
    number: Numbering | None
    title: str
    section: str
    formerly: tuple[str, ...]
    points: Points | None
    lowest: Points | None
    highest: Points | None
    exact: Exactly = field(default_factory=dict)


@record(frozen=True, slots=True)
class SavedSection:
    """A section with its points."""

    id: Text
    number: Numbering | None
    title: str
    section: str | None
    formerly: tuple[str, ...]
    points: Points | None
    lowest: Points | None
    highest: Points | None
    adjustment: SavedAdjustment
    exact: Exactly = field(default_factory=dict)


@record(frozen=True, slots=True)
class SavedRules:
    """What rules a result was made under."""

    scheme: str
    title: str
    year: WholeNumber
    sha256: str
    file: str | None = None


@record(frozen=True, slots=True)
class SavedResult:
    """A result with all that a comparison takes of it."""

    unit: str | None
    year: WholeNumber
    rules: SavedRules
    total: Points | None
    lowest: Points | None
    highest: Points | None
    result: Flag | None
    grades: tuple[str, ...]
    grade_titles: Mapping[str, str]
    adjustment: SavedAdjustment
    items: tuple[SavedItem, ...]
    sections: tuple[SavedSection, ...]
    exact: Exactly = field(default_factory=dict)
    has_total: Flag | None = True
    """Whether there is a total where there is a result; else a grade alone."""
    lower_is_better: Flag = False

    @property
    def is_there(self) -> bool | None:
        """Whether there is a total; `None` while that is open."""
        both = (self.result, self.has_total)
        return False if False in both else None if None in both else True


Part: TypeAlias = SavedResult | SavedSection | SavedItem | SavedAdjustment
"""What has an amount."""


def read_json(file: str, text: str) -> Source:
    """Parse a document in JSON, which is YAML but for two things. What is wrong with it is in the result.

    A rare character is two escapes there and one in YAML, and numbers may have exponents, as other programs write them (`1e-08`). Here
    they may also be as long as results are.
    """
    return read_yaml(file, _PAIR.sub(_whole, text), number=_number)


def _whole(pair: re.Match[str]) -> str:
    before, high, low = pair.groups()
    code = 0x10000 + ((int(high, 16) - 0xD800) << 10) + int(low, 16) - 0xDC00
    return f"{before}\\U{code:08x}"


def _number(text: str) -> Decimal | None:
    """The number that a text is; none for one that is longer than any result."""
    found = _NUMBER.fullmatch(text)
    if found is None or len(text) > MAX_LENGTH or abs(int(found[1] or 0)) > MAX_LENGTH:
        return None
    number = Decimal(text)
    return number if len(number.as_tuple().digits) <= EXACT.prec else exact(Fraction(number))


def read_result(file: str, text: str) -> Source | None:
    """A document that is a saved result in JSON, as it says of itself; `None` where it is anything else."""
    if not text.lstrip().startswith("{"):
        return None
    source = read_json(file, text)
    says_so = _SAYS_SO.search(text) if source.root is None else is_result(source.data)
    return source if says_so else None


def is_result(data: Data) -> bool:
    """Whether a document is a saved result rather than a facts file, by what it says of itself."""
    schema = data.get("schema") if isinstance(data, dict) else None
    return isinstance(schema, str) and schema.startswith("zlpg.breakdown/")


def result_from(source: Source) -> Loaded[Result]:
    """A saved result as a comparison takes it. It is there unless an error was found."""
    if source.root is None:
        return Loaded(None, source.diagnostics or (empty(source),))
    if another := [*_of_another_kind(source.data)]:
        return Loaded(None, all_found(source, another))
    saved = validated(source.data, SavedResult, closed=False)
    found = saved.diagnostics if saved.value is None else limited(_disagreements(saved.value))
    diagnostics = all_found(source, found)
    return Loaded(None if saved.value is None or has_errors(diagnostics) else _result(saved.value), diagnostics)


def _of_another_kind(data: Data) -> Iterator[Diagnostic]:
    """That a document is no saved result, or one of another version, of which nothing else is looked at."""
    if isinstance(data, dict) and "schema" not in data:
        yield missing_key("schema", ())
    elif isinstance(data, dict) and data["schema"] != SCHEMA:
        finding = unexpected(Message("“{value}”", value=SCHEMA), data["schema"], ("schema",))
        hint = Message("it was saved by another version of zlpg; score its facts file again")
        yield replace(finding, hint=hint) if is_result(data) else finding


def _disagreements(saved: SavedResult) -> Iterator[Diagnostic]:
    """What doesn't agree among values that are right by themselves."""
    if saved.is_there is not False:
        yield from _wrong_with_amount(saved, "total", (), is_sure=saved.is_there is True)
    for position, grade in enumerate(saved.grades):
        if grade not in saved.grade_titles:
            yield _none_of(tuple(saved.grade_titles), grade, ("grades", position))
    yield from _wrong_with_adjustment(saved.adjustment, ("adjustment",))
    for position, item in enumerate(saved.items):
        yield from _wrong_with_amount(item, "points", ("items", position))
    for position, section in enumerate(saved.sections):
        yield from _wrong_with_amount(section, "points", ("sections", position))
        yield from _wrong_with_adjustment(section.adjustment, ("sections", position, "adjustment"))
    yield from _wrong_with_table(saved)


def _none_of(allowed: Collection[str], found: str, at: At) -> Diagnostic:
    return unexpected(Message("one of {allowed}", allowed=tuple(allowed)), found, at)


def _wrong_with_adjustment(adjustment: SavedAdjustment, at: At) -> Iterator[Diagnostic]:
    yield from _wrong_with_amount(adjustment, "points", at)
    for position, key in enumerate(adjustment.by):
        if key not in ADJUSTING:
            yield _none_of(ADJUSTING, key, (*at, "by", position))


def _wrong_with_amount(part: Part, name: str, at: At, *, is_sure: bool = True) -> Iterator[Diagnostic]:
    """What doesn't agree in the three numbers of an amount, the first of which is also `null` where it isn't sure to be."""
    known, lowest, highest = (_exactly(part, key) for key in (name, "lowest", "highest"))
    meant = lowest if lowest == highest and is_sure else None
    if lowest is not None and highest is not None and lowest > highest:
        message = Message("the range goes from {lowest} to {highest}", lowest=lowest, highest=highest)
        yield Diagnostic("empty-range", message, at=(*at, "lowest"))
    elif known != meant:
        message = Message("expected {expected}, found {found}", expected=described(meant), found=described(known))
        hint = Message("points are known where “lowest” and “highest” are the same number, and only there")
        yield Diagnostic("out-of-range", message, hint, at=(*at, name))


def _exactly(part: Part, key: str) -> Decimal | None:
    """A number of a part, as what it is exactly where that stands beside it."""
    number: Decimal | None = getattr(part, key)
    if number is None or key not in part.exact:
        return number
    above, _, below = part.exact[key].partition("/")
    return exact(Fraction(Decimal(above)) / Fraction(Decimal(below or 1)))  # of any length, unlike `int` of text


def _wrong_with_table(saved: SavedResult) -> Iterator[Diagnostic]:
    """What is wrong with how sections and items make up a table."""
    sections = {section.id for section in saved.sections}
    depths: dict[str | None, int] = {None: 0}
    ids: set[str] = set()
    parts: dict[str, Sequence[SavedSection | SavedItem]] = {"sections": saved.sections, "items": saved.items}
    for kind, lines in parts.items():
        for position, line in enumerate(lines):
            id, around, at = line.id, line.section, (kind, position)
            if id in ids:
                message = Message("the id “{id}” is used more than once among sections and items", id=quoted(id))
                yield Diagnostic("duplicate-id", message, at=(*at, "id"))
            ids.add(id)
            if around is not None and around not in depths:
                yield _no_section(around, (*at, "section"), sections)
            if kind == "sections":
                depths[id] = depths.get(around, 0) + 1
                if depths[id] == MAX_DEPTH + 1:
                    yield Diagnostic("too-deep", Message("nested more than {depth} deep", depth=MAX_DEPTH), at=at)


def _no_section(around: str, at: At, sections: set[str]) -> Diagnostic:
    if around in sections:
        message = Message("there is no section “{section}” before this one", section=quoted(around))
        hint: Message | None = Message("a section stands after the one that it is in")
    else:
        message = Message("there is no section “{section}”", section=quoted(around))
        hint = did_you_mean(around, sorted(sections))
    return Diagnostic("unknown-item", message, hint, at=at)


def _result(saved: SavedResult) -> Result:
    rules = saved.rules
    below: dict[str, list[ScoreLine]] = {}
    for section in saved.sections:
        below.setdefault(section.section or TOTAL, []).append(_line(section, _adjustment(section.adjustment)))
    for item in saved.items:
        below.setdefault(item.section, []).append(_line(item, None))
    return Result(
        saved.unit,
        saved.year,
        rules.scheme,
        rules.year,
        rules.sha256,
        rules.title,
        tuple(_in_order(below, TOTAL)),
        None if saved.is_there is False else _interval(saved),
        _adjustment(saved.adjustment),
        Standing(
            tuple((grade, saved.grade_titles[grade]) for grade in saved.grades),
            None if saved.result is None else not saved.result,
            bool(saved.grade_titles),
            None if saved.is_there is None else not saved.is_there,
        ),
        rule_file=rules.file or "",
        lower_is_better=saved.lower_is_better,
    )


def _line(part: SavedItem | SavedSection, adjustment: Adjustment | None) -> ScoreLine:
    within = part.section or TOTAL
    return ScoreLine(part.id, within, part.number, part.title, _interval(part), part.formerly, adjustment)


def _adjustment(saved: SavedAdjustment) -> Adjustment:
    return Adjustment(saved.by, _interval(saved))


def _in_order(below: Mapping[str, Sequence[ScoreLine]], around: str) -> Iterator[ScoreLine]:
    """What is in a section, or in the total: each section followed by what is in it, then the items."""
    for line in below.get(around, ()):
        yield line
        if not line.is_item:
            yield from _in_order(below, line.id)


def _interval(part: Part) -> Interval:
    lowest, highest = _exactly(part, "lowest"), _exactly(part, "highest")
    return Interval(-UNBOUNDED if lowest is None else lowest, UNBOUNDED if highest is None else highest)
