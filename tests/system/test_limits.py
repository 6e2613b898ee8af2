"""Few open files and little memory: a run is whole, or it fails, says so, and changes nothing."""

from __future__ import annotations

import resource
from pathlib import Path

import pytest

from tests.system.harness import Station, lines
from tests.system.limited import Outcome, limit, run

COMMANDS = (
    ["traffic", "logs", "--by", "hour"],
    ["requests", "logs"],
    ["traffic", "--store", "store", "--by", "hour"],
    ["store", "info", "--store", "store"],
    ["report", "logs", "-o", "page.html"],
    ["ingest", "-q", "logs", "--store", "store"],
    ["clients", "logs"],
    ["peaks", "logs"],
    ["top-paths", "logs"],
    ["latency", "logs"],
    ["why", "traffic", "logs", "--by", "all", "--row", "period_start=2026-05-01"],
    ["movement", "--store", "store"],
    ["billing", "--store", "store"],
    ["check-usage", "--format", "csv", "--fail-on", "requests<1", "logs"],
    ["latency", "--by", "hour", "--format", "json", "--store", "store"],
    ["why", "traffic", "--store", "store", "--by", "all", "--row", "period_start=2026-05-01"],
    ["store", "export", "--store", "store"],
)
FILES = (6, 7, 8, 10, 12, 14, 16, 20, 24, 32, 48, 64)
MEGABYTES = (200, 400, 520, 600, 800, 1300, 4000)
LINES = 2_000


@pytest.fixture
def station(tmp_path: Path) -> Station:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "a.log").write_text("".join(lines("app", 0, LINES // 2)))
    station = Station(tmp_path)
    assert station.run("ingest", "-q", "logs") == (0, "", "")
    with (tmp_path / "logs" / "a.log").open("a") as file:
        file.writelines(lines("app", LINES // 2, LINES))
    return station


def is_whole(station: Station, arguments: list[str], outcome: Outcome) -> bool:
    """Return whether a run did all; check that it did nothing otherwise."""
    code, written, _ = outcome
    assert code != 0 or written == run(station.folder, arguments)[1]
    assert code == 0 or written == "" or arguments[0] == "requests"  # which writes as it reads
    assert (station.folder / "page.html").exists() == (code == 0 and arguments[0] == "report")
    if arguments[0] == "ingest":
        assert station.by_application()["app"] == (LINES if code == 0 else LINES // 2)
    return code == 0


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_few_open_files(station: Station, arguments: list[str]) -> None:
    outcomes = []
    for number in FILES:
        outcome = run(station.folder, arguments, limit(resource.RLIMIT_NOFILE, number))
        outcomes.append(is_whole(station, arguments, outcome))
        if outcomes[-1]:
            break  # the tests of many files begin here
        code, _, said = outcome
        assert code == 1
        assert "oo many open files" in said
        assert "Traceback" not in said
        assert said.count("usagestats: ") == 1, said
    assert outcomes[-1], "64 open files suffice for each command"


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_little_memory(station: Station, arguments: list[str]) -> None:
    outcomes = []
    for size in MEGABYTES:
        outcome = run(station.folder, arguments, limit(resource.RLIMIT_AS, size << 20))
        outcomes.append(is_whole(station, arguments, outcome))
        (station.folder / "page.html").unlink(missing_ok=True)
        if not outcomes[-1]:
            code, _, said = outcome
            assert code == 1
            assert said.startswith("usagestats: there is not enough memory: ulimit -v allows ")
            assert said.count("\n") == 2, said
    assert outcomes[-1], "4 GB of addresses suffice for each command"
