"""The input of a run is found, and the part of the range that it needs."""

from __future__ import annotations

import gzip
import pickle
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import typer

from tests.ingest.shop import Shop, lines
from usagestats.cli.options.groups import LogOptions, OutputOptions, SpanOptions
from usagestats.cli.runs.input_run import sources_begun
from usagestats.cli.runs.log_input import LogInput
from usagestats.cli.runs.report_run import usage_run
from usagestats.cli.runs.store_input import StoreInput
from usagestats.logs.files.sources import Source
from usagestats.periods.period import Range
from usagestats.reports.parts.filters import Filters
from usagestats.tables.usage import Grain

if TYPE_CHECKING:
    from pathlib import Path

HOURLY = Grain((), timedelta(hours=1))
MAY = Range(datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC))


@pytest.fixture(autouse=True)
def _in_a_folder_without_a_catalog(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TZ", "UTC")


@pytest.mark.parametrize("cluster", [None, "local:2"])
def test_compressed_logs_are_begun_early_unless_others_read_them(
    cluster: str | None, tmp_path: Path
) -> None:
    path = tmp_path / "a.log.gz"
    path.write_bytes(gzip.compress(b"a line\n"))
    sources = [Source("a.log.gz", path)]

    (found,) = sources_begun(sources, LogOptions([str(path)], cluster=cluster))

    assert (found.early is None) == (cluster is not None)
    assert cluster is None or pickle.loads(pickle.dumps(found)) == found  # noqa: S301  (our own)


def test_usage_is_read_from_logs_or_from_a_store(
    context: typer.Context, log: Path, tmp_path: Path
) -> None:
    shop = Shop(tmp_path)
    shop.write("b.log", lines(0, 7))
    shop.ingest("b.log")
    location = str(tmp_path / "store")
    of_logs = usage_run(context, LogOptions([str(log)]), None, SpanOptions(), OutputOptions())
    of_store = usage_run(context, LogOptions(), location, SpanOptions(), OutputOptions())

    assert isinstance(of_logs.input, LogInput)
    assert of_logs.input.read(HOURLY).counts.requests == 3
    assert isinstance(of_store.input, StoreInput)
    assert of_store.input.read(HOURLY).counts.requests == 7


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), MAY),
        (Filters(statuses=("404",)), MAY),
        (Filters(products=("shop",)), None),
        (Filters(applications=("app",)), None),
    ],
)
def test_the_range_is_needed_or_all_where_names_are_looked_for(
    context: typer.Context, log: Path, filters: Filters, expected: Range | None
) -> None:
    run = usage_run(context, LogOptions([str(log)]), None, SpanOptions("2026-05"), OutputOptions())

    assert run.needed(filters) == expected
