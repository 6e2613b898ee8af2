from __future__ import annotations

import pytest

from tests.line_tables import at, cells
from usagestats.logs.formats.cloudfront import CLOUDFRONT
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


def test_the_header_of_iis_is_none() -> None:
    assert CLOUDFRONT.for_header(IIS_HEADER) is None


@pytest.mark.parametrize("line", ["2026-05-04\t10:15:30\tFRA", ROW.replace("2026-05-04", "x")])
def test_other_rows_are_refused(line: str) -> None:
    with pytest.raises(NoRequestError):
        CLOUDFRONT.read_line(line)
