"""What rules and conditions refer to by id."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal, TypeAlias, assert_never

import zlpg.model.rules as r
from zlpg.diagnostics import Path
from zlpg.records import record

Wanted: TypeAlias = Literal["number", "quantity", "yes_no", "choice", "results", "part"]
"""What a reference is to: a measured number, a number or a count, a yes or no, a choice, results, or a part of the table."""


@record(frozen=True, slots=True)
class Reference:
    """An id that refers to something, with its place. `on_key`: it is the key of a mapping there.

    `of_part` is what is read of a part of the table: `points`, `percent`, `each.points` or `each.percent`.
    """

    at: Path
    id: str
    wanted: Wanted
    on_key: bool = False
    of_part: str = ""


def references_of_condition(path: Path, condition: r.Condition) -> Iterator[Reference]:
    """Everything that a condition, and every condition inside it, refers to."""
    for at, each in r.walk_condition(path, condition):
        if isinstance(each, str):
            yield Reference(at, each, "yes_no")
    for entry in r.entries_in(path, condition):
        is_level = isinstance(entry.threshold, r.Level)
        is_option = is_level or (entry.word == "is" and isinstance(entry.values[0], str))
        yield reference_of_reading(entry.at, entry.reading, "choice" if is_option else "quantity", on_key=True)
        if entry.word != "is" and isinstance(entry.threshold, str) and not is_level:
            yield reference_of_reading(entry.at, entry.threshold, "quantity")


def reference_of_reading(at: Path, reading: str, wanted: Wanted, *, on_key: bool = False) -> Reference:
    """What a reading refers to: a part of the table where it reads its points, else a fact or a measure."""
    id, _, of_part = reading.partition(".")
    return Reference(at, id, "part" if of_part else wanted, on_key, of_part)


def _looked_up_in(path: Path, rule: r.Tabular) -> Iterator[Reference]:
    """What a table looks up, and what its columns go by."""
    by_name = {lookup.of_columns: lookup.is_by_name for lookup in r.lookups_of(rule)}
    wanted: Wanted = "choice" if by_name.get(False) else "quantity"
    if isinstance(rule, r.TableRule):
        yield reference_of_reading((*path, "table"), rule.table, wanted)
    elif isinstance(rule.each, str):
        yield Reference((*path, "each"), rule.each, "results")
    else:
        yield from (reference_of_reading((*path, "each", at), each, wanted) for at, each in enumerate(rule.each))
    if rule.columns is not None:
        wanted = "choice" if by_name.get(True) else "quantity"
        yield reference_of_reading((*path, "columns", "table"), rule.columns.table, wanted)


def references_in(path: Path, amount: r.Amount) -> Iterator[Reference]:
    """Everything that an amount, and every one inside it, refers to, in the order of the file."""
    for at, each in r.walk_amount(path, amount):
        match each:
            case str():
                yield reference_of_reading(at, each, "quantity")
            case r.OnceRule(once=condition):
                yield from references_of_condition((*at, "once"), condition)
            case r.ProportionalRule(proportional=id):
                yield reference_of_reading((*at, "proportional"), id, "number")
            case r.CountedRule(count=id, over=over, under=under):
                yield reference_of_reading((*at, "count"), id, "quantity")
                for key, threshold in (("over", over), ("under", under)):
                    if isinstance(threshold, str):
                        yield reference_of_reading((*at, key), threshold, "quantity")
            case r.TableRule() | r.EachRule():
                yield from _looked_up_in(at, each)
            case (
                r.SumRule() | r.DifferenceRule() | r.ProductRule() | r.HighestRule() | r.LowestRule() | r.AverageRule()
            ):
                pass
            case r.ShareRule() | Decimal():
                pass
            case r.DeductRule():
                pass
            case _:
                assert_never(each)
