"""Steps become structures of the kernel."""

from __future__ import annotations

import re

import pytest

from usagestats.logs.readers.kernel.pattern_constants import ACTIONS
from usagestats.logs.readers.kernel.pattern_task import pattern_for_kernel, ranges_of


def test_a_set_has_one_number_and_its_ranges_or_those_of_all_other_bytes() -> None:
    found = pattern_for_kernel(re.compile('[^"]*+"[^"]*+[0-9]+x'), ())
    assert found is not None
    first, third, digits = found.steps[0], found.steps[2], found.steps[3]
    assert (first.action, first.set) == (ACTIONS.index("UNTIL"), third.set)
    without_quote, of_digits = found.sets[first.set], found.sets[digits.set]
    assert [without_quote.bytes[byte] for byte in b'a"'] == [1, 0]
    assert (without_quote.range_count, without_quote.taken) == (1, 0)
    assert (of_digits.range_count, of_digits.taken) == (1, 0xFFFF)
    lanes = slice(0, 16)
    assert bytes(of_digits.lows[lanes]) == b"0" * 16
    assert bytes(of_digits.spans[lanes]) == bytes([9] * 16)


def test_many_ranges_are_looked_at_byte_by_byte() -> None:
    found = pattern_for_kernel(re.compile("[acegikmoqsuwy]+"), ())
    assert found is not None
    assert found.sets[found.steps[0].set].range_count == 0


@pytest.mark.parametrize(
    ("chars", "ranges"), [("", []), ("a", ["a"]), ("abd\0", ["\0", "ab", "d"]), ("\xff", ["\xff"])]
)
def test_a_set_of_bytes_has_ranges(chars: str, ranges: list[str]) -> None:
    found = ranges_of(sum(1 << ord(char) for char in chars))

    assert ["".join(map(chr, one)) for one in found] == ranges


def test_a_byte_of_a_shape_may_be_within_several_ranges() -> None:
    found = pattern_for_kernel(re.compile("[0-9][/-]x"), ())
    assert found is not None
    shape = found.steps[0]
    lows = [bytes(found.lows[row : row + 3]) for row in (shape.a, shape.a + 16)]

    assert (shape.action, shape.b, shape.set) == (ACTIONS.index("SHAPE"), 3, 2)
    assert lows == [b"0-x", b"0/x"]
    assert found.spans[shape.a + 3] == 255


def test_what_a_run_takes_stands_in_the_step() -> None:
    pattern = r'(?P<a>-?[0-9]+) (?P<b>(?:[^"\\]++|\\.)*+)"(?P<c>[0-9]{3})'
    found = pattern_for_kernel(re.compile(pattern), ("a", "b", "c"))
    assert found is not None
    steps = [found.steps[number] for number in range(6)]

    assert [ACTIONS[step.action] for step in steps] == ["UNTIL", "ONE_BYTE"] * 2 + ["SHAPE", "DONE"]
    assert [step.cell for step in steps] == [0, -1, 1, -1, 2, -1]
    assert (steps[0].lead, steps[2].escape) == (ord("-"), ord("\\"))


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

    assert actions == ["TRY", "PLAIN_RUN", "GO", "ONE_BYTE", "ONE_BYTE", "RUN"]
    assert (found.steps[0].a, found.steps[0].b) == (3, 1)
    assert found.steps[1].next == 4
    assert [found.steps[number].next for number in (3, 4)] == [4, 5]


def test_a_run_and_the_byte_behind_it_are_one_step() -> None:
    found = pattern_for_kernel(re.compile("[a-z]+ -?[0-9]*+/[^ ]+(?P<a>-)x"), ("a",))
    assert found is not None
    steps = [found.steps[number] for number in range(7)]

    assert [ACTIONS[step.action] for step in steps[:4]] == ["UNTIL", "ONE_BYTE"] * 2
    assert [(steps[at].low, steps[at].span, steps[at].next) for at in (0, 2)] == [
        (ord(" "), 0, 2),
        (ord("/"), 0, 4),
    ]
    assert steps[2].lead == ord("-")
    assert [ACTIONS[step.action] for step in steps[4:]] == ["LONGEST_RUN", "ONE_BYTE", "ONE_BYTE"]
    assert (steps[5].cell, steps[6].low) == (0, ord("x"))


def test_a_byte_with_a_cell_of_its_own_stays_a_step() -> None:
    found = pattern_for_kernel(re.compile("[a-z]+(?P<a>/)"), ("a",))
    assert found is not None

    assert [ACTIONS[found.steps[number].action] for number in (0, 1)] == ["PLAIN_RUN", "ONE_BYTE"]
    assert (found.steps[1].low, found.steps[1].span, found.steps[1].cell) == (ord("/"), 0, 0)


def test_a_shape_that_is_only_looked_at_is_passed_over() -> None:
    found = pattern_for_kernel(re.compile('[^ ]*+(?: (?!")[^ ]*+)*+ "x'), ())
    assert found is not None
    attempt, seen, taken = (found.steps[number] for number in (2, 3, 4))

    assert [ACTIONS[one.action] for one in (attempt, seen, taken)] == ["TRY", "SHAPE", "ONE_BYTE"]
    assert (attempt.ahead, attempt.next, seen.b, taken.low) == (1, 4, 2, ord(" "))
