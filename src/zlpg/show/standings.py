"""What totals mean in a comparison: the grades, vetoes, and that there is no result, in words."""

from collections.abc import Iterator

from zlpg.diff.results import Standing
from zlpg.show.comparison import NOT_THERE, ComparisonWords
from zlpg.show.score import outcome_of
from zlpg.show.words import visible


class StandingWords:
    """Says in one language what settles the results of a comparison. All texts are safe to show on one line."""

    def __init__(self, said: ComparisonWords) -> None:
        self.said, self.words = said, said.words
        self._standings = tuple(result.standing for result in said.comparison.results)
        self.graded = any(each.graded for each in self._standings)

    @property
    def shown(self) -> bool:
        """Whether there is anything to say: a grade, or that there is or may be no result."""
        return self.graded or any(each.no_result is not False for each in self._standings)

    @property
    def differs(self) -> bool:
        """Whether the first and the last have other grades, or only one of them has a result."""
        return self._standings[0].decides != self._standings[-1].decides

    def title(self) -> str:
        """What is told of each result."""
        return self.words.gettext("Grade") if self.graded else self.words.gettext("Result")

    def each(self) -> tuple[str, ...]:
        """The grade of each score, or those that are still possible."""
        return tuple(map(self._grade, self._standings))

    def _grade(self, standing: Standing) -> str:
        if not standing.grades and standing.no_result is not True:
            return NOT_THERE
        titles = tuple(visible(title) for _, title in standing.grades)
        return self.said.or_no_result(self.words.listed(titles), standing)

    def cells(self) -> tuple[str, ...]:
        """A row of the table."""
        return ("", self.title(), *self.each(), "", *(("", "") if self.said.comparison.attributed else ()))

    def summary(self) -> str:
        """The first and the last."""
        each = self.each()
        return self.words.named(self.title(), f"{each[0]} → {each[-1]}")

    def why(self) -> Iterator[str]:
        """The vetoes that hold or still may, and why there is no result, in the first and the last score."""
        ends = (
            (self.said.comparison.results[0], self.said.labels[0]),
            (self.said.comparison.results[-1], self.said.labels[-1]),
        )
        for result, label in ends:
            for told in outcome_of(result.breakdown, self.words) if result.breakdown is not None else ():
                if told.kind in {"veto", "no_result"} and told.line:
                    yield self.words.gettext("{key}: {part}").format(key=label, part=told.line)
