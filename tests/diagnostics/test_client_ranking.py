from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from usagestats.catalog.registry import Application, Registry
from usagestats.diagnostics.client_ranking import RankedClients, ranked_clients_report
from usagestats.periods.period import Range
from usagestats.report import Report
from usagestats.reports.parts.filters import Filters
from usagestats.tables.counts import Counts
from usagestats.tables.coverage import Coverage
from usagestats.tables.declared import USAGE
from usagestats.tables.top_counts import TopCounts

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
UTC_ZONE = ZoneInfo("UTC")
ANN = Application("1", "Ann")


def report_of(question: RankedClients, found: TopCounts | None) -> Report:
    rows = [(NOON, "requests", found.total, found.total)] if found else []
    names = ("start", "metric", "requests", "usage")
    usage = pl.DataFrame(rows, {name: USAGE[name] for name in names}, orient="row")
    coverage = Coverage.of([(NOON, NOON + timedelta(hours=1))]) if found else Coverage()
    return ranked_clients_report(question, usage, found, coverage, Counts())


def counts(capacity: int = 10, **requests: int) -> TopCounts:
    texts = [name for name, count in requests.items() for _ in range(count)]
    return TopCounts.of(pl.DataFrame({"client": texts}), capacity)


def test_clients_are_ranked_and_equal_ones_share_a_rank() -> None:
    report = report_of(RankedClients(Range(), UTC_ZONE), counts(b=2, a=2, c=4))

    assert report.rows.rows() == [(1, "c", 4, 0.5), (2, "a", 2, 0.25), (2, "b", 2, 0.25)]
    assert report.usual_rows == 20
    assert report.title.startswith("Networks of clients")
    assert "--show-addresses" in report.notes[0]


def test_whole_addresses_need_no_remark() -> None:
    report = report_of(RankedClients(Range(), UTC_ZONE, is_all=True, is_whole=True), counts(a=1))
    assert report.title.startswith("Clients, ")
    assert report.notes == ()
    assert report.usual_rows is None


def test_requests_without_an_address_are_a_row_and_come_last_of_equals() -> None:
    found = TopCounts(counts=Counter({("",): 2, ("x",): 2}), total=4)
    rows = report_of(RankedClients(Range(), UTC_ZONE), found).rows
    assert rows.select("rank", "client").rows() == [(1, "x"), (1, None)]


def test_two_credentials_of_an_application_are_one_row() -> None:
    found = TopCounts(counts=Counter({("x", "k1"): 2, ("x", "k2"): 3, ("x", ""): 1}), total=6)
    filters = Filters(registry=Registry({"k1": ANN, "k2": ANN}))
    rows = report_of(
        RankedClients(Range(), UTC_ZONE, ("application",), filters=filters), found
    ).rows
    assert rows.select("application_id", "client", "requests").row(0) == ("1", "x", 5)


def test_counts_that_are_too_low_are_said_to_be() -> None:
    found = counts(2, a=5, b=4, c=3)
    report = report_of(RankedClients(Range(), UTC_ZONE), found)
    assert report.rows.select("client", "requests", "share").row(0) == ("a", 2, 2 / 12)
    assert report.notes[1].endswith("a count may be too low by up to 3")


def test_nothing_read_is_no_row() -> None:
    report = report_of(RankedClients(Range(), UTC_ZONE), None)
    assert report.rows.is_empty()
    assert report.notes == ()
