"""JSON records, line by line: what reference logs of gateways hold, and what people make of them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.chunks import read_fast
from usagestats.logs.detect.detection import detect
from usagestats.logs.formats import FORMATS
from usagestats.logs.formats.aws_json import AWS_API_GATEWAY
from usagestats.logs.formats.azure import (
    AZURE_API_MANAGEMENT,
    AZURE_APPLICATION_GATEWAY,
    AZURE_APPLICATION_GATEWAY_1,
)
from usagestats.logs.formats.caddy import CADDY
from usagestats.logs.formats.cloudflare import CLOUDFLARE
from usagestats.logs.formats.envoy_json import ENVOY
from usagestats.logs.formats.gravitee_json import GRAVITEE_ELASTIC
from usagestats.logs.formats.kong import KONG
from usagestats.logs.formats.traefik import TRAEFIK
from usagestats.logs.formats.tyk_json import TYK, TYK_PUMP
from usagestats.logs.formats.usual_names import USUAL_NAMES
from usagestats.logs.readers.json.json_format import JsonFormat
from usagestats.logs.readers.log_format import NoRequestError, OtherRecordError
from usagestats.tables.declared import REQUESTS

JSON_FORMATS = [one for one in FORMATS.values() if isinstance(one, JsonFormat)]

MORNING = datetime(2026, 5, 4, 10, 15, 30, tzinfo=UTC)
NGINX = '{"time_iso8601":"2026-05-04T10:15:30+00:00","status":"200"'
KONG_LINE = '{"started_at":1777889730000,"response":{"status":200,"size":"576"}'

LINES: list[tuple[str, JsonFormat, str, dict[str, Any]]] = [
    ("numbers as texts, an upstream that was retried", USUAL_NAMES,
     '{"msec":1777889730.000,"status":"502","request_uri":"/list?a=1","request_method":"GET",'
     '"request_time":"33.093","body_bytes_sent":"556","upstream_status":"504, 502","args":"a=1"}',
     {"time": MORNING, "status": 502, "path": "/list", "query": "a=1", "duration_ms": 33093.0,
      "response_bytes": 556, "upstream_status": 502}),
    ("a request line and the usual names", USUAL_NAMES,
     NGINX + ',"request":"POST /a?b=c HTTP/1.1","remote_user":"-","http_host":"API.example.org:8080"}',
     {"http_method": "POST", "path": "/a", "query": "b=c", "host": "api.example.org", "remote_user": None}),
    ("a path without its query beside the request line", USUAL_NAMES,
     NGINX + ',"uri":"/a","request":"GET /a?user_key=k HTTP/1.1"}', {"path": "/a", "query": "user_key=k"}),
    ("the query in a key of its own", USUAL_NAMES, NGINX + ',"uri":"/a","args":"x=1"}', {"query": "x=1"}),
    ("a whole URL", USUAL_NAMES, NGINX + ',"url":"https://ann@API.example.org:8443/a?b"}',
     {"host": "api.example.org", "path": "/a", "query": "b"}),
    ("a URL without path", USUAL_NAMES, NGINX + ',"url":"https://api.example.org?b"}', {"path": "/", "query": "b"}),
    ("hexadecimal escapes, made by hand", USUAL_NAMES,
     NGINX + r',"http_user_agent":"say \x22caf\xC3\xA9\x22 \xFF","uri":"/a\\x22"}',
     {"user_agent": r'say "café" \xff', "path": r"/a\x22"}),
    ("values that are missing where a number is unquoted", USUAL_NAMES,
     NGINX + ',"request_time":,"upstream_status":-,"body_bytes_sent":}',
     {"status": 200, "duration_ms": None, "upstream_status": None, "response_bytes": None}),
    ("an unquoted list", USUAL_NAMES, NGINX + ',"urt":0.001, 0.002,"upstream_status":504, 200}', {"upstream_status": 200}),
    ("a raw tab inside a text", USUAL_NAMES, NGINX + ',"agent":"a\tb"}', {"user_agent": "a\tb"}),
    ("a backslash escapes nothing", USUAL_NAMES, NGINX + r',"request":"GET /\\x41 HTTP/1.1"}', {"path": r"/\x41"}),
    ("the time of the common log", USUAL_NAMES,
     '{"time_local":"04/May/2026:13:15:30 +0300","status":200}', {"time": MORNING}),
    ("a time without offset", USUAL_NAMES, '{"time":"2026-05-04 10:15:30","status":200}',
     {"time": MORNING.replace(tzinfo=None)}),
    ("the first time that can be read", USUAL_NAMES,
     '{"@timestamp":"soon","time":"2026-05-04T10:15:30Z","status":200}', {"time": MORNING}),
    ("a duration that names its unit", USUAL_NAMES, NGINX + ',"duration":"1m2.5s"}', {"duration_ms": 62500.0}),
    ("a duration that names none", USUAL_NAMES, NGINX + ',"duration":12}', {"duration_ms": None}),
    ("no status, as nginx and Envoy write it", USUAL_NAMES, '{"msec":1777889730.000,"status":"000"}', {"status": None}),
    ("sizes as text, no consumer, no service", KONG, KONG_LINE + ',"upstream_status":""}',
     {"time": MORNING, "response_bytes": 576, "remote_user": None, "service": None, "upstream_status": 0}),
    ("no upstream", USUAL_NAMES, NGINX + ',"upstream_status":"-"}', {"upstream_status": 0}),
    ("no upstream's answer after one that timed out", USUAL_NAMES, NGINX + ',"upstream_status":"504, -"}', {"upstream_status": 0}),
    ("no upstream in one place, one in another", USUAL_NAMES,
     NGINX + ',"upstream_status":"","upstream_response_status":"502"}', {"upstream_status": 502}),
    ("an upstream that the log does not tell of", USUAL_NAMES, NGINX + ',"upstream_status":null}', {"upstream_status": None}),
    ("a consumer by id only", KONG, KONG_LINE + ',"consumer":{"custom_id":"c-1"},"request":{"uri":"\\/a\\/b?apikey=x"}}',
     {"remote_user": "c-1", "path": "/a/b", "query": "apikey=x"}),
    ("nulls", ENVOY, '{"start_time":"2026-05-04T10:15:30.000Z","response_code":0,"path":null,"method":null}',
     {"status": None, "path": None, "http_method": None}),
    ("an IPv6 client with its port", ENVOY,
     '{"start_time":"2026-05-04T10:15:30.000Z","response_code":200,"downstream_remote_address":"[2001:db8::1]:5000"}',
     {"remote_address": "2001:db8::1"}),
    ("nanoseconds", TRAEFIK, '{"StartUTC":"2026-05-04T10:15:30.000000999Z","DownstreamStatus":200,"Duration":59518533}',
     {"time": MORNING, "duration_ms": 59.518533}),
    ("a header with a list of values", CADDY,
     '{"ts":1777889730,"logger":"http.log.access.log0","status":0,"duration":"1.2ms",'
     '"request":{"headers":{"User-Agent":["curl/8"]}}}',
     {"user_agent": "curl/8", "duration_ms": 1.2, "status": None}),
    ("a route that is no path", AWS_API_GATEWAY,
     '{"requestId":"a","requestTime":"04/May/2026:10:15:30 +0000","status":"500","routeKey":"$connect","apiKey":"s3cret"}',
     {"http_method": None, "path": None, "remote_user": None}),
    ("a method that is a number", GRAVITEE_ELASTIC,
     '{"@timestamp":"2026-05-04T10:15:30Z","api-id":"a","status":200,"http-method":7}', {"http_method": "POST"}),
    ("nanoseconds since 1970", CLOUDFLARE, '{"EdgeStartTimestamp":1777889730000000000,"EdgeResponseStatus":200}', {"time": MORNING}),
    ("seconds since 1970", CLOUDFLARE, '{"EdgeStartTimestamp":1777889730,"EdgeResponseStatus":200}', {"time": MORNING}),
    ("a key is no user", TYK_PUMP,
     '{"tyk-analytics-record":{"timestamp":"2026-05-04 10:15:30.000 +0000 UTC","response_code":200,"api_key":"s3cret"}}',
     {"time": MORNING, "remote_user": None}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("log_format", "line", "expected"), [pytest.param(*row[1:], id=row[0]) for row in LINES]
)
def test_a_line_is_read(log_format: JsonFormat, line: str, expected: dict[str, Any]) -> None:
    request = log_format.read_line(line)

    assert {name: request[name] for name in expected} == expected


@pytest.mark.parametrize("log_format", JSON_FORMATS, ids=lambda one: one.name)
def test_the_sample_takes_both_paths_and_is_detected(log_format: JsonFormat) -> None:
    careful = log_format.read_line(log_format.sample)
    fast = read_fast(log_format, log_format.sample.encode(), REQUESTS)

    assert fast.accepted == [True]
    assert fast.requests.row(0, named=True) == {
        name: careful.get(name, 1) for name in fast.requests.columns
    }
    assert careful["time"].date() == MORNING.date()
    assert careful["status"] in {178, 200}
    assert detect([log_format.sample.encode()]).format_name == log_format.name


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("hello", "no JSON object"),
        ("[1]", "no JSON object"),
        ('{"a":', "broken JSON"),
        ('{"a":1}{"a":2}', "broken JSON"),
        ("{" * 5, "broken JSON"),
        ('{"status":200}', "no time: it would be in time_iso8601, @timestamp, msec, .*"),
        ('{"time":"-","status":200}', "no time: it would be in .*"),
        ('{"time":"soon","status":200}', "the time does not exist"),
        ('{"time":12,"status":200}', "the time does not exist"),
        ('{"time":"2026-05-04T10:15:30Z"}', "no status: it would be in status, .*"),
        ('{"time":"2026-05-04T10:15:30Z","status":"ok"}', "the status is no number"),
        ('{"log":"x\\n","stream":"stdout","time":"2026-05-04T10:15:30Z"}', "no status.*"),
    ],
)
def test_a_line_that_is_no_request_is_told_why(line: str, reason: str) -> None:
    with pytest.raises(NoRequestError, match=f"^{reason}$"):
        USUAL_NAMES.read_line(line)


def test_records_of_another_kind_are_known_as_such() -> None:
    with pytest.raises(OtherRecordError):
        CADDY.read_line('{"ts":1777889730,"logger":"tls","msg":"cleaning storage unit"}')
    with pytest.raises(OtherRecordError):
        AZURE_APPLICATION_GATEWAY.read_line('{"category":"ApplicationGatewayFirewallLog"}')
    with pytest.raises(OtherRecordError):
        TYK.read_line('{"prefix":"main","msg":"ready"}')
    with pytest.raises(NoRequestError) as told:
        AZURE_API_MANAGEMENT.read_line('{"category":"ApplicationGatewayAccessLog"}')
    assert not isinstance(told.value, OtherRecordError)


def test_a_key_that_is_a_credential_is_a_field_only() -> None:
    line = json.dumps({**json.loads(AWS_API_GATEWAY.sample), "apiKeyId": "-", "apiKey": "s3cret"})
    request = AWS_API_GATEWAY.read_line(line)

    assert request["remote_user"] is None
    assert request["fields"]["apiKey"] == "s3cret"


def test_fields_are_texts_by_dotted_path() -> None:
    line = KONG_LINE + ',"a":{"b":[1,true,null],"c":1.50,"d":"-","e":{}},"f.g":""}'

    assert KONG.read_line(line)["fields"] == {
        "started_at": "1777889730000",
        "response.status": "200",
        "response.size": "576",
        "a.b": "1, true",
        "a.c": "1.5",
    }


def test_the_first_of_equal_keys_counts() -> None:
    line = '{"time":"2026-05-04T10:15:30Z","status":200,"status":500}'

    assert USUAL_NAMES.read_line(line)["status"] == 200
    assert read_fast(USUAL_NAMES, line.encode(), {"status"}).requests["status"].to_list() == [200]


def test_the_two_versions_of_application_gateway_differ_in_the_unit() -> None:
    first = AZURE_APPLICATION_GATEWAY_1.read_line(AZURE_APPLICATION_GATEWAY_1.sample)
    second = AZURE_APPLICATION_GATEWAY.read_line(AZURE_APPLICATION_GATEWAY.sample)

    assert first["duration_ms"] == second["duration_ms"] == 34.0


BAD = ["", "  ", "{", "[]", '{"started_at":NaN}', "error: x", '{"request":"GET /"}', "{}{}"]


@pytest.mark.parametrize("bad", BAD)
@pytest.mark.parametrize("place", [0, 700, 1999])
def test_one_bad_line_costs_no_other_line_the_fast_path(bad: str, place: int) -> None:
    lines = [KONG.sample] * 2000
    lines[place] = bad
    data = "".join(f"{line}\n" for line in lines).encode()
    fast = read_fast(KONG, data, {"time", "line", "path"})

    assert len(fast.accepted) == 2000
    assert not fast.accepted[place]
    assert len(fast.numbers) >= 1800
    assert fast.requests["line"].to_list() == [number + 1 for number in fast.numbers]


def test_usual_lines_take_the_fast_path() -> None:
    usual = [line for _, log_format, line, _ in LINES if log_format is USUAL_NAMES]
    reads = [read_fast(USUAL_NAMES, line.encode(), REQUESTS) for line in usual]

    refused = [LINES[index][0] for index, read in enumerate(reads) if not read.accepted[0]]
    assert refused == [
        "hexadecimal escapes, made by hand",
        "values that are missing where a number is unquoted",
        "an unquoted list",
        "a raw tab inside a text",
        "a time without offset",
        "the first time that can be read",
        "no status, as nginx and Envoy write it",
    ]
