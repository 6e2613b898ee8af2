"""Time what comes before and after the reading of lines: big answers, ingest, many files, start-up.

    python bench/both_ends.py --rounds 3             # with 4 million lines: --million 4

Whole processes, in turns, the best of the rounds; DuckDB gets the same question where it can.
Prints a Markdown table: wall and processor seconds, cores that were busy, and the largest memory.
"""

from __future__ import annotations

import argparse
import gzip
import os
import platform
import random
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Final

from backports import zstd
from compare import BIN, DUCKDB, ENVIRONMENT
from generate import BEGIN, lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

OURS: Final = str(BIN / "usagestats")
QUESTION: Final = (
    "traffic",
    "--timezone",
    "UTC",
    "--by",
    "hour",
    "--split-by",
    "backend,app,status",
)
SMALL_FILES: Final = 6000
GZIP_FILES: Final = 8
GATEWAYS: Final = 16


@dataclass(frozen=True)
class Job:
    """One row: a command, and work that is done before each run of it."""

    name: str
    command: list[str]
    before: Callable[[], object] = str


@dataclass(frozen=True)
class Taken:
    """The cost of one run."""

    wall: float
    processor: float
    mebibytes: float


def measure(job: Job) -> Taken:
    """Run a command once."""
    job.before()
    begin = perf_counter()
    with subprocess.Popen(
        job.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT
    ) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"failed with {process.returncode}: {job.name}")
    return Taken(perf_counter() - begin, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def jobs(folder: Path, millions: int) -> Iterator[Job]:
    """Make the logs, and give all rows."""
    sparse, dense = folder / "90-days.log", folder / "dense.log"
    count = millions * 1_000_000
    _write(sparse, lines(count, per_second=count / 90 / 86400))
    _write(dense, lines(count))
    for name, log in (("many rows out, 90 days", sparse), ("few rows out", dense)):
        yield Job(f"{name}, {millions} million lines", [OURS, *QUESTION, str(log)])
        yield Job("the same, DuckDB", [sys.executable, "-c", DUCKDB, str(log)])
    yield from _ingests(folder, sparse, dense)
    yield from _many_files(folder, dense)
    yield from _gateways(folder)
    yield from _start_up(folder)
    yield _endless_line(folder)


def _ingests(folder: Path, sparse: Path, dense: Path) -> Iterator[Job]:
    applications = folder / "applications.log"
    _write(applications, _of_one_application_each(1_000_000))
    yield _ingest("ingest of the 90 days", folder, sparse)
    yield _ingest("ingest of the dense log", folder, dense)
    yield _ingest("ingest of 1 million applications", folder, applications)


def _ingest(name: str, folder: Path, logs: Path) -> Job:
    store = folder / "store"
    command = [OURS, "ingest", "-q", str(logs), "--store", str(store)]
    return Job(name, command, partial(_remove, store, folder / "cache"))


def _many_files(folder: Path, dense: Path) -> Iterator[Job]:
    packed, small = folder / "packed", folder / "small"
    packed.mkdir()
    small.mkdir()
    with dense.open("rb") as file:
        for number in range(GZIP_FILES):
            data = b"".join(islice(file, 170_000))
            (packed / f"access.log.{number + 1}.gz").write_bytes(gzip.compress(data, 6))
    given = lines(SMALL_FILES * 20)
    for number in range(SMALL_FILES):
        _write(small / f"access-{number:05}.log", islice(given, 20))
    yield Job(f"{GZIP_FILES} gzip files of 30 MB", [OURS, *QUESTION, str(packed)])
    yield Job(f"{SMALL_FILES:,} files of 20 lines", [OURS, *QUESTION, str(small)])
    yield _ingest(f"ingest of {SMALL_FILES:,} files", folder, small)


def _gateways(folder: Path) -> Iterator[Job]:
    """Give a report on the logs of some gateways, as many lines of one, and both compacted."""
    for count in (1, GATEWAYS):
        logs, store = folder / f"of-{count}", folder / f"store-of-{count}"
        logs.mkdir()
        names = [logs / f"gw{number}-{day:02}.log" for day in range(10) for number in range(count)]
        given = lines(800_000, per_second=800_000 / 10 / 86400)
        for day in range(10):
            share = 80_000 // count
            for path in names[day * count : (day + 1) * count]:
                _write(path, islice(given, share))
        ours = [OURS, "ingest", "-q", str(logs), "--store", str(store)]
        subprocess.run(ours, env=ENVIRONMENT, check=True)
        compact = [OURS, "store", "compact", "-q", "--store", str(store)]
        subprocess.run(compact, env=ENVIRONMENT, check=True)
        name = f"a report from a store of {count} gateway{'s' if count > 1 else ''}, merged"
        yield Job(name, [OURS, *QUESTION, "--store", str(store)])


def _start_up(folder: Path) -> Iterator[Job]:
    log = folder / "200.log"
    _write(log, lines(200))
    yield Job("traffic on 200 lines", [OURS, "traffic", str(log)])
    yield Job("import polars, typer", [sys.executable, "-c", "import polars, typer"])


def _endless_line(folder: Path) -> Job:
    path = folder / "endless.log.zst"
    with zstd.open(path, "wb") as file:
        file.write("".join(lines(200)).encode())
        for _ in range(400):  # in parts: the memory of this process would count as that of others
            file.write(b"a" * 1_000_000)
    return Job("an endless line of 400 MB", [OURS, "traffic", str(path)])


def _of_one_application_each(count: int) -> Iterator[str]:
    chance = random.Random(2026)
    for number in range(count):
        time = BEGIN + timedelta(seconds=number * 0.08)
        target = f"/a?user_key={chance.getrandbits(64):016x}"
        yield f'10.0.0.1 - - [{time:%d/%b/%Y:%H:%M:%S} +0000] "GET {target} HTTP/1.1" 200 17\n'


def _write(path: Path, content: Iterator[str]) -> None:
    with path.open("w", encoding="ascii") as file:
        file.writelines(content)


def _remove(*paths: Path) -> None:
    for path in paths:
        shutil.rmtree(path, ignore_errors=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--million", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ENVIRONMENT["XDG_CACHE_HOME"] = str(folder / "cache")
        found = list(jobs(folder, options.million))
        taken: dict[str, list[Taken]] = {}
        for _ in range(options.rounds):  # in turns, so that all see the same weather
            for number, job in enumerate(found):
                taken.setdefault(f"{number} {job.name}", []).append(measure(job))
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}, ", end="")
    print(f"best of {options.rounds} rounds\n")
    print("| job | wall s | processor s | cores busy | peak MiB |\n|---|---:|---:|---:|---:|")
    for key, runs in taken.items():
        wall, processor = min(one.wall for one in runs), min(one.processor for one in runs)
        peak = max(one.mebibytes for one in runs)
        row = f"{wall:.2f} | {processor:.2f} | {processor / wall:.1f} | {peak:,.0f}"
        print(f"| {key.partition(' ')[2]} | {row} |")


if __name__ == "__main__":
    main()
