"""Time the store: what `ingest` costs, and reports over a year, after many runs, with nothing new.

    python bench/store.py bench/data/1m.log --rounds 3

Whole processes, the best of the rounds. Prints a Markdown table of what is asked and what is seen.
"""

from __future__ import annotations

import argparse
import gzip
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import chain
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Final, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
from compare import BIN
from generate import keys, lines

from usagestats.catalog.catalog_file import load_catalog
from usagestats.catalog.fingerprint import fingerprint
from usagestats.ingest.run import IngestSettings, ingest
from usagestats.ingest.seen_files import SeenFiles
from usagestats.logs.files.positions import Fingerprint, digest
from usagestats.logs.files.sources import Source
from usagestats.logs.rejects import Rejects
from usagestats.periods.period import SLOT
from usagestats.pipeline.counting import ProblemsWanted, UsageQuestion
from usagestats.store.schema import usage_rows
from usagestats.store.sources import Progress, SourcePart, source_rows
from usagestats.store.table import StoreTable
from usagestats.store.upkeep import beginning_of_day, merge_when_many
from usagestats.tables.counts import Counts
from usagestats.tables.declared import USAGE_KEYS
from usagestats.tables.usage import Grain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

USAGESTATS: Final = str(BIN / "usagestats")
DAYS: Final = 365
REQUESTS_OF_A_YEAR: Final = 8_000_000
RUNS_OF_A_DAY: Final = 288
LINES_OF_A_RUN: Final = 1000
OLD_LOGS: Final = 30
DIRECT: Final = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from store import question
from usagestats.logs.files.sources import Source
from usagestats.pipeline.counting import read_logs
read = read_logs([Source(sys.argv[2], Path(sys.argv[2]))], question())
assert read.usage.height and read.problems.height
"""


class Taken(NamedTuple):
    """Seconds on the wall, and of all processors: what a busy machine does not change."""

    wall: float
    cpu: float

    def __str__(self) -> str:
        return f"{self.wall:.2f} s, CPU {self.cpu:.2f} s"


@dataclass(frozen=True)
class Result:
    """One line of the table: `base` is `None` where seconds are asked for, else ratios."""

    name: str
    asked: str
    taken: Taken
    base: Taken | None = None

    def __str__(self) -> str:
        seen = str(self.taken)
        if self.base:
            seen = f"{self.taken.wall / self.base.wall:.2f} × ({seen} to {self.base})"
        return f"| {self.name} | {self.asked} | {seen} |"


def measure(command: list[str]) -> Taken:
    """Run a command once."""
    begin = perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"failed with {process.returncode}: {command}")
    return Taken(perf_counter() - begin, used.ru_utime + used.ru_stime)


def question() -> UsageQuestion:
    """Return what `ingest` asks of logs."""
    file = load_catalog(None, Path("/"))
    grain = Grain(USAGE_KEYS, SLOT, has_bytes=True)
    return UsageQuestion(
        file.catalog, grain, ZoneInfo("UTC"), problems=ProblemsWanted(file.registry)
    )


def in_turns(rounds: int, *commands: list[str], before: Callable[[], object] = str) -> list[Taken]:
    """Return the best times of each command; `before` is called before each run."""
    taken: list[list[Taken]] = [[] for _ in commands]
    for _ in range(rounds):
        for one, command in zip(taken, commands, strict=True):
            before()
            one.append(measure(command))
    return [Taken(*map(min, zip(*one, strict=True))) for one in taken]


def ingesting(folder: Path, log: Path, rounds: int) -> Iterator[Result]:
    """Compare `ingest` with reading alone."""
    store = folder / "new"
    ours = [USAGESTATS, "ingest", "-q", str(log), "--store", str(store)]
    here = str(Path(__file__).parent)
    # both programs import the same modules but for those of the command line
    direct = [sys.executable, "-c", DIRECT, here, str(log)]
    remove = partial(shutil.rmtree, store, ignore_errors=True)
    counted, read = in_turns(rounds, ours, direct, before=remove)
    yield Result("ingest, to reading at the finest grain", "≤ 1.5 ×", counted, read)


def a_year(folder: Path, rounds: int) -> Iterator[Result]:
    """Time reports over a year; the store is as daily runs of `ingest` leave it."""
    store = folder / "year"
    rows = _make_year(store)
    files = len(StoreTable.open(str(store)).files())
    size = sum(path.stat().st_size for path in store.rglob("*.parquet")) / 2**20
    about = f"{REQUESTS_OF_A_YEAR:,} requests, {rows:,} usage rows, {files} files, {size:.0f} MiB"
    print(f"| the year: {about} with old files | | |", flush=True)
    traffic = [USAGESTATS, "traffic", "--timezone", "UTC", "--store", str(store)]
    whole = [*traffic, "--by", "month", "--range", "2026"]
    month = [*traffic, "--by", "day", "--range", "2026-05"]
    split = [*whole, "--split-by", "backend,app"]
    for state in ("", ", compacted"):
        if state:
            measure([USAGESTATS, "store", "compact", "--store", str(store)])
        by_month, by_day, by_app = in_turns(rounds, whole, month, split)
        yield Result(f"the year by month{state}", "< 2 s", by_month)
        yield Result(f"a month of it by day{state}", "< 1 s", by_day)
        yield Result(f"the year by month, backend and application{state}", "", by_app)


def _make_year(store: Path) -> int:
    """Commit the usage of a year day by day; return how many rows that are."""
    chance = np.random.default_rng(2026)
    table = StoreTable.open_or_make(str(store))
    shares = 1 / np.arange(1, len(keys()) + 1)
    names = np.array([f"key:{digest(key.encode())[:12]}" for key in keys()])
    catalog = fingerprint(question().catalog)
    rows = 0
    for number in range(DAYS):
        day = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=number)
        usage = _usage(chance, day, names, shares / shares.sum())
        requests = REQUESTS_OF_A_YEAR // DAYS
        end = digest(str(number).encode())
        counted = SourcePart(
            name=f"access.log.{number}",
            progress=Progress(Fingerprint(170 * requests, end, end, end[:8] * 130)),
            bytes=170 * requests,
            counts=Counts(lines=requests, requests=requests, matched=requests),
            file_lines=requests,
            rejects=Rejects(),
            hull=(day, day + timedelta(days=1, seconds=-1)),
            catalog=catalog,
        )
        added = usage_rows(usage.with_columns(group=pl.lit(end)), ()).collect()
        rows += added.height
        table.commit(pl.concat([added, source_rows([counted.row(end, end)])]))
        merge_when_many(table, day - timedelta(days=7))
    return rows


def _usage(
    chance: np.random.Generator, day: datetime, names: np.ndarray, shares: np.ndarray
) -> pl.DataFrame:
    """Return USAGE of a day: few applications make most requests, more of them at noon."""
    count = REQUESTS_OF_A_YEAR // DAYS
    rhythm = 0.55 - 0.45 * np.cos((np.arange(96) + 0.5) / 96 * 2 * np.pi)
    slots = chance.choice(96, count, p=rhythm / rhythm.sum())
    statuses = chance.choice([200, 201, 304, 404, 403, 429, 500, 503], count, p=_STATUS_SHARES)
    requests = pl.DataFrame(
        {
            "start": day + pl.Series(slots) * timedelta(minutes=15),
            "backend": chance.choice(["catalog", "search"], count, p=[0.7, 0.3]),
            "application": names[chance.choice(len(names), count, p=shares)],
            "status": statuses.astype(np.int16),
            "method": chance.choice(["metadata", "datastore", "hits"], count, p=[0.78, 0.15, 0.07]),
            "response_bytes": chance.integers(100, 65536, count),
        }
    ).with_columns(
        pl.col("start").cast(pl.Datetime("us", "UTC")),
        product=pl.lit("default"),
        denied=pl.lit(None, pl.Boolean),
        duration_bin=pl.lit(None, pl.Int16),
        requests=pl.lit(1, pl.Int64),
        usage=pl.lit(1, pl.Int64),
    )
    method = pl.col("method")
    metrics = pl.concat_list(pl.lit("requests"), pl.lit("hits"), method).list.unique()
    each = requests.with_columns(metric=metrics).explode("metric")
    measures = pl.col("requests", "usage", "response_bytes").sum()
    return each.group_by("start", *USAGE_KEYS, "metric").agg(measures)


_STATUS_SHARES: Final = (0.84, 0.04, 0.04, 0.04, 0.01, 0.01, 0.01, 0.01)


def a_day_of_cron(folder: Path, rounds: int) -> Iterator[Result]:
    """Compare reports after many small runs with those of the same store, compacted."""
    log, store, small = folder / "grown.log", folder / "small", folder / "compacted"
    given = lines(RUNS_OF_A_DAY * LINES_OF_A_RUN)
    for _ in range(RUNS_OF_A_DAY):
        with log.open("a", encoding="ascii") as file:
            file.writelines(next(given) for _ in range(LINES_OF_A_RUN))
        _ingest(log, store, folder)
    shutil.copytree(store, small)
    measure([USAGESTATS, "store", "compact", "--store", str(small)])
    files = len(StoreTable.open(str(store)).files())
    traffic = [USAGESTATS, "traffic", "--timezone", "UTC", "--by", "hour", "--split-by", "app"]
    commands = [[*traffic, "--store", str(one)] for one in (store, small)]
    after, compacted = in_turns(rounds, *commands)
    name = f"a report after {RUNS_OF_A_DAY} small runs ({files} files), to compacted"
    yield Result(name, "< 1.5 ×", after, compacted)


def _ingest(log: Path, store: Path, folder: Path) -> None:
    """Do what the command does, without its start."""
    asked = question()
    table = StoreTable.open_or_make(str(store))
    seen = SeenFiles(folder / "seen.json", time.time_ns())
    ingest(
        [Source(log.name, log)],
        IngestSettings(
            table=table,
            question=asked,
            catalog=fingerprint(asked.catalog),
            minute_metrics=frozenset(),
            seen=seen,
            merged_before=beginning_of_day(datetime.now(UTC)),
            seconds=time.monotonic,
        ),
    )


def nothing_new(folder: Path, rounds: int) -> Iterator[Result]:
    """Compare a run that finds nothing new with a report on nothing."""
    logs, store, empty = folder / "logs", folder / "counted", folder / "empty.log"
    logs.mkdir()
    empty.touch()
    text = "".join(lines(100_000))
    (logs / "access.log").write_text(text, encoding="ascii")
    for number in range(OLD_LOGS):
        old = "".join(lines(20_000, seed=number)).encode()
        (logs / f"access.log.{number + 1}.gz").write_bytes(gzip.compress(old, 6))
    for path in logs.iterdir():
        os.utime(path, (time.time() - 3600,) * 2)
    ours = [USAGESTATS, "ingest", "-q", str(logs), "--store", str(store)]
    traffic = [USAGESTATS, "traffic", str(empty)]
    measure(ours)
    again, nothing = in_turns(rounds, ours, traffic)
    forget = partial(shutil.rmtree, os.environ["XDG_CACHE_HOME"], ignore_errors=True)
    [without] = in_turns(rounds, ours, before=forget)
    yield Result("ingest with nothing new, to traffic of nothing", "≤ 1.3 ×", again, nothing)
    yield Result("the same without the cache of files seen", "", without, nothing)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("log", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}, ", end="")
    print(f"best of {asked.rounds} rounds\n")
    print("| what | asked | seen |\n|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
        measured = [
            ingesting(folder, asked.log.absolute(), asked.rounds),
            nothing_new(folder, asked.rounds),
            a_day_of_cron(folder, asked.rounds),
            a_year(folder, asked.rounds),
        ]
        for result in chain.from_iterable(measured):
            print(result, flush=True)


if __name__ == "__main__":
    sys.exit(main())
