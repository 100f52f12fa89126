"""A year held against the one before it: an id means the same in both."""

import re
from collections.abc import Callable, Iterator, Mapping
from difflib import SequenceMatcher

from zlpg.checks.references import Findings
from zlpg.diagnostics import Diagnostic, Message, Path
from zlpg.records import dataclass
from zlpg.scheme import Scheme, walk_items, walk_sections

LIKE_TITLES, LIKE_TEXTS = 0.5, 0.5
"""How much of two titles, or of two texts, has to be alike for them to be the same thing reworded. Clauses share phrases."""

MAX_COMPARED = 400
"""How many characters of a text are compared: enough to know it by, and the time stays bounded."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an id stands for: its name for readers, its text, and the type of a fact."""

    at: Path
    title: str
    text: str = ""
    type: str = ""


def ids_keep_their_meaning(scheme: Scheme, before: Scheme) -> Findings:
    """An id stands for what it stood for in the year before. Years are compared by id: an id used for another thing tells lies.

    The number, the points and the wording may change. What may not is everything at once, or the type of a fact.
    """
    for kind in (_sections, _items, _facts):
        now, earlier = dict(kind(scheme)), dict(kind(before))
        titles = {meaning.title: id for id, meaning in earlier.items()}
        for id, meaning in now.items():
            was = titles.get(meaning.title)
            if id in earlier:
                message = _changed(id, meaning, earlier[id], titles, now)
            elif was is not None and was not in now:
                message = Message("“{title}” had the id “{was}” the year before", title=meaning.title, was=was)
            else:
                message = None
            if message is not None:
                hint = Message("an id stays with the thing that it stands for; a new thing gets a new one")
                yield Diagnostic(
                    "changed-meaning", message, hint, severity="warning", at=meaning.at, on_key=kind is _facts
                )


def _changed(
    id: str, now: Meaning, earlier: Meaning, titles: Mapping[str, str], all_now: Mapping[str, Meaning]
) -> Message | None:
    if now.type != earlier.type:
        return Message("the fact “{id}” was of type {before} the year before", id=id, before=earlier.type)
    if now.title == earlier.title or (now.text and now.text == earlier.text):
        return None
    was = titles.get(now.title)
    if was is not None and (was not in all_now or all_now[was].title != now.title):
        return Message(
            "“{title}” had the id “{was}” the year before, and “{id}” was “{before}”",
            title=now.title,
            was=was,
            id=id,
            before=earlier.title,
        )
    if _alike(now.title, earlier.title) >= LIKE_TITLES or _alike(now.text, earlier.text) >= LIKE_TEXTS:
        return None
    return Message("“{id}” was “{before}” the year before", id=id, before=earlier.title)


def _alike(one: str, other: str) -> float:
    one, other = (re.sub(r"\W|\d", "", text)[:MAX_COMPARED] for text in (one, other))
    return SequenceMatcher(None, one, other, autojunk=False).ratio() if one and other else 0


def _sections(scheme: Scheme) -> Iterator[tuple[str, Meaning]]:
    for path, section in walk_sections(scheme):
        yield section.id, Meaning((*path, "id"), section.title, section.text)


def _items(scheme: Scheme) -> Iterator[tuple[str, Meaning]]:
    for path, _, item in walk_items(scheme):
        yield item.id, Meaning((*path, "id"), item.title, item.text)


def _facts(scheme: Scheme) -> Iterator[tuple[str, Meaning]]:
    for id, fact in scheme.facts.items():
        yield id, Meaning(("facts", id), fact.label, type=fact.type)


YEAR_CHECKS: tuple[Callable[[Scheme, Scheme], Findings], ...] = (ids_keep_their_meaning,)
"""What has to hold between a year and the one before it."""
