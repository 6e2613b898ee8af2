"""URLs, paths and request lines, split alike with care and by the kernel."""

from __future__ import annotations

import json

import pytest

from tests.chunks import read_fast
from usagestats.logs.readers.json.json_format import json_format
from usagestats.logs.readers.json.targets import Target, host_in, request_line_of, target_of

TARGETED = json_format("targeted", "", {"time": ["t"], "path": ["p"], "request": ["r"]})
COLUMNS = {"http_method", "host", "path", "query"}

TARGETS = {
    "/a?b=c": Target(None, "/a", "b=c"),
    "/a?": Target(None, "/a", ""),
    "/a": Target(None, "/a", None),
    "https://h:80/a?b?c": Target("h:80", "/a", "b?c"),
    "https://h": Target("h", "/", None),
    "https://h?b": Target("h", "/", "b"),
    r"/a\x22": Target(None, r"/a\x22", None),
    "": Target(None, "", None),
}


@pytest.mark.parametrize("text", TARGETS)
def test_a_target_is_split(text: str) -> None:
    assert target_of(text) == TARGETS[text]


def read(**texts: str) -> list[tuple[str | None, ...]]:
    """The rows of a record with these texts."""
    line = json.dumps({"t": 1777889730, **texts})
    return read_fast(TARGETED, line.encode(), COLUMNS).requests.select(sorted(COLUMNS)).rows()


@pytest.mark.parametrize("text", TARGETS)
def test_the_kernel_splits_a_target_alike(text: str) -> None:
    host, path, query = TARGETS[text]

    assert read(p=text) == [(host and "h", None, path or None, query)]


def test_hosts_are_taken_from_urls_and_bare_hosts() -> None:
    texts = ["https://u@h:80/a", "h:80", "a.example"]

    assert [host_in(text) for text in texts] == ["u@h:80", "h:80", "a.example"]


def test_the_target_of_a_request_line_keeps_its_query_and_backslashes() -> None:
    line = request_line_of(r"GET /a\x22?b=c HTTP/1.1")

    assert (line.http_method, line.path) == ("GET", r"/a\x22?b=c")
    assert request_line_of("nonsense").http_method is None


@pytest.mark.parametrize("line", ["GET /a?b HTTP/1.1", "GET /a?b", "GET /a?b HTTP/2"])
def test_the_kernel_reads_a_request_line(line: str) -> None:
    assert read(r=line) == [(None, "GET", "/a", "b")]


@pytest.mark.parametrize("line", ["$default", "-", "GET", "GET  /a", "/a b"])
def test_a_text_that_is_no_request_line_has_no_parts(line: str) -> None:
    assert read(r=line) == [(None, None, None, None)]
