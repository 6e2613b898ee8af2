from __future__ import annotations

import pytest

from tests.line_tables import Cells, Lines, at, cells, each
from usagestats.logs.formats.envoy import ENVOY, ENVOY_JSON, ISTIO_MIXER
from usagestats.logs.readers.log_format import LogFormat, NoRequestError, OtherRecordError

LINES: Lines = [
    (
        "the default of Envoy",
        '[2018-07-13T15:56:58.312Z] "GET /v1/gifs?q=a+s&api_key=K HTTP/1.1" 200 - 0 11187 107 106'
        ' "173.252.99.154, 23.235.39.44" "face/1.1 (+http://x)" "820b432a" "API.giphy.com:443"'
        ' "127.0.0.1:8000"',
        {
            "time": at(2018, 7, 13, 15, 56, 58, 312_000),
            "http_method": "GET",
            "path": "/v1/gifs",
            "query": "q=a+s&api_key=K",
            "status": 200,
            "response_bytes": 11187,
            "duration_ms": 107.0,
            "remote_address": "173.252.99.154",
            "user_agent": "face/1.1 (+http://x)",
            "host": "api.giphy.com",
            "service": None,
            "upstream_status": None,
            "fields": {"upstream_service_time": "106", "upstream_host": "127.0.0.1:8000"},
        },
    ),
    (
        "Istio 1.4 to 1.7: the status of the mixer and the failure of the transport",
        '[2020-06-11T07:23:11.948Z] "GET /status/418 HTTP/1.1" 418 - "-" "a b" 0 135 22 8 "-" "curl/7.64"'
        ' "id" "httpbin:8000" "203.0.113.25:80" outbound|8000||x 198.51.100.24:1 203.0.113.14:8000'
        " 198.51.100.24:2 - default",
        {
            "status": 418,
            "upstream_status": None,
            "response_bytes": 135,
            "duration_ms": 22.0,
            "service": "outbound|8000||x",
            "host": "httpbin",
            "remote_address": "198.51.100.24",
            "fields": {"upstream_transport_failure_reason": "a b", "route_name": "default"},
        },
    ),
    (
        "Istio: details, cluster and the address of the client at the end",
        '[2022-08-22T13:08:23.188Z] "GET /reviews/0 HTTP/1.1" 200 - via_upstream - "-" 0 442 12 12'
        ' "-" "curl/7.79.1" "00bcf1d7" "reviews:9080" "10.124.1.5:9080"'
        " outbound|9080||reviews.default.svc.cluster.local 10.124.2.6:50960 10.0.18.132:9080"
        " [2a02:cf40::4e36]:5000 - default",
        {
            "status": 200,
            "upstream_status": 200,
            "remote_address": "2a02:cf40::4e36",
            "service": "outbound|9080||reviews.default.svc.cluster.local",
            "host": "reviews",
            "fields": {"response_code_details": "via_upstream", "route_name": "default"},
        },
    ),
    (
        "Istio before 1.7: the failure only, and no route",
        '[2019-03-06T09:31:27.354Z] "GET /status/418 HTTP/1.1" 418 - "-" 0 135 11 10 "-"'
        ' "curl/7.60.0" "d209e46f" "httpbin:8000" "172.30.146.73:80"'
        " outbound|8000||httpbin.default.svc.cluster.local - 172.21.13.94:8000"
        " 172.30.146.82:60290 -",
        {"status": 418, "response_bytes": 135, "duration_ms": 11.0, "upstream_status": None},
    ),
    (
        "no upstream answered",
        '[2022-09-01T13:15:09.085Z] "GET /r HTTP/1.1" 503 UF upstream_reset{delayed:_111} - "-" 0'
        ' 145 0 - "-" "M" "5" "r:9080" "10.1.2.14:9080" inbound|9080|| - 10.1.2.14:9080'
        " 10.1.1.6:48816 outbound_.9080_._.r default",
        {"status": 503, "upstream_status": 0, "service": "inbound|9080||"},
    ),
    (
        "quotation marks in the user agent are not escaped",
        '[2018-08-14T23:08:23.803Z] "GET / HTTP/1.1" 200 - 0 4521 0 - "192.88.34.220" "I" "AJ"'
        ' "WAS" "HERE" "-" "localhost:10000" "-"',
        {"host": "localhost", "user_agent": 'I" "AJ" "WAS" "HERE', "response_bytes": 4521},
    ),
    (
        "no request that could be read",
        '[2022-09-01T09:36:33.553Z] "- - HTTP/1.1" 400 DPE http1.codec_error - "-" 0 11 46 - "-"'
        ' "-" "-" "-" "-" - - 10.124.2.10:8080 10.128.0.60:51643 - -',
        {"http_method": None, "status": 400, "remote_address": "10.128.0.60", "service": None},
    ),
    (
        "Ambassador; a backslash stays",
        r'ACCESS [2019-04-10T03:49:34.451Z] "GET /a\..\b HTTP/1.1" 501 - 0 0 180 179 "172.17.0.3"'
        ' "curl/7.59.0" "4" "httpbin.org" "52.71.234.219:80"',
        {"path": r"/a\..\b", "status": 501, "response_bytes": 0},
    ),
]
JSON_LINES: Lines = [
    (
        "an IPv6 client with its port",
        '{"start_time":"2026-05-04T10:15:30.000Z","response_code":200,"downstream_remote_address":"[2001:db8::1]:5000"}',
        {"remote_address": "2001:db8::1"},
    ),
]
MIXER_LINES: Lines = [
    (
        "a duration with its unit, and no path",
        '{"level":"warn","latency":"968.030256ms","destination":"productpage","responseSize":4415,'
        '"time":"2018-09-15T20:46:35.982761Z","source":"istio-ingressgateway","user":"unknown","responseCode":200}',
        {
            "time": at(2018, 9, 15, 20, 46, 35, 982_761),
            "path": None,
            "status": 200,
            "response_bytes": 4415,
            "duration_ms": 968.030256,
            "remote_user": "unknown",
            "service": "productpage",
            "fields": {"source": "istio-ingressgateway"},
        },
    ),
]


