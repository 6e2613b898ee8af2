"""JSON records for property tests: of the key map of a format, with usual and odd values."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from hypothesis import strategies as st

from tests.loglines import damaged, mostly
from usagestats.logs.readers.json.json_format import JsonFormat
from usagestats.logs.readers.json.key_map import Path

TIMES = mostly(
    ["1777889730000", '"2026-05-04T10:15:30.123456789Z"', "1777889730.1234567", '"1777889730"', "1777889730.25",
     '"04/May/2026:10:15:30 +0200"', '"2026-05-04 10:15:30,5+02:00"', "1777889730123456789", '"2026-05-04T10:15:30"'],
    ["1e9", "12", "null", '"2026-02-30T10:15:30Z"', '"2026-05-04T10:15:60Z"', "1.777889730123e9", "[1777889730]",
     '"04/May/2026:10:15:30.123"', '"Mon, 04 May 2026 10:15:30 GMT"', '"-"', '"[04/May/2026:10:15:30 +0200]"', "7258118400",
     '"2026-05-04T10:15:30 +0000 UTC"', '"' + 17 * "\\u0000" + ':36"', '"' + 16 * "\\u0000" + ':36Z"'],
)  # fmt: skip
STATUSES = mostly(
    ["200", '"404"', "503", "429", "401"],
    ["0", '"-"', "null", "200.0", '"502, 200"', "[502,200]", "true", '"2e2"', "2e2", '"\\u0032\\u00300"'],
)  # fmt: skip
NUMBERS = mostly(
    ["0.034", "512", '"0.34s"', '"1m2.5s"', '"512"', "1657", "12.000001", "34000123", "1.04", "1.0816", "0"],
    ["-1", "null", '"-"', "1e-7", "0.1e1", "999999999999999", "9007199254740993", '"007"', '"1_0"', "0.10", "34.0",
     "0.1234567890123456789", "true", "[5]", "{}", '"5 ms"', "1.00000000000000000001"],
)  # fmt: skip
TARGETS = mostly(
    ['"/a?user_key=k1"', '"/a"', '"/a?b=c&user_key=k2&d=e"', '"https://u@API.example.org:80/x?user_key=k1#z"',
     '"/a?b=1\\u0026user_key=k3"', '"GET /a?user_key=k1 HTTP/1.1"'],
    ['""', '"-"', "null", '"?user_key=k"', '"h://"', '"a://h?b"', '"/a\\\\x26user_key=k"', '"/a?x\\\\&user_key=k"', "[]",
     '{"user_key":"k4"}', '{"a b":[1,"2",null],"user_key":"k\u00e9&","c":true}', '{"a":1,"a":"user_key"}', '{"user_key":{"x":1}}', '["user_key=k5"]', '"{\\"user_key\\":\\"k6\\"}"', '"/\\ud83d\\ude00?\\ud800"', '"/a\\n?b"', "7", '"GET /"',
     '"/caf\u00e9?n\u00e4me=1&user_key=k"', '"/a?user_\u212aey=1"', '"- - -"', '"\\u001b[1mGET / HTTP/1.1"', '"/a?=&&user_key=&b"'],
)  # fmt: skip
TEXTS = mostly(
    ['"GET"', '"POST"', '"ann"', '"10.0.0.1:80"', '"items"', '"API.example.org:80"', '"-"', '"curl/8.5.0"'],
    ['""', "null", '"\\ud800"', '"\\ud83d\\ude00"', '"\\u0000"', '"caf\u00e9\\/"', "[]", '["a","b"]', '[1,null,{"a":1},"x\\u0041"]', '["",1]',
     '{"h":"x"}', "1", "1.50", "-0", "true", '"a\\nb"', '"\\u2028"', "123456789012345678901234567890", "1e22", '"\\r"', '"0"', '"3"'],
)  # fmt: skip
_BY_COLUMN = {
    "time": TIMES, "status": STATUSES, "upstream_status": STATUSES, "response_bytes": NUMBERS, "duration_ms": NUMBERS,
    "path": TARGETS, "path_after_rewrite": TARGETS, "query": TARGETS, "request": TARGETS,
}  # fmt: skip


class _Written(str):
    """JSON that stays as it is."""

    __slots__ = ()


def _placed(record: dict[str, Any], path: Path, value: str) -> None:
    for name in path[:-1]:
        inner = record.setdefault(name, {})
        if not isinstance(inner, dict):
            return
        record = inner
    record[path[-1]] = _Written(value)


def _json(value: Any, comma: str) -> str:
    if isinstance(value, _Written):
        return str(value)
    if isinstance(value, dict):
        inside = comma.join(
            f"{json.dumps(name)}:{_json(one, comma)}" for name, one in value.items()
        )
        return f"{{{inside}}}"
    return json.dumps(value)


_FIRST_OF_TEN = st.integers(0, 9)
_COMMAS = st.sampled_from([",", ", ", " ,\t"])


@cache
def _some_of(keys: tuple[Any, ...]) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.sampled_from(keys), max_size=8)


@cache
def _one_of(paths: tuple[Path, ...]) -> st.SearchStrategy[Path]:
    return st.sampled_from(paths)


@st.composite
def records_of(draw: st.DrawFn, log_format: JsonFormat) -> str:
    """Give the sample of a format with other values of some of its keys; a few are damaged."""
    record = json.loads(log_format.sample)
    keys = tuple((column, key) for column, keys in log_format.keys.items() for key in keys)
    for column, key in draw(_some_of(keys)):
        _placed(record, key.path, draw(_BY_COLUMN.get(column, TEXTS)))
    others = [*(key.path for key in log_format.telling)]
    others += [log_format.records.path] if log_format.records else []
    if others and draw(_FIRST_OF_TEN) == 0:
        _placed(record, draw(_one_of(tuple(others))), draw(TEXTS))
    line = _json(record, draw(_COMMAS))
    return draw(damaged(line)).replace("\n", " ").replace("\r", " ")
