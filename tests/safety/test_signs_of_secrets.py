"""A text without signs of credentials is shown as it is, so the signs must miss none."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.safety.queries import NAMES, VALUES, queries
from usagestats.safety.secrets import masked
from usagestats.safety.signs_of_secrets import have_signs, have_signs_as_paths

NONE = frozenset[str]()
SEGMENTS = st.sampled_from(
    [name for name in (*NAMES, *VALUES) if "/" not in name]
    + ["users", "v1", "sessions", "hook", "keys", "edit", "new", "T02345678", "B02345678", ".", ""]
)
PATHS = st.lists(SEGMENTS, max_size=6).map("/".join).map("/".__add__)


@given(queries() | PATHS, st.sampled_from([NONE, frozenset({"page", "/users/{id}"})]))
@example("\u212aak=abc", NONE)
@example(r"a\x2FAbC1dEf2GhI3jKl4MnO5pQr6", NONE)
@example("/users/1", frozenset({"/users/{id}"}))
def test_texts_without_signs_hold_no_credential(text: str, names: frozenset[str]) -> None:
    (has_signs,) = have_signs(pl.Series([text]), names)
    (has_signs_as_path,) = have_signs_as_paths(pl.Series([text]), names)

    assert has_signs or masked(f"?{text}", names) == f"?{text}"
    assert (has_signs and has_signs_as_path) or masked(text, names) == text


def test_null_has_no_signs() -> None:
    assert have_signs(pl.Series([None, "a=1"], dtype=pl.String), NONE).to_list() == [False, False]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/v1/users/325785", False),
        ("/v1/licenses/mit/states", False),
        ("/sessions/a1b2c3", True),
        ("/users/ghp_abcdefghijklmnop1234", True),
        ("/users/AbC1dEf2GhI3jKl4MnO5pQr6", True),
        ("/users;key=1", True),
        ("/users%20", True),
    ],
)
def test_a_path_of_plain_segments_has_fewer_signs(path: str, *, expected: bool) -> None:
    assert have_signs_as_paths(pl.Series([path]), NONE).to_list() == [expected]
