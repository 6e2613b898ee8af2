"""Time the installed command on one story told in several formats, beside the combined one.

    python bench/formats.py 1000000 --rounds 3

The question is that of `compare.py`: requests by hour × backend × application × method × status.
Prints a Markdown table with ratios to the combined log; processor time says more than wall time
where the machine is shared.
"""

from __future__ import annotations

import argparse
import itertools
import os
import platform
import re
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from generate import lines as combined_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

BIN = Path(sys.executable).parent
DATA = Path(__file__).parent / "data"
QUESTION = ["--timezone", "UTC", "--by", "hour", "--split-by", "backend,app,status"]
_LINE = re.compile(
    r"(?P<client>\S+) - - \[(?P<time>[^\]]+)\]"
    r' "(?P<verb>\S+) (?P<target>\S+) HTTP/1.1"'
    r' (?P<status>\S+) (?P<bytes>\S+) "-" "(?P<agent>.*)"\n'
)


@dataclass(frozen=True)
class Told:
    """A request of the story; `number` counts them."""

    number: int
    client: str
    time: datetime
    verb: str
    target: str
    status: str
    bytes: str
    agent: str

    @property
    def milliseconds(self) -> int:
        """Of the second in which it came."""
        return self.number * 37 % 1000

    @property
    def duration(self) -> int:
        """In milliseconds."""
        return 3 + self.number * 7919 % 400

    @property
    def backend(self) -> str:
        """The collection that was asked for."""
        return self.target.split("/", 3)[2]


def told(count: int) -> Iterator[Told]:
    """Give the requests of the story; what combined logs escape is percent-encoded."""
    for number, line in enumerate(combined_lines(count)):
        found = _LINE.fullmatch(line)
        if found is None:
            sys.exit(f"not understood: {line}")
        parts = found.groupdict()
        parts["target"] = re.sub(r"\\x(..)", r"%\1", parts["target"])
        time = datetime.strptime(parts.pop("time"), "%d/%b/%Y:%H:%M:%S %z")
        yield Told(number, time=time, **parts)


def envoy(one: Told) -> str:
    return (
        f'[{one.time:%Y-%m-%dT%H:%M:%S}.{one.milliseconds:03}Z] "{one.verb} {one.target} HTTP/1.1"'
        f" {one.status} - 0 {one.bytes} {one.duration} {one.duration - 1}"
        f' "{one.client}" "{one.agent}" "820b432a-32c1-98d5-b5e2-{one.number:012x}"'
        f' "{one.backend}.example.org" "10.0.0.9:8000"\n'
    )


def istio(one: Told) -> str:
    return (
        f'[{one.time:%Y-%m-%dT%H:%M:%S}.{one.milliseconds:03}Z] "{one.verb} {one.target} HTTP/1.1"'
        f' {one.status} - via_upstream - "-" 0 {one.bytes} {one.duration} {one.duration - 1}'
        f' "-" "{one.agent}" "820b432a-32c1-98d5-b5e2-{one.number:012x}"'
        f' "{one.backend}:9080" "10.0.0.9:8000" outbound|9080||{one.backend}.shop.svc.cluster.local'
        f" 10.124.2.6:50960 10.0.18.132:9080 {one.client}:{30000 + one.number % 9999} - default\n"
    )


def haproxy(one: Told) -> str:
    return (
        f"{one.client}:{30000 + one.number % 9999}"
        f" [{one.time:%d/%b/%Y:%H:%M:%S}.{one.milliseconds:03}] http-in {one.backend}/srv1"
        f" 10/0/3/{one.duration}/{one.duration + 13} {one.status} {one.bytes} - - ----"
        f' 12/11/3/1/0 0/0 "{one.verb} {one.target} HTTP/1.1"\n'
    )


def traefik(one: Told) -> str:
    return (
        f'{one.client} - - [{one.time:%d/%b/%Y:%H:%M:%S %z}] "{one.verb} {one.target} HTTP/1.1"'
        f' {one.status} {one.bytes} "-" "{one.agent}" {one.number + 1} "{one.backend}@docker"'
        f' "http://10.0.0.9:8000" {one.duration}ms\n'
    )


