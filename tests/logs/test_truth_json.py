"""The JSON records of real logs against what other parsers' test suites say about them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import polars as pl
import pytest

from tests.chunks import read_fast
from usagestats.logs.detect.detection import detect
from usagestats.logs.detect.format_fit import FormatFit
from usagestats.logs.formats import FORMATS
from usagestats.logs.readers.log_format import OtherRecordError
from usagestats.logs.values.addresses import first_address
from usagestats.tables.declared import REQUESTS

Truth = dict[str, Any]

MILLISECONDS = len("2026-05-04T10:15:30.123")

FORMAT_OF = {
    "aws-apigateway_logs": "aws-api-gateway-json",
    "azure-application_gateway": "azure-application-gateway",
    "azure_frontdoor-access": "azure-front-door",
    "cloudflare_logpush-http_request": "cloudflare-logpush",
    "dd-akamai.datastream": "akamai-datastream",
    "dd-gravitee": "gravitee-log-json",
    "dd-istio": "istio-mixer-json",
    "gcp-loadbalancing_logs": "google-load-balancer",
    "istio-access_logs": "envoy-json",
    "traefik-access": "traefik-json",
}
"""envoyproxy-log is missing: its JSON wraps lines of text, which is not this module's matter."""

DISAGREEMENTS = {
    ("istio-access_logs", "duration_ms", 14.0): "the truth is the time of the upstream, not the request's",
    ("dd-akamai.datastream", "duration_ms", 11.0): "the truth is a sum of three stages, which no key says",
}  # fmt: skip


@pytest.fixture(scope="module")
def truths(real_logs: Path) -> list[Truth]:
    texts = (real_logs / "truth.jsonl").read_text(encoding="utf-8").splitlines()
    return [truth for truth in map(json.loads, texts) if truth["fmt"] in FORMAT_OF and truth["raw"].lstrip().startswith("{")]  # fmt: skip


def line_of(truth: Truth) -> str:
    """A pretty-printed record, which another module joins, on one line."""
    return " ".join(truth["raw"].splitlines())


def time_of(truth: Truth) -> str:
    if "epoch_ms" not in truth:
        return str(truth["ts"]).removesuffix("Z")[:MILLISECONDS]
    time = datetime.fromtimestamp(truth["epoch_ms"] / 1000, UTC)
    return time.strftime("%Y-%m-%dT%H:%M:%S.%f")[:MILLISECONDS]


READERS: dict[str, tuple[str, Callable[[Truth], Any]]] = {
    "ts": ("time", time_of),
    "epoch_ms": ("time", time_of),
    "method": ("http_method", lambda truth: truth["method"]),
    "status": ("status", lambda truth: truth["status"]),
    "bytes": ("response_bytes", lambda truth: truth["bytes"]),
    "url": ("path", lambda truth: truth.get("path") or urlsplit(truth["url"]).path),
    "path": ("path", lambda truth: truth["path"]),
    "query": ("query", lambda truth: truth["query"]),
    "addr": ("remote_address", lambda truth: first_address(truth.get("ip") or truth["addr"])),
    "ip": ("remote_address", lambda truth: first_address(truth["ip"])),
    "user": ("remote_user", lambda truth: None if truth["user"] == "-" else truth["user"]),
    "backend": ("service", lambda truth: truth["backend"]),
    "duration_ns": ("duration_ms", lambda truth: truth["duration_ns"] / 1e6),
    "duration_raw": ("duration_ms", lambda truth: float(truth["duration_raw"]) / 1e6),
}


def expected_of(truth: Truth) -> dict[str, Any]:
    """Return a truth in our words and units."""
    return {ours: read(truth) for theirs, (ours, read) in READERS.items() if theirs in truth}


def told_of(request: dict[str, Any], expected: dict[str, Any]) -> dict[str, Any]:
    """Return our request, with the time as exact as the truth has it."""
    time = request["time"].strftime("%Y-%m-%dT%H:%M:%S.%f")
    return {**request, "time": time[: len(expected["time"])] if "time" in expected else time}


def test_almost_every_field_is_as_other_parsers_read_it(truths: list[Truth]) -> None:
    compared, unexpected, known = 0, [], set()
    for truth in truths:
        log_format = FORMATS[FORMAT_OF[truth["fmt"]]]
        try:
            expected = expected_of(truth)
            request = told_of(log_format.read_line(line_of(truth)), expected)
        except OtherRecordError:
            assert "Firewall" in truth["raw"]
            continue
        for name, value in expected.items():
            compared += 1
            if request[name] == value:
                continue
            key = (truth["fmt"], name, value)
            known.add(key)
            if key not in DISAGREEMENTS:
                unexpected.append((key, request[name]))

    assert unexpected == []
    assert known == set(DISAGREEMENTS)
    assert compared > 70


def test_each_record_is_detected(truths: list[Truth]) -> None:
    found = {
        truth["raw"]: (detect([line_of(truth).encode()]).format_name, FORMAT_OF[truth["fmt"]])
        for truth in truths
        if "Firewall" not in truth["raw"]
    }

    assert [texts for texts in found.values() if texts[0] != texts[1]] == []


def test_all_records_of_a_format_are_read_alike_by_both_paths(truths: list[Truth]) -> None:
    files = defaultdict(list)
    for truth in truths:
        files[FORMAT_OF[truth["fmt"]]].append(line_of(truth))
    accepted = 0
    for name, lines in files.items():
        data = "".join(f"{line}\n" for line in lines).encode()
        if "Firewall" not in lines[0]:
            assert detect([data]).format_name == name
        for columns in (set(REQUESTS), {"time", "status", "http_method", "path", "query"}):
            fast = read_fast(FORMATS[name], data, columns)
            careful = [FORMATS[name].read_line(lines[row]) for row in fast.numbers]
            rows = fast.requests.drop("line", strict=False)
            assert rows.rows(named=True) == [{column: one[column] for column in rows.columns} for one in careful]  # fmt: skip
        accepted += len(fast.numbers)

    assert accepted == len(truths) - 1  # the firewall's


@pytest.mark.parametrize(
    ("name", "log_format", "paths"),
    [
        ("apisix-file-logger.jsonl", "apisix-json", ["/hello"]),
        ("apisix-nginx-json.jsonl", "json", ["/api/v1/admin/navigation", "/list-risk"]),
        ("kong-file-log-3.8.jsonl", "kong-json", ["/example-route"]),
    ],
)
def test_small_real_logs_are_read(
    real_logs: Path, name: str, log_format: str, paths: list[str]
) -> None:
    data = (real_logs / "small" / name).read_bytes()
    found = detect([data])
    fast = read_fast(FORMATS[found.format_name], data, {"time", "path"})

    assert found.format_name == log_format
    assert found.fitting == found.sampled == len(paths)
    assert fast.requests["path"].to_list() == paths


def test_caddy_is_found_among_records_of_its_other_loggers(real_logs: Path) -> None:
    text = (real_logs / "small" / "logfile_caddy_log.0").read_text(encoding="utf-8")
    bare = [line.removeprefix("caddy  | ") for line in text.splitlines()]
    records = [line for line in bare if '"logger"' in line]
    fast = read_fast(FORMATS["caddy-json"], "\n".join(bare).encode(), {"time", "status"})

    trial = FormatFit.of(FORMATS["caddy-json"], records, ignored=())

    assert (trial.fitting, trial.misfits) == (4, [])
    assert fast.requests["status"].to_list() == [304, 304, 304, 200]
    assert fast.requests.schema["time"] == pl.Datetime("us", "UTC")
