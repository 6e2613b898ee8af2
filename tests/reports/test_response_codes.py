from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.profiles import examples
from tests.reports.tables import lines_of, utc
from usagestats.choices import Granularity
from usagestats.periods.period import Range
from usagestats.reports.parts.filters import Filters
from usagestats.reports.response_codes import ResponseCodes, response_codes_report
from usagestats.tables.counts import Counts
from usagestats.tables.coverage import Coverage
from usagestats.tables.declared import USAGE
from usagestats.tables.usage import Grain

if TYPE_CHECKING:
    from collections.abc import Sequence


NO_COUNTS = Counts()
DAY = timedelta(days=1)
COLUMNS = ("start", "status", "denied", "metric", "requests", "usage")
Answers = tuple[str, int | None, bool | None, int]


def usage(rows: Sequence[Answers]) -> pl.DataFrame:
    """Make USAGE: each row is a start, a status, whether it was denied, and how many requests."""
    return pl.DataFrame(
        [
            (
                utc(start),
                status,
                denied,
                metric,
                count,
                count if metric == "requests" else 2 * count,
            )
            for start, status, denied, count in rows
            for metric in ("requests", "hits")
        ],
        schema={column: USAGE[column] for column in COLUMNS},
        orient="row",
    )


TWO_DAYS = ResponseCodes(Range(utc("2026-05-01"), utc("2026-05-03")), ZoneInfo("UTC"))
COVERED = Coverage.of([(utc("2026-05-01"), utc("2026-05-02T23:59"))])
ANSWERED = usage(
    [
        ("2026-04-30", 200, None, 100),
        ("2026-05-01", None, None, 1),
        ("2026-05-01", 404, None, 2),
        ("2026-05-01", 200, None, 5),
        ("2026-05-02", 200, None, 7),
        ("2026-05-02", 301, None, 1),
        ("2026-05-02", 503, None, 4),
    ]
)


def test_every_status_is_a_row_and_so_is_none() -> None:
    report = response_codes_report(TWO_DAYS, ANSWERED, COVERED, NO_COUNTS)

    assert lines_of(report) == [
        "2xx 200 12 0.6 -",
        "3xx 301 1 0.05 -",
        "4xx 404 2 0.1 -",
        "5xx 503 4 0.2 -",
        "none - 1 0.05 -",
    ]
    assert report.notes == ("errors: 30.0 % of 20 requests (4xx 10.0 %, 5xx 20.0 %)",)
    assert report.in_range == 20
    assert report.title == "Response codes, 2026-05-01 00:00 to 2026-05-03 00:00, UTC"


def test_the_footer_has_each_class_and_the_total() -> None:
    footer = response_codes_report(TWO_DAYS, ANSWERED, COVERED, NO_COUNTS).footer
    assert footer is not None

    assert footer.select("class", "requests").rows() == [
        ("2xx", 12),
        ("3xx", 1),
        ("4xx", 2),
        ("5xx", 4),
        ("none", 1),
        ("total", 20),
    ]
    assert footer["share"].to_list() == pytest.approx([0.6, 0.05, 0.1, 0.2, 0.05, 1])


def test_requests_that_the_gateway_denied_have_rows_of_their_own() -> None:
    answered = usage(
        [
            ("2026-05-01", 403, True, 3),
            ("2026-05-01", 403, False, 1),
            ("2026-05-01", 403, None, 2),
            ("2026-05-01", 200, False, 2),
        ]
    )
    report = response_codes_report(TWO_DAYS, answered, COVERED, NO_COUNTS)

    assert lines_of(report) == [
        "2xx 200 2 0.25 False",
        "4xx 403 1 0.125 False",
        "4xx 403 3 0.375 True",
        "4xx 403 2 0.25 -",
    ]
    assert report.notes[1] == "denied by the gateway: 37.5 %, 3 requests"


def test_a_series_has_shares_of_each_period_and_no_rows_without_requests() -> None:
    options = replace(
        TWO_DAYS,
        granularity=Granularity.DAY,
        range=Range(utc("2026-05-01"), utc("2026-05-05")),
    )
    report = response_codes_report(options, ANSWERED, COVERED, NO_COUNTS)

    assert lines_of(report) == [
        "05-01T00:00 05-02T00:00 False 2xx 200 5 0.625 -",
        "05-01T00:00 05-02T00:00 False 4xx 404 2 0.25 -",
        "05-01T00:00 05-02T00:00 False none - 1 0.125 -",
        f"05-02T00:00 05-03T00:00 False 2xx 200 7 {7 / 12} -",
        f"05-02T00:00 05-03T00:00 False 3xx 301 1 {1 / 12} -",
        f"05-02T00:00 05-03T00:00 False 5xx 503 4 {4 / 12} -",
    ]
    assert report.footer is None
    assert report.notes[-1] == "no log between 2026-05-03 00:00 and 2026-05-05 00:00"


def test_a_dense_series_has_zeros_where_the_logs_cover_it_and_nulls_where_not() -> None:
    options = replace(
        TWO_DAYS,
        granularity=Granularity.DAY,
        range=Range(utc("2026-05-01"), utc("2026-05-04")),
        is_dense=True,
    )
    answered = usage([("2026-05-02", 200, None, 7)])
    actual = lines_of(response_codes_report(options, answered, COVERED, NO_COUNTS))

    assert actual == [
        "05-01T00:00 05-02T00:00 False 2xx 200 0 - -",
        "05-02T00:00 05-03T00:00 False 2xx 200 7 1.0 -",
        "05-03T00:00 05-04T00:00 False 2xx 200 - - -",
    ]


