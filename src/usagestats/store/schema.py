"""The one table of the store: its columns, and the conversion of USAGE and PROBLEMS to rows.

A row has one of four types, and null in the columns of the other types. The column `kind` holds
the type. There is one table, so that one commit holds both the usage and the progress of sources.
Documented in docs/store-sql.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

import polars as pl

from usagestats.frames import in_order, packed
from usagestats.periods.period import SLOT
from usagestats.tables.declared import PROBLEMS, USAGE, UTC_TIME
from usagestats.tables.usage import add_problems, sums_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_Rows = TypeVar("_Rows", pl.DataFrame, pl.LazyFrame)

VERSION: Final = 4
"""The version of the columns and of their meaning; a store with a later version is refused.

Version 1 had no `group`: each row of usage and of problems named its `source`. Version 2 had no
objects and no rows of imported usage. Version 3 had no `log` of a source, and the columns after it.
"""

USAGE_ROW: Final = "usage"
PROBLEM_ROW: Final = "problem"
SOURCE_ROW: Final = "source"
IMPORTED_ROW: Final = "imported"

NO_MONTH: Final = "all"
"""The `month` of the rows of sources, which every run reads; those of objects with requests are in
the month of their last one, since there may be millions."""

_MONTH_FORM: Final = "%Y-%m"
PARTITIONS: Final = ("kind", "month")

STORED: Final[Mapping[str, pl.DataType]] = {
    "kind": pl.String(),  # the type of the row: usage, problem, source or imported
    "month": pl.String(),  # UTC, of `start`: 2026-05
    "source": pl.String(),  # of source: its id; not the name of a file, since files are renamed
    "group": pl.String(),  # the sources whose usage is added up; of source: the one it belongs to
    "requests": pl.Int64(),  # adds
    # of usage and problem
    "start": UTC_TIME,  # of the slot; of imported: of its span
    "end": UTC_TIME,  # of imported: the end of its span, exclusive; null in all other rows
    "product": pl.String(),
    # of usage
    "slot": pl.Int16(),  # the width in minutes: 15; 1 for metrics with a limit per minute
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
    # of source: the lines that a commit added
    "name": pl.String(),  # the name of the file at that time; also of imported
    "paths": pl.List(pl.String()),  # its absolute path at that time; paths add up; empty: a stream
    "format": pl.String(),  # the name of its format
    "object": pl.String(),  # the URL of an object, without credentials; null: a file or a stream
    "etag": pl.String(),  # the tag of its state that was counted
    "stored_bytes": pl.Int64(),  # its size as stored, perhaps compressed
    "log": pl.String(),  # by its last path: the log that it is a part of, if its name shows it
    "log_date": UTC_TIME,  # the date in its name, which has no zone
    "log_number": pl.String(),  # the number in its name
    "is_gapless": pl.Boolean(),  # whether no file of the log can be missing
    "name_rules": pl.Int16(),  # the version of the rules of these four columns
    "is_complete": pl.Boolean(),  # whether it was counted to its end as it was then
    "follows": pl.List(pl.String()),  # the sources before it in a series of rotated files
    "bytes": pl.Int64(),  # decompressed; adds, as do all counts
    "lines": pl.Int64(),
    "rejects": pl.Int64(),
    "ignored": pl.Int64(),
    "matched": pl.Int64(),
    "unmatched": pl.Int64(),
    "excluded": pl.Int64(),
    "file_lines": pl.Int64(),  # lines of the file; a wrapper may need several for one line
    "reasons": pl.List(  # rejects by reason, with the first line of each, masked
        pl.Struct(
            {"reason": pl.String(), "lines": pl.Int64(), "line": pl.Int64(), "text": pl.String()}
        )
    ),
    "catalog": pl.String(),  # the fingerprint of the catalog that requests were mapped by
    "forgotten_before": UTC_TIME,  # usage before this time was deleted, and is not counted again
    # of source: its progress, and the digests that recognise it (`logs.files.positions`)
    "offset": pl.Int64(),  # the number of bytes that were counted
    "head": pl.String(),  # the digest of the first bytes
    "tail": pl.String(),  # the digest of the last bytes before `offset`
    "marks": pl.List(  # short digests at fixed offsets; here those that the commit added
        pl.Struct(  # number: how many characters of marks come before; text: these marks
            {"number": pl.Int64(), "text": pl.String()}
        )
    ),
    "preamble": pl.String(),  # the header lines in force at `offset`
    "latest_ambiguous": UTC_TIME,  # of the hour that clocks show twice: the latest time before it
}

_USAGE_KEYS: Final = (
    *("start", "slot", "metric", "product", "backend", "application", "status", "denied"),
)
_MEASURES: Final = ("requests", "usage", "response_bytes")
_WIDE: Final = SLOT.seconds // 60
_NARROW: Final = 1


IMPORTED: Final = ("start", "end", "product", "backend", "application", "metric", "usage")
"""The columns that have values in rows of imported usage, besides the name of the file. A row is
the usage of a metric in a span; without `backend`, of the whole product. Zero is a value, too."""

USAGE_COLUMNS: Final = (
    *("kind", "month", "source", "group", *_USAGE_KEYS, *_MEASURES, "duration"),
)
"""The columns that have values in rows of usage."""

VALUES: Final[Mapping[str, tuple[str, ...]]] = {
    USAGE_ROW: USAGE_COLUMNS,
    PROBLEM_ROW: (*PARTITIONS, "group", *PROBLEMS),
    SOURCE_ROW: tuple(STORED),
}
"""The columns of each type of rows that `ingest` adds that may have values."""


def stored(rows: _Rows, row_type: str, month: pl.Expr | None = None) -> _Rows:
    """Return rows of one type with all columns of the store.

    A row then takes some 500 bytes, nearly all for columns without a value: where there may be many
    rows, give a `LazyFrame`, so that they are made when they are written.

    Args:
        rows: The rows.
        row_type: Their type.
        month: Their month; `None`: it follows from their times.
    """
    month = _month(row_type, rows.collect_schema().names()) if month is None else month
    known = rows.with_columns(kind=pl.lit(row_type), month=month)
    names = known.collect_schema().names()
    return known.select(
        (pl.col(name) if name in names else pl.lit(None, dtype).alias(name)).cast(dtype)
        for name, dtype in STORED.items()
    )


def _month(row_type: str, columns: Collection[str]) -> pl.Expr:
    if row_type != SOURCE_ROW:
        return pl.col("start").dt.strftime(_MONTH_FORM)
    if not {"object", "last"}.issubset(columns):
        return pl.lit(NO_MONTH)
    month = pl.when(pl.col("object").is_not_null()).then(pl.col("last").dt.strftime(_MONTH_FORM))
    return month.fill_null(NO_MONTH)


def usage_rows(usage: pl.DataFrame, minute_metrics: Collection[str]) -> pl.LazyFrame:
    """Return USAGE with all keys as rows of the store: one per group, slot, keys and metric.

    Durations become a list in one cell here: the number of requests in each bin.

    Args:
        usage: USAGE with the `group` of each row. Its slots are a minute wide where there are
            `minute_metrics`, else 15 minutes.
        minute_metrics: The metrics that keep slots of a minute. Slots go by metric and not by
            application, since an application with a limit per minute may register later.
    """
    slotted = _slotted(usage, minute_metrics)
    keys = (*_USAGE_KEYS, "group")
    key = packed(in_order(slotted[name]) for name in keys)
    numbered = slotted.select(key.alias("key"), pl.int_range(pl.len()).alias("row"), *_MEASURES)
    sums = (*sums_of(_MEASURES), pl.col("row").first())
    added = numbered.group_by("key").agg(sums).sort("key")
    rows = slotted.select(*keys)[added["row"]]
    measured = pl.concat([rows, added.select("key", *_MEASURES)], how="horizontal")
    found = measured.with_columns(month=_months(measured["start"]))
    histograms = _histograms(slotted["duration_bin"], key, slotted["requests"])
    if len(histograms):
        found = found.join(histograms, on="key", how="left", maintain_order="left")
    return stored(found.drop("key").lazy(), USAGE_ROW, pl.col("month"))


def _slotted(usage: pl.DataFrame, minute_metrics: Collection[str]) -> pl.DataFrame:
    """Return USAGE with slots as wide as the store keeps them."""
    if not minute_metrics:
        return usage.with_columns(slot=pl.lit(_WIDE))
    is_narrow = pl.col("metric").cast(pl.String).is_in(list(minute_metrics))
    wide = pl.col("start").dt.truncate(SLOT)
    return usage.with_columns(
        start=pl.when(is_narrow).then("start").otherwise(wide),
        slot=pl.when(is_narrow).then(_NARROW).otherwise(_WIDE),
    )


def _months(starts: pl.Series) -> pl.Series:
    """Return the month of each time; there are far more rows than times."""
    distinct = starts.unique()
    return starts.replace_strict(
        distinct, distinct.dt.strftime(_MONTH_FORM), return_dtype=pl.String
    )


def _histograms(bins: pl.Series, keys: pl.Series, requests: pl.Series) -> pl.DataFrame:
    """Count the requests in each bin.

    Shape: one row per `key` with a known duration: its `duration`, in order of bins.
    """
    rows = pl.DataFrame({"key": keys, "bin": bins, "count": requests}).drop_nulls("bin")
    added = rows.group_by("key", "bin").agg(pl.col("count").sum()).sort("key", "bin")
    histogram = pl.struct("bin", "count").alias("duration")
    return added.group_by("key", maintain_order=True).agg(histogram)


def usage_of(rows: pl.LazyFrame, *, has_bins: bool) -> pl.LazyFrame:
    """Return USAGE from the rows of usage.

    With bins there is a row for the requests of each bin. All usage and bytes are in the row
    without a bin, since the histogram holds numbers of requests only.
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
    """Return the rows of usage, with rows of equal keys added up."""
    keys = ["group", *_USAGE_KEYS]
    added = rows.group_by(keys).agg(sums_of(_MEASURES))
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
    return stored(joined.sort(*_USAGE_KEYS, "group"), USAGE_ROW)


def imported_rows(usage: pl.DataFrame) -> pl.DataFrame:
    """Return imported usage, `IMPORTED` and the `name` of its file, as rows of the store."""
    return stored(usage.select(*IMPORTED, "name"), IMPORTED_ROW)


def problem_rows(problems: pl.DataFrame) -> pl.DataFrame:
    """Return PROBLEMS with the `group` of each row as rows of the store.

    A problem has a group, so that the rows of a group can be replaced in one commit.
    """
    return stored(problems, PROBLEM_ROW)


def added_problems(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of problems, with rows of equal keys added up."""
    parts = rows.partition_by("group", as_dict=True).items()
    added = [
        add_problems([problems_of(part)]).with_columns(group=pl.lit(key)) for (key,), part in parts
    ]
    return pl.concat([rows.clear(), *map(problem_rows, added)]).sort(
        "start", "group", "product", "code"
    )


def problems_of(rows: pl.DataFrame) -> pl.DataFrame:
    """Return PROBLEMS from the rows of problems."""
    return rows.select(*PROBLEMS)
