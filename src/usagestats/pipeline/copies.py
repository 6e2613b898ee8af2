"""Sources with the same content, which are read once: `a.log.1` beside `a.log.1.gz`, a backup."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from contextlib import suppress
from itertools import permutations
from pathlib import PurePath
from typing import TYPE_CHECKING

from usagestats.errors import InputError
from usagestats.logs.files.contents import beginning_of, is_beginning_of
from usagestats.logs.files.positions import HEAD_BYTES
from usagestats.rotation.names import RotatedName

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from usagestats.logs.files.sources import Source


def copies_among(sources: Sequence[Source]) -> dict[int, Source]:
    """Return the sources whose content another one holds, or begins with.

    Short logs of different gateways may hold the same line by chance. So sources of less than 4096
    bytes are copies only within a series of rotated files, and never if they have the numbers of
    gateways (`gw1.log`, `gw2.log`).

    Returns:
        The other source, by the number of the copy. Of equal sources the first is no copy.
    """
    copies: dict[int, Source] = {}
    for part, whole in _that_begin_alike(sources):
        if copies.keys().isdisjoint((part, whole)) and _is_part(sources[part], sources[whole]):
            copies[part] = sources[whole]
    return copies


def _that_begin_alike(sources: Sequence[Source]) -> list[tuple[int, int]]:
    """Return pairs of sources of which the second begins with the first bytes of the first.

    Pairs whose first source comes later are in front.
    """
    files = [number for number, source in enumerate(sources) if _is_file(source)]
    heads = {number: _head(sources[number]) for number in files if len(files) > 1}
    long: dict[bytes, list[int]] = defaultdict(list)
    series: dict[str, list[int]] = defaultdict(list)
    for number, head in heads.items():
        series[RotatedName.of(PurePath(sources[number].name).as_posix()).gateway].append(number)
        if len(head) == HEAD_BYTES:
            long[head].append(number)
    pairs = [pair for alike in long.values() for pair in permutations(alike, 2)]
    for members in series.values():
        pairs += _short_pairs({number: heads[number] for number in members})
    return sorted(pairs, key=lambda pair: (pair[0] < pair[1], pair))


def _short_pairs(heads: dict[int, bytes]) -> Iterator[tuple[int, int]]:
    """Give the pairs whose first is shorter than a head: sorted, what begins alike is together."""
    ordered = sorted(heads, key=heads.__getitem__)
    texts = [heads[number] for number in ordered]
    for part, head in heads.items():
        if not 0 < len(head) < HEAD_BYTES:
            continue
        for at in range(bisect_left(texts, head), len(texts)):
            if not texts[at].startswith(head):
                break
            if ordered[at] != part:
                yield part, ordered[at]


def _is_file(source: Source) -> bool:
    return source.path is not None and source.path.is_file()


def _head(source: Source) -> bytes:
    with suppress(InputError):  # it is raised again where the source is read
        return beginning_of(source, HEAD_BYTES)
    return b""


def _is_part(part: Source, whole: Source) -> bool:
    with suppress(InputError):
        return is_beginning_of(part, whole)
    return False
