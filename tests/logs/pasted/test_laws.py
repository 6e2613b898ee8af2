"""Random formats from the tables, random rows: what a gateway would write is read back.

The texts of a row hold what clients can send: quotation marks, backslashes, spaces, control
characters. They are escaped as the gateway does.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from tests.logs.pasted.given import given
from tests.logs.test_law_fast_equals_careful import compare
from tests.profiles import examples

Row = Mapping[str, Any]
Writer = Callable[[Row], str]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TEXTS = st.text(st.sampled_from("ab \"\\'/?#[]{}|,:;é%$\x01\t"), min_size=1, max_size=12).filter(
    lambda text: text.strip(" -") == text and text != '""'  # which is written for nothing
)
WORDS = st.text(st.sampled_from("abcdef0123-"), min_size=1, max_size=8).filter(
    lambda text: text != "-"
)
ROWS = st.fixed_dictionaries(
    {
        "time": st.integers(600_000_000, 4_000_000_000).map(
            lambda seconds: EPOCH + timedelta(seconds=seconds)
        ),
        "http_method": st.sampled_from(["GET", "POST", "DELETE"]),
        "path": WORDS.map(lambda word: f"/{word}"),
        "query": st.none() | WORDS,
        "status": st.integers(100, 599),
        "response_bytes": st.integers(0, 10**12),
        "duration_ms": st.integers(0, 10**6),
        "host": st.from_regex(r"[a-z]{1,5}\.example", fullmatch=True),
        "remote_address": st.sampled_from(["192.0.2.1", "2001:db8::1"]),
        "user_agent": TEXTS,
        "token": TEXTS,
    }
)


def target(row: Row) -> str:
    return row["path"] if row["query"] is None else f"{row['path']}?{row['query']}"


def request_line(row: Row) -> str:
    return f"{row['http_method']} {target(row)} HTTP/1.1"


def nginx_escaped(text: str) -> str:
    return "".join(
        chr(byte) if 32 <= byte < 127 and chr(byte) not in '"\\' else f"\\x{byte:02X}"
        for byte in text.encode()
    )


def apache_escaped(text: str) -> str:
    known = {'"': '\\"', "\\": "\\\\", "\t": "\\t"}
    return "".join(
        known.get(chr(byte)) or (chr(byte) if 32 <= byte < 127 else f"\\x{byte:02x}")
        for byte in text.encode()
    )


def json_escaped(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def haproxy_escaped(text: str) -> str:
    return "".join(
        chr(byte) if 32 <= byte < 127 and chr(byte) not in '"#' else f"#{byte:02X}"
        for byte in text.encode()
    )


def same(text: str) -> str:
    return text


def parts(
    escape: Callable[[str], str], names: Mapping[str, str], times: Mapping[str, str], per_ms: float
) -> list[tuple[str, str, Writer]]:
    """Return what a gateway can write: the columns it gives, the variable, how it is written."""
    written: dict[str, Writer] = {
        "request": request_line,
        "http_method": lambda row: row["http_method"],
        "target": target,
        "status": lambda row: str(row["status"]),
        "response_bytes": lambda row: str(row["response_bytes"]),
        "duration_ms": lambda row: f"{row['duration_ms'] * per_ms:.{3 if per_ms < 1 else 0}f}",
        "host": lambda row: row["host"],
        "remote_address": lambda row: row["remote_address"],
        "user_agent": lambda row: escape(row["user_agent"]),
        "token": lambda row: escape(row["token"]),
    }
    found = [(column, name, written[column]) for column, name in names.items()]
    for name, form in times.items():
        found.append(("time", name, partial(stamp, form=form)))
    return found


def stamp(row: Row, form: str) -> str:
    seconds = (row["time"] - EPOCH) // timedelta(seconds=1)
    return str(row["time"].strftime(form.replace("%s", str(seconds))))


CLF, ISO = "%d/%b/%Y:%H:%M:%S +0000", "%Y-%m-%dT%H:%M:%S+00:00"
NGINX = {
    "request": "$request", "http_method": "$request_method", "target": "$request_uri",
    "status": "$status", "response_bytes": "$body_bytes_sent", "duration_ms": "$request_time",
    "host": "$host", "remote_address": "$remote_addr", "user_agent": "$http_user_agent",
    "token": "${token}",
}  # fmt: skip
NGINX_TIMES = {"$time_local": CLF, "$time_iso8601": ISO, "$msec": "%s.000"}
GATEWAYS = {
    "nginx": (parts(nginx_escaped, NGINX, NGINX_TIMES, 0.001), "nginx:{}", "token"),
    "nginx, escape=json": (
        parts(json_escaped, NGINX, NGINX_TIMES, 0.001),
        "log_format x escape=json '{}';",
        "token",
    ),
    "apache": (
        parts(
            apache_escaped,
            {
                "request": "%r", "http_method": "%m", "target": "%U%q", "status": "%>s",
                "response_bytes": "%B", "duration_ms": "%{ms}T", "host": "%V",
                "remote_address": "%a", "user_agent": "%{User-Agent}i", "token": "%{Token}i",
            },
            {"%t": f"[{CLF}]", "%{%F %T %z}t": "%F %T +0000", "%{sec}t": "%s"},
            1,
        ),
        "apache:{}",
        "token",
    ),
    "haproxy": (
        parts(
            haproxy_escaped,
            {
                "request": "%r", "http_method": "%HM", "target": "%HU", "status": "%ST",
                "response_bytes": "%B", "duration_ms": "%Ta", "remote_address": "%ci",
                "token": "%[var(txn.token)]",
            },
            {"%trg": CLF, "%Ts": "%s"},
            1,
        ),
        "haproxy:{}",
        "var_txn_token",
    ),
    "envoy": (
        parts(
            same,
            {
                "http_method": "%REQ(:METHOD)%", "target": "%REQ(:PATH)%",
                "status": "%RESPONSE_CODE%", "response_bytes": "%BYTES_SENT%",
                "duration_ms": "%DURATION%", "host": "%REQ(:AUTHORITY)%",
                "remote_address": "%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%",
                "user_agent": "%REQ(USER-AGENT)%",
            },
            {"%START_TIME%": "%Y-%m-%dT%H:%M:%S.000Z", "%START_TIME(%s)%": "%s"},
            1,
        ),
        "envoy:{}",
        "token",
    ),
}  # fmt: skip


@pytest.mark.hypothesis
@pytest.mark.parametrize("gateway", GATEWAYS)
def test_what_a_gateway_writes_is_read_back(gateway: str) -> None:
    known, form, token = GATEWAYS[gateway]

    @settings(max_examples=examples(150))
    @for_all(st.data(), st.permutations(known), ROWS)
    def check(data: st.DataObject, chosen: list[tuple[str, str, Writer]], row: Row) -> None:
        chosen = chosen[: data.draw(st.integers(4, len(chosen)))]
        has = {column for column, _, _ in chosen}
        chosen += [part for part in known if part[0] in _missing(has)]
        text, line = "", ""
        for column, name, write in chosen:
            opening, closing = data.draw(st.sampled_from([("<", ">"), ("[", "]"), ('"', '"')]))
            if column in {"user_agent", "token", "request"}:
                opening = closing = '"'
            text += f"{opening}{name}{closing} "
            line += f"{opening}{write(row)}{closing} "
        read = given(form.format(text.rstrip())).read_line(line.rstrip())

        assert read["time"].replace(microsecond=0) == row["time"]
        assert (read["http_method"], read["path"]) == (row["http_method"], row["path"])
        assert (read["query"], read["status"]) == (row["query"], row["status"])
        for column in has & {
            "response_bytes",
            "duration_ms",
            "host",
            "remote_address",
            "user_agent",
        }:
            assert read[column] == row[column], (text, line)
        if "token" in has:
            assert read["fields"][token] == row["token"], (text, line)

    check()


def _missing(has: set[str]) -> set[str]:
    needed = {"time", "status"} | (set() if "request" in has else {"http_method", "target"})
    return needed - has


COMBINED = '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_user_agent" $request_time $host'


@pytest.mark.hypothesis
def test_law_5_fast_equals_careful() -> None:
    log_format, accepted = given(COMBINED), 0
    ends = ['"c" 0.1 a.example', '"c" 0.1', "", '"c"d" - -', '"\\x22" 1.0 -']

    @settings(max_examples=examples(100))
    @for_all(st.lists(st.tuples(ROWS, st.sampled_from(ends)), min_size=5, max_size=20))
    def check(rows: list[tuple[Row, str]]) -> None:
        nonlocal accepted
        lines = [
            f"{row['remote_address']} - - [{row['time'].strftime(CLF)}]"
            f' "{request_line(row)}" {row["status"]} {row["response_bytes"]} {end}'.rstrip()
            for row, end in rows
        ]
        accepted += compare(
            log_format, lines, ["time", "http_method", "path", "query", "status", "remote_user"]
        )

    check()
    assert accepted > examples(100)
