"""The path that mapping rules see: the path as sent, normalised as the gateway does it.

nginx decodes percent signs, resolves dot segments and merges slashes; APIcast then escapes the
result. Source: reference on 3scale, §2.3.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

import numpy as np
import polars as pl

from usagestats.frames import map_distinct, numbered

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from usagestats.classify.automaton import PathAutomaton

_PLAIN = re.compile(r"(?:/(?!/|\.)|[!\"$&-.0-9:->@-\[\]-~])*", re.ASCII)
_AUTHORITY = re.compile(r"\A[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*")
_ESCAPED_BYTE = re.compile(r"\\x([89A-Fa-f][0-9A-Fa-f])")  # bytes that are no UTF-8, as logged
_SLASHES = re.compile(rb"//+")
_ESCAPED = re.compile(rb"[\x00- #%?\x7f-\xff]")

_ODD_BYTES = np.ones(256, dtype=np.bool_)
_ODD_BYTES[[byte for byte in range(0x21, 0x7F) if chr(byte) not in "#%?\\"]] = False
_SLASH, _DOT = b"/."


def normalised(path: str) -> str:
    """Return the path that patterns are matched against; ASCII only."""
    if path.startswith("/") and _PLAIN.fullmatch(path):
        return path
    target = _AUTHORITY.sub("", path, count=1).partition("#")[0]
    decoded = unquote_to_bytes(_ESCAPED_BYTE.sub(r"%\1", target))
    if decoded.startswith(b"/") or not decoded:
        decoded = _without_dots(_SLASHES.sub(b"/", b"/" + decoded))
    return _ESCAPED.sub(lambda found: b"%%%02X" % found[0][0], decoded).decode("ascii")


def _without_dots(path: bytes) -> bytes:
    """Resolve `.` and `..`; a `..` at the root is dropped."""
    kept: list[bytes] = []
    segments = path.split(b"/")[1:]
    for segment in segments:
        if segment == b"..":
            del kept[-1:]
        elif segment != b".":
            kept.append(segment)
    is_folder = segments[-1] in {b".", b".."}
    return b"/" + b"/".join(kept) + (b"/" if is_folder and kept else b"")


@dataclass(frozen=True, slots=True)
class PathText:
    """Many normalised paths as one text.

    Args:
        text: The bytes of all paths, one after another.
        begins: The offset of the first byte of each path.
        ends: The offset after its last byte; an unknown path is empty.
        rows: For each request, which of these paths it has; `None`: each has its own.
    """

    text: NDArray[np.uint8]
    begins: NDArray[np.int64]
    ends: NDArray[np.int64]
    rows: NDArray[np.int64] | None = None

    def taken(self, chosen: NDArray[np.bool_] | NDArray[np.intp]) -> PathText:
        """Return the paths of chosen requests: one flag for each, or the places of some."""
        if self.rows is not None:
            return replace(self, rows=self.rows[chosen])
        return PathText(self.text, self.begins[chosen], self.ends[chosen])

    def final_states(self, automaton: PathAutomaton) -> NDArray[np.int64]:
        """Return the state of an automaton that the path of each request ends in."""
        states = automaton.final_states(self.text, self.begins, self.ends)
        return states if self.rows is None else states[self.rows]

    @classmethod
    def of(cls, paths: pl.Series) -> PathText:
        """Join paths without normalising them; null becomes an empty path."""
        text = np.frombuffer(paths.str.join("").item().encode(), np.uint8)
        lengths = paths.str.len_bytes().fill_null(0).to_numpy().astype(np.int64)
        ends = np.cumsum(lengths)
        return cls(text, ends - lengths, ends)


def normalised_paths(paths: pl.Series) -> PathText:
    """Normalise paths that are as they were sent; null becomes an empty path.

    Of a column with a table of names, each name is normalised once.
    """
    if isinstance(paths.dtype, pl.Enum):
        numbers, names = numbered(paths)
        return replace(normalised_paths(names), rows=numbers.to_numpy())
    sent = PathText.of(paths)
    odd = np.flatnonzero(_may_be_odd(sent) & paths.is_not_null().to_numpy())
    if not len(odd):
        return sent
    changed = map_distinct(paths.gather(odd), normalised, pl.String())
    kept = paths.to_frame("path").with_row_index("row")
    rows = pl.DataFrame({"row": pl.Series(odd, dtype=pl.UInt32), "changed": changed})
    joined = kept.join(rows, on="row", how="left", maintain_order="left")
    return PathText.of(joined.select(pl.coalesce("changed", "path")).to_series())


def _may_be_odd(paths: PathText) -> NDArray[np.bool_]:
    """Whether normalising might change each path."""
    text = paths.text
    odd_bytes: NDArray[np.bool_] = _ODD_BYTES[text]
    after_slash = np.zeros(len(text), np.bool_)
    after_slash[1:] = (text[:-1] == _SLASH) & ((text[1:] == _SLASH) | (text[1:] == _DOT))
    after_slash[paths.begins[paths.begins < len(text)]] = False  # that slash ends another path
    odd_bytes |= after_slash
    is_odd: NDArray[np.bool_] = paths.begins == paths.ends
    is_odd[np.searchsorted(paths.ends, np.flatnonzero(odd_bytes), side="right")] = True
    if len(text):
        is_odd |= text[np.minimum(paths.begins, len(text) - 1)] != _SLASH
    return is_odd
