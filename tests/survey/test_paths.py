from __future__ import annotations

import polars as pl
import pytest

from usagestats.survey.paths import with_placeholders


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/a/1/2/3", "/a/{id}/{id}/{id}"),
        ("/a/0f8fad5b-d9cb-469f-a165-70867728950e", "/a/{id}"),
        ("/a/deadbeefdeadbeef/", "/a/{id}/"),
        ("/v1/items", "/v1/items"),
        (None, None),
    ],
)
def test_identifiers_are_collapsed(path: str | None, expected: str | None) -> None:
    assert with_placeholders(pl.Series([path], dtype=pl.String)).to_list() == [expected]
