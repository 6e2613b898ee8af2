"""Steps become structures of the kernel."""

from __future__ import annotations

import re

from usagestats.logs.readers.kernel.pattern_constants import ACTIONS
from usagestats.logs.readers.kernel.pattern_task import pattern_for_kernel


def test_a_set_has_one_number_and_few_stops_stand_in_the_step() -> None:
    found = pattern_for_kernel(re.compile('[^"]*+"[^"]*+x'), ())
    assert found is not None
    first, third = found.steps[0], found.steps[2]
    assert (first.action, first.set) == (ACTIONS.index("RUN"), third.set)
    assert (first.stop_count, bytes(first.stops)) == (1, b'"""')
    assert [found.sets[first.set][byte] for byte in b'a"'] == [1, 0]


def test_an_unusual_pattern_is_none() -> None:
    assert pattern_for_kernel(re.compile("(?<=x)y"), ()) is None


def test_a_run_knows_the_shape_behind_it() -> None:
    found = pattern_for_kernel(re.compile('(?P<a>.*)" "(?P<b>[^"]*)x*'), ("a", "b"))
    assert found is not None
    actions = [ACTIONS[found.steps[number].action] for number in range(7)]

    assert actions[:4] == ["BEGIN_CELL", "LONGEST_RUN", "END_CELL", "SHAPE"]
    assert (found.steps[1].ahead, found.steps[2].ahead) == (2, 1)
    assert found.steps[actions.index("LONGEST_RUN", 2)].ahead == 0


def test_the_step_behind_an_alternative_is_that_behind_all() -> None:
    found = pattern_for_kernel(re.compile("(?:[0-9]+|-) x?"), ())
    assert found is not None
    actions = [ACTIONS[found.steps[number].action] for number in range(6)]

    assert actions == ["TRY", "RUN", "GO", "SHAPE", "SHAPE", "RUN"]
    assert (found.steps[0].a, found.steps[0].b) == (3, 1)
    assert found.steps[1].next == 4
    assert [found.steps[number].next for number in (3, 4)] == [4, 5]
