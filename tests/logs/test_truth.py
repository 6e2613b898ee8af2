"""Every record of truth.jsonl: real lines, with what the test suites of other parsers say they hold.

Each is read as a file of its own, and all of a source together.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, unquote_plus
from zoneinfo import ZoneInfo

import pytest

from tests.chunks import source_reader
from usagestats.logs.read_chunk import read_chunk
from usagestats.logs.source_reader import SourceOutcome

pytestmark = pytest.mark.slow  # all real logs

Record = dict[str, Any]

FORMAT_OF = {
    "apache-access": {"ncsa", "apache-ssl-request"},
    "aws-cloudfront_logs": {"aws-cloudfront"},
    "aws-apigateway_logs": {"aws-api-gateway-json"},
    "aws-elb": {"aws-alb", "aws-elb"},
    "aws-s3access": {"aws-s3"},
    "azure-application_gateway": set(),
    "azure_frontdoor-access": {"azure-front-door"},
    "cloudflare_logpush-http_request": {"cloudflare-logpush"},
    "dd-akamai.datastream": {"akamai-datastream"},
    "dd-apache": {"ncsa"},
    "dd-envoy": {"envoy"},
    "dd-gravitee": {"gravitee-log-json"},
    "dd-gunicorn": {"ncsa"},
    "dd-haproxy": {"haproxy"},
    "dd-iis": {"w3c"},
    "dd-istio": {"istio-mixer-json"},
    "dd-kong": {"ncsa"},
    "dd-lighttpd": {"ncsa"},
    "dd-nginx": {"ncsa"},
    "dd-nginx-ingress-controller": {"ingress-nginx", "ncsa"},
    "dd-squid": {"squid"},
    "dd-tomcat": {"ncsa"},
    "dd-varnish": {"ncsa"},
    "envoyproxy-log": {"envoy"},
    "haproxy-log": {"haproxy"},
    "iis-access": {"w3c"},
    "gcp-loadbalancing_logs": {"google-load-balancer"},
    "istio-access_logs": {"envoy", "envoy-json"},
    "nginx-access": {"ncsa"},
    "nginx_ingress_controller-access": {"ingress-nginx"},
    "squid-log": {"squid"},
    "traefik-access": {"traefik", "traefik-json", "ncsa"},
}
NO_REQUESTS = {
    "a connection, no HTTP request": (
        "Connect from", "main app/<NOSRV> -1/-1/1 212", "fnt bck/srv1", "bk_kamino_p/nl14s0111",
        "lb_https_op_vip bk_op", "public_ssl be_tcp", "tls 1.0 ", '] "- - -" 0 -',
        *(f' - - {sizes} "- - - "' for sizes in ("134 859", "7 343", "17 343", "57 502", "82 305", "82 0")),
    ),
    "an error log's": ("[error] 8409", "[info] 14#14"),
    "an application's own log": (
        "Booting worker", "ERROR in app", "(response.c.450)", "controller.go:202", "kid1| ", "pinger: ",
        "MyApp", "org.foo.bar:32", "Catalina.start", "[GC pause", "[GC concurrent", "[Finalize Marking",
    ),
    "a firewall's, not the gateway's": ("ApplicationGatewayFirewallLog",),
    "a brace too many in the JSON around it": ("UF,URX 0 0 0",),
}  # fmt: skip
DISAGREEMENTS = {
    ("aws-elb", "path"): (2, "the request names a host and no path, or nothing that is a request"),
    ("dd-squid", "path"): (2, "a URL without a path asks for /"),
    ("envoyproxy-log", "response_bytes"): (1, "that suite takes the bytes received"),
    ("aws-cloudfront_logs", "response_bytes"): (
        3,
        "that suite takes sc-content-len, without headers",
    ),
    ("dd-akamai.datastream", "duration_ms"): (1, "that suite adds three stages, which no key says"),
    ("istio-access_logs", "duration_ms"): (4, "that suite takes the time of the upstream"),
}


def records(real_logs: Path) -> list[Record]:
    text = (real_logs / "truth.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def no_request(record: Record) -> bool:
    return any(sign in record["raw"] for signs in NO_REQUESTS.values() for sign in signs)


def read(log: Path, lines: list[str]) -> tuple[list[Record], SourceOutcome]:
    log.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    reading = source_reader(log).open()
    frames = [read_chunk(chunk, ZoneInfo("UTC")).requests for chunk in reading.chunks()]
    return [row for frame in frames for row in frame.iter_rows(named=True)], reading.outcome()


def truth(record: Record) -> Iterator[tuple[str, Any]]:
    if "ts" in record:
        yield "time", datetime.fromisoformat(record["ts"])
    elif "epoch_ms" in record:
        yield "time", datetime.fromtimestamp(record["epoch_ms"] / 1000, UTC)
    names = {"method": "http_method", "status": "status", "bytes": "response_bytes", "path": "path",
             "query": "query", "user": "remote_user"}  # fmt: skip
    for name, column in names.items():
        if name in record:
            yield column, None if record[name] == "-" else record[name]
    nanoseconds = record.get("duration_ns", record.get("duration_raw"))
    if nanoseconds is not None:
        yield "duration_ms", float(nanoseconds) / 1e6


def agrees(column: str, ours: Any, theirs: Any) -> bool:
    """Times of theirs may be cut off after milliseconds or seconds, their paths are decoded."""
    if ours is None or theirs is None:
        return ours is None and theirs is None
    if column == "time":
        shown = ours.replace(
            microsecond=0 if theirs.microsecond == 0 else ours.microsecond // 1000 * 1000
        )
        return bool(shown == theirs.replace(microsecond=theirs.microsecond // 1000 * 1000))
    if column == "duration_ms":
        return bool(abs(ours - theirs) < 0.001)
    return theirs in (
        {ours, unquote(ours), unquote_plus(ours)} if isinstance(ours, str) else {ours}
    )


@pytest.mark.slow  # each line of the real logs by itself
def test_every_line_says_what_others_read_from_it(real_logs: Path, tmp_path: Path) -> None:
    compared, wrong, formats = 0, Counter[tuple[str, str]](), defaultdict(set)
    every = records(real_logs)
    assert {record["fmt"] for record in every} == set(FORMAT_OF)
    for record in every:
        rows, opened = read(tmp_path / "log", [record["raw"]])
        assert len(rows) == (not no_request(record)), record["raw"]
        for row in rows:
            formats[record["fmt"]].add(opened.detection.format_name if opened.detection else "")
            known = list(truth(record))
            compared += len(known)
            wrong.update(
                (record["fmt"], column)
                for column, value in known
                if not agrees(column, row[column], value)
            )

    assert wrong == {place: count for place, (count, _) in DISAGREEMENTS.items()}
    assert compared > 1600
    assert wrong.total() <= 0.02 * compared
    assert {name: found for name, found in formats.items() if found != FORMAT_OF[name]} == {}


@pytest.mark.parametrize(
    "name", sorted(set(FORMAT_OF) - {"aws-elb", "dd-tomcat", "dd-squid", "dd-haproxy"})
)
def test_the_lines_of_a_source_are_read_alike_together(
    real_logs: Path, tmp_path: Path, name: str
) -> None:
    """Sources of one format; the others mix several, or hold more of something else."""
    lines = [
        record["raw"]
        for record in records(real_logs)
        if record["fmt"] == name and '"message"' not in record["raw"]
    ]
    formats: dict[Any, list[tuple[str, Record]]] = defaultdict(list)
    for line in lines:
        rows, opened = read(tmp_path / "log", [line])
        if rows and opened.detection:
            formats[opened.detection.format_name, opened.detection.wrappers].extend(
                (line, row) for row in rows
            )
    for (log_format, _), alone in formats.items():
        together, opened = read(tmp_path / "all", [line for line, _ in alone])
        assert opened.detection is not None
        assert opened.detection.format_name == log_format
        assert [row | {"line": 1} for row in together] == [row | {"line": 1} for _, row in alone]


def test_a_source_is_read_whole(real_logs: Path, tmp_path: Path) -> None:
    for name in (
        "squid-log",
        "iis-access",
        "aws-s3access",
        "nginx-access",
        "nginx_ingress_controller-access",
    ):
        mine = [record["raw"] for record in records(real_logs) if record["fmt"] == name]
        rows, opened = read(tmp_path / name, mine)
        assert len(rows) == len(mine)
        assert opened.detection is not None
        assert {opened.detection.format_name} == FORMAT_OF[name]


@pytest.mark.parametrize(
    ("name", "log_format", "requests"),
    [
        ("apicast-default.log", "apicast", 11),
        ("apisix-access.log", "apisix", 3),
        ("envoy-injection.log", "envoy", 2),
        ("gin.log", "gin", 8),
        ("haproxy-docs.log", "haproxy", 13),
        ("heroku-router.log", "heroku-router", 5),
        ("kong-nginx.log", "ncsa", 2),
        ("logfile_haproxy.0", "haproxy", 13),
        ("logfile_w3c.3", "w3c", 3),
        ("logfile_w3c.5", "w3c", 1),
        ("logfile_w3c.6", "w3c", 1),
        ("logfile_w3c_big.0", "w3c", 210),
        ("nginx-odd.log", "ncsa", 6),
        ("tyk-access-text.log", "tyk", 1),
    ],
)
def test_small_logs(real_logs: Path, name: str, log_format: str, requests: int) -> None:
    reading = source_reader(real_logs / "small" / name).open()

    read_parts = [read_chunk(chunk, ZoneInfo("UTC")) for chunk in reading.chunks()]

    detection = reading.outcome().detection
    assert detection is not None
    assert detection.format_name == log_format
    assert sum(part.requests.height for part in read_parts) == requests


@pytest.mark.parametrize(
    "name",
    [
        "logfile_crlf.0",
        "logfile_invalid_utf8.0",
        "logfile_docker_compose.0",
        "logfile_syslog_with_access_log.0",
    ],
)
def test_what_is_no_access_log_is_taken_for_none(real_logs: Path, name: str) -> None:
    reading = source_reader(real_logs / "small" / name).open()

    assert list(reading.chunks()) == []
    assert reading.outcome().is_skipped
