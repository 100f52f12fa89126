"""Former ids: those that `formerly` lists, by which a thing is found in earlier years although its id changed."""

from collections.abc import Callable, Iterable, Iterator

from zlpg.checks.registration import Findings, finds
from zlpg.codes import Code
from zlpg.diagnostics import Diagnostic, Message, Path
from zlpg.model.table import Scheme
from zlpg.model.walks import walk_items, walk_sections
from zlpg.records import dataclass


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an id stands for: its name for readers, the ids that it had, its text, and the type of a fact."""

    at: Path
    id: str
    title: str
    formerly: tuple[str, ...]
    text: str = ""
    type: str = ""

    @property
    def ids(self) -> tuple[str, ...]:
        """Every id that it has or had."""
        return (self.id, *self.formerly)


def facts_named(scheme: Scheme) -> Iterator[Meaning]:
    """What the ids of facts stand for."""
    for id, fact in scheme.facts.items():
        yield Meaning(("facts", id), id, fact.label, fact.formerly, type=fact.type)


def sections_named(scheme: Scheme) -> Iterator[Meaning]:
    """What the ids of sections stand for."""
    for path, section in walk_sections(scheme):
        yield Meaning(path, section.id, section.title, section.formerly, section.text)


def items_named(scheme: Scheme) -> Iterator[Meaning]:
    """What the ids of items stand for."""
    for path, _, item in walk_items(scheme):
        yield Meaning(path, item.id, item.title, item.formerly, item.text)


def parts_named(scheme: Scheme) -> Iterator[Meaning]:
    """What the ids of the table stand for: sections and items share one set of ids."""
    yield from sections_named(scheme)
    yield from items_named(scheme)


ID_SPACES: tuple[Callable[[Scheme], Iterator[Meaning]], ...] = (facts_named, parts_named)
"""The kinds of things whose ids must differ from each other's, and from the former ones."""


def by_any_id(meanings: Iterable[Meaning]) -> dict[str, Meaning]:
    """Each thing by its id and by its former ids. What has an id comes before what had it."""
    held = tuple(meanings)
    return {former: each for each in held for former in each.formerly} | {each.id: each for each in held}


@finds(
    Code(
        "former-id",
        waivable=True,
        documentation="""
        An id that `formerly` lists finds nothing in earlier years, or could stand for two things, or the list is not
        whole. `formerly` is how a fact, a section or an item is found in years when its id was another one; a wrong
        entry loses it there, or sets it beside another thing.

        In one file it is an error where a former id is also the id of something, where another thing lists it too, and
        where a list has it twice. Sections and items share one set of ids; facts have their own.

        Against the year before, which is looked for as for `changed-meaning`, it is a warning where that year does not
        know a former id, neither as an id nor as a former one, and where a former id from there is no longer listed at
        its thing: former ids are carried along from year to year, so that each two years can be compared. It is also
        told where a former id from there stands alone, as one or as an id in use again, and the id that the thing had
        there is missing.

        Here one item was renamed with a slip in its former id, and another lists the id of a third:

        ```diff
        --- rules.yaml
        +++ 2021.yaml
        -year: 2020
        -title: 2020年度镇质量工作考核表
        +year: 2021
        +title: 2021年度镇质量工作考核表
        @@
        -        - id: product_quality
        +        - id: product_quality
        +          formerly: [publicity]
        @@
        -        - id: accidents
        +        - id: work_safety
        +          formerly: [accident]
        ```

        ```console
        $ mv rules.yaml 2020.yaml
        $ zlpg validate 2021.yaml
        ```

        To mend it: list all the ids that a thing had in earlier years, at that thing only; if the year before had left
        it out, waive the finding and say so.
        """,
    ),
    needs="scheme",
)
def former_ids_stand_for_one_thing(scheme: Scheme) -> Findings:
    """A former id is in use nowhere in the file, and one thing lists it once.

    Otherwise nobody could say which of two things an earlier year's id stands for.
    """
    for kind in ID_SPACES:
        in_use = {each.id: each for each in kind(scheme)}
        listed: dict[str, Meaning] = {}
        for each in kind(scheme):
            for position, former in enumerate(each.formerly):
                found = _in_use(each, in_use[former]) if former in in_use else _again(each, former, listed.get(former))
                listed.setdefault(former, each)
                if found is not None:
                    yield Diagnostic("former-id", *found, at=(*each.at, "formerly", position))


def _in_use(each: Meaning, other: Meaning) -> tuple[Message, Message]:
    if other.at == each.at:
        return Message("“{id}” is its id now, not a former one", id=other.id), Message("leave it out")
    message = Message("“{id}” is no former id: it is the id of “{title}”", id=other.id, title=other.title)
    return message, Message("leave it out, or give “{title}” another id", title=other.title)


def _again(each: Meaning, former: str, first: Meaning | None) -> tuple[Message, Message] | None:
    if first is None:
        return None
    if first.at == each.at:
        return Message("the former id “{id}” stands here twice", id=former), Message("leave it out")
    message = Message("“{id}” is a former id of “{other}” too", id=former, other=first.id)
    return message, Message("an id of an earlier year stands for one thing; leave it out at the other")


FORMER_CHECKS = (former_ids_stand_for_one_thing,)
"""What has to hold of former ids in one file."""
