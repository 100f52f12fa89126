"""Ids: what refers to something refers to what is there, and what is declared is referred to; also levels, options and offices."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

import zlpg.model.rules as r
from zlpg.checks.parts import Parts
from zlpg.checks.registration import Findings, finds
from zlpg.codes import Code
from zlpg.diagnostics import Diagnostic, Message, Path, did_you_mean, nearest
from zlpg.engine.table import TOTAL
from zlpg.model.declarations import (
    ChoiceFact,
    CountFact,
    FactDeclaration,
    NumberFact,
    NumbersFact,
    ResultsFact,
    YesNoFact,
)
from zlpg.model.facts import LONG_FORM
from zlpg.model.marks import kind_of
from zlpg.model.references import Reference, Wanted
from zlpg.model.scalars import APPLIES
from zlpg.model.table import ChosenMax, Item, Scheme
from zlpg.model.trees import value_at
from zlpg.model.walks import walk_items, walk_sections


@finds("duplicate-id", slips=False)
def ids_are_unique(parts: Parts) -> Findings:
    """An id names one section or one item, one fact or one measure, one grade, because years are compared by it."""
    scheme = parts.scheme
    seen = Counter[str]()
    places = [(path, section.id) for path, section in walk_sections(scheme)]
    places += [(path, item.id) for path, _, item in walk_items(scheme)]
    for path, id in places:
        if id == TOTAL:
            yield Diagnostic("duplicate-id", Message("the id “total” is the total's own"), at=(*path, "id"))
        if seen[id]:
            message = Message("the id “{id}” is used more than once among sections and items", id=id)
            yield Diagnostic("duplicate-id", message, at=(*path, "id"))
        seen[id] += 1
    for id in scheme.measures:
        if id in scheme.facts:
            message = Message("the id “{id}” is a fact's; a rule could not tell which is meant", id=id)
            yield Diagnostic("duplicate-id", message, at=("measures", id), on_key=True)
    grades = [grade.id for grade in scheme.total.grades]
    for position, id in enumerate(grades):
        if id in grades[:position]:
            message = Message("the id “{id}” is used more than once among grades", id=id)
            yield Diagnostic("duplicate-id", message, at=("total", "grades", position, "id"))


@finds(
    Code(
        "duplicate-office",
        waivable=True,
        harmless=True,
        documentation="""
        An item names the same office twice under `responsible`. Probably another office was meant.

        ```diff
                   text: 发生安全事故，死亡1人的扣2分，死亡3人以上的扣5分。
        -          responsible: [market_supervision, economic_development]
        +          responsible: [market_supervision, market_supervision]
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: replace the second one by the office that is meant, or remove it.
        """,
    ),
    Code(
        "unknown-office",
        harmless=True,
        documentation="""
        An item names an office under `responsible`, or as its `lead`, that is not declared under `offices`. Nobody would
        answer for the item.

        ```diff
                   max: 5
        -          responsible: [market_supervision]
        +          responsible: [market_supervison]
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: correct the id, or declare the office.
        """,
    ),
)
def offices_exist(parts: Parts) -> Findings:
    """An item names offices that are declared, each once."""
    scheme = parts.scheme
    for path, item in parts.items:
        if item.lead is not None and item.lead not in scheme.offices:
            yield _no_such_office(item.lead, scheme, (*path, "lead"))
        for position, office in enumerate(item.responsible):
            at = (*path, "responsible", position)
            if office not in scheme.offices:
                yield _no_such_office(office, scheme, at)
            elif office in item.responsible[:position]:
                yield Diagnostic(
                    "duplicate-office", Message("the office “{office}” is named twice", office=office), at=at
                )


def _no_such_office(office: str, scheme: Scheme, at: Path) -> Diagnostic:
    message = Message("there is no office “{office}”", office=office)
    return Diagnostic("unknown-office", message, did_you_mean(office, scheme.offices), at=at)


@finds(
    Code(
        "unused-office",
        waivable=True,
        harmless=True,
        needs_everything=True,
        documentation="""
        An office is declared that no item names, as its `lead` or under `responsible`, neither by itself nor through an
        office with `stands_for_all`. Either
        it answers for nothing, or an item lacks it.

        ```diff
        -          responsible: [all_members]
        +          responsible: [economic_development]
                   rule: judged
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: name it at the items that it answers for, or remove the declaration.
        """,
    ),
    slips=False,
)
def offices_are_used(parts: Parts) -> Findings:
    """Every declared office answers for something, itself or through a name that stands for all."""
    scheme = parts.scheme
    named = {office for _, _, item in walk_items(scheme) for office in (*item.responsible, item.lead) if office}
    if any(scheme.offices[office].stands_for_all for office in named if office in scheme.offices):
        meant = {nearest(office, scheme.offices) for office in named - scheme.offices.keys()}
        named.update(office for office in scheme.offices if office not in meant)
    for office in scheme.offices:
        if office not in named:
            message = Message("no item names the office “{office}”", office=office)
            yield Diagnostic("unused-office", message, at=("offices", office), on_key=True)


@finds(
    Code(
        "unknown-part",
        documentation="""
        A reading such as `work.points` asks for the points of an item or a section that the rule file does not have. It
        could not be known what it comes to.

        ```diff
               title: 加分项
        +      text: 质量工作得分8分以上的，方可加分。
        +      requires: {at_least: {works.points: 8}}
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: use the id of an item or a section, or `total`; facts and measures are read by their ids alone.
        """,
    ),
    Code(
        "wrong-fact-type",
        documentation="""
        A rule, a condition, a measure or a requirement reads a fact of a type that it is not made for, such as a `once`
        rule over a count, or a measure where only facts are read: in a minimum. Points could
        not be worked out from it.

        ```diff
        -  standards_revised: {type: yes_no, label: 参与标准制修订}
        +  standards_revised: {type: count, label: 参与标准制修订, unit: 项}
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: use the kind of rule that fits the fact, or correct the `type` of the fact.
        """,
    ),
    "unknown-fact",
    slips=False,
)
def references_are_right(parts: Parts) -> Findings:
    """Rules, conditions, measures and requirements refer to facts, measures and parts that are there, of a type they can read."""
    scheme = parts.scheme
    there = _parts_of(scheme)
    for each in parts.references():
        if each.wanted != "part":
            yield from _fact_or_measure(scheme, each)
        elif each.id not in there:
            message = Message("there is no item or section “{part}”", part=each.id)
            yield Diagnostic(
                "unknown-part", message, did_you_mean(each.id, sorted(there)), at=each.at, on_key=each.on_key
            )


@finds(
    Code(
        "own-fact",
        documentation="""
        A fact is declared that has the id of a judged item. What a judged item is given is reported under its id, so a
        facts file could not tell which is meant.

        ```diff
        +  publicity: {type: number, label: 质量宣传得分, unit: 分, range: [0, 4]}
           publicity_events: {type: count, label: 质量宣传活动, unit: 次}
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: leave the fact out; where its range, its unit or its step matters, keep it, and let the item read
        it: `rule: publicity`.
        """,
    ),
    Code(
        "judged-without-max",
        documentation="""
        An item is `judged`, and has no `max`. Points are given from 0 to the maximum, so it could not be known what can
        be given.

        ```diff
                   text: 做好质量宣传工作（满分4分）。
        -          max: 4
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: give the item its `max`; where there is none, declare a fact with the `range` that can be given, and
        let the item read it.
        """,
    ),
    slips=False,
)
def what_is_judged_is_known_by_its_item(parts: Parts) -> Findings:
    """A judged item has a maximum to judge it by, and no other fact has its id."""
    for path, item in parts.items:
        if not item.is_judged:
            continue
        if item.max is None:
            message = Message("“{item}” is judged, from 0 to a maximum that it doesn't have", item=item.id)
            yield Diagnostic("judged-without-max", message, Message("give it its max"), at=(*path, "rule"))
        if item.id in parts.scheme.facts or item.id in parts.scheme.measures:
            message = Message(
                "the points of “{item}” are reported under its id; it is declared here, too", item=item.id
            )
            hint = Message("leave it out, or let the item read it: {form}", form=f"rule: {item.id}")
            kind = "facts" if item.id in parts.scheme.facts else "measures"
            yield Diagnostic("own-fact", message, hint, at=(kind, item.id), on_key=True)


_TYPES: dict[Wanted, tuple[type[FactDeclaration], ...]] = {
    "number": (NumberFact, NumbersFact),
    "quantity": (CountFact, NumberFact, NumbersFact),
    "yes_no": (YesNoFact,),
    "choice": (ChoiceFact,),
    "results": (ResultsFact,),
}
"""The types of fact that can be what is wanted."""


def _fact_or_measure(scheme: Scheme, each: Reference) -> Findings:
    types = _TYPES[each.wanted]
    measured = each.wanted in {"number", "quantity"} and not _reads_facts_alone(each.at)
    allowed = (*(kind_of(type, "type") for type in types), *(["measure"] if measured else []))
    declared = scheme.facts.get(each.id)
    if declared is None and _is_given(scheme, each):
        return
    if declared is None and each.id not in scheme.measures:
        known = [*scheme.facts, *(scheme.measures if measured else ())]
        message = Message("there is no fact “{fact}”", fact=each.id)
        hint = (
            Message("points that somebody gives are an item's whole rule: {form}", form=f"rule: {r.JUDGED}")
            if each.id == r.JUDGED
            else Message("its points are {form}", form=f"{each.id}.points")
            if each.id in _parts_of(scheme)
            else did_you_mean(each.id, known)
        )
        yield Diagnostic("unknown-fact", message, hint, at=each.at, on_key=each.on_key)
    elif declared is None and not measured:
        message = Message("“{measure}” is a measure; this reads {allowed}", measure=each.id, allowed=allowed)
        yield Diagnostic("wrong-fact-type", message, at=each.at, on_key=each.on_key)
    elif declared is not None and not isinstance(declared, types):
        message = Message(
            "the fact “{fact}” is of type {type}; this reads {allowed}",
            fact=each.id,
            type=declared.type,
            allowed=allowed,
        )
        is_table = each.wanted == "choice" and each.at[-1] == "table"
        hint = _NO_NUMBERS if is_table and isinstance(declared, _TYPES["quantity"]) else None
        yield Diagnostic("wrong-fact-type", message, hint, at=each.at, on_key=each.on_key)


_NO_NUMBERS = Message(
    "the keys of its rows are no numbers; thresholds that are facts stand in conditions and in “count”"
)


def _is_given(scheme: Scheme, each: Reference) -> bool:
    """Whether it is a judged item that refers to what is reported under its id."""
    part = value_at(scheme, each.at[:-1])
    return isinstance(part, Item) and part.is_judged and each.at[-1] == "rule"


def _parts_of(scheme: Scheme) -> frozenset[str]:
    """The ids of everything that points can be read of."""
    sections = (section.id for _, section in walk_sections(scheme))
    return frozenset((TOTAL, *sections, *(item.id for _, _, item in walk_items(scheme))))


def _reads_facts_alone(at: Path) -> bool:
    """Whether it is a requirement that refers to something, which looks at what is reported itself."""
    return "requirement" in at


@finds(
    Code(
        "unused-fact",
        waivable=True,
        harmless=True,
        needs_everything=True,
        documentation="""
        A fact is declared that no rule, no condition, no measure and no requirement reads. Someone would gather it for
        nothing, or an item that should read it reads another one.

        ```diff
           work_reports: {type: count, label: 工作信息, unit: 篇}
        +  complaints: {type: count, label: 质量投诉, unit: 件}
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: let the item read it, or remove the declaration.
        """,
    ),
    Code(
        "unused-measure",
        waivable=True,
        harmless=True,
        needs_everything=True,
        documentation="""
        A measure is declared that no rule and no condition reads. Its facts would be gathered for nothing, or an item
        that should read it reads another one.

        ```diff
           product_quality: {type: number, label: 产品质量考核结果, unit: 分, range: [0, 100]}
        +  products_tested: {type: count, label: 抽查产品, unit: 批}
        +  products_passed: {type: count, label: 抽查合格产品, unit: 批}
        @@
        -total:
        +measures:
        +  pass_rate: {share: products_passed, of: products_tested, times: 100, range: [0, 100], if_none: 100, label: 抽查合格率, unit: "%"}
        +
        +total:
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: let the item read it, or remove the measure and the facts that only it reads.
        """,
    ),
)
def facts_are_used(parts: Parts) -> Findings:
    """Every declared fact and measure is read; asking for a fact that isn't wastes its reporter's time."""
    for fact in parts.facts:
        if not parts.read.get(fact):
            message = Message("nothing reads the fact “{fact}”: no rule, measure, condition or requirement", fact=fact)
            yield Diagnostic("unused-fact", message, at=("facts", fact), on_key=True)
    for measure in parts.measures:
        if not parts.read.get(measure):
            message = Message("nothing reads the measure “{measure}”: no rule and no condition", measure=measure)
            yield Diagnostic("unused-measure", message, at=("measures", measure), on_key=True)


_UNUSED: dict[str, tuple[str, str]] = {
    "unused-fact": ("unknown-fact", "fact"),
    "unused-measure": ("unknown-fact", "measure"),
    "unused-office": ("unknown-office", "office"),
}
"""The code of a finding about a declaration, that of the references it is missed by, and what holds its name."""


def one_finding_per_misspelt_id(findings: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The findings, with one at the declaration for all references to a name that is misspelt there.

    A name that only one place refers to may be misspelt at either end, so that both are told.
    """
    found = tuple(findings)
    misspelt: dict[tuple[str, str], Diagnostic] = {}
    for each in found:
        if each.code in _UNUSED:
            code, name = _UNUSED[each.code]
            misspelt[code, str(each.message.values[name])] = each
    references = Counter((each.code, each.suggestion) for each in found)
    missed = {key: each for key, each in misspelt.items() if references[key] > 1}
    hints: dict[Diagnostic, Message] = {}
    for each in found:
        if (each.code, each.suggestion) in missed:
            name = str(each.message.values["fact" if each.code == "unknown-fact" else "office"])
            count = references[each.code, each.suggestion]
            hints[missed[each.code, str(each.suggestion)]] = Message(
                "{count} places say “{name}”", count=count, name=name
            )
    return tuple(
        replace(each, hint=hints.get(each, each.hint)) for each in found if (each.code, each.suggestion) not in missed
    )


@finds(
    Code(
        "option-without-points",
        documentation="""
        A `max` that depends on a choice says nothing of one of the options of its fact. An option without a maximum
        leaves open what full marks are. Where it says something of an option that is not declared and spelt almost
        alike, this is told at the declaration: either end may be misspelt.

        ```diff
        +  unit_class: {type: choice, label: 单位类别, options: {a: 街道, b: 园区}}
           publicity_events: {type: count, label: 质量宣传活动, unit: 次}
        @@
        -          max: 4
        +          max: {choice: unit_class, points: {a: 4}}
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: add the option under `points`.
        """,
    ),
    "undeclared-policy",
    "unknown-level",
    "unknown-option",
    "wrong-fact-type",
)
def names_agree(parts: Parts) -> Findings:
    """A table has rows for options and levels that there are, and by their order only where they have one."""
    scheme = parts.scheme
    for at, rule in parts.rules():
        for lookup in r.lookups_of(rule) if isinstance(rule, r.TableRule | r.EachRule) else ():
            yield from _keys(at, lookup, scheme.asked.get(lookup.reading))
    for path, item in parts.items:
        fact = scheme.asked.get(item.max.choice) if isinstance(item.max, ChosenMax) else None
        if isinstance(item.max, ChosenMax) and isinstance(fact, ChoiceFact):
            yield from _options((*path, "max"), item.max.choice, item.max.points, fact)


def _keys(at: Path, lookup: r.Lookup, fact: FactDeclaration | None) -> Findings:
    """The options or levels of a table's rows; that it is numbers or names that are read is told of the reading by its first key."""
    names = fact.names if isinstance(fact, ChoiceFact) else fact.levels if isinstance(fact, ResultsFact) else {}
    by_name = bool(names) or lookup.is_by_name
    for way, key in zip(lookup.at, lookup.keys, strict=True):
        here, on_key = (*at, *way), not lookup.of_columns
        if not by_name and isinstance(key, str):
            message = Message("“{fact}” is a number: it is never “{option}”", fact=lookup.reading, option=key)
            yield Diagnostic("wrong-fact-type", message, at=here, on_key=on_key)
        elif isinstance(fact, ResultsFact) and key not in names:
            message = Message("the fact “{fact}” has no level “{level}”", fact=lookup.reading, level=str(key))
            yield Diagnostic("unknown-level", message, did_you_mean(str(key), names), at=here, on_key=on_key)
        elif isinstance(fact, ChoiceFact) and key not in names:
            yield _unknown_option(lookup.reading, key, fact, here, on_key=on_key)
    for name, at_declaration in _unpaid(map(str, lookup.keys), names):
        if at_declaration:  # either end can be misspelt
            place: Path = ("facts", lookup.reading, _names_key(fact), name)
            message = Message("no rule gives points to the option “{option}”", option=name)
            yield Diagnostic("undeclared-policy", message, at=place, on_key=True)
    if isinstance(fact, ChoiceFact) and fact.options is not None and lookup.word != "is":
        yield _without_order(lookup.reading, (*at, *lookup.at[0][:-1]))


