"""The log files of CRI runtimes (containerd, CRI-O): `TIME stdout F LINE`.

`P` marks a part of a line: the next of its stream continues it, until one with `F`.
Source: the CRI logging proposal of Kubernetes (kubelet-cri-logging.md); tags may follow after `:`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from usagestats.logs.wrappers.parts import Part, joined, open_after
from usagestats.logs.wrappers.prefixes import ISO_TIME
from usagestats.logs.wrappers.wrapper import Unwrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

_TAGS = "(?::[^ ]*)? "
_WHOLE = rf"^{ISO_TIME} (?:stdout|stderr) F{_TAGS}"
_ANY = re.compile(rf"{ISO_TIME} (?P<stream>stdout|stderr) (?P<kind>[PF]){_TAGS}")
_PART = "^[^ ]{20,40} std(?:out|err) P[: ]"


@dataclass(frozen=True, slots=True)
class Cri:
    """The `Wrapper` of CRI runtimes."""

    name: str = "cri"
    sample: str = "2026-05-04T10:15:30.493035218Z stdout F LINE"

    def matches(self, line: str) -> bool:
        """Tell whether time, stream and tag are there."""
        return _ANY.match(line) is not None

    def unwrap(self, lines: pl.Series) -> Unwrapped:
        """Take whole lines out all at once; where there are parts, one by one."""
        if lines.str.contains(_PART).any():
            return joined(_part(line) for line in lines)
        return Unwrapped(lines.str.replace(_WHOLE, ""))

    def open_after(self, lines: Sequence[str]) -> list[bool]:
        """Tell per line whether a part is open after it."""
        return open_after([_part(line) for line in lines])


def _part(line: str) -> Part:
    match = _ANY.match(line)
    if match is None:
        return Part(line)
    return Part(line[match.end() :], match["stream"], match["kind"] == "P")


CRI: Final = Cri()
