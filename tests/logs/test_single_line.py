"""One line of a log, found by its number and read with care."""

from __future__ import annotations

from pathlib import Path

from usagestats.logs.files.sources import Source
from usagestats.logs.single_line import read_single_line

FIRST = "#Date: 2026-05-04 10:00:00\r\n#Fields: time cs-method cs-uri-stem sc-status\r\n10:15:30 GET /a 200\r\n"
SECOND = (
    "#Fields: cs-uri-stem time cs-method\n/b 10:16:30 GET\n#Date: 2026-05-05\n/c 00:01:00 POST\n"
)


def test_a_single_line_is_read_by_the_header_before_it(tmp_path: Path) -> None:
    log = tmp_path / "u_ex.log"
    log.write_text(FIRST + SECOND, newline="")

    found = read_single_line(Source("log", log), 5)

    assert (found.log_format, found.request["path"], found.request["http_method"]) == (
        "w3c",
        "/b",
        "GET",
    )
