"""Bytes of a source → UTF-8 with line feeds, from any encoding.

UTF-16 (the encoding of `>` in Windows PowerShell) and files whose lines end with carriage returns
only are decoded while they are read. Other bytes that are not UTF-8 are decoded line by line: as
cp1252 if the sample of the source fits it (IIS and others on Windows), else they are replaced.
"""

from __future__ import annotations

import codecs
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

UTF_8 = "utf-8"
CP1252 = "cp1252"
_WIDE_MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_HEAD_BYTES = 4096
_MOSTLY, _HARDLY = 0.7, 0.1


def is_decoded_first(head: bytes) -> bool:
    """Whether a source with this beginning must be decoded while it is read."""
    return wide_encoding(head) is not None or _ends_with_returns(head)


def _ends_with_returns(head: bytes) -> bool:
    """Whether the lines end with carriage returns only."""
    return b"\r" in head and b"\n" not in head


def wide_encoding(head: bytes) -> str | None:
    """Return the kind of UTF-16, by the byte order mark, else by the positions of zero bytes."""
    if marked := _WIDE_MARKS.get(head[:2]):
        return marked
    head = head[: min(len(head), _HEAD_BYTES) // 2 * 2]
    if not head:
        return None
    even, odd = (head[start::2].count(0) * 2 / len(head) for start in (0, 1))
    if odd > _MOSTLY and even < _HARDLY:
        return "utf-16-le"
    return "utf-16-be" if even > _MOSTLY and odd < _HARDLY else None


def text_blocks(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Decode UTF-16 and lone carriage returns; give the blocks of other sources unchanged."""
    blocks = iter(blocks)
    head = next(blocks, b"")
    blocks = chain([head], blocks)
    if encoding := wide_encoding(head):
        blocks = _decoded(blocks, encoding)
    if _ends_with_returns(head):
        blocks = _with_line_feeds(blocks)
    yield from blocks


def _decoded(blocks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """Decode UTF-16; drop half a character at the end."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    for block in blocks:
        yield decoder.decode(block).encode()


def _with_line_feeds(blocks: Iterable[bytes]) -> Iterator[bytes]:
    held = b""
    for block in blocks:
        joined = held + block
        held = b"\r" if joined.endswith(b"\r") else b""  # its line feed may begin the next block
        yield with_line_feeds(joined[: len(joined) - len(held)])
    if held:
        yield b"\n"


def with_line_feeds(data: bytes) -> bytes:
    """Return the bytes with a line feed for every line end, a lone carriage return included."""
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in data else data


def has_marks(data: bytes) -> bool:
    """Whether lines may begin or end with marks, which belong to no wrapper."""
    return b"\0" in data or data.startswith(codecs.BOM_UTF8)


def narrow_encoding(sample: bytes) -> str:
    """Return the encoding of those lines of a sample that are not UTF-8.

    It is cp1252 if every byte beyond ASCII of those lines is a printable character of cp1252, else
    UTF-8: then their invalid bytes are replaced.
    """
    if sample.isascii():
        return UTF_8
    foreign = [line for line in sample.split(b"\n") if not _is_utf8(line)]
    try:
        text = b"".join(foreign).decode(CP1252)
    except UnicodeDecodeError:
        return UTF_8
    return CP1252 if foreign and all(map(str.isprintable, _beyond_ascii(text))) else UTF_8


def valid_utf8(data: bytes, encoding: str = UTF_8) -> bytes:
    """Return the lines as UTF-8: lines that are not UTF-8 are decoded from `encoding`."""
    if data.isascii():
        return data
    if encoding == UTF_8 or _is_utf8(data):
        return data.decode(UTF_8, "replace").encode()
    return b"\n".join(
        line if _is_utf8(line) else line.decode(encoding, "replace").encode()
        for line in data.split(b"\n")
    )


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode(UTF_8)
    except UnicodeDecodeError:
        return False
    return True


def _beyond_ascii(text: str) -> Iterator[str]:
    return (character for character in text if not character.isascii())
