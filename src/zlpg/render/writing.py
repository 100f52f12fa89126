"""What the parts of a writer of workings ask of it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Protocol

from zlpg.engine.readers.bounds import Working
from zlpg.model.table import Scheme
from zlpg.numbers import Interval
from zlpg.render.conditions import Names
from zlpg.render.formula import Formula
from zlpg.render.words import Words


class Writing(Protocol):
    """Writes the arithmetic of a step."""

    @property
    def scheme(self) -> Scheme:
        """The scheme whose labels are used."""

    @property
    def words(self) -> Words:
        """The words of the language."""

    @property
    def values(self) -> Mapping[str, Decimal]:
        """The scalars reported, where they are known."""

    @property
    def names(self) -> Names:
        """What facts and parts of the table are called."""

    def formula(self, working: Working, *, spares: bool = False) -> Formula:
        """The arithmetic of a step. `spares` is set inside a deduction, where a cap is to the good."""

    def line(self, working: Working, *, spares: bool = False) -> str:
        """The arithmetic of a step with what it comes to."""

    def amount(self, points: Interval) -> str:
        """What something comes to."""

    def about(self, working: Working) -> str:
        """What a step is about: the facts and the parts of the table that it is worked out from."""
