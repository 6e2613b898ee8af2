"""Times in JSON, in all units and forms, read alike one by one and by column."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest

from usagestats.logs.readers.json.times import parse_time, read_times, without_offset

TIME = datetime(2026, 5, 4, 10, 15, 30, tzinfo=UTC)
QUARTER = TIME.replace(microsecond=250_000)
TIMES = {
    "1777889730": TIME,
    "1777889730.25": QUARTER,
    "1777889730250": QUARTER,
    "1777889730250000": QUARTER,
    "1777889730250000000": QUARTER,
    "2026-05-04T10:15:30Z": TIME,
    "2026-05-04 12:15:30,25+02:00": QUARTER,
    "2026/05/04 12:15:30.250000123 +0200": QUARTER,
    "2026-05-04 10:15:30 UTC": TIME,
    "04/May/2026:12:15:30 +0200": TIME,
    "04/May/2026:12:15:30.250000999 +0200": QUARTER,
}
NO_TIMES = ["soon", "12", "1777889730e0", "2026-02-30T10:15:30Z", "2026-05-04T10:15:30+25:00"]


@pytest.mark.parametrize("text", TIMES)
def test_a_time_is_read(text: str) -> None:
    assert parse_time(text) == TIMES[text]
    assert read_times(pl.Series([text])).to_list() == [TIMES[text]]


@pytest.mark.parametrize("text", NO_TIMES)
def test_other_texts_are_none(text: str) -> None:
    assert parse_time(text) is None
    assert read_times(pl.Series([text])).to_list() == [None]


def test_a_column_may_hold_all_forms() -> None:
    texts = [*TIMES, *NO_TIMES, None]

    found = read_times(pl.Series(texts)).to_list()

    assert found == [*TIMES.values(), *[None] * (len(NO_TIMES) + 1)]


@pytest.mark.parametrize("text", ["2026-05-04T10:15:30", "04/May/2026:10:15:30"])
def test_a_time_without_an_offset_is_on_the_wall(text: str) -> None:
    assert parse_time(text) == TIME.replace(tzinfo=None)
    assert read_times(pl.Series([text])).to_list() == [TIME]
    assert without_offset(pl.Series([text, *TIMES, None])).to_list() == [
        True,
        *[False] * (len(TIMES) + 1),
    ]


def test_brackets_around_a_common_log_time_are_passed_over() -> None:
    assert parse_time("[04/May/2026:10:15:30 +0000]") == TIME
