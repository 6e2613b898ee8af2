"""One story of requests, told as different gateways and shippers write it."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from generate import lines as combined_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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


def alb(one: Told) -> str:
    stamp = f"{one.time:%Y-%m-%dT%H:%M:%S}.{one.milliseconds:03}000Z"
    return (
        f"https {stamp} app/items/50dc6c495c0c9188 {one.client}:{30000 + one.number % 9999}"
        f" 10.0.0.9:80 0.001 {one.duration / 1000:.3f} 0.001 {one.status} {one.status} 34"
        f' {one.bytes} "{one.verb} https://api.example.org:443{one.target} HTTP/1.1" "{one.agent}"'
        " - TLSv1.2 arn:aws:elasticloadbalancing:eu-central-1:1:targetgroup/items/73e2"
        f' "Root=1-{one.number:x}"'
        f' "api.example.org" "-" 0 {stamp} "forward" "-" "-"\n'
    )


def combined(one: Told) -> str:
    return (
        f'{one.client} - - [{one.time:%d/%b/%Y:%H:%M:%S %z}] "{one.verb} {one.target} HTTP/1.1"'
        f' {one.status} {one.bytes} "-" "{one.agent}"\n'
    )


def pasted(one: Told) -> str:
    """Write a line of `PASTED`."""
    return (
        f"{one.client} [{one.time:%Y-%m-%dT%H:%M:%S+00:00}] {one.backend}.example.org"
        f' "{one.verb} {one.target} HTTP/1.1" {one.status} {one.bytes} {one.duration / 1000:.3f}'
        f' "{one.agent}"\n'
    )


PASTED = (
    'nginx:$remote_addr [$time_iso8601] $host "$request" $status $body_bytes_sent $request_time'
    ' "$http_user_agent"'
)


def w3c(one: Told) -> str:
    path, _, query = one.target.partition("?")
    agent = one.agent.replace(" ", "+")
    return (
        f"{one.time:%Y-%m-%d %H:%M:%S} 10.0.0.9 {one.verb} {path} {query or '-'} 443 -"
        f" {one.client} {agent} - {one.status} 0 0 {one.duration}\n"
    )


def ltsv(one: Told) -> str:
    return (
        f"time:{one.time:%d/%b/%Y:%H:%M:%S %z}\thost:{one.client}"
        f"\treq:{one.verb} {one.target} HTTP/1.1\tstatus:{one.status}\tsize:{one.bytes}"
        f"\treqtime:{one.duration / 1000:.3f}\tua:{one.agent}\tvhost:{one.backend}.example.org\n"
    )


def heroku(one: Told) -> str:
    return (
        f"{one.time:%Y-%m-%dT%H:%M:%S}.{one.milliseconds:03}000+00:00 heroku[router]: at=info"
        f' method={one.verb} path="{one.target}" host={one.backend}.example.org'
        f' request_id={one.number:012x} fwd="{one.client}" dyno=web.1 connect=1ms'
        f" service={one.duration}ms status={one.status} bytes={one.bytes} protocol=https\n"
    )


def in_cri(line: str, one: Told) -> str:
    return f"{one.time:%Y-%m-%dT%H:%M:%S}.{one.milliseconds:03}035218Z stdout F {line}"


def in_docker(line: str, one: Told) -> str:
    stamp = f"{one.time:%Y-%m-%dT%H:%M:%S}.{one.milliseconds:03}891896Z"
    return f'{{"log":{json.dumps(line)},"stream":"stdout","time":"{stamp}"}}\n'


def in_syslog(line: str, one: Told) -> str:
    return f"<190>{one.time:%b} {one.time.day:2} {one.time:%H:%M:%S} gw1 nginx: {line}"


def in_envelope(line: str, one: Told) -> str:
    stamp = f"{one.time:%Y-%m-%dT%H:%M:%S}.{one.milliseconds:03}Z"
    text = json.dumps(line.rstrip("\n"))
    return f'{{"@timestamp":"{stamp}","host":{{"name":"gw1"}},"message":{text}}}\n'


def with_third(writer: Callable[[Told], str]) -> Callable[[Told], str]:
    """Return a writer of combined lines, of which every third is one of another gateway."""
    return lambda one: combined(one) if one.number % 3 else writer(one)


def with_foreign_lines(one: Told) -> str:
    """Write every third line as an application would."""
    if one.number % 3:
        return combined(one)
    stamp = f"{one.time:%Y-%m-%d %H:%M:%S},{one.milliseconds:03}"
    return f"{stamp} INFO app.worker done with {one.number}\n"


WRITERS: dict[str, Callable[[Told], str]] = {
    "envoy": envoy,
    "istio": istio,
    "haproxy": haproxy,
    "traefik": traefik,
    "kong": kong,
    "alb": alb,
    "pasted nginx": pasted,
    "w3c": w3c,
    "ltsv": ltsv,
    "heroku (logfmt)": heroku,
    "combined in cri": lambda one: in_cri(combined(one), one),
    "combined in docker": lambda one: in_docker(combined(one), one),
    "combined in syslog": lambda one: in_syslog(combined(one), one),
    "combined in shippers' json": lambda one: in_envelope(combined(one), one),
    "envoy in cri": lambda one: in_cri(envoy(one), one),
    "kong in docker": lambda one: in_docker(kong(one), one),
    "a third foreign": with_foreign_lines,
    "a third kong": with_third(kong),
    "a third alb": with_third(alb),
}
"""The logs beside the combined one, by name."""
