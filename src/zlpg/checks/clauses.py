"""The text check of items: the numbers that a clause states, held against the numbers of its rule, both ways."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

import zlpg.model.rules as r
from zlpg.checks.parts import Parts, nodes_of
from zlpg.checks.registration import Findings, finds
from zlpg.clauses.matching import Clause, grains_in, held_against, is_named, relation, wrong_side
from zlpg.clauses.numbers import Stated, left_out_by, numbers_in, parts_of_steps_in
from zlpg.clauses.parameters import (
    Parameter,
    minimums_of,
    numbers_of_labels,
    parameters_of,
    parameters_of_item,
    worths_of,
)
from zlpg.codes import Code
from zlpg.diagnostics import Diagnostic, Message, Path
from zlpg.lookalikes import seen
from zlpg.model.references import Reference, references_in, references_of_condition
from zlpg.model.table import ChosenMax, Item, Scheme, Section
from zlpg.model.walks import conditions_of_part, references_behind, references_of_part, walk_items, walk_sections
from zlpg.numbers import ZERO


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
        a fact that it reads. A `max`, a `range`, `places` and the factor 1 need not be stated.

        The `cap` and the `floor` of a section or the total, and what a section `requires`, have to be stated in its own
        `text` or `note`; a section's `weight` also in its title or around it, as it is, in percents, or as one of so
        many. What a grade or a veto takes is stated in its `text`, title or `note`, or in those of the total; a minimum
        under `at_least` in the text of the requirement itself; a number of a measure in its `label`, or in the texts,
        notes and labels of what reads it. How a text is read is told under `unused-number`.

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

        The text check reads digits, with or without a unit (`0.1分`, `2项`, `10篇`, `2人以上`, `1,000元`, `20 points`), and
        Chinese numerals before a measure word (`两次`, `十五篇`). A percentage (`5%`, `百分之五`) may be 5 or 0.05 in the rule,
        and `5万` may be 50000 or 5. Names, titles, dates, and the numbers of documents, standards, clauses and lists are
        not read as numbers. Every wording that is known, and what it is read as, is listed in text-check.md.

        Each number that the item's `text` states needs a number of its own: one of the rule, the item's `cap`, `floor`,
        `weight` or `max`, a limit of a fact or a measure that it reads, or a minimum of its requirement. If `0.1分` is
        stated twice, two numbers have to be 0.1; only a threshold that is seen from below as well (`低于60分…，60分以上…`) is
        one. A bracket that starts at 11 may be `超过10篇`, or follow `10篇以下`; one up to 30 may hold `20–29岁`. What is
        counted, such as `10篇`, can't be points. `每多一篇`, `一次`, 0, and a number in the name of a fact or a measure that
        the rule reads (`35岁以下人数`) need none, nor does the end of a range at the most that there can be. In the
        `text` of a section, only the most that it can bring is held against its `max` and `cap` (`满分9分`, `封顶10分`); in
        that of a total with grades, also each threshold (`90分以上`), which is that of a grade or a veto; in the text of a
        requirement, only the least that there has to be against its `at_least` and the numbers of the rule (`不少于2次`,
        `10人以上`). What a `note` states need not be used.

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
    Code(
        "wrong-side",
        waivable=True,
        about_a_number=True,
        documentation="""
        A warning: the clause puts a threshold on the other side of its number than the rule. 超过80% leaves the 80 out,
        `at_least: 80` takes it in; 低于60分 leaves the 60 out, `at_most: 60` takes it in. Who lies exactly there would get
        other points than the document gives. Where nothing but one side of a number is paid for, by a `once` without
        `otherwise` or a `count`, and the clause says the same points of the other side (`80%以上的加2分` of `below: 80`,
        `超过10篇的，每多一篇加0.1分` of `under: 10`), everybody would.

        Of whole numbers, and of others that go in steps, the ends of a range belong to it: 18至35岁 leaves nobody out who
        is 35. What `is` a number is on no side of it, so that 3次以上 is not `is: 3`. What a part of a step counts as is
        held to the clause, too: 不足1个百分点的不计 is `steps: whole`, and 不足1个百分点的按1个计 `steps: started`.

        以上, 以下 and 以内 include the number, unless the document says otherwise (`60分以上（不含60分）`, `以下不包括本数`). Where a clause
        states a number from both sides, or the note says which side is meant, that is taken for its reading. All words
        that say a side are listed in text-check.md.

        ```diff
        -          text: 发生安全事故，死亡1人的扣2分，死亡3人以上的扣5分。
        +          text: 发生安全事故，死亡1人的扣2分，死亡超过3人的扣5分。
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: write the key that the hint names; where the document means it as the rule has it, say so in the
        item's `note`, or waive the finding of this number (`allow[wrong-side: 80]`).
        """,
    ),
    needs="scheme and sound parts",
)
def clauses_state_the_numbers_of_their_rules(scheme: Scheme, sound: Parts) -> Findings:
    """What a rule pays, from where on and up to where is what its clause says, and all that its clause says.

    A number that the clause leaves open is stated by the note, which says how the text was read, by the requirement, or by the
    text of a section around the item. What a clause states has to be used; what a note states doesn't.
    """
    readings, of_all = sound.readings, left_out_by(scheme.note, scheme.total.text, scheme.total.note)
    for path, section in walk_sections(scheme):
        around = [*_sections_around(scheme, path)]
        for position, item in enumerate(section.items):
            at = (*path, "items", position)
            said_around = [each.text for each in around]
            left_out = of_all | left_out_by(item.text, *said_around, item.note)
            if item.requirement is not None:
                said_around.append(item.requirement.text)
            clause = Clause(
                at,
                item.text,
                tuple(_stated(item, left_out)),
                [item.note],
                numbers_of_labels(scheme, references_in((), item.amount)),
                _worths(scheme, item, around),
                left_out,
                around=said_around,
            )
            yield from held_against(clause, tuple(parameters_of_item(scheme, at, item, readings)))
            yield from _minimums(scheme, at, item, left_out)


@finds("unstated-number", needs="scheme and sound parts")
def measures_state_their_numbers(scheme: Scheme, sound: Parts) -> Findings:
    """What a measure is worked out with is stated by its label, or by the clauses, labels and notes of what reads it."""
    texts = _texts_around_measures(scheme) if scheme.measures else {}
    for id, said in texts.items():
        at, measure = ("measures", id), scheme.measures[id]
        parameters = [each for each in parameters_of(at, measure, sound.readings) if each.required and each.value]
        left_out = left_out_by(*said) if parameters else frozenset()
        numbers = [number for text in said if parameters for number in numbers_in(text, left_out)]
        grains = grains_in(numbers)
        for each in parameters:
            if any(relation(number, each, grains) for number in numbers):
                continue  # on which side, is told of the clause
            message = Message("{number} is not stated by what reads the measure", number=each.value)
            hint = Message("correct it, or say in the note of an item that reads it how the text was read")
            yield Diagnostic("unstated-number", message, hint, at=each.at, on_key=each.on_key)


@finds("wrong-side", needs="scheme")
def clauses_say_what_a_part_of_a_step_counts_as(scheme: Scheme) -> Findings:
    """不足1个百分点的不计 is `steps: whole`, 不足1个百分点的按1个计 is `steps: started`; what the note says goes first."""
    for path, _, item in walk_items(scheme):
        for at, rule in r.walk_amount((*path, "rule"), item.amount):
            if not isinstance(rule, r.CountedRule) or rule.steps is None:
                continue
            of_text, of_note = (
                {each.steps: each.said for each in parts_of_steps_in(text) if rule.per in each.values}
                for text in (item.text, item.note)
            )
            if of_text and rule.steps not in {*of_text, *of_note}:
                (steps, said), *_ = of_text.items()
                message = Message(
                    "the clause says “{said}”, and of a part of {number} the rule has steps: {steps}",
                    said=said, number=rule.per, steps=rule.steps,
                )  # fmt: skip
                hint = Message("write {form}, or say in the note how the text was read", form=f"steps: {steps}")
                yield Diagnostic("wrong-side", message, hint, "warning", at=(*at, "steps"))


def _texts_around_measures(scheme: Scheme) -> dict[str, dict[str, None]]:
    """The texts that may state the numbers of each measure that something reads."""
    found: dict[str, dict[str, None]] = {}

    def add(references: Iterable[Reference], texts: Iterable[str]) -> None:
        behind = {each.id for each in references_behind(scheme, references)} & scheme.measures.keys()
        labels = [scheme.measures[id].label for id in behind]
        for id in behind:
            found.setdefault(id, {}).update(dict.fromkeys((*labels, *texts)))

    for path, section in walk_sections(scheme):
        around = [each for of in _sections_around(scheme, path) for each in (of.text, of.note)]
        for item in section.items:
            required = item.requirement.text if item.requirement is not None else ""
            add(references_in((), item.amount), (item.text, item.note, required, *around))
    total = scheme.total
    for path, node in nodes_of(scheme):
        for each in conditions_of_part(path, node):
            texts = (each.of.title, each.of.text, each.of.note, total.text, total.note)
            add(references_of_condition((), each.condition), texts)
    return found


def _stated(item: Item, left_out: frozenset[str]) -> Iterator[Stated]:
    """The numbers that a clause states, but for the lower end of what is judged: 不到位的扣1-5分."""
    judged = is_given(item)
    for number in numbers_in(item.text, left_out):
        if not (judged and number.range_end == "lower"):
            yield number


def is_given(item: Item) -> bool:
    """Whether points of an item are given: by a fact that is nothing else."""
    return any(isinstance(amount, str) for _, amount in r.walk_amount((), item.amount))


def _worths(scheme: Scheme, item: Item, around: Iterable[Section]) -> Iterator[Decimal]:
    """What a share of the maximum may be a share of: of what the item is worth, of what is around it, of what its rule reads."""
    own = item.max.points.values() if isinstance(item.max, ChosenMax) else (item.limit,)
    yield from (each for each in (*own, *(each.max for each in around)) if each is not None)
    yield from worths_of(scheme, references_in((), item.amount))


def _sections_around(scheme: Scheme, path: Path) -> Iterator[Section]:
    """A section and those around it."""
    sections = scheme.total.sections
    for key in path:
        if isinstance(key, int):
            yield sections[key]
            sections = sections[key].sections


DEDUCTED = "rule: {deduct: …}"
"""How it is written that an item takes off."""

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
        计 and 赋 give. With the wrong rule, or the wrong sign, what costs a unit points would bring it some. The clause of
        a judged item is left alone, and so is that of an item with a `max` that isn't a `deduct`: a sum may take off from
        full marks.

        In an item that gives points, what is taken off is negative (`rate: -1`, `points: -5`), and each number of a
        clause that does both has the sign that it is stated with. The rule of an item that can only take off is a
        `deduct`. Its numbers are positive, whatever the clause says: a negative one would give points back, and so would
        anything else that comes to less than 0.

        ```diff
        -          rule: {deduct: {table: accident_deaths, at_least: {1: 2, 3: 5}}}
        +          rule: {table: accident_deaths, at_least: {1: 2, 3: 5}}
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: write what an item only takes off under `deduct`, in positive numbers, and what another one takes off
        beside what it gives with a minus; if the clause means something else, waive the finding.
        """,
    ),
    needs="scheme",
)
def clauses_say_what_is_given_or_taken(scheme: Scheme) -> Findings:
    """A clause that only takes off (扣) is that of what is deducted, or of negative points; one that only gives (加, 得) of neither.

    Where it does both, each number has the sign that it is stated with. A judged item says nothing of it, and neither does a sum
    with a maximum, from which a clause may take off.
    """
    for path, _, item in walk_items(scheme):
        deducts = any(isinstance(rule, r.DeductRule) for _, rule in r.walk_amount((), item.amount))
        if is_given(item) or (item.max is not None and not deducts):
            continue
        given, taken = bool(_GIVEN.search(item.text)), bool(_TAKEN.search(item.text))
        amounts = tuple(_amounts(path, item))
        negative = any(each.number < ZERO for each in amounts)
        if taken not in {given, negative or deducts}:
            message = (
                Message("the clause takes points off, and the item gives them")
                if taken
                else Message("the clause gives points, and the item takes them off")
            )
            if given and not deducts:
                yield from _signs(amounts, item.text)
                continue
            hint = Message("write: {form}", form=DEDUCTED) if taken else Message("write its rule without deduct")
            yield Diagnostic("wrong-direction", message, hint, at=(*path, "rule"))
        elif given and taken and not deducts:
            yield from _signs(amounts, item.text)


def only_gives(text: str) -> bool:
    """Whether a clause gives points and takes none off."""
    return bool(_GIVEN.search(text)) and not _TAKEN.search(text)


def _amounts(path: Path, item: Item) -> Iterator[Parameter]:
    """The points that an item's rule states, neither thresholds nor bounds nor factors."""
    for each in parameters_of((*path, "rule"), item.amount):
        if each.in_points and each.value and each.at[-1] not in {"cap", "floor"} and not each.of_part:
            yield each


