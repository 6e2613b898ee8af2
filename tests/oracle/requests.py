"""Lines of logs → requests, by one regular expression per format."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from tests.oracle.clients import first_client, is_address, without_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


@dataclass(frozen=True)
class Request:
    """A line that is a request; `upstream` is 0 where no upstream answered."""

    time: datetime
    http_method: str | None
    host: str | None
    path: str | None
    query: str
    status: int | None
    size: int | None
    milliseconds: float | None
    upstream: int | None
    address: str | None
    user: str | None
    agent: str | None
    service: str | None
    text: str
    passed_on: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Lines:
    """The lines of a file; `numbers` are those of its requests, from 1."""

    name: str
    numbers: tuple[int, ...]
    requests: tuple[Request, ...]
    rejects: int
    ignored: int

    @property
    def total(self) -> int:
        return len(self.requests) + self.rejects + self.ignored


NCSA = re.compile(
    r"(?:(?P<host>[\w.-]+):\d+ )?(?P<address>[\w.:]+) - (?P<user>\S+) \[(?P<time>[^\]]+)\]"
    r' "(?P<request>[^"]*)" (?P<status>\d{3}|-) (?P<size>\d+|-)'
    r' "[^"]*" "(?P<agent>[^"]*)"(?: (?P<seconds>\d+\.\d{3}))?(?: "(?P<forwarded>[^"]*)")?'
)
APICAST = re.compile(
    r"\[(?P<time>[^\]]+)\] (?P<host>[\w.-]+):\d+ (?P<address>[\d.]+):\d+"
    r' "(?P<request>[^"]*)" (?P<status>\d{3}|-) (?P<size>\d+) \((?P<seconds>\d+\.\d{3})\) ?\d*'
)
ALB = re.compile(
    r"https? (?P<time>\S+) \S+ (?P<address>[\d.]+):\d+ \S+ (?P<a>\S+) (?P<b>\S+) (?P<c>\S+)"
    r" (?P<status>\d+) (?P<upstream>\d+|-) \d+ (?P<size>\d+)"
    r' "(?P<http_method>[A-Z]+) http://(?P<host>[\w.-]+):\d+(?P<target>\S*) HTTP/1\.1"'
    r' "(?P<agent>[^"]*)" \S+ \S+ \S+targetgroup/(?P<service>\w+)/.*'
)
ENVOY = re.compile(
    r'\[(?P<time>[^\]]+)\] "(?P<request>[^"]*)" (?P<status>\d+) \S+ \d+ (?P<size>\d+) (?P<ms>\d+)'
    r' \d+ "(?P<forwarded>[^"]*)" "(?P<agent>[^"]*)" "[^"]*" "(?P<host>[^"]*)" "[^"]*"'
)
HAPROXY = re.compile(
    r"(?P<address>[\d.]+):\d+ \[(?P<wall>[^\]]+)\] \S+ (?P<service>\w+)/\S+"
    r" -?\d+/-?\d+/-?\d+/(?P<answer>-?\d+)/(?P<ms>\d+) (?P<status>\d+) (?P<size>\d+)"
    r' - - \S+ \S+ \S+ "(?P<request>[^"]*)"'
)
REQUEST_LINE = re.compile(r"(?P<http_method>[A-Z]+) (?P<target>\S+) HTTP/\d(?:\.\d)?")
ERROR_LOG = re.compile(r"\d{4}/\d\d/\d\d \d\d:\d\d:\d\d \[\w+\] \d+#\d+: ")


def read_lines(name: str, lines: Iterable[str], log_zone: str) -> Lines:
    """Read the lines of a file; times without an offset are those of a zone."""
    found: dict[int, Request] = {}
    rejects = ignored = 0
    walls = WallClock(ZoneInfo(log_zone))
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#") or ERROR_LOG.match(line):
            ignored += 1
        elif request := read_line(line, walls):
            found[number] = request
        else:
            rejects += 1
    return Lines(name, tuple(found), tuple(found.values()), rejects, ignored)


def read_line(line: str, walls: WallClock) -> Request | None:
    """Read one line of any format; `None` for a reject."""
    if line.startswith("{"):
        return _of_json(line)
    if line.startswith("time:"):
        return _of_labels(line)
    readers: dict[re.Pattern[str], Callable[[re.Match[str], str], Request | None]] = {
        NCSA: _of_text,
        APICAST: _of_text,
        ALB: _of_alb,
        ENVOY: _of_envoy,
        HAPROXY: lambda match, line: _of_haproxy(match, line, walls),
    }
    for form, read in readers.items():
        if match := form.fullmatch(line):
            return read(match, line)
    return None


class WallClock:
    """The clocks of a zone, which show an hour twice when they are put back.

    Times in that hour are the first ones until they step back by more than five minutes.
    """

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._latest: datetime | None = None
        self._is_second = False

    def read(self, wall: datetime) -> datetime:
        first, second = (
            wall.replace(tzinfo=self._zone, fold=fold).astimezone(UTC) for fold in (0, 1)
        )
        if first >= second:
            return first
        if self._latest and self._latest - first > timedelta(minutes=5):
            self._is_second = True
        if self._is_second:
            return second
        self._latest = max(first, self._latest or first)
        return first


def _of_text(match: re.Match[str], line: str) -> Request | None:
    values = match.groupdict()
    time = _bracket_time(values["time"])
    if time is None:
        return None
    http_method, path, query = _request_line(values["request"])
    seconds = values["seconds"]
    return Request(
        time=time,
        http_method=http_method,
        host=(values["host"] or "").lower() or None,
        path=path,
        query=query,
        status=_status(values["status"]),
        size=None if values["size"] == "-" else int(values["size"]),
        milliseconds=None if seconds is None else float(seconds) * 1000,
        upstream=None,
        address=values["address"],
        user=_given(values.get("user")),
        agent=_given(values.get("agent")),
        service=None,
        text=line,
        passed_on={"X-Forwarded-For": _of_addresses(values.get("forwarded"))},
    )


def _of_json(line: str) -> Request | None:
    try:
        record = json.loads(line)
    except ValueError:
        return None
    readers = {"started_at": _kong, "time_iso8601": _nginx, "logger": _caddy}
    return next((read(record, line) for key, read in readers.items() if key in record), None)


def _kong(record: dict[str, Any], line: str) -> Request:
    path, query = _target(record["request"]["uri"])
    return Request(
        time=datetime.fromtimestamp(record["started_at"] / 1000, UTC),
        http_method=record["request"]["method"],
        host=record["request"]["headers"]["host"].lower().partition(":")[0],
        path=path,
        query=query,
        status=record["response"]["status"],
        size=record["response"]["size"],
        milliseconds=float(record["latencies"]["request"]),
        upstream=None,
        address=record["client_ip"],
        user=record.get("consumer", {}).get("username"),
        agent=record["request"]["headers"].get("user-agent"),
        service=record.get("service", {}).get("name"),
        text=line,
        passed_on={
            name: record["request"]["headers"].get(name.lower())
            for name in ("X-Forwarded-For", "X-Real-IP")
        },
    )


def _nginx(record: dict[str, Any], line: str) -> Request:
    path, query = _target(record["request_uri"])
    upstream = record.get("upstream_status")
    return Request(
        time=datetime.fromisoformat(record["time_iso8601"]).astimezone(UTC),
        http_method=record["request_method"],
        host=record["host"].lower(),
        path=path,
        query=query,
        status=_status(record["status"]),
        size=int(record["body_bytes_sent"]),
        milliseconds=float(record["request_time"]) * 1000,
        upstream=None if upstream is None else int(upstream) if upstream.isdigit() else 0,
        address=record["remote_addr"],
        user=_given(record["remote_user"]),
        agent=_given(record["http_user_agent"]),
        service=None,
        text=line,
        passed_on={
            "X-Forwarded-For": record.get("http_x_forwarded_for"),
            "X-Real-IP": record.get("http_x_real_ip"),
            "http_x_real_ip": record.get("http_x_real_ip"),
            "http_forwarded": record.get("http_forwarded"),
        },
    )


def _caddy(record: dict[str, Any], line: str) -> Request:
    path, query = _target(record["request"]["uri"])
    return Request(
        time=datetime.fromtimestamp(record["ts"], UTC),
        http_method=record["request"]["method"],
        host=record["request"]["host"].lower(),
        path=path,
        query=query,
        status=record["status"] or None,
        size=record["size"],
        milliseconds=record["duration"] * 1000,
        upstream=None,
        address=record["request"]["remote_ip"],
        user=_given(record["user_id"]),
        agent=record["request"]["headers"]["User-Agent"][0],
        service=None,
        text=line,
        passed_on={name: texts[0] for name, texts in record["request"]["headers"].items() if texts},
    )


def _of_alb(match: re.Match[str], line: str) -> Request:
    path, query = _target(match["target"])
    seconds = [float(match[name]) for name in "abc"]
    return Request(
        time=datetime.fromisoformat(match["time"]),
        http_method=match["http_method"],
        host=match["host"].lower(),
        path=path,
        query=query,
        status=_status(match["status"]),
        size=int(match["size"]),
        milliseconds=None if min(seconds) < 0 else sum(seconds) * 1000,
        upstream=int(match["upstream"]) if match["upstream"] != "-" else 0,
        address=match["address"],
        user=None,
        agent=match["agent"],
        service=match["service"],
        text=line,
    )


def _of_envoy(match: re.Match[str], line: str) -> Request:
    http_method, path, query = _request_line(match["request"])
    return Request(
        time=datetime.fromisoformat(match["time"]),
        http_method=http_method,
        host=match["host"].lower(),
        path=path,
        query=query,
        status=_status(match["status"]),
        size=int(match["size"]),
        milliseconds=float(match["ms"]),
        upstream=None,
        address=first_client(match["forwarded"]),
        user=None,
        agent=match["agent"],
        service=None,
        text=line,
        passed_on={"X-Forwarded-For": match["forwarded"]},
    )


def _of_haproxy(match: re.Match[str], line: str, walls: WallClock) -> Request:
    http_method, path, query = _request_line(match["request"])
    wall = datetime.strptime(match["wall"], "%d/%b/%Y:%H:%M:%S.%f")  # noqa: DTZ007
    status = _status(match["status"])
    return Request(
        time=walls.read(wall),
        http_method=http_method,
        host=None,
        path=path,
        query=query,
        status=status,
        size=int(match["size"]),
        milliseconds=float(match["ms"]),
        upstream=0 if match["answer"] == "-1" else status or 0,
        address=match["address"],
        user=None,
        agent=None,
        service=match["service"],
        text=line,
    )


def _of_labels(line: str) -> Request | None:
    values = dict(pair.split(":", 1) for pair in line.split("\t"))
    time = _bracket_time(values["time"])
    if time is None:
        return None
    http_method, path, query = _request_line(values["req"])
    return Request(
        time=time,
        http_method=http_method,
        host=values["vhost"].lower(),
        path=path,
        query=query,
        status=_status(values["status"]),
        size=int(values["size"]),
        milliseconds=float(values["reqtime"]) * 1000,
        upstream=None,
        address=values["host"],
        user=_given(values["user"]),
        agent=_given(values["ua"]),
        service=None,
        text=line,
        passed_on={"X-Forwarded-For": values["forwardedfor"]},
    )


def _of_addresses(text: str | None) -> str | None:
    """Return a text without a name in the line; it is a header only if it is a list of addresses."""
    parts = [without_port(part.strip()) for part in (text or "").split(",")]
    return text if all(map(is_address, parts)) else None


def _bracket_time(text: str) -> datetime | None:
    try:
        return datetime.strptime(text.strip("[]"), "%d/%b/%Y:%H:%M:%S %z").astimezone(UTC)
    except ValueError:
        return None


def _request_line(text: str) -> tuple[str | None, str | None, str]:
    match = REQUEST_LINE.fullmatch(text)
    if match is None:
        return None, None, ""
    return match["http_method"], *_target(match["target"])


def _target(text: str) -> tuple[str, str]:
    path, _, query = text.partition("?")
    return path, query


def _status(text: str) -> int | None:
    return int(text) if text.isdigit() and int(text) else None


def _given(text: str | None) -> str | None:
    return None if text in {None, "", "-"} else text
