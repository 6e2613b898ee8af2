"""Compares the content of a source with known sources: it is one of them, a part of one, or new.

A source is known again by its head, its tail and its marks; `logs.files.positions` defines these.
The head is the first bytes, up to 4096, that the source had when it was last counted. It grows
with the source: if it stayed at one line, all files with the same first line would be alike.
Marks show that a shorter file is a part of a known source, such as a copy that is being made, and
not another source with the same beginning.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass
from itertools import chain, takewhile
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from usagestats.ingest.namesakes import is_other_log
from usagestats.logs.files.contents import whole_content
from usagestats.logs.files.open_source import opened
from usagestats.logs.files.positions import (
    BEGINNING,
    FIRST_MARK,
    HEAD_BYTES,
    MARK_DIGITS,
    MARK_OFFSETS,
    TAIL_BYTES,
    Position,
    digest,
    mark,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from usagestats.logs.files.open_source import OpenSource
    from usagestats.logs.files.positions import Fingerprint
    from usagestats.logs.files.sources import Source

_SECOND: Final = 7
_SECOND_MARK: Final = MARK_OFFSETS[_SECOND]
"""The second mark by which sources are found: the first one may stand within header lines that many
sources share."""

_NamesByHead = dict[int, dict[str, set[str]]]
"""The names of sources by the length and the digest of their heads."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """The result of recognition.

    Args:
        name: The id of the known source that this one is; `None` where it is new.
        position: The position up to which the known source was read.
        head: The first bytes of the source, up to `HEAD_BYTES`.
        longer: The known sources that seem to begin with all of this one, which is then a copy that
            is being made, or a log that was cut.
    """

    name: str | None
    position: Position
    head: bytes
    longer: tuple[str, ...] = ()


class KnownSources:
    """The fingerprints of sources, found by the first bytes of a source.

    Args:
        fingerprints: The fingerprints, by the ids of sources.
        paths: The paths that these sources have had; a stream has none.
    """

    def __init__(
        self,
        fingerprints: Mapping[str, Fingerprint],
        paths: Mapping[str, Collection[str]] = MappingProxyType({}),
    ) -> None:
        self._paths = defaultdict(set, {name: set(those) for name, those in paths.items()})
        self._fingerprints: dict[str, Fingerprint] = {}
        self._by_marks: dict[str, dict[str, _NamesByHead]] = {}
        for name, one in fingerprints.items():
            self.add(name, one)

    def add(self, name: str, fingerprint: Fingerprint) -> None:
        """Add the fingerprint of a source; it replaces an earlier one."""
        if before := self._fingerprints.get(name):
            self._names_like(before).discard(name)
        self._fingerprints[name] = fingerprint
        self._names_like(fingerprint).add(name)

    def _names_like(self, one: Fingerprint) -> set[str]:
        """Return the names of the sources with the same first marks and the same head."""
        first = one.marks[:MARK_DIGITS]  # empty for a source of few bytes, as the next one
        second = one.marks[_SECOND * MARK_DIGITS : (_SECOND + 1) * MARK_DIGITS]
        by_head = self._by_marks.setdefault(first, {}).setdefault(second, {})
        return by_head.setdefault(one.head_bytes, {}).setdefault(one.head, set())

    def add_path(self, name: str, path: str | None) -> None:
        """Add a path of a source; `None` adds nothing."""
        if path:
            self._paths[name].add(path)

    def alike(self, source: Source, head: bytes) -> dict[str, Fingerprint]:
        """Return the fingerprints of the sources that a source may be, or be a part of.

        Args:
            source: The source.
            head: Its first bytes, up to `HEAD_BYTES`.
        """
        return {
            name: known
            for name, known in self.beginning_like(head).items()
            if min(known.offset, len(head)) >= HEAD_BYTES
            or not is_other_log(source, known, self._paths[name])
        }

    def beginning_like(self, head: bytes) -> dict[str, Fingerprint]:
        """Return the fingerprints of the sources that may begin with `head`."""
        names: list[str] = []
        firsts = ["", mark(head[:FIRST_MARK])] if len(head) >= FIRST_MARK else [""]
        for first in firsts:
            by_second = self._by_marks.get(first, {})
            keys = ["", mark(head[:_SECOND_MARK])] if len(head) >= _SECOND_MARK else [*by_second]
            for second in keys:
                for length, by_digest in by_second.get(second, {}).items():
                    if length <= len(head):
                        names += by_digest.get(digest(head[:length]), ())
                    elif first:  # it may be shorter than the head of a known one
                        names += chain.from_iterable(by_digest.values())
        return {name: self._fingerprints[name] for name in names}


def recognise(source: Source, known: KnownSources) -> Recognised:
    """Find the known source that has the same head, and the same tail at its offset.

    If several are the same, it is the one that was read furthest.

    Raises:
        InputError: The source cannot be opened or read.
    """
    with opened(source) as stream:
        blocks = whole_content(stream)
        taken = _first_blocks(blocks)
        head = b"".join(taken)[:HEAD_BYTES]
        alike = known.alike(source, head)
        if not alike:
            return Recognised(None, BEGINNING, head)
        offsets = _compared_offsets(alike.values())
        tails = (
            _tails_of_file(stream, offsets)
            if stream.is_plain
            else _tails(chain(taken, blocks), offsets)
        )
    same = [name for name, one in alike.items() if _ends_alike(tails, one)]
    if same:
        name = max(same, key=lambda found: alike[found].offset)
        return Recognised(name, _position(alike[name], tails, head), head)
    longer = tuple(name for name, one in alike.items() if _is_part(tails, one))
    return Recognised(None, BEGINNING, head, longer)


def _position(known: Fingerprint, tails: Mapping[int, bytes], head: bytes) -> Position:
    offset = known.offset
    return Position(offset, tails[offset], head[:offset], known.marks)


def _first_blocks(blocks: Iterator[bytes]) -> list[bytes]:
    first: list[bytes] = []
    while sum(map(len, first)) < HEAD_BYTES and (block := next(blocks, b"")):
        first.append(block)
    return first


def _compared_offsets(alike: Iterable[Fingerprint]) -> list[int]:
    """Return the offsets at which these sources are compared: their ends and marks, in order."""
    ends = {one.offset for one in alike}
    return sorted({*ends, *takewhile(lambda offset: offset <= max(ends), MARK_OFFSETS)})


def _tails_of_file(stream: OpenSource, offsets: Iterable[int]) -> dict[int, bytes]:
    """Return the bytes before each offset, as far as the plain file has them."""
    tails = {}
    for offset in offsets:
        begin = max(offset - TAIL_BYTES, 0)
        tail = stream.read_at(begin, offset - begin)
        if len(tail) < offset - begin:
            break
        tails[offset] = tail
    return tails


def _tails(blocks: Iterable[bytes], offsets: Sequence[int]) -> dict[int, bytes]:
    """Return the bytes before each offset, from blocks that begin at the beginning."""
    tails: dict[int, bytes] = {}
    waiting = deque(offsets)
    position = BEGINNING
    for block in blocks:
        end = position.after(block)
        while waiting and waiting[0] <= end.offset:
            offset = waiting.popleft()
            tails[offset] = position.after(block[: offset - position.offset]).tail
        if not waiting:
            break
        position = end
    return tails


def _ends_alike(tails: Mapping[int, bytes], one: Fingerprint) -> bool:
    return one.offset in tails and digest(tails[one.offset]) == one.tail


def _is_part(tails: Mapping[int, bytes], one: Fingerprint) -> bool:
    """Whether the source with these tails ends before the known `one`, and has the same marks."""
    starts = range(0, len(one.marks), MARK_DIGITS)
    marks = (one.marks[start : start + MARK_DIGITS] for start in starts)
    pairs = zip(MARK_OFFSETS, marks, strict=False)
    return one.offset not in tails and all(
        mark(tails[offset]) == known for offset, known in pairs if offset in tails
    )
