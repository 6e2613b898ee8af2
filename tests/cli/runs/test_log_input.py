from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from usagestats.catalog.catalog_file import CatalogFile
from usagestats.cli.options.groups import LogOptions
from usagestats.cli.runs.log_input import LogInput
from usagestats.cli.runs.reading import Reading
from usagestats.diagnostics.request_rows import RequestRows
from usagestats.errors import InputError
from usagestats.logs.files.sources import find_sources
from usagestats.periods.period import Range
from usagestats.reports.parts.filters import EVERYTHING, Filters
from usagestats.survey.paths import PathSurvey
from usagestats.tables.usage import Grain

if TYPE_CHECKING:
    from pathlib import Path

HOURLY = Grain((), timedelta(hours=1))


def input_of(log: Path) -> LogInput:
    file = CatalogFile.none()
    reading = Reading.of(LogOptions(), ZoneInfo("UTC"), file)
    return LogInput(find_sources([str(log)]), file, reading)


def requests(usage: LogInput, needed: Range | None = None) -> list[int]:
    rows = usage.read(HOURLY, needed=needed).usage
    return rows.filter(metric="requests")["requests"].to_list()


def test_its_files_are_the_logs(log: Path) -> None:
    assert input_of(log).files == [log]


def test_logs_are_read_as_a_whole(log: Path) -> None:
    later = Range(datetime(2027, 1, 1, tzinfo=UTC), None)

    assert requests(input_of(log)) == requests(input_of(log), later) == [3]


@pytest.mark.parametrize(
    ("problems_of", "expected"),
    [
        (EVERYTHING, ["upstream_failed"]),
        (Filters(statuses=("5xx",)), ["upstream_failed"]),
        (Filters(statuses=("4xx",)), []),
        (None, []),
    ],
)
def test_problems_are_read_where_they_are_needed(
    log: Path, problems_of: Filters | None, expected: list[str]
) -> None:
    read = input_of(log).read(HOURLY, problems_of=problems_of)

    assert read.problems["code"].to_list() == expected


def test_requests_are_surveyed_while_they_are_read(log: Path) -> None:
    read, found = input_of(log).survey(HOURLY, PathSurvey(Range()))

    assert read.counts.requests == 3
    assert found is not None


def test_rows_are_given_as_they_are_read(log: Path) -> None:
    usage = input_of(log)
    with usage.rows(RequestRows(usage.file.catalog, Range())) as (lines, found):
        rows = [row for batch in found for row in batch.rows["line"]]

    assert rows == [1, 2, 3]
    assert lines.counts.rejects == 1


def test_a_log_that_no_format_fits_is_an_error_at_once_or_at_the_end(tmp_path: Path) -> None:
    poem = tmp_path / "poem.log"
    poem.write_text("Shall I compare thee\nto a summer's day\n")

    survey = PathSurvey(Range())

    assert input_of(poem).read(HOURLY, may_skip=True).has_failed
    assert input_of(poem).survey(HOURLY, survey, may_skip=True)[0].has_failed
    with pytest.raises(InputError):
        input_of(poem).read(HOURLY)
    with pytest.raises(InputError):
        input_of(poem).survey(HOURLY, survey)


def test_slots_of_logs_are_never_too_wide_for_limits(log: Path) -> None:
    usage = input_of(log)

    assert usage.limit_slot() is None  # type: ignore[func-returns-value]  # part of the protocol
