"""Chains of wrappers, the outermost first: found by samples, and taken off whole chunks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from usagestats.light_dataclass import dataclass
from usagestats.logs.files.encodings import has_marks
from usagestats.logs.wrappers.documents import JsonDocument
from usagestats.logs.wrappers.signs import may_be_wrapped
from usagestats.logs.wrappers.wrapper import Unwrapped, texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from usagestats.logs.wrappers.wrapper import Wrapper

DEEPEST = 4
"""The largest number of wrappers that are taken off one line; no log was seen with more."""

_RECORDS_TRIED = 300
Chain = tuple["Wrapper", ...]


@dataclass(frozen=True, slots=True)
class Peeled:
    """The lines inside a chunk.

    Args:
        pieces: The inner lines, each with a line feed; can be read only once.
        origins: Per inner line the index of the line of the chunk at which it begins; `None` where
            they correspond one by one.
        repeated: The number of messages that a logger left out as repeated.
    """

    pieces: Iterable[bytes]
    origins: pl.Series | None = None
    repeated: int = 0

    def outer_lines(self, lines: pl.Series) -> pl.Series:
        """Return the numbers of the lines of the chunk at which inner lines begin; both from 1."""
        if self.origins is None:
            return lines
        return (self.origins.gather(lines - 1) + 1).cast(lines.dtype).alias(lines.name)

    def line_at(self, index: int) -> tuple[bytes, bytes]:
        """Find the inner line at a line of the chunk; return all inner lines before it, and it.

        `index` counts the lines of the chunk, from 0.

        A part of a split line belongs to the whole inner line; of several inner lines in one line
        of the chunk it is the first.
        """
        if self.origins is not None:
            begun = self.origins.filter(self.origins <= index)
            if begun.is_empty():
                return b"", b""
            index = int((self.origins == begun[-1]).arg_true()[0])
        lines = b"".join(self.pieces).split(b"\n", index + 1)
        return b"\n".join([*lines[:index], b""]), lines[index]

    def origin(self, index: int) -> int:
        """Return the index of the line of the chunk at which an inner line begins."""
        return index if self.origins is None else int(self.origins[index])


def peel(data: bytes, chain: Chain) -> Peeled:
    """Take all wrappers of a chain off the lines of a chunk.

    Args:
        data: Valid UTF-8, lines ended by line feeds.
        chain: The wrappers, the outermost first.
    """
    lines = pl.read_lines(data).to_series()
    if has_marks(data):
        lines = lines.str.strip_chars("\0\ufeff")
    peeled = unwrapped(lines, chain)
    text = peeled.text.to_frame("line").select(pl.col("line") + "\n").to_series()
    whole = text.str.join("").item() if len(text) else ""
    return Peeled((whole.encode(),), peeled.origins, peeled.repeated)


def unwrapped(lines: pl.Series, chain: Chain) -> Unwrapped:
    """Take all wrappers of a chain off lines; return lines without line ends."""
    origins, repeated = None, 0
    for wrapper in chain:
        inner = wrapper.unwrap(lines)
        split = _split(inner.text)
        lines = split.text
        origins = _after(_after(origins, inner.origins), split.origins)
        repeated += inner.repeated
    return Unwrapped(lines, origins, repeated)


def _after(first: pl.Series | None, second: pl.Series | None) -> pl.Series | None:
    """Return the origins of lines that were unwrapped twice, as indexes of the outermost lines."""
    if first is None or second is None:
        return second if first is None else first
    return first.gather(second)


def _split(text: pl.Series) -> Unwrapped:
    """Split lines that hold line ends, so that each request stands on a line of its own."""
    if not text.str.contains(r"[\r\n]").any():
        return Unwrapped(text)
    plain = text.str.strip_chars_end("\r\n").str.replace_all("\r\n?", "\n")
    pieces = plain.str.split("\n")
    origins = pl.int_range(len(text), eager=True).repeat_by(pieces.list.len()).explode()
    return Unwrapped(pieces.explode(), origins)


def peelings(lines: list[str], beginning: str) -> Iterator[tuple[Chain, list[str]]]:
    """Give the possible chains around sampled lines, with the inner lines, the shortest first.

    Args:
        lines: Sampled lines of a source.
        beginning: The beginning of the source.
    """
    chain: Chain = ()
    yield chain, lines
    if document := JsonDocument.of(beginning):
        records = _inner(document, beginning.split("\n"))
        whole = [record for record in records if record.endswith("}")]  # the last may be cut
        chain, lines = (document,), whole[:_RECORDS_TRIED] or records[:1]
        yield chain, lines
    while len(chain) < DEEPEST and (wrapper := _next(lines)):
        inner = _inner(wrapper, lines)
        if inner == lines:
            return
        chain, lines = (*chain, wrapper), inner
        yield chain, lines


def timed_peelings(lines: list[str], beginning: str) -> Iterator[tuple[Chain, list[str]]]:
    """Give those chains whose innermost wrapper has a time; leave this time before each line."""
    outer = lines
    for chain, inner in peelings(lines, beginning):
        if chain and chain[-1].times(texts(outer)) is not None:
            from usagestats.logs.wrappers.timed import Timed  # noqa: PLC0415  (seldom needed)

            timed = Timed(chain[-1])
            yield (*chain[:-1], timed), _inner(timed, outer)
        outer = inner


def _inner(wrapper: Wrapper, lines: Sequence[str]) -> list[str]:
    return unwrapped(texts(lines), (wrapper,)).text.to_list()


def _next(lines: Sequence[str]) -> Wrapper | None:
    return JsonDocument.of_lines(lines) or _most_telling(lines)


def _most_telling(lines: Sequence[str]) -> Wrapper | None:
    """Return the wrapper of most lines, if at least half of the lines with text have it."""
    telling = [line for line in lines if line.strip()]
    if not any(map(may_be_wrapped, telling[: len(telling) // 2 + 1])):
        return None  # more than half have none
    from usagestats.logs.wrappers.known import WRAPPERS  # noqa: PLC0415  (most logs have none)

    counts = {wrapper: _count_if_half(wrapper, telling) for wrapper in WRAPPERS}
    best = max(WRAPPERS, key=lambda wrapper: counts[wrapper])
    return best if counts[best] else None


def _count_if_half(wrapper: Wrapper, lines: Sequence[str]) -> int:
    """Return how many lines have a wrapper; 0 where fewer than half of them have it."""
    count = 0
    for number, line in enumerate(lines, 1):
        count += wrapper.matches(line)
        if 2 * (number - count) > len(lines):
            return 0
    return count
