"""What has to hold across a whole rule file. One check, one function, registered with what it finds and needs.

The items of the 2020 document give 110 points at best, so that a cap of 120 on their total would have no effect, and it has none:

>>> import zlpg
>>> from dataclasses import replace
>>> from decimal import Decimal
>>> scheme = zlpg.load_scheme("rules/2020.yaml")
>>> capped = replace(scheme, total=replace(scheme.total, cap=Decimal(120)))
>>> new = [finding for finding in check(capped) if finding not in check(scheme)]
>>> for finding in new:
...     print(finding.code, finding.at, finding.message)
unreachable-cap ('total', 'cap') the cap of 120 can't be reached: 110 is the most there is
unstated-number ('total', 'cap') 120 is not stated in the clause

Checks run on a scheme whose every value is valid by itself, and yield findings with the path of the value at fault.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from zlpg.checks.clauses import CLAUSE_CHECKS
from zlpg.checks.completeness import COMPLETENESS_CHECKS
from zlpg.checks.days import DAY_CHECKS
from zlpg.checks.ids import ID_CHECKS, one_finding_per_misspelt_id
from zlpg.checks.outcome import OUTCOME_CHECKS
from zlpg.checks.overall import OVERALL_CHECKS
from zlpg.checks.parts import Parts
from zlpg.checks.policies import POLICY_CHECKS
from zlpg.checks.reach import AMOUNT_CHECKS, PAYOUT_CHECKS
from zlpg.checks.registration import Check, Findings, Needs
from zlpg.checks.structure import STRUCTURE_CHECKS
from zlpg.checks.thresholds import THRESHOLD_CHECKS
from zlpg.checks.years import YEAR_CHECKS
from zlpg.codes import GENERAL, Code
from zlpg.diagnostics import Diagnostic, limited
from zlpg.model.references import references_in
from zlpg.model.rules import Amount
from zlpg.model.table import Item, Scheme
from zlpg.model.walks import facts_of, references_behind, walk_items

CHECKS: tuple[Check, ...] = (
    *ID_CHECKS,
    *STRUCTURE_CHECKS,
    *POLICY_CHECKS,
    *OUTCOME_CHECKS,
    *AMOUNT_CHECKS,
    *THRESHOLD_CHECKS,
    *PAYOUT_CHECKS,
    *YEAR_CHECKS,
    *CLAUSE_CHECKS,
    *OVERALL_CHECKS,
    *COMPLETENESS_CHECKS,
    *DAY_CHECKS,
)
"""Every check, in the order in which findings at one place are told."""

CODES: Mapping[str, Code] = MappingProxyType({**GENERAL, **{code.id: code for each in CHECKS for code in each.codes}})
"""Every code that a finding can have, by its id, also one that no check tells."""

YEAR_CODES = frozenset(code for each in CHECKS if each.needs == "year before" for code in each.finds)
"""The codes that cannot be looked for, or not wholly, where the year before isn't known."""

_SUM_CHECKS = tuple(each for each in CHECKS if each.slips and each.needs in {"parts", "sound parts"})


def check(scheme: Scheme, before: Scheme | None = None) -> tuple[Diagnostic, ...]:
    """Everything that is wrong with a scheme as a whole, also against the one of the year before, where that is known.

    Amounts are checked only of items whose names and shapes are right, so that one slip is one finding.
    """
    parts = limited(_found({"parts": (Parts(scheme),)}))
    sound = _sound(scheme, parts)
    amounts = limited(_found({"sound parts": (sound,)}))
    whole = limited(_found({"scheme": (scheme,), "scheme and sound parts": (scheme, sound)}))
    years = () if before is None else limited(_found({"year before": (scheme, before)}))
    return one_finding_per_misspelt_id(parts) + amounts + whole + years


def _found(given: Mapping[Needs, tuple[object, ...]]) -> Findings:
    """What the checks find that need what is given here."""
    return (finding for each in CHECKS if each.needs in given for finding in each.look(*given[each.needs]))


def _sound(scheme: Scheme, found: tuple[Diagnostic, ...]) -> Parts:
    """The items that no finding stands in the way of."""
    if any(finding.code == "too-many-findings" for finding in found):
        return Parts(scheme, (), whole=False)
    wrong = {finding.at[:length] for finding in found for length in range(1, len(finding.at) + 1)}
    declared = {("facts", id) for id in scheme.asked} | {("measures", id) for id in scheme.measures}
    at_fault = {str(at[1]) for at in wrong & declared}
    held = tuple(
        (path, item)
        for path, _, item in walk_items(scheme)
        if path not in wrong and not (at_fault and at_fault.intersection(_read_by(scheme, item)))
    )
    whole = all(CODES[finding.code].harmless for finding in found)
    sound = Parts(scheme, held, whole=whole)
    if at_fault:
        read = {id: {id, *_behind(scheme, measure)} for id, measure in scheme.measures.items()}
        sound.measures = {id: each for id, each in scheme.measures.items() if at_fault.isdisjoint(read[id])}
    return sound


def _read_by(scheme: Scheme, item: Item) -> Iterator[str]:
    """The facts and measures that an item reads, and what is behind those."""
    yield from _behind(scheme, item.amount)
    yield from facts_of(scheme, item)


def _behind(scheme: Scheme, amount: Amount) -> Iterator[str]:
    yield from (each.id for each in references_behind(scheme, references_in((), amount)))


def check_sums(parts: Parts) -> tuple[Diagnostic, ...]:
    """What is wrong with the policies and the amounts of some parts of a scheme, names and texts aside.

    Of a scheme with a slip in it, one slip may be several findings.
    """
    return tuple(finding for each in _SUM_CHECKS for finding in each.look(parts))
