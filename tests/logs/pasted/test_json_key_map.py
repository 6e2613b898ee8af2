"""Key maps that users write, and what is said about wrong ones."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.chunks import read_fast
from usagestats.errors import UsageError
from usagestats.logs.pasted.json_key_map import json_format_of
from usagestats.logs.readers.log_format import NoRequestError
from usagestats.tables.declared import REQUESTS

MAP = 'json:{"time": ["ts", "meta.when"], "path": "req.path", "status": "code", "duration_ms": "took:s", "host": "a\\\\.b"}'


def test_a_key_map_reads_records() -> None:
    log_format = json_format_of(MAP)
    line = '{"meta":{"when":1777889730},"req":{"path":"/a?b"},"code":"404","took":0.034,"a.b":"X.org:80"}'
    request = log_format.read_line(line)

    assert log_format.name == MAP
    assert request["time"] == datetime(2026, 5, 4, 10, 15, 30, tzinfo=UTC)
    assert (request["path"], request["query"], request["status"]) == ("/a", "b", 404)
    assert (request["duration_ms"], request["host"], request["http_method"]) == (
        34.0,
        "x.org",
        None,
    )
    assert request["fields"]["took"] == "0.034"


def test_both_paths_read_its_sample() -> None:
    log_format = json_format_of(MAP)
    fast = read_fast(log_format, log_format.sample.encode(), REQUESTS)

    assert fast.accepted == [True]
    assert fast.requests["status"].to_list() == [log_format.read_line(log_format.sample)["status"]]


def test_without_a_status_key_none_is_asked_for() -> None:
    log_format = json_format_of('json:{"time": "t"}')

    assert log_format.read_line('{"t":1777889730}')["status"] is None
    with pytest.raises(NoRequestError, match="no time"):
        log_format.read_line('{"status":200}')


@pytest.mark.parametrize(
    ("text", "what", "pointed_at", "hint"),
    [
        ("json:", "it is not a JSON object", ":", "write: json:"),
        ('json:{"time": ts}', "it is not a JSON object", "t", "write: json:"),
        ('json:["time"]', "it is not a JSON object", 'json:["time"]', "write: json:"),
        ('json:{"status": "s"}', "it has no key for the time", 'json:{"status": "s"}', "write: json:"),
        ('json:{"time": "t", "pfad": "p"}', "no such column: pfad", '"pfad"', "path"),
        ('json:{"time": "t", "statuss": "p"}', "no such column: statuss", '"statuss"', "did you mean 'status'?"),
        ('json:{"time": "t", "time": "u"}', "time is given twice", '"time"', "list"),
        ('json:{"time": []}', "time has no key", '"time"', "a key is a text"),
        ('json:{"time": {"a": 1}}', "time has no key", '"time"', "a key is a text"),
        ('json:{"time": ["t", 1]}', "time has an empty key, or one that is not text", '"time"', "a key is a text"),
        ('json:{"time": ""}', "time has an empty key, or one that is not text", '"time"', "a key is a text"),
        ('json:{"time": "t", "duration_ms": "d:sec"}', "no such unit: sec", '"d:sec"', "s"),
        ('json:{"time": "t", "path": "r", "host": "r.h"}', "another key leads through r", '"r"', "either a text or an object"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_pointed_at(
    text: str, what: str, pointed_at: str, hint: str
) -> None:
    with pytest.raises(UsageError) as error:
        json_format_of(text)

    assert error.value.what.startswith(what)
    excerpt = error.value.excerpt
    assert excerpt is not None
    assert excerpt.text[excerpt.start : excerpt.end] == pointed_at
    assert hint in (error.value.hint or "")
