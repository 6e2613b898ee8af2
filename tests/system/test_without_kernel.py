"""With and without the kernel, all reports on the sample and real logs have the same bytes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.case import Invocation
from tests.conftest import PROJECT, REAL_LOGS
from tests.same_process import run_in_process
from usagestats.logs.readers.kernel.library import SWITCH


def is_log(path: Path) -> bool:
    return path.is_file() and path.name not in {"README.md", "truth.jsonl"}


SAMPLES = PROJECT / "sample_logs"
CATALOG = str(SAMPLES / "usagestats.toml")
LOGS = [
    *(SAMPLES / name for name in ("gateway", "apicast.log", "odd.log")),
    *sorted(path for path in REAL_LOGS.rglob("*") if is_log(path)),
]
REPORTS = [
    *("traffic --by hour --split-by app,backend,status", "traffic --by day --split-by path"),
    *("traffic --by day --measure usage,bytes,p95", "traffic --by 15min --split-by user-agent"),
    *("averages --by weekday-hour", "top-apps", "response-codes --by day", "overview"),
    *("integration-errors", "latency --by day --split-by metric", "top-paths --all"),
    *("clients --show-addresses", "clients --by day --split-by app", "peaks --split-by app"),
    *("check --format json", "requests", "movement", "alerts", "limits", "signups"),
]


@pytest.mark.parametrize("report", REPORTS)
@pytest.mark.parametrize("log", LOGS, ids=lambda path: path.name)
def test_a_report_is_the_same_without_the_kernel(log: Path, report: str) -> None:
    for catalog in ("--no-catalog", f"--catalog {CATALOG}"):
        words = [*report.split(), "--timezone", "UTC", *catalog.split(), str(log)]
        with_it = Invocation(words)
        environment = {**with_it.environment, SWITCH: "off"}

        without = run_in_process(replace(with_it, environment=environment))

        assert run_in_process(with_it) == without
