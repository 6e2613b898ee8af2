from __future__ import annotations

import pytest

from tests.line_tables import at, cells
from usagestats.logs.formats.tyk import TYK_PUMP
from usagestats.logs.readers.headers import with_headers
from usagestats.logs.readers.log_format import NoRequestError

HEADER = (
    "Method,Host,Path,RawPath,ContentLength,UserAgent,Day,Month,Year,Hour,ResponseCode,APIKey,TimeStamp,APIVersion,"
    "APIName,APIID,OrgID,OauthID,RequestTime,RawRequest,RawResponse,IPAddress,Tags,Alias,OriginalPath"
)
ROW = (
    'GET,localhost:8080,/get,/get,0,"Mozilla, 5",29,January,2025,8,200,00000000,'
    "2025-01-29 08:27:09.123 +0000 UTC,Default,httpbin,b1a4,678e,client1,62,R0VU,SFRUUA==,10.0.0.7,a;b,ann,/listen/get"
)


def test_a_row_says() -> None:
    expected = {
        "time": at(2025, 1, 29, 8, 27, 9, 123_000), "http_method": "GET", "host": "localhost", "path": "/listen/get",
        "status": 200, "duration_ms": 62.0, "remote_user": "ann", "user_agent": "Mozilla, 5", "service": "httpbin",
        "remote_address": "10.0.0.7", "response_bytes": None,
        "fields": {"APIKey": "00000000", "OauthID": "client1", "Tags": "a;b", "Path": "/get"},
    }  # fmt: skip

    assert cells(with_headers(TYK_PUMP, HEADER), ROW, expected) == expected


def test_an_older_header_has_fewer_columns() -> None:
    header = ",".join(HEADER.split(",")[:19])
    row = ROW.split(",R0VU", maxsplit=1)[0].replace(" UTC", " UTC m=+0.1")

    with pytest.raises(NoRequestError, match="time"):
        with_headers(TYK_PUMP, header).read_line(row)
    expected = {"path": "/get", "remote_user": "client1", "remote_address": None}
    assert (
        cells(with_headers(TYK_PUMP, header), ROW.split(",R0VU", maxsplit=1)[0], expected)
        == expected
    )


def test_the_pieces_of_a_row_with_newlines_are_refused() -> None:
    bound = with_headers(TYK_PUMP, HEADER)
    for piece in (ROW.replace("R0VU", '"R0VU'), 'SFRU",SFRUUA==,10.0.0.7,a;b,ann,/listen/get'):
        with pytest.raises(NoRequestError):
            bound.read_line(piece)


def test_other_csv_has_no_header_of_it() -> None:
    assert TYK_PUMP.for_header("Method,Host,Path,Other") is None
    assert TYK_PUMP.for_header(ROW) is None
