"""SIGTERM, SIGINT and SIGHUP at random moments: no half file, no draft that stays, no traceback."""

from __future__ import annotations

import random
import re
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.case import COMMAND, ENVIRONMENT
from tests.system.harness import Station, cells, lines, together

TRIES = 8
SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
LINES = 20_000
COMMANDS = (
    "requests logs -o out/new.csv",
    "requests logs -o out/new.parquet",
    "report logs -o out/new.html",
    "traffic logs --by hour -o out/new.xlsx",
    "traffic logs --split-by app -o out/{date}.csv",
    "ingest -q logs --store store",
    "latency -q logs --by hour -o out/new.svg",
    "clients logs -o out/new.md",
    "peaks logs -o out/new.json",
    "billing -q logs --range 2026-05 -o out/new.xlsx",
)
INTERRUPTED = 130


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Station:
    folder = tmp_path_factory.mktemp("signals")
    for name in ("logs", "out"):
        (folder / name).mkdir()
    for name in ("one", "two"):
        (folder / "logs" / f"{name}.log").write_text("".join(lines(name, 0, LINES)))
    return Station(folder)


def ended(station: Station, command: str, seconds: float, number: int) -> tuple[int, str]:
    """Run the command, send it a signal after a while, and return its exit code and messages."""
    with subprocess.Popen(
        [str(COMMAND), *command.split()],
        cwd=station.folder,
        env={**ENVIRONMENT, "XDG_CACHE_HOME": str(station.folder / "cache")},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a job may not hear it
    ) as process:
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=seconds)
        process.send_signal(number)
        _, said = process.communicate()
    return process.returncode, said


@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
@pytest.mark.parametrize("command", COMMANDS)
def test_a_signal_at_any_moment(station: Station, command: str, number: signal.Signals) -> None:
    out = station.folder / "out"
    begin = time.monotonic()
    assert ended(station, command, 600, 0) == (0, "")
    longest = time.monotonic() - begin
    whole = {file.name: file.stat().st_size for file in out.iterdir()}
    chance = random.Random(f"{command} {number}")
    ends = set()
    for _ in range(TRIES):
        for file in out.iterdir():
            file.write_text("old")
        code, said = ended(station, command, chance.uniform(0, longest), number)
        ends.add(code)
        is_lost = code == 0 and said.startswith("Exception ignored in")  # an import has taken it
        is_failed_start = code == 1 and said.startswith("Fatal Python error: init_import_site")
        assert code in {0, INTERRUPTED, -number, 128 + number} or is_failed_start
        assert said == "" or ((code != 0 or is_lost) and is_early(said)), said
        assert {file.name for file in out.iterdir()} == set(whole)
        assert all(is_old_or_whole(file, whole[file.name]) for file in out.iterdir())
    assert ends - {0}, "no signal came before the end"
    for file in out.iterdir():
        file.unlink()


def is_early(said: str) -> bool:
    """Return whether Python itself was still starting or importing, and wrote so."""
    is_ours = re.search(r'cli/main\.py", line \d+, in main', said)
    return said.rstrip(": \n").endswith("KeyboardInterrupt") and not is_ours


def is_old_or_whole(file: Path, whole: int) -> bool:
    size = file.stat().st_size
    # times of writing are part of workbooks and pages, and compressed
    return file.read_bytes() == b"old" or abs(size - whole) <= whole // 50


def test_what_was_interrupted_is_counted_once_in_the_end(station: Station) -> None:
    chance = random.Random(5)
    for turn in range(TRIES):
        with (station.folder / "logs" / "one.log").open("a") as file:
            file.writelines(lines("one", LINES + turn * 100, LINES + turn * 100 + 100))
        ended(station, "ingest -q logs --store more", chance.uniform(0, 2), chance.choice(SIGNALS))
    more = Station(station.folder, "more")

    assert more.run("ingest", "-q", "logs") == (0, "", "")
    assert more.cells() == together([cells("one", LINES + TRIES * 100), cells("two", LINES)])
