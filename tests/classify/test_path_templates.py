from __future__ import annotations

import polars as pl
import pytest

from usagestats.classify.path_templates import path_templates
from usagestats.frames import coded


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/a/1/2/3", "/a/{id}/{id}/{id}"),
        ("/a/0f8fad5b-d9cb-469f-a165-70867728950e", "/a/{id}"),
        ("/a/deadbeefdeadbeef/", "/a/{id}/"),
        ("/v1/items", "/v1/items"),
        ("/" + "x" * 2000, "/" + "x" * 999),
        ("/token/k3J9x0Qz", "/token/***"),
        (None, None),
    ],
)
def test_identifiers_are_collapsed_and_credentials_masked(
    path: str | None, expected: str | None
) -> None:
    assert path_templates(pl.Series([path], dtype=pl.String)).to_list() == [expected]


def test_segments_that_the_catalog_declares_are_masked() -> None:
    paths = pl.Series(["/invite/summer", "/invite/winter", "/other/summer"])

    found = path_templates(paths, frozenset({"/invite/{code}"}))

    assert found.to_list() == ["/invite/***", "/invite/***", "/other/summer"]


def test_coded_paths_give_coded_templates() -> None:
    paths = coded(pl.Series(["/a/1", None, "/a/2", "/a/1"]))

    found = path_templates(paths)

    assert found.dtype == pl.Enum(["/a/{id}"])
    assert found.to_list() == ["/a/{id}", None, "/a/{id}", "/a/{id}"]
