from __future__ import annotations

import pytest

from tests.line_tables import Cells, Lines, at, cells, each
from usagestats.logs.formats.heroku import HEROKU
from usagestats.logs.readers.log_format import NoRequestError, OtherRecordError

LINES: Lines = [
    (
        "an error",
        '2021-11-04T21:09:45.195018+00:00 heroku[router]: at=error code=H12 desc="Request timeout" method=GET'
        ' path="/app?x=1" host=gabby.herokuapp.com request_id=c01b fwd="109.65.0.215" dyno=web.1 connect=0ms'
        " service=30000ms status=503 bytes=0 protocol=https",
        {
            "time": at(2021, 11, 4, 21, 9, 45, 195_018),
            "path": "/app",
            "query": "x=1",
            "status": 503,
            "duration_ms": 30000.0,
            "host": "gabby.herokuapp.com",
            "remote_address": "109.65.0.215",
            "service": None,
            "fields": {"desc": "Request timeout", "dyno": "web.1"},
        },
    ),
    (
        "an old line: bare path, nothing sent",
        "2010-10-06T21:51:37-07:00 heroku[router]: at=info method=GET path=/x host=my.example.org fwd=1.2.3.4 dyno="
        " connect= service= status=503 bytes= protocol=http",
        {
            "time": at(2010, 10, 7, 4, 51, 37),
            "path": "/x",
            "duration_ms": None,
            "response_bytes": None,
        },
    ),
    (
        "from a drain",
        '347 <158>1 2019-08-23T09:17:38.458556+00:00 heroku router - - at=info method=POST path="/graphql"'
        ' host=app.example.com fwd="134.213.5.52,162.158.154.222" dyno=web.1 service=1ms status=200 bytes=5',
        {"http_method": "POST", "remote_address": "134.213.5.52"},
    ),
]


@each(LINES)
def test_a_line_says(line: str, expected: Cells) -> None:
    assert cells(HEROKU, line, expected) == expected


@pytest.mark.parametrize(
    "line",
    [
        "2010-10-06T21:51:37-07:00 heroku[web.1]: State changed from starting to up",
        "2010-10-06T21:51:37-07:00 heroku[router]: at=info nothing=more",
    ],
)
def test_others_are_refused(line: str) -> None:
    with pytest.raises(NoRequestError):
        HEROKU.read_line(line)


@pytest.mark.parametrize(
    "line",
    [
        "2010-10-06T21:51:37-07:00 heroku[web.1]: State changed from starting to up",
        "2021-11-04T21:09:45.195018+00:00 app[web.1]: Completed 200 OK",
        "81 <190>1 2019-08-23T09:17:38.458556+00:00 host app web.1 - - Completed 200 OK",
    ],
)
def test_lines_beside_the_requests_are_of_another_kind(line: str) -> None:
    with pytest.raises(OtherRecordError):
        HEROKU.read_line(line)


def test_a_router_line_that_cannot_be_read_is_no_other_kind() -> None:
    for begin in ("heroku[router]: ", "heroku router - - "):
        with pytest.raises(NoRequestError) as caught:
            HEROKU.read_line(f"2010-10-06T21:51:37-07:00 {begin}rubbish")

        assert not isinstance(caught.value, OtherRecordError)
