"""The columns of many records by the kernel, and the records that are left to the careful path."""

from __future__ import annotations

from typing import Any

import pytest

from tests.chunks import read_fast
from usagestats.logs.readers.json.json_format import json_format
from usagestats.logs.readers.kernel.library import kernel
from usagestats.tables.declared import REQUESTS

FORMAT = json_format(
    "read",
    "",
    {
        "time": ["t"],
        "status": ["s"],
        "upstream_status": ["us"],
        "duration_ms": ["d:s", "ms:ms"],
        "request": ["r"],
        "query": ["q"],
        "host": ["h"],
        "remote_user": ["u"],
    },
)
pytestmark = pytest.mark.skipif(kernel() is None, reason="the kernel could not be compiled here")


def read(columns: set[str], *records: str) -> dict[str, list[Any]]:
    lines = [f'{{"t":"2026-05-04T10:15:30Z","s":200{record}}}' for record in records]
    found = read_fast(FORMAT, "\n".join(lines).encode(), columns).requests
    assert all(found[name].dtype == REQUESTS[name] for name in columns)
    return {name: found[name].to_list() for name in columns}


def accepted(*records: str) -> list[bool]:
    lines = [f'{{"t":"2026-05-04T10:15:30Z","s":200{record}}}' for record in records]
    return read_fast(FORMAT, "\n".join(lines).encode(), {"remote_user", "query"}).accepted


def test_each_key_is_read_in_its_unit() -> None:
    found = read({"duration_ms"}, ',"d":1.5,"ms":7', ',"ms":7', ',"d":"-","ms":8', ',"d":"2ms"', "")

    assert found == {"duration_ms": [1500.0, 7.0, 8.0, 2.0, None]}


def test_request_columns_come_from_request_lines() -> None:
    found = read({"http_method", "path", "query", "host"}, ',"r":"GET /a?b HTTP/1.1","h":"H:80"')

    assert found == {"http_method": ["GET"], "path": ["/a"], "query": ["b"], "host": ["h"]}


def test_a_query_of_its_own_key_loses_its_question_mark() -> None:
    found = read({"query"}, ',"q":"?a=1"', ',"q":"a=1?"', ',"q":"-"', ',"q":{}', "")

    assert found == {"query": ["a=1", "a=1?", None, None, None]}


def test_an_upstream_that_did_not_answer_is_not_one_that_is_unknown() -> None:
    found = read({"upstream_status"}, ',"us":"502, 200"', ',"us":"-"', "")

    assert found == {"upstream_status": [200, 0, None]}


def test_escapes_are_undone_and_lists_joined() -> None:
    users = [r'"\u0061\t\"\ud83d\ude00\ud800"', '["a", 1.50, null, {"x": 1}, "b"]', "2.0", "true"]
    found = read({"remote_user"}, *(f',"u":{user}' for user in users))

    assert found == {"remote_user": ['a\t"\U0001f600\ufffd', "a, 1.5, b", "2", "true"]}


@pytest.mark.parametrize(
    "value", ["1.2345678901234567", "1e5", "-0", r'"a\nb"', r'"a\u000db"', '["",1]']
)
def test_texts_that_are_not_plain_are_left_to_the_careful_path(value: str) -> None:
    assert accepted(f',"u":{value}', ',"u":"ann"', f',"more":{value}') == [False, True, True]


@pytest.mark.parametrize("value", ['{"a":1}', '["a=1"]', r'"{\"a\":1}"'])
def test_a_query_that_is_an_object_is_left_to_the_careful_path(value: str) -> None:
    assert accepted(f',"q":{value}', f',"q":{value},"r":"GET /?a"') == [False, True]


def test_a_record_without_time_or_status_is_left_to_the_careful_path() -> None:
    lines = b'{"s":200}\n{"t":"2026-05-04T10:15:30Z","s":"-"}\n{"t":"2026-05-04T10:15","s":200}\n'

    assert read_fast(FORMAT, lines, {"time", "service"}).accepted == [False, False, False]
