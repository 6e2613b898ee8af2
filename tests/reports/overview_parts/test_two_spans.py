from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from tests.reports.overviews import CLOCK, DAY, LIMITED, MAY, WHOLE, report, section
from usagestats.periods.clock import Clock
from usagestats.periods.period import Range
from usagestats.periods.range_expression import parse_range
from usagestats.reports.overview import Overview
from usagestats.reports.parts.filters import Filters
from usagestats.reports.parts.plan_limits import PlanLimits
from usagestats.tables.coverage import Coverage


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
    spans = question.spans(WHOLE)

    assert spans is not None
    assert spans.before == parse_range("2026-04", clock).within(None)
    assert report([], parse_range("2026-05", clock), clock=clock).title == (
        "Overview, 2026-05-01 00:00 to 2026-06-01 00:00, UTC,"
        " compared with the month before, 2026-04 (30 days, not 31)"
    )


def test_the_change_per_day_stands_only_where_the_ranges_differ_in_length() -> None:
    clock = Clock(CLOCK.now, ZoneInfo("UTC"))
    requests = [(MAY - DAY, "a", 200)] * 3 + [(MAY + DAY, "a", 200)] * 4
    coverage = Coverage.of([(MAY - 40 * DAY, MAY + 40 * DAY)])
    of_month, of_day = (
        report(requests, parse_range(expression, clock), clock=clock, coverage=coverage).rows
        for expression in ("2026-05", "2026-05-02..2026-05-03")
    )

    per_day = (4 / 31) / (3 / 30) - 1
    assert of_month["change"][0] == pytest.approx(1 / 3)
    assert of_month["change_per_day"][0] == pytest.approx(per_day)
    assert of_day["change_per_day"].is_null().all()


def test_two_months_are_beside_the_two_before_which_are_named_by_their_times() -> None:
    clock = Clock(CLOCK.now, ZoneInfo("UTC"))

    assert report([], parse_range("2026-04..2026-05", clock), clock=clock).title.endswith(
        "compared with 2026-02-01 00:00 to 2026-04-01 00:00"
    )


def test_as_many_local_days_lie_before_where_clocks_change() -> None:
    clock = Clock(CLOCK.now, ZoneInfo("Europe/Athens"))
    span = parse_range("2026-03-29..2026-03-30", clock)  # 47 hours

    question = Overview(span, clock, PlanLimits(LIMITED, Filters()))
    spans = question.spans(WHOLE)

    assert spans is not None
    assert spans.before == parse_range("2026-03-27..2026-03-28", clock).within(None)
