from __future__ import annotations

from datetime import UTC, datetime

import pytest

from usagestats.logs.values.iso_time import (
    iso_minute_microseconds,
    iso_rest_microseconds,
    parse_iso_time,
)

AT = datetime(2026, 5, 4, 10, 15, 30, 123_456, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-05-04T10:15:30.123456Z",
        "2026-05-04T12:15:30.123456+02:00",
        "2026/05/04 06:45:30,123456789 -0330",
        "2026-05-04t10:15:30.1234569z",
        "2026-05-04 10:15:30.123456 +0000 UTC",
        "2026-05-04 10:15:30.123456 UTC",
    ],
)
def test_notations_of_one_time(text: str) -> None:
    assert parse_iso_time(text) == AT


def test_a_time_without_an_offset_is_naive() -> None:
    assert parse_iso_time("2026-05-04T10:15:30") == datetime(2026, 5, 4, 10, 15, 30)  # noqa: DTZ001


def test_a_leap_second_counts_as_the_one_before() -> None:
    assert parse_iso_time("2016-12-31T23:59:60Z") == parse_iso_time("2016-12-31T23:59:59Z")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-05-04",
        "2026-05-04T10:15Z",
        "2026-02-30T10:15:30Z",
        "2026-05-04T10:15:61Z",
        "2026-05-04T24:15:30Z",
        "2026-05-04T10:15:30+24:00",
        "1970-05-04T10:15:30Z",
        "2200-05-04T10:15:30Z",
        "2026-05-04T10:15:30Zulu",
    ],
)
def test_other_texts_are_no_times(text: str) -> None:
    assert parse_iso_time(text) is None


def test_the_parts_add_up_to_the_whole() -> None:
    minute, rest = iso_minute_microseconds("2026-05-04T12:15"), iso_rest_microseconds(":30+02:00")

    assert minute is not None
    assert rest is not None
    assert minute + rest == AT.replace(microsecond=0).timestamp() * 1e6
