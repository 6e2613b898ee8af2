"""The one table of the store: its columns, and USAGE, PROBLEMS and sources as rows of it.

A row is of one kind, and null in the columns of the others. One table, so that one commit holds
everything: what was counted, and how far it was counted. Documented in docs/store.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.periods.period import SLOT
from usagestats.tables.declared import PROBLEMS, USAGE, UTC_TIME
from usagestats.tables.usage import add_problems

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

VERSION: Final = 1
"""Of the columns and what they mean; a store of a later one is refused."""

USAGE_ROW: Final = "usage"
PROBLEM_ROW: Final = "problem"
SOURCE_ROW: Final = "source"

NO_MONTH: Final = "all"
"""The `month` of rows that are about no month."""

PARTITIONS: Final = ("kind", "month")

STORED: Final[Mapping[str, pl.DataType]] = {
    "kind": pl.String(),  # usage, problem or source
    "month": pl.String(),  # UTC, of `start`: 2026-05
    "source": pl.String(),  # what the source is known as; no name, since files are renamed
    "requests": pl.Int64(),  # adds
    # of usage and problem
    "start": UTC_TIME,  # of the slot
    "product": pl.String(),
    # of usage
    "slot": pl.Int16(),  # how many minutes wide: 15; 1 where a limit per minute asks for it
    "backend": pl.String(),
    "application": pl.String(),  # an identity, as in USAGE: a pseudonym, an id, a user
    "status": pl.Int16(),
    "denied": pl.Boolean(),
    "metric": pl.String(),
    "usage": pl.Int64(),  # adds
    "response_bytes": pl.Int64(),  # adds
    "duration": pl.List(  # a histogram, see `durations`; null where no duration is known
        pl.Struct({"bin": pl.Int16(), "count": pl.Int64()})
    ),
    # of problem, and of source: the first and the last request
    "first": UTC_TIME,
    "last": UTC_TIME,
    # of problem
    "code": pl.String(),
    "sample": pl.String(),  # credentials masked
    # of source: what a commit added
    "name": pl.String(),  # of the file, as it was called then
    "bytes": pl.Int64(),  # decompressed; adds, as do all counts
    "lines": pl.Int64(),
    "rejects": pl.Int64(),
    "ignored": pl.Int64(),
    "matched": pl.Int64(),
    "unmatched": pl.Int64(),
    "excluded": pl.Int64(),
    "file_lines": pl.Int64(),  # lines of the file, where those of the gateway are wrapped
    "reasons": pl.List(  # why lines were rejected, with the first of each reason, masked
        pl.Struct(
            {"reason": pl.String(), "lines": pl.Int64(), "line": pl.Int64(), "text": pl.String()}
        )
    ),
    "catalog": pl.String(),  # the fingerprint of what requests were mapped by
    "forgotten_before": UTC_TIME,  # usage before was thrown away, and does not come back
    # of source: how far it was read then, and what it is known again by (`logs.places`)
    "offset": pl.Int64(),
    "head": pl.String(),
    "tail": pl.String(),
    "marks": pl.List(  # those that a commit added
        pl.Struct({"number": pl.Int64(), "text": pl.String()})
    ),
    "preamble": pl.String(),
}

_USAGE_KEYS: Final = (
    *("start", "slot", "metric", "product", "backend", "application", "status", "denied"),
)
_MEASURES: Final = ("requests", "usage", "response_bytes")
_WIDE: Final = SLOT.seconds // 60
_NARROW: Final = 1


def stored(rows: pl.DataFrame, kind: str) -> pl.DataFrame:
    """Return rows of one kind with all columns of the store."""
    known = rows.with_columns(kind=pl.lit(kind), month=pl.lit(NO_MONTH))
    if kind != SOURCE_ROW:
        known = known.with_columns(month=pl.col("start").dt.strftime("%Y-%m"))
    return known.select(
        (pl.col(name) if name in known.columns else pl.lit(None, dtype).alias(name)).cast(dtype)
        for name, dtype in STORED.items()
    )


def usage_rows(usage: pl.DataFrame, minute_metrics: Collection[str]) -> pl.DataFrame:
    """Return USAGE of all keys as rows of the store: one per source, slot, keys and metric.

    Args:
        usage: With the `source` of each row; in slots of a minute where there are
            `minute_metrics`, else of 15 minutes.
        minute_metrics: Those whose slots stay that narrow.
    """
    keys = (*_USAGE_KEYS, "source")
    is_narrow = pl.col("metric").is_in(list(minute_metrics))
    wide = pl.col("start").dt.truncate(SLOT)
    slotted = usage.with_columns(
        start=pl.when(is_narrow).then("start").otherwise(wide),
        slot=pl.when(is_narrow).then(_NARROW).otherwise(_WIDE),
    )
    bins = slotted.group_by(*keys, "duration_bin").agg(pl.col(_MEASURES).sum())
    known = pl.col("duration_bin").is_not_null()
    histogram = pl.struct(bin="duration_bin", count="requests").filter(known)
    rows = (
        bins.sort(*keys, "duration_bin")
        .group_by(keys, maintain_order=True)
        .agg(pl.col(_MEASURES).sum(), duration=histogram)
    )
    duration = pl.when(pl.col("duration").list.len() > 0).then("duration")
    return stored(rows.with_columns(duration), USAGE_ROW)


def usage_of(rows: pl.LazyFrame, *, has_bins: bool) -> pl.LazyFrame:
    """Return USAGE of rows of that kind.

    Where bins are asked for, the requests of each bin are told; all usage and bytes stand in the
    row without a bin, since a histogram does not tell them.
    """
    usage = rows.select(name for name in USAGE if name in STORED)
    if not has_bins:
        return usage
    with_histogram = rows.select(*usage.collect_schema().names(), "duration")
    counts = pl.col("duration").list.eval(pl.element().struct.field("count")).list.sum()
    unknown = with_histogram.with_columns(
        requests=pl.col("requests") - counts.fill_null(0),
        duration_bin=pl.lit(None, USAGE["duration_bin"]),
    ).drop("duration")
    known = (
        with_histogram.filter(pl.col("duration").is_not_null())
        .explode("duration")
        .with_columns(
            requests=pl.col("duration").struct.field("count"),
            duration_bin=pl.col("duration").struct.field("bin"),
            usage=pl.lit(0, pl.Int64),
            response_bytes=pl.lit(0, pl.Int64),
        )
        .drop("duration")
    )
    return pl.concat([unknown, known])


def added_usage(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows of usage with those of equal keys made one."""
    keys = ["source", *_USAGE_KEYS]
    added = rows.group_by(keys).agg(pl.col(_MEASURES).sum())
    histogram = pl.struct(bin="bin", count="count").sort_by("bin")
    durations = (
        rows.select(*keys, "duration")
        .filter(pl.col("duration").is_not_null())
        .explode("duration")
        .unnest("duration")
        .group_by(*keys, "bin")
        .agg(pl.col("count").sum())
        .group_by(keys)
        .agg(duration=histogram)
    )
    joined = added.join(durations, on=keys, how="left", nulls_equal=True)
    return stored(joined.sort(*_USAGE_KEYS, "source"), USAGE_ROW)


def problem_rows(problems: pl.DataFrame) -> pl.DataFrame:
    """Return PROBLEMS, with the `source` of each row, as rows of the store."""
    return stored(problems, PROBLEM_ROW)


def added_problems(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows of problems with those of equal keys made one."""
    parts = rows.partition_by("source", as_dict=True).items()
    added = [
        add_problems([problems_of(part)]).with_columns(source=pl.lit(key)) for (key,), part in parts
    ]
    return pl.concat([rows.clear(), *map(problem_rows, added)]).sort(
        "start", "source", "product", "code"
    )


def problems_of(rows: pl.DataFrame) -> pl.DataFrame:
    """Return PROBLEMS of rows of that kind."""
    return rows.select(*PROBLEMS)
