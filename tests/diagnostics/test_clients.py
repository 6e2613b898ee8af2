from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from usagestats.catalog.registry import Application, Registry
from usagestats.choices import Granularity
from usagestats.diagnostics.clients import Clients, clients_report
from usagestats.periods.period import Range
from usagestats.report import Report
from usagestats.reports.parts.filters import Filters
from usagestats.survey.clients import ClientsSeen
from usagestats.tables.counts import Counts
from usagestats.tables.coverage import Coverage
from usagestats.tables.declared import USAGE, UTC_TIME
from usagestats.tables.distinct_counts import EXACT, DistinctCounts

UTC_ZONE = ZoneInfo("UTC")
MONDAY = datetime(2026, 5, 4, tzinfo=UTC)
DAY = timedelta(days=1)
ANN = Application("1", "Ann", plan="basic")
REGISTRY = Registry({"ann": ANN, "other": ANN})
SEEN = [
    (MONDAY, "ann", "203.0.113.1"),
    (MONDAY, "other", "203.0.113.1"),
    (MONDAY, "(none)", "203.0.113.2"),
    (MONDAY + 2 * DAY, "ann", "203.0.113.1"),
]


def usage() -> pl.DataFrame:
    rows = [
        (MONDAY, "ann", "requests", 4, 4),
        (MONDAY, "other", "requests", 1, 1),
        (MONDAY, "(none)", "requests", 2, 2),
        (MONDAY, "(forgotten)", "requests", 1, 1),
        (MONDAY + 2 * DAY, "ann", "requests", 3, 3),
    ]
    names = ("start", "application", "metric", "requests", "usage")
    return pl.DataFrame(rows, {name: USAGE[name] for name in names}, orient="row")


def seen(more: int = 0) -> ClientsSeen:
    rows = [*SEEN, *((MONDAY, "ann", f"10.{n >> 8}.{n & 255}") for n in range(more))]
    schema = {"period_start": UTC_TIME, "application": pl.String(), "t": pl.String()}
    table = pl.DataFrame(rows, schema, orient="row")
    return ClientsSeen(DistinctCounts.of(table.drop("t"), table["t"]), 11, 1)


def report_of(question: Clients, found: ClientsSeen | None) -> Report:
    coverage = Coverage.of([(MONDAY, MONDAY + 3 * DAY - timedelta(minutes=15))])
    return clients_report(question, usage(), found, coverage, Counts())


def test_different_clients_and_applications_of_each_day() -> None:
    report = report_of(Clients(Granularity.DAY, Range(), UTC_ZONE), seen())

    assert report.rows.select("requests", "clients", "applications").rows() == [
        (8, 2, 2),
        (0, 0, 0),
        (3, 1, 1),
    ]
    assert report.notes == (
        "in the whole range: 2 clients, 2 applications",
        "without an address in the log, so no clients: 1 requests",
    )


def test_the_clients_of_two_credentials_are_those_of_their_application_and_its_plan() -> None:
    filters = Filters(registry=REGISTRY)
    for key, name in (("application", "Ann"), ("plan", "basic")):
        question = Clients(Granularity.ALL, Range(), UTC_ZONE, (key,), filters)
        rows = report_of(question, seen()).rows.filter(pl.col(key) == name)
        assert rows.select("requests", "clients", "applications").rows() == [(8, 1, 1)]


def test_without_addresses_their_number_is_unknown_and_applications_are_known() -> None:
    question = Clients(Granularity.DAY, Range(), UTC_ZONE)
    from_store = report_of(question, None)
    no_addresses = seen()
    no_addresses.without_address = no_addresses.requests

    assert from_store.rows["clients"].to_list() == [None] * 3
    assert from_store.rows["applications"].to_list() == [2, 0, 1]
    assert "a store keeps no addresses" in from_store.notes[1]
    assert report_of(question, no_addresses).rows["clients"].to_list() == [None] * 3


def test_an_estimate_is_said_to_be_one() -> None:
    report = report_of(Clients(Granularity.DAY, Range(), UTC_ZONE), seen(EXACT + 5))

    first = report.rows["clients"][0]
    assert abs(first / (EXACT + 7) - 1) < 0.03
    assert report.notes[0].startswith("in the whole range: about ")
    assert report.notes[1] == (
        "numbers of up to 16,384 clients are exact, larger ones estimates: 95 of 100 are at most"
        " 1.6 % off"
    )


@pytest.mark.parametrize("is_dense", [False, True])
def test_splits_have_their_own_clients(*, is_dense: bool) -> None:
    question = Clients(
        Granularity.DAY, Range(), UTC_ZONE, ("application",), Filters(), is_dense=is_dense
    )
    rows = report_of(question, seen()).rows.select("application", "requests", "clients").rows()

    expected = [("(forgotten)", 1, 0), ("(none)", 2, 1), ("ann", 4, 1), ("other", 1, 1)]
    assert rows[:4] == expected
    assert len(rows) == (12 if is_dense else 5)
