from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import polars as pl

from tests.report_sets import Asked, limited_set, requests_each, sample_set, set_of_lines
from usagestats.render.page.ranking import SHOWN, codes, limits_reached, ranking
from usagestats.report import Report

MAY = datetime(2026, 5, 4, tzinfo=UTC)


def given(name: str) -> Report:
    report = sample_set().find(name)
    assert report is not None
    return report


def of_many(count: int) -> Report:
    lines = [
        line
        for number in range(count)
        for line in requests_each(
            MAY, timedelta(minutes=1), count - number, path=f"/a?user_key=key-{number:02}"
        )
    ]
    report = set_of_lines(lines, Asked("2026-05-04")).find("top-apps")
    assert report is not None
    return report


def test_the_first_applications_are_shown_and_the_others_added_up() -> None:
    found = ranking(of_many(SHOWN + 5))

    assert len(found.rows) == SHOWN
    assert found.others is not None
    assert (found.others.name, found.others.usage) == ("5 others", "15")
    assert (found.total.usage, found.total.share) == ("325", "100.0 %")
    assert found.rows[0].width == "100"
    assert not found.has_registry


def test_accounts_and_moves_are_shown_where_they_are_known() -> None:
    found = ranking(given("top-apps"))

    assert found.has_registry
    assert found.rows[0].account == "Sky Labs"
    assert not found.is_compared  # the logs cover only a day before


def test_moves_have_their_size() -> None:
    report = given("top-apps")
    rows = report.rows.head(4).with_columns(
        previous_rank=pl.Series([1, 3, 2, None], dtype=pl.Int64),
        rank=pl.Series([1, 2, 3, 4], dtype=pl.Int64),
        change=pl.Series(["same", "up", "down", "new"]),
    )

    moved = [row.moved for row in ranking(replace(report, rows=rows)).rows]
    assert moved == ["=", "▲ 1", "▼ 1", "new"]


def test_codes_have_their_names_and_classes() -> None:
    found = codes(given("response-codes"))

    assert (found[0].status, found[0].phrase, found[0].color.name) == ("200", "OK", "c2")
    assert {row.status: row.phrase for row in found}["429"] == "Too Many Requests"
    assert all(not row.denied for row in found)


def test_a_request_without_a_status_is_named() -> None:
    lines = [*requests_each(MAY, timedelta(minutes=1), 3, status=0)]
    report = set_of_lines(lines).find("response-codes")
    assert report is not None

    assert [(row.status, row.phrase) for row in codes(report)] == [("none", "no status in the log")]


def test_alerts_are_one_row_for_each_application_and_limit() -> None:
    report = limited_set().find("alerts")
    assert report is not None
    map_, radar = limits_reached(report)

    assert (map_.application, map_.account, map_.limit) == ("Map", "Sky Labs", "10 hits per day")
    assert (map_.highest, map_.is_violation, map_.most_used) == ("120 %", True, "12")
    assert (map_.alerts, map_.violations, map_.last) == ("10", "4", "5 May 2026, 12:00")
    assert (radar.highest, radar.is_violation, radar.alerts) == ("50 %", False, "1")
