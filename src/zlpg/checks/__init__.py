"""What has to hold across a whole rule file. One check, one function, listed in one of two tuples.

They run on a scheme whose every value is valid by itself, and yield findings with the path of the value at fault.
"""

from zlpg.checks.amounts import AMOUNT_CHECKS
from zlpg.checks.references import REFERENCE_CHECKS
from zlpg.diagnostics import Diagnostic, without_consequences
from zlpg.scheme import Scheme, facts_of, walk_items


def check(scheme: Scheme) -> tuple[Diagnostic, ...]:
    """Everything that is wrong with a scheme as a whole.

    Amounts are checked only of items whose names and shapes are right, so that one slip is one finding.
    """
    references = tuple(finding for each in REFERENCE_CHECKS for finding in each(scheme))
    wrong = {finding.at[:length] for finding in references for length in range(1, len(finding.at) + 1)}
    sound = tuple(
        (path, item)
        for path, _, item in walk_items(scheme)
        if path not in wrong and not any(("facts", fact) in wrong and fact in scheme.facts for fact in facts_of(item))
    )
    return without_consequences(references) + tuple(
        finding for each in AMOUNT_CHECKS for finding in each(scheme, sound)
    )
