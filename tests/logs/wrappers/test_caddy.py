"""Lines of Caddy's console encoder become records of its JSON encoder."""

from __future__ import annotations

import json

import pytest

from usagestats.logs.wrappers.caddy import CADDY_CONSOLE
from usagestats.logs.wrappers.wrapper import texts

RECORD = '{"request":{"method":"GET","uri":"/"},"status":200}'


@pytest.mark.parametrize(
    ("before", "time", "logger"),
    [
        ("2026/05/04 10:15:30.123\tINFO\thttp.log.access.log0", "2026/05/04 10:15:30.123", "http.log.access.log0"),
        ("2026-05-04T10:15:30+0200\t\x1b[34mINFO\x1b[0m\thttp.log.access", "2026-05-04T10:15:30+0200", "http.log.access"),
        ("1.7778897301e+09\terror\thttp.log.access", 1777889730.1, "http.log.access"),
    ],
)  # fmt: skip
def test_time_and_logger_are_put_into_the_record(
    before: str, time: str | float, logger: str
) -> None:
    line = f"{before}\thandled request\t{RECORD}"

    assert CADDY_CONSOLE.matches(line)
    inner = CADDY_CONSOLE.unwrap(texts([line])).text[0]
    assert json.loads(inner) == {"ts": time, "logger": logger, **json.loads(RECORD)}


@pytest.mark.parametrize(
    "line",
    [
        '2026/05/04 10:15:30.123\tINFO\ttls\tcleaned up\t{"a": 1}',
        "2026/05/04 10:15:30.123\tINFO\tserving initial configuration",
        "LINE",
    ],
)
def test_lines_of_other_loggers_stay(line: str) -> None:
    assert CADDY_CONSOLE.unwrap(texts([line])).text.to_list() == [line]
