"""Dates in URLs name a prefix for each date of a span."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from usagestats.errors import UsageError
from usagestats.object_storage.dates import Dates, has_dates

NOW = datetime(2026, 3, 1, 0, 30, tzinfo=UTC)
DAY = "s3://b/{date:%Y/%m/%d}/x"


def test_the_last_days_include_today() -> None:
    assert Dates.of_days(1, NOW).urls(DAY) == ["s3://b/2026/03/01/x"]
    assert Dates.of_days(3, NOW).urls(DAY) == [
        *("s3://b/2026/02/27/x", "s3://b/2026/02/28/x", "s3://b/2026/03/01/x"),
    ]


def test_dates_are_those_of_utc() -> None:
    here = NOW.astimezone(timezone(timedelta(hours=-5)))
    assert Dates.of_days(1, here).urls(DAY) == ["s3://b/2026/03/01/x"]


@pytest.mark.parametrize(
    ("end", "last"),
    [
        (datetime(2026, 2, 11, tzinfo=UTC), "11"),  # lines of the last hour may be stored late
        (datetime(2026, 2, 10, 22, 45, tzinfo=UTC), "10"),
        (None, "01"),
        (datetime(2026, 4, 1, tzinfo=UTC), "01"),  # there are no logs of the future
    ],
)
def test_a_range_has_the_dates_from_its_start_on(end: datetime | None, last: str) -> None:
    found = Dates.of_range(datetime(2026, 2, 10, tzinfo=UTC), end, NOW).urls(DAY)
    assert found[0] == "s3://b/2026/02/10/x"
    assert found[-1].endswith(f"/{last}/x")


def test_each_url_is_there_once() -> None:
    dates = Dates.of_days(40, NOW)
    assert dates.urls("s3://b/{date:%Y-%m}/") == [
        "s3://b/2026-01/",
        "s3://b/2026-02/",
        "s3://b/2026-03/",
    ]
    hours = Dates(NOW - timedelta(hours=2), NOW).urls("s3://b/{date:%Y%m%d}/h={date:%H}/")
    assert hours == ["s3://b/20260228/h=22/", "s3://b/20260228/h=23/", "s3://b/20260301/h=00/"]


@pytest.mark.parametrize("form", ["", "%A", "%-d", "%"])
def test_an_unknown_form_is_refused(form: str) -> None:
    with pytest.raises(UsageError, match="unknown date"):
        Dates.of_days(1, NOW).urls(f"s3://b/{{date:{form}}}/")


def test_too_many_dates_are_refused() -> None:
    with pytest.raises(UsageError, match="dates are too many"):
        Dates.of_days(1000, NOW).urls("s3://b/{date:%Y%m%d%H}/")


def test_a_url_has_dates() -> None:
    assert has_dates(DAY)
    assert not has_dates("s3://b/{name}/x")
