"""The text check: the numbers that a clause states, held against the numbers of its rule, both ways."""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import takewhile
from operator import itemgetter
from typing import TypeAlias, TypeVar

import zlpg.model.rules as r
from zlpg.checks.parameters import Parameter, of_rounding, parameters_of
from zlpg.checks.registration import Findings, finds
from zlpg.checks.stated import Stated, numbers_in, values_in
from zlpg.codes import Code
from zlpg.diagnostics import Diagnostic, Message, Path
from zlpg.model.declarations import CountFact, NumberFact, RatingsFact
from zlpg.model.references import references_in
from zlpg.model.table import ChosenMax, Item, Scheme
from zlpg.model.walks import facts_read, walk_items, walk_sections
from zlpg.numbers import ONE, ZERO


@finds(
    Code(
        "unstated-number",
        waivable=True,
        about_a_number=True,
        documentation="""
        A number of a rule, a weight, a grade's or a veto's number, or a minimum of a requirement, is not stated where
        it has to be. What a rule pays, from where on and up to where is what its clause says, so a number that the
        clause does not state was copied wrongly or comes from elsewhere.

        The text check looks for each number but 0 of the item's rule, whatever its sign (`points`, `rate`, `start`, the
        thresholds, `per`, `best`, `cap`, `floor`), and for the item's own `cap`, `floor` and `weight`, first in the
        item's `text`. Where the text leaves one open, it counts as stated if it stands in the item's `note`, in the
        text of its requirement or in the `text` of a section around it, or if it equals the item's `max` or a limit of
        a fact that it reads. A `max`, a `range`, an `at_most`, `places` and the factor 1 need not be stated.

        The `cap` and the `floor` of a section or the total, and what a section `requires`, have to be stated in its own
        `text` or `note`; a section's `weight` also in its title or around it, as it is, in percents, or as one of so
        many. What a grade or a veto takes is stated in its `text`, title or `note`, or in those of the total; a minimum
        under `at_least` in the text of the requirement itself. How a text is read is told under `unused-number`.

        If the clause states a number in its place, the hint says which.

        ```diff
        -              - {count: work_reports, over: 10, rate: 0.1, cap: 2}
        +              - {count: work_reports, over: 10, rate: 0.3, cap: 2}
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: correct the number; where it follows from the document in another way, say in the item's `note` how
        the text was read.
        """,
    ),
    Code(
        "unused-number",
        waivable=True,
        about_a_number=True,
        documentation="""
        A clause states a number that no number of its rule is. Something that the document says was left out of the
        rule, or copied wrongly.

        The text check reads these as numbers: digits, with or without a unit (`0.1分`, `2项`, `10篇`, `2人以上`, `1,000元`,
        `20 points`), and Chinese numerals before a measure word (`两次`, `十五篇`). A percentage (`5%`, `百分之五`) may be 5 or
        0.05 in the rule, and `5万` may be 50000 or 5. These are not read as numbers: names in Chinese quotes
        (`“5·10中国品牌日”`, `「一网统管」`), titles and numbers of documents (`《行动计划（2018-2020年）》`, `〔2018〕5号`, `GB/T
        50378-2019`), years, dates and times of day, the numbers of a list (`1、`, `（2）`), references (`第17项`), fractions
        (`三分之二`, `3/4`), and numerals that are part of a word (`统一`, `三级`, `一次性`, `百分制`).

        Each number that the item's `text` states needs a number of its own: one of the rule, the item's `cap`, `floor`,
        `weight` or `max`, a limit of a fact or a measure that it reads, or a minimum of its requirement. If `0.1分` is
        stated twice, two numbers have to be 0.1; only a threshold that is seen from below as well (`低于60分…，60分以上…`) is
        one. A bracket that starts at 11 may be `超过10篇`, or follow `10篇以下`. What is counted, such as `10篇`, can't be
        points. `每多一篇`, `一次` and 0 need none. In the `text` of a section, only the most that it can bring is held
        against its `max` and `cap` (`满分9分`, `封顶10分`); in that of a total with grades, also each threshold (`90分以上`),
        which is that of a grade or a veto; in the text of a requirement, only the least that there has to be against
        its `at_least` and the numbers of the rule (`不少于2次`, `10人以上`). What a `note` states need not be used.

        ```diff
        -              - {count: work_reports, over: 10, rate: 0.1, cap: 2}
        +              - {count: work_reports, rate: 0.1, cap: 2}
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: let the rule use the number, or correct the one that differs; if it has nothing to do with points,
        waive the finding.
        """,
    ),
    needs="scheme",
)
def clauses_state_the_numbers_of_their_rules(scheme: Scheme) -> Findings:
    """What a rule pays, from where on and up to where is what its clause says, and all that its clause says.

    A number that the clause leaves open is stated by the note, which says how the text was read, by the requirement, or by the
    text of a section around the item. What a clause states has to be used; what a note states doesn't.
    """
    for path, around in walk_sections(scheme):
        for position, item in enumerate(around.items):
            at = (*path, "items", position)
            beside = [*_texts_around(scheme, path), item.note]
            if item.requirement is not None:
                beside.append(item.requirement.text)
            yield from held_against(at, tuple(_stated(item)), tuple(_of_item(scheme, at, item)), beside)
            yield from _minimums(at, item)


