"""What a wrapper is: something that a logger or shipper put around every line of a gateway."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """Lines that one wrapper was taken from.

    Args:
        text: The inner lines, never null; one may still hold line ends of its own.
        origins: Per inner line the index of the outer line that it begins at; `None` where they
            correspond one by one.
        repeated: How many messages a logger only said were repeated.
    """

    text: pl.Series
    origins: pl.Series | None = None
    repeated: int = 0


class Wrapper(Protocol):
    """One kind of wrapper; picklable, since it travels with chunks."""

    @property
    def name(self) -> str:
        """The name that messages use."""

    @property
    def sample(self) -> str:
        """A line in it."""

    def matches(self, line: str) -> bool:
        """Whether a line is wrapped like this."""

    def unwrap(self, lines: pl.Series) -> Unwrapped:
        """Take the wrapper off; a line that is not wrapped is left as it is, to be judged later."""

    def times(self, lines: pl.Series) -> pl.Series | None:
        """Return when each line was written, as text; `None` where the wrapper does not tell."""

    def open_after(self, lines: Sequence[str]) -> list[bool] | None:
        """Return per line whether the record it belongs to goes on after it.

        `None` where every line is a record. No record is taken to be open before the first line.
        """


def texts(values: Sequence[str | None]) -> pl.Series:
    """Return a column of strings; halves of surrogate pairs, which JSON can write, are replaced."""
    try:
        return pl.Series(values, dtype=pl.String)
    except UnicodeEncodeError:
        return pl.Series([value and _whole(value) for value in values], dtype=pl.String)


def _whole(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
