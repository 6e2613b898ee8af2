"""The columns of many records, and the records that are left to the careful path."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from usagestats.logs.readers.json.columns import read_columns
from usagestats.logs.readers.json.key_map import key_map
from usagestats.logs.readers.json.texts import Texts
from usagestats.tables.declared import REQUESTS

KEYS = key_map(
    {
        "time": ["t"],
        "status": ["s"],
        "upstream_status": ["us"],
        "duration_ms": ["d:s", "ms:ms"],
        "request": ["r"],
        "query": ["q"],
        "host": ["h"],
        "remote_user": ["u"],
    }
)
PATHS = [key.path for keys in KEYS.values() for key in keys]


def read(columns: set[str], *records: str) -> tuple[dict[str, list[Any]], list[bool]]:
    lines = [f'{{"t":"2026-05-04T10:15:30Z","s":200{record}}}' for record in records]
    found, accepted = read_columns(Texts("\n".join(lines).encode(), PATHS), KEYS, columns)
    for name, column in found.items():
        assert column.dtype == REQUESTS[name]
    return {name: found[name].to_list() for name in columns}, accepted.to_list()


def test_each_key_is_read_in_its_unit() -> None:
    found, _ = read({"duration_ms"}, ',"d":1.5,"ms":7', ',"ms":7', ',"d":"-","ms":8', "")

    assert found == {"duration_ms": [1500.0, 7.0, 8.0, None]}


def test_request_columns_come_from_request_lines() -> None:
    columns = {"http_method", "path", "query", "host"}
    found, accepted = read(columns, ',"r":"GET /a?b HTTP/1.1","h":"H:80"', ',"r":"GET /a b"', "")

    assert {name: values[0] for name, values in found.items()} == {
        "http_method": "GET",
        "path": "/a",
        "query": "b",
        "host": "h",
    }
    assert accepted == [True, False, True]


def test_a_query_of_its_own_key_loses_its_question_mark() -> None:
    assert read({"query"}, ',"q":"?a=1"', ',"q":"a=1?"', ',"q":"-"', "")[0] == {
        "query": ["a=1", "a=1?", None, None]
    }


def test_an_upstream_that_did_not_answer_is_not_one_that_is_unknown() -> None:
    assert read({"upstream_status"}, ',"us":"502, 200"', ',"us":"-"', "")[0] == {
        "upstream_status": [200, 0, None]
    }


@pytest.mark.parametrize("user", ["12345678901234567", "1.2345678901234567"])
def test_a_long_number_as_text_is_left_to_the_careful_path(user: str) -> None:
    assert read({"remote_user"}, f',"u":{user}', ',"u":"ann"')[1] == [False, True]


def test_a_record_without_time_or_status_is_left_to_the_careful_path() -> None:
    lines = b'{"s":200}\n{"t":"2026-05-04T10:15:30Z","s":"-"}\n{"t":"2026-05-04T10:15","s":200}\n'

    found, accepted = read_columns(Texts(lines, PATHS), KEYS, {"time", "service"})

    assert accepted.to_list() == [False, False, False]
    assert found["service"].to_list() == [None] * 3
    assert isinstance(found["time"].dtype, pl.Datetime)
