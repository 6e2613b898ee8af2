"""What is done to a store beside adding to it: files merged, rows added up, things forgotten."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

import polars as pl

from usagestats.safety.secrets import MASK
from usagestats.store.schema import (
    PROBLEM_ROW,
    SOURCE_ROW,
    STORED,
    USAGE_ROW,
    added_problems,
    added_usage,
    stored,
)
from usagestats.store.sources import added_sources
from usagestats.store.table import ATTEMPTS, ConflictError, always_late

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime

    from usagestats.store.table import StoreTable

_WITH_SAMPLES: Final = (PROBLEM_ROW, SOURCE_ROW)
FORGOTTEN: Final = "(forgotten)"
"""The application of requests whose application was forgotten."""

_MANY_FILES: Final = 40
_KEPT_HOURS: Final = 24
"""So long a reader may go on with a state that is no longer the present one."""
_Result = TypeVar("_Result")
_ADDED_UP: Final[dict[str, Callable[[pl.DataFrame], pl.DataFrame]]] = {
    USAGE_ROW: added_usage,
    PROBLEM_ROW: added_problems,
    SOURCE_ROW: added_sources,
}


def merge_when_many(table: StoreTable) -> None:
    """Merge what many small commits have left, so that reports and `ingest` stay fast."""
    many = [place for place, files in table.partitions().items() if files > _MANY_FILES]
    if not many:
        return
    with suppress(ConflictError):  # the next run does it
        for kind, month in many:
            _rewrite(table, kind, month, _ADDED_UP[kind])
        table.sum_up_commits()
        table.remove_old_files(_KEPT_HOURS)


@dataclass(frozen=True, slots=True)
class Compacted:
    """How many rows and files there were before and after."""

    rows_before: int
    rows: int
    files_before: int
    files: int


def compact(table: StoreTable) -> Compacted:
    """Add up rows with equal keys, merge files, and delete old ones.

    Each kind and month is one commit; no report changes.
    """
    files_before = len(table.files())
    heights = [
        _retried(table, partial(_rewrite, table, kind, month, _ADDED_UP[kind]))
        for kind, month in table.partitions()
    ]
    table.sum_up_commits()
    table.remove_old_files(_KEPT_HOURS)
    return Compacted(
        rows_before=sum(before for before, _ in heights),
        rows=sum(after for _, after in heights),
        files_before=files_before,
        files=len(table.files()),
    )


def _rewrite(
    table: StoreTable, kind: str, month: str, change: Callable[[pl.DataFrame], pl.DataFrame]
) -> tuple[int, int]:
    """Put what `change` makes of the rows of a kind and month in their place, in one commit.

    Files are merged with it. The merging of Delta itself is of no use: two who do it at once are
    not told, and double the rows.

    Returns:
        How many rows there were, and are.
    """
    rows = table.read(table.rows(kind, [month]))
    changed = change(rows)
    has_many_files = table.partitions().get((kind, month), 0) > 1
    if has_many_files or not changed.equals(rows):
        table.commit(changed, f"kind = '{kind}' AND month = '{month}'")
    return rows.height, changed.height


def forget_before(table: StoreTable, bound: datetime) -> int:
    """Throw usage and problems before a moment away; how far sources were counted is kept.

    Returns:
        How many rows are gone.
    """
    return _retried(table, partial(_forget_before, table, bound))


def _forget_before(table: StoreTable, bound: datetime) -> int:
    is_old = pl.col("start") < bound
    kinds = (USAGE_ROW, PROBLEM_ROW)
    old = [table.read(table.rows(kind).filter(is_old).select("kind")).height for kind in kinds]
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


def forget_applications(table: StoreTable, identities: Collection[str]) -> int:
    """Let usage be nobody's, and delete the files that told whose it was.

    Totals stay. Samples of lines that hold an identity are masked. Each kind and month is one
    commit, whose log names the month only; where one is interrupted, it is to be done again.

    Returns:
        How many requests were of these applications.
    """
    names = sorted(identities)
    is_theirs = pl.col("application").is_in(names)
    theirs = table.rows(USAGE_ROW).filter(is_theirs).select("month", "metric", "requests")
    usage = table.read(theirs)
    if usage.is_empty():
        return 0
    partitions = [(USAGE_ROW, month) for month in sorted(usage["month"].unique())]
    partitions += [place for place in table.partitions() if place[0] in _WITH_SAMPLES]
    for kind, month in partitions:
        change = _without_owner if kind == USAGE_ROW else _without_samples
        _retried(table, partial(_rewrite, table, kind, month, partial(change, words=names)))
    table.sum_up_commits()
    table.remove_old_files(0, has_strays=False)
    table.remove_old_files(_KEPT_HOURS)
    return int(usage.filter(metric="requests")["requests"].sum())


def _without_owner(rows: pl.DataFrame, words: Collection[str]) -> pl.DataFrame:
    """Let usage of some applications be nobody's."""
    is_theirs = pl.col("application").is_in(list(words))
    nobodys = pl.when(is_theirs).then(pl.lit(FORGOTTEN)).otherwise("application")
    return added_usage(rows.with_columns(application=nobodys))


def _without_samples(rows: pl.DataFrame, words: Collection[str]) -> pl.DataFrame:
    """Mask samples of lines in which one of some words stands."""
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


def _retried(table: StoreTable, work: Callable[[], _Result]) -> _Result:
    """Do what reads and commits, again where somebody else has committed meanwhile."""
    for _ in range(ATTEMPTS):
        try:
            return work()
        except ConflictError:
            table.reload()
    raise always_late(table)
