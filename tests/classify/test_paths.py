from __future__ import annotations

import polars as pl
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
