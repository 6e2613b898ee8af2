"""Time what comes before and after the reading of lines: big answers, ingest, many files, start-up.

    python bench/both_ends.py bench/data/both-ends               # some 10 minutes
    python bench/both_ends.py bench/data/tenth --scale 0.1

Whole processes, in turns, the best of the rounds; DuckDB gets the same question where it can. The
logs and stores are made once, in the folder. A job that takes long has one round only. Prints
Markdown for `bench/README.md`: wall and processor seconds, the cores that were busy, the largest
memory, and how many times as fast as the job beside it.
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
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Final

from backports import zstd
from compare import BIN, DUCKDB, ENVIRONMENT
from generate import BEGIN, lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

OURS: Final = str(BIN / "usagestats")
QUESTION: Final = (
    *("traffic", "--timezone", "UTC", "--by", "hour"),
    *("--split-by", "backend,app,status"),
)
SMALL_FILES: Final = 6000
SMALL_LINES: Final = 20
GZIP_FILES: Final = 8
GZIP_LINES: Final = 170_000
DAYS: Final = 90
GATEWAY_DAYS: Final = 10
GATEWAY_LINES: Final = 800_000
LONG: Final = 15.0
"""Seconds; a job that took longer is not measured again."""


@dataclass(frozen=True)
class Job:
    """One row: a command, work that is done before each run of it, and the row to compare with."""

    name: str
    command: list[str]
    before: Callable[[], object] = str
    beside: str = ""


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


@dataclass(frozen=True)
class Bench:
    """The folder of the logs, and how large they are: 1 for those of the table."""

    folder: Path
    scale: float

    def jobs(self) -> Iterator[Job]:
        """Make what is not there yet, and give all rows."""
        for millions in (1, 4):
            yield from self._questions(millions)
        yield from self._ingests()
        yield from self._gzip_files()
        yield from self._small_files()
        yield from self._gateways()
        yield from self._start_up()
        yield Job("an endless line of 400 MB", [OURS, "traffic", str(self._endless_line())])

    def _questions(self, millions: int) -> Iterator[Job]:
        logs = {
            f"many rows out, {millions} million lines over {DAYS} days": self._sparse(millions),
            f"few rows out, {millions} million lines": self._dense(millions),
        }
        for name, log in logs.items():
            beside = f"{name}: DuckDB"
            yield Job(name, [OURS, *QUESTION, str(log)], beside=beside)
            yield Job(beside, [sys.executable, "-c", DUCKDB, str(log)])

    def _ingests(self) -> Iterator[Job]:
        every = self._made("applications.log", self._of_one_application_each)
        reading = f"few rows out, {4} million lines"
        yield self._ingest(f"ingest of 1 million lines over {DAYS} days", self._sparse(1))
        yield self._ingest("ingest of 4 million dense lines", self._dense(4), beside=reading)
        yield self._ingest("ingest of 1 million applications", every)

    def _ingest(self, name: str, logs: Path, beside: str = "") -> Job:
        store = self.folder / "store"
        command = [OURS, "ingest", "-q", str(logs), "--store", str(store)]
        return Job(name, command, partial(_remove, store, self.folder / "cache"), beside)

    def _gzip_files(self) -> Iterator[Job]:
        packed = self._made("packed", self._pack)
        name = f"{GZIP_FILES} gzip files of {GZIP_LINES:,} lines"
        yield Job(name, [OURS, *QUESTION, str(packed)])
        yield self._ingest(f"ingest of {name}", packed)

    def _small_files(self) -> Iterator[Job]:
        small = self._made("small", self._split)
        name = f"{SMALL_FILES:,} files of {SMALL_LINES} lines"
        yield Job(name, [OURS, *QUESTION, str(small)])
        yield self._ingest(f"ingest of {name}", small)

    def _gateways(self) -> Iterator[Job]:
        one, some = (
            self._made(f"store-of-{count}", partial(_stored, self._count(GATEWAY_LINES), count))
            for count in (1, 16)
        )
        name = "a report from a store, of one gateway"
        yield Job(name, [OURS, *QUESTION, "--store", str(one)])
        of_some = "the same lines of 16 gateways, merged"
        yield Job(of_some, [OURS, *QUESTION, "--store", str(some)], beside=name)

    def _start_up(self) -> Iterator[Job]:
        log = self._made("200.log", partial(_write, content=lambda: lines(200)))
        imports = "import polars, typer"
        yield Job("traffic on 200 lines", [OURS, "traffic", str(log)], beside=imports)
        yield Job(imports, [sys.executable, "-c", imports])
        yield Job("--help", [OURS, "--help"])

    def _sparse(self, millions: int) -> Path:
        count = self._count(millions * 1_000_000)
        content = partial(lines, count, per_second=count / DAYS / 86400)
        return self._made(f"{DAYS}-days-{millions}m.log", partial(_write, content=content))

    def _dense(self, millions: int) -> Path:
        content = partial(lines, self._count(millions * 1_000_000))
        return self._made(f"dense-{millions}m.log", partial(_write, content=content))

    def _endless_line(self) -> Path:
        return self._made("endless.log.zst", self._write_endless)

    def _write_endless(self, path: Path) -> None:
        with zstd.open(path, "wb") as file:
            file.write("".join(lines(200)).encode())
            for _ in range(self._count(400)):
                file.write(b"a" * 1_000_000)

    def _of_one_application_each(self, path: Path) -> None:
        _write(path, partial(_applications, self._count(1_000_000)))

    def _pack(self, folder: Path) -> None:
        folder.mkdir()
        given = lines(GZIP_FILES * self._count(GZIP_LINES))
        for number in range(GZIP_FILES):
            data = "".join(islice(given, self._count(GZIP_LINES))).encode()
            (folder / f"access.log.{number + 1}.gz").write_bytes(gzip.compress(data, 6))

    def _split(self, folder: Path) -> None:
        folder.mkdir()
        given = lines(self._count(SMALL_FILES) * SMALL_LINES)
        for number in range(self._count(SMALL_FILES)):
            path = folder / f"access-{number:05}.log"
            _write(path, partial(islice, given, SMALL_LINES))

    def _count(self, full: int) -> int:
        return max(round(full * self.scale), 1)

    def _made(self, name: str, make: Callable[[Path], object]) -> Path:
        """Return the path of something that is made once; what was not made whole is made again."""
        path, unfinished = self.folder / name, self.folder / f"unfinished-{name}"
        if not path.exists():
            print(f"making {name}", file=sys.stderr)
            _remove(unfinished)
            # its memory would count as that of the jobs, which this process starts
            making = get_context("fork").Process(target=make, args=(unfinished,))
            making.start()
            making.join()
            if making.exitcode:
                sys.exit(f"could not make {name}")
            unfinished.rename(path)
        return path


def _stored(count: int, gateways: int, store: Path) -> None:
    """Make a store of the logs of some gateways, of ten days, with merged groups."""
    logs = store.with_name(f"{store.name}-logs")
    logs.mkdir(exist_ok=True)
    given = lines(count, per_second=count / GATEWAY_DAYS / 86400)
    for day in range(GATEWAY_DAYS):
        for number in range(gateways):
            share = count // GATEWAY_DAYS // gateways
            _write(logs / f"gw{number}-{day:02}.log", partial(islice, given, share))
    for command in (["ingest", "-q", str(logs)], ["store", "compact", "-q"]):
        subprocess.run([OURS, *command, "--store", str(store)], env=ENVIRONMENT, check=True)
    _remove(logs)


def _applications(count: int) -> Iterator[str]:
    chance = random.Random(2026)
    for number in range(count):
        time = BEGIN + timedelta(seconds=number * 0.08)
        target = f"/a?user_key={chance.getrandbits(64):016x}"
        yield f'10.0.0.1 - - [{time:%d/%b/%Y:%H:%M:%S} +0000] "GET {target} HTTP/1.1" 200 17\n'


def _write(path: Path, content: Callable[[], Iterable[str]]) -> None:
    with path.open("w", encoding="ascii") as file:
        file.writelines(content())


def _remove(*paths: Path) -> None:
    for path in paths:
        shutil.rmtree(path, ignore_errors=True)
        path.unlink(missing_ok=True)


def _measured(jobs: list[Job], rounds: int) -> dict[str, list[Taken]]:
    taken: dict[str, list[Taken]] = {job.name: [] for job in jobs}
    for number in range(rounds):  # in turns, so that all see the same weather
        for job in jobs:
            if not any(one.wall > LONG for one in taken[job.name]):
                print(f"round {number + 1}: {job.name}", file=sys.stderr)
                taken[job.name].append(measure(job))
    return taken


def _table(jobs: list[Job], taken: dict[str, list[Taken]]) -> Iterator[str]:
    walls = {name: min(one.wall for one in runs) for name, runs in taken.items()}
    yield "| job | wall s | processor s | cores busy | peak MiB | × as fast as beside it |"
    yield "|---|---:|---:|---:|---:|---:|"
    for job in jobs:
        runs, wall = taken[job.name], walls[job.name]
        processor = min(one.processor for one in runs)
        peak = max(one.mebibytes for one in runs)
        ratio = f"{walls[job.beside] / wall:.2f}" if job.beside else ""
        cells = f"{wall:.2f}", f"{processor:.2f}", f"{processor / wall:.1f}", f"{peak:,.0f}", ratio
        yield f"| {' | '.join((job.name, *cells))} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--scale", type=float, default=1.0)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    ENVIRONMENT["XDG_CACHE_HOME"] = str(options.folder / "cache")
    jobs = list(Bench(options.folder, options.scale).jobs())
    taken = _measured(jobs, options.rounds)
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}, ", end="")
    print(f"best of {options.rounds} rounds, scale {options.scale:g}\n")
    print(*_table(jobs, taken), sep="\n")


if __name__ == "__main__":
    main()
