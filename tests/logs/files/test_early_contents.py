"""What a thread decompresses before a log is read is a part of its content, and nothing else."""

from __future__ import annotations

import gzip
import os
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.chunks import reader_of
from tests.logs.files.test_compression import COMPRESS, CONTENT
from tests.profiles import examples
from usagestats.logs.files import early_contents, open_source
from usagestats.logs.files.early_contents import BegunContent, EarlyContents, File
from usagestats.logs.files.open_source import begun_early
from usagestats.logs.files.sources import Source, find_sources
from usagestats.logs.source_reader import SourceOutcome, SourceReader
from usagestats.periods.period import SLOT
from usagestats.tables.declared import Detail

LINE = b'1.2.3.4 - - [04/May/2026:10:15:30 +0000] "GET /%d HTTP/1.1" 200 1\n'
LOG = b"".join(LINE % number for number in range(5_000))


class Counted:
    """A meter that only counts."""

    stored_bytes = 0

    def advance(self, stored_bytes: int) -> None:
        self.stored_bytes += stored_bytes


def read(source: Source, meter: Counted | None = None) -> tuple[list[bytes], SourceOutcome]:
    choose = partial(reader_of, columns=frozenset({"time", "status"}), detail=Detail(SLOT))
    reading = SourceReader(source, 0, choose).open(meter, chunk_bytes=100_000)
    data = [chunk.data for chunk in reading.chunks()]
    return data, reading.outcome()


@pytest.mark.parametrize("compress", COMPRESS.values(), ids=COMPRESS)
@pytest.mark.parametrize("size", [0, 1, 100_000, 1 << 30])
def test_a_content_is_whole_wherever_its_decompression_pauses(
    compress: object, size: int, tmp_path: Path
) -> None:
    assert callable(compress)
    (tmp_path / "a").write_bytes(compress(CONTENT[:200_000]) + compress(CONTENT[200_000:]))
    with File(tmp_path / "a") as file:
        begun = BegunContent(file)
        held = begun.hold(size, lambda: False)

        assert held >= min(size, len(CONTENT))
        assert b"".join(begun.blocks(file.read)) == CONTENT


def test_nothing_is_decompressed_any_more_when_a_log_is_read(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(gzip.compress(CONTENT))
    with File(tmp_path / "a") as file:
        assert BegunContent(file).hold(1 << 30, lambda: True) == 0


def test_no_more_is_held_than_the_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(early_contents, "_MOST_BYTES", 100_000)
    paths = [tmp_path / "a", tmp_path / "b"]
    for path in paths:
        path.write_bytes(gzip.compress(CONTENT))
    early = EarlyContents(paths)
    early.thread.join()

    assert early.taken(paths[1]) is None
    begun = early.taken(paths[0])
    assert begun
    assert 100_000 <= sum(map(len, begun.held)) < 100_000 + (64 << 10)
    assert early.taken(paths[0]) is None
    begun.file.close()


@settings(max_examples=examples(30), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kept=st.integers(3, 200_000), bound=st.integers(0, 400_000), is_broken=st.booleans())
def test_a_log_is_read_as_if_it_had_not_been_begun(
    kept: int, bound: int, *, is_broken: bool, tmp_path: Path
) -> None:
    packed = bytearray(gzip.compress(LOG, 1))
    if is_broken:
        packed[min(kept, len(packed) - 1)] ^= 0xFF
    (tmp_path / "a.log.gz").write_bytes(packed if is_broken else packed[:kept])
    plain, meter, early_meter = Source("a", tmp_path / "a.log.gz"), Counted(), Counted()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(early_contents, "_MOST_BYTES", bound)
        (begun,) = begun_early([plain])
        assert begun.early
        begun.early.thread.join()
        early = read(begun, early_meter)

    assert early == read(plain, meter)
    assert early_meter.stored_bytes == meter.stored_bytes


def test_a_log_is_the_file_that_was_found_even_if_another_takes_its_name(tmp_path: Path) -> None:
    (tmp_path / "a.gz").write_bytes(gzip.compress(LOG))
    (begun,) = begun_early(find_sources([str(tmp_path / "a.gz")]))
    assert begun.early
    begun.early.thread.join()
    (tmp_path / "a.gz").rename(tmp_path / "b.gz")
    (tmp_path / "a.gz").write_bytes(gzip.compress(b"another\n"))

    assert b"".join(read(begun)[0]) == LOG


def test_only_compressed_files_are_begun(tmp_path: Path) -> None:
    (tmp_path / "plain").write_bytes(LOG)
    (tmp_path / "packed").write_bytes(gzip.compress(LOG))
    os.mkfifo(tmp_path / "pipe")
    sources = [
        *(Source(name, tmp_path / name) for name in ("plain", "gone", "pipe", "packed")),
        Source("standard input", None),
    ]

    found = begun_early(sources)

    assert found == sources
    assert [source.name for source in found if source.early] == ["packed"]


def test_nothing_is_begun_where_addresses_are_limited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "packed").write_bytes(gzip.compress(LOG))
    monkeypatch.setattr(open_source, "address_limit", lambda: 1 << 30)

    (found,) = begun_early([Source("packed", tmp_path / "packed")])

    assert found.early is None


def test_what_nobody_reads_is_closed(tmp_path: Path) -> None:
    (tmp_path / "packed").write_bytes(gzip.compress(LOG))
    (found,) = begun_early([Source("packed", tmp_path / "packed")])
    early = found.early
    assert early
    early.thread.join()
    (number,) = (begun.file.fileno() for begun in early.begun.values())
    os.fstat(number)
    del early, found

    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(number)
