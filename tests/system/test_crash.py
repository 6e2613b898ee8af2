"""`ingest` ended at random moments and started again: each line is counted once in the end."""

from __future__ import annotations

import gzip
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.system.harness import Cell, Station, cells, line, together

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

KILLS = 100
CHECK_EVERY = 3
UNDISTURBED_EVERY = 10
REJECT_EVERY = 1000
_GROWTH = 4_000
_FILE = 8_000
SMALL_COMMITS = """
from inspect import Parameter, signature
from usagestats.cli.main import main
from usagestats.ingest.run import IngestSettings
sizes = {"chunk_bytes": 100_000, "commit_bytes": 200_000}
with_defaults = [one for one in signature(IngestSettings).parameters.values()
                 if one.default is not Parameter.empty]
IngestSettings.__init__.__defaults__ = tuple(
    sizes.pop(one.name, one.default) for one in with_defaults)
assert not sizes
main()
"""


@dataclass
class Logs:
    """A folder of logs that becomes larger; every file has an application of its own.

    Args:
        folder: Where they are.
        requests: How many lines of each application are written.
        rejects: How many other lines.
    """

    folder: Path
    requests: Counter[str] = field(default_factory=Counter)
    rejects: int = 0

    def grow(self, turn: int) -> None:
        """Write to the log, and now and then another one, compressed or not."""
        with (self.folder / "access.log").open("a", encoding="ascii") as file:
            file.write(self._next("access", _GROWTH))
        name = f"old{turn:03}"
        if turn % 4 == 0:
            (self.folder / f"{name}.gz").write_bytes(gzip.compress(self._next(name).encode(), 1))
        elif turn % 4 == 1:
            (self.folder / f"{name}.zst").write_bytes(zstd.compress(self._next(name).encode(), 1))
        elif turn % 4 == 2:
            (self.folder / f"{name}.log").write_text(self._next(name), encoding="ascii")

    def _next(self, application: str, count: int = _FILE) -> str:
        begin = self.requests[application]
        self.requests[application] += count
        written = []
        for number in range(begin, begin + count):
            written.append(line(application, number))
            if number % REJECT_EVERY == 7:
                written.append(f"no request {number}\n")
                self.rejects += 1
        return "".join(written)

    def truth(self) -> Counter[Cell]:
        return together(cells(*one) for one in self.requests.items())


def run_for(seconds: float, station: Station, number: signal.Signals) -> bool:
    """Start `ingest` and end it by a signal after a while; tell whether it was still running."""
    with station.start("ingest", "-q", "logs") as process:
        with suppress(subprocess.TimeoutExpired):
            process.communicate(timeout=seconds)
        process.send_signal(number)
    return process.returncode < 0


def prefixes(found: Counter[Cell]) -> Counter[Cell]:
    """Return what must be counted where the first lines of each source are: as many as found."""
    totals: Counter[str] = Counter()
    for (application, _, _), requests in found.items():
        totals[application] += requests
    return together(cells(*one) for one in totals.items())


def seconds_of_a_run(folder: Path, program: tuple[str, ...]) -> float:
    """Return how long a run takes that has something to read."""
    station = Station(folder, "trial", program)
    begin = time.monotonic()
    assert station.run("ingest", "-q", "logs") == (0, "", "")
    return time.monotonic() - begin


@pytest.mark.parametrize(
    ("program", "seed"),
    [((), 2026), ((sys.executable, "-c", SMALL_COMMITS), 2027)],
    ids=["as it is", "many commits in a run"],
)
def test_killed_at_any_moment(tmp_path: Path, program: tuple[str, ...], seed: int) -> None:
    chance = random.Random(seed)
    (tmp_path / "logs").mkdir()
    logs = Logs(tmp_path / "logs")
    station = Station(tmp_path, program=program) if program else Station(tmp_path)
    logs.grow(0)
    made = tmp_path / "store" / "_delta_log" / f"{0:020}.json"
    longest = seconds_of_a_run(tmp_path, station.program)
    before: Counter[Cell] = Counter()
    killed = turn = partly = 0
    while killed < KILLS:
        turn += 1
        if turn < KILLS:
            logs.grow(turn)
        number = chance.choice((signal.SIGKILL, signal.SIGTERM))
        killed += run_for(chance.uniform(0, longest), station, number)
        if turn % UNDISTURBED_EVERY == 0:  # else the work piles up, and no run comes to its end
            assert station.run("ingest", "-q", "logs") == (0, "", "")
        assert turn < 4 * KILLS
        if turn % CHECK_EVERY or not made.exists():
            continue
        found = station.cells()
        assert found == prefixes(found)
        assert found >= before
        assert found <= logs.truth()
        partly += before < found < logs.truth()
        before = found

    assert station.run("ingest", "-q", "logs") == (0, "", "")
    assert station.cells() == logs.truth()
    facts = station.facts()
    assert int(facts["lines", "rejects"]) == logs.rejects
    assert int(facts["lines", "requests"]) == logs.requests.total()
    assert int(facts["lines", "lines"]) == logs.requests.total() + logs.rejects
    assert partly > 0
