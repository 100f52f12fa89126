"""What a measure comes to, with the workings."""

from zlpg.engine.breakdown import Breakdown
from zlpg.model.scalars import APPLIES, Scalar
from zlpg.numbers import ZERO
from zlpg.show.words import visible
from zlpg.show.workings import Writer


def measure_line(breakdown: Breakdown, id: str, writer: Writer) -> str:
    """A measure's workings, with what it comes to in its unit."""
    if not measure_applies(breakdown, id):
        return writer.words.gettext("not applicable")
    unit = visible(breakdown.scheme.measures[id].unit)
    return f"{writer.line(breakdown.measures[id])} {unit}".rstrip()


def measure_applies(breakdown: Breakdown, id: str) -> bool:
    """Whether a measure is applicable, as the facts are that it is worked out from."""
    share = breakdown.scheme.measures[id].share
    return breakdown.facts.values.get(Scalar(share, APPLIES)) != ZERO
