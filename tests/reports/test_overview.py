from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from usagestats.catalog.model import Catalog, Limit, Per, Plan
from usagestats.catalog.registry import NO_APPLICATIONS, Application, Registry
from usagestats.choices import Counting
from usagestats.periods.clock import Clock
from usagestats.periods.period import Range
from usagestats.periods.range_expression import parse_range
from usagestats.report import Report
from usagestats.reports.overview import Overview, overview_report
from usagestats.reports.parts.filters import EVERYTHING, Filters
from usagestats.reports.parts.plan_limits import PlanLimits
from usagestats.tables.counts import Counts
from usagestats.tables.coverage import Coverage
from usagestats.tables.declared import PROBLEMS, USAGE
from usagestats.tables.usage import add_usage

MAY = datetime(2026, 5, 1, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CLOCK = Clock(datetime(2026, 5, 10, 12, tzinfo=UTC), ZoneInfo("UTC"))
TWO_DAYS = Range(MAY + DAY, MAY + 2 * DAY)
WHOLE = Coverage.of([(MAY - DAY, MAY + 9 * DAY)])
REGISTRY = Registry(
    {
        "a": Application("a", "Shop", "Acme", "basic", created_at=MAY + DAY),
        "b": Application("b", "Robot", None, "basic", created_at=MAY),
        "c": Application("c", "Map", "Acme", "basic"),
    }
)
LIMITED = Catalog(plans=(Plan("basic", (Limit("hits", 4, Per.DAY),)),))
Request = tuple[datetime, str, int | None]


def report(
    requests: Sequence[Request],
    span: Range = TWO_DAYS,
    coverage: Coverage = WHOLE,
    registry: Registry = REGISTRY,
    problems: list[tuple[datetime, str, int]] | None = None,
    counting: Counting = Counting.MATCHED,
    clock: Clock = CLOCK,
    filters: Filters = EVERYTHING,
) -> Report:
    """Make an overview of requests that are one hit each, and of times, codes and requests."""
    filters = replace(filters, registry=registry, counting=counting)
    question = Overview(span, clock, PlanLimits(LIMITED, filters))
    grain = question.grain()
    rows = [
        (time - (time - MAY) % grain.slot, "api", name, status, None, metric, 1, 1)
        for time, name, status in requests
        for metric in ("requests", "hits")
    ]
    names = ("start", "product", "application", "status", "denied", "metric", "requests", "usage")
    frame = pl.DataFrame(rows, {name: USAGE[name] for name in names}, orient="row")
    usage = add_usage([frame.select(grain.columns())], grain)
    found = [(time, "api", code, count, time, time, "") for time, code, count in problems or []]
    table = pl.DataFrame(found, PROBLEMS, orient="row")
    return overview_report(question, usage, table, coverage, Counts())


def section(report: Report, name: str) -> list[tuple[object, ...]]:
    return report.rows.filter(pl.col("section") == name).drop("section").rows()


def change(value: int, previous: int) -> float | None:
    return (value - previous) / previous if previous else None


requests = st.lists(
    st.tuples(
        st.integers(0, 3 * 24 * 4 - 1).map(lambda slots: MAY + slots * timedelta(minutes=15)),
        st.sampled_from(["a", "b", "c", "x", "y", "z", "(none)"]),
        st.sampled_from([None, 101, 200, 204, 301, 404, 429, 500]),
    ),
    max_size=60,
)


@given(requests=requests)
def test_figures_are_those_of_counting_one_by_one(requests: list[Request]) -> None:
    labels = {"a": "Shop", "b": "Robot", "c": "Map"}
    this = [one for one in requests if MAY + DAY <= one[0] < MAY + 2 * DAY]
    before = [one for one in requests if MAY <= one[0] < MAY + DAY]

    actual = report(requests)

    total = (len(this), len(before), change(len(this), len(before)))
    assert section(actual, "traffic")[:2] == [("requests", *total), ("hits", *total)]
    callers, earlier = (
        Counter(labels.get(name, name) for _, name, _ in part if name != "(none)")
        for part in (this, before)
    )
    top = sorted(callers.items(), key=lambda item: (-item[1], item[0]))[:5]
    assert section(actual, "top applications") == [
        (name, count, earlier[name], change(count, earlier[name])) for name, count in top
    ]
    classes, then = (
        Counter("none" if status is None else f"{status // 100}xx" for _, _, status in part)
        for part in (this, before)
    )
    assert section(actual, "response codes") == [
        (name, classes[name], then[name], change(classes[name], then[name]))
        for name in ("1xx", "2xx", "3xx", "4xx", "5xx", "none")
    ]


def test_accounts_that_reached_a_limit_stand_with_their_violations() -> None:
    five = [(MAY + DAY + hours * HOUR, "a", 200) for hours in range(5)]  # 100 and 120 %
    four = [(MAY + DAY, name, 200) for name in "bbbbcccc"]
    earlier = [(MAY, "c", 200)] * 4

    actual = report([*five, *four, *earlier])

    # that of c is 24 hours after the one of the day before
    assert section(actual, "potential upgrades") == [("Acme", 3, 1, 2.0), ("Robot", 1, 0, None)]


def test_new_applications_need_no_log() -> None:
    long_ago = MAY - 300 * DAY
    nothing = report([], coverage=Coverage.of([(long_ago, long_ago)]))

    assert section(nothing, "new applications") == [("registered", 1, 1, 0.0)]
    assert section(nothing, "traffic")[0] == ("requests", None, None, None)


def test_an_empty_input_is_no_row() -> None:
    assert report([], coverage=Coverage()).rows.is_empty()


NOW = datetime(2026, 5, 10, 12, tzinfo=UTC)
TODAY = datetime(2026, 5, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("end", "zone", "start", "is_moved"),
    [
        (TODAY - 30 * DAY + HOUR, "UTC", TODAY - 30 * DAY, False),
        (TODAY - 30 * DAY, "UTC", TODAY - 60 * DAY, True),
        (TODAY - 31 * DAY + HOUR, "UTC", TODAY - 60 * DAY, True),
        (TODAY - 100 * DAY, "UTC", TODAY - 130 * DAY, True),
        (TODAY - 100 * DAY - HOUR, "Asia/Kathmandu", TODAY - 129 * DAY - 5.75 * HOUR, True),
    ],
)
def test_where_the_logs_ended_before_the_last_30_days_those_up_to_their_end_are_shown(
    end: datetime,
    zone: str,
    start: datetime,
    is_moved: bool,  # noqa: FBT001
) -> None:
    coverage = Coverage.of([(end - 200 * DAY, end - timedelta(minutes=1))])
    actual = report([], Range(), coverage, clock=Clock(NOW, ZoneInfo(zone)))

    assert actual.span is not None
    assert (actual.span.start, actual.span.end - actual.span.start) == (start, 30 * DAY)
    assert (len(actual.warnings) == 1) == is_moved
    assert all("--range shows others" in warning for warning in actual.warnings)


def test_a_range_that_is_given_is_never_moved() -> None:
    span = Range(TODAY - DAY, TODAY)
    actual = report([], span, Coverage.of([(MAY - 90 * DAY, MAY - 80 * DAY)]))

    assert actual.span is not None
    assert (actual.span.start, actual.span.end) == (span.start, span.end)


def test_a_chart_has_the_days_of_the_range() -> None:
    filters = Filters(registry=REGISTRY)
    question = Overview(TWO_DAYS, CLOCK, PlanLimits(LIMITED, filters), has_series=True)
    usage = pl.DataFrame(schema={name: USAGE[name] for name in question.grain().columns()})
    actual = overview_report(question, usage, pl.DataFrame(schema=PROBLEMS), WHOLE, Counts())

    assert actual.series is not None
    assert actual.series.rows["period_start"].to_list() == [MAY + DAY]
    assert report([]).series is None


def test_without_a_registry_new_applications_are_those_first_seen() -> None:
    requests = [(MAY, "x", 200), (MAY + DAY, "x", 200), (MAY + DAY, "y", 200)]

    actual = report([*requests, (MAY + DAY, "(none)", 200)], registry=NO_APPLICATIONS)

    assert section(actual, "new applications") == [("first seen", 1, 1, 0.0)]
    assert section(actual, "potential upgrades") == []
    assert any("no applications are registered" in note for note in actual.notes)


def test_errors_of_either_span_are_shown() -> None:
    problems = [(MAY, "upstream_failed", 2), (MAY + DAY, "limits_exceeded", 5)]

    actual = report([], problems=problems)

    assert section(actual, "integration errors") == [
        ("limits_exceeded", 5, 0, None),
        ("upstream_failed", 0, 2, -1.0),
    ]


def test_what_no_log_covers_is_null_and_what_is_covered_in_part_has_no_change() -> None:
    from_this_on = Coverage.of([(MAY + DAY, MAY + 9 * DAY)])
    from_noon = Coverage.of([(MAY + DAY / 2, MAY + 9 * DAY)])
    requests = [(MAY + DAY / 2, "a", 200), (MAY + DAY, "a", 200)]

    half = report(requests, coverage=from_noon)
    assert section(report(requests[1:], coverage=from_this_on), "traffic")[0][1:] == (1, None, None)
    assert section(half, "traffic")[0][1:] == (1, 1, None)
    assert half.notes == (
        "no log between 2026-05-01 00:00 and 2026-05-01 12:00",
        "change not shown: the logs do not fully cover both periods",
    )


def test_counting_authorized_leaves_refused_requests_out_of_usage() -> None:
    requests = [(MAY + DAY, "a", 429), (MAY + DAY, "a", 200)]

    actual = report(requests, counting=Counting.AUTHORIZED)

    assert [row[:2] for row in section(actual, "traffic")[:2]] == [("requests", 2), ("hits", 1)]
    assert actual.left_out == 1


@pytest.mark.parametrize(
    ("expression", "zone", "title"),
    [
        (
            None,
            "UTC",
            "2026-04-10 00:00 to 2026-05-10 00:00, UTC, compared with the 30 days before",
        ),
        (
            "2026-05-02",
            "UTC",
            "2026-05-02 00:00 to 2026-05-03 00:00, UTC, compared with the day before",
        ),
        (
            "2026-05-02T10:00..2026-05-02T16:00",
            "UTC",
            "2026-05-02 10:00 to 2026-05-02 16:00, UTC, compared with the same length of time before",
        ),
    ],
)
def test_the_title_says_what_is_beside_what(expression: str | None, zone: str, title: str) -> None:
    clock = Clock(CLOCK.now, ZoneInfo(zone))
    span = Range() if expression is None else parse_range(expression, clock)

    assert report([], span, clock=clock).title == f"Overview, {title}"


def test_a_month_is_beside_the_month_before_as_in_other_reports() -> None:
    clock = Clock(CLOCK.now, ZoneInfo("UTC"))
    question = Overview(parse_range("2026-05", clock), clock, PlanLimits(LIMITED, Filters()))
    windows = question.windows(WHOLE)

    assert windows is not None
    assert windows[1] == parse_range("2026-04", clock).within(None)
    assert report([], parse_range("2026-05", clock), clock=clock).title == (
        "Overview, 2026-05-01 00:00 to 2026-06-01 00:00, UTC,"
        " compared with 2026-04-01 00:00 to 2026-05-01 00:00"
    )


def test_as_many_local_days_lie_before_where_clocks_change() -> None:
    clock = Clock(CLOCK.now, ZoneInfo("Europe/Athens"))
    span = parse_range("2026-03-29..2026-03-30", clock)  # 47 hours

    question = Overview(span, clock, PlanLimits(LIMITED, Filters()))
    windows = question.windows(WHOLE)

    assert windows is not None
    assert windows[1] == parse_range("2026-03-27..2026-03-28", clock).within(None)


def test_filters_choose_requests_and_rows_about_limits_but_never_the_usage_of_a_limit() -> None:
    requests = [(MAY + DAY + n * HOUR, name, 200 + n % 2) for n in range(8) for name in "ab"]
    both = report(requests)
    shop = report(requests, filters=Filters(applications=("Shop",)))
    created = report(requests, filters=Filters(statuses=("201",)))

    assert section(both, "potential upgrades") == [("Acme", 4, 0, None), ("Robot", 4, 0, None)]
    assert section(shop, "potential upgrades") == [("Acme", 4, 0, None)]
    assert section(created, "potential upgrades") == section(both, "potential upgrades")
    assert section(shop, "traffic")[:2] == [("requests", 8, 0, None), ("hits", 8, 0, None)]
    assert section(created, "traffic")[:2] == [("requests", 8, 0, None), ("hits", 8, 0, None)]
    assert [row[:2] for row in section(created, "top applications")] == [("Robot", 4), ("Shop", 4)]
    assert section(both, "new applications") == [("registered", 1, 1, 0.0)]
    assert section(shop, "new applications") == [("registered", 1, 0, None)]
    assert {one.in_range for one in (both, shop, created)} == {16}


def test_integration_errors_are_chosen_by_product_only() -> None:
    requests = [(MAY + DAY, "a", 429)]
    problems = [(MAY + DAY, "limits_exceeded", 3)]
    note = "integration errors are not shown with --app and --status: see usagestats"
    of_product = report(requests, problems=problems, filters=Filters(products=("api",)))
    of_other = report(requests, problems=problems, filters=Filters(products=("shop",)))
    of_app = Filters(products=("api",), applications=("Shop",), statuses=("4xx",))

    assert section(of_product, "integration errors") == [("limits_exceeded", 3, 0, None)]
    assert section(of_other, "integration errors") == []
    assert of_other.warnings == ("no request of product shop",)
    assert not any("integration errors" in one for one in of_product.notes)
    assert any(one.startswith(note) for one in report(requests, filters=of_app).notes)
    assert Overview(TWO_DAYS, CLOCK, PlanLimits(LIMITED, of_app)).filters_of_problems is None


def test_refused_requests_are_counted_among_the_chosen_ones() -> None:
    requests = [(MAY + DAY, name, status) for name in "ab" for status in (200, 401)]
    counting = Counting.AUTHORIZED

    assert report(requests, counting=counting).left_out == 2
    shop = report(requests, counting=counting, filters=Filters(applications=("Shop",)))
    assert shop.left_out == 1
