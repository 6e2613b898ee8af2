"""Times in pieces are put together again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl

from usagestats.logs.readers.pattern_times import read_pattern_times
from usagestats.logs.values.clf_time import parse_clf_time

MINUTE = "04/May/2026:10:15"


def read(**pieces: list[str | None]) -> tuple[list[datetime | None], list[bool]]:
    schema = dict.fromkeys(pieces, pl.String)
    times, on_wall = read_pattern_times(pl.DataFrame(pieces, schema), parse_clf_time)
    return times.to_list(), on_wall.to_list()


def test_minute_second_and_zone_are_one_time() -> None:
    times, on_wall = read(time=[MINUTE, MINUTE], second=["30", "30.25"], zone=[" +0000", " +0200"])
    time = datetime(2026, 5, 4, 10, 15, 30, tzinfo=UTC)

    assert times == [time, time + timedelta(hours=-2, milliseconds=250)]
    assert on_wall == [False, False]


def test_a_fraction_is_added_exactly() -> None:
    times, _ = read(time=[f"{MINUTE}:30 +0000"] * 2, fraction=[".999999", None])

    assert times == [
        datetime(2026, 5, 4, 10, 15, 30, 999_999, tzinfo=UTC),
        datetime(2026, 5, 4, 10, 15, 30, tzinfo=UTC),
    ]


def test_of_nine_decimals_six_count() -> None:
    seconds, _ = read(time=[MINUTE], second=["30.123456789"])
    fractions, _ = read(time=[f"{MINUTE}:30"], fraction=[".123456789"])

    assert seconds == fractions == [datetime(2026, 5, 4, 10, 15, 30, 123_456, tzinfo=UTC)]


def test_without_a_zone_a_time_is_on_the_wall() -> None:
    times, on_wall = read(time=[MINUTE, MINUTE], second=["30", "30"], zone=[None, " +0000"])

    assert times == [datetime(2026, 5, 4, 10, 15, 30, tzinfo=UTC)] * 2
    assert on_wall == [True, False]


def test_a_line_without_a_time_has_none_and_costs_no_other() -> None:
    times, on_wall = read(
        time=[None, "32/May/2026:10:15", MINUTE],
        second=[None, "30", "30"],
        zone=[None, " +0000", " +0000"],
    )

    assert times == [None, None, datetime(2026, 5, 4, 10, 15, 30, tzinfo=UTC)]
    assert on_wall == [False, False, False]
