"""Usage and applications are forgotten: what is left of a store, and what no commit names."""

from __future__ import annotations

from datetime import UTC
from functools import partial
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.safety.secret_values import MASK
from usagestats.store.rewriting import retried, rewrite
from usagestats.store.schema import (
    IMPORTED,
    IMPORTED_ROW,
    PROBLEM_ROW,
    SOURCE_ROW,
    STORED,
    USAGE_ROW,
    added_usage,
    stored,
)
from usagestats.store.table import KEPT_HOURS
from usagestats.tables.declared import FORGOTTEN

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from usagestats.store.table import StoreTable

_WITH_SAMPLES: Final = (PROBLEM_ROW, SOURCE_ROW)


def forget_before(table: StoreTable, bound: datetime) -> int:
    """Delete usage and problems before a time; the progress of sources is kept.

    The time becomes `forgotten_before` of every source. Their coverage begins there, and usage
    before it is not counted later, neither from a late log nor by `--again`.

    Returns:
        The number of deleted rows.
    """
    return retried(table, partial(_forget_before, table, bound))


def _forget_before(table: StoreTable, bound: datetime) -> int:
    is_old = pl.col("start") < bound
    old = [
        table.read(table.rows(row_type).filter(is_old).select("start")).height
        for row_type in (USAGE_ROW, PROBLEM_ROW, IMPORTED_ROW)
    ]
    sources = table.read(table.rows(SOURCE_ROW))
    bounded = pl.max_horizontal("forgotten_before", pl.lit(bound))
    texts = pl.col("reasons").list.eval(pl.element().struct.with_fields(text=pl.lit("")))
    sources = sources.with_columns(
        forgotten_before=bounded,
        reasons=pl.when(pl.col("last") < bound).then(texts).otherwise("reasons"),
    )
    is_gone = f"kind <> '{SOURCE_ROW}' AND start < '{bound.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}'"
    table.commit(stored(sources, SOURCE_ROW), f"kind = '{SOURCE_ROW}' OR ({is_gone})")
    return sum(old)


def forget_applications(table: StoreTable, identities: Collection[str]) -> tuple[int, int]:
    """Reassign the usage of applications to `(forgotten)`, and delete the files that named them.

    No row is deleted, since totals of months that were reported must not change. Samples of lines
    that hold an identity are masked. Each row type and month is one commit. The condition of a
    commit names only these two, so that the log of commits holds no identity. After an
    interruption the command must be repeated.

    Returns:
        The number of requests of these applications, and that of their imported values.
    """
    names = sorted(identities)
    is_theirs = pl.col("application").is_in(names)
    usage, imported = (
        table.read(table.rows(row_type).filter(is_theirs).select("month", "metric", "requests"))
        for row_type in (USAGE_ROW, IMPORTED_ROW)
    )
    if usage.is_empty() and imported.is_empty():
        return 0, 0
    partitions = [(USAGE_ROW, month) for month in sorted(usage["month"].unique())]
    partitions += [(IMPORTED_ROW, month) for month in sorted(imported["month"].unique())]
    partitions += [found for found in table.partitions() if found[0] in _WITH_SAMPLES]
    for row_type, month in partitions:
        change = _CHANGES.get(row_type, _without_samples)
        changes = {(row_type, month): partial(change, words=names)}
        retried(table, partial(rewrite, table, changes))
    table.sum_up_commits()
    table.remove_old_files(0, has_strays=False)
    table.remove_old_files(KEPT_HOURS)
    return int(usage.filter(metric="requests")["requests"].sum()), imported.height


def _without_applications(rows: pl.DataFrame, words: Collection[str]) -> pl.DataFrame:
    """Reassign the usage of some applications to `(forgotten)`."""
    is_theirs = pl.col("application").is_in(list(words))
    application = pl.when(is_theirs).then(pl.lit(FORGOTTEN)).otherwise("application")
    return added_usage(rows.with_columns(application=application))


def _without_imported_applications(rows: pl.DataFrame, words: Collection[str]) -> pl.DataFrame:
    """Reassign imported usage; rows of several applications of one file and span are added up."""
    is_theirs = pl.col("application").is_in(list(words))
    application = pl.when(is_theirs).then(pl.lit(FORGOTTEN)).otherwise("application")
    keys = [name for name in (*IMPORTED, "name") if name != "usage"]
    added = rows.with_columns(application=application).group_by(keys).agg(pl.col("usage").sum())
    return stored(added.sort(keys), IMPORTED_ROW)


_CHANGES: Final = {
    USAGE_ROW: _without_applications,
    IMPORTED_ROW: _without_imported_applications,
}


def _without_samples(rows: pl.DataFrame, words: Collection[str]) -> pl.DataFrame:
    """Mask the samples of lines that hold one of some words."""
    reasons = [
        None
        if one is None
        else [{**reason, "text": _masked(reason["text"], words)} for reason in one]
        for one in rows["reasons"].to_list()
    ]
    samples = [text if text is None else _masked(text, words) for text in rows["sample"]]
    return rows.with_columns(
        pl.Series("reasons", reasons, STORED["reasons"]), pl.Series("sample", samples, pl.String)
    )


def _masked(text: str, words: Collection[str]) -> str:
    return MASK if any(word in text for word in words) else text