def _without_order(id: str, at: Path) -> Diagnostic:
    message = Message("the options of “{fact}” have no order", fact=id)
    hint = Message("declare them as levels, from the lowest up, or write: {form}", form="is")
    return Diagnostic("wrong-fact-type", message, hint, at=at, on_key=True)


_GIVE = Message("give its points, even if they are 0")


def _options(at: Path, id: str, points: Iterable[str], fact: ChoiceFact) -> Findings:
    for option in (option for option in points if option not in fact.names):
        yield _unknown_option(id, option, fact, (*at, "points", option), on_key=True)
    for option, at_declaration in _unpaid(points, fact.names):
        if at_declaration:
            message = Message("no rule gives points to the option “{option}”", option=option)
            place: Path = ("facts", id, _names_key(fact), option)
            yield Diagnostic("option-without-points", message, at=place, on_key=True)
        else:
            message = Message("the option “{option}” of “{fact}” has no points here", fact=id, option=option)
            yield Diagnostic("option-without-points", message, _GIVE, at=(*at, "points"), on_key=True)


def _names_key(fact: FactDeclaration | None) -> str:
    return "options" if isinstance(fact, ChoiceFact) and fact.levels is None else "levels"


def _unpaid(points: Iterable[str], declared: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Each name that a rule gives no points to, and whether that is told at its declaration: either end can be misspelt."""
    paid, known = list(points), set(declared)
    unknown = [name for name in paid if name not in known]
    yield from ((name, bool(nearest(name, unknown))) for name in declared if name not in paid)


@finds("unknown-option", "wrong-fact-type")
def options_of_conditions_exist(parts: Parts) -> Findings:
    """A condition that asks for an option asks for one that its fact has."""
    for at, condition in parts.conditions():
        for entry in r.entries_in(at, condition):
            fact = parts.scheme.asked.get(entry.reading)
            if entry.word == "is" or isinstance(entry.threshold, r.Level):
                yield from _unknown_values(entry, fact)
            if isinstance(entry.threshold, r.Level) and isinstance(fact, ChoiceFact) and fact.options is not None:
                yield _without_order(entry.reading, (*entry.at[:-1],))


def _unknown_values(entry: r.Entry, fact: FactDeclaration | None) -> Findings:
    """What is no option of a choice, and what is one where a number is read; that it is read at all is told elsewhere."""
    of_choice = isinstance(entry.values[0], str) and "." not in entry.reading
    for value in entry.values:
        if of_choice and isinstance(fact, ChoiceFact) and value not in fact.names:
            yield _unknown_option(entry.reading, value, fact, entry.at)
        elif not of_choice and isinstance(value, str):
            message = Message("“{fact}” is a number: it is never “{option}”", fact=entry.reading, option=value)
            yield Diagnostic("wrong-fact-type", message, at=entry.at)


@finds(
    Code(
        "unreadable-part",
        documentation="""
        A condition or a rule asks for a percentage of what a part of the table is worth, and the file doesn't say what
        that is; or for each part of something in which nothing brings points, such as an item. It could not be known
        what it comes to.

        ```diff
               title: 加分项
        +      text: 加分项的每一项得分率达到60%的，方可加分。
        +      requires: {at_least: {reporting.each.percent: 60}}
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: read the points, or give all that is in the part its `max`; ask for each part of a section, or of the
        total.
        """,
    ),
    slips=False,
)
def percentages_have_something_to_be_of(parts: Parts) -> Findings:
    """A percentage is read of what is worth something, and each part of what has some that bring points."""
    around = parts.around
    there = _parts_of(parts.scheme)
    for each in parts.references():
        if not each.of_part or each.id not in there:
            continue
        is_each = each.of_part.startswith("each.")
        within = around.within.get(each.id, ()) if is_each else (each.id,)
        if not within:
            message = Message("nothing in “{part}” brings points by itself", part=each.id)
            yield Diagnostic("unreadable-part", message, at=each.at, on_key=each.on_key)
        elif each.of_part.endswith("percent") and (of := next((id for id in within if id not in around.worths), None)):
            message = Message("nothing says what “{part}” is worth, so that there is no percentage of it", part=of)
            yield Diagnostic("unreadable-part", message, at=each.at, on_key=each.on_key)


def _unknown_option(id: str, option: str | Decimal, fact: ChoiceFact, at: Path, *, on_key: bool = False) -> Diagnostic:
    message = Message("the fact “{fact}” has no option “{option}”", fact=id, option=option)
    return Diagnostic("unknown-option", message, did_you_mean(str(option), fact.names), at=at, on_key=on_key)


_RESERVED: Mapping[type, tuple[str, ...]] = {
    ResultsFact: (*LONG_FORM, APPLIES),
    ChoiceFact: (APPLIES, "not_applicable", "true", "false", "null"),
}
"""The names that no level, and no option, can have: what is reported could be taken for something else."""


@finds(
    Code(
        "options-or-levels",
        documentation="""
        A fact of type `choice` has both `options` and `levels`, or neither. Options have no order; levels have one, the
        lowest first, so that 本科以上 can be said of them. A choice is of one kind.

        ```diff
        -  standards_revised: {type: yes_no, label: 参与标准制修订}
        +  standards_revised: {type: choice, label: 参与标准制修订}
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: declare `levels` where one is more than another, else `options`.
        """,
    ),
    slips=False,
)
def choices_have_options_or_levels(parts: Parts) -> Findings:
    """A choice says what it can be, once."""
    for id, fact in parts.facts.items():
        if isinstance(fact, ChoiceFact) and (fact.options is None) is (fact.levels is None):
            message = (
                Message("a choice has options, which have no order, or levels, and this one neither")
                if fact.options is None
                else Message("a choice has options, which have no order, or levels, and this one both")
            )
            yield Diagnostic("options-or-levels", message, at=("facts", id))


@finds(
    Code(
        "reserved-level",
        documentation="""
        A level of a results fact is called `value`, `note`, `evidence` or `applies`, or an option of a choice fact
        `applies`, `not_applicable`, `true`, `false` or `null`. The first three are the keys of a fact's long form in a
        facts file, so a count for such a level could not be told from it; the others stand for whether a fact is
        applicable, for yes and no, and for nothing.

        ```diff
        -  award_results: {type: results, label: 质量奖申报, unit: 项, levels: {applied: 申报, silver: 银奖, gold: 金奖}}
        +  award_results: {type: results, label: 质量奖申报, unit: 项, levels: {note: 申报, silver: 银奖, gold: 金奖}}
        @@
        -          rule: {each: award_results, is: {applied: 0.1, silver: 1, gold: 2}}
        +          rule: {each: award_results, is: {note: 0.1, silver: 1, gold: 2}}
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: give the level or the option another id, here and under the `points` of the rule.
        """,
    ),
)
def names_are_free(parts: Parts) -> Findings:
    """No level has the name of a key of a fact's long form, and no option one that a facts file means otherwise."""
    for id, fact in parts.facts.items():
        match fact:
            case ResultsFact(levels=levels):
                for level in (each for each in _RESERVED[ResultsFact] if each in levels):
                    yield _reserved(level, ("facts", id, "levels", level))
            case ChoiceFact(names=options):
                for option in (each for each in _RESERVED[ChoiceFact] if each in options):
                    message = Message(
                        "“{option}” can't be an option: facts files mean something else by it", option=option
                    )
                    yield Diagnostic("reserved-level", message, at=("facts", id, _names_key(fact), option), on_key=True)
            case _:
                pass


def _reserved(level: str, at: Path) -> Diagnostic:
    code: str = "reserved-level"
    if level in LONG_FORM:
        message = Message("“{level}” can't be a level: it is a key of a fact's long form", level=level)
        return Diagnostic(code, message, at=at, on_key=True)
    message = Message("“{level}” can't be a level: it says whether the fact is applicable", level=level)
    return Diagnostic(code, message, at=at, on_key=True)


ID_CHECKS = (
    ids_are_unique,
    offices_exist,
    offices_are_used,
    references_are_right,
    what_is_judged_is_known_by_its_item,
    facts_are_used,
    names_agree,
    options_of_conditions_exist,
    percentages_have_something_to_be_of,
    choices_have_options_or_levels,
    names_are_free,
)
"""Ids, and what refers to them."""
