"""Years are compared by id: what `formerly` lists, and this year held against the one before it."""

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from itertools import islice

from zlpg.checks.registration import Findings, finds
from zlpg.codes import Code
from zlpg.diagnostics import MAX_LISTED, Diagnostic, Message, Path, did_you_mean, nearest
from zlpg.model.table import Scheme
from zlpg.model.walks import walk_items, walk_sections
from zlpg.records import record

LIKE_TITLES, LIKE_TEXTS = 0.5, 0.5
"""How much of two titles, or of two texts, has to be alike for them to be the same thing reworded. Clauses share phrases."""

MAX_COMPARED = 400
"""How many characters of a text are compared: enough to know it by, and the time stays bounded."""

MAX_MEANT = 200
"""How many ids that went out of use are looked through for the one that is meant by a misspelt one."""

_STAYS = Message("an id stays with the thing that it stands for; a new thing gets a new one")
_SAME = Message("a former id is one of the same thing; a new thing has none")


@record(frozen=True, slots=True)
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


@finds(
    Code(
        "changed-meaning",
        waivable=True,
        documentation="""
        A warning: an id stands for something else than it did the year before, or a fact has another type. Years are
        compared by id, so an id that is used again would set two unlike things beside each other.

        `zlpg validate` compares a rule file with the one of the latest earlier year in its folder, which is named by
        its year (`2020.yaml`), if that has the same `scheme`. Number, points and wording may change; a section or an
        item counts as another one where neither its title nor its text is like what it was, a fact where its label is
        not. It is also told where a title had another id the year before, because two ids may have been mixed up. A new
        id is right where `formerly` lists the old one; the thing is then held against what had the old one.

        Here a new item of 2021 took the place and the id of an old one:

        ```diff
        --- rules.yaml
        +++ 2021.yaml
        -year: 2020
        -title: 2020年度镇质量工作考核表
        +year: 2021
        +title: 2021年度镇质量工作考核表
        @@
        -  accident_deaths: {type: count, label: 安全事故死亡人数, unit: 人}
        +  complaints: {type: count, label: 消费者投诉, unit: 起}
        @@
        -          title: 安全事故
        -          text: 发生安全事故，死亡1人的扣2分，死亡3人以上的扣5分。
        +          title: 消费维权
        +          text: 未按时办结消费者投诉1起扣2分，3起扣5分。
        @@
        -          rule: {deduct: {table: accident_deaths, at_least: {1: 2, 3: 5}}}
        +          rule: {deduct: {table: complaints, at_least: {1: 2, 3: 5}}}
        ```

        ```console
        $ mv rules.yaml 2020.yaml
        $ zlpg validate 2021.yaml
        ```

        To mend it: give the new thing a new id; if an old thing had to get another id, list the old id under
        `formerly`; if it is the old thing under another name, waive the finding and say so.
        """,
    ),
    needs="year before",
)
def ids_keep_their_meaning(scheme: Scheme, before: Scheme) -> Findings:
    """An id stands for what it stood for in the year before. Years are compared by id: an id used for another thing tells lies.

    The number, the points and the wording may change. What may not is everything at once, or the type of a fact. An id may be
    another where `formerly` lists the one of the year before; what it stands for is then held against what that one stood for.
    """
    for kind in (sections_named, items_named, facts_named):
        now, earlier = by_any_id(kind(scheme)), {each.id: each for each in kind(before)}
        known = by_any_id(earlier.values())
        titles = {each.title: each.id for each in earlier.values()}
        for each in kind(scheme):
            was = next(iter(_ids_before(each, now, earlier)), None)
            if was is not None:
                message, hint = _changed(was, each, earlier[was], titles, now), _STAYS if was == each.id else _SAME
            elif not each.formerly and each.id not in known:
                message, hint = _renamed(each, known, titles, now)
            else:
                continue
            if message is not None:
                yield _finding("changed-meaning", message, hint, each, was)


def _renamed(
    each: Meaning, known: Mapping[str, Meaning], titles: Mapping[str, str], now: Mapping[str, Meaning]
) -> tuple[Message | None, Message]:
    was = titles.get(each.title)
    if was is None or was in now:
        return None, _STAYS
    message = Message("“{title}” had the id “{was}” the year before", title=each.title, was=was)
    return message, Message("keep that id; if it can't be kept, write: {form}", form=_listing(each, known[was]))


def _changed(
    id: str, each: Meaning, earlier: Meaning, titles: Mapping[str, str], now: Mapping[str, Meaning]
) -> Message | None:
    if each.type != earlier.type:
        return Message("the fact “{id}” was of type {before} the year before", id=id, before=earlier.type)
    if each.title == earlier.title or (each.text and each.text == earlier.text):
        return None
    was = titles.get(each.title)
    if was is not None and (was not in now or now[was].title != each.title):
        return Message(
            "“{title}” had the id “{was}” the year before, and “{id}” was “{before}”",
            title=each.title,
            was=was,
            id=id,
            before=earlier.title,
        )
    if _alike(each.title, earlier.title) >= LIKE_TITLES or _alike(each.text, earlier.text) >= LIKE_TEXTS:
        return None
    return Message("“{id}” was “{before}” the year before", id=id, before=earlier.title)


