"""What is reported of one unit: the scalars that the engine reads, and what stands behind them for the explanation."""

from collections.abc import Mapping
from dataclasses import field
from decimal import Decimal

from zlpg.model.scalars import Scalar
from zlpg.records import record

LONG_FORM = ("value", "note", "evidence")
"""The keys of a fact's long form."""


@record(frozen=True, slots=True)
class Applicant:
    """One applicant and its final result."""

    name: str
    level: str
    note: str = ""
    evidence: tuple[str, ...] = ()


@record(frozen=True, slots=True)
class Report:
    """How a fact was reported: the note and the evidence beside its value, and the applicants or numbers where it lists them."""

    note: str = ""
    evidence: tuple[str, ...] = ()
    applicants: tuple[Applicant, ...] = ()
    numbers: tuple[Decimal, ...] = ()


@record(frozen=True, slots=True)
class Facts:
    """A unit's facts. What isn't in `values` isn't reported, which is never the same as zero.

    `values` holds scalars: numbers and counts as they are, of a list of numbers what it is read as, yes as 1 and no as 0, the number of applicants at
    each level, and of each option 1 for the one that it is and 0 for the others. Where a fact may be not applicable, whether it
    applies is 1 or 0 besides, and with 0 it stands alone.
    """

    unit: str | None = None
    year: int | None = None
    values: Mapping[Scalar, Decimal] = field(default_factory=dict)
    reports: Mapping[str, Report] = field(default_factory=dict)