@each(LINES)
def test_a_line_says(line: str, expected: Cells) -> None:
    assert cells(ENVOY, line, expected) == expected


@pytest.mark.parametrize(
    "line",
    [
        '[2019-04-08T16:50:12.533] "GET / HTTP/1.1" 200',
        '[2019-13-08T16:50:12.533Z] "- - -" 0 - 87 254 4 - "-" "-" "-" "-" "172.27.0.2:80"',
    ],
)
def test_others_are_refused(line: str) -> None:
    with pytest.raises(NoRequestError):
        ENVOY.read_line(line)


@pytest.mark.parametrize(
    ("log_format", "line"),
    [
        (
            ENVOY,
            '[2019-04-08T16:50:12.533Z] "- - -" 0 - 87 254 4 - "-" "-" "-" "-" "172.27.0.2:80"',
        ),
        (ENVOY_JSON, '{"start_time":"2026-05-04T10:15:30Z","response_code":0,"method":null}'),
        (ENVOY_JSON, '{"start_time":"2026-05-04T10:15:30Z","response_code":"0","path":"-"}'),
    ],
)
def test_a_connection_is_no_request(log_format: LogFormat, line: str) -> None:
    with pytest.raises(OtherRecordError, match="a TCP connection"):
        log_format.read_line(line)
    with pytest.raises(OtherRecordError, match="a TCP connection"):
        log_format.check_line(line)


@each(JSON_LINES)
def test_a_line_says_in_json(line: str, expected: Cells) -> None:
    assert cells(ENVOY_JSON, line, expected) == expected


@each(MIXER_LINES)
def test_a_line_says_of_the_mixer(line: str, expected: Cells) -> None:
    assert cells(ISTIO_MIXER, line, expected) == expected
