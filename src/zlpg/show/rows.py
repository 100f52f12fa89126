"""Breakdown → the rows that every tabular format shows: sections, their items, the total."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby
from typing import Literal

from zlpg.engine.breakdown import Breakdown, ItemResult, SectionResult
from zlpg.engine.readers.bounds import Working
from zlpg.model.table import Item, NotApplicable, Scheme, Section, Total
from zlpg.model.walks import parts_below, policies
from zlpg.numbers import ONE, Interval
from zlpg.records import dataclass
from zlpg.show.words import Words, numbered, visible
from zlpg.show.workings import Writer


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. `depth` is how many sections it is in; texts from files are safe to show.

    `points` is `None` for a total where there is no result. What `drops_out` isn't applicable, and counts for nothing.
    """

    kind: Literal["section", "item", "total"]
    depth: int
    id: str
    number: str
    title: str
    max: Decimal | None
    working: Working
    lost: Interval | None
    workings: str = ""
    offices: tuple[str, ...] = ()
    weight: Decimal = ONE
    has_result: bool = True
    drops_out: bool = False

    @property
    def points(self) -> Interval | None:
        """What it comes to; `None` for a total where there is no result."""
        return self.working.points if self.has_result else None

    def weighted_title(self, words: Words) -> str:
        """The title, with what the points are multiplied by where they enter what is around them."""
        return self.title if self.weight == ONE else f"{self.title} × {words.number(self.weight)}"

    def said(self, words: Words) -> str:
        """The points in words."""
        if not self.has_result:
            return words.gettext("no result")
        return NONE if self.drops_out else words.interval(self.working.points)


NONE = "–"
"""The points of what counts for nothing, which is not the same as 0 points."""


def rows_of(breakdown: Breakdown, words: Words) -> Iterator[Row]:
    """Every section with its items below it, in the document's order, then the total."""
    writer = Writer(breakdown.scheme, words, breakdown.facts.values)
    around = policies(breakdown.scheme)
    items = {section: tuple(held) for section, held in groupby(breakdown.items, key=lambda item: item.section.id)}
    for section in breakdown.sections:
        yield _section_row(section, writer)
        for item in items.get(section.section.id, ()):
            yield _item_row(breakdown.scheme, item, section.depth + 1, writer, around[item.item.id])
    total = breakdown.scheme.total
    workings = workings_of(total, breakdown.working, writer)
    has_result = breakdown.outcome.no_result is not True
    workings = workings if has_result else ""  # a veto in it would be told as if it had counted
    lost = breakdown.lost if has_result else None
    yield Row(
        "total", 0, "total", "", words.gettext("Total"), total.max, breakdown.working, lost, workings, has_result=has_result
    )  # fmt: skip


def workings_of(node: Section | Total, working: Working, writer: Writer) -> str:
    """The workings of a section or the total, where it is not only what is under it, added."""
    is_held = (node.round, node.floor, node.cap) != (None, None, None)
    depends = (
        node.requires is not None if isinstance(node, Section) else any(each.points is not None for each in node.vetoes)
    )
    is_shared = (
        node.average or node.not_applicable == "renormalise" or any(part.weight != ONE for part in parts_below(node))
    )
    return writer.line(working) if is_held or depends or is_shared else ""


def lost_to_caps(lost: Interval | None, words: Words) -> str:
    """What caps certainly took, and while facts are open, what they may; nothing where they may have taken nothing."""
    return words.interval(lost) if lost is not None and lost.lowest > 0 else ""


def drops_out(result: ItemResult, around: NotApplicable | None) -> bool:
    """Whether an item is left out because it is not applicable; `around` is what its sections say of that."""
    item = result.item
    return result.applies is False and (item.not_applicable or around) == "renormalise" and item.direction == "award"


def offices_of_item(scheme: Scheme, item: Item) -> tuple[str, ...]:
    """The names of the offices that answer for an item, as the document gives them."""
    return tuple(visible(scheme.offices[office].name) for office in item.responsible)


def _section_row(result: SectionResult, writer: Writer) -> Row:
    section = result.section
    return Row(
        "section",
        result.depth,
        section.id,
        numbered(section.number),
        visible(section.title),
        result.max,
        result.working,
        result.lost,
        workings=workings_of(section, result.working, writer),
        weight=section.weight,
    )


def _item_row(scheme: Scheme, result: ItemResult, depth: int, writer: Writer, around: NotApplicable | None) -> Row:
    item = result.item
    left_out = drops_out(result, around)
    return Row(
        "item",
        depth,
        item.id,
        numbered(item.number),
        visible(item.title),
        result.max,
        result.working,
        result.working.lost,
        workings=writer.words.gettext("not applicable") if left_out else writer.line(result.working),
        offices=offices_of_item(scheme, item),
        weight=item.weight,
        drops_out=left_out,
    )
