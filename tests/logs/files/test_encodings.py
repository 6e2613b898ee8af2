from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usagestats.logs.files.encodings import (
    narrow_encoding,
    text_blocks,
    valid_utf8,
    wide_encoding,
    with_line_feeds,
)

TEXT = "GET /é HTTP/1.1\r\nGET /😀\n"


def blocks(content: bytes, size: int) -> list[bytes]:
    return [content[place : place + size] for place in range(0, len(content), size)]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("size", [8, 33, 999])
def test_utf_16_is_decoded_in_blocks_of_any_size(encoding: str, mark: str, size: int) -> None:
    content = (mark + TEXT).encode(encoding)

    found = b"".join(text_blocks(blocks(content, size)))

    # a first block that ends between the two makes CRLF a line feed at once
    assert with_line_feeds(found).decode() == mark + TEXT.replace("\r\n", "\n")


def test_half_a_character_at_the_end_is_dropped() -> None:
    content = "GET /\n".encode("utf-16-le") + b"G"

    assert b"".join(text_blocks([content])) == b"GET /\n"


@pytest.mark.parametrize(
    "content", [b"", b"\0" * 99, b"\0" * 50 + b"GET / HTTP/1.1\n" * 9, b"a\nb"]
)
def test_other_bytes_are_left_alone(content: bytes) -> None:
    assert wide_encoding(content) is None
    assert b"".join(text_blocks(blocks(content, 7))) == content


@given(st.lists(st.sampled_from([b"\r", b"\n", b"a", b"b\r"])).map(b"".join), st.integers(1, 9))
def test_lone_carriage_returns_become_line_feeds(rest: bytes, size: int) -> None:
    content = b"first line\r" + rest
    found = b"".join(text_blocks([b"first line\r"[:11], *blocks(rest, size)]))

    assert found == content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


@pytest.mark.parametrize(
    ("sample", "encoding"),
    [
        (b"a", "utf-8"),
        ("é".encode(), "utf-8"),
        (b"caf\xe9", "cp1252"),
        (b"caf\xe9\n" + "é".encode(), "cp1252"),
        (b"\x80", "cp1252"),
        (b"\xe9\x81", "utf-8"),
        (b"\xa0", "utf-8"),
    ],
)
def test_cp1252_is_known_by_its_printable_characters(sample: bytes, encoding: str) -> None:
    assert narrow_encoding(sample) == encoding


def test_lines_that_are_utf_8_are_untouched() -> None:
    data = "é\n".encode() + b"\xe9\n\x81\n"

    assert valid_utf8(data).decode() == "é\n\ufffd\n\ufffd\n"
    assert valid_utf8(data, "cp1252").decode() == "é\né\n\ufffd\n"
