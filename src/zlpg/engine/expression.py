"""What a rule means, as a tree of few kinds of node.

Item 17 of 2020: reports beyond 10 at 0.1 each, briefs beyond 2 at 0.5 each, media posts at 0.2 each, 2 points at most together.

>>> from decimal import Decimal as D
>>> def paid(counted, rate):
...     return Product((counted, Number(D(rate))))
>>> reports, briefs, posts = (Fact(Scalar(id)) for id in ("work_reports", "briefs", "media_posts"))
>>> item = Cap(Sum((paid(Excess(reports, D(10)), "0.1"), paid(Excess(briefs, D(2)), "0.5"), paid(posts, "0.2"))), D(2))
>>> [node.scalar.fact for node in walk(item) if isinstance(node, Fact)]
['work_reports', 'briefs', 'media_posts']

Whoever computes, explains or translates a rule reads these nodes and nothing else, with `match` and `assert_never`: a node that is
added here makes the type checker name every reader that doesn't handle it. What to know before writing one:

- A node says what the rule file says (a cap, a shortfall, a comparison), so that no reader has to find out again what was meant.
- Leaves are what is given: a number of the rule file, a scalar of a unit's facts, the points of a part of the table worked out before.
- A condition comes to 1 where it holds and 0 where it doesn't, and so does whether something is applicable. `When` chooses by one.
- Each node has the `path` of what it means in the rule file. Equality leaves that out: two nodes are equal that mean the same.
"""

from collections.abc import Callable, Iterator
from dataclasses import field
from decimal import Decimal
from typing import Literal, TypeAlias, assert_never

from zlpg.model.scalars import Scalar
from zlpg.numbers import ONE, ZERO, Word, place_in
from zlpg.records import record

Path: TypeAlias = tuple[str | int, ...]
"""Keys and positions, from the top of a rule file to what stands there."""


def _path() -> Path:
    path: Path = field(default=(), compare=False)
    return path


@record(frozen=True, slots=True)
class Number:
    """A number that the rule file states."""

    value: Decimal
    path: Path = _path()


@record(frozen=True, slots=True)
class Fact:
    """One number of a fact, or what a measure comes to."""

    scalar: Scalar
    path: Path = _path()


@record(frozen=True, slots=True)
class Part:
    """What a step of the program before comes to, by its name: the points of an item, a section, the total, or whether a veto holds."""

    name: str
    path: Path = _path()


@record(frozen=True, slots=True)
class Sum:
    """All terms added."""

    terms: "tuple[Expression, ...]"
    path: Path = _path()


@record(frozen=True, slots=True)
class Product:
    """All factors multiplied."""

    factors: "tuple[Expression, ...]"
    path: Path = _path()


@record(frozen=True, slots=True)
class Quotient:
    """An amount divided by a number."""

    of: "Expression"
    by: Decimal
    path: Path = _path()


@record(frozen=True, slots=True)
class Negative:
    """What is taken off instead of given."""

    of: "Expression"
    path: Path = _path()


@record(frozen=True, slots=True)
class Excess:
    """What an amount has beyond a threshold; 0 up to and at it (超过 does not include the number)."""

    of: "Expression"
    over: Decimal
    path: Path = _path()


@record(frozen=True, slots=True)
class Shortfall:
    """What an amount lacks of a threshold; 0 from it on (每低)."""

    of: "Expression"
    under: Decimal
    path: Path = _path()


@record(frozen=True, slots=True)
class Steps:
    """How many steps of a size an amount makes, what is left of one counting as nothing, or as one where a step counts once `started`."""

    of: "Expression"
    per: Decimal
    started: bool
    path: Path = _path()


@record(frozen=True, slots=True)
class Cap:
    """An amount, or the ceiling where that is less."""

    of: "Expression"
    at: Decimal
    path: Path = _path()


@record(frozen=True, slots=True)
class Floor:
    """An amount, or the least that it can be where that is more."""

    of: "Expression"
    at: Decimal
    path: Path = _path()


@record(frozen=True, slots=True)
class Greatest:
    """The greatest of several amounts, or the sum of the greatest few."""

    of: "tuple[Expression, ...]"
    best: int = 1
    path: Path = _path()


