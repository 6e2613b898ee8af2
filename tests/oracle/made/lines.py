"""Requests by chance, and one function per format that writes one as a line."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tests.oracle.made.catalogs import HOSTS, IDS, KEYS, SEGMENTS, USERS
from tests.oracle.made.passed_on import CLIENTS, CONNECTIONS, forwarded, x_forwarded_for

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

CHANGES = {
    "UTC": datetime(2026, 10, 31, 0, 0, tzinfo=UTC),
    "Europe/Athens": datetime(2026, 10, 25, 1, 0, tzinfo=UTC),
    "America/New_York": datetime(2026, 3, 8, 7, 0, tzinfo=UTC),
    "Australia/Lord_Howe": datetime(2026, 4, 4, 15, 0, tzinfo=UTC),
    "Asia/Kathmandu": datetime(2026, 12, 31, 18, 15, tzinfo=UTC),
}
"""A moment in each zone at which something changes: the clocks, or the month or year."""

STATUSES = (200, 200, 200, 200, 201, 304, 400, 401, 403, 404, 404, 429, 500, 502, 503, 504, None)
ODD_LINES = (
    "",
    "   ",
    "# a comment",
    "2026/10/23 10:00:00 [error] 7#7: *1 open() failed (2: No such file or directory)",
    "hello, this is no request",
    '192.0.2.1 - - [31/Feb/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 7 "-" "t"',
    '192.0.2.1 - - [broken] "GET / HTTP/1.1" 200 7 "-" "t"',
    "Traceback (most recent call last):",
)


@dataclass(frozen=True)
class Made:
    """A request as the gateway saw it."""

    time: datetime
    zone: str
    http_method: str
    host: str
    target: str
    status: int | None
    size: int
    milliseconds: int
    has_upstream: bool
    address: str
    user: str | None
    agent: str
    is_malformed: bool
    forwarded_for: str
    real_ip: str
    forwarded: str

    @property
    def bracketed(self) -> str:
        return f"{self.time.astimezone(ZoneInfo(self.zone)):%d/%b/%Y:%H:%M:%S %z}"

    @property
    def request_line(self) -> str:
        return "-" if self.is_malformed else f"{self.http_method} {self.target} HTTP/1.1"

    @property
    def shown_status(self) -> str:
        return "000" if self.status is None else str(self.status)

    @property
    def plain_address(self) -> str:
        """The address, if it has no colons."""
        return "192.0.2.8" if ":" in self.address else self.address

    @property
    def seconds(self) -> str:
        return f"{self.milliseconds / 1000:.3f}"


def made_request(chance: Random, time: datetime, zone: str) -> Made:
    return Made(
        time=time,
        zone=zone,
        http_method=chance.choice(("GET", "GET", "GET", "POST", "DELETE", "HEAD", "PUT")),
        host=chance.choice((*HOSTS, HOSTS[0], "unknown.example")),
        target=_target(chance),
        status=chance.choice(STATUSES),
        size=chance.choice((0, 1, 162, 5_000, 123_456_789)),
        milliseconds=chance.choice((0, 1, 12, 34, 250, 9_999)),
        has_upstream=chance.random() < 0.7,
        address=chance.choice(CONNECTIONS),
        user=chance.choice((None, None, *USERS)),
        agent=chance.choice(("curl/8.5.0", "Googlebot/2.1", "okhttp/4.12")),
        is_malformed=chance.random() < 0.03,
        forwarded_for=x_forwarded_for(chance),
        real_ip=chance.choice(("", *CLIENTS)),
        forwarded=forwarded(chance),
    )


def _target(chance: Random) -> str:
    mount = chance.choice(("", "", "/v1", "/v1/x", "/api/3", "/v10"))
    inner = "/".join(chance.choice(SEGMENTS) for _ in range(chance.randint(0, 3)))
    pairs = [
        *chance.choices(("page=2", "page=", "page", "kind=a", "kind=b", "kind=%61", "p+q=1"), k=4)
    ]
    pairs = chance.sample(pairs, chance.randint(0, len(pairs)))
    if chance.random() < 0.6:
        name = chance.choice(("user_key", "user_key", "app_id", "token", "client", "User_Key"))
        secret = name.lower() in {"user_key", "token"}
        credential = f"{name}={chance.choice(KEYS if secret else IDS)}"
        pairs.insert(chance.randint(0, len(pairs)), credential)
    return f"{mount}/{inner}" + (f"?{'&'.join(pairs)}" if pairs else "")


def combined(one: Made) -> str:
    return (
        f'{one.address} - {one.user or "-"} [{one.bracketed}] "{one.request_line}"'
        f' {one.shown_status} {one.size} "-" "{one.agent}"'
    )


def main(one: Made) -> str:
    """Write a line as nginx does by its usual format `main`."""
    return f'{combined(one)} "{one.forwarded_for or "-"}"'


def vhost(one: Made) -> str:
    return f"{one.host}:443 {combined(one)} {one.seconds}"


def apicast(one: Made) -> str:
    return (
        f'[{one.bracketed}] {one.host}:8080 192.0.2.7:51234 "{one.request_line}"'
        f" {one.shown_status} {one.size} ({one.seconds}) 0"
    )


def nginx(one: Made) -> str:
    upstream = one.shown_status if one.has_upstream else "-"
    return json.dumps(
        {
            "time_iso8601": one.time.astimezone(ZoneInfo(one.zone)).isoformat(),
            "remote_addr": one.address,
            "host": one.host,
            "request_method": one.http_method,
            "request_uri": one.target,
            "status": one.shown_status,
            "body_bytes_sent": str(one.size),
            "request_time": one.seconds,
            "upstream_status": upstream,
            "remote_user": one.user or "",
            "http_user_agent": one.agent,
            "http_x_forwarded_for": one.forwarded_for,
            "http_x_real_ip": one.real_ip,
            "http_forwarded": one.forwarded,
        }
    )


def kong(one: Made) -> str:
    headers = {"host": one.host, "user-agent": one.agent}
    passed_on = {"x-forwarded-for": one.forwarded_for, "x-real-ip": one.real_ip}
    headers |= {name: text for name, text in passed_on.items() if text}
    record = {
        "request": {"method": one.http_method, "uri": one.target, "headers": headers},
        "response": {"status": one.status or 499, "size": one.size},
        "latencies": {"request": one.milliseconds, "proxy": 1, "kong": 4},
        "started_at": int(one.time.timestamp() * 1000) + one.milliseconds % 1000,
        "client_ip": one.address,
    }
    if one.user:
        record["consumer"] = {"username": one.user}
    if one.has_upstream:
        record["service"] = {"name": "service1"}
    return json.dumps(record)


def ltsv(one: Made) -> str:
    pairs = {
        "time": f"[{one.bracketed}]",
        "host": one.address,
        "user": one.user or "-",
        "req": one.request_line,
        "status": one.shown_status,
        "size": one.size,
        "reqtime": one.seconds,
        "vhost": one.host,
        "ua": one.agent,
        "forwardedfor": one.forwarded_for or "-",
    }
    return "\t".join(f"{label}:{value}" for label, value in pairs.items())


def caddy(one: Made) -> str:
    request = {
        "remote_ip": one.address,
        "method": one.http_method,
        "host": one.host,
        "uri": one.target,
        "headers": {
            "User-Agent": [one.agent],
            "X-Forwarded-For": [one.forwarded_for] if one.forwarded_for else [],
            "X-Real-IP": [one.real_ip] if one.real_ip else [],
        },
    }
    return json.dumps(
        {
            "level": "info",
            "ts": one.time.timestamp(),
            "logger": "http.log.access",
            "msg": "handled request",
            "request": request,
            "user_id": one.user or "",
            "duration": one.milliseconds / 1000,
            "size": one.size,
            "status": one.status or 0,
        }
    )


def alb(one: Made) -> str:
    time = f"{one.time:%Y-%m-%dT%H:%M:%S}.000000Z"
    target = "10.0.0.9:80 0.000" if one.has_upstream else "- -1"
    seconds = f"{one.seconds} 0.000" if one.has_upstream else "-1 -1"
    upstream = one.shown_status if one.has_upstream else "-"
    return (
        f"http {time} app/shop/50dc6c495c0c9188 {one.plain_address}:51234 {target} {seconds}"
        f" {one.shown_status} {upstream} 34 {one.size}"
        f' "{one.http_method} http://{one.host}:80{one.target} HTTP/1.1" "{one.agent}" - -'
        " arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/shop/73e2d6bc24d8a067"
        f' "Root=1-58337262-36d228ad5d99923122bbe354" "-" "-" 0 {time} "forward" "-" "-"'
    )


def envoy(one: Made) -> str:
    return (
        f'[{one.time:%Y-%m-%dT%H:%M:%S}.000Z] "{one.http_method} {one.target} HTTP/1.1"'
        f" {one.status or 0} - 0 {one.size} {one.milliseconds} 1"
        f' "{one.forwarded_for or one.address}" "{one.agent}" "820b432a-32c1-98d5-b5e2-310f824f940f" "{one.host}"'
        ' "10.0.0.9:8000"'
    )


def haproxy(one: Made) -> str:
    """Write the clocks of the zone without their offset."""
    time = f"{one.time.astimezone(ZoneInfo(one.zone)):%d/%b/%Y:%H:%M:%S}.000"
    server = (
        f"shop/srv1 0/0/0/{one.milliseconds}" if one.has_upstream else "shop/<NOSRV> 0/-1/-1/-1"
    )
    return (
        f"{one.plain_address}:51234 [{time}] web {server}/{one.milliseconds} {one.shown_status}"
        f' {one.size} - - ---- 1/1/1/1/0 0/0 "{one.http_method} {one.target} HTTP/1.1"'
    )


FORMATS: tuple[Callable[[Made], str], ...] = (
    *(combined, main, main, vhost, vhost, apicast, nginx, nginx, kong, ltsv),
    *(caddy, alb, envoy, haproxy, haproxy, haproxy),
)


def made_lines(
    chance: Random,
    write: Callable[[Made], str],
    span: tuple[datetime, datetime],
    count: int,
    zone: str,
    odd_share: float,
) -> list[str]:
    """Make the lines of one file, in order of time."""
    begin, end = span
    seconds = int((end - begin).total_seconds())
    times = [begin + timedelta(seconds=chance.randrange(seconds)) for _ in range(count)]
    requests = [made_request(chance, time, zone) for time in times]
    requests += _again_within_a_day(chance, requests, end)
    lines = []
    for request in sorted(requests, key=lambda one: one.time):
        while chance.random() < odd_share:
            lines.append(chance.choice(ODD_LINES))
        lines.append(write(request))
    return lines


def _again_within_a_day(chance: Random, requests: Sequence[Made], end: datetime) -> list[Made]:
    """Send some requests again after half a day and more: who reached a limit reaches it again."""
    again = []
    for one in chance.sample(requests, len(requests) // 3):
        later = one.time + timedelta(hours=chance.randint(13, 25))
        if later < end:
            again.append(replace(one, time=later))
    return again
