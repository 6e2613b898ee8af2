"""`deltalake`, which keeps the table of a store: an extra, since reports on logs need no store.

All names of the library that the store uses come from here.
"""

from __future__ import annotations

from usagestats.errors import UsageError

try:
    from deltalake import CommitProperties, DeltaTable, Transaction, write_deltalake
    from deltalake import Schema as DeltaSchema
    from deltalake.exceptions import CommitFailedError, DeltaError, TableNotFoundError
    from deltalake.transaction import AddAction
except ModuleNotFoundError as error:
    if error.name != "deltalake":
        raise
    hint = "install it: pip install 'usagestats-cli[store]'"
    raise UsageError("the store needs deltalake, which is not installed", hint=hint) from error

__all__ = [
    "AddAction",
    "CommitFailedError",
    "CommitProperties",
    "DeltaError",
    "DeltaSchema",
    "DeltaTable",
    "TableNotFoundError",
    "Transaction",
    "write_deltalake",
]