UP_TO = re.compile(r"\s*[-—–~～至到]\s*\d")
"""What follows the lower end of a range: 60–80."""


def _stated(item: Item) -> Iterator[Stated]:
    """The numbers that a clause states, but for the lower end of what is judged: 不到位的扣1-5分."""
    judged = any(isinstance(rule, r.JudgedRule) for _, rule in r.walk_rule((), item.rule))
    for number in numbers_in(item.text):
        if not (judged and UP_TO.match(item.text, number.end)):
            yield number


_GIVEN = re.compile(r"加|得|奖|计|赋")
_TAKEN = re.compile(r"扣|减|罚")


_JUST_GIVEN = re.compile(r"(?:加|得|奖|计|赋)[^\d，。；、,;扣减罚]{0,3}$")
_JUST_TAKEN = re.compile(r"(?:扣|减|罚)[^\d，。；、,;加得奖计赋]{0,3}$")


@finds(
    Code(
        "wrong-direction",
        waivable=True,
        documentation="""
        An item gives points, and its clause only takes them off, or the other way round. 扣, 减 and 罚 take off; 加, 得, 奖,
        计 and 赋 give. With the wrong direction, or the wrong sign, what costs a unit points would bring it some. The
        clause of a judged item is left alone, and so is that of an item with a `max`: it may take off from full marks.

        In an item that gives points, what is taken off is negative (`rate: -1`, `points: -5`), and each number of a
        clause that does both has the sign that it is stated with. An item that can only take off is a `deduction`. Its
        numbers are positive, whatever the clause says: a negative one would give points back.

        ```diff
                   text: 发生安全事故，死亡1人的扣2分，死亡3人以上的扣5分。
        -          direction: deduction
                   responsible: [market_supervision, economic_development]
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: write `direction: deduction` and positive numbers at an item that only takes off, and no `direction`
        at one that also gives, with a minus at what it takes off; if the clause means something else, waive the
        finding.
        """,
    ),
    needs="scheme",
)
def clauses_say_what_is_given_or_taken(scheme: Scheme) -> Findings:
    """A clause that only takes off (扣) is a deduction's, or one of negative points; one that only gives (加, 得) is neither.

    Where it does both, each number has the sign that it is stated with. A judged item says nothing of it, and neither does one
    with a maximum, from which a clause may take off.
    """
    for path, _, item in walk_items(scheme):
        if item.max is not None or any(isinstance(rule, r.JudgedRule) for _, rule in r.walk_rule((), item.rule)):
            continue
        given, taken = bool(_GIVEN.search(item.text)), bool(_TAKEN.search(item.text))
        amounts = tuple(_amounts(path, item))
        negative = any(each.number < ZERO for each in amounts)
        if taken not in {given, negative or item.direction == "deduction"}:
            message = (
                Message("the clause takes points off, and the item gives them")
                if taken
                else Message("the clause gives points, and the item takes them off")
            )
            if given and item.direction == "award":
                yield from _signs(amounts, item.text)
                continue
            hint = Message("write: {form}", form=f"direction: {'deduction' if taken else 'award'}")
            yield Diagnostic("wrong-direction", message, hint, at=(*path, "direction"))
        elif given and taken and item.direction == "award":
            yield from _signs(amounts, item.text)


