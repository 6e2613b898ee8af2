from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import typer

from usagestats.cli.options.groups import LogOptions, OutputOptions, SpanOptions
from usagestats.cli.runs.report_run import log_run, usage_run
from usagestats.diagnostics.formats import formats_report
from usagestats.errors import ExitCode, UsageError
from usagestats.periods.period import Range
from usagestats.tables.usage import Grain

if TYPE_CHECKING:
    from pathlib import Path

HOURLY = Grain((), timedelta(hours=1))
MAY = Range(datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC))


@pytest.fixture(autouse=True)
def _in_a_folder_without_a_catalog(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TZ", "UTC")


def logs_of(*logs: Path, max_rejects: str | None = None) -> LogOptions:
    return LogOptions([str(log) for log in logs], max_rejects=max_rejects)


def test_a_report_on_logs_alone_takes_no_store_for_them(
    context: typer.Context, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("USAGESTATS_STORE", "kept")
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(typer.Exit):
        log_run(context, LogOptions(), SpanOptions(), OutputOptions())

    assert "Usage: made" in capsys.readouterr().err


def test_the_range_is_read_by_the_zone_of_the_report(context: typer.Context, log: Path) -> None:
    logs = LogOptions([str(log)], timezone="Europe/Athens")
    run = log_run(context, logs, SpanOptions("2026-05-04"), OutputOptions())
    whole = log_run(context, logs, SpanOptions(), OutputOptions())

    assert run.clock.zone.key == "Europe/Athens"
    assert run.range.start == datetime(2026, 5, 3, 21, tzinfo=UTC)
    assert whole.range == Range()


def test_a_report_is_never_written_over_a_log(context: typer.Context, log: Path) -> None:
    renamed = log.rename(log.with_suffix(".csv"))
    output = OutputOptions(output=str(renamed))
    for begin in (
        lambda: usage_run(context, logs_of(renamed), None, SpanOptions(), output),
        lambda: log_run(context, logs_of(renamed), SpanOptions(), output),
    ):
        with pytest.raises(UsageError, match="is one of the logs to read"):
            begin()


@pytest.mark.parametrize(("max_rejects", "expected"), [("1", None), ("0", ExitCode.INPUT)])
def test_a_run_ends_with_its_report_and_then_with_its_exit_code(
    context: typer.Context,
    log: Path,
    tmp_path: Path,
    max_rejects: str,
    expected: ExitCode | None,
) -> None:
    output = OutputOptions(output=str(tmp_path / "report.csv"))
    run = log_run(context, logs_of(log, max_rejects=max_rejects), SpanOptions(), output)
    exit_code = None
    try:
        run.finish(run.input.read(HOURLY), formats_report())
    except typer.Exit as end:
        exit_code = end.exit_code

    assert (tmp_path / "report.csv").read_text().startswith("name,sample\n")
    assert exit_code == expected
