"""What one expression can be more than another, as far as what is open is the same thing to both.

Reports are paid 0.1 each, or 0.3, and how many of up to 10 there will be is open. Of the same reports the second brings up to 2 points
more; of those of two units, anything from 1 less:

>>> from decimal import Decimal
>>> from zlpg.model.declarations import CountFact
>>> reports, declared = Scalar("reports"), {"reports": CountFact("count", "工作信息")}
>>> rules = [e.Product((e.Fact(reports), e.Number(Decimal(rate)))) for rate in ("0.1", "0.3")]
>>> known = {reports: Interval(Decimal(0), Decimal(10))}
>>> for is_one_unit in (True, False):
...     found = difference_between((rules[0], rules[1]), (known, known), lambda key: is_one_unit, declared)
...     print(found.lowest, "…", found.highest)
0 … 2.0
-1.0 … 3.0
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias, TypeVar

import zlpg.engine.expression as e
from zlpg.engine.program import Key
from zlpg.engine.readers import pieces
from zlpg.engine.readers.bounds import points_of
from zlpg.engine.readers.boxes import Box, box_of
from zlpg.engine.readers.program_boxes import box_around, renamed
from zlpg.model.declarations import FactDeclaration
from zlpg.model.scalars import Scalar
from zlpg.numbers import Interval

T = TypeVar("T")
Pair: TypeAlias = tuple[T, T]
Known: TypeAlias = Mapping[Key, Interval]


def difference_between(
    expressions: Pair[e.Expression],
    known: Pair[Known],
    is_same: Callable[[Key], bool],
    *facts: Mapping[str, FactDeclaration],
) -> Interval:
    """What the second of two expressions can be more than the first, each given what is known of what it reads.

    `is_same` says what the same things can be to both. That is the same unknown, as far as as much is known of it; of all else each
    has an unknown of its own. `facts` are how facts are declared where the expressions come from.
    """
    (one, other), (by_one, by_other) = expressions, known
    apart_from = points_of(other, by_other) - points_of(one, by_one)
    if apart_from.known is not None:
        return apart_from
    box = box_around(expressions, {**by_other, **by_one}, *facts)
    own: dict[Key, Interval] = {}
    for key in box.values:
        if isinstance(key, Scalar | str) and key in by_other:
            values = by_other[key]
            if values != by_one.get(key) or not (values.known is not None or is_same(key)):
                own[key] = values
    other, box = apart(other, box, own)
    return pieces.difference(other, one, box)


def apart(
    expression: e.Expression, box: Box, known: Mapping[Key, Interval], mark: str = "′"
) -> tuple[e.Expression, Box]:
    """An expression over scalars and steps of its own, those of which `known` says what they can be, and the box with these beside its own.

    What is read of them elsewhere is another unknown then, though it may be the same things.
    """

    def own(key: Key) -> Key:
        return Scalar(key.fact + mark, key.which) if isinstance(key, Scalar) else key + mark

    names = {key: own(key) for key in known}
    whole = {options.keys for key, options in box.choices.items() if key in names}
    choices = [tuple(names[each] for each in keys) for keys in whole if names.keys() >= set(keys)]
    grains = {names[key]: grain for key in known if (grain := box.values[key].grain) is not None}
    more = box_of({names[key]: interval for key, interval in known.items()}, grains, choices)
    joined = Box({**box.values, **more.values}, {**box.choices, **more.choices}, box.inequalities)
    return renamed(expression, names), joined
