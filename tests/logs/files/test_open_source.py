"""An open source counts what is read of it, and knows whether any offset can be read."""

from __future__ import annotations

import gzip
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from usagestats.errors import InputError
from usagestats.logs.files.open_source import last_written, opened
from usagestats.logs.files.sources import Source

LINES = b"one\ntwo\n" * 100


class Counter:
    """A meter that adds up."""

    def __init__(self) -> None:
        self.total = 0

    def advance(self, stored_bytes: int) -> None:
        self.total += stored_bytes


def source(folder: Path, content: bytes) -> Source:
    (folder / "a.log").write_bytes(content)
    return Source("a.log", folder / "a.log")


@pytest.mark.parametrize(
    ("content", "is_growing", "is_plain"),
    [
        (LINES, True, True),
        (b"", True, True),
        (gzip.compress(LINES), False, False),
        (LINES.decode().encode("utf-16"), True, False),
        (LINES.replace(b"\n", b"\r"), True, False),
    ],
    ids=["plain", "empty", "gzip", "utf-16", "carriage returns"],
)
def test_the_first_bytes_show_how_a_file_is_read(
    tmp_path: Path, content: bytes, *, is_growing: bool, is_plain: bool
) -> None:
    with opened(source(tmp_path, content)) as stream:
        assert (stream.is_growing, stream.is_plain) == (is_growing, is_plain)


def test_a_pipe_neither_grows_nor_is_plain(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    descriptor = os.open(tmp_path / "pipe", os.O_RDWR)
    try:
        with opened(Source("pipe", tmp_path / "pipe")) as stream:
            assert (stream.is_growing, stream.is_plain) == (False, False)
    finally:
        os.close(descriptor)


def test_reads_are_counted_and_a_look_elsewhere_is_not(tmp_path: Path) -> None:
    meter = Counter()
    with opened(source(tmp_path, LINES), meter) as stream:
        assert stream.read(4) == b"one\n"
        assert stream.read_at(400, 4) == b"one\n"
        assert stream.read(4) == b"two\n"
        stream.advance(100)

    assert meter.total == 108


def test_errors_name_the_source(tmp_path: Path) -> None:
    with pytest.raises(InputError) as missing, opened(Source("gone.log", tmp_path / "gone.log")):
        pass
    with opened(source(tmp_path, LINES)) as stream, pytest.raises(InputError) as unreadable:
        stream.read_at(-1, 4)

    assert missing.value.where == "gone.log"
    assert unreadable.value.where == "a.log"


def test_a_source_was_last_written_when_its_file_was(tmp_path: Path) -> None:
    log = source(tmp_path, LINES)
    os.utime(tmp_path / "a.log", (0, 1_777_889_730))

    assert last_written(log) == datetime(2026, 5, 4, 10, 15, 30, tzinfo=UTC)
    assert last_written(Source("gone.log", tmp_path / "gone.log")) is None
