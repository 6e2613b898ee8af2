from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.profiles import examples
from tests.reports.tables import covering, lines_of, usage_of, utc
from usagestats.catalog.registry import Application, Registry
from usagestats.periods.period import SLOT, Range
from usagestats.reports.parts.filters import Filters
from usagestats.reports.top_apps import TopApps, top_apps_report
from usagestats.tables.counts import Counts
from usagestats.tables.coverage import Coverage
from usagestats.tables.usage import Grain

if TYPE_CHECKING:
    pass

NO_COUNTS = Counts()
DAY = timedelta(days=1)
COLUMNS = ("start", "application", "metric", "requests", "usage")


def used(day: str, **hits: int) -> list[tuple[str, str, str, int]]:
    """Return rows of requests, and of as many hits."""
    return [
        (day, app, metric, count) for app, count in hits.items() for metric in ("requests", "hits")
    ]


ONE_DAY = TopApps(Range(utc("2026-05-02"), utc("2026-05-03")), ZoneInfo("UTC"), "hits")
BOTH_DAYS = covering(("2026-05-01", "2026-05-02T23:59"))
USED = usage_of(
    [
        *used("2026-05-01", web=5, app=9, gone=7, late=1),
        *used("2026-05-02", web=30, app=10, new=10),
        *used("2026-05-03", gone=100),
        ("2026-05-02", "web", "metadata", 2),
        ("2026-05-02", "new", "metadata", 6),
    ],
    "application",
)


def test_applications_are_ranked_over_the_range_with_their_ranks_before() -> None:
    report = top_apps_report(ONE_DAY, USED, BOTH_DAYS, NO_COUNTS)

    assert lines_of(report) == [
        "1 web web - - - - 30 30 0.6 3 up",
        "2 app app - - - - 10 10 0.2 1 down",
        "2 new new - - - - 10 10 0.2 - new",
    ]
    assert report.notes == ("no requests any more from gone (rank 2), late (rank 4)",)
    assert report.title == "Top applications by hits, 2026-05-02 00:00 to 2026-05-03 00:00, UTC"


def test_all_has_the_silent_ones_at_the_end() -> None:
    report = top_apps_report(replace(ONE_DAY, is_all=True), USED, BOTH_DAYS, NO_COUNTS)

    assert lines_of(report)[3:] == [
        "- gone gone - - - - 0 0 0.0 2 silent",
        "- late late - - - - 0 0 0.0 4 silent",
    ]
    assert report.notes == ()
    assert report.usual_rows is None


def test_nobody_has_a_share_of_nothing() -> None:
    question = replace(ONE_DAY, is_all=True, metric="datastore")

    report = top_apps_report(question, USED, BOTH_DAYS, NO_COUNTS)

    assert report.rows["share"].to_list() == [None] * 5


def test_ten_are_usually_shown_and_the_footer_has_the_total_of_all() -> None:
    report = top_apps_report(ONE_DAY, USED, BOTH_DAYS, NO_COUNTS)
    assert report.footer is not None
    footer = report.footer.select("application", "requests", "usage", "share").rows()

    assert report.usual_rows == 10
    assert footer == [("total", 50, 50, 1.0)]


def test_one_metric_decides_and_ties_go_by_name() -> None:
    options = replace(ONE_DAY, metric="metadata")
    actual = lines_of(top_apps_report(options, USED, BOTH_DAYS, NO_COUNTS))

    assert actual == [
        "1 new new - - - - 10 6 0.75 - new",
        "2 web web - - - - 30 2 0.25 1 down",  # all used nothing of it before, and were the first
        "3 app app - - - - 10 0 0.0 1 down",
    ]


def test_ties_share_their_rank_and_are_in_the_order_of_names() -> None:
    rows = [
        *used("2026-05-01", a=5, b=9, c=7, d=7),
        *used("2026-05-02", d=7, c=7, b=9, e=3, a=7),
    ]
    report = top_apps_report(ONE_DAY, usage_of(rows, "application"), BOTH_DAYS, NO_COUNTS)

    ranks = ["1 b 1 same", "2 a 4 up", "2 c 2 same", "2 d 2 same", "5 e - new"]
    assert lines_of(report, "rank", "application", "previous_rank", "change") == ranks


def test_a_note_says_of_what_the_share_is_where_filters_choose() -> None:
    filters = Filters(applications=("app",), statuses=())
    report = top_apps_report(replace(ONE_DAY, filters=filters), USED, BOTH_DAYS, NO_COUNTS)

    assert lines_of(report, "application", "share") == ["app 1.0"]
    assert report.notes[0] == (
        "rank and share refer only to what --app selects: 10 hits of 50 in the range"
    )


def test_without_usage_there_is_no_share() -> None:
    options = replace(ONE_DAY, metric="datastore")
    rows = top_apps_report(options, USED, BOTH_DAYS, NO_COUNTS).rows

    assert rows["share"].to_list() == [None] * 3


@pytest.mark.parametrize("first", ["2026-05-01T00:15", "2026-05-02"])
def test_ranks_before_are_unknown_where_no_log_covers_all_of_the_range_before(first: str) -> None:
    coverage = covering((first, "2026-05-02T23:59"))
    report = top_apps_report(ONE_DAY, USED, coverage, NO_COUNTS)

    assert lines_of(report, "previous_rank", "change") == ["- -"] * 3
    assert report.notes == (
        "comparison not shown: the logs do not fully cover 2026-05-01 00:00 to 2026-05-02 00:00",
    )


