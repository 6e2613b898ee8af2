from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.chunks import chunk_of
from tests.line_tables import on_the_wall
from usagestats.logs.formats.haproxy import HAPROXY
from usagestats.logs.read_chunk import read_chunk
from usagestats.logs.values.log_zone import wall_in_utc, walls_in_utc
from usagestats.tables.declared import UTC_TIME

ZONES = ["UTC", "Europe/Athens", "America/St_Johns", "Australia/Lord_Howe", "Africa/Casablanca"]


def instants(walls: list[datetime], zone: str) -> list[datetime]:
    times = pl.Series([wall.replace(tzinfo=UTC) for wall in walls], dtype=UTC_TIME)
    on_wall = pl.Series([True] * len(walls), dtype=pl.Boolean)
    return walls_in_utc(times, on_wall, ZoneInfo(zone)).to_list()


@example([datetime(2000, 3, 26, 3, 0, fold=1)], "Europe/Athens")  # noqa: DTZ001
@given(
    st.lists(st.datetimes(datetime(1986, 1, 1), datetime(2198, 12, 31))),  # noqa: DTZ001
    st.sampled_from(ZONES),
)
def test_a_column_is_read_like_single_times(walls: list[datetime], zone: str) -> None:
    assert instants(walls, zone) == [wall_in_utc(wall, ZoneInfo(zone)) for wall in walls]


@pytest.mark.parametrize("zone", ZONES)
def test_every_half_minute_around_the_changes_of_a_year(zone: str) -> None:
    days = [on_the_wall(1990, 4, 1), on_the_wall(1990, 10, 28), on_the_wall(2026, 3, 29)]
    days += [on_the_wall(2026, 10, 25), on_the_wall(2006, 10, 29), on_the_wall(2026, 4, 5)]
    walls = [day + timedelta(seconds=30 * step) for day in days for step in range(-240, 720)]

    assert instants(walls, zone) == [wall_in_utc(wall, ZoneInfo(zone)) for wall in walls]


def test_the_hour_that_is_shown_twice_and_the_one_that_is_jumped_over() -> None:
    walls = [on_the_wall(2026, 10, 25, 3, 30), on_the_wall(2026, 3, 29, 3, 30)]

    assert instants(walls, "Europe/Athens") == [
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
    ]


def test_only_times_on_the_wall_are_moved() -> None:
    times = pl.Series([datetime(2026, 5, 4, 10, tzinfo=UTC)] * 2, dtype=UTC_TIME)

    moved = walls_in_utc(times, pl.Series([False, True]), ZoneInfo("Asia/Kathmandu"))

    assert [time.hour * 60 + time.minute for time in moved] == [600, 255]


def test_both_paths_count_the_lines_without_an_offset() -> None:
    odd = HAPROXY.sample.replace("items/srv1", "items/srv1 added")  # for the careful path
    with_offset = HAPROXY.sample.replace("30.123]", "30.123 +0200]")
    data = f"{HAPROXY.sample}\n{odd}\n{with_offset}\nno request".encode()
    chunk = chunk_of(data, HAPROXY, {"time", "line"})

    read = read_chunk(chunk, ZoneInfo("Asia/Kathmandu"))

    assert read.without_offset == 2
    assert read.requests["time"].to_list() == [
        datetime(2026, 5, 4, 4, 30, 30, 123_000, tzinfo=UTC),
        datetime(2026, 5, 4, 4, 30, 30, 123_000, tzinfo=UTC),
        datetime(2026, 5, 4, 8, 15, 30, 123_000, tzinfo=UTC),
    ]
    assert read.rejects.total() == 1
