"""`store export`: the USAGE of a store, month by month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.periods.in_range import inside
from usagestats.report import Column, ColumnType, Report, Role
from usagestats.store.contents import months_of
from usagestats.store.schema import USAGE_ROW, added_usage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from usagestats.periods.period import Range
    from usagestats.store.table import StoreTable

COLUMNS: Final = (
    Column("start", ColumnType.TIME, is_key=True, given_role=Role.LABEL),
    Column("slot", ColumnType.NUMBER, is_detail=True),
    Column("product", ColumnType.NAME, is_detail=True),
    Column("backend", ColumnType.NAME),
    Column("application", ColumnType.NAME),
    Column("status", ColumnType.STATUS),
    Column("denied", ColumnType.FLAG, is_detail=True),
    Column("metric", ColumnType.NAME, is_key=True),
    Column("requests", ColumnType.COUNT, given_sum=False),
    Column("usage", ColumnType.COUNT, is_key=True, given_sum=False),
    Column("response_bytes", ColumnType.COUNT, is_detail=True, given_sum=False),
)


def export_reports(table: StoreTable, span: Range, zone: ZoneInfo) -> Iterator[Report]:
    """Give the USAGE of a range, one report per UTC month, at least one.

    Shape: one row per slot (`slot` minutes wide) × keys × metric, in order of time.
    """
    wanted = months_of(span)
    kept = [month for row_type, month in table.partitions() if row_type == USAGE_ROW]
    months = [month for month in kept if wanted is None or month in wanted]
    for month in months or [""]:
        rows = table.read(inside(table.rows(USAGE_ROW, [month]), span))
        columns = [column.key for column in COLUMNS]
        of_no_group = added_usage(rows.with_columns(group=pl.lit("")))
        yield Report(
            name="store export",
            title=f"Usage of {table.location}",
            columns=COLUMNS,
            rows=of_no_group.select(columns),
            zone=zone,
            when_empty="The store has no usage in the range; usagestats store info shows which"
            " time it covers.",
        )
