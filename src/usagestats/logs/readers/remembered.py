"""One reader for each format: to make it takes longer than to read a small file."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from usagestats.logs.readers.log_format import LogFormat
    from usagestats.logs.readers.reader import Reader


class RememberedReaders:
    """Chooses one reader for each format, so that all sources of a format share it.

    Args:
        reader_for: Makes the reader of a format; picklable.
    """

    def __init__(self, reader_for: Callable[[LogFormat], Reader]) -> None:
        self._reader_for = reader_for
        self._known: dict[int, tuple[LogFormat, Reader]] = {}

    def __call__(self, log_format: LogFormat) -> Reader:
        """Return the reader of a format; one below other header lines is another format."""
        if log_format.header_starts:
            return self._reader_for(log_format)
        known = self._known.get(id(log_format))
        if known is None:  # the format is kept, so that no other one gets its id
            known = self._known[id(log_format)] = (log_format, self._reader_for(log_format))
        return known[1]
