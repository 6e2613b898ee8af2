"""Workbooks and Parquet files, read by other programs, hold the rows of the CSV."""

from __future__ import annotations

import csv
import shlex
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import duckdb
import openpyxl
import pytest

from tests.case import Invocation
from tests.same_process import run_in_process

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow  # workbooks and Parquet of every report

CATALOG = "--catalog sample_logs/usagestats.toml"
COMMANDS = [
    f"traffic sample_logs/gateway {CATALOG} --split-by app,status",
    f"averages sample_logs/gateway {CATALOG}",
    f"top-apps sample_logs/gateway {CATALOG} --all",
    f"top-paths sample_logs/gateway {CATALOG}",
    f"response-codes sample_logs/gateway {CATALOG} --by day",
    f"integration-errors sample_logs/gateway {CATALOG}",
    f"limits sample_logs/gateway {CATALOG}",
    f"alerts sample_logs/gateway {CATALOG}",
    f"signups sample_logs/gateway {CATALOG}",
    f"overview sample_logs/gateway {CATALOG} --range 2026-05-06..2026-05-07",
    "requests sample_logs/gateway",
    "requests sample_logs/odd.log --rejects",
]


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
    sheet = openpyxl.load_workbook(written(tmp_path, command, "xlsx")).active
    assert sheet is not None
    workbook = [
        [plain(as_csv_has_it(value)) for value in row] for row in sheet.iter_rows(values_only=True)
    ]
    names, rows = duckdb_rows(written(tmp_path, command, "parquet"))

    assert len(expected) > 1
    assert workbook == expected
    assert [names, *rows] == expected
