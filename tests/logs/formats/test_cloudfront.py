from __future__ import annotations

import pytest

from tests.line_tables import at, cells
from usagestats.logs.formats.cloudfront import CLOUDFRONT, CLOUDFRONT_JSON
from usagestats.logs.readers.headers import with_headers
from usagestats.logs.readers.log_format import NoRequestError

IIS_HEADER = (
    "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer)"
    " sc-status sc-substatus sc-win32-status sc-bytes cs-bytes time-taken"
)
ROW = CLOUDFRONT.sample.replace("curl/8.5.0", "Mozilla/5.0%2520(X)").replace("GET", "POST")
HEADER = "#Fields: date time cs-method x-edge-location cs-uri-stem cs-uri-query sc-status cs(Host)"


def test_a_row_says() -> None:
    expected = {
        "time": at(2026, 5, 4, 10, 15, 30), "http_method": "POST", "path": "/v1/items", "query": None, "status": 200,
        "response_bytes": 512, "duration_ms": 34.0, "host": "api.example.org", "user_agent": "Mozilla/5.0 (X)",
        "fields": {"x-edge-location": "FRA56-C1", "date": None},
    }  # fmt: skip

    assert cells(CLOUDFRONT, ROW, expected) == expected


def test_the_header_names_the_columns() -> None:
    bound = with_headers(CLOUDFRONT, HEADER)
    row = "2026-05-04\t10:15:30\tGET\tFRA56-C1\t/a\tq=%2520\t000\td1.cloudfront.net"
    expected = {"path": "/a", "query": "q=%2520", "status": None, "host": "d1.cloudfront.net"}

    assert cells(bound, row, expected) == expected


def test_a_header_without_a_status_is_one_too() -> None:
    bound = with_headers(CLOUDFRONT, "#Fields: date time x-edge-location cs-method cs-uri-stem")
    expected = {"http_method": "GET", "path": "/a", "status": None}

    assert cells(bound, "2026-05-04\t10:15:30\tFRA56-C1\tGET\t/a", expected) == expected
    with pytest.raises(NoRequestError):
        bound.read_line("2026-05-04\t10:15:30\tFRA56-C1\tGET")


REAL_TIME = "#Fields: timestamp c-ip time-to-first-byte sc-status sc-bytes cs-method cs-protocol cs-host cs-uri-stem"


def test_a_real_time_log_has_a_timestamp_and_the_query_in_the_stem() -> None:
    bound = with_headers(CLOUDFRONT, f"{REAL_TIME} cs-user-agent time-taken")
    row = "1784226820.937\t192.0.2.21\t0.332\t403\t347\tGET\thttps\tx.cloudfront.net\t/a?b=c\tcurl%2F8\t0.5"
    expected = {
        "time": at(2026, 7, 16, 18, 33, 40, 937_000), "remote_address": "192.0.2.21", "status": 403, "path": "/a",
        "query": "b=c", "host": "x.cloudfront.net", "user_agent": "curl/8", "duration_ms": 500.0,
    }  # fmt: skip

    assert cells(bound, row, expected) == expected
    with pytest.raises(NoRequestError, match="row of CloudFront"):
        bound.read_line(row.replace("1784226820.937", "x"))


def test_a_record_of_json_has_the_names_of_the_header() -> None:
    record = (
        '{"date":"2026-07-17","time":"10:11:12","x-edge-location":"ATH50","sc-bytes":1289,"c-ip":"192.0.2.4",'
        '"cs-method":"GET","cs(Host)":"d1.cloudfront.net","cs-uri-stem":"/api/","sc-status":"200","cs-uri-query":"-",'
        '"x-host-header":"api.example.org","time-taken":"0.020","cs(User-Agent)":"Mozilla%20X"}'
    )
    expected = {
        "time": at(2026, 7, 17, 10, 11, 12), "status": 200, "path": "/api/", "query": None, "response_bytes": 1289,
        "host": "api.example.org", "duration_ms": 20.0, "user_agent": "Mozilla X", "fields": {"x-edge-location": "ATH50"},
    }  # fmt: skip

    assert cells(CLOUDFRONT_JSON, record, expected) == expected
    with pytest.raises(NoRequestError, match="no time in this record, only a date"):
        CLOUDFRONT_JSON.read_line(record.replace('"time":"10:11:12",', ""))
    stamped = record.replace('"time":"10:11:12"', '"timestamp(ms)":1784226820937')
    assert CLOUDFRONT_JSON.read_line(stamped)["time"] == at(2026, 7, 16, 18, 33, 40, 937_000)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("x", "no JSON object"),
        ('{"cs-method":"GET","cs-uri-stem":"/"}', "no time"),
        ('{"status":200}', "no cs-method"),
    ],
)
def test_other_records_are_refused(line: str, reason: str) -> None:
    with pytest.raises(NoRequestError, match=reason):
        CLOUDFRONT_JSON.read_line(line)


def test_the_header_of_iis_is_none() -> None:
    assert CLOUDFRONT.for_header(IIS_HEADER) is None


@pytest.mark.parametrize("line", ["2026-05-04\t10:15:30\tFRA", ROW.replace("2026-05-04", "x")])
def test_other_rows_are_refused(line: str) -> None:
    with pytest.raises(NoRequestError):
        CLOUDFRONT.read_line(line)
