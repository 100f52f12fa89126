"""What is read off the linear pieces of a rule holds for every value that open facts can have."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import language
import zlpg
import zlpg.engine.expression as e
import zlpg.model.rules as r
from language import Meaning, Report, at_most, completions, facts_from, fraction
from zlpg.engine.lowering import lower
from zlpg.engine.program import Key, Program, grade_at, program_of
from zlpg.engine.readers.bounds import Working, points_of, work_out
from zlpg.engine.readers.bounds import given as known_to_be
from zlpg.engine.readers.boxes import Box, Form, Unknown, box_of
from zlpg.engine.readers.closures import compiled
from zlpg.engine.readers.differences import apart
from zlpg.engine.readers.live import live, open_facts
from zlpg.engine.readers.pieces import Piece, TooManyPieces, bounds, difference, line, pieces, unknowns
from zlpg.engine.readers.program_boxes import ProgramBoxes
from zlpg.engine.readers.same import same
from zlpg.model.scalars import Scalar
from zlpg.model.table import Scheme
from zlpg.numbers import ONE, TURNED, UNBOUNDED, ZERO, Interval, Side

ROOT = Path(__file__).parents[1]
POINTS = frozenset({"item", "section", "total"})


def whole(program: Program, expression: e.Expression) -> e.Expression:
    """An expression over facts alone."""

    def instead(node: e.Expression) -> e.Expression | None:
        key = read_by(node)
        return whole(program, program.expression(key)) if key is not None and key in program.by_key else None

    return e.substituted(expression, instead)


def read_by(node: e.Expression) -> Key | None:
    """What a leaf reads."""
    return node.scalar if isinstance(node, e.Fact) else node.name if isinstance(node, e.Part) else None


def opened(expression: e.Expression, box: Box) -> set[Key]:
    """What an expression reads that is open."""
    return {key for node in e.walk(expression) if (key := read_by(node)) is not None and box.is_open(key)}


class Case:
    """A random scheme with some facts of one item open, and every way to report these."""

    def __init__(self, scheme: Scheme, report: Report, open: tuple[str, ...]) -> None:
        self.scheme = scheme
        self.program = program_of(scheme)
        settled = {id: value for id, value in report.items() if id not in open}
        self.reports = tuple({**each, **settled} for each in completions(scheme, report, open))
        self.open = open
        values = facts_from(scheme, settled).values
        self.boxes = ProgramBoxes(self.program)
        self.box = self.boxes.box({scalar: Interval.exactly(value) for scalar, value in values.items()})

    def points(self) -> Iterator[tuple[Report, Mapping[Key, Decimal]]]:
        """Every completion with the values of all scalars and steps."""
        for report in self.reports:
            domain = self.program.domain
            known: dict[Key, Decimal] = {key: max(each.lowest, min(ZERO, each.highest)) for key, each in domain.items()}
            known.update((keys[0], ONE) for keys in self.boxes.choices)  # what is not applicable can be anything
            known.update(facts_from(self.scheme, report).values.items())
            yield report, self.program.run(lambda expression, values: compiled(expression)(values), known)


@st.composite
def cases(draw: st.DrawFn, most: int = 3) -> Case:
    """Random schemes of which one item's facts are open in part."""
    scheme = draw(language.schemes())
    report = draw(language.reports(scheme))
    open = draw(language.left_open(scheme, most))
    own = [id for id in scheme.asked if id[-1] == open[0][-1]]
    if any(report[id] is None for id in own):
        report |= {id: language.values_of(id)[0] for id in own}
    return Case(scheme, report, open)


def changed(expression: e.Expression, at: int) -> e.Expression:
    """The expression with one of its numbers, or a side, another one."""
    left = [at]

    def instead(node: e.Expression) -> e.Expression | None:
        other = slip(node)
        if other is None:
            return None
        left[0] -= 1
        return other if left[0] == -1 else None

    return e.substituted(expression, instead)


def slip(node: e.Expression) -> e.Expression | None:
    """A node as somebody might have written it."""
    more = Decimal("0.5")
    below = e.children(node)
    match node:
        case e.Number(value=value):
            return e.Number(value + more)
        case e.Cap(at=at) | e.Floor(at=at):
            return type(node)(below[0], at + more)
        case e.Excess(over=at) | e.Shortfall(under=at):
            return type(node)(below[0], at + 1)
        case e.Compare(side="at_least"):
            return e.Compare(below[0], "over", node.at)
        case e.Compare(side="below"):
            return e.Compare(below[0], "at_most", node.at)
        case e.Brackets():
            return replace(node, word={**TURNED, "is": "at_least"}[node.word])
        case e.Steps():
            return e.Steps(node.of, node.per, not node.started)
        case e.Greatest() if len(below) > 1:
            return e.Least(below)
        case _:
            return None


