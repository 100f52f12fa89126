"""Making every number of a rule file wrong, in process: the time of a mutant as the table grows, and against a score of it.

The rule files are those of `validating.py`, with a case for each item that reports all of its facts, and one for all together. What
a mutant takes has to do with its slip and not with the size of the table, whether or not there are cases.
"""

import sys
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from time import process_time

import zlpg
from validating import rule_file
from zlpg.examples import Case, put_to_the_proof, trial_of
from zlpg.load.rules import rules_from
from zlpg.model.scalars import scalars
from zlpg.model.walks import facts_of, walk_items
from zlpg.source import read_yaml

SIZES = (50, 200, 800)
TARGET_GROWTH = 1.5
"""A mutant's time in a table against one's in a table of a quarter of its size."""
MANY = Decimal(15)
"""What is reported of a count without end."""


def read(items: int) -> zlpg.Scheme:
    """A rule file of so many items."""
    scheme = rules_from(read_yaml("made-up.yaml", rule_file(items)), "", None).value
    assert scheme is not None
    return scheme


def cases(scheme: zlpg.Scheme) -> Iterator[Case]:
    """A case for each item, and one for all of them."""
    trial = trial_of(scheme)
    asked = {item.id: facts_of(scheme, item) for _, _, item in walk_items(scheme)}
    for part, facts in {**asked, "total": tuple(scheme.asked)}.items():
        possible = (each for id in facts for each in scalars(id, scheme.asked[id]))
        values = {scalar: each.highest if each.highest.is_finite() else MANY for scalar, each in possible}
        reported = zlpg.Facts(values=values)
        points = trial.work_out((part,), trial.known(reported))[part].points
        yield Case(part, reported, {part: points})


def milliseconds(scheme: zlpg.Scheme, told: tuple[Case, ...]) -> float:
    """The processor time of a mutant that makes a difference."""
    start = process_time()
    count = sum(1 for _ in put_to_the_proof(scheme, told))
    return (process_time() - start) * 1000 / count


def scored(scheme: zlpg.Scheme) -> float:
    """The processor time of one score, all workings kept."""
    start = process_time()
    zlpg.score(scheme, zlpg.Facts())
    return (process_time() - start) * 1000


def main() -> int:
    """Time it and print the table. Returns 1 where a target is missed."""
    print("milliseconds of processor time of a mutant:")
    print(f"{'items':>10}{'with cases':>14}{'without':>14}{'one score':>14}")
    taken: dict[int, tuple[float, float]] = {}
    for size in SIZES:
        scheme = read(size)
        taken[size] = milliseconds(scheme, tuple(cases(scheme))), milliseconds(scheme, ())
        with_cases, without = taken[size]
        print(f"{size:10}{with_cases:14.2f}{without:14.2f}{scored(scheme):14.2f}")
    growths = []
    for less, more in pairwise(SIZES):
        growth = [after / before for before, after in zip(taken[less], taken[more], strict=True)]
        print(f"{f'{more} ÷ {less}':>10}{growth[0]:14.2f}{growth[1]:14.2f}")
        growths += growth
    print(f"the worst of these: {max(growths):.2f} (target ≤ {TARGET_GROWTH})")
    return int(max(growths) > TARGET_GROWTH)


if __name__ == "__main__":
    sys.exit(main())
