"""The one table of the store: its columns, and the conversion of USAGE and PROBLEMS to rows.

A row has one of four types, and null in the columns of the other types. The column `kind` holds
the type. There is one table, so that one commit holds both the usage and the progress of sources.
Documented in docs/store-sql.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

import polars as pl

from usagestats.frames import coded_in_order
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


def stored(rows: _Rows, row_type: str) -> _Rows:
    """Return rows of one type with all columns of the store.

    A row then takes some 500 bytes, nearly all for columns without a value: where there may be many
    rows, give a `LazyFrame`, so that they are made when they are written.
    """
    columns = rows.collect_schema().names()
    known = rows.with_columns(kind=pl.lit(row_type), month=_month(row_type, columns))
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
    keys = (*_USAGE_KEYS, "group")
    texts = [name for name in keys if STORED[name] == pl.String and name in usage.columns]
    is_narrow = pl.col("metric").cast(pl.String).is_in(list(minute_metrics))
    wide = pl.col("start").dt.truncate(SLOT)
    slotted = usage.with_columns(  # numbers are sorted in half the time that texts take
        *(coded_in_order(usage[name]) for name in texts),
        start=pl.when(is_narrow).then("start").otherwise(wide),
        slot=pl.when(is_narrow).then(_NARROW).otherwise(_WIDE),
    )
    bins = slotted.group_by(*keys, "duration_bin").agg(sums_of(_MEASURES))
    known = pl.col("duration_bin").is_not_null()
    histogram = pl.struct(bin="duration_bin", count="requests").filter(known)
    rows = (
        bins.sort(*keys, "duration_bin")
        .group_by(keys, maintain_order=True)
        .agg(*sums_of(_MEASURES), duration=histogram)
    )
    duration = pl.when(pl.col("duration").list.len() > 0).then("duration")
    return stored(rows.with_columns(duration).lazy(), USAGE_ROW)


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
