"""The tables of the kernel hold what a question declares."""

from __future__ import annotations

from usagestats.logs.readers.kernel.bin_bounds import bin_bounds
from usagestats.logs.readers.kernel.output_tables import Pool, outputs_for_kernel
from usagestats.logs.readers.kernel.outputs import (
    DURATION,
    Candidate,
    Check,
    Choice,
    Condition,
    Kept,
    Outputs,
    Parameter,
    Parameters,
    TextOutput,
)

OUTPUTS = Outputs(
    time=(Candidate(1),),
    texts={
        "host": TextOutput((Candidate(2), Candidate(3)), choice=Choice.WRITTEN),
        DURATION: TextOutput((), Kept.BY_DURATION),
    },
    duration=(Candidate(4, 1000.0, (5,)),),
    checks=(Check(6, Condition.BEGINS, ("get", "post")),),
    slot=3_600_000_000,
    parameters=Parameters(
        (Parameter("user_key"), Parameter("state", ("all", "open")), Parameter("id", ()))
    ),
)


def test_candidates_of_all_columns_stand_in_one_table() -> None:
    pool = Pool()
    found = outputs_for_kernel(OUTPUTS, pool)

    runs = [found.time, found.texts[0].candidates, found.duration]
    cells = [
        [found.candidates[run.first + number].cell for number in range(run.count)] for run in runs
    ]
    assert cells == [[1], [2, 3], [4]]
    signs = found.candidates[found.duration.first].signs
    assert [found.signs[signs.first + number] for number in range(signs.count)] == [5]
    assert found.candidates[found.duration.first].per_unit == 1000.0


def test_checks_have_their_texts() -> None:
    found = outputs_for_kernel(OUTPUTS, Pool())

    assert (found.check_count, found.checks[0].cell) == (1, 6)
    run = found.checks[0].texts
    texts = [found.constants[run.first + number].bytes for number in range(2)]
    assert texts == [b"get", b"post"]


def test_durations_have_bounds_and_a_column_for_those_that_are_no_numbers() -> None:
    found = outputs_for_kernel(OUTPUTS, Pool())

    assert found.duration_texts == 1
    assert found.bound_count == len(bin_bounds())
    assert (found.is_grouped, found.slot, found.wall_slot) == (1, 3_600_000_000, 60_000_000)


def test_parameters_have_the_values_that_are_told_apart() -> None:
    found = outputs_for_kernel(OUTPUTS, Pool())

    one, state, number = found.parameters[: found.parameter_count]
    assert [each.name.bytes for each in (one, state, number)] == [b"user_key", b"state", b"id"]
    assert [each.count for each in (one, state, number)] == [-1, 2, 0]
    values = [found.constants[state.first + place].bytes for place in range(2)]
    assert values == [b"all", b"open"]
