"""A wrapper whose time is left before the line, for formats that write none themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from usagestats.logs.wrappers.wrapper import Unwrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from usagestats.logs.wrappers.wrapper import Wrapper


@dataclass(frozen=True, slots=True)
class Timed:
    """A `Wrapper` that takes all but the time of another one off.

    Args:
        wrapper: One that tells the times of lines.
    """

    wrapper: Wrapper

    @property
    def name(self) -> str:
        """The name that messages use."""
        return f"{self.wrapper.name} with its time"

    @property
    def sample(self) -> str:
        """A line in it."""
        return self.wrapper.sample

    def matches(self, line: str) -> bool:
        """Whether a line is wrapped like this."""
        return self.wrapper.matches(line)

    def unwrap(self, lines: pl.Series) -> Unwrapped:
        """Take the wrapper off, and put the time before each line that has one."""
        inner, times = self.wrapper.unwrap(lines), self.times(lines)
        if times is None:
            return inner
        if inner.origins is not None:
            times = times.gather(inner.origins)
        text = pl.select(pl.coalesce(times + " " + inner.text, inner.text)).to_series()
        return Unwrapped(text, inner.origins, inner.repeated)

    def times(self, lines: pl.Series) -> pl.Series | None:
        """Return when each line was written, as text."""
        return self.wrapper.times(lines)

    def open_after(self, lines: Sequence[str]) -> list[bool] | None:
        """Return per line whether the record it belongs to goes on after it."""
        return self.wrapper.open_after(lines)
