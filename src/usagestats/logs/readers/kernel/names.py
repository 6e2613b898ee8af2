"""Names that the kernel looks for, in the terms of `names.h`."""

from __future__ import annotations

from ctypes import Array, Structure, c_char_p, c_int32, c_uint64
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_LAST_LENGTH: Final = 63


class Names(NamedTuple):
    """A name, and where the names below it stand: the number of the first, and how many."""

    name: str
    first: int = 0
    below: int = 0


class NodeForKernel(Structure):
    """`Node` of `names.h`."""

    _fields_ = (
        ("name", c_char_p),
        ("lengths", c_uint64),
        ("length", c_int32),
        ("first", c_int32),
        ("count", c_int32),
    )


def names_for_kernel(nodes: Sequence[Names]) -> Array[NodeForKernel]:
    """Return names as an array of the kernel."""
    names = [node.name.encode("utf-8", "surrogatepass") for node in nodes]
    found = [
        NodeForKernel(
            name,
            _lengths(names[node.first : node.first + node.below]),
            len(name),
            node.first,
            node.below,
        )
        for name, node in zip(names, nodes, strict=True)
    ]
    return (NodeForKernel * len(found))(*found)


def _lengths(names: Iterable[bytes]) -> int:
    """Return one bit for each length of a name; all long ones have the last bit."""
    lengths = 0
    for name in names:
        lengths |= 1 << min(len(name), _LAST_LENGTH)
    return lengths