def _signs(amounts: Iterable[Parameter], text: str) -> Findings:
    """The amounts that are negative where the clause gives them throughout, or positive where it takes them off."""
    before: dict[Decimal, list[str]] = {}
    for number in numbers_in(text):
        for value in dict.fromkeys(number.values if number.in_points else ()):
            before.setdefault(value, []).append(text[max(0, number.start - 8) : number.start])
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


def _minimums(scheme: Scheme, at: Path, item: Item, left_out: frozenset[str]) -> Findings:
    """The minimum counts of a requirement are those that its text states; the number of a name is none (35岁以上人员)."""
    if item.requirement is None:
        return
    numbers, minimums = numbers_in(item.requirement.text, left_out), tuple(minimums_of(at, item))
    labels = tuple(numbers_of_labels(scheme, references_of_part(at, item)))
    for each in minimums:
        related = {relation(number, each): number for number in numbers}
        if "wrong" in related and "same" not in related:
            yield wrong_side(each, related["wrong"])
        elif "same" not in related:
            message = Message("{number} is not stated in the requirement", number=each.value)
            yield Diagnostic("unstated-number", message, at=each.at, on_key=each.on_key)
    used = {each.value for each in (*minimums, *parameters_of((), item.amount))}
    for number in numbers:
        needed = number.side == "at_least" and number.role is None and not number.range_end
        needed = needed and not any(is_named(number, label) for label in labels)
        if needed and used.isdisjoint(number.values):
            message = Message("the requirement states {number}, which no minimum uses", number=number.text)
            hint = Message("declare it under at_least, with the fact that it is about")
            place = (*at, "requirement", "text")
            yield Diagnostic("unused-number", message, hint, at=place, within=(number.start, number.end))


