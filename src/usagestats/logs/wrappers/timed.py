"""Wrappers whose time is kept, for lines and records that have no time themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from usagestats.light_dataclass import dataclass
from usagestats.logs.wrappers.wrapper import Unwrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from usagestats.logs.wrappers.wrapper import Wrapper


@dataclass(frozen=True, slots=True)
class Timed:
    """A `Wrapper` that takes another one off and leaves its time before the line.

    Args:
        wrapper: The wrapper that is taken off; its `times` returns times, not `None`.
    """

    wrapper: Wrapper

    @property
    def name(self) -> str:
        """The name that messages use."""
        return f"{self.wrapper.name} with its time"

    @property
    def sample(self) -> str:
        """A wrapped line."""
        return self.wrapper.sample

    @property
    def place(self) -> None:
        """`None`: the time is put into the inner line."""

    @property
    def begins(self) -> str:
        """The beginning of the wrapper."""
        return self.wrapper.begins

    def matches(self, line: str) -> bool:
        """Whether a line is wrapped like this."""
        return self.wrapper.matches(line)

    def unwrap(self, lines: pl.Series) -> Unwrapped:
        """Take the wrapper off, and put its time before each line, or into it if it is a record."""
        inner, times = self.wrapper.unwrap(lines), self.times(lines)
        if times is None:
            return inner
        if inner.origins is not None:
            times = times.gather(inner.origins)
        record = pl.lit('{"time":"') + times + '",' + inner.text.str.slice(1)
        timed = (
            pl.when(inner.text.str.starts_with("{"))
            .then(record)
            .otherwise(times + " " + inner.text)
        )
        text = pl.select(pl.coalesce(timed, inner.text)).to_series()
        return Unwrapped(text, inner.origins, inner.repeated)

    def times(self, lines: pl.Series) -> pl.Series | None:
        """Return the times when lines were written, as text."""
        return self.wrapper.times(lines)

    def open_after(self, lines: Sequence[str]) -> list[bool] | None:
        """Return per line whether its record goes on in the next line."""
        return self.wrapper.open_after(lines)