def test_shares_are_those_of_the_requests_that_the_filters_let_through() -> None:
    options = replace(TWO_DAYS, filters=Filters(statuses=("4xx", "none")))
    actual = lines_of(response_codes_report(options, ANSWERED, COVERED, NO_COUNTS))

    assert actual == [f"4xx 404 2 {2 / 3} -", f"none - 1 {1 / 3} -"]


@pytest.mark.parametrize("granularity", [None, Granularity.DAY])
def test_without_logs_there_are_columns_but_no_rows(granularity: Granularity | None) -> None:
    options = replace(TWO_DAYS, range=Range(), granularity=granularity)
    report = response_codes_report(options, usage([]), Coverage(), NO_COUNTS)

    assert report.rows.is_empty()
    assert (report.notes, report.title[-11:]) == ((), "no requests")


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (TWO_DAYS, Grain(("status", "denied"), DAY)),
        (
            replace(TWO_DAYS, granularity=Granularity.HOUR),
            Grain(("status", "denied"), timedelta(hours=1)),
        ),
        (
            replace(TWO_DAYS, filters=Filters(backends=("a",))),
            Grain(("backend", "status", "denied"), DAY),
        ),
    ],
)
def test_no_more_is_asked_for_than_needed(options: ResponseCodes, expected: Grain) -> None:
    assert options.grain() == expected


@given(
    st.lists(
        st.tuples(
            st.integers(1, 3),
            st.sampled_from([None, 101, 200, 204, 404, 499, 599]),
            st.sampled_from([None, True, False]),
            st.integers(1, 10**6),
        ),
        max_size=30,
    )
)
@settings(max_examples=examples(50))
def test_every_request_in_the_range_is_in_one_row(
    answers: list[tuple[int, int | None, bool | None, int]],
) -> None:
    rows = [(f"2026-05-0{day}", status, denied, count) for day, status, denied, count in answers]
    report = response_codes_report(TWO_DAYS, usage(rows), COVERED, NO_COUNTS)

    counted: Counter[tuple[str, int | None, bool | None]] = Counter()
    for day, status, denied, count in answers:
        if day < 3:
            counted[f"{status}"[0] + "xx" if status else "none", status, denied] += count
    expected = {key: (count, count / counted.total()) for key, count in counted.items()}
    actual = {
        (name, status, denied): (count, share)
        for name, status, count, share, denied in report.rows.iter_rows()
    }

    assert expected == actual


def test_split_rows_have_shares_of_their_own_split_and_period() -> None:
    by_backend = replace(TWO_DAYS, granularity=Granularity.DAY, split_by=("backend",))
    rows = pl.concat(
        [
            ANSWERED.filter(pl.col("status") == 200).with_columns(backend=pl.lit("a")),
            ANSWERED.filter(pl.col("status") != 200).with_columns(backend=pl.lit("b")),
            ANSWERED.filter(pl.col("status").is_null()).with_columns(backend=pl.lit("a")),
        ]
    )
    report = response_codes_report(by_backend, rows, COVERED, NO_COUNTS)

    assert by_backend.grain() == Grain(("backend", "status", "denied"), DAY)
    assert report.footer is None
    shown = report.rows.select(pl.col("period_start").dt.day(), "backend", "class", "share")
    assert shown.rows() == [
        (1, "a", "2xx", 5 / 6),
        (1, "a", "none", 1 / 6),
        (1, "b", "4xx", 1.0),
        (2, "a", "2xx", 1.0),
        (2, "b", "3xx", 0.2),
        (2, "b", "5xx", 0.8),
    ]


def test_the_sums_beneath_split_rows_are_of_all_requests() -> None:
    by_backend = replace(TWO_DAYS, split_by=("backend",))
    rows = pl.concat(ANSWERED.with_columns(backend=pl.lit(name)) for name in ("a", "b"))
    report = response_codes_report(by_backend, rows, COVERED, NO_COUNTS)

    assert report.footer is not None
    assert report.footer.select("backend", "class", "requests", "share").rows() == [
        (None, "2xx", 24, 0.6),
        (None, "3xx", 2, 0.05),
        (None, "4xx", 4, 0.1),
        (None, "5xx", 8, 0.2),
        (None, "none", 2, 0.05),
        (None, "total", 40, 1.0),
    ]


def test_wide_rows_have_a_column_for_each_class_and_a_note_counts_the_others() -> None:
    rows: list[Answers] = [
        ("2026-05-04T10:00", 200, None, 4),
        ("2026-05-04T11:00", 204, True, 3),
        ("2026-05-04T11:00", None, None, 2),
        ("2026-05-05T11:00", 503, None, 1),
        ("2026-05-05T12:00", 999, None, 5),
    ]
    span = Range(utc("2026-05-04"), utc("2026-05-07"))
    options = ResponseCodes(span, ZoneInfo("UTC"), Granularity.DAY, is_wide=True)
    coverage = Coverage.of([(utc("2026-05-04"), utc("2026-05-05T23:59"))])
    report = response_codes_report(options, usage(rows), coverage, NO_COUNTS)

    assert [row[5:] for row in report.rows.iter_rows()] == [
        (0, 7, 0, 0, 0, 2),
        (0, 0, 0, 0, 1, 0),
        (None,) * 6,
    ]
    assert "requests with a status of 600 or more, which has no column: 5" in report.notes
    assert report.notes[0] == "errors: 6.7 % of 15 requests (4xx 0.0 %, 5xx 6.7 %)"
