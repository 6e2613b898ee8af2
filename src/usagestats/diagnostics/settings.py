"""`config`: every setting in force, and where it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from usagestats.report import Column, ColumnType, Report

if TYPE_CHECKING:
    from collections.abc import Iterable
    from zoneinfo import ZoneInfo

COLUMNS: Final = (
    Column("setting", ColumnType.NAME),
    Column("value", ColumnType.NAME, unknown="–"),
    Column("source", ColumnType.NAME),
    Column("place", ColumnType.NAME),
)


class SettingRow(NamedTuple):
    """A setting: its name, its value, the kind of its source, and the place there."""

    setting: str
    value: str | None
    source: str
    place: str | None


def settings_report(settings: Iterable[SettingRow], zone: ZoneInfo) -> Report:
    """List settings.

    Shape: one row per setting, in the given order.
    """
    schema = {column.key: pl.String() for column in COLUMNS}
    return Report(
        name="config",
        title="Settings in force",
        columns=COLUMNS,
        rows=pl.DataFrame(list(settings), schema, orient="row"),
        zone=zone,
    )
