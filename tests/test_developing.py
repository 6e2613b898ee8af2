"""The examples of docs/developing.md work as they stand there."""

from __future__ import annotations

import re
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from textwrap import dedent
from types import ModuleType
from typing import Any, Final
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from tests.chunks import read_fast
from tests.conftest import PROJECT
from usagestats.cli.command_list import load_command
from usagestats.logs.readers.log_format import LogFormat
from usagestats.report import Column, ColumnType, Report

GUIDE = (PROJECT / "docs" / "developing.md").read_text(encoding="utf-8")
FILE = re.compile(r"^\d\. \*\*`src/(usagestats/[a-z_/]+)\.py`\*\*", re.MULTILINE)
CODE = re.compile(r'^ *```python\n( *""".*?)^ *```', re.MULTILINE | re.DOTALL)


def example(path: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Load the file that the guide shows for a path below `src`, as if it stood there."""
    (start,) = (match.end() for match in FILE.finditer(GUIDE) if match[1] == path)
    found = CODE.search(GUIDE, start)
    assert found
    name = path.replace("/", ".")
    file = folder / f"{name}.py"
    file.write_text(dedent(found[1]), encoding="utf-8")
    spec = spec_from_file_location(name, file)
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    monkeypatch.setitem(sys.modules, name, module)
    spec.loader.exec_module(module)
    return module


def test_the_report_of_the_guide_is_a_command(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    sample_logs: Path,
) -> None:
    example("usagestats/reports/backends", tmp_path, monkeypatch)
    example("usagestats/cli/commands/backends", tmp_path, monkeypatch)
    catalog = str(sample_logs / "usagestats.toml")
    arguments = [str(sample_logs / "gateway"), "--catalog", catalog, "--format", "csv", "--quiet"]

    load_command("backends").main(arguments, standalone_mode=False)

    assert capfd.readouterr().out.splitlines() == [
        "backend,requests,share",
        "catalog,549,0.616162",
        "search,342,0.383838",
    ]


def test_the_output_format_of_the_guide_writes_a_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    columns = (Column("backend", ColumnType.NAME), Column("hits", ColumnType.COUNT))
    rows = pl.DataFrame({"backend": ["a|b", None], "hits": [1200, None]})
    report = Report("backends", "Backends", columns, rows, ZoneInfo("UTC"), notes=("a note",))

    written = example("usagestats/render/asciidoc", tmp_path, monkeypatch).to_asciidoc(report)

    assert written.splitlines() == [
        ".Backends",
        "[%header]",
        "|===",
        "|backend |hits",
        r"|a\|b |1,200",
        "| |",
        "|===",
        "* a note",
    ]


def declared(name: str) -> LogFormat:
    """Return the format that the guide declares as `name`."""
    names: dict[str, Any] = {"Final": Final}
    blocks = re.findall(r"^   ```python\n(.*?)^   ```", GUIDE, re.MULTILINE | re.DOTALL)
    (code,) = (block for block in blocks if f"   {name}: " in block)
    exec(dedent(code), names)  # noqa: S102  (of our own guide)
    found: LogFormat = names[name]
    return found


@pytest.mark.parametrize("name", ["TOLLGATE", "TOLLGATE_JSON"])
def test_the_log_formats_of_the_guide_read_their_samples_both_ways(name: str) -> None:
    log_format = declared(name)
    columns = {"time", "path", "query", "status", "duration_ms", "remote_user"}
    expected = {"path": "/v1/items", "query": "page=2", "status": 200, "duration_ms": 34.0}
    expected |= {"remote_user": "ann"}

    careful = log_format.read_line(log_format.sample)
    fast = read_fast(log_format, log_format.sample.encode(), columns)

    assert {column: careful[column] for column in expected} == expected
    assert fast.accepted == [True]
    assert fast.requests.row(0, named=True) == {column: careful[column] for column in columns}
