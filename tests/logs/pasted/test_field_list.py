"""Lists of fields that are given in place of a header."""

from __future__ import annotations

import pickle

import pytest

from tests.line_tables import Cells, at, cells
from tests.logs.pasted.given import given
from usagestats.errors import UsageError

CUT = "#Fields: date time s-sitename c-ip cs-method cs-uri-stem cs-uri-query sc-status time-taken"


@pytest.mark.parametrize(
    ("text", "name", "row", "expected"),
    [
        (
            CUT,
            "w3c",
            "2026-06-03 05:14:44 W3SVC7 192.0.2.3 GET /index.html a=b 304 344",
            {"time": at(2026, 6, 3, 5, 14, 44), "path": "/index.html", "query": "a=b", "status": 304},
        ),
        (
            "#Date: 2026-06-03\n#Fields: time cs-method cs-uri-stem",
            "w3c",
            "05:14:44 GET /a",
            {"time": at(2026, 6, 3, 5, 14, 44), "path": "/a", "status": None},
        ),
        (
            "#Fields: timestamp, c-ip, sc-status, cs-method, cs-uri-stem",
            "aws-cloudfront",
            "1784226820.937\t192.0.2.21\t403\tGET\t/a?b=c",
            {"time": at(2026, 7, 16, 18, 33, 40, 937_000), "status": 403, "query": "b=c"},
        ),
        (
            "Method,Host,Path,ResponseCode,TimeStamp",
            "tyk-pump-csv",
            "GET,api.example.org,/a,200,2026-05-04 10:15:30 +0000 UTC",
            {"time": at(2026, 5, 4, 10, 15, 30), "host": "api.example.org"},
        ),
    ],
)  # fmt: skip
def test_rows_are_read_as_below_such_a_header(
    text: str, name: str, row: str, expected: Cells
) -> None:
    log_format = pickle.loads(pickle.dumps(given(text)))  # noqa: S301  (our own)

    assert log_format.name == name
    assert cells(log_format, row, expected) == expected


@pytest.mark.parametrize(
    ("text", "what", "hint"),
    [
        ("#Fields: date c-ip cs-method cs-uri-stem sc-status", "a field list without a time", "must hold time"),
        ("#Fields: time c-ip cs-method cs-uri-stem sc-status", "a field list without a date", "#Date: 2026-05-04"),
        ("#Fields: date time c-ip sc-status", "a field list without a request", "cs-method and cs-uri-stem"),
        ("#Version: 1.0", "a header without #Fields", "#Fields: date time"),
        ("#Date: 2026-05-04", "a header without #Fields", "#Fields: date time"),
    ],
)  # fmt: skip
def test_a_list_that_cannot_suffice_is_refused(text: str, what: str, hint: str) -> None:
    with pytest.raises(UsageError) as error:
        given(text)

    assert (error.value.what, error.value.where) == (what, "--log-format")
    assert hint in (error.value.hint or "")
