from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.classify.sent import sent_paths
from usagestats.classify.paths import normalised, normalised_paths


@given(st.lists(st.none() | sent_paths, max_size=20))
def test_paths_are_normalised_together_as_alone(paths: list[str | None]) -> None:
    together = normalised_paths(pl.Series(paths, dtype=pl.String))
    text = together.text.tobytes().decode("ascii")
    spans = zip(together.begins.tolist(), together.ends.tolist(), strict=True)
    assert [text[begin:end] for begin, end in spans] == [
        "" if path is None else normalised(path) for path in paths
    ]


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("/a/b", "/a/b"),
        ("/a//b///", "/a/b/"),
        ("/a/./b/../c", "/a/c"),
        ("/../../a", "/a"),
        ("/a/..", "/"),
        ("/a/b/..", "/a/"),
        ("/a%2Fb%20c", "/a/b%20c"),
        ("/a b", "/a%20b"),
        ("/é", "/%C3%A9"),
        ("/%c3%a9", "/%C3%A9"),
        ("/a%3Fb", "/a%3Fb"),  # no question mark: it would begin a query
        ("http://api.example.org/a", "/a"),
        ("http://api.example.org", "/"),
        ("/proxy/http://api.example.org/a", "/proxy/http:/api.example.org/a"),
        ("/a#b", "/a"),
        ("*", "*"),
        (r"/a\xE4", "/a%E4"),
    ],
)
def test_a_path_is_what_the_gateway_makes_of_it(sent: str, expected: str) -> None:
    assert normalised(sent) == expected


def test_some_of_many_paths_are_taken_without_the_others() -> None:
    paths = normalised_paths(pl.Series(["/a", None, "/b//c", "/d"]))
    taken = paths.taken(pl.Series([False, True, True, False]).to_numpy())

    assert [
        taken.text[begin:end].tobytes() for begin, end in zip(taken.begins, taken.ends, strict=True)
    ] == [b"", b"/b/c"]
