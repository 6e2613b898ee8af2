from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from usagestats.choices import Counting
from usagestats.periods.period import Period, Range
from usagestats.report import Column, ColumnType
from usagestats.reports.parts.filters import Filters
from usagestats.reports.parts.selection import Selection
from usagestats.tables.counts import Counts
from usagestats.tables.coverage import Coverage
from usagestats.tables.declared import USAGE

ZONE = ZoneInfo("UTC")
MAY = datetime(2026, 5, 1, tzinfo=UTC)
DAY = timedelta(days=1)
COVERAGE = Coverage.of([(MAY, MAY + 3 * DAY - DAY / 96)])
FILTERS = Filters(backends=("a", "gone"), counting=Counting.AUTHORIZED)
COLUMNS = (Column("backend", ColumnType.NAME), Column("usage", ColumnType.COUNT))
COUNTS = Counts(lines=9, requests=9, matched=9)


def usage() -> pl.DataFrame:
    names = ("start", "backend", "status", "denied", "metric", "requests", "usage")
    rows = [
        (MAY, "a", 200, None, "requests", 1, 1),
        (MAY + DAY, "a", 200, None, "requests", 2, 2),
        (MAY + DAY, "a", 200, None, "hits", 2, 2),
        (MAY + DAY, "a", 429, None, "requests", 3, 3),
        (MAY + DAY, "a", 429, None, "hits", 3, 3),
        (MAY + DAY, "b", 429, None, "requests", 4, 4),
    ]
    return pl.DataFrame(rows, {name: USAGE[name] for name in names}, orient="row")


def chosen(span: Range) -> Selection:
    return Selection.of(usage(), span, FILTERS, COVERAGE, ZONE)


def test_the_rows_of_the_range_that_pass_and_count_are_chosen() -> None:
    actual = chosen(Range(MAY + DAY, None))

    assert actual.usage.select("metric", "usage").rows() == [
        ("requests", 2),
        ("hits", 2),
        ("requests", 3),
    ]
    assert actual.span == Period(MAY + DAY, MAY + 3 * DAY)
    assert (actual.in_range, actual.left_out) == (9, 3)


def test_notes_are_on_the_counting_and_on_holes_and_warnings_on_unknown_names() -> None:
    actual = chosen(Range(MAY + DAY, MAY + 4 * DAY))

    assert [note.partition(" ")[0] for note in actual.notes] == ["counting", "no"]
    assert actual.warnings == ("no request of backend gone",)


def test_outside_of_the_logs_nothing_is_chosen() -> None:
    actual = chosen(Range(MAY + 9 * DAY, None))

    assert (actual.span, actual.usage.height, actual.in_range) == (None, 0, 0)
    assert actual.warnings == (
        "no log covers the range; the logs cover 2026-05-01 00:00 to 2026-05-04 00:00",
    )


def test_without_filtering_all_rows_of_the_span_are_chosen() -> None:
    span = Period(MAY + DAY, MAY + 4 * DAY)
    actual = Selection.unfiltered(usage(), span, FILTERS, COVERAGE, ZONE)
    nothing = Selection.unfiltered(usage(), None, FILTERS, Coverage(), ZONE)

    assert (actual.usage.height, actual.in_range, actual.left_out) == (5, 9, 7)
    assert actual.warnings == ()
    assert (nothing.usage.height, nothing.in_range, nothing.warnings) == (0, 0, ())


def test_a_report_has_the_facts_of_its_selection_and_the_declared_columns() -> None:
    selection = chosen(Range(MAY + DAY, None))

    actual = selection.report("apps", "Applications", COLUMNS, selection.usage, COUNTS)

    assert actual.rows.rows() == [("a", 2), ("a", 2), ("a", 3)]
    assert (actual.span, actual.zone) == (selection.span, ZONE)
    assert (actual.in_range, actual.left_out, actual.counting) == (9, 3, Counting.AUTHORIZED)
    assert (actual.notes, actual.warnings) == (selection.notes, selection.warnings)
    assert actual.counts == COUNTS


def test_a_report_without_rows_has_its_columns() -> None:
    actual = chosen(Range()).report("apps", "Applications", COLUMNS, None, COUNTS)

    assert dict(actual.rows.schema) == {"backend": pl.String(), "usage": pl.Int64()}


def test_a_title_has_the_span_of_the_report() -> None:
    assert chosen(Range(MAY, None)).titled("Traffic") == (
        "Traffic, 2026-05-01 00:00 to 2026-05-04 00:00, UTC"
    )
    assert chosen(Range(MAY + 9 * DAY, None)).titled("Traffic") == "Traffic: no requests"
