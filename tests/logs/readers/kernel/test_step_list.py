"""Steps join, and need no mark or look ahead where that suffices."""

from __future__ import annotations

import pytest

from usagestats.logs.readers.kernel.pattern_constants import (
    IS_SURE,
    IS_SURE_IF_AHEAD,
    IS_SURE_UNLESS_AHEAD,
    MAY_FAIL,
)
from usagestats.logs.readers.kernel.pattern_parts import ANYTHING, Follow, NoStepsError
from usagestats.logs.readers.kernel.pattern_step import Step
from usagestats.logs.readers.kernel.step_list import MOST_STEPS, StepList

BLANK, QUOTE, LETTER = (1 << ord(char) for char in ' "a')
TRY = Step("TRY", b=MAY_FAIL, chars=BLANK)
ONE = Step("SHAPE", b=1, shape=(BLANK,))
REST = Step("RUN", 0, -1, LETTER)


def made(*steps: Step) -> StepList:
    return StepList([*steps])


def test_bytes_join_unless_another_step_goes_between_them() -> None:
    one = StepList()
    assert [one.add(ONE), one.add(Step("ONE_OF", chars=LETTER))] == [0, 0]
    assert one.steps == [Step("SHAPE", b=2, shape=(BLANK, LETTER))]

    one.aim(0)
    assert one.add(ONE) == 1
    assert one.steps[0].a == 1


def test_there_is_a_most_of_steps() -> None:
    one = made(*[TRY] * (MOST_STEPS - 1))
    one.add(TRY)
    with pytest.raises(NoStepsError):
        one.add(TRY)


@pytest.mark.parametrize("tried", [ONE, REST, Step("ONE_OF", chars=LETTER), Step("RUN", 1, -1)])
def test_one_step_that_begins_cannot_fail_in_what_is_kept(tried: Step) -> None:
    one = made(TRY, tried)
    one.decide(0, ANYTHING)

    assert one.steps == [TRY._replace(b=IS_SURE_IF_AHEAD), tried]


@pytest.mark.parametrize(
    ("steps", "follow"),
    [
        ((TRY, ONE), Follow(ANYTHING.bytes, may_end=True)),
        ((TRY, ONE, REST), ANYTHING),
        ((TRY, Step("RUN", 1, -1, LETTER, lead=ord("-"))), ANYTHING),
        ((TRY, Step("RUN", 2, -1, LETTER)), ANYTHING),
        ((TRY, Step("LONGEST_RUN", 0, -1, LETTER)), ANYTHING),
        ((TRY._replace(b=IS_SURE), ONE), ANYTHING),
    ],
)
def test_else_it_is_decided_later(steps: tuple[Step, ...], follow: Follow) -> None:
    one = made(*steps)
    one.decide(0, follow)

    assert one.steps == [*steps]


def test_a_mark_is_needed_where_something_else_may_be_tried() -> None:
    mark = Step("MARK")
    sure, unsure = made(mark, TRY._replace(b=IS_SURE), ONE), made(mark, TRY, ONE)
    sure.keep(0)
    unsure.keep(0)

    assert sure.steps == [Step("GO", 1), TRY._replace(b=IS_SURE), ONE]
    assert unsure.steps == [mark, TRY, ONE, Step("KEEP")]


UNLESS = (Step("UNLESS", 9, 1), Step("SHAPE", b=1, shape=(QUOTE,)), Step("REFUSE"))


def test_a_repeated_group_may_be_sure_once_it_has_begun() -> None:
    plain, unless = made(ONE, TRY, ONE, REST), made(TRY, ONE, *UNLESS, REST)

    assert plain.is_sure_once_begun(1)
    assert plain.steps == [ONE, TRY._replace(b=IS_SURE_IF_AHEAD), ONE, REST]
    assert unless.is_sure_once_begun(0)
    seen = Step("SHAPE", b=2, shape=(BLANK, QUOTE))
    assert unless.steps == [TRY._replace(b=IS_SURE_UNLESS_AHEAD), seen, ONE, REST]


@pytest.mark.parametrize(
    "steps",
    [
        (TRY, REST),
        (TRY, ONE, Step("RUN", 1, -1, LETTER)),
        (TRY, ONE, REST, ONE),
        (TRY, ONE, Step("UNLESS", 9, 0), *UNLESS[1:], REST),
        (TRY, Step("ONE_OF", chars=LETTER), *UNLESS, REST),
        (TRY, ONE._replace(cell=0), *UNLESS, REST),
        (TRY, ONE, *UNLESS, Step("ONE_OF", chars=LETTER)),
        (TRY, ONE, *UNLESS, Step("RUN", 1, -1, LETTER)),
    ],
)
def test_other_groups_may_fail(steps: tuple[Step, ...]) -> None:
    one = made(*steps)

    assert not one.is_sure_once_begun(0)
    assert one.steps == [*steps]
