"""A text without signs of credentials is shown as it is, so the signs must miss none."""

from __future__ import annotations

import re
import string
import sys

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


def test_a_declared_name_with_letters_that_python_takes_for_those_of_ascii_is_a_sign() -> None:
    odd = [
        one
        for letter in string.ascii_lowercase
        for one in re.findall(f"(?i){letter}", "".join(map(chr, range(0x80, sys.maxunicode + 1))))
    ]
    assert {"\u0131", "\u0130", "\u017f", "\u212a"} <= {*odd}
    for one in odd:
        (letter,) = re.findall(f"(?i){one}", string.ascii_lowercase)
        names = frozenset({f"x{one}"})
        texts = [f"?x{letter}=1", f"?X{letter.upper()}=1"]
        assert [masked(text, names) for text in texts] != texts
        assert have_signs(pl.Series(texts), names).all()
