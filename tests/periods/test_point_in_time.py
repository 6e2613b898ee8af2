from __future__ import annotations

import pytest

from tests.periods.ranges import clock, error_of


def test_the_nearest_bounds_keep_the_offset_that_was_written() -> None:
    actual = error_of("2026-05-04T10:07+03:00..", clock()).hint

    expected = "the nearest are 2026-05-04T10:00+03:00 and 2026-05-04T10:15+03:00"

    assert expected == actual


@pytest.mark.parametrize("text", ["2026-05-04T10:00+24:00..", "2026-05-04T10:00-99:00.."])
def test_an_impossible_offset_is_refused(text: str) -> None:
    actual = error_of(text, clock()).excerpt

    assert actual
    assert text == actual.text