@record(frozen=True, slots=True)
class Least:
    """The least of several amounts."""

    of: "tuple[Expression, ...]"
    path: Path = _path()


@record(frozen=True, slots=True)
class BestLevels:
    """The points of the best few applicants: how many there are at each level, and what one of them earns, the dearest level first."""

    levels: "tuple[tuple[Expression, Decimal], ...]"
    best: Decimal
    path: Path = _path()


@record(frozen=True, slots=True)
class Brackets:
    """The amount of the row that a number is in, or `otherwise` where it is in none. The keys of rows are numbers that ascend.

    `word` is which row that is: of the greatest key reached (`at_least`) or passed (`over`), of the least key that the number doesn't
    pass (`at_most`) or reach (`below`), or of the key that it is.
    """

    of: "Expression"
    word: Word
    rows: "tuple[tuple[Number, Expression], ...]"
    otherwise: "Expression"
    path: Path = _path()

    def row_of(self, number: Decimal) -> int:
        """At which place the amount of a number is, among those of all rows and `otherwise`."""
        return place_in([key.value for key, _ in self.rows], self.word, number)


@record(frozen=True, slots=True)
class Choice:
    """The amount of the one option that it is, each option with its amount."""

    rows: "tuple[tuple[Expression, Expression], ...]"
    path: Path = _path()


@record(frozen=True, slots=True)
class When:
    """One amount where a condition holds, another where it doesn't."""

    condition: "Expression"
    then: "Expression"
    otherwise: "Expression"
    path: Path = _path()


@record(frozen=True, slots=True)
class Compare:
    """Whether an amount is on one side of a threshold, or is that number."""

    of: "Expression"
    side: Word
    at: Decimal
    path: Path = _path()


@record(frozen=True, slots=True)
class All:
    """Whether every one of several conditions holds."""

    of: "tuple[Expression, ...]"
    path: Path = _path()


@record(frozen=True, slots=True)
class Any:
    """Whether at least one of several conditions holds."""

    of: "tuple[Expression, ...]"
    path: Path = _path()


@record(frozen=True, slots=True)
class Not:
    """Whether a condition doesn't hold."""

    of: "Expression"
    path: Path = _path()


@record(frozen=True, slots=True)
class Applies:
    """Whether anything of several facts is applicable, each 1 or 0."""

    of: "tuple[Expression, ...]"
    path: Path = _path()


@record(frozen=True, slots=True)
class Rounded:
    """An amount rounded to a multiple of a number; up is away from zero."""

    of: "Expression"
    to: Decimal
    mode: Literal["half_up", "up", "down"]
    path: Path = _path()


@record(frozen=True, slots=True)
class Share:
    """An amount divided by another, times a number, within a range that the facts keep to.

    Where there is nothing to divide by, it is `if_none`, whatever is divided; `None` where the facts keep from that, too.
    """

    of: "Expression"
    by: "Expression"
    times: Decimal
    range: tuple[Decimal, Decimal]
    if_none: Decimal | None
    path: Path = _path()


@record(frozen=True, slots=True)
class ScaledUp:
    """The amounts that are applicable as a share of what these are worth together, times a number; 0 where none is.

    `applies` are 0 or 1. With weights for worths and times 1 it is a weighted mean.
    """

    of: "tuple[Expression, ...]"
    applies: "tuple[Expression, ...]"
    worths: tuple[Decimal, ...]
    times: Decimal
    path: Path = _path()


Expression: TypeAlias = (
    Number
    | Fact
    | Part
    | Sum
    | Product
    | Quotient
    | Negative
    | Excess
    | Shortfall
    | Steps
    | Cap
    | Floor
    | Greatest
    | Least
    | BestLevels
    | Brackets
    | Choice
    | When
    | Compare
    | All
    | Any
    | Not
    | Applies
    | Rounded
    | Share
    | ScaledUp
)

YES, NO = Number(ONE), Number(ZERO)
"""What always holds, and what never does. `NO` is nothing, too."""


