"""Every reader agrees with bounds on every random program."""

from collections.abc import Callable, Mapping
from decimal import localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

import language
from conftest import examples
from language import completions, facts_from
from zlpg.engine.program import Key, Program, program_of
from zlpg.engine.readers import pieces
from zlpg.engine.readers.bounds import given as of_scalar
from zlpg.engine.readers.bounds import points_of, work_out
from zlpg.engine.readers.closures import compiled
from zlpg.engine.readers.program_boxes import ProgramBoxes
from zlpg.engine.readers.together import Together
from zlpg.model.scalars import Scalar
from zlpg.model.table import Scheme
from zlpg.numbers import EXACT, Interval

Known = Mapping[Key, Interval]
Reader = Callable[[Program, Known], Mapping[Key, Interval]]
"""From what is known of scalars to what each step can come to."""


def step_by_step(program: Program, known: Known) -> Mapping[Key, Interval]:
    workings = {key: of_scalar(key, each) for key, each in known.items() if isinstance(key, Scalar)}
    return {key: each.points for key, each in program.run(work_out, dict(workings.items())).items()}


def as_scored(program: Program, known: Known) -> Mapping[Key, Interval]:
    workings = {key: of_scalar(key, each) for key, each in known.items() if isinstance(key, Scalar)}
    return {key: each.points for key, each in program.run(Together(program), dict(workings.items())).items()}


def as_functions(program: Program, known: Known) -> Mapping[Key, Interval]:
    numbers = {key: each.lowest for key, each in known.items()}
    done = program.run(lambda expression, values: compiled(expression)(values), numbers)
    return {key: Interval.exactly(each) for key, each in done.items()}


def as_pieces(program: Program, known: Known) -> Mapping[Key, Interval]:
    boxes = ProgramBoxes(program)
    box = boxes.box({key: each for key, each in known.items() if isinstance(key, Scalar)})
    return {step.key: pieces.bounds(boxes.inlined(step.expression, box), box) for step in program.steps}


READERS: Mapping[str, Reader] = {
    "step by step": step_by_step,
    "as scored": as_scored,
    "as functions": as_functions,
    "as linear pieces": as_pieces,
}
OF_WHAT_IS_OPEN = ("step by step", "as scored", "as linear pieces")


def known_of(program: Program, scheme: Scheme, report: language.Report) -> Known:
    reported = {key: Interval.exactly(value) for key, value in facts_from(scheme, report).values.items()}
    known: dict[Key, Interval] = {}
    for scalar, possible in program.domain.items():
        known[scalar] = reported.get(scalar, possible)
    return known


@pytest.mark.parametrize("name", READERS)
@examples(3)
@given(st.data(), language.schemes())
def test_of_what_is_known_every_reader_says_what_bounds_say(name: str, data: st.DataObject, scheme: Scheme) -> None:
    report = {
        id: language.values_of(id)[0] if value is None else value
        for id, value in data.draw(language.reports(scheme)).items()
    }
    program = program_of(scheme)
    with localcontext(EXACT):
        known = known_of(program, scheme, report)
        found, bounds = READERS[name](program, known), program.run(points_of, known)
    assert {step.key: found[step.key] for step in program.steps} == {
        step.key: bounds[step.key] for step in program.steps
    }


@pytest.mark.parametrize("name", OF_WHAT_IS_OPEN)
@examples(2)
@given(st.data(), language.schemes())
def test_of_what_is_open_no_reader_says_more_than_bounds_or_leaves_out_what_can_be(
    name: str, data: st.DataObject, scheme: Scheme
) -> None:
    report = {
        id: language.values_of(id)[0] if value is None else value
        for id, value in data.draw(language.reports(scheme)).items()
    }
    open = tuple(data.draw(st.lists(st.sampled_from([*scheme.asked]), min_size=1, max_size=2, unique=True)))
    program = program_of(scheme)
    with localcontext(EXACT):
        half = known_of(program, scheme, {id: value for id, value in report.items() if id not in open})
        found, bounds = READERS[name](program, half), program.run(points_of, half)
        for step in program.steps:
            assert (
                bounds[step.key].lowest <= found[step.key].lowest <= found[step.key].highest <= bounds[step.key].highest
            )
        for complete in completions(scheme, report, open):
            if all(value is not None for value in complete.values()):
                points = program.run(points_of, known_of(program, scheme, complete))
                for step in program.steps:
                    assert found[step.key].lowest <= points[step.key].lowest <= found[step.key].highest, step.name