def _alike(one: str, other: str) -> float:
    one, other = (re.sub(r"\W|\d", "", text)[:MAX_COMPARED] for text in (one, other))
    return SequenceMatcher(None, one, other, autojunk=False).ratio() if one and other else 0


@finds("former-id", needs="year before")
def former_ids_are_known(scheme: Scheme, before: Scheme) -> Findings:
    """The year before has each former id, as an id or as a former one. One that it doesn't know is misspelt, and finds nothing."""
    for kind in ID_SPACES:
        now, known = by_any_id(kind(scheme)), by_any_id(kind(before))
        free = tuple(islice((id for id in known if id not in now), MAX_MEANT))
        for each in kind(scheme):
            for former in dict.fromkeys(each.formerly):
                if former not in known:
                    message = Message("the year before knows “{id}” neither as an id nor as a former one", id=former)
                    yield _finding("former-id", message, did_you_mean(former, free), each, former)


@finds("former-id", needs="year before")
def former_ids_are_carried_along(scheme: Scheme, before: Scheme) -> Findings:
    """A thing keeps every id that it ever had, so that this year can be compared with each earlier one."""
    for kind in ID_SPACES:
        earlier = {each.id: each for each in kind(before)}
        now, known = by_any_id(kind(scheme)), by_any_id(earlier.values())
        for each in kind(scheme):
            for id in _ids_before(each, now, earlier):
                was = earlier[id]
                if missing := _unlisted(each, was, known):
                    message = Message(
                        "the year before lists more former ids of “{id}”: {ids}", id=id, ids=missing[:MAX_LISTED]
                    )
                    hint = Message("they are carried along from year to year; write: {form}", form=_listing(each, was))
                    yield _finding("former-id", message, hint, each)


@finds("former-id", needs="year before")
def former_ids_leave_none_out(scheme: Scheme, before: Scheme) -> Findings:
    """An id that was a former one the year before comes with the id that the thing had by then, which is missing otherwise.

    That holds for former ids and for an id that is in use again: it still belongs to that thing.
    """
    for kind in ID_SPACES:
        now, known = by_any_id(kind(scheme)), by_any_id(kind(before))
        for each in kind(scheme):
            gone = next((id for id in each.ids if id in known and known[id].id not in now), None)
            if gone is not None and (was := known[gone]).id in _unlisted(each, was, known):
                message = Message("the year before, “{id}” was a former id of “{was}”", id=gone, was=was.id)
                form = _listing(each, was)
                hint = Message(
                    "if this is “{title}”, write: {form}; if not, it can't have that id", title=was.title, form=form
                )
                yield _finding("former-id", message, hint, each, gone)


def _ids_before(each: Meaning, now: Mapping[str, Meaning], earlier: Mapping[str, Meaning]) -> tuple[str, ...]:
    """The ids that a thing had in the year before: those that it alone lists as former ones, else the one that it has."""
    listed = dict.fromkeys(former for former in each.formerly if former in earlier and now[former].at == each.at)
    return tuple(listed) or tuple(id for id in (each.id,) if id in earlier)


def _unlisted(each: Meaning, was: Meaning, known: Container[str]) -> tuple[str, ...]:
    """The ids that a thing should have if it is that one of the year before, less those that are there misspelt."""
    held = set(each.ids)
    missing = tuple(id for id in was.ids if id not in held)
    unknown = islice((former for former in each.formerly if former not in known), MAX_LISTED) if missing else ()
    meant = {nearest(former, missing) for former in unknown}
    return tuple(id for id in missing if id not in meant)


def _listing(each: Meaning, was: Meaning) -> str:
    """What a thing has to list if it is that one of the year before."""
    former = [id for id in dict.fromkeys((*was.ids, *each.formerly)) if id != each.id]
    return f"formerly: [{', '.join(former[:MAX_LISTED])}{', …' if len(former) > MAX_LISTED else ''}]"


def _finding(code: str, message: Message, hint: Message | None, each: Meaning, id: str | None = None) -> Diagnostic:
    """A finding about an id, or a former id, of a thing; about its list of former ids where none is named."""
    if id in each.formerly:
        at = (*each.at, "formerly", each.formerly.index(id))
    elif id is None and each.formerly:
        at = (*each.at, "formerly")
    elif each.type:  # a fact, whose id is its key
        return Diagnostic(code, message, hint, severity="warning", at=each.at, on_key=True)
    else:
        at = (*each.at, "id")
    return Diagnostic(code, message, hint, severity="warning", at=at)


YEAR_CHECKS = (
    former_ids_stand_for_one_thing,
    ids_keep_their_meaning,
    former_ids_are_known,
    former_ids_are_carried_along,
    former_ids_leave_none_out,
)
"""What has to hold so that years can be compared."""