def test_a_range_without_a_start_has_nothing_before() -> None:
    options = replace(ONE_DAY, range=Range())
    report = top_apps_report(options, USED, BOTH_DAYS, NO_COUNTS)

    assert lines_of(report, "change") == ["-"] * 5
    assert report.notes == ()


WEB = Application("7", "Web", "Acme", "pro", account_id="a1", plan_id="p2")
REGISTRY = Registry({"key:1": WEB, "key:2": WEB, "key:3": Application("8", "Map")})


def test_an_application_with_several_credentials_is_one_row() -> None:
    rows = [
        ("2026-05-01", "key:1", "hits", 3),
        ("2026-05-02", "key:1", "hits", 3),
        ("2026-05-02", "key:2", "hits", 4),
        ("2026-05-02", "key:3", "hits", 5),
        ("2026-05-02", "Web", "hits", 1),
    ]
    options = replace(ONE_DAY, filters=Filters(registry=REGISTRY))
    actual = lines_of(top_apps_report(options, usage_of(rows, "application"), BOTH_DAYS, NO_COUNTS))

    assert actual == [
        f"1 7 Web a1 Acme p2 pro 0 7 {7 / 13} 1 same",
        f"2 8 Map - - - - 0 5 {5 / 13} - new",
        f"3 Web Web - - - - 0 1 {1 / 13} - new",
    ]


def test_applications_of_one_name_stay_apart_in_the_order_of_their_ids() -> None:
    registry = Registry({one: Application(one, "Shop") for one in ("8", "7")})
    rows = [(f"2026-05-0{day}", one, "hits", 3) for day in (1, 2) for one in ("7", "8", "Shop")]
    options = replace(ONE_DAY, filters=Filters(registry=registry))
    report = top_apps_report(options, usage_of(rows, "application"), BOTH_DAYS, NO_COUNTS)

    assert lines_of(report, "rank", "application_id", "application", "usage", "change") == [
        "1 7 Shop 3 same",
        "1 8 Shop 3 same",
        "1 Shop Shop 3 same",
    ]


def test_filters_hold_for_the_range_before_too() -> None:
    filters = Filters(applications=("app", "new"))
    options = replace(ONE_DAY, filters=filters)
    report = top_apps_report(options, USED, BOTH_DAYS, NO_COUNTS)

    assert lines_of(report, "application", "share", "previous_rank", "change") == [
        "app 0.5 1 same",
        "new 0.5 - new",
    ]
    assert report.in_range == 50


def test_without_logs_there_are_columns_but_no_rows() -> None:
    options = replace(ONE_DAY, range=Range())
    report = top_apps_report(options, usage_of([], "application"), Coverage(), NO_COUNTS)

    assert report.rows.is_empty()
    assert (report.title, report.footer) == ("Top applications by hits: no requests", None)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-05-01", "2026-06-01", DAY),
        ("2026-05-01T06:00", "2026-05-02", 6 * timedelta(hours=1)),
        ("2026-05-01T06:00", "2026-05-02T00:15", SLOT),
        ("2026-05-01", None, SLOT),
        (None, "2026-05-01", SLOT),
    ],
)
def test_slots_fit_the_range_and_the_one_before(
    start: str | None, end: str | None, expected: timedelta
) -> None:
    options = replace(
        ONE_DAY, range=Range(utc(start) if start else None, utc(end) if end else None)
    )

    assert options.grain() == Grain(("application",), expected)


def floored(time: datetime, slot: timedelta) -> str:
    return (time - (time - utc("1985-01-01")) % slot).replace(tzinfo=None).isoformat()


def rank(app: str, used: Counter[str]) -> int:
    """Count how many used more."""
    return 1 + sum(count > used[app] for count in used.values())


@given(
    rows=st.lists(
        st.tuples(st.integers(-150, 150), st.sampled_from("abcde"), st.integers(1, 4)),
        max_size=40,
    ),
    length=st.integers(1, 100),
)
@settings(max_examples=examples(60))
def test_ranks_are_those_that_counting_gives(rows: list[tuple[int, str, int]], length: int) -> None:
    middle = utc("2026-05-10T05:30")
    options = TopApps(Range(middle, middle + length * SLOT), ZoneInfo("UTC"), "hits", is_all=True)
    slot = options.grain().slot
    fitting = [
        (floored(middle + number * SLOT, slot), number, app, count) for number, app, count in rows
    ]
    table = usage_of([(time, app, "hits", count) for time, _, app, count in fitting], "application")
    report = top_apps_report(options, table, covering(("2026-05-01", "2026-05-20")), NO_COUNTS)

    now, before = Counter[str](), Counter[str]()
    for _, number, app, count in fitting:
        now[app] += count if 0 <= number < length else 0
        before[app] += count if -length <= number < 0 else 0
    ranked = sorted(+now, key=lambda app: (-now[app], app))
    ranked_before = sorted(+before, key=lambda app: (-before[app], app))
    expected = [
        (rank(app, now), app, now[app], rank(app, before) if app in ranked_before else None)
        for app in ranked
    ]
    silent = [(None, app, 0, rank(app, before)) for app in ranked_before if app not in ranked]

    actual = report.rows.select("rank", "application", "usage", "previous_rank").rows()

    assert expected + silent == actual
    assert sum(report.rows["share"].fill_null(0)) == pytest.approx(1 if ranked else 0)
