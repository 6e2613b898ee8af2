"""A source is known again by what it holds."""

from __future__ import annotations

import gzip
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usagestats.ingest.recognition import KnownSources, recognise
from usagestats.logs.files.positions import BEGINNING, FIRST_MARK, HEAD_BYTES, Fingerprint
from usagestats.logs.files.sources import Source

if TYPE_CHECKING:
    from collections.abc import Callable

LINES = [f"line {number} of a log\n".encode() for number in range(2000)]
WHOLE = b"".join(LINES)
Pack = pytest.mark.parametrize(
    "pack",
    [bytes, gzip.compress, lambda text: text.decode().encode("utf-16-le")],
    ids=["plain", "gzip", "utf-16"],
)


def reached(content: bytes) -> Fingerprint:
    return BEGINNING.after(content).fingerprint()


def source(folder: Path, content: bytes, name: str = "a.log") -> Source:
    path = folder / name
    path.write_bytes(content)
    return Source(name, path)


@Pack
@pytest.mark.parametrize("size", [20, 300, HEAD_BYTES, 5000, 30_000])
def test_a_source_goes_on(tmp_path: Path, pack: Callable[[bytes], bytes], size: int) -> None:
    known = KnownSources({"s": reached(WHOLE[:size]), "t": reached(b"another" + WHOLE)})
    found = recognise(source(tmp_path, pack(WHOLE)), known)

    assert (found.name, found.position) == ("s", BEGINNING.after(WHOLE[:size]))
    assert found.head == WHOLE[:HEAD_BYTES]
    assert found.longer == ()


@Pack
@pytest.mark.parametrize("size", [FIRST_MARK, 300, HEAD_BYTES, 5000, 30_000])
def test_a_beginning_is_part_of_a_source(
    tmp_path: Path, pack: Callable[[bytes], bytes], size: int
) -> None:
    known = KnownSources({"s": reached(WHOLE)})
    part = recognise(source(tmp_path, pack(WHOLE[:size])), known)
    other = recognise(source(tmp_path, pack(WHOLE[: size // 2] + b"x" * (size // 2))), known)

    assert (part.name, part.longer) == (None, ("s",))
    assert (other.name, other.longer) == (None, ())


def test_of_several_the_furthest_is_meant(tmp_path: Path) -> None:
    sizes = {"near": 5000, "far": 20_000, "beyond": 40_000}
    known = KnownSources({name: reached(WHOLE[:size]) for name, size in sizes.items()})

    assert recognise(source(tmp_path, WHOLE[:30_000]), known).name == "far"


def test_another_end_is_another_source(tmp_path: Path) -> None:
    known = KnownSources({"s": reached(WHOLE[:20_000])})
    changed = WHOLE[:19_000] + b"changed" + WHOLE[19_007:]

    assert recognise(source(tmp_path, changed), known).name is None


def test_what_is_known_of_a_source_is_replaced(tmp_path: Path) -> None:
    known = KnownSources({"s": reached(WHOLE[:200])})
    known.add("s", reached(WHOLE[:9000]))

    assert recognise(source(tmp_path, WHOLE), known).position.offset == 9000


@given(st.integers(0, 400), st.integers(0, 400))
def test_a_shorter_log_is_a_part_only_where_it_is_the_same(same: int, other: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        known = KnownSources({"s": reached(WHOLE)})
        content = b"".join(LINES[:same]) + b"".join(LINES[1000 : 1000 + other])
        found = recognise(source(Path(folder), content), known)

    if other > 40 and same + other < 800:  # a mark at least stands in what is different
        assert found.longer == ()
    if not other and same > 20:
        assert found.longer == ("s",)


HEADER = b"#Software: Microsoft Internet Information Services 10.0\n#Version: 1.0\n#Date: "


@pytest.mark.parametrize("size", [30, FIRST_MARK, 100, 287, 288, 289, 600, HEAD_BYTES, 5000])
@pytest.mark.parametrize("more", [0, 1, 200, 4000])
def test_sources_with_the_same_header_lines_are_told_apart(size: int, more: int) -> None:
    """The first mark stands within the header lines, the second one behind them."""
    contents = {str(number): HEADER + str(number).encode() * 3000 for number in range(20)}
    known = KnownSources({name: reached(one[:size]) for name, one in contents.items()})
    whole = contents["7"][: size + more]
    found = known.beginning_like(whole[:HEAD_BYTES])

    assert "7" in found
    assert len(found) == 1 or size <= len(HEADER)


@pytest.mark.parametrize("size", [300, 600, HEAD_BYTES])
def test_a_short_beginning_finds_the_longer_sources(size: int) -> None:
    contents = {str(number): HEADER + str(number).encode() * 9000 for number in range(20)}
    known = KnownSources({name: reached(one) for name, one in contents.items()})

    assert [*known.beginning_like(contents["7"][:size])] == ["7"]
    assert known.beginning_like(contents["7"][:100]).keys() >= {"7"}
