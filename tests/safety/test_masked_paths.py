from __future__ import annotations

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.safety.queries import paths
from usagestats.safety import masked_paths
from usagestats.safety.masked_columns import masked_column
from usagestats.safety.secrets import masked

NONE = frozenset[str]()


@given(st.lists(paths() | st.none(), max_size=8), st.sampled_from([NONE, frozenset({"/v1/{id}"})]))
@example(["/reset/1234567", "/reset/12345", "/tokens/1234567/1234567/", "/keys/1/2/3"], NONE)
@example(["/v1/00000000-0000-0000-0000-0000000000fa/abc123", "/fa/abc123", "/keys/7/abc123"], NONE)
@example(["/tokens/0f5e378f5498130ba5f218e15a272fcb", "/verify/./1234567", "/x/v1/new/1"], NONE)
@example(["/users/T02345678/B02345678/12", "/sessions/AbC1dEf2GhI3jKl4MnO5pQr6"], NONE)
def test_paths_are_masked_like_each_of_them(texts: list[str | None], names: frozenset[str]) -> None:
    series = pl.Series("path", texts, dtype=pl.String)
    expected = [text if text is None else masked(text, names) for text in texts]
    actual = masked_column(series, names)

    assert expected == actual.to_list()
    assert actual.name == "path"


@pytest.mark.parametrize(
    "path",
    [
        *("/users/{}", "/sessions/{}/items/{}/{}", "/passengers/{}/", "/tokens/{}", "/a/{}/{}/{}"),
        "/sessions/820b432a-32c1-98d5-b5e2-0000{:08x}",
        "/files/0f5e378f5498130ba5f218e1{:08x}",
        "/designs/0f5e378f5498130ba5f218e1{:08x}",
    ],
)
def test_paths_that_are_alike_are_looked_at_once(
    path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [path.format(*[number] * path.count("{")) for number in range(1, 500)]
    expected = [masked(text) for text in texts]
    calls: list[str] = []

    def noted(text: str, names: frozenset[str] = NONE) -> str:
        calls.append(text)
        return masked(text, names)

    monkeypatch.setattr(masked_paths, "masked", noted)

    assert masked_column(pl.Series("path", texts)).to_list() == expected
    assert len(calls) <= 1
