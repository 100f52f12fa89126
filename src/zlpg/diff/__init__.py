"""What changed between scores, or between rule files. The records carry numbers; words are made where they are shown."""

from typing import overload

from zlpg.diff.comparison import Comparison, LineChange
from zlpg.diff.effects import Effect, Effects
from zlpg.diff.reported import FactChange
from zlpg.diff.results import Line, Result, result_of
from zlpg.diff.schemes import scheme_changes
from zlpg.diff.scores import compare_results
from zlpg.diff.variations import RuleChange
from zlpg.engine.breakdown import Breakdown
from zlpg.model.table import Scheme

__all__ = [
    "Comparison",
    "Effect",
    "Effects",
    "FactChange",
    "Line",
    "LineChange",
    "Result",
    "RuleChange",
    "compare",
    "compare_results",
    "result_of",
    "scheme_changes",
]


@overload
def compare(old: Breakdown, new: Breakdown, *later: Breakdown) -> Comparison: ...


@overload
def compare(old: Scheme, new: Scheme) -> tuple[RuleChange, ...]: ...


def compare(old: Breakdown | Scheme, new: Breakdown | Scheme, *later: Breakdown) -> Comparison | tuple[RuleChange, ...]:
    """What changed from the first score to the last, or between two rule files.

    Of scores, each line of the table has its change as what the rules did and what the unit did, with the facts and parameters
    behind it. Of more than two, each is a column, and the change goes from the first to the last.

    Raises:
        TypeError: A score is compared with a rule file.
    """
    if isinstance(old, Scheme) and isinstance(new, Scheme) and not later:
        return scheme_changes(old, new)
    breakdowns = [each for each in (old, new, *later) if isinstance(each, Breakdown)]
    if len(breakdowns) < 2 + len(later):
        raise TypeError("compare takes breakdowns, or two schemes")
    return compare_results(tuple(map(result_of, breakdowns)))
