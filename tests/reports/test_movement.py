from __future__ import annotations

from zoneinfo import ZoneInfo

from tests.reports.tables import covering, lines_of, usage_of, utc
from usagestats.catalog.registry import Application, Registry
from usagestats.choices import Counting
from usagestats.periods.clock import Clock
from usagestats.periods.period import SLOT, Range
from usagestats.report import RowsCut
from usagestats.reports.movement import COLUMNS, Movement, movement_report
from usagestats.reports.parts.filters import Filters
from usagestats.tables.counts import Counts
from usagestats.tables.coverage import Coverage
from usagestats.tables.usage import Grain

MAY = Range(utc("2026-05-01"), utc("2026-06-01"))
CLOCK = Clock(utc("2026-06-10T12:00"), ZoneInfo("UTC"))
WHOLE = covering(("2026-03-01T00:00", "2026-06-10T00:00"))
REGISTRY = Registry({one: Application("7", "Shop", "Acme", "pro") for one in ("7", "key:7")})
USED = usage_of(
    [
        ("2026-04-02", "7", "requests", 4),
        ("2026-05-02", "key:7", "requests", 6),
        ("2026-05-20", "bob", "requests", 3),
        ("2026-05-20", "bob", "hits", 2),
        ("2026-05-21", "ann", "requests", 1),
        ("2026-04-02", "eve", "hits", 7),
    ],
    "application",
)
FILTERS = Filters(registry=REGISTRY)
SHOWN = ("movement", "application", "previous", "usage", "difference")


def test_credentials_of_one_application_are_one_row() -> None:
    report = movement_report(Movement(MAY, CLOCK, filters=FILTERS), USED, WHOLE, Counts())

    assert lines_of(report, *SHOWN) == ["new bob 0 3 3", "new ann 0 1 1", "up Shop 4 6 2"]
    assert report.notes == (
        "applications: 2 new, 1 up",
        "compared with the month before, 2026-04 (30 days, not 31): 2026-04-01 00:00 to"
        " 2026-05-01 00:00, UTC",
        "new: no use since 2026-03-01 00:00, when the logs begin",
    )
    assert report.title == (
        "Movement of applications by requests, 2026-05-01 00:00 to 2026-06-01 00:00, UTC"
    )


def test_another_metric_has_its_own_movement() -> None:
    question = Movement(MAY, CLOCK, metric="hits", filters=FILTERS)
    report = movement_report(question, USED, WHOLE, Counts())

    assert lines_of(report, *SHOWN) == ["new bob 0 2 2", "gone eve 7 0 -7"]


def test_rows_beyond_the_largest_of_each_movement_are_left_out_and_counted() -> None:
    question = Movement(MAY, CLOCK, each=1, filters=FILTERS)
    report = movement_report(question, USED, WHOLE, Counts())

    assert lines_of(report, *SHOWN) == ["new bob 0 3 3", "up Shop 4 6 2"]
    assert report.cut == RowsCut(1, {}, "--top N or --all")
    assert report.notes[0] == "applications: 2 new, 1 up"


def test_notes_name_what_is_unknown_and_the_holes_that_are_the_reason() -> None:
    coverage = covering(
        ("2026-04-10T00:00", "2026-05-10T00:00"), ("2026-05-12T00:00", "2026-06-10T00:00")
    )
    report = movement_report(Movement(MAY, CLOCK, filters=FILTERS), USED, coverage, Counts())

    assert report.rows["movement"].null_count() == 3
    assert report.notes == (
        "applications: 3 unknown",
        "compared with the month before, 2026-04 (30 days, not 31): 2026-04-01 00:00 to"
        " 2026-05-01 00:00, UTC",
        "unknown who is new or returning: the logs do not fully cover 2026-04-01 00:00 to"
        " 2026-05-01 00:00, UTC",
        "unknown who is gone or silent: the logs do not fully cover 2026-05-01 00:00 to"
        " 2026-06-01 00:00, UTC",
        "no log between 2026-05-10 00:15 and 2026-05-12 00:00",
    )


def test_a_hole_long_before_is_named_since_somebody_new_may_have_used_the_api_then() -> None:
    coverage = covering(
        ("2026-03-01T00:00", "2026-03-10T00:00"), ("2026-03-12T00:00", "2026-06-10T00:00")
    )
    report = movement_report(Movement(MAY, CLOCK, filters=FILTERS), USED, coverage, Counts())

    assert report.notes[-1] == "no log between 2026-03-10 00:15 and 2026-03-12 00:00"


def test_without_a_range_it_is_the_last_thirty_days_or_those_before_the_logs_end() -> None:
    open_range = Movement(Range(), CLOCK, filters=FILTERS)
    recent = movement_report(open_range, USED, WHOLE, Counts())
    old = covering(("2026-01-01T00:00", "2026-04-20T12:00"))
    of_old = movement_report(open_range, USED, old, Counts())

    assert recent.span == Range(utc("2026-05-11"), utc("2026-06-10")).within(None)
    assert of_old.span == Range(utc("2026-03-22"), utc("2026-04-21")).within(None)
    assert of_old.warnings[0].startswith("the logs end 2026-04-20 12:15")


def test_without_logs_there_are_no_rows_and_a_reason() -> None:
    report = movement_report(
        Movement(MAY, CLOCK), usage_of([], "application"), Coverage(), Counts()
    )

    assert report.rows.is_empty()
    assert report.rows.columns == [column.key for column in COLUMNS]
    assert report.when_empty.startswith("No requests")


def test_only_requests_are_read_where_they_are_compared() -> None:
    assert Movement(MAY, CLOCK).grain() == Grain(("application",), SLOT, of_requests=True)
    filters = Filters(counting=Counting.AUTHORIZED)
    grain = Movement(MAY, CLOCK, metric="hits", filters=filters).grain()
    assert grain == Grain(("application", "status", "denied"), SLOT)