@finds(
    Code(
        "unstated-evidence",
        waivable=True,
        harmless=True,
        documentation="""
        A requirement lists something under `evidence` that its `text` does not name. Every unit would be asked for
        something that the document doesn't ask for, or by another name.

        ```diff
                   requirement:
                     text: 全年组织不少于2次的质量宣传活动。
                     at_least: {publicity_events: 2}
        +            evidence: [活动照片]
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: write it as the requirement does.
        """,
    ),
    needs="scheme",
    slips=False,
)
def requirements_name_their_evidence(scheme: Scheme) -> Findings:
    """What is asked for as evidence is what the document asks for, in its words; spaces and full width make no difference."""
    for path, _, item in walk_items(scheme):
        if item.requirement is not None:
            text = seen(item.requirement.text)
            for position, each in enumerate(item.requirement.evidence):
                if seen(each) not in text:
                    message = Message("the requirement does not name “{evidence}”", evidence=each)
                    place = (*path, "requirement", "evidence", position)
                    yield Diagnostic("unstated-evidence", message, at=place)


CLAUSE_CHECKS = (
    clauses_state_the_numbers_of_their_rules,
    measures_state_their_numbers,
    clauses_say_what_a_part_of_a_step_counts_as,
    clauses_say_what_is_given_or_taken,
    requirements_name_their_evidence,
)
"""What texts and numbers have to say alike."""
