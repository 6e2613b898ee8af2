"""Requests, and one function per log format that writes a request as a line.

Nothing of the project is used: each function follows the documentation of its gateway.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

LOG_ZONE = "Europe/London"
"""The zone of the logs that write no offset."""

PUT_BACK = datetime(2026, 10, 25, 1, tzinfo=UTC)
"""The time at which the clocks of this zone are put back."""


@dataclass(frozen=True)
class Request:
    """A request; at most one of `key` and `user` is there."""

    time: datetime
    method: str
    path: str
    key: str | None
    user: str | None
    status: int
    size: int

    @property
    def query(self) -> str:
        return "page=2" + (f"&user_key={self.key}" if self.key else "")

    @property
    def target(self) -> str:
        return f"{self.path}?{self.query}"

    @property
    def application(self) -> str:
        if self.key:
            return "key:" + hashlib.sha256(self.key.encode()).hexdigest()[:12]
        return self.user or "(none)"

    @property
    def local(self) -> datetime:
        """Return the time on the clocks of the log zone."""
        return self.time.astimezone(ZoneInfo(LOG_ZONE))


def combined(one: Request) -> str:
    time = (one.time + timedelta(hours=2)).strftime("%d/%b/%Y:%H:%M:%S +0200")
    request = f'"{one.method} {one.target} HTTP/1.1"'
    return f'192.0.2.1 - {one.user or "-"} [{time}] {request} {one.status} {one.size} "-" "curl/8"'


def vhost(one: Request) -> str:
    return f"api.example.org:443 {combined(one)}"


def apicast(one: Request) -> str:
    return (
        f"[{one.time:%d/%b/%Y:%H:%M:%S} +0000] api.example.org:8080 192.0.2.1:51234"
        f' "{one.method} {one.target} HTTP/1.1" {one.status} {one.size} (0.034) 0'
    )


def kong(one: Request) -> str:
    request = {"method": one.method, "uri": one.target, "headers": {"host": "api.example.org"}}
    record = {
        "request": request,
        "response": {"status": one.status, "size": one.size},
        "latencies": {"request": 34, "proxy": 30, "kong": 4},
        "started_at": int(one.time.timestamp() * 1000),
        "client_ip": "192.0.2.1",
    }
    return json.dumps(record | ({"consumer": {"username": one.user}} if one.user else {}))


def caddy(one: Request) -> str:
    request = {"remote_ip": "192.0.2.1", "method": one.method, "host": "api.example.org"}
    return json.dumps(
        {
            "level": "info",
            "ts": one.time.timestamp(),
            "logger": "http.log.access",
            "msg": "handled request",
            "request": request | {"uri": one.target},
            "user_id": one.user or "",
            "duration": 0.034,
            "size": one.size,
            "status": one.status,
        }
    )


def nginx_json(one: Request) -> str:
    return json.dumps(
        {
            "time_iso8601": one.time.isoformat(),
            "remote_addr": "192.0.2.1",
            "remote_user": one.user or "",
            "request": f"{one.method} {one.target} HTTP/1.1",
            "status": str(one.status),
            "body_bytes_sent": str(one.size),
        }
    )


def ltsv(one: Request) -> str:
    pairs = {
        "time": f"{one.time:%d/%b/%Y:%H:%M:%S} +0000",
        "host": "192.0.2.1",
        "user": one.user or "-",
        "req": f"{one.method} {one.target} HTTP/1.1",
        "status": one.status,
        "size": one.size,
    }
    return "\t".join(f"{label}:{value}" for label, value in pairs.items())


def haproxy(one: Request) -> str:
    return (
        f"192.0.2.1:51234 [{one.local:%d/%b/%Y:%H:%M:%S}.000] http-in items/srv1 10/0/30/69/109"
        f' {one.status} {one.size} - - ---- 1/1/1/1/0 0/0 "{one.method} {one.target} HTTP/1.1"'
    )


def haproxy_in_syslog(one: Request) -> str:
    return f"{one.local:%b %e %H:%M:%S} lb1 haproxy[99]: {haproxy(one)}"


def in_syslog(one: Request) -> str:
    return f"<134>1 {one.time:%Y-%m-%dT%H:%M:%SZ} web1 nginx 99 - - {combined(one)}"


def gin(one: Request) -> str:
    time = f"{one.local:%Y/%m/%d - %H:%M:%S}"
    return f'[GIN] {time} | {one.status} |     34.12ms |       192.0.2.1 | {one.method:7} "{one.target}"'


def elb(one: Request) -> str:
    return (
        f"{one.time:%Y-%m-%dT%H:%M:%S}.000000Z items 192.0.2.1:51234 10.0.0.9:80 0.000073 0.034048"
        f" 0.000057 {one.status} {one.status} 0 {one.size}"
        f' "{one.method} http://api.example.org:80{one.target} HTTP/1.1" "curl/8" - -'
    )


def alb(one: Request) -> str:
    return (
        f"http {one.time:%Y-%m-%dT%H:%M:%S}.000000Z app/items/50dc6c495c0c9188 192.0.2.1:51234"
        f" 10.0.0.9:80 0.001 0.032 0.001 {one.status} {one.status} 34 {one.size}"
        f' "{one.method} http://api.example.org:80{one.target} HTTP/1.1" "curl/8" - - -'
        ' "Root=1-58337262-36d228ad5d99923122bbe354" "-" "-" 0'
        f' {one.time:%Y-%m-%dT%H:%M:%S}.000000Z "forward" "-" "-"'
    )


IIS_FIELDS = (
    "#Software: Microsoft Internet Information Services 10.0\n"
    "#Fields: date time cs-method cs-uri-stem cs-uri-query cs-username c-ip sc-status"
)
IIS_FIELDS_CHANGED = (
    "#Fields: date time c-ip cs-username sc-status cs-method cs-uri-stem cs-uri-query"
)


def iis(one: Request) -> str:
    target = f"{one.method} {one.path} {one.query}"
    return f"{one.time:%Y-%m-%d %H:%M:%S} {target} {one.user or '-'} 192.0.2.1 {one.status}"


def iis_changed(one: Request) -> str:
    target = f"{one.method} {one.path} {one.query}"
    return f"{one.time:%Y-%m-%d %H:%M:%S} 192.0.2.1 {one.user or '-'} {one.status} {target}"


CLOUDFRONT_FIELDS = (
    "#Version: 1.0\n"
    "#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status"
    " cs(Referer) cs(User-Agent) cs-uri-query"
)


def cloudfront(one: Request) -> str:
    edge = f"{one.time:%Y-%m-%d}\t{one.time:%H:%M:%S}\tFRA56-C1\t{one.size}\t192.0.2.1"
    uri = f"{one.method}\td1.example.net\t{one.path}\t{one.status}"
    return f"{edge}\t{uri}\t-\tcurl/8\t{one.query}"