def kong(one: Told) -> str:
    started = int(one.time.timestamp()) * 1000 + one.milliseconds
    path, _, query = one.target.partition("?")
    uri = f"{path}?{query}"
    return (
        f'{{"latencies":{{"request":{one.duration},"kong":2,"proxy":{one.duration - 2}}},'
        f'"service":{{"host":"10.0.0.9","name":"{one.backend}","port":8000}},'
        f'"request":{{"uri":"{uri}","size":248,"method":"{one.verb}",'
        f'"headers":{{"host":"api.example.org","user-agent":"{one.agent}"}}}},'
        f'"client_ip":"{one.client}","response":{{"size":{one.bytes},"status":{one.status}}},'
        f'"route":{{"name":"{one.backend}-route"}},"started_at":{started}}}\n'
    )


WRITERS: dict[str, Callable[[Told], str]] = {
    "envoy": envoy,
    "istio": istio,
    "haproxy": haproxy,
    "traefik": traefik,
    "kong": kong,
}


def logs(count: int) -> dict[str, Path]:
    """Return the logs by name; those that are not there are written first."""
    found = {name: DATA / f"{name}-{count}.log" for name in ("combined", *WRITERS)}
    found["kong, one broken line"] = DATA / f"kong-broken-{count}.log"
    _write(found["combined"], combined_lines(count))
    missing = {name: found[name] for name in WRITERS if not found[name].exists()}
    with ExitStack() as stack:
        files = {
            name: stack.enter_context(log.open("w", encoding="utf-8", newline="\n"))
            for name, log in missing.items()
        }
        for one in told(count if files else 0):
            for name, file in files.items():
                file.write(WRITERS[name](one))
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


@dataclass(frozen=True)
class Time:
    """Of one run, in seconds."""

    wall: float
    processor: float


def measure(log: Path, command: list[str]) -> Time:
    """Run the command once on a log."""
    begin = perf_counter()
    with subprocess.Popen(
        [*command, str(log)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        said = process.stderr.read() if process.stderr else b""
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{log}: failed with {process.returncode}: {said.decode()}")
    return Time(perf_counter() - begin, used.ru_utime + used.ru_stime)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("count", type=int, help="lines of each log")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="+", default=[], help="formats beside combined")
    options = parser.parse_args()
    command = [str(BIN / "usagestats"), "traffic", *QUESTION, "--format", "csv"]
    taken: dict[str, list[Time]] = {}
    found = logs(options.count)
    chosen = {"combined", *(options.only or found)}
    for _ in range(options.rounds):  # in turns, so that all see the same weather
        for name in chosen:
            taken.setdefault(name, []).append(measure(found[name], command))
    empty = DATA / "one.log"
    _write(empty, combined_lines(1))
    startup = _best([measure(empty, command) for _ in range(2 * options.rounds)])
    print(f"{options.count:,} lines, {os.cpu_count()} cores, Python {platform.python_version()}, ")
    print(f"best of {options.rounds} rounds; start-up {startup.wall:.2f} s, included\n")
    _print_table({name: (found[name], _best(taken[name])) for name in found if name in chosen})


def _best(times: list[Time]) -> Time:
    return Time(min(one.wall for one in times), min(one.processor for one in times))


def _print_table(rows: dict[str, tuple[Path, Time]]) -> None:
    print("| format | MB | bytes a line | wall s | MB/s | ratio | CPU s | MB/CPU s | ratio |")
    print("|---|" + "---:|" * 8)
    base: list[float] = []
    for name, (log, time) in rows.items():
        size = log.stat().st_size / 1e6
        speeds = [size / time.wall, size / time.processor]
        base = base or speeds
        ratios = [speed / first for speed, first in zip(speeds, base, strict=True)]
        with log.open("rb") as source:
            length = len(source.readline())
        print(
            f"| {name} | {size:,.0f} | {length} | {time.wall:.2f} | {speeds[0]:.0f} |"
            f" {ratios[0]:.2f} | {time.processor:.2f} | {speeds[1]:.0f} | {ratios[1]:.2f} |"
        )


if __name__ == "__main__":
    main()
