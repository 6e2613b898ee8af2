"""The Delta table of a store: opened, made, read and committed to. No other module does so.

Commits are atomic. Each carries the next number of one shared transaction, so that it is refused if
another program has committed since the table was read: see `StoreTable.commit`.
"""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, Self
from urllib.parse import unquote

import polars as pl

from usagestats.errors import UsageError, UsageStatsError
from usagestats.object_storage.place import StorageSettings
from usagestats.store.buckets import prove_commits, storage_options
from usagestats.store.damage import damage_of
from usagestats.store.data_files import write_files
from usagestats.store.delta import (
    CommitFailedError,
    CommitProperties,
    DeltaSchema,
    DeltaTable,
    TableNotFoundError,
    Transaction,
    write_deltalake,
)
from usagestats.store.failures import failure, failures_as_errors
from usagestats.store.location import (
    is_removed,
    make_folder,
    path_of,
    refuse_odd_locations,
    refuse_other_files,
    refuse_removed,
)
from usagestats.store.schema import PARTITIONS, STORED, VALUES, VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    RowsByType = dict[str, pl.LazyFrame]
    """Rows with all columns of the store, by their type."""

_NAME: Final = "usagestats"
_DESCRIPTION: Final = "usagestats store, format "
_TRANSACTION: Final = "usagestats"
_BY_ENVIRONMENT: Final = StorageSettings()


ATTEMPTS: Final = 20
"""The number of attempts to commit, each after a `ConflictError` and a look at the new state."""


_ROWS_AT_ONCE: Final = 1000
"""The number of rows that are written at a time: Delta lets a few hundred such batches wait."""
KEPT_HOURS: Final = 24
"""The hours for which a program may go on to read an older state of the store."""


class ConflictError(Exception):
    """Another program has committed since the table was read: read it again, and decide again."""


class RowStream(Protocol):
    """Rows that are made one batch after another, so that not all are in memory."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Give the stream."""


def as_stream(rows: pl.LazyFrame) -> RowStream:
    """Return rows for a commit, of which only some are in memory at a time."""
    stream: RowStream = rows.collect_batches(chunk_size=_ROWS_AT_ONCE)
    return stream


