"""The same figures by another way: plain Python over the lines, compared cell by cell.

Nothing of the project is used but the command itself: lines are taken apart by one regular
expression, and periods are found by walking from quarter of an hour to quarter of an hour.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import re
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import pytest

from tests.case import Invocation
from tests.conftest import PROJECT, REAL_LOGS
from tests.same_process import run_in_process

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

pytestmark = pytest.mark.slow  # every number of four reports, counted once more

QUARTER = timedelta(minutes=15)
METRICS = ["requests", "hits", "metadata", "datastore"]
LINE = re.compile(
    r"(?:\S+:\d+ )?\S+ \S+ (\S+) \[([^\]]+)\]"
    r' "(\S+) (\S+) [^"]*" (\d{3}|-) (\d+|-) '
)


@dataclass(frozen=True)
class Request:
    time: datetime
    verb: str
    application: str
    status: int | None
    size: int
    milliseconds: float

    @property
    def metrics(self) -> list[str]:
        methods = {"GET": ["metadata"], "POST": ["datastore"]}
        return ["requests", "hits", *methods.get(self.verb, [])]


@dataclass(frozen=True)
class Logs:
    """The logs that were read.

    Args:
        argument: The argument LOG of the command.
        requests: Of all files.
        covered: The starts of the quarters of an hour that the files cover.
    """

    argument: str
    requests: tuple[Request, ...]
    covered: frozenset[datetime]

    @property
    def start(self) -> datetime:
        return min(self.covered)

    @property
    def end(self) -> datetime:
        return max(self.covered) + QUARTER


def read(path: Path) -> list[Request]:
    opened = {".gz": gzip.decompress, ".zst": zstd.decompress}
    text = opened.get(path.suffix, bytes)(path.read_bytes()).decode()
    is_timed = path.is_relative_to(PROJECT)
    found = []
    for line in text.removesuffix("\n").split("\n"):
        match = LINE.match(line)
        assert match, line
        user, time, verb, target, status, size = match.groups()
        found.append(
            Request(
                datetime.strptime(time, "%d/%b/%Y:%H:%M:%S %z").astimezone(UTC),
                verb,
                application(target.partition("?")[2], user),
                None if status == "-" else int(status),
                0 if size == "-" else int(size),
                1000 * float(line.rpartition(" ")[2]) if is_timed else 0.0,
            )
        )
    return found


def application(query: str, user: str) -> str:
    given = dict(reversed([part.partition("=")[::2] for part in query.split("&")]))
    for name in ("user_key", "app_id", "api_key", "apikey"):
        value = unquote(given.get(name, ""))
        if value:
            is_secret = name != "app_id"
            return "key:" + hashlib.sha256(value.encode()).hexdigest()[:12] if is_secret else value
    return "(none)" if user == "-" else user


def quarter(time: datetime) -> datetime:
    return time.replace(minute=time.minute // 15 * 15, second=0, microsecond=0)


@cache
def sample() -> Logs:
    folder = PROJECT / "sample_logs" / "gateway"
    return logs_of("sample_logs/gateway", sorted(folder.iterdir()))


@cache
def real() -> Logs:
    path = REAL_LOGS / "apache_combined.log"
    if not path.exists():
        pytest.skip("the real logs are not here: they stand beside the project only")
    return logs_of(str(path), [path])


def logs_of(argument: str, paths: Iterable[Path]) -> Logs:
    files = [read(path) for path in paths]
    hulls = sorted(
        (quarter(min(one.time for one in file)), quarter(max(one.time for one in file)) + QUARTER)
        for file in files
    )
    covered: set[datetime] = set()
    reached = hulls[0][0]
    for start, end in hulls:
        first = reached if start - reached <= timedelta(hours=1) else start
        covered |= set(walk(first, end))
        reached = max(reached, end)
    return Logs(argument, tuple(one for file in files for one in file), frozenset(covered))


def walk(start: datetime, end: datetime) -> Iterable[datetime]:
    while start < end:
        yield start
        start += QUARTER


def output(logs: Logs, *arguments: str) -> list[list[str]]:
    """Return the rows of a command, without the header."""
    command = [arguments[0], logs.argument, *arguments[1:], "--format", "csv"]
    outcome = run_in_process(Invocation(command))
    assert outcome.exit == 0
    return list(csv.reader(StringIO(outcome.stdout)))[1:]


def written(rows: Iterable[Iterable[object]]) -> list[list[str]]:
    return [[cell_text(value) for value in row] for row in rows]


def cell_text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.isoformat()
    return "" if value is None else str(value)


def is_rounded(number: float, exact: float) -> bool:
    return abs(number - exact) <= 5.01e-7 and round(number, 6) == number


def assert_equal_cells(actual: list[list[str]], expected: list[list[str]]) -> None:
    """Compare cell by cell; fractions by their value, of which CSV has six digits."""
    assert [len(row) for row in actual] == [len(row) for row in expected]
    for number, (row, other) in enumerate(zip(actual, expected, strict=True)):
        for cell, wanted in zip(row, other, strict=True):
            is_equal = cell == wanted or ("." in cell and is_rounded(float(cell), float(wanted)))
            assert is_equal, f"row {number}: {cell} is not {wanted}: {row}"


KEYS: dict[str, Callable[[datetime], tuple[object, ...]]] = {
    "hour": lambda local: (local.date(), local.hour, local.utcoffset()),
    "day": lambda local: (local.date(),),
    "week": lambda local: local.isocalendar()[:2],
    "month": lambda local: (local.year, local.month),
}


@dataclass
class Span:
    """One period: its quarters, and those of them inside the range."""

    quarters: list[datetime]
    inside: list[datetime]
    covered: frozenset[datetime]

    @property
    def is_known(self) -> bool:
        return any(one in self.covered for one in self.inside)

    def times(self, zone: str) -> list[datetime | None]:
        """Return the ends of the period, and those of its part that logs cover in the range."""
        known = [one for one in self.inside if one in self.covered]
        ends = [self.quarters[0], self.quarters[-1] + QUARTER]
        hull = [known[0], known[-1] + QUARTER] if known else [None, None]
        return [one and one.astimezone(ZoneInfo(zone)) for one in [*ends, *hull]]

    @property
    def is_partial(self) -> bool:
        is_cut = len(self.inside) < len(self.quarters)
        is_half_covered = self.is_known and not all(one in self.covered for one in self.inside)
        return is_cut or is_half_covered


def periods(
    logs: Logs, by: str, zone: str, start: datetime | None = None, end: datetime | None = None
) -> list[Span]:
    first, last = start or logs.start, end or logs.end
    found: dict[object, list[datetime]] = defaultdict(list)
    for one in walk(first - timedelta(days=35), last + timedelta(days=35)):
        found[KEYS[by](one.astimezone(ZoneInfo(zone)))].append(one)
    spans = [
        Span(quarters, [one for one in quarters if first <= one < last], logs.covered)
        for quarters in found.values()
    ]
    return [span for span in spans if span.inside]


def by_quarter(logs: Logs, weigh: Callable[[Request], int]) -> dict[datetime, Counter[str]]:
    found: dict[datetime, Counter[str]] = defaultdict(Counter)
    for one in logs.requests:
        for metric in one.metrics:
            found[quarter(one.time)][metric] += weigh(one)
    return found


def total(found: dict[datetime, Counter[str]], quarters: list[datetime]) -> list[int]:
    return [sum(found[one][metric] for one in quarters if one in found) for metric in METRICS]


LOGS = pytest.mark.parametrize("make", [sample, real])


@LOGS
@pytest.mark.parametrize(
    ("by", "zone", "measure"),
    [
        ("hour", "UTC", "usage"),
        ("hour", "Asia/Kathmandu", "usage"),
        ("hour", "Europe/Athens", "bytes"),
        ("day", "Europe/Athens", "usage"),
        ("day", "Asia/Kathmandu", "bytes"),
        ("week", "Asia/Kathmandu", "usage"),
        ("month", "Europe/Athens", "usage"),
    ],
)
def test_traffic(make: Callable[[], Logs], zone: str, by: str, measure: str) -> None:
    logs = make()
    found = by_quarter(logs, lambda one: 1 if measure == "usage" else one.size)
    expected = [
        (
            *span.times(zone),
            span.is_partial,
            *(total(found, span.inside) if span.is_known else [None] * len(METRICS)),
        )
        for span in periods(logs, by, zone)
    ]
    actual = output(logs, "traffic", "--by", by, "--timezone", zone, "--measure", measure)

    assert_equal_cells(actual, written(expected))


@pytest.mark.parametrize("command", ["traffic", "response-codes"])
@LOGS
def test_classes_of_statuses_beside_each_other(make: Callable[[], Logs], command: str) -> None:
    logs = make()
    classes = ["1xx", "2xx", "3xx", "4xx", "5xx", "none"]
    expected = []
    for span in periods(logs, "day", "Europe/Athens"):
        inside = set(span.inside)
        counts = Counter(
            "none" if one.status is None else f"{str(one.status)[0]}xx"
            for one in logs.requests
            if quarter(one.time) in inside
        )
        figures = [counts[name] if span.is_known else None for name in classes]
        expected.append((*span.times("Europe/Athens"), span.is_partial, *figures))

    options = ["--by", "day", "--wide", "status", "--timezone", "Europe/Athens"]
    actual = output(logs, command, *options)

    assert_equal_cells(actual, written(expected))


@pytest.mark.parametrize("by", ["day", "hour"])
def test_percentiles_beside_usage_and_bytes(by: str) -> None:
    logs = sample()
    measures = ["p50", "bytes", "p95", "usage", "p99"]
    options = ["--by", by, "--timezone", "UTC", "--measure", ",".join(measures)]
    actual = output(logs, "traffic", *options)

    for row, span in zip(actual, periods(logs, by, "UTC"), strict=True):
        inside = set(span.inside)
        requests = [one for one in logs.requests if quarter(one.time) in inside]
        for number, metric in enumerate(METRICS):
            cells = dict(zip(measures, row[5 + 5 * number :], strict=False))
            counted = [one for one in requests if metric in one.metrics]
            expected = (str(sum(one.size for one in counted)), str(len(counted)))
            assert (cells["bytes"], cells["usage"]) == (expected if span.is_known else ("", ""))
            took = sorted(one.milliseconds for one in counted)
            for percentile in (50, 95, 99):
                cell = cells[f"p{percentile}"]
                assert bool(cell) is bool(took)
                if took:
                    exact = took[-(-percentile * len(took) // 100) - 1]
                    assert abs(float(cell) - exact) <= 0.02 * exact


@LOGS
def test_traffic_split_by_application_and_status(make: Callable[[], Logs]) -> None:
    logs = make()
    expected = []
    for span in periods(logs, "day", "UTC"):
        inside = set(span.inside)
        groups: dict[tuple[str, int], list[Request]] = defaultdict(list)
        for one in logs.requests:
            if quarter(one.time) in inside:
                groups[one.application, one.status or 0].append(one)
        for (name, status), requests in sorted(groups.items()):
            counts = Counter(metric for one in requests for metric in one.metrics)
            figures = [counts[metric] for metric in METRICS]
            expected.append((*span.times("UTC"), span.is_partial, name, name, status, *figures))

    actual = output(logs, "traffic", "--split-by", "app,status", "--timezone", "UTC")

    assert_equal_cells(actual, written(expected))


@LOGS
@pytest.mark.parametrize(("by", "zone"), [("hour", "Asia/Kathmandu"), ("day", "Europe/Athens")])
def test_traffic_compared_with_before(make: Callable[[], Logs], zone: str, by: str) -> None:
    logs = make()
    middle = midnight(logs, zone)
    spans = periods(logs, by, zone, start=middle)
    earlier = periods(logs, by, zone, start=middle - timedelta(days=30), end=middle)
    whole = [span for span in spans if len(span.inside) == len(span.quarters)]
    before = dict(
        zip([id(span) for span in whole], earlier[len(earlier) - len(whole) :], strict=True)
    )
    found = by_quarter(logs, lambda _: 1)
    expected: list[tuple[object, ...]] = []
    for span in spans:
        now = total(found, span.inside)
        then = before.get(id(span))
        is_whole = span.is_known and not span.is_partial
        is_comparable = is_whole and then and all(one in logs.covered for one in then.quarters)
        changes: list[object] = [None for _ in METRICS * 2]
        if is_comparable and then:
            pairs = zip(now, total(found, then.quarters), strict=True)
            changes = [cell for a, b in pairs for cell in (b, (a - b) / b if b else None)]
        figures: list[int | None] = [*now] if span.is_known else [None] * len(METRICS)
        expected.append((*figures, *changes))

    actual = output(
        logs, "traffic", "--by", by, "--timezone", zone, "--compare", "previous",
        "--since", middle.isoformat(),
    )  # fmt: skip

    assert_equal_cells([row[5:] for row in actual], written(expected))


def midnight(logs: Logs, zone: str) -> datetime:
    """Return a midnight in the middle of what the logs cover."""
    middle = (logs.start + (logs.end - logs.start) / 2).astimezone(ZoneInfo(zone))
    return middle.replace(hour=0, minute=0, second=0, microsecond=0)


@LOGS
@pytest.mark.parametrize(
    ("by", "zone"),
    [("weekday", "UTC"), ("weekday", "Europe/Athens"), ("hour", "Asia/Kathmandu")],
)
@pytest.mark.parametrize("is_portal", [False, True])
def test_averages(
    make: Callable[[], Logs],
    zone: str,
    by: str,
    is_portal: bool,  # noqa: FBT001
) -> None:
    logs = make()
    found = by_quarter(logs, lambda _: 1)
    sums: dict[int, list[list[int]]] = defaultdict(list)
    for span in periods(logs, "day" if by == "weekday" else "hour", zone):
        local = span.quarters[0].astimezone(ZoneInfo(zone))
        if span.is_known if is_portal else span.is_known and not span.is_partial:
            place = local.weekday() if by == "weekday" else local.hour
            sums[place].append(total(found, span.inside))
    days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    count = 7 if by == "weekday" else 24
    expected = []
    for place in range(count):
        added = [sum(column) for column in zip(*sums[place], strict=True)]
        portal = [(one + count - 1) // count for one in added]
        means = [one / len(sums[place]) for one in added]
        figures = (portal if is_portal else means) or [None] * len(METRICS)
        expected.append((days[place] if by == "weekday" else place, len(sums[place]), *figures))

    options = ["--3scale-compatible"] if is_portal else []
    actual = output(logs, "averages", "--by", by, "--timezone", zone, *options)

    assert_equal_cells(actual, written(expected))


def ranked(used: dict[str, int]) -> dict[str, int]:
    """Return competition ranks: equal usage has an equal rank, and the next one counts them all."""
    return {name: 1 + sum(other > usage for other in used.values()) for name, usage in used.items()}


@LOGS
@pytest.mark.parametrize("metric", ["hits", "datastore"])
@pytest.mark.parametrize("days", [1, 2])
def test_top_apps(make: Callable[[], Logs], metric: str, days: int) -> None:
    logs = make()
    start = datetime(2026, 5, 6, tzinfo=UTC) if make is sample else midnight(logs, "UTC")
    end, before = start + timedelta(days=days), start - timedelta(days=days)
    now, all_requests = used(logs, metric, start, end)
    past, _ = used(logs, metric, before, start)
    is_covered = all(one in logs.covered for one in walk(before, start))
    ranks = ranked(past) if is_covered else {}
    expected: list[list[object]] = []
    for name, rank in ranked(now).items():
        usage = now[name]
        earlier = ranks.get(name)
        change = "new" if earlier is None else moved(rank, earlier)
        share = usage / sum(now.values()) if sum(now.values()) else None
        row = [rank, name, name, *[None] * 4, all_requests[name], usage, share, earlier]
        expected.append([*row, change if is_covered else None])
    for name, rank in ranks.items():
        if name not in now:
            expected.append([None, name, name, *[None] * 4, 0, 0, 0.0, rank, "silent"])

    bounds = ("--since", f"{start:%Y-%m-%dT%H:%MZ}", "--until", f"{end:%Y-%m-%dT%H:%MZ}")
    actual = output(logs, "top-apps", "--all", "--metric", metric, "--timezone", "UTC", *bounds)

    assert_equal_cells(actual, written(expected))


def used(
    logs: Logs, metric: str, start: datetime, end: datetime
) -> tuple[dict[str, int], Counter[str]]:
    """Return the usage of each application, in order of rank, and its requests."""
    inside = [one for one in logs.requests if start <= one.time < end]
    usage = Counter({one.application: 0 for one in inside})
    usage.update(one.application for one in inside if metric in one.metrics)
    ranked = sorted(usage.items(), key=lambda item: (-item[1], item[0]))
    return dict(ranked), Counter(one.application for one in inside)


def moved(rank: int, before: int) -> str:
    return "up" if rank < before else "down" if rank > before else "same"


@LOGS
def test_response_codes(make: Callable[[], Logs]) -> None:
    logs = make()
    counts = Counter(one.status for one in logs.requests)
    expected = [
        (status_class(status), status, count, count / counts.total(), None)
        for status, count in sorted(counts.items(), key=lambda item: item[0] or 1000)
    ]

    assert_equal_cells(output(logs, "response-codes"), written(expected))


@LOGS
@pytest.mark.parametrize(("by", "zone"), [("hour", "Asia/Kathmandu"), ("day", "Europe/Athens")])
def test_response_codes_as_a_series(make: Callable[[], Logs], zone: str, by: str) -> None:
    logs = make()
    statuses: dict[datetime, Counter[int | None]] = defaultdict(Counter)
    for one in logs.requests:
        statuses[quarter(one.time)][one.status] += 1
    expected = []
    for span in periods(logs, by, zone):
        counts = sum((statuses[one] for one in span.inside if one in statuses), Counter())
        for status, count in sorted(counts.items(), key=lambda item: item[0] or 1000):
            figures = (status_class(status), status, count, count / counts.total(), None)
            expected.append((*span.times(zone), span.is_partial, *figures))

    actual = output(logs, "response-codes", "--by", by, "--timezone", zone)

    assert_equal_cells(actual, written(expected))


def status_class(status: int | None) -> str:
    return f"{status // 100}xx" if status else "none"


def test_the_real_log_is_the_one_that_is_known() -> None:
    logs = real()

    assert len(logs.requests) == 10_000
    assert Counter(one.verb for one in logs.requests)["GET"] == 9952
    assert sum(one.size for one in logs.requests) == 2_747_282_740
