"""Rules → expressions: the one place that knows what a rule means."""

from zlpg.lowering.rules import ALL_APPLY, capped, lower, lower_amount, lower_condition, without_cap
from zlpg.lowering.scalars import (
    APPLIES,
    applicability,
    at_level,
    chosen,
    domain,
    lower_measure,
    may_not_apply,
    mean_of,
    scalars,
)
from zlpg.lowering.table import (
    TOTAL,
    applies,
    evaluated,
    lower_grade,
    lower_item,
    lower_section,
    nothing_applies,
    parts_below,
    parts_read,
    parts_that_may_drop_out,
)

__all__ = [
    "ALL_APPLY",
    "APPLIES",
    "TOTAL",
    "applicability",
    "applies",
    "at_level",
    "capped",
    "chosen",
    "domain",
    "evaluated",
    "lower",
    "lower_amount",
    "lower_condition",
    "lower_grade",
    "lower_item",
    "lower_measure",
    "lower_section",
    "may_not_apply",
    "mean_of",
    "nothing_applies",
    "parts_below",
    "parts_read",
    "parts_that_may_drop_out",
    "scalars",
    "without_cap",
]
