"""The paths that are looked for in a record, as a trie whose nodes are the kernel's cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from usagestats.light_dataclass import dataclass
from usagestats.logs.readers.kernel.json_finder import Node, Use

if TYPE_CHECKING:
    from collections.abc import Mapping

    from usagestats.logs.readers.json.key_map import Path


@dataclass(frozen=True, slots=True)
class Trie:
    """The nodes in the order of the kernel, and the cell of each path."""

    nodes: tuple[Node, ...]
    cells: Mapping[Path, int]


def trie_of(uses: Mapping[Path, Use]) -> Trie:
    """Return the trie of paths, with the use of the value at each of them."""
    below: dict[Path, list[Path]] = {(): []}
    for path in uses:
        for length in range(1, len(path) + 1):
            if path[:length] not in below:
                below[path[:length]] = []
                below[path[: length - 1]].append(path[:length])
    order: list[Path] = [()]
    for path in order:  # it grows meanwhile: the nodes below one stand side by side
        order += below[path]
    cells = {path: number for number, path in enumerate(order)}
    nodes = (
        Node(
            path[-1] if path else "",
            uses.get(path, Use.NOTHING),
            cells[inner[0]] if (inner := below[path]) else 0,
            len(inner),
        )
        for path in order
    )
    return Trie(tuple(nodes), cells)
