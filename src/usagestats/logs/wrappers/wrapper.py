"""The interface of wrappers: layers that a logger or shipper puts around every line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

import polars as pl

from usagestats.light_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from usagestats.logs.wrappers.inner_line import BehindPrefix, InRecord

ISO_TIME: Final = (
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.,][0-9]+)?"
    r"(?:Z|[+-][0-9]{2}:?[0-9]{2})"
)


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """The inner lines, after one wrapper was taken off.

    Args:
        text: The inner lines, never null; an inner line may hold line ends.
        origins: Per inner line the index of the outer line at which it begins; `None` where they
            correspond one by one.
        repeated: The number of messages that a logger left out as repeated.
    """

    text: pl.Series
    origins: pl.Series | None = None
    repeated: int = 0


class Wrapper(Protocol):
    """A layer around lines; picklable, since chunks hold it."""

    @property
    def name(self) -> str:
        """The name that messages use."""

    @property
    def sample(self) -> str:
        """A wrapped line."""

    @property
    def place(self) -> BehindPrefix | InRecord | None:
        """Where the inner line stands; `None` where only `unwrap` can find it."""

    @property
    def begins(self) -> str:
        """A pattern of the beginning of each line that `matches`; without named groups."""

    def matches(self, line: str) -> bool:
        """Whether a line is wrapped like this."""

    def unwrap(self, lines: pl.Series) -> Unwrapped:
        """Take the wrapper off; a line that is not wrapped stays as it is."""

    def times(self, lines: pl.Series) -> pl.Series | None:
        """Return the times when lines were written, as text; `None` if the wrapper has no time."""

    def open_after(self, lines: Sequence[str]) -> list[bool] | None:
        """Return per line whether its record goes on in the next line.

        `None` where every line is a record. No record is taken to be open before the first line.
        """


def texts(values: Sequence[str | None]) -> pl.Series:
    """Return a column of strings; halves of surrogate pairs, which JSON may hold, are replaced."""
    try:
        return pl.Series(values, dtype=pl.String)
    except UnicodeEncodeError:
        return pl.Series([value and _whole(value) for value in values], dtype=pl.String)


def _whole(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
