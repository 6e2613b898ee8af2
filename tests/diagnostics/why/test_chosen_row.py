from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from usagestats.choices import Granularity
from usagestats.diagnostics.why.chosen_row import chosen_row, wanted_values
from usagestats.errors import UsageError
from usagestats.report import Column, ColumnType, Report, Role
from usagestats.tables.declared import UTC_TIME

COLUMNS = (
    Column("period_start", ColumnType.TIME, given_role=Role.LABEL),
    Column("application_id", ColumnType.NAME),
    Column("application", ColumnType.NAME),
    Column("status", ColumnType.STATUS),
    Column("requests", ColumnType.COUNT),
)
SCHEMA = {
    "period_start": UTC_TIME,
    "application_id": pl.String(),
    "application": pl.String(),
    "status": pl.Int16(),
    "requests": pl.Int64(),
}


def day(number: int) -> datetime:
    return datetime(2026, 5, number, 21, tzinfo=UTC)


REPORT = Report(
    name="traffic",
    title="",
    columns=COLUMNS,
    rows=pl.DataFrame(
        [
            (day(3), "1", "Weather", 200, 5),
            (day(3), "2", "=cmd()", 200, 6),
            (day(4), "1", "Weather", 404, 7),
            (day(4), "1", "Weather", None, 8),
            (day(4), None, "a=b", 500, 9),
        ],
        SCHEMA,
        orient="row",
    ),
    zone=ZoneInfo("Europe/Athens"),
    when_empty="Nothing.",
)


def requests(*options: str) -> object:
    return chosen_row(REPORT, wanted_values(options))["requests"]


@pytest.mark.parametrize(
    ("options", "number"),
    [
        (("period_start=2026-05-04T00:00:00+03:00", "application_id=1"), 5),
        (("period=2026-05-04", "app=Weather"), 5),
        (("period=2026-05-04", "app=1"), 5),
        (("period=2026-05-04 00", "app=weather"), 5),
        (("status=404",), 7),
        (("status=none",), 8),
        (("application==cmd()",), 6),
        (("application='=cmd()",), 6),
        (("application=a=b",), 9),
        (("application_id=",), 9),
        (("requests=5",), 5),
    ],
)
def test_a_row_is_found_by_its_values(options: tuple[str, ...], number: int) -> None:
    assert requests(*options) == number


@pytest.mark.parametrize("option", ["day=2026-05-04", "Day=2026-05-04 Mon", "day=2026-05-04 Mon*"])
def test_a_period_is_named_as_people_see_it(option: str) -> None:
    by_day = replace(
        REPORT,
        columns=(*COLUMNS, Column("partial", ColumnType.FLAG)),
        rows=REPORT.rows.with_columns(partial=pl.lit(value=True)),
        granularity=Granularity.DAY,
    )

    row = chosen_row(by_day, wanted_values([option, "app=Weather"]))

    assert row["requests"] == 5


@pytest.mark.parametrize(
    ("options", "what", "hint"),
    [
        (("status=4o4",), "no row has status=4o4", "near: status=404"),
        (
            ("period=2027",),
            "no row has period_start=2027",
            "there are: period_start from 2026-05-04T",
        ),
        (("app=Wether",), "no row has the application given", "near: application=Weather"),
        (("app=s3cr3t",), "no row has the application given", "there are: application=Weather, "),
        (("sttus=404",), "the report has no column sttus", "did you mean 'status'?"),
        (("xyz=1",), "the report has no column xyz", "choose from period, application_id, "),
        (("404",), "no KEY=VALUE: 404", "write the name of a column"),
        (("app=Weather",), "3 rows of the report have these values", "add --row period_start=…: "),
        ((), "the report has 5 rows, and one must be named", "add --row period_start=…: "),
    ],
)
def test_what_is_wrong_is_said_with_the_next_step(
    options: tuple[str, ...], what: str, hint: str
) -> None:
    with pytest.raises(UsageError) as caught:
        requests(*options)

    assert caught.value.what == what
    assert (caught.value.hint or "").startswith(hint)
    assert "s3cr3t" not in str(caught.value)


def test_several_rows_are_told_apart_by_names_not_by_ids() -> None:
    with pytest.raises(UsageError) as caught:
        requests("period=2026-05-05")

    assert caught.value.hint == (
        "add --row application=…: Weather, a=b\nadd --row status=…: 404, none, 500"
    )


def test_the_second_value_is_looked_for_among_the_rows_with_the_first() -> None:
    with pytest.raises(UsageError) as caught:
        requests("period=2026-05-04", "status=404")

    assert caught.value.hint == "there are: status=200"


def test_an_empty_report_has_no_number() -> None:
    with pytest.raises(UsageError) as caught:
        chosen_row(replace(REPORT, rows=REPORT.rows.clear()), ())

    assert caught.value.hint == "Nothing."
