"""The first compressed logs are decompressed while the modules that read lines are being loaded.

To load modules keeps one processor busy. Meanwhile a thread decompresses logs, up to a bound. A log
with an error is forgotten: whoever reads it meets the error again.
"""

from __future__ import annotations

from collections import deque
from contextlib import suppress
from io import FileIO
from threading import Thread
from typing import TYPE_CHECKING, Final

from usagestats.logs.files.compression import decompressed_blocks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

_MOST_BYTES: Final = 64 << 20
"""So many bytes of all logs together are held."""


class File(FileIO):
    """A file that is closed without a warning where nobody reads it."""

    def __del__(self) -> None:
        self.close()


class _Stored:
    """The stored bytes, read in one way first, and in another later."""

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self.read = read


class BegunContent:
    """The content of a compressed file, of which the first blocks are decompressed.

    Args:
        file: The open file.
    """

    def __init__(self, file: File) -> None:
        self.file = file
        self.held = deque[bytes]()
        self._stored = _Stored(file.read)
        self._rest = decompressed_blocks(self._stored)

    def hold(self, size: int, is_stopped: Callable[[], bool]) -> int:
        """Decompress the first blocks.

        Args:
            size: The number of bytes after which it ends.
            is_stopped: Whether it ends at once.

        Returns:
            The number of bytes that are held.
        """
        held = 0
        while held < size and not is_stopped() and (block := next(self._rest, b"")):
            self.held.append(block)
            held += len(block)
        return held

    def blocks(self, read: Callable[[int], bytes]) -> Iterator[bytes]:
        """Give the whole content, once.

        Args:
            read: Reads on in the file.
        """
        self._stored.read = read
        while self.held:
            yield self.held.popleft()
        yield from self._rest


class EarlyContents:
    """The contents of logs, as far as a thread has got.

    Args:
        paths: The compressed logs, in the order in which they will be read.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        self.begun: dict[Path, BegunContent] = {}
        self._is_stopped = False
        self.thread = Thread(target=self._run, args=(paths,), daemon=True)
        self.thread.start()

    def taken(self, path: Path) -> BegunContent | None:
        """End the thread, and return once what it has of a log; `None` where it has nothing."""
        self._is_stopped = True
        self.thread.join()
        return self.begun.pop(path, None)

    def _run(self, paths: Sequence[Path]) -> None:
        room = _MOST_BYTES
        for path in paths:
            if room <= 0 or self._is_stopped:
                return
            with suppress(Exception):  # of any library
                room -= self._begin(path, room)

    def _begin(self, path: Path, room: int) -> int:
        """Begin with a log; return the number of bytes that are held."""
        begun = BegunContent(File(path))
        held = begun.hold(room, lambda: self._is_stopped)
        self.begun[path] = begun
        return held
