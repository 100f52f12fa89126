"""Measures: rules with a name, which are read like facts.

>>> from zlpg.model.marks import kind_of
>>> register = DifferenceMeasure(("register", "exempted"), label="On the register, not exempted")
>>> isinstance(register, r.DifferenceRule), register.label, kind_of(type(register))
(True, 'On the register, not exempted', 'difference')

Each kind of rule is the same with a name, so that whatever is done with a rule is done with a measure. A measure can't be judged or
given applicant by applicant: it is one number.
"""

from typing import Annotated, TypeAlias

import zlpg.model.rules as r
from zlpg.model.declarations import Measure
from zlpg.model.marks import Kinds
from zlpg.records import record


@record(frozen=True, slots=True)
class ProportionalMeasure(Measure, r.ProportionalRule):
    """A proportion with a name."""


@record(frozen=True, slots=True)
class CountedMeasure(Measure, r.CountedRule):
    """What is counted, or so many steps of a number, with a name."""


@record(frozen=True, slots=True)
class OnceMeasure(Measure, r.OnceRule):
    """One amount or another with a name."""


@record(frozen=True, slots=True)
class TableMeasure(Measure, r.TableRule):
    """What a table says with a name."""


@record(frozen=True, slots=True)
class ShareMeasure(Measure, r.ShareRule):
    """A share with a name."""


@record(frozen=True, slots=True)
class SumMeasure(Measure, r.SumRule):
    """A sum with a name."""


@record(frozen=True, slots=True)
class DifferenceMeasure(Measure, r.DifferenceRule):
    """A difference with a name."""


@record(frozen=True, slots=True)
class ProductMeasure(Measure, r.ProductRule):
    """A product with a name."""


@record(frozen=True, slots=True)
class HighestMeasure(Measure, r.HighestRule):
    """The highest of several with a name."""


@record(frozen=True, slots=True)
class LowestMeasure(Measure, r.LowestRule):
    """The lowest of several with a name."""


@record(frozen=True, slots=True)
class AverageMeasure(Measure, r.AverageRule):
    """A mean with a name."""


NamedRule: TypeAlias = Annotated[
    ProportionalMeasure
    | CountedMeasure
    | OnceMeasure
    | TableMeasure
    | ShareMeasure
    | SumMeasure
    | DifferenceMeasure
    | ProductMeasure
    | HighestMeasure
    | LowestMeasure
    | AverageMeasure,
    Kinds(),
]
"""A measure, told by the kind of its rule."""
