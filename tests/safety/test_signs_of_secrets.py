"""A text without signs of credentials is shown as it is, so the signs must miss none."""

from __future__ import annotations

import polars as pl
from hypothesis import example, given
from hypothesis import strategies as st

from tests.safety.queries import paths, queries
from usagestats.safety.secrets import masked
from usagestats.safety.signs_of_secrets import have_signs

NONE = frozenset[str]()


@given(queries() | paths(), st.sampled_from([NONE, frozenset({"page", "/users/{id}"})]))
@example("\u212aak=abc", NONE)
@example(r"a\x2FAbC1dEf2GhI3jKl4MnO5pQr6", NONE)
@example("/users/1", frozenset({"/users/{id}"}))
def test_texts_without_signs_hold_no_credential(text: str, names: frozenset[str]) -> None:
    (has_signs,) = have_signs(pl.Series([text]), names)

    assert has_signs or masked(f"?{text}", names) == f"?{text}"
    assert has_signs or masked(text, names) == text


def test_null_has_no_signs() -> None:
    assert have_signs(pl.Series([None, "a=1"], dtype=pl.String), NONE).to_list() == [False, False]
