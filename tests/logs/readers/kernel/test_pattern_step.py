"""A step says which bytes it takes."""

from __future__ import annotations

import pytest

from usagestats.logs.readers.kernel.pattern_parts import ALL_BYTES
from usagestats.logs.readers.kernel.pattern_step import BEYOND_ASCII, Step, bytes_in


def chars(text: str) -> int:
    return sum(1 << ord(char) for char in text)


DIGITS = chars("0123456789")


@pytest.mark.parametrize(
    ("step", "taken"),
    [
        (Step("ONE_OF", chars=DIGITS), (DIGITS,)),
        (Step("RUN", 2, 2, DIGITS), (DIGITS, DIGITS)),
        (Step("LONGEST_RUN", 1, 1, chars("/- ")), (chars("/- "),)),
        (Step("RUN", 1, 2, DIGITS), ()),
        (Step("RUN", 1, -1, DIGITS), ()),
        (Step("ONE_OF", chars=chars("aceg")), ()),
        (Step("ONE_OF", chars=ALL_BYTES & ~chars(" ")), ()),
        (Step("ONE_OF", chars=BEYOND_ASCII), ()),
        (Step("SHAPE", b=1, shape=(DIGITS,)), (DIGITS,)),
        (Step("SHAPE", b=1, shape=(DIGITS,), cell=0), ()),
        (Step("RUN", 2, 2, DIGITS, cell=0), ()),
    ],
)
def test_few_ranges_of_ascii_are_bytes_of_a_shape(step: Step, taken: tuple[int, ...]) -> None:
    assert step.bytes_taken == taken


@pytest.mark.parametrize(
    ("step", "byte"),
    [
        (Step("RUN", 0, 1, chars("-")), ord("-")),
        (Step("RUN", 0, 1, chars("-+")), 0),
        (Step("RUN", 0, -1, chars("-")), 0),
        (Step("RUN", 1, 1, chars("-")), 0),
        (Step("RUN", 0, 1, chars("-"), cell=0), 0),
        (Step("RUN", 0, 1, 1 << 0xC3), 0),
        (Step("LONGEST_RUN", 0, 1, chars("-")), 0),
    ],
)
def test_a_byte_may_stand_before_a_run(step: Step, byte: int) -> None:
    assert step.optional_byte == byte


def test_few_bytes_that_may_follow_are_searched() -> None:
    assert Step("LONGEST_RUN", follow=chars('" ')).follows == b' "'
    assert Step("LONGEST_RUN", follow=DIGITS).follows == b""
    assert Step("LONGEST_RUN", follow=1 << 0xC3).follows == b""


def test_no_line_holds_a_line_feed() -> None:
    assert Step("RUN", chars=ALL_BYTES & ~chars("\n")).is_any
    assert not Step("RUN", chars=ALL_BYTES & ~chars("a")).is_any


def test_the_bytes_of_a_set_stand_in_order() -> None:
    assert bytes_in(chars("zaA")) == b"Aaz"
