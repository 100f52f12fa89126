"""Breakdown → the rows that every tabular format shows: sections, their items, the total."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from zlpg.bounds import Working
from zlpg.breakdown import Breakdown, ItemResult, SectionResult
from zlpg.records import dataclass
from zlpg.render.words import Words, numbered, visible
from zlpg.render.workings import Writer
from zlpg.scheme import Item, Scheme


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. `depth` is how many sections it is in; texts from files are safe to show."""

    kind: Literal["section", "item", "total"]
    depth: int
    id: str
    number: str
    title: str
    max: Decimal | None
    working: Working
    lost: Decimal | None
    workings: str = ""
    offices: tuple[str, ...] = ()


def rows_of(breakdown: Breakdown, words: Words) -> Iterator[Row]:
    """Every section with its items below it, in the document's order, then the total."""
    writer = Writer(breakdown.scheme, words)
    for section in breakdown.sections:
        yield _section_row(section, writer)
        for item in breakdown.items:
            if item.section.id == section.section.id:
                yield _item_row(breakdown.scheme, item, section.depth + 1, writer)
    total = breakdown.scheme.total
    workings = writer.line(breakdown.working) if total.cap is not None else ""
    yield Row("total", 0, "total", "", words.gettext("Total"), total.max, breakdown.working, breakdown.lost, workings)


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
        workings=writer.line(result.working) if section.cap is not None else "",
    )


def _item_row(scheme: Scheme, result: ItemResult, depth: int, writer: Writer) -> Row:
    item = result.item
    return Row(
        "item",
        depth,
        item.id,
        numbered(item.number),
        visible(item.title),
        item.limit,
        result.working,
        result.working.lost,
        workings=writer.line(result.working),
        offices=offices_of_item(scheme, item),
    )
