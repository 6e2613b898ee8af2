"""Workbooks, Parquet files and metrics, read by other programs, hold the rows of the CSV."""

from __future__ import annotations

import csv
import re
import shlex
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import duckdb
import openpyxl
import pytest
from openpyxl.utils.cell import range_boundaries
from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
from prometheus_client.parser import text_string_to_metric_families as text_format

from tests.case import Invocation
from tests.same_process import run_in_process

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.slow  # workbooks and Parquet of every report

CATALOG = "--catalog sample_logs/usagestats.toml"
FRACTION = re.compile(r"-?[0-9]+\.[0-9]+(?:e-[0-9]+)?")
COMMANDS = [
    f"traffic sample_logs/gateway {CATALOG} --split-by app,status",
    f"traffic sample_logs/gateway {CATALOG} --split-by app,status --top 3",
    f"averages sample_logs/gateway {CATALOG}",
    f"top-apps sample_logs/gateway {CATALOG} --all",
    f"latency sample_logs/gateway {CATALOG} --by day --split-by backend",
    f"movement sample_logs/gateway {CATALOG} --range 2026-05-06",
    f"top-paths sample_logs/gateway {CATALOG}",
    f"peaks sample_logs/gateway {CATALOG} --split-by app",
    f"clients sample_logs/gateway {CATALOG} --show-addresses",
    f"clients sample_logs/gateway {CATALOG} --by day",
    f"response-codes sample_logs/gateway {CATALOG} --by day",
    f"integration-errors sample_logs/gateway {CATALOG}",
    f"limits sample_logs/gateway {CATALOG}",
    f"check-usage sample_logs/gateway {CATALOG} --range 2026-05-06 --fail-on 'p95>9s' --split-by app",
    f"billing sample_logs/gateway {CATALOG} --range 2026-05",
    f"alerts sample_logs/gateway {CATALOG}",
    f"signups sample_logs/gateway {CATALOG}",
    f"overview sample_logs/gateway {CATALOG} --range 2026-05-06..2026-05-07",
    "requests sample_logs/gateway",
    "requests sample_logs/odd.log --rejects",
]


def metrics_in(text: str, parse: Callable[[str], Any]) -> dict[str, list[float]]:
    """Return the values of each metric by its name."""
    return {family.name: [sample.value for sample in family.samples] for family in parse(text)}


def written(folder: Path, command: str, suffix: str) -> Path:
    file = folder / f"report.{suffix}"
    arguments = [*shlex.split(command), "-q", "--output", str(file)]
    assert run_in_process(Invocation(arguments)).exit == 0
    return file


def as_csv_has_it(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case datetime():
            return value.replace(tzinfo=UTC).isoformat()
        case _:
            return str(value)


def plain(cell: str) -> str:
    """Write what CSV says as a workbook would: no difference of 7 and 7.0, and fewer digits."""
    try:
        number = float(cell)
    except ValueError:
        return cell.removeprefix("'")
    return f"{number:.14g}"


def rounded(cell: str) -> str:
    """Write a fraction as CSV has it."""
    return plain(str(round(float(cell), 6))) if FRACTION.fullmatch(cell) else cell


def workbook_rows(file: Path) -> list[list[str]]:
    """Return the header and the rows that the filter is about; below them stand sums."""
    sheet = openpyxl.load_workbook(file).active
    assert sheet is not None
    first_column, first_row, last_column, last_row = range_boundaries(sheet.auto_filter.ref)
    rows = sheet.iter_rows(first_row, last_row, first_column, last_column, values_only=True)
    return [[plain(as_csv_has_it(value)) for value in row] for row in rows]


def csv_rows(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return [[plain(cell) for cell in row] for row in csv.reader(stream)]


def duckdb_rows(file: Path) -> tuple[list[str], list[list[str]]]:
    with duckdb.connect() as connection:
        described = connection.execute("DESCRIBE FROM read_parquet(?)", [str(file)]).fetchall()
        columns = [
            f"timezone('UTC', \"{name}\")" if "TIME ZONE" in kind else f'"{name}"'
            for name, kind, *_ in described
        ]
        query = f"SELECT {', '.join(columns)} FROM read_parquet(?)"  # noqa: S608  (our own names)
        found = connection.execute(query, [str(file)])
        rows = [[plain(as_csv_has_it(value)) for value in row] for row in found.fetchall()]
    return [name for name, *_ in described], rows


@pytest.mark.parametrize("command", COMMANDS)
def test_openpyxl_and_duckdb_read_the_rows_of_the_csv(tmp_path: Path, command: str) -> None:
    expected = csv_rows(written(tmp_path, command, "csv"))
    workbook = workbook_rows(written(tmp_path, command, "xlsx"))
    names, rows = duckdb_rows(written(tmp_path, command, "parquet"))

    assert len(expected) > 1
    assert [[rounded(cell) for cell in row] for row in workbook] == expected
    assert [names, *([rounded(cell) for cell in row] for row in rows)] == expected


FLAGS = {"true": "1", "false": "0"}
WITHOUT_NUMBERS = {"requests sample_logs/odd.log --rejects"}


@pytest.mark.parametrize("command", [one for one in COMMANDS if one not in WITHOUT_NUMBERS])
def test_prometheus_reads_the_numbers_of_the_csv(tmp_path: Path, command: str) -> None:
    header, *rows = csv_rows(written(tmp_path, command, "csv"))
    text = written(tmp_path, command, "prom").read_text(encoding="utf-8")
    prefix = f"usagestats_{command.split(maxsplit=1)[0].replace('-', '_')}_"
    found = metrics_in(text, openmetrics)

    assert found
    assert metrics_in(text, text_format) == found
    for name, values in found.items():
        column = name.removeprefix(prefix).removesuffix("_milliseconds")
        if not column.endswith("_timestamp_seconds"):
            cells = [
                FLAGS.get(row[header.index(column)], row[header.index(column)]) for row in rows
            ]
            expected = [float(cell) for cell in cells if cell]
            assert values == pytest.approx(expected, rel=1e-9, abs=5.1e-7)
