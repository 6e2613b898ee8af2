"""A byte stream → decompressed blocks. The first bytes show the compression, not the name."""

from __future__ import annotations

import bz2
import lzma
import sys
from functools import partial
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    _Library = tuple[Callable[[], "Decompressor"], type[Exception]]
    """The maker of a decompressor, and the error that it raises where there is damage."""

BLOCK_BYTES = 1 << 20
_STEP_BYTES = 64 << 10  # decompressed at a time; a step that meets damage is lost as a whole


class Decompressor(Protocol):
    """The interface of the decompressors of all four formats; an object reads one member."""

    @property
    def eof(self) -> bool:
        """Whether the member has ended."""

    @property
    def needs_input(self) -> bool:
        """Whether nothing more comes out without more compressed bytes."""

    @property
    def unused_data(self) -> bytes:
        """The bytes after the end of the member."""

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        """Add compressed bytes; return at most `max_length` decompressed ones."""


class Readable(Protocol):
    """A source of bytes."""

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes; none at the end."""


class DamagedError(Exception):
    """Compressed input that ends in mid-member or does not decompress."""


def _gzip() -> _Library:
    from isal import igzip_lib  # noqa: PLC0415  (most logs are not compressed)

    new = partial(igzip_lib.IgzipDecompressor, flag=igzip_lib.DECOMP_GZIP)
    return new, igzip_lib.error  # type: ignore[return-value]  # its stub names an instance


def _zstd() -> _Library:
    if sys.version_info >= (3, 14):
        from compression import zstd  # noqa: PLC0415  (most logs are not compressed)
    else:
        from backports import zstd  # noqa: PLC0415  (likewise)

    return zstd.ZstdDecompressor, zstd.ZstdError


_FORMATS: dict[bytes, tuple[str, Callable[[], _Library]]] = {
    b"\x1f\x8b": ("gzip", _gzip),
    b"BZh": ("bzip2", lambda: (bz2.BZ2Decompressor, OSError)),
    b"\xfd7zXZ\x00": ("xz", lambda: (lzma.LZMADecompressor, lzma.LZMAError)),
    b"\x28\xb5\x2f\xfd": ("zstd", _zstd),
}
"""By their first bytes: the names, and functions that load the libraries."""


def compression_of(head: bytes) -> str | None:
    """Return the compression of a stream that begins with `head`; `None` if it has none."""
    for magic, (name, _) in _FORMATS.items():
        if head.startswith(magic):
            return name
    return None


def decompressed_blocks(stream: Readable) -> Iterator[bytes]:
    """Give the decompressed content of `stream` in blocks of at most 1 MiB.

    A stream without compression is given unchanged. Several compressed members after one another,
    as `cat a.gz b.gz` makes them, are one content.
    Zero bytes between and after members are padding.

    Raises:
        DamagedError: The rest does not decompress, or is missing. Up to 64 KiB of decompressed
            bytes before a damage are lost, too; all bytes before them were given.
    """
    head = stream.read(BLOCK_BYTES)
    for magic, (name, load) in _FORMATS.items():
        if head.startswith(magic):
            yield from _members(head, stream, name, load())
            return
    while head:
        yield head
        head = stream.read(BLOCK_BYTES)


def _members(data: bytes, stream: Readable, name: str, library: _Library) -> Iterator[bytes]:
    new, fault = library
    taken = len(data)
    member: Decompressor | None = None
    while True:
        if member is None:
            data = data.lstrip(b"\0")
        if not data and (member is None or member.needs_input):
            data = stream.read(BLOCK_BYTES)
            taken += len(data)
            if not data and member is not None:
                raise DamagedError(f"cut in mid-{name}, after {taken:,} compressed bytes")
            if not data:
                return
            continue
        member = member or new()
        try:
            block = member.decompress(data, _STEP_BYTES)
        except (OSError, EOFError, fault) as error:
            near = f"after compressed byte {taken - len(data):,}"
            lost = f"up to {_STEP_BYTES >> 10} KiB before the damage are lost"
            raise DamagedError(f"damaged {name} {near} ({error}), {lost}") from error
        if block:
            yield block
        data = member.unused_data if member.eof else b""
        member = None if member.eof else member
