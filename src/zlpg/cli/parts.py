"""A part of the table by what people see of it: `reporting`, `17`, `质量信息报送`, `一`, `总分`."""

from collections.abc import Iterator

from zlpg.cli.language import LANGUAGES
from zlpg.cli.options import wrong_usage
from zlpg.diagnostics import Message, did_you_mean, did_you_mean_by_name
from zlpg.engine.breakdown import Breakdown, ItemResult, SectionResult
from zlpg.engine.table import TOTAL
from zlpg.lookalikes import seen
from zlpg.records import record
from zlpg.show.words import numbered, words_of


@record(frozen=True, slots=True)
class _Part:
    result: ItemResult | SectionResult | None
    id: str
    number: str
    title: str

    @property
    def names(self) -> tuple[tuple[str, ...], ...]:
        """What it goes by, the surest first: its id, its number, its title, also with the number before it."""
        with_number = (f"{self.number}{mark}{self.title}" for mark in ("", "、", "."))
        return (self.id,), (self.number,), (self.title, *with_number) if self.number else (self.title,)


def part_named(breakdown: Breakdown, asked: str) -> ItemResult | SectionResult | None:
    """The item or the section that is meant; `None` for the total.

    Raises:
        click.UsageError: There is none, or several go by that.
    """
    parts = tuple(_parts(breakdown))
    wanted = _folded(asked)
    for way in range(len(parts[0].names)):
        meant = {each.id: each for each in parts if wanted and wanted in map(_folded, each.names[way])}
        if len(meant) == 1:
            return next(iter(meant.values())).result
        if meant:
            several = tuple(f"{each.id} ({f'{each.number} {each.title}'.strip()})" for each in meant.values())
            message = Message("“{item}” can be several: {parts}", item=asked, parts=several)
            raise wrong_usage(message, Message("name one by its id"))
    titles = {each.id: each.title for each in parts}
    written = asked.replace("：", ":")  # in a title it is no slip in a file
    hint = did_you_mean(written, (*titles, *titles.values()))
    if hint is None or "name" not in hint.values:
        hint = did_you_mean_by_name(written, titles)
    raise wrong_usage(Message("there is no item or section “{part}”", part=asked), hint)


def _parts(breakdown: Breakdown) -> Iterator[_Part]:
    for section in breakdown.sections:
        yield _Part(section, section.section.id, numbered(section.section.number), section.section.title)
    for item in breakdown.items:
        yield _Part(item, item.item.id, numbered(item.item.number), item.item.title)
    for language in LANGUAGES:
        yield _Part(None, TOTAL, "", words_of(language).gettext("Total"))


def _folded(name: str) -> str:
    """A name as it is compared: capitals and what follows a number make no difference, nor does what nobody can tell apart."""
    return seen(name).casefold().rstrip("、.")