def only_gives(text: str) -> bool:
    """Whether a clause gives points and takes none off."""
    return bool(_GIVEN.search(text)) and not _TAKEN.search(text)


def _amounts(path: Path, item: Item) -> Iterator[Parameter]:
    """The points that an item's rule states, neither thresholds nor bounds nor factors."""
    for each in parameters_of((*path, "rule"), item.rule):
        if each.in_points and each.value and each.at[-1] not in {"cap", "floor"} and "reaches" not in each.at:
            yield each


def _signs(amounts: Iterable[Parameter], text: str) -> Findings:
    """The amounts that are negative where the clause gives them throughout, or positive where it takes them off."""
    before = _by_key(
        (value, text[max(0, number.start - 8) : number.start])
        for number in numbers_in(text)
        if number.amount
        for value in dict.fromkeys(number.values)
    )
    taken = {value for value, each in before.items() if all(map(_JUST_TAKEN.search, each))}
    given = {value for value, each in before.items() if all(map(_JUST_GIVEN.search, each))}
    for each in amounts:
        if each.number > ZERO and each.value in taken:
            message = Message("the clause takes {number} off, and the rule gives it", number=each.value)
        elif each.number < ZERO and each.value in given:
            message = Message("the clause gives {number}, and the rule takes it off", number=each.value)
        else:
            continue
        hint = Message("points that are taken off are negative, those that are given positive")
        yield Diagnostic("wrong-direction", message, hint, at=each.at)


def _texts_around(scheme: Scheme, path: Path) -> list[str]:
    """The texts of a section and of those around it."""
    texts, sections = [], scheme.total.sections
    for step in path:
        if isinstance(step, int):
            section = sections[step]
            texts.append(section.text)
            sections = section.sections
    return texts


def counts_of(scheme: Scheme) -> frozenset[str]:
    """The facts that are counts."""
    return frozenset(id for id, fact in scheme.facts.items() if isinstance(fact, CountFact))


def _of_item(scheme: Scheme, at: Path, item: Item) -> Iterator[Parameter]:
    references = tuple(references_in((), item.rule))
    facts = facts_read(scheme, references)
    counts = [fact for fact in facts if isinstance(scheme.facts.get(fact), CountFact)]
    yield from parameters_of((*at, "rule"), item.rule, counts)
    if item.floor is not None:
        yield Parameter((*at, "floor"), item.floor, in_points=True)
    if item.cap is not None:
        yield Parameter((*at, "cap"), item.cap, in_points=True)
    if isinstance(item.max, ChosenMax):
        for option, worth in item.max.points.items():
            yield Parameter((*at, "max", "points", option), worth, in_points=True, required=False)
    elif item.max is not None:
        yield Parameter((*at, "max"), item.max, in_points=True, required=False)
    if item.weight != ONE:
        yield Parameter((*at, "weight"), item.weight, in_points=None)
    yield from of_rounding(at, item.round)
    for fact in facts:
        yield from _of_fact(scheme, fact)
    for id in dict.fromkeys(each.id for each in references):
        if (measure := scheme.measures.get(id)) is not None:
            for end in measure.range:
                yield Parameter(("measures", id, "range"), end, in_points=None, required=False)
    for fact, least in item.requirement.at_least.items() if item.requirement else ():
        yield Parameter((*at, "requirement", "at_least", fact), least, in_points=False, required=False)


