from __future__ import annotations

import pytest

from usagestats.logs.readers.extended_log import header_date, with_one_time


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (" 2026-05-04 10:15:30", "2026-05-04"),
        ("12-Jan-1996 00:00:00", "1996-01-12"),
        (" 12-Foo-1996", ""),
        ("", ""),
    ],
)
def test_the_day_of_a_header(text: str, day: str) -> None:
    assert header_date(text) == day


@pytest.mark.parametrize(
    ("row", "time"),
    [
        ({"date": "2026-05-04", "time": "10:15:30"}, "2026-05-04 10:15:30Z"),
        ({"time": "10:15:30"}, "2026-01-01 10:15:30Z"),
        ({"date-local": "2026-05-04", "time-local": "10:15:30"}, "2026-05-04 10:15:30"),
        ({"timestamp": "1777889730"}, "1777889730"),
        ({"timestamp(ms)": "1777889730123"}, "1777889730123"),
        ({"status": "200"}, ""),
    ],
)
def test_date_and_time_become_one(row: dict[str, str], time: str) -> None:
    assert with_one_time(row, "2026-01-01") == {**row, "date": "", "time": time}
