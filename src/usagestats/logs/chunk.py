"""The unit of work: whole lines of one source, with all that is needed to read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from usagestats.logs.files.positions import BEGINNING, Place

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from usagestats.logs.files.whole_lines import InPieces
    from usagestats.logs.readers.log_format import LogFormat
    from usagestats.logs.wrappers.wrapper import Wrapper


@dataclass(frozen=True, slots=True)
class Chunk:
    """Whole lines of one source.

    Args:
        source: The number of the source in this run.
        offset: Where the chunk begins in the decompressed source.
        lines: Themselves, or where they are; only the last line of a source may lack its newline.
        log_format: What they are in.
        preamble: The header lines before the chunk that are in force where it begins.
        written: When the source was last written to; the year of times without one.
        wrappers: What is around each line, the outermost first.
        encoding: What lines are in that are no UTF-8.
        end: Where it ends in the decompressed source.
    """

    source: int
    offset: int
    lines: bytes | InPieces
    log_format: LogFormat
    preamble: str = ""
    written: datetime | None = None
    wrappers: tuple[Wrapper, ...] = ()
    encoding: str = "utf-8"
    end: Place = BEGINNING

    @property
    def data(self) -> bytes:
        """The lines."""
        return self.lines if isinstance(self.lines, bytes) else b"".join(self.lines.pieces())

    def pieces(self) -> Iterator[bytes]:
        """Give the lines in pieces, so that few of them are held at a time."""
        return iter([self.lines]) if isinstance(self.lines, bytes) else self.lines.pieces()
