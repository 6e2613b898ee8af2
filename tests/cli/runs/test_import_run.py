from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from deltalake import DeltaTable

from tests.case import ENVIRONMENT, Invocation, Outcome
from tests.same_process import run_in_process

if TYPE_CHECKING:
    from pathlib import Path

ZONES = ("UTC", "Europe/Athens", "America/St_Johns")


def run(folder: Path, command: str) -> Outcome:
    environment = ENVIRONMENT | {"USAGESTATS_NOW": "2026-06-01T00:00:00+00:00"}
    return run_in_process(Invocation(command.split(), folder, environment))


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("width", ["hour", "day", "month"])
def test_what_traffic_exports_is_the_same_after_its_import(
    tmp_path: Path, sample_logs: Path, zone: str, width: str
) -> None:
    """A year's export is as good as its logs, at its width and at wider ones."""
    shared = f"--catalog {sample_logs / 'usagestats.toml'} --timezone {zone} --range 2026-05"
    exported = f"traffic {sample_logs / 'gateway'} {shared} --by {width} --long --split-by app"
    assert run(tmp_path, f"{exported} -o out.csv").exit == 0
    imported = run(tmp_path, f"store import out.csv {shared} --product city --store kept")
    assert (imported.stderr, imported.exit) == ("", 0)

    for by in ("month", "all"):
        shown = f"{shared} --by {by} --split-by app -q"
        from_logs = run(tmp_path, f"traffic {sample_logs / 'gateway'} {shown}")
        from_store = run(tmp_path, f"traffic --store kept {shown}")
        assert figures(from_store.stdout) == figures(from_logs.stdout) != []


def figures(text: str) -> list[list[str]]:
    """Return the rows without the times that are covered, which an export does not have."""
    shown = ("application_id", "application", "requests", "hits", "metadata", "datastore")
    return [[row[name] for name in shown] for row in csv.DictReader(StringIO(text))]


def test_a_store_that_is_not_there_is_made_only_for_a_file_that_is_understood(
    tmp_path: Path,
) -> None:
    (tmp_path / "bad.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    refused = run(tmp_path, "store import bad.csv --store kept")

    assert refused.exit == 2
    assert not (tmp_path / "kept").exists()
    good = "metric,date,usage\nhits,2025-03,5\nhits,2025-04,6\n"
    (tmp_path / "good.csv").write_text(good, encoding="utf-8")
    assert run(tmp_path, "store import good.csv --store kept") == Outcome("", "", 0)
    assert run(tmp_path, "traffic --by all --metric hits --store kept").stdout.endswith(",11\n")
    span = "2025-03-01T00:00:00+00:00 to 2025-05-01T00:00:00+00:00"
    assert run(tmp_path, "store info --store kept").stdout.endswith(
        f'imported,good.csv,"hits of default, {span}, 2 values"\n'
    )


def test_a_store_of_format_2_becomes_one_of_today(tmp_path: Path, sample_logs: Path) -> None:
    assert run(tmp_path, f"ingest -q {sample_logs / 'apicast.log'} --store kept").exit == 0
    table = DeltaTable(tmp_path / "kept")
    table.alter.set_table_description("usagestats store, format 2")
    before = run(tmp_path, "traffic --by all --store kept")
    text = "metric,date,usage\nhits,2025-03,5\nhits,2025-04,6\n"
    (tmp_path / "good.csv").write_text(text, encoding="utf-8")

    assert before.exit == 0
    assert run(tmp_path, "store import good.csv --store kept").exit == 0
    table.update_incremental()
    assert table.metadata().description == "usagestats store, format 4"
