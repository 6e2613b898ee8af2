"""The Delta table that a store is: opened, made, read and committed to. Nothing else knows Delta.

Commits are atomic. Each carries the next number of one shared transaction, so that it is refused if
anybody else has committed since the table was read: see `StoreTable.commit`.
"""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import unquote

import polars as pl
from deltalake import CommitProperties, DeltaTable, Transaction, write_deltalake
from deltalake.exceptions import CommitFailedError, TableNotFoundError

from usagestats.errors import UsageError, UsageStatsError
from usagestats.store.failures import failure, failures_told
from usagestats.store.location import path_of, refuse_odd_places, refuse_other_files
from usagestats.store.schema import PARTITIONS, STORED, VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_NAME: Final = "usagestats"
_DESCRIPTION: Final = "usagestats store, format "
_TRANSACTION: Final = "usagestats"


ATTEMPTS: Final = 20
"""How often to decide again after a `ConflictError`."""


class ConflictError(Exception):
    """Somebody else has committed since the table was read: read it again, and decide again."""


class StoreTable:
    """A store as it was when it was opened; `reload` sees what others committed since.

    Args:
        location: Its path or URL.
        table: The Delta table there.
    """

    def __init__(self, location: str, table: DeltaTable) -> None:
        self.location = location
        self._table = table

    @classmethod
    def open(cls, location: str) -> Self:
        """Open a store.

        Raises:
            UsageError: There is none, or not one that this version can read.
        """
        store = cls.find(location)
        if store is None:
            hint = "usagestats ingest LOG... makes one"
            raise UsageError("no store is here", where=location, hint=hint)
        return store

    @classmethod
    def open_or_make(cls, location: str) -> Self:
        """Open a store, and make it first where there is none.

        Raises:
            UsageError: No store can be there, or none that this version can write.
            UsageStatsError: It cannot be made.
        """
        if store := cls.find(location):
            return store
        try:
            refuse_other_files(location)
            _make(location)
        except UsageStatsError:
            if store := cls.find(location):  # somebody else made it just now
                return store
            raise
        return cls.open(location)

    @classmethod
    def find(cls, location: str) -> Self | None:
        """Open a store; `None` where there is none.

        Raises:
            UsageError: What is there is none that this version can read.
        """
        refuse_odd_places(location)
        with failures_told(location):
            try:
                table = DeltaTable(path_of(location))
            except TableNotFoundError:
                return None
        _refuse_other_tables(location, table)
        return cls(location, table)

    @property
    def id(self) -> str:
        """What tells it from every other store, whatever its place."""
        return str(self._table.metadata().id)

    @property
    def version(self) -> int:
        """How many commits were made before the present state."""
        return self._table.version()

    def files(self) -> list[str]:
        """Return the files that hold the present state."""
        return self._table.file_uris()

    def bytes(self) -> int:
        """Return how many bytes these files have."""
        sizes = pl.DataFrame(self._table.get_add_actions())["size_bytes"]
        return int(sizes.sum())

    def reload(self) -> None:
        """See what was committed since."""
        with failures_told(self.location):
            self._table = DeltaTable(path_of(self.location))

    def rows(self, kind: str, months: Sequence[str] | None = None) -> pl.LazyFrame:
        """Return the rows of a kind.

        Args:
            kind: One of the kinds of `schema`.
            months: Those to read; `None` for all.
        """
        if "://" in self.location:
            rows = pl.scan_delta(self._table).filter(pl.col("kind") == kind)
            return rows if months is None else rows.filter(pl.col("month").is_in(list(months)))
        # not by scan_delta, which looks for files by their names as in a URL
        starts = (
            [f"/kind={kind}/"] if months is None else [f"/kind={kind}/month={m}/" for m in months]
        )
        files = [unquote(file) for file in self.files() if any(start in file for start in starts)]
        if not files:
            return pl.LazyFrame(schema=STORED)
        hive = {name: STORED[name] for name in PARTITIONS}
        rows = pl.scan_parquet(files, hive_schema=hive, try_parse_hive_dates=False, glob=False)
        return rows.select(*STORED)

    def read(self, rows: pl.LazyFrame) -> pl.DataFrame:
        """Return what a query on `rows` gives.

        Raises:
            UsageStatsError: A file of the store is missing or broken.
        """
        try:
            return rows.collect()
        except (OSError, pl.exceptions.PolarsError) as error:
            raise failure(self.location, error) from error

    def commit(self, rows: pl.DataFrame, replaced: str | None = None) -> None:
        """Add rows, and take others away in the same moment.

        Args:
            rows: With all columns of the store.
            replaced: Which rows go, as a condition of SQL that the new ones meet.

        Raises:
            ConflictError: Somebody else has committed since the table was read. Nothing is done.
            UsageStatsError: It cannot be written. Nothing is done.
        """
        properties = self._properties()
        with failures_told(self.location), _conflicts_told():
            if replaced is None:
                write_deltalake(self._table, rows, mode="append", commit_properties=properties)
            else:
                write_deltalake(
                    self._table,
                    rows,
                    mode="overwrite",
                    predicate=replaced,
                    commit_properties=properties,
                )

    def partitions(self) -> dict[tuple[str, str], int]:
        """Return how many files hold the rows of each kind and month, in order."""
        actions = pl.DataFrame(self._table.get_add_actions(flatten=True))
        names = [actions[f"partition.{name}"].to_list() for name in PARTITIONS]
        return dict(sorted(Counter(zip(*names, strict=True)).items()))

    def sum_up_commits(self) -> None:
        """Write down the present state, so that the log of commits need not be read as a whole."""
        with failures_told(self.location):
            self._table.create_checkpoint()

    def remove_old_files(self, older_than_hours: int, *, has_strays: bool = True) -> None:
        """Delete files that no present row is in; who reads an older state has so long.

        Args:
            older_than_hours: How long ago they must have been given up.
            has_strays: Whether files go, too, that no commit names; so old that nobody is about to.
        """
        with failures_told(self.location):
            self._table.vacuum(
                older_than_hours, dry_run=False, enforce_retention_duration=False, full=has_strays
            )

    def _properties(self) -> CommitProperties:
        number = (self._table.transaction_version(_TRANSACTION) or 0) + 1
        return CommitProperties(app_transactions=[Transaction(_TRANSACTION, number)])


def _make(location: str) -> None:
    with failures_told(location):
        DeltaTable.create(
            path_of(location),
            pl.Schema(STORED),
            mode="ignore",
            partition_by=list(PARTITIONS),
            name=_NAME,
            description=f"{_DESCRIPTION}{VERSION}",
            # no other: the log of commits would tell the names of applications that are forgotten
            configuration={"delta.dataSkippingStatsColumns": "start"},
        )


def _refuse_other_tables(location: str, table: DeltaTable) -> None:
    metadata = table.metadata()
    version = (metadata.description or "").removeprefix(_DESCRIPTION)
    if metadata.name != _NAME or not version.isdecimal():
        raise UsageError("is a Delta table, but no store of usagestats", where=location)
    if int(version) > VERSION:
        what = f"a newer usagestats wrote it: format {version}, known is {VERSION}"
        raise UsageError(what, where=location, hint="update usagestats")


def always_late(table: StoreTable) -> UsageStatsError:
    """Return the error of who has had `ATTEMPTS`."""
    what = "others have changed the store each time"
    return UsageStatsError(what, where=table.location, hint="try again")


@contextmanager
def _conflicts_told() -> Iterator[None]:
    try:
        yield
    except CommitFailedError as error:
        raise ConflictError from error
