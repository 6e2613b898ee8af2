"""The parts that a number is made of: the same from logs and from a store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping

RULES: Final[Mapping[str, pl.DataType]] = {
    "source": pl.String(),  # of logs: a log; of a store: the logs whose usage is added up there
    "rule": pl.String(),
    "requests": pl.Int64(),
    "usage": pl.Int64(),
}

LINES: Final[Mapping[str, pl.DataType]] = {
    "source": pl.String(),
    "line": pl.Int64(),
    "text": pl.String(),  # masked
}


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """The requests that a number counts.

    Args:
        rules: `RULES`: one row per source and rule, in order; their usage adds up to the number.
        lines: `LINES`: some of the lines, in order.
        requests: The number of requests; several rules may count one.
        notes: Remarks on what is not known.
    """

    rules: pl.DataFrame
    lines: pl.DataFrame
    requests: int
    notes: tuple[str, ...] = ()

    @property
    def usage(self) -> int:
        """The sum of the usage of all rules."""
        return int(self.rules["usage"].sum())


def nothing_counted() -> Counted:
    """Return what an unknown number is made of."""
    return Counted(pl.DataFrame(schema=RULES), pl.DataFrame(schema=LINES), 0)