def comes_to(form: Form, point: Mapping[Key, Decimal]) -> Fraction | None:
    """What a form comes to at a point; `None` where it has unknowns that are no facts."""
    found = form.constant
    for unknown, times in form.by.items():
        if not isinstance(unknown, Scalar | str):
            return None
        found += times * fraction(point[unknown])
    return found


def is_in(piece: Piece, point: Mapping[Key, Decimal], read: set[Key]) -> bool:
    """Whether a point lies in a piece, as far as the facts tell that are read."""

    def possible(unknown: Unknown) -> bool:
        low, high, _ = piece.box.values[unknown]
        here = comes_to(Form(Fraction(0), {unknown: Fraction(1)}), point)
        return here is None or low <= (here, 0) <= high

    inequalities = ((comes_to(each.form, point), each.strict) for each in piece.box.inequalities)
    return all(map(possible, read)) and all(
        value is None or value > 0 or (value == 0 and not strict) for value, strict in inequalities
    )


def is_told_by_facts(piece: Piece, point: Mapping[Key, Decimal]) -> bool:
    """Whether a point can be told to lie in a piece: what bounds it has no unknowns that are no facts."""
    return all(comes_to(each.form, point) is not None for each in piece.box.inequalities)


@given(cases())
def test_pieces_cover_every_point_with_its_value_and_one_fact_exactly_once(case: Case) -> None:
    points = tuple(case.points())
    for step in case.program.steps:
        expression = whole(case.program, step.expression)
        try:
            found = pieces(expression, case.box, work=3_000)
        except TooManyPieces:
            continue
        open = opened(expression, case.box)
        for _, point in points:
            around = [piece for piece in found if is_in(piece, point, open)]
            assert around, (step.key, point)
            possible = {fraction(point[step.key]), None}
            assert possible.intersection(comes_to(piece.form, point) for piece in around), step.key
            sure = [piece for piece in around if is_told_by_facts(piece, point)]
            assert {comes_to(piece.form, point) for piece in sure} <= possible, step.key
            loose = any(piece.box.values.keys() - case.box.values.keys() for piece in around)  # rounded, without an end
            assert len(around) == 1 or len(open) > 1 or loose, (step.key, list(map(str, around)))


@given(cases())
def test_bounds_hold_every_completion_and_lie_within_those_of_intervals(case: Case) -> None:
    found = {}
    for step in case.program.steps:
        if step.kind in POINTS:
            found[step.key] = bounds(case.boxes.inlined(step.expression, case.box), case.box)
            by_intervals = points_of(step.expression, case.box.intervals)
            assert by_intervals.lowest <= found[step.key].lowest, step.key
            assert found[step.key].highest <= by_intervals.highest, step.key
    for report in case.reports:
        meaning = Meaning(case.scheme, report)
        for id, points in () if meaning.no_result else meaning.parts.items():
            assert at_most(found[id].lowest, points), (id, report)
            assert at_most(points, found[id].highest), (id, report)


def are_within_their_ranges(expression: e.Expression, point: Mapping[Key, Decimal]) -> bool:
    """Whether shares come to nothing beyond their ranges: facts that bring them there are refused."""
    shares = (node for node in e.walk(expression) if isinstance(node, e.Share))
    return all(node.range[0] <= compiled(node)(point) <= node.range[1] for node in shares)


@given(cases(), st.integers(0, 12))
def test_what_is_the_same_is_so_for_every_completion_and_a_witness_is_one(case: Case, slip: int) -> None:
    for step in case.program.steps:
        expression = whole(case.program, step.expression)
        other = changed(expression, slip)
        verdict = same(expression, other, case.box)
        one, another = compiled(expression), compiled(other)
        if verdict is True:
            held = [point for _, point in case.points() if are_within_their_ranges(other, point)]
            assert all(one(point) == another(point) for point in held), step.key
        elif verdict is not False:
            anything = next(case.points())[1]
            point = {**anything, **verdict}
            assert one(point) != another(point), (step.key, verdict)


