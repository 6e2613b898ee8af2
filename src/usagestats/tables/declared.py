"""The tables that the stages hand on: their columns, types, units and grain. Read this first.

    bytes ─ logs ─▶ REQUESTS ─ classify ─▶ CLASSIFIED ─ roll up ─▶ USAGE ─ reports ─▶ Report
                └─▶ REJECTS

Times are UTC. A caller names the columns of a table that it needs, and a stage gives exactly those.
"""

from __future__ import annotations

from datetime import timedelta
from math import gcd
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.light_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

    from usagestats.tables.path_states import AlikePaths

UTC_TIME: Final = pl.Datetime("us", "UTC")

REQUESTS: Final[Mapping[str, pl.DataType]] = {
    "line": pl.Int64(),  # from 1, within the chunk until chunks are merged
    "time": UTC_TIME,  # as the gateway writes it: the start or the end of the request
    "http_method": pl.String(),  # null where there is no valid request line
    "host": pl.String(),  # virtual host, lower case, no port; null where the log names none
    "path": pl.String(),  # as sent, before "?"; null where there is no valid request line
    "query": pl.String(),  # as sent, after "?"; null where there is no "?"
    "status": pl.Int16(),  # null where the log says -, 000, 0 or -1
    "response_bytes": pl.Int64(),  # null where the log says -
    "duration_ms": pl.Float64(),  # null where the log has none
    "upstream_status": pl.Int16(),  # the upstream's last answer; 0: none; null: the log has none
    "remote_address": pl.String(),  # the client, the first of a list
    "remote_user": pl.String(),  # null where the log says -
    "user_agent": pl.String(),  # null where the log has none or says -
    "service": pl.String(),  # what the log itself names as service, route or backend
}
"""One row per request, a log line that parsed; in the order of lines where it has `line`.

After these come further fields that the catalog names, `field:NAME`: text, null where the line has
no field of this name.
"""

NO_UPSTREAM: Final = 0
"""The `upstream_status` of a request if its log says that no upstream answered."""

FIELD: Final = "field:"
"""The prefix of the columns of further fields."""

TEXT: Final = "text"
"""A further column of REQUESTS, only if a caller names it: the line itself, with credentials."""

ROW_COUNT: Final = "requests"
"""A further column of REQUESTS, only where a row may stand for several requests: their number.

Requests of one row agree in all columns but these: `time` is the first of their times, which are in
one slot, `LAST` the last of them, `response_bytes` the sum of the known values, `duration_ms` one
of their durations, which are in one bin, and `TEXT` the line of the first; another line of this
very time has its own row. See `Detail`.
"""

LAST: Final = "last"
"""A further column of REQUESTS, only where a row may stand for several requests: their last time.

Of a chunk that was read; not of what readers give, see `LinesFound.last`.
"""

CHUNK: Final = "chunk"
"""A further column of REQUESTS, only where several chunks are counted together: the place of the
chunk among them. The rows of a chunk stand together, in the order of the chunks.
"""


