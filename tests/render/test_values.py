from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from usagestats.choices import TimeFormat
from usagestats.frames import coded, plain
from usagestats.render.values import (
    iso_time,
    plain_number,
    with_rounded_rates,
    with_safe_names,
    with_written_rates,
    with_written_times,
)
from usagestats.report import Column, ColumnType, Report
from usagestats.tables.counts import Counts


@pytest.mark.parametrize(
    ("zone", "time", "expected"),
    [
        ("UTC", "2026-05-04T10:15", "2026-05-04T10:15:00+00:00"),
        ("Europe/Athens", "2026-10-25T00:30", "2026-10-25T03:30:00+03:00"),
        ("Europe/Athens", "2026-10-25T01:30", "2026-10-25T03:30:00+02:00"),
        ("America/St_Johns", "2026-01-01T00:00", "2025-12-31T20:30:00-03:30"),
        ("Asia/Kathmandu", "2026-01-01T00:15", "2026-01-01T06:00:00+05:45"),
    ],
)
def test_a_time_is_written_with_its_offset(zone: str, time: str, expected: str) -> None:
    actual = iso_time(datetime.fromisoformat(time).replace(tzinfo=UTC), ZoneInfo(zone))

    assert expected == actual


def test_only_columns_of_times_become_texts(report: Report) -> None:
    actual = with_written_times(report)

    starts = [
        "2026-10-25T02:00:00+03:00",
        "2026-10-25T03:00:00+03:00",
        "2026-10-25T03:00:00+02:00",
        "2026-10-25T04:00:00+02:00",
    ]
    times = ["period_start", "period_end"]

    assert actual["period_start"].to_list() == starts
    assert actual["period_end"].to_list() == [*starts[1:], "2026-10-25T05:00:00+02:00"]
    assert actual.drop(times).equals(report.rows.drop(times))
    assert actual.columns == report.rows.columns


@pytest.mark.parametrize(
    ("for_spreadsheet", "formula"), [(True, '\'=SUM(A1,"x")'), (False, '=SUM(A1,"x")')]
)
def test_names_are_made_visible_and_harmless_for_spreadsheets(
    report: Report,
    for_spreadsheet: bool,  # noqa: FBT001
    formula: str,
) -> None:
    rows = with_safe_names(report.rows, report, for_spreadsheet=for_spreadsheet)

    assert rows["application"].to_list() == ["web", formula, r"a|b\x1b[31m\u202ered\t\n", None]
    assert rows.drop("application").equals(report.rows.drop("application"))
    names = coded(report.rows["application"])
    of_names = with_safe_names(
        report.rows.with_columns(names), report, for_spreadsheet=for_spreadsheet
    )
    assert plain(of_names).equals(rows)


@pytest.mark.parametrize(
    ("notation", "expected"),
    [
        (TimeFormat.ISO, ["2026-05-04T13:15:30+03:00", "2026-05-05T00:00:00.250000+03:00", None]),
        (TimeFormat.DATE, ["2026-05-04", "2026-05-05", None]),
        (TimeFormat.LOCAL, ["2026-05-04 13:15:30", "2026-05-05 00:00:00.250000", None]),
    ],
)
def test_a_time_is_that_of_the_clocks_in_the_zone(
    report: Report, notation: TimeFormat, expected: list[str | None]
) -> None:
    times = [
        datetime(2026, 5, 4, 10, 15, 30, tzinfo=UTC),
        datetime(2026, 5, 4, 21, 0, 0, 250_000, tzinfo=UTC),
        None,
    ]
    rows = pl.DataFrame({"time": times}, {"time": pl.Datetime("us", "UTC")})
    timed = replace(report, columns=(Column("time", ColumnType.TIME),), rows=rows)
    many = replace(timed, rows=pl.concat([rows] * 1001))
    in_runs = replace(timed, rows=rows[[0] * 1001 + [1] * 1001 + [2] * 1001])

    assert with_written_times(timed, notation)["time"].to_list() == expected
    assert with_written_times(many, notation)["time"].to_list() == expected * 1001
    assert with_written_times(in_runs, notation)["time"].to_list() == [
        text for text in expected for _ in range(1001)
    ]


@given(
    st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 28)),  # noqa: DTZ001  (of UTC)
    st.sampled_from(["UTC", "Europe/Athens", "America/St_Johns", "Africa/Monrovia"]),
    st.sampled_from([timedelta(microseconds=250_001), timedelta(minutes=61), timedelta(0)]),
)
def test_many_times_are_written_as_each_of_them(
    first: datetime, zone: str, step: timedelta
) -> None:
    latest = datetime(9999, 12, 29)  # noqa: DTZ001  (of UTC)
    times = [min(first + step * number, latest) for number in range(1200)]
    series = pl.Series(times, dtype=pl.Datetime("us")).dt.replace_time_zone("UTC")
    report = Report(
        name="timed",
        title="Timed",
        columns=(Column("time", ColumnType.TIME),),
        rows=series.to_frame("time"),
        zone=ZoneInfo(zone),
        span=None,
        counts=Counts(),
        in_range=0,
    )

    assert with_written_times(report)["time"].to_list() == [
        iso_time(time, report.zone) for time in times
    ]


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_without_an_exponent_is_the_same_number(number: float) -> None:
    text = plain_number(repr(number))

    assert "e" not in text
    assert float(text) == number


@given(st.lists(st.none() | st.floats(allow_nan=False, allow_infinity=False), max_size=5))
def test_rates_are_rounded_to_six_digits(numbers: list[float | None]) -> None:
    rows = pl.DataFrame({"share": numbers}, {"share": pl.Float64()})
    shares = Report("t", "T", (Column("share", ColumnType.SHARE),), rows, ZoneInfo("UTC"))
    texts = with_written_rates(with_rounded_rates(rows, shares), shares, has_decimal_comma=False)

    for number, text in zip(numbers, texts["share"].to_list(), strict=True):
        if number is None:
            assert text is None
        else:
            assert float(text) == pytest.approx(number, rel=1e-12, abs=5.1e-7)
            assert abs(number) >= 1e10 or len(text.partition(".")[2]) <= 6
            assert text != "-0.0"
            assert "e" not in text