@given(cases(), st.integers(0, 12))
def test_a_difference_holds_that_of_every_completion(case: Case, slip: int) -> None:
    for step in case.program.steps:
        if step.kind in POINTS:
            expression = case.boxes.inlined(step.expression, case.box)
            other = changed(expression, slip)
            found = difference(other, expression, case.box)
            one, another = compiled(expression), compiled(other)
            for _, point in case.points():
                apart = fraction(another(point)) - fraction(one(point))
                assert at_most(found.lowest, apart), (step.key, found, apart)
                assert at_most(apart, found.highest), (step.key, found, apart)


@given(cases(most=1))
def test_a_line_is_what_the_rule_comes_to_at_every_value_of_one_fact(case: Case) -> None:
    (fact,) = case.open
    key = Scalar(fact)
    assume(key in case.program.domain)
    known = next(case.points())[1]
    fixed = {scalar: Interval.exactly(value) for scalar, value in known.items() if scalar in case.program.domain}
    box = case.boxes.box({**fixed, key: case.program.domain[key]})
    possible = case.program.domain[key]
    numbers = [Fraction(at, 10) for at in range(-20, 41)] if fact.startswith("number") else [*map(Fraction, range(4))]
    numbers = [each for each in numbers if at_most(possible.lowest, each) and at_most(each, possible.highest)]
    for step in case.program.steps:
        if step.kind in POINTS:
            expression = whole(case.program, step.expression)
            try:
                found = line(expression, key, box)
            except TooManyPieces:
                continue
            points = compiled(expression)
            for number in numbers:
                here = [each for each in found if each.low <= (number, 0) <= each.high]
                assert len(here) == 1, (step.key, fact, number, found)
                expected = points({**known, key: Decimal(str(float(number)))})
                assert here[0].constant + here[0].slope * number == fraction(expected), (step.key, number)


@given(cases())
def test_no_open_fact_is_left_out_that_can_still_change_something(case: Case) -> None:
    known: dict[Key, Working] = {
        scalar: known_to_be(scalar, case.box.intervals[scalar]) for scalar in case.program.domain
    }
    worked = case.program.run(work_out, known)
    points = tuple(case.points())
    for step in case.program.steps:
        found = {scalar.fact for scalar in open_facts(worked, [step.key])}
        for fact in set(case.open) - found:
            others: dict[str, Decimal] = {}
            for report, point in points:
                rest = repr({id: value for id, value in report.items() if id != fact})
                assert others.setdefault(rest, point[step.key]) == point[step.key], (step.key, fact, report)


D = Decimal
N, M, PROFILE = Scalar("n"), Scalar("m"), ("one", "two", "three")
COUNTS = box_of({N: Interval(ZERO, UNBOUNDED), M: Interval(ZERO, UNBOUNDED)}, {N: 1, M: 1})
NUMBERS = box_of({N: Interval(D(-2), D(4)), M: Interval(D(-2), D(4))})


def a(fact: Scalar, over: str = "0", rate: str = "1") -> e.Expression:
    """So much for each beyond a number."""
    return e.Product((e.Excess(e.Fact(fact), D(over)), e.Number(D(rate))))


def chosen(*points: int) -> e.Expression:
    """Points by the profile."""
    options = zip(PROFILE, points, strict=True)
    return e.Choice(tuple((e.Fact(Scalar("profile", each)), e.Number(D(amount))) for each, amount in options))


BY_PROFILE = box_of(
    {Scalar("profile", each): Interval(ZERO, ONE) for each in PROFILE},
    {Scalar("profile", each): 1 for each in PROFILE},
    [tuple(Scalar("profile", each) for each in PROFILE)],
)


