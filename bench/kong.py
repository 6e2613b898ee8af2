"""Time the installed command beside DuckDB on JSON: a log of Kong, one question.

    python bench/kong.py 400000 --rounds 3

The question is that of `compare.py`: requests by hour × backend × application × method × status.
DuckDB gets the names and types of the five values, and reads no others. Prints a Markdown table of
processor and wall seconds; beyond start-up means: less those of a log of one line. Says so if the
two count differently.
"""

from __future__ import annotations

import argparse
import csv
import io
import os
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from compare import ENVIRONMENT
from duckdb_on_json import DUCKDB
from formats import BIN, QUESTION, logs

COMMANDS = {
    "usagestats, the question": [
        *(str(BIN / "usagestats"), "traffic", "--no-catalog", *QUESTION),
        "--format",
        "csv",
    ],
    "DuckDB, the question": [sys.executable, "-c", DUCKDB],
    "usagestats traffic --by day": [str(BIN / "usagestats"), "traffic", "--no-catalog"],
}


@dataclass(frozen=True)
class Taken:
    """Seconds of the processor and of the clock."""

    processor: float
    wall: float


def taken(command: list[str], log: Path) -> Taken:
    """Run a command on a log once."""
    begin = perf_counter()
    with subprocess.Popen(
        [*command, str(log)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT
    ) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"failed with {process.returncode}: {command} {log}")
    return Taken(used.ru_utime + used.ru_stime, perf_counter() - begin)


def best(found: list[Taken]) -> Taken:
    return Taken(min(one.processor for one in found), min(one.wall for one in found))


def totals(command: list[str], log: Path) -> Counter[tuple[str, str]]:
    """Return how many requests an answer counts for each backend and status."""
    answer = subprocess.run([*command, str(log)], capture_output=True, check=True, text=True)
    found: Counter[tuple[str, str]] = Counter()
    for row in csv.DictReader(io.StringIO(answer.stdout)):
        found[row["backend"], row["status"]] += int(row["requests"])
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("count", type=int, help="lines of the log")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    log = logs(options.count)["kong"]
    answers = [totals(COMMANDS[name], log) for name in list(COMMANDS)[:2]]
    if answers[0] != answers[1]:
        sys.exit("usagestats and DuckDB count differently")
    with tempfile.TemporaryDirectory() as folder:
        one_line = Path(folder, "one.log")
        with log.open(encoding="utf-8") as lines:
            one_line.write_text(next(lines), encoding="utf-8")
        found: dict[tuple[str, Path], list[Taken]] = {}
        for _ in range(options.rounds):  # in turns, so that all see the same weather
            for name, command in COMMANDS.items():
                for file in (log, one_line):
                    found.setdefault((name, file), []).append(taken(command, file))
        size = log.stat().st_size / 1e6
        print(f"{size:,.0f} MB, {os.cpu_count()} cores, best of {options.rounds} rounds\n")
        print("| program | processor s | beyond start-up | MB/s of processor | wall s |")
        print("|---|---:|---:|---:|---:|")
        for name in COMMANDS:
            whole, start = best(found[name, log]), best(found[name, one_line])
            beyond = whole.processor - start.processor
            cells = [f"{whole.processor:.2f}", f"{beyond:.2f}", f"{size / beyond:,.0f}"]
            print(f"| {name} | {' | '.join(cells)} | {whole.wall:.2f} |")


if __name__ == "__main__":
    main()
