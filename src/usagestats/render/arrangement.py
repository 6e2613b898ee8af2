"""The rows and columns that are shown, and their order, as the user chose them."""

from __future__ import annotations

from usagestats.light_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class SortKey:
    """A column by which rows are sorted."""

    column: str
    is_descending: bool = False


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The rows and columns that are shown, and their order.

    Args:
        sort: The columns by which rows are sorted, the first one first; rows without a value come
            last. Without any, the order is that of the report.
        limit: The most rows that are shown; `None`: as many as the report usually shows.
        columns: The columns that are shown, in this order; without any, all.
    """

    sort: tuple[SortKey, ...] = ()
    limit: int | None = None
    columns: tuple[str, ...] = ()