@pytest.mark.parametrize(
    ("expression", "box", "lowest", "highest"),
    [
        pytest.param(
            lower(r.OnceRule(r.Criteria(at_least={"n": D(2)}), D(0), r.SumRule((D("1.5"), r.CountedRule("n", rate=D(-1)))))),
            COUNTS, "0", "1.5", id="a count in a condition and below it",
        ),
        pytest.param(e.Sum((chosen(10, 4, 6), chosen(2, 8, 6), chosen(5, 5, 5))), BY_PROFILE, "17", "17", id="one choice in three items"),
        pytest.param(e.Sum((a(N, "0", "2"), e.Negative(a(N)))), COUNTS, "0", "Infinity", id="twice as much less as much"),
        pytest.param(e.Sum((e.Cap(a(N), D(3)), e.Negative(e.Cap(a(N), D(5))))), COUNTS, "-2", "0", id="two caps of one count"),
        pytest.param(
            e.When(e.Compare(e.Fact(N), "below", D(2)), e.Rounded(e.Fact(N), D(1), "down"), e.NO),
            NUMBERS, "-2", "1", id="a number rounded down just below a threshold",
        ),
        pytest.param(
            e.When(e.Compare(e.Fact(N), "over", D(2)), e.Rounded(e.Fact(N), D(1), "up"), e.Number(D(3))),
            NUMBERS, "3", "4", id="a number rounded up just over a threshold",
        ),
        pytest.param(e.Product((e.Fact(N), e.Fact(N))), box_of({N: Interval(ZERO, D(3))}, {N: 1}), "0", "9", id="a count times itself"),
        pytest.param(
            e.Share(e.Fact(N), e.Sum((e.Fact(N), e.Fact(M))), D(100), (D(0), D(100)), D(7)),
            box_of({N: Interval(ZERO, D(2)), M: Interval.exactly(ONE)}, {N: 1}),
            "0", str(D(200) / D(3))[:6], id="a share of itself and one more",
        ),
        pytest.param(
            e.Sum((e.BestLevels(((e.Fact(N), D(3)), (e.Fact(M), D(1))), D(2)), e.Negative(a(N, "0", "3")))),
            box_of({N: Interval(ZERO, D(2)), M: Interval(ZERO, D(9))}, {N: 1, M: 1}), "0", "2", id="what lower levels add to the best two",
        ),
        pytest.param(e.Any((e.Compare(e.Fact(N), "over", D(2)), e.Compare(e.Fact(N), "at_most", D(2)))), NUMBERS, "1", "1", id="either side"),
        pytest.param(e.All((e.Compare(e.Fact(N), "over", D(2)), e.Compare(e.Fact(N), "below", D(3)))), COUNTS, "0", "0", id="no count between"),
    ],
)  # fmt: skip
def test_readings_of_one_fact_go_together(expression: e.Expression, box: Box, lowest: str, highest: str) -> None:
    found = bounds(expression, box)
    assert (str(found.lowest)[:6], str(found.highest)[:6]) == (lowest[:6], highest[:6])


SIX, FIVE = a(N, "0", "6"), a(N, "0", "5")
BOTH = e.Product((e.Fact(N), e.Fact(M)))
RATE = e.Share(e.Fact(N), e.Fact(M), D(1), (D(0), D(10)), D(0))


@pytest.mark.parametrize(
    ("new", "old", "lowest", "highest"),
    [
        pytest.param(SIX, FIVE, "0", "Infinity", id="a higher rate never takes"),
        pytest.param(e.Cap(SIX, D(30)), e.Cap(FIVE, D(30)), "0", "5", id="and brings what the cap leaves"),
        pytest.param(e.Cap(e.Sum((SIX, a(M))), D(9)), e.Cap(e.Sum((SIX, a(M))), D(7)), "0", "2", id="a higher cap around two facts"),
        pytest.param(e.Sum((BOTH, a(N))), e.Sum((a(N), BOTH)), "0", "0", id="a product cancels"),
        pytest.param(e.Product((e.Number(D("1.2")), BOTH)), BOTH, "0", "Infinity", id="so does most of one at a higher rate"),
        pytest.param(e.Sum((RATE, a(N))), RATE, "0", "Infinity", id="a share cancels"),
        pytest.param(e.Excess(e.Fact(N), D(2)), e.Excess(e.Fact(N), D(5)), "0", "3", id="a lower threshold"),
        pytest.param(e.Shortfall(e.Fact(N), D(5)), e.Shortfall(e.Fact(N), D(2)), "0", "3", id="a higher minimum"),
        pytest.param(e.Floor(SIX, D(3)), SIX, "0", "3", id="a floor where there was none"),
    ],
)  # fmt: skip
def test_what_two_rules_have_in_common_cancels(new: e.Expression, old: e.Expression, lowest: str, highest: str) -> None:
    found = difference(new, old, COUNTS)
    assert (str(found.lowest), str(found.highest)) == (lowest, highest)
    back = difference(old, new, COUNTS)
    assert (back.lowest, back.highest) == (-found.highest, -found.lowest)


