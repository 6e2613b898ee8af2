"""Response statuses: their classes, and choices such as `404`, `4xx`, or `none` for no status."""

from __future__ import annotations

from typing import Final

import polars as pl

from usagestats.late_pattern import late_pattern

_STATUS = late_pattern(r"[1-9][0-9][0-9]")
_STATUS_CLASS = late_pattern(r"([1-9])[xX]{2}")
_NO_STATUS: Final = "none"
CLASSES: Final = ("1xx", "2xx", "3xx", "4xx", "5xx", _NO_STATUS)
"""The usual classes of statuses; some logs have statuses of 600 or more, too."""


def status_class() -> pl.Expr:
    """Return the class of the column `status`, such as `4xx`, or `none`; never null."""
    status = pl.col("status")
    named = pl.format("{}xx", status // 100)
    return pl.when(status.is_null()).then(pl.lit(_NO_STATUS)).otherwise(named)


def is_status_choice(text: str) -> bool:
    """Return whether a text is a choice of statuses."""
    is_number = _STATUS.fullmatch(text) or _STATUS_CLASS.fullmatch(text)
    return bool(is_number) or text.lower() == _NO_STATUS


def status_is(text: str) -> pl.Expr:
    """Return whether the column `status` belongs to the choice; never null."""
    status = pl.col("status")
    if text.lower() == _NO_STATUS:
        return status.is_null()
    if match := _STATUS_CLASS.fullmatch(text):
        first = int(match[1]) * 100
        return status.is_between(first, first + 99).fill_null(value=False)
    return (status == int(text)).fill_null(value=False)
