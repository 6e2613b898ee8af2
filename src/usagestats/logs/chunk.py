"""The unit of work: whole lines of one source, and the reader that understands them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from usagestats.light_dataclass import dataclass
from usagestats.logs.files.positions import BEGINNING, Position
from usagestats.logs.mixture import NO_MIXTURE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from usagestats.logs.files.whole_lines import InPieces
    from usagestats.logs.mixture import Mixture
    from usagestats.logs.readers.log_format import LogFormat
    from usagestats.logs.readers.reader import Reader
    from usagestats.logs.wrappers.wrapper import Wrapper

    ReaderFor = Callable[[LogFormat], Reader]
    """Chooses the reader for a format, once it is known."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Whole lines of one source.

    Args:
        source: The number of the source in this run.
        offset: Where the chunk begins in the decompressed source, in bytes.
        lines: The lines, or a value that reads them piece by piece. Only the last line of a
            source may lack its newline.
        log_format: The format of the lines, with the headers in force where the chunk begins.
        reader: Reads the lines. The lines that it refuses are read by `log_format`.
        written: The time when the source was last written to. It gives the year to times that
            have none.
        wrappers: The layers around each line, the outermost first.
        encoding: The encoding of lines that are not UTF-8.
        mixture: The formats of lines that `log_format` refuses, with the headers in force, too.
        end: The position in the decompressed source where the chunk ends.
        header: The header lines in force at the end.
        reader_for: Chooses the readers of lines that have other formats, for the same question;
            `None`: they are read with care.
    """

    source: int
    offset: int
    lines: bytes | InPieces
    log_format: LogFormat
    reader: Reader
    written: datetime | None = None
    wrappers: tuple[Wrapper, ...] = ()
    encoding: str = "utf-8"
    mixture: Mixture = NO_MIXTURE
    end: Position = BEGINNING
    header: str = ""
    reader_for: ReaderFor | None = None

    @property
    def data(self) -> bytes:
        """All lines at once, in memory."""
        return self.lines if isinstance(self.lines, bytes) else b"".join(self.lines.pieces())

    @property
    def header_starts(self) -> tuple[str, ...]:
        """The beginnings of the header lines of all formats that its lines may have."""
        starts = self.log_format.header_starts + self.mixture.header_starts
        return tuple(dict.fromkeys(starts))

    def pieces(self) -> Iterator[bytes]:
        """Give the lines in pieces, so that only one piece is in memory at a time."""
        return iter([self.lines]) if isinstance(self.lines, bytes) else self.lines.pieces()