def test_a_fact_that_is_not_the_same_to_both_rules_cancels_nowhere() -> None:
    box = box_of({N: Interval(ZERO, D(4))}, {N: 1})
    theirs, together = apart(FIVE, box, {N: Interval(ONE, D(2))})
    assert difference(FIVE, FIVE, box) == Interval(ZERO, ZERO)
    assert difference(FIVE, theirs, together) == Interval(D(-10), D(15))


def test_too_many_pieces_leave_what_intervals_say() -> None:
    facts = [Scalar(f"n_{at}") for at in range(40)]
    box = box_of({fact: Interval(ZERO, D(9)) for fact in facts}, dict.fromkeys(facts, 1))
    caps = e.Sum(tuple(e.Cap(a(fact), D(3)) for fact in facts))
    twice = e.Greatest((caps, e.Sum(tuple(e.Cap(a(fact), D(2)) for fact in facts))))
    with pytest.raises(TooManyPieces):
        pieces(twice, box)
    assert bounds(twice, box) == Interval(ZERO, D(120))
    assert difference(e.Cap(twice, D(20)), e.Cap(twice, D(10)), box) == Interval(ZERO, D(10))
    assert same(twice, e.Cap(twice, D(120)), box) is False  # which it is, but for all that is seen


def test_what_reads_its_facts_alone_is_one_unknown() -> None:
    rule = e.Cap(e.Sum((e.Cap(a(N), D(3)), e.Cap(a(M), D(4)))), D(6))
    found = {str(e.Cap(a(fact), D(at))) for fact, at in ((N, 3), (M, 4))}
    assert found <= {str(each) for each in unknowns((rule,), COUNTS)}
    assert len(pieces(rule, COUNTS)) > len(pieces(rule, COUNTS, unknowns((rule,), COUNTS)))


@pytest.mark.parametrize("slipped", [("over", 90), ("at_least", 89), ("at_least", 91)])
def test_a_threshold_of_a_grade_that_few_units_come_to_is_no_matter_of_luck(slipped: tuple[Side, int]) -> None:
    program = program_of(zlpg.load_scheme(ROOT / "examples/schemes/tax-credit/rules.yaml"))
    box = ProgramBoxes(program).box({})
    grade = program.expression(grade_at(0))
    assert isinstance(grade, e.All)
    threshold, *conditions = grade.of
    assert isinstance(threshold, e.Compare)
    other = e.All((e.Compare(threshold.of, slipped[0], D(slipped[1])), *conditions))
    found = same(whole(program, grade), whole(program, other), box)
    assert isinstance(found, Mapping)


def test_what_cannot_win_or_be_reached_is_not_asked_for() -> None:
    few, many = e.Cap(a(N), D(3)), e.Number(D(5))
    values: dict[Key, Working] = {fact: known_to_be(fact, Interval(ZERO, UNBOUNDED)) for fact in (N, M)}
    holds = e.Compare(e.Fact(M), "at_least", D(2))

    def asked(expression: e.Expression) -> set[Key]:
        return set(live(work_out(expression, values)))

    assert asked(e.Greatest((few, many))) == set()
    assert asked(e.Greatest((few, e.Number(D(2))))) == {N}
    assert asked(e.Least((e.Fact(M), e.Negative(e.Number(ONE)), a(N)))) == set()
    assert asked(e.When(holds, few, many)) == {N, M}
    assert asked(e.When(holds, e.Cap(few, ZERO), e.NO)) == set()
    assert asked(e.BestLevels(((e.Number(D(2)), D(3)), (e.Fact(N), D(1))), D(2))) == set()


def test_one_unknown_in_two_branches_is_what_it_can_be_in_each() -> None:
    """`x` is read in the condition and in a part that is taken as one unknown: in the other branch that can be less."""
    x, y = e.Fact(Scalar("x")), e.Fact(Scalar("y"))
    both = e.Least((e.Sum((e.Excess(x, ONE), y)), e.Sum((e.Number(Decimal(20)), e.Negative(y)))))
    rule = e.When(e.Compare(x, "at_least", Decimal(5)), both, e.Quotient(both, Decimal(2)))
    ten = Interval(ZERO, Decimal(10))
    assert bounds(rule, box_of({x.scalar: ten, y.scalar: ten})) == Interval(ZERO, Decimal("14.5"))
