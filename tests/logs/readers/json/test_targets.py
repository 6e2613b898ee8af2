"""URLs, paths and request lines, split alike one by one and by column."""

from __future__ import annotations

import polars as pl
import pytest

from usagestats.logs.readers.json.targets import (
    Target,
    host_in,
    read_hosts,
    read_request_lines,
    read_targets,
    request_line_of,
    target_of,
)

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


@pytest.mark.parametrize("texts", [[*TARGETS], ["/a?b=c", ""]], ids=["with URLs", "paths only"])
def test_a_column_of_targets_equals_its_cells(texts: list[str]) -> None:
    rows = read_targets(pl.Series([*texts, None])).rows()

    assert rows == [*(TARGETS[text] for text in texts), (None, None, None)]


def test_hosts_are_taken_from_urls_and_bare_hosts() -> None:
    texts = ["https://u@h:80/a", "h:80", "a.example"]

    assert [host_in(text) for text in texts] == ["u@h:80", "h:80", "a.example"]
    assert read_hosts(pl.Series(texts)).to_list() == ["u@h:80", "h:80", "a.example"]
    assert read_hosts(pl.Series(texts[1:])).to_list() == ["h:80", "a.example"]


def test_the_target_of_a_request_line_keeps_its_query_and_backslashes() -> None:
    line = request_line_of(r"GET /a\x22?b=c HTTP/1.1")

    assert (line.http_method, line.path) == ("GET", r"/a\x22?b=c")
    assert request_line_of("nonsense").http_method is None


def test_odd_request_lines_are_left_to_the_careful_path() -> None:
    texts = ["GET /a?b HTTP/1.1", "GET /a", "$default", None, "GET /a b HTTP/1.1"]

    rows, accepted = read_request_lines(pl.Series(texts))

    assert rows.rows()[:2] == [("GET", "/a?b"), ("GET", "/a")]
    assert accepted.to_list() == [True, True, True, True, False]
