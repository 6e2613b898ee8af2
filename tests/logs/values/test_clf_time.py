from __future__ import annotations

from datetime import UTC, datetime

import pytest

from usagestats.logs.values.clf_time import (
    minute_microseconds,
    parse_clf_time,
    rest_microseconds,
)


def test_a_time_is_in_utc() -> None:
    expected = datetime(2000, 10, 10, 20, 55, 36, tzinfo=UTC)

    assert parse_clf_time("10/Oct/2000:13:55:36 -0700") == expected


def test_a_time_without_an_offset_is_naive() -> None:
    assert parse_clf_time("10/Oct/2000:13:55:36") == datetime(2000, 10, 10, 13, 55, 36)  # noqa: DTZ001


def test_a_leap_second_counts_as_the_one_before() -> None:
    at_60 = parse_clf_time("31/Dec/2016:23:59:60 +0000")

    assert at_60 == datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "10/Oct/2000:13:55:36.25 -0700",
        "Oct/10/2000:13:55:36.25 -0700",
        "10/Oct/2000 13:55:36.250000999 -0700",
    ],
)
def test_other_programs_write_a_fraction_the_month_first_or_a_blank(text: str) -> None:
    expected = datetime(2000, 10, 10, 20, 55, 36, 250_000, tzinfo=UTC)

    assert parse_clf_time(text) == expected
    assert rest_microseconds(text[17:]) == (36.25 + 7 * 3600) * 1e6


@pytest.mark.parametrize(
    "text",
    [
        "",
        "10/10/2000:13:55:36 -0700",
        "Oct/Oct/2000:13:55:36 -0700",
        "10/Oct/2000:13:55:36. -0700",
        "10/Oct/2000:13:55:36.1234567890 -0700",
        "10/Okt/2000:13:55:36 -0700",
        "31/Feb/2001:13:55:36 -0700",
        "10/Oct/2000:13:60:36 -0700",
        "10/Oct/2000:13:55:61 -0700",
        "10/Oct/2000:13:55:36 -2400",
        "10/Oct/1985:13:55:36 -0700",
        "10/Oct/2199:13:55:36 -0700",
    ],
)
def test_other_texts_are_no_times(text: str) -> None:
    assert parse_clf_time(text) is None


def test_the_parts_add_up_to_the_whole() -> None:
    minute, rest = minute_microseconds("10/Oct/2000:13:55"), rest_microseconds(":36 -0700")

    assert minute is not None
    assert rest is not None
    assert minute + rest == datetime(2000, 10, 10, 20, 55, 36, tzinfo=UTC).timestamp() * 1e6
    assert rest_microseconds(":36") is None
