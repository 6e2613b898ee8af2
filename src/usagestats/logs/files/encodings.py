"""Bytes of a source → UTF-8 with line feeds, whatever it was written in.

UTF-16 (what `>` of Windows PowerShell writes) and files whose lines end with carriage returns only
are decoded while they are read. Bytes that are no UTF-8 are looked at line by line: they are
cp1252 where the sample of the source says so (IIS and others on Windows), else they are replaced.
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
    """Whether a source that begins like this is decoded while it is read."""
    return wide_encoding(head) is not None or _ends_with_returns(head)


def _ends_with_returns(head: bytes) -> bool:
    """Whether lines end with carriage returns only."""
    return b"\r" in head and b"\n" not in head


def wide_encoding(head: bytes) -> str | None:
    """Return which UTF-16 a source is in: by its mark, else by where its zero bytes stand."""
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
    """Decode a source that must be while it is read; give the blocks of others as they are."""
    blocks = iter(blocks)
    head = next(blocks, b"")
    blocks = chain([head], blocks)
    if encoding := wide_encoding(head):
        blocks = _decoded(blocks, encoding)
    if _ends_with_returns(head):
        blocks = _with_line_feeds(blocks)
    yield from blocks


def _decoded(blocks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """Decode UTF-16; half a character at the end is dropped."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    for block in blocks:
        yield decoder.decode(block).encode()


def _with_line_feeds(blocks: Iterable[bytes]) -> Iterator[bytes]:
    held = b""
    for block in blocks:
        joined = held + block
        held = b"\r" if joined.endswith(b"\r") else b""  # its line feed may be yet to come
        yield with_line_feeds(joined[: len(joined) - len(held)])
    if held:
        yield b"\n"


def with_line_feeds(data: bytes) -> bytes:
    """Let a lone carriage return end a line, so that nothing hides behind one."""
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in data else data


def narrow_encoding(sample: bytes) -> str:
    """Return what the lines of a sample that are no UTF-8 are written in.

    It is cp1252 where every byte beyond ASCII of those lines is a printable character of it.
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
    """Return the lines with what is no UTF-8 read as `encoding`; other lines are untouched."""
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
