from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import polars as pl

from usagestats.catalog.model import Catalog, Credential
from usagestats.diagnostics.request_rows import RequestRows
from usagestats.diagnostics.requests import RejectRows, Requests, requests_report
from usagestats.logs.files.sources import find_sources
from usagestats.periods.period import Period, Range
from usagestats.pipeline.lines_read import LinesRead
from usagestats.pipeline.rows import read_rows, rows_question
from usagestats.reports.parts.filters import Filters

if TYPE_CHECKING:
    from pathlib import Path

    from usagestats.report import Report

UTC_ZONE = ZoneInfo("UTC")
LOG = r"""
203.0.113.1 - ann [04/May/2026:10:00:00 +0200] "GET /a?user_key=abc&page=2 HTTP/1.1" 200 5 "-" "x"
not a line
203.0.113.1 - - [04/May/2026:10:15:00 +0000] "POST /b/token=abc?tenant=t1 HTTP/1.1" 404 - "-" "-"
nor is this, whose password=abc
# a comment
203.0.113.1 - - [04/May/2026:10:30:00 +0000] "-" 408 0 "-" "-"
""".lstrip()


def reports(
    folder: Path, options: Requests, catalog: Catalog | None = None, chunk_bytes: int = 1 << 20
) -> list[Report]:
    for name in ("a.log", "b.log"):
        (folder / name).write_text(LOG, encoding="utf-8")
    sources = find_sources([str(folder / "a.log"), str(folder / "b.log")])
    read = LinesRead()
    rows = rows_question(catalog or Catalog(), options.rows, UTC_ZONE)
    return list(
        requests_report(options, read_rows(read, sources, rows, chunk_bytes=chunk_bytes), read)
    )


def joined(batches: list[Report], *columns: str) -> list[tuple[object, ...]]:
    rows = pl.concat([report.rows for report in batches])
    return rows.select(pl.col("source").str.tail(5), *columns).rows()


def everything(catalog: Catalog | None = None) -> RequestRows:
    return RequestRows(catalog or Catalog(), Range())


def test_each_request_has_its_place_and_no_credential(tmp_path: Path) -> None:
    for chunk_bytes in (1 << 20, 1):
        batches = reports(
            tmp_path, Requests(everything(), Range(), UTC_ZONE), chunk_bytes=chunk_bytes
        )
        actual = joined(batches, "line", "path", "query", "remote_user", "status")

        assert actual == [
            (source, *row)
            for source in ("a.log", "b.log")
            for row in [
                (1, "/a", "user_key=***&page=2", "ann", 200),
                (3, "/b/token=***", "tenant=t1", None, 404),
                (6, None, None, None, 408),
            ]
        ]


def test_the_last_batch_tells_what_became_of_the_lines(tmp_path: Path) -> None:
    *_, last = reports(tmp_path, Requests(everything(), Range(), UTC_ZONE))

    assert last.rows.is_empty()
    assert last.counts is not None
    assert (last.counts.lines, last.counts.requests, last.counts.rejects) == (12, 6, 4)
    assert last.in_range == 6
    assert last.notes == ()


def test_what_the_catalog_declares_as_secret_is_hidden(tmp_path: Path) -> None:
    catalog = Catalog(
        identify=(
            Credential("query", "tenant"),
            Credential("fields", "referer"),
            Credential("remote_user"),
        )
    )
    batches = reports(tmp_path, Requests(everything(catalog), Range(), UTC_ZONE), catalog)
    actual = joined(batches, "query", "remote_user", "field:referer")[:3]

    assert actual == [
        ("a.log", "user_key=***&page=2", "***", None),
        ("a.log", "tenant=***", None, None),
        ("a.log", None, None, None),
    ]


def test_range_and_status_choose_requests(tmp_path: Path) -> None:
    start = datetime(2026, 5, 4, 10, 15, tzinfo=UTC)
    rows = RequestRows(Catalog(), Range(start, datetime(2026, 5, 4, 10, 30, tzinfo=UTC)))
    batches = reports(tmp_path, Requests(rows, rows.range, UTC_ZONE))

    assert joined(batches, "line") == [("a.log", 3), ("b.log", 3)]
    assert batches[-1].in_range == 2
    assert batches[-1].span == Period(start, start + timedelta(minutes=15))

    chosen = RequestRows(Catalog(), Range(), Filters(statuses=("4xx",)))
    batches = reports(tmp_path, Requests(chosen, Range(), UTC_ZONE))

    assert joined(batches, "line") == [("a.log", 3), ("a.log", 6), ("b.log", 3), ("b.log", 6)]
    assert batches[-1].in_range == 6


def test_a_limit_stops_the_reading(tmp_path: Path) -> None:
    batches = reports(tmp_path, Requests(everything(), Range(), UTC_ZONE, limit=2), chunk_bytes=1)

    assert joined(batches, "line") == [("a.log", 1), ("a.log", 3)]
    assert batches[-1].notes == ("the first 2 only; --limit N shows more",)
    assert batches[-1].counts is not None
    assert batches[-1].counts.lines < 12


def test_a_limit_that_nothing_exceeds_says_nothing(tmp_path: Path) -> None:
    batches = reports(tmp_path, Requests(everything(), Range(), UTC_ZONE, limit=6))

    assert len(joined(batches)) == 6
    assert batches[-1].notes == ()


def test_every_reject_is_there_masked(tmp_path: Path) -> None:
    (tmp_path / "many.log").write_text(LOG * 40 + "bad\n" * 30, encoding="utf-8")
    for chunk_bytes in (1 << 20, 1):
        read = LinesRead()
        options = Requests(RejectRows(), Range(), UTC_ZONE)
        rows = rows_question(Catalog(), options.rows, UTC_ZONE)
        sources = find_sources([str(tmp_path / "many.log")])
        found = read_rows(read, sources, rows, chunk_bytes=chunk_bytes)
        batches = list(requests_report(options, found, read))
        actual = pl.concat([report.rows for report in batches])

        assert actual.columns == ["source", "line", "reason", "text"]
        assert actual["line"].to_list() == sorted(actual["line"])
        assert actual.height == 40 * 2 + 30
        assert actual["text"].to_list()[:2] == ["not a line", "nor is this, whose password=***"]
        assert actual["line"].to_list()[:2] == [2, 4]
