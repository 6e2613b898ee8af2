"""One source of a run: recognised, and read on from where it was counted to before."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Final

from usagestats.errors import InputError
from usagestats.ingest.recognition import is_beginning_of, recognise
from usagestats.ingest.seen_files import status_of
from usagestats.logs.files.positions import Start
from usagestats.logs.files.whole_lines import CHUNK_BYTES
from usagestats.logs.inner_lines import source_lines
from usagestats.store.sources import SourceState

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

    from usagestats.ingest.progress import Ledger
    from usagestats.ingest.recognition import Recognised
    from usagestats.ingest.seen_files import SeenFiles
    from usagestats.logs.chunk import Chunk
    from usagestats.logs.files.open_source import Progress
    from usagestats.logs.files.positions import Reached
    from usagestats.logs.files.sources import Source
    from usagestats.logs.source_reader import SourceChunks

_LOOKS: Final = 3
"""How often a file is looked at that is another one when it is read."""


@dataclass(slots=True, eq=False)
class ContinuedSource:
    """A source on its way into the store.

    Args:
        opened: How it is read.
        ledger: How far every source was counted; goes on with this one.
        seen: The files that are known to be counted as they are.
        is_final: Whether nothing follows what is there, not even the rest of the last line.
        is_again: Whether what was counted of it is counted once more.
        name: What it is known as; `None` where nothing was read of it yet.
        base: How far it was counted before; `None` where it is new.
        replaces_all: Whether what the store has of it is to go.
        remark: Why nothing is read of it; `None` where something may be.
        error: Why it cannot be read.
        status: Of its file, before it was read.
        ends: How far it was read with each chunk that is not counted yet.
        last: How far it was read with the last chunk; `None` before there is one.
    """

    opened: SourceChunks
    ledger: Ledger
    seen: SeenFiles
    is_final: bool = False
    is_again: bool = False
    name: str | None = None
    base: SourceState | None = None
    replaces_all: bool = False
    remark: str | None = None
    error: InputError | None = None
    status: os.stat_result | None = None
    ends: deque[SourceState] = field(default_factory=deque)
    last: SourceState | None = None

    @property
    def reached(self) -> Reached | None:
        """How far it is counted; `None` where that is not as far as it goes."""
        if self.opened.has_changed or self.opened.damage:
            return None
        state = self.last or self.base
        return state.reached if state else None

    @property
    def has_more(self) -> bool:
        """Tell whether anything was read that was not counted before."""
        return self.last is not None

    def chunks(
        self, progress: Progress | None = None, chunk_bytes: int = CHUNK_BYTES
    ) -> Iterator[Chunk]:
        """Read what was not counted yet; what keeps from reading is told by `error`."""
        try:
            yield from self._chunks(progress, chunk_bytes)
        except InputError as error:
            if self._has_moved():
                self.remark = "was renamed or removed meanwhile"
            else:
                self.error = error
                self.opened.detection = None  # the error tells it
        if self.opened.damage and not self.has_more:
            self._excuse_damage()

    def _excuse_damage(self) -> None:
        """Pass over a cut file of which nothing whole and new is there yet."""
        path = self.opened.source.path
        status = status_of(path) if path else None
        if status and self.seen.is_fresh(status):
            self.remark = f"{self.opened.damage}; it may be being written: left for later"
            self.opened.damage = None

    def _chunks(self, progress: Progress | None, chunk_bytes: int) -> Iterator[Chunk]:
        source = self.opened.source
        if self._was_seen(source):
            return
        for _ in range(_LOOKS):
            found = recognise(source, self.ledger.known)
            if self._is_nothing_new(found):
                return
            self._begin(found)
            chunks = self.opened.chunks(progress, chunk_bytes)
            first = next(chunks, None)
            if first is None or self._is_what_was_recognised(found):
                if self.name:
                    self.ledger.at_hand.setdefault(self.name, source)
                for chunk in chain([first] if first else [], chunks):
                    self._advance(chunk)
                    yield chunk
                self._remark_on_the_rest()
                return
        self.remark = "changes while it is looked at"

    def _remark_on_the_rest(self) -> None:
        """Say what is left of it for another run."""
        opened = self.opened
        end = self.last.reached.offset if self.last else opened.start.place.offset
        if opened.has_changed:
            self.remark = "is another log by now: left for later"
        elif opened.is_skipped or opened.damage:
            return
        elif (waiting := opened.trail.end.offset - end) > 0:
            self.remark = f"{waiting:,} bytes wait for the rest of their line (--final counts them)"

    def _is_what_was_recognised(self, found: Recognised) -> bool:
        """Tell whether a source that is read from its beginning is still the one that was seen.

        It may have been renamed, or have become longer than what told that it is new.
        """
        if self.opened.start.place.offset:
            return True  # what stands before the place is looked at while reading
        head = self.opened.trail.head
        has_grown = found.name is None and len(head) > len(found.head)
        return not has_grown and found.head.startswith(head[: len(found.head)])

    def _was_seen(self, source: Source) -> bool:
        """Tell whether the file is as it was when all of it was counted."""
        if source.path is None or source.is_whole or self.is_again:
            return False
        self.status = status_of(source.path)
        seen = self.seen.entry(source.path, self.status) if self.status else None
        state = self.ledger.state(seen.name) if seen else None
        if seen is None or state is None or state.reached.offset < seen.offset:
            return False
        self.name = seen.name
        self.ledger.at_hand.setdefault(seen.name, source)
        return True

    def _has_moved(self) -> bool:
        """Tell whether a file that a glob or folder found is gone: it is found by its new name."""
        source = self.opened.source
        return source.found_by is not None and source.path is not None and not source.path.exists()

    def _is_nothing_new(self, found: Recognised) -> bool:
        """Tell whether it is a part of a source that was counted: a copy that is being made."""
        if not found.longer:
            return False
        wholes = [self.ledger.at_hand.get(name) for name in found.longer]
        is_part = any(
            whole is None or is_beginning_of(self.opened.source, whole) for whole in wholes
        )
        if is_part:
            self.remark = "is the beginning of what was counted before"
        return is_part

    def _begin(self, found: Recognised) -> None:
        may_grow = not (self.is_final or self.opened.source.is_whole)
        self.opened.start = Start(is_resumable=True, may_grow=may_grow)
        self.opened.damage, self.opened.has_changed = None, False
        self.name = found.name
        self.base = self.ledger.state(found.name) if found.name else None
        self.replaces_all = self.is_again and found.name not in {None, *self.ledger.at_hand}
        if self.base and not self.replaces_all:
            self.opened.start = Start(
                found.place,
                found.head,
                self.base.reached.marks,
                self.base.preamble,
                is_resumable=True,
                may_grow=may_grow,
            )

    def _advance(self, chunk: Chunk) -> None:
        trail = self.opened.trail
        reached = trail.reached(chunk.end)
        if self.name is None:
            self.name = self.ledger.new_name(trail.head[: reached.head_bytes])
            self.ledger.at_hand[self.name] = self.opened.source
        before = self.last if self.last or self.replaces_all else self.base
        lines = source_lines(chunk) + (before.file_lines if before else 0)
        forgotten = self.ledger.forgotten_before
        self.last = SourceState(reached, self.opened.preamble, lines, forgotten)
        self.ledger.advance(self.name, self.last)
        self.ends.append(self.last)
