"""Clocks that jump: the times of files and the present time decide nothing about what is counted."""

from __future__ import annotations

import os
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.system.harness import Station, cells, lines
from tests.system.limited import run

LINES = 600
NOWS = ("2026-05-10T12:00:00", "1999-12-31T23:59:59", "2026-05-01T00:00:01", "2099-01-01T00:00:00")
TIMES = (0, 1, 946_684_799, 1_777_593_600, 4_102_444_800, 2**33)
"""From 1970 to the year 2242, as seconds since 1970."""


def counted(station: Station, now: str, *arguments: str) -> None:
    variables = {"USAGESTATS_NOW": f"{now}+00:00"}
    done = run(station.folder, [*arguments, "--store", "store"], environment=variables)
    assert done[0] == 0, done
    assert "Traceback" not in done[2]


@pytest.mark.parametrize("seed", range(6))
def test_the_present_time_jumps_between_runs_while_logs_grow(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    station = Station(tmp_path)
    (tmp_path / "logs").mkdir()
    log = tmp_path / "logs" / "a.log"
    for end in range(100, LINES + 1, 100):
        with log.open("a") as file:
            file.writelines(lines("app", end - 100, end))
        time = chance.choice(TIMES)
        os.utime(log, (time, time))
        counted(station, chance.choice(NOWS), "ingest", "-q", "logs")
        assert station.cells() == cells("app", end)
        counted(station, chance.choice(NOWS), "store", "compact")
        assert station.cells() == cells("app", end)


@pytest.mark.parametrize("time", TIMES)
def test_the_time_of_a_file_changes_and_its_content_does_not(tmp_path: Path, time: int) -> None:
    station = Station(tmp_path)
    log = tmp_path / "a.log"
    log.write_text("".join(lines("app", 0, LINES)))
    for _ in range(2):
        counted(station, NOWS[0], "ingest", "-q", "a.log")
        os.utime(log, (time, time))
    log.rename(tmp_path / "a.log.1")  # rotated meanwhile
    log.write_text("".join(lines("app", LINES, 2 * LINES)))
    os.utime(log, (time, time))
    counted(station, NOWS[0], "ingest", "-q", "a.log", "a.log.1")

    assert station.cells() == cells("app", 2 * LINES)


@pytest.mark.parametrize("now", NOWS)
@pytest.mark.parametrize("time", TIMES)
def test_a_report_is_the_same_whatever_the_clocks_show(tmp_path: Path, time: int, now: str) -> None:
    log = tmp_path / "a.log"
    log.write_text("".join(lines("app", 0, LINES)))
    os.utime(log, (time, time))
    arguments = ["traffic", "a.log", "--by", "hour", "--range", "2026-05-01"]
    code, written, _ = run(tmp_path, arguments, environment={"USAGESTATS_NOW": f"{now}+00:00"})

    assert code == 0
    rows = [row.split(",") for row in written.splitlines()[1:]]
    assert sum(int(row[5] or 0) for row in rows) == LINES  # the rest of the day is unknown
    first = datetime(2026, 5, 1, tzinfo=UTC).isoformat()
    assert rows[0][0] == first
