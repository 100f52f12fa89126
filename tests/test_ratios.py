"""An amount that no decimal is exactly is never rounded without a word, whatever is done with it."""

import copy
import decimal
import math
import operator
import pickle
import statistics
from collections.abc import Callable, Iterator
from contextlib import suppress
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zlpg.numbers import (
    EXACT,
    UNBOUNDED,
    ZERO,
    Interval,
    Ratio,
    added,
    divided,
    exact,
    minus,
    multiple,
    nearest,
    plain,
    plus,
    readable,
    times,
)

THIRD = exact(Fraction(1, 3))
LONG = exact(Fraction(-(10**40) - 1, 21))
OTHERS = (
    Decimal(2),
    Decimal("-0.5"),
    3,
    Fraction(2, 7),
    Decimal("Infinity"),
    Decimal("-Infinity"),
    exact(Fraction(5, 9)),
)
CONTEXTS = (EXACT, decimal.DefaultContext, decimal.BasicContext, decimal.ExtendedContext)

REFUSALS = (TypeError, AttributeError, ArithmeticError, ValueError)
"""What an operation raises that isn't for such a number."""

ORACLES: dict[str, Callable[..., Any]] = {
    **{f"__{name}__": getattr(operator, name) for name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow")},
    **{f"__{name}__": getattr(operator, name) for name in ("neg", "abs", "pos", "eq", "ne", "lt", "le", "gt", "ge")},
}
"""What operations of decimals are of fractions; what isn't here has no meaning for these."""
ORACLES |= {
    **{f"__r{name.strip('_')}__": (lambda one, other, of=of: of(other, one)) for name, of in ORACLES.items()},
    "__divmod__": divmod, "__bool__": bool, "__hash__": hash, "__int__": int, "__round__": round,
    "__floor__": math.floor, "__ceil__": math.ceil, "__trunc__": math.trunc,
    "as_integer_ratio": Fraction.as_integer_ratio, "is_finite": lambda _: True,
    "compare": lambda one, other: (one > other) - (one < other), "max": max, "min": min,
    "fma": lambda one, other, third: one * other + third, "is_signed": lambda one: one < 0, "is_zero": lambda one: one == 0,
}  # fmt: skip
ABOUT_OBJECTS = frozenset(dir(object)) - ORACLES.keys() | {"__copy__", "__deepcopy__"}
"""What every object has, which is looked at by itself."""


def operands(count: int) -> Iterator[tuple[Any, ...]]:
    """Every choice of operands of which at least one is a ratio."""
    for chosen in product((THIRD, LONG, *OTHERS), repeat=count):
        if any(isinstance(each, Ratio) for each in chosen):
            yield chosen


def fraction(value: Any) -> Any:
    """A number as what it is exactly, anything else as it is."""
    if isinstance(value, tuple):
        return tuple(map(fraction, value))
    if isinstance(value, bool) or not hasattr(value, "as_integer_ratio"):
        return value
    with suppress(OverflowError, ValueError):
        return Fraction(*value.as_integer_ratio())
    return float(value)  # one without end


def outcome(function: Callable[..., Any], operands: tuple[Any, ...]) -> Any:
    """What comes of it, exactly; `REFUSALS` where it is refused."""
    try:
        made = function(*operands)
    except REFUSALS:
        return REFUSALS
    return REFUSALS if made is NotImplemented else fraction(made)


def wrong(name: str, function: Callable[..., Any]) -> list[str]:
    """The operands for which something comes of an operation that isn't exactly it."""
    return [
        f"{name}{chosen}: {found}"
        for count in (1, 2, 3)
        for chosen in operands(count)
        if (found := outcome(function, chosen)) is not REFUSALS
        and found != (outcome(ORACLES[name], tuple(map(fraction, chosen))) if name in ORACLES else None)
    ]


NAMES = sorted({name for name in dir(Decimal) if callable(getattr(Decimal, name))} - ABOUT_OBJECTS)


@pytest.mark.parametrize("name", NAMES)
def test_an_operation_of_decimals_is_exact_or_refused(name: str) -> None:
    def of_the_first(one: Any, *others: Any) -> Any:
        return getattr(one, name)(*others)

    def of_decimals(one: Any, *others: Any) -> Any:
        return getattr(Decimal, name)(one, *others)

    assert not wrong(name, of_the_first)
    assert not wrong(name, of_decimals)


@pytest.mark.parametrize("context", CONTEXTS, ids=lambda context: f"{context.prec} digits")
def test_no_context_takes_one(context: Context) -> None:
    for name in {name for name in dir(Context) if callable(getattr(Context, name))} - ABOUT_OBJECTS:
        operation = getattr(context.copy(), name)
        assert all(outcome(operation, chosen) is REFUSALS for count in (1, 2, 3) for chosen in operands(count)), name


BUILT_IN: dict[str, Callable[..., Any]] = {
    "Decimal": Decimal, "from_float": Decimal.from_float, "Fraction": Fraction, "float": float, "int": int, "complex": complex,
    "round": round, "sqrt": math.sqrt, "fsum": lambda one: math.fsum((one,)), "mean": lambda one: statistics.mean((one, one)),
    "pow": pow, "fixed": lambda one: format(one, "f"), "places": lambda one: f"{one:.2f}",
    "plain": plain, "index": operator.index, "hypot": math.hypot, "isclose": math.isclose, "EXACT": lambda one: +EXACT.create_decimal(one),
}  # fmt: skip


@pytest.mark.parametrize("name", BUILT_IN)
@pytest.mark.parametrize("number", [THIRD, LONG])
def test_what_would_round_one_refuses_it(name: str, number: Decimal) -> None:
    assert outcome(BUILT_IN[name], (number,)) in (REFUSALS, fraction(number))


fractions = st.fractions(max_denominator=999)


@given(fractions, st.lists(fractions | st.decimals(-99, 99, places=3), max_size=5))
def test_what_points_are_worked_out_with_is_exact(number: Fraction, others: list[Any]) -> None:
    amounts = [exact(number), *(exact(each) if isinstance(each, Fraction) else each for each in others)]
    whole, *rest = map(fraction, amounts)
    with localcontext(EXACT):
        assert fraction(sum(amounts)) == sum((whole, *rest))
    assert fraction(added(map(Interval.exactly, amounts)).known) == sum((whole, *rest))
    assert fraction(max(amounts)) == max((whole, *rest))
    assert list(map(fraction, sorted(amounts))) == sorted((whole, *rest))
    for one, other in product(amounts, repeat=2):
        first, second = fraction(one), fraction(other)
        assert fraction(plus(one, other)) == first + second
        assert fraction(minus(one, other)) == first - second
        assert fraction(times(one, other)) == first * second
        assert (one < other, one == other, len({one, other}) == 1) == (first < second, *[first == second] * 2)
        if second:
            assert fraction(divided(one, other)) == first / second


long_numbers = st.builds(
    lambda digits, exponent: Decimal(digits).scaleb(exponent, EXACT), st.integers(), st.integers(-300, 300)
)
amounts = st.one_of(long_numbers, fractions.map(exact), st.sampled_from((UNBOUNDED, -UNBOUNDED)))


@given(amounts, amounts, st.sampled_from(CONTEXTS))
def test_intervals_are_exact_in_every_context_and_at_any_length(one: Decimal, other: Decimal, context: Context) -> None:
    here, there = Interval.around((one, ZERO)), Interval.around((ZERO, other))
    with localcontext(context):
        found = (-here, here + there, added((there, here)), Interval.exactly(one) * Interval.exactly(Decimal(7)))
    (lowest, highest), (least, most) = ((fraction(each.lowest), fraction(each.highest)) for each in (here, there))
    negative, together, again, seven_times = ((fraction(each.lowest), fraction(each.highest)) for each in found)
    assert negative == (-highest, -lowest)
    assert together == again == (lowest + least, highest + most)
    assert seven_times == (7 * fraction(one), 7 * fraction(one))


@given(fractions)
def test_a_copy_is_the_same_number(number: Fraction) -> None:
    ratio = Ratio(number)
    copies = (copy.copy(ratio), copy.deepcopy(ratio), pickle.loads(pickle.dumps(ratio)))  # noqa: S301  # what was dumped here
    assert all((each, each.fraction, hash(each)) == (ratio, number, hash(number)) for each in copies)


def test_a_fraction_too_long_to_be_read_is_left_out() -> None:
    assert readable(exact(Fraction(10**5000 + 1, 3))) == f"{'3' * 5000}.6666…"


@given(st.fractions())
def test_what_is_shown_of_one_is_cut_off_and_says_what_it_is(number: Fraction) -> None:
    ratio = Ratio(number)
    shown, _, exactly = readable(ratio).partition("…")
    assert exactly == (f" ({number})" if max(abs(number.numerator), number.denominator) < 10**20 else "")
    assert str(ratio) == readable(ratio)
    assert abs(Fraction(shown)) <= abs(number) < abs(Fraction(shown)) + Fraction(1, 10_000)
    assert (number < 0) == shown.startswith("-")


@given(st.fractions())
def test_the_nearest_decimal_is_as_near_as_so_many_digits_can_be(number: Fraction) -> None:
    found = nearest(Ratio(number))
    digits = len(found.as_tuple().digits)
    assert digits <= 28
    if number:
        assert abs(Fraction(found) - number) <= Fraction(10) ** (found.adjusted() - 27) / 2
    assert nearest(found) is found


@pytest.mark.parametrize("to", ["1", "0.1", "0.25"])
def test_rounding_is_of_the_fraction_and_not_of_its_decimal(to: str) -> None:
    step = Fraction(to)
    just_below = exact(7 * step + step / 2 - Fraction(1, 3 * 10**60))
    assert fraction(multiple(just_below, Decimal(to), "half_up")) == 7 * step
    assert fraction(multiple(just_below, Decimal(to), "up")) == 8 * step
