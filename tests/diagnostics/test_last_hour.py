from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from usagestats.diagnostics.last_hour import MINUTES, LastHour
from usagestats.reports.parts.filters import EVERYTHING, Filters
from usagestats.survey.newest_errors import NewestErrors
from usagestats.tables.counts import Counts
from usagestats.tables.declared import USAGE
from usagestats.watched import Watched

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
COLUMNS = ("start", "application", "status", "metric", "requests", "usage")


def usage(*rows: tuple[int, str, int | None, int]) -> pl.DataFrame:
    """Make USAGE: each row is a minute after noon, an application, a status and a number."""
    cells = [
        (NOON + timedelta(minutes=minute), name, status, metric, count, count)
        for minute, name, status, count in rows
        for metric in ("requests", "hits")
    ]
    return pl.DataFrame(cells, {name: USAGE[name] for name in COLUMNS}, orient="row")


def hour(*parts: pl.DataFrame, filters: Filters = EVERYTHING) -> LastHour:
    found = LastHour(filters, ZoneInfo("UTC"))
    for part in parts:
        found.add(part, NewestErrors(), Counts(lines=1, rejects=1))
    return found


def at(minute: int, found: LastHour) -> Watched:
    return found.state(NOON + timedelta(minutes=minute), 1, {})


def test_the_last_sixty_minutes_end_at_the_present_minute() -> None:
    state = at(70, hour(usage((0, "a", 200, 5), (11, "a", 200, 3)), usage((70, "b", 404, 2))))

    assert state.first_minute == NOON + timedelta(minutes=11)
    assert (state.minutes[0], state.minutes[-1], sum(state.minutes)) == (3, 2, 5)
    assert (state.applications, state.statuses) == ({"a": 3, "b": 2}, {"200": 3, "404": 2})
    assert (state.total, state.rejects, state.in_hour) == (10, 2, 5)


@pytest.mark.parametrize("minute", [-5, 200])
def test_old_logs_and_those_of_the_future_end_at_their_newest_minute(minute: int) -> None:
    state = at(minute, hour(usage((0, "a", 200, 5), (11, "a", 200, 3))))

    assert state.first_minute == NOON + timedelta(minutes=12 - MINUTES)
    assert (state.minutes[-1], state.in_hour) == (3, 8)


def test_a_line_that_is_written_late_counts_in_its_minute_or_in_all() -> None:
    found = hour(usage((300, "a", 200, 1)), usage((290, "a", 200, 1), (0, "a", 200, 1)))
    state = at(300, found)

    assert (state.total, state.in_hour, state.minutes[-11]) == (3, 2, 1)


def test_what_is_old_is_dropped_so_that_memory_stays_small() -> None:
    found = hour(*(usage((minute, f"app-{minute}", 200, 1)) for minute in range(0, 600, 5)))

    assert found._usage.height <= 2 * MINUTES // 5 + 1  # noqa: SLF001  (memory is seen nowhere else)
    assert at(600, found).total == 120


def test_filters_choose_and_a_request_without_a_status_is_none() -> None:
    of_a = hour(usage((0, "a", None, 2), (0, "b", 200, 3)), filters=Filters(applications=("a",)))

    assert (at(0, of_a).total, at(0, of_a).statuses) == (2, {"none": 2})


def test_the_rate_is_that_of_the_last_ten_seconds_without_the_first_reading() -> None:
    found = hour()
    for second, requests in ((0, 1_000_000), (2, 10), (4, 30), (6, 20)):
        found.note_rate(second, requests)
    assert at(0, found).per_second == 10

    for second in range(8, 18, 2):
        found.note_rate(second, 0)
    assert at(0, found).per_second == 0


def test_before_the_first_request_there_is_no_minute() -> None:
    state = at(0, hour())

    assert (state.first_minute, state.minutes, state.total) == (None, (), 0)