class StoreTable:
    """A store, in the state that it had when it was opened; `reload` loads its present state.

    Args:
        location: Its path or URL.
        table: The Delta table there.
        storage: How object storage is reached.
    """

    def __init__(self, location: str, table: DeltaTable, storage: StorageSettings) -> None:
        self.location = location
        self._table = table
        self._storage = storage
        self._is_ahead = False  # it has loaded a commit of another program with its own

    @classmethod
    def open(cls, location: str, storage: StorageSettings = _BY_ENVIRONMENT) -> Self:
        """Open a store.

        Args:
            location: Its path or URL.
            storage: How object storage is reached.

        Raises:
            UsageError: There is no store, or this version cannot read it.
        """
        store = cls.find(location, storage)
        if store is None:
            hint = "create one: usagestats ingest LOG..."
            raise UsageError("no store is here", where=location, hint=hint)
        return store

    @classmethod
    def open_or_make(cls, location: str, storage: StorageSettings = _BY_ENVIRONMENT) -> Self:
        """Open a store, and make it first where there is none.

        Args:
            location: Its path or URL.
            storage: How object storage is reached.

        Raises:
            UsageError: No store can be there, or this version cannot write it.
            UsageStatsError: It cannot be made.
        """
        if store := cls.find(location, storage):
            store.upgrade()
            return store
        try:
            refuse_other_files(location)
            make_folder(location)
            prove_commits(location, storage)
            _make(location, storage)
        except UsageStatsError:
            if store := cls.find(location, storage):  # another program made it just now
                return store
            raise
        return cls.open(location, storage)

    @classmethod
    def find(cls, location: str, storage: StorageSettings = _BY_ENVIRONMENT) -> Self | None:
        """Open a store; `None` where there is none.

        Args:
            location: Its path or URL.
            storage: How object storage is reached.

        Raises:
            UsageError: There is another table, or this version cannot read the store.
        """
        refuse_odd_locations(location)
        with failures_as_errors(location):
            try:
                table = _opened(location, storage)
            except TableNotFoundError:
                return None
        _refuse_other_tables(location, table)
        return cls(location, table, storage)

    @property
    def id(self) -> str:
        """The unique id of the store; it stays the same where the store is moved."""
        with failures_as_errors(self.location):
            return str(self._table.metadata().id)

    @property
    def version(self) -> int:
        """The number of commits since the store was made."""
        return self._table.version()

    def files(self) -> list[str]:
        """Return the files that hold the present state."""
        with failures_as_errors(self.location):
            return self._table.file_uris()

    def bytes(self) -> int:
        """Return the number of bytes in these files."""
        with failures_as_errors(self.location):
            actions = pl.DataFrame(self._table.get_add_actions())
        return int(actions["size_bytes"].sum())

    def height(self) -> int:
        """Return the number of rows."""
        with failures_as_errors(self.location):
            actions = pl.DataFrame(self._table.get_add_actions())
        return int(actions["num_records"].sum())

    def reload(self) -> None:
        """Load the present state, with the commits of other programs."""
        with failures_as_errors(self.location):
            self._table = _opened(self.location, self._storage)
        self._is_ahead = False

    def rows(self, row_type: str, months: Sequence[str] | None = None) -> pl.LazyFrame:
        """Return the rows of a type.

        Args:
            row_type: `USAGE_ROW`, `PROBLEM_ROW` or `SOURCE_ROW` of `schema`.
            months: The months to read; `None` for all.
        """
        if "://" in self.location:
            options = storage_options(self.location, self._storage)
            every = _with_all_columns(pl.scan_delta(self._table, storage_options=options))
            rows = _with_groups(every.filter(pl.col("kind") == row_type))
            return rows if months is None else rows.filter(pl.col("month").is_in(list(months)))
        # not by scan_delta: in a folder such as "with space" it looks for files named as in a URL
        folder = f"/kind={row_type}/"
        starts = [folder] if months is None else [f"{folder}month={month}/" for month in months]
        files = [unquote(file) for file in self.files() if any(start in file for start in starts)]
        if not files:
            return pl.LazyFrame(schema=STORED)
        hive = {name: STORED[name] for name in PARTITIONS}
        rows = pl.scan_parquet(
            files,
            schema={name: dtype for name, dtype in STORED.items() if name not in hive},
            hive_schema=hive,
            try_parse_hive_dates=False,
            missing_columns="insert",  # a store that an older version wrote has fewer columns
            glob=False,
        )
        return _with_groups(rows.select(*STORED))

    def read(self, rows: pl.LazyFrame) -> pl.DataFrame:
        """Return the result of a query on `rows`.

        Raises:
            UsageStatsError: A file of the store is missing or broken.
        """
        try:
            return rows.collect()
        except (OSError, pl.exceptions.PolarsError) as error:
            damage = None if is_removed(self.location) else damage_of(self.location, self.files())
            raise damage or failure(self.location, error) from error

    def upgrade(self) -> None:
        """Make a store of an earlier version one of this version, which earlier ones refuse.

        Rows of version 1 stay as they are until they are added up: see `rows`. This must be done
        before the progress of sources is read, since it may load the commits of other programs.

        Raises:
            UsageStatsError: The store cannot be written.
        """
        for _ in range(ATTEMPTS):
            if self.format == VERSION:
                return
            with suppress(ConflictError), failures_as_errors(self.location), _conflicts_as_errors():
                lacking = self._lacking()
                schema = DeltaSchema.from_arrow(pl.Schema({n: STORED[n] for n in sorted(lacking)}))
                if lacking:
                    self._table.alter.add_columns(schema.fields)
                self._table.alter.set_table_description(f"{_DESCRIPTION}{VERSION}")
            self.reload()
        raise too_many_conflicts(self)

    def _lacking(self) -> set[str]:
        """Return the columns that a store of an older version lacks."""
        return STORED.keys() - {field.name for field in self._table.schema().fields}

    @property
    def format(self) -> int:
        """The version of its columns."""
        with failures_as_errors(self.location):
            return int((self._table.metadata().description or "").removeprefix(_DESCRIPTION))

    def commit(
        self, rows: pl.DataFrame | RowStream | RowsByType, replaced: str | None = None
    ) -> None:
        """Add rows, and delete others, in one atomic commit.

        Args:
            rows: Rows with all columns of the store. Where they are given by their type, all are in
                memory meanwhile, and are written several times as fast.
            replaced: An SQL condition for the rows that are deleted; the new rows must meet it.

        Raises:
            ConflictError: Another program has committed since the table was read; the store is
                unchanged.
            UsageStatsError: The store cannot be written; it is unchanged.
        """
        if isinstance(rows, dict):
            if replaced is None and "://" not in self.location and not self._lacking():
                self._append(rows)
                return
            rows = as_stream(pl.concat(rows.values()))
        with failures_as_errors(self.location), _conflicts_as_errors():
            refuse_removed(self.location)
            properties = self._properties()
            if replaced is None:
                write_deltalake(
                    self._table,
                    rows,
                    mode="append",
                    schema_mode="merge",
                    commit_properties=properties,
                )
            else:
                write_deltalake(
                    self._table,
                    rows,
                    mode="overwrite",
                    schema_mode="merge",
                    predicate=replaced,
                    commit_properties=properties,
                )

    def _append(self, rows: RowsByType) -> None:
        tables = [one.select(VALUES[row_type]).collect() for row_type, one in rows.items()]
        with failures_as_errors(self.location), _conflicts_as_errors():
            refuse_removed(self.location)
            properties, number = self._properties(), self._next_number()
            files = write_files(Path(path_of(self.location)), tables)
            schema, partitions = self._table.schema(), list(PARTITIONS)
            self._table.create_write_transaction(
                [*files], "append", schema, partitions, commit_properties=properties
            )
            # unlike Delta's writer, this leaves the state as it was before the commit
            self._table.update_incremental()
            self._is_ahead = self._next_number() != number + 1

    def partitions(self) -> dict[tuple[str, str], int]:
        """Return the number of files for each row type and month, in order."""
        with failures_as_errors(self.location):
            actions = pl.DataFrame(self._table.get_add_actions(flatten=True))
        names = [actions[f"partition.{name}"].to_list() for name in PARTITIONS]
        return dict(sorted(Counter(zip(*names, strict=True)).items()))

    def sum_up_commits(self) -> None:
        """Write a checkpoint, so that later runs need not read the whole log of commits."""
        with failures_as_errors(self.location):
            self._table.create_checkpoint()

    def remove_old_files(self, older_than_hours: int, *, has_strays: bool = True) -> None:
        """Delete files that the present state does not use.

        Args:
            older_than_hours: The age from which files are deleted. For so long, other programs may
                go on to read an older state.
            has_strays: Whether files that no commit names are deleted, too, from the same age on.
                Younger ones may belong to a program that is about to commit them.
        """
        with failures_as_errors(self.location):
            self._table.vacuum(
                older_than_hours, dry_run=False, enforce_retention_duration=False, full=has_strays
            )

    def _properties(self) -> CommitProperties:
        """Return the transaction of a commit.

        Raises:
            ConflictError: The state has a commit of another program that nobody has looked at.
        """
        if self._is_ahead:
            raise ConflictError
        transaction = Transaction(_TRANSACTION, self._next_number())
        return CommitProperties(app_transactions=[transaction])

    def _next_number(self) -> int:
        return (self._table.transaction_version(_TRANSACTION) or 0) + 1


