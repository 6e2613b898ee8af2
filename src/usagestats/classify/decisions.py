"""The result of mapping: the distinct decisions, and the number of each request's decision."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

import polars as pl

from usagestats.light_dataclass import dataclass
from usagestats.tables.declared import CLASSIFIED, OUTCOMES, checked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from usagestats.classify.rules import Usage


@dataclass(frozen=True, slots=True)
class Decision:
    """The product and backend of a request, and the usage it adds; empty where no rule matched.

    `rules` are the rules that counted, by their positions in `rules_of` the product.
    """

    product: str
    backend: str
    usage: Usage = ()
    rules: tuple[int, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Decided:
    """The decisions that occur, and which one each request got.

    Args:
        decisions: At least one; equal decisions may stand twice.
        numbers: The position in `decisions`, one per request (Int64).
    """

    decisions: list[Decision]
    numbers: pl.Series

    def products(self) -> pl.Series:
        """Return the product of each request."""
        return self._gather([decision.product for decision in self.decisions], pl.String())

    def backends(self) -> pl.Series:
        """Return the backend that each request was routed to."""
        return self._gather([decision.backend for decision in self.decisions], pl.String())

    def outcomes(self) -> pl.Series:
        """Return the outcome of each request: the number that its rows in OUTCOMES have."""
        usages = self._usages()
        numbers = [usages[decision.usage] for decision in self.decisions]
        return self._gather(numbers, CLASSIFIED["outcome"])

    def outcome_table(self) -> pl.DataFrame:
        """Return OUTCOMES."""
        rows = [
            (number, metric, owner, delta)
            for usage, number in self._usages().items()
            for metric, owner, delta in usage
        ]
        return checked(pl.DataFrame(rows, OUTCOMES, orient="row"), "OUTCOMES", OUTCOMES)

    def are_matched(self) -> pl.Series | None:
        """Whether each request adds anything; `None` where all do."""
        if all(decision.usage for decision in self.decisions):
            return None
        return self._gather([bool(decision.usage) for decision in self.decisions], pl.Boolean())

    def _usages(self) -> dict[Usage, int]:
        usages = dict.fromkeys(decision.usage for decision in self.decisions)
        return {usage: number for number, usage in enumerate(usages)}

    def _gather(self, values: Sequence[object], dtype: pl.DataType) -> pl.Series:
        return pl.Series(values, dtype=dtype).gather(self.numbers)
