"""Measure what docs/scale.md says about processes, Dask, objects and keys: some minutes.

    python bench/beyond.py bench/data/beyond                     # all, on a quiet machine
    python bench/beyond.py bench/data/beyond --scale 0.1 --parts processes,keys

`processes`: threads against `local:2` on 2 GB in 32 files, in turns. `dask`: 20,000 tasks without
work, and the memory of a client of 2,000 results of 100,000 rows. `objects`: a rerun over 10,000
known objects, and 1,000 objects of 400 applications. `keys`: 1 million listed objects against 3
million known ones. `sources`: a report from a store of 100,000 and of 1,000,000 objects. Times are
processor seconds, those of the processes of a run included.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import polars as pl
from both_ends import OURS, Job, measure
from compare import BIN, ENVIRONMENT
from generate import lines

from usagestats.ingest.objects.known import compared
from usagestats.object_storage.listing import OBJECTS
from usagestats.store.places import PLACE, place_cells
from usagestats.store.schema import SOURCE_ROW, STORED, stored
from usagestats.store.table import StoreTable, as_stream

FILES: Final = 32
LINES: Final = 340_000
ROUNDS: Final = 2
KEYS: Final = 1_000_000
SOURCES: Final = 1_000_000
GATEWAYS: Final = 120
"""With one object every five minutes each, a million objects are four weeks."""
FIVE_MINUTES: Final = timedelta(minutes=5)
REPORTS: Final = ("traffic --by day", "traffic --by hour --split-by app,status")


def logs_in(folder: Path, scale: float) -> Path:
    """Make 32 logs, none of which is a copy of another: each has addresses of its own."""
    made = folder / f"logs-{scale:g}"
    if not made.is_dir():
        made.mkdir(parents=True)
        text = "".join(lines(int(LINES * scale))).encode()
        for number in range(FILES):
            changed = text.replace(b"\n10.", b"\n%d." % (11 + number))
            (made / f"{number:02}.log").write_bytes(b"%d" % number + changed)
    return made


def processes(folder: Path, scale: float) -> None:
    logs = str(logs_in(folder, scale))
    for report in REPORTS:
        words = [OURS, *report.split(), logs]
        here = Job("threads", words)
        there = Job("local:2", [*words, "--cluster", "local:2"])
        taken = [(measure(here), measure(there)) for _ in range(ROUNDS)]
        threads, local = (min(one.processor for one in those) for those in zip(*taken, strict=True))
        print(f"{report}: threads {threads:.2f} s, local:2 {local:.2f} s, {local / threads:.2f} ×")


def tests(file: str, chosen: str, scale: float) -> None:
    """Run system tests that print what they measure."""
    command = [BIN / "pytest", "-q", "-s", f"tests/system/{file}", "-k", chosen]
    subprocess.run(command, env={**ENVIRONMENT, "SCALE": f"{scale:g}"}, check=False)


def dask(_folder: Path, scale: float) -> None:
    tests("test_cluster.py", "many_tasks", scale)
    tests("test_cluster.py", "little_memory", scale)


def objects(_folder: Path, scale: float) -> None:
    tests("test_object_storage.py", "thousand or known", scale)


def keys(_folder: Path, scale: float) -> None:
    """Compare a listing with a store; the memory is that of this process, with both."""
    count = int(KEYS * scale)
    with tempfile.TemporaryDirectory() as folder:
        table = StoreTable.open_or_make(folder)
        for begin in range(0, 3 * count, count):
            rows = named(range(begin, begin + count)).with_columns(source="object")
            table.commit(as_stream(stored(rows.rename({"size": "stored_bytes"}), SOURCE_ROW)))
            table.reload()
        listing = (
            named(range(2 * count + count // 2, 3 * count + count // 2))
            .rename({"object": "url"})
            .with_columns(modified=datetime(2026, 5, 4, tzinfo=UTC), found_by=pl.lit("s3://logs/"))
            .select(OBJECTS.names())
            .collect()
        )
        before = time.process_time()
        found = compared(listing, table)
        seconds = time.process_time() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{count:,} listed, {3 * count:,} known: {len(found.new):,} new, {seconds:.1f} s")
    print(f"peak memory {peak:,.0f} MB, with the making of the store")


def named(numbers: range) -> pl.LazyFrame:
    """Return objects of these numbers, as rows with a tag and a size."""
    return pl.LazyFrame({"number": pl.arange(numbers.start, numbers.stop, eager=True)}).select(
        object=pl.format("s3://logs/gateway/{}.log.gz", pl.col("number")),
        etag=pl.format('"{}"', pl.col("number").hash(1)),
        size=1000 + pl.col("number") % 9999,
    )


def sources(_folder: Path, scale: float) -> None:
    """Time a report from stores of many objects: 120 gateways write one every five minutes."""
    forms = {
        "access-1005": "%Y/%m/%d/access-%H%M.log.gz",
        "access-20260504T1005Z": "%Y/%m/%d/access-%Y%m%dT%H%MZ.log.gz",
    }
    for count in (int(SOURCES * scale / 10), int(SOURCES * scale)):
        for name, form in forms.items():
            with tempfile.TemporaryDirectory() as folder:
                table = StoreTable.open_or_make(folder)
                table.commit(as_stream(stored(counted(count, form), SOURCE_ROW)))
                words = "traffic --range 2026-05-04 --no-catalog --timezone UTC --store"
                taken = measure(Job("", [OURS, *words.split(), folder]))
            print(f"{count:,} × {name}: {taken.processor:.1f} s, {taken.mebibytes:,.0f} MiB")


def counted(count: int, form: str) -> pl.LazyFrame:
    """Return rows of objects as `ingest` leaves them."""
    number, written = pl.col("number"), pl.col("first").dt.strftime(form)
    rows = (
        pl.DataFrame({"number": pl.arange(0, count, eager=True)})
        .with_columns(
            first=pl.lit(datetime(2026, 5, 4, tzinfo=UTC)) + FIVE_MINUTES * (number // GATEWAYS)
        )
        .with_columns(path=pl.format("s3://logs/gateway-{}/{}", number % GATEWAYS, written))
    )
    return rows.lazy().select(
        "first",
        last=pl.col("first") + FIVE_MINUTES,
        source=number.hash(1).cast(pl.String),
        group=pl.lit("objects 2026-05-04"),
        name="path",
        object="path",
        paths=pl.concat_list("path"),
        format=pl.lit("combined"),
        is_complete=pl.lit(value=True),
        catalog=pl.lit(""),
        offset=pl.lit(1),
        lines=pl.lit(1),
        requests=pl.lit(1),
        matched=pl.lit(1),
        **places(rows["first"], form),
    )


def places(first: pl.Series, form: str) -> dict[str, pl.Expr]:
    """Return the columns of the place of each object; they are read once for each time."""
    times = first.unique()
    cells = [place_cells(f"s3://logs/gateway-0/{time:{form}}", "combined") for time in times]
    of_times = pl.DataFrame(cells, {name: STORED[name] for name in PLACE}, orient="row")
    of_first = pl.DataFrame({"first": first}).join(
        of_times.with_columns(first=times), on="first", how="left", maintain_order="left"
    )
    log = pl.lit(of_first["log"]).str.replace("-0", pl.format("-{}", pl.col("number") % GATEWAYS))
    return {**{name: pl.lit(of_first[name]) for name in PLACE}, "log": log}


PARTS: Final = {
    "processes": processes,
    "keys": keys,
    "sources": sources,
    "objects": objects,
    "dask": dask,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--parts", default=",".join(PARTS))
    parser.add_argument("--scale", type=float, default=1)
    given = parser.parse_args()
    for name in given.parts.split(","):
        began = time.monotonic()
        print(f"{name}:", flush=True)
        PARTS[name](given.folder, given.scale)
        print(f"({time.monotonic() - began:.0f} seconds)\n", flush=True)


if __name__ == "__main__":
    sys.exit(main())
