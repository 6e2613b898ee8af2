"""Texts of any length are searched alike, sixteen bytes at a time or not."""

from __future__ import annotations

from ctypes import CDLL, c_int64, c_uint32
from pathlib import Path
from typing import Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.compiled import compiled

HAS_TAB, HAS_RUN_OF_BLANKS, IS_BEYOND_ASCII = 1, 2, 4
LENGTHS: Final = range(50)
ODD: Final = (b"\t", b"  ", b"\xc3", b"x")


@pytest.fixture(name="searches", scope="module")
def searches_of_the_kernel(tmp_path_factory: pytest.TempPathFactory) -> CDLL:
    library = compiled(Path(__file__).with_name("text_searches.c"), tmp_path_factory.mktemp("c"))
    library.first_of.restype = library.last_of.restype = c_int64
    library.traits.restype = c_uint32
    return library


def traits_of(text: bytes) -> int:
    """Return the traits as their comment in `text.h` has them."""
    found = (HAS_TAB, b"\t" in text), (HAS_RUN_OF_BLANKS, b"  " in text)
    return sum(
        one for one, is_there in (*found, (IS_BEYOND_ASCII, max(text, default=0) > 127)) if is_there
    )


@pytest.mark.parametrize("odd", ODD)
def test_a_trait_is_seen_at_any_place(searches: CDLL, odd: bytes) -> None:
    for before in LENGTHS:
        for after in (0, 1, 2, 15, 16, 17):
            text = b"a" * before + odd + b" " * (after > 0) + b"a" * after
            # the bytes behind are no part of it
            assert searches.traits(text + b"\t  \xff" * 5, c_int64(len(text))) == traits_of(text)


@given(st.binary(max_size=70), st.binary(min_size=3, max_size=3))
@example(b"a" * 16 + b"x", b"xxx")
@example(b"xa" * 10, b"xyz")
def test_the_first_and_the_last_of_three_bytes(searches: CDLL, text: bytes, three: bytes) -> None:
    places = [place for place, byte in enumerate(text) if byte in three]
    first = min(places, default=len(text))

    assert searches.first_of(text + three, c_int64(len(text)), three) == first
    assert searches.last_of(text + three, c_int64(len(text)), three) == max(places, default=-1)


def test_one_of_three_bytes_is_found_at_any_place(searches: CDLL) -> None:
    for before in LENGTHS:
        for after in LENGTHS:
            text = b"a" * before + b"?" + b"a" * after
            for three in (b"?xy", b"x?y", b"xy?"):
                assert searches.first_of(text, c_int64(len(text)), three) == before
                assert searches.last_of(text, c_int64(len(text)), three) == before
