"""Texts by name become a row."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from usagestats.logs.readers.log_format import NoRequestError, OtherRecordError
from usagestats.logs.readers.named_texts import NamedTexts
from usagestats.logs.values.iso_time import parse_iso_time

TIME = {"time": "2026-05-04T10:15:30Z"}
TEXTS = NamedTexts(parse_iso_time)


def test_columns_are_read_and_other_names_are_fields() -> None:
    row = TEXTS.request(
        TIME | {"status": "404", "host": "API.example.org:80", "duration_ms": "12.5", "trace": "t1"}
    )

    assert row["time"] == datetime(2026, 5, 4, 10, 15, 30, tzinfo=UTC)
    assert (row["status"], row["host"], row["duration_ms"]) == (404, "api.example.org", 12.5)
    assert (row["path"], row["fields"]) == (None, {"trace": "t1"})


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ({"request": "GET /a?b=c HTTP/1.1"}, ("GET", None, "/a", "b=c")),
        ({"request": "GET https://h.example/a HTTP/1.1"}, ("GET", "h.example", "/a", None)),
        ({"target": "/a?b", "http_method": "PUT"}, ("PUT", None, "/a", "b")),
        (
            {"request": "GET /a HTTP/1.1", "http_method": "PUT", "target": "/b", "query": "c"},
            ("GET", None, "/a", None),
        ),
        ({"request": "-", "http_method": "PUT", "query": "c"}, ("PUT", None, None, "c")),
        ({"target": "-", "http_method": "PUT"}, ("PUT", None, None, None)),
        ({"target": "/a", "query": "b=c"}, (None, None, "/a", "b=c")),
        ({"path": "/a?b=c"}, (None, None, "/a", "b=c")),
        ({"path": "/a?b=c", "query": "-"}, (None, None, "/a", "b=c")),
        ({"path": "/a?b=c", "query": "d"}, (None, None, "/a", "d")),
        ({"path": "http://h.example/a?b"}, (None, "h.example", "/a", "b")),
        ({"path": "http://h.example/a", "host": "i.example"}, (None, "i.example", "/a", None)),
        ({"target": "/a?b", "path": "/c"}, (None, None, "/c", "b")),
        ({"path": "-"}, (None, None, None, None)),
    ],
)
def test_requests_are_split_into_columns(
    texts: dict[str, str | None], expected: tuple[str | None, ...]
) -> None:
    row = TEXTS.request(TIME | texts)

    assert tuple(row[name] for name in ("http_method", "host", "path", "query")) == expected


def test_an_upstream_that_did_not_answer_is_not_one_that_is_unknown() -> None:
    assert TEXTS.request(TIME | {"upstream_status": "-", "status": "-"})["upstream_status"] == 0
    assert TEXTS.request({**TIME})["upstream_status"] is None


def test_a_better_part_counts_where_it_has_a_value() -> None:
    texts = NamedTexts(parse_iso_time, preferred={"remote_address": "forwarded"})
    both = TIME | {"remote_address": "10.0.0.1"}

    assert texts.request(both | {"forwarded": "192.0.2.1"})["remote_address"] == "192.0.2.1"
    assert texts.request(both | {"forwarded": "-"})["remote_address"] == "10.0.0.1"


def test_further_fields_may_have_the_names_of_columns() -> None:
    row = TEXTS.request({**TIME}, {"status": r"a\"b", "empty": "-"})

    assert (row["status"], row["fields"]) == (None, {"status": 'a"b'})


def test_without_a_time_it_is_no_request() -> None:
    with pytest.raises(NoRequestError, match="the time does not exist"):
        TEXTS.request({"time": "2026-02-30T10:15:30Z"})


@pytest.mark.parametrize(
    ("texts", "is_connection"),
    [
        ({"request": "- - -", "status": "0"}, True),
        ({"request": "- - - ", "status": "-"}, True),
        ({"http_method": "-", "target": "-", "status": "0"}, True),
        ({"request": "- - -", "status": "400"}, False),
        ({"request": "-", "status": "-"}, False),
        ({"request": "- - HTTP/1.1", "status": "0"}, False),
        ({"http_method": "-", "target": "-", "status": "-"}, False),
        ({"http_method": "GET", "target": "-", "status": "0"}, False),
        ({"target": "-", "status": "0"}, False),
    ],
)
def test_a_connection_has_neither_request_nor_status(
    texts: dict[str, str | None], *, is_connection: bool
) -> None:
    if is_connection:
        with pytest.raises(OtherRecordError, match="a TCP connection"):
            TEXTS.request(TIME | texts)
    else:
        assert TEXTS.request(TIME | texts)["path"] is None
