"""The log files of CRI runtimes (containerd, CRI-O): `TIME stdout F LINE`.

`P` marks a part of a line: the next line of its stream continues it, up to the first with `F`.
Source: the CRI logging proposal of Kubernetes (kubelet-cri-logging.md); tags may follow after `:`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.light_dataclass import dataclass
from usagestats.logs.wrappers.inner_line import BehindPrefix
from usagestats.logs.wrappers.parts import joined, open_after
from usagestats.logs.wrappers.wrapper import ISO_TIME, Unwrapped, texts

if TYPE_CHECKING:
    from collections.abc import Sequence

_WRAPPED: Final = rf"^{ISO_TIME} (stdout|stderr) ([PF])(?::[^ ]*)? "
_WHOLE: Final = rf"^{ISO_TIME} std(?:out|err) F(?::[^ ]*)? "


@dataclass(frozen=True, slots=True)
class Cri:
    """The `Wrapper` of CRI runtimes."""

    name: str = "cri"
    sample: str = "2026-05-04T10:15:30.493035218Z stdout F LINE"

    @property
    def place(self) -> BehindPrefix:
        """The rest of a line that is no part of another one."""
        return BehindPrefix(_WHOLE)

    @property
    def begins(self) -> str:
        """The time, the stream and the tag."""
        return _WRAPPED.removeprefix("^")

    def matches(self, line: str) -> bool:
        """Whether a line begins with time, stream and tag."""
        return re.match(_WRAPPED, line) is not None

    def unwrap(self, lines: pl.Series) -> Unwrapped:
        """Take the wrapper off, and join the parts of split lines."""
        if not lines.str.contains(" P", literal=True).any():
            return Unwrapped(lines.str.replace(_WRAPPED, ""))
        return joined(_parts(lines))

    def times(self, lines: pl.Series) -> pl.Series:
        """Return the times when lines were written, as text."""
        return lines.str.extract(f"^({ISO_TIME}) ")

    def open_after(self, lines: Sequence[str]) -> list[bool]:
        """Return per line whether its record goes on in the next line."""
        return open_after(_parts(texts(lines)))


def _parts(lines: pl.Series) -> pl.DataFrame:
    line = pl.col("line")
    return lines.to_frame("line").select(
        text=line.str.replace(_WRAPPED, ""),
        stream=line.str.extract(_WRAPPED, 1),
        is_open=(line.str.extract(_WRAPPED, 2) == "P").fill_null(value=False),
    )


CRI: Final = Cri()
