"""What is done to a store beside adding to it: files merged, rows added up, things forgotten."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

import polars as pl

from usagestats.secrets import MASK
from usagestats.store.schema import (
    NO_MONTH,
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

FORGOTTEN: Final = "(forgotten)"
"""The application of requests whose application was forgotten."""

_MANY_FILES: Final = 100
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
    if len(table.files()) > _MANY_FILES:
        with suppress(ConflictError):  # the next run does it
            _added_up(table, SOURCE_ROW, NO_MONTH, added_sources)
            table.merge_files()
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
    rows_before = rows_after = 0
    for kind, add_up in _ADDED_UP.items():
        for month in table.months(kind):
            before, after = _retried(table, partial(_added_up, table, kind, month, add_up))
            rows_before += before
            rows_after += after
    table.merge_files()
    table.remove_old_files(_KEPT_HOURS)
    return Compacted(rows_before, rows_after, files_before, len(table.files()))


def _added_up(
    table: StoreTable, kind: str, month: str, add_up: Callable[[pl.DataFrame], pl.DataFrame]
) -> tuple[int, int]:
    rows = table.rows(kind, [month]).collect()
    added = add_up(rows)
    if added.height < rows.height:
        table.commit(added, f"kind = '{kind}' AND month = '{month}'")
    return rows.height, added.height


def forget_before(table: StoreTable, bound: datetime) -> int:
    """Throw usage and problems before a moment away; how far sources were counted is kept.

    Returns:
        How many rows are gone.
    """
    return _retried(table, partial(_forget_before, table, bound))


def _forget_before(table: StoreTable, bound: datetime) -> int:
    is_old = pl.col("start") < bound
    kinds = (USAGE_ROW, PROBLEM_ROW)
    old = [table.rows(kind).filter(is_old).select("kind").collect().height for kind in kinds]
    sources = table.rows(SOURCE_ROW).collect()
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

    Totals stay. Samples of lines that hold an identity are masked.

    Returns:
        How many requests were of these applications.
    """
    found = _retried(table, partial(_forget_applications, table, identities))
    table.merge_files()
    table.remove_old_files(0, has_strays=False)
    return found


def _forget_applications(table: StoreTable, identities: Collection[str]) -> int:
    names = sorted(identities)
    is_theirs = pl.col("application").is_in(names)
    usage = table.rows(USAGE_ROW).filter(is_theirs | (pl.col("application") == FORGOTTEN)).collect()
    found = usage.filter(is_theirs, pl.col("metric") == "requests")["requests"].sum()
    nobodys = pl.when(is_theirs).then(pl.lit(FORGOTTEN)).otherwise("application")
    rows = [
        added_usage(usage.with_columns(application=nobodys)),
        _without(table.rows(PROBLEM_ROW).collect(), names),
        _without(table.rows(SOURCE_ROW).collect(), names),
    ]
    theirs = ", ".join(map(_sql_text, [*names, FORGOTTEN]))
    table.commit(
        pl.concat(rows),
        f"kind IN ('{PROBLEM_ROW}', '{SOURCE_ROW}') OR application IN ({theirs})",
    )
    return int(found)


def _without(rows: pl.DataFrame, words: Collection[str]) -> pl.DataFrame:
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


def _sql_text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _retried(table: StoreTable, work: Callable[[], _Result]) -> _Result:
    """Do what reads and commits, again where somebody else has committed meanwhile."""
    for _ in range(ATTEMPTS):
        try:
            return work()
        except ConflictError:
            table.reload()
    raise always_late(table)
