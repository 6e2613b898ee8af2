"""The lines of logs that a number counts, with the rules by which they count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.classify.masked_lines import hidden_columns, masked_line
from usagestats.classify.problems import COLUMNS, code_of
from usagestats.classify.problems import KEYS as PROBLEM_KEYS
from usagestats.classify.requests import classify_mapped, columns_needed
from usagestats.diagnostics.why.counted import LINES, RULES, Counted
from usagestats.diagnostics.why.counted_rules import added_by_decisions
from usagestats.frames import plain
from usagestats.logs.rejects import SAMPLES_KEPT
from usagestats.pipeline.rows import RowsFound
from usagestats.tables.declared import TEXT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from usagestats.catalog.model import Catalog
    from usagestats.classify.requests import Mapped
    from usagestats.logs.read_chunk import ChunkRead
    from usagestats.reports.parts.cell import Cell

_NUMBERS: Final = ("requests", "usage")


@dataclass(frozen=True, slots=True)
class CountedLines:
    """The lines of a number, chunk by chunk: `Rows` of the logs.

    Args:
        catalog: The catalog that requests are mapped by.
        cell: The number.
        kept: The number of lines to keep of each chunk and rule.
    """

    catalog: Catalog
    cell: Cell
    kept: int

    @property
    def columns(self) -> frozenset[str]:
        """The columns of REQUESTS that are needed."""
        needed = columns_needed(self.catalog, self._keys())
        return frozenset(needed) | COLUMNS | {"line", *hidden_columns(self.catalog)}

    @property
    def samples_kept(self) -> int:
        """The number of rejects to keep per chunk and reason: the usual one."""
        return SAMPLES_KEPT

    def of(self, read: ChunkRead, mapped: Mapped) -> RowsFound:  # noqa: ARG002  (as `Rows` has it)
        """Return the first lines of each rule.

        Shape: `line`, `rule`, `requests`, `usage` and `text`. The numbers of a rule stand in the
        row of its first line, and are 0 in those of the others. `RowsFound.in_range` is the number
        of requests, each counted once.
        """
        rows = self._rows(mapped)
        by_rule = rows.group_by("rule", maintain_order=True).agg(
            pl.len().cast(pl.Int64).alias("requests"),
            pl.col("delta").sum().alias("usage"),
            pl.col("line", TEXT, *self._hidden()).head(max(self.kept, 1)),
        )
        lines = by_rule.explode("line", TEXT, *self._hidden())
        is_first = pl.int_range(pl.len()).over("rule") == 0
        shown = [
            masked_line(text, secrets, self.catalog)
            for text, *secrets in lines.select(TEXT, *self._hidden()).iter_rows()
        ]
        counted = lines.select(
            "line",
            "rule",
            *(pl.when(is_first).then(name).otherwise(0).alias(name) for name in _NUMBERS),
            pl.Series("text", shown, dtype=pl.String),
        )
        return RowsFound(counted, rows["line"].n_unique())

    def _rows(self, mapped: Mapped) -> pl.DataFrame:
        """Return the requests of the number.

        Shape: one row per request and rule: `line`, the line and its secrets, `rule`, `delta`.
        """
        at = self.cell.is_at(mapped.requests["time"])
        chosen = mapped.chosen(at)
        classified = classify_mapped(
            chosen, self.catalog, self._keys(), self.cell.filters.path_prefixes
        )
        columns = ["line", TEXT, *self._hidden(), "http_method"]
        rows = plain(classified.requests.drop("http_method", strict=False)).with_columns(
            *(chosen.requests[name] for name in columns),
            decision=chosen.decided.numbers,
            metric=pl.lit(self.cell.metric),
        )
        if self.cell.code is not None:
            code = code_of(classified, self.catalog, self.cell.filters.registry)
            rows = rows.filter(code == self.cell.code)
        added = added_by_decisions(chosen.decided, self.catalog, self.cell.metric)
        rows = rows.join(added, on="decision", maintain_order="left")
        if "backend" in rows.columns:
            rows = rows.with_columns(backend=pl.when(~pl.col("is_of_product")).then("backend"))
        return self.cell.of(rows, "time")

    def _keys(self) -> set[str]:
        return self.cell.keys() | (set(PROBLEM_KEYS) if self.cell.code is not None else set())

    def _hidden(self) -> list[str]:
        """Return the columns that hold a secret and nothing else."""
        return [name for name in hidden_columns(self.catalog) if name != "http_method"]


def counted_in_logs(found: Iterable[RowsFound], kept: int) -> Counted:
    """Put together the lines of all chunks.

    Args:
        found: The rows of `CountedLines`, with their source.
        kept: The number of lines to keep: the first of each rule, then the second ones, and so on.
    """
    empty = pl.DataFrame(schema={**LINES, **RULES})
    requests, parts = 0, [empty]
    for one in found:
        requests += one.in_range
        parts.append(one.rows.select(empty.columns))
    rows = pl.concat(parts)
    numbered = rows.with_columns(
        place=pl.col("source").rle_id(), turn=pl.int_range(pl.len()).over("rule")
    )
    by_rule = numbered.group_by("place", "source", "rule").agg(pl.col(_NUMBERS).sum())
    in_order = by_rule.sort("place", "usage", "rule", descending=[False, True, False])
    in_turn = numbered.sort("turn", maintain_order=True)
    lines = in_turn.unique(("place", "line"), keep="first", maintain_order=True)  # of two rules
    first = lines.head(kept).sort("place", "line")
    return Counted(in_order.select(*RULES), first.select(*LINES), requests)
