"""Spans: large parts of a plain file that are read piece by piece by the thread that counts them.

A piece is small enough to stay in the cache of a processor. A span has many pieces, so that the
work that every chunk needs once is done seldom.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from usagestats.light_dataclass import dataclass
from usagestats.logs.files.sources import cannot_read
from usagestats.logs.files.whole_lines import LOOK_BACK, whole_lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO, NoReturn

_PIECE_BYTES = 256 << 10
_NEAR_END = 4 << 10
_SHARES = 2  # of the rest, for each processor


class SharedFile:
    """An open file that several threads read, each at its own position.

    It stays the file that was opened, even if that is renamed. It is closed with the last reference
    to it.

    Args:
        stream: The file.
        name: The name of the file in messages.
    """

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self._descriptor = os.dup(stream.fileno())
        self._name = name

    def __del__(self) -> None:
        if hasattr(self, "_descriptor"):  # the system may have none left to give
            os.close(self._descriptor)

    def __reduce__(self) -> NoReturn:
        """Refuse to be pickled or copied: another process does not have the open file.

        Raises:
            TypeError: Always.
        """
        raise TypeError(f"{self._name} is open in this process: send its SourceReader instead")

    def size(self) -> int:
        """Return the present size of the file, in bytes."""
        return os.fstat(self._descriptor).st_size

    def read_at(self, offset: int, size: int) -> bytes:
        """Return up to `size` bytes from an offset on; none at the end.

        Raises:
            InputError: The file cannot be read.
        """
        try:
            return os.pread(self._descriptor, size, offset)
        except OSError as error:
            raise cannot_read(self._name, error) from error


@dataclass(frozen=True, slots=True)
class FileSpan:
    """Whole lines of a file, between two offsets."""

    file: SharedFile
    begin: int
    end: int

    def __len__(self) -> int:
        """Return the number of bytes."""
        return self.end - self.begin

    def pieces(self) -> Iterator[bytes]:
        """Read the lines, in pieces that end with a newline."""
        offset = self.begin
        while offset < self.end:
            piece = self.file.read_at(offset, self._size_at(offset))
            cut = piece.rfind(b"\n") + 1
            if not cut:  # a very long line, or the file became shorter
                yield from (lines for lines, _ in whole_lines(self._blocks(offset), _PIECE_BYTES))
                return
            yield piece[:cut]
            offset += cut

    def _size_at(self, offset: int) -> int:
        """Return the size of a piece that ends with a newline: to cut it would copy it."""
        end = min(offset + _PIECE_BYTES, self.end)
        near = max(end - _NEAR_END, offset)
        cut = self.file.read_at(near, end - near).rfind(b"\n") + 1
        return (near + cut if cut else end) - offset

    def _blocks(self, offset: int) -> Iterator[bytes]:
        while block := self.file.read_at(offset, min(_PIECE_BYTES, self.end - offset)):
            yield block
            offset += len(block)


def can_span() -> bool:
    """Whether this system can read at an offset of a file without moving the file position."""
    return hasattr(os, "pread")


def spans_of_file(
    file: SharedFile, begin: int, largest: int, smallest: int | None = None
) -> Iterator[FileSpan]:
    """Give spans, until the next one would hold no newline near its end.

    They become smaller towards the end of the file, so that all processors end at about the same
    time.

    Args:
        file: The file.
        begin: The offset of the first span, after a whole line.
        largest: The approximate size of the largest span, in bytes.
        smallest: That of the smallest one; `None`: all have the same size.
    """
    total, threads = file.size(), _SHARES * (os.cpu_count() or 1)
    while begin < total:
        share = (total - begin) // threads
        size = largest if smallest is None else min(max(share, smallest), largest)
        end = min(begin + size, total)
        window = max(end - LOOK_BACK, begin)
        cut = file.read_at(window, end - window).rfind(b"\n") + 1
        if not cut:
            return
        yield FileSpan(file, begin, window + cut)
        begin = window + cut
