"""Credentials in a draft: where requests carry them, and applications with hashed keys."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from usagestats.catalog.applications_file import COLUMNS
from usagestats.catalog.identify import checked_source
from usagestats.catalog.mistakes import Mistake

if TYPE_CHECKING:
    from usagestats.catalog.imports.part import Part


def query_source(name: Part) -> str:
    """Return the source of a credential in the query, as `identify` has it.

    Raises:
        UsageError: No parameter can have this name.
    """
    try:
        return checked_source(f"query:{name.required_text()}")
    except Mistake as error:
        raise name.error(error.what, error.hint) from error


def hashed_key(credential: str) -> str:
    """Return a credential as `applications.csv` may hold it: `sha256:` and the digest."""
    return f"sha256:{sha256(credential.encode()).hexdigest()}"


def application_row(**cells: str) -> dict[str, str]:
    """Return a row of `applications.csv`; unknown cells are empty."""
    return {column: cells.get(column, "") for column in COLUMNS}
