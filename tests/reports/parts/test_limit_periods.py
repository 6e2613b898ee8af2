from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reports.plans import start_of
from usagestats.catalog.model import Per
from usagestats.reports.parts.limit_periods import period_of, period_starts
from usagestats.tables.declared import UTC_TIME

UTC_ZONE = ZoneInfo("UTC")
ZONES = [UTC_ZONE, *map(ZoneInfo, ("America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"))]
times = st.datetimes(datetime(1986, 1, 1), datetime(2199, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@given(time=times, per=st.sampled_from(Per))
def test_without_another_zone_periods_are_those_of_the_utc_calendar(
    time: datetime, per: Per
) -> None:
    period = period_of(time, per, UTC_ZONE)

    assert period.start == start_of(time, per)
    assert per is Per.ETERNITY or period_of(period.end, per, UTC_ZONE).start == period.end
    assert period.start <= time < period.end


@given(
    moments=st.lists(times.map(lambda time: time.replace(year=2026)), max_size=5),
    per=st.sampled_from(Per),
    zone=st.sampled_from(ZONES),
)
def test_a_column_of_times_has_the_same_periods_as_each_time(
    moments: list[datetime], per: Per, zone: ZoneInfo
) -> None:
    expected = [period_of(time, per, zone).start for time in moments]

    assert period_starts(pl.Series(moments, dtype=UTC_TIME), per, zone).to_list() == expected


@pytest.mark.parametrize(
    ("per", "zone", "start", "end"),
    [
        (Per.MONTH, "America/New_York", "2026-05-01T04:00", "2026-06-01T04:00"),
        (Per.WEEK, "America/New_York", "2026-05-11T04:00", "2026-05-18T04:00"),
        (Per.HOUR, "Asia/Kathmandu", "2026-05-15T10:15", "2026-05-15T11:15"),
        (Per.DAY, "Asia/Tokyo", "2026-05-14T15:00", "2026-05-15T15:00"),
        (Per.YEAR, "Europe/Athens", "2025-12-31T22:00", "2026-12-31T22:00"),
    ],
)
def test_a_period_begins_where_its_zone_says(per: Per, zone: str, start: str, end: str) -> None:
    moment = datetime(2026, 5, 15, 10, 30, tzinfo=UTC)

    period = period_of(moment, per, ZoneInfo(zone))

    assert [f"{time:%Y-%m-%dT%H:%M}" for time in (period.start, period.end)] == [start, end]


def test_times_centuries_apart_are_no_long_search_for_hours() -> None:
    far = [datetime(1986, 1, 1, 0, 30, tzinfo=UTC), datetime(2199, 1, 1, 0, 45, tzinfo=UTC)]

    starts = period_starts(pl.Series(far, dtype=UTC_TIME), Per.HOUR, ZONES[1]).to_list()

    assert starts == [time - timedelta(minutes=time.minute) for time in far]
