from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from usagestats.cli.options.request_argument import request_named
from usagestats.errors import InputError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

LINES = (
    '203.0.113.9 - - [04/May/2026:10:00:00 +0000] "GET /one HTTP/1.1" 200 17\n'
    '203.0.113.9 - - [04/May/2026:10:01:00 +0000] "POST /two?x=1 HTTP/1.1" 404 17\n'
)


def named(text: str) -> tuple[object, ...]:
    request = request_named(text, frozenset(), None)
    return tuple(request.get(key) for key in ("http_method", "host", "path", "query"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GET /v1/x", ("GET", None, "/v1/x", None)),
        ("'POST /v1/x?a=1'", ("POST", None, "/v1/x", "a=1")),
        ("/v1/x", ("GET", None, "/v1/x", None)),
        ("https://API.example.org/v1", ("GET", "api.example.org", "/v1", None)),
        ("GET https://user@api.example.org:8443?a=1", ("GET", "api.example.org", "/", "a=1")),
        ("GET /v1#part", ("GET", None, "/v1", None)),
        ("OPTIONS *", ("OPTIONS", None, "*", None)),
    ],
)
def test_a_request_may_be_written_out(text: str, expected: tuple[object, ...]) -> None:
    assert named(text) == expected


def test_a_request_may_be_a_line_of_a_file(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    log.write_text(LINES)

    assert named(f"{log}:2")[::2] == ("POST", "/two")


def test_a_file_without_a_line_is_refused_with_one(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    log.write_text(LINES)
    with pytest.raises(UsageError) as caught:
        named(str(log))

    assert (caught.value.what, caught.value.hint) == (
        "is a file: a line of it is needed",
        f"write {log}:1",
    )


@pytest.mark.parametrize("text", ["", "word", "GET word", "two words"])
def test_what_is_neither_is_refused_with_the_forms_there_are(text: str) -> None:
    with pytest.raises(UsageError, match="neither a request nor a line of a file") as caught:
        named(text)

    assert "FILE:LINE" in (caught.value.hint or "")


def test_lines_are_counted_from_one(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    log.write_text(LINES)
    with pytest.raises(UsageError, match="lines are counted from 1"):
        named(f"{log}:0")
    with pytest.raises(InputError):
        named(f"{log}:3")


def test_bytes_that_are_no_text_are_shown_as_such() -> None:
    assert named("GET /caf\udce9")[2] == "/caf\N{REPLACEMENT CHARACTER}"
