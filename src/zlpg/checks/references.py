"""Names: what refers to something refers to what is there, and everything that is declared is referred to."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from zlpg.checks.parts import Parts
from zlpg.checks.registration import Findings, finds
from zlpg.codes import Code
from zlpg.diagnostics import Diagnostic, Message, Path, did_you_mean, nearest
from zlpg.model.declarations import (
    ChoiceFact,
    CountFact,
    FactDeclaration,
    NumberFact,
    RatingsFact,
    ResultsFact,
    YesNoFact,
)
from zlpg.model.marks import kind_of
from zlpg.model.references import Reference, Wanted
from zlpg.model.table import Scheme
from zlpg.model.walks import walk_items, walk_sections

TOTAL = "total"
"""What a condition calls the total, and nothing else is called."""


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
                   direction: deduction
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
        An item names an office under `responsible` that is not declared under `offices`. Nobody would answer for the
        item.

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
        for position, office in enumerate(item.responsible):
            at = (*path, "responsible", position)
            if office not in scheme.offices:
                message = Message("there is no office “{office}”", office=office)
                yield Diagnostic("unknown-office", message, did_you_mean(office, scheme.offices), at=at)
            elif office in item.responsible[:position]:
                yield Diagnostic(
                    "duplicate-office", Message("the office “{office}” is named twice", office=office), at=at
                )


@finds(
    Code(
        "unused-office",
        waivable=True,
        harmless=True,
        needs_everything=True,
        documentation="""
        An office is declared that no item names, neither by itself nor through an office with `stands_for_all`. Either
        it answers for nothing, or an item lacks it.

        ```diff
        -          responsible: [all_members]
        +          responsible: [economic_development]
                   rule: {judged: publicity}
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
    named = {office for _, _, item in walk_items(scheme) for office in item.responsible}
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
        A `reaches` condition asks for the points of an item or a section that the rule file does not have. It could not
        be known whether the condition holds.

        ```diff
               title: 加分项
        +      text: 质量工作得分8分以上的，方可加分。
        +      requires: {reaches: {works: 8}}
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: use the id of an item or a section, or `total`; numbers of facts are held to thresholds by
        `at_least`.
        """,
    ),
    Code(
        "wrong-fact-type",
        documentation="""
        A rule, a condition, a measure or a requirement reads a fact of a type that it is not made for, such as a `once`
        rule over a count, or a measure where only facts are read: points that are `judged`, a minimum, and another
        measure. Points could not be worked out from it.

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
    there = {TOTAL, *(section.id for _, section in walk_sections(scheme))}
    there.update(item.id for _, _, item in walk_items(scheme))
    for each in parts.references():
        if each.wanted != "part":
            yield from _fact_or_measure(scheme, each)
        elif each.id not in there:
            message = Message("there is no item or section “{part}”", part=each.id)
            yield Diagnostic(
                "unknown-part", message, did_you_mean(each.id, sorted(there)), at=each.at, on_key=each.on_key
            )


_TYPES: dict[Wanted, tuple[type[FactDeclaration], ...]] = {
    "number": (NumberFact, RatingsFact),
    "quantity": (CountFact, NumberFact, RatingsFact),
    "yes_no": (YesNoFact,),
    "choice": (ChoiceFact,),
    "results": (ResultsFact,),
}
"""The types of fact that can be what is wanted."""


def _fact_or_measure(scheme: Scheme, each: Reference) -> Findings:
    types = _TYPES[each.wanted]
    measured = each.wanted in {"number", "quantity"} and each.at[-1] != "judged" and not _of_facts_alone(each.at)
    allowed = (*(kind_of(type, "type") for type in types), *(["measure"] if measured else []))
    declared = scheme.facts.get(each.id)
    if declared is None and each.id not in scheme.measures:
        known = [*scheme.facts, *(scheme.measures if measured else ())]
        message = Message("there is no fact “{fact}”", fact=each.id)
        yield Diagnostic("unknown-fact", message, did_you_mean(each.id, known), at=each.at, on_key=each.on_key)
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
        yield Diagnostic("wrong-fact-type", message, at=each.at, on_key=each.on_key)


def _of_facts_alone(at: Path) -> bool:
    """Whether it is a measure or a requirement that refers to something: these look at what is reported itself."""
    return at[0] == "measures" or "requirement" in at


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
        +  pass_rate: {share: products_passed, of: [products_tested], times: 100, range: [0, 100], if_none: 100, label: 抽查合格率, unit: "%"}
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


def told_once(findings: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
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


REFERENCE_CHECKS = (
    ids_are_unique,
    offices_exist,
    offices_are_used,
    references_are_right,
    facts_are_used,
)
"""Names."""
