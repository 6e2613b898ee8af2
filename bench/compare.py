"""Time the installed command against other programs: one file, one question, one run.

    python bench/compare.py bench/data/4m.log --rounds 3

The question is: how many requests by hour × backend × application × method × status? GoAccess
cannot answer it; it makes its report with all panels, and with visitors and status codes only.
Prints a Markdown table of wall time, peak memory and ratios; the best of the rounds counts.
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
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

BIN = Path(sys.executable).parent
# with bytecode, as an installed program has it; the first run of several writes it
ENVIRONMENT = {
    name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
}

DUCKDB = """
import duckdb, sys
duckdb.sql('''
copy (
  select strptime(h, '[%d/%b/%Y:%H') as hour, 'default' as backend,
         'key:' || left(sha256(key), 12) as application, method, status, requests
  from (
    select left(time, 15) as h,
           split_part(split_part(request, 'user_key=', 2), '&', 1) as key,
           case split_part(request, ' ', 1)
             when 'GET' then 'metadata' when 'POST' then 'datastore' else 'hits' end as method,
           status, count(*) as requests
    from read_csv('FILE', delim=' ', quote='"', escape='"', header=false, auto_detect=false,
      strict_mode=false, columns={'client': 'VARCHAR', 'ident': 'VARCHAR', 'user': 'VARCHAR',
      'time': 'VARCHAR', 'zone': 'VARCHAR', 'request': 'VARCHAR', 'status': 'VARCHAR',
      'bytes': 'VARCHAR', 'referer': 'VARCHAR', 'agent': 'VARCHAR'})
    group by all)
  order by all
) to '/dev/stdout' (header, format csv)
'''.replace('FILE', sys.argv[1]))
"""

MAWK = r"""
{ split($6, verb, "\""); key = $7; sub(/.*user_key=/, "", key); sub(/[& ].*/, "", key)
  m = verb[2] == "GET" ? "metadata" : verb[2] == "POST" ? "datastore" : "hits"
  n[substr($4, 2, 14) "," key "," m "," $9]++ }
END { for (k in n) print k "," n[k] }
"""


@dataclass(frozen=True)
class Contender:
    """A program that is measured; `command` reads the log."""

    name: str
    command: list[str]


@dataclass(frozen=True)
class Measure:
    """Wall seconds and peak resident MiB."""

    seconds: float
    mebibytes: float


def native_scanner(log: str, folder: Path) -> list[Contender]:
    """Compile the yardstick in C, which knows this log only; none where there is no compiler."""
    compiler = shutil.which("cc")
    if compiler is None:
        return []
    source, made = Path(__file__).parent / "native" / "scanner.c", folder / "scanner"
    subprocess.run([compiler, "-O3", "-pthread", "-o", str(made), str(source)], check=True)
    return [Contender("native scanner, the question", [str(made), log])]


def contenders(log: str, packed: str, folder: Path) -> list[Contender]:
    """Return ourselves first, then the peers that are installed."""
    ours = [str(BIN / "usagestats"), "traffic", "--timezone", "UTC"]
    question = ["--by", "hour", "--split-by", "backend,app,status"]
    panels = "REQUESTS REQUESTS_STATIC NOT_FOUND HOSTS OS BROWSERS VISIT_TIMES REFERRERS"
    ignored = [f"--ignore-panel={panel}" for panel in f"{panels} REFERRING_SITES".split()]
    goaccess = ["goaccess", log, "--log-format=COMBINED", "--no-progress", "-o"]
    found = [
        Contender("usagestats, the question", [*ours, *question, log]),
        Contender("usagestats, the question, from gzip", [*ours, *question, packed]),
        Contender("usagestats traffic --by day", [*ours, "--by", "day", log]),
        *native_scanner(log, folder),
        Contender("DuckDB, the question", [sys.executable, "-c", DUCKDB, log]),
        Contender("mawk, the question", ["mawk", MAWK, log]),
        Contender("GoAccess, all panels", [*goaccess, os.devnull + ".json"]),
        Contender("GoAccess, visitors and status", [*goaccess, os.devnull + ".json", *ignored]),
    ]
    return [one for one in found if shutil.which(one.command[0])]


def measure(command: list[str]) -> Measure:
    """Run a command once."""
    with tempfile.TemporaryDirectory() as folder:
        real = [part.replace(os.devnull + ".json", f"{folder}/report.json") for part in command]
        begin = perf_counter()
        with subprocess.Popen(
            real, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT
        ) as process:
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        seconds = perf_counter() - begin
    if process.returncode:
        sys.exit(f"failed with {process.returncode}: {real[0]}")
    return Measure(seconds, used.ru_maxrss / 1024)


def best(measures: list[Measure]) -> Measure:
    """Return the shortest time and the largest memory."""
    return Measure(min(m.seconds for m in measures), max(m.mebibytes for m in measures))


def startup(rounds: int) -> float:
    """Return how many bare interpreter starts `usagestats --help` costs."""
    bare, helped = [sys.executable, "-c", "pass"], [str(BIN / "usagestats"), "--help"]
    taken = [(measure(bare), measure(helped)) for _ in range(4 * rounds)]
    return best([one for _, one in taken]).seconds / best([one for one, _ in taken]).seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("log", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    log = options.log
    packed = log.with_suffix(".log.gz")
    if not packed.exists():
        with log.open("rb") as plain, gzip.open(packed, "wb", compresslevel=6) as target:
            shutil.copyfileobj(plain, target)
    with tempfile.TemporaryDirectory() as folder:
        found = contenders(str(log), str(packed), Path(folder))
        taken: dict[str, list[Measure]] = {one.name: [] for one in found}
        for _ in range(options.rounds):  # in turns, so that all see the same weather
            for one in found:
                taken[one.name].append(measure(one.command))
    ours = best(taken[found[0].name])
    size = log.stat().st_size / 2**20
    print(f"{size:,.0f} MiB, {os.cpu_count()} cores, Python {platform.python_version()}, ", end="")
    print(f"best of {options.rounds} rounds\n")
    print("| program | seconds | peak MiB | × usagestats, the question |\n|---|---:|---:|---:|")
    for name, measures in taken.items():
        result = best(measures)
        ratio = result.seconds / ours.seconds
        print(f"| {name} | {result.seconds:.2f} | {result.mebibytes:,.0f} | {ratio:.2f} |")
    print(f"\n`usagestats --help`: {startup(options.rounds):.1f} bare interpreter starts")


if __name__ == "__main__":
    main()