def _with_all_columns(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Add the columns that a store of an older version lacks."""
    known = rows.collect_schema().names()
    lacking = (
        pl.lit(None, dtype).alias(name) for name, dtype in STORED.items() if name not in known
    )
    return rows.with_columns(*lacking)


def _with_groups(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Add the groups that version 1 did not write: there each source was a group of its own."""
    return rows.with_columns(group=pl.coalesce("group", "source"))


def _opened(location: str, storage: StorageSettings) -> DeltaTable:
    options = storage_options(location, storage)
    return DeltaTable(path_of(location), storage_options=options)


def _make(location: str, storage: StorageSettings) -> None:
    with failures_as_errors(location):
        DeltaTable.create(
            path_of(location),
            pl.Schema(STORED),
            mode="ignore",
            partition_by=list(PARTITIONS),
            name=_NAME,
            description=f"{_DESCRIPTION}{VERSION}",
            # no other columns: the log of commits would keep the names of forgotten applications
            configuration={"delta.dataSkippingStatsColumns": "start"},
            storage_options=storage_options(location, storage),
        )


def _refuse_other_tables(location: str, table: DeltaTable) -> None:
    metadata = table.metadata()
    version = (metadata.description or "").removeprefix(_DESCRIPTION)
    if metadata.name != _NAME or not version.isdecimal():
        raise UsageError("is a Delta table, but not a store of usagestats", where=location)
    if int(version) > VERSION:
        what = f"a newer usagestats wrote it: format {version}, known is {VERSION}"
        raise UsageError(what, where=location, hint="update usagestats")


def too_many_conflicts(table: StoreTable) -> UsageStatsError:
    """Return the error of a program that had a conflict in each of `ATTEMPTS`."""
    what = "other runs have changed the store before every attempt to commit"
    return UsageStatsError(what, where=table.location, hint="try again")


@contextmanager
def _conflicts_as_errors() -> Iterator[None]:
    try:
        yield
    except CommitFailedError as error:
        raise ConflictError from error
