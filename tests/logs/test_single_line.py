"""One line of a log, found by its number and read with care."""

from __future__ import annotations

from pathlib import Path

import pytest

from usagestats.errors import InputError
from usagestats.logs.files.sources import Source
from usagestats.logs.formats.kong import KONG
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


GOOD = '1.2.3.4 - - [04/May/2026:10:15:30 +0000] "GET /%s HTTP/1.1" 200 1\n'


def log_of(folder: Path, *lines: str) -> Source:
    (folder / "a.log").write_text("".join(lines), encoding="utf-8")
    return Source("a.log", folder / "a.log")


@pytest.mark.parametrize(("number", "path"), [(1, "/0"), (2, "/1"), (30_000, "/29999")])
def test_lines_are_counted_from_one_through_all_chunks(
    tmp_path: Path, number: int, path: str
) -> None:
    log = log_of(tmp_path, *(GOOD % line + "\n" * (line == 39_999) for line in range(40_000)))

    assert read_single_line(log, number).request["path"] == path


@pytest.mark.parametrize(
    ("number", "what", "hint"),
    [
        (2, "the line does not parse as ncsa: no time in brackets", "token=***"),
        (
            3,
            "the line is not a request, but blank, a comment, a TCP connection or of an error log",
            "# a comment",
        ),
        (9, "there is no such line; the log has 5", None),
    ],
)
def test_a_line_that_is_no_request_is_refused(
    tmp_path: Path, number: int, what: str, hint: str | None
) -> None:
    log = log_of(tmp_path, GOOD % "a", "token=abc\n", "# a comment\n", GOOD % "b", GOOD % "c")

    with pytest.raises(InputError) as error:
        read_single_line(log, number)

    assert (error.value.what, error.value.hint) == (what, hint)
    assert error.value.where == f"a.log:{number}"


def test_a_given_format_is_taken_without_detection(tmp_path: Path) -> None:
    log = log_of(tmp_path, GOOD % "a")

    with pytest.raises(InputError, match="the format given does not fit"):
        read_single_line(log, 1, log_format=KONG)
