"""DuckDB opens the store as the Delta table that docs/store-sql.md describes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.conftest import PROJECT
from tests.system.harness import Station, lines
from usagestats.store.schema import STORED

VERSION = "1.5.5"
"""Of DuckDB and of the extension, which fit only each other."""

PROGRAM = """
import json, sys
from pathlib import Path
import duckdb, duckdb_extension_delta
folder = Path(duckdb_extension_delta.__file__).parent
[extension] = folder.rglob("delta.duckdb_extension")
duckdb.sql(f"load '{extension}'")
if sys.argv[1:2] == ["-"]:
    print(*(duckdb.sql(query).fetchall() for query in sys.argv[2:]), sep="\\n")
    sys.exit()
table = duckdb.sql(f"from delta_scan('{sys.argv[1]}')")
types = {name: str(kind) for name, kind in zip(table.columns, table.types)}
rows = table.project("kind, month, source, application, status, metric, epoch_us(start), requests,"
    " usage, response_bytes, name, lines, rejects").fetchall()
json.dump({"types": types, "rows": rows}, sys.stdout)
"""
COLUMNS = (
    *("kind", "month", "source", "application", "status", "metric", "start", "requests"),
    *("usage", "response_bytes", "name", "lines", "rejects"),
)
SQL_TYPES = {
    pl.String(): "VARCHAR",
    pl.Int16(): "SMALLINT",
    pl.Int64(): "BIGINT",
    pl.Boolean(): "BOOLEAN",
    pl.Datetime("us", "UTC"): "TIMESTAMP WITH TIME ZONE",
}


def sql_type(dtype: pl.DataType) -> str:
    if isinstance(dtype, pl.List):
        return f"{sql_type(dtype.inner)}[]"  # type: ignore[arg-type]
    if isinstance(dtype, pl.Struct):
        fields = (f"{one.name} {sql_type(one.dtype)}" for one in dtype.fields)  # type: ignore[arg-type]
        return f"STRUCT({', '.join(fields)})"
    return SQL_TYPES[dtype]


@pytest.fixture(scope="session")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a Python that has DuckDB with its extension; ours has another DuckDB."""
    folder = tmp_path_factory.getbasetemp() / "duckdb"
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    python = folder / "bin" / "python"
    wanted = [f"duckdb=={VERSION}", f"duckdb-extension-delta=={VERSION}"]
    command = [str(python), "-m", "pip", "install", "--quiet", *wanted]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"pip cannot get {' and '.join(wanted)}: {done.stderr.strip()[-200:]}")
    return python


def test_duckdb_reads_what_polars_reads(tmp_path: Path, python: Path) -> None:
    station = Station(tmp_path)
    (tmp_path / "access.log").write_text("".join(lines("one", 0, 3_000)) + "no request\n")
    (tmp_path / "other.log").write_text("".join(lines("two", 2_000, 100_000)))
    assert station.run("ingest", "-q", "access.log", "other.log") == (0, "", "")
    with (tmp_path / "access.log").open("a") as file:
        file.writelines(lines("one", 3_000, 3_100))
    assert station.run("ingest", "-q", "access.log") == (0, "", "")
    assert station.run("store", "compact") == (0, "", "")

    store = str(tmp_path / "store")
    command = [str(python), "-c", PROGRAM, store]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    seen: dict[str, Any] = json.loads(done.stdout)

    table = pl.scan_delta(store)
    assert table.collect_schema() == pl.Schema(STORED)
    assert {name: kind.replace('"', "") for name, kind in seen["types"].items()} == {
        name: sql_type(dtype) for name, dtype in STORED.items()
    }
    rows = table.select(pl.col(COLUMNS).exclude("start"), pl.col("start").dt.epoch("us"))
    expected = rows.select(COLUMNS).collect().rows()
    assert sorted(map(repr, map(tuple, seen["rows"]))) == sorted(map(repr, expected))
    usage = [row for row in expected if row[0] == "usage" and row[5] == "requests"]
    assert sum(row[7] for row in usage) == 3_100 + 98_000


def test_what_the_page_says_can_be_typed(tmp_path: Path, python: Path) -> None:
    (tmp_path / "access.log").write_text("".join(lines("one", 0, 3_000)))
    assert Station(tmp_path, "usage-store").run("ingest", "access.log") == (0, "", "")
    page = (PROJECT / "docs" / "store-sql.md").read_text(encoding="utf-8")

    def block(language: str) -> str:
        found = re.search(f"```{language}\n(.*?)```", page, re.DOTALL)
        assert found
        return found[1]

    commands = [
        [sys.executable, "-c", block("python")],
        [str(python), "-c", PROGRAM, "-", *filter(str.strip, block("sql").split(";"))],
    ]
    said = ""
    for command in commands:
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        said += done.stdout
    assert said.endswith(
        "[('one', 3000)]\n[(2, 1800, 30600), (4, 600, 10200), (5, 600, 10200)]\n[(3000, 3000)]\n"
    )
