from __future__ import annotations

import builtins
import sys
from pathlib import Path
from typing import Any

import pytest
import typer

from tests.case import ENVIRONMENT, Invocation
from tests.ingest.shop import Shop, lines
from tests.same_process import run_in_process
from usagestats.cli.options.groups import LogOptions, SpanOptions
from usagestats.cli.runs.page_run import page_run
from usagestats.errors import UsageError

CATALOG = ["--catalog", "sample_logs/usagestats.toml"]


def page(*arguments: str, **environment: str) -> str:
    """Return what `report` writes to standard output."""
    surroundings = ENVIRONMENT | {"USAGESTATS_NOW": "2026-06-01T12:00:00+00:00"} | environment
    outcome = run_in_process(Invocation(["report", *arguments], environment=surroundings))
    assert (outcome.stderr, outcome.exit) == ("", 0)
    return outcome.stdout


def test_two_runs_make_the_same_bytes() -> None:
    first, second = (page("sample_logs/gateway", *CATALOG) for _ in range(2))

    assert first == second
    assert first.startswith("<!DOCTYPE html>")


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Notes every file that is opened to be read."""
    names: list[str] = []
    real = builtins.open

    def noting(file: Any, mode: str = "r", *rest: Any, **named: Any) -> Any:
        if isinstance(file, (str, Path)) and "r" in mode:
            names.append(Path(file).name)
        return real(file, mode, *rest, **named)

    monkeypatch.setattr("builtins.open", noting)
    monkeypatch.setattr("io.open", noting)
    return names


def test_logs_are_read_as_often_as_for_one_report(opened: list[str]) -> None:
    log = "sample_logs/gateway/api-2026-05-04.log"
    counts = []
    for command in ("traffic", "report"):
        opened.clear()
        run_in_process(Invocation([command, log, *CATALOG, "--range", "2026-05-04"]))
        counts.append(opened.count(Path(log).name))

    assert counts[0] == counts[1] > 0


def test_a_store_and_logs_make_the_same_figures(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.write("b.log", lines(0, 300))
    shop.ingest("b.log")
    of_logs = page(str(tmp_path / "b.log"), "--no-catalog")
    of_store = page("--store", str(tmp_path / "store"), "--no-catalog")

    assert of_logs.split("Data quality</h2>")[0] == of_store.split("Data quality</h2>")[0]


def test_filters_choose_the_requests() -> None:
    whole = page("sample_logs/gateway", *CATALOG)
    part = page("sample_logs/gateway", *CATALOG, "--account", "Sky Labs")

    assert "Open Budget" in whole
    assert "Open Budget" not in part
    assert "only account Sky Labs" in part


def test_without_the_library_the_line_to_type_is_named(
    context: typer.Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "jinja2", None)
    with pytest.raises(UsageError, match="the page needs Jinja2") as error:
        page_run(context, LogOptions(), None, SpanOptions(), "report.html")

    assert error.value.hint == "install it: pip install 'usagestats-cli[report]'"


def test_a_range_without_requests_is_a_page_too() -> None:
    text = page("sample_logs/gateway", *CATALOG, "--range", "2025", "-q")

    assert "No requests: no log covers the range" in text
