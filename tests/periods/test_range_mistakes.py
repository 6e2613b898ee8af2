from __future__ import annotations

import pytest

from tests.periods.ranges import clock, error_of
from usagestats.errors import Excerpt


@pytest.mark.parametrize("text", ["13/04/2026", "04/13/2026", "13.4.2026"])
def test_a_slashed_date_with_one_reading_is_refused_with_that_reading(text: str) -> None:
    error = error_of(text, clock())

    assert (Excerpt(text, 0, len(text)), "write 2026-04-13 (13 April)") == (
        error.excerpt,
        error.hint,
    )


@pytest.mark.parametrize("text", ["٢٠٢٦", "२०२६-०५", "last-７-days", "2026-05-0４"])
def test_only_plain_digits_are_digits(text: str) -> None:
    actual = error_of(text, clock()).what

    assert f"not a range: {text}" == actual


@pytest.mark.parametrize("zone", ["UTC", "Europe/Athens"])
def test_the_time_of_day_is_mended_with_the_day_of_the_zone(zone: str) -> None:
    actual = error_of("10:15", clock(zone, "2026-05-13T22:30:00")).hint

    expected = {"UTC": "2026-05-13T10:15", "Europe/Athens": "2026-05-14T10:15"}

    assert expected[zone] == actual
