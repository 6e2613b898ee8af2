"""Law: the series of many files, by columns, are those of `series`, file by file."""

from __future__ import annotations

from datetime import UTC, timedelta

import polars as pl
import pytest
from hypothesis import given, settings

from tests.rotation.many import START, files_of_logs
from tests.rotation.rotated import Span, files_of, night
from usagestats.rotation.log_file import Hull, LogFile, hulls_of
from usagestats.rotation.many_files import runs_and_missing
from usagestats.rotation.many_orders import FILES
from usagestats.rotation.place import place_of
from usagestats.rotation.series import series_of

Missing = tuple[str, object, object, tuple[str, ...]]


def columns(files: list[LogFile]) -> pl.DataFrame:
    """Return files as a store has them."""
    rows = []
    for file in files:
        place = place_of(file.path, file.log_format)
        date = place.date.replace(tzinfo=UTC) if place and place.date else None
        of_log = (place.log, date, place.number, place.is_gapless) if place else (None,) * 4
        first, last = file.hull or (None, None)
        rows.append((file.path, file.log_format, first, last, file.is_whole, *of_log))
    return pl.DataFrame(rows, FILES, orient="row")


def by_columns(files: list[LogFile]) -> tuple[set[Hull], list[Missing]]:
    runs, missing = runs_and_missing(columns(files))
    found = [("", one.after, one.before, one.paths) for one in missing]
    return {*runs.iter_rows(), *hulls_of(files)}, sorted(found)


def one_by_one(files: list[LogFile]) -> tuple[set[Hull], list[Missing]]:
    series = series_of(file for file in files if file.has_stable_name)
    hulls = {hull for one in series for hull in one.hulls}
    found = [("", one.after, one.before, one.paths) for those in series for one in those.missing]
    return {*hulls, *hulls_of(files)}, sorted(found)


@settings(max_examples=300)
@given(files_of_logs())
def test_series_by_columns_are_those_of_single_files(files: list[LogFile]) -> None:
    assert by_columns(files) == one_by_one(files)


@pytest.mark.parametrize(
    "spans",
    [
        {f"a-2026050{day}": night(day) for day in (1, 2, 4)},
        {f"a-2026050{day}.{number}": night(day) for day in (1, 2) for number in (1, 3)},
        {f"a-2026050{day}.{number}": (9 * day + number, 9 * day + number + 5) for day in (1, 2) for number in (1, 2)},
        {"a-20260504.2": (0, 8), "a-20260504.1": (10, 20), "a-20260505.3": night(1)},
        {"a-20260131": night(0), "a-20260228": night(28), "a-20260331": night(59)},
        {"a-20260504": night(0), "a-20260504.gz": night(0), "a-20260506": night(2)},
        {"a-20260504": None, "a-20260505": night(1), "a-20260507": None},
        {"a.log": night(0), "a.log.1": night(1)},
        {},
    ],
)  # fmt: skip
def test_series_by_columns_of_cases(spans: dict[str, Span]) -> None:
    for damaged in ("", *spans):
        files = files_of(spans, damaged=damaged)

        assert by_columns(files) == one_by_one(files)


def test_missing_files_are_named_log_by_log_and_in_order_of_time() -> None:
    spans: dict[str, Span] = {
        f"{gateway}/a-2026050{day}": night(day) for gateway in "cab" for day in (1, 2, 4, 5, 7)
    }
    _, missing = runs_and_missing(columns(files_of(spans)))
    names = [path for one in missing for path in one.paths]

    assert names == [f"{gateway}/a-2026050{day}" for gateway in "abc" for day in (3, 6)]


def test_a_file_that_is_alone_in_its_log_has_no_run() -> None:
    runs, missing = runs_and_missing(
        columns(files_of({"a-20260504": (0, 1), "b-20260504": (0, 1)}))
    )

    assert (runs.height, missing) == (0, [])


def test_the_month_after_the_last_of_january_is_as_long_as_in_single_files() -> None:
    """Calendar arithmetic of polars and of dateutil agree on months of all lengths."""
    for first in range(0, 800, 7):
        days = [START + timedelta(days=first + 30 * place) for place in range(3)]
        files = [
            LogFile(f"{day}", f"a-{day:%Y%m%d}", (day, day + timedelta(hours=1))) for day in days
        ]
        assert by_columns(files) == one_by_one(files)
