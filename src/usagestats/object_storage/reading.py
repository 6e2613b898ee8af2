"""An object → its bytes in blocks, all of the one state of it that was listed."""

from __future__ import annotations

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import TYPE_CHECKING, Final, Self

from usagestats.errors import InputError
from usagestats.object_storage.client import bucket
from usagestats.object_storage.urls import WEB, ObjectUrl

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Future

    from usagestats.object_storage.place import ObjectPlace

BLOCK_BYTES: Final = 8 << 20
_AHEAD: Final = 2


class ObjectChangedError(InputError):
    """The object is another one than when it was listed, or it is gone."""

    def __init__(self, place: ObjectPlace) -> None:
        hint = "run it again: the object is then read as it is by then"
        super().__init__("is another object by now, or gone", where=place.name, hint=hint)


class ObjectStream:
    """The bytes of an object, as a stream.

    Args:
        place: The object.
        block_bytes: The bytes of a request.
    """

    def __init__(self, place: ObjectPlace, block_bytes: int = BLOCK_BYTES) -> None:
        self._place = place
        self._block_bytes = block_bytes
        self._held = memoryview(b"")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if close := getattr(self.__dict__.get("_blocks"), "close", None):
            close()

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes; none at the end.

        Raises:
            InputError: It cannot be read, or is another object by now.
        """
        if not self._held:
            self._held = memoryview(next(self._blocks, b""))
        data, self._held = self._held[:size], self._held[size:]
        return bytes(data)

    @cached_property
    def _blocks(self) -> Iterator[bytes]:
        place = self._place
        if place.url.startswith(WEB):
            return bucket(place.url, place.settings).stream("")
        size = place.size or 0
        begins = range(0, size, self._block_bytes)
        if len(begins) > 1:
            return self._several(begins)
        return map(self._block, begins)

    def _several(self, begins: range) -> Iterator[bytes]:
        """Give the blocks in order; some are asked for before their turn."""
        pool = ThreadPoolExecutor(max_workers=_AHEAD)
        try:
            under_way: deque[Future[bytes]] = deque()
            for begin in begins:
                under_way.append(pool.submit(self._block, begin))
                if len(under_way) > _AHEAD:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)

    def _block(self, begin: int) -> bytes:
        place = self._place
        url = ObjectUrl.of(place.url)
        end = min(begin + self._block_bytes, place.size or 0)
        data = bucket(url.root, place.settings).read(url.key, begin, end, place.etag)
        if data is None or len(data) != end - begin:
            raise ObjectChangedError(place)
        return data
