from __future__ import annotations

import os
import signal
import tempfile
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest
import typer

from usagestats.cli.options.groups import ListedObjects, LogOptions
from usagestats.cli.runs.ingest_run import IngestRun
from usagestats.errors import ExitCode
from usagestats.store.table import StoreTable

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("TZ", "UTC")
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    at_termination = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, at_termination)


def run_on(
    context: typer.Context, *logs: Path, verbose: bool = False, max_rejects: str | None = None
) -> IngestRun:
    options = LogOptions([str(log) for log in logs], verbose=verbose, max_rejects=max_rejects)
    return IngestRun.of(context, options, "store", ListedObjects())


def commits() -> int:
    return StoreTable.open("store").version


def test_lines_are_added_once_and_the_curious_read_how_many(
    context: typer.Context, log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        run_on(context, log, verbose=True).ingest(is_final=False, is_again=False)
    added = [line for line in capsys.readouterr().err.splitlines() if ": added " in line]

    assert [line.rpartition(" in ")[0] for line in added] == [
        f"usagestats: store: added {log.stat().st_size:,} bytes, 4 lines, 3 requests, 1 rejects",
        "usagestats: store: added 0 bytes, 0 lines, 0 requests, 0 rejects",
    ]


def test_cron_reads_nothing_where_all_is_well(
    context: typer.Context, tmp_path: Path, log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = tmp_path / "good.log"
    good.write_text(log.read_text().replace("no request\n", ""))
    run_on(context, good).ingest(is_final=False, is_again=False)

    assert capsys.readouterr() == ("", "")


def test_a_dry_run_writes_what_would_be_read_and_makes_no_store(
    context: typer.Context, log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run_on(context, log).show_dry_run()
    written = capsys.readouterr().out

    assert str(log) in written
    assert not Path("store").exists()


def test_a_file_that_cannot_be_read_ends_the_run_with_an_exit_code(
    context: typer.Context, log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    poem = tmp_path / "poem.log"
    poem.write_text("Shall I compare thee\nto a summer's day\n")
    with pytest.raises(typer.Exit) as caught:
        run_on(context, log, poem).ingest(is_final=False, is_again=False)

    assert caught.value.exit_code == ExitCode.INPUT
    assert "poem.log: not a recognised access log" in capsys.readouterr().err
    assert commits() > 0  # the other log is counted


def test_too_many_rejects_end_the_run_with_an_exit_code(
    context: typer.Context, log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(typer.Exit) as caught:
        run_on(context, log, max_rejects="0").ingest(is_final=False, is_again=False)

    assert caught.value.exit_code == ExitCode.INPUT
    assert capsys.readouterr().err.endswith("more rejects than --max-rejects allows\n")


def test_a_pipe_is_kept_in_a_file_for_as_long_as_it_is_read(
    context: typer.Context, log: Path, tmp_path: Path
) -> None:
    pipe = tmp_path / "pipe.log"
    os.mkfifo(pipe)
    writer = Thread(target=lambda: pipe.write_bytes(log.read_bytes()), daemon=True)
    writer.start()
    run_on(context, pipe, verbose=True).ingest(is_final=False, is_again=False)
    writer.join(timeout=10)

    assert StoreTable.open("store").rows("source").collect()["requests"].sum() == 3
    assert list((tmp_path / "temporary").iterdir()) == []
