from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.line_tables import on_the_wall
from usagestats.logs.values.log_zone import Readings, readings
from usagestats.tables.declared import UTC_TIME

ZONES = ["UTC", "Europe/Athens", "America/St_Johns", "Australia/Lord_Howe", "Africa/Casablanca"]


def read(walls: list[datetime], zone: str) -> Readings:
    times = pl.Series([wall.replace(tzinfo=UTC) for wall in walls], dtype=UTC_TIME)
    return readings(times, ZoneInfo(zone))


def assert_read_like_single_times(walls: list[datetime], zone: str) -> None:
    both = [
        [wall.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC) for wall in walls]
        for fold in (0, 1)
    ]
    found = read(walls, zone)

    assert [found.first.to_list(), found.second.to_list()] == both


@example([datetime(2000, 3, 26, 3, 0, fold=1)], "Europe/Athens")  # noqa: DTZ001
@given(
    st.lists(st.datetimes(datetime(1986, 1, 1), datetime(2198, 12, 31))),  # noqa: DTZ001
    st.sampled_from(ZONES),
)
def test_a_column_is_read_like_single_times(walls: list[datetime], zone: str) -> None:
    assert_read_like_single_times(walls, zone)


@pytest.mark.parametrize("zone", ZONES)
def test_every_half_minute_around_the_changes_of_a_year(zone: str) -> None:
    days = [on_the_wall(1990, 4, 1), on_the_wall(1990, 10, 28), on_the_wall(2026, 3, 29)]
    days += [on_the_wall(2026, 10, 25), on_the_wall(2006, 10, 29), on_the_wall(2026, 4, 5)]
    walls = [day + timedelta(seconds=30 * step) for day in days for step in range(-240, 720)]

    assert_read_like_single_times(walls, zone)


@pytest.mark.parametrize(
    ("wall", "zone", "are_ambiguous", "are_skipped"),
    [
        (on_the_wall(2026, 10, 25, 2, 59, 59), "Europe/Athens", False, False),
        (on_the_wall(2026, 10, 25, 3), "Europe/Athens", True, False),
        (on_the_wall(2026, 10, 25, 3, 59, 59), "Europe/Athens", True, False),
        (on_the_wall(2026, 10, 25, 4), "Europe/Athens", False, False),
        (on_the_wall(2026, 3, 29, 3, 30), "Europe/Athens", False, True),
        (on_the_wall(2026, 4, 5, 1, 29), "Australia/Lord_Howe", False, False),
        (on_the_wall(2026, 4, 5, 1, 30), "Australia/Lord_Howe", True, False),
        (on_the_wall(2026, 4, 5, 2), "Australia/Lord_Howe", False, False),
    ],
)
def test_the_hour_that_is_shown_twice_and_the_one_that_is_skipped(
    wall: datetime, zone: str, *, are_ambiguous: bool, are_skipped: bool
) -> None:
    found = read([wall], zone)

    assert found.are_ambiguous.to_list() == [are_ambiguous]
    assert found.are_skipped.to_list() == [are_skipped]


def test_a_skipped_time_has_the_offset_from_before_the_change() -> None:
    found = read([on_the_wall(2026, 3, 29, 3, 30)], "Europe/Athens")

    assert found.first.to_list() == [datetime(2026, 3, 29, 1, 30, tzinfo=UTC)]