def _of_fact(scheme: Scheme, id: str) -> Iterator[Parameter]:
    match scheme.facts.get(id):
        case NumberFact(range=ends) | RatingsFact(range=ends) as fact:
            for end in ends:
                yield Parameter(("facts", id, "range"), end, in_points=None, required=False)
            if isinstance(fact, RatingsFact) and fact.trimmed_over is not None:
                most = Decimal(fact.trimmed_over)
                yield Parameter(("facts", id, "trimmed_over"), most, in_points=False, required=False)
        case CountFact(at_most=at_most) if at_most is not None:
            yield Parameter(("facts", id, "at_most"), Decimal(at_most), in_points=False, required=False)
        case _:
            pass


def held_against(
    at: Path, stated: tuple[Stated, ...], parameters: tuple[Parameter, ...], beside: list[str]
) -> Findings:
    """A finding for each number on one side that has no counterpart on the other; one for two that belong together."""
    unused = list(_without_parameter(stated, parameters))
    required = [each for each in parameters if each.required and each.value]
    if not (required or unused):
        return
    said = _by_key(
        (values, number) for number in {_alike(each): each for each in stated}.values() for values in number.values
    )
    missing = [each for each in required if not any(map(each.fits, _near(said, each.value)))]
    if missing:
        free = {each.value for each in parameters if not each.required}
        missing = [
            each
            for each in missing
            if each.value not in free and not any(each.value in values_in(text) for text in beside)
        ]
    for parameter in missing:
        alike = [
            number for number in unused if None in (kinds := {number.amount, parameter.in_points}) or len(kinds) == 1
        ]
        alike.sort(key=lambda number: number.ceiling != (parameter.at[-1] in {"cap", "max"}))
        meant = next(iter(alike), None)
        if meant is not None:
            unused.remove(meant)
        yield _unstated(parameter, meant)
    for number in unused:
        message = Message("the clause states {number}, which no number of the rule uses", number=number.text)
        yield Diagnostic("unused-number", message, at=(*at, "text"), within=(number.start, number.end))


def _unstated(parameter: Parameter, meant: Stated | None) -> Diagnostic:
    message = Message("{number} is not stated in the clause", number=parameter.value)
    hint = (
        Message("the clause states {number}, which no number of the rule uses", number=meant.text)
        if meant is not None
        else Message("correct it, or say in the note how the text was read")
    )
    return Diagnostic("unstated-number", message, hint, at=parameter.at)


def _without_parameter(stated: tuple[Stated, ...], parameters: tuple[Parameter, ...]) -> Iterator[Stated]:
    """The numbers that no parameter is left for. Each parameter takes one: first of its own kind, then of any it may be."""
    kinds = {_kind(each): each for each in parameters}
    declared = _by_key((each.value, each) for each in kinds.values())
    rest = {
        place: each
        for place, each in enumerate(stated)
        if not (each.incidental or _from_the_other_side(each, _near(declared, *each.values)))
    }
    taken = dict(_in_order(rest, parameters))
    others = {*range(len(parameters))}.difference(taken.values())
    free = _by_key((_kind(parameters[its]), its) for its in sorted(others))
    for place, number in tuple(rest.items()):
        if place in taken:
            del rest[place]
            continue
        fitting = [each for each in _near(declared, *number.values) if free.get(_kind(each)) and each.fits(number)]
        own = [each for each in fitting if each.in_points == number.amount]
        if fitting:
            del rest[place]
            min((free[_kind(each)] for each in own or fitting), key=itemgetter(0)).popleft()
    paid_each = any(each.in_points for each in parameters) and not any(each.in_table for each in parameters)
    steps = {each.value for each in parameters if each.at[-1] == "per"}  # said again: 不足5个百分点的按5个百分点计
    for number in rest.values():
        if not steps.isdisjoint(number.values):
            continue
        if not (number.one_that_pays and paid_each) and any(number.values):
            yield number


