"""Time the installed command on one story told in many formats, beside the combined one.

    python bench/formats.py 1000000
    python bench/formats.py 400000 --only envoy w3c --questions finest ingest --rounds 3

The first command takes some 13 minutes and 6 GB in `bench/data` (a second run 3 minutes less, since
the logs are there). Where DuckDB is installed, it answers the finest question on the log of Kong.
Prints a Markdown table for each question: MB/s of processor time beyond that of a log of two lines,
and the ratio to combined. Processor time says more than wall time where the machine is shared.
"""

from __future__ import annotations

import argparse
import itertools
import os
import platform
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING

from duckdb_on_json import DUCKDB
from generate import lines as combined_lines
from story import PASTED, WRITERS, told

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

BIN = Path(sys.executable).parent
DATA = Path(__file__).parent / "data"
QUESTION = ["--timezone", "UTC", "--by", "hour", "--split-by", "backend,app,status"]
"""That of `compare.py`: requests by hour × backend × application × status."""

EXCLUDING = """[exclude]
addresses = ["10.13.0.0/16"]
user_agents = ["*kube-probe*", "*UptimeRobot*"]
"""
QUESTIONS = {
    "day": ["traffic", "--timezone", "UTC", "--by", "day"],
    "finest": ["traffic", *QUESTION],
    "percentiles": ["traffic", "--timezone", "UTC", "--by", "hour", "--measure", "p50,p95"],
    "exclusions": ["traffic", "--timezone", "UTC", "--catalog", "FOLDER/usagestats.toml"],
    "ingest": ["ingest", "--final", "--store", "FOLDER/store"],
    "parquet": ["requests", "--timezone", "UTC", "--output", "FOLDER/requests.parquet"],
}
"""Their commands; `FOLDER` stands for one that is new for each run."""


BY_DUCKDB = "kong, by DuckDB"
"""The row of DuckDB, for the finest question."""


@dataclass(frozen=True)
class Time:
    """The time of one run, in seconds."""

    wall: float
    processor: float


def logs(count: int, chosen: Iterable[str] = (*WRITERS,)) -> dict[str, Path]:
    """Return the chosen logs by name, combined first; those that are not there are written."""
    names = ["combined", *(name for name in WRITERS if name in chosen)]
    found = {name: DATA / f"{name.replace(' ', '-')}-{count}.log" for name in names}
    _write(found["combined"], combined_lines(count))
    missing = {name: found[name] for name in names[1:] if not found[name].exists()}
    with ExitStack() as stack:
        files = {
            name: stack.enter_context(log.open("w", encoding="utf-8", newline="\n"))
            for name, log in missing.items()
        }
        for one in told(count if files else 0):
            for name, file in files.items():
                file.write(WRITERS[name](one))
    if "kong" in found:
        found["kong, one broken line"] = DATA / f"kong-broken-{count}.log"
        _write(found["kong, one broken line"], _with_broken_line(found["kong"], count // 2))
    return found


def _write(file: Path, lines: Iterable[str]) -> None:
    if file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8", newline="\n") as target:
        target.writelines(lines)


def _with_broken_line(log: Path, place: int) -> Iterator[str]:
    with log.open(encoding="utf-8", newline="\n") as source:
        yield from itertools.islice(source, place)
        yield next(source)[:200] + "\n"
        yield from source


def measure(name: str, log: Path, question: str) -> Time:
    """Ask a question of a log once."""
    with TemporaryDirectory() as folder:
        command = _command(name, question, folder)
        begin = perf_counter()
        with subprocess.Popen(
            [*command, str(log)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        ) as process:
            written = process.stderr.read() if process.stderr else b""
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{log}: failed with {process.returncode}: {written.decode()}")
    return Time(perf_counter() - begin, used.ru_utime + used.ru_stime)


def _command(name: str, question: str, folder: str) -> list[str]:
    """Return the command that asks a question, without the log."""
    if name == BY_DUCKDB:
        return [sys.executable, "-c", DUCKDB]
    Path(folder, "usagestats.toml").write_text(EXCLUDING, encoding="utf-8")
    command = [word.replace("FOLDER", folder) for word in QUESTIONS[question]]
    command += [] if "--timezone" in command else ["--log-timezone", "UTC"]
    command += ["--log-format", PASTED] if name.startswith("pasted") else []
    return [str(BIN / "usagestats"), *command]


def _asked(found: Mapping[str, Path], question: str) -> dict[str, Path]:
    """Return the logs that a question is asked of, that of Kong once more for DuckDB."""
    if question != "finest" or "kong" not in found or not find_spec("duckdb"):
        return {**found}
    return {**found, BY_DUCKDB: found["kong"]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("count", type=int, help="lines of each log")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--only", nargs="+", default=[*WRITERS], help="formats beside combined")
    parser.add_argument("--questions", nargs="+", default=[*QUESTIONS], choices=QUESTIONS)
    options = parser.parse_args()
    found = logs(options.count, options.only)
    print(
        f"{options.count:,} lines, {os.cpu_count()} cores, Python {platform.python_version()},",
        end="",
    )
    print(f" best of {options.rounds} rounds")
    with TemporaryDirectory() as folder:
        short = {name: _first_line(log, Path(folder)) for name, log in found.items()}
        for question in options.questions:
            asked = _asked(found, question)
            times = _in_turns(asked, question, options.rounds)
            empty = _in_turns(_asked(short, question), question, options.rounds)
            print(f"\n### {question}\n")
            _print_table(asked, times, empty)
            sys.stdout.flush()  # whoever waits sees what is done


def _first_line(log: Path, folder: Path) -> Path:
    """Return a log of two lines, since the first one may be no request."""
    short = folder / log.name
    with log.open("rb") as source:
        short.write_bytes(source.readline() + source.readline())
    return short


def _in_turns(found: Mapping[str, Path], question: str, rounds: int) -> dict[str, Time]:
    """Return the best times; the logs are read in turns, so that all see the same weather."""
    taken: dict[str, list[Time]] = {name: [] for name in found}
    for _ in range(rounds):
        for name, log in found.items():
            taken[name].append(measure(name, log, question))
    return {
        name: Time(min(one.wall for one in times), min(one.processor for one in times))
        for name, times in taken.items()
    }


def _print_table(
    found: Mapping[str, Path], times: Mapping[str, Time], empty: Mapping[str, Time]
) -> None:
    print("| format | MB | wall s | CPU s | beyond start-up | MB/CPU s | × combined |")
    print("|---|" + "---:|" * 6)
    base = 0.0
    for name, log in found.items():
        size = log.stat().st_size / 1e6
        beyond = max(times[name].processor - empty[name].processor, 0.001)
        speed = size / beyond
        base = base or speed
        print(
            f"| {name} | {size:,.0f} | {times[name].wall:.2f} | {times[name].processor:.2f} |"
            f" {beyond:.2f} | {speed:.0f} | {speed / base:.2f} |"
        )


if __name__ == "__main__":
    main()
