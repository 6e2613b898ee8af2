"""Lines that a reader refused: as the kernel keeps them, so that many of them cost little."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Protocol

import polars as pl

from usagestats.light_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class RefusedLines(Protocol):
    """Lines with their numbers, from 0."""

    def __len__(self) -> int:
        """Return how many there are."""

    def __iter__(self) -> Iterator[tuple[int, str]]:
        """Give the number and the text of each line, in order."""


@dataclass(frozen=True, slots=True)
class KeptLines:
    """Lines as bytes.

    Args:
        numbers: Their numbers.
        pieces: Their texts, each followed by a line feed, in pieces of whole lines.
    """

    numbers: pl.Series
    pieces: tuple[bytes, ...]

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.numbers)

    def __iter__(self) -> Iterator[tuple[int, str]]:
        """Give the number and the text of each line."""
        return zip(self.numbers.to_list(), self.texts(), strict=True)

    def texts(self) -> list[str]:
        """Return their texts."""
        return [text for piece in self.pieces for text in piece.decode().split("\n")[:-1]]


def kept(lines: RefusedLines) -> KeptLines:
    """Return lines as bytes."""
    if isinstance(lines, KeptLines):
        return lines
    numbers = [number for number, _ in lines]
    text = "".join(f"{line}\n" for _, line in lines)
    return KeptLines(pl.Series(numbers, dtype=pl.Int64), (text.encode(),))


def lines_in_order(parts: Sequence[RefusedLines]) -> RefusedLines:
    """Return the lines of several parts, in the order of their numbers."""
    filled = [part for part in parts if len(part)]
    return filled[0] if len(filled) == 1 else sorted(chain.from_iterable(filled))


def lines_at(lines: RefusedLines, numbers: pl.Series) -> RefusedLines:
    """Return lines with the numbers that stand at their numbers."""
    if isinstance(lines, KeptLines):
        return KeptLines(numbers.gather(lines.numbers), lines.pieces)
    return [(numbers[number], text) for number, text in lines]