def _from_the_other_side(number: Stated, parameters: Iterable[Parameter]) -> bool:
    """Whether a number says where the rest beyond a threshold is: 低于60分 where a row starts at 60, 30–34 where one ends at 29."""
    return any(
        each.seen_from_beyond(number) or (number.below and (each.is_stated(number) or number.just_below(each.value)))
        for each in parameters
    )


_MOST_COMPARED = 40_000
"""How many numbers times parameters are put side by side, which takes longer than their number."""


def _in_order(stated: Mapping[int, Stated], parameters: tuple[Parameter, ...]) -> Iterator[tuple[int, int]]:
    """The numbers and parameters that are alike in the same order, as documents and files mostly have them."""
    places = list(stated)
    said = [(stated[place].values[0], stated[place].amount) for place in places]
    used = [(each.value, each.in_points) for each in parameters]
    first = _alike_at_first(said, used)
    last = _alike_at_first(said[first:][::-1], used[first:][::-1])
    yield from ((places[at], at) for at in range(first))
    yield from ((places[-at], len(used) - at) for at in range(1, last + 1))
    said, used = said[first : len(said) - last], used[first : len(used) - last]
    if len(said) * len(used) <= _MOST_COMPARED:
        blocks = SequenceMatcher(None, said, used, autojunk=False).get_matching_blocks()
        pairs = ((block.a + step, block.b + step) for block in blocks for step in range(block.size))
    else:
        free = _by_key((each, at) for at, each in enumerate(used))
        pairs = ((at, free[each].popleft()) for at, each in enumerate(said) if free.get(each))
    yield from ((places[first + at], first + its) for at, its in pairs)


def _alike_at_first(these: Sequence[object], those: Sequence[object]) -> int:
    """How many of them are the same from the beginning."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(these, those, strict=False)))


K = TypeVar("K")
T = TypeVar("T")


def _by_key(things: Iterable[tuple[K, T]]) -> dict[K, deque[T]]:
    found: dict[K, deque[T]] = {}
    for key, each in things:
        found.setdefault(key, deque()).append(each)
    return found


def _near(by_value: Mapping[Decimal, Iterable[T]], *values: Decimal) -> Iterator[T]:
    """What may belong to a number: what has its value, or the next above or below, which is the other side of a threshold."""
    for near in dict.fromkeys(value + step for value in values for step in (-1, 0, 1)):
        yield from by_value.get(near, ())


Kind: TypeAlias = tuple[Decimal, bool | None, str, bool]


def _kind(parameter: Parameter) -> Kind:
    """What says which numbers of a clause can be a parameter."""
    return parameter.value, parameter.in_points, parameter.side, parameter.whole


def _alike(number: Stated) -> tuple[object, ...]:
    """What says which parameters a number of a clause can be."""
    return number.values, number.amount, number.minimum, number.below, number.beyond


def _minimums(at: Path, item: Item) -> Findings:
    """The minimum counts of a requirement are those that its text states."""
    if item.requirement is None:
        return
    numbers, said = numbers_in(item.requirement.text), values_in(item.requirement.text)
    for fact, least in item.requirement.at_least.items():
        if least not in said:
            message = Message("{number} is not stated in the requirement", number=least)
            yield Diagnostic("unstated-number", message, at=(*at, "requirement", "at_least", fact))
    used = {*item.requirement.at_least.values(), *(each.value for each in parameters_of((), item.rule))}
    for number in numbers:
        if number.minimum and not number.incidental and used.isdisjoint(number.values):
            message = Message("the requirement states {number}, which no minimum uses", number=number.text)
            hint = Message("declare it under at_least, with the fact that it is about")
            place = (*at, "requirement", "text")
            yield Diagnostic("unused-number", message, hint, at=place, within=(number.start, number.end))


CLAUSE_CHECKS = (
    clauses_state_the_numbers_of_their_rules,
    clauses_say_what_is_given_or_taken,
)
"""What texts and numbers have to say alike."""