@dataclass(frozen=True, slots=True)
class Detail:
    """How much detail of REQUESTS a reader must keep. It may drop anything beyond that.

    Args:
        slot: A width of time. Requests of one slot whose durations are in one bin, and that agree
            in all other columns, may be one row with `ROW_COUNT`; `None` for one row per request.
        parameters: The names of the query parameters to keep, as sent; `None` for all. With a
            `slot`, others may be missing in `query`, which is null where no parameter is left.
        conditions: Conditions on further parameters, as `catalog.pattern.Condition` has them: a
            name, and a value or `None` for any. Of those that meet the same ones, any may stay.
        has_all_texts: Whether every line counts. With a `slot`, else, `TEXT` may be null where the
            request has an http_method and its status is below `FIRST_ERROR`.
        paths: The paths that are kept apart; `None`: every path counts. With a `slot`, else, `path`
            may be another one that is alike.
        client_ranges: Ranges of IPv4 addresses as numbers, the first and the last of each, in order
            and with addresses between them; `None`: every client counts. With a `slot`, else, an
            IPv4 address in `remote_address` may be another one that is in a range if it is.
    """

    slot: timedelta | None = None
    parameters: frozenset[str] | None = None
    conditions: frozenset[tuple[str, str | None]] = frozenset()
    has_all_texts: bool = True
    paths: AlikePaths | None = None
    client_ranges: tuple[tuple[int, int], ...] | None = None

    def joined(self, other: Detail) -> Detail:
        """Return the detail that is enough for two readers of REQUESTS."""
        if self.slot is None or other.slot is None:
            return FULL_DETAIL
        microsecond = timedelta(microseconds=1)
        slot = gcd(self.slot // microsecond, other.slot // microsecond) * microsecond
        known = self.parameters is not None and other.parameters is not None
        are_alike = self.client_ranges == other.client_ranges
        parameters = (self.parameters or set()) | (other.parameters or set()) if known else None
        return Detail(
            slot,
            None if parameters is None else frozenset(parameters),
            self.conditions | other.conditions,
            has_all_texts=self.has_all_texts or other.has_all_texts,
            paths=self.paths and other.paths and self.paths.joined(other.paths),
            client_ranges=self.client_ranges if are_alike else None,
        )

    @property
    def slot_microseconds(self) -> int | None:
        """The width of the slot in microseconds."""
        return None if self.slot is None else self.slot // timedelta(microseconds=1)


FULL_DETAIL: Final = Detail()

FIRST_ERROR: Final = 400
"""The first of the statuses by which a request has failed."""


def requests_in(rows: pl.DataFrame) -> int:
    """Return how many requests the rows of REQUESTS or CLASSIFIED stand for."""
    return int(rows[ROW_COUNT].sum()) if ROW_COUNT in rows.columns else rows.height


CLASSIFIED: Final[Mapping[str, pl.DataType]] = {
    "time": UTC_TIME,
    "product": pl.String(),
    "backend": pl.String(),  # the one that the request was routed to
    "application": pl.String(),  # its name, a pseudonym, or "(none)"; never a credential
    "status": pl.Int16(),
    "denied": pl.Boolean(),  # whether the gateway refused it; null if the log has no such field
    "duration_bin": pl.Int16(),  # see `duration_bins`; null where the log has no duration
    "http_method": pl.String(),
    "is_on_path": pl.Boolean(),  # whether the path begins with one of some prefixes; never null
    "path": pl.String(),  # its template: identifiers are {id}, credentials are masked
    "user_agent": pl.String(),  # its product token, the name without a version
    "response_bytes": pl.Int64(),
    "outcome": pl.UInt32(),  # the key of the rows of OUTCOMES with the usage of the request
}
"""One row per row of REQUESTS; with `ROW_COUNT` and `CHUNK` if REQUESTS has them."""

OUTCOMES: Final[Mapping[str, pl.DataType]] = {
    "outcome": pl.UInt32(),
    "metric": pl.String(),
    "owner": pl.String(),  # "backend": the routed backend; "product": the product itself
    "delta": pl.Int64(),  # already added to the ancestors of its metric
}
"""One row per outcome × metric: the usage that each request with this outcome adds."""

USAGE: Final[Mapping[str, pl.DataType]] = {
    "start": UTC_TIME,  # of the slot
    "product": pl.String(),
    "backend": pl.String(),  # for `requests`: as routed; else the metric's owner (null: product)
    "application": pl.String(),
    "status": pl.Int16(),
    "denied": pl.Boolean(),
    "duration_bin": pl.Int16(),  # a histogram: one row per bin
    "http_method": pl.String(),
    "is_on_path": pl.Boolean(),  # whether the path begins with one of the prefixes of the grain
    "path": pl.String(),  # the template of the path; null where there is no valid request line
    "user_agent": pl.String(),  # the product token; null where the log has no user agent
    "metric": pl.String(),  # "requests" counts every request, whatever it matched
    "requests": pl.Int64(),  # requests that added to the metric; adds
    "usage": pl.Int64(),  # sum of deltas; adds
    "response_bytes": pl.Int64(),  # of these requests; adds
}
"""One row per slot × the keys of the grain × metric. The measures of equal rows add."""

USAGE_KEYS: Final = ("product", "backend", "application", "status", "denied", "duration_bin")
"""The keys of the usage that a store keeps."""

LOG_KEYS: Final = ("http_method", "is_on_path", "path", "user_agent")
"""The keys that only usage from logs has."""

USAGE_MEASURES: Final = ("requests", "usage")
"""The measures that every grain has; some have `response_bytes`, too."""

PROBLEMS: Final[Mapping[str, pl.DataType]] = {
    "start": UTC_TIME,  # of the slot
    "product": pl.String(),
    "code": pl.String(),  # one of `problem_codes.CODES`
    "requests": pl.Int64(),  # adds
    "first": UTC_TIME,  # the time of the first of them; the smaller one stays
    "last": UTC_TIME,  # of the last; the larger one stays
    "sample": pl.String(),  # the first line, credentials masked; of equal times the least text
}
"""One row per slot × product × code."""


FORGOTTEN: Final = "(forgotten)"
"""The application of the requests of all that `store forget` took out."""

ANY_APPLICATION: Final = "(imported)"
"""The application of imported usage that is not told apart by applications."""

NO_APPLICATION: Final = "(none)"
"""The `application` of a request without a credential."""


class TableError(Exception):
    """A table is not as declared: a fault of the program, never of its input."""

    def __init__(self, table: str, problem: str) -> None:
        super().__init__(f"{table}: {problem}")


def of_chunks(rows: pl.DataFrame, count: int) -> list[pl.DataFrame]:
    """Return the rows of each of several chunks, without `CHUNK`."""
    parts = rows.partition_by(CHUNK, include_key=False, as_dict=True)
    nothing = rows.clear().drop(CHUNK)
    return [parts.get((chunk,), nothing) for chunk in range(count)]


def checked(frame: pl.DataFrame, name: str, declared: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """Return `frame` if its columns are declared ones, in the declared order and type.

    Text may be coded, an `Enum`, between two stages.

    Raises:
        TableError: A column is not declared, or has another type or place.
    """
    expected = {column: dtype for column, dtype in declared.items() if column in frame.columns}
    if declared is REQUESTS:
        further = (name for name in frame.columns if name == TEXT or name.startswith(FIELD))
        expected |= dict.fromkeys(further, pl.String())
    if declared is not USAGE and declared is not PROBLEMS and ROW_COUNT in frame.columns:
        expected |= {ROW_COUNT: pl.Int64()}
    if declared is REQUESTS and LAST in frame.columns:
        expected |= {LAST: UTC_TIME}
    if declared is not USAGE and declared is not PROBLEMS and CHUNK in frame.columns:
        expected |= {CHUNK: pl.UInt32()}
    actual = {
        column: pl.String() if isinstance(dtype, pl.Enum) else dtype
        for column, dtype in frame.schema.items()
    }
    if actual != expected or list(frame.columns) != list(expected):
        raise TableError(name, f"has {dict(frame.schema)}, declared is {expected}")
    return frame