def children(expression: Expression) -> tuple[Expression, ...]:
    """The expressions directly under a node, in the order of its fields."""
    match expression:
        case Number() | Fact() | Part():  # first, as most nodes are one of these
            return ()
        case Sum(terms=several) | Product(factors=several):
            return several
        case Greatest(of=several) | Least(of=several) | All(of=several) | Any(of=several) | Applies(of=several):
            return several
        case Quotient(of=one) | Negative(of=one) | Excess(of=one) | Shortfall(of=one) | Steps(of=one):
            return (one,)
        case Cap(of=one) | Floor(of=one) | Rounded(of=one) | Compare(of=one) | Not(of=one):
            return (one,)
        case BestLevels(levels=levels):
            return tuple([count for count, _ in levels])
        case Brackets(of=one, rows=rows, otherwise=otherwise):
            return (one, *(amount for _, amount in rows), otherwise)
        case Choice(rows=options):
            return (*(option for option, _ in options), *(amount for _, amount in options))
        case When(condition=condition, then=then, otherwise=otherwise):
            return condition, then, otherwise
        case Share(of=one, by=by):
            return one, by
        case ScaledUp(of=several, applies=applies):
            return (*several, *applies)
        case _:
            assert_never(expression)


def with_children(node: Expression, below: tuple[Expression, ...]) -> Expression:  # one case a node
    """The same node over other expressions, as many as `children` gives."""
    path = node.path
    match node:
        case Sum() | Least() | All() | Any() | Applies() | Product():
            return type(node)(below, path)
        case Quotient(by=number) | Excess(over=number) | Shortfall(under=number) | Cap(at=number) | Floor(at=number):
            return type(node)(below[0], number, path)
        case Negative() | Not():
            return type(node)(below[0], path)
        case Steps(per=per, started=started):
            return Steps(below[0], per, started, path)
        case Greatest(best=best):
            return Greatest(below, best, path)
        case BestLevels(levels=levels, best=few):
            points = (each for _, each in levels)
            return BestLevels(tuple(zip(below, points, strict=True)), few, path)
        case Brackets(word=word, rows=rows):
            keys = (key for key, _ in rows)
            of, *amounts, otherwise = below
            return Brackets(of, word, tuple(zip(keys, amounts, strict=True)), otherwise, path)
        case Choice(rows=rows):
            return Choice(tuple(zip(below[: len(rows)], below[len(rows) :], strict=True)), path)
        case When():
            condition, then, otherwise = below
            return When(condition, then, otherwise, path)
        case Compare(side=side, at=at):
            return Compare(below[0], side, at, path)
        case Rounded(to=to, mode=mode):
            return Rounded(below[0], to, mode, path)
        case Share(times=times, range=range, if_none=if_none):
            of, by = below
            return Share(of, by, times, range, if_none, path)
        case ScaledUp(worths=worths, times=times):
            return ScaledUp(below[: len(worths)], below[len(worths) :], worths, times, path)
        case Number() | Fact() | Part():
            return node
        case _:
            assert_never(node)


def walk(expression: Expression) -> Iterator[Expression]:
    """An expression and every one inside it, those above first."""
    waiting = [expression]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(children(node))


def substituted(expression: Expression, instead: Callable[[Expression], Expression | None]) -> Expression:
    """The expression with other ones in the places of some: those for which `instead` gives one."""
    if (other := instead(expression)) is not None:
        return other
    below = children(expression)
    changed = tuple([substituted(each, instead) for each in below])
    return expression if all(map(_is, below, changed)) else with_children(expression, changed)


def _is(one: object, other: object) -> bool:
    return one is other


def differing(one: Expression, other: Expression) -> tuple[Expression, Expression]:
    """The innermost sub-expressions in which two expressions differ, where that is in one place; else the two themselves."""
    while True:
        pairs = tuple(zip(children(one), children(other), strict=False))
        unequal = [(mine, others) for mine, others in pairs if mine != others]
        if len(unequal) != 1 or type(one) is not type(other) or len(children(one)) != len(children(other)):
            return one, other
        if with_children(one, children(other)) != other:
            return one, other
        one, other = unequal[0]


def scalars_in(expression: Expression) -> Iterator[Scalar]:
    """The scalars that an expression reads, as often as it does."""
    return (node.scalar for node in walk(expression) if isinstance(node, Fact))


def parts_in(expression: Expression) -> Iterator[str]:
    """The names of the steps that an expression reads, as often as it does."""
    return (node.name for node in walk(expression) if isinstance(node, Part))
