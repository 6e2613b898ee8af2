"""The cells of one record."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from usagestats.logs.readers.json.cells import (
    cells_in,
    check_status,
    is_connection,
    time_in,
)
from usagestats.logs.readers.json.key_map import KeyMap, key_map
from usagestats.logs.readers.log_format import NoRequestError

KEYS: KeyMap = key_map(
    {
        "time": ["t", "t2"],
        "status": ["s"],
        "upstream_status": ["us"],
        "duration_ms": ["d:s", "took"],
        "request": ["r"],
        "path": ["p"],
        "query": ["q"],
        "host": ["h"],
        "http_method": ["m"],
    }
)


def cells(**record: str) -> dict[str, object]:
    found = cells_in(record, KEYS)
    return {name: value for name, value in found.items() if value is not None}


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"r": "GET /a?b HTTP/1.1"}, {"http_method": "GET", "path": "/a", "query": "b"}),
        ({"r": "GET /a?b HTTP/1.1", "p": "/c"}, {"http_method": "GET", "path": "/c", "query": "b"}),
        ({"r": "GET /a HTTP/1.1", "m": "PUT", "q": "?x"}, {"http_method": "PUT", "path": "/a", "query": "x"}),
        ({"p": "https://u@H.example:80/a?b"}, {"host": "h.example", "path": "/a", "query": "b"}),
        ({"p": "https://other/a", "h": "h.example"}, {"host": "h.example", "path": "/a"}),
        ({"p": "/a?b", "q": "c"}, {"path": "/a", "query": "b"}),
    ],
)  # fmt: skip
def test_the_request_may_come_from_several_keys(
    record: dict[str, str], expected: dict[str, object]
) -> None:
    assert cells(**record) == expected


def test_the_first_key_with_a_meaning_counts_in_its_own_unit() -> None:
    assert cells(d="1.5", took="7ms") == {"duration_ms": 1500.0}
    assert cells(d="-", took="7ms") == {"duration_ms": 7.0}


def test_an_upstream_that_did_not_answer_is_not_one_that_is_unknown() -> None:
    assert cells(us="502, 200") == {"upstream_status": 200}
    assert cells(us="-") == {"upstream_status": 0}
    assert cells() == {}


def test_the_first_time_that_can_be_read_counts() -> None:
    record = {"t": "soon", "t2": "2026-05-04T10:15:30Z"}

    assert time_in(record, KEYS) == datetime(2026, 5, 4, 10, 15, 30, tzinfo=UTC)
    with pytest.raises(NoRequestError, match="the time does not exist"):
        time_in({"t": "soon"}, KEYS)
    with pytest.raises(NoRequestError, match="no time: it would be in t, t2"):
        time_in({"t": "-"}, KEYS)


@pytest.mark.parametrize("text", ["200", "502, 200", "-", "", "-1"])
def test_a_status_may_be_one_that_stands_for_none(text: str) -> None:
    check_status({"s": text}, KEYS)


def test_a_record_without_a_status_is_refused() -> None:
    with pytest.raises(NoRequestError, match="no status: it would be in s"):
        check_status({}, KEYS)
    with pytest.raises(NoRequestError, match="the status is not a number"):
        check_status({"s": "ok"}, KEYS)


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"s": "0"}, True),
        ({"s": 0, "m": None, "p": "-", "r": "- - -"}, True),
        ({"s": "0", "m": "GET"}, False),
        ({"s": "0", "p": "/a"}, False),
        ({"s": "0", "r": "- - HTTP/1.1"}, False),
        ({"s": "400", "r": "- - -"}, False),
        ({"s": "-"}, False),
    ],
)
def test_a_connection_has_neither_request_nor_status(
    record: dict[str, object], *, expected: bool
) -> None:
    assert is_connection(record, KEYS) is expected
    assert not is_connection(record, key_map({"time": ["t"], "status": ["s"]}))
