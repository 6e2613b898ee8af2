"""The decompressed content of sources, and whether one holds the beginning of another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from usagestats.logs.files.compression import DamagedError, decompressed_blocks
from usagestats.logs.files.encodings import text_blocks
from usagestats.logs.files.open_source import opened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from usagestats.logs.files.compression import Readable
    from usagestats.logs.files.sources import Source


def beginning_of(source: Source, size: int) -> bytes:
    """Return the first bytes of a source, after decompression; fewer where it has no more.

    Raises:
        InputError: It cannot be opened or read.
    """
    held = b""
    with opened(source) as stream:
        for block in whole_content(stream):
            held += block
            if len(held) >= size:
                break
    return held[:size]


def is_beginning_of(part: Source, whole: Source) -> bool:
    """Whether the content of one source is the beginning of another.

    Raises:
        InputError: One of them cannot be opened or read.
    """
    with opened(part) as parts, opened(whole) as wholes:
        held = b""
        rest = whole_content(wholes)
        for block in whole_content(parts):
            while len(held) < len(block) and (more := next(rest, b"")):
                held += more
            if not held.startswith(block):
                return False
            held = held[len(block) :]
    return True


def whole_content(stream: Readable) -> Iterator[bytes]:
    """Yield the decompressed content of a stream, up to its end or to the first damage."""
    try:
        yield from text_blocks(decompressed_blocks(stream))
    except DamagedError:
        return
