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


@pytest.mark.parametrize(
    ("text", "months"), [("3m", 3), ("3M", 3), ("15min", 15), ("2mon", 2), ("1y", 12), ("2Y", 24)]
)
def test_months_and_minutes_are_not_told_apart_by_a_letter(text: str, months: int) -> None:
    error = error_of(text, clock())

    assert error.what == f"only h, d and w stand for hours, days and weeks: {text}"
    assert error.hint == f"did you mean 'last-{months}-months'?"


@pytest.mark.parametrize(
    ("text", "what", "hint"),
    [
        (
            "01/02/2026",
            "an ambiguous date",
            "write 2026-02-01 (1 February) or 2026-01-02 (2 January)",
        ),
        ("1/1/2026", "a date in a form that is ambiguous", "write 2026-01-01 (1 January)"),
        ("31.12.2026", "a date in a form that is ambiguous", "write 2026-12-31 (31 December)"),
        ("29/02/2024", "a date in a form that is ambiguous", "write 2024-02-29 (29 February)"),
    ],
)
def test_a_slashed_date_is_refused_with_all_its_readings(text: str, what: str, hint: str) -> None:
    error = error_of(text, clock())

    assert (error.what, error.hint) == (what, hint)


@pytest.mark.parametrize(
    ("text", "wrong", "hint"),
    [
        ("2026-00-01..", "00", "months run from 01 to 12"),
        ("2026-02-30..", "30", "February 2026 has 28 days"),
        ("2026-Q5..", "5", "quarters run from Q1 to Q4"),
        ("2026-05-04T10:00+15:00..", "+15:00", "offsets run from -14:00 to +14:00"),
        (
            "2026-05-04T10:07Z..",
            "10:07",
            "the nearest are 2026-05-04T10:00Z and 2026-05-04T10:15Z",
        ),
    ],
)
def test_the_carets_stand_below_the_wrong_part_only(text: str, wrong: str, hint: str) -> None:
    error = error_of(text, clock())

    assert error.excerpt
    assert text[error.excerpt.start : error.excerpt.end] == wrong
    assert error.hint == hint
