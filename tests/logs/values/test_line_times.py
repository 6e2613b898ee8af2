from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from usagestats.logs.values.line_times import (
    any_time,
    epoch_microseconds,
    epoch_milliseconds,
    epoch_seconds,
    rfc_1123_time,
    wall_time,
    yearless_time,
)
from usagestats.logs.values.yearless import NO_YEAR

SECOND = datetime(2026, 5, 4, 10, 15, 30, tzinfo=UTC)
EXACT = SECOND.replace(microsecond=123_000)


@pytest.mark.parametrize(
    ("reader", "text", "expected"),
    [
        (rfc_1123_time, "Mon, 04 May 2026 10:15:30 GMT", SECOND),
        (rfc_1123_time, "4 May 2026 12:15:30 +0200", SECOND),
        (rfc_1123_time, "Mon, 04 May 2026 10:15:30 UTC", SECOND),
        (epoch_seconds, "1777889730.123", EXACT),
        (epoch_seconds, "1777889730", SECOND),
        (epoch_milliseconds, "1777889730123", EXACT),
        (epoch_microseconds, "1777889730123000", EXACT),
    ],
)
def test_each_reader_knows_its_notation(
    reader: Callable[[str], datetime | None], text: str, expected: datetime
) -> None:
    assert reader(text) == expected
    assert any_time(f"[{text}]") in {expected, None}
    assert reader("x") is None


@pytest.mark.parametrize(
    "text",
    [
        "04/May/2026:10:15:30.123 +0000",
        "May/04/2026:12:15:30.123 +0200",
        "04/May/2026 10:15:30.123000999 +0000",
        "2026-05-04T10:15:30.123Z",
        "1777889730.123",
        "1777889730123",
    ],
)
def test_any_notation_is_found_out(text: str) -> None:
    assert any_time(text) == EXACT


@pytest.mark.parametrize(
    "text",
    [
        "Mon, 04 May 2026 10:15:30",  # without a zone
        "Mon, 04 May 2026 10:15:30 CET",
        "Mon, 31 Jun 2026 10:15:30 GMT",
        "Mon, 04 May 26 10:15:30 GMT",
    ],
)
def test_other_dates_of_mail_are_no_times(text: str) -> None:
    assert rfc_1123_time(text) is None


def test_times_on_the_wall_have_no_offset() -> None:
    assert wall_time("Mon May  4 10:15:30 2026", "%a %b %d %H:%M:%S %Y") == SECOND.replace(
        tzinfo=None
    )
    assert wall_time("Mon May 44 10:15:30 2026", "%a %b %d %H:%M:%S %Y") is None


def test_a_leap_second_is_read_as_the_second_before_it() -> None:
    before = datetime(2016, 12, 31, 23, 59, 59)  # noqa: DTZ001  (a wall time)

    assert wall_time("2016/12/31 - 23:59:60", "%Y/%m/%d - %H:%M:%S") == before
    assert wall_time("2016/12/31 - 23:59:61", "%Y/%m/%d - %H:%M:%S") is None
    assert wall_time("2016/12/31 - 23:60:00", "%Y/%m/%d - %H:%M:%S") is None
    assert yearless_time("Dec 31 23:59:60") == before.replace(year=NO_YEAR)


def test_a_time_without_a_year_has_a_year_that_says_so() -> None:
    assert yearless_time("May  4 10:15:30") == SECOND.replace(tzinfo=None, year=NO_YEAR)
    assert yearless_time("Feb 29 00:00:00") is not None
    assert yearless_time("Feb 30 00:00:00") is None


def test_years_that_are_not_counted_are_refused() -> None:
    assert epoch_seconds("0000000001") is None
    assert epoch_milliseconds("0000000001000") is None
