"""Days: the period that is assessed, and when facts are due."""

from collections.abc import Iterator

from zlpg.checks.registration import Findings, finds
from zlpg.codes import Code
from zlpg.diagnostics import Diagnostic, Message, Path
from zlpg.model.table import Scheme
from zlpg.model.walks import walk_items


@finds(
    Code(
        "wrong-period",
        documentation="""
        The `period` ends before it begins, or it neither begins nor ends in the `year`. An assessment is called by a
        year that it is about; with a slip in one of the two, other days would be assessed than those that are meant.

        ```diff
         year: 2020
        +period: [2019-11-01, 2019-10-31]
         title: 2020年度镇质量工作考核表
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: write the first day and the last; without `period`, it is the calendar year.
        """,
        harmless=True,
        needs_everything=True,
    ),
    needs="scheme",
    slips=False,
)
def the_period_is_the_years(scheme: Scheme) -> Findings:
    """The period goes forward, and the year is one that it begins or ends in, as an assessment is called by one of them."""
    if scheme.period is None:
        return
    first, last = scheme.period
    if last < first:
        message = Message("the period goes from {first} to {last}", first=first, last=last)
        yield Diagnostic("wrong-period", message, Message("write the first day and the last"), at=("period",))
    elif scheme.year not in {int(first[:4]), int(last[:4])}:
        message = Message(
            "the period goes from {first} to {last}, and the year is {year}", first=first, last=last, year=scheme.year
        )
        yield Diagnostic("wrong-period", message, at=("period",))


@finds(
    Code(
        "wrong-due",
        waivable=True,
        documentation="""
        A `due` lies more than a year before the period that is assessed, or more than a year after it. It is most likely
        that of another year, and everybody would be told a wrong day.

        ```diff
        -  market_supervision: {name: 市场所}
        +  market_supervision: {name: 市场所, due: 2002-12-10}
        ```

        ```console
        $ zlpg validate rules.yaml
        ```

        To mend it: correct the day, or the `period`.
        """,
        harmless=True,
        needs_everything=True,
    ),
    needs="scheme",
    slips=False,
)
def what_is_due_is_due_around_the_period(scheme: Scheme) -> Findings:
    """Facts are reported in the period, or soon before or after: in a year around it."""
    if any(the_period_is_the_years.look(scheme)):  # it isn't known what is meant
        return
    first, last = scheme.first_and_last_day
    (year, earliest), (other, latest) = map(_of_year, (first, last))
    for at, day in _due_days(scheme):
        if not (year - 1, earliest) <= _of_year(day) <= (other + 1, latest):
            message = Message(
                "{day} is more than a year from the period, {first} to {last}", day=day, first=first, last=last
            )
            yield Diagnostic("wrong-due", message, at=at)


def _due_days(scheme: Scheme) -> Iterator[tuple[Path, str]]:
    declared: list[tuple[Path, str | None]] = [((), scheme.due)]
    declared += [(("offices", id), office.due) for id, office in scheme.offices.items()]
    declared += [(path, item.due) for path, _, item in walk_items(scheme)]
    return (((*path, "due"), day) for path, day in declared if day is not None)


def _of_year(day: str) -> tuple[int, str]:
    """A day as its year, which has four digits where it isn't that of a file without a period, and the rest."""
    return int(day[:-6]), day[-6:]


DAY_CHECKS = (
    the_period_is_the_years,
    what_is_due_is_due_around_the_period,
)
"""What has to hold of days."""
