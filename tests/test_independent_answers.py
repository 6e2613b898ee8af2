"""Movement, latency, peaks, bills and checks of the sample logs and of a real log, counted again.

A few lines of plain Python count them. Both logs name user agents, and these are the applications.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import math
import re
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from io import StringIO
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from tests.case import ENVIRONMENT, Invocation
from tests.same_process import run_in_process

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from pathlib import Path

QUARTER = timedelta(minutes=15)
LINE = re.compile(
    r'[^\[]*\[([^\]]+)\] ".*?" (\d{3}) (?:\d+|-) ".*?" "((?:[^"\\]|\\.)*)"?(?: ([\d.]+))?$'
)
LONGEST_NAME = 200
SETTINGS = """\
identify = [{ from = "user_agent", secret = false }]
applications = "applications.csv"
currency = "EUR"
timezone = "UTC"

[[plans]]
name = "basic"
price = [{ flat = 5 }, { metric = "hits", included = 10, per_unit = 0.015 }]
"""


@dataclass(frozen=True)
class Request:
    time: datetime
    status: int
    agent: str
    milliseconds: float | None

    @property
    def is_error(self) -> bool:
        return self.status >= 400


@dataclass(frozen=True)
class Logs:
    """The logs, their requests, and a day that they cover wholly, as the day before."""

    path: Path
    requests: list[Request]
    day: datetime

    def on(self, day: datetime) -> list[Request]:
        return [one for one in self.requests if day <= one.time < day + timedelta(days=1)]


def read(path: Path) -> list[Request]:
    opened = {".gz": gzip.decompress, ".zst": zstd.decompress}
    text = opened.get(path.suffix, bytes)(path.read_bytes()).decode("utf-8", "replace")
    found = []
    for line in text.splitlines():
        match = LINE.match(line)
        assert match, line
        time = datetime.strptime(match[1], "%d/%b/%Y:%H:%M:%S %z").astimezone(UTC)
        agent = "(none)" if match[3] == "-" else match[3]
        if len(agent) > LONGEST_NAME:
            agent = "key:" + hashlib.sha256(agent.encode()).hexdigest()[:12]
        took = 1000 * float(match[4]) if match[4] else None
        found.append(Request(time, int(match[2]), agent, took))
    return found


@pytest.fixture(params=["sample", "real"])
def logs(request: pytest.FixtureRequest) -> Logs:
    if request.param == "sample":
        folder: Path = request.getfixturevalue("sample_logs") / "gateway"
        files = sorted(folder.iterdir())
        requests = [one for file in files for one in read(file)]
        return Logs(folder, requests, datetime(2026, 5, 6, tzinfo=UTC))
    path: Path = request.getfixturevalue("real_logs") / "apache_combined.log"
    return Logs(path, read(path), datetime(2015, 5, 19, tzinfo=UTC))


def rows_of(
    folder: Path, logs: Logs, *arguments: str, expected_exit: int = 0
) -> list[dict[str, str]]:
    (folder / "usagestats.toml").write_text(SETTINGS, encoding="utf-8")
    if not (folder / "applications.csv").exists():
        (folder / "applications.csv").write_text("key,id,name\n", encoding="utf-8")
    command = [arguments[0], str(logs.path), *arguments[1:], "--format", "csv", "-q"]
    done = run_in_process(Invocation(command, folder, ENVIRONMENT))
    assert done.exit == expected_exit, done.stderr
    return list(csv.DictReader(StringIO(done.stdout)))


def slot(time: datetime) -> str:
    return time.replace(minute=time.minute // 15 * 15, second=0).isoformat()


def test_movement(logs: Logs, tmp_path: Path) -> None:
    now = Counter(one.agent for one in logs.on(logs.day))
    before = Counter(one.agent for one in logs.on(logs.day - timedelta(days=1)))
    until = [one for one in logs.requests if one.time < logs.day + timedelta(days=1)]
    times: dict[str, list[datetime]] = defaultdict(list)
    for one in until:
        times[one.agent].append(one.time)

    def movement(agent: str) -> str:
        if not now[agent]:
            return "gone" if before[agent] else "silent"
        if not before[agent]:
            return "new" if len(times[agent]) == now[agent] else "returning"
        difference = now[agent] - before[agent]
        return "up" if difference > 0 else "down" if difference else "same"

    rows = rows_of(tmp_path, logs, "movement", "--range", f"{logs.day:%Y-%m-%d}", "--all")

    columns = ("movement", "previous", "usage", "first_seen", "last_seen")
    # CSV has a quote in front of what a spreadsheet could run as a formula
    named = [(row["application_id"].replace("' +", " +"), row) for row in rows]
    assert {name: tuple(row[one] for one in columns) for name, row in named} == {
        agent: (
            movement(agent),
            str(before[agent]),
            str(now[agent]),
            slot(min(seen)),
            slot(max(seen)),
        )
        for agent, seen in times.items()
    }


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kathmandu"])
def test_latency(logs: Logs, tmp_path: Path, zone: str) -> None:
    days: dict[str, list[Request]] = defaultdict(list)
    for one in logs.requests:
        days[f"{one.time.astimezone(ZoneInfo(zone)):%Y-%m-%d}"].append(one)

    rows = rows_of(tmp_path, logs, "latency", "--by", "day", "--timezone", zone)

    assert {row["period_start"][:10] for row in rows if row["requests"]} == {*days}
    for row in rows:
        requests = days[row["period_start"][:10]]
        took = sorted(one.milliseconds for one in requests if one.milliseconds is not None)
        if requests:
            errors = sum(one.is_error for one in requests)
            counts = [int(row[one]) for one in ("requests", "errors", "timed")]
            assert counts == [len(requests), errors, len(took)]
        for percentile in (50, 90, 95, 99):
            cell = row[f"p{percentile}"]
            assert bool(cell) is bool(took)
            if took:
                exact = took[math.ceil(percentile * len(took) / 100) - 1]
                assert abs(float(cell) - exact) <= 0.02 * exact
        if took:
            assert took[-1] <= float(row["max"]) * 1.000001 <= took[-1] * 1.041


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kathmandu"])
def test_peaks(logs: Logs, tmp_path: Path, zone: str) -> None:
    days: dict[str, list[datetime]] = defaultdict(list)
    for one in logs.requests:
        local = one.time.astimezone(ZoneInfo(zone))
        days[f"{local:%Y-%m-%d}"].append(local)

    rows = rows_of(tmp_path, logs, "peaks", "--timezone", zone)

    assert {row["period_start"][:10] for row in rows if row["requests"]} == {*days}
    for row in rows:
        times = days[row["period_start"][:10]]
        if not times:
            continue
        seconds = Counter(times)
        minutes = Counter(time.replace(second=0) for time in times)
        for name, counted in (("minute", minutes), ("second", seconds)):
            first, most = min(counted.items(), key=lambda item: (-item[1], item[0]))
            assert (row[name], row[f"per_{name}"]) == (first.isoformat(), str(most))
        ends = [datetime.fromisoformat(row[name]) for name in ("covered_start", "covered_end")]
        covered = int((ends[1] - ends[0]).total_seconds())
        idle = covered - len(seconds)
        of_seconds = [0] * idle + sorted(seconds.values())
        assert int(row["p95_per_second"]) == of_seconds[math.ceil(0.95 * covered) - 1]


def test_bills(logs: Logs, tmp_path: Path) -> None:
    counts = Counter(one.agent for one in logs.requests if one.agent != "(none)")
    billed = [agent for agent, _ in counts.most_common(12)]
    with (tmp_path / "applications.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["key", "id", "name", "account", "plan"])
        table.writerows(
            ["", agent, f"App {number}", f"Account {number % 3}", "basic"]
            for number, agent in enumerate(billed)
        )
    coin = Decimal("0.01")
    expected: dict[tuple[str, str], Decimal] = {}
    sums: Counter[str] = Counter()
    for number, agent in enumerate(billed):
        exact = Decimal("0.015") * max(0, counts[agent] - 10)
        expected[agent, "(flat)"] = Decimal("5.00")
        expected[agent, "hits"] = exact.quantize(coin, ROUND_HALF_UP)
        for metric in ("(flat)", "hits"):
            sums[f"Account {number % 3}"] += int(expected[agent, metric] / coin)

    month = f"{logs.day:%Y-%m}"
    lines = rows_of(tmp_path, logs, "billing", "--range", month)
    accounts = rows_of(tmp_path, logs, "billing", "--range", month, "--by", "account")

    found = {(row["application_id"], row["metric"]): row for row in lines}
    assert {key: Decimal(row["amount"]) for key, row in found.items()} == expected
    assert {key[0]: int(row["usage"]) for key, row in found.items() if row["usage"]} == {
        agent: counts[agent] for agent in billed
    }
    assert {row["account"]: int(Decimal(row["amount"]) / coin) for row in accounts} == sums


@pytest.mark.parametrize(("above", "failed"), [(0, "false"), (-1, "true")])
def test_checks(logs: Logs, tmp_path: Path, above: int, failed: str) -> None:
    requests, before = logs.on(logs.day), logs.on(logs.day - timedelta(days=1))
    share = sum(one.is_error for one in requests) / len(requests)
    percent = 100 * len(requests) / len(before)
    conditions = [
        f"requests>{len(requests) + above}",
        f"error_rate>{100 * share + 0.001 + above:.6f}%",
        f"requests>{percent + 0.001 + above:.6f}% of previous",
    ]
    options = [text for one in conditions for text in ("--fail-on", one)]
    span = ["--range", f"{logs.day:%Y-%m-%d}"]

    rows = rows_of(tmp_path, logs, "check-usage", *span, *options, expected_exit=3 if above else 0)

    assert [row["failed"] for row in rows] == [failed] * len(conditions)
    values = [float(row["value"]) for row in rows]
    assert values == pytest.approx([len(requests), share, len(requests)], abs=1e-6)
