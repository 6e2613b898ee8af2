from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from usagestats.periods.period import Period
from usagestats.reports.check_usage_parts.condition import Unit, condition_of
from usagestats.reports.check_usage_parts.reasons import figure_text, of_age, of_value, without_log
from usagestats.tables.coverage import Coverage

ZONE = ZoneInfo("UTC")
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
DAY = Period(NOON - 12 * HOUR, NOON + 12 * HOUR)


@pytest.mark.parametrize(
    ("text", "value", "limit", "expected"),
    [
        ("hits>5", 5.0, 5.0, None),
        ("hits>5", 1234.0, 5.0, "hits 1,234, more than 5"),
        ("hits<5", 0.0, 5.0, "hits 0, less than 5"),
        ("error_rate>=5%", 0.05, 0.05, "error_rate 5 %, not less than 5 %"),
        ("5xx>0%", 0.000_012_3, 0.0, "5xx 0.0012 %, more than 0 %"),
        ("p95<=800ms", 12.345, 800.0, "p95 12.35 ms, not more than 800 ms"),
        ("hits<50% of previous", 4.0, 5.0, "hits 4, less than 50 % of 10 in the range before"),
        ("hits<50% of previous", 4.0, None, None),
        ("p95>1s", None, 1000.0, "p95 is unknown: the log has no durations"),
    ],
)
def test_a_failure_has_a_reason(
    text: str, value: float | None, limit: float | None, expected: str | None
) -> None:
    condition = condition_of(text, ("hits",))

    assert of_value(condition, value, limit, requests=1) == expected


def test_nothing_is_unknown_without_requests() -> None:
    assert of_value(condition_of("p95>1s", ()), None, 1000.0, requests=0) is None


def test_an_age_is_that_of_the_newest_request() -> None:
    condition = condition_of("age>15min", ())

    assert of_age(condition, 900.0, NOON, ZONE) is None
    assert of_age(condition, 901.0, NOON, ZONE) == (
        "age 15 min 1 s, more than 15 min: the newest request is of 2026-05-04 12:00"
    )
    assert of_age(condition, None, None, ZONE) == "no log: there is no request at all"


@pytest.mark.parametrize(
    ("hulls", "now", "expected"),
    [
        ([], NOON, "no log covers the range"),
        ([(DAY.start, NOON - MINUTE)], NOON, None),
        ([(DAY.start, NOON - HOUR - MINUTE)], NOON, None),
        ([(DAY.start, NOON - HOUR - MINUTE)], NOON + MINUTE, "no log between 2026-05-04 11:00 and 2026-05-04 12:01"),
        ([(DAY.start + HOUR, NOON)], NOON, None),
        ([(DAY.start + HOUR * 1.25, NOON)], NOON, "no log between 2026-05-04 00:00 and 2026-05-04 01:15"),
        ([(DAY.start, NOON - 6 * HOUR), (NOON - 4 * HOUR, NOON)], NOON, "no log between 2026-05-04 06:15 and 2026-05-04 08:00"),
        ([(DAY.end + HOUR, DAY.end + 2 * HOUR)], DAY.end + 3 * HOUR, "no log between 2026-05-04 00:00 and 2026-05-05 00:00"),
        ([(DAY.start, NOON)], DAY.start, "no log: the range is in the future"),
    ],
)  # fmt: skip
def test_a_hole_of_more_than_an_hour_is_no_log(
    hulls: list[tuple[datetime, datetime]], now: datetime, expected: str | None
) -> None:
    assert without_log(DAY, Coverage.of(hulls), now, ZONE) == expected


def test_an_hour_without_any_log_is_a_hole() -> None:
    span = Period(NOON - HOUR, NOON)

    assert without_log(span, Coverage.of([(DAY.start, NOON - 2 * HOUR)]), NOON, ZONE) == (
        "no log between 2026-05-04 11:00 and 2026-05-04 12:00"
    )


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (0.0, Unit.COUNT, "0"),
        (1_234_567.0, Unit.BYTES, "1,234,567"),
        (0.333_333, Unit.SHARE, "33.33 %"),
        (59.6, Unit.SECONDS, "1 min"),
        (0.0, Unit.SECONDS, "0 s"),
        (90_061.0, Unit.SECONDS, "1 d 1 h"),
    ],
)
def test_a_value_for_people(value: float, unit: Unit, expected: str) -> None:
    assert figure_text(value, unit) == expected
