"""What has to hold across a whole rule file. One check, one function, listed in the tuple of its kind.

They run on a scheme whose every value is valid by itself, and yield findings with the path of the value at fault.
"""

from zlpg.checks.amounts import AMOUNT_CHECKS, Items
from zlpg.checks.clauses import CLAUSE_CHECKS
from zlpg.checks.former import FORMER_CHECKS
from zlpg.checks.numbering import COMPLETENESS_CHECKS
from zlpg.checks.payouts import PAYOUT_CHECKS
from zlpg.checks.references import REFERENCE_CHECKS, told_once
from zlpg.checks.years import YEAR_CHECKS
from zlpg.diagnostics import Code, Diagnostic, limited
from zlpg.scheme import Scheme, facts_of, walk_items

OF_WHAT_IS_MISSING: frozenset[Code] = frozenset(
    {"max-not-sum", "number-sequence", "section-contents", "unreachable-cap", "unused-fact", "unused-office"}
)
"""The codes of findings that something left out leads to, so that they say nothing about a part of a scheme."""

OF_THE_YEAR_BEFORE: frozenset[Code] = frozenset({"changed-meaning", "former-id"})
"""The codes of findings that the year before can lead to, so that nobody knows of them where there is none."""


def check(scheme: Scheme, before: Scheme | None = None) -> tuple[Diagnostic, ...]:
    """Everything that is wrong with a scheme as a whole, also against the one of the year before, where that is known.

    Amounts are checked only of items whose names and shapes are right, so that one slip is one finding.
    """
    references = limited(finding for each in REFERENCE_CHECKS for finding in each(scheme))
    all_told = not any(finding.code == "too-many-findings" for finding in references)
    wrong = {finding.at[:length] for finding in references for length in range(1, len(finding.at) + 1)}
    held = tuple(
        (path, item)
        for path, _, item in walk_items(scheme)
        if all_told
        and path not in wrong
        and not any(("facts", fact) in wrong and fact in scheme.facts for fact in facts_of(item))
    )
    sound = Items(scheme, held)
    amounts = limited(finding for each in (*AMOUNT_CHECKS, *PAYOUT_CHECKS) for finding in each(sound))
    of_scheme = (*FORMER_CHECKS, *CLAUSE_CHECKS, *COMPLETENESS_CHECKS)
    whole = limited(finding for each in of_scheme for finding in each(scheme))
    years = limited(finding for each in YEAR_CHECKS if before is not None for finding in each(scheme, before))
    return told_once(references) + amounts + whole + years


def check_sums(scheme: Scheme) -> tuple[Diagnostic, ...]:
    """What is wrong with the names and amounts of a scheme, its texts aside."""
    references = tuple(finding for each in REFERENCE_CHECKS for finding in each(scheme))
    items = Items(scheme, tuple((path, item) for path, _, item in walk_items(scheme)))
    return references or tuple(finding for each in AMOUNT_CHECKS for finding in each(items))
