from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from usagestats.choices import Granularity
from usagestats.diagnostics.peaks import Peaks, peaks_report
from usagestats.periods.period import Range
from usagestats.tables.counts import Counts
from usagestats.tables.coverage import Coverage
from usagestats.tables.declared import USAGE
from usagestats.tables.second_counts import SecondCounts

ATHENS = ZoneInfo("Europe/Athens")
NO_USAGE = pl.DataFrame(
    schema={name: USAGE[name] for name in ("start", "metric", "requests", "usage")}
)


def seconds(*rows: tuple[str, datetime, int]) -> SecondCounts:
    frame = pl.DataFrame(
        [(status, int(time.timestamp()), count) for status, time, count in rows],
        {"backend": pl.String, "second": pl.Int64, "requests": pl.Int64},
        orient="row",
    )
    return SecondCounts.of(frame, ["backend"])


def test_the_day_on_which_clocks_go_back_has_25_hours_of_seconds() -> None:
    first = datetime(2026, 10, 24, 21, tzinfo=UTC)
    hulls = [(first, first + timedelta(hours=24, minutes=59))]
    busy = [("a", first + timedelta(seconds=n), 2) for n in range(25 * 3600 // 20 + 1)]
    question = Peaks(Granularity.DAY, Range(), ATHENS, ("backend",))

    report = peaks_report(question, NO_USAGE, seconds(*busy), Coverage.of(hulls), Counts())

    assert report.rows.height == 1
    assert report.rows["p95_per_second"].to_list() == [2]
    fewer = peaks_report(question, NO_USAGE, seconds(*busy[1:]), Coverage.of(hulls), Counts())
    assert fewer.rows["p95_per_second"].to_list() == [0]


def test_a_day_without_a_log_is_unknown_and_one_without_requests_is_0() -> None:
    first = datetime(2026, 5, 4, 12, tzinfo=UTC)
    day = timedelta(days=1)
    hulls = [(first, first + day), (first + 3 * day, first + 3 * day)]
    question = Peaks(Granularity.DAY, Range(), ZoneInfo("UTC"))
    found = SecondCounts.of(pl.DataFrame({"second": [int(first.timestamp())], "requests": [4]}), [])

    report = peaks_report(question, NO_USAGE, found, Coverage.of(hulls), Counts())

    assert report.rows["requests"].to_list() == [4, 0, None, 0]
    assert report.rows["second"].to_list() == [first, None, None, None]


def test_without_a_log_there_are_no_rows() -> None:
    question = Peaks(Granularity.DAY, Range(), ATHENS, ("application",))

    report = peaks_report(question, NO_USAGE, None, Coverage(), Counts())

    assert report.rows.is_empty()
    assert "application_id" in report.rows.columns
