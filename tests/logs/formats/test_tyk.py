from __future__ import annotations

import pytest

from tests.line_tables import Cells, Lines, at, cells, each, on_the_wall
from usagestats.logs.formats.tyk import TYK, TYK_JSON, TYK_PUMP_CSV, TYK_PUMP_JSON
from usagestats.logs.readers.headers import with_headers
from usagestats.logs.readers.log_format import NoRequestError, OtherRecordError

LINES: Lines = [
    (
        "the year is not written",
        'time="Jan 29 08:27:09" level=info api_id=b1a4 api_key=00000000 api_name=httpbin client_ip="::1"'
        ' host="localhost:8080" latency_total=62 method=GET org_id=678e path=/get prefix=access-log'
        ' remote_addr="[::1]:63251" status=200 upstream_latency=61 user_agent=PostmanRuntime/7.43.0',
        {
            "time": on_the_wall(1972, 1, 29, 8, 27, 9),
            "path": "/get",
            "status": 200,
            "duration_ms": 62.0,
            "service": "httpbin",
            "remote_address": "::1",
            "host": "localhost",
            "user_agent": "PostmanRuntime/7.43.0",
            "fields": {"api_key": "00000000", "upstream_latency": "61"},
        },
    ),
    (
        "a leap day, and a path with a space",
        'time="Feb 29 08:27:09" prefix=access-log method=GET path="/a b" original_path="/x/a b" status=200',
        {"time": on_the_wall(1972, 2, 29, 8, 27, 9), "path": "/x/a b", "fields": {"path": "/a b"}},
    ),
]
JSON_LINES: Lines = [
    (
        "the names of the text, an OAuth client",
        '{"api_id":"b1a4","api_key":"00000000","api_name":"httpbin","client_ip":"::1","host":"localhost:8080",'
        '"latency_total":62,"method":"GET","oauth_id":"client1","original_path":"/x/get","path":"/get",'
        '"prefix":"access-log","status":200,"time":"2025-01-29T08:27:09Z","user_agent":"PostmanRuntime/7.43.0"}',
        {
            "time": at(2025, 1, 29, 8, 27, 9),
            "http_method": "GET",
            "host": "localhost",
            "path": "/x/get",
            "status": 200,
            "duration_ms": 62.0,
            "remote_address": "::1",
            "remote_user": "client1",
            "user_agent": "PostmanRuntime/7.43.0",
            "service": "httpbin",
            "fields": {"api_key": "00000000"},
        },
    ),
]
PUMP_JSON_LINES: Lines = [
    (
        "a key is no user",
        '{"tyk-analytics-record":{"timestamp":"2026-05-04 10:15:30.000 +0000 UTC","response_code":200,"api_key":"s3cret"}}',
        {"time": at(2026, 5, 4, 10, 15, 30), "remote_user": None},
    ),
]
HEADER = (
    "Method,Host,Path,RawPath,ContentLength,UserAgent,Day,Month,Year,Hour,ResponseCode,APIKey,TimeStamp,APIVersion,"
    "APIName,APIID,OrgID,OauthID,RequestTime,RawRequest,RawResponse,IPAddress,Tags,Alias,OriginalPath"
)
ROW = (
    'GET,localhost:8080,/get,/get,0,"Mozilla, 5",29,January,2025,8,200,00000000,'
    "2025-01-29 08:27:09.123 +0000 UTC,Default,httpbin,b1a4,678e,client1,62,R0VU,SFRUUA==,10.0.0.7,a;b,ann,/listen/get"
)


@each(LINES)
def test_a_line_says(line: str, expected: Cells) -> None:
    assert cells(TYK, line, expected) == expected


@pytest.mark.parametrize(
    "line",
    [
        'time="Jan 29 08:27:09" level=info prefix=main status=200',
        'time="Feb 30 08:27:09" prefix=access-log method=GET path=/ status=200',
    ],
)
def test_others_are_refused(line: str) -> None:
    with pytest.raises(NoRequestError):
        TYK.read_line(line)


@pytest.mark.parametrize(
    "line",
    [
        'time="Jan 29 08:27:01" level=info msg="API reload complete" prefix=main',
        'time="Jan 29 08:27:01" level=warning msg="no prefix"',
    ],
)
def test_lines_beside_the_requests_are_of_another_kind(line: str) -> None:
    with pytest.raises(OtherRecordError):
        TYK.read_line(line)


@each(JSON_LINES)
def test_a_line_says_in_json(line: str, expected: Cells) -> None:
    assert cells(TYK_JSON, line, expected) == expected


def test_a_record_about_the_gateway_itself_is_of_another_kind() -> None:
    with pytest.raises(OtherRecordError):
        TYK_JSON.read_line('{"prefix":"main","msg":"ready"}')


@each(PUMP_JSON_LINES)
def test_a_line_says_in_the_json_of_the_pump(line: str, expected: Cells) -> None:
    assert cells(TYK_PUMP_JSON, line, expected) == expected


def test_a_row_of_the_pump_says() -> None:
    expected = {
        "time": at(2025, 1, 29, 8, 27, 9, 123_000), "http_method": "GET", "host": "localhost", "path": "/listen/get",
        "status": 200, "duration_ms": 62.0, "remote_user": "ann", "user_agent": "Mozilla, 5", "service": "httpbin",
        "remote_address": "10.0.0.7", "response_bytes": None,
        "fields": {"APIKey": "00000000", "OauthID": "client1", "Tags": "a;b", "Path": "/get"},
    }  # fmt: skip

    assert cells(with_headers(TYK_PUMP_CSV, HEADER), ROW, expected) == expected


def test_an_older_header_has_fewer_columns() -> None:
    header = ",".join(HEADER.split(",")[:19])
    row = ROW.split(",R0VU", maxsplit=1)[0].replace(" UTC", " UTC m=+0.1")

    with pytest.raises(NoRequestError, match="time"):
        with_headers(TYK_PUMP_CSV, header).read_line(row)
    expected = {"path": "/get", "remote_user": "client1", "remote_address": None}
    assert (
        cells(with_headers(TYK_PUMP_CSV, header), ROW.split(",R0VU", maxsplit=1)[0], expected)
        == expected
    )


def test_the_pieces_of_a_row_with_newlines_are_refused() -> None:
    bound = with_headers(TYK_PUMP_CSV, HEADER)
    for piece in (ROW.replace("R0VU", '"R0VU'), 'SFRU",SFRUUA==,10.0.0.7,a;b,ann,/listen/get'):
        with pytest.raises(NoRequestError):
            bound.read_line(piece)


def test_other_csv_has_no_header_of_it() -> None:
    assert TYK_PUMP_CSV.for_header("Method,Host,Path,Other") is None
    assert TYK_PUMP_CSV.for_header(ROW) is None
