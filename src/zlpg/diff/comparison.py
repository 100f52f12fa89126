"""The result of comparing scores: numbers with the reasons for them. Words are made where it is shown."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from zlpg.diff.effects import Effects
from zlpg.diff.reported import FactChange
from zlpg.diff.results import Line, Result
from zlpg.diff.variations import RuleChange
from zlpg.numbers import Interval

Kind: TypeAlias = Literal["section", "item", "cap", "moved", "total"]
Status: TypeAlias = Literal["added", "removed", "changed", "open", "unchanged", "between"]


@dataclass(frozen=True, slots=True)
class LineChange:
    """A line of the table in every score: a section, an item, the total, or what a section makes of its parts beyond adding them.

    The latter is of kind `cap`; `adjusted_by` are the keys of the section by which it comes about, none where they aren't known.

    A line of kind `moved` makes up for what stands under a section here and stood elsewhere in another year, so that a section
    shows its own points and every column adds up. `lines` and `points` are `None` in a score that doesn't have it, and so are the
    points of a total where there is no result. `effects` is `None` where nothing is known but the points.
    """

    kind: Kind
    depth: int
    lines: tuple[Line | None, ...]
    points: tuple[Interval | None, ...]
    change: Interval | None
    effects: Effects | None
    facts: tuple[FactChange, ...] = ()
    parameters: tuple[RuleChange, ...] = ()
    differs: bool = False
    adjusted_by: tuple[str, ...] = ("cap",)

    @property
    def status(self) -> Status:
        """Whether the first and the last score have it, and whether anything about it differs, or may for all that is known."""
        match self.points[0], self.points[-1]:
            case (None, _) | (_, None) if self.kind == "total":  # there is no result
                return "changed" if self.differs else "unchanged"
            case None, None:
                return "between"
            case None, _:
                return "added"
            case _, None:
                return "removed"
            case _ if self.change is not None and self.change.known is None and not (self.facts or self.parameters):
                return "open" if self.points[0] == self.points[-1] else "changed"
            case _:
                return "changed" if self.differs else "unchanged"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed from the first score to the last. `lines` stand as they are shown, the total last."""

    results: tuple[Result, ...]
    lines: tuple[LineChange, ...]
    attributed: bool
    """Whether changes are split into what the rules did and what the unit did."""

    @property
    def total(self) -> LineChange:
        """The change of the total."""
        return self.lines[-1]

    @property
    def differs(self) -> bool:
        """Whether anything differs between the first and the last."""
        return any(line.differs for line in self.lines)
