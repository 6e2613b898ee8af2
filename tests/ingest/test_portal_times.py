from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.reports.tables import utc
from usagestats.choices import ImportWidth
from usagestats.errors import UsageError
from usagestats.ingest.portal_times import portal_time, span_at, width_of
from usagestats.periods.period import LATEST, Period

ATHENS = ZoneInfo("Europe/Athens")


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2025-03-01 00:00:00 +0200", "2025-02-28T22:00"),
        ("2025-03-01 00:00:00 UTC", "2025-03-01"),
        ("2025-03-01T00:00:00+02:00", "2025-02-28T22:00"),
        ("2025-03-01T00:00:00Z", "2025-03-01"),
        ("2025-03-01 00:00", "2025-02-28T22:00"),
        ("2025-03-01", "2025-02-28T22:00"),
        ("2025-03", "2025-02-28T22:00"),
        ("2025", "2024-12-31T22:00"),
        ("01 Mar 2025 00:00:00 EET", "2025-02-28T22:00"),
        ("1 Jul 2025 00:00:00 EEST", "2025-06-30T21:00"),
        ("26 Oct 2025 03:00:00 EEST", "2025-10-26T00:00"),
        ("26 Oct 2025 03:00:00 EET", "2025-10-26T01:00"),
        ("01 Mar 2025 00:00:00", "2025-02-28T22:00"),
    ],
)
def test_a_time_is_read_in_the_zone_of_the_account(text: str, time: str) -> None:
    assert portal_time(text, ATHENS) == utc(time)


@pytest.mark.parametrize(
    "text",
    [
        *("", "yesterday", "2025-13", "2025-02-30", "03/04/2025", "2025-03-01 25:00:00 UTC"),
        *("01 Mär 2025 00:00:00 EET", "01 Xxx 2025 00:00:00 EET", "01 Mar 2025 00:00:00 CET"),
        *("01 Jul 2025 00:00:00 EET", "2025-03-01 00:00:00 CET", "1740787200"),
    ],
)
def test_another_text_is_no_time(text: str) -> None:
    assert portal_time(text, ATHENS) is None


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("hours", "width"),
    [
        ([1, 1, 5], ImportWidth.HOUR),
        ([6, 6], ImportWidth.SIX_HOURS),
        ([7, 6], ImportWidth.SIX_HOURS),
        ([24, 23, 24], ImportWidth.DAY),
        ([25], ImportWidth.DAY),
        ([48, 24], ImportWidth.DAY),
        ([168], ImportWidth.WEEK),
        ([31 * 24, 28 * 24 - 1], ImportWidth.MONTH),
        ([31 * 24 + 1], ImportWidth.MONTH),
        ([366 * 24], ImportWidth.YEAR),
        ([48], None),
        ([2], None),
        ([], None),
    ],
)
def test_the_nearest_times_show_the_width(hours: list[int], width: ImportWidth | None) -> None:
    times = [utc("2025-01-01")]
    for one in hours:
        times.append(times[-1] + one * HOUR)

    assert width_of(reversed(times + times)) is width


@pytest.mark.parametrize(
    ("start", "width", "end"),
    [
        ("2025-03-29T22:00", ImportWidth.DAY, "2025-03-30T21:00"),
        ("2025-02-28T22:00", ImportWidth.MONTH, "2025-03-31T21:00"),
        ("2024-12-31T22:00", ImportWidth.YEAR, "2025-12-31T22:00"),
        ("2025-03-23T22:00", ImportWidth.WEEK, "2025-03-30T21:00"),
        ("2025-03-29T22:00", ImportWidth.SIX_HOURS, "2025-03-30T03:00"),
        ("2025-03-29T22:00", ImportWidth.HOUR, "2025-03-29T23:00"),
    ],
)
def test_a_span_ends_by_the_calendar(start: str, width: ImportWidth, end: str) -> None:
    assert span_at(utc(start), width, ATHENS, 0) == Period(utc(start), utc(end))


@pytest.mark.parametrize(
    ("start", "width"),
    [
        ("2025-03-01", ImportWidth.DAY),
        ("2025-03-01T22:00", ImportWidth.MONTH),
        ("2025-03-24T22:00", ImportWidth.WEEK),
        ("2025-03-24T22:15", ImportWidth.HOUR),
        ("2025-03-24T22:07", ImportWidth.SIX_HOURS),
    ],
)
def test_a_time_that_begins_no_span_is_refused(start: str, width: ImportWidth) -> None:
    with pytest.raises(UsageError, match=f"no {width} begins at 2025-03-") as caught:
        span_at(utc(start), width, ATHENS, 0)
    assert "--timezone" in (caught.value.hint or "")


@pytest.mark.parametrize("start", [utc("1970-01-01"), LATEST])
def test_a_year_that_no_report_knows_is_refused(start: datetime) -> None:
    with pytest.raises(UsageError, match=f"the year {start.year} is out of the range"):
        span_at(start, ImportWidth.HOUR, ZoneInfo("UTC"), 0)
