"""Law 5 for JSON records: what the fast path accepts, the careful one reads alike."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.chunks import read_fast
from tests.loglines import damaged, mostly
from tests.profiles import examples
from usagestats.logs.formats import FORMATS
from usagestats.logs.formats.kong import KONG
from usagestats.logs.formats.usual_names import USUAL_NAMES
from usagestats.logs.readers.json.json_format import JsonFormat, json_format
from usagestats.tables.declared import FIELD, REQUESTS, TEXT

PLAIN = json_format(
    "plain",
    "",
    {
        "time": ["t"],
        "status": ["s"],
        "http_method": ["m"],
        "request": ["r"],
        "path": ["p"],
        "path_after_rewrite": ["w"],
        "query": ["q", "q2"],
        "host": ["h", "o.h"],
        "response_bytes": ["b"],
        "duration_ms": ["d:s", "o.ns:ns", "o.any"],
        "remote_address": ["a"],
        "remote_user": ["o.u", "u"],
        "service": ["o.o.s"],
    },
)

JSON_FORMATS = [one for one in FORMATS.values() if isinstance(one, JsonFormat)]
TIMES = mostly(
    ["1777889730000", '"2026-05-04T10:15:30.123456789Z"', "1777889730.1234567", '"1777889730"',
     '"04/May/2026:10:15:30 +0200"', '"04/May/2026:10:15:30.123456789 +0200"', '"2026-05-04 10:15:30,5+02:00"', "1777889730123456789"],
    ['"2026-05-04T10:15:30"', "1e9", "12", "null", '"2026-02-30T10:15:30Z"', '"2026-05-04T24:15:30Z"',
     '"2026-05-04T10:15:60Z"', '"2026-05-04T10:15:30+25:00"', '"1777889730\\n"', "17778897300000000000",
     '"\\u0661777889730"', "1.777889730123e9", '"1999-12-31T23:59:59.9999999Z"', "[1777889730]",
     '"04/May/2026:10:15:30.123"', '"May/04/2026:10:15:30 +0200"', '"Mon, 04 May 2026 10:15:30 GMT"', '"04/May/2026:10:15:30. +0200"',
     '"+1777889730"', '"1777889730e0"', "7258118400", '"2026-05-04t10:15:30z"', '"[04/May/2026:10:15:30 +0200]"'],
)  # fmt: skip
STATUSES = mostly(
    ["200", '"404"', "503", '"502, 200"', '"302 : 200"'],
    ["0", "-1", '"-"', '""', "null", "200.0", "2e2", "true", '"ok"', "[502,200]", "{}", '"\u0662\u0660\u0660"', "1e400",
     "99999999999999999999999", '"200\\n"', '"200,"'],
)  # fmt: skip
TEXTS = mostly(
    ['"GET"', '"/a?b=c"', '"https://u@API.example.org:80/x?y#z"', '"GET /a?k=1 HTTP/1.1"', '"ann"', '"10.0.0.1:80"', '"-"'],
    ['""', '"\\"\\""', "null", '"\\ud800"', '"\\ud83d\\ude00"', '"\\u0000"', '"caf\u00e9\\/"', '"[::1]:80"', '"{x"', "[]", '["a","b"]',
     '{"h":"x"}', '"{\\"a\\":[1,\\"b c\\"]}"', '["a=1",{"name":"b","value":2}]', "1", "1.50", "true", '"\\x22"', '"a\tb"', '"GET  /"', '"GET /a b HTTP/1.1"', '"get"', '"?x"', '"://"',
     '"h://"', '"/a\\nb?c\\nd"', '"GET /a\\nb HTTP/1.1"', '"GET /a HTTP/1.1\\n"', '"GET HTTP/1.1"', '"GET /\\\\x41"', '"a://h?b"', '"$default"',
     "-0.0", "1e22", "123456789012345678901234567890", "5e-324", "340282366920938463463374607431768211456", '"\u2028\u0085"'],
)  # fmt: skip
NUMBERS = mostly(
    ["0.034", "512", '"0.34s"', '"1m2.5s"', '"512"', "1657", "12.000001", "34000123"],
    ["-1", "null", '"-"', "1e-7", "0.1e1", "999999999999999", '"1234567890123.5"', "9007199254740993", '"1_0"', '"+5"',
     '" 5"', '"5ms "', "true", '"1e3"', "1e300", '"9223372036854775807"', '"9223372036854775808"', '"\u0665"', '"5\\n"', '"007"'],
)  # fmt: skip
KEYS = {"t": TIMES, "s": STATUSES, "b": NUMBERS, "d": NUMBERS} | dict.fromkeys(
    [*"mrpwqhauz", "q2"], TEXTS
)


NAMES = st.lists(st.sampled_from(sorted(KEYS)), max_size=8)
OTHER_INNER = st.sampled_from(['"o":null', '"o":"x"', '"o":[]', '"o":{"o":1}', '"\\u006f":{}'])
COMMAS = st.sampled_from([",", " , "])


@st.composite
def records(draw: st.DrawFn) -> str:
    names = ["t", "s", *draw(NAMES)]
    pairs = [f'"{name}":{draw(KEYS[name])}' for name in names]
    inner = f'{{"h":{draw(TEXTS)},"u":{draw(TEXTS)},"ns":{draw(NUMBERS)},"any":{draw(NUMBERS)},"o":{{"s":{draw(TEXTS)}}}}}'
    pairs.append(draw(mostly([f'"o":{inner}'], OTHER_INNER)))
    order = draw(st.permutations(pairs))
    line = "{" + draw(COMMAS).join(order) + "}"
    line = draw(
        mostly(
            [line],
            [f" {line} ", f"[{line}]", "", "{}", "null", line + line, line[:-1], "\ufeff" + line],
        )
    )
    return draw(damaged(line)).replace("\n", " ").replace("\r", " ")


FIELDS = ("u", "z", "o.u", "o.o.s", "status", "request.method", "latencies.kong", "level")


def agree(log_format: JsonFormat, lines: list[str]) -> int:
    """Return how many lines the kernel accepted, having compared them."""
    columns = {*REQUESTS, TEXT, *(FIELD + name for name in FIELDS)}
    fast = read_fast(log_format, "\n".join(lines).encode(), columns)
    assert len(fast.numbers) == fast.requests.height
    rows = fast.requests.rows(named=True)
    for number, row, on_wall in zip(fast.numbers, rows, fast.on_wall, strict=True):
        if on_wall:
            row["time"] = row["time"].replace(tzinfo=None)
        careful = log_format.read_line(lines[number])
        careful |= {"line": number + 1, TEXT: lines[number]}
        careful |= {FIELD + name: careful["fields"].get(name) for name in FIELDS}
        assert {name: careful[name] for name in row} == row, lines[number]
    return len(fast.numbers)


@settings(max_examples=examples(400))
@example(['{"t":1777889730,"s":200}', "", '{"t":1777889730,"s":200}'])
@example(['{"t":1777889730,"s":200,"d":0.07}'])
@given(st.lists(records(), min_size=1, max_size=6))
def test_the_two_paths_agree(lines: list[str]) -> None:
    agree(PLAIN, lines)
    for line in lines:  # those beside a broken one are refused with it
        agree(PLAIN, [line])


@settings(max_examples=examples(300))
@example(562949953421312.2, 0)
@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(0, 2**70))
def test_numbers_have_one_text(broken: float, whole: int) -> None:
    texts = [
        json.dumps({"t": 1777889730, "s": 200, "u": value})
        for value in (broken, -broken, whole, -whole)
    ]

    agree(PLAIN, texts)


def test_usual_numbers_are_read_fast() -> None:
    texts = [json.dumps({"t": 1777889730, "s": 200, "u": value}) for value in (1, -7, 0.25, 17.125)]

    assert agree(PLAIN, texts) == 4


@settings(max_examples=examples(300))
@given(st.floats(0, 1e12), st.floats(5e8, 7e9))
def test_durations_and_times_are_rounded_alike(duration: float, time: float) -> None:
    agree(PLAIN, [json.dumps({"t": time, "s": 200, "d": duration, "o": {"ns": duration}})])


@settings(max_examples=examples(100))
@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=12), min_size=1, max_size=5
    ),
    st.booleans(),
)
def test_any_text_is_read_alike(texts: list[str], ascii_only: bool) -> None:  # noqa: FBT001
    keys = "mrpqhau"
    lines = [
        json.dumps(
            {"t": 1777889730, "s": 200, **dict.fromkeys(keys, text)}, ensure_ascii=ascii_only
        )
        for text in texts
    ]
    agree(PLAIN, lines)


@pytest.mark.parametrize("log_format", JSON_FORMATS, ids=lambda one: one.name)
def test_the_paths_agree_on_every_sample_in_every_format(log_format: JsonFormat) -> None:
    agree(log_format, [one.sample for one in JSON_FORMATS])


def test_a_long_log_with_all_kinds_of_broken_lines() -> None:
    broken = ["", "x", "[]", "{", '{"request":1}', "{} {}", '{"a":NaN}', '{"latencies":[]}']
    lines: list[Any] = [KONG.sample] * 3000
    for number, line in enumerate(broken):
        lines[number * 370 + 5] = line

    assert agree(KONG, lines) > 2000


def test_missing_columns_are_null() -> None:
    assert agree(USUAL_NAMES, ['{"time":"2026-05-04T10:15:30Z","status":200}'] * 3) == 3
