from __future__ import annotations

import bz2
import gzip
import io
import lzma
import sys
from collections.abc import Callable

import pytest

from usagestats.logs.files.compression import DamagedError, compression_of, decompressed_blocks

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zstd": zstd.compress,
}
CONTENT = b"".join(b"line %d\n" % number for number in range(50_000))


def content_of(data: bytes) -> bytes:
    return b"".join(decompressed_blocks(io.BytesIO(data)))


@pytest.mark.parametrize("name", COMPRESS)
def test_compressed_content_is_known_by_its_magic_bytes(name: str) -> None:
    data = COMPRESS[name](CONTENT)

    assert compression_of(data) == name
    assert content_of(data) == CONTENT


@pytest.mark.parametrize("compress", COMPRESS.values(), ids=COMPRESS)
def test_several_members_are_one_content(compress: Callable[[bytes], bytes]) -> None:
    assert content_of(compress(b"a\n") + compress(b"") + compress(b"b\n")) == b"a\nb\n"


def test_zero_bytes_after_a_member_are_padding() -> None:
    assert content_of(gzip.compress(b"a\n") + b"\0" * 700) == b"a\n"


@pytest.mark.parametrize("content", [b"", b"plain\n", b"\x1f", b"BZ is no bzip2"])
def test_plain_content_stays(content: bytes) -> None:
    assert content_of(content) == content


@pytest.mark.parametrize("compress", COMPRESS.values(), ids=COMPRESS)
def test_a_member_that_is_cut_gives_what_it_holds(compress: Callable[[bytes], bytes]) -> None:
    data = compress(CONTENT)
    blocks = decompressed_blocks(io.BytesIO(data[: len(data) * 2 // 3]))
    given = b""
    with pytest.raises(DamagedError, match="cut in mid-"):
        for block in blocks:
            given += block

    assert CONTENT.startswith(given)


def test_what_cannot_be_decompressed_is_damage() -> None:
    with pytest.raises(DamagedError, match="damaged gzip after compressed byte"):
        content_of(gzip.compress(b"a\n") + b"rubbish" * 9)
