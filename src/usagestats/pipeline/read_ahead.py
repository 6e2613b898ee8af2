"""Several iterators that threads run ahead, while their items are taken in order.

The decompression of a source runs on one core, so several sources are decompressed side by side.
"""

from __future__ import annotations

import os
from collections import deque
from threading import Condition, Thread
from typing import TYPE_CHECKING, Final, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from typing import Self

_Item = TypeVar("_Item")

AT_ONCE: Final = min(os.cpu_count() or 1, 8)
"""The number of sources that are read at the same time: each holds some chunks in memory."""
SMALL_OBJECTS_AT_ONCE: Final = 16
"""The same for small objects: most of the time they wait for a server."""
SMALL_BYTES: Final = 4 << 20
_WAITING: Final = 2


class Ahead(Generic[_Item]):
    """An iterator that a thread runs ahead of its reader, by a few items.

    Args:
        items: The iterator; it is closed by the thread that runs it.
    """

    def __init__(self, items: Generator[_Item]) -> None:
        self._items = items
        self._waiting: deque[_Item] = deque()
        self._changed = Condition()
        self._has_ended = self._is_stopped = False
        self._error: BaseException | None = None
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def __iter__(self) -> Iterator[_Item]:
        return self

    def __next__(self) -> _Item:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._has_ended)
            if self._waiting:
                self._changed.notify_all()
                return self._waiting.popleft()
        if self._error:
            raise self._error
        raise StopIteration

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the thread, and drop the items that wait."""
        with self._changed:
            self._is_stopped = True
            self._changed.notify_all()
        self._thread.join()

    def _run(self) -> None:
        try:
            for item in self._items:
                if not self._put(item):
                    break
        except BaseException as error:  # noqa: BLE001  (it is raised where the items are taken)
            self._error = error
        finally:
            self._items.close()
            with self._changed:
                self._has_ended = True
                self._changed.notify_all()

    def _put(self, item: _Item) -> bool:
        """Let an item wait when there is room; return false if no more are wanted."""
        with self._changed:
            self._changed.wait_for(lambda: len(self._waiting) < _WAITING or self._is_stopped)
            self._waiting.append(item)
            self._changed.notify_all()
            return not self._is_stopped
