"""What has to hold across a whole rule file. One check, one function, listed in the tuple of its kind.

They run on a scheme whose every value is valid by itself, and yield findings with the path of the value at fault.
"""

from collections.abc import Iterator

from zlpg.checks.amounts import AMOUNT_CHECKS
from zlpg.checks.clauses import CLAUSE_CHECKS
from zlpg.checks.declared import DECLARED_CHECKS, no_part_waits_for_itself
from zlpg.checks.former import FORMER_CHECKS
from zlpg.checks.names import NAME_CHECKS
from zlpg.checks.numbering import COMPLETENESS_CHECKS
from zlpg.checks.overall import OVERALL_CHECKS
from zlpg.checks.parts import Parts
from zlpg.checks.payouts import PAYOUT_CHECKS
from zlpg.checks.policies import POLICY_CHECKS
from zlpg.checks.references import REFERENCE_CHECKS, ids_are_unique, offices_are_used, references_are_right, told_once
from zlpg.checks.scales import SCALE_CHECKS
from zlpg.checks.settled import SETTLED_CHECKS
from zlpg.checks.years import YEAR_CHECKS
from zlpg.diagnostics import Code, Diagnostic, limited
from zlpg.model.references import references_in
from zlpg.model.table import Item, Scheme
from zlpg.model.walks import facts_of, walk_items

OF_WHAT_IS_MISSING: frozenset[Code] = frozenset(
    {
        *("cannot-renormalise", "grades-not-descending", "max-not-sum", "number-sequence", "section-contents"),
        *("unreachable-cap", "unreachable-floor", "unreachable-grade", "unreachable-threshold"),
        *("unused-fact", "unused-measure", "unused-office", "weights-not-whole"),
    }
)
"""The codes of findings that something left out leads to, so that they say nothing about a part of a scheme."""

OF_THE_YEAR_BEFORE: frozenset[Code] = frozenset({"changed-meaning", "former-id"})
"""The codes of findings that the year before can lead to, so that nobody knows of them where there is none."""

OF_THE_WHOLE = (*REFERENCE_CHECKS, *NAME_CHECKS, *DECLARED_CHECKS, *POLICY_CHECKS, *SETTLED_CHECKS)
"""What is looked at before any amount is worked out."""

HARMLESS: frozenset[Code] = frozenset(
    {
        *("duplicate-office", "max-not-sum", "superfluous-policy"),
        *("unknown-office", "unused-fact", "unused-measure", "unused-office"),
    }
)
"""The codes of findings in spite of which the total can be worked out."""


OF_NAMES = frozenset({ids_are_unique, offices_are_used, references_are_right, no_part_waits_for_itself})
"""Of these, what no number, side or policy bears on, nor that something is left out."""


def check(scheme: Scheme, before: Scheme | None = None) -> tuple[Diagnostic, ...]:
    """Everything that is wrong with a scheme as a whole, also against the one of the year before, where that is known.

    Amounts are checked only of items whose names and shapes are right, so that one slip is one finding.
    """
    parts = Parts(scheme)
    references = limited(finding for each in OF_THE_WHOLE for finding in each(parts))
    sound = _sound(scheme, references)
    of_amounts = (*AMOUNT_CHECKS, *SCALE_CHECKS, *PAYOUT_CHECKS)
    amounts = limited(finding for each in of_amounts for finding in each(sound))
    of_scheme = (*FORMER_CHECKS, *CLAUSE_CHECKS, *OVERALL_CHECKS, *COMPLETENESS_CHECKS)
    whole = limited(finding for each in of_scheme for finding in each(scheme))
    years = limited(finding for each in YEAR_CHECKS if before is not None for finding in each(scheme, before))
    return told_once(references) + amounts + whole + years


def _sound(scheme: Scheme, found: tuple[Diagnostic, ...]) -> Parts:
    """The items that no finding stands in the way of."""
    if any(finding.code == "too-many-findings" for finding in found):
        return Parts(scheme, (), whole=False)
    wrong = {finding.at[:length] for finding in found for length in range(1, len(finding.at) + 1)}
    declared = {("facts", id) for id in scheme.facts} | {("measures", id) for id in scheme.measures}
    at_fault = {str(at[1]) for at in wrong & declared}
    held = tuple(
        (path, item)
        for path, _, item in walk_items(scheme)
        if path not in wrong and not (at_fault and at_fault.intersection(_read_by(scheme, item)))
    )
    whole = not any(finding.code not in HARMLESS for finding in found)
    return Parts(scheme, held, whole=whole)


def _read_by(scheme: Scheme, item: Item) -> Iterator[str]:
    """The facts and measures that an item reads, and the facts behind those."""
    yield from (each.id for each in references_in((), item.rule) if each.wanted != "part")
    yield from facts_of(scheme, item)


def check_sums(parts: Parts) -> tuple[Diagnostic, ...]:
    """What is wrong with the policies and the amounts of some parts of a scheme, names and texts aside.

    Of a scheme with a slip in it, one slip may be several findings.
    """
    of_policies = (each for each in OF_THE_WHOLE if each not in OF_NAMES)
    return tuple(finding for each in (*of_policies, *AMOUNT_CHECKS, *SCALE_CHECKS) for finding in each(parts))
